//! Why a document stands where it stands in an answer.

use askama::Template;
use regesta_queries::{Basis, Explanation, PartKind, Request, ScorePart};

use super::frame::Frame;
use super::locale::{Locale, Said, Told};
use super::{links, names};

/// The page.
#[derive(Debug, Template)]
#[template(path = "explain.html")]
pub(crate) struct ExplainPage<'a> {
    frame: &'a Frame,
    query: &'a str,
    title: &'a str,
    document: String,
    back: String,
    place: String,
    basis: String,
    score: String,
    parts: Vec<Part<'a>>,
    filters: Vec<Check>,
    sentences: Vec<Told>,
}

#[derive(Debug)]
struct Part<'a> {
    text: &'a str,
    kind: String,
    documents: String,
    in_title: u32,
    in_text: u32,
    pages: Vec<(String, String)>,
    more: bool,
    score: String,
}

#[derive(Debug)]
struct Check {
    facet: String,
    asked: String,
    has: String,
    passes: String,
}

/// Pages of a part that are linked.
const SHOWN_PAGES: usize = 8;

impl<'a> ExplainPage<'a> {
    /// Lays out `explanation` of an answer to `request`.
    pub(crate) fn new(
        frame: &'a Frame,
        request: &'a Request,
        explanation: &'a Explanation,
    ) -> Self {
        let locale = frame.locale;
        let basis = match explanation.basis {
            Basis::BestPage => "basis-page",
            Basis::WholeDocument => "basis-document",
            Basis::Date => "basis-date",
        };
        let values = |facet: &str, values: &[String]| {
            let values = values
                .iter()
                .map(|value| names::value(locale, facet, value));
            values.collect::<Vec<_>>().join(", ")
        };
        let check = |check: &regesta_queries::FilterCheck| Check {
            facet: names::facet(locale, &check.parameter),
            asked: values(&check.parameter, &check.asked),
            has: values(&check.parameter, &check.has),
            passes: locale.say(if check.passes { "yes" } else { "no" }),
        };
        let asked = links::asked(request);
        Self {
            frame,
            query: &request.query,
            title: &explanation.title,
            document: links::document(explanation.id, &asked),
            back: links::address("/search", &request.to_pairs()),
            place: place(locale, explanation),
            basis: locale.say(basis),
            score: format!("{:.2}", explanation.score),
            parts: explanation
                .parts
                .iter()
                .map(|one| part(locale, explanation, one, &asked))
                .collect(),
            filters: explanation.filters.iter().map(check).collect(),
            sentences: explanation
                .sentences
                .iter()
                .map(|sentence| locale.message(sentence))
                .collect(),
        }
    }
}

fn place(locale: &Locale, explanation: &Explanation) -> String {
    let total = locale.counted("documents", explanation.total);
    match explanation.position {
        Some(position) => {
            let position = locale.number(position as u64);
            locale.say_with(
                "explain-place",
                &[
                    ("position", Said::Text(&position)),
                    ("total", Said::Text(&total)),
                ],
            )
        }
        None if explanation.matches => locale.say("explain-far"),
        None => locale.say("explain-no-match"),
    }
}

fn part<'a>(
    locale: &Locale,
    explanation: &Explanation,
    part: &'a ScorePart,
    asked: &[(String, String)],
) -> Part<'a> {
    let kind = match part.kind {
        PartKind::Word => "part-word",
        PartKind::Beginning => "part-beginning",
        PartKind::Similar => "part-similar",
        PartKind::Phrase => "part-phrase",
        PartKind::Near => "part-near",
        PartKind::WithinWords => "part-within",
        PartKind::Synonym => "part-synonym",
        PartKind::Pairs => "part-pairs",
    };
    let pages = part.pages.iter().take(SHOWN_PAGES);
    Part {
        text: &part.text,
        kind: locale.say(kind),
        documents: part
            .documents
            .map_or_else(String::new, |count| locale.number(count)),
        in_title: part.in_title,
        in_text: part.in_text,
        pages: pages
            .map(|(page, count)| {
                let href = links::page(explanation.id, *page, asked);
                (href, format!("{page} ({count})"))
            })
            .collect(),
        more: SHOWN_PAGES < part.pages.len(),
        score: if part.counts {
            format!("{:.2}", part.score)
        } else {
            locale.say("part-not-counted")
        },
    }
}
