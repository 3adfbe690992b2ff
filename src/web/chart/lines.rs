//! Shares by year as lines, one for each term.

use askama::Template;

/// Width and height of the picture in its own units.
const WIDTH: f64 = 1000.0;
const HEIGHT: f64 = 240.0;

/// A line: its share of each year, from 0 to 1, in order of year.
#[derive(Debug)]
pub(crate) struct Line {
    /// Year and share.
    pub(crate) points: Vec<(i32, f64)>,
    /// What a point is called.
    pub(crate) titles: Vec<String>,
}

/// The picture.
#[derive(Debug, Template)]
#[template(path = "chart/lines.html")]
pub(crate) struct Lines {
    width: f64,
    height: f64,
    lines: Vec<Drawn>,
    first: String,
    last: String,
    top: String,
}

#[derive(Debug)]
struct Drawn {
    number: usize,
    path: String,
    points: Vec<(f64, f64, String)>,
}

impl Lines {
    /// Draws `lines`; `share` says a share. `None` where there are no two years, or nothing to see.
    pub(crate) fn new(lines: Vec<Line>, share: impl Fn(f64) -> String) -> Option<Self> {
        let all = || lines.iter().flat_map(|line| &line.points);
        let first = all().map(|(year, _)| *year).min()?;
        let last = all().map(|(year, _)| *year).max()?;
        let top = all().map(|(_, share)| *share).fold(0.0, f64::max);
        if first == last || top <= 0.0 {
            return None;
        }
        let x = |year: i32| f64::from(year - first) / f64::from(last - first) * WIDTH;
        let y = |share: f64| HEIGHT - share / top * (HEIGHT - 6.0) - 3.0;
        let round = |value: f64| (value * 10.0).round() / 10.0;
        let drawn = lines.into_iter().enumerate().map(|(at, line)| {
            let mut path = String::new();
            let mut points = Vec::with_capacity(line.points.len());
            for ((year, share), title) in line.points.iter().zip(line.titles) {
                let (x, y) = (round(x(*year)), round(y(*share)));
                path.push_str(&format!(
                    "{}{x} {y}",
                    if path.is_empty() { 'M' } else { 'L' }
                ));
                points.push((x, y, title));
            }
            Drawn {
                number: at + 1,
                path,
                points,
            }
        });
        Some(Self {
            width: WIDTH,
            height: HEIGHT,
            lines: drawn.collect(),
            first: first.to_string(),
            last: last.to_string(),
            top: share(top),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_highest_share_is_at_the_top_and_none_at_the_bottom() {
        let line = Line {
            points: vec![(2000, 0.0), (2010, 0.5)],
            titles: vec![String::new(), String::new()],
        };
        let lines = Lines::new(vec![line], |share| format!("{share}")).expect("a picture");
        assert_eq!(lines.lines[0].path, "M0 237L1000 3");
        assert_eq!((lines.top.as_str(), lines.last.as_str()), ("0.5", "2010"));
        let flat = Line {
            points: vec![(2000, 0.0)],
            titles: vec![String::new()],
        };
        assert!(Lines::new(vec![flat], |share| format!("{share}")).is_none());
    }
}
