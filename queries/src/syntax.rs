//! The query language: text in, [`Query`] out.
//!
//! ```text
//! query    = branch { "OR" branch }                            OR binds weaker than standing side by side
//! branch   = { [ "AND" ] { "-" | "NOT" } term }                all of them; "-" stands directly before its term
//! term     = "(" query ")" | phrase | word | field | as-of
//! phrase   = quote text quote [ "~" 0..100 ]                   quote is any of " “ ” „ « » ‘’ 「」『』《》〈〉
//! word     = text without space, parenthesis or quote [ end ]
//! end      = "*"                                               the beginning of a word
//!          | "~" [ "1" | "2" ]                                 a word that differs in so many letters
//! field    = "title:" ( word | phrase | "(" query ")" )        a name before "(" holds for every word inside
//!          | ( "country:" | "topic:" | "type:" | "lang:" | "text:" ) values
//!          | "year:" years { "," years }
//! values   = value { "," value } | "(" query ")"               any of them; value = word | quote text quote
//! years    = YYYY | YYYY ".." YYYY | YYYY ".." | ".." YYYY | "unknown"    and what `year.rs` reads as these
//! as-of    = "as_of:" YYYY-MM-DD                               once, not negated, outside parentheses
//! ```
//!
//! Operators are capitals (`&&` and `||` are read too); names of fields may be written in any case,
//! and in Korean, Chinese and Japanese (`name.rs`).
//! Full-width forms of all signs are read as the ASCII ones. Any text gives a query or a sentence
//! that says what to change: at most 2,000 characters, 200 words and 50 levels of parentheses are
//! read, in time linear in the text, and the canonical text of what is read is inside the same
//! bounds. What has no meaning where it stands (`smart AND`, a stray `)`, a sign alone, a quotation
//! mark that is never closed) is left out, and a `(` that is never closed is closed at the end, with
//! a notice if that may change the meaning; a colon after another name is text.
//!
//! Not here: analysis, and whether a code or slug is one that the archive holds.

mod lexer;
mod name;
mod operators;
mod signs;

use chrono::NaiveDate;
use unicode_segmentation::UnicodeSegmentation;

use crate::Message;
use crate::query::Query;
use lexer::Token;
pub use operators::{Operator, operators};
pub(crate) use signs::is_invisible;

/// Most characters of a query.
const MAX_CHARS: usize = 2_000;
/// Most levels of parentheses; the parser recurses once for each.
const MAX_DEPTH: usize = 50;
/// Most words, those in quotation marks and values of fields included.
const MAX_TERMS: usize = 200;

/// What was read from the text of a query.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Parsed {
    /// What documents must hold.
    pub query: Query,
    /// The day statuses hold for, if the text says one.
    pub as_of: Option<NaiveDate>,
    /// What was left out or taken otherwise than it may be meant. Plain sentences.
    pub notices: Vec<Message>,
}

/// What is wrong with a query, in words for the person who typed it.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{message} at character {}", .at + 1)]
pub struct SyntaxError {
    /// What is wrong, or what to change.
    pub message: Message,
    /// Characters before the place it is about, as people count them: a letter with its marks is one.
    pub at: usize,
}

/// Reads a query; a text without words is [`Query::All`].
///
/// # Errors
///
/// [`SyntaxError`] with what to change.
pub fn parse(text: &str) -> Result<Parsed, SyntaxError> {
    read(text).map_err(|wrong| SyntaxError {
        at: text
            .grapheme_indices(true)
            .take_while(|(byte, _)| *byte < wrong.at)
            .count(),
        ..wrong
    })
}

/// Does what [`parse`] does; the places of errors are bytes.
fn read(text: &str) -> Result<Parsed, SyntaxError> {
    if let Some((at, _)) = text.char_indices().nth(MAX_CHARS) {
        return Err(error(
            Message::new("query-too-long", "query is longer than 2,000 characters"),
            at,
        ));
    }
    let lexer::Lexed {
        tokens,
        as_of,
        mut notices,
    } = lexer::lex(text)?;
    let mut parser = Parser {
        tokens: tokens.into_iter().peekable(),
        notices: Vec::new(),
    };
    let query = parser.any().unwrap_or(Query::All);
    notices.append(&mut parser.notices);
    if query == Query::All && as_of.is_none() && !text.trim().is_empty() {
        notices.push(Message::new(
            "no-words",
            "The query has no words, so every document matches.",
        ));
    }

    // Lists and scopes are shorter as typed than in canonical text, which must be a query too.
    if query.to_string().chars().nth(MAX_CHARS).is_some() {
        return Err(error(
            Message::new(
                "query-too-long-in-full",
                "query, written out in full, is longer than 2,000 characters",
            ),
            text.len(),
        ));
    }
    if query.depth() > MAX_DEPTH {
        return Err(error(too_deep(), text.len()));
    }
    Ok(Parsed {
        query,
        as_of,
        notices,
    })
}

fn error(message: Message, at: usize) -> SyntaxError {
    SyntaxError { message, at }
}

fn too_deep() -> Message {
    Message::new("too-deep", "parentheses are nested more than 50 deep")
}

/// Builds the query from tokens whose parentheses are balanced and bounded in depth.
struct Parser {
    tokens: std::iter::Peekable<std::vec::IntoIter<Token>>,
    notices: Vec<Message>,
}

impl Parser {
    /// Reads `query` up to a closing parenthesis or the end; `None` if it has no words.
    fn any(&mut self) -> Option<Query> {
        let mut branches = Vec::new();
        let mut is_lonely = false;
        loop {
            let branch = self.every();
            let joins = self.tokens.next_if_eq(&Token::Or).is_some();
            is_lonely |= branch.is_none() && (joins || !branches.is_empty());
            branches.extend(branch);
            if !joins {
                break;
            }
        }
        if is_lonely {
            self.notice(Message::new(
                "or-left-out",
                "`OR` was left out where it does not stand between two terms.",
            ));
        }
        if branches.is_empty() {
            None
        } else {
            Some(Query::or(branches))
        }
    }

    /// Reads `branch`; `None` if it has no words.
    fn every(&mut self) -> Option<Query> {
        let mut parts = Vec::new();
        while let Some(token) = self
            .tokens
            .next_if(|token| !matches!(token, Token::Or | Token::Close))
        {
            match token {
                Token::And => {
                    let joins = !matches!(
                        self.tokens.peek(),
                        None | Some(Token::And | Token::Or | Token::Close)
                    );
                    if !joins || parts.is_empty() {
                        self.notice(Message::new(
                            "and-left-out",
                            "`AND` was left out where it does not stand between two terms.",
                        ));
                    }
                }
                Token::Not => parts.extend(self.negated()),
                token => parts.extend(self.term(token)),
            }
        }
        if parts.is_empty() {
            None
        } else {
            Some(Query::and(parts))
        }
    }

    /// Reads what follows the first of any number of `-` and `NOT`.
    fn negated(&mut self) -> Option<Query> {
        let mut is_negative = true;
        while self.tokens.next_if_eq(&Token::Not).is_some() {
            is_negative = !is_negative;
        }
        let is_term =
            |token: &Token| matches!(token, Token::Open | Token::Leaf(_) | Token::Nothing);
        let Some(token) = self.tokens.next_if(is_term) else {
            self.notice(Message::new(
                "not-left-out",
                "`NOT` was left out where no term follows it.",
            ));
            return None;
        };
        let query = self.term(token)?;
        Some(if is_negative {
            Query::negate(query)
        } else {
            query
        })
    }

    fn term(&mut self, token: Token) -> Option<Query> {
        match token {
            Token::Leaf(query) => Some(query),
            Token::Open => {
                let query = self.any();
                self.tokens.next_if_eq(&Token::Close);
                query
            }
            Token::Nothing | Token::Close | Token::And | Token::Or | Token::Not => None,
        }
    }

    fn notice(&mut self, notice: Message) {
        if !self.notices.contains(&notice) {
            self.notices.push(notice);
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use regesta_index::TextState;

    use super::*;
    use crate::request;

    /// Gives the canonical text and the notices, or the error.
    fn shown(text: &str) -> String {
        match parse(text) {
            Err(error) => error.to_string(),
            Ok(Parsed {
                query,
                as_of,
                notices,
            }) => {
                let day = as_of.map(|day| format!(" [{day}]")).unwrap_or_default();
                let notices: String = notices
                    .iter()
                    .map(|notice| format!(" ({notice})"))
                    .collect();
                format!("{query}{day}{notices}")
            }
        }
    }

    #[track_caller]
    fn check(text: &str, expected: &str) {
        assert_eq!(shown(text), expected, "query: {text}");
    }

    /// Checks the value itself, where the canonical text leaves doubt.
    #[track_caller]
    fn check_value(text: &str, expected: &str) {
        let actual = parse(text).map_or_else(
            |error| error.to_string(),
            |parsed| format!("{:?}", parsed.query),
        );
        assert_eq!(actual, expected, "query: {text}");
    }

    #[test]
    fn words_side_by_side_are_all_needed() {
        check("smart city", "smart city");
        check("  smart\t\ncity\u{3000}plan ", "smart city plan");
        check("smart AND city", "smart city");
        check_value("smart AND city", r#"And([Word("smart"), Word("city")])"#);
        check("smart && city || grid", "(smart city) OR grid");
        check("and OR not", "and OR not");
    }

    #[test]
    fn or_binds_weaker_than_and() {
        check("a OR b", "a OR b");
        check("a b OR c d", "(a b) OR (c d)");
        check("a AND b OR c", "(a b) OR c");
        check("(a OR b) c", "(a OR b) c");
        check("((a) OR ((b OR c)))", "a OR b OR c");
    }

    #[test]
    fn a_leading_hyphen_takes_away() {
        check("city -smart", "city -smart");
        check("city NOT smart", "city -smart");
        check("city -(smart OR u-city)", "city -(smart OR u-city)");
        check(
            "city -\"smart city\" -title:plan",
            "city -\"smart city\" -title:plan",
        );
        check("a NOT NOT b", "a b");
        check("a NOT -b", "a b");
    }

    #[test]
    fn negatives_alone_are_taken_from_all_documents() {
        check_value("-a", r#"And([All, Not(Word("a"))])"#);
        check_value("-a -b", r#"And([All, Not(Word("a")), Not(Word("b"))])"#);
        check_value("a OR -b", r#"Or([Word("a"), And([All, Not(Word("b"))])])"#);
        check("-(-a)", "a");
    }

    #[test]
    fn other_hyphens_are_part_of_words_or_nothing() {
        check("smart-city", "smart-city");
        check("smart - city", "smart city");
        check("smart -- city --plan", "smart city plan");
        check("\"a\"-b (c)-d", "\"a\" b c d");
        check("-… smart", "smart");
    }

    #[test]
    fn a_star_leaves_the_end_of_a_word_open() {
        check_value(
            "smart* 스마트*",
            r#"And([Prefix("smart"), Prefix("스마트")])"#,
        );
        check("smart** smart*,", "smart* smart*");
        check("title:smart*", "title:smart*");
        let only_ends = "only the end of a word can be left open: write its beginning and then `*`, such as `smart*` at character";
        check("a *city", &format!("{only_ends} 3"));
        check("s*t", &format!("{only_ends} 2"));
        check("도시 스*시", &format!("{only_ends} 5"));
        check(
            "a * b",
            "a b (A `*` without the beginning of a word before it was left out.)",
        );
        check(
            "\"smart cit*\"",
            "\"smart cit*\" (A `*` in quotation marks stands for nothing.)",
        );
        check(
            "country:K*",
            "only words of text and titles can be left open with `*` at character 9",
        );
    }

    #[test]
    fn quotes_make_a_phrase() {
        check(r#"net "zero  target""#, r#"net "zero target""#);
        check(r#""near each other"~5"#, r#""near each other"~5"#);
        check_value(
            r#""a b"~5 "a b"~0"#,
            concat!(
                r#"And([Phrase { text: "a b", slop: Some(5) }, "#,
                r#"Phrase { text: "a b", slop: None }])"#
            ),
        );
        check(r#""스마트도시"란"#, r#""스마트도시" 란"#);
        check(r#""a b"~100"#, r#""a b"~100"#);
        check(
            r#""a b"~101"#,
            "words in quotation marks can stand at most 100 apart (`~100`) at character 6",
        );
        check(
            r#""a b"~99999999999"#,
            "words in quotation marks can stand at most 100 apart (`~100`) at character 6",
        );
    }

    #[test]
    fn what_is_never_closed_is_closed_or_left_out() {
        let quote =
            "(A quotation mark that is never closed was left out; close it to look for a phrase.)";
        let group = "(A `(` that is never closed was closed at the end.)";
        check("net \"zero", &format!("net zero {quote}"));
        check("「법 제2조", &format!("법 제2조 {quote}"));
        check(
            "\"net zero\" \"target 「a",
            &format!("\"net zero\" target a {quote}"),
        );
        check("title:\"net zero", &format!("title:net zero {quote}"));
        check("a (b OR (c) d", &format!("a (b OR (c d)) {group}"));
        check("title:(a OR b", &format!("title:a OR title:b {group}"));
    }

    #[test]
    fn quotes_of_every_language_are_quotes() {
        for text in [
            "“a b”",
            "„a b“",
            "”a b”",
            "«a b»",
            "»a b«",
            "「a b」",
            "『a b』",
            "《a b》",
            "＂a b＂",
            "‘a b’",
        ] {
            check(text, "\"a b\"");
        }
        check(
            "「지능정보화 \"기본법\"」 제2조",
            "\"지능정보화 기본법\" 제2조",
        );
        check("a」 b", "a b");
        check("‘smart city’, the nation’s", "\"smart city\" the nation’s");
        check("‘90s cities", "‘90s cities");
    }

    #[test]
    fn a_tilde_after_a_word_means_similar_words() {
        check(
            "smrat~1 스마트도씨~2 smart~",
            "smrat~1 스마트도씨~2 smart~1",
        );
        check("title:smrat~ OR~2 roam~0.8", "title:smrat~1 OR~2 roam~1");
        check_value(
            "smrat~ e\u{301}t\u{301}~0",
            r#"And([Similar { word: "smrat", letters: 1 }, Phrase { text: "ét\u{301}", slop: None }])"#,
        );
        check(
            "도시 smart~3",
            "similar words differ in 1 or 2 letters: write `~1` or `~2` at character 9",
        );
        check(
            "智慧城市~1",
            "智慧城市 (A `~` was left out: words written without spaces, such as `智慧城市`, have no similar ones.)",
        );
    }

    #[test]
    fn words_that_may_be_meant_as_operators_are_told_of() {
        let or = "(`or` was taken as a word; write `OR` in capitals for any of two.)";
        check("tram or bus", &format!("tram or bus {or}"));
        check("or bus", "or bus");
        check("tram or", "tram or");
        check(
            "bus not tram",
            "bus not tram (`not` was taken as a word; write `NOT` or a `-` before what is not wanted.)",
        );
        check(
            "smart NEAR/5 city",
            "smart NEAR/5 city (`NEAR` was taken as a word; words near each other are written `\"smart city\"~5`.)",
        );
    }

    #[test]
    fn a_tilde_elsewhere_is_text_or_left_out() {
        check("2019~2023 '19~'23 2019~", "2019~2023 '19~'23 2019~");
        check(
            "\"a b\"~ c",
            "\"a b\" c (A `~` without a number after it was left out.)",
        );
    }

    #[test]
    fn full_width_signs_are_signs() {
        check("（a OR b） －c title：d e＊", "(a OR b) -c title:d e*");
        check("城市，规划。智慧、城市", "城市 规划 智慧 城市");
    }

    #[test]
    fn fields_have_values() {
        check(
            "title:smart Title:\"smart city\"~3",
            "title:smart title:\"smart city\"~3",
        );
        check(
            "title:(smart OR \"u city\" -plan*) act",
            "(title:smart OR (title:\"u city\" -title:plan*)) act",
        );
        check(
            "topic:Smart-City type:LAW lang:KO language:en",
            "topic:smart-city type:law lang:ko lang:en",
        );
        check(
            "topic:\"Smart City\" type:unknown",
            "topic:smart-city type:unknown",
        );
        check("country:KR,JP city", "country:KR,JP city");
        check("country:KR OR country:JP", "country:KR,JP");
        check(
            "country:(KR OR JP) -country:EU，US",
            "country:KR,JP -country:EU,US",
        );
        check("country:KR, city", "country:KR city");
        check_value("country:unknown", r#"Field(Country("unknown"))"#);
        check_value(
            "country:KR,JP",
            r#"Or([Field(Country("KR")), Field(Country("JP"))])"#,
        );
        check(
            "country:\"No Such, Land\",KR",
            "country:\"No Such, Land\",KR",
        );
    }

    #[test]
    fn years_are_single_ranges_or_unknown() {
        check(
            "year:2018 year:2015..2020 year:unknown",
            "year:2018 year:2015..2020 year:unknown",
        );
        check("year:2015.. -year:..2020", "year:2015.. -year:..2020");
        check("year:2015-2020 year:２０１８", "year:2015..2020 year:2018");
        check(
            "year:2015..2016,2018,unknown",
            "year:2015..2016,2018,unknown",
        );
        check(
            "plan text:blurred",
            "`text:` takes good, doubtful, recognised, none, not `blurred` at character 11",
        );
        check(
            "year_source:guess",
            "`year_source:` takes person, manifest, sidecar, file, text, name, unknown, not `guess` \
             at character 13",
        );
        check(
            "a year:20x8",
            "`year:` takes a year such as 2018, a range such as 2015..2020, 2015.. or ..2020, or `unknown`, \
             not `20x8` at character 8",
        );
        check(
            "year:2020..2015",
            "`year:` takes a year such as 2018, a range such as 2015..2020, 2015.. or ..2020, or `unknown`, \
             not `2020..2015` at character 6",
        );
        check(
            "year:2015년~2020년 year:２０１５年..",
            "year:2015..2020 year:2015..",
        );
        check("year:>=2015 year:<2015", "year:2015.. year:..2014");
        check(
            "year:[2015 TO 2020] year:{2015 TO *} city",
            "year:2015..2020 year:2015.. city",
        );
        check("year:٢٠٢٠", "year:2020");
    }

    #[test]
    fn fields_have_names_in_several_scripts() {
        check(
            "국가:대한민국 연도:2015년 제목:\"스마트도시\"",
            "country:KR year:2015 title:\"스마트도시\"",
        );
        check("国家：中国 标题：智慧", "country:CN title:智慧");
        check("タイトル:都市 年:2020年", "title:都市 year:2020");
    }

    #[test]
    fn fields_without_a_value_are_words() {
        check(
            "title: smart",
            "title smart (`title:` has no value directly after its colon, so it was taken as a word.)",
        );
        check(
            "country:,",
            "country (`country:` has no value directly after its colon, so it was taken as a word.)",
        );
    }

    #[test]
    fn a_colon_after_another_name_is_text() {
        check(
            "http://example.org/a?b=c 제2조:정의 10:30",
            "http://example.org/a?b=c 제2조:정의 10:30",
        );
        check("foo:bar", "foo:bar");
        check(
            "contry:KR",
            "contry:KR (`contry:` was taken as text; the field is called `country:`.)",
        );
        check(
            "status:past",
            "status:past (`status:` was taken as text; the status is a filter, not a part of the query.)",
        );
    }

    #[test]
    fn as_of_is_for_the_whole_query() {
        check("smart as_of:2019-03-01 city", "smart city [2019-03-01]");
        check("as_of:2019-03-01", " [2019-03-01]");
        check(
            "after:2015 author:Kim",
            "after:2015 author:Kim (`after:` was taken as text; years are written `year:2015..`.) \
             (`author:` was taken as text; there is no such field.)",
        );
        check("From: the city", "From: the city");
    }

    #[test]
    fn as_of_takes_a_day() {
        check(
            "as_of:2019-02-30",
            "`as_of:` takes a day such as 2019-03-01, not `2019-02-30` at character 1",
        );
        check(
            "a as_of:",
            "`as_of:` takes a day such as 2019-03-01, not `` at character 3",
        );
        let whole = "`as_of:` is for the whole query: write it outside parentheses and without `-` at character";
        check("(a as_of:2019-03-01)", &format!("{whole} 4"));
        check("a -as_of:2019-03-01", &format!("{whole} 4"));
        check(
            "as_of:2019-03-01 as_of:2019-03-01",
            "`as_of:` can be given only once at character 18",
        );
    }

    #[test]
    fn operators_that_join_nothing_are_left_out() {
        let and = "(`AND` was left out where it does not stand between two terms.)";
        let or = "(`OR` was left out where it does not stand between two terms.)";
        check("smart AND", &format!("smart {and}"));
        check("AND smart AND AND city", &format!("smart city {and}"));
        check("smart OR", &format!("smart {or}"));
        check("OR smart OR OR city", &format!("smart OR city {or}"));
        check(
            "smart NOT",
            "smart (`NOT` was left out where no term follows it.)",
        );
        check(
            "smart) city",
            "smart city (A `)` that closes nothing was left out.)",
        );
    }

    #[test]
    fn without_words_every_document_matches() {
        check("", "");
        check(" \u{3000}", "");
        for text in ["\"\"", "-", "()", "?! …", "\"“”\"", "・", "\u{200B}"] {
            check(
                text,
                " (The query has no words, so every document matches.)",
            );
        }
        check("㎡", "㎡");
    }

    #[test]
    fn invisible_characters_are_no_part_of_words() {
        check("sm\u{AD}art\u{202E} \u{FEFF}city\0plan", "smart city plan");
        check("\u{200B}-smart a", "-smart a");
    }

    #[test]
    fn words_are_composed() {
        check("\u{1109}\u{1173}마트 cafe\u{301}", "스마트 café");
    }

    #[test]
    fn size_is_bounded() {
        check(
            &"(".repeat(10_000),
            "query is longer than 2,000 characters at character 2001",
        );
        check(
            &"가".repeat(20_000),
            "query is longer than 2,000 characters at character 2001",
        );
        check(&"가".repeat(2_000), &"가".repeat(2_000));
        check(
            &"(".repeat(2_000),
            "parentheses are nested more than 50 deep at character 51",
        );
        check(&format!("{}a{}", "(".repeat(50), ")".repeat(50)), "a");
        check(
            &"a ".repeat(201),
            "query has more than 200 words at character 401",
        );
        check(
            &format!("\"{}\"", "a ".repeat(201)),
            "query has more than 200 words at character 1",
        );
        check(
            &"NOT ".repeat(500),
            " (`NOT` was left out where no term follows it.) (The query has no words, so every document matches.)",
        );
    }

    #[test]
    fn canonical_text_is_inside_the_same_bounds() {
        let codes: Vec<String> = (0..150).map(|n| format!("title{n:06}")).collect();
        check(
            &format!("title:({})", codes.join(" ")),
            "query, written out in full, is longer than 2,000 characters at character 1808",
        );
    }

    /// Text that is dense in what the grammar gives a meaning.
    fn queries() -> impl Strategy<Value = String> {
        let piece = prop_oneof![
            prop::sample::select(vec![
                " ",
                " ",
                " ",
                "(",
                ")",
                "\"",
                "“",
                "”",
                "«",
                "»",
                "「",
                "」",
                "《",
                "-",
                "－",
                "*",
                "~",
                "~5",
                "~1",
                "~",
                "‘",
                "’",
                "[",
                " TO ",
                "]",
                "&&",
                " || ",
                ">=",
                "제목:",
                "年:",
                ":",
                ",",
                "，",
                "AND",
                "OR",
                "NOT",
                " AND ",
                " OR ",
                " NOT ",
                "title:",
                "country:",
                "year:",
                "topic:",
                "type:",
                "lang:",
                "as_of:",
                "2019-03-01",
                "2018",
                "2015..2020",
                "unknown",
                "smart",
                "city",
                "KR",
                "스마트도시를",
                "도시",
                "智慧城市",
                "スマート",
                "مدينة",
                "город",
                "e\u{301}",
                "\u{1109}\u{1173}",
                "\u{200B}",
                "\0",
                "İ",
                "ß",
                "㎡",
                "…",
                "\u{338}",
                "\u{2329}",
                "\u{1100}",
                "\u{1161}",
                "()",
                "(a OR b)",
                "\"a b\"",
            ])
            .prop_map(str::to_owned),
            any::<char>().prop_map(String::from),
        ];
        proptest::collection::vec(piece, 0..24).prop_map(|pieces| pieces.concat())
    }

    /// Values in normal form, made without the parser.
    fn values() -> impl Strategy<Value = Query> {
        let text = "[a-zA-Z0-9가-힣][a-z가-힣.,'/-]{0,6}"
            .prop_filter("operators are no words", |text| {
                !["AND", "OR", "NOT"].contains(&text.as_str())
            });
        let words = proptest::collection::vec(text.clone(), 1..4).prop_map(|words| words.join(" "));
        let word = prop_oneof![
            text.clone().prop_map(Query::Word),
            text.prop_map(Query::Prefix),
            ("[a-z]{1,6}|[가-힣]{1,4}", 1..=2_u8)
                .prop_map(|(word, letters)| Query::Similar { word, letters }),
            (words, prop::option::of(1..=100_u32))
                .prop_map(|(text, slop)| Query::Phrase { text, slop }),
        ];
        let year = prop_oneof![
            Just(crate::YearRange::Unknown),
            (1..=9999, 1..=9999)
                .prop_map(|(a, b): (i32, i32)| crate::YearRange::Years(a.min(b), a.max(b))),
        ];
        let field = prop_oneof![
            word.clone()
                .prop_map(|word| crate::Field::Title(Box::new(word))),
            "[A-Z]{2}".prop_map(|code| crate::Field::Country(request::country(&code))),
            year.prop_map(crate::Field::Year),
            "[a-z]{1,5}(-[a-z]{1,5})?".prop_map(|slug| crate::Field::Topic(request::topic(&slug))),
            "[a-z]{2,8}".prop_map(|slug| crate::Field::Type(request::kind(&slug))),
            "[a-z]{2}".prop_map(|tag| crate::Field::Language(request::language(&tag))),
            proptest::sample::select(TextState::ALL.to_vec())
                .prop_map(|state| crate::Field::Text(state.name().to_owned())),
        ];
        let leaf = prop_oneof![word, field.prop_map(Query::Field)];
        let tree = leaf.prop_recursive(4, 24, 4, |inner| {
            let parts = proptest::collection::vec(inner.clone(), 1..4);
            prop_oneof![
                parts.clone().prop_map(Query::and),
                parts.prop_map(Query::or),
                inner.prop_map(Query::negate),
            ]
        });
        tree.prop_map(|query| Query::and([query]))
    }

    fn round_trip(text: &str) -> Result<(), TestCaseError> {
        let Ok(parsed) = parse(text) else {
            return Ok(());
        };
        let canonical = parsed.query.to_string();
        prop_assert!(parsed.query.depth() <= MAX_DEPTH);
        prop_assert!(canonical.chars().count() <= MAX_CHARS);
        let again = parse(&canonical);
        prop_assert_eq!(
            again.map(|again| again.query),
            Ok(parsed.query),
            "canonical: {}",
            canonical
        );
        Ok(())
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(2000))]

        #[test]
        fn canonical_text_reads_back_as_the_same_query(text in queries()) {
            round_trip(&text)?;
        }

        #[test]
        fn any_text_is_a_query_or_an_error(text in any::<String>()) {
            round_trip(&text)?;
        }

        #[test]
        fn every_value_in_normal_form_has_a_text(query in values()) {
            let text = query.to_string();
            prop_assert_eq!(parse(&text).map(|parsed| parsed.query), Ok(query), "text: {}", text);
        }

        #[test]
        fn errors_point_into_the_text(text in queries()) {
            if let Err(error) = parse(&text) {
                prop_assert!(error.at <= text.graphemes(true).count());
            }
        }
    }
}
