//! BM25: how much a word says for a document or page that holds it.
//!
//! `idf · tf · (k1 + 1) / (tf + k1 · (1 − b + b · length / average length))`, with
//! `idf = ln(1 + (N − n + 0.5) / (n + 0.5))`.
//!
//! Source: Robertson and Zaragoza, The Probabilistic Relevance Framework (2009); the idf that cannot
//! be negative and the values of k1 and b are those of Lucene and tantivy.

use tantivy::Score;

pub(crate) const K1: Score = 1.2;
const B: Score = 0.75;

/// The same for pages: best of those tried on one half of XQuAD's, KorQuAD's and Cranfield's questions
/// (tests/relevance/README.md).
const PAGE_K1: Score = 1.0;
const PAGE_B: Score = 0.6;

/// The score of one word, for a collection whose texts have a given average length.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Bm25 {
    idf: Score,
    average_length: Score,
}

/// How rare a word is that stands in `documents_with` of `documents`.
#[expect(
    clippy::cast_precision_loss,
    reason = "a score needs no more precision"
)]
pub(crate) fn idf(documents_with: u64, documents: u64) -> Score {
    let with = documents_with.min(documents) as Score;
    (1.0 + (documents as Score - with + 0.5) / (with + 0.5)).ln()
}

impl Bm25 {
    /// For a word of this `idf` among texts of `average_length` terms.
    pub(crate) fn new(idf: Score, average_length: Score) -> Self {
        Self {
            idf,
            average_length: average_length.max(1.0),
        }
    }

    /// The same, but never rarer than `idf`.
    pub(crate) fn at_most(self, idf: Score) -> Self {
        Self::new(self.idf.min(idf), self.average_length)
    }

    /// The same word among texts of another average length.
    pub(crate) fn among(self, average_length: Score) -> Self {
        Self::new(self.idf, average_length)
    }

    /// How rare the word is.
    pub(crate) fn idf(self) -> Score {
        self.idf
    }

    /// Its score on a page of `length` terms that holds it `frequency` times.
    pub(crate) fn page_score(self, frequency: u32, length: u32) -> Score {
        self.saturated(frequency, length, PAGE_K1, PAGE_B)
    }

    /// Its score in a text of `length` terms that holds it `frequency` times.
    pub(crate) fn score(self, frequency: u32, length: u32) -> Score {
        self.saturated(frequency, length, K1, B)
    }

    #[expect(
        clippy::cast_precision_loss,
        reason = "a score needs no more precision"
    )]
    fn saturated(self, frequency: u32, length: u32, k1: Score, b: Score) -> Score {
        let frequency = frequency as Score;
        let length = length as Score / self.average_length;
        self.idf * frequency * (k1 + 1.0) / (frequency + k1 * (1.0 - b + b * length))
    }
}
