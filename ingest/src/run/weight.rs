//! How much an offer holds in memory: what batches, budgets and limits are measured in.
//!
//! Everything counts that a hostile file could have many of; a page counts for more than its
//! memory, as it costs the catalogue and the index a row each, however empty it is.

use std::mem::size_of_val;

use regesta_index::{Assertion, Content, Offer, OutlineEntry, Page, Record};

/// What a page costs beside its text and marks.
const PAGE_BYTES: usize = 1 << 10;

/// Bytes that an offer holds, with its path.
pub(super) fn offer(offer: &Offer) -> u64 {
    let content = match &offer.content {
        Content::Read {
            record: read,
            original,
            ..
        } => record(read).saturating_add(original.len() as u64),
        Content::Known { assertions, .. } => assertions_bytes(assertions) as u64,
        Content::Unread { reason, .. } => reason.len() as u64,
    };
    content.saturating_add(offer.path.len() as u64)
}

/// Bytes that a record holds.
pub(super) fn record(record: &Record) -> u64 {
    let pages: usize = record.pages.iter().map(page).sum();
    let outline: usize = record.outline.iter().map(outline_entry).sum();
    let warnings: usize = record.warnings.iter().map(String::len).sum();
    (pages + outline + assertions_bytes(&record.assertions) + warnings) as u64
}

fn page(page: &Page) -> usize {
    let label = page.label.as_ref().map_or(0, String::len);
    PAGE_BYTES + page.text.len() + label + size_of_val(page.marks.as_slice())
}

fn outline_entry(entry: &OutlineEntry) -> usize {
    size_of_val(entry) + entry.title.len()
}

fn assertions_bytes(assertions: &[Assertion]) -> usize {
    let values: usize = assertions
        .iter()
        .map(|assertion| assertion.value.len())
        .sum();
    size_of_val(assertions) + values
}

#[cfg(test)]
mod tests {
    use regesta_index::{DocumentId, Mark, PageNumber, Paging, Role};

    use super::*;

    fn empty() -> Record {
        Record {
            id: DocumentId::of(b""),
            media_type: "application/pdf".to_owned(),
            bytes: 0,
            paging: Paging::Pages,
            pages: Vec::new(),
            outline: Vec::new(),
            assertions: Vec::new(),
            warnings: Vec::new(),
            rules: 0,
        }
    }

    #[test]
    fn what_has_no_text_has_its_weight_too() {
        let blank = Page {
            number: PageNumber::FIRST,
            text: String::new(),
            language: None,
            passages: Vec::new(),
            marks: Vec::new(),
            label: None,
            quality: 0.0,
            is_unread: false,
            recognised: None,
        };
        let mark = Mark {
            role: Role::Furniture,
            from: 0,
            until: 0,
        };
        let marked = Page {
            marks: vec![mark; 100],
            ..blank.clone()
        };
        let entry = OutlineEntry {
            level: 1,
            title: String::new(),
            page: PageNumber::FIRST,
        };
        let pages = |pages| Record { pages, ..empty() };
        assert_eq!(record(&empty()), 0);
        assert_eq!(record(&pages(vec![blank; 1_000])), 1_024_000);
        assert!(record(&pages(vec![marked])) > 1_024 + 100 * 16);
        let outline = vec![entry; 1_000];
        assert!(record(&Record { outline, ..empty() }) > 1_000 * 24);
    }
}
