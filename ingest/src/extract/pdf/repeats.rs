//! Finds glyphs that a file draws again, slightly moved, to make them look bold or to give them a
//! shadow.
//!
//! Every glyph of a page is looked up here, so the places are kept in a grid and hashed by two
//! multiplications; the hash has a key of its own, since the places are the file's to choose.

use std::collections::HashMap;
use std::hash::{BuildHasher, Hasher, RandomState};

use super::glyphs::Glyph;

/// How far a glyph is moved at most, in parts of its size.
const NEAR: f64 = 0.12;

/// A text, and the column and row of a cell of the grid.
type Cell = (u64, i64, i64);

/// The glyphs drawn so far, by text and place.
pub(super) struct Places {
    hashing: Hashing,
    /// Of each text in each cell of the grid, the two places taken last.
    cells: HashMap<Cell, [(f64, f64); 2], Hashing>,
}

impl Places {
    pub(super) fn new() -> Self {
        let random = RandomState::new();
        let hashing = Hashing {
            key: random.hash_one(0_u8),
            factor: random.hash_one(1_u8) | 1,
        };
        Self {
            hashing,
            cells: HashMap::with_hasher(hashing),
        }
    }

    /// Whether the same text stands already (nearly) there; if not, it does from now on.
    pub(super) fn is_repeated(&mut self, glyph: &Glyph) -> bool {
        if glyph.text.trim().is_empty() {
            return false;
        }
        let text = self.hashing.hash_one((&glyph.text, glyph.rotation));
        let near = NEAR * glyph.size;
        // What is near is in this cell or in the ones that its place is closer to.
        let (column, other_column) = cells(glyph.x0 / near);
        let (row, other_row) = cells(glyph.y / near);
        let is_near =
            |(x, y): &(f64, f64)| (x - glyph.x0).abs() < near && (y - glyph.y).abs() < near;
        for key in [
            (text, column, row),
            (text, other_column, row),
            (text, column, other_row),
            (text, other_column, other_row),
        ] {
            if self
                .cells
                .get(&key)
                .is_some_and(|places| places.iter().any(is_near))
            {
                return true;
            }
        }
        let place = (glyph.x0, glyph.y);
        let places = self
            .cells
            .entry((text, column, row))
            .or_insert([place, place]);
        *places = [place, places[0]];
        false
    }
}

/// The cell of a place, given in halves of a cell, and the neighbour that it is closer to.
fn cells(halves: f64) -> (i64, i64) {
    #[expect(
        clippy::cast_possible_truncation,
        reason = "saturates, which only costs a missed repetition"
    )]
    let half = halves.floor() as i64;
    let cell = half.div_euclid(2);
    let other = match half.rem_euclid(2) {
        0 => cell.saturating_sub(1),
        _ => cell.saturating_add(1),
    };
    (cell, other)
}

/// A hash by multiplication, with a key.
#[derive(Clone, Copy)]
struct Hashing {
    key: u64,
    factor: u64,
}

impl BuildHasher for Hashing {
    type Hasher = Multiplied;

    fn build_hasher(&self) -> Multiplied {
        Multiplied {
            state: self.key,
            factor: self.factor,
        }
    }
}

struct Multiplied {
    state: u64,
    factor: u64,
}

impl Hasher for Multiplied {
    fn write(&mut self, bytes: &[u8]) {
        for part in bytes.chunks(8) {
            let mut word = [0; 8];
            for (to, from) in word.iter_mut().zip(part) {
                *to = *from;
            }
            self.write_u64(u64::from_le_bytes(word));
        }
    }

    fn write_u8(&mut self, byte: u8) {
        self.write_u64(u64::from(byte));
    }

    fn write_i64(&mut self, word: i64) {
        self.write_u64(word.cast_unsigned());
    }

    fn write_u64(&mut self, word: u64) {
        let product = u128::from(self.state ^ word) * u128::from(self.factor);
        #[expect(clippy::cast_possible_truncation, reason = "both halves are taken")]
        let folded = (product >> 64) as u64 ^ product as u64;
        self.state = folded.rotate_left(23);
    }

    fn finish(&self) -> u64 {
        self.state
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn glyph(text: &str, x0: f64, y: f64) -> Glyph {
        Glyph {
            text: text.to_owned(),
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
