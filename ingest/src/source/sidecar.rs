//! Reads what stands in a file beside a document: `plan.pdf.json`, `.yaml`, `.yml` or `.xml`.
//!
//! ```text
//! JSON, YAML  one object, with the names of a manifest's columns as keys; `dc:title` is `title`
//! XML         Dublin Core: elements `title`, `creator`, `date`…, in any element around them
//! ```
//!
//! Beside a file on disk, or in the same zip. A sidecar is no document. It says less than a manifest's row does and more than the file itself.
//! What it gets wrong is reported under its name and costs that value, never the document.
//!
//! Not here: RDF.
//!
//! Sources: Dublin Core Metadata Element Set 1.1 (ISO 15836-1), DCMI Metadata Terms.

use std::path::{Path, PathBuf};

use regesta_index::{Field, vocabulary};
use serde_json::Value;

use super::manifest::{self, json_text};
use crate::describe::value;
use crate::extract::xml::{Node, Xml};

/// Most bytes of a sidecar.
pub(super) const MAX_BYTES: u64 = 1 << 20;

/// What follows the document's own name, in the order in which sidecars are read.
pub(super) const ENDINGS: [&str; 5] = ["json", "yaml", "yml", "dc.xml", "xml"];

/// What one sidecar says of its document.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Sidecar {
    /// Its name as offered.
    pub(crate) name: String,
    /// Fields and values in normal form.
    pub(crate) values: Vec<(Field, String)>,
}

/// The sidecars that `file` may have, by path.
pub(super) fn beside(file: &Path) -> impl Iterator<Item = PathBuf> {
    let with = |ending: &str| {
        let mut name = file.as_os_str().to_owned();
        name.push(".");
        name.push(ending);
        PathBuf::from(name)
    };
    ENDINGS.into_iter().map(with)
}

/// Whether `file` describes a file beside it.
pub(super) fn is_sidecar(file: &Path) -> bool {
    let name = file.file_name().unwrap_or_default().to_string_lossy();
    described(&name).any(|described| file.with_file_name(described).is_file())
}

/// The paths of the files that the file at `path` describes, if they are there.
pub(super) fn described(path: &str) -> impl Iterator<Item = &str> {
    let without = |ending: &&str| path.strip_suffix(*ending)?.strip_suffix('.');
    let described = ENDINGS.iter().filter_map(without);
    described.filter(|path| !manifest::is_manifest(path.rsplit('/').next().unwrap_or(path)))
}

/// Reads the sidecar called `name`; with what is wrong in it.
pub(super) fn parse(name: &str, bytes: &[u8]) -> (Sidecar, Vec<String>) {
    let mut notes = Vec::new();
    let mut sidecar = Sidecar {
        name: name.to_owned(),
        values: Vec::new(),
    };
    let text = match std::str::from_utf8(bytes) {
        Ok(text) => text.trim_start_matches('\u{feff}'),
        Err(_) => {
            notes.push("is not UTF-8; nothing in it is used".to_owned());
            return (sidecar, notes);
        }
    };
    let cells = match name.rsplit('.').next().unwrap_or_default() {
        "xml" => dublin_core(text),
        "json" => serde_json::from_str(text)
            .map_err(|error| error.to_string())
            .and_then(|value| object(&value, &mut notes)),
        _ => serde_norway::from_str(text)
            .map_err(|error| error.to_string())
            .and_then(|value| object(&value, &mut notes)),
    };
    match cells {
        Ok(cells) => {
            for (key, text) in cells {
                read(&key, &text, &mut sidecar.values, &mut notes);
            }
        }
        Err(error) => notes.push(format!("cannot be read ({error}); nothing in it is used")),
    }
    (sidecar, notes)
}

/// The keys and texts of an object.
fn object(value: &Value, notes: &mut Vec<String>) -> Result<Vec<(String, String)>, String> {
    let Value::Object(object) = value else {
        return Err("not an object with keys".to_owned());
    };
    let mut cells = Vec::with_capacity(object.len());
    for (key, value) in object {
        match json_text(value) {
            Some(text) => cells.push((key.clone(), text)),
            None => notes.push(format!("`{key}` holds an object; left out")),
        }
    }
    Ok(cells)
}

/// The texts of the elements that hold nothing but text, by their name without its prefix.
fn dublin_core(text: &str) -> Result<Vec<(String, String)>, String> {
    let mut xml = Xml::new(text);
    let mut cells = Vec::new();
    let mut open: Vec<(String, String)> = Vec::new();
    while let Some(node) = xml.next()? {
        match node {
            Node::Open(element) => {
                // An element with elements in it holds no value.
                if let Some((_, around)) = open.last_mut() {
                    around.clear();
                }
                open.push((format!("dc:{}", element.name), String::new()));
            }
            Node::Text(text) => {
                if let Some((_, inside)) = open.last_mut() {
                    inside.push_str(&text);
                }
            }
            Node::Close(_) => cells.extend(open.pop().filter(|(_, text)| !text.trim().is_empty())),
        }
    }
    if cells.is_empty() {
        return Err("holds no Dublin Core".to_owned());
    }
    Ok(cells)
}

/// Reads one value onto the end of `values`.
fn read(key: &str, text: &str, values: &mut Vec<(Field, String)>, notes: &mut Vec<String>) {
    let dublin = ["dc:", "dcterms:"]
        .iter()
        .find_map(|prefix| key.strip_prefix(prefix));
    let field = match dublin {
        Some(term) => term_field(term, text),
        None => value::field(key),
    };
    let Some(field) = field else {
        return;
    };
    // Of a field that takes one value the first counts; the others stay visible under their name.
    if !field.is_multiple() && values.iter().any(|(known, _)| *known == field) {
        let name = value::clean(key);
        return notes.push(format!("`{name}` is said more than once; the first counts"));
    }
    notes.extend(value::read(&field, text, values));
}

/// The field that a term of Dublin Core stands for. What it says with another meaning than ours, such
/// as subjects in free words, is kept under its own name.
fn term_field(term: &str, text: &str) -> Option<Field> {
    Some(match term {
        "creator" => Field::Author,
        "publisher" => Field::Issuer,
        "issued" | "available" => Field::Published,
        "dateAccepted" => Field::Adopted,
        "isVersionOf" => Field::Work,
        "rights" | "license" => Field::Licence,
        "coverage" | "spatial" if vocabulary::jurisdiction(text.trim()).is_some() => Field::Country,
        "title" | "date" | "language" | "type" | "source" => return value::field(term),
        _ => return value::field(term).map(|_| Field::Custom(term.to_owned())),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(name: &str, text: &str, expected: &str) {
        let (sidecar, notes) = parse(name, text.as_bytes());
        let values = sidecar.values.iter();
        let mut said: Vec<String> = values
            .map(|(field, value)| format!("{field}={value}"))
            .collect();
        said.extend(notes.iter().map(|note| format!("! {note}")));
        assert_eq!(said.join(", "), expected);
    }

    #[test]
    fn json_and_yaml_have_the_keys_of_a_manifest() {
        check(
            "plan.pdf.json",
            r#"{"title": "Plan", "country": ["KR", "Japan"], "date": "2018. 1. 29", "budget": 12}"#,
            "custom:budget=12, country=KR, country=JP, published=2018-01-29, title=Plan",
        );
        check(
            "plan.pdf.yaml",
            "title: Plan\ncountry: KR\ntopics: [smart-city, energy]\ndate: 2018-01-29\n",
            "country=KR, published=2018-01-29, title=Plan, topic=smart-city, topic=energy",
        );
    }

    #[test]
    fn dublin_core_is_read_from_any_element_around_it() {
        check(
            "plan.pdf.xml",
            "<?xml version=\"1.0\"?>\n<oai_dc:dc xmlns:oai_dc=\"x\" xmlns:dc=\"y\">\n\
             <dc:title>Shade &amp; Water</dc:title><dc:creator>A. Kim</dc:creator>\
             <dc:publisher>City</dc:publisher><dc:date>2018-01</dc:date>\
             <dc:language>ko</dc:language><dc:coverage>Korea, Republic of</dc:coverage>\
             <dc:subject>parks</dc:subject><dc:type>plan</dc:type></oai_dc:dc>",
            "title=Shade & Water, author=A. Kim, issuer=City, published=2018-01, language=ko, \
             country=KR, custom:subject=parks, type=plan",
        );
    }

    #[test]
    fn what_cannot_be_read_is_said() {
        check(
            "a.json",
            "[1]",
            "! cannot be read (not an object with keys); nothing in it is used",
        );
        check(
            "a.xml",
            "<!DOCTYPE x [<!ENTITY a \"b\">]><x><title>&a;</title></x>",
            "! cannot be read (holds no Dublin Core); nothing in it is used",
        );
        check(
            "a.json",
            r#"{"country": "Atlantis"}"#,
            "custom:country (unread)=Atlantis, ! country `Atlantis` is not understood; kept as \
             `country (unread)`",
        );
        let (_, notes) = parse("a.yaml", b"\xff\xfe");
        assert_eq!(notes, ["is not UTF-8; nothing in it is used"]);
    }
}
