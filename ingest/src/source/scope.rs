//! Which manifest governs which file.
//!
//! A manifest found in a folder governs what is in and below it, for as long as the walk is there.
//! For one file the rows are asked in this order, and the first that names it counts: the manifest
//! that the archivist gave, then the found ones from the nearest outward.
//!
//! A row of the given manifest may name a file by its path inside what is offered, by that path
//! with the offered folder's name before it, or from the manifest's own folder.
//!
//! Not here: reading manifests (`manifest.rs`).

use std::collections::HashSet;
use std::sync::Arc;

use super::manifest::{Manifest, Row, key};
use super::{ManifestProblem, RowWithoutFile, Tally};

/// Where an offered file is, in the ways a manifest may name it.
#[derive(Clone, Copy, Debug)]
pub(super) struct Place<'a> {
    /// Its path in the catalogue.
    pub(super) path: &'a str,
    /// The name of the offered thing that it belongs to: the first part of `path`.
    pub(super) root: &'a str,
    /// Its absolute path on disk.
    pub(super) absolute: &'a str,
}

/// The manifests that are open at one point of a walk, the outermost first.
#[derive(Debug, Default)]
pub(super) struct Scopes {
    given: Option<Scope>,
    found: Vec<Scope>,
}

#[derive(Debug)]
struct Scope {
    manifest: Manifest,
    /// Catalogue path of the manifest's folder; of the given manifest, its absolute path.
    folder: String,
    /// Depth of that folder in the walk.
    depth: usize,
    /// Keys of the rows that name a file.
    matched: HashSet<String>,
}

impl Scopes {
    /// Takes the manifest that the archivist named; `folder` is the absolute path of its folder.
    pub(super) fn give(&mut self, manifest: Manifest, folder: String, tally: &mut Tally) {
        self.given = Some(Scope::new(manifest, folder, 0, tally));
    }

    /// Opens a manifest found in `folder`, a catalogue path, at `depth` of the walk.
    pub(super) fn open(
        &mut self,
        manifest: Manifest,
        folder: &str,
        depth: usize,
        tally: &mut Tally,
    ) {
        self.found
            .push(Scope::new(manifest, folder.to_owned(), depth, tally));
    }

    /// Closes the found manifests of folders at `depth` or deeper: the walk has left them.
    pub(super) fn close(&mut self, depth: usize, tally: &mut Tally) {
        while let Some(scope) = self.found.pop_if(|scope| depth <= scope.depth) {
            scope.close(tally);
        }
    }

    /// A depth deeper than every open manifest's: for those of a zip, which close together.
    pub(super) fn depth(&self) -> usize {
        self.found.last().map_or(0, |scope| scope.depth + 1)
    }

    /// Counts the rows that name the zip at `place` as matched: a zip is no document, so they describe nothing.
    pub(super) fn claim(&mut self, place: &Place<'_>) -> Option<ManifestProblem> {
        let row = self.find(place)?;
        Some(ManifestProblem {
            manifest: row.manifest.to_string(),
            row: Some(row.number),
            problem: format!(
                "names `{}`, an archive: its entries need rows of their own",
                row.path
            ),
        })
    }

    /// Closes all manifests.
    pub(super) fn close_all(&mut self, tally: &mut Tally) {
        self.close(0, tally);
        if let Some(scope) = self.given.take() {
            scope.close(tally);
        }
    }

    /// The row that counts for the file at `place`; a governed file without one is tallied.
    pub(super) fn row(&mut self, place: &Place<'_>, tally: &mut Tally) -> Option<Arc<Row>> {
        let row = self.find(place);
        let mut open = self.given.iter().chain(&self.found);
        if row.is_none() && open.any(|scope| !scope.manifest.rows.is_empty()) {
            tally.files_without_row.push(place.path.to_owned());
        }
        row
    }

    /// The first row that names the file at `place`; every row that does is marked as matched.
    fn find(&mut self, place: &Place<'_>) -> Option<Arc<Row>> {
        let given = self
            .given
            .as_mut()
            .map(|scope| (scope.given_paths(place), scope));
        let found = self.found.iter_mut().rev().map(|scope| {
            (
                below(place.path, &scope.folder).into_iter().collect(),
                scope,
            )
        });
        let mut first = None;
        for (paths, scope) in given.into_iter().chain(found) {
            let paths: Vec<&str> = paths;
            let named = paths
                .into_iter()
                .map(key)
                .find_map(|key| Some((scope.manifest.rows.get(&key)?, key)));
            if let Some((row, key)) = named {
                first = first.or_else(|| Some(Arc::clone(row)));
                scope.matched.insert(key);
            }
        }
        first
    }
}

impl Scope {
    fn new(mut manifest: Manifest, folder: String, depth: usize, tally: &mut Tally) -> Self {
        tally.manifest_problems.append(&mut manifest.problems);
        Self {
            manifest,
            folder,
            depth,
            matched: HashSet::new(),
        }
    }

    /// The ways in which the given manifest may name a file.
    fn given_paths<'a>(&self, place: &Place<'a>) -> Vec<&'a str> {
        let inside = below(place.path, place.root);
        let beside = below(place.absolute, &self.folder);
        inside
            .into_iter()
            .chain([place.path])
            .chain(beside)
            .collect()
    }

    fn close(self, tally: &mut Tally) {
        let lost = self
            .manifest
            .rows
            .into_iter()
            .filter(|(key, _)| !self.matched.contains(key));
        let mut lost: Vec<RowWithoutFile> = lost
            .map(|(_, row)| RowWithoutFile {
                manifest: row.manifest.to_string(),
                row: row.number,
                path: row.path.clone(),
            })
            .collect();
        lost.sort_unstable();
        tally.rows_without_file.append(&mut lost);
    }
}

/// `path` relative to `folder`, if it lies below it; both with `/` between parts.
fn below<'a>(path: &'a str, folder: &str) -> Option<&'a str> {
    if folder.is_empty() {
        Some(path)
    } else {
        path.strip_prefix(folder)?.strip_prefix('/')
    }
}
