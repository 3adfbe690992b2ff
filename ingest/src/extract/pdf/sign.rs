//! The text of one glyph: nearly always one character, which takes no memory of its own.
//!
//! A page has thousands of glyphs, and each is looked at a dozen times on its way to a line.

use super::bidi;

/// The text of a glyph, or of a word that a file states for several.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Sign {
    /// One character.
    One(char),
    /// None or several.
    More(Box<str>),
}

impl Sign {
    /// Its characters, in the order of reading.
    pub(super) fn chars(&self) -> impl DoubleEndedIterator<Item = char> {
        let (one, more) = match self {
            Self::One(c) => (Some(*c), ""),
            Self::More(text) => (None, &**text),
        };
        one.into_iter().chain(more.chars())
    }

    /// Bytes of its text in UTF-8.
    pub(super) fn len(&self) -> usize {
        match self {
            Self::One(c) => c.len_utf8(),
            Self::More(text) => text.len(),
        }
    }

    /// Whether there is nothing to see: it is empty, or white space.
    pub(super) fn is_blank(&self) -> bool {
        match self {
            Self::One(c) => c.is_whitespace(),
            Self::More(text) => text.trim().is_empty(),
        }
    }

    /// Whether it is written from right to left.
    pub(super) fn is_right_to_left(&self) -> bool {
        match self {
            Self::One(c) => bidi::is_right_to_left(*c),
            Self::More(text) => text.chars().any(bidi::is_right_to_left),
        }
    }

    /// Adds it to the end of a text.
    pub(super) fn write(&self, text: &mut String) {
        match self {
            Self::One(c) => text.push(*c),
            Self::More(more) => text.push_str(more),
        }
    }
}

impl From<char> for Sign {
    fn from(c: char) -> Self {
        Self::One(c)
    }
}

impl From<&str> for Sign {
    fn from(text: &str) -> Self {
        let mut chars = text.chars();
        match (chars.next(), chars.next()) {
            (Some(c), None) => Self::One(c),
            _ => Self::More(text.into()),
        }
    }
}

impl From<String> for Sign {
    fn from(text: String) -> Self {
        Self::from(text.as_str())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sign_is_its_text_however_it_is_kept() {
        for text in ["", "a", "가", "ffi", " ", "\u{a0}\t", "لا"] {
            let sign = Sign::from(text);
            assert_eq!(sign.chars().collect::<String>(), text);
            assert_eq!(sign.len(), text.len());
            assert_eq!(sign.is_blank(), text.trim().is_empty(), "{text:?}");
            let mut written = "x".to_owned();
            sign.write(&mut written);
            assert_eq!(written, format!("x{text}"));
        }
        assert!(Sign::from("لا").is_right_to_left());
        assert!(!Sign::from("fi").is_right_to_left());
    }
}
