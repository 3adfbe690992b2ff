//! A zip archive's entries as offered files.
//!
//! Two passes, each in a worker process: manifests first, as they may stand after the documents
//! they describe; then every entry, streamed, so that a zip of any size needs the memory of one.
//! A zip that cannot be read to its end is a file with an outcome of its own, beside its entries.
//!
//! Not here: the format (`worker/unpack.rs`), zips inside zips.

use std::fs;
use std::io;
use std::ops::ControlFlow;
use std::path::Path;

use regesta_index::Outcome;

use super::manifest::{self, ManifestProblem};
use super::name::readable;
use super::scope::Place;
use super::{Bytes, Root, Walk};
use crate::run::Error;
use crate::worker::{UnpackVerdict, Unpacked, WorkerInput, unpack_named_in_worker};

/// Most manifests that are read from one zip.
const MAX_ZIP_MANIFESTS: usize = 1_000;

impl Walk<'_> {
    /// Gives a zip's entries; and the zip itself, if it could not be read to its end.
    ///
    /// Two passes: manifests first, as they may stand after the documents they describe.
    pub(super) fn zip(
        &mut self,
        root: &Root,
        file: &Path,
        path: &str,
    ) -> Result<ControlFlow<()>, Error> {
        let absolute = readable(file.as_os_str());
        let depth = self.scopes.depth();
        if let Some(problem) = self.scopes.claim(&Place {
            path,
            root: &root.name,
            absolute: &absolute,
        }) {
            self.tally.manifest_problems.push(problem);
        }
        let mut manifests = match self.unpack(file, &manifest::NAMES)? {
            Ok(manifests) => manifests,
            Err(error) => {
                let bytes = Bytes::Unreadable(Outcome::Damaged, format!("cannot be read: {error}"));
                return Ok(self.give(root, &absolute, path, bytes));
            }
        };
        let mut opened = Vec::new();
        for (entry, content) in manifests.by_ref().take(MAX_ZIP_MANIFESTS) {
            let name = format!("{path}/{entry}");
            let folder = name
                .rsplit_once('/')
                .map_or(path, |(folder, _)| folder)
                .to_owned();
            match content {
                Ok(bytes) => opened.push((folder, manifest::parse(&name, &bytes))),
                Err(failure) => {
                    let problem = format!("cannot be read: {failure}");
                    self.tally.manifest_problems.push(ManifestProblem {
                        manifest: name,
                        row: None,
                        problem,
                    });
                }
            }
        }
        drop(manifests);
        // The nearest is asked first: the one with the longest folder, put in last.
        opened.sort_by_key(|(folder, _)| folder.len());
        for (folder, manifest) in opened {
            self.scopes.open(manifest, &folder, depth, &mut self.tally);
        }
        let flow = self.entries(root, file, path, &absolute);
        self.scopes.close(depth, &mut self.tally);
        flow
    }

    fn entries(
        &mut self,
        root: &Root,
        file: &Path,
        path: &str,
        absolute: &str,
    ) -> Result<ControlFlow<()>, Error> {
        let mut unpacked = match self.unpack(file, &[])? {
            Ok(unpacked) => unpacked,
            Err(error) => {
                let bytes = Bytes::Unreadable(Outcome::Damaged, format!("cannot be read: {error}"));
                return Ok(self.give(root, absolute, path, bytes));
            }
        };
        let mut count = 0_u64;
        for (entry, content) in unpacked.by_ref() {
            count += 1;
            if manifest::is_manifest(entry.rsplit('/').next().unwrap_or(&entry)) {
                continue;
            }
            let bytes = match content {
                Ok(bytes) => Bytes::Here(bytes),
                Err(failure) => Bytes::Unreadable(failure.outcome(), failure.to_string()),
            };
            let inside = (format!("{absolute}/{entry}"), format!("{path}/{entry}"));
            if self.give(root, &inside.0, &inside.1, bytes).is_break() {
                return Ok(ControlFlow::Break(()));
            }
        }
        let (outcome, reason) = match unpacked.verdict() {
            None | Some(UnpackVerdict::Done) => return Ok(ControlFlow::Continue(())),
            Some(UnpackVerdict::Failed(failure)) => (failure.outcome(), failure.to_string()),
            Some(UnpackVerdict::TimedOut) => (
                Outcome::TimedOut,
                "unpacking it took longer than the limit".to_owned(),
            ),
            Some(UnpackVerdict::Crashed(how)) => (Outcome::Crashed, how.clone()),
        };
        let reason = if count == 0 {
            reason
        } else {
            format!("{reason}; {count} entries before that were taken")
        };
        Ok(self.give(root, absolute, path, Bytes::Unreadable(outcome, reason)))
    }

    /// Starts unpacking the entries called one of `names`, or all; the inner error is the file's.
    fn unpack(&self, file: &Path, names: &[&str]) -> Result<io::Result<Unpacked>, Error> {
        let archive = match fs::File::open(file) {
            Ok(archive) => WorkerInput::File(archive),
            Err(error) => return Ok(Err(error)),
        };
        let program = &self.options.worker_program;
        match unpack_named_in_worker(program, archive, names, &self.options.limits) {
            Ok(unpacked) => Ok(Ok(unpacked)),
            Err(source) => Err(Error::Worker {
                program: program.clone(),
                source,
            }),
        }
    }
}
