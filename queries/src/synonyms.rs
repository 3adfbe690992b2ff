//! Other words for what was typed, from the archive's glossary.
//!
//! Words side by side and single words are looked up, the longest name first; phrases in quotation
//! marks, beginnings, similar words, titles and what is excluded stay exactly as typed. A synonym is
//! searched as a phrase. Only those that the archive can hold are used: every word of them is in
//! it. Each can be switched off (`without`), or all of them (`exact`).
//!
//! Not here: how they are scored (`plan.rs`), the glossary's files (`regesta_index::Glossary`).

use std::collections::HashMap;

use regesta_index::Snapshot;
use regesta_index::analysis::{fold, query_tokens};
use serde::Serialize;
use tantivy::{TantivyError, Term};

use crate::plan::engine;
use crate::{Error, Query, Request};

/// Most synonyms that one query may have: each is a phrase to look for.
const MAX_SYNONYMS: usize = 48;

/// Another word for what was typed, and the request that switches it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct AlsoSearched {
    /// What was typed.
    pub typed: String,
    /// The other word for it.
    pub term: String,
    /// The language of the other word, where the glossary states it.
    pub language: Option<String>,
    /// Whether it is searched; not if the request switches it off.
    pub on: bool,
    /// Parameters of the same request with this word switched off, or on again.
    pub request: Vec<(String, String)>,
}

/// The synonyms of one query.
#[derive(Debug, Default)]
pub(crate) struct Synonyms {
    /// For words as typed, one space between, the other words that are searched.
    others: HashMap<String, Vec<String>>,
    most_words: usize,
    /// All that there are, in the order of the query.
    pub(crate) list: Vec<AlsoSearched>,
    /// Whether there were more than one query may have.
    pub(crate) is_cut: bool,
}

/// Some words of a query that stand for one thing, with other words for it.
pub(crate) struct Unit<'a> {
    /// Parts of the query; one, or several words.
    pub(crate) asked: &'a [Query],
    /// Other words; empty for most.
    pub(crate) others: &'a [String],
}

impl Synonyms {
    /// Finds the synonyms of `query`, which `request` asks.
    pub(crate) fn find(
        snapshot: &Snapshot,
        request: &Request,
        query: &Query,
    ) -> Result<Self, Error> {
        let mut found = Self {
            most_words: snapshot.glossary().most_words(),
            ..Self::default()
        };
        if !request.exact && found.most_words > 0 {
            found.visit(snapshot, request, query)?;
        }
        Ok(found)
    }

    /// Parts `parts` into what has other words and what has not.
    pub(crate) fn units<'a>(&'a self, parts: &'a [Query]) -> Vec<Unit<'a>> {
        let mut units = Vec::new();
        let mut rest = parts;
        while !rest.is_empty() {
            let known = |length: &usize| {
                let words = typed(rest.get(..*length)?)?;
                Some((*length, self.others.get(&words)?.as_slice()))
            };
            let lengths = (1..=self.most_words.min(rest.len())).rev();
            let (length, others) = lengths
                .filter_map(|length| known(&length))
                .next()
                .unwrap_or((1, &[]));
            let (asked, after) = rest.split_at(length);
            units.push(Unit { asked, others });
            rest = after;
        }
        units
    }

    fn visit(
        &mut self,
        snapshot: &Snapshot,
        request: &Request,
        query: &Query,
    ) -> Result<(), Error> {
        let parts = match query {
            Query::And(parts) => parts.as_slice(),
            Query::Word(_) => std::slice::from_ref(query),
            Query::Or(parts) => {
                return parts
                    .iter()
                    .try_for_each(|part| self.visit(snapshot, request, part));
            }
            _ => return Ok(()),
        };
        let mut from = 0;
        while let Some(rest) = parts.get(from..).filter(|rest| !rest.is_empty()) {
            let mut length = self.most_words.min(rest.len());
            while length > 0 && !self.look_up(snapshot, request, rest.get(..length))? {
                length -= 1;
            }
            if let (0, Some(part @ Query::Or(_))) = (length, rest.first()) {
                self.visit(snapshot, request, part)?;
            }
            from += length.max(1);
        }
        Ok(())
    }

    /// Adds the other words for `parts` together; false if there are none.
    fn look_up(
        &mut self,
        snapshot: &Snapshot,
        request: &Request,
        parts: Option<&[Query]>,
    ) -> Result<bool, Error> {
        let Some(words) = parts.and_then(typed) else {
            return Ok(false);
        };
        if self.list.iter().any(|known| known.typed == words) {
            return Ok(true);
        }
        let own = terms(snapshot, &words);
        let mut others = Vec::new();
        let mut any = false;
        for name in snapshot.glossary().others(&words) {
            let terms = terms(snapshot, &name.text);
            if terms == own || !is_held(snapshot, &terms).map_err(engine)? {
                continue;
            }
            any = true;
            if self.list.len() == MAX_SYNONYMS {
                self.is_cut = true;
                break;
            }
            let is_named = |off: &String| fold(off) == fold(&name.text);
            let on = !request.without.iter().any(is_named);
            let mut switched = Request {
                offset: 0,
                ..request.clone()
            };
            if on {
                others.push(name.text.clone());
                switched.without.push(name.text.clone());
            } else {
                switched.without.retain(|off| !is_named(off));
            }
            self.list.push(AlsoSearched {
                typed: words.clone(),
                term: name.text.clone(),
                language: name.language.clone(),
                on,
                request: switched.to_pairs(),
            });
        }
        if !others.is_empty() {
            self.others.insert(words, others);
        }
        Ok(any)
    }
}

/// Words side by side as one text; `None` if anything else is among them.
fn typed(parts: &[Query]) -> Option<String> {
    let words: Option<Vec<&str>> = parts
        .iter()
        .map(|part| match part {
            Query::Word(word) => Some(word.as_str()),
            _ => None,
        })
        .collect();
    words.map(|words| words.join(" "))
}

/// For each place of a text, the terms of the index that it may be.
fn terms(snapshot: &Snapshot, text: &str) -> Vec<Vec<Term>> {
    let field = snapshot.fields().body;
    let tokens = query_tokens(text, snapshot.languages());
    let of = |terms: Vec<String>| {
        terms
            .iter()
            .map(|term| Term::from_field_text(field, term))
            .collect()
    };
    // A single character stands for what begins with it; no name is that short.
    let whole = tokens.into_iter().filter(|token| !token.prefix);
    whole.map(|token| of(token.terms)).collect()
}

/// Whether some document holds each of the places.
fn is_held(snapshot: &Snapshot, places: &[Vec<Term>]) -> Result<bool, TantivyError> {
    for terms in places {
        let mut is_held = false;
        for term in terms {
            is_held |= snapshot.searcher().doc_freq(term)? > 0;
        }
        if !is_held {
            return Ok(false);
        }
    }
    Ok(!places.is_empty())
}
