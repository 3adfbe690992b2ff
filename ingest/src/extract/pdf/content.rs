//! Walks the content of a page: what its operators draw, and where.
//!
//! Followed are text, the coordinates and colours that decide where and whether something is seen,
//! paths, forms, annotations, marked content and layers. Nothing is drawn: pictures are not decoded,
//! glyphs have no outlines, colours are not converted, what is clipped away counts too.
//!
//! What holds: a stream gets back the state that it found, whatever it does; forms are followed to a
//! fixed depth, and a fixed number of states is saved.
//!
//! Not here: what is drawn inside patterns, masks and the glyphs of Type 3 fonts; drawing for OCR,
//! which `hayro` does.
//!
//! Source: ISO 32000-2, 8 (graphics), 9 (text), 12.5.5 (appearance streams), 14.6 (marked content).

use std::borrow::Cow;

use hayro_syntax::content::TypedIter;
use hayro_syntax::content::ops::TypedInstruction as Op;
use hayro_syntax::object::{
    Array, Dict, Name, Number, Object, Rect as PdfRect, Stream, String as PdfString, dict_or_stream,
};
use hayro_syntax::page::{Page, Resources};
use kurbo::{Affine, BezPath, Point, Rect, Shape};

use super::container::text_string;
use super::fonts::{FontId, Fonts};
use super::glyphs::{Collector, Manner};
use super::graphics::{self, Colour, Space, State};
use super::layers::Layers;

/// Most forms inside one another.
const MAX_DEPTH: usize = 50;

/// Most states that are saved; beyond that, what a stream changes stays changed.
const MAX_STATES: usize = 10_000;

/// Most fonts of one stream that are remembered by their names.
const MAX_NAMED_FONTS: usize = 64;

/// Bits of an annotation's flags: hidden, not to be seen.
const UNSEEN: u32 = 1 << 1 | 1 << 5;

/// Walks one page.
pub(super) struct Walk<'w, 'a> {
    fonts: &'w mut Fonts<'a>,
    layers: Layers,
    collector: Collector,
    state: State,
    saved: Vec<State>,
    /// States that were not saved, being too many.
    unsaved: usize,
    path: BezPath,
    /// Where the path goes on.
    at: Point,
    /// Whether the path cuts off what is drawn after it.
    clips: bool,
    depth: usize,
}

impl<'w, 'a> Walk<'w, 'a> {
    pub(super) fn new(fonts: &'w mut Fonts<'a>, layers: Layers, collector: Collector) -> Self {
        // Text outside the page's box counts too.
        let everything = Rect::new(-1e6, -1e6, 1e6, 1e6);
        Self {
            fonts,
            layers,
            collector,
            state: State::new(everything),
            saved: Vec::new(),
            unsaved: 0,
            path: BezPath::new(),
            at: Point::ZERO,
            clips: false,
            depth: 0,
        }
    }

    /// Walks the content of a page and the annotations on it.
    pub(super) fn page(mut self, page: &Page<'a>) -> Collector {
        let resources = page.resources();
        self.stream(page.typed_operations(), resources);
        let annotations = page.raw().get::<Array<'a>>("Annots");
        for annotation in annotations.iter().flat_map(Array::iter::<Dict<'a>>) {
            self.annotation(&annotation, resources);
        }
        self.collector
    }

    fn stream(&mut self, mut content: TypedIter<'_>, resources: &Resources<'a>) {
        let (before, unsaved) = (self.state, self.unsaved);
        let mut stream = StreamState {
            resources,
            first_state: self.saved.len(),
            first_unsaved: unsaved,
            fonts: Vec::new(),
        };
        while let Some(op) = content.next() {
            self.follow(op, &mut stream);
        }
        self.saved.truncate(stream.first_state);
        (self.state, self.unsaved) = (before, unsaved);
        // A path does not go on in another stream.
        self.path.truncate(0);
        self.clips = false;
    }

    fn follow(&mut self, op: Op<'_, '_>, stream: &mut StreamState<'_, 'a>) {
        let resources = stream.resources;
        match op {
            Op::SaveState(_) => {
                if self.saved.len() < MAX_STATES {
                    self.saved.push(self.state);
                } else {
                    self.unsaved = self.unsaved.saturating_add(1);
                }
            }
            Op::RestoreState(_) => {
                if stream.first_unsaved < self.unsaved {
                    self.unsaved -= 1;
                } else if stream.first_state < self.saved.len()
                    && let Some(state) = self.saved.pop()
                {
                    self.state = state;
                }
            }
            Op::Transform(m) => {
                self.state.to_page *= affine([&m.0, &m.1, &m.2, &m.3, &m.4, &m.5]);
            }
            Op::SetGraphicsState(gs) => {
                if let Some(dict) = resources.get_ext_g_state(gs.0) {
                    graphics::apply(&dict, &mut self.state);
                    if let Some((font, size)) = graphics::font_of(&dict) {
                        self.state.text.font = self.fonts.font(&font);
                        self.state.text.size = size;
                    }
                }
            }

            Op::ColorSpaceNonStroke(c) => self.state.fill.choose(space(resources, c.0)),
            Op::ColorSpaceStroke(c) => self.state.stroke.choose(space(resources, c.0)),
            Op::NonStrokeColor(c) => self.state.fill.set(numbers(&c.0)),
            Op::StrokeColor(c) => self.state.stroke.set(numbers(&c.0)),
            Op::NonStrokeColorNamed(c) => set_named(&mut self.state.fill, &c.0, c.1, resources),
            Op::StrokeColorNamed(c) => set_named(&mut self.state.stroke, &c.0, c.1, resources),
            Op::NonStrokeColorDeviceGray(c) => set(&mut self.state.fill, Space::Light, [&c.0]),
            Op::StrokeColorDeviceGray(c) => set(&mut self.state.stroke, Space::Light, [&c.0]),
            Op::NonStrokeColorDeviceRgb(c) => {
                set(&mut self.state.fill, Space::Light, [&c.0, &c.1, &c.2]);
            }
            Op::StrokeColorDeviceRgb(c) => {
                set(&mut self.state.stroke, Space::Light, [&c.0, &c.1, &c.2]);
            }
            Op::NonStrokeColorCmyk(c) => {
                set(&mut self.state.fill, Space::Ink, [&c.0, &c.1, &c.2, &c.3]);
            }
            Op::StrokeColorCmyk(c) => {
                set(&mut self.state.stroke, Space::Ink, [&c.0, &c.1, &c.2, &c.3]);
            }

            Op::RectPath(r) => {
                let (x, y) = (r.0.as_f64(), r.1.as_f64());
                let box_ = Rect::new(x, y, x + r.2.as_f64(), y + r.3.as_f64());
                self.path.extend(box_.path_elements(0.1));
                self.at = Point::new(x, y);
            }
            Op::MoveTo(to) => {
                self.at = point(&to.0, &to.1);
                self.path.move_to(self.at);
            }
            Op::LineTo(to) => self.line_to(point(&to.0, &to.1)),
            Op::CubicTo(c) => {
                self.curve_to(point(&c.0, &c.1), point(&c.2, &c.3), point(&c.4, &c.5));
            }
            Op::CubicStartTo(c) => self.curve_to(self.at, point(&c.0, &c.1), point(&c.2, &c.3)),
            Op::CubicEndTo(c) => {
                let end = point(&c.2, &c.3);
                self.curve_to(point(&c.0, &c.1), end, end);
            }
            Op::ClosePath(_) => self.close_path(),
            Op::ClipNonZero(_) | Op::ClipEvenOdd(_) => self.clips = true,
            Op::EndPath(_) => self.end_path(),
            Op::FillPathNonZero(_)
            | Op::FillPathEvenOdd(_)
            | Op::FillPathNonZeroCompatibility(_) => {
                self.draw_path(self.state.fill.is_seen());
            }
            Op::StrokePath(_) => self.draw_path(self.state.stroke.is_seen()),
            Op::CloseAndStrokePath(_) => {
                self.close_path();
                self.draw_path(self.state.stroke.is_seen());
            }
            Op::FillAndStrokeNonZero(_) | Op::FillAndStrokeEvenOdd(_) => {
                self.draw_path(self.state.fill.is_seen() || self.state.stroke.is_seen());
            }
            Op::CloseFillAndStrokeNonZero(_) | Op::CloseFillAndStrokeEvenOdd(_) => {
                self.close_path();
                self.draw_path(self.state.fill.is_seen() || self.state.stroke.is_seen());
            }
            Op::Shading(s) if resources.shadings.contains_key(s.0) && self.layers.is_shown() => {
                let area = self.state.clip.to_path(0.1);
                let is_masked = self.state.is_masked;
                self.collector
                    .path(&area, Affine::IDENTITY, true, is_masked);
            }
            Op::InlineImage(i) => self.picture(i.0),
            Op::XObject(x) => {
                if let Some(object) = resources.get_x_object(x.0) {
                    self.x_object(&object, resources);
                }
            }

            Op::BeginMarkedContent(_) => {
                self.layers.begin();
                self.collector.begin_marked(None);
            }
            Op::BeginMarkedContentWithProperties(m) => self.begin_marked(m.1, resources),
            Op::EndMarkedContent(_) => {
                self.layers.end();
                self.collector.end_marked();
            }

            Op::BeginText(_) => self.state.text.set_matrix(Affine::IDENTITY),
            Op::SetTextMatrix(m) => {
                let matrix = affine([&m.0, &m.1, &m.2, &m.3, &m.4, &m.5]);
                self.state.text.set_matrix(matrix);
            }
            Op::TextFont(f) => {
                self.state.text.font = self.named_font(f.0, stream);
                self.state.text.size = f.1.as_f32();
            }
            Op::CharacterSpacing(c) => self.state.text.character_space = c.0.as_f32(),
            Op::WordSpacing(w) => self.state.text.word_space = w.0.as_f32(),
            Op::HorizontalScaling(h) => self.state.text.horizontal_scale = h.0.as_f32(),
            Op::TextLeading(l) => self.state.text.leading = l.0.as_f32(),
            Op::TextRise(r) => self.state.text.rise = r.0.as_f32(),
            Op::NextLine(n) => self.state.text.next_line(n.0.as_f64(), n.1.as_f64()),
            Op::NextLineAndSetLeading(n) => {
                self.state.text.leading = -n.1.as_f32();
                self.state.text.next_line(n.0.as_f64(), n.1.as_f64());
            }
            Op::NextLineUsingLeading(_) => self.next_line(),
            Op::NextLineAndShowText(n) => {
                self.next_line();
                self.show(n.0);
            }
            Op::ShowTextWithParameters(t) => {
                self.state.text.word_space = t.0.as_f32();
                self.state.text.character_space = t.1.as_f32();
                self.next_line();
                self.show(t.2);
            }
            Op::ShowText(s) => self.show(s.0),
            Op::ShowTexts(s) => {
                for part in s.0.iter::<Object<'_>>() {
                    match part {
                        Object::String(string) => self.show(&string),
                        Object::Number(back) => {
                            let font = self.state.text.font;
                            let is_horizontal =
                                font.is_some_and(|font| self.fonts.is_horizontal(font));
                            self.state.text.adjust(back.as_f32(), is_horizontal);
                        }
                        _ => {}
                    }
                }
            }
            _ => {}
        }
    }

    fn line_to(&mut self, to: Point) {
        if !self.path.elements().is_empty() {
            self.at = to;
            self.path.line_to(to);
        }
    }

    fn curve_to(&mut self, first: Point, second: Point, to: Point) {
        if !self.path.elements().is_empty() {
            self.at = to;
            self.path.curve_to(first, second, to);
        }
    }

    fn close_path(&mut self) {
        if !self.path.elements().is_empty() {
            self.path.close_path();
        }
    }

    fn draw_path(&mut self, is_seen: bool) {
        if self.layers.is_shown() {
            let State {
                to_page, is_masked, ..
            } = self.state;
            self.collector.path(&self.path, to_page, is_seen, is_masked);
        }
        self.end_path();
    }

    fn end_path(&mut self) {
        if std::mem::take(&mut self.clips) && !self.path.elements().is_empty() {
            let place = self
                .state
                .to_page
                .transform_rect_bbox(self.path.bounding_box());
            self.state.clip = self.state.clip.intersect(place);
        }
        self.path.truncate(0);
    }

    fn named_font(&mut self, name: &Name<'_>, stream: &mut StreamState<'_, 'a>) -> Option<FontId> {
        let known = stream.fonts.iter().find(|(known, _)| **known == **name);
        if let Some((_, font)) = known {
            return *font;
        }
        let font = match stream.resources.get_font(name) {
            Some(dict) => self.fonts.font(&dict),
            None => self.fonts.substitute(),
        };
        if stream.fonts.len() < MAX_NAMED_FONTS {
            stream.fonts.push((name.to_vec(), font));
        }
        font
    }

    fn next_line(&mut self) {
        let leading = f64::from(self.state.text.leading);
        self.state.text.next_line(0.0, -leading);
    }

    /// Draws the characters of a string.
    fn show(&mut self, string: &PdfString<'_>) {
        let text = &mut self.state.text;
        if text.font.is_none() {
            text.font = self.fonts.substitute();
        }
        let Some(font) = text.font else { return };
        let string = string.as_bytes();
        let is_shown = self.layers.is_shown() && self.fonts.can_show(font, string);
        let is_horizontal = self.fonts.is_horizontal(font);
        let mut at = 0;
        while at < string.len()
            && let Some((code, length)) = self.fonts.code_at(font, string, at)
        {
            at += length;
            let is_bold = self.fonts.is_bold(font);
            let Some(character) = self.fonts.character(font, code) else {
                return;
            };
            if is_shown {
                let manner = Manner {
                    to_page: self.state.to_page * text.glyph_matrix(),
                    is_vertical: !is_horizontal,
                    is_bold,
                };
                self.collector.glyph(character, manner);
            }
            text.advance(character.advance, code == 32 && length == 1, is_horizontal);
        }
    }

    fn begin_marked(&mut self, properties: &Object<'_>, resources: &Resources<'a>) {
        let named = match properties {
            Object::Name(name) => Some(name),
            _ => None,
        };
        match (named, dict_or_stream(properties)) {
            (Some(name), _) => self.layers.begin_at(&resources.properties, name),
            (None, Some((dict, _))) if dict.get_ref("OC").is_some() => {
                self.layers.begin_at(dict, b"OC");
            }
            _ => self.layers.begin(),
        }
        let stated = |dict: &Dict<'_>| {
            let text = dict.get::<PdfString<'_>>("ActualText")?;
            Some(text_string(text.as_bytes()))
        };
        let stated = match named {
            Some(name) => resources
                .properties
                .get::<Dict<'_>>(name)
                .and_then(|dict| stated(&dict)),
            None => dict_or_stream(properties).and_then(|(dict, _)| stated(dict)),
        };
        self.collector.begin_marked(stated);
    }

    fn x_object(&mut self, object: &Stream<'a>, resources: &Resources<'a>) {
        match object.dict().get::<Name<'_>>("Subtype").as_deref() {
            Some(b"Image") => self.picture(object),
            Some(b"Form") => {
                if let Some(form) = Form::of(object) {
                    self.form(&form, resources);
                }
            }
            _ => {}
        }
    }

    /// Draws a picture into the unit square.
    fn picture(&mut self, picture: &Stream<'_>) {
        let dict = picture.dict();
        let side = |short: &str, long: &str| dict.get::<u32>(short).or_else(|| dict.get(long));
        let (width, height) = (side("W", "Width"), side("H", "Height"));
        if width.unwrap_or(0) == 0 || height.unwrap_or(0) == 0 {
            return;
        }
        let depth = self.layers.depth();
        self.begin_layer_of(dict);
        if self.layers.is_shown() {
            let unit = Rect::new(0.0, 0.0, 1.0, 1.0);
            self.collector
                .picture(self.state.to_page.transform_rect_bbox(unit));
        }
        self.layers.close_to(depth);
    }

    fn begin_layer_of(&mut self, dict: &Dict<'_>) {
        if dict.contains_key("OC") {
            self.layers.begin_at(dict, b"OC");
        }
    }

    fn form(&mut self, form: &Form<'a>, resources: &Resources<'a>) {
        if MAX_DEPTH <= self.depth {
            return;
        }
        let depth = self.layers.depth();
        self.begin_layer_of(&form.dict);
        if self.layers.is_shown() {
            self.depth += 1;
            let outside = self.state;
            self.path.truncate(0);
            self.state.to_page *= form.matrix;
            let is_group = form.dict.get::<Dict<'_>>("Group").is_some();
            if is_group {
                // The group as a whole is transparent and masked, not each of its parts.
                self.collector
                    .begin_group(std::mem::take(&mut self.state.is_masked));
                (self.state.fill.alpha, self.state.stroke.alpha) = (1.0, 1.0);
            }
            let own = form.dict.get::<Dict<'a>>("Resources").map(Resources::new);
            self.stream(
                TypedIter::new(&form.content),
                own.as_ref().unwrap_or(resources),
            );
            if is_group {
                self.collector.end_group();
            }
            self.state = outside;
            self.depth -= 1;
        }
        // What a form leaves open hides nothing after it.
        self.layers.close_to(depth);
    }

    /// Draws the appearance of an annotation into its box.
    fn annotation(&mut self, annotation: &Dict<'a>, resources: &Resources<'a>) {
        let flags = annotation.get::<u32>("F").unwrap_or(0);
        if flags & UNSEEN != 0 {
            return;
        }
        let form = appearance(annotation).and_then(|stream| Form::of(&stream));
        let (Some(form), Some(place)) = (form, annotation.get::<PdfRect>("Rect")) else {
            return;
        };
        let drawn = form.matrix.transform_rect_bbox(form.bounds);
        let (across, up) = (
            (place.x1 - place.x0) / drawn.width(),
            (place.y1 - place.y0) / drawn.height(),
        );
        let into_place = Affine::new([
            across,
            0.0,
            0.0,
            up,
            place.x0 - across * drawn.x0,
            place.y0 - up * drawn.y0,
        ]);
        let outside = self.state;
        self.state.to_page *= into_place;
        self.form(&form, resources);
        self.state = outside;
    }
}

/// What belongs to one content stream while it is walked.
struct StreamState<'s, 'a> {
    resources: &'s Resources<'a>,
    /// How many states were saved before it, and how many were not.
    first_state: usize,
    first_unsaved: usize,
    /// The fonts it chose so far, by their names.
    fonts: Vec<(Vec<u8>, Option<FontId>)>,
}

/// A content stream that is drawn as one object.
struct Form<'a> {
    content: Cow<'a, [u8]>,
    matrix: Affine,
    bounds: Rect,
    dict: Dict<'a>,
}

impl<'a> Form<'a> {
    fn of(stream: &Stream<'a>) -> Option<Self> {
        let dict = stream.dict();
        let [x0, y0, x1, y1] = dict.get::<[f32; 4]>("BBox")?.map(f64::from);
        Some(Self {
            content: stream.decoded_data().ok()?,
            matrix: dict
                .get::<[f64; 6]>("Matrix")
                .map_or(Affine::IDENTITY, Affine::new),
            bounds: Rect::new(x0, y0, x1, y1),
            dict: dict.clone(),
        })
    }
}

fn appearance<'a>(annotation: &Dict<'a>) -> Option<Stream<'a>> {
    let appearances = annotation.get::<Dict<'a>>("AP")?;
    match appearances.get::<Object<'a>>("N")? {
        Object::Stream(stream) => Some(stream),
        Object::Dict(states) => annotation
            .get::<Name<'a>>("AS")
            .and_then(|state| states.get(state))
            .or_else(|| states.get("Off")),
        _ => None,
    }
}

fn affine(numbers: [&Number; 6]) -> Affine {
    Affine::new(numbers.map(Number::as_f64))
}

fn point(x: &Number, y: &Number) -> Point {
    Point::new(x.as_f64(), y.as_f64())
}

fn numbers(given: &[Number]) -> impl Iterator<Item = f32> {
    given.iter().map(Number::as_f32)
}

fn space(resources: &Resources<'_>, name: &Name<'_>) -> Space {
    let described = || resources.get_color_space(name);
    Space::named(name)
        .or_else(|| described().map(|object| Space::of(&object)))
        .unwrap_or(Space::Light)
}

fn set<const N: usize>(colour: &mut Colour, space: Space, numbers: [&Number; N]) {
    colour.set_in(space, numbers.map(Number::as_f32));
}

/// Sets a colour by its numbers, or the pattern of a name.
fn set_named(
    colour: &mut Colour,
    given: &[Number],
    pattern: Option<&Name<'_>>,
    resources: &Resources<'_>,
) {
    match pattern {
        Some(name) => colour.set_pattern(resources.patterns.contains_key(name)),
        None => colour.set(numbers(given)),
    }
}
