//! The page about one document: what is known of it, why, its contents, and its pages.

use askama::Template;
use regesta_index::{
    Assertion, Description, DocumentId, Entry, Field, Page, PageNote, PageNumber, Paging,
    Provenance,
};

use super::{labels, links};

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
    query: &'a str,
    entry: &'a Entry,
    search: Option<String>,
    original: String,
    facts: Vec<Fact>,
    part_of: Vec<Link>,
    parts: Vec<Link>,
    contents: Vec<Heading>,
    is_unfolded: bool,
    pages: Vec<Leaf>,
    notes: Vec<String>,
    unlisted: bool,
    go_to: String,
    claims: Vec<Claim<'a>>,
}

#[derive(Debug)]
struct Fact {
    name: &'static str,
    values: Vec<Link>,
    source: Option<String>,
}

/// A text that may lead somewhere.
#[derive(Debug)]
struct Link {
    text: String,
    href: Option<String>,
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

/// What is shown beside the document itself.
#[derive(Debug, Default)]
pub(crate) struct Around {
    /// What is known of its pages, in order.
    pub(crate) pages: Vec<PageNote>,
    /// The documents it was found in, with their titles.
    pub(crate) part_of: Vec<(DocumentId, String)>,
    /// The documents found in it, with their titles.
    pub(crate) parts: Vec<(DocumentId, String)>,
}

/// One assertion as a row.
#[derive(Debug)]
struct Claim<'a> {
    field: String,
    value: &'a str,
    source: String,
    rule: &'a str,
    certainty: &'static str,
    rejected: Option<&'a str>,
    wins: bool,
}

impl<'a> DocumentPage<'a> {
    /// Lays out `entry` and everything that is said about it; `query` is the question it was found by.
    pub(crate) fn new(
        entry: &'a Entry,
        assertions: &'a [Assertion],
        around: &Around,
        query: &'a str,
    ) -> Self {
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
        let page = |note: &PageNote| {
            let number = note.page.to_string();
            Leaf {
                text: note.label.clone().unwrap_or(number),
                name: labels::page(entry.paging, note.page, note.label.as_deref()),
                href: links::page(entry.id, note.page, query),
            }
        };
        let link = |(id, title): &(DocumentId, String)| Link {
            text: title.clone(),
            href: Some(links::document(*id, "")),
        };
        let outline = if shown.is_empty() {
            &[]
        } else {
            entry.outline.as_slice()
        };
        let contents = outline.iter().take(MAX_CONTENTS).map(|heading| Heading {
            level: heading.level.clamp(1, 4),
            title: heading.title.clone(),
            page: labels::page(entry.paging, heading.page, label_of(heading.page)),
            href: links::page(entry.id, heading.page, query),
        });
        let asked = links::asked(query);
        Self {
            query,
            entry,
            search: (!asked.is_empty()).then(|| links::address("/search", &asked)),
            original: format!("/documents/{}/original", entry.id),
            facts: facts(&entry.description, assertions),
            part_of: around.part_of.iter().map(link).collect(),
            parts: around.parts.iter().map(link).collect(),
            contents: contents.collect(),
            is_unfolded: outline.len() <= FEW_CONTENTS,
            pages: shown.iter().take(MAX_LISTED_PAGES).map(page).collect(),
            notes: notes(entry.paging, shown),
            unlisted: MAX_LISTED_PAGES < shown.len(),
            go_to: format!("/documents/{}/pages", entry.id),
            claims: assertions
                .iter()
                .map(|assertion| claim(assertion, assertions))
                .collect(),
        }
    }

    fn outcome(&self) -> Option<String> {
        let failed = self.entry.outcome.is_failure();
        let reason = self.entry.reason.as_deref().unwrap_or("no reason is known");
        failed.then(|| {
            format!(
                "Its text is not in the archive ({}): {reason}",
                self.entry.outcome.name()
            )
        })
    }

    fn counted_pages(&self) -> String {
        let (one, many) = labels::paged(self.entry.paging);
        labels::counted(self.entry.page_count.into(), one, many)
    }

    fn one_page(&self) -> &'static str {
        labels::paged(self.entry.paging).0
    }

    fn size(&self) -> String {
        format!(
            "{} bytes, {}",
            labels::number(self.entry.bytes),
            self.entry.media_type
        )
    }
}

/// What a reader should know of the pages as they are in the archive.
fn notes(paging: Paging, pages: &[PageNote]) -> Vec<String> {
    let (one, many) = labels::paged(paging);
    let counted = |is: fn(&PageNote) -> bool| {
        let count = pages.iter().filter(|page| is(page)).count() as u64;
        (count > 0).then(|| labels::counted(count, one, many))
    };
    let unread = counted(|page| page.is_unread && page.bytes == 0);
    let doubtful = counted(|page| {
        page.bytes > 0
            && page.recognised.is_none()
            && (page.is_unread || page.quality < Page::GOOD_QUALITY)
    });
    let recognised = counted(|page| page.recognised.is_some());
    let mut notes = Vec::new();
    if paging == Paging::Sections {
        notes.push("This format has no pages; sections are ours.".to_owned());
    }
    notes
        .extend(unread.map(|count| format!("Text not in the archive, to be recognised: {count}.")));
    notes.extend(doubtful.map(|count| format!("Text that cannot be relied on: {count}.")));
    notes.extend(recognised.map(|count| format!("Text recognised by machine: {count}.")));
    notes
}

fn facts(description: &Description, assertions: &[Assertion]) -> Vec<Fact> {
    let plain = |value: &Option<String>| {
        Vec::from_iter(value.clone().map(|text| Link { text, href: None }))
    };
    let date =
        |value: &Option<regesta_index::PolicyDate>| plain(&value.map(|date| date.to_string()));
    let browse = |name: &str, values: &[String]| -> Vec<Link> {
        let link = |value: &String| Link {
            text: labels::value(name, value),
            href: Some(links::browse(name, value)),
        };
        values.iter().map(link).collect()
    };
    let stated = |field: Field, name, values: Vec<Link>| {
        let source =
            Description::winner(assertions, &field).map(|winner| source(&winner.provenance));
        (!values.is_empty()).then_some(Fact {
            name,
            values,
            source,
        })
    };
    let one = |value: &Option<String>| value.iter().cloned().collect::<Vec<String>>();
    [
        stated(
            Field::Country,
            "Country",
            browse("country", &description.country),
        ),
        stated(Field::Published, "Published", date(&description.published)),
        stated(Field::Adopted, "Adopted", date(&description.adopted)),
        stated(
            Field::ValidFrom,
            "Valid from",
            date(&description.valid_from),
        ),
        stated(
            Field::ValidUntil,
            "Valid until",
            date(&description.valid_until),
        ),
        stated(Field::Type, "Type", browse("type", &one(&description.kind))),
        stated(
            Field::Language,
            "Language",
            browse("lang", &one(&description.language)),
        ),
        stated(Field::Topic, "Topics", browse("topic", &description.topics)),
        stated(Field::Work, "Version of", plain(&description.work)),
        stated(Field::Number, "Number", plain(&description.number)),
        stated(Field::Issuer, "Issued by", plain(&description.issuer)),
        stated(Field::Author, "Author", plain(&description.author)),
        stated(Field::Licence, "Licence", plain(&description.licence)),
        stated(Field::Source, "Source", plain(&description.source)),
    ]
    .into_iter()
    .flatten()
    .collect()
}

fn claim<'a>(assertion: &'a Assertion, all: &[Assertion]) -> Claim<'a> {
    Claim {
        field: assertion.field.to_string(),
        value: &assertion.value,
        source: source(&assertion.provenance),
        rule: &assertion.rule,
        certainty: assertion.certainty().name(),
        rejected: assertion.rejected.as_deref(),
        wins: Description::wins(assertion, all),
    }
}

/// Where a value comes from, in words.
fn source(provenance: &Provenance) -> String {
    match provenance {
        Provenance::Person { name, .. } => format!("corrected by {name}"),
        Provenance::Manifest { name, row } => format!("{name}, row {row}"),
        Provenance::Sidecar { name } => name.clone(),
        Provenance::File { key } => format!("the file itself ({key})"),
        Provenance::Text { page, range: None } => format!("the text of page {page}"),
        Provenance::Text {
            page,
            range: Some(range),
        } => {
            let (first, last) = (range.from + 1, range.until);
            format!("the text of page {page}, characters {first} to {last}")
        }
        Provenance::Name => "the name of the file".to_owned(),
    }
}
