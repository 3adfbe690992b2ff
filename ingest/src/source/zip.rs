//! A zip archive's entries as offered files.
//!
//! Two passes, each in a worker process: manifests and sidecars first, as they may stand after the
//! documents they describe; then every entry, streamed, so that a zip of any size needs the memory of one.
//! A zip that cannot be read to its end is a file with an outcome of its own, beside its entries.
//! A zip inside a zip is unpacked too, as deep as the limits allow; deeper it is a file like others.
//!
//! Not here: the format (`worker/unpack.rs`), zips inside documents (`run/inside.rs`).

use std::collections::{HashMap, HashSet};
use std::fs;
use std::io;
use std::ops::ControlFlow;
use std::path::Path;

use regesta_index::Outcome;

use super::bag::{self, Bags, Carried};
use super::manifest::{self, ManifestProblem};
use super::scope::Place;
use super::sidecar::{self, Sidecar};
use super::{Bytes, Root, Walk, is_zip};
use crate::extract::Failure;
use crate::run::Error;
use crate::worker::{UnpackVerdict, Unpacked, Wanted, WorkerInput, unpack_some_in_worker};

/// Most manifests that are read from one zip.
const MAX_ZIP_MANIFESTS: usize = 1_000;
/// Most bytes of all sidecars that are read from one zip: what they say is held until its end.
const MAX_ZIP_SIDECAR_BYTES: usize = 64 << 20;

/// The sidecars of a zip's entries.
#[derive(Default)]
struct Beside {
    /// What they say, by the catalogue path of what they describe.
    by_path: HashMap<String, Vec<Sidecar>>,
    /// Their own catalogue paths.
    names: HashSet<String>,
    bytes: usize,
}

/// Where the bytes of a zip are.
#[derive(Clone, Copy)]
pub(super) enum Packed<'a> {
    /// In a file.
    OnDisk(&'a Path),
    /// Here: it is an entry of another zip.
    Here(&'a [u8]),
}

impl Walk<'_> {
    /// Gives a zip's entries; and the zip itself, if it could not be read to its end.
    ///
    /// Two passes: manifests first, as they may stand after the documents they describe.
    pub(super) fn zip(
        &mut self,
        root: &Root,
        packed: Packed<'_>,
        path: &str,
        absolute: &str,
    ) -> Result<ControlFlow<()>, Error> {
        let depth = self.scopes.depth();
        if let Some(problem) = self.scopes.claim(&Place {
            path,
            root: &root.name,
            absolute,
        }) {
            self.tally.manifest_problems.push(problem);
        }
        let named: Vec<&str> = manifest::NAMES.into_iter().chain(bag::about()).collect();
        let wanted = Wanted {
            names: &named,
            beside: &sidecar::ENDINGS,
        };
        let mut manifests = match self.unpack(packed, wanted)? {
            Ok(manifests) => manifests,
            Err(error) => {
                let bytes = Bytes::Unreadable(Outcome::Damaged, format!("cannot be read: {error}"));
                return Ok(self.give(root, absolute, path, bytes));
            }
        };
        let mut opened = Vec::new();
        let mut bags = Bags::default();
        let mut sidecars = Vec::new();
        let mut left = MAX_ZIP_MANIFESTS;
        for (entry, content) in manifests.by_ref() {
            let name = format!("{path}/{entry}");
            if !named.contains(&entry.rsplit('/').next().unwrap_or(&entry)) {
                sidecars.push((name, content));
                continue;
            }
            let Some(fewer) = left.checked_sub(1) else {
                let problem =
                    format!("is one too many: {MAX_ZIP_MANIFESTS} manifests are read from one zip");
                self.problems(&name, vec![problem]);
                continue;
            };
            left = fewer;
            let folder = name
                .rsplit_once('/')
                .map_or(path, |(folder, _)| folder)
                .to_owned();
            let name_only = entry.rsplit('/').next().unwrap_or(&entry);
            match content {
                Ok(bytes) if !manifest::is_manifest(name_only) => {
                    bags.add(folder, name_only, bytes);
                }
                Ok(bytes) => opened.push((folder, name, bytes)),
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
        // A zip may hold several bags side by side; one in another bag is carried as it is.
        let around = self.bags.len();
        if around == 0 {
            for (bag, problems) in bags.open(depth) {
                self.problems(&bag.folder.clone(), problems);
                self.bags.push(bag);
            }
        }
        // The nearest is asked first: the one with the longest folder, put in last.
        opened.sort_by_key(|(folder, ..)| folder.len());
        for (folder, name, bytes) in opened {
            match self.distrusts(&name, &bytes) {
                Some(problem) => self.problems(&name, vec![problem]),
                None => {
                    let manifest = manifest::parse(&name, &bytes);
                    self.scopes.open(manifest, &folder, depth, &mut self.tally);
                }
            }
        }
        // Only now is it known which bag each is in.
        let mut beside = Beside::default();
        for (name, content) in sidecars {
            self.sidecar_in_zip(name, content, &mut beside);
        }
        let flow = self.entries(root, packed, path, absolute, &mut beside)?;
        self.scopes.close(depth, &mut self.tally);
        if flow.is_break() || around > 0 {
            return Ok(flow);
        }
        Ok(self.close_bags(root, depth))
    }

    /// Reads a sidecar in a zip; with what is wrong in it.
    fn sidecar_in_zip(
        &mut self,
        name: String,
        content: Result<Vec<u8>, Failure>,
        beside: &mut Beside,
    ) {
        let problem = match content {
            Err(failure) => Some(format!("cannot be read: {failure}")),
            Ok(bytes) if sidecar::MAX_BYTES < bytes.len() as u64 => {
                let limit = sidecar::MAX_BYTES;
                Some(format!("is over the limit of {limit} bytes"))
            }
            Ok(bytes) if MAX_ZIP_SIDECAR_BYTES < beside.bytes.saturating_add(bytes.len()) => {
                let limit = MAX_ZIP_SIDECAR_BYTES;
                Some(format!(
                    "is one too many: {limit} bytes of such files are read from one zip"
                ))
            }
            Ok(bytes) => self.distrusts(&name, &bytes).or_else(|| {
                beside.bytes += bytes.len();
                let (sidecar, problems) = sidecar::parse(&name, &bytes);
                self.problems(&name, problems);
                for path in sidecar::described(&name) {
                    let of = beside.by_path.entry(path.to_owned()).or_default();
                    of.push(sidecar.clone());
                }
                None
            }),
        };
        self.problems(&name, problem.into_iter().collect());
        beside.names.insert(name);
    }

    fn entries(
        &mut self,
        root: &Root,
        packed: Packed<'_>,
        path: &str,
        absolute: &str,
        beside: &mut Beside,
    ) -> Result<ControlFlow<()>, Error> {
        let mut unpacked = match self.unpack(packed, Wanted::default())? {
            Ok(unpacked) => unpacked,
            Err(error) => {
                let bytes = Bytes::Unreadable(Outcome::Damaged, format!("cannot be read: {error}"));
                return Ok(self.give(root, absolute, path, bytes));
            }
        };
        let mut count = 0_u64;
        for (entry, content) in unpacked.by_ref() {
            count += 1;
            let inside = (format!("{absolute}/{entry}"), format!("{path}/{entry}"));
            let carried = self.bags.iter_mut().find_map(|bag| bag.carries(&inside.1));
            let says_something = manifest::is_manifest(entry.rsplit('/').next().unwrap_or(&entry))
                || beside.names.contains(&inside.1);
            let wrong = match (&carried, &content) {
                (Some(Carried::Unknown), Ok(_)) => Some(bag::NOT_NAMED.to_owned()),
                (Some(Carried::Document(checksum)), Ok(bytes)) => checksum.differs(bytes),
                _ => None,
            };
            if says_something && wrong.is_none() || carried == Some(Carried::Tag) {
                continue;
            }
            self.depth += 1;
            let flow = match content {
                Ok(_) if wrong.is_some() => {
                    let reason = wrong.unwrap_or_default();
                    let bytes = Bytes::Unreadable(Outcome::WrongChecksum, reason);
                    self.give(root, &inside.0, &inside.1, bytes)
                }
                Ok(bytes) if self.opens(&entry, bytes.len() as u64) => {
                    self.nested(root, &bytes, &inside.1, &inside.0)?
                }
                Ok(bytes) => {
                    let sidecars = beside.by_path.remove(&inside.1).unwrap_or_default();
                    self.give_with(root, &inside.0, &inside.1, Bytes::Here(bytes), sidecars)
                }
                Err(failure) => {
                    let bytes = Bytes::Unreadable(failure.outcome(), failure.to_string());
                    self.give(root, &inside.0, &inside.1, bytes)
                }
            };
            self.depth -= 1;
            if flow.is_break() {
                return Ok(flow);
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

    /// Whether the entry at hand is a zip that may be unpacked.
    fn opens(&self, entry: &str, bytes: u64) -> bool {
        let limits = &self.options.limits;
        is_zip(entry)
            && self.depth < limits.max_nesting
            && self.open_bytes.saturating_add(bytes) <= limits.max_file_bytes
    }

    fn nested(
        &mut self,
        root: &Root,
        bytes: &[u8],
        path: &str,
        absolute: &str,
    ) -> Result<ControlFlow<()>, Error> {
        let size = bytes.len() as u64;
        self.open_bytes += size;
        let flow = self.zip(root, Packed::Here(bytes), path, absolute);
        self.open_bytes -= size;
        flow
    }

    /// Starts unpacking the entries that are wanted; the inner error is the file's.
    fn unpack(
        &self,
        packed: Packed<'_>,
        wanted: Wanted<'_>,
    ) -> Result<io::Result<Unpacked>, Error> {
        let archive = match packed {
            Packed::Here(bytes) => WorkerInput::Bytes(bytes),
            Packed::OnDisk(file) => match fs::File::open(file) {
                Ok(archive) => WorkerInput::File(archive),
                Err(error) => return Ok(Err(error)),
            },
        };
        let program = &self.options.worker_program;
        match unpack_some_in_worker(program, archive, wanted, &self.options.limits) {
            Ok(unpacked) => Ok(Ok(unpacked)),
            Err(source) => Err(Error::Worker {
                program: program.clone(),
                source,
            }),
        }
    }
}
