//! Where the pages of a document lie in its stream of terms.

use crate::PageNumber;

/// Where the pages of one document lie in its stream of terms.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PageLayout {
    /// Position of the first term of each page; then the number of all terms.
    pub(crate) starts: Vec<u32>,
}

impl PageLayout {
    /// Number of pages.
    #[must_use]
    pub fn page_count(&self) -> usize {
        self.starts.len().saturating_sub(1)
    }

    /// Number of the title's terms, which come before the first page's.
    #[must_use]
    pub fn title_terms(&self) -> u32 {
        self.starts.first().copied().unwrap_or(0)
    }

    /// The page that holds the term at `position`; `None` for the title's terms.
    #[must_use]
    pub fn page_at(&self, position: u32) -> Option<PageNumber> {
        let pages_begun = self.starts.partition_point(|start| *start <= position);
        let in_text = self.starts.last().is_some_and(|end| position < *end);
        u32::try_from(pages_begun)
            .ok()
            .filter(|_| in_text)
            .and_then(PageNumber::new)
    }

    /// The positions of a page's terms.
    #[must_use]
    pub fn positions(&self, page: PageNumber) -> std::ops::Range<u32> {
        let index = page.get() as usize;
        match (self.starts.get(index - 1), self.starts.get(index)) {
            (Some(from), Some(until)) => *from..*until,
            _ => 0..0,
        }
    }
}
