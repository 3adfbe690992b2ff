//! What is done with one file: read it, know it by its hash, extract it, describe it.
//!
//! Every trouble a file can make ends here as an outcome with its reason. Only a worker program
//! that cannot be started is an error.
//!
//! Not here: extraction itself, which is another process's work (`worker.rs`).

use std::fs;
use std::io::{self, Read as _};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::Path;

use chrono::Utc;
use regesta_index::{Content, DocumentId, Offer, Outcome, Paging, Record};

use super::{Error, Options};
use crate::describe;
use crate::extract::{Attachment, Extracted, Failure};
use crate::limits::Limits;
use crate::source::{Bytes, Row};
use crate::worker::{Reply, WorkerInput, extract_in_worker};

/// A file's identity and bytes, or why it has none.
pub(super) type Read = Result<(DocumentId, Vec<u8>), (Outcome, String)>;

/// Media type of what nobody could tell the kind of.
const UNKNOWN_MEDIA_TYPE: &str = "application/octet-stream";

/// Reads a file whole and hashes it; one over the limit is not read.
pub(super) fn read(bytes: Bytes, limits: &Limits) -> Read {
    let bytes = match bytes {
        Bytes::Here(bytes) => within(bytes.len() as u64, limits).map(|()| bytes)?,
        Bytes::OnDisk { file, size } => {
            // Reading a pipe would wait for ever.
            if fs::metadata(&file).is_ok_and(|found| !found.is_file()) {
                let reason = "not a regular file but a pipe, socket or device";
                return Err((Outcome::Unsupported, reason.to_owned()));
            }
            within(size, limits)?;
            let bytes = read_file(&file, size, limits.max_file_bytes)
                .map_err(|error| (Outcome::Unreadable, format!("cannot be read: {error}")))?;
            // It may have grown since it was found.
            within(bytes.len() as u64, limits).map(|()| bytes)?
        }
        Bytes::Checked(bytes, checksum) => {
            let (id, bytes) = read(*bytes, limits)?;
            return match checksum.differs(&bytes) {
                Some(how) => Err((Outcome::WrongChecksum, how)),
                None => Ok((id, bytes)),
            };
        }
        Bytes::Unreadable(outcome, reason) => return Err((outcome, reason)),
    };
    Ok((DocumentId::of(&bytes), bytes))
}

fn within(size: u64, limits: &Limits) -> Result<(), (Outcome, String)> {
    let limit = limits.max_file_bytes;
    if limit < size {
        return Err((
            Outcome::OverLimit,
            format!("file has {size} bytes, limit is {limit}"),
        ));
    }
    Ok(())
}

fn read_file(file: &Path, size: u64, max_bytes: u64) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::with_capacity(usize::try_from(size).unwrap_or(0).saturating_add(1));
    fs::File::open(file)?
        .take(max_bytes.saturating_add(1))
        .read_to_end(&mut bytes)?;
    Ok(bytes)
}

/// Has `bytes` extracted in a process of its own, and describes what came back; with the files inside.
///
/// # Errors
///
/// - [`Error::Worker`] if the worker program cannot be run
pub(super) fn extract(
    path: &str,
    row: Option<&Row>,
    id: DocumentId,
    bytes: Vec<u8>,
    options: &Options,
) -> Result<(Offer, Vec<Attachment>), Error> {
    let name = path.rsplit('/').next().unwrap_or(path);
    let mut reply = extract_in_worker(
        &options.worker_program,
        WorkerInput::Bytes(&bytes),
        name,
        &options.limits,
    )
    .map_err(|source| Error::Worker {
        program: options.worker_program.clone(),
        source,
    })?;
    let attachments = match &mut reply {
        Reply::Extracted(extracted) => std::mem::take(&mut extracted.attachments),
        _ => Vec::new(),
    };
    let size = bytes.len() as u64;
    let (record, failure) = record(path, row, id, size, reply);
    let offer = Offer {
        path: path.to_owned(),
        content: Content::Read {
            record,
            original: bytes,
            failure,
        },
    };
    Ok((offer, attachments))
}

/// The record of a file of `bytes` bytes for which the worker gave `reply`, and why its text is not in, if so.
fn record(
    path: &str,
    row: Option<&Row>,
    id: DocumentId,
    bytes: u64,
    reply: Reply,
) -> (Record, Option<(Outcome, String)>) {
    let mut record = Record {
        id,
        media_type: UNKNOWN_MEDIA_TYPE.to_owned(),
        bytes,
        paging: Paging::default(),
        pages: Vec::new(),
        outline: Vec::new(),
        assertions: Vec::new(),
        warnings: Vec::new(),
        rules: 0,
    };
    let failure = match reply {
        Reply::Extracted(mut extracted) => {
            record.media_type.clone_from(&extracted.media_type);
            record.paging = extracted.paging;
            record.outline = std::mem::take(&mut extracted.outline);
            let blank = blank(&extracted);
            // Language detection reads text that anybody may have written.
            match catch_unwind(AssertUnwindSafe(|| {
                describe::document(path, row, extracted, Utc::now().date_naive())
            })) {
                Ok(described) => {
                    record.pages = described.pages;
                    record.assertions = described.assertions;
                    record.warnings = described.warnings;
                    record.rules = describe::RULES_VERSION;
                    blank.map(|reason| (Outcome::NoText, reason))
                }
                Err(_) => Some((Outcome::Crashed, "describing it failed".to_owned())),
            }
        }
        Reply::Failed(failure) => {
            if let Failure::Unsupported { media_type } = &failure {
                record.media_type.clone_from(media_type);
            }
            Some((failure.outcome(), failure.to_string()))
        }
        Reply::TimedOut(how) => Some((Outcome::TimedOut, how)),
        Reply::Crashed(how) => Some((Outcome::Crashed, how)),
    };
    if record.assertions.is_empty() {
        record.assertions = describe::outside(path, row);
    }
    (record, failure)
}

/// Why there is nothing to find in a document, if no page has text.
fn blank(extracted: &Extracted) -> Option<String> {
    if extracted
        .pages
        .iter()
        .any(|page| page.text.chars().any(char::is_alphanumeric))
    {
        return None;
    }
    let shows_something = extracted.pages.iter().any(|page| page.is_unread);
    Some(match extracted.pages.len() {
        0 => "the file has no pages".to_owned(),
        _ if !shows_something => "the file holds no text".to_owned(),
        1 => "its one page has no text: needs OCR".to_owned(),
        pages => format!("none of the {pages} pages has text: needs OCR"),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::extract::ExtractedPage;

    fn extracted(pages: &[&str]) -> Reply {
        let pages = pages
            .iter()
            .map(|text| ExtractedPage {
                text: (*text).to_owned(),
                is_unread: text.is_empty(),
                ..ExtractedPage::default()
            })
            .collect();
        Reply::Extracted(Extracted {
            media_type: "application/pdf".to_owned(),
            pages,
            ..Extracted::default()
        })
    }

    #[track_caller]
    fn check(reply: Reply, expected: &str) {
        let (record, failure) = record("a/plan.pdf", None, DocumentId::of(b"plan"), 4, reply);
        let failure = failure.map_or("added".to_owned(), |(outcome, reason)| {
            format!("{}: {reason}", outcome.name())
        });
        assert_eq!(format!("{} pages, {failure}", record.pages.len()), expected);
        assert!(!record.assertions.is_empty());
    }

    #[test]
    fn every_reply_has_its_outcome() {
        check(extracted(&["Plan", ""]), "2 pages, added");
        check(
            extracted(&["", " \n", "--"]),
            "3 pages, no-text: none of the 3 pages has text: needs OCR",
        );
        check(
            extracted(&[""]),
            "1 pages, no-text: its one page has no text: needs OCR",
        );
        check(extracted(&[]), "0 pages, no-text: the file has no pages");
        check(
            Reply::Failed(Failure::Encrypted),
            "0 pages, encrypted: locked by a password",
        );
        let unsupported = Failure::Unsupported {
            media_type: "image/png".to_owned(),
        };
        check(
            Reply::Failed(unsupported),
            "0 pages, unsupported: no reader for image/png yet",
        );
        let damaged = Failure::Damaged {
            reason: "no pages found".to_owned(),
        };
        check(Reply::Failed(damaged), "0 pages, damaged: no pages found");
        let over = Failure::OverLimit {
            reason: "more than 20000 pages".to_owned(),
        };
        check(
            Reply::Failed(over),
            "0 pages, over-limit: more than 20000 pages",
        );
        check(
            Reply::TimedOut("reading it took longer than 90 s, the limit".to_owned()),
            "0 pages, timed-out: reading it took longer than 90 s, the limit",
        );
        check(
            Reply::Crashed("killed by signal 9".to_owned()),
            "0 pages, crashed: killed by signal 9",
        );
    }

    #[test]
    fn a_file_over_the_limit_is_not_read() {
        let limits = Limits {
            max_file_bytes: 4,
            ..Limits::STANDARD
        };
        let missing = Bytes::OnDisk {
            file: "/nowhere/at/all".into(),
            size: 5,
        };
        let over = Err((
            Outcome::OverLimit,
            "file has 5 bytes, limit is 4".to_owned(),
        ));
        assert_eq!(read(missing, &limits), over);
        assert_eq!(read(Bytes::Here(vec![0; 5]), &limits), over);
        let (id, bytes) = read(Bytes::Here(b"plan".to_vec()), &limits).unwrap();
        assert_eq!(
            (id, bytes.as_slice()),
            (DocumentId::of(b"plan"), b"plan".as_slice())
        );
    }

    #[test]
    fn a_file_that_vanished_has_an_outcome() {
        let gone = Bytes::OnDisk {
            file: "/nowhere/at/all".into(),
            size: 5,
        };
        let (outcome, reason) = read(gone, &Limits::STANDARD).unwrap_err();
        assert_eq!(outcome, Outcome::Unreadable);
        assert!(
            reason.starts_with("cannot be read: No such file"),
            "{reason}"
        );
    }
}
