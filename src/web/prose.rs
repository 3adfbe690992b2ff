//! Pages that explain: how to ask, with examples that run, and what this archive is.

use askama::Template;

use super::frame::Frame;
use super::links;

/// Questions that show what can be asked, each explained by a message of this name.
const EXAMPLES: [(&str, &str); 13] = [
    ("smart city", "help-words"),
    ("\"smart city\"", "help-phrase"),
    ("\"smart city\"~5", "help-near"),
    ("smart -grid", "help-without"),
    ("tram OR bus", "help-or"),
    ("(tram OR bus) city", "help-group"),
    ("urban*", "help-prefix"),
    ("title:city", "help-title"),
    ("climate country:KE,JP", "help-country"),
    ("climate year:2015..2020", "help-year"),
    ("type:law lang:ko", "help-type"),
    ("type:law as_of:2019-03-01", "help-as-of"),
    ("스마트도시", "help-korean"),
];

/// How to ask.
#[derive(Debug, Template)]
#[template(path = "help.html")]
pub(crate) struct HelpPage<'a> {
    frame: &'a Frame,
    query: &'static str,
    examples: Vec<Example>,
    /// What else the query language has, in English.
    others: Vec<Example>,
}

#[derive(Debug)]
struct Example {
    text: &'static str,
    href: String,
    meaning: String,
}

impl<'a> HelpPage<'a> {
    /// Lays out the examples.
    pub(crate) fn new(frame: &'a Frame) -> Self {
        let example = |(text, key): (&'static str, &str)| Example {
            text,
            href: links::address("/search", &links::asked(text)),
            meaning: frame.t(key),
        };
        Self {
            frame,
            query: "",
            examples: EXAMPLES.map(example).into(),
            others: regesta_queries::operators()
                .iter()
                .filter(|operator| EXAMPLES.iter().all(|(text, _)| *text != operator.example))
                .map(|operator| Example {
                    text: operator.example,
                    href: links::address("/search", &links::asked(operator.example)),
                    meaning: operator.meaning.to_owned(),
                })
                .collect(),
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
