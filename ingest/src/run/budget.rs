//! How much may be in flight between the walk and the catalogue.
//!
//! A file takes a [`Permit`] for its size before it is read, raises it to all that was found in the
//! file, and gives it back once that is stored. Permits are taken in the order of the walk and files
//! are stored in that order; the oldest file never waits, so the pipeline cannot lock up. A file
//! larger than the whole budget goes alone.
//!
//! So there are never more bytes in memory than the budget's, and of one family for each thread.
//!
//! Not here: memory of worker processes, which `limits.rs` bounds.

use std::collections::BTreeSet;
use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};

/// Most bytes in flight: originals, text and what is inside files.
const MAX_BYTES: u64 = 128 << 20;
/// Most files in flight; more than a batch holds, so that a batch can always be filled.
const MAX_FILES: usize = 1_024;

/// What is in flight.
#[derive(Debug, Default)]
pub(super) struct Budget {
    state: Mutex<State>,
    returned: Condvar,
}

#[derive(Debug, Default)]
struct State {
    bytes: u64,
    /// Numbers of the files in flight, in the order of the walk.
    files: BTreeSet<u64>,
    /// Number of the next file.
    next: u64,
    closed: bool,
}

impl State {
    fn has_room(&self, bytes: u64) -> bool {
        self.bytes.saturating_add(bytes) <= MAX_BYTES
    }
}

/// The right to have one file in flight; given back when dropped.
#[derive(Debug)]
pub(super) struct Permit<'a> {
    budget: &'a Budget,
    number: u64,
    bytes: u64,
}

impl Budget {
    /// Waits until a file of `bytes` may be read; `None` once the budget is closed.
    pub(super) fn take(&self, bytes: u64) -> Option<Permit<'_>> {
        let full = |state: &mut State| {
            let room = state.files.len() < MAX_FILES && state.has_room(bytes);
            !state.closed && !room && !state.files.is_empty()
        };
        let mut state = self
            .returned
            .wait_while(self.lock(), full)
            .unwrap_or_else(PoisonError::into_inner);
        if state.closed {
            return None;
        }
        state.bytes = state.bytes.saturating_add(bytes);
        let number = state.next;
        state.next += 1;
        state.files.insert(number);
        Some(Permit {
            budget: self,
            number,
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
    /// Waits until the file may have `bytes` in memory, unless it is the oldest in flight: all others
    /// wait for that one.
    pub(super) fn raise(&mut self, bytes: u64) {
        let more = bytes.saturating_sub(self.bytes);
        let full = |state: &mut State| {
            let is_oldest = state.files.first() == Some(&self.number);
            !state.closed && !is_oldest && !state.has_room(more)
        };
        let mut state = self
            .budget
            .returned
            .wait_while(self.budget.lock(), full)
            .unwrap_or_else(PoisonError::into_inner);
        state.bytes = state.bytes.saturating_add(more);
        self.bytes = self.bytes.saturating_add(more);
    }

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
        state.files.remove(&self.number);
        drop(state);
        self.budget.returned.notify_all();
    }
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicBool, Ordering};

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
    fn what_was_found_in_a_file_takes_room() {
        let budget = Budget::default();
        let mut first = budget.take(1).unwrap();
        first.raise(MAX_BYTES);
        assert!(!budget.lock().has_room(1));
        first.raise(1);
        assert!(!budget.lock().has_room(1), "a permit is never lowered");
        drop(first);
        assert!(budget.lock().has_room(MAX_BYTES));
    }

    #[test]
    fn the_oldest_file_never_waits_and_the_others_wait_for_it() {
        let budget = Budget::default();
        let mut first = budget.take(1).unwrap();
        let mut second = budget.take(1).unwrap();
        let stored = AtomicBool::new(false);
        std::thread::scope(|scope| {
            let second = scope.spawn(|| {
                second.raise(MAX_BYTES);
                stored.load(Ordering::SeqCst)
            });
            first.raise(2 * MAX_BYTES);
            stored.store(true, Ordering::SeqCst);
            drop(first);
            assert!(second.join().unwrap());
        });
    }

    #[test]
    fn a_closed_budget_lets_nobody_wait() {
        let budget = Budget::default();
        let _first = budget.take(MAX_BYTES - 1);
        let mut second = budget.take(1).unwrap();
        std::thread::scope(|scope| {
            let second = scope.spawn(move || second.raise(2));
            let third = scope.spawn(|| budget.take(1).is_some());
            budget.close();
            second.join().unwrap();
            assert!(!third.join().unwrap());
        });
    }
}
