//! Documents that older rules described, and what newer ones say of them.
//!
//! Version 0 stands for a document of which a machine has recognised a page since, or that an older
//! program has kept.
//!
//! Not here: the rules (`regesta-ingest`).

use chrono::{DateTime, Utc};
use rusqlite::params;
use serde_json::json;

use super::claims::{self, Scope};
use super::ledger::{Ledger, event};
use super::page::list_json;
use super::{Catalogue, parsed, row_of};
use crate::{DescribedAgain, DocumentId, Error};

impl Catalogue {
    /// The documents with text that rules of another version than `rules` have described, in the
    /// order in which they were kept, each with the first of the names under which it was offered.
    pub fn described_by_others(&self, rules: u32) -> Result<Vec<(DocumentId, String)>, Error> {
        self.read(|connection| {
            let sql = "SELECT id, (SELECT path FROM names WHERE document = row
                                   ORDER BY run, path LIMIT 1)
                       FROM documents
                       WHERE rules <> ?1 AND outcome = 'added' AND withdrawn IS NULL ORDER BY row";
            let mut statement = connection.prepare_cached(sql)?;
            let documents = statement.query_map([rules], |row| {
                let path: Option<String> = row.get(1)?;
                Ok((parsed(row, 0)?, path.unwrap_or_default()))
            })?;
            Ok(documents.collect::<Result<_, _>>()?)
        })
    }
}

impl Ledger {
    /// Keeps what newer rules say; gives whether it is anything else than before.
    pub(crate) fn describe_again(
        &mut self,
        again: &DescribedAgain,
        now: DateTime<Utc>,
    ) -> Result<bool, Error> {
        let transaction = self.transaction()?;
        let id = again.id.to_string();
        let Some(row) = row_of(&transaction, again.id)? else {
            return Ok(false);
        };
        let scope = Scope::TextAndName;
        let changes = claims::changes(&transaction, row, &again.path, &again.assertions, scope)?;
        let mut pages = 0;
        {
            let sql = "UPDATE pages SET language = ?3, passages = ?4
                       WHERE document = ?1 AND number = ?2
                         AND (language IS NOT ?3 OR passages IS NOT ?4)";
            let mut statement = transaction.prepare_cached(sql)?;
            for (number, (language, passages)) in (1_i64..).zip(&again.languages) {
                let passages = list_json(passages);
                pages += statement.execute(params![row, number, language, passages])?;
            }
        }
        let is_new = !changes.is_empty() || pages > 0;
        if is_new {
            let detail = json!({
                "rules": again.rules, "values": changes.added(), "page_languages": pages,
            });
            let seq = event(&transaction, now, "described-again", &id, &detail)?;
            claims::apply(&transaction, row, &again.path, seq, &changes)?;
            claims::describe(&transaction, row)?;
            let sql = "UPDATE documents SET changed = ?2 WHERE row = ?1";
            transaction
                .prepare_cached(sql)?
                .execute(params![row, seq])?;
        }
        let sql = "UPDATE documents SET rules = ?2 WHERE row = ?1";
        transaction
            .prepare_cached(sql)?
            .execute(params![row, again.rules])?;
        transaction.commit()?;
        Ok(is_new)
    }
}
