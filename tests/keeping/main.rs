//! What is kept and exchanged, from end to end: corrections, versions, coverage,
//! packages, pages in several languages, a watched folder.

#![expect(
    clippy::unwrap_used,
    reason = "a test that cannot go on should stop there"
)]

mod corrections;
mod coverage;
mod desk;
mod languages;
mod packages;
mod samples;
mod versions;
mod watch;
