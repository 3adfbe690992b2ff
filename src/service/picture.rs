//! A page of an original as a picture, for browsers that cannot show the original itself.
//!
//! Drawn anew for each visitor who does not have it yet, in a worker process as all that reads what
//! strangers wrote; what can be drawn are pages of PDF files and of pictures.

use std::fs::File;

use axum::extract::State;
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use regesta_index::{DocumentId, PageNumber};
use regesta_ingest::{Limits, WorkerInput, draw_in_worker};
use regesta_queries::Message;

use super::App;
use super::api::open_entry;
use super::bounds::{DRAWING_CPU_SECONDS, DRAWING_TIMEOUT};
use super::pages::Sorry;
use super::parameters::NamedPage;
use super::problem::Problem;
use crate::web;

/// `GET /documents/{id}/pages/{n}/picture`
pub(super) async fn picture(
    State(app): State<App>,
    headers: HeaderMap,
    named: Result<NamedPage, Problem>,
) -> Result<Response, Sorry> {
    let NamedPage(id, number) = named?;
    let asking = app.clone();
    let entry = app
        .questions
        .ask(move || open_entry(&asking.archive, id))
        .await?;
    if !web::can_be_drawn(&entry.media_type) || entry.page_count < number.get() {
        return Err(no_picture().into());
    }
    // Another program may draw it otherwise.
    let tag = format!("\"{id}-{number}-{}\"", env!("CARGO_PKG_VERSION"));
    let known = headers.get_all(header::IF_NONE_MATCH).iter();
    let mut known = known.filter_map(|tags| tags.to_str().ok());
    let lasting = [
        (header::ETAG, tag.clone()),
        (header::CACHE_CONTROL, "no-cache".to_owned()),
    ];
    if known.any(|tags| tags.contains(&tag)) {
        return Ok((StatusCode::NOT_MODIFIED, lasting).into_response());
    }
    let drawing = app.clone();
    let png = app
        .questions
        .draw(move || draw(&drawing, id, number))
        .await?;
    let kind = [(header::CONTENT_TYPE, "image/png")];
    Ok((lasting, kind, png).into_response())
}

fn draw(app: &App, id: DocumentId, number: PageNumber) -> Result<Vec<u8>, Problem> {
    let limits = Limits {
        max_worker_cpu_seconds: DRAWING_CPU_SECONDS,
        max_worker_wall: DRAWING_TIMEOUT,
        ..Limits::STANDARD
    };
    let program = std::env::current_exe().map_err(Problem::internal)?;
    let original = File::open(app.archive.originals().path(id)).map_err(Problem::internal)?;
    let drawn = draw_in_worker(&program, WorkerInput::File(original), number, &limits);
    drawn.map_err(Problem::internal)?.map_err(|reason| {
        tracing::info!(%id, %number, reason, "a page cannot be drawn");
        no_picture()
    })
}

fn no_picture() -> Problem {
    Problem::not_found(Message::new(
        "no-picture",
        "There is no picture of this page.",
    ))
}
