//! Original files, kept byte for byte under their SHA-256.
//!
//! ```text
//! originals/3f/3fa9…        one file an original; the folder is the first two digits
//! originals/tmp/            being written; emptied when a writer opens the archive
//! ```
//!
//! Write once: a file under its final name is complete, on disk, and never changed.
//!
//! Not here: what the bytes mean.

use std::collections::BTreeMap;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use crate::disk::{io_error, sync_folder};
use crate::{DocumentId, Error};

/// The store of original files.
#[derive(Clone, Debug)]
pub struct Originals {
    root: PathBuf,
}

impl Originals {
    pub(crate) fn new(root: PathBuf) -> Self {
        Self { root }
    }

    /// Where the original bytes of `id` are kept.
    #[must_use]
    pub fn path(&self, id: DocumentId) -> PathBuf {
        let name = id.to_string();
        self.root.join(name.get(..2).unwrap_or_default()).join(name)
    }

    /// Reads the original of `id`.
    ///
    /// # Errors
    ///
    /// - [`Error::Io`] if it cannot be read
    /// - [`Error::Damaged`] if the bytes do not have the SHA-256 they are kept under
    pub fn read(&self, id: DocumentId) -> Result<Vec<u8>, Error> {
        let path = self.path(id);
        let bytes = fs::read(&path).map_err(io_error("read", &path))?;
        if DocumentId::of(&bytes) == id {
            return Ok(bytes);
        }
        Err(Error::Damaged {
            path,
            what: "its bytes do not have the SHA-256 of its name".to_owned(),
        })
    }

    /// Whether there is an original of `id` of so many bytes; its content is not read.
    pub(crate) fn holds(&self, id: DocumentId, bytes: u64) -> bool {
        fs::metadata(self.path(id)).is_ok_and(|found| found.is_file() && found.len() == bytes)
    }

    /// Removes what a killed writer left half written.
    pub(crate) fn clean(&self) -> Result<(), Error> {
        let tmp = self.root.join("tmp");
        match fs::remove_dir_all(&tmp) {
            Ok(()) => {}
            Err(error) if error.kind() == io::ErrorKind::NotFound => {}
            Err(error) => return Err(io_error("remove", &tmp)(error)),
        }
        fs::create_dir_all(&tmp).map_err(io_error("create", &tmp))
    }

    /// Keeps a batch of originals; when this returns they are all on disk.
    ///
    /// One `syncfs` for the batch before the renames and one after stand for an `fsync` of every
    /// file and folder: the same promise, at a cost that does not grow with the number of files.
    pub(crate) fn store<'a>(
        &self,
        batch: impl Iterator<Item = (DocumentId, &'a [u8])>,
    ) -> Result<(), Error> {
        let mut moves = BTreeMap::new();
        for (id, bytes) in batch {
            let path = self.path(id);
            if moves.contains_key(&path) || self.holds(id, bytes.len() as u64) {
                continue;
            }
            let tmp = self.root.join("tmp").join(id.to_string());
            fs::write(&tmp, bytes).map_err(io_error("write", &tmp))?;
            moves.insert(path, tmp);
        }
        if moves.is_empty() {
            return Ok(());
        }
        self.sync()?;
        for (path, tmp) in &moves {
            let folder = path.parent().unwrap_or(&self.root);
            fs::create_dir_all(folder).map_err(io_error("create", folder))?;
            fs::rename(tmp, path).map_err(io_error("rename", tmp))?;
        }
        self.sync()
    }

    #[cfg(target_os = "linux")]
    pub(crate) fn sync(&self) -> Result<(), Error> {
        let folder = fs::File::open(&self.root).map_err(io_error("open", &self.root))?;
        rustix::fs::syncfs(&folder).map_err(|errno| io_error("sync", &self.root)(errno.into()))
    }

    /// Without `syncfs`, every file and folder below is synced.
    #[cfg(not(target_os = "linux"))]
    pub(crate) fn sync(&self) -> Result<(), Error> {
        for folder in fs::read_dir(&self.root)
            .map_err(io_error("list", &self.root))?
            .flatten()
        {
            for file in fs::read_dir(folder.path()).into_iter().flatten().flatten() {
                let path = file.path();
                let opened = fs::File::open(&path).map_err(io_error("open", &path))?;
                opened.sync_all().map_err(io_error("sync", &path))?;
            }
            sync_folder(&folder.path())?;
        }
        sync_folder(&self.root)
    }

    /// Makes the folder of a new archive.
    pub(crate) fn create(&self) -> Result<(), Error> {
        fs::create_dir_all(&self.root).map_err(io_error("create", &self.root))?;
        self.clean()?;
        sync_folder(&self.root)
    }

    /// Every original that is kept, in no order; files that do not belong here as `Err(path)`.
    pub(crate) fn all(&self) -> Result<Vec<Result<DocumentId, PathBuf>>, Error> {
        let list = |path: &Path| -> Result<Vec<PathBuf>, Error> {
            let entries = fs::read_dir(path).map_err(io_error("list", path))?;
            entries
                .map(|entry| Ok(entry.map_err(io_error("list", path))?.path()))
                .collect()
        };
        let mut found = Vec::new();
        for folder in list(&self.root)? {
            if folder.file_name().is_some_and(|name| name == "tmp") {
                continue;
            }
            if !folder.is_dir() {
                found.push(Err(folder));
                continue;
            }
            for file in list(&folder)? {
                let id = file
                    .file_name()
                    .and_then(|name| name.to_str())
                    .and_then(|name| name.parse().ok());
                found.push(id.ok_or(file));
            }
        }
        Ok(found)
    }
}
