//! What stands before paragraphs, and which of them are headings: by the outline level of their
//! shape, else by the name of their style.
//!
//! Sources: "한글 문서 파일 형식 5.0", PARA_SHAPE and STYLE; KS X 6101, `paraPr` and `style`.

use super::numbers::{Head, Lists};
use super::records::{records, string_at, tag, u16_at, u32_at};

/// The styles and shapes of a document, by their numbers.
#[derive(Debug, Default)]
pub(super) struct Styles {
    /// Level from 1 of those that are headings.
    pub(super) styles: Vec<Option<u8>>,
    pub(super) shapes: Vec<Head>,
    pub(super) lists: Lists,
}

impl Styles {
    /// Reads the stream `DocInfo`.
    pub(super) fn of(doc_info: &[u8]) -> Self {
        let mut found = Self::default();
        for record in records(doc_info) {
            match record.tag {
                tag::PARA_SHAPE => found.shapes.push(head(record.data)),
                tag::NUMBERING => found.lists.add_numbering(record.data),
                tag::BULLET => found.lists.add_bullet(record.data),
                tag::STYLE => found.styles.push(style(record.data)),
                _ => {}
            }
        }
        found
    }

    /// What stands before a paragraph of this shape.
    pub(super) fn head(&self, shape: usize) -> Head {
        self.shapes.get(shape).copied().unwrap_or_default()
    }

    /// The level of a paragraph of this shape and style, if they are those of a heading.
    pub(super) fn level(&self, shape: usize, style: usize) -> Option<u8> {
        match self.head(shape) {
            Head::Outline { level } => Some(level + 1),
            _ => self.styles.get(style).copied().flatten(),
        }
    }
}

fn head(data: &[u8]) -> Head {
    let bits = u32_at(data, 0).unwrap_or_default();
    // Bits 23 and 24 are the kind, the three after them the level.
    let level = u8::try_from(bits >> 25 & 7).unwrap_or_default();
    let list = u16_at(data, 30).unwrap_or_default();
    match bits >> 23 & 3 {
        1 => Head::Outline { level },
        2 => Head::Number { list, level },
        3 => Head::Bullet { bullet: list },
        _ => Head::Nothing,
    }
}

fn style(data: &[u8]) -> Option<u8> {
    let (name, after) = string_at(data, 0)?;
    let (english, after) = string_at(data, after)?;
    // Bits 0 to 2 are the kind: 0 for paragraphs.
    let is_of_paragraphs = u16_at(data, after).is_some_and(|bits| bits & 7 == 0);
    level(&name)
        .or_else(|| level(&english))
        .filter(|_| is_of_paragraphs)
}

/// The level of the style called `name`, if that is the name of a heading.
pub(super) fn level(name: &str) -> Option<u8> {
    const NAMES: [(&str, u8); 12] = [
        ("제목", 1),
        ("문서제목", 1),
        ("큰제목", 1),
        ("대제목", 1),
        ("장제목", 1),
        ("title", 1),
        ("중제목", 2),
        ("중간제목", 2),
        ("절제목", 2),
        ("소제목", 3),
        ("작은제목", 3),
        ("항제목", 3),
    ];
    let name: String = name.to_lowercase().split_whitespace().collect();
    if let Some((_, level)) = NAMES.iter().find(|(known, _)| *known == name) {
        return Some(*level);
    }
    ["개요", "outline", "heading", "제목"]
        .iter()
        .find_map(|prefix| name.strip_prefix(prefix))
        .and_then(|number| number.parse().ok())
        .filter(|level| (1..=9).contains(level))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_styles_tell_headings() {
        let levels: Vec<Option<u8>> = [
            "개요 1",
            "Outline 10",
            "제목 2",
            "중간 제목",
            "바탕글",
            "표제목",
        ]
        .iter()
        .map(|name| level(name))
        .collect();
        assert_eq!(levels, [Some(1), None, Some(2), Some(2), None, None]);
    }
}
