//! Paragraph styles of a DOCX file: which are headings, which are numbered.
//!
//! Format: ECMA-376 part 1, 17.7. A style that says nothing says what the style says that it is
//! based on.

use std::collections::HashMap;

use super::super::super::xml::{Node, Xml};

/// Longest chain of styles based on one another that is followed.
const MAX_CHAIN: usize = 32;

/// The styles by their ids.
#[derive(Debug, Default)]
pub(super) struct Styles {
    styles: HashMap<String, Style>,
    default: Option<String>,
}

#[derive(Debug, Default)]
struct Style {
    name: String,
    based_on: Option<String>,
    outline: Option<u8>,
    list: ListPlace,
    breaks_page: Option<bool>,
}

/// The list that a paragraph or style is in.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct ListPlace {
    /// Number of the list; `0` is "in no list".
    pub(super) list: Option<String>,
    /// Its level, from 0.
    pub(super) level: Option<u8>,
}

impl Styles {
    /// Reads `styles.xml`, as far as it goes.
    pub(super) fn read(text: &str) -> Self {
        let mut styles = Self::default();
        let mut open: Option<(String, Style)> = None;
        let mut is_outdated = false;
        let mut xml = Xml::new(text);
        while let Ok(Some(node)) = xml.next() {
            match node {
                Node::Open(element) => {
                    let value = element.attribute("val");
                    let number = || value.and_then(|value| value.parse().ok());
                    match (element.name.as_str(), &mut open) {
                        // Numbering styles say which list a list is.
                        ("style", _)
                            if ["paragraph", "numbering"]
                                .contains(&element.attribute("type").unwrap_or_default()) =>
                        {
                            let id = element.attribute("styleId").unwrap_or_default().to_owned();
                            if element.attribute("default").is_some_and(is_on) {
                                styles.default = Some(id.clone());
                            }
                            open = Some((id, Style::default()));
                        }
                        ("pPrChange", _) => is_outdated = true,
                        (_, Some((_, style))) if !is_outdated => match element.name.as_str() {
                            "name" => style.name = value.unwrap_or_default().to_lowercase(),
                            "basedOn" => style.based_on = value.map(str::to_owned),
                            "outlineLvl" => style.outline = number(),
                            "numId" => style.list.list = value.map(str::to_owned),
                            "ilvl" => style.list.level = number(),
                            "pageBreakBefore" => style.breaks_page = Some(value.is_none_or(is_on)),
                            _ => {}
                        },
                        _ => {}
                    }
                }
                Node::Close(name) if name == "pPrChange" => is_outdated = false,
                Node::Close(name) if name == "style" => {
                    styles.styles.extend(open.take());
                }
                _ => {}
            }
        }
        styles
    }

    /// Level of a heading with this style, from 1; `None` if it makes no heading.
    pub(super) fn heading(&self, style: Option<&str>) -> Option<u8> {
        for style in self.chain(style) {
            match style.outline {
                Some(level @ 0..=8) => return Some(level + 1),
                Some(_) => return None,
                None => {}
            }
            // The names of built-in styles are the same in every language.
            if let Some(level) = style.name.strip_prefix("heading ") {
                return level.trim().parse().ok().filter(|l| (1..=9).contains(l));
            }
            if style.name == "title" {
                return Some(1);
            }
        }
        None
    }

    /// The list that a paragraph of this style is in.
    pub(super) fn list(&self, style: Option<&str>) -> ListPlace {
        let mut place = ListPlace::default();
        for style in self.chain(style) {
            place.list = place.list.or_else(|| style.list.list.clone());
            place.level = place.level.or(style.list.level);
        }
        place
    }

    /// Whether a paragraph of this style begins a page.
    pub(super) fn breaks_page(&self, style: Option<&str>) -> bool {
        let stated = self.chain(style).find_map(|style| style.breaks_page);
        stated.unwrap_or(false)
    }

    fn chain<'s>(&'s self, style: Option<&'s str>) -> impl Iterator<Item = &'s Style> {
        let first = style.or(self.default.as_deref());
        let mut next = first.and_then(|id| self.styles.get(id));
        let chain = std::iter::from_fn(move || {
            let style = next?;
            next = style.based_on.as_ref().and_then(|id| self.styles.get(id));
            Some(style)
        });
        chain.take(MAX_CHAIN)
    }
}

/// Whether the value of a switch means "on".
pub(super) fn is_on(value: &str) -> bool {
    !matches!(value, "0" | "false" | "off")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_heading_is_known_by_its_outline_level_or_the_name_of_a_style_it_is_based_on() {
        let styles = Styles::read(
            r#"<w:styles>
            <w:style w:type="paragraph" w:default="1" w:styleId="a"><w:name w:val="Normal"/></w:style>
            <w:style w:type="paragraph" w:styleId="1"><w:name w:val="heading 1"/></w:style>
            <w:style w:type="paragraph" w:styleId="2"><w:name w:val="Mine"/><w:basedOn w:val="1"/>
              <w:pPr><w:outlineLvl w:val="2"/></w:pPr></w:style>
            <w:style w:type="paragraph" w:styleId="3"><w:name w:val="x"/><w:basedOn w:val="2"/></w:style>
            <w:style w:type="paragraph" w:styleId="4"><w:name w:val="y"/><w:basedOn w:val="4"/></w:style>
            </w:styles>"#,
        );
        let levels: Vec<Option<u8>> = ["a", "1", "2", "3", "4", "none"]
            .iter()
            .map(|id| styles.heading(Some(id)))
            .collect();
        assert_eq!(levels, [None, Some(1), Some(3), Some(3), None, None]);
    }
}
