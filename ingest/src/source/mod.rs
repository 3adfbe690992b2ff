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
//! - `NAME.json`, `.yaml`, `.yml` and `.xml` beside a file NAME, on disk or in a zip, describe it (`sidecar.rs`).
//! - Of a BagIt bag the files it carries are given, each with the checksum it must have (`bag.rs`).
//! - A folder that is a Regesta archive itself is passed over.
//!
//! Not here: reading the files (`run.rs`), unpacking (`worker.rs`: in a process of its own).

mod bag;
mod link;
mod manifest;
mod name;
mod scope;
mod sidecar;
mod zip;

use std::cell::RefCell;
use std::fs;
use std::io::{self, Read};
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use regesta_index::Outcome;
use walkdir::{DirEntry, WalkDir};

pub(crate) use bag::Checksum;
use bag::{Bag, Carried};
use link::{Links, is_archive};
pub use manifest::ManifestProblem;
pub(crate) use manifest::Row;
use name::{name_in, readable};
use scope::{Place, Scopes};
use sidecar::Sidecar;
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
    /// In one of these ways, and they must have this checksum.
    Checked(Box<Bytes>, Checksum),
    /// Nowhere, for the reason given.
    Unreadable(Outcome, String),
}

impl Bytes {
    /// How many they are, as far as is known.
    pub(crate) fn len(&self) -> u64 {
        match self {
            Self::OnDisk { size, .. } => *size,
            Self::Here(bytes) => bytes.len() as u64,
            Self::Checked(bytes, _) => bytes.len(),
            Self::Unreadable(..) => 0,
        }
    }
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
        bags: Vec::new(),
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
    /// The bags that the walk is in; at most one inside another counts.
    bags: Vec<Bag>,
    tally: Tally,
    /// The manifest that the archivist named, canonical.
    given: Option<PathBuf>,
    /// How many zips the walk is in.
    depth: u32,
    /// Bytes of the zips inside zips that the walk is in: they are held in memory.
    open_bytes: u64,
}

/// Whether a file of this name is never taken for a document where it describes one.
pub(crate) fn describes_others(name: &str) -> bool {
    manifest::is_manifest(name)
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
        if self.close_bags(root, 0).is_break() {
            return Ok(ControlFlow::Break(()));
        }
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
        if self.close_bags(root, entry.depth()).is_break() {
            return Ok(ControlFlow::Break(()));
        }
        let path = name_in(root, entry.path());
        if entry.file_type().is_dir() {
            self.found_manifests(entry, &path, links);
            self.found_bag(entry, &path);
            return Ok(ControlFlow::Continue(()));
        }
        let name = entry.file_name().to_string_lossy();
        let is_manifest =
            manifest::is_manifest(&name) || self.given.as_deref() == Some(entry.path());
        let says_something = is_manifest || sidecar::is_sidecar(entry.path());
        if says_something && self.is_wrongly_carried(entry.path(), &path) {
            let reason = "its checksum is not the one in the bag's manifest, or there is none";
            let bytes = Bytes::Unreadable(Outcome::WrongChecksum, reason.to_owned());
            return Ok(self.give(root, &readable(entry.path().as_os_str()), &path, bytes));
        }
        let only = self.options.only.as_ref();
        let is_left = only.is_some_and(|only| !only.contains(entry.path()));
        if says_something || is_left || entry.file_type().is_symlink() {
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
                Ok(bytes) => match self.distrusts(&name, &bytes) {
                    Some(problem) => self.problems(&name, vec![problem]),
                    None => {
                        let manifest = manifest::parse(&name, &bytes);
                        self.scopes
                            .open(manifest, path, folder.depth(), &mut self.tally);
                    }
                },
                Err(error) => {
                    self.problems(&name, vec![format!("cannot be read: {error}")]);
                }
            }
        }
    }

    /// Enters the bag that a folder is, if it is one and not inside another.
    fn found_bag(&mut self, folder: &DirEntry, path: &str) {
        if !self.bags.is_empty() || !folder.path().join(bag::DECLARATION).is_file() {
            return;
        }
        let mut bag = Bag::new(path, folder.depth());
        for name in bag::about() {
            let file = folder.path().join(name);
            if !file.is_file() {
                continue;
            }
            let problems = match read_bounded(&file, self.options.limits.max_file_bytes) {
                Ok(bytes) => bag.read_about(name, &bytes),
                Err(error) => vec![format!("cannot be read: {error}")],
            };
            self.problems(&format!("{path}/{name}"), problems);
        }
        self.bags.push(bag);
    }

    /// Leaves the bags at `depth` or deeper: what they should carry and do not is an outcome.
    fn close_bags(&mut self, root: &Root, depth: usize) -> ControlFlow<()> {
        while let Some(bag) = self.bags.pop_if(|bag| depth <= bag.depth) {
            // Not everything was looked at.
            if self.options.only.is_some() {
                continue;
            }
            for (path, reason) in bag.missing() {
                let bytes = Bytes::Unreadable(Outcome::WrongChecksum, reason);
                self.give(root, &path, &path, bytes)?;
            }
        }
        ControlFlow::Continue(())
    }

    /// Whether the bag that the walk is in carries a file that describes others with other bytes.
    fn is_wrongly_carried(&mut self, file: &Path, path: &str) -> bool {
        let carried = self.bags.iter_mut().find_map(|bag| bag.carries(path));
        match carried {
            None | Some(Carried::Tag) => false,
            Some(Carried::Unknown) => true,
            Some(Carried::Document(checksum)) => {
                let bytes = read_bounded(file, self.options.limits.max_file_bytes);
                bytes.is_ok_and(|bytes| checksum.differs(&bytes).is_some())
            }
        }
    }

    /// Why a file that describes others is not used: a bag that carries it says that it was changed.
    fn distrusts(&self, path: &str, bytes: &[u8]) -> Option<String> {
        self.bags.iter().find_map(|bag| bag.distrusts(path, bytes))
    }

    /// Notes what is wrong in a file that describes others.
    fn problems(&mut self, name: &str, problems: Vec<String>) {
        let problem = |problem| ManifestProblem {
            manifest: name.to_owned(),
            row: None,
            problem,
        };
        self.tally
            .manifest_problems
            .extend(problems.into_iter().map(problem));
    }

    /// The sidecars of a file on disk, read.
    fn sidecars(&mut self, file: &Path, path: &str) -> Vec<Sidecar> {
        let mut sidecars = Vec::new();
        for beside in sidecar::beside(file).filter(|beside| beside.is_file()) {
            let ending = &beside.as_os_str().as_encoded_bytes()[file.as_os_str().len()..];
            let name = format!("{path}{}", String::from_utf8_lossy(ending));
            match read_bounded(&beside, sidecar::MAX_BYTES) {
                Ok(bytes) => match self.distrusts(&name, &bytes) {
                    Some(problem) => self.problems(&name, vec![problem]),
                    None => {
                        let (sidecar, problems) = sidecar::parse(&name, &bytes);
                        self.problems(&name, problems);
                        sidecars.push(sidecar);
                    }
                },
                Err(error) => self.problems(&name, vec![format!("cannot be read: {error}")]),
            }
        }
        sidecars
    }

    fn file(
        &mut self,
        root: &Root,
        file: &Path,
        path: &str,
        size: u64,
    ) -> Result<ControlFlow<()>, Error> {
        let carried = self.bags.iter_mut().find_map(|bag| bag.carries(path));
        let checksum = match carried {
            Some(Carried::Tag) => return Ok(ControlFlow::Continue(())),
            Some(Carried::Unknown) => {
                let reason = bag::NOT_NAMED.to_owned();
                let bytes = Bytes::Unreadable(Outcome::WrongChecksum, reason);
                return Ok(self.give(root, &readable(file.as_os_str()), path, bytes));
            }
            Some(Carried::Document(checksum)) => Some(checksum),
            None => None,
        };
        if is_zip(path) {
            let absolute = readable(file.as_os_str());
            return self.zip(root, Packed::OnDisk(file), path, &absolute);
        }
        let bytes = Bytes::OnDisk {
            file: file.to_owned(),
            size,
        };
        let bytes = match checksum {
            Some(checksum) => Bytes::Checked(Box::new(bytes), checksum),
            None => bytes,
        };
        let sidecars = self.sidecars(file, path);
        let absolute = readable(file.as_os_str());
        Ok(self.give_with(root, &absolute, path, bytes, sidecars))
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
        let bytes = Bytes::Unreadable(Outcome::Unreadable, reason);
        self.give(
            root,
            &readable(file.as_os_str()),
            &name_in(root, file),
            bytes,
        )
    }

    fn give(&mut self, root: &Root, absolute: &str, path: &str, bytes: Bytes) -> ControlFlow<()> {
        self.give_with(root, absolute, path, bytes, Vec::new())
    }

    fn give_with(
        &mut self,
        root: &Root,
        absolute: &str,
        path: &str,
        bytes: Bytes,
        mut sidecars: Vec<Sidecar>,
    ) -> ControlFlow<()> {
        sidecars.extend(self.bags.iter().find_map(|bag| bag.says_of(path)).cloned());
        let place = Place {
            path,
            root: &root.name,
            absolute,
        };
        let mut row = self.scopes.row(&place, &mut self.tally);
        if !sidecars.is_empty() {
            row = Some(Arc::new(match row.as_deref() {
                Some(row) => Row {
                    sidecars,
                    ..row.clone()
                },
                None => Row::of_sidecars(path, sidecars),
            }));
        }
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
                only: None,
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
                && files.contains(&"in/self unreadable".to_owned()),
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
            only: None,
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
