//! The versions of a document's work, and what changed between two documents.
//!
//! ```text
//! GET /api/v1/documents/{id}/versions?as_of=DAY
//! GET /api/v1/documents/{id}/versions/{other}/diff      from `id` to `other`
//! ```

use axum::Json;
use axum::extract::State;
use regesta_index::{DocumentId, PolicyDate};
use regesta_queries::{Comparison, VersionsOnDay};
use serde::Serialize;

use super::App;
use super::api::open_entry;
use super::parameters::{Named, NamedPair, Pairs, today};
use super::problem::Problem;

/// What changed from one document to another.
#[derive(Serialize)]
pub(super) struct Differing {
    left: Side,
    right: Side,
    #[serde(flatten)]
    comparison: Comparison,
}

/// One of the two documents.
#[derive(Serialize)]
struct Side {
    id: DocumentId,
    title: String,
    published: Option<PolicyDate>,
    valid_from: Option<PolicyDate>,
}

/// `GET /api/v1/documents/{id}/versions`
pub(super) async fn versions(
    State(app): State<App>,
    Named(id): Named,
    pairs: Pairs,
) -> Result<Json<VersionsOnDay>, Problem> {
    let as_of = match pairs.last("as_of") {
        Some(day) => day
            .trim()
            .parse()
            .map_err(|_| Problem::bad_value("as_of", "as_of: takes a day such as 2019-03-01."))?,
        None => today(),
    };
    let found = app.questions.ask(move || {
        open_entry(&app.archive, id)?;
        let versions = app.archive.catalogue().versions(id)?;
        let versions = versions.ok_or_else(|| Problem::not_found("There is no such document."))?;
        let snapshot = app.archive.snapshot()?;
        Ok::<_, Problem>(regesta_queries::on_day(&snapshot, id, versions, as_of)?)
    });
    Ok(Json(found.await?))
}

/// `GET /api/v1/documents/{id}/versions/{other}/diff`
pub(super) async fn diff(
    State(app): State<App>,
    NamedPair(left, right): NamedPair,
) -> Result<Json<Differing>, Problem> {
    let differing = app.questions.ask(move || {
        let side = |id| {
            let about = open_entry(&app.archive, id)?.description;
            let side = Side {
                id,
                title: about.title,
                published: about.published,
                valid_from: about.valid_from,
            };
            Ok::<_, Problem>((side, app.archive.catalogue().pages(id)?))
        };
        let ((left, old), (right, new)) = (side(left)?, side(right)?);
        Ok::<_, Problem>(Differing {
            left,
            right,
            comparison: regesta_queries::compare(&old, &new),
        })
    });
    Ok(Json(differing.await?))
}
