//! `GET /api/v1/trends`: terms over the years, see `regesta_queries::Trends`.

use axum::Json;
use axum::extract::State;
use regesta_queries::{Request, Trends};

use super::App;
use super::parameters::{Pairs, today};
use super::problem::Problem;

/// Answers.
pub(super) async fn trends(State(app): State<App>, pairs: Pairs) -> Result<Json<Trends>, Problem> {
    let (terms, filters) = pairs.take("term");
    let request = Request::from_pairs(filters.0)?;
    let trends = app
        .questions
        .ask(move || {
            let snapshot = app.archive.snapshot()?;
            regesta_queries::trends(&snapshot, &terms, &request, today())
        })
        .await?;
    Ok(Json(trends))
}
