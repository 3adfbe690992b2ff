//! On which pages of one document a query stands: for turning from match to match.
//!
//! Not here: which of them match best (`search.rs`), and where on a page (`highlight.rs`).

use std::sync::Arc;

use regesta_index::{DocumentId, PageNumber, Snapshot};

use crate::facets::Candidate;
use crate::leaf::Detail;
use crate::pages::located;
use crate::plan::{Plan, engine};
use crate::{Error, Request};

/// The pages of document `id` on which something of the query of `request` stands, or another word
/// for it, in order; empty if it cannot be found.
///
/// # Errors
///
/// As [`search`](crate::search).
pub fn matching_pages(
    snapshot: &Arc<Snapshot>,
    request: &Request,
    id: DocumentId,
) -> Result<Vec<PageNumber>, Error> {
    let Some(address) = snapshot.find(id)? else {
        return Ok(Vec::new());
    };
    let candidate = Candidate {
        address,
        row: 0,
        score: 0.0,
    };
    let plan = Plan::as_searched(snapshot, request)?;
    let found = located(snapshot, &plan, &[candidate], Detail::Starts).map_err(engine)?;
    plan.work.check()?;
    let pages = found.into_iter().flat_map(|document| document.pages);
    let mut pages: Vec<PageNumber> = pages.map(|(page, _)| page).collect();
    pages.sort_unstable();
    Ok(pages)
}
