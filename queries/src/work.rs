//! What one search may cost, counted where it is spent.
//!
//! A query of two hundred words, or of a few words near each other, may ask for more comparisons than
//! anybody waits for. A search that has spent its budget stops and says so; it never gives part of
//! an answer.

use std::sync::atomic::{AtomicU64, Ordering};

use crate::request::{InvalidKind, InvalidRequest};
use crate::{Error, Message};

/// Most postings and positions that one search may look at: about a second's work.
const BUDGET: u64 = 150_000_000;

/// Postings and positions that a search has looked at.
#[derive(Debug, Default)]
pub(crate) struct Work(AtomicU64);

impl Work {
    /// Counts what is about to be looked at; false if the search has to stop.
    pub(crate) fn spend(&self, looked_at: usize) -> bool {
        let looked_at = u64::try_from(looked_at).unwrap_or(BUDGET);
        let before = self.0.fetch_add(looked_at, Ordering::Relaxed);
        before.saturating_add(looked_at) <= BUDGET
    }

    /// Begins a new budget, for the next part of a result that is read in parts.
    pub(crate) fn renew(&self) {
        self.0.store(0, Ordering::Relaxed);
    }

    /// Fails if the search was stopped.
    pub(crate) fn check(&self) -> Result<(), Error> {
        if self.0.load(Ordering::Relaxed) <= BUDGET {
            return Ok(());
        }
        Err(Error::Request(InvalidRequest {
            parameter: "q".to_owned(),
            message: Message::new(
                "too-much-work",
                "asks for too much work: use fewer words, or rarer ones",
            ),
            kind: InvalidKind::BadValue,
        }))
    }
}
