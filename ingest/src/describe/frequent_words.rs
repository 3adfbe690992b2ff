//! The commonest words of a language: by them a text is seen to be in the language it is taken to be in.
//!
//! They only confirm. Languages that are much alike share them, so which of all languages a text is in
//! is not told by them (`language.rs`).
//!
//! Source: the most frequent of the stop words that come with Snowball's stemmers.

use std::collections::BTreeMap;
use std::sync::LazyLock;

/// Of so many words of a language's text at least one is among its commonest.
const WORDS_PER_COMMON: usize = 10;
/// Most bytes of a common word.
const MAX_BYTES: usize = 10;

/// The commonest words of some languages.
const COMMON: [(&str, &str); 8] = [
    (
        "en",
        "the of and to in is that for it was with as on be by are this which",
    ),
    (
        "de",
        "der die und den von zu das mit des auf für ist im dem nicht ein eine werden",
    ),
    (
        "fr",
        "de la le et les des en un du une que est pour qui dans sur par au",
    ),
    (
        "es",
        "de la que el en y a los se del las un por con una para su al",
    ),
    (
        "pt",
        "de a o que e do da em um para com não uma os no na dos das",
    ),
    (
        "it",
        "di e il la che in un a per è del della con le si dei nel alla",
    ),
    (
        "nl",
        "de van een het en in is dat op te zijn voor met die niet aan er",
    ),
    (
        "ru",
        "и в не на что с по как это из для от к за о или также при",
    ),
];

/// Whether `text` has the commonest words of `language`, and more of them than of the others here; false
/// of a language whose words are not known here.
pub(super) fn are_of(text: &str, language: &str) -> bool {
    // By what [`packed`] gives, sorted; a bit for each language that has the word. Every word of every text
    // is looked up, and a search by halves in numbers is the fastest.
    static WORDS: LazyLock<Vec<(u128, u8)>> = LazyLock::new(|| {
        let mut words = BTreeMap::new();
        for (index, (_, common)) in COMMON.iter().enumerate() {
            for word in common.split(' ').filter_map(packed) {
                *words.entry(word).or_insert(0) |= 1 << index;
            }
        }
        words.into_iter().collect()
    });
    let known = |word: &str| {
        let word = packed(word)?;
        let at = WORDS.binary_search_by_key(&word, |(word, _)| *word).ok()?;
        WORDS.get(at).map(|(_, of)| *of)
    };
    let Some(own) = COMMON.iter().position(|(known, _)| *known == language) else {
        return false;
    };
    let mut counts = [0_usize; COMMON.len()];
    let mut all = 0;
    let words = text.split(|c: char| !c.is_alphabetic());
    for word in words.filter(|word| !word.is_empty()) {
        all += 1;
        // Where they stand within a sentence they are in small letters.
        let Some(of) = known(word) else {
            continue;
        };
        for (index, count) in counts.iter_mut().enumerate() {
            *count += usize::from(of & (1 << index) != 0);
        }
    }
    let own = counts.get(own).copied().unwrap_or_default();
    all <= own * WORDS_PER_COMMON && counts.iter().filter(|other| own <= **other).count() == 1
}

/// The bytes of a short word as one number.
fn packed(word: &str) -> Option<u128> {
    let is_short = word.len() <= MAX_BYTES;
    is_short.then(|| {
        word.bytes()
            .fold(0, |packed, byte| packed << 8 | u128::from(byte))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_has_the_words_of_its_own_language_alone() {
        let english =
            "The measures that governments adopt for their cities are published every year.";
        let french = "Les mesures que les gouvernements adoptent pour leurs villes sont publiées.";
        let spanish =
            "Las medidas que los gobiernos adoptan para sus ciudades se publican cada año.";
        for (text, language) in [(english, "en"), (french, "fr"), (spanish, "es")] {
            for (other, _) in COMMON {
                assert_eq!(are_of(text, other), other == language, "{text}: {other}");
            }
        }
        assert!(!are_of("Table 1 2 3", "en"));
        assert!(!are_of(english, "ko"));
    }
}
