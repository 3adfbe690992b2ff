//! Characters that HWP writes in its own way → characters that everybody reads.
//!
//! Hangul's fonts have signs in the private use planes that Unicode has elsewhere; those that public
//! documents use as bullets and brackets are translated, the rest stay as they are.
//!
//! Sources: "한글 문서 파일 형식 5.0", table of control characters; the signs by comparing documents
//! with what the word processor prints.

use super::super::roman::roman;
use super::records::u16_at;

/// A part of a paragraph's text in HWP 5.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Piece {
    Text(String),
    /// A control of 8 units that holds no text and has no record of its own.
    Inline,
    /// A control of 8 units whose record follows, in order.
    Extended,
}

/// Units that a control other than a single character takes.
pub(super) const CONTROL_UNITS: u32 = 8;

/// Takes the data of a PARA_TEXT record apart.
pub(super) fn pieces(data: &[u8]) -> Vec<Piece> {
    let mut pieces = Vec::new();
    let mut units: Vec<u16> = Vec::new();
    let mut at = 0;
    while let Some(unit) = u16_at(data, at) {
        at += 2;
        let control = match unit {
            // Line break, end of paragraph, hyphen, bound space, space of fixed width; and reserved.
            10 => Err(Some(u16::from(b'\n'))),
            24 => Err(Some(u16::from(b'-'))),
            30 | 31 => Err(Some(u16::from(b' '))),
            0 | 13 | 25..=29 => Err(None),
            9 => Ok((Piece::Inline, Some("\t"))),
            4..=8 | 19 | 20 => Ok((Piece::Inline, None)),
            1..=31 => Ok((Piece::Extended, None)),
            _ => Err(Some(unit)),
        };
        match control {
            Err(Some(unit)) => units.push(unit),
            Err(None) => {}
            Ok((piece, text)) => {
                flush(&mut units, &mut pieces);
                // The unit itself, six of data, and the unit again.
                at += 14;
                pieces.push(piece);
                pieces.extend(text.map(|text| Piece::Text(text.to_owned())));
            }
        }
    }
    flush(&mut units, &mut pieces);
    pieces
}

fn flush(units: &mut Vec<u16>, pieces: &mut Vec<Piece>) {
    if units.is_empty() {
        return;
    }
    let text: String = char::decode_utf16(units.drain(..))
        .map(|c| c.unwrap_or(char::REPLACEMENT_CHARACTER))
        .collect();
    pieces.push(Piece::Text(readable(&text)));
}

/// Text with Hangul's own signs translated.
pub(super) fn readable(text: &str) -> String {
    text.chars().map(sign).collect()
}

fn sign(c: char) -> char {
    let code = u32::from(c);
    let other = match code {
        // Numbers 1 to 20 in a black square, and in a white one.
        0xf02b1..=0xf02c4 => char::from_u32(code - 0xf02b1 + 0x2460),
        0xf02ce..=0xf02e1 => char::from_u32(code - 0xf02ce + 0x2460),
        // Bullets of the font Wingdings.
        0xf06c => Some('●'),
        0xf06e => Some('■'),
        0xf06f => Some('□'),
        0xf075 => Some('◆'),
        0xf076 => Some('❖'),
        0xf09f => Some('•'),
        0xf0a1 => Some('○'),
        0xf0a7 => Some('▪'),
        0xf0d8 => Some('➢'),
        0xf0fc => Some('✓'),
        0xf03c5 => Some('□'),
        0xf080f => Some('━'),
        0xf0854 => Some('《'),
        0xf0855 => Some('》'),
        _ => None,
    };
    other.unwrap_or(c)
}

/// A number as the document counts: `shape` by the format's table of number shapes.
pub(super) fn counted(number: u32, shape: u32) -> String {
    let letter = |first: char, count: u32| {
        let nth = number.checked_sub(1).filter(|nth| *nth < count)?;
        char::from_u32(u32::from(first) + nth).map(String::from)
    };
    let found = match shape {
        1 => letter('①', 20),
        2 => numeral(number),
        3 => numeral(number).map(|roman| roman.to_lowercase()),
        4 => letter('A', 26),
        5 => letter('a', 26),
        6 => letter('Ⓐ', 26),
        7 => letter('ⓐ', 26),
        8 => number
            .checked_sub(1)
            .and_then(|nth| "가나다라마바사아자차카타파하".chars().nth(nth as usize))
            .map(String::from),
        _ => None,
    };
    found.unwrap_or_else(|| number.to_string())
}

/// The number of a number shape in HWP 5, by its name in HWPX.
pub(super) fn number_shape(name: &str) -> u32 {
    match name {
        "CIRCLED_DIGIT" => 1,
        "ROMAN_CAPITAL" => 2,
        "ROMAN_SMALL" => 3,
        "LATIN_CAPITAL" => 4,
        "LATIN_SMALL" => 5,
        "CIRCLED_LATIN_CAPITAL" => 6,
        "CIRCLED_LATIN_SMALL" => 7,
        "HANGUL_SYLLABLE" => 8,
        _ => 0,
    }
}

/// Hangul counts so up to 399.
fn numeral(number: u32) -> Option<String> {
    roman(number).filter(|_| number < 400)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn controls_take_eight_units_and_characters_one() {
        let mut units: Vec<u16> = "가".encode_utf16().collect();
        // A table, a tab, a line break, a fixed space, the end.
        units.extend([11, 0x6c20, 0x7462, 0, 0, 0, 0, 11]);
        units.extend([9, 100, 0, 0, 0, 0, 0, 9]);
        units.extend([
            u16::from(b'a'),
            10,
            u16::from(b'b'),
            31,
            u16::from(b'c'),
            13,
        ]);
        let data: Vec<u8> = units.iter().flat_map(|unit| unit.to_le_bytes()).collect();
        let text = |text: &str| Piece::Text(text.to_owned());
        assert_eq!(
            pieces(&data),
            [
                text("가"),
                Piece::Extended,
                Piece::Inline,
                text("\t"),
                text("a\nb c")
            ]
        );
    }

    #[test]
    fn numbers_are_written_as_the_document_counts() {
        let shapes: Vec<String> = (0..=8).map(|shape| counted(4, shape)).collect();
        assert_eq!(shapes, ["4", "④", "IV", "iv", "D", "d", "Ⓓ", "ⓓ", "라"]);
        assert_eq!(counted(0, 1), "0");
    }
}
