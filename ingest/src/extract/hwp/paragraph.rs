//! One paragraph of a story, while it is told, and the blocks of text it becomes.
//!
//! What holds: a number before a paragraph is told with its first text, or not at all; where an
//! object stands like a character, the text before it and after it are blocks of their own.

use super::items::Item;
use super::layout::{Line, Pages};

/// A longer paragraph is running text, whatever style it has.
const MAX_HEADING_CHARS: usize = 90;

/// Text that is one paragraph, one heading or one table.
#[derive(Clone, Debug, Default)]
pub(super) struct Block {
    pub(super) text: String,
    pub(super) heading: Option<u8>,
    /// Height of a floating table, which may run over pages; 0 for all else.
    pub(super) height: u32,
}

/// A paragraph while it is told.
#[derive(Debug, Default)]
pub(super) struct Paragraph {
    pub(super) heading: Option<u8>,
    pub(super) before: Vec<Block>,
    pub(super) done: Vec<Block>,
    pub(super) text: String,
    /// Bytes of `text` that are a number before it.
    pub(super) number_bytes: usize,
    /// Bytes of `text` and units of the file up to the same place, at each place where one
    /// character is not one UTF-16 unit.
    pub(super) units: Vec<(usize, u32)>,
    pub(super) seen_units: u32,
    pub(super) after: Vec<Block>,
    pub(super) lines: Vec<Line>,
}

impl Block {
    pub(super) fn plain(text: String) -> Self {
        Self {
            text,
            ..Self::default()
        }
    }
}

impl Paragraph {
    pub(super) fn push(&mut self, text: &str) {
        self.text.push_str(text);
        let units: usize = text.chars().map(char::len_utf16).sum();
        self.seen_units = self
            .seen_units
            .saturating_add(u32::try_from(units).unwrap_or(u32::MAX));
    }

    /// Whether there is more than a number and white space.
    fn has_text(&self) -> bool {
        let text = self.text.get(self.number_bytes..).unwrap_or_default();
        !text.trim().is_empty()
    }

    /// Ends the text so far, so that an object may stand between it and what follows.
    pub(super) fn cut(&mut self) {
        let has_text = self.has_text();
        let text = std::mem::take(&mut self.text);
        self.number_bytes = 0;
        if has_text {
            let heading = heading(self.heading, &text);
            self.done.push(Block {
                text,
                heading,
                height: 0,
            });
        }
        self.units = vec![(0, self.seen_units)];
    }

    pub(super) fn blocks(mut self) -> Vec<Block> {
        self.cut();
        let mut blocks = self.before;
        blocks.append(&mut self.done);
        blocks.append(&mut self.after);
        blocks
    }

    /// The paragraph as pieces of the flow, with the page tops that its lines show.
    pub(super) fn paged(self, pages: &mut Pages) -> Vec<Item> {
        if self.lines.is_empty() && self.has_text() {
            pages.are_unknown();
        }
        let top = self.lines.first().map_or(0, |line| line.top);
        for block in self.before.iter().chain(&self.after) {
            pages.table(top, block.height);
        }
        let mut tops = pages.tops(&self.lines);
        let mut items: Vec<Item> = Vec::new();
        if tops.first() == Some(&0) {
            tops.remove(0);
            items.push(Item::PageTop { is_within: false });
        }
        let is_plain = self.has_text()
            && self.before.is_empty()
            && self.done.is_empty()
            && self.after.is_empty();
        if tops.is_empty() || !is_plain {
            items.extend(self.blocks().into_iter().map(Item::Block));
            items.extend(tops.iter().map(|_| Item::PageTop { is_within: false }));
            return items;
        }
        let heading = heading(self.heading, &self.text);
        let mut from = 0;
        for top in tops {
            let until = self.byte_at(top).max(from);
            items.push(self.piece(from, until, heading));
            items.push(Item::PageTop { is_within: true });
            from = until;
        }
        items.push(self.piece(from, self.text.len(), heading));
        items
    }

    fn piece(&self, from: usize, until: usize, heading: Option<u8>) -> Item {
        Item::Block(Block {
            text: self.text.get(from..until).unwrap_or_default().to_owned(),
            heading,
            height: 0,
        })
    }

    /// The byte of the text that stands at `unit` of the file.
    fn byte_at(&self, unit: u32) -> usize {
        let before = self.units.iter().rev().find(|(_, seen)| *seen <= unit);
        let (from, seen) = before.copied().unwrap_or_default();
        let mut left = unit - seen;
        for (at, c) in self.text.get(from..).unwrap_or_default().char_indices() {
            if left == 0 {
                return from + at;
            }
            left = left.saturating_sub(u32::try_from(c.len_utf16()).unwrap_or(1));
        }
        self.text.len()
    }
}

/// The level of a heading, if `text` can be one: a style for headings is used for whole texts too.
fn heading(level: Option<u8>, text: &str) -> Option<u8> {
    let text = text.trim();
    let is_sentence = text.ends_with("다.") || text.contains('\n');
    level.filter(|_| !is_sentence && text.chars().nth(MAX_HEADING_CHARS).is_none())
}
