//! Every way to write a question, with an example each: what help pages show.
//!
//! The examples can be asked of any archive; in that of the samples, each finds something.

use serde::Serialize;

/// One way to write a part of a question.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct Operator {
    /// Its name in a list: `phrase`.
    pub name: &'static str,
    /// How it is written, in general.
    pub form: &'static str,
    /// What it means: an English phrase.
    pub meaning: &'static str,
    /// A query that uses it.
    pub example: &'static str,
    /// The canonical text of the example.
    pub canonical: &'static str,
}

const fn operator(
    name: &'static str,
    form: &'static str,
    meaning: &'static str,
    example: &'static str,
) -> Operator {
    Operator {
        name,
        form,
        meaning,
        example,
        canonical: example,
    }
}

const OPERATORS: [Operator; 19] = [
    operator(
        "words",
        "smart city",
        "All of the words, anywhere in the document",
        "climate city",
    ),
    operator(
        "phrase",
        "\"smart city\"",
        "The words in this order, exactly: without synonyms",
        "\"climate change\"",
    ),
    operator(
        "near",
        "\"smart city\"~5",
        "The words near each other, at most 5 words apart, in any order",
        "\"city climate\"~20",
    ),
    operator(
        "without",
        "-word",
        "Without the word, phrase or group",
        "city -climate",
    ),
    operator("or", "tram OR bus", "Either", "housing OR climate"),
    operator(
        "group",
        "(tram OR bus) city",
        "Parentheses group",
        "(housing OR climate) city",
    ),
    operator("beginning", "urban*", "Words that begin so", "urban*"),
    operator(
        "similar",
        "word~1",
        "The word with 1 letter missing, too many, wrong or swapped; `~2` for 2. Of Korean, letters are jamo",
        "climat~1",
    ),
    operator("title", "title:word", "In the title", "title:스마트도시"),
    operator(
        "country",
        "country:KR,JP",
        "Of a country or body, by code or by name in any language; `unknown` if not stated",
        "country:KR,JP",
    ),
    Operator {
        canonical: "country:KR",
        ..operator(
            "country-name",
            "country:대한민국",
            "The same by its name",
            "country:대한민국",
        )
    },
    operator(
        "year",
        "year:2015..2020",
        "Published in these years; also `2015..`, `..2020`, `2018`, `unknown`",
        "year:2015..2020",
    ),
    operator(
        "topic",
        "topic:smart-city",
        "On a topic or a narrower one",
        "topic:climate-change",
    ),
    operator("type", "type:law", "Of a type", "type:law"),
    operator("language", "lang:ko", "In a language", "lang:ko"),
    operator(
        "text",
        "text:good",
        "How far the text can be trusted: good, doubtful, recognised, none",
        "text:good",
    ),
    operator(
        "subject",
        "subject:SG",
        "About this country, where that is another than its own",
        "subject:unknown",
    ),
    operator(
        "source",
        "year_source:text",
        "Where the year comes from: person, manifest, sidecar, file, text, name; `country_source:` likewise",
        "year_source:manifest",
    ),
    operator(
        "as-of",
        "as_of:2019-03-01",
        "The day for which a status is meant",
        "스마트도시 as_of:2019-03-01",
    ),
];

/// Every operator of the query language, in the order to learn them.
#[must_use]
pub fn operators() -> &'static [Operator] {
    &OPERATORS
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::parse;

    #[test]
    fn every_example_is_read_as_it_says() {
        for operator in operators() {
            let parsed = parse(operator.example).expect(operator.name);
            assert_eq!(parsed.notices, [""; 0], "{}", operator.name);
            let day = parsed.as_of.map(|day| format!(" as_of:{day}"));
            assert_eq!(
                format!("{}{}", parsed.query, day.unwrap_or_default()),
                operator.canonical
            );
            assert!(parse(operator.form).is_ok(), "{}", operator.form);
        }
    }

    #[test]
    fn the_readme_has_every_form() {
        let readme = include_str!("../../../README.md");
        for operator in operators() {
            let form = format!("`{}`", operator.form);
            assert!(readme.contains(&form), "{form} is missing in README.md");
        }
    }
}
