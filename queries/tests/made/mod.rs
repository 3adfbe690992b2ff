//! Small archives made for tests, and questions to them.

use std::sync::Arc;

use chrono::NaiveDate;
use regesta_index::{
    Archive, Assertion, Content, DocumentId, Field, Offer, Page, PageNumber, Paging, Provenance,
    Record, Snapshot, Writer,
};
use regesta_queries::{Answer, Request, search};

/// A small archive that lives as long as the value.
pub(crate) struct Made {
    _folder: tempfile::TempDir,
    pub(crate) snapshot: Arc<Snapshot>,
}

/// Name, language, pages and metadata of one document.
pub(crate) type Source<'a> = (&'a str, &'a str, &'a [&'a str], &'a [(Field, &'a str)]);

pub(crate) fn archive(documents: &[Source<'_>]) -> Made {
    let folder = tempfile::tempdir().unwrap();
    let writer = Writer::create(folder.path()).unwrap();
    made(
        folder,
        writer,
        &documents.iter().map(offer).collect::<Vec<_>>(),
    )
}

pub(crate) fn made(folder: tempfile::TempDir, mut writer: Writer, offers: &[Offer]) -> Made {
    let run = writer.begin(&["made".to_owned()]).unwrap();
    writer.store(&run, offers).unwrap();
    writer.finish(run).unwrap();
    let snapshot = Archive::open(folder.path()).unwrap().snapshot().unwrap();
    Made {
        _folder: folder,
        snapshot,
    }
}

pub(crate) fn offer((name, language, pages, metadata): &Source<'_>) -> Offer {
    let original = format!("{name}\n{}", pages.join("\u{c}")).into_bytes();
    let stated = metadata
        .iter()
        .map(|(field, value)| (field.clone(), *value));
    let assertions = stated
        .chain([(Field::Language, *language)])
        .chain(
            metadata
                .iter()
                .all(|(field, _)| *field != Field::Title)
                .then_some((Field::Title, *name)),
        )
        .map(|(field, value)| Assertion {
            field,
            value: value.to_owned(),
            provenance: Provenance::Name,
            rule: "test".to_owned(),
            confidence: 1.0,
            rejected: None,
        })
        .collect();
    let pages = (1..).zip(*pages).map(|(number, text)| Page {
        number: PageNumber::new(number).unwrap(),
        text: (*text).to_owned(),
        language: Some((*language).to_owned()),
        passages: Vec::new(),
        marks: Vec::new(),
        label: None,
        quality: 1.0,
        is_unread: false,
        recognised: None,
    });
    let record = Record {
        id: DocumentId::of(&original),
        media_type: "text/plain".to_owned(),
        bytes: original.len() as u64,
        paging: Paging::Pages,
        outline: Vec::new(),
        pages: pages.collect(),
        assertions,
        warnings: Vec::new(),
        rules: 0,
    };
    Offer {
        path: (*name).to_owned(),
        content: Content::Read {
            record,
            original,
            failure: None,
        },
    }
}

/// The day of every question.
pub(crate) fn today() -> NaiveDate {
    NaiveDate::from_ymd_opt(2026, 1, 1).unwrap()
}

pub(crate) fn request(parameters: &[(&str, &str)]) -> Request {
    let pairs = parameters
        .iter()
        .map(|(name, value)| ((*name).to_owned(), (*value).to_owned()));
    Request::from_pairs(pairs).unwrap()
}

pub(crate) fn ask(made: &Made, parameters: &[(&str, &str)]) -> Answer {
    search(&made.snapshot, &request(parameters), today()).unwrap()
}
