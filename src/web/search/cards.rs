//! Documents of an answer as cards: title, facts, status, and the pages that match best.

use regesta_index::{DocumentId, Status};
use regesta_queries::{Hit, PageHit, Request};

use crate::web::locale::{Locale, Said};
use crate::web::marks::{self, Piece};
use crate::web::{links, names};

use super::Link;

/// One document of the answer.
#[derive(Debug)]
pub(super) struct Card<'a> {
    pub(super) id: DocumentId,
    pub(super) href: String,
    pub(super) title: &'a str,
    pub(super) language: Option<&'a str>,
    /// Name and words of the status, where it is known.
    pub(super) status: Option<(&'static str, String)>,
    pub(super) facts: String,
    pub(super) pages: Vec<Leaf<'a>>,
    pub(super) more: Option<Link>,
    /// Why it stands here.
    pub(super) why: String,
}

/// One page of a document of the answer.
#[derive(Debug)]
pub(super) struct Leaf<'a> {
    pub(super) href: String,
    pub(super) name: String,
    pub(super) heading: Option<&'a str>,
    pub(super) pieces: Vec<Piece<'a>>,
}

pub(super) fn card<'a>(locale: &Locale, hit: &'a Hit, request: &Request) -> Card<'a> {
    let asked = links::asked(request);
    let listed = u32::try_from(hit.pages.len()).unwrap_or(u32::MAX);
    let more = (listed < hit.matching_pages).then(|| Link {
        text: locale.say_with(
            "matching-pages-of",
            &[
                (
                    "number",
                    Said::Text(&locale.number(hit.matching_pages.into())),
                ),
                (
                    "pages",
                    Said::Text(&names::pages(locale, hit.paging, hit.page_count.into())),
                ),
            ],
        ),
        href: format!("{}#matches", links::document(hit.id, &asked)),
    });
    let known = hit.status != Status::Unknown;
    Card {
        id: hit.id,
        href: links::document(hit.id, &asked),
        title: &hit.title,
        language: hit.language.as_deref(),
        status: known.then(|| {
            let name = hit.status.name();
            (name, names::value(locale, "status", name))
        }),
        facts: facts(locale, hit),
        why: {
            let mut pairs = vec![("id".to_owned(), hit.id.to_string())];
            pairs.extend(request.to_pairs());
            links::address("/explain", &pairs)
        },
        pages: hit
            .pages
            .iter()
            .map(|page| leaf(locale, hit, page, &asked))
            .collect(),
        more,
    }
}

/// "South Korea · 29 January 2018 · Law · Korean"
fn facts(locale: &Locale, hit: &Hit) -> String {
    let mut facts: Vec<String> = Vec::new();
    let countries: Vec<String> = hit
        .country
        .iter()
        .map(|code| locale.country(code))
        .collect();
    facts.extend((!countries.is_empty()).then(|| countries.join(", ")));
    facts.extend(hit.published.map(|date| locale.date(date)));
    let named = |facet, value: &Option<String>| {
        value
            .as_ref()
            .map(|value| names::value(locale, facet, value))
    };
    facts.extend(named("type", &hit.kind));
    facts.extend(named("lang", &hit.language));
    facts.join(" · ")
}

fn leaf<'a>(locale: &Locale, hit: &Hit, page: &'a PageHit, asked: &[(String, String)]) -> Leaf<'a> {
    Leaf {
        href: links::page(hit.id, page.page, asked),
        name: names::page(locale, hit.paging, page.page, page.label.as_deref()),
        heading: page.heading.as_deref(),
        pieces: marks::by_chars(&page.snippet.text, &page.snippet.highlights),
    }
}
