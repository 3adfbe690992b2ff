//! The pieces of a document's own flow, in reading order → its pages.

use regesta_index::Paging;

use super::layout::can_be_pages;
use super::paragraph::Block;
use crate::extract::ExtractedPage;
use crate::extract::flow::Flow;

/// A piece of the document's own flow, in reading order.
#[derive(Debug)]
pub(super) enum Item {
    Block(Block),
    Furniture(String),
    /// A page begins, by order of the writer.
    PageBreak,
    /// A page began here when the file was last laid out; within a paragraph or between two.
    PageTop {
        is_within: bool,
    },
}

/// The pages of a document, and what they are. `has_lines` says that the lines show all of them.
pub(super) fn paged(items: Vec<Item>, has_lines: bool) -> (Paging, Vec<ExtractedPage>) {
    let is_laid_out = has_lines && can_be_pages(&lengths(&items, true));
    let stated = lengths(&items, false);
    let has_breaks = is_laid_out || 1 < stated.len() && can_be_pages(&stated);
    let mut flow = Flow::default();
    if is_laid_out {
        flow.is_paged();
    }
    let mut is_torn = false;
    let mut last: Option<Block> = None;
    for item in items {
        match (item, &mut last) {
            (Item::Block(block), Some(last)) if is_torn => last.text.push_str(&block.text),
            (Item::Block(block), last) => tell(last.replace(block), &mut flow),
            (Item::PageTop { is_within }, _) if !is_laid_out => {
                is_torn = is_within;
                continue;
            }
            (Item::Furniture(text), last) => {
                tell(last.take(), &mut flow);
                flow.furniture(text);
            }
            (Item::PageBreak | Item::PageTop { .. }, last) => {
                tell(last.take(), &mut flow);
                if has_breaks {
                    flow.page_break();
                }
            }
        }
        is_torn = false;
    }
    tell(last, &mut flow);
    flow.finish()
}

/// The number of characters between the breaks that the writer ordered and, if `is_laid_out`,
/// those that the lines show.
fn lengths(items: &[Item], is_laid_out: bool) -> Vec<usize> {
    let mut lengths = vec![0];
    for item in items {
        match (item, lengths.last_mut()) {
            (Item::Block(block), Some(length)) => *length += block.text.chars().count(),
            (Item::PageBreak, _) => lengths.push(0),
            (Item::PageTop { .. }, _) if is_laid_out => lengths.push(0),
            _ => {}
        }
    }
    lengths
}

fn tell(block: Option<Block>, flow: &mut Flow) {
    match block {
        Some(Block {
            text,
            heading: Some(level),
            ..
        }) => flow.heading(level, text),
        Some(Block {
            text,
            heading: None,
            ..
        }) => flow.paragraph(text),
        None => {}
    }
}
