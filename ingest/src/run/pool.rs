//! The threads of a run: one walks, the others read files and have them extracted.
//!
//! Extraction goes before reading, so that what is in memory gets out of it, and begins in the order
//! of the walk, so that the oldest file in flight never waits for a thread that waits for the budget.
//! Nothing here decides: every result goes to the calling thread as an [`Event`].
//!
//! Not here: what is done with one file (`reading.rs`).

use std::any::Any;
use std::collections::VecDeque;
use std::ops::ControlFlow;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::mpsc::Sender;
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};

use regesta_index::{DocumentId, Offer};

use super::budget::{Budget, Permit};
use super::reading::{self, Read};
use super::{Error, Options, inside, weight};
use crate::source::{self, Bytes, Found, Root, Row, Tally};

/// A file on its way through a run.
#[derive(Debug)]
pub(super) struct Ticket<'p> {
    /// Its place in the walk, from 0.
    pub(super) number: u64,
    /// Its path in the catalogue.
    pub(super) path: String,
    /// What a manifest says of it.
    pub(super) row: Option<Arc<Row>>,
    /// How many archives it is in.
    pub(super) depth: u32,
    /// Held until it is stored.
    pub(super) permit: Permit<'p>,
}

/// What a thread has to tell.
pub(super) enum Event<'p> {
    /// A file was read, or could not be.
    Read(Ticket<'p>, Read),
    /// A document was extracted and described, or could not be; after it what is inside it.
    Extracted(Ticket<'p>, Vec<Offer>),
    /// There are no more files.
    Walked(Tally),
    /// The run cannot go on.
    Failed(Error),
    /// There is a fault in this program.
    Panicked(Box<dyn Any + Send>),
}

enum Task<'p> {
    Read(Ticket<'p>, Bytes),
    Extract(Ticket<'p>, DocumentId, Vec<u8>),
}

/// What the threads of a run share.
pub(super) struct Pool<'p> {
    options: &'p Options,
    budget: &'p Budget,
    tasks: Mutex<Tasks<'p>>,
    changed: Condvar,
    found: AtomicU64,
}

#[derive(Default)]
struct Tasks<'p> {
    extract: VecDeque<Task<'p>>,
    read: VecDeque<Task<'p>>,
    closed: bool,
}

impl<'p> Pool<'p> {
    pub(super) fn new(options: &'p Options, budget: &'p Budget) -> Self {
        Self {
            options,
            budget,
            tasks: Mutex::default(),
            changed: Condvar::new(),
            found: AtomicU64::new(0),
        }
    }

    /// Files found so far; all of them once [`Event::Walked`] was sent.
    pub(super) fn found(&self) -> u64 {
        self.found.load(Ordering::Acquire)
    }

    /// The walking thread.
    pub(super) fn walk(&self, roots: &[Root], events: Sender<Event<'p>>) {
        let mut sink = |found: Found| self.take(found);
        let walked = catch_unwind(AssertUnwindSafe(|| {
            source::walk(roots, self.options, &mut sink)
        }));
        // Nobody listens any more once the run has failed.
        let _ = events.send(match walked {
            Ok(Ok(tally)) => Event::Walked(tally),
            Ok(Err(error)) => Event::Failed(error),
            Err(panic) => Event::Panicked(panic),
        });
    }

    /// One of the working threads.
    pub(super) fn work(&self, events: Sender<Event<'p>>) {
        while let Some(task) = self.next() {
            let event = catch_unwind(AssertUnwindSafe(|| self.perform(task)))
                .unwrap_or_else(Event::Panicked);
            if events.send(event).is_err() {
                return;
            }
        }
    }

    /// Has a document extracted.
    pub(super) fn extract(&self, ticket: Ticket<'p>, id: DocumentId, bytes: Vec<u8>) {
        self.lock()
            .extract
            .push_back(Task::Extract(ticket, id, bytes));
        self.changed.notify_one();
    }

    /// Ends the threads when it is dropped.
    pub(super) fn stop_on_drop(&self) -> impl Drop {
        Stop(self)
    }

    fn take(&self, found: Found) -> ControlFlow<()> {
        let bytes = found.bytes.len().min(self.options.limits.max_file_bytes);
        let Some(permit) = self.budget.take(bytes) else {
            return ControlFlow::Break(());
        };
        let number = self.found.fetch_add(1, Ordering::AcqRel);
        let ticket = Ticket {
            number,
            path: found.path,
            row: found.row,
            depth: found.depth,
            permit,
        };
        self.lock().read.push_back(Task::Read(ticket, found.bytes));
        self.changed.notify_one();
        ControlFlow::Continue(())
    }

    fn next(&self) -> Option<Task<'p>> {
        let idle = |tasks: &mut Tasks<'p>| {
            !tasks.closed && tasks.extract.is_empty() && tasks.read.is_empty()
        };
        let mut tasks = self
            .changed
            .wait_while(self.lock(), idle)
            .unwrap_or_else(PoisonError::into_inner);
        if tasks.closed {
            return None;
        }
        tasks.extract.pop_front().or_else(|| tasks.read.pop_front())
    }

    fn perform(&self, task: Task<'p>) -> Event<'p> {
        match task {
            Task::Read(ticket, bytes) => {
                Event::Read(ticket, reading::read(bytes, &self.options.limits))
            }
            Task::Extract(mut ticket, id, bytes) => {
                let (row, depth) = (ticket.row.as_deref(), ticket.depth);
                match inside::family(&ticket.path, row, id, bytes, depth, self.options) {
                    Ok(offers) => {
                        ticket.permit.raise(offers.iter().map(weight::offer).sum());
                        Event::Extracted(ticket, offers)
                    }
                    Err(error) => Event::Failed(error),
                }
            }
        }
    }

    fn lock(&self) -> MutexGuard<'_, Tasks<'p>> {
        self.tasks.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

struct Stop<'a, 'p>(&'a Pool<'p>);

impl Drop for Stop<'_, '_> {
    fn drop(&mut self) {
        self.0.lock().closed = true;
        self.0.changed.notify_all();
        self.0.budget.close();
    }
}
