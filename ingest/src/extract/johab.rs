//! Johab (조합형, code page 1361) → text: the Korean encoding of HWP 3 and of DOS.
//!
//! A character is an ASCII byte or two bytes. A first byte of 0x84 to 0xD3 begins a syllable:
//! after the top bit come 5 bits each for initial, medial and final, with one value of each meaning
//! "none". First bytes 0xD9 to 0xDE hold the symbols of KS X 1001 (rows 1 to 12) and 0xE0 to 0xF9
//! its Hanja (rows 42 to 93), two rows for each first byte.
//!
//! Not here: what HWP 3 keeps outside Johab (old Hangul, its own symbols), half-width forms.
//!
//! Source: KS X 1001:1992 annex 3; the arithmetic is that of Unicode's table for Johab (JOHAB.TXT).

use std::ops::RangeInclusive;

/// The position of each 5-bit medial among the 21 of Unicode; `NONE` for "none".
const MEDIALS: [Option<u8>; 32] = {
    let mut medials = [None; 32];
    let codes: [u8; 21] = [
        3, 4, 5, 6, 7, 10, 11, 12, 13, 14, 15, 18, 19, 20, 21, 22, 23, 26, 27, 28, 29,
    ];
    let mut n = 0;
    while n < codes.len() {
        medials[codes[n] as usize] = Some(n as u8);
        n += 1;
    }
    medials
};
const NO_INITIAL: u8 = 1;
const NO_MEDIAL: u8 = 2;

/// Compatibility letters (U+3131…) of the 19 initials.
const INITIAL_LETTERS: &str = "ㄱㄲㄴㄷㄸㄹㅁㅂㅃㅅㅆㅇㅈㅉㅊㅋㅌㅍㅎ";
/// Compatibility letters of the finals 1 to 27.
const FINAL_LETTERS: &str = "ㄱㄲㄳㄴㄵㄶㄷㄹㄺㄻㄼㄽㄾㄿㅀㅁㅂㅄㅅㅆㅇㅈㅊㅋㅌㅍㅎ";

/// First bytes of a character of two bytes.
const FIRST: [RangeInclusive<u8>; 3] = [0x84..=0xd3, 0xd9..=0xde, 0xe0..=0xf9];

/// Decodes one character of two bytes, the first byte in the upper half; `None` where Johab has none.
pub(super) fn decode_pair(pair: u16) -> Option<char> {
    match pair >> 8 {
        0x84..=0xd3 => syllable(pair),
        0xd9..=0xde | 0xe0..=0xf9 => symbol(pair),
        _ => None,
    }
}

/// Decodes text; what is no Johab becomes U+FFFD. The second value counts those places.
pub(super) fn decode(bytes: &[u8]) -> (String, usize) {
    let mut text = String::with_capacity(bytes.len() * 3 / 2);
    let mut bad = 0;
    let mut rest = bytes.iter().copied().peekable();
    while let Some(first) = rest.next() {
        if first.is_ascii() {
            text.push(char::from(first));
            continue;
        }
        let second = rest
            .peek()
            .copied()
            .filter(|_| FIRST.iter().any(|range| range.contains(&first)));
        let decoded = second.and_then(|second| decode_pair(u16::from_be_bytes([first, second])));
        match decoded {
            Some(c) => {
                text.push(c);
                rest.next();
            }
            None => {
                text.push('\u{fffd}');
                bad += 1;
                // An ASCII byte after a bad one stands for itself.
                if second.is_some_and(|second| !second.is_ascii()) {
                    rest.next();
                }
            }
        }
    }
    (text, bad)
}

/// The 5-bit initial, medial and final of a pair.
pub(super) fn letters(pair: u16) -> [u8; 3] {
    [pair >> 10, pair >> 5, pair].map(|bits| u8::try_from(bits & 0x1f).unwrap_or_default())
}

/// The position of a 5-bit initial among the 19 of Unicode; `None` for "none" and what is none.
pub(super) fn initial(bits: u8) -> Option<u8> {
    (2..=20).contains(&bits).then(|| bits - 2)
}

/// The position of a 5-bit final among the 28 of Unicode, 0 for "none"; `None` for what is none.
pub(super) fn last(bits: u8) -> Option<u8> {
    match bits {
        1..=17 => Some(bits - 1),
        19..=29 => Some(bits - 2),
        _ => None,
    }
}

/// Decodes a syllable, or a letter of Hangul that stands alone; `None` where the bits mean none.
pub(super) fn syllable(pair: u16) -> Option<char> {
    let [leading, medial, trailing] = letters(pair);
    let first = match initial(leading) {
        None if leading != NO_INITIAL => return None,
        first => first,
    };
    let middle = match MEDIALS.get(usize::from(medial)).copied().flatten() {
        None if medial != NO_MEDIAL => return None,
        middle => middle,
    };
    let end = last(trailing)?;
    match (first, middle, end) {
        (Some(first), Some(middle), end) => {
            let index = (u32::from(first) * 21 + u32::from(middle)) * 28 + u32::from(end);
            char::from_u32(0xac00 + index)
        }
        (None, None, 0) => Some('\u{3000}'),
        (Some(first), None, 0) => INITIAL_LETTERS.chars().nth(first.into()),
        (None, Some(middle), 0) => char::from_u32(0x314f + u32::from(middle)),
        (None, None, end) => FINAL_LETTERS.chars().nth(usize::from(end) - 1),
        _ => None,
    }
}

/// A symbol or Hanja: its row and column in KS X 1001, which EUC-KR has at 0xA1 + row, column.
fn symbol(pair: u16) -> Option<char> {
    let [first, second] = pair.to_be_bytes();
    let column = match second {
        0x31..=0x7e => second - 0x31,
        0x91..=0xfe => second - 0x43,
        _ => return None,
    };
    let row = match first {
        // Row 4 (letters of Hangul) is there, but programs write those as syllables.
        0xd9..=0xde => 2 * (first - 0xd9),
        0xe0..=0xf9 => 2 * (first - 0xe0) + 41,
        _ => return None,
    };
    let (row, column) = (row + column / 94, column % 94);
    encoding_rs::EUC_KR
        .decode_without_bom_handling_and_without_replacement(&[0xa1 + row, 0xa1 + column])?
        .chars()
        .next()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn characters_are_those_of_the_published_table() {
        // From Unicode's JOHAB.TXT.
        let table = [
            (0x8861, '가'),
            (0x8862, '각'),
            (0xd3bd, '힣'),
            (0x8841, 'ㄱ'),
            (0x8461, 'ㅏ'),
            (0x8444, 'ㄳ'),
            (0xd931, '\u{3000}'),
            (0xd932, '、'),
            (0xda31, '！'),
            (0xe031, '伽'),
            (0xe032, '佳'),
            (0xf9fe, '詰'),
        ];
        for (pair, expected) in table {
            assert_eq!(decode_pair(pair), Some(expected), "{pair:#x}");
        }
        for pair in [0x0041, 0x8000, 0xdf41, 0xffff, 0x8840, 0xd930] {
            assert_eq!(decode_pair(pair), None, "{pair:#x}");
        }
    }

    #[test]
    fn every_syllable_has_a_pair_of_its_own() {
        let mut found: Vec<char> = (0x8400..=0xd3ff_u16)
            .filter_map(decode_pair)
            .filter(|c| ('가'..='힣').contains(c))
            .collect();
        found.sort_unstable();
        let all: Vec<char> = ('가'..='힣').collect();
        assert_eq!(found, all);
    }

    #[test]
    fn a_bad_byte_costs_itself_only() {
        assert_eq!(
            decode(b"a\x88\x61\xff\x88\x61b\x88"),
            ("a가\u{fffd}가b\u{fffd}".to_owned(), 2)
        );
    }
}
