//! Values that come beside documents, and documents that come and go as bags.

use std::path::{Path, PathBuf};
use std::process::Command;

use regesta_index::DocumentId;
use serde_json::{Value, json};

use crate::desk::Desk;

/// Outcomes and reasons by the end of the path, sorted.
fn outcomes(desk: &Desk) -> Vec<(String, String, String)> {
    let rows = desk.run(&["outcomes", "--json"]).stdout;
    let rows = String::from_utf8(rows).unwrap();
    let rows = rows.lines().flat_map(|line| {
        let value: Value = serde_json::from_str(line).unwrap();
        match value {
            Value::Array(rows) => rows,
            row => vec![row],
        }
    });
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    let of = |row: Value| {
        let path = text(&row["path"]);
        let name = path.rsplit('/').next().unwrap().to_owned();
        (name, text(&row["outcome"]), text(&row["reason"]))
    };
    let mut rows: Vec<_> = rows.map(of).collect();
    rows.sort_unstable();
    rows
}

#[test]
fn files_beside_a_document_describe_it_and_are_no_documents() {
    let desk = Desk::empty();
    desk.write("files/a.txt", "Trees for the street.");
    desk.write(
        "files/a.txt.json",
        r#"{"title": "Tree Plan", "country": "KR", "date": "2018-01-29"}"#,
    );
    desk.write("files/b.txt", "Water for the street.");
    desk.write(
        "files/b.txt.xml",
        "<metadata xmlns:dc=\"http://purl.org/dc/elements/1.1/\"><dc:title>Water Plan</dc:title>\
         <dc:date>2003</dc:date><dc:coverage>NL</dc:coverage></metadata>",
    );
    desk.write("files/c.txt", "Light for the street.");
    desk.write("files/c.txt.yaml", "title: Light Plan\ncountry: FR\n");
    // A document of its own, as it is beside no other.
    desk.write("files/d.json", "{}");
    desk.write("files/manifest.csv", "path,country\nc.txt,ES\n");
    let report = desk.json(&["ingest", "files"]);
    assert_eq!(report["offered"], 4, "{report}");
    assert_eq!(desk.total("title:\"tree plan\" country:KR year:2018"), 1);
    assert_eq!(desk.total("title:\"water plan\" country:NL year:2003"), 1);
    assert_eq!(desk.total("country_source:sidecar"), 2);
    // A manifest says more than a sidecar.
    assert_eq!((desk.total("country:ES"), desk.total("country:FR")), (1, 0));

    desk.write(
        "files/a.txt.json",
        r#"{"title": "Tree Plan", "country": "JP"}"#,
    );
    let again = desk.json(&["ingest", "files"]);
    assert_eq!(again["outcomes"]["updated"], 1, "{again}");
    assert_eq!(desk.total("country:JP"), 1);
    // What it says no longer holds no longer.
    assert_eq!(desk.total("year:2018"), 0);
}

/// A bag of three files, one of which is not as its manifest says; one more is missing, and one is
/// named nowhere.
fn write_bag(desk: &Desk, folder: &str) {
    let file = |name: &str, text: &str| desk.write(&format!("{folder}/{name}"), text);
    file(
        "bagit.txt",
        "BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n",
    );
    file("bag-info.txt", "Source-Organization: A city\n");
    let table = "path,title,country\ngood.txt,Good Plan,KR\n";
    let mut manifest = String::new();
    for (name, text) in [
        ("good.txt", "A good plan."),
        ("100%.txt", "All of it."),
        ("changed.txt", "As it was."),
        ("missing.txt", "Gone."),
        ("manifest.csv", table),
    ] {
        let id = DocumentId::of(text.as_bytes());
        manifest.push_str(&format!("{id}  data/{}\n", name.replace('%', "%25")));
    }
    file("manifest-sha256.txt", &manifest);
    file("data/good.txt", "A good plan.");
    file("data/100%.txt", "All of it.");
    file("data/changed.txt", "As it is.");
    file("data/unnamed.txt", "Nobody knows it.");
    file("data/manifest.csv", table);
}

#[test]
fn a_bag_is_taken_in_but_for_what_is_not_as_its_manifest_says() {
    for packed in [false, true] {
        let desk = Desk::empty();
        write_bag(&desk, "bag");
        let offered = if packed {
            let zip = Command::new("python3")
                .args(["-m", "zipfile", "-c", "bag.zip", "bag"])
                .current_dir(desk.dir.path())
                .status();
            assert!(zip.unwrap().success());
            "bag.zip"
        } else {
            "bag"
        };
        desk.check(&["ingest", offered], 1);
        let found = outcomes(&desk);
        let short: Vec<(&str, &str)> = found
            .iter()
            .map(|(name, outcome, _)| (name.as_str(), outcome.as_str()))
            .collect();
        assert_eq!(
            short,
            [
                ("100%.txt", "added"),
                ("changed.txt", "wrong-checksum"),
                ("good.txt", "added"),
                ("missing.txt", "wrong-checksum"),
                ("unnamed.txt", "wrong-checksum"),
            ],
            "{offered}"
        );
        assert!(
            found[1]
                .2
                .contains(&DocumentId::of(b"As it was.").to_string())
        );
        assert!(found[3].2.contains("not there"), "{}", found[3].2);
        assert_eq!(desk.total("title:\"good plan\" country:KR"), 1);
    }
}

#[test]
fn metadata_of_a_bag_that_were_changed_are_not_used() {
    let desk = Desk::empty();
    write_bag(&desk, "bag");
    desk.write(
        "bag/data/manifest.csv",
        "path,title,country\ngood.txt,Good Plan,JP\n",
    );
    let report = desk.run(&["ingest", "bag", "--json"]);
    let report: Value = serde_json::from_slice(&report.stdout).unwrap();
    let problem = report["manifest_problems"][0]["problem"].as_str().unwrap();
    assert!(problem.contains("nothing in it is used"), "{report}");
    assert_eq!(desk.total("country:JP"), 0);
    let found = outcomes(&desk);
    let wrong = |name: &str| {
        found
            .iter()
            .any(|(of, how, _)| of == name && how == "wrong-checksum")
    };
    assert!(wrong("manifest.csv"), "{found:?}");
}

/// A Python that has `bagit`, the reference implementation by the Library of Congress; `None` where
/// it cannot be installed.
fn python_with_bagit() -> Option<PathBuf> {
    let venv = Path::new(env!("CARGO_TARGET_TMPDIR")).join("bagit");
    let python = venv.join("bin/python");
    let runs = |program: &Path, arguments: &[&str]| {
        let ran = Command::new(program).args(arguments).output();
        ran.is_ok_and(|ran| ran.status.success())
    };
    let installed = runs(&python, &["-c", "import bagit"])
        || runs(
            Path::new("python3"),
            &["-m", "venv", "--clear", venv.to_str()?],
        ) && runs(
            &python,
            &[
                "-m",
                "pip",
                "install",
                "--quiet",
                "bagit==1.9.0",
                "setuptools<81",
            ],
        ) && runs(&python, &["-c", "import bagit"]);
    installed.then_some(python)
}

#[test]
fn a_bag_that_is_written_is_valid_and_another_archive_reads_it_in() {
    let desk = Desk::new();
    let id = desk.id("shade");
    let set = [
        "describe",
        &id,
        "--set",
        "country=KR",
        "--set",
        "topic=climate;energy",
    ];
    desk.check(&[&set[..], &["--because", "it is"]].concat(), 0);
    let report = desk.json(&["bag", "out"]);
    assert_eq!(report["documents"], 2);
    let again = desk.check(&["bag", "out"], 2);
    assert!(again.contains("is there already"), "{again}");
    desk.check(&["bag", "some", "--query", "country:NL"], 0);
    desk.check(&["bag", "none", "--query", "country:US"], 1);

    if let Some(python) = python_with_bagit() {
        let validate = |bag: &str| {
            let script = "import bagit, sys; bagit.Bag(sys.argv[1]).validate()";
            let ran = Command::new(&python)
                .args(["-c", script, bag])
                .current_dir(desk.dir.path())
                .output()
                .unwrap();
            (ran.status.success(), String::from_utf8(ran.stderr).unwrap())
        };
        for bag in ["out", "some", "none"] {
            let (is_valid, said) = validate(bag);
            assert!(is_valid, "{bag}: {said}");
        }
        desk.write("none/data/manifest.csv", "changed");
        assert!(!validate("none").0);
    } else {
        eprintln!("left out: no Python with bagit 1.9.0 here, and none can be installed");
    }

    let other = Desk::empty();
    let bag = desk.dir.path().join("out");
    let report = other.json(&["ingest", bag.to_str().unwrap()]);
    assert_eq!(report["outcomes"], json!({ "added": 2 }), "{report}");
    assert_eq!(report["manifest_problems"], json!([]), "{report}");
    let described = |desk: &Desk| {
        let mut about = desk.json(&["show", &id])["description"].take();
        about.as_object_mut().unwrap().remove("evidence");
        about
    };
    assert_eq!(described(&other), described(&desk));
    other.check(&["verify"], 0);
    let said = std::fs::read_to_string(bag.join("metadata/assertions.jsonl")).unwrap();
    assert!(
        said.lines()
            .any(|line| line.contains("it is") && line.contains("person")),
        "{said}"
    );
}

#[test]
fn sidecars_in_a_zip_say_as_much_as_sidecars_on_disk() {
    let desk = Desk::empty();
    desk.write("in/plans/a.txt", "Trees for every street.");
    desk.write(
        "in/plans/a.txt.json",
        r#"{"title": "Tree Plan", "country": "ES"}"#,
    );
    desk.write("in/plans/b.txt.xml", "<dc><date>2018</date></dc>");
    desk.write("in/plans/b.txt", "Rain for every roof.");
    // No file `c.txt` stands beside it: data of its own, which nothing reads.
    desk.write("in/plans/c.txt.json", r#"{"title": "Nothing"}"#);
    let pack = |zip: &str, from: &str| {
        let zip = Command::new("python3")
            .args(["-m", "zipfile", "-c", zip, from])
            .current_dir(desk.dir.path())
            .status();
        assert!(zip.unwrap().success());
    };
    pack("in.zip", "in/plans");
    let report = desk.run(&["ingest", "in.zip", "--json"]);
    let report: Value = serde_json::from_slice(&report.stdout).unwrap();
    assert_eq!(
        report["outcomes"],
        json!({ "added": 2, "unsupported": 1 }),
        "{report}"
    );
    assert_eq!(desk.total("title:tree country:ES"), 1);
    assert_eq!(desk.total("year:2018 roof"), 1);

    // In a zip in a zip too.
    let other = Desk::empty();
    std::fs::create_dir(desk.dir.path().join("outer")).unwrap();
    std::fs::rename(
        desk.dir.path().join("in.zip"),
        desk.dir.path().join("outer/in.zip"),
    )
    .unwrap();
    pack("outer.zip", "outer");
    let zip = desk.dir.path().join("outer.zip");
    other.run(&["ingest", zip.to_str().unwrap()]);
    assert_eq!(other.total("title:tree country:ES"), 1);
}

#[test]
fn an_incomplete_bag_says_what_must_be_fetched_and_fetches_nothing() {
    let desk = Desk::empty();
    write_bag(&desk, "bag");
    // A host that is reserved for never being there.
    desk.write(
        "bag/fetch.txt",
        "https://nowhere.invalid/gone 5 data/missing.txt\n",
    );
    desk.write(
        "bag/bag-info.txt",
        "Source-Organization: City\n of Seoul\nBagging-Date: 2019-03-01\n",
    );
    desk.check(&["ingest", "bag"], 1);
    let found = outcomes(&desk);
    let missing = found
        .iter()
        .find(|(name, ..)| name == "missing.txt")
        .unwrap();
    assert_eq!(missing.1, "wrong-checksum");
    assert!(
        missing.2.contains("https://nowhere.invalid/gone"),
        "{missing:?}"
    );
    // What the bag says of its content is shown with it; when it was packed is no date of anything.
    let id = desk.id("\"a good plan\"");
    let about = desk.json(&["show", &id])["description"].take();
    assert_eq!(
        about["custom"],
        json!([["source_organization", "City of Seoul"]])
    );
    assert_eq!(desk.total("year:2019"), 0);

    // Once it is there, the bag is whole.
    desk.write("bag/data/missing.txt", "Gone.");
    desk.check(&["ingest", "bag"], 1);
    let found = outcomes(&desk);
    assert!(
        found
            .iter()
            .any(|(name, how, _)| name == "missing.txt" && how == "added"),
        "{found:?}"
    );
}
