//! `regesta watch`: takes in what is put into folders, once it is complete.
//!
//! Folders are looked through every few seconds: that works on network drives too, where the system
//! tells nobody of changes. A file is complete when size and time of change have stayed the same for
//! a while and its name is not one that programs give to what they are still writing. The archive is
//! locked only while files are taken in; another that writes is waited for. What is known of each
//! file is its size and time, so memory grows by some hundred bytes a file.
//!
//! Not here: what becomes of a file that is deleted: what is kept is kept.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant, SystemTime};

use regesta_index::{Outcome, Writer};
use regesta_ingest::Progress;
use serde::Serialize;
use tokio::signal::unix::{SignalKind, signal};

use super::screen::{Screen, complain, plain};
use super::{ArchiveDir, Done, Error, ingest};

/// Most files taken in at a time, so that a signal to stop is soon obeyed.
const MAX_FILES: usize = 256;

/// Endings of files that programs are still writing.
const UNFINISHED: [&str; 8] = [
    "part",
    "partial",
    "tmp",
    "temp",
    "crdownload",
    "download",
    "filepart",
    "swp",
];

/// Take in what is put into folders, as soon as it is complete
///
/// What is there at the start is taken in too. A file that changes is taken in again as a new
/// document. Stops at SIGTERM or Ctrl-C, after what it is taking in; started again, it goes on.
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// Folders to watch, with all folders below
    #[arg(value_name = "DIR", required = true)]
    folders: Vec<PathBuf>,
    /// Look through the folders every so many seconds
    #[arg(long, value_name = "SECONDS", default_value_t = 2, value_parser = clap::value_parser!(u64).range(1..=3600))]
    every: u64,
    /// A file is complete when it has not changed for so many seconds
    #[arg(long, value_name = "SECONDS", default_value_t = 5, value_parser = clap::value_parser!(u64).range(1..=3600))]
    settle: u64,
    #[command(flatten)]
    archive: ArchiveDir,
    /// Print each outcome as a line of JSON
    #[arg(long)]
    json: bool,
}

/// An outcome as it is printed with `--json`.
#[derive(Serialize)]
struct Line<'a> {
    path: &'a str,
    outcome: Outcome,
    reason: Option<&'a str>,
}

/// A file as it was seen last.
#[derive(Clone, Copy, Debug)]
struct Seen {
    bytes: u64,
    modified: Option<SystemTime>,
    /// Since when it has been as it is.
    since: Instant,
    is_taken: bool,
}

/// Prints each outcome as it comes.
struct Say {
    json: bool,
    failed: Option<Error>,
}

impl Progress for Say {
    fn found(&mut self, _: u64, _: bool) {}

    fn finished(&mut self, path: &str, outcome: Outcome, reason: Option<&str>) {
        let mut screen = Screen::new();
        let said = if self.json {
            screen.json(&Line {
                path,
                outcome,
                reason,
            })
        } else {
            let reason = reason.map(|reason| format!(": {reason}"));
            let line = format!("{} {path}{}", outcome.name(), reason.unwrap_or_default());
            screen.line(&plain(&line))
        };
        if let Err(error) = said.and_then(|()| screen.finish()) {
            self.failed.get_or_insert(error);
        }
    }
}

/// Runs the subcommand.
pub(super) fn run(args: &Args) -> Result<Done, Error> {
    let mut folders = Vec::with_capacity(args.folders.len());
    for folder in &args.folders {
        let failed = |source| Error::File {
            act: "watch",
            path: folder.clone(),
            source,
        };
        let found = std::fs::canonicalize(folder).map_err(failed)?;
        std::fs::read_dir(&found).map_err(failed)?;
        folders.push(found);
    }
    let mut watching = Watching {
        args,
        folders,
        files: BTreeMap::new(),
    };
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()?;
    runtime.block_on(async {
        let mut terminate = signal(SignalKind::terminate())?;
        let mut interrupt = signal(SignalKind::interrupt())?;
        loop {
            let is_more = watching.look()?;
            let pause = if is_more {
                Duration::ZERO
            } else {
                Duration::from_secs(args.every)
            };
            tokio::select! {
                biased;
                _ = terminate.recv() => return Ok(Done::All),
                _ = interrupt.recv() => return Ok(Done::All),
                () = tokio::time::sleep(pause) => {}
            }
        }
    })
}

struct Watching<'a> {
    args: &'a Args,
    folders: Vec<PathBuf>,
    files: BTreeMap<PathBuf, Seen>,
}

impl Watching<'_> {
    /// Looks through the folders once and takes in what is complete; whether there is more.
    fn look(&mut self) -> Result<bool, Error> {
        self.see();
        let settle = Duration::from_secs(self.args.settle);
        let complete = self
            .files
            .iter()
            .filter(|(_, seen)| !seen.is_taken && settle <= seen.since.elapsed());
        let complete: Vec<PathBuf> = complete.map(|(path, _)| path.clone()).collect();
        let (now, later) = complete.split_at(complete.len().min(MAX_FILES));
        if now.is_empty() {
            return Ok(false);
        }
        let mut writer = match ingest::open_or_create(self.args.archive.path()) {
            // Next time, then.
            Err(Error::Archive(regesta_index::Error::Locked(_))) => return Ok(false),
            opened => opened?,
        };
        self.take_in(&mut writer, now.iter().cloned().collect())?;
        writer.close()?;
        for path in now {
            if let Some(seen) = self.files.get_mut(path) {
                seen.is_taken = true;
            }
        }
        Ok(!later.is_empty())
    }

    fn take_in(&self, writer: &mut Writer, files: BTreeSet<PathBuf>) -> Result<(), Error> {
        let mut options = ingest::options(None, None)?;
        // What describes others is new: so is what is said of those that were taken in before.
        let described: BTreeSet<PathBuf> = files
            .iter()
            .flat_map(|file| self.described_by(file))
            .collect();
        options.only = Some(files.into_iter().chain(described).collect());
        let mut say = Say {
            json: self.args.json,
            failed: None,
        };
        let report = regesta_ingest::ingest(writer, &self.folders, &options, &mut say)?;
        for problem in report.manifest_problems {
            let row = problem.row.map(|row| format!(", row {row}"));
            complain(&plain(&format!(
                "{}{}: {}",
                problem.manifest,
                row.unwrap_or_default(),
                problem.problem
            )));
        }
        say.failed.map_or(Ok(()), Err)
    }

    /// The files taken in before that `file` may say something of: those below its folder, if it is
    /// a manifest; the one it is named after.
    fn described_by(&self, file: &Path) -> Vec<PathBuf> {
        let taken = self.files.iter().filter(|(_, seen)| seen.is_taken);
        let name = file.file_name().unwrap_or_default().to_string_lossy();
        let folder = file.parent().unwrap_or(file);
        let is_manifest = matches!(name.as_ref(), "manifest.csv" | "manifest.jsonl");
        let whole = file.as_os_str().as_encoded_bytes();
        let is_described = |path: &Path| {
            let start = path.as_os_str().as_encoded_bytes();
            let beside = whole
                .strip_prefix(start)
                .is_some_and(|rest| rest.starts_with(b"."));
            beside || is_manifest && path.starts_with(folder)
        };
        taken
            .map(|(path, _)| path)
            .filter(|path| is_described(path))
            .cloned()
            .collect()
    }

    /// Notes which files there are, and since when they are as they are.
    fn see(&mut self) {
        let mut now = BTreeMap::new();
        for folder in &self.folders {
            look_into(folder, &mut self.files, &mut now);
        }
        self.files = now;
    }
}

/// Moves what is known of the files in and below `folder` to `now`, with what is seen now.
fn look_into(
    folder: &Path,
    before: &mut BTreeMap<PathBuf, Seen>,
    now: &mut BTreeMap<PathBuf, Seen>,
) {
    // One that vanished or cannot be read now is looked at again next time.
    let Ok(entries) = std::fs::read_dir(folder) else {
        return;
    };
    for entry in entries.flatten() {
        let path = entry.path();
        let Ok(found) = entry.metadata() else {
            continue;
        };
        if found.is_dir() {
            look_into(&path, before, now);
        } else if found.is_file() && !is_unfinished(&path) {
            let (bytes, modified) = (found.len(), found.modified().ok());
            let known = before
                .remove(&path)
                .filter(|seen| (seen.bytes, seen.modified) == (bytes, modified));
            let seen = known.unwrap_or_else(|| Seen {
                bytes,
                modified,
                since: Instant::now(),
                is_taken: false,
            });
            now.insert(path, seen);
        }
    }
}

/// Whether a file has a name that programs give to what they are still writing.
fn is_unfinished(path: &Path) -> bool {
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    let ending = name
        .rsplit_once('.')
        .map(|(_, ending)| ending.to_lowercase());
    name.starts_with('.')
        || name.starts_with("~$")
        || name.ends_with('~')
        || ending.is_some_and(|ending| UNFINISHED.contains(&ending.as_str()))
}
