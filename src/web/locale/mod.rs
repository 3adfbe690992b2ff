//! The languages of the site: its words.
//!
//! Every file in `locales/` is a language; what a file does not say is said in English. Which
//! language a reader gets is `frame.rs`'s to find out.
//!
//! Sentences of other parts of the program ([`Message`]) are English where they are made; every
//! other language says them under `said-` and their name. What is kept as text (why a file could not
//! be read, why a value was refused) is English and marked so.
//!
//! Not here: numbers and dates (`forms.rs`); the language of documents, which is shown as it is.
//!
//! Format: Project Fluent, by `fluent-bundle`; plural rules from CLDR.

mod forms;

use std::cmp::Reverse;
use std::collections::HashMap;
use std::fmt::Display;
use std::sync::{LazyLock, OnceLock};

use fluent_bundle::concurrent::FluentBundle;
use fluent_bundle::{FluentArgs, FluentResource, FluentValue};
use regesta_queries::{Message, Operator, Value};

include!(concat!(env!("OUT_DIR"), "/locales.rs"));

/// The language that has every message.
const COMPLETE: &str = "en";

/// One language of the site.
pub(crate) struct Locale {
    tag: &'static str,
    bundle: FluentBundle<FluentResource>,
    countries: OnceLock<HashMap<&'static str, String>>,
}

static LOCALES: LazyLock<Vec<Locale>> =
    LazyLock::new(|| FILES.iter().map(|(tag, text)| load(tag, text)).collect());

fn load(tag: &'static str, text: &str) -> Locale {
    let mut bundle = FluentBundle::new_concurrent(tag.parse().into_iter().collect());
    // The marks would be part of titles and attributes; values stand in elements with `dir`.
    bundle.set_use_isolating(false);
    // A file that is wrong in part keeps its other messages; a test sees to it that none is.
    let resource = FluentResource::try_new(text.to_owned());
    let resource = resource.unwrap_or_else(|(partly, _)| partly);
    bundle.add_resource_overriding(resource);
    Locale {
        tag,
        bundle,
        countries: OnceLock::new(),
    }
}

impl std::fmt::Debug for Locale {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.tag)
    }
}

/// Every language of the site, in the order of their tags.
pub(crate) fn all() -> &'static [Locale] {
    &LOCALES
}

impl Locale {
    /// The language with this tag, if the site has it.
    pub(crate) fn named(tag: &str) -> Option<&'static Self> {
        LOCALES.iter().find(|locale| locale.tag == tag)
    }

    /// The language that has every message.
    pub(crate) fn complete() -> &'static Self {
        static EMPTY: LazyLock<Locale> = LazyLock::new(|| load(COMPLETE, ""));
        Self::named(COMPLETE).unwrap_or(&EMPTY)
    }

    /// The language that suits best what a browser accepts (`Accept-Language`).
    pub(crate) fn accepted(header: &str) -> &'static Self {
        let mut wanted: Vec<(Reverse<u32>, &'static Self)> = Vec::new();
        for range in header.split(',').take(MAX_RANGES) {
            let mut parts = range.split(';').map(str::trim);
            let tag = parts.next().unwrap_or_default();
            let weight = parts.find_map(|part| part.strip_prefix("q="));
            let weight: f32 = weight.map_or(1.0, |q| q.parse().unwrap_or(0.0));
            let primary = tag.split(['-', '_']).next().unwrap_or_default();
            let locale = match primary {
                "*" => Some(Self::complete()),
                primary => Self::named(&primary.to_ascii_lowercase()),
            };
            if let Some(locale) = locale.filter(|_| weight > 0.0) {
                #[expect(
                    clippy::cast_possible_truncation,
                    clippy::cast_sign_loss,
                    reason = "weights are 0 to 1 in thousandths"
                )]
                wanted.push((Reverse((weight.min(1.0) * 1000.0) as u32), locale));
            }
        }
        wanted.sort_by_key(|(weight, _)| *weight);
        wanted
            .first()
            .map_or_else(Self::complete, |(_, locale)| *locale)
    }

    /// Its tag: `ko`.
    pub(crate) fn tag(&self) -> &'static str {
        self.tag
    }

    /// What it is called by those who speak it.
    pub(crate) fn own_name(&self) -> String {
        self.say("language-name")
    }

    /// The message `key`.
    pub(crate) fn say(&self, key: &str) -> String {
        self.format(key, None)
    }

    /// The message `key` with its variables.
    pub(crate) fn say_with<'a>(&self, key: &str, variables: &[(&'a str, Said<'a>)]) -> String {
        let mut arguments = FluentArgs::with_capacity(variables.len());
        for (name, value) in variables {
            let value = match value {
                Said::Text(text) => FluentValue::from(*text),
                Said::Count(count) => FluentValue::from(*count),
            };
            arguments.set(*name, value);
        }
        self.format(key, Some(&arguments))
    }

    /// The message `key` for so many: it has `count` to choose by and `number` to show.
    pub(crate) fn counted(&self, key: &str, count: u64) -> String {
        let number = self.number(count);
        self.say_with(
            key,
            &[
                ("count", Said::Count(count)),
                ("number", Said::Text(&number)),
            ],
        )
    }

    /// A sentence of another part of the program, in this language if it says it.
    pub(crate) fn message(&self, message: &Message) -> Told {
        let text = |value: &Value| match value {
            Value::Text(text) => text.clone(),
            Value::Message(message) => self.message(message).text,
        };
        let arguments = message.values().iter();
        let arguments: FluentArgs<'_> = arguments.map(|(key, value)| (*key, text(value))).collect();
        self.told(message.name(), Some(&arguments), message)
    }

    /// What a way to write a question means.
    pub(crate) fn operator(&self, operator: &Operator) -> Told {
        let name = format!("operator-{}", operator.name);
        self.told(&name, None, &operator.meaning)
    }

    fn told(&self, name: &str, arguments: Option<&FluentArgs<'_>>, english: &dyn Display) -> Told {
        let said = self.own(&format!("said-{name}"), arguments);
        Told {
            is_english: said.is_none(),
            text: said.unwrap_or_else(|| english.to_string()),
        }
    }

    fn format(&self, key: &str, arguments: Option<&FluentArgs<'_>>) -> String {
        self.own(key, arguments)
            .or_else(|| Self::complete().own(key, arguments))
            .unwrap_or_else(|| key.to_owned())
    }

    /// What this language has under `key`.
    fn own(&self, key: &str, arguments: Option<&FluentArgs<'_>>) -> Option<String> {
        let pattern = self.bundle.get_message(key)?.value()?;
        let mut errors = Vec::new();
        let text = self.bundle.format_pattern(pattern, arguments, &mut errors);
        errors.is_empty().then(|| text.into_owned())
    }
}

/// Most languages of a header that are looked at.
const MAX_RANGES: usize = 20;

/// A sentence of another part of the program, as a reader gets it.
#[derive(Clone, Debug)]
pub(crate) struct Told {
    /// The sentence.
    pub(crate) text: String,
    /// Whether it is English, whatever the language of the page.
    pub(crate) is_english: bool,
}

impl Told {
    /// Its pieces in order, each with whether it is to be typed as it is: what stands in backquotes.
    pub(crate) fn pieces(&self) -> impl Iterator<Item = (&str, bool)> {
        // A last backquote without another is text.
        let pairs = self.text.matches('`').count() / 2;
        let pieces = self.text.splitn(2 * pairs + 1, '`').enumerate();
        pieces
            .map(|(at, piece)| (piece, at % 2 == 1))
            .filter(|(piece, _)| !piece.is_empty())
    }
}

/// The value of a variable in a message.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Said<'a> {
    /// Shown as it is.
    Text(&'a str),
    /// A number to choose a form by.
    Count(u64),
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;
    use std::path::Path;

    use super::*;

    fn keys(text: &str) -> BTreeSet<&str> {
        let lines = text.lines().filter(|line| {
            line.starts_with(|c: char| c.is_ascii_lowercase()) && line.contains(" =")
        });
        lines.filter_map(|line| line.split(" =").next()).collect()
    }

    /// Variables of each message.
    fn variables(text: &str) -> Vec<(String, BTreeSet<String>)> {
        let mut all: Vec<(String, BTreeSet<String>)> = Vec::new();
        for line in text.lines() {
            if line.starts_with(|c: char| c.is_ascii_lowercase()) {
                let key = line.split(" =").next().unwrap_or_default();
                all.push((key.to_owned(), BTreeSet::new()));
            }
            let Some((_, found)) = all.last_mut() else {
                continue;
            };
            for part in line.split('$').skip(1) {
                let name = part
                    .chars()
                    .take_while(|c| c.is_alphanumeric() || *c == '-');
                found.insert(name.collect());
            }
        }
        all.sort();
        all
    }

    #[test]
    fn every_language_is_read_without_an_error_and_says_the_same_things() {
        let english = FILES
            .iter()
            .find(|(tag, _)| *tag == COMPLETE)
            .expect("English")
            .1;
        assert!(1 < FILES.len());
        for (tag, text) in FILES {
            let read = FluentResource::try_new((*text).to_owned());
            assert!(
                read.is_ok(),
                "{tag}: {:?}",
                read.err().map(|(_, errors)| errors)
            );
            let mut own = keys(text);
            own.retain(|key| !key.starts_with(SAID));
            assert_eq!(own, keys(english), "messages of {tag}");
            let counted = |text| -> Vec<(String, BTreeSet<String>)> {
                // A language without plural forms has no use for the number to choose by.
                let mut all = variables(text);
                all.retain(|(key, _)| !key.starts_with(SAID));
                all.iter_mut().for_each(|(_, names)| {
                    names.remove("count");
                });
                all
            };
            assert_eq!(counted(text), counted(english), "variables of {tag}");
        }
    }

    /// What other parts of the program say, as they are written in their sources: name and values.
    fn sentences() -> Vec<(String, BTreeSet<String>)> {
        let root = Path::new(env!("CARGO_MANIFEST_DIR"));
        let mut text = String::new();
        sources(&root.join("src"), &mut text);
        sources(&root.join("queries/src"), &mut text);
        let sentence = |call: &str| {
            let mut quoted = call.split('"').skip(1).step_by(2);
            let (name, english) = (quoted.next()?, quoted.next()?);
            let keys = english.split('{').skip(1);
            let keys = keys.filter_map(|part| Some(part.split_once('}')?.0.to_owned()));
            Some((name.to_owned(), keys.collect()))
        };
        let mut said: Vec<_> = text
            .split("Message::new(")
            .skip(1)
            .filter(|call| call.trim_start().starts_with('"'))
            .filter_map(sentence)
            // But for English alone and the test of messages themselves.
            .filter(|(name, _)| name.bytes().all(|b| b.is_ascii_lowercase() || b == b'-'))
            .filter(|(name, _)| !matches!(name.as_str(), "" | "inner" | "outer"))
            .collect();
        let operators = regesta_queries::operators().iter();
        said.extend(
            operators.map(|operator| (format!("operator-{}", operator.name), BTreeSet::new())),
        );
        said.sort();
        said.dedup();
        said
    }

    #[test]
    fn every_other_language_says_what_other_parts_of_the_program_say() {
        let expected: Vec<(String, BTreeSet<String>)> = sentences()
            .into_iter()
            .map(|(name, values)| (format!("{SAID}{name}"), values))
            .collect();
        assert!(expected.len() > 40, "{expected:?}");
        for (tag, text) in FILES.iter().filter(|(tag, _)| *tag != COMPLETE) {
            let mut own = variables(text);
            own.retain(|(key, _)| key.starts_with(SAID));
            assert_eq!(own, expected, "what {tag} says for others");
        }
    }

    /// Beginning of the keys of what other parts of the program say.
    const SAID: &str = "said-";

    /// Every file that may name a message.
    fn sources(folder: &Path, into: &mut String) {
        for entry in std::fs::read_dir(folder).expect("a folder") {
            let path = entry.expect("an entry").path();
            if path.is_dir() {
                sources(&path, into);
            } else if path
                .extension()
                .is_some_and(|end| end == "rs" || end == "html")
            {
                into.push_str(&std::fs::read_to_string(&path).expect("text"));
            }
        }
    }

    #[test]
    fn every_message_that_is_named_is_there_and_every_other_is_used() {
        let english = FILES
            .iter()
            .find(|(tag, _)| *tag == COMPLETE)
            .expect("English")
            .1;
        let mut text = String::new();
        sources(
            &Path::new(env!("CARGO_MANIFEST_DIR")).join("src"),
            &mut text,
        );
        let known = keys(english);
        for call in [".say(\"", ".say_with(\"", ".counted(\"", ".t(\""] {
            for part in text.split(call).skip(1) {
                let key = part.split('"').next().unwrap_or_default();
                let is_key = key.contains('-') || known.contains(key);
                if is_key && key.chars().all(|c| c.is_ascii_lowercase() || c == '-') {
                    assert!(known.contains(key), "no message {key}");
                }
            }
        }
        for key in known {
            assert!(
                text.contains(&format!("\"{key}\""))
                    || BUILT.iter().any(|start| key.starts_with(start)),
                "{key} is not used"
            );
        }
    }

    /// Beginnings of keys that are put together.
    const BUILT: [&str; 14] = [
        "origin-",
        "browse-",
        "certainty-",
        "facet-",
        "status-",
        "text-",
        "paging-",
        "sort-",
        "look-",
        "field-",
        "outcome-",
        "source-",
        "problem-",
        "choice-",
    ];

    #[test]
    fn what_stands_in_backquotes_is_to_be_typed() {
        let pieces = |text: &str| {
            let told = Told {
                text: text.to_owned(),
                is_english: true,
            };
            let shown = |(piece, is_code): (&str, bool)| {
                if is_code {
                    format!("[{piece}]")
                } else {
                    piece.to_owned()
                }
            };
            told.pieces().map(shown).collect::<String>()
        };
        assert_eq!(
            pieces("`a` or `b*`, not ` alone"),
            "[a] or [b*], not ` alone"
        );
        assert_eq!(pieces("none"), "none");
    }

    #[track_caller]
    fn check_accepted(header: &str, expected: &str) {
        assert_eq!(Locale::accepted(header).tag(), expected, "{header}");
    }

    #[test]
    fn the_language_is_the_best_of_those_that_are_accepted() {
        check_accepted("ko-KR,ko;q=0.9,en-US;q=0.8,en;q=0.7", "ko");
        check_accepted("de-DE, de;q=0.9, en;q=0.5, ko;q=0.6", "ko");
        check_accepted("en,ko", "en");
        check_accepted("fr", "en");
        check_accepted("ko;q=0", "en");
        check_accepted("ko;q=x, *", "en");
        check_accepted("", "en");
    }
}
