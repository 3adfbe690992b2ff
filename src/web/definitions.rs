//! What a term is said to mean, country by country, side by side.

use askama::Template;
use regesta_queries::{ChangeKind, Definitions, Request};

use super::frame::Frame;
use super::locale::{Locale, Said, Told};
use super::marks::{self, Piece};
use super::{links, names};

/// What shows what the page is for.
const EXAMPLES: [&str; 3] = ["스마트도시", "국가시범도시", "\"air pollutant\""];
/// Sources of a definition that are in sight.
const SHOWN_SOURCES: usize = 5;

/// The page.
#[derive(Debug, Template)]
#[template(path = "compare.html")]
pub(crate) struct ComparePage<'a> {
    frame: &'a Frame,
    query: &'static str,
    term: &'a str,
    kept: Vec<(String, String)>,
    examples: Vec<(String, &'static str)>,
    notices: Vec<Told>,
    summary: Option<String>,
    definitions: Vec<Definition<'a>>,
    difference: Option<Vec<(ChangeKind, &'a str)>>,
}

#[derive(Debug)]
struct Definition<'a> {
    key: &'a str,
    heading: String,
    language: Option<&'a str>,
    pieces: Vec<Piece<'a>>,
    sources: Vec<Source<'a>>,
    more: Vec<Source<'a>>,
    more_said: String,
    is_compared: bool,
}

#[derive(Debug)]
struct Source<'a> {
    title: &'a str,
    href: String,
    facts: String,
}

impl<'a> ComparePage<'a> {
    /// Lays out what was found of `term`, or the empty form.
    pub(crate) fn new(
        frame: &'a Frame,
        term: &'a str,
        request: &Request,
        found: Option<&'a Definitions>,
    ) -> Self {
        let locale = frame.locale;
        let difference = found.and_then(|found| found.difference.as_ref());
        let compared = |key: &str| {
            difference.is_some_and(|difference| difference.left == key || difference.right == key)
        };
        let definition = |definition: &'a regesta_queries::Definition| {
            let source = |source: &'a regesta_queries::DefinitionSource| {
                let page = names::page(locale, source.paging, source.page, source.label.as_deref());
                let published = source.published.map(|date| locale.date(date));
                let status = source.status.name();
                let status = (status != "unknown").then(|| names::value(locale, "status", status));
                let facts: Vec<String> =
                    published.into_iter().chain(status).chain([page]).collect();
                Source {
                    title: &source.title,
                    href: links::page(source.id, source.page, &links::words(term)),
                    facts: facts.join(" · "),
                }
            };
            let mut countries: Vec<&str> = definition
                .sources
                .iter()
                .flat_map(|source| source.country.iter().map(String::as_str))
                .collect();
            countries.sort_unstable();
            countries.dedup();
            let countries: Vec<String> = countries
                .into_iter()
                .map(|code| locale.country(code))
                .collect();
            let mut years: Vec<i32> = definition
                .sources
                .iter()
                .filter_map(|source| source.year)
                .collect();
            years.sort_unstable();
            let mut sources: Vec<Source<'a>> = definition.sources.iter().map(source).collect();
            let more = sources.split_off(sources.len().min(SHOWN_SOURCES));
            Definition {
                key: &definition.key,
                heading: heading(locale, &countries, &years),
                language: definition.language.as_deref(),
                pieces: marks::by_chars(&definition.sentence.text, &definition.sentence.highlights),
                sources,
                more_said: locale.counted("choice-more", more.len() as u64),
                more,
                is_compared: compared(&definition.key),
            }
        };
        Self {
            frame,
            query: "",
            term,
            kept: request.to_pairs(),
            examples: EXAMPLES.map(|term| (link(term), term)).into(),
            notices: found
                .iter()
                .flat_map(|found| &found.notices)
                .map(|notice| locale.message(notice))
                .collect(),
            summary: found.map(|found| summary(locale, found)),
            definitions: found
                .iter()
                .flat_map(|found| &found.definitions)
                .map(definition)
                .collect(),
            difference: difference.map(|difference| {
                let changes = difference.changes.iter();
                changes
                    .map(|change| (change.kind, change.text.as_str()))
                    .collect()
            }),
        }
    }
}

fn link(term: &str) -> String {
    links::address("/compare", &[("term".to_owned(), term.to_owned())])
}

fn heading(locale: &Locale, countries: &[String], years: &[i32]) -> String {
    let countries = if countries.is_empty() {
        locale.say("not-stated")
    } else {
        countries.join(", ")
    };
    let years = match (years.first(), years.last()) {
        (Some(first), Some(last)) if first != last => {
            locale.range(Some(&first.to_string()), Some(&last.to_string()))
        }
        (Some(only), _) => only.to_string(),
        _ => return countries,
    };
    format!("{countries}, {years}")
}

fn summary(locale: &Locale, found: &Definitions) -> String {
    let documents = locale.counted("documents", found.documents);
    let definitions = locale.counted("definitions", found.definitions.len() as u64);
    locale.say_with(
        "definitions-summary",
        &[
            ("definitions", Said::Text(&definitions)),
            ("documents", Said::Text(&documents)),
        ],
    )
}
