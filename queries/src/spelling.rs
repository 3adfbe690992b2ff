//! "Did you mean": another spelling that finds something, from the archive's own words.
//!
//! Asked where little was found, or not all words are in any document. A word that hardly any
//! document holds is replaced by one that is spelled nearly so (`similar.rs`: Korean by jamo) and that
//! many more hold. What is suggested has been searched: it always finds something, and more than
//! what was typed.
//!
//! Not here: phrases in quotation marks, which are meant as they are.

use std::sync::Arc;

use chrono::NaiveDate;
use regesta_index::Snapshot;
use regesta_index::analysis::{QueryToken, query_tokens};
use tantivy::Term;

use crate::few::FEW;
use crate::lexicon::{similar, written};
use crate::offer::{Suggestion, SuggestionKind};
use crate::plan::engine;
use crate::search::{Found, count};
use crate::similar::{Similar, letters};
use crate::{Error, Query, Request};

/// Most words of one query that are looked at: each is a walk through the dictionary.
const MAX_WORDS: usize = 4;

/// Spellings of one word that are tried.
const MAX_TRIED: usize = 3;

/// Documents that are looked at for how a word is written.
const LOOKED_AT: usize = 3;

/// How many times as many documents must hold another spelling.
const MORE: u64 = 10;

/// Suggests another spelling of the query, if one finds more.
pub(crate) fn suggest(
    snapshot: &Arc<Snapshot>,
    request: &Request,
    found: &Found,
    today: NaiveDate,
) -> Result<Option<Suggestion>, Error> {
    let is_literal = !found.plan.any && found.plan.partial.is_empty();
    if is_literal && FEW < found.matches.total {
        return Ok(None);
    }
    let mut words = Vec::new();
    words_of(&found.parsed.query, &mut words);
    // Where fewer words were enough, rare words may be meant; only what nobody writes is not.
    let rare = if found.plan.any { 0 } else { FEW };
    let mut rare_words = Vec::new();
    for word in words {
        rare_words.extend(rarity(snapshot, &word, rare)?);
    }
    rare_words.truncate(MAX_WORDS);
    let mut spellings: Vec<(String, Vec<String>)> = Vec::new();
    for rare in rare_words {
        let others = others(snapshot, &rare)?;
        if !others.is_empty() {
            spellings.push((rare.word, others));
        }
    }
    // All best spellings together, then each word's others with the best of the rest.
    let most = spellings.iter().map(|(_, others)| others.len()).max();
    for choice in 0..most.unwrap_or(0) {
        let mut query = found.parsed.query.clone();
        for (word, others) in &spellings {
            if let Some(other) = others.get(choice).or(others.first()) {
                query = replaced(query, word, other);
            }
        }
        let other = Request {
            query: query.to_string(),
            offset: 0,
            ..request.clone()
        };
        let total = count(snapshot, &other, today)?;
        let asked = if is_literal { found.matches.total } else { 0 };
        if asked < total {
            return Ok(Some(Suggestion {
                kind: SuggestionKind::Spelling,
                text: other.query.clone(),
                words: spellings.into_iter().map(|(word, _)| word).collect(),
                parameter: None,
                value: None,
                total,
                request: other.to_pairs(),
            }));
        }
    }
    Ok(None)
}

/// The words that are asked for, once each.
fn words_of(query: &Query, words: &mut Vec<String>) {
    match query {
        Query::Word(word) if !words.contains(word) => words.push(word.clone()),
        Query::And(parts) | Query::Or(parts) => {
            parts.iter().for_each(|part| words_of(part, words));
        }
        _ => {}
    }
}

fn replaced(query: Query, word: &str, other: &str) -> Query {
    match query {
        Query::Word(typed) if typed == word => Query::Word(other.to_owned()),
        Query::And(parts) => Query::And(
            parts
                .into_iter()
                .map(|part| replaced(part, word, other))
                .collect(),
        ),
        Query::Or(parts) => Query::Or(
            parts
                .into_iter()
                .map(|part| replaced(part, word, other))
                .collect(),
        ),
        query => query,
    }
}

/// A word that few documents hold.
struct Rare {
    word: String,
    token: QueryToken,
    documents: u64,
    /// Letters in which another spelling may differ.
    most: u8,
}

/// Gives the word back, analysed, if at most `rare` documents hold it and it can be misspelled.
fn rarity(snapshot: &Snapshot, word: &str, rare: u64) -> Result<Option<Rare>, Error> {
    let mut tokens = query_tokens(word, snapshot.languages());
    let most = match letters(word).count() {
        0..=3 => return Ok(None),
        4..=7 => 1,
        _ => 2,
    };
    let token = tokens
        .pop()
        .filter(|token| tokens.is_empty() && !token.prefix);
    let Some(token) = token.filter(|_| word.chars().all(char::is_alphabetic)) else {
        return Ok(None);
    };
    let mut documents = 0;
    for term in &token.terms {
        let term = Term::from_field_text(snapshot.fields().body, term);
        documents += snapshot.searcher().doc_freq(&term).map_err(engine)?;
    }
    Ok((documents <= rare).then(|| Rare {
        word: word.to_owned(),
        token,
        documents,
        most,
    }))
}

/// Other spellings of a word, the nearest first.
fn others(snapshot: &Snapshot, rare: &Rare) -> Result<Vec<String>, Error> {
    let Rare {
        token,
        documents,
        most,
        ..
    } = rare;
    let mut near = Vec::new();
    // Korean words are looked for without their particles, others as they are written.
    let typed = match token.terms.as_slice() {
        [term] => term,
        _ => &token.written,
    };
    let Some(automaton) = Similar::to(typed, *most) else {
        return Ok(Vec::new());
    };
    for (distance, known) in similar(snapshot, &automaton, 4 * MAX_TRIED)? {
        let is_other = !token.terms.contains(&known.term) && known.term != token.written;
        if is_other && documents.saturating_mul(MORE).max(1) <= known.documents {
            near.push((distance, known));
        }
    }
    let first = letters(typed).next();
    near.sort_by_key(|(distance, known)| {
        let begins_otherwise = letters(&known.term).next() != first;
        (
            *distance,
            begins_otherwise,
            std::cmp::Reverse(known.documents),
        )
    });
    let typed = Similar::to(typed, u8::MAX - 1);
    let mut spellings: Vec<String> = Vec::new();
    for (_, known) in near {
        let far = |spelling: &str| {
            let distance = typed.as_ref().and_then(|typed| typed.distance(spelling));
            distance.unwrap_or(u8::MAX)
        };
        let spelling = written(snapshot, &known, LOOKED_AT, far)?;
        let is_word =
            |spelling: &String| !spelling.is_empty() && spelling.chars().all(char::is_alphanumeric);
        if let Some(spelling) = spelling.filter(is_word)
            && !spellings.contains(&spelling)
        {
            spellings.push(spelling);
        }
        if spellings.len() == MAX_TRIED {
            break;
        }
    }
    Ok(spellings)
}
