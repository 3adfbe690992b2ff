//! The original file of a document, byte for byte, whole or in ranges.
//!
//! Originals come from strangers. Only PDF, PNG and JPEG are shown by the browser itself; everything
//! else is downloaded, and whatever a browser opens all the same may run and load nothing.

use axum::extract::{Request, State};
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::Response;
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use regesta_index::Entry;
use regesta_queries::Message;
use tower_http::services::ServeFile;

use super::App;
use super::api::open_entry;
use super::pages::Sorry;
use super::parameters::Named;
use super::problem::Problem;
use crate::web;

/// What a browser may do with an original that is not PDF.
const SANDBOX: &str =
    "sandbox; default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";
/// For PDF: a sandbox would keep browsers from showing it at all. Our own pages show it beside its text.
const PDF: &str = "default-src 'none'; object-src 'self'; img-src 'self'; style-src 'unsafe-inline'; base-uri 'none'; \
                   form-action 'none'; frame-ancestors 'self'";
/// `attr-char` of RFC 8187, section 3.2.1.
const NOT_ATTR_CHAR: &AsciiSet = &NON_ALPHANUMERIC
    .remove(b'!')
    .remove(b'#')
    .remove(b'$')
    .remove(b'&')
    .remove(b'+')
    .remove(b'-')
    .remove(b'.')
    .remove(b'^')
    .remove(b'_')
    .remove(b'`')
    .remove(b'|')
    .remove(b'~');

/// `GET /documents/{id}/original`
pub(super) async fn original(
    State(app): State<App>,
    Named(id): Named,
    request: Request,
) -> Result<Response, Sorry> {
    let path = app.archive.originals().path(id);
    let entry = app
        .questions
        .ask(move || open_entry(&app.archive, id))
        .await?;
    let sent = ServeFile::new(path)
        .try_call(request)
        .await
        .map_err(Problem::internal)?;
    Ok(label(sent.map(axum::body::Body::new), &entry)?)
}

/// Says of the file what it is called and what may be done with it.
fn label(mut response: Response, entry: &Entry) -> Result<Response, Problem> {
    // A 304 renews the headers of what the browser has kept.
    let also = [StatusCode::RANGE_NOT_SATISFIABLE, StatusCode::NOT_MODIFIED];
    if response.status().is_success() || also.contains(&response.status()) {
        let is_pdf = entry.media_type == "application/pdf";
        let is_shown = is_pdf || web::is_picture(&entry.media_type);
        let headers = response.headers_mut();
        headers.insert(header::CONTENT_TYPE, media_type(&entry.media_type));
        headers.insert(header::CONTENT_DISPOSITION, disposition(entry, is_shown)?);
        headers.insert(
            header::CONTENT_SECURITY_POLICY,
            HeaderValue::from_static(if is_pdf { PDF } else { SANDBOX }),
        );
        headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-cache"));
        return Ok(response);
    }
    if response.status() == StatusCode::NOT_FOUND {
        tracing::error!(id = %entry.id, "the original of a kept document is missing");
        return Err(Problem::not_found(Message::new(
            "no-original",
            "The original of this document is not in the archive.",
        )));
    }
    Ok(response)
}

/// No character set is claimed: the bytes are as they came.
fn media_type(found: &str) -> HeaderValue {
    HeaderValue::from_str(found).unwrap_or(HeaderValue::from_static("application/octet-stream"))
}

/// RFC 6266 with the extended form of RFC 8187, which every browser prefers.
fn disposition(entry: &Entry, is_shown: bool) -> Result<HeaderValue, Problem> {
    let name = entry
        .names
        .first()
        .and_then(|path| path.rsplit('/').next())
        .filter(|name| !name.is_empty());
    let name = name.map_or_else(|| entry.id.to_string(), str::to_owned);
    let plain: String = name
        .chars()
        .map(|c| {
            if c.is_ascii_alphanumeric() || ".-_ ".contains(c) {
                c
            } else {
                '_'
            }
        })
        .collect();
    let kind = if is_shown { "inline" } else { "attachment" };
    let extended = utf8_percent_encode(&name, NOT_ATTR_CHAR);
    HeaderValue::from_str(&format!(
        "{kind}; filename=\"{plain}\"; filename*=UTF-8''{extended}"
    ))
    .map_err(Problem::internal)
}
