//! Collects the glyphs of one page: text, place, size and direction of each.
//!
//! What holds: every coordinate is finite; coordinates are turned so that text runs along +x with
//! +y up, whatever its rotation on the page; nothing is collected twice where a file draws a
//! glyph several times to make it bold.
//!
//! Not here: the order of reading (`layout.rs`).

use std::collections::HashMap;

use hayro_interpret::font::{Glyph as DrawnGlyph, GlyphRun};
use hayro_interpret::hayro_cmap::{BfString, WritingMode};
use hayro_interpret::{
    BlendMode, ClipPath, Device, DrawMode, DrawProps, Image, ImageDrawProps, SoftMask,
};
use kurbo::{BezPath, Point};

use super::fonts::Fonts;

/// One glyph on a page.
#[derive(Clone, Debug)]
pub(super) struct Glyph {
    pub(super) text: String,
    /// Where it begins and ends along the line.
    pub(super) x0: f64,
    pub(super) x1: f64,
    /// Its baseline, growing upwards.
    pub(super) y: f64,
    /// Height of its font.
    pub(super) size: f64,
    /// Quarter turns, counter-clockwise.
    pub(super) rotation: u8,
    /// Whether its line runs from top to bottom.
    pub(super) is_vertical: bool,
}

/// A device that draws nothing and notes every glyph.
pub(super) struct Collector<'f, 'a> {
    fonts: &'f mut Fonts<'a>,
    pub(super) glyphs: Vec<Glyph>,
    /// How many glyphs no meaning was found for.
    pub(super) unknown_count: usize,
    /// Most glyphs worth collecting: the text has a limit in bytes anyway.
    max_glyphs: usize,
    /// The glyphs drawn so far, by text and place, to find those that are drawn again.
    seen: HashMap<(u64, i64, i64), (f64, f64)>,
}

impl<'f, 'a> Collector<'f, 'a> {
    pub(super) fn new(fonts: &'f mut Fonts<'a>, max_text_bytes: usize) -> Self {
        let max_glyphs = max_text_bytes.saturating_add(1);
        Self {
            fonts,
            glyphs: Vec::new(),
            unknown_count: 0,
            max_glyphs,
            seen: HashMap::new(),
        }
    }

    fn text_of(&mut self, glyph: &DrawnGlyph<'_>) -> Option<String> {
        match (glyph.as_unicode(), glyph) {
            (Some(BfString::Char(c)), _) if c != '\0' => Some(c.to_string()),
            (Some(BfString::String(text)), _) if !text.trim_matches('\0').is_empty() => Some(text),
            (_, DrawnGlyph::Outline(outline)) => self.fonts.meaning(outline),
            _ => None,
        }
    }

    /// Whether the same text stands already (nearly) there: drawn again to look bold.
    fn is_repeated(&mut self, glyph: &Glyph) -> bool {
        use std::hash::{BuildHasher, BuildHasherDefault, DefaultHasher};
        if glyph.text.trim().is_empty() {
            return false;
        }
        let text =
            BuildHasherDefault::<DefaultHasher>::new().hash_one((&glyph.text, glyph.rotation));
        // Bold by drawing again moves a glyph by a few hundredths of its size.
        let near = 0.12 * glyph.size;
        #[expect(
            clippy::cast_possible_truncation,
            reason = "saturates, which only costs a missed repetition"
        )]
        let cell = |value: f64| (value / near).floor() as i64;
        let (column, row) = (cell(glyph.x0), cell(glyph.y));
        for dx in -1..=1 {
            for dy in -1..=1 {
                let key = (text, column.saturating_add(dx), row.saturating_add(dy));
                if self
                    .seen
                    .get(&key)
                    .is_some_and(|(x, y)| (x - glyph.x0).abs() < near && (y - glyph.y).abs() < near)
                {
                    return true;
                }
            }
        }
        self.seen.insert((text, column, row), (glyph.x0, glyph.y));
        false
    }
}

impl Device<'_> for Collector<'_, '_> {
    fn draw_path(&mut self, _: &BezPath, _: DrawProps<'_>, _: &DrawMode) {}
    fn push_clip_path(&mut self, _: &ClipPath) {}
    fn push_transparency_group(&mut self, _: f32, _: Option<SoftMask<'_>>, _: BlendMode) {}
    fn pop_clip(&mut self) {}
    fn pop_transparency_group(&mut self) {}
    fn draw_image(&mut self, _: Image<'_, '_>, _: ImageDrawProps<'_>) {}

    fn draw_glyph_run(&mut self, run: &GlyphRun<'_, '_>, props: DrawProps<'_>, _: &DrawMode) {
        for drawn in run.glyphs() {
            if self.max_glyphs <= self.glyphs.len() {
                return;
            }
            let transform = props.transform * drawn.transform();
            let Some(text) = self.text_of(drawn) else {
                self.unknown_count += 1;
                continue;
            };
            let advance = match &**drawn {
                DrawnGlyph::Outline(glyph) => glyph.advance_width(),
                DrawnGlyph::Type3(glyph) => glyph.advance_width(),
            };
            // Glyph space has 1000 units to the em; half of it is a usual width.
            let advance = f64::from(advance.unwrap_or(500.0));
            let origin = transform * Point::ZERO;
            let end = transform * Point::new(advance, 0.0) - origin;
            let up = transform * Point::new(0.0, 1000.0) - origin;
            let along = transform * Point::new(1000.0, 0.0) - origin;
            let rotation = quarter_turns(along.x, along.y);
            let (x, y, width) = match rotation {
                0 => (origin.x, origin.y, end.x),
                1 => (origin.y, -origin.x, end.y),
                2 => (-origin.x, -origin.y, -end.x),
                _ => (-origin.y, origin.x, -end.y),
            };
            let glyph = Glyph {
                text,
                x0: x,
                x1: x + width.max(0.01),
                y,
                size: up.hypot().max(0.1),
                rotation,
                is_vertical: matches!(run.writing_mode(), WritingMode::Vertical),
            };
            let is_finite = [glyph.x0, glyph.x1, glyph.y, glyph.size]
                .iter()
                .all(|value| value.is_finite());
            if is_finite && !self.is_repeated(&glyph) {
                self.glyphs.push(glyph);
            }
        }
    }
}

/// The nearest multiple of a quarter turn to the direction (x, y).
fn quarter_turns(x: f64, y: f64) -> u8 {
    match (x.abs() < y.abs(), x < 0.0, y < 0.0) {
        (false, false, _) => 0,
        (true, _, false) => 1,
        (false, true, _) => 2,
        (true, _, true) => 3,
    }
}
