//! Sets of questions with judgements, as `corpus.jsonl`, `queries.jsonl` and `qrels.tsv`.
//!
//! Cranfield's judgements are `cranqrel` instead: codes 1 to 4 are right, and its questions are
//! numbered by their order.

use std::collections::{BTreeMap, BTreeSet};
use std::error::Error;
use std::path::Path;

use serde::Deserialize;

/// A passage, and with its title the document it is from.
#[derive(Debug, Deserialize)]
pub(crate) struct Passage {
    #[serde(rename = "_id")]
    pub(crate) id: String,
    pub(crate) title: String,
    pub(crate) text: String,
}

#[derive(Debug, Deserialize)]
pub(crate) struct Question {
    #[serde(rename = "_id")]
    pub(crate) id: String,
    pub(crate) text: String,
}

/// Passages, questions, and which passages answer which question.
#[derive(Debug)]
pub(crate) struct Set {
    pub(crate) name: String,
    /// Language of the texts.
    pub(crate) language: &'static str,
    pub(crate) passages: Vec<Passage>,
    /// Those with at least one right passage.
    pub(crate) questions: Vec<Question>,
    pub(crate) right: BTreeMap<String, BTreeSet<String>>,
}

/// Reads the set in `folder`.
pub(crate) fn read(folder: &Path) -> Result<Set, Box<dyn Error>> {
    let name = folder
        .file_name()
        .unwrap_or_default()
        .to_string_lossy()
        .into_owned();
    let passages: Vec<Passage> = lines(&folder.join("corpus.jsonl"))?;
    let mut questions: Vec<Question> = lines(&folder.join("queries.jsonl"))?;
    let cranfield = folder.join("cranqrel");
    let right = if cranfield.exists() {
        for (number, question) in (1..).zip(&mut questions) {
            question.id = format!("{number}");
        }
        judgements(&cranfield, |code| (1..=4).contains(&code))?
    } else {
        judgements(&folder.join("qrels.tsv"), |score| score > 0)?
    };
    questions.retain(|question| right.contains_key(&question.id));
    if passages.is_empty() || questions.is_empty() {
        return Err(format!(
            "{}: no passages, or no questions with judgements",
            folder.display()
        )
        .into());
    }
    Ok(Set {
        language: language(&name)?,
        name,
        passages,
        questions,
        right,
    })
}

fn language(name: &str) -> Result<&'static str, String> {
    let of = [
        ("korquad", "ko"),
        ("cranfield", "en"),
        ("_en", "en"),
        ("_de", "de"),
        ("_es", "es"),
        ("_zh", "zh"),
    ];
    let found = of.iter().find(|(part, _)| name.contains(part));
    found
        .map(|(_, language)| *language)
        .ok_or_else(|| format!("{name}: its language is not known here"))
}

fn read_text(path: &Path) -> Result<String, String> {
    std::fs::read_to_string(path).map_err(|error| format!("{}: {error}", path.display()))
}

fn lines<T: for<'a> Deserialize<'a>>(path: &Path) -> Result<Vec<T>, Box<dyn Error>> {
    let text = read_text(path)?;
    let mut values = Vec::new();
    for (number, line) in (1..).zip(text.lines()) {
        let value = serde_json::from_str(line)
            .map_err(|error| format!("{} line {number}: {error}", path.display()))?;
        values.push(value);
    }
    Ok(values)
}

/// Reads lines of question, passage and code; a heading has no code.
fn judgements(
    path: &Path,
    is_right: fn(i32) -> bool,
) -> Result<BTreeMap<String, BTreeSet<String>>, Box<dyn Error>> {
    let mut found: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for line in read_text(path)?.lines() {
        let fields: Vec<&str> = line.split_whitespace().collect();
        if let [question, passage, code, ..] = fields.as_slice()
            && code.parse().is_ok_and(is_right)
        {
            let of_question = found.entry((*question).to_owned()).or_default();
            of_question.insert((*passage).to_owned());
        }
    }
    Ok(found)
}
