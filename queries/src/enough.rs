//! Documents that hold enough of a question: of its words, each worth its rarity, at least a share.
//!
//! A word that is everywhere is worth next to nothing, so it neither lets a document in nor keeps
//! one out. Words that together are not enough are never gone through: they are only looked up in the
//! documents that others give (as MaxScore does: Turtle and Flood, 1995).
//!
//! Not here: what words are worth, and how much is enough (`question.rs`, `plan.rs`).

use tantivy::query::{EmptyScorer, EnableScoring, Explanation, Query, Scorer, Weight};
use tantivy::{DocId, DocSet, Score, SegmentReader, TERMINATED};

/// Alternatives, each with what it is worth.
#[derive(Debug)]
pub(crate) struct Enough {
    /// What is looked for, and its worth; none is negative.
    pub(crate) parts: Vec<(Box<dyn Query>, Score)>,
    /// The worth that a document must hold.
    pub(crate) least: Score,
}

impl Clone for Enough {
    fn clone(&self) -> Self {
        let parts = self.parts.iter();
        Self {
            parts: parts
                .map(|(part, worth)| (part.box_clone(), *worth))
                .collect(),
            least: self.least,
        }
    }
}

impl Query for Enough {
    fn weight(&self, scoring: EnableScoring<'_>) -> tantivy::Result<Box<dyn Weight>> {
        let mut parts = Vec::new();
        for (part, worth) in &self.parts {
            parts.push((part.weight(scoring)?, *worth));
        }
        parts.sort_by(|a, b| a.1.total_cmp(&b.1));
        Ok(Box::new(EnoughWeight {
            parts,
            least: self.least,
        }))
    }
}

struct EnoughWeight {
    /// The least worth first.
    parts: Vec<(Box<dyn Weight>, Score)>,
    least: Score,
}

impl Weight for EnoughWeight {
    fn scorer(&self, reader: &SegmentReader, boost: Score) -> tantivy::Result<Box<dyn Scorer>> {
        let mut parts = Vec::new();
        for (part, worth) in &self.parts {
            let scorer = part.scorer(reader, boost)?;
            if scorer.doc() != TERMINATED {
                parts.push((scorer, *worth));
            }
        }
        let mut sum = 0.0;
        let few = parts.iter().take_while(|(_, worth)| {
            sum += worth;
            sum < self.least
        });
        let not_enough = few.count();
        if not_enough == parts.len() {
            return Ok(Box::new(EmptyScorer));
        }
        let mut scorer = EnoughScorer {
            parts,
            not_enough,
            least: self.least,
            doc: 0,
        };
        scorer.settle(0);
        Ok(Box::new(scorer))
    }

    fn explain(&self, _: &SegmentReader, _: DocId) -> tantivy::Result<Explanation> {
        Ok(Explanation::new("enough of a question", 0.0))
    }
}

struct EnoughScorer {
    parts: Vec<(Box<dyn Scorer>, Score)>,
    /// So many of the first parts are together not enough.
    not_enough: usize,
    least: Score,
    doc: DocId,
}

impl EnoughScorer {
    /// Goes to the first document from `target` on that holds enough.
    fn settle(&mut self, mut target: DocId) -> DocId {
        loop {
            let (few, driving) = self.parts.split_at_mut(self.not_enough);
            let mut next = TERMINATED;
            for (part, _) in driving.iter_mut() {
                if part.doc() < target {
                    part.seek(target);
                }
                next = next.min(part.doc());
            }
            self.doc = next;
            if next == TERMINATED {
                return TERMINATED;
            }
            let here = driving.iter().filter(|(part, _)| part.doc() == next);
            let mut worth: Score = here.map(|(_, worth)| worth).sum();
            for (part, its) in few.iter_mut().rev() {
                if part.doc() < next {
                    part.seek(next);
                }
                if part.doc() == next {
                    worth += *its;
                }
            }
            // Sums of floats in another order differ in their last digits.
            if self.least <= worth * 1.0001 {
                return next;
            }
            target = next + 1;
        }
    }
}

impl DocSet for EnoughScorer {
    fn advance(&mut self) -> DocId {
        match self.doc {
            TERMINATED => TERMINATED,
            doc => self.settle(doc + 1),
        }
    }

    fn seek(&mut self, target: DocId) -> DocId {
        if target <= self.doc {
            return self.doc;
        }
        self.settle(target)
    }

    fn doc(&self) -> DocId {
        self.doc
    }

    fn size_hint(&self) -> u32 {
        let driving = self.parts.iter().skip(self.not_enough);
        driving.fold(0, |sum, (part, _)| sum.saturating_add(part.size_hint()))
    }
}

impl Scorer for EnoughScorer {
    fn score(&mut self) -> Score {
        let doc = self.doc;
        let here = self.parts.iter_mut().filter(|(part, _)| part.doc() == doc);
        here.map(|(part, _)| part.score()).sum()
    }
}
