//! The catalogue, opened for reading: the truth about everything ever offered.
//!
//! SQLite, because an archivist can open it in thirty years; the tables and their meaning are in
//! `tables.sql`. Page texts are kept here, compressed, so that the index can be rebuilt without
//! reading an original again.
//!
//! Not here: writing (`ledger.rs`).

mod again;
mod answers;
mod claims;
mod correcting;
mod coverage;
mod history;
mod ledger;
mod migration;
mod page;
mod storing;
mod versions;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};

use chrono::{DateTime, Utc};
use rusqlite::{Connection, OpenFlags, OptionalExtension, Row, params};

use crate::{
    Assertion, DocumentId, Error, Outcome, OutlineEntry, Page, PageNumber, Provenance, Shown,
};

pub use answers::{
    Claim, Counts, Entry, OutcomeFilter, OutcomeRow, PageNote, RunSummary, UnreadPages,
};
pub use coverage::{Amount, BySource, Cell, Coverage, CoveredCountry};
pub use history::{Changes, LastChange};
pub(crate) use ledger::{Indexable, Ledger};
pub use versions::{MAX_VERSIONS, Proposal, Version, Versions, Work};

/// The format this program reads and writes; older ones are brought up to it (`migration.rs`).
pub(crate) const FORMAT: u32 = 4;

/// Most idle connections that are kept for the next question.
const MAX_IDLE: usize = 16;

/// The catalogue, opened for reading; share it between threads.
#[derive(Debug)]
pub struct Catalogue {
    path: PathBuf,
    idle: Mutex<Vec<Connection>>,
}

impl Catalogue {
    /// Opens the catalogue at `path`; nothing is written, not even on a read-only disk.
    pub(crate) fn open(path: &Path) -> Result<Self, Error> {
        let catalogue = Self {
            path: path.to_owned(),
            idle: Mutex::default(),
        };
        catalogue.read(|connection| {
            let found = format_of(connection, path)?;
            if found < FORMAT {
                return Err(Error::TooOld {
                    found,
                    known: FORMAT,
                });
            }
            Ok(())
        })?;
        Ok(catalogue)
    }

    /// The document, or `None` if it was never kept.
    ///
    /// # Errors
    ///
    /// [`Error::Catalogue`] if it cannot be read; the same holds for every method here.
    pub fn entry(&self, id: DocumentId) -> Result<Option<Entry>, Error> {
        self.read(|connection| {
            let sql = "SELECT row, id, media_type, bytes, page_count, outcome, reason, added_at,
                              description, warnings, withdrawn, paging, outline
                       FROM documents WHERE id = ?1";
            let mut statement = connection.prepare_cached(sql)?;
            let found = statement
                .query_row([id.to_string()], |row| {
                    Ok((row.get::<_, i64>(0)?, entry(row)?))
                })
                .optional()?;
            let Some((number, mut entry)) = found else {
                return Ok(None);
            };
            let mut names = connection
                .prepare_cached("SELECT path FROM names WHERE document = ?1 ORDER BY path")?;
            entry.names = names
                .query_map([number], |row| row.get(0))?
                .collect::<Result<_, _>>()?;
            Ok(Some(entry))
        })
    }

    /// The ids, at most `limit`, that begin with the hexadecimal digits `prefix`; in order.
    pub fn find(&self, prefix: &str, limit: usize) -> Result<Vec<DocumentId>, Error> {
        let prefix = prefix.to_ascii_lowercase();
        if prefix.len() > 64 || !prefix.bytes().all(|b| b.is_ascii_hexdigit()) {
            return Ok(Vec::new());
        }
        self.read(|connection| {
            let sql = "SELECT id FROM documents WHERE id >= ?1 AND id < ?2 ORDER BY id LIMIT ?3";
            let mut statement = connection.prepare_cached(sql)?;
            let limit = i64::try_from(limit).unwrap_or(i64::MAX);
            // `g` sorts after every hexadecimal digit.
            let bounds = params![prefix, format!("{prefix}g"), limit];
            let ids = statement
                .query_map(bounds, |row| parsed(row, 0))?
                .collect::<Result<_, _>>()?;
            Ok(ids)
        })
    }

    /// The documents, at most `limit`, that were kept last and can be found by their text; the
    /// latest first.
    pub fn latest(&self, limit: usize) -> Result<Vec<DocumentId>, Error> {
        self.read(|connection| {
            let sql = "SELECT id FROM documents WHERE withdrawn IS NULL AND outcome = 'added'
                       ORDER BY row DESC LIMIT ?1";
            let mut statement = connection.prepare_cached(sql)?;
            let latest = statement
                .query_map([i64::try_from(limit).unwrap_or(i64::MAX)], |row| {
                    parsed(row, 0)
                })?;
            Ok(latest.collect::<Result<_, _>>()?)
        })
    }

    /// The documents found inside the document `id`, in the order in which they were kept.
    pub fn parts(&self, id: DocumentId) -> Result<Vec<DocumentId>, Error> {
        self.read(|connection| {
            let sql = "SELECT id FROM documents WHERE withdrawn IS NULL AND row IN
                           (SELECT document FROM assertions WHERE field = 'part_of' AND value = ?1)
                       ORDER BY row";
            let mut statement = connection.prepare_cached(sql)?;
            let parts = statement.query_map([id.to_string()], |row| parsed(row, 0))?;
            Ok(parts.collect::<Result<_, _>>()?)
        })
    }

    /// Outcomes of offered files, by run and path.
    pub fn outcomes(&self, filter: &OutcomeFilter) -> Result<Vec<OutcomeRow>, Error> {
        // Unless a run is named, a path's last outcome is the one that counts; what is listed as
        // failed is what the document's own row says now. So is what failed in that run and has
        // been recognised since.
        let sql = "
            SELECT o.run, o.path, o.document,
                   CASE WHEN now THEN d.outcome ELSE o.outcome END AS outcome,
                   CASE WHEN now THEN d.reason ELSE o.reason END
            FROM (SELECT o.*, d.id IS NOT NULL
                         AND (?1 OR ?2 IS NULL AND d.outcome = 'added' AND o.outcome NOT IN
                              ('added', 'updated', 'unchanged', 'duplicate')) AS now
                  FROM outcomes o LEFT JOIN documents d ON d.id = o.document) o
                 LEFT JOIN documents d ON d.id = o.document
            WHERE CASE WHEN ?2 IS NULL
                  THEN o.run = (SELECT max(run) FROM outcomes WHERE path = o.path)
                  ELSE o.run = ?2 END
            ORDER BY o.run, o.path";
        self.read(|connection| {
            let mut statement = connection.prepare_cached(sql)?;
            let rows = statement.query_map(params![filter.failed, filter.run], |row| {
                Ok(OutcomeRow {
                    run: row.get(0)?,
                    path: row.get(1)?,
                    id: row
                        .get::<_, Option<String>>(2)?
                        .and_then(|id| id.parse().ok()),
                    outcome: outcome(row, 3)?,
                    reason: row.get(4)?,
                })
            })?;
            let rows: Vec<OutcomeRow> = rows.collect::<Result<_, _>>()?;
            Ok(rows
                .into_iter()
                .filter(|row| !filter.failed || row.outcome.is_failure())
                .collect())
        })
    }

    /// Every run, oldest first.
    pub fn runs(&self) -> Result<Vec<RunSummary>, Error> {
        self.read(|connection| {
            let mut statement = connection.prepare_cached(
                "SELECT number, offered, started_at, finished_at FROM runs ORDER BY number",
            )?;
            let runs = statement.query_map([], |row| {
                let run = row.get(0)?;
                Ok(RunSummary {
                    run,
                    offered: json(row, 1)?,
                    started_at: time(row, 2)?,
                    finished_at: row
                        .get::<_, Option<String>>(3)?
                        .map(|_| time(row, 3))
                        .transpose()?,
                    outcomes: counted(
                        connection,
                        "SELECT outcome, count(*) FROM outcomes WHERE run = ?1 GROUP BY outcome",
                        params![run],
                    )?,
                })
            })?;
            Ok(runs.collect::<Result<_, _>>()?)
        })
    }

    /// The archive in numbers.
    pub fn counts(&self) -> Result<Counts, Error> {
        self.read(|connection| {
            let sql = "SELECT count(*), ifnull(sum(page_count), 0), ifnull(sum(empty_pages), 0),
                              ifnull(sum(text_bytes), 0), ifnull(sum(bytes), 0) FROM documents";
            let mut counts = connection.query_row(sql, [], |row| {
                Ok(Counts {
                    documents: size(row, 0)?,
                    pages: size(row, 1)?,
                    pages_without_text: size(row, 2)?,
                    pages_recognised: 0,
                    pages_not_reliable: 0,
                    text_bytes: size(row, 3)?,
                    original_bytes: size(row, 4)?,
                    outcomes: BTreeMap::new(),
                })
            })?;
            let number = |sql: &str| connection.query_row(sql, [], |row| size(row, 0));
            counts.pages_recognised =
                number("SELECT count(*) FROM pages WHERE recognised IS NOT NULL")?;
            // Two counts, as each has an index of just these pages.
            counts.pages_not_reliable =
                number("SELECT count(*) FROM pages WHERE quality < 0.8 AND bytes > 0")?
                    + number(
                        "SELECT count(*) FROM pages
                         WHERE unread = 1 AND bytes > 0 AND quality >= 0.8",
                    )?;
            let sql = "SELECT outcome, count(*) FROM documents GROUP BY outcome";
            counts.outcomes = counted(connection, sql, params![])?;
            Ok(counts)
        })
    }

    /// What is shown of the document in `row` beside its pages.
    pub(crate) fn shown(&self, row: u64) -> Result<Option<Shown>, Error> {
        self.read(|connection| {
            let sql = "SELECT id, page_count, paging, description FROM documents WHERE row = ?1";
            let mut statement = connection.prepare_cached(sql)?;
            let row = i64::try_from(row).unwrap_or(-1);
            let found = statement.query_row([row], |row| {
                Ok(Shown {
                    id: parsed(row, 0)?,
                    page_count: row.get(1)?,
                    paging: named(row, 2)?,
                    description: json(row, 3)?,
                })
            });
            Ok(found.optional()?)
        })
    }

    /// The table of contents of the document in `row`.
    pub(crate) fn outline_of(&self, row: u64) -> Result<Vec<OutlineEntry>, Error> {
        self.read(|connection| {
            let sql = "SELECT outline FROM documents WHERE row = ?1";
            let mut statement = connection.prepare_cached(sql)?;
            let row = i64::try_from(row).unwrap_or(-1);
            let found = statement
                .query_row([row], |row| outline(row, 0))
                .optional()?;
            Ok(found.unwrap_or_default())
        })
    }

    /// The page `number` of the document in `row`.
    pub(crate) fn page_of(&self, row: u64, number: PageNumber) -> Result<Option<Page>, Error> {
        let found = self.read(|connection| {
            let sql = format!(
                "SELECT {} FROM pages p WHERE document = ?1 AND number = ?2",
                page::COLUMNS
            );
            let mut statement = connection.prepare_cached(&sql)?;
            let row = i64::try_from(row).unwrap_or(-1);
            Ok(statement
                .query_row(params![row, number.get()], page::read)
                .optional()?)
        })?;
        found.transpose()
    }

    /// The ids of all documents that are not withdrawn, in the order in which they were kept.
    pub fn ids(&self) -> Result<Vec<DocumentId>, Error> {
        Ok(self.documents()?.into_iter().map(|(_, id)| id).collect())
    }

    /// Rows and ids of all documents that are not withdrawn, in order of row.
    pub(crate) fn documents(&self) -> Result<Vec<(u64, DocumentId)>, Error> {
        self.read(|connection| {
            let sql = "SELECT row, id FROM documents WHERE withdrawn IS NULL ORDER BY row";
            let mut statement = connection.prepare(sql)?;
            let rows = statement.query_map([], |row| Ok((size(row, 0)?, parsed(row, 1)?)))?;
            Ok(rows.collect::<Result<_, _>>()?)
        })
    }

    /// Documents that are shown and have no text, and pages of shown documents without any.
    pub(crate) fn without_text(&self) -> Result<(u64, u64), Error> {
        self.read(|connection| {
            let sql = "SELECT count(*) FILTER (WHERE text_bytes = 0), ifnull(sum(empty_pages), 0)
                       FROM documents WHERE withdrawn IS NULL";
            Ok(connection.query_row(sql, [], |row| Ok((size(row, 0)?, size(row, 1)?)))?)
        })
    }

    /// The row of a document, if it is kept.
    pub(crate) fn row_of(&self, id: DocumentId) -> Result<Option<u64>, Error> {
        self.read(|connection| {
            let sql = "SELECT row FROM documents WHERE id = ?1";
            let mut statement = connection.prepare_cached(sql)?;
            let row = statement.query_row([id.to_string()], |row| size(row, 0));
            Ok(row.optional()?)
        })
    }

    /// The event that last changed what is searchable, 0 if none did.
    pub(crate) fn last_change(&self) -> Result<i64, Error> {
        let sql = "SELECT ifnull(max(changed), 0) FROM documents";
        self.read(|connection| Ok(connection.query_row(sql, [], |row| row.get(0))?))
    }

    /// Checks SQLite's own structure, the chain of events and every page's text: what is wrong.
    pub(crate) fn verify(&self) -> Result<Vec<String>, Error> {
        self.read(|connection| {
            let mut faults = Vec::new();
            let mut fault = |what: String| faults.push(format!("{}: {what}", self.path.display()));
            let mut check = connection.prepare("PRAGMA integrity_check")?;
            for line in check.query_map([], |row| row.get::<_, String>(0))? {
                match line?.as_str() {
                    "ok" => {}
                    line => fault(line.to_owned()),
                }
            }
            let sql = "SELECT seq, at, kind, subject, detail, hash FROM events ORDER BY seq";
            let mut statement = connection.prepare(sql)?;
            let mut rows = statement.query([])?;
            let mut before = String::new();
            while let Some(row) = rows.next()? {
                let text = |column| row.get::<_, String>(column);
                let seq: i64 = row.get(0)?;
                let expected =
                    ledger::chain(&before, seq, &text(1)?, &text(2)?, &text(3)?, &text(4)?);
                before = text(5)?;
                if before != expected {
                    fault(format!("event {seq} or the one before it was changed"));
                }
            }
            // SQLite keeps the highest number that was ever given.
            let sql = "SELECT seq FROM sqlite_sequence WHERE name = 'events'
                       AND seq > (SELECT ifnull(max(seq), 0) FROM events)";
            let lost: Option<i64> = connection.query_row(sql, [], |row| row.get(0)).optional()?;
            if let Some(last) = lost {
                fault(format!("the last events, up to {last}, are missing"));
            }
            correcting::faults(connection)?
                .into_iter()
                .for_each(&mut fault);
            let mut statement =
                connection.prepare("SELECT document, number, bytes, text FROM pages")?;
            let mut rows = statement.query([])?;
            while let Some(row) = rows.next()? {
                let bytes = usize::try_from(row.get::<_, i64>(2)?).unwrap_or(0);
                if let Err(error) =
                    page::decompress(row.get_ref(3)?.as_blob().unwrap_or_default(), bytes)
                {
                    let (document, number): (i64, i64) = (row.get(0)?, row.get(1)?);
                    fault(format!("document row {document}, page {number}: {error}"));
                }
            }
            Ok(faults)
        })
    }

    fn read<T>(&self, ask: impl FnOnce(&Connection) -> Result<T, Error>) -> Result<T, Error> {
        let idle = self
            .idle
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .pop();
        let connection = idle.map_or_else(|| self.connect(), Ok)?;
        let answer = ask(&connection)?;
        let mut idle = self.idle.lock().unwrap_or_else(PoisonError::into_inner);
        if idle.len() < MAX_IDLE {
            idle.push(connection);
        }
        Ok(answer)
    }

    fn connect(&self) -> Result<Connection, Error> {
        let flags = OpenFlags::SQLITE_OPEN_READ_ONLY
            | OpenFlags::SQLITE_OPEN_NO_MUTEX
            | OpenFlags::SQLITE_OPEN_URI;
        let probe = |connection: Connection| {
            connection.busy_timeout(std::time::Duration::from_secs(5))?;
            connection.query_row("SELECT count(*) FROM archive", [], |_| Ok(()))?;
            Ok(connection)
        };
        let opened = Connection::open_with_flags(&self.path, flags).and_then(probe);
        let Err(error) = opened else {
            return Ok(opened?);
        };
        // A write-ahead log needs a shared-memory file beside it, which a read-only folder does
        // not allow. Without a log nobody writes, and the file may be read as it stands.
        let wal = self.path.with_extension("sqlite-wal");
        if std::fs::metadata(&wal).is_ok_and(|meta| meta.len() > 0) {
            return Err(error.into());
        }
        let mut address = "file:".to_owned();
        for byte in self.path.as_os_str().as_encoded_bytes() {
            match byte {
                b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'/' | b'.' | b'-' | b'_' => {
                    address.push(char::from(*byte));
                }
                other => address.push_str(&format!("%{other:02X}")),
            }
        }
        address.push_str("?immutable=1");
        Ok(Connection::open_with_flags(address, flags).and_then(probe)?)
    }
}

/// The catalogue's format, which is not newer than [`FORMAT`].
/// The row of a document, if there is such a one.
fn row_of(connection: &Connection, id: DocumentId) -> Result<Option<i64>, Error> {
    let sql = "SELECT row FROM documents WHERE id = ?1";
    let mut statement = connection.prepare_cached(sql)?;
    let row = statement.query_row([id.to_string()], |row| row.get(0));
    Ok(row.optional()?)
}

fn format_of(connection: &Connection, path: &Path) -> Result<u32, Error> {
    let sql = "SELECT value FROM archive WHERE key = 'format'";
    let found: String = connection.query_row(sql, [], |row| row.get(0))?;
    match found.parse::<u32>() {
        Ok(found) if found > FORMAT => Err(Error::TooNew {
            found,
            known: FORMAT,
        }),
        Ok(found) => Ok(found),
        Err(_) => Err(Error::Damaged {
            path: path.to_owned(),
            what: format!("its format is `{found}`, not a number"),
        }),
    }
}

fn entry(row: &Row<'_>) -> rusqlite::Result<Entry> {
    Ok(Entry {
        id: parsed(row, 1)?,
        media_type: row.get(2)?,
        bytes: size(row, 3)?,
        page_count: row.get(4)?,
        outcome: outcome(row, 5)?,
        reason: row.get(6)?,
        names: Vec::new(),
        added_at: time(row, 7)?,
        description: json(row, 8)?,
        warnings: json(row, 9)?,
        withdrawn: row.get(10)?,
        paging: named(row, 11)?,
        outline: outline(row, 12)?,
    })
}

/// Reads field, value, provenance, rule, confidence and why it was rejected.
fn assertion(row: &Row<'_>) -> rusqlite::Result<Assertion> {
    Ok(Assertion {
        field: row.get::<_, String>(0)?.as_str().into(),
        value: row.get(1)?,
        provenance: json::<Provenance>(row, 2)?,
        rule: row.get(3)?,
        confidence: row.get(4)?,
        rejected: row.get(5)?,
    })
}

fn outline(row: &Row<'_>, column: usize) -> rusqlite::Result<Vec<OutlineEntry>> {
    match row.get_ref(column)?.as_str_or_null()? {
        Some(outline) => serde_json::from_str(outline).map_err(|error| unreadable(column, error)),
        None => Ok(Vec::new()),
    }
}

fn counted(
    connection: &Connection,
    sql: &str,
    params: impl rusqlite::Params,
) -> rusqlite::Result<BTreeMap<Outcome, u64>> {
    let mut statement = connection.prepare_cached(sql)?;
    let rows = statement.query_map(params, |row| Ok((outcome(row, 0)?, size(row, 1)?)))?;
    rows.collect()
}

fn unreadable(
    column: usize,
    error: impl std::error::Error + Send + Sync + 'static,
) -> rusqlite::Error {
    rusqlite::Error::FromSqlConversionFailure(column, rusqlite::types::Type::Text, Box::new(error))
}

fn parsed<T>(row: &Row<'_>, column: usize) -> rusqlite::Result<T>
where
    T: std::str::FromStr,
    T::Err: std::error::Error + Send + Sync + 'static,
{
    row.get::<_, String>(column)?
        .parse()
        .map_err(|error| unreadable(column, error))
}

fn json<T: serde::de::DeserializeOwned>(row: &Row<'_>, column: usize) -> rusqlite::Result<T> {
    serde_json::from_str(row.get_ref(column)?.as_str()?).map_err(|error| unreadable(column, error))
}

fn outcome(row: &Row<'_>, column: usize) -> rusqlite::Result<Outcome> {
    named(row, column)
}

fn named<T: std::str::FromStr<Err = ()>>(row: &Row<'_>, column: usize) -> rusqlite::Result<T> {
    let name: String = row.get(column)?;
    name.parse()
        .map_err(|()| unreadable(column, std::fmt::Error))
}

fn time(row: &Row<'_>, column: usize) -> rusqlite::Result<DateTime<Utc>> {
    let text: String = row.get(column)?;
    let time = DateTime::parse_from_rfc3339(&text).map_err(|error| unreadable(column, error))?;
    Ok(time.to_utc())
}

fn size(row: &Row<'_>, column: usize) -> rusqlite::Result<u64> {
    Ok(u64::try_from(row.get::<_, i64>(column)?).unwrap_or(0))
}
