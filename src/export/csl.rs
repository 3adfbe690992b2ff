//! A document as an item of CSL-JSON.
//!
//! Format: CSL-JSON of CSL 1.0.2, <https://docs.citationstyles.org/en/stable/specification.html>.
//! Names are literal: whether a name is a person's is not known.

use regesta_index::{PolicyDate, vocabulary};
use serde_json::{Map, Value, json};

use super::reference::Reference;

/// The item.
pub(super) fn item(reference: &Reference) -> Value {
    let mut item = Map::new();
    let mut put = |name: &str, value: Value| item.insert(name.to_owned(), value);
    put("id", json!(reference.key));
    put("type", json!(kind(&reference.kind)));
    put("title", json!(reference.title));
    if !reference.authors.is_empty() {
        let literal = |name: &String| json!({ "literal": name });
        put("author", reference.authors.iter().map(literal).collect());
    }
    if !reference.kind.is_empty() {
        put("genre", json!(vocabulary::type_label(&reference.kind)));
    }
    let optional = [
        ("publisher", &reference.issuer),
        ("number", &reference.number),
        ("language", &reference.language),
        ("URL", &reference.url),
    ];
    for (name, value) in optional {
        if let Some(value) = value {
            put(name, json!(value));
        }
    }
    if !reference.jurisdiction.is_empty() {
        put("jurisdiction", json!(reference.jurisdiction.join(", ")));
    }
    if let Some(date) = reference.issued.and_then(issued) {
        put("issued", date);
    }
    put("note", json!(reference.note));
    Value::Object(item)
}

/// A date, or a range of two; an open end cannot be said and is left out.
fn issued(date: PolicyDate) -> Option<Value> {
    let ends = match date {
        PolicyDate::At(at) | PolicyDate::About(at) => Reference::ends(at),
        PolicyDate::Interval(from, until) => from.into_iter().chain(until).collect(),
    };
    let parts: Vec<Vec<u32>> = ends.into_iter().map(Reference::parts).collect();
    (!parts.is_empty()).then(|| match date {
        PolicyDate::About(_) => json!({ "date-parts": parts, "circa": true }),
        _ => json!({ "date-parts": parts }),
    })
}

/// The type of CSL that is nearest to one of ours.
fn kind(slug: &str) -> &'static str {
    match slug {
        "law" | "decree" | "rule" | "ordinance" => "legislation",
        "proposed-rule" | "legislative-notice" => "bill",
        "judgment" => "legal_case",
        "treaty" => "treaty",
        "dataset" => "dataset",
        "news" => "article-newspaper",
        "press-release" | "newsletter" | "paper" => "article",
        "speech" | "statement" => "speech",
        "standard" => "standard",
        "" | "form" | "letter" | "presentation" | "agenda" | "minutes" | "voting-record" => {
            "document"
        }
        _ => "report",
    }
}
