//! What is kept and exchanged, from end to end: corrections, versions, coverage,
//! packages, a watched folder.

#![expect(
    clippy::unwrap_used,
    reason = "a test that cannot go on should stop there"
)]

mod corrections;
mod coverage;
mod desk;
mod packages;
mod versions;
mod watch;
