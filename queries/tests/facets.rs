//! Facet counts under every combination of filters against a count over the records by hand.
//!
//! Documents have random values of every facet, several or none of some, guesses among them; each filter
//! is off or has one value, several, "not stated", or both. All combinations are asked: every facet
//! must count what passes all filters but its own, and the total what passes all.
//!
//! Here a value counts where it is sure: a guess counts as "not stated", a range of years too; a topic
//! counts for its parent as well.

#![expect(clippy::unwrap_used, reason = "a test ends where something is wrong")]

mod made;
mod random;

use std::collections::{BTreeMap, BTreeSet};

use made::{Made, archive, ask, made, offer, request, today};
use random::Random;
use regesta_index::{Assertion, Content, DocumentId, Field, Provenance, Writer};
use regesta_queries::{Answer, FacetCount, search};

/// The parameters that filter, each with the choices of values that are tried.
const FILTERS: [(&str, &[&[&str]]); 6] = [
    (
        "country",
        &[
            &[],
            &["KR"],
            &["KR", "DE"],
            &["unknown"],
            &["EU", "unknown"],
        ],
    ),
    (
        "year",
        &[
            &[],
            &["2015"],
            &["2015..2020", "1999"],
            &["unknown"],
            &["2016", "unknown"],
        ],
    ),
    (
        "topic",
        &[
            &[],
            &["smart-city"],
            &["energy", "health"],
            &["unknown"],
            &["urban-development", "unknown"],
        ],
    ),
    (
        "type",
        &[
            &[],
            &["law"],
            &["plan", "report"],
            &["unknown"],
            &["law", "unknown"],
        ],
    ),
    (
        "lang",
        &[&[], &["en"], &["en", "ko"], &["unknown"], &["fr"]],
    ),
    (
        "status",
        &[
            &[],
            &["in-force"],
            &["upcoming", "past"],
            &["unknown"],
            &["in-force", "unknown"],
        ],
    ),
];

/// Others, which fewer combinations are asked with.
const MORE: [(&str, &[&[&str]]); 3] = [
    ("subject", &[&["SG"], &["SG", "unknown"]]),
    ("year_source", &[&["person"], &["name", "unknown"]]),
    ("country_source", &[&["name"], &["unknown", "person"]]),
];

/// What counts of one document, by parameter; never empty.
type Values = BTreeMap<&'static str, BTreeSet<&'static str>>;

struct Document {
    id: DocumentId,
    values: Values,
    word: &'static str,
    /// Years in which it may have been published, where that is not certain.
    possible: Option<(i32, i32)>,
}

fn documents(random: &mut Random) -> (Made, Vec<Document>) {
    let (mut offers, mut documents) = (Vec::new(), Vec::new());
    for number in 0..200 {
        let mut values = Values::new();
        let mut metadata: Vec<(Field, &'static str)> = Vec::new();
        let mut possible = None;
        for country in ["KR", "JP", "DE", "EU"] {
            if random.below(4) == 0 {
                metadata.push((Field::Country, country));
                values.entry("country").or_default().insert(country);
            }
        }
        if random.below(4) == 0 {
            metadata.push((Field::SubjectCountry, "SG"));
            values.entry("subject").or_default().insert("SG");
        }
        let dates = [
            ("1999-05", Some("1999"), None),
            ("2015-01-29", Some("2015"), None),
            ("2016", Some("2016"), None),
            ("2020-12-31", Some("2020"), None),
            ("2014/2016", None, Some((2014, 2016))),
            ("2018~", None, Some((2018, 2018))),
        ];
        if let Some((date, year, years)) = dates.get(random.below(8)) {
            metadata.push((Field::Published, date));
            possible = *years;
            values.entry("year").or_default().extend(*year);
        }
        for topic in ["energy", "health", "smart-city"] {
            if random.below(3) == 0 {
                metadata.push((Field::Topic, topic));
                let topics = values.entry("topic").or_default();
                topics.insert(topic);
                if topic == "smart-city" {
                    topics.extend(["urban-development", "housing"]);
                }
            }
        }
        if let Some(kind) = ["law", "plan", "report"].get(random.below(4)) {
            metadata.push((Field::Type, kind));
            values.entry("type").or_default().insert(kind);
        }
        let status = match random.below(5) {
            0 => {
                metadata.push((Field::ValidFrom, "2030-01-01"));
                "upcoming"
            }
            1 => {
                metadata.push((Field::ValidFrom, "2026-01-01"));
                "in-force"
            }
            2 => {
                metadata.push((Field::ValidFrom, "2010-01-01"));
                metadata.push((Field::ValidUntil, "2026-01-01"));
                "past"
            }
            3 => {
                metadata.push((Field::ValidUntil, "2026-01-02"));
                "in-force"
            }
            _ => "unknown",
        };
        values.entry("status").or_default().insert(status);
        let language = ["en", "ko", "de"][random.below(3)];
        let word = ["tram", "bus"][random.below(2)];
        let text = format!("A {word} number {number}.");
        let mut offered = offer(&(&format!("zzqx{number}"), language, &[&text], &metadata));
        let Content::Read { record, .. } = &mut offered.content else {
            panic!("document {number} is not read");
        };
        if random.below(4) == 0 {
            record.assertions.retain(|a| a.field != Field::Language);
        } else {
            values.entry("lang").or_default().insert(language);
        }
        let by_hand = random.below(3) == 0;
        for assertion in &mut record.assertions {
            if by_hand && matches!(assertion.field, Field::Country | Field::Published) {
                let name = "A. Kim".to_owned();
                assertion.provenance = Provenance::Person {
                    name,
                    because: None,
                };
            }
        }
        let source = if by_hand { "person" } else { "name" };
        for (of, parameter) in [("year", "year_source"), ("country", "country_source")] {
            let is_stated = values.get(of).is_some_and(|values| !values.is_empty());
            values
                .entry(parameter)
                .or_default()
                .extend(is_stated.then_some(source));
        }
        // Guesses count nowhere; of the year they say that it is possible.
        let mut guess = |field: Field, value: &str| {
            record.assertions.push(Assertion {
                field,
                value: value.to_owned(),
                provenance: Provenance::Name,
                rule: "test".to_owned(),
                confidence: 0.3,
                rejected: None,
            });
        };
        if !values.contains_key("country") {
            guess(Field::Country, "FR");
        }
        if !values.contains_key("type") {
            guess(Field::Type, "law");
        }
        if !values.contains_key("year") && random.below(2) == 0 {
            guess(Field::Published, "2017");
            possible = Some((2017, 2017));
        }
        documents.push(Document {
            id: record.id,
            values,
            word,
            possible,
        });
        offers.push(offered);
    }
    for document in &mut documents {
        for (parameter, _) in FILTERS.iter().chain(&MORE) {
            let values = document.values.entry(parameter).or_default();
            if values.is_empty() {
                values.insert("unknown");
            }
        }
    }
    let folder = tempfile::tempdir().unwrap();
    let writer = Writer::create(folder.path()).unwrap();
    (made(folder, writer, &offers), documents)
}

/// The values that are asked for, by parameter; those that are not there do not filter.
type Chosen = Vec<(&'static str, &'static [&'static str])>;

/// Whether a document has one of the values; a year may lie in a range.
fn has(document: &Document, parameter: &str, asked: &[&str]) -> bool {
    let values = &document.values[parameter];
    asked.iter().any(|asked| match asked.split_once("..") {
        Some(bounds) => {
            let years = values.iter().filter_map(|value| value.parse::<i32>().ok());
            let (from, until) = (bounds.0.parse().unwrap(), bounds.1.parse().unwrap());
            years.into_iter().any(|year| (from..=until).contains(&year))
        }
        None => values.contains(asked),
    })
}

/// Whether it may have been published in one of the years.
fn may_have(document: &Document, asked: &[&str]) -> bool {
    let Some((first, last)) = document.possible else {
        return false;
    };
    asked
        .iter()
        .filter(|asked| **asked != "unknown")
        .any(|asked| {
            let (from, until) = asked.split_once("..").unwrap_or((asked, asked));
            first <= until.parse().unwrap() && from.parse::<i32>().unwrap() <= last
        })
}

fn counts<'a>(answer: &'a Answer, parameter: &str) -> &'a [FacetCount] {
    let facets = &answer.facets;
    match parameter {
        "country" => &facets.country,
        "year" => &facets.year,
        "topic" => &facets.topic,
        "type" => &facets.kind,
        "lang" => &facets.language,
        "status" => &facets.status,
        "subject" => &facets.subject,
        "year_source" => &facets.year_source,
        _ => &facets.country_source,
    }
}

fn compare(made: &Made, documents: &[Document], query: &str, chosen: &Chosen, hits: bool) {
    let mut parameters = vec![("q", query), ("limit", if hits { "100" } else { "0" })];
    for (parameter, values) in chosen {
        parameters.extend(values.iter().map(|value| (*parameter, *value)));
    }
    let answer = ask(made, &parameters);
    let failed = |document: &Document| -> Vec<&str> {
        let failed = chosen
            .iter()
            .filter(|(parameter, asked)| !asked.is_empty() && !has(document, parameter, asked));
        failed.map(|(parameter, _)| *parameter).collect()
    };
    let matching = documents
        .iter()
        .filter(|document| query.is_empty() || query.contains(document.word));
    let mut total = 0;
    let mut possible = 0;
    let mut ids: BTreeSet<DocumentId> = BTreeSet::new();
    let mut expected: BTreeMap<&str, BTreeMap<&str, u64>> = BTreeMap::new();
    for document in matching {
        let failed = failed(document);
        if failed.is_empty() {
            total += 1;
            ids.insert(document.id);
        }
        let years = chosen.iter().find(|(parameter, _)| *parameter == "year");
        if failed == ["year"] && years.is_some_and(|(_, asked)| may_have(document, asked)) {
            possible += 1;
        }
        for (parameter, _) in FILTERS.iter().chain(&MORE) {
            if failed.iter().all(|failed| failed == parameter) {
                for value in &document.values[parameter] {
                    let counts = expected.entry(parameter).or_default();
                    *counts.entry(value).or_default() += 1;
                }
            }
        }
    }
    assert_eq!(answer.total, total, "{parameters:?}");
    assert_eq!(answer.possible, possible, "{parameters:?}");
    if hits {
        let shown: BTreeSet<DocumentId> = answer.hits.iter().map(|hit| hit.id).collect();
        assert!(shown.is_subset(&ids), "{parameters:?}");
        assert_eq!(shown.len(), ids.len().min(100), "{parameters:?}");
    }
    for (parameter, _) in FILTERS.iter().chain(&MORE) {
        let counted = counts(&answer, parameter);
        let listed: BTreeMap<&str, u64> = counted
            .iter()
            .filter(|count| count.count > 0)
            .map(|count| (count.value.as_str(), count.count))
            .collect();
        let expected = expected.remove(parameter).unwrap_or_default();
        assert_eq!(listed, expected, "{parameter} of {parameters:?}");
        // What is chosen is listed even where nothing has it, unless no document at all has it.
        let asked = chosen.iter().find(|(name, _)| name == parameter);
        for value in asked.iter().flat_map(|(_, asked)| asked.iter()) {
            let is_listed = counted
                .iter()
                .any(|count| count.value == *value && count.selected);
            let somewhere = documents
                .iter()
                .any(|document| document.values[parameter].contains(value));
            assert!(
                is_listed || !somewhere,
                "{parameter} {value} of {parameters:?}"
            );
        }
    }
}

#[test]
fn every_facet_is_counted_as_by_hand_under_every_combination_of_filters() {
    let (made, documents) = documents(&mut Random(17));
    let mut random = Random(18);
    let mut combinations = 1;
    for (_, choices) in FILTERS {
        combinations *= choices.len();
    }
    for combination in 0..combinations {
        let mut rest = combination;
        let mut chosen = Chosen::new();
        for (parameter, choices) in FILTERS {
            chosen.push((parameter, choices[rest % choices.len()]));
            rest /= choices.len();
        }
        // Each combination under one of the questions, each question under thousands of them.
        let query = ["", "tram", "bus", "tram OR bus"][random.below(4)];
        let hits = random.below(20) == 0;
        if random.below(4) == 0 {
            let (parameter, choices) = MORE[random.below(MORE.len())];
            chosen.push((parameter, choices[random.below(choices.len())]));
        }
        compare(&made, &documents, query, &chosen, hits);
    }
}

/// Where two ways of counting meet: browsing is counted beforehand.
#[test]
fn browsing_counts_what_a_search_for_everything_counts() {
    let (made, _) = documents(&mut Random(19));
    let browsed = ask(&made, &[("limit", "0")]);
    let sorted = ask(&made, &[("limit", "0"), ("sort", "oldest")]);
    let counted = |answer: &Answer| serde_json::to_value(&answer.facets).unwrap();
    assert_eq!(counted(&browsed), counted(&sorted));
    assert_eq!(browsed.total, sorted.total);
}

#[test]
fn an_empty_archive_counts_nothing() {
    let made = archive(&[]);
    let asked = request(&[("q", "tram"), ("country", "KR,unknown")]);
    let answer = search(&made.snapshot, &asked, today()).unwrap();
    assert_eq!(answer.total, 0);
    assert!(answer.facets.country.iter().all(|count| count.count == 0));
}
