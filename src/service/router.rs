//! Which address is answered by what, and what holds for all of them.

use axum::extract::{Path, Request, State};
use axum::http::{HeaderMap, Method, header};
use axum::middleware::{self, Next};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use axum::{Json, Router};
use tower_http::compression::CompressionLayer;

use super::bounds::MAX_CORRECTION_BYTES;
use super::pages::{self, Sorry};
use super::parameters::{Named, Pairs};
use super::problem::Problem;
use super::{
    App, api, corrections, coverage, definitions, export, headers, original, picture, trends,
    versions, visit, words,
};
use crate::export::Format;

/// The one address that takes a body.
const CORRECTIONS: &str = "/api/v1/documents/{id}/assertions";

/// The whole service.
pub(super) fn router(app: App) -> Router {
    let text = Router::new()
        .route("/api/v1/search", get(api::search))
        .route("/api/v1/facets", get(api::facets))
        .route("/api/v1/operators", get(words::operators))
        .route("/api/v1/suggest", get(words::suggest))
        .route("/api/v1/explain", get(words::explain))
        .route("/api/v1/trends", get(trends::trends))
        .route("/api/v1/definitions", get(definitions::definitions))
        .route("/api/v1/documents/{id}", get(api::document))
        .route("/api/v1/documents/{id}/related", get(words::related))
        .route("/api/v1/documents/{id}/pages/{n}", get(api::page))
        .route("/api/v1/documents/{id}/versions", get(versions::versions))
        .route(
            "/api/v1/documents/{id}/versions/{other}/diff",
            get(versions::diff),
        )
        .route("/api/v1/coverage", get(coverage::coverage))
        .route(
            CORRECTIONS,
            get(corrections::said).post(corrections::correct),
        )
        .route("/", get(pages::home))
        .route("/search", get(pages::search))
        .route("/documents/{id}", get(document))
        .route("/documents/{id}/changes", get(pages::changes))
        .route("/documents/{id}/pages", get(pages::go_to_page))
        .route("/documents/{id}/pages/{n}", get(pages::page))
        .route("/browse", get(pages::shelves))
        .route("/browse/work", get(pages::works))
        .route("/browse/work/{work}", get(pages::work))
        .route("/browse/{facet}", get(pages::shelf))
        .route("/browse/{facet}/{value}", get(pages::list))
        .route("/compare", get(pages::compare))
        .route("/coverage", get(pages::coverage))
        .route("/trends", get(pages::trends))
        .route("/explain", get(pages::explain))
        .route("/help", get(pages::help))
        .route("/about", get(pages::about))
        .route("/static/regesta.css", get(pages::style))
        .route("/static/suggest.js", get(pages::script))
        .route("/static/icon.svg", get(pages::icon))
        .route("/robots.txt", get(pages::robots))
        .route("/opensearch.xml", get(pages::opensearch))
        .route("/sitemap.xml", get(pages::sitemap))
        .route("/healthz", get(health))
        .route("/readyz", get(api::ready))
        .merge(exports())
        .layer(CompressionLayer::new());
    Router::new()
        // Originals are not compressed on the way: that would cost them their ranges.
        .route("/documents/{id}/original", get(original::original))
        // A PNG file is compressed as it is.
        .route("/documents/{id}/pages/{n}/picture", get(picture::picture))
        .merge(text)
        .fallback(nowhere)
        .method_not_allowed_fallback(wrong_method)
        .layer(middleware::from_fn(refuse_bodies))
        .layer(middleware::from_fn_with_state(app.clone(), visit::receive))
        .layer(middleware::map_response(headers::secure))
        .with_state(app)
}

/// A route for each format of an export, for people's addresses and for machines'.
fn exports() -> Router<App> {
    let mut exports = Router::new()
        .route("/api/v1/permalink", get(export::permalink))
        .route("/permalink", get(export::to_permalink));
    for path in ["/search.atom", "/api/v1/search.atom"] {
        let answer = move |state, headers, pairs| export::feed(path, state, headers, pairs);
        exports = exports.route(path, get(answer));
    }
    for format in Format::ALL {
        for path in ["/search", "/api/v1/search"] {
            let answer = move |state, headers, pairs| export::search(format, state, headers, pairs);
            let path = format!("{path}.{}", format.extension());
            exports = exports.route(&path, get(answer));
        }
    }
    exports
}

/// `GET /documents/{id}`, or with the extension of a format its citation.
async fn document(
    State(app): State<App>,
    visit: visit::Visit,
    Path(name): Path<String>,
    headers: HeaderMap,
    named: Result<Named, Problem>,
    pairs: Result<Pairs, Problem>,
) -> Response {
    let cited = Format::ALL.into_iter().filter(|format| format.cites());
    for format in cited {
        let id = name
            .strip_suffix(format.extension())
            .and_then(|name| name.strip_suffix('.'));
        if let Some(id) = id {
            let named = Named::read(id);
            let answer = match named {
                Ok(Named(id)) => export::citation(format, app, headers, id).await,
                Err(problem) => Err(problem),
            };
            return answer.map_err(Sorry::from).into_response();
        }
    }
    pages::document(State(app), visit, named, pairs)
        .await
        .into_response()
}

/// The process lives.
async fn health() -> Json<serde_json::Value> {
    Json(serde_json::json!({ "status": "ok" }))
}

async fn nowhere(request: Request) -> Response {
    let path = request.uri().path();
    spoken_to(path, Problem::nowhere())
}

async fn wrong_method(request: Request) -> Response {
    spoken_to(request.uri().path(), Problem::wrong_method())
}

/// Machines get the problem as JSON, people as a page.
fn spoken_to(path: &str, problem: Problem) -> Response {
    if path.starts_with("/api/") {
        problem.into_response()
    } else {
        Sorry::from(problem).into_response()
    }
}

/// But for corrections no route takes a body: one that is announced is refused before it is read,
/// and so is one that does not say how long it is.
async fn refuse_bodies(request: Request, next: Next) -> Response {
    let announced = request.headers().get(header::CONTENT_LENGTH).map(|length| {
        length
            .to_str()
            .ok()
            .and_then(|digits| digits.parse::<u64>().ok())
            .unwrap_or(u64::MAX)
    });
    let endless = request.headers().contains_key(header::TRANSFER_ENCODING);
    let most = if is_correction(&request) {
        MAX_CORRECTION_BYTES as u64
    } else {
        0
    };
    if endless || announced.is_some_and(|bytes| most < bytes) {
        return spoken_to(request.uri().path(), Problem::body_too_large());
    }
    next.run(request).await
}

fn is_correction(request: &Request) -> bool {
    let (before, after) = CORRECTIONS.split_once("{id}").unwrap_or_default();
    let path = request.uri().path();
    request.method() == Method::POST && path.starts_with(before) && path.ends_with(after)
}
