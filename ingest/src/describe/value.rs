//! Brings one stated value into the normal form of its field: code, slug, EDTF date, clean text.
//!
//! A value that its field cannot take is never dropped: it is kept under a custom field
//! `NAME (unread)`, and the caller is told, so that an archivist can put it right.
//!
//! Not here: who stated it, and how far it is believed (`mod.rs`).

use regesta_index::{Field, vocabulary};

use super::dates;

/// What a name in a manifest header, a JSON key or a front matter stands for.
///
/// Letter case, blanks, `-` and `_` make no difference. An unknown name is a custom field under
/// that name, cleaned; `None` if nothing is left of it.
pub(crate) fn field(name: &str) -> Option<Field> {
    let name = clean(name);
    let folded: String = name.to_lowercase().replace([' ', '-'], "_");
    Some(match folded.as_str() {
        "" => return None,
        "title" | "제목" => Field::Title,
        "country" | "countries" | "jurisdiction" => Field::Country,
        "subject_country" | "subject_countries" => Field::SubjectCountry,
        "date" | "published" => Field::Published,
        "adopted" => Field::Adopted,
        "valid_from" | "시행일자" => Field::ValidFrom,
        "valid_until" => Field::ValidUntil,
        "language" | "lang" => Field::Language,
        "type" => Field::Type,
        "topic" | "topics" => Field::Topic,
        "work" | "법령id" => Field::Work,
        "number" | "공포번호" => Field::Number,
        "issuer" | "소관부처" => Field::Issuer,
        "licence" | "license" => Field::Licence,
        "source" | "출처" => Field::Source,
        "author" => Field::Author,
        _ => Field::Custom(name),
    })
}

/// Reads `text`, stated as the value of `field`, onto the end of `values`.
///
/// Empty text says nothing. Countries and topics are split at `;`. The result holds one sentence
/// for every part that could not be read and is kept as `NAME (unread)`.
pub(crate) fn read(field: &Field, text: &str, values: &mut Vec<(Field, String)>) -> Vec<String> {
    let mut notes = Vec::new();
    let parts: Vec<&str> = if field.is_multiple() {
        text.split(';').collect()
    } else {
        vec![text]
    };
    for part in parts {
        let part = clean(part);
        if part.is_empty() {
            continue;
        }
        match normal(field, &part) {
            Some(value) => values.push((field.clone(), value)),
            None => {
                notes.push(format!(
                    "{field} `{part}` is not understood; kept as `{field} (unread)`"
                ));
                values.push((Field::Custom(format!("{field} (unread)")), part));
            }
        }
    }
    notes
}

/// The normal form of `text`, already cleaned, as a value of `field`.
fn normal(field: &Field, text: &str) -> Option<String> {
    match field {
        Field::Country | Field::SubjectCountry => vocabulary::jurisdiction(text),
        Field::Published | Field::Adopted | Field::ValidFrom | Field::ValidUntil => {
            dates::lenient(text).map(|date| date.to_string())
        }
        Field::Language => vocabulary::language_subtag(text),
        Field::Type => Some(vocabulary::type_slug(text)).filter(|slug| !slug.is_empty()),
        Field::Topic => Some(vocabulary::topic_slug(text)).filter(|slug| !slug.is_empty()),
        _ => Some(text.to_owned()),
    }
}

/// `text` on one line: control and bidi characters taken out, runs of blanks made one, ends trimmed.
pub(crate) fn clean(text: &str) -> String {
    let mut line = String::with_capacity(text.len());
    for c in text.chars() {
        let hidden = matches!(c, '\u{200E}' | '\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}' | '\u{FEFF}');
        if hidden {
            continue;
        }
        if c.is_whitespace() || c.is_control() {
            if !line.is_empty() && !line.ends_with(' ') {
                line.push(' ');
            }
        } else {
            line.push(c);
        }
    }
    if line.ends_with(' ') {
        line.pop();
    }
    line
}
