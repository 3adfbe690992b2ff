//! What an RTF file says, piece by piece → paragraphs, tables, headings, furniture, page breaks.

use std::collections::HashSet;

use super::super::flow::Flow;

/// Text beside the text of the document.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Aside {
    /// A running head or foot.
    Furniture,
    /// A footnote, an endnote, a text box: it follows the paragraph it stands in.
    Note,
}

/// Writes a document.
#[derive(Default)]
pub(super) struct Writer {
    pub(super) flow: Flow,
    /// Text beside the text that is being written, the innermost last.
    asides: Vec<(Aside, String)>,
    /// The paragraph, or the paragraphs of the cell, being written.
    text: String,
    /// The cells of the row being written.
    cells: Vec<String>,
    /// Whether a cell of the row holds a table of its own.
    has_nested: bool,
    /// The rows of the table being written.
    rows: String,
    /// What follows the paragraph being written.
    notes: Vec<String>,
    seen_furniture: HashSet<String>,
    is_break_pending: bool,
    has_content: bool,
}

impl Writer {
    /// Writes text.
    pub(super) fn push(&mut self, text: &str) {
        if let Some((_, aside)) = self.asides.last_mut() {
            aside.push_str(text);
            return;
        }
        self.settle();
        self.has_content = true;
        self.text.push_str(text);
    }

    /// Ends a paragraph; `level` is that of a heading.
    pub(super) fn end_paragraph(&mut self, level: Option<u8>, is_in_table: bool) {
        if !self.asides.is_empty() || is_in_table {
            self.push("\n");
            return;
        }
        self.end_table();
        let text = std::mem::take(&mut self.text);
        match level {
            Some(level) => self.flow.heading(level, text),
            None => self.flow.paragraph(text),
        }
        for note in std::mem::take(&mut self.notes) {
            self.flow.paragraph(note);
        }
    }

    /// Ends a cell.
    pub(super) fn end_cell(&mut self) {
        if self.asides.is_empty() {
            self.settle();
            self.cells.push(std::mem::take(&mut self.text));
        } else {
            self.push("\t");
        }
    }

    /// Ends a cell or a row, as `mark` says, of a table within a cell.
    pub(super) fn end_nested(&mut self, mark: &str) {
        self.has_nested = self.asides.is_empty();
        self.push(mark);
    }

    /// Ends a row.
    pub(super) fn end_row(&mut self) {
        if !self.asides.is_empty() {
            self.push("\n");
            return;
        }
        if !self.text.trim().is_empty() {
            self.cells.push(std::mem::take(&mut self.text));
        }
        self.text.clear();
        let cells = std::mem::take(&mut self.cells);
        if cells.len() == 1 || std::mem::take(&mut self.has_nested) {
            // One cell is a frame around paragraphs; tables in cells lay out a page.
            let frames: Vec<&str> = cells.iter().map(|cell| cell.trim()).collect();
            self.rows.push_str(&frames.join("\n"));
            self.has_nested = false;
        } else {
            for (n, cell) in cells.iter().enumerate() {
                if 0 < n {
                    self.rows.push('\t');
                }
                let lines: Vec<&str> = cell.split_whitespace().collect();
                self.rows.push_str(&lines.join(" "));
            }
        }
        self.rows.push('\n');
    }

    fn end_table(&mut self) {
        if !self.cells.is_empty() {
            // The row has no end: what was written since its last cell is a paragraph.
            let text = std::mem::take(&mut self.text);
            self.end_row();
            self.text = text;
        }
        if !self.rows.is_empty() {
            self.flow.paragraph(std::mem::take(&mut self.rows));
        }
    }

    /// Begins a new page where the file says so; within a table it means nothing.
    pub(super) fn page_break(&mut self, level: Option<u8>, is_in_table: bool) {
        if self.asides.is_empty() && !is_in_table {
            self.settle();
            self.end_paragraph(level, false);
            self.flow.page_break();
        }
    }

    /// Begins a new page before what is written next.
    pub(super) fn break_before_next(&mut self) {
        if self.asides.is_empty() {
            self.is_break_pending = self.has_content;
        }
    }

    /// Takes back [`Writer::break_before_next`]: the section goes on in the same page.
    pub(super) fn no_break_before_next(&mut self) {
        self.is_break_pending = false;
    }

    fn settle(&mut self) {
        if std::mem::take(&mut self.is_break_pending) {
            self.end_paragraph(None, false);
            self.flow.page_break();
        }
    }

    /// Begins text beside the text.
    pub(super) fn begin_aside(&mut self, aside: Aside) {
        self.asides.push((aside, String::new()));
    }

    /// Ends text beside the text.
    pub(super) fn end_aside(&mut self) {
        let Some((aside, text)) = self.asides.pop() else {
            return;
        };
        if text.trim().is_empty() {
            return;
        }
        if let Some((_, outer)) = self.asides.last_mut() {
            outer.push('\n');
            outer.push_str(&text);
            return;
        }
        match aside {
            Aside::Note => self.notes.push(text),
            // Each section repeats them.
            Aside::Furniture if self.seen_furniture.insert(text.clone()) => {
                self.settle();
                self.flow.furniture(text);
            }
            Aside::Furniture => {}
        }
    }

    /// Ends the document.
    pub(super) fn finish(mut self) -> Flow {
        while !self.asides.is_empty() {
            self.end_aside();
        }
        self.end_paragraph(None, false);
        self.flow
    }
}
