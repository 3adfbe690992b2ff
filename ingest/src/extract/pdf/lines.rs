//! Glyphs in the order they were drawn → pieces of one line each.
//!
//! A piece is text on one baseline without a wide gap: a word, a cell, a line of prose. A space
//! is put where glyphs stand apart, whether or not the file has one there.

use super::bidi;
use super::glyphs::Glyph;

/// Text on one baseline.
#[derive(Clone, Debug)]
pub(super) struct Piece {
    pub(super) text: String,
    pub(super) x0: f64,
    pub(super) x1: f64,
    pub(super) y: f64,
    pub(super) size: f64,
}

/// Gap between glyphs, in parts of their size, from which a space is put.
pub(super) const SPACE: f64 = 0.18;

/// Gap from which a new piece begins.
const PIECE: f64 = 0.8;

/// Joins glyphs that follow each other on one line.
pub(super) fn pieces(glyphs: &[Glyph]) -> Vec<Piece> {
    let mut pieces: Vec<Piece> = Vec::new();
    for glyph in glyphs {
        let is_blank = glyph.text.trim().is_empty();
        if let Some(piece) = pieces.last_mut() {
            let size = piece.size.max(glyph.size);
            let gap = glyph.x0 - piece.x1;
            let is_same_line = (glyph.y - piece.y).abs() < 0.3 * size;
            // Letters set from right to left each begin a piece, to be sorted later.
            let most_back = if is_turned(glyph) { 0.15 } else { 0.5 };
            if is_same_line && -most_back * size < gap && gap < PIECE * size {
                if is_blank {
                    if !piece.text.ends_with(' ') {
                        piece.text.push(' ');
                    }
                    piece.x1 = piece.x1.max(glyph.x1.min(piece.x1 + 0.4 * size));
                    continue;
                }
                if SPACE * piece.size.min(glyph.size) < gap && !piece.text.ends_with(' ') {
                    piece.text.push(' ');
                }
                piece.text.push_str(&seen(glyph));
                piece.x1 = piece.x1.max(glyph.x1);
                piece.x0 = piece.x0.min(glyph.x0);
                piece.size = size;
                continue;
            }
        }
        if !is_blank {
            let Glyph {
                x0, x1, y, size, ..
            } = *glyph;
            pieces.push(Piece {
                text: seen(glyph),
                x0,
                x1,
                y,
                size,
            });
        }
    }
    pieces
}

fn is_turned(glyph: &Glyph) -> bool {
    glyph.text.chars().any(bidi::is_right_to_left)
}

/// The text of a glyph as it is seen, from left to right: a ligature is turned like its line.
fn seen(glyph: &Glyph) -> String {
    if is_turned(glyph) {
        glyph.text.chars().rev().collect()
    } else {
        glyph.text.clone()
    }
}

/// Writes pieces that belong to one block, line by line from the top.
pub(super) fn write(mut pieces: Vec<Piece>, text: &mut String) {
    pieces.sort_by(|a, b| b.y.total_cmp(&a.y));
    let mut rest = pieces.as_mut_slice();
    while let Some(first) = rest.first() {
        let (y, mut size) = (first.y, first.size);
        let on_line = rest
            .iter()
            .skip(1)
            .take_while(|piece| {
                let is_same = (y - piece.y).abs() < 0.45 * size.min(piece.size).max(0.5 * size);
                size = size.max(if is_same { piece.size } else { 0.0 });
                is_same
            })
            .count();
        let (line, below) = rest.split_at_mut(on_line + 1);
        write_line(line, text);
        rest = below;
    }
}

fn write_line(line: &mut [Piece], text: &mut String) {
    line.sort_by(|a, b| a.x0.total_cmp(&b.x0));
    let mut written = String::new();
    let mut before: Option<&Piece> = None;
    for piece in line.iter() {
        if let Some(before) = before {
            let gap = piece.x0 - before.x1;
            let size = piece.size.min(before.size);
            if 1.5 * before.size.max(piece.size) < gap {
                written.truncate(written.trim_end().len());
                written.push('\t');
            } else if SPACE * size < gap && !written.ends_with(' ') {
                written.push(' ');
            }
        }
        written.push_str(&piece.text);
        before = Some(piece);
    }
    join(text, bidi::logical(&written).trim());
    text.push('\n');
}

/// Appends a line to `text`; a Latin word that a hyphen breaks at the line's end becomes whole.
fn join(text: &mut String, line: &str) {
    let is_lower = |c: char| c.is_lowercase() && c.is_alphabetic();
    if let Some(before) = text.strip_suffix('\n')
        && let Some(word) = before.strip_suffix(['-', '\u{ad}', '\u{2010}'])
        && word.ends_with(is_lower)
        && line.starts_with(is_lower)
    {
        text.truncate(word.len());
    }
    text.push_str(line);
}
