//! What a query marks in the text of one whole page.
//!
//! Looks for the same terms in the same way as a search does, in the page's own analysis, so a page
//! shows what its snippets promised.

use std::collections::HashMap;
use std::ops::Range;
use std::sync::Arc;

use regesta_index::Snapshot;
use regesta_index::analysis::Analyser;

use crate::plan::{Plan, Reading, engine};
use crate::synonyms::Synonyms;
use crate::{Error, Request};

/// Finds what the query of `request` marks in `text`, a page in `language`: bytes, in order, not
/// overlapping.
///
/// Synonyms are marked as the search finds them; words that are excluded or asked for in titles
/// alone are not.
///
/// # Errors
///
/// As [`search`](crate::search).
pub fn highlight(
    snapshot: &Arc<Snapshot>,
    request: &Request,
    text: &str,
    language: Option<&str>,
) -> Result<Vec<Range<usize>>, Error> {
    let query = request.parsed()?.query;
    let synonyms = Synonyms::find(snapshot, request, &query)?;
    // The reading that a search goes by: the first that some document matches.
    for reading in Reading::ALL {
        let plan = Plan::new(snapshot, &query, &synonyms, reading)?;
        if plan.is_other && plan.matches_something(snapshot).map_err(engine)? {
            return Ok(marked(snapshot, &plan, text, language));
        }
    }
    let plan = Plan::new(snapshot, &query, &synonyms, Reading::AsAsked)?;
    Ok(marked(snapshot, &plan, text, language))
}

type Places = HashMap<String, Vec<(usize, usize)>>;

fn marked(
    snapshot: &Snapshot,
    plan: &Plan,
    text: &str,
    language: Option<&str>,
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
    let mut bytes: Vec<(u32, Range<usize>)> = Vec::new();
    let mut position = 0;
    Analyser::new().forms(text, language, |term, written, range| {
        let of_word = words.get(written).filter(|_| written != term);
        let mut found = false;
        for (leaf, part) in terms.get(term).into_iter().chain(of_word).flatten() {
            if let Some(list) = lists.get_mut(*leaf).and_then(|parts| parts.get_mut(*part))
                && list.last() != Some(&position)
            {
                list.push(position);
            }
            found = true;
        }
        if found {
            bytes.push((position, range));
        }
        position += 1;
    });
    let (mut positions, mut starts) = (Vec::new(), Vec::new());
    for (leaf, lists) in plan.leaves.iter().zip(&lists) {
        leaf.align_lists(lists, Some(&mut positions), &mut starts);
    }
    positions.sort_unstable();
    bytes.retain(|(position, _)| positions.binary_search(position).is_ok());
    let mut ranges: Vec<Range<usize>> = Vec::new();
    for (_, range) in bytes {
        match ranges.last_mut() {
            Some(last) if range.start < last.end => last.end = last.end.max(range.end),
            _ => ranges.push(range),
        }
    }
    ranges
}
