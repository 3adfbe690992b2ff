//! Answers for people: the pages of the site, and errors as pages too.
//!
//! A file for each page; a handler reads the address, asks the archive, and lays the answer out.

mod browse;
mod changes;
mod coverage;
mod document;
mod explain;
mod files;
mod home;
mod page;
mod prose;
mod search;
mod trends;

use askama::Template;
use axum::http::{StatusCode, header};
use axum::response::{Html, IntoResponse, Response};

use super::problem::Problem;
use crate::web::{Frame, SorryPage};

pub(super) use browse::{list, shelf, shelves, work, works};
pub(super) use changes::changes;
pub(super) use coverage::coverage;
pub(super) use document::{document, go_to_page};
pub(super) use explain::explain;
pub(super) use files::{icon, opensearch, robots, script, sitemap, style};
pub(super) use home::home;
pub(super) use page::page;
pub(super) use prose::{about, help};
pub(super) use search::search;
pub(super) use trends::{compare, trends};

/// A problem to be told to a person: becomes a page on the way out (`visit.rs`).
#[derive(Clone, Debug)]
pub(super) struct Sorry {
    problem: Problem,
    query: String,
}

impl Sorry {
    /// A problem with the question `query`.
    fn about(problem: Problem, query: &str) -> Self {
        Self {
            problem,
            query: query.to_owned(),
        }
    }

    /// The page that tells it.
    pub(super) fn page(&self, frame: &Frame) -> Response {
        let key = match self.problem.status() {
            StatusCode::NOT_FOUND => "problem-not-found",
            StatusCode::GONE => "problem-withdrawn",
            StatusCode::SERVICE_UNAVAILABLE => "problem-busy",
            status if status.is_client_error() => "problem-asked",
            _ => "problem-ours",
        };
        let page = SorryPage {
            frame,
            title: frame.t(key),
            detail: frame.locale.message(self.problem.detail()),
            query: &self.query,
        };
        let html = page
            .render()
            .unwrap_or_else(|_| self.problem.detail().to_string());
        let mut response = Html(html).into_response();
        self.problem.mark(&mut response);
        response
    }
}

impl<E> From<E> for Sorry
where
    Problem: From<E>,
{
    fn from(error: E) -> Self {
        Self::about(error.into(), "")
    }
}

impl IntoResponse for Sorry {
    fn into_response(self) -> Response {
        let mut response = self.problem.status().into_response();
        response.extensions_mut().insert(self);
        response
    }
}

fn render(page: &impl Template) -> Result<Response, Sorry> {
    let html = page.render().map_err(Problem::internal)?;
    Ok(Html(html).into_response())
}

fn render_as(media_type: &'static str, file: &impl Template) -> Result<Response, Sorry> {
    let text = file.render().map_err(Problem::internal)?;
    Ok(([(header::CONTENT_TYPE, media_type)], text).into_response())
}
