//! Answers for people: the pages of the site, and errors as pages too.
//!
//! An unknown parameter is no error here but a notice: people follow old links. A form's address
//! is led on to the canonical one, so that the same question always has the same address.

use std::ops::Range;

use askama::Template;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{Html, IntoResponse, Redirect, Response};
use regesta_index::{Archive, DocumentId, Entry, Page, PageNumber};
use regesta_queries::{InvalidKind, Request};

use super::App;
use super::api::{answer, describe, read_page};
use super::parameters::{self, Named, NamedPage, Pairs};
use super::problem::Problem;
use crate::web::{self, Around, DocumentPage, HomePage, PagePage, SearchPage, SorryPage};

/// Most documents around or inside one that are linked.
const MAX_LINKED: usize = 200;

/// A problem told to a person.
#[derive(Debug)]
pub(super) struct Sorry {
    problem: Problem,
    query: String,
}

/// `GET /`
pub(super) async fn home(State(app): State<App>) -> Result<Response, Sorry> {
    let counts = Request {
        limit: 0,
        ..Request::default()
    };
    let everything = app
        .questions
        .ask(move || answer(&app.archive, &counts))
        .await?;
    render(&HomePage::new(&everything))
}

/// `GET /search`
pub(super) async fn search(
    State(app): State<App>,
    pairs: Result<Pairs, Problem>,
) -> Result<Response, Sorry> {
    let pairs = pairs?;
    let query = pairs.last("q").unwrap_or_default().to_owned();
    let sorry = |problem: Problem| Sorry {
        problem,
        query: query.clone(),
    };
    let asked = Asked::read(pairs).map_err(sorry)?;
    if let Some(address) = asked.elsewhere {
        return Ok(Redirect::to(&address).into_response());
    }
    let request = asked.request.clone();
    let answer = app
        .questions
        .ask(move || answer(&app.archive, &request))
        .await
        .map_err(sorry)?;
    render(&SearchPage::new(&asked.request, &answer, asked.notices))
}

/// `GET /documents/{id}`
pub(super) async fn document(
    State(app): State<App>,
    named: Result<Named, Problem>,
    pairs: Result<Pairs, Problem>,
) -> Result<Response, Sorry> {
    let (Named(id), pairs) = (named?, pairs?);
    let (entry, assertions, around) = app
        .questions
        .ask(move || {
            let (entry, assertions) = describe(&app.archive, id)?;
            let around = around(&app.archive, &entry)?;
            Ok::<_, Problem>((entry, assertions, around))
        })
        .await?;
    render(&DocumentPage::new(
        &entry,
        &assertions,
        &around,
        pairs.last("q").unwrap_or_default(),
    ))
}

/// `GET /documents/{id}/pages?page=3`: where the form "Go to page" leads.
pub(super) async fn go_to_page(
    named: Result<Named, Problem>,
    pairs: Result<Pairs, Problem>,
) -> Result<Redirect, Sorry> {
    let (Named(id), pairs) = (named?, pairs?);
    let number = parameters::page(pairs.last("page").unwrap_or("1").trim())?;
    let query = pairs
        .last("q")
        .map(|query| ("q".to_owned(), query.to_owned()));
    Ok(Redirect::to(&web::address(
        &format!("/documents/{id}/pages/{number}"),
        query.as_slice(),
    )))
}

/// `GET /documents/{id}/pages/{n}`
pub(super) async fn page(
    State(app): State<App>,
    named: Result<NamedPage, Problem>,
    pairs: Result<Pairs, Problem>,
) -> Result<Response, Sorry> {
    let (NamedPage(id, number), pairs) = (named?, pairs?);
    let query = pairs.last("q").unwrap_or_default().to_owned();
    let asked = query.clone();
    let (entry, page, matches) = app
        .questions
        .ask(move || marked_page(&app.archive, id, number, &asked))
        .await?;
    render(&PagePage::new(&entry, &page, &query, &matches))
}

/// `GET /static/regesta.css`
pub(super) async fn style(headers: HeaderMap) -> Response {
    let tag = format!("\"{}\"", web::style_tag());
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
    (
        lasting,
        [(header::CONTENT_TYPE, "text/css; charset=utf-8")],
        web::STYLE,
    )
        .into_response()
}

/// `GET /static/icon.svg`
pub(super) async fn icon() -> Response {
    let kept = [
        (header::CONTENT_TYPE, "image/svg+xml"),
        (header::CACHE_CONTROL, "public, max-age=86400"),
    ];
    (kept, web::ICON).into_response()
}

/// `GET /robots.txt`: documents may be visited, every combination of filters may not.
pub(super) async fn robots() -> &'static str {
    "User-agent: *\nDisallow: /search\nDisallow: /api/\n"
}

/// What the address of a search asks.
#[derive(Debug)]
struct Asked {
    request: Request,
    notices: Vec<String>,
    /// The address that asks the same in the canonical way, if this one does not.
    elsewhere: Option<String>,
}

impl Asked {
    fn read(Pairs(given): Pairs) -> Result<Self, Problem> {
        let mut pairs = merge_years(given.clone());
        let mut notices = Vec::new();
        let request = loop {
            match Request::from_pairs(pairs.clone()) {
                Ok(request) => break request,
                Err(unknown) if unknown.kind == InvalidKind::UnknownParameter => {
                    let before = pairs.len();
                    pairs.retain(|(name, _)| *name != unknown.parameter);
                    if pairs.len() == before {
                        return Err(unknown.into());
                    }
                    notices.push(format!(
                        "This site knows no parameter “{}”; it was left out.",
                        unknown.parameter
                    ));
                }
                Err(invalid) => return Err(invalid.into()),
            }
        };
        let canonical = request.to_pairs();
        // Led on only where the canonical form is sure to stay, so that nobody is led in circles.
        let stays = Request::from_pairs(canonical.clone()).is_ok_and(|again| again == request);
        let elsewhere = (notices.is_empty() && stays && canonical != given)
            .then(|| web::address("/search", &canonical));
        Ok(Self {
            request,
            notices,
            elsewhere,
        })
    }
}

/// The two inputs for years become one range.
fn merge_years(mut pairs: Vec<(String, String)>) -> Vec<(String, String)> {
    let last = |name: &str| {
        let named = pairs.iter().rev().find(|(known, _)| known == name);
        named
            .map(|(_, year)| year.trim().to_owned())
            .filter(|year| !year.is_empty())
    };
    let range = match (last("year_from"), last("year_to")) {
        (Some(from), Some(until)) if from == until => Some(from),
        (None, None) => None,
        (from, until) => Some(format!(
            "{}..{}",
            from.unwrap_or_default(),
            until.unwrap_or_default()
        )),
    };
    pairs.retain(|(name, _)| name != "year_from" && name != "year_to");
    pairs.extend(range.map(|range| ("year".to_owned(), range)));
    pairs
}

/// What is shown beside a document: its pages, and the documents around and inside it.
fn around(archive: &Archive, entry: &Entry) -> Result<Around, Problem> {
    let catalogue = archive.catalogue();
    let titled = |ids: &[DocumentId]| -> Result<Vec<(DocumentId, String)>, Problem> {
        let mut titled = Vec::new();
        for id in ids.iter().take(MAX_LINKED) {
            let found = catalogue.entry(*id)?;
            let shown = found.filter(|entry| entry.withdrawn.is_none());
            titled.extend(shown.map(|entry| (*id, entry.description.title)));
        }
        Ok(titled)
    };
    Ok(Around {
        pages: catalogue.page_notes(entry.id)?,
        part_of: titled(&entry.description.part_of)?,
        parts: titled(&catalogue.parts(entry.id)?)?,
    })
}

type Marked = (Entry, Page, Vec<Range<usize>>);

/// One page, its document, and where in its text the question's matches are.
fn marked_page(
    archive: &Archive,
    id: DocumentId,
    number: PageNumber,
    query: &str,
) -> Result<Marked, Problem> {
    let (entry, page) = read_page(archive, id, number)?;
    let matches = highlights(archive, query, &page)?;
    Ok((entry, page, matches))
}

/// A question that cannot be read marks nothing; the page itself is still worth showing.
fn highlights(archive: &Archive, query: &str, page: &Page) -> Result<Vec<Range<usize>>, Problem> {
    if query.trim().is_empty() {
        return Ok(Vec::new());
    }
    let snapshot = archive.snapshot()?;
    match regesta_queries::highlight(&snapshot, query, &page.text, page.language.as_deref()) {
        Err(regesta_queries::Error::Request(_)) => Ok(Vec::new()),
        matches => Ok(matches?),
    }
}

fn render(page: &impl Template) -> Result<Response, Sorry> {
    let html = page.render().map_err(Problem::internal)?;
    Ok(Html(html).into_response())
}

impl<E> From<E> for Sorry
where
    Problem: From<E>,
{
    fn from(error: E) -> Self {
        Self {
            problem: error.into(),
            query: String::new(),
        }
    }
}

impl IntoResponse for Sorry {
    fn into_response(self) -> Response {
        let title = match self.problem.status() {
            StatusCode::NOT_FOUND => "Not found",
            StatusCode::GONE => "Withdrawn",
            StatusCode::SERVICE_UNAVAILABLE => "Too busy just now",
            status if status.is_client_error() => "This cannot be answered",
            _ => "Something went wrong",
        };
        let page = SorryPage {
            title,
            detail: self.problem.detail(),
            query: &self.query,
        };
        let html = page
            .render()
            .unwrap_or_else(|_| self.problem.detail().to_owned());
        let mut response = Html(html).into_response();
        self.problem.mark(&mut response);
        response
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The address of a search, and what becomes of it: led on to (`->`), answered, or refused.
    #[track_caller]
    fn check(given: &str, expected: &str) {
        let pairs = given
            .split('&')
            .filter(|pair| !pair.is_empty())
            .filter_map(|pair| pair.split_once('='));
        let pairs = Pairs(
            pairs
                .map(|(name, value)| (name.to_owned(), value.to_owned()))
                .collect(),
        );
        let actual = match Asked::read(pairs) {
            Err(problem) => format!("{}", problem.status().as_u16()),
            Ok(Asked {
                elsewhere: Some(address),
                ..
            }) => format!("-> {address}"),
            Ok(Asked { notices, .. }) => format!("answered {}", notices.len()),
        };
        assert_eq!(actual, expected, "{given}");
    }

    #[test]
    fn two_years_become_one_range() {
        check(
            "q=city&year_from=2015&year_to=2020",
            "-> /search?q=city&year=2015..2020",
        );
        check("year_from=2015&year_to=", "-> /search?year=2015..");
        check("year_from=&year_to=2020", "-> /search?year=..2020");
        check("year_from=2018&year_to=2018", "-> /search?year=2018");
        check("year_from=&year_to=&q=city", "-> /search?q=city");
        check("year_from=2020&year_to=2015", "400");
        check("year_from=soon", "400");
    }

    #[test]
    fn the_canonical_address_is_answered() {
        check("", "answered 0");
        check(
            "q=smart city&country=KR&year=2015..2020&status=in-force&sort=newest",
            "answered 0",
        );
        check(
            "country=KR&q=city&sort=relevance",
            "-> /search?q=city&country=KR",
        );
        check("country=KR&country=KR", "-> /search?country=KR");
    }

    #[test]
    fn unknown_parameters_are_noticed_and_left_out() {
        check("q=city&utm_source=x&fbclid=y", "answered 2");
    }
}
