//! RTF bytes → tokens.
//!
//! `file = group; group = "{" (control | text | group)* "}"`;
//! `control = "\" letters [ "-" ] digits? " "?  |  "\'" hex hex  |  "\" other`.
//! Line ends between are nothing. `\binN` takes N bytes with it.

/// A part of an RTF file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Token<'a> {
    Open,
    Close,
    /// A control word, with its number if it has one.
    Word(&'a str, Option<i32>),
    /// A control symbol: the byte after the backslash.
    Symbol(u8),
    /// A byte of text, written as itself or as `\'hh`.
    Byte(u8),
}

/// Longest control word that is one.
const MAX_WORD: usize = 64;

/// Splits a file; never fails, damage is taken for text.
pub(super) fn tokens(bytes: &[u8]) -> impl Iterator<Item = Token<'_>> {
    let mut rest = bytes;
    std::iter::from_fn(move || {
        loop {
            let (first, after) = rest.split_first()?;
            rest = after;
            return Some(match first {
                b'{' => Token::Open,
                b'}' => Token::Close,
                b'\r' | b'\n' | 0 => continue,
                b'\\' => control(&mut rest)?,
                byte => Token::Byte(*byte),
            });
        }
    })
}

/// Reads what stands after a backslash.
fn control<'a>(rest: &mut &'a [u8]) -> Option<Token<'a>> {
    let bytes: &'a [u8] = rest;
    let (first, after) = bytes.split_first()?;
    if *first == b'\'' {
        let digit = |at: usize| {
            after
                .get(at)
                .and_then(|byte| char::from(*byte).to_digit(16))
        };
        if let (Some(high), Some(low)) = (digit(0), digit(1)) {
            *rest = after.get(2..).unwrap_or_default();
            return Some(Token::Byte(
                u8::try_from(high * 16 + low).unwrap_or_default(),
            ));
        }
        *rest = after;
        return Some(Token::Symbol(b'\''));
    }
    if !first.is_ascii_alphabetic() {
        *rest = after;
        return Some(Token::Symbol(*first));
    }
    let length = bytes
        .iter()
        .take(MAX_WORD)
        .take_while(|byte| byte.is_ascii_alphabetic())
        .count();
    let (word, mut after) = bytes.split_at_checked(length)?;
    let word = std::str::from_utf8(word).ok()?;
    let sign = usize::from(after.first() == Some(&b'-'));
    let digits = after
        .get(sign..)
        .unwrap_or_default()
        .iter()
        .take(MAX_WORD)
        .take_while(|byte| byte.is_ascii_digit())
        .count();
    let mut number = None;
    if 0 < digits {
        let (written, left) = after.split_at_checked(sign + digits)?;
        let written = std::str::from_utf8(written).ok()?;
        // A number too large to be one is as good as the largest.
        number = Some(written.parse().unwrap_or(i32::MAX));
        after = left;
    }
    after = after.strip_prefix(b" ").unwrap_or(after);
    if word == "bin" {
        let length = number
            .and_then(|number| usize::try_from(number).ok())
            .unwrap_or(0);
        after = after.get(length..).unwrap_or_default();
    }
    *rest = after;
    Some(Token::Word(word, number))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_numbers_symbols_and_bytes_are_told_apart() {
        let found: Vec<Token<'_>> = tokens(b"{\\rtf1\\u-12 x\\'e9\\*\\par\r\n}").collect();
        assert_eq!(
            found,
            [
                Token::Open,
                Token::Word("rtf", Some(1)),
                Token::Word("u", Some(-12)),
                Token::Byte(b'x'),
                Token::Byte(0xe9),
                Token::Symbol(b'*'),
                Token::Word("par", None),
                Token::Close,
            ]
        );
        assert_eq!(tokens(b"\\bin99999999 ab").count(), 1);
        assert_eq!(tokens(b"\\").count(), 0);
    }
}
