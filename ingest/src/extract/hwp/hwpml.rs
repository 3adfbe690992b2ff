//! A HWPML document (`.hml`), the word processor's older XML → pages.
//!
//! Its elements are those of HWPX under older names, so the same walk tells them.
//!
//! Not here: numbers before paragraphs and headings, which HWPML describes in its own way.
//!
//! Source: "한글 문서 파일 형식 3.0/HWPML", revision 1.2 (Hancom).

use super::MEDIA_TYPE;
use super::numbers::{Counter, Lists};
use super::owpml;
use super::story::Story;
use super::styles::Styles;
use crate::extract::xml::{Node, Xml, decode};
use crate::extract::{Extracted, Failure, Metadatum};
use crate::limits::Limits;

/// Reads a HWPML document.
///
/// # Errors
///
/// - [`Failure::Damaged`] if there is no text that can be read
/// - [`Failure::OverLimit`]
pub(in crate::extract) fn read(bytes: &[u8], limits: &Limits) -> Result<Extracted, Failure> {
    let text = decode(bytes);
    let (styles, lists) = (Styles::default(), Lists::default());
    let mut counter = Counter::new(&lists);
    let mut story = Story::new(limits);
    let mut warnings = Vec::new();
    owpml::tell(
        &text,
        "document",
        &styles,
        &mut counter,
        &mut story,
        &mut warnings,
    );
    if story.is_empty() && !warnings.is_empty() {
        return Err(Failure::damaged(warnings.join("; ")));
    }
    let (paging, pages) = story.finish(&mut warnings)?;
    Ok(Extracted {
        media_type: MEDIA_TYPE.to_owned(),
        paging,
        pages,
        metadata: summary(&text),
        warnings,
        ..Extracted::default()
    })
}

/// The name in HWPX of an element called `name` in HWPML.
pub(super) fn name_in_hwpx(name: &str) -> &str {
    match name {
        "SECTION" => "sec",
        "P" => "p",
        "CHAR" => "t",
        "TAB" => "tab",
        "LINEBREAK" => "lineBreak",
        "NBSPACE" => "nbSpace",
        "FWSPACE" => "fwSpace",
        "HYPEN" | "HYPHEN" => "hyphen",
        "TABLE" => "tbl",
        "ROW" => "tr",
        "CELL" => "tc",
        "CAPTION" => "caption",
        "DRAWTEXT" => "drawText",
        "RECTANGLE" => "rect",
        "ELLIPSE" => "ellipse",
        "ARC" => "arc",
        "POLYGON" => "polygon",
        "CURVE" => "curve",
        "LINE" => "line",
        "CONTAINER" => "container",
        "PICTURE" => "pic",
        "OLE" => "ole",
        "TEXTART" => "textart",
        "SCRIPT" => "script",
        "HEADER" => "header",
        "FOOTER" => "footer",
        "MASTERPAGE" => "masterPage",
        "FOOTNOTE" => "footNote",
        "ENDNOTE" => "endNote",
        "HIDDENCOMMENT" => "hiddenComment",
        "AUTONUM" => "autoNum",
        "AUTONUMFORMAT" => "autoNumFormat",
        "DUTMAL" => "dutmal",
        "MAINTEXT" => "mainText",
        "SUBTEXT" => "subText",
        "COMPOSE" => "compose",
        other => other,
    }
}

/// What stands in the element `DOCSUMMARY`.
fn summary(text: &str) -> Vec<Metadatum> {
    let mut xml = Xml::new(text);
    let mut key = None;
    let mut found = Vec::new();
    while let Ok(Some(node)) = xml.next() {
        match node {
            Node::Open(element) => {
                key = Some(match element.name.as_str() {
                    "TITLE" => "HWP/Title",
                    "SUBJECT" => "HWP/Subject",
                    "AUTHOR" => "HWP/Author",
                    "DATE" => "HWP/Date",
                    "KEYWORDS" => "HWP/Keywords",
                    "COMMENTS" => "HWP/Comments",
                    // The summary stands before everything else.
                    "BODY" => break,
                    _ => continue,
                });
            }
            Node::Text(value) => {
                if let Some(key) = key.filter(|_| !value.trim().is_empty()) {
                    let key = key.to_owned();
                    found.push(Metadatum { key, value });
                }
            }
            Node::Close(_) => key = None,
        }
    }
    found
}
