//! What changed between two documents: part by part, word by word.

use std::ops::Range;

use askama::Template;
use regesta_index::Entry;
use regesta_queries::{ChangeKind, ComparedUnit, Comparison, PartChange};

use super::frame::Frame;
use super::locale::{Locale, Said, Told};
use super::{links, names};

/// The page.
#[derive(Debug, Template)]
#[template(path = "changes.html")]
pub(crate) struct ChangesPage<'a> {
    frame: &'a Frame,
    query: &'static str,
    left: Side<'a>,
    right: Side<'a>,
    summary: String,
    notices: Vec<Told>,
    parts: Vec<Part<'a>>,
    left_out: Option<String>,
    previous: Option<String>,
    next: Option<String>,
}

/// One of the two documents.
#[derive(Debug)]
struct Side<'a> {
    title: &'a str,
    language: Option<&'a str>,
    facts: String,
    href: String,
}

#[derive(Debug)]
struct Part<'a> {
    kind: &'static str,
    label: String,
    heading: Option<&'a str>,
    pages: Vec<(String, String)>,
    pieces: Vec<(ChangeKind, &'a str)>,
}

impl<'a> ChangesPage<'a> {
    /// Lays out page `page`, from 1, of the way from `left` to `right`; `None` if it has no such page.
    pub(crate) fn new(
        frame: &'a Frame,
        left: &'a Entry,
        right: &'a Entry,
        comparison: &'a Comparison,
        page: usize,
    ) -> Option<Self> {
        let locale = frame.locale;
        let windows = windows(&comparison.parts);
        let window = windows.get(page.checked_sub(1)?)?.clone();
        let is_last = page == windows.len();
        let at = |page: usize| {
            let mut pairs = frame.pairs.clone();
            pairs.retain(|(name, _)| name != "page");
            pairs.extend((page > 1).then(|| ("page".to_owned(), page.to_string())));
            links::address(&frame.path, &pairs)
        };
        let part = |part: &'a regesta_queries::Part| {
            let of = |entry: &Entry, page: Option<regesta_index::PageNumber>| {
                let page = page?;
                let name = names::page(locale, entry.paging, page, None);
                Some((links::page(entry.id, page, &[]), name))
            };
            let (kind, label) = match part.kind {
                PartChange::Equal => ("equal", locale.counted("change-equal", part.count as u64)),
                PartChange::Changed => ("changed", locale.say("change-changed")),
                PartChange::Removed => ("removed", locale.say("change-removed")),
                PartChange::Added => ("added", locale.say("change-added")),
            };
            Part {
                kind,
                label,
                heading: part.heading.as_deref(),
                pages: if part.kind == PartChange::Equal {
                    Vec::new()
                } else {
                    let pages = [of(left, part.left_page), of(right, part.right_page)];
                    pages.into_iter().flatten().collect()
                },
                pieces: part
                    .changes
                    .iter()
                    .map(|change| (change.kind, change.text.as_str()))
                    .collect(),
            }
        };
        let left_out = comparison.left_out as u64;
        Some(Self {
            frame,
            query: "",
            left: side(locale, left),
            right: side(locale, right),
            summary: summary(locale, comparison),
            notices: comparison
                .notices
                .iter()
                .map(|notice| locale.message(notice))
                .collect(),
            parts: comparison.parts.get(window)?.iter().map(part).collect(),
            left_out: (is_last && left_out > 0)
                .then(|| locale.counted("change-left-out", left_out)),
            previous: (page > 1).then(|| at(page - 1)),
            next: (!is_last).then(|| at(page + 1)),
        })
    }
}

/// Most bytes of the parts of a page, so that it has less than 100,000 with all that is around them.
const PAGE_BYTES: usize = 70_000;
/// What the markup of a part takes, and that of a change in it.
const PART_BYTES: usize = 700;
const CHANGE_BYTES: usize = 11;

/// The parts of each page; a part that is longer than a page has one for itself.
fn windows(parts: &[regesta_queries::Part]) -> Vec<Range<usize>> {
    let (mut windows, mut from, mut bytes) = (Vec::new(), 0, 0);
    for (at, part) in parts.iter().enumerate() {
        let changes = part.changes.iter();
        let own = PART_BYTES + changes.map(|c| c.text.len() + CHANGE_BYTES).sum::<usize>();
        if from < at && PAGE_BYTES < bytes + own {
            windows.push(from..at);
            (from, bytes) = (at, 0);
        }
        bytes += own;
    }
    windows.push(from..parts.len());
    windows
}

fn side<'a>(locale: &Locale, entry: &'a Entry) -> Side<'a> {
    let description = &entry.description;
    let from = description
        .valid_from
        .map(|date| locale.say_with("valid-from", &[("day", Said::Text(&locale.date(date)))]));
    let published = description.published.map(|date| locale.date(date));
    let facts: Vec<String> = description
        .number
        .clone()
        .into_iter()
        .chain(from.or(published))
        .collect();
    Side {
        title: &description.title,
        language: description.language.as_deref(),
        facts: facts.join(" · "),
        href: links::document(entry.id, &[]),
    }
}

fn summary(locale: &Locale, comparison: &Comparison) -> String {
    let unit = match comparison.unit {
        ComparedUnit::Article => "change-articles",
        ComparedUnit::Paragraph => "change-paragraphs",
    };
    let number = |count: usize| locale.number(count as u64);
    locale.say_with(
        "change-summary",
        &[
            ("unit", Said::Text(&locale.say(unit))),
            ("equal", Said::Text(&number(comparison.equal))),
            ("changed", Said::Text(&number(comparison.changed))),
            ("added", Said::Text(&number(comparison.added))),
            ("removed", Said::Text(&number(comparison.removed))),
        ],
    )
}

#[cfg(test)]
mod tests {
    use regesta_queries::Change;

    use super::*;

    #[test]
    fn every_part_is_on_one_page_and_a_page_is_not_too_long() {
        let part = |bytes: usize| regesta_queries::Part {
            kind: PartChange::Changed,
            count: 1,
            heading: None,
            left_page: None,
            right_page: None,
            changes: vec![Change {
                kind: ChangeKind::Equal,
                text: "x".repeat(bytes),
            }],
        };
        let pages = |bytes: &[usize]| {
            let parts: Vec<_> = bytes.iter().map(|bytes| part(*bytes)).collect();
            windows(&parts)
        };
        assert_eq!(pages(&[]), vec![Range { start: 0, end: 0 }]);
        assert_eq!(pages(&[10, 20, 30]), vec![Range { start: 0, end: 3 }]);
        assert_eq!(pages(&[40_000, 20_000, 20_000, 10]), [0..2, 2..4]);
        assert_eq!(pages(&[10, 90_000, 10]), [0..1, 1..2, 2..3]);
    }
}
