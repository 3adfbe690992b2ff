//! The controlled values of facets: jurisdictions, topics, types, languages, and their labels.
//!
//! The vocabularies are plain files beside this one; an archive may have its own topics and types; a value that is in none keeps its own slug
//! and stays usable. Values are found by code, slug, label or another usual name, whatever the
//! case, accents and punctuation. Names of countries and languages are CLDR's.
//!
//! Not here: guessing any of them from a document's text.

mod jurisdiction;
mod language;
mod mention;
mod subject;
mod table;

pub use jurisdiction::{
    jurisdiction, jurisdiction_in_any_language, jurisdiction_label, jurisdiction_label_in,
    jurisdictions,
};
pub use language::{language_label, language_label_in, language_subtag};
pub use mention::{Mention, country_names, jurisdiction_of_host, mentions};
pub(crate) use subject::load;
pub use subject::{
    Concept, Vocabulary, topic_ancestors, topic_label, topic_label_in, topic_slug, topics,
    type_ancestors, type_label, type_label_in, type_slug, types,
};
