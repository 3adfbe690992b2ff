//! Plain lists: the shelves, the values on one of them from A to Z, the documents of one value.
//!
//! Not here: which documents these are (`queries`).

use std::collections::BTreeMap;

use askama::Template;
use regesta_queries::{Answer, FacetCount, Facets};

use super::frame::Frame;
use super::locale::{Locale, Said};
use super::{links, names};

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
    pub(crate) fn new(frame: &'a Frame, everything: &Answer) -> Self {
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
            shelves: SHELVES.into_iter().filter_map(shelf).collect(),
        }
    }
}

/// One shelf.
#[derive(Debug, Template)]
#[template(path = "shelf.html")]
pub(crate) struct ShelfPage<'a> {
    frame: &'a Frame,
    query: &'static str,
    heading: String,
    groups: Vec<Group>,
    unknown: Option<Value>,
}

#[derive(Debug)]
struct Group {
    initial: String,
    values: Vec<Value>,
}

impl<'a> ShelfPage<'a> {
    /// Lays out every value of `facet`, by its first letter, or years by decade, newest first.
    pub(crate) fn new(frame: &'a Frame, facet: &'static str, facets: &Facets) -> Self {
        let locale = frame.locale;
        let (unknown, stated): (Vec<_>, Vec<_>) = counts(facet, facets)
            .iter()
            .partition(|count| count.value == "unknown");
        let mut groups: BTreeMap<String, Vec<Value>> = BTreeMap::new();
        for count in stated {
            let value = value(locale, facet, count);
            let initial = if facet == "year" {
                decade(&count.value)
            } else {
                initial(&value.label)
            };
            groups.entry(initial).or_default().push(value);
        }
        let mut groups: Vec<Group> = groups
            .into_iter()
            .map(|(initial, mut values)| {
                values.sort_by(|a, b| a.label.cmp(&b.label));
                Group { initial, values }
            })
            .collect();
        if facet == "year" {
            groups.reverse();
            groups.iter_mut().for_each(|group| group.values.reverse());
        }
        Self {
            frame,
            query: "",
            heading: locale.say(&format!("browse-{facet}")),
            groups,
            unknown: unknown.first().map(|count| value(locale, facet, count)),
        }
    }
}

/// The documents of one value.
#[derive(Debug, Template)]
#[template(path = "list.html")]
pub(crate) struct ListPage<'a> {
    frame: &'a Frame,
    query: &'static str,
    shelf: String,
    shelf_href: String,
    heading: String,
    total: String,
    search: String,
    canonical: String,
    documents: Vec<Title<'a>>,
    previous: Option<String>,
    next: Option<String>,
}

#[derive(Debug)]
struct Title<'a> {
    title: &'a str,
    language: Option<&'a str>,
    href: String,
    facts: String,
}

impl<'a> ListPage<'a> {
    /// Lays out page `page`, from 1, of the documents whose `facet` is `value`, `size` to a page.
    pub(crate) fn new(
        frame: &'a Frame,
        facet: &'static str,
        value: &str,
        found: &'a Answer,
        page: usize,
        size: usize,
    ) -> Self {
        let locale = frame.locale;
        let path = links::list(facet, value);
        let at = |page: usize| {
            let pairs = (page > 1).then(|| ("page".to_owned(), page.to_string()));
            links::address(&path, pairs.as_slice())
        };
        let more = (page * size) as u64;
        let documents = found.hits.iter().map(|hit| {
            let kind = hit
                .kind
                .as_ref()
                .map(|kind| names::value(locale, "type", kind));
            let facts = hit
                .published
                .map(|date| locale.date(date))
                .into_iter()
                .chain(kind);
            Title {
                title: &hit.title,
                language: hit.language.as_deref(),
                href: links::document(hit.id, ""),
                facts: facts.collect::<Vec<_>>().join(" · "),
            }
        });
        Self {
            frame,
            query: "",
            shelf: locale.say(&format!("browse-{facet}")),
            shelf_href: format!("/browse/{facet}"),
            heading: names::value(locale, facet, value),
            total: locale.counted("documents", found.total),
            search: links::browse(facet, value),
            canonical: frame.absolute(&at(page)),
            documents: documents.collect(),
            previous: (page > 1).then(|| at(page - 1)),
            // What is beyond the last page that may be asked for is reached by searching.
            next: (more < found.total && more <= LAST).then(|| at(page + 1)),
        }
    }

    fn described(&self) -> String {
        self.frame.locale.say_with(
            "list-description",
            &[
                ("heading", Said::Text(&self.heading)),
                ("total", Said::Text(&self.total)),
            ],
        )
    }
}

/// Documents that a request may pass over.
const LAST: u64 = 10_000;

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

fn decade(year: &str) -> String {
    let year: i32 = year.parse().unwrap_or(0);
    format!(
        "{:04}–{:04}",
        year - year.rem_euclid(10),
        year - year.rem_euclid(10) + 9
    )
}

/// The letter that a label is filed under: without accents, of Hangul its first consonant.
fn initial(label: &str) -> String {
    // Initial consonants of syllables in the order of Unicode (The Unicode Standard, 3.12); tense
    // ones are filed under the plain.
    const CONSONANTS: [char; 19] = [
        'ㄱ', 'ㄱ', 'ㄴ', 'ㄷ', 'ㄷ', 'ㄹ', 'ㅁ', 'ㅂ', 'ㅂ', 'ㅅ', 'ㅅ', 'ㅇ', 'ㅈ', 'ㅈ', 'ㅊ',
        'ㅋ', 'ㅌ', 'ㅍ', 'ㅎ',
    ];
    let folded = regesta_index::analysis::fold(label);
    let original = label.chars().find(|c| c.is_alphanumeric());
    let Some(first) = original else {
        return "#".to_owned();
    };
    let code = u32::from(first);
    if (0xAC00..=0xD7A3).contains(&code) {
        let consonant = CONSONANTS.get(((code - 0xAC00) / 588) as usize);
        return consonant.map(char::to_string).unwrap_or_default();
    }
    let first = folded
        .chars()
        .find(|c| c.is_alphanumeric())
        .unwrap_or(first);
    first.to_uppercase().collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn labels_are_filed_under_their_first_letter() {
        let filed = ["Åland", "côte", "대한민국", "까치", "(x)", "…"].map(initial);
        assert_eq!(filed, ["A", "C", "ㄷ", "ㄱ", "X", "#"]);
        assert_eq!(decade("1946"), "1940–1949");
    }
}
