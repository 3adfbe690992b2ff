//! Text with what matched in it, cut into pieces that a template can mark.
//!
//! Whatever the ranges are, every character of the text is there once and in order.

use std::ops::Range;

/// A piece of text that matched, or that did not.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Piece<'a> {
    /// The text.
    pub(super) text: &'a str,
    /// Whether it matched.
    pub(super) marked: bool,
}

/// Cuts `text` at half-open ranges of characters.
pub(super) fn by_chars<'a>(text: &'a str, ranges: &[(usize, usize)]) -> Vec<Piece<'a>> {
    let byte = |character: usize| {
        text.char_indices()
            .nth(character)
            .map_or(text.len(), |(byte, _)| byte)
    };
    let ranges: Vec<Range<usize>> = ranges
        .iter()
        .map(|&(from, until)| byte(from)..byte(until))
        .collect();
    by_bytes(text, &ranges)
}

/// Cuts `text` at ranges of bytes; one that does not fit the text is passed over.
pub(super) fn by_bytes<'a>(text: &'a str, ranges: &[Range<usize>]) -> Vec<Piece<'a>> {
    let mut pieces = Vec::with_capacity(ranges.len() * 2 + 1);
    let mut done = 0;
    for range in ranges {
        let (Some(before), Some(matched)) = (text.get(done..range.start), text.get(range.clone()))
        else {
            continue;
        };
        pieces.extend([
            Piece {
                text: before,
                marked: false,
            },
            Piece {
                text: matched,
                marked: true,
            },
        ]);
        done = range.end;
    }
    pieces.push(Piece {
        text: text.get(done..).unwrap_or_default(),
        marked: false,
    });
    pieces.retain(|piece| !piece.text.is_empty());
    pieces
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, ranges: &[(usize, usize)], expected: &str) {
        let shown = |piece: &Piece<'_>| {
            if piece.marked {
                format!("[{}]", piece.text)
            } else {
                piece.text.to_owned()
            }
        };
        let actual: String = by_chars(text, ranges).iter().map(shown).collect();
        assert_eq!(actual, expected);
    }

    #[test]
    fn ranges_count_characters() {
        check(
            "한국의 스마트도시를 짓다",
            &[(4, 9)],
            "한국의 [스마트도시]를 짓다",
        );
        check("ab", &[(0, 1), (1, 2)], "[a][b]");
    }

    #[test]
    fn ranges_that_do_not_fit_lose_no_text() {
        check("abc", &[(1, 9)], "a[bc]");
        check("abc", &[(2, 3), (0, 1)], "ab[c]");
        check("", &[(0, 1)], "");
    }
}
