//! What is kept: the archive on disk.
//!
//! The catalogue (SQLite) is the truth; the tantivy index is derived from it and may be rebuilt at
//! any time. Everything above this crate speaks of documents, pages and assertions.
//!
//! Not here: reading files of any format, the query language, the network.

pub mod analysis;
mod archive;
mod catalogue;
mod columns;
mod correction;
mod date;
mod description;
mod disk;
mod document;
mod entry;
mod error;
mod evidence;
mod frequent;
mod generation;
mod glossary;
mod history;
mod layout;
mod offer;
mod originals;
mod outcome;
mod reader;
mod schema;
mod validity;
mod verification;
pub mod vocabulary;
mod work;
mod writer;

pub use archive::{Archive, CorrectionSettings, GlossarySettings, OcrSettings, Settings, Token};
pub use catalogue::{
    Amount, BySource, Catalogue, Cell, Changes, Claim, Counts, Coverage, CoveredCountry, Entry,
    LastChange, MAX_VERSIONS, OutcomeFilter, OutcomeRow, PageNote, Proposal, RunSummary,
    UnreadPages, Version, Versions, Work,
};
pub use columns::{Facet, FacetColumn, Ordinals, UNKNOWN};
pub use correction::{Change, Correction};
pub use date::{Endpoint, InvalidDate, PolicyDate};
pub use description::{Description, Evidence};
pub use document::{
    Assertion, Certainty, CharRange, DocumentId, Field, InvalidDocumentId, Mark, OutlineEntry,
    Page, PageNumber, Paging, Passage, Provenance, Recognised, Record, Role,
};
pub use error::Error;
pub use frequent::{Frequent, KnownWord, MAX_FREQUENT};
pub use glossary::{Glossary, Name};
pub use layout::PageLayout;
pub use offer::{Content, DescribedAgain, Offer, Run};
pub use originals::Originals;
pub use outcome::{Outcome, Status, TextState};
pub use reader::{Shown, Snapshot};
pub use schema::{CHECKPOINT_TERMS, Fields};
pub use verification::Verification;
pub use writer::Writer;
