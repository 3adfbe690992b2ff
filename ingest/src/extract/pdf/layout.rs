//! Puts the glyphs of a page into reading order: a recursive cut along white space (XY-cut).
//!
//! A block is cut at its gutters when prose stands on both sides, or when the lines of both sides
//! do not stand on the same baselines; lines that cross the gutters (headings over several
//! columns) part it first, and so do ruled lines across it and rows of boxes. Else it is cut at
//! its widest horizontal gap; else its lines are written from the top. A gutter between short
//! pieces on shared baselines is one of a table, whose rows stay together, a tab between cells; in
//! a ruled table the cells of a row may have several lines each.
//!
//! Text of each rotation is ordered by itself: the most frequent one first, slanted ones last, in
//! the order in which they are drawn.
//!
//! Not here: reading order across pages; what the lines mean (`document.rs`).
//!
//! Source: Nagy and Seth 1984 (XY-cut).

use super::glyphs::Glyph;
use super::gutters::{self, widest_gap};
use super::line_ends;
use super::lines::{self, Line, Piece};
use super::rules::Rules;
use super::vertical;

/// Most cuts inside one another; what is left then is written from the top.
const MAX_DEPTH: usize = 120;

/// Most pieces that are cut; a page with more is no page anyone reads.
const MAX_PIECES: usize = 20_000;

/// The lines of one page in reading order.
#[derive(Debug, Default)]
pub(super) struct PageBlocks {
    pub(super) lines: Vec<Line>,
    /// How many of them, from the first, are in the page's main direction.
    pub(super) upright: usize,
}

impl PageBlocks {
    /// Bytes of text.
    pub(super) fn len(&self) -> usize {
        self.lines.iter().map(|line| line.text.len() + 1).sum()
    }
}

/// Orders the text of one page.
pub(super) fn blocks(glyphs: Vec<Glyph>, rules: &Rules) -> PageBlocks {
    let glyphs = vertical::mark(glyphs);
    let (vertical, mut by_rotation) = by_direction(glyphs);
    by_rotation.sort_by_key(|(rotation, glyphs)| {
        let is_slanted = rotation % 90 != 0;
        let count = if is_slanted { 0 } else { glyphs.len() };
        (is_slanted, std::cmp::Reverse(count))
    });
    let mut page = PageBlocks::default();
    for (at, (rotation, glyphs)) in by_rotation.into_iter().enumerate() {
        let mut cutter = Cutter {
            rules: rules.turned(rotation),
            lines: &mut page.lines,
        };
        let pieces = lines::pieces(&glyphs);
        cutter.cut(pieces.iter().collect(), 0);
        if at == 0 {
            page.upright = page.lines.len();
        }
    }
    line_ends::mark_full(&mut page.lines);
    vertical::write(&vertical, &mut page.lines);
    page
}

/// Parts glyphs into vertical writing and the rest, this by its rotation, in the order of drawing.
fn by_direction(glyphs: Vec<Glyph>) -> (Vec<Glyph>, Vec<(u16, Vec<Glyph>)>) {
    let direction = |glyph: &Glyph| (glyph.is_vertical, glyph.rotation);
    match glyphs.first().map(direction) {
        // As on nearly every page.
        Some((false, rotation)) if glyphs.iter().all(|g| direction(g) == (false, rotation)) => {
            return (Vec::new(), vec![(rotation, glyphs)]);
        }
        _ => {}
    }
    let (vertical, horizontal): (Vec<Glyph>, Vec<Glyph>) =
        glyphs.into_iter().partition(|glyph| glyph.is_vertical);
    let mut by_rotation: Vec<(u16, Vec<Glyph>)> = Vec::new();
    for glyph in horizontal {
        let known = by_rotation
            .iter()
            .position(|(rotation, _)| *rotation == glyph.rotation);
        match known.and_then(|at| by_rotation.get_mut(at)) {
            Some((_, turned)) => turned.push(glyph),
            None => by_rotation.push((glyph.rotation, vec![glyph])),
        }
    }
    (vertical, by_rotation)
}

struct Cutter<'l> {
    rules: Rules,
    lines: &'l mut Vec<Line>,
}

impl Cutter<'_> {
    fn cut(&mut self, pieces: Vec<&Piece>, depth: usize) {
        if pieces.len() < 2 || MAX_DEPTH < depth || MAX_PIECES < pieces.len() {
            lines::write(pieces, self.lines);
            return;
        }
        let size = gutters::median_size(&pieces);
        let all = gutters::gutters(&pieces, 0.7 * size);
        if !all.is_empty() || self.has_walls(&pieces, size) {
            let rows = self.ruled_rows(&pieces, size);
            // Lines that part nothing side by side are decoration.
            let is_table = || rows.iter().any(|row| 1 < self.cells(row).len());
            if 1 < rows.len() && (!all.is_empty() || is_table()) {
                self.write_rows(rows, depth);
                return;
            }
            if let Some(y) = gutters::row_of_cards(&pieces, &all, size) {
                self.cut_at(pieces, y, depth);
                return;
            }
        }
        let gutter = widest_gap(pieces.iter().map(|piece| (piece.x0, piece.x1)));
        if 0.8 * size < gutter.width {
            let (left, right): (Vec<&Piece>, Vec<&Piece>) = pieces
                .iter()
                .copied()
                .partition(|piece| f64::midpoint(piece.x0, piece.x1) < gutter.middle);
            if gutters::are_columns(&left, &right, size) {
                self.cut(left, depth + 1);
                self.cut(right, depth + 1);
                return;
            }
        } else if let Some(bands) = gutters::bands(&pieces, size) {
            for band in bands {
                self.cut(band, depth + 1);
            }
            return;
        }
        // Space counts beside the size of the lines it parts: a title's lines stand further apart
        // than those of the text.
        let leaded = |piece: &&Piece| {
            let (bottom, top) = piece.extent();
            (bottom - 0.25 * piece.size, top + 0.25 * piece.size)
        };
        let mut gap = widest_gap(pieces.iter().map(leaded));
        if gap.width <= 0.0 {
            gap = widest_gap(pieces.iter().map(|piece| piece.extent()));
        }
        if 0.0 < gap.width {
            self.cut_at(pieces, gap.middle, depth);
        } else {
            lines::write(pieces, self.lines);
        }
    }

    fn cut_at(&mut self, pieces: Vec<&Piece>, y: f64, depth: usize) {
        let (above, below): (Vec<&Piece>, Vec<&Piece>) =
            pieces.into_iter().partition(|piece| y < piece.middle());
        if above.is_empty() || below.is_empty() {
            lines::write(if above.is_empty() { below } else { above }, self.lines);
            return;
        }
        self.cut(above, depth + 1);
        self.cut(below, depth + 1);
    }

    /// Whether ruled lines run down between the pieces.
    fn has_walls(&self, pieces: &[&Piece], size: f64) -> bool {
        let (x, y) = bounds(pieces);
        self.rules.stand_in((x.0 + size, x.1 - size), y)
    }

    /// Parts pieces at the ruled lines that cross them all, from above.
    fn ruled_rows<'p>(&self, pieces: &[&'p Piece], size: f64) -> Vec<Vec<&'p Piece>> {
        let (x, y) = bounds(pieces);
        let mut crossings = self.rules.across(x, y);
        // A line through the middle of text is struck through or underlines it.
        let mut extents: Vec<(f64, f64)> = pieces
            .iter()
            .map(|piece| (piece.y - 0.05 * size, piece.y + 0.6 * piece.size))
            .collect();
        extents.sort_by(|a, b| a.0.total_cmp(&b.0));
        let covered = gutters::union(&extents);
        crossings.retain(|y| {
            let at = covered.partition_point(|(from, _)| from < y);
            at.checked_sub(1)
                .and_then(|at| covered.get(at))
                .is_none_or(|(_, until)| until < y)
        });
        let mut rows: Vec<Vec<&'p Piece>> = vec![Vec::new(); crossings.len() + 1];
        for piece in pieces {
            let below = crossings.partition_point(|y| *y < piece.middle());
            if let Some(row) = rows.get_mut(below) {
                row.push(piece);
            }
        }
        rows.retain(|row| !row.is_empty());
        rows.reverse();
        rows
    }

    /// Writes what stands between ruled lines: the rows of a table, or parts of a page.
    fn write_rows(&mut self, rows: Vec<Vec<&Piece>>, depth: usize) {
        for row in rows {
            let cells = self.cells(&row);
            if cells.len() < 2 {
                self.cut(row, depth + 1);
            } else if let Some((label, rest)) = self.spanning(&cells) {
                lines::write(label, self.lines);
                self.cut(rest, depth + 1);
            } else if gutters::is_table_row(&cells) {
                lines::write_row(cells, self.lines);
            } else {
                for cell in cells {
                    self.cut(cell, depth + 1);
                }
            }
        }
    }

    /// The first cell and the rest, if it spans several rows of the rest.
    fn spanning<'p>(&self, cells: &[Vec<&'p Piece>]) -> Option<(Vec<&'p Piece>, Vec<&'p Piece>)> {
        let (label, rest) = cells.split_first()?;
        let rest = rest.concat();
        let size = gutters::median_size(&rest);
        let is_label = gutters::count_lines(label) <= 3;
        (is_label && 1 < self.ruled_rows(&rest, size).len()).then(|| (label.clone(), rest))
    }

    /// The cells of a row by the ruled lines between them; one cell if there are none.
    fn cells<'p>(&self, row: &[&'p Piece]) -> Vec<Vec<&'p Piece>> {
        let (x, y) = bounds(row);
        let mut walls = self.rules.down(x, y);
        walls.retain(|wall| {
            row.iter()
                .all(|piece| *wall < piece.x0 + 1.0 || piece.x1 - 1.0 < *wall)
        });
        let mut cells: Vec<Vec<&'p Piece>> = vec![Vec::new(); walls.len() + 1];
        for piece in row {
            let middle = f64::midpoint(piece.x0, piece.x1);
            let before = walls.partition_point(|wall| *wall < middle);
            if let Some(cell) = cells.get_mut(before) {
                cell.push(piece);
            }
        }
        cells.retain(|cell| !cell.is_empty());
        cells
    }
}

/// From where to where pieces reach, along both axes.
fn bounds(pieces: &[&Piece]) -> ((f64, f64), (f64, f64)) {
    let empty = (f64::INFINITY, f64::NEG_INFINITY);
    pieces.iter().fold((empty, empty), |(x, y), piece| {
        let (bottom, top) = piece.extent();
        (
            (x.0.min(piece.x0), x.1.max(piece.x1)),
            (y.0.min(bottom), y.1.max(top)),
        )
    })
}
