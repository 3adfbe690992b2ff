//! HTML → one page of plain text, and what its head says of it.
//!
//! Blocks become lines, tables are written row by row with a tab between cells. What a browser
//! does not show is dropped. Navigation, headers, footers and asides are dropped only where a
//! `<main>` or `<article>` says what the page is about. No recursion: nesting may be 100,000 deep.
//!
//! Not here: styles from style sheets, scripts, frames.
//!
//! Source: WHATWG HTML, by `scraper` (html5ever).

use std::collections::HashSet;

use ego_tree::iter::Edge;
use ego_tree::{NodeId, NodeRef};
use encoding_rs::Encoding;
use scraper::{ElementRef, Html, Node};

use super::{Extracted, ExtractedPage, Metadatum, text};

/// Elements that a browser does not show.
const UNSHOWN: [&str; 7] = [
    "head", "script", "style", "template", "noscript", "iframe", "object",
];

/// Elements around the content of a page.
const SURROUNDINGS: [&str; 4] = ["nav", "header", "footer", "aside"];

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

/// Reads an HTML file.
pub(super) fn read(bytes: &[u8]) -> Extracted {
    let decoded = text::decode(bytes, declared_encoding(bytes));
    let html = Html::parse_document(&decoded.text);
    let mut metadata = head(&html);
    metadata.push(decoded.metadatum());
    Extracted {
        media_type: "text/html".to_owned(),
        pages: vec![ExtractedPage { text: body(&html) }],
        metadata,
        warnings: decoded.warning().into_iter().collect(),
    }
}

/// The encoding named by `charset=` in the first 1024 bytes, where the standard looks for it.
fn declared_encoding(bytes: &[u8]) -> Option<&'static Encoding> {
    let head = bytes.get(..bytes.len().min(1024))?.to_ascii_lowercase();
    let at = head.windows(7).position(|window| window == b"charset")?;
    let rest = head.get(at + 7..)?;
    let label: Vec<u8> = rest
        .iter()
        .copied()
        .skip_while(|byte| matches!(byte, b' ' | b'=' | b'"' | b'\''))
        .take_while(|byte| {
            byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b':' | b'.')
        })
        .collect();
    Encoding::for_label(&label)
}

/// Title, language and `<meta>` of a page.
fn head(html: &Html) -> Vec<Metadatum> {
    let mut metadata: Vec<Metadatum> = Vec::new();
    let mut has_title = false;
    let mut in_picture = 0_usize;
    for edge in html.tree.root().traverse() {
        let (node, is_open) = match edge {
            Edge::Open(node) => (node, true),
            Edge::Close(node) => (node, false),
        };
        let Some(element) = ElementRef::wrap(node) else {
            continue;
        };
        match (element.value().name(), is_open) {
            ("svg", true) => in_picture += 1,
            ("svg", false) => in_picture = in_picture.saturating_sub(1),
            ("title", true) if !has_title && in_picture == 0 => {
                has_title = true;
                push(
                    &mut metadata,
                    "html/title",
                    &element.text().collect::<String>(),
                );
            }
            ("html", true) => {
                let language = element
                    .value()
                    .attr("lang")
                    .or_else(|| element.value().attr("xml:lang"));
                push(&mut metadata, "html/lang", language.unwrap_or_default());
            }
            ("meta", true) => {
                let name = ["name", "property", "itemprop"]
                    .iter()
                    .find_map(|name| element.value().attr(name));
                if let (Some(name), Some(content)) = (name, element.value().attr("content")) {
                    push(
                        &mut metadata,
                        &format!("meta/{}", name.trim().to_lowercase()),
                        content,
                    );
                }
            }
            _ => {}
        }
    }
    metadata
}

fn push(metadata: &mut Vec<Metadatum>, key: &str, value: &str) {
    // No page has a reason for more; a hostile one would fill the catalogue.
    const MAX_METADATA: usize = 500;
    if metadata.len() < MAX_METADATA && !value.trim().is_empty() {
        metadata.push(Metadatum {
            key: key.to_owned(),
            value: value.to_owned(),
        });
    }
}

/// What the whole tree says that decides how its parts are written.
struct Shape {
    /// Whether some element says what the page is about.
    has_main: bool,
    /// Cells that hold a table or a heading: they lay the page out, they are no table of data.
    layout_cells: HashSet<NodeId>,
}

impl Shape {
    fn of(html: &Html) -> Self {
        let mut shape = Self {
            has_main: false,
            layout_cells: HashSet::new(),
        };
        let mut open_cells: Vec<NodeId> = Vec::new();
        // All cells in `open_cells` up to this index are known to be layout.
        let mut known_layout = 0;
        for edge in html.tree.root().traverse() {
            match edge {
                Edge::Open(node) => {
                    let Some(element) = node.value().as_element() else {
                        continue;
                    };
                    shape.has_main |= is_main(node);
                    match element.name() {
                        "td" | "th" => open_cells.push(node.id()),
                        "table" | "h1" | "h2" | "h3" | "h4" => {
                            shape
                                .layout_cells
                                .extend(open_cells.iter().skip(known_layout));
                            known_layout = open_cells.len();
                        }
                        _ => {}
                    }
                }
                Edge::Close(node) => {
                    if open_cells.last() == Some(&node.id()) {
                        open_cells.pop();
                        known_layout = known_layout.min(open_cells.len());
                    }
                }
            }
        }
        shape
    }
}

fn is_main(node: NodeRef<'_, Node>) -> bool {
    node.value().as_element().is_some_and(|element| {
        matches!(element.name(), "main" | "article") || element.attr("role") == Some("main")
    })
}

/// Writes what a browser would show.
fn body(html: &Html) -> String {
    let shape = Shape::of(html);
    let mut writer = Writer::default();
    let mut skipped: Option<NodeId> = None;
    let mut main_depth = 0_usize;
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
        match (node.value(), edge) {
            (Node::Text(text), Edge::Open(_)) => writer.push(text),
            (Node::Element(element), Edge::Open(_)) => {
                let is_around =
                    SURROUNDINGS.contains(&element.name()) && shape.has_main && main_depth == 0;
                if is_unshown(element) || is_around {
                    skipped = Some(node.id());
                    continue;
                }
                main_depth += usize::from(is_main(node));
                writer.open(element.name(), shape.layout_cells.contains(&node.id()));
            }
            (Node::Element(element), Edge::Close(_)) => {
                main_depth = main_depth.saturating_sub(usize::from(is_main(node)));
                writer.close(element.name(), shape.layout_cells.contains(&node.id()));
            }
            _ => {}
        }
    }
    writer.text
}

fn is_unshown(element: &scraper::node::Element) -> bool {
    if UNSHOWN.contains(&element.name()) || element.attr("hidden").is_some() {
        return true;
    }
    element.attr("style").is_some_and(|style| {
        let style: String = style
            .chars()
            .filter(|c| !c.is_whitespace())
            .collect::<String>()
            .to_lowercase();
        style.contains("display:none") || style.contains("visibility:hidden")
    })
}

/// What stands between two pieces of text; the strongest of several wins.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
enum Gap {
    #[default]
    None,
    Space,
    Tab,
    Line,
    Paragraph,
}

#[derive(Default)]
struct Writer {
    text: String,
    gap: Gap,
    /// Cells of data that are open: blocks in them do not end the line of their row.
    open_cells: usize,
    open_pre: usize,
}

impl Writer {
    fn push(&mut self, text: &str) {
        if 0 < self.open_pre && self.open_cells == 0 {
            if !text.is_empty() {
                self.flush();
                self.text.push_str(text);
            }
            return;
        }
        let mut words = text.split_ascii_whitespace().peekable();
        if text.starts_with(|c: char| c.is_ascii_whitespace()) {
            self.gap = self.gap.max(Gap::Space);
        }
        while let Some(word) = words.next() {
            self.flush();
            self.text.push_str(word);
            if words.peek().is_some() || text.ends_with(|c: char| c.is_ascii_whitespace()) {
                self.gap = Gap::Space;
            }
        }
    }

    fn flush(&mut self) {
        if !self.text.is_empty() {
            match self.gap {
                Gap::None => {}
                Gap::Space => self.text.push(' '),
                Gap::Tab => self.text.push('\t'),
                Gap::Line => self.text.push('\n'),
                Gap::Paragraph => self.text.push_str("\n\n"),
            }
        }
        self.gap = Gap::None;
    }

    fn open(&mut self, name: &str, is_layout_cell: bool) {
        self.block(name, is_layout_cell);
        match name {
            "td" | "th" if !is_layout_cell => self.open_cells += 1,
            "pre" | "textarea" => self.open_pre += 1,
            "br" => self.request(Gap::Line),
            _ => {}
        }
    }

    fn close(&mut self, name: &str, is_layout_cell: bool) {
        match name {
            "td" | "th" if !is_layout_cell => {
                self.open_cells = self.open_cells.saturating_sub(1);
                self.request(Gap::Tab);
                return;
            }
            "pre" | "textarea" => self.open_pre = self.open_pre.saturating_sub(1),
            _ => {}
        }
        self.block(name, is_layout_cell);
    }

    fn block(&mut self, name: &str, is_layout_cell: bool) {
        if PARAGRAPHS.contains(&name) {
            self.request(Gap::Paragraph);
        } else if LINES.contains(&name) || is_layout_cell {
            self.request(Gap::Line);
        }
    }

    fn request(&mut self, gap: Gap) {
        let gap = if 0 < self.open_cells { Gap::Space } else { gap };
        self.gap = self.gap.max(gap);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(source: &str, expected: &str) {
        let extracted = read(source.as_bytes());
        assert_eq!(
            super::super::clean::clean_page(&extracted.pages[0].text),
            expected,
            "{source}"
        );
    }

    #[test]
    fn blocks_become_lines_and_white_space_collapses() {
        check(
            "<h1>A  plan</h1><p>one\n two<br>three <b>f</b>our</p><div>five</div>",
            "A plan\n\none two\nthree four\n\nfive\n",
        );
    }

    #[test]
    fn tables_are_written_row_by_row() {
        check(
            "<table><tr><th>Year</th><th>GDP</th></tr><tr><td><p>2018</p></td><td> 1.5 <br>%</td></tr></table>",
            "Year\tGDP\n2018\t1.5 %\n",
        );
    }

    #[test]
    fn a_table_that_lays_the_page_out_keeps_its_paragraphs() {
        check(
            "<table><tr><td><h2>T</h2><p>a</p><p>b</p></td></tr></table>",
            "T\n\na\n\nb\n",
        );
    }

    #[test]
    fn what_is_not_shown_is_dropped() {
        check(
            "<p>a</p><script>x</script><style>y</style><p hidden>b</p><p style='display: none'>c</p>",
            "a\n",
        );
    }

    #[test]
    fn surroundings_go_only_where_the_content_is_marked() {
        check(
            "<nav>menu</nav><main><header>Head</header>text</main><footer>foot</footer>",
            "Head\ntext\n",
        );
        check(
            "<nav>menu</nav><p>text</p><footer>foot</footer>",
            "menu\n\ntext\n\nfoot\n",
        );
    }

    #[test]
    fn preformatted_text_keeps_its_lines() {
        check("<pre>a\n  b</pre>", "a\n  b\n");
    }

    #[test]
    fn head_becomes_metadata() {
        let extracted = read(
            b"<html lang=ko><head><title> A &amp; B </title><meta name=DC.Date content=2018-01-29>\
              <meta property='article:published_time' content=2018><svg><title>no</title></svg>",
        );
        let found: Vec<(&str, &str)> = extracted
            .metadata
            .iter()
            .map(|m| (m.key.as_str(), m.value.trim()))
            .collect();
        assert_eq!(
            found,
            [
                ("html/lang", "ko"),
                ("html/title", "A & B"),
                ("meta/dc.date", "2018-01-29"),
                ("meta/article:published_time", "2018"),
                ("text/encoding", "UTF-8"),
            ]
        );
    }

    #[test]
    fn the_declared_encoding_is_used() {
        let (body, _, _) = encoding_rs::EUC_KR.encode("<meta charset='euc-kr'><p>도시</p>");
        assert_eq!(read(&body).pages[0].text.trim(), "도시");
    }

    #[test]
    fn utf8_bytes_win_over_a_wrong_declaration() {
        check("<meta charset=iso-8859-1><p>도시</p>", "도시\n");
    }

    #[test]
    fn deep_nesting_does_not_overflow_the_stack() {
        let source = format!("{}end", "<b>".repeat(20_000));
        check(&source, "end\n");
    }
}
