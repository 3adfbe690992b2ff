//! Why the archive could not be read or written.

use std::path::PathBuf;

/// Why an operation on an archive failed.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// There is no archive in the folder.
    #[error("no archive in {}", .0.display())]
    NoArchive(PathBuf),
    /// A new archive was asked for where there is something else.
    #[error("{} is not empty and holds no archive", .0.display())]
    NotEmpty(PathBuf),
    /// Another process is writing to the archive.
    #[error("{} is locked: another process is writing to this archive", .0.display())]
    Locked(PathBuf),
    /// The archive was written by a newer version of this program.
    #[error("archive has format {found}, this program reads up to {known}: use a newer version")]
    TooNew {
        /// The archive's format.
        found: u32,
        /// The newest format this program knows.
        known: u32,
    },
    /// The archive was written by an older version of this program, and only its writer can bring
    /// it up to date.
    #[error(
        "archive has format {found}, this program reads format {known}: `regesta rebuild` brings it up to date"
    )]
    TooOld {
        /// The archive's format.
        found: u32,
        /// The format this program reads.
        known: u32,
    },
    /// What is on disk is not what was written there.
    #[error("{} is damaged: {what}", .path.display())]
    Damaged {
        /// The file or folder.
        path: PathBuf,
        /// What is wrong with it.
        what: String,
    },
    /// The settings file has a mistake.
    #[error("{} is not valid", .path.display())]
    Settings {
        /// The settings file.
        path: PathBuf,
        /// What the reader of TOML says.
        source: toml::de::Error,
    },
    /// A file of the glossary has a mistake.
    #[error("{}, line {line}: {what}", .path.display())]
    Glossary {
        /// The file.
        path: PathBuf,
        /// The line, from 1.
        line: usize,
        /// What to change.
        what: String,
    },
    /// A vocabulary of the archive has a mistake.
    #[error("{} is not a vocabulary: {what}", .path.display())]
    Vocabulary {
        /// The file.
        path: PathBuf,
        /// What is wrong with it.
        what: String,
    },
    /// A file or folder of the archive could not be read or written.
    #[error("cannot {act} {}", .path.display())]
    Io {
        /// What was tried, such as `write`.
        act: &'static str,
        /// On what.
        path: PathBuf,
        /// What the system says.
        source: std::io::Error,
    },
    /// The catalogue refused a statement.
    #[error("catalogue cannot be used")]
    Catalogue(#[from] rusqlite::Error),
    /// The index refused an operation.
    #[error("index cannot be used")]
    Index(#[from] tantivy::TantivyError),
}
