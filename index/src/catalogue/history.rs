//! What the catalogue knows of its own past: which documents were there at an event, and which
//! changed since.
//!
//! Rows are given in the order in which documents were kept and are never given again, so the
//! documents of an event are those up to a row.

use chrono::{DateTime, Utc};
use rusqlite::{OptionalExtension, params};

use super::{Catalogue, parsed, size, time};
use crate::{DocumentId, Error};

/// What has changed in an archive since one of its events.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Changes {
    /// When the event happened.
    pub at: DateTime<Utc>,
    /// The last row that there was: documents of higher rows are new.
    pub last_row: u64,
    /// Rows of documents that were there and changed since, in order.
    pub changed: Vec<u64>,
}

/// The last change of one document.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LastChange {
    /// Its row.
    pub row: u64,
    /// The event.
    pub event: i64,
    /// When it happened.
    pub at: DateTime<Utc>,
    /// When the document was first kept.
    pub added_at: DateTime<Utc>,
}

impl Catalogue {
    /// Rows of those of `ids` that are kept.
    pub(crate) fn rows_of(&self, ids: &[DocumentId]) -> Result<Vec<u64>, Error> {
        self.read(|connection| {
            let mut statement =
                connection.prepare_cached("SELECT row FROM documents WHERE id = ?1")?;
            let mut rows = Vec::with_capacity(ids.len());
            for id in ids {
                let found = statement.query_row([id.to_string()], |row| size(row, 0));
                rows.extend(found.optional()?);
            }
            Ok(rows)
        })
    }

    /// What has changed since `event`; `None` if there was no such event.
    pub(crate) fn changes_since(&self, event: i64) -> Result<Option<Changes>, Error> {
        self.read(|connection| {
            let at = connection
                .prepare_cached("SELECT at FROM events WHERE seq = ?1")?
                .query_row([event], |row| time(row, 0))
                .optional()?;
            let Some(at) = at else {
                return Ok(None);
            };
            let sql = "SELECT subject FROM events WHERE seq <= ?1 AND kind = 'kept'
                       ORDER BY seq DESC LIMIT 1";
            let last: Option<DocumentId> = connection
                .prepare_cached(sql)?
                .query_row([event], |row| parsed(row, 0))
                .optional()?;
            let last_row = match last {
                Some(id) => connection
                    .prepare_cached("SELECT row FROM documents WHERE id = ?1")?
                    .query_row([id.to_string()], |row| size(row, 0))?,
                None => 0,
            };
            let sql = "SELECT row FROM documents WHERE changed > ?1 AND row <= ?2 ORDER BY row";
            let mut statement = connection.prepare_cached(sql)?;
            let bounds = params![event, i64::try_from(last_row).unwrap_or(i64::MAX)];
            let changed = statement.query_map(bounds, |row| size(row, 0))?;
            Ok(Some(Changes {
                at,
                last_row,
                changed: changed.collect::<Result<_, _>>()?,
            }))
        })
    }

    /// Rows of all versions of works of which a version was kept or changed after `event`.
    pub(crate) fn versions_touched_since(&self, event: i64) -> Result<Vec<u64>, Error> {
        self.read(|connection| {
            let sql = "SELECT row FROM documents
                       WHERE json_extract(description, '$.work') IN
                           (SELECT json_extract(description, '$.work') FROM documents
                            WHERE changed > ?1)
                       ORDER BY row";
            let mut statement = connection.prepare_cached(sql)?;
            let rows = statement.query_map([event], |row| size(row, 0))?;
            Ok(rows.collect::<Result<_, _>>()?)
        })
    }

    /// The last changes of the documents that are `wanted` by their row, latest first: `limit` of
    /// them, after `offset`.
    pub(crate) fn latest_changes(
        &self,
        wanted: impl Fn(u64) -> bool,
        offset: usize,
        limit: usize,
    ) -> Result<Vec<LastChange>, Error> {
        self.read(|connection| {
            let sql = "SELECT row, changed, (SELECT at FROM events WHERE seq = changed), added_at
                       FROM documents WHERE withdrawn IS NULL ORDER BY changed DESC";
            let mut statement = connection.prepare_cached(sql)?;
            let mut rows = statement.query([])?;
            let (mut passed, mut changes) = (0, Vec::new());
            while changes.len() < limit
                && let Some(found) = rows.next()?
            {
                let row = size(found, 0)?;
                if !wanted(row) {
                    continue;
                }
                if passed < offset {
                    passed += 1;
                    continue;
                }
                changes.push(LastChange {
                    row,
                    event: found.get(1)?,
                    at: time(found, 2)?,
                    added_at: time(found, 3)?,
                });
            }
            Ok(changes)
        })
    }
}
