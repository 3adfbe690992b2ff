//! A fixed view of what is searchable: one commit of one generation.
//!
//! A [`Snapshot`] never changes; a newer commit is a newer snapshot. What every answer needs of every
//! match is read into memory when it is loaded (`columns.rs`, `validity.rs`).
//!
//! Not here: queries, ranking, snippets.

use std::cmp::Reverse;
use std::collections::BTreeSet;
use std::path::Path;
use std::sync::{Arc, Mutex, OnceLock, PoisonError};

use chrono::NaiveDate;
use tantivy::columnar::Column;
use tantivy::schema::{Field, IndexRecordOption};
use tantivy::{
    DocAddress, DocSet, Index, ReloadPolicy, Searcher, SegmentReader, TERMINATED, TantivyError,
    Term,
};

use crate::entry::{calendar_day, day_number};
use crate::generation::Folder;
use crate::schema::{self, CHECKPOINT_TERMS, Fields};
use crate::validity::{self, Days};
use crate::vocabulary;
use crate::writer::indexed_event;
use crate::{
    Catalogue, Description, DocumentId, Error, Facet, FacetColumn, Frequent, Glossary,
    OutlineEntry, Page, PageLayout, PageNumber, Paging, Provenance, Status, TextState,
};

/// How often a file that vanished while a commit was opened is looked for anew.
const OPEN_ATTEMPTS: usize = 5;

/// What is shown of a document beside its pages.
#[derive(Clone, Debug, PartialEq)]
pub struct Shown {
    /// Its identity.
    pub id: DocumentId,
    /// Pages in the file.
    pub page_count: u32,
    /// What its pages are in the file that a reader opens.
    pub paging: Paging,
    /// The winning metadata.
    pub description: Description,
}

/// What is searchable at one moment.
pub struct Snapshot {
    searcher: Searcher,
    fields: Fields,
    catalogue: Arc<Catalogue>,
    glossary: Arc<Glossary>,
    generation: String,
    event: i64,
    facets: Vec<FacetColumn>,
    days: Vec<Vec<Days>>,
    segments: Vec<Columns>,
    languages: Vec<String>,
    lengths: Lengths,
    without_text: OnceLock<(u64, u64)>,
    /// Made when it is first asked for, as what follows.
    frequent: OnceLock<Frequent>,
    /// Every document, the latest first.
    newest: OnceLock<Vec<DocAddress>>,
    /// Documents by status on the day last asked for.
    statuses: Mutex<Option<(NaiveDate, [u64; Status::ALL.len()])>>,
}

/// Average lengths in terms: of what is weighed by its length.
#[derive(Clone, Copy, Debug)]
struct Lengths {
    title: f32,
    body: f32,
    bigrams: f32,
    page: f32,
}

/// Columns that are read for the few documents that are ranked or shown.
struct Columns {
    document: Column<u64>,
    page_start: Column<u64>,
    checkpoint: Column<u64>,
    terms: Column<u64>,
    furniture: Column<u64>,
    slight: Column<u64>,
}

impl std::fmt::Debug for Snapshot {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let mut debug = f.debug_struct("Snapshot");
        debug
            .field("generation", &self.generation)
            .field("event", &self.event)
            .finish_non_exhaustive()
    }
}

impl Snapshot {
    /// Opens the last commit in the generation's `folder`.
    pub(crate) fn load(
        folder: &Path,
        catalogue: Arc<Catalogue>,
        glossary: Arc<Glossary>,
    ) -> Result<Self, Error> {
        let (searcher, event) = open(folder)?;
        let (_, fields) = schema::schema();
        let readers = searcher.segment_readers();
        let mut facets = Vec::new();
        for facet in Facet::ALL {
            facets.push(match facet {
                Facet::Country => {
                    FacetColumn::texts(&searcher, fields.country, vocabulary::jurisdiction_label)?
                }
                Facet::Topic => {
                    FacetColumn::texts(&searcher, fields.topic, vocabulary::topic_label)?
                }
                Facet::Type => FacetColumn::texts(&searcher, fields.kind, vocabulary::type_label)?,
                Facet::Language => {
                    FacetColumn::texts(&searcher, fields.language, vocabulary::language_label)?
                }
                Facet::Text => FacetColumn::texts(&searcher, fields.text, text_label)?,
                Facet::Subject => {
                    FacetColumn::texts(&searcher, fields.subject, vocabulary::jurisdiction_label)?
                }
                Facet::YearSource => {
                    FacetColumn::texts(&searcher, fields.year_source, source_label)?
                }
                Facet::CountrySource => {
                    FacetColumn::texts(&searcher, fields.country_source, source_label)?
                }
                Facet::Year => FacetColumn::years(&searcher, fields.year)?,
            });
        }
        let name = |field| searcher.schema().get_field_name(field).to_owned();
        let mut segments = Vec::new();
        for reader in readers {
            let column = |field| reader.fast_fields().u64(&name(field));
            segments.push(Columns {
                document: column(fields.document)?,
                page_start: column(fields.page_start)?,
                checkpoint: column(fields.checkpoint)?,
                terms: column(fields.terms)?,
                furniture: column(fields.furniture)?,
                slight: column(fields.slight)?,
            });
        }
        let days = validity::days(&searcher, &fields)?;
        let lengths = lengths(&searcher, &fields, &segments)?;
        let mut languages = Vec::new();
        for reader in readers {
            let inverted = reader.inverted_index(fields.page_language)?;
            let mut terms = inverted.terms().stream().map_err(TantivyError::from)?;
            while terms.advance() {
                languages.push(String::from_utf8_lossy(terms.key()).into_owned());
            }
        }
        languages.sort_unstable();
        languages.dedup();
        let generation = folder
            .file_name()
            .unwrap_or_default()
            .to_string_lossy()
            .into_owned();
        Ok(Self {
            lengths,
            newest: OnceLock::new(),
            frequent: OnceLock::new(),
            statuses: Mutex::new(None),
            searcher,
            fields,
            catalogue,
            glossary,
            generation,
            event,
            facets,
            days,
            segments,
            languages,
            without_text: OnceLock::new(),
        })
    }

    /// The index, as of this snapshot.
    #[must_use]
    pub fn searcher(&self) -> &Searcher {
        &self.searcher
    }

    /// The fields of the index.
    #[must_use]
    pub fn fields(&self) -> &Fields {
        &self.fields
    }

    /// The archive's words for the same thing.
    #[must_use]
    pub fn glossary(&self) -> &Glossary {
        &self.glossary
    }

    pub(crate) fn catalogue(&self) -> &Catalogue {
        &self.catalogue
    }

    /// Name of the index generation.
    #[must_use]
    pub fn generation(&self) -> &str {
        &self.generation
    }

    /// Number of the last catalogue event that can be found.
    #[must_use]
    pub fn event(&self) -> i64 {
        self.event
    }

    /// The languages that pages and titles were analysed in, sorted.
    #[must_use]
    pub fn languages(&self) -> &[String] {
        &self.languages
    }

    /// Average number of terms that documents have in `field`: title, body or bigrams.
    #[must_use]
    pub fn average_terms(&self, field: Field) -> f32 {
        if field == self.fields.title {
            self.lengths.title
        } else if field == self.fields.bigrams {
            self.lengths.bigrams
        } else {
            self.lengths.body
        }
    }

    /// Average number of terms of a page.
    #[must_use]
    pub fn average_page_terms(&self) -> f32 {
        self.lengths.page
    }

    /// Documents that are kept without any text, and pages without: what no words can find.
    ///
    /// Counted once, when first asked for.
    ///
    /// # Errors
    ///
    /// [`Error::Catalogue`] if it cannot be read.
    pub fn without_text(&self) -> Result<(u64, u64), Error> {
        if let Some(counted) = self.without_text.get() {
            return Ok(*counted);
        }
        let counted = self.catalogue.without_text()?;
        Ok(*self.without_text.get_or_init(|| counted))
    }

    /// The most frequent words by their first letters.
    ///
    /// Counted once, when first asked for.
    ///
    /// # Errors
    ///
    /// [`Error::Index`] if it cannot be read.
    pub fn frequent(&self) -> Result<&Frequent, Error> {
        if let Some(known) = self.frequent.get() {
            return Ok(known);
        }
        let counted = Frequent::new(&self.searcher, &self.fields)?;
        Ok(self.frequent.get_or_init(|| counted))
    }

    /// The values of a facet.
    #[must_use]
    pub fn facet(&self, facet: Facet) -> &FacetColumn {
        &self.facets[facet as usize]
    }

    /// Day of publication in days since 1970, where there is one.
    #[must_use]
    pub fn published(&self, address: DocAddress) -> Option<i32> {
        self.days(address)
            .map(|days| days.published)
            .filter(|day| *day != i32::MIN)
    }

    /// The first and last year in which it may have been published, where that is not one year for
    /// certain.
    #[must_use]
    pub fn possible_years(&self, address: DocAddress) -> Option<(i32, i32)> {
        let years = self.days(address)?.possible_years;
        (years.0 <= years.1).then_some(years)
    }

    /// The status of a document on day `as_of`, its later versions considered.
    #[must_use]
    pub fn status(&self, address: DocAddress, as_of: NaiveDate) -> Status {
        let Some(days) = self.days(address) else {
            return Status::Unknown;
        };
        let day = day_number(as_of);
        match (days.valid_from, days.valid_until) {
            (i32::MIN, i32::MAX) => Status::Unknown,
            (from, _) if day < from => Status::Upcoming,
            (_, until) if until <= day => Status::Past,
            _ => Status::InForce,
        }
    }

    /// From which day on a document is valid, and from which day on no more, its later versions
    /// considered.
    #[must_use]
    pub fn validity(&self, address: DocAddress) -> (Option<NaiveDate>, Option<NaiveDate>) {
        let days = self.days(address);
        let from = days.map_or(i32::MIN, |days| days.valid_from);
        let until = days.map_or(i32::MAX, |days| days.valid_until);
        let day = |day: i32, none: i32| (day != none).then(|| calendar_day(day)).flatten();
        (day(from, i32::MIN), day(until, i32::MAX))
    }

    /// The documents that become valid next after `as_of`, soonest first, and those that hold on
    /// that day and became valid last, latest first; at most `most` of each.
    #[must_use]
    pub fn turning(&self, as_of: NaiveDate, most: usize) -> (Vec<DocAddress>, Vec<DocAddress>) {
        let day = day_number(as_of);
        let (mut coming, mut begun) = (Vec::new(), Vec::new());
        for ((segment, all), reader) in (0..).zip(&self.days).zip(self.searcher.segment_readers()) {
            for (doc, days) in (0..).zip(all) {
                if days.valid_from == i32::MIN || reader.is_deleted(doc) {
                    continue;
                }
                let address = DocAddress::new(segment, doc);
                if day < days.valid_from {
                    coming.push((days.valid_from, address));
                } else if day < days.valid_until {
                    begun.push((Reverse(days.valid_from), address));
                }
            }
        }
        (first(coming, most), first(begun, most))
    }

    /// Every document, the latest publication first, undated ones last, then by row.
    #[must_use]
    pub fn newest(&self) -> &[DocAddress] {
        self.newest.get_or_init(|| {
            let mut all: Vec<(Reverse<Option<i32>>, u64, DocAddress)> = Vec::new();
            for address in self.addresses() {
                let day = Reverse(self.published(address));
                all.push((day, self.row(address).unwrap_or(0), address));
            }
            all.sort_unstable();
            all.into_iter().map(|(_, _, address)| address).collect()
        })
    }

    /// Documents by status on day `as_of`, in the order of [`Status::ALL`].
    #[must_use]
    pub fn status_totals(&self, as_of: NaiveDate) -> [u64; Status::ALL.len()] {
        let mut known = self.statuses.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some((day, totals)) = *known
            && day == as_of
        {
            return totals;
        }
        let mut totals = [0; Status::ALL.len()];
        for address in self.addresses() {
            totals[self.status(address, as_of) as usize] += 1;
        }
        *known = Some((as_of, totals));
        totals
    }

    /// Every document that can be found.
    fn addresses(&self) -> impl Iterator<Item = DocAddress> + '_ {
        let readers = (0..).zip(self.searcher.segment_readers());
        readers.flat_map(|(segment, reader)| {
            reader
                .doc_ids_alive()
                .map(move |doc| DocAddress::new(segment, doc))
        })
    }

    /// Rows of all documents that can be found.
    pub(crate) fn rows(&self) -> BTreeSet<u64> {
        let readers = self.searcher.segment_readers().iter();
        let of = |(columns, reader): (&Columns, &SegmentReader)| {
            let docs = (0..reader.max_doc()).filter(|doc| !reader.is_deleted(*doc));
            docs.filter_map(|doc| columns.document.first(doc))
                .collect::<Vec<_>>()
        };
        self.segments.iter().zip(readers).flat_map(of).collect()
    }

    fn days(&self, address: DocAddress) -> Option<&Days> {
        self.days
            .get(address.segment_ord as usize)?
            .get(address.doc_id as usize)
    }

    /// The document's row in the catalogue.
    #[must_use]
    pub fn row(&self, address: DocAddress) -> Option<u64> {
        self.segments
            .get(address.segment_ord as usize)?
            .document
            .first(address.doc_id)
    }

    /// Where the document `id` is, if it can be found in this snapshot.
    ///
    /// # Errors
    ///
    /// [`Error::Catalogue`] or [`Error::Index`] if they cannot be read.
    pub fn find(&self, id: DocumentId) -> Result<Option<DocAddress>, Error> {
        let Some(row) = self.catalogue.row_of(id)? else {
            return Ok(None);
        };
        let term = Term::from_field_u64(self.fields.document, row);
        for (segment, reader) in (0..).zip(self.searcher.segment_readers()) {
            let postings = reader
                .inverted_index(self.fields.document)?
                .read_postings(&term, IndexRecordOption::Basic)
                .map_err(TantivyError::from)?;
            let Some(mut postings) = postings else {
                continue;
            };
            while postings.doc() != TERMINATED {
                if !reader.is_deleted(postings.doc()) {
                    return Ok(Some(DocAddress::new(segment, postings.doc())));
                }
                postings.advance();
            }
        }
        Ok(None)
    }

    /// Number of the document's pages.
    #[must_use]
    pub fn page_count(&self, address: DocAddress) -> u64 {
        let columns = self.segments.get(address.segment_ord as usize);
        columns.map_or(0, |columns| {
            columns.page_start.index.value_row_ids(address.doc_id).len() as u64
        })
    }

    /// Where the document's pages lie in its stream of terms.
    #[must_use]
    pub fn layout(&self, address: DocAddress) -> PageLayout {
        let Some(columns) = self.segments.get(address.segment_ord as usize) else {
            return PageLayout::default();
        };
        let position = |value: u64| u32::try_from(value).unwrap_or(u32::MAX);
        let starts = columns
            .page_start
            .values_for_doc(address.doc_id)
            .map(position);
        let end = columns.terms.first(address.doc_id).map(position);
        let furniture = columns.furniture.values_for_doc(address.doc_id);
        let slight = columns.slight.values_for_doc(address.doc_id);
        PageLayout {
            starts: starts.chain(end).collect(),
            furniture: furniture
                .map(|packed| position(packed >> 32)..position(packed & u64::from(u32::MAX)))
                .collect(),
            slight: slight
                .map(|packed| {
                    (
                        position(packed >> 32),
                        position(packed & u64::from(u32::MAX)),
                    )
                })
                .collect(),
        }
    }

    /// A byte of the page's text from which analysis meets the term at `position`, and the position
    /// of the first term met there.
    ///
    /// At most [`CHECKPOINT_TERMS`] terms lie between the two.
    #[must_use]
    pub fn checkpoint(
        &self,
        address: DocAddress,
        layout: &PageLayout,
        page: PageNumber,
        position: u32,
    ) -> (usize, u32) {
        let positions = layout.positions(page);
        let start = (0, positions.start);
        let Some(steps) = position
            .checked_sub(positions.start)
            .map(|terms| terms / CHECKPOINT_TERMS)
        else {
            return start;
        };
        let (Some(before), Some(columns)) = (
            steps.checked_sub(1),
            self.segments.get(address.segment_ord as usize),
        ) else {
            return start;
        };
        let of_earlier_pages: u32 = layout
            .starts
            .windows(2)
            .take(page.get() as usize - 1)
            .map(|pair| match pair {
                [from, until] => until.saturating_sub(from + 1) / CHECKPOINT_TERMS,
                _ => 0,
            })
            .sum();
        let mut checkpoints = columns.checkpoint.values_for_doc(address.doc_id);
        match checkpoints.nth((of_earlier_pages + before) as usize) {
            Some(byte) => (
                usize::try_from(byte).unwrap_or(0),
                positions.start + steps * CHECKPOINT_TERMS,
            ),
            None => start,
        }
    }

    /// What is shown of a document.
    ///
    /// # Errors
    ///
    /// [`Error::Catalogue`] if it cannot be read, [`Error::Damaged`] if the catalogue does not hold it.
    pub fn shown(&self, address: DocAddress) -> Result<Shown, Error> {
        let row = self.row(address).unwrap_or(0);
        self.catalogue.shown(row)?.ok_or_else(|| Error::Damaged {
            path: "catalogue.sqlite".into(),
            what: format!(
                "the index holds document row {row}, the catalogue does not: run `regesta rebuild`"
            ),
        })
    }

    /// The document's table of contents, in order; empty if there is none.
    ///
    /// # Errors
    ///
    /// [`Error::Catalogue`] if it cannot be read.
    pub fn outline(&self, address: DocAddress) -> Result<Vec<OutlineEntry>, Error> {
        self.catalogue.outline_of(self.row(address).unwrap_or(0))
    }

    /// One page of a document with its text, or `None`.
    ///
    /// # Errors
    ///
    /// [`Error::Catalogue`] if it cannot be read.
    pub fn page(&self, address: DocAddress, number: PageNumber) -> Result<Option<Page>, Error> {
        self.catalogue
            .page_of(self.row(address).unwrap_or(0), number)
    }
}

fn text_label(value: &str) -> String {
    let state = value.parse::<TextState>();
    state.map_or_else(|()| value.to_owned(), |state| state.label().to_owned())
}

fn source_label(kind: &str) -> String {
    Provenance::label(kind).to_owned()
}

#[expect(
    clippy::cast_precision_loss,
    reason = "an average needs no more precision"
)]
fn lengths(searcher: &Searcher, fields: &Fields, segments: &[Columns]) -> Result<Lengths, Error> {
    let mut documents: u64 = 0;
    let mut terms = [0; 2];
    for reader in searcher.segment_readers() {
        documents += u64::from(reader.max_doc());
        for (terms, field) in terms.iter_mut().zip([fields.body, fields.bigrams]) {
            *terms += reader.inverted_index(field)?.total_num_tokens();
        }
    }
    let pages: u64 = segments
        .iter()
        .map(|columns| u64::from(columns.page_start.values.num_vals()))
        .sum();
    let furniture: u64 = segments
        .iter()
        .flat_map(|columns| columns.furniture.values.iter())
        .map(|packed| (packed & u64::from(u32::MAX)).saturating_sub(packed >> 32))
        .sum();
    // The title's terms come before the first page's, with one position between.
    let titles: u64 = segments
        .iter()
        .zip(searcher.segment_readers())
        .flat_map(|(columns, reader)| {
            let first = |doc| columns.page_start.first(doc).or(columns.terms.first(doc));
            (0..reader.max_doc()).filter_map(first)
        })
        .map(|positions| positions.saturating_sub(1))
        .sum();
    let [body, bigrams] = terms;
    let average = |terms: u64, of: u64| terms as f32 / of.max(1) as f32;
    Ok(Lengths {
        title: average(titles, documents),
        body: average(body, documents),
        bigrams: average(bigrams, documents),
        page: average(body.saturating_sub(titles + furniture), pages),
    })
}

/// The first `most` in the order of their days.
fn first<T: Ord>(mut days: Vec<(T, DocAddress)>, most: usize) -> Vec<DocAddress> {
    days.sort_unstable();
    days.into_iter()
        .take(most)
        .map(|(_, address)| address)
        .collect()
}

fn open(folder: &Path) -> Result<(Searcher, i64), Error> {
    let mut attempt = 1;
    loop {
        match open_once(folder) {
            // A writer may remove files of the commit before last while we open them.
            Err(Error::Index(TantivyError::OpenReadError(_))) if attempt < OPEN_ATTEMPTS => {
                attempt += 1
            }
            other => return other,
        }
    }
}

fn open_once(folder: &Path) -> Result<(Searcher, i64), Error> {
    let mut index = Index::open(Folder::read_only(folder)?)?;
    let event = indexed_event(&index)?.ok_or_else(|| Error::Damaged {
        path: folder.to_owned(),
        what: "another version of regesta made this index: run `regesta rebuild`".to_owned(),
    })?;
    index.set_tokenizers(schema::tokenizers());
    let reader = index
        .reader_builder()
        .reload_policy(ReloadPolicy::Manual)
        .try_into()?;
    Ok((reader.searcher(), event))
}
