//! What a snapshot can say of the archive's past: by the catalogue, see `catalogue/history.rs`.

use crate::catalogue::{Changes, LastChange};
use crate::{DocumentId, Error, Shown, Snapshot};

impl Snapshot {
    /// Rows of those of `ids` that are kept, in their order.
    ///
    /// # Errors
    ///
    /// [`Error::Catalogue`] if it cannot be read; the same holds for every method here.
    pub fn rows_of(&self, ids: &[DocumentId]) -> Result<Vec<u64>, Error> {
        self.catalogue().rows_of(ids)
    }

    /// What is shown of the document in `row`, whether it can be found or not.
    pub fn shown_in(&self, row: u64) -> Result<Option<Shown>, Error> {
        self.catalogue().shown(row)
    }

    /// What has changed since `event`; `None` if there was no such event.
    pub fn changes_since(&self, event: i64) -> Result<Option<Changes>, Error> {
        self.catalogue().changes_since(event)
    }

    /// Rows of all versions of works of which a version was kept or changed after `event`: their
    /// statuses may have changed with it.
    pub fn versions_touched_since(&self, event: i64) -> Result<Vec<u64>, Error> {
        self.catalogue().versions_touched_since(event)
    }

    /// The last changes of the documents that are `wanted` by their row, latest first: `limit` of
    /// them, after `offset`.
    pub fn latest_changes(
        &self,
        wanted: impl Fn(u64) -> bool,
        offset: usize,
        limit: usize,
    ) -> Result<Vec<LastChange>, Error> {
        self.catalogue().latest_changes(wanted, offset, limit)
    }
}
