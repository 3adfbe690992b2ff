//! Characters of symbol fonts → Unicode.
//!
//! Such fonts have pictures where other fonts have letters; programs store them in the private use
//! area from U+F000. Greek letters of Symbol and the ticks, boxes, bullets and arrows of Wingdings
//! are known; of the rest only that there is a sign.
//!
//! Source: the Unicode Consortium's mapping of Adobe Symbol; Microsoft's list of Wingdings.

const SYMBOL_GREEK: &str = "ΑΒΧΔΕΦΓΗΙϑΚΛΜΝΟΠΘΡΣΤΥςΩΞΨΖ";
const SYMBOL_GREEK_SMALL: &str = "αβχδεφγηιϕκλμνοπθρστυϖωξψζ";

/// The character at `code` (with or without the offset of the private use area) of the font `font`;
/// `None` where it is not known.
pub(super) fn symbol(font: &str, code: u32) -> Option<char> {
    let code = if (0xf000..=0xf0ff).contains(&code) {
        code - 0xf000
    } else {
        code
    };
    let font = font.to_ascii_lowercase();
    if font.contains("symbol") {
        return symbol_font(code);
    }
    if font.contains("wingdings") || font.contains("webdings") {
        return wingdings(code);
    }
    None
}

/// `text` of a run in the font `font` with the characters of a symbol font mapped.
pub(super) fn mapped(font: &str, text: &str) -> String {
    let map = |c: char| match u32::from(c) {
        code @ 0xf020..=0xf0ff => symbol(font, code).or_else(|| bullet(code)).unwrap_or(c),
        _ => c,
    };
    text.chars().map(map).collect()
}

/// The bullets that lists are made with in any symbol font.
pub(super) fn bullet(code: u32) -> Option<char> {
    Some(match code {
        0xf0b7 | 0xf06c | 0xf09f => '•',
        0xf0a7 | 0xf06e => '▪',
        0xf0d8 => '➢',
        0xf0fc => '✓',
        0xf0a8 | 0xf071 => '□',
        0xf02d => '-',
        _ => return None,
    })
}

fn symbol_font(code: u32) -> Option<char> {
    let nth = |letters: &str, at: u32| letters.chars().nth(at as usize);
    match code {
        0x41..=0x5a => nth(SYMBOL_GREEK, code - 0x41),
        0x61..=0x7a => nth(SYMBOL_GREEK_SMALL, code - 0x61),
        0x22 => Some('∀'),
        0x24 => Some('∃'),
        0x27 => Some('∋'),
        0x2d => Some('−'),
        0x40 => Some('≅'),
        0x5c => Some('∴'),
        0x5e => Some('⊥'),
        0x20..=0x7e => char::from_u32(code),
        0xa2 => Some('′'),
        0xa3 => Some('≤'),
        0xa5 => Some('∞'),
        0xab => Some('↔'),
        0xac => Some('←'),
        0xad => Some('↑'),
        0xae => Some('→'),
        0xaf => Some('↓'),
        0xb0 => Some('°'),
        0xb1 => Some('±'),
        0xb2 => Some('″'),
        0xb3 => Some('≥'),
        0xb4 => Some('×'),
        0xb6 => Some('∂'),
        0xb7 => Some('•'),
        0xb8 => Some('÷'),
        0xb9 => Some('≠'),
        0xba => Some('≡'),
        0xbb => Some('≈'),
        0xbc => Some('…'),
        0xc5 => Some('⊕'),
        0xc6 => Some('∅'),
        0xc7 => Some('∩'),
        0xc8 => Some('∪'),
        0xce => Some('∈'),
        0xd1 => Some('∇'),
        0xd2 => Some('®'),
        0xd3 => Some('©'),
        0xd4 => Some('™'),
        0xd5 => Some('∏'),
        0xd6 => Some('√'),
        0xd7 => Some('⋅'),
        0xde => Some('⇒'),
        0xe5 => Some('∑'),
        0xf2 => Some('∫'),
        _ => None,
    }
}

fn wingdings(code: u32) -> Option<char> {
    Some(match code {
        0x20 => ' ',
        0x28 => '☎',
        0x2a => '✉',
        0x4a => '☺',
        0x6c | 0x9f => '●',
        0x6e => '■',
        0x6f | 0x71 | 0x72 | 0xa8 => '□',
        0x75 | 0x77 => '◆',
        0xa1 => '○',
        0xa7 => '▪',
        0xab => '★',
        0xd8 => '➢',
        0xdf => '←',
        0xe0 | 0xe8 => '→',
        0xe1 => '↑',
        0xe2 => '↓',
        0xf0 => '⇨',
        0xfb => '✗',
        0xfc => '✓',
        0xfd => '☒',
        0xfe => '☑',
        0x80..=0x8a => char::from_u32(0x24ea_u32.checked_add(code - 0x80)?)
            .filter(|_| code == 0x80)
            .or_else(|| char::from_u32(0x2460 + code.checked_sub(0x81)?))?,
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn symbol_fonts_are_mapped_to_unicode() {
        let known = |font, code| symbol(font, code).unwrap_or('?');
        assert_eq!(known("Symbol", 0xf061), 'α');
        assert_eq!(known("Wingdings", 0xfc), '✓');
        assert_eq!(known("Wingdings", 0xf081), '①');
        assert_eq!(known("Wingdings", 0x80), '⓪');
        assert_eq!(known("Batang", 0xf0fc), '?');
        assert_eq!(mapped("Symbol", "a \u{f0b7}"), "a •");
    }
}
