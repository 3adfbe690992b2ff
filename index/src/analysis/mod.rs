//! Text → terms, for the index and for queries alike.
//!
//! A text is cut into runs of one script; each script has its rule. Hangul: one term a word,
//! without its particles. Han and Kana (one run together), Thai, Lao, Khmer, Myanmar: overlapping
//! pairs of characters, then the last character alone, so that every character starts one term.
//! Everything else: words of letters and digits, folded (case, accents, width), then stemmed by the
//! language of the text, or of the passage they stand in. A stem that is not the beginning of its word carries a mark: `city` gives
//! `~citi`, `cities` gives `citi`; so every term without a mark begins a word that was written.
//! Punctuation, the middle dot and hyphens part words; soft hyphens do not.
//! `'s` at the end of a word and elided articles (`l'eau`) are no terms. Terms longer than
//! [`MAX_TERM_BYTES`] are cut, in texts and queries alike.
//!
//! Two things hold. **Restartable**: from the byte where any term starts, `tokens` gives exactly the
//! terms that are left; every term starts at another byte. **One reading**: a word's term depends
//! on its fold alone, so it is found however its accents are typed.
//!
//! Not here: stop words, synonyms, compounds, language detection.
//!
//! Source: figures for each rule are from KorQuAD, XQuAD and Cranfield (nDCG@10).

mod fold;
mod korean;
mod languages;
mod scan;
mod script;
mod stem;

use std::cell::Cell;
use std::ops::{ControlFlow, Range};

use frostem::Algorithm;
use unicode_normalization::UnicodeNormalization;
use unicode_script::Script;

pub use fold::fold;
pub use korean::{ENDINGS, PARTICLES};
pub use languages::Languages;
use scan::{Kind, Piece};
use script::Class;
use stem::Cache;

/// Changes whenever the same text would give other terms: indexes of another version are rebuilt.
pub const ANALYSIS_VERSION: u32 = 3;

/// Longest term, in bytes; longer ones lose their end, at a character boundary.
pub const MAX_TERM_BYTES: usize = 255;

/// One term of a query text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct QueryToken {
    /// Every indexed term that it matches, one for each way the archive's languages analyse it;
    /// sorted, never empty.
    pub terms: Vec<String>,
    /// Whether the terms are the beginnings of what matches: a single Han or Kana character stands
    /// for every bigram that starts with it.
    pub prefix: bool,
    /// Whether it is two characters without spaces, the second of which begins a term of its own.
    pub pair: bool,
    /// The folded word as it was typed, particles and all.
    pub written: String,
    /// Position relative to the first token of the text, in tokens.
    pub position: u32,
    /// Bytes of the text it was made from.
    pub bytes: Range<usize>,
}

/// Gives every term of `text` in order, with the bytes of `text` it was made from.
///
/// The first term has position 0, each next one the position after it: no gaps. `languages` are
/// primary language subtags (`en`, `ko`); without one, words are not stemmed. The bytes of a Hangul
/// term leave out its particles, those of a pair hold both characters.
pub fn tokens<'l>(
    text: &str,
    languages: impl Into<Languages<'l>>,
    sink: impl FnMut(&str, Range<usize>),
) {
    thread_local! {
        static ANALYSER: Cell<Analyser> = const { Cell::new(Analyser::new()) };
    }
    // A sink that analyses in its turn finds a new one, and gets right answers slowly.
    let mut analyser = ANALYSER.take();
    analyser.tokens(text, languages, sink);
    ANALYSER.set(analyser);
}

/// Gives the bytes of every term that [`tokens`] gives, in order, until `sink` breaks off.
///
/// Where terms lie does not depend on the language: nothing is stemmed, and a reader of places alone
/// has them in a fraction of the time.
pub fn term_bytes(text: &str, mut sink: impl FnMut(Range<usize>) -> ControlFlow<()>) {
    let (mut term, mut written) = (String::new(), String::new());
    let mut from = 0;
    while let Some(piece) = scan::next(text, from) {
        from = piece.next;
        let source = text.get(piece.bytes.clone()).unwrap_or_default();
        let bytes = if matches!(piece.kind, Kind::Word(_)) && source.is_ascii() {
            Some(piece.bytes)
        } else {
            term_of(text, &piece, &mut term, &mut written)
        };
        if bytes.is_some_and(|bytes| sink(bytes).is_break()) {
            return;
        }
    }
}

/// Analyses a query text in every one of `languages` that its script may be written in.
///
/// `languages` are the subtags of the pages that are searched. Words always match their unstemmed
/// form as well: pages of unknown language hold it. Of a run of two or more characters
/// without spaces come the pairs alone; the position still counts every character.
#[must_use]
pub fn query_tokens(text: &str, languages: &[String]) -> Vec<QueryToken> {
    let mut found = Vec::new();
    let (mut term, mut written) = (String::new(), String::new());
    let mut position = 0;
    let mut from = 0;
    let mut in_run = false;
    while let Some(piece) = scan::next(text, from) {
        from = piece.next;
        let ends_run = in_run && piece.kind == Kind::Single;
        in_run = piece.kind == Kind::Pair;
        let Some(bytes) = term_of(text, &piece, &mut term, &mut written) else {
            continue;
        };
        if !ends_run {
            let mut terms = vec![term.clone()];
            if let Kind::Word(script) = piece.kind {
                for tag in languages {
                    if let Some(algorithm) = stem::algorithm(tag, script) {
                        terms.extend(stem::terms(&term, algorithm));
                    }
                }
            }
            terms.sort_unstable();
            terms.dedup();
            let prefix = piece.kind == Kind::Single;
            let whole = if written.is_empty() { &term } else { &written };
            found.push(QueryToken {
                terms,
                prefix,
                pair: piece.kind == Kind::Pair,
                written: whole.clone(),
                position,
                bytes,
            });
        }
        position += 1;
    }
    found
}

/// Gives the overlapping syllable pairs of a term of Hangul; nothing for other terms or single syllables.
pub fn hangul_bigrams(term: &str) -> impl Iterator<Item = &str> {
    let is_hangul = term.chars().all(|c| ('\u{ac00}'..='\u{d7a3}').contains(&c));
    let firsts = if is_hangul { term } else { "" };
    // A syllable is three bytes of UTF-8.
    (0..firsts.len())
        .step_by(3)
        .filter_map(move |at| firsts.get(at..at + 6))
}

/// Whether a character is of a script that writes words without spaces between them.
#[must_use]
pub fn is_unspaced(c: char) -> bool {
    matches!(script::class(c), Class::Unspaced(_))
}

/// Of the bytes of a pair of characters without spaces, those of the first with its marks; of any
/// other term all.
#[must_use]
pub fn first_character(text: &str, bytes: Range<usize>) -> Range<usize> {
    let first = text.get(bytes.clone()).and_then(|term| term.chars().next());
    match first {
        Some(c) if is_unspaced(c) => {
            let end = scan::extended(text, bytes.start + c.len_utf8());
            bytes.start..end.min(bytes.end)
        }
        _ => bytes,
    }
}

/// Buffers and remembered stems for analysing many texts, one after the other.
#[derive(Default)]
pub struct Analyser {
    term: String,
    written: String,
    caches: Vec<Cache>,
}

impl Analyser {
    /// Makes one; it grows by what the texts' languages need, to about 2 MB each.
    #[must_use]
    pub const fn new() -> Self {
        Self {
            term: String::new(),
            written: String::new(),
            caches: Vec::new(),
        }
    }

    /// Does what [`tokens`] does.
    pub fn tokens<'l>(
        &mut self,
        text: &str,
        languages: impl Into<Languages<'l>>,
        mut sink: impl FnMut(&str, Range<usize>),
    ) {
        self.forms(text, languages, |term, _, bytes| sink(term, bytes));
    }

    /// Does what [`tokens`] does, and gives with each term the folded word as it is written: the
    /// term itself where nothing was taken off.
    pub fn forms<'l>(
        &mut self,
        text: &str,
        languages: impl Into<Languages<'l>>,
        mut sink: impl FnMut(&str, &str, Range<usize>),
    ) {
        let mut languages = languages.into();
        let mut stemmer = (Script::Common, None, None);
        let mut from = 0;
        while let Some(piece) = scan::next(text, from) {
            from = piece.next;
            let Some(bytes) = term_of(text, &piece, &mut self.term, &mut self.written) else {
                continue;
            };
            let Kind::Word(script) = piece.kind else {
                let whole = if self.written.is_empty() {
                    &self.term
                } else {
                    &self.written
                };
                sink(&self.term, whole, bytes);
                continue;
            };
            let language = languages.next(bytes.start);
            if (stemmer.0, stemmer.1) != (script, language) {
                let algorithm = language.and_then(|tag| stem::algorithm(tag, script));
                stemmer = (script, language, algorithm);
            }
            match stemmer.2 {
                Some(algorithm) => {
                    let term = cache(&mut self.caches, algorithm).term(&self.term);
                    sink(term, &self.term, bytes);
                }
                None => sink(&self.term, &self.term, bytes),
            }
        }
    }
}

fn cache(caches: &mut Vec<Cache>, algorithm: Algorithm) -> &mut Cache {
    let known = caches
        .iter()
        .position(|cache| cache.algorithm() == algorithm);
    let at = known.unwrap_or_else(|| {
        caches.push(Cache::new(algorithm));
        caches.len() - 1
    });
    &mut caches[at]
}

/// Puts the unstemmed term of a piece into `term` and gives its bytes; `None` if nothing is left.
///
/// What is written goes to `written` where something was taken off; otherwise that is left empty.
fn term_of(
    text: &str,
    piece: &Piece,
    term: &mut String,
    written: &mut String,
) -> Option<Range<usize>> {
    term.clear();
    written.clear();
    let source = text.get(piece.bytes.clone())?;
    let mut end = piece.bytes.end;
    match piece.kind {
        Kind::Word(_) if source.is_ascii() => {
            term.push_str(source.get(..MAX_TERM_BYTES).unwrap_or(source));
            term.make_ascii_lowercase();
        }
        Kind::Word(_) => fold::word(source, MAX_TERM_BYTES, term),
        Kind::Hangul => end = piece.bytes.start + hangul(source, term, written),
        Kind::Pair | Kind::Single if source.chars().all(is_plain) => term.push_str(source),
        Kind::Pair | Kind::Single => term.extend(source.nfkc().filter(|&c| !is_invisible(c))),
        Kind::Enclosed => {
            let parts: String = source.nfkc().collect();
            let parts = parts.trim_matches(|c| script::class(c) == Class::Gap);
            if !parts.contains(|c| script::class(c) == Class::Gap) {
                fold::word(parts, MAX_TERM_BYTES, term);
            }
        }
    }
    while term.len() > MAX_TERM_BYTES {
        term.pop();
    }
    (!term.is_empty()).then_some(piece.bytes.start..end)
}

/// Puts the stripped word of a run of Hangul into `term` and gives the number of bytes it takes; the
/// whole run goes to `written` if it is longer.
fn hangul(run: &str, term: &mut String, written: &mut String) -> usize {
    if run.len() <= MAX_TERM_BYTES && run.chars().all(|c| ('\u{ac00}'..='\u{d7a3}').contains(&c)) {
        let stem = korean::strip(run);
        term.push_str(stem);
        if stem.len() < run.len() {
            written.push_str(run);
        }
        return stem.len();
    }
    // Letters that make one syllable are composed, and remembered with the byte they end at.
    let mut syllables: Vec<(usize, usize)> = Vec::new();
    let mut letters = run.char_indices().peekable();
    while let Some((start, _)) = letters.next() {
        while letters.next_if(|&(_, c)| continues_syllable(c)).is_some() {}
        let end = letters.peek().map_or(run.len(), |&(next, _)| next);
        let unit = run.get(start..end).unwrap_or_default();
        term.extend(unit.nfkc().filter(|&c| !is_invisible(c)));
        syllables.push((term.len(), end));
        if term.len() > MAX_TERM_BYTES {
            return run.len();
        }
    }
    let left = korean::strip(term).len();
    if left < term.len() {
        written.push_str(term);
    }
    term.truncate(left);
    syllables
        .iter()
        .find(|(length, _)| left <= *length)
        .map_or(run.len(), |&(_, end)| end)
}

/// Whether a character goes on with the syllable before it: a medial, a final, a mark.
fn continues_syllable(c: char) -> bool {
    matches!(c, '\u{1160}'..='\u{11ff}' | '\u{d7b0}'..='\u{d7fb}')
        || script::class(c) == Class::Extend
}

/// Whether a character of Han or Kana is its own compatibility form.
fn is_plain(c: char) -> bool {
    matches!(c, '\u{4e00}'..='\u{9fff}' | '\u{3041}'..='\u{3096}' | '\u{30a1}'..='\u{30fe}')
}

/// Whether a character has no shape of its own: a joiner or a selector, not a sound mark or vowel.
fn is_invisible(c: char) -> bool {
    matches!(c, '\u{fe00}'..='\u{fe0f}' | '\u{e0100}'..='\u{e01ef}')
        || script::class(c) == Class::Extend && !unicode_normalization::char::is_combining_mark(c)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Passage;
    use proptest::prelude::*;

    /// All terms of a text with their bytes.
    fn all(text: &str, language: Option<&str>) -> Vec<(String, Range<usize>)> {
        let mut found = Vec::new();
        tokens(text, language, |term, bytes| {
            found.push((term.to_owned(), bytes))
        });
        found
    }

    #[track_caller]
    fn check(text: &str, language: &str, expected: &str) {
        let found = all(text, Some(language));
        let terms: Vec<&str> = found.iter().map(|(term, _)| term.as_str()).collect();
        assert_eq!(terms.join(" "), expected, "{text}");
    }

    /// What is highlighted, term by term.
    #[track_caller]
    fn check_bytes(text: &str, expected: &str) {
        let found = all(text, None);
        let parts: Vec<&str> = found
            .iter()
            .map(|(_, bytes)| &text[bytes.clone()])
            .collect();
        assert_eq!(parts.join("|"), expected, "{text}");
    }

    #[track_caller]
    fn check_query(text: &str, languages: &[&str], expected: &str) {
        let languages: Vec<String> = languages.iter().map(|&tag| tag.to_owned()).collect();
        let found: Vec<String> = query_tokens(text, &languages)
            .iter()
            .map(|token| {
                let star = if token.prefix { "*" } else { "" };
                format!("{}:{}{star}", token.position, token.terms.join("/"))
            })
            .collect();
        assert_eq!(found.join(" "), expected, "{text}");
    }

    /// The bytes alone are those that come with the terms, and end where they are broken off.
    #[track_caller]
    fn check_bytes_alone(text: &str, language: Option<&str>) {
        let expected: Vec<Range<usize>> = all(text, language)
            .into_iter()
            .map(|(_, bytes)| bytes)
            .collect();
        for most in [usize::MAX, expected.len() / 2 + 1] {
            let mut found = Vec::new();
            term_bytes(text, |bytes| {
                found.push(bytes);
                if found.len() < most {
                    ControlFlow::Continue(())
                } else {
                    ControlFlow::Break(())
                }
            });
            assert_eq!(found, expected[..most.min(expected.len())], "{text:?}");
        }
    }

    /// From the start of every term the analysis gives what it gave from there on.
    #[track_caller]
    fn check_restart(text: &str, language: Option<&str>) {
        check_bytes_alone(text, language);
        let found = all(text, language);
        for (at, (_, from)) in found.iter().enumerate() {
            let mut rest = all(&text[from.start..], language);
            for (_, bytes) in &mut rest {
                *bytes = bytes.start + from.start..bytes.end + from.start;
            }
            assert_eq!(rest, found[at..], "from byte {} of {text:?}", from.start);
        }
    }

    #[test]
    fn words_are_folded_and_stemmed() {
        check(
            "The Cities’ POLICIES, re-used",
            "en",
            "the citi polici re use",
        );
        check("L’éducation à Zürich", "fr", "educ a zurich");
    }

    #[test]
    fn a_passage_is_stemmed_in_its_own_language() {
        let text = "cities 도시를 cities villes cities";
        let passage = |from: usize, word: &str, language: &str| Passage {
            from,
            until: from + word.len(),
            language: language.to_owned(),
        };
        let at = |word: &str| text.rfind(word).unwrap();
        let passages = [
            passage(0, "cities", "en"),
            passage(at("villes"), "villes", "fr"),
        ];
        let languages = Languages::new(None, &passages);
        let mut found = Vec::new();
        tokens(text, languages, |term, bytes| {
            found.push((term.to_owned(), bytes))
        });
        let terms: Vec<&str> = found.iter().map(|(term, _)| term.as_str()).collect();
        assert_eq!(terms, ["citi", "도시", "cities", "vill", "cities"]);
        // The words are where they are without any language.
        let places = |found: &[(String, Range<usize>)]| -> Vec<Range<usize>> {
            found.iter().map(|(_, bytes)| bytes.clone()).collect()
        };
        assert_eq!(places(&found), places(&all(text, None)));
    }

    #[test]
    fn hangul_words_lose_their_particles() {
        check(
            "스마트도시를 조성하는 계획의 2차 IoT",
            "ko",
            "스마트도시 조성 계획 2 차 iot",
        );
    }

    #[test]
    fn every_han_or_kana_character_starts_one_term() {
        check("智慧城市 データ", "zh", "智慧 慧城 城市 市 デー ータ タ");
    }

    #[test]
    fn the_bytes_of_a_term_leave_out_its_particles() {
        check_bytes("(스마트도시를)", "스마트도시");
        check_bytes("l'eau de la nation's", "eau|de|la|nation");
        check_bytes("智慧城", "智慧|慧城|城");
    }

    #[test]
    fn the_first_of_a_pair_has_its_marks() {
        let first = |text: &str| {
            let (_, bytes) = all(text, None).swap_remove(0);
            text[first_character(text, bytes)].to_owned()
        };
        assert_eq!(first("智慧城"), "智");
        assert_eq!(first("น้ำตา"), "น้");
        assert_eq!(first("ｶﾞｽ"), "ｶﾞ");
        assert_eq!(first("도시를"), "도시");
        assert_eq!(first("city"), "city");
    }

    #[test]
    fn decomposed_text_gives_the_terms_of_composed_text() {
        let composed = "스마트도시를 위한 Éducation データ".to_owned();
        let decomposed: String = composed.nfd().collect();
        let terms = |text: &str| -> Vec<String> {
            all(text, Some("fr"))
                .into_iter()
                .map(|(term, _)| term)
                .collect()
        };
        assert_eq!(terms(&decomposed), terms(&composed));
        check_bytes(
            &decomposed,
            &"스마트도시|위한|Éducation|デー|ータ|タ"
                .nfd()
                .collect::<String>(),
        );
    }

    #[test]
    fn long_terms_are_cut_at_a_character() {
        let word = "é".repeat(2) + &"ж".repeat(300);
        let found = all(&word, None);
        assert_eq!(
            found.iter().map(|(term, _)| term.len()).collect::<Vec<_>>(),
            [2, 254]
        );
        let run = "가".repeat(100);
        assert_eq!(all(&run, None), [("가".repeat(85), 0..300)]);
        assert_eq!(query_tokens(&run, &[])[0].terms, ["가".repeat(85)]);
    }

    #[test]
    fn query_words_match_in_every_language_of_the_archive() {
        check_query("cities", &["en", "ko"], "0:citi/cities/~citi");
        check_query("cities", &[], "0:cities");
        check_query("города", &["en", "ru"], "0:~город/город/города");
    }

    #[test]
    fn a_word_is_given_as_it_is_written_too() {
        let mut found = Vec::new();
        let text = "The cities’ City, 스마트도시를 2차로 데이터";
        Analyser::new().forms(text, Some("en"), |term, written, _| {
            found.push(format!("{term}/{written}"));
        });
        assert_eq!(
            found.join(" "),
            "the/the citi/cities ~citi/city 스마트도시/스마트도시를 2/2 차로/차로 데이터/데이터"
        );
        assert_eq!(query_tokens("스마트도시를", &[])[0].written, "스마트도시를");
    }

    #[test]
    fn query_accents_do_not_matter() {
        for (language, plain, accented) in [
            ("es", "educacion", "educación"),
            ("fr", "securite", "sécurité"),
            ("de", "stadte", "Städte"),
            ("pt", "populacoes", "populações"),
            ("tr", "sehirlesme", "şehirleşme"),
        ] {
            let languages = [language.to_owned()];
            let terms = query_tokens(plain, &languages)[0].terms.clone();
            assert!(
                terms.contains(&all(accented, Some(language))[0].0),
                "{accented}: {terms:?}"
            );
        }
    }

    #[test]
    fn query_words_without_spaces_are_pairs_and_keep_their_length() {
        check_query("智慧城市 2019", &[], "0:智慧 1:慧城 2:城市 4:2019");
        check_query("国 中国", &[], "0:国* 1:中国");
        check_query("2019년 스마트도시를", &[], "0:2019 1:년 2:스마트도시");
    }

    #[test]
    fn hangul_terms_have_syllable_pairs() {
        assert_eq!(
            hangul_bigrams("스마트").collect::<Vec<_>>(),
            ["스마", "마트"]
        );
        assert_eq!(hangul_bigrams("시").count(), 0);
        assert_eq!(hangul_bigrams("smart").count(), 0);
        assert_eq!(hangul_bigrams("中国").count(), 0);
    }

    #[test]
    fn a_real_law_can_be_analysed_from_any_term() {
        // Smart City Act of Korea, article 2; law texts are free of copyright there.
        let law = "제2조(정의) 이 법에서 사용하는 용어의 뜻은 다음과 같다.\n\n\
            1. \"스마트도시\"란 도시의 경쟁력과 삶의 질의 향상을 위하여 건설ㆍ정보통신기술 등을 \
            융ㆍ복합하여 건설된 도시기반시설을 바탕으로 다양한 도시서비스를 제공하는 지속가능한 \
            도시를 말한다.<개정 2017.3.21>\n  가. 「국토의 계획 및 이용에 관한 법률」 제2조제6호(IoT·AI)";
        check_restart(law, Some("ko"));
        check_restart(&law.nfd().collect::<String>(), Some("ko"));
    }

    /// Scraps that meet in real files and break rules that look back.
    fn scraps() -> impl Strategy<Value = String> {
        let scrap = prop_oneof![
            prop::sample::select(vec![
                "l'",
                "d’",
                "'s",
                "’s ",
                "'",
                "s",
                "nation",
                "Cities",
                "covid19",
                "5G",
                "도시를",
                "국가의",
                "회의",
                "ᄒ\u{1161}\u{11ab}",
                "\u{1161}",
                "\u{11ab}",
                "中国",
                "の",
                "ー",
                "々",
                "ﾃﾞ",
                "ไทย",
                "ี",
                "မြန်",
                "\u{301}",
                "\u{3099}",
                "é",
                "ß",
                "й",
                "м'я",
                "צה\"ל",
                "أُ",
                "ـ",
                "①",
                "㈜",
                "㎡",
                "²",
                "½",
                "ﬃ",
                "\u{ad}",
                "\u{200b}",
                "\u{200d}",
                "\u{fe0f}",
                "ㆍ",
                "·",
                " ",
                "\n",
                "-",
                ".",
                "😀",
                "हिन्दी",
                "ㄱ",
                "ﾡ",
                "٣",
                "ʻ",
                "ǆ",
                "İ",
                "ﷺ",
            ])
            .prop_map(str::to_owned),
            "\\PC{0,3}",
        ];
        prop::collection::vec(scrap, 0..12).prop_map(|scraps| scraps.concat())
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(400))]

        #[test]
        fn the_analysis_can_start_at_any_term(text in scraps()) {
            for language in [None, Some("en"), Some("ko"), Some("sr"), Some("fr")] {
                check_restart(&text, language);
            }
        }

        #[test]
        fn ranges_are_of_the_text_and_terms_are_bounded(text in scraps()) {
            let mut before = None;
            tokens(&text, Some("es"), |term, bytes| {
                assert!(!term.is_empty() && term.len() <= MAX_TERM_BYTES);
                assert!(text.get(bytes.clone()).is_some_and(|part| !part.is_empty()));
                assert!(before < Some(bytes.start));
                before = Some(bytes.start);
            });
        }

        #[test]
        fn no_stemmer_fails_on_any_word(text in "\\PC{0,12}|[a-zà-ž']{1,30}|[а-я]{1,20}|[\u{620}-\u{64a}]{1,20}|[\u{905}-\u{94d}]{1,20}") {
            for language in ["ar","ca","cs","da","de","el","es","et","eu","fa","fi","fr","ga","hi","hu","hy","id","it",
                "lt","nb","ne","nl","pl","pt","ro","ru","sv","ta","tr","uk"] {
                tokens(&text, Some(language), |_, _| {});
            }
        }

        #[test]
        fn a_word_of_a_text_is_found_by_a_query_for_it(text in scraps(), language in prop::sample::select(vec!["en", "ko", "fr", "ru"])) {
            let terms = all(&text, Some(language));
            for token in query_tokens(&text, &[language.to_owned()]) {
                let (term, bytes) = &terms[token.position as usize];
                prop_assert!(token.terms.contains(term), "{term} in {:?}", token.terms);
                prop_assert_eq!(bytes, &token.bytes);
            }
        }
    }
}
