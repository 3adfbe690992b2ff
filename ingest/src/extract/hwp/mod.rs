//! Documents of the Hangul word processor: HWP 5, HWPX, HWP 3 and HWPML → pages.
//!
//! HWP 5 is a compound file of streams of records ([`records`]), HWPX a package of XML, HWP 3 one
//! stream of its own, HWPML the XML before HWPX. All tell a [`story`], which puts it into the order it is read.
//!
//! What holds: text of the body, of tables, drawings, notes, captions and running heads is all
//! there; a section that cannot be read costs that section, with a warning; documents for
//! distribution are deciphered; what a password locks is [`Failure::Encrypted`].
//!
//! Not here: pictures; text inside embedded charts; addresses behind links.
//!
//! Sources: "한글 문서 파일 형식 5.0", revision 1.3 (Hancom); KS X 6101 (OWPML); "한글 문서 파일
//! 구조 3.0" (Hancom).

use super::{Attachment, Extracted, Failure};
use crate::limits::Limits;

mod attachments;
mod body;
mod characters;
mod container;
mod distribution;
mod hwp3;
mod hwpml;
mod hwpx;
mod items;
mod johab;
mod layout;
mod numbers;
mod owpml;
mod paragraph;
mod records;
mod story;
mod styles;
mod summary;
mod table;

pub(super) use hwp3::read as read_hwp3;
pub(super) use hwpml::read as read_hwpml;
pub(super) use hwpx::read as read_hwpx;

use container::{Container, Unpacked};
use numbers::Counter;
use records::{u32_at, utf16};
use story::Story;
use styles::Styles;

/// Media type of HWP 3 and HWP 5.
const MEDIA_TYPE: &str = "application/x-hwp";

/// Properties in the stream `FileHeader`.
const IS_PACKED: u32 = 1;
const IS_FOR_DISTRIBUTION: u32 = 1 << 2;
/// Locked by a password, by rights management, by a certificate, or by both of the last.
const IS_LOCKED: u32 = 1 << 1 | 1 << 4 | 1 << 8 | 1 << 10;

/// Reads a HWP 5 document.
///
/// # Errors
///
/// - [`Failure::Encrypted`] if a password or a certificate is needed
/// - [`Failure::Damaged`] if the compound file cannot be read, or holds no text that can be
/// - [`Failure::OverLimit`]
pub(super) fn read(bytes: &[u8], limits: &Limits) -> Result<Extracted, Failure> {
    let mut container = Container::open(bytes, limits)?;
    let header = container
        .read("FileHeader")?
        .ok_or_else(|| Failure::damaged("HWP document has no file header"))?;
    // 32 bytes of signature, four of version.
    let properties = u32_at(&header, 36)
        .ok_or_else(|| Failure::damaged("file header of the HWP document is cut off"))?;
    if properties & IS_LOCKED != 0 {
        return Err(Failure::Encrypted);
    }
    let is_packed = properties & IS_PACKED != 0;
    let mut warnings = Vec::new();
    let doc_info = match container.read("DocInfo")? {
        Some(stream) => unpack(&mut container, "DocInfo", stream, is_packed, &mut warnings)?,
        None => Vec::new(),
    };
    let styles = Styles::of(&doc_info);

    let is_for_distribution =
        properties & IS_FOR_DISTRIBUTION != 0 && !container.streams("ViewText").is_empty();
    let storage = if is_for_distribution {
        "ViewText"
    } else {
        "BodyText"
    };
    let mut counter = Counter::new(&styles.lists);
    let mut story = Story::new(limits);
    for name in container.streams(storage) {
        let path = format!("{storage}/{name}");
        match section(
            &mut container,
            &path,
            is_packed,
            is_for_distribution,
            &mut warnings,
        ) {
            Ok(stream) => body::tell(&stream, &styles, &mut counter, &mut story),
            Err(Failure::Damaged { reason }) => warnings.push(reason),
            Err(failure) => return Err(failure),
        }
        if story.is_over() {
            break;
        }
    }
    story.close_all();
    if story.is_empty() {
        preview(&mut container, storage, &mut story, &mut warnings)?;
    }
    let metadata = match container.read("\u{5}HwpSummaryInformation") {
        Ok(stream) => summary::read(&stream.unwrap_or_default()),
        Err(error) => {
            warnings.push(error.to_string());
            Vec::new()
        }
    };
    let attachments = attachments::of(&mut container, limits, &mut warnings)?;
    let (paging, pages) = story.finish(&mut warnings)?;
    Ok(Extracted {
        media_type: MEDIA_TYPE.to_owned(),
        paging,
        pages,
        metadata,
        attachments,
        warnings,
        ..Extracted::default()
    })
}

/// The records of one section.
fn section(
    container: &mut Container<'_>,
    path: &str,
    is_packed: bool,
    is_enciphered: bool,
    warnings: &mut Vec<String>,
) -> Result<Vec<u8>, Failure> {
    let stream = container
        .read(path)?
        .ok_or_else(|| Failure::damaged(format!("{path} is not there")))?;
    let stream = if is_enciphered {
        distribution::decipher(&stream)
            .ok_or_else(|| Failure::damaged(format!("{path} holds no key to its text")))?
    } else {
        stream
    };
    unpack(container, path, stream, is_packed, warnings)
}

fn unpack(
    container: &mut Container<'_>,
    path: &str,
    stream: Vec<u8>,
    is_packed: bool,
    warnings: &mut Vec<String>,
) -> Result<Vec<u8>, Failure> {
    if !is_packed {
        return Ok(stream);
    }
    let Unpacked { bytes, is_cut } = container.inflate(path, &stream)?;
    if is_cut {
        warnings.push(format!("{path} is damaged: its end cannot be unpacked"));
    }
    Ok(bytes)
}

/// Tells the preview, the first page or so, of a document whose text cannot be read. A document
/// that is empty has a text, which is empty.
fn preview(
    container: &mut Container<'_>,
    storage: &str,
    story: &mut Story,
    warnings: &mut Vec<String>,
) -> Result<(), Failure> {
    if container.streams(storage).is_empty() {
        warnings.push(format!("HWP document has no sections in {storage}"));
    }
    if warnings.is_empty() {
        return Ok(());
    }
    let text = container.read("PrvText").ok().flatten();
    let text = utf16(&text.unwrap_or_default());
    tell_preview(&text, story, warnings)
}

/// Tells a document's preview for want of its text.
fn tell_preview(text: &str, story: &mut Story, warnings: &mut Vec<String>) -> Result<(), Failure> {
    if text.trim().is_empty() {
        return Err(Failure::damaged(warnings.join("; ")));
    }
    warnings.push("text cannot be read; this is the preview only, which is cut off".to_owned());
    for line in text.lines() {
        story.open_paragraph(None, false);
        story.text(line);
        story.close_paragraph();
    }
    Ok(())
}

/// An attachment called `name`, if the bytes are a document.
fn attachment(name: &str, bytes: Vec<u8>) -> Option<Attachment> {
    let is_document = match crate::sniff::sniff(&bytes, name).ok()? {
        crate::sniff::Kind::Unread { media_type } => {
            !["image/", "audio/", "video/", "font/"]
                .iter()
                .any(|prefix| media_type.starts_with(prefix))
                && !["application/octet-stream", "application/x-ole-storage"].contains(&media_type)
        }
        // Text that stands in a chart or a drawing is no document.
        crate::sniff::Kind::Text { .. } => false,
        _ => true,
    };
    is_document.then(|| Attachment {
        name: name.to_owned(),
        size: bytes.len() as u64,
        bytes,
    })
}
