//! Answers about words: how to write a question, what may be being typed, why a document stands where
//! it stands, and what is related to it.

use axum::Json;
use axum::extract::State;
use regesta_queries::{Explanation, Operator, Related, Request, Suggestions};

use super::App;
use super::api::open_entry;
use super::parameters::{Named, Pairs, document_id, today};
use super::problem::Problem;

/// Suggestions of each kind, if nothing is said.
const SUGGESTED: usize = 8;
/// Most suggestions of each kind that can be asked for.
const MAX_SUGGESTED: usize = 20;

/// `GET /api/v1/operators`
pub(super) async fn operators() -> Json<&'static [Operator]> {
    Json(regesta_queries::operators())
}

/// `GET /api/v1/suggest`
pub(super) async fn suggest(
    State(app): State<App>,
    Pairs(pairs): Pairs,
) -> Result<Json<Suggestions>, Problem> {
    let (mut text, mut limit) = (String::new(), SUGGESTED);
    for (name, value) in pairs {
        match name.as_str() {
            "q" => text = value,
            "limit" if value.trim().is_empty() => {}
            "limit" => limit = read_limit(value.trim())?,
            _ => {
                return Err(Problem::unknown_parameter(
                    &name,
                    format!("{name}: there is no such parameter; known are q, limit."),
                ));
            }
        }
    }
    let suggestions = app
        .questions
        .ask(move || {
            let snapshot = app.archive.snapshot()?;
            regesta_queries::suggest(&snapshot, &text, limit)
        })
        .await?;
    Ok(Json(suggestions))
}

/// `GET /api/v1/explain`
pub(super) async fn explain(
    State(app): State<App>,
    Pairs(mut pairs): Pairs,
) -> Result<Json<Explanation>, Problem> {
    let id = pairs.iter().find(|(name, _)| name == "id");
    let id = document_id(id.map_or("", |(_, id)| id))?;
    pairs.retain(|(name, _)| name != "id");
    let request = Request::from_pairs(pairs)?;
    let explanation = app
        .questions
        .ask(move || {
            open_entry(&app.archive, id)?;
            let snapshot = app.archive.snapshot()?;
            Ok::<_, Problem>(regesta_queries::explain(&snapshot, &request, id, today())?)
        })
        .await?;
    explanation.map(Json).ok_or_else(Problem::not_searchable)
}

/// `GET /api/v1/documents/{id}/related`
pub(super) async fn related(
    State(app): State<App>,
    Named(id): Named,
) -> Result<Json<Related>, Problem> {
    let related = app
        .questions
        .ask(move || {
            open_entry(&app.archive, id)?;
            let snapshot = app.archive.snapshot()?;
            Ok::<_, Problem>(regesta_queries::related(&snapshot, id, today())?)
        })
        .await?;
    related.map(Json).ok_or_else(Problem::not_searchable)
}

fn read_limit(text: &str) -> Result<usize, Problem> {
    let limit = text.parse::<usize>().ok();
    limit
        .filter(|limit| (1..=MAX_SUGGESTED).contains(limit))
        .ok_or_else(|| {
            Problem::bad_value(
                "limit",
                format!("limit: takes a whole number from 1 to {MAX_SUGGESTED}."),
            )
        })
}
