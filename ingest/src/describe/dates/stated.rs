//! Reads a date from a place that is stated to hold one: a manifest column, a metadata key.
//!
//! ```text
//! lenient = exact | day | month | about | decade | written      exact: as in regesta_index::PolicyDate
//! day     = Y sep M sep D [ end ] [ time ] | YYYYMMDD | Y 년 M 월 D 일
//! month   = Y sep M [ end ] | Y 년 M 월 | Y 년
//! sep     = ("." | "/" | "-") with blanks around it, the same in one date;  end = "."
//! about   = ("circa" | "ca." | "c." | "about") exact;  decade = Y "s" | Y "년대"
//! written = the whole text is one date that `scan.rs` reads: `29 January 2018`, `令和2年4月1日`, `'18.1.29`
//! time    = ("T" | " ") DIGIT …                   dropped: policy dates have no hour
//! ```
//!
//! What can be read in two ways (`01/02/2018`, `18.1.29`) is refused, never guessed.
//!
//! Not here: dates in prose.

use regesta_index::PolicyDate;

use super::scan::{Reading, scan};

/// Reads `text`, which is stated to be a date; `None` where it is not certain which one it means.
#[must_use]
pub(in crate::describe) fn lenient(text: &str) -> Option<PolicyDate> {
    let text = text.trim();
    if let Ok(exact) = text.parse() {
        return Some(exact);
    }
    if let Some(found) = about(text)
        .or_else(|| decade(text))
        .or_else(|| written(text))
    {
        return Some(found);
    }
    let numbers = korean(text)
        .or_else(|| separated(text))
        .or_else(|| compact(text))?;
    let exact = match *numbers.as_slice() {
        [year] => format!("{year:04}"),
        [year, month] => format!("{year:04}-{month:02}"),
        [year, month, day] => format!("{year:04}-{month:02}-{day:02}"),
        _ => return None,
    };
    exact.parse().ok()
}

/// `circa 2018`, `ca. 2018`, `c. 2018`: about then.
fn about(text: &str) -> Option<PolicyDate> {
    let lower = text.to_lowercase();
    let rest = ["circa ", "ca. ", "c. ", "about "]
        .iter()
        .find_map(|begin| lower.strip_prefix(begin))?;
    rest.trim().parse().ok().map(PolicyDate::About)
}

/// `1990s`, `1990년대`, `1990年代`.
fn decade(text: &str) -> Option<PolicyDate> {
    let year = ["s", "년대", "年代"]
        .iter()
        .find_map(|end| text.strip_suffix(end))?;
    let year = year_of(year).filter(|year| year % 10 == 0)?;
    format!("{:03}X", year / 10).parse().ok()
}

/// A date in words, or with an era, that is all of the text and has one reading.
fn written(text: &str) -> Option<PolicyDate> {
    match scan(text).as_slice() {
        [found] if found.range == (0..text.len()) => match found.reading {
            Reading::Date(date) => Some(date),
            _ => None,
        },
        _ => None,
    }
}

/// `2018년 1월 29일`, `2018년 1월`, `2018년`.
fn korean(text: &str) -> Option<Vec<u32>> {
    let (year, rest) = text.split_once('년')?;
    let mut numbers = vec![year_of(year)?];
    let mut rest = rest.trim();
    for unit in ['월', '일'] {
        if rest.is_empty() {
            break;
        }
        let (number, after) = rest.split_once(unit)?;
        numbers.push(short(number)?);
        rest = after.trim();
    }
    rest.is_empty().then_some(numbers)
}

/// `2018.1.29`, `2018. 1. 29.`, `2018/01/29`, `2018-1`, `2018-01-29T09:00:00Z`.
fn separated(text: &str) -> Option<Vec<u32>> {
    let sep = text.chars().find(|c| matches!(c, '.' | '/' | '-'))?;
    let mut parts = text.splitn(3, sep);
    let mut numbers = vec![year_of(parts.next()?)?];
    let month = parts.next()?.trim();
    let Some(rest) = parts.next().map(str::trim).filter(|rest| !rest.is_empty()) else {
        numbers.push(short(month)?);
        return Some(numbers);
    };
    numbers.push(short(month)?);
    let digits = rest.bytes().take_while(u8::is_ascii_digit).count();
    let (day, after) = rest.split_at(digits);
    numbers.push(short(day)?);
    let after = after
        .strip_prefix(sep)
        .filter(|_| sep == '.')
        .unwrap_or(after);
    let time = after.strip_prefix(['T', ' ']).map(str::trim_start);
    (after.is_empty() || time.is_some_and(is_time)).then_some(numbers)
}

/// `20180129`.
fn compact(text: &str) -> Option<Vec<u32>> {
    let plain = text.len() == 8 && text.bytes().all(|b| b.is_ascii_digit());
    let number: u32 = text.parse().ok().filter(|_| plain)?;
    Some(vec![number / 10_000, number / 100 % 100, number % 100])
}

/// A time of day begins `09:00`.
fn is_time(text: &str) -> bool {
    let mut bytes = text.bytes();
    let digits = bytes.by_ref().take_while(u8::is_ascii_digit).count();
    (1..=2).contains(&digits) && text.as_bytes().get(digits) == Some(&b':')
}

fn year_of(text: &str) -> Option<u32> {
    let text = text.trim();
    let plain = text.len() == 4 && text.bytes().all(|b| b.is_ascii_digit());
    text.parse().ok().filter(|_| plain)
}

fn short(text: &str) -> Option<u32> {
    let text = text.trim();
    let plain = (1..=2).contains(&text.len()) && text.bytes().all(|b| b.is_ascii_digit());
    text.parse().ok().filter(|_| plain)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, expected: &str) {
        let actual = lenient(text).map_or_else(|| "refused".to_owned(), |date| date.to_string());
        assert_eq!(actual, expected, "{text}");
    }

    #[test]
    fn the_archives_own_form_is_read_as_it_stands() {
        check("2018", "2018");
        check(" 2018-01-29 ", "2018-01-29");
        check("2019/2023", "2019/2023");
        check("2018-03/", "2018-03/..");
    }

    #[test]
    fn year_first_forms_are_read_with_their_precision() {
        check("2018.1.29", "2018-01-29");
        check("2018. 1. 29.", "2018-01-29");
        check("2018/01/29", "2018-01-29");
        check("2018/1", "2018-01");
        check("2018/01", "2018-01");
        check("2018. 1.", "2018-01");
        check("2018-1-9", "2018-01-09");
        check("20180129", "2018-01-29");
        check("2018년 1월 29일", "2018-01-29");
        check("2018년 10월", "2018-10");
        check("2018년", "2018");
    }

    #[test]
    fn dates_in_words_and_open_ones_are_read() {
        check("29 January 2018", "2018-01-29");
        check("1er mars 2019", "2019-03-01");
        check("令和2年4月1日", "2020-04-01");
        check("'18.01.29", "2018-01-29");
        check("28/11/2012", "2012-11-28");
        check("circa 2018", "2018~");
        check("1990s", "199X");
        check("1990년대", "199X");
        check("199X", "199X");
    }

    #[test]
    fn the_time_of_day_is_dropped() {
        check("2018-01-29T09:30:00+09:00", "2018-01-29");
        check("2018-01-29 09:30", "2018-01-29");
    }

    #[test]
    fn what_can_be_read_in_two_ways_is_refused() {
        for text in [
            "",
            "01/02/2018",
            "18.1.29",
            "2018.13",
            "2018.2.30",
            "2018.1.29-31",
            "2018-01-29 oder später",
            "2018.1/29",
            "XNUMX",
            "December 2021.08.23",
            "제2018년",
            "2018년 1월 29일 시행",
            "2018.",
            "99999999",
        ] {
            check(text, "refused");
        }
    }
}
