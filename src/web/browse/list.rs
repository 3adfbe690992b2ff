//! The documents of one value of a facet, newest first.

use askama::Template;
use regesta_queries::Answer;

use crate::web::frame::Frame;
use crate::web::locale::Said;
use crate::web::{links, names};

/// Documents that a request may pass over.
const LAST: u64 = 10_000;

/// The documents of one value.
#[derive(Debug, Template)]
#[template(path = "list.html")]
pub(crate) struct ListPage<'a> {
    frame: &'a Frame,
    query: &'static str,
    shelf: String,
    shelf_href: String,
    heading: String,
    total: String,
    search: String,
    canonical: String,
    documents: Vec<Title<'a>>,
    previous: Option<String>,
    next: Option<String>,
}

#[derive(Debug)]
struct Title<'a> {
    title: &'a str,
    language: Option<&'a str>,
    href: String,
    facts: String,
}

impl<'a> ListPage<'a> {
    /// Lays out page `page`, from 1, of the documents whose `facet` is `value`, `size` to a page.
    pub(crate) fn new(
        frame: &'a Frame,
        facet: &'static str,
        value: &str,
        found: &'a Answer,
        page: usize,
        size: usize,
    ) -> Self {
        let locale = frame.locale;
        let path = links::list(facet, value);
        let at = |page: usize| {
            let pairs = (page > 1).then(|| ("page".to_owned(), page.to_string()));
            links::address(&path, pairs.as_slice())
        };
        let more = (page * size) as u64;
        let documents = found.hits.iter().map(|hit| {
            let kind = hit
                .kind
                .as_ref()
                .map(|kind| names::value(locale, "type", kind));
            let facts = hit
                .published
                .map(|date| locale.date(date))
                .into_iter()
                .chain(kind);
            Title {
                title: &hit.title,
                language: hit.language.as_deref(),
                href: links::document(hit.id, &[]),
                facts: facts.collect::<Vec<_>>().join(" · "),
            }
        });
        Self {
            frame,
            query: "",
            shelf: locale.say(&format!("browse-{facet}")),
            shelf_href: format!("/browse/{facet}"),
            heading: names::value(locale, facet, value),
            total: locale.counted("documents", found.total),
            search: links::browse(facet, value),
            canonical: frame.absolute(&at(page)),
            documents: documents.collect(),
            previous: (page > 1).then(|| at(page - 1)),
            // What is beyond the last page that may be asked for is reached by searching.
            next: (more < found.total && more <= LAST).then(|| at(page + 1)),
        }
    }

    fn described(&self) -> String {
        self.frame.locale.say_with(
            "list-description",
            &[
                ("heading", Said::Text(&self.heading)),
                ("total", Said::Text(&self.total)),
            ],
        )
    }
}
