//! The lines of a document in which it says what it is: title page, running heads, imprint, last page.
//!
//! Running text in between is about other things: dates and countries there are not the document's.
//! At most [`MAX_LINES`] lines and [`MAX_BYTES`] of a page are looked at, so that describing costs
//! the same for a page and for a book.
//!
//! Not here: what the lines say.

use std::ops::Range;

use regesta_index::{Assertion, CharRange, Field, Page, Provenance, Role};

/// Most lines from the top of the first page.
const MAX_LINES: usize = 60;
/// Most lines from the top of the pages after it.
const MAX_LINES_AFTER: usize = 30;
/// Most lines from the end of the first and of the last page.
const MAX_LINES_END: usize = 25;
/// Most bytes of one line.
const MAX_BYTES: usize = 1_000;
/// Most characters of a table's cell that is no paragraph.
const MAX_CELL_CHARS: usize = 200;
/// Pages with text that count as the beginning.
const FIRST_PAGES: usize = 3;

/// Where in the document a line stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Place {
    /// On the first page with text.
    First,
    /// On one of the two pages after it.
    After,
    /// On the last page.
    Last,
}

/// One line that is not blank.
#[derive(Clone, Copy, Debug)]
pub(super) struct Line<'a> {
    pub(super) page: &'a Page,
    pub(super) place: Place,
    /// Its number among the page's lines that are not blank, from 0.
    pub(super) index: usize,
    /// Its first byte in the page's text.
    pub(super) from: usize,
    pub(super) text: &'a str,
    pub(super) is_furniture: bool,
    pub(super) is_heading: bool,
    /// Part of a sentence that runs on, not a line set for itself: what it names is named in passing.
    pub(super) is_prose: bool,
}

impl Line<'_> {
    /// That the part `range` of the line, in bytes, makes `value` a value of `field`.
    pub(super) fn asserts(
        &self,
        range: &Range<usize>,
        field: Field,
        value: String,
        rule: &str,
        confidence: f32,
    ) -> Assertion {
        let range = self.from + range.start..self.from + range.end;
        asserted(self.page, range, field, value, rule, confidence)
    }
}

/// That the part `range` of a page's text, in bytes, makes `value` a value of `field`.
pub(super) fn asserted(
    page: &Page,
    range: Range<usize>,
    field: Field,
    value: String,
    rule: &str,
    confidence: f32,
) -> Assertion {
    Assertion {
        field,
        value,
        provenance: Provenance::Text {
            page: page.number,
            range: CharRange::of(&page.text, range),
        },
        rule: rule.to_owned(),
        confidence,
        rejected: None,
    }
}

/// The lines in which the document of `pages` says what it is, in order.
pub(super) fn telling(pages: &[Page]) -> Vec<Line<'_>> {
    let with_text: Vec<usize> = (0..pages.len())
        .filter(|index| pages.get(*index).is_some_and(Page::has_text))
        .take(FIRST_PAGES)
        .collect();
    let last = pages.iter().rposition(Page::has_text);
    let mut telling = Vec::new();
    for (order, index) in with_text.iter().enumerate() {
        let Some(page) = pages.get(*index) else {
            continue;
        };
        let (place, most) = match order {
            0 => (Place::First, MAX_LINES),
            _ => (Place::After, MAX_LINES_AFTER),
        };
        let lines = lines(page, place);
        let count = lines.len();
        let is_last = last == Some(*index);
        telling.extend(lines.into_iter().filter(|line| {
            let is_end = count <= line.index + MAX_LINES_END;
            line.index < most || (is_end && (order == 0 || is_last))
        }));
    }
    if let Some(last) = last.filter(|last| !with_text.contains(last))
        && let Some(page) = pages.get(last)
    {
        let lines = lines(page, Place::Last);
        let skipped = lines.len().saturating_sub(MAX_LINES_END);
        telling.extend(lines.into_iter().skip(skipped));
    }
    telling
}

fn lines(page: &Page, place: Place) -> Vec<Line<'_>> {
    let mut from = 0;
    let mut lines = Vec::new();
    let mut marks = page.marks.iter().peekable();
    for text in page.text.split_inclusive('\n') {
        let start = from;
        from += text.len();
        if !text.chars().any(char::is_alphanumeric) {
            continue;
        }
        while marks.next_if(|mark| mark.until <= start).is_some() {}
        let role = marks
            .peek()
            .filter(|mark| mark.from < start + text.len())
            .map(|mark| mark.role);
        let end = text.floor_char_boundary(MAX_BYTES);
        lines.push(Line {
            page,
            place,
            index: lines.len(),
            from: start,
            text: text.get(..end).unwrap_or(text).trim_end(),
            is_furniture: role == Some(Role::Furniture),
            is_heading: matches!(role, Some(Role::Heading { .. })),
            is_prose: false,
        });
    }
    mark_prose(&mut lines);
    lines
}

/// Finds the lines of running text: long ones, and those that run on from line to line.
fn mark_prose(lines: &mut [Line<'_>]) {
    for index in 0..lines.len() {
        let Some(line) = lines.get(index) else {
            continue;
        };
        let neighbour = |other: Option<usize>| other.and_then(|other| lines.get(other));
        let above = neighbour(index.checked_sub(1)).filter(|above| is_next(above, line));
        let below = neighbour(index.checked_add(1)).filter(|below| is_next(line, below));
        let runs_on = above.is_some_and(|above| runs_into(above.text, line.text))
            || below.is_some_and(|below| runs_into(line.text, below.text));
        let is_prose = !line.is_heading && (is_sentence(line.text) || runs_on);
        if let Some(line) = lines.get_mut(index) {
            line.is_prose = is_prose;
        }
    }
}

/// Whether `below` is the line right under `above`, without a blank one between.
fn is_next(above: &Line<'_>, below: &Line<'_>) -> bool {
    let from = above.from + above.text.len();
    let between = above.page.text.get(from..below.from);
    between.is_some_and(|between| between.matches('\n').count() <= 1)
}

/// Whether a sentence goes on from the end of one line to the beginning of the next.
fn runs_into(above: &str, below: &str) -> bool {
    const LONG: usize = 35;
    let last = above.trim_end().chars().next_back();
    let first = below.trim_start().chars().next();
    let is_open = last.is_some_and(|c| c.is_lowercase() || c == ',' || c == '-');
    let goes_on = first.is_some_and(char::is_lowercase);
    let is_long = LONG <= above.chars().count() && !above.contains('\t');
    // `… the peace accords on 29` / `December 1996.`
    let is_cut_date = last.is_some_and(|c| c.is_ascii_digit())
        && first.is_some_and(char::is_alphabetic)
        && below.trim_end().ends_with('.')
        && !below.trim_end().ends_with("다.");
    is_long && (goes_on || (is_open || is_cut_date) && !below.contains('\t'))
}

/// Whether a line by itself is a sentence or a part of one. A numbered paragraph, `17.⇥When I spoke …`, is
/// one; a row of a table is not, unless a cell of it goes on for a few lines.
fn is_sentence(line: &str) -> bool {
    let line = line.trim();
    let last = line.chars().next_back();
    let words = line.split_whitespace().count();
    let is_cell = line.contains('\t')
        && line
            .split('\t')
            .all(|cell| cell.chars().count() <= MAX_CELL_CHARS);
    let ends = matches!(last, Some('.' | ';' | '?' | '!' | ',')) && 6 <= words;
    let ends_in_cjk = line.ends_with("다.") || line.ends_with(['。', '；']);
    let begins_within = line.chars().next().is_some_and(char::is_lowercase) && 4 <= words;
    !is_cell && (ends || ends_in_cjk || begins_within || 16 <= words || 110 <= line.chars().count())
}
