//! Documents inside documents: what is attached to one, or enclosed in it, down to a depth.
//!
//! Each becomes a document of its own under `PATH/NAME`, read in a worker process of its own, and is
//! stored with the document it was in, to which an assertion `part_of` leads. A zip is no document:
//! what is in it is part of the document that the zip was in.
//!
//! - Pictures, fonts, sounds and programs are part of a document's look and are passed over.
//! - What goes over a limit (depth, bytes, number) is named in a warning of the document it is in,
//!   whose original holds it. Every file inside counts, whatever becomes of it, and no zip is read
//!   beyond a limit.
//!
//! Not here: zips that were offered themselves (`source/zip.rs`), whose manifests count.

use std::collections::HashMap;

use regesta_index::{Assertion, Content, DocumentId, Field, Offer, Outcome, Provenance};

use super::{Error, Options, reading, weight};
use crate::extract::{Attachment, Failure};
use crate::source::{Row, is_zip};
use crate::worker::{UnpackVerdict, WorkerInput, unpack_in_worker};

/// The rule of the assertion that leads from a document to the one it was in.
pub(super) const RULE: &str = "inside";

/// Endings of what is part of a document's look; no process is started for it.
const LOOK: [&str; 19] = [
    "png", "jpg", "jpeg", "gif", "bmp", "tif", "tiff", "svg", "webp", "ico", "wmf", "emf", "wmz",
    "emz", "ttf", "otf", "woff", "woff2", "css",
];

/// Most warnings about what is inside one document.
const MAX_WARNINGS: usize = 50;
/// Most characters of a name in a warning.
const MAX_NAME_CHARS: usize = 200;

/// Reads a file and everything in it: its offer, then those of what is inside, depth first.
///
/// `depth` is the number of archives that the file itself is in.
///
/// # Errors
///
/// - [`Error::Worker`] if the worker program cannot be run
pub(super) fn family(
    path: &str,
    row: Option<&Row>,
    id: DocumentId,
    bytes: Vec<u8>,
    depth: u32,
    options: &Options,
) -> Result<Vec<Offer>, Error> {
    let mut family = Family {
        options,
        offers: Vec::new(),
        paths: HashMap::new(),
        files_left: options.limits.max_package_entries,
        bytes_left: options.limits.max_attachment_bytes,
        ancestors: Vec::new(),
    };
    family.document(path, row, id, bytes, depth)?;
    Ok(family.offers)
}

struct Family<'a> {
    options: &'a Options,
    offers: Vec<Offer>,
    /// Paths given to what is inside, each with the last number given to one of its name.
    paths: HashMap<String, u32>,
    files_left: usize,
    /// Bytes that files inside, and what was read from them, may still have.
    bytes_left: u64,
    /// The documents around the file at hand, the outermost first.
    ancestors: Vec<Ancestor>,
}

/// A document whose inside is being read.
struct Ancestor {
    id: DocumentId,
    warnings: Vec<String>,
    /// Warnings beyond the most there may be.
    unsaid: usize,
}

/// A file inside a document.
struct Inner<'a> {
    /// Path of the document or zip that it is in.
    folder: &'a str,
    name: &'a str,
    depth: u32,
}

impl Family<'_> {
    fn document(
        &mut self,
        path: &str,
        row: Option<&Row>,
        id: DocumentId,
        bytes: Vec<u8>,
        depth: u32,
    ) -> Result<(), Error> {
        let (mut offer, attachments) = reading::extract(path, row, id, bytes, self.options)?;
        if self.ancestors.is_empty() {
            self.judge_zip(path, depth, &mut offer);
        }
        let place = self.offers.len();
        if let Content::Read {
            record,
            original,
            failure,
        } = &mut offer.content
            && let Some(parent) = self.ancestors.last()
        {
            if matches!(failure, Some((Outcome::Unsupported | Outcome::NoText, _))) {
                if record.media_type == "application/zip" {
                    return self.zip(path, &std::mem::take(original), depth);
                }
                if !is_document(&record.media_type) {
                    return Ok(());
                }
            }
            record.assertions.push(part_of(parent.id));
            self.bytes_left = self.bytes_left.saturating_sub(weight::record(record));
        }
        self.offers.push(offer);
        self.ancestors.push(Ancestor {
            id,
            warnings: Vec::new(),
            unsaid: 0,
        });
        for attachment in attachments {
            let Attachment { name, bytes, .. } = attachment;
            let inner = Inner {
                folder: path,
                name: &name,
                depth: depth.saturating_add(1),
            };
            self.file(&inner, Ok(bytes))?;
        }
        let around = self.ancestors.pop();
        if let Some(Offer {
            content: Content::Read { record, .. },
            ..
        }) = self.offers.get_mut(place)
        {
            record
                .warnings
                .extend(around.into_iter().flat_map(Ancestor::warnings));
        }
        Ok(())
    }

    /// Says of a zip in a zip that was not unpacked which limit it is over.
    fn judge_zip(&self, path: &str, depth: u32, offer: &mut Offer) {
        if let Content::Read {
            record,
            failure: Some(failure),
            ..
        } = &mut offer.content
            && 0 < depth
            && is_zip(path)
            && record.media_type == "application/zip"
        {
            let limits = &self.options.limits;
            let reason = if limits.max_nesting <= depth {
                let limit = limits.max_nesting;
                format!("zips are unpacked {limit} deep inside one another")
            } else {
                let limit = limits.max_file_bytes;
                format!("zips inside one another may have {limit} bytes together")
            };
            *failure = (Outcome::OverLimit, reason);
        }
    }

    /// Takes in one file inside a document, or why it could not be unpacked.
    fn file(&mut self, inner: &Inner<'_>, content: Result<Vec<u8>, Failure>) -> Result<(), Error> {
        let limit = self.limit(inner.depth, content.as_ref().map_or(0, Vec::len) as u64);
        self.files_left = self.files_left.saturating_sub(1);
        let ending = inner.name.rsplit_once('.').map(|(_, ending)| ending);
        if ending.is_some_and(|ending| LOOK.contains(&ending.to_ascii_lowercase().as_str())) {
            return Ok(());
        }
        if let Some(limit) = limit {
            let name = shorten(inner.name);
            self.warn(format!("{name} inside it is left where it is: {limit}"));
            return Ok(());
        }
        let bytes = match content {
            Ok(bytes) => bytes,
            Err(failure) => {
                let path = self.free_path(inner);
                self.unread(path, failure.outcome(), failure.to_string());
                return Ok(());
            }
        };
        let id = DocumentId::of(&bytes);
        // A file that holds itself.
        if self.ancestors.iter().any(|ancestor| ancestor.id == id) {
            return Ok(());
        }
        let path = self.free_path(inner);
        self.bytes_left = self.bytes_left.saturating_sub(bytes.len() as u64);
        if is_zip(inner.name) {
            return self.zip(&path, &bytes, inner.depth);
        }
        self.document(&path, None, id, bytes, inner.depth)
    }

    /// Takes in what is in a zip; the zip itself has an outcome only if it cannot be read to its end.
    fn zip(&mut self, path: &str, bytes: &[u8], depth: u32) -> Result<(), Error> {
        let program = &self.options.worker_program;
        let mut unpacked =
            unpack_in_worker(program, WorkerInput::Bytes(bytes), &self.options.limits).map_err(
                |source| Error::Worker {
                    program: program.clone(),
                    source,
                },
            )?;
        for (name, content) in unpacked.by_ref() {
            let inner = Inner {
                folder: path,
                name: &name,
                depth: depth.saturating_add(1),
            };
            // Not even one byte more.
            if let Some(limit) = self.limit(inner.depth, 1) {
                let path = shorten(path);
                self.warn(format!("the rest of {path} is left where it is: {limit}"));
                return Ok(());
            }
            self.file(&inner, content)?;
        }
        match unpacked.verdict() {
            None | Some(UnpackVerdict::Done) => {}
            Some(UnpackVerdict::Failed(failure)) => {
                self.unread(path.to_owned(), failure.outcome(), failure.to_string());
            }
            Some(UnpackVerdict::TimedOut) => {
                let reason = "unpacking it took longer than the limit".to_owned();
                self.unread(path.to_owned(), Outcome::TimedOut, reason);
            }
            Some(UnpackVerdict::Crashed(how)) => {
                self.unread(path.to_owned(), Outcome::Crashed, how.clone());
            }
        }
        Ok(())
    }

    fn unread(&mut self, path: String, outcome: Outcome, reason: String) {
        self.bytes_left = self.bytes_left.saturating_sub(reason.len() as u64);
        let content = Content::Unread { outcome, reason };
        self.offers.push(Offer { path, content });
    }

    /// Adds a warning to those of the document around the file at hand.
    fn warn(&mut self, warning: String) {
        if let Some(parent) = self.ancestors.last_mut() {
            if parent.warnings.len() < MAX_WARNINGS {
                parent.warnings.push(warning);
            } else {
                parent.unsaid = parent.unsaid.saturating_add(1);
            }
        }
    }

    /// The limit that a file of `bytes` at `depth` goes over, in words.
    fn limit(&self, depth: u32, bytes: u64) -> Option<String> {
        let limits = &self.options.limits;
        if limits.max_nesting < depth {
            let limit = limits.max_nesting;
            Some(format!(
                "documents are read {limit} deep inside one another"
            ))
        } else if self.bytes_left < bytes {
            let limit = limits.max_attachment_bytes;
            Some(format!(
                "documents inside a document may have {limit} bytes together"
            ))
        } else if self.files_left == 0 {
            let limit = limits.max_package_entries;
            Some(format!("a document may have {limit} files inside it"))
        } else {
            None
        }
    }

    /// `FOLDER/NAME`, with a number before its ending if there is one of that name already.
    fn free_path(&mut self, inner: &Inner<'_>) -> String {
        let parts: Vec<&str> = inner
            .name
            .split(['/', '\\'])
            .map(str::trim)
            .filter(|part| !matches!(*part, "" | "." | ".."))
            .collect();
        let name = match parts.join("/") {
            name if name.is_empty() => "unnamed".to_owned(),
            name => name,
        };
        let (stem, ending) = match name.rsplit_once('.') {
            Some((stem, ending)) if !stem.is_empty() && !ending.contains('/') => {
                (stem, format!(".{ending}"))
            }
            _ => (name.as_str(), String::new()),
        };
        let wanted = format!("{}/{name}", inner.folder);
        let mut path = wanted.clone();
        // Goes on where it ended last time, so that many files of one name are no trouble.
        let mut number = self.paths.get(&wanted).copied().unwrap_or(1);
        while self.paths.contains_key(&path) {
            number = number.saturating_add(1);
            path = format!("{}/{stem} ({number}){ending}", inner.folder);
        }
        self.paths.insert(wanted, number);
        self.paths.entry(path.clone()).or_insert(1);
        self.bytes_left = self.bytes_left.saturating_sub(path.len() as u64);
        path
    }
}

impl Ancestor {
    /// The warnings, and how many more there were.
    fn warnings(self) -> impl Iterator<Item = String> {
        let more = (0 < self.unsaid).then(|| {
            format!(
                "and {} more files inside it are left where they are",
                self.unsaid
            )
        });
        self.warnings.into_iter().chain(more)
    }
}

/// A name as it stands in a warning.
fn shorten(name: &str) -> String {
    match name.char_indices().nth(MAX_NAME_CHARS) {
        Some((end, _)) => format!("{}…", name.get(..end).unwrap_or_default()),
        None => name.to_owned(),
    }
}

/// What leads from a document to the one it was found in.
fn part_of(parent: DocumentId) -> Assertion {
    Assertion {
        field: Field::PartOf,
        value: parent.to_string(),
        provenance: Provenance::File {
            key: "attachment".to_owned(),
        },
        rule: RULE.to_owned(),
        confidence: 1.0,
        rejected: None,
    }
}

/// Whether a file for which there is no reader is a document all the same, judged by its media type.
fn is_document(media_type: &str) -> bool {
    const NONE: [&str; 5] = [
        "application/octet-stream",
        "application/x-executable",
        "application/vnd.microsoft.portable-executable",
        "application/vnd.sqlite3",
        "application/ogg",
    ];
    let kind = media_type.split_once('/').map_or("", |(kind, _)| kind);
    let is_look = matches!(kind, "image" | "font" | "audio" | "video");
    media_type == "image/vnd.djvu" || !(is_look || NONE.contains(&media_type))
}

#[cfg(test)]
mod tests {
    use std::num::NonZeroUsize;

    use super::*;
    use crate::limits::Limits;

    fn family(options: &Options) -> Family<'_> {
        Family {
            options,
            offers: Vec::new(),
            paths: HashMap::new(),
            files_left: options.limits.max_package_entries,
            bytes_left: options.limits.max_attachment_bytes,
            ancestors: vec![Ancestor {
                id: DocumentId::of(b"mail"),
                warnings: Vec::new(),
                unsaid: 0,
            }],
        }
    }

    fn options(max_package_entries: usize) -> Options {
        Options {
            manifest: None,
            limits: Limits {
                max_package_entries,
                ..Limits::STANDARD
            },
            worker_program: "/nowhere/regesta".into(),
            jobs: NonZeroUsize::MIN,
            only: None,
        }
    }

    fn inner(name: &str) -> Inner<'_> {
        Inner {
            folder: "mail",
            name,
            depth: 1,
        }
    }

    #[test]
    fn every_file_inside_has_a_path_of_its_own() {
        let options = options(10);
        let mut family = family(&options);
        let names = [
            "a.txt",
            "a (2).txt",
            "./a.txt",
            "a.txt",
            "a (2).txt",
            ".a",
            ".a",
            "/",
        ];
        let paths = names.map(|name| family.free_path(&inner(name)));
        assert_eq!(
            paths,
            [
                "mail/a.txt",
                "mail/a (2).txt",
                "mail/a (3).txt",
                "mail/a (4).txt",
                "mail/a (2) (2).txt",
                "mail/.a",
                "mail/.a (2)",
                "mail/unnamed",
            ]
        );
    }

    #[test]
    fn a_hundred_thousand_files_of_one_name_are_no_trouble() {
        let options = options(10);
        let mut family = family(&options);
        let last = (0..100_000)
            .map(|_| family.free_path(&inner("a.txt")))
            .last();
        assert_eq!(last.as_deref(), Some("mail/a (100000).txt"));
    }

    #[test]
    fn files_that_fail_count_and_so_do_pictures() {
        let options = options(4);
        let mut family = family(&options);
        let name = format!("{}.txt", "가".repeat(1_000));
        family.file(&inner("a.png"), Ok(Vec::new())).unwrap();
        for _ in 0..60 {
            let failure = Failure::damaged("zip entry cannot be unpacked");
            family.file(&inner(&name), Err(failure)).unwrap();
        }
        assert_eq!((family.offers.len(), family.files_left), (3, 0));
        let warnings: Vec<String> = family.ancestors.remove(0).warnings().collect();
        assert_eq!(warnings.len(), MAX_WARNINGS + 1);
        assert_eq!(
            warnings[0],
            format!(
                "{}… inside it is left where it is: a document may have 4 files inside it",
                "가".repeat(MAX_NAME_CHARS)
            )
        );
        assert_eq!(
            warnings[MAX_WARNINGS],
            "and 7 more files inside it are left where they are"
        );
    }

    #[test]
    fn the_look_of_a_document_is_no_document() {
        for media_type in ["image/png", "font/woff", "application/octet-stream"] {
            assert!(!is_document(media_type), "{media_type}");
        }
        for media_type in ["application/x-hwp", "image/vnd.djvu", "application/gzip"] {
            assert!(is_document(media_type), "{media_type}");
        }
    }
}
