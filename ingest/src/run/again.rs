//! Kept documents, described anew by the rules of today from the text that is kept of them.
//!
//! Nothing is extracted a second time, and what persons, manifests, sidecars and the files
//! themselves say stays as it is. A document that cannot be described keeps what it has.
//!
//! Not here: the rules (`describe`), which documents older rules described (the catalogue).

use std::panic::{AssertUnwindSafe, catch_unwind};

use chrono::Utc;
use regesta_index::{Assertion, DescribedAgain, DocumentId, Provenance, Writer};

use super::Error;
use crate::describe;

/// Documents after which what was done is made searchable.
const COMMIT_DOCUMENTS: u64 = 5_000;

/// What describing anew did.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Redescribed {
    /// Documents that were described.
    pub described: u64,
    /// Those of which something else is said now.
    pub changed: u64,
}

/// Describes anew every document that rules of another version have described, or of which a
/// machine has recognised text since.
///
/// `progress` is told documents done and documents in all. A call that is interrupted goes on where
/// it was the next time.
///
/// # Errors
///
/// [`Error::Archive`] if the archive cannot be read or written
pub fn redescribe(
    writer: &mut Writer,
    progress: &mut dyn FnMut(u64, u64),
) -> Result<Redescribed, Error> {
    let mut done = Redescribed::default();
    let documents = writer
        .catalogue()
        .described_by_others(describe::RULES_VERSION)?;
    let total = documents.len() as u64;
    for (id, path) in documents {
        done.changed += u64::from(describe_anew(writer, id, path)?);
        done.described += 1;
        if done.described.is_multiple_of(COMMIT_DOCUMENTS) {
            writer.commit()?;
        }
        progress(done.described, total);
    }
    writer.commit()?;
    Ok(done)
}

/// Describes one document anew; gives whether anything else is said of it now.
pub(crate) fn describe_anew(
    writer: &mut Writer,
    id: DocumentId,
    path: String,
) -> Result<bool, regesta_index::Error> {
    let pages = writer.catalogue().pages(id)?;
    let mut stated = writer.catalogue().assertions(id)?;
    stated.retain(|assertion| !is_redone(assertion));
    // Text that anybody may have written is read again here.
    let described = catch_unwind(AssertUnwindSafe(|| {
        describe::again(&path, &pages, &stated, Utc::now().date_naive())
    }));
    let Ok(described) = described else {
        return Ok(false);
    };
    let again = DescribedAgain {
        id,
        path,
        rules: describe::RULES_VERSION,
        assertions: described.assertions.into_iter().filter(is_redone).collect(),
        languages: described
            .pages
            .into_iter()
            .map(|page| (page.language, page.passages))
            .collect(),
    };
    writer.describe_again(&again, Utc::now())
}

/// Whether an assertion is what the rules say of a document's text and name.
fn is_redone(assertion: &Assertion) -> bool {
    // That it was inside another was found, not described.
    let is_text_or_name = matches!(
        assertion.provenance,
        Provenance::Text { .. } | Provenance::Name
    );
    is_text_or_name && assertion.rule != super::inside::RULE
}
