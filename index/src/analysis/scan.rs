//! Cuts a text into pieces: what becomes one term each, before folding and stemming.
//!
//! [`next`] looks only at what stands at and after its starting point, and every piece begins with
//! a character that cannot continue another. So scanning from the start of any piece gives exactly
//! the pieces that scanning from the beginning gives from there on.
//!
//! ```text
//! piece    = enclosed | hangul | pair | word
//! hangul   = 1*( Hangul *Extend )
//! pair     = unspaced [ unspaced of the same script, not consumed ]   unspaced = Unspaced *Extend
//! word     = 1*( (Digit | Letter) *Extend )      letters of one script, apostrophes inside Cyrillic
//!            [ "'s" at the end of a word, not part of the term ]      and Hebrew words
//! gap      = anything else, and an elided article ("l'", "dell'") before a letter
//! ```

use std::ops::Range;

use unicode_script::Script;

use super::script::{Class, class, is_apostrophe};

/// What becomes one term.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Piece {
    pub(super) kind: Kind,
    /// Bytes of the text; of a pair both characters.
    pub(super) bytes: Range<usize>,
    /// Byte from which the next piece is looked for.
    pub(super) next: usize,
}

/// How a piece is made a term.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    /// Letters and digits; the script of its letters, `Script::Common` if it has none.
    Word(Script),
    /// A run of Hangul, stripped of particles.
    Hangul,
    /// Two characters of a script without word spaces, the second beginning the next piece.
    Pair,
    /// The last character of such a run.
    Single,
    /// A compatibility character that is a word.
    Enclosed,
}

/// Articles and pronouns that lose their vowel before another word: Lucene's lists for French,
/// Italian, Catalan and Irish.
const ELIDED: &[&str] = &[
    "l", "d", "j", "m", "t", "s", "n", "c", "b", "v", "qu", "jusqu", "lorsqu", "puisqu", "quoiqu",
    "un", "gl", "all", "dell", "nell", "dall", "sull", "coll", "pell", "agl", "dagl", "degl",
    "negl", "sugl",
];

/// Finds the first piece of `text` at or after the byte `from`, which must be a character boundary.
pub(super) fn next(text: &str, from: usize) -> Option<Piece> {
    let bytes = text.as_bytes();
    let mut at = from;
    while let Some(&byte) = bytes.get(at) {
        if byte.is_ascii() && !byte.is_ascii_alphanumeric() {
            at += 1;
            continue;
        }
        let (c, after) = char_at(text, at)?;
        match class(c) {
            Class::Gap | Class::Extend => at = after,
            Class::Enclosed => {
                let end = extended(text, after);
                return Some(Piece {
                    kind: Kind::Enclosed,
                    bytes: at..end,
                    next: end,
                });
            }
            Class::Hangul => {
                let end = hangul_end(text, after);
                return Some(Piece {
                    kind: Kind::Hangul,
                    bytes: at..end,
                    next: end,
                });
            }
            Class::Unspaced(script) => return Some(pair(text, at, after, script)),
            Class::Digit | Class::Letter(_) => {
                let (end, script) = word_end(text, at);
                let next = after_possessive(text, end);
                if next == end && is_elided(text, at..end) {
                    at = end;
                    continue;
                }
                return Some(Piece {
                    kind: Kind::Word(script),
                    bytes: at..end,
                    next,
                });
            }
        }
    }
    None
}

fn char_at(text: &str, at: usize) -> Option<(char, usize)> {
    let c = text.get(at..)?.chars().next()?;
    Some((c, at + c.len_utf8()))
}

/// Skips the marks that belong to the character before `at`.
pub(super) fn extended(text: &str, mut at: usize) -> usize {
    while let Some((c, after)) = char_at(text, at) {
        if class(c) != Class::Extend {
            break;
        }
        at = after;
    }
    at
}

fn hangul_end(text: &str, mut at: usize) -> usize {
    while let Some((c, after)) = char_at(text, at) {
        if !matches!(class(c), Class::Hangul | Class::Extend) {
            break;
        }
        at = after;
    }
    at
}

fn pair(text: &str, at: usize, after: usize, script: Script) -> Piece {
    let second = extended(text, after);
    if let Some((c, after)) = char_at(text, second)
        && class(c) == Class::Unspaced(script)
    {
        return Piece {
            kind: Kind::Pair,
            bytes: at..extended(text, after),
            next: second,
        };
    }
    Piece {
        kind: Kind::Single,
        bytes: at..second,
        next: second,
    }
}

fn word_end(text: &str, from: usize) -> (usize, Script) {
    let bytes = text.as_bytes();
    let mut script = Script::Common;
    let mut at = from;
    loop {
        while let Some(byte) = bytes.get(at)
            && byte.is_ascii_alphanumeric()
            && (script == Script::Latin || script == Script::Common || byte.is_ascii_digit())
        {
            if !byte.is_ascii_digit() {
                script = Script::Latin;
            }
            at += 1;
        }
        if bytes.get(at).is_none_or(u8::is_ascii) && !is_quote_inside(text, at, script) {
            return (at, script);
        }
        let Some((c, after)) = char_at(text, at) else {
            return (at, script);
        };
        match class(c) {
            Class::Extend | Class::Digit => at = after,
            Class::Letter(Script::Common | Script::Inherited) => at = after,
            Class::Letter(other) if script == Script::Common || script == other => {
                script = other;
                at = after;
            }
            _ if is_quote_inside(text, at, script) => at = after,
            _ => return (at, script),
        }
    }
}

/// Whether an apostrophe is a letter's part: Ukrainian м'ясо, Hebrew צה"ל.
fn is_quote_inside(text: &str, at: usize, script: Script) -> bool {
    if !matches!(script, Script::Cyrillic | Script::Hebrew) {
        return false;
    }
    let Some((c, after)) = char_at(text, at) else {
        return false;
    };
    let is_quote = is_apostrophe(c)
        || script == Script::Hebrew && matches!(c, '"' | '\u{5f3}' | '\u{5f4}' | '\u{201d}');
    is_quote && char_at(text, after).is_some_and(|(c, _)| class(c) == Class::Letter(script))
}

/// Skips an English `'s` that ends the word.
fn after_possessive(text: &str, end: usize) -> usize {
    let Some((apostrophe, after)) = char_at(text, end) else {
        return end;
    };
    if !is_apostrophe(apostrophe) {
        return end;
    }
    match char_at(text, after) {
        Some(('s' | 'S', after)) if !joins(text, after) => after,
        _ => end,
    }
}

fn is_elided(text: &str, word: Range<usize>) -> bool {
    let Some((apostrophe, after)) = char_at(text, word.end) else {
        return false;
    };
    is_apostrophe(apostrophe)
        && char_at(text, after).is_some_and(|(c, _)| matches!(class(c), Class::Letter(_)))
        && text.get(word).is_some_and(|word| {
            ELIDED
                .iter()
                .any(|elided| word.eq_ignore_ascii_case(elided))
        })
}

/// Whether a word would go on at `at`.
fn joins(text: &str, at: usize) -> bool {
    char_at(text, at)
        .is_some_and(|(c, _)| matches!(class(c), Class::Letter(_) | Class::Digit | Class::Extend))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The texts of all pieces, `|` between.
    #[track_caller]
    fn check(text: &str, expected: &str) {
        let mut found = Vec::new();
        let mut from = 0;
        while let Some(piece) = next(text, from) {
            found.push(&text[piece.bytes]);
            from = piece.next;
        }
        assert_eq!(found.join("|"), expected, "{text}");
    }

    #[test]
    fn letters_and_digits_that_touch_are_one_word() {
        check("covid19, the 2nd 5G-network", "covid19|the|2nd|5G|network");
        check("CO₂ in e\u{301}te\u{301}", "CO₂|in|e\u{301}te\u{301}");
    }

    #[test]
    fn scripts_are_parted() {
        check(
            "2019년 IoT기반 AI中国5年",
            "2019|년|IoT|기반|AI|中国|国|5|年",
        );
        check("кириллицаlatin", "кириллица|latin");
    }

    #[test]
    fn apostrophes_part_latin_words_without_possessives_and_articles() {
        check("the nation's cities' don't", "the|nation|cities|don|t");
        check(
            "l'eau, dell’acqua qu'il aujourd'hui",
            "eau|acqua|il|aujourd|hui",
        );
        check("the 1990's", "the|1990");
        check("l' d", "l|d");
    }

    #[test]
    fn apostrophes_stay_in_ukrainian_and_hebrew_words() {
        check("м'ясо п’ять 'мир'", "м'ясо|п’ять|мир");
        check("צה\"ל \"שלום\"", "צה\"ל|שלום");
    }

    #[test]
    fn characters_without_word_spaces_come_in_pairs() {
        check("中国人。", "中国|国人|人");
        check("データの々", "デー|ータ|タの|の々|々");
        check("เมือง", "เมื|มือ|อง|ง");
        check("ﾃﾞｰﾀ", "ﾃﾞｰ|ｰﾀ|ﾀ");
    }

    #[test]
    fn signs_that_stand_for_words_are_alone() {
        check(
            "①계획 ㈜한국 100㎡ policy²",
            "①|계획|㈜|한국|100|㎡|policy|²",
        );
    }

    #[test]
    fn the_middle_dot_parts() {
        check("조성ㆍ운영·관리・지원", "조성|운영|관리|지원");
    }
}
