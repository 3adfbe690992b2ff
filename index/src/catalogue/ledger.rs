//! The catalogue, opened by the one writer: every change is one transaction with its event.
//!
//! The hash of event *n* is `SHA-256(hash of n−1 ‖ LF ‖ seq ‖ LF ‖ at ‖ LF ‖ kind ‖ LF ‖ subject ‖ LF ‖
//! detail)`, hexadecimal, the hash before the first being empty: a chain that shows any event that
//! was changed or left out.
//!
//! An assertion never overwrites another. Those of one field, kind, rule and path make a group;
//! where a group's values change, the whole new group is added under a new event and holds from
//! then on (see `tables.sql`).
//!
//! Not here: originals, the index.

use std::collections::HashMap;
use std::path::Path;

use chrono::{DateTime, SecondsFormat, Utc};
use rusqlite::{Connection, OptionalExtension, Transaction, params};
use serde_json::{Value, json};

use crate::disk::io_error;

use super::{FORMAT, assertion, check_format, parsed};
use crate::offer::{Content, Offer, Run};
use crate::{Assertion, Description, DocumentId, Error, Outcome, Page, Record};

/// zstd's own default: most of the gain at most of the speed.
const COMPRESSION_LEVEL: i32 = 3;

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

    /// Opens the file at `path`.
    pub(crate) fn open(path: &Path) -> Result<Self, Error> {
        let ledger = Self::connect(path)?;
        let sql = "SELECT value FROM archive WHERE key = 'format'";
        let found: String = ledger.connection.query_row(sql, [], |row| row.get(0))?;
        check_format(&found, path)?;
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
        let sql =
            "SELECT number, language, bytes, text FROM pages WHERE document = ?1 ORDER BY number";
        let mut statement = self.connection.prepare_cached(sql)?;
        let pages = statement.query_map([row], super::page)?;
        let pages = pages.map(|page| page?).collect::<Result<_, Error>>()?;
        Ok(Indexable {
            row,
            description,
            pages,
            withdrawn,
        })
    }
}

/// One offer on its way into an open transaction.
struct Storing<'a> {
    transaction: &'a Transaction<'a>,
    run: &'a Run,
    now: DateTime<Utc>,
    path: &'a str,
}

impl Storing<'_> {
    fn offer(&self, offer: &Offer) -> Result<Outcome, Error> {
        match &offer.content {
            Content::Unread { outcome, reason } => {
                self.outcome(None, *outcome, Some(reason))?;
                Ok(*outcome)
            }
            Content::Known { id, assertions } => match self.find(*id)? {
                Some((row, _)) => self.known(row, *id, assertions),
                None => Err(Error::Damaged {
                    path: "catalogue.sqlite".into(),
                    what: format!("document {id} was known and is gone"),
                }),
            },
            Content::Read {
                record, failure, ..
            } => match self.find(record.id)? {
                Some((row, false)) => self.known(row, record.id, &record.assertions),
                Some((row, true)) => self.read_again(row, record, failure.as_ref()),
                None => self.keep(record, failure.as_ref()),
            },
        }
    }

    /// The document's row, and whether it is to be read again.
    fn find(&self, id: DocumentId) -> Result<Option<(i64, bool)>, Error> {
        let sql = "SELECT row, retry FROM documents WHERE id = ?1";
        let mut statement = self.transaction.prepare_cached(sql)?;
        let found = statement.query_row([id.to_string()], |row| Ok((row.get(0)?, row.get(1)?)));
        Ok(found.optional()?)
    }

    fn keep(&self, record: &Record, failure: Option<&(Outcome, String)>) -> Result<Outcome, Error> {
        let seq = self.event(
            "kept",
            record.id,
            &json!({ "path": self.path, "run": self.run.number }),
        )?;
        let (outcome, reason) = state(failure);
        let sql =
            "INSERT INTO documents (id, media_type, bytes, page_count, empty_pages, text_bytes,
                       outcome, reason, warnings, description, added_at, changed)
                   VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12)";
        let (pages, empty, text) = sizes(&record.pages);
        let description = Description::resolve(&record.assertions);
        self.transaction.prepare_cached(sql)?.execute(params![
            record.id.to_string(),
            record.media_type,
            i64::try_from(record.bytes).unwrap_or(i64::MAX),
            pages,
            empty,
            text,
            outcome.name(),
            reason,
            Value::from(record.warnings.as_slice()).to_string(),
            serde_json::to_string(&description).unwrap_or_default(),
            stamp(self.now),
            seq,
        ])?;
        let row = self.transaction.last_insert_rowid();
        self.name(row)?;
        self.pages(row, &record.pages)?;
        self.assert(row, seq, &record.assertions)?;
        self.outcome(Some(record.id), outcome, reason)?;
        Ok(outcome)
    }

    fn read_again(
        &self,
        row: i64,
        record: &Record,
        failure: Option<&(Outcome, String)>,
    ) -> Result<Outcome, Error> {
        let seq = self.event("read-again", record.id, &json!({ "run": self.run.number }))?;
        let (state, reason) = state(failure);
        let sql = "UPDATE documents SET media_type = ?2, page_count = ?3, empty_pages = ?4,
                       text_bytes = ?5, outcome = ?6, reason = ?7, warnings = ?8, changed = ?9, retry = 0
                   WHERE row = ?1";
        let (pages, empty, text) = sizes(&record.pages);
        let warnings = Value::from(record.warnings.as_slice()).to_string();
        self.transaction.prepare_cached(sql)?.execute(params![
            row,
            record.media_type,
            pages,
            empty,
            text,
            state.name(),
            reason,
            warnings,
            seq,
        ])?;
        self.transaction
            .prepare_cached("DELETE FROM pages WHERE document = ?1")?
            .execute([row])?;
        self.name(row)?;
        self.pages(row, &record.pages)?;
        self.assert_new(row, seq, &record.assertions)?;
        self.describe(row)?;
        let outcome = if state == Outcome::Added {
            Outcome::Updated
        } else {
            state
        };
        self.outcome(Some(record.id), outcome, reason)?;
        Ok(outcome)
    }

    fn known(&self, row: i64, id: DocumentId, assertions: &[Assertion]) -> Result<Outcome, Error> {
        let sql =
            "SELECT path FROM outcomes WHERE run = ?1 AND document = ?2 AND path <> ?3 LIMIT 1";
        let mut statement = self.transaction.prepare_cached(sql)?;
        let twin: Option<String> = statement
            .query_row(params![self.run.number, id.to_string(), self.path], |row| {
                row.get(0)
            })
            .optional()?;
        let new = self.news(row, assertions)?;
        self.name(row)?;
        let changed = !new.is_empty();
        if changed {
            let detail = json!({ "path": self.path, "run": self.run.number, "values": new.len() });
            let seq = self.event("asserted", id, &detail)?;
            self.assert(row, seq, &new)?;
            self.describe(row)?;
            let sql = "UPDATE documents SET changed = ?2 WHERE row = ?1";
            self.transaction
                .prepare_cached(sql)?
                .execute(params![row, seq])?;
        }
        let (outcome, reason) = match (twin, changed) {
            (Some(twin), _) => (Outcome::Duplicate, Some(format!("same bytes as {twin}"))),
            (None, true) => (Outcome::Updated, None),
            (None, false) => (Outcome::Unchanged, self.standing_reason(row)?),
        };
        self.outcome(Some(id), outcome, reason.as_deref())?;
        Ok(outcome)
    }

    /// Why the text of a document that is offered again is still not in, if so.
    fn standing_reason(&self, row: i64) -> Result<Option<String>, Error> {
        let sql = "SELECT outcome, reason FROM documents WHERE row = ?1 AND outcome <> 'added'";
        let mut statement = self.transaction.prepare_cached(sql)?;
        let standing = statement.query_row([row], |row| {
            let (outcome, reason): (String, Option<String>) = (row.get(0)?, row.get(1)?);
            Ok(format!("still {outcome}: {}", reason.unwrap_or_default()))
        });
        Ok(standing.optional()?)
    }

    fn outcome(
        &self,
        id: Option<DocumentId>,
        outcome: Outcome,
        reason: Option<&str>,
    ) -> Result<(), Error> {
        let sql = "INSERT OR REPLACE INTO outcomes (run, path, document, outcome, reason)
                   VALUES (?1, ?2, ?3, ?4, ?5)";
        let id = id.map(|id| id.to_string());
        let row = params![self.run.number, self.path, id, outcome.name(), reason];
        self.transaction.prepare_cached(sql)?.execute(row)?;
        Ok(())
    }

    fn name(&self, row: i64) -> Result<(), Error> {
        let sql = "INSERT OR IGNORE INTO names (document, path, run) VALUES (?1, ?2, ?3)";
        self.transaction
            .prepare_cached(sql)?
            .execute(params![row, self.path, self.run.number])?;
        Ok(())
    }

    fn pages(&self, row: i64, pages: &[Page]) -> Result<(), Error> {
        let sql = "INSERT INTO pages (document, number, language, bytes, text) VALUES (?1, ?2, ?3, ?4, ?5)";
        let mut statement = self.transaction.prepare_cached(sql)?;
        for page in pages {
            let text = zstd::bulk::compress(page.text.as_bytes(), COMPRESSION_LEVEL)
                .map_err(io_error("compress a page for", "catalogue.sqlite".as_ref()))?;
            let bytes = i64::try_from(page.text.len()).unwrap_or(i64::MAX);
            statement.execute(params![row, page.number.get(), page.language, bytes, text])?;
        }
        Ok(())
    }

    fn assert(&self, row: i64, event: i64, assertions: &[Assertion]) -> Result<(), Error> {
        let sql = "INSERT INTO assertions
                       (document, event, field, value, kind, provenance, rule, confidence, path)
                   VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)";
        let mut statement = self.transaction.prepare_cached(sql)?;
        for assertion in assertions {
            let provenance = serde_json::to_string(&assertion.provenance).unwrap_or_default();
            statement.execute(params![
                row,
                event,
                assertion.field.to_string(),
                assertion.value,
                assertion.provenance.kind(),
                provenance,
                assertion.rule,
                assertion.confidence,
                self.path,
            ])?;
        }
        Ok(())
    }

    fn assert_new(&self, row: i64, event: i64, assertions: &[Assertion]) -> Result<(), Error> {
        let new = self.news(row, assertions)?;
        self.assert(row, event, &new)
    }

    /// Those of `assertions` whose group holds other values now.
    fn news(&self, row: i64, assertions: &[Assertion]) -> Result<Vec<Assertion>, Error> {
        let key = |a: &Assertion| (a.field.to_string(), a.provenance.kind(), a.rule.clone());
        let mut groups: HashMap<_, Vec<&Assertion>> = HashMap::new();
        for assertion in assertions {
            groups.entry(key(assertion)).or_default().push(assertion);
        }
        let sql = "SELECT value FROM assertions
                   WHERE document = ?1 AND field = ?2 AND kind = ?3 AND rule = ?4 AND path = ?5
                     AND event = (SELECT max(event) FROM assertions WHERE document = ?1 AND field = ?2
                                  AND kind = ?3 AND rule = ?4 AND path = ?5)";
        let mut statement = self.transaction.prepare_cached(sql)?;
        let mut new = Vec::new();
        for ((field, kind, rule), group) in groups {
            let held = statement
                .query_map(params![row, field, kind, rule, self.path], |row| row.get(0))?;
            let mut held: Vec<String> = held.collect::<Result<_, _>>()?;
            let mut offered: Vec<String> = group.iter().map(|a| a.value.clone()).collect();
            held.sort_unstable();
            offered.sort_unstable();
            if held != offered {
                new.extend(group.into_iter().cloned());
            }
        }
        Ok(new)
    }

    /// Resolves the assertions that hold and keeps the winning values.
    fn describe(&self, row: i64) -> Result<(), Error> {
        let sql = "SELECT field, value, provenance, rule, confidence FROM assertions a
                   WHERE document = ?1
                     AND event = (SELECT max(event) FROM assertions b WHERE b.document = a.document
                                  AND b.field = a.field AND b.kind = a.kind AND b.rule = a.rule
                                  AND b.path = a.path)
                   ORDER BY event, rowid";
        let mut statement = self.transaction.prepare_cached(sql)?;
        let held = statement.query_map([row], assertion)?;
        let held: Vec<Assertion> = held.collect::<Result<_, _>>()?;
        let description = serde_json::to_string(&Description::resolve(&held)).unwrap_or_default();
        let sql = "UPDATE documents SET description = ?2 WHERE row = ?1";
        self.transaction
            .prepare_cached(sql)?
            .execute(params![row, description])?;
        Ok(())
    }

    fn event(&self, kind: &str, id: DocumentId, detail: &Value) -> Result<i64, Error> {
        event(self.transaction, self.now, kind, &id.to_string(), detail)
    }
}

/// What a document's own row says of how reading it went.
fn state(failure: Option<&(Outcome, String)>) -> (Outcome, Option<&str>) {
    failure.map_or((Outcome::Added, None), |(outcome, reason)| {
        (*outcome, Some(reason.as_str()))
    })
}

/// Pages, pages without text, bytes of text.
fn sizes(pages: &[Page]) -> (i64, i64, i64) {
    let empty = pages
        .iter()
        .filter(|page| page.text.trim().is_empty())
        .count();
    let text: usize = pages.iter().map(|page| page.text.len()).sum();
    let number = |n: usize| i64::try_from(n).unwrap_or(i64::MAX);
    (number(pages.len()), number(empty), number(text))
}

fn event(
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

fn stamp(now: DateTime<Utc>) -> String {
    now.to_rfc3339_opts(SecondsFormat::Millis, true)
}
