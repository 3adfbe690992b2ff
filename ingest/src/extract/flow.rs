//! Text of a format that has no pages, or only those that it states: paragraphs → pages.
//!
//! Where page breaks are stated, they are the pages. Else the text is cut into sections of readable
//! length, at headings where there are some, between paragraphs if not; where a section begins
//! depends on the text before it only, so a section keeps its number as long as the file's bytes
//! are the same.
//!
//! Not here: pages that only a layout engine would find.

use regesta_index::Paging;

use super::page::{ExtractedPage, PageBuilder};

/// A heading begins a new section once the section has so many characters: about half a page.
const MIN_SECTION_CHARS: usize = 1_200;
/// A paragraph begins a new section once the section has so many characters: about a page and a half.
const SECTION_CHARS: usize = 3_000;
/// A paragraph longer than this is cut at a line's or sentence's end.
const MAX_SECTION_CHARS: usize = 6_000;

/// A document's paragraphs, in reading order.
#[derive(Debug, Default)]
pub(super) struct Flow {
    blocks: Vec<Block>,
    is_paged: bool,
}

#[derive(Debug)]
enum Block {
    /// Running text, a list, a table with a line for each row.
    Paragraph(String),
    Heading(u8, String),
    Furniture(String),
    PageBreak,
}

impl Block {
    /// Number of characters.
    fn chars(&self) -> usize {
        match self {
            Self::Paragraph(text) | Self::Heading(_, text) | Self::Furniture(text) => {
                text.chars().count()
            }
            Self::PageBreak => 0,
        }
    }
}

impl Flow {
    /// Adds a paragraph, or a table with a line for each row.
    pub(super) fn paragraph(&mut self, text: impl Into<String>) {
        self.add(text.into(), Block::Paragraph);
    }

    /// Adds a heading; `level` is 1 for the highest.
    pub(super) fn heading(&mut self, level: u8, text: impl Into<String>) {
        self.add(text.into(), |text| Block::Heading(level, text));
    }

    /// Adds a running head or foot, where it stands.
    pub(super) fn furniture(&mut self, text: impl Into<String>) {
        self.add(text.into(), Block::Furniture);
    }

    /// Begins a new page, where the file says so.
    pub(super) fn page_break(&mut self) {
        self.blocks.push(Block::PageBreak);
    }

    /// Says that the page breaks are all there are, even if there are none: one page, however long.
    pub(super) fn is_paged(&mut self) {
        self.is_paged = true;
    }

    fn add(&mut self, text: String, block: impl FnOnce(String) -> Block) {
        if !text.trim().is_empty() {
            self.blocks.push(block(text));
        }
    }

    /// Ends a part of a document that is one page whatever its length: a chapter, a slide.
    pub(super) fn into_page(self) -> ExtractedPage {
        let mut page = PageBuilder::default();
        for block in &self.blocks {
            write(&mut page, block);
        }
        page.finish()
    }

    /// Ends the document: its pages, at least one, and what they are.
    pub(super) fn finish(mut self) -> (Paging, Vec<ExtractedPage>) {
        // A break at the end makes no extra page.
        while matches!(self.blocks.last(), Some(Block::PageBreak)) {
            self.blocks.pop();
        }
        let has_pages = self.is_paged
            || self
                .blocks
                .iter()
                .any(|block| matches!(block, Block::PageBreak));
        if has_pages {
            let mut pages = Vec::new();
            let mut page = PageBuilder::default();
            for block in &self.blocks {
                match block {
                    Block::PageBreak => pages.push(std::mem::take(&mut page).finish()),
                    other => write(&mut page, other),
                }
            }
            pages.push(page.finish());
            return (Paging::Pages, pages);
        }
        (Paging::Sections, sections(&self.blocks))
    }
}

fn sections(blocks: &[Block]) -> Vec<ExtractedPage> {
    let mut sections = Vec::new();
    let mut section = PageBuilder::default();
    let mut chars = 0;
    for block in blocks {
        let least = match block {
            Block::Heading(..) => MIN_SECTION_CHARS,
            _ => SECTION_CHARS,
        };
        if least <= chars {
            sections.push(std::mem::take(&mut section).finish());
            chars = 0;
        }
        if let Block::Paragraph(text) = block {
            let mut parts = parts(text).peekable();
            while let Some(part) = parts.next() {
                section.gap();
                section.text(part);
                chars += part.chars().count();
                if parts.peek().is_some() {
                    sections.push(std::mem::take(&mut section).finish());
                    chars = 0;
                }
            }
        } else {
            write(&mut section, block);
            chars += block.chars();
        }
    }
    if 0 < section.len() || sections.is_empty() {
        sections.push(section.finish());
    }
    sections
}

fn write(page: &mut PageBuilder, block: &Block) {
    page.gap();
    match block {
        Block::Paragraph(text) => page.text(text),
        Block::Heading(level, text) => page.heading(*level, text),
        Block::Furniture(text) => page.furniture(text),
        Block::PageBreak => {}
    }
}

/// A paragraph in parts of at most [`MAX_SECTION_CHARS`], cut after a line, else after a sentence,
/// else after a word, else anywhere.
fn parts(text: &str) -> impl Iterator<Item = &str> {
    let mut rest = text;
    std::iter::from_fn(move || {
        if rest.is_empty() {
            return None;
        }
        let Some((most, _)) = rest.char_indices().nth(MAX_SECTION_CHARS) else {
            return Some(std::mem::take(&mut rest));
        };
        let (least, _) = rest
            .char_indices()
            .nth(SECTION_CHARS)
            .unwrap_or((most, ' '));
        let window = rest.get(least..most).unwrap_or_default();
        let after = |end: Option<usize>, width: usize| end.map(|end| least + end + width);
        let at = after(window.rfind('\n'), 1)
            .or_else(|| after(window.rfind(". "), 2))
            .or_else(|| after(window.rfind('。'), '。'.len_utf8()))
            .or_else(|| after(window.rfind(' '), 1))
            .unwrap_or(most);
        let (part, after) = rest.split_at(at);
        rest = after;
        Some(part)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn flow(blocks: &[(&str, &str)]) -> (Paging, Vec<ExtractedPage>) {
        let mut flow = Flow::default();
        for (kind, text) in blocks {
            match *kind {
                "h" => flow.heading(1, *text),
                "break" => flow.page_break(),
                _ => flow.paragraph(*text),
            }
        }
        flow.finish()
    }

    #[test]
    fn stated_page_breaks_are_the_pages() {
        let (paging, pages) = flow(&[("", "one"), ("break", ""), ("", "two"), ("break", "")]);
        let texts: Vec<&str> = pages.iter().map(|page| page.text.as_str()).collect();
        assert_eq!((paging, texts), (Paging::Pages, vec!["one\n", "two\n"]));
    }

    #[test]
    fn a_heading_begins_a_section_once_there_is_something_to_read() {
        let long = "word ".repeat(300);
        let (paging, pages) = flow(&[("h", "A"), ("h", "B"), ("", &long), ("h", "C"), ("", "end")]);
        let starts: Vec<Option<&str>> = pages.iter().map(|page| page.text.lines().next()).collect();
        assert_eq!(
            (paging, starts),
            (Paging::Sections, vec![Some("A"), Some("C")])
        );
    }

    #[test]
    fn a_long_paragraph_is_cut_and_nothing_of_it_is_lost() {
        let long: String = (0..4000).map(|n| format!("{n}. ")).collect();
        let (_, pages) = flow(&[("", &long)]);
        let together: String = pages.iter().map(|page| page.text.as_str()).collect();
        assert!(1 < pages.len());
        let words = |text: &str| {
            text.split_whitespace()
                .map(str::to_owned)
                .collect::<Vec<_>>()
        };
        assert_eq!(words(&together), words(&long));
        assert!(
            pages
                .iter()
                .all(|page| page.text.chars().count() <= MAX_SECTION_CHARS)
        );
    }

    #[test]
    fn a_chapter_is_one_page_whatever_its_length() {
        let mut flow = Flow::default();
        flow.heading(1, "A");
        flow.paragraph("word ".repeat(5_000));
        flow.page_break();
        flow.paragraph("end");
        let page = flow.into_page();
        assert!(page.text.starts_with("A\n\nword word"));
        assert!(page.text.ends_with("word\n\nend\n"));
        assert_eq!(page.marks.len(), 1);
    }

    #[test]
    fn a_document_without_text_has_one_empty_section() {
        let (_, pages) = flow(&[]);
        assert_eq!(pages, [ExtractedPage::default()]);
    }
}
