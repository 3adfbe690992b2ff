//! `GET /trends?term=…` and `GET /compare?term=…`: terms through time, and what they are said to mean.

use axum::extract::State;
use axum::response::Response;
use regesta_queries::Request;

use super::{Sorry, render};
use crate::service::App;
use crate::service::parameters::{Pairs, today};
use crate::service::problem::Problem;
use crate::service::visit::Visit;
use crate::web::{ComparePage, TrendsPage};

/// `GET /trends`
pub(in crate::service) async fn trends(
    State(app): State<App>,
    Visit(frame): Visit,
    pairs: Result<Pairs, Problem>,
) -> Result<Response, Sorry> {
    let (terms, filters) = pairs?.take("term");
    let terms = stated(terms);
    let request = Request::from_pairs(filters.0).map_err(Problem::from)?;
    let (asked, filters) = (terms.clone(), request.clone());
    let found = if terms.is_empty() {
        None
    } else {
        let found = app.questions.ask(move || {
            let snapshot = app.archive.snapshot()?;
            regesta_queries::trends(&snapshot, &asked, &filters, today())
        });
        Some(found.await?)
    };
    render(&TrendsPage::new(&frame, &terms, &request, found.as_ref()))
}

/// `GET /compare`
pub(in crate::service) async fn compare(
    State(app): State<App>,
    Visit(frame): Visit,
    pairs: Result<Pairs, Problem>,
) -> Result<Response, Sorry> {
    let (terms, others) = pairs?.take("term");
    let (compare, filters) = others.take("compare");
    let term = stated(terms).pop().unwrap_or_default();
    let request = Request::from_pairs(filters.0).map_err(Problem::from)?;
    let (asked, filters) = (term.clone(), request.clone());
    let found = if term.is_empty() {
        None
    } else {
        let found = app.questions.ask(move || {
            let snapshot = app.archive.snapshot()?;
            regesta_queries::definitions(&snapshot, &asked, &compare, &filters, today())
        });
        Some(found.await?)
    };
    render(&ComparePage::new(&frame, &term, &request, found.as_ref()))
}

/// Forms send the fields that were left empty.
fn stated(mut terms: Vec<String>) -> Vec<String> {
    terms.retain(|term| !term.trim().is_empty());
    terms
}
