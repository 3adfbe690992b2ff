//! Documents by country as a map of the world.
//!
//! Countries too small to hit are dots, and every country and body stands in the list beside the map.
//!
//! Not here: bodies and former states, which have no outline.
//!
//! Source: Natural Earth, public domain, made into `world/countries.txt` by `world/make`.

use std::collections::HashMap;
use std::sync::LazyLock;

use askama::Template;

const WORLD: &str = include_str!("../world/countries.txt");
/// Shades of the map.
const SHADES: u32 = 5;
/// Radius of a dot in the map's units.
const DOT: &str = "9";

struct World {
    width: &'static str,
    height: &'static str,
    shapes: Vec<(&'static str, Outline)>,
}

#[derive(Clone, Copy, Debug)]
enum Outline {
    Area(&'static str),
    Dot(&'static str, &'static str),
}

static WORLD_MAP: LazyLock<World> = LazyLock::new(|| {
    let mut lines = WORLD.lines();
    let size = lines.next().and_then(|line| line.split_once(' '));
    let (width, height) = size.unwrap_or(("0", "0"));
    let shape = |line: &'static str| {
        let (code, outline) = line.split_once(' ')?;
        let dot = outline
            .split_once(',')
            .filter(|_| !outline.starts_with('m'));
        let outline = dot.map_or(Outline::Area(outline), |(x, y)| Outline::Dot(x, y));
        Some((code, outline))
    };
    World {
        width,
        height,
        shapes: lines.filter_map(shape).collect(),
    }
});

/// The picture.
#[derive(Debug, Template)]
#[template(path = "chart/map.html")]
pub(crate) struct WorldMap {
    width: &'static str,
    height: &'static str,
    shapes: Vec<Shape>,
    legend: Vec<(u32, String)>,
    dot: &'static str,
}

#[derive(Debug)]
struct Shape {
    outline: Outline,
    shade: u32,
    title: String,
    /// Where it leads; nowhere if the archive holds nothing of it.
    href: Option<String>,
}

impl WorldMap {
    /// Draws `counts`, documents by code; `name` and `href` are of a code. `None` where none of
    /// them is on the map.
    pub(crate) fn new(
        counts: &[(&str, u64)],
        number: impl Fn(u64) -> String,
        name: impl Fn(&str) -> String,
        href: impl Fn(&str) -> String,
    ) -> Option<Self> {
        let by_code: HashMap<&str, u64> = counts.iter().copied().collect();
        let on_map = |(code, _): &&(&'static str, Outline)| by_code.contains_key(code);
        let drawn = WORLD_MAP.shapes.iter().filter(on_map);
        let most = drawn.filter_map(|(code, _)| by_code.get(code)).max()?;
        let limits = limits(*most);
        let shape = |(code, outline): &(&'static str, Outline)| match by_code.get(code) {
            Some(count) => Shape {
                outline: *outline,
                shade: shade(&limits, *count),
                title: format!("{}: {}", name(code), number(*count)),
                href: Some(href(code)),
            },
            None => Shape {
                outline: *outline,
                shade: 0,
                title: String::new(),
                href: None,
            },
        };
        // A dot of a country that the archive holds nothing of would only be dirt.
        let is_shown =
            |shape: &Shape| shape.href.is_some() || matches!(shape.outline, Outline::Area(_));
        let mut shapes: Vec<Shape> = WORLD_MAP
            .shapes
            .iter()
            .map(shape)
            .filter(is_shown)
            .collect();
        // Dots over areas.
        shapes.sort_by_key(|shape| matches!(shape.outline, Outline::Dot(..)));
        let from = |at: usize| {
            at.checked_sub(1)
                .and_then(|at| limits.get(at))
                .map_or(1, |limit| limit + 1)
        };
        let legend = (1..)
            .zip(limits.iter().enumerate())
            .map(|(shade, (at, until))| {
                let from = from(at);
                let label = if from == *until {
                    number(from)
                } else {
                    format!("{}–{}", number(from), number(*until))
                };
                (shade, label)
            });
        Some(Self {
            width: WORLD_MAP.width,
            height: WORLD_MAP.height,
            shapes,
            legend: legend.collect(),
            dot: DOT,
        })
    }
}

/// The highest count of each shade: equal steps of order of magnitude, without empty ones.
#[expect(
    clippy::cast_precision_loss,
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "limits between shades need no more precision"
)]
fn limits(most: u64) -> Vec<u64> {
    let limit = |shade: u32| {
        (most as f64)
            .powf(f64::from(shade) / f64::from(SHADES))
            .round() as u64
    };
    let mut limits: Vec<u64> = (1..SHADES).map(limit).collect();
    limits.push(most);
    limits.dedup();
    limits
}

fn shade(limits: &[u64], count: u64) -> u32 {
    let below = limits.partition_point(|limit| *limit < count);
    u32::try_from(below).unwrap_or(0) + 1
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shades_are_steps_of_magnitude() {
        assert_eq!(limits(1), [1]);
        assert_eq!(limits(3), [1, 2, 3]);
        assert_eq!(limits(100_000), [10, 100, 1_000, 10_000, 100_000]);
        let limits = limits(100_000);
        assert_eq!(
            [1, 10, 11, 100_000].map(|count| shade(&limits, count)),
            [1, 1, 2, 5]
        );
    }

    #[test]
    fn the_map_has_the_countries_and_no_code_twice() {
        let mut codes: Vec<&str> = WORLD_MAP.shapes.iter().map(|(code, _)| *code).collect();
        codes.retain(|code| *code != "-");
        let all = codes.len();
        codes.dedup();
        assert_eq!((all, codes.len()), (235, 235));
        for code in ["KR", "KP", "US", "SG", "XK", "VA", "MV"] {
            assert!(codes.contains(&code), "{code}");
        }
        for code in codes {
            assert!(
                regesta_index::vocabulary::jurisdiction(code).is_some(),
                "{code}"
            );
        }
    }
}
