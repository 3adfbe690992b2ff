//! A paragraph while it is read, with the page breaks in it.

use super::blocks::{Block, Break};

/// Stands in a paragraph's text for a page break that the author stated.
const STATED: char = '\u{c}';
/// Stands in a paragraph's text for a page break that a program laid out.
const LAID_OUT: char = '\u{1}';

/// A heading has no more characters than this; a longer one is text in large type.
const MAX_HEADING_CHARS: usize = 400;

/// A paragraph, and what hangs on it.
#[derive(Debug, Default)]
pub(super) struct Paragraph {
    pub(super) text: String,
    /// Text boxes, charts and notes in it, which follow it.
    pub(super) after: Vec<Block>,
}

impl Paragraph {
    /// Adds text of the document.
    pub(super) fn push(&mut self, text: &str) {
        let kept = text.chars().filter(|c| ![STATED, LAID_OUT].contains(c));
        self.text.extend(kept);
    }

    /// Adds a page break.
    pub(super) fn page_break(&mut self, kind: Break) {
        self.text.push(match kind {
            Break::Stated => STATED,
            Break::LaidOut => LAID_OUT,
        });
    }

    /// Ends the paragraph, which begins with `label` and is a heading of the level `heading`.
    pub(super) fn finish(self, label: &str, heading: Option<u8>) -> Vec<Block> {
        let mut blocks = Vec::new();
        let mut label = label;
        let mut has_text = false;
        let mut rest = self.text.as_str();
        loop {
            let end = rest.find([STATED, LAID_OUT]).unwrap_or(rest.len());
            let (part, after) = rest.split_at(end);
            if !part.trim().is_empty() {
                let label = std::mem::take(&mut label);
                let text = match label {
                    "" => part.to_owned(),
                    label => format!("{label}{}", part.trim_start()),
                };
                let is_short = text.chars().nth(MAX_HEADING_CHARS).is_none();
                blocks.push(match heading {
                    _ if has_text => Block::Rest(text),
                    Some(level) if is_short => Block::Heading(level, one_line(&text)),
                    _ => Block::Text(text),
                });
                has_text = true;
            }
            let mut after = after.chars();
            match after.next() {
                Some(STATED) => blocks.push(Block::Break(Break::Stated)),
                Some(_) => blocks.push(Block::Break(Break::LaidOut)),
                None => break,
            }
            rest = after.as_str();
        }
        blocks.extend(self.after);
        blocks
    }
}

/// A heading that is set in several lines.
fn one_line(text: &str) -> String {
    let words: Vec<&str> = text.split_whitespace().collect();
    words.join(" ")
}
