//! The calling thread's side of a run: what is decided and stored, in the order of the walk.
//!
//! Files arrive here in any order and wait until all before them have been decided, then until all
//! before them are stored; so the same files give the same archive. Batches are as large as a
//! transaction is worth, and an idle run stores what it has.
//!
//! Not here: threads (`pool.rs`), what storing means (`Keep`).

use std::collections::{BTreeMap, HashSet};
use std::sync::mpsc::{self, RecvTimeoutError};
use std::time::{Duration, Instant};

use regesta_index::{Content, DocumentId, Offer, Outcome};

use super::budget::Permit;
use super::pool::{Event, Pool, Ticket};
use super::reading::Read;
use super::{Error, Keep, Progress, Report, inside, weight};
use crate::describe;
use crate::source::Tally;

/// Most offers in one batch.
const MAX_BATCH_OFFERS: usize = 256;
/// A batch of more bytes than this, originals and text, is stored.
const BATCH_BYTES: u64 = 16 << 20;
/// After so much text, what is stored is made searchable.
const COMMIT_TEXT_BYTES: u64 = 128 << 20;
/// After so much time, what is stored is made searchable.
const COMMIT_INTERVAL: Duration = Duration::from_secs(30);
/// When nothing arrives for so long, what there is of a batch is stored.
const BATCH_PATIENCE: Duration = Duration::from_secs(1);

/// The calling thread's side: decides and stores, in the order of the walk.
pub(super) struct Taking<'a, 'p> {
    keep: &'a mut dyn Keep,
    pool: &'a Pool<'p>,
    progress: &'a mut dyn Progress,
    report: Report,
    /// Files read but not decided, as an earlier one is still being read.
    read: BTreeMap<u64, (Ticket<'p>, Read)>,
    /// Number of the next file to be decided.
    next_read: u64,
    /// Files ready but not stored, as an earlier one is not ready.
    ready: BTreeMap<u64, Ready<'p>>,
    /// Number of the next file to be put in the batch.
    next_ready: u64,
    /// Documents that are being extracted or have been, in this run.
    taken: HashSet<DocumentId>,
    /// Documents put in a batch with their bytes, in this run.
    batched: HashSet<DocumentId>,
    /// Files found inside documents.
    inside: u64,
    batch: Vec<Offer>,
    batch_bytes: u64,
    /// Held until the batch is stored.
    permits: Vec<Permit<'p>>,
    committed_at: Instant,
    text_since_commit: u64,
}

/// A file on its way to the catalogue.
enum Ready<'p> {
    /// It is to be stored, and what is inside it.
    Offers(Vec<Offer>, Permit<'p>),
    /// It had its outcome in the interrupted part of the run, and what is inside it.
    Done(Vec<(String, Outcome)>, Permit<'p>),
}

impl<'a, 'p> Taking<'a, 'p> {
    pub(super) fn new(
        keep: &'a mut dyn Keep,
        pool: &'a Pool<'p>,
        progress: &'a mut dyn Progress,
    ) -> Self {
        Self {
            keep,
            pool,
            progress,
            report: Report::default(),
            read: BTreeMap::new(),
            next_read: 0,
            ready: BTreeMap::new(),
            next_ready: 0,
            taken: HashSet::new(),
            batched: HashSet::new(),
            inside: 0,
            batch: Vec::new(),
            batch_bytes: 0,
            permits: Vec::new(),
            committed_at: Instant::now(),
            text_since_commit: 0,
        }
    }

    /// Takes in what the threads tell of, until everything found is stored.
    ///
    /// # Errors
    ///
    /// The first error of the archive or of a thread; what was stored stays.
    pub(super) fn run(
        mut self,
        events: &mpsc::Receiver<Event<'p>>,
    ) -> Result<(Report, Tally), Error> {
        let mut walked: Option<Tally> = None;
        loop {
            if let Some(tally) = walked.take_if(|_| self.next_ready == self.pool.found()) {
                self.store()?;
                self.report.offered = self.pool.found() + self.inside;
                return Ok((self.report, tally));
            }
            match events.recv_timeout(BATCH_PATIENCE) {
                Ok(Event::Read(ticket, read)) => {
                    self.read.insert(ticket.number, (ticket, read));
                    self.decide()?;
                }
                Ok(Event::Extracted(ticket, offers)) => {
                    self.inside += (offers.len() as u64).saturating_sub(1);
                    self.ready
                        .insert(ticket.number, Ready::Offers(offers, ticket.permit));
                }
                Ok(Event::Walked(tally)) => walked = Some(tally),
                Ok(Event::Failed(error)) => return Err(error),
                Ok(Event::Panicked(panic)) => std::panic::resume_unwind(panic),
                Err(RecvTimeoutError::Timeout) => self.store()?,
                // The scope reports the thread that ended before its time.
                Err(RecvTimeoutError::Disconnected) => {
                    std::panic::resume_unwind(Box::new("every thread has ended"))
                }
            }
            let found = self.pool.found() + self.inside;
            self.progress.found(found, walked.is_some());
            self.fill_batch()?;
        }
    }

    /// Decides, of every file whose turn it is, whether it needs to be extracted.
    fn decide(&mut self) -> Result<(), Error> {
        while let Some((mut ticket, read)) = self.read.remove(&self.next_read) {
            self.next_read += 1;
            let id = read.as_ref().ok().map(|(id, _)| *id);
            if let Some(outcome) = self.keep.done(&ticket.path, id)? {
                self.taken.extend(id);
                let mut done = self.keep.done_inside(&ticket.path, id);
                self.inside += done.len() as u64;
                done.insert(0, (ticket.path, outcome));
                ticket.permit.give_back_bytes();
                self.ready
                    .insert(ticket.number, Ready::Done(done, ticket.permit));
                continue;
            }
            let content = match read {
                Err((outcome, reason)) => Content::Unread { outcome, reason },
                Ok((id, _)) if self.taken.contains(&id) || self.keep.knows(id)? => Content::Known {
                    id,
                    assertions: describe::outside(&ticket.path, ticket.row.as_deref()),
                },
                Ok((id, bytes)) => {
                    self.taken.insert(id);
                    self.pool.extract(ticket, id, bytes);
                    continue;
                }
            };
            ticket.permit.give_back_bytes();
            let offer = Offer {
                path: ticket.path,
                content,
            };
            self.ready
                .insert(ticket.number, Ready::Offers(vec![offer], ticket.permit));
        }
        Ok(())
    }

    /// Puts every file whose turn it is in the batch, and stores the batch when it is full.
    fn fill_batch(&mut self) -> Result<(), Error> {
        while let Some(ready) = self.ready.remove(&self.next_ready) {
            self.next_ready += 1;
            match ready {
                Ready::Done(done, _permit) => {
                    for (path, outcome) in done {
                        self.finished(&path, outcome, None);
                    }
                }
                Ready::Offers(offers, permit) => {
                    for mut offer in offers {
                        self.know(&mut offer)?;
                        self.batch_bytes += weight::offer(&offer);
                        self.batch.push(offer);
                    }
                    self.permits.push(permit);
                }
            }
            if MAX_BATCH_OFFERS <= self.batch.len() || BATCH_BYTES < self.batch_bytes {
                self.store()?;
            }
        }
        Ok(())
    }

    /// Makes of a document that was read one that is known, where it is by now: the file was inside
    /// another as well. What is asserted from outside stays.
    fn know(&mut self, offer: &mut Offer) -> Result<(), Error> {
        let Content::Read { record, .. } = &mut offer.content else {
            return Ok(());
        };
        let id = record.id;
        if self.batched.insert(id) && !self.keep.knows(id)? {
            return Ok(());
        }
        let mut assertions = std::mem::take(&mut record.assertions);
        assertions
            .retain(|assertion| describe::is_outside(assertion) || assertion.rule == inside::RULE);
        offer.content = Content::Known { id, assertions };
        Ok(())
    }

    fn store(&mut self) -> Result<(), Error> {
        if self.batch.is_empty() {
            return Ok(());
        }
        let batch = std::mem::take(&mut self.batch);
        let notes: Vec<(String, Option<String>, u64)> = batch.iter().map(note).collect();
        let outcomes = self.keep.store(&batch)?;
        self.batch_bytes = 0;
        self.permits.clear();
        for ((path, reason, text_bytes), outcome) in notes.into_iter().zip(outcomes) {
            self.text_since_commit += text_bytes;
            if outcome == Outcome::Added {
                self.report.text_bytes += text_bytes;
            }
            self.finished(
                &path,
                outcome,
                reason.as_deref().filter(|_| outcome.is_failure()),
            );
        }
        if COMMIT_TEXT_BYTES <= self.text_since_commit
            || COMMIT_INTERVAL <= self.committed_at.elapsed()
        {
            self.keep.commit()?;
            self.text_since_commit = 0;
            self.committed_at = Instant::now();
        }
        Ok(())
    }

    fn finished(&mut self, path: &str, outcome: Outcome, reason: Option<&str>) {
        *self.report.outcomes.entry(outcome).or_insert(0) += 1;
        self.progress.finished(path, outcome, reason);
    }
}

/// What is to be said of an offer once it is stored: path, reason of a failure, bytes of text.
fn note(offer: &Offer) -> (String, Option<String>, u64) {
    let (reason, text_bytes) = match &offer.content {
        Content::Read {
            record, failure, ..
        } => {
            let text_bytes = record.pages.iter().map(|page| page.text.len() as u64).sum();
            (
                failure.as_ref().map(|(_, reason)| reason.clone()),
                text_bytes,
            )
        }
        Content::Known { .. } => (None, 0),
        Content::Unread { reason, .. } => (Some(reason.clone()), 0),
    };
    (offer.path.clone(), reason, text_bytes)
}
