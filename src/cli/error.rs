//! Why a command could not be carried out, and what to do about it.

use std::io;
use std::path::PathBuf;

/// Why a command failed.
#[derive(Debug, thiserror::Error)]
pub(crate) enum Error {
    /// The archive could not be read or written.
    #[error(transparent)]
    Archive(#[from] regesta_index::Error),
    /// Files could not be taken in.
    #[error(transparent)]
    Ingest(#[from] regesta_ingest::Error),
    /// Pages could not be recognised.
    #[error(transparent)]
    Ocr(#[from] regesta_ingest::OcrError),
    /// A bag could not be written.
    #[error(transparent)]
    Bag(#[from] regesta_ingest::BagError),
    /// A question could not be answered.
    #[error(transparent)]
    Question(#[from] regesta_queries::Error),
    /// A result could not be put into a format.
    #[error(transparent)]
    Export(#[from] crate::export::Error),
    /// An argument has a value that cannot be taken.
    #[error("{argument}: {message}")]
    Argument {
        /// The argument as it is typed.
        argument: String,
        /// What is wrong, and what it takes.
        message: String,
    },
    /// A file that was named cannot be read.
    #[error("cannot {act} {}", .path.display())]
    File {
        /// What was tried.
        act: &'static str,
        /// On what.
        path: PathBuf,
        /// What the system says.
        source: io::Error,
    },
    /// The service could not start or go on.
    #[error("cannot serve on {listen}")]
    Serve {
        /// The address.
        listen: std::net::SocketAddr,
        /// What the system says.
        source: io::Error,
    },
    /// The demonstration's documents are not there.
    #[error("no folder `samples` here")]
    NoSamples,
    /// The result could not be written.
    #[error("cannot write the result")]
    Output(#[from] io::Error),
}

impl Error {
    /// Whether all that happened is that the reader of our output went away.
    pub(crate) fn is_closed_pipe(&self) -> bool {
        matches!(self, Self::Output(source) if source.kind() == io::ErrorKind::BrokenPipe)
    }

    /// What to do about it, where we know.
    pub(super) fn hint(&self) -> Option<String> {
        use regesta_index::Error as Archive;
        let archive = match self {
            Self::Archive(error) => error,
            Self::Ingest(regesta_ingest::Error::Archive(error)) => error,
            Self::Question(regesta_queries::Error::Archive(error)) => error,
            Self::Bag(regesta_ingest::BagError::Archive(error)) => error,
            Self::Bag(regesta_ingest::BagError::Exists(_)) => {
                return Some("choose another folder; nothing is written over".to_owned());
            }
            Self::Ocr(error) => return recognising(error),
            Self::NoSamples => {
                return Some("run `regesta demo` in the folder of the project".to_owned());
            }
            Self::Serve { source, .. } if source.kind() == io::ErrorKind::AddrInUse => {
                return Some(
                    "choose another address with --listen (in the demo, --port); port 0 is any free one".to_owned(),
                );
            }
            _ => return None,
        };
        match archive {
            Archive::NoArchive(dir) => Some(format!(
                "run `regesta ingest PATH --archive {}`",
                dir.display()
            )),
            Archive::NotEmpty(_) => Some("choose an empty folder with --archive".to_owned()),
            Archive::Locked(_) => {
                Some("wait until the other process ends, then try again".to_owned())
            }
            Archive::Damaged { .. } => {
                Some("run `regesta verify`, then `regesta rebuild`".to_owned())
            }
            _ => None,
        }
    }
}

impl From<serde_json::Error> for Error {
    fn from(error: serde_json::Error) -> Self {
        Self::Output(error.into())
    }
}

impl From<regesta_queries::InvalidRequest> for Error {
    fn from(invalid: regesta_queries::InvalidRequest) -> Self {
        let argument = match invalid.parameter.as_str() {
            "q" => "QUERY".to_owned(),
            name => format!("--{}", name.replace('_', "-")),
        };
        Self::Argument {
            argument,
            message: invalid.message.to_string(),
        }
    }
}

/// What to do about pages that could not be recognised.
fn recognising(error: &regesta_ingest::OcrError) -> Option<String> {
    use regesta_ingest::OcrError;
    match error {
        OcrError::NoTesseract => Some(
            "install it (Debian: `apt install tesseract-ocr tesseract-ocr-kor`); the pages stay on the list"
                .to_owned(),
        ),
        OcrError::NoModel { model, installed } => Some(format!(
            "install it (Debian: `apt install tesseract-ocr-{}`) or choose others with --languages; here are: {}",
            model.replace('_', "-"),
            installed.join(", ")
        )),
        _ => None,
    }
}
