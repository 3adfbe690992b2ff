//! What a reader finds who goes through the texts with a finger, word by word.
//!
//! Nothing here knows of the index or analyses by it. What is found is defined so:
//!
//! - **A word** is a run of letters and digits of one script; digits go with the letters that they
//!   touch, but for Hangul and the scripts without spaces. Case, accents, width and invisible
//!   characters make no difference. An English `'s` and an elided article (`l'`) are no part of a word.
//! - Chinese, Japanese and Thai have **characters** in the place of words: each with the marks on it.
//! - **A phrase** stands where its words follow each other, whatever punctuation and white space is
//!   between them, over the end of a page as well; but characters that touch in the phrase touch in the
//!   text. Each word may be there in another **form**: one with the same stem by Snowball in the text's
//!   language, or whose stem is the word as typed. Forms of a Korean word differ in particles and
//!   endings. Titles are texts of their own.
//! - **A beginning** stands where a word as it is written begins so.
//! - **Marked** is each word, of a Korean one what is left without particles; what touches is one mark.
//!
//! The only things shared with the index: Snowball's algorithms (`frostem`), and the list of Korean
//! particles. Terms of more than 255 bytes are not looked at.

use std::collections::HashMap;
use std::ops::Range;

use frostem::{Algorithm, Stemmer};
use regesta_index::analysis::{ENDINGS, PARTICLES};
use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;
use unicode_script::{Script, UnicodeScript};

/// A word of a text, or a character of a script without spaces.
#[derive(Clone, Debug)]
pub(crate) struct Word {
    /// As it is written, folded.
    pub(crate) key: String,
    /// Its stem, or the key where it has none.
    pub(crate) stem: String,
    script: Script,
    /// Where it stands.
    pub(crate) bytes: Range<usize>,
    /// What is marked of it.
    pub(crate) mark: Range<usize>,
    /// Whether it is a character that touches the one before.
    pub(crate) touches: bool,
}

/// A word that is looked for.
#[derive(Clone, Debug)]
pub(crate) struct Wanted {
    word: Word,
    /// Its stems in all languages of the texts.
    stems: Vec<String>,
    /// Whether it may go on.
    is_open: bool,
}

/// Texts are read by one reader, who remembers stems.
#[derive(Default)]
pub(crate) struct Reader {
    stems: HashMap<(&'static str, String), String>,
}

/// What one character is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Part {
    Gap,
    Mark,
    Digit,
    Letter(Script),
    /// Of a script without spaces; Han and Kana are one.
    Character(Script),
    /// Stands for a word: ①, ㎡.
    Sign,
}

fn part(c: char) -> Part {
    let stands_for = std::iter::once(c).nfkc().next().unwrap_or(c);
    match c {
        'ㆍ' | 'ʼ' | '×' | '÷' | '℠' | '™' => Part::Gap,
        'ﾞ' | 'ﾟ' => Part::Mark,
        '々' | '〆' | '〇' | 'ー' | 'ｰ' => Part::Character(Script::Han),
        _ if is_invisible(c) || is_combining_mark(c) => Part::Mark,
        '\u{2000}'..='\u{206f}' | '\u{3000}'..='\u{3020}' => Part::Gap,
        _ if digit(c).is_some() || matches!(c, '₀'..='₉' | '\u{1d7ce}'..='\u{1d7ff}') => {
            Part::Digit
        }
        _ if c.is_alphabetic() => match stands_for.script() {
            Script::Han | Script::Hiragana | Script::Katakana | Script::Bopomofo | Script::Yi => {
                Part::Character(Script::Han)
            }
            script @ (Script::Thai | Script::Lao | Script::Khmer | Script::Myanmar) => {
                Part::Character(script)
            }
            script => Part::Letter(script),
        },
        _ if c.is_ascii() => Part::Gap,
        _ if !std::iter::once(c).nfkc().eq(std::iter::once(c)) => Part::Sign,
        _ if c.is_numeric() => Part::Digit,
        _ => Part::Gap,
    }
}

fn is_invisible(c: char) -> bool {
    matches!(c, '\u{ad}' | '\u{61c}' | '\u{180e}' | '\u{200c}'..='\u{200f}' | '\u{202a}'..='\u{202e}')
        || matches!(c, '\u{2060}'..='\u{2064}' | '\u{2066}'..='\u{2069}' | '\u{feff}')
        || matches!(c, '\u{fe00}'..='\u{fe0f}' | '\u{e0100}'..='\u{e01ef}')
}

/// The value of a decimal digit of the scripts that the texts have.
fn digit(c: char) -> Option<char> {
    let zeros = ['0', '٠', '۰', '०', '๐', '０'];
    let value = zeros.iter().find_map(|zero| {
        u32::from(c)
            .checked_sub(u32::from(*zero))
            .filter(|v| *v < 10)
    })?;
    char::from_digit(value, 10)
}

fn is_apostrophe(c: char) -> bool {
    matches!(c, '\'' | '’' | '‘' | 'ʼ' | '＇')
}

/// Takes case, accents, width and decoration from a word.
pub(crate) fn folded(word: &str) -> String {
    let mut folded = String::new();
    for c in word.nfkc().flat_map(char::to_lowercase) {
        let script = c.script();
        if let Some(digit) = digit(c) {
            folded.push(digit);
        } else if matches!(part(c), Part::Gap) || is_invisible(c) || c == 'ـ' {
        } else if is_combining_mark(c) {
            let is_spelling = matches!(c, '\u{3099}' | '\u{309a}')
                || matches!(script, Script::Thai | Script::Devanagari | Script::Bengali);
            folded.extend(is_spelling.then_some(c));
        } else if matches!(script, Script::Latin | Script::Greek) {
            let letters = std::iter::once(c).nfd();
            for letter in letters.filter(|letter| !is_combining_mark(*letter)) {
                match letter {
                    'ß' => folded.push_str("ss"),
                    'æ' => folded.push_str("ae"),
                    'œ' => folded.push_str("oe"),
                    'þ' => folded.push_str("th"),
                    'ø' => folded.push('o'),
                    'ł' => folded.push('l'),
                    'đ' | 'ð' => folded.push('d'),
                    'ħ' => folded.push('h'),
                    'ı' => folded.push('i'),
                    'ŋ' => folded.push('n'),
                    'ŧ' => folded.push('t'),
                    'ς' => folded.push('σ'),
                    letter => folded.push(letter),
                }
            }
        } else {
            folded.push(match c {
                'آ' | 'أ' | 'إ' | 'ٱ' => 'ا',
                'ё' | 'ѐ' => 'е',
                'ѝ' => 'и',
                c => c,
            });
        }
    }
    folded
}

/// What is left of a Korean word without its particles and endings: the longest goes first, as long
/// as two syllables are left.
fn without_particles(word: &str) -> &str {
    let mut left = word;
    while left.chars().count() > 1 {
        let of = |suffixes: &[&'static str], fits: &dyn Fn(&str, &str) -> bool| {
            let fitting = suffixes.iter().filter_map(|suffix| {
                let rest = left.strip_suffix(suffix)?;
                fits(rest, suffix).then_some(rest)
            });
            fitting.min_by_key(|rest| rest.len())
        };
        let shorter =
            of(ENDINGS, &|rest, _| rest.chars().count() > 1).or_else(|| of(PARTICLES, &may_follow));
        match shorter {
            Some(shorter) => left = shorter,
            None => break,
        }
    }
    left
}

/// Whether a particle may follow what is left: it must fit its last sound, and not leave a syllable
/// that is more likely the first of a noun (회의, 도로, 결과).
fn may_follow(rest: &str, particle: &str) -> bool {
    let syllables: Vec<char> = particle.chars().collect();
    let alone = match syllables.as_slice() {
        [only] => "은는을를에".contains(*only),
        ['만', second, ..] => *second == '큼',
        [first, ..] => !"로과와들라".contains(*first),
        [] => false,
    };
    let Some(last) = rest.chars().next_back() else {
        return false;
    };
    if rest.chars().count() == 1 && !alone {
        return false;
    }
    let last: Vec<char> = std::iter::once(last).nfd().collect();
    let (is_closed, is_rieul) = (last.len() == 3, last.get(2) == Some(&'\u{11af}'));
    let is_syllable = last.len() > 1;
    match syllables[0] {
        '은' | '을' | '과' | '이' => is_closed || !is_syllable,
        '는' | '가' | '를' | '와' | '며' | '고' | '나' => is_syllable && !is_closed,
        '으' => (is_closed && !is_rieul) || !is_syllable,
        '로' => is_syllable && (!is_closed || is_rieul),
        _ => true,
    }
}

/// The language whose stems words of a script have in texts of `language`.
fn algorithm(language: &str, script: Script) -> Option<(&'static str, Algorithm)> {
    Some(match (language, script) {
        ("ar", Script::Arabic) => ("ar", Algorithm::Arabic),
        ("de", Script::Latin) => ("de", Algorithm::German),
        ("es", Script::Latin) => ("es", Algorithm::Spanish),
        ("ar" | "en" | "ja" | "ko" | "th" | "zh", Script::Latin) => ("en", Algorithm::English),
        _ => return None,
    })
}

/// French, Italian, Catalan and Irish articles and the like that lose their vowel.
const ELIDED: &str = " l d j m t s n c b v qu jusqu lorsqu puisqu quoiqu un gl all dell nell dall sull \
                      coll pell agl dagl degl negl sugl ";

impl Reader {
    fn stem(&mut self, key: &str, language: &str, script: Script) -> String {
        let has_digit = key.contains(|c: char| c.is_ascii_digit());
        match algorithm(language, script) {
            Some((name, algorithm)) if !has_digit && key.len() <= 100 => {
                let stem = || {
                    let stem = folded(&Stemmer::new(algorithm).stem(key));
                    if stem.is_empty() {
                        key.to_owned()
                    } else {
                        stem
                    }
                };
                let known = self.stems.entry((name, key.to_owned()));
                known.or_insert_with(stem).clone()
            }
            _ => key.to_owned(),
        }
    }

    /// The words of a text in order.
    pub(crate) fn words(&mut self, text: &str, language: &str) -> Vec<Word> {
        let chars: Vec<(usize, char)> = text.char_indices().collect();
        let byte = |at: usize| chars.get(at).map_or(text.len(), |(byte, _)| *byte);
        let char = |at: usize| chars.get(at).map(|(_, c)| *c);
        let kind = |at: usize| char(at).map_or(Part::Gap, part);
        let marks = |mut at: usize| {
            while kind(at) == Part::Mark {
                at += 1;
            }
            at
        };
        let mut words: Vec<Word> = Vec::new();
        let mut at = 0;
        let mut run: Option<(usize, Script)> = None;
        while at < chars.len() {
            let from = at;
            let of = |at: usize| byte(from)..byte(at);
            match kind(at) {
                Part::Gap | Part::Mark => {
                    at += 1;
                    continue;
                }
                Part::Sign => {
                    at = marks(at + 1);
                    let stands_for: String = text[of(at)].nfkc().collect();
                    let is_gap = |c: char| part(c) == Part::Gap;
                    let stands_for = stands_for.trim_matches(is_gap);
                    let key = folded(stands_for);
                    if !stands_for.contains(is_gap) && !key.is_empty() {
                        words.push(Word::new(key.clone(), key, Script::Unknown, of(at)));
                    }
                }
                Part::Character(script) => {
                    at = marks(at + 1);
                    let key: String = text[of(at)].nfkc().filter(|c| !is_invisible(*c)).collect();
                    let mut word = Word::new(key.clone(), key, script, of(at));
                    word.touches = run == Some((from, script));
                    run = Some((at, script));
                    words.push(word);
                }
                Part::Letter(Script::Hangul) => {
                    while matches!(kind(at), Part::Letter(Script::Hangul) | Part::Mark) {
                        at += 1;
                    }
                    let written = &text[of(at)];
                    let key: String = written.nfkc().filter(|c| !is_invisible(*c)).collect();
                    let stem = without_particles(&key).to_owned();
                    let mut word = Word::new(key, stem, Script::Hangul, of(at));
                    // The shortest beginning that reads as the stem, with all the letters of a syllable.
                    let ends = (from + 1..=at).filter(|end| *end == at || !continues(char(*end)));
                    let reads = |end: &usize| {
                        let read: String = text[of(*end)]
                            .nfkc()
                            .filter(|c| !is_invisible(*c))
                            .collect();
                        read.len() >= word.stem.len()
                    };
                    let end = ends.into_iter().find(reads).unwrap_or(at);
                    word.mark = of(end);
                    words.push(word);
                }
                Part::Digit | Part::Letter(_) => {
                    let mut script = Script::Common;
                    loop {
                        match kind(at) {
                            Part::Digit | Part::Mark => {}
                            Part::Letter(Script::Common | Script::Inherited) => {}
                            Part::Letter(Script::Hangul) => break,
                            Part::Letter(other) if script == Script::Common || script == other => {
                                script = other;
                            }
                            _ if matches!(script, Script::Cyrillic | Script::Hebrew)
                                && char(at).is_some_and(|c| {
                                    is_apostrophe(c)
                                        || script == Script::Hebrew && "\"״׳”".contains(c)
                                })
                                && kind(at + 1) == Part::Letter(script) => {}
                            _ => break,
                        }
                        at += 1;
                    }
                    let end = at;
                    let is_quoted = char(at).is_some_and(is_apostrophe);
                    let goes_on =
                        matches!(kind(at + 2), Part::Digit | Part::Mark | Part::Letter(_));
                    if is_quoted && matches!(char(at + 1), Some('s' | 'S')) && !goes_on {
                        at += 2;
                    } else if is_quoted
                        && matches!(kind(at + 1), Part::Letter(_))
                        && ELIDED.contains(&format!(" {} ", text[of(end)].to_ascii_lowercase()))
                    {
                        continue;
                    }
                    let key = folded(&text[of(end)]);
                    if !key.is_empty() {
                        let stem = self.stem(&key, language, script);
                        words.push(Word::new(key, stem, script, of(end)));
                    }
                }
            }
        }
        words
    }

    /// The words of a phrase, looked for in texts of `languages`; of a beginning the last is open.
    pub(crate) fn wanted(&mut self, typed: &str, is_open: bool, languages: &[&str]) -> Vec<Wanted> {
        let words = self.words(typed, "");
        let last = words.len().saturating_sub(1);
        let wanted = words.into_iter().enumerate().map(|(index, word)| {
            let stems = languages
                .iter()
                .map(|language| self.stem(&word.key, language, word.script));
            let stems = match word.script {
                Script::Hangul => vec![word.stem.clone()],
                _ => stems.collect(),
            };
            Wanted {
                is_open: is_open && index == last,
                stems,
                word,
            }
        });
        wanted.collect()
    }
}

/// Whether a letter goes on with the syllable before it.
fn continues(c: Option<char>) -> bool {
    c.is_some_and(|c| matches!(c, '\u{1160}'..='\u{11ff}') || part(c) == Part::Mark)
}

impl Word {
    fn new(key: String, stem: String, script: Script, bytes: Range<usize>) -> Self {
        Self {
            key,
            stem,
            script,
            mark: bytes.clone(),
            bytes,
            touches: false,
        }
    }
}

impl Wanted {
    fn is(&self, found: &Word) -> bool {
        if self.word.touches && !found.touches {
            return false;
        }
        if self.is_open {
            return found.key.starts_with(&self.word.key);
        }
        let is_its_stem = found.stem == self.word.key && found.key.starts_with(&found.stem);
        let is_form = self.stems.contains(&found.stem);
        match self.word.script {
            Script::Hangul => is_form,
            _ => is_form || is_its_stem,
        }
    }
}

/// A document as the reader sees it: the words of its title, then of each page.
pub(crate) type Pages = Vec<Vec<Word>>;

/// What is found on one page.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct OnPage {
    /// Times that it begins there.
    pub(crate) count: u32,
    /// Marks of what stands there as a whole.
    pub(crate) marks: Vec<Range<usize>>,
    /// Marks also of what begins or ends on another page.
    pub(crate) shown: Vec<Range<usize>>,
}

/// What is found in the title of a document, and on each of its pages.
pub(crate) fn found(pages: &Pages, wanted: &[Wanted]) -> Vec<OnPage> {
    let mut found = vec![OnPage::default(); pages.len()];
    let Some((title, _)) = pages.split_first() else {
        return found;
    };
    let in_title = title.iter().map(|word| (0, word)).collect::<Vec<_>>();
    let in_text = (0..).zip(pages).skip(1);
    let in_text = in_text.flat_map(|(page, words)| words.iter().map(move |word| (page, word)));
    for words in [in_title, in_text.collect()] {
        for here in words.windows(wanted.len().max(1)) {
            if !here
                .iter()
                .zip(wanted)
                .all(|((_, word), wanted)| wanted.is(word))
            {
                continue;
            }
            let (first, last) = (here[0].0, here[here.len() - 1].0);
            found[first].count += 1;
            for (page, word) in here {
                found[*page].shown.push(word.mark.clone());
                if first == last {
                    found[*page].marks.push(word.mark.clone());
                }
            }
        }
    }
    for page in &mut found {
        page.marks = joined(std::mem::take(&mut page.marks));
        page.shown = joined(std::mem::take(&mut page.shown));
    }
    found
}

/// What overlaps or touches is one.
fn joined(mut ranges: Vec<Range<usize>>) -> Vec<Range<usize>> {
    ranges.sort_by_key(|range| (range.start, range.end));
    let mut joined: Vec<Range<usize>> = Vec::new();
    for range in ranges {
        match joined.last_mut() {
            Some(last) if range.start <= last.end => last.end = last.end.max(range.end),
            _ => joined.push(range),
        }
    }
    joined
}
