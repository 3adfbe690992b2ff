//! Takes out of text what no reader should ever be shown.
//!
//! The rule: text that leaves `extract` holds no control character but `\n` and `\t`, no control
//! that changes the direction of what surrounds it, no byte-order mark, no soft hyphen, no
//! noncharacter. Every kind of line end becomes `\n`. What is left is unchanged: Unicode
//! normalisation belongs to the analysis, so that page text stays as the author wrote it.
//!
//! Source: Unicode Technical Report 36, "Bidirectional text spoofing".

use std::borrow::Cow;

/// Cleans running text: control characters go, line ends become `\n`.
pub(super) fn clean(text: &str) -> Cow<'_, str> {
    // Plain text is clean as it is, and so is most text.
    if text
        .bytes()
        .all(|byte| matches!(byte, b'\n' | b'\t' | 0x20..=0x7e))
    {
        return Cow::Borrowed(text);
    }
    let mut cleaned = String::with_capacity(text.len());
    let mut after_return = false;
    for c in text.chars() {
        match c {
            '\n' if after_return => {}
            '\r' | '\n' | '\u{b}' | '\u{c}' | '\u{85}' | '\u{2028}' | '\u{2029}' => {
                cleaned.push('\n')
            }
            '\t' => cleaned.push(c),
            _ if is_unwanted(c) => {}
            _ => cleaned.push(c),
        }
        after_return = c == '\r';
    }
    Cow::Owned(cleaned)
}

/// Cleans a value that stands on one line: like [`clean`], and all white space becomes one space.
pub(crate) fn clean_line(text: &str) -> String {
    let cleaned = clean(text);
    let words: Vec<&str> = cleaned.split_whitespace().collect();
    words.join(" ")
}

/// Cleans the text of a page: like [`clean`], without white space at line ends and without more
/// than one empty line in a row, at the start or at the end.
pub(super) fn clean_page(text: &str) -> String {
    let cleaned = clean(text);
    let mut page = String::with_capacity(cleaned.len());
    let mut empty_lines = 0;
    for line in cleaned.lines().map(str::trim_end) {
        if line.is_empty() {
            empty_lines += 1;
            continue;
        }
        if 0 < empty_lines && !page.is_empty() {
            page.push('\n');
        }
        empty_lines = 0;
        page.push_str(line);
        page.push('\n');
    }
    page
}

fn is_unwanted(c: char) -> bool {
    c.is_control()
        || matches!(c, '\u{ad}' | '\u{feff}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
        || matches!(c, '\u{fdd0}'..='\u{fdef}')
        || (c as u32) & 0xfffe == 0xfffe
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn controls_and_bidi_overrides_go_and_text_stays() {
        assert_eq!(
            clean("a\0b\u{202e}c\u{2066}d\u{feff}\te\u{1b}[1m"),
            "abcd\te[1m"
        );
    }

    #[test]
    fn every_line_end_becomes_a_newline() {
        assert_eq!(clean("a\r\nb\rc\nd\u{2028}e\u{c}f"), "a\nb\nc\nd\ne\nf");
    }

    #[test]
    fn right_to_left_marks_and_hangul_jamo_stay() {
        assert_eq!(clean("\u{200f}שלום ㄱ 가"), "\u{200f}שלום ㄱ 가");
    }

    #[test]
    fn a_page_has_no_more_than_one_empty_line_in_a_row() {
        assert_eq!(clean_page("\n\n  a  \n\n\n\nb\n\n"), "  a\n\nb\n");
    }
}
