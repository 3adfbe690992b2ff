//! Documents near this one: those that say the like, and those that cite it.

use regesta_queries::RelatedDocument;

use super::Around;
use crate::web::links;
use crate::web::locale::{Locale, Said};

/// A document near this one.
#[derive(Debug)]
pub(super) struct Near {
    pub(super) title: String,
    pub(super) language: Option<String>,
    pub(super) href: String,
    pub(super) facts: String,
}

/// Documents that say the like, most alike first.
pub(super) fn like(locale: &Locale, around: &Around) -> Vec<Near> {
    let like = around.related.iter().flat_map(|related| &related.like);
    like.map(|like| {
        let words = like.words.join(", ");
        let shared = (!words.is_empty())
            .then(|| locale.say_with("related-words", &[("words", Said::Text(&words))]));
        near(locale, &like.document, shared)
    })
    .collect()
}

/// Documents that cite it, the best page first.
pub(super) fn cited_by(locale: &Locale, around: &Around) -> Vec<Near> {
    let citing = around.related.iter().flat_map(|related| &related.cited_by);
    citing
        .map(|citing| {
            let by = citing.by.join(", ");
            let by = locale.say_with("related-by", &[("by", Said::Text(&by))]);
            let mut near = near(locale, &citing.document, Some(by));
            if let Some(page) = citing.pages.first() {
                near.href = links::page(citing.document.id, page.page, &[]);
            }
            near
        })
        .collect()
}

fn near(locale: &Locale, document: &RelatedDocument, more: Option<String>) -> Near {
    let countries = document.country.iter().map(|code| locale.country(code));
    let year = document.year.map(|year| year.to_string());
    let facts: Vec<String> = countries.take(3).chain(year).chain(more).collect();
    Near {
        title: document.title.clone(),
        language: document.language.clone(),
        href: links::document(document.id, &[]),
        facts: facts.join(" · "),
    }
}
