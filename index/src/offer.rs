//! What is offered to an archive: files with what was found in them, in runs.

use crate::{Assertion, DocumentId, Outcome, Passage, Record};

/// One offering of files, begun or gone on with.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Run {
    /// Its number, from 1.
    pub number: i64,
    /// Whether it was interrupted before.
    pub resumed: bool,
}

/// One offered file and what was found in it.
#[derive(Clone, Debug)]
pub struct Offer {
    /// Its path as offered, `/` between parts; inside a zip, the zip's path first.
    pub path: String,
    /// What is known of its content.
    pub content: Content,
}

/// A kept document that was described anew from the text that is kept of it.
#[derive(Clone, Debug, PartialEq)]
pub struct DescribedAgain {
    /// The document.
    pub id: DocumentId,
    /// The name under which it was offered that was looked at.
    pub path: String,
    /// Version of the rules.
    pub rules: u32,
    /// What they say of its text and its name.
    pub assertions: Vec<Assertion>,
    /// The language of each page, and its passages in others, in order of page.
    pub languages: Vec<(Option<String>, Vec<Passage>)>,
}

/// What is known of an offered file's content.
#[derive(Clone, Debug)]
pub enum Content {
    /// Its bytes were read.
    Read {
        /// Identity, pages and assertions.
        record: Record,
        /// The whole file.
        original: Vec<u8>,
        /// A failure and its reason, if its text could not be extracted.
        failure: Option<(Outcome, String)>,
    },
    /// Its bytes are already kept (see [`Writer::knows`](crate::Writer::knows)).
    Known {
        /// Which document they are.
        id: DocumentId,
        /// What is asserted about it now.
        assertions: Vec<Assertion>,
    },
    /// Its bytes could not be read, or may not be kept.
    Unread {
        /// A failure.
        outcome: Outcome,
        /// Why.
        reason: String,
    },
}
