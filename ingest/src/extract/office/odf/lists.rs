//! Lists of an OpenDocument file: which number an item begins with.
//!
//! Format: ODF 1.3 part 3, 5.3 (lists), 16.30 to 16.33 (list styles).

use std::collections::HashMap;

use super::super::super::xml::Element;
use super::super::numerals::numeral;
use super::styles::{Level, Styles};

/// Most lists open within one another.
const MAX_LISTS: usize = 50;
/// Levels that headings are numbered on.
const LEVELS: usize = 10;

/// The lists that are open, and how far those that ended were counted.
#[derive(Debug, Default)]
pub(super) struct Lists {
    open: Vec<Open>,
    ended: HashMap<(String, usize), u32>,
    headings: [u32; LEVELS],
}

#[derive(Debug)]
struct Open {
    depth: usize,
    style: String,
    /// From 0; `None` for what keeps the lists in it apart from those around it: a cell, a box.
    level: Option<usize>,
    count: u32,
    is_new_item: bool,
}

impl Lists {
    /// A list begins.
    pub(super) fn begin(&mut self, depth: usize, element: &Element) {
        let outer = self.open.last().filter(|open| open.level.is_some());
        let level = outer
            .and_then(|open| open.level)
            .map_or(0, |level| level + 1);
        let own = element.attribute("style-name");
        let style = own
            .or(outer.map(|open| open.style.as_str()))
            .unwrap_or_default();
        let style = style.to_owned();
        let continues = element.attribute("continue-numbering") == Some("true")
            || element.attribute("continue-list").is_some();
        let key = (style.clone(), level);
        let count = continues.then(|| self.ended.get(&key).copied()).flatten();
        self.push(Open {
            depth,
            style,
            level: Some(level),
            count: count.unwrap_or(0),
            is_new_item: false,
        });
    }

    /// Something begins whose lists are its own: a cell, a box, a note.
    pub(super) fn keep_apart(&mut self, depth: usize) {
        self.push(Open {
            depth,
            style: String::new(),
            level: None,
            count: 0,
            is_new_item: false,
        });
    }

    fn push(&mut self, open: Open) {
        if self.open.len() < MAX_LISTS {
            self.open.push(open);
        }
    }

    /// An item begins.
    pub(super) fn item(&mut self, element: &Element, styles: &Styles) {
        let Some(list) = self.open.last_mut() else {
            return;
        };
        let stated = element
            .attribute("start-value")
            .and_then(|v| v.parse().ok());
        let first = || match level(styles, &list.style, list.level) {
            Some(level) => level.start,
            None => 1,
        };
        list.count = match (stated, list.count) {
            (Some(stated), _) => stated,
            (None, 0) => first(),
            (None, count) => count.saturating_add(1),
        };
        list.is_new_item = true;
    }

    /// An element closes; with it the lists that it is or is around.
    pub(super) fn close(&mut self, depth: usize) {
        while let Some(ended) = self.open.pop_if(|open| depth <= open.depth) {
            if let Some(level) = ended.level {
                self.ended.insert((ended.style, level), ended.count);
            }
        }
    }

    /// What a paragraph begins with that is the first of its item; empty for any other.
    pub(super) fn label(&mut self, styles: &Styles) -> String {
        let Some(list) = self.open.last_mut().filter(|open| open.is_new_item) else {
            return String::new();
        };
        list.is_new_item = false;
        let (style, at) = (list.style.clone(), list.level);
        let Some(found) = level(styles, &style, at) else {
            return String::new();
        };
        let counts = self.open.iter().rev().map_while(|open| {
            let at = open.level?;
            Some((level(styles, &open.style, Some(at)), open.count))
        });
        label(found, counts)
    }

    /// What a heading of this level, from 1, begins with where it is in no list.
    pub(super) fn heading(&mut self, at: usize, element: &Element, styles: &Styles) -> String {
        let Some(at) = at.checked_sub(1).filter(|at| *at < LEVELS) else {
            return String::new();
        };
        let Some(found) = styles.outline.get(at).filter(|l| !l.format.is_empty()) else {
            return String::new();
        };
        if element.attribute("is-list-header") == Some("true") {
            return String::new();
        }
        for count in self.headings.iter_mut().skip(at + 1) {
            *count = 0;
        }
        if let Some(count) = self.headings.get_mut(at) {
            *count = match *count {
                0 => found.start,
                count => count.saturating_add(1),
            };
        }
        let counts = styles.outline.iter().zip(self.headings).take(at + 1).rev();
        label(found, counts.map(|(level, count)| (Some(level), count)))
    }

    /// Whether the next paragraph is the first of an item.
    pub(super) fn is_in_list(&self) -> bool {
        self.open.last().is_some_and(|open| open.level.is_some())
    }
}

fn level<'s>(styles: &'s Styles, style: &str, at: Option<usize>) -> Option<&'s Level> {
    styles.list(style)?.get(at?)
}

/// A number of the level `found`; `counts` are those of it and of the levels around it, going out.
fn label<'s>(found: &Level, counts: impl Iterator<Item = (Option<&'s Level>, u32)>) -> String {
    if let Some(bullet) = &found.bullet {
        let is_private = |c: char| ('\u{e000}'..='\u{f8ff}').contains(&c);
        return match bullet.chars().any(is_private) {
            true => "• ".to_owned(),
            false => format!("{bullet} "),
        };
    }
    if found.format.is_empty() {
        return String::new();
    }
    let mut numbers: Vec<String> = counts
        .take(found.shown_levels.clamp(1, LEVELS))
        .filter_map(|(level, count)| {
            let level = level.filter(|level| !level.format.is_empty())?;
            Some(numeral(count.max(1), format(&level.format)))
        })
        .collect();
    numbers.reverse();
    format!("{}{}{} ", found.prefix, numbers.join("."), found.suffix)
}

/// The name of a format, which is its first number here.
fn format(first: &str) -> &'static str {
    match first.chars().next() {
        Some('a') => "lowerLetter",
        Some('A') => "upperLetter",
        Some('i') => "lowerRoman",
        Some('I') => "upperRoman",
        Some('가') => "ganada",
        Some('ㄱ') => "chosung",
        Some('①') => "decimalEnclosedCircle",
        Some('一') => "chineseCounting",
        Some('イ') => "iroha",
        Some('ア') => "aiueo",
        Some('甲') => "ideographTraditional",
        Some('子') => "ideographZodiac",
        Some('일') => "koreanDigital",
        Some('하') => "koreanCounting",
        Some('１') => "decimalFullWidth",
        Some('א') => "hebrew1",
        Some('أ') => "arabicAlpha",
        _ => "decimal",
    }
}
