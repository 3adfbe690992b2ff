//! Where a walk may go: not out of the offered folder, not round in circles, not into an archive.
//!
//! A link is followed only if its target lies inside the folder that was offered; a link to a
//! folder only the first time, so that a few links to each other cannot fan out without end.
//!
//! Not here: the walk itself (`mod.rs`).

use std::cell::RefCell;
use std::collections::HashSet;
use std::fs;
use std::path::{Path, PathBuf};

use walkdir::DirEntry;

/// Which symbolic links of one offered folder are followed.
pub(super) struct Links<'a> {
    /// Canonical path of the offered folder.
    pub(super) root: &'a Path,
    /// Targets of links to folders that were followed.
    pub(super) followed: RefCell<HashSet<PathBuf>>,
    /// Links that were not followed.
    pub(super) passed: RefCell<Vec<PathBuf>>,
}

impl Links<'_> {
    /// Whether the walk may go on to `entry`; notes those it may not.
    pub(super) fn follow(&self, entry: &DirEntry) -> bool {
        if entry.depth() == 0 || !entry.path_is_symlink() {
            return true;
        }
        let target = fs::canonicalize(entry.path())
            .ok()
            .filter(|target| target.starts_with(self.root));
        let follow = match target {
            Some(target) if entry.file_type().is_dir() => self.followed.borrow_mut().insert(target),
            target => target.is_some(),
        };
        if !follow {
            self.passed.borrow_mut().push(entry.path().to_owned());
        }
        follow
    }
}

/// Whether a folder is an archive of ours: its originals are kept already.
pub(super) fn is_archive(entry: &DirEntry) -> bool {
    entry.file_type().is_dir()
        && entry.path().join("catalogue.sqlite").is_file()
        && entry.path().join("originals").is_dir()
}
