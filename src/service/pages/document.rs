//! `GET /documents/{id}`: everything that is known of one document.

use axum::extract::State;
use axum::response::{Redirect, Response};
use std::sync::Arc;

use regesta_index::{Archive, DocumentId, Entry, PageNumber, Snapshot, Status};
use regesta_queries::Request;

use super::{Sorry, render};
use crate::service::App;
use crate::service::api::describe;
use crate::service::parameters::{self, Named, Pairs, today};
use crate::service::problem::Problem;
use crate::service::visit::Visit;
use crate::web::{self, Around, DocumentPage, Validity};

/// Most documents around or inside one that are linked.
const MAX_LINKED: usize = 200;

/// `GET /documents/{id}`
pub(in crate::service) async fn document(
    State(app): State<App>,
    Visit(frame): Visit,
    named: Result<Named, Problem>,
    pairs: Result<Pairs, Problem>,
) -> Result<Response, Sorry> {
    let (Named(id), pairs) = (named?, pairs?);
    let request = pairs.question();
    let asked = request.clone();
    let (entry, claims, around) = app
        .questions
        .ask(move || {
            let (entry, _) = describe(&app.archive, id)?;
            let claims = app.archive.catalogue().claims(id)?;
            let around = around(&app.archive, &entry, &asked)?;
            Ok::<_, Problem>((entry, claims, around))
        })
        .await?;
    render(&DocumentPage::new(
        &frame, &entry, &claims, &around, &request,
    ))
}

/// `GET /documents/{id}/pages?page=3`: where the form "Go to page" leads.
pub(in crate::service) async fn go_to_page(
    named: Result<Named, Problem>,
    pairs: Result<Pairs, Problem>,
) -> Result<Redirect, Sorry> {
    let (Named(id), pairs) = (named?, pairs?);
    let number = parameters::page(pairs.last("page").unwrap_or("1").trim())?;
    Ok(Redirect::to(&web::page(
        id,
        number,
        &web::asked(&pairs.question()),
    )))
}

/// What is shown beside a document: its pages, its place in time, the documents around and inside it.
fn around(archive: &Archive, entry: &Entry, asked: &Request) -> Result<Around, Problem> {
    let catalogue = archive.catalogue();
    let titled = |ids: &[DocumentId]| -> Result<Vec<(DocumentId, String)>, Problem> {
        let mut titled = Vec::new();
        for id in ids.iter().take(MAX_LINKED) {
            let found = catalogue.entry(*id)?;
            let shown = found.filter(|entry| entry.withdrawn.is_none());
            titled.extend(shown.map(|entry| (*id, entry.description.title)));
        }
        Ok(titled)
    };
    let (snapshot, today) = (archive.snapshot()?, today());
    let held = |id: DocumentId| -> Result<Validity, Problem> {
        let address = snapshot.find(id)?;
        Ok(address.map_or((None, None), |address| snapshot.validity(address)))
    };
    let versions = catalogue.versions(entry.id)?;
    let listed = versions.iter().flat_map(|versions| &versions.versions);
    let address = snapshot.find(entry.id)?;
    Ok(Around {
        pages: catalogue.page_notes(entry.id)?,
        part_of: titled(&entry.description.part_of)?,
        parts: titled(&catalogue.parts(entry.id)?)?,
        related: regesta_queries::related(&snapshot, entry.id, today)?,
        matches: matching_pages(&snapshot, asked, entry.id)?,
        status: address.map_or(Status::Unknown, |address| snapshot.status(address, today)),
        validity: held(entry.id)?,
        held: listed
            .map(|version| held(version.id))
            .collect::<Result<_, _>>()?,
        versions,
        today,
    })
}

/// The pages of a document on which the question stands; none where it cannot be read.
pub(super) fn matching_pages(
    snapshot: &Arc<Snapshot>,
    asked: &Request,
    id: DocumentId,
) -> Result<Vec<PageNumber>, Problem> {
    if asked.query.trim().is_empty() {
        return Ok(Vec::new());
    }
    match regesta_queries::matching_pages(snapshot, asked, id) {
        Err(regesta_queries::Error::Request(_)) => Ok(Vec::new()),
        pages => Ok(pages?),
    }
}
