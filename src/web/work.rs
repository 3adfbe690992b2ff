//! One work with its versions: when each holds, and what changed from one to the next.

use askama::Template;
use chrono::NaiveDate;
use regesta_index::{DocumentId, MAX_VERSIONS, Status, Version};

use super::chart::{Span, Spans};
use super::document::{Validity, held_said, name, span};
use super::frame::Frame;
use super::{links, names};

/// The versions of a work, as they are kept.
#[derive(Debug)]
pub(crate) struct Series {
    /// The work.
    pub(crate) work: String,
    /// Its versions, in the order in which they begin to hold, each with when it holds and where it
    /// stands today.
    pub(crate) versions: Vec<(Version, Validity, Status)>,
    /// The day for which this is so.
    pub(crate) today: NaiveDate,
}

/// The page.
#[derive(Debug, Template)]
#[template(path = "work.html")]
pub(crate) struct WorkPage<'a> {
    frame: &'a Frame,
    query: &'static str,
    work: &'a str,
    /// The title of its last version.
    title: &'a str,
    language: Option<&'a str>,
    total: String,
    spans: Option<Spans>,
    versions: Vec<Row<'a>>,
    left_out: bool,
}

#[derive(Debug)]
struct Row<'a> {
    held: String,
    name: String,
    language: Option<&'a str>,
    href: String,
    /// Name and words of the status, where it is known.
    status: Option<(&'static str, String)>,
    /// What changed from the version before.
    changes: Option<String>,
}

impl<'a> WorkPage<'a> {
    /// Lays out `series`.
    pub(crate) fn new(frame: &'a Frame, series: &'a Series) -> Self {
        let locale = frame.locale;
        let spans = series.versions.iter();
        let spans: Vec<Span> = spans
            .map(|(version, held, _)| span(locale, version.id, &name(version), *held))
            .collect();
        let row = |(at, (version, held, status)): (usize, &'a (Version, Validity, Status))| {
            let before = at.checked_sub(1).and_then(|at| series.versions.get(at));
            let known = *status != Status::Unknown;
            Row {
                held: held_said(locale, *held).unwrap_or_else(|| locale.say("not-stated")),
                name: name(version),
                language: version.language.as_deref(),
                href: links::document(version.id, &[]),
                status: known.then(|| {
                    let name = status.name();
                    (name, names::value(locale, "status", name))
                }),
                changes: before.map(|(before, _, _)| changes(version.id, before.id)),
            }
        };
        let last = series.versions.last().map(|(version, _, _)| version);
        Self {
            frame,
            query: "",
            work: &series.work,
            title: last.map_or(series.work.as_str(), |version| &version.title),
            language: last.and_then(|version| version.language.as_deref()),
            total: locale.counted("versions", series.versions.len() as u64),
            spans: Spans::new(&spans, series.today),
            versions: series.versions.iter().enumerate().map(row).collect(),
            left_out: series.versions.len() == MAX_VERSIONS,
        }
    }

    fn canonical(&self) -> String {
        self.frame.absolute(&links::list("work", self.work))
    }
}

fn changes(id: DocumentId, before: DocumentId) -> String {
    let with = ("with".to_owned(), before.to_string());
    links::address(&format!("/documents/{id}/changes"), &[with])
}
