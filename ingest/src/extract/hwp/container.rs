//! The compound file that a HWP 5 document is: its streams by name, unpacked within the limits.
//!
//! What holds: what all streams unpack to together, and each against its packed size, is bounded
//! while reading. A packed stream that is damaged gives what came before the damage.
//!
//! Format: MS-CFB, by the crate `cfb`, which refuses a chain of sectors that runs into itself;
//! raw deflate (RFC 1951).

use std::io::{Cursor, Read};

use cfb::CompoundFile;
use flate2::read::DeflateDecoder;

use crate::extract::Failure;
use crate::limits::Limits;

/// An open compound file.
pub(super) struct Container<'a> {
    file: CompoundFile<Cursor<&'a [u8]>>,
    limits: &'a Limits,
    unpacked_bytes: u64,
}

/// What a packed stream unpacked to.
#[derive(Debug, Default)]
pub(super) struct Unpacked {
    pub(super) bytes: Vec<u8>,
    /// Whether the end of it is lost.
    pub(super) is_cut: bool,
}

impl<'a> Container<'a> {
    /// Opens the compound file `bytes`.
    ///
    /// # Errors
    ///
    /// - [`Failure::Damaged`] if its directory cannot be read
    /// - [`Failure::OverLimit`] if it has too many streams
    pub(super) fn open(bytes: &'a [u8], limits: &'a Limits) -> Result<Self, Failure> {
        let file = CompoundFile::open(Cursor::new(bytes)).map_err(|error| {
            Failure::damaged(format!("compound file cannot be opened: {error}"))
        })?;
        let limit = limits.max_package_entries;
        if file.walk().nth(limit).is_some() {
            return Err(Failure::over(format!(
                "compound file has more than {limit} entries, the limit"
            )));
        }
        Ok(Self {
            file,
            limits,
            unpacked_bytes: 0,
        })
    }

    /// The names of the streams in the storage called `storage`, sorted by the number they end with.
    pub(super) fn streams(&self, storage: &str) -> Vec<String> {
        let Ok(entries) = self.file.read_storage(storage) else {
            return Vec::new();
        };
        let mut names: Vec<String> = entries
            .filter(|entry| entry.is_stream())
            .map(|entry| entry.name().to_owned())
            .collect();
        names.sort_by_cached_key(|name| (number(name), name.clone()));
        names
    }

    /// Whether there is a stream called `path`.
    pub(super) fn has(&self, path: &str) -> bool {
        self.file.is_stream(path)
    }

    /// Reads the stream called `path` as it is; `None` if there is none.
    ///
    /// # Errors
    ///
    /// [`Failure::Damaged`] if its sectors cannot be read.
    pub(super) fn read(&mut self, path: &str) -> Result<Option<Vec<u8>>, Failure> {
        if !self.has(path) {
            return Ok(None);
        }
        let damaged = |error| Failure::damaged(format!("{path} cannot be read: {error}"));
        let stream = self.file.open_stream(path).map_err(damaged)?;
        let mut bytes = Vec::new();
        stream
            .take(self.limits.max_file_bytes)
            .read_to_end(&mut bytes)
            .map_err(damaged)?;
        Ok(Some(bytes))
    }

    /// Unpacks what a stream called `path` holds packed.
    ///
    /// # Errors
    ///
    /// [`Failure::OverLimit`] if it unpacks to too much.
    pub(super) fn inflate(&mut self, path: &str, packed: &[u8]) -> Result<Unpacked, Failure> {
        let unpacked = inflate(path, packed, self.limits, self.unpacked_bytes)?;
        self.unpacked_bytes += unpacked.bytes.len() as u64;
        Ok(unpacked)
    }
}

/// Unpacks `packed`, where `before` bytes of the same document are unpacked already.
///
/// # Errors
///
/// [`Failure::OverLimit`] if it unpacks to too much.
pub(super) fn inflate(
    name: &str,
    packed: &[u8],
    limits: &Limits,
    before: u64,
) -> Result<Unpacked, Failure> {
    let by_ratio = (packed.len() as u64)
        .saturating_mul(limits.max_package_ratio)
        .max(limits.free_entry_bytes);
    let left = limits.max_unpacked_bytes.saturating_sub(before);
    let mut bytes = Vec::new();
    let is_cut = DeflateDecoder::new(packed)
        .take(by_ratio.min(left).saturating_add(1))
        .read_to_end(&mut bytes)
        .is_err();
    let found = bytes.len() as u64;
    if left < found {
        let limit = limits.max_unpacked_bytes;
        return Err(Failure::over(format!(
            "document unpacks to more than {limit} bytes, the limit"
        )));
    }
    if by_ratio < found {
        let ratio = limits.max_package_ratio;
        return Err(Failure::over(format!(
            "{name} unpacks to more than {ratio} times its packed size"
        )));
    }
    Ok(Unpacked { bytes, is_cut })
}

/// The number that a name such as `Section12` ends with.
pub(super) fn number(name: &str) -> u32 {
    let digits = name.trim_end_matches(|c: char| c.is_ascii_digit()).len();
    name.get(digits..)
        .and_then(|digits| digits.parse().ok())
        .unwrap_or(u32::MAX)
}
