//! The first page: what this is, where to ask, and three ways in: by year, country and topic.

use askama::Template;
use chrono::NaiveDate;
use regesta_index::{Description, DocumentId};
use regesta_queries::{Answer, FacetCount};

use super::chart::{Bars, Count, WorldMap};
use super::frame::Frame;
use super::locale::{Locale, Said};
use super::{linked_data, links, names};

/// Countries that are in sight beside the map; the others unfold.
const SHOWN_COUNTRIES: usize = 24;
/// Topics that are shown.
const SHOWN_TOPICS: usize = 18;

/// The first page.
#[derive(Debug, Template)]
#[template(path = "home.html")]
pub(crate) struct HomePage<'a> {
    frame: &'a Frame,
    holdings: String,
    bars: Option<Bars>,
    years: Vec<Value>,
    years_summary: String,
    map: Option<WorldMap>,
    countries: Vec<Value>,
    more_countries: Vec<Value>,
    more_countries_label: String,
    countries_summary: String,
    topics: Vec<Topic>,
    lists: Vec<List<'a>>,
    linked_data: String,
}

/// What the first page shows of the archive.
#[derive(Debug)]
pub(crate) struct Holdings {
    /// The counts of the whole archive.
    pub(crate) everything: Answer,
    /// The documents kept last, the latest first.
    pub(crate) latest: Vec<Held>,
    /// The documents that become valid next, the soonest first.
    pub(crate) coming: Vec<Held>,
    /// The documents in force that became valid last, the latest first.
    pub(crate) begun: Vec<Held>,
}

/// A document of a list.
#[derive(Debug)]
pub(crate) struct Held {
    /// Its identity.
    pub(crate) id: DocumentId,
    /// What is known of it.
    pub(crate) description: Description,
    /// First day on which it is valid.
    pub(crate) valid_from: Option<NaiveDate>,
}

#[derive(Debug)]
struct Value {
    label: String,
    count: String,
    href: String,
}

#[derive(Debug)]
struct Topic {
    label: String,
    count: String,
    href: String,
    /// Of the most frequent topic, in per cent.
    share: u64,
}

#[derive(Debug)]
struct List<'a> {
    id: &'static str,
    heading: String,
    documents: Vec<Title<'a>>,
    more: Option<(String, String)>,
}

#[derive(Debug)]
struct Title<'a> {
    title: &'a str,
    language: Option<&'a str>,
    href: String,
    facts: String,
}

impl<'a> HomePage<'a> {
    /// Lays out the first page.
    pub(crate) fn new(frame: &'a Frame, held: &'a Holdings) -> Self {
        let locale = frame.locale;
        let facets = &held.everything.facets;
        let value = |facet: &str, count: &FacetCount| Value {
            label: names::value(locale, facet, &count.value),
            count: locale.number(count.count),
            href: links::browse(facet, &count.value),
        };
        let years = by_year(&facets.year);
        let stated: Vec<(&str, u64)> = facets
            .country
            .iter()
            .map(|count| (count.value.as_str(), count.count))
            .collect();
        // What is not stated comes last, whatever its count.
        let (mut countries, unknown): (Vec<_>, Vec<_>) = facets
            .country
            .iter()
            .partition(|count| count.value != "unknown");
        countries.extend(unknown);
        let (shown, more) = countries.split_at(countries.len().min(SHOWN_COUNTRIES));
        let most = facets
            .topic
            .iter()
            .map(|topic| topic.count)
            .max()
            .unwrap_or(1);
        let topic = |count: &FacetCount| Topic {
            label: names::value(locale, "topic", &count.value),
            count: locale.number(count.count),
            href: links::browse("topic", &count.value),
            share: (count.count * 100).div_ceil(most.max(1)),
        };
        let topics = facets.topic.iter().filter(|topic| topic.value != "unknown");
        Self {
            frame,
            holdings: holdings(locale, &held.everything),
            bars: Bars::new(
                &years,
                |n| locale.number(n),
                |years| links::browse("year", years),
            ),
            years_summary: years_summary(locale, &years),
            years: facets
                .year
                .iter()
                .map(|count| value("year", count))
                .collect(),
            map: WorldMap::new(
                &stated,
                |n| locale.number(n),
                |code| locale.country(code),
                |code| links::browse("country", code),
            ),
            countries: shown.iter().map(|count| value("country", count)).collect(),
            more_countries: more.iter().map(|count| value("country", count)).collect(),
            more_countries_label: locale.counted("more-countries", more.len() as u64),
            countries_summary: countries_summary(locale, &countries),
            topics: topics.take(SHOWN_TOPICS).map(topic).collect(),
            lists: lists(locale, held),
            linked_data: linked_data::site(frame),
        }
    }
}

/// The years that are stated, in order.
fn by_year(counts: &[FacetCount]) -> Vec<Count> {
    let count = |count: &FacetCount| {
        Some(Count {
            year: count.value.parse().ok()?,
            count: count.count,
            is_chosen: false,
        })
    };
    counts.iter().filter_map(count).collect()
}

/// "From 1946 to 2024; most in 2015 (195)."
pub(super) fn years_summary(locale: &Locale, years: &[Count]) -> String {
    let (Some(first), Some(last)) = (years.first(), years.last()) else {
        return String::new();
    };
    let Some(most) = years.iter().rev().max_by_key(|count| count.count) else {
        return String::new();
    };
    locale.say_with(
        "years-summary",
        &[
            ("first", Said::Text(&first.year.to_string())),
            ("last", Said::Text(&last.year.to_string())),
            ("most", Said::Text(&most.year.to_string())),
            ("number", Said::Text(&locale.number(most.count))),
        ],
    )
}

fn countries_summary(locale: &Locale, countries: &[&FacetCount]) -> String {
    let stated = countries.iter().filter(|count| count.value != "unknown");
    let Some(most) = stated.clone().max_by_key(|count| count.count) else {
        return locale.say("not-stated");
    };
    locale.say_with(
        "countries-summary",
        &[
            ("number", Said::Text(&locale.number(stated.count() as u64))),
            ("most", Said::Text(&locale.country(&most.value))),
            (
                "documents",
                Said::Text(&locale.counted("documents", most.count)),
            ),
        ],
    )
}

/// "10,952 documents from 200 countries and bodies, 1946 to 2024."
fn holdings(locale: &Locale, everything: &Answer) -> String {
    if everything.total == 0 {
        return locale.say("home-empty");
    }
    let stated = |counts: &[FacetCount]| {
        counts
            .iter()
            .filter(|count| count.value != "unknown")
            .count() as u64
    };
    let years = by_year(&everything.facets.year);
    let ends = (years.first(), years.last());
    let years = match ends {
        (Some(first), Some(last)) if first.year != last.year => {
            locale.range(Some(&first.year.to_string()), Some(&last.year.to_string()))
        }
        (Some(only), _) => only.year.to_string(),
        _ => String::new(),
    };
    let documents = locale.counted("documents", everything.total);
    let countries = locale.counted("countries", stated(&everything.facets.country));
    if years.is_empty() {
        return documents;
    }
    locale.say_with(
        "home-holdings",
        &[
            ("documents", Said::Text(&documents)),
            ("countries", Said::Text(&countries)),
            ("years", Said::Text(&years)),
        ],
    )
}

fn lists<'a>(locale: &Locale, held: &'a Holdings) -> Vec<List<'a>> {
    let list = |id, heading: &str, documents: &'a [Held], more: Option<(String, &str)>| {
        let by_validity = id != "latest";
        (!documents.is_empty()).then(|| List {
            id,
            heading: locale.say(heading),
            documents: documents
                .iter()
                .map(|held| title(locale, held, by_validity))
                .collect(),
            more: more.map(|(href, key)| (href, locale.say(key))),
        })
    };
    let with_status = |status| Some((links::browse("status", status), "more-of-these"));
    [
        list(
            "coming",
            "home-upcoming",
            &held.coming,
            with_status("upcoming"),
        ),
        list("begun", "home-begun", &held.begun, with_status("in-force")),
        list("latest", "home-latest", &held.latest, None),
    ]
    .into_iter()
    .flatten()
    .collect()
}

fn title<'a>(locale: &Locale, held: &'a Held, by_validity: bool) -> Title<'a> {
    let description = &held.description;
    let countries = description.country.iter().map(|code| locale.country(code));
    let day = if by_validity {
        let from = held.valid_from.map(|day| locale.day(day));
        from.map(|day| locale.say_with("valid-from", &[("day", Said::Text(&day))]))
    } else {
        description.published.map(|date| locale.date(date))
    };
    let facts: Vec<String> = countries.take(3).chain(day).collect();
    Title {
        title: &description.title,
        language: description.language.as_deref(),
        href: links::document(held.id, &[]),
        facts: facts.join(" · "),
    }
}
