//! Hostile documents, and readers that a document has taken over: the run goes on.
//!
//! This test is its own worker: started with `worker` as its first argument it runs the worker's
//! side, with a function that misbehaves for some names. So it has no test harness of its own.

#![expect(
    clippy::unwrap_used,
    reason = "a test without the harness is not seen as one"
)]

mod bombs;
mod input;
mod memory;
mod place;
mod worker;

use std::process::ExitCode;

use regesta_ingest::{Limits, run_worker_with};

fn main() -> ExitCode {
    if std::env::args().nth(1).as_deref() == Some("worker") {
        return run_worker_with(&Limits::STANDARD, worker::misbehave);
    }
    // Words of the command line choose tests, as they do with the harness.
    let wanted: Vec<String> = std::env::args()
        .skip(1)
        .filter(|word| !word.starts_with('-'))
        .collect();
    let mut failed = 0;
    for (name, test) in worker::TESTS.iter().chain(&input::TESTS) {
        if !wanted.is_empty() && !wanted.iter().any(|word| name.contains(word.as_str())) {
            continue;
        }
        let outcome = std::panic::catch_unwind(test);
        eprintln!(
            "test {name} ... {}",
            if outcome.is_ok() { "ok" } else { "FAILED" }
        );
        failed += u32::from(outcome.is_err());
    }
    ExitCode::from(u8::from(failed != 0))
}
