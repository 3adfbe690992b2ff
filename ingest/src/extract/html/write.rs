//! A page's tree → paragraphs, headings and furniture, as a browser would show them.
//!
//! Blocks become lines, paragraphs and lists paragraphs; tables are written row by row with a tab
//! between cells.

use ego_tree::NodeId;
use ego_tree::iter::Edge;
use scraper::node::Element;
use scraper::{Html, Node};

use super::super::flow::Flow;
use super::shape::Shape;

/// Elements that begin and end a paragraph.
const PARAGRAPHS: [&str; 18] = [
    "p",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "ul",
    "ol",
    "dl",
    "table",
    "pre",
    "blockquote",
    "section",
    "article",
    "main",
    "figure",
    "hr",
];

/// Elements that begin and end a line.
const LINES: [&str; 26] = [
    "div",
    "li",
    "dt",
    "dd",
    "tr",
    "caption",
    "thead",
    "tbody",
    "tfoot",
    "address",
    "aside",
    "body",
    "center",
    "details",
    "summary",
    "fieldset",
    "figcaption",
    "footer",
    "form",
    "header",
    "legend",
    "nav",
    "option",
    "dir",
    "menu",
    "hgroup",
];

/// Writes what a browser would show and `shape` keeps.
pub(super) fn write(html: &Html, shape: &Shape, flow: &mut Flow) {
    let mut writer = Writer {
        flow,
        text: String::new(),
        gap: Gap::None,
        open_cells: 0,
        open_pre: 0,
        heading: None,
        is_furniture: false,
    };
    let mut skipped: Option<NodeId> = None;
    for edge in html.tree.root().traverse() {
        let node = match edge {
            Edge::Open(node) | Edge::Close(node) => node,
        };
        if let Some(id) = skipped {
            if matches!(edge, Edge::Close(_)) && node.id() == id {
                skipped = None;
            }
            continue;
        }
        let is_furniture = shape.furniture.contains(&node.id());
        match (node.value(), edge) {
            (Node::Text(text), Edge::Open(_)) => writer.push(text),
            (Node::Element(element), Edge::Open(_)) => {
                if super::is_unshown(element) || shape.dropped.contains(&node.id()) {
                    skipped = Some(node.id());
                    continue;
                }
                if is_furniture {
                    writer.end_paragraph();
                    writer.is_furniture = true;
                }
                writer.open(element, shape.layout_cells.contains(&node.id()));
            }
            (Node::Element(element), Edge::Close(_)) => {
                writer.close(element, shape.layout_cells.contains(&node.id()));
                if is_furniture {
                    writer.end_paragraph();
                    writer.is_furniture = false;
                }
            }
            _ => {}
        }
    }
    writer.end_paragraph();
}

/// The level of a heading.
fn heading(element: &Element) -> Option<u8> {
    match element.name() {
        "h1" => Some(1),
        "h2" => Some(2),
        "h3" => Some(3),
        "h4" => Some(4),
        "h5" => Some(5),
        "h6" => Some(6),
        _ if element.attr("role") == Some("heading") => {
            let level = element
                .attr("aria-level")
                .unwrap_or_default()
                .trim()
                .parse();
            // WAI-ARIA 1.2: without a level it is 2.
            Some(level.unwrap_or(2))
        }
        _ => None,
    }
}

/// What stands between two pieces of text; the strongest of several wins.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Gap {
    None,
    Space,
    Tab,
    Line,
}

struct Writer<'a> {
    flow: &'a mut Flow,
    /// The paragraph that is being written.
    text: String,
    gap: Gap,
    /// Cells of data that are open: blocks in them do not end the line of their row.
    open_cells: usize,
    open_pre: usize,
    heading: Option<u8>,
    is_furniture: bool,
}

impl Writer<'_> {
    fn push(&mut self, text: &str) {
        if 0 < self.open_pre && self.open_cells == 0 {
            if !text.is_empty() {
                self.fill_gap();
                self.text.push_str(text);
            }
            return;
        }
        let mut words = text.split_ascii_whitespace().peekable();
        if text.starts_with(|c: char| c.is_ascii_whitespace()) {
            self.gap = self.gap.max(Gap::Space);
        }
        while let Some(word) = words.next() {
            self.fill_gap();
            self.text.push_str(word);
            if words.peek().is_some() || text.ends_with(|c: char| c.is_ascii_whitespace()) {
                self.gap = Gap::Space;
            }
        }
    }

    fn fill_gap(&mut self) {
        if !self.text.is_empty() {
            match self.gap {
                Gap::None => {}
                Gap::Space => self.text.push(' '),
                Gap::Tab => self.text.push('\t'),
                Gap::Line => self.text.push('\n'),
            }
        }
        self.gap = Gap::None;
    }

    fn open(&mut self, element: &Element, is_layout_cell: bool) {
        let name = element.name();
        let heading = heading(element).filter(|_| self.open_cells == 0);
        if heading.is_some() {
            self.end_paragraph();
            self.heading = heading;
        }
        self.block(name, is_layout_cell);
        match name {
            "td" | "th" if !is_layout_cell => self.open_cells += 1,
            "pre" | "textarea" => self.open_pre += 1,
            "br" => self.end_line(),
            _ => {}
        }
    }

    fn close(&mut self, element: &Element, is_layout_cell: bool) {
        let name = element.name();
        match name {
            "td" | "th" if !is_layout_cell => {
                self.open_cells = self.open_cells.saturating_sub(1);
                let gap = if 0 < self.open_cells {
                    Gap::Space
                } else {
                    Gap::Tab
                };
                self.gap = self.gap.max(gap);
                return;
            }
            "pre" | "textarea" => self.open_pre = self.open_pre.saturating_sub(1),
            _ => {}
        }
        if heading(element).is_some() && self.open_cells == 0 {
            self.end_paragraph();
            self.heading = None;
        }
        self.block(name, is_layout_cell);
    }

    fn block(&mut self, name: &str, is_layout_cell: bool) {
        if PARAGRAPHS.contains(&name) && self.open_cells == 0 {
            self.end_paragraph();
        } else if PARAGRAPHS.contains(&name) || LINES.contains(&name) || is_layout_cell {
            self.end_line();
        }
    }

    fn end_line(&mut self) {
        let gap = if 0 < self.open_cells {
            Gap::Space
        } else {
            Gap::Line
        };
        self.gap = self.gap.max(gap);
    }

    fn end_paragraph(&mut self) {
        self.gap = Gap::None;
        let text = std::mem::take(&mut self.text);
        match self.heading {
            _ if self.is_furniture => self.flow.furniture(text),
            Some(level) => self.flow.heading(level, text),
            None => self.flow.paragraph(text),
        }
    }
}
