//! The documents that are mutated: real ones by the ending of their names, and made ones.

use std::fs;
use std::io;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};

use crate::made;

/// Seeds of more bytes than this take too long to be read again and again.
const MAX_SEED_BYTES: u64 = 300 << 10;

/// Lays the seeds of `format` out in a folder of its own below `prepared`; gives their number.
///
/// Of a PDF there is a second one with its streams unpacked, as damage to packed bytes hardly ever
/// gets past the unpacker. If all are too large and none is made, the
/// smallest is taken.
pub(crate) fn prepare(format: &str, folders: &[PathBuf], prepared: &Path) -> io::Result<usize> {
    let folder = prepared.join(format);
    fs::create_dir_all(&folder)?;
    let mut found = Vec::new();
    for folder in folders {
        walk(folder, format, &mut found);
    }
    found.sort();
    let smallest = found.first().cloned();
    found.retain(|(bytes, _)| *bytes <= MAX_SEED_BYTES);
    let made = made::documents(format);
    if found.is_empty() && made.is_empty() {
        found.extend(smallest);
    }
    let mut count = 0;
    let mut put = |bytes: &[u8]| -> io::Result<()> {
        count += 1;
        fs::write(folder.join(format!("{count:04}")), bytes)
    };
    for bytes in made {
        put(&bytes)?;
    }
    for (_, path) in found {
        let bytes = fs::read(path)?;
        put(&bytes)?;
        if format == "pdf"
            && let Some(unpacked) = unpacked(&bytes)
        {
            put(&unpacked)?;
        }
    }
    Ok(count)
}

/// Every file below `folder` with the ending, and its size.
fn walk(folder: &Path, ending: &str, found: &mut Vec<(u64, PathBuf)>) {
    let Ok(entries) = fs::read_dir(folder) else {
        return;
    };
    for entry in entries.flatten() {
        let path = entry.path();
        let Ok(kind) = entry.file_type() else {
            continue;
        };
        if kind.is_dir() {
            walk(&path, ending, found);
        } else if path.extension().is_some_and(|found| found == ending)
            && let Ok(metadata) = entry.metadata()
        {
            found.push((metadata.len(), path));
        }
    }
}

/// A PDF with its streams unpacked, if lopdf can do it and it does not grow beyond a seed's size.
fn unpacked(bytes: &[u8]) -> Option<Vec<u8>> {
    let unpack = || {
        let mut document = lopdf::Document::load_mem(bytes).ok()?;
        document.decompress();
        let mut unpacked = Vec::new();
        document.save_to(&mut unpacked).ok()?;
        Some(unpacked)
    };
    // Some of the files are damaged on purpose.
    let unpacked = catch_unwind(AssertUnwindSafe(unpack)).ok()??;
    (unpacked.len() as u64 <= 4 * MAX_SEED_BYTES).then_some(unpacked)
}
