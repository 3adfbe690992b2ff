//! Files of the site that are no pages: style sheet, icon, and what machines ask for first.

use axum::extract::State;
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};

use super::{Sorry, render_as};
use crate::service::App;
use crate::service::api::answer;
use crate::service::problem::Problem;
use crate::service::visit::Visit;
use crate::web::{self, Asset, OpenSearch, Sitemap};
use regesta_queries::Request;

/// `GET /static/regesta.css`
pub(in crate::service) async fn style(headers: HeaderMap) -> Response {
    asset(&headers, &web::STYLE)
}

/// `GET /static/suggest.js`
pub(in crate::service) async fn script(headers: HeaderMap) -> Response {
    asset(&headers, &web::SCRIPT)
}

fn asset(headers: &HeaderMap, asset: &'static Asset) -> Response {
    let tag = format!("\"{}\"", asset.tag());
    let known = headers
        .get_all(header::IF_NONE_MATCH)
        .iter()
        .any(|tags| tags.to_str().is_ok_and(|t| t.contains(&tag)));
    let lasting = [
        (header::ETAG, tag),
        (
            header::CACHE_CONTROL,
            "public, max-age=31536000, immutable".to_owned(),
        ),
    ];
    if known {
        return (StatusCode::NOT_MODIFIED, lasting).into_response();
    }
    let kind = [(header::CONTENT_TYPE, asset.media_type)];
    (lasting, kind, asset.text).into_response()
}

/// `GET /static/icon.svg`
pub(in crate::service) async fn icon() -> Response {
    let kept = [
        (header::CONTENT_TYPE, "image/svg+xml"),
        (header::CACHE_CONTROL, "public, max-age=86400"),
    ];
    (kept, web::ICON).into_response()
}

/// `GET /robots.txt`: documents may be visited, and what words alone find; every combination of
/// filters may not. Of several rules the longest holds (RFC 9309).
pub(in crate::service) async fn robots(Visit(frame): Visit) -> String {
    format!(
        "User-agent: *\nDisallow: /search?\nAllow: /search?q=\nDisallow: /search?q=*&\nDisallow: /search.\nDisallow: /explain?\nDisallow: /api/\nSitemap: {}\n",
        frame.absolute("/sitemap.xml")
    )
}

/// `GET /opensearch.xml`: how a browser searches here from its own box.
pub(in crate::service) async fn opensearch(Visit(frame): Visit) -> Result<Response, Sorry> {
    render_as(
        "application/opensearchdescription+xml; charset=utf-8",
        &OpenSearch::new(&frame),
    )
}

/// `GET /sitemap.xml`: the plain lists, from which every document is reached.
pub(in crate::service) async fn sitemap(
    State(app): State<App>,
    Visit(frame): Visit,
) -> Result<Response, Sorry> {
    let counts = Request {
        limit: 0,
        ..Request::default()
    };
    let (everything, works) = app
        .questions
        .ask(move || {
            let works = app.archive.catalogue().works()?;
            Ok::<_, Problem>((answer(&app.archive, &counts)?, works))
        })
        .await?;
    render_as(
        "application/xml; charset=utf-8",
        &Sitemap::new(&frame, &everything.facets, &works),
    )
}
