//! A set's passages in an archive: each a document, or those of one title the pages of one.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::error::Error;
use std::sync::Arc;

use chrono::NaiveDate;
use regesta_index::{
    Archive, Assertion, Content, DocumentId, Field, Offer, Page, PageNumber, Paging, Provenance,
    Record, Snapshot, Writer,
};
use regesta_queries::{InvalidRequest, Request, search};

use crate::sets::{Passage, Set};

/// What is one document.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Grouping {
    /// Each passage.
    Passages,
    /// The passages of one title, as its pages.
    Titles,
}

/// An archive of a set's passages; lives as long as the value.
pub(crate) struct Collection {
    _folder: tempfile::TempDir,
    snapshot: Arc<Snapshot>,
    /// Names of documents, and of the passages that are their pages.
    names: HashMap<DocumentId, (String, Vec<String>)>,
    /// Bytes of text, and of the index.
    pub(crate) text_bytes: u64,
    pub(crate) index_bytes: u64,
}

/// What was found for a question, best first.
#[derive(Debug, Default)]
pub(crate) struct Found {
    pub(crate) documents: Vec<(String, f32)>,
    /// The pages that are shown, in the order in which a reader meets them.
    pub(crate) pages: Vec<(String, f32)>,
    /// Documents that match.
    pub(crate) total: u64,
}

impl Collection {
    /// Takes the passages in through the same functions as any document.
    pub(crate) fn new(set: &Set, grouping: Grouping) -> Result<Self, Box<dyn Error>> {
        let folder = tempfile::tempdir()?;
        let mut writer = Writer::create(folder.path())?;
        let run = writer.begin(std::slice::from_ref(&set.name))?;
        let mut names = HashMap::new();
        let mut offers = Vec::new();
        for (name, passages) in documents(set, grouping) {
            let offer = offer(set, &name, &passages)?;
            if let Content::Read { record, .. } = &offer.content {
                let pages = passages.iter().map(|passage| passage.id.clone()).collect();
                names.insert(record.id, (name, pages));
            }
            offers.push(offer);
        }
        writer.store(&run, &offers)?;
        writer.finish(run)?;
        drop(writer);
        Ok(Self {
            snapshot: Archive::open(folder.path())?.snapshot()?,
            names,
            text_bytes: set
                .passages
                .iter()
                .map(|passage| passage.text.len() as u64)
                .sum(),
            index_bytes: size_of(&folder.path().join("index"))?,
            _folder: folder,
        })
    }

    /// Asks `question` as a user would type it; a question that gets no answer is an error of the request.
    pub(crate) fn ask(
        &self,
        question: &str,
        depth: usize,
    ) -> Result<Result<Found, InvalidRequest>, Box<dyn Error>> {
        let request = Request {
            query: question.to_owned(),
            limit: depth,
            ..Request::default()
        };
        let today = NaiveDate::from_ymd_opt(2026, 1, 1).ok_or("a date")?;
        let answer = match search(&self.snapshot, &request, today) {
            Ok(answer) => answer,
            Err(regesta_queries::Error::Request(error)) => return Ok(Err(error)),
            Err(error) => return Err(error.into()),
        };
        let mut found = Found {
            total: answer.total,
            ..Found::default()
        };
        for hit in answer.hits {
            let (name, pages) = self
                .names
                .get(&hit.id)
                .ok_or("a document that was not put in")?;
            found.documents.push((name.clone(), hit.score));
            for page in hit.pages {
                let index = page.page.get() as usize - 1;
                let name = pages.get(index).ok_or("a page that was not put in")?;
                found.pages.push((name.clone(), page.score));
            }
        }
        Ok(Ok(found))
    }
}

/// Names of the documents with their passages.
fn documents(set: &Set, grouping: Grouping) -> Vec<(String, Vec<&Passage>)> {
    match grouping {
        Grouping::Passages => {
            let passages = set.passages.iter();
            passages
                .map(|passage| (passage.id.clone(), vec![passage]))
                .collect()
        }
        Grouping::Titles => {
            let mut titles: BTreeMap<String, Vec<&Passage>> = BTreeMap::new();
            for passage in &set.passages {
                titles.entry(title(passage)).or_default().push(passage);
            }
            titles.into_iter().collect()
        }
    }
}

/// The name of a document in run files, which part their columns by white space.
fn title(passage: &Passage) -> String {
    passage
        .title
        .split_whitespace()
        .collect::<Vec<_>>()
        .join("_")
}

/// For each question the documents that are right, where passages of one title are one.
pub(crate) fn right_titles(set: &Set) -> BTreeMap<String, BTreeSet<String>> {
    let of: HashMap<&str, String> = set
        .passages
        .iter()
        .map(|passage| (passage.id.as_str(), title(passage)))
        .collect();
    let titles = |right: &BTreeSet<String>| {
        let titles = right.iter().filter_map(|id| of.get(id.as_str()).cloned());
        titles.collect()
    };
    set.right
        .iter()
        .map(|(question, right)| (question.clone(), titles(right)))
        .collect()
}

fn offer(set: &Set, name: &str, passages: &[&Passage]) -> Result<Offer, Box<dyn Error>> {
    let texts: Vec<&str> = passages
        .iter()
        .map(|passage| passage.text.as_str())
        .collect();
    let original = format!("{name}\n{}", texts.join("\u{c}")).into_bytes();
    let title = passages
        .first()
        .map(|passage| passage.title.replace('_', " "));
    let mut assertions = Vec::new();
    for (field, value) in [
        (Field::Title, title.unwrap_or_default()),
        (Field::Language, set.language.to_owned()),
    ] {
        assertions.push(Assertion {
            field,
            value,
            provenance: Provenance::Name,
            rule: "set".to_owned(),
            rejected: None,
            confidence: 1.0,
        });
    }
    let mut pages = Vec::new();
    for (number, text) in (1..).zip(texts) {
        pages.push(Page {
            number: PageNumber::new(number).ok_or("pages are numbered from 1")?,
            text: text.to_owned(),
            language: Some(set.language.to_owned()),
            passages: Vec::new(),
            marks: Vec::new(),
            label: None,
            quality: 1.0,
            is_unread: false,
            recognised: None,
        });
    }
    let record = Record {
        id: DocumentId::of(&original),
        media_type: "text/plain".to_owned(),
        bytes: original.len() as u64,
        paging: Paging::Pages,
        outline: Vec::new(),
        pages,
        assertions,
        rules: 0,
        warnings: Vec::new(),
    };
    Ok(Offer {
        path: format!("{name}.txt"),
        content: Content::Read {
            record,
            original,
            failure: None,
        },
    })
}

fn size_of(folder: &std::path::Path) -> std::io::Result<u64> {
    let mut bytes = 0;
    for entry in std::fs::read_dir(folder)? {
        let entry = entry?;
        let meta = entry.metadata()?;
        bytes += if meta.is_dir() {
            size_of(&entry.path())?
        } else {
            meta.len()
        };
    }
    Ok(bytes)
}
