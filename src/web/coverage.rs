//! What the archive holds, and what of it cannot be searched and why.

use askama::Template;
use regesta_index::{Counts, Coverage, CoveredCountry, Outcome};
use regesta_queries::{Answer, FacetCount};

use super::frame::Frame;
use super::locale::Locale;
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
    countries: Vec<Covered>,
    more_countries: Vec<Covered>,
    more_label: String,
    origins: Vec<Origin>,
}

/// A country with what there is of it and what is missing.
#[derive(Debug)]
struct Covered {
    name: String,
    href: String,
    documents: String,
    pages: String,
    without_text: String,
    years: String,
    missing: String,
}

/// A field with the sources of its values.
#[derive(Debug)]
struct Origin {
    field: String,
    sources: String,
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
    pub(crate) fn new(
        frame: &'a Frame,
        everything: &Answer,
        counts: &Counts,
        coverage: &Coverage,
    ) -> Self {
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
        ];
        let mut covered: Vec<&CoveredCountry> = coverage.countries.iter().collect();
        covered.sort_by_key(|country| std::cmp::Reverse(country.amount.documents));
        let mut countries: Vec<Covered> = covered.into_iter().map(|c| country(locale, c)).collect();
        let more_countries = countries.split_off(countries.len().min(SHOWN_ROWS));
        let origins = coverage.values.iter().map(|(field, sources)| {
            let source = |(source, count): (&String, &u64)| {
                let name = names::value(locale, "year_source", source);
                format!("{name}: {}", locale.number(*count))
            };
            Origin {
                field: locale.say(&format!("field-{}", field.replace('_', "-"))),
                sources: sources.iter().map(source).collect::<Vec<_>>().join(" · "),
            }
        });
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
            countries,
            more_label: locale.counted("choice-more", more_countries.len() as u64),
            more_countries,
            origins: origins.collect(),
            facets: tables
                .into_iter()
                .filter(|table| !table.rows.is_empty())
                .collect(),
        }
    }
}

fn country(locale: &Locale, covered: &CoveredCountry) -> Covered {
    let stated = covered.years.keys().filter(|year| *year != "unknown");
    let (first, last) = (stated.clone().min(), stated.max());
    let years = if first == last {
        first.cloned().unwrap_or_default()
    } else {
        locale.range(first.map(String::as_str), last.map(String::as_str))
    };
    Covered {
        name: names::value(locale, "country", &covered.country),
        href: links::browse("country", &covered.country),
        documents: locale.number(covered.amount.documents),
        pages: locale.number(covered.amount.pages),
        without_text: locale.number(covered.amount.documents_without_text),
        years,
        missing: runs(locale, &covered.missing_years),
    }
}

/// Years as people write them: "1950, 1962 to 1965".
fn runs(locale: &Locale, years: &[i32]) -> String {
    let runs = years.chunk_by(|a, b| a + 1 == *b);
    let said = runs.filter_map(|run| match run {
        [] => None,
        [only] => Some(only.to_string()),
        [first, .., last] => Some(locale.range(Some(&first.to_string()), Some(&last.to_string()))),
    });
    said.collect::<Vec<_>>().join(", ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn years_in_a_row_are_one_range() {
        assert_eq!(
            runs(Locale::complete(), &[1950, 1962, 1963, 1965]),
            "1950, 1962 to 1963, 1965"
        );
        assert_eq!(runs(Locale::complete(), &[]), "");
    }
}
