//! A page as a picture in grey, and the blocks of text on it in reading order.
//!
//! Tesseract finds columns badly (measured: .93 of the characters of one column, .79 of two), so
//! the picture is cut first: recursively, at the widest white gutter that runs down between two
//! wide blocks, else at the widest white band across. Blocks that only lie one above the other
//! stay together. The same rule as for the glyphs of a page (`extract/pdf/layout.rs`), on ink.
//!
//! Not here: a picture that was scanned askew.
//!
//! Source: Nagy and Seth 1984 (XY-cut).

/// Dots per inch at which pages are drawn.
pub(crate) const DPI: f32 = 300.0;

/// Side of a cell of the grid of ink, in pixels: two thirds of a millimetre.
const CELL: usize = 8;
/// A pixel darker than this is ink: the middle between black and light grey paper.
const INK: u8 = 160;
/// Dark pixels that make a cell ink; fewer are dust.
const MIN_INK: u32 = 3;
/// Narrowest gutter between columns, in cells: 2.7 mm.
const MIN_GUTTER: usize = 4;
/// Narrowest column, in cells: 27 mm. What is narrower is a column of a table.
const MIN_COLUMN: usize = 40;
/// Lowest pair of columns, in cells: 20 mm, five lines.
const MIN_HEIGHT: usize = 30;
/// Narrowest band between what stands above and below, in cells: 1.4 mm.
const MIN_BAND: usize = 2;
/// Most cuts inside one another.
const MAX_DEPTH: usize = 24;
/// White around a block, in pixels: letters that touch the edge are read badly.
const MARGIN: usize = 16;

/// A picture of one byte a pixel, 0 black to 255 white, row by row.
pub(crate) struct Grey {
    pub(crate) width: usize,
    pub(crate) height: usize,
    pub(crate) pixels: Vec<u8>,
}

/// A part of the grid of ink: cells from `x0` to `x1` (without), from the top `y0` to `y1`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Block {
    x0: usize,
    y0: usize,
    x1: usize,
    y1: usize,
}

/// Cells with and without ink.
struct Grid {
    columns: usize,
    rows: usize,
    ink: Vec<bool>,
}

impl Grey {
    /// The picture turned to the right by so many quarters.
    pub(crate) fn turned(self, quarters: u8) -> Self {
        (0..quarters % 4).fold(self, |picture, _| picture.turned_once())
    }

    fn turned_once(self) -> Self {
        let (width, height) = (self.height, self.width);
        let mut pixels = Vec::with_capacity(self.pixels.len());
        for x in 0..self.width {
            let column = self.pixels.iter().skip(x).step_by(self.width.max(1));
            pixels.extend(column.rev());
        }
        Self {
            width,
            height,
            pixels,
        }
    }

    /// The blocks of a page as pictures of their own, in reading order; none for a white page.
    pub(crate) fn blocks(&self) -> Vec<Grey> {
        let grid = self.grid();
        let page = Block {
            x0: 0,
            y0: 0,
            x1: grid.columns,
            y1: grid.rows,
        };
        let (blocks, _) = grid.cut(page, 0);
        blocks.into_iter().map(|block| self.part(block)).collect()
    }

    fn grid(&self) -> Grid {
        let (columns, rows) = (self.width.div_ceil(CELL), self.height.div_ceil(CELL));
        let mut counts = vec![0_u32; columns * rows];
        for (y, row) in self.pixels.chunks_exact(self.width.max(1)).enumerate() {
            let cells = counts.get_mut(y / CELL * columns..).unwrap_or_default();
            for (cell, pixels) in cells.iter_mut().zip(row.chunks(CELL)) {
                *cell += pixels
                    .iter()
                    .map(|pixel| u32::from(*pixel < INK))
                    .sum::<u32>();
            }
        }
        Grid {
            columns,
            rows,
            ink: counts.into_iter().map(|dark| MIN_INK <= dark).collect(),
        }
    }

    fn part(&self, block: Block) -> Grey {
        let (x0, x1) = (block.x0 * CELL, (block.x1 * CELL).min(self.width));
        let (y0, y1) = (block.y0 * CELL, (block.y1 * CELL).min(self.height));
        let (width, height) = (x1.saturating_sub(x0), y1.saturating_sub(y0));
        let mut part = Grey {
            width: width + 2 * MARGIN,
            height: height + 2 * MARGIN,
            pixels: vec![255; (width + 2 * MARGIN) * (height + 2 * MARGIN)],
        };
        let rows = self
            .pixels
            .chunks_exact(self.width.max(1))
            .skip(y0)
            .take(height);
        let targets = part.pixels.chunks_exact_mut(part.width).skip(MARGIN);
        for (target, row) in targets.zip(rows) {
            let target = target.get_mut(MARGIN..MARGIN + width);
            if let (Some(target), Some(source)) = (target, row.get(x0..x1)) {
                target.copy_from_slice(source);
            }
        }
        part
    }
}

impl Grid {
    fn is_ink(&self, x: usize, y: usize) -> bool {
        self.ink.get(y * self.columns + x) == Some(&true)
    }

    /// Cuts a block as far as it goes; the second value says whether it has columns.
    fn cut(&self, block: Block, depth: usize) -> (Vec<Block>, bool) {
        let Some(block) = self.trim(block) else {
            return (Vec::new(), false);
        };
        if MAX_DEPTH <= depth {
            return (vec![block], false);
        }
        if let Some((left, right)) = self.columns(block) {
            let mut blocks = self.cut(left, depth + 1).0;
            blocks.extend(self.cut(right, depth + 1).0);
            return (blocks, true);
        }
        let bands: Vec<bool> = (block.y0..block.y1)
            .map(|y| (block.x0..block.x1).any(|x| self.is_ink(x, y)))
            .collect();
        let Some((from, until)) =
            widest_gap(&bands).filter(|(from, until)| MIN_BAND <= until - from)
        else {
            return (vec![block], false);
        };
        let above = Block {
            y1: block.y0 + from,
            ..block
        };
        let below = Block {
            y0: block.y0 + until,
            ..block
        };
        let (upper, lower) = (self.cut(above, depth + 1), self.cut(below, depth + 1));
        if !upper.1 && !lower.1 {
            return (vec![block], false);
        }
        let mut blocks = upper.0;
        blocks.extend(lower.0);
        (blocks, true)
    }

    /// Both sides of the widest gutter that two columns of text may have between them.
    fn columns(&self, block: Block) -> Option<(Block, Block)> {
        if block.y1 - block.y0 < MIN_HEIGHT {
            return None;
        }
        let columns: Vec<bool> = (block.x0..block.x1)
            .map(|x| (block.y0..block.y1).any(|y| self.is_ink(x, y)))
            .collect();
        let mut gutters = gaps(&columns);
        gutters.sort_by_key(|(from, until)| std::cmp::Reverse(until - from));
        gutters
            .into_iter()
            .take_while(|(from, until)| MIN_GUTTER <= until - from)
            .filter(|(from, until)| MIN_COLUMN <= *from && MIN_COLUMN <= columns.len() - until)
            .map(|(from, until)| {
                let left = Block {
                    x1: block.x0 + from,
                    ..block
                };
                let right = Block {
                    x0: block.x0 + until,
                    ..block
                };
                (left, right)
            })
            .find(|(left, right)| {
                // A gutter beside a line or two is one of a table or of a form.
                [left, right].into_iter().all(|side| {
                    self.trim(*side)
                        .is_some_and(|side| MIN_HEIGHT / 2 <= side.y1 - side.y0)
                })
            })
    }

    /// The block without the white around it; `None` if it is all white.
    fn trim(&self, block: Block) -> Option<Block> {
        let has_row = |y: &usize| (block.x0..block.x1).any(|x| self.is_ink(x, *y));
        let y0 = (block.y0..block.y1).find(has_row)?;
        let y1 = (block.y0..block.y1).rfind(has_row)? + 1;
        let has_column = |x: &usize| (y0..y1).any(|y| self.is_ink(*x, y));
        let x0 = (block.x0..block.x1).find(has_column)?;
        let x1 = (block.x0..block.x1).rfind(has_column)? + 1;
        Some(Block { x0, y0, x1, y1 })
    }
}

/// The stretches without ink, first to last: from, until (without).
fn gaps(ink: &[bool]) -> Vec<(usize, usize)> {
    let mut gaps = Vec::new();
    let mut from = None;
    for (at, is_ink) in ink.iter().enumerate() {
        match (from, is_ink) {
            (None, false) => from = Some(at),
            (Some(start), true) => {
                gaps.push((start, at));
                from = None;
            }
            _ => {}
        }
    }
    gaps
}

fn widest_gap(ink: &[bool]) -> Option<(usize, usize)> {
    // The uppermost of the widest.
    gaps(ink)
        .into_iter()
        .rev()
        .max_by_key(|(from, until)| until - from)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A picture with black rectangles: x, y, width, height in cells.
    fn picture(rectangles: &[(usize, usize, usize, usize)]) -> Grey {
        let (width, height) = (300 * CELL, 420 * CELL);
        let mut pixels = vec![255; width * height];
        for (x, y, w, h) in rectangles {
            for row in y * CELL..(y + h) * CELL {
                pixels[row * width + x * CELL..row * width + (x + w) * CELL].fill(0);
            }
        }
        Grey {
            width,
            height,
            pixels,
        }
    }

    /// Lines of text: black bars of 3 cells, 3 apart.
    fn lines(x: usize, y: usize, width: usize, count: usize) -> Vec<(usize, usize, usize, usize)> {
        (0..count).map(|line| (x, y + 6 * line, width, 3)).collect()
    }

    fn sizes(picture: &Grey) -> Vec<(usize, usize)> {
        let blocks = picture.blocks();
        let cells = |pixels: usize| (pixels - 2 * MARGIN) / CELL;
        blocks
            .iter()
            .map(|block| (cells(block.width), cells(block.height)))
            .collect()
    }

    #[test]
    fn one_column_is_one_block() {
        let mut page = lines(40, 40, 200, 2);
        page.extend(lines(40, 70, 200, 40));
        assert_eq!(sizes(&picture(&page)), [(200, 267)]);
    }

    #[test]
    fn a_heading_across_two_columns_comes_first_then_left_then_right() {
        let mut page = lines(30, 30, 240, 1);
        page.extend(lines(30, 50, 110, 30));
        page.extend(lines(160, 50, 100, 20));
        assert_eq!(sizes(&picture(&page)), [(240, 3), (110, 177), (100, 117)]);
    }

    #[test]
    fn narrow_columns_are_those_of_a_table_and_stay_together() {
        let mut page = lines(30, 30, 30, 30);
        page.extend(lines(80, 30, 30, 30));
        assert_eq!(sizes(&picture(&page)), [(80, 177)]);
    }

    #[test]
    fn a_turned_picture_has_its_left_side_on_top() {
        let picture = Grey {
            width: 3,
            height: 2,
            pixels: vec![1, 2, 3, 4, 5, 6],
        };
        let turned = picture.turned(1);
        assert_eq!((turned.width, turned.height), (2, 3));
        assert_eq!(turned.pixels, [4, 1, 5, 2, 6, 3]);
        assert_eq!(turned.turned(3).pixels, [1, 2, 3, 4, 5, 6]);
    }

    #[test]
    fn a_white_page_has_no_block() {
        assert!(picture(&[]).blocks().is_empty());
    }
}
