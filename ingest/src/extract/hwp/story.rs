//! What a HWP document says, told by its readers piece by piece → its pages.
//!
//! HWP 5, HWPX and HWP 3 are the same model in three writings: paragraphs, in which objects (tables,
//! drawings) and lists of paragraphs (cells, text boxes, notes, running heads) are anchored. A
//! reader tells them in the order they are written, opening and closing; here they are put into the
//! order they are read: a note after its paragraph, a table row by row, an object before, within or
//! after the text of the paragraph that holds it.
//!
//! What holds: no recursion; what is nested deeper than [`MAX_FRAMES`] is told as part of what is
//! around it, so nothing of it is lost; text over the limit is counted but not kept.

use std::collections::HashSet;

use super::items::{self, Item};
use super::layout::{Line, Pages};
use super::paragraph::{Block, Paragraph};
use super::table::{self, Cell};
use crate::extract::{ExtractedPage, Failure};
use crate::limits::Limits;
use regesta_index::Paging;

/// Most paragraphs, objects and lists open inside one another: three for each table in a table.
const MAX_FRAMES: usize = 96;
/// Most running heads and feet that are compared with one another.
const MAX_FURNITURE: usize = 1_000;

/// Where an object stands to the text of the paragraph that holds it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Place {
    /// Pushes that text down.
    Before,
    /// Like a character of it.
    Within,
    /// Floats somewhere.
    After,
}

/// What a list of paragraphs is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Part {
    /// A cell of the table that is open; counted from 0.
    Cell { row: u32, column: u32 },
    /// Text in a drawing.
    Box,
    /// The caption of the object that is open, above it or below.
    Caption { is_above: bool },
    /// A footnote or endnote.
    Note,
    /// A running head, or text that stands behind every page.
    Head,
    /// A running foot.
    Foot,
    /// A remark shown in the margin.
    Memo,
    /// A remark that is never shown.
    Hidden,
}

#[derive(Debug)]
enum Frame {
    Paragraph(Paragraph),
    Object {
        place: Place,
        cells: Vec<Cell>,
        blocks: Vec<Block>,
        above: Vec<Block>,
        below: Vec<Block>,
    },
    List {
        part: Part,
        blocks: Vec<Block>,
        /// Of a cell that is in one row only; 0 if not known.
        height: u32,
    },
}

/// A document while it is told.
#[derive(Debug)]
pub(super) struct Story {
    items: Vec<Item>,
    frames: Vec<Frame>,
    /// Whether nothing of the section is told yet, which begins a page by itself.
    is_section_new: bool,
    /// What was opened beyond the deepest frame and is not closed yet.
    beyond: usize,
    notes: Vec<Block>,
    feet: Vec<String>,
    furniture: HashSet<String>,
    pages: Pages,
    hidden: usize,
    text_bytes: usize,
    max_text_bytes: usize,
}

impl Story {
    pub(super) fn new(limits: &Limits) -> Self {
        Self {
            items: Vec::new(),
            frames: Vec::new(),
            is_section_new: false,
            beyond: 0,
            notes: Vec::new(),
            feet: Vec::new(),
            furniture: HashSet::new(),
            pages: Pages::default(),
            hidden: 0,
            text_bytes: 0,
            max_text_bytes: limits.max_text_bytes,
        }
    }

    /// Begins a section, which begins a page.
    pub(super) fn begin_section(&mut self) {
        self.close_all();
        self.page_break();
        self.pages.begin_section();
        self.is_section_new = true;
    }

    /// Sets into how many columns the text that follows is laid out.
    pub(super) fn columns(&mut self, count: u16) {
        if !self.is_nested() {
            self.pages.columns(count);
        }
    }

    /// Opens a paragraph; `level` is that of a heading. A new page is heeded in the body only.
    pub(super) fn open_paragraph(&mut self, level: Option<u8>, is_new_page: bool) {
        if self.frames.is_empty() {
            if is_new_page && !self.is_section_new {
                self.page_break();
            }
            self.is_section_new = false;
        }
        let is_beyond = MAX_FRAMES <= self.frames.len();
        if is_beyond {
            self.text("\n");
        }
        self.open(Frame::Paragraph(Paragraph {
            heading: level,
            ..Paragraph::default()
        }));
    }

    /// Says that the open paragraph is a heading.
    pub(super) fn heading(&mut self, level: u8) {
        if let (0, Some(Frame::Paragraph(paragraph))) = (self.beyond, self.frames.last_mut()) {
            paragraph.heading = Some(level);
        }
    }

    /// Puts what the word processor shows before the open paragraph.
    pub(super) fn number(&mut self, number: &str) {
        self.text_bytes = self.text_bytes.saturating_add(number.len());
        if self.is_over() {
            return;
        }
        if let (0, Some(Frame::Paragraph(paragraph))) = (self.beyond, self.frames.last_mut())
            && paragraph.text.is_empty()
            && paragraph.done.is_empty()
        {
            paragraph.text = number.to_owned();
            paragraph.number_bytes = number.len();
            let at = (number.len(), paragraph.seen_units);
            paragraph.units.push(at);
        }
    }

    /// Adds text where the story is.
    pub(super) fn text(&mut self, text: &str) {
        self.text_bytes = self.text_bytes.saturating_add(text.len());
        if self.max_text_bytes < self.text_bytes {
            return;
        }
        match self.frames.last_mut() {
            Some(Frame::Paragraph(paragraph)) => paragraph.push(text),
            Some(Frame::Object { blocks, .. } | Frame::List { blocks, .. }) => {
                blocks.push(Block::plain(text.to_owned()));
            }
            None => self.items.push(Item::Block(Block::plain(text.to_owned()))),
        }
    }

    /// Adds text that is a word of its own: a formula, a number.
    pub(super) fn word(&mut self, text: &str) {
        let is_glued = matches!(self.frames.last(), Some(Frame::Paragraph(paragraph))
            if paragraph.text.chars().next_back().is_some_and(|c| !c.is_whitespace()));
        if is_glued {
            self.text(" ");
        }
        self.text(text.trim());
        self.text(" ");
    }

    /// Says that a control of `units` units of the file stands here.
    pub(super) fn control(&mut self, units: u32) {
        if let Some(Frame::Paragraph(paragraph)) = self.frames.last_mut() {
            paragraph.seen_units = paragraph.seen_units.saturating_add(units);
            let at = (paragraph.text.len(), paragraph.seen_units);
            paragraph.units.push(at);
        }
    }

    /// Says where the lines of the open paragraph stand on their pages.
    pub(super) fn lines(&mut self, lines: Vec<Line>) {
        if let (0, Some(Frame::Paragraph(paragraph))) = (self.beyond, self.frames.last_mut()) {
            paragraph.lines = lines;
        }
    }

    /// Closes the paragraph that is open.
    pub(super) fn close_paragraph(&mut self) {
        self.close_until(|frame| matches!(frame, Frame::Paragraph(_)));
    }

    /// Opens a table, a drawing or a group of them.
    pub(super) fn open_object(&mut self, place: Place) {
        self.open(Frame::Object {
            place,
            cells: Vec::new(),
            blocks: Vec::new(),
            above: Vec::new(),
            below: Vec::new(),
        });
    }

    /// Says where the open object stands, where that is known only now.
    pub(super) fn place(&mut self, place: Place) {
        if let (0, Some(Frame::Object { place: known, .. })) = (self.beyond, self.frames.last_mut())
        {
            *known = place;
        }
    }

    /// Closes the object that is open.
    pub(super) fn close_object(&mut self) {
        self.close_until(|frame| matches!(frame, Frame::Object { .. }));
    }

    /// Opens a list of paragraphs.
    pub(super) fn open_list(&mut self, part: Part) {
        let blocks = Vec::new();
        self.open(Frame::List {
            part,
            blocks,
            height: 0,
        });
    }

    /// Closes the list that is open.
    pub(super) fn close_list(&mut self) {
        self.close_until(|frame| matches!(frame, Frame::List { .. }));
    }

    /// Closes whatever is open.
    pub(super) fn close_all(&mut self) {
        self.beyond = 0;
        while let Some(frame) = self.frames.pop() {
            self.close(frame);
        }
    }

    /// Says how high the open cell is, which is in one row only.
    pub(super) fn cell_height(&mut self, of_cell: u32) {
        if let (0, Some(Frame::List { height, .. })) = (self.beyond, self.frames.last_mut()) {
            *height = of_cell;
        }
    }

    /// Says how high the text of a page is.
    pub(super) fn page_height(&mut self, height: u32) {
        self.pages.height(height);
    }

    /// Whether there is more text than is kept, so that reading on is of no use.
    pub(super) fn is_over(&self) -> bool {
        self.max_text_bytes < self.text_bytes
    }

    /// Whether nothing but white space was told.
    pub(super) fn is_empty(&self) -> bool {
        !self.items.iter().any(|item| match item {
            Item::Block(block) => !block.text.trim().is_empty(),
            Item::Furniture(_) => true,
            Item::PageBreak | Item::PageTop { .. } => false,
        })
    }

    /// Ends the story.
    ///
    /// # Errors
    ///
    /// [`Failure::OverLimit`] if there is more text than a document may have.
    pub(super) fn finish(
        mut self,
        warnings: &mut Vec<String>,
    ) -> Result<(Paging, Vec<ExtractedPage>), Failure> {
        self.close_all();
        self.tell_feet();
        if self.is_over() {
            let limit = self.max_text_bytes;
            return Err(Failure::over(format!(
                "document has more than {limit} bytes of text, the limit"
            )));
        }
        if 0 < self.hidden {
            warnings.push(format!(
                "{} hidden comments are left out, as the document asks",
                self.hidden
            ));
        }
        Ok(items::paged(self.items, self.pages.are_laid_out()))
    }

    fn is_nested(&self) -> bool {
        1 < self.frames.len()
    }

    fn open(&mut self, frame: Frame) {
        if MAX_FRAMES <= self.frames.len() {
            self.beyond += 1;
        } else {
            self.frames.push(frame);
        }
    }

    /// Closes the innermost frame that is `wanted` and what is open inside it.
    fn close_until(&mut self, wanted: impl Fn(&Frame) -> bool) {
        if 0 < self.beyond {
            self.beyond -= 1;
            return;
        }
        if !self.frames.iter().any(&wanted) {
            return;
        }
        while let Some(frame) = self.frames.pop() {
            let is_last = wanted(&frame);
            self.close(frame);
            if is_last {
                return;
            }
        }
    }

    fn close(&mut self, frame: Frame) {
        match frame {
            Frame::Paragraph(paragraph) => self.close_a_paragraph(paragraph),
            Frame::Object {
                place,
                cells,
                blocks,
                above,
                below,
            } => {
                let mut all = above;
                all.extend(table::block(cells, place != Place::Within));
                all.extend(blocks);
                all.extend(below);
                self.anchor(place, all);
            }
            Frame::List {
                part,
                blocks,
                height,
            } => self.close_a_list(part, blocks, height),
        }
    }

    fn close_a_paragraph(&mut self, paragraph: Paragraph) {
        if self.frames.is_empty() {
            for item in paragraph.paged(&mut self.pages) {
                self.items.push(item);
            }
            let notes = std::mem::take(&mut self.notes);
            self.items.extend(notes.into_iter().map(Item::Block));
        } else {
            let blocks = paragraph.blocks();
            self.add(blocks);
        }
    }

    fn close_a_list(&mut self, part: Part, blocks: Vec<Block>, height: u32) {
        match part {
            Part::Cell { row, column } => {
                let cell = Cell {
                    row,
                    column,
                    height,
                    blocks,
                };
                match self.frames.last_mut() {
                    Some(Frame::Object { cells, .. }) => cells.push(cell),
                    _ => self.add(cell.blocks),
                }
            }
            Part::Caption { is_above } => match self.frames.last_mut() {
                Some(Frame::Object { above, .. }) if is_above => above.extend(blocks),
                Some(Frame::Object { below, .. }) => below.extend(blocks),
                _ => self.add(blocks),
            },
            Part::Box => self.add(blocks),
            Part::Note | Part::Memo => {
                let text = table::lines(&blocks);
                self.notes.push(Block::plain(text));
                if self.frames.is_empty() {
                    let notes = std::mem::take(&mut self.notes);
                    self.items.extend(notes.into_iter().map(Item::Block));
                }
            }
            Part::Head => {
                if let Some(text) = self.new_furniture(&blocks) {
                    self.items.push(Item::Furniture(text));
                }
            }
            Part::Foot => {
                if let Some(text) = self.new_furniture(&blocks) {
                    self.feet.push(text);
                }
            }
            Part::Hidden => {
                self.hidden += usize::from(blocks.iter().any(|b| !b.text.trim().is_empty()));
            }
        }
    }

    /// Adds blocks to what is open, else to the document.
    fn add(&mut self, blocks: Vec<Block>) {
        match self.frames.last_mut() {
            Some(Frame::Paragraph(paragraph)) => paragraph.after.extend(blocks),
            Some(Frame::Object { blocks: known, .. } | Frame::List { blocks: known, .. }) => {
                known.extend(blocks);
            }
            None => self.items.extend(blocks.into_iter().map(Item::Block)),
        }
    }

    /// Puts an object's blocks where the object stands in the open paragraph.
    fn anchor(&mut self, place: Place, blocks: Vec<Block>) {
        match self.frames.last_mut() {
            Some(Frame::Paragraph(paragraph)) => match place {
                Place::Before => paragraph.before.extend(blocks),
                Place::Within if !blocks.is_empty() => {
                    paragraph.cut();
                    paragraph.done.extend(blocks);
                }
                Place::Within | Place::After => paragraph.after.extend(blocks),
            },
            _ => self.add(blocks),
        }
    }

    /// The text of a running head or foot that was not told before.
    fn new_furniture(&mut self, blocks: &[Block]) -> Option<String> {
        let text = table::lines(blocks);
        let is_new = !text.trim().is_empty() && !self.furniture.contains(&text);
        if is_new && self.furniture.len() < MAX_FURNITURE {
            self.furniture.insert(text.clone());
        }
        is_new.then_some(text)
    }

    fn page_break(&mut self) {
        self.tell_feet();
        if !self.items.is_empty() {
            self.items.push(Item::PageBreak);
        }
        self.pages.page_break();
    }

    fn tell_feet(&mut self) {
        let feet = std::mem::take(&mut self.feet);
        self.items.extend(feet.into_iter().map(Item::Furniture));
    }
}
