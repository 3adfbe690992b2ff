//! Cuts a line into numbers, words and marks: what dates in prose are made of.
//!
//! Full-width digits count as digits. A run of ideographic numerals is a number only where 年, 月 or
//! 日 follows (`平成三十年`, `二〇二〇年`), since 一 and 十 are words elsewhere; 元 (the first year of an
//! era) is 1 before 年.
//!
//! Not here: what the tokens mean together (`scan.rs`).

/// One number, word or mark of a line.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Token<'a> {
    pub(super) kind: Kind,
    /// As it is written.
    pub(super) text: &'a str,
    /// Its first byte in the line.
    pub(super) from: usize,
    /// Whether it follows what is before it without a blank.
    pub(super) is_glued: bool,
}

#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Kind {
    /// A whole number, and how many digits it is written with.
    Number {
        value: u32,
        digits: usize,
    },
    Word,
    Mark(char),
}

impl Token<'_> {
    /// The byte after it in the line.
    pub(super) fn until(&self) -> usize {
        self.from + self.text.len()
    }

    /// Its value, if it is a number of `digits` digits.
    pub(super) fn number(&self, digits: std::ops::RangeInclusive<usize>) -> Option<u32> {
        match self.kind {
            Kind::Number {
                value,
                digits: found,
            } if digits.contains(&found) => Some(value),
            _ => None,
        }
    }

    /// The word, if it is one.
    pub(super) fn word(&self) -> Option<&str> {
        (self.kind == Kind::Word).then_some(self.text)
    }

    /// The mark, if it is one; every dash, dot and apostrophe in its plain form.
    pub(super) fn mark(&self) -> Option<char> {
        match self.kind {
            Kind::Mark(mark) => Some(plain(mark)),
            _ => None,
        }
    }
}

/// The tokens of a line, in order.
pub(super) fn tokens(line: &str) -> Vec<Token<'_>> {
    let mut tokens = Vec::new();
    let mut is_glued = false;
    let mut at = 0;
    while let Some((kind, length)) = line.get(at..).and_then(first) {
        let Some(text) = line.get(at..at + length) else {
            break;
        };
        if let Some(kind) = kind {
            tokens.push(Token {
                kind,
                text,
                from: at,
                is_glued,
            });
            is_glued = true;
        } else {
            is_glued = false;
        }
        at += length;
    }
    tokens
}

/// The first token of `rest` and its bytes; no token for a run of blanks, nothing at the end.
fn first(rest: &str) -> Option<(Option<Kind>, usize)> {
    let c = rest.chars().next()?;
    if is_blank(c) {
        return Some((None, run(rest, is_blank)));
    }
    if digit(c).is_some() {
        let length = run(rest, |c| digit(c).is_some());
        let digits = rest.get(..length)?.chars().filter_map(digit);
        return Some((Some(number(digits)), length));
    }
    if let Some(found) = numeral(rest) {
        return Some((Some(found.0), found.1));
    }
    if c.is_alphabetic() {
        let mut length = 0;
        for c in rest.chars() {
            let is_more = c.is_alphabetic() || is_combining(c);
            if !is_more || (0 < length && rest.get(length..).and_then(numeral).is_some()) {
                break;
            }
            length += c.len_utf8();
        }
        return Some((Some(Kind::Word), length));
    }
    Some((Some(Kind::Mark(c)), c.len_utf8()))
}

fn is_blank(c: char) -> bool {
    c.is_whitespace() || c.is_control() || matches!(c, '\u{200B}' | '\u{200E}' | '\u{200F}')
}

fn is_combining(c: char) -> bool {
    unicode_normalization::char::is_combining_mark(c)
}

/// Bytes of the characters at the head of `text` for which `holds`.
fn run(text: &str, holds: impl Fn(char) -> bool) -> usize {
    text.find(|c| !holds(c)).unwrap_or(text.len())
}

fn digit(c: char) -> Option<u32> {
    match c {
        '0'..='9' => Some(u32::from(c) - u32::from('0')),
        '０'..='９' => Some(u32::from(c) - u32::from('０')),
        _ => None,
    }
}

fn number(digits: impl Iterator<Item = u32>) -> Kind {
    let (mut value, mut count) = (0_u32, 0);
    for digit in digits {
        value = value.saturating_mul(10).saturating_add(digit);
        count += 1;
    }
    Kind::Number {
        value,
        digits: count,
    }
}

/// A number in ideographs at the head of `rest`, before 年, 月 or 日.
fn numeral(rest: &str) -> Option<(Kind, usize)> {
    let length = run(rest, |c| ideograph(c).is_some());
    let (digits, after) = rest.split_at_checked(length)?;
    if length == 0 || !after.starts_with(['年', '月', '日']) {
        return None;
    }
    if digits == "元" {
        return after
            .starts_with('年')
            .then_some((number([1].into_iter()), length));
    }
    if digits.chars().count() > 4 {
        return None;
    }
    let values: Option<Vec<u32>> = digits.chars().map(ideograph).collect();
    let values = values?;
    if values.iter().all(|value| *value < 10) {
        return Some((number(values.into_iter()), length));
    }
    // Tens: 十, 三十, 三十一.
    let value = match *values.as_slice() {
        [10] => 10,
        [10, ones] if (1..10).contains(&ones) => 10 + ones,
        [tens, 10] if (1..10).contains(&tens) => tens * 10,
        [tens, 10, ones] if (1..10).contains(&tens) && (1..10).contains(&ones) => tens * 10 + ones,
        _ => return None,
    };
    Some((Kind::Number { value, digits: 2 }, length))
}

fn ideograph(c: char) -> Option<u32> {
    Some(match c {
        '〇' | '○' | '零' => 0,
        '一' => 1,
        '二' => 2,
        '三' => 3,
        '四' => 4,
        '五' => 5,
        '六' => 6,
        '七' => 7,
        '八' => 8,
        '九' => 9,
        '十' => 10,
        '元' => 11,
        _ => return None,
    })
}

fn plain(mark: char) -> char {
    match mark {
        '．' | '。' | '․' => '.',
        '／' => '/',
        '\u{2010}'..='\u{2015}' | '－' | '−' | '﹣' => '-',
        '～' | '∼' | '〜' | '˜' => '~',
        '‘' | '’' | 'ʼ' | '′' | '`' | '´' | '＇' | '‛' => '\'',
        '（' => '(',
        '）' => ')',
        '：' => ':',
        '，' | '、' => ',',
        '［' | '〔' | '【' => '[',
        '］' | '〕' | '】' => ']',
        other => other,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Tokens as `number/digits`, words and marks; `+` before one that is glued.
    #[track_caller]
    fn check(line: &str, expected: &str) {
        let shown = tokens(line).into_iter().map(|token| {
            let plus = if token.is_glued { "+" } else { "" };
            match token.kind {
                Kind::Number { value, digits } => format!("{plus}{value}/{digits}"),
                Kind::Word => format!("{plus}{}", token.text),
                Kind::Mark(mark) => format!("{plus}{mark}"),
            }
        });
        assert_eq!(shown.collect::<Vec<_>>().join(" "), expected, "{line}");
    }

    #[test]
    fn numbers_words_and_marks_are_told_apart() {
        check("2018. 01. 29.", "2018/4 +. 1/2 +. 29/2 +.");
        check("2019년10월", "2019/4 +년 +10/2 +월");
        check("24th Nov", "24/2 +th Nov");
        check("２０１８年", "2018/4 +年");
        check("", "");
    }

    #[test]
    fn ideographs_are_numbers_only_before_their_units() {
        check("平成三十一年四月", "平成 +31/2 +年 +4/1 +月");
        check("令和元年", "令和 +1/1 +年");
        check("二〇二〇年三月十日", "2020/4 +年 +3/1 +月 +10/2 +日");
        check("第一次", "第一次");
    }
}
