//! Whole results as files, feeds of searches, citations of documents, and permanent links.
//!
//! A result is settled once and then sent a part at a time: the next part is read when the visitor
//! has taken the one before, and each takes its turn among the questions. An export that fails on
//! its way breaks the connection off, so that nobody takes a part for the whole.

use std::sync::Arc;

use axum::Json;
use axum::body::{Body, Bytes};
use axum::extract::State;
use axum::http::{HeaderMap, HeaderName, header};
use axum::response::{IntoResponse, Redirect, Response};
use futures_util::stream;
use regesta_index::{Archive, DocumentId};
use regesta_queries::{Request, Whole};
use serde::Serialize;
use tokio::sync::OwnedSemaphorePermit;

use super::App;
use super::api::open_entry;
use super::bounds::{EXPORT_PART, MAX_SELECTED};
use super::parameters::{Pairs, today, wrong_id};
use super::problem::Problem;
use super::visit::site;
use crate::export::{self, Format, Reference, Writer};
use crate::web;

/// Most entries of a feed, where nothing is said.
const FEED_ENTRIES: usize = 50;

/// A permanent link as it is told.
#[derive(Serialize)]
pub(super) struct LinkBody {
    at: String,
    total: u64,
    archive: regesta_queries::ArchiveState,
    address: String,
}

/// `GET /search.csv` and the like: the whole result in `format`.
pub(super) async fn search(
    format: Format,
    State(app): State<App>,
    headers: HeaderMap,
    pairs: Pairs,
) -> Result<Response, Problem> {
    let asked = Asked::read(pairs)?;
    let place = app.questions.export_place()?;
    let with_pages = asked.with_pages && !format.cites();
    let app_of_question = app.clone();
    let whole = app
        .questions
        .ask(move || {
            let snapshot = app_of_question.archive.snapshot()?;
            let mut whole = regesta_queries::whole(&snapshot, &asked.request, today())?;
            if !asked.ids.is_empty() {
                whole.keep(&asked.ids)?;
            }
            Ok::<_, Problem>(whole)
        })
        .await?;
    let name = format!("regesta-{}.{}", whole.archive().event, format.extension());
    let base = base(&app.archive, &headers);
    let sending = Sending {
        app,
        writer: Writer::new(format, Some(base), with_pages),
        whole: Arc::new(whole),
        with_pages,
        next: Next::Begin,
        _place: place,
    };
    let body = Body::from_stream(stream::try_unfold(sending, Sending::part));
    Ok(file(format, &name, body))
}

/// `GET /documents/{id}.bib` and the like: one document cited in `format`.
pub(super) async fn citation(
    format: Format,
    app: App,
    headers: HeaderMap,
    id: DocumentId,
) -> Result<Response, Problem> {
    let text = app
        .questions
        .ask(move || {
            let entry = open_entry(&app.archive, id)?;
            let snapshot = app.archive.snapshot()?;
            let state = regesta_queries::ArchiveState::of(&snapshot);
            let base = base(&app.archive, &headers);
            let reference = Reference::new(id, &entry.description, &state, Some(&base));
            export::citation(format, &reference).map_err(Problem::internal)
        })
        .await?;
    let short: String = id.to_string().chars().take(12).collect();
    let name = format!("{short}.{}", format.extension());
    Ok(file(format, &name, Body::from(text)))
}

/// `GET /search.atom`: what is new in a search.
pub(super) async fn feed(
    path: &'static str,
    State(app): State<App>,
    headers: HeaderMap,
    Pairs(pairs): Pairs,
) -> Result<Response, Problem> {
    let says = |name: &str| pairs.iter().any(|(known, _)| known == name);
    let limited = says("limit");
    let mut request = Request::from_pairs(pairs)?;
    request.at = None;
    if !limited {
        request.limit = FEED_ENTRIES;
    }
    let text = app
        .questions
        .ask(move || {
            let snapshot = app.archive.snapshot()?;
            let newest = regesta_queries::newest(&snapshot, &request, today())?;
            let title = &app.archive.settings().title;
            export::feed(
                title,
                &base(&app.archive, &headers),
                path,
                &request,
                &newest,
            )
            .map_err(Problem::internal)
        })
        .await?;
    let kind = [(header::CONTENT_TYPE, "application/atom+xml; charset=utf-8")];
    Ok((kind, text).into_response())
}

/// `GET /api/v1/permalink`: a link to a search that will say what has changed since.
pub(super) async fn permalink(
    State(app): State<App>,
    Pairs(pairs): Pairs,
) -> Result<Json<LinkBody>, Problem> {
    let request = Request::from_pairs(pairs)?;
    let link = app
        .questions
        .ask(move || {
            let snapshot = app.archive.snapshot()?;
            regesta_queries::permalink(&snapshot, &request, today())
        })
        .await?;
    Ok(Json(LinkBody {
        address: web::address("/search", &link.parameters),
        at: link.at,
        total: link.total,
        archive: link.archive,
    }))
}

/// `GET /permalink`: leads to the permanent link of a search.
pub(super) async fn to_permalink(state: State<App>, pairs: Pairs) -> Result<Redirect, Problem> {
    let Json(link) = permalink(state, pairs).await?;
    Ok(Redirect::to(&link.address))
}

/// What the address of an export asks.
struct Asked {
    request: Request,
    /// The documents that are selected; all if there are none.
    ids: Vec<DocumentId>,
    with_pages: bool,
}

impl Asked {
    fn read(pairs: Pairs) -> Result<Self, Problem> {
        let (ids, pairs) = pairs.take("id");
        let (pages, pairs) = pairs.take("pages");
        let refuse = |name: &str, message: &'static str| Problem::bad_value(name, message);
        if MAX_SELECTED < ids.len() {
            return Err(refuse("id", "id: takes at most 1,000 documents."));
        }
        let read = |id: &String| id.parse().map_err(|_| wrong_id("id"));
        let with_pages = match pages.as_slice() {
            [] => false,
            [word] if word == "yes" => true,
            [word] if word == "no" => false,
            _ => return Err(refuse("pages", "pages: takes yes or no.")),
        };
        for name in ["limit", "offset"] {
            if pairs.last(name).is_some() {
                let message = format!("{name}: a result is always exported whole; leave it out.");
                return Err(Problem::bad_value(name, message));
            }
        }
        Ok(Self {
            ids: ids.iter().map(read).collect::<Result<_, _>>()?,
            request: Request {
                at: None,
                ..Request::from_pairs(pairs.0)?
            },
            with_pages,
        })
    }
}

/// An export on its way.
struct Sending {
    app: App,
    writer: Writer,
    whole: Arc<Whole>,
    with_pages: bool,
    next: Next,
    /// One of the few places for exports, until the last part is sent.
    _place: OwnedSemaphorePermit,
}

/// The part that is sent next.
enum Next {
    Begin,
    Hits(usize),
    Done,
}

impl Sending {
    async fn part(mut self) -> Result<Option<(Bytes, Self)>, Problem> {
        let text = match self.next {
            Next::Begin => {
                self.next = Next::Hits(0);
                self.writer.begin(&self.whole).map_err(Problem::internal)?
            }
            Next::Hits(from) if from < self.whole.len() => {
                let until = from + EXPORT_PART;
                self.next = Next::Hits(until);
                let (whole, with_pages) = (Arc::clone(&self.whole), self.with_pages);
                let mut writer = self.writer;
                let (writer, text) = self
                    .app
                    .questions
                    .go_on(move || {
                        let hits = whole.hits(from..until, with_pages)?;
                        let text = writer.hits(&hits).map_err(Problem::internal)?;
                        Ok::<_, Problem>((writer, text))
                    })
                    .await?;
                self.writer = writer;
                text
            }
            Next::Hits(_) => {
                self.next = Next::Done;
                self.writer.end().to_owned()
            }
            Next::Done => return Ok(None),
        };
        Ok(Some((Bytes::from(text), self)))
    }
}

/// The address of the service, for links that leave it.
fn base(archive: &Archive, headers: &HeaderMap) -> String {
    site(archive.settings().address.as_deref(), headers)
}

fn file(format: Format, name: &str, body: Body) -> Response {
    let headers: [(HeaderName, String); 2] = [
        (header::CONTENT_TYPE, format.media_type().to_owned()),
        (
            header::CONTENT_DISPOSITION,
            format!("attachment; filename=\"{name}\""),
        ),
    ];
    (headers, body).into_response()
}
