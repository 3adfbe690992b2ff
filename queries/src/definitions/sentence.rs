//! The sentence around a place in a page's text, on one line.
//!
//! Lines of one paragraph are put together first: a file breaks lines where its pages are full. A
//! line is taken to begin a new paragraph where the one before ends a sentence, where it begins with
//! the number or sign of a list, and after a blank line or a heading.
//!
//! Sentence boundaries: UAX #29, by `unicode-segmentation`, but for a few abbreviations.

use std::ops::Range;
use std::sync::LazyLock;

use regesta_index::{Mark, Page, Role};
use regex::Regex;
use unicode_segmentation::UnicodeSegmentation;

use crate::answer::Snippet;
use crate::syntax::is_invisible;

/// Bytes of text before and after a place in which its sentence is looked for.
const REACH_BYTES: usize = 1_500;

/// Most characters of a sentence; what is longer is cut at its end.
const MAX_CHARS: usize = 1_000;

/// A line that begins a part of its own.
static BEGINS: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(
        r"^\s*(?:[-*•·∙○●■□▪◦※–—]\s|\(?[0-9]{1,3}(?:의[0-9]{1,2})?[.)]|\(?[a-zA-Zㄱ-ㅎ가-하ivx]{1,4}[.)]\s|[①-⑳]|제[0-9]+조|第.{1,5}[条條]|§|Art)",
    )
    .expect("the pattern is one")
});

/// What ends in a full stop and no sentence with it.
static ABBREVIATION: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"(?:^|[\s(])(?:Abs|Nr|Art|No|Nos|Sec|para|vgl|bzw|ggf|z\. ?B|d\. ?h|e\.g|i\.e|Mr|Mrs|Ms|Dr|U\.S|U\.N|St|núm|págs?|cf)\.$")
        .expect("the pattern is one")
});

/// A sentence with a place in it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Sentence {
    /// The sentence, white space folded.
    pub(super) text: String,
    /// Bytes of it that are the place.
    pub(super) place: Range<usize>,
}

impl Sentence {
    /// The sentence with the place marked.
    pub(super) fn snippet(&self) -> Snippet {
        let chars = |part: Option<&str>| part.map_or(0, |part| part.chars().count());
        let from = chars(self.text.get(..self.place.start));
        let until = from + chars(self.text.get(self.place.clone()));
        let mut text = self.text.clone();
        if let Some((cut, _)) = text.char_indices().nth(MAX_CHARS.max(until)) {
            text.truncate(cut);
            text.push('…');
        }
        Snippet {
            text,
            highlights: vec![(from, until)],
        }
    }
}

/// The sentence of `page` around the bytes `place` of its text.
pub(super) fn around(page: &Page, place: &Range<usize>) -> Sentence {
    let text = page.text.as_str();
    let from = paragraph_start(text, &page.marks, place.start);
    let until = paragraph_end(text, &page.marks, place.end);
    let before = folded(text.get(from..place.start).unwrap_or_default());
    let inside = folded(text.get(place.clone()).unwrap_or_default());
    let after = folded(text.get(place.end..until).unwrap_or_default());
    let place = before.len()..before.len() + inside.len();
    let paragraph = [before, inside, after].concat();
    let mut pieces: Vec<Range<usize>> = Vec::new();
    for (at, piece) in paragraph.split_sentence_bound_indices() {
        let end = at + piece.len();
        let goes_on = |last: &Range<usize>| {
            let before = paragraph.get(last.clone()).unwrap_or_default();
            ends_in_abbreviation(before) || (last.contains(&place.start) && last.end < place.end)
        };
        match pieces.last_mut() {
            Some(last) if goes_on(last) => last.end = end,
            _ => pieces.push(at..end),
        }
    }
    let whole = 0..paragraph.len();
    let piece = pieces
        .into_iter()
        .find(|piece| piece.contains(&place.start));
    let piece = piece.unwrap_or(whole);
    let sentence = paragraph.get(piece.clone()).unwrap_or_default();
    let blank = sentence.len() - sentence.trim_start().len();
    let start = piece.start + blank;
    Sentence {
        text: sentence.trim().to_owned(),
        place: place.start.saturating_sub(start)..place.end.saturating_sub(start),
    }
}

/// Whether a text ends in an abbreviation, which is at most a few characters long.
fn ends_in_abbreviation(text: &str) -> bool {
    let text = text.trim_end();
    let last = text.ceil_char_boundary(text.len().saturating_sub(32));
    text.ends_with('.') && ABBREVIATION.is_match(text.get(last..).unwrap_or_default())
}

/// Where the paragraph begins that byte `at` is in.
fn paragraph_start(text: &str, marks: &[Mark], at: usize) -> usize {
    let nearest = text.floor_char_boundary(at.saturating_sub(REACH_BYTES));
    let lines = text.get(nearest..at).unwrap_or_default();
    let breaks = lines.match_indices('\n').rev();
    let mut breaks = breaks.map(|(line, _)| nearest + line);
    breaks
        .find(|line| is_break(text, marks, *line))
        .map_or(nearest, |line| line + 1)
}

/// Where the paragraph ends that byte `at` is in.
fn paragraph_end(text: &str, marks: &[Mark], at: usize) -> usize {
    let farthest = text.ceil_char_boundary(at.saturating_add(REACH_BYTES).min(text.len()));
    let lines = text.get(at..farthest).unwrap_or_default();
    let mut breaks = lines.match_indices('\n').map(|(line, _)| at + line);
    breaks
        .find(|line| is_break(text, marks, *line))
        .unwrap_or(farthest)
}

/// Whether the line feed at byte `at` parts two paragraphs.
fn is_break(text: &str, marks: &[Mark], at: usize) -> bool {
    let before = text
        .get(..at)
        .unwrap_or_default()
        .trim_end_matches([' ', '\t', '\r']);
    let after = text.get(at + 1..).unwrap_or_default();
    let line = after.split('\n').next().unwrap_or_default();
    let headings = marks.iter().filter(|mark| mark.role != Role::Furniture);
    before.is_empty()
        || before.ends_with([
            '.', '!', '?', '。', '！', '？', '\n', ':', '：', ';', '；', '>',
        ])
        || line.trim().is_empty()
        || BEGINS.is_match(line)
        || headings
            .into_iter()
            .any(|mark| mark.from == at + 1 || (mark.from <= at && at <= mark.until))
}

/// `text` on one line, without what shows nothing; spaces at its ends are kept, as one.
fn folded(text: &str) -> String {
    let mut line = String::with_capacity(text.len());
    let mut chars = text
        .chars()
        .filter(|c| c.is_whitespace() || !is_invisible(*c))
        .peekable();
    while let Some(c) = chars.next() {
        if !c.is_whitespace() {
            line.push(c);
            continue;
        }
        let mut is_line_end = c == '\n';
        while let Some(space) = chars.next_if(|c| c.is_whitespace()) {
            is_line_end |= space == '\n';
        }
        // Chinese and Japanese have no spaces: a line end between their characters is none either.
        let is_spaceless =
            |c: Option<char>| c.is_some_and(|c| ('\u{3000}'..='\u{9fff}').contains(&c));
        let joins = is_line_end
            && is_spaceless(line.chars().next_back())
            && is_spaceless(chars.peek().copied());
        if !joins {
            line.push(' ');
        }
    }
    line
}

#[cfg(test)]
mod tests {
    use regesta_index::PageNumber;

    use super::*;

    #[track_caller]
    fn check(text: &str, term: &str, expected: &str) {
        let page = Page {
            number: PageNumber::FIRST,
            text: text.to_owned(),
            language: None,
            passages: Vec::new(),
            marks: Vec::new(),
            label: None,
            quality: 1.0,
            is_unread: false,
            recognised: None,
        };
        let at = text.find(term).expect("the text has the term");
        let sentence = around(&page, &(at..at + term.len()));
        assert_eq!(sentence.text, expected);
        assert_eq!(sentence.text.get(sentence.place), Some(term));
    }

    #[test]
    fn lines_of_a_paragraph_are_one() {
        check(
            "Before it. The term city means\na large town of\nmany people. After it.",
            "city",
            "The term city means a large town of many people.",
        );
    }

    #[test]
    fn items_of_a_list_are_apart() {
        check(
            "정의는 다음과 같다\n1. \"도시\"란 넓은\n곳을 말한다.\n2. \"마을\"이란 좁은 곳을 말한다.",
            "도시",
            "\"도시\"란 넓은 곳을 말한다.",
        );
    }

    #[test]
    fn abbreviations_end_no_sentence() {
        check(
            "Abfälle im Sinne von Abs. Zwei sind Sachen. Mehr.",
            "Abfälle",
            "Abfälle im Sinne von Abs. Zwei sind Sachen.",
        );
    }

    #[test]
    fn chinese_lines_are_joined_without_a_space() {
        check(
            "本法所称城市，是\n指大镇。其他。",
            "城市",
            "本法所称城市，是指大镇。",
        );
    }
}
