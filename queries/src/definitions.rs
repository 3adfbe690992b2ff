//! Sentences that say what a term means, side by side: who defined it how, and when.
//!
//! The index gives the pages on which the term stands near a word that definitions are made with
//! ("means", 말한다, 是指); those pages are read, the sentence around the term is cut out, and kept
//! if it has one of the forms of definitions of its language (`forms.rs`). The same sentence in
//! several documents, such as the versions of one law, is one definition with several sources.
//!
//! Bounded: see [`MAX_DOCUMENTS`], [`MAX_PAGES`] and [`MAX_PLACES`]; what was not looked at is said.
//!
//! Not here: definitions that need more than a sentence, and names given in passing (이하 "…"라 한다).

mod forms;
mod occurrences;
mod sentence;

use std::collections::HashMap;
use std::sync::Arc;
use std::time::Instant;

use chrono::NaiveDate;
use regesta_index::{DocumentId, Page, PageNumber, Paging, PolicyDate, Shown, Snapshot, Status};
use serde::Serialize;
use tantivy::DocAddress;

use crate::answer::{ArchiveState, Snippet};
use crate::difference::{Change, difference};
use crate::facets::{Candidate, Filters, Order, collect};
use crate::leaf::Detail;
use crate::pages::{Ranked, located};
use crate::plan::{Plan, Reading, engine};
use crate::request::bad;
use crate::synonyms::Synonyms;
use crate::{Error, InvalidRequest, Message, Query, Request};
use occurrences::Term;

/// Most documents with the term that are looked at, best first.
const MAX_DOCUMENTS: usize = 20_000;

/// Most pages that are read: about a second's work.
const MAX_PAGES: usize = 2_000;

/// Places of the term after which no more pages are read: a word such as `the` stands hundreds of times
/// on a page, and the sentence around each is cut out.
const MAX_PLACES: usize = 50_000;

/// Terms between the term and a word that definitions are made with.
const REACH: u32 = 40;

/// Documents whose places are looked up at once.
const CHUNK: usize = 4_096;

/// Most characters of a term.
const MAX_TERM_CHARS: usize = 100;

/// What a term is said to mean.
#[derive(Clone, Debug, Serialize)]
pub struct Definitions {
    /// The state of the archive that was asked.
    pub archive: ArchiveState,
    /// The day for which statuses hold.
    pub as_of: NaiveDate,
    /// Time it took, in milliseconds.
    pub took_ms: u64,
    /// What the reader should know. Plain sentences.
    pub notices: Vec<Message>,
    /// The term as it was asked.
    pub term: String,
    /// Documents with the term that pass the filters.
    pub documents: u64,
    /// Pages that were read: those with the term near a word that definitions are made with.
    pub pages_read: u64,
    /// The definitions, by the date of their oldest source, undated ones last.
    pub definitions: Vec<Definition>,
    /// The difference between two of them, where it was asked for.
    pub difference: Option<Difference>,
}

/// One sentence that defines the term.
#[derive(Clone, Debug, Serialize)]
pub struct Definition {
    /// Stands for the sentence, always the same for the same words.
    pub key: String,
    /// The sentence, with the term marked.
    pub sentence: Snippet,
    /// Language subtag of the page.
    pub language: Option<String>,
    /// How it is said: `means`, `이란 … 말한다`.
    pub form: String,
    /// Where it stands, oldest first.
    pub sources: Vec<DefinitionSource>,
}

/// A page with a definition.
#[derive(Clone, Debug, Serialize)]
pub struct DefinitionSource {
    /// The document.
    pub id: DocumentId,
    /// Its title.
    pub title: String,
    /// Jurisdiction codes.
    pub country: Vec<String>,
    /// Publication date, as precise as known.
    pub published: Option<PolicyDate>,
    /// Year of publication.
    pub year: Option<i32>,
    /// Type slug.
    #[serde(rename = "type")]
    pub kind: Option<String>,
    /// Status on [`Definitions::as_of`].
    pub status: Status,
    /// What its pages are in the file that a reader opens.
    pub paging: Paging,
    /// The page.
    pub page: PageNumber,
    /// What the file calls the page, where that is not its number.
    pub label: Option<String>,
}

/// What differs between two definitions.
#[derive(Clone, Debug, Serialize)]
pub struct Difference {
    /// Key of the one.
    pub left: String,
    /// Key of the other.
    pub right: String,
    /// The way from the one to the other, word by word.
    pub changes: Vec<Change>,
}

/// Finds sentences that define `term` in the documents that pass the filters of `request`.
///
/// `compare` names two of them by their keys; `today` is the day statuses hold for unless the
/// request names another.
///
/// # Errors
///
/// - [`Error::Request`] if the term has no words or is too long, or `compare` does not name two
/// - [`Error::Archive`] if the index or catalogue cannot be read
pub fn definitions(
    snapshot: &Arc<Snapshot>,
    term: &str,
    compare: &[String],
    request: &Request,
    today: NaiveDate,
) -> Result<Definitions, Error> {
    let started = Instant::now();
    let asked = read(term, request)?;
    let as_of = request.as_of.unwrap_or(today);
    let filters = Filters::new(snapshot, request);
    let plan = Plan::new(
        snapshot,
        &asked.query,
        &Synonyms::default(),
        Reading::AsAsked,
    )?;
    let matches = collect(
        snapshot,
        plan.engine.as_ref(),
        &filters,
        as_of,
        Order::Score,
        MAX_DOCUMENTS,
    );
    plan.work.check()?;
    let matches = matches.map_err(engine)?;
    let mut notices = Vec::new();
    if (matches.best.len() as u64) < matches.total {
        let message = Message::new(
            "best-read",
            "Of {total} documents with the term the best {read} were looked at; filters find the others.",
        );
        notices.push(
            message
                .with("total", matches.total)
                .with("read", matches.best.len()),
        );
    }
    let pages = promising(snapshot, &plan, &matches.best)?;
    let promised = pages.len();
    let terms = Term::new(&asked.terms, snapshot.languages());
    let mut found = Found::new(snapshot, as_of);
    let mut pages_read = 0;
    let mut looked_at = 0;
    for (address, number) in pages {
        if looked_at == MAX_PAGES || MAX_PLACES <= found.places {
            break;
        }
        looked_at += 1;
        if let Some(page) = snapshot.page(address, number)? {
            pages_read += 1;
            found.read(address, &page, &terms)?;
        }
    }
    if looked_at < promised {
        let message = Message::new(
            "pages-read",
            "Of {total} pages that may define the term {read} were read; filters find the others.",
        );
        notices.push(message.with("total", promised).with("read", pages_read));
    }
    let definitions = found.sorted();
    Ok(Definitions {
        archive: ArchiveState::of(snapshot),
        as_of,
        notices,
        term: term.to_owned(),
        documents: matches.total,
        pages_read,
        difference: compared(&definitions, compare)?,
        definitions,
        took_ms: u64::try_from(started.elapsed().as_millis()).unwrap_or(u64::MAX),
    })
}

/// A term as it is looked for.
struct Asked {
    /// Its forms: of a Korean noun also the one with 란, which analysis takes for another word.
    terms: Vec<String>,
    query: Query,
}

fn read(term: &str, request: &Request) -> Result<Asked, InvalidRequest> {
    if !request.query.trim().is_empty() {
        return Err(bad(
            "q",
            Message::new("term-as-q", "is not taken here: give the term as `term`"),
        ));
    }
    if term.chars().nth(MAX_TERM_CHARS).is_some() {
        return Err(bad(
            "term",
            Message::new("term-too-long", "is longer than 100 characters"),
        ));
    }
    let is_word = |word: &&str| word.chars().any(char::is_alphanumeric);
    let plain = |c: char| {
        if c.is_alphanumeric() || "-'’·".contains(c) {
            c
        } else {
            ' '
        }
    };
    let plain: String = term.chars().map(plain).collect();
    let words: Vec<&str> = plain.split_whitespace().filter(is_word).collect();
    let text = words.join(" ");
    let Some(last) = text.chars().next_back() else {
        return Err(bad(
            "term",
            Message::new(
                "term-missing",
                "takes the words whose meaning is looked for",
            ),
        ));
    };
    let mut terms = vec![text];
    // A syllable of Hangul without a final consonant, after which the particle is 란 and not 이란.
    let is_open = ('가'..='힣').contains(&last) && (last as u32 - 0xac00).is_multiple_of(28);
    if is_open {
        terms.push(format!("{}란", terms.concat()));
    }
    let phrase = |text: &String| Query::Phrase {
        text: text.clone(),
        slop: None,
    };
    Ok(Asked {
        query: Query::or(terms.iter().map(phrase)),
        terms,
    })
}

/// Pages on which the term stands near a word that definitions are made with, in the order of
/// their documents.
fn promising(
    snapshot: &Arc<Snapshot>,
    plan: &Plan,
    documents: &[Candidate],
) -> Result<Vec<(DocAddress, PageNumber)>, Error> {
    let cues = forms::CUES.iter().map(|cue| Query::Word((*cue).to_owned()));
    let cues = Plan::new(
        snapshot,
        &Query::or(cues),
        &Synonyms::default(),
        Reading::AsAsked,
    )?;
    let mut pages = Vec::new();
    for chunk in documents.chunks(CHUNK) {
        let terms = located(snapshot, plan, chunk, Detail::Starts).map_err(engine)?;
        plan.work.check()?;
        let near = located(snapshot, &cues, chunk, Detail::Starts).map_err(engine)?;
        cues.work.check()?;
        for (document, cues) in terms.iter().zip(&near) {
            let (terms, cues) = (starts(document), starts(cues));
            let mut found: Vec<PageNumber> = Vec::new();
            for start in terms {
                let from = start.saturating_sub(REACH);
                let next = cues.partition_point(|cue| *cue < from);
                let is_near = cues.get(next).is_some_and(|cue| *cue <= start + REACH);
                let page = document.layout.page_at(start);
                found.extend(page.filter(|page| is_near && found.last() != Some(page)));
            }
            pages.extend(
                found
                    .into_iter()
                    .map(|page| (document.candidate.address, page)),
            );
        }
    }
    Ok(pages)
}

/// Where anything of a plan stands, in order.
fn starts(document: &Ranked) -> Vec<u32> {
    let mut starts: Vec<u32> = document
        .places
        .iter()
        .flat_map(|places| places.starts.iter().copied())
        .collect();
    starts.sort_unstable();
    starts.dedup();
    starts
}

/// Definitions by their sentence, while pages are read.
struct Found<'a> {
    snapshot: &'a Snapshot,
    as_of: NaiveDate,
    definitions: HashMap<String, Definition>,
    shown: Option<(DocAddress, Shown)>,
    /// Places of the term so far.
    places: usize,
}

impl<'a> Found<'a> {
    fn new(snapshot: &'a Snapshot, as_of: NaiveDate) -> Self {
        Self {
            snapshot,
            as_of,
            definitions: HashMap::new(),
            shown: None,
            places: 0,
        }
    }

    /// Adds the definitions on one page.
    fn read(&mut self, address: DocAddress, page: &Page, terms: &Term) -> Result<(), Error> {
        let mut last = None;
        for place in terms.places(&page.text, page.languages()) {
            self.places += 1;
            let sentence = sentence::around(page, &place);
            // Of a sentence with the term in it twice, the first place that defines it.
            if last.as_ref() == Some(&sentence.text) {
                continue;
            }
            let Some(form) = forms::of(&sentence, page.language.as_deref()) else {
                continue;
            };
            let source = self.source(address, page)?;
            let key: String = DocumentId::of(sentence.text.as_bytes())
                .to_string()
                .chars()
                .take(12)
                .collect();
            let definition = self
                .definitions
                .entry(key.clone())
                .or_insert_with(|| Definition {
                    key,
                    sentence: sentence.snippet(),
                    language: page.language.clone(),
                    form: form.to_owned(),
                    sources: Vec::new(),
                });
            definition.sources.push(source);
            last = Some(sentence.text);
        }
        Ok(())
    }

    fn source(&mut self, address: DocAddress, page: &Page) -> Result<DefinitionSource, Error> {
        let known = self.shown.take().filter(|(known, _)| *known == address);
        let (_, about) = match known {
            Some(known) => self.shown.insert(known),
            None => self.shown.insert((address, self.snapshot.shown(address)?)),
        };
        let described = &about.description;
        Ok(DefinitionSource {
            id: about.id,
            title: described.title.clone(),
            country: described.country.clone(),
            published: described.published,
            year: described.year(),
            kind: described.kind.clone(),
            status: self.snapshot.status(address, self.as_of),
            paging: about.paging,
            page: page.number,
            label: page.label.clone(),
        })
    }

    fn sorted(self) -> Vec<Definition> {
        let day = |source: &DefinitionSource| {
            let day = source.published.and_then(|date| date.earliest());
            (day.is_none(), day, source.id, source.page)
        };
        let mut definitions: Vec<Definition> = self.definitions.into_values().collect();
        for definition in &mut definitions {
            definition.sources.sort_by_key(day);
            definition
                .sources
                .dedup_by_key(|source| (source.id, source.page));
        }
        definitions.sort_by_cached_key(|definition| {
            (definition.sources.first().map(day), definition.key.clone())
        });
        definitions
    }
}

fn compared(
    definitions: &[Definition],
    compare: &[String],
) -> Result<Option<Difference>, InvalidRequest> {
    let (left, right) = match compare {
        [] => return Ok(None),
        [left, right] => (left, right),
        _ => {
            return Err(bad(
                "compare",
                Message::new("two-keys", "takes two keys, each a parameter of its own"),
            ));
        }
    };
    let of = |key: &String| {
        let found = definitions.iter().find(|definition| definition.key == *key);
        found.ok_or_else(|| {
            bad(
                "compare",
                Message::new(
                    "keys-unknown",
                    "takes the keys of two definitions that are found here",
                ),
            )
        })
    };
    let changes = difference(&of(left)?.sentence.text, &of(right)?.sentence.text);
    Ok(Some(Difference {
        left: left.clone(),
        right: right.clone(),
        changes,
    }))
}
