//! How much may be in flight between the walk and the catalogue.
//!
//! A file takes a [`Permit`] for its size before it is read and gives it back once it is stored.
//! Permits are taken in the order of the walk and files are stored in that order, so the oldest
//! file always has what it needs and the pipeline cannot lock up. A file larger than the whole
//! budget goes alone.
//!
//! Not here: memory of worker processes, which `limits.rs` bounds.

use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};

/// Most bytes of files in flight.
const MAX_BYTES: u64 = 128 << 20;
/// Most files in flight; more than a batch holds, so that a batch can always be filled.
const MAX_FILES: u64 = 1_024;

/// What is in flight.
#[derive(Debug, Default)]
pub(super) struct Budget {
    state: Mutex<State>,
    returned: Condvar,
}

#[derive(Debug, Default)]
struct State {
    bytes: u64,
    files: u64,
    closed: bool,
}

/// The right to have one file in flight; given back when dropped.
#[derive(Debug)]
pub(super) struct Permit<'a> {
    budget: &'a Budget,
    bytes: u64,
}

impl Budget {
    /// Waits until a file of `bytes` may be read; `None` once the budget is closed.
    pub(super) fn take(&self, bytes: u64) -> Option<Permit<'_>> {
        let full = |state: &mut State| {
            let room = state.files < MAX_FILES && state.bytes.saturating_add(bytes) <= MAX_BYTES;
            !state.closed && !room && 0 < state.files
        };
        let mut state = self
            .returned
            .wait_while(self.lock(), full)
            .unwrap_or_else(PoisonError::into_inner);
        if state.closed {
            return None;
        }
        state.bytes = state.bytes.saturating_add(bytes);
        state.files += 1;
        Some(Permit {
            budget: self,
            bytes,
        })
    }

    /// Lets nothing in any more.
    pub(super) fn close(&self) {
        self.lock().closed = true;
        self.returned.notify_all();
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Permit<'_> {
    /// Gives back the bytes: the file is no longer in memory, only on its way.
    pub(super) fn give_back_bytes(&mut self) {
        let mut state = self.budget.lock();
        state.bytes = state.bytes.saturating_sub(std::mem::take(&mut self.bytes));
        drop(state);
        self.budget.returned.notify_all();
    }
}

impl Drop for Permit<'_> {
    fn drop(&mut self) {
        let mut state = self.budget.lock();
        state.bytes = state.bytes.saturating_sub(self.bytes);
        state.files = state.files.saturating_sub(1);
        drop(state);
        self.budget.returned.notify_all();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_waits_until_there_is_room_for_it() {
        let budget = Budget::default();
        let first = budget.take(MAX_BYTES).unwrap();
        std::thread::scope(|scope| {
            let second = scope.spawn(|| budget.take(1).is_some());
            drop(first);
            assert!(second.join().unwrap());
        });
    }

    #[test]
    fn a_file_larger_than_all_goes_alone() {
        let budget = Budget::default();
        assert!(budget.take(u64::MAX).is_some());
        assert!(budget.take(u64::MAX).is_some());
    }

    #[test]
    fn a_closed_budget_lets_nobody_wait() {
        let budget = Budget::default();
        let _first = budget.take(MAX_BYTES);
        std::thread::scope(|scope| {
            let second = scope.spawn(|| budget.take(1).is_some());
            budget.close();
            assert!(!second.join().unwrap());
        });
    }
}
