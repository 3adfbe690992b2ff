//! Whole results as files, read back by other programs; permanent links and feeds of searches.
//!
//! The archive holds the samples: laws of Korea and speeches. `exports/read.py` reads the files with
//! bibtexparser, rispy and feedparser; where these cannot be installed the test says so.

#![expect(
    clippy::unwrap_used,
    reason = "a test that cannot go on should stop there"
)]

use std::collections::BTreeSet;
use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output, Stdio};
use std::sync::LazyLock;

use serde_json::Value;

/// Versions of the independent readers.
const READERS: [&str; 3] = ["bibtexparser==2.1.0", "rispy==0.10.0", "feedparser==6.0.14"];

/// An archive of the samples.
static SAMPLES: LazyLock<tempfile::TempDir> = LazyLock::new(|| {
    let archive = tempfile::tempdir().unwrap();
    for sample in ["samples/smart-city-kr", "samples/un-speeches.zip"] {
        ingest(archive.path(), &root().join(sample));
    }
    archive
});

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn regesta(archive: &Path, arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_regesta"))
        .args(arguments)
        .arg("--archive")
        .arg(archive)
        .stdin(Stdio::null())
        .output()
        .unwrap()
}

#[track_caller]
fn ingest(archive: &Path, path: &Path) {
    let output = regesta(archive, &["ingest", path.to_str().unwrap()]);
    let said = String::from_utf8_lossy(&output.stderr);
    assert_eq!(output.status.code(), Some(0), "{said}");
}

#[track_caller]
fn check(archive: &Path, arguments: &[&str]) -> String {
    let output = regesta(archive, arguments);
    let said = String::from_utf8_lossy(&output.stderr);
    assert_eq!(output.status.code(), Some(0), "{arguments:?} {said}");
    String::from_utf8(output.stdout).unwrap()
}

/// A service that ends with the value.
struct Served {
    child: Child,
    address: String,
}

impl Served {
    fn start(archive: &Path) -> Self {
        let mut child = Command::new(env!("CARGO_BIN_EXE_regesta"))
            .args(["serve", "--listen", "127.0.0.1:0", "--archive"])
            .arg(archive)
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let mut line = String::new();
        let out = child.stdout.take().unwrap();
        BufReader::new(out).read_line(&mut line).unwrap();
        let address = line.trim().trim_end_matches('/').to_owned();
        Self { child, address }
    }

    /// Status, headers and body.
    fn get(&self, path: &str) -> (u16, ureq::http::HeaderMap, String) {
        let agent: ureq::Agent = ureq::Agent::config_builder()
            .http_status_as_error(false)
            .max_redirects(0)
            .max_redirects_will_error(false)
            .build()
            .into();
        let mut response = agent.get(format!("{}{path}", self.address)).call().unwrap();
        let body = response
            .body_mut()
            .with_config()
            .limit(64 << 20)
            .read_to_vec()
            .unwrap();
        let headers = response.headers().clone();
        (
            response.status().as_u16(),
            headers,
            String::from_utf8(body).unwrap(),
        )
    }

    #[track_caller]
    fn text(&self, path: &str) -> String {
        let (status, _, body) = self.get(path);
        assert_eq!(status, 200, "{path}: {body}");
        body
    }

    #[track_caller]
    fn json(&self, path: &str) -> Value {
        serde_json::from_str(&self.text(path)).unwrap()
    }
}

impl Drop for Served {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// The python that has the independent readers; `None` where they cannot be installed.
static PYTHON: LazyLock<Option<PathBuf>> = LazyLock::new(|| {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("export-readers");
    let python = folder.join("bin/python");
    let runs = |program: &Path, arguments: &[&str]| {
        let output = Command::new(program).args(arguments).output();
        output.is_ok_and(|output| output.status.success())
    };
    let has_readers = ["-c", "import bibtexparser, rispy, feedparser"];
    if runs(&python, &has_readers) {
        return Some(python);
    }
    let made = runs(
        Path::new("python3"),
        &["-m", "venv", folder.to_str().unwrap()],
    );
    let install = [&["-m", "pip", "install", "--quiet"], READERS.as_slice()].concat();
    (made && runs(&python, &install)).then_some(python)
});

/// What an independent program finds in an exported file.
fn read_back(kind: &str, text: &str) -> Option<Vec<Value>> {
    let Some(python) = PYTHON.as_ref() else {
        eprintln!("left out: {} cannot be installed here", READERS.join(", "));
        return None;
    };
    let file = tempfile::NamedTempFile::new().unwrap();
    std::fs::write(file.path(), text).unwrap();
    let output = Command::new(python)
        .arg(root().join("tests/exports/read.py"))
        .args([kind, file.path().to_str().unwrap()])
        .output()
        .unwrap();
    let said = String::from_utf8_lossy(&output.stderr);
    let found: Value =
        serde_json::from_slice(&output.stdout).unwrap_or_else(|_| panic!("{kind}: {said}"));
    assert_eq!(found["faults"], serde_json::json!([]), "{kind}");
    Some(found["found"].as_array().unwrap().clone())
}

/// Titles and years of the samples, by their manifests.
fn manifest() -> Vec<(String, String)> {
    let speeches = std::fs::File::open(root().join("samples/un-speeches.zip")).unwrap();
    let mut speeches = zip::ZipArchive::new(speeches).unwrap();
    let speeches = speeches.by_name("manifest.csv").unwrap();
    let laws = std::fs::File::open(root().join("samples/smart-city-kr/manifest.csv")).unwrap();
    let mut rows = Vec::new();
    let readers: [Box<dyn std::io::Read>; 2] = [Box::new(speeches), Box::new(laws)];
    for reader in readers {
        let mut table = csv::Reader::from_reader(reader);
        let columns = table.headers().unwrap().clone();
        let column = |names: &[&str]| {
            columns
                .iter()
                .position(|name| names.contains(&name))
                .unwrap()
        };
        let (title, date) = (column(&["title"]), column(&["date", "published"]));
        for row in table.records() {
            let row = row.unwrap();
            let year: String = row[date].chars().take(4).collect();
            rows.push((row[title].to_owned(), year));
        }
    }
    rows.sort();
    rows
}

#[test]
fn a_table_holds_every_document_whatever_the_window() {
    let served = Served::start(SAMPLES.path());
    let text = served.text("/search.csv");
    let text = text.strip_prefix('\u{feff}').expect("a byte-order mark");
    let mut table = csv::Reader::from_reader(text.as_bytes());
    let columns = table.headers().unwrap().clone();
    let column = |name: &str| columns.iter().position(|known| known == name).unwrap();
    let rows: Vec<csv::StringRecord> = table.records().collect::<Result<_, _>>().unwrap();
    let cells = |name: &str| {
        rows.iter()
            .map(|row| row[column(name)].to_owned())
            .collect::<Vec<_>>()
    };
    let mut stated: Vec<(String, String)> = cells("title").into_iter().zip(cells("year")).collect();
    stated.sort();
    assert_eq!(stated, manifest());
    let positions: Vec<String> = (1..=rows.len())
        .map(|position| position.to_string())
        .collect();
    assert_eq!(cells("position"), positions);
    let event = served.json("/api/v1/search")["archive"]["event"].to_string();
    assert_eq!(
        cells("archive_event").into_iter().collect::<BTreeSet<_>>(),
        BTreeSet::from([event])
    );
    // The order is that of the pages of hits.
    let hits = served.json("/api/v1/search?limit=100");
    let shown: Vec<&str> = hits["hits"]
        .as_array()
        .unwrap()
        .iter()
        .map(|hit| hit["id"].as_str().unwrap())
        .collect();
    assert_eq!(cells("id").get(..shown.len()).unwrap(), shown);
}

#[test]
fn filters_and_selections_hold_in_every_format() {
    let served = Served::start(SAMPLES.path());
    let filters =
        "q=%EC%8A%A4%EB%A7%88%ED%8A%B8%EB%8F%84%EC%8B%9C&country=KR&type=law&year=2017..2019";
    let answer = served.json(&format!("/api/v1/search?{filters}&limit=100"));
    let total = answer["total"].as_u64().unwrap();
    assert!(total > 3, "{total}");
    let ids: Vec<String> = answer["hits"]
        .as_array()
        .unwrap()
        .iter()
        .map(|hit| hit["id"].as_str().unwrap().to_owned())
        .collect();
    let lines = served.text(&format!("/search.jsonl?{filters}"));
    let of_lines: Vec<Value> = lines
        .lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect();
    assert_eq!(
        of_lines
            .iter()
            .map(|hit| hit["id"].as_str().unwrap())
            .collect::<Vec<_>>(),
        ids
    );
    assert!(
        of_lines
            .iter()
            .all(|hit| hit["number"].is_string() && hit["pages"].is_null()),
        "{lines}"
    );
    let whole = served.json(&format!("/api/v1/search.json?{filters}&pages=yes"));
    assert_eq!(whole["total"], answer["total"]);
    assert_eq!(whole["archive"], answer["archive"]);
    assert_eq!(whole["hits"].as_array().unwrap().len() as u64, total);
    assert_eq!(whole["hits"][0]["pages"], answer["hits"][0]["pages"]);
    let cited = served.json(&format!(
        "/search.csl.json?{filters}&id={}&id={}",
        ids[2], ids[0]
    ));
    let cited = cited.as_array().unwrap();
    assert_eq!(cited.len(), 2);
    assert!(
        cited.iter().all(|item| item["type"] == "legislation"),
        "{cited:?}"
    );
    assert!(cited[0]["id"].as_str().unwrap().ends_with(&ids[0][..10]));
    for (path, parameter) in [
        ("/search.csv?limit=5", "limit"),
        ("/search.csv?id=abc", "id"),
        ("/search.csv?pages=3", "pages"),
        ("/api/v1/search.csv?colour=red", "colour"),
    ] {
        let (status, _, body) = served.get(path);
        let problem: Value = serde_json::from_str(&body).unwrap();
        assert!(status == 400 || status == 422, "{path}");
        assert_eq!(problem["parameter"], parameter, "{path}");
    }
}

#[test]
fn citations_are_read_by_other_programs() {
    let served = Served::start(SAMPLES.path());
    let everything = served.json("/search.json");
    let expected: Vec<(String, String)> = everything["hits"]
        .as_array()
        .unwrap()
        .iter()
        .map(|hit| {
            (
                hit["title"].as_str().unwrap().to_owned(),
                hit["year"].to_string(),
            )
        })
        .collect();
    let of = |found: Vec<Value>| {
        found
            .iter()
            .map(|entry| {
                let text = |name: &str| {
                    entry[name]
                        .as_str()
                        .unwrap()
                        .trim_matches(['{', '}'])
                        .to_owned()
                };
                (text("title"), text("year"))
            })
            .collect::<Vec<_>>()
    };
    let bibtex = served.text("/search.bib");
    // A strict reader of our own too, where python has none.
    let library = biblatex::Bibliography::parse(&bibtex).unwrap();
    assert_eq!(library.len(), expected.len());
    if let Some(found) = read_back("bib", &bibtex) {
        assert_eq!(of(found), expected);
    }
    if let Some(found) = read_back("ris", &served.text("/search.ris")) {
        assert_eq!(of(found), expected);
    }
    let id = everything["hits"][0]["id"].as_str().unwrap();
    let (status, headers, one) = served.get(&format!("/documents/{id}.bib"));
    assert_eq!(status, 200);
    assert!(
        headers["content-type"]
            .to_str()
            .unwrap()
            .starts_with("application/x-bibtex")
    );
    assert_eq!(biblatex::Bibliography::parse(&one).unwrap().len(), 1);
    assert_eq!(served.get(&format!("/documents/{id}.csl.json")).0, 200);
    assert_eq!(served.get("/documents/0000.bib").0, 400);
    assert_eq!(
        served.get(&format!("/documents/{}.ris", "0".repeat(64))).0,
        404
    );
}

#[test]
fn a_feed_has_the_latest_first_and_leads_on() {
    let served = Served::start(SAMPLES.path());
    let text = served.text("/search.atom?country=KR&limit=5");
    let feed = text.parse::<atom_syndication::Feed>().unwrap();
    assert_eq!(feed.entries.len(), 5);
    let next = feed.links.iter().find(|link| link.rel == "next").unwrap();
    let path = next.href.strip_prefix(&served.address).unwrap();
    let more = served.text(path).parse::<atom_syndication::Feed>().unwrap();
    let ids: Vec<&str> = feed
        .entries
        .iter()
        .chain(&more.entries)
        .map(|entry| entry.id.as_str())
        .collect();
    assert_eq!(
        ids.iter().collect::<BTreeSet<_>>().len(),
        ids.len(),
        "{ids:?}"
    );
    let times: Vec<_> = feed.entries.iter().map(|entry| entry.updated).collect();
    assert!(times.is_sorted_by(|a, b| a >= b), "{times:?}");
    if let Some(found) = read_back("atom", &text) {
        let links: Vec<&str> = found
            .iter()
            .map(|entry| entry["link"].as_str().unwrap())
            .collect();
        let ours: Vec<&str> = feed
            .entries
            .iter()
            .map(|entry| entry.links[0].href.as_str())
            .collect();
        assert_eq!(links, ours);
    }
}

#[test]
fn the_command_line_writes_what_the_service_writes() {
    let served = Served::start(SAMPLES.path());
    for format in ["csv", "jsonl", "json"] {
        let arguments = [
            "search",
            "climate",
            "--country",
            "KE",
            "--format",
            format,
            "--all",
        ];
        let written = check(SAMPLES.path(), &arguments);
        assert_eq!(
            written,
            served.text(&format!("/search.{format}?q=climate&country=KE")),
            "{format}"
        );
    }
    let window = check(
        SAMPLES.path(),
        &[
            "search", "city", "--format", "jsonl", "--limit", "3", "--offset", "2",
        ],
    );
    let positions: Vec<u64> = window
        .lines()
        .map(|line| {
            serde_json::from_str::<Value>(line).unwrap()["position"]
                .as_u64()
                .unwrap()
        })
        .collect();
    assert_eq!(positions, [3, 4, 5]);
}

#[test]
fn a_permanent_link_says_what_came_and_what_went() {
    let dir = tempfile::tempdir().unwrap();
    let (archive, files) = (dir.path().join("archive"), dir.path().join("files"));
    std::fs::create_dir(&files).unwrap();
    let put = |rows: &[(&str, &str, &str)]| {
        let mut manifest = "path,title,country\n".to_owned();
        for (name, country, text) in rows {
            std::fs::write(files.join(name), text).unwrap();
            manifest.push_str(&format!("{name},{name},{country}\n"));
        }
        std::fs::write(files.join("manifest.csv"), manifest).unwrap();
        ingest(&archive, &files);
    };
    put(&[
        ("a.txt", "KR", "A smart city in the north."),
        ("b.txt", "KR", "A smart city in the south."),
        ("c.txt", "JP", "A smart city in the east."),
    ]);
    let link = check(
        &archive,
        &["search", "smart city", "--country", "KR", "--permalink"],
    );
    let at = link.trim().split("at=").nth(1).unwrap().to_owned();
    let since = |at: &str| {
        let arguments = [
            "search",
            "smart city",
            "--country",
            "KR",
            "--json",
            "--at",
            at,
        ];
        let answer: Value = serde_json::from_str(&check(&archive, &arguments)).unwrap();
        answer["since"].clone()
    };
    let titles = |list: &Value| {
        list.as_array()
            .unwrap()
            .iter()
            .map(|hit| hit["title"].as_str().unwrap().to_owned())
            .collect::<Vec<_>>()
    };
    let same = since(&at);
    assert_eq!(
        (same["is_exact"].as_bool(), same["notice"].as_str()),
        (Some(true), Some("Then 2 documents, today the same."))
    );

    // One is new, one is said to be of another country, and one of another country is now said to be here.
    put(&[
        ("a.txt", "JP", "A smart city in the north."),
        ("b.txt", "KR", "A smart city in the south."),
        ("c.txt", "KR", "A smart city in the east."),
        ("d.txt", "KR", "A smart city in the west."),
        ("e.txt", "KR", "A village."),
    ]);
    let changed = since(&at);
    assert_eq!(changed["notice"], "Then 2 documents, today 3: +2 −1.");
    assert_eq!(changed["is_exact"], true);
    let mut added = titles(&changed["added"]);
    added.sort();
    assert_eq!(
        (added, titles(&changed["removed"])),
        (
            vec!["c.txt".to_owned(), "d.txt".to_owned()],
            vec!["a.txt".to_owned()]
        )
    );

    // Without the fingerprint it is not certain which of those that changed were there.
    let event = at.split('-').next().unwrap();
    let unsure = since(event);
    assert_eq!(unsure["is_exact"], false);
    assert_eq!(titles(&unsure["added"]), ["d.txt"]);
    let mut uncertain = titles(&unsure["uncertain"]);
    uncertain.sort();
    assert_eq!(uncertain, ["a.txt", "c.txt"]);

    // A link from elsewhere, or one that was altered, is found out.
    let altered = format!("{event}-2-0123456789abcdef");
    assert_eq!(since(&altered)["is_exact"], false);
    let future = regesta(&archive, &["search", "smart", "--at", "999999"]);
    assert_eq!(future.status.code(), Some(2));
    let served = Served::start(&archive);
    let (status, headers, _) = served.get("/permalink?q=smart+city&country=KR");
    let location = headers["location"].to_str().unwrap();
    assert_eq!(status, 303);
    assert!(
        location.starts_with("/search?q=smart%20city&country=KR&at="),
        "{location}"
    );
    assert_eq!(served.get(location).0, 200);
}
