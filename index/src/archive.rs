//! The archive's folder, opened for reading; its layout, lock and settings.
//!
//! ```text
//! archive/
//!   catalogue.sqlite     the truth (catalogue.rs)
//!   originals/3f/3fa9…   original bytes by SHA-256 (originals.rs)
//!   index/000007/        a generation of the index, derived (generation.rs)
//!   index/CURRENT        the generation that searches use
//!   regesta.toml         the archive's own settings
//!   glossary/*.txt       words for the same thing, if somebody wrote them (glossary/mod.rs)
//!   vocabulary/          its own topics.toml and types.toml, if it has any (vocabulary/subject.rs)
//!   LOCK                 held (flock) by the one writer
//! ```
//!
//! Reading takes no lock and needs no write permission; it sees whole commits only.
//!
//! Not here: writing (`writer.rs`).

use std::collections::BTreeMap;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::SystemTime;

use serde::{Deserialize, Serialize};

use crate::disk::io_error;
use crate::generation;
use crate::{Catalogue, Error, Glossary, Originals, Snapshot, vocabulary};

/// The archive's own settings, `regesta.toml`.
#[derive(Clone, Debug, Deserialize, Serialize, PartialEq, Eq)]
#[serde(deny_unknown_fields, default)]
pub struct Settings {
    /// The archive's name, shown on its pages.
    pub title: String,
    /// Where the public finds the archive (`https://policy.example.org`), for links that leave it;
    /// the address that a visitor asked for if `None`.
    pub address: Option<String>,
    /// How pages without reliable text are recognised.
    pub ocr: OcrSettings,
    /// Who may correct metadata through the service.
    pub corrections: CorrectionSettings,
    /// Which words for the same thing are known.
    pub glossary: GlossarySettings,
}

/// Who may correct metadata through the service, `[corrections]` in `regesta.toml`.
#[derive(Clone, Debug, Default, Deserialize, Serialize, PartialEq, Eq)]
#[serde(deny_unknown_fields, default)]
pub struct CorrectionSettings {
    /// A token for each person, by the name that corrections are kept under.
    pub tokens: BTreeMap<String, Token>,
}

/// A secret by which the service knows somebody; it is not shown in messages.
#[derive(Clone, Deserialize, Serialize, PartialEq, Eq)]
#[serde(transparent)]
pub struct Token(String);

impl Token {
    /// Takes the secret.
    #[must_use]
    pub fn new(secret: &str) -> Self {
        Self(secret.to_owned())
    }

    /// The secret itself.
    #[must_use]
    pub fn secret(&self) -> &str {
        &self.0
    }
}

impl std::fmt::Debug for Token {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Token(…)")
    }
}

/// Which words for the same thing are known, `[glossary]` in `regesta.toml`.
#[derive(Clone, Debug, Deserialize, Serialize, PartialEq, Eq)]
#[serde(deny_unknown_fields, default)]
pub struct GlossarySettings {
    /// Whether the glossary that comes with the program is used beside the archive's own.
    pub starter: bool,
}

/// How pages without reliable text are recognised by machine (OCR), `[ocr]` in `regesta.toml`.
#[derive(Clone, Debug, Deserialize, Serialize, PartialEq, Eq)]
#[serde(deny_unknown_fields, default)]
pub struct OcrSettings {
    /// Whether it is done after every ingest; else only when it is asked for.
    pub after_ingest: bool,
    /// Tesseract's names of languages, for documents whose language is not known.
    pub languages: Vec<String>,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            title: "Regesta".to_owned(),
            address: None,
            ocr: OcrSettings::default(),
            corrections: CorrectionSettings::default(),
            glossary: GlossarySettings::default(),
        }
    }
}

impl Default for GlossarySettings {
    fn default() -> Self {
        Self { starter: true }
    }
}

impl Default for OcrSettings {
    fn default() -> Self {
        Self {
            after_ingest: false,
            languages: vec!["kor".to_owned(), "eng".to_owned()],
        }
    }
}

/// Where the parts of an archive are.
#[derive(Clone, Debug)]
pub(crate) struct Layout {
    pub(crate) root: PathBuf,
}

impl Layout {
    pub(crate) fn new(root: &Path) -> Self {
        Self {
            root: root.to_owned(),
        }
    }

    pub(crate) fn catalogue(&self) -> PathBuf {
        self.root.join("catalogue.sqlite")
    }

    pub(crate) fn originals(&self) -> Originals {
        Originals::new(self.root.join("originals"))
    }

    pub(crate) fn index(&self) -> PathBuf {
        self.root.join("index")
    }

    pub(crate) fn settings(&self) -> PathBuf {
        self.root.join("regesta.toml")
    }

    pub(crate) fn lock(&self) -> PathBuf {
        self.root.join("LOCK")
    }

    /// Whether the folder holds an archive, a part of one that matters, or anything else.
    ///
    /// What a killed creation leaves matters to nobody: no original and no catalogue.
    pub(crate) fn holds_something(&self) -> Result<bool, Error> {
        const BEGUN: [&str; 5] = [
            "LOCK",
            "originals",
            "index",
            "regesta.toml",
            "regesta.toml.tmp",
        ];
        for entry in fs::read_dir(&self.root).map_err(io_error("list", &self.root))? {
            let name = entry.map_err(io_error("list", &self.root))?.file_name();
            let name = name.to_string_lossy();
            if !BEGUN.contains(&name.as_ref()) && !name.starts_with("catalogue.sqlite.new") {
                return Ok(true);
            }
        }
        let originals = self.root.join("originals");
        Ok(originals.is_dir() && !self.originals().all()?.is_empty())
    }

    /// Fails unless there is an archive here.
    pub(crate) fn check(&self) -> Result<(), Error> {
        let found = self.catalogue().is_file();
        if found {
            Ok(())
        } else {
            Err(Error::NoArchive(self.root.clone()))
        }
    }
}

/// An archive opened for reading; share it between threads.
#[derive(Debug)]
pub struct Archive {
    layout: Layout,
    settings: Settings,
    catalogue: Arc<Catalogue>,
    originals: Originals,
    glossary: Arc<Glossary>,
    latest: Mutex<Option<Loaded>>,
    loading: Mutex<()>,
}

#[derive(Debug)]
struct Loaded {
    stamp: Stamp,
    snapshot: Arc<Snapshot>,
}

/// What changes on disk with every commit and every new generation.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Stamp {
    generation: String,
    modified: SystemTime,
    bytes: u64,
}

impl Archive {
    /// Opens the archive in folder `root` for reading.
    ///
    /// # Errors
    ///
    /// - [`Error::NoArchive`] if there is none
    /// - [`Error::TooNew`] if a newer version of this program wrote it
    /// - [`Error::Settings`] if `regesta.toml` has a mistake
    /// - [`Error::Glossary`] if a file of the glossary has one
    /// - [`Error::Vocabulary`] if a vocabulary has one
    pub fn open(root: &Path) -> Result<Self, Error> {
        let layout = Layout::new(root);
        layout.check()?;
        let settings = read_settings(&layout.settings())?;
        vocabulary::load(root)?;
        let catalogue = Arc::new(Catalogue::open(&layout.catalogue())?);
        let originals = layout.originals();
        let glossary = Arc::new(Glossary::load(root, settings.glossary.starter)?);
        let (latest, loading) = (Mutex::new(None), Mutex::new(()));
        Ok(Self {
            layout,
            settings,
            catalogue,
            originals,
            glossary,
            latest,
            loading,
        })
    }

    /// The folder it was opened in.
    #[must_use]
    pub fn root(&self) -> &Path {
        &self.layout.root
    }

    /// The archive's own settings.
    #[must_use]
    pub fn settings(&self) -> &Settings {
        &self.settings
    }

    /// The catalogue, read-only.
    #[must_use]
    pub fn catalogue(&self) -> &Catalogue {
        &self.catalogue
    }

    /// The original files.
    #[must_use]
    pub fn originals(&self) -> &Originals {
        &self.originals
    }

    /// What is searchable now: the last commit of the current generation.
    ///
    /// Two `stat` calls where nothing changed; call it for each question. While one caller loads a
    /// new commit, others are given the one before it; so they are if it cannot be loaded.
    ///
    /// # Errors
    ///
    /// [`Error::Damaged`] or [`Error::Index`] if the current generation cannot be read, and none was before.
    pub fn snapshot(&self) -> Result<Arc<Snapshot>, Error> {
        match self.load() {
            Ok(snapshot) => Ok(snapshot),
            // A generation that was switched away from may vanish under our hands.
            Err(error) => match self.load() {
                Ok(snapshot) => Ok(snapshot),
                Err(_) => self.latest_if(|_| true).ok_or(error),
            },
        }
    }

    fn load(&self) -> Result<Arc<Snapshot>, Error> {
        let stamp = self.stamp()?;
        if let Some(snapshot) = self.latest_if(|loaded| loaded.stamp == stamp) {
            return Ok(snapshot);
        }
        let _loading = match self.loading.try_lock() {
            Ok(guard) => guard,
            Err(_) => match self.latest_if(|_| true) {
                Some(older) => return Ok(older),
                None => self.loading.lock().unwrap_or_else(PoisonError::into_inner),
            },
        };
        let stamp = self.stamp()?;
        if let Some(snapshot) = self.latest_if(|loaded| loaded.stamp == stamp) {
            return Ok(snapshot);
        }
        let folder = self.layout.index().join(&stamp.generation);
        let snapshot = Arc::new(Snapshot::load(
            &folder,
            self.catalogue.clone(),
            self.glossary.clone(),
        )?);
        *self.latest.lock().unwrap_or_else(PoisonError::into_inner) = Some(Loaded {
            stamp,
            snapshot: snapshot.clone(),
        });
        Ok(snapshot)
    }

    fn latest_if(&self, wanted: impl Fn(&Loaded) -> bool) -> Option<Arc<Snapshot>> {
        let latest = self.latest.lock().unwrap_or_else(PoisonError::into_inner);
        latest
            .as_ref()
            .filter(|loaded| wanted(loaded))
            .map(|loaded| loaded.snapshot.clone())
    }

    fn stamp(&self) -> Result<Stamp, Error> {
        let index = self.layout.index();
        let generation = generation::current(&index)?.ok_or_else(|| Error::Damaged {
            path: index.clone(),
            what: "no generation is current".to_owned(),
        })?;
        let path = index.join(&generation).join("meta.json");
        let meta = fs::metadata(&path).map_err(io_error("read", &path))?;
        let modified = meta.modified().map_err(io_error("read", &path))?;
        Ok(Stamp {
            generation,
            modified,
            bytes: meta.len(),
        })
    }
}

fn read_settings(path: &Path) -> Result<Settings, Error> {
    match fs::read_to_string(path) {
        Ok(text) => toml::from_str(&text).map_err(|source| Error::Settings {
            path: path.to_owned(),
            source,
        }),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(Settings::default()),
        Err(error) => Err(io_error("read", path)(error)),
    }
}
