//! How words come and go: documents, pages and places with a term, by year of publication and by
//! jurisdiction, and where each jurisdiction's first use of it stands.
//!
//! A term is a query, taken as it is asked: no synonyms, and nothing less literal where it finds
//! nothing. A document counts if the term stands on a page of it: titles are often given later, by
//! others. Documents that have the term in the title alone are told apart, not counted. A query that
//! looks for nothing on pages (`title:housing`, `country:KR`) counts the documents that match.
//!
//! One pass over all documents for what there is, one over the postings of each term. A document of
//! several jurisdictions counts in each; one without a certain year counts as that, not in a year.
//!
//! Not here: charts.

mod counted;

use std::cmp::Reverse;
use std::sync::Arc;
use std::time::Instant;

use chrono::NaiveDate;
use regesta_index::{DocumentId, Facet, PageNumber, PolicyDate, Snapshot, UNKNOWN};
use serde::Serialize;

use crate::answer::{ArchiveState, Snippet};
use crate::facets::{Candidate, Filters};
use crate::leaf::Detail;
use crate::pages::located;
use crate::plan::{Plan, engine};
use crate::request::bad;
use crate::{Error, InvalidRequest, Message, Query, Request, excerpt};
use counted::{Count, Counted, First};

/// Most terms that are compared at once.
const MAX_TERMS: usize = 5;

/// Terms over the years and jurisdictions.
#[derive(Clone, Debug, Serialize)]
pub struct Trends {
    /// The state of the archive that was asked.
    pub archive: ArchiveState,
    /// The day for which statuses hold.
    pub as_of: NaiveDate,
    /// Time it took, in milliseconds.
    pub took_ms: u64,
    /// What the reader should know. Plain sentences.
    pub notices: Vec<Message>,
    /// What there is under the filters, whatever the terms.
    pub totals: Totals,
    /// One for each term, in the order they were asked.
    pub terms: Vec<Trend>,
}

/// Documents and pages under the filters.
#[derive(Clone, Debug, Default, Serialize)]
pub struct Totals {
    /// Documents.
    pub documents: u64,
    /// Their pages.
    pub pages: u64,
    /// By year, in order; years without documents are left out.
    pub years: Vec<TotalOfYear>,
    /// Documents without a certain year.
    pub unknown_year: Total,
    /// By jurisdiction, most first; `unknown` for those that state none.
    pub countries: Vec<TotalOfCountry>,
}

/// Documents and their pages.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Total {
    /// Documents.
    pub documents: u64,
    /// Their pages.
    pub pages: u64,
}

/// What there is of one year.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct TotalOfYear {
    /// The year of publication.
    pub year: i32,
    /// What there is.
    #[serde(flatten)]
    pub total: Total,
}

/// What there is of one jurisdiction.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct TotalOfCountry {
    /// Its code, or `unknown`.
    pub country: String,
    /// Its name for people, in English.
    pub label: String,
    /// What there is.
    #[serde(flatten)]
    pub total: Total,
}

/// One term.
#[derive(Clone, Debug, Serialize)]
pub struct Trend {
    /// As it was asked.
    pub term: String,
    /// What was understood: the query's canonical text.
    pub query: String,
    /// All its use.
    #[serde(flatten)]
    pub usage: Usage,
    /// Documents that have it in the title and on no page; not counted above.
    pub title_only: u64,
    /// By year, in order: every year of [`Totals::years`].
    pub years: Vec<UsageOfYear>,
    /// Use in documents without a certain year.
    pub unknown_year: Usage,
    /// By jurisdiction, most documents first.
    pub countries: Vec<UsageOfCountry>,
}

/// How much a term is used.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize)]
pub struct Usage {
    /// Documents with it on a page.
    pub documents: u64,
    /// Pages on which something of it stands.
    pub pages: u64,
    /// Places where its words and phrases stand.
    pub occurrences: u64,
    /// Part of all documents of the same year and jurisdiction, from 0 to 1.
    pub share: f64,
    /// Part of all pages of the same year and jurisdiction, from 0 to 1.
    pub page_share: f64,
}

/// Use in one year.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct UsageOfYear {
    /// The year of publication.
    pub year: i32,
    /// The use.
    #[serde(flatten)]
    pub usage: Usage,
}

/// Use in one jurisdiction.
#[derive(Clone, Debug, Serialize)]
pub struct UsageOfCountry {
    /// Its code, or `unknown`.
    pub country: String,
    /// Its name for people, in English.
    pub label: String,
    /// All its use.
    #[serde(flatten)]
    pub usage: Usage,
    /// By year, in order: the years in which it is used.
    pub years: Vec<UsageOfYear>,
    /// Use in documents without a certain year.
    pub unknown_year: Usage,
    /// Where it stands first; `None` if no document with it has a certain year.
    pub first: Option<FirstUse>,
}

/// The first document of a jurisdiction that uses a term.
///
/// By day of publication; a date known by its year alone counts as the year's first day. Of
/// documents of one day, the one that was taken in first.
#[derive(Clone, Debug, Serialize)]
pub struct FirstUse {
    /// The document.
    pub id: DocumentId,
    /// Its title.
    pub title: String,
    /// Its date, as precise as known.
    pub published: Option<PolicyDate>,
    /// The first page with the term.
    pub page: PageNumber,
    /// What the file calls the page, where that is not its number.
    pub label: Option<String>,
    /// The part of the page that proves it.
    pub snippet: Snippet,
}

/// Follows `terms` through the documents that pass the filters of `request`.
///
/// `today` is the day statuses hold for unless the request names another.
///
/// # Errors
///
/// - [`Error::Request`] if there is no term, or too many, or one is not a query
/// - [`Error::Archive`] if the index or catalogue cannot be read
pub fn trends(
    snapshot: &Arc<Snapshot>,
    terms: &[String],
    request: &Request,
    today: NaiveDate,
) -> Result<Trends, Error> {
    let started = Instant::now();
    let queries = read(terms, request)?;
    let as_of = request.as_of.unwrap_or(today);
    let filters = Filters::new(snapshot, request);
    let everything = Counted::all(snapshot, &filters, as_of);
    let mut notices = Vec::new();
    let undated = everything.of_years.get(&0).copied().unwrap_or_default();
    if undated.documents > 0 {
        let message = Message::new(
            "undated-apart",
            "{undated} of {total} documents have no certain year; they are counted apart.",
        );
        notices.push(
            message
                .with("undated", undated.documents)
                .with("total", everything.all.documents),
        );
    }
    let mut found = Vec::new();
    for (term, (query, said)) in terms.iter().zip(queries) {
        let of_term = |notice| {
            let message = Message::new("of-term", "“{term}”: {notice}");
            message.with("term", term).telling("notice", notice)
        };
        notices.extend(said.into_iter().map(of_term));
        if let Query::And(parts) = &query
            && parts.iter().all(|part| matches!(part, Query::Word(_)))
        {
            let message = Message::new(
                "words-anywhere",
                "“{term}” asks for all of these words anywhere in a document; in quotation marks it is a phrase.",
            );
            notices.push(message.with("term", term));
        }
        let counted = Counted::of(snapshot, &query, &filters, as_of)?;
        found.push(trend(snapshot, term, &query, &counted, &everything)?);
    }
    Ok(Trends {
        archive: ArchiveState::of(snapshot),
        as_of,
        notices,
        totals: totals(snapshot, &everything),
        terms: found,
        took_ms: u64::try_from(started.elapsed().as_millis()).unwrap_or(u64::MAX),
    })
}

/// Reads the terms, with what is to be said of each.
fn read(terms: &[String], request: &Request) -> Result<Vec<(Query, Vec<Message>)>, InvalidRequest> {
    if !request.query.trim().is_empty() {
        return Err(bad(
            "q",
            Message::new("terms-as-q", "is not taken here: give each term as `term`"),
        ));
    }
    if terms.is_empty() || MAX_TERMS < terms.len() {
        return Err(bad(
            "term",
            Message::new(
                "terms-number",
                "takes one to five terms, each a parameter of its own",
            ),
        ));
    }
    let mut queries = Vec::new();
    for term in terms {
        let of_term = Request {
            query: term.clone(),
            ..Request::default()
        };
        let parsed = of_term.parsed().map_err(|error| InvalidRequest {
            parameter: "term".to_owned(),
            ..error
        })?;
        if parsed.query == Query::All {
            return Err(bad(
                "term",
                Message::new("term-empty", "takes words, and one has none"),
            ));
        }
        if parsed.as_of.is_some() {
            return Err(bad(
                "term",
                Message::new("term-day", "takes no `as_of:`; give it as a parameter"),
            ));
        }
        queries.push((parsed.query, parsed.notices));
    }
    Ok(queries)
}

/// The year that an ordinal stands for; `None` for "not stated".
fn year(snapshot: &Snapshot, ordinal: u32) -> Option<i32> {
    let value = snapshot.facet(Facet::Year).values().get(ordinal as usize)?;
    value.parse().ok()
}

fn totals(snapshot: &Snapshot, counted: &Counted) -> Totals {
    let total = |count: &Count| Total {
        documents: count.documents,
        pages: count.pages,
    };
    let years = counted.of_years.iter().filter_map(|(ordinal, count)| {
        Some(TotalOfYear {
            year: year(snapshot, *ordinal)?,
            total: total(count),
        })
    });
    let mut countries: Vec<TotalOfCountry> = counted
        .of_countries
        .iter()
        .map(|(ordinal, count)| {
            let (country, label) = country(snapshot, *ordinal);
            TotalOfCountry {
                country,
                label,
                total: total(count),
            }
        })
        .collect();
    countries.sort_by_key(|country| Reverse(country.total.documents));
    Totals {
        documents: counted.all.documents,
        pages: counted.all.pages,
        years: years.collect(),
        unknown_year: counted.of_years.get(&0).map(total).unwrap_or_default(),
        countries,
    }
}

fn country(snapshot: &Snapshot, ordinal: u32) -> (String, String) {
    let column = snapshot.facet(Facet::Country);
    let of = |list: &[String]| list.get(ordinal as usize).cloned();
    (
        of(column.values()).unwrap_or_else(|| UNKNOWN.to_owned()),
        of(column.labels()).unwrap_or_default(),
    )
}

fn trend(
    snapshot: &Snapshot,
    term: &str,
    query: &Query,
    counted: &Counted,
    totals: &Counted,
) -> Result<Trend, Error> {
    let years = totals.of_years.iter().filter_map(|(ordinal, total)| {
        let count = counted.of_years.get(ordinal).copied().unwrap_or_default();
        Some(UsageOfYear {
            year: year(snapshot, *ordinal)?,
            usage: count.among(Some(total)),
        })
    });
    let of_unknown = |count: Option<&Count>, total: Option<&Count>| {
        count.copied().unwrap_or_default().among(total)
    };
    let mut countries = Vec::new();
    for (ordinal, count) in &counted.of_countries {
        let (code, label) = country(snapshot, *ordinal);
        let here = counted.of_both.range((*ordinal, 0)..=(*ordinal, u32::MAX));
        let years = here.filter_map(|((_, of), count)| {
            Some(UsageOfYear {
                year: year(snapshot, *of)?,
                usage: count.among(totals.of_both.get(&(*ordinal, *of))),
            })
        });
        let undated = (*ordinal, 0);
        let first = match (counted.first.get(ordinal), &counted.plan) {
            (Some(first), Some(plan)) => Some(first_use(snapshot, plan, *first)?),
            _ => None,
        };
        countries.push(UsageOfCountry {
            country: code,
            label,
            usage: count.among(totals.of_countries.get(ordinal)),
            years: years.collect(),
            unknown_year: of_unknown(counted.of_both.get(&undated), totals.of_both.get(&undated)),
            first,
        });
    }
    countries.sort_by_key(|country| Reverse(country.usage.documents));
    Ok(Trend {
        term: term.to_owned(),
        query: query.to_string(),
        usage: counted.all.among(Some(&totals.all)),
        title_only: counted.title_only,
        years: years.collect(),
        unknown_year: of_unknown(counted.of_years.get(&0), totals.of_years.get(&0)),
        countries,
    })
}

fn first_use(
    snapshot: &Snapshot,
    plan: &Plan,
    (_, row, address, page): First,
) -> Result<FirstUse, Error> {
    let candidate = Candidate {
        address,
        row,
        score: 0.0,
    };
    let about = snapshot.shown(address)?;
    let mut first = FirstUse {
        id: about.id,
        title: about.description.title,
        published: about.description.published,
        page,
        label: None,
        snippet: Snippet::default(),
    };
    let ranked = located(snapshot, plan, &[candidate], Detail::Terms).map_err(engine)?;
    if let Some(document) = ranked.first() {
        let hit = excerpt::of_page(snapshot, document, (page, 0.0))?;
        (first.label, first.snippet) = (hit.label, hit.snippet);
    }
    Ok(first)
}
