//! Cells of a sheet, in order → a line for each row.
//!
//! Rows and cells without text between others leave one empty line and up to [`MAX_TABS`] tabs.

/// Most tabs between two cells of a row, or before the first.
const MAX_TABS: u32 = 8;

/// The rows written so far.
#[derive(Debug, Default)]
pub(super) struct Rows {
    text: String,
    /// Row and column of the last cell.
    last: Option<(u32, u32)>,
}

impl Rows {
    /// Adds a cell; rows and columns are counted from 0.
    pub(super) fn cell(&mut self, row: u32, column: u32, text: &str) {
        let text = text.trim();
        if text.is_empty() {
            return;
        }
        let tabs = match self.last {
            Some((last_row, last)) if last_row == row => column.saturating_sub(last).max(1),
            Some((last_row, _)) => {
                self.text.push('\n');
                if last_row.saturating_add(1) < row {
                    self.text.push('\n');
                }
                column
            }
            None => column,
        };
        for _ in 0..tabs.min(MAX_TABS) {
            self.text.push('\t');
        }
        // Lines in a cell stay in its row.
        let is_break = |c: char| matches!(c, '\n' | '\r' | '\t');
        let mut words = text.split(is_break).filter(|part| !part.is_empty());
        self.text.extend(words.next());
        for part in words {
            self.text.push(' ');
            self.text.push_str(part);
        }
        self.last = Some((row, column));
    }

    /// Bytes so far.
    pub(super) fn len(&self) -> usize {
        self.text.len()
    }

    pub(super) fn finish(self) -> String {
        self.text
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_are_lines_and_far_cells_cost_no_space() {
        let mut rows = Rows::default();
        rows.cell(0, 0, "a");
        rows.cell(0, 2, "b\r\nc");
        rows.cell(1, 1, "d");
        rows.cell(1_048_575, 16_383, "e");
        assert_eq!(rows.finish(), "a\t\tb c\n\td\n\n\t\t\t\t\t\t\t\te");
    }
}
