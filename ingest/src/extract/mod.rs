//! One file's bytes → pages of text, and what the file says of itself. Pure: no files, no clock.
//!
//! What holds: page numbers are the file's own, a page that cannot be read stays, empty; text is
//! clean (see `clean.rs`); a file over a limit is refused, never cut short in silence.
//!
//! Not here: protection against what a parser may do to the process (`worker`), what the values
//! mean (`describe`), OCR.

use serde::{Deserialize, Serialize};

use crate::limits::Limits;
use crate::sniff::{self, Kind};

mod clean;
mod html;
mod markdown;
mod pdf;
mod text;

pub(crate) use clean::clean_line;
pub(crate) use text::utf16_by_nuls;

/// What was read from one file.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Extracted {
    /// Media type found by content, such as `application/pdf`.
    pub media_type: String,
    /// The file's pages in order; page numbers are their indices plus 1.
    pub pages: Vec<ExtractedPage>,
    /// What the file says of itself, in the order found.
    pub metadata: Vec<Metadatum>,
    /// What could not be done, in plain words.
    pub warnings: Vec<String>,
}

/// The text of one page.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ExtractedPage {
    /// Plain text in reading order, lines ended by `\n`; empty for a page without text.
    pub text: String,
}

/// One thing a file says of itself.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Metadatum {
    /// Where in the file: `Info/Title`, `html/title`, `meta/author`, `front-matter/시행일자`.
    pub key: String,
    /// The value as it stands there, cleaned of control characters.
    pub value: String,
}

/// Why nothing could be read from a file: each variant is one outcome.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, thiserror::Error)]
#[serde(tag = "kind", rename_all = "kebab-case")]
pub enum Failure {
    /// A password is needed.
    #[error("locked by a password")]
    Encrypted,
    /// No reader for this kind of file; `media_type` says which kind it is.
    #[error("no reader for {media_type} yet")]
    Unsupported {
        /// The kind found.
        media_type: String,
    },
    /// The file is of a known kind but cannot be read.
    #[error("{reason}")]
    Damaged {
        /// What is wrong with it.
        reason: String,
    },
    /// The file goes over one of the limits.
    #[error("{reason}")]
    OverLimit {
        /// Which limit, and by how much.
        reason: String,
    },
}

impl Failure {
    /// The outcome that it is.
    pub(crate) fn outcome(&self) -> regesta_index::Outcome {
        use regesta_index::Outcome;
        match self {
            Self::Encrypted => Outcome::Encrypted,
            Self::Unsupported { .. } => Outcome::Unsupported,
            Self::Damaged { .. } => Outcome::Damaged,
            Self::OverLimit { .. } => Outcome::OverLimit,
        }
    }

    pub(crate) fn damaged(reason: impl Into<String>) -> Self {
        Self::Damaged {
            reason: reason.into(),
        }
    }

    pub(crate) fn over(reason: impl Into<String>) -> Self {
        Self::OverLimit {
            reason: reason.into(),
        }
    }
}

/// Reads the pages of a file and what it says of itself.
///
/// `bytes` is the whole file, `name` its name, of which only the ending is looked at, and only
/// where the bytes leave a doubt. A file whose pages are all empty (a scan) is no failure.
///
/// # Errors
///
/// Every variant of [`Failure`]; which of them is decided by the bytes, not by the name.
pub fn extract(bytes: &[u8], name: &str, limits: &Limits) -> Result<Extracted, Failure> {
    if limits.max_file_bytes < bytes.len() as u64 {
        let (found, limit) = (bytes.len(), limits.max_file_bytes);
        return Err(Failure::over(format!(
            "file has {found} bytes, limit is {limit}"
        )));
    }
    let mut extracted = match sniff::sniff(bytes, name)? {
        Kind::Pdf => pdf::read(bytes, limits)?,
        Kind::Html => html::read(bytes),
        Kind::Markdown => markdown::read(bytes),
        Kind::Text { media_type } => text::read(bytes, media_type),
        Kind::Unread { media_type } => {
            return Err(Failure::Unsupported {
                media_type: media_type.to_owned(),
            });
        }
    };
    if limits.max_pages < extracted.pages.len() {
        let (found, limit) = (extracted.pages.len(), limits.max_pages);
        return Err(Failure::over(format!(
            "document has {found} pages, limit is {limit}"
        )));
    }
    for page in &mut extracted.pages {
        page.text = clean::clean_page(&page.text);
    }
    for metadatum in &mut extracted.metadata {
        metadatum.key = clean::clean_line(&metadatum.key);
        metadatum.value = clean::clean_line(&metadatum.value);
    }
    extracted
        .metadata
        .retain(|metadatum| !metadatum.value.is_empty());
    let text_bytes: usize = extracted.pages.iter().map(|page| page.text.len()).sum();
    if limits.max_text_bytes < text_bytes {
        let limit = limits.max_text_bytes;
        return Err(Failure::over(format!(
            "text has {text_bytes} bytes, limit is {limit}"
        )));
    }
    Ok(extracted)
}
