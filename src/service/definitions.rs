//! `GET /api/v1/definitions`: what a term is said to mean, see `regesta_queries::Definitions`.

use axum::Json;
use axum::extract::State;
use regesta_queries::{Definitions, Message, Request};

use super::App;
use super::parameters::{Pairs, today};
use super::problem::Problem;

/// Answers.
pub(super) async fn definitions(
    State(app): State<App>,
    pairs: Pairs,
) -> Result<Json<Definitions>, Problem> {
    let (mut terms, others) = pairs.take("term");
    let (compare, filters) = others.take("compare");
    if terms.len() > 1 {
        return Err(Problem::bad_value(
            "term",
            Message::new("one-term", "term: takes one term, but was given more."),
        ));
    }
    let term = terms.pop().unwrap_or_default();
    let request = Request::from_pairs(filters.0)?;
    let definitions = app
        .questions
        .ask(move || {
            let snapshot = app.archive.snapshot()?;
            regesta_queries::definitions(&snapshot, &term, &compare, &request, today())
        })
        .await?;
    Ok(Json(definitions))
}
