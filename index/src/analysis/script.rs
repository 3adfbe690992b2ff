//! What one character is to the analysis: part of which kind of run, or a gap between runs.
//!
//! A character is judged alone, never by its neighbours: that is what lets the analysis start at
//! any token. A compatibility character counts as what it stands for (`Ａ` as Latin), one in a
//! circle, bracket or square (`①`, `㈜`, `㎡`) as a word of its own.
//!
//! Source: Unicode scripts (UAX #24) and compatibility forms (UAX #15).

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;
use unicode_script::{Script, UnicodeScript};

/// The part of a run that a character plays.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Class {
    /// White space, punctuation, symbols: ends every run.
    Gap,
    /// A combining mark or an invisible character: belongs to the character before it.
    Extend,
    /// A decimal digit: goes with the letters it touches.
    Digit,
    /// A letter of a script that writes words apart.
    Letter(Script),
    /// A Hangul syllable or letter.
    Hangul,
    /// A character of a script without word spaces; all of Han and Kana count as `Script::Han`.
    Unspaced(Script),
    /// A compatibility character that is a word of its own.
    Enclosed,
}

/// Gives the part that `c` plays.
pub(super) fn class(c: char) -> Class {
    match c {
        '0'..='9' => Class::Digit,
        'a'..='z' | 'A'..='Z' => Class::Letter(Script::Latin),
        '\0'..='\u{7f}' => Class::Gap,
        '\u{ac00}'..='\u{d7a3}' => Class::Hangul,
        // Han, Kana, the iteration marks 々 ゝ ヽ, the zero 〇 and the prolonged sound mark ー.
        '\u{4e00}'..='\u{9fff}' | '\u{3400}'..='\u{4dbf}' | '\u{3005}'..='\u{3007}' => {
            Class::Unspaced(Script::Han)
        }
        '\u{3041}'..='\u{3096}' | '\u{309d}'..='\u{309e}' => Class::Unspaced(Script::Han),
        '\u{30a1}'..='\u{30fa}' | '\u{30fc}'..='\u{30fe}' | '\u{ff70}' => {
            Class::Unspaced(Script::Han)
        }
        // The half-width sound marks are letters to Unicode, marks to a reader.
        '\u{ff9e}' | '\u{ff9f}' => Class::Extend,
        // Soft hyphen, joiners, direction marks: invisible inside a word. U+200B parts words.
        '\u{ad}' | '\u{61c}' | '\u{180e}' | '\u{200c}'..='\u{200f}' | '\u{feff}' => Class::Extend,
        '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{2064}' | '\u{2066}'..='\u{2069}' => {
            Class::Extend
        }
        // ㆍ is a letter to Unicode; Korean texts use it as a middle dot. U+02BC is an apostrophe.
        '\u{318d}' | '\u{2bc}' | '\u{d7}' | '\u{f7}' | '\u{2120}' | '\u{2122}' => Class::Gap,
        '\u{2000}'..='\u{206f}' | '\u{3000}'..='\u{3004}' | '\u{3008}'..='\u{3020}' => Class::Gap,
        '\u{c0}'..='\u{24f}' | '\u{1ea0}'..='\u{1eff}' => Class::Letter(Script::Latin),
        '\u{400}'..='\u{481}' | '\u{48a}'..='\u{52f}' => Class::Letter(Script::Cyrillic),
        '\u{2080}'..='\u{2089}' | '\u{1d7ce}'..='\u{1d7ff}' => Class::Digit,
        _ if digit(c).is_some() => Class::Digit,
        _ if is_combining_mark(c) => Class::Extend,
        _ if c.is_alphabetic() => letter(c),
        _ => symbol(c),
    }
}

/// Whether `c` is an apostrophe inside a word, in any of its shapes.
pub(super) fn is_apostrophe(c: char) -> bool {
    matches!(c, '\'' | '\u{2019}' | '\u{2018}' | '\u{2bc}' | '\u{ff07}')
}

/// Gives the ASCII digit of the same value, for the decimal digits of the scripts in use today.
pub(super) fn digit(c: char) -> Option<char> {
    // The zeros of Arabic, Persian, the scripts of India, Thai, Lao, Tibetan, Myanmar, Khmer, full width.
    const ZEROS: [u32; 18] = [
        0x660, 0x6f0, 0x966, 0x9e6, 0xa66, 0xae6, 0xb66, 0xbe6, 0xc66, 0xce6, 0xd66, 0xe50, 0xed0,
        0xf20, 0x1040, 0x17e0, 0x1810, 0xff10,
    ];
    let code = u32::from(c);
    let zero = *ZEROS.get(ZEROS.partition_point(|&zero| zero <= code).checked_sub(1)?)?;
    char::from_digit(code - zero, 10)
}

fn letter(c: char) -> Class {
    let stands_for = std::iter::once(c).nfkc().next().unwrap_or(c);
    let script = stands_for.script();
    match script {
        Script::Hangul => Class::Hangul,
        Script::Han | Script::Hiragana | Script::Katakana | Script::Bopomofo | Script::Yi => {
            Class::Unspaced(Script::Han)
        }
        Script::Thai | Script::Lao | Script::Khmer | Script::Myanmar => Class::Unspaced(script),
        _ => Class::Letter(script),
    }
}

fn symbol(c: char) -> Class {
    let stands_for_itself = std::iter::once(c).nfkc().eq(std::iter::once(c));
    match (stands_for_itself, c.is_numeric()) {
        (false, _) => Class::Enclosed,
        (true, true) => Class::Digit,
        (true, false) => Class::Gap,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, expected: Class) {
        for c in text.chars() {
            assert_eq!(class(c), expected, "{c} U+{:04X}", u32::from(c));
        }
    }

    #[test]
    fn scripts_without_spaces_are_told_from_words() {
        check(
            "国人々〆〇かなカナーヽｶﾅｰ㐂𠮷",
            Class::Unspaced(Script::Han),
        );
        check("กขา", Class::Unspaced(Script::Thai));
        check("가힣한ㅎﾡ", Class::Hangul);
        check("aZéßøŐệＡﬁⅣ", Class::Letter(Script::Latin));
        check("яйёї", Class::Letter(Script::Cyrillic));
        check("Ωάµ", Class::Letter(Script::Greek));
        check("شﻻ", Class::Letter(Script::Arabic));
    }

    #[test]
    fn digits_of_every_script_are_digits() {
        check("09٣۹५๕５₂", Class::Digit);
    }

    #[test]
    fn marks_and_invisible_characters_extend_the_one_before() {
        check(
            "\u{301}\u{3099}ﾞ\u{64e}\u{e34}\u{93f}\u{ad}\u{200d}\u{fe0f}",
            Class::Extend,
        );
    }

    #[test]
    fn signs_that_stand_for_words_are_words_of_their_own() {
        check("①㈜㎡²㍿", Class::Enclosed);
    }

    #[test]
    fn punctuation_and_symbols_are_gaps() {
        check(" \n\0-_.·ㆍ・、。「」“’–…™×÷→☎\u{200b}\u{3000}", Class::Gap);
    }
}
