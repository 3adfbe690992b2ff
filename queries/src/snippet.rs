//! Cuts the part of a page to show: the one where most of what matched stands close together.
//!
//! Works on text and matched bytes alone, which come from the page's own analysis, so highlights
//! are exactly what matched. White space is folded to one space, and characters that show nothing
//! or turn the reading direction are dropped, so that a snippet cannot change the page it is put
//! in. Words and grapheme clusters are never cut, unless one alone is longer than the snippet.
//! Only the surroundings of the chosen matches are folded and segmented: the cost does not grow
//! with the page but by counting its characters.
//!
//! Word and cluster boundaries: UAX #29, by `unicode-segmentation`.
//!
//! Not here: which pages and words match, HTML.

use std::cmp::Reverse;
use std::collections::HashMap;
use std::ops::Range;

use unicode_segmentation::UnicodeSegmentation;

use crate::answer::Snippet;
use crate::syntax::is_invisible;

/// A page's text, or a part of it that is near the matches.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Excerpt<'a> {
    /// The text.
    pub(crate) text: &'a str,
    /// Whether the page has more text before it.
    pub(crate) before: bool,
    /// Whether the page has more text after it.
    pub(crate) after: bool,
}

/// Cuts a snippet of at most `max_chars` characters, the signs of omission not counted.
///
/// `matches` are bytes of the excerpt's text, sorted by their start; one that is empty or does not
/// lie on whole characters of the text is passed over. Without matches, it is the beginning.
pub(crate) fn cut(excerpt: Excerpt<'_>, matches: &[Range<usize>], max_chars: usize) -> Snippet {
    let text = excerpt.text;
    let is_whole = |range: &&Range<usize>| {
        text.get((*range).clone())
            .is_some_and(|part| !part.is_empty())
    };
    let matches: Vec<Range<usize>> = matches.iter().filter(is_whole).cloned().collect();
    let group = densest(text, &matches, max_chars).unwrap_or(0..0);

    let region = back(text, group.start, max_chars)..forward(text, group.start, 2 * max_chars);
    let folded = Folded::new(excerpt, region.clone());
    let group = folded.chars(&group);
    let start = folded.start(&group, max_chars);
    let end = folded.end(start, &group, max_chars);

    let shows = |part: Option<&str>| part.is_some_and(|part| part.chars().any(is_shown));
    let is_cut_before = excerpt.before || shows(text.get(..folded.source(start)));
    let is_cut_after = excerpt.after || (end < folded.len() || shows(text.get(region.end..)));
    let lead = usize::from(is_cut_before);
    let mut highlights: Vec<(usize, usize)> = Vec::new();
    for range in &matches {
        let range = folded.chars(range);
        let (from, until) = (range.start.max(start), range.end.min(end));
        if from >= until {
            continue;
        }
        let (from, until) = (from - start + lead, until - start + lead);
        match highlights.last_mut() {
            Some(last) if from <= last.1 => last.1 = last.1.max(until),
            _ => highlights.push((from, until)),
        }
    }
    let sign = |is_cut| if is_cut { "…" } else { "" };
    let text = [
        sign(is_cut_before),
        folded.slice(start, end),
        sign(is_cut_after),
    ]
    .concat();
    Snippet { text, highlights }
}

/// Finds the run of matches that fits `max_chars` with the most different words, then the most, then the closest.
///
/// Gives its bytes in `text`; one match may alone be longer.
fn densest(text: &str, matches: &[Range<usize>], max_chars: usize) -> Option<Range<usize>> {
    let mut words: HashMap<String, usize> = HashMap::new();
    let mut placed: Vec<(usize, usize, usize)> = Vec::with_capacity(matches.len());
    let (mut at_byte, mut at_char) = (0, 0);
    let count = |range: Range<usize>| text.get(range).map_or(0, |part| part.chars().count());
    for range in matches {
        at_char += count(at_byte..range.start);
        at_byte = range.start;
        let next_word = words.len();
        let word = text.get(range.clone()).unwrap_or_default().to_lowercase();
        let word = *words.entry(word).or_insert(next_word);
        placed.push((at_char, at_char + count(range.clone()), word));
    }

    let mut seen = vec![0_usize; words.len()];
    let mut different = 0;
    let mut first = 0;
    let mut best = None;
    for (last, (_, end, word)) in placed.iter().enumerate() {
        different += usize::from(seen[*word] == 0);
        seen[*word] += 1;
        while first < last && *end > placed[first].0 + max_chars {
            let word = placed[first].2;
            seen[word] -= 1;
            different -= usize::from(seen[word] == 0);
            first += 1;
        }
        let rank = (
            different,
            last - first,
            Reverse(end.saturating_sub(placed[first].0)),
        );
        if best.as_ref().is_none_or(|(best, _, _)| rank > *best) {
            best = Some((rank, first, last));
        }
    }
    best.map(|(_, first, last)| matches[first].start..matches[last].end)
}

/// Goes back from byte `at` by at most `chars` characters.
fn back(text: &str, at: usize, chars: usize) -> usize {
    let before = text.get(..at).unwrap_or_default();
    before
        .char_indices()
        .rev()
        .take(chars)
        .last()
        .map_or(at, |(at, _)| at)
}

/// Goes on from byte `at` by at most `chars` characters.
fn forward(text: &str, at: usize, chars: usize) -> usize {
    let after = text.get(at..).unwrap_or_default();
    after
        .char_indices()
        .nth(chars)
        .map_or(text.len(), |(length, _)| at + length)
}

fn is_shown(c: char) -> bool {
    !c.is_whitespace() && !is_invisible(c)
}

fn clusters(text: &str) -> impl Iterator<Item = (usize, &str)> {
    text.grapheme_indices(true)
}

/// A part of a text as it is shown; all places in it are counted in characters.
struct Folded {
    text: String,
    /// Where each character begins in `text`.
    bytes: Vec<usize>,
    /// Which byte of the source it comes from.
    sources: Vec<usize>,
    /// Whether the first character is the first of the page.
    is_first: bool,
    /// Whether the last character is the last of the page.
    is_last: bool,
}

impl Folded {
    fn new(source: Excerpt<'_>, region: Range<usize>) -> Self {
        let mut folded = Self {
            text: String::new(),
            bytes: Vec::new(),
            sources: Vec::new(),
            is_first: region.start == 0 && !source.before,
            is_last: region.end == source.text.len() && !source.after,
        };
        let mut space = None;
        for (at, c) in source
            .text
            .get(region.clone())
            .unwrap_or_default()
            .char_indices()
        {
            let at = region.start + at;
            if c.is_whitespace() {
                space = space.or(Some(at));
            } else if !is_invisible(c) {
                if let Some(at) = space.take().filter(|_| !folded.text.is_empty()) {
                    folded.push(at, ' ');
                }
                folded.push(at, c);
            }
        }
        folded
    }

    fn push(&mut self, source: usize, c: char) {
        self.bytes.push(self.text.len());
        self.sources.push(source);
        self.text.push(c);
    }

    fn len(&self) -> usize {
        self.bytes.len()
    }

    fn source(&self, at: usize) -> usize {
        self.sources.get(at).copied().unwrap_or(0)
    }

    fn slice(&self, from: usize, until: usize) -> &str {
        let byte = |at: usize| self.bytes.get(at).copied().unwrap_or(self.text.len());
        self.text.get(byte(from)..byte(until)).unwrap_or_default()
    }

    fn char(&self, at: usize) -> Option<char> {
        self.text.get(*self.bytes.get(at)?..)?.chars().next()
    }

    /// Gives the characters made from `range` of the source, without spaces at its ends.
    fn chars(&self, range: &Range<usize>) -> Range<usize> {
        let mut from = self.sources.partition_point(|at| *at < range.start);
        let mut until = self.sources.partition_point(|at| *at < range.end);
        while from < until && self.char(from) == Some(' ') {
            from += 1;
        }
        while from < until && self.char(until - 1) == Some(' ') {
            until -= 1;
        }
        from..until
    }

    /// Chooses where to begin so that `group` still fits: at its sentence, or a few words before it.
    fn start(&self, group: &Range<usize>, max_chars: usize) -> usize {
        let slack = max_chars.saturating_sub(group.len());
        let first = group.start.saturating_sub(slack);
        let mut starts = self.boundaries(
            self.cluster(first),
            group.start,
            str::split_word_bound_indices,
        );
        if !self.is_boundary(first) && !starts.is_empty() {
            // Segmenting began inside a word.
            starts.remove(0);
        }
        starts.retain(|at| {
            self.char(*at)
                .is_some_and(|c| !" .,;:!?)]}…·、。，」』》〉”’".contains(c))
        });
        if let Some(sentence) = starts.iter().rev().find(|at| self.begins_sentence(**at)) {
            return *sentence;
        }
        // Most of the room is for what follows the match.
        let near = group.start.saturating_sub(slack / 3);
        let word = starts.iter().find(|at| near <= **at).or(starts.last());
        word.copied().unwrap_or_else(|| {
            let found = self.boundaries(self.cluster(near), group.start, clusters);
            found.first().copied().unwrap_or(group.start)
        })
    }

    /// Chooses where to end: after the last whole word that fits.
    fn end(&self, start: usize, group: &Range<usize>, max_chars: usize) -> usize {
        let most = self.len().min(start + max_chars);
        if most == self.len() && (self.is_last || group.end == most) {
            return most;
        }
        // A space is a boundary whatever stands around it, so segmenting can begin there.
        let space = (start..most)
            .rev()
            .find(|at| self.char(*at) == Some(' '))
            .unwrap_or(start);
        let fits = |at: &usize| start < *at && group.end <= *at && *at < self.len();
        let last = |ends: Vec<usize>| ends.into_iter().rev().find(fits);
        let mut end = last(self.boundaries(space, most, str::split_word_bound_indices))
            .or_else(|| last(self.boundaries(start, most, clusters)))
            .unwrap_or(most);
        while start < end && self.char(end - 1) == Some(' ') {
            end -= 1;
        }
        end
    }

    /// Finds the boundaries in `first..=last` that `segment` gives; `first` is one of clusters.
    fn boundaries<'a, I>(
        &'a self,
        first: usize,
        last: usize,
        segment: impl Fn(&'a str) -> I,
    ) -> Vec<usize>
    where
        I: Iterator<Item = (usize, &'a str)>,
    {
        let offset = self.bytes.get(first).copied().unwrap_or(self.text.len());
        let found = segment(self.slice(first, self.len())).map(|(at, _)| offset + at);
        let places = found.filter_map(|byte| self.bytes.binary_search(&byte).ok());
        places.take_while(|at| *at <= last).collect()
    }

    /// Whether words and clusters surely begin at `at`, which needs no look at what stands before.
    fn is_boundary(&self, at: usize) -> bool {
        let before = at.checked_sub(1).and_then(|at| self.char(at));
        (at == 0 && self.is_first) || before == Some(' ') || self.char(at) == Some(' ')
    }

    /// Goes on to the next boundary of clusters.
    fn cluster(&self, at: usize) -> usize {
        if self.is_boundary(at) {
            return at;
        }
        let rest = self.slice(at, self.len());
        at + rest
            .graphemes(true)
            .next()
            .map_or(0, |cluster| cluster.chars().count())
    }

    fn begins_sentence(&self, at: usize) -> bool {
        if at == 0 {
            return self.is_first;
        }
        let mut before = (0..at).rev().filter_map(|at| self.char(at)).peekable();
        let is_spaced = before.next_if_eq(&' ').is_some();
        while before.next_if(|c| "\"')]”’」』»".contains(*c)).is_some() {}
        before
            .next()
            .is_some_and(|c| "。！？".contains(c) || (is_spaced && ".!?".contains(c)))
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const PAGE: Excerpt<'_> = Excerpt {
        text: "",
        before: false,
        after: false,
    };

    /// Finds every `word` in the text, as byte ranges.
    fn find(text: &str, words: &[&str]) -> Vec<Range<usize>> {
        let found = |word| {
            text.match_indices(word)
                .map(|(at, word): (usize, &str)| at..at + word.len())
        };
        let mut ranges: Vec<_> = words.iter().flat_map(|word| found(*word)).collect();
        ranges.sort_by_key(|range| range.start);
        ranges
    }

    /// Writes the snippet with brackets around its highlights.
    fn marked(snippet: &Snippet) -> String {
        let chars: Vec<char> = snippet.text.chars().collect();
        let mut text = String::new();
        let mut done = 0;
        for (from, until) in &snippet.highlights {
            text.extend(&chars[done..*from]);
            text.push('[');
            text.extend(&chars[*from..*until]);
            text.push(']');
            done = *until;
        }
        text.extend(&chars[done..]);
        text
    }

    #[track_caller]
    fn check(text: &str, words: &[&str], max_chars: usize, expected: &str) {
        let snippet = cut(Excerpt { text, ..PAGE }, &find(text, words), max_chars);
        assert_eq!(marked(&snippet), expected);
    }

    #[test]
    fn a_short_text_is_shown_whole() {
        check(
            "A smart  city\n is smart.",
            &["smart"],
            40,
            "A [smart] city is [smart].",
        );
        check("", &[], 40, "");
        check(" \n", &[], 40, "");
    }

    #[test]
    fn without_matches_the_beginning_is_shown() {
        check(
            "The city council decided on a plan.",
            &[],
            20,
            "The city council…",
        );
    }

    #[test]
    fn the_place_with_most_different_words_is_shown() {
        let text = "smart smart smart. Far away from there is nothing to see at all. A smart city is here.";
        check(text, &["smart", "city"], 24, "…A [smart] [city] is here.");
    }

    #[test]
    fn the_beginning_is_that_of_the_sentence_if_it_fits() {
        let text =
            "One sentence about roads. Two is on how a city plans its water. Three is on schools.";
        check(
            text,
            &["city"],
            40,
            "…Two is on how a [city] plans its water.…",
        );
        check(text, &["city"], 12, "…a [city] plans…");
    }

    #[test]
    fn korean_is_cut_between_words() {
        let text =
            "이 법은 스마트도시의 효율적인 조성, 관리ㆍ운영 및 산업진흥 등에 관한 사항을 규정한다.";
        check(
            text,
            &["스마트도시"],
            24,
            "이 법은 [스마트도시]의 효율적인 조성,…",
        );
        check(text, &["산업진흥"], 16, "…및 [산업진흥] 등에 관한 사항을…");
    }

    #[test]
    fn chinese_is_cut_anywhere_between_characters() {
        let text = "为了促进智慧城市建设，提高城市治理水平。本条例适用于全市行政区域。";
        check(text, &["城市"], 12, "…慧[城市]建设，提高[城市]治理…");
        check(text, &["条例"], 10, "…本[条例]适用于全市行政…");
    }

    #[test]
    fn touching_matches_are_one_highlight() {
        let text = "智慧城市";
        let snippet = cut(Excerpt { text, ..PAGE }, &[0..6, 3..9, 6..12], 20);
        assert_eq!(marked(&snippet), "[智慧城市]");
        check("smart city", &["smart", "city"], 20, "[smart] [city]");
    }

    #[test]
    fn a_word_longer_than_the_snippet_is_cut_between_clusters() {
        let text = format!("{}X{}", "e\u{301}".repeat(50), "o\u{308}".repeat(50));
        let snippet = cut(
            Excerpt {
                text: &text,
                ..PAGE
            },
            &find(&text, &["X"]),
            10,
        );
        assert_eq!(
            marked(&snippet),
            format!("…e\u{301}[X]{}…", "o\u{308}".repeat(3))
        );
        let snippet = cut(
            Excerpt {
                text: &text,
                ..PAGE
            },
            std::slice::from_ref(&(0..text.len())),
            10,
        );
        assert_eq!(marked(&snippet), format!("[{}]…", "e\u{301}".repeat(5)));
    }

    #[test]
    fn a_part_of_a_page_is_marked_as_cut() {
        let part = Excerpt {
            text: "ity is smart an",
            before: true,
            after: true,
        };
        assert_eq!(
            marked(&cut(part, &find(part.text, &["smart"]), 40)),
            "…is [smart]…"
        );
    }

    #[test]
    fn characters_that_hide_or_turn_text_are_dropped() {
        check(
            "a\u{202E}b\u{0}c s\u{AD}mart",
            &["s\u{AD}mart"],
            40,
            "abc [smart]",
        );
    }

    #[test]
    fn matches_outside_the_text_are_passed_over() {
        let text = "도시 city";
        let backwards = Range { start: 5, end: 4 };
        let ranges = [
            0..1,
            2..3,
            backwards,
            7..11,
            8..400,
            usize::MAX - 1..usize::MAX,
        ];
        assert_eq!(
            marked(&cut(Excerpt { text, ..PAGE }, &ranges, 40)),
            "도시 [city]"
        );
    }

    /// Words of which those to be highlighted are made of letters that the others have not.
    fn words() -> impl Strategy<Value = Vec<(String, bool)>> {
        let hit = "[A-E]{1,6}|[강남]{1,4}|[城]{1,3}".prop_map(|word| (word, true));
        let other = "[a-e.,]{1,9}|[도시]{1,4}[.,]?|[市。]{1,4}|e\u{301}{1,3}|[f-k]{30,60}"
            .prop_map(|word| (word, false));
        let space = "[ \n\t\u{3000}\u{202E}]{1,4}".prop_map(|space| (space, false));
        proptest::collection::vec(prop_oneof![1 => hit, 4 => other, 4 => space], 0..80)
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(1000))]

        #[test]
        fn highlights_are_exactly_what_matched(
            words in words(), max_chars in 1..80_usize, before: bool, after: bool,
        ) {
            let mut text = String::new();
            let mut matches = Vec::new();
            for (word, is_match) in &words {
                if *is_match {
                    matches.push(text.len()..text.len() + word.len());
                }
                text.push_str(word);
            }
            let snippet = cut(Excerpt { text: &text, before, after }, &matches, max_chars);
            let chars: Vec<char> = snippet.text.chars().collect();
            let highlighted = |at: usize| snippet.highlights.iter().any(|(from, until)| (*from..*until).contains(&at));
            for (at, c) in chars.iter().enumerate() {
                prop_assert_eq!(highlighted(at), "ABCDE강남城".contains(*c), "{}", marked(&snippet));
            }
            prop_assert!(snippet.highlights.iter().all(|(from, until)| from < until && *until <= chars.len()));
            prop_assert!(snippet.highlights.windows(2).all(|pair| pair[0].1 < pair[1].0));
            prop_assert_eq!(snippet.highlights.is_empty(), matches.is_empty());

            let shown = snippet.text.trim_start_matches('…').trim_end_matches('…');
            prop_assert!(shown.chars().count() <= max_chars);
            prop_assert!(!shown.contains("  ") && shown.trim() == shown);
            let visible: String = text.chars().filter(|c| !is_invisible(*c) || c.is_whitespace()).collect();
            let folded: Vec<&str> = visible.split_whitespace().collect();
            prop_assert!(folded.join(" ").contains(shown));
        }

        #[test]
        fn no_text_or_matches_panic(
            text in any::<String>(),
            matches in proptest::collection::vec((0..200_usize, 0..200_usize), 0..8),
            max_chars in 0..40_usize,
        ) {
            let matches: Vec<_> = matches.into_iter().map(|(from, until)| from..until).collect();
            let snippet = cut(Excerpt { text: &text, ..PAGE }, &matches, max_chars);
            let length = snippet.text.chars().count();
            prop_assert!(length <= max_chars + 2);
            prop_assert!(snippet.highlights.iter().all(|(from, until)| from < until && *until <= length));
        }
    }
}
