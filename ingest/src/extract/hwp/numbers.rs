//! Numbers and bullets that the word processor puts before paragraphs: `1.`, `가.`, `제3조`, `●`.
//!
//! They are not in the text; a paragraph's shape names a list and a level, the list says how each
//! level is written (`^1.` is the number of the first level), and each list counts through the
//! whole document. An outline is such a list too, which the section names.
//!
//! Source: "한글 문서 파일 형식 5.0", NUMBERING, BULLET, PARA_SHAPE; KS X 6101, `numbering`.

use std::collections::HashMap;

use super::characters::{counted, readable};
use super::records::{string_at, u16_at, u32_at, utf16};

/// Levels of a list.
const LEVELS: usize = 10;
/// Most lists that are counted.
const MAX_LISTS: usize = 10_000;

/// What stands before a paragraph.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum Head {
    #[default]
    Nothing,
    /// The section's outline; the level from 0.
    Outline { level: u8 },
    /// A number of a list; lists are numbered from 1.
    Number { list: u16, level: u8 },
    /// A bullet; bullets are numbered from 1.
    Bullet { bullet: u16 },
}

/// How one level of a list is written.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Level {
    /// With `^1` for the number of the first level, and so on.
    pub(super) format: String,
    /// By the format's table of number shapes.
    pub(super) shape: u32,
    pub(super) start: u32,
}

/// The lists of a document.
#[derive(Debug, Default)]
pub(super) struct Lists {
    pub(super) numberings: Vec<Vec<Level>>,
    pub(super) bullets: Vec<String>,
}

impl Lists {
    /// Adds the list in a record NUMBERING.
    pub(super) fn add_numbering(&mut self, data: &[u8]) {
        let mut levels = Vec::new();
        let mut at = 0;
        // For each of seven levels: 12 bytes, of which bits 5 to 8 of the first number are the
        // shape, then the format; after all of them two bytes and seven first numbers.
        for _ in 0..7 {
            let bits = u32_at(data, at);
            let (Some(bits), Some((format, after))) = (bits, string_at(data, at + 12)) else {
                break;
            };
            let shape = bits >> 5 & 0xf;
            levels.push(Level {
                format: readable(&format),
                shape,
                start: 1,
            });
            at = after;
        }
        at += 2;
        for level in &mut levels {
            level.start = u32_at(data, at).unwrap_or(1);
            at += 4;
        }
        self.numberings.push(levels);
    }

    /// Adds the bullet in a record BULLET.
    pub(super) fn add_bullet(&mut self, data: &[u8]) {
        let unit = u16_at(data, 12).unwrap_or_default().to_le_bytes();
        self.bullets.push(readable(&utf16(&unit)));
    }
}

/// Counts the paragraphs of a document.
pub(super) struct Counter<'a> {
    lists: &'a Lists,
    counts: HashMap<u16, [Option<u32>; LEVELS]>,
    outline: Option<u16>,
}

impl<'a> Counter<'a> {
    pub(super) fn new(lists: &'a Lists) -> Self {
        Self {
            lists,
            counts: HashMap::new(),
            outline: None,
        }
    }

    /// Sets the list that is the outline of the section; `None` while it is not known.
    pub(super) fn set_outline(&mut self, list: Option<u16>) {
        self.outline = list;
    }

    /// What stands before the next paragraph, with a space after it; empty for nothing.
    pub(super) fn next(&mut self, head: Head) -> String {
        let (list, level) = match head {
            Head::Nothing => return String::new(),
            Head::Bullet { bullet } => {
                let bullet = usize::from(bullet).checked_sub(1);
                let bullet = bullet.and_then(|bullet| self.lists.bullets.get(bullet));
                return spaced(bullet.cloned().unwrap_or_default());
            }
            Head::Outline { level } => match self.outline {
                Some(list) => (list, level),
                None => return String::new(),
            },
            Head::Number { list, level } => (list, level),
        };
        let levels = usize::from(list)
            .checked_sub(1)
            .and_then(|list| self.lists.numberings.get(list));
        let Some(levels) = levels.filter(|_| self.counts.len() < MAX_LISTS) else {
            return String::new();
        };
        let counts = self.counts.entry(list).or_default();
        let depth = usize::from(level);
        for (at, count) in counts.iter_mut().enumerate() {
            let start = levels.get(at).map_or(1, |level| level.start);
            if at < depth {
                // A level above that was never counted is at its first number.
                count.get_or_insert(start);
            } else if at == depth {
                *count = Some(count.map_or(start, |count| count.saturating_add(1)));
            } else {
                *count = None;
            }
        }
        spaced(
            levels
                .get(depth)
                .map_or_else(String::new, |level| written(level, levels, counts)),
        )
    }
}

fn spaced(mut text: String) -> String {
    if !text.is_empty() {
        text.push(' ');
    }
    text
}

fn written(level: &Level, levels: &[Level], counts: &[Option<u32>; LEVELS]) -> String {
    let mut text = String::new();
    let mut rest = level.format.chars();
    while let Some(c) = rest.next() {
        let place = || rest.clone().next()?.to_digit(10)?.checked_sub(1);
        let place = (c == '^')
            .then(place)
            .flatten()
            .and_then(|p| usize::try_from(p).ok());
        let Some(place) = place else {
            text.push(c);
            continue;
        };
        rest.next();
        if let Some(Some(count)) = counts.get(place) {
            let shape = levels.get(place).map_or(0, |level| level.shape);
            text.push_str(&counted(*count, shape));
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn levels_are_counted_and_begin_again_below_a_higher_one() {
        let level = |format: &str, shape| Level {
            format: format.to_owned(),
            shape,
            start: 1,
        };
        let lists = Lists {
            numberings: vec![vec![
                level("제^1장", 0),
                level("^1-^2.", 0),
                level("^3)", 8),
            ]],
            bullets: vec!["●".to_owned()],
        };
        let mut counter = Counter::new(&lists);
        let number = |level| Head::Number { list: 1, level };
        let heads = [0, 1, 1, 2, 2, 0, 1, 2].map(number);
        let mut found: Vec<String> = heads.iter().map(|head| counter.next(*head)).collect();
        found.push(counter.next(Head::Bullet { bullet: 1 }));
        found.push(counter.next(Head::Outline { level: 0 }));
        found.push(counter.next(Head::Number { list: 9, level: 0 }));
        assert_eq!(
            found,
            [
                "제1장 ", "1-1. ", "1-2. ", "가) ", "나) ", "제2장 ", "2-1. ", "가) ", "● ", "", ""
            ]
        );
    }
}
