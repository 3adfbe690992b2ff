//! What is asserted about a document, in the catalogue: which of it holds, and how that changes.
//!
//! An assertion never overwrites another. Those of one field, kind, rule and path make a group; what
//! a file itself and its text say belongs to the bytes, whatever the path. Where a group's values
//! change, its rows end with the event of the change and the new ones hold from then on; a group
//! that is offered no more ends too. So every row is either what holds or history.
//!
//! What is offered from outside (a manifest's row, a name) says nothing about other sources: an
//! offer without a manifest ends nothing that a manifest said before.
//!
//! Not here: which of the assertions that hold wins (`description.rs`), corrections
//! (`correcting.rs`).

use std::collections::{BTreeMap, BTreeSet};

use rusqlite::{Connection, Transaction, params};

use super::{Catalogue, Claim, assertion, parsed, time};
use crate::{Assertion, Description, DocumentId, Error, Field, Provenance, work};

/// Which groups an offer speaks of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Scope {
    /// What is said from outside under the offered path, of the kinds that occur in the offer; of
    /// what is made of the path's name, what is offered.
    Outside,
    /// That, and everything that lies in the bytes: they were read.
    Everything,
    /// What lies in the bytes but for the file's own metadata, and what is made of the path's name.
    TextAndName,
}

/// What an offer changes of what holds.
#[derive(Debug, Default)]
pub(super) struct Changes {
    /// Rows that hold no more.
    ended: Vec<i64>,
    /// What holds from now on.
    new: Vec<Assertion>,
}

impl Changes {
    pub(super) fn is_empty(&self) -> bool {
        self.ended.is_empty() && self.new.is_empty()
    }

    /// Values that are new.
    pub(super) fn added(&self) -> usize {
        self.new.len()
    }
}

/// A row that holds.
struct Held {
    rowid: i64,
    path: String,
    assertion: Assertion,
}

impl Catalogue {
    /// Everything that is asserted about a document now, rejected values among it, in the order in
    /// which it was asserted.
    pub fn assertions(&self, id: DocumentId) -> Result<Vec<Assertion>, Error> {
        let claims = self.claims(id)?.into_iter();
        let holding = claims.filter(|claim| claim.ended_at.is_none());
        Ok(holding.map(|claim| claim.assertion).collect())
    }

    /// The documents that were offered under the name `path` and not replaced there by others, at
    /// most two.
    pub fn named(&self, path: &str) -> Result<Vec<DocumentId>, Error> {
        self.read(|connection| {
            let sql = "SELECT d.id FROM names n JOIN documents d ON d.row = n.document
                       WHERE n.path = ?1 AND n.run =
                           (SELECT max(run) FROM names WHERE path = ?1)
                       ORDER BY d.row LIMIT 2";
            let mut statement = connection.prepare_cached(sql)?;
            let named = statement.query_map([path], |row| parsed(row, 0))?;
            Ok(named.collect::<Result<_, _>>()?)
        })
    }

    /// Everything ever asserted about a document, in the order in which it was asserted; with what
    /// holds no more.
    pub fn claims(&self, id: DocumentId) -> Result<Vec<Claim>, Error> {
        self.read(|connection| {
            let sql = "SELECT a.field, a.value, a.provenance, a.rule, a.confidence, a.rejected,
                              made.at, ended.at, a.path
                       FROM assertions a JOIN events made ON made.seq = a.event
                       LEFT JOIN events ended ON ended.seq = a.ended
                       WHERE a.document = (SELECT row FROM documents WHERE id = ?1)
                       ORDER BY a.event, a.rowid";
            let mut statement = connection.prepare_cached(sql)?;
            let claims = statement.query_map([id.to_string()], |row| {
                let ended: Option<String> = row.get(7)?;
                Ok(Claim {
                    assertion: assertion(row)?,
                    made_at: time(row, 6)?,
                    ended_at: ended.map(|_| time(row, 7)).transpose()?,
                    path: row.get(8)?,
                    wins: false,
                })
            })?;
            let mut claims: Vec<Claim> = claims.collect::<Result<_, _>>()?;
            let of = |claim: &Claim| (claim.ended_at.is_none()).then(|| claim.assertion.clone());
            let holding: Vec<Assertion> = claims.iter().filter_map(of).collect();
            let holds = claims.iter_mut().filter(|claim| claim.ended_at.is_none());
            for (claim, assertion) in holds.zip(&holding) {
                claim.wins = Description::wins(assertion, &holding);
            }
            Ok(claims)
        })
    }
}

/// What changes when `offered` under `path` is what is said of the document in `row`.
pub(super) fn changes(
    transaction: &Transaction<'_>,
    row: i64,
    path: &str,
    offered: &[Assertion],
    scope: Scope,
) -> Result<Changes, Error> {
    let outside = offered.iter().filter(|a| !lies_in_bytes(a));
    let kinds: BTreeSet<&str> = outside.map(|a| a.provenance.kind()).collect();
    let keys: BTreeSet<_> = offered.iter().map(key).collect();
    let belongs = |held: &Held| {
        let kind = held.assertion.provenance.kind();
        let of_bytes = lies_in_bytes(&held.assertion);
        match scope {
            _ if kind == "person" => false,
            // What a name says is found beside the text: only part of it is offered without that.
            Scope::Outside if kind == "name" => {
                held.path == path && keys.contains(&key(&held.assertion))
            }
            Scope::Outside => !of_bytes && held.path == path && kinds.contains(kind),
            Scope::Everything => of_bytes || held.path == path && kinds.contains(kind),
            Scope::TextAndName => kind == "text" || kind == "name" && held.path == path,
        }
    };
    let mut groups: BTreeMap<_, (Vec<Held>, Vec<&Assertion>)> = BTreeMap::new();
    for held in held(transaction, row)?.into_iter().filter(belongs) {
        groups.entry(key(&held.assertion)).or_default().0.push(held);
    }
    // What lies in the bytes is known of them already, under whatever name they are offered again.
    let counts = |offered: &&Assertion| scope != Scope::Outside || !lies_in_bytes(offered);
    for assertion in offered.iter().filter(counts) {
        groups.entry(key(assertion)).or_default().1.push(assertion);
    }
    let mut changes = Changes::default();
    for (held, offered) in groups.into_values() {
        let mut before: Vec<_> = held.iter().map(|held| sameness(&held.assertion)).collect();
        let mut after: Vec<_> = offered.iter().map(|offered| sameness(offered)).collect();
        before.sort_unstable();
        after.sort_unstable();
        if before != after {
            changes.ended.extend(held.iter().map(|held| held.rowid));
            changes.new.extend(offered.into_iter().cloned());
        }
    }
    Ok(changes)
}

/// Whether an assertion is read from the document's own bytes, so that the name under which it is
/// offered makes no difference. In what it was found is no part of them.
fn lies_in_bytes(assertion: &Assertion) -> bool {
    matches!(
        assertion.provenance,
        Provenance::File { .. } | Provenance::Text { .. }
    ) && assertion.field != Field::PartOf
}

/// What makes a group, the path left aside.
fn key(assertion: &Assertion) -> (String, &'static str, String) {
    let kind = assertion.provenance.kind();
    (assertion.field.to_string(), kind, assertion.rule.clone())
}

/// What two equal assertions of a group have in common. The row of a manifest may move without
/// anything new being said; where in a text a value was found is part of what is said.
fn sameness(assertion: &Assertion) -> (String, Option<String>, Option<(String, u32)>) {
    let place = lies_in_bytes(assertion).then(|| {
        let place = provenance_json(&assertion.provenance);
        (place, assertion.confidence.to_bits())
    });
    (assertion.value.clone(), assertion.rejected.clone(), place)
}

/// Makes `changes` of what holds of the document in `row`, by the event `event`.
pub(super) fn apply(
    transaction: &Transaction<'_>,
    row: i64,
    path: &str,
    event: i64,
    changes: &Changes,
) -> Result<(), Error> {
    end(transaction, &changes.ended, event)?;
    add(transaction, row, path, event, &changes.new)
}

/// Ends the assertions in the rows `ended` by the event `event`.
pub(super) fn end(transaction: &Transaction<'_>, ended: &[i64], event: i64) -> Result<(), Error> {
    let sql = "UPDATE assertions SET ended = ?2 WHERE rowid = ?1";
    let mut statement = transaction.prepare_cached(sql)?;
    for rowid in ended {
        statement.execute(params![rowid, event])?;
    }
    Ok(())
}

/// Adds `assertions` about the document in `row`, which hold from the event `event` on.
pub(super) fn add(
    transaction: &Transaction<'_>,
    row: i64,
    path: &str,
    event: i64,
    assertions: &[Assertion],
) -> Result<(), Error> {
    let sql = "INSERT INTO assertions
                   (document, event, field, value, kind, provenance, rule, confidence, path, rejected)
               VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)";
    let mut statement = transaction.prepare_cached(sql)?;
    for assertion in assertions {
        statement.execute(params![
            row,
            event,
            assertion.field.to_string(),
            assertion.value,
            assertion.provenance.kind(),
            provenance_json(&assertion.provenance),
            assertion.rule,
            assertion.confidence,
            path,
            assertion.rejected,
        ])?;
    }
    Ok(())
}

/// Resolves the assertions that hold of the document in `row` and keeps the winning values.
pub(super) fn describe(connection: &Connection, row: i64) -> Result<(), Error> {
    let held: Vec<Assertion> = held(connection, row)?
        .into_iter()
        .map(|held| held.assertion)
        .collect();
    let description = Description::resolve(&held);
    let sql = "UPDATE documents SET description = ?2, work_key = ?3 WHERE row = ?1";
    connection.prepare_cached(sql)?.execute(params![
        row,
        serde_json::to_string(&description).unwrap_or_default(),
        work::key(&description),
    ])?;
    Ok(())
}

fn held(connection: &Connection, row: i64) -> Result<Vec<Held>, Error> {
    let sql = "SELECT field, value, provenance, rule, confidence, rejected, rowid, path
               FROM assertions WHERE document = ?1 AND ended IS NULL ORDER BY event, rowid";
    let mut statement = connection.prepare_cached(sql)?;
    let held = statement.query_map([row], |found| {
        Ok(Held {
            assertion: assertion(found)?,
            rowid: found.get(6)?,
            path: found.get(7)?,
        })
    })?;
    Ok(held.collect::<Result<_, _>>()?)
}

fn provenance_json(provenance: &Provenance) -> String {
    serde_json::to_string(provenance).unwrap_or_default()
}
