//! What ends in a text of a DOCX file: paragraphs get their numbers and headings, cells go into rows,
//! rows into tables, all of them into what is open around them.

use super::super::super::blocks::{self, Block, Break};
use super::{Frame, Of, OpenParagraph, Shared, Story};

impl Story<'_, '_> {
    pub(super) fn close(&mut self, name: &str) {
        let at = self.depth;
        self.depth = self.depth.saturating_sub(1);
        if let Some(skipped) = self.skipped {
            if at <= skipped {
                self.skipped = None;
            }
            return;
        }
        if let Some((from, of)) = self.properties {
            if at <= from {
                self.properties = None;
                if of == Of::Section {
                    self.end_section(at);
                }
            }
            return;
        }
        if self.text_at.is_some_and(|from| at <= from) {
            self.text_at = None;
        }
        match name {
            "rt" => {
                let from = self.ruby.take();
                if let Some((from, open)) = from.zip(self.paragraph())
                    && open.content.text.is_char_boundary(from)
                {
                    self.reading = open.content.text.split_off(from);
                }
            }
            "rubyBase" => {
                let reading = std::mem::take(&mut self.reading);
                if !reading.trim().is_empty() {
                    self.push(&format!("({reading})"));
                }
            }
            _ => {
                let text = self.math.close(at, name);
                self.push(&text);
            }
        }
        while self.choices.last().is_some_and(|(from, _)| at <= *from) {
            self.choices.pop();
        }
        while self.stack.last().is_some_and(|(from, _)| at <= *from) {
            if let Some((_, frame)) = self.stack.pop() {
                self.finish(frame);
            }
        }
    }

    fn end_section(&mut self, at: usize) {
        let index = self.told.sections.len();
        self.told.sections.push(std::mem::take(&mut self.section));
        // In the properties of a paragraph the section ends with it; at the end of the body it is
        // the last.
        let paragraph = self.stack.last_mut();
        if let Some((from, Frame::Paragraph(paragraph))) = paragraph
            && *from < at
        {
            paragraph.section = Some(index);
            self.properties = Some((at.saturating_sub(1), Of::Paragraph));
        }
    }

    pub(super) fn finish(&mut self, frame: Frame) {
        match frame {
            Frame::Paragraph(paragraph) => {
                // An instruction ends with its paragraph: where the mark of its end is lost, the
                // rest of the document is not.
                self.fields.retain(|has_result| *has_result);
                let blocks = self.end_paragraph(*paragraph);
                self.emit(blocks);
            }
            Frame::Table(table) => self.emit(table.finish()),
            Frame::Row { cells, is_deleted } => {
                if let (false, Some((_, Frame::Table(table)))) = (is_deleted, self.stack.last_mut())
                {
                    table.row(&cells);
                }
            }
            Frame::Cell {
                blocks,
                is_continued,
            } => {
                if let Some((_, Frame::Row { cells, .. })) = self.stack.last_mut() {
                    cells.push(if is_continued { Vec::new() } else { blocks });
                }
            }
            Frame::Box(blocks) => self.emit(blocks),
            Frame::Note {
                id,
                author: Some(author),
                blocks,
            } => {
                let text = match (author.trim(), blocks::lines(&blocks)) {
                    ("", text) => format!("[Comment: {text}]"),
                    (author, text) => format!("[Comment, {author}: {text}]"),
                };
                self.told.notes.insert(id, vec![Block::Text(text)]);
            }
            Frame::Note { id, blocks, .. } => {
                self.told.notes.insert(id, blocks);
            }
        }
    }

    fn end_paragraph(&mut self, paragraph: OpenParagraph) -> Vec<Block> {
        let Shared {
            styles, numbering, ..
        } = *self.shared;
        let style = paragraph.style.as_deref();
        let by_style = styles.list(style);
        let is_by_style = paragraph.list.list.is_none();
        let list = paragraph.list.list.clone().or(by_style.list);
        let level = match paragraph.list.level {
            None if is_by_style => by_style.level,
            level => level,
        };
        let label = match list {
            Some(list) if list != "0" => {
                numbering.label(&list, level, style, styles, &mut self.counters)
            }
            _ => String::new(),
        };
        let heading = match paragraph.outline {
            Some(level @ 0..=8) => Some(level + 1),
            Some(_) => None,
            None => styles.heading(style),
        };
        let breaks_page = paragraph.breaks_page;
        let breaks_page = breaks_page.unwrap_or_else(|| styles.breaks_page(style));
        let is_first = self.stack.is_empty() && self.told.blocks.is_empty();
        let mut blocks = Vec::new();
        if breaks_page && !is_first {
            blocks.push(Block::Break(Break::Stated));
        }
        blocks.extend(paragraph.content.finish(&label, heading));
        blocks.extend(paragraph.section.map(Block::SectionEnd));
        blocks
    }
}
