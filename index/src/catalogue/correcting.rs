//! Corrections on their way into the catalogue, and the check that they are still as they were made.
//!
//! The event `corrected` holds all that was said, in the chain of hashes; the rows of `assertions`
//! are what it makes of it. So a person's assertion that was changed, added or taken out behind the
//! catalogue's back differs from its event, and [`faults`] finds it.
//!
//! Detail of the event: `{"because": …, "by": …, "changes": {FIELD: {"set": [VALUE, …]} | "clear" |
//! "take-back", …}}`.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use rusqlite::{Connection, Transaction, params};
use serde_json::json;

use super::ledger::{Ledger, event};
use super::{claims, row_of};
use crate::{Assertion, Change, Correction, Error, Field, Provenance};

/// The rule of what a person says.
const RULE: &str = "correction";

impl Ledger {
    /// Makes corrections in one transaction; for each whether there is such a document.
    pub(crate) fn correct(
        &mut self,
        corrections: &[Correction],
        now: DateTime<Utc>,
    ) -> Result<Vec<bool>, Error> {
        let transaction = self.transaction()?;
        let mut made = Vec::with_capacity(corrections.len());
        for correction in corrections {
            made.push(correct(&transaction, correction, now)?);
        }
        transaction.commit()?;
        Ok(made)
    }
}

fn correct(
    transaction: &Transaction<'_>,
    correction: &Correction,
    now: DateTime<Utc>,
) -> Result<bool, Error> {
    let id = correction.id.to_string();
    let Some(row) = row_of(transaction, correction.id)? else {
        return Ok(false);
    };
    let Correction { by, because, .. } = correction;
    let changes = correction.changes.iter();
    let changes: BTreeMap<String, &Change> = changes
        .map(|(field, change)| (field.to_string(), change))
        .collect();
    let detail = json!({ "by": by, "because": because, "changes": changes });
    let seq = event(transaction, now, "corrected", &id, &detail)?;
    for (field, change) in &correction.changes {
        let before = of_persons(transaction, row, field)?;
        claims::end(transaction, &before, seq)?;
        let new: Vec<Assertion> = values(change)
            .into_iter()
            .map(|value| Assertion {
                field: field.clone(),
                value,
                provenance: Provenance::Person {
                    name: by.clone(),
                    because: Some(because.clone()),
                },
                rule: RULE.to_owned(),
                confidence: 1.0,
                rejected: None,
            })
            .collect();
        // A person means the document, not a name under which it was offered.
        claims::add(transaction, row, "", seq, &new)?;
    }
    claims::describe(transaction, row)?;
    let sql = "UPDATE documents SET changed = ?2 WHERE row = ?1";
    transaction
        .prepare_cached(sql)?
        .execute(params![row, seq])?;
    Ok(true)
}

/// The values of the rows that a change leaves; an empty one says that there is none.
fn values(change: &Change) -> Vec<String> {
    match change {
        Change::Set(values) => values.clone(),
        Change::Clear => vec![String::new()],
        Change::TakeBack => Vec::new(),
    }
}

fn of_persons(transaction: &Transaction<'_>, row: i64, field: &Field) -> Result<Vec<i64>, Error> {
    let sql = "SELECT rowid FROM assertions
               WHERE document = ?1 AND field = ?2 AND kind = 'person' AND ended IS NULL";
    let mut statement = transaction.prepare_cached(sql)?;
    let rows = statement.query_map(params![row, field.to_string()], |row| row.get(0))?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// Who said why which values a field has, by document and field.
type Said = BTreeMap<(String, String), (Vec<String>, String, String)>;

/// What persons' assertions say otherwise than the events by which they were made.
pub(super) fn faults(connection: &Connection) -> Result<Vec<String>, Error> {
    let mut said = Said::new();
    let sql = "SELECT subject, detail FROM events WHERE kind = 'corrected' ORDER BY seq";
    let mut statement = connection.prepare(sql)?;
    let mut rows = statement.query([])?;
    let mut faults = Vec::new();
    while let Some(row) = rows.next()? {
        let (id, detail): (String, String) = (row.get(0)?, row.get(1)?);
        let Ok(event) = serde_json::from_str::<Event>(&detail) else {
            faults.push(format!("a correction of document {id} cannot be read"));
            continue;
        };
        for (field, change) in event.changes {
            let mut values = values(&change);
            values.sort_unstable();
            let key = (id.clone(), field);
            if values.is_empty() {
                said.remove(&key);
            } else {
                let by = (values, event.by.clone(), event.because.clone());
                said.insert(key, by);
            }
        }
    }
    let held = held(connection)?;
    for (id, field) in said.keys().chain(held.keys()) {
        let key = (id.clone(), field.clone());
        if said.get(&key) != held.get(&key) {
            faults.push(format!(
                "what persons said of `{field}` of document {id} is not what the events say"
            ));
        }
    }
    faults.sort_unstable();
    faults.dedup();
    Ok(faults)
}

#[derive(serde::Deserialize)]
struct Event {
    by: String,
    because: String,
    changes: BTreeMap<String, Change>,
}

fn held(connection: &Connection) -> Result<Said, Error> {
    let sql = "SELECT d.id, a.field, a.value, a.provenance
               FROM assertions a JOIN documents d ON d.row = a.document
               WHERE a.kind = 'person' AND a.ended IS NULL ORDER BY d.id, a.field, a.value";
    let mut statement = connection.prepare(sql)?;
    let mut rows = statement.query([])?;
    let mut held = Said::new();
    while let Some(row) = rows.next()? {
        let key = (row.get(0)?, row.get(1)?);
        let (by, why) = match super::json::<Provenance>(row, 3)? {
            Provenance::Person { name, because } => (name, because.unwrap_or_default()),
            _ => Default::default(),
        };
        let said = held.entry(key).or_insert((Vec::new(), by, why));
        said.0.push(row.get(2)?);
    }
    Ok(held)
}
