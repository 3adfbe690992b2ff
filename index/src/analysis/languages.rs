//! In which language each part of a text is analysed.
//!
//! A page has a language, and passages in others (a summary in English on a Korean page). Where words
//! begin and end does not depend on it, only how they are stemmed: so positions and bytes of terms
//! are the same whatever the languages.
//!
//! Not here: finding out (`regesta-ingest`).

use crate::Passage;

/// The language of a text, and of those of its parts that are in another.
#[derive(Clone, Copy, Debug, Default)]
pub struct Languages<'a> {
    language: Option<&'a str>,
    /// Sorted, without overlap, in bytes of the page.
    passages: &'a [Passage],
}

impl<'a> Languages<'a> {
    /// Those of a whole page in `language` with `passages`, sorted and without overlap.
    #[must_use]
    pub fn new(language: Option<&'a str>, passages: &'a [Passage]) -> Self {
        Self { language, passages }
    }

    /// The language at the byte `at` of the text; of several calls none may be before another.
    pub(super) fn next(&mut self, at: usize) -> Option<&'a str> {
        while let Some((first, rest)) = self.passages.split_first()
            && first.until <= at
        {
            self.passages = rest;
        }
        match self.passages.first() {
            Some(passage) if passage.from <= at => Some(&passage.language),
            _ => self.language,
        }
    }
}

impl<'a> From<Option<&'a str>> for Languages<'a> {
    fn from(language: Option<&'a str>) -> Self {
        Self::new(language, &[])
    }
}
