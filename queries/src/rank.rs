//! The second step of ranking: each candidate is scored by its best page.
//!
//! Score of a page: BM25 of every word and phrase by its places on that page, with the idf of
//! *documents* and the page's own length. Score of a document: its best page's, and its title's as a
//! text of its own, and what only helps (`Plan::helpers`) for the document as a whole. Measured
//! against two other rules on Korean public documents: design.md, "The central decision".
//!
//! Not here: which documents are candidates (`facets.rs`).

use regesta_index::Snapshot;
use tantivy::Score;

use crate::facets::Candidate;
use crate::leaf::{Detail, Places};
use crate::pages::{Ranked, by_segment, located};
use crate::plan::Plan;

/// What a match in the title counts for, beside a page's (findings.md: best on Cranfield).
const TITLE_WEIGHT: Score = 1.0;

/// Scores `candidates` by their best pages, best first.
pub(crate) fn by_best_page(
    snapshot: &Snapshot,
    plan: &Plan,
    candidates: &[Candidate],
) -> tantivy::Result<Vec<Candidate>> {
    let ranked = located(snapshot, plan, candidates, Detail::Starts)?;
    let helped = helped(snapshot, plan, candidates)?;
    let score = |(document, helped): (&Ranked, Score)| {
        let best = document.pages.first().map_or(0.0, |(_, score)| *score);
        best + helped + TITLE_WEIGHT * title_score(snapshot, plan, document)
    };
    let scores = ranked.iter().zip(helped).map(score);
    let mut best: Vec<Candidate> = candidates
        .iter()
        .zip(scores)
        .map(|(candidate, score)| Candidate {
            score,
            ..*candidate
        })
        .collect();
    best.sort_by(|a, b| b.score.total_cmp(&a.score).then(a.row.cmp(&b.row)));
    Ok(best)
}

/// The title's terms are the first of the stream, before those of the first page.
fn title_score(snapshot: &Snapshot, plan: &Plan, document: &Ranked) -> Score {
    let length = document.layout.title_terms();
    let average = snapshot.average_terms(snapshot.fields().title);
    let in_title = |places: &Places| places.starts.partition_point(|start| *start < length);
    let scores = plan
        .leaves
        .iter()
        .zip(&document.places)
        .map(|(leaf, places)| {
            let frequency = u32::try_from(in_title(places)).unwrap_or(u32::MAX);
            leaf.weight * leaf.bm25.among(average).score(frequency, length)
        });
    scores.sum()
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
