//! What changed between two versions of a document, in a form that can be read.
//!
//! A law is compared article by article, anything else paragraph by paragraph; what is in both and
//! differs is compared word by word. Articles are matched by their numbers in the order in which
//! they stand, those of each supplementary provision (부칙) among themselves. Running heads and page
//! numbers are no part of a text.
//!
//! Bounded: texts, parts and pieces beyond the limits are counted or shown whole, never compared
//! for ever; the answer says so.
//!
//! Not here: word by word (`difference.rs`), which versions there are (`regesta-index`).

mod units;

use std::collections::HashMap;
use std::ops::Range;
use std::time::{Duration, Instant};

use regesta_index::{Page, PageNumber};
use serde::Serialize;
use similar::{Algorithm, DiffOp, capture_diff_slices_deadline};

use crate::Message;
use crate::difference::{Change, ChangeKind, difference};
use units::{Unit, articles, paragraphs};

/// Most bytes of a text that is compared.
const MAX_TEXT_BYTES: usize = 8 << 20;
/// Most parts that are given.
const MAX_PARTS: usize = 2_000;
/// Most characters of a part that is compared word by word.
const MAX_WORDWISE_CHARS: usize = 12_000;
/// Longest time in which the best match of two long texts is looked for.
const MATCHING_TIME: Duration = Duration::from_secs(1);
/// Longest time for word by word; what is left then is shown as it was and as it is.
const WORDWISE_TIME: Duration = Duration::from_secs(3);
/// Of two paragraphs at least so much must be the same, for one to be the other changed.
const MIN_SHARED: f32 = 0.4;
/// Of an article at least so much must be the same, for its words to be compared: of one that was
/// written anew, the words that happen to be in both say nothing.
const MIN_SHARED_WORDS: f32 = 0.3;
/// Most paragraphs in a row that were replaced by others and are looked at in pairs.
const MAX_PAIRED: usize = 300;

/// What changed from a left text to a right one.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Comparison {
    /// What was compared with what.
    pub unit: ComparedUnit,
    /// Units that are in both, with the same words.
    pub equal: usize,
    /// Units that are in both, with other words.
    pub changed: usize,
    /// Units of the left text alone.
    pub removed: usize,
    /// Units of the right text alone.
    pub added: usize,
    /// The parts in order; those that are equal in a row are one.
    pub parts: Vec<Part>,
    /// Parts beyond the most that are given.
    pub left_out: usize,
    /// What the reader should know, in plain sentences.
    pub notices: Vec<Message>,
}

/// What was compared with what.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum ComparedUnit {
    /// The articles of a law.
    Article,
    /// Paragraphs.
    Paragraph,
}

/// A part of both texts, or of one.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Part {
    /// What became of it.
    pub kind: PartChange,
    /// Units in it: more than one only where they are equal.
    pub count: usize,
    /// The first line of an article, as it is in the right text or else in the left.
    pub heading: Option<String>,
    /// Where it begins in the left text.
    pub left_page: Option<PageNumber>,
    /// Where it begins in the right text.
    pub right_page: Option<PageNumber>,
    /// Its words; empty if it is equal.
    pub changes: Vec<Change>,
}

/// What became of a part.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum PartChange {
    /// It is the same.
    Equal,
    /// It has other words.
    Changed,
    /// It is no more.
    Removed,
    /// It is new.
    Added,
}

/// Compares the texts of two documents, page by page as they are kept.
#[must_use]
pub fn compare(left: &[Page], right: &[Page]) -> Comparison {
    let mut notices = Vec::new();
    let (left, right) = (bounded(left, &mut notices), bounded(right, &mut notices));
    let (unit, left, right) = match (articles(left), articles(right)) {
        (Some(left), Some(right)) => (ComparedUnit::Article, left, right),
        _ => (ComparedUnit::Paragraph, paragraphs(left), paragraphs(right)),
    };
    let mut comparing = Comparing {
        left: &left,
        right: &right,
        wordwise_until: Instant::now() + WORDWISE_TIME,
        is_cut_short: false,
        comparison: Comparison {
            unit,
            equal: 0,
            changed: 0,
            removed: 0,
            added: 0,
            parts: Vec::new(),
            left_out: 0,
            notices,
        },
    };
    comparing.run();
    let mut comparison = comparing.comparison;
    if comparing.is_cut_short {
        comparison.notices.push(Message::new(
            "not-word-by-word",
            "Some long passages are shown as they were and as they are, not word by word.",
        ));
    }
    comparison
}

/// The first pages that are not over the limit together.
fn bounded<'a>(pages: &'a [Page], notices: &mut Vec<Message>) -> &'a [Page] {
    let mut bytes = 0_usize;
    let fitting = pages.iter().take_while(|page| {
        bytes = bytes.saturating_add(page.text.len());
        bytes <= MAX_TEXT_BYTES
    });
    let count = fitting.count();
    if count < pages.len() {
        let message = Message::new(
            "first-pages",
            "Only the first {count} of {total} pages of a long document are compared.",
        );
        notices.push(message.with("count", count).with("total", pages.len()));
    }
    pages.get(..count).unwrap_or_default()
}

struct Comparing<'a> {
    left: &'a [Unit],
    right: &'a [Unit],
    wordwise_until: Instant,
    is_cut_short: bool,
    comparison: Comparison,
}

impl Comparing<'_> {
    fn run(&mut self) {
        let keys = |units: &[Unit]| {
            units
                .iter()
                .map(|unit| unit.key.clone())
                .collect::<Vec<_>>()
        };
        let (left, right) = (keys(self.left), keys(self.right));
        let until = Some(Instant::now() + MATCHING_TIME);
        for op in capture_diff_slices_deadline(Algorithm::Myers, &left, &right, until) {
            match op {
                DiffOp::Equal {
                    old_index,
                    new_index,
                    len,
                } => {
                    for offset in 0..len {
                        self.both(old_index + offset, new_index + offset);
                    }
                }
                DiffOp::Delete {
                    old_index, old_len, ..
                } => self.removed(old_index..old_index + old_len),
                DiffOp::Insert {
                    new_index, new_len, ..
                } => self.added(new_index..new_index + new_len),
                DiffOp::Replace {
                    old_index,
                    old_len,
                    new_index,
                    new_len,
                } => self.replaced(
                    old_index..old_index + old_len,
                    new_index..new_index + new_len,
                ),
            }
        }
    }

    fn removed(&mut self, units: Range<usize>) {
        for unit in self.left.get(units).unwrap_or_default() {
            self.comparison.removed += 1;
            let changes = vec![whole(ChangeKind::Removed, unit)];
            self.part(PartChange::Removed, Some(unit), None, changes);
        }
    }

    fn added(&mut self, units: Range<usize>) {
        for unit in self.right.get(units).unwrap_or_default() {
            self.comparison.added += 1;
            let changes = vec![whole(ChangeKind::Added, unit)];
            self.part(PartChange::Added, None, Some(unit), changes);
        }
    }

    /// Some units stand in the place of others: those that are alike are the same, changed.
    fn replaced(&mut self, left: Range<usize>, right: Range<usize>) {
        let is_article = self.comparison.unit == ComparedUnit::Article;
        if is_article || left.len().max(right.len()) > MAX_PAIRED {
            self.removed(left);
            self.added(right);
            return;
        }
        let (mut next_left, mut next_right) = (left.start, right.start);
        for at in left.clone() {
            let alike = (next_right..right.end).find(|other| self.is_alike(at, *other));
            if let Some(other) = alike {
                self.removed(next_left..at);
                self.added(next_right..other);
                self.both(at, other);
                (next_left, next_right) = (at + 1, other + 1);
            }
        }
        self.removed(next_left..left.end);
        self.added(next_right..right.end);
    }

    fn is_alike(&self, left: usize, right: usize) -> bool {
        match (self.left.get(left), self.right.get(right)) {
            (Some(left), Some(right)) => MIN_SHARED <= shared(&left.text, &right.text),
            _ => false,
        }
    }

    /// A unit that is in both texts.
    fn both(&mut self, left: usize, right: usize) {
        let (Some(left), Some(right)) = (self.left.get(left), self.right.get(right)) else {
            return;
        };
        if left.text == right.text {
            self.comparison.equal += 1;
            let last = self.comparison.parts.last_mut();
            match last.filter(|last| last.kind == PartChange::Equal) {
                Some(last) => last.count += 1,
                None => self.part(PartChange::Equal, Some(left), Some(right), Vec::new()),
            }
            return;
        }
        self.comparison.changed += 1;
        let chars = left.text.len().max(right.text.len());
        let is_rewritten = shared(&left.text, &right.text) < MIN_SHARED_WORDS;
        let is_bounded = chars <= MAX_WORDWISE_CHARS && Instant::now() < self.wordwise_until;
        let changes = if is_bounded && !is_rewritten {
            difference(&left.text, &right.text)
        } else {
            self.is_cut_short |= !is_rewritten;
            vec![
                whole(ChangeKind::Removed, left),
                whole(ChangeKind::Added, right),
            ]
        };
        self.part(PartChange::Changed, Some(left), Some(right), changes);
    }

    fn part(
        &mut self,
        kind: PartChange,
        left: Option<&Unit>,
        right: Option<&Unit>,
        changes: Vec<Change>,
    ) {
        if MAX_PARTS <= self.comparison.parts.len() {
            self.comparison.left_out += 1;
            return;
        }
        self.comparison.parts.push(Part {
            kind,
            count: 1,
            heading: right.or(left).and_then(|unit| unit.heading.clone()),
            left_page: left.map(|unit| unit.page),
            right_page: right.map(|unit| unit.page),
            changes,
        });
    }
}

fn whole(kind: ChangeKind, unit: &Unit) -> Change {
    Change {
        kind,
        text: unit.text.clone(),
    }
}

/// How much of two texts' words is the same, from 0 to 1 (Dice's coefficient).
#[expect(
    clippy::cast_precision_loss,
    reason = "a share needs no more precision"
)]
fn shared(left: &str, right: &str) -> f32 {
    let mut words: HashMap<&str, i32> = HashMap::new();
    let mut total = 0_usize;
    for word in left.split_whitespace() {
        *words.entry(word).or_default() += 1;
        total += 1;
    }
    let mut same = 0_usize;
    for word in right.split_whitespace() {
        total += 1;
        if let Some(left) = words.get_mut(word).filter(|left| **left > 0) {
            *left -= 1;
            same += 1;
        }
    }
    2.0 * same as f32 / total.max(1) as f32
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pages(texts: &[&str]) -> Vec<Page> {
        let page = |(number, text): (u32, &&str)| Page {
            number: PageNumber::new(number).unwrap_or(PageNumber::FIRST),
            text: (*text).to_owned(),
            language: None,
            passages: Vec::new(),
            marks: Vec::new(),
            label: None,
            quality: 1.0,
            is_unread: false,
            recognised: None,
        };
        (1..).zip(texts).map(page).collect()
    }

    fn written(comparison: &Comparison) -> String {
        let part = |part: &Part| {
            let changes = part.changes.iter().map(|change| match change.kind {
                ChangeKind::Equal => change.text.clone(),
                ChangeKind::Removed => format!("[-{}-]", change.text),
                ChangeKind::Added => format!("[+{}+]", change.text),
            });
            let changes = changes.collect::<String>().replace('\n', "/");
            match part.kind {
                PartChange::Equal => format!("{} equal", part.count),
                _ => changes,
            }
        };
        let parts: Vec<String> = comparison.parts.iter().map(part).collect();
        parts.join(" | ")
    }

    #[track_caller]
    fn check(left: &[&str], right: &[&str], unit: ComparedUnit, expected: &str) {
        let comparison = compare(&pages(left), &pages(right));
        assert_eq!(comparison.unit, unit);
        assert_eq!(written(&comparison), expected);
    }

    #[test]
    fn a_law_is_compared_article_by_article() {
        let left = "Act\n제1조 (목적)\n도시를 만든다.\n제2조(정의) 도시란 무엇이다.\n제3조 삭제\n\
                    부칙 <제1호>\n제1조 곧 시행한다.\n";
        let right = "Act\n제1조 (목적)\n도시를 만든다.\n제2조(정의) 도시란 스마트한 무엇이다.\n\
                     제2조의2(계획) 세운다.\n제3조 삭제\n부칙 <제1호>\n제1조 곧 시행한다.\n\
                     부칙 <제2호>\n제1조 바로 시행한다.\n";
        check(
            &[left],
            &[right],
            ComparedUnit::Article,
            "2 equal | 제2조(정의) 도시란 [+스마트한 +]무엇이다. | [+제2조의2(계획) 세운다.+] | 3 equal \
             | [+부칙 <제2호>+] | [+제1조 바로 시행한다.+]",
        );
        check(
            &["Article 1\nA.\nArticle 2\nB.\nArticle 3\nC.\n"],
            &["Article 1\nA.\n", "Article 2\nBB.\nArticle 3\nC.\n"],
            ComparedUnit::Article,
            "1 equal | Article 2/[-B-][+BB+]. | 1 equal",
        );
    }

    #[test]
    fn other_texts_are_compared_paragraph_by_paragraph() {
        check(
            &["Goals of the plan.\nTrees are planted in spring.\nThe end.\n"],
            &["Goals of the plan.\nTrees are planted in autumn.\nMore is to come.\nThe end.\n"],
            ComparedUnit::Paragraph,
            "1 equal | Trees are planted in [-spring-][+autumn+]. | [+More is to come.+] | 1 equal",
        );
        check(&[""], &[""], ComparedUnit::Paragraph, "");
        check(&["A b c.\n"], &[], ComparedUnit::Paragraph, "[-A b c.-]");
    }

    #[test]
    fn an_article_that_was_written_anew_is_shown_as_it_was_and_as_it_is() {
        check(
            &["Article 1\nA.\nArticle 2\nThe city builds one stone wall.\nArticle 3\nC.\n"],
            &["Article 1\nA.\nArticle 2\nDeleted by law of May 2020 for good.\nArticle 3\nC.\n"],
            ComparedUnit::Article,
            "1 equal | [-Article 2/The city builds one stone wall.-][+Article 2/Deleted by law of \
             May 2020 for good.+] | 1 equal",
        );
    }

    #[test]
    fn a_line_that_is_broken_otherwise_is_no_change() {
        check(
            &["Trees are  planted.\n"],
            &["\nTrees are planted.\n"],
            ComparedUnit::Paragraph,
            "1 equal",
        );
    }

    #[test]
    fn texts_without_a_line_in_common_end_in_time() {
        let text = |word: &str| -> String {
            (0..30_000)
                .map(|line| format!("{word} {line} {word}{line}\n"))
                .collect()
        };
        let began = Instant::now();
        let comparison = compare(&pages(&[&text("a")]), &pages(&[&text("b")]));
        assert_eq!(comparison.parts.len(), MAX_PARTS);
        assert_eq!(comparison.removed + comparison.added, 60_000);
        assert_eq!(comparison.left_out, 60_000 - MAX_PARTS);
        // The limits, and as much again for a loaded machine's sake many times over.
        assert!(began.elapsed() < Duration::from_secs(60));
    }
}
