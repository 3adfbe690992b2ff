//! Generations of the index: one folder each, checked by SHA-256, switched atomically.
//!
//! ```text
//! index/CURRENT              name of the generation that searches use, and a line feed
//! index/000007/              one generation: tantivy's files
//! index/000007/SHA256SUMS    "HEX  NAME" a line, as `sha256sum` writes it
//! ```
//!
//! tantivy protects segment files by a CRC but nothing covers `meta.json` (findings.md: 6 wrong
//! answers in 280 damaged copies). So every file is hashed while it is written, and before
//! `meta.json` is replaced its new hash is listed *beside* the old: whenever the machine stops,
//! the file on disk is one of the two. tantivy 0.27 syncs the folder before that rename but not
//! after it; [`Folder`] does the rename itself and syncs after it.
//!
//! Not here: what is in the index (`schema.rs`), filling it (`writer.rs`).

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::fs;
use std::io::{self, Read, Write};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

use sha2::{Digest, Sha256};
use tantivy::directory::error::{DeleteError, LockError, OpenReadError, OpenWriteError};
use tantivy::directory::{
    AntiCallToken, Directory, DirectoryLock, FileHandle, Lock, MmapDirectory, TerminatingWrite,
    WatchCallback, WatchHandle, WritePtr,
};

use crate::Error;
use crate::disk::{io_error, sync_folder, write_atomically};

/// The list of checksums in a generation's folder.
pub(crate) const SUMS: &str = "SHA256SUMS";
const META: &str = "meta.json";
/// tantivy's own list of files it may collect: rewritten often, harmless when lost.
const MANAGED: &str = ".managed.json";

/// Hashes by file name; two for `meta.json` while it is being replaced.
type Sums = BTreeMap<String, BTreeSet<String>>;

/// Names the generation that searches use; `None` if there is none yet.
pub(crate) fn current(index: &Path) -> Result<Option<String>, Error> {
    let path = index.join("CURRENT");
    match fs::read(&path) {
        Ok(name) => {
            let name = String::from_utf8_lossy(&name);
            let name = name.trim_end();
            let plain = !name.is_empty() && name.bytes().all(|b| b.is_ascii_digit());
            let damaged = || Error::Damaged {
                path: path.clone(),
                what: "it does not name a generation".to_owned(),
            };
            if plain {
                Ok(Some(name.to_owned()))
            } else {
                Err(damaged())
            }
        }
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(error) => Err(io_error("read", &path)(error)),
    }
}

/// Makes the empty folder of the next generation and names it.
pub(crate) fn begin(index: &Path) -> Result<String, Error> {
    let last = names(index)?
        .iter()
        .filter_map(|name| name.parse::<u64>().ok())
        .max();
    let name = format!("{:06}", last.unwrap_or(0) + 1);
    let folder = index.join(&name);
    fs::create_dir(&folder).map_err(io_error("create", &folder))?;
    sync_folder(index)?;
    Ok(name)
}

/// Makes `name` the generation that searches use, then removes all others.
pub(crate) fn switch(index: &Path, name: &str) -> Result<(), Error> {
    write_atomically(&index.join("CURRENT"), format!("{name}\n").as_bytes())?;
    prune(index, Some(name))
}

/// Removes every generation but `kept`: those that were replaced or never finished.
pub(crate) fn prune(index: &Path, kept: Option<&str>) -> Result<(), Error> {
    for name in names(index)? {
        if Some(name.as_str()) != kept {
            let folder = index.join(&name);
            fs::remove_dir_all(&folder).map_err(io_error("remove", &folder))?;
        }
    }
    Ok(())
}

fn names(index: &Path) -> Result<Vec<String>, Error> {
    let mut names = Vec::new();
    for entry in fs::read_dir(index).map_err(io_error("list", index))? {
        let name = entry.map_err(io_error("list", index))?.file_name();
        if let Some(name) = name
            .to_str()
            .filter(|name| name.bytes().all(|b| b.is_ascii_digit()))
        {
            names.push(name.to_owned());
        }
    }
    Ok(names)
}

/// Compares every file of a generation's last commit with its checksum: files checked, and faults.
pub(crate) fn verify(folder: &Path) -> Result<(u64, Vec<String>), Error> {
    let sums = read_sums(folder)?;
    let needed = needed(folder);
    let (mut checked, mut faults) = (0, Vec::new());
    for (name, expected) in &sums {
        let path = folder.join(name);
        match hash_of(&path) {
            Ok(hash) if expected.contains(&hash) => checked += 1,
            Ok(_) => faults.push(format!("{}: not what was written there", path.display())),
            // Files that a merge made useless are removed after the commit that lists them.
            Err(error)
                if error.kind() == io::ErrorKind::NotFound
                    && needed.as_ref().is_some_and(|needed| !needed.contains(name)) => {}
            Err(error) => faults.push(format!("{}: {error}", path.display())),
        }
    }
    Ok((checked, faults))
}

/// Names of the files that the last commit consists of; `None` if it cannot be read.
fn needed(folder: &Path) -> Option<BTreeSet<String>> {
    let index = tantivy::Index::open(Folder::read_only(folder).ok()?).ok()?;
    let files = index.load_metas().ok()?.list_segment_files();
    let named = files
        .into_iter()
        .map(|file| file.to_string_lossy().into_owned());
    Some(named.chain([META.to_owned()]).collect())
}

fn read_sums(folder: &Path) -> Result<Sums, Error> {
    let path = folder.join(SUMS);
    let text = match fs::read(&path) {
        Ok(text) => String::from_utf8_lossy(&text).into_owned(),
        Err(error) if error.kind() == io::ErrorKind::NotFound => String::new(),
        Err(error) => return Err(io_error("read", &path)(error)),
    };
    let mut sums = Sums::new();
    for line in text.lines() {
        let Some((hash, name)) = line.split_once("  ") else {
            return Err(Error::Damaged {
                path,
                what: format!("no checksum in line `{line}`"),
            });
        };
        sums.entry(name.to_owned())
            .or_default()
            .insert(hash.to_owned());
    }
    Ok(sums)
}

fn hash_of(path: &Path) -> io::Result<String> {
    let mut file = fs::File::open(path)?;
    let mut hasher = Sha256::new();
    let mut buffer = vec![0; 1 << 16];
    loop {
        match file.read(&mut buffer)? {
            0 => return Ok(hex(hasher)),
            read => hasher.update(buffer.get(..read).unwrap_or_default()),
        }
    }
}

fn hex(hasher: Sha256) -> String {
    hasher
        .finalize()
        .iter()
        .fold(String::with_capacity(64), |mut text, byte| {
            text.push_str(&format!("{byte:02x}"));
            text
        })
}

/// One generation's folder as tantivy sees it.
#[derive(Clone)]
pub(crate) struct Folder {
    path: PathBuf,
    files: MmapDirectory,
    sums: Arc<Mutex<Sums>>,
    /// Kept while a writer is at work; tantivy's own lock is not used, ours lies higher up.
    writable: bool,
}

impl fmt::Debug for Folder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Folder")
            .field("path", &self.path)
            .finish_non_exhaustive()
    }
}

impl Folder {
    /// Opens a generation for writing; the caller holds the archive's lock.
    pub(crate) fn writable(path: &Path) -> Result<Self, Error> {
        Self::open(path, true)
    }

    /// Opens a generation for reading.
    pub(crate) fn read_only(path: &Path) -> Result<Self, Error> {
        Self::open(path, false)
    }

    fn open(path: &Path, writable: bool) -> Result<Self, Error> {
        let files = MmapDirectory::open(path).map_err(|error| Error::Damaged {
            path: path.to_owned(),
            what: format!("generation cannot be opened: {error}"),
        })?;
        let sums = Arc::new(Mutex::new(read_sums(path)?));
        Ok(Self {
            path: path.to_owned(),
            files,
            sums,
            writable,
        })
    }

    fn sums(&self) -> std::sync::MutexGuard<'_, Sums> {
        self.sums.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn write_sums(&self, sums: &Sums) -> io::Result<()> {
        let mut text = String::new();
        for (name, hashes) in sums {
            for hash in hashes {
                text.push_str(&format!("{hash}  {name}\n"));
            }
        }
        write_atomically(&self.path.join(SUMS), text.as_bytes()).map_err(io::Error::other)
    }

    fn checked_meta(&self, data: &[u8]) -> bool {
        let hash = hex(Sha256::new_with_prefix(data));
        // A writer in another process may have committed since this list was read.
        if self
            .sums()
            .get(META)
            .is_some_and(|known| known.contains(&hash))
        {
            return true;
        }
        let Ok(sums) = read_sums(&self.path) else {
            return false;
        };
        let known = sums.get(META).is_some_and(|known| known.contains(&hash));
        *self.sums() = sums;
        known
    }
}

impl Directory for Folder {
    fn get_file_handle(&self, path: &Path) -> Result<Arc<dyn FileHandle>, OpenReadError> {
        self.files.get_file_handle(path)
    }

    fn delete(&self, path: &Path) -> Result<(), DeleteError> {
        self.files.delete(path)?;
        if let Some(name) = path.to_str() {
            self.sums().remove(name);
        }
        Ok(())
    }

    fn exists(&self, path: &Path) -> Result<bool, OpenReadError> {
        self.files.exists(path)
    }

    fn open_write(&self, path: &Path) -> Result<WritePtr, OpenWriteError> {
        let inner = self.files.open_write(path)?;
        let name = path.to_string_lossy().into_owned();
        let hashed = HashedWrite {
            inner,
            hasher: Sha256::new(),
            name,
            sums: self.sums.clone(),
        };
        Ok(io::BufWriter::new(Box::new(hashed)))
    }

    fn atomic_read(&self, path: &Path) -> Result<Vec<u8>, OpenReadError> {
        let data = self.files.atomic_read(path)?;
        if path == Path::new(META) && !self.checked_meta(&data) {
            let damaged = io::Error::new(
                io::ErrorKind::InvalidData,
                "meta.json is not what was written there: run `regesta rebuild`",
            );
            return Err(OpenReadError::wrap_io_error(damaged, path.to_owned()));
        }
        Ok(data)
    }

    fn atomic_write(&self, path: &Path, data: &[u8]) -> io::Result<()> {
        if path == Path::new(MANAGED) && !self.writable {
            return Ok(());
        }
        // Not by tantivy's own function, which leaves files that no other account may read and
        // does not sync the folder after the rename.
        let replace = || write_atomically(&self.path.join(path), data).map_err(io::Error::other);
        if path != Path::new(META) {
            return replace();
        }
        let hash = hex(Sha256::new_with_prefix(data));
        let mut sums = self.sums();
        sums.entry(META.to_owned())
            .or_default()
            .insert(hash.clone());
        self.write_sums(&sums)?;
        replace()?;
        sums.insert(META.to_owned(), BTreeSet::from([hash]));
        Ok(())
    }

    fn sync_directory(&self) -> io::Result<()> {
        self.files.sync_directory()
    }

    fn acquire_lock(&self, _: &Lock) -> Result<DirectoryLock, LockError> {
        Ok(DirectoryLock::from(Box::new(())))
    }

    fn watch(&self, callback: WatchCallback) -> tantivy::Result<WatchHandle> {
        self.files.watch(callback)
    }
}

/// A file that is hashed while it is written.
struct HashedWrite {
    inner: WritePtr,
    hasher: Sha256,
    name: String,
    sums: Arc<Mutex<Sums>>,
}

impl Write for HashedWrite {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let written = self.inner.write(bytes)?;
        self.hasher.update(bytes.get(..written).unwrap_or(bytes));
        Ok(written)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.inner.flush()
    }
}

impl TerminatingWrite for HashedWrite {
    fn terminate_ref(&mut self, token: AntiCallToken) -> io::Result<()> {
        self.inner.terminate_ref(token)?;
        let hash = hex(std::mem::take(&mut self.hasher));
        let mut sums = self.sums.lock().unwrap_or_else(PoisonError::into_inner);
        sums.insert(std::mem::take(&mut self.name), BTreeSet::from([hash]));
        Ok(())
    }
}
