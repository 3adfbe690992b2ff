//! Finds the cues of types and topics in a text.
//!
//! All are found in one pass over the text (Aho-Corasick), without regard to the case of ASCII letters; a
//! cue of letters counts where a word begins, and may have a plural's `s`.
//!
//! Not here: the cues (`regesta_index::vocabulary`, or the archive's own files), what they say of a document
//! (`subject.rs`).

use std::collections::BTreeMap;
use std::ops::Range;
use std::sync::{Arc, LazyLock, Mutex, PoisonError};

use aho_corasick::{AhoCorasick, MatchKind};
use regesta_index::vocabulary::{self, Vocabulary};

/// Where a cue must stand to count.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Where {
    /// In a title or heading of the first page.
    Title,
    /// At its end.
    TitleEnd,
    /// Anywhere on the first page.
    Head,
    /// Anywhere.
    Text,
    /// Anywhere, and more in a title.
    Topic,
}

pub(super) struct Cue {
    /// The entry's place in `slugs`.
    pub(super) entry: usize,
    pub(super) weight: f32,
    pub(super) stands: Where,
}

/// Finds the cues of both vocabularies.
pub(super) struct Finder {
    /// None where there is nothing to find.
    cues: Option<AhoCorasick>,
    /// What each pattern is a cue of: one word may be a cue of several entries.
    meanings: Vec<Vec<Cue>>,
    slugs: Vec<String>,
    topics: Arc<Vocabulary>,
    types: Arc<Vocabulary>,
}

impl Finder {
    fn new(topics: Arc<Vocabulary>, types: Arc<Vocabulary>) -> Self {
        let mut patterns: BTreeMap<String, Vec<Cue>> = BTreeMap::new();
        let mut slugs = Vec::new();
        let mut add = |text: &str, cue: Cue| {
            let text = text.to_lowercase();
            if !text.is_empty() {
                patterns.entry(text).or_default().push(cue);
            }
        };
        for (slug, topic) in topics.entries() {
            let entry = slugs.len();
            slugs.push(slug.to_owned());
            for (text, weight) in &topic.cues {
                add(
                    text,
                    Cue {
                        entry,
                        weight: *weight,
                        stands: Where::Topic,
                    },
                );
            }
        }
        for (slug, kind) in types.entries() {
            let entry = slugs.len();
            slugs.push(slug.to_owned());
            for (text, weight) in &kind.title {
                match text.strip_prefix('$') {
                    Some(text) => add(
                        text,
                        Cue {
                            entry,
                            weight: *weight,
                            stands: Where::TitleEnd,
                        },
                    ),
                    None => add(
                        text,
                        Cue {
                            entry,
                            weight: *weight,
                            stands: Where::Title,
                        },
                    ),
                }
            }
            for (cues, stands) in [
                (&kind.head, Where::Head),
                (&kind.text, Where::Text),
                (&kind.cues, Where::Text),
            ] {
                for (text, weight) in cues {
                    add(
                        text,
                        Cue {
                            entry,
                            weight: *weight,
                            stands,
                        },
                    );
                }
            }
        }
        let (patterns, meanings): (Vec<String>, Vec<Vec<Cue>>) = patterns.into_iter().unzip();
        let cues = AhoCorasick::builder()
            .ascii_case_insensitive(true)
            .match_kind(MatchKind::Standard)
            .build(patterns)
            .ok();
        Self {
            cues,
            meanings,
            slugs,
            topics,
            types,
        }
    }

    /// Every cue in a short text, with its place; of cues inside others each counts.
    pub(super) fn find<'a>(
        &'a self,
        text: &'a str,
    ) -> impl Iterator<Item = (Range<usize>, &'a Cue)> + 'a {
        let found = self.patterns(text);
        found.flat_map(|(range, pattern)| {
            let cues = self.meanings(pattern).iter();
            cues.map(move |cue| (range.clone(), cue))
        })
    }

    /// Every word that is a cue, with its place and its number.
    pub(super) fn patterns<'a>(
        &'a self,
        text: &'a str,
    ) -> impl Iterator<Item = (Range<usize>, usize)> + 'a {
        let found = self
            .cues
            .iter()
            .flat_map(move |cues| cues.find_overlapping_iter(text));
        let found = found.map(|found| (found.range(), found.pattern().as_usize()));
        found.filter(move |(range, _)| is_word(text, range))
    }

    /// What the word with this number is a cue of.
    pub(super) fn meanings(&self, pattern: usize) -> &[Cue] {
        self.meanings.get(pattern).map_or(&[], Vec::as_slice)
    }

    /// The slug of an entry.
    pub(super) fn slug(&self, entry: usize) -> String {
        self.slugs.get(entry).cloned().unwrap_or_default()
    }
}

/// Whether a cue of letters begins a word and ends one, a plural's `s` aside; other scripts have no such ends.
fn is_word(text: &str, range: &Range<usize>) -> bool {
    let is_letter = |c: char| c.is_alphanumeric() && c < '\u{1100}';
    let cue = text.get(range.clone()).unwrap_or_default();
    let first_is_letter = cue.chars().next().is_some_and(is_letter);
    let last_is_letter = cue.chars().next_back().is_some_and(is_letter);
    let before = text
        .get(..range.start)
        .and_then(|text| text.chars().next_back());
    let mut after = text.get(range.end..).unwrap_or_default().chars();
    let next = match after.next() {
        Some('s' | 'S') => after.next(),
        next => next,
    };
    let runs_on = first_is_letter && before.is_some_and(is_letter)
        || last_is_letter && next.is_some_and(is_letter);
    !runs_on
}

/// The finder of the vocabularies that hold now; made anew when they change.
pub(super) fn finder() -> Arc<Finder> {
    static FINDER: LazyLock<Mutex<Option<Arc<Finder>>>> = LazyLock::new(Mutex::default);
    let (topics, types) = (vocabulary::topics(), vocabulary::types());
    let mut held = FINDER.lock().unwrap_or_else(PoisonError::into_inner);
    if let Some(finder) = held.as_ref()
        && Arc::ptr_eq(&finder.topics, &topics)
        && Arc::ptr_eq(&finder.types, &types)
    {
        return Arc::clone(finder);
    }
    let made = Arc::new(Finder::new(topics, types));
    *held = Some(Arc::clone(&made));
    made
}
