//! Numbers, sizes, dates and names of countries in the reader's form.
//!
//! Format: grouping of digits and names of countries from CLDR.

use std::collections::HashMap;

use chrono::{Datelike, NaiveDate};
use icu_decimal::DecimalFormatter;
use icu_decimal::input::Decimal;
use icu_decimal::options::DecimalFormatterOptions;
use regesta_index::{Endpoint, PolicyDate, vocabulary};

use super::{Locale, Said};

impl Locale {
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

#[cfg(test)]
mod tests {
    use super::*;

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
