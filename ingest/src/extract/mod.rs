//! One file's bytes → pages of text, and what the file says of itself. Pure: no files, no clock.
//!
//! What holds: page numbers are the file's own, a page that cannot be read stays, empty; text is
//! clean (see `clean.rs`); a file over a limit is refused, never cut short in silence.
//!
//! Not here: protection against what a parser may do to the process (`worker`), what the values
//! mean (`describe`), OCR.

use regesta_index::{OutlineEntry, PageNumber, Paging, Role};
use serde::{Deserialize, Serialize};

use crate::limits::Limits;
use crate::sniff::{self, Kind};

mod clean;
mod epub;
mod flow;
mod html;
mod hwp;
mod johab;
mod mail;
mod markdown;
mod office;
mod package;
mod page;
mod pdf;
mod picture;
mod quality;
mod roman;
mod rtf;
mod text;
pub(crate) mod xml;

pub(crate) use clean::clean_line;
pub use page::ExtractedPage;
pub(crate) use pdf::open as open_pdf;
pub(crate) use picture::Format as PictureFormat;
pub(crate) use text::{is_shifted, is_wide, start};

/// Most entries of a table of contents. The longest of laws and budgets have a few thousand.
const MAX_OUTLINE_ENTRIES: usize = 10_000;

/// What was read from one file.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Extracted {
    /// Media type found by content, such as `application/pdf`.
    pub media_type: String,
    /// What a page is in the file that a reader opens.
    #[serde(default)]
    pub paging: Paging,
    /// The file's pages in order; page numbers are their indices plus 1.
    pub pages: Vec<ExtractedPage>,
    /// The document's table of contents: what the file states, else the headings of its pages.
    #[serde(default)]
    pub outline: Vec<OutlineEntry>,
    /// What the file says of itself, in the order found.
    pub metadata: Vec<Metadatum>,
    /// Documents inside the document, which are documents of their own.
    #[serde(default)]
    pub attachments: Vec<Attachment>,
    /// What could not be done, in plain words.
    pub warnings: Vec<String>,
}

/// A file inside a document: attached to it, or enclosed in it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Attachment {
    /// The name it has there, or one made from its place; never empty.
    pub name: String,
    /// Number of bytes.
    pub size: u64,
    /// The whole file. Between processes it goes beside the JSON, not in it.
    #[serde(skip)]
    pub bytes: Vec<u8>,
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
        Kind::Hwp => hwp::read(bytes, limits)?,
        Kind::Hwpx => hwp::read_hwpx(bytes, limits)?,
        Kind::Hwp3 => hwp::read_hwp3(bytes, limits)?,
        Kind::Hwpml => hwp::read_hwpml(bytes, limits)?,
        Kind::Markdown => markdown::read(bytes),
        Kind::Text { media_type } => text::read(bytes, media_type),
        Kind::Office { media_type } => office::read(bytes, media_type, limits)?,
        Kind::Rtf => rtf::read(bytes)?,
        Kind::Epub => epub::read(bytes, limits)?,
        Kind::Mail => mail::read(bytes)?,
        Kind::Mailbox => mail::read_mailbox(bytes),
        Kind::Picture(format) => picture::read(bytes, format, limits)?,
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
        // A reader that knows more of a page than its text shows has judged it already.
        if page.quality <= 0.0 {
            page.quality = quality::of(page);
        }
    }
    if extracted.outline.is_empty() {
        extracted.outline = headings(&extracted.pages);
    }
    if MAX_OUTLINE_ENTRIES < extracted.outline.len() {
        extracted.outline.truncate(MAX_OUTLINE_ENTRIES);
        extracted.warnings.push(format!(
            "its table of contents has more than {MAX_OUTLINE_ENTRIES} entries and is cut short there"
        ));
    }
    for entry in &mut extracted.outline {
        entry.title = clean::clean_line(&entry.title);
    }
    extracted.outline.retain(|entry| !entry.title.is_empty());
    keep_attachments(&mut extracted, limits);
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

/// Takes of the documents inside a document those that are within the limit, in order.
fn keep_attachments(extracted: &mut Extracted, limits: &Limits) {
    let mut left = limits.max_attachment_bytes;
    let warnings = &mut extracted.warnings;
    extracted.attachments.retain_mut(|attachment| {
        attachment.name = clean::clean_line(&attachment.name);
        attachment.size = attachment.bytes.len() as u64;
        let fits = attachment.size <= left;
        if fits {
            left -= attachment.size;
        } else {
            warnings.push(format!(
                "{} inside it is left where it is: documents inside a document may have {} bytes together",
                attachment.name, limits.max_attachment_bytes
            ));
        }
        fits
    });
}

/// The table of contents that a document's headings make.
fn headings(pages: &[ExtractedPage]) -> Vec<OutlineEntry> {
    let mut entries = Vec::new();
    for (number, page) in (1..).zip(pages) {
        let Some(number) = PageNumber::new(number) else {
            continue;
        };
        for mark in &page.marks {
            if let (Role::Heading { level }, Some(title)) =
                (mark.role, page.text.get(mark.from..mark.until))
            {
                entries.push(OutlineEntry {
                    level,
                    title: title.to_owned(),
                    page: number,
                });
            }
        }
    }
    entries
}
