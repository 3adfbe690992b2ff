//! The pages of a document in reading order → their text, with headings and furniture marked.
//!
//! What holds: every line is written, whatever it is marked as; lines keep their order.

use super::super::page::{ExtractedPage, PageBuilder};
use super::layout::PageBlocks;
use super::line_ends::{Ending, LineEnds};
use super::lines::{Line, Place, Role};
use super::{furniture, headings};

/// Writes the pages of a document.
pub(super) fn write(mut pages: Vec<PageBlocks>) -> Vec<ExtractedPage> {
    furniture::mark(&mut pages);
    headings::mark(&mut pages);
    let ends = LineEnds::of(&pages);
    pages
        .into_iter()
        .map(|page| write_page(&page, &ends))
        .collect()
}

fn write_page(page: &PageBlocks, ends: &LineEnds) -> ExtractedPage {
    let mut builder = PageBuilder::default();
    let mut text = String::new();
    for lines in page.lines.chunk_by(is_one_piece) {
        text.clear();
        let mut before: Option<&Line> = None;
        for line in lines {
            let role = line.role;
            match before.map(|before| ends.between(before, line)) {
                None | Some(Ending::Joined) => {}
                Some(Ending::Hyphen) => {
                    text.pop();
                }
                Some(Ending::Word) => text.push(match line.place {
                    Place::NextCell => '\t',
                    Place::SameCell => ' ',
                    _ if role == Role::Text => '\n',
                    _ => ' ',
                }),
            }
            text.push_str(&line.text);
            before = Some(line);
        }
        match lines.first().map(|line| line.role) {
            Some(Role::Heading(level)) => builder.heading(level, &text),
            Some(Role::Furniture) => builder.furniture(&text),
            Some(Role::Text) | None => builder.text(&text),
        }
    }
    builder.finish()
}

/// Whether two lines are written together: running text, or lines of one heading.
fn is_one_piece(before: &Line, after: &Line) -> bool {
    before.role == after.role
        && match before.role {
            Role::Text => true,
            Role::Heading(_) => headings::is_same_heading(before, after),
            Role::Furniture => false,
        }
}
