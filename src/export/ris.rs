//! A document as a record of RIS.
//!
//! Format: Research Information Systems, tag format of 2011: `TY  - RPRT`, lines end with CR LF,
//! `TY` first, `ER` last, dates `YYYY/MM/DD/`.

use regesta_index::{Endpoint, PolicyDate, vocabulary};

use super::reference::Reference;

/// The record.
pub(super) fn entry(reference: &Reference) -> String {
    let mut record = String::new();
    let mut put = |tag: &str, value: &str| {
        record.push_str(&format!("{tag}  - {value}\r\n"));
    };
    put("TY", kind(&reference.kind));
    put("ID", &reference.key);
    put("TI", &reference.title);
    reference
        .authors
        .iter()
        .for_each(|author| put("AU", author));
    if let Some(from) = reference.issued.and_then(begins) {
        let parts = Reference::parts(from);
        let part = |index: usize| parts.get(index).copied();
        if let Some(year) = part(0) {
            put("PY", &format!("{year:04}"));
            let two =
                |part: Option<u32>| part.map_or_else(String::new, |part| format!("{part:02}"));
            put(
                "DA",
                &format!("{year:04}/{}/{}/", two(part(1)), two(part(2))),
            );
        }
    }
    let jurisdiction =
        (!reference.jurisdiction.is_empty()).then(|| reference.jurisdiction.join(", "));
    let genre = (!reference.kind.is_empty()).then(|| vocabulary::type_label(&reference.kind));
    let optional = [
        ("PB", &reference.issuer),
        ("CY", &jurisdiction),
        ("M1", &reference.number),
        ("M3", &genre),
        ("LA", &reference.language),
        ("UR", &reference.url),
    ];
    for (tag, value) in optional {
        if let Some(value) = value {
            put(tag, value);
        }
    }
    put("AN", &reference.id.to_string());
    put("N1", &reference.note);
    put("ER", "");
    record.push_str("\r\n");
    record
}

fn begins(date: PolicyDate) -> Option<Endpoint> {
    match date {
        PolicyDate::At(at) | PolicyDate::About(at) => Some(at),
        PolicyDate::Interval(from, until) => from.or(until),
    }
}

/// The reference type that is nearest to one of ours.
fn kind(slug: &str) -> &'static str {
    match slug {
        "law" | "decree" | "rule" | "ordinance" | "treaty" => "STAT",
        "proposed-rule" | "legislative-notice" => "BILL",
        "judgment" => "CASE",
        "dataset" => "DATA",
        "news" | "press-release" | "newsletter" => "NEWS",
        "standard" => "STAND",
        "" | "speech" | "statement" | "form" | "letter" | "presentation" | "agenda" | "minutes"
        | "voting-record" => "GEN",
        "paper" => "UNPB",
        _ => "RPRT",
    }
}
