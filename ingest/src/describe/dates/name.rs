//! Dates in the name of a file and of its folder.
//!
//! A day is likely the document's; a year may be anything, unless the folder says the same. Names
//! such as `act-2019-04-23-no16388` are of a law: the day of its promulgation and its number.

use std::ops::Range;

use chrono::NaiveDate;
use regesta_index::{Assertion, Endpoint, Field, PolicyDate, Provenance};

use super::scan::{Found, Reading, scan};

/// What the name of the file at `path` says.
pub(super) fn assertions(path: &str) -> Vec<Assertion> {
    let (folder, name) = path.rsplit_once('/').unwrap_or(("", path));
    let stem = name.rsplit_once('.').map_or(name, |(stem, _)| stem);
    let folder = folder.rsplit('/').next().unwrap_or_default();
    let mut assertions = Vec::new();
    let mut assert =
        |field: Field, value: String, rule: &str, confidence: f32, rejected: Option<&str>| {
            assertions.push(Assertion {
                field,
                value,
                provenance: Provenance::Name,
                rule: rule.to_owned(),
                confidence,
                rejected: rejected.map(str::to_owned),
            });
        };
    // A blank between words says nothing else than `_`.
    let stem = stem.replace('_', " ");
    let days = days(&stem);
    if let [(day, range)] = days.as_slice() {
        let after = stem.get(range.end..).unwrap_or_default();
        match law_number(after) {
            Some(number) => {
                let rule = "file-name-of-law";
                assert(Field::Published, day.to_string(), rule, 0.8, None);
                assert(Field::Adopted, day.to_string(), rule, 0.8, None);
                assert(Field::Number, number, rule, 0.8, None);
            }
            None => assert(
                Field::Published,
                day.to_string(),
                "file-name-date",
                0.7,
                None,
            ),
        }
        return assertions;
    }
    let mut years = Vec::new();
    for found in scan(&stem) {
        match found.reading {
            Reading::Date(PolicyDate::At(Endpoint::Year(_))) => years.extend(year_of(found)),
            Reading::Date(month @ PolicyDate::At(Endpoint::Month(..))) => {
                assert(
                    Field::Published,
                    month.to_string(),
                    "file-name-date",
                    0.6,
                    None,
                );
                return assertions;
            }
            Reading::Refused(why, _) => {
                let written = stem.get(found.range).unwrap_or_default().to_owned();
                // `MAR 41 1986`: what looks like a month is a code, and the year stands.
                years.extend(
                    scan(written.rsplit(' ').next().unwrap_or_default())
                        .into_iter()
                        .filter_map(year_of),
                );
                assert(Field::Published, written, "file-name-date", 0.0, Some(why));
            }
            _ => {}
        }
    }
    years.sort_unstable();
    years.dedup();
    let of_folder: Option<i32> = folder
        .parse()
        .ok()
        .filter(|year| (1900..2100).contains(year) && folder.len() == 4);
    match (years.as_slice(), of_folder) {
        ([year], Some(same)) if *year == same => {
            assert(
                Field::Published,
                year.to_string(),
                "file-name-and-folder-year",
                0.75,
                None,
            );
        }
        ([year], _) => assert(
            Field::Published,
            year.to_string(),
            "file-name-year",
            0.45,
            None,
        ),
        (_, Some(year)) => assert(Field::Published, year.to_string(), "folder-year", 0.4, None),
        _ => {}
    }
    assertions
}

/// The year that a whole date in a name is, where it may be one.
fn year_of(found: Found) -> Option<i32> {
    match found.reading {
        Reading::Date(PolicyDate::At(Endpoint::Year(year))) => {
            Some(year).filter(|year| (1900..2100).contains(year))
        }
        _ => None,
    }
}

/// The days in a name, `2018-01-29` or `20180129`, and where they stand.
fn days(stem: &str) -> Vec<(NaiveDate, Range<usize>)> {
    let mut days: Vec<_> = scan(stem)
        .into_iter()
        .filter_map(|found| match found.reading {
            Reading::Date(PolicyDate::At(Endpoint::Day(day))) => Some((day, found.range)),
            _ => None,
        })
        .collect();
    let bytes = stem.as_bytes();
    for from in 0..bytes.len() {
        let is_start = from == 0 || bytes.get(from - 1).is_some_and(|b| !b.is_ascii_digit());
        let until = from + 8;
        let is_end = bytes.get(until).is_none_or(|b| !b.is_ascii_digit());
        let digits = stem
            .get(from..until)
            .filter(|text| text.bytes().all(|b| b.is_ascii_digit()));
        let Some(digits) = digits.filter(|_| is_start && is_end) else {
            continue;
        };
        let number: u32 = digits.parse().unwrap_or_default();
        let year = i32::try_from(number / 10_000).unwrap_or_default();
        let day = NaiveDate::from_ymd_opt(year, number / 100 % 100, number % 100);
        days.extend(
            day.filter(|_| (1900..2100).contains(&year))
                .map(|day| (day, from..until)),
        );
    }
    days
}

/// The number of a law right after the day: `-no16388`, ` 제16388호`.
fn law_number(after: &str) -> Option<String> {
    let after = after.trim_start_matches(['-', ' ', '_', '.', '(', ',']);
    let lower = after.to_lowercase();
    let digits = ["no", "제"]
        .iter()
        .find_map(|begin| lower.strip_prefix(begin))?;
    let digits = digits.trim_start_matches(['.', '-', ' ']);
    let length = digits
        .find(|c: char| !c.is_ascii_digit())
        .unwrap_or(digits.len());
    let number = digits.get(..length)?.trim_start_matches('0');
    (!number.is_empty()).then(|| number.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(path: &str, expected: &[&str]) {
        let shown: Vec<String> = assertions(path)
            .iter()
            .map(|found| match &found.rejected {
                Some(why) => format!("{} {}: {why}", found.field, found.value),
                None => format!(
                    "{}={} {}",
                    found.field,
                    found.value,
                    found.certainty().name()
                ),
            })
            .collect();
        assert_eq!(shown, expected, "{path}");
    }

    #[test]
    fn a_day_in_a_name_is_likely_and_a_year_is_a_guess() {
        check(
            "plans/smart-city_20180129.pdf",
            &["published=2018-01-29 likely"],
        );
        check("2018-01-29 plan.pdf", &["published=2018-01-29 likely"]);
        check("plan 2018.pdf", &["published=2018 guess"]);
        check("2018/plan.pdf", &["published=2018 guess"]);
        check("1946/ARG_01_1946.txt", &["published=1946 likely"]);
        // Codes of Morocco and Angola that are months in other languages.
        check(
            "1986/MAR_41_1986.txt",
            &[
                "published MAR 41 1986: there is no such day",
                "published=1986 likely",
            ],
        );
    }

    #[test]
    fn the_name_of_a_law_has_its_day_and_number() {
        check(
            "act-2019-04-23-no16388.md",
            &[
                "published=2019-04-23 likely",
                "adopted=2019-04-23 likely",
                "number=16388 likely",
            ],
        );
    }

    #[test]
    fn other_numbers_say_nothing() {
        check("12s0324.pdf", &[]);
        check("scan0001.pdf", &[]);
        check("99999999.pdf", &[]);
        check("2018-2020.pdf", &[]);
        check("budget 2017 2018.pdf", &[]);
        check(
            "minutes 03-04-2018.pdf",
            &["published 03-04-2018: day and month cannot be told apart"],
        );
    }
}
