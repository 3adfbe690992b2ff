//! Headers that every answer carries.
//!
//! Pages hold no script and load nothing but our own style sheet, images and originals, so the
//! policy can forbid the rest; text from documents that slipped through as markup would still do nothing. A handler may
//! set its own policy (originals do).

use axum::http::{HeaderName, HeaderValue, header};
use axum::response::Response;

/// What a page of ours may load: our style sheet, images, and a PDF original beside its text; forms
/// lead to ourselves.
const POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; object-src 'self'; frame-src 'self'; \
                      connect-src 'self'; \
                      form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

const STANDARD: [(HeaderName, &str); 6] = [
    (header::CONTENT_SECURITY_POLICY, POLICY),
    (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
    (header::REFERRER_POLICY, "same-origin"),
    (
        HeaderName::from_static("cross-origin-opener-policy"),
        "same-origin",
    ),
    (
        HeaderName::from_static("cross-origin-resource-policy"),
        "same-origin",
    ),
    (
        HeaderName::from_static("permissions-policy"),
        "camera=(), geolocation=(), microphone=()",
    ),
];

/// Adds to `response` the headers that it does not have yet.
pub(super) async fn secure(mut response: Response) -> Response {
    for (name, value) in STANDARD {
        response
            .headers_mut()
            .entry(name)
            .or_insert(HeaderValue::from_static(value));
    }
    response
}
