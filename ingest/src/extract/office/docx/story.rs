//! One text of a DOCX file (its body, a header, the footnotes) → blocks.
//!
//! What holds: text is taken once (of alternatives the first, which is the newer form), deleted and
//! hidden text is left out, inserted text kept, of fields the result; tables within tables and boxes
//! within boxes deeper than [`MAX_FRAMES`] lose their frame, not their text.
//!
//! Elements are known by their local names: those of WordprocessingML, DrawingML and Office Math that
//! share one (`p`, `r`, `t`, `br`, `tbl`) mean the same in all three.
//!
//! Format: ECMA-376 part 1, 17 and 22.1; part 3 (alternatives).

use std::collections::HashMap;

use super::super::super::xml::{Element, Node, Xml};
use super::super::blocks::{Block, Break, Table};
use super::super::drawing::Shown;
use super::super::paragraph::Paragraph;
use super::super::symbols;
use super::math::Math;
use super::numbering::{Counters, Numbering};
use super::styles::{ListPlace, Styles, is_on};

mod close;

/// Most tables, rows, cells, boxes and paragraphs open within one another.
const MAX_FRAMES: usize = 200;

/// What all texts of a document share.
pub(super) struct Shared<'a> {
    pub(super) styles: &'a Styles,
    pub(super) numbering: &'a Numbering,
    /// Footnotes, endnotes and comments that have not been shown yet.
    pub(super) notes: &'a mut Notes,
}

/// Footnotes, endnotes and comments, and how many have been referred to.
#[derive(Debug, Default)]
pub(super) struct Notes {
    pub(super) footnotes: HashMap<String, Vec<Block>>,
    pub(super) endnotes: HashMap<String, Vec<Block>>,
    pub(super) comments: HashMap<String, Vec<Block>>,
    footnotes_shown: u32,
    endnotes_shown: u32,
    /// Endnotes in the order of reference; they stand at the end.
    pub(super) at_end: Vec<Block>,
}

/// A section: how it begins, and its running heads and feet, by reference.
#[derive(Clone, Debug, Default)]
pub(super) struct Section {
    pub(super) is_continuous: bool,
    pub(super) has_title_page: bool,
    /// Kind (`default`, `first`, `even`) and id.
    pub(super) headers: Vec<(String, String)>,
    pub(super) footers: Vec<(String, String)>,
}

/// What was read.
#[derive(Debug, Default)]
pub(super) struct Told {
    pub(super) blocks: Vec<Block>,
    pub(super) sections: Vec<Section>,
    /// Footnotes, endnotes or comments by their ids.
    pub(super) notes: HashMap<String, Vec<Block>>,
    pub(super) has_hidden_text: bool,
    pub(super) damage: Option<String>,
}

/// Reads the text of the part `text`; `shown` is what it shows of other parts.
pub(super) fn tell(text: &str, shown: Shown, shared: &mut Shared<'_>) -> Told {
    let mut story = Story {
        shared,
        shown,
        told: Told::default(),
        counters: Counters::default(),
        stack: Vec::new(),
        depth: 0,
        skipped: None,
        properties: None,
        section: Section::default(),
        fields: Vec::new(),
        choices: Vec::new(),
        text_at: None,
        is_hidden: false,
        font: String::new(),
        ruby: None,
        reading: String::new(),
        math: Math::default(),
        footnotes: Vec::new(),
    };
    let mut xml = Xml::new(text);
    loop {
        match xml.next() {
            Ok(Some(Node::Open(element))) => story.open(&element),
            Ok(Some(Node::Text(text))) => {
                if story.text_at.is_some() && story.skipped.is_none() {
                    story.push(&text);
                }
            }
            Ok(Some(Node::Close(name))) => story.close(&name),
            Ok(None) => break,
            Err(damage) => {
                story.told.damage = Some(damage);
                break;
            }
        }
    }
    while let Some((_, frame)) = story.stack.pop() {
        story.finish(frame);
    }
    story.flush_footnotes();
    story.told
}

/// A paragraph, and what its properties say.
#[derive(Default)]
struct OpenParagraph {
    content: Paragraph,
    style: Option<String>,
    outline: Option<u8>,
    list: ListPlace,
    breaks_page: Option<bool>,
    /// The section that ends with it.
    section: Option<usize>,
}

/// Something open that gathers what is in it.
enum Frame {
    Paragraph(Box<OpenParagraph>),
    Table(Table),
    Row {
        cells: Vec<Vec<Block>>,
        is_deleted: bool,
    },
    Cell {
        blocks: Vec<Block>,
        is_continued: bool,
    },
    Box(Vec<Block>),
    Note {
        id: String,
        /// Who wrote it, of a comment.
        author: Option<String>,
        blocks: Vec<Block>,
    },
}

/// Whose properties are being read.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Of {
    Paragraph,
    Run,
    Row,
    Cell,
    Section,
}

struct Story<'s, 'a> {
    shared: &'s mut Shared<'a>,
    shown: Shown,
    told: Told,
    counters: Counters,
    /// What is open, each with the depth of its element.
    stack: Vec<(usize, Frame)>,
    depth: usize,
    /// Depth of the element that is left out with all that is in it.
    skipped: Option<usize>,
    properties: Option<(usize, Of)>,
    section: Section,
    /// The fields that are open; whether each has come to its result.
    fields: Vec<bool>,
    /// The alternatives that are open: depth, and whether one has been taken.
    choices: Vec<(usize, bool)>,
    text_at: Option<usize>,
    is_hidden: bool,
    font: String,
    /// Where in the paragraph the reading of a ruby text began.
    ruby: Option<usize>,
    reading: String,
    math: Math,
    /// Footnotes and comments referred to since the last paragraph or table of the body ended.
    footnotes: Vec<Block>,
}

impl Story<'_, '_> {
    fn open(&mut self, element: &Element) {
        self.depth += 1;
        if self.skipped.is_some() {
            return;
        }
        if let Some((_, of)) = self.properties {
            self.property(of, element);
            return;
        }
        let at = self.depth;
        match element.name.as_str() {
            "pPr" => self.properties = Some((at, Of::Paragraph)),
            "rPr" => self.properties = Some((at, Of::Run)),
            "trPr" => self.properties = Some((at, Of::Row)),
            "tcPr" => self.properties = Some((at, Of::Cell)),
            "sectPr" => self.properties = Some((at, Of::Section)),
            "del" | "moveFrom" | "tblPr" | "tblGrid" | "sdtPr" | "sdtEndPr" | "instrText"
            | "delText" | "delInstrText" | "ffData" | "tblPrEx" => self.skipped = Some(at),
            "AlternateContent" => {
                if self.choices.len() < MAX_FRAMES {
                    self.choices.push((at, false));
                } else {
                    self.skipped = Some(at);
                }
            }
            "Choice" | "Fallback" => match self.choices.last_mut() {
                Some((_, taken)) if *taken => self.skipped = Some(at),
                Some((_, taken)) => *taken = true,
                None => {}
            },
            "p" => self.push_frame(Frame::Paragraph(Box::default())),
            "tbl" => self.push_frame(Frame::Table(Table::default())),
            "tr" if matches!(self.top(), Some(Frame::Table(_))) => self.push_frame(Frame::Row {
                cells: Vec::new(),
                is_deleted: false,
            }),
            "tc" if matches!(self.top(), Some(Frame::Row { .. })) => {
                self.push_frame(Frame::Cell {
                    blocks: Vec::new(),
                    is_continued: false,
                });
            }
            "txbxContent" => self.push_frame(Frame::Box(Vec::new())),
            name @ ("footnote" | "endnote" | "comment") => self.push_frame(Frame::Note {
                id: element.attribute("id").unwrap_or_default().to_owned(),
                author: (name == "comment")
                    .then(|| element.attribute("author").unwrap_or_default().to_owned()),
                blocks: Vec::new(),
            }),
            // Word art is its text in an attribute.
            "textpath" => {
                let text = element.attribute("string").unwrap_or_default().to_owned();
                self.emit(vec![Block::Text(text)]);
            }
            "chart" | "altChunk" => self.show(element.attribute("r:id")),
            "relIds" => self.show(element.attribute("r:dm")),
            "r" => {
                self.is_hidden = false;
                self.font.clear();
            }
            "t" => self.text_at = Some(at),
            _ => self.mark(element),
        }
    }

    /// An element that stands for text.
    fn mark(&mut self, element: &Element) {
        match element.name.as_str() {
            "tab" | "ptab" => self.push("\t"),
            "br" if element.attribute("type") == Some("page") => self.page_break(Break::Stated),
            "br" | "cr" => self.push("\n"),
            "noBreakHyphen" => self.push("-"),
            "lastRenderedPageBreak" => self.page_break(Break::LaidOut),
            "sym" => {
                let code = element.attribute("char").unwrap_or_default();
                let font = element.attribute("font").unwrap_or_default();
                let code = u32::from_str_radix(code, 16).unwrap_or_default();
                let c = symbols::symbol(font, code).or_else(|| symbols::bullet(code));
                if let Some(c) = c {
                    self.push(c.encode_utf8(&mut [0; 4]));
                }
            }
            "fldChar" => match element.attribute("fldCharType") {
                Some("begin") if self.fields.len() < MAX_FRAMES => self.fields.push(false),
                Some("separate") => {
                    if let Some(field) = self.fields.last_mut() {
                        *field = true;
                    }
                }
                Some("end") => {
                    self.fields.pop();
                }
                _ => {}
            },
            "footnoteReference" => {
                let id = element.attribute("id").unwrap_or_default();
                let notes = &mut *self.shared.notes;
                if let Some(note) = notes.footnotes.remove(id) {
                    notes.footnotes_shown += 1;
                    let label = notes.footnotes_shown.to_string();
                    self.footnotes.extend(labelled(&label, note));
                }
            }
            "endnoteReference" => {
                let id = element.attribute("id").unwrap_or_default();
                let notes = &mut *self.shared.notes;
                if let Some(note) = notes.endnotes.remove(id) {
                    notes.endnotes_shown += 1;
                    let label = super::super::numerals::numeral(notes.endnotes_shown, "lowerRoman");
                    notes.at_end.extend(labelled(&label, note));
                }
            }
            "commentReference" => {
                let id = element.attribute("id").unwrap_or_default();
                if let Some(comment) = self.shared.notes.comments.remove(id) {
                    self.footnotes.extend(comment);
                }
            }
            "rt" => self.ruby = self.paragraph().map(|open| open.content.text.len()),
            _ => {
                let text = self.math.open(self.depth, element);
                self.push(&text);
            }
        }
    }

    fn property(&mut self, of: Of, element: &Element) {
        let name = element.name.as_str();
        let value = element.attribute("val");
        // What was before a tracked change, and the properties of the paragraph's mark.
        if name.ends_with("Change") || of == Of::Paragraph && name == "rPr" {
            self.skipped = Some(self.depth);
            return;
        }
        match (of, name) {
            (Of::Paragraph, "sectPr") => self.properties = Some((self.depth, Of::Section)),
            (Of::Paragraph, _) => {
                let Some(paragraph) = self.paragraph() else {
                    return;
                };
                let number = || value.and_then(|value| value.parse().ok());
                match name {
                    "pStyle" => paragraph.style = value.map(str::to_owned),
                    "outlineLvl" => paragraph.outline = number(),
                    "numId" => paragraph.list.list = value.map(str::to_owned),
                    "ilvl" => paragraph.list.level = number(),
                    "pageBreakBefore" => paragraph.breaks_page = Some(value.is_none_or(is_on)),
                    _ => {}
                }
            }
            (Of::Run, "vanish") => self.is_hidden = value.is_none_or(is_on),
            (Of::Run, "rFonts") => {
                let font = element.attribute("ascii").or(element.attribute("hAnsi"));
                self.font = font.unwrap_or_default().to_owned();
            }
            (Of::Row, "del") => {
                if let Some((_, Frame::Row { is_deleted, .. })) = self.stack.last_mut() {
                    *is_deleted = true;
                }
            }
            (Of::Cell, "vMerge" | "hMerge") => {
                if let Some((_, Frame::Cell { is_continued, .. })) = self.stack.last_mut() {
                    *is_continued = value != Some("restart");
                }
            }
            (Of::Section, "type") => {
                self.section.is_continuous = matches!(value, Some("continuous" | "nextColumn"));
            }
            (Of::Section, "titlePg") => self.section.has_title_page = value.is_none_or(is_on),
            (Of::Section, "headerReference" | "footerReference") => {
                let kind = element.attribute("type").unwrap_or("default").to_owned();
                let id = element.attribute("r:id").unwrap_or_default().to_owned();
                if name == "headerReference" {
                    self.section.headers.push((kind, id));
                } else {
                    self.section.footers.push((kind, id));
                }
            }
            _ => {}
        }
    }

    /// Puts finished blocks where they belong: in what is open around them.
    fn emit(&mut self, blocks: Vec<Block>) {
        for (_, frame) in self.stack.iter_mut().rev() {
            match frame {
                // A box stands beside the paragraph it hangs on; a page break in it breaks nothing.
                Frame::Paragraph(paragraph) => {
                    let stays = |block: &Block| !matches!(block, Block::Break(_));
                    paragraph
                        .content
                        .after
                        .extend(blocks.into_iter().filter(stays));
                    return;
                }
                Frame::Cell { blocks: to, .. }
                | Frame::Box(to)
                | Frame::Note { blocks: to, .. } => {
                    to.extend(blocks);
                    return;
                }
                Frame::Table(_) | Frame::Row { .. } => {}
            }
        }
        self.told.blocks.extend(blocks);
        self.flush_footnotes();
    }

    fn flush_footnotes(&mut self) {
        self.told.blocks.append(&mut self.footnotes);
    }

    fn show(&mut self, id: Option<&str>) {
        if let Some(blocks) = id.and_then(|id| self.shown.remove(id)) {
            self.emit(blocks);
        }
    }

    fn page_break(&mut self, kind: Break) {
        if let Some(paragraph) = self.paragraph() {
            paragraph.content.page_break(kind);
        }
    }

    fn push(&mut self, text: &str) {
        if text.is_empty() || self.fields.contains(&false) {
            return;
        }
        if self.is_hidden {
            self.told.has_hidden_text = true;
            return;
        }
        let text = symbols::mapped(&self.font, text);
        match self.paragraph() {
            Some(paragraph) => paragraph.content.push(&text),
            None => self.emit(vec![Block::Text(text)]),
        }
    }

    fn paragraph(&mut self) -> Option<&mut OpenParagraph> {
        self.stack
            .iter_mut()
            .rev()
            .find_map(|(_, frame)| match frame {
                Frame::Paragraph(paragraph) => Some(&mut **paragraph),
                _ => None,
            })
    }

    fn top(&self) -> Option<&Frame> {
        self.stack.last().map(|(_, frame)| frame)
    }

    fn push_frame(&mut self, frame: Frame) {
        // Beyond half of it, only what has text itself.
        let most = match frame {
            Frame::Paragraph(_) => MAX_FRAMES,
            _ => MAX_FRAMES / 2,
        };
        if self.stack.len() < most {
            self.stack.push((self.depth, frame));
        } else {
            self.push(" ");
        }
    }
}

fn labelled(label: &str, mut note: Vec<Block>) -> Vec<Block> {
    if let Some(Block::Text(text)) = note.first_mut() {
        *text = format!("{label}) {}", text.trim_start());
    }
    note
}
