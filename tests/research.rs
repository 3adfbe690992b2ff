//! What researchers ask of a whole archive, on the Smart City Acts of Korea and on speeches.
//!
//! Expected values are counted here from the files themselves, by rules of this file alone.

#![expect(
    clippy::unwrap_used,
    reason = "a test that cannot go on should stop there"
)]

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};
use std::sync::LazyLock;

use serde_json::Value;

/// Particles that stand behind the two nouns in the laws, none of which makes it another word.
const PARTICLES: [&str; 22] = [
    "",
    "의",
    "를",
    "을",
    "가",
    "이",
    "는",
    "은",
    "와",
    "과",
    "로",
    "에",
    "에서",
    "란",
    "이란",
    "로의",
    "에의",
    "에서의",
    "로서",
    "에는",
    "에도",
    "만",
];

/// A folder of laws with its manifest.
struct Laws {
    folder: PathBuf,
    archive: tempfile::TempDir,
}

/// The versions that ship with the project.
static SAMPLES: LazyLock<Laws> =
    LazyLock::new(|| Laws::ingested(&root().join("samples/smart-city-kr")));

/// All versions since 2017, where maintainers have them.
static ALL: LazyLock<Option<Laws>> = LazyLock::new(|| {
    let folder = root().join("../shared/corpus/smart-city-kr");
    folder.is_dir().then(|| Laws::ingested(&folder))
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
fn json(archive: &Path, arguments: &[&str]) -> Value {
    let output = regesta(archive, &[arguments, &["--json"]].concat());
    let out = String::from_utf8_lossy(&output.stdout);
    let err = String::from_utf8_lossy(&output.stderr);
    serde_json::from_str(&out).unwrap_or_else(|error| panic!("{arguments:?}: {error}\n{out}{err}"))
}

impl Laws {
    fn ingested(folder: &Path) -> Self {
        let archive = tempfile::tempdir().unwrap();
        let output = regesta(archive.path(), &["ingest", folder.to_str().unwrap()]);
        let said = String::from_utf8_lossy(&output.stderr);
        assert_eq!(output.status.code(), Some(0), "{said}");
        Self {
            folder: folder.to_owned(),
            archive,
        }
    }

    /// By year of adoption, the versions and how often `noun` stands in their texts.
    fn counted(&self, noun: &str) -> BTreeMap<i64, (u64, u64, u64)> {
        let mut years = BTreeMap::new();
        for file in std::fs::read_dir(&self.folder).unwrap() {
            let path = file.unwrap().path();
            let name = path.file_name().unwrap().to_str().unwrap().to_owned();
            let Some((_, date)) = name
                .strip_suffix(".md")
                .and_then(|name| name.split_once('-'))
            else {
                continue;
            };
            let year: i64 = date.split('-').next().unwrap().parse().unwrap();
            let text = std::fs::read_to_string(&path).unwrap();
            let (_, text) = text
                .strip_prefix("---\n")
                .unwrap()
                .split_once("\n---\n")
                .unwrap();
            let times = times(text, noun);
            let (all, with, sum) = years.entry(year).or_insert((0, 0, 0));
            *all += 1;
            *with += u64::from(times > 0);
            *sum += times;
        }
        years
    }
}

/// How often `noun` stands in `text` as a word of its own, with or without a particle.
fn times(text: &str, noun: &str) -> u64 {
    let is_hangul = |c: &char| ('가'..='힣').contains(c);
    let mut found = 0;
    for (at, _) in text.match_indices(noun) {
        let before = text[..at].chars().next_back();
        let rest: String = text[at + noun.len()..]
            .chars()
            .take_while(is_hangul)
            .collect();
        let begins = before.is_none_or(|c| !is_hangul(&c));
        found += u64::from(begins && PARTICLES.contains(&rest.as_str()));
    }
    found
}

/// By year: documents there are, documents with the term, how often it stands.
fn of_years(trends: &Value, term: usize) -> BTreeMap<i64, (u64, u64, u64)> {
    let totals = trends["totals"]["years"].as_array().unwrap();
    let years = trends["terms"][term]["years"].as_array().unwrap();
    let number = |value: &Value| value.as_u64().unwrap();
    let row = |(total, year): (&Value, &Value)| {
        assert_eq!(total["year"], year["year"]);
        let counts = (
            number(&total["documents"]),
            number(&year["documents"]),
            number(&year["occurrences"]),
        );
        (year["year"].as_i64().unwrap(), counts)
    };
    totals.iter().zip(years).map(row).collect()
}

#[track_caller]
fn check_trends(laws: &Laws) -> Value {
    let terms = ["유비쿼터스도시", "스마트도시"];
    let trends = json(laws.archive.path(), &["trends", terms[0], terms[1]]);
    for (index, term) in terms.iter().enumerate() {
        assert_eq!(of_years(&trends, index), laws.counted(term), "{term}");
    }
    trends
}

/// The shares of the pages of each year with each of the two terms.
fn page_shares(trends: &Value) -> Vec<(i64, f64, f64)> {
    let years = |term: usize| trends["terms"][term]["years"].as_array().unwrap();
    let share = |year: &Value| year["page_share"].as_f64().unwrap();
    let both = years(0).iter().zip(years(1));
    both.map(|(old, new)| (old["year"].as_i64().unwrap(), share(old), share(new)))
        .collect()
}

#[test]
fn u_city_gives_way_to_smart_city_in_the_laws() {
    let trends = check_trends(&SAMPLES);
    let shares = page_shares(&trends);
    let (first, of_2017, _) = shares[0];
    assert_eq!(first, 2017);
    // From a third of the pages to the notes on former law at the end of each version.
    for (year, old, new) in &shares[1..] {
        assert!(
            1.5 * old < of_2017 && 2.0 * old < *new,
            "{year}: {shares:?}"
        );
    }
    let (_, of_today, _) = shares[shares.len() - 1];
    assert!(2.5 * of_today < of_2017, "{shares:?}");
    // Both words stand first in the version that was adopted first, and the page is there to see.
    for term in trends["terms"].as_array().unwrap() {
        let [korea] = term["countries"].as_array().unwrap().as_slice() else {
            panic!("{term}");
        };
        let first = &korea["first"];
        assert_eq!(
            (&korea["country"], &first["published"]),
            (&"KR".into(), &"2017-01-17".into())
        );
        let text = first["snippet"]["text"].as_str().unwrap();
        assert!(text.contains(term["term"].as_str().unwrap()), "{text}");
    }
}

#[test]
fn and_in_all_versions_since_2017() {
    let Some(laws) = ALL.as_ref() else {
        eprintln!("left out: ../shared/corpus is not here");
        return;
    };
    let shares = page_shares(&check_trends(laws));
    let (_, of_2017, _) = shares[0];
    for (year, old, new) in &shares[1..] {
        assert!(
            1.5 * old < of_2017 && 1.5 * old < *new,
            "{year}: {shares:?}"
        );
    }
    eprintln!("share of pages by year, 유비쿼터스도시 and 스마트도시: {shares:.3?}");
}

#[test]
fn filters_hold_and_what_is_no_term_is_refused() {
    let archive = SAMPLES.archive.path();
    let laws = json(
        archive,
        &[
            "trends",
            "스마트도시",
            "--type",
            "law",
            "--year",
            "2018..2019",
        ],
    );
    let years: Vec<i64> = of_years(&laws, 0).into_keys().collect();
    assert_eq!(years, [2018, 2019]);
    let counted = SAMPLES.counted("스마트도시");
    let versions: u64 = years.iter().map(|year| counted[year].0).sum();
    assert_eq!(laws["totals"]["documents"].as_u64(), Some(versions));
    for terms in [
        vec!["a", "b", "c", "d", "e", "f"],
        vec!["()"],
        vec!["as_of:2019-01-01 a"],
    ] {
        let output = regesta(archive, &[vec!["trends"], terms.clone()].concat());
        assert_eq!(output.status.code(), Some(2), "{terms:?}");
    }
    let nothing = regesta(archive, &["trends", "zeppelin"]);
    assert_eq!(nothing.status.code(), Some(1));
}

#[test]
fn the_act_s_definitions_are_found_with_all_their_versions() {
    let archive = SAMPLES.archive.path();
    let found = json(archive, &["definitions", "스마트도시건설사업"]);
    let definitions = found["definitions"].as_array().unwrap();
    // Article 2, item 6, as it stands in the files.
    let mut texts: BTreeMap<String, u64> = BTreeMap::new();
    for file in std::fs::read_dir(&SAMPLES.folder).unwrap() {
        let path = file.unwrap().path();
        if path.extension().is_none_or(|kind| kind != "md") {
            continue;
        }
        let text = std::fs::read_to_string(path).unwrap();
        let lines = text
            .lines()
            .filter(|line| line.contains("\"스마트도시건설사업\"이란"));
        for line in lines {
            let (_, item) = line.split_once("\\. ").unwrap();
            *texts.entry(item.to_owned()).or_default() += 1;
        }
    }
    let listed: BTreeMap<String, u64> = definitions
        .iter()
        .map(|definition| {
            let text = definition["sentence"]["text"].as_str().unwrap().to_owned();
            (text, definition["sources"].as_array().unwrap().len() as u64)
        })
        .collect();
    assert_eq!(listed, texts);
    let key = |index: usize| definitions[index]["key"].as_str().unwrap();
    let compared = json(
        archive,
        &[
            "definitions",
            "스마트도시건설사업",
            "--compare",
            key(0),
            key(1),
        ],
    );
    let changes = compared["difference"]["changes"].as_array().unwrap();
    let left: String = changes
        .iter()
        .filter(|change| change["kind"] != "added")
        .map(|change| change["text"].as_str().unwrap())
        .collect();
    assert_eq!(definitions[0]["sentence"]["text"], left.as_str());
    let output = regesta(
        archive,
        &[
            "definitions",
            "스마트도시",
            "--compare",
            key(0),
            "000000000000",
        ],
    );
    assert_eq!(output.status.code(), Some(2));
}
