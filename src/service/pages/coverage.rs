//! `GET /coverage`: what the archive holds, and what of it cannot be searched.

use axum::extract::State;
use axum::response::Response;
use regesta_queries::Request;

use super::{Sorry, render};
use crate::service::App;
use crate::service::api::answer;
use crate::service::problem::Problem;
use crate::service::visit::Visit;
use crate::web::CoveragePage;

/// `GET /coverage`
pub(in crate::service) async fn coverage(
    State(app): State<App>,
    Visit(frame): Visit,
) -> Result<Response, Sorry> {
    let (everything, counts, covered) = app
        .questions
        .ask(move || {
            let counts = Request {
                limit: 0,
                ..Request::default()
            };
            let everything = answer(&app.archive, &counts)?;
            let covered = app.coverage.now(&app.archive)?;
            Ok::<_, Problem>((everything, app.archive.catalogue().counts()?, covered))
        })
        .await?;
    render(&CoveragePage::new(&frame, &everything, &counts, &covered))
}
