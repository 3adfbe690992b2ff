//! Every bound on what a visitor may cost, in one place.
//!
//! Bounds on a question itself (its length, its window) are part of what a request is and stand in
//! `regesta-queries`; bounds on files stand in `regesta-ingest`.

use std::time::Duration;

/// Most connections open at once; more wait in the system's own queue.
pub(super) const MAX_CONNECTIONS: usize = 1024;
/// Most bytes of a request's line and headers together.
pub(super) const MAX_HEAD_BYTES: usize = 128 << 10;
/// Most headers of a request.
pub(super) const MAX_HEADERS: usize = 64;
/// Most bytes of a correction's body; no other request has one.
pub(super) const MAX_CORRECTION_BYTES: usize = 64 << 10;
/// Most fields that one correction is about.
pub(super) const MAX_CORRECTED_FIELDS: usize = 50;
/// Longest time for a request's body to arrive.
pub(super) const BODY_TIMEOUT: Duration = Duration::from_secs(15);
/// Longest time for a request's head to arrive, and for a connection to stay idle between requests.
pub(super) const HEAD_TIMEOUT: Duration = Duration::from_secs(15);
/// Longest time a connection may stand still while an answer is being sent.
pub(super) const STALL_TIMEOUT: Duration = Duration::from_secs(30);
/// Longest time for open connections to end after the signal to stop.
pub(super) const DRAIN_TIMEOUT: Duration = Duration::from_secs(10);
/// Pause after the system refuses to accept a connection (out of file descriptors).
pub(super) const ACCEPT_PAUSE: Duration = Duration::from_millis(50);

/// Questions being answered at once, for each processor.
pub(super) const RUNNING_PER_PROCESSOR: usize = 1;
/// Most questions that wait for their turn; more are sent away with 503.
pub(super) const MAX_WAITING: usize = 64;
/// Longest time a question waits for its turn before it is sent away with 503.
pub(super) const WAIT_TIMEOUT: Duration = Duration::from_secs(5);
/// Exports on their way at once; more are sent away with 503. Each keeps 24 bytes a document.
pub(super) const MAX_EXPORTS: usize = 4;
/// Pages being drawn at once; more wait, and are sent away with 503 after a while.
pub(super) const MAX_DRAWINGS: usize = 1;
/// Most CPU time that drawing a page may take, in seconds.
pub(super) const DRAWING_CPU_SECONDS: u64 = 15;
/// Longest time that drawing a page may take.
pub(super) const DRAWING_TIMEOUT: Duration = Duration::from_secs(20);
/// Documents of one part of an export: a part takes one turn among the questions.
pub(super) const EXPORT_PART: usize = 100;
/// Most documents that an export can be asked for by their ids.
pub(super) const MAX_SELECTED: usize = 1_000;
/// What `Retry-After` says to those sent away, in seconds.
pub(super) const RETRY_AFTER_SECONDS: u32 = 2;
