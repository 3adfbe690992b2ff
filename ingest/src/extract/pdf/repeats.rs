//! Finds glyphs that a file draws again, slightly moved, to make them look bold or to give them a
//! shadow.
//!
//! Every glyph of a page is looked up here, so the places are kept in a grid whose cells lead to
//! the glyphs that began there, the last one first. What holds: a look-up ends after a fixed
//! number of steps, however many glyphs a file piles up in one place; beyond that a repetition may
//! be missed.

use super::glyphs::Glyph;
use super::sign::Sign;

/// How far a glyph is moved at most, in parts of its size.
const NEAR: f64 = 0.12;

/// Cells that are told apart, a power of two; what else falls into one only makes a look-up longer.
const CELLS: usize = 1 << 13;

/// Most glyphs of a cell that are looked at.
const MAX_STEPS: usize = 64;

/// The glyphs drawn so far, by text and place.
pub(super) struct Places {
    /// The last glyph in each cell of the grid, plus 1; 0 where there is none.
    cells: Vec<u32>,
    glyphs: Vec<Placed>,
    /// The size of the glyph before, and the side of its cells.
    side: (f64, f64),
}

struct Placed {
    x: f64,
    y: f64,
    size: f64,
    /// Of its text and rotation.
    key: u64,
    /// The glyph before it in the same cell, plus 1; 0 if there is none.
    before: u32,
}

impl Places {
    pub(super) fn new() -> Self {
        Self {
            cells: vec![0; CELLS],
            glyphs: Vec::new(),
            side: (0.0, 0.0),
        }
    }

    /// Whether the same text stands already (nearly) there; if not, it does from now on.
    pub(super) fn is_repeated(&mut self, glyph: &Glyph) -> bool {
        if glyph.text.is_blank() {
            return false;
        }
        let key = key(&glyph.text, glyph.rotation);
        let near = NEAR * glyph.size;
        #[expect(clippy::float_cmp, reason = "a side is kept for one size")]
        if self.side.0 != glyph.size {
            self.side = (glyph.size, side(near));
        }
        let side = self.side.1;
        let (columns, rows) = (
            [cell(glyph.x0 - near, side), cell(glyph.x0 + near, side)],
            [cell(glyph.y - near, side), cell(glyph.y + near, side)],
        );
        for (at, column) in columns.iter().enumerate() {
            for (below, row) in rows.iter().enumerate() {
                // What is near lies in one cell, in most cases.
                let is_other =
                    (at == 0 || columns[0] != *column) && (below == 0 || rows[0] != *row);
                if is_other && self.holds(slot(*column, *row), key, glyph, near) {
                    return true;
                }
            }
        }
        let slot = slot(cell(glyph.x0, side), cell(glyph.y, side));
        if let (Some(last), Ok(number)) = (
            self.cells.get_mut(slot),
            u32::try_from(self.glyphs.len() + 1),
        ) {
            self.glyphs.push(Placed {
                x: glyph.x0,
                y: glyph.y,
                size: glyph.size,
                key,
                before: *last,
            });
            *last = number;
        }
        false
    }

    fn holds(&self, slot: usize, key: u64, glyph: &Glyph, near: f64) -> bool {
        let mut next = self.cells.get(slot).copied().unwrap_or(0);
        for _ in 0..MAX_STEPS {
            let Some(placed) = (next as usize)
                .checked_sub(1)
                .and_then(|at| self.glyphs.get(at))
            else {
                return false;
            };
            if placed.key == key
                && (placed.x - glyph.x0).abs() < near
                && (placed.y - glyph.y).abs() < near
                // Larger or smaller type is no repetition.
                && (placed.size - glyph.size).abs() < 0.05 * glyph.size
            {
                return true;
            }
            next = placed.before;
        }
        false
    }
}

/// A number for a text and its rotation; two texts of several characters may have the same one.
fn key(text: &Sign, rotation: u16) -> u64 {
    let text = text.chars().fold(0_u64, |key, c| {
        key.wrapping_mul(0x0100_0000_01b3) ^ u64::from(u32::from(c))
    });
    text.rotate_left(16) ^ u64::from(rotation)
}

/// The side of the grid's cells for a distance: the same for sizes that differ a little, and
/// several times as long as the distance.
fn side(near: f64) -> f64 {
    8.0 * near.log2().floor().exp2()
}

/// The cell of a place along one axis.
fn cell(place: f64, side: f64) -> i64 {
    let place = place / side;
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_precision_loss,
        reason = "saturates, which only costs a missed repetition"
    )]
    // `floor` is a call on processors without SSE 4.1, and this runs four times a glyph.
    let (cell, is_below) = (place as i64, place < (place as i64) as f64);
    cell.saturating_sub(i64::from(is_below))
}

fn slot(column: i64, row: i64) -> usize {
    // Two odd numbers from the digits of the golden ratio and of pi mix the bits of both.
    let mixed = column
        .cast_unsigned()
        .wrapping_mul(0x9e37_79b9_7f4a_7c15)
        .wrapping_add(row.cast_unsigned().wrapping_mul(0x2438_6a88_85a3_08d3));
    (mixed >> 40) as usize % CELLS
}

#[cfg(test)]
mod tests {
    use super::*;

    fn glyph(text: &str, x0: f64, y: f64) -> Glyph {
        Glyph {
            text: text.into(),
            x0,
            x1: x0 + 5.0,
            y,
            size: 10.0,
            rotation: 0,
            is_vertical: false,
            is_bold: false,
        }
    }

    #[test]
    fn a_glyph_that_is_moved_a_little_is_repeated() {
        for x in 0..50 {
            let x = f64::from(x) * 0.37;
            for (dx, dy, is_repeated) in [
                (0.0, 0.0, true),
                (0.9, -0.9, true),
                (-0.9, 0.9, true),
                (1.3, 0.0, false),
                (0.0, -1.3, false),
            ] {
                let mut places = Places::new();
                assert!(!places.is_repeated(&glyph("l", x, 3.1 * x)));
                let moved = glyph("l", x + dx, 3.1 * x + dy);
                assert_eq!(places.is_repeated(&moved), is_repeated, "{x} {dx} {dy}");
            }
        }
    }

    #[test]
    fn narrow_letters_side_by_side_are_told_apart_and_remembered() {
        let mut places = Places::new();
        let line = [0.0, 2.0, 4.0, 6.0];
        assert!(
            line.iter()
                .all(|x| !places.is_repeated(&glyph("l", *x, 0.0)))
        );
        assert!(
            line.iter()
                .all(|x| places.is_repeated(&glyph("l", x + 0.3, 0.2)))
        );
        assert!(!places.is_repeated(&glyph("i", 0.0, 0.0)));
        assert!(!places.is_repeated(&glyph(" ", 0.0, 0.0)));
        assert!(!places.is_repeated(&glyph(" ", 0.0, 0.0)));
    }
}
