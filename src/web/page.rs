//! The text of one page, with what was asked for marked in it, and the original beside it.

use std::ops::Range;

use askama::Template;
use regesta_index::{CharRange, Entry, Page, PageNumber};
use regesta_queries::Request;

use super::frame::Frame;
use super::locale::{Locale, Said};
use super::marks::{self, Piece};
use super::{document, links, names};

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
    /// How the original can be shown beside the text.
    view: View,
    /// The page as a picture.
    picture: String,
    /// The same page with the original beside it, or without; `None` where it cannot be shown.
    beside: Option<Beside>,
    /// Why it cannot be shown, where it cannot.
    unseen: Option<String>,
    previous: Option<String>,
    next: Option<String>,
    previous_match: Option<String>,
    next_match: Option<String>,
    language: Option<&'a str>,
    pieces: Vec<Piece<'a>>,
    /// Whether what is marked is where a value of the document is from, not what was asked for.
    is_evidence: bool,
}

/// How an original can be shown beside the text of one of its pages.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum View {
    /// By the browser's own PDF view; as a drawn picture where the browser has none.
    Pdf,
    /// As the picture that it is.
    Picture,
    /// As a picture that is drawn of the page.
    Drawn,
    /// Not at all: nothing here draws its pages.
    None,
}

fn view(media_type: &str) -> View {
    match media_type {
        "application/pdf" => View::Pdf,
        "image/png" | "image/jpeg" => View::Picture,
        "image/tiff" => View::Drawn,
        _ => View::None,
    }
}

/// Whether an original is a picture that browsers show.
pub(crate) fn is_picture(media_type: &str) -> bool {
    view(media_type) == View::Picture
}

/// Whether pages of an original can be drawn as pictures.
pub(crate) fn can_be_drawn(media_type: &str) -> bool {
    view(media_type) != View::None
}

#[derive(Debug)]
struct Beside {
    href: String,
    is_shown: bool,
}

/// What was asked, and where it stands.
#[derive(Debug)]
pub(crate) struct Found {
    /// The question, of which the words and the synonyms count.
    pub(crate) request: Request,
    /// Bytes of the page's text that match.
    pub(crate) ranges: Vec<Range<usize>>,
    /// The place of the text that a value of the document is taken from, if that is what is looked for.
    pub(crate) evidence: Option<CharRange>,
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
        let query = found.request.query.as_str();
        let asked = links::asked(&found.request);
        let number = page.number;
        let at = |number: PageNumber, is_beside: bool| {
            let mut pairs = asked.clone();
            pairs.extend(is_beside.then(|| ("original".to_owned(), "beside".to_owned())));
            links::page(entry.id, number, &pairs)
        };
        let other = |number: Option<u32>| {
            let number = PageNumber::new(number?).filter(|n| n.get() <= entry.page_count)?;
            Some(at(number, found.is_beside))
        };
        let view = view(&entry.media_type);
        let at_page = if view == View::Pdf {
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
            document: links::document(entry.id, &asked),
            canonical: frame.absolute(&links::page(entry.id, number, &[])),
            original: format!("/documents/{}/original{at_page}", entry.id),
            view,
            picture: format!("/documents/{}/pages/{number}/picture", entry.id),
            unseen: (view == View::None).then(|| {
                let format = document::format(&entry.media_type);
                locale.say_with("page-no-view", &[("format", Said::Text(format))])
            }),
            beside: (view != View::None).then(|| Beside {
                href: at(number, !found.is_beside),
                is_shown: found.is_beside,
            }),
            previous: other(number.get().checked_sub(1)),
            next: other(number.get().checked_add(1)),
            previous_match: before.map(|page| at(*page, found.is_beside)),
            next_match: after.map(|page| at(*page, found.is_beside)),
            language: page.language.as_deref(),
            pieces: match found.evidence {
                Some(place) => {
                    marks::by_chars(&page.text, &[(place.from as usize, place.until as usize)])
                }
                None => marks::by_bytes(&page.text, &found.ranges),
            },
            is_evidence: found.evidence.is_some(),
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
