//! One slide, layout, master or page of notes of a PPTX file → its shapes.
//!
//! What holds: of alternatives the first is taken; groups nested deeper than [`MAX_FRAMES`] are
//! dissolved into the one around them.
//!
//! Format: ECMA-376 part 1, 19.3 (shapes), 21.1 (text, tables); part 3 (alternatives).

use super::super::super::xml::{Element, Node, Xml};
use super::super::blocks::{Block, Table};
use super::super::drawing::Shown;
use super::super::numerals::numeral;
use super::super::shapes::{self, Area, Purpose, Shape};
use super::super::symbols;

/// Most groups, shapes, tables and paragraphs open within one another.
const MAX_FRAMES: usize = 100;
/// Levels of a list in a shape.
const LEVELS: usize = 9;

/// What was read.
#[derive(Debug, Default)]
pub(super) struct Slide {
    pub(super) shapes: Vec<Shape>,
    pub(super) is_hidden: bool,
    pub(super) damage: Option<String>,
}

/// The ids of the references to the slides, in the order of `presentation.xml`.
pub(super) fn ids(text: &str) -> Vec<String> {
    let mut ids = Vec::new();
    let mut xml = Xml::new(text);
    while let Ok(Some(node)) = xml.next() {
        if let Node::Open(element) = node
            && element.name == "sldId"
        {
            ids.extend(element.attribute("r:id").map(str::to_owned));
        }
    }
    ids
}

/// Reads the shapes of `text`; `shown` is what it shows of other parts.
pub(super) fn read(text: &str, shown: Shown) -> Slide {
    let mut reading = Reading {
        shown,
        ..Reading::default()
    };
    let mut xml = Xml::new(text);
    loop {
        match xml.next() {
            Ok(Some(Node::Open(element))) => reading.open(&element),
            Ok(Some(Node::Text(text))) => {
                if reading.text_at.is_some() && reading.skipped.is_none() {
                    reading.push(&text);
                }
            }
            Ok(Some(Node::Close(_))) => reading.close(),
            Ok(None) => break,
            Err(damage) => {
                reading.slide.damage = Some(damage);
                break;
            }
        }
    }
    while let Some((_, frame)) = reading.stack.pop() {
        reading.finish(frame);
    }
    reading.slide
}

enum Frame {
    Group {
        area: Option<Area>,
        shapes: Vec<Shape>,
    },
    Shape(Box<Shape>, [u32; LEVELS]),
    Table(Table),
    Row(Vec<Vec<Block>>),
    Cell {
        blocks: Vec<Block>,
        is_continued: bool,
    },
    Paragraph(Paragraph),
}

#[derive(Default)]
struct Paragraph {
    text: String,
    level: usize,
    /// Format, what stands before and after the number, and the first number.
    number: Option<(&'static str, &'static str, &'static str, u32)>,
}

#[derive(Default)]
struct Reading {
    slide: Slide,
    shown: Shown,
    stack: Vec<(usize, Frame)>,
    depth: usize,
    skipped: Option<usize>,
    choices: Vec<(usize, bool)>,
    text_at: Option<usize>,
    /// The element that states a place.
    place_at: Option<usize>,
}

impl Reading {
    fn open(&mut self, element: &Element) {
        self.depth += 1;
        if self.skipped.is_some() {
            return;
        }
        let at = self.depth;
        match element.name.as_str() {
            "sld" => self.slide.is_hidden = element.attribute("show") == Some("0"),
            "extLst" | "timing" | "transition" | "txStyles" | "lstStyle" => {
                self.skipped = Some(at);
            }
            "AlternateContent" if self.choices.len() < MAX_FRAMES => {
                self.choices.push((at, false));
            }
            "AlternateContent" => self.skipped = Some(at),
            "Choice" | "Fallback" => match self.choices.last_mut() {
                Some((_, taken)) if *taken => self.skipped = Some(at),
                Some((_, taken)) => *taken = true,
                None => {}
            },
            "grpSp" => self.push_frame(Frame::Group {
                area: None,
                shapes: Vec::new(),
            }),
            "sp" | "graphicFrame" | "cxnSp" | "pic" => {
                self.push_frame(Frame::Shape(Box::default(), [0; LEVELS]));
            }
            "ph" => self.placeholder(element),
            "xfrm" => self.place_at = Some(at),
            "off" if self.place_at.is_some() => {
                if let (Some(area), Some(left), Some(top)) =
                    (self.area(), number(element, "x"), number(element, "y"))
                {
                    (area.left, area.top) = (left, top);
                }
            }
            "ext" if self.place_at.is_some() => {
                if let (Some(area), Some(width), Some(height)) =
                    (self.area(), number(element, "cx"), number(element, "cy"))
                {
                    (area.width, area.height) = (width, height);
                }
            }
            "chart" => self.show(element.attribute("r:id")),
            "relIds" => self.show(element.attribute("r:dm")),
            "tbl" => self.push_frame(Frame::Table(Table::default())),
            "tr" if matches!(self.stack.last(), Some((_, Frame::Table(_)))) => {
                self.push_frame(Frame::Row(Vec::new()));
            }
            "tc" if matches!(self.stack.last(), Some((_, Frame::Row(_)))) => {
                let is_on = |name| element.attribute(name).is_some_and(|v| v != "0");
                self.push_frame(Frame::Cell {
                    blocks: Vec::new(),
                    is_continued: is_on("hMerge") || is_on("vMerge"),
                });
            }
            "p" => self.push_frame(Frame::Paragraph(Paragraph::default())),
            "t" => self.text_at = Some(at),
            "br" => self.push("\n"),
            _ => self.list(element),
        }
    }

    /// What says how a paragraph is numbered.
    fn list(&mut self, element: &Element) {
        let Some((_, Frame::Paragraph(paragraph))) = self.stack.last_mut() else {
            return;
        };
        match element.name.as_str() {
            "pPr" => {
                let level = element.attribute("lvl").and_then(|v| v.parse().ok());
                paragraph.level = level.unwrap_or(0).min(LEVELS - 1);
            }
            "buAutoNum" => {
                let start = element.attribute("startAt").and_then(|v| v.parse().ok());
                let kind = element.attribute("type").unwrap_or_default();
                paragraph.number = Some(auto_number(kind, start.unwrap_or(1)));
            }
            _ => {}
        }
    }

    fn placeholder(&mut self, element: &Element) {
        let kind = element.attribute("type").unwrap_or("obj").to_owned();
        let index = element.attribute("idx").map(str::to_owned);
        if let Some((_, Frame::Shape(shape, _))) = self.stack.last_mut() {
            shape.purpose = match kind.as_str() {
                "title" | "ctrTitle" => Purpose::Title,
                "dt" | "ftr" | "sldNum" | "hdr" => Purpose::Furniture,
                "sldImg" => Purpose::Thumbnail,
                _ => Purpose::Content,
            };
            shape.placeholder = Some((kind, index));
        }
    }

    fn close(&mut self) {
        let at = self.depth;
        self.depth = self.depth.saturating_sub(1);
        if let Some(skipped) = self.skipped {
            if at <= skipped {
                self.skipped = None;
            }
            return;
        }
        for open in [&mut self.text_at, &mut self.place_at] {
            if open.is_some_and(|from| at <= from) {
                *open = None;
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

    fn finish(&mut self, frame: Frame) {
        match frame {
            Frame::Group { area, shapes } => self.put(shapes::group(area, shapes)),
            Frame::Shape(shape, _) => self.put(*shape),
            Frame::Table(table) => self.emit(table.finish()),
            Frame::Row(cells) => {
                if let Some((_, Frame::Table(table))) = self.stack.last_mut() {
                    table.row(&cells);
                }
            }
            Frame::Cell {
                blocks,
                is_continued,
            } => {
                if let Some((_, Frame::Row(cells))) = self.stack.last_mut() {
                    cells.push(if is_continued { Vec::new() } else { blocks });
                }
            }
            Frame::Paragraph(paragraph) => {
                let label = self.label(&paragraph);
                if !paragraph.text.trim().is_empty() {
                    self.emit(vec![Block::Text(label + &paragraph.text)]);
                }
            }
        }
    }

    /// Counts a paragraph of a numbered list; the number it begins with.
    fn label(&mut self, paragraph: &Paragraph) -> String {
        let mut frames = self.stack.iter_mut().rev();
        let counts = frames.find_map(|(_, frame)| match frame {
            Frame::Shape(_, counts) => Some(counts),
            _ => None,
        });
        let Some(counts) = counts else {
            return String::new();
        };
        if paragraph.text.trim().is_empty() {
            return String::new();
        }
        for count in counts.iter_mut().skip(paragraph.level + 1) {
            *count = 0;
        }
        let (Some(count), Some((format, before, after, start))) =
            (counts.get_mut(paragraph.level), paragraph.number)
        else {
            if let Some(count) = counts.get_mut(paragraph.level) {
                *count = 0;
            }
            return String::new();
        };
        *count = count.saturating_add(1);
        let number = start.saturating_add(*count - 1);
        format!("{before}{}{after} ", numeral(number, format))
    }

    /// Puts a finished shape into the group around it.
    fn put(&mut self, shape: Shape) {
        let mut frames = self.stack.iter_mut().rev();
        let group = frames.find_map(|(_, frame)| match frame {
            Frame::Group { shapes, .. } => Some(shapes),
            _ => None,
        });
        group.unwrap_or(&mut self.slide.shapes).push(shape);
    }

    /// Puts finished blocks into the cell or shape around them.
    fn emit(&mut self, blocks: Vec<Block>) {
        for (_, frame) in self.stack.iter_mut().rev() {
            match frame {
                Frame::Cell { blocks: to, .. } => {
                    to.extend(blocks);
                    return;
                }
                Frame::Shape(shape, _) => {
                    shape.blocks.extend(blocks);
                    return;
                }
                _ => {}
            }
        }
        self.put(Shape {
            blocks,
            ..Shape::default()
        });
    }

    fn show(&mut self, id: Option<&str>) {
        if let Some(blocks) = id.and_then(|id| self.shown.remove(id)) {
            self.emit(blocks);
        }
    }

    fn push(&mut self, text: &str) {
        let mut frames = self.stack.iter_mut().rev();
        let paragraph = frames.find_map(|(_, frame)| match frame {
            Frame::Paragraph(paragraph) => Some(paragraph),
            _ => None,
        });
        if let Some(paragraph) = paragraph {
            paragraph.text.push_str(&symbols::mapped("", text));
        }
    }

    /// The place of the innermost shape or group.
    fn area(&mut self) -> Option<&mut Area> {
        match self.stack.last_mut() {
            Some((_, Frame::Shape(shape, _))) => Some(shape.area.get_or_insert_default()),
            Some((_, Frame::Group { area, .. })) => Some(area.get_or_insert_default()),
            _ => None,
        }
    }

    fn push_frame(&mut self, frame: Frame) {
        // Beyond half of it, only what has text itself.
        let most = match frame {
            Frame::Shape(..) | Frame::Paragraph(_) => MAX_FRAMES,
            _ => MAX_FRAMES / 2,
        };
        if self.stack.len() < most {
            self.stack.push((self.depth, frame));
        } else {
            self.push("\n");
        }
    }
}

fn number(element: &Element, name: &str) -> Option<f64> {
    element
        .attribute(name)?
        .parse::<i64>()
        .ok()
        .map(|n| n as f64)
}

/// The parts of an automatic number's kind, such as `alphaLcParenBoth` (ECMA-376 part 1, 20.1.10.61).
fn auto_number(kind: &str, start: u32) -> (&'static str, &'static str, &'static str, u32) {
    let format = match kind {
        _ if kind.starts_with("alphaLc") => "lowerLetter",
        _ if kind.starts_with("alphaUc") => "upperLetter",
        _ if kind.starts_with("romanLc") => "lowerRoman",
        _ if kind.starts_with("romanUc") => "upperRoman",
        _ if kind.starts_with("circleNum") => "decimalEnclosedCircle",
        _ if kind.starts_with("ea1") => "chineseCounting",
        _ if kind.starts_with("hebrew") => "hebrew1",
        _ => "decimal",
    };
    let (before, after) = match kind {
        _ if kind.ends_with("ParenBoth") => ("(", ")"),
        _ if kind.ends_with("ParenR") => ("", ")"),
        _ if kind.ends_with("Period") => ("", "."),
        _ if kind.ends_with("Minus") => ("", "-"),
        _ => ("", ""),
    };
    (format, before, after, start)
}
