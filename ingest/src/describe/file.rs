//! What a file says of itself: the extractor's keys → assertions.
//!
//! | key | becomes | confidence |
//! |---|---|---|
//! | `front-matter/NAME` | the field of that name, custom if unknown | 0.9 |
//! | `meta/NAME`, `html/title`, `html/lang` | the field; unknown names are left out | 0.6 to 0.8 |
//! | `markdown/title` | title: the first heading | 0.7 |
//! | `epub/dc:…`: title, creator, publisher, language, rights, date (of publication) | the field | 0.8 |
//! | `mail/subject`, `mail/from`, `mail/date` (the day it was sent) | title, author, published | 0.8 |
//! | `html/canonical` | source | 0.6 |
//! | `json-ld/headline`, `datePublished`, `inLanguage`, `legislation…`; `time/published` | the field | 0.5 to 0.7 |
//! | `HWP/Title`: most are left over from the file that was copied | title | 0.4 |
//! | `PDF/Lang`: most are what the program was set to | language | 0.4 |
//! | `app/company`, `core/`, `meta/publisher`, `XMP/dc:publisher` | issuer | 0.4 |
//! | keywords in the same places | topic | 0.4 |
//! | title, author, language in `Info/`, `XMP/`, `PDF/`, `HWP/`, `core/`, `meta/`, `rtf/` | the field | 0.6 |
//! | the day the file was made or changed, in the same places | `custom:file_created`, `custom:file_modified`: not when it was published | 0.3 |
//!
//! Places: `Info/`, `XMP/`, `PDF/` of PDF; `core/` of Office Open XML; `meta/` of HTML and
//! OpenDocument; the others by their names. Letter case makes no difference.
//!
//! A title that a program filled in becomes `custom:file_title`: among titles it would beat the
//! first heading, since the file's word goes before a guess.
//!
//! Not here: reading the keys out of the file (`extract`).

use regesta_index::{Assertion, Field, Provenance};

use super::{dates, title, value};
use crate::extract::Metadatum;

/// Custom field of the day on which a file was made.
const CREATED: &str = "file_created";
/// Custom field of the day on which a file was last changed.
const MODIFIED: &str = "file_modified";
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
        let is_day_of_file =
            matches!(&field, Field::Custom(name) if [CREATED, MODIFIED].contains(&name.as_str()));
        if is_day_of_file || rule == "mail-header" && field == Field::Published {
            values.extend(file_date(&text).map(|date| (field, date)));
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
            rejected: None,
        }));
    }
    (assertions, warnings)
}

/// Whether an assertion is of the day on which the file was made.
pub(super) fn is_day_made(assertion: &Assertion) -> bool {
    matches!(&assertion.field, Field::Custom(name) if name == CREATED)
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
        ("html", "canonical") => (Field::Source, "html-link", 0.6),
        ("json-ld", name) => linked_data(name)?,
        ("time", "published") => (Field::Published, "html-time", 0.5),
        ("meta", name) if meta(name).is_some() => (meta(name)?, "html-meta", 0.8),
        ("epub", name) => (epub(name)?, "epub-package", 0.8),
        ("mail", "subject") => (Field::Title, "mail-header", 0.8),
        ("mail", "from") => (Field::Author, "mail-header", 0.8),
        ("mail", "date") => (Field::Published, "mail-header", 0.8),
        (place, name) => {
            let (field, rule) = property(place, name)?;
            let confidence = match (place, &field) {
                (_, Field::Custom(_)) => 0.3,
                (_, Field::Issuer | Field::Topic) => 0.4,
                ("hwp", Field::Title) | ("pdf", Field::Language) => 0.4,
                _ => 0.6,
            };
            (field, rule, confidence)
        }
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

/// What a value of linked data (schema.org) states, by which rule, and how sure that is.
fn linked_data(name: &str) -> Option<(Field, &'static str, f32)> {
    Some(match name {
        "headline" => (Field::Title, "linked-data", 0.6),
        "datepublished" => (Field::Published, "linked-data", 0.7),
        "inlanguage" => (Field::Language, "linked-data", 0.6),
        "legislationidentifier" => (Field::Number, "linked-data", 0.6),
        "legislationdate" => (Field::Adopted, "linked-data", 0.7),
        "legislationpassedby" => (Field::Issuer, "linked-data", 0.6),
        _ => return None,
    })
}

/// The field that an element of an EPUB package states: Dublin Core.
fn epub(name: &str) -> Option<Field> {
    Some(match name {
        "dc:title" => Field::Title,
        "dc:creator" => Field::Author,
        "dc:publisher" => Field::Issuer,
        "dc:language" => Field::Language,
        "dc:rights" => Field::Licence,
        "dc:date" => Field::Published,
        _ => return None,
    })
}

/// The field that a property of an office or PDF file states, and by which rule.
fn property(place: &str, name: &str) -> Option<(Field, &'static str)> {
    let rule = match place {
        "info" | "pdf" => "pdf-information",
        "xmp" => "xmp",
        "hwp" => "hwp-summary",
        "core" | "meta" | "app" => "office-properties",
        "rtf" => "rtf-information",
        _ => return None,
    };
    let field = match (place, name) {
        ("info" | "hwp" | "core" | "meta" | "rtf", "title") | ("xmp", "dc:title") => Field::Title,
        ("info" | "hwp" | "rtf", "author")
        | ("core" | "meta", "creator")
        | ("meta", "initial-creator")
        | ("xmp", "dc:creator") => Field::Author,
        ("pdf", "lang") | ("core" | "meta" | "hwp", "language") | ("xmp", "dc:language") => {
            Field::Language
        }
        ("info", "creationdate")
        | ("xmp", "xmp:createdate")
        | ("hwp", "created")
        | ("core", "created")
        | ("meta", "creation-date")
        | ("rtf", "creatim") => Field::Custom(CREATED.to_owned()),
        ("info", "moddate")
        | ("xmp", "xmp:modifydate")
        | ("hwp", "modified")
        | ("core", "modified")
        | ("meta", "date")
        | ("rtf", "revtim") => Field::Custom(MODIFIED.to_owned()),
        ("info" | "hwp" | "core" | "rtf", "keywords")
        | ("meta", "keyword")
        | ("xmp", "dc:subject" | "pdf:keywords") => Field::Topic,
        ("app", "company")
        | ("rtf", "company")
        | ("meta", "publisher")
        | ("xmp", "dc:publisher") => Field::Issuer,
        _ => return None,
    };
    Some((field, rule))
}

/// The day in what a file says of a time: ISO 8601 or a PDF date.
fn file_date(text: &str) -> Option<String> {
    let stated = dates::lenient(text).map(|date| date.to_string());
    stated.or_else(|| pdf_date(text))
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
        _ => return None,
    };
    dates::lenient(&day).map(|date| date.to_string())
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
    fn every_format_states_its_title_author_and_language() {
        let stated = ["title=Plan of Cities", "author=A. Kim", "language=ko"];
        for [title, author, language] in [
            ["XMP/dc:title", "XMP/dc:creator", "PDF/Lang"],
            ["HWP/Title", "HWP/Author", "HWP/Language"],
            ["core/title", "core/creator", "core/language"],
            ["meta/title", "meta/creator", "meta/language"],
            ["rtf/title", "rtf/author", "XMP/dc:language"],
            ["epub/dc:title", "epub/dc:creator", "epub/dc:language"],
            ["mail/subject", "mail/from", "html/lang"],
        ] {
            check(
                &[
                    (title, "Plan of Cities"),
                    (author, "A. Kim"),
                    (language, "ko-KR"),
                ],
                &stated,
            );
        }
    }

    #[test]
    fn only_letters_and_books_state_when_they_were_published() {
        check(
            &[("mail/date", "2019-07-01T09:00:00+09:00")],
            &["published=2019-07-01"],
        );
        check(&[("mail/date", "tomorrow")], &[]);
        check(&[("epub/dc:date", "2019")], &["published=2019"]);
        check(&[("epub/dc:date/modification", "2019")], &[]);
        for key in [
            "XMP/xmp:CreateDate",
            "core/created",
            "meta/creation-date",
            "rtf/creatim",
        ] {
            let made = &["custom:file_created=2019-07-01"];
            check(&[(key, "2019-07-01T09:00:00Z")], made);
        }
    }

    #[test]
    fn the_day_a_file_was_changed_is_kept_beside_the_day_it_was_made() {
        for key in [
            "Info/ModDate",
            "XMP/xmp:ModifyDate",
            "HWP/Modified",
            "core/modified",
            "meta/date",
            "rtf/revtim",
        ] {
            let changed = &["custom:file_modified=2019-07-02"];
            check(&[(key, "2019-07-02T09:00:00Z")], changed);
        }
        check(
            &[("HWP/Created", "2019-07-01")],
            &["custom:file_created=2019-07-01"],
        );
    }

    #[test]
    fn a_page_states_its_address_and_its_linked_data() {
        check(
            &[
                ("html/canonical", "https://x.fr/a"),
                ("time/published", "2021-03-05"),
                ("time/datetime", "2020"),
                ("json-ld/headline", "Plan of Cities"),
                ("json-ld/datePublished", "2021-03-04"),
                ("json-ld/dateModified", "2022-03-04"),
                ("json-ld/inLanguage", "fr-FR"),
                ("json-ld/legislationPassedBy", "Senate"),
            ],
            &[
                "source=https://x.fr/a",
                "published=2021-03-05",
                "title=Plan of Cities",
                "published=2021-03-04",
                "language=fr",
                "issuer=Senate",
            ],
        );
    }

    #[test]
    fn keywords_are_topics_and_the_company_of_a_licence_is_an_issuer_in_doubt() {
        for key in [
            "Info/Keywords",
            "HWP/Keywords",
            "core/keywords",
            "meta/keyword",
            "XMP/dc:subject",
        ] {
            check(&[(key, "water; roads")], &["topic=water", "topic=roads"]);
        }
        check(&[("app/company", "Ministry")], &["issuer=Ministry"]);
        let stated = Metadatum {
            key: "HWP/Title".into(),
            value: "Plan of Cities".into(),
        };
        let (assertions, _) = assertions(&[stated], "plan.hwp");
        assert!(assertions.iter().all(|a| a.confidence <= 0.4));
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
