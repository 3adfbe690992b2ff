//! `GET /explain?id=…&<a search>`: why a document stands where it stands.

use axum::extract::State;
use axum::response::Response;
use regesta_queries::Request;

use super::{Sorry, render};
use crate::service::App;
use crate::service::api::open_entry;
use crate::service::parameters::{Pairs, document_id, today};
use crate::service::problem::Problem;
use crate::service::visit::Visit;
use crate::web::ExplainPage;

/// `GET /explain`
pub(in crate::service) async fn explain(
    State(app): State<App>,
    Visit(frame): Visit,
    pairs: Result<Pairs, Problem>,
) -> Result<Response, Sorry> {
    let Pairs(mut pairs) = pairs?;
    let id = pairs.iter().find(|(name, _)| name == "id");
    let id = document_id(id.map_or("", |(_, id)| id))?;
    pairs.retain(|(name, _)| name != "id");
    let request = Request::from_pairs(pairs).map_err(Problem::from)?;
    let asked = request.clone();
    let explanation = app
        .questions
        .ask(move || {
            open_entry(&app.archive, id)?;
            let snapshot = app.archive.snapshot()?;
            let explanation = regesta_queries::explain(&snapshot, &asked, id, today())?;
            explanation.ok_or_else(Problem::not_searchable)
        })
        .await?;
    render(&ExplainPage::new(&frame, &request, &explanation))
}
