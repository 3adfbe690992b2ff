//! One document of the catalogue → one entry of the index.
//!
//! The body is one stream of terms: the title's first, then every page's, each analysed in its
//! page's language, and its passages in theirs. Page starts and checkpoints are positions and bytes in exactly that stream.
//!
//! Not here: which fields there are (`schema.rs`), how text becomes terms (`analysis`).

use chrono::{Datelike, NaiveDate};
use tantivy::TantivyDocument;

use crate::analysis::{Analyser, hangul_bigrams};
use crate::catalogue::Indexable;
use crate::evidence;
use crate::schema::{CHECKPOINT_TERMS, Fields, Listing};
use crate::vocabulary;
use crate::{Description, Endpoint, Field, PolicyDate, Role, TextState};

/// Makes index entries; keeps the buffers between documents.
pub(crate) struct Builder<'a> {
    fields: &'a Fields,
    analyser: Analyser,
}

impl<'a> Builder<'a> {
    /// Makes the entries of a batch, in order, on all processors; `None` for a withdrawn document.
    pub(crate) fn documents(
        fields: &'a Fields,
        batch: &[Indexable],
    ) -> Vec<Option<TantivyDocument>> {
        let threads = std::thread::available_parallelism().map_or(1, usize::from);
        let share = batch.len().div_ceil(threads).max(8);
        let build = |part: &[Indexable]| {
            let mut builder = Self {
                fields,
                analyser: Analyser::new(),
            };
            part.iter()
                .map(|source| (!source.withdrawn).then(|| builder.document(source)))
                .collect::<Vec<_>>()
        };
        std::thread::scope(|scope| {
            let parts: Vec<_> = batch
                .chunks(share)
                .map(|part| scope.spawn(move || build(part)))
                .collect();
            parts
                .into_iter()
                .flat_map(|part| match part.join() {
                    Ok(documents) => documents,
                    Err(panic) => std::panic::resume_unwind(panic),
                })
                .collect()
        })
    }

    fn document(&mut self, source: &Indexable) -> TantivyDocument {
        let fields = self.fields;
        let about = &source.description;
        let mut document = TantivyDocument::new();
        document.add_u64(fields.document, u64::try_from(source.row).unwrap_or(0));
        self.text(&mut document, source);
        facets(fields, &mut document, about);
        for state in TextState::of(&source.pages) {
            document.add_text(fields.text, state.name());
        }
        dates(fields, &mut document, about);
        document
    }

    fn text(&mut self, document: &mut TantivyDocument, source: &Indexable) {
        let fields = self.fields;
        let mut streams = Streams::default();
        let mut title = Listing::default();
        let language = source.description.language.as_deref();
        self.analyser
            .forms(&source.description.title, language, |term, written, _| {
                // Titles are few and short: both forms of a word stand in one field.
                let whole = Some(written).filter(|written| *written != term);
                title.position([term].into_iter().chain(whole));
                streams.add(term, written);
            });
        document.add_text(fields.title, title.into_text());
        // No phrase runs from the title into the first page.
        streams.gap();
        let mut languages = Vec::new();
        let mut furniture: Vec<(u64, u64)> = Vec::new();
        for page in &source.pages {
            document.add_u64(fields.page_start, streams.terms);
            let mut of_page: u32 = 0;
            let marks = page.marks.iter();
            let mut marks = marks.filter(|mark| mark.role == Role::Furniture).peekable();
            self.analyser
                .forms(&page.text, page.languages(), |term, written, bytes| {
                    if of_page > 0 && of_page.is_multiple_of(CHECKPOINT_TERMS) {
                        document.add_u64(fields.checkpoint, bytes.start as u64);
                    }
                    while marks.next_if(|mark| mark.until <= bytes.start).is_some() {}
                    if marks.peek().is_some_and(|mark| mark.from <= bytes.start) {
                        let position = streams.terms;
                        match furniture.last_mut() {
                            Some((_, end)) if *end == position => *end += 1,
                            _ => furniture.push((position, position + 1)),
                        }
                    }
                    of_page += 1;
                    streams.add(term, written);
                });
            if of_page > 0 {
                languages.extend(page.language.as_deref());
                languages.extend(page.passages.iter().map(|of| of.language.as_str()));
            }
            // The only page of a document has none beside it that could say more.
            let several = source.pages.len() > 1;
            if let Some(percent) = several.then(|| evidence::percent(&page.text)).flatten() {
                let page = u64::from(page.number.get());
                document.add_u64(fields.slight, page << 32 | u64::from(percent));
            }
        }
        // The title is searched too, in the document's language.
        languages.extend(language);
        languages.sort_unstable();
        languages.dedup();
        for language in languages {
            document.add_text(fields.page_language, language);
        }
        for (from, until) in furniture {
            document.add_u64(fields.furniture, from << 32 | until);
        }
        document.add_u64(fields.terms, streams.terms);
        document.add_text(fields.body, streams.body.into_text());
        document.add_text(fields.written, streams.written.into_text());
        document.add_text(fields.bigrams, streams.bigrams.into_text());
    }
}

/// The streams of terms of one document, which share their positions.
#[derive(Default)]
struct Streams {
    body: Listing,
    written: Listing,
    bigrams: Listing,
    /// Positions so far.
    terms: u64,
}

impl Streams {
    fn add(&mut self, term: &str, written: &str) {
        self.body.position([term]);
        self.written
            .position(Some(written).filter(|written| *written != term));
        self.bigrams.position(hangul_bigrams(term));
        self.terms += 1;
    }

    fn gap(&mut self) {
        self.body.position([]);
        self.written.position([]);
        self.bigrams.position([]);
        self.terms += 1;
    }
}

fn facets(fields: &Fields, document: &mut TantivyDocument, about: &Description) {
    // A guess is shown with the document, and found by no filter.
    let sure = |field: Field| !about.is_guess(&field);
    for country in about.country.iter().filter(|_| sure(Field::Country)) {
        document.add_text(fields.country, country);
    }
    for country in &about.subject_country {
        document.add_text(fields.subject, country);
    }
    let sources = [
        (fields.year_source, Field::Published, about.year().is_some()),
        (
            fields.country_source,
            Field::Country,
            !about.country.is_empty() && sure(Field::Country),
        ),
    ];
    for (field, of, is_stated) in sources {
        if let Some(evidence) = about.evidence.get(&of).filter(|_| is_stated) {
            document.add_text(field, &evidence.source);
        }
    }
    let stated = about.topics.iter().filter(|_| sure(Field::Topic));
    let mut topics: Vec<String> = stated.clone().cloned().collect();
    topics.extend(stated.flat_map(|topic| vocabulary::topic_ancestors(topic)));
    topics.sort_unstable();
    topics.dedup();
    for topic in topics {
        document.add_text(fields.topic, topic);
    }
    for (field, value) in [
        (
            fields.kind,
            &about.kind.clone().filter(|_| sure(Field::Type)),
        ),
        (fields.language, &about.language),
        (fields.work, &about.work),
    ] {
        if let Some(value) = value {
            document.add_text(field, value);
        }
    }
    if let Some(number) = about
        .number
        .as_ref()
        .and_then(|number| number.parse::<i64>().ok())
    {
        document.add_i64(fields.number, number);
    }
    if let Some(year) = about.year() {
        document.add_i64(fields.year, i64::from(year));
    }
    if let Some((first, last)) = about.possible_years() {
        document.add_i64(fields.possible_from, i64::from(first));
        document.add_i64(fields.possible_until, i64::from(last));
    }
}

fn dates(fields: &Fields, document: &mut TantivyDocument, about: &Description) {
    let first = |date: Option<PolicyDate>| date.and_then(|date| date.earliest());
    let days = [
        (fields.published, first(about.published)),
        (fields.adopted, first(about.adopted)),
        (fields.valid_from, first(about.valid_from)),
        (
            fields.valid_until,
            about.valid_until.and_then(first_day_after),
        ),
    ];
    for (field, day) in days {
        if let Some(day) = day {
            document.add_i64(field, i64::from(day_number(day)));
        }
    }
}

/// The first day of no validity: the day itself, or the day after the month or year that is meant.
fn first_day_after(until: PolicyDate) -> Option<NaiveDate> {
    match until {
        PolicyDate::At(Endpoint::Day(day)) => Some(day),
        other => other.latest()?.succ_opt(),
    }
}

/// Days since 1 January 1970; negative before.
pub(crate) fn day_number(day: NaiveDate) -> i32 {
    // 719,163 is the number of 1 January 1970 when 1 January 0001 is day 1.
    day.num_days_from_ce() - 719_163
}

/// The day that [`day_number`] gives `number` for.
pub(crate) fn calendar_day(number: i32) -> Option<NaiveDate> {
    NaiveDate::from_epoch_days(number)
}
