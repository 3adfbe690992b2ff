//! The language of each page, and of a document, from its text.
//!
//! The script decides where it can (Hangul, Kana); else `whatlang` on a sample of at most
//! [`MAX_SAMPLE_CHARS`], taken only where it calls itself reliable. A page that is too short, or
//! not sure, has the document's language. Against the document's language a page needs more: of
//! Korean, Japanese and Chinese documents one with some of their script stays theirs (commands and
//! addresses stand in between), others are read whole and held against the document's language
//! alone. Languages are BCP 47 primary subtags.
//!
//! Not here: languages mixed within one page (`passages.rs`).

use std::collections::BTreeMap;

use regesta_index::{Page, vocabulary};

use super::frequent_words;

/// Most characters of a page that are looked at.
const MAX_SAMPLE_CHARS: usize = 1_000;
/// Fewer letters than this say nothing.
const MIN_LETTERS: usize = 50;
/// Fewer letters than this say nothing against the language of the document.
const MIN_LETTERS_AGAINST: usize = 200;

/// So many letters of its script make a page one of a Korean, Japanese or Chinese document.
const MIN_OWN_SCRIPT: usize = 40;
/// Most characters that are held against the language of the document.
const MAX_AGAINST_CHARS: usize = 8_000;

/// What the text of one page says of its language.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Guess {
    /// BCP 47 primary language subtag.
    language: String,
    /// Whether the script alone says so.
    by_script: bool,
    /// Letters in the sample.
    letters: usize,
}

impl Guess {
    /// Whether it is `language`.
    pub(super) fn is(&self, language: &str) -> bool {
        self.language == language
    }

    /// Whether the text it was made from is rather in this language than in `other`.
    pub(super) fn is_rather_than(&self, other: &str, text: &str) -> bool {
        self.by_script || is_rather(text, &self.language, other)
    }

    /// The language itself.
    pub(super) fn into_language(self) -> String {
        self.language
    }
}

/// What `text`, the text of one page, says of its language; `None` if that is not sure.
pub(crate) fn guess(text: &str) -> Option<Guess> {
    let end = text
        .char_indices()
        .nth(MAX_SAMPLE_CHARS)
        .map_or(text.len(), |(at, _)| at);
    let sample = text.get(..end)?;
    let (mut letters, mut hangul, mut kana, mut han) = (0, 0, 0, 0);
    for c in sample.chars().filter(|c| c.is_alphabetic()) {
        letters += 1;
        match c {
            '가'..='힣' | '\u{1100}'..='\u{11FF}' | '\u{3131}'..='\u{318E}' => hangul += 1,
            '\u{3041}'..='\u{30FF}' | '\u{31F0}'..='\u{31FF}' | '\u{FF66}'..='\u{FF9D}' => {
                kana += 1
            }
            '\u{3400}'..='\u{4DBF}' | '\u{4E00}'..='\u{9FFF}' | '\u{F900}'..='\u{FAFF}' => han += 1,
            _ => {}
        }
    }
    if letters < MIN_LETTERS {
        return None;
    }
    let found = |language: &str, by_script| Guess {
        language: language.to_owned(),
        by_script,
        letters,
    };
    // One syllable or ideograph says what two to three letters say: a third is the greater part.
    let east_asian = hangul + kana + han;
    if letters <= 3 * east_asian {
        if kana + han <= hangul {
            return Some(found("ko", true));
        }
        // Japanese prose is half Kana; Chinese has none but in quoted names.
        if han <= 10 * kana {
            return Some(found("ja", true));
        }
        return (hangul == 0).then(|| found("zh", true));
    }
    let info = whatlang::detect(sample).filter(whatlang::Info::is_reliable)?;
    let language = vocabulary::language_subtag(info.lang().code())?;
    Some(found(&language, false))
}

/// What each page says of its language, and its bytes of text.
///
/// A page with the commonest words of the language of the one before it is in that language: looking
/// closely at every page of a long document would cost more than all else that describes it.
pub(crate) fn of_pages(pages: &[Page]) -> Vec<(Option<Guess>, usize)> {
    let mut before: Option<Guess> = None;
    let guesses = pages.iter().map(|page| {
        let sample = page
            .text
            .get(..page.text.floor_char_boundary(MAX_SAMPLE_CHARS))
            .unwrap_or_default();
        let letters = sample.chars().filter(|c| c.is_alphabetic()).count();
        let same = before.as_ref().filter(|before| {
            MIN_LETTERS_AGAINST <= letters && frequent_words::are_of(sample, &before.language)
        });
        let guess = match same {
            Some(same) => Some(Guess {
                letters,
                ..same.clone()
            }),
            None => guess(&page.text),
        };
        if guess.is_some() {
            before.clone_from(&guess);
        }
        (guess, page.text.len())
    });
    guesses.collect()
}

/// The language that holds most text: its subtag, its share of the text whose language is known
/// (0 to 1), and the index of the first page in it.
///
/// `pages` gives each page's guess and its bytes of text.
pub(crate) fn majority(pages: &[(Option<Guess>, usize)]) -> Option<(String, f32, usize)> {
    let mut bytes: BTreeMap<&str, (usize, usize)> = BTreeMap::new();
    let mut all = 0;
    for (index, (guess, length)) in pages.iter().enumerate() {
        let Some(guess) = guess else { continue };
        bytes.entry(&guess.language).or_insert((0, index)).0 += length;
        all += length;
    }
    let (language, (most, first)) = bytes
        .into_iter()
        .max_by_key(|(_, (length, first))| (*length, std::cmp::Reverse(*first)))?;
    #[expect(
        clippy::cast_precision_loss,
        reason = "a share needs no more than 24 bits"
    )]
    let share = most as f32 / all.max(1) as f32;
    Some((language.to_owned(), share, first))
}

/// The language a page with `text` is analysed in, of a document in `document`'s language.
pub(crate) fn of_page(text: &str, guess: Option<Guess>, document: Option<&str>) -> Option<String> {
    let Some(document) = document else {
        return guess.map(|guess| guess.language);
    };
    let Some(guess) = guess.filter(|guess| guess.language != document) else {
        return Some(document.to_owned());
    };
    let is_own = !guess.by_script
        && (guess.letters < MIN_LETTERS_AGAINST
            || has_script_of(text, document)
            || is_rather(text, document, &guess.language));
    Some(if is_own {
        document.to_owned()
    } else {
        guess.language
    })
}

/// Whether the text has letters of the script that only `language` and its kin are written in.
fn has_script_of(text: &str, language: &str) -> bool {
    let is_own: fn(char) -> bool = match language {
        "ko" => |c| matches!(c, '가'..='힣'),
        "ja" => |c| matches!(c, '\u{3041}'..='\u{30FF}'),
        "zh" => |c| matches!(c, '\u{4E00}'..='\u{9FFF}'),
        _ => return false,
    };
    text.chars()
        .filter(|c| is_own(*c))
        .nth(MIN_OWN_SCRIPT - 1)
        .is_some()
}

/// Whether the whole text is rather in `language` than in `other`, where only these two may be.
fn is_rather(text: &str, language: &str, other: &str) -> bool {
    let known = |subtag: &str| {
        whatlang::Lang::all()
            .iter()
            .copied()
            .find(|lang| vocabulary::language_subtag(lang.code()).as_deref() == Some(subtag))
    };
    let (Some(language), Some(other)) = (known(language), known(other)) else {
        return false;
    };
    let end = text.floor_char_boundary(MAX_AGAINST_CHARS);
    let detector = whatlang::Detector::with_allowlist(vec![language, other]);
    detector.detect_lang(text.get(..end).unwrap_or(text)) == Some(language)
}

#[cfg(test)]
mod tests {
    use super::*;

    const ENGLISH: &str =
        "The policy measures that governments adopt for their cities are published every year.";
    const FRENCH: &str =
        "Les mesures que les gouvernements adoptent pour leurs villes sont publiées chaque année.";
    const KOREAN: &str = "이 법은 도시의 경쟁력을 향상시키고 지속가능한 발전을 촉진함으로써 국민의 삶의 질 향상과 국가 균형발전에 \
                          이바지함을 목적으로 한다. 이 법에서 사용하는 용어의 뜻은 다음과 같다.";
    const JAPANESE: &str = "この法律は、都市の健全な発展と秩序ある整備を図り、もつて国土の均衡ある発展と公共の福祉の増進に寄与することを\
                            目的とする。都市計画は、農林漁業との健全な調和を図りつつ定めるものとする。";
    const CHINESE: &str = "为了加强城乡规划管理，协调城乡空间布局，改善人居环境，促进城乡经济社会全面协调可持续发展，制定本法。\
                           制定和实施城乡规划，在规划区内进行建设活动，必须遵守本法。";

    #[track_caller]
    fn check(text: &str, expected: Option<&str>) {
        assert_eq!(
            guess(text).map(|guess| guess.language).as_deref(),
            expected,
            "{text}"
        );
    }

    #[test]
    fn a_page_of_prose_tells_its_language() {
        check(ENGLISH, Some("en"));
        check(FRENCH, Some("fr"));
        check(KOREAN, Some("ko"));
        check(JAPANESE, Some("ja"));
        check(CHINESE, Some("zh"));
    }

    #[test]
    fn korean_with_english_names_is_korean() {
        check(
            &format!("{KOREAN} Smart City Act, Ministry of Land, Infrastructure and Transport"),
            Some("ko"),
        );
    }

    #[test]
    fn too_little_text_tells_nothing() {
        check("", None);
        check("Annual Report 2018", None);
        check(&"1,234.5 ".repeat(200), None);
    }

    #[test]
    fn only_the_beginning_of_a_page_is_looked_at() {
        check(
            &format!("{}{}", ENGLISH.repeat(30), KOREAN.repeat(100)),
            Some("en"),
        );
    }

    #[test]
    fn the_document_has_the_language_of_most_of_its_text() {
        let page = |text: &str| (guess(text), text.len());
        let long = ENGLISH.repeat(3);
        let pages = [page(""), page(FRENCH), page(&long)];
        let (language, share, first) = majority(&pages).unwrap();
        assert_eq!((language.as_str(), first), ("en", 2));
        assert!((0.7..0.8).contains(&share), "{share}");
        assert_eq!(majority(&[page("")]), None);
    }

    #[test]
    fn a_short_page_has_the_language_of_its_document() {
        let of_page = |text: &str, document: Option<&str>| of_page(text, guess(text), document);
        assert_eq!(of_page("Annex 2", Some("ko")).as_deref(), Some("ko"));
        assert_eq!(of_page("Annex 2", None), None);
        assert_eq!(of_page(FRENCH, Some("en")).as_deref(), Some("en"));
        let long = FRENCH.repeat(4);
        assert_eq!(of_page(&long, Some("en")).as_deref(), Some("fr"));
        assert_eq!(of_page(KOREAN, Some("en")).as_deref(), Some("ko"));
        // Commands of an installation guide: Korean all the same.
        let commands = format!(
            "{}{KOREAN}",
            "sudo apt-get install the package from the mirror ".repeat(30)
        );
        assert_eq!(of_page(&commands, Some("ko")).as_deref(), Some("ko"));
        assert_eq!(
            of_page(&ENGLISH.repeat(9), Some("ko")).as_deref(),
            Some("en")
        );
    }
}
