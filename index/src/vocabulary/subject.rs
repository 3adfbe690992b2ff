//! What a document is about (topics, in a hierarchy) and what kind of document it is (types).
//!
//! ```text
//! replace = true                      # in an archive's own file: nothing of the built-in vocabulary stays
//! [entries.SLUG]
//! parent = "SLUG"                     # the broader entry; none at the top
//! label  = { en = "…", ko = "…" }     # English is needed
//! names  = ["…"]                      # other names under which it is stated
//! links  = ["cap:14", "cofog:06"]     # the same in standard schemes
//! cues   = { "word or phrase" = 3 }   # what shows it in a text, with weights; for types also `title`,
//!                                     # `head`, `text`
//! ```
//!
//! The built-in vocabularies are `topics.toml` and `kinds.toml` beside this file. An archive has its own
//! in `vocabulary/topics.toml` and `vocabulary/types.toml` of its folder: an entry there takes the place
//! of the built-in one with its slug, or is added. They hold for the whole process from [`load`] on,
//! since a process serves one archive.
//!
//! A slug is lower case, words joined by `-`. A value that is not in the vocabulary is its own slug
//! and, with spaces for `-`, its own label: nothing that a manifest says is lost.
//!
//! Not here: what cues count for (`regesta-ingest`).
//!
//! Source: the top topics are the 21 of the Comparative Agendas Project
//! (<https://www.comparativeagendas.net>).

use std::collections::{BTreeMap, HashMap};
use std::fs;
use std::io;
use std::path::Path;
use std::sync::{Arc, LazyLock, PoisonError, RwLock};

use serde::Deserialize;

use super::table;
use crate::Error;
use crate::disk::io_error;

const TOPICS: &str = include_str!("topics.toml");
const TYPES: &str = include_str!("kinds.toml");

/// A vocabulary: its entries by slug, and how to find one.
#[derive(Debug)]
pub struct Vocabulary {
    entries: BTreeMap<String, Concept>,
    slugs: HashMap<String, String>,
}

/// One entry of a vocabulary.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Concept {
    /// Slug of the broader entry; `None` at the top.
    pub parent: Option<String>,
    /// Its name by language, English always among them.
    pub label: BTreeMap<String, String>,
    /// Other names under which it is stated.
    pub names: Vec<String>,
    /// The same in standard schemes: `cap:14`, `cofog:06.2`, `eurovoc:2846`.
    pub links: Vec<String>,
    /// Words and phrases that show it in a text, with their weight.
    pub cues: BTreeMap<String, f32>,
    /// Cues in a title; `$` before one means that the title ends so.
    pub title: BTreeMap<String, f32>,
    /// Cues on the first page.
    pub head: BTreeMap<String, f32>,
    /// Cues anywhere.
    pub text: BTreeMap<String, f32>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Stated {
    #[serde(default)]
    replace: bool,
    entries: BTreeMap<String, Concept>,
}

impl Vocabulary {
    /// Its entries, by slug.
    pub fn entries(&self) -> impl Iterator<Item = (&str, &Concept)> {
        self.entries
            .iter()
            .map(|(slug, concept)| (slug.as_str(), concept))
    }

    fn of(entries: BTreeMap<String, Concept>) -> Self {
        let mut slugs: HashMap<String, String> = HashMap::new();
        // A slug is itself before it is another entry's name, a label before another's further name.
        for slug in entries.keys() {
            slugs.insert(slug.clone(), slug.clone());
        }
        for (slug, concept) in &entries {
            for label in concept.label.values() {
                slugs
                    .entry(table::slug(label))
                    .or_insert_with(|| slug.clone());
            }
        }
        for (slug, concept) in &entries {
            for name in &concept.names {
                slugs
                    .entry(table::slug(name))
                    .or_insert_with(|| slug.clone());
            }
        }
        Self { entries, slugs }
    }

    /// Reads an archive's own file over the `built_in` vocabulary; the error is a sentence.
    fn extended(built_in: &str, own: Option<&str>) -> Result<Self, String> {
        let read = |text: &str| -> Result<Stated, String> {
            toml::from_str(text).map_err(|error| error.to_string())
        };
        let mut entries = read(built_in)?.entries;
        if let Some(own) = own {
            let own = read(own)?;
            if own.replace {
                entries.clear();
            }
            entries.extend(own.entries);
        }
        for (slug, concept) in &entries {
            if table::slug(slug) != *slug {
                return Err(format!(
                    "`{slug}` is no slug: lower case, words joined by `-`"
                ));
            }
            if !concept.label.contains_key("en") {
                return Err(format!(
                    "`{slug}` has no English label: label = {{ en = \"…\" }}"
                ));
            }
            if let Some(parent) = &concept.parent
                && !entries.contains_key(parent)
            {
                return Err(format!(
                    "`{slug}` has the parent `{parent}`, which is no entry"
                ));
            }
            let cues = [&concept.cues, &concept.title, &concept.head, &concept.text];
            let mut weights = cues.into_iter().flat_map(BTreeMap::values);
            if weights.any(|weight| !(0.0..=100.0).contains(weight)) {
                return Err(format!("`{slug}` has a cue with a weight outside 0 to 100"));
            }
        }
        Ok(Self::of(entries))
    }

    fn find(&self, text: &str) -> String {
        let slug = table::slug(text);
        self.slugs.get(&slug).cloned().unwrap_or(slug)
    }

    fn ancestors(&self, slug: &str) -> Vec<String> {
        let mut ancestors: Vec<String> = Vec::new();
        let mut concept = self.entries.get(slug);
        while let Some(parent) = concept.and_then(|concept| concept.parent.as_ref())
            // A table that loops would not end.
            && !ancestors.contains(parent)
        {
            ancestors.push(parent.clone());
            concept = self.entries.get(parent);
        }
        ancestors
    }

    fn label(&self, slug: &str, language: &str) -> String {
        if let Some(concept) = self.entries.get(slug) {
            let label = concept.label.get(language);
            let label = label.or_else(|| concept.label.get("en"));
            return label.cloned().unwrap_or_default();
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
}

/// What holds in this process.
struct Held {
    topics: Arc<Vocabulary>,
    types: Arc<Vocabulary>,
}

static HELD: LazyLock<RwLock<Held>> = LazyLock::new(|| {
    let built_in = |text| {
        // A test reads both; without them there are no topics and types, and nothing else fails.
        let vocabulary = Vocabulary::extended(text, None);
        Arc::new(vocabulary.unwrap_or_else(|_| Vocabulary::of(BTreeMap::new())))
    };
    RwLock::new(Held {
        topics: built_in(TOPICS),
        types: built_in(TYPES),
    })
});

/// Takes over the vocabularies of the archive in folder `root`, where it has its own.
///
/// # Errors
///
/// - [`Error::Vocabulary`] if one of its files has a mistake
/// - [`Error::Io`] if one cannot be read
pub(crate) fn load(root: &Path) -> Result<(), Error> {
    let read = |name: &str, built_in: &str| -> Result<Option<Arc<Vocabulary>>, Error> {
        let path = root.join("vocabulary").join(name);
        let own = match fs::read_to_string(&path) {
            Ok(own) => own,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
            Err(error) => return Err(io_error("read", &path)(error)),
        };
        let vocabulary = Vocabulary::extended(built_in, Some(&own));
        let vocabulary = vocabulary.map_err(|what| Error::Vocabulary { path, what })?;
        Ok(Some(Arc::new(vocabulary)))
    };
    let (topics, types) = (read("topics.toml", TOPICS)?, read("types.toml", TYPES)?);
    if topics.is_none() && types.is_none() {
        return Ok(());
    }
    let mut held = HELD.write().unwrap_or_else(PoisonError::into_inner);
    if let Some(topics) = topics {
        held.topics = topics;
    }
    if let Some(types) = types {
        held.types = types;
    }
    Ok(())
}

/// The vocabulary of topics that holds now.
#[must_use]
pub fn topics() -> Arc<Vocabulary> {
    Arc::clone(&HELD.read().unwrap_or_else(PoisonError::into_inner).topics)
}

/// The vocabulary of types that holds now.
#[must_use]
pub fn types() -> Arc<Vocabulary> {
    Arc::clone(&HELD.read().unwrap_or_else(PoisonError::into_inner).types)
}

/// Gives the slug of a topic by slug, label in any language or another usual name.
///
/// A topic outside the vocabulary gets a slug of its own; empty if the text has no letter or digit.
#[must_use]
pub fn topic_slug(text: &str) -> String {
    topics().find(text)
}

/// Gives the broader topics of a topic, the nearest first; nothing for topics outside the vocabulary.
#[must_use]
pub fn topic_ancestors(slug: &str) -> Vec<String> {
    topics().ancestors(slug)
}

/// The English name of a topic.
#[must_use]
pub fn topic_label(slug: &str) -> String {
    topic_label_in(slug, "en")
}

/// The name of a topic in a language (`ko`); the English one where there is none.
#[must_use]
pub fn topic_label_in(slug: &str, language: &str) -> String {
    topics().label(slug, language)
}

/// Gives the slug of a type as [`topic_slug`] does; of `pdf / statistics` the part after the format.
#[must_use]
pub fn type_slug(text: &str) -> String {
    types().find(text.rsplit(" / ").next().unwrap_or(text))
}

/// Gives the broader types of a type, the nearest first: a decree is a law.
#[must_use]
pub fn type_ancestors(slug: &str) -> Vec<String> {
    types().ancestors(slug)
}

/// The English name of a type.
#[must_use]
pub fn type_label(slug: &str) -> String {
    type_label_in(slug, "en")
}

/// The name of a type in a language (`ko`); the English one where there is none.
#[must_use]
pub fn type_label_in(slug: &str, language: &str) -> String {
    types().label(slug, language)
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
        let topics = topics();
        let top = topics.entries().filter(|(_, topic)| topic.parent.is_none());
        assert_eq!(top.count(), 21);
    }

    #[test]
    fn the_built_in_files_are_whole() {
        for built_in in [TOPICS, TYPES] {
            let vocabulary = Vocabulary::extended(built_in, None).unwrap();
            assert!(40 < vocabulary.entries.len());
            for (slug, concept) in vocabulary.entries() {
                assert_eq!(vocabulary.find(slug), slug);
                assert_eq!(vocabulary.find(&concept.label["en"]), slug);
                assert!(concept.label.contains_key("ko"), "{slug}");
            }
        }
        for (slug, topic) in topics().entries() {
            assert!(!topic.cues.is_empty(), "{slug}");
            let schemes = ["cap:", "cofog:", "eurovoc:"];
            let is_link = |link: &String| schemes.iter().any(|scheme| link.starts_with(scheme));
            assert!(topic.links.iter().all(is_link), "{slug}");
        }
    }

    #[test]
    fn an_archive_adds_to_the_vocabulary_or_replaces_it() {
        let own = "[entries.beach-volleyball]\nparent = \"culture\"\nlabel = { en = \"Volleyball\", ko = \"배구\" }";
        let topics = Vocabulary::extended(TOPICS, Some(own)).unwrap();
        assert_eq!(topics.find("배구"), "beach-volleyball");
        assert_eq!(topics.ancestors("beach-volleyball"), ["culture"]);
        assert_eq!(topics.find("Smart City"), "smart-city");
        let own = "replace = true\n[entries.sport]\nlabel = { en = \"Sport\" }";
        let topics = Vocabulary::extended(TOPICS, Some(own)).unwrap();
        assert_eq!(topics.entries.len(), 1);
    }

    #[test]
    fn a_mistake_in_an_archives_vocabulary_is_said() {
        for (own, says) in [
            ("[entries.a]\nlabel = { ko = \"가\" }", "no English label"),
            ("[entries.A]\nlabel = { en = \"A\" }", "no slug"),
            (
                "[entries.a]\nlabel = { en = \"A\" }\nparent = \"b\"",
                "which is no entry",
            ),
            (
                "[entries.a]\nlabel = { en = \"A\" }\ncues = { a = -1 }",
                "weight",
            ),
            ("[entries.a]\nlable = { en = \"A\" }", "unknown field"),
            ("entries", "TOML"),
        ] {
            let error = Vocabulary::extended(TOPICS, Some(own)).unwrap_err();
            assert!(error.contains(says), "{own}: {error}");
        }
    }

    #[test]
    fn labels_are_in_the_language_asked_for() {
        assert_eq!(topic_label_in("smart-city", "ko"), "스마트도시");
        assert_eq!(topic_label_in("smart-city", "fr"), "Ville intelligente");
        assert_eq!(
            topic_label_in("smart-city", "no such language"),
            "Smart city"
        );
        assert_eq!(type_label_in("law", "ja"), "法律");
        assert_eq!(type_ancestors("decree"), ["law"]);
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
