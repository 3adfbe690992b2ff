//! The graphics state of a content stream, as far as it says where text stands and what is seen.
//!
//! What holds: a state takes no memory of its own, so that saving one is a copy; no colour is ever
//! converted: whether it is seen on white paper is told from its numbers.
//!
//! Not here: line widths, dashes, blend modes; palettes, of which every colour counts as seen.
//!
//! Source: ISO 32000-2, 8.4 (graphics state), 8.6 (colour spaces), 9.3 (text state).

use hayro_syntax::object::{Array, Dict, Name, Object, Stream};
use kurbo::{Affine, Rect};

use super::fonts::FontId;

/// What holds while a content stream is walked.
#[derive(Clone, Copy, Debug)]
pub(super) struct State {
    /// From the stream's coordinates to the page's.
    pub(super) to_page: Affine,
    /// What is drawn is cut off at the edges of this box of the page.
    pub(super) clip: Rect,
    pub(super) fill: Colour,
    pub(super) stroke: Colour,
    /// Whether what is drawn is seen through a mask.
    pub(super) is_masked: bool,
    pub(super) text: TextState,
}

/// How text is set; numbers are as exact as the files that state them.
#[derive(Clone, Copy, Debug)]
pub(super) struct TextState {
    pub(super) matrix: Affine,
    pub(super) line_matrix: Affine,
    pub(super) font: Option<FontId>,
    pub(super) size: f32,
    pub(super) character_space: f32,
    pub(super) word_space: f32,
    /// In per cent.
    pub(super) horizontal_scale: f32,
    pub(super) leading: f32,
    pub(super) rise: f32,
}

impl State {
    pub(super) fn new(page: Rect) -> Self {
        let black = Colour {
            space: Space::Light,
            is_white: false,
            alpha: 1.0,
        };
        Self {
            to_page: Affine::IDENTITY,
            clip: page,
            fill: black,
            stroke: black,
            is_masked: false,
            text: TextState {
                matrix: Affine::IDENTITY,
                line_matrix: Affine::IDENTITY,
                font: None,
                size: 1.0,
                character_space: 0.0,
                word_space: 0.0,
                horizontal_scale: 100.0,
                leading: 0.0,
                rise: 0.0,
            },
        }
    }
}

impl TextState {
    pub(super) fn set_matrix(&mut self, matrix: Affine) {
        self.matrix = matrix;
        self.line_matrix = matrix;
    }

    pub(super) fn next_line(&mut self, x: f64, y: f64) {
        self.set_matrix(self.line_matrix.pre_translate((x, y).into()));
    }

    /// Moves on by the width or height of a character, in thousandths of its size; `is_space` is
    /// true of the one-byte code 32, whatever it means.
    pub(super) fn advance(&mut self, width: f32, is_space: bool, is_horizontal: bool) {
        let space = if is_space { self.word_space } else { 0.0 };
        self.go(
            width / 1000.0 * self.size + self.character_space + space,
            is_horizontal,
        );
    }

    /// Moves back by thousandths of the size, as the numbers between strings do.
    pub(super) fn adjust(&mut self, back: f32, is_horizontal: bool) {
        self.go(-back / 1000.0 * self.size, is_horizontal);
    }

    fn go(&mut self, by: f32, is_horizontal: bool) {
        let by = if is_horizontal {
            (f64::from(by * (self.horizontal_scale / 100.0)), 0.0)
        } else {
            (0.0, f64::from(by))
        };
        self.matrix = self.matrix.pre_translate(by.into());
    }

    /// From the thousandths in which glyphs are measured to the coordinates of the stream.
    pub(super) fn glyph_matrix(&self) -> Affine {
        let size = f64::from(self.size);
        let across = size * f64::from(self.horizontal_scale / 100.0);
        let rise = f64::from(self.rise);
        self.matrix * Affine::new([across / 1000.0, 0.0, 0.0, size / 1000.0, 0.0, rise])
    }
}

/// A colour, as far as it is seen on white paper or not.
#[derive(Clone, Copy, Debug)]
pub(super) struct Colour {
    space: Space,
    is_white: bool,
    pub(super) alpha: f32,
}

/// What the numbers of a colour mean.
#[derive(Clone, Copy, Debug)]
pub(super) enum Space {
    /// Light: all at 1 are white.
    Light,
    /// Ink: all at 0 leave the paper as it is.
    Ink,
    /// Lightness up to 100, and two numbers that are 0 for grey.
    Lab,
    /// A palette or patterns.
    Other,
}

impl Colour {
    pub(super) fn is_seen(self) -> bool {
        !self.is_white && 0.02 < self.alpha
    }

    /// Sets a colour of the space that was chosen before.
    pub(super) fn set(&mut self, numbers: impl IntoIterator<Item = f32>) {
        let numbers = numbers.into_iter();
        let (mut is_empty, mut is_white) = (true, true);
        for (at, number) in numbers.enumerate() {
            is_empty = false;
            is_white &= match self.space {
                Space::Light => 0.97 <= number,
                Space::Ink => number <= 0.03,
                Space::Lab if at == 0 => 97.0 <= number,
                Space::Lab => number.abs() < 3.0,
                Space::Other => false,
            };
        }
        self.is_white = is_white && !is_empty;
    }

    /// Chooses a colour space; until a colour is set it is black.
    pub(super) fn choose(&mut self, space: Space) {
        self.space = space;
        self.is_white = false;
    }

    pub(super) fn set_in<const N: usize>(&mut self, space: Space, numbers: [f32; N]) {
        self.space = space;
        self.set(numbers);
    }

    /// Paints with a pattern; one that is missing paints nothing.
    pub(super) fn set_pattern(&mut self, is_there: bool) {
        self.is_white = !is_there;
    }
}

impl Space {
    /// The space of a name that needs no resources.
    pub(super) fn named(name: &Name<'_>) -> Option<Self> {
        match name.as_ref() {
            b"DeviceGray" | b"G" | b"DeviceRGB" | b"RGB" => Some(Self::Light),
            b"DeviceCMYK" | b"CMYK" | b"CalCMYK" => Some(Self::Ink),
            b"Pattern" => Some(Self::Other),
            _ => None,
        }
    }

    /// The space that a resource describes.
    pub(super) fn of(object: &Object<'_>) -> Self {
        let family = match object {
            Object::Name(name) => return Self::named(name).unwrap_or(Self::Other),
            Object::Array(array) => array,
            _ => return Self::Other,
        };
        let mut parts = family.flex_iter();
        let Some(name) = parts.next::<Name<'_>>() else {
            return Self::Other;
        };
        match name.as_ref() {
            b"ICCBased" => {
                let profile = parts.next::<Stream<'_>>();
                match profile.and_then(|profile| profile.dict().get::<u8>("N")) {
                    Some(4) => Self::Ink,
                    _ => Self::Light,
                }
            }
            b"CalGray" | b"CalRGB" => Self::Light,
            b"Separation" | b"DeviceN" => Self::Ink,
            b"Lab" => Self::Lab,
            _ => Self::named(&name).unwrap_or(Self::Other),
        }
    }
}

/// What a graphics state dictionary sets of a [`State`], but for its font.
pub(super) fn apply(dict: &Dict<'_>, state: &mut State) {
    if let Some(alpha) = dict.get::<f32>("ca") {
        state.fill.alpha = alpha;
    }
    if let Some(alpha) = dict.get::<f32>("CA") {
        state.stroke.alpha = alpha;
    }
    match dict.get::<Object<'_>>("SMask") {
        Some(Object::Name(name)) if name.as_ref() == b"None" => state.is_masked = false,
        Some(Object::Dict(mask)) => {
            let group = mask.get::<Stream<'_>>("G");
            state.is_masked = group.is_some_and(|group| group.dict().contains_key("BBox"));
        }
        _ => {}
    }
}

/// The font and size that a graphics state dictionary sets.
pub(super) fn font_of<'a>(dict: &Dict<'a>) -> Option<(Dict<'a>, f32)> {
    let font = dict.get::<Array<'a>>("Font")?;
    let mut parts = font.iter::<Object<'a>>();
    let font = parts.next()?.into_dict()?;
    Some((font, parts.next()?.into_number()?.as_f32()))
}

#[cfg(test)]
mod tests {
    use hayro_syntax::object::FromBytes;

    use super::*;

    #[track_caller]
    fn check(space: &'static [u8], numbers: &[f32], is_seen: bool) {
        let mut colour = State::new(Rect::ZERO).fill;
        colour.choose(Space::of(&Object::from_bytes(space).unwrap()));
        assert!(colour.is_seen(), "at first it is black");
        colour.set(numbers.iter().copied());
        assert_eq!(colour.is_seen(), is_seen, "{numbers:?}");
    }

    #[test]
    fn white_is_told_from_the_numbers_of_a_colour() {
        check(b"/DeviceGray", &[1.0], false);
        check(b"/DeviceGray", &[0.9], true);
        check(b"/DeviceRGB", &[1.0, 0.99, 1.0], false);
        check(b"/DeviceRGB", &[1.0, 1.0, 0.0], true);
        check(b"/DeviceCMYK", &[0.0, 0.0, 0.0, 0.0], false);
        check(b"/DeviceCMYK", &[0.0, 0.0, 0.0, 1.0], true);
        check(b"[/CalRGB <</WhitePoint[1 1 1]>>]", &[1.0, 1.0, 1.0], false);
        check(b"[/Lab <</WhitePoint[1 1 1]>>]", &[100.0, 0.0, 0.0], false);
        check(b"[/Lab <</WhitePoint[1 1 1]>>]", &[100.0, 40.0, 0.0], true);
        check(b"[/Separation /Spot /DeviceCMYK]", &[0.0], false);
        check(b"[/Separation /Spot /DeviceCMYK]", &[1.0], true);
        check(b"[/Indexed /DeviceRGB 1 <000000ffffff>]", &[1.0], true);
        check(b"/DeviceRGB", &[], true);
    }

    #[test]
    fn what_is_transparent_or_a_missing_pattern_is_not_seen() {
        let mut colour = State::new(Rect::ZERO).fill;
        colour.alpha = 0.0;
        assert!(!colour.is_seen());
        colour.alpha = 0.5;
        assert!(colour.is_seen());
        colour.set_pattern(false);
        assert!(!colour.is_seen());
        colour.set_pattern(true);
        assert!(colour.is_seen());
    }
}
