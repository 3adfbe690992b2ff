//! Brings a catalogue of an older format up to date, in one transaction with its event.
//!
//! | from | to | what is new |
//! |---|---|---|
//! | 1 | 2 | marks, label, quality and recognition of pages; paging and outline of documents |
//! | 2 | 3 | since when an assertion holds no more, rejected values, version of the rules, work key |
//! | 3 | 4 | passages of a page in another language than its own; laws by their first promulgation |
//!
//! A step is never changed once it was released: archives were made by it.

use chrono::{DateTime, Utc};
use rusqlite::{Connection, Transaction};
use serde_json::json;

use super::claims;
use super::ledger::event;
use super::{FORMAT, format_of};
use crate::Error;

/// Format 1 did not look whether a page without text shows something. Those of a PDF file are
/// taken to: most are scans, and one that is blank costs a try at recognising it.
const TO_2: &str = "
    ALTER TABLE documents ADD COLUMN paging TEXT NOT NULL DEFAULT 'pages';
    ALTER TABLE documents ADD COLUMN outline TEXT;
    ALTER TABLE pages ADD COLUMN label TEXT;
    ALTER TABLE pages ADD COLUMN quality REAL NOT NULL DEFAULT 1;
    ALTER TABLE pages ADD COLUMN unread INTEGER NOT NULL DEFAULT 0;
    ALTER TABLE pages ADD COLUMN recognised REAL;
    ALTER TABLE pages ADD COLUMN marks TEXT;
    UPDATE pages SET quality = 0 WHERE bytes = 0;
    UPDATE pages SET unread = 1 WHERE bytes = 0 AND document IN
        (SELECT row FROM documents WHERE media_type = 'application/pdf');
    CREATE INDEX pages_unread ON pages (document, number, bytes) WHERE unread = 1;
    CREATE INDEX pages_recognised ON pages (document, number) WHERE recognised IS NOT NULL;
    CREATE INDEX pages_doubtful ON pages (document, number, bytes) WHERE quality < 0.8;
    CREATE INDEX assertions_part_of ON assertions (value, document) WHERE field = 'part_of';";

/// Format 2 told what holds by the last event of a group: of one document, field, kind, rule and path.
const TO_3: &str = "
    ALTER TABLE assertions ADD COLUMN rejected TEXT;
    ALTER TABLE assertions ADD COLUMN ended INTEGER REFERENCES events (seq);
    ALTER TABLE documents ADD COLUMN rules INTEGER NOT NULL DEFAULT 0;
    ALTER TABLE documents ADD COLUMN work_key TEXT;
    UPDATE assertions AS a SET ended =
        (SELECT min(b.event) FROM assertions b
         WHERE b.document = a.document AND b.field = a.field AND b.kind = a.kind
           AND b.rule = a.rule AND b.path = a.path AND b.event > a.event);
    CREATE INDEX documents_work ON documents (json_extract(description, '$.work'));
    CREATE INDEX assertions_replaces ON assertions (value, document)
        WHERE field = 'custom:replaces';
    CREATE INDEX documents_work_key ON documents (work_key) WHERE work_key IS NOT NULL;
    CREATE INDEX names_path ON names (path);
    CREATE INDEX assertions_persons ON assertions (document) WHERE kind = 'person';";

/// Which passages are in another language is found when a document is described anew.
const TO_4: &str = "
    ALTER TABLE pages ADD COLUMN passages TEXT;
    CREATE INDEX assertions_enacted ON assertions (value, document)
        WHERE field = 'custom:enacted_as';";

/// Brings the catalogue up to [`FORMAT`]; does nothing where it is.
///
/// # Errors
///
/// [`Error::Catalogue`] if it cannot be written; it then stays as it was.
pub(super) fn migrate(
    connection: &mut Connection,
    path: &std::path::Path,
    now: DateTime<Utc>,
) -> Result<(), Error> {
    let found = format_of(connection, path)?;
    if found == FORMAT {
        return Ok(());
    }
    let transaction = connection.transaction()?;
    for format in found..FORMAT {
        step(&transaction, format)?;
    }
    let sql = "UPDATE archive SET value = ?1 WHERE key = 'format'";
    transaction.execute(sql, [FORMAT.to_string()])?;
    let detail = json!({ "from": found, "to": FORMAT });
    event(&transaction, now, "migrated", "", &detail)?;
    Ok(transaction.commit()?)
}

/// From `format` to the next.
fn step(transaction: &Transaction<'_>, format: u32) -> Result<(), Error> {
    match format {
        1 => transaction.execute_batch(TO_2)?,
        2 => {
            transaction.execute_batch(TO_3)?;
            describe_all(transaction)?;
        }
        3 => transaction.execute_batch(TO_4)?,
        _ => {}
    }
    Ok(())
}

/// Resolves what is asserted of every document: what is kept of the winning values may have grown.
fn describe_all(transaction: &Transaction<'_>) -> Result<(), Error> {
    let mut statement = transaction.prepare("SELECT row FROM documents")?;
    let rows = statement.query_map([], |row| row.get(0))?;
    for row in rows.collect::<Result<Vec<i64>, _>>()? {
        claims::describe(transaction, row)?;
    }
    Ok(())
}
