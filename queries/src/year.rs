//! Years of publication, in filters and queries.
//!
//! ```text
//! years = YYYY | YYYY ".." YYYY | YYYY ".." | ".." YYYY | "unknown"      1 to 9999, one to four digits
//! ```
//!
//! Read leniently (`2015-2020`, `2015년~2020년`, `>=2015`, `[2015 TO 2020]`, digits of any script), written
//! in this form.

use std::fmt;
use std::str::FromStr;

use regesta_index::analysis::fold;

use crate::Message;
use crate::request::shown;

/// A filter by year of publication.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum YearRange {
    /// From one year to another, both included, within 1 to 9999; an open end is 1 or 9999.
    Years(i32, i32),
    /// Documents whose year is not known.
    Unknown,
}

impl YearRange {
    const FIRST: i32 = 1;
    const LAST: i32 = 9999;
}

impl fmt::Display for YearRange {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match *self {
            Self::Unknown => f.write_str("unknown"),
            Self::Years(from, until) if from == until => write!(f, "{from}"),
            Self::Years(Self::FIRST, until) if until != Self::LAST => write!(f, "..{until}"),
            Self::Years(from, Self::LAST) if from != Self::FIRST => write!(f, "{from}.."),
            Self::Years(from, until) => write!(f, "{from}..{until}"),
        }
    }
}

impl From<InvalidYear> for Message {
    fn from(InvalidYear(text): InvalidYear) -> Self {
        Message::new(
            "takes-years",
            "takes a year such as 2018, a range such as 2015..2020, 2015.. or ..2020, or `unknown`, not `{text}`",
        )
        .with("text", text)
    }
}

/// The text is not a year, a range of years or `unknown`.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{}", Message::from(self.clone()))]
pub struct InvalidYear(String);

impl FromStr for YearRange {
    type Err = InvalidYear;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let refuse = || InvalidYear(shown(text));
        // Full-width digits, dashes and waves are what some keyboards give; the word "year" follows
        // the number in East Asia.
        let plain: String = fold(text)
            .chars()
            .filter(|c| !c.is_whitespace() && !matches!(c, '년' | '年'))
            .collect();
        if plain == "unknown" {
            return Ok(Self::Unknown);
        }
        let year = |text: &str| {
            let digits = (1..=4).contains(&text.len()) && text.bytes().all(|b| b.is_ascii_digit());
            let year = if digits {
                text.parse::<i32>().ok()
            } else {
                None
            };
            year.filter(|year| *year != 0).ok_or_else(refuse)
        };
        let end = |text: &str, open: i32| {
            if matches!(text, "" | "*") {
                Ok(open)
            } else {
                year(text)
            }
        };
        let in_brackets = plain
            .strip_prefix(['[', '{'])
            .and_then(|rest| rest.strip_suffix([']', '}']))
            .and_then(|rest| rest.split_once("to"));
        let (from, until) = if let Some((from, until)) = in_brackets {
            (end(from, Self::FIRST)?, end(until, Self::LAST)?)
        } else if let Some(from) = plain.strip_prefix(">=").or(plain.strip_prefix('≥')) {
            (year(from)?, Self::LAST)
        } else if let Some(until) = plain.strip_prefix("<=").or(plain.strip_prefix('≤')) {
            (Self::FIRST, year(until)?)
        } else if let Some(before) = plain.strip_prefix('>') {
            (year(before)? + 1, Self::LAST)
        } else if let Some(after) = plain.strip_prefix('<') {
            (Self::FIRST, year(after)? - 1)
        } else {
            match plain.split_once("..") {
                Some(("", "")) => return Err(refuse()),
                Some((from, until)) => (end(from, Self::FIRST)?, end(until, Self::LAST)?),
                None => match plain.split_once(['-', '–', '~', '〜']) {
                    Some((from, until)) => (year(from)?, year(until)?),
                    None => (year(&plain)?, year(&plain)?),
                },
            }
        };
        if Self::FIRST <= from && from <= until && until <= Self::LAST {
            Ok(Self::Years(from, until))
        } else {
            Err(refuse())
        }
    }
}
