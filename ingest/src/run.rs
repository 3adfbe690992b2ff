//! The pipeline: walk → read and hash → known? → extract in a worker process → describe → store.
//!
//! ```text
//! walk ──► reading ──► decide ──► extracting ──► store ──► commit
//! 1 thread  jobs threads  caller     jobs threads    caller   caller
//! ```
//!
//! - Every file offered gets exactly one outcome, and files are decided and stored in the order of
//!   the walk: the same files give the same archive, on however many threads.
//! - A file's trouble is its outcome; only trouble with the archive, with what was offered as a
//!   whole or with the worker program is an [`Error`].
//! - What is in flight is bounded, with all that was found inside it (`budget.rs`).
//! - A killed run goes on after its last stored batch.
//!
//! Not here: what a format or a manifest means, how things are kept, printing.

mod again;
mod budget;
mod inside;
mod pool;
mod reading;
mod taking;
mod weight;

use std::collections::{BTreeMap, BTreeSet, HashSet};
use std::io;
use std::num::NonZeroUsize;
use std::path::PathBuf;
use std::sync::mpsc;
use std::thread;
use std::time::{Duration, Instant};

use regesta_index::{Content, DocumentId, Offer, Outcome, OutcomeFilter, Run, Writer};

use crate::limits::Limits;
use crate::source::{self, ManifestProblem, Root, RowWithoutFile};
pub(crate) use again::describe_anew;
pub use again::{Redescribed, redescribe};
use budget::Budget;
use pool::Pool;
use taking::Taking;

/// How files are taken in.
#[derive(Clone, Debug)]
pub struct Options {
    /// A manifest for everything that is offered, beside those found in folders and zips.
    pub manifest: Option<PathBuf>,
    /// What one file may cost.
    pub limits: Limits,
    /// The program whose hidden `worker` subcommand reads documents: usually this program itself.
    pub worker_program: PathBuf,
    /// How many files are read at a time.
    pub jobs: NonZeroUsize,
    /// Of the files in the folders that are offered only these, by canonical path; all if `None`.
    pub only: Option<BTreeSet<PathBuf>>,
}

/// Is told how a run goes on; all calls come from the thread that runs it.
pub trait Progress {
    /// So many files have been found; `all` if there will be no more.
    fn found(&mut self, files: u64, all: bool);
    /// A file has its outcome, and the reason if it is a failure.
    fn finished(&mut self, path: &str, outcome: Outcome, reason: Option<&str>);
}

/// What became of everything that was offered.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Report {
    /// The run's number, from 1; `None` for a dry run.
    pub run: Option<i64>,
    /// Whether it went on with an interrupted run.
    pub resumed: bool,
    /// Files offered, and documents inside them that were read for the first time or again.
    /// Manifests and zips are none, but a zip that cannot be read is one.
    pub offered: u64,
    /// Files by outcome; they add up to `offered`. Of a resumed run, those of its first part too.
    pub outcomes: BTreeMap<Outcome, u64>,
    /// Manifest rows that name a file which is not there.
    pub rows_without_file: Vec<RowWithoutFile>,
    /// Files that a manifest should describe but does not.
    pub files_without_row: Vec<String>,
    /// What is wrong in manifests.
    pub manifest_problems: Vec<ManifestProblem>,
    /// Symbolic links passed over: out of the folder offered, or to a folder followed already.
    pub links_not_followed: Vec<String>,
    /// Bytes of text of the documents added now.
    pub text_bytes: u64,
    /// How long it took.
    pub took: Duration,
}

/// Why a run could not begin or go on.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// The archive could not be read or written.
    #[error(transparent)]
    Archive(#[from] regesta_index::Error),
    /// What was offered is not there.
    #[error("cannot read {}", .path.display())]
    Offered {
        /// The path as it was given.
        path: PathBuf,
        /// What the system says.
        source: io::Error,
    },
    /// Two things offered would have the same paths in the catalogue.
    #[error("{} and {} have the same name: offer them one by one", .first.display(), .second.display())]
    SameName {
        /// One of them.
        first: PathBuf,
        /// The other.
        second: PathBuf,
    },
    /// The manifest that was named cannot be read.
    #[error("cannot read manifest {}", .path.display())]
    Manifest {
        /// The path as it was given.
        path: PathBuf,
        /// What the system says.
        source: io::Error,
    },
    /// The program that reads documents cannot be run.
    #[error("cannot run {}", .program.display())]
    Worker {
        /// The program.
        program: PathBuf,
        /// What the system says.
        source: io::Error,
    },
}

/// Takes in everything in `offered`: folders, files and zips.
///
/// Goes on with an unfinished run over the same paths and manifest. When this returns, everything
/// is stored and searchable, and every file has its outcome in the catalogue.
///
/// # Errors
///
/// - [`Error::Offered`], [`Error::SameName`], [`Error::Manifest`] before anything is stored
/// - [`Error::Archive`], [`Error::Worker`] at any time; what was stored stays, and the same call goes on
pub fn ingest(
    writer: &mut Writer,
    offered: &[PathBuf],
    options: &Options,
    progress: &mut dyn Progress,
) -> Result<Report, Error> {
    let roots = source::roots(offered)?;
    let run = writer.begin(&identity(&roots, options))?;
    let mut done = BTreeMap::new();
    if run.resumed {
        let earlier = OutcomeFilter {
            failed: false,
            run: Some(run.number),
        };
        let rows = writer.catalogue().outcomes(&earlier)?;
        done.extend(
            rows.into_iter()
                .map(|row| (row.path, (row.id, row.outcome))),
        );
    }
    let mut keep = Keeping {
        writer,
        run: run.clone(),
        done,
    };
    let mut report = take_in(&mut keep, &roots, options, progress)?;
    let began = Instant::now();
    writer.finish(run.clone())?;
    report.took += began.elapsed();
    Ok(Report {
        run: Some(run.number),
        resumed: run.resumed,
        ..report
    })
}

/// Says what [`ingest`] would do, without an archive to write to: files are read, nothing is kept.
///
/// `known` tells which documents are kept already. Whether something new would be asserted about
/// one of them is not looked at: it counts as unchanged.
///
/// # Errors
///
/// As [`ingest`], except [`Error::Archive`].
pub fn dry_run(
    known: &dyn Fn(DocumentId) -> bool,
    offered: &[PathBuf],
    options: &Options,
    progress: &mut dyn Progress,
) -> Result<Report, Error> {
    let roots = source::roots(offered)?;
    take_in(
        &mut Trying {
            known,
            seen: HashSet::new(),
        },
        &roots,
        options,
        progress,
    )
}

/// What makes two runs the same: the canonical paths offered, and the manifest.
fn identity(roots: &[Root], options: &Options) -> Vec<String> {
    let manifest = options
        .manifest
        .iter()
        .map(|path| path.canonicalize().unwrap_or_else(|_| path.clone()));
    roots
        .iter()
        .map(|root| root.path.clone())
        .chain(manifest)
        .map(|path| path.to_string_lossy().into_owned())
        .collect()
}

/// Where what was read goes: into an archive, or nowhere.
trait Keep {
    /// The outcome that `path` has in this run already, if it still stands for the same bytes.
    fn done(&self, path: &str, id: Option<DocumentId>) -> Result<Option<Outcome>, Error>;
    /// Outcomes of what was inside the document at `path`, in the interrupted part of the run.
    fn done_inside(&self, path: &str, id: Option<DocumentId>) -> Vec<(String, Outcome)>;
    /// Whether these bytes, and the documents inside them, need no reading.
    fn knows(&self, id: DocumentId) -> Result<bool, Error>;
    /// Keeps a batch; one outcome each.
    fn store(&mut self, batch: &[Offer]) -> Result<Vec<Outcome>, Error>;
    /// Makes what is kept searchable.
    fn commit(&mut self) -> Result<(), Error>;
}

struct Keeping<'a> {
    writer: &'a mut Writer,
    run: Run,
    /// What the interrupted part of the run left behind, by path.
    done: BTreeMap<String, (Option<DocumentId>, Outcome)>,
}

impl Keep for Keeping<'_> {
    fn done(&self, path: &str, id: Option<DocumentId>) -> Result<Option<Outcome>, Error> {
        match self.done.get(path) {
            Some((earlier, outcome)) if *earlier == id => {
                let stands = id.map_or(Ok(true), |id| self.knows(id))?;
                Ok(stands.then_some(*outcome))
            }
            _ => Ok(None),
        }
    }

    fn done_inside(&self, path: &str, id: Option<DocumentId>) -> Vec<(String, Outcome)> {
        // A zip that could not be read has no identity; its entries are files of the walk.
        if id.is_none() {
            return Vec::new();
        }
        let folder = format!("{path}/");
        self.done
            .range(folder.clone()..)
            .take_while(|(path, _)| path.starts_with(&folder))
            .map(|(path, (_, outcome))| (path.clone(), *outcome))
            .collect()
    }

    fn knows(&self, id: DocumentId) -> Result<bool, Error> {
        let mut seen = HashSet::from([id]);
        let mut left = vec![id];
        while let Some(id) = left.pop() {
            if !self.writer.knows(id)? {
                return Ok(false);
            }
            let parts = self.writer.catalogue().parts(id)?;
            left.extend(parts.into_iter().filter(|part| seen.insert(*part)));
        }
        Ok(true)
    }

    fn store(&mut self, batch: &[Offer]) -> Result<Vec<Outcome>, Error> {
        Ok(self.writer.store(&self.run, batch)?)
    }

    fn commit(&mut self) -> Result<(), Error> {
        Ok(self.writer.commit()?)
    }
}

struct Trying<'a> {
    known: &'a dyn Fn(DocumentId) -> bool,
    /// Documents met in this run.
    seen: HashSet<DocumentId>,
}

impl Keep for Trying<'_> {
    fn done(&self, _: &str, _: Option<DocumentId>) -> Result<Option<Outcome>, Error> {
        Ok(None)
    }

    fn done_inside(&self, _: &str, _: Option<DocumentId>) -> Vec<(String, Outcome)> {
        Vec::new()
    }

    fn knows(&self, id: DocumentId) -> Result<bool, Error> {
        Ok((self.known)(id))
    }

    fn store(&mut self, batch: &[Offer]) -> Result<Vec<Outcome>, Error> {
        let outcomes = batch.iter().map(|offer| match &offer.content {
            Content::Read {
                record, failure, ..
            } => {
                self.seen.insert(record.id);
                failure
                    .as_ref()
                    .map_or(Outcome::Added, |(outcome, _)| *outcome)
            }
            Content::Known { id, .. } if !self.seen.insert(*id) => Outcome::Duplicate,
            Content::Known { .. } => Outcome::Unchanged,
            Content::Unread { outcome, .. } => *outcome,
        });
        Ok(outcomes.collect())
    }

    fn commit(&mut self) -> Result<(), Error> {
        Ok(())
    }
}

/// Runs the pipeline over `roots`.
fn take_in(
    keep: &mut dyn Keep,
    roots: &[Root],
    options: &Options,
    progress: &mut dyn Progress,
) -> Result<Report, Error> {
    let began = Instant::now();
    let budget = Budget::default();
    let pool = Pool::new(options, &budget);
    let (sender, events) = mpsc::channel();
    let (mut report, tally) = thread::scope(|scope| {
        // However this closure is left, the threads come to an end and the scope with them.
        let _stop = pool.stop_on_drop();
        let walker = sender.clone();
        scope.spawn(|| pool.walk(roots, walker));
        for _ in 0..options.jobs.get() {
            let sender = sender.clone();
            scope.spawn(|| pool.work(sender));
        }
        drop(sender);
        let taking = Taking::new(keep, &pool, progress);
        taking.run(&events)
    })?;
    report.rows_without_file = tally.rows_without_file;
    report.files_without_row = tally.files_without_row;
    report.manifest_problems = tally.manifest_problems;
    report.links_not_followed = tally.links_not_followed;
    report.took = began.elapsed();
    Ok(report)
}
