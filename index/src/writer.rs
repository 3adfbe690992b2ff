//! The one writer of an archive: originals, then catalogue, then index.
//!
//! Storing: originals are on disk, then one catalogue transaction acknowledges the batch, then the
//! index is brought up to it. The index always follows the catalogue: its commits carry the number
//! of the last event they hold, and whatever the catalogue has after that number is replayed,
//! on opening as after every batch. A tantivy writer that has failed once is never used again
//! (findings.md: its next commit can return Ok with documents missing): the error ends this
//! writer, and the next one replays.
//!
//! Payload of a commit: `VERSION EVENT`, such as `1.1 4711`.
//!
//! Not here: what the tables and fields are (`catalogue`, `schema.rs`).

use std::fs::{File, TryLockError};
use std::path::Path;
use std::sync::Arc;

use chrono::{DateTime, Utc};
use serde_json::json;
use tantivy::indexer::IndexWriterOptions;
use tantivy::{Index, IndexSettings, IndexWriter, TantivyDocument, Term};

use crate::archive::{Layout, Settings};
use crate::catalogue::Ledger;
use crate::disk::{io_error, sync_folder, write_atomically};
use crate::entry::Builder;
use crate::generation::{self, Folder};
use crate::schema::{self, Fields};
use crate::{
    Catalogue, Content, Correction, DescribedAgain, DocumentId, Error, Offer, Originals, Outcome,
    PageNumber, Recognised, Run, vocabulary,
};

/// Memory for the postings of one indexing thread before they become a segment.
const MEMORY_PER_THREAD: usize = 96 << 20;

/// Documents read from the catalogue at a time when the index catches up.
const REPLAY_BATCH: u32 = 256;

/// The one writer of an archive; holds its lock as long as it lives.
#[derive(Debug)]
pub struct Writer {
    layout: Layout,
    /// Before the ledger, so that its connections are closed first: the last one to close clears
    /// the write-ahead log away, which a connection that only reads cannot.
    catalogue: Arc<Catalogue>,
    ledger: Ledger,
    originals: Originals,
    indexing: Option<Indexing>,
    /// The last event that the index holds, committed or not.
    indexed: i64,
    /// The highest row the index may hold: a higher one needs no delete.
    highest_row: i64,
    _lock: File,
}

struct Indexing {
    writer: IndexWriter,
    fields: Fields,
}

impl std::fmt::Debug for Indexing {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Indexing").finish_non_exhaustive()
    }
}

impl Writer {
    /// Creates an archive with standard settings in folder `root`, which is made if missing.
    ///
    /// What a creation that was killed left there is no hindrance.
    ///
    /// # Errors
    ///
    /// - [`Error::NotEmpty`] if the folder holds something
    /// - [`Error::Io`], [`Error::Catalogue`], [`Error::Index`] if it cannot be written
    pub fn create(root: &Path) -> Result<Self, Error> {
        let layout = Layout::new(root);
        std::fs::create_dir_all(root).map_err(io_error("create", root))?;
        if layout.holds_something()? {
            return Err(Error::NotEmpty(root.to_owned()));
        }
        let lock = lock(&layout)?;
        // Another process may have made one while we had no lock.
        if layout.holds_something()? {
            return Err(Error::NotEmpty(root.to_owned()));
        }
        layout.originals().create()?;
        let index = layout.index();
        std::fs::create_dir_all(&index).map_err(io_error("create", &index))?;
        let settings = toml::to_string(&Settings::default()).unwrap_or_default();
        write_atomically(&layout.settings(), settings.as_bytes())?;
        // The catalogue comes last and whole: a folder without one is no archive.
        Ledger::create(&layout.catalogue())?;
        sync_folder(root)?;
        let ledger = Ledger::open(&layout.catalogue(), now())?;
        Self::start(layout, ledger, lock)
    }

    /// Opens an archive for writing and makes searchable whatever a killed writer had not.
    ///
    /// An index that is missing, damaged or of another version is rebuilt.
    ///
    /// # Errors
    ///
    /// - [`Error::NoArchive`] if there is none in `root`
    /// - [`Error::Locked`] if another process writes to it
    /// - others if it cannot be read or written
    pub fn open(root: &Path) -> Result<Self, Error> {
        let layout = Layout::new(root);
        layout.check()?;
        let lock = lock(&layout)?;
        let ledger = Ledger::open(&layout.catalogue(), now())?;
        Self::start(layout, ledger, lock)
    }

    fn start(layout: Layout, ledger: Ledger, lock: File) -> Result<Self, Error> {
        vocabulary::load(&layout.root)?;
        let originals = layout.originals();
        originals.clean()?;
        // Originals that a killed writer had renamed may not be on disk yet.
        originals.sync()?;
        let catalogue = Arc::new(Catalogue::open(&layout.catalogue())?);
        let (indexed, highest_row) = (0, 0);
        let mut writer = Self {
            layout,
            ledger,
            catalogue,
            originals,
            indexing: None,
            indexed,
            highest_row,
            _lock: lock,
        };
        let opened = match writer.open_generation() {
            Ok(true) => writer.catch_up().map(|()| true),
            other => other,
        };
        match opened {
            Ok(true) => {}
            // Derived data that cannot be used is not an error: it is made again.
            Ok(false) | Err(Error::Damaged { .. } | Error::Index(_)) => {
                writer.rebuild(&mut |_, _| ())?;
            }
            Err(error) => return Err(error),
        }
        Ok(writer)
    }

    /// The catalogue, read-only; sees everything stored.
    #[must_use]
    pub fn catalogue(&self) -> &Catalogue {
        &self.catalogue
    }

    /// The original files.
    #[must_use]
    pub fn originals(&self) -> &Originals {
        &self.originals
    }

    /// Begins a run over the paths `offered`, or goes on with the unfinished one over the same.
    ///
    /// # Errors
    ///
    /// [`Error::Catalogue`] if it cannot be written.
    pub fn begin(&mut self, offered: &[String]) -> Result<Run, Error> {
        self.ledger.begin(offered, now())
    }

    /// Whether these bytes are kept and need not be read again.
    ///
    /// Not known is a document whose original is missing or has lost bytes: it is stored anew.
    ///
    /// # Errors
    ///
    /// [`Error::Catalogue`] if it cannot be read.
    pub fn knows(&self, id: DocumentId) -> Result<bool, Error> {
        let bytes = self.ledger.known_bytes(id)?;
        Ok(bytes.is_some_and(|bytes| self.originals.holds(id, bytes)))
    }

    /// Stores a batch: an outcome for each offer, in order. When it returns, nothing of it can be lost.
    ///
    /// Documents offered before, in this run or another, are recognised here. Searchable after the
    /// next [`Writer::commit`].
    ///
    /// # Errors
    ///
    /// Any; the batch is then stored whole or not at all, and this writer must be dropped.
    pub fn store(&mut self, run: &Run, batch: &[Offer]) -> Result<Vec<Outcome>, Error> {
        self.originals
            .store(batch.iter().filter_map(|offer| match &offer.content {
                Content::Read {
                    record, original, ..
                } => Some((record.id, original.as_slice())),
                _ => None,
            }))?;
        let outcomes = self.ledger.store(run, batch, now())?;
        self.replay(&mut |_, _| ())?;
        Ok(outcomes)
    }

    /// Makes everything stored searchable.
    ///
    /// # Errors
    ///
    /// [`Error::Index`]; this writer must then be dropped.
    pub fn commit(&mut self) -> Result<(), Error> {
        self.replay(&mut |_, _| ())?;
        let payload = format!("{} {}", schema::version(), self.indexed);
        self.with_index(|indexing| {
            let mut prepared = indexing.writer.prepare_commit()?;
            prepared.set_payload(&payload);
            prepared.commit()?;
            Ok(())
        })
    }

    /// Commits, waits for merges, and ends the run.
    ///
    /// # Errors
    ///
    /// As [`Writer::commit`].
    pub fn finish(&mut self, run: Run) -> Result<(), Error> {
        self.commit()?;
        self.settle()?;
        self.ledger.finish(&run, now())
    }

    /// Marks every document whose text is not in, so that the next run that offers it reads it again.
    ///
    /// # Errors
    ///
    /// [`Error::Catalogue`] if it cannot be written.
    pub fn retry(&mut self) -> Result<Vec<(DocumentId, Outcome)>, Error> {
        self.ledger.retry(now())
    }

    /// Makes corrections; for each, in order, whether there is such a document. When it returns,
    /// nothing of them can be lost.
    ///
    /// Not searchable before the next [`Writer::commit`].
    ///
    /// # Errors
    ///
    /// Any; they are then made all or not at all, and this writer must be dropped.
    pub fn correct(
        &mut self,
        corrections: &[Correction],
        now: DateTime<Utc>,
    ) -> Result<Vec<bool>, Error> {
        self.ledger.correct(corrections, now)
    }

    /// Keeps what newer rules say of a document's text and name, in the place of what older ones
    /// said; gives whether that is anything else. What comes from elsewhere stays.
    ///
    /// Not searchable before the next [`Writer::commit`].
    ///
    /// # Errors
    ///
    /// Any; this writer must then be dropped.
    pub fn describe_again(
        &mut self,
        again: &DescribedAgain,
        now: DateTime<Utc>,
    ) -> Result<bool, Error> {
        self.ledger.describe_again(again, now)
    }

    /// Makes everything stored searchable, waits for merges, and lets go of the archive.
    ///
    /// # Errors
    ///
    /// As [`Writer::commit`].
    pub fn close(mut self) -> Result<(), Error> {
        self.commit()?;
        match self.indexing.take() {
            Some(indexing) => Ok(indexing.writer.wait_merging_threads()?),
            None => Ok(()),
        }
    }

    /// Puts what a machine recognised in the picture of a page in the place of the page's text; false
    /// if there is no such page. When it returns true, nothing of it can be lost.
    ///
    /// The page is unread no more, and a document that had no text at all is an added one. Not
    /// searchable before the next [`Writer::commit`]; call that once for many pages.
    ///
    /// # Errors
    ///
    /// Any; this writer must then be dropped.
    pub fn recognised(
        &mut self,
        id: DocumentId,
        page: PageNumber,
        recognised: &Recognised,
        now: DateTime<Utc>,
    ) -> Result<bool, Error> {
        self.ledger.recognised(id, page, recognised, now)
    }

    /// Builds a new generation of the index from the catalogue, checks it, and switches to it.
    ///
    /// Searches use the old one until then. `progress` is told documents done and documents in all.
    ///
    /// # Errors
    ///
    /// [`Error::Damaged`] if the new generation does not hold what the catalogue does; any other if
    /// it cannot be written. The old generation then stays.
    pub fn rebuild(&mut self, progress: &mut dyn FnMut(u64, u64)) -> Result<(), Error> {
        // Whatever fails, nothing is written any more to an index that nobody reads.
        self.build(progress).inspect_err(|_| self.indexing = None)
    }

    fn build(&mut self, progress: &mut dyn FnMut(u64, u64)) -> Result<(), Error> {
        self.indexing = None;
        let index = self.layout.index();
        let current = generation::current(&index).ok().flatten();
        generation::prune(&index, current.as_deref())?;
        let name = generation::begin(&index)?;
        let folder = index.join(&name);
        let (schema, fields) = schema::schema();
        let made = Index::create(Folder::writable(&folder)?, schema, IndexSettings::default())?;
        self.indexing = Some(Indexing::start(made, fields)?);
        (self.indexed, self.highest_row) = (0, 0);
        self.replay(progress)?;
        self.commit()?;
        self.settle()?;
        let expected = self.catalogue.documents()?.len() as u64;
        let found = self
            .with_index(|indexing| Ok(indexing.writer.index().reader()?.searcher().num_docs()))?;
        let (_, faults) = generation::verify(&folder)?;
        if found != expected || !faults.is_empty() {
            let what = format!(
                "new index holds {found} of {expected} documents; {}",
                faults.join("; ")
            );
            return Err(Error::Damaged { path: folder, what });
        }
        generation::switch(&index, &name)?;
        let detail = json!({ "generation": name, "documents": found });
        self.ledger.note("rebuilt", &detail, now())
    }

    /// Opens the current generation; false if there is none that this version can use.
    fn open_generation(&mut self) -> Result<bool, Error> {
        let index = self.layout.index();
        std::fs::create_dir_all(&index).map_err(io_error("create", &index))?;
        let Some(name) = generation::current(&index)? else {
            return Ok(false);
        };
        generation::prune(&index, Some(&name))?;
        let opened = Index::open(Folder::writable(&index.join(name))?)?;
        let Some(event) = indexed_event(&opened)? else {
            return Ok(false);
        };
        let (_, fields) = schema::schema();
        self.indexing = Some(Indexing::start(opened, fields)?);
        self.indexed = event;
        // An index ahead of its catalogue belongs to another one.
        Ok(event <= self.ledger.last_event()?)
    }

    /// Makes searchable what the catalogue has and the index just opened has not.
    fn catch_up(&mut self) -> Result<(), Error> {
        self.highest_row = i64::MAX;
        if self.replay(&mut |_, _| ())? {
            self.commit()?;
        }
        self.highest_row = self.ledger.highest_row()?;
        Ok(())
    }

    /// Brings the index up to the catalogue; true if anything was added.
    fn replay(&mut self, progress: &mut dyn FnMut(u64, u64)) -> Result<bool, Error> {
        let last = self.ledger.last_event()?;
        let total = self.ledger.count_changed(self.indexed)?;
        let mut done = 0;
        while done < total {
            let changed = self.ledger.changed(self.indexed, REPLAY_BATCH)?;
            let Some((_, event)) = changed.last().copied() else {
                break;
            };
            let rows = changed.iter().map(|(row, _)| *row);
            let batch = rows
                .clone()
                .map(|row| self.ledger.indexable(row))
                .collect::<Result<Vec<_>, _>>()?;
            let highest = self.highest_row;
            self.with_index(|indexing| {
                let documents = Builder::documents(&indexing.fields, &batch);
                for (source, document) in batch.iter().zip(documents) {
                    indexing.put(source.row, source.row <= highest, document)?;
                }
                Ok(())
            })?;
            self.indexed = event;
            self.highest_row = rows.fold(highest, i64::max);
            done += changed.len() as u64;
            progress(done, total);
        }
        self.indexed = last;
        Ok(done > 0)
    }

    /// Waits for merges to end; the tantivy writer is started anew, since waiting consumes it.
    fn settle(&mut self) -> Result<(), Error> {
        let Some(indexing) = self.indexing.take() else {
            return Ok(());
        };
        let (index, fields) = (indexing.writer.index().clone(), indexing.fields);
        indexing.writer.wait_merging_threads()?;
        self.indexing = Some(Indexing::start(index, fields)?);
        Ok(())
    }

    /// Uses the tantivy writer; the first error ends it.
    fn with_index<T>(
        &mut self,
        act: impl FnOnce(&mut Indexing) -> Result<T, Error>,
    ) -> Result<T, Error> {
        let Some(indexing) = self.indexing.as_mut() else {
            return Err(Error::Damaged {
                path: self.layout.index(),
                what: "an earlier error ended this writer: open the archive again".to_owned(),
            });
        };
        act(indexing).inspect_err(|_| self.indexing = None)
    }
}

impl Indexing {
    fn start(mut index: Index, fields: Fields) -> Result<Self, Error> {
        index.set_tokenizers(schema::tokenizers());
        let threads = std::thread::available_parallelism()
            .map_or(1, usize::from)
            .min(8);
        let options = IndexWriterOptions::builder()
            .num_worker_threads(threads)
            .memory_budget_per_thread(MEMORY_PER_THREAD)
            .build();
        Ok(Self {
            writer: index.writer_with_options(options)?,
            fields,
        })
    }

    /// Puts a document in the place of the one with the same row, if there may be one.
    fn put(
        &mut self,
        row: i64,
        replaces: bool,
        document: Option<TantivyDocument>,
    ) -> Result<(), Error> {
        if replaces {
            let row = u64::try_from(row).unwrap_or(0);
            self.writer
                .delete_term(Term::from_field_u64(self.fields.document, row));
        }
        if let Some(document) = document {
            self.writer.add_document(document)?;
        }
        Ok(())
    }
}

/// The last event that a generation holds; `None` if another version of the program filled it.
pub(crate) fn indexed_event(index: &Index) -> Result<Option<i64>, Error> {
    let payload = index.load_metas()?.payload.unwrap_or_default();
    let (version, event) = payload.split_once(' ').unwrap_or_default();
    Ok(if version == schema::version() {
        event.parse().ok()
    } else {
        None
    })
}

fn lock(layout: &Layout) -> Result<File, Error> {
    let path = layout.lock();
    let file = File::options()
        .create(true)
        .append(true)
        .open(&path)
        .map_err(io_error("open", &path))?;
    match file.try_lock() {
        Ok(()) => Ok(file),
        Err(TryLockError::WouldBlock) => Err(Error::Locked(layout.root.clone())),
        Err(TryLockError::Error(error)) => Err(io_error("lock", &path)(error)),
    }
}

fn now() -> DateTime<Utc> {
    Utc::now()
}
