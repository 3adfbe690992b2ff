//! Requests that may be meant by what was typed: "Filter by South Korea?", "Did you mean …?".
//!
//! Each has been run: its number of documents is said, and one that finds nothing is not offered.
//!
//! Not here: how other spellings are found (`spelling.rs`).

use std::sync::Arc;

use chrono::NaiveDate;
use regesta_index::analysis::query_tokens;
use regesta_index::{Facet, Snapshot, vocabulary};
use serde::Serialize;

use crate::few::label;
use crate::search::{Found, count};
use crate::{Error, Query, Request, YearRange};

/// Most words that the name of a country has.
const MAX_NAME_WORDS: usize = 5;

/// Most words of a query in which names are looked for: longer ones are pasted texts.
const MAX_QUERY_WORDS: usize = 12;

/// Most filters that are offered: each costs a search.
const MAX_OFFERED: usize = 3;

/// Another request that may be meant.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Suggestion {
    /// What it changes.
    pub kind: SuggestionKind,
    /// For people: the filter's value (`South Korea`), or the query as it would be.
    pub text: String,
    /// Words of the query that it takes the place of.
    pub words: Vec<String>,
    /// The filter, for one.
    pub parameter: Option<String>,
    /// The filter's value.
    pub value: Option<String>,
    /// Documents that it finds; never 0.
    pub total: u64,
    /// Its parameters.
    pub request: Vec<(String, String)>,
}

/// What a suggestion changes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum SuggestionKind {
    /// Words become a filter by country or body.
    Country,
    /// A number becomes a filter by year.
    Year,
    /// Words are spelled otherwise.
    Spelling,
}

/// The filters that may be meant by words of the query.
pub(crate) fn filters(
    snapshot: &Arc<Snapshot>,
    request: &Request,
    found: &Found,
    today: NaiveDate,
) -> Result<Vec<Suggestion>, Error> {
    let parts = match &found.parsed.query {
        Query::And(parts) => parts.as_slice(),
        query @ Query::Word(_) => std::slice::from_ref(query),
        _ => return Ok(Vec::new()),
    };
    let mut offered = Vec::new();
    if MAX_QUERY_WORDS < parts.len() {
        return Ok(offered);
    }
    let mut from = 0;
    while from < parts.len() && offered.len() < MAX_OFFERED {
        let mut taken = 1;
        for length in (1..=MAX_NAME_WORDS.min(parts.len() - from)).rev() {
            let named = parts.get(from..from + length).and_then(words);
            let meant = named.as_deref().and_then(|name| meant(snapshot, name));
            let Some((facet, value)) = meant else {
                continue;
            };
            taken = length;
            let rest = parts
                .iter()
                .enumerate()
                .filter(|(index, _)| !(from..from + length).contains(index));
            let mut other = Request {
                query: Query::and(rest.map(|(_, part)| part.clone())).to_string(),
                offset: 0,
                ..request.clone()
            };
            if !narrow(&mut other, facet, &value) {
                break;
            }
            let total = count(snapshot, &other, today)?;
            if total > 0 {
                offered.push(Suggestion {
                    kind: match facet {
                        Facet::Year => SuggestionKind::Year,
                        _ => SuggestionKind::Country,
                    },
                    text: label(snapshot, facet, &value),
                    words: named
                        .unwrap_or_default()
                        .split(' ')
                        .map(str::to_owned)
                        .collect(),
                    parameter: Some(Request::parameter(facet).to_owned()),
                    value: Some(value),
                    total,
                    request: other.to_pairs(),
                });
            }
            break;
        }
        from += taken;
    }
    Ok(offered)
}

/// Adds a filter; false if the request has one of the kind already.
fn narrow(request: &mut Request, facet: Facet, value: &str) -> bool {
    match facet {
        Facet::Country if request.country.is_empty() => request.country.push(value.to_owned()),
        Facet::Year if request.year.is_empty() => match value.parse::<YearRange>() {
            Ok(year) => request.year.push(year),
            Err(_) => return false,
        },
        _ => return false,
    }
    true
}

fn words(parts: &[Query]) -> Option<String> {
    let words: Option<Vec<&str>> = parts
        .iter()
        .map(|part| match part {
            Query::Word(word) => Some(word.as_str()),
            _ => None,
        })
        .collect();
    words.map(|words| words.join(" "))
}

/// The value of a facet that `name` names, if some document has it.
fn meant(snapshot: &Snapshot, name: &str) -> Option<(Facet, String)> {
    let is_held = |facet: Facet, value: &String| snapshot.facet(facet).values().contains(value);
    let year = name.strip_suffix(['년', '年']).unwrap_or(name);
    if year.len() == 4 && year.bytes().all(|b| b.is_ascii_digit()) {
        let value = year.to_owned();
        return is_held(Facet::Year, &value).then_some((Facet::Year, value));
    }
    // In small letters, most codes are words: it, is, in, no, to.
    let is_code = name.is_ascii() && name.len() <= 3;
    if is_code && name.bytes().any(|b| !b.is_ascii_uppercase()) {
        return None;
    }
    let stripped = || {
        // 한국의 is 한국 with a particle.
        let tokens = query_tokens(name, &[]);
        let [token] = tokens.as_slice() else {
            return None;
        };
        vocabulary::jurisdiction_in_any_language(token.terms.first()?)
    };
    let code = vocabulary::jurisdiction_in_any_language(name).or_else(stripped)?;
    is_held(Facet::Country, &code).then_some((Facet::Country, code))
}
