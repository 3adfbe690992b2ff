//! Documents inside an Office document → attachments.
//!
//! An embedded object is either a file of its own (a workbook in a report), or a compound file that
//! holds one: as the stream `Package`, as the stream `CONTENTS`, as an OLE 1 package with the name
//! it had on the author's disk, or as streams that are a Word, Excel or PowerPoint file themselves.
//! Objects that are no documents (equations, controls) are left where they are.
//!
//! Formats: MS-CFB, MS-OLEDS 2.3.6 (`Ole10Native`).

use std::io::{Cursor, Read};

use super::super::{Attachment, Failure};
use super::opc::{Opc, Relationship};

/// Most embedded objects of one part that are looked at.
const MAX_OBJECTS: usize = 200;

/// Takes the documents out of a part's embedded objects, in the order of its references.
///
/// # Errors
///
/// As [`Opc::bytes`].
pub(super) fn attachments(
    opc: &mut Opc<'_>,
    relationships: &[Relationship],
    found: &mut Vec<Attachment>,
) -> Result<(), Failure> {
    let objects = relationships
        .iter()
        .filter(|r| r.kind == "package" || r.kind == "oleObject");
    for object in objects.take(MAX_OBJECTS) {
        if let Some(bytes) = opc.bytes(&object.target)? {
            let name = object.target.rsplit('/').next().unwrap_or("object");
            found.extend(attachment(name, bytes));
        }
    }
    Ok(())
}

/// The document that an embedded object called `name` is or holds.
pub(super) fn attachment(name: &str, bytes: Vec<u8>) -> Option<Attachment> {
    if !bytes.starts_with(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1") {
        return Some(named(name.to_owned(), bytes));
    }
    let stem = name.rsplit_once('.').map_or(name, |(stem, _)| stem);
    let mut object = cfb::CompoundFile::open(Cursor::new(&bytes)).ok()?;
    if let Some(package) = stream(&mut object, "/Package", bytes.len()) {
        let ending = office_ending(&package);
        return Some(named(format!("{stem}{ending}"), package));
    }
    if let Some(native) = stream(&mut object, "/\u{1}Ole10Native", bytes.len()) {
        return ole_1_package(stem, &native);
    }
    if let Some(contents) = stream(&mut object, "/CONTENTS", bytes.len()) {
        let ending = if contents.starts_with(b"%PDF") {
            ".pdf"
        } else {
            ""
        };
        return Some(named(format!("{stem}{ending}"), contents));
    }
    let ending = [
        ("/WordDocument", ".doc"),
        ("/Workbook", ".xls"),
        ("/Book", ".xls"),
        ("/PowerPoint Document", ".ppt"),
        ("/FileHeader", ".hwp"),
    ]
    .iter()
    .find(|(stream, _)| object.is_stream(stream))
    .map(|(_, ending)| *ending)?;
    Some(named(format!("{stem}{ending}"), bytes))
}

fn named(name: String, bytes: Vec<u8>) -> Attachment {
    Attachment {
        name,
        size: bytes.len() as u64,
        bytes,
    }
}

/// The bytes of a stream, which cannot have more than the file it is in.
fn stream(
    object: &mut cfb::CompoundFile<Cursor<&Vec<u8>>>,
    path: &str,
    file_bytes: usize,
) -> Option<Vec<u8>> {
    if !object.is_stream(path) {
        return None;
    }
    let mut bytes = Vec::new();
    let stream = object.open_stream(path).ok()?;
    stream
        .take(file_bytes as u64)
        .read_to_end(&mut bytes)
        .ok()?;
    Some(bytes)
}

fn office_ending(package: &[u8]) -> &'static str {
    let has = |needle: &[u8]| package.windows(needle.len()).any(|window| window == needle);
    if !package.starts_with(b"PK") {
        ""
    } else if has(b"word/") {
        ".docx"
    } else if has(b"ppt/") {
        ".pptx"
    } else if has(b"xl/") {
        ".xlsx"
    } else {
        ".zip"
    }
}

/// The file in an OLE 1 package: size, flags, label, path, two numbers, path, size, bytes.
fn ole_1_package(stem: &str, native: &[u8]) -> Option<Attachment> {
    let rest = native.get(6..)?;
    let (label, rest) = c_string(rest)?;
    let (_, rest) = c_string(rest)?;
    let rest = rest.get(8..)?;
    let (_, rest) = c_string(rest)?;
    let size = u32::from_le_bytes(rest.get(..4)?.try_into().ok()?);
    let bytes = rest.get(4..)?;
    let bytes = bytes.get(..bytes.len().min(usize::try_from(size).ok()?))?;
    let label = super::super::text::decode(label, None).text;
    let file = label.rsplit(['/', '\\']).next().unwrap_or_default().trim();
    let name = if file.is_empty() { stem } else { file };
    Some(named(name.to_owned(), bytes.to_vec()))
}

fn c_string(bytes: &[u8]) -> Option<(&[u8], &[u8])> {
    let end = bytes.iter().position(|byte| *byte == 0)?;
    Some((bytes.get(..end)?, bytes.get(end + 1..)?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_ole_1_package_holds_a_file_with_its_name() {
        let native = [
            b"\x20\0\0\0\x02\0plan.txt\0C:\\plan.txt\0\0\0\x03\0\x05\0\0\0a\\b.c\0".as_slice(),
            b"\x04\0\0\0text and more",
        ]
        .concat();
        let found = ole_1_package("x", &native).unwrap();
        assert_eq!(
            (found.name.as_str(), found.bytes.as_slice()),
            ("plan.txt", b"text".as_slice())
        );
        assert_eq!(ole_1_package("x", b"\0\0\0"), None);
    }
}
