//! Kind of file from its first bytes, then its name.
//!
//! The bytes decide; the name only tells apart kinds that share their bytes (plain text, Markdown,
//! HTML without a doctype) and says what a file that is nothing known was meant to be.
//! Containers are opened as far as their kind needs: a zip's names and its `mimetype` entry, a
//! compound file's directory names.
//!
//! Not here: reading any text.
//!
//! Sources: IANA media types; ECMA-376 part 2 (OPC); OASIS ODF 1.3 part 2; MS-CFB; MS-OFFCRYPTO.

use std::io::{Cursor, Read};

use crate::extract::{Failure, PictureFormat, is_shifted, is_wide, start};

/// What a file is, as far as its reader is concerned.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    /// A PDF file.
    Pdf,
    /// An HTML page.
    Html,
    /// A Markdown file.
    Markdown,
    /// Plain text, of the media type its name says.
    Text {
        /// `text/plain`, `text/csv`…
        media_type: &'static str,
    },
    /// A HWP 5 document.
    Hwp,
    /// A HWPX document.
    Hwpx,
    /// A HWP 3 document.
    Hwp3,
    /// A Word document, a presentation, a workbook or an OpenDocument file, as its media type says.
    Office {
        /// One of those that [`is_office`] knows.
        media_type: &'static str,
    },
    /// An RTF file.
    Rtf,
    /// An EPUB book.
    Epub,
    /// An e-mail.
    Mail,
    /// A mailbox: many e-mails.
    Mailbox,
    /// A HWPML document.
    Hwpml,
    /// A picture that may be one of text.
    Picture(PictureFormat),
    /// A known kind, or nothing known, for which there is no reader.
    Unread {
        /// Which kind.
        media_type: &'static str,
    },
}

const DOCX: &str = "application/vnd.openxmlformats-officedocument.wordprocessingml.document";
const PPTX: &str = "application/vnd.openxmlformats-officedocument.presentationml.presentation";
const XLSX: &str = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";
const HWP: &str = "application/x-hwp";
const HWPX: &str = "application/hwp+zip";
const OLE: &str = "application/x-ole-storage";
const UNKNOWN: &str = "application/octet-stream";

/// Kinds that their first bytes name, each with the offset those bytes stand at.
const SIGNATURES: [(usize, &[u8], &str); 27] = [
    (0, b"\x89PNG\r\n\x1a\n", "image/png"),
    (0, b"\xff\xd8\xff", "image/jpeg"),
    (0, b"II*\0", "image/tiff"),
    (0, b"MM\0*", "image/tiff"),
    (0, b"GIF87a", "image/gif"),
    (0, b"GIF89a", "image/gif"),
    (8, b"WEBP", "image/webp"),
    (0, b"\0\0\0\x0cjP  ", "image/jp2"),
    (0, b"AT&TFORM", "image/vnd.djvu"),
    (0, b"\x1f\x8b", "application/gzip"),
    (0, b"BZh", "application/x-bzip2"),
    (0, b"\xfd7zXZ\0", "application/x-xz"),
    (0, b"\x28\xb5\x2f\xfd", "application/zstd"),
    (0, b"7z\xbc\xaf\x27\x1c", "application/x-7z-compressed"),
    (0, b"Rar!\x1a\x07", "application/vnd.rar"),
    (257, b"ustar", "application/x-tar"),
    (0, b"SQLite format 3\0", "application/vnd.sqlite3"),
    (0, b"%!PS", "application/postscript"),
    (0, b"\x7fELF", "application/x-executable"),
    (
        0,
        b"MZ\x90\0",
        "application/vnd.microsoft.portable-executable",
    ),
    (4, b"ftyp", "video/mp4"),
    (0, b"ID3", "audio/mpeg"),
    (0, b"OggS", "application/ogg"),
    (8, b"WAVEfmt ", "audio/vnd.wave"),
    (0, b"wOFF", "font/woff"),
    (0, b"wOF2", "font/woff2"),
    (60, b"BOOKMOBI", "application/x-mobipocket-ebook"),
];

/// Name endings of kinds whose bytes must not be plain text.
const BINARY_ENDINGS: [(&str, &str); 17] = [
    ("pdf", "a PDF file"),
    ("docx", "a Word document"),
    ("pptx", "a PowerPoint presentation"),
    ("xlsx", "an Excel workbook"),
    ("doc", "a Word document"),
    ("ppt", "a PowerPoint presentation"),
    ("xls", "an Excel workbook"),
    ("hwp", "a HWP document"),
    ("hwpx", "a HWPX document"),
    ("odt", "an OpenDocument text"),
    ("odp", "an OpenDocument presentation"),
    ("ods", "an OpenDocument spreadsheet"),
    ("epub", "an EPUB book"),
    ("zip", "a zip archive"),
    ("png", "a PNG image"),
    ("jpg", "a JPEG image"),
    ("tif", "a TIFF image"),
];

/// Finds what `bytes`, the whole of a file called `name`, are.
///
/// # Errors
///
/// - [`Failure::Damaged`] for an empty file, a container that cannot be opened, or bytes that are
///   nothing known under the name of a known kind
/// - [`Failure::Encrypted`] for an Office, OpenDocument or HWP file locked by a password
pub(crate) fn sniff(bytes: &[u8], name: &str) -> Result<Kind, Failure> {
    if bytes.is_empty() {
        return Err(Failure::damaged("file is empty"));
    }
    if bytes.iter().all(|byte| *byte == 0) {
        return Err(Failure::damaged("file holds nothing but zero bytes"));
    }
    let ending = ending(name);
    if bytes.starts_with(b"PK\x03\x04") || bytes.starts_with(b"PK\x05\x06") {
        return zip_kind(bytes).map(container);
    }
    if bytes.starts_with(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1") {
        return compound_kind(bytes).map(container);
    }
    if bytes.starts_with(b"HWP Document File V3.00") {
        return Ok(Kind::Hwp3);
    }
    if bytes.starts_with(b"{\\rtf") {
        return Ok(Kind::Rtf);
    }
    for (offset, signature, media_type) in SIGNATURES {
        if bytes
            .get(offset..)
            .is_some_and(|rest| rest.starts_with(signature))
        {
            return Ok(match PictureFormat::of(media_type) {
                Some(format) => Kind::Picture(format),
                None => Kind::Unread { media_type },
            });
        }
    }
    // Readers accept a PDF header anywhere in the first 1024 bytes (ISO 32000-2, note to 7.5.2).
    let head = bytes.get(..bytes.len().min(1024)).unwrap_or_default();
    if contains(head, b"%PDF-") {
        return Ok(Kind::Pdf);
    }
    // A page with a few bytes of something else in it is still a page.
    if !is_textual(bytes) && !is_html(&start(bytes).trim_start().to_lowercase()) {
        return match intended(&ending) {
            // A header may be lost while the rest of the file is there.
            Some("a PDF file") if contains(bytes, b"endobj") => Ok(Kind::Pdf),
            Some(kind) => Err(Failure::damaged(format!(
                "named as {kind}, but its bytes are not one"
            ))),
            None => Ok(Kind::Unread {
                media_type: UNKNOWN,
            }),
        };
    }
    text_kind(bytes, &ending)
}

fn text_kind(bytes: &[u8], ending: &str) -> Result<Kind, Failure> {
    let start = start(bytes).trim_start().to_lowercase();
    if is_html(&start) {
        return Ok(Kind::Html);
    }
    if start.starts_with("<?xml") || start.starts_with("<!doctype") {
        let media_type = if start.contains("<html") || start.contains("//dtd xhtml") {
            return Ok(Kind::Html);
        } else if start.contains("<svg") {
            "image/svg+xml"
        } else if start.contains("<hwpml") {
            return Ok(Kind::Hwpml);
        } else if let Some(media_type) = flat_open_document(&start) {
            return Ok(Kind::Office { media_type });
        } else {
            "application/xml"
        };
        return Ok(Kind::Unread { media_type });
    }
    if let Some(kind) = mail_kind(&start, ending) {
        return Ok(kind);
    }
    if is_script(&start, ending) {
        return Ok(Kind::Unread {
            media_type: "text/x-script",
        });
    }
    if let Some(kind) = intended(ending) {
        // A PDF file whose header is lost is still worth a try.
        if kind == "a PDF file" && contains(bytes, b"endobj") {
            return Ok(Kind::Pdf);
        }
        return Err(Failure::damaged(format!(
            "named as {kind}, but it holds plain text"
        )));
    }
    Ok(match ending {
        "html" | "htm" | "xhtml" | "xht" => Kind::Html,
        "md" | "markdown" | "mdown" | "mkd" => Kind::Markdown,
        "txt" | "text" | "asc" | "log" => Kind::Text {
            media_type: "text/plain",
        },
        "csv" => Kind::Text {
            media_type: "text/csv",
        },
        "tsv" | "tab" => Kind::Text {
            media_type: "text/tab-separated-values",
        },
        "json" | "jsonl" | "geojson" => Kind::Unread {
            media_type: "application/json",
        },
        "eml" => Kind::Mail,
        "xml" => Kind::Unread {
            media_type: "application/xml",
        },
        _ if start.starts_with("---\n")
            || start.starts_with("---\r\n")
            || start.starts_with("# ") =>
        {
            Kind::Markdown
        }
        _ if ["<head", "<body", "<div", "<table", "<p>", "<h1", "<!--"]
            .iter()
            .any(|tag| start.starts_with(tag)) =>
        {
            Kind::Html
        }
        _ => Kind::Text {
            media_type: "text/plain",
        },
    })
}

/// Headers that nearly every e-mail has some of.
const MAIL_HEADERS: &str = " from to cc subject date sender reply-to newsgroups content-type \
    content-transfer-encoding in-reply-to references organization importance ";
/// Headers that no memo has: programs write them.
const TRANSPORT_HEADERS: &str = " received return-path message-id mime-version delivered-to x-mailer \
    dkim-signature x-original-to ";

/// Tells e-mails and mailboxes from other text by the headers at its start, which is in lower case.
fn mail_kind(start: &str, ending: &str) -> Option<Kind> {
    let mut lines = start.lines().peekable();
    let is_mailbox = lines.next_if(|line| line.starts_with("from ")).is_some();
    let (mut headers, mut has_transport) = (0, false);
    for line in lines.take_while(|line| !line.trim().is_empty()) {
        if line.starts_with([' ', '\t']) && 0 < headers {
            continue;
        }
        // The last line of the sample may be cut off.
        let Some((name, _)) = line.split_once(':') else {
            break;
        };
        if name.is_empty() || !name.bytes().all(|byte| byte.is_ascii_graphic()) {
            return None;
        }
        let is_in = |list: &str| list.split_ascii_whitespace().any(|known| known == name);
        has_transport |= is_in(TRANSPORT_HEADERS);
        headers += i32::from(is_in(TRANSPORT_HEADERS) || is_in(MAIL_HEADERS));
    }
    let is_mail = 3 <= headers && has_transport || 1 <= headers && (ending == "eml" || is_mailbox);
    is_mail.then_some(if is_mailbox {
        Kind::Mailbox
    } else {
        Kind::Mail
    })
}

/// Whether a start, in lower case, is that of an HTML page beyond doubt.
fn is_html(start: &str) -> bool {
    start.starts_with("<!doctype html") || start.starts_with("<html")
}

/// Whether a text is a program or the look of a page: tools that lie beside documents, what a browser
/// saves with a page. A first line such as `#!/bin/sh` says so, whatever the name.
fn is_script(start: &str, ending: &str) -> bool {
    const ENDINGS: [&str; 12] = [
        "sh", "bash", "bat", "cmd", "ps1", "py", "rb", "pl", "js", "mjs", "css", "scss",
    ];
    let line = start.lines().next().unwrap_or_default();
    let has_shebang = line
        .strip_prefix("#!")
        .is_some_and(|rest| rest.trim_start().starts_with('/'));
    has_shebang || ENDINGS.contains(&ending)
}

/// The name's ending after its last dot, in lower case; empty without one.
fn ending(name: &str) -> String {
    let file = name.rsplit(['/', '\\']).next().unwrap_or(name);
    file.rsplit_once('.')
        .map(|(_, ending)| ending.to_lowercase())
        .unwrap_or_default()
}

fn intended(ending: &str) -> Option<&'static str> {
    let ending = match ending {
        "jpeg" => "jpg",
        "tiff" => "tif",
        other => other,
    };
    BINARY_ENDINGS
        .iter()
        .find(|(known, _)| *known == ending)
        .map(|(_, kind)| *kind)
}

/// Whether bytes may be text in some encoding: hardly any control characters, or UTF-16.
fn is_textual(bytes: &[u8]) -> bool {
    if bytes.starts_with(b"\xff\xfe")
        || bytes.starts_with(b"\xfe\xff")
        || is_wide(bytes)
        || is_shifted(bytes)
    {
        return true;
    }
    let sample = bytes.get(..bytes.len().min(1 << 16)).unwrap_or_default();
    let controls = sample
        .iter()
        .filter(|byte| matches!(byte, 0..=7 | 0xe..=0x1a | 0x1c..=0x1f | 0x7f))
        .count();
    controls * 200 <= sample.len()
}

fn contains(bytes: &[u8], needle: &[u8]) -> bool {
    bytes.windows(needle.len()).any(|window| window == needle)
}

/// The kind of a file that is a container of this media type.
fn container(media_type: &'static str) -> Kind {
    match media_type {
        HWPX => Kind::Hwpx,
        HWP => Kind::Hwp,
        "application/epub+zip" => Kind::Epub,
        office if is_office(office) => Kind::Office { media_type },
        _ => Kind::Unread { media_type },
    }
}

/// Whether there is a reader of Office files for this media type; that of old Word documents and
/// presentations is `Unread`.
fn is_office(media_type: &str) -> bool {
    [
        "application/vnd.openxmlformats-officedocument.",
        "application/vnd.oasis.opendocument.",
        "application/vnd.ms-word.",
        "application/vnd.ms-excel",
        "application/vnd.ms-powerpoint.",
    ]
    .iter()
    .any(|family| media_type.starts_with(family))
}

/// Media types of Office files by what their `[Content_Types].xml` says of their main part.
const OFFICE: [(&str, &str); 15] = [
    ("wordprocessingml.document.main", DOCX),
    (
        "wordprocessingml.template.main",
        "application/vnd.openxmlformats-officedocument.wordprocessingml.template",
    ),
    (
        "ms-word.document.macroEnabled.main",
        "application/vnd.ms-word.document.macroEnabled.12",
    ),
    (
        "ms-word.template.macroEnabledTemplate.main",
        "application/vnd.ms-word.template.macroEnabled.12",
    ),
    ("presentationml.presentation.main", PPTX),
    (
        "presentationml.slideshow.main",
        "application/vnd.openxmlformats-officedocument.presentationml.slideshow",
    ),
    (
        "presentationml.template.main",
        "application/vnd.openxmlformats-officedocument.presentationml.template",
    ),
    (
        "ms-powerpoint.presentation.macroEnabled.main",
        "application/vnd.ms-powerpoint.presentation.macroEnabled.12",
    ),
    (
        "ms-powerpoint.slideshow.macroEnabled.main",
        "application/vnd.ms-powerpoint.slideshow.macroEnabled.12",
    ),
    (
        "ms-powerpoint.template.macroEnabled.main",
        "application/vnd.ms-powerpoint.template.macroEnabled.12",
    ),
    ("spreadsheetml.sheet.main", XLSX),
    (
        "spreadsheetml.template.main",
        "application/vnd.openxmlformats-officedocument.spreadsheetml.template",
    ),
    (
        "ms-excel.sheet.macroEnabled.main",
        "application/vnd.ms-excel.sheet.macroEnabled.12",
    ),
    (
        "ms-excel.template.macroEnabled.main",
        "application/vnd.ms-excel.template.macroEnabled.12",
    ),
    (
        "ms-excel.sheet.binary.macroEnabled.main",
        "application/vnd.ms-excel.sheet.binary.macroEnabled.12",
    ),
];

/// Media types of OpenDocument files, which say theirs themselves.
const OPEN_DOCUMENT: [&str; 10] = [
    "application/vnd.oasis.opendocument.text",
    "application/vnd.oasis.opendocument.text-template",
    "application/vnd.oasis.opendocument.text-master",
    "application/vnd.oasis.opendocument.text-web",
    "application/vnd.oasis.opendocument.presentation",
    "application/vnd.oasis.opendocument.presentation-template",
    "application/vnd.oasis.opendocument.spreadsheet",
    "application/vnd.oasis.opendocument.spreadsheet-template",
    "application/vnd.oasis.opendocument.graphics",
    "application/vnd.oasis.opendocument.graphics-template",
];

/// The media type that an OpenDocument file in one piece states; `start` is its start in lower case.
fn flat_open_document(start: &str) -> Option<&'static str> {
    let (_, root) = start.split_once("<office:document")?;
    let (_, stated) = root.split_once("office:mimetype=\"").unwrap_or_default();
    let stated = stated.split('"').next().unwrap_or_default();
    let known = OPEN_DOCUMENT.iter().find(|known| **known == stated);
    // The name spaces before it may be longer than what is looked at.
    Some(known.unwrap_or(&OPEN_DOCUMENT[0]))
}

/// Tells the kinds of file apart that are zip archives inside.
fn zip_kind(bytes: &[u8]) -> Result<&'static str, Failure> {
    let mut archive = zip::ZipArchive::new(Cursor::new(bytes))
        .map_err(|error| Failure::damaged(format!("zip container cannot be opened: {error}")))?;
    let mut read = |name: &str| {
        let mut text = Vec::new();
        let entry = archive.by_name(name).ok()?;
        // All entries read here are short lists of names.
        entry.take(1 << 20).read_to_end(&mut text).ok()?;
        String::from_utf8(text).ok()
    };
    if let Some(mimetype) = read("mimetype") {
        let is_locked =
            read("META-INF/manifest.xml").is_some_and(|text| text.contains("encryption-data"));
        if is_locked {
            return Err(Failure::Encrypted);
        }
        let declared = OPEN_DOCUMENT.iter();
        let mut declared = declared.chain(&[HWPX, "application/epub+zip"]);
        if let Some(known) = declared.find(|known| **known == mimetype.trim()) {
            return Ok(known);
        }
    }
    if let Some(types) = read("[Content_Types].xml")
        && let Some((_, known)) = OFFICE.iter().find(|(main, _)| types.contains(main))
    {
        return Ok(known);
    }
    let mut kind = "application/zip";
    for name in archive.file_names_raw() {
        match name {
            _ if name.starts_with(b"word/") => return Ok(DOCX),
            _ if name.starts_with(b"ppt/") => return Ok(PPTX),
            _ if name.starts_with(b"xl/") => return Ok(XLSX),
            _ if name == b"Contents/content.hpf" => return Ok(HWPX),
            b"[Content_Types].xml" => kind = "application/vnd.openxmlformats-package",
            _ => {}
        }
    }
    Ok(kind)
}

/// Tells the kinds of compound file (OLE) apart by the names in its directory.
///
/// Directory entries are 128 bytes, aligned to 128, each starting with its name in UTF-16; looking
/// at every such place finds them without following sector chains that may be damaged.
fn compound_kind(bytes: &[u8]) -> Result<&'static str, Failure> {
    if bytes.len() < directory_end(bytes).unwrap_or(512) {
        let reason = "compound file (HWP, XLS, …) is cut off before its directory ends";
        return Err(Failure::damaged(reason));
    }
    let mut kind = OLE;
    let mut is_searched = false;
    for entry in bytes.get(512..).unwrap_or_default().chunks_exact(128) {
        let Some(length) = entry.get(64..66).and_then(|length| length.try_into().ok()) else {
            continue;
        };
        let length = usize::from(u16::from_le_bytes(length));
        // The length counts the closing NUL; the longest name has 31 characters.
        if !(4..=64).contains(&length) || length % 2 != 0 {
            continue;
        }
        let Some(name) = entry.get(..length - 2) else {
            continue;
        };
        let units = name
            .chunks_exact(2)
            .filter_map(|unit| unit.try_into().ok())
            .map(u16::from_le_bytes);
        let name: String = char::decode_utf16(units)
            .map(|c| c.unwrap_or('\u{fffd}'))
            .collect();
        match name.as_str() {
            "EncryptedPackage" => return Err(Failure::Encrypted),
            // A document of another program may hold a HWP document; and the search is a long one.
            "FileHeader" if kind == OLE && !std::mem::replace(&mut is_searched, true) => {
                kind = hwp_kind(bytes)?;
            }
            "WordDocument" => kind = "application/msword",
            // A Word document or a presentation may hold a workbook.
            "Workbook" | "Book" if kind == "application/x-ole-storage" => {
                kind = "application/vnd.ms-excel";
            }
            "PowerPoint Document" => kind = "application/vnd.ms-powerpoint",
            "VisioDocument" => kind = "application/vnd.visio",
            "__properties_version1.0" => kind = "application/vnd.ms-outlook",
            _ => {}
        }
    }
    Ok(kind)
}

/// Where the first sector of a compound file's directory ends (MS-CFB 2.2, 2.6).
fn directory_end(bytes: &[u8]) -> Option<usize> {
    let shift = u16::from_le_bytes(bytes.get(30..32)?.try_into().ok()?);
    let sector = u32::from_le_bytes(bytes.get(48..52)?.try_into().ok()?);
    let size = 1_usize.checked_shl(shift.into())?;
    // The header stands in the place of a sector.
    size.checked_mul(usize::try_from(sector).ok()?.checked_add(2)?)
}

/// A HWP 5 file says in its `FileHeader` stream whether it is locked by a password.
fn hwp_kind(bytes: &[u8]) -> Result<&'static str, Failure> {
    let Some(at) = bytes
        .windows(17)
        .position(|window| window == b"HWP Document File")
    else {
        return Ok(OLE);
    };
    // 32 bytes of signature, 4 of version, then the properties: bit 1 is "locked by a password".
    let is_locked = bytes
        .get(at + 36)
        .is_some_and(|properties| properties & 2 != 0);
    if is_locked {
        Err(Failure::Encrypted)
    } else {
        Ok(HWP)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(bytes: &[u8], name: &str, expected: &str) {
        let actual = match sniff(bytes, name) {
            Ok(Kind::Pdf) => "pdf".to_owned(),
            Ok(Kind::Html) => "html".to_owned(),
            Ok(Kind::Markdown) => "markdown".to_owned(),
            Ok(Kind::Hwp) => "hwp".to_owned(),
            Ok(Kind::Hwpx) => "hwpx".to_owned(),
            Ok(Kind::Hwp3) => "hwp3".to_owned(),
            Ok(Kind::Hwpml) => "hwpml".to_owned(),
            Ok(Kind::Rtf) => "rtf".to_owned(),
            Ok(Kind::Epub) => "epub".to_owned(),
            Ok(Kind::Mail) => "mail".to_owned(),
            Ok(Kind::Mailbox) => "mailbox".to_owned(),
            Ok(
                Kind::Text { media_type }
                | Kind::Office { media_type }
                | Kind::Unread { media_type },
            ) => media_type.to_owned(),
            Ok(Kind::Picture(format)) => format.media_type().to_owned(),
            Err(failure) => failure.to_string(),
        };
        assert_eq!(actual, expected, "{name}");
    }

    #[test]
    fn bytes_win_over_the_name() {
        check(b"%PDF-1.7\n", "a.txt", "pdf");
        check(b"\n\n junk %PDF-1.4", "a", "pdf");
        check(b"<!DOCTYPE html><title>x</title>", "a.pdf", "html");
        check(b"\x89PNG\r\n\x1a\n....", "a.pdf", "image/png");
    }

    #[test]
    fn the_name_tells_kinds_of_text_apart() {
        check(b"Smart city", "a.txt", "text/plain");
        check(b"Smart city", "a.md", "markdown");
        check(b"Smart city", "a.HTM", "html");
        check(b"a,b", "a.csv", "text/csv");
        check(b"---\ntitle: x\n---\n", "README", "markdown");
        check(b"Smart city", "README", "text/plain");
    }

    #[test]
    fn a_script_is_no_document() {
        for (text, name) in [
            ("#!/usr/bin/env bash\nset -eu\n", "make"),
            ("#! /bin/sh\n", "notes.txt"),
            ("body { color: red }", "page_files/style.css"),
            ("import sys", "tools/convert.py"),
        ] {
            check(text.as_bytes(), name, "text/x-script");
        }
        check(b"#!important: read first", "a.txt", "text/plain");
    }

    #[test]
    fn what_is_not_what_its_name_says_is_damaged() {
        check(b"", "a.pdf", "file is empty");
        check(b"\0\0\0\0", "a.pdf", "file holds nothing but zero bytes");
        check(
            b"\x01\x02\x03\x04\x80\x90",
            "a.pdf",
            "named as a PDF file, but its bytes are not one",
        );
        check(
            b"not found",
            "a.pdf",
            "named as a PDF file, but it holds plain text",
        );
        check(
            b"\x01\x02\x03\x04\x80\x90",
            "a.bin",
            "application/octet-stream",
        );
    }

    #[test]
    fn mail_is_known_by_its_headers_and_a_memo_is_not_mail() {
        let mail = b"Received: from x\n\tby y\nFrom: a@b\nSubject: Plan\nDate: Mon, 1 Jan 2018\n\nText: a\n";
        check(mail, "a.txt", "mail");
        check(
            b"From a@b Mon Jan  1 2018\nFrom: a@b\nSubject: x\n\ny",
            "inbox",
            "mailbox",
        );
        check(b"Subject: x\n\ny", "a.eml", "mail");
        check(
            b"From: Minister\nTo: All\nSubject: Plan\nDate: Monday\n\nText",
            "memo.txt",
            "text/plain",
        );
        check(b"User-Agent: *\nDisallow: /\n", "robots.txt", "text/plain");
        check(b"From here on: a text\n", "a.txt", "text/plain");
        check(b"{\\rtf1 x}", "a.doc", "rtf");
    }

    #[test]
    fn utf16_without_a_mark_is_text() {
        let bytes: Vec<u8> = "Smart city plan"
            .encode_utf16()
            .flat_map(u16::to_le_bytes)
            .collect();
        check(&bytes, "a.txt", "text/plain");
    }
}
