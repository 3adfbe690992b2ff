//! What went wrong, for the visitor: the one file that knows which error is which status.
//!
//! The sentence says what to change and names the parameter. Internal causes go to the log only.
//!
//! Format: RFC 9457, `application/problem+json`, with the extension member `parameter`.

use std::error::Error as StdError;

use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use regesta_queries::Message;
use serde::Serialize;

use super::bounds::RETRY_AFTER_SECONDS;

/// Why a request got no answer.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{detail}")]
pub(crate) struct Problem {
    status: StatusCode,
    detail: Message,
    parameter: Option<String>,
}

/// A problem as it is sent.
#[derive(Serialize)]
struct Body<'a> {
    r#type: &'static str,
    title: &'a str,
    status: u16,
    detail: &'a Message,
    #[serde(skip_serializing_if = "Option::is_none")]
    parameter: Option<&'a str>,
}

impl Problem {
    fn new(status: StatusCode, detail: impl Into<Message>) -> Self {
        Self {
            status,
            detail: detail.into(),
            parameter: None,
        }
    }

    /// 400: the parameter has a value that it does not take.
    pub(super) fn bad_value(parameter: &str, detail: impl Into<Message>) -> Self {
        Self {
            parameter: Some(parameter.to_owned()),
            ..Self::new(StatusCode::BAD_REQUEST, detail)
        }
    }

    /// 422: there is no such parameter.
    pub(super) fn unknown_parameter(parameter: &str, detail: impl Into<Message>) -> Self {
        Self {
            parameter: Some(parameter.to_owned()),
            ..Self::new(StatusCode::UNPROCESSABLE_ENTITY, detail)
        }
    }

    /// 404: the archive does not hold it, or there is no such address.
    pub(super) fn not_found(detail: impl Into<Message>) -> Self {
        Self::new(StatusCode::NOT_FOUND, detail)
    }

    /// 404: there is no such address.
    pub(super) fn nowhere() -> Self {
        Self::not_found(Message::new("nowhere", "There is nothing at this address."))
    }

    /// 404: the document has no text in the index.
    pub(super) fn not_searchable() -> Self {
        Self::not_found(Message::new(
            "not-searchable",
            "This document is kept, but it has no text that can be searched.",
        ))
    }

    /// 410: the document was withdrawn, for `reason`.
    pub(super) fn withdrawn(reason: &str) -> Self {
        Self::new(
            StatusCode::GONE,
            Message::new("withdrawn", "This document was withdrawn: {reason}")
                .with("reason", reason),
        )
    }

    /// 405: the address takes other methods.
    pub(super) fn wrong_method() -> Self {
        Self::new(
            StatusCode::METHOD_NOT_ALLOWED,
            Message::new("wrong-method", "This address does not take this method."),
        )
    }

    /// 401: the request bears no token that is known here.
    pub(super) fn no_token() -> Self {
        Self::new(
            StatusCode::UNAUTHORIZED,
            "A correction needs a token that is known here: Authorization: Bearer TOKEN.",
        )
    }

    /// 403: it is not done here.
    pub(super) fn forbidden(detail: &'static str) -> Self {
        Self::new(StatusCode::FORBIDDEN, detail)
    }

    /// 408: the body of a request did not arrive in time.
    pub(super) fn body_too_slow() -> Self {
        Self::new(
            StatusCode::REQUEST_TIMEOUT,
            "The body did not arrive in time. Nothing was changed.",
        )
    }

    /// 413: the request has a body where none is taken, or one that is too large.
    pub(super) fn body_too_large() -> Self {
        Self::new(
            StatusCode::PAYLOAD_TOO_LARGE,
            Message::new(
                "body-too-large",
                "This address takes no request body, or none of this size.",
            ),
        )
    }

    /// 503: another process, or another request, is writing to the archive.
    pub(super) fn being_written() -> Self {
        Self::new(
            StatusCode::SERVICE_UNAVAILABLE,
            "The archive is being written to, by an ingest or another correction. Nothing was changed; try again later.",
        )
    }

    /// 503: too many questions at once.
    pub(super) fn busy() -> Self {
        Self::new(
            StatusCode::SERVICE_UNAVAILABLE,
            Message::new(
                "busy",
                "Too many questions at once. Try again in {seconds} seconds.",
            )
            .with("seconds", RETRY_AFTER_SECONDS),
        )
    }

    /// 503: the archive cannot be searched now; the cause is logged, not told.
    pub(super) fn not_ready(cause: impl StdError) -> Self {
        tracing::error!(cause = chain(&cause), "not ready");
        Self::new(
            StatusCode::SERVICE_UNAVAILABLE,
            Message::new("not-ready", "The archive cannot be searched now."),
        )
    }

    /// 500: something that is no fault of the visitor; the cause is logged, not told.
    pub(super) fn internal(cause: impl StdError) -> Self {
        tracing::error!(cause = chain(&cause), "request failed");
        Self::new(
            StatusCode::INTERNAL_SERVER_ERROR,
            Message::new(
                "internal",
                "The archive could not be read. This has been noted.",
            ),
        )
    }

    /// The status of the answer.
    pub(crate) fn status(&self) -> StatusCode {
        self.status
    }

    /// One or two sentences for the visitor.
    pub(crate) fn detail(&self) -> &Message {
        &self.detail
    }

    /// Puts the headers on `response` that this problem calls for.
    pub(super) fn mark(&self, response: &mut Response) {
        *response.status_mut() = self.status;
        let headers = response.headers_mut();
        headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
        if self.status == StatusCode::SERVICE_UNAVAILABLE {
            headers.insert(header::RETRY_AFTER, RETRY_AFTER_SECONDS.into());
        }
        if self.status == StatusCode::UNAUTHORIZED {
            let scheme = HeaderValue::from_static("Bearer");
            headers.insert(header::WWW_AUTHENTICATE, scheme);
        }
    }
}

impl IntoResponse for Problem {
    fn into_response(self) -> Response {
        let body = Body {
            r#type: "about:blank",
            title: self.status.canonical_reason().unwrap_or("Error"),
            status: self.status.as_u16(),
            detail: &self.detail,
            parameter: self.parameter.as_deref(),
        };
        let mut response = axum::Json(body).into_response();
        response.headers_mut().insert(
            header::CONTENT_TYPE,
            HeaderValue::from_static("application/problem+json"),
        );
        self.mark(&mut response);
        response
    }
}

impl From<regesta_index::Error> for Problem {
    fn from(error: regesta_index::Error) -> Self {
        Self::internal(error)
    }
}

impl From<regesta_queries::InvalidRequest> for Problem {
    fn from(invalid: regesta_queries::InvalidRequest) -> Self {
        // The same as its own text, with what can be said in other languages apart.
        let detail = Message::new("of-parameter", "{parameter}: {message}")
            .with("parameter", &invalid.parameter)
            .telling("message", invalid.message);
        match invalid.kind {
            regesta_queries::InvalidKind::UnknownParameter => {
                Self::unknown_parameter(&invalid.parameter, detail)
            }
            regesta_queries::InvalidKind::BadValue => Self::bad_value(&invalid.parameter, detail),
        }
    }
}

impl From<regesta_queries::Error> for Problem {
    fn from(error: regesta_queries::Error) -> Self {
        match error {
            regesta_queries::Error::Request(invalid) => invalid.into(),
            other => Self::internal(other),
        }
    }
}

/// The error and its causes in one line.
fn chain(error: &dyn StdError) -> String {
    let mut text = error.to_string();
    let mut cause = error.source();
    while let Some(error) = cause {
        text.push_str(": ");
        text.push_str(&error.to_string());
        cause = error.source();
    }
    text
}
