//! What a person says of a document's metadata against what was found: a correction.
//!
//! It wins over every other source, is kept with who, when and why, and can be taken back; what it
//! was said against stays beside it. Of one field the last correction counts, whoever made it.
//!
//! Not here: how it is kept (`catalogue/correcting.rs`), reading values (`regesta-ingest`).

use serde::{Deserialize, Serialize};

use crate::{DocumentId, Field};

/// Corrections of one document by one person, for one reason: made whole or not at all.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Correction {
    /// The document.
    pub id: DocumentId,
    /// What is said of which field; a field at most once.
    pub changes: Vec<(Field, Change)>,
    /// Who says so; never empty.
    pub by: String,
    /// Why; never empty.
    pub because: String,
}

/// What a person says of one field.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Change {
    /// It has these values, in the field's normal form, and no others; one where it takes one.
    Set(Vec<String>),
    /// It has no value, whatever else may say so.
    Clear,
    /// Nothing any more: what persons said of it before is taken back.
    TakeBack,
}
