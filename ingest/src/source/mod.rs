//! What is offered: folders, single files and zip archives, each file with its manifest row.
//!
//! Every file comes out once, in a stable order (by name, folder by folder; a zip's entries as
//! they stand in it), under a path that begins with the name of what was offered:
//! `smart-city-kr/act.md`, `un.zip/1946/ARG.txt`. A name that is not UTF-8 or holds control
//! characters is written with `%XX` for those bytes.
//!
//! - A symbolic link is followed only if its target lies inside the offered folder, and a folder
//!   only once by links, so that loops and fans of links end. Others are listed in the tally.
//! - `manifest.csv` and `manifest.jsonl` govern the files in and below their folder; the nearest
//!   row wins, and a row of `--manifest` goes before all. They are no documents, nor is a zip.
//! - A folder that is a Regesta archive itself is passed over.
//!
//! Not here: reading the files (`run.rs`), unpacking (`worker.rs`: in a process of its own).

mod link;
mod manifest;
mod name;
mod scope;
mod zip;

use std::cell::RefCell;
use std::fs;
use std::io::{self, Read};
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use regesta_index::Outcome;
use walkdir::{DirEntry, WalkDir};

use link::{Links, is_archive};
pub use manifest::ManifestProblem;
pub(crate) use manifest::Row;
use name::{name_in, readable};
use scope::{Place, Scopes};
use zip::Packed;

use crate::run::{Error, Options};

/// One offered file.
#[derive(Debug)]
pub(crate) struct Found {
    /// Its path in the catalogue.
    pub(crate) path: String,
    /// What a manifest says of it.
    pub(crate) row: Option<Arc<Row>>,
    /// How many zips it is in.
    pub(crate) depth: u32,
    /// Where its bytes are.
    pub(crate) bytes: Bytes,
}

/// Where the bytes of an offered file are.
#[derive(Debug)]
pub(crate) enum Bytes {
    /// In a file, as large as it was when it was found.
    OnDisk {
        /// The file.
        file: PathBuf,
        /// Its size in bytes.
        size: u64,
    },
    /// Here: an entry of a zip.
    Here(Vec<u8>),
    /// Nowhere, for the reason given.
    Unreadable(Outcome, String),
}

/// What a walk found beside the files themselves.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Tally {
    /// Manifest rows that name no file.
    pub(crate) rows_without_file: Vec<RowWithoutFile>,
    /// Files that a manifest governs but no row names.
    pub(crate) files_without_row: Vec<String>,
    /// What is wrong in manifests.
    pub(crate) manifest_problems: Vec<ManifestProblem>,
    /// Symbolic links that were passed over.
    pub(crate) links_not_followed: Vec<String>,
}

/// A row of a manifest that names a file which was not offered.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct RowWithoutFile {
    /// The manifest's name as offered.
    pub manifest: String,
    /// The row, from 1, the header not counted.
    pub row: u32,
    /// The path as it stands in the row.
    pub path: String,
}

/// One thing the archivist offered: a folder, a file or a zip.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Root {
    /// Canonical absolute path.
    pub(crate) path: PathBuf,
    /// Its name: the first part of the paths of what is in it.
    pub(crate) name: String,
}

/// Makes sure that everything offered is there and has a name of its own; the same thing twice counts once.
///
/// # Errors
///
/// - [`Error::Offered`] if a path is not there or may not be looked at
/// - [`Error::SameName`] if two different things would have the same paths in the catalogue
pub(crate) fn roots(offered: &[PathBuf]) -> Result<Vec<Root>, Error> {
    let mut roots: Vec<Root> = Vec::with_capacity(offered.len());
    for path in offered {
        let canonical = fs::canonicalize(path).map_err(|source| Error::Offered {
            path: path.clone(),
            source,
        })?;
        let name = canonical.file_name().map_or_else(String::new, readable);
        match roots.iter().find(|root| root.name == name) {
            Some(root) if root.path == canonical => {}
            Some(root) => {
                return Err(Error::SameName {
                    first: root.path.clone(),
                    second: canonical,
                });
            }
            None => roots.push(Root {
                path: canonical,
                name,
            }),
        }
    }
    Ok(roots)
}

/// Gives every file in `roots` to `sink`, until all are given or `sink` breaks off.
///
/// # Errors
///
/// - [`Error::Manifest`] if the manifest that `options` names cannot be read
/// - [`Error::Worker`] if the program that unpacks zips cannot be run
pub(crate) fn walk(
    roots: &[Root],
    options: &Options,
    sink: &mut dyn FnMut(Found) -> ControlFlow<()>,
) -> Result<Tally, Error> {
    let mut walk = Walk {
        options,
        sink,
        scopes: Scopes::default(),
        tally: Tally::default(),
        given: None,
        depth: 0,
        open_bytes: 0,
    };
    if let Some(path) = &options.manifest {
        let failed = |source| Error::Manifest {
            path: path.clone(),
            source,
        };
        let canonical = fs::canonicalize(path).map_err(failed)?;
        let bytes = read_bounded(&canonical, options.limits.max_file_bytes).map_err(failed)?;
        let name = path.file_name().map_or_else(String::new, readable);
        let folder = canonical
            .parent()
            .map(|folder| readable(folder.as_os_str()))
            .unwrap_or_default();
        walk.scopes
            .give(manifest::parse(&name, &bytes), folder, &mut walk.tally);
        walk.given = Some(canonical);
    }
    for root in roots {
        if walk.root(root)?.is_break() {
            break;
        }
    }
    walk.scopes.close_all(&mut walk.tally);
    Ok(walk.tally)
}

struct Walk<'a> {
    options: &'a Options,
    sink: &'a mut dyn FnMut(Found) -> ControlFlow<()>,
    scopes: Scopes,
    tally: Tally,
    /// The manifest that the archivist named, canonical.
    given: Option<PathBuf>,
    /// How many zips the walk is in.
    depth: u32,
    /// Bytes of the zips inside zips that the walk is in: they are held in memory.
    open_bytes: u64,
}

/// Whether a file is taken for a zip: by its name, as nobody calls an office file so.
pub(crate) fn is_zip(name: &str) -> bool {
    let ending = name.rsplit_once('.').map(|(_, ending)| ending);
    ending.is_some_and(|ending| ending.eq_ignore_ascii_case("zip"))
}

impl Walk<'_> {
    fn root(&mut self, root: &Root) -> Result<ControlFlow<()>, Error> {
        if root.path.is_dir() {
            return self.folder(root);
        }
        let size = fs::metadata(&root.path).map_or(0, |found| found.len());
        self.file(root, &root.path, &root.name, size)
    }

    fn folder(&mut self, root: &Root) -> Result<ControlFlow<()>, Error> {
        let links = Links {
            root: &root.path,
            followed: RefCell::default(),
            passed: RefCell::default(),
        };
        let entries = WalkDir::new(&root.path)
            .follow_links(true)
            .sort_by_file_name()
            .into_iter();
        for entry in entries.filter_entry(|entry| !is_archive(entry) && links.follow(entry)) {
            let flow = match entry {
                Ok(entry) => self.entry(root, &entry, &links)?,
                Err(error) => self.unreadable(root, &error),
            };
            if flow.is_break() {
                return Ok(flow);
            }
        }
        self.scopes.close(0, &mut self.tally);
        self.tally
            .links_not_followed
            .extend(links.passed.take().iter().map(|path| name_in(root, path)));
        Ok(ControlFlow::Continue(()))
    }

    fn entry(
        &mut self,
        root: &Root,
        entry: &DirEntry,
        links: &Links<'_>,
    ) -> Result<ControlFlow<()>, Error> {
        self.scopes.close(entry.depth(), &mut self.tally);
        let path = name_in(root, entry.path());
        if entry.file_type().is_dir() {
            self.found_manifests(entry, &path, links);
            return Ok(ControlFlow::Continue(()));
        }
        let is_manifest = manifest::is_manifest(&entry.file_name().to_string_lossy())
            || self.given.as_deref() == Some(entry.path());
        if is_manifest || entry.file_type().is_symlink() {
            return Ok(ControlFlow::Continue(()));
        }
        let size = entry.metadata().map_or(0, |found| found.len());
        self.file(root, entry.path(), &path, size)
    }

    /// Opens the manifests of a folder that has been entered.
    fn found_manifests(&mut self, folder: &DirEntry, path: &str, links: &Links<'_>) {
        for name in manifest::NAMES {
            let file = folder.path().join(name);
            let inside = fs::canonicalize(&file)
                .is_ok_and(|file| file.is_file() && file.starts_with(links.root));
            if !inside || self.given.as_ref() == Some(&file) {
                continue;
            }
            let name = format!("{path}/{name}");
            match read_bounded(&file, self.options.limits.max_file_bytes) {
                Ok(bytes) => {
                    let manifest = manifest::parse(&name, &bytes);
                    self.scopes
                        .open(manifest, path, folder.depth(), &mut self.tally);
                }
                Err(error) => {
                    let problem = format!("cannot be read: {error}");
                    self.tally.manifest_problems.push(ManifestProblem {
                        manifest: name,
                        row: None,
                        problem,
                    });
                }
            }
        }
    }

    fn file(
        &mut self,
        root: &Root,
        file: &Path,
        path: &str,
        size: u64,
    ) -> Result<ControlFlow<()>, Error> {
        if is_zip(path) {
            let absolute = readable(file.as_os_str());
            return self.zip(root, Packed::OnDisk(file), path, &absolute);
        }
        let bytes = Bytes::OnDisk {
            file: file.to_owned(),
            size,
        };
        Ok(self.give(root, &readable(file.as_os_str()), path, bytes))
    }

    fn unreadable(&mut self, root: &Root, error: &walkdir::Error) -> ControlFlow<()> {
        // A loop of links: what it leads back to is being walked already.
        if error.loop_ancestor().is_some() {
            return ControlFlow::Continue(());
        }
        let file = error.path().unwrap_or(&root.path);
        let reason = error
            .io_error()
            .map_or_else(|| error.to_string(), io::Error::to_string);
        let bytes = Bytes::Unreadable(Outcome::Damaged, reason);
        self.give(
            root,
            &readable(file.as_os_str()),
            &name_in(root, file),
            bytes,
        )
    }

    fn give(&mut self, root: &Root, absolute: &str, path: &str, bytes: Bytes) -> ControlFlow<()> {
        let place = Place {
            path,
            root: &root.name,
            absolute,
        };
        let row = self.scopes.row(&place, &mut self.tally);
        (self.sink)(Found {
            path: path.to_owned(),
            row,
            depth: self.depth,
            bytes,
        })
    }
}

/// Reads a whole file of at most `max_bytes`.
fn read_bounded(file: &Path, max_bytes: u64) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    fs::File::open(file)?
        .take(max_bytes.saturating_add(1))
        .read_to_end(&mut bytes)?;
    if max_bytes < bytes.len() as u64 {
        return Err(io::Error::new(
            io::ErrorKind::FileTooLarge,
            format!("is over the limit of {max_bytes} bytes"),
        ));
    }
    Ok(bytes)
}

#[cfg(test)]
mod tests {
    use std::num::NonZeroUsize;
    use std::os::unix::fs::symlink;

    use super::*;
    use crate::limits::Limits;

    struct Offered {
        root: tempfile::TempDir,
    }

    impl Offered {
        fn new(files: &[(&str, &str)]) -> Self {
            let root = tempfile::tempdir().unwrap();
            for (path, text) in files {
                let file = root.path().join(path);
                fs::create_dir_all(file.parent().unwrap()).unwrap();
                fs::write(file, text).unwrap();
            }
            Self { root }
        }

        fn path(&self, inside: &str) -> PathBuf {
            self.root.path().join(inside)
        }

        /// Walks `inside`; gives `path (title of its row)` of every file, and the tally.
        #[track_caller]
        fn walk(&self, inside: &[&str], manifest: Option<&str>) -> (Vec<String>, Tally) {
            let options = Options {
                manifest: manifest.map(|manifest| self.path(manifest)),
                limits: Limits::STANDARD,
                worker_program: PathBuf::from("/nowhere"),
                jobs: NonZeroUsize::MIN,
            };
            let offered: Vec<PathBuf> = inside.iter().map(|path| self.path(path)).collect();
            let mut files = Vec::new();
            let mut sink = |found: Found| {
                let title = found
                    .row
                    .map_or(String::new(), |row| format!(" ({})", row.values[0].1));
                let reason = match found.bytes {
                    Bytes::Unreadable(outcome, _) => format!(" {}", outcome.name()),
                    _ => String::new(),
                };
                files.push(format!("{}{title}{reason}", found.path));
                ControlFlow::Continue(())
            };
            let tally = walk(&roots(&offered).unwrap(), &options, &mut sink).unwrap();
            (files, tally)
        }
    }

    #[test]
    fn files_come_in_order_under_the_name_of_what_was_offered() {
        let offered = Offered::new(&[
            ("laws/b.md", ""),
            ("laws/a/z.md", ""),
            ("laws/c.md", ""),
            ("other.md", ""),
        ]);
        let (files, tally) = offered.walk(&["laws", "other.md", "laws"], None);
        assert_eq!(files, ["laws/a/z.md", "laws/b.md", "laws/c.md", "other.md"]);
        assert_eq!(tally, Tally::default());
    }

    #[test]
    fn two_things_of_one_name_are_refused() {
        let offered = Offered::new(&[("a/laws/x.md", ""), ("b/laws/x.md", "")]);
        let both = [offered.path("a/laws"), offered.path("b/laws")];
        assert!(matches!(roots(&both), Err(Error::SameName { .. })));
        assert!(matches!(
            roots(&[offered.path("c")]),
            Err(Error::Offered { .. })
        ));
    }

    #[test]
    fn the_nearest_manifest_wins_and_lost_rows_and_files_are_tallied() {
        let offered = Offered::new(&[
            (
                "in/manifest.csv",
                "path,title\na.md,outer a\nsub/b.md,outer b\nsub/c.md,outer c\ngone.md,gone\n",
            ),
            (
                "in/sub/manifest.jsonl",
                "{\"path\": \"b.md\", \"title\": \"inner b\"}\n{\"path\": \"c\", \"title\": \"x\"}",
            ),
            ("in/a.md", ""),
            ("in/sub/b.md", ""),
            ("in/sub/c.md", ""),
            ("in/z.md", ""),
            ("plain/z.md", ""),
        ]);
        let (files, tally) = offered.walk(&["in", "plain"], None);
        assert_eq!(
            files,
            [
                "in/a.md (outer a)",
                "in/sub/b.md (inner b)",
                "in/sub/c.md (outer c)",
                "in/z.md",
                "plain/z.md"
            ]
        );
        let lost: Vec<String> = tally
            .rows_without_file
            .iter()
            .map(|row| format!("{}:{} {}", row.manifest, row.row, row.path))
            .collect();
        assert_eq!(
            lost,
            ["in/sub/manifest.jsonl:2 c", "in/manifest.csv:4 gone.md"]
        );
        assert_eq!(tally.files_without_row, ["in/z.md"]);
    }

    #[test]
    fn a_given_manifest_may_name_files_in_three_ways_and_goes_first() {
        let offered = Offered::new(&[
            (
                "list.csv",
                "path,title\na.md,inside\nin/b.md,with the root\nin/sub/c.md,from the list\nd.md,lost\n",
            ),
            ("in/manifest.csv", "path,title\na.md,found\n"),
            ("in/a.md", ""),
            ("in/b.md", ""),
            ("in/sub/c.md", ""),
        ]);
        let (files, tally) = offered.walk(&["in"], Some("list.csv"));
        assert_eq!(
            files,
            [
                "in/a.md (inside)",
                "in/b.md (with the root)",
                "in/sub/c.md (from the list)"
            ]
        );
        assert_eq!(tally.rows_without_file.len(), 1);
        let (files, _) = offered.walk(&["in/sub"], Some("list.csv"));
        assert_eq!(files, ["sub/c.md (from the list)"]);
    }

    #[test]
    fn the_given_manifest_is_no_document() {
        let offered = Offered::new(&[("in/list.csv", "path,title\na.md,A\n"), ("in/a.md", "")]);
        assert_eq!(
            offered.walk(&["in"], Some("in/list.csv")).0,
            ["in/a.md (A)"]
        );
    }

    #[test]
    fn links_are_followed_inside_the_folder_only() {
        let offered = Offered::new(&[("in/real/a.md", ""), ("out/secret.md", "")]);
        symlink(offered.path("out"), offered.path("in/away")).unwrap();
        symlink(offered.path("out/secret.md"), offered.path("in/b.md")).unwrap();
        symlink(offered.path("in/real"), offered.path("in/other")).unwrap();
        symlink("real/a.md", offered.path("in/c.md")).unwrap();
        let (files, tally) = offered.walk(&["in"], None);
        assert_eq!(files, ["in/c.md", "in/other/a.md", "in/real/a.md"]);
        assert_eq!(tally.links_not_followed, ["in/away", "in/b.md"]);
    }

    #[test]
    fn a_manifest_that_leads_out_of_the_folder_is_not_read() {
        let offered = Offered::new(&[
            ("in/a.md", ""),
            ("out/list.csv", "path,title\na.md,secret\n"),
        ]);
        symlink(
            offered.path("out/list.csv"),
            offered.path("in/manifest.csv"),
        )
        .unwrap();
        assert_eq!(offered.walk(&["in"], None).0, ["in/a.md"]);
    }

    #[test]
    fn loops_and_fans_of_links_end() {
        let offered = Offered::new(&[("in/d0/a.md", "")]);
        symlink(offered.path("in"), offered.path("in/d0/up")).unwrap();
        symlink("self", offered.path("in/self")).unwrap();
        for level in 1..12 {
            let folder = offered.path(&format!("in/d{level}"));
            fs::create_dir(&folder).unwrap();
            for name in ["l", "m", "n"] {
                symlink(
                    offered.path(&format!("in/d{}", level - 1)),
                    folder.join(name),
                )
                .unwrap();
            }
        }
        let (files, tally) = offered.walk(&["in"], None);
        assert!(
            files.contains(&"in/d0/a.md".to_owned())
                && files.contains(&"in/self damaged".to_owned()),
            "{files:?}"
        );
        assert!(files.len() < 30, "{files:?}");
        assert!(20 < tally.links_not_followed.len());
    }

    #[test]
    fn an_archive_among_the_files_is_passed_over() {
        let offered = Offered::new(&[
            ("in/a.md", ""),
            ("in/archive/catalogue.sqlite", ""),
            ("in/archive/originals/3f/3fa9", "text"),
        ]);
        assert_eq!(offered.walk(&["in"], None).0, ["in/a.md"]);
    }

    #[test]
    fn a_walk_can_be_broken_off() {
        let offered = Offered::new(&[("in/a.md", ""), ("in/b.md", "")]);
        let options = Options {
            manifest: None,
            limits: Limits::STANDARD,
            worker_program: PathBuf::new(),
            jobs: NonZeroUsize::MIN,
        };
        let mut count = 0;
        let mut sink = |_| {
            count += 1;
            ControlFlow::Break(())
        };
        walk(&roots(&[offered.path("in")]).unwrap(), &options, &mut sink).unwrap();
        assert_eq!(count, 1);
    }
}
