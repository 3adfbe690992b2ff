//! From when until when: versions of a work as bars on one line of time, and the day that is looked at.

use askama::Template;
use chrono::{Datelike, NaiveDate};

/// Width of the picture in its own units.
const WIDTH: i64 = 1000;
/// Height of a bar with the gap below it.
const STEP: usize = 16;
const BAR: usize = 12;
/// Days by which the line of time goes on past what is known.
const MARGIN: i64 = 200;

/// A time of validity.
#[derive(Clone, Debug)]
pub(crate) struct Span {
    /// First day; `None` if it is not known.
    pub(crate) from: Option<NaiveDate>,
    /// First day after it; `None` if it has no end.
    pub(crate) until: Option<NaiveDate>,
    /// What it is called.
    pub(crate) title: String,
    /// Whether it is the document that is shown.
    pub(crate) is_shown: bool,
    /// Where it leads.
    pub(crate) href: String,
}

/// The picture.
#[derive(Debug, Template)]
#[template(path = "chart/span.html")]
pub(crate) struct Spans {
    width: i64,
    height: usize,
    thickness: usize,
    today: i64,
    bars: Vec<Bar>,
    first: String,
    last: String,
}

#[derive(Debug)]
struct Bar {
    x: i64,
    y: usize,
    width: i64,
    title: String,
    href: String,
    is_shown: bool,
    is_open: bool,
}

impl Spans {
    /// Draws `spans`, one below the other; `None` where none has a first day.
    pub(crate) fn new(spans: &[Span], today: NaiveDate) -> Option<Self> {
        let days = spans
            .iter()
            .flat_map(|span| [span.from, span.until])
            .flatten();
        let days: Vec<NaiveDate> = days.chain([today]).collect();
        let (first, last) = (days.iter().min()?, days.iter().max()?);
        if spans.iter().all(|span| span.from.is_none()) {
            return None;
        }
        let start = i64::from(first.num_days_from_ce()) - MARGIN;
        let length = i64::from(last.num_days_from_ce()) + MARGIN - start;
        let x = |day: NaiveDate| (i64::from(day.num_days_from_ce()) - start) * WIDTH / length;
        let drawn = (0..).zip(spans.iter().filter(|span| span.from.is_some()));
        let bars: Vec<Bar> = drawn
            .filter_map(|(row, span)| {
                let from = x(span.from?);
                let until = span.until.map_or(WIDTH, x);
                Some(Bar {
                    x: from,
                    y: row * STEP,
                    width: (until - from).max(2),
                    title: span.title.clone(),
                    href: span.href.clone(),
                    is_shown: span.is_shown,
                    is_open: span.until.is_none(),
                })
            })
            .collect();
        Some(Self {
            width: WIDTH,
            height: bars.len() * STEP,
            thickness: BAR,
            today: x(today),
            bars,
            first: first.year().to_string(),
            last: last.year().to_string(),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_version_ends_where_the_next_begins_and_the_last_is_open() {
        let day = |text: &str| text.parse::<NaiveDate>().expect("a day");
        let span = |from: &str, until: Option<&str>| Span {
            from: Some(day(from)),
            until: until.map(day),
            title: String::new(),
            is_shown: false,
            href: String::new(),
        };
        let spans = [
            span("2010-01-01", Some("2015-01-01")),
            span("2015-01-01", None),
        ];
        let picture = Spans::new(&spans, day("2020-01-01")).expect("a picture");
        let ends: Vec<(i64, bool)> = picture
            .bars
            .iter()
            .map(|bar| (bar.x + bar.width, bar.is_open))
            .collect();
        let [(first, false), (WIDTH, true)] = ends[..] else {
            panic!("{ends:?}");
        };
        assert_eq!(first, picture.bars[1].x);
        assert!(first < picture.today && picture.today < WIDTH);
    }
}
