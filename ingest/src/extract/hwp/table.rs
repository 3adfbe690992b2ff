//! The cells of a table → text: a line for each row, a tab between cells.
//!
//! A cell of several paragraphs is one piece of its row while it is short; a long one, or one with a
//! table in it, has a line for each paragraph, and the next cell begins a new line. A row with one
//! cell only (the frame around a text) is its paragraphs.

use super::paragraph::Block;

/// A cell whose paragraphs together have more characters has a line for each of them.
const MAX_CELL_CHARS: usize = 120;

/// A cell, with its place in the table from 0.
#[derive(Debug, Default)]
pub(super) struct Cell {
    pub(super) row: u32,
    pub(super) column: u32,
    /// Of a cell that is in one row only; 0 if not known.
    pub(super) height: u32,
    pub(super) blocks: Vec<Block>,
}

/// The table as one block, with its height if it is floating; `None` without text.
pub(super) fn block(mut cells: Vec<Cell>, is_floating: bool) -> Option<Block> {
    // Stable: cells that claim one place stay in the order of the file.
    cells.sort_by_key(|cell| (cell.row, cell.column));
    let mut text = String::new();
    let mut height = 0_u32;
    let mut rest = cells.as_slice();
    while let Some(first) = rest.first() {
        let count = rest.iter().take_while(|cell| cell.row == first.row).count();
        let (row, after) = rest.split_at(count);
        rest = after;
        let of_row = row.iter().map(|cell| cell.height).max();
        height = height.saturating_add(of_row.unwrap_or_default());
        self::row(row, &mut text);
    }
    let text = text.trim_end().to_owned();
    (!text.trim().is_empty()).then_some(Block {
        text,
        heading: None,
        height: if is_floating { height } else { 0 },
    })
}

fn row(cells: &[Cell], text: &mut String) {
    let mut written = cells
        .iter()
        .map(|cell| cell.blocks.as_slice())
        .filter(|blocks| blocks.iter().any(|block| !block.text.trim().is_empty()));
    if let (Some(only), None) = (written.next(), written.next()) {
        text.push_str(&lines(only));
        text.push('\n');
        return;
    }
    let from = text.len();
    let mut is_line_start = true;
    for cell in cells {
        if !is_line_start {
            text.push('\t');
        }
        is_line_start = false;
        let cell = lines(&cell.blocks);
        if !cell.contains('\n') {
            text.push_str(&cell);
        } else if is_short(&cell) {
            text.push_str(&cell.replace('\n', " "));
        } else {
            text.push_str(&cell);
            text.push('\n');
            is_line_start = true;
        }
    }
    let kept = from + text.get(from..).unwrap_or_default().trim_end().len();
    text.truncate(kept);
    if from < kept {
        text.push('\n');
    }
}

/// Whether the lines of a cell fit on one; those of a table in it have tabs and stay apart.
fn is_short(cell: &str) -> bool {
    !cell.contains('\t') && cell.chars().nth(MAX_CELL_CHARS).is_none()
}

/// Blocks as lines, without empty ones.
pub(super) fn lines(blocks: &[Block]) -> String {
    let mut lines = String::new();
    for block in blocks {
        let text = block.text.trim_matches(['\n', '\r', ' ']);
        if text.trim().is_empty() {
            continue;
        }
        if !lines.is_empty() {
            lines.push('\n');
        }
        lines.push_str(text);
    }
    lines
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(cells: &[(u32, u32, &str)], expected: &str) {
        let cell = |(row, column, text): &(u32, u32, &str)| Cell {
            row: *row,
            column: *column,
            height: 0,
            blocks: text
                .split('|')
                .map(|t| Block::plain(t.to_owned()))
                .collect(),
        };
        let text = block(cells.iter().map(cell).collect(), false).map(|block| block.text);
        assert_eq!(text.as_deref().unwrap_or_default(), expected);
    }

    #[test]
    fn rows_are_lines_and_cells_are_parted_by_tabs() {
        check(
            &[
                (0, 0, "사업"),
                (0, 1, "예산"),
                (1, 1, "300"),
                (1, 0, "교통"),
            ],
            "사업\t예산\n교통\t300",
        );
        check(
            &[(0, 0, "a"), (0, 1, ""), (0, 2, "c"), (1, 0, "")],
            "a\t\tc",
        );
        check(&[(0, 0, " "), (1, 0, "")], "");
    }

    #[test]
    fn short_paragraphs_of_a_cell_stay_in_its_row() {
        check(
            &[(0, 0, "담당|과장"), (0, 1, "홍길동")],
            "담당 과장\t홍길동",
        );
    }

    #[test]
    fn a_long_cell_has_its_own_lines() {
        let long = "가".repeat(100);
        check(
            &[
                (0, 0, "배경"),
                (0, 1, &format!("{long}|{long}")),
                (0, 2, "끝"),
            ],
            &format!("배경\t{long}\n{long}\n끝"),
        );
    }

    #[test]
    fn a_frame_around_text_is_its_paragraphs() {
        check(&[(0, 0, "one|two"), (0, 1, "")], "one\ntwo");
    }
}
