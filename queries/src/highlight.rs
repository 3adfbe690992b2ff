//! What a query marks in the text of one whole page.
//!
//! Looks for the same terms in the same way as a search does, in the page's own analysis, so a page
//! shows what its snippets promised.

use std::collections::HashMap;
use std::ops::Range;
use std::sync::Arc;

use regesta_index::Snapshot;
use regesta_index::analysis::{Analyser, Languages, first_character};

use crate::plan::Plan;
use crate::{Error, Request};

/// Finds what the query of `request` marks in `text`, a page in `languages`: bytes, in order, not
/// overlapping or touching.
///
/// Synonyms are marked as the search finds them; words that are excluded or asked for in titles
/// alone are not.
///
/// # Errors
///
/// As [`search`](crate::search).
pub fn highlight<'l>(
    snapshot: &Arc<Snapshot>,
    request: &Request,
    text: &str,
    languages: impl Into<Languages<'l>>,
) -> Result<Vec<Range<usize>>, Error> {
    let plan = Plan::as_searched(snapshot, request)?;
    Ok(marked(snapshot, &plan, text, languages.into()))
}

type Places = HashMap<String, Vec<(usize, usize)>>;

fn marked(
    snapshot: &Snapshot,
    plan: &Plan,
    text: &str,
    languages: Languages<'_>,
) -> Vec<Range<usize>> {
    // For each term that is looked for, and each word as it is written, the leaves and parts it
    // stands for.
    let (mut terms, mut words) = (Places::new(), Places::new());
    for (index, leaf) in plan.leaves.iter().enumerate() {
        for (place, part) in leaf.parts.iter().enumerate() {
            for term in &part.terms {
                let text = term.value().as_str().unwrap_or_default().to_owned();
                let wanted = if term.field() == snapshot.fields().written {
                    &mut words
                } else {
                    &mut terms
                };
                wanted.entry(text).or_default().push((index, place));
            }
        }
    }
    if terms.is_empty() && words.is_empty() {
        return Vec::new();
    }
    let mut lists: Vec<Vec<Vec<u32>>> = plan
        .leaves
        .iter()
        .map(|leaf| vec![Vec::new(); leaf.parts.len()])
        .collect();
    let mut bytes: Vec<Range<usize>> = Vec::new();
    Analyser::new().forms(text, languages, |term, written, range| {
        let position = u32::try_from(bytes.len()).unwrap_or(u32::MAX);
        let of_word = words.get(written).filter(|_| written != term);
        for (leaf, part) in terms.get(term).into_iter().chain(of_word).flatten() {
            if let Some(list) = lists.get_mut(*leaf).and_then(|parts| parts.get_mut(*part))
                && list.last() != Some(&position)
            {
                list.push(position);
            }
        }
        bytes.push(first_character(text, range));
    });
    let (mut positions, mut starts) = (Vec::new(), Vec::new());
    for (leaf, lists) in plan.leaves.iter().zip(&lists) {
        leaf.align_lists(lists, Some(&mut positions), &mut starts);
    }
    positions.sort_unstable();
    positions.dedup();
    let mut ranges: Vec<Range<usize>> = Vec::new();
    for position in positions {
        if let Some(range) = bytes.get(position as usize) {
            push_joined(&mut ranges, range.clone());
        }
    }
    ranges
}

/// Adds a range that begins after all others do; what touches becomes one.
pub(crate) fn push_joined(ranges: &mut Vec<Range<usize>>, range: Range<usize>) {
    match ranges.last_mut() {
        Some(last) if range.start <= last.end => last.end = last.end.max(range.end),
        _ => ranges.push(range),
    }
}
