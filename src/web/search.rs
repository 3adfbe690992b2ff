//! The page of an answer: what was asked, what narrows it, what was found.
//!
//! One GET form holds the question and every filter; the address is the whole state. Every value
//! of a facet is there with its count, those of documents that state none included.

use askama::Template;
use regesta_index::Status;
use regesta_queries::{Answer, FacetCount, Facets, Hit, PageHit, Request, Sort, YearRange};

use super::marks::{self, Piece};
use super::{labels, links};

/// Values of a facet that are always in sight; the others unfold.
const SHOWN_VALUES: usize = 8;

/// The parameters that filter, in the order they are shown.
const FILTERS: [&str; 7] = ["country", "year", "topic", "type", "lang", "text", "status"];

/// An answer, laid out.
#[derive(Debug, Template)]
#[template(path = "search.html")]
pub(crate) struct SearchPage<'a> {
    query: &'a str,
    heading: String,
    sentence: String,
    notices: Vec<String>,
    applied: Vec<Applied>,
    clear: Option<String>,
    filters: Vec<Filter<'a>>,
    as_of: String,
    sorts: Vec<Order>,
    kept: Vec<(String, String)>,
    cards: Vec<Card<'a>>,
    shown: String,
    previous: Option<String>,
    next: Option<String>,
}

/// A filter in force, as a link to the answer without it.
#[derive(Debug)]
struct Applied {
    text: String,
    href: String,
}

#[derive(Debug)]
struct Filter<'a> {
    name: &'static str,
    legend: &'static str,
    years: Option<(String, String)>,
    shown: Vec<Choice<'a>>,
    folded: Vec<Choice<'a>>,
    unfold: String,
    open: bool,
}

/// A value of a facet as a box to tick.
#[derive(Debug)]
struct Choice<'a> {
    value: &'a str,
    label: &'a str,
    count: String,
    ticked: bool,
}

#[derive(Debug)]
struct Order {
    name: &'static str,
    label: &'static str,
    chosen: bool,
}

/// One document of the answer.
#[derive(Debug)]
struct Card<'a> {
    href: String,
    title: &'a str,
    language: Option<&'a str>,
    facts: String,
    pages: Vec<Leaf<'a>>,
    more: Option<String>,
}

/// One page of a document of the answer.
#[derive(Debug)]
struct Leaf<'a> {
    href: String,
    name: String,
    heading: Option<&'a str>,
    pieces: Vec<Piece<'a>>,
}

impl<'a> SearchPage<'a> {
    /// Lays out `answer` to `request`; `notices` go before the answer's own.
    pub(crate) fn new(request: &'a Request, answer: &'a Answer, notices: Vec<String>) -> Self {
        let pairs = Request {
            offset: 0,
            ..request.clone()
        }
        .to_pairs();
        let narrowing: Vec<&(String, String)> =
            pairs.iter().filter(|(name, _)| is_filter(name)).collect();
        let unfiltered: Vec<(String, String)> = pairs
            .iter()
            .filter(|(name, _)| !is_filter(name))
            .cloned()
            .collect();
        let remove = |one: &(String, String)| Applied {
            text: format!(
                "{}: {}",
                labels::facet(&one.0).unwrap_or_default(),
                label(&one.0, &one.1, &answer.facets)
            ),
            href: links::address(
                "/search",
                &pairs
                    .iter()
                    .filter(|pair| *pair != one)
                    .cloned()
                    .collect::<Vec<_>>(),
            ),
        };
        let from = request.offset + 1;
        let until = request.offset + answer.hits.len();
        Self {
            query: &request.query,
            heading: labels::counted(answer.total, "document", "documents"),
            sentence: sentence(request, answer),
            notices: notices
                .into_iter()
                .chain(answer.notices.iter().cloned())
                .collect(),
            clear: (1 < narrowing.len()).then(|| links::address("/search", &unfiltered)),
            applied: narrowing.into_iter().map(remove).collect(),
            filters: FILTERS
                .iter()
                .filter_map(|name| filter(name, request, &answer.facets))
                .collect(),
            as_of: request.as_of.map(|day| day.to_string()).unwrap_or_default(),
            sorts: Sort::ALL.map(|sort| order(sort, request.sort)).into(),
            kept: kept(request),
            cards: answer
                .hits
                .iter()
                .map(|hit| card(hit, request, &answer.facets))
                .collect(),
            shown: if answer.hits.is_empty() {
                String::new()
            } else {
                format!("{from} to {until}")
            },
            previous: (request.offset != 0)
                .then(|| window(request, request.offset.saturating_sub(request.limit)))
                .flatten(),
            next: ((until as u64) < answer.total && !answer.hits.is_empty())
                .then(|| window(request, until))
                .flatten(),
        }
    }

    fn title(&self) -> String {
        if self.query.trim().is_empty() {
            self.heading.clone()
        } else {
            format!("{}: {}", self.query, self.heading)
        }
    }
}

fn is_filter(name: &str) -> bool {
    FILTERS.contains(&name)
}

/// The same question from another hit on, if that window may be asked for.
fn window(request: &Request, offset: usize) -> Option<String> {
    let pairs = Request {
        offset,
        ..request.clone()
    }
    .to_pairs();
    Request::from_pairs(pairs.clone())
        .ok()
        .map(|_| links::address("/search", &pairs))
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
        _ => &[],
    }
}

/// What a value is called: by the answer itself if it has it.
fn label(name: &str, value: &str, facets: &Facets) -> String {
    let known = counts(name, facets)
        .iter()
        .find(|count| count.value == value && value != "unknown");
    known.map_or_else(|| labels::value(name, value), |count| count.label.clone())
}

fn filter<'a>(name: &'static str, request: &Request, facets: &'a Facets) -> Option<Filter<'a>> {
    let single = |value: &str| request.year.iter().any(|years| years.to_string() == value);
    let choice = |count: &'a FacetCount| Choice {
        value: &count.value,
        label: if count.value == "unknown" {
            "Not stated"
        } else {
            &count.label
        },
        count: labels::number(count.count),
        // A range of years stands in the two inputs; only years chosen one by one are ticked.
        ticked: if name == "year" {
            single(&count.value)
        } else {
            count.selected
        },
    };
    let (unknown, stated): (Vec<_>, Vec<_>) = counts(name, facets)
        .iter()
        .partition(|count| count.value == "unknown");
    let newest_first: Vec<&FacetCount> = if name == "year" {
        stated.into_iter().rev().collect()
    } else {
        stated
    };
    let all = newest_first.len();
    let mut choices = newest_first.into_iter().map(choice);
    let mut shown: Vec<Choice<'a>> = choices.by_ref().take(SHOWN_VALUES).collect();
    let folded: Vec<Choice<'a>> = choices.collect();
    shown.extend(unknown.into_iter().map(choice));
    let years = (name == "year").then(|| range(request).unwrap_or_default());
    (!shown.is_empty() || years.is_some()).then(|| Filter {
        name,
        legend: labels::facet(name).unwrap_or_default(),
        years,
        open: folded.iter().any(|choice| choice.ticked),
        unfold: format!("{} more of {all}", folded.len()),
        shown,
        folded,
    })
}

/// The first range of years as the two inputs show it.
fn range(request: &Request) -> Option<(String, String)> {
    let ranges = request.year.iter().map(ToString::to_string);
    ranges.into_iter().find_map(|text| {
        text.split_once("..")
            .map(|(from, until)| (from.to_owned(), until.to_owned()))
    })
}

/// What the form must carry on because no input shows it: further ranges of years, the length of the list.
fn kept(request: &Request) -> Vec<(String, String)> {
    let is_range = |years: &&YearRange| years.to_string().contains("..");
    let ranges = request
        .year
        .iter()
        .filter(is_range)
        .skip(1)
        .map(|years| ("year".to_owned(), years.to_string()));
    let standard = Request::default().limit;
    let limit =
        (request.limit != standard).then(|| ("limit".to_owned(), request.limit.to_string()));
    ranges.chain(limit).collect()
}

fn order(sort: Sort, chosen: Sort) -> Order {
    let label = match sort {
        Sort::Relevance => "Best match first",
        Sort::Newest => "Newest first",
        Sort::Oldest => "Oldest first",
    };
    Order {
        name: sort.name(),
        label,
        chosen: sort == chosen,
    }
}

/// What was asked, as it was understood.
fn sentence(request: &Request, answer: &Answer) -> String {
    let pairs = request.to_pairs();
    let any = |name: &str| -> Option<String> {
        let of = pairs.iter().filter(|(known, _)| known == name);
        let values: Vec<String> = of
            .map(|(name, value)| label(name, value, &answer.facets))
            .collect();
        (!values.is_empty()).then(|| values.join(" or "))
    };
    let mut sentence = match answer.query.as_str() {
        "" => "All documents".to_owned(),
        understood => format!("Documents that match {understood}"),
    };
    let parts = [
        ("country", "country"),
        ("year", "year"),
        ("topic", "topic"),
        ("type", "type"),
        ("lang", "language"),
        ("text", "text"),
    ];
    for (name, word) in parts {
        if let Some(values) = any(name) {
            sentence.push_str(&format!(", {word}: {values}"));
        }
    }
    if let Some(values) = any("status") {
        sentence.push_str(&format!(", {} on {}", values.to_lowercase(), answer.as_of));
    } else if let Some(day) = request.as_of {
        sentence.push_str(&format!(", status as of {day}"));
    }
    sentence.push('.');
    sentence
}

fn card<'a>(hit: &'a Hit, request: &Request, facets: &Facets) -> Card<'a> {
    let query = request.query.as_str();
    let listed = u32::try_from(hit.pages.len()).unwrap_or(u32::MAX);
    let (one, many) = labels::paged(hit.paging);
    let (one, many) = (format!("{one} matches"), format!("{many} match"));
    let counted = labels::counted(hit.matching_pages.into(), &one, &many);
    Card {
        href: links::document(hit.id, query),
        title: &hit.title,
        language: hit.language.as_deref(),
        facts: facts(hit, facets),
        pages: hit
            .pages
            .iter()
            .map(|page| leaf(hit, page, query))
            .collect(),
        more: (listed < hit.matching_pages)
            .then(|| format!("{counted} of {}", labels::number(hit.page_count.into()))),
    }
}

/// "South Korea · 2018-01-29 · Law · Korean · in force"
fn facts(hit: &Hit, facets: &Facets) -> String {
    let mut facts: Vec<String> = Vec::new();
    let countries: Vec<String> = hit
        .country
        .iter()
        .map(|code| label("country", code, facets))
        .collect();
    facts.extend((!countries.is_empty()).then(|| countries.join(", ")));
    facts.extend(
        hit.year
            .map(|year| year.to_string())
            .or_else(|| hit.published.map(|date| date.to_string())),
    );
    facts.extend(hit.kind.as_ref().map(|kind| label("type", kind, facets)));
    facts.extend(
        hit.language
            .as_ref()
            .map(|language| label("lang", language, facets)),
    );
    facts.extend((hit.status != Status::Unknown).then(|| labels::status(hit.status).to_owned()));
    facts.join(" · ")
}

fn leaf<'a>(hit: &Hit, page: &'a PageHit, query: &str) -> Leaf<'a> {
    Leaf {
        href: links::page(hit.id, page.page, query),
        name: labels::page(hit.paging, page.page, page.label.as_deref()),
        heading: page.heading.as_deref(),
        pieces: marks::by_chars(&page.snippet.text, &page.snippet.highlights),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn count(value: &str, label: &str, count: u64) -> FacetCount {
        FacetCount {
            value: value.to_owned(),
            label: label.to_owned(),
            count,
            selected: false,
        }
    }

    fn request(address: &str) -> Request {
        let pairs = address.split('&').filter_map(|pair| pair.split_once('='));
        Request::from_pairs(pairs.map(|(name, value)| (name.to_owned(), value.to_owned())))
            .expect("a valid request")
    }

    fn answer(total: u64) -> Answer {
        let facets = Facets {
            country: vec![
                count("KR", "South Korea", 12),
                count("unknown", "Not stated", 7),
            ],
            year: vec![
                count("2017", "2017", 1),
                count("2018", "2018", 2),
                count("unknown", "Not stated", 7),
            ],
            ..Facets::default()
        };
        Answer {
            query: "city".to_owned(),
            total,
            took_ms: 1,
            as_of: "2019-03-01".parse().expect("a day"),
            notices: Vec::new(),
            hits: Vec::new(),
            facets,
        }
    }

    fn html(address: &str, total: u64) -> String {
        let (request, answer) = (request(address), answer(total));
        SearchPage::new(&request, &answer, Vec::new())
            .render()
            .expect("templates write to memory")
    }

    /// An address of filters and the links that remove each of them.
    #[track_caller]
    fn check_removal(address: &str, expected: &[(&str, &str)]) {
        let (request, answer) = (request(address), answer(19));
        let page = SearchPage::new(&request, &answer, Vec::new());
        let actual: Vec<(&str, &str)> = page
            .applied
            .iter()
            .map(|link| (&*link.text, &*link.href))
            .collect();
        assert_eq!(actual, expected, "{address}");
    }

    #[test]
    fn a_filter_is_removed_alone_and_starts_the_list_again() {
        check_removal(
            "q=city&country=KR&year=2015..2020&offset=10",
            &[
                ("Country: South Korea", "/search?q=city&year=2015..2020"),
                ("Year: 2015 to 2020", "/search?q=city&country=KR"),
            ],
        );
        check_removal(
            "country=unknown&limit=50",
            &[("Country: Not stated", "/search?limit=50")],
        );
        check_removal("q=city", &[]);
    }

    #[test]
    fn what_is_not_stated_can_be_chosen() {
        assert!(
            html("q=city", 19)
                .contains("value=\"unknown\"> Not stated <span class=\"count\">(7)</span>")
        );
    }

    #[test]
    fn a_range_of_years_stands_in_the_inputs_and_ticks_no_box() {
        let page = html("year=2015..2020", 19);
        assert!(
            page.contains("name=\"year_from\"")
                && page.contains("value=\"2015\" aria-label=\"From year\"")
        );
        assert!(page.contains("value=\"2020\" aria-label=\"To year\""));
        assert!(!page.contains("checked"));
        let page = html("year=2018", 19);
        assert!(page.contains("name=\"year\" value=\"2018\" checked"));
        assert!(page.contains("value=\"\" aria-label=\"From year\""));
    }

    #[test]
    fn the_sentence_says_what_was_asked() {
        let (request, answer) = (
            request("q=city&country=KR&year=2015..&status=in-force"),
            answer(1),
        );
        let expected = "Documents that match city, country: South Korea, year: 2015 or later, in force on 2019-03-01.";
        assert_eq!(sentence(&request, &answer), expected);
    }

    #[test]
    fn the_list_is_not_turned_past_what_a_request_may_pass_over() {
        assert_eq!(
            window(&request("q=city"), 10).as_deref(),
            Some("/search?q=city&offset=10")
        );
        assert_eq!(window(&request("q=city"), 1_000_000), None);
    }

    #[test]
    fn nothing_found_says_so() {
        assert!(html("q=city", 0).contains("Nothing in the archive matches all of this."));
    }
}
