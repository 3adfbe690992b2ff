//! Text that a file states for what it draws (ActualText), put in the place of the drawing.
//!
//! What holds: words stand where their share of the drawn glyphs stands, so that a statement for
//! several lines stays on them; a statement for which nothing is drawn is not seen and not read.
//!
//! Not here: text stated in the structure tree of tagged files, where it is often the name of a
//! figure rather than what stands in it.
//!
//! Source: ISO 32000-2, 14.9.4 (replacement text).

use kurbo::Rect;

use super::bidi;
use super::glyphs::Glyph;

/// A part of a page's content that stands for a stated text, while it is drawn.
pub(super) struct Span {
    text: String,
    covered: Vec<Glyph>,
    drawn: Option<Rect>,
    nested: usize,
}

impl Span {
    pub(super) fn new(text: String) -> Self {
        Self {
            text,
            covered: Vec::new(),
            drawn: None,
            nested: 0,
        }
    }

    /// Takes a glyph that is drawn inside.
    pub(super) fn cover(&mut self, glyph: Glyph) {
        self.covered.push(glyph);
    }

    /// Notes that something else is drawn inside.
    pub(super) fn draw(&mut self, place: Rect) {
        self.drawn = Some(self.drawn.map_or(place, |drawn| drawn.union(place)));
    }

    /// Marked content begins inside.
    pub(super) fn nest(&mut self) {
        self.nested += 1;
    }

    /// Marked content ends; true where it is this one.
    pub(super) fn leave(&mut self) -> bool {
        let outer = self.nested.checked_sub(1);
        self.nested = outer.unwrap_or(0);
        outer.is_none()
    }

    /// The stated text, a glyph a word, where the drawn ones stood.
    pub(super) fn glyphs(self) -> Vec<Glyph> {
        let mut slots = self.covered;
        if let (true, Some(place)) = (slots.is_empty(), self.drawn) {
            slots.push(Glyph {
                text: "".into(),
                x0: place.x0,
                x1: place.x1,
                y: place.y0,
                // A picture's height says nothing of the size of the text in it.
                size: place.height().clamp(1.0, 12.0),
                rotation: 0,
                is_vertical: false,
                is_bold: false,
            });
        }
        let is_turned = self.text.chars().any(bidi::is_right_to_left);
        if let [first, .., last] = slots.as_slice()
            && is_same_line(first, last)
            && (last.x0 < first.x0) != is_turned
        {
            slots.reverse();
        }
        let count: usize = self.text.chars().count();
        let place = |at: usize| place(&slots, at, count, is_turned);
        let mut glyphs = Vec::new();
        for (from, word) in words(&self.text) {
            let until = from.saturating_add(word.chars().count());
            let (Some((first, start)), Some((last, end))) = (place(from), place(until)) else {
                return Vec::new();
            };
            // A word over a line's end stays on the line where it begins.
            let end = match is_same_line(first, last) {
                true => end,
                false if is_turned => first.x0,
                false => first.x1,
            };
            let text = if word.trim().is_empty() { " " } else { word };
            glyphs.push(Glyph {
                text: text.into(),
                x0: start.min(end),
                x1: start.max(end).max(start.min(end) + 0.01),
                ..first.clone()
            });
        }
        glyphs
    }
}

fn is_same_line(a: &Glyph, b: &Glyph) -> bool {
    a.rotation == b.rotation && (a.y - b.y).abs() < 0.5 * a.size.max(b.size)
}

/// Where the character at `at` of `count` begins: the slot, and the place on its line.
fn place(slots: &[Glyph], at: usize, count: usize, is_turned: bool) -> Option<(&Glyph, f64)> {
    #[expect(
        clippy::cast_precision_loss,
        reason = "counts of one page's characters"
    )]
    let share = at as f64 / count.max(1) as f64;
    #[expect(clippy::cast_precision_loss, reason = "counts of one page's glyphs")]
    let along = share * slots.len() as f64;
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "from 0 to the number of slots"
    )]
    let index = (along.floor() as usize).min(slots.len().checked_sub(1)?);
    let slot = slots.get(index)?;
    #[expect(clippy::cast_precision_loss, reason = "an index of one page's glyphs")]
    let inside = (along - index as f64).clamp(0.0, 1.0) * (slot.x1 - slot.x0);
    let x = if is_turned {
        slot.x1 - inside
    } else {
        slot.x0 + inside
    };
    Some((slot, x))
}

/// Words and the blanks between them, with the number of characters before each.
fn words(text: &str) -> Vec<(usize, &str)> {
    let is_blank = |c: char| c.is_whitespace() || c.is_control();
    let mut words: Vec<(usize, &str)> = Vec::new();
    let (mut start, mut before, mut word_at) = (0, None, 0);
    for (count, (at, c)) in text.char_indices().enumerate() {
        if before.is_some_and(|before| before != is_blank(c)) {
            words.extend(text.get(start..at).map(|word| (word_at, word)));
            (start, word_at) = (at, count);
        }
        before = Some(is_blank(c));
    }
    if before.is_some() {
        words.extend(text.get(start..).map(|word| (word_at, word)));
    }
    words
}

#[cfg(test)]
mod tests {
    use super::*;

    /// `line` glyphs of width 10 on each of the lines 0, 1, …
    fn covering(text: &str, lines: &[usize]) -> Vec<(String, f64, f64, f64)> {
        let mut span = Span::new(text.to_owned());
        for (line, count) in (0_u32..).zip(lines) {
            for at in (0_u32..).take(*count) {
                span.cover(Glyph {
                    text: 'x'.into(),
                    x0: f64::from(at) * 10.0,
                    x1: f64::from(at) * 10.0 + 10.0,
                    y: f64::from(line) * -12.0,
                    size: 10.0,
                    rotation: 0,
                    is_vertical: false,
                    is_bold: false,
                });
            }
        }
        let glyphs = span.glyphs().into_iter();
        glyphs
            .map(|g| (g.text.chars().collect(), g.x0, g.x1, g.y))
            .collect()
    }

    fn word(text: &str, x0: f64, x1: f64, y: f64) -> (String, f64, f64, f64) {
        (text.to_owned(), x0, x1, y)
    }

    #[test]
    fn one_word_takes_the_place_of_all_it_covers() {
        assert_eq!(covering("ffi", &[1]), [word("ffi", 0.0, 10.0, 0.0)]);
        assert_eq!(covering("A", &[3]), [word("A", 0.0, 30.0, 0.0)]);
    }

    #[test]
    fn words_stay_on_their_lines() {
        assert_eq!(
            covering("ab cd", &[3, 2]),
            [
                word("ab", 0.0, 20.0, 0.0),
                word(" ", 20.0, 30.0, 0.0),
                word("cd", 0.0, 20.0, -12.0),
            ]
        );
    }

    #[test]
    fn right_to_left_words_begin_on_the_right() {
        assert_eq!(
            covering("אב גד", &[5]),
            [
                word("אב", 30.0, 50.0, 0.0),
                word(" ", 20.0, 30.0, 0.0),
                word("גד", 0.0, 20.0, 0.0),
            ]
        );
    }

    #[test]
    fn a_statement_for_nothing_is_not_read() {
        assert_eq!(covering("hidden", &[]), []);
        assert_eq!(covering("", &[2]), []);
    }
}
