//! What a file says of itself: the extractor's keys → assertions.
//!
//! | key | becomes | confidence |
//! |---|---|---|
//! | `front-matter/NAME` | the field of that name, custom if unknown | 0.9 |
//! | `meta/NAME`, `html/title`, `html/lang` | the field; unknown names are left out | 0.6 to 0.8 |
//! | `markdown/title` | title: the first heading | 0.7 |
//! | `Info/Title`, `Info/Author` | title, author | 0.6 |
//! | `Info/CreationDate` | `custom:file_created`: says when a file was made, not when it was published | 0.3 |
//!
//! A title that a program filled in becomes `custom:file_title`: among titles it would beat the
//! first heading, since the file's word goes before a guess.
//!
//! Not here: reading the keys out of the file (`extract`).

use regesta_index::{Assertion, Field, Provenance};

use super::{date, title, value};
use crate::extract::Metadatum;

/// Most values of its own that one file may bring.
const MAX_VALUES: usize = 200;
/// Most characters of one value.
const MAX_CHARS: usize = 2_000;

/// The assertions that `metadata` makes about the file called `file_name`, and what in it could not be read.
pub(crate) fn assertions(metadata: &[Metadatum], file_name: &str) -> (Vec<Assertion>, Vec<String>) {
    let mut assertions = Vec::new();
    let mut warnings = Vec::new();
    for Metadatum { key, value } in metadata.iter().take(MAX_VALUES) {
        let Some((field, rule, confidence)) = meaning(key, value, file_name) else {
            continue;
        };
        let text: String = value.chars().take(MAX_CHARS).collect();
        let mut values = Vec::new();
        if key == "Info/CreationDate" {
            values.extend(pdf_date(&text).map(|date| (field, date)));
        } else {
            warnings.extend(
                value::read(&field, &text, &mut values)
                    .into_iter()
                    .map(|note| format!("{key}: {note}")),
            );
            if field == Field::Adopted && key == "front-matter/공포일자" {
                value::read(&Field::Published, &text, &mut values);
            }
        }
        assertions.extend(values.into_iter().map(|(field, value)| Assertion {
            field,
            value,
            provenance: Provenance::File { key: key.clone() },
            rule: rule.to_owned(),
            confidence,
        }));
    }
    (assertions, warnings)
}

/// The field that `key` states, by which rule, and how sure that is.
fn meaning(key: &str, value: &str, file_name: &str) -> Option<(Field, &'static str, f32)> {
    let (place, name) = key.split_once('/')?;
    let found = match (
        place.to_ascii_lowercase().as_str(),
        name.to_ascii_lowercase().as_str(),
    ) {
        ("front-matter", "공포일자") => (Field::Adopted, "front-matter", 0.9),
        ("front-matter", "publisher" | "institution") => (Field::Issuer, "front-matter", 0.8),
        ("front-matter", "url") => (Field::Source, "front-matter", 0.8),
        ("front-matter", "tags" | "keywords") => (Field::Topic, "front-matter", 0.6),
        ("front-matter", _) => (value::field(name)?, "front-matter", 0.9),
        ("markdown", "title") => (Field::Title, "first-heading", 0.7),
        ("html", "title") => (Field::Title, "html-title", 0.6),
        ("html", "lang") => (Field::Language, "html-lang", 0.6),
        ("meta", name) => (meta(name)?, "html-meta", 0.8),
        ("info", "title") => (Field::Title, "pdf-information", 0.6),
        ("info", "author") => (Field::Author, "pdf-information", 0.6),
        ("info", "creationdate") => (
            Field::Custom("file_created".to_owned()),
            "pdf-information",
            0.3,
        ),
        _ => return None,
    };
    match found {
        (Field::Title, rule, _)
            if place != "front-matter" && !title::is_meant(value, file_name) =>
        {
            Some((Field::Custom("file_title".to_owned()), rule, 0.1))
        }
        found => Some(found),
    }
}

/// The field that an HTML `<meta>` of this name (lower case) states, in the vocabularies in wide use:
/// Dublin Core, Highwire citation tags, Open Graph.
fn meta(name: &str) -> Option<Field> {
    Some(match name {
        "dc.title" | "dcterms.title" | "citation_title" | "og:title" => Field::Title,
        "author" | "dc.creator" | "dcterms.creator" | "citation_author" => Field::Author,
        "dc.publisher" | "dcterms.publisher" | "citation_publisher" => Field::Issuer,
        "dc.date.issued"
        | "dcterms.issued"
        | "citation_publication_date"
        | "article:published_time" => Field::Published,
        "dc.language" | "dcterms.language" | "citation_language" => Field::Language,
        "dc.rights" | "dcterms.rights" | "dcterms.license" => Field::Licence,
        _ => return None,
    })
}

/// The day in a PDF date, `D:20180129093000+09'00'` (ISO 32000-2, 7.9.4).
fn pdf_date(text: &str) -> Option<String> {
    let digits: String = text
        .trim()
        .trim_start_matches("D:")
        .chars()
        .take_while(char::is_ascii_digit)
        .take(8)
        .collect();
    let day = match digits.len() {
        8 => digits,
        6 | 7 => format!("{}-{}", digits.get(..4)?, digits.get(4..6)?),
        4 | 5 => digits.get(..4)?.to_owned(),
        _ => return date::lenient(text).map(|date| date.to_string()),
    };
    date::lenient(&day).map(|date| date.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Keys and values → `field=value`, one a line.
    #[track_caller]
    fn check(metadata: &[(&str, &str)], expected: &[&str]) {
        let metadata: Vec<Metadatum> = metadata
            .iter()
            .map(|(key, value)| Metadatum {
                key: (*key).into(),
                value: (*value).into(),
            })
            .collect();
        let (assertions, _) = assertions(&metadata, "plan.pdf");
        let actual: Vec<String> = assertions
            .iter()
            .map(|a| format!("{}={}", a.field, a.value))
            .collect();
        assert_eq!(actual, expected);
    }

    #[test]
    fn korean_law_front_matter_states_its_dates_and_number() {
        check(
            &[
                (
                    "front-matter/제목",
                    "스마트도시 조성 및 산업진흥 등에 관한 법률",
                ),
                ("front-matter/법령ID", "010730"),
                ("front-matter/소관부처", "국토교통부"),
                ("front-matter/공포일자", "2017-01-17"),
                ("front-matter/공포번호", "14532"),
                ("front-matter/시행일자", "2018-01-18"),
                ("front-matter/법령분야", ""),
                ("front-matter/상태", "시행"),
                ("front-matter/출처", "https://www.law.go.kr/법령/스마트도시"),
            ],
            &[
                "title=스마트도시 조성 및 산업진흥 등에 관한 법률",
                "work=010730",
                "issuer=국토교통부",
                "adopted=2017-01-17",
                "published=2017-01-17",
                "number=14532",
                "valid_from=2018-01-18",
                "custom:상태=시행",
                "source=https://www.law.go.kr/법령/스마트도시",
            ],
        );
    }

    #[test]
    fn english_front_matter_states_the_usual_fields() {
        check(
            &[
                ("front-matter/Title", "Plan"),
                ("front-matter/date", "2018. 1. 29."),
                ("front-matter/author", "A. Kim"),
            ],
            &["title=Plan", "published=2018-01-29", "author=A. Kim"],
        );
    }

    #[test]
    fn the_day_a_file_was_made_is_not_its_publication() {
        check(
            &[("Info/CreationDate", "D:20180129093000+09'00'")],
            &["custom:file_created=2018-01-29"],
        );
        check(
            &[("Info/CreationDate", "D:2018")],
            &["custom:file_created=2018"],
        );
        check(&[("Info/CreationDate", "yesterday")], &[]);
    }

    #[test]
    fn a_title_that_a_program_filled_in_is_no_title() {
        check(
            &[("Info/Title", "Microsoft Word - plan.doc")],
            &["custom:file_title=Microsoft Word - plan.doc"],
        );
        check(
            &[("Info/Title", "Plan of Cities")],
            &["title=Plan of Cities"],
        );
        check(&[("Info/Title", "")], &[]);
    }

    #[test]
    fn a_date_that_cannot_be_read_is_kept_aside() {
        check(
            &[("front-matter/date", "spring 2018")],
            &["custom:published (unread)=spring 2018"],
        );
    }

    #[test]
    fn unknown_keys_outside_a_front_matter_are_left_out() {
        check(
            &[
                ("meta/viewport", "width=1"),
                ("Info/Producer", "x"),
                ("nonsense", "y"),
            ],
            &[],
        );
    }
}
