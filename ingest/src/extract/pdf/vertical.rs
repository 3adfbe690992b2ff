//! Writing in columns from top to bottom, read from right to left.
//!
//! Columns follow the order of drawing unless it runs against the writing's own: from left to
//! right throughout.

use super::glyphs::Glyph;
use super::lines::{Line, Place, Role};

/// Marks the glyphs of a page that is set in columns from top to bottom without its fonts saying
/// so: most glyphs are drawn right below the one before. What stands side by side stays a line.
pub(super) fn mark(mut glyphs: Vec<Glyph>) -> Vec<Glyph> {
    let is_below = |pair: &&[Glyph]| match pair {
        [above, below] => {
            let size = above.size.max(below.size);
            let drop = above.y - below.y;
            (above.x0 - below.x0).abs() < 0.3 * size && 0.5 * size < drop && drop < 1.6 * size
        }
        _ => false,
    };
    let is_beside = |pair: &[Glyph]| match pair {
        [left, right] => {
            let size = left.size.max(right.size);
            (left.y - right.y).abs() < 0.1 * size && (right.x0 - left.x1).abs() < 0.5 * size
        }
        _ => false,
    };
    if glyphs.len() <= 20 || 2 * glyphs.windows(2).filter(is_below).count() <= glyphs.len() {
        return glyphs;
    }
    let beside: Vec<bool> = glyphs.windows(2).map(is_beside).collect();
    for (at, glyph) in glyphs.iter_mut().enumerate() {
        let before = at.checked_sub(1).and_then(|at| beside.get(at));
        glyph.is_vertical |= before != Some(&true) && beside.get(at) != Some(&true);
    }
    glyphs
}

/// Writes columns of vertical writing.
pub(super) fn write(glyphs: &[Glyph], lines: &mut Vec<Line>) {
    let mut columns: Vec<Line> = Vec::new();
    let mut last: Option<&Glyph> = None;
    for glyph in glyphs {
        let is_new_column = last.is_none_or(|last| {
            let size = glyph.size.max(last.size);
            let (aside, drop) = ((glyph.x0 - last.x0).abs(), last.y - glyph.y);
            0.6 * size < aside || 3.0 * size < drop || drop < -0.6 * size
        });
        match columns.last_mut() {
            Some(column) if !is_new_column => glyph.text.write(&mut column.text),
            _ => columns.push(Line {
                text: glyph.text.chars().collect(),
                x0: glyph.x0,
                x1: glyph.x1,
                y: glyph.y,
                size: glyph.size,
                is_bold: glyph.is_bold,
                begins_blank: false,
                ends_blank: false,
                is_prose: false,
                is_full: false,
                place: Place::Line,
                role: Role::Text,
            }),
        }
        last = Some(glyph);
    }
    // Columns of one band, each to the right of the one before: drawn against the reading.
    let steps = columns.windows(2).filter_map(|pair| match pair {
        [before, after] if (before.y - after.y).abs() < before.size => Some(after.x0 - before.x0),
        _ => None,
    });
    let (rightwards, leftwards) = steps.fold((0_usize, 0_usize), |(right, left), step| {
        (
            right + usize::from(0.0 < step),
            left + usize::from(step < 0.0),
        )
    });
    if 2 <= rightwards && leftwards == 0 {
        columns.sort_by(|a, b| b.x0.total_cmp(&a.x0));
    }
    columns.retain(|column| !column.text.trim().is_empty());
    lines.append(&mut columns);
}
