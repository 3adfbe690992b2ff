//! The pages of a document while a reader writes them: clean text, and marks for what parts of it are.
//!
//! What holds: text leaves here clean (see `clean.rs`); marks are sorted, do not overlap, and lie
//! on character boundaries of exactly that text.

use regesta_index::{Mark, Role};
use serde::{Deserialize, Serialize};

use super::clean;

/// The text of one page.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct ExtractedPage {
    /// Plain text in reading order, lines ended by `\n`; empty for a page without text.
    pub text: String,
    /// Headings, running heads and page numbers in `text`; sorted, without overlap.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub marks: Vec<Mark>,
    /// What the file calls the page, where that is not its number: `iv`, `A-3`, a sheet's name.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub label: Option<String>,
    /// How far the text can be trusted, from 0 (none, or noise) to 1; see `quality.rs`.
    pub quality: f32,
    /// Whether there is something to see on the page that its text does not hold: a picture of a
    /// page, glyphs without meaning. Such a page is worth recognising (OCR).
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub is_unread: bool,
}

impl ExtractedPage {
    /// A page of running text only.
    pub(crate) fn plain(text: &str) -> Self {
        let mut page = PageBuilder::default();
        page.text(text);
        page.finish()
    }
}

/// Writes one page, piece by piece; each piece ends its line.
#[derive(Debug, Default)]
pub(super) struct PageBuilder {
    text: String,
    marks: Vec<Mark>,
    is_gap: bool,
}

impl PageBuilder {
    /// Writes running text of one or more lines.
    pub(super) fn text(&mut self, text: &str) {
        self.write(text, None);
    }

    /// Writes a heading; `level` is 1 for the highest.
    pub(super) fn heading(&mut self, level: u8, text: &str) {
        let level = level.clamp(1, 9);
        self.write(text, Some(Role::Heading { level }));
    }

    /// Writes a running head, a running foot or a page number.
    pub(super) fn furniture(&mut self, text: &str) {
        self.write(text, Some(Role::Furniture));
    }

    /// Leaves an empty line before what is written next.
    pub(super) fn gap(&mut self) {
        self.is_gap = true;
    }

    /// Bytes written so far.
    pub(super) fn len(&self) -> usize {
        self.text.len()
    }

    fn write(&mut self, text: &str, role: Option<Role>) {
        let cleaned = clean::clean_page(text);
        if cleaned.is_empty() {
            return;
        }
        if std::mem::take(&mut self.is_gap) && !self.text.is_empty() {
            self.text.push('\n');
        }
        let from = self.text.len();
        self.text.push_str(&cleaned);
        if let Some(role) = role {
            // Without the line's end.
            let until = self.text.len() - 1;
            self.marks.push(Mark { role, from, until });
        }
    }

    /// Ends the page.
    pub(super) fn finish(self) -> ExtractedPage {
        ExtractedPage {
            text: self.text,
            marks: self.marks,
            ..ExtractedPage::default()
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn marks_are_ranges_of_the_clean_text() {
        let mut page = PageBuilder::default();
        page.furniture("\u{202e}Annual Report\r\n");
        page.gap();
        page.heading(1, "  \n스마트도시 계획 \n");
        page.gap();
        page.gap();
        page.text("First.\n\n\n\nSecond.");
        page.furniture("12");
        let page = page.finish();
        assert_eq!(
            page.text,
            "Annual Report\n\n스마트도시 계획\n\nFirst.\n\nSecond.\n12\n"
        );
        let marked: Vec<(Role, &str)> = page
            .marks
            .iter()
            .filter_map(|mark| Some((mark.role, page.text.get(mark.from..mark.until)?)))
            .collect();
        let heading = Role::Heading { level: 1 };
        assert_eq!(
            marked,
            [
                (Role::Furniture, "Annual Report"),
                (heading, "스마트도시 계획"),
                (Role::Furniture, "12"),
            ]
        );
    }
}
