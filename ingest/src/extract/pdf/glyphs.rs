//! Collects the glyphs of one page: text, place, size and direction of each; and whether something
//! else is drawn there.
//!
//! What holds: every coordinate is finite; coordinates are turned so that text runs along +x with
//! +y up, whatever its rotation on the page; nothing is collected twice where a file draws a
//! glyph several times to make it bold; text that the file states for what it draws (ActualText)
//! stands in its place. Layers that are hidden when the file is opened do not come here.
//!
//! Not here: the order of reading (`layout.rs`).

use hayro_interpret::font::{Glyph as DrawnGlyph, GlyphRun};
use hayro_interpret::hayro_cmap::{BfString, WritingMode};
use hayro_interpret::{
    BlendMode, ClipPath, Device, DrawMode, DrawProps, Image, ImageDrawProps, Paint, SoftMask,
};
use hayro_syntax::object::{Dict, String as PdfString};
use kurbo::{Affine, BezPath, Point, Rect, Shape};

use super::actual_text::Span;
use super::container::text_string;
use super::fonts::Fonts;
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

/// A device that draws nothing and notes every glyph.
pub(super) struct Collector<'f, 'a> {
    fonts: &'f mut Fonts<'a>,
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
}

impl<'f, 'a> Collector<'f, 'a> {
    /// A collector for a page that shows what is in the box `page`.
    pub(super) fn new(fonts: &'f mut Fonts<'a>, page: Rect, max_text_bytes: usize) -> Self {
        Self {
            fonts,
            page,
            glyphs: Vec::new(),
            rules: Rules::default(),
            seen: Seen::default(),
            bytes_left: max_text_bytes.saturating_add(1),
            places: Places::new(),
            span: None,
            masked: Vec::new(),
        }
    }

    /// What was collected, in the order of drawing.
    pub(super) fn end(mut self) -> (Vec<Glyph>, Rules, Seen) {
        self.end_span();
        (self.glyphs, self.rules, self.seen)
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

    /// The text of a glyph; `None` where it has no meaning.
    fn text_of(&mut self, glyph: &DrawnGlyph<'_>) -> Option<Sign> {
        let stated = match glyph.as_unicode() {
            Some(BfString::Char(c)) => Some(Sign::One(c)),
            Some(BfString::String(text)) => Some(Sign::from(text)),
            None => None,
        };
        let is_meant = |c: char| c.is_whitespace() || !c.is_control();
        let is_useful = |c: char| is_meant(c) && !matches!(c, '\u{e000}'..='\u{f8ff}' | '\u{fffd}');
        let stated = stated.filter(|stated| 0 < stated.len());
        if let Some(stated) = &stated
            && stated.chars().all(is_useful)
        {
            return Some(stated.clone());
        }
        let found = match glyph {
            DrawnGlyph::Outline(outline) => self.fonts.meaning(outline),
            DrawnGlyph::Type3(_) => None,
        };
        if let Some(found) = found {
            return Some(found.into());
        }
        if let Some(stated) = stated.filter(|stated| stated.chars().all(is_meant)) {
            return Some(stated);
        }
        match glyph {
            // What shows nothing means a blank.
            DrawnGlyph::Outline(outline) if outline.outline().is_empty() => Some(Sign::One(' ')),
            _ => None,
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

impl Device<'_> for Collector<'_, '_> {
    fn draw_path(&mut self, path: &BezPath, props: DrawProps<'_>, _: &DrawMode) {
        self.rules.note(path, props.transform);
        let is_masked = props.soft_mask.is_some() || self.masked.contains(&true);
        // Colours cost more than counting; a page with this much drawn on it is not blank.
        if MAX_STROKES <= self.seen.strokes && !is_masked && self.span.is_none() {
            return;
        }
        let is_seen = match &props.paint {
            Paint::Color(color) => {
                let [red, green, blue, alpha] = color.to_rgba().premultiplied();
                let is_white = [red, green, blue].iter().all(|part| 0.97 * alpha <= *part);
                0.02 < alpha && !is_white
            }
            Paint::Pattern(_) => true,
        };
        if is_seen {
            self.seen.strokes = self.seen.strokes.saturating_add(path.elements().len());
        }
        if is_masked || is_seen && self.span.is_some() {
            let drawn = props.transform.transform_rect_bbox(path.bounding_box());
            self.see(drawn, is_masked);
        }
    }

    fn push_clip_path(&mut self, _: &ClipPath) {}
    fn pop_clip(&mut self) {}

    fn push_transparency_group(&mut self, _: f32, mask: Option<SoftMask<'_>>, _: BlendMode) {
        self.masked.push(mask.is_some());
    }

    fn pop_transparency_group(&mut self) {
        self.masked.pop();
    }

    fn draw_image(&mut self, image: Image<'_, '_>, props: ImageDrawProps<'_>) {
        let stream = match &image {
            Image::Stencil(stencil) => stencil.stream(),
            Image::Raster(raster) => raster.stream(),
        };
        let side = |short: &str, long: &str| {
            let pixels = stream.dict().get::<u32>(short);
            f64::from(pixels.or_else(|| stream.dict().get(long)).unwrap_or(1))
        };
        let pixels = Rect::new(0.0, 0.0, side("W", "Width"), side("H", "Height"));
        self.see(props.transform.transform_rect_bbox(pixels), true);
    }

    fn draw_glyph_run(&mut self, run: &GlyphRun<'_, '_>, props: DrawProps<'_>, mode: &DrawMode) {
        let is_bold = matches!(mode, DrawMode::FillAndStroke(..))
            || match run.glyphs().first().map(|glyph| &**glyph) {
                Some(DrawnGlyph::Outline(glyph)) => self.fonts.is_bold(glyph),
                _ => false,
            };
        for drawn in run.glyphs() {
            if self.bytes_left == 0 {
                return;
            }
            let transform = props.transform * drawn.transform();
            let text = self.text_of(drawn);
            let advance = match &**drawn {
                DrawnGlyph::Outline(glyph) => glyph.advance_width(),
                DrawnGlyph::Type3(glyph) => glyph.advance_width(),
            };
            let is_vertical = matches!(run.writing_mode(), WritingMode::Vertical);
            let is_known = text.is_some();
            // Glyph space has 1000 units to the em; half of it is a usual width.
            let advance = f64::from(advance.unwrap_or(500.0));
            self.note(
                Glyph {
                    is_bold,
                    ..placed(
                        text.unwrap_or(Sign::More("".into())),
                        transform,
                        advance,
                        is_vertical,
                    )
                },
                is_known,
            );
        }
    }

    fn begin_marked_content(&mut self, _: &[u8], properties: Option<&Dict<'_>>) {
        if let Some(span) = &mut self.span {
            span.nest();
        } else if let Some(text) = properties.and_then(|p| p.get::<PdfString<'_>>("ActualText")) {
            self.span = Some(Span::new(text_string(text.as_bytes())));
        }
    }

    fn end_marked_content(&mut self) {
        if self.span.as_mut().is_some_and(Span::leave) {
            self.end_span();
        }
    }
}

/// A glyph where `transform` takes it from glyph space.
fn placed(text: Sign, transform: Affine, advance: f64, is_vertical: bool) -> Glyph {
    let origin = transform * Point::ZERO;
    let end = transform * Point::new(advance, 0.0) - origin;
    let up = transform * Point::new(0.0, 1000.0) - origin;
    let along = transform * Point::new(1000.0, 0.0) - origin;
    let rotation = degrees(along.x, along.y);
    let (x, y, width) = match rotation {
        0 => (origin.x, origin.y, end.x),
        90 => (origin.y, -origin.x, end.y),
        180 => (-origin.x, -origin.y, -end.x),
        270 => (-origin.y, origin.x, -end.y),
        slanted => {
            let (sin, cos) = f64::from(slanted).to_radians().sin_cos();
            let y = origin.y * cos - origin.x * sin;
            (
                origin.x * cos + origin.y * sin,
                y,
                end.x * cos + end.y * sin,
            )
        }
    };
    Glyph {
        text,
        x0: x,
        x1: x + width.max(0.01),
        y,
        size: up.hypot().max(0.1),
        rotation,
        is_vertical,
        is_bold: false,
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
        let [a, b] = [0.0, 6.0].map(|x| placed(Sign::One('a'), at(x), 600.0, false));
        assert_eq!((a.rotation, b.rotation), (45, 45));
        for (found, expected) in [(a.y, 7.0), (b.y, 7.0), (a.x1, b.x0), (b.x1, 12.0)] {
            assert!((found - expected).abs() < 1e-9, "{found}, not {expected}");
        }
    }
}
