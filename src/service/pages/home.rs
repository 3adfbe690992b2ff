//! `GET /`: what the archive holds, at a glance.

use axum::extract::State;
use axum::response::Response;
use regesta_index::Archive;
use regesta_queries::Request;

use super::{Sorry, render};
use crate::service::App;
use crate::service::api::answer;
use crate::service::parameters::today;
use crate::service::problem::Problem;
use crate::service::visit::Visit;
use crate::web::{Held, Holdings, HomePage};

/// Documents in each of the lists.
const LISTED: usize = 5;

/// `GET /`
pub(in crate::service) async fn home(
    State(app): State<App>,
    Visit(frame): Visit,
) -> Result<Response, Sorry> {
    let holdings = app.questions.ask(move || holdings(&app.archive)).await?;
    render(&HomePage::new(&frame, &holdings))
}

fn holdings(archive: &Archive) -> Result<Holdings, Problem> {
    let counts = Request {
        limit: 0,
        ..Request::default()
    };
    let everything = answer(archive, &counts)?;
    let snapshot = archive.snapshot()?;
    let (coming, begun) = snapshot.turning(today(), LISTED);
    let turning = |addresses: Vec<_>| -> Result<Vec<Held>, Problem> {
        let mut held = Vec::with_capacity(addresses.len());
        for address in addresses {
            let shown = snapshot.shown(address)?;
            held.push(Held {
                id: shown.id,
                description: shown.description,
                valid_from: snapshot.validity(address).0,
            });
        }
        Ok(held)
    };
    let mut latest = Vec::new();
    for id in archive.catalogue().latest(LISTED)? {
        latest.extend(archive.catalogue().entry(id)?.map(|entry| Held {
            id,
            description: entry.description,
            valid_from: None,
        }));
    }
    Ok(Holdings {
        everything,
        latest,
        coming: turning(coming)?,
        begun: turning(begun)?,
    })
}
