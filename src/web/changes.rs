//! What changed between two documents: part by part, word by word.

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
    /// Lays out the way from `left` to `right`.
    pub(crate) fn new(
        frame: &'a Frame,
        left: &'a Entry,
        right: &'a Entry,
        comparison: &'a Comparison,
    ) -> Self {
        let locale = frame.locale;
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
        Self {
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
            parts: comparison.parts.iter().map(part).collect(),
            left_out: (left_out > 0).then(|| locale.counted("change-left-out", left_out)),
        }
    }
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
