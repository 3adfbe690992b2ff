//! The text of one page, with what was asked for marked in it.

use std::ops::Range;

use askama::Template;
use regesta_index::{Entry, Page, PageNumber};

use super::marks::{self, Piece};
use super::{labels, links};

/// One page of a document.
#[derive(Debug, Template)]
#[template(path = "page.html")]
pub(crate) struct PagePage<'a> {
    query: &'a str,
    title: &'a str,
    title_language: Option<&'a str>,
    name: String,
    page_count: u32,
    one: &'static str,
    many: &'static str,
    notes: Vec<String>,
    matches: Option<String>,
    document: String,
    original: String,
    previous: Option<String>,
    next: Option<String>,
    language: Option<&'a str>,
    pieces: Vec<Piece<'a>>,
}

impl<'a> PagePage<'a> {
    /// Lays out `page` of `entry`; `matches` are byte ranges of its text, for the question `query`.
    pub(crate) fn new(
        entry: &'a Entry,
        page: &'a Page,
        query: &'a str,
        matches: &[Range<usize>],
    ) -> Self {
        let number = page.number.get();
        let other = |number: u32| {
            let number =
                PageNumber::new(number).filter(|number| number.get() <= entry.page_count)?;
            Some(links::page(entry.id, number, query))
        };
        let at_page = if entry.media_type == "application/pdf" {
            format!("#page={number}")
        } else {
            String::new()
        };
        let (one, many) = labels::paged(entry.paging);
        let counted = labels::counted(matches.len() as u64, "match", "matches");
        Self {
            query,
            title: &entry.description.title,
            title_language: entry.description.language.as_deref(),
            name: labels::page(entry.paging, page.number, page.label.as_deref()),
            page_count: entry.page_count,
            one,
            many,
            notes: notes(page, one),
            matches: (!query.trim().is_empty()).then_some(counted),
            document: links::document(entry.id, query),
            original: format!("/documents/{}/original{at_page}", entry.id),
            previous: other(number - 1),
            next: other(number.saturating_add(1)),
            language: page.language.as_deref(),
            pieces: marks::by_bytes(&page.text, matches),
        }
    }
}

/// How far the text of the page can be trusted, where that is in doubt; an empty page says it itself.
fn notes(page: &Page, one: &str) -> Vec<String> {
    let mut notes = Vec::new();
    if let Some(confidence) = page.recognised {
        let confidence = labels::per_cent(confidence);
        notes.push(format!("Recognised by machine, confidence {confidence}."));
    } else if page.has_text() && page.is_unread {
        notes.push(format!(
            "This {one} shows more than its text holds, or its text cannot be relied on. The original shows it."
        ));
    } else if page.has_text() && page.quality < Page::GOOD_QUALITY {
        notes.push("Some of this text is noise. The original shows what it should be.".to_owned());
    }
    notes
}
