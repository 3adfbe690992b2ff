//! The snippet of one matching page: from positions to bytes of the page's text.
//!
//! Only the text near the best places is analysed: the index keeps the byte of every 64th term.
//! Running heads and page numbers are never shown: they are blanked after the analysis, byte for
//! byte, so that places stay where they are.
//!
//! Not here: where the snippet begins and ends, and highlights in characters (`snippet.rs`).

use std::ops::{ControlFlow, Range};

use regesta_index::analysis::{first_character, term_bytes};
use regesta_index::{Mark, Page, PageNumber, Role, Snapshot};

use crate::Error;
use crate::answer::{PageHit, Snippet};
use crate::highlight::push_joined;
use crate::pages::Ranked;
use crate::snippet::{Excerpt, cut};

/// Most characters of a snippet.
const MAX_CHARS: usize = 240;

/// Most bytes of text that are looked at for one snippet: twice what 240 characters of Hangul take.
const REACH_BYTES: usize = 1500;

/// Pages that are looked at for one with text, where none matches.
const FIRST_PAGES: u32 = 5;

/// What is shown of a page: a snippet from around the places where most of the query stands
/// together, and the heading on that page under which they stand.
pub(crate) fn of_page(
    snapshot: &Snapshot,
    document: &Ranked,
    (number, score): (PageNumber, f32),
) -> Result<PageHit, Error> {
    let mut hit = PageHit {
        page: number,
        label: None,
        heading: None,
        score,
        snippet: Snippet::default(),
    };
    let Some(page) = snapshot.page(document.candidate.address, number)? else {
        return Ok(hit);
    };
    let positions = document.layout.positions(number);
    let reach = reach_in_terms(page.text.len(), positions.len());
    let places = places(document, &positions);
    let wanted = densest(&places, reach);
    // Some text before the first match, so that it is read in its sentence.
    let lead = wanted.start.saturating_sub(reach / 3).max(positions.start);
    let (start, mut position) =
        snapshot.checkpoint(document.candidate.address, &document.layout, number, lead);
    let text = page.text.get(start..).unwrap_or_default();
    let text = within(text, 3 * REACH_BYTES);
    let hits: Vec<u32> = places.iter().map(|(position, _)| *position).collect();
    let mut begin = None;
    let mut end = text.len();
    let mut ranges: Vec<Range<usize>> = Vec::new();
    let mut best = None;
    term_bytes(text, |bytes| {
        if position == wanted.start {
            best = Some(start + bytes.start);
        }
        if position >= lead && begin.is_none() {
            begin = Some(bytes.start);
        }
        let far = begin.is_some_and(|begin: usize| bytes.end > begin + REACH_BYTES);
        if far {
            end = end.min(bytes.start);
        } else if position >= lead && hits.binary_search(&position).is_ok() {
            push_joined(&mut ranges, first_character(text, bytes));
        }
        position += 1;
        // What comes now is behind the excerpt, and the best place has been passed.
        if far && wanted.start < position {
            ControlFlow::Break(())
        } else {
            ControlFlow::Continue(())
        }
    });
    let begin = if lead == positions.start {
        0
    } else {
        begin.unwrap_or(0)
    };
    let shown = text.get(begin..end).unwrap_or_default();
    let shown = without_furniture(shown, start + begin, &page.marks);
    let excerpt = Excerpt {
        text: &shown,
        before: shows_something(&page, 0..start + begin),
        after: shows_something(&page, start + end..page.text.len()),
    };
    for range in &mut ranges {
        *range = range.start.saturating_sub(begin)..range.end.saturating_sub(begin);
    }
    hit.snippet = cut(excerpt, &ranges, MAX_CHARS);
    hit.heading = best
        .filter(|_| !hits.is_empty())
        .and_then(|at| heading(&page, at));
    hit.label = page.label;
    Ok(hit)
}

/// The last heading of the page that begins at byte `at` or before.
fn heading(page: &Page, at: usize) -> Option<String> {
    let is_heading = |mark: &&Mark| matches!(mark.role, Role::Heading { .. }) && mark.from <= at;
    let mark = page.marks.iter().rev().find(is_heading)?;
    let words: Vec<&str> = page
        .text
        .get(mark.from..mark.until)?
        .split_whitespace()
        .collect();
    Some(words.join(" "))
}

/// Whether there is more than furniture in these bytes of a page.
fn shows_something(page: &Page, bytes: Range<usize>) -> bool {
    let mut furniture = page
        .marks
        .iter()
        .filter(|mark| mark.role == Role::Furniture)
        .peekable();
    let text = page.text.get(bytes.clone()).unwrap_or_default();
    text.char_indices().any(|(at, c)| {
        let at = bytes.start + at;
        while furniture.next_if(|mark| mark.until <= at).is_some() {}
        !c.is_whitespace() && furniture.peek().is_none_or(|mark| at < mark.from)
    })
}

/// `text`, which begins at byte `offset` of its page, with blanks in the place of furniture.
fn without_furniture(text: &str, offset: usize, marks: &[Mark]) -> String {
    let mut shown = String::with_capacity(text.len());
    for mark in marks.iter().filter(|mark| mark.role == Role::Furniture) {
        let place = |at: usize| at.saturating_sub(offset).clamp(shown.len(), text.len());
        let (from, until) = (place(mark.from), place(mark.until));
        let before = text.get(shown.len()..from).unwrap_or_default().to_owned();
        shown.push_str(&before);
        shown.extend(std::iter::repeat_n(' ', until.saturating_sub(shown.len())));
    }
    let rest = text.get(shown.len()..).unwrap_or_default().to_owned();
    shown.push_str(&rest);
    shown
}

/// The beginning of the first page with text, for a document of which no page matches.
pub(crate) fn beginning(snapshot: &Snapshot, document: &Ranked) -> Result<Option<PageHit>, Error> {
    let pages = u32::try_from(document.layout.page_count()).unwrap_or(u32::MAX);
    for number in (1..=pages.min(FIRST_PAGES)).filter_map(PageNumber::new) {
        let positions = document.layout.positions(number);
        if positions.len() as u32 == document.layout.furniture_in(&positions) {
            continue;
        }
        let Some(page) = snapshot.page(document.candidate.address, number)? else {
            continue;
        };
        let text = within(&page.text, REACH_BYTES);
        let excerpt = Excerpt {
            text: &without_furniture(text, 0, &page.marks),
            before: false,
            after: text.len() < page.text.len(),
        };
        return Ok(Some(PageHit {
            page: number,
            heading: None,
            score: 0.0,
            snippet: cut(excerpt, &[], MAX_CHARS),
            label: page.label,
        }));
    }
    Ok(None)
}

/// Terms that a snippet has room for, going by the page's own words.
fn reach_in_terms(bytes: usize, terms: usize) -> u32 {
    let room = terms.saturating_mul(MAX_CHARS) / bytes.max(1);
    u32::try_from(room.clamp(8, MAX_CHARS)).unwrap_or(8)
}

/// Positions of matches within `positions`, with the leaf that each belongs to; ascending, and
/// without those in furniture.
fn places(document: &Ranked, positions: &Range<u32>) -> Vec<(u32, usize)> {
    let mut found = Vec::new();
    for (leaf, places) in document.places.iter().enumerate() {
        let from = places
            .terms
            .partition_point(|position| *position < positions.start);
        let here = places.terms.get(from..).unwrap_or_default();
        found.extend(
            here.iter()
                .take_while(|position| **position < positions.end)
                .filter(|position| !document.layout.is_furniture(**position))
                .map(|position| (*position, leaf)),
        );
    }
    found.sort_unstable();
    found
}

/// The first of the stretches of `reach` terms that hold the most of the query: most different words
/// and phrases, then most places.
fn densest(places: &[(u32, usize)], reach: u32) -> Range<u32> {
    let leaves = places.iter().map(|(_, leaf)| leaf + 1).max().unwrap_or(0);
    let mut counts = vec![0_usize; leaves];
    let mut distinct = 0;
    let mut best: Option<((usize, usize), Range<u32>)> = None;
    let mut end = 0;
    for (index, (from, first)) in places.iter().enumerate() {
        let until = from.saturating_add(reach);
        while let Some((_, leaf)) = places.get(end).filter(|(position, _)| *position < until) {
            if let Some(count) = counts.get_mut(*leaf) {
                distinct += usize::from(*count == 0);
                *count += 1;
            }
            end += 1;
        }
        let worth = (distinct, end - index);
        if best.as_ref().is_none_or(|(most, _)| *most < worth) {
            best = Some((worth, *from..until));
        }
        if let Some(count) = counts.get_mut(*first) {
            *count -= 1;
            distinct -= usize::from(*count == 0);
        }
    }
    best.map_or(0..0, |(_, stretch)| stretch)
}

/// The beginning of `text`, at most `bytes` long, cut between characters.
fn within(text: &str, bytes: usize) -> &str {
    text.get(..text.floor_char_boundary(bytes)).unwrap_or(text)
}
