//! Names of the file system as paths of the catalogue.
//!
//! `/` between parts; what is not UTF-8 or a control character is written `%XX`, byte by byte.
//!
//! Not here: comparing paths with those in manifests (`manifest.rs`).

use std::ffi::OsStr;
use std::fmt::Write as _;
use std::os::unix::ffi::OsStrExt;
use std::path::Path;

use super::Root;

/// The path of `file`, found in `root`, in the catalogue.
pub(super) fn name_in(root: &Root, file: &Path) -> String {
    let inside = file.strip_prefix(&root.path).unwrap_or(file);
    let mut path = root.name.clone();
    for part in inside.components() {
        if !path.is_empty() {
            path.push('/');
        }
        path.push_str(&readable(part.as_os_str()));
    }
    path
}

/// A name of the file system as text: what is not UTF-8 or a control character becomes `%XX`.
pub(super) fn readable(name: &OsStr) -> String {
    let mut text = String::with_capacity(name.len());
    let escape = |text: &mut String, bytes: &[u8]| {
        for byte in bytes {
            // Writing to a string cannot fail.
            let _ = write!(text, "%{byte:02X}");
        }
    };
    for chunk in name.as_bytes().utf8_chunks() {
        for c in chunk.valid().chars() {
            if c.is_control() {
                escape(&mut text, c.encode_utf8(&mut [0; 4]).as_bytes());
            } else {
                text.push(c);
            }
        }
        escape(&mut text, chunk.invalid());
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn odd_names_are_written_so_that_they_can_be_read() {
        assert_eq!(
            readable(OsStr::from_bytes(b"a\xFF\n\xEA\xB0\x80")),
            "a%FF%0A가"
        );
    }
}
