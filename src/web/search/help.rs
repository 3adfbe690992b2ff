//! Help with words: what else was searched, what may be meant, and what each word and filter costs.

use regesta_queries::{AlsoSearched, Answer, Few, Suggestion, SuggestionKind, Without};

use super::Link;
use crate::web::locale::{Locale, Said};
use crate::web::{links, names};

/// Another word for what was typed.
#[derive(Debug)]
pub(super) struct Other<'a> {
    pub(super) term: &'a str,
    pub(super) language: Option<&'a str>,
    pub(super) is_on: bool,
    pub(super) href: String,
}

/// Help where little was found.
#[derive(Debug)]
pub(super) struct Little {
    /// Words with the documents that hold them.
    pub(super) words: Vec<(String, String)>,
    /// The same question with less in it, and what it finds.
    pub(super) less: Vec<(Link, String)>,
    pub(super) unsearchable: Option<String>,
}

/// The other words, in the order of the query.
pub(super) fn others(answer: &Answer) -> Vec<Other<'_>> {
    let other = |also: &'_ AlsoSearched| links::address("/search", &also.request);
    let others = answer.also_searched.iter();
    others
        .map(|also| Other {
            term: &also.term,
            language: also.language.as_deref(),
            is_on: also.on,
            href: other(also),
        })
        .collect()
}

/// What may be meant, each with what it finds.
pub(super) fn suggestions(locale: &Locale, answer: &Answer) -> Vec<(String, Link, String)> {
    let one = |suggestion: &Suggestion| {
        let (key, text) = match (suggestion.kind, &suggestion.parameter, &suggestion.value) {
            (SuggestionKind::Spelling, _, _) => ("did-you-mean", suggestion.text.clone()),
            (_, Some(parameter), Some(value)) => (
                "filter-by",
                format!(
                    "{}: {}",
                    names::facet(locale, parameter),
                    names::value(locale, parameter, value)
                ),
            ),
            _ => ("filter-by", suggestion.text.clone()),
        };
        let link = Link {
            text,
            href: links::address("/search", &suggestion.request),
        };
        (
            locale.say(key),
            link,
            locale.counted("documents", suggestion.total),
        )
    };
    answer.suggestions.iter().map(one).collect()
}

/// Help where little was found.
pub(super) fn little(locale: &Locale, few: &Few) -> Little {
    let word = |word: &regesta_queries::WordCount| {
        (
            word.text.clone(),
            locale.counted("documents", word.documents),
        )
    };
    let less = |without: &Without, is_word: bool| {
        let label = if is_word {
            without.label.clone()
        } else {
            let values = without.values.iter();
            let values: Vec<String> = values
                .map(|value| names::value(locale, &without.parameter, value))
                .collect();
            format!(
                "{}: {}",
                names::facet(locale, &without.parameter),
                values.join(", ")
            )
        };
        let link = Link {
            text: locale.say_with("without", &[("what", Said::Text(&label))]),
            href: links::address("/search", &without.request),
        };
        (link, locale.counted("documents", without.total))
    };
    let filters = few
        .without_filter
        .iter()
        .map(|without| less(without, false));
    let words = few.without_word.iter().map(|without| less(without, true));
    let hidden = few.unsearchable.documents;
    Little {
        words: few.words.iter().map(word).collect(),
        less: filters.chain(words).collect(),
        unsearchable: (hidden > 0).then(|| locale.counted("unsearchable", hidden)),
    }
}
