//! Who is asking, for pages: the language and look of the reader, and the address they came by.
//!
//! `ui` and `look` are parameters of every page and of none: they are taken off the address before
//! a page sees it and kept in a cookie, so that an address without them serves everybody. Why a
//! request got no answer is told on the way out, when the reader's language is at hand.
//!
//! Not here: what pages say (`web`).

use std::sync::Arc;

use axum::extract::{FromRequestParts, Query, Request, State};
use axum::http::request::Parts;
use axum::http::{HeaderMap, HeaderName, HeaderValue, Uri, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};

use super::App;
use super::pages::Sorry;
use crate::web::{self, Frame, Locale, Look};

/// How long a choice is kept: a year, in seconds.
const KEPT_SECONDS: u32 = 31_536_000;
/// What the answer to one address depends on.
const VARY: &str = "accept-encoding, accept-language, cookie";

/// What stands around the page that was asked for.
#[derive(Clone, Debug)]
pub(super) struct Visit(pub(super) Arc<Frame>);

impl<S: Send + Sync> FromRequestParts<S> for Visit {
    type Rejection = super::problem::Problem;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Self::Rejection> {
        let visit = parts.extensions.get::<Self>().cloned();
        visit.ok_or_else(super::problem::Problem::nowhere)
    }
}

/// Finds out who asks, before any page; tells them what went wrong, after it.
pub(super) async fn receive(State(app): State<App>, mut request: Request, next: Next) -> Response {
    if request.uri().path().starts_with("/api/") {
        return next.run(request).await;
    }
    let pairs = Query::<Vec<(String, String)>>::try_from_uri(request.uri());
    let pairs = pairs.map(|Query(pairs)| pairs).unwrap_or_default();
    let chosen = |name: &str| {
        let named = pairs.iter().rev().find(|(known, _)| known == name);
        named.map(|(_, value)| value.as_str())
    };
    let ui = chosen("ui").and_then(Locale::named);
    let look = chosen("look").and_then(Look::named);
    let is_ours = |name: &str| name == "ui" || name == "look";
    let others: Vec<_> = pairs
        .iter()
        .filter(|(name, _)| !is_ours(name))
        .cloned()
        .collect();
    if others.len() != pairs.len() {
        let plain = web::address(request.uri().path(), &others).parse::<Uri>();
        *request.uri_mut() = plain.unwrap_or_else(|_| Uri::from_static("/"));
    }
    let headers = request.headers();
    let accepted = || Locale::accepted(text(headers, &header::ACCEPT_LANGUAGE));
    let frame = Frame {
        locale: ui
            .or_else(|| Locale::named(cookie(headers, "ui")?))
            .unwrap_or_else(accepted),
        look: look
            .or_else(|| Look::named(cookie(headers, "look")?))
            .unwrap_or_default(),
        title: app.archive.settings().title.clone(),
        site: site(app.archive.settings().address.as_deref(), headers),
        path: request.uri().path().to_owned(),
        pairs: others,
    };
    let visit = Visit(Arc::new(frame));
    request.extensions_mut().insert(visit.clone());
    let mut response = next.run(request).await;
    if let Some(sorry) = response.extensions_mut().remove::<Sorry>() {
        response = sorry.page(&visit.0).into_response();
    }
    let headers = response.headers_mut();
    if is_page(headers) {
        headers.insert(header::VARY, HeaderValue::from_static(VARY));
        headers.insert(
            header::CONTENT_LANGUAGE,
            HeaderValue::from_static(visit.0.lang()),
        );
    }
    let kept = [("ui", ui.map(Locale::tag)), ("look", look.map(Look::name))];
    for (name, value) in kept
        .into_iter()
        .filter_map(|(name, value)| Some((name, value?)))
    {
        let cookie =
            format!("{name}={value}; Path=/; Max-Age={KEPT_SECONDS}; SameSite=Lax; HttpOnly");
        if let Ok(cookie) = HeaderValue::from_str(&cookie) {
            headers.append(header::SET_COOKIE, cookie);
        }
    }
    response
}

fn is_page(headers: &HeaderMap) -> bool {
    text(headers, &header::CONTENT_TYPE).starts_with("text/html")
}

fn text<'a>(headers: &'a HeaderMap, name: &HeaderName) -> &'a str {
    let value = headers.get(name).and_then(|value| value.to_str().ok());
    value.unwrap_or_default()
}

fn cookie<'a>(headers: &'a HeaderMap, name: &str) -> Option<&'a str> {
    let cookies = headers.get_all(header::COOKIE).iter();
    cookies
        .filter_map(|value| value.to_str().ok())
        .flat_map(|cookies| cookies.split(';'))
        .filter_map(|cookie| cookie.trim().split_once('='))
        .find(|(known, _)| *known == name)
        .map(|(_, value)| value)
}

/// Scheme and host for links that leave the site: what the archive's settings say, else what was
/// asked for.
pub(super) fn site(stated: Option<&str>, headers: &HeaderMap) -> String {
    if let Some(stated) = stated {
        return stated.trim_end_matches('/').to_owned();
    }
    let host = text(headers, &header::HOST);
    let plain = |c: char| c.is_ascii_alphanumeric() || ".-:[]".contains(c);
    let host = if host.is_empty() || !host.chars().all(plain) {
        "localhost"
    } else {
        host
    };
    let forwarded = text(headers, &HeaderName::from_static("x-forwarded-proto"));
    let scheme = if forwarded == "https" {
        "https"
    } else {
        "http"
    };
    format!("{scheme}://{host}")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn headers(pairs: &[(HeaderName, &'static str)]) -> HeaderMap {
        let pair = |(name, value): &(HeaderName, &'static str)| {
            (name.clone(), HeaderValue::from_static(value))
        };
        pairs.iter().map(pair).collect()
    }

    #[test]
    fn links_that_leave_use_the_stated_address_or_the_one_asked_for() {
        let asked = headers(&[(header::HOST, "archive.example:8080")]);
        assert_eq!(site(None, &asked), "http://archive.example:8080");
        assert_eq!(
            site(Some("https://a.example/"), &asked),
            "https://a.example"
        );
        let proxied = headers(&[
            (header::HOST, "archive.example"),
            (HeaderName::from_static("x-forwarded-proto"), "https"),
        ]);
        assert_eq!(site(None, &proxied), "https://archive.example");
        let hostile = headers(&[(header::HOST, "a\"><script>")]);
        assert_eq!(site(None, &hostile), "http://localhost");
    }

    #[test]
    fn a_cookie_is_found_among_others() {
        let headers = headers(&[
            (header::COOKIE, "a=1; ui=ko"),
            (header::COOKIE, "look=dark"),
        ]);
        assert_eq!(cookie(&headers, "ui"), Some("ko"));
        assert_eq!(cookie(&headers, "look"), Some("dark"));
        assert_eq!(cookie(&headers, "u"), None);
    }
}
