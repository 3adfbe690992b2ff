//! `GET /search`: an answer, or the canonical address that asks the same.
//!
//! An unknown parameter is no error here but a notice: people follow old links. A form's address
//! is led on to the canonical one, so that the same question always has the same address.

use axum::extract::State;
use axum::response::{IntoResponse, Redirect, Response};
use regesta_queries::{InvalidKind, Request};

use super::{Sorry, render};
use crate::service::App;
use crate::service::api::answer;
use crate::service::parameters::Pairs;
use crate::service::problem::Problem;
use crate::service::visit::Visit;
use crate::web::{self, Locale, Said, SearchPage, Told};

/// Most hits on a page, so that it has less than 100,000 bytes; exports give all of them.
const MAX_SHOWN: usize = 10;

/// `GET /search`
pub(in crate::service) async fn search(
    State(app): State<App>,
    Visit(frame): Visit,
    pairs: Result<Pairs, Problem>,
) -> Result<Response, Sorry> {
    let pairs = pairs?;
    let query = pairs.last("q").unwrap_or_default().to_owned();
    let sorry = |problem: Problem| Sorry::about(problem, &query);
    let asked = Asked::read(pairs, frame.locale).map_err(sorry)?;
    if let Some(address) = asked.elsewhere {
        return Ok(Redirect::to(&address).into_response());
    }
    let request = asked.request.clone();
    let answer = app
        .questions
        .ask(move || answer(&app.archive, &request))
        .await
        .map_err(sorry)?;
    render(&SearchPage::new(
        &frame,
        &asked.request,
        &answer,
        asked.notices,
    ))
}

/// What the address of a search asks.
#[derive(Debug)]
struct Asked {
    request: Request,
    notices: Vec<Told>,
    /// The address that asks the same in the canonical way, if this one does not.
    elsewhere: Option<String>,
}

impl Asked {
    fn read(Pairs(given): Pairs, locale: &Locale) -> Result<Self, Problem> {
        let mut pairs = merge_years(given.clone());
        let mut notices = Vec::new();
        let mut request = loop {
            match Request::from_pairs(pairs.clone()) {
                Ok(request) => break request,
                Err(unknown) if unknown.kind == InvalidKind::UnknownParameter => {
                    let before = pairs.len();
                    pairs.retain(|(name, _)| *name != unknown.parameter);
                    if pairs.len() == before {
                        return Err(unknown.into());
                    }
                    let name = [("name", Said::Text(&unknown.parameter))];
                    notices.push(Told {
                        text: locale.say_with("unknown-parameter", &name),
                        is_english: false,
                    });
                }
                Err(invalid) => return Err(invalid.into()),
            }
        };
        request.limit = request.limit.min(MAX_SHOWN);
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
        let actual = match Asked::read(pairs, Locale::complete()) {
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
        check("q=city&limit=100", "-> /search?q=city");
    }

    #[test]
    fn unknown_parameters_are_noticed_and_left_out() {
        check("q=city&utm_source=x&fbclid=y", "answered 2");
    }
}
