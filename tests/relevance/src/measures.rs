//! How good one ranked list is: nDCG, recall, reciprocal rank; judgements are right or not right.
//!
//! Source: Järvelin and Kekäläinen, Cumulated gain-based evaluation of IR techniques (2002), with
//! gain 1 for what is right and the discount log2(rank + 1), as `trec_eval` computes `ndcg_cut`.

use std::collections::BTreeSet;

/// The measures of one list, or their sums over many.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(crate) struct Measures {
    /// nDCG of the first ten.
    pub(crate) ndcg10: f64,
    /// Share of what is right that is among the first ten.
    pub(crate) recall10: f64,
    /// Share of what is right that is among the first hundred.
    pub(crate) recall100: f64,
    /// One by the rank of the first right one.
    pub(crate) reciprocal: f64,
    /// 1 if the first is right.
    pub(crate) first: f64,
}

impl Measures {
    /// Measures `ranked`, best first and without repetitions, against everything that is right.
    pub(crate) fn of(ranked: &[&str], right: &BTreeSet<String>) -> Self {
        let mut measures = Self::default();
        let all = count(right.len());
        if right.is_empty() {
            return measures;
        }
        let mut gain = 0.0;
        for (index, id) in ranked.iter().enumerate().take(100) {
            if !right.contains(*id) {
                continue;
            }
            let rank = count(index + 1);
            if index < 10 {
                gain += discount(rank);
                measures.recall10 += 1.0 / all;
            }
            measures.recall100 += 1.0 / all;
            measures.reciprocal = f64::max(measures.reciprocal, 1.0 / rank);
        }
        let ideal: f64 = (1..=right.len().min(10))
            .map(|rank| discount(count(rank)))
            .sum();
        measures.ndcg10 = gain / ideal;
        if measures.reciprocal >= 1.0 {
            measures.first = 1.0;
        }
        measures
    }

    pub(crate) fn add(&mut self, other: Self) {
        self.ndcg10 += other.ndcg10;
        self.recall10 += other.recall10;
        self.recall100 += other.recall100;
        self.reciprocal += other.reciprocal;
        self.first += other.first;
    }

    /// The mean of a sum over `questions`.
    pub(crate) fn mean(self, questions: usize) -> Self {
        let questions = count(questions.max(1));
        Self {
            ndcg10: self.ndcg10 / questions,
            recall10: self.recall10 / questions,
            recall100: self.recall100 / questions,
            reciprocal: self.reciprocal / questions,
            first: self.first / questions,
        }
    }
}

fn discount(rank: f64) -> f64 {
    1.0 / (rank + 1.0).log2()
}

#[expect(clippy::cast_precision_loss, reason = "counts of a few thousand")]
fn count(of: usize) -> f64 {
    of as f64
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(ranked: &str, right: &str, expected: [f64; 4]) {
        let ranked: Vec<&str> = ranked.split_whitespace().collect();
        let right = right.split_whitespace().map(str::to_owned).collect();
        let found = Measures::of(&ranked, &right);
        let found = [found.ndcg10, found.recall10, found.reciprocal, found.first];
        let same = found
            .iter()
            .zip(expected)
            .all(|(a, b)| (a - b).abs() < 1e-4);
        assert!(same, "{found:?}, expected {expected:?}");
    }

    #[test]
    fn measures_are_those_of_the_definitions() {
        check("a b c", "a", [1.0, 1.0, 1.0, 1.0]);
        // 1 / log2(3)
        check("b a c", "a", [0.6309, 1.0, 0.5, 0.0]);
        // (1 + 1/log2(4)) / (1 + 1/log2(3))
        check("a x b", "a b", [0.9197, 1.0, 1.0, 1.0]);
        check("x y", "a", [0.0; 4]);
        check("", "a", [0.0; 4]);
        // The eleventh does not count for the first ten.
        check("1 2 3 4 5 6 7 8 9 10 a", "a", [0.0, 0.0, 1.0 / 11.0, 0.0]);
    }
}
