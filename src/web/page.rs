//! The text of one page, with what was asked for marked in it, and the original beside it.

use std::ops::Range;

use askama::Template;
use regesta_index::{Entry, Page, PageNumber};

use super::frame::Frame;
use super::locale::{Locale, Said};
use super::marks::{self, Piece};
use super::{links, names};

/// One page of a document.
#[derive(Debug, Template)]
#[template(path = "page.html")]
pub(crate) struct PagePage<'a> {
    frame: &'a Frame,
    query: &'a str,
    title: &'a str,
    title_language: Option<&'a str>,
    name: String,
    of: String,
    notes: Vec<String>,
    matches: Option<String>,
    document: String,
    canonical: String,
    original: String,
    /// The same page with the original beside it, or without; `None` where browsers cannot show it.
    beside: Option<Beside>,
    previous: Option<String>,
    next: Option<String>,
    previous_match: Option<String>,
    next_match: Option<String>,
    language: Option<&'a str>,
    pieces: Vec<Piece<'a>>,
}

#[derive(Debug)]
struct Beside {
    href: String,
    is_shown: bool,
}

/// What was asked, and where it stands.
#[derive(Debug)]
pub(crate) struct Found {
    /// The question.
    pub(crate) query: String,
    /// Bytes of the page's text that match.
    pub(crate) ranges: Vec<Range<usize>>,
    /// Pages of the document on which something matches, in order.
    pub(crate) pages: Vec<PageNumber>,
    /// Whether the reader wants the original beside the text.
    pub(crate) is_beside: bool,
}

impl<'a> PagePage<'a> {
    /// Lays out `page` of `entry` for the question in `found`.
    pub(crate) fn new(
        frame: &'a Frame,
        entry: &'a Entry,
        page: &'a Page,
        found: &'a Found,
    ) -> Self {
        let locale = frame.locale;
        let query = found.query.as_str();
        let number = page.number;
        let at = |number: PageNumber, is_beside: bool| {
            let mut pairs = links::asked(query);
            pairs.extend(is_beside.then(|| ("original".to_owned(), "beside".to_owned())));
            links::address(&format!("/documents/{}/pages/{number}", entry.id), &pairs)
        };
        let other = |number: Option<u32>| {
            let number = PageNumber::new(number?).filter(|n| n.get() <= entry.page_count)?;
            Some(at(number, found.is_beside))
        };
        let is_pdf = entry.media_type == "application/pdf";
        let at_page = if is_pdf {
            format!("#page={number}")
        } else {
            String::new()
        };
        let before = found.pages.iter().rev().find(|page| **page < number);
        let after = found.pages.iter().find(|page| **page > number);
        let counted = locale.counted("matches", found.ranges.len() as u64);
        Self {
            frame,
            query,
            title: &entry.description.title,
            title_language: entry.description.language.as_deref(),
            name: names::page(locale, entry.paging, number, page.label.as_deref()),
            of: names::pages(locale, entry.paging, entry.page_count.into()),
            notes: notes(locale, page),
            matches: (!query.trim().is_empty()).then_some(counted),
            document: links::document(entry.id, query),
            canonical: frame.absolute(&links::page(entry.id, number, "")),
            original: format!("/documents/{}/original{at_page}", entry.id),
            beside: is_pdf.then(|| Beside {
                href: at(number, !found.is_beside),
                is_shown: found.is_beside,
            }),
            previous: other(number.get().checked_sub(1)),
            next: other(number.get().checked_add(1)),
            previous_match: before.map(|page| at(*page, found.is_beside)),
            next_match: after.map(|page| at(*page, found.is_beside)),
            language: page.language.as_deref(),
            pieces: marks::by_bytes(&page.text, &found.ranges),
        }
    }

    fn is_beside(&self) -> bool {
        self.beside.as_ref().is_some_and(|beside| beside.is_shown)
    }
}

/// How far the text of the page can be trusted, where that is in doubt; an empty page says it itself.
fn notes(locale: &Locale, page: &Page) -> Vec<String> {
    let mut notes = Vec::new();
    if let Some(confidence) = page.recognised {
        let confidence = locale.per_cent(confidence);
        notes.push(locale.say_with(
            "page-recognised",
            &[("confidence", Said::Text(&confidence))],
        ));
    } else if page.has_text() && page.is_unread {
        notes.push(locale.say("page-unread"));
    } else if page.has_text() && page.quality < Page::GOOD_QUALITY {
        notes.push(locale.say("page-noise"));
    }
    notes
}
