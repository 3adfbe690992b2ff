//! The languages of the site: its words, and numbers and dates in the reader's form.
//!
//! Every file in `locales/` is a language; what a file does not say is said in English. Which
//! language a reader gets is `frame.rs`'s to find out.
//!
//! Not here: the language of documents, which is shown as it is; sentences that other crates make
//! (why a file could not be read, how a query was taken) are English and marked so.
//!
//! Format: Project Fluent, by `fluent-bundle`; plural rules and grouping of digits from CLDR.

use std::cmp::Reverse;
use std::collections::HashMap;
use std::sync::{LazyLock, OnceLock};

use chrono::{Datelike, NaiveDate};
use fluent_bundle::concurrent::FluentBundle;
use fluent_bundle::{FluentArgs, FluentResource, FluentValue};
use icu_decimal::DecimalFormatter;
use icu_decimal::input::Decimal;
use icu_decimal::options::DecimalFormatterOptions;
use regesta_index::{Endpoint, PolicyDate, vocabulary};

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

    fn format(&self, key: &str, arguments: Option<&FluentArgs<'_>>) -> String {
        let of = |bundle: &FluentBundle<FluentResource>| {
            let pattern = bundle.get_message(key)?.value()?;
            let mut errors = Vec::new();
            let text = bundle.format_pattern(pattern, arguments, &mut errors);
            errors.is_empty().then(|| text.into_owned())
        };
        of(&self.bundle)
            .or_else(|| of(&Self::complete().bundle))
            .unwrap_or_else(|| key.to_owned())
    }

    /// A number with its digits grouped: 10,952.
    pub(crate) fn number(&self, number: u64) -> String {
        thread_local! {
            static FORMATTERS: std::cell::RefCell<HashMap<&'static str, Option<DecimalFormatter>>> =
                std::cell::RefCell::default();
        }
        FORMATTERS.with_borrow_mut(|formatters| {
            let formatter = formatters.entry(self.tag).or_insert_with(|| {
                let locale: icu_locale_core::Locale = self.tag.parse().ok()?;
                DecimalFormatter::try_new(locale.into(), DecimalFormatterOptions::default()).ok()
            });
            match formatter {
                Some(formatter) => formatter.format(&Decimal::from(number)).to_string(),
                None => number.to_string(),
            }
        })
    }

    /// A share of 1 in per cent.
    pub(crate) fn per_cent(&self, share: f32) -> String {
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "from 0 to 100"
        )]
        let per_cent = (100.0 * share.clamp(0.0, 1.0)).round() as u64;
        self.counted("per-cent", per_cent)
    }

    /// A size in bytes, as people say it.
    pub(crate) fn size(&self, bytes: u64) -> String {
        match bytes {
            0..1_000 => self.counted("size-bytes", bytes),
            1_000..1_000_000 => self.counted("size-kilobytes", bytes.div_ceil(1_000)),
            _ => self.counted("size-megabytes", bytes.div_ceil(1_000_000)),
        }
    }

    /// A day in full: 29 January 2018.
    pub(crate) fn day(&self, day: NaiveDate) -> String {
        self.endpoint(Endpoint::Day(day))
    }

    /// A date as precise as it is known.
    pub(crate) fn date(&self, date: PolicyDate) -> String {
        let end = |end: Option<Endpoint>| end.map(|end| self.endpoint(end));
        match date {
            PolicyDate::At(at) => self.endpoint(at),
            PolicyDate::About(at) => {
                let date = self.endpoint(at);
                self.say_with("date-about", &[("date", Said::Text(&date))])
            }
            PolicyDate::Interval(from, until) => {
                self.range(end(from).as_deref(), end(until).as_deref())
            }
        }
    }

    /// Something with two ends, of which one may be open.
    pub(crate) fn range(&self, from: Option<&str>, until: Option<&str>) -> String {
        match (from, until) {
            (Some(from), Some(until)) => self.say_with(
                "range",
                &[("from", Said::Text(from)), ("until", Said::Text(until))],
            ),
            (Some(from), None) => self.say_with("range-from", &[("from", Said::Text(from))]),
            (None, Some(until)) => self.say_with("range-until", &[("until", Said::Text(until))]),
            (None, None) => String::new(),
        }
    }

    fn endpoint(&self, at: Endpoint) -> String {
        let (year, month, day) = match at {
            Endpoint::Century(year) => {
                let (first, last) = (year.to_string(), (year + 99).to_string());
                return self.range(Some(&first), Some(&last));
            }
            Endpoint::Decade(year) => {
                let year = year.to_string();
                return self.say_with("date-decade", &[("year", Said::Text(&year))]);
            }
            Endpoint::Year(year) => return year.to_string(),
            Endpoint::Month(year, month) => (year, month, None),
            Endpoint::Day(day) => (day.year(), day.month(), Some(day.day())),
        };
        let year = year.to_string();
        let month = self.say_with("month", &[("month", Said::Count(month.into()))]);
        let mut variables = vec![("year", Said::Text(&year)), ("month", Said::Text(&month))];
        match day.map(|day| day.to_string()) {
            None => self.say_with("date-month", &variables),
            Some(day) => {
                variables.push(("day", Said::Text(&day)));
                self.say_with("date-day", &variables)
            }
        }
    }

    /// The name of a country or body.
    pub(crate) fn country(&self, code: &str) -> String {
        // Asking CLDR for one name means finding its table anew.
        let countries = self.countries.get_or_init(|| {
            let codes = vocabulary::jurisdictions().into_iter();
            codes
                .map(|code| (code, vocabulary::jurisdiction_label_in(code, self.tag)))
                .collect()
        });
        countries
            .get(code)
            .cloned()
            .unwrap_or_else(|| vocabulary::jurisdiction_label_in(code, self.tag))
    }
}

/// Most languages of a header that are looked at.
const MAX_RANGES: usize = 20;

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
            assert_eq!(keys(text), keys(english), "messages of {tag}");
            let counted = |text| -> Vec<(String, BTreeSet<String>)> {
                // A language without plural forms has no use for the number to choose by.
                let mut all = variables(text);
                all.iter_mut().for_each(|(_, names)| {
                    names.remove("count");
                });
                all
            };
            assert_eq!(counted(text), counted(english), "variables of {tag}");
        }
    }

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

    #[test]
    fn numbers_and_dates_are_in_the_form_of_the_reader() {
        let (en, ko) = (
            Locale::named("en").expect("en"),
            Locale::named("ko").expect("ko"),
        );
        let date = |text: &str| text.parse::<PolicyDate>().expect("a date");
        assert_eq!(en.number(1_040_000), "1,040,000");
        assert_eq!(en.date(date("2018-01-29")), "29 January 2018");
        assert_eq!(ko.date(date("2018-01-29")), "2018년 1월 29일");
        assert_eq!(en.date(date("2018-02")), "February 2018");
        assert_eq!(ko.date(date("2019/2023")), "2019~2023");
        assert_eq!(en.date(date("2019-03/..")), "from March 2019");
        assert_eq!(en.counted("documents", 1), "1 document");
        assert_eq!(en.counted("documents", 10_952), "10,952 documents");
        assert_eq!(ko.counted("documents", 10_952), "문서 10,952건");
        assert_eq!(ko.country("KR"), "대한민국");
        assert_eq!(en.per_cent(0.866), "87%");
    }
}
