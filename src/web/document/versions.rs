//! The versions of a document's work: when each holds, as rows and as bars on one line of time.

use regesta_index::{DocumentId, Version};

use super::{Around, Validity, held_said};
use crate::web::chart::{Span, Spans};
use crate::web::links;
use crate::web::locale::Locale;

/// One version.
#[derive(Debug)]
pub(super) struct Row {
    pub(super) name: String,
    pub(super) validity: String,
    pub(super) href: String,
    pub(super) is_shown: bool,
    pub(super) id: DocumentId,
    /// Whether it is compared with unless the reader chooses another: the one before, or after the first.
    pub(super) is_chosen: bool,
}

/// A document that may be a version too.
#[derive(Debug)]
pub(super) struct Proposed {
    pub(super) name: String,
    pub(super) href: String,
    /// What speaks for it, in English.
    pub(super) evidence: String,
}

/// The versions, in the order in which they begin to hold.
pub(super) fn rows(locale: &Locale, id: DocumentId, around: &Around) -> Vec<Row> {
    let Some(versions) = &around.versions else {
        return Vec::new();
    };
    let own = versions
        .versions
        .iter()
        .position(|version| version.id == id);
    let chosen = own.map_or(0, |own| own.checked_sub(1).unwrap_or(1));
    let held = versions.versions.iter().zip(&around.held).enumerate();
    held.map(|(at, (version, held))| Row {
        id: version.id,
        is_chosen: at == chosen,
        name: name(version),
        validity: held_said(locale, *held).unwrap_or_else(|| locale.say("not-stated")),
        href: links::document(version.id, &[]),
        is_shown: version.id == id,
    })
    .collect()
}

/// The picture: every version, or the document alone.
pub(super) fn spans(locale: &Locale, id: DocumentId, around: &Around) -> Option<Spans> {
    let versions = around.versions.as_ref().map(|versions| &versions.versions);
    let mut spans: Vec<Span> = versions
        .into_iter()
        .flatten()
        .zip(&around.held)
        .map(|(version, held)| Span {
            is_shown: version.id == id,
            ..span(locale, version.id, &name(version), *held)
        })
        .collect();
    if spans.is_empty() {
        spans.push(Span {
            is_shown: true,
            ..span(locale, id, "", around.validity)
        });
    }
    Spans::new(&spans, around.today)
}

/// When a document holds, as a bar that leads to it.
pub(in crate::web) fn span(
    locale: &Locale,
    id: DocumentId,
    title: &str,
    (from, until): Validity,
) -> Span {
    let held = held_said(locale, (from, until)).unwrap_or_default();
    Span {
        from,
        until,
        title: format!("{title}: {held}"),
        is_shown: false,
        href: links::document(id, &[]),
    }
}

/// The documents that may be versions too.
pub(super) fn proposed(around: &Around) -> Vec<Proposed> {
    let proposed = around
        .versions
        .iter()
        .flat_map(|versions| &versions.proposed);
    proposed
        .map(|proposal| Proposed {
            name: name(&proposal.version),
            href: links::document(proposal.version.id, &[]),
            evidence: proposal.evidence.join("; "),
        })
        .collect()
}

/// Versions of a work have one title; the number tells them apart.
pub(in crate::web) fn name(version: &Version) -> String {
    match &version.number {
        Some(number) => format!("{} ({number})", version.title),
        None => version.title.clone(),
    }
}
