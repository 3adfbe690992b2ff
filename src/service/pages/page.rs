//! `GET /documents/{id}/pages/{n}`: the text of one page.

use std::ops::Range;

use axum::extract::State;
use axum::response::Response;
use regesta_index::{Archive, DocumentId, Entry, Page, PageNumber};
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
    let query = pairs.last("q").unwrap_or_default().to_owned();
    let is_beside = pairs.last("original") == Some("beside");
    let (entry, page, found) = app
        .questions
        .ask(move || {
            let (entry, page, ranges) = marked_page(&app.archive, id, number, &query)?;
            let pages = matching_pages(&app.archive.snapshot()?, &query, id)?;
            let found = Found {
                query,
                ranges,
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
    query: &str,
) -> Result<Marked, Problem> {
    let (entry, page) = read_page(archive, id, number)?;
    let matches = highlights(archive, query, &page)?;
    Ok((entry, page, matches))
}

/// A question that cannot be read marks nothing; the page itself is still worth showing.
fn highlights(archive: &Archive, query: &str, page: &Page) -> Result<Vec<Range<usize>>, Problem> {
    if query.trim().is_empty() {
        return Ok(Vec::new());
    }
    let snapshot = archive.snapshot()?;
    let request = Request {
        query: query.to_owned(),
        ..Request::default()
    };
    match regesta_queries::highlight(&snapshot, &request, &page.text, page.language.as_deref()) {
        Err(regesta_queries::Error::Request(_)) => Ok(Vec::new()),
        matches => Ok(matches?),
    }
}
