//! What a text is written in, as a primary language subtag.
//!
//! Two letters where ISO 639-1 has them, else three: `zh_CN`, `chi` and `Chinese` are all `zh`.
//! Script and region are left out.
//!
//! Source: BCP 47, ISO 639; names from CLDR by `icu_experimental`; `languages.csv`
//! holds the other codes of each two-letter language.

use std::collections::HashMap;
use std::sync::LazyLock;

use icu_experimental::displaynames::DisplayNamesOptions;
use icu_experimental::displaynames::multi::LanguageDisplayNames;
use icu_locale_core::Locale;
use icu_locale_core::subtags::Language;

use super::table;

const LANGUAGES: &str = include_str!("languages.csv");

/// Languages that are also found by their own names; CLDR has names in each of these.
pub(super) const OWN_NAMES: [&str; 40] = [
    "ar", "bg", "bn", "cs", "da", "de", "el", "en", "es", "et", "fa", "fi", "fr", "he", "hi", "hr",
    "hu", "id", "it", "ja", "ko", "lt", "lv", "ms", "nl", "no", "pl", "pt", "ro", "ru", "sk", "sl",
    "sr", "sv", "th", "tr", "uk", "ur", "vi", "zh",
];

/// Finds the subtag of a language by tag (`zh_CN`, `ko-KR`, `kor`), English or Korean name, or its own.
///
/// `None` for what is no language, `und` among it.
#[must_use]
pub fn language_subtag(text: &str) -> Option<String> {
    static SUBTAGS: LazyLock<HashMap<String, String>> = LazyLock::new(subtags_by_name);
    let slug = table::slug(text);
    let before_bracket = || SUBTAGS.get(&table::slug(text.split('(').next().unwrap_or_default()));
    let primary = || {
        let code = slug
            .split('-')
            .next()
            .filter(|code| matches!(code.len(), 2 | 3))?;
        let is_tag = text.trim().parse::<Locale>().is_ok()
            || text.trim().replace('_', "-").parse::<Locale>().is_ok();
        SUBTAGS.get(code).filter(|_| is_tag)
    };
    SUBTAGS
        .get(&slug)
        .or_else(primary)
        .or_else(before_bracket)
        .cloned()
}

/// The English name of a language subtag; the subtag itself where none is known.
#[must_use]
pub fn language_label(subtag: &str) -> String {
    language_label_in(subtag, "en")
}

/// The name of a language subtag in the language `reader`; the English one where there is none.
#[must_use]
pub fn language_label_in(subtag: &str, reader: &str) -> String {
    let name = |language| cldr(language).and_then(|names| of(&names, subtag));
    name(reader)
        .or_else(|| name("en"))
        .unwrap_or_else(|| subtag.to_owned())
}

fn subtags_by_name() -> HashMap<String, String> {
    let mut subtags = HashMap::new();
    let mut add = |name: &str, subtag: &str| {
        let slug = table::slug(name);
        if !slug.is_empty() {
            subtags.entry(slug).or_insert_with(|| subtag.to_owned());
        }
    };
    for [subtag, codes_and_names] in table::rows(LANGUAGES) {
        add(subtag, subtag);
        table::names(codes_and_names).for_each(|name| add(name, subtag));
    }
    let (english, korean) = (cldr("en"), cldr("ko"));
    let two_letters = table::rows::<2>(LANGUAGES).map(|[subtag, _]| subtag.to_owned());
    for subtag in two_letters.chain(three_letters()) {
        let Some(name) = english.as_ref().and_then(|names| of(names, &subtag)) else {
            continue;
        };
        if subtag == "und" {
            continue;
        }
        if subtag.len() == 3 {
            add(&subtag, &subtag);
        }
        add(&name, &subtag);
        let own = OWN_NAMES
            .contains(&subtag.as_str())
            .then(|| cldr(&subtag))
            .flatten();
        for names in korean.iter().chain(&own) {
            if let Some(name) = of(names, &subtag) {
                add(&name, &subtag);
            }
        }
    }
    subtags
}

/// Every word of three letters: CLDR cannot be asked which subtags it has.
fn three_letters() -> impl Iterator<Item = String> {
    let letters = || 'a'..='z';
    letters().flat_map(move |a| {
        letters().flat_map(move |b| letters().map(move |c| [a, b, c].iter().collect()))
    })
}

fn cldr(language: &str) -> Option<LanguageDisplayNames> {
    let locale: Locale = language.parse().ok()?;
    LanguageDisplayNames::try_new(locale.into(), DisplayNamesOptions::default()).ok()
}

fn of(names: &LanguageDisplayNames, subtag: &str) -> Option<String> {
    names
        .of(subtag.parse::<Language>().ok()?)
        .map(str::to_owned)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(texts: &[&str], expected: Option<&str>) {
        for text in texts {
            assert_eq!(language_subtag(text).as_deref(), expected, "{text}");
        }
    }

    #[test]
    fn tags_and_names_give_the_primary_subtag() {
        check(
            &["ko", "KO", "ko-KR", "ko_KR", "kor", "Korean", "한국어"],
            Some("ko"),
        );
        check(
            &["zh", "zh_CN", "zh-Hant-TW", "chi", "zho", "Chinese", "中文"],
            Some("zh"),
        );
        check(&["en", "en-US", "eng", "English", "영어"], Some("en"));
        check(&["fr", "fre", "fra", "français", "French"], Some("fr"));
        check(&["Portuguese (Brazil)", "pt-BR"], Some("pt"));
        check(&["iw", "he"], Some("he"));
    }

    #[test]
    fn languages_without_two_letters_keep_three() {
        check(&["kab", "Kabyle"], Some("kab"));
        check(&["pcm"], Some("pcm"));
    }

    #[test]
    fn other_texts_are_no_language() {
        check(
            &["", "und", "qq", "Klingonish", "no idea", "is it", "-"],
            None,
        );
    }

    #[test]
    fn labels_are_in_the_language_of_the_reader() {
        assert_eq!(language_label("ko"), "Korean");
        assert_eq!(language_label_in("en", "ko"), "영어");
        assert_eq!(language_label_in("ko", "no such language"), "Korean");
        assert_eq!(language_label("kab"), "Kabyle");
        assert_eq!(language_label("not a tag"), "not a tag");
    }
}
