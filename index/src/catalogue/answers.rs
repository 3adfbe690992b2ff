//! What the catalogue answers with: plain values, as they go out in JSON.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use serde::Serialize;

use crate::{Assertion, Description, DocumentId, Outcome, OutlineEntry, PageNumber, Paging};

/// One kept document, without its pages' text.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Entry {
    /// SHA-256 of the original.
    pub id: DocumentId,
    /// Media type found by content.
    pub media_type: String,
    /// Size of the original in bytes.
    pub bytes: u64,
    /// Pages in the file; 0 where it could not be read.
    pub page_count: u32,
    /// What its pages are in the file that a reader opens.
    pub paging: Paging,
    /// Its table of contents, in order; empty if there is none.
    pub outline: Vec<OutlineEntry>,
    /// [`Outcome::Added`] if its text is in, else why not.
    pub outcome: Outcome,
    /// The reason in words, for a failure.
    pub reason: Option<String>,
    /// Names under which it was offered, sorted.
    pub names: Vec<String>,
    /// When it was first kept.
    pub added_at: DateTime<Utc>,
    /// The winning metadata.
    pub description: Description,
    /// What extraction could not do, in plain words.
    pub warnings: Vec<String>,
    /// Why it was withdrawn, if it was.
    pub withdrawn: Option<String>,
}

/// An assertion as the catalogue keeps it.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Claim {
    /// What is said, by whom.
    #[serde(flatten)]
    pub assertion: Assertion,
    /// When it was first said.
    pub made_at: DateTime<Utc>,
    /// When it ceased to hold, as another took its place or it was taken back; `None` while it holds.
    pub ended_at: Option<DateTime<Utc>>,
    /// The name under which the document was offered with it; empty for a person's.
    pub path: String,
    /// Whether its value is the document's, or one of them.
    pub wins: bool,
}

/// What became of one offered file in one run.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct OutcomeRow {
    /// The run, from 1.
    pub run: i64,
    /// The file as offered.
    pub path: String,
    /// Its identity, if its bytes were read.
    pub id: Option<DocumentId>,
    /// What became of it.
    pub outcome: Outcome,
    /// Why.
    pub reason: Option<String>,
}

/// Which outcomes to list.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct OutcomeFilter {
    /// Only files whose text is not in as things stand now, with the reason that holds now.
    pub failed: bool,
    /// Only this run; of every path its last outcome if `None`.
    pub run: Option<i64>,
}

/// The pages of one document that show something which their text does not hold, and that no
/// machine has recognised yet.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct UnreadPages {
    /// The document.
    pub id: DocumentId,
    /// The first of the names under which it was offered.
    pub name: String,
    /// Media type found by content.
    pub media_type: String,
    /// Pages without any text, in order.
    pub without_text: Vec<PageNumber>,
    /// Pages with text that cannot be relied on, in order.
    pub not_reliable: Vec<PageNumber>,
}

impl UnreadPages {
    /// All of them, in order.
    #[must_use]
    pub fn pages(&self) -> Vec<PageNumber> {
        let mut pages = [self.without_text.as_slice(), &self.not_reliable].concat();
        pages.sort_unstable();
        pages
    }
}

/// What is known of one page beside its text.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct PageNote {
    /// Its number.
    pub page: PageNumber,
    /// What the file calls it, where that is not its number.
    pub label: Option<String>,
    /// How far its text can be trusted, from 0 to 1.
    pub quality: f32,
    /// Whether it shows something that its text does not hold.
    pub is_unread: bool,
    /// How sure the machine was that recognised the text, from 0 to 1.
    pub recognised: Option<f32>,
    /// Bytes of text.
    pub bytes: u64,
}

/// One run, for reports.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct RunSummary {
    /// The run, from 1.
    pub run: i64,
    /// The paths that were offered.
    pub offered: Vec<String>,
    /// When it began.
    pub started_at: DateTime<Utc>,
    /// When it ended; `None` if it was interrupted.
    pub finished_at: Option<DateTime<Utc>>,
    /// Files by outcome.
    pub outcomes: BTreeMap<Outcome, u64>,
}

/// The archive in numbers.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Counts {
    /// Documents kept.
    pub documents: u64,
    /// Their pages.
    pub pages: u64,
    /// Pages without any text.
    pub pages_without_text: u64,
    /// Pages whose text a machine recognised (OCR).
    pub pages_recognised: u64,
    /// Pages with text that cannot be relied on, recognised or not.
    pub pages_not_reliable: u64,
    /// Bytes of text.
    pub text_bytes: u64,
    /// Bytes of originals.
    pub original_bytes: u64,
    /// Documents by how reading them went.
    pub outcomes: BTreeMap<Outcome, u64>,
}
