//! The content of an OpenDocument file → blocks, slides or sheets.
//!
//! What holds: white space counts as ODF says (runs of it are one space, more is stated by elements);
//! repeated cells and rows are written as often as they are shown, up to a bound; frames nested deeper
//! than [`MAX_FRAMES`] lose their frame, not their text.
//!
//! Format: ODF 1.3 part 3, 5 (text), 6 (paragraphs), 9 (tables), 10 (drawings).

use std::collections::HashMap;

use super::super::super::Failure;
use super::super::super::page::ExtractedPage;
use super::super::super::xml::{Element, Node, Xml};
use super::super::blocks::{Block, Break, Table};
use super::super::paragraph::Paragraph;
use super::super::shapes::{Purpose, Shape};
use super::lists::Lists;
use super::shape;
use super::styles::Styles;
use crate::limits::Limits;

mod close;

/// Most frames, tables, cells, notes and paragraphs open within one another.
const MAX_FRAMES: usize = 200;
/// Most empty cells in a row that are shown as such.
const MAX_EMPTY_CELLS: usize = 8;
/// Most times that a cell or row with text is repeated.
const MAX_REPEATS: usize = 64;
/// Most spaces that stand in one place.
const MAX_SPACES: usize = 100;

/// Texts of formulas and charts, by the folders they are in.
pub(super) type Objects = HashMap<String, Vec<Block>>;

/// What kind of document it is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum Body {
    #[default]
    Text,
    Pages,
    Sheets,
}

/// What was read.
#[derive(Debug, Default)]
pub(super) struct Told {
    pub(super) body: Body,
    pub(super) blocks: Vec<Block>,
    pub(super) pages: Vec<ExtractedPage>,
    pub(super) headers: Vec<Block>,
    pub(super) footers: Vec<Block>,
    /// Endnotes.
    pub(super) at_end: Vec<Block>,
    pub(super) warnings: Vec<String>,
    pub(super) damage: Option<String>,
}

/// Reads the XML file `text`.
///
/// # Errors
///
/// - [`Failure::OverLimit`] if it has too many pages, or too much text by repetition
pub(super) fn tell(
    text: &str,
    styles: &Styles,
    objects: Objects,
    limits: &Limits,
) -> Result<Told, Failure> {
    let mut story = Story {
        styles,
        objects,
        told: Told::default(),
        lists: Lists::default(),
        stack: Vec::new(),
        depth: 0,
        skipped: None,
        declaration: None,
        declared: HashMap::new(),
        after: Vec::new(),
        endnotes: 0,
        repeated_bytes: 0,
        max_repeated_bytes: limits.max_text_bytes,
    };
    let mut xml = Xml::new(text);
    loop {
        match xml.next() {
            Ok(Some(Node::Open(element))) => story.open(&element),
            Ok(Some(Node::Text(text))) => story.text(&text),
            Ok(Some(Node::Close(name))) => story.close(&name),
            Ok(None) => break,
            Err(damage) => {
                story.told.damage = Some(damage);
                break;
            }
        }
        let limit = limits.max_pages;
        if limit < story.told.pages.len() {
            return Err(Failure::over(format!(
                "document has more than {limit} pages, the limit"
            )));
        }
        story.check_repeats()?;
    }
    while let Some((_, frame)) = story.stack.pop() {
        story.finish(frame);
        story.check_repeats()?;
    }
    story.flush();
    Ok(story.told)
}

enum Frame {
    Paragraph {
        content: Paragraph,
        heading: Option<u8>,
        label: String,
        breaks_before: bool,
        breaks_after: bool,
    },
    Table {
        table: Table,
        name: String,
        is_hidden: bool,
        breaks_before: bool,
    },
    Row {
        cells: Vec<Vec<Block>>,
        repeats: usize,
    },
    Cell {
        blocks: Vec<Block>,
        repeats: usize,
        /// The value, where the text shown is not stated.
        value: String,
        is_covered: bool,
    },
    Note {
        blocks: Vec<Block>,
        citation: String,
        is_endnote: bool,
    },
    Citation,
    Drawing(Box<Shape>),
    Group(Vec<Shape>),
    Page {
        shapes: Vec<Shape>,
        notes: Vec<Block>,
    },
    /// The page of a slide's notes.
    Notes(Vec<Shape>),
    Running {
        blocks: Vec<Block>,
        is_header: bool,
    },
    /// The reading of a ruby text.
    Reading(String),
}

struct Story<'s> {
    styles: &'s Styles,
    objects: Objects,
    told: Told,
    lists: Lists,
    stack: Vec<(usize, Frame)>,
    depth: usize,
    skipped: Option<usize>,
    /// A text for footers, while it is read: depth, name, text.
    declaration: Option<(usize, String, String)>,
    declared: HashMap<String, String>,
    /// Footnotes since the last paragraph or table of the body ended.
    after: Vec<Block>,
    endnotes: u32,
    /// What repeated rows and cells take beyond their first.
    repeated_bytes: usize,
    max_repeated_bytes: usize,
}

impl Story<'_> {
    fn open(&mut self, element: &Element) {
        self.depth += 1;
        if self.skipped.is_some() {
            return;
        }
        let at = self.depth;
        let name = element.name.as_str();
        let style = element.attribute("style-name");
        match name {
            "tracked-changes"
            | "annotation"
            | "forms"
            | "scripts"
            | "content-validations"
            | "number"
            | "binary-data"
            | "event-listeners" => self.skipped = Some(at),
            _ if name.ends_with("-source") => self.skipped = Some(at),
            "presentation" | "drawing" if self.stack.is_empty() => self.told.body = Body::Pages,
            "spreadsheet" if self.stack.is_empty() => self.told.body = Body::Sheets,
            "p" | "h" | "math" => self.begin_paragraph(element),
            "s" => {
                let count = element.attribute("c").and_then(|c| c.parse().ok());
                self.push(&" ".repeat(count.unwrap_or(1).min(MAX_SPACES)));
            }
            "tab" => self.push("\t"),
            "line-break" => self.push("\n"),
            "soft-page-break" => self.page_break(),
            "list" => self.lists.begin(at, element),
            "list-item" => self.lists.item(element, self.styles),
            "table" => {
                let table = Frame::Table {
                    table: Table::default(),
                    name: element
                        .attribute("table:name")
                        .unwrap_or_default()
                        .to_owned(),
                    is_hidden: self.styles.is_hidden("table", style),
                    breaks_before: self.styles.breaks_before("table", style),
                };
                self.push_frame(table);
            }
            "table-row" if matches!(self.top(), Some(Frame::Table { .. })) => {
                self.push_frame(Frame::Row {
                    cells: Vec::new(),
                    repeats: repeats(element, "number-rows-repeated"),
                });
            }
            "table-cell" | "covered-table-cell"
                if matches!(self.top(), Some(Frame::Row { .. })) =>
            {
                let values = [
                    "date-value",
                    "time-value",
                    "string-value",
                    "boolean-value",
                    "value",
                ];
                let value = values.iter().find_map(|name| element.attribute(name));
                self.push_frame(Frame::Cell {
                    blocks: Vec::new(),
                    repeats: repeats(element, "number-columns-repeated"),
                    value: value.unwrap_or_default().to_owned(),
                    is_covered: name == "covered-table-cell",
                });
            }
            "note" => self.push_frame(Frame::Note {
                blocks: Vec::new(),
                citation: String::new(),
                is_endnote: element.attribute("note-class") == Some("endnote"),
            }),
            "note-citation" => self.push_frame(Frame::Citation),
            "page" => {
                if self.styles.is_hidden("drawing-page", style) {
                    let number = self.told.pages.len() + 1;
                    self.told.warnings.push(format!("slide {number} is hidden"));
                }
                let shapes = self.footer(element, style).into_iter().collect();
                self.push_frame(Frame::Page {
                    shapes,
                    notes: Vec::new(),
                });
            }
            "notes" => self.push_frame(Frame::Notes(Vec::new())),
            "footer-decl" | "header-decl" => {
                let name = element.attribute("presentation:name").unwrap_or_default();
                self.declaration = Some((at, name.to_owned(), String::new()));
            }
            "g" => self.push_frame(Frame::Group(Vec::new())),
            "object" => {
                let link = element.attribute("href").unwrap_or_default();
                let folder = link.trim_start_matches("./").trim_end_matches('/');
                if let Some(blocks) = self.objects.remove(folder) {
                    self.emit(blocks);
                }
            }
            "header" | "header-left" | "header-first" | "footer" | "footer-left"
            | "footer-first"
                if self.stack.is_empty() =>
            {
                if element.attribute("display") == Some("false") {
                    self.skipped = Some(at);
                }
                self.push_frame(Frame::Running {
                    blocks: Vec::new(),
                    is_header: name.starts_with("header"),
                });
            }
            "ruby-text" => self.push_frame(Frame::Reading(String::new())),
            _ if shape::is_drawing(name) => {
                self.push_frame(Frame::Drawing(Box::new(shape::begin(element))));
            }
            _ => {}
        }
    }

    fn begin_paragraph(&mut self, element: &Element) {
        let style = element.attribute("style-name");
        let level: usize = element
            .attribute("outline-level")
            .and_then(|level| level.parse().ok())
            .unwrap_or(1);
        let is_heading = element.name == "h";
        let label = if is_heading && !self.lists.is_in_list() {
            self.lists.heading(level, element, self.styles)
        } else {
            self.lists.label(self.styles)
        };
        self.push_frame(Frame::Paragraph {
            content: Paragraph::default(),
            heading: is_heading.then(|| u8::try_from(level).unwrap_or(9).clamp(1, 9)),
            label,
            breaks_before: self.styles.breaks_before("paragraph", style),
            breaks_after: self.styles.breaks_after("paragraph", style),
        });
    }

    /// The footer that a slide takes from a declaration.
    fn footer(&self, element: &Element, style: Option<&str>) -> Option<Shape> {
        let name = element.attribute("use-footer-name")?;
        let text = self.declared.get(name)?;
        let is_shown = !self.styles.hides_footer(style);
        is_shown.then(|| Shape {
            purpose: Purpose::Furniture,
            blocks: vec![Block::Text(text.clone())],
            ..Shape::default()
        })
    }

    fn text(&mut self, text: &str) {
        if self.skipped.is_some() {
            return;
        }
        if let Some((_, _, declaration)) = &mut self.declaration {
            declaration.push_str(text);
            return;
        }
        match self.stack.last_mut() {
            Some((_, Frame::Paragraph { content, .. })) => {
                let mut is_space = content.text.is_empty() || content.text.ends_with([' ', '\n']);
                let mut collapsed = String::with_capacity(text.len());
                for c in text.chars() {
                    let space = matches!(c, ' ' | '\t' | '\r' | '\n');
                    if !space {
                        collapsed.push(c);
                    } else if !is_space {
                        collapsed.push(' ');
                    }
                    is_space = space;
                }
                content.push(&collapsed);
            }
            Some((_, Frame::Reading(reading))) => reading.push_str(text),
            Some((_, Frame::Citation)) => {
                let below = self.stack.len().checked_sub(2);
                if let Some((_, Frame::Note { citation, .. })) =
                    below.and_then(|below| self.stack.get_mut(below))
                {
                    citation.push_str(text);
                }
            }
            _ => {}
        }
    }

    /// Adds text as it is to the open paragraph.
    fn push(&mut self, text: &str) {
        if let Some((_, Frame::Paragraph { content, .. })) = self.stack.last_mut() {
            content.push(text);
        }
    }

    fn page_break(&mut self) {
        match self.stack.last_mut() {
            Some((_, Frame::Paragraph { content, .. })) => content.page_break(Break::LaidOut),
            Some((_, Frame::Table { table, .. })) => table.page_breaks(vec![Break::LaidOut]),
            _ => self.emit(vec![Block::Break(Break::LaidOut)]),
        }
    }

    fn flush(&mut self) {
        self.told.blocks.append(&mut self.after);
    }

    /// How often what takes `bytes` is repeated: as often as stated, but not at all once everything
    /// repeated takes too much, which ends the reading at the next check. Tables in repeated cells of
    /// tables would else grow with the power of their depth.
    fn afford(&mut self, bytes: usize, repeats: usize) -> usize {
        let more = bytes.saturating_mul(repeats.saturating_sub(1));
        self.repeated_bytes = self.repeated_bytes.saturating_add(more);
        if self.max_repeated_bytes < self.repeated_bytes {
            1
        } else {
            repeats
        }
    }

    fn check_repeats(&self) -> Result<(), Failure> {
        let limit = self.max_repeated_bytes;
        if limit < self.repeated_bytes {
            return Err(Failure::over(format!(
                "text has more than {limit} bytes by repetition alone, the limit"
            )));
        }
        Ok(())
    }

    fn top(&self) -> Option<&Frame> {
        self.stack.last().map(|(_, frame)| frame)
    }

    fn push_frame(&mut self, frame: Frame) {
        // Beyond half of it, only what has text itself.
        let most = match frame {
            Frame::Paragraph { .. } => MAX_FRAMES,
            _ => MAX_FRAMES / 2,
        };
        if most <= self.stack.len() {
            self.push(" ");
            return;
        }
        if matches!(
            frame,
            Frame::Cell { .. } | Frame::Note { .. } | Frame::Drawing(_) | Frame::Page { .. }
        ) {
            self.lists.keep_apart(self.depth);
        }
        self.stack.push((self.depth, frame));
    }
}

/// How often a row or cell is repeated, at least once.
fn repeats(element: &Element, name: &str) -> usize {
    let stated = element.attribute(name).and_then(|value| value.parse().ok());
    stated.unwrap_or(1).clamp(1, MAX_REPEATS)
}
