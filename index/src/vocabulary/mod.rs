//! The controlled values of facets: jurisdictions, topics, types, languages, and their labels.
//!
//! The vocabularies are plain tables beside this file; a value that is in none keeps its own slug
//! and stays usable. Values are found by code, slug, label or another usual name, whatever the
//! case, accents and punctuation. Names of countries and languages are CLDR's.
//!
//! Not here: guessing any of them from a document's text.

mod jurisdiction;
mod language;
mod subject;
mod table;

pub use jurisdiction::{
    jurisdiction, jurisdiction_in_any_language, jurisdiction_label, jurisdiction_label_in,
    jurisdictions,
};
pub use language::{language_label, language_label_in, language_subtag};
pub use subject::{
    topic_ancestors, topic_label, topic_label_in, topic_slug, type_label, type_label_in, type_slug,
};
