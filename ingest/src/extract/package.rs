//! A zip package inside (DOCX, HWPX, ODT, EPUB…): its entries by name, within the limits.
//!
//! What holds: the sum of all that is unpacked, its ratio to the packed size, and the number of
//! entries are bounded while reading, whatever the directory announces.
//!
//! Format: PKWARE APPNOTE 6.3.10, by the crate `zip`.

use std::io::{Cursor, Read};

use zip::ZipArchive;
use zip::result::ZipError;

use super::Failure;
use crate::limits::Limits;

/// An open package.
pub(super) struct Package<'a> {
    archive: ZipArchive<Cursor<&'a [u8]>>,
    limits: &'a Limits,
    unpacked_bytes: u64,
}

/// What was unpacked of an entry.
pub(super) struct Unpacked {
    pub(super) bytes: Vec<u8>,
    /// What is wrong with the rest of it, if anything is.
    pub(super) damage: Option<String>,
}

impl<'a> Package<'a> {
    /// Opens the package `bytes`.
    ///
    /// # Errors
    ///
    /// - [`Failure::Damaged`] if there is no directory that can be read
    /// - [`Failure::OverLimit`] if it has too many entries
    pub(super) fn open(bytes: &'a [u8], limits: &'a Limits) -> Result<Self, Failure> {
        let archive = ZipArchive::new(Cursor::new(bytes)).map_err(|error| {
            Failure::damaged(format!("zip container cannot be opened: {error}"))
        })?;
        let (found, limit) = (archive.len(), limits.max_package_entries);
        if limit < found {
            return Err(Failure::over(format!(
                "package has {found} entries, limit is {limit}"
            )));
        }
        Ok(Self {
            archive,
            limits,
            unpacked_bytes: 0,
        })
    }

    /// The names of all entries, in the order of the directory; names that are not UTF-8 are left out.
    pub(super) fn names(&self) -> Vec<String> {
        let names = self.archive.file_names_raw();
        names
            .filter_map(|name| std::str::from_utf8(name).ok().map(str::to_owned))
            .collect()
    }

    /// Unpacks the entry called `name`; `None` if there is none.
    ///
    /// # Errors
    ///
    /// - [`Failure::Encrypted`], [`Failure::Damaged`], [`Failure::OverLimit`]
    pub(super) fn read(&mut self, name: &str) -> Result<Option<Vec<u8>>, Failure> {
        match self.salvage(name)? {
            Some(Unpacked {
                damage: Some(damage),
                ..
            }) => Err(Failure::damaged(damage)),
            found => Ok(found.map(|found| found.bytes)),
        }
    }

    /// Unpacks the entry called `name` as far as it goes; `None` if there is none.
    ///
    /// # Errors
    ///
    /// - [`Failure::Encrypted`], [`Failure::OverLimit`]
    /// - [`Failure::Damaged`] if nothing of it can be unpacked
    pub(super) fn salvage(&mut self, name: &str) -> Result<Option<Unpacked>, Failure> {
        let entry = match self.archive.by_name(name) {
            Ok(entry) => entry,
            Err(ZipError::FileNotFound) => return Ok(None),
            Err(ZipError::InvalidPassword) => return Err(Failure::Encrypted),
            Err(ZipError::UnsupportedArchive(ZipError::PASSWORD_REQUIRED)) => {
                return Err(Failure::Encrypted);
            }
            Err(error) => {
                return Err(Failure::damaged(format!(
                    "{name} cannot be unpacked: {error}"
                )));
            }
        };
        let packed = entry.compressed_size();
        let by_ratio = packed
            .saturating_mul(self.limits.max_package_ratio)
            .max(self.limits.free_entry_bytes);
        let left = self
            .limits
            .max_unpacked_bytes
            .saturating_sub(self.unpacked_bytes);
        let mut bytes = Vec::new();
        let damage = entry
            .take(by_ratio.min(left).saturating_add(1))
            .read_to_end(&mut bytes)
            .err()
            .map(|error| format!("{name} cannot be unpacked whole: {error}"));
        let found = bytes.len() as u64;
        if left < found {
            let limit = self.limits.max_unpacked_bytes;
            return Err(Failure::over(format!(
                "package unpacks to more than {limit} bytes, the limit"
            )));
        }
        if by_ratio < found {
            let ratio = self.limits.max_package_ratio;
            return Err(Failure::over(format!(
                "{name} unpacks to more than {ratio} times its packed size"
            )));
        }
        self.unpacked_bytes += found;
        match damage {
            Some(damage) if bytes.is_empty() => Err(Failure::damaged(damage)),
            damage => Ok(Some(Unpacked { bytes, damage })),
        }
    }
}
