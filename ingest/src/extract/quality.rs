//! How far the text of a page can be trusted, as one number.
//!
//! `quality = (1 − noise ÷ characters) × known ÷ (known + unknown)`, and 0 for a page without a
//! letter or digit. `known` and `unknown` count the glyphs whose meaning their font states or does
//! not state, where the format has glyphs. White space is no character here. Noise is
//!
//! 1. each replacement character, private use character and unassigned one; but one of private use
//!    that stands alone is a bullet;
//! 2. the letters of a word that mixes scripts as no writing does: any of Latin, Han, Hangul and
//!    kana go together, but Hangul and kana, or any other two, only one after the other;
//! 3. each combining mark without a letter before it;
//! 4. each character of U+0080..U+00FF where they are more than half of the page: bytes of another
//!    encoding that were taken for Latin-1;
//! 5. each Hangul syllable outside KS X 1001 where they are more than a quarter of at least 20:
//!    among the 11,172 syllables, the 2,350 of that standard are nearly all that Korean uses;
//! 6. every other Latin letter where of at least 200 less than a fifth are vowels: codes of glyphs
//!    taken for letters, since no language written in Latin has less than a quarter. Only every
//!    other one: lists of codes look so too.
//!
//! Not here: what is wrong in a language but well-formed (misread or misspelt words).
//!
//! Source: the classes are those of Unicode's General_Category and Script.

use encoding_rs::EUC_KR;
use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;
use unicode_script::{Script, UnicodeScript};

use super::page::ExtractedPage;

/// The quality of a page's text, from 0 to 1.
pub(super) fn of(page: &ExtractedPage) -> f32 {
    let has_letter = page.text.chars().any(char::is_alphanumeric);
    with_unknown(&page.text, 1, 0)
        .filter(|_| has_letter)
        .unwrap_or(0.0)
}

/// The quality of a text of which `known` glyphs could be read and `unknown` could not; `None`
/// where there is nothing to judge. Text without letters is judged too.
pub(super) fn with_unknown(text: &str, known: usize, unknown: usize) -> Option<f32> {
    let count = Count::of(text);
    if count.characters == 0 {
        return (0 < unknown).then_some(0.0);
    }
    #[expect(
        clippy::cast_precision_loss,
        reason = "counts of one page's characters"
    )]
    let share = |part: usize, whole: usize| part as f32 / whole.max(1) as f32;
    let clear = 1.0 - share(count.noise().min(count.characters), count.characters);
    let known = known.max(1);
    Some(clear * share(known, known.saturating_add(unknown)))
}

/// What stands in a text.
#[derive(Default)]
struct Count {
    characters: usize,
    /// Noise of the kinds 1 to 3.
    noise: usize,
    /// U+0080..U+00FF.
    high_latin: usize,
    hangul: usize,
    rare_hangul: usize,
    latin: usize,
    vowels: usize,
}

impl Count {
    fn of(text: &str) -> Self {
        let mut count = Self::default();
        // No kind of noise is in plain text, which need not be parted into words.
        for line in text.split_inclusive('\n') {
            if line.is_ascii() {
                count.ascii(line);
                continue;
            }
            for token in line.split_whitespace() {
                if token.is_ascii() {
                    count.ascii(token);
                } else {
                    count.token(token);
                }
            }
        }
        count
    }

    fn noise(&self) -> usize {
        let mut noise = self.noise;
        if self.characters < 2 * self.high_latin {
            noise += self.high_latin;
        }
        if 20 <= self.hangul && self.hangul < 4 * self.rare_hangul {
            noise += self.rare_hangul;
        }
        if 200 <= self.latin && 5 * self.vowels < self.latin {
            noise += self.latin / 2;
        }
        noise
    }

    /// Counts plain text.
    fn ascii(&mut self, text: &str) {
        for byte in text.bytes() {
            self.characters += usize::from(!char::from(byte).is_whitespace());
            self.latin += usize::from(byte.is_ascii_alphabetic());
            let is_vowel = matches!(byte | 0x20, b'a' | b'e' | b'i' | b'o' | b'u' | b'y');
            self.vowels += usize::from(is_vowel);
        }
    }

    fn token(&mut self, token: &str) {
        let is_alone = token.chars().nth(1).is_none();
        let mut word = Word::default();
        let mut before = None;
        for c in token.chars() {
            self.characters += 1;
            self.high_latin += usize::from(matches!(c, '\u{80}'..='\u{ff}'));
            if is_combining_mark(c) {
                let is_carried = before.is_some_and(|b: char| !b.is_ascii_punctuation());
                self.noise += usize::from(!is_carried);
            } else if c.is_alphabetic() {
                self.letter(c, &mut word);
            } else {
                let is_private = matches!(c, '\u{e000}'..='\u{f8ff}' | '\u{f0000}'..='\u{10ffff}');
                let is_noise = match is_private {
                    true => !is_alone,
                    false => c == '\u{fffd}' || c.script() == Script::Unknown,
                };
                self.noise += usize::from(is_noise) + word.end();
            }
            before = Some(c);
        }
        self.noise += word.end();
    }

    fn letter(&mut self, c: char, word: &mut Word) {
        let script = c.script();
        match script {
            Script::Latin => {
                self.latin += 1;
                // Without the marks above and below it.
                self.vowels += usize::from(c.nfd().next().is_some_and(is_vowel));
            }
            Script::Hangul if matches!(c, '가'..='힣') => {
                self.hangul += 1;
                self.rare_hangul += usize::from(!is_common_hangul(c));
            }
            _ => {}
        }
        word.add(script);
    }
}

fn is_vowel(c: char) -> bool {
    matches!(
        c.to_ascii_lowercase(),
        'a' | 'e' | 'i' | 'o' | 'u' | 'y' | 'æ' | 'Æ' | 'ø' | 'Ø' | 'œ' | 'Œ' | 'ı' | 'ə'
    )
}

/// Whether a syllable is one of KS X 1001: those have two high bytes in the code page that holds all.
fn is_common_hangul(c: char) -> bool {
    let mut buffer = [0; 4];
    let (bytes, ..) = EUC_KR.encode(c.encode_utf8(&mut buffer));
    matches!(*bytes, [0xb0..=0xc8, 0xa1..=0xfe])
}

/// The scripts of the letters that follow each other.
#[derive(Default)]
struct Word {
    letters: usize,
    last: Option<Group>,
    /// How often one script follows another with which it does not mix.
    changes: usize,
}

/// Scripts that words mix freely, told apart from those that they do not.
#[derive(Clone, Copy, PartialEq)]
enum Group {
    /// Latin and Han, which go with Hangul and with kana.
    Open(Script),
    Hangul,
    Kana,
    Other(Script),
}

impl Word {
    fn add(&mut self, script: Script) {
        self.letters += 1;
        let group = match script {
            Script::Common | Script::Inherited => return,
            Script::Latin | Script::Han => Group::Open(script),
            Script::Hangul => Group::Hangul,
            Script::Hiragana | Script::Katakana | Script::Bopomofo => Group::Kana,
            script => Group::Other(script),
        };
        let goes_with = |last| match (last, group) {
            (Group::Other(_), _) | (_, Group::Other(_)) => last == group,
            (Group::Hangul, Group::Kana) | (Group::Kana, Group::Hangul) => false,
            _ => true,
        };
        self.changes += usize::from(self.last.is_some_and(|last| !goes_with(last)));
        self.last = Some(group);
    }

    /// Ends the word; the number of its letters if they are noise.
    fn end(&mut self) -> usize {
        let word = std::mem::take(self);
        // One change is a prefix, an ending or a unit: µm, Δt, IT-рынок.
        if 1 < word.changes { word.letters } else { 0 }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, expected: f32) {
        let quality = of(&ExtractedPage::plain(text));
        assert!((quality - expected).abs() < 0.01, "{text}: {quality}");
    }

    #[test]
    fn noise_lowers_the_quality_of_a_page() {
        check("스마트도시 종합계획 2019", 1.0);
        check("ab\u{fffd}\u{fffd}", 0.5);
        check("\u{e001}\u{e002}\u{e003}a", 0.25);
        check(" — · —\n", 0.0);
        check("", 0.0);
    }

    #[test]
    fn text_of_every_script_is_good() {
        check("Ελληνική Δημοκρατία, 5 µm, ΔΤ", 1.0);
        check("Министерство цифрового развития, IT-рынок", 1.0);
        check("政府のスマートシティ計画（AI活用）と한국", 1.0);
        check("LH가 추진하는 3기 新도시 R&D사업", 1.0);
        check("المملكة العربية السعودية مُدُن", 1.0);
        check("नगर विकास मंत्रालय की योजना", 1.0);
        check("แผนพัฒนาเศรษฐกิจและสังคมแห่งชาติ", 1.0);
        check("Luật Quy hoạch đô thị của nước Việt Nam", 1.0);
    }

    #[test]
    fn a_bullet_of_private_use_is_no_noise() {
        check("\u{f0b7} first\n\u{f0b7} second", 1.0);
    }

    #[test]
    fn words_of_scripts_that_do_not_mix_are_noise() {
        check("сmаrт", 0.0);
        check("スㅏ가ナ나", 0.0);
        check("plan αбגд", 0.5);
    }

    #[test]
    fn bytes_of_another_encoding_are_noise() {
        let (bytes, ..) = EUC_KR.encode("스마트도시 종합계획");
        let mistaken: String = bytes.iter().map(|byte| char::from(*byte)).collect();
        check(&mistaken, 0.0);
        check("Évaluation de la stratégie à l’échéance 2030", 1.0);
    }

    #[test]
    fn syllables_that_korean_does_not_use_are_noise() {
        check(&"뷁뛣쮏쀏뭻 ".repeat(5), 0.0);
        check(&"뷁 스마트 도시 계획 수립".repeat(5), 1.0);
    }

    #[test]
    fn letters_without_vowels_are_noise() {
        // Each letter is three further in the alphabet: a font whose codes were shifted.
        check(&"wkh vpduw flwb sodq iru wkh frxqwub ".repeat(10), 0.5);
        check(
            &"Strč prst skrz krk. Zpráva o stavu životního prostředí ".repeat(5),
            1.0,
        );
    }

    #[test]
    fn marks_without_a_letter_are_noise() {
        check("a\u{301} \u{301}b", 0.75);
    }

    #[test]
    fn unknown_glyphs_lower_the_quality() {
        assert_eq!(with_unknown("abc", 30, 10), Some(0.75));
        assert_eq!(with_unknown("", 0, 10), Some(0.0));
        assert_eq!(with_unknown("", 0, 0), None);
    }
}
