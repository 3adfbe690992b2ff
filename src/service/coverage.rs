//! What the archive covers: `GET /api/v1/coverage`.
//!
//! Counting reads every document's description, so it is done once for each state of the archive.

use std::sync::{Arc, Mutex, PoisonError};

use axum::Json;
use axum::extract::State;
use regesta_index::{Archive, Coverage};

use super::App;
use super::problem::Problem;

/// The coverage that was counted last.
#[derive(Clone, Debug, Default)]
pub(super) struct Counted(Arc<Mutex<Option<UpTo>>>);

/// What was covered up to an event.
#[derive(Debug)]
struct UpTo {
    event: i64,
    coverage: Arc<Coverage>,
}

impl Counted {
    /// What the archive covers now.
    pub(super) fn now(&self, archive: &Archive) -> Result<Arc<Coverage>, Problem> {
        // Others wait for the one that counts: they want the same.
        let mut last = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let event = archive.snapshot()?.event();
        if let Some(counted) = last.as_ref().filter(|counted| counted.event == event) {
            return Ok(Arc::clone(&counted.coverage));
        }
        let coverage = Arc::new(archive.catalogue().coverage()?);
        *last = Some(UpTo {
            event,
            coverage: Arc::clone(&coverage),
        });
        Ok(coverage)
    }
}

/// `GET /api/v1/coverage`
pub(super) async fn coverage(State(app): State<App>) -> Result<Json<Coverage>, Problem> {
    let coverage = app.questions.ask(move || app.coverage.now(&app.archive));
    Ok(Json(Arc::unwrap_or_clone(coverage.await?)))
}
