//! One section of a HWP 5 document: its tree of records → a story.
//!
//! ```text
//! PARA_HEADER                 a paragraph
//!   PARA_TEXT                 its text, with a control of 8 units where an object stands
//!   PARA_LINE_SEG             its lines, as last laid out
//!   CTRL_HEADER               the controls, in the order of the text
//!     LIST_HEADER, PARA_HEADER…   a list of paragraphs: caption, note, running head
//!     TABLE
//!     LIST_HEADER, PARA_HEADER…   a cell; and so on
//!     SHAPE_COMPONENT…            a drawing; its text is a list one level deeper
//! ```
//!
//! Paragraphs of a list stand beside its header, not below it.
//!
//! What holds: the depth of the tree is that of the format (1023), and is kept on the heap.
//!
//! Source: "한글 문서 파일 형식 5.0", revision 1.3, "본문".

use std::collections::VecDeque;

use super::characters::{self, CONTROL_UNITS, Piece, counted, readable};
use super::layout::Line;
use super::numbers::{Counter, Head};
use super::records::{Record, i32_at, records, string_at, tag, u16_at, u32_at};
use super::story::{Part, Place, Story};
use super::styles::Styles;

/// Bytes of a line in PARA_LINE_SEG.
const LINE_BYTES: usize = 36;

/// Tells the section `stream`.
pub(super) fn tell(stream: &[u8], styles: &Styles, counter: &mut Counter<'_>, story: &mut Story) {
    counter.set_outline(None);
    let mut section = Section {
        styles,
        counter,
        waiting: None,
        story,
        open: Vec::new(),
        is_memo: false,
    };
    section.story.begin_section();
    for record in records(stream) {
        section.unwind(record);
        section.take(record);
        if section.story.is_over() {
            break;
        }
    }
    while let Some((_, open)) = section.open.pop() {
        section.close(open);
    }
}

struct Section<'a, 'b> {
    styles: &'a Styles,
    counter: &'a mut Counter<'b>,
    /// What stands before the first paragraph, whose section is not known yet.
    waiting: Option<Head>,
    story: &'a mut Story,
    /// What is open, with its level.
    open: Vec<(u16, Open)>,
    /// Whether what follows are the remarks in the margin, which stand at the end.
    is_memo: bool,
}

enum Open {
    Paragraph {
        /// What is not told yet.
        pieces: VecDeque<Piece>,
    },
    Control {
        id: [u8; 4],
        /// Whether the cells have begun.
        is_in_table: bool,
        is_object: bool,
    },
    List,
}

impl Section<'_, '_> {
    /// Closes what `record` is no part of.
    fn unwind(&mut self, record: Record<'_>) {
        while let Some((level, open)) = self.open.last() {
            let is_over = match open {
                Open::List => {
                    record.level < *level
                        || record.level == *level && record.tag != tag::PARA_HEADER
                }
                _ => record.level <= *level,
            };
            if !is_over {
                return;
            }
            if let Some((_, open)) = self.open.pop() {
                self.close(open);
            }
        }
    }

    fn close(&mut self, open: Open) {
        match open {
            Open::Paragraph { pieces } => {
                for piece in pieces {
                    self.tell_piece(&piece);
                }
                self.story.close_paragraph();
            }
            Open::Control {
                is_object: true, ..
            } => self.story.close_object(),
            Open::Control { .. } => {}
            Open::List => self.story.close_list(),
        }
    }

    fn take(&mut self, record: Record<'_>) {
        let Record { tag, level, data } = record;
        match tag {
            tag::PARA_HEADER => self.open_paragraph(level, data),
            tag::PARA_TEXT => {
                if let Some((_, Open::Paragraph { pieces })) = self.open.last_mut() {
                    pieces.extend(characters::pieces(data));
                }
            }
            tag::PARA_LINE_SEG => self.story.lines(lines(data)),
            tag::CTRL_HEADER => self.open_control(level, data),
            tag::LIST_HEADER => self.open_list(level, data),
            tag::TABLE => {
                if let Some((_, Open::Control { is_in_table, .. })) = self.open.last_mut() {
                    *is_in_table = true;
                }
            }
            tag::PAGE_DEF => {
                if let Some(height) = page_height(data) {
                    self.story.page_height(height);
                }
            }
            tag::EQEDIT => {
                if let Some((script, _)) = string_at(data, 4) {
                    self.story.word(&readable(&script));
                }
            }
            tag::SHAPE_COMPONENT_TEXTART => {
                // Four corners of two numbers each come before the words.
                if let Some((text, _)) = string_at(data, 32) {
                    self.story.text(&readable(&text));
                }
            }
            tag::FORM_OBJECT => {
                if let Some(text) = form_text(data) {
                    self.story.word(&readable(&text));
                }
            }
            tag::MEMO_LIST => self.is_memo = true,
            _ => {}
        }
    }

    fn open_paragraph(&mut self, level: u16, data: &[u8]) {
        let shape = u16_at(data, 8).map_or(usize::MAX, usize::from);
        let style = data.get(10).map_or(usize::MAX, |style| usize::from(*style));
        let breaks = data.get(11).copied().unwrap_or_default();
        let heading = self.styles.level(shape, style);
        // Bit 2 is a page break.
        self.story.open_paragraph(heading, breaks & 4 != 0);
        let head = self.styles.head(shape);
        let number = self.counter.next(head);
        self.story.number(&number);
        self.waiting = number.is_empty().then_some(head);
        let pieces = VecDeque::new();
        self.open.push((level, Open::Paragraph { pieces }));
    }

    fn tell_piece(&mut self, piece: &Piece) {
        match piece {
            Piece::Text(text) => self.story.text(text),
            // The tab that follows one counts as a unit itself.
            Piece::Inline | Piece::Extended => self.story.control(CONTROL_UNITS),
        }
    }

    /// Tells the text before the control whose record has come.
    fn tell_until_control(&mut self) {
        let Some((_, Open::Paragraph { pieces })) = self.open.last_mut() else {
            return;
        };
        let mut rest = std::mem::take(pieces);
        while let Some(piece) = rest.pop_front() {
            self.tell_piece(&piece);
            if piece == Piece::Extended {
                break;
            }
        }
        if let Some((_, Open::Paragraph { pieces })) = self.open.last_mut() {
            *pieces = rest;
        }
    }

    fn open_control(&mut self, level: u16, data: &[u8]) {
        self.tell_until_control();
        // The four letters are stored as one number.
        let mut id = data.first_chunk().copied().unwrap_or_default();
        id.reverse();
        let is_object = matches!(&id, b"tbl " | b"gso ");
        match &id {
            b"tbl " | b"gso " => {
                self.story.open_object(place(data));
            }
            b"secd" => {
                self.counter.set_outline(u16_at(data, 18));
                if let Some(head) = self.waiting.take() {
                    let number = self.counter.next(head);
                    self.story.number(&number);
                }
            }
            b"cold" => {
                let bits = u16_at(data, 4).unwrap_or_default();
                self.story.columns(bits >> 2 & 0xff);
            }
            b"atno" => {
                if let Some(number) = automatic_number(data) {
                    self.story.text(&number);
                }
            }
            b"tdut" => {
                if let Some(text) = ruby(data) {
                    self.story.text(&readable(&text));
                }
            }
            b"tcps" => {
                if let Some((text, _)) = string_at(data, 4) {
                    self.story.text(&readable(&text));
                }
            }
            _ => {}
        }
        let control = Open::Control {
            id,
            is_in_table: false,
            is_object,
        };
        self.open.push((level, control));
    }

    fn open_list(&mut self, level: u16, data: &[u8]) {
        let part = match self.open.last() {
            Some((
                parent,
                Open::Control {
                    id, is_in_table, ..
                },
            )) => {
                let is_direct = level == parent + 1;
                match id {
                    b"tbl " if *is_in_table => cell(data),
                    b"tbl " | b"gso " | b"eqed" if is_direct => caption(data),
                    b"head" | b"secd" => Part::Head,
                    b"foot" => Part::Foot,
                    b"fn  " | b"en  " => Part::Note,
                    b"tcmt" => Part::Hidden,
                    _ => Part::Box,
                }
            }
            _ if self.is_memo => Part::Memo,
            _ => Part::Box,
        };
        self.story.open_list(part);
        // Rows it is in, width, height.
        if let (Part::Cell { .. }, Some(1)) = (part, u16_at(data, 14)) {
            self.story.cell_height(u32_at(data, 20).unwrap_or_default());
        }
        self.open.push((level, Open::List));
    }
}

/// Where an object stands.
fn place(data: &[u8]) -> Place {
    let bits = u32_at(data, 4).unwrap_or_default();
    let offset = i32_at(data, 8).unwrap_or_default();
    // Bit 0: like a character. Bits 3 and 4: from what it is measured, 2 for the paragraph.
    // Bits 21 to 23: how text runs beside it, 1 for not at all.
    let is_above = bits >> 3 & 3 == 2 && bits >> 21 & 7 == 1 && offset <= 0;
    match bits & 1 {
        1 => Place::Within,
        _ if is_above => Place::Before,
        _ => Place::After,
    }
}

fn cell(data: &[u8]) -> Part {
    let number = |at| u16_at(data, at).map_or(u32::MAX, u32::from);
    Part::Cell {
        row: number(10),
        column: number(8),
    }
}

fn caption(data: &[u8]) -> Part {
    let bits = u32_at(data, 8).unwrap_or_default();
    // Left, right, above, below.
    Part::Caption {
        is_above: matches!(bits & 3, 0 | 2),
    }
}

fn lines(data: &[u8]) -> Vec<Line> {
    let line = |line: &[u8]| {
        Some(Line {
            at: u32_at(line, 0)?,
            top: i32_at(line, 4)?,
        })
    };
    data.chunks_exact(LINE_BYTES).filter_map(line).collect()
}

/// Height of a page's text: that of the paper without its margins.
fn page_height(data: &[u8]) -> Option<u32> {
    let is_landscape = u32_at(data, 36)? & 1 == 1;
    let paper = u32_at(data, if is_landscape { 0 } else { 4 })?;
    let mut margins = 0_u32;
    // Above, below, of the running head and of the foot.
    for at in [16, 20, 24, 28] {
        margins = margins.saturating_add(u32_at(data, at)?);
    }
    paper.checked_sub(margins)
}

/// The number of a note, a figure or a table; page numbers are none, since they change.
fn automatic_number(data: &[u8]) -> Option<String> {
    let bits = u32_at(data, 4)?;
    let number = u32::from(u16_at(data, 8)?);
    if bits & 0xf == 0 {
        return None;
    }
    let sign = |at| {
        let unit = u16_at(data, at).filter(|unit| *unit != 0)?;
        char::from_u32(u32::from(unit))
    };
    let mut text = String::new();
    text.extend(sign(12));
    text.push_str(&counted(number, bits >> 4 & 0xff));
    text.extend(sign(14));
    Some(text)
}

/// Text with small text beside it, which comes in brackets.
fn ruby(data: &[u8]) -> Option<String> {
    let (text, after) = string_at(data, 4)?;
    let beside = string_at(data, after).map(|(beside, _)| beside);
    Some(match beside.filter(|beside| !beside.trim().is_empty()) {
        Some(beside) => format!("{text}({beside})"),
        None => text,
    })
}

/// The words on a button or in a field to fill in: `Caption:wstring:3:abc` among its properties.
fn form_text(data: &[u8]) -> Option<String> {
    // Four letters twice, a length, then the properties as one string.
    let (properties, _) = string_at(data, 12).or_else(|| string_at(data, 8))?;
    ["Caption:wstring:", "Text:wstring:"]
        .iter()
        .find_map(|name| {
            let (_, after) = properties.split_once(name)?;
            let (count, after) = after.split_once(':')?;
            let text: String = after.chars().take(count.parse().ok()?).collect();
            (!text.trim().is_empty()).then_some(text)
        })
}
