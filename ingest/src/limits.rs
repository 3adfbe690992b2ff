//! Every bound on what a file may cost, in one place.

use std::time::Duration;

use serde::{Deserialize, Serialize};

/// How much of a file, and of the machine, is spent before giving up on it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Limits {
    /// Most bytes a file may have to be read at all.
    pub max_file_bytes: u64,
    /// Most bytes of text that are taken from one document.
    pub max_text_bytes: usize,
    /// Most pages one document may have.
    pub max_pages: usize,
    /// Most bytes all streams of one document may inflate to.
    pub max_unpacked_bytes: u64,
    /// Most bytes of address space a worker process may use for a small file; see [`Limits::for_file`].
    pub max_worker_memory_bytes: u64,
    /// Bytes of address space more for every byte of a file beyond [`Limits::small_file_bytes`].
    pub worker_memory_ratio: u64,
    /// Bytes up to which a file has to do with `max_worker_memory_bytes`.
    pub small_file_bytes: u64,
    /// Most CPU time a worker process may use, in whole seconds.
    pub max_worker_cpu_seconds: u64,
    /// Most time a worker process may take.
    pub max_worker_wall: Duration,
    /// Most bytes the documents inside one document may have together.
    pub max_attachment_bytes: u64,
    /// Most bytes a worker process may answer with.
    pub max_reply_bytes: u64,
    /// Most entries an archive file (zip) may have that is offered as a folder of documents.
    pub max_archive_entries: usize,
    /// Most entries a package that is one document (DOCX, HWPX, EPUB) may have.
    pub max_package_entries: usize,
    /// Most times its packed size that a large entry of such a package may unpack to.
    pub max_package_ratio: u64,
    /// Most documents inside one another (an attachment of an e-mail in a zip has depth 2).
    pub max_nesting: u32,
    /// Most times its packed size that a large entry of an archive file may unpack to.
    pub max_entry_ratio: u64,
    /// Bytes up to which an entry may unpack to any multiple of its packed size.
    pub free_entry_bytes: u64,
}

impl Limits {
    /// The limits that hold unless the archivist sets others.
    pub const STANDARD: Self = Self {
        max_file_bytes: 200 << 20,
        max_text_bytes: 20 << 20,
        max_pages: 20_000,
        max_unpacked_bytes: 512 << 20,
        max_worker_memory_bytes: 512 << 20,
        worker_memory_ratio: 4,
        small_file_bytes: 32 << 20,
        max_worker_cpu_seconds: 60,
        max_worker_wall: Duration::from_secs(90),
        max_attachment_bytes: 48 << 20,
        max_reply_bytes: 128 << 20,
        max_archive_entries: 1_000_000,
        max_package_entries: 10_000,
        max_package_ratio: 100,
        max_nesting: 4,
        max_entry_ratio: 1000,
        free_entry_bytes: 10 << 20,
    };

    /// The limits for one file of so many bytes: a large one may take more memory.
    ///
    /// A small file that takes more than the base is a bomb; a large honest one is held several
    /// times, as it is, parsed and unpacked.
    pub(crate) fn for_file(&self, file_bytes: u64) -> Self {
        let beyond = file_bytes
            .min(self.max_file_bytes)
            .saturating_sub(self.small_file_bytes);
        let more = beyond.saturating_mul(self.worker_memory_ratio);
        Self {
            max_worker_memory_bytes: self.max_worker_memory_bytes.saturating_add(more),
            ..*self
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_large_file_may_take_more_memory() {
        let limits = Limits::STANDARD;
        let memory = |bytes| limits.for_file(bytes).max_worker_memory_bytes;
        assert_eq!(memory(0), limits.max_worker_memory_bytes);
        assert_eq!(memory(limits.small_file_bytes), memory(0));
        assert_eq!(memory(limits.small_file_bytes + 10), memory(0) + 40);
        assert_eq!(memory(u64::MAX), memory(limits.max_file_bytes));
    }
}
