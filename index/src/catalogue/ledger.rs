//! The catalogue, opened by the one writer: every change is one transaction with its event.
//!
//! The hash of event *n* is `SHA-256(hash of n−1 ‖ LF ‖ seq ‖ LF ‖ at ‖ LF ‖ kind ‖ LF ‖ subject ‖ LF ‖
//! detail)`, hexadecimal, the hash before the first being empty: a chain that shows any event that
//! was changed or left out.
//!
//! Not here: what one offer changes (`storing.rs`), older formats (`migration.rs`), originals, the
//! index.

use std::path::Path;

use chrono::{DateTime, SecondsFormat, Utc};
use rusqlite::{Connection, OptionalExtension, Transaction, params};
use serde_json::{Value, json};

use crate::disk::io_error;

use super::storing::Storing;
use super::{FORMAT, migration, page, parsed};
use crate::offer::{Offer, Run};
use crate::{Description, DocumentId, Error, Outcome, Page, PageNumber, Recognised};

/// The catalogue as its writer sees it.
#[derive(Debug)]
pub(crate) struct Ledger {
    connection: Connection,
}

/// What the index needs of one document.
#[derive(Clone, Debug)]
pub(crate) struct Indexable {
    pub(crate) row: i64,
    pub(crate) description: Description,
    pub(crate) pages: Vec<Page>,
    pub(crate) withdrawn: bool,
}

impl Ledger {
    /// Creates the file at `path` with empty tables, whole or not at all.
    pub(crate) fn create(path: &Path) -> Result<(), Error> {
        let new = path.with_extension("sqlite.new");
        for file in [new.clone(), path.with_extension("sqlite.new-journal")] {
            match std::fs::remove_file(&file) {
                Err(error) if error.kind() != std::io::ErrorKind::NotFound => {
                    return Err(io_error("remove", &file)(error));
                }
                _ => {}
            }
        }
        let connection = Connection::open(&new)?;
        connection.execute_batch(include_str!("tables.sql"))?;
        let sql = "INSERT INTO archive (key, value) VALUES ('format', ?1)";
        connection.execute(sql, [FORMAT.to_string()])?;
        connection.close().map_err(|(_, error)| error)?;
        std::fs::rename(&new, path).map_err(io_error("rename", &new))
    }

    /// Opens the file at `path`, and brings one of an older format up to date.
    pub(crate) fn open(path: &Path, now: DateTime<Utc>) -> Result<Self, Error> {
        let mut ledger = Self::connect(path)?;
        migration::migrate(&mut ledger.connection, path, now)?;
        Ok(ledger)
    }

    fn connect(path: &Path) -> Result<Self, Error> {
        let connection = Connection::open(path)?;
        connection.busy_timeout(std::time::Duration::from_secs(5))?;
        connection.pragma_update(None, "journal_mode", "WAL")?;
        // Durable when acknowledged: the log is synced at every commit, not only at checkpoints.
        connection.pragma_update(None, "synchronous", "FULL")?;
        connection.pragma_update(None, "foreign_keys", true)?;
        connection.pragma_update(None, "wal_autocheckpoint", 8000)?;
        connection.set_prepared_statement_cache_capacity(64);
        Ok(Self { connection })
    }

    /// The highest row of any document, 0 before the first.
    pub(crate) fn highest_row(&self) -> Result<i64, Error> {
        let sql = "SELECT ifnull(max(row), 0) FROM documents";
        Ok(self.connection.query_row(sql, [], |row| row.get(0))?)
    }

    /// The number of the last event, 0 before the first.
    pub(crate) fn last_event(&self) -> Result<i64, Error> {
        let sql = "SELECT ifnull(max(seq), 0) FROM events";
        Ok(self.connection.query_row(sql, [], |row| row.get(0))?)
    }

    /// Begins a run over `offered`, or finds the unfinished one that was begun over the same.
    pub(crate) fn begin(&mut self, offered: &[String], now: DateTime<Utc>) -> Result<Run, Error> {
        let offered = Value::from(offered).to_string();
        let transaction = self.connection.transaction()?;
        let sql = "SELECT number FROM runs WHERE offered = ?1 AND finished_at IS NULL
                   ORDER BY number DESC LIMIT 1";
        let unfinished = transaction
            .query_row(sql, [&offered], |row| row.get(0))
            .optional()?;
        if let Some(number) = unfinished {
            return Ok(Run {
                number,
                resumed: true,
            });
        }
        let sql = "INSERT INTO runs (offered, started_at) VALUES (?1, ?2)";
        transaction.execute(sql, params![offered, stamp(now)])?;
        let number = transaction.last_insert_rowid();
        event(
            &transaction,
            now,
            "begun",
            &number.to_string(),
            &json!({ "offered": offered }),
        )?;
        transaction.commit()?;
        Ok(Run {
            number,
            resumed: false,
        })
    }

    /// Ends a run.
    pub(crate) fn finish(&mut self, run: &Run, now: DateTime<Utc>) -> Result<(), Error> {
        let transaction = self.connection.transaction()?;
        let sql = "UPDATE runs SET finished_at = ?2 WHERE number = ?1";
        transaction.execute(sql, params![run.number, stamp(now)])?;
        event(
            &transaction,
            now,
            "finished",
            &run.number.to_string(),
            &json!({}),
        )?;
        transaction.commit()?;
        Ok(())
    }

    /// The size of a document's original, if it is kept and not marked to be read again.
    pub(crate) fn known_bytes(&self, id: DocumentId) -> Result<Option<u64>, Error> {
        let sql = "SELECT bytes FROM documents WHERE id = ?1 AND retry = 0";
        let mut statement = self.connection.prepare_cached(sql)?;
        let found = statement.query_row([id.to_string()], |row| super::size(row, 0));
        Ok(found.optional()?)
    }

    /// Stores a batch in one transaction; an outcome for each offer, in order.
    pub(crate) fn store(
        &mut self,
        run: &Run,
        batch: &[Offer],
        now: DateTime<Utc>,
    ) -> Result<Vec<Outcome>, Error> {
        let transaction = self.connection.transaction()?;
        let mut stored = Vec::with_capacity(batch.len());
        for offer in batch {
            stored.push(
                Storing {
                    transaction: &transaction,
                    run,
                    now,
                    path: &offer.path,
                }
                .offer(offer)?,
            );
        }
        transaction.commit()?;
        Ok(stored)
    }

    /// Adds what a machine recognised on a page to the page's text; false if there is no such page.
    pub(crate) fn recognised(
        &mut self,
        id: DocumentId,
        number: PageNumber,
        recognised: &Recognised,
        now: DateTime<Utc>,
    ) -> Result<bool, Error> {
        let transaction = self.connection.transaction()?;
        let sql = format!(
            "SELECT {}, d.row FROM documents d JOIN pages p ON p.document = d.row
             WHERE d.id = ?1 AND p.number = ?2",
            page::COLUMNS
        );
        let found = transaction
            .prepare_cached(&sql)?
            .query_row(params![id.to_string(), number.get()], |row| {
                Ok((row.get::<_, i64>("row")?, page::read(row)?))
            })
            .optional()?;
        let Some((row, before)) = found else {
            return Ok(false);
        };
        let before = before?;
        let after = before.with_recognised(recognised);
        page::write(&transaction, row, std::slice::from_ref(&after))?;
        let detail = json!({ "page": number, "confidence": recognised.confidence });
        let seq = event(&transaction, now, "recognised", &id.to_string(), &detail)?;
        let is_empty = |page: &Page| i64::from(page.text.trim().is_empty());
        let bytes = |page: &Page| i64::try_from(page.text.len()).unwrap_or(i64::MAX);
        let sql = "UPDATE documents SET changed = ?2, rules = 0, empty_pages = empty_pages + ?3,
                       text_bytes = text_bytes + ?4,
                       reason = CASE WHEN ?5 AND outcome = 'no-text' THEN NULL ELSE reason END,
                       outcome = CASE WHEN ?5 AND outcome = 'no-text' THEN 'added' ELSE outcome END
                   WHERE row = ?1";
        transaction.prepare_cached(sql)?.execute(params![
            row,
            seq,
            is_empty(&after) - is_empty(&before),
            bytes(&after) - bytes(&before),
            after.has_text(),
        ])?;
        transaction.commit()?;
        Ok(true)
    }

    /// Marks every document whose text is not in; gives their ids and outcomes.
    pub(crate) fn retry(
        &mut self,
        now: DateTime<Utc>,
    ) -> Result<Vec<(DocumentId, Outcome)>, Error> {
        let transaction = self.connection.transaction()?;
        let mut marked = Vec::new();
        {
            let sql = "SELECT id, outcome FROM documents WHERE outcome <> 'added' ORDER BY row";
            let mut statement = transaction.prepare(sql)?;
            let rows =
                statement.query_map([], |row| Ok((parsed(row, 0)?, super::outcome(row, 1)?)))?;
            for row in rows {
                marked.push(row?);
            }
        }
        transaction.execute(
            "UPDATE documents SET retry = 1 WHERE outcome <> 'added'",
            [],
        )?;
        let detail = json!({ "documents": marked.len() });
        event(&transaction, now, "retry", "", &detail)?;
        transaction.commit()?;
        Ok(marked)
    }

    /// Begins a change of several tables.
    pub(super) fn transaction(&mut self) -> Result<Transaction<'_>, Error> {
        Ok(self.connection.transaction()?)
    }

    /// Notes something that happened to the archive as a whole.
    pub(crate) fn note(
        &mut self,
        kind: &str,
        detail: &Value,
        now: DateTime<Utc>,
    ) -> Result<(), Error> {
        let transaction = self.connection.transaction()?;
        event(&transaction, now, kind, "", detail)?;
        transaction.commit()?;
        Ok(())
    }

    /// Documents that changed after event `after`: their number.
    pub(crate) fn count_changed(&self, after: i64) -> Result<u64, Error> {
        let sql = "SELECT count(*) FROM documents WHERE changed > ?1";
        Ok(self
            .connection
            .query_row(sql, [after], |row| super::size(row, 0))?)
    }

    /// At most `limit` documents that changed after event `after`, in the order of their changes:
    /// row and event. A change belongs to one document, so the last event leads to the next batch.
    pub(crate) fn changed(&self, after: i64, limit: u32) -> Result<Vec<(i64, i64)>, Error> {
        let sql = "SELECT row, changed FROM documents WHERE changed > ?1 ORDER BY changed LIMIT ?2";
        let mut statement = self.connection.prepare_cached(sql)?;
        let rows =
            statement.query_map(params![after, limit], |row| Ok((row.get(0)?, row.get(1)?)))?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

    /// What the index needs of the document in `row`.
    pub(crate) fn indexable(&self, row: i64) -> Result<Indexable, Error> {
        let sql = "SELECT description, withdrawn IS NOT NULL FROM documents WHERE row = ?1";
        let mut statement = self.connection.prepare_cached(sql)?;
        let (description, withdrawn) =
            statement.query_row([row], |found| Ok((super::json(found, 0)?, found.get(1)?)))?;
        Ok(Indexable {
            row,
            description,
            pages: page::of_document(&self.connection, row)?,
            withdrawn,
        })
    }
}

/// Adds an event to the chain; gives its number.
pub(super) fn event(
    transaction: &Transaction<'_>,
    now: DateTime<Utc>,
    kind: &str,
    subject: &str,
    detail: &Value,
) -> Result<i64, Error> {
    let sql = "SELECT seq, hash FROM events ORDER BY seq DESC LIMIT 1";
    let last = transaction
        .prepare_cached(sql)?
        .query_row([], |row| {
            Ok((row.get::<_, i64>(0)?, row.get::<_, String>(1)?))
        })
        .optional()?;
    let (last, before) = last.unwrap_or_default();
    let (seq, at, detail) = (last + 1, stamp(now), detail.to_string());
    let hash = chain(&before, seq, &at, kind, subject, &detail);
    let sql =
        "INSERT INTO events (seq, at, kind, subject, detail, hash) VALUES (?1, ?2, ?3, ?4, ?5, ?6)";
    transaction
        .prepare_cached(sql)?
        .execute(params![seq, at, kind, subject, detail, hash])?;
    Ok(seq)
}

/// The hash of an event, see the header.
pub(super) fn chain(
    before: &str,
    seq: i64,
    at: &str,
    kind: &str,
    subject: &str,
    detail: &str,
) -> String {
    let text = [before, &seq.to_string(), at, kind, subject, detail].join("\n");
    DocumentId::of(text.as_bytes()).to_string()
}

/// A time as the catalogue keeps it.
pub(super) fn stamp(now: DateTime<Utc>) -> String {
    now.to_rfc3339_opts(SecondsFormat::Millis, true)
}
