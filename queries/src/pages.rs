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
    pub(crate) candidate: Candidate,
    pub(crate) layout: PageLayout,
    /// Pages on which something of the query stands, with their scores, best first.
    pub(crate) pages: Vec<(PageNumber, Score)>,
    /// For each of the plan's leaves, where it stands.
    pub(crate) places: Vec<Places>,
    /// For each of the plan's helpers, the positions it stands at, ascending.
    pub(crate) helped: Vec<Vec<u32>>,
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
            candidate: *candidate,
            layout: snapshot.layout(candidate.address),
            pages: Vec::new(),
            places: Vec::with_capacity(plan.leaves.len()),
            helped: Vec::with_capacity(plan.helpers.len()),
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
        for helper in &plan.helpers {
            let places = helper.places(reader, &docs, Detail::Starts)?;
            for (index, places) in indices.iter().zip(places) {
                if let Some(document) = ranked.get_mut(*index) {
                    document.helped.push(places.starts);
                }
            }
        }
    }
    for document in &mut ranked {
        document.pages = page_scores(snapshot, plan, document);
    }
    Ok(ranked)
}

/// Adds the positions of all terms of all matches to documents whose matches are known by their starts.
pub(crate) fn with_terms(
    snapshot: &Snapshot,
    plan: &Plan,
    ranked: &mut [Ranked],
) -> tantivy::Result<()> {
    for document in ranked {
        let reader = snapshot
            .searcher()
            .segment_reader(document.candidate.address.segment_ord);
        for (leaf, places) in plan.leaves.iter().zip(&mut document.places) {
            if leaf.slop.is_some() {
                let doc = document.candidate.address.doc_id;
                let read = leaf.places(reader, &[doc], Detail::Terms)?;
                places.terms = read.into_iter().flat_map(|places| places.terms).collect();
                continue;
            }
            places.terms = leaf.terms_at(&places.starts).collect();
            places.terms.sort_unstable();
            places.terms.dedup();
        }
    }
    Ok(())
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

/// What one leaf or helper adds to the score of one page.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct PageShare {
    pub(crate) page: PageNumber,
    /// Index of a leaf, or of a helper after all leaves.
    pub(crate) of: usize,
    pub(crate) score: Score,
}

fn page_scores(snapshot: &Snapshot, plan: &Plan, document: &Ranked) -> Vec<(PageNumber, Score)> {
    let shares = page_shares(snapshot, plan, document);
    let mut pages: Vec<(PageNumber, Score)> = Vec::new();
    for of_page in shares.chunk_by(|a, b| a.page == b.page) {
        if let Some(first) = of_page.first() {
            let score = of_page.iter().map(|share| share.score).sum();
            pages.push((first.page, score));
        }
    }
    pages.sort_by(|a, b| b.1.total_cmp(&a.1).then(a.0.cmp(&b.0)));
    pages
}

/// What every leaf and helper adds to the score of every page on which a leaf stands, by page.
///
/// Of leaves that mean the same thing, those count that say the most.
pub(crate) fn page_shares(snapshot: &Snapshot, plan: &Plan, document: &Ranked) -> Vec<PageShare> {
    let average = snapshot.average_page_terms();
    let mut shares: Vec<PageShare> = Vec::new();
    for (of, (leaf, places)) in plan.leaves.iter().zip(&document.places).enumerate() {
        let bm25 = leaf.bm25.among(average);
        by_page(document, &places.starts, |page, frequency, length| {
            let score = leaf.weight * bm25.page_score(frequency, length);
            shares.push(PageShare { page, of, score });
        });
    }
    shares.sort_by(|a, b| a.page.cmp(&b.page).then(a.of.cmp(&b.of)));
    if plan.leaves.len() > 1 {
        let near = nearness(plan, document, &shares);
        for (share, near) in shares.iter_mut().zip(near) {
            share.score += near;
        }
    }
    if !plan.concepts.is_empty() {
        for of_page in shares.chunk_by_mut(|a, b| a.page == b.page) {
            let mut scores = vec![0.0; plan.leaves.len()];
            for share in of_page.iter() {
                if let Some(score) = scores.get_mut(share.of) {
                    *score = share.score;
                }
            }
            let counted = plan.counted(&scores);
            for share in of_page {
                share.score = counted.get(share.of).copied().unwrap_or(0.0);
            }
        }
    }
    if !plan.helpers.is_empty() {
        let pages: Vec<PageNumber> = shares
            .chunk_by(|a, b| a.page == b.page)
            .filter_map(|of_page| of_page.first().map(|share| share.page))
            .collect();
        for (helper, (leaf, starts)) in plan.helpers.iter().zip(&document.helped).enumerate() {
            let bm25 = leaf.bm25.among(average);
            by_page(document, starts, |page, frequency, length| {
                if pages.binary_search(&page).is_ok() {
                    shares.push(PageShare {
                        page,
                        of: plan.leaves.len() + helper,
                        score: leaf.weight * bm25.page_score(frequency, length),
                    });
                }
            });
        }
        shares.sort_by(|a, b| a.page.cmp(&b.page).then(a.of.cmp(&b.of)));
    }
    for share in &mut shares {
        share.score *= document.layout.share(share.page);
    }
    shares
}

/// Gives for each page of `starts`, in order, how many stand there and how many terms it has; what
/// stands on every page says nothing of this one, but is still found there.
fn by_page(document: &Ranked, mut starts: &[u32], mut give: impl FnMut(PageNumber, u32, u32)) {
    let layout = &document.layout;
    while let Some(first) = starts.first() {
        let Some(page) = layout.page_at(*first) else {
            starts = starts.get(1..).unwrap_or_default();
            continue;
        };
        let positions = layout.positions(page);
        let here = starts.partition_point(|start| *start < positions.end);
        let of_page = starts.get(..here).unwrap_or_default().iter();
        let told = of_page.filter(|start| !layout.is_furniture(**start));
        let frequency = u32::try_from(told.count()).unwrap_or(u32::MAX);
        let length = positions.len() as u32 - layout.furniture_in(&positions);
        give(page, frequency, length);
        starts = starts.get(here..).unwrap_or_default();
    }
}

/// What standing near others counts for, and the rarity up to which a word gains by it.
const NEAR_WEIGHT: Score = 0.45;
const NEAR_RARITY: Score = 3.0;
/// How fast it is enough, as k1 of BM25.
const NEAR_K: Score = 1.2;

/// Most terms between two words that are said to stand near each other.
const NEAR: u32 = 12;

/// What is added to each of `shares`, the leaves of each page by page, for standing near others.
///
/// Source: Büttcher, Clarke and Lushman, Term proximity scoring for ad-hoc retrieval (2006), on pages,
/// and by the distance instead of its square: measured better.
fn nearness(plan: &Plan, document: &Ranked, shares: &[PageShare]) -> Vec<Score> {
    let mut near = vec![0.0; shares.len()];
    let mut places: Vec<(u32, usize)> = Vec::new();
    for (of, of_leaf) in document.places.iter().enumerate() {
        let told = of_leaf.starts.iter();
        let told = told.filter(|start| !document.layout.is_furniture(**start));
        places.extend(told.map(|start| (*start, of)));
    }
    places.sort_unstable();
    let idf = |of: usize| plan.leaves.get(of).map_or(0.0, |leaf| leaf.bm25.idf());
    for ((a, of_a), (b, of_b)) in places.iter().zip(places.iter().skip(1)) {
        let distance = b - a;
        let width = plan.leaves.get(*of_a).map_or(1, |leaf| leaf.width());
        // Pairs of characters that share one are one place, not two that are near each other.
        if of_a == of_b || distance < width || distance > NEAR {
            continue;
        }
        let (Some(page), true) = (
            document.layout.page_at(*a),
            document.layout.page_at(*a) == document.layout.page_at(*b),
        ) else {
            continue;
        };
        let distance = distance as Score;
        let mut add = |of: usize, other: usize| {
            let at = shares.binary_search_by(|share| share.page.cmp(&page).then(share.of.cmp(&of)));
            if let Some(near) = at.ok().and_then(|at| near.get_mut(at)) {
                *near += idf(other) / distance;
            }
        };
        add(*of_a, *of_b);
        add(*of_b, *of_a);
    }
    for (near, share) in near.iter_mut().zip(shares) {
        let rarity = idf(share.of).min(NEAR_RARITY);
        let weight = plan.leaves.get(share.of).map_or(0.0, |leaf| leaf.weight);
        *near = weight * NEAR_WEIGHT * rarity * *near * (NEAR_K + 1.0) / (*near + NEAR_K);
    }
    near
}
