//! What ends in an OpenDocument file: paragraphs, cells, notes and drawings go into what is open around
//! them; slides and sheets become pages.

use super::super::super::super::page::PageBuilder;
use super::super::super::blocks::{self, Block, Break, Table};
use super::super::super::numerals::numeral;
use super::super::super::shapes::{self, Purpose, Shape};
use super::{Body, Frame, MAX_EMPTY_CELLS, MAX_FRAMES, Story};

/// What a block takes when it is repeated, beside its text.
const BLOCK_BYTES: usize = 16;

impl Story<'_> {
    pub(super) fn close(&mut self, name: &str) {
        let at = self.depth;
        self.depth = self.depth.saturating_sub(1);
        if let Some(skipped) = self.skipped {
            if at <= skipped {
                self.skipped = None;
            } else {
                return;
            }
        }
        if let Some((_, name, text)) = self.declaration.take_if(|(from, ..)| at <= *from) {
            self.declared.insert(name, text);
        }
        if name == "mfrac" || name == "mtr" || name == "mtd" {
            self.push(" ");
        }
        while self.stack.last().is_some_and(|(from, _)| at <= *from) {
            if let Some((_, frame)) = self.stack.pop() {
                self.finish(frame);
            }
        }
        self.lists.close(at);
    }

    pub(super) fn finish(&mut self, frame: Frame) {
        match frame {
            Frame::Paragraph {
                content,
                heading,
                label,
                breaks_before,
                breaks_after,
            } => {
                let is_first = self.stack.is_empty() && self.told.blocks.is_empty();
                let mut blocks = Vec::new();
                if breaks_before && !is_first {
                    blocks.push(Block::Break(Break::Stated));
                }
                blocks.extend(content.finish(&label, heading));
                if breaks_after {
                    blocks.push(Block::Break(Break::Stated));
                }
                self.emit(blocks);
            }
            Frame::Table {
                table,
                name,
                is_hidden,
                breaks_before,
            } => self.end_table(table, name, is_hidden, breaks_before),
            Frame::Row { cells, repeats } => {
                let bytes: usize = cells.iter().map(|cell| blocks::lines(cell).len()).sum();
                let repeats = if bytes == 0 { 1 } else { repeats };
                let taken = cells.iter().map(|cell| BLOCK_BYTES * cell.len());
                let repeats = self.afford(bytes + taken.sum::<usize>(), repeats);
                if let Some((_, Frame::Table { table, .. })) = self.stack.last_mut() {
                    for _ in 0..repeats {
                        table.row(&cells);
                    }
                }
            }
            Frame::Cell {
                mut blocks,
                repeats,
                value,
                is_covered,
            } => {
                if is_covered {
                    blocks.clear();
                } else if blocks.is_empty() && !value.is_empty() {
                    blocks.push(Block::Text(value));
                }
                let bytes = blocks::lines(&blocks).len();
                let repeats = match bytes {
                    0 => repeats.min(MAX_EMPTY_CELLS),
                    _ => repeats,
                };
                let repeats = self.afford(bytes + BLOCK_BYTES * blocks.len(), repeats);
                if let Some((_, Frame::Row { cells, .. })) = self.stack.last_mut() {
                    cells.extend(std::iter::repeat_n(blocks, repeats));
                }
            }
            Frame::Note {
                mut blocks,
                citation,
                is_endnote,
            } => {
                let label = match citation.trim() {
                    "" if is_endnote => numeral(self.endnotes + 1, "lowerRoman"),
                    citation => citation.to_owned(),
                };
                if let Some(Block::Text(text)) = blocks.first_mut() {
                    *text = format!("{label}) {}", text.trim_start());
                }
                if is_endnote {
                    self.endnotes += 1;
                    self.told.at_end.extend(blocks);
                } else {
                    self.after.extend(blocks);
                }
            }
            Frame::Citation => {}
            Frame::Drawing(shape) => self.put(*shape),
            Frame::Group(shapes) => {
                let group = shapes::group(None, shapes);
                self.put(group);
            }
            Frame::Page { shapes, notes } => {
                self.told.pages.push(shapes::page(shapes, &notes));
            }
            Frame::Notes(shapes) => {
                if let Some((_, Frame::Page { notes, .. })) = self.stack.last_mut() {
                    let shapes = shapes.into_iter();
                    let is_notes = |shape: &Shape| shape.purpose == Purpose::Notes;
                    notes.extend(shapes.filter(is_notes).flat_map(|shape| shape.blocks));
                }
            }
            Frame::Running { blocks, is_header } => {
                let running = match is_header {
                    true => &mut self.told.headers,
                    false => &mut self.told.footers,
                };
                let text = Block::Furniture(blocks::lines(&blocks));
                if !running.contains(&text) && running.len() < MAX_FRAMES {
                    running.push(text);
                }
            }
            Frame::Reading(reading) if !reading.trim().is_empty() => {
                self.push(&format!("({})", reading.trim()));
            }
            Frame::Reading(_) => {}
        }
    }

    fn end_table(&mut self, table: Table, name: String, is_hidden: bool, breaks_before: bool) {
        if self.told.body != Body::Sheets || !self.stack.is_empty() {
            if breaks_before && !(self.stack.is_empty() && self.told.blocks.is_empty()) {
                self.emit(vec![Block::Break(Break::Stated)]);
            }
            self.emit(table.finish());
            return;
        }
        if is_hidden {
            self.told.warnings.push(format!("sheet {name} is hidden"));
        }
        let mut page = PageBuilder::default();
        page.text(&blocks::lines(&table.finish()));
        // What is drawn on the sheet.
        self.flush();
        let drawn = std::mem::take(&mut self.told.blocks);
        page.gap();
        page.text(&blocks::lines(&drawn));
        let mut page = page.finish();
        page.label = Some(name);
        self.told.pages.push(page);
    }

    /// Puts a finished drawing into what is open around it.
    fn put(&mut self, shape: Shape) {
        for (_, frame) in self.stack.iter_mut().rev() {
            match frame {
                Frame::Group(shapes) | Frame::Page { shapes, .. } | Frame::Notes(shapes) => {
                    shapes.push(shape);
                    return;
                }
                Frame::Paragraph { .. }
                | Frame::Cell { .. }
                | Frame::Note { .. }
                | Frame::Drawing(_)
                | Frame::Running { .. } => break,
                _ => {}
            }
        }
        self.emit(shape.blocks);
    }

    /// Puts finished blocks into what is open around them.
    pub(super) fn emit(&mut self, blocks: Vec<Block>) {
        for (_, frame) in self.stack.iter_mut().rev() {
            match frame {
                // A drawing beside a paragraph breaks no page.
                Frame::Paragraph { content, .. } => {
                    let stays = |block: &Block| !matches!(block, Block::Break(_));
                    content.after.extend(blocks.into_iter().filter(stays));
                    return;
                }
                Frame::Cell { blocks: to, .. }
                | Frame::Note { blocks: to, .. }
                | Frame::Running { blocks: to, .. } => {
                    to.extend(blocks);
                    return;
                }
                Frame::Drawing(shape) => {
                    shape.blocks.extend(blocks);
                    return;
                }
                Frame::Group(shapes) | Frame::Page { shapes, .. } | Frame::Notes(shapes) => {
                    shapes.push(Shape {
                        blocks,
                        ..Shape::default()
                    });
                    return;
                }
                Frame::Table { .. } | Frame::Row { .. } | Frame::Citation | Frame::Reading(_) => {}
            }
        }
        self.told.blocks.extend(blocks);
        if self.stack.is_empty() {
            self.flush();
        }
    }
}
