//! What may be being typed: the archive's words, titles and facet values that go on from it.
//!
//! For every key that is pressed, so bounded in what it reads: so many terms of the dictionary, so
//! many documents by title, so many labels. Words are shown as documents write them.
//!
//! Not here: other spellings (`spelling.rs`).

use std::sync::Arc;

use regesta_index::analysis::fold;
use regesta_index::{DocumentId, Facet, Snapshot, UNKNOWN, vocabulary};
use serde::Serialize;
use tantivy::query::EnableScoring;
use tantivy::{DocAddress, DocSet, TERMINATED};

use crate::lexicon::{beginning, is_in, starts, written};
use crate::plan::{Plan, Reading, engine};
use crate::query::{Field, Query};
use crate::synonyms::Synonyms;
use crate::syntax::is_invisible;
use crate::{Error, Request};

/// Most characters that are looked at: the end of what is typed.
const MAX_CHARS: usize = 200;

/// Documents by title among which the newest are chosen.
const MAX_TITLED: usize = 2_000;

/// Most of each kind that can be asked for.
const MAX_SUGGESTED: usize = 20;

/// What may be being typed.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Suggestions {
    /// What was typed.
    pub query: String,
    /// Words that begin with the last one, most frequent first.
    pub terms: Vec<TermSuggestion>,
    /// Documents whose title holds all that was typed, newest first; of one title, one.
    pub titles: Vec<TitleSuggestion>,
    /// Facet values with names that begin so.
    pub values: Vec<ValueSuggestion>,
}

/// A word that goes on from what was typed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct TermSuggestion {
    /// The word.
    pub text: String,
    /// What was typed, with this word in place of its last.
    pub query: String,
    /// Documents that hold the word in any of its forms.
    pub documents: u64,
}

/// A document whose title holds what was typed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct TitleSuggestion {
    /// The document.
    pub id: DocumentId,
    /// Its title.
    pub title: String,
}

/// A filter that may be meant.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct ValueSuggestion {
    /// The parameter that filters: `country`.
    pub parameter: String,
    /// The value.
    pub value: String,
    /// Its name for people.
    pub label: String,
    /// Parameters of the request that has the filter in place of the last words typed.
    pub request: Vec<(String, String)>,
}

/// Suggests how `text` may go on; at most `limit` of each kind, and never more than 20.
///
/// # Errors
///
/// [`Error::Archive`] if the index or catalogue cannot be read.
pub fn suggest(snapshot: &Arc<Snapshot>, text: &str, limit: usize) -> Result<Suggestions, Error> {
    let limit = limit.min(MAX_SUGGESTED);
    let skipped = text.chars().count().saturating_sub(MAX_CHARS);
    let typed: String = text
        .chars()
        .skip(skipped)
        .filter(|c| !is_invisible(*c) || c.is_whitespace())
        .collect();
    let typed = typed.trim_start();
    let at = typed.rfind(char::is_whitespace).map_or(0, |at| {
        at + typed
            .get(at..)
            .and_then(|rest| rest.chars().next())
            .map_or(0, char::len_utf8)
    });
    let (before, last) = (
        typed.get(..at).unwrap_or_default(),
        typed.get(at..).unwrap_or_default(),
    );
    // Signs before a word stay as they are: `-urb`, `"smart ci`, `title:sm`.
    let word = last
        .rfind(|c: char| "\"“(:-".contains(c))
        .map_or(last, |sign| {
            last.get(sign..)
                .map(|rest| rest.trim_start_matches(|c: char| "\"“(:-".contains(c)))
                .unwrap_or_default()
        });
    let signs = last.get(..last.len() - word.len()).unwrap_or_default();
    Ok(Suggestions {
        query: typed.to_owned(),
        terms: terms(snapshot, &format!("{before}{signs}"), word, limit)?,
        titles: titles(snapshot, typed, limit)?,
        values: values(snapshot, before, signs, word, limit),
    })
}

fn terms(
    snapshot: &Snapshot,
    before: &str,
    word: &str,
    limit: usize,
) -> Result<Vec<TermSuggestion>, Error> {
    let typed = starts(word);
    if typed.is_empty() || word.ends_with(['*', '~']) {
        return Ok(Vec::new());
    }
    let mut found: Vec<TermSuggestion> = Vec::new();
    for known in beginning(snapshot, &typed, 3 * limit)? {
        if found.len() == limit {
            break;
        }
        // Of the ways to write it, one that goes on from what was typed, the shortest.
        let goes_on = |spelling: &str| (!is_in(spelling, &typed), spelling.chars().count());
        let spelling = written(snapshot, &known, 1, goes_on)?;
        let Some(text) = spelling.filter(|spelling| is_in(spelling, &typed)) else {
            continue;
        };
        if found.iter().all(|other| other.text != text) {
            found.push(TermSuggestion {
                query: format!("{before}{text}"),
                text,
                documents: known.documents,
            });
        }
    }
    Ok(found)
}

fn titles(
    snapshot: &Arc<Snapshot>,
    typed: &str,
    limit: usize,
) -> Result<Vec<TitleSuggestion>, Error> {
    let words: Vec<&str> = typed.split_whitespace().collect();
    let Some((last, whole)) = words.split_last() else {
        return Ok(Vec::new());
    };
    let in_title = |word| Query::Field(Field::Title(Box::new(word)));
    let has_text = |word: &str| word.chars().any(char::is_alphanumeric);
    let whole = whole.iter().filter(|word| has_text(word));
    let mut parts: Vec<Query> = whole
        .map(|word| in_title(Query::Word((*word).to_owned())))
        .collect();
    if !has_text(last) {
        return Ok(Vec::new());
    }
    parts.push(in_title(Query::Prefix((*last).to_owned())));
    let plan = Plan::new(
        snapshot,
        &Query::and(parts),
        &Synonyms::default(),
        Reading::AsAsked,
    );
    let plan = match plan {
        // So short that too many words begin so.
        Err(Error::Request(_)) => return Ok(Vec::new()),
        plan => plan?,
    };
    let mut newest: Vec<(Option<i32>, DocAddress)> = Vec::new();
    let mut look = || -> tantivy::Result<()> {
        let searcher = snapshot.searcher();
        let weight = plan
            .engine
            .weight(EnableScoring::enabled_from_searcher(searcher))?;
        for (segment, reader) in (0..).zip(searcher.segment_readers()) {
            let mut scorer = weight.scorer(reader, 1.0)?;
            while scorer.doc() != TERMINATED && newest.len() < MAX_TITLED {
                if !reader.is_deleted(scorer.doc()) {
                    let address = DocAddress::new(segment, scorer.doc());
                    newest.push((snapshot.published(address), address));
                }
                scorer.advance();
            }
        }
        Ok(())
    };
    look().map_err(engine)?;
    newest.sort_by(|a, b| b.0.cmp(&a.0).then(a.1.cmp(&b.1)));
    let mut found: Vec<TitleSuggestion> = Vec::new();
    for (_, address) in newest.into_iter().take(4 * limit) {
        if found.len() == limit {
            break;
        }
        let shown = snapshot.shown(address)?;
        let title = shown.description.title;
        if found.iter().all(|other| other.title != title) {
            found.push(TitleSuggestion {
                id: shown.id,
                title,
            });
        }
    }
    Ok(found)
}

fn values(
    snapshot: &Snapshot,
    before: &str,
    signs: &str,
    word: &str,
    limit: usize,
) -> Vec<ValueSuggestion> {
    let mut found = Vec::new();
    let named = signs.trim_end_matches(':');
    let (whole, start) = (fold(&format!("{before}{word}")), fold(word));
    if start.trim().is_empty() {
        return found;
    }
    let code = vocabulary::jurisdiction_in_any_language(word);
    let mut is_whole_found = false;
    let facets = [
        Facet::Country,
        Facet::Topic,
        Facet::Type,
        Facet::Language,
        Facet::Year,
    ];
    for facet in facets {
        let parameter = Request::parameter(facet);
        if !signs.is_empty() && !named.eq_ignore_ascii_case(parameter) {
            continue;
        }
        let column = snapshot.facet(facet);
        for (value, label) in column.values().iter().zip(column.labels()) {
            if found.len() == limit {
                return found;
            }
            let name = fold(label);
            let is_whole = signs.is_empty() && before.chars().any(char::is_alphanumeric);
            let in_whole = is_whole && name.starts_with(&whole);
            let begins = name
                .split(|c: char| !c.is_alphanumeric())
                .any(|part| part.starts_with(&start));
            let is_value = fold(value).starts_with(&start);
            let is_code = facet == Facet::Country && code.as_ref() == Some(value);
            if value == UNKNOWN || !(in_whole || begins || is_value || is_code) {
                continue;
            }
            // All that was typed names it, so what the last word alone begins is not meant.
            if in_whole && !is_whole_found {
                found.clear();
                is_whole_found = true;
            } else if is_whole_found && !in_whole {
                continue;
            }
            let rest = if in_whole { "" } else { before.trim() };
            let mut request = vec![("q".to_owned(), rest.to_owned())];
            request.retain(|(_, value)| !value.is_empty());
            request.push((parameter.to_owned(), value.clone()));
            found.push(ValueSuggestion {
                parameter: parameter.to_owned(),
                value: value.clone(),
                label: label.clone(),
                request,
            });
        }
    }
    found
}
