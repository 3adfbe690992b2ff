//! The versions of a document's work, with where each stands on a day.
//!
//! Not here: what makes documents versions of one work, and when one takes the place of another
//! (`regesta-index`).

use chrono::NaiveDate;
use regesta_index::{DocumentId, Proposal, Snapshot, Status, Version, Versions};
use serde::Serialize;

use crate::Error;

/// The versions of a document's work on a day.
#[derive(Clone, Debug, Serialize)]
pub struct VersionsOnDay {
    /// The document that was asked about.
    pub id: DocumentId,
    /// The work; `None` if nobody says of which the document is a version.
    pub work: Option<String>,
    /// The day for which statuses hold.
    pub as_of: NaiveDate,
    /// Its versions, the document itself among them, in the order in which they begin to hold.
    pub versions: Vec<VersionOnDay>,
    /// Documents that may be versions too, and why.
    pub proposed: Vec<Proposal>,
}

/// A version and where it stands.
#[derive(Clone, Debug, Serialize)]
pub struct VersionOnDay {
    /// The version.
    #[serde(flatten)]
    pub version: Version,
    /// Its status on the day, later versions considered.
    pub status: Status,
}

/// Says where each of `versions`, found for the document `id`, stands on the day `as_of`.
///
/// # Errors
///
/// [`Error::Archive`] if the index or catalogue cannot be read
pub fn on_day(
    snapshot: &Snapshot,
    id: DocumentId,
    versions: Versions,
    as_of: NaiveDate,
) -> Result<VersionsOnDay, Error> {
    let mut all = Vec::with_capacity(versions.versions.len());
    for version in versions.versions {
        let address = snapshot.find(version.id)?;
        let status = address.map_or(Status::Unknown, |address| snapshot.status(address, as_of));
        all.push(VersionOnDay { version, status });
    }
    Ok(VersionsOnDay {
        id,
        work: versions.work,
        as_of,
        versions: all,
        proposed: versions.proposed,
    })
}
