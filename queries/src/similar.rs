//! Words that differ from one by a few letters: an automaton for the index's dictionary of terms.
//!
//! The distance is Levenshtein's with swapped neighbours counted once (optimal string alignment).
//! Letters are characters; a Hangul syllable counts as its two or three letters (jamo), and a
//! consonant is the same letter at the beginning and at the end of a syllable, so that 스마틋이 is one
//! letter from 스마트시.
//!
//! One automaton for every script, because a table of syllables in place of jamo would not be one.
//!
//! Not here: which words are worth suggesting (`spelling.rs`).
//!
//! Source: Unicode 16, section 3.12, for the arithmetic of syllables.

use tantivy_fst::Automaton;

/// Most letters of a word that has similar ones; longer ones are no words.
const MAX_LETTERS: usize = 48;

const INITIALS: [char; 19] = [
    'ㄱ', 'ㄲ', 'ㄴ', 'ㄷ', 'ㄸ', 'ㄹ', 'ㅁ', 'ㅂ', 'ㅃ', 'ㅅ', 'ㅆ', 'ㅇ', 'ㅈ', 'ㅉ', 'ㅊ', 'ㅋ',
    'ㅌ', 'ㅍ', 'ㅎ',
];
const FINALS: [char; 27] = [
    'ㄱ', 'ㄲ', 'ㄳ', 'ㄴ', 'ㄵ', 'ㄶ', 'ㄷ', 'ㄹ', 'ㄺ', 'ㄻ', 'ㄼ', 'ㄽ', 'ㄾ', 'ㄿ', 'ㅀ', 'ㅁ',
    'ㅂ', 'ㅄ', 'ㅅ', 'ㅆ', 'ㅇ', 'ㅈ', 'ㅊ', 'ㅋ', 'ㅌ', 'ㅍ', 'ㅎ',
];
/// The first vowel; the 21 vowels follow each other in the order of syllables.
const FIRST_VOWEL: u32 = 0x314f;
const FIRST_SYLLABLE: u32 = 0xac00;
const LAST_SYLLABLE: u32 = 0xd7a3;

/// Accepts the words that differ from one in at most some letters.
#[derive(Clone, Debug)]
pub(crate) struct Similar {
    letters: Vec<char>,
    most: u8,
}

/// What was read of a word: the last two rows of the table of distances, and a character in parts.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Row {
    row: [u8; MAX_LETTERS + 1],
    before: [u8; MAX_LETTERS + 1],
    last: char,
    code: u32,
    bytes_left: u8,
}

impl Similar {
    /// Words that differ from `word` in at most `most` letters; `None` if it is too long to be one.
    pub(crate) fn to(word: &str, most: u8) -> Option<Self> {
        let letters: Vec<char> = letters(word).collect();
        (letters.len() <= MAX_LETTERS).then_some(Self { letters, most })
    }

    /// In how many letters `word` differs; `None` if in more than may be.
    pub(crate) fn distance(&self, word: &str) -> Option<u8> {
        let mut row = self.start();
        for letter in letters(word) {
            row = self.step(&row, letter);
        }
        self.total(&row)
    }

    fn total(&self, row: &Row) -> Option<u8> {
        let total = *row.row.get(self.letters.len())?;
        (total <= self.most).then_some(total)
    }

    /// Reads one letter.
    fn step(&self, from: &Row, letter: char) -> Row {
        let mut next = Row {
            row: [u8::MAX; MAX_LETTERS + 1],
            before: from.row,
            last: letter,
            ..*from
        };
        let mut left = from.row[0].saturating_add(1);
        next.row[0] = left;
        let mut previous = '\0';
        for (index, own) in self.letters.iter().enumerate() {
            let too_many = from.row.get(index + 1).copied().unwrap_or(u8::MAX);
            let wrong = from.row.get(index).copied().unwrap_or(u8::MAX);
            let mut least = too_many.min(left).saturating_add(1);
            least = least.min(wrong.saturating_add(u8::from(*own != letter)));
            if *own == from.last && previous == letter && index > 0 {
                let swapped = from.before.get(index - 1).copied().unwrap_or(u8::MAX);
                least = least.min(swapped.saturating_add(1));
            }
            if let Some(cell) = next.row.get_mut(index + 1) {
                *cell = least;
            }
            left = least;
            previous = *own;
        }
        next
    }
}

impl Automaton for Similar {
    type State = Row;

    fn start(&self) -> Row {
        let mut row = [u8::MAX; MAX_LETTERS + 1];
        for (index, cell) in (0..).zip(row.iter_mut()).take(self.letters.len() + 1) {
            *cell = index;
        }
        Row {
            row,
            before: [u8::MAX; MAX_LETTERS + 1],
            last: '\0',
            code: 0,
            bytes_left: 0,
        }
    }

    fn is_match(&self, row: &Row) -> bool {
        row.bytes_left == 0 && self.total(row).is_some()
    }

    fn can_match(&self, row: &Row) -> bool {
        row.row.iter().any(|cell| *cell <= self.most)
    }

    fn accept(&self, row: &Row, byte: u8) -> Row {
        let mut next = *row;
        (next.code, next.bytes_left) = match byte {
            0x00..=0x7f => (u32::from(byte), 0),
            0x80..=0xbf => (
                row.code << 6 | u32::from(byte & 0x3f),
                row.bytes_left.saturating_sub(1),
            ),
            0xc0..=0xdf => (u32::from(byte & 0x1f), 1),
            0xe0..=0xef => (u32::from(byte & 0x0f), 2),
            _ => (u32::from(byte & 0x07), 3),
        };
        if next.bytes_left == 0 {
            let c = char::from_u32(next.code).unwrap_or(char::REPLACEMENT_CHARACTER);
            for letter in letters_of(c) {
                next = self.step(&next, letter);
            }
        }
        next
    }
}

/// The letters of a text; those of a Hangul syllable one by one.
pub(crate) fn letters(text: &str) -> impl Iterator<Item = char> {
    text.chars().flat_map(letters_of)
}

fn letters_of(c: char) -> impl Iterator<Item = char> {
    let code = u32::from(c);
    let parts = if (FIRST_SYLLABLE..=LAST_SYLLABLE).contains(&code) {
        // 21 vowels and, with none, 28 finals.
        let index = code - FIRST_SYLLABLE;
        let (initial, vowel, last) = (index / 588, index / 28 % 21, index % 28);
        [
            INITIALS.get(initial as usize).copied(),
            char::from_u32(FIRST_VOWEL + vowel),
            (last as usize)
                .checked_sub(1)
                .and_then(|last| FINALS.get(last).copied()),
        ]
    } else {
        [Some(c), None, None]
    };
    parts.into_iter().flatten()
}

/// The first and the last of the syllables that begin with the consonant `initial`.
pub(crate) fn syllables_with(initial: char) -> Option<(char, char)> {
    let index = match initial {
        // What folding makes of a consonant that stands alone.
        '\u{1100}'..='\u{1112}' => u32::from(initial) - 0x1100,
        _ => u32::try_from(INITIALS.iter().position(|known| *known == initial)?).ok()?,
    };
    let first = FIRST_SYLLABLE + 588 * index;
    Some((char::from_u32(first)?, char::from_u32(first + 587)?))
}

/// A syllable without its final consonant, and the consonant; `None` if it has none.
pub(crate) fn without_final(syllable: char) -> Option<(char, char)> {
    let index = u32::from(syllable).checked_sub(FIRST_SYLLABLE)?;
    let last = (index % 28).checked_sub(1)?;
    let open = char::from_u32(u32::from(syllable) - last - 1)?;
    (u32::from(syllable) <= LAST_SYLLABLE).then_some((open, *FINALS.get(last as usize)?))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[track_caller]
    fn check(word: &str, other: &str, expected: Option<u8>) {
        let similar = Similar::to(word, 2).expect("a word");
        assert_eq!(similar.distance(other), expected, "{word} {other}");
        let mut row = similar.start();
        for byte in other.bytes() {
            row = similar.accept(&row, byte);
        }
        assert_eq!(similar.is_match(&row), expected.is_some(), "{word} {other}");
    }

    #[test]
    fn letters_may_be_missing_too_many_wrong_or_swapped() {
        check("policy", "policy", Some(0));
        check("policy", "polcy", Some(1));
        check("policy", "pollicy", Some(1));
        check("policy", "pulicy", Some(1));
        check("policy", "polciy", Some(1));
        check("policy", "poilyc", Some(2));
        check("policy", "police", Some(1));
        check("policy", "politics", None);
        check("город", "горад", Some(1));
    }

    #[test]
    fn syllables_count_by_their_letters() {
        check("스마트도시", "스마트도씨", Some(1));
        check("스마트도시", "스마트돗이", Some(1));
        check("스마트도시", "스마도트시", None);
        check("도시", "동시", Some(1));
        check("도시", "역사", None);
    }

    #[test]
    fn syllables_come_apart_and_together() {
        assert_eq!(without_final('돗'), Some(('도', 'ㅅ')));
        assert_eq!(without_final('도'), None);
        assert_eq!(without_final('a'), None);
        assert_eq!(syllables_with('ㅅ'), Some(('사', '싷')));
        assert_eq!(syllables_with('\u{1109}'), Some(('사', '싷')));
        assert_eq!(syllables_with('ㅏ'), None);
        assert_eq!(letters("값 a").collect::<String>(), "ㄱㅏㅄ a");
    }

    proptest! {
        #[test]
        fn the_automaton_agrees_with_the_table_of_distances(
            word in "[abc가각나낙]{1,6}", other in "[abc가각나낙]{1,6}",
        ) {
            let one: String = letters(&word).collect();
            let two: String = letters(&other).collect();
            let distance = strsim::osa_distance(&one, &two);
            let similar = Similar::to(&word, 2).expect("a word");
            prop_assert_eq!(similar.distance(&other).map(usize::from), (distance <= 2).then_some(distance));
            let mut row = similar.start();
            let mut could = true;
            for byte in other.bytes() {
                could &= similar.can_match(&row);
                row = similar.accept(&row, byte);
            }
            prop_assert_eq!(similar.is_match(&row), distance <= 2);
            prop_assert!(could || distance > 2);
        }
    }
}
