//! Plain lists: the shelves with a glimpse of each, the values on one of them from A to Z, the
//! documents of one value.
//!
//! Not here: which documents these are (`queries`).

mod list;
mod shelf;

use std::cmp::Reverse;

use askama::Template;
use regesta_index::Work;
use regesta_queries::{Answer, FacetCount, Facets};

use super::frame::Frame;
use super::locale::Locale;
use super::{links, names};
pub(crate) use list::ListPage;
pub(crate) use shelf::ShelfPage;

/// The facets that have a shelf, in the order they are shown.
pub(crate) const SHELVES: [&str; 5] = ["country", "year", "topic", "type", "lang"];

/// Values of a shelf on the page of all shelves.
const GLIMPSE: usize = 12;

/// All shelves.
#[derive(Debug, Template)]
#[template(path = "browse.html")]
pub(crate) struct BrowsePage<'a> {
    frame: &'a Frame,
    query: &'static str,
    shelves: Vec<Shelf>,
}

#[derive(Debug)]
struct Shelf {
    name: &'static str,
    heading: String,
    all: String,
    values: Vec<Value>,
}

#[derive(Debug)]
struct Value {
    label: String,
    count: String,
    href: String,
}

impl<'a> BrowsePage<'a> {
    /// Lays out a glimpse of every shelf.
    pub(crate) fn new(frame: &'a Frame, everything: &Answer, works: &[Work]) -> Self {
        let locale = frame.locale;
        let shelf = |name: &'static str| {
            let counts = counts(name, &everything.facets);
            let mut glimpse: Vec<&FacetCount> = counts
                .iter()
                .filter(|count| count.value != "unknown")
                .collect();
            if name == "year" {
                glimpse.reverse();
            }
            let values = glimpse.into_iter().take(GLIMPSE);
            let shelf = Shelf {
                name,
                heading: locale.say(&format!("browse-{name}")),
                all: locale.counted("browse-all", counts.len() as u64),
                values: values.map(|count| value(locale, name, count)).collect(),
            };
            (!counts.is_empty()).then_some(shelf)
        };
        Self {
            frame,
            query: "",
            shelves: SHELVES
                .into_iter()
                .filter_map(shelf)
                .chain(shelf_of_works(locale, works))
                .collect(),
        }
    }
}

/// The works of which most versions are kept.
fn shelf_of_works(locale: &Locale, works: &[Work]) -> Option<Shelf> {
    let mut most: Vec<&Work> = works.iter().collect();
    most.sort_by_key(|work| Reverse(work.versions));
    (!most.is_empty()).then(|| Shelf {
        name: "work",
        heading: locale.say("browse-work"),
        all: locale.counted("browse-all", most.len() as u64),
        values: most
            .into_iter()
            .take(GLIMPSE)
            .map(|one| work(locale, one))
            .collect(),
    })
}

fn counts<'a>(facet: &str, facets: &'a Facets) -> &'a [FacetCount] {
    match facet {
        "country" => &facets.country,
        "year" => &facets.year,
        "topic" => &facets.topic,
        "type" => &facets.kind,
        "lang" => &facets.language,
        _ => &[],
    }
}

fn value(locale: &Locale, facet: &str, count: &FacetCount) -> Value {
    Value {
        label: names::value(locale, facet, &count.value),
        count: locale.number(count.count),
        href: links::list(facet, &count.value),
    }
}

fn work(locale: &Locale, work: &Work) -> Value {
    Value {
        label: work.title.clone(),
        count: locale.number(work.versions),
        href: links::list("work", &work.name),
    }
}
