//! Writing so that it lasts, and errors that name what was tried on which path.

use std::fs;
use std::io::{self, Write};
use std::path::Path;

use crate::Error;

/// Names the act and the path of a failed system call.
pub(crate) fn io_error(act: &'static str, path: &Path) -> impl FnOnce(io::Error) -> Error {
    let path = path.to_owned();
    move |source| Error::Io { act, path, source }
}

/// Makes the entries of a folder durable.
pub(crate) fn sync_folder(path: &Path) -> Result<(), Error> {
    fs::File::open(path)
        .and_then(|folder| folder.sync_all())
        .map_err(io_error("sync", path))
}

/// Replaces a file by one with `bytes`: whenever the machine stops, it is the old or the new.
pub(crate) fn write_atomically(path: &Path, bytes: &[u8]) -> Result<(), Error> {
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    let tmp = path.with_file_name(format!("{name}.tmp"));
    fs::File::create(&tmp)
        .and_then(|mut file| file.write_all(bytes).and_then(|()| file.sync_all()))
        .map_err(io_error("write", &tmp))?;
    fs::rename(&tmp, path).map_err(io_error("rename", &tmp))?;
    path.parent().map_or(Ok(()), sync_folder)
}
