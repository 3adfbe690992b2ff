//! Answers for machines: JSON in the shapes of `regesta_queries::Answer` and the catalogue.

use axum::Json;
use axum::extract::State;
use regesta_index::{
    Archive, Assertion, Claim, DocumentId, Entry, Mark, Page, PageNumber, Paging, Passage,
};
use regesta_queries::{Answer, ArchiveState, Facets, Message, Request};
use serde::Serialize;

use super::App;
use super::parameters::{Named, NamedPage, Question, today};
use super::problem::Problem;

/// Counts without hits.
#[derive(Serialize)]
pub(super) struct Counted {
    query: String,
    total: u64,
    archive: ArchiveState,
    facets: Facets,
}

/// A document and everything that is said about it.
#[derive(Serialize)]
pub(super) struct Described {
    #[serde(flatten)]
    entry: Entry,
    /// Documents found inside it.
    parts: Vec<DocumentId>,
    assertions: Vec<Claim>,
}

/// One page with its text.
#[derive(Serialize)]
pub(super) struct PageBody {
    id: DocumentId,
    page: PageNumber,
    page_count: u32,
    paging: Paging,
    /// What the file calls the page, where that is not its number.
    label: Option<String>,
    language: Option<String>,
    /// Parts of `text` in other languages, as bytes.
    passages: Vec<Passage>,
    /// How far the text can be trusted, from 0 to 1.
    quality: f32,
    /// Whether the page shows something that its text does not hold.
    is_unread: bool,
    /// How sure the machine was that recognised the text, from 0 to 1.
    recognised: Option<f32>,
    /// Headings and furniture in `text`, as bytes.
    marks: Vec<Mark>,
    text: String,
}

/// Whether the archive answers.
#[derive(Serialize)]
pub(super) struct Ready {
    status: &'static str,
}

/// `GET /api/v1/search`
pub(super) async fn search(
    State(app): State<App>,
    Question(request): Question,
) -> Result<Json<Answer>, Problem> {
    let answer = app
        .questions
        .ask(move || answer(&app.archive, &request))
        .await?;
    Ok(Json(answer))
}

/// `GET /api/v1/facets`
pub(super) async fn facets(
    State(app): State<App>,
    Question(request): Question,
) -> Result<Json<Counted>, Problem> {
    let counts = Request {
        limit: 0,
        ..request
    };
    let Answer {
        query,
        total,
        archive,
        facets,
        ..
    } = app
        .questions
        .ask(move || answer(&app.archive, &counts))
        .await?;
    Ok(Json(Counted {
        query,
        total,
        archive,
        facets,
    }))
}

/// `GET /api/v1/documents/{id}`
pub(super) async fn document(
    State(app): State<App>,
    Named(id): Named,
) -> Result<Json<Described>, Problem> {
    let described = app
        .questions
        .ask(move || {
            let (entry, _) = describe(&app.archive, id)?;
            let assertions = app.archive.catalogue().claims(id)?;
            let parts = app.archive.catalogue().parts(id)?;
            Ok::<_, Problem>(Described {
                entry,
                parts,
                assertions,
            })
        })
        .await?;
    Ok(Json(described))
}

/// `GET /api/v1/documents/{id}/pages/{n}`
pub(super) async fn page(
    State(app): State<App>,
    NamedPage(id, n): NamedPage,
) -> Result<Json<PageBody>, Problem> {
    let (entry, page) = app
        .questions
        .ask(move || read_page(&app.archive, id, n))
        .await?;
    let Page {
        number,
        text,
        language,
        passages,
        marks,
        label,
        quality,
        is_unread,
        recognised,
    } = page;
    Ok(Json(PageBody {
        id,
        page: number,
        page_count: entry.page_count,
        paging: entry.paging,
        label,
        language,
        passages,
        quality,
        is_unread,
        recognised,
        marks,
        text,
    }))
}

/// `GET /readyz`
pub(super) async fn ready(State(app): State<App>) -> Result<Json<Ready>, Problem> {
    app.questions
        .ask(move || app.archive.snapshot().map_err(Problem::not_ready).map(drop))
        .await?;
    Ok(Json(Ready { status: "ready" }))
}

/// Answers `request` from what is searchable now.
pub(super) fn answer(
    archive: &Archive,
    request: &Request,
) -> Result<Answer, regesta_queries::Error> {
    let snapshot = archive.snapshot()?;
    regesta_queries::search(&snapshot, request, today())
}

/// The document and its assertions, also if it was withdrawn.
pub(super) fn describe(
    archive: &Archive,
    id: DocumentId,
) -> Result<(Entry, Vec<Assertion>), Problem> {
    let entry = archive.catalogue().entry(id)?.ok_or_else(no_document)?;
    Ok((entry, archive.catalogue().assertions(id)?))
}

/// The document, if its content may be shown.
pub(super) fn open_entry(archive: &Archive, id: DocumentId) -> Result<Entry, Problem> {
    let entry = archive.catalogue().entry(id)?.ok_or_else(no_document)?;
    match &entry.withdrawn {
        Some(reason) => Err(Problem::withdrawn(reason)),
        None => Ok(entry),
    }
}

/// One page and its document.
pub(super) fn read_page(
    archive: &Archive,
    id: DocumentId,
    number: PageNumber,
) -> Result<(Entry, Page), Problem> {
    let entry = open_entry(archive, id)?;
    let page = archive.catalogue().page(id, number)?;
    let missing = || match entry.page_count {
        0 => Problem::not_found(Message::new(
            "no-pages",
            "This document has no pages that can be shown.",
        )),
        1 => {
            let message = Message::new(
                "one-page",
                "This document has 1 page, there is no page {number}.",
            );
            Problem::not_found(message.with("number", number))
        }
        last => {
            let message = Message::new(
                "no-page",
                "This document has pages 1 to {last}, there is no page {number}.",
            );
            Problem::not_found(message.with("last", last).with("number", number))
        }
    };
    let page = page.ok_or_else(missing)?;
    Ok((entry, page))
}

fn no_document() -> Problem {
    Problem::not_found(Message::new(
        "no-document",
        "The archive holds no document of this id.",
    ))
}
