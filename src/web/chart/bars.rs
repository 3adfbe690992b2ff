//! Documents by year as bars, one for every year between the first and the last.
//!
//! Where that would be too many to see, a bar is ten years, a hundred, a thousand.

use askama::Template;

/// Most bars that can be told apart on a small screen.
const MAX_BARS: i32 = 130;
/// Width of a bar with the gap after it, and height of the picture, in its own units.
const STEP: i32 = 10;
const GAP: i32 = 2;
const HEIGHT: u64 = 100;

/// Documents of one year.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Count {
    /// The year.
    pub(crate) year: i32,
    /// How many.
    pub(crate) count: u64,
    /// Whether the reader has chosen it.
    pub(crate) is_chosen: bool,
}

/// The picture.
#[derive(Debug, Template)]
#[template(path = "chart/bars.html")]
pub(crate) struct Bars {
    width: i32,
    height: u64,
    bars: Vec<Bar>,
    first: String,
    middle: String,
    last: String,
    is_narrowed: bool,
}

#[derive(Debug)]
struct Bar {
    /// Outline of the place of the bar, and of the bar itself.
    place: String,
    bar: String,
    href: String,
    title: String,
    is_chosen: bool,
}

impl Bars {
    /// Draws `counts`, in order of year; `href` gives where the bar of a range of years (`1946`,
    /// `1940..1949`) leads. `None` where there is but one bar.
    pub(crate) fn new(
        counts: &[Count],
        number: impl Fn(u64) -> String,
        href: impl Fn(&str) -> String,
    ) -> Option<Self> {
        let (first, last) = (counts.first()?.year, counts.last()?.year);
        let years = [1, 10, 100, 1000]
            .into_iter()
            .find(|years| (last.div_euclid(*years) - first.div_euclid(*years)) < MAX_BARS)
            .unwrap_or(1000);
        let start = first.div_euclid(years);
        // One bar tells nothing that its number does not.
        let bars = usize::try_from(last.div_euclid(years) - start + 1)
            .ok()
            .filter(|bars| *bars > 1)?;
        let mut sums = vec![(0_u64, false); bars];
        for count in counts {
            let at = usize::try_from(count.year.div_euclid(years) - start).ok();
            if let Some((sum, is_chosen)) = at.and_then(|at| sums.get_mut(at)) {
                *sum += count.count;
                *is_chosen |= count.is_chosen;
            }
        }
        let highest = sums.iter().map(|(sum, _)| *sum).max().unwrap_or(0).max(1);
        let bar = |(at, (sum, is_chosen)): (i32, &(u64, bool))| {
            let from = (start + at) * years;
            let range = if years == 1 {
                from.to_string()
            } else {
                format!("{from}..{}", from + years - 1)
            };
            // What is there can be seen, however little it is.
            let height = (sum * HEIGHT).div_ceil(highest).max(2);
            Bar {
                place: format!("M{} 0h{STEP}v{HEIGHT}h-{STEP}z", at * STEP),
                bar: format!(
                    "M{} {HEIGHT}v-{height}h{width}v{height}z",
                    at * STEP + GAP / 2,
                    width = STEP - GAP
                ),
                href: href(&range),
                title: format!("{}: {}", range.replace("..", "–"), number(*sum)),
                is_chosen: *is_chosen,
            }
        };
        let drawn: Vec<Bar> = (0..)
            .zip(&sums)
            .filter(|(_, (sum, _))| *sum > 0)
            .map(bar)
            .collect();
        let width = i32::try_from(bars).ok()? * STEP;
        let middle = (first + last) / 2;
        Some(Self {
            width,
            height: HEIGHT,
            is_narrowed: drawn.iter().any(|bar| bar.is_chosen),
            bars: drawn,
            first: (start * years).to_string(),
            middle: if last - first < 4 {
                String::new()
            } else {
                middle.to_string()
            },
            last: if last == first {
                String::new()
            } else {
                last.to_string()
            },
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn bars(counts: &[(i32, u64)]) -> Vec<(String, String)> {
        let counts: Vec<Count> = counts
            .iter()
            .map(|&(year, count)| Count {
                year,
                count,
                is_chosen: false,
            })
            .collect();
        let bars = Bars::new(&counts, |n| n.to_string(), str::to_owned);
        let bars = bars.into_iter().flat_map(|bars| bars.bars);
        bars.map(|bar| (bar.title, bar.bar)).collect()
    }

    #[test]
    fn every_year_has_its_place_and_the_highest_fills_it() {
        assert_eq!(
            bars(&[(2000, 5), (2002, 10)]),
            [
                ("2000: 5".to_owned(), "M1 100v-50h8v50z".to_owned()),
                ("2002: 10".to_owned(), "M21 100v-100h8v100z".to_owned()),
            ]
        );
    }

    #[test]
    fn many_years_are_taken_together() {
        let titles: Vec<String> = bars(&[(1801, 1), (1809, 2), (2020, 1)])
            .into_iter()
            .map(|(title, _)| title)
            .collect();
        assert_eq!(titles, ["1800–1809: 3", "2020–2029: 1"]);
        assert_eq!(bars(&[(1, 1), (9999, 1)]).len(), 2);
        assert_eq!(bars(&[]).len(), 0);
    }
}
