//! One offer on its way into an open transaction of the catalogue.
//!
//! Text that a machine recognised is not lost when a file is read again: it stays where the new
//! reading has none.
//!
//! Not here: which assertions hold from then on (`claims.rs`).

use std::collections::HashMap;

use chrono::{DateTime, Utc};
use rusqlite::{OptionalExtension, Transaction, params};
use serde_json::{Value, json};

use super::claims::{self, Scope};
use super::ledger::{event, stamp};
use super::page;
use crate::offer::{Content, Offer, Run};
use crate::{Assertion, DocumentId, Error, Outcome, OutlineEntry, Page, PageNumber, Record};

/// One offer on its way into an open transaction.
pub(super) struct Storing<'a> {
    pub(super) transaction: &'a Transaction<'a>,
    pub(super) run: &'a Run,
    pub(super) now: DateTime<Utc>,
    pub(super) path: &'a str,
}

impl Storing<'_> {
    /// Does what the offer asks for; gives its outcome.
    pub(super) fn offer(&self, offer: &Offer) -> Result<Outcome, Error> {
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
                       outcome, reason, warnings, added_at, changed, paging, outline, rules, description)
                   VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, '{}')";
        let (pages, empty, text) = sizes(&record.pages);
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
            stamp(self.now),
            seq,
            record.paging.name(),
            outline_json(&record.outline),
            record.rules,
        ])?;
        let row = self.transaction.last_insert_rowid();
        self.name(row)?;
        page::write(self.transaction, row, &record.pages)?;
        claims::add(self.transaction, row, self.path, seq, &record.assertions)?;
        claims::describe(self.transaction, row)?;
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
        let kept = self.recognised_pages(row)?;
        let has_kept_text = kept.values().any(Page::has_text);
        if has_kept_text
            && record.pages.is_empty()
            && let Some((outcome, reason)) = failure
        {
            return self.failed_again(row, record.id, seq, *outcome, reason);
        }
        let pages = merged(&record.pages, kept);
        let (state, reason) = match failure {
            Some((Outcome::NoText, _)) if has_kept_text && pages.iter().any(Page::has_text) => {
                state(None)
            }
            failure => state(failure),
        };
        let sql = "UPDATE documents SET media_type = ?2, page_count = ?3, empty_pages = ?4,
                       text_bytes = ?5, outcome = ?6, reason = ?7, warnings = ?8, changed = ?9, retry = 0,
                       paging = ?10, outline = ?11, rules = ?12
                   WHERE row = ?1";
        let (page_count, empty, text) = sizes(&pages);
        let warnings = Value::from(record.warnings.as_slice()).to_string();
        self.transaction.prepare_cached(sql)?.execute(params![
            row,
            record.media_type,
            page_count,
            empty,
            text,
            state.name(),
            reason,
            warnings,
            seq,
            record.paging.name(),
            outline_json(&record.outline),
            record.rules,
        ])?;
        self.transaction
            .prepare_cached("DELETE FROM pages WHERE document = ?1")?
            .execute([row])?;
        self.name(row)?;
        page::write(self.transaction, row, &pages)?;
        let changes = self.changes(row, &record.assertions, Scope::Everything)?;
        claims::apply(self.transaction, row, self.path, seq, &changes)?;
        claims::describe(self.transaction, row)?;
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
        let changes = self.changes(row, assertions, Scope::Outside)?;
        self.name(row)?;
        let changed = !changes.is_empty();
        if changed {
            let detail = json!({
                "path": self.path, "run": self.run.number, "values": changes.added(),
            });
            let seq = self.event("asserted", id, &detail)?;
            claims::apply(self.transaction, row, self.path, seq, &changes)?;
            claims::describe(self.transaction, row)?;
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

    /// A document in which pages were recognised could not be read again: all stays as it is.
    fn failed_again(
        &self,
        row: i64,
        id: DocumentId,
        seq: i64,
        outcome: Outcome,
        reason: &str,
    ) -> Result<Outcome, Error> {
        let sql = "UPDATE documents SET retry = 0, changed = ?2,
                       warnings = json_insert(warnings, '$[#]', ?3) WHERE row = ?1";
        let warning = format!("reading it again failed, what was read before stays: {reason}");
        self.transaction
            .prepare_cached(sql)?
            .execute(params![row, seq, warning])?;
        self.name(row)?;
        self.outcome(Some(id), outcome, Some(reason))?;
        Ok(outcome)
    }

    /// The pages whose text a machine recognised, by number.
    fn recognised_pages(&self, row: i64) -> Result<HashMap<PageNumber, Page>, Error> {
        let pages = page::of_document(self.transaction, row)?.into_iter();
        let recognised = pages.filter(|page| page.recognised.is_some());
        Ok(recognised.map(|page| (page.number, page)).collect())
    }

    fn changes(
        &self,
        row: i64,
        assertions: &[Assertion],
        scope: Scope,
    ) -> Result<claims::Changes, Error> {
        claims::changes(self.transaction, row, self.path, assertions, scope)
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

/// The pages of a new reading; in the place of those it has no text of, what was recognised before.
fn merged(read: &[Page], mut recognised: HashMap<PageNumber, Page>) -> Vec<Page> {
    let merge = |page: &Page| {
        let before = recognised
            .remove(&page.number)
            .filter(|before| before.has_text() && (page.is_unread || !page.has_text()));
        match before {
            Some(before) => Page {
                label: page.label.clone(),
                ..before
            },
            None => page.clone(),
        }
    };
    read.iter().map(merge).collect()
}

fn outline_json(outline: &[OutlineEntry]) -> Option<String> {
    (!outline.is_empty()).then(|| serde_json::to_string(outline).unwrap_or_default())
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
