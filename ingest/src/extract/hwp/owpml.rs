//! The text of one part of a HWPX document, in XML → a story.
//!
//! What holds: elements are kept on the heap, however deep; what stands in elements unknown here is
//! looked through, and only what stands in `t`, `script` and the two parts of `dutmal` is text.
//!
//! Source: KS X 6101 (OWPML), "본문".

use super::characters::{CONTROL_UNITS, counted, number_shape, readable};
use super::hwpml::name_in_hwpx;
use super::layout::Line;
use super::numbers::{Counter, Head};
use super::story::{Part, Place, Story};
use super::styles::Styles;
use crate::extract::xml::{Element, Node, Xml};

/// Tells the part `text`, called `name` in the package. Damage costs what comes after it.
pub(super) fn tell(
    text: &str,
    name: &str,
    styles: &Styles,
    counter: &mut Counter<'_>,
    story: &mut Story,
    warnings: &mut Vec<String>,
) {
    counter.set_outline(None);
    let mut reader = Reader {
        styles,
        counter,
        waiting: None,
        story,
        open: Vec::new(),
        sink: Sink::Nothing,
        lines: Vec::new(),
        tables: Vec::new(),
        paper: 0,
        is_in_one_row: false,
        main: String::new(),
        beside: String::new(),
        is_deleted: false,
        deleted: 0,
    };
    let mut xml = Xml::new(text);
    loop {
        match xml.next() {
            Ok(Some(Node::Open(element))) => reader.open(&element),
            Ok(Some(Node::Text(text))) => reader.text(&text),
            Ok(Some(Node::Close(name))) => reader.close(name_in_hwpx(&name)),
            Ok(None) => break,
            Err(error) => {
                warnings.push(format!("{name}: {error}; what follows is not read"));
                break;
            }
        }
        if reader.story.is_over() {
            break;
        }
    }
    if 0 < reader.deleted {
        let count = reader.deleted;
        warnings.push(format!(
            "{name}: {count} deletions under review are left out"
        ));
    }
    while !reader.open.is_empty() {
        reader.close("");
    }
}

/// What the end of an element that is open closes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Act {
    Nothing,
    Paragraph,
    Object,
    Table,
    List,
}

/// Where text goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Sink {
    Nothing,
    Body,
    Word,
    Main,
    Beside,
}

struct Reader<'a, 'b> {
    styles: &'a Styles,
    counter: &'a mut Counter<'b>,
    /// What stands before the first paragraph, whose section is not known yet.
    waiting: Option<Head>,
    story: &'a mut Story,
    open: Vec<Act>,
    sink: Sink,
    /// Lines of the paragraph that ends.
    lines: Vec<Line>,
    /// Row and cell of the tables that are open, from 1.
    tables: Vec<(u32, u32)>,
    /// Height of the paper.
    paper: u32,
    /// Whether the cell that is open is.
    is_in_one_row: bool,
    main: String,
    beside: String,
    is_deleted: bool,
    deleted: usize,
}

impl Reader<'_, '_> {
    fn open(&mut self, element: &Element) {
        let act = self.act(element);
        self.open.push(act);
    }

    fn act(&mut self, element: &Element) -> Act {
        match name_in_hwpx(&element.name) {
            "sec" => self.story.begin_section(),
            "p" => return self.paragraph(element),
            "t" => self.sink = Sink::Body,
            "script" => self.sink = Sink::Word,
            "mainText" => self.sink = Sink::Main,
            "subText" => self.sink = Sink::Beside,
            "tab" if self.sink == Sink::Body => {
                self.story.control(CONTROL_UNITS - 1);
                self.story.text("\t");
            }
            "lineBreak" if self.sink == Sink::Body => self.story.text("\n"),
            "nbSpace" | "fwSpace" if self.sink == Sink::Body => self.story.text(" "),
            "hyphen" if self.sink == Sink::Body => self.story.text("-"),
            "deleteBegin" => {
                self.is_deleted = true;
                self.deleted += 1;
            }
            "deleteEnd" => self.is_deleted = false,
            "secPr" => {
                self.story.control(CONTROL_UNITS);
                let outline = element.attribute("outlineShapeIDRef");
                self.counter
                    .set_outline(outline.and_then(|id| id.parse().ok()));
                if let Some(head) = self.waiting.take() {
                    let number = self.counter.next(head);
                    self.story.number(&number);
                }
            }
            "bookmark" | "fieldEnd" | "pageNum" | "pageHiding" | "newNum" | "indexmark"
            | "equation" | "dutmal" => self.story.control(CONTROL_UNITS),
            "colPr" => {
                self.story.control(CONTROL_UNITS);
                let count = element.attribute("colCount");
                let count = count.and_then(|count| count.parse().ok());
                self.story.columns(count.unwrap_or(1));
            }
            "pagePr" => {
                let is_landscape = element.attribute("landscape") == Some("NARROWLY");
                let paper = if is_landscape { "width" } else { "height" };
                let text = element.attribute(paper).and_then(|text| text.parse().ok());
                self.paper = text.unwrap_or_default();
            }
            "margin" => self.margins(element),
            "lineseg" => self.line(element),
            "compose" => {
                self.story.control(CONTROL_UNITS);
                let text = element.attribute("composeText").unwrap_or_default();
                self.story.text(&readable(text));
            }
            "autoNum" => {
                self.story.control(CONTROL_UNITS);
                self.automatic_number(element);
            }
            "autoNumFormat" => self.number_format(element),
            "cellSpan" => self.is_in_one_row = element.attribute("rowSpan") == Some("1"),
            "cellSz" if self.is_in_one_row => {
                let height = element.attribute("height");
                let height = height.and_then(|height| height.parse().ok());
                self.story.cell_height(height.unwrap_or_default());
            }
            "pos" => self.place(element),
            "btn" | "checkBtn" | "radioBtn" | "comboBox" | "listBox" | "edit" => {
                self.story.control(CONTROL_UNITS);
                if let Some(caption) = element.attribute("caption") {
                    self.story.word(&readable(caption));
                }
            }
            "tbl" => {
                self.story.control(CONTROL_UNITS);
                self.story.open_object(Place::After);
                self.wraps_around(element);
                self.tables.push((0, 0));
                return Act::Table;
            }
            "pic" | "rect" | "ellipse" | "arc" | "polygon" | "curve" | "line" | "connectLine"
            | "container" | "ole" | "textart" | "chart" | "video" => {
                self.story.control(CONTROL_UNITS);
                self.story.open_object(Place::After);
                self.wraps_around(element);
                if let Some(text) = either(element, "text", "Text") {
                    self.story.text(&readable(text));
                }
                return Act::Object;
            }
            "tr" => {
                if let Some((row, cell)) = self.tables.last_mut() {
                    *row += 1;
                    *cell = 0;
                }
            }
            _ => return self.list(element),
        }
        Act::Nothing
    }

    fn list(&mut self, element: &Element) -> Act {
        let part = match name_in_hwpx(&element.name) {
            "tc" => match self.tables.last_mut() {
                Some((row, cell)) => {
                    *cell += 1;
                    Part::Cell {
                        row: *row,
                        column: *cell,
                    }
                }
                None => Part::Box,
            },
            "drawText" => Part::Box,
            "caption" => Part::Caption {
                is_above: matches!(element.attribute("side"), Some("TOP" | "LEFT")),
            },
            "header" | "masterPage" => Part::Head,
            "footer" => Part::Foot,
            "footNote" | "endNote" => Part::Note,
            "hiddenComment" => Part::Hidden,
            "fieldBegin" if element.attribute("type") == Some("MEMO") => Part::Memo,
            "fieldBegin" => {
                self.story.control(CONTROL_UNITS);
                return Act::Nothing;
            }
            _ => return Act::Nothing,
        };
        if !matches!(
            name_in_hwpx(&element.name),
            "tc" | "drawText" | "caption" | "masterPage"
        ) {
            self.story.control(CONTROL_UNITS);
        }
        self.story.open_list(part);
        Act::List
    }

    fn close(&mut self, name: &str) {
        match name {
            "t" | "script" | "mainText" | "subText" => self.sink = Sink::Nothing,
            "dutmal" => self.ruby(),
            _ => {}
        }
        match self.open.pop() {
            Some(Act::Paragraph) => {
                self.story.lines(std::mem::take(&mut self.lines));
                self.story.close_paragraph();
            }
            Some(Act::Object) => self.story.close_object(),
            Some(Act::Table) => {
                self.tables.pop();
                self.story.close_object();
            }
            Some(Act::List) => self.story.close_list(),
            Some(Act::Nothing) | None => {}
        }
    }

    fn text(&mut self, text: &str) {
        if self.is_deleted {
            return;
        }
        match self.sink {
            Sink::Nothing => {}
            Sink::Body => self.story.text(&readable(text)),
            Sink::Word => self.story.word(&readable(text)),
            Sink::Main => self.main.push_str(text),
            Sink::Beside => self.beside.push_str(text),
        }
    }

    fn paragraph(&mut self, element: &Element) -> Act {
        let number = |name| {
            let text = element.attribute(name)?;
            text.parse().ok()
        };
        let shape = number("paraPrIDRef").unwrap_or(usize::MAX);
        let style = number("styleIDRef").unwrap_or(usize::MAX);
        let level = self.styles.level(shape, style);
        let is_new_page = matches!(
            either(element, "pageBreak", "PageBreak"),
            Some("1" | "true")
        );
        self.story.open_paragraph(level, is_new_page);
        let head = self.styles.head(shape);
        let number = self.counter.next(head);
        self.story.number(&number);
        self.waiting = number.is_empty().then_some(head);
        self.lines.clear();
        Act::Paragraph
    }

    fn line(&mut self, element: &Element) {
        let number = |name| element.attribute(name);
        let at = number("textpos").and_then(|text| text.parse().ok());
        let top = number("vertpos").and_then(|text| text.parse().ok());
        if let (Some(at), Some(top)) = (at, top) {
            self.lines.push(Line { at, top });
        }
    }

    fn margins(&mut self, element: &Element) {
        let all: Option<u32> = ["top", "bottom", "header", "footer"]
            .iter()
            .map(|name| element.attribute(name)?.parse().ok())
            .try_fold(0_u32, |sum, margin: Option<u32>| {
                Some(sum.saturating_add(margin?))
            });
        if let Some(height) = all.and_then(|all| self.paper.checked_sub(all)) {
            self.story.page_height(height);
        }
    }

    /// Whether text runs beside the object that begins, which `pos` tells later.
    fn wraps_around(&mut self, element: &Element) {
        if element.attribute("textWrap") == Some("TOP_AND_BOTTOM") {
            self.story.place(Place::Before);
        }
    }

    fn place(&mut self, element: &Element) {
        if !matches!(self.open.last(), Some(Act::Table | Act::Object)) {
            return;
        }
        if element.attribute("treatAsChar") == Some("1") {
            self.story.place(Place::Within);
            return;
        }
        // An offset above the paragraph is written as a large number without sign.
        let offset = element
            .attribute("vertOffset")
            .and_then(|text| text.parse::<i64>().ok());
        let is_below = offset.is_some_and(|offset| 0 < offset && offset < 1 << 31);
        if element.attribute("vertRelTo") != Some("PARA") || is_below {
            self.story.place(Place::After);
        }
    }

    fn automatic_number(&mut self, element: &Element) {
        // Page numbers change.
        let kind = either(element, "numType", "NumberType");
        if !matches!(kind, Some("PAGE" | "TOTAL_PAGE" | "Page")) {
            self.main = either(element, "num", "Number")
                .unwrap_or_default()
                .to_owned();
        }
    }

    fn number_format(&mut self, element: &Element) {
        let Ok(number) = std::mem::take(&mut self.main).parse() else {
            return;
        };
        let shape = number_shape(element.attribute("type").unwrap_or_default());
        let sign = |name, other| either(element, name, other).unwrap_or_default();
        let number = counted(number, shape);
        let text = format!(
            "{}{number}{}",
            sign("prefixChar", "PrefixChar"),
            sign("suffixChar", "SuffixChar")
        );
        self.story.text(&text);
    }

    fn ruby(&mut self) {
        let main = std::mem::take(&mut self.main);
        let beside = std::mem::take(&mut self.beside);
        self.story.text(&readable(&main));
        if !beside.trim().is_empty() {
            self.story.text(&format!("({})", readable(&beside)));
        }
    }
}

/// The value of an attribute by its name in HWPX, else by that in HWPML.
fn either<'e>(element: &'e Element, name: &str, other: &str) -> Option<&'e str> {
    element.attribute(name).or_else(|| element.attribute(other))
}
