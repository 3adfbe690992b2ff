//! What became of an offered file, how far its text can be trusted, and where a policy stands on a day.

use std::str::FromStr;

use serde::{Deserialize, Serialize};

use crate::Page;

/// Whether a policy is to come, valid or past, on a given day.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Status {
    /// Valid from a later day.
    Upcoming,
    /// Valid on that day.
    InForce,
    /// Valid until an earlier day, or replaced by a later version of the same work.
    Past,
    /// The document does not say from when it is valid.
    Unknown,
}

impl Status {
    /// Every status, in the order they are shown.
    pub const ALL: [Self; 4] = [Self::Upcoming, Self::InForce, Self::Past, Self::Unknown];

    /// Its name in queries and JSON: `in-force`.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Upcoming => "upcoming",
            Self::InForce => "in-force",
            Self::Past => "past",
            Self::Unknown => "unknown",
        }
    }
}

impl FromStr for Status {
    type Err = ();

    fn from_str(name: &str) -> Result<Self, ()> {
        Self::ALL
            .into_iter()
            .find(|status| status.name() == name)
            .ok_or(())
    }
}

/// How far the text of a document can be trusted; a document may be both doubtful and recognised.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum TextState {
    /// It stands in the file and reads as text, on every page that has any.
    Good,
    /// Some page's text is noise in part, or a page shows what its text does not hold.
    Doubtful,
    /// A machine recognised some of it in pictures of pages (OCR).
    Recognised,
    /// No page has any.
    None,
}

impl TextState {
    /// Every state, in the order they are shown.
    pub const ALL: [Self; 4] = [Self::Good, Self::Doubtful, Self::Recognised, Self::None];

    /// Its name in queries and JSON: `recognised`.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Good => "good",
            Self::Doubtful => "doubtful",
            Self::Recognised => "recognised",
            Self::None => "none",
        }
    }

    /// Its name for people, in English.
    #[must_use]
    pub fn label(self) -> &'static str {
        match self {
            Self::Good => "Good",
            Self::Doubtful => "Doubtful in part",
            Self::Recognised => "Recognised by machine",
            Self::None => "No text",
        }
    }

    /// The states of a document with these pages; at least one.
    #[must_use]
    pub fn of(pages: &[Page]) -> Vec<Self> {
        if !pages.iter().any(Page::has_text) {
            return vec![Self::None];
        }
        let is_doubtful =
            |page: &Page| page.is_unread || page.has_text() && page.quality < Page::GOOD_QUALITY;
        let mut states = Vec::new();
        if pages.iter().any(is_doubtful) {
            states.push(Self::Doubtful);
        }
        if pages.iter().any(|page| page.recognised.is_some()) {
            states.push(Self::Recognised);
        }
        if states.is_empty() {
            states.push(Self::Good);
        }
        states
    }
}

impl FromStr for TextState {
    type Err = ();

    fn from_str(name: &str) -> Result<Self, ()> {
        Self::ALL
            .into_iter()
            .find(|state| state.name() == name)
            .ok_or(())
    }
}

/// What became of one offered file.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Outcome {
    /// A new document, now findable.
    Added,
    /// Known bytes about which something new is now asserted.
    Updated,
    /// Known bytes, nothing new.
    Unchanged,
    /// The same bytes as another file of this run.
    Duplicate,
    /// Kept and listed, but no page has text: needs OCR.
    NoText,
    /// Locked by a password that we do not have. The original is kept.
    Encrypted,
    /// No reader for this kind of file yet. The original is kept.
    Unsupported,
    /// Its kind is known but it cannot be read. The original is kept.
    Damaged,
    /// Its bytes cannot be had: no permission, gone since it was found, a fault of the disk.
    Unreadable,
    /// Its bytes are not what the bag that it came in says, or it is not there.
    WrongChecksum,
    /// Larger than a limit allows.
    OverLimit,
    /// Reading took longer than the limit.
    TimedOut,
    /// The reader died.
    Crashed,
}

impl Outcome {
    /// Every outcome, in the order they are reported.
    pub const ALL: [Self; 13] = [
        Self::Added,
        Self::Updated,
        Self::Unchanged,
        Self::Duplicate,
        Self::NoText,
        Self::Encrypted,
        Self::Unsupported,
        Self::Damaged,
        Self::Unreadable,
        Self::WrongChecksum,
        Self::OverLimit,
        Self::TimedOut,
        Self::Crashed,
    ];

    /// Its name in reports and JSON: `no-text`.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Added => "added",
            Self::Updated => "updated",
            Self::Unchanged => "unchanged",
            Self::Duplicate => "duplicate",
            Self::NoText => "no-text",
            Self::Encrypted => "encrypted",
            Self::Unsupported => "unsupported",
            Self::Damaged => "damaged",
            Self::Unreadable => "unreadable",
            Self::WrongChecksum => "wrong-checksum",
            Self::OverLimit => "over-limit",
            Self::TimedOut => "timed-out",
            Self::Crashed => "crashed",
        }
    }

    /// Whether the file's text did not get in: the archivist has something to look at.
    #[must_use]
    pub fn is_failure(self) -> bool {
        !matches!(
            self,
            Self::Added | Self::Updated | Self::Unchanged | Self::Duplicate
        )
    }
}

impl FromStr for Outcome {
    type Err = ();

    fn from_str(name: &str) -> Result<Self, ()> {
        Self::ALL
            .into_iter()
            .find(|outcome| outcome.name() == name)
            .ok_or(())
    }
}
