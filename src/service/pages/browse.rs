//! `GET /browse…`: plain lists that lead to every document, for people who rather look than ask, and
//! for machines that follow links.

use axum::extract::{Path, State};
use axum::response::Response;
use regesta_queries::{Answer, Request};

use super::{Sorry, render};
use crate::service::App;
use crate::service::api::answer;
use crate::service::parameters::Pairs;
use crate::service::problem::Problem;
use crate::service::visit::Visit;
use crate::web::{BrowsePage, ListPage, SHELVES, ShelfPage};

/// Documents on a page of a list.
const PAGE: usize = 100;

/// `GET /browse`
pub(in crate::service) async fn shelves(
    State(app): State<App>,
    Visit(frame): Visit,
) -> Result<Response, Sorry> {
    let everything = counts(app).await?;
    render(&BrowsePage::new(&frame, &everything))
}

/// `GET /browse/{facet}`
pub(in crate::service) async fn shelf(
    State(app): State<App>,
    Visit(frame): Visit,
    facet: Path<String>,
) -> Result<Response, Sorry> {
    let facet = known(&facet)?;
    let everything = counts(app).await?;
    render(&ShelfPage::new(&frame, facet, &everything.facets))
}

/// `GET /browse/{facet}/{value}?page=2`
pub(in crate::service) async fn list(
    State(app): State<App>,
    Visit(frame): Visit,
    Path((facet, value)): Path<(String, String)>,
    pairs: Result<Pairs, Problem>,
) -> Result<Response, Sorry> {
    let (facet, pairs) = (known(&facet)?, pairs?);
    let page: usize = pairs
        .last("page")
        .unwrap_or("1")
        .trim()
        .parse()
        .ok()
        .filter(|page| *page > 0)
        .ok_or_else(|| Problem::bad_value("page", "page: takes the number of a page, from 1."))?;
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
        return Err(Problem::not_found("The archive holds no document here.").into());
    }
    render(&ListPage::new(&frame, facet, &value, &found, page, PAGE))
}

/// The shelf of this name.
fn known(facet: &str) -> Result<&'static str, Problem> {
    let shelf = SHELVES.into_iter().find(|shelf| *shelf == facet);
    shelf.ok_or_else(|| Problem::not_found(format!("There are lists by {}.", SHELVES.join(", "))))
}

async fn counts(app: App) -> Result<Answer, Problem> {
    let counts = Request {
        limit: 0,
        ..Request::default()
    };
    app.questions
        .ask(move || answer(&app.archive, &counts))
        .await
}
