//! Where the pages of a document lie in its stream of terms.

use std::ops::Range;

use crate::PageNumber;

/// Where the pages of one document lie in its stream of terms.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PageLayout {
    /// Position of the first term of each page; then the number of all terms.
    pub(crate) starts: Vec<u32>,
    /// Positions of running heads, running feet and page numbers; sorted, not overlapping.
    pub(crate) furniture: Vec<Range<u32>>,
    /// Pages that say less of what they name, ascending, with the percentage a match counts for.
    pub(crate) slight: Vec<(u32, u32)>,
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
    pub fn positions(&self, page: PageNumber) -> Range<u32> {
        let index = page.get() as usize;
        match (self.starts.get(index - 1), self.starts.get(index)) {
            (Some(from), Some(until)) => *from..*until,
            _ => 0..0,
        }
    }

    /// The share for which a match on a page counts: 1, less in tables of contents and the like.
    #[must_use]
    pub fn share(&self, page: PageNumber) -> f32 {
        let of_page = |(slight, _): &(u32, u32)| slight.cmp(&page.get());
        match self.slight.binary_search_by(of_page) {
            // A percentage is exact as a float.
            Ok(index) => self
                .slight
                .get(index)
                .map_or(1.0, |(_, percent)| (*percent).min(100) as f32 / 100.0),
            Err(_) => 1.0,
        }
    }

    /// Whether the term at `position` is part of what stands on every page.
    #[must_use]
    pub fn is_furniture(&self, position: u32) -> bool {
        let next = self.furniture.partition_point(|part| part.end <= position);
        let part = self.furniture.get(next);
        part.is_some_and(|part| part.start <= position)
    }

    /// How many of the terms at `positions` are part of what stands on every page.
    #[must_use]
    pub fn furniture_in(&self, positions: &Range<u32>) -> u32 {
        let from = self
            .furniture
            .partition_point(|part| part.end <= positions.start);
        let parts = self.furniture.iter().skip(from);
        parts
            .take_while(|part| part.start < positions.end)
            .map(|part| part.end.min(positions.end) - part.start.max(positions.start))
            .sum()
    }
}
