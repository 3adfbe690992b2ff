//! Whether a word goes on at the start of the next line.
//!
//! Latin words are broken with a hyphen, which goes, unless the document has the word with its
//! hyphen elsewhere and never without. Korean words are broken between any two syllables without
//! any sign, by some typesetters and not by others. A document is taken to do so when its lines
//! start with particles that never stand alone, or end now with a space and now without; a word
//! is joined where that space is missing, or where the document has the joined form elsewhere and
//! not the parts, or where what is left over is no word.
//!
//! Not here: words broken at the foot of a page; Chinese and Japanese, which have no spaces.

use std::collections::HashMap;
use std::hash::{BuildHasher, BuildHasherDefault, DefaultHasher};

use super::layout::PageBlocks;
use super::lines::{Line, Place};

/// Particles and endings that stand at no word's start: a line that begins with one of them alone
/// goes on with the word before.
const PARTICLES: [&str; 27] = [
    "을",
    "를",
    "은",
    "는",
    "의",
    "에",
    "로",
    "와",
    "과",
    "가",
    "다",
    "며",
    "고",
    "면",
    "서",
    "에서",
    "으로",
    "에게",
    "부터",
    "까지",
    "에는",
    "로서",
    "으며",
    "니다",
    "습니다",
    "였다",
    "들은",
];

/// Last syllables of inflected words: a word that ends in one is most likely whole.
const LAST_SYLLABLES: &str = "을를은는의에로와과고며여면서도만다가이한할된될";

/// Syllables that are words by themselves.
const SHORT_WORDS: &str =
    "그이저및등수것년월일중더한전각또본제약후시내외간때곳데바위안의함됨할될된인";

/// How a line goes on in the next one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Ending {
    /// With a word of its own.
    Word,
    /// In the middle of a word.
    Joined,
    /// In the middle of a word whose hyphen is only there for the line's end.
    Hyphen,
}

/// What a document says about the ends of its lines.
#[derive(Debug, Default)]
pub(super) struct LineEnds {
    /// How often the words that matter occur inside lines, by hash.
    counts: HashMap<u64, u32>,
    breaks_syllables: bool,
    spaces_tell: bool,
}

impl LineEnds {
    pub(super) fn of(pages: &[PageBlocks]) -> Self {
        let mut ends = Self::default();
        let (mut breaks, mut blanks, mut particles) = (0_usize, 0_usize, 0_usize);
        for page in pages {
            for (before, after) in pairs(page) {
                if let Some((left, right)) = hangul(before, after) {
                    breaks += 1;
                    blanks += usize::from(before.ends_blank || after.begins_blank);
                    particles +=
                        usize::from(PARTICLES.contains(&right) && stands_alone(after, right));
                    for key in korean_keys(left, right) {
                        ends.counts.insert(key, 0);
                    }
                } else if let Some((left, right)) = hyphenated(&before.text, &after.text) {
                    for key in latin_keys(left, right) {
                        ends.counts.insert(key, 0);
                    }
                }
            }
        }
        // One in twenty-five: without such breaks there are next to none.
        ends.breaks_syllables = 2 <= particles && breaks <= 25 * particles;
        ends.spaces_tell = 2 <= blanks && breaks <= 10 * blanks && 20 * blanks <= 17 * breaks;
        if !ends.counts.is_empty() {
            for page in pages {
                for line in &page.lines {
                    ends.count(line);
                }
            }
        }
        ends
    }

    fn count(&mut self, line: &Line) {
        let mut note = |word: &str, is_prefix: bool| {
            if let Some(count) = self.counts.get_mut(&key(word, is_prefix)) {
                *count = count.saturating_add(1);
            }
        };
        // The first and the last word may be parts of words.
        let words: Vec<&str> = line.text.split_whitespace().collect();
        let inner = words.len().saturating_sub(1);
        for word in words.get(1..inner).unwrap_or_default() {
            note(word.trim_matches(|c: char| !c.is_alphanumeric()), false);
            if word.is_ascii() {
                continue;
            }
            let parts = word.split(|c: char| !is_hangul(c));
            for part in parts.filter(|part| !part.is_empty()) {
                note(part, false);
                // Korean words have few syllables; longer runs are no words.
                for (at, c) in part.char_indices().take(12) {
                    note(part.get(..at + c.len_utf8()).unwrap_or_default(), true);
                }
            }
        }
    }

    /// How `before` goes on in `after`, the next line.
    pub(super) fn between(&self, before: &Line, after: &Line) -> Ending {
        if after.place == Place::NextCell {
            return Ending::Word;
        }
        if let Some((left, right)) = hyphenated(&before.text, &after.text) {
            let [joined, hyphened] = latin_keys(left, right);
            let count = |key| self.counts.get(&key).copied().unwrap_or(0);
            let keeps = before.text.ends_with('-') && count(joined) == 0 && 0 < count(hyphened);
            return if keeps {
                Ending::Joined
            } else {
                Ending::Hyphen
            };
        }
        match hangul(before, after) {
            Some((left, right)) if self.is_one_word(before, after, left, right) => Ending::Joined,
            _ => Ending::Word,
        }
    }

    fn is_one_word(&self, before: &Line, after: &Line, left: &str, right: &str) -> bool {
        if before.ends_blank || after.begins_blank || !(self.spaces_tell || self.breaks_syllables) {
            return false;
        }
        let is_rest_alone = stands_alone(after, right);
        if is_rest_alone && PARTICLES.contains(&right) {
            return true;
        }
        let [joined, left_alone, right_starts, right_alone] =
            korean_keys(left, right).map(|key| self.counts.get(&key).copied().unwrap_or(0));
        let is_syllable = |word: &str| word.chars().count() == 1;
        let is_short_word =
            |word: &str| is_syllable(word) && word.chars().all(|c| SHORT_WORDS.contains(c));
        let starts_word = if is_rest_alone && is_syllable(right) {
            0 < right_alone || is_short_word(right)
        } else {
            0 < right_starts
        };
        if 0 < joined {
            return left_alone == 0 || !starts_word || left_alone < joined;
        }
        if self.spaces_tell {
            return left_alone == 0 || !starts_word;
        }
        if is_short_word(left) || starts_word && !is_syllable(left) {
            return false;
        }
        let is_whole = !is_syllable(left) && left.ends_with(|c| LAST_SYLLABLES.contains(c));
        !is_whole && (left_alone == 0 || is_syllable(right))
    }
}

/// Lines of running text that stand below one another, the upper one full.
fn pairs(page: &PageBlocks) -> impl Iterator<Item = (&Line, &Line)> {
    page.lines.windows(2).filter_map(|pair| match pair {
        [before, after] if before.runs_on_into(after) => Some((before, after)),
        _ => None,
    })
}

impl Line {
    /// Whether `after` is the next line of the same paragraph, this one reaching its margin.
    pub(super) fn runs_on_into(&self, after: &Self) -> bool {
        let (small, large) = (self.size.min(after.size), self.size.max(after.size));
        let drop = self.y - after.y;
        self.is_full
            && self.is_prose
            && after.is_prose
            && 0.9 * large <= small
            && 0.5 * large < drop
            && drop < 2.2 * large
            // Indents and outdents are a few characters.
            && (self.x0 - after.x0).abs() < 4.0 * large
    }
}

/// Finds which of a page's lines reach the right margin of the lines around them.
pub(super) fn mark_full(lines: &mut [Line]) {
    const AROUND: usize = 3;
    let right_of = |at: usize| {
        let line = lines.get(at)?;
        let around = lines.get(at.saturating_sub(AROUND)..)?;
        let is_beside = |other: &&Line| {
            let large = line.size.max(other.size);
            0.9 * large < line.size.min(other.size)
                && (line.x0 - other.x0).abs() < 4.0 * large
                && (line.y - other.y).abs() < 9.0 * large
        };
        let beside = around.iter().take(2 * AROUND + 1).filter(is_beside);
        Some(beside.map(|other| other.x1).fold(line.x1, f64::max))
    };
    let rights: Vec<Option<f64>> = (0..lines.len()).map(right_of).collect();
    for (line, right) in lines.iter_mut().zip(rights) {
        line.is_full = right.is_some_and(|right| right - 1.6 * line.size < line.x1);
    }
}

/// The Korean parts of a word that may be broken between two lines.
fn hangul<'l>(before: &'l Line, after: &'l Line) -> Option<(&'l str, &'l str)> {
    let start = before
        .text
        .char_indices()
        .rev()
        .take_while(|(_, c)| is_hangul(*c))
        .last()?
        .0;
    let left = before.text.get(start..)?;
    let end = after
        .text
        .char_indices()
        .take_while(|(_, c)| is_hangul(*c))
        .last()
        .map(|(at, c)| at + c.len_utf8())?;
    before
        .runs_on_into(after)
        .then_some((left, after.text.get(..end)?))
}

fn stands_alone(line: &Line, start: &str) -> bool {
    let next = line
        .text
        .get(start.len()..)
        .and_then(|rest| rest.chars().next());
    next.is_none_or(|c| !c.is_alphanumeric())
}

/// The parts of a word that a hyphen breaks at a line's end.
fn hyphenated<'l>(before: &'l str, after: &'l str) -> Option<(&'l str, &'l str)> {
    let is_lower = |c: char| c.is_lowercase() && c.is_alphabetic();
    let word = before.strip_suffix(['-', '\u{ad}', '\u{2010}'])?;
    if !word.ends_with(is_lower) || !after.starts_with(is_lower) {
        return None;
    }
    let left = word.rsplit(char::is_whitespace).next()?;
    let right = after.split(char::is_whitespace).next()?;
    Some((
        left.trim_start_matches(|c: char| !c.is_alphanumeric()),
        right.trim_end_matches(|c: char| !c.is_alphanumeric()),
    ))
}

fn is_hangul(c: char) -> bool {
    matches!(c, '가'..='힣')
}

/// The keys of what a broken word would start with, of its first part as a word, and of its second
/// part as the start of a word and as a word.
fn korean_keys(left: &str, right: &str) -> [u64; 4] {
    let joined: String = left.chars().chain(right.chars().take(1)).collect();
    let start: String = right.chars().take(2).collect();
    [
        key(&joined, true),
        key(left, false),
        key(&start, true),
        key(right, false),
    ]
}

fn latin_keys(left: &str, right: &str) -> [u64; 2] {
    [
        key(&format!("{left}{right}"), false),
        key(&format!("{left}-{right}"), false),
    ]
}

fn key(word: &str, is_prefix: bool) -> u64 {
    BuildHasherDefault::<DefaultHasher>::new().hash_one((word, is_prefix))
}
