//! What a visitor sees who offers the whole folder of samples, tools and all.

use std::path::Path;

use serde_json::{Value, json};

use crate::desk::Desk;

#[test]
fn a_script_is_no_document_and_a_readme_has_no_date_of_another() {
    let desk = Desk::empty();
    let samples = Path::new(env!("CARGO_MANIFEST_DIR")).join("samples");
    let offered = desk.dir.path().join("samples");
    std::fs::create_dir(&offered).unwrap();
    for name in ["README.md", "make"] {
        std::fs::copy(samples.join(name), offered.join(name)).unwrap();
    }
    let report = desk.run(&["ingest", "samples", "--json"]);
    let report: Value = serde_json::from_slice(&report.stdout).unwrap();
    assert_eq!(
        report["outcomes"],
        json!({ "added": 1, "unsupported": 1 }),
        "{report}"
    );
    let readme = desk.json(&["show", &desk.id("speeches")]);
    let about = &readme["description"];
    assert_eq!(about["title"], "Samples");
    for field in ["published", "adopted", "valid_from", "valid_until"] {
        assert_eq!(about[field], Value::Null, "{field}: {readme}");
    }
}
