//! Ruled lines and the edges of boxes on a page: they show where rows, cells and boxes end.
//!
//! Not here: curves, dotted leaders, and lines drawn as pictures.

use kurbo::{Affine, BezPath, PathEl, Rect, Shape};

/// Most lines noted of one page: more are a drawing, not a layout.
const MOST: usize = 4_000;

/// Points up to which a shape counts as a line.
const THIN: f64 = 3.0;

/// Points from which a line is long enough to separate anything.
const LONG: f64 = 12.0;

/// A line along one axis: where it is on the other one, and from where to where it runs.
#[derive(Clone, Copy, Debug)]
struct Stroke {
    at: f64,
    from: f64,
    until: f64,
}

/// The lines of one page.
#[derive(Clone, Debug, Default)]
pub(super) struct Rules {
    horizontal: Vec<Stroke>,
    vertical: Vec<Stroke>,
}

impl Rules {
    /// Notes the lines and boxes among the parts of a path.
    pub(super) fn note(&mut self, path: &BezPath, transform: Affine) {
        // A long path is a drawing; a table drawn at once has a move and a few lines per cell.
        if MOST < self.horizontal.len() + self.vertical.len() || MOST < path.elements().len() {
            return;
        }
        let mut part: Vec<PathEl> = Vec::new();
        for element in path.elements() {
            if matches!(element, PathEl::MoveTo(_)) && !part.is_empty() {
                self.note_part(std::mem::take(&mut part), transform);
            }
            part.push(*element);
        }
        self.note_part(part, transform);
    }

    fn note_part(&mut self, part: Vec<PathEl>, transform: Affine) {
        // A rectangle has six elements; one with round corners has ten.
        if part.len() < 2 || 12 < part.len() {
            return;
        }
        let mut path = BezPath::from_vec(part);
        path.apply_affine(transform);
        let Rect { x0, y0, x1, y1 } = path.bounding_box();
        if ![x0, y0, x1, y1].iter().all(|value| value.is_finite()) {
            return;
        }
        let (width, height) = (x1 - x0, y1 - y0);
        let stroke = |at, from, until| Stroke { at, from, until };
        if LONG < width && LONG < height {
            self.horizontal
                .extend([stroke(y0, x0, x1), stroke(y1, x0, x1)]);
            self.vertical
                .extend([stroke(x0, y0, y1), stroke(x1, y0, y1)]);
        } else if LONG < width && height < THIN {
            self.horizontal.push(stroke(f64::midpoint(y0, y1), x0, x1));
        } else if LONG < height && width < THIN {
            self.vertical.push(stroke(f64::midpoint(x0, x1), y0, y1));
        }
    }

    /// The same lines where text of a rotation (see `Glyph::rotation`) runs along +x; none for
    /// slanted text.
    pub(super) fn turned(&self, rotation: u16) -> Self {
        let kept = |strokes: &[Stroke]| strokes.to_vec();
        let mirrored = |strokes: &[Stroke]| -> Vec<Stroke> {
            let mirror = |stroke: &Stroke| Stroke {
                at: -stroke.at,
                ..*stroke
            };
            strokes.iter().map(mirror).collect()
        };
        let backwards = |mut strokes: Vec<Stroke>| {
            for stroke in &mut strokes {
                (stroke.from, stroke.until) = (-stroke.until, -stroke.from);
            }
            strokes
        };
        let (horizontal, vertical) = match rotation {
            0 => (kept(&self.horizontal), kept(&self.vertical)),
            90 => (mirrored(&self.vertical), backwards(kept(&self.horizontal))),
            180 => (
                backwards(mirrored(&self.horizontal)),
                backwards(mirrored(&self.vertical)),
            ),
            270 => (backwards(kept(&self.vertical)), mirrored(&self.horizontal)),
            _ => return Self::default(),
        };
        let mut turned = Self {
            horizontal,
            vertical,
        };
        turned.horizontal.sort_by(|a, b| a.at.total_cmp(&b.at));
        turned.vertical.sort_by(|a, b| a.at.total_cmp(&b.at));
        turned
    }

    /// Where lines, alone or several in a row, cross most of the width from `x0` to `x1`, between
    /// the heights `bottom` and `top`; from below.
    pub(super) fn across(&self, (x0, x1): (f64, f64), (bottom, top): (f64, f64)) -> Vec<f64> {
        crossing(&self.horizontal, (bottom, top), (x0, x1))
    }

    /// Whether any line runs down between `x0` and `x1` and `bottom` and `top`.
    pub(super) fn stand_in(&self, (x0, x1): (f64, f64), (bottom, top): (f64, f64)) -> bool {
        let first = self.vertical.partition_point(|stroke| stroke.at < x0);
        let inside = self.vertical.get(first..).unwrap_or_default();
        inside
            .iter()
            .take_while(|stroke| stroke.at < x1)
            .any(|stroke| stroke.from < top && bottom < stroke.until)
    }

    /// Where lines run down at least most of the height from `bottom` to `top`, between `x0` and
    /// `x1`; from the left.
    pub(super) fn down(&self, (x0, x1): (f64, f64), (bottom, top): (f64, f64)) -> Vec<f64> {
        crossing(&self.vertical, (x0, x1), (bottom, top))
    }
}

/// Where sorted strokes inside `within` cover most of the stretch `from..until`.
fn crossing(strokes: &[Stroke], within: (f64, f64), (from, until): (f64, f64)) -> Vec<f64> {
    let first = strokes.partition_point(|stroke| stroke.at < within.0);
    let inside = strokes.get(first..).unwrap_or_default();
    let last = inside.partition_point(|stroke| stroke.at <= within.1);
    let inside = inside.get(..last).unwrap_or_default();
    let mut found = Vec::new();
    for group in inside.chunk_by(|a, b| b.at - a.at < THIN) {
        let mut parts: Vec<(f64, f64)> = group
            .iter()
            .map(|stroke| (stroke.from.max(from), stroke.until.min(until)))
            .filter(|(from, until)| from < until)
            .collect();
        parts.sort_by(|a, b| a.0.total_cmp(&b.0));
        let (mut covered, mut end) = (0.0, from);
        for (part_from, part_until) in parts {
            covered += (part_until - part_from.max(end)).max(0.0);
            end = end.max(part_until);
        }
        if let Some(stroke) = group.first()
            && 0.85 * (until - from) <= covered
        {
            found.push(stroke.at);
        }
    }
    found
}
