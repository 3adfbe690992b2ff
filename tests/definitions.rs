//! What `regesta definitions` finds among sentences that were labelled by hand, and what it misses.
//!
//! `definitions/sentences.tsv` has sentences with a term and whether they define it; what they are
//! and how they were labelled stands in `definitions/README.md`. Each is a document of an archive
//! made here, and the program is asked for each term as a researcher asks it.

#![expect(
    clippy::unwrap_used,
    reason = "a test that cannot go on should stop there"
)]

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::path::Path;
use std::process::{Command, Output, Stdio};

use serde_json::Value;

/// One labelled sentence.
struct Row {
    language: String,
    term: String,
    defines: bool,
    sentence: String,
}

/// Sentences by what they are and what was found.
#[derive(Clone, Copy, Default)]
struct Tally {
    found: u32,
    missed: u32,
    wrong: u32,
    left: u32,
}

fn rows() -> Vec<Row> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/definitions/sentences.tsv");
    let text = std::fs::read_to_string(path).unwrap();
    let row = |line: &str| {
        let cells: Vec<&str> = line.split('\t').collect();
        let [language, term, defines, _source, sentence] = cells.as_slice() else {
            panic!("not five cells: {line}");
        };
        assert!(["yes", "no"].contains(defines), "{line}");
        Row {
            language: (*language).to_owned(),
            term: (*term).to_owned(),
            defines: *defines == "yes",
            sentence: (*sentence).to_owned(),
        }
    };
    text.lines().skip(1).map(row).collect()
}

fn regesta(archive: &Path, command: &str, arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_regesta"))
        .args([command, "--json", "--archive"])
        .arg(archive)
        .arg("--")
        .args(arguments)
        .stdin(Stdio::null())
        .output()
        .unwrap()
}

/// The rows, by their numbers, in which the program finds a definition of `term`.
fn found(archive: &Path, term: &str) -> BTreeSet<usize> {
    let output = regesta(archive, "definitions", &[term]);
    let answer: Value = serde_json::from_slice(&output.stdout).unwrap_or_else(|error| {
        panic!(
            "{term}: {error} {}",
            String::from_utf8_lossy(&output.stderr)
        )
    });
    let definitions = answer["definitions"].as_array().unwrap();
    let sources = definitions
        .iter()
        .flat_map(|definition| definition["sources"].as_array().unwrap());
    sources
        .map(|source| {
            source["title"]
                .as_str()
                .unwrap()
                .strip_prefix("Row ")
                .unwrap()
                .parse()
                .unwrap()
        })
        .collect()
}

#[test]
fn labelled_sentences_are_told_apart() {
    let rows = rows();
    let dir = tempfile::tempdir().unwrap();
    let (files, archive) = (dir.path().join("files"), dir.path().join("archive"));
    std::fs::create_dir(&files).unwrap();
    let mut manifest = "path,title,language\n".to_owned();
    for (number, row) in rows.iter().enumerate() {
        let name = format!("{number}.txt");
        // The number makes each file another document, where a sentence is there for two terms.
        let text = format!("{}\n\n{number}\n", row.sentence);
        std::fs::write(files.join(&name), text).unwrap();
        writeln!(manifest, "{name},Row {number},{}", row.language).unwrap();
    }
    std::fs::write(files.join("manifest.csv"), manifest).unwrap();
    let output = regesta(&archive, "ingest", &[files.to_str().unwrap()]);
    assert_eq!(
        output.status.code(),
        Some(0),
        "{}",
        String::from_utf8_lossy(&output.stderr)
    );

    let mut by_language: BTreeMap<&str, Tally> = BTreeMap::new();
    let mut answers: BTreeMap<&str, BTreeSet<usize>> = BTreeMap::new();
    for (number, row) in rows.iter().enumerate() {
        let answer = answers
            .entry(&row.term)
            .or_insert_with(|| found(&archive, &row.term));
        for of in [row.language.as_str(), "all"] {
            let tally = by_language.entry(of).or_default();
            match (row.defines, answer.contains(&number)) {
                (true, true) => tally.found += 1,
                (true, false) => tally.missed += 1,
                (false, true) => tally.wrong += 1,
                (false, false) => tally.left += 1,
            }
        }
        if row.defines != answer.contains(&number) {
            let what = if row.defines { "missed" } else { "wrong " };
            eprintln!("{what}  {}  {}: {}", row.language, row.term, row.sentence);
        }
    }
    eprintln!("      defines: found missed   does not: found left   precision recall");
    let share = |part: u32, rest: u32| 100.0 * f64::from(part) / f64::from((part + rest).max(1));
    for (language, tally) in &by_language {
        let Tally {
            found,
            missed,
            wrong,
            left,
        } = *tally;
        eprintln!(
            "{language:4}           {found:5} {missed:6}             {wrong:5} {left:4}   {:8.1} % {:5.1} %",
            share(found, wrong),
            share(found, missed)
        );
    }
    let all = by_language["all"];
    assert!(
        share(all.found, all.wrong) >= 95.0,
        "precision of definitions fell"
    );
    assert!(
        share(all.found, all.missed) >= 90.0,
        "recall of definitions fell"
    );
}
