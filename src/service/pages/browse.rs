//! `GET /browse…`: plain lists that lead to every document, for people who rather look than ask, and
//! for machines that follow links.

use axum::extract::{Path, State};
use axum::response::Response;
use regesta_index::Status;
use regesta_queries::{Message, Request};

use super::{Sorry, render};
use crate::service::App;
use crate::service::api::answer;
use crate::service::parameters::{Pairs, today, wrong_page};
use crate::service::problem::Problem;
use crate::service::visit::Visit;
use crate::web::{BrowsePage, ListPage, SHELVES, Series, ShelfPage, WorkPage};

/// Documents on a page of a list.
const PAGE: usize = 100;

/// `GET /browse`
pub(in crate::service) async fn shelves(
    State(app): State<App>,
    Visit(frame): Visit,
) -> Result<Response, Sorry> {
    let (everything, works) = app
        .questions
        .ask(move || {
            let works = app.archive.catalogue().works()?;
            Ok::<_, Problem>((answer(&app.archive, &counting())?, works))
        })
        .await?;
    render(&BrowsePage::new(&frame, &everything, &works))
}

/// `GET /browse/{facet}?page=2`
pub(in crate::service) async fn shelf(
    State(app): State<App>,
    Visit(frame): Visit,
    facet: Path<String>,
    pairs: Result<Pairs, Problem>,
) -> Result<Response, Sorry> {
    let (facet, page) = (known(&facet)?, page_asked(&pairs?)?);
    let everything = app
        .questions
        .ask(move || answer(&app.archive, &counting()))
        .await?;
    shown(
        &ShelfPage::new(&frame, facet, &everything.facets, page),
        page,
    )
}

/// `GET /browse/work?page=2`
pub(in crate::service) async fn works(
    State(app): State<App>,
    Visit(frame): Visit,
    pairs: Result<Pairs, Problem>,
) -> Result<Response, Sorry> {
    let page = page_asked(&pairs?)?;
    let works = app
        .questions
        .ask(move || app.archive.catalogue().works())
        .await?;
    shown(&ShelfPage::works(&frame, &works, page), page)
}

/// `GET /browse/work/{work}`
pub(in crate::service) async fn work(
    State(app): State<App>,
    Visit(frame): Visit,
    Path(work): Path<String>,
) -> Result<Response, Sorry> {
    let series = app
        .questions
        .ask(move || {
            let (snapshot, today) = (app.archive.snapshot()?, today());
            let mut versions = Vec::new();
            for version in app.archive.catalogue().versions_of(&work)? {
                let address = snapshot.find(version.id)?;
                let (held, status) = address.map_or(((None, None), Status::Unknown), |address| {
                    (snapshot.validity(address), snapshot.status(address, today))
                });
                versions.push((version, held, status));
            }
            Ok::<_, Problem>(Series {
                work,
                versions,
                today,
            })
        })
        .await?;
    if series.versions.is_empty() {
        return Err(nothing_here().into());
    }
    render(&WorkPage::new(&frame, &series))
}

/// `GET /browse/{facet}/{value}?page=2`
pub(in crate::service) async fn list(
    State(app): State<App>,
    Visit(frame): Visit,
    Path((facet, value)): Path<(String, String)>,
    pairs: Result<Pairs, Problem>,
) -> Result<Response, Sorry> {
    let (facet, pairs) = (known(&facet)?, pairs?);
    let page = page_asked(&pairs)?;
    let pairs = [
        (facet, value.clone()),
        ("sort", "newest".to_owned()),
        ("limit", PAGE.to_string()),
        ("offset", (page - 1).saturating_mul(PAGE).to_string()),
    ];
    let pairs = pairs.map(|(name, value)| (name.to_owned(), value));
    let request = Request::from_pairs(pairs).map_err(Problem::from)?;
    let found = app
        .questions
        .ask(move || answer(&app.archive, &request))
        .await?;
    if found.hits.is_empty() {
        return Err(nothing_here().into());
    }
    render(&ListPage::new(&frame, facet, &value, &found, page, PAGE))
}

/// The shelf of this name.
fn known(facet: &str) -> Result<&'static str, Problem> {
    let shelf = SHELVES.into_iter().find(|shelf| *shelf == facet);
    shelf.ok_or_else(|| {
        let message = Message::new("no-shelf", "There are lists by {shelves}.");
        Problem::not_found(message.with("shelves", SHELVES.join(", ")))
    })
}

/// The page of a list that is asked for, from 1.
pub(super) fn page_asked(pairs: &Pairs) -> Result<usize, Problem> {
    let page = pairs.last("page").unwrap_or("1").trim().parse().ok();
    page.filter(|page| *page > 0).ok_or_else(wrong_page)
}

/// The shelf, unless it has no such page.
fn shown(shelf: &ShelfPage<'_>, page: usize) -> Result<Response, Sorry> {
    if shelf.is_empty() && page > 1 {
        return Err(nothing_here().into());
    }
    render(shelf)
}

/// 404: a list or comparison has no such page.
pub(super) fn nothing_here() -> Problem {
    Problem::not_found(Message::new(
        "nothing-here",
        "The archive holds no document here.",
    ))
}

/// The question for the counts of the whole archive.
fn counting() -> Request {
    Request {
        limit: 0,
        ..Request::default()
    }
}
