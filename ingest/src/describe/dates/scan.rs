//! Finds the dates in one line of prose, and says of what looks like one why it is not taken.
//!
//! ```text
//! day     = Y.M.D | Y-M-D | Y/M/D | Y년 M월 D일 | [era] Y年M月D日 | 'Y.M.D
//!         | D [st|er|º|.] [de] MONTH [de] Y | MONTH D[th] [,] Y | D.M.Y | D/M/Y where one of D, M is over 12
//! month   = Y.M | Y-M | Y년 M월 | Y年M月 | MONTH [de] Y | MONTH/Y
//! year    = Y | Y년 | [era] Y年                            1000 to 2199
//! period  = (Y | 'Y) (~ | – | - | /) (Y | 'Y | YY)  both with optional 년/年
//! fiscal  = FY Y | fiscal year Y | Y년도 | Y年度 | Y-YY or Y/YY of two years in a row
//! ```
//!
//! Refused, with the reason: days that do not exist, `03/04/2018` (two readings), two-digit years
//! without an apostrophe, a date with more digits right beside it, a month's name beside a numeric
//! date (`December 2021.08.23`). An official number (`제2018-745호`, `No. 2018-12`) is no date.
//!
//! Pure and exact: what stands there, not what it is the date of (`cue.rs`).

use std::ops::Range;

use chrono::NaiveDate;
use regesta_index::{Endpoint, PolicyDate};

use super::calendar::{era, month};
use super::token::{Kind, Token, tokens};

/// What stands in a line.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Reading {
    /// A day, month or year.
    Date(PolicyDate),
    /// From one year or month to another.
    Period(PolicyDate),
    /// A budget, fiscal or school year: not when something was published.
    Fiscal(PolicyDate),
    /// The year in an official number such as `제2023-745호`.
    Numbered(i32),
    /// What looks like a date and is none that is certain: why. The year, where that is certain.
    Refused(&'static str, Option<i32>),
}

/// A reading and where it stands in the line, in bytes.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Found {
    pub(crate) reading: Reading,
    pub(crate) range: Range<usize>,
}

/// Why `제2018호` is no year.
pub(crate) const OFFICIAL_NUMBER: &str = "an official number";
const TWO_READINGS: &str = "day and month cannot be told apart";
const NO_SUCH_DAY: &str = "there is no such day";
const TWO_DIGITS: &str = "a year of two digits may be a day";
const LONGER: &str = "part of a longer number";
const MONTH_BESIDE: &str = "a month's name stands beside a date in digits";
const MONTH_OR_YEARS: &str = "a month or two years in a row";

/// Every date in `line`, in order, and everything that looks like one.
pub(crate) fn scan(line: &str) -> Vec<Found> {
    // Most lines have no digit at all.
    let may_hold = |c: char| c.is_ascii_digit() || ('０'..='９').contains(&c) || c == '年';
    if !line.contains(may_hold) {
        return Vec::new();
    }
    let tokens = tokens(line);
    let mut found = Vec::new();
    let mut at = 0;
    while at < tokens.len() {
        let line = Line {
            tokens: &tokens,
            at,
        };
        match line.read() {
            Some((reading, length)) => {
                let reading = line.checked(reading, length);
                let range = line.range(length);
                found.push(Found { reading, range });
                at += length;
            }
            None => at += line.unread(),
        }
    }
    found
}

/// The tokens of a line from one of them on.
#[derive(Clone, Copy)]
struct Line<'a> {
    tokens: &'a [Token<'a>],
    at: usize,
}

impl<'a> Line<'a> {
    fn token(&self, offset: usize) -> Option<&'a Token<'a>> {
        self.tokens.get(self.at + offset)
    }

    fn before(&self, offset: usize) -> Option<&'a Token<'a>> {
        self.tokens.get(self.at.checked_sub(offset)?)
    }

    fn number(&self, offset: usize, digits: usize) -> Option<u32> {
        self.token(offset)?.number(1..=digits)
    }

    fn year(&self, offset: usize) -> Option<i32> {
        let year = self.token(offset)?.number(4..=4)?;
        i32::try_from(year)
            .ok()
            .filter(|year| (1000..2200).contains(year))
    }

    fn mark(&self, offset: usize) -> Option<char> {
        self.token(offset)?.mark()
    }

    fn is_glued(&self, offset: usize) -> bool {
        self.token(offset).is_some_and(|token| token.is_glued)
    }

    fn word_begins(&self, offset: usize, beginnings: &[&str]) -> bool {
        let word = self.token(offset).and_then(Token::word);
        word.is_some_and(|word| beginnings.iter().any(|begin| word.starts_with(begin)))
    }

    fn range(&self, length: usize) -> Range<usize> {
        let from = self.token(0).map_or(0, |token| token.from);
        let last = length.checked_sub(1).and_then(|last| self.token(last));
        let mut until = last.map_or(from, Token::until);
        // A unit may be glued to the next word: `일부터`, `日公布`.
        if let Some(word) = last.and_then(Token::word)
            && let Some(unit) = word.chars().next()
            && matches!(unit, '년' | '월' | '일' | '年' | '月' | '日')
        {
            until = until - word.len() + unit.len_utf8();
        }
        from..until
    }

    /// What begins at this token, and of how many tokens it is.
    fn read(&self) -> Option<(Reading, usize)> {
        if !self.may_begin() {
            return None;
        }
        self.official_number()
            .or_else(|| self.fiscal())
            .or_else(|| self.period())
            .or_else(|| self.with_units())
            .or_else(|| self.year_first())
            .or_else(|| self.apostrophe())
            .or_else(|| self.day_first_words())
            .or_else(|| self.month_first_words())
            .or_else(|| self.day_first_digits())
            .or_else(|| self.bare_year())
    }

    /// How many tokens to pass over where nothing begins: the rest of a longer number goes with it.
    fn unread(&self) -> usize {
        let mut length = 1;
        let is_number = |token: &Token<'_>| matches!(token.kind, Kind::Number { .. });
        if !self.token(0).is_some_and(is_number) {
            return 1;
        }
        while let (Some(mark), Some(number)) = (self.token(length), self.token(length + 1)) {
            let is_more = mark.is_glued
                && number.is_glued
                && matches!(mark.mark(), Some('.' | '-' | '/' | ',' | ':'))
                && is_number(number);
            if !is_more {
                break;
            }
            length += 2;
        }
        length
    }

    /// Whether this token is not the tail of a longer number or code: `v2018`, `1.2018`, `제2018`.
    fn may_begin(&self) -> bool {
        let Some(token) = self.token(0) else {
            return false;
        };
        if !token.is_glued {
            return true;
        }
        let Some(before) = self.before(1) else {
            return true;
        };
        match before.kind {
            Kind::Number { .. } => false,
            Kind::Word => {
                let is_latin = before
                    .text
                    .chars()
                    .all(|c| c.is_alphabetic() && c < '\u{0250}');
                !is_latin
                    || matches!(token.kind, Kind::Word)
                    || before.text.eq_ignore_ascii_case("FY")
            }
            Kind::Mark(_) => {
                let is_number = |token: &Token<'_>| matches!(token.kind, Kind::Number { .. });
                let earlier = self.before(2).filter(|_| before.is_glued);
                let joins =
                    |marks: &[char]| before.mark().is_some_and(|mark| marks.contains(&mark));
                // `COVID-2019` may be a year, `2-2018` and `#2018` are none.
                let of_number = joins(&['.', '-', '/', ':', '\'', '_', '+', '=', ','])
                    && earlier.is_some_and(is_number);
                let of_code = joins(&['#', '$', '=', '+']);
                !(of_number || of_code) || token.kind == Kind::Word
            }
        }
    }

    /// What is right after a date can show that it is none.
    fn checked(&self, reading: Reading, length: usize) -> Reading {
        let is_day_or_month = matches!(&reading, Reading::Date(date) if !matches!(date, PolicyDate::At(Endpoint::Year(_))));
        let (Some(next), true) = (self.token(length), is_day_or_month) else {
            return reading;
        };
        let is_number = |offset: usize| {
            self.token(offset)
                .is_some_and(|token| matches!(token.kind, Kind::Number { .. }) && token.is_glued)
        };
        let is_longer = next.is_glued
            && match next.kind {
                Kind::Number { .. } => true,
                Kind::Word => false,
                Kind::Mark(_) => {
                    matches!(next.mark(), Some('.' | '-' | '/')) && is_number(length + 1)
                }
            };
        let is_named = self.token(0).and_then(Token::word).is_some();
        if is_longer && is_named {
            return Reading::Refused(MONTH_BESIDE, None);
        }
        if is_longer {
            return Reading::Refused(LONGER, None);
        }
        // `December 2021.08.23`: machine translation puts months before dates that have one.
        let before = self.before(1).and_then(Token::word);
        if !is_named && before.is_some_and(|word| month(word, false).is_some()) {
            return Reading::Refused(MONTH_BESIDE, None);
        }
        reading
    }

    /// `제2023-745호`, `No. 2018-12`, `第2018-12号`.
    fn official_number(&self) -> Option<(Reading, usize)> {
        let year = self.year(0)?;
        let before = self.before(1)?;
        let word = match before.mark() {
            Some('.') => self.before(2)?.word()?,
            _ => before.word()?,
        };
        let is_number = word.ends_with(['제', '第'])
            || ["no", "nr", "nº", "n", "num"].contains(&word.to_lowercase().as_str());
        if !is_number {
            return None;
        }
        let has_serial = self.mark(1) == Some('-') && self.number(2, 6).is_some();
        if has_serial {
            return Some((Reading::Numbered(year), 3));
        }
        // `제2018호` may be any number.
        Some((Reading::Refused(OFFICIAL_NUMBER, None), 1))
    }

    /// `FY2018`, `fiscal year 2018`, `2018년도`, `令和2年度`, `2018 회계연도`.
    fn fiscal(&self) -> Option<(Reading, usize)> {
        let fiscal = |year: i32| Reading::Fiscal(PolicyDate::At(Endpoint::Year(year)));
        if let Some(word) = self.token(0)?.word() {
            let lower = word.to_lowercase();
            if lower == "fy" {
                return Some((fiscal(self.year(1)?), 2));
            }
            let is_kind = ["fiscal", "financial", "budget", "tax"].contains(&lower.as_str());
            let second = self.token(1).and_then(Token::word);
            if is_kind && second.is_some_and(|word| word.eq_ignore_ascii_case("year")) {
                return Some((fiscal(self.year(2)?), 3));
            }
            if ["exercice", "ejercicio", "exercício", "haushaltsjahr"].contains(&lower.as_str()) {
                return Some((fiscal(self.year(1)?), 2));
            }
        }
        let (year, length) = self.year_with_era()?;
        if self.word_begins(
            length,
            &[
                "년도",
                "年度",
                "학년도",
                "學年度",
                "学年度",
                "회계연도",
                "회계년도",
            ],
        ) {
            return Some((fiscal(year), length + 1));
        }
        None
    }

    /// A year at this token, after an era or not, and of how many tokens it is.
    fn year_with_era(&self) -> Option<(i32, usize)> {
        if let Some(before) = self.token(0)?.word().and_then(era) {
            let year = self.number(1, 3).filter(|year| (1..=130).contains(year))?;
            return Some((i32::try_from(before + year).ok()?, 2));
        }
        Some((self.year(0)?, 1))
    }

    /// `2018년 1월 29일`, `令和2年4月1日`, `2018년 10월`, `2018년`.
    fn with_units(&self) -> Option<(Reading, usize)> {
        let (year, mut length) = self.year_with_era()?;
        if !self.word_begins(length, &["년", "年"]) {
            return None;
        }
        length += 1;
        let unit = self.token(length - 1)?.word()?;
        let in_year = Some((Reading::Date(PolicyDate::At(Endpoint::Year(year))), length));
        if !["년", "年"].contains(&unit) {
            return in_year;
        }
        let (Some(month), true) = (
            self.number(length, 2),
            self.word_begins(length + 1, &["월", "月"]),
        ) else {
            return in_year;
        };
        // 12월말, 3월중: the month is meant all the same; 3월분기 is not.
        let unit = self.token(length + 1)?.word()?;
        if !["월", "月"].contains(&unit) || self.number(length + 2, 2).is_none() {
            return Some((exact(year, month, None), length + 2));
        }
        match (
            self.number(length + 2, 2),
            self.word_begins(length + 3, &["일", "日"]),
        ) {
            (Some(day), true) => Some((exact(year, month, Some(day)), length + 4)),
            _ => Some((exact(year, month, None), length + 2)),
        }
    }

    /// `2018.1.29`, `2018. 1. 29.`, `2018-01-29`, `2018/1/29`, `2018.10`.
    fn year_first(&self) -> Option<(Reading, usize)> {
        let year = self.year(0)?;
        let sep = self.mark(1).filter(|sep| matches!(sep, '.' | '-' | '/'))?;
        if !self.is_glued(1) || (sep != '.' && !self.is_glued(2)) {
            return None;
        }
        let second = self.number(2, 2)?;
        let has_third = self.mark(3) == Some(sep)
            && self.is_glued(3)
            && (sep == '.' || self.is_glued(4))
            && self.number(4, 4).is_some();
        if !has_third {
            let follows = u32::try_from(year + 1).ok()? % 100 == second;
            let is_two_digits = self.token(2)?.number(2..=2).is_some();
            if follows && is_two_digits && sep != '.' {
                if second <= 12 {
                    return Some((Reading::Refused(MONTH_OR_YEARS, None), 3));
                }
                return Some((Reading::Fiscal(years(year, year + 1)?), 3));
            }
            // `2018.5` may be an amount: a dot without a blank needs another dot, or two digits.
            let is_month = (1..=12).contains(&second)
                && (sep != '.' || is_two_digits || !self.is_glued(2) || self.mark(3) == Some('.'));
            // `2018.10` beside a unit or per cent is an amount.
            let is_amount =
                matches!(self.mark(3), Some('%' | ',')) && self.is_glued(3) && self.is_glued(4);
            return (is_month && !is_amount).then(|| (exact(year, second, None), 3));
        }
        if self.number(4, 2).is_none() {
            return Some((Reading::Refused(LONGER, None), 5));
        }
        let day = self.number(4, 2)?;
        let until = 5;
        // `2018.1.29-31`: several days.
        let is_range =
            matches!(self.mark(until), Some('~' | '-')) && self.number(until + 1, 2).is_some();
        if is_range {
            return Some((Reading::Refused("several days", Some(year)), until + 2));
        }
        Some((exact(year, second, Some(day)), until))
    }

    /// `'18.1.29`, `'18. 1.`: the apostrophe says that it is a year.
    fn apostrophe(&self) -> Option<(Reading, usize)> {
        let year = self.short_year(0)?;
        if self.mark(2) != Some('.') || !self.is_glued(2) {
            return None;
        }
        let month = self.number(3, 2)?;
        let has_day = self.mark(4) == Some('.') && self.is_glued(4) && self.number(5, 2).is_some();
        match self.number(5, 2).filter(|_| has_day) {
            Some(day) => Some((exact(year, month, Some(day)), 6)),
            None => Some((exact(year, month, None), 4)),
        }
    }

    /// The year of `'18` at this token.
    fn short_year(&self, offset: usize) -> Option<i32> {
        if self.mark(offset) != Some('\'') || !self.is_glued(offset + 1) {
            return None;
        }
        let year = self.token(offset + 1)?.number(2..=2)?;
        // As in POSIX's `%y`: 69 to 99 are of the last century.
        let century = if year < 69 { 2000 } else { 1900 };
        i32::try_from(century + year).ok()
    }

    /// `('19~'23)`, `2024~2028`, `2019년 ~ 2023년`, `2010–2020`, `2012-13`, `2019/2023`.
    fn period(&self) -> Option<(Reading, usize)> {
        let (first, mut length, is_short) = match self.short_year(0) {
            Some(year) => (year, 2, true),
            None => (self.year(0)?, 1, false),
        };
        if self.word_begins(length, &["년", "年"])
            && self.token(length)?.word()?.chars().count() == 1
        {
            length += 1;
        }
        // `2019.~2023.`
        if self.mark(length) == Some('.') && self.mark(length + 1) == Some('~') {
            length += 1;
        }
        let sep = match (self.mark(length), self.token(length).and_then(Token::word)) {
            (Some(sep @ ('~' | '-' | '/')), _) => sep,
            (_, Some("から" | "至" | "부터")) => '~',
            _ => return None,
        };
        let is_mark_glued = self.is_glued(length) && self.is_glued(length + 1);
        if sep != '~' && !is_mark_glued {
            return None;
        }
        length += 1;
        let (last, more) = if let Some(year) = self.short_year(length) {
            (year, 2)
        } else if let Some(year) = self.year(length) {
            (year, 1)
        } else if let (Some(year), true, false) = (
            self.token(length).and_then(|token| token.number(2..=2)),
            self.is_glued(length),
            is_short,
        ) {
            let year = i32::try_from(year).ok()?;
            let century = first - first.rem_euclid(100);
            // `2012-13`; `2018-05` is a month, `2018~2` nothing.
            if sep != '~' && (year <= 12 || year <= first.rem_euclid(100)) {
                return None;
            }
            (century + year, 1)
        } else {
            return None;
        };
        length += more;
        // `2019.1~2020.3`, `2018-2020-1`: not years alone.
        let goes_on = matches!(self.mark(length), Some('.' | '-' | '/'))
            && self.is_glued(length)
            && self
                .token(length + 1)
                .is_some_and(|token| token.is_glued && matches!(token.kind, Kind::Number { .. }));
        if goes_on || last < first {
            return None;
        }
        if self.word_begins(length, &["년", "年"]) {
            length += 1;
        }
        let period = years(first, last)?;
        let is_fiscal =
            last == first + 1 && more == 1 && sep != '~' && self.year(length - 1).is_none();
        if is_fiscal {
            return Some((Reading::Fiscal(period), length));
        }
        Some((Reading::Period(period), length))
    }

    /// `29 January 2018`, `1er mars 2019`, `24th Nov 2014`, `29. Januar 2018`, `5 de mayo de 2014`.
    fn day_first_words(&self) -> Option<(Reading, usize)> {
        let day = self.number(0, 2)?;
        let mut at = 1;
        let ordinal = self
            .token(at)
            .and_then(Token::word)
            .filter(|_| self.is_glued(at));
        let is_ordinal = ordinal.is_some_and(|word| {
            ["st", "nd", "rd", "th", "er", "º", "ª", "re", "o"].contains(&word)
        });
        let is_marked = matches!(self.mark(at), Some('.' | '°' | '-')) && self.is_glued(at);
        if is_ordinal || is_marked {
            at += 1;
        }
        if self.joins(at) || self.token(at)?.word() == Some("day") {
            at += 1;
        }
        if self.joins(at) {
            at += 1;
        }
        let month = month(self.token(at)?.word()?, true)?;
        at += 1;
        if matches!(self.mark(at), Some('.' | ',' | '-')) {
            at += 1;
        }
        // A full stop and a comma: `24 Nov., 2014`.
        if self.mark(at) == Some(',') {
            at += 1;
        }
        if self.joins(at) {
            at += 1;
        }
        let year = self.year(at)?;
        Some((exact(year, month, Some(day)), at + 1))
    }

    /// `January 29, 2018`, `Dec. 12th, 2015`, `Janvier 2021`, `enero de 2018`, `Jun/2013`.
    fn month_first_words(&self) -> Option<(Reading, usize)> {
        let named = self.token(0)?.word()?;
        // Most words are no month; that no number is near is seen sooner.
        let is_number = |offset| {
            self.token(offset)
                .is_some_and(|of| matches!(of.kind, Kind::Number { .. }))
        };
        if !(1..=3).any(is_number) {
            return None;
        }
        let month = month(named, false)?;
        let mut at = 1;
        if matches!(self.mark(at), Some('.' | '/' | ',' | '-')) {
            at += 1;
        }
        if self.joins(at) {
            at += 1;
        }
        if let Some(year) = self.year(at) {
            return Some((exact(year, month, None), at + 1));
        }
        let day = self.number(at, 2)?;
        at += 1;
        let ordinal = self.token(at).and_then(Token::word);
        if ordinal.is_some_and(|word| ["st", "nd", "rd", "th"].contains(&word)) {
            at += 1;
        }
        if matches!(self.mark(at), Some(',' | '.')) {
            at += 1;
        }
        let year = self.year(at)?;
        Some((exact(year, month, Some(day)), at + 1))
    }

    /// `28/11/2012`, `29.01.2018`; `03/04/2018` and `18.1.29` are refused.
    fn day_first_digits(&self) -> Option<(Reading, usize)> {
        let first = self.number(0, 2)?;
        let sep = self.mark(1).filter(|sep| matches!(sep, '.' | '-' | '/'))?;
        let is_close = |offset: usize| self.is_glued(offset);
        if !is_close(1) || self.mark(3) != Some(sep) || !is_close(3) {
            return None;
        }
        if sep != '.' && !(is_close(2) && is_close(4)) {
            return None;
        }
        let second = self.number(2, 2)?;
        let Some(year) = self.year(4) else {
            let two = self.token(4)?.number(2..=2)?;
            let is_glued = is_close(2) && is_close(4);
            let may_be_date =
                is_glued && (1..=31).contains(&second) && 0 < first && (two != 0 || sep == '/');
            // `1.2.10` is a section; two digits each, or slashes, are a date.
            let is_full =
                self.token(0)?.number(2..=2).is_some() && self.token(2)?.number(2..=2).is_some();
            let is_date = may_be_date && (is_full || sep == '/');
            return is_date.then_some((Reading::Refused(TWO_DIGITS, None), 5));
        };
        let reading = match (first, second) {
            (1..=12, 1..=12) if first != second && sep != '.' => {
                Reading::Refused(TWO_READINGS, Some(year))
            }
            (day, month) if month <= 12 => exact(year, month, Some(day)),
            (month, day) if sep != '.' => exact(year, month, Some(day)),
            _ => Reading::Refused(NO_SUCH_DAY, None),
        };
        Some((reading, 5))
    }

    fn bare_year(&self) -> Option<(Reading, usize)> {
        let year = self.year(0)?;
        Some((Reading::Date(PolicyDate::At(Endpoint::Year(year))), 1))
    }

    /// Whether a word such as `de` or `of` stands there.
    fn joins(&self, offset: usize) -> bool {
        let word = self.token(offset).and_then(Token::word);
        word.is_some_and(|word| ["de", "of", "del", "di", "d", "DE", "OF", "DEL"].contains(&word))
    }
}

/// A day or month that exists, or why not.
fn exact(year: i32, month: u32, day: Option<u32>) -> Reading {
    let at = match day {
        Some(day) => NaiveDate::from_ymd_opt(year, month, day).map(Endpoint::Day),
        None => (1..=12)
            .contains(&month)
            .then_some(Endpoint::Month(year, month)),
    };
    at.map_or(Reading::Refused(NO_SUCH_DAY, None), |at| {
        Reading::Date(PolicyDate::At(at))
    })
}

fn years(first: i32, last: i32) -> Option<PolicyDate> {
    // Longer than a century is no plan, and most likely no period.
    let (first, last) = (Endpoint::Year(first), Endpoint::Year(last));
    (first <= last).then_some(PolicyDate::Interval(Some(first), Some(last)))
}

#[cfg(test)]
#[path = "scan_tests.rs"]
mod tests;
