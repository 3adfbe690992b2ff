//! A condition on a facet: which of its values a document must have one of.
//!
//! Answered from the snapshot's arrays in memory, for filters as for queries such as `country:KR`.

use std::sync::Arc;

use regesta_index::{Facet, Snapshot};

use tantivy::query::{EnableScoring, Explanation, Query, Scorer, Weight};
use tantivy::{DocAddress, DocId, DocSet, Score, SegmentReader, TERMINATED};

use crate::YearRange;

/// Any of some values of one facet.
#[derive(Clone, Debug)]
pub(crate) struct Condition {
    snapshot: Arc<Snapshot>,
    facet: Facet,
    /// For each value of the facet, whether it is asked for.
    wanted: Arc<[bool]>,
}

impl Condition {
    /// Any of `values`; those that no document has match none.
    pub(crate) fn values(snapshot: &Arc<Snapshot>, facet: Facet, values: &[String]) -> Self {
        let known = snapshot.facet(facet).values();
        let wanted = known.iter().map(|value| values.contains(value)).collect();
        Self {
            snapshot: snapshot.clone(),
            facet,
            wanted,
        }
    }

    /// Any of `ranges`.
    pub(crate) fn years(snapshot: &Arc<Snapshot>, ranges: &[YearRange]) -> Self {
        let inside = |value: &String| {
            let year = value.parse::<i32>().ok();
            ranges.iter().any(|range| match (range, year) {
                (YearRange::Years(from, until), Some(year)) => (*from..=*until).contains(&year),
                (YearRange::Unknown, None) => true,
                _ => false,
            })
        };
        let wanted = snapshot
            .facet(Facet::Year)
            .values()
            .iter()
            .map(inside)
            .collect();
        Self {
            snapshot: snapshot.clone(),
            facet: Facet::Year,
            wanted,
        }
    }

    /// Whether the value with this ordinal is asked for.
    pub(crate) fn wants(&self, ordinal: u32) -> bool {
        self.wanted.get(ordinal as usize).copied().unwrap_or(false)
    }

    /// Whether the document has one of the values.
    pub(crate) fn holds(&self, address: DocAddress) -> bool {
        self.snapshot
            .facet(self.facet)
            .of(address)
            .iter()
            .any(|ordinal| self.wants(*ordinal))
    }
}

impl Query for Condition {
    fn weight(&self, _: EnableScoring<'_>) -> tantivy::Result<Box<dyn Weight>> {
        Ok(Box::new(self.clone()))
    }
}

impl Weight for Condition {
    fn scorer(&self, reader: &SegmentReader, _: Score) -> tantivy::Result<Box<dyn Scorer>> {
        let readers = self.snapshot.searcher().segment_readers();
        let segment = readers
            .iter()
            .position(|other| other.segment_id() == reader.segment_id());
        let segment = segment
            .and_then(|segment| u32::try_from(segment).ok())
            .unwrap_or(u32::MAX);
        let mut scan = Scan {
            condition: self.clone(),
            segment,
            doc: 0,
            end: reader.max_doc(),
        };
        scan.settle();
        Ok(Box::new(scan))
    }

    fn explain(&self, _: &SegmentReader, _: DocId) -> tantivy::Result<Explanation> {
        Ok(Explanation::new("a condition on a facet", 0.0))
    }
}

struct Scan {
    condition: Condition,
    segment: u32,
    doc: DocId,
    end: DocId,
}

impl Scan {
    fn settle(&mut self) -> DocId {
        while self.doc < self.end
            && !self
                .condition
                .holds(DocAddress::new(self.segment, self.doc))
        {
            self.doc += 1;
        }
        if self.end <= self.doc {
            self.doc = TERMINATED;
        }
        self.doc
    }
}

impl DocSet for Scan {
    fn advance(&mut self) -> DocId {
        if self.doc != TERMINATED {
            self.doc += 1;
        }
        self.settle()
    }

    fn seek(&mut self, target: DocId) -> DocId {
        self.doc = self.doc.max(target);
        self.settle()
    }

    fn doc(&self) -> DocId {
        self.doc
    }

    fn size_hint(&self) -> u32 {
        self.end
    }
}

impl Scorer for Scan {
    fn score(&mut self) -> Score {
        0.0
    }
}
