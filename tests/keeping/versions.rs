//! Versions of a work and what changed between them, on Korea's Smart City Act.

use std::path::Path;

use serde_json::Value;

use crate::desk::{Desk, Service};

/// The samples' versions of the act, taken in; with the archive's answer for the oldest.
fn act() -> (Desk, Value) {
    let desk = Desk::empty();
    let samples = Path::new(env!("CARGO_MANIFEST_DIR")).join("samples/smart-city-kr");
    desk.check(&["ingest", samples.to_str().unwrap()], 0);
    let oldest = desk.json(&["search", "", "--sort", "oldest", "--limit", "1"]);
    let id = oldest["hits"][0]["id"].as_str().unwrap();
    let versions = desk.json(&["versions", id, "--as-of", "2019-03-01"]);
    (desk, versions)
}

#[test]
fn the_versions_of_a_law_are_listed_and_one_holds_on_a_day() {
    let (desk, versions) = act();
    // Each file's name ends with the number of its promulgation.
    let samples = Path::new(env!("CARGO_MANIFEST_DIR")).join("samples/smart-city-kr");
    let files = std::fs::read_dir(samples).unwrap();
    let names = files.map(|file| file.unwrap().file_name().into_string().unwrap());
    let mut expected: Vec<String> = names
        .filter_map(|name| Some(name.strip_prefix("act-")?.split_once("no")?.1.to_owned()))
        .map(|number| number.trim_end_matches(".md").to_owned())
        .collect();
    expected.sort_unstable();
    let listed = versions["versions"].as_array().unwrap();
    let mut numbers: Vec<&str> = listed
        .iter()
        .map(|of| of["number"].as_str().unwrap())
        .collect();
    numbers.sort_unstable();
    assert_eq!(numbers, expected);
    let holding = listed
        .iter()
        .filter(|of| of["status"] == "in-force")
        .count();
    assert_eq!(holding, 1, "{versions}");
    let from: Vec<&str> = listed
        .iter()
        .filter_map(|of| of["valid_from"].as_str())
        .collect();
    assert!(from.is_sorted(), "{from:?}");

    let service = Service::start(desk.dir.path());
    let id = versions["id"].as_str().unwrap();
    let path = format!("/api/v1/documents/{id}/versions?as_of=2019-03-01");
    assert_eq!(service.get(&path), versions);
}

#[test]
fn what_changed_between_two_versions_is_told_article_by_article() {
    let (desk, versions) = act();
    let listed = versions["versions"].as_array().unwrap();
    let with_number = |number: &str| {
        let found = listed.iter().find(|of| of["number"] == number);
        found.unwrap()["id"].as_str().unwrap().to_owned()
    };
    // Law 15732 of 2018-08-14 amends law 15309 of 2017-12-26: it brings the national pilot cities,
    // article 35 and those after it.
    let (old, new) = (with_number("15309"), with_number("15732"));
    let diff = desk.json(&["diff", &old, &new]);
    assert_eq!(diff["unit"], "article");
    let parts = diff["parts"].as_array().unwrap();
    let of = |kind: &str, heading: &str| {
        let found = parts.iter().find(|part| {
            let begins = part["heading"]
                .as_str()
                .unwrap_or_default()
                .starts_with(heading);
            part["kind"] == kind && begins
        });
        found.unwrap_or_else(|| panic!("{kind} {heading}: {parts:?}"))
    };
    let text = |part: &Value, without: &str| -> String {
        let changes = part["changes"].as_array().unwrap().iter();
        let changes = changes.filter(|change| change["kind"] != without);
        changes
            .map(|change| change["text"].as_str().unwrap())
            .collect()
    };
    let purpose = of("changed", "제1조");
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("samples/smart-city-kr");
    let file = |name: &str| std::fs::read_to_string(folder.join(name)).unwrap();
    let (before, after) = (
        file("act-2017-12-26-no15309.md"),
        file("act-2018-08-14-no15732.md"),
    );
    for (text, file) in [
        (text(purpose, "added"), before),
        (text(purpose, "removed"), after),
    ] {
        let last = text.lines().last().unwrap();
        assert!(file.contains(last), "{last}");
    }
    of("added", "부칙 <제15732호");
    let counted = |kind: &str| diff[kind].as_u64().unwrap();
    assert!(counted("equal") > 20, "{}", counted("equal"));
    assert_eq!(diff["left_out"], 0);

    // The same the other way round: what was added is removed.
    let back = desk.json(&["diff", &new, &old]);
    assert_eq!(back["equal"], diff["equal"]);
    assert_eq!(
        (&back["added"], &back["removed"]),
        (&diff["removed"], &diff["added"])
    );
    let itself = desk.json(&["diff", &new, &new]);
    assert_eq!(itself["parts"].as_array().unwrap().len(), 1);

    let service = Service::start(desk.dir.path());
    let answer = service.get(&format!("/api/v1/documents/{old}/versions/{new}/diff"));
    assert_eq!(
        (&answer["left"]["id"], &answer["parts"]),
        (&old.into(), &diff["parts"])
    );
    let shown = desk.check(&["diff", &new, &listed[0]["id"].as_str().unwrap()[..9]], 0);
    assert!(shown.contains("{+") && shown.contains("[-"), "{shown}");
}

#[test]
fn versions_of_a_renamed_law_are_proposed_by_the_promulgation_they_share() {
    let samples = Path::new(env!("CARGO_MANIFEST_DIR")).join("samples/smart-city-kr");
    let desk = Desk::empty();
    // Nothing but the text of the law: what the file says of itself is taken off, and the title is put
    // right, since the source gives today's to all versions.
    let text = |name: &str| {
        let file = std::fs::read_to_string(samples.join(name)).unwrap();
        let text = file.splitn(3, "---\n").nth(2).unwrap().to_owned();
        let title = text.trim_start().lines().next().unwrap().to_owned();
        (text, title)
    };
    let (old, title) = text("act-2017-01-17-no14532.md");
    desk.write(
        "laws/old.md",
        &old.replacen(&title, "# 유비쿼터스도시의 건설 등에 관한 법률", 1),
    );
    let (new, _) = text("act-2018-08-14-no15732.md");
    desk.write("laws/new.md", &new);
    let (decree, _) = text("decree-2019-02-08-no29516.md");
    desk.write("laws/decree.md", &decree);
    desk.check(&["ingest", "laws"], 0);
    let id = desk.id("title:유비쿼터스도시의");
    let versions = desk.json(&["versions", &id]);
    let proposed = versions["proposed"].as_array().unwrap();
    let [proposed] = proposed.as_slice() else {
        panic!("{versions}");
    };
    assert_eq!(
        proposed["title"],
        "스마트도시 조성 및 산업진흥 등에 관한 법률"
    );
    // Act no. 9052 of 28 March 2008, by which U-cities came into Korean law.
    assert_eq!(
        proposed["evidence"][0],
        "both were enacted as no. 9052 (2008-03-28), as they say; the titles differ"
    );
}
