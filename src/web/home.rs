//! The first page: what this is, where to ask, what there is to browse.

use askama::Template;
use regesta_queries::{Answer, FacetCount};

use super::{labels, links};

/// The first page, from an answer to the empty question.
#[derive(Debug, Template)]
#[template(path = "home.html")]
pub(crate) struct HomePage {
    query: &'static str,
    holdings: String,
    shelves: Vec<Shelf>,
}

#[derive(Debug)]
struct Shelf {
    heading: &'static str,
    values: Vec<Value>,
}

#[derive(Debug)]
struct Value {
    label: String,
    count: String,
    href: String,
}

impl HomePage {
    /// Lays out `everything`, the counts of the whole archive.
    pub(crate) fn new(everything: &Answer) -> Self {
        let facets = &everything.facets;
        let years: Vec<FacetCount> = facets.year.iter().rev().cloned().collect();
        let shelves = [
            ("country", facets.country.as_slice()),
            ("year", &years),
            ("topic", &facets.topic),
        ];
        Self {
            query: "",
            holdings: holdings(everything),
            shelves: shelves.into_iter().filter_map(shelf).collect(),
        }
    }
}

fn shelf((name, counts): (&'static str, &[FacetCount])) -> Option<Shelf> {
    let heading = labels::facet(name)?;
    // What is not stated comes last, whatever its count.
    let (stated, unknown): (Vec<_>, Vec<_>) =
        counts.iter().partition(|count| count.value != "unknown");
    let value = |count: &FacetCount| Value {
        label: if count.value == "unknown" {
            "Not stated".to_owned()
        } else {
            count.label.clone()
        },
        count: labels::number(count.count),
        href: links::browse(name, &count.value),
    };
    let values: Vec<Value> = stated.into_iter().chain(unknown).map(value).collect();
    (!values.is_empty()).then_some(Shelf { heading, values })
}

/// "10,952 documents from 200 countries and bodies, 1946 to 2024."
fn holdings(everything: &Answer) -> String {
    if everything.total == 0 {
        return "The archive is empty: nothing has been ingested yet.".to_owned();
    }
    let stated = |counts: &[FacetCount]| {
        counts
            .iter()
            .filter(|count| count.value != "unknown")
            .count() as u64
    };
    let documents = labels::counted(everything.total, "document", "documents");
    let countries = match stated(&everything.facets.country) {
        0 => String::new(),
        count => format!(
            " from {}",
            labels::counted(count, "country or body", "countries and bodies")
        ),
    };
    let mut years = everything
        .facets
        .year
        .iter()
        .filter(|count| count.value != "unknown");
    let years = match (years.next(), years.next_back()) {
        (Some(first), Some(last)) => format!(", {} to {}", first.value, last.value),
        (Some(only), None) => format!(", {}", only.value),
        _ => String::new(),
    };
    format!("{documents}{countries}{years}.")
}
