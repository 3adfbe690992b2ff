//! The page about one document: what is known of it and why, when it holds, its contents and pages.

mod facts;
mod near;
mod versions;

use askama::Template;
use chrono::NaiveDate;
use regesta_index::{
    Claim, DocumentId, Entry, Page, PageNote, PageNumber, Paging, Status, Versions,
};

use regesta_queries::{Related, Request};

use super::chart::Spans;
use super::frame::Frame;
use super::locale::{Locale, Said};
use super::{linked_data, links, names};
use facts::Fact;
pub(super) use facts::format;
use near::Near;
use versions::{Proposed, Row};
pub(super) use versions::{name, span};

/// Most page numbers that are listed; a form leads to the others.
const MAX_LISTED_PAGES: usize = 100;
/// Most entries of the contents that are listed.
const MAX_CONTENTS: usize = 500;
/// Entries of the contents up to which they are unfolded.
const FEW_CONTENTS: usize = 30;

/// One document.
#[derive(Debug, Template)]
#[template(path = "document.html")]
pub(crate) struct DocumentPage<'a> {
    frame: &'a Frame,
    query: &'a str,
    entry: &'a Entry,
    search: Option<String>,
    original: String,
    size: String,
    summary: String,
    status: Option<(&'static str, String)>,
    outcome: Option<String>,
    facts: Vec<Fact>,
    validity: Option<String>,
    spans: Option<Spans>,
    versions: Vec<Row>,
    proposed: Vec<Proposed>,
    part_of: Vec<Link>,
    parts: Vec<Link>,
    matches: Vec<Leaf>,
    matches_said: String,
    contents: Vec<Heading>,
    is_unfolded: bool,
    pages: Vec<Leaf>,
    pages_said: String,
    one_page: String,
    notes: Vec<String>,
    unlisted: bool,
    go_to: String,
    /// The question as the form "Go to" carries it on.
    asked: Vec<(String, String)>,
    added: String,
    citation: String,
    citations: Vec<(&'static str, String)>,
    like: Vec<Near>,
    cited_by: Vec<Near>,
    linked_data: String,
}

/// A text that leads somewhere.
#[derive(Debug)]
struct Link {
    text: String,
    href: String,
}

/// A page as a link.
#[derive(Debug)]
struct Leaf {
    /// What is shown: its label or number.
    text: String,
    /// What it is called in full.
    name: String,
    href: String,
}

/// An entry of the contents.
#[derive(Debug)]
struct Heading {
    /// From 1 to 4; deeper ones are shown as 4.
    level: u8,
    title: String,
    page: String,
    href: String,
}

/// First day on which a document holds, and the first on which it does no more.
pub(crate) type Validity = (Option<NaiveDate>, Option<NaiveDate>);

/// What is shown beside the document itself.
#[derive(Debug)]
pub(crate) struct Around {
    /// What is known of its pages, in order.
    pub(crate) pages: Vec<PageNote>,
    /// The documents it was found in, with their titles.
    pub(crate) part_of: Vec<(DocumentId, String)>,
    /// The documents found in it, with their titles.
    pub(crate) parts: Vec<(DocumentId, String)>,
    /// The documents that say the like or cite it; `None` if its text cannot be searched.
    pub(crate) related: Option<Related>,
    /// The pages on which the question stands, in order.
    pub(crate) matches: Vec<PageNumber>,
    /// Its status today.
    pub(crate) status: Status,
    /// From when until when it holds.
    pub(crate) validity: Validity,
    /// The versions of the same work.
    pub(crate) versions: Option<Versions>,
    /// For each of the versions, from when until when it holds.
    pub(crate) held: Vec<Validity>,
    /// The day for which the status holds.
    pub(crate) today: NaiveDate,
}

impl<'a> DocumentPage<'a> {
    /// Lays out `entry` and everything that is said about it; `request` is the question it was found by.
    pub(crate) fn new(
        frame: &'a Frame,
        entry: &'a Entry,
        claims: &'a [Claim],
        around: &Around,
        request: &'a Request,
    ) -> Self {
        let locale = frame.locale;
        let asked = links::asked(request);
        let shown = if entry.withdrawn.is_some() {
            &[]
        } else {
            around.pages.as_slice()
        };
        let label_of = |number: PageNumber| {
            let index = usize::try_from(number.get())
                .unwrap_or(usize::MAX)
                .saturating_sub(1);
            let note = shown.get(index).filter(|note| note.page == number)?;
            note.label.as_deref()
        };
        let leaf = |number: PageNumber| {
            let label = label_of(number);
            Leaf {
                text: label.map_or_else(|| number.to_string(), str::to_owned),
                name: names::page(locale, entry.paging, number, label),
                href: links::page(entry.id, number, &asked),
            }
        };
        let link = |(id, title): &(DocumentId, String)| Link {
            text: title.clone(),
            href: links::document(*id, &[]),
        };
        let outline = if shown.is_empty() {
            &[]
        } else {
            entry.outline.as_slice()
        };
        let contents = outline.iter().take(MAX_CONTENTS).map(|heading| Heading {
            level: heading.level.clamp(1, 4),
            title: heading.title.clone(),
            page: names::page(locale, entry.paging, heading.page, label_of(heading.page)),
            href: links::page(entry.id, heading.page, &asked),
        });
        let contents = contents.collect();
        let pages = shown.iter().take(MAX_LISTED_PAGES);
        let pages = pages.map(|note| leaf(note.page)).collect();
        let matches = around.matches.iter().map(|number| leaf(*number)).collect();
        let known = around.status != Status::Unknown;
        Self {
            frame,
            query: &request.query,
            entry,
            search: (!asked.is_empty()).then(|| links::address("/search", &asked)),
            original: format!("/documents/{}/original", entry.id),
            size: format!(
                "{}, {}",
                facts::format(&entry.media_type),
                locale.size(entry.bytes)
            ),
            summary: facts::summary(locale, &entry.description),
            status: known.then(|| {
                let name = around.status.name();
                let day = locale.day(around.today);
                let status = names::value(locale, "status", name);
                let said = locale.say_with(
                    "status-on-day",
                    &[("status", Said::Text(&status)), ("day", Said::Text(&day))],
                );
                (name, said)
            }),
            outcome: outcome(locale, entry),
            facts: facts::facts(locale, entry, claims),
            validity: validity(locale, around.validity),
            spans: versions::spans(locale, entry.id, around),
            versions: versions::rows(locale, entry.id, around),
            proposed: versions::proposed(around),
            part_of: around.part_of.iter().map(link).collect(),
            parts: around.parts.iter().map(link).collect(),
            matches,
            matches_said: names::pages(locale, entry.paging, around.matches.len() as u64),
            contents,
            is_unfolded: outline.len() <= FEW_CONTENTS,
            pages,
            pages_said: names::pages(locale, entry.paging, entry.page_count.into()),
            one_page: names::one(locale, entry.paging),
            notes: notes(locale, entry.paging, shown),
            unlisted: MAX_LISTED_PAGES < shown.len(),
            go_to: format!("/documents/{}/pages", entry.id),
            like: near::like(locale, around),
            cited_by: near::cited_by(locale, around),
            citation: citation(frame, entry),
            citations: CITATIONS
                .map(|(ending, name)| (name, format!("/documents/{}.{ending}", entry.id)))
                .into(),
            added: locale.day(entry.added_at.date_naive()),
            linked_data: linked_data::document(frame, entry),
            asked,
        }
    }

    fn canonical(&self) -> String {
        self.frame.absolute(&links::document(self.entry.id, &[]))
    }
}

/// Endings and names of the forms in which a citation can be taken along.
const CITATIONS: [(&str, &str); 3] = [("bib", "BibTeX"), ("ris", "RIS"), ("csl.json", "CSL-JSON")];

/// Who, when, what, where: as a reader would copy it.
fn citation(frame: &Frame, entry: &Entry) -> String {
    let description = &entry.description;
    let locale = frame.locale;
    let countries: Vec<String> = description
        .country
        .iter()
        .map(|code| locale.country(code))
        .collect();
    let who = description.issuer.clone().or(description.author.clone());
    let who = who.or((!countries.is_empty()).then(|| countries.join(", ")));
    let when = description.published.map(|date| locale.date(date));
    let address = frame.absolute(&links::document(entry.id, &[]));
    let parts = [
        who,
        when,
        Some(description.title.clone()),
        description.number.clone(),
    ];
    let parts: Vec<String> = parts.into_iter().flatten().collect();
    format!("{}. {}: {address}", parts.join(". "), frame.title)
}

fn outcome(locale: &Locale, entry: &Entry) -> Option<String> {
    let failed = entry.outcome.is_failure();
    failed.then(|| {
        let outcome = locale.say(&format!("outcome-{}", entry.outcome.name()));
        locale.say_with("text-not-in", &[("outcome", Said::Text(&outcome))])
    })
}

/// "Valid 1 March 2019 to 31 May 2020."
fn validity(locale: &Locale, validity: Validity) -> Option<String> {
    let range = held_said(locale, validity)?;
    if matches!(validity, (Some(from), Some(until)) if until <= from) {
        return Some(range);
    }
    Some(locale.say_with("validity", &[("range", Said::Text(&range))]))
}

/// "1 March 2019 to 31 May 2020"
pub(super) fn held_said(locale: &Locale, (from, until): Validity) -> Option<String> {
    // The first day after it is how it is kept; people say the last day of it.
    let last = until.and_then(|day| day.pred_opt());
    if let (Some(from), Some(until)) = (from, until)
        && until <= from
    {
        let day = locale.day(from);
        return Some(locale.say_with("held-never", &[("day", Said::Text(&day))]));
    }
    let day = |day: Option<NaiveDate>| day.map(|day| locale.day(day));
    let (from, last) = (day(from), day(last));
    let range = locale.range(from.as_deref(), last.as_deref());
    (!range.is_empty()).then_some(range)
}

/// What a reader should know of the pages as they are in the archive.
fn notes(locale: &Locale, paging: Paging, pages: &[PageNote]) -> Vec<String> {
    let counted = |is: fn(&PageNote) -> bool, key: &str| {
        let count = pages.iter().filter(|page| is(page)).count() as u64;
        let said = names::pages(locale, paging, count);
        (count > 0).then(|| locale.say_with(key, &[("pages", Said::Text(&said))]))
    };
    let sections = (paging == Paging::Sections).then(|| locale.say("note-sections"));
    let unread = counted(|page| page.is_unread && page.bytes == 0, "note-unread");
    let doubtful = counted(
        |page| {
            page.bytes > 0
                && page.recognised.is_none()
                && (page.is_unread || page.quality < Page::GOOD_QUALITY)
        },
        "note-doubtful",
    );
    let recognised = counted(|page| page.recognised.is_some(), "note-recognised");
    [sections, unread, doubtful, recognised]
        .into_iter()
        .flatten()
        .collect()
}
