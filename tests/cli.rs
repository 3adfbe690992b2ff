//! The program as an archivist uses it: arguments, output, exit codes.
//!
//! Every archive is made by the test that needs it, from files that the test writes.

#![expect(
    clippy::unwrap_used,
    reason = "a test that cannot go on should stop there"
)]

use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

use regesta_index::{
    Assertion, Content, DocumentId, Field, Offer, Page, PageNumber, Paging, Provenance, Recognised,
    Record, Writer,
};
use serde_json::Value;

/// Three small documents with a manifest, and one that is no document.
const FILES: [(&str, &str); 5] = [
    (
        "heat.md",
        "---\ntitle: Heat Plan\n---\n\nShade and water for every smart city street.\n",
    ),
    (
        "flood.txt",
        "Flood levels rise.\u{c}The pilot city builds a wall on page two.\n",
    ),
    (
        "도시.md",
        "# 스마트도시 계획\n\n국가는 스마트도시를 조성한다.\n",
    ),
    ("broken.pdf", "%PDF-1.7\nnothing of a PDF follows\n"),
    (
        "manifest.csv",
        "path,title,country,date,language,type,topics\n\
         heat.md,Heat Plan,FR,2019-06-01,en,plan,climate\n\
         flood.txt,Flood Report,NL,2003,en,report,climate;smart-city\n\
         도시.md,스마트도시 계획,KR,2018-01-29,ko,plan,smart-city\n\
         broken.pdf,A Broken File,FR,2020,en,plan,\n\
         missing.pdf,A File Nobody Has,FR,2021,en,plan,\n",
    ),
];

/// A folder of documents and an archive beside it.
struct Bench {
    dir: tempfile::TempDir,
}

impl Bench {
    fn new() -> Self {
        let dir = tempfile::tempdir().unwrap();
        std::fs::create_dir(dir.path().join("files")).unwrap();
        for (name, text) in FILES {
            std::fs::write(dir.path().join("files").join(name), text).unwrap();
        }
        Self { dir }
    }

    fn ingested() -> Self {
        let bench = Self::new();
        bench.check(&["ingest", "files"], 1);
        bench
    }

    fn path(&self, name: &str) -> PathBuf {
        self.dir.path().join(name)
    }

    fn run(&self, arguments: &[&str]) -> Output {
        regesta(self.dir.path(), arguments)
    }

    /// Runs and gives standard output; the exit code must be `code`.
    #[track_caller]
    fn check(&self, arguments: &[&str], code: i32) -> String {
        let output = self.run(arguments);
        let (out, err) = (
            String::from_utf8_lossy(&output.stdout),
            String::from_utf8_lossy(&output.stderr),
        );
        assert_eq!(
            output.status.code(),
            Some(code),
            "{arguments:?}\n{out}\n{err}"
        );
        out.into_owned()
    }

    #[track_caller]
    fn json(&self, arguments: &[&str], code: i32) -> Value {
        let out = self.check(arguments, code);
        serde_json::from_str(&out).unwrap_or_else(|error| panic!("{arguments:?}: {error}\n{out}"))
    }

    /// The titles found, in order.
    #[track_caller]
    fn titles(&self, arguments: &[&str]) -> Vec<String> {
        let output = self.run(&[arguments, &["--json"]].concat());
        let answer: Value = serde_json::from_slice(&output.stdout).unwrap();
        let hits = answer["hits"].as_array().unwrap();
        hits.iter()
            .map(|hit| hit["title"].as_str().unwrap().to_owned())
            .collect()
    }
}

fn regesta(dir: &Path, arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_regesta"))
        .args(arguments)
        .current_dir(dir)
        .stdin(Stdio::null())
        .output()
        .unwrap()
}

/// The names of an object's members, sorted.
fn keys(value: &Value) -> Vec<&str> {
    let mut keys: Vec<&str> = value
        .as_object()
        .unwrap()
        .keys()
        .map(String::as_str)
        .collect();
    keys.sort_unstable();
    keys
}

#[test]
fn a_report_adds_up_and_names_what_failed() {
    let bench = Bench::new();
    let report = bench.json(&["ingest", "files", "--json"], 1);
    let outcomes = report["outcomes"].as_object().unwrap();
    let sum: u64 = outcomes.values().filter_map(Value::as_u64).sum();
    assert_eq!(Some(sum), report["offered"].as_u64(), "{report}");
    assert_eq!(
        (outcomes["added"].as_u64(), outcomes["damaged"].as_u64()),
        (Some(3), Some(1)),
        "{report}"
    );
    assert_eq!(report["failures"][0]["outcome"], "damaged");
    assert!(
        report["failures"][0]["path"]
            .as_str()
            .unwrap()
            .ends_with("broken.pdf")
    );
    assert!(!report["failures"][0]["reason"].as_str().unwrap().is_empty());
    assert_eq!(report["rows_without_file"][0]["path"], "missing.pdf");
    assert_eq!(report["rows_without_file"][0]["row"], 5);
}

#[test]
fn a_second_run_changes_nothing_and_says_so() {
    // 1, as one of the files still cannot be read.
    let bench = Bench::ingested();
    let before = bench.json(&["search", "city", "--json"], 0);
    let report = bench.json(&["ingest", "files", "--json"], 1);
    assert_eq!(
        report["outcomes"],
        serde_json::json!({ "unchanged": 4 }),
        "{report}"
    );
    assert_eq!(report["offered"], 4);
    let after = bench.json(&["search", "city", "--json"], 0);
    assert_eq!(before["hits"], after["hits"]);
}

#[test]
fn a_dry_run_makes_no_archive() {
    let bench = Bench::new();
    let report = bench.json(&["ingest", "files", "--dry-run", "--json"], 1);
    assert_eq!(
        (&report["offered"], &report["dry_run"]),
        (&4.into(), &true.into()),
        "{report}"
    );
    assert!(!bench.path("archive").exists());
}

#[test]
fn extract_needs_no_archive() {
    let bench = Bench::new();
    let body = bench.json(&["extract", "files/flood.txt", "--json"], 0);
    assert_eq!(
        keys(&body),
        [
            "attachments",
            "media_type",
            "metadata",
            "outcome",
            "outline",
            "pages",
            "paging",
            "title",
            "warnings"
        ]
    );
    assert_eq!(
        keys(&body["pages"][0]),
        ["is_unread", "label", "marks", "page", "quality", "text"]
    );
    assert_eq!(body["outcome"], "added");
    assert_eq!(body["paging"], "pages");
    assert_eq!(body["pages"][0]["page"], 1);
    assert_eq!(body["pages"][1]["page"], 2);
    assert!(
        body["pages"][0]["text"]
            .as_str()
            .unwrap()
            .contains("Flood levels rise.")
    );
    assert!(
        body["pages"][1]["text"]
            .as_str()
            .unwrap()
            .contains("on page two")
    );

    let body = bench.json(&["extract", "files/heat.md", "--json"], 0);
    assert_eq!(body["title"], "Heat Plan");
    assert!(!bench.path("archive").exists());
}

#[test]
fn extract_of_a_broken_file_says_why_and_gives_1() {
    let bench = Bench::new();
    let body = bench.json(&["extract", "files/broken.pdf", "--json"], 1);
    assert_eq!(body["outcome"], "damaged");
    assert!(!body["reason"].as_str().unwrap().is_empty());
}

#[test]
fn an_answer_has_the_shape_that_is_promised() {
    let bench = Bench::ingested();
    let answer = bench.json(&["search", "스마트도시", "--country", "KR", "--json"], 0);
    assert_eq!(
        keys(&answer),
        [
            "also_searched",
            "archive",
            "as_of",
            "facets",
            "few",
            "hits",
            "notices",
            "possible",
            "query",
            "suggestions",
            "took_ms",
            "total",
        ]
    );
    assert_eq!(
        keys(&answer["facets"]),
        [
            "country",
            "country_source",
            "language",
            "status",
            "subject",
            "text",
            "topic",
            "type",
            "year",
            "year_source",
        ]
    );
    assert_eq!(
        keys(&answer["facets"]["country"][0]),
        ["count", "label", "selected", "value"]
    );
    let hit = &answer["hits"][0];
    let expected = [
        "country",
        "id",
        "language",
        "matching_pages",
        "page_count",
        "pages",
        "paging",
        "published",
        "score",
        "status",
        "title",
        "topics",
        "type",
        "year",
    ];
    assert_eq!(keys(hit), expected);
    assert_eq!(hit["country"], serde_json::json!(["KR"]));
    assert_eq!(
        (&hit["published"], &hit["year"]),
        (&"2018-01-29".into(), &2018.into())
    );
    assert_eq!(
        (&hit["type"], &hit["language"], &hit["status"]),
        (&"plan".into(), &"ko".into(), &"unknown".into())
    );
    let snippet = &hit["pages"][0]["snippet"];
    let text: Vec<char> = snippet["text"].as_str().unwrap().chars().collect();
    let marked: Vec<String> = snippet["highlights"]
        .as_array()
        .unwrap()
        .iter()
        .map(|range| {
            let end = |at: usize| usize::try_from(range[at].as_u64().unwrap()).unwrap();
            text[end(0)..end(1)].iter().collect()
        })
        .collect();
    assert!(
        !marked.is_empty() && marked.iter().all(|part| part.starts_with("스마트도시")),
        "{marked:?} in {snippet}"
    );
}

#[test]
fn filters_narrow_and_repeated_ones_widen() {
    let bench = Bench::ingested();
    let check = |arguments: &[&str], expected: &[&str]| {
        assert_eq!(
            bench.titles(&[&["search"], arguments].concat()),
            expected,
            "{arguments:?}"
        );
    };
    check(&["city", "--country", "NL"], &["Flood Report"]);
    check(
        &["--country", "NL", "--country", "KR", "--sort", "oldest"],
        &["Flood Report", "스마트도시 계획"],
    );
    check(
        &["--year", "2003..2018", "--sort", "newest"],
        &["스마트도시 계획", "Flood Report"],
    );
    check(
        &["--topic", "climate-change", "--type", "report"],
        &["Flood Report"],
    );
    check(&["--lang", "ko"], &["스마트도시 계획"]);
    check(&["city", "--country", "KR"], &[]);
}

#[test]
fn a_limit_of_0_gives_counts_alone() {
    let bench = Bench::ingested();
    let answer = bench.json(&["search", "city", "--limit", "0", "--json"], 0);
    assert_eq!(
        (&answer["total"], &answer["hits"]),
        (&2.into(), &serde_json::json!([]))
    );
}

#[test]
fn exit_codes_tell_found_from_nothing_from_error() {
    let bench = Bench::ingested();
    bench.check(&["search", "shade"], 0);
    bench.check(&["search", "zyzzyva"], 1);
    bench.check(&["search", "--year", "soon"], 2);
    bench.check(&["search", "s*t"], 2);
    bench.check(&["search", "--limit", "99999999999"], 2);
    bench.check(&["show", "123"], 2);
    bench.check(&["show", "0000000000"], 1);
    bench.check(&["frobnicate"], 2);
    bench.check(&["--help"], 0);
}

#[test]
fn an_error_names_the_argument_and_what_it_takes() {
    let bench = Bench::ingested();
    let output = bench.run(&["search", "--year", "soon"]);
    let complaint = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(
        complaint.starts_with("error: --year: ") && complaint.contains("2015..2020"),
        "{complaint}"
    );
    assert!(output.stdout.is_empty());
}

#[test]
fn without_an_archive_there_is_a_hint() {
    let dir = tempfile::tempdir().unwrap();
    for command in [
        &["search", "city"][..],
        &["status"],
        &["verify"],
        &["show", "123456"],
        &["serve"],
        &["outcomes"],
    ] {
        let output = regesta(dir.path(), command);
        let complaint = String::from_utf8_lossy(&output.stderr).into_owned();
        assert_eq!(output.status.code(), Some(2), "{command:?}: {complaint}");
        assert!(
            complaint.contains("regesta ingest PATH --archive ./archive"),
            "{command:?}: {complaint}"
        );
    }
}

#[test]
fn a_document_is_shown_by_the_beginning_of_its_id() {
    let bench = Bench::ingested();
    let answer = bench.json(&["search", "wall", "--json"], 0);
    let id = answer["hits"][0]["id"].as_str().unwrap();
    let entry = bench.json(&["show", &id[..8], "--json"], 0);
    assert_eq!(
        (&entry["id"], &entry["page_count"]),
        (&id.into(), &2.into())
    );
    assert_eq!(entry["description"]["title"], "Flood Report");
    let title = entry["assertions"]
        .as_array()
        .unwrap()
        .iter()
        .find(|claim| claim["field"] == "title" && claim["provenance"]["kind"] == "manifest");
    assert_eq!(title.unwrap()["value"], "Flood Report");

    let page = bench.json(&["show", id, "--page", "2", "--json"], 0);
    assert_eq!(
        keys(&page),
        ["id", "language", "page", "page_count", "passages", "text"]
    );
    assert!(page["text"].as_str().unwrap().contains("builds a wall"));
    bench.check(&["show", id, "--page", "3"], 1);
}

#[test]
fn outcomes_can_be_narrowed_to_failures() {
    let bench = Bench::ingested();
    let all = bench.check(&["outcomes", "--json"], 0);
    assert_eq!(all.lines().count(), 4);
    let failed = bench.json(&["outcomes", "--failed", "--json"], 0);
    assert_eq!(failed["outcome"], "damaged");
    assert!(failed["path"].as_str().unwrap().ends_with("broken.pdf"));
}

/// Puts a document of three pages into the archive, of which a scan and two with noise; its id.
fn scanned(archive: &Path) -> DocumentId {
    let page = |number: u32, text: &str| Page {
        number: PageNumber::new(number).unwrap(),
        text: text.to_owned(),
        language: None,
        passages: Vec::new(),
        marks: Vec::new(),
        label: None,
        quality: if text.is_empty() { 0.0 } else { 0.5 },
        is_unread: true,
        recognised: None,
    };
    let id = DocumentId::of(b"a scan");
    let record = Record {
        id,
        media_type: "application/pdf".to_owned(),
        bytes: 6,
        paging: Paging::Pages,
        pages: vec![page(1, ""), page(2, "x\u{fffd}"), page(3, "y\u{fffd}")],
        outline: Vec::new(),
        assertions: vec![Assertion {
            field: Field::Title,
            value: "A Scan".to_owned(),
            provenance: Provenance::Name,
            rule: "test".to_owned(),
            confidence: 1.0,
            rejected: None,
        }],
        warnings: Vec::new(),
        rules: 0,
    };
    let offer = Offer {
        path: "scan.pdf".to_owned(),
        content: Content::Read {
            record,
            original: b"a scan".to_vec(),
            failure: None,
        },
    };
    let mut writer = Writer::open(archive).unwrap();
    let run = writer.begin(&["scan".to_owned()]).unwrap();
    writer.store(&run, &[offer]).unwrap();
    writer.finish(run).unwrap();
    id
}

#[test]
fn pages_without_text_are_listed_until_they_are_recognised() {
    let bench = Bench::ingested();
    assert_eq!(bench.check(&["outcomes", "--no-text", "--json"], 1), "");
    let archive = bench.path("archive");
    let id = scanned(&archive);

    let listed = bench.json(&["outcomes", "--no-text", "--json"], 0);
    assert_eq!(
        (&listed["id"], &listed["not_reliable"]),
        (&id.to_string().into(), &serde_json::json!([2, 3]))
    );
    let listed = bench.check(&["outcomes", "--no-text"], 0);
    assert!(
        listed.contains("no text       scan.pdf: 1\n")
            && listed.contains("not reliable  scan.pdf: 2-3\n"),
        "{listed}"
    );
    let status = bench.json(&["status", "--json"], 0);
    assert_eq!(status["pages_not_reliable"], 2);

    let mut writer = Writer::open(&archive).unwrap();
    let recognised = Recognised {
        text: "A dike\n".to_owned(),
        marks: Vec::new(),
        language: Some("en".to_owned()),
        confidence: 0.9,
    };
    let two = PageNumber::new(2).unwrap();
    assert!(
        writer
            .recognised(id, two, &recognised, chrono::Utc::now())
            .unwrap()
    );
    writer.commit().unwrap();
    drop(writer);
    let listed = bench.json(&["outcomes", "--no-text", "--json"], 0);
    assert_eq!(listed["not_reliable"], serde_json::json!([3]));
    assert_eq!(bench.titles(&["search", "dike"]), ["A Scan"]);
    assert_eq!(bench.titles(&["search", "text:recognised"]), ["A Scan"]);
    assert_eq!(
        bench
            .titles(&["search", "--text", "good", "--text", "none"])
            .len(),
        4
    );
}

#[test]
fn a_retry_reads_the_kept_originals_again() {
    let bench = Bench::ingested();
    std::fs::remove_dir_all(bench.path("files")).unwrap();
    bench.check(&["outcomes", "--retry"], 1);
    let failed = bench.json(&["outcomes", "--failed", "--json"], 0);
    assert_eq!(failed["outcome"], "damaged");
}

#[test]
fn without_tesseract_ocr_says_what_to_install() {
    let bench = Bench::ingested();
    let mut command = Command::new(env!("CARGO_BIN_EXE_regesta"));
    command.arg("ocr").current_dir(bench.dir.path());
    let output = command.env("PATH", bench.dir.path()).output().unwrap();
    let said = String::from_utf8_lossy(&output.stderr);
    assert_eq!(output.status.code(), Some(2), "{said}");
    assert_eq!(
        said,
        "error: Tesseract, which reads pictures of text, is not installed\n\
         hint: install it (Debian: `apt install tesseract-ocr tesseract-ocr-kor`); the pages stay on the list\n"
    );
}

#[test]
fn an_archive_verifies_until_an_original_is_damaged() {
    let bench = Bench::ingested();
    let found = bench.json(&["verify", "--json"], 0);
    assert_eq!(
        (&found["originals"], &found["faults"]),
        (&4.into(), &serde_json::json!([]))
    );
    bench.check(&["rebuild"], 0);
    assert_eq!(bench.titles(&["search", "wall"]), ["Flood Report"]);

    let answer = bench.json(&["search", "wall", "--json"], 0);
    let id = answer["hits"][0]["id"].as_str().unwrap().to_owned();
    let original = bench.path("archive/originals").join(&id[..2]).join(&id);
    let mut bytes = std::fs::read(&original).unwrap();
    bytes[0] ^= 1;
    let _ = std::fs::remove_file(&original);
    std::fs::write(&original, bytes).unwrap();
    let found = bench.json(&["verify", "--json"], 2);
    assert!(
        found["faults"][0].as_str().unwrap().contains(&id[..12]),
        "{found}"
    );
}

#[test]
fn status_counts_documents_and_runs() {
    let bench = Bench::ingested();
    let status = bench.json(&["status", "--json"], 0);
    assert_eq!(
        (&status["documents"], &status["runs"][0]["run"]),
        (&4.into(), &1.into())
    );
}

#[test]
fn a_closed_pipe_is_no_error() {
    let dir = tempfile::tempdir().unwrap();
    let mut child = Command::new(env!("CARGO_BIN_EXE_regesta"))
        .args(["completions", "bash"])
        .current_dir(dir.path())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    drop(child.stdout.take());
    let output = child.wait_with_output().unwrap();
    assert_eq!(
        (
            output.status.code(),
            String::from_utf8_lossy(&output.stderr).as_ref()
        ),
        (Some(0), "")
    );
}

#[test]
fn completions_and_the_manual_are_printed() {
    let dir = tempfile::tempdir().unwrap();
    let script = regesta(dir.path(), &["completions", "bash"]);
    assert!(String::from_utf8_lossy(&script.stdout).contains("_regesta"));
    let page = regesta(dir.path(), &["man"]);
    assert!(String::from_utf8_lossy(&page.stdout).starts_with(".ie"));
    assert_eq!(
        regesta(dir.path(), &["man", "--to", "man"]).status.code(),
        Some(0)
    );
    assert!(dir.path().join("man/regesta-search.1").exists());
}
