//! What is new in a search: its documents by when they last changed in the archive, latest first.
//!
//! A document that is taken in, corrected or recognised has changed. One that left the search is
//! not here: see `since.rs`.

use std::collections::HashSet;
use std::sync::Arc;

use chrono::{DateTime, NaiveDate, Utc};
use regesta_index::{Description, DocumentId, Snapshot};

use crate::answer::ArchiveState;
use crate::{Error, Request, whole};

/// The latest changes in a search.
#[derive(Clone, Debug)]
pub struct Newest {
    /// What was understood: the query's canonical text, empty when browsing.
    pub query: String,
    /// Documents that match.
    pub total: u64,
    /// The state of the archive that was asked.
    pub archive: ArchiveState,
    /// The documents of the request's window, last changed first.
    pub documents: Vec<Changed>,
}

/// A document and its last change.
#[derive(Clone, Debug)]
pub struct Changed {
    /// Its identity.
    pub id: DocumentId,
    /// The winning metadata.
    pub description: Description,
    /// When it was first kept.
    pub added_at: DateTime<Utc>,
    /// When it last changed.
    pub changed_at: DateTime<Utc>,
}

/// Finds the documents that match `request`, those that changed last first: as many as its limit
/// says, after its offset.
///
/// # Errors
///
/// As [`search`](crate::search).
pub fn newest(
    snapshot: &Arc<Snapshot>,
    request: &Request,
    today: NaiveDate,
) -> Result<Newest, Error> {
    let result = whole(snapshot, request, today)?;
    let rows: HashSet<u64> = result.rows().collect();
    let mut documents = Vec::new();
    if !rows.is_empty() {
        let wanted = |row| rows.contains(&row);
        for change in snapshot.latest_changes(wanted, request.offset, request.limit)? {
            documents.extend(snapshot.shown_in(change.row)?.map(|about| Changed {
                id: about.id,
                description: about.description,
                added_at: change.added_at,
                changed_at: change.at,
            }));
        }
    }
    Ok(Newest {
        query: result.query().to_owned(),
        total: result.len() as u64,
        archive: result.archive(),
        documents,
    })
}
