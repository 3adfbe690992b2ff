//! Dates of policy: values that keep the precision the source had.
//!
//! ```text
//! date     = endpoint [ "~" ] | interval                       "~": about then
//! interval = [ endpoint | ".." ] "/" [ endpoint | ".." ]      (not both open)
//! endpoint = YYYY | YYYY "-" MM | YYYY "-" MM "-" DD          years 0001 to 9999
//!          | YYY "X" | YY "XX"                                any year of the decade, of the century
//! ```
//!
//! A subset of EDTF (ISO 8601-2:2019, the Library of Congress profile): level 0, and of level 1 open
//! intervals, approximate dates and years with unspecified last digits. Parsing is exact: what is not in the grammar is refused, never guessed.
//!
//! Not here: finding dates in prose.

use std::fmt;
use std::str::FromStr;

use chrono::{Datelike, Months, NaiveDate};
use serde::{Deserialize, Serialize};

/// One date with its precision: a day, a month, a year, a decade or a century.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Endpoint {
    /// Any year of a century, by its first: 1900 for `19XX`.
    Century(i32),
    /// Any year of a decade, by its first: 1990 for `199X`.
    Decade(i32),
    /// A calendar year.
    Year(i32),
    /// A month, from 1, of a year.
    Month(i32, u32),
    /// A day.
    Day(NaiveDate),
}

impl Endpoint {
    /// First day it may mean.
    #[must_use]
    pub fn earliest(self) -> Option<NaiveDate> {
        match self {
            Self::Century(year) | Self::Decade(year) => {
                // There is no year 0.
                NaiveDate::from_ymd_opt(year.max(1), 1, 1)
            }
            Self::Year(year) => NaiveDate::from_ymd_opt(year, 1, 1),
            Self::Month(year, month) => NaiveDate::from_ymd_opt(year, month, 1),
            Self::Day(day) => Some(day),
        }
    }

    /// Last day it may mean, included.
    #[must_use]
    pub fn latest(self) -> Option<NaiveDate> {
        match self {
            Self::Century(year) => NaiveDate::from_ymd_opt(year + 99, 12, 31),
            Self::Decade(year) => NaiveDate::from_ymd_opt(year + 9, 12, 31),
            Self::Year(year) => NaiveDate::from_ymd_opt(year, 12, 31),
            Self::Month(..) => self
                .earliest()?
                .checked_add_months(Months::new(1))?
                .pred_opt(),
            Self::Day(day) => Some(day),
        }
    }
}

/// A date or an interval of dates, as precise as its source.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum PolicyDate {
    /// A day, month or year.
    At(Endpoint),
    /// About then: the source itself is not sure.
    About(Endpoint),
    /// From one date to another, both included; `None` is an open end.
    Interval(Option<Endpoint>, Option<Endpoint>),
}

impl PolicyDate {
    /// First day it may mean; `None` where the start is open.
    #[must_use]
    pub fn earliest(&self) -> Option<NaiveDate> {
        match self {
            Self::At(at) | Self::About(at) => at.earliest(),
            Self::Interval(from, _) => from.and_then(Endpoint::earliest),
        }
    }

    /// Last day it may mean, included; `None` where the end is open.
    #[must_use]
    pub fn latest(&self) -> Option<NaiveDate> {
        match self {
            Self::At(at) | Self::About(at) => at.latest(),
            Self::Interval(_, until) => until.and_then(Endpoint::latest),
        }
    }
}

impl PolicyDate {
    /// The calendar year that it lies in for certain.
    #[must_use]
    pub fn year(&self) -> Option<i32> {
        if matches!(self, Self::About(_)) {
            return None;
        }
        let (first, last) = (self.earliest()?.year(), self.latest()?.year());
        (first == last).then_some(first)
    }
}

impl From<NaiveDate> for PolicyDate {
    fn from(day: NaiveDate) -> Self {
        Self::At(Endpoint::Day(day))
    }
}

/// The text is not a date in the forms this archive takes.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` is not a date like 2018, 2018-01, 2018-01-29, 2019/2023, 2018~ or 199X")]
pub struct InvalidDate(pub String);

impl FromStr for Endpoint {
    type Err = InvalidDate;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let refuse = || InvalidDate(text.to_owned());
        let number = |part: &str, digits: usize| {
            let plain = part.len() == digits && part.bytes().all(|b| b.is_ascii_digit());
            if plain {
                part.parse::<u32>().map_err(|_| refuse())
            } else {
                Err(refuse())
            }
        };
        if let Some(known) = text.strip_suffix("XX").filter(|known| known.len() == 2) {
            let century = number(known, 2)?;
            return Ok(Self::Century(
                i32::try_from(century * 100).map_err(|_| refuse())?,
            ));
        }
        if let Some(known) = text.strip_suffix('X') {
            let decade = number(known, 3)?;
            return Ok(Self::Decade(
                i32::try_from(decade * 10).map_err(|_| refuse())?,
            ));
        }
        let mut parts = text.split('-');
        let year =
            i32::try_from(number(parts.next().unwrap_or_default(), 4)?).map_err(|_| refuse())?;
        let month = parts.next().map(|part| number(part, 2)).transpose()?;
        let day = parts.next().map(|part| number(part, 2)).transpose()?;
        if year == 0 || parts.next().is_some() {
            return Err(refuse());
        }
        Ok(match (month, day) {
            (None, _) => Self::Year(year),
            (Some(month), None) if (1..=12).contains(&month) => Self::Month(year, month),
            (Some(month), Some(day)) => {
                Self::Day(NaiveDate::from_ymd_opt(year, month, day).ok_or_else(refuse)?)
            }
            _ => return Err(refuse()),
        })
    }
}

impl FromStr for PolicyDate {
    type Err = InvalidDate;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let Some((from, until)) = text.split_once('/') else {
            return match text.strip_suffix('~') {
                Some(about) => about.parse().map(Self::About),
                None => text.parse().map(Self::At),
            };
        };
        let end = |part: &str| match part {
            "" | ".." => Ok(None),
            part => part.parse().map(Some),
        };
        let interval = Self::Interval(end(from)?, end(until)?);
        let ordered = match (interval.earliest(), interval.latest()) {
            (None, None) => false,
            (Some(first), Some(last)) => first <= last,
            _ => true,
        };
        if ordered {
            Ok(interval)
        } else {
            Err(InvalidDate(text.to_owned()))
        }
    }
}

impl fmt::Display for Endpoint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Century(year) => write!(f, "{:02}XX", year / 100),
            Self::Decade(year) => write!(f, "{:03}X", year / 10),
            Self::Year(year) => write!(f, "{year:04}"),
            Self::Month(year, month) => write!(f, "{year:04}-{month:02}"),
            Self::Day(day) => write!(f, "{:04}-{:02}-{:02}", day.year(), day.month(), day.day()),
        }
    }
}

impl fmt::Display for PolicyDate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let end = |end: &Option<Endpoint>| end.map_or_else(|| "..".to_owned(), |at| at.to_string());
        match self {
            Self::At(at) => at.fmt(f),
            Self::About(at) => write!(f, "{at}~"),
            Self::Interval(from, until) => write!(f, "{}/{}", end(from), end(until)),
        }
    }
}

impl Serialize for PolicyDate {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for PolicyDate {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer)?
            .parse()
            .map_err(serde::de::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Text, its canonical form, and the first and last day it may mean.
    #[track_caller]
    fn check(text: &str, expected: &str) {
        let day =
            |day: Option<NaiveDate>| day.map_or_else(|| "open".to_owned(), |day| day.to_string());
        let actual = text.parse::<PolicyDate>().map_or_else(
            |error| error.to_string(),
            |date| format!("{date}: {} to {}", day(date.earliest()), day(date.latest())),
        );
        assert_eq!(actual, expected);
    }

    #[test]
    fn precision_is_kept() {
        check("2018", "2018: 2018-01-01 to 2018-12-31");
        check("2020-02", "2020-02: 2020-02-01 to 2020-02-29");
        check("2018-01-29", "2018-01-29: 2018-01-29 to 2018-01-29");
    }

    #[test]
    fn what_the_source_leaves_open_stays_open() {
        check("2018~", "2018~: 2018-01-01 to 2018-12-31");
        check("199X", "199X: 1990-01-01 to 1999-12-31");
        check("19XX", "19XX: 1900-01-01 to 1999-12-31");
        check("199X/2004", "199X/2004: 1990-01-01 to 2004-12-31");
        let year = |text: &str| text.parse::<PolicyDate>().unwrap().year();
        assert_eq!(year("2018-03"), Some(2018));
        assert_eq!(year("2018-03/2018-05"), Some(2018));
        for text in ["2018~", "199X", "2018/2019", "2018/.."] {
            assert_eq!(year(text), None, "{text}");
        }
    }

    #[test]
    fn intervals_may_be_open_on_one_side() {
        check("2019/2023", "2019/2023: 2019-01-01 to 2023-12-31");
        check("2018-03/", "2018-03/..: 2018-03-01 to open");
        check("../2018", "../2018: open to 2018-12-31");
    }

    #[test]
    fn what_is_no_date_is_refused() {
        for text in [
            "",
            "18",
            "2018-13",
            "2018-02-30",
            "2018/1/2",
            "2023/2019",
            "../..",
            "2018-1",
            "+018",
            "0000",
            "19X",
            "1XXX",
            "XXXX",
            "199x",
            "~2018",
            "2018~~",
            "2018~/2019",
            "201X-05",
        ] {
            let error = text.parse::<PolicyDate>();
            assert!(error.is_err(), "{text} gave {error:?}");
        }
    }
}
