//! The same question, asked otherwise: with less, in another order, from another hit on, in another form.
//!
//! What holds: every address is canonical, and reads back as the request it is made of.

use regesta_queries::{Answer, Request, Sort, YearRange};

use super::{Order, filters};
use crate::web::chart::{Bars, Count};
use crate::web::locale::Locale;
use crate::web::{links, names};

/// The whole answer in another form.
pub(super) fn whole(request: &Request, ending: &str) -> String {
    links::address(&format!("/search.{ending}"), &taken(request))
}

/// What a form that takes documents along says of the question: all but the window.
pub(super) fn taken(request: &Request) -> Vec<(String, String)> {
    let mut pairs = request.to_pairs();
    pairs.retain(|(name, _)| !matches!(name.as_str(), "limit" | "offset" | "at"));
    pairs
}

/// The path under which search engines may list the answer.
///
/// They may list all documents, and the first page of what words alone find, as somebody may link
/// to it; not every combination of filters, and no answer to other words than were asked for.
pub(super) fn listed(request: &Request, answer: &Answer) -> Option<String> {
    let words = Request {
        query: request.query.clone(),
        ..Request::default()
    };
    let is_found = answer.notices.is_empty() && answer.total > 0;
    let is_listed = *request == words && (is_found || words == Request::default());
    is_listed.then(|| links::address("/search", &words.to_pairs()))
}

/// The question that shows documents without a certain year too, where some may be of the years
/// that are asked for.
pub(super) fn possible(request: &Request, answer: &Answer) -> Option<String> {
    let mut wider = from_first_hit(request);
    wider.year.push(YearRange::Unknown);
    (answer.possible > 0).then(|| links::address("/search", &wider.to_pairs()))
}

pub(super) fn is_filter(name: &str) -> bool {
    names::FILTERS.contains(&name)
}

pub(super) fn from_first_hit(request: &Request) -> Request {
    Request {
        offset: 0,
        ..request.clone()
    }
}

pub(super) fn without(pairs: &[(String, String)], one: &(String, String)) -> String {
    let others: Vec<_> = pairs.iter().filter(|pair| *pair != one).cloned().collect();
    links::address("/search", &others)
}

/// The same question from another hit on, if that window may be asked for.
pub(super) fn window(request: &Request, offset: usize) -> Option<String> {
    let pairs = Request {
        offset,
        ..request.clone()
    }
    .to_pairs();
    Request::from_pairs(pairs.clone())
        .ok()
        .map(|_| links::address("/search", &pairs))
}

/// What the form must carry on because no input of it shows it: the order and the length of the list.
pub(super) fn kept(request: &Request) -> Vec<(String, String)> {
    let shown = |name: &str| is_filter(name) || matches!(name, "q" | "as_of" | "offset");
    let pairs = request.to_pairs().into_iter();
    let mut kept: Vec<_> = pairs.filter(|(name, _)| !shown(name)).collect();
    kept.extend(filters::further_ranges(request));
    kept
}

pub(super) fn order(locale: &Locale, sort: Sort, request: &Request) -> Order {
    let pairs = Request {
        sort,
        ..from_first_hit(request)
    }
    .to_pairs();
    Order {
        label: locale.say(&format!("sort-{}", sort.name())),
        href: links::address("/search", &pairs),
        is_chosen: sort == request.sort,
    }
}

/// The years of the answer; a bar narrows it to its year, a chosen one takes that back.
pub(super) fn bars(locale: &Locale, request: &Request, years: &[Count]) -> Option<Bars> {
    let unnarrowed = Request {
        year: Vec::new(),
        ..from_first_hit(request)
    };
    Bars::new(
        years,
        |count| locale.number(count),
        |range| {
            let narrowed = range.parse().map(|range| Request {
                year: vec![range],
                ..unnarrowed.clone()
            });
            let is_chosen = narrowed
                .as_ref()
                .is_ok_and(|narrowed| narrowed.year == request.year);
            let request = narrowed.ok().filter(|_| !is_chosen);
            links::address(
                "/search",
                &request.as_ref().unwrap_or(&unnarrowed).to_pairs(),
            )
        },
    )
}
