//! Takes from characters what readers do not type: case, accents, width, decoration.
//!
//! The result is the same for every spelling of one text that Unicode calls equivalent, and
//! folding twice changes nothing. Letters that only look accented stay what they are: й is not и.
//!
//! Not here: transliteration, simplified and traditional Chinese, Hiragana and Katakana.
//!
//! Source: NFKC of UAX #15; letters without a decomposition as in Lucene's `ASCIIFoldingFilter`;
//! Arabic as in Lucene's `ArabicNormalizer`.

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::{decompose_canonical, is_combining_mark};
use unicode_script::{Script, UnicodeScript};

use super::script::{Class, class, digit};

/// Folds a text for comparing: compatibility forms, case and accents; white space and punctuation stay.
#[must_use]
pub fn fold(text: &str) -> String {
    let mut folded = String::with_capacity(text.len());
    for c in text.nfkc() {
        push(c, &mut folded);
    }
    folded
}

/// Appends the fold of a word, without what is not a letter or digit, until `max_bytes` are exceeded.
pub(super) fn word(text: &str, max_bytes: usize, folded: &mut String) {
    for c in text.nfkc() {
        if class(c) != Class::Gap {
            push(c, folded);
        }
        if folded.len() > max_bytes {
            return;
        }
    }
}

/// Appends the fold of one character of a text in NFKC.
fn push(c: char, folded: &mut String) {
    if c.is_ascii() {
        folded.push(c.to_ascii_lowercase());
        return;
    }
    for c in c.to_lowercase() {
        push_lower(c, folded);
    }
}

fn push_lower(c: char, folded: &mut String) {
    if let Some(digit) = digit(c) {
        folded.push(digit);
        return;
    }
    match c {
        '\u{ac00}'..='\u{d7a3}' | '\u{3041}'..='\u{30ff}' | '\u{4e00}'..='\u{9fff}' => {
            folded.push(c);
        }
        'ё' | 'ѐ' => folded.push('е'),
        'ѝ' => folded.push('и'),
        'آ' | 'أ' | 'إ' | 'ٱ' => folded.push('ا'),
        // Tatweel only stretches a line.
        '\u{640}' => {}
        _ if is_combining_mark(c) => {
            if mark_spells(c) {
                folded.push(c);
            }
        }
        _ if class(c) == Class::Extend => {}
        _ if matches!(c.script(), Script::Latin | Script::Greek) => {
            decompose_canonical(c, |part| {
                if !is_combining_mark(part) {
                    push_letter(part, folded);
                }
            });
        }
        _ => folded.push(c),
    }
}

/// Whether a mark is part of the spelling, as vowel signs in India are, not an accent.
fn mark_spells(c: char) -> bool {
    // The Kana sound marks have no script of their own.
    matches!(c, '\u{3099}' | '\u{309a}')
        || !matches!(
            c.script(),
            Script::Inherited
                | Script::Common
                | Script::Latin
                | Script::Greek
                | Script::Cyrillic
                | Script::Arabic
                | Script::Hebrew
        )
}

fn push_letter(c: char, folded: &mut String) {
    match c {
        'ß' => folded.push_str("ss"),
        'æ' => folded.push_str("ae"),
        'œ' => folded.push_str("oe"),
        'þ' => folded.push_str("th"),
        'ø' => folded.push('o'),
        'ł' => folded.push('l'),
        'đ' | 'ð' => folded.push('d'),
        'ħ' => folded.push('h'),
        'ı' => folded.push('i'),
        'ŋ' => folded.push('n'),
        'ŧ' => folded.push('t'),
        'ς' => folded.push('σ'),
        _ => folded.push(c),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[track_caller]
    fn check(text: &str, expected: &str) {
        assert_eq!(fold(text), expected, "{text}");
    }

    #[test]
    fn case_and_accents_of_latin_are_folded() {
        check("Éducación ÇA Ñandú", "educacion ca nandu");
        check(
            "Größe Łódź Ærø þing Đà Nẵng",
            "grosse lodz aero thing da nang",
        );
        check("İstanbul ISPARTA ışık", "istanbul isparta isik");
        check("e\u{301}", "e");
    }

    #[test]
    fn cyrillic_letters_stay_letters() {
        check("Ёлка Йод Їжак Ўсё", "елка йод їжак ўсе");
        check("и\u{306} мо\u{301}ре", "й море");
    }

    #[test]
    fn greek_loses_tonos_and_final_sigma() {
        check("ΠΌΛΗΣ πόλης", "πολησ πολησ");
    }

    #[test]
    fn arabic_loses_vowel_signs_and_stretching() {
        check("أُمَّة إســلام آن", "امة اسلام ان");
        check("שָׁלוֹם", "שלום");
    }

    #[test]
    fn width_and_ligatures_are_folded() {
        check("ＡＢＣ１２３ ﬁn ｶﾞ ㎡ Ⅳ", "abc123 fin ガ m2 iv");
        check("٢٠٣٠ २०३०", "2030 2030");
    }

    #[test]
    fn spelling_marks_stay() {
        check("हिन्दी ไทย่ が", "हिन्दी ไทย่ が");
        check("か\u{3099}", "が");
        check("ᄒ\u{1161}\u{11ab}글", "한글");
    }

    #[test]
    fn invisible_characters_go() {
        check("envi\u{ad}ron\u{200d}ment\u{fe0f}", "environment");
    }

    proptest! {
        #[test]
        fn folding_the_canonical_forms_gives_the_same(text in "\\PC{0,12}") {
            prop_assert_eq!(fold(&text.nfd().collect::<String>()), fold(&text));
            prop_assert_eq!(fold(&text.nfc().collect::<String>()), fold(&text));
        }
    }
}
