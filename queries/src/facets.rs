//! One pass over the matches: the total, all facet counts, and the best candidates.
//!
//! The counts of a facet ignore that facet's own selection. So each document that matches the
//! query is held against every filter: one that passes all counts everywhere, one that fails a
//! single filter counts in that filter's facet alone, any other nowhere.
//!
//! Not here: labels and order of the counts (`search.rs`).

use std::cmp::Reverse;
use std::collections::BinaryHeap;
use std::sync::Arc;

use chrono::NaiveDate;
use regesta_index::{Facet, FacetColumn, Ordinals, Snapshot, Status};
use tantivy::query::{EnableScoring, Query as Engine};
use tantivy::{DocAddress, DocId, Score, SegmentOrdinal, TERMINATED};

use crate::condition::Condition;
use crate::{Request, Sort, YearRange};

/// The filters of a request on one snapshot.
pub(crate) struct Filters {
    /// Those that are set: each asks the same of every match.
    conditions: Vec<(Facet, Condition)>,
    statuses: Vec<Status>,
    years: Vec<YearRange>,
}

/// What one pass found.
pub(crate) struct Matches {
    /// Documents that match the query, whatever the filters.
    pub(crate) matched: u64,
    /// Documents that match the query and pass all filters.
    pub(crate) total: u64,
    /// Documents that fail the filter by year alone, and may be of these years all the same: their
    /// date is a range or a guess.
    pub(crate) possible: u64,
    /// For each facet, documents by ordinal.
    pub(crate) counts: Vec<Vec<u64>>,
    /// Documents by status, in the order of [`Status::ALL`].
    pub(crate) statuses: [u64; Status::ALL.len()],
    /// The first documents in the order asked for.
    pub(crate) best: Vec<Candidate>,
}

/// A document that may be shown.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Candidate {
    /// Where it is.
    pub(crate) address: DocAddress,
    /// Its row: breaks ties, so that an order never depends on how the index is laid out.
    pub(crate) row: u64,
    /// Its score as a whole; 0 where scores do not matter.
    pub(crate) score: Score,
}

/// What decides which documents come first.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Order {
    /// The score of the document as a whole.
    Score,
    /// Day of publication, latest or earliest first; undated documents last.
    Day(Sort),
}

impl Filters {
    pub(crate) fn new(snapshot: &Arc<Snapshot>, request: &Request) -> Self {
        let condition = |facet| {
            let values = match facet {
                Facet::Country => &request.country,
                Facet::Topic => &request.topic,
                Facet::Type => &request.kind,
                Facet::Language => &request.language,
                Facet::Text => &request.text,
                Facet::Subject => &request.subject,
                Facet::YearSource => &request.year_source,
                Facet::CountrySource => &request.country_source,
                Facet::Year if request.year.is_empty() => return None,
                Facet::Year => return Some(Condition::years(snapshot, &request.year)),
            };
            (!values.is_empty()).then(|| Condition::values(snapshot, facet, values))
        };
        let set = |facet| Some((facet, condition(facet)?));
        Self {
            conditions: Facet::ALL.into_iter().filter_map(set).collect(),
            statuses: request.status.clone(),
            years: request.year.clone(),
        }
    }

    /// Whether the document passes the filter by `facet`; `None` if there is none.
    pub(crate) fn passes(&self, facet: Facet, address: DocAddress) -> Option<bool> {
        Some(self.condition(facet)?.holds(address))
    }

    fn condition(&self, facet: Facet) -> Option<&Condition> {
        let mut conditions = self.conditions.iter();
        conditions.find_map(|(of, condition)| (*of == facet).then_some(condition))
    }

    /// Whether the document may have been published in the years asked for.
    fn may_be_of_year(&self, snapshot: &Snapshot, address: DocAddress) -> bool {
        snapshot
            .possible_years(address)
            .is_some_and(|(first, last)| {
                self.years.iter().any(|range| match range {
                    YearRange::Years(from, until) => first <= *until && *from <= last,
                    YearRange::Unknown => false,
                })
            })
    }

    /// Whether the value of `facet` with this ordinal is selected.
    pub(crate) fn selects(&self, facet: Facet, ordinal: u32) -> bool {
        let condition = self.condition(facet);
        condition.is_some_and(|condition| condition.wants(ordinal))
    }

    /// Whether a document with this status passes all filters.
    pub(crate) fn pass(&self, address: DocAddress, status: Status) -> bool {
        matches!(self.failed(address, status), Failed::None)
    }
}

/// Runs `engine` and gives the first `wanted` documents in `order`, with all counts.
pub(crate) fn collect(
    snapshot: &Snapshot,
    engine: &dyn Engine,
    filters: &Filters,
    as_of: NaiveDate,
    order: Order,
    wanted: usize,
) -> tantivy::Result<Matches> {
    let searcher = snapshot.searcher();
    let columns: Vec<&FacetColumn> = Facet::ALL
        .iter()
        .map(|facet| snapshot.facet(*facet))
        .collect();
    let mut matches = Matches {
        matched: 0,
        total: 0,
        possible: 0,
        counts: columns
            .iter()
            .map(|column| vec![0; column.values().len()])
            .collect(),
        statuses: [0; Status::ALL.len()],
        best: Vec::new(),
    };
    let mut best = Best {
        wanted,
        heap: BinaryHeap::with_capacity(wanted.min(1 << 16) + 1),
    };
    let weight = engine.weight(EnableScoring::enabled_from_searcher(searcher))?;
    for (segment, reader) in (0..).zip(searcher.segment_readers()) {
        let alive = reader.alive_bitset();
        let mut scorer = weight.scorer(reader, 1.0)?;
        let mut doc = scorer.doc();
        let mut passed: Vec<DocId> = Vec::with_capacity(BLOCK);
        while doc != TERMINATED {
            let address = DocAddress::new(segment, doc);
            if alive.is_none_or(|alive| alive.is_alive(doc)) {
                matches.matched += 1;
                let status = snapshot.status(address, as_of);
                match filters.failed(address, status) {
                    Failed::None => {
                        matches.total += 1;
                        matches.statuses[status as usize] += 1;
                        passed.push(doc);
                        if passed.len() == BLOCK {
                            count_all(&mut matches.counts, &columns, segment, &passed);
                            passed.clear();
                        }
                        if wanted > 0 {
                            let (score, key) = match order {
                                Order::Score => {
                                    let score = scorer.score();
                                    (score, i64::from(score.max(0.0).to_bits()))
                                }
                                Order::Day(sort) => {
                                    (0.0, day_key(sort, snapshot.published(address)))
                                }
                            };
                            best.offer(key, address, score, || snapshot.row(address).unwrap_or(0));
                        }
                    }
                    Failed::Status => matches.statuses[status as usize] += 1,
                    Failed::One(facet) => {
                        if facet == Facet::Year && filters.may_be_of_year(snapshot, address) {
                            matches.possible += 1;
                        }
                        if let (Some(counts), Some(column)) = (
                            matches.counts.get_mut(facet as usize),
                            columns.get(facet as usize),
                        ) {
                            count(counts, column.of(address));
                        }
                    }
                    Failed::Several => {}
                }
            }
            doc = scorer.advance();
        }
        count_all(&mut matches.counts, &columns, segment, &passed);
    }
    matches.best = best.sorted();
    Ok(matches)
}

/// What [`collect`] finds where nothing is asked and nothing filtered, latest first: known beforehand.
pub(crate) fn browse(snapshot: &Snapshot, as_of: NaiveDate, wanted: usize) -> Matches {
    let total = snapshot.searcher().num_docs();
    let columns = Facet::ALL.map(|facet| snapshot.facet(facet));
    let first = if wanted == 0 {
        &[]
    } else {
        let newest = snapshot.newest();
        newest.get(..wanted.min(newest.len())).unwrap_or_default()
    };
    let candidate = |address: &DocAddress| Candidate {
        address: *address,
        row: snapshot.row(*address).unwrap_or(0),
        score: 0.0,
    };
    Matches {
        matched: total,
        total,
        counts: columns.map(|column| column.totals().to_vec()).into(),
        statuses: snapshot.status_totals(as_of),
        possible: 0,
        best: first.iter().map(candidate).collect(),
    }
}

/// Documents that are counted together: one facet after the other, each from its own array.
const BLOCK: usize = 256;

fn count_all(
    counts: &mut [Vec<u64>],
    columns: &[&FacetColumn],
    segment: SegmentOrdinal,
    docs: &[DocId],
) {
    for (counts, column) in counts.iter_mut().zip(columns) {
        match column.segment(segment) {
            Some(Ordinals::One(list)) => {
                for doc in docs {
                    let ordinal = list.get(*doc as usize).copied().unwrap_or(0);
                    if let Some(count) = counts.get_mut(ordinal as usize) {
                        *count += 1;
                    }
                }
            }
            Some(several) => {
                for doc in docs {
                    count(counts, several.of(*doc));
                }
            }
            None => {}
        }
    }
}

fn count(counts: &mut [u64], ordinals: &[u32]) {
    for ordinal in ordinals {
        if let Some(count) = counts.get_mut(*ordinal as usize) {
            *count += 1;
        }
    }
}

/// Higher comes first.
fn day_key(sort: Sort, day: Option<i32>) -> i64 {
    let day = day.map(i64::from);
    match sort {
        Sort::Oldest => day.map_or(i64::MIN, |day| -day),
        Sort::Relevance | Sort::Newest => day.unwrap_or(i64::MIN),
    }
}

/// Filters that a document does not pass.
enum Failed {
    None,
    One(Facet),
    Status,
    Several,
}

impl Filters {
    /// Whether every document passes.
    pub(crate) fn is_empty(&self) -> bool {
        self.statuses.is_empty() && self.conditions.is_empty()
    }

    fn failed(&self, address: DocAddress, status: Status) -> Failed {
        let mut failed = Failed::None;
        for (facet, condition) in &self.conditions {
            failed = match failed {
                failed if condition.holds(address) => failed,
                Failed::None => Failed::One(*facet),
                _ => return Failed::Several,
            };
        }
        match failed {
            failed if self.statuses.is_empty() || self.statuses.contains(&status) => failed,
            Failed::None => Failed::Status,
            _ => Failed::Several,
        }
    }
}

/// The best documents so far.
struct Best {
    wanted: usize,
    /// Least first, so that the worst of the best is on top.
    heap: BinaryHeap<Reverse<(i64, Reverse<u64>, Entry)>>,
}

/// Beside the key; takes no part in the order.
struct Entry(DocAddress, Score);

impl PartialEq for Entry {
    fn eq(&self, _: &Self) -> bool {
        true
    }
}

impl Eq for Entry {}

impl PartialOrd for Entry {
    fn partial_cmp(&self, other: &Self) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Entry {
    fn cmp(&self, _: &Self) -> std::cmp::Ordering {
        std::cmp::Ordering::Equal
    }
}

impl Best {
    fn offer(&mut self, key: i64, address: DocAddress, score: Score, row: impl FnOnce() -> u64) {
        if self.heap.len() == self.wanted {
            let Some(Reverse((worst, _, _))) = self.heap.peek() else {
                return;
            };
            if key < *worst {
                return;
            }
        }
        self.heap
            .push(Reverse((key, Reverse(row()), Entry(address, score))));
        if self.heap.len() > self.wanted {
            self.heap.pop();
        }
    }

    fn sorted(self) -> Vec<Candidate> {
        let candidate = |Reverse((_, Reverse(row), Entry(address, score)))| Candidate {
            address,
            row,
            score,
        };
        self.heap
            .into_sorted_vec()
            .into_iter()
            .map(candidate)
            .collect()
    }
}
