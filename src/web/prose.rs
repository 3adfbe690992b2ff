//! Pages that explain: how to ask, with examples that run, and what this archive is.

use askama::Template;

use super::frame::Frame;
use super::links;
use super::locale::Told;

/// A question that shows how Korean is read.
const KOREAN: &str = "스마트도시";

/// How to ask.
#[derive(Debug, Template)]
#[template(path = "help.html")]
pub(crate) struct HelpPage<'a> {
    frame: &'a Frame,
    query: &'static str,
    examples: Vec<Example>,
}

#[derive(Debug)]
struct Example {
    text: &'static str,
    href: String,
    meaning: Told,
}

impl<'a> HelpPage<'a> {
    /// Lays out the examples.
    pub(crate) fn new(frame: &'a Frame) -> Self {
        let example = |text: &'static str, meaning: Told| Example {
            text,
            href: links::address("/search", &links::words(text)),
            meaning,
        };
        let operators = regesta_queries::operators().iter();
        let operators =
            operators.map(|operator| example(operator.example, frame.locale.operator(operator)));
        let korean = Told {
            text: frame.t("help-korean"),
            is_english: false,
        };
        Self {
            frame,
            query: "",
            examples: operators.chain([example(KOREAN, korean)]).collect(),
        }
    }
}

/// What this archive is.
#[derive(Debug, Template)]
#[template(path = "about.html")]
pub(crate) struct AboutPage<'a> {
    frame: &'a Frame,
    query: &'static str,
}

impl<'a> AboutPage<'a> {
    /// Lays it out.
    pub(crate) fn new(frame: &'a Frame) -> Self {
        Self { frame, query: "" }
    }
}
