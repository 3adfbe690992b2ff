//! Finds the names of countries, institutions and places in a text, and what else names a jurisdiction:
//! the hosts of addresses, a code in the name of the file.
//!
//! All names are found in one pass over the text (Aho-Corasick); of names inside others the longest counts.
//!
//! Not here: the names (`regesta_index::vocabulary`), what it means that one stands somewhere (`country.rs`).

use std::collections::HashMap;
use std::ops::Range;
use std::sync::{Arc, LazyLock, Mutex, PoisonError};

use aho_corasick::{AhoCorasick, MatchKind};
use regesta_index::vocabulary;

/// What a name in the text is the name of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    Country,
    /// An institution of one jurisdiction.
    Issuer,
    /// A city or a province.
    Place,
}

/// Finds every name in one pass.
pub(super) struct Finder {
    /// None where there is nothing to find.
    names: Option<AhoCorasick>,
    meanings: Vec<(&'static str, Kind)>,
}

impl Finder {
    fn new(language: &str) -> Self {
        let mut names: Vec<String> = Vec::new();
        let mut meanings = Vec::new();
        for (name, code) in vocabulary::mentions(vocabulary::Mention::Issuer) {
            names.push(name.to_owned());
            meanings.push((code, Kind::Issuer));
        }
        for (name, code) in vocabulary::country_names(language) {
            // Title pages are set in capitals.
            let upper = name.to_uppercase();
            if upper != name && 4 <= name.chars().count() {
                names.push(upper);
                meanings.push((code, Kind::Country));
            }
            names.push(name);
            meanings.push((code, Kind::Country));
        }
        for (name, code) in vocabulary::mentions(vocabulary::Mention::Place) {
            names.push(name.to_owned());
            meanings.push((code, Kind::Place));
        }
        let names = AhoCorasick::builder()
            .match_kind(MatchKind::LeftmostLongest)
            .build(names)
            .ok();
        Self { names, meanings }
    }

    /// Every name in `text`, where it stands and what it means; parts of longer words are none.
    pub(super) fn find<'a>(
        &'a self,
        text: &'a str,
    ) -> impl Iterator<Item = (Range<usize>, &'static str, Kind)> + 'a {
        let found = self
            .names
            .iter()
            .flat_map(move |names| names.find_iter(text));
        found.filter_map(move |found| {
            let is_letter = |c: char| c.is_alphanumeric() && c < '\u{1100}';
            let before = text
                .get(..found.start())
                .and_then(|text| text.chars().next_back());
            let after = text.get(found.end()..).and_then(|text| text.chars().next());
            if before.is_some_and(is_letter) || after.is_some_and(is_letter) {
                return None;
            }
            let (code, kind) = *self.meanings.get(found.pattern().as_usize())?;
            Some((found.range(), code, kind))
        })
    }
}

/// The finder for texts in `language`; made once.
pub(super) fn finder(language: &str) -> Arc<Finder> {
    static FINDERS: LazyLock<Mutex<HashMap<String, Arc<Finder>>>> = LazyLock::new(Mutex::default);
    let mut finders = FINDERS.lock().unwrap_or_else(PoisonError::into_inner);
    let made = || Arc::new(Finder::new(language));
    Arc::clone(finders.entry(language.to_owned()).or_insert_with(made))
}

/// The jurisdiction of a code of three capitals in the name of the file, if it has one alone.
pub(super) fn code_in_name(path: &str) -> Option<String> {
    let name = path.rsplit('/').next()?;
    let stem = name.rsplit_once('.').map_or(name, |(stem, _)| stem);
    let is_capitals = |word: &&str| 1 < word.len() && word.bytes().all(|b| b.is_ascii_uppercase());
    let mut words = stem.split(['_', '-', ' ', '.']).filter(is_capitals);
    // In `PLAN_AND_BUDGET` no word is the code of Andorra.
    let code = words.next().filter(|word| word.len() == 3)?;
    words
        .next()
        .is_none()
        .then(|| vocabulary::jurisdiction(code))
        .flatten()
}

/// The hosts in a line: of addresses and of e-mail.
pub(super) fn hosts(line: &str) -> impl Iterator<Item = (Range<usize>, &str)> {
    let is_host = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '-');
    let mut from = 0;
    std::iter::from_fn(move || {
        loop {
            let rest = line.get(from..)?;
            let start = from + rest.find(is_host)?;
            let rest = line.get(start..)?;
            let length = rest.find(|c| !is_host(c)).unwrap_or(rest.len());
            from = start + length;
            let host = rest.get(..length)?.trim_matches(['.', '-']);
            let has_letters = host
                .rsplit('.')
                .next()
                .is_some_and(|top| 2 <= top.len() && top.bytes().all(|b| b.is_ascii_alphabetic()));
            if host.contains('.') && has_letters {
                return Some((start..start + length, host));
            }
        }
    })
}
