//! The page about one document: what is known of it, why, and its pages.

use askama::Template;
use regesta_index::{Assertion, Description, Entry, Field, PageNumber, Provenance};

use super::{labels, links};

/// Most page numbers that are listed; a form leads to the others.
const MAX_LISTED_PAGES: u32 = 100;

/// One document.
#[derive(Debug, Template)]
#[template(path = "document.html")]
pub(crate) struct DocumentPage<'a> {
    query: &'a str,
    entry: &'a Entry,
    search: Option<String>,
    original: String,
    facts: Vec<Fact>,
    pages: Vec<Link>,
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

/// One assertion as a row.
#[derive(Debug)]
struct Claim<'a> {
    field: String,
    value: &'a str,
    source: String,
    rule: &'a str,
    wins: bool,
}

impl<'a> DocumentPage<'a> {
    /// Lays out `entry` and everything that is said about it; `query` is the question it was found by.
    pub(crate) fn new(entry: &'a Entry, assertions: &'a [Assertion], query: &'a str) -> Self {
        let shown = if entry.withdrawn.is_some() {
            0
        } else {
            entry.page_count
        };
        let page = |number| Link {
            text: number_of(number),
            href: PageNumber::new(number).map(|number| links::page(entry.id, number, query)),
        };
        let asked = links::asked(query);
        Self {
            query,
            entry,
            search: (!asked.is_empty()).then(|| links::address("/search", &asked)),
            original: format!("/documents/{}/original", entry.id),
            facts: facts(&entry.description, assertions),
            pages: (1..=shown.min(MAX_LISTED_PAGES)).map(page).collect(),
            unlisted: MAX_LISTED_PAGES < shown,
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
        labels::counted(self.entry.page_count.into(), "page", "pages")
    }

    fn size(&self) -> String {
        format!(
            "{} bytes, {}",
            labels::number(self.entry.bytes),
            self.entry.media_type
        )
    }
}

fn number_of(number: u32) -> String {
    number.to_string()
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
    let winner = Description::winner(all, &assertion.field);
    let wins = winner.is_some_and(|winner| {
        let same_source = assertion.field.is_multiple()
            && winner.provenance.kind() == assertion.provenance.kind();
        std::ptr::eq(winner, assertion) || same_source
    });
    Claim {
        field: assertion.field.to_string(),
        value: &assertion.value,
        source: source(&assertion.provenance),
        rule: &assertion.rule,
        wins,
    }
}

/// Where a value comes from, in words.
fn source(provenance: &Provenance) -> String {
    match provenance {
        Provenance::Person { name } => format!("corrected by {name}"),
        Provenance::Manifest { name, row } => format!("{name}, row {row}"),
        Provenance::Sidecar { name } => name.clone(),
        Provenance::File { key } => format!("the file itself ({key})"),
        Provenance::Text { page } => format!("the text of page {page}"),
        Provenance::Name => "the name of the file".to_owned(),
    }
}
