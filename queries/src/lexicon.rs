//! The archive's own words: what begins so, what is spelled nearly so, and how it is written.
//!
//! The index holds folded words as they are written, and stems; a word is shown with the accents that
//! some page writes it with, and a stem as a word that has it. So the few terms that are to be shown
//! are looked up in the text of a document.
//!
//! Not here: which words are suggested (`spelling.rs`, `suggest.rs`).

use std::collections::HashMap;
use std::ops::{ControlFlow, Range};

use regesta_index::analysis::{fold, term_bytes};
use regesta_index::{KnownWord, MAX_FREQUENT, Snapshot};
use tantivy::postings::Postings;
use tantivy::schema::{Field, IndexRecordOption};
use tantivy::{DocAddress, DocSet, SegmentReader, TERMINATED, TantivyError, Term};

use crate::Error;
use crate::plan::engine;
use crate::similar::{Similar, syllables_with, without_final};

/// Most terms that one look at the dictionary takes in.
const MAX_SCANNED: usize = 20_000;

/// Words that begin with `before` and one more character, from `first` to `last`; folded.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Start {
    before: String,
    first: char,
    last: char,
}

impl Start {
    /// The bytes between which they lie.
    fn bytes(&self) -> Range<Vec<u8>> {
        let Self {
            before,
            first,
            last,
        } = self;
        format!("{before}{first}").into_bytes()..past(&format!("{before}{last}"))
    }
}

/// What comes after every word that begins with `beginning`.
fn past(beginning: &str) -> Vec<u8> {
    [beginning.as_bytes(), &[0xff]].concat()
}

/// Words with one of `starts`, most frequent first; at most `limit`, and never more than 64.
///
/// Where many words begin so, the most frequent are known beforehand; the others are looked at.
pub(crate) fn beginning(
    snapshot: &Snapshot,
    starts: &[Start],
    limit: usize,
) -> Result<Vec<KnownWord>, Error> {
    let mut counts = Counts::new();
    let mut scanned = 0;
    let mut scan = |counts: &mut Counts, from: &[u8], until: &[u8]| -> tantivy::Result<()> {
        if until <= from {
            return Ok(());
        }
        for (field, reader) in dictionaries(snapshot) {
            let inverted = reader.inverted_index(field)?;
            let range = inverted.terms().range().ge(from).lt(until);
            let mut stream = range.into_stream()?;
            while scanned < MAX_SCANNED && stream.advance() {
                scanned += 1;
                let documents = u64::from(stream.value().doc_freq);
                note(snapshot, counts, field, stream.key(), documents);
            }
        }
        Ok(())
    };
    let frequent = snapshot.frequent()?;
    for start in starts {
        let Range {
            start: mut from,
            end,
        } = start.bytes();
        for (beginning, words) in frequent.between(&start.before, start.first, start.last) {
            scan(&mut counts, &from, beginning.as_bytes()).map_err(engine)?;
            for word in words {
                counts.insert((word.field, word.term.clone()), word.documents);
            }
            from = past(beginning);
        }
        scan(&mut counts, &from, &end).map_err(engine)?;
    }
    Ok(most_frequent(counts, limit.min(MAX_FREQUENT)))
}

type Counts = HashMap<(Field, String), u64>;

/// Where words stand: in the body those that are their own terms, elsewhere the others.
fn dictionaries(snapshot: &Snapshot) -> impl Iterator<Item = (Field, &SegmentReader)> {
    let fields = snapshot.fields();
    let readers = snapshot.searcher().segment_readers().iter();
    readers.flat_map(move |reader| [(fields.body, reader), (fields.written, reader)])
}

/// Counts a term, unless it is a stem that begins no word, or Hangul with its particles.
fn note(snapshot: &Snapshot, counts: &mut Counts, field: Field, term: &[u8], documents: u64) {
    let term = String::from_utf8_lossy(term);
    if snapshot.fields().is_word(field, &term) {
        *counts.entry((field, term.into_owned())).or_default() += documents;
    }
}

/// Terms that are similar to a word, with their distance; at most `limit` of each distance, most
/// frequent first.
pub(crate) fn similar(
    snapshot: &Snapshot,
    similar: &Similar,
    limit: usize,
) -> Result<Vec<(u8, KnownWord)>, Error> {
    let mut counts = Counts::new();
    let mut walk = || -> tantivy::Result<()> {
        for (field, reader) in dictionaries(snapshot) {
            let inverted = reader.inverted_index(field)?;
            let mut stream = inverted.terms().search(similar).into_stream()?;
            while counts.len() < MAX_SCANNED && stream.advance() {
                let documents = u64::from(stream.value().doc_freq);
                note(snapshot, &mut counts, field, stream.key(), documents);
            }
        }
        Ok(())
    };
    walk().map_err(engine)?;
    let mut near: Vec<(u8, KnownWord)> = Vec::new();
    for known in most_frequent(counts, usize::MAX) {
        let Some(distance) = similar.distance(&known.term) else {
            continue;
        };
        if near.iter().filter(|(other, _)| *other == distance).count() < limit {
            near.push((distance, known));
        }
    }
    near.sort_by_key(|(distance, _)| *distance);
    Ok(near)
}

fn most_frequent(counts: Counts, limit: usize) -> Vec<KnownWord> {
    let mut known: Vec<KnownWord> = counts
        .into_iter()
        .map(|((field, term), documents)| KnownWord {
            field,
            term,
            documents,
        })
        .collect();
    known.sort_by(|a, b| {
        b.documents
            .cmp(&a.documents)
            .then_with(|| a.term.cmp(&b.term))
            .then(a.field.cmp(&b.field))
    });
    known.truncate(limit);
    known
}

/// The words that begin with `text`; the last syllable of Hangul, which may still be being typed, also
/// with a final consonant to come, or with its final consonant as the beginning of the next.
pub(crate) fn starts(text: &str) -> Vec<Start> {
    let text = fold(text);
    let Some(last) = text.chars().next_back() else {
        return Vec::new();
    };
    let before = text.get(..text.len() - last.len_utf8()).unwrap_or_default();
    let between = |before: &str, first: char, last: char| Start {
        before: before.to_owned(),
        first,
        last,
    };
    let mut starts = Vec::new();
    if let Some((first, last)) = syllables_with(last) {
        starts.push(between(before, first, last));
        return starts;
    }
    match without_final(last) {
        Some((open, initial)) => {
            starts.push(between(before, last, last));
            if let Some((first, last)) = syllables_with(initial) {
                starts.push(between(&format!("{before}{open}"), first, last));
            }
        }
        None if ('\u{ac00}'..='\u{d7a3}').contains(&last) => {
            let with_final = char::from_u32(u32::from(last) + 27).unwrap_or(last);
            starts.push(between(before, last, with_final));
        }
        None => starts.push(between(before, last, last)),
    }
    starts
}

/// Whether a word has one of the beginnings that [`starts`] gives.
pub(crate) fn is_in(word: &str, starts: &[Start]) -> bool {
    let word = fold(word).into_bytes();
    starts.iter().any(|start| start.bytes().contains(&word))
}

/// How documents write the word that a term stands for, in small letters: the spelling in the first
/// `documents` of them that is preferred by `least`.
pub(crate) fn written<K: Ord>(
    snapshot: &Snapshot,
    known: &KnownWord,
    documents: usize,
    least: impl Fn(&str) -> K,
) -> Result<Option<String>, Error> {
    if known
        .term
        .chars()
        .all(|c| ('\u{ac00}'..='\u{d7a3}').contains(&c))
    {
        // Hangul has neither stems nor accents.
        return Ok(Some(known.term.clone()));
    }
    let places = places(snapshot, known, documents).map_err(engine)?;
    let mut spellings = Vec::new();
    for (address, position) in places {
        spellings.extend(word_at(snapshot, address, position)?);
    }
    Ok(spellings.into_iter().min_by_key(|spelling| least(spelling)))
}

/// The first place of a term in each of a few documents.
fn places(
    snapshot: &Snapshot,
    known: &KnownWord,
    documents: usize,
) -> Result<Vec<(DocAddress, u32)>, TantivyError> {
    let mut places = Vec::new();
    let mut positions = Vec::new();
    let term = Term::from_field_text(known.field, &known.term);
    for (segment, reader) in (0..).zip(snapshot.searcher().segment_readers()) {
        let inverted = reader.inverted_index(known.field)?;
        let option = IndexRecordOption::WithFreqsAndPositions;
        let Some(mut postings) = inverted.read_postings(&term, option)? else {
            continue;
        };
        while postings.doc() != TERMINATED && places.len() < documents {
            if !reader.is_deleted(postings.doc()) {
                let address = DocAddress::new(segment, postings.doc());
                positions.clear();
                postings.positions(&mut positions);
                // The title is the first of the stream, and often in capitals.
                let title = snapshot.layout(address).title_terms();
                let in_text = positions.iter().find(|position| title < **position);
                places.extend(
                    in_text
                        .or(positions.first())
                        .map(|position| (address, *position)),
                );
            }
            postings.advance();
        }
    }
    Ok(places)
}

/// The word at a position of a document, in small letters.
fn word_at(
    snapshot: &Snapshot,
    address: DocAddress,
    position: u32,
) -> Result<Option<String>, Error> {
    let layout = snapshot.layout(address);
    let Some(number) = layout.page_at(position) else {
        let title = snapshot.shown(address)?.description.title;
        return Ok(nth_word(&title, position));
    };
    let Some(page) = snapshot.page(address, number)? else {
        return Ok(None);
    };
    let (start, first) = snapshot.checkpoint(address, &layout, number, position);
    let text = page.text.get(start..).unwrap_or_default();
    Ok(nth_word(text, position.saturating_sub(first)))
}

fn nth_word(text: &str, wanted: u32) -> Option<String> {
    let (mut found, mut at) = (None, 0);
    term_bytes(text, |bytes| {
        if at == wanted {
            found = text.get(bytes).map(str::to_lowercase);
            return ControlFlow::Break(());
        }
        at += 1;
        ControlFlow::Continue(())
    });
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(typed: &str, words: &[&str], others: &[&str]) {
        let starts = starts(typed);
        for word in words {
            assert!(is_in(word, &starts), "{typed} {word}");
        }
        for word in others {
            assert!(!is_in(word, &starts), "{typed} {word}");
        }
    }

    #[test]
    fn words_begin_as_typed() {
        check("Cit", &["city", "Cities", "cit"], &["cathedral", "ci"]);
        check("город", &["города"], &["гора"]);
        check("智慧", &["智慧城"], &["城市"]);
    }

    #[test]
    fn a_syllable_may_be_half_typed() {
        check("ㅅ", &["스마트", "사회"], &["도시"]);
        check("스마ㅌ", &["스마트"], &["스마일"]);
        check("도", &["도시", "동네", "돗자리"], &["다리"]);
        check("돗", &["도시", "도서관", "돗자리"], &["동네"]);
    }
}
