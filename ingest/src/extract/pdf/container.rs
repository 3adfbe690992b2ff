//! Opens a PDF file, repairs its container where needed, and reads its document information.
//!
//! The order: hayro; if it refuses, lopdf opens, decrypts with the empty password and writes the
//! file anew, and hayro tries again. Only a file that needs a password is `Encrypted`.
//!
//! Not here: XMP metadata streams.
//!
//! Format: ISO 32000-2, 7.6 (encryption), 7.9.2.2 (text strings), 14.3.3 (information dictionary).

use std::panic::catch_unwind;

use encoding_rs::{BIG5, EUC_JP, EUC_KR, Encoding, GBK, SHIFT_JIS, UTF_8, UTF_16BE, UTF_16LE};
use hayro_syntax::{DecryptionError, LoadPdfError, Pdf};

use super::super::{Failure, Metadatum};
use crate::limits::Limits;

/// Opens `bytes`; the second value says in plain words what had to be repaired.
pub(super) fn open(bytes: &[u8], limits: &Limits) -> Result<(Pdf, Vec<String>), Failure> {
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
        Ok(Ok(pdf)) if !pdf.pages().is_empty() => Ok((
            pdf,
            vec!["the file is damaged and was repaired before reading".to_owned()],
        )),
        _ if is_locked(refusal) => Err(Failure::Encrypted),
        _ => Err(Failure::damaged("PDF file has no readable pages")),
    }
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

/// Reads the document information: `Info/Title`, `Info/Author`, …, dates as they stand there.
pub(super) fn information(bytes: &[u8], pdf: &Pdf) -> Vec<Metadatum> {
    let known = pdf.metadata();
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
    if let Ok(Ok(information)) = catch_unwind(|| lopdf::Document::load_metadata_mem(bytes)) {
        let dates = [
            ("Info/CreationDate", information.creation_date),
            ("Info/ModDate", information.modification_date),
        ];
        for (key, value) in dates {
            metadata.push(Metadatum {
                key: key.to_owned(),
                value: value.unwrap_or_default(),
            });
        }
    } else if let Some(date) = known.creation_date {
        let value = format!("D:{:04}{:02}{:02}", date.year, date.month, date.day);
        metadata.push(Metadatum {
            key: "Info/CreationDate".to_owned(),
            value,
        });
    }
    metadata.retain(|metadatum| !metadatum.value.trim().is_empty());
    metadata
}

/// Decodes a text string: UTF-16 or UTF-8 with a mark, else PDFDocEncoding; and, against the
/// standard but common, UTF-8 or a CJK code page without any mark.
fn text_string(bytes: &[u8]) -> String {
    if let Some((encoding, mark)) = Encoding::for_bom(bytes) {
        let rest = bytes.get(mark..).unwrap_or_default();
        if [UTF_16BE, UTF_16LE, UTF_8].contains(&encoding) {
            return encoding.decode_without_bom_handling(rest).0.into_owned();
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
    // PDFDocEncoding agrees with Latin-1 but for punctuation in 0x80..0xA0, close to windows-1252.
    encoding_rs::WINDOWS_1252
        .decode_without_bom_handling(bytes)
        .0
        .into_owned()
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
            text_string(&EUC_KR.encode("스마트도시 종합계획 보고서").0),
            "스마트도시 종합계획 보고서"
        );
        assert_eq!(
            text_string(b"Soci\xe9t\xe9 num\xe9rique"),
            "Société numérique"
        );
    }
}
