//! What a document is about (topics, in a hierarchy) and what kind of document it is (types).
//!
//! A slug is lower case, words joined by `-`. A value that is not in the vocabulary is its own slug
//! and, with spaces for `-`, its own label: nothing that a manifest says is lost.
//!
//! Source: the top topics are the 21 of the Comparative Agendas Project
//! (<https://www.comparativeagendas.net>); `topics.csv` and `kinds.csv` are a start that an
//! archive may replace.

use std::collections::HashMap;
use std::sync::LazyLock;

use super::table;

/// A vocabulary: its entries by slug, and slugs by every name.
struct Vocabulary {
    entries: HashMap<&'static str, Entry>,
    slugs: HashMap<String, &'static str>,
}

struct Entry {
    /// Slug of the broader entry; empty at the top.
    parent: &'static str,
    label: &'static str,
    korean: &'static str,
}

static TOPICS: LazyLock<Vocabulary> = LazyLock::new(|| vocabulary(include_str!("topics.csv")));
static TYPES: LazyLock<Vocabulary> = LazyLock::new(|| vocabulary(include_str!("kinds.csv")));

/// Gives the slug of a topic by slug, label (English or Korean) or another usual name.
///
/// A topic outside the vocabulary gets a slug of its own; empty if the text has no letter or digit.
#[must_use]
pub fn topic_slug(text: &str) -> String {
    find(&TOPICS, text)
}

/// Gives the broader topics of a topic, the nearest first; nothing for topics outside the vocabulary.
#[must_use]
pub fn topic_ancestors(slug: &str) -> Vec<String> {
    let mut ancestors = Vec::new();
    let mut entry = TOPICS.entries.get(slug);
    while let Some(Entry { parent, .. }) = entry
        && !parent.is_empty()
        // A table that loops would not end.
        && !ancestors.iter().any(|known| known == parent)
    {
        ancestors.push((*parent).to_owned());
        entry = TOPICS.entries.get(parent);
    }
    ancestors
}

/// The English name of a topic.
#[must_use]
pub fn topic_label(slug: &str) -> String {
    topic_label_in(slug, "en")
}

/// The name of a topic in a language (`ko`); the English one where there is none.
#[must_use]
pub fn topic_label_in(slug: &str, language: &str) -> String {
    label(&TOPICS, slug, language)
}

/// Gives the slug of a type as [`topic_slug`] does; of `pdf / statistics` the part after the format.
#[must_use]
pub fn type_slug(text: &str) -> String {
    find(&TYPES, text.rsplit(" / ").next().unwrap_or(text))
}

/// The English name of a type.
#[must_use]
pub fn type_label(slug: &str) -> String {
    type_label_in(slug, "en")
}

/// The name of a type in a language, as [`topic_label_in`] does.
#[must_use]
pub fn type_label_in(slug: &str, language: &str) -> String {
    label(&TYPES, slug, language)
}

fn vocabulary(table: &'static str) -> Vocabulary {
    let mut entries = HashMap::new();
    let mut slugs = HashMap::new();
    for [slug, parent, label, korean, _] in table::rows(table) {
        let entry = Entry {
            parent,
            label,
            korean,
        };
        entries.insert(slug, entry);
        slugs.insert(slug.to_owned(), slug);
    }
    // A slug is itself before it is another entry's name.
    for [slug, _, english, korean, names] in table::rows(table) {
        for name in [english, korean].into_iter().chain(table::names(names)) {
            slugs.entry(table::slug(name)).or_insert(slug);
        }
    }
    Vocabulary { entries, slugs }
}

fn find(vocabulary: &Vocabulary, text: &str) -> String {
    let slug = table::slug(text);
    vocabulary
        .slugs
        .get(&slug)
        .map_or(slug, |&known| known.to_owned())
}

fn label(vocabulary: &Vocabulary, slug: &str, language: &str) -> String {
    if let Some(entry) = vocabulary.entries.get(slug) {
        return match language {
            "ko" => entry.korean.to_owned(),
            _ => entry.label.to_owned(),
        };
    }
    let mut letters = slug.chars();
    let first = letters.next().map(char::to_uppercase);
    first
        .into_iter()
        .flatten()
        .chain(letters)
        .map(|c| if c == '-' { ' ' } else { c })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check_topic(text: &str, slug: &str, label: &str) {
        assert_eq!(
            (topic_slug(text), topic_label(slug)),
            (slug.to_owned(), label.to_owned())
        );
    }

    #[track_caller]
    fn check_type(text: &str, slug: &str, label: &str) {
        assert_eq!(
            (type_slug(text), type_label(slug)),
            (slug.to_owned(), label.to_owned())
        );
    }

    #[test]
    fn topics_are_found_by_slug_label_and_name() {
        check_topic("foreign-policy", "foreign-policy", "Foreign policy");
        check_topic("Smart City", "smart-city", "Smart city");
        check_topic("스마트도시", "smart-city", "Smart city");
        check_topic("US statistics", "us-statistics", "US statistics");
        check_topic("urban planning", "urban-development", "Urban development");
    }

    #[test]
    fn topics_outside_the_vocabulary_are_their_own() {
        check_topic("Beach Volleyball!", "beach-volleyball", "Beach volleyball");
        check_topic("해변 배구", "해변-배구", "해변 배구");
        check_topic("…", "", "");
    }

    #[test]
    fn topics_have_ancestors() {
        assert_eq!(
            topic_ancestors("smart-mobility"),
            ["smart-city", "urban-development", "housing"]
        );
        assert_eq!(topic_ancestors("health"), [""; 0]);
        assert_eq!(topic_ancestors("beach-volleyball"), [""; 0]);
    }

    #[test]
    fn the_top_topics_are_the_21_of_comparative_agendas() {
        assert_eq!(
            TOPICS
                .entries
                .values()
                .filter(|entry| entry.parent.is_empty())
                .count(),
            21
        );
    }

    #[test]
    fn every_parent_is_an_entry_and_every_slug_is_one() {
        for vocabulary in [&*TOPICS, &*TYPES] {
            for (slug, entry) in &vocabulary.entries {
                assert_eq!(table::slug(slug), *slug);
                let parent = entry.parent;
                assert!(
                    parent.is_empty() || vocabulary.entries.contains_key(parent),
                    "{slug}"
                );
                assert_eq!(vocabulary.slugs.get(&table::slug(entry.label)), Some(slug));
            }
        }
    }

    #[test]
    fn labels_are_in_the_language_asked_for() {
        assert_eq!(topic_label_in("climate-change", "ko"), "기후변화");
        assert_eq!(type_label_in("law", "ko"), "법률");
        assert_eq!(type_label_in("law", "no such language"), "Law");
        assert_eq!(topic_label_in("beach-volleyball", "ko"), "Beach volleyball");
    }

    #[test]
    fn types_are_found_and_formats_left_out() {
        check_type("statement", "statement", "Statement");
        check_type("pdf / statistics", "statistics", "Statistics");
        check_type("hwpx / press release", "press-release", "Press release");
        check_type("R&D", "r-and-d", "Research and development");
        check_type("시행령", "decree", "Decree");
        check_type("pdf / pdf: broken", "pdf-broken", "Pdf broken");
    }
}
