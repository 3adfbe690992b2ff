//! Cuts the text of a query into operators, parentheses and terms.
//!
//! The tokens' parentheses are balanced and at most [`MAX_DEPTH`] deep, so that the parser needs
//! no checks of its own. A term that has no letter or digit becomes [`Token::Nothing`]: it holds
//! the place, so that a `-` before it negates nothing else.
//!
//! Not here: what operators join.

use chrono::NaiveDate;
use unicode_normalization::UnicodeNormalization;

use super::name::Name;
use super::signs::{
    DOUBLE_QUOTES, closes_only, closing_quotes, has_text, is_break, is_letters, is_space,
    is_unspaced, plain,
};
use super::{MAX_DEPTH, MAX_TERMS, SyntaxError, error, too_deep};
use crate::Message;
use crate::query::{Field, Query};
use crate::request;
use crate::year::InvalidYear;

/// Furthest that the words of a phrase may stand apart.
const MAX_SLOP: u32 = 100;

/// Most letters that a similar word may differ in: with more, most short words are similar.
const MAX_LETTERS: u8 = 2;

/// One piece of a query.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Token {
    Open,
    Close,
    And,
    Or,
    Not,
    Leaf(Query),
    Nothing,
}

/// The pieces of a query, and what it says besides.
pub(super) struct Lexed {
    pub(super) tokens: Vec<Token>,
    pub(super) as_of: Option<NaiveDate>,
    pub(super) notices: Vec<Message>,
}

/// Cuts `text`, which is not longer than a query may be.
pub(super) fn lex(text: &str) -> Result<Lexed, SyntaxError> {
    let mut lexer = Lexer {
        chars: text
            .char_indices()
            .filter_map(|(at, c)| Some((at, plain(c)?)))
            .collect(),
        next: 0,
        end: text.len(),
        groups: Vec::new(),
        open_ended: Vec::new(),
        terms: 0,
        lexed: Lexed {
            tokens: Vec::new(),
            as_of: None,
            notices: Vec::new(),
        },
    };
    while let Some(c) = lexer.peek() {
        if is_space(c) || closes_only(c) {
            lexer.next += 1;
        } else if let Some(closing) = closing_quotes(c) {
            lexer.phrase(closing)?;
        } else {
            match c {
                '‘' if lexer.single_closing().is_some() => lexer.phrase("’")?,
                '(' => lexer.open(lexer.scope())?,
                ')' => lexer.close(),
                '-' => lexer.hyphen(),
                _ => lexer.word()?,
            }
        }
    }
    if !lexer.groups.is_empty() {
        lexer.notice(Message::new(
            "group-open",
            "A `(` that is never closed was closed at the end.",
        ));
        let missing = lexer.groups.iter().map(|_| Token::Close);
        lexer.lexed.tokens.extend(missing);
    }
    Ok(lexer.lexed)
}

/// A piece of text as typed, and the index of its first character.
struct Piece {
    text: String,
    start: usize,
    slop: Option<u32>,
    is_quoted: bool,
}

struct Lexer {
    /// Bytes in the query and the characters there, signs in ASCII, without invisible ones.
    chars: Vec<(usize, char)>,
    next: usize,
    end: usize,
    /// Open parentheses: the field before each, if any.
    groups: Vec<Option<Name>>,
    /// Closing marks that are known to come no more.
    open_ended: Vec<&'static str>,
    terms: usize,
    lexed: Lexed,
}

impl Lexer {
    fn peek(&self) -> Option<char> {
        self.char(self.next)
    }

    fn char(&self, index: usize) -> Option<char> {
        self.chars.get(index).map(|(_, c)| *c)
    }

    fn byte(&self, index: usize) -> usize {
        self.chars.get(index).map_or(self.end, |(at, _)| *at)
    }

    /// The field that words without one of their own belong to.
    fn scope(&self) -> Option<Name> {
        self.groups.last().copied().flatten()
    }

    fn open(&mut self, scope: Option<Name>) -> Result<(), SyntaxError> {
        let at = self.byte(self.next);
        if self.groups.len() == MAX_DEPTH {
            return Err(error(too_deep(), at));
        }
        self.groups.push(scope);
        self.lexed.tokens.push(Token::Open);
        self.next += 1;
        Ok(())
    }

    fn close(&mut self) {
        if self.groups.pop().is_some() {
            self.lexed.tokens.push(Token::Close);
        } else {
            self.notice(Message::new(
                "group-unopened",
                "A `)` that closes nothing was left out.",
            ));
        }
        self.next += 1;
    }

    /// Reads a hyphen at the beginning of a term: it negates if it stands alone between a space and the term.
    fn hyphen(&mut self) {
        let before = self.next.checked_sub(1).and_then(|index| self.char(index));
        let is_first = before.is_none_or(|c| is_space(c) || c == '(');
        self.next += 1;
        if is_first
            && self
                .peek()
                .is_some_and(|c| c != '-' && c != ')' && !is_space(c))
        {
            self.lexed.tokens.push(Token::Not);
        }
    }

    fn phrase(&mut self, closing: &'static str) -> Result<(), SyntaxError> {
        match self.quoted(closing)? {
            Some(piece) => self.terms_of(self.scope(), vec![piece]),
            None => Ok(()),
        }
    }

    fn word(&mut self) -> Result<(), SyntaxError> {
        let start = self.next;
        let is_name = |c: char| c.is_alphabetic() || c == '_' || c == '-';
        let name: Vec<char> = self
            .chars
            .iter()
            .skip(start)
            .map(|(_, c)| *c)
            .take_while(|c| is_name(*c))
            .take(20)
            .collect();
        let colon = start + name.len();
        if self.char(colon) == Some(':') {
            let name: String = name.into_iter().nfc().collect();
            if let Some(name_found) = Name::find(&name) {
                self.next = colon + 1;
                return self.field(name_found, start);
            }
            self.near_miss(&name, self.char(colon + 1));
        }
        let mut piece = self.run(|_| false);
        // The mark parts words, but it is what tells a question from a list of words.
        if self.peek() == Some('？') && piece.text.ends_with(char::is_alphanumeric) {
            piece.text.push('？');
            self.next += 1;
        }
        let operator = match piece.text.as_str() {
            "AND" | "&&" => Token::And,
            "OR" | "||" => Token::Or,
            "NOT" => Token::Not,
            _ => {
                self.hint(&piece.text);
                return self.terms_of(self.scope(), vec![piece]);
            }
        };
        self.lexed.tokens.push(operator);
        Ok(())
    }

    /// Reads the value of a field, from after its colon.
    fn field(&mut self, name: Name, start: usize) -> Result<(), SyntaxError> {
        if self.peek() == Some('(') && name != Name::AsOf {
            return self.open(Some(name));
        }
        let is_comma = |c: char| name.is_list() && matches!(c, ',' | '，' | '、');
        let mut pieces = Vec::new();
        loop {
            match self.peek() {
                Some(c) if is_comma(c) => {}
                Some('[' | '{') if name == Name::Year && self.bracketed().is_some() => {
                    pieces.extend(self.bracketed());
                    let text = pieces.last().map_or("", |piece| &piece.text);
                    self.next += text.chars().count();
                }
                Some(c) => match closing_quotes(c) {
                    Some(closing) => match self.quoted(closing)? {
                        Some(piece) => pieces.push(piece),
                        None => continue,
                    },
                    None if is_break(c) => break,
                    None => pieces.push(self.run(is_comma)),
                },
                None => break,
            }
            if !self.peek().is_some_and(is_comma) {
                break;
            }
            self.next += 1;
        }
        pieces.retain(|piece| has_text(&piece.text) || piece.text.contains('*'));
        if name == Name::AsOf {
            return self.as_of(pieces.first().map_or("", |piece| &piece.text), start);
        }
        if pieces.is_empty() {
            let text = name.text();
            self.notice(
                Message::new(
                    "field-empty",
                    "`{text}:` has no value directly after its colon, so it was taken as a word.",
                )
                .with("text", text),
            );
            pieces.push(Piece {
                text: text.to_owned(),
                start,
                slop: None,
                is_quoted: false,
            });
            return self.terms_of(self.scope(), pieces);
        }
        self.terms_of(Some(name), pieces)
    }

    fn as_of(&mut self, text: &str, start: usize) -> Result<(), SyntaxError> {
        let at = self.byte(start);
        let Some(day) = request::day(text) else {
            return Err(error(
                Message::new(
                    "day-in-query",
                    "`as_of:` takes a day such as 2019-03-01, not `{text}`",
                )
                .with("text", request::shown(text)),
                at,
            ));
        };
        if !self.groups.is_empty() || self.lexed.tokens.last() == Some(&Token::Not) {
            return Err(error(
                Message::new(
                    "day-inside",
                    "`as_of:` is for the whole query: write it outside parentheses and without `-`",
                ),
                at,
            ));
        }
        if self.lexed.as_of.is_some() {
            return Err(error(
                Message::new("day-twice", "`as_of:` can be given only once"),
                at,
            ));
        }
        self.lexed.as_of = Some(day);
        self.lexed.tokens.push(Token::Nothing);
        Ok(())
    }

    /// Reads `[2015 TO 2020]`, a range as others write it, without going on.
    fn bracketed(&self) -> Option<Piece> {
        /// Characters of `{2015 TO 2020}`, and some spaces.
        const MAX_BRACKETED: usize = 24;
        let chars = self.chars.iter().skip(self.next).map(|(_, c)| *c);
        let mut text: String = chars
            .take(MAX_BRACKETED)
            .take_while(|c| !matches!(c, ']' | '}'))
            .collect();
        let closing = self.char(self.next + text.chars().count());
        text.push(closing.filter(|c| matches!(c, ']' | '}'))?);
        text.contains(" TO ").then_some(Piece {
            text,
            start: self.next,
            slop: None,
            is_quoted: true,
        })
    }

    /// Where the single quotation mark stands that closes the one here: at the end of a word.
    fn single_closing(&self) -> Option<usize> {
        let starts_word = self
            .next
            .checked_sub(1)
            .and_then(|before| self.char(before))
            .is_none_or(is_break);
        let ends = |at: &usize| {
            self.char(*at) == Some('’') && self.char(at + 1).is_none_or(|c| !c.is_alphanumeric())
        };
        (self.next + 1..self.chars.len())
            .find(ends)
            .filter(|_| starts_word)
    }

    /// Where the mark stands that closes the one here.
    fn closing(&mut self, closing: &'static str) -> Option<usize> {
        if closing == "’" {
            return self.single_closing();
        }
        if self.open_ended.contains(&closing) {
            return None;
        }
        let closes = |at: &usize| self.char(*at).is_some_and(|c| closing.contains(c));
        let found = (self.next + 1..self.chars.len()).find(closes);
        if found.is_none() {
            self.open_ended.push(closing);
        }
        found
    }

    /// Reads text in quotation marks, with the distance that may follow; of marks that are never
    /// closed, the mark alone.
    fn quoted(&mut self, closing: &'static str) -> Result<Option<Piece>, SyntaxError> {
        let start = self.next;
        let Some(end) = self.closing(closing) else {
            self.next += 1;
            self.notice(Message::new(
                "phrase-open",
                "A quotation mark that is never closed was left out; close it to look for a phrase.",
            ));
            return Ok(None);
        };
        let inside = self.chars.get(start + 1..end).unwrap_or_default().iter();
        // Inside other marks, these would end the phrase in its canonical text.
        let text: String = inside
            .map(|(_, c)| if DOUBLE_QUOTES.contains(*c) { ' ' } else { *c })
            .collect();
        self.next = end + 1;
        let words: Vec<&str> = text.split_whitespace().collect();
        let text = words.join(" ").nfc().collect();
        Ok(Some(Piece {
            text,
            start,
            slop: self.slop()?,
            is_quoted: true,
        }))
    }

    /// Reads `~5` directly after a quotation mark.
    fn slop(&mut self) -> Result<Option<u32>, SyntaxError> {
        if self.peek() != Some('~') {
            return Ok(None);
        }
        let digits: String = self
            .chars
            .iter()
            .skip(self.next + 1)
            .map(|(_, c)| *c)
            .take_while(char::is_ascii_digit)
            .collect();
        let after = self.next + 1 + digits.len();
        if self.char(after).is_some_and(|c| !is_break(c) && c != ',') {
            return Ok(None);
        }
        let at = self.byte(self.next);
        self.next = after;
        if digits.is_empty() {
            self.notice(Message::new(
                "tilde-alone",
                "A `~` without a number after it was left out.",
            ));
            return Ok(None);
        }
        match digits.parse::<u32>() {
            Ok(0) => Ok(None),
            Ok(words) if words <= MAX_SLOP => Ok(Some(words)),
            _ => Err(error(
                Message::new(
                    "too-far-apart",
                    "words in quotation marks can stand at most 100 apart (`~100`)",
                ),
                at,
            )),
        }
    }

    /// Reads text up to a space, parenthesis, quotation mark or what `ends` says.
    fn run(&mut self, ends: impl Fn(char) -> bool) -> Piece {
        let start = self.next;
        let mut text = String::new();
        while let Some(c) = self.peek().filter(|c| !is_break(*c) && !ends(*c)) {
            text.push(c);
            self.next += 1;
        }
        Piece {
            text,
            start,
            slop: None,
            is_quoted: false,
        }
    }

    /// Adds the term that `pieces`, alternatives of each other, stand for.
    fn terms_of(&mut self, name: Option<Name>, pieces: Vec<Piece>) -> Result<(), SyntaxError> {
        let mut queries = Vec::new();
        for piece in pieces {
            let at = self.byte(piece.start);
            let words = if piece.is_quoted {
                piece.text.split(' ').count()
            } else {
                1
            };
            let query = match name {
                None => self.text(piece)?,
                Some(Name::Title) => self
                    .text(piece)?
                    .map(|query| Query::Field(Field::Title(Box::new(query)))),
                Some(name) => self.value(name, &piece)?.map(Query::Field),
            };
            if query.is_some() {
                self.terms += words;
            }
            if self.terms > MAX_TERMS {
                return Err(error(
                    Message::new("too-many-words", "query has more than 200 words"),
                    at,
                ));
            }
            queries.extend(query);
        }
        let token = if queries.is_empty() {
            Token::Nothing
        } else {
            Token::Leaf(Query::or(queries))
        };
        self.lexed.tokens.push(token);
        Ok(())
    }

    /// Makes a word, prefix or phrase; `None` if there is no text in it.
    fn text(&mut self, piece: Piece) -> Result<Option<Query>, SyntaxError> {
        if piece.is_quoted {
            if piece.text.contains('*') {
                self.notice(Message::new(
                    "star-in-phrase",
                    "A `*` in quotation marks stands for nothing.",
                ));
            }
            let text = piece.text;
            let slop = piece.slop;
            return Ok(if has_text(&text) {
                Some(Query::Phrase { text, slop })
            } else {
                None
            });
        }
        let typed: String = piece.text.nfc().collect();
        let text = match typed.split_once('~') {
            // `2019~2023` is text.
            Some((word, letters))
                if is_letters(word) && letters.bytes().all(|b| b.is_ascii_digit() || b == b'.') =>
            {
                if !word.chars().any(is_unspaced) {
                    return self.similar(word, letters, piece.start).map(Some);
                }
                self.notice(
                    Message::new(
                        "similar-unspaced",
                        "A `~` was left out: words written without spaces, such as `{word}`, have no similar ones.",
                    )
                    .with("word", word),
                );
                word
            }
            _ => typed.as_str(),
        };
        let Some((word, rest)) = text.split_once('*') else {
            let word = text.to_owned();
            // An operator can come to stand here only as what remains of other text.
            let is_operator = matches!(word.as_str(), "AND" | "OR" | "NOT");
            let query = if is_operator {
                Query::Phrase {
                    text: word,
                    slop: None,
                }
            } else {
                Query::Word(word)
            };
            return Ok(Some(query).filter(|_| has_text(text)));
        };
        if has_text(rest) {
            return Err(error(
                Message::new(
                    "star-inside",
                    "only the end of a word can be left open: write its beginning and then `*`, such as `smart*`",
                ),
                self.byte(piece.start + piece.text.chars().take_while(|c| *c != '*').count()),
            ));
        }
        if !has_text(word) {
            self.notice(Message::new(
                "star-alone",
                "A `*` without the beginning of a word before it was left out.",
            ));
            return Ok(None);
        }
        Ok(Some(Query::Prefix(word.to_owned())))
    }

    /// Makes a similar word; others write a share of letters that must agree, such as `0.8`.
    fn similar(&self, word: &str, letters: &str, start: usize) -> Result<Query, SyntaxError> {
        let letters = match letters {
            "" => 1,
            share if share.contains('.') => 1,
            digits => digits.parse::<u8>().unwrap_or(u8::MAX),
        };
        let word = word.to_owned();
        match letters {
            0 => Ok(Query::Phrase {
                text: word,
                slop: None,
            }),
            1..=MAX_LETTERS => Ok(Query::Similar { word, letters }),
            _ => Err(error(
                Message::new(
                    "too-unlike",
                    "similar words differ in 1 or 2 letters: write `~1` or `~2`",
                ),
                self.byte(start + word.chars().count()),
            )),
        }
    }

    /// Makes the condition on a field other than the title; `None` if there is no text in the value.
    fn value(&self, name: Name, piece: &Piece) -> Result<Option<Field>, SyntaxError> {
        let text = piece.text.as_str();
        if text.contains('*') && !piece.is_quoted {
            return Err(error(
                Message::new(
                    "star-in-field",
                    "only words of text and titles can be left open with `*`",
                ),
                self.byte(piece.start),
            ));
        }
        if !has_text(text) {
            return Ok(None);
        }
        let wrong = |wrong: Message| {
            let message = Message::new("value-in-query", "`{name}:` {wrong}");
            let message = message.with("name", name.text()).telling("wrong", wrong);
            error(message, self.byte(piece.start))
        };
        Ok(match name {
            Name::Country => Some(Field::Country(request::country(text))),
            Name::Topic => Some(Field::Topic(request::topic(text))),
            Name::Type => Some(Field::Type(request::kind(text))),
            Name::Lang => Some(Field::Language(request::language(text))),
            Name::Text => Some(Field::Text(request::text_state(text).map_err(wrong)?)),
            Name::Subject => Some(Field::Subject(request::country(text))),
            Name::YearSource => Some(Field::YearSource(
                request::source_kind(text).map_err(wrong)?,
            )),
            Name::CountrySource => {
                let kind = request::source_kind(text).map_err(wrong)?;
                Some(Field::CountrySource(kind))
            }
            Name::Year => {
                let year = text.parse();
                let year = year.map_err(|year: InvalidYear| wrong(year.into()))?;
                Some(Field::Year(year))
            }
            Name::Title | Name::AsOf => None,
        })
    }

    /// Tells of a name before a colon that is nearly one of a field.
    fn near_miss(&mut self, name: &str, after_colon: Option<char>) {
        // `http://` is an address; a space follows in a text that was pasted.
        if after_colon.is_none_or(|c| c == '/' || is_space(c)) {
            return;
        }
        if let Some(hint) = Name::hint(name) {
            let message = Message::new("field-unknown", "`{name}:` was taken as text; {hint}.");
            self.notice(message.with("name", name).telling("hint", hint));
        }
    }

    /// Tells of a word between two others that may be meant as an operator.
    fn hint(&mut self, word: &str) {
        let mut rest = self.chars.iter().skip(self.next).map(|(_, c)| *c);
        if self.lexed.tokens.is_empty() || !rest.any(char::is_alphanumeric) {
            return;
        }
        match word {
            "or" => self.notice(Message::new(
                "or-as-word",
                "`or` was taken as a word; write `OR` in capitals for any of two.",
            )),
            "not" => self.notice(Message::new(
                "not-as-word",
                "`not` was taken as a word; write `NOT` or a `-` before what is not wanted.",
            )),
            near if near == "NEAR" || near.starts_with("NEAR/") => self.notice(Message::new(
                "near-as-word",
                "`NEAR` was taken as a word; words near each other are written `\"smart city\"~5`.",
            )),
            _ => {}
        }
    }

    fn notice(&mut self, notice: Message) {
        if !self.lexed.notices.contains(&notice) {
            self.lexed.notices.push(notice);
        }
    }
}
