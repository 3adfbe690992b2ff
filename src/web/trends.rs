//! Terms through time: how many of the documents of each year use them, and who used them first.

use askama::Template;
use regesta_queries::{Request, Trends, Usage};

use super::chart::{Line, Lines};
use super::frame::Frame;
use super::locale::{Locale, Said, Told};
use super::marks::{self, Piece};
use super::{links, names};

/// Countries in sight, with their first uses, of all terms together.
const SHOWN_COUNTRIES: usize = 24;
/// Terms that can be compared.
const MAX_TERMS: usize = 5;
/// Countries of each term that are listed, by the number of terms: a page has less than 100,000 bytes.
const LISTED_COUNTRIES: [usize; MAX_TERMS] = [250, 100, 60, 35, 20];
/// What shows what the page is for.
const EXAMPLES: [&[&str]; 3] = [
    &["climate change", "sustainable development"],
    &["terrorism", "nuclear", "poverty"],
    &["스마트도시", "유비쿼터스도시"],
];

/// The page.
#[derive(Debug, Template)]
#[template(path = "trends.html")]
pub(crate) struct TrendsPage<'a> {
    frame: &'a Frame,
    query: &'static str,
    fields: Vec<String>,
    kept: Vec<(String, String)>,
    examples: Vec<(String, String)>,
    notices: Vec<Told>,
    lines: Option<Lines>,
    terms: Vec<Term<'a>>,
    years: Vec<(i32, Vec<String>)>,
    /// All of it, for machines.
    all: String,
}

#[derive(Debug)]
struct Term<'a> {
    number: usize,
    term: &'a str,
    href: String,
    summary: String,
    countries: Vec<Row<'a>>,
    more: Vec<Row<'a>>,
    more_said: String,
    /// How many countries are left out.
    left_out: Option<String>,
}

#[derive(Debug)]
struct Row<'a> {
    name: String,
    documents: String,
    share: String,
    first: Option<First<'a>>,
}

#[derive(Debug)]
struct First<'a> {
    title: &'a str,
    href: String,
    when: String,
    pieces: Vec<Piece<'a>>,
}

impl<'a> TrendsPage<'a> {
    /// Lays out what was found of `terms`, or the empty form.
    pub(crate) fn new(
        frame: &'a Frame,
        terms: &[String],
        request: &Request,
        trends: Option<&'a Trends>,
    ) -> Self {
        let locale = frame.locale;
        let mut fields = terms.to_vec();
        fields.resize(MAX_TERMS.max(fields.len()), String::new());
        let found = trends
            .map(|trends| trends.terms.as_slice())
            .unwrap_or_default();
        let line = |trend: &regesta_queries::Trend| Line {
            points: trend
                .years
                .iter()
                .map(|of| (of.year, of.usage.share))
                .collect(),
            titles: trend
                .years
                .iter()
                .map(|of| format!("{} – {}: {}", trend.term, of.year, usage(locale, &of.usage)))
                .collect(),
        };
        let mut years: Vec<(i32, Vec<String>)> = Vec::new();
        for trend in found {
            for (at, of) in trend.years.iter().enumerate() {
                if years.len() <= at {
                    years.push((of.year, Vec::new()));
                }
                if let Some((_, row)) = years.get_mut(at) {
                    row.push(usage(locale, &of.usage));
                }
            }
        }
        years.reverse();
        Self {
            frame,
            query: "",
            fields,
            kept: request.to_pairs(),
            examples: EXAMPLES.map(example).into(),
            notices: trends
                .iter()
                .flat_map(|trends| &trends.notices)
                .map(|notice| locale.message(notice))
                .collect(),
            lines: Lines::new(found.iter().map(line).collect(), |share| {
                per_cent(locale, share)
            }),
            terms: found
                .iter()
                .enumerate()
                .map(|(at, trend)| term(locale, at + 1, found.len(), trend))
                .collect(),
            all: links::address("/api/v1/trends", &frame.pairs),
            years,
        }
    }
}

fn example(terms: &[&str]) -> (String, String) {
    let pairs: Vec<_> = terms
        .iter()
        .map(|term| ("term".to_owned(), (*term).to_owned()))
        .collect();
    (links::address("/trends", &pairs), terms.join(" · "))
}

fn per_cent(locale: &Locale, share: f64) -> String {
    #[expect(
        clippy::cast_possible_truncation,
        reason = "a share is shown in per cent"
    )]
    locale.per_cent(share as f32)
}

/// "12 documents (34%)"
fn usage(locale: &Locale, usage: &Usage) -> String {
    let documents = locale.counted("documents", usage.documents);
    format!("{documents} ({})", per_cent(locale, usage.share))
}

fn term<'a>(
    locale: &Locale,
    number: usize,
    terms: usize,
    trend: &'a regesta_queries::Trend,
) -> Term<'a> {
    let row = |country: &'a regesta_queries::UsageOfCountry| Row {
        name: names::value(locale, "country", &country.country),
        documents: locale.number(country.usage.documents),
        share: per_cent(locale, country.usage.share),
        first: country.first.as_ref().map(|first| First {
            title: &first.title,
            href: links::page(first.id, first.page, &links::words(&trend.term)),
            when: first
                .published
                .map(|date| locale.date(date))
                .unwrap_or_default(),
            pieces: marks::by_chars(&first.snippet.text, &first.snippet.highlights),
        }),
    };
    let listed = LISTED_COUNTRIES.get(terms.saturating_sub(1)).copied();
    let listed = listed.unwrap_or(0);
    let left_out = trend.countries.len().saturating_sub(listed) as u64;
    let countries = trend.countries.iter().take(listed);
    let mut countries: Vec<Row<'_>> = countries.map(row).collect();
    let more = countries.split_off(countries.len().min(SHOWN_COUNTRIES / terms.max(1)));
    let used = trend.years.iter().filter(|of| of.usage.documents > 0);
    let first = used.clone().map(|of| of.year).min();
    let most = used.max_by_key(|of| of.usage.documents).map(|of| of.year);
    let year = |year: Option<i32>| year.map(|year| year.to_string()).unwrap_or_default();
    let documents = locale.counted("documents", trend.usage.documents);
    let summary = if first.is_none() {
        documents
    } else {
        locale.say_with(
            "trend-summary",
            &[
                ("documents", Said::Text(&documents)),
                (
                    "occurrences",
                    Said::Text(&locale.number(trend.usage.occurrences)),
                ),
                ("first", Said::Text(&year(first))),
                ("most", Said::Text(&year(most))),
            ],
        )
    };
    Term {
        number,
        term: &trend.term,
        href: links::address("/search", &links::words(&trend.term)),
        summary,
        countries,
        more_said: locale.counted("choice-more", more.len() as u64),
        more,
        left_out: (left_out > 0).then(|| locale.counted("trend-left-out", left_out)),
    }
}
