//! What machines ask a site for first: how to search it, and which pages there are.
//!
//! Formats: OpenSearch 1.1 (draft 6), Sitemaps 0.9.

use askama::Template;
use regesta_index::Work;
use regesta_queries::Facets;

use super::browse::SHELVES;
use super::frame::Frame;
use super::links;

/// How a browser searches here from its own box.
#[derive(Debug, Template)]
#[template(path = "opensearch.xml", escape = "html")]
pub(crate) struct OpenSearch<'a> {
    frame: &'a Frame,
    short_name: String,
}

impl<'a> OpenSearch<'a> {
    /// Describes the search of the site.
    pub(crate) fn new(frame: &'a Frame) -> Self {
        Self {
            frame,
            // The format takes 16 characters at most.
            short_name: frame.title.chars().take(16).collect(),
        }
    }
}

/// Which pages there are.
#[derive(Debug, Template)]
#[template(path = "sitemap.xml", escape = "html")]
pub(crate) struct Sitemap {
    addresses: Vec<String>,
}

/// Pages that are always there.
const PAGES: [&str; 9] = [
    "/",
    "/search",
    "/browse",
    "/browse/work",
    "/trends",
    "/compare",
    "/coverage",
    "/help",
    "/about",
];
/// The format takes this many addresses at most.
const MAX_ADDRESSES: usize = 50_000;

impl Sitemap {
    /// Lists the plain pages, from which every document is reached.
    pub(crate) fn new(frame: &Frame, facets: &Facets, works: &[Work]) -> Self {
        let shelves = SHELVES.into_iter().flat_map(|shelf| {
            let values = match shelf {
                "country" => &facets.country,
                "year" => &facets.year,
                "topic" => &facets.topic,
                "type" => &facets.kind,
                _ => &facets.language,
            };
            let lists = values
                .iter()
                .map(move |count| links::list(shelf, &count.value));
            std::iter::once(format!("/browse/{shelf}")).chain(lists)
        });
        let works = works.iter().map(|work| links::list("work", &work.name));
        let pages = PAGES
            .into_iter()
            .map(str::to_owned)
            .chain(shelves)
            .chain(works);
        Self {
            addresses: pages
                .take(MAX_ADDRESSES)
                .map(|path| frame.absolute(&path))
                .collect(),
        }
    }
}
