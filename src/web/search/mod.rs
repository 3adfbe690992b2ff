//! The page of an answer: what was asked, what narrows it, what was found.
//!
//! One GET form holds the question and every filter; the address is the whole state. Every value
//! of a facet is there with its count, those of documents that state none included.

mod cards;
mod filters;
mod help;
mod otherwise;
mod sentence;
mod since;

use askama::Template;
use regesta_queries::{Answer, Request, Sort};

use super::chart::Bars;
use super::frame::Frame;
use super::locale::{Said, Told};
use super::{home, links, names};
use cards::Card;
use filters::Filter;
use help::{Little, Other};
use otherwise::{bars, from_first_hit, is_filter, kept, order, whole, window, without};
use since::Before;

/// An answer, laid out.
#[derive(Debug, Template)]
#[template(path = "search.html")]
pub(crate) struct SearchPage<'a> {
    frame: &'a Frame,
    query: &'a str,
    heading: String,
    sentence: String,
    notices: Vec<Told>,
    /// The question that also shows what may be of the years that are asked for.
    possible: Option<String>,
    before: Option<Before>,
    applied: Vec<Link>,
    clear: Option<String>,
    filters: Vec<Filter<'a>>,
    filtered: usize,
    as_of: String,
    as_of_said: String,
    has_status: bool,
    sorts: Vec<Order>,
    kept: Vec<(String, String)>,
    others: Vec<Other<'a>>,
    suggestions: Vec<(String, Link, String)>,
    little: Option<Little>,
    bars: Option<Bars>,
    years_summary: String,
    cards: Vec<Card<'a>>,
    shown: String,
    /// Parameters of the form that takes chosen documents along.
    taken: Vec<(String, String)>,
    formats: Vec<Form>,
    permalink: String,
    feed: String,
    previous: Option<String>,
    next: Option<String>,
    nothing: bool,
    /// The address under which search engines may list it, if they may.
    canonical: Option<String>,
}

/// A text that leads somewhere.
#[derive(Debug)]
struct Link {
    text: String,
    href: String,
}

/// A form in which documents can be taken along.
#[derive(Debug)]
struct Form {
    name: &'static str,
    /// Where the form with the chosen ones leads.
    action: String,
    /// The whole answer.
    href: String,
}

#[derive(Debug)]
struct Order {
    label: String,
    href: String,
    is_chosen: bool,
}

impl<'a> SearchPage<'a> {
    /// Lays out `answer` to `request`; `notices` go before the answer's own.
    pub(crate) fn new(
        frame: &'a Frame,
        request: &'a Request,
        answer: &'a Answer,
        mut notices: Vec<Told>,
    ) -> Self {
        let locale = frame.locale;
        let pairs = from_first_hit(request).to_pairs();
        let narrowing: Vec<&(String, String)> =
            pairs.iter().filter(|(name, _)| is_filter(name)).collect();
        let unfiltered: Vec<(String, String)> = pairs
            .iter()
            .filter(|(name, _)| !is_filter(name))
            .cloned()
            .collect();
        let remove = |one: &(String, String)| Link {
            text: format!(
                "{}: {}",
                names::facet(locale, &one.0),
                names::value(locale, &one.0, &one.1)
            ),
            href: without(&pairs, one),
        };
        notices.extend(answer.notices.iter().map(|notice| locale.message(notice)));
        let until = request.offset + answer.hits.len();
        let years = filters::years(request, &answer.facets);
        Self {
            frame,
            query: &request.query,
            heading: locale.counted("documents", answer.total),
            sentence: sentence::asked(locale, request, answer),
            notices,
            possible: otherwise::possible(request, answer),
            before: answer
                .since
                .as_ref()
                .map(|since| since::before(locale, request, since)),
            clear: (1 < narrowing.len()).then(|| links::address("/search", &unfiltered)),
            filtered: narrowing.len(),
            applied: narrowing.into_iter().map(remove).collect(),
            filters: names::FILTERS
                .iter()
                .filter_map(|name| filters::filter(locale, name, request, &answer.facets))
                .collect(),
            as_of: request.as_of.map(|day| day.to_string()).unwrap_or_default(),
            as_of_said: locale.say_with(
                "status-as-of",
                &[("day", Said::Text(&locale.day(answer.as_of)))],
            ),
            has_status: answer
                .facets
                .status
                .iter()
                .any(|count| count.value != "unknown"),
            sorts: Sort::ALL.map(|sort| order(locale, sort, request)).into(),
            kept: kept(request),
            others: help::others(answer),
            suggestions: help::suggestions(locale, answer),
            little: answer.few.as_ref().map(|few| help::little(locale, few)),
            bars: bars(locale, request, &years),
            years_summary: home::years_summary(locale, &years),
            cards: answer
                .hits
                .iter()
                .map(|hit| cards::card(locale, hit, request))
                .collect(),
            shown: if answer.hits.is_empty() {
                String::new()
            } else {
                locale.range(
                    Some(&locale.number(request.offset as u64 + 1)),
                    Some(&locale.number(until as u64)),
                )
            },
            taken: otherwise::taken(request),
            formats: FORMATS
                .map(|(ending, name)| Form {
                    name,
                    action: format!("/search.{ending}"),
                    href: whole(request, ending),
                })
                .into(),
            permalink: links::address("/permalink", &pairs),
            feed: whole(request, "atom"),
            previous: (request.offset != 0)
                .then(|| window(request, request.offset.saturating_sub(request.limit)))
                .flatten(),
            next: ((until as u64) < answer.total && !answer.hits.is_empty())
                .then(|| window(request, until))
                .flatten(),
            nothing: answer.total == 0,
            canonical: otherwise::listed(request, answer).map(|path| frame.absolute(&path)),
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

/// Endings and names of the forms in which the whole answer can be taken along.
const FORMATS: [(&str, &str); 5] = [
    ("bib", "BibTeX"),
    ("ris", "RIS"),
    ("csl.json", "CSL-JSON"),
    ("csv", "CSV"),
    ("json", "JSON"),
];

#[cfg(test)]
mod tests {
    use regesta_queries::{FacetCount, Facets};

    use super::super::frame::Look;
    use super::super::locale::Locale;
    use super::*;

    fn count(value: &str, count: u64) -> FacetCount {
        FacetCount {
            value: value.to_owned(),
            label: value.to_owned(),
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
            country: vec![count("KR", 12), count("unknown", 7)],
            year: vec![count("2017", 1), count("2018", 2), count("unknown", 7)],
            ..Facets::default()
        };
        Answer {
            query: "city".to_owned(),
            total,
            possible: 0,
            took_ms: 1,
            archive: regesta_queries::ArchiveState {
                generation: "000001".to_owned(),
                event: 1,
            },
            since: None,
            as_of: "2019-03-01".parse().expect("a day"),
            notices: Vec::new(),
            facets,
            ..Answer::default()
        }
    }

    fn frame(tag: &str) -> Frame {
        Frame {
            locale: Locale::named(tag).expect("a language of the site"),
            look: Look::Auto,
            title: "Regesta".to_owned(),
            site: "http://localhost".to_owned(),
            path: "/search".to_owned(),
            pairs: Vec::new(),
        }
    }

    fn html(address: &str, total: u64) -> String {
        let (frame, request, answer) = (frame("en"), request(address), answer(total));
        SearchPage::new(&frame, &request, &answer, Vec::new())
            .render()
            .expect("templates write to memory")
    }

    /// An address of filters and the links that remove each of them.
    #[track_caller]
    fn check_removal(address: &str, expected: &[(&str, &str)]) {
        let (frame, request, answer) = (frame("en"), request(address), answer(19));
        let page = SearchPage::new(&frame, &request, &answer, Vec::new());
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
        let page = html("q=city", 19);
        let at = page
            .find("name=\"country\" value=\"unknown\"")
            .expect("a box to tick");
        assert!(
            page[at..]
                .split("</label>")
                .next()
                .is_some_and(|label| label.contains("Not stated") && label.contains('7'))
        );
    }

    #[test]
    fn a_range_of_years_stands_in_the_inputs_and_ticks_no_box() {
        let page = html("year=2015..2020", 19);
        assert!(page.contains("name=\"year_from\"") && page.contains("value=\"2015\""));
        assert!(page.contains("value=\"2020\""));
        assert!(!page.contains(" checked"));
        let page = html("year=2018", 19);
        assert!(page.contains("name=\"year\" value=\"2018\" checked"));
    }

    #[test]
    fn a_bar_narrows_to_its_year_and_a_chosen_one_takes_it_back() {
        assert!(
            html("q=city&offset=10", 19)
                .contains("href=\"/search?q=city&#38;year=2018\" tabindex=\"-1\"")
        );
        let page = html("q=city&year=2018", 19);
        assert!(
            page.contains("href=\"/search?q=city\" tabindex=\"-1\" class=\"chosen\""),
            "{page}"
        );
    }

    #[test]
    fn the_sentence_says_what_was_asked_in_the_language_of_the_reader() {
        let (request, answer) = (
            request("q=city&country=KR&year=2015..&status=in-force"),
            answer(1),
        );
        let said = |tag| sentence::asked(frame(tag).locale, &request, &answer);
        assert_eq!(
            said("en"),
            "Documents that match city · Country: South Korea · Year: from 2015 · Status: In force on 1 March 2019"
        );
        assert_eq!(
            said("ko"),
            "‘city’에 맞는 문서 · 국가: 대한민국 · 연도: 2015부터 · 상태: 시행 중(2019년 3월 1일 기준)"
        );
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
    fn search_engines_may_list_what_words_alone_find() {
        let is_listed = |address: &str, total| !html(address, total).contains("noindex");
        assert!(is_listed("", 19) && is_listed("", 0));
        assert!(is_listed("q=city", 19));
        assert!(!is_listed("q=city", 0), "what finds nothing");
        assert!(!is_listed("q=city&country=KR", 19), "filters");
        assert!(!is_listed("q=city&offset=10", 19), "further pages");
        assert!(
            html("q=city", 19)
                .contains("<link rel=\"canonical\" href=\"http://localhost/search?q=city\">")
        );
    }

    #[test]
    fn nothing_found_says_so() {
        assert!(html("q=city", 0).contains("Nothing in the archive matches all of this."));
    }
}
