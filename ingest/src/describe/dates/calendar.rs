//! Names of months, and eras with the year before their first.
//!
//! Source: CLDR's month names (wide and abbreviated, format and stand-alone) of the languages below;
//! the first years of Japan's eras by the National Diet Library's table; 民國 counts from 1912.

use std::collections::HashMap;
use std::sync::LazyLock;

/// Most bytes of a month's name.
const MAX_NAME_BYTES: usize = 10;

/// Month names that are no other common word in lower case are taken in any case; the others
/// (`may`, `march`, `mars`, `set`…) only with a capital, or where a day stands before them.
const MONTHS: [(u32, &str); 12] = [
    (
        1,
        "january jan enero ene janvier janv januar jänner janeiro gennaio januari",
    ),
    (
        2,
        "february feb febrero février févr fevrier februar fevereiro fev febbraio februari",
    ),
    (3, "march mar marzo mars märz maerz mrz março maart"),
    (4, "april apr abril abr avril avr aprile"),
    (5, "may mayo mai maio maggio mei"),
    (6, "june jun junio juin juni junho giugno"),
    (7, "july jul julio juillet juil juli julho luglio"),
    (8, "august aug agosto ago août aout augustus"),
    (
        9,
        "september sep sept septiembre setiembre septembre setembro set settembre",
    ),
    (
        10,
        "october oct octubre octobre oktober okt outubro out ottobre",
    ),
    (11, "november nov noviembre novembre novembro"),
    (
        12,
        "december dec diciembre dic décembre déc decembre dezember dez dezembro dicembre",
    ),
];
/// Names of months that are common words in some language.
const ALSO_WORDS: [&str; 14] = [
    "may", "march", "mar", "mars", "mai", "set", "out", "ago", "jan", "dic", "mei", "august",
    "sept", "dec",
];

/// The month, from 1, that `word` names.
///
/// With `is_sure` it need not look like a name: a day stands before it.
pub(super) fn month(word: &str, is_sure: bool) -> Option<u32> {
    // Every word beside a number is asked for.
    static BY_NAME: LazyLock<HashMap<&str, u32>> = LazyLock::new(|| {
        let names = |(month, names): &(u32, &'static str)| {
            let month = *month;
            names.split(' ').map(move |name| (name, month))
        };
        MONTHS.iter().flat_map(names).collect()
    });
    if MAX_NAME_BYTES < word.len() {
        return None;
    }
    let lower = word.to_lowercase();
    let month = BY_NAME.get(lower.as_str())?;
    let has_capital = word.starts_with(char::is_uppercase);
    (is_sure || has_capital || !ALSO_WORDS.contains(&lower.as_str())).then_some(*month)
}

/// The year before the first of the era that `word` ends with.
pub(super) fn era(word: &str) -> Option<u32> {
    const ERAS: [(&str, u32); 7] = [
        ("令和", 2018),
        ("平成", 1988),
        ("昭和", 1925),
        ("大正", 1911),
        ("明治", 1867),
        ("民國", 1911),
        ("民国", 1911),
    ];
    let found = ERAS.iter().find(|(name, _)| word.ends_with(name));
    found.map(|(_, before)| *before)
}
