//! Styles of an OpenDocument file, as far as they matter to its text: page breaks, list numbers, what
//! is hidden.
//!
//! Format: ODF 1.3 part 3, 16.

use std::collections::HashMap;

use super::super::super::xml::{Element, Node, Xml};

/// Longest chain of styles with parents that is followed.
const MAX_CHAIN: usize = 32;
/// Levels of a list.
const LEVELS: usize = 10;

/// The styles of a document.
#[derive(Debug, Default)]
pub(super) struct Styles {
    /// By family and name: `paragraph/P1`.
    styles: HashMap<String, Style>,
    lists: HashMap<String, [Level; LEVELS]>,
    /// How headings are numbered.
    pub(super) outline: [Level; LEVELS],
}

#[derive(Clone, Debug, Default)]
struct Style {
    parent: Option<String>,
    breaks_before: Option<bool>,
    breaks_after: Option<bool>,
    is_hidden: bool,
    hides_footer: bool,
}

/// How one level of a list is numbered.
#[derive(Clone, Debug, Default)]
pub(super) struct Level {
    /// `1`, `a`, `가`…; empty for a level without numbers.
    pub(super) format: String,
    pub(super) prefix: String,
    pub(super) suffix: String,
    pub(super) start: u32,
    /// How many levels the number shows.
    pub(super) shown_levels: usize,
    pub(super) bullet: Option<String>,
}

impl Level {
    fn read(element: &Element) -> Self {
        let text = |name| -> String {
            let value = element.attribute(name).unwrap_or_default();
            value.chars().take(20).collect()
        };
        let number = |name| element.attribute(name).and_then(|v| v.parse().ok());
        let is_number = element.name.ends_with("number") || element.name.starts_with("outline");
        Self {
            format: text("num-format"),
            prefix: text("num-prefix"),
            suffix: text("num-suffix"),
            start: number("start-value").unwrap_or(1),
            shown_levels: number("display-levels").unwrap_or(1) as usize,
            bullet: (!is_number).then(|| match text("bullet-char") {
                bullet if bullet.is_empty() => "•".to_owned(),
                bullet => bullet,
            }),
        }
    }
}

impl Styles {
    /// Adds the styles that stand in `text`.
    pub(super) fn read(&mut self, text: &str) {
        let mut open: Option<(String, Style)> = None;
        let mut list: Option<(String, [Level; LEVELS])> = None;
        let mut xml = Xml::new(text);
        while let Ok(Some(node)) = xml.next() {
            match node {
                Node::Open(element) => match element.name.as_str() {
                    "body" => break,
                    "style" => {
                        let name = element.attribute("style:name").unwrap_or_default();
                        let family = element.attribute("family").unwrap_or_default();
                        let parent = element.attribute("parent-style-name");
                        let master = element.attribute("master-page-name");
                        let style = Style {
                            parent: parent.map(|parent| format!("{family}/{parent}")),
                            // A paragraph that names a kind of page begins one.
                            breaks_before: master.map(|name| !name.is_empty()),
                            ..Style::default()
                        };
                        open = Some((format!("{family}/{name}"), style));
                    }
                    "list-style" => {
                        let name = element.attribute("style:name").unwrap_or_default();
                        list = Some((name.to_owned(), Default::default()));
                    }
                    "list-level-style-number"
                    | "list-level-style-bullet"
                    | "list-level-style-image" => {
                        if let (Some((_, levels)), Some(at)) = (&mut list, level(&element))
                            && let Some(place) = levels.get_mut(at)
                        {
                            *place = Level::read(&element);
                        }
                    }
                    "outline-level-style" => {
                        let place = level(&element).and_then(|at| self.outline.get_mut(at));
                        if let Some(place) = place {
                            *place = Level::read(&element);
                        }
                    }
                    _ => {
                        if let Some((_, style)) = &mut open {
                            take(style, &element);
                        }
                    }
                },
                Node::Close(name) if name == "style" => self.styles.extend(open.take()),
                Node::Close(name) if name == "list-style" => self.lists.extend(list.take()),
                _ => {}
            }
        }
    }

    /// Whether what has this style begins a page.
    pub(super) fn breaks_before(&self, family: &str, name: Option<&str>) -> bool {
        let found = self
            .chain(family, name)
            .find_map(|style| style.breaks_before);
        found.unwrap_or(false)
    }

    /// Whether what has this style ends a page.
    pub(super) fn breaks_after(&self, family: &str, name: Option<&str>) -> bool {
        let found = self
            .chain(family, name)
            .find_map(|style| style.breaks_after);
        found.unwrap_or(false)
    }

    /// Whether a table or slide of this style is hidden.
    pub(super) fn is_hidden(&self, family: &str, name: Option<&str>) -> bool {
        self.chain(family, name).any(|style| style.is_hidden)
    }

    /// Whether a slide of this style has no footer.
    pub(super) fn hides_footer(&self, name: Option<&str>) -> bool {
        self.chain("drawing-page", name)
            .any(|style| style.hides_footer)
    }

    /// The levels of the list style called `name`.
    pub(super) fn list(&self, name: &str) -> Option<&[Level; LEVELS]> {
        self.lists.get(name)
    }

    fn chain(&self, family: &str, name: Option<&str>) -> impl Iterator<Item = &Style> {
        let mut next = name.and_then(|name| self.styles.get(&format!("{family}/{name}")));
        let chain = std::iter::from_fn(move || {
            let style = next?;
            next = style.parent.as_ref().and_then(|p| self.styles.get(p));
            Some(style)
        });
        chain.take(MAX_CHAIN)
    }
}

fn take(style: &mut Style, element: &Element) {
    if !element.name.ends_with("-properties") {
        return;
    }
    if let Some(kind) = element.attribute("break-before") {
        style.breaks_before = Some(kind == "page" || style.breaks_before == Some(true));
    }
    if let Some(kind) = element.attribute("break-after") {
        style.breaks_after = Some(kind == "page");
    }
    style.is_hidden |= element.attribute("visibility") == Some("hidden")
        || element.name == "table-properties" && element.attribute("display") == Some("false");
    style.hides_footer |= element.attribute("display-footer") == Some("false");
}

/// Index of the level that an element states, which counts from 1.
fn level(element: &Element) -> Option<usize> {
    element
        .attribute("level")?
        .parse::<usize>()
        .ok()?
        .checked_sub(1)
}
