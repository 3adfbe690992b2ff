//! The whole result of a request, to be taken away: every document in order, a part at a time.
//!
//! The order is settled once (some 60 bytes a document while it is made, 24 while it is kept); what
//! is said of a document is read when its part is asked for. All parts come from one snapshot.
//!
//! Not here: file formats.

use std::collections::HashSet;
use std::ops::Range;
use std::sync::Arc;

use chrono::NaiveDate;
use regesta_index::{Description, DocumentId, Paging, Snapshot, Status};
use serde::Serialize;

use crate::answer::{ArchiveState, PageHit};
use crate::facets::Candidate;
use crate::leaf::Detail;
use crate::pages::located;
use crate::plan::{Plan, engine};
use crate::search::{find, hit, ordered};
use crate::{Error, Message, Request};

/// Every document that matches a request, in the order of its hits.
#[derive(Debug)]
pub struct Whole {
    snapshot: Arc<Snapshot>,
    plan: Plan,
    order: Vec<Candidate>,
    query: String,
    as_of: NaiveDate,
    notices: Vec<Message>,
}

/// One document with all that is known of it.
#[derive(Clone, Debug, Serialize)]
pub struct FullHit {
    /// Its identity.
    pub id: DocumentId,
    /// Its place in the result, from 1.
    pub position: u64,
    /// Year of publication.
    pub year: Option<i32>,
    /// Status on [`Whole::as_of`].
    pub status: Status,
    /// Pages in the file.
    pub page_count: u32,
    /// What its pages are in the file that a reader opens.
    pub paging: Paging,
    /// Pages on which something of the query stands.
    pub matching_pages: u64,
    /// The winning metadata.
    #[serde(flatten)]
    pub description: Description,
    /// The best pages (at most three), where they were asked for.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub pages: Option<Vec<PageHit>>,
    /// The state of the archive that it comes from.
    pub archive: ArchiveState,
}

/// Finds every document that matches `request`; its limit and offset are passed over.
///
/// # Errors
///
/// As [`search`](crate::search).
pub fn whole(
    snapshot: &Arc<Snapshot>,
    request: &Request,
    today: NaiveDate,
) -> Result<Whole, Error> {
    let found = find(snapshot, request, today, usize::MAX)?;
    let order = ordered(snapshot, &found)?;
    found.plan.work.check()?;
    Ok(Whole {
        snapshot: snapshot.clone(),
        order,
        query: found.parsed.query.to_string(),
        as_of: found.as_of,
        notices: found.notices(),
        plan: found.plan,
    })
}

impl Whole {
    /// Number of documents.
    #[must_use]
    pub fn len(&self) -> usize {
        self.order.len()
    }

    /// Whether nothing matches.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.order.is_empty()
    }

    /// What was understood: the query's canonical text, empty when browsing.
    #[must_use]
    pub fn query(&self) -> &str {
        &self.query
    }

    /// The day for which statuses hold.
    #[must_use]
    pub fn as_of(&self) -> NaiveDate {
        self.as_of
    }

    /// What the reader should know. Plain sentences.
    #[must_use]
    pub fn notices(&self) -> &[Message] {
        &self.notices
    }

    /// The state of the archive that was asked.
    #[must_use]
    pub fn archive(&self) -> ArchiveState {
        ArchiveState::of(&self.snapshot)
    }

    /// Keeps those of `ids` alone, in the order of the result.
    ///
    /// # Errors
    ///
    /// [`Error::Archive`] if the catalogue cannot be read.
    pub fn keep(&mut self, ids: &[DocumentId]) -> Result<(), Error> {
        let rows = self.snapshot.rows_of(ids)?;
        let rows: HashSet<u64> = rows.into_iter().collect();
        self.order.retain(|candidate| rows.contains(&candidate.row));
        Ok(())
    }

    /// Rows of the catalogue of all documents, in the order of the result.
    pub(crate) fn rows(&self) -> impl Iterator<Item = u64> + '_ {
        self.order.iter().map(|candidate| candidate.row)
    }

    /// Reads the documents at `range` of the result, with their best pages if `with_pages`.
    ///
    /// # Errors
    ///
    /// [`Error::Archive`] if the index or catalogue cannot be read.
    pub fn hits(&self, range: Range<usize>, with_pages: bool) -> Result<Vec<FullHit>, Error> {
        let end = range.end.min(self.order.len());
        let part = self.order.get(range.start..end).unwrap_or_default();
        let detail = if with_pages {
            Detail::Terms
        } else {
            Detail::Starts
        };
        // Each part has a budget of its own: a whole result may be as long as the archive.
        self.plan.work.renew();
        let documents = located(&self.snapshot, &self.plan, part, detail).map_err(engine)?;
        self.plan.work.check()?;
        let mut hits = Vec::with_capacity(documents.len());
        for (position, document) in (range.start as u64 + 1..).zip(&documents) {
            let about = self.snapshot.shown(document.candidate.address)?;
            let pages = if with_pages {
                Some(hit(&self.snapshot, document, self.as_of)?.pages)
            } else {
                None
            };
            hits.push(FullHit {
                id: about.id,
                position,
                year: about.description.year(),
                status: self.snapshot.status(document.candidate.address, self.as_of),
                page_count: about.page_count,
                paging: about.paging,
                matching_pages: document.pages.len() as u64,
                description: about.description,
                pages,
                archive: self.archive(),
            });
        }
        Ok(hits)
    }
}
