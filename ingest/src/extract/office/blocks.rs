//! Paragraphs, headings and tables of an office document on their way to pages.
//!
//! Page breaks are of two kinds: those that the author stated, and those that a program found when
//! it laid the document out and wrote down when it saved. The second kind gives the very pages that
//! a reader sees; it is used where it is complete. Where neither gives pages of a page's length, the
//! text is cut into sections (`flow.rs`).

use regesta_index::Paging;

use super::super::Failure;
use super::super::flow::Flow;
use super::super::page::ExtractedPage;
use crate::limits::Limits;

/// No printed page has more characters than this.
const MAX_PAGE_CHARS: usize = 6_000;
/// A cell with more characters than this keeps its paragraphs on lines of their own.
const MAX_CELL_LINE_CHARS: usize = 200;

/// A piece of a document.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Block {
    /// A paragraph, or a table with a line for each row.
    Text(String),
    /// The rest of the paragraph before, after a page break in it.
    Rest(String),
    Heading(u8, String),
    Furniture(String),
    Break(Break),
    /// The section of this index ends here (DOCX).
    SectionEnd(usize),
}

/// What a page break is known from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Break {
    /// The author.
    Stated,
    /// The program that laid the document out.
    LaidOut,
}

impl Block {
    fn words(&self) -> Option<&str> {
        match self {
            Self::Text(text) | Self::Rest(text) | Self::Heading(_, text) => {
                Some(text.trim()).filter(|text| !text.is_empty())
            }
            _ => None,
        }
    }
}

/// The paragraphs of `blocks`, each on a line.
pub(super) fn lines(blocks: &[Block]) -> String {
    let lines: Vec<&str> = blocks.iter().filter_map(Block::words).collect();
    lines.join("\n")
}

/// A table while it is read: rows become lines with a tab between cells.
#[derive(Debug, Default)]
pub(super) struct Table {
    blocks: Vec<Block>,
    lines: String,
}

impl Table {
    /// Adds a row.
    pub(super) fn row(&mut self, cells: &[Vec<Block>]) {
        let breaks = |cell: &&Vec<Block>| {
            let is_break = |block: &&Block| matches!(block, Block::Break(_));
            cell.iter().filter(is_break).count()
        };
        // A row that runs over a page break has the break in several cells.
        let broken = cells
            .iter()
            .max_by_key(breaks)
            .filter(|cell| 0 < breaks(cell));
        let (before, after) = broken.map(|cell| split_breaks(cell)).unwrap_or_default();
        self.page_breaks(before);

        let filled: Vec<&Vec<Block>> = cells
            .iter()
            .filter(|cell| cell.iter().any(|block| block.words().is_some()))
            .collect();
        match filled.as_slice() {
            [] => {}
            // A box around a part of the text, not a row of data.
            [only] if is_text_of_its_own(only) => {
                self.end_lines();
                let is_text = |block: &&Block| !matches!(block, Block::Break(_));
                self.blocks.extend(only.iter().filter(is_text).cloned());
            }
            _ => {
                let cells: Vec<String> = cells.iter().map(|cell| cell_text(cell)).collect();
                self.lines.push_str(&cells.join("\t"));
                self.lines.push('\n');
            }
        }
        self.page_breaks(after);
    }

    /// Adds page breaks between rows.
    pub(super) fn page_breaks(&mut self, breaks: Vec<Break>) {
        if !breaks.is_empty() {
            self.end_lines();
            self.blocks.extend(breaks.into_iter().map(Block::Break));
        }
    }

    pub(super) fn finish(mut self) -> Vec<Block> {
        self.end_lines();
        self.blocks
    }

    fn end_lines(&mut self) {
        if !self.lines.is_empty() {
            let lines = std::mem::take(&mut self.lines);
            self.blocks.push(Block::Text(lines));
        }
    }
}

/// The page breaks before a cell's first word, and those after it.
fn split_breaks(cell: &[Block]) -> (Vec<Break>, Vec<Break>) {
    let (mut before, mut after) = (Vec::new(), Vec::new());
    let mut has_words = false;
    for block in cell {
        match block {
            Block::Break(kind) if has_words => after.push(*kind),
            Block::Break(kind) => before.push(*kind),
            block => has_words |= block.words().is_some(),
        }
    }
    (before, after)
}

fn is_text_of_its_own(cell: &[Block]) -> bool {
    let mut words = cell.iter().filter_map(Block::words);
    let is_long = |text: &str| text.contains('\n') || MAX_CELL_LINE_CHARS < text.len();
    let is_heading = |block: &Block| matches!(block, Block::Heading(..));
    words.next().is_some_and(is_long) || words.next().is_some() || cell.iter().any(is_heading)
}

fn cell_text(cell: &[Block]) -> String {
    let text = lines(cell);
    if text.len() <= MAX_CELL_LINE_CHARS {
        text.replace('\n', " ")
    } else {
        text
    }
}

/// Ends a document; `stated_pages` is how many pages it says it has.
///
/// # Errors
///
/// - [`Failure::OverLimit`] if it has too many pages
pub(super) fn into_pages(
    blocks: Vec<Block>,
    stated_pages: Option<usize>,
    limits: &Limits,
) -> Result<(Paging, Vec<ExtractedPage>), Failure> {
    let blocks = without_doubled_breaks(blocks);
    let is_break = |block: &&Block| matches!(block, Block::Break(_));
    let (found, limit) = (blocks.iter().filter(is_break).count(), limits.max_pages);
    if limit <= found {
        return Err(Failure::over(format!(
            "document has {found} page breaks, limit is {limit} pages"
        )));
    }
    let has_pages = has_true_pages(&blocks, stated_pages);
    let mut flow = Flow::default();
    let mut paragraph = String::new();
    for block in blocks {
        match block {
            Block::Rest(rest) if !has_pages => {
                paragraph.push_str(&rest);
                continue;
            }
            Block::Break(_) if !has_pages => continue,
            _ => {}
        }
        flow.paragraph(std::mem::take(&mut paragraph));
        match block {
            Block::Text(text) | Block::Rest(text) => paragraph = text,
            Block::Heading(level, text) => flow.heading(level, text),
            Block::Furniture(text) => flow.furniture(text),
            Block::Break(_) => flow.page_break(),
            Block::SectionEnd(_) => {}
        }
    }
    flow.paragraph(paragraph);
    Ok(flow.finish())
}

/// A program that lays a document out writes its own mark after a break that the author stated.
fn without_doubled_breaks(blocks: Vec<Block>) -> Vec<Block> {
    let mut kept = Vec::with_capacity(blocks.len());
    let mut is_unmarked = false;
    for block in blocks {
        match block {
            Block::Break(Break::LaidOut) if is_unmarked => {
                is_unmarked = false;
                continue;
            }
            Block::Break(kind) => is_unmarked = kind == Break::Stated,
            ref other => is_unmarked &= other.words().is_none(),
        }
        kept.push(block);
    }
    kept
}

fn has_true_pages(blocks: &[Block], stated_pages: Option<usize>) -> bool {
    let (mut pages, mut laid_out, mut chars, mut most_chars) = (1_usize, 0_usize, 0, 0);
    for block in blocks {
        match block {
            Block::Break(kind) => {
                pages += 1;
                laid_out += usize::from(*kind == Break::LaidOut);
                chars = 0;
            }
            other => {
                chars += other.words().map_or(0, |words| words.chars().count());
                most_chars = chars.max(most_chars);
            }
        }
    }
    let is_complete = stated_pages.is_none_or(|stated| stated.saturating_mul(9) <= pages * 10);
    if 0 < laid_out && is_complete {
        return true;
    }
    1 < pages && most_chars <= MAX_PAGE_CHARS
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(text: &str) -> Vec<Block> {
        vec![Block::Text(text.to_owned())]
    }

    #[test]
    fn rows_become_lines_and_a_box_stays_text() {
        let mut table = Table::default();
        table.row(&[text("a"), Vec::new(), text("c")]);
        table.row(&[text("b")]);
        table.row(&[vec![
            Block::Heading(1, "1. Title".into()),
            Block::Text("word".into()),
        ]]);
        table.row(&[text("d"), [text("e"), text("f")].concat()]);
        assert_eq!(
            table.finish(),
            [
                Block::Text("a\t\tc\nb\n".into()),
                Block::Heading(1, "1. Title".into()),
                Block::Text("word".into()),
                Block::Text("d\te f\n".into()),
            ]
        );
    }

    #[test]
    fn a_break_in_two_cells_of_a_row_is_one_break() {
        let cell = |words: &str| [text(words), vec![Block::Break(Break::LaidOut)]].concat();
        let mut table = Table::default();
        table.row(&[cell("a"), cell("b")]);
        assert_eq!(
            table.finish(),
            [Block::Text("a\tb\n".into()), Block::Break(Break::LaidOut)]
        );
    }

    #[track_caller]
    fn check(blocks: Vec<Block>, stated: Option<usize>, expected: &[&str]) {
        let (paging, pages) = into_pages(blocks, stated, &Limits::STANDARD).unwrap();
        let mut actual: Vec<String> = pages.into_iter().map(|page| page.text).collect();
        if paging == Paging::Sections {
            actual.insert(0, "sections".to_owned());
        }
        assert_eq!(actual, expected);
    }

    #[test]
    fn a_break_both_stated_and_laid_out_is_one() {
        let blocks = [
            text("one"),
            vec![Block::Break(Break::Stated), Block::Break(Break::LaidOut)],
            text("two, "),
            vec![Block::Break(Break::LaidOut), Block::Rest("three".into())],
        ]
        .concat();
        check(blocks.clone(), Some(3), &["one\n", "two,\n", "three\n"]);
        check(blocks, None, &["one\n", "two,\n", "three\n"]);
    }

    #[test]
    fn breaks_that_leave_pages_longer_than_paper_are_no_pages() {
        let long = "word ".repeat(500);
        let blocks = [
            text("Cover"),
            vec![Block::Break(Break::Stated)],
            text(&long),
            text(&long),
            text(&long),
        ]
        .concat();
        let (paging, _) = into_pages(blocks, None, &Limits::STANDARD).unwrap();
        assert_eq!(paging, Paging::Sections);
    }

    #[test]
    fn a_paragraph_over_a_break_that_is_not_used_stays_whole() {
        let blocks = [
            text("one "),
            vec![Block::Break(Break::LaidOut), Block::Rest("two".into())],
            text(&"word ".repeat(1300)),
        ]
        .concat();
        let (paging, pages) = into_pages(blocks, Some(40), &Limits::STANDARD).unwrap();
        assert_eq!(paging, Paging::Sections);
        assert!(pages.first().unwrap().text.starts_with("one two\n"));
    }
}
