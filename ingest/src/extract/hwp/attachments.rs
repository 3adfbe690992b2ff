//! Documents embedded in a HWP document: objects of other programs, kept in its storage `BinData`.
//!
//! A stream there is a picture, which is left, or an object: packed, four bytes of size, then a
//! compound file, which is the other program's document, holds it (`Package`), or holds any file
//! with its name (`\x01Ole10Native`).
//!
//! Sources: "한글 문서 파일 형식 5.0", "바이너리 데이터"; MS-OLEDS 2.3.6.

use super::container::Container;
use super::{attachment, records::u32_at};
use crate::extract::text::decode;
use crate::extract::{Attachment, Failure};
use crate::limits::Limits;

/// Name endings of streams that are no documents.
const PICTURES: [&str; 14] = [
    "bmp", "jpg", "jpeg", "png", "gif", "tif", "tiff", "wmf", "emf", "svg", "pcx", "webp", "mp4",
    "wav",
];
const COMPOUND_FILE: &[u8] = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1";

/// The documents embedded in `container`.
///
/// # Errors
///
/// [`Failure::OverLimit`] if they unpack to too much.
pub(super) fn of(
    container: &mut Container<'_>,
    limits: &Limits,
    warnings: &mut Vec<String>,
) -> Result<Vec<Attachment>, Failure> {
    let mut found = Vec::new();
    for name in container.streams("BinData") {
        if is_picture(&name) {
            continue;
        }
        let path = format!("BinData/{name}");
        let stream = match container.read(&path) {
            Ok(stream) => stream.unwrap_or_default(),
            Err(error) => {
                warnings.push(error.to_string());
                continue;
            }
        };
        let unpacked = container.inflate(&path, &stream)?;
        let bytes = if unpacked.is_cut {
            stream
        } else {
            unpacked.bytes
        };
        found.extend(object(&name, bytes, limits));
    }
    Ok(found)
}

/// Whether a file of this name is a picture or the like, by its ending.
pub(super) fn is_picture(name: &str) -> bool {
    let ending = name.rsplit('.').next().unwrap_or_default().to_lowercase();
    PICTURES.contains(&ending.as_str())
}

/// Whether a file of this name is an object of another program, by its ending.
pub(super) fn is_object(name: &str) -> bool {
    let name = name.to_lowercase();
    name.ends_with(".ole") || name.ends_with(".bin")
}

/// The document that an embedded object is or holds.
pub(super) fn object(name: &str, bytes: Vec<u8>, limits: &Limits) -> Option<Attachment> {
    let bytes = match bytes.get(4..) {
        Some(rest) if rest.starts_with(COMPOUND_FILE) => rest.to_vec(),
        _ => bytes,
    };
    if bytes.starts_with(COMPOUND_FILE)
        && let Ok(mut inner) = Container::open(&bytes, limits)
    {
        if let Ok(Some(package)) = inner.read("Package") {
            return attachment(name, package);
        }
        if let Ok(Some(native)) = inner.read("\u{1}Ole10Native") {
            let (name, bytes) = native_file(&native)?;
            return attachment(&name, bytes);
        }
    }
    attachment(name, bytes)
}

/// The name and bytes of a file in a stream `\x01Ole10Native`.
fn native_file(stream: &[u8]) -> Option<(String, Vec<u8>)> {
    // Size of all, two bytes, the name, the path it came from, four bytes, a path with its
    // length, the size of the file and the file.
    let rest = stream.get(6..)?;
    let (name, rest) = until_nul(rest)?;
    let (_, rest) = until_nul(rest)?;
    let rest = rest.get(4..)?;
    let path_bytes = usize::try_from(u32_at(rest, 0)?).ok()?;
    let rest = rest.get(4..)?.get(path_bytes..)?;
    let size = usize::try_from(u32_at(rest, 0)?).ok()?;
    let bytes = rest.get(4..)?.get(..size)?.to_vec();
    Some((decode(name, None).text, bytes))
}

fn until_nul(bytes: &[u8]) -> Option<(&[u8], &[u8])> {
    let end = bytes.iter().position(|byte| *byte == 0)?;
    Some((bytes.get(..end)?, bytes.get(end + 1..)?))
}
