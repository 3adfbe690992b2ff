//! The most frequent words of a snapshot by their first letters: for suggestions while somebody types.
//!
//! Beginnings of one and of two characters are listed that more than [`MANY`] words have; words with
//! any other beginning are looked up in the dictionary as fast. One pass over the dictionaries of all
//! segments side by side makes it, with as many words in memory as are listed.
//!
//! Not here: what is being typed, and how words are shown (`regesta_queries::suggest`).

use std::collections::BTreeMap;

use tantivy::schema::Field;
use tantivy::termdict::TermMerger;
use tantivy::{Searcher, TantivyError};

use crate::Error;
use crate::schema::Fields;

/// Words of one beginning from which on they are listed.
const MANY: u32 = 500;

/// Words that are listed of a beginning.
pub const MAX_FREQUENT: usize = 64;

/// A word of the index with the number of documents that hold it, those being replaced included.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KnownWord {
    /// Where it stands: in the body, if the word is its own term.
    pub field: Field,
    /// The word, folded.
    pub term: String,
    /// Documents that hold it.
    pub documents: u64,
}

/// The most frequent words of each beginning that many words have.
#[derive(Debug, Default)]
pub struct Frequent {
    /// The most frequent first.
    lists: BTreeMap<String, Vec<KnownWord>>,
}

/// Words of one beginning, while they come.
#[derive(Default)]
struct Begun {
    beginning: String,
    words: u32,
    most: Vec<KnownWord>,
}

impl Fields {
    /// Whether a term of the body or of the words as written stands for a whole word: it is no stem
    /// that begins no word, and no Hangul with its particles.
    #[must_use]
    pub fn is_word(&self, field: Field, term: &str) -> bool {
        let is_hangul = || term.starts_with(|c| ('\u{ac00}'..='\u{d7a3}').contains(&c));
        !term.starts_with('~') && (field != self.written || !is_hangul())
    }
}

impl Frequent {
    pub(crate) fn new(searcher: &Searcher, fields: &Fields) -> Result<Self, Error> {
        let both = [fields.body, fields.written];
        let mut dictionaries = Vec::new();
        for field in both {
            for reader in searcher.segment_readers() {
                dictionaries.push((field, reader.inverted_index(field)?));
            }
        }
        let mut streams = Vec::with_capacity(dictionaries.len());
        for (_, inverted) in &dictionaries {
            streams.push(inverted.terms().stream().map_err(TantivyError::from)?);
        }
        let mut merged = TermMerger::new(streams);
        let mut frequent = Self::default();
        let mut begun = [Begun::default(), Begun::default()];
        while merged.advance() {
            let Ok(term) = std::str::from_utf8(merged.key()) else {
                continue;
            };
            let mut documents = both.map(|field| (field, 0));
            for (stream, found) in merged.current_segment_ords_and_term_infos() {
                let of = dictionaries.get(stream).map(|(field, _)| *field);
                for (_, count) in documents.iter_mut().filter(|(field, _)| Some(*field) == of) {
                    *count += u64::from(found.doc_freq);
                }
            }
            for (field, documents) in documents {
                if documents == 0 || !fields.is_word(field, term) {
                    continue;
                }
                for (characters, begun) in (1..).zip(&mut begun) {
                    let Some(beginning) = beginning(term, characters) else {
                        continue;
                    };
                    if begun.beginning != beginning {
                        frequent.keep(std::mem::take(begun));
                        begun.beginning.push_str(beginning);
                    }
                    begun.add(field, term, documents);
                }
            }
        }
        begun.into_iter().for_each(|begun| frequent.keep(begun));
        Ok(frequent)
    }

    fn keep(&mut self, mut begun: Begun) {
        if begun.words > MANY {
            begun.cut();
            self.lists.insert(begun.beginning, begun.most);
        }
    }

    /// The lists of beginnings of one character after `before`, from `first` to `last`, in order.
    pub fn between(
        &self,
        before: &str,
        first: char,
        last: char,
    ) -> impl Iterator<Item = (&str, &[KnownWord])> {
        let characters = before.chars().count() + 1;
        let bounds = format!("{before}{first}")..=format!("{before}{last}");
        self.lists
            .range(bounds)
            .filter(move |(beginning, _)| beginning.chars().count() == characters)
            .map(|(beginning, words)| (beginning.as_str(), words.as_slice()))
    }
}

impl Begun {
    fn add(&mut self, field: Field, term: &str, documents: u64) {
        self.words += 1;
        // Cut when there are many of them, so that sorting them is not done for each.
        if self.most.len() == 8 * MAX_FREQUENT {
            self.cut();
        }
        let is_cut = self.words as usize > 8 * MAX_FREQUENT;
        let least = self.most.get(MAX_FREQUENT - 1).filter(|_| is_cut);
        if least.is_some_and(|least| documents <= least.documents) {
            return;
        }
        self.most.push(KnownWord {
            field,
            term: term.to_owned(),
            documents,
        });
    }

    fn cut(&mut self) {
        self.most.sort_by(|a, b| {
            let by_documents = b.documents.cmp(&a.documents);
            by_documents
                .then_with(|| a.term.cmp(&b.term))
                .then(a.field.cmp(&b.field))
        });
        self.most.truncate(MAX_FREQUENT);
    }
}

/// The first `characters` of a term that has as many.
fn beginning(term: &str, characters: usize) -> Option<&str> {
    let mut ends = term.char_indices().map(|(at, c)| at + c.len_utf8());
    term.get(..ends.nth(characters - 1)?)
}
