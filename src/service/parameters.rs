//! Text of an address → types. What does not fit is a [`Problem`] that says what does.

use axum::extract::{FromRequestParts, Path, Query};
use axum::http::request::Parts;
use chrono::NaiveDate;
use regesta_index::{DocumentId, PageNumber};
use regesta_queries::{Message, Request};

use super::problem::Problem;

/// Parameters of the address, decoded, as they came.
#[derive(Clone, Debug, Default)]
pub(super) struct Pairs(pub(super) Vec<(String, String)>);

/// A question as the API takes it: an unknown parameter is an error.
#[derive(Clone, Debug)]
pub(super) struct Question(pub(super) Request);

/// The document an address names.
#[derive(Clone, Copy, Debug)]
pub(super) struct Named(pub(super) DocumentId);

/// The page of a document an address names.
#[derive(Clone, Copy, Debug)]
pub(super) struct NamedPage(pub(super) DocumentId, pub(super) PageNumber);

/// The two documents an address names.
#[derive(Clone, Copy, Debug)]
pub(super) struct NamedPair(pub(super) DocumentId, pub(super) DocumentId);

/// The day that "now" means.
pub(super) fn today() -> NaiveDate {
    chrono::Local::now().date_naive()
}

impl Pairs {
    /// The last value of `name` that is not empty.
    pub(super) fn last(&self, name: &str) -> Option<&str> {
        let named = self.0.iter().rev().filter(|(known, _)| known == name);
        named
            .map(|(_, value)| value.as_str())
            .find(|value| !value.trim().is_empty())
    }

    /// The question that led to a document or page: what decides which words are marked there.
    ///
    /// One that cannot be read is none: the page itself is still worth showing.
    pub(super) fn question(&self) -> Request {
        let words = self.0.iter().filter(|(name, _)| {
            let name = name.as_str();
            matches!(name, "q" | "without" | "exact")
        });
        Request::from_pairs(words.cloned()).unwrap_or_default()
    }

    /// Parts the values of `name` that are not empty from all other parameters.
    pub(super) fn take(self, name: &str) -> (Vec<String>, Self) {
        let (named, others): (Vec<_>, Vec<_>) =
            self.0.into_iter().partition(|(known, _)| known == name);
        let values = named.into_iter().map(|(_, value)| value);
        let values = values.filter(|value| !value.trim().is_empty());
        (values.collect(), Self(others))
    }
}

impl<S: Send + Sync> FromRequestParts<S> for Pairs {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Problem> {
        let pairs = Query::<Vec<(String, String)>>::try_from_uri(&parts.uri);
        pairs.map(|Query(pairs)| Self(pairs)).map_err(|_| {
            Problem::bad_value(
                "q",
                Message::new("unreadable", "The parameters cannot be read."),
            )
        })
    }
}

impl<S: Send + Sync> FromRequestParts<S> for Question {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Problem> {
        let Pairs(pairs) = Pairs::from_request_parts(parts, state).await?;
        Ok(Self(Request::from_pairs(pairs)?))
    }
}

impl<S: Send + Sync> FromRequestParts<S> for Named {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Problem> {
        let id = Path::<String>::from_request_parts(parts, state).await;
        Self::read(&id.map(|Path(id)| id).unwrap_or_default())
    }
}

impl Named {
    /// Reads the id of a document.
    pub(super) fn read(id: &str) -> Result<Self, Problem> {
        document_id(id).map(Self)
    }
}

impl<S: Send + Sync> FromRequestParts<S> for NamedPage {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Problem> {
        let named = Path::<(String, String)>::from_request_parts(parts, state).await;
        let (id, number) = named.map(|Path(named)| named).unwrap_or_default();
        Ok(Self(document_id(&id)?, page(&number)?))
    }
}

impl<S: Send + Sync> FromRequestParts<S> for NamedPair {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Problem> {
        let named = Path::<(String, String)>::from_request_parts(parts, state).await;
        let (one, other) = named.map(|Path(named)| named).unwrap_or_default();
        Ok(Self(document_id(&one)?, document_id(&other)?))
    }
}

/// Reads the identity of a document.
pub(super) fn document_id(id: &str) -> Result<DocumentId, Problem> {
    id.parse().map_err(|_| wrong_id("id"))
}

/// Reads the number of a page.
pub(super) fn page(number: &str) -> Result<PageNumber, Problem> {
    let plain = !number.is_empty() && number.bytes().all(|b| b.is_ascii_digit());
    let number = if plain {
        number.parse().ok().and_then(PageNumber::new)
    } else {
        None
    };
    number.ok_or_else(wrong_page)
}

/// 400: a parameter takes the identity of a document.
pub(super) fn wrong_id(parameter: &'static str) -> Problem {
    let message = Message::new(
        "takes-id",
        "{parameter}: takes the 64 hexadecimal digits of a document.",
    );
    Problem::bad_value(parameter, message.with("parameter", parameter))
}

/// 400: `page` takes the number of a page.
pub(super) fn wrong_page() -> Problem {
    Problem::bad_value(
        "page",
        Message::new("takes-page", "page: takes the number of a page, from 1."),
    )
}
