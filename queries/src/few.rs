//! What to do where little or nothing was found: what was understood, what each filter and each word
//! costs, and what cannot be found at all.
//!
//! Only computed for answers of few documents, since every count is a search of its own.
//!
//! Not here: other spellings (`spelling.rs`).

use std::sync::Arc;

use chrono::NaiveDate;
use regesta_index::{Facet, Snapshot};
use serde::Serialize;

use crate::search::{Found, count, find};
use crate::{Error, Query, Request};

/// Most documents of an answer that is helped.
pub(crate) const FEW: u64 = 3;

/// Most words that are counted, and left out in turn: each costs two searches.
const MAX_WORDS: usize = 8;

/// Help with an answer of few documents.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Few {
    /// Words and phrases of the query as they were understood, with the documents that hold each;
    /// at most eight.
    pub words: Vec<WordCount>,
    /// What would be found without each of the filters.
    pub without_filter: Vec<Without>,
    /// What would be found without each of the words, if there are several.
    pub without_word: Vec<Without>,
    /// What no words can find.
    pub unsearchable: Unsearchable,
}

/// A word or phrase of a query and how many documents hold it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct WordCount {
    /// The part of the query, in canonical form.
    pub text: String,
    /// Documents that match it alone, without filters.
    pub documents: u64,
}

/// A request that asks for less, and what it would find.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Without {
    /// The parameter that is left out: `country`; `q` where it is a word.
    pub parameter: String,
    /// Its values that are left out.
    pub values: Vec<String>,
    /// What is left out, for people: `South Korea`.
    pub label: String,
    /// Documents that would be found.
    pub total: u64,
    /// Parameters of that request.
    pub request: Vec<(String, String)>,
}

/// Documents and pages that are kept but have no text to search.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Unsearchable {
    /// Documents that are kept and have no text at all.
    pub documents: u64,
    /// Pages without text, those of these documents included as far as they are known.
    pub pages: u64,
}

/// Helps with the answer `found` to `request`; `None` if enough was found, or nothing was asked.
pub(crate) fn help(
    snapshot: &Arc<Snapshot>,
    request: &Request,
    found: &Found,
    today: NaiveDate,
) -> Result<Option<Few>, Error> {
    let asked = Request {
        offset: 0,
        ..request.clone()
    };
    let filters = without_filter(snapshot, &asked, found, today)?;
    let is_asked = found.parsed.query != Query::All || !filters.is_empty();
    if FEW < found.matches.total || !is_asked {
        return Ok(None);
    }
    let mut few = Few {
        words: Vec::new(),
        without_filter: filters,
        without_word: Vec::new(),
        unsearchable: unsearchable(snapshot)?,
    };
    let parts = match &found.parsed.query {
        Query::And(parts) => parts.as_slice(),
        Query::All => &[],
        query => std::slice::from_ref(query),
    };
    let units = found.synonyms.units(parts);
    let is_word = |part: &Query| !matches!(part, Query::Not(_) | Query::All | Query::Field(_));
    let mut words = 0;
    for (index, unit) in units.iter().enumerate() {
        if !unit.asked.iter().all(is_word) {
            continue;
        }
        words += 1;
        if words > MAX_WORDS {
            break;
        }
        let text = Query::and(unit.asked.iter().cloned()).to_string();
        let alone = Request {
            query: text.clone(),
            without: request.without.clone(),
            exact: request.exact,
            ..Request::default()
        };
        few.words.push(WordCount {
            text: text.clone(),
            documents: count(snapshot, &alone, today)?,
        });
        if units.len() == 1 {
            break;
        }
        let rest = units
            .iter()
            .enumerate()
            .filter(|(other, _)| *other != index);
        let rest = rest.flat_map(|(_, unit)| unit.asked.iter().cloned());
        let less = Request {
            query: Query::and(rest).to_string(),
            ..asked.clone()
        };
        if less.query.is_empty() {
            continue;
        }
        let total = count(snapshot, &less, today)?;
        if total > found.matches.total {
            few.without_word.push(Without {
                parameter: "q".to_owned(),
                values: vec![text.clone()],
                label: text,
                total,
                request: less.to_pairs(),
            });
        }
    }
    few.without_word
        .sort_by_key(|without| std::cmp::Reverse(without.total));
    Ok(Some(few))
}

/// What would be found without each filter, the most first; nothing where enough was found.
fn without_filter(
    snapshot: &Arc<Snapshot>,
    asked: &Request,
    found: &Found,
    today: NaiveDate,
) -> Result<Vec<Without>, Error> {
    let mut list = Vec::new();
    if FEW < found.matches.total {
        return Ok(list);
    }
    let pairs = asked.to_pairs();
    let mut filters: Vec<(&str, Option<Facet>)> = Facet::ALL
        .iter()
        .map(|facet| (Request::parameter(*facet), Some(*facet)))
        .collect();
    filters.push(("status", None));
    for (parameter, facet) in filters {
        let values: Vec<String> = pairs
            .iter()
            .filter(|(name, _)| name == parameter)
            .map(|(_, value)| value.clone())
            .collect();
        if values.is_empty() {
            continue;
        }
        let rest = pairs.iter().filter(|(name, _)| name != parameter).cloned();
        let less = Request::from_pairs(rest)?;
        let labels: Vec<String> = values
            .iter()
            .map(|value| facet.map_or_else(|| value.clone(), |facet| label(snapshot, facet, value)))
            .collect();
        list.push(Without {
            parameter: parameter.to_owned(),
            label: labels.join(", "),
            values,
            // Taken as literally as the answer is, which may show some of the words alone.
            total: find(snapshot, &less, today, 0)?.matches.total,
            request: less.to_pairs(),
        });
    }
    list.sort_by_key(|without| std::cmp::Reverse(without.total));
    Ok(list)
}

/// The name for people of a facet's value.
pub(crate) fn label(snapshot: &Snapshot, facet: Facet, value: &str) -> String {
    let column = snapshot.facet(facet);
    let known = column.values().iter().position(|known| known == value);
    let label = known.and_then(|known| column.labels().get(known).cloned());
    label.unwrap_or_else(|| value.to_owned())
}

fn unsearchable(snapshot: &Snapshot) -> Result<Unsearchable, Error> {
    let (documents, pages) = snapshot.without_text()?;
    Ok(Unsearchable { documents, pages })
}
