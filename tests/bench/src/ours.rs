//! Regesta's side: an archive made by the program or written directly, and its answers.

use std::error::Error;
use std::path::Path;
use std::process::Command;
use std::sync::Arc;

use chrono::NaiveDate;
use regesta_index::{
    Archive, Assertion, Content, DocumentId, Field, Offer, Page, PageNumber, Paging, Provenance,
    Record, Snapshot, Writer,
};
use regesta_queries::{Request, search};

use crate::corpus::Document;
use crate::questions::Question;

/// Documents that are stored at a time.
const BATCH: usize = 10_000;

/// An archive, opened.
pub(crate) struct Ours {
    pub(crate) snapshot: Arc<Snapshot>,
    pub(crate) today: NaiveDate,
}

impl Ours {
    pub(crate) fn open(archive: &Path) -> Result<Self, Box<dyn Error>> {
        Ok(Self {
            snapshot: Archive::open(archive)?.snapshot()?,
            today: NaiveDate::from_ymd_opt(2026, 1, 1).ok_or("a date")?,
        })
    }

    /// A full answer; gives the number of documents found.
    pub(crate) fn answer(&self, question: &Question) -> Result<u64, Box<dyn Error>> {
        let request = Request {
            query: question.text.clone(),
            country: vec![question.country.to_owned()],
            ..Request::default()
        };
        let answer = search(&self.snapshot, &request, self.today)?;
        Ok(std::hint::black_box(answer).total)
    }
}

/// Lets the program take in a zip.
pub(crate) fn ingest(program: &Path, zip: &Path, archive: &Path) -> Result<(), Box<dyn Error>> {
    let output = Command::new(program)
        .arg("ingest")
        .arg(zip)
        .arg("--archive")
        .arg(archive)
        .output()?;
    if !output.status.success() {
        return Err(String::from_utf8_lossy(&output.stderr).into_owned().into());
    }
    Ok(())
}

/// Writes `documents` into a new archive, without workers: what is known of them is known.
pub(crate) fn write(
    archive: &Path,
    documents: impl Iterator<Item = Document>,
) -> Result<(), Box<dyn Error>> {
    let mut writer = Writer::create(archive)?;
    let run = writer.begin(&["passages".to_owned()])?;
    let mut offers = documents.map(offer).peekable();
    while offers.peek().is_some() {
        let batch: Vec<Offer> = offers.by_ref().take(BATCH).collect();
        writer.store(&run, &batch)?;
    }
    writer.finish(run)?;
    Ok(writer.close()?)
}

fn offer(document: Document) -> Offer {
    let original = format!("{}\n\n{}", document.title, document.text).into_bytes();
    let id = DocumentId::of(&original);
    let stated = [
        (Field::Title, document.title),
        (Field::Country, document.country),
        (Field::Published, document.year),
        (Field::Type, document.kind),
        (Field::Language, "en".to_owned()),
    ];
    let assertions = stated.map(|(field, value)| Assertion {
        field,
        value,
        provenance: Provenance::Manifest {
            name: "passages".to_owned(),
            row: 1,
        },
        rule: "passage".to_owned(),
        confidence: 1.0,
        rejected: None,
    });
    let page = Page {
        number: PageNumber::FIRST,
        text: document.text,
        language: Some("en".to_owned()),
        passages: Vec::new(),
        marks: Vec::new(),
        label: None,
        quality: 1.0,
        is_unread: false,
        recognised: None,
    };
    let record = Record {
        id,
        media_type: "text/plain".to_owned(),
        bytes: original.len() as u64,
        paging: Paging::Pages,
        outline: Vec::new(),
        pages: vec![page],
        assertions: assertions.into(),
        warnings: Vec::new(),
        rules: 0,
    };
    Offer {
        path: id.to_string(),
        content: Content::Read {
            record,
            original,
            failure: None,
        },
    }
}
