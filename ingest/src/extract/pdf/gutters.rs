//! Where the white space of a block is, and whether it parts columns or the cells of a table.

use super::lines::Piece;

/// A stretch without text.
#[derive(Clone, Copy, Debug)]
pub(super) struct Gap {
    pub(super) width: f64,
    pub(super) middle: f64,
}

impl Piece {
    /// From a quarter of its size below its baseline to four fifths above it.
    pub(super) fn extent(&self) -> (f64, f64) {
        (self.y - 0.25 * self.size, self.y + 0.8 * self.size)
    }

    /// The height of its middle.
    pub(super) fn middle(&self) -> f64 {
        self.y + 0.28 * self.size
    }
}

/// Joins sorted intervals that overlap.
pub(super) fn union(sorted: &[(f64, f64)]) -> Vec<(f64, f64)> {
    let mut joined: Vec<(f64, f64)> = Vec::new();
    for &(from, until) in sorted {
        match joined.last_mut() {
            Some(last) if from <= last.1 => last.1 = last.1.max(until),
            _ => joined.push((from, until)),
        }
    }
    joined
}

fn gaps(intervals: impl Iterator<Item = (f64, f64)>) -> Vec<Gap> {
    let mut intervals: Vec<(f64, f64)> = intervals.collect();
    intervals.sort_by(|a, b| a.0.total_cmp(&b.0));
    let gap = |pair: &[(f64, f64)]| match pair {
        [(_, until), (from, _)] => Some(Gap {
            width: from - until,
            middle: f64::midpoint(*from, *until),
        }),
        _ => None,
    };
    union(&intervals).windows(2).filter_map(gap).collect()
}

/// The widest stretch that no interval covers; its width is 0 if there is none.
pub(super) fn widest_gap(intervals: impl Iterator<Item = (f64, f64)>) -> Gap {
    let none = Gap {
        width: 0.0,
        middle: 0.0,
    };
    gaps(intervals).into_iter().fold(none, |widest, gap| {
        if widest.width < gap.width {
            gap
        } else {
            widest
        }
    })
}

/// All stretches wider than `least` that no piece stands in, from the left.
pub(super) fn gutters(pieces: &[&Piece], least: f64) -> Vec<Gap> {
    let mut found = gaps(pieces.iter().map(|piece| (piece.x0, piece.x1)));
    found.retain(|gap| least < gap.width);
    found
}

pub(super) fn median_size(pieces: &[&Piece]) -> f64 {
    let mut sizes: Vec<f64> = pieces.iter().map(|piece| piece.size).collect();
    sizes.sort_by(f64::total_cmp);
    sizes.get(sizes.len() / 2).copied().unwrap_or(1.0)
}

/// Whether two sides of a gutter are read one after the other, not row by row.
pub(super) fn are_columns(left: &[&Piece], right: &[&Piece], size: f64) -> bool {
    let (left_baselines, right_baselines) = (baselines(left), baselines(right));
    let (left_lines, right_lines) = (
        distinct(&left_baselines, size),
        distinct(&right_baselines, size),
    );
    if left_lines < 2 || right_lines < 2 {
        return false;
    }
    // Figures beside what they are of, line by line, are those of a table, however wide.
    let are_of = |side: &[&Piece], own: &[f64], other: &[f64]| {
        8 * own.len() <= 10 * shared(own, other, size) && are_figures(side)
    };
    if are_of(left, &left_baselines, &right_baselines)
        || are_of(right, &right_baselines, &left_baselines)
    {
        return false;
    }
    let width = |pieces: &[&Piece]| pieces.iter().map(|piece| piece.x1 - piece.x0).sum::<f64>();
    #[expect(clippy::cast_precision_loss, reason = "counts of lines of one page")]
    let (left_width, right_width) = (
        width(left) / left_lines as f64,
        width(right) / right_lines as f64,
    );
    // Prose: lines of more than nine characters of full width.
    if 9.0 * size < left_width && 9.0 * size < right_width {
        return true;
    }
    // What stands far apart goes with what is beside it: labels, dates in a margin.
    if !is_dense(left, size) || !is_dense(right, size) {
        return false;
    }
    // Numbers and labels beside what they number: each on a line of the other side.
    let is_label = |width: f64, own: &[f64], other: &[f64]| {
        width < 6.0 * size && 8 * own.len() <= 10 * shared(own, other, size)
    };
    if is_label(left_width, &left_baselines, &right_baselines)
        || is_label(right_width, &right_baselines, &left_baselines)
    {
        return false;
    }
    // Less than six in ten.
    10 * shared(&right_baselines, &left_baselines, size) < 6 * right_baselines.len()
}

/// Whether seven in ten pieces are numbers, or the dots and dashes that stand for none.
fn are_figures(pieces: &[&Piece]) -> bool {
    let is_figure = |piece: &&&Piece| !piece.text.contains(char::is_alphabetic);
    7 * pieces.len() <= 10 * pieces.iter().filter(is_figure).count()
}

/// How many of some baselines are among others; both sorted.
fn shared(some: &[f64], others: &[f64], size: f64) -> usize {
    let is_shared = |y: &&f64| {
        let at = others.partition_point(|other| *other < **y);
        let neighbours = [
            at.checked_sub(1).and_then(|at| others.get(at)),
            others.get(at),
        ];
        neighbours
            .into_iter()
            .flatten()
            .any(|other| (other - **y).abs() < 0.15 * size)
    };
    some.iter().filter(is_shared).count()
}

/// The baselines of pieces, sorted.
fn baselines(pieces: &[&Piece]) -> Vec<f64> {
    let mut baselines: Vec<f64> = pieces.iter().map(|piece| piece.y).collect();
    baselines.sort_by(f64::total_cmp);
    baselines
}

fn distinct(baselines: &[f64], size: f64) -> usize {
    1 + baselines
        .windows(2)
        .filter(|pair| matches!(pair, [a, b] if 0.5 * size < b - a))
        .count()
}

/// How many lines pieces stand on.
pub(super) fn count_lines(pieces: &[&Piece]) -> usize {
    distinct(&baselines(pieces), median_size(pieces))
}

/// Whether most lines stand right below one another.
fn is_dense(pieces: &[&Piece], size: f64) -> bool {
    let mut lines: Vec<(f64, f64)> = pieces.iter().map(|piece| (piece.y, piece.size)).collect();
    lines.sort_by(|a, b| a.0.total_cmp(&b.0));
    let is_close = lines.windows(2).filter_map(|pair| match pair {
        [below, above] if 0.5 * size < above.0 - below.0 => {
            Some(above.0 - below.0 < 2.5 * below.1.max(above.1))
        }
        _ => None,
    });
    let (close, far) = is_close.fold((0_usize, 0_usize), |(close, far), is_close| {
        (close + usize::from(is_close), far + usize::from(!is_close))
    });
    far <= close
}

/// Whether cells side by side are those of one row of a table, not boxes or columns of text: one
/// of them has a line or two, and none has a title of its own.
pub(super) fn is_table_row(cells: &[Vec<&Piece>]) -> bool {
    let is_titled = |cell: &Vec<&Piece>| {
        let mut order = cell.clone();
        order.sort_by(|a, b| b.y.total_cmp(&a.y));
        let (first, last) = (order.first(), order.last());
        first.zip(last).is_some_and(|(first, last)| {
            1.08 * last.size < first.size || first.is_bold() && !last.is_bold()
        })
    };
    cells
        .iter()
        .map(|cell| count_lines(cell))
        .min()
        .is_some_and(|least| least <= 2)
        && cells.iter().filter(|cell| is_titled(cell)).count() < 2
}

/// Where a row of cards ends and another begins: below white space right across the block, every
/// column starts with a title (larger or bolder than what follows) on one baseline.
pub(super) fn row_of_cards(pieces: &[&Piece], gutters: &[Gap], size: f64) -> Option<f64> {
    let columns = gutters.len() + 1;
    let column_of = |piece: &Piece| {
        let middle = f64::midpoint(piece.x0, piece.x1);
        gutters.partition_point(|gap| gap.middle < middle)
    };
    let mut order: Vec<&Piece> = pieces.to_vec();
    order.sort_by(|a, b| b.y.total_cmp(&a.y));
    let mut rows = gaps(pieces.iter().map(|piece| piece.extent()));
    rows.retain(|gap| 0.6 * size < gap.width);
    rows.iter().rev().map(|gap| gap.middle).find(|y| {
        let from = order.partition_point(|piece| *y < piece.middle());
        // The first two lines of each column below.
        let mut first: Vec<Option<&Piece>> = vec![None; columns];
        let mut second: Vec<Option<&Piece>> = vec![None; columns];
        for piece in order.get(from..).unwrap_or_default() {
            let column = column_of(piece);
            let (Some(first), Some(second)) = (first.get_mut(column), second.get_mut(column))
            else {
                continue;
            };
            match first {
                None => *first = Some(piece),
                Some(above) if second.is_none() && 0.5 * size < above.y - piece.y => {
                    *second = Some(piece);
                }
                Some(_) => {}
            }
        }
        let is_title = |pair: (&Option<&Piece>, &Option<&Piece>)| match pair {
            (Some(title), Some(text)) => {
                1.08 * text.size < title.size || title.is_bold() && !text.is_bold()
            }
            _ => false,
        };
        let top = first.first().copied().flatten().map(|piece| piece.y);
        let is_level = |piece: &Option<&Piece>| {
            matches!((piece, top), (Some(piece), Some(top)) if (piece.y - top).abs() < 0.3 * size)
        };
        first.iter().all(is_level) && first.iter().zip(&second).all(is_title)
    })
}

/// Parts a block whose gutter is crossed by a few lines (a heading over all columns, a line that
/// sticks out) into those lines and the columns between them, from above.
pub(super) fn bands<'p>(pieces: &[&'p Piece], size: f64) -> Option<Vec<Vec<&'p Piece>>> {
    let rows = distinct(&baselines(pieces), size);
    let x = least_crossed(pieces, size, rows)?;
    let is_across = |piece: &&Piece| piece.x0 < x && x < piece.x1;
    let mut crossing: Vec<&Piece> = pieces.iter().copied().filter(is_across).collect();
    crossing.sort_by(|a, b| b.y.total_cmp(&a.y));
    // Bands alternate: columns, crossing lines, columns, …
    let mut bands: Vec<Vec<&'p Piece>> = vec![Vec::new(); 2 * crossing.len() + 1];
    for piece in pieces {
        let middle = piece.middle();
        let above = crossing.partition_point(|line| middle + 0.4 * size < line.middle());
        let beside = crossing
            .get(above)
            .is_some_and(|line| (line.middle() - middle).abs() <= 0.4 * size);
        if let Some(band) = bands.get_mut(2 * above + usize::from(beside)) {
            band.push(piece);
        }
    }
    bands.retain(|band| !band.is_empty());
    // Crossing lines one after the other stay together.
    let mut joined: Vec<(bool, Vec<&'p Piece>)> = Vec::new();
    for mut band in bands {
        let is_crossing = band.iter().any(is_across);
        match joined.last_mut() {
            Some((last, pieces)) if *last && is_crossing => pieces.append(&mut band),
            _ => joined.push((is_crossing, band)),
        }
    }
    let are_two_columns = |(is_crossing, band): &(bool, Vec<&Piece>)| {
        let (left, right): (Vec<&Piece>, Vec<&Piece>) =
            band.iter().copied().partition(|piece| piece.x1 <= x);
        !is_crossing && !left.is_empty() && !right.is_empty() && are_columns(&left, &right, size)
    };
    (1 < joined.len() && joined.iter().any(are_two_columns))
        .then(|| joined.into_iter().map(|(_, band)| band).collect())
}

/// The middle of the stretch that the fewest pieces cross, if these are few.
fn least_crossed(pieces: &[&Piece], size: f64, rows: usize) -> Option<f64> {
    let mut edges: Vec<(f64, bool)> = pieces
        .iter()
        .flat_map(|piece| [(piece.x0, true), (piece.x1, false)])
        .collect();
    edges.sort_by(|a, b| a.0.total_cmp(&b.0));
    let (first, last) = (edges.first()?.0, edges.last()?.0);
    let mut open = 0_usize;
    let mut best: Option<(usize, f64, f64)> = None;
    for pair in edges.windows(2) {
        let [(from, begins), (until, _)] = pair else {
            continue;
        };
        open = if *begins {
            open + 1
        } else {
            open.saturating_sub(1)
        };
        let width = until - from;
        // A few lines of many, away from the edges.
        let is_few = 5 * open <= rows;
        let is_inside = first + 5.0 * size < *from && *until < last - 5.0 * size;
        let is_better =
            best.is_none_or(|(least, widest, _)| open < least || open == least && widest < width);
        if 0.8 * size < width && is_few && is_inside && is_better {
            best = Some((open, width, f64::midpoint(*from, *until)));
        }
    }
    best.map(|(_, _, middle)| middle)
}
