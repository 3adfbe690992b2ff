//! Headings: short lines in larger or bolder type than the text of the document.
//!
//! Their sizes make their levels: the largest is 1. A document most of which is set in such type
//! (a poster, slides) has no body to tell headings from, and gets none.
//!
//! Not here: what an outline or a tagged file says of its headings.

use std::collections::HashMap;

use super::layout::PageBlocks;
use super::lines::{Line, Place, Role};

/// Characters from which a line, and lines in a row, are text however they are set.
const MOST_CHARACTERS: usize = 160;

/// Lines from which a heading is a paragraph.
const MOST_LINES: usize = 3;

/// Times the size of the text from which a line is larger, not only set a little wider.
const LARGER: f64 = 1.12;

/// Levels told apart.
const LEVELS: usize = 6;

/// The type a line is set in: half points, bold or not; ordered by size.
type Style = (u32, bool);

/// Marks the headings among the lines of a document's pages.
pub(super) fn mark(pages: &mut [PageBlocks]) {
    let Some(body) = body(pages) else {
        return;
    };
    let mut found: Vec<(usize, usize, usize)> = Vec::new();
    let (mut characters, mut heading_characters) = (0, 0);
    let mut styles: HashMap<Style, usize> = HashMap::new();
    for (number, page) in pages.iter().enumerate() {
        let upright = page.lines.get(..page.upright).unwrap_or_default();
        characters += upright.iter().map(|line| count(&line.text)).sum::<usize>();
        let mut at = 0;
        for group in upright.chunk_by(is_same_heading) {
            let from = at;
            at += group.len();
            if is_heading(group, upright.get(at), body) {
                heading_characters += group.iter().map(|line| count(&line.text)).sum::<usize>();
                if let Some(line) = group.first() {
                    *styles.entry(style(line)).or_default() += 1;
                }
                found.push((number, from, at));
            }
        }
    }
    // More than a third of it.
    if characters < 3 * heading_characters {
        return;
    }
    let mut order: Vec<Style> = styles.into_keys().collect();
    order.sort_unstable_by(|a, b| b.cmp(a));
    for (page, from, until) in found {
        let lines = pages
            .get_mut(page)
            .and_then(|page| page.lines.get_mut(from..until));
        for line in lines.unwrap_or_default() {
            let rank = order.iter().position(|found| *found == style(line));
            let level = rank.unwrap_or(LEVELS).saturating_add(1).min(LEVELS);
            line.role = Role::Heading(u8::try_from(level).unwrap_or(1));
        }
    }
}

/// The type most of the text is set in.
fn body(pages: &[PageBlocks]) -> Option<Style> {
    let mut styles: HashMap<Style, usize> = HashMap::new();
    for line in pages.iter().flat_map(|page| &page.lines) {
        if line.is_text() {
            *styles.entry(style(line)).or_default() += count(&line.text);
        }
    }
    styles
        .into_iter()
        .max_by_key(|(style, count)| (*count, *style))
        .map(|(style, _)| style)
}

fn style(line: &Line) -> Style {
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "a font's size in half points; saturates"
    )]
    let size = (2.0 * line.size).round() as u32;
    (size, line.is_bold)
}

fn count(text: &str) -> usize {
    text.chars().filter(|c| !c.is_whitespace()).count()
}

/// Whether two lines are parts of one heading: same type, one right below the other.
pub(super) fn is_same_heading(before: &Line, after: &Line) -> bool {
    let drop = before.y - after.y;
    before.role == after.role
        && style(before) == style(after)
        && 0.5 * before.size < drop
        && drop < 1.9 * before.size
        && before.x0 < after.x1
        && after.x0 < before.x1
}

fn is_heading(group: &[Line], next: Option<&Line>, (body_size, body_is_bold): Style) -> bool {
    let Some(first) = group.first() else {
        return false;
    };
    let (size, is_bold) = style(first);
    let is_larger = LARGER * f64::from(body_size) <= f64::from(size);
    let is_bolder = is_bold && !body_is_bold && body_size <= size + 1;
    let length: usize = group.iter().map(|line| count(&line.text)).sum();
    let letters = group
        .iter()
        .flat_map(|line| line.text.chars())
        .filter(|c| c.is_alphabetic())
        .count();
    let is_cell = group
        .iter()
        .any(|line| line.place != Place::Line || line.text.contains('\t'));
    let last = group.last().map_or("", |line| line.text.as_str());
    // A bold line that ends like a sentence or goes on is text with stress.
    let is_far_larger = 1.3 * f64::from(body_size) <= f64::from(size);
    let is_sentence =
        last.ends_with('。') || last.ends_with(['.', ',', ';']) && (60 < length || !is_far_larger);
    let is_list_item = first.text.starts_with(['•', '◦', '–', '※', '*', '·']);
    // Syllables and ideographs say more each than letters.
    let wide = group
        .iter()
        .flat_map(|line| line.text.chars())
        .filter(|c| matches!(c, '\u{1100}'..='\u{11ff}' | '\u{2e80}'..='\u{d7ff}' | '\u{f900}'..='\u{faff}'))
        .count();
    // A heading stands above something, further from it or larger than a line of a list.
    let is_followed = next.is_some_and(|next| next.role == Role::Text);
    (is_larger || is_bolder && is_followed)
        && first.is_text()
        && !is_cell
        && !is_sentence
        && !is_list_item
        && group.len() <= MOST_LINES
        && length + wide <= MOST_CHARACTERS
        // More letters than signs and figures.
        && 2 <= letters
        && length <= 2 * letters
}
