//! The second step of ranking: each candidate is scored by its best page.
//!
//! Score of a page: BM25 of every word and phrase by its places on that page, with the idf of
//! *documents* and the page's own length; what words gain by standing near each other; syllable
//! pairs (`Plan::helpers`); all of it less in a table of contents and the like. Score of a document:
//! its best page's, its title's as a text of its own, and the pairs' for the document as a whole.
//! Measured with and without each part: tests/relevance/README.md.
//!
//! Not here: which documents are candidates (`facets.rs`).

use regesta_index::Snapshot;
use tantivy::{DocAddress, Score};

use crate::facets::Candidate;
use crate::leaf::{Detail, Places};
use crate::pages::{Ranked, by_segment, located, page_shares};
use crate::plan::Plan;

/// What a match in the title counts for, beside a page's (tests/relevance/README.md).
const TITLE_WEIGHT: Score = 0.8;

/// What one thing adds to the score of a document.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Share {
    pub(crate) of: Of,
    pub(crate) score: Score,
}

/// What adds to a score; leaves and helpers by their index in the plan.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Of {
    /// A leaf, on the best page.
    Page(usize),
    /// A leaf, in the title.
    Title(usize),
    /// A helper, in the document as a whole.
    Helper(usize),
}

/// Scores `candidates` by their best pages, best first.
pub(crate) fn by_best_page(
    snapshot: &Snapshot,
    plan: &Plan,
    candidates: &[Candidate],
) -> tantivy::Result<Vec<Ranked>> {
    let mut ranked = located(snapshot, plan, candidates, Detail::Starts)?;
    let helped = helped(snapshot, plan, candidates)?;
    for (document, helped) in ranked.iter_mut().zip(helped) {
        let best = document.pages.first().map_or(0.0, |(_, score)| *score);
        document.candidate.score =
            best + helped + plan.total(&title_scores(snapshot, plan, document));
    }
    ranked.sort_by(|a, b| {
        let (a, b) = (&a.candidate, &b.candidate);
        b.score.total_cmp(&a.score).then(a.row.cmp(&b.row))
    });
    Ok(ranked)
}

/// What the score that [`by_best_page`] gives to one document is made of.
///
/// Whatever is added there is a share here: answers are explained by it.
pub(crate) fn shares(
    snapshot: &Snapshot,
    plan: &Plan,
    candidate: &Candidate,
) -> tantivy::Result<Vec<Share>> {
    let ranked = located(
        snapshot,
        plan,
        std::slice::from_ref(candidate),
        Detail::Starts,
    )?;
    let Some(document) = ranked.first() else {
        return Ok(Vec::new());
    };
    let mut shares = Vec::new();
    if let Some((best, _)) = document.pages.first() {
        let of_pages = page_shares(snapshot, plan, document).into_iter();
        for share in of_pages.filter(|share| share.page == *best) {
            let of = match share.of.checked_sub(plan.leaves.len()) {
                None => Of::Page(share.of),
                Some(helper) => Of::Helper(helper),
            };
            shares.push(Share {
                of,
                score: share.score,
            });
        }
    }
    let in_title = plan.counted(&title_scores(snapshot, plan, document));
    shares.extend(in_title.into_iter().enumerate().map(|(leaf, score)| Share {
        of: Of::Title(leaf),
        score,
    }));
    let DocAddress {
        segment_ord,
        doc_id,
    } = candidate.address;
    let reader = snapshot.searcher().segment_reader(segment_ord);
    for (index, helper) in plan.helpers.iter().enumerate() {
        let score = helper.scores(reader, &[doc_id])?.iter().sum();
        shares.push(Share {
            of: Of::Helper(index),
            score,
        });
    }
    Ok(shares)
}

/// For each leaf, its score in the title, whose terms are the first of the stream.
fn title_scores(snapshot: &Snapshot, plan: &Plan, document: &Ranked) -> Vec<Score> {
    let length = document.layout.title_terms();
    let average = snapshot.average_terms(snapshot.fields().title);
    let in_title = |places: &Places| places.starts.partition_point(|start| *start < length);
    let scores = plan
        .leaves
        .iter()
        .zip(&document.places)
        .map(|(leaf, places)| {
            let frequency = u32::try_from(in_title(places)).unwrap_or(u32::MAX);
            let bm25 = leaf.bm25.among(average);
            TITLE_WEIGHT * leaf.weight * bm25.score(frequency, length)
        });
    scores.collect()
}

/// For each candidate, what the plan's helpers add.
fn helped(
    snapshot: &Snapshot,
    plan: &Plan,
    candidates: &[Candidate],
) -> tantivy::Result<Vec<Score>> {
    let mut scores = vec![0.0; candidates.len()];
    for (segment, (indices, docs)) in by_segment(candidates) {
        let reader = snapshot.searcher().segment_reader(segment);
        for helper in &plan.helpers {
            for (index, score) in indices.iter().zip(helper.scores(reader, &docs)?) {
                if let Some(sum) = scores.get_mut(*index) {
                    *sum += score;
                }
            }
        }
    }
    Ok(scores)
}
