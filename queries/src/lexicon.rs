//! The archive's own words: what begins so, what is spelled nearly so, and how it is written.
//!
//! The index holds folded words as they are written, and stems; a word is shown with the accents that
//! some page writes it with, and a stem as a word that has it. So the few terms that are to be shown
//! are looked up in the text of a document.
//!
//! Not here: which words are suggested (`spelling.rs`, `suggest.rs`).

use std::collections::HashMap;
use std::ops::Range;

use regesta_index::Snapshot;
use regesta_index::analysis::{Analyser, fold};
use tantivy::postings::Postings;
use tantivy::schema::{Field, IndexRecordOption};
use tantivy::{DocAddress, DocSet, SegmentReader, TERMINATED, TantivyError, Term};

use crate::Error;
use crate::plan::engine;
use crate::similar::{Similar, syllables_with, without_final};

/// Most terms that one look at the dictionary takes in.
const MAX_SCANNED: usize = 20_000;

/// A term of the index with the documents that hold it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Known {
    pub(crate) field: Field,
    pub(crate) term: String,
    pub(crate) documents: u64,
}

/// Terms that begin with one of `starts`, most frequent first; at most `limit`.
pub(crate) fn beginning(
    snapshot: &Snapshot,
    starts: &[Range<Vec<u8>>],
    limit: usize,
) -> Result<Vec<Known>, Error> {
    let mut counts = Counts::new();
    let mut scanned = 0;
    let mut scan = || -> tantivy::Result<()> {
        for (field, reader) in dictionaries(snapshot) {
            let inverted = reader.inverted_index(field)?;
            for start in starts {
                let range = inverted.terms().range().ge(&start.start).lt(&start.end);
                let mut stream = range.into_stream()?;
                while scanned < MAX_SCANNED && stream.advance() {
                    scanned += 1;
                    let documents = u64::from(stream.value().doc_freq);
                    note(snapshot, &mut counts, field, stream.key(), documents);
                }
            }
        }
        Ok(())
    };
    scan().map_err(engine)?;
    Ok(most_frequent(counts, limit))
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
    let is_written = field == snapshot.fields().written;
    let is_hangul = || term.starts_with(|c| ('\u{ac00}'..='\u{d7a3}').contains(&c));
    let is_word = !term.starts_with('~') && (!is_written || !is_hangul());
    if is_word {
        *counts.entry((field, term.into_owned())).or_default() += documents;
    }
}

/// Terms that are similar to a word, with their distance; at most `limit` of each distance, most
/// frequent first.
pub(crate) fn similar(
    snapshot: &Snapshot,
    similar: &Similar,
    limit: usize,
) -> Result<Vec<(u8, Known)>, Error> {
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
    let mut near: Vec<(u8, Known)> = Vec::new();
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

fn most_frequent(counts: Counts, limit: usize) -> Vec<Known> {
    let mut known: Vec<Known> = counts
        .into_iter()
        .map(|((field, term), documents)| Known {
            field,
            term,
            documents,
        })
        .collect();
    known.sort_by(|a, b| {
        b.documents
            .cmp(&a.documents)
            .then_with(|| a.term.cmp(&b.term))
    });
    known.truncate(limit);
    known
}

/// The bytes between which the terms lie that begin with `text`, folded; the last syllable of
/// Hangul, which may still be being typed, also with a final consonant to come, or with its final
/// consonant as the beginning of the next.
pub(crate) fn starts(text: &str) -> Vec<Range<Vec<u8>>> {
    let text = fold(text);
    let Some(last) = text.chars().next_back() else {
        return Vec::new();
    };
    let before = text.get(..text.len() - last.len_utf8()).unwrap_or_default();
    let between = |before: &str, first: char, last: char| {
        let from = format!("{before}{first}").into_bytes();
        let mut until = format!("{before}{last}").into_bytes();
        until.push(0xff);
        from..until
    };
    let mut ranges = Vec::new();
    if let Some((first, last)) = syllables_with(last) {
        ranges.push(between(before, first, last));
        return ranges;
    }
    match without_final(last) {
        Some((open, initial)) => {
            ranges.push(between(before, last, last));
            if let Some((first, last)) = syllables_with(initial) {
                ranges.push(between(&format!("{before}{open}"), first, last));
            }
        }
        None if ('\u{ac00}'..='\u{d7a3}').contains(&last) => {
            let with_final = char::from_u32(u32::from(last) + 27).unwrap_or(last);
            ranges.push(between(before, last, with_final));
        }
        None => ranges.push(between(before, last, last)),
    }
    ranges
}

/// Whether a word lies in one of the ranges that [`starts`] gives.
pub(crate) fn is_in(word: &str, ranges: &[Range<Vec<u8>>]) -> bool {
    let word = fold(word);
    let word = word.as_bytes();
    ranges
        .iter()
        .any(|range| range.start.as_slice() <= word && word < range.end.as_slice())
}

/// How documents write the word that a term stands for, in small letters: the spelling in the first
/// `documents` of them that is preferred by `least`.
pub(crate) fn written<K: Ord>(
    snapshot: &Snapshot,
    known: &Known,
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
    let mut analyser = Analyser::new();
    for (address, position) in places {
        spellings.extend(word_at(snapshot, &mut analyser, address, position)?);
    }
    Ok(spellings.into_iter().min_by_key(|spelling| least(spelling)))
}

/// The first place of a term in each of a few documents.
fn places(
    snapshot: &Snapshot,
    known: &Known,
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
    analyser: &mut Analyser,
    address: DocAddress,
    position: u32,
) -> Result<Option<String>, Error> {
    let layout = snapshot.layout(address);
    let mut found = None;
    if let Some(number) = layout.page_at(position) {
        let Some(page) = snapshot.page(address, number)? else {
            return Ok(None);
        };
        let (start, mut at) = snapshot.checkpoint(address, &layout, number, position);
        let text = page.text.get(start..).unwrap_or_default();
        // A checkpoint is near, and what comes after the word does not matter.
        let near = text.get(..text.floor_char_boundary(8_192)).unwrap_or(text);
        analyser.tokens(near, page.language.as_deref(), |_, bytes| {
            if at == position {
                found = near.get(bytes).map(str::to_lowercase);
            }
            at += 1;
        });
    } else {
        let described = snapshot.shown(address)?.description;
        let title = described.title.as_str();
        let mut at = 0;
        analyser.tokens(title, described.language.as_deref(), |_, bytes| {
            if at == position {
                found = title.get(bytes).map(str::to_lowercase);
            }
            at += 1;
        });
    }
    Ok(found)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(typed: &str, words: &[&str], others: &[&str]) {
        let ranges = starts(typed);
        for word in words {
            assert!(is_in(word, &ranges), "{typed} {word}");
        }
        for word in others {
            assert!(!is_in(word, &ranges), "{typed} {word}");
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
