//! Which pages of a document match: positions of its stream of terms → page numbers.
//!
//! The postings of each word are read once for all candidates of a segment, in document order.
//!
//! Not here: the order of documents (`rank.rs`), the text of pages (`excerpt.rs`).

use std::collections::BTreeMap;

use regesta_index::{PageLayout, PageNumber, Snapshot};
use tantivy::{DocAddress, DocId, Score};

use crate::facets::Candidate;
use crate::leaf::{Detail, Places};
use crate::plan::Plan;

/// A document with its pages, best first.
#[derive(Debug)]
pub(crate) struct Ranked {
    pub(crate) address: DocAddress,
    pub(crate) score: Score,
    pub(crate) layout: PageLayout,
    /// Pages on which something of the query stands, with their scores, best first.
    pub(crate) pages: Vec<(PageNumber, Score)>,
    /// For each of the plan's leaves, where it stands.
    pub(crate) places: Vec<Places>,
}

/// Finds the matching pages of `candidates`, which keep their order and scores.
pub(crate) fn located(
    snapshot: &Snapshot,
    plan: &Plan,
    candidates: &[Candidate],
    detail: Detail,
) -> tantivy::Result<Vec<Ranked>> {
    let mut ranked: Vec<Ranked> = candidates
        .iter()
        .map(|candidate| Ranked {
            address: candidate.address,
            score: candidate.score,
            layout: snapshot.layout(candidate.address),
            pages: Vec::new(),
            places: Vec::with_capacity(plan.leaves.len()),
        })
        .collect();
    for (segment, (indices, docs)) in by_segment(candidates) {
        let reader = snapshot.searcher().segment_reader(segment);
        for leaf in &plan.leaves {
            for (index, places) in indices.iter().zip(leaf.places(reader, &docs, detail)?) {
                if let Some(document) = ranked.get_mut(*index) {
                    document.places.push(places);
                }
            }
        }
    }
    for document in &mut ranked {
        document.pages = page_scores(snapshot, plan, document);
    }
    Ok(ranked)
}

/// Candidates of each segment, in the order of their documents: indices, and documents.
pub(crate) fn by_segment(candidates: &[Candidate]) -> BTreeMap<u32, (Vec<usize>, Vec<DocId>)> {
    let mut order: Vec<(DocAddress, usize)> = candidates
        .iter()
        .enumerate()
        .map(|(index, candidate)| (candidate.address, index))
        .collect();
    order.sort_unstable();
    let mut segments: BTreeMap<u32, (Vec<usize>, Vec<DocId>)> = BTreeMap::new();
    for (address, index) in order {
        let (indices, docs) = segments.entry(address.segment_ord).or_default();
        indices.push(index);
        docs.push(address.doc_id);
    }
    segments
}

fn page_scores(snapshot: &Snapshot, plan: &Plan, document: &Ranked) -> Vec<(PageNumber, Score)> {
    let mut scores: BTreeMap<PageNumber, Score> = BTreeMap::new();
    let mut in_concept = vec![false; plan.leaves.len()];
    for concept in &plan.concepts {
        // On each page, what was asked for together, or the best other way to say it.
        let mut asked: BTreeMap<PageNumber, Score> = BTreeMap::new();
        let mut others: BTreeMap<PageNumber, Score> = BTreeMap::new();
        for leaf in &concept.asked {
            for (page, score) in leaf_scores(snapshot, plan, document, *leaf) {
                *asked.entry(page).or_default() += score;
            }
        }
        for leaf in &concept.others {
            for (page, score) in leaf_scores(snapshot, plan, document, *leaf) {
                let best = others.entry(page).or_default();
                *best = best.max(score);
            }
        }
        for (page, score) in asked {
            let best = others.entry(page).or_default();
            *best = best.max(score);
        }
        for (page, score) in others {
            *scores.entry(page).or_default() += score;
        }
        for leaf in concept.asked.iter().chain(&concept.others) {
            if let Some(is_in) = in_concept.get_mut(*leaf) {
                *is_in = true;
            }
        }
    }
    for (leaf, _) in in_concept.iter().enumerate().filter(|(_, is_in)| !**is_in) {
        for (page, score) in leaf_scores(snapshot, plan, document, leaf) {
            *scores.entry(page).or_default() += score;
        }
    }
    let mut pages: Vec<(PageNumber, Score)> = scores.into_iter().collect();
    pages.sort_by(|a, b| b.1.total_cmp(&a.1).then(a.0.cmp(&b.0)));
    pages
}

/// The score of one of the plan's leaves on each page on which it stands.
pub(crate) fn leaf_scores(
    snapshot: &Snapshot,
    plan: &Plan,
    document: &Ranked,
    leaf: usize,
) -> Vec<(PageNumber, Score)> {
    let (Some(places), Some(leaf)) = (document.places.get(leaf), plan.leaves.get(leaf)) else {
        return Vec::new();
    };
    let bm25 = leaf.bm25.among(snapshot.average_page_terms());
    let mut scores = Vec::new();
    let mut starts = places.starts.as_slice();
    while let Some(first) = starts.first() {
        let Some(page) = document.layout.page_at(*first) else {
            starts = starts.get(1..).unwrap_or_default();
            continue;
        };
        let positions = document.layout.positions(page);
        let here = starts.partition_point(|start| *start < positions.end);
        // What stands on every page says nothing of this one, but is still found there.
        let here_of_page = starts.get(..here).unwrap_or_default().iter();
        let told = here_of_page.filter(|start| !document.layout.is_furniture(**start));
        let frequency = u32::try_from(told.count()).unwrap_or(u32::MAX);
        let length = positions.len() as u32 - document.layout.furniture_in(&positions);
        scores.push((page, leaf.weight * bm25.score(frequency, length)));
        starts = starts.get(here..).unwrap_or_default();
    }
    scores
}
