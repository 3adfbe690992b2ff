//! The 16-bit characters of HWP 3 → Unicode.
//!
//! ```text
//! 0x0020..=0x007e  ASCII
//! 0x3401..         signs of KS X 1001, rows 0xa1 to 0xac, 96 places a row
//! 0x4000..         Hanja of KS X 1001, rows 0xca to 0xfd, 94 places a row
//! 0x8000..         Hangul: 1, then five bits each for the leading consonant, vowel, trailing one
//! ```
//!
//! Not here: the signs of Hangul's own fonts that no standard has; they become U+FFFD.
//!
//! Sources: "한글 문서 파일 구조 3.0", "글자 코드"; KS X 1001 (annex 3 for the Hangul).

use encoding_rs::EUC_KR;

use super::super::johab;

/// Five bits of the old vowel ㆍ.
const ARAEA: u8 = 30;

/// Adds the character `code` to `text`.
pub(super) fn push(code: u16, text: &mut String) {
    match code {
        0x20..=0x7e => text.extend(char::from_u32(code.into())),
        0x81 => text.push('“'),
        0x82 => text.push('”'),
        0x8000.. => push_hangul(code, text),
        0x4000.. => text.push(ks(code - 0x4000, 94, 0xca, 0xfd)),
        0x3401.. => text.push(ks(code - 0x3401, 96, 0xa1, 0xac)),
        _ => text.push(char::REPLACEMENT_CHARACTER),
    }
}

/// Text up to the first NUL.
pub(super) fn string(bytes: &[u8]) -> String {
    let mut text = String::new();
    for unit in bytes.chunks_exact(2).filter_map(|unit| unit.first_chunk()) {
        match u16::from_le_bytes(*unit) {
            0 => break,
            code => push(code, &mut text),
        }
    }
    text
}

fn push_hangul(code: u16, text: &mut String) {
    let [leading, vowel, trailing] = johab::letters(code);
    let old = (johab::initial(leading), johab::last(trailing));
    if let (Some(leading), ARAEA, Some(trailing)) = (old.0, vowel, old.1) {
        text.extend(char::from_u32(0x1100 + u32::from(leading)));
        text.push('\u{119e}');
        if 0 < trailing {
            text.extend(char::from_u32(0x11a7 + u32::from(trailing)));
        }
        return;
    }
    // Three times "none" is a blank in Johab, and nothing here.
    let found = johab::syllable(code).filter(|c| *c != '\u{3000}');
    text.push(found.unwrap_or(char::REPLACEMENT_CHARACTER));
}

/// The character at a place of KS X 1001, counted from row `first` with `width` places a row.
fn ks(place: u16, width: u16, first: u8, last: u8) -> char {
    let row = u8::try_from(place / width)
        .ok()
        .and_then(|row| first.checked_add(row))
        .filter(|row| *row <= last);
    let cell = u8::try_from(place % width)
        .ok()
        .and_then(|cell| 0xa1_u8.checked_add(cell))
        .filter(|cell| *cell <= 0xfe);
    let (Some(row), Some(cell)) = (row, cell) else {
        return char::REPLACEMENT_CHARACTER;
    };
    let bytes = [row, cell];
    let (text, _) = EUC_KR.decode_without_bom_handling(&bytes);
    text.chars().next().unwrap_or(char::REPLACEMENT_CHARACTER)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(codes: &[u16], expected: &str) {
        let mut text = String::new();
        for code in codes {
            push(*code, &mut text);
        }
        assert_eq!(text, expected);
    }

    #[test]
    fn syllables_are_put_together() {
        // KS X 1001 annex 3: 가 0x8861, 각 0x8862, 한 0xd065, 글 0x8bad? by their five-bit parts.
        check(&[0x8861, 0x8862, 0xd065], "가각한");
        let geul = 1 << 15 | 2 << 10 | 27 << 5 | 9;
        check(&[geul], "글");
        check(&[0xd3c5], "\u{1112}\u{119e}\u{11ab}");
    }

    #[test]
    fn letters_alone_signs_and_hanja_are_found() {
        check(&[0x8841, 0x8461, 0x8442], "ㄱㅏㄱ");
        check(&[0x3446, 0x3441, 0x3590, 0x36e7], "→■Ⅰ①");
        check(&[0x4f5d, 0x4222], "債權");
        check(&[0x2000, 0xffff], "\u{fffd}\u{fffd}");
    }
}
