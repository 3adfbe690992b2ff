//! A document as an entry of BibTeX, written by `biblatex`.
//!
//! Titles and names stand in double braces: styles leave their capitals alone, and the name of a
//! ministry is not taken apart.

use biblatex::{Chunk, Entry, EntryType, Spanned};
use regesta_index::PolicyDate;

use super::Error;
use super::reference::Reference;

/// The entry, with an empty line after it.
pub(super) fn entry(reference: &Reference) -> Result<String, Error> {
    let is_report = !reference.kind.is_empty() && reference.issuer.is_some();
    let is_law = ["law", "decree", "rule", "ordinance", "treaty", "judgment"]
        .contains(&reference.kind.as_str());
    let kind = if is_report && !is_law {
        EntryType::TechReport
    } else {
        EntryType::Misc
    };
    let mut entry = Entry::new(reference.key.clone(), kind);
    let normal = |text: &str| Spanned::detached(Chunk::Normal(text.to_owned()));
    let kept = |text: &str| Spanned::detached(Chunk::Verbatim(text.to_owned()));
    entry.set("title", vec![kept(&reference.title)]);
    let mut authors = Vec::new();
    for author in &reference.authors {
        if !authors.is_empty() {
            authors.push(normal(" and "));
        }
        authors.push(kept(author));
    }
    if !authors.is_empty() {
        entry.set("author", authors);
    }
    if let Some(issuer) = &reference.issuer {
        let field = if is_report && !is_law {
            "institution"
        } else {
            "publisher"
        };
        entry.set(field, vec![kept(issuer)]);
    }
    if let Some(date) = reference.issued {
        match date {
            PolicyDate::At(at) if Reference::ends(at).len() == 1 => {
                let parts = Reference::parts(at);
                let names = ["year", "month", "day"];
                for (name, part) in names.into_iter().zip(parts) {
                    entry.set(name, vec![normal(&part.to_string())]);
                }
            }
            other => entry.set("year", vec![normal(&other.to_string())]),
        }
    }
    let optional = [
        ("number", &reference.number),
        ("language", &reference.language),
        ("url", &reference.url),
        ("copyright", &reference.licence),
    ];
    for (name, value) in optional {
        if let Some(value) = value {
            entry.set(name, vec![normal(value)]);
        }
    }
    if !reference.jurisdiction.is_empty() {
        entry.set("address", vec![kept(&reference.jurisdiction.join(", "))]);
    }
    entry.set("note", vec![normal(&reference.note)]);
    let text = entry
        .to_bibtex_string()
        .map_err(|error| Error::Bibtex(error.to_string()))?;
    Ok(format!("{text}\n\n"))
}
