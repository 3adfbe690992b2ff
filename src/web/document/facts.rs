//! What is known of a document, value by value, and why each value is taken.

use regesta_index::{Claim as Said, Description, DocumentId, Entry, Field, PolicyDate, Provenance};

use crate::web::locale::Locale;
use crate::web::locale::Said::Text;
use crate::web::{links, names};

/// A field with its values.
#[derive(Debug)]
pub(super) struct Fact {
    pub(super) name: String,
    pub(super) values: Vec<Value>,
    /// Everything that was found for it, what counts first.
    pub(super) claims: Vec<Claim>,
}

/// A value; it may lead to others that have it.
#[derive(Debug)]
pub(super) struct Value {
    pub(super) text: String,
    pub(super) href: Option<String>,
}

/// Something that was found for a field.
#[derive(Debug)]
pub(super) struct Claim {
    pub(super) value: String,
    pub(super) source: String,
    /// The page whose text it is from.
    pub(super) href: Option<String>,
    pub(super) rule: String,
    pub(super) certainty: String,
    pub(super) confidence: String,
    pub(super) is_taken: bool,
    /// That it is not taken, or holds no more.
    pub(super) refusal: String,
    /// Why it was not taken, in English.
    pub(super) rejected: Option<String>,
}

/// "South Korea · 29 January 2018 · Law · Korean"
pub(super) fn summary(locale: &Locale, description: &Description) -> String {
    let countries: Vec<String> = description
        .country
        .iter()
        .map(|code| locale.country(code))
        .collect();
    let named = |facet, value: &Option<String>| {
        value
            .as_ref()
            .map(|value| names::value(locale, facet, value))
    };
    let parts = [
        (!countries.is_empty()).then(|| countries.join(", ")),
        description.published.map(|date| locale.date(date)),
        named("type", &description.kind),
        named("lang", &description.language),
    ];
    parts.into_iter().flatten().collect::<Vec<_>>().join(" · ")
}

/// What people call a kind of file.
pub(in crate::web) fn format(media_type: &str) -> &str {
    match media_type {
        "application/pdf" => "PDF",
        "text/html" => "HTML",
        "text/plain" => "TXT",
        "text/markdown" => "Markdown",
        "application/x-hwp" => "HWP",
        "application/hwp+zip" => "HWPX",
        "image/png" => "PNG",
        "image/jpeg" => "JPEG",
        "image/tiff" => "TIFF",
        "application/rtf" | "text/rtf" => "RTF",
        "application/epub+zip" => "EPUB",
        "message/rfc822" => "EML",
        "application/vnd.openxmlformats-officedocument.wordprocessingml.document" => "DOCX",
        "application/vnd.openxmlformats-officedocument.presentationml.presentation" => "PPTX",
        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet" => "XLSX",
        "application/vnd.oasis.opendocument.text" => "ODT",
        "application/vnd.oasis.opendocument.presentation" => "ODP",
        "application/vnd.oasis.opendocument.spreadsheet" => "ODS",
        other => other,
    }
}

/// Every field that has a value, in the order readers look for them.
pub(super) fn facts(locale: &Locale, entry: &Entry, said: &[Said]) -> Vec<Fact> {
    let plain = |value: &Option<String>| -> Vec<Value> {
        let value = value.iter().map(|text| Value {
            text: text.clone(),
            href: None,
        });
        value.collect()
    };
    let date = |value: &Option<PolicyDate>| -> Vec<Value> {
        let value = value.iter().map(|date| Value {
            text: locale.date(*date),
            href: None,
        });
        value.collect()
    };
    let browse = |facet: &str, values: &[String]| -> Vec<Value> {
        let value = |value: &String| Value {
            text: names::value(locale, facet, value),
            href: Some(links::browse(facet, value)),
        };
        values.iter().map(value).collect()
    };
    let one = |value: &Option<String>| value.iter().cloned().collect::<Vec<String>>();
    let d = &entry.description;
    let work = d.work.iter().map(|work| Value {
        text: work.clone(),
        href: Some(links::list("work", work)),
    });
    let work = work.collect();
    let mut fields = vec![
        (
            Field::Title,
            vec![Value {
                text: d.title.clone(),
                href: None,
            }],
        ),
        (Field::Country, browse("country", &d.country)),
        (Field::SubjectCountry, browse("country", &d.subject_country)),
        (Field::Published, date(&d.published)),
        (Field::Adopted, date(&d.adopted)),
        (Field::ValidFrom, date(&d.valid_from)),
        (Field::ValidUntil, date(&d.valid_until)),
        (Field::Type, browse("type", &one(&d.kind))),
        (Field::Topic, browse("topic", &d.topics)),
        (Field::Language, browse("lang", &one(&d.language))),
        (Field::Work, work),
        (Field::Number, plain(&d.number)),
        (Field::Issuer, plain(&d.issuer)),
        (Field::Author, plain(&d.author)),
        (Field::Licence, plain(&d.licence)),
        (Field::Source, plain(&d.source)),
    ];
    let custom = d.custom.iter().map(|(name, value)| {
        let value = Value {
            text: value.clone(),
            href: None,
        };
        (Field::Custom(name.clone()), vec![value])
    });
    fields.extend(custom);
    fields
        .into_iter()
        .map(|(field, values)| Fact {
            name: field_name(locale, &field),
            claims: claims(locale, entry, &field, said),
            values,
        })
        // A field without a value is shown where something was found but not taken.
        .filter(|fact| !fact.values.is_empty() || !fact.claims.is_empty())
        .collect()
}

fn field_name(locale: &Locale, field: &Field) -> String {
    match field {
        Field::Custom(name) => name.clone(),
        known => locale.say(&format!("field-{}", known.to_string().replace('_', "-"))),
    }
}

fn claims(locale: &Locale, entry: &Entry, field: &Field, said: &[Said]) -> Vec<Claim> {
    let claim = |said: &Said| {
        let assertion = &said.assertion;
        let ended = said.ended_at.map(|at| locale.day(at.date_naive()));
        Claim {
            value: value_said(locale, field, &assertion.value),
            source: names::source(locale, entry.paging, &assertion.provenance),
            href: evidence(entry.id, &assertion.provenance),
            rule: assertion.rule.clone(),
            certainty: locale.say(&format!("certainty-{}", assertion.certainty().name())),
            confidence: locale.per_cent(assertion.confidence),
            is_taken: said.wins,
            refusal: match ended {
                Some(day) => locale.say_with("why-ended", &[("day", Text(&day))]),
                None => locale.say("why-not-taken"),
            },
            rejected: assertion.rejected.clone(),
        }
    };
    let mut claims: Vec<Claim> = said
        .iter()
        .filter(|said| said.assertion.field == *field)
        .map(claim)
        .collect();
    claims.sort_by_key(|claim| !claim.is_taken);
    claims
}

/// The page whose text a value is from, with the place marked.
fn evidence(id: DocumentId, provenance: &Provenance) -> Option<String> {
    let Provenance::Text { page, range } = provenance else {
        return None;
    };
    Some(match range {
        None => links::page(id, *page, &[]),
        Some(range) => {
            let place = format!("{}-{}", range.from, range.until);
            let link = links::page(id, *page, &[("evidence".to_owned(), place)]);
            format!("{link}#evidence")
        }
    })
}

/// A value as people read it.
fn value_said(locale: &Locale, field: &Field, value: &str) -> String {
    let facet = match field {
        Field::Country | Field::SubjectCountry => "country",
        Field::Type => "type",
        Field::Topic => "topic",
        Field::Language => "lang",
        Field::Published | Field::Adopted | Field::ValidFrom | Field::ValidUntil => {
            let date = value.parse::<PolicyDate>();
            return date.map_or_else(|_| value.to_owned(), |date| locale.date(date));
        }
        _ => return value.to_owned(),
    };
    names::value(locale, facet, value)
}
