//! List numbers of a DOCX file, counted as Word counts them.
//!
//! A paragraph names a list (`w:num`), which is an instance of an abstract list that has the levels.
//! Instances of one abstract list count on where the last left off, unless they state a start of
//! their own. A level begins anew after any higher one.
//!
//! Format: ECMA-376 part 1, 17.9.

use std::collections::{HashMap, HashSet};

use super::super::super::xml::{Element, Node, Xml};
use super::super::numerals::numeral;
use super::super::symbols;
use super::styles::Styles;

const LEVELS: usize = 9;
/// Most characters of the text that a level's number stands in.
const MAX_LABEL_CHARS: usize = 60;

/// The lists of a document.
#[derive(Debug, Default)]
pub(super) struct Numbering {
    abstracts: HashMap<String, Abstract>,
    lists: HashMap<String, List>,
}

#[derive(Debug, Default)]
struct Abstract {
    levels: [Level; LEVELS],
    /// The style that says which list this one is.
    style_link: Option<String>,
}

#[derive(Debug, Default)]
struct List {
    of: String,
    starts: [Option<u32>; LEVELS],
    levels: [Option<Level>; LEVELS],
}

#[derive(Clone, Debug)]
struct Level {
    start: u32,
    format: String,
    text: String,
    font: String,
    style: Option<String>,
    is_legal: bool,
    has_space: bool,
}

impl Default for Level {
    fn default() -> Self {
        Self {
            start: 1,
            format: "decimal".to_owned(),
            text: String::new(),
            font: String::new(),
            style: None,
            is_legal: false,
            has_space: true,
        }
    }
}

impl Level {
    fn take(&mut self, element: &Element) {
        let value = element.attribute("val");
        match element.name.as_str() {
            "start" => self.start = value.and_then(|v| v.parse().ok()).unwrap_or(1),
            "numFmt" => self.format = value.unwrap_or("decimal").to_owned(),
            "lvlText" => {
                self.text = value
                    .unwrap_or_default()
                    .chars()
                    .take(MAX_LABEL_CHARS)
                    .collect();
            }
            "pStyle" => self.style = value.map(str::to_owned),
            "isLgl" => self.is_legal = value.is_none_or(super::styles::is_on),
            "suff" => self.has_space = value != Some("nothing"),
            "rFonts" => {
                let font = element.attribute("ascii").or(element.attribute("hAnsi"));
                self.font = font.unwrap_or_default().to_owned();
            }
            _ => {}
        }
    }
}

/// How far the lists of a text have been counted.
#[derive(Debug, Default)]
pub(super) struct Counters {
    by_abstract: HashMap<String, [Option<u32>; LEVELS]>,
    started: HashSet<(String, usize)>,
}

impl Numbering {
    /// Reads `numbering.xml`, as far as it goes.
    pub(super) fn read(text: &str) -> Self {
        let mut numbering = Self::default();
        let mut open_abstract: Option<(String, Abstract)> = None;
        let mut open_list: Option<(String, List)> = None;
        let mut override_at: Option<usize> = None;
        let mut level: Option<(usize, Level)> = None;
        let mut xml = Xml::new(text);
        while let Ok(Some(node)) = xml.next() {
            match node {
                Node::Open(element) => {
                    let text = |name| element.attribute(name).map(str::to_owned);
                    let index = || element.attribute("ilvl").and_then(|v| v.parse().ok());
                    match element.name.as_str() {
                        "abstractNum" => {
                            let id = text("abstractNumId").unwrap_or_default();
                            open_abstract = Some((id, Abstract::default()));
                        }
                        "num" => {
                            let id = text("numId").unwrap_or_default();
                            open_list = Some((id, List::default()));
                        }
                        "abstractNumId" => {
                            if let Some((_, list)) = &mut open_list {
                                list.of = text("val").unwrap_or_default();
                            }
                        }
                        "numStyleLink" => {
                            if let Some((_, open)) = &mut open_abstract {
                                open.style_link = text("val");
                            }
                        }
                        "lvlOverride" => override_at = index(),
                        "startOverride" => {
                            let start = element.attribute("val").and_then(|v| v.parse().ok());
                            if let (Some((_, list)), Some(at)) = (&mut open_list, override_at)
                                && let Some(place) = list.starts.get_mut(at)
                            {
                                *place = start;
                            }
                        }
                        "lvl" => level = index().map(|at: usize| (at, Level::default())),
                        _ => {
                            if let Some((_, level)) = &mut level {
                                level.take(&element);
                            }
                        }
                    }
                }
                Node::Text(_) => {}
                Node::Close(name) => match name.as_str() {
                    "abstractNum" => numbering.abstracts.extend(open_abstract.take()),
                    "num" => numbering.lists.extend(open_list.take()),
                    "lvlOverride" => override_at = None,
                    "lvl" => match (level.take(), &mut open_abstract, &mut open_list) {
                        (Some((at, level)), Some((_, open)), _) => {
                            if let Some(place) = open.levels.get_mut(at) {
                                *place = level;
                            }
                        }
                        (Some((at, level)), None, Some((_, list))) => {
                            if let Some(place) = list.levels.get_mut(at) {
                                *place = Some(level);
                            }
                        }
                        _ => {}
                    },
                    _ => {}
                },
            }
        }
        numbering
    }

    /// Counts a paragraph of `list` and gives the number it begins with, and a space if one follows.
    ///
    /// `level` is counted from 0; without it, it is the level that belongs to the style.
    pub(super) fn label(
        &self,
        list: &str,
        level: Option<u8>,
        style: Option<&str>,
        styles: &Styles,
        counters: &mut Counters,
    ) -> String {
        let Some((of, found, instance)) = self.resolve(list, styles) else {
            return String::new();
        };
        let by_style = || {
            let style = style?;
            let mut levels = found.levels.iter();
            levels.position(|level| level.style.as_deref() == Some(style))
        };
        let at = level.map(usize::from).or_else(by_style).unwrap_or(0);
        let at = at.min(LEVELS - 1);
        let level_at = |at: usize| {
            let own = instance.levels.get(at).and_then(Option::as_ref);
            own.or_else(|| found.levels.get(at))
        };
        let Some(level) = level_at(at) else {
            return String::new();
        };

        let start_at = |at: usize| {
            let own = instance.starts.get(at).copied().flatten();
            own.or_else(|| level_at(at).map(|level| level.start))
                .unwrap_or(1)
        };
        let has_own_start = instance.starts.get(at).is_some_and(Option::is_some)
            || instance.levels.get(at).is_some_and(Option::is_some);
        let restarts = has_own_start && counters.started.insert((list.to_owned(), at));
        let counts = counters.by_abstract.entry(of.to_owned()).or_default();
        for (index, count) in counts.iter_mut().enumerate() {
            if at < index {
                *count = None;
            } else if index < at && count.is_none() {
                *count = Some(start_at(index));
            } else if index == at {
                *count = Some(match count {
                    Some(count) if !restarts => count.saturating_add(1),
                    _ => start_at(at),
                });
            }
        }

        let mut label = String::new();
        if level.format == "bullet" {
            label = bullet(level);
        } else {
            let mut rest = level.text.chars();
            while let Some(c) = rest.next() {
                let place = (c == '%').then(|| rest.clone().next()).flatten();
                let Some(place) = place.and_then(|c| c.to_digit(10)).filter(|d| 0 < *d) else {
                    label.push(c);
                    continue;
                };
                rest.next();
                let place = place as usize - 1;
                let count = counts.get(place).copied().flatten();
                let format = match level_at(place) {
                    Some(_) if level.is_legal => "decimal",
                    Some(level) => level.format.as_str(),
                    None => "decimal",
                };
                label.push_str(&numeral(count.unwrap_or(1), format));
            }
        }
        if !label.is_empty() && level.has_space {
            label.push(' ');
        }
        label
    }

    /// The abstract list that a list is an instance of: its id, itself, the instance.
    fn resolve(&self, list: &str, styles: &Styles) -> Option<(&str, &Abstract, &List)> {
        let instance = self.lists.get(list)?;
        let (of, found) = self.abstracts.get_key_value(&instance.of)?;
        let Some(link) = &found.style_link else {
            return Some((of, found, instance));
        };
        // The list is the one of a numbering style.
        let linked = styles.list(Some(link)).list?;
        let linked = self.lists.get(&linked)?;
        let (of, found) = self.abstracts.get_key_value(&linked.of)?;
        Some((of, found, instance))
    }
}

fn bullet(level: &Level) -> String {
    let mapped = symbols::mapped(&level.font, &level.text);
    let is_private = |c: char| ('\u{e000}'..='\u{f8ff}').contains(&c);
    if mapped.chars().any(is_private) {
        return "•".to_owned();
    }
    // The letter o in Courier New is Word's usual bullet of the second level.
    if mapped == "o" {
        return "○".to_owned();
    }
    mapped
}

#[cfg(test)]
mod tests {
    use super::*;

    const LISTS: &str = r#"<w:numbering>
        <w:abstractNum w:abstractNumId="0">
          <w:lvl w:ilvl="0"><w:start w:val="1"/><w:numFmt w:val="decimal"/><w:lvlText w:val="%1."/></w:lvl>
          <w:lvl w:ilvl="1"><w:start w:val="1"/><w:numFmt w:val="ganada"/><w:lvlText w:val="%1-%2)"/></w:lvl>
          <w:lvl w:ilvl="2"><w:numFmt w:val="bullet"/><w:lvlText w:val="&#xF0B7;"/><w:rPr><w:rFonts w:ascii="Symbol"/></w:rPr></w:lvl>
        </w:abstractNum>
        <w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num>
        <w:num w:numId="2"><w:abstractNumId w:val="0"/><w:lvlOverride w:ilvl="0"><w:startOverride w:val="7"/></w:lvlOverride></w:num>
        </w:numbering>"#;

    #[test]
    fn lists_count_as_word_counts() {
        let numbering = Numbering::read(LISTS);
        let (styles, mut counters) = (Styles::default(), Counters::default());
        let mut label =
            |list, level| numbering.label(list, Some(level), None, &styles, &mut counters);
        let labels = [
            label("1", 0),
            label("1", 1),
            label("1", 1),
            label("1", 0),
            label("1", 1),
            label("1", 2),
            label("2", 0),
            label("2", 0),
            label("1", 0),
            label("9", 0),
        ];
        assert_eq!(
            labels,
            [
                "1. ", "1-가) ", "1-나) ", "2. ", "2-가) ", "• ", "7. ", "8. ", "9. ", ""
            ]
        );
    }
}
