//! Words on the samples, by the command line: every operator finds something, the older word finds the
//! newer, and real laws are cited by real decrees.

#![expect(
    clippy::unwrap_used,
    reason = "a test that cannot go on should stop there"
)]

use std::path::Path;
use std::process::{Command, Output};
use std::sync::LazyLock;

use serde_json::Value;
use tempfile::TempDir;

/// The samples, ingested once for all tests.
static SAMPLES: LazyLock<TempDir> = LazyLock::new(|| {
    let folder = tempfile::tempdir().unwrap();
    let samples = Path::new(env!("CARGO_MANIFEST_DIR")).join("samples");
    let collections = ["smart-city-kr", "un-speeches.zip", "documents"];
    let paths = collections.map(|name| samples.join(name).to_string_lossy().into_owned());
    let mut arguments = vec!["ingest"];
    arguments.extend(paths.iter().map(String::as_str));
    let output = run(folder.path(), &arguments);
    assert!(output.status.success(), "{output:?}");
    folder
});

fn run(folder: &Path, arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_regesta"))
        .args(arguments)
        .current_dir(folder)
        .output()
        .unwrap()
}

/// Runs a command on the samples and gives the JSON of every line.
fn lines(arguments: &[&str]) -> Vec<Value> {
    let output = run(SAMPLES.path(), arguments);
    let text = String::from_utf8(output.stdout).unwrap();
    assert!(output.stderr.is_empty(), "{arguments:?}: {text}");
    text.lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect()
}

fn json(arguments: &[&str]) -> Value {
    lines(arguments).swap_remove(0)
}

fn texts<'a>(values: &'a Value, name: &str) -> Vec<&'a str> {
    let values = values.as_array().unwrap().iter();
    values.map(|value| value[name].as_str().unwrap()).collect()
}

fn texts_of(values: &Value) -> Vec<&str> {
    let values = values.as_array().unwrap().iter();
    values.map(|value| value.as_str().unwrap()).collect()
}

#[test]
fn every_example_of_the_query_language_finds_something() {
    for operator in regesta_queries::operators() {
        let answer = json(&["search", "--json", "--limit", "0", "--", operator.example]);
        assert_ne!(
            answer["total"], 0,
            "{}: {}",
            operator.name, operator.example
        );
    }
}

#[test]
fn the_older_word_finds_the_newer_and_what_was_typed_goes_first() {
    let answer = json(&["search", "유비쿼터스도시", "--json", "--limit", "20"]);
    let also = texts(&answer["also_searched"], "term");
    assert!(also.contains(&"스마트도시"), "{also:?}");
    let exact = json(&["search", "유비쿼터스도시", "--exact", "--json"]);
    assert_eq!(exact["also_searched"], serde_json::json!([]));
    let total = |answer: &Value| answer["total"].as_u64().unwrap();
    assert!(total(&exact) < total(&answer));
    // The version of 2017-01-17 says it throughout, see samples/README.md.
    let first = answer["hits"][0]["pages"][0]["snippet"]["text"].as_str();
    assert!(first.unwrap().contains("유비쿼터스도시"), "{first:?}");
    let off = json(&[
        "search",
        "유비쿼터스도시",
        "--without",
        "스마트도시",
        "--json",
    ]);
    let switched = off["also_searched"].as_array().unwrap();
    let switched = switched.iter().find(|also| also["term"] == "스마트도시");
    assert_eq!(switched.unwrap()["on"], false);
}

#[test]
fn explanations_add_up_to_the_scores_of_the_answer() {
    let printed = lines(&["search", "스마트도시 기반시설", "--explain", "--json"]);
    let (answer, explanations) = printed.split_first().unwrap();
    let hits = answer["hits"].as_array().unwrap();
    assert_eq!(hits.len(), explanations.len());
    for (place, (hit, explanation)) in hits.iter().zip(explanations).enumerate() {
        assert_eq!(hit["id"], explanation["id"]);
        assert_eq!(explanation["position"], place + 1);
        let parts = explanation["parts"].as_array().unwrap().iter();
        let sum: f64 = parts.map(|part| part["score"].as_f64().unwrap()).sum();
        let score = hit["score"].as_f64().unwrap();
        assert!((sum - score).abs() < 1e-3 * score, "{sum} for {score}");
    }
}

#[test]
fn a_decree_is_found_to_cite_its_act() {
    const TITLE: &str = "스마트도시 조성 및 산업진흥 등에 관한 법률";
    let question = format!("title:\"{TITLE}\" -title:시행령");
    let acts = json(&["search", &question, "--json"]);
    let act = acts["hits"][0]["id"].as_str().unwrap();
    let related = json(&["show", act, "--related", "--json"]);
    let citing = related["cited_by"].as_array().unwrap();
    assert!(!citing.is_empty());
    for citing in citing {
        // Of the samples, the versions of the decree cite the act; the act's are no others.
        let title = citing["title"].as_str().unwrap();
        assert_eq!(title, format!("{TITLE} 시행령"));
        assert!(texts_of(&citing["by"]).contains(&TITLE), "{citing}");
        let marked = citing["pages"][0]["snippet"]["highlights"].as_array();
        assert!(!marked.unwrap().is_empty());
    }
    let alike = related["like"].as_array().unwrap().iter();
    for like in alike {
        let likeness = like["likeness"].as_f64().unwrap();
        assert!(0.0 < likeness && likeness <= 1.0);
        assert_ne!(like["title"], TITLE, "another version");
    }
}

#[test]
fn what_is_typed_is_completed_and_misspelled_words_are_corrected() {
    let suggested = json(&["suggest", "스마트도", "--json"]);
    assert!(
        texts(&suggested["terms"], "text").contains(&"스마트도시"),
        "{suggested}"
    );
    let suggested = json(&["suggest", "climate ch", "--json"]);
    assert!(
        texts(&suggested["terms"], "query").contains(&"climate change"),
        "{suggested}"
    );
    let suggested = json(&["suggest", "republic of ko", "--json"]);
    assert!(suggested["values"].is_array());
    let answer = json(&["search", "enviromental", "--json"]);
    let meant = texts(&answer["suggestions"], "text");
    assert_eq!(meant, ["environmental"]);
    let answer = json(&["search", "climate Kenya", "--json"]);
    let country = answer["suggestions"][0]["value"].as_str();
    assert_eq!(country, Some("KE"), "{}", answer["suggestions"]);
}
