//! What narrows an answer: each facet as boxes to tick, with the count of documents of each value.

use regesta_queries::{FacetCount, Facets, Request, YearRange};

use crate::web::chart::Count;
use crate::web::locale::Locale;
use crate::web::names;

/// Values of a facet that are always in sight; the others unfold.
const SHOWN_VALUES: usize = 6;
/// Most values of a facet on a page; the page says how many are left out.
const MAX_VALUES: usize = 260;

/// A facet.
#[derive(Debug)]
pub(super) struct Filter<'a> {
    pub(super) name: &'static str,
    pub(super) legend: String,
    /// What stands in the two inputs for years.
    pub(super) years: Option<(String, String)>,
    pub(super) shown: Vec<Choice<'a>>,
    pub(super) folded: Vec<Choice<'a>>,
    pub(super) unfold: String,
    pub(super) is_open: bool,
    pub(super) left_out: Option<String>,
}

/// A value of a facet as a box to tick.
#[derive(Debug)]
pub(super) struct Choice<'a> {
    pub(super) value: &'a str,
    pub(super) label: String,
    pub(super) count: String,
    pub(super) is_ticked: bool,
}

fn counts<'a>(name: &str, facets: &'a Facets) -> &'a [FacetCount] {
    match name {
        "country" => &facets.country,
        "year" => &facets.year,
        "topic" => &facets.topic,
        "type" => &facets.kind,
        "lang" => &facets.language,
        "text" => &facets.text,
        "status" => &facets.status,
        "subject" => &facets.subject,
        "year_source" => &facets.year_source,
        "country_source" => &facets.country_source,
        _ => &[],
    }
}

/// The filter `name`; `None` where there is nothing to choose.
pub(super) fn filter<'a>(
    locale: &Locale,
    name: &'static str,
    request: &Request,
    facets: &'a Facets,
) -> Option<Filter<'a>> {
    let is_year = name == "year";
    let is_close = names::CLOSE_FILTERS.contains(&name);
    let is_asked = counts(name, facets).iter().any(|count| count.selected);
    if is_close && !is_asked && counts(name, facets).len() < 2 {
        return None;
    }
    let single = |value: &str| request.year.iter().any(|years| years.to_string() == value);
    let choice = |count: &'a FacetCount| Choice {
        value: &count.value,
        label: names::value(locale, name, &count.value),
        count: locale.number(count.count),
        // A range of years stands in the two inputs; only years chosen one by one are ticked.
        is_ticked: if is_year {
            single(&count.value)
        } else {
            count.selected
        },
    };
    let (unknown, stated): (Vec<_>, Vec<_>) = counts(name, facets)
        .iter()
        .partition(|count| count.value == "unknown");
    // Chosen ones first, so that they are in sight; years newest first, but all folded.
    let (mut ordered, others): (Vec<&FacetCount>, Vec<&FacetCount>) = if is_year {
        (Vec::new(), stated.into_iter().rev().collect())
    } else {
        stated.into_iter().partition(|count| count.selected)
    };
    ordered.extend(others);
    let all = ordered.len();
    let mut choices = ordered.into_iter().take(MAX_VALUES).map(choice);
    let in_sight = if is_year { 0 } else { SHOWN_VALUES };
    let mut shown: Vec<Choice<'a>> = choices.by_ref().take(in_sight).collect();
    let folded: Vec<Choice<'a>> = choices.collect();
    shown.extend(unknown.into_iter().map(choice));
    let years = is_year.then(|| range(request).unwrap_or_default());
    if shown.is_empty() && folded.is_empty() && years.is_none() {
        return None;
    }
    let more = if is_year {
        "choice-years"
    } else {
        "choice-more"
    };
    let left_out = all.saturating_sub(MAX_VALUES) as u64;
    Some(Filter {
        name,
        legend: names::facet(locale, name),
        years,
        is_open: folded.iter().any(|choice| choice.is_ticked),
        unfold: locale.counted(more, folded.len() as u64),
        shown,
        folded,
        left_out: (left_out > 0).then(|| locale.counted("choice-left-out", left_out)),
    })
}

/// The years of the answer that are stated, in order.
pub(super) fn years(request: &Request, facets: &Facets) -> Vec<Count> {
    let is_chosen = |year: i32| {
        let within = |range: &YearRange| match *range {
            YearRange::Years(from, until) => (from..=until).contains(&year),
            YearRange::Unknown => false,
        };
        request.year.iter().any(within)
    };
    let count = |count: &FacetCount| {
        let year = count.value.parse().ok()?;
        Some(Count {
            year,
            count: count.count,
            is_chosen: is_chosen(year),
        })
    };
    facets.year.iter().filter_map(count).collect()
}

fn ranges(request: &Request) -> impl Iterator<Item = String> {
    let years = request.year.iter().map(ToString::to_string);
    years.filter(|years| years.contains(".."))
}

/// The first range of years as the two inputs show it.
fn range(request: &Request) -> Option<(String, String)> {
    ranges(request).find_map(|text| {
        text.split_once("..")
            .map(|(from, until)| (from.to_owned(), until.to_owned()))
    })
}

/// Ranges of years that no input shows.
pub(super) fn further_ranges(request: &Request) -> impl Iterator<Item = (String, String)> {
    ranges(request)
        .skip(1)
        .map(|years| ("year".to_owned(), years))
}
