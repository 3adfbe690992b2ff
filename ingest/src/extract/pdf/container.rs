//! Opens a PDF file, repairs its container where needed, and reads its document information and
//! the language it states.
//!
//! The order: streams without any end get one; hayro; if it refuses, lopdf opens, decrypts with the empty password and writes the
//! file anew, and hayro tries again. Only a file that needs a password is `Encrypted`.
//!
//! Not here: XMP metadata (`xmp.rs`).
//!
//! Format: ISO 32000-2, 7.6 (encryption), 7.9.2.2 (text strings), 14.3.3 (information dictionary).

use std::panic::{AssertUnwindSafe, catch_unwind};

use encoding_rs::{BIG5, EUC_JP, EUC_KR, Encoding, GBK, SHIFT_JIS, UTF_8, UTF_16BE, UTF_16LE};
use hayro_syntax::object::DateTime;
use hayro_syntax::{DecryptionError, LoadPdfError, Pdf};

use super::super::{Failure, Metadatum};
use super::structure::Structure;
use super::{ligatures, streams};
use crate::limits::Limits;

/// Opens `bytes`; the second value says in plain words what had to be repaired.
pub(super) fn open(bytes: &[u8], limits: &Limits) -> Result<(Pdf, Vec<String>), Failure> {
    if let Some(mended) = streams::with_ends(bytes) {
        let (pdf, _) = open_whole(&mended, limits)?;
        return Ok((pdf, vec![REPAIRED.to_owned()]));
    }
    open_whole(bytes, limits)
}

const REPAIRED: &str = "the file is damaged and was repaired before reading";

fn open_whole(bytes: &[u8], limits: &Limits) -> Result<(Pdf, Vec<String>), Failure> {
    // A panic of the first reader is one more reason to ask the second.
    let refusal = match catch_unwind(|| Pdf::new(bytes.to_vec())) {
        Ok(Ok(pdf)) if !pdf.pages().is_empty() => return Ok((pdf, Vec::new())),
        Ok(Ok(_)) | Err(_) => None,
        Ok(Err(refusal)) => Some(refusal),
    };
    let mut document = match load(bytes, limits) {
        Ok(document) => document,
        Err(lopdf::Error::InvalidPassword) => return Err(Failure::Encrypted),
        Err(_) if is_locked(refusal) => return Err(Failure::Encrypted),
        Err(error) => {
            return Err(Failure::damaged(format!(
                "not a readable PDF file: {error}"
            )));
        }
    };
    if document.is_encrypted() && document.decrypt("").is_err() {
        return Err(Failure::Encrypted);
    }
    let mut rewritten = Vec::new();
    document
        .save_to(&mut rewritten)
        .map_err(|error| Failure::damaged(format!("PDF file cannot be repaired: {error}")))?;
    match catch_unwind(|| Pdf::new(rewritten)) {
        Ok(Ok(pdf)) if !pdf.pages().is_empty() => Ok((pdf, vec![REPAIRED.to_owned()])),
        _ if is_locked(refusal) => Err(Failure::Encrypted),
        _ => Err(Failure::damaged("PDF file has no readable pages")),
    }
}

/// The same file with its ligatures whole where fonts state only their last letters; a file that
/// cannot be written anew stays as it is.
pub(super) fn with_whole_ligatures(pdf: Pdf, bytes: &[u8], limits: &Limits) -> Pdf {
    let mended = catch_unwind(AssertUnwindSafe(|| ligatures::mended(&pdf))).unwrap_or_default();
    if mended.is_empty() {
        return pdf;
    }
    match with_streams(mended, bytes, limits) {
        Some(mended) if mended.pages().len() == pdf.pages().len() => mended,
        _ => pdf,
    }
}

/// Opens the file with other streams in place of its own.
fn with_streams(streams: ligatures::Mended, bytes: &[u8], limits: &Limits) -> Option<Pdf> {
    let mut document = load(bytes, limits).ok()?;
    if document.is_encrypted() {
        document.decrypt("").ok()?;
    }
    for (id, content) in streams {
        let number = id.obj_number;
        let generation = u16::try_from(id.gen_number).ok()?;
        let object = document.get_object_mut((number, generation)).ok()?;
        *object.as_stream_mut().ok()? = lopdf::Stream::new(lopdf::Dictionary::new(), content);
    }
    let mut rewritten = Vec::new();
    document.save_to(&mut rewritten).ok()?;
    catch_unwind(|| Pdf::new(rewritten)).ok()?.ok()
}

fn is_locked(refusal: Option<LoadPdfError>) -> bool {
    matches!(
        refusal,
        Some(LoadPdfError::Decryption(DecryptionError::PasswordProtected))
    )
}

fn load(bytes: &[u8], limits: &Limits) -> Result<lopdf::Document, lopdf::Error> {
    let most = usize::try_from(limits.max_unpacked_bytes).unwrap_or(usize::MAX);
    let options = lopdf::LoadOptions::with_max_decompressed_size(most);
    catch_unwind(|| lopdf::Document::load_mem_with_options(bytes, options)).unwrap_or(Err(
        lopdf::Error::InvalidStream("its reader failed".to_owned()),
    ))
}

/// Reads the document information: `Info/Title`, `Info/Author`, …, dates as they stand there; and
/// the language of the whole document, `PDF/Lang`.
pub(super) fn information(bytes: &[u8], file: &Structure<'_>) -> Vec<Metadatum> {
    let known = file.pdf.metadata();
    let mut metadata = Vec::new();
    let strings = [
        ("Info/Title", &known.title),
        ("Info/Author", &known.author),
        ("Info/Subject", &known.subject),
        ("Info/Keywords", &known.keywords),
        ("Info/Creator", &known.creator),
        ("Info/Producer", &known.producer),
    ];
    for (key, value) in strings {
        let value = value.as_deref().map(text_string).unwrap_or_default();
        metadata.push(Metadatum {
            key: key.to_owned(),
            value,
        });
    }
    let stated = catch_unwind(|| lopdf::Document::load_metadata_mem(bytes));
    let (created, modified) = match stated {
        Ok(Ok(stated)) => (stated.creation_date, stated.modification_date),
        _ => (None, None),
    };
    let dates = [
        ("Info/CreationDate", created, known.creation_date),
        ("Info/ModDate", modified, known.modification_date),
    ];
    for (key, stated, read) in dates {
        let value = stated.filter(|date| !date.trim().is_empty());
        metadata.push(Metadatum {
            key: key.to_owned(),
            value: value.or_else(|| read.map(date)).unwrap_or_default(),
        });
    }
    let language = file.object(&file.catalogue, "Lang");
    if let Some(language) = language.and_then(|language| language.into_string()) {
        metadata.push(Metadatum {
            key: "PDF/Lang".to_owned(),
            value: text_string(language.as_bytes()),
        });
    }
    metadata.retain(|metadatum| !metadatum.value.trim().is_empty());
    metadata
}

/// A date as it is written in PDF files.
fn date(date: DateTime) -> String {
    let DateTime {
        year,
        month,
        day,
        hour,
        minute,
        second,
        ..
    } = date;
    format!("D:{year:04}{month:02}{day:02}{hour:02}{minute:02}{second:02}")
}

/// Decodes a text string: UTF-16 or UTF-8 with a mark, else PDFDocEncoding; and, against the
/// standard but common, UTF-8 or a CJK code page without any mark.
pub(super) fn text_string(bytes: &[u8]) -> String {
    if let Some((encoding, mark)) = Encoding::for_bom(bytes) {
        let rest = bytes.get(mark..).unwrap_or_default();
        if [UTF_16BE, UTF_16LE, UTF_8].contains(&encoding) {
            return without_languages(&encoding.decode_without_bom_handling(rest).0);
        }
    }
    if let Ok(text) = std::str::from_utf8(bytes) {
        return text.to_owned();
    }
    let decoded = super::super::text::decode(bytes, None);
    if [EUC_KR, SHIFT_JIS, GBK, BIG5, EUC_JP].contains(&decoded.encoding)
        && decoded.warning().is_none()
    {
        return decoded.text;
    }
    // An apostrophe of Windows in a word; in PDFDocEncoding it would be a trade mark sign.
    let is_windows = bytes.windows(3).any(|part| {
        matches!(part, [before, 0x92, after] if before.is_ascii_alphabetic() && after.is_ascii_alphabetic())
    });
    if is_windows {
        let windows = encoding_rs::WINDOWS_1252.decode_without_bom_handling(bytes);
        return windows.0.into_owned();
    }
    bytes.iter().map(|byte| pdf_doc(*byte)).collect()
}

/// Decodes a text string that is a name or a title: of a longer one the start.
pub(super) fn short_string(bytes: &[u8]) -> String {
    const MAX_BYTES: usize = 4096;
    text_string(bytes.get(..bytes.len().min(MAX_BYTES)).unwrap_or_default())
}

/// The character of a byte in PDFDocEncoding (ISO 32000-2, annex D.3).
fn pdf_doc(byte: u8) -> char {
    const FROM_18: [char; 8] = ['˘', 'ˇ', 'ˆ', '˙', '˝', '˛', '˚', '˜'];
    const FROM_80: [char; 33] = [
        '•', '†', '‡', '…', '—', '–', 'ƒ', '⁄', '‹', '›', '−', '‰', '„', '“', '”', '‘', '’', '‚',
        '™', 'ﬁ', 'ﬂ', 'Ł', 'Œ', 'Š', 'Ÿ', 'Ž', 'ı', 'ł', 'œ', 'š', 'ž', '\u{fffd}', '€',
    ];
    let special = match byte {
        0x18..=0x1f => FROM_18.get(usize::from(byte - 0x18)),
        0x80..=0xa0 => FROM_80.get(usize::from(byte - 0x80)),
        _ => None,
    };
    special.copied().unwrap_or(char::from(byte))
}

/// Takes out the codes of languages, each between two escape characters.
fn without_languages(text: &str) -> String {
    let mut kept = String::with_capacity(text.len());
    for (index, part) in text.split('\u{1b}').enumerate() {
        if index % 2 == 0 {
            kept.push_str(part);
        }
    }
    kept
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_strings_of_every_kind() {
        assert_eq!(text_string(b"Smart city"), "Smart city");
        assert_eq!(text_string(b"\xfe\xff\xc2\xa4\xb9\xc8"), "스마");
        assert_eq!(text_string("스마트도시".as_bytes()), "스마트도시");
        assert_eq!(
            text_string(b"\xfe\xff\0\x1b\0k\0o\0\x1b\xc2\xa4\xb9\xc8"),
            "스마"
        );
        assert_eq!(
            text_string(&EUC_KR.encode("스마트도시 종합계획 보고서").0),
            "스마트도시 종합계획 보고서"
        );
        assert_eq!(
            text_string(b"Soci\xe9t\xe9 num\xe9rique"),
            "Société numérique"
        );
        assert_eq!(
            text_string(b"le besoin d\x90une r\xe9vision \x84 2030"),
            "le besoin d’une révision — 2030"
        );
        assert_eq!(
            text_string(b"le besoin d\x92une r\xe9vision \x96 2030"),
            "le besoin d’une révision – 2030"
        );
    }
}
