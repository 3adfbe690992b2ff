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
    /// Most bytes of address space a worker process may use.
    pub max_worker_memory_bytes: u64,
    /// Most CPU time a worker process may use, in whole seconds.
    pub max_worker_cpu_seconds: u64,
    /// Most time a worker process may take.
    pub max_worker_wall: Duration,
    /// Most bytes a worker process may answer with.
    pub max_reply_bytes: u64,
    /// Most entries an archive file (zip) may have.
    pub max_archive_entries: usize,
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
        max_worker_memory_bytes: 2 << 30,
        max_worker_cpu_seconds: 60,
        max_worker_wall: Duration::from_secs(90),
        max_reply_bytes: 64 << 20,
        max_archive_entries: 1_000_000,
        max_entry_ratio: 1000,
        free_entry_bytes: 10 << 20,
    };
}
