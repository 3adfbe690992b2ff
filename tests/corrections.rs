//! Corrections from end to end: at the command line, from a table, and through the service.

#![expect(
    clippy::unwrap_used,
    reason = "a test that cannot go on should stop there"
)]

use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Child, Command, Output, Stdio};

use regesta_index::Writer;
use serde_json::{Value, json};

const TOKEN: &str = "b4f1d5e98a7c60233c0ffee0ddba11ed";

/// A folder of two documents with a manifest, and an archive beside it.
struct Bench {
    dir: tempfile::TempDir,
}

impl Bench {
    fn new() -> Self {
        let bench = Self {
            dir: tempfile::tempdir().unwrap(),
        };
        std::fs::create_dir(bench.dir.path().join("files")).unwrap();
        bench.write("files/heat.md", "# Heat Plan\n\nShade for every street.\n");
        bench.write("files/flood.txt", "Flood levels rise in the city.\n");
        bench.write(
            "files/manifest.csv",
            "path,title,country,date\nheat.md,Heat Plan,FR,2019\nflood.txt,Flood Report,NL,2003\n",
        );
        bench.check(&["ingest", "files"], 0);
        bench
    }

    fn write(&self, name: &str, text: &str) {
        std::fs::write(self.dir.path().join(name), text).unwrap();
    }

    fn run(&self, arguments: &[&str]) -> Output {
        Command::new(env!("CARGO_BIN_EXE_regesta"))
            .args(arguments)
            .env("USER", "A. Kim")
            .current_dir(self.dir.path())
            .stdin(Stdio::null())
            .output()
            .unwrap()
    }

    /// Runs and gives standard output and error; the exit code must be `code`.
    #[track_caller]
    fn check(&self, arguments: &[&str], code: i32) -> String {
        let output = self.run(arguments);
        let said = [output.stdout, output.stderr].concat();
        let said = String::from_utf8(said).unwrap();
        assert_eq!(output.status.code(), Some(code), "{arguments:?}\n{said}");
        said
    }

    #[track_caller]
    fn json(&self, arguments: &[&str]) -> Value {
        let output = self.run(&[arguments, &["--json"]].concat());
        serde_json::from_slice(&output.stdout).unwrap()
    }

    /// The id of the one document that `query` finds.
    #[track_caller]
    fn id(&self, query: &str) -> String {
        let answer = self.json(&["search", query]);
        assert_eq!(answer["total"], 1, "{query}");
        answer["hits"][0]["id"].as_str().unwrap().to_owned()
    }

    fn total(&self, query: &str) -> u64 {
        self.json(&["search", query])["total"].as_u64().unwrap()
    }

    fn archive(&self) -> std::path::PathBuf {
        self.dir.path().join("archive")
    }
}

/// A service that ends with the test.
struct Service {
    child: Child,
    address: String,
}

impl Service {
    fn start(dir: &Path) -> Self {
        let mut child = Command::new(env!("CARGO_BIN_EXE_regesta"))
            .args(["serve", "--listen", "127.0.0.1:0"])
            .env_remove("REGESTA_TOKEN")
            .current_dir(dir)
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let mut line = String::new();
        BufReader::new(child.stdout.take().unwrap())
            .read_line(&mut line)
            .unwrap();
        let address = line.trim().trim_end_matches('/').to_owned();
        Self { child, address }
    }

    /// Posts `body` to the assertions of `id`; gives status and answer.
    fn correct(&self, id: &str, token: Option<&str>, body: &str) -> (u16, Value) {
        let agent: ureq::Agent = ureq::Agent::config_builder()
            .http_status_as_error(false)
            .build()
            .into();
        let address = format!("{}/api/v1/documents/{id}/assertions", self.address);
        let mut request = agent
            .post(address)
            .header("content-type", "application/json");
        if let Some(token) = token {
            request = request.header("authorization", format!("Bearer {token}"));
        }
        let mut response = request.send(body).unwrap();
        let status = response.status().as_u16();
        let body = response.body_mut().read_to_vec().unwrap();
        (status, serde_json::from_slice(&body).unwrap_or_default())
    }

    fn get(&self, path: &str) -> Value {
        let mut response = ureq::get(format!("{}{path}", self.address)).call().unwrap();
        response.body_mut().read_json().unwrap()
    }
}

impl Drop for Service {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

#[test]
fn a_correction_is_found_shown_with_its_reason_and_taken_back() {
    let bench = Bench::new();
    let id = bench.id("shade");
    let because = ["--because", "the city is Korean"];
    let set = [
        "describe",
        &id[..8],
        "--set",
        "country=Korea, Republic of",
        "--set",
    ];
    bench.check(
        &[&set[..], &["topic=climate; energy"], &because].concat(),
        0,
    );
    assert_eq!(
        (bench.total("country:KR"), bench.total("country:FR")),
        (1, 0)
    );
    let shown = bench.json(&["show", &id]);
    assert_eq!(shown["description"]["country"], json!(["KR"]));
    let claims = shown["assertions"].as_array().unwrap();
    let claim = claims.iter().find(|claim| claim["value"] == "KR").unwrap();
    let provenance = json!({ "kind": "person", "name": "A. Kim", "because": "the city is Korean" });
    assert_eq!(
        (&claim["provenance"], &claim["wins"]),
        (&provenance, &json!(true))
    );
    let why = bench.check(&["show", &id, "--why"], 0);
    for said in ["A. Kim", "the city is Korean", "FR", "manifest"] {
        assert!(why.contains(said), "{said}: {why}");
    }

    // The same files offered again, and the index made anew, change nothing of it.
    bench.check(&["ingest", "files"], 0);
    bench.check(&["rebuild"], 0);
    assert_eq!(bench.total("country:KR"), 1);
    bench.check(&["verify"], 0);

    let back = [
        "describe",
        &id,
        "--take-back",
        "country",
        "--because",
        "it was not",
    ];
    bench.check(&back, 0);
    assert_eq!(
        (bench.total("country:KR"), bench.total("country:FR")),
        (0, 1)
    );
    assert!(bench.check(&["show", &id, "--why"], 0).contains("KR"));
    bench.check(&["verify"], 0);
}

#[test]
fn what_is_no_correction_is_refused_and_says_what_it_takes() {
    let bench = Bench::new();
    let id = bench.id("shade");
    let check = |arguments: &[&str], code: i32, expected: &str| {
        let arguments = [&["describe", &id], arguments].concat();
        let said = bench.check(&arguments, code);
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
    bench.check(&nobody, 1);
    assert_eq!(bench.total("country:FR"), 1);
}

#[test]
fn a_table_corrects_many_documents_and_names_the_rows_it_cannot() {
    let bench = Bench::new();
    let flood = bench.id("flood");
    bench.write(
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
    let report = bench.run(&["describe", "--from", "corrections.csv", "--json"]);
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
    assert_eq!(bench.total("country:KR"), 1);
    assert_eq!(bench.total("country:JP year:unknown"), 1);
    assert_eq!(bench.total("type:report country:NL"), 1);
}

#[test]
fn the_service_takes_corrections_from_those_who_bear_a_token() {
    let bench = Bench::new();
    let id = bench.id("shade");
    let body = r#"{"set": {"country": ["KR"], "type": "plan"}, "because": "it is"}"#;
    let off = Service::start(bench.dir.path());
    assert_eq!(off.correct(&id, Some(TOKEN), body).0, 403);
    drop(off);

    let settings = bench.archive().join("regesta.toml");
    let mut text = std::fs::read_to_string(&settings).unwrap();
    text = text.replace("[corrections.tokens]", "");
    text.push_str(&format!(
        "\n[corrections.tokens]\n\"B. Lee\" = \"{TOKEN}\"\n"
    ));
    std::fs::write(&settings, text).unwrap();
    let service = Service::start(bench.dir.path());
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
    assert_eq!(bench.total("country:KR"), 0);

    let answer = check(Some(TOKEN), body, 200);
    let claims = answer["assertions"].as_array().unwrap();
    let claim = claims.iter().find(|claim| claim["value"] == "KR").unwrap();
    assert_eq!(claim["provenance"]["name"], "B. Lee");
    let search = service.get("/api/v1/search?country=KR&type=plan");
    assert_eq!(search["total"], 1, "the service sees its own corrections");

    // While an ingest holds the archive, nothing is changed, and the visitor is told.
    let writer = Writer::open(&bench.archive()).unwrap();
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
    bench.check(&["verify"], 0);
}
