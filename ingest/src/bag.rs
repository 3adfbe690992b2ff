//! Writes kept documents as a BagIt bag, to be given to others or read in by another archive.
//!
//! ```text
//! bag/
//!   bagit.txt
//!   bag-info.txt                 when, by what, how much
//!   manifest-sha256.txt
//!   tagmanifest-sha256.txt
//!   data/manifest.csv            the winning metadata, in the form that `ingest` reads
//!   data/3fa91c…/plan.pdf        originals, each in a folder named by the start of its SHA-256
//!   metadata/assertions.jsonl    everything ever said of them, with its source
//! ```
//!
//! A bag is whole or not there: it is written beside its place and renamed. The checksum of an
//! original is its identity; it is checked as it is copied.
//!
//! Not here: reading bags (`source/bag.rs`), which documents (the caller).
//!
//! Format: RFC 8493, version 1.0.

use std::collections::{BTreeMap, BTreeSet};
use std::fs::{self, File};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use chrono::{DateTime, Utc};
use regesta_index::{Archive, Description, DocumentId, Entry, PolicyDate};
use sha2::{Digest, Sha256};

/// Digits of an id that name a document's folder in a bag.
const FOLDER_DIGITS: usize = 16;
/// Most bytes of a file's name.
const MAX_NAME_BYTES: usize = 120;

/// What a bag holds.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Bagged {
    /// Documents.
    pub documents: u64,
    /// Bytes of their originals.
    pub bytes: u64,
}

/// Why a bag could not be written.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum BagError {
    /// The archive could not be read, or an original is damaged.
    #[error(transparent)]
    Archive(#[from] regesta_index::Error),
    /// There is something where the bag is to be.
    #[error("{} is there already", .0.display())]
    Exists(PathBuf),
    /// A file of the bag could not be written.
    #[error("cannot write {}", .path.display())]
    Io {
        /// The file or folder.
        path: PathBuf,
        /// What the system says.
        source: io::Error,
    },
    /// The table of metadata could not be written.
    #[error("cannot write the metadata")]
    Table(#[from] csv::Error),
}

/// Writes the documents `ids` of `archive` as a bag in the new folder `bag`.
///
/// Documents that were withdrawn or never kept are passed over. `progress` is told documents done
/// and documents in all.
///
/// # Errors
///
/// - [`BagError::Exists`] before anything is written
/// - any other; what was written is removed
pub fn write_bag(
    archive: &Archive,
    ids: &[DocumentId],
    bag: &Path,
    now: DateTime<Utc>,
    progress: &mut dyn FnMut(u64, u64),
) -> Result<Bagged, BagError> {
    if fs::symlink_metadata(bag).is_ok() {
        return Err(BagError::Exists(bag.to_owned()));
    }
    let mut name = bag.file_name().unwrap_or_default().to_owned();
    name.push(".unfinished");
    let unfinished = bag.with_file_name(name);
    if fs::symlink_metadata(&unfinished).is_ok() {
        return Err(BagError::Exists(unfinished));
    }
    let mut writing = Writing {
        archive,
        root: unfinished.clone(),
        payload: BTreeMap::new(),
        tags: BTreeMap::new(),
        bagged: Bagged::default(),
        payload_bytes: 0,
    };
    let written = writing.all(ids, now, progress).and_then(|()| {
        fs::rename(&unfinished, bag).map_err(|source| BagError::Io {
            path: bag.to_owned(),
            source,
        })
    });
    if written.is_err() {
        // The error that counts is the one before.
        let _ = fs::remove_dir_all(&unfinished);
    }
    written.map(|()| writing.bagged)
}

struct Writing<'a> {
    archive: &'a Archive,
    root: PathBuf,
    /// Checksums of the files carried, by path in the bag.
    payload: BTreeMap<String, String>,
    /// Those of the files about the bag.
    tags: BTreeMap<String, String>,
    bagged: Bagged,
    payload_bytes: u64,
}

impl Writing<'_> {
    fn all(
        &mut self,
        ids: &[DocumentId],
        now: DateTime<Utc>,
        progress: &mut dyn FnMut(u64, u64),
    ) -> Result<(), BagError> {
        let mut rows = Vec::new();
        let mut columns = BTreeSet::new();
        let mut assertions = Vec::new();
        let ids: BTreeSet<DocumentId> = ids.iter().copied().collect();
        for (done, id) in (1..).zip(&ids) {
            let entry = self.archive.catalogue().entry(*id)?;
            let Some(entry) = entry.filter(|entry| entry.withdrawn.is_none()) else {
                continue;
            };
            let path = self.original(&entry)?;
            for claim in self.archive.catalogue().claims(*id)? {
                let mut line = serde_json::to_value(&claim).unwrap_or_default();
                line["id"] = id.to_string().into();
                assertions.extend(line.to_string().into_bytes());
                assertions.push(b'\n');
            }
            let row = row(&path, &entry.description);
            columns.extend(row.keys().cloned());
            rows.push(row);
            progress(done, ids.len() as u64);
        }
        let table = table(&columns, &rows)?;
        self.payload("data/manifest.csv", &table)?;
        self.tag("metadata/assertions.jsonl", &assertions)?;
        let declaration = "BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n";
        self.tag("bagit.txt", declaration.as_bytes())?;
        let (bytes, files) = (self.payload_bytes, self.payload.len());
        let info = format!(
            "Source-Organization: {}\nBagging-Date: {}\nPayload-Oxum: {bytes}.{files}\n\
             Bag-Software-Agent: regesta {}\n",
            one_line(&self.archive.settings().title),
            now.format("%Y-%m-%d"),
            env!("CARGO_PKG_VERSION"),
        );
        self.tag("bag-info.txt", info.as_bytes())?;
        let manifest = checksums(&self.payload);
        self.tag("manifest-sha256.txt", manifest.as_bytes())?;
        let manifest = checksums(&self.tags);
        self.write("tagmanifest-sha256.txt", manifest.as_bytes())
    }

    /// Copies an original; gives its path below `data/`.
    fn original(&mut self, entry: &Entry) -> Result<String, BagError> {
        let id = entry.id.to_string();
        let folder: String = id.chars().take(FOLDER_DIGITS).collect();
        let name = entry.names.first().map_or("document", String::as_str);
        let path = format!("{folder}/{}", file_name(name));
        // Reading an original checks it against its identity.
        let bytes = self.archive.originals().read(entry.id)?;
        self.payload(&format!("data/{path}"), &bytes)?;
        self.bagged.documents += 1;
        self.bagged.bytes += bytes.len() as u64;
        Ok(path)
    }

    fn payload(&mut self, path: &str, bytes: &[u8]) -> Result<(), BagError> {
        self.payload_bytes += bytes.len() as u64;
        self.payload.insert(path.to_owned(), sha256(bytes));
        self.write(path, bytes)
    }

    fn tag(&mut self, path: &str, bytes: &[u8]) -> Result<(), BagError> {
        self.tags.insert(path.to_owned(), sha256(bytes));
        self.write(path, bytes)
    }

    fn write(&self, path: &str, bytes: &[u8]) -> Result<(), BagError> {
        let file = self.root.join(path);
        let failed = |source| BagError::Io {
            path: file.clone(),
            source,
        };
        fs::create_dir_all(file.parent().unwrap_or(&self.root)).map_err(failed)?;
        let mut out = File::create_new(&file).map_err(failed)?;
        out.write_all(bytes).map_err(failed)?;
        out.sync_all().map_err(failed)
    }
}

/// The columns of a document's row and their values.
fn row(path: &str, about: &Description) -> BTreeMap<String, String> {
    let date = |date: Option<PolicyDate>| date.map(|date| date.to_string());
    let list = |values: &[String]| (!values.is_empty()).then(|| values.join("; "));
    let named = [
        ("title", Some(about.title.clone())),
        ("country", list(&about.country)),
        ("subject_country", list(&about.subject_country)),
        ("published", date(about.published)),
        ("adopted", date(about.adopted)),
        ("valid_from", date(about.valid_from)),
        ("valid_until", date(about.valid_until)),
        ("language", about.language.clone()),
        ("type", about.kind.clone()),
        ("topics", list(&about.topics)),
        ("work", about.work.clone()),
        ("number", about.number.clone()),
        ("issuer", about.issuer.clone()),
        ("author", about.author.clone()),
        ("licence", about.licence.clone()),
        ("source", about.source.clone()),
    ];
    let mut row = BTreeMap::from([("path".to_owned(), path.to_owned())]);
    for (name, value) in named {
        if let Some(value) = value.filter(|value| !value.is_empty()) {
            row.insert(name.to_owned(), value);
        }
    }
    for (name, value) in &about.custom {
        row.entry(name.clone()).or_insert_with(|| value.clone());
    }
    row
}

fn table(
    columns: &BTreeSet<String>,
    rows: &[BTreeMap<String, String>],
) -> Result<Vec<u8>, BagError> {
    let first = std::iter::once("path");
    let others = columns
        .iter()
        .map(String::as_str)
        .filter(|name| *name != "path");
    let columns: Vec<&str> = first.chain(others).collect();
    let mut writer = csv::Writer::from_writer(Vec::new());
    writer.write_record(&columns)?;
    for row in rows {
        let cells = columns
            .iter()
            .map(|name| row.get(*name).map_or("", String::as_str));
        writer.write_record(cells)?;
    }
    writer
        .into_inner()
        .map_err(|error| csv::Error::from(error.into_error()).into())
}

fn checksums(files: &BTreeMap<String, String>) -> String {
    let line = |(path, checksum): (&String, &String)| {
        let path = path
            .replace('%', "%25")
            .replace('\r', "%0D")
            .replace('\n', "%0A");
        format!("{checksum}  {path}\n")
    };
    files.iter().map(line).collect()
}

fn sha256(bytes: &[u8]) -> String {
    Sha256::digest(bytes)
        .iter()
        .map(|byte| format!("{byte:02x}"))
        .collect()
}

/// The last part of a name, as any file system takes it and no reader of bags stumbles over.
fn file_name(path: &str) -> String {
    let last = path.rsplit('/').next().unwrap_or(path);
    let plain = |c: char| {
        let odd = c.is_control() || "\\:*?\"<>|%".contains(c);
        if odd { '_' } else { c }
    };
    let mut name: String = last.chars().map(plain).collect();
    // The end has the file's kind.
    while MAX_NAME_BYTES < name.len() {
        name.remove(0);
    }
    let name = name.trim().trim_start_matches('.').to_owned();
    // A name that describes others would not be taken for a document.
    if name.is_empty() || crate::source::describes_others(&name) {
        format!("document-{name}")
    } else {
        name
    }
}

fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}
