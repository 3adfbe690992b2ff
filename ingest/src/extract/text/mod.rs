//! Plain text of any encoding → pages or sections.
//!
//! A form feed is a page break; one at the end makes no extra page. Text without form feeds is cut
//! into sections between its paragraphs, which are what stands between empty lines. Nothing of the
//! text changes but its line ends.
//!
//! Not here: which encoding it is (`decode.rs`).

mod decode;
mod wide;

use regesta_index::Paging;

pub(super) use decode::decode;
pub(crate) use decode::{is_shifted, is_wide, start};

use super::flow::Flow;
use super::{Extracted, ExtractedPage};

/// Reads a plain text file; `media_type` is what its name says it is.
pub(super) fn read(bytes: &[u8], media_type: &str) -> Extracted {
    let decoded = decode(bytes, None);
    let (paging, pages) = if decoded.text.contains('\u{c}') {
        (Paging::Pages, pages(&decoded.text))
    } else {
        let mut flow = Flow::default();
        paragraphs(&decoded.text, &mut flow);
        flow.finish()
    };
    Extracted {
        media_type: media_type.to_owned(),
        paging,
        pages,
        metadata: vec![decoded.metadatum()],
        warnings: decoded.warning().into_iter().collect(),
        ..Extracted::default()
    }
}

fn pages(text: &str) -> Vec<ExtractedPage> {
    let mut pages: Vec<ExtractedPage> = text.split('\u{c}').map(ExtractedPage::plain).collect();
    if 1 < pages.len() && pages.last().is_some_and(|page| page.text.trim().is_empty()) {
        pages.pop();
    }
    pages
}

/// Adds what stands between empty lines, piece by piece.
pub(super) fn paragraphs(text: &str, flow: &mut Flow) {
    // Old Macintosh files end their lines with a return only.
    let end = if text.contains('\n') { '\n' } else { '\r' };
    let mut paragraph = String::new();
    for line in text.split_inclusive(end) {
        if !line.trim().is_empty() {
            paragraph.push_str(line);
        } else if !paragraph.is_empty() {
            flow.paragraph(lines(std::mem::take(&mut paragraph)));
        }
    }
    flow.paragraph(lines(paragraph));
}

/// Ends lines with `\n`, as [`Flow`] expects of a long paragraph that it has to cut.
fn lines(paragraph: String) -> String {
    if paragraph.contains('\r') {
        paragraph.replace("\r\n", "\n").replace('\r', "\n")
    } else {
        paragraph
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn texts(extracted: &Extracted) -> Vec<&str> {
        let pages = extracted.pages.iter();
        pages.map(|page| page.text.as_str()).collect()
    }

    #[test]
    fn a_form_feed_is_a_page_break_and_a_last_one_makes_no_page() {
        let extracted = read(b"one\n\x0ctwo\n\x0c\n", "text/plain");
        assert_eq!(texts(&extracted), ["one\n", "two\n"]);
        assert_eq!(extracted.paging, Paging::Pages);
    }

    #[test]
    fn an_empty_page_between_form_feeds_stays() {
        assert_eq!(read(b"one\x0c\x0cthree", "text/plain").pages.len(), 3);
    }

    #[test]
    fn text_without_form_feeds_is_cut_between_paragraphs_and_stays_the_same() {
        let source: String = (0..200)
            .map(|n| format!("  Paragraph {n} goes on\nfor two lines.\n\n"))
            .collect();
        let extracted = read(source.as_bytes(), "text/plain");
        assert_eq!(extracted.paging, Paging::Sections);
        assert!(1 < extracted.pages.len());
        assert_eq!(
            texts(&extracted).join("\n"),
            source.trim_end().to_owned() + "\n"
        );
        assert!(
            texts(&extracted)
                .iter()
                .all(|text| text.ends_with("lines.\n"))
        );
    }

    #[test]
    fn a_short_text_is_one_section_whatever_ends_its_lines() {
        for source in ["a\nb\n\nc", "a\r\nb\r\n\r\nc\r\n", "a\rb\r\rc"] {
            let extracted = read(source.as_bytes(), "text/plain");
            assert_eq!(texts(&extracted), ["a\nb\n\nc\n"]);
        }
    }
}
