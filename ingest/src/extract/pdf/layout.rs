//! Puts the glyphs of a page into reading order: a recursive cut along white space (XY-cut).
//!
//! A block is cut at its widest vertical gutter when prose stands on both sides, or when the
//! lines of both sides do not stand on the same baselines; else at its widest horizontal gap;
//! else its lines are written from the top. A gutter between short pieces on shared baselines is
//! one of a table, whose rows stay together, a tab between cells.
//!
//! Text of each rotation is ordered by itself, the most frequent one first. Vertical writing
//! follows the order of drawing.
//!
//! Not here: reading order across pages, headers and footers, ruled lines.
//!
//! Source: Nagy and Seth 1984 (XY-cut).

use super::glyphs::Glyph;
use super::lines::{self, Piece};

/// Most cuts inside one another; what is left then is written from the top.
const MAX_DEPTH: usize = 40;

/// Writes the text of one page.
pub(super) fn text(glyphs: Vec<Glyph>) -> String {
    let mut text = String::new();
    let glyphs = mark_vertical(glyphs);
    let (vertical, horizontal): (Vec<Glyph>, Vec<Glyph>) =
        glyphs.into_iter().partition(|glyph| glyph.is_vertical);
    let mut by_rotation: [Vec<Glyph>; 4] = Default::default();
    for glyph in horizontal {
        if let Some(turned) = by_rotation.get_mut(usize::from(glyph.rotation)) {
            turned.push(glyph);
        }
    }
    by_rotation.sort_by_key(|glyphs| std::cmp::Reverse(glyphs.len()));
    for glyphs in by_rotation {
        cut(lines::pieces(&glyphs), &mut text, 0);
    }
    write_vertical(&vertical, &mut text);
    text
}

/// Marks the glyphs of a page that is set in columns from top to bottom without its fonts saying
/// so: most glyphs are drawn right below the one before. What stands side by side stays a line.
fn mark_vertical(mut glyphs: Vec<Glyph>) -> Vec<Glyph> {
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

/// Columns of vertical writing, in the order they were drawn.
fn write_vertical(glyphs: &[Glyph], text: &mut String) {
    let mut last: Option<&Glyph> = None;
    for glyph in glyphs {
        let is_new_column = last.is_some_and(|last| {
            let size = glyph.size.max(last.size);
            let (aside, drop) = ((glyph.x0 - last.x0).abs(), last.y - glyph.y);
            0.6 * size < aside || 3.0 * size < drop || drop < -0.6 * size
        });
        if is_new_column {
            text.push('\n');
        }
        text.push_str(&glyph.text);
        last = Some(glyph);
    }
    if last.is_some() {
        text.push('\n');
    }
}

fn cut(pieces: Vec<Piece>, text: &mut String, depth: usize) {
    if pieces.len() < 2 || MAX_DEPTH < depth {
        lines::write(pieces, text);
        return;
    }
    let size = median_size(&pieces);
    let gutter = widest_gap(pieces.iter().map(|piece| (piece.x0, piece.x1)));
    if 0.9 * size < gutter.width {
        let (left, right): (Vec<Piece>, Vec<Piece>) = pieces
            .iter()
            .cloned()
            .partition(|piece| f64::midpoint(piece.x0, piece.x1) < gutter.middle);
        if are_columns(&left, &right, size) {
            cut(left, text, depth + 1);
            cut(right, text, depth + 1);
            return;
        }
    }
    // A line reaches from a quarter of its size below its baseline to four fifths above it.
    let gap = widest_gap(
        pieces
            .iter()
            .map(|piece| (piece.y - 0.25 * piece.size, piece.y + 0.8 * piece.size)),
    );
    if 0.15 * size < gap.width {
        let (above, below): (Vec<Piece>, Vec<Piece>) = pieces
            .into_iter()
            .partition(|piece| gap.middle < piece.y + 0.28 * piece.size);
        if above.is_empty() || below.is_empty() {
            lines::write(if above.is_empty() { below } else { above }, text);
            return;
        }
        cut(above, text, depth + 1);
        cut(below, text, depth + 1);
        return;
    }
    lines::write(pieces, text);
}

struct Gap {
    width: f64,
    middle: f64,
}

/// The widest stretch that no interval covers; its width is 0 if there is none.
fn widest_gap(intervals: impl Iterator<Item = (f64, f64)>) -> Gap {
    let mut intervals: Vec<(f64, f64)> = intervals.collect();
    intervals.sort_by(|a, b| a.0.total_cmp(&b.0));
    let mut widest = Gap {
        width: 0.0,
        middle: 0.0,
    };
    let mut covered = f64::NEG_INFINITY;
    for (from, to) in intervals {
        if covered.is_finite() && widest.width < from - covered {
            widest = Gap {
                width: from - covered,
                middle: f64::midpoint(from, covered),
            };
        }
        covered = covered.max(to);
    }
    widest
}

fn median_size(pieces: &[Piece]) -> f64 {
    let mut sizes: Vec<f64> = pieces.iter().map(|piece| piece.size).collect();
    sizes.sort_by(f64::total_cmp);
    sizes.get(sizes.len() / 2).copied().unwrap_or(1.0)
}

/// Whether two sides of a gutter are read one after the other, not row by row.
fn are_columns(left: &[Piece], right: &[Piece], size: f64) -> bool {
    let (left_baselines, right_baselines) = (baselines(left), baselines(right));
    let (left_lines, right_lines) = (
        count_lines(&left_baselines, size),
        count_lines(&right_baselines, size),
    );
    if left_lines < 2 || right_lines < 2 {
        return false;
    }
    let width = |pieces: &[Piece]| pieces.iter().map(|piece| piece.x1 - piece.x0).sum::<f64>();
    #[expect(clippy::cast_precision_loss, reason = "counts of lines of one page")]
    let (left_width, right_width) = (
        width(left) / left_lines as f64,
        width(right) / right_lines as f64,
    );
    // Prose: lines of more than nine characters of full width.
    if 9.0 * size < left_width && 9.0 * size < right_width {
        return true;
    }
    let is_shared = |y: &&f64| {
        let at = left_baselines.partition_point(|other| *other < **y);
        let neighbours = [
            at.checked_sub(1).and_then(|at| left_baselines.get(at)),
            left_baselines.get(at),
        ];
        neighbours
            .into_iter()
            .flatten()
            .any(|other| (other - **y).abs() < 0.15 * size)
    };
    let shared = right_baselines.iter().filter(is_shared).count();
    #[expect(clippy::cast_precision_loss, reason = "counts of pieces of one page")]
    let share = shared as f64 / right_baselines.len() as f64;
    share < 0.6
}

/// The baselines of pieces, sorted.
fn baselines(pieces: &[Piece]) -> Vec<f64> {
    let mut baselines: Vec<f64> = pieces.iter().map(|piece| piece.y).collect();
    baselines.sort_by(f64::total_cmp);
    baselines
}

fn count_lines(baselines: &[f64], size: f64) -> usize {
    1 + baselines
        .windows(2)
        .filter(|pair| matches!(pair, [a, b] if 0.5 * size < b - a))
        .count()
}
