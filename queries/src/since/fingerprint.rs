//! A number that stands for a set of documents, from which a few members can be told.
//!
//! `Σ mix(row)` modulo 2⁶⁴, whatever the order: a document more or less changes it by a known
//! amount. So where it is known which documents may have been members, the right choice among
//! them is the one whose sum is the fingerprint.
//!
//! `mix` is the finaliser of SplitMix64 (Steele, Lea and Flood, Fast splittable pseudorandom number
//! generators, 2014), which spreads neighbouring rows over all 64 bits.

use std::collections::{HashMap, HashSet};

/// Candidates of which every choice is tried: two to the power of this many.
const MAX_TRIED: usize = 20;

/// How many documents were found, and their fingerprint.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Found {
    /// The number of documents.
    pub(crate) documents: u64,
    /// Their fingerprint.
    pub(crate) sum: u64,
}

/// A set of documents while it is put together.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Fingerprint {
    pub(super) documents: u64,
    sum: u64,
}

impl Fingerprint {
    pub(super) fn add(&mut self, row: u64) {
        self.documents += 1;
        self.sum = self.sum.wrapping_add(mix(row));
    }
}

impl Found {
    /// The fingerprint of the documents in `rows`.
    pub(super) fn of(rows: impl Iterator<Item = u64>) -> Self {
        let mut all = Fingerprint::default();
        rows.for_each(|row| all.add(row));
        Self {
            documents: all.documents,
            sum: all.sum,
        }
    }

    /// Which of the `candidates` were members beside `sure`, if a choice of them passes.
    ///
    /// Tried are, in this order: those that `are` members today, the same with one or two of them
    /// changed, and every choice of few candidates.
    pub(super) fn members(
        self,
        sure: Fingerprint,
        candidates: &[u64],
        are: impl Fn(u64) -> bool,
    ) -> Option<HashSet<u64>> {
        let today: HashSet<u64> = candidates.iter().copied().filter(|row| are(*row)).collect();
        let mut guess = sure;
        today.iter().for_each(|row| guess.add(*row));
        // What is missing in documents and in the sum; a candidate that is turned round gives both.
        let missing = (
            self.documents.wrapping_sub(guess.documents),
            self.sum.wrapping_sub(guess.sum),
        );
        let turn = |row: u64| {
            if today.contains(&row) {
                (1_u64.wrapping_neg(), mix(row).wrapping_neg())
            } else {
                (1, mix(row))
            }
        };
        let turned = turned(missing, candidates, turn)?;
        let mut members = today.clone();
        for row in turned {
            if !members.remove(&row) {
                members.insert(row);
            }
        }
        Some(members)
    }
}

type Amount = (u64, u64);

fn plus(a: Amount, b: Amount) -> Amount {
    (a.0.wrapping_add(b.0), a.1.wrapping_add(b.1))
}

fn minus(a: Amount, b: Amount) -> Amount {
    (a.0.wrapping_sub(b.0), a.1.wrapping_sub(b.1))
}

/// The candidates that together give what is `missing`.
fn turned(missing: Amount, candidates: &[u64], turn: impl Fn(u64) -> Amount) -> Option<Vec<u64>> {
    if missing == (0, 0) {
        return Some(Vec::new());
    }
    let amounts: HashMap<Amount, u64> = candidates.iter().map(|row| (turn(*row), *row)).collect();
    if let Some(row) = amounts.get(&missing) {
        return Some(vec![*row]);
    }
    for row in candidates {
        let other = amounts.get(&minus(missing, turn(*row)));
        if let Some(other) = other.filter(|other| *other != row) {
            return Some(vec![*row, *other]);
        }
    }
    if MAX_TRIED < candidates.len() {
        return None;
    }
    // In the order of a Gray code each choice differs from the one before by one candidate.
    let mut chosen: u32 = 0;
    let mut sum: Amount = (0, 0);
    for step in 1_u32..1 << candidates.len() {
        let bit = step.trailing_zeros();
        let amount = candidates
            .get(bit as usize)
            .map_or((0, 0), |row| turn(*row));
        chosen ^= 1 << bit;
        sum = if chosen & 1 << bit == 0 {
            minus(sum, amount)
        } else {
            plus(sum, amount)
        };
        if sum == missing {
            let is_chosen = |(bit, row): (usize, &u64)| (chosen & 1 << bit != 0).then_some(*row);
            return Some(
                candidates
                    .iter()
                    .enumerate()
                    .filter_map(is_chosen)
                    .collect(),
            );
        }
    }
    None
}

fn mix(row: u64) -> u64 {
    let mut z = row.wrapping_add(1).wrapping_mul(0x9e37_79b9_7f4a_7c15);
    z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    z ^ (z >> 31)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn sure(rows: &[u64]) -> Fingerprint {
        let mut all = Fingerprint::default();
        rows.iter().for_each(|row| all.add(*row));
        all
    }

    #[test]
    fn a_wrong_fingerprint_is_found_out() {
        let found = Found {
            documents: 3,
            sum: 7,
        };
        assert_eq!(found.members(sure(&[1, 2]), &[3, 4, 5], |_| true), None);
    }

    proptest! {
        #[test]
        fn members_among_few_candidates_are_told_exactly(
            certain in prop::collection::btree_set(0_u64..1000, 0..50),
            candidates in prop::collection::btree_map(1000_u64..2000, (any::<bool>(), any::<bool>()), 0..12),
        ) {
            let certain: Vec<u64> = certain.into_iter().collect();
            let rows: Vec<u64> = candidates.keys().copied().collect();
            let were: HashSet<u64> =
                candidates.iter().filter(|(_, were)| were.0).map(|(row, _)| *row).collect();
            let found = Found::of(certain.iter().chain(&were).copied());
            let are = |row: u64| candidates.get(&row).is_some_and(|were| were.1);
            prop_assert_eq!(found.members(sure(&certain), &rows, are), Some(were));
        }

        #[test]
        fn two_changes_among_many_candidates_are_told(
            candidates in prop::collection::btree_set(0_u64..5000, 30..200),
            first in any::<prop::sample::Index>(), second in any::<prop::sample::Index>(),
        ) {
            let rows: Vec<u64> = candidates.into_iter().collect();
            let today: HashSet<u64> = rows.iter().copied().filter(|row| row % 2 == 0).collect();
            let mut were = today.clone();
            for row in [*first.get(&rows), *second.get(&rows)] {
                if !were.remove(&row) {
                    were.insert(row);
                }
            }
            let found = Found::of(were.iter().copied());
            prop_assert_eq!(found.members(sure(&[]), &rows, |row| today.contains(&row)), Some(were));
        }
    }
}
