//! Running heads, running feet and page numbers: what stands at the same place on several pages.
//!
//! Only the outermost lines of a page are looked at, from its edges inwards. The same words count,
//! with another number or the same; a bare number counts when it grows with the pages.
//!
//! Not here: what stands in the margins at the sides; headings of tables repeated on each page.

use std::collections::HashMap;

use super::layout::PageBlocks;
use super::lines::{Line, Role};

/// Lines looked at from each edge of a page.
const DEPTH: usize = 4;

/// Pages from which words at the same place are no chance.
const LEAST_PAGES: usize = 3;

/// Pages after which the same words must turn up again: left and right pages differ, a page
/// without them may stand between.
const REACH: usize = 4;

/// An outermost line of a page.
struct Candidate {
    page: usize,
    line: usize,
    /// From 0 at the page's edge inwards.
    depth: usize,
    /// Its first number.
    number: Option<i64>,
    y: f64,
}

/// Marks the furniture among the lines of a document's pages.
pub(super) fn mark(pages: &mut [PageBlocks]) {
    for is_top in [true, false] {
        mark_edge(pages, is_top);
    }
}

fn mark_edge(pages: &mut [PageBlocks], is_top: bool) {
    let mut by_words: HashMap<String, Vec<Candidate>> = HashMap::new();
    for (number, page) in pages.iter().enumerate() {
        for (depth, line) in outermost(page, is_top).into_iter().enumerate() {
            if let Some(found) = page.lines.get(line) {
                let (words, value) = words(&found.text);
                by_words.entry(words).or_default().push(Candidate {
                    page: number,
                    line,
                    depth,
                    number: value,
                    y: found.y,
                });
            }
        }
    }
    // Lines that recur; a page's own become furniture from the edge inwards.
    let mut recurring: Vec<(usize, usize, usize)> = Vec::new();
    for (words, mut candidates) in by_words {
        candidates.sort_by(|a, b| a.y.total_cmp(&b.y));
        for place in candidates.chunk_by_mut(|a, b| b.y - a.y < 6.0) {
            place.sort_by_key(|candidate| candidate.page);
            keep_recurring(&words, place, pages.len(), &mut recurring);
        }
    }
    recurring.sort_unstable();
    for of_page in recurring.chunk_by(|a, b| a.0 == b.0) {
        let mut next = 0;
        for &(page, depth, line) in of_page {
            // One line further in may be missing its pair, such as the name of a section.
            if next + 1 < depth {
                break;
            }
            next = depth + 1;
            if let Some(line) = pages
                .get_mut(page)
                .and_then(|page| page.lines.get_mut(line))
            {
                line.role = Role::Furniture;
            }
        }
    }
}

/// The outermost upright lines of a page, by index, from the edge inwards.
fn outermost(page: &PageBlocks, is_top: bool) -> Vec<usize> {
    let mut order: Vec<(usize, f64)> = page
        .lines
        .iter()
        .take(page.upright)
        .map(|line| line.y)
        .enumerate()
        .collect();
    order.sort_by(|a, b| {
        if is_top {
            b.1.total_cmp(&a.1)
        } else {
            a.1.total_cmp(&b.1)
        }
    });
    order.truncate(DEPTH);
    order.into_iter().map(|(at, _)| at).collect()
}

fn keep_recurring(
    words: &str,
    place: &[Candidate],
    page_count: usize,
    recurring: &mut Vec<(usize, usize, usize)>,
) {
    let has_words = 2 <= words.chars().filter(|c| c.is_alphabetic()).count();
    // A two-page leaflet has its head twice only.
    let least = if has_words && page_count == 2 {
        2
    } else {
        LEAST_PAGES
    };
    let mut offsets: HashMap<i64, usize> = HashMap::new();
    let offset = |candidate: &Candidate| {
        let page = i64::try_from(candidate.page).ok()?;
        candidate.number?.checked_sub(page)
    };
    for offset in place.iter().filter_map(offset) {
        *offsets.entry(offset).or_default() += 1;
    }
    for near in place.chunk_by(|a, b| b.page - a.page <= REACH) {
        let mut distinct: Vec<usize> = near.iter().map(|candidate| candidate.page).collect();
        distinct.dedup();
        if distinct.len() < least {
            continue;
        }
        for candidate in near {
            // What has no words of its own must count the pages.
            let counts = offset(candidate)
                .and_then(|offset| offsets.get(&offset))
                .is_some_and(|pages| LEAST_PAGES <= *pages);
            if has_words || counts {
                recurring.push((candidate.page, candidate.depth, candidate.line));
            }
        }
    }
}

/// A line's words with `#` for each number, and the first of the numbers.
fn words(text: &str) -> (String, Option<i64>) {
    let mut words = String::with_capacity(text.len());
    let (mut first, mut digits) = (None, String::new());
    for c in text.chars().chain(std::iter::once(' ')) {
        if c.is_ascii_digit() {
            digits.push(c);
            continue;
        }
        if !digits.is_empty() {
            first = first.or_else(|| digits.parse().ok());
            digits.clear();
            words.push('#');
        }
        if !c.is_whitespace() {
            words.push(c);
        }
    }
    if first.is_none()
        && let Some(number) = roman(&words)
    {
        return ("#roman".to_owned(), Some(number));
    }
    (words, first)
}

/// The value of a roman numeral below 90, as in front matter.
fn roman(text: &str) -> Option<i64> {
    let value = |c: char| match c.to_ascii_lowercase() {
        'i' => Some(1),
        'v' => Some(5),
        'x' => Some(10),
        'l' => Some(50),
        _ => None,
    };
    let values: Vec<i64> = text.chars().map(value).collect::<Option<_>>()?;
    if values.is_empty() || 8 < values.len() {
        return None;
    }
    let after = values.iter().skip(1).copied().chain(std::iter::once(0));
    Some(
        values
            .iter()
            .zip(after)
            .map(|(value, after)| if *value < after { -value } else { *value })
            .sum(),
    )
}

impl Line {
    /// Whether it is neither furniture nor a heading.
    pub(super) fn is_text(&self) -> bool {
        self.role == Role::Text
    }
}
