//! What single characters mean in a query.
//!
//! Languages and keyboards differ in quotation marks, full-width signs and spaces; the language
//! has one of each.

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

/// Whether a character shows nothing, or changes how others show: no part of a word.
pub(crate) fn is_invisible(c: char) -> bool {
    c.is_control()
        || matches!(
            c,
            '\u{AD}'
                | '\u{61C}'
                | '\u{200B}'
                | '\u{200E}'
                | '\u{200F}'
                | '\u{202A}'..='\u{202E}'
                | '\u{2060}'..='\u{206F}'
                | '\u{FEFF}'
                | '\u{E0000}'..='\u{E007F}'
        )
}

/// Quotation marks of which any pair makes a phrase: languages differ in which one opens.
pub(super) const DOUBLE_QUOTES: &str = "\"“”„‟〝〞〟";

/// Gives the marks that close what `c` opens; `None` if it opens nothing.
pub(super) fn closing_quotes(c: char) -> Option<&'static str> {
    match c {
        c if DOUBLE_QUOTES.contains(c) => Some(DOUBLE_QUOTES),
        '«' | '»' => Some("«»"),
        '「' => Some("」"),
        '『' => Some("』"),
        '《' => Some("》"),
        '〈' => Some("〉"),
        _ => None,
    }
}

pub(super) fn closes_only(c: char) -> bool {
    matches!(c, '」' | '』' | '》' | '〉')
}

/// White space, and punctuation that is never followed by any.
pub(super) fn is_space(c: char) -> bool {
    c.is_whitespace() || matches!(c, '，' | '。' | '、' | '；' | '！' | '？')
}

pub(super) fn is_break(c: char) -> bool {
    is_space(c) || matches!(c, '(' | ')') || closes_only(c) || closing_quotes(c).is_some()
}

/// Whether the text is one word of letters, and digits perhaps: what letters can be wrong in.
pub(super) fn is_letters(text: &str) -> bool {
    let is_part = |c: char| c.is_alphanumeric() || is_combining_mark(c);
    text.chars().any(char::is_alphabetic) && text.chars().all(is_part)
}

/// Whether `c` is of a script that writes words without spaces between them.
pub(super) fn is_unspaced(c: char) -> bool {
    matches!(
        c,
        '\u{3005}'..='\u{3007}'
            | '\u{3041}'..='\u{30ff}'
            | '\u{3400}'..='\u{4dbf}'
            | '\u{4e00}'..='\u{9fff}'
            | '\u{f900}'..='\u{faff}'
            | '\u{ff66}'..='\u{ff9f}'
            | '\u{20000}'..='\u{3ffff}'
            | '\u{e00}'..='\u{eff}'
            | '\u{1000}'..='\u{109f}'
            | '\u{1780}'..='\u{17ff}'
    )
}

/// Whether there is a letter or digit in the text, as analysis will see it (`㎡` is `m2`).
pub(super) fn has_text(text: &str) -> bool {
    text.nfkc().any(char::is_alphanumeric)
}

/// Gives the character as the language knows it: signs in ASCII, white space for controls, nothing for invisible ones.
pub(super) fn plain(c: char) -> Option<char> {
    match c {
        '（' => Some('('),
        '）' => Some(')'),
        '：' => Some(':'),
        '＊' => Some('*'),
        '－' => Some('-'),
        '～' => Some('~'),
        '＂' => Some('"'),
        // NFC has these two become the others.
        '\u{2329}' => Some('\u{3008}'),
        '\u{232A}' => Some('\u{3009}'),
        // Between words of scripts without spaces.
        '\u{200B}' => Some(' '),
        c if c.is_control() => Some(' '),
        c if is_invisible(c) => None,
        c => Some(c),
    }
}
