//! What the archive holds, and what of it cannot be searched and why.

use askama::Template;
use regesta_index::{Counts, Outcome};
use regesta_queries::{Answer, FacetCount};

use super::frame::Frame;
use super::{links, names};

/// The page.
#[derive(Debug, Template)]
#[template(path = "coverage.html")]
pub(crate) struct CoveragePage<'a> {
    frame: &'a Frame,
    query: &'static str,
    numbers: Vec<Row>,
    outcomes: Vec<Row>,
    facets: Vec<Table>,
}

#[derive(Debug)]
struct Table {
    heading: String,
    rows: Vec<Row>,
    folded: Vec<Row>,
    unfold: String,
}

#[derive(Debug)]
struct Row {
    label: String,
    number: String,
    href: Option<String>,
}

/// Rows of a table that are in sight.
const SHOWN_ROWS: usize = 12;

impl<'a> CoveragePage<'a> {
    /// Lays out the archive in numbers.
    pub(crate) fn new(frame: &'a Frame, everything: &Answer, counts: &Counts) -> Self {
        let locale = frame.locale;
        let number = |key: &str, number: u64| Row {
            label: locale.say(key),
            number: locale.number(number),
            href: None,
        };
        let size = |key: &str, bytes: u64| Row {
            label: locale.say(key),
            number: locale.size(bytes),
            href: None,
        };
        let outcomes = Outcome::ALL.into_iter().filter_map(|outcome| {
            let count = counts
                .outcomes
                .iter()
                .find(|(known, _)| **known == outcome)?
                .1;
            Some(Row {
                label: locale.say(&format!("outcome-{}", outcome.name())),
                number: locale.number(*count),
                href: None,
            })
        });
        let facets = &everything.facets;
        let table = |facet: &str, counts: &[FacetCount]| {
            let row = |count: &FacetCount| Row {
                label: names::value(locale, facet, &count.value),
                number: locale.number(count.count),
                href: Some(links::browse(facet, &count.value)),
            };
            let mut rows: Vec<Row> = counts.iter().map(row).collect();
            let folded = rows.split_off(rows.len().min(SHOWN_ROWS));
            Table {
                heading: names::facet(locale, facet),
                unfold: locale.counted("choice-more", folded.len() as u64),
                rows,
                folded,
            }
        };
        let tables = [
            table("text", &facets.text),
            table("lang", &facets.language),
            table("type", &facets.kind),
            table("status", &facets.status),
            table("country", &facets.country),
        ];
        Self {
            frame,
            query: "",
            numbers: vec![
                number("coverage-documents", counts.documents),
                number("coverage-pages", counts.pages),
                number("coverage-pages-without-text", counts.pages_without_text),
                number("coverage-pages-recognised", counts.pages_recognised),
                number("coverage-pages-doubtful", counts.pages_not_reliable),
                size("coverage-text", counts.text_bytes),
                size("coverage-originals", counts.original_bytes),
            ],
            outcomes: outcomes.collect(),
            facets: tables
                .into_iter()
                .filter(|table| !table.rows.is_empty())
                .collect(),
        }
    }
}
