//! UTF-16 and UTF-32 without a byte-order mark, found by what the bytes would say.
//!
//! Text in an 8-bit encoding holds no control bytes, wide text nearly always does (every Latin,
//! Greek, Cyrillic or Arabic letter has one, of Hangul and Hanja each eighth). Where there are some,
//! the bytes are wide text if they read as letters of one script and what goes with all of them.
//!
//! Source: Unicode 17, chapter 3 (UTF-16, UTF-32) and the blocks of its scripts.

/// A form of wide text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Wide {
    Utf16Le,
    Utf16Be,
    Utf32Le,
    Utf32Be,
}

/// How much of a file is looked at; a multiple of 4.
const SAMPLE_BYTES: usize = 1 << 16;
/// Least share of characters of the main script, in per cent.
const LEAST_COHERENCE: usize = 85;
/// Least characters where the script is one that half of all pairs of bytes would give.
const LEAST_EAST_ASIAN: usize = 6;

/// The wide form that `bytes`, which have no mark, are in.
pub(super) fn find(bytes: &[u8]) -> Option<Wide> {
    let sample = bytes
        .get(..bytes.len().min(SAMPLE_BYTES))
        .unwrap_or_default();
    let is_control = |byte: &u8| matches!(byte, 0..=8 | 0xe..=0x1a | 0x1c..=0x1f);
    if sample.len() < 4 || !sample.iter().any(is_control) {
        return None;
    }
    let is_cut = sample.len() < bytes.len();
    [Wide::Utf32Le, Wide::Utf32Be, Wide::Utf16Le, Wide::Utf16Be]
        .into_iter()
        .filter_map(|wide| Some((wide, score(&decode(sample, wide, is_cut)?)?)))
        .max_by_key(|(_, score)| *score)
        .map(|(wide, _)| wide)
}

/// Decodes all of `bytes`; `None` where they are not well formed.
fn decode(bytes: &[u8], wide: Wide, is_cut: bool) -> Option<Vec<char>> {
    match wide {
        Wide::Utf32Le | Wide::Utf32Be => {
            if !bytes.len().is_multiple_of(4) {
                return None;
            }
            utf32(bytes, wide).collect()
        }
        Wide::Utf16Le | Wide::Utf16Be => {
            let pairs = bytes.chunks_exact(2);
            if !pairs.remainder().is_empty() {
                return None;
            }
            let mut units: Vec<u16> = pairs
                .map(|pair| match (pair, wide) {
                    ([a, b], Wide::Utf16Le) => u16::from_le_bytes([*a, *b]),
                    ([a, b], _) => u16::from_be_bytes([*a, *b]),
                    _ => 0,
                })
                .collect();
            if is_cut
                && units
                    .last()
                    .is_some_and(|unit| (0xd800..0xdc00).contains(unit))
            {
                units.pop();
            }
            char::decode_utf16(units).map(Result::ok).collect()
        }
    }
}

/// The characters of UTF-32; `None` for what is no character.
pub(super) fn utf32(bytes: &[u8], wide: Wide) -> impl Iterator<Item = Option<char>> {
    bytes.chunks_exact(4).map(move |unit| {
        let unit: [u8; 4] = unit.try_into().ok()?;
        char::from_u32(if wide == Wide::Utf32Le {
            u32::from_le_bytes(unit)
        } else {
            u32::from_be_bytes(unit)
        })
    })
}

/// How much characters look like text, from 0 to 200; `None` where they do not.
fn score(characters: &[char]) -> Option<usize> {
    let mut scripts = [0_usize; 16];
    let (mut common, mut plain) = (0, 0);
    for c in characters.iter().copied() {
        if c.is_control() && !c.is_ascii_whitespace() && c != '\u{b}'
            || (c as u32) & 0xfffe == 0xfffe
        {
            return None;
        }
        plain += usize::from(
            c.is_ascii() || matches!(c, '\u{3000}'..='\u{3003}' | '\u{ff00}'..='\u{ff20}'),
        );
        match script(c) {
            None => common += 1,
            Some(script) => {
                if let Some(count) = scripts.get_mut(script) {
                    *count += 1;
                }
            }
        }
    }
    // ASCII letters go with every script: of a page in Japanese there may be less than of its markup.
    let latin = scripts.get(LATIN).copied().unwrap_or_default();
    let ascii = characters
        .iter()
        .filter(|c| c.is_ascii_alphabetic())
        .count();
    let (main, best) = scripts
        .iter()
        .copied()
        .enumerate()
        .max_by_key(|(_, count)| *count)?;
    let other = scripts
        .iter()
        .skip(LATIN + 1)
        .copied()
        .max()
        .unwrap_or_default();
    let together = latin.max(other + ascii) + common;
    let unknown = scripts.get(UNKNOWN).copied().unwrap_or_default();
    let coherence = together * 100 / characters.len().max(1);
    let is_enough = main != EAST_ASIAN || LEAST_EAST_ASIAN <= characters.len();
    let is_text = best + common != 0 && main != UNKNOWN && unknown * 50 <= characters.len();
    (is_text && is_enough && LEAST_COHERENCE <= coherence)
        .then(|| coherence + plain * 100 / characters.len().max(1))
}

const UNKNOWN: usize = 0;
const LATIN: usize = 1;
const EAST_ASIAN: usize = 2;

/// A number for the script of `c`; `None` for what goes with every script.
fn script(c: char) -> Option<usize> {
    Some(match c {
        'A'..='Z'
        | 'a'..='z'
        | '\u{c0}'..='\u{24f}'
        | '\u{300}'..='\u{36f}'
        | '\u{1e00}'..='\u{1eff}' => LATIN,
        '\0'..='\u{bf}'
        | '\u{2000}'..='\u{27bf}'
        | '\u{3000}'..='\u{303f}'
        | '\u{fe30}'..='\u{fe4f}'
        | '\u{ff00}'..='\u{ffef}'
        | '\u{feff}'
        | '\u{1f300}'..='\u{1faff}' => return None,
        '\u{1100}'..='\u{11ff}'
        | '\u{3040}'..='\u{33ff}'
        | '\u{3400}'..='\u{4dbf}'
        | '\u{4e00}'..='\u{9fff}'
        | '\u{ac00}'..='\u{d7a3}'
        | '\u{f900}'..='\u{faff}'
        | '\u{20000}'..='\u{323af}' => EAST_ASIAN,
        '\u{370}'..='\u{3ff}' | '\u{1f00}'..='\u{1fff}' => 3,
        '\u{400}'..='\u{52f}' => 4,
        '\u{530}'..='\u{58f}' => 5,
        '\u{590}'..='\u{5ff}' | '\u{fb1d}'..='\u{fb4f}' => 6,
        '\u{600}'..='\u{6ff}'
        | '\u{750}'..='\u{77f}'
        | '\u{fb50}'..='\u{fdff}'
        | '\u{fe70}'..='\u{fefe}' => 7,
        '\u{900}'..='\u{97f}' => 8,
        '\u{980}'..='\u{dff}' => 9,
        '\u{e00}'..='\u{eff}' => 10,
        '\u{10a0}'..='\u{10ff}' => 11,
        '\u{1200}'..='\u{139f}' => 12,
        '\u{1780}'..='\u{17ff}' => 13,
        '\u{1000}'..='\u{109f}' => 14,
        _ => UNKNOWN,
    })
}
