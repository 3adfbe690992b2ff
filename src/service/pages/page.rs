//! `GET /documents/{id}/pages/{n}`: the text of one page.

use std::ops::Range;

use axum::extract::State;
use axum::response::Response;
use regesta_index::{Archive, CharRange, DocumentId, Entry, Page, PageNumber};
use regesta_queries::Request;

use super::document::matching_pages;
use super::{Sorry, render};
use crate::service::App;
use crate::service::api::read_page;
use crate::service::parameters::{NamedPage, Pairs};
use crate::service::problem::Problem;
use crate::service::visit::Visit;
use crate::web::{Found, PagePage};

/// `GET /documents/{id}/pages/{n}`
pub(in crate::service) async fn page(
    State(app): State<App>,
    Visit(frame): Visit,
    named: Result<NamedPage, Problem>,
    pairs: Result<Pairs, Problem>,
) -> Result<Response, Sorry> {
    let (NamedPage(id, number), pairs) = (named?, pairs?);
    let request = pairs.question();
    let evidence = pairs.last("evidence").and_then(place);
    let is_beside = pairs.last("original") == Some("beside");
    let (entry, page, found) = app
        .questions
        .ask(move || {
            let (entry, page, ranges) = marked_page(&app.archive, id, number, &request)?;
            let pages = matching_pages(&app.archive.snapshot()?, &request, id)?;
            let found = Found {
                request,
                ranges,
                evidence,
                pages,
                is_beside,
            };
            Ok::<_, Problem>((entry, page, found))
        })
        .await?;
    render(&PagePage::new(&frame, &entry, &page, &found))
}

type Marked = (Entry, Page, Vec<Range<usize>>);

/// One page, its document, and where in its text the question's matches are.
fn marked_page(
    archive: &Archive,
    id: DocumentId,
    number: PageNumber,
    asked: &Request,
) -> Result<Marked, Problem> {
    let (entry, page) = read_page(archive, id, number)?;
    let matches = highlights(archive, asked, &page)?;
    Ok((entry, page, matches))
}

/// A place in the text of a page, as links to evidence have it: `120-140`, in characters.
fn place(text: &str) -> Option<CharRange> {
    let (from, until) = text.split_once('-')?;
    let place = CharRange {
        from: from.parse().ok()?,
        until: until.parse().ok()?,
    };
    (place.from < place.until).then_some(place)
}

/// A question that cannot be read marks nothing; the page itself is still worth showing.
fn highlights(
    archive: &Archive,
    asked: &Request,
    page: &Page,
) -> Result<Vec<Range<usize>>, Problem> {
    if asked.query.trim().is_empty() {
        return Ok(Vec::new());
    }
    let snapshot = archive.snapshot()?;
    match regesta_queries::highlight(&snapshot, asked, &page.text, page.languages()) {
        Err(regesta_queries::Error::Request(_)) => Ok(Vec::new()),
        matches => Ok(matches?),
    }
}
