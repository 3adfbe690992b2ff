//! Corrections from end to end: at the command line, from a table, and through the service.

use regesta_index::Writer;
use serde_json::{Value, json};

use crate::desk::{Desk, Service};

const TOKEN: &str = "b4f1d5e98a7c60233c0ffee0ddba11ed";

#[test]
fn a_correction_is_found_shown_with_its_reason_and_taken_back() {
    let desk = Desk::new();
    let id = desk.id("shade");
    let because = ["--because", "the city is Korean"];
    let set = [
        "describe",
        &id[..8],
        "--set",
        "country=Korea, Republic of",
        "--set",
    ];
    desk.check(
        &[&set[..], &["topic=climate; energy"], &because].concat(),
        0,
    );
    assert_eq!((desk.total("country:KR"), desk.total("country:FR")), (1, 0));
    let shown = desk.json(&["show", &id]);
    assert_eq!(shown["description"]["country"], json!(["KR"]));
    let claims = shown["assertions"].as_array().unwrap();
    let claim = claims.iter().find(|claim| claim["value"] == "KR").unwrap();
    let provenance = json!({ "kind": "person", "name": "A. Kim", "because": "the city is Korean" });
    assert_eq!(
        (&claim["provenance"], &claim["wins"]),
        (&provenance, &json!(true))
    );
    let why = desk.check(&["show", &id, "--why"], 0);
    for said in ["A. Kim", "the city is Korean", "FR", "manifest"] {
        assert!(why.contains(said), "{said}: {why}");
    }

    // The same files offered again, and the index made anew, change nothing of it.
    desk.check(&["ingest", "files"], 0);
    desk.check(&["rebuild"], 0);
    assert_eq!(desk.total("country:KR"), 1);
    desk.check(&["verify"], 0);

    let back = [
        "describe",
        &id,
        "--take-back",
        "country",
        "--because",
        "it was not",
    ];
    desk.check(&back, 0);
    assert_eq!((desk.total("country:KR"), desk.total("country:FR")), (0, 1));
    assert!(desk.check(&["show", &id, "--why"], 0).contains("KR"));
    desk.check(&["verify"], 0);
}

#[test]
fn a_correction_survives_being_described_anew_by_newer_rules() {
    let desk = Desk::new();
    let id = desk.id("shade");
    let set = ["describe", &id, "--set", "type=plan", "--because", "it is"];
    desk.check(&set, 0);
    // As older rules leave an archive: what their text says is another matter, and they have a number.
    let older = "import sqlite3; base = sqlite3.connect('archive/catalogue.sqlite'); \
                 base.execute('UPDATE documents SET rules = 1'); \
                 base.execute(\"UPDATE assertions SET value = 'Old Title' WHERE rule = 'first-line'\"); \
                 base.commit()";
    let python = std::process::Command::new("python3")
        .args(["-c", older])
        .current_dir(desk.dir.path())
        .status();
    assert!(python.unwrap().success());
    let report = desk.json(&["describe", "--again"]);
    assert_eq!(report, json!({ "described": 2, "changed": 2 }));
    assert_eq!(desk.total("type:plan"), 1);
    let claims = desk.json(&["show", &id])["assertions"].take();
    let claims = claims.as_array().unwrap();
    let old: Vec<&Value> = claims
        .iter()
        .filter(|claim| claim["value"] == "Old Title")
        .collect();
    assert!(
        old.iter().all(|claim| !claim["ended_at"].is_null()),
        "{old:?}"
    );
    let person = claims
        .iter()
        .find(|claim| claim["provenance"]["kind"] == "person")
        .unwrap();
    assert_eq!(
        (&person["wins"], &person["value"]),
        (&json!(true), &json!("plan"))
    );
    desk.check(&["verify"], 0);
    // Described by the rules of today already.
    let report = desk.json(&["describe", "--again"]);
    assert_eq!(report, json!({ "described": 0, "changed": 0 }));
}

#[test]
fn what_is_no_correction_is_refused_and_says_what_it_takes() {
    let desk = Desk::new();
    let id = desk.id("shade");
    let check = |arguments: &[&str], code: i32, expected: &str| {
        let arguments = [&["describe", &id], arguments].concat();
        let said = desk.check(&arguments, code);
        assert!(said.contains(expected), "{arguments:?}: {said}");
    };
    check(&["--set", "country=KR"], 2, "--because");
    check(
        &["--set", "contry=KR", "--because", "x"],
        2,
        "no field `contry`",
    );
    check(
        &["--set", "published=soon", "--because", "x"],
        2,
        "not understood",
    );
    check(&["--set", "country", "--because", "x"], 2, "FIELD=VALUE");
    check(&["--because", "x"], 2, "say what is so");
    check(
        &["--clear", "title", "--because", "x"],
        2,
        "cannot be cleared",
    );
    let twice = [
        "--set",
        "country=KR",
        "--clear",
        "country",
        "--because",
        "x",
    ];
    check(&twice, 2, "said twice");
    let nobody = [
        "describe",
        "000000",
        "--set",
        "country=KR",
        "--because",
        "x",
    ];
    desk.check(&nobody, 1);
    assert_eq!(desk.total("country:FR"), 1);
}

#[test]
fn a_table_corrects_many_documents_and_names_the_rows_it_cannot() {
    let desk = Desk::new();
    let flood = desk.id("flood");
    desk.write(
        "corrections.csv",
        &format!(
            "document,field,value,because,act\n\
             files/heat.md,country,KR;JP,two cities,\n\
             files/heat.md,published,,undated,clear\n\
             {flood},type,report,\"it says, so\",\n\
             files/gone.md,country,KR,x,\n\
             {flood},country,Atlantis,x,\n\
             {flood},country,DE,,\n\
             {flood},country,,x,\n"
        ),
    );
    let report = desk.run(&["describe", "--from", "corrections.csv", "--json"]);
    assert_eq!(report.status.code(), Some(1));
    let report: Value = serde_json::from_slice(&report.stdout).unwrap();
    assert_eq!(report["corrected"], 2);
    let rows: Vec<u64> = report["refused"]
        .as_array()
        .unwrap()
        .iter()
        .map(|refused| refused["row"].as_u64().unwrap())
        .collect();
    assert_eq!(rows, [4, 5, 6, 7], "{report}");
    assert_eq!(desk.total("country:KR"), 1);
    assert_eq!(desk.total("country:JP year:unknown"), 1);
    assert_eq!(desk.total("type:report country:NL"), 1);
}

#[test]
fn the_service_takes_corrections_from_those_who_bear_a_token() {
    let desk = Desk::new();
    let id = desk.id("shade");
    let body = r#"{"set": {"country": ["KR"], "type": "plan"}, "because": "it is"}"#;
    let off = Service::start(desk.dir.path());
    assert_eq!(off.correct(&id, Some(TOKEN), body).0, 403);
    drop(off);

    let settings = desk.archive().join("regesta.toml");
    let mut text = std::fs::read_to_string(&settings).unwrap();
    text = text.replace("[corrections.tokens]", "");
    text.push_str(&format!(
        "\n[corrections.tokens]\n\"B. Lee\" = \"{TOKEN}\"\n"
    ));
    std::fs::write(&settings, text).unwrap();
    let service = Service::start(desk.dir.path());
    let check = |token: Option<&str>, body: &str, status: u16| {
        let (found, answer) = service.correct(&id, token, body);
        assert_eq!(found, status, "{body}: {answer}");
        answer
    };
    check(None, body, 401);
    check(Some(&TOKEN.replace('b', "c")), body, 401);
    check(Some(TOKEN), "{", 400);
    check(Some(TOKEN), r#"{"set": {"country": "KR"}}"#, 400);
    check(Some(TOKEN), r#"{"because": "x"}"#, 400);
    check(
        Some(TOKEN),
        r#"{"set": {"country": "Atlantis"}, "because": "x"}"#,
        400,
    );
    check(
        Some(TOKEN),
        r#"{"set": {"type": ["a", "b"]}, "because": "x"}"#,
        400,
    );
    check(Some(TOKEN), &format!("{}{body}", " ".repeat(70_000)), 413);
    let nobody = "0".repeat(64);
    assert_eq!(service.correct(&nobody, Some(TOKEN), body).0, 404);
    assert_eq!(desk.total("country:KR"), 0);

    let answer = check(Some(TOKEN), body, 200);
    let claims = answer["assertions"].as_array().unwrap();
    let claim = claims.iter().find(|claim| claim["value"] == "KR").unwrap();
    assert_eq!(claim["provenance"]["name"], "B. Lee");
    let search = service.get("/api/v1/search?country=KR&type=plan");
    assert_eq!(search["total"], 1, "the service sees its own corrections");

    // While an ingest holds the archive, nothing is changed, and the visitor is told.
    let writer = Writer::open(&desk.archive()).unwrap();
    let busy = check(
        Some(TOKEN),
        r#"{"clear": ["country"], "because": "x"}"#,
        503,
    );
    assert!(busy["detail"].as_str().unwrap().contains("being written"));
    drop(writer);
    check(
        Some(TOKEN),
        r#"{"take_back": ["country"], "because": "x"}"#,
        200,
    );
    assert_eq!(service.get("/api/v1/search?country=FR")["total"], 1);
    let said = service.get(&format!("/api/v1/documents/{id}/assertions"));
    let ended = said["assertions"].as_array().unwrap().iter();
    let ended: Vec<&Value> = ended.filter(|claim| !claim["ended_at"].is_null()).collect();
    assert_eq!(ended.len(), 1, "{ended:?}");
    desk.check(&["verify"], 0);
}
