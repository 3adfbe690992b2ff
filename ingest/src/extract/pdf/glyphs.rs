//! Collects the glyphs of one page: text, place, size and direction of each; and whether something
//! else is drawn there.
//!
//! What holds: every coordinate is finite; coordinates are turned so that text runs along +x with
//! +y up, whatever its rotation on the page; nothing is collected twice where a file draws a
//! glyph several times to make it bold; text that the file states for what it draws (ActualText)
//! stands in its place.
//!
//! Not here: the order of reading (`layout.rs`).

use kurbo::{Affine, BezPath, Point, Rect, Shape};

use super::actual_text::Span;
use super::fonts::Character;
use super::repeats::Places;
use super::rules::Rules;
use super::sign::Sign;

/// One glyph on a page.
#[derive(Clone, Debug)]
pub(super) struct Glyph {
    pub(super) text: Sign,
    /// Where it begins and ends along the line.
    pub(super) x0: f64,
    pub(super) x1: f64,
    /// Its baseline, growing upwards.
    pub(super) y: f64,
    /// Height of its font.
    pub(super) size: f64,
    /// The direction of its line in whole degrees from 0 to 359, counter-clockwise; within ten of a
    /// quarter turn it is that.
    pub(super) rotation: u16,
    /// Whether its line runs from top to bottom.
    pub(super) is_vertical: bool,
    /// Whether it is drawn in bold type.
    pub(super) is_bold: bool,
}

/// What was drawn on a page besides the text that was read.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Seen {
    /// Glyphs whose meaning is known; blanks do not count.
    pub(super) known: usize,
    /// Glyphs for which no meaning was found.
    pub(super) unknown: usize,
    /// The part of the page that pictures cover, from 0; above 1 where they cover one another.
    pub(super) pictured: f64,
    /// Corners and curves of the lines and areas drawn in a colour that is seen on white, counted
    /// as far as matters.
    pub(super) strokes: usize,
}

/// Corners and curves after which no more are counted.
const MAX_STROKES: usize = 1_000;

/// Notes every glyph that is drawn on a page, and where something else is.
pub(super) struct Collector {
    page: Rect,
    glyphs: Vec<Glyph>,
    /// The ruled lines and boxes drawn so far.
    rules: Rules,
    seen: Seen,
    /// Bytes of text worth collecting: the text has a limit anyway.
    bytes_left: usize,
    /// The glyphs drawn so far, to find those that are drawn again.
    places: Places,
    /// What is drawn in place of text that the file states.
    span: Option<Span>,
    /// Of the groups that are open: whether what is in them is seen through a picture.
    masked: Vec<bool>,
    /// The direction of the glyph drawn last; most are drawn in the same one.
    direction: Direction,
}

/// How a glyph is drawn.
#[derive(Clone, Copy, Debug)]
pub(super) struct Manner {
    /// From thousandths of the font's size to the page.
    pub(super) to_page: Affine,
    pub(super) is_vertical: bool,
    pub(super) is_bold: bool,
}

impl Collector {
    /// A collector for a page that shows what is in the box `page`.
    pub(super) fn new(page: Rect, max_text_bytes: usize) -> Self {
        Self {
            page,
            glyphs: Vec::new(),
            rules: Rules::default(),
            seen: Seen::default(),
            bytes_left: max_text_bytes.saturating_add(1),
            places: Places::new(),
            span: None,
            masked: Vec::new(),
            direction: Direction::of([0.0; 4]),
        }
    }

    /// What was collected, in the order of drawing.
    pub(super) fn end(mut self) -> (Vec<Glyph>, Rules, Seen) {
        self.end_span();
        (self.glyphs, self.rules, self.seen)
    }

    /// Draws one glyph.
    pub(super) fn glyph(&mut self, character: &Character, manner: Manner) {
        if self.bytes_left == 0 {
            return;
        }
        let matrix = manner.to_page.as_coeffs();
        let linear = [matrix[0], matrix[1], matrix[2], matrix[3]];
        if self.direction.linear != linear {
            self.direction = Direction::of(linear);
        }
        let text = character.text.clone();
        let is_known = text.is_some();
        let text = text.unwrap_or_else(|| Sign::from(""));
        let origin = manner.to_page * character.origin.to_point();
        let glyph = self.direction.place(text, origin, character.width);
        let Manner {
            is_vertical,
            is_bold,
            ..
        } = manner;
        self.note(
            Glyph {
                is_vertical,
                is_bold,
                ..glyph
            },
            is_known,
        );
    }

    /// Draws a path, filled or not.
    pub(super) fn path(&mut self, path: &BezPath, to_page: Affine, is_seen: bool, is_masked: bool) {
        self.rules.note(path, to_page);
        let is_masked = is_masked || self.masked.contains(&true);
        if is_seen && self.seen.strokes < MAX_STROKES {
            self.seen.strokes = self.seen.strokes.saturating_add(path.elements().len());
        }
        if is_masked || is_seen && self.span.is_some() {
            let drawn = to_page.transform_rect_bbox(path.bounding_box());
            self.see(drawn, is_masked);
        }
    }

    /// Draws a picture into a box of the page.
    pub(super) fn picture(&mut self, place: Rect) {
        self.see(place, true);
    }

    /// Begins what is drawn as one, perhaps seen through a mask.
    pub(super) fn begin_group(&mut self, is_masked: bool) {
        self.masked.push(is_masked);
    }

    pub(super) fn end_group(&mut self) {
        self.masked.pop();
    }

    /// Begins marked content, for which the file may state the text.
    pub(super) fn begin_marked(&mut self, actual_text: Option<String>) {
        match (&mut self.span, actual_text) {
            (Some(span), _) => span.nest(),
            (None, Some(text)) => self.span = Some(Span::new(text)),
            (None, None) => {}
        }
    }

    pub(super) fn end_marked(&mut self) {
        if self.span.as_mut().is_some_and(Span::leave) {
            self.end_span();
        }
    }

    /// Notes a glyph, unless it stands there already; the text of one without meaning is empty.
    fn note(&mut self, glyph: Glyph, is_known: bool) {
        let is_finite = [glyph.x0, glyph.x1, glyph.y, glyph.size]
            .iter()
            .all(|value| value.is_finite());
        if !is_finite || self.places.is_repeated(&glyph) {
            return;
        }
        self.bytes_left = self.bytes_left.saturating_sub(glyph.text.len().max(1));
        if let Some(span) = &mut self.span {
            span.cover(glyph);
        } else if is_known {
            self.keep(glyph);
        } else {
            self.seen.unknown += 1;
        }
    }

    fn keep(&mut self, glyph: Glyph) {
        self.seen.known += usize::from(!glyph.text.is_blank());
        self.glyphs.push(glyph);
    }

    fn end_span(&mut self) {
        let Some(span) = self.span.take() else { return };
        // The same text may well stand there already: it is what was covered.
        for glyph in span.glyphs() {
            self.bytes_left = self.bytes_left.saturating_sub(glyph.text.len());
            self.keep(glyph);
        }
    }

    /// Notes that something that is no glyph is drawn inside `drawn`.
    fn see(&mut self, drawn: Rect, is_picture: bool) {
        let drawn = drawn.intersect(self.page);
        if let Some(span) = &mut self.span {
            span.draw(drawn);
        }
        let share = drawn.area() / self.page.area();
        if is_picture && share.is_finite() {
            self.seen.pictured += share;
        }
    }
}

/// The direction and size of text that one matrix makes of thousandths of its size.
struct Direction {
    /// The matrix, but for the place it leads to.
    linear: [f64; 4],
    /// As [`Glyph::rotation`].
    rotation: u16,
    sin_cos: (f64, f64),
    size: f64,
}

impl Direction {
    fn of(linear: [f64; 4]) -> Self {
        let [a, b, c, d] = linear;
        let along = Point::new(1000.0 * a, 1000.0 * b);
        let rotation = degrees(along.x, along.y);
        let up = Point::new(1000.0 * c, 1000.0 * d).to_vec2();
        Self {
            linear,
            rotation,
            sin_cos: f64::from(rotation).to_radians().sin_cos(),
            size: up.hypot().max(0.1),
        }
    }

    /// A glyph that begins at `origin` on the page.
    fn place(&self, text: Sign, origin: Point, width: f64) -> Glyph {
        let [a, b, ..] = self.linear;
        let end = Point::new(a * width, b * width);
        let (x, y, width) = match self.rotation {
            0 => (origin.x, origin.y, end.x),
            90 => (origin.y, -origin.x, end.y),
            180 => (-origin.x, -origin.y, -end.x),
            270 => (-origin.y, origin.x, -end.y),
            _ => {
                let (sin, cos) = self.sin_cos;
                (
                    origin.x * cos + origin.y * sin,
                    origin.y * cos - origin.x * sin,
                    end.x * cos + end.y * sin,
                )
            }
        };
        Glyph {
            text,
            x0: x,
            x1: x + width.max(0.01),
            y,
            size: self.size,
            rotation: self.rotation,
            is_vertical: false,
            is_bold: false,
        }
    }
}

/// The direction (x, y) as [`Glyph::rotation`].
fn degrees(x: f64, y: f64) -> u16 {
    let degrees = y.atan2(x).to_degrees();
    let quarter = 90.0 * (degrees / 90.0).round();
    let is_near = (degrees - quarter).abs() <= 10.0;
    let rounded = if is_near { quarter } else { degrees.round() };
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "from 0 to 359; what is no number becomes 0"
    )]
    let degrees = rounded.rem_euclid(360.0) as u16;
    degrees
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn directions_are_whole_degrees_and_quarter_turns_are_met_halfway() {
        assert_eq!(degrees(1.0, 0.0), 0);
        assert_eq!(degrees(1.0, -0.1), 0);
        assert_eq!(degrees(0.1, 1.0), 90);
        assert_eq!(degrees(-1.0, -0.0), 180);
        assert_eq!(degrees(0.0, -1.0), 270);
        assert_eq!(degrees(1.0, 1.0), 45);
        assert_eq!(degrees(1.0, -1.0), 315);
        assert_eq!(degrees(f64::NAN, 0.0), 0);
    }

    #[test]
    fn slanted_text_runs_along_its_own_line() {
        let turn = Affine::rotate(std::f64::consts::FRAC_PI_4);
        let at = |x: f64| turn * Affine::translate((x, 7.0)) * Affine::scale(0.01);
        let placed = |x: f64| {
            let matrix: Affine = at(x);
            let [a, b, c, d, x, y] = matrix.as_coeffs();
            Direction::of([a, b, c, d]).place(Sign::One('a'), Point::new(x, y), 600.0)
        };
        let [a, b] = [0.0, 6.0].map(placed);
        assert_eq!((a.rotation, b.rotation), (45, 45));
        for (found, expected) in [(a.y, 7.0), (b.y, 7.0), (a.x1, b.x0), (b.x1, 12.0)] {
            assert!((found - expected).abs() < 1e-9, "{found}, not {expected}");
        }
    }
}
