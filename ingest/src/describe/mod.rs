//! What is asserted about a document, each value with its evidence.
//!
//! | evidence | rule | confidence |
//! |---|---|---|
//! | a manifest's row | `manifest-column` | 1.0 |
//! | a file beside it | `sidecar` | 1.0 |
//! | the file's own metadata | see `file.rs` | 0.1 to 0.9 |
//! | language of most of its text | `language-of-pages` | its share of the text × 0.9 |
//! | first heading of the highest level on the first pages as title | `first-heading` | 0.5 |
//! | first line of page 1 as title | `first-line` | 0.4 |
//! | file name as title | `file-name` | 0.1 |
//!
//! Pure: values in, values out. Nothing is guessed of country and dates.
//!
//! Not here: which assertion wins (`regesta_index::Description::resolve`), dates and countries
//! named in the text.

mod date;
mod file;
mod language;
mod stated;
mod title;
pub(crate) mod value;

pub use stated::{stated_field, stated_values};

use regesta_index::{Assertion, Field, Page, PageNumber, Provenance};

use crate::extract::Extracted;
use crate::source::Row;

/// The share of a document's text in one language that leaves no doubt of it.
const CLEAR_SHARE: f32 = 0.8;

/// What is known of a document once its text is there.
#[derive(Debug, PartialEq)]
pub(crate) struct Described {
    /// Its pages, each with its language.
    pub(crate) pages: Vec<Page>,
    /// All assertions.
    pub(crate) assertions: Vec<Assertion>,
    /// What extraction could not do, and what in the file's own metadata could not be read.
    pub(crate) warnings: Vec<String>,
}

/// What is asserted about the file at `path` without looking into it: its manifest row and its name.
pub(crate) fn outside(path: &str, row: Option<&Row>) -> Vec<Assertion> {
    let mut assertions = Vec::new();
    if let Some(row) = row {
        assertions.extend(row.values.iter().map(|(field, value)| Assertion {
            field: field.clone(),
            value: value.clone(),
            provenance: Provenance::Manifest {
                name: row.manifest.to_string(),
                row: row.number,
            },
            rule: "manifest-column".to_owned(),
            confidence: 1.0,
            rejected: None,
        }));
        for sidecar in &row.sidecars {
            assertions.extend(sidecar.values.iter().map(|(field, value)| Assertion {
                field: field.clone(),
                value: value.clone(),
                provenance: Provenance::Sidecar {
                    name: sidecar.name.clone(),
                },
                rule: "sidecar".to_owned(),
                confidence: 1.0,
                rejected: None,
            }));
        }
    }
    assertions.push(Assertion {
        field: Field::Title,
        value: title::from_name(path),
        provenance: Provenance::Name,
        rule: "file-name".to_owned(),
        confidence: 0.1,
        rejected: None,
    });
    assertions
}

/// Version of the rules by which documents are described; raised with each change of what they say.
pub const RULES_VERSION: u32 = 1;

/// Describes a kept document anew from its pages, as offered under `path`; `stated` is what others
/// than its text and its name say of it.
pub(crate) fn again(path: &str, pages: &[Page], _stated: &[Assertion]) -> Described {
    let pages = pages.iter().map(|page| crate::extract::ExtractedPage {
        text: page.text.clone(),
        marks: page.marks.clone(),
        label: page.label.clone(),
        quality: page.quality,
        is_unread: page.is_unread,
    });
    let extracted = Extracted {
        pages: pages.collect(),
        ..Extracted::default()
    };
    document(path, None, extracted)
}

/// Whether an assertion was made by [`outside`].
pub(crate) fn is_outside(assertion: &Assertion) -> bool {
    matches!(
        assertion.provenance,
        Provenance::Manifest { .. } | Provenance::Sidecar { .. } | Provenance::Name
    )
}

/// The language that a page of a document in the `stated` language is analysed in.
pub(crate) fn language_of_page(text: &str, stated: Option<&str>) -> Option<String> {
    language::of_page(language::guess(text), stated)
}

/// Describes the file at `path` from its manifest row, its own metadata and its text.
pub(crate) fn document(path: &str, row: Option<&Row>, extracted: Extracted) -> Described {
    let mut assertions = outside(path, row);
    let mut warnings = extracted.warnings;
    let file_name = path.rsplit('/').next().unwrap_or(path);
    let (own, notes) = file::assertions(&extracted.metadata, file_name);
    assertions.extend(own);
    warnings.extend(notes);
    let heading = title::first_heading(&extracted.pages);
    assertions.extend(heading.and_then(|(index, value)| {
        let page = page_number(index)?;
        Some(text(Field::Title, value, page, "first-heading", 0.5))
    }));
    let first = extracted.pages.first().and_then(title::first_line);
    assertions
        .extend(first.map(|value| text(Field::Title, value, PageNumber::FIRST, "first-line", 0.4)));

    let guesses: Vec<_> = extracted
        .pages
        .iter()
        .map(|page| (language::guess(&page.text), page.text.len()))
        .collect();
    if let Some((value, share, index)) = language::majority(&guesses) {
        if CLEAR_SHARE <= share {
            set_aside_language(&mut assertions, &value);
        }
        let page = page_number(index);
        assertions.extend(page.map(|page| {
            text(
                Field::Language,
                value,
                page,
                "language-of-pages",
                0.9 * share,
            )
        }));
    }
    let stated = regesta_index::Description::winner(&assertions, &Field::Language)
        .map(|found| found.value.clone());
    let pages = extracted
        .pages
        .into_iter()
        .zip(guesses)
        .enumerate()
        .filter_map(|(index, (page, (guess, _)))| {
            let language = language::of_page(guess, stated.as_deref());
            Some(Page {
                number: page_number(index)?,
                text: page.text,
                language,
                marks: page.marks,
                label: page.label,
                quality: page.quality,
                is_unread: page.is_unread,
                recognised: None,
            })
        });
    Described {
        pages: pages.collect(),
        assertions,
        warnings,
    }
}

/// Sets aside what a file's properties say of its language, where its text is in another: programs
/// write their own language there where nobody chose one.
fn set_aside_language(assertions: &mut [Assertion], language: &str) {
    for assertion in assertions {
        let is_property = matches!(assertion.provenance, Provenance::File { .. })
            && assertion.rule != "front-matter";
        if assertion.field == Field::Language && is_property && assertion.value != language {
            assertion.field = Field::Custom("file_language".to_owned());
            assertion.confidence = 0.1;
        }
    }
}

fn text(field: Field, value: String, page: PageNumber, rule: &str, confidence: f32) -> Assertion {
    Assertion {
        field,
        value,
        provenance: Provenance::Text { page, range: None },
        rule: rule.to_owned(),
        confidence,
        rejected: None,
    }
}

/// The number of the page at `index`, from 0.
fn page_number(index: usize) -> Option<PageNumber> {
    u32::try_from(index)
        .ok()?
        .checked_add(1)
        .and_then(PageNumber::new)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::extract::{ExtractedPage, Metadatum};
    use regesta_index::{Description, Mark, Role};

    #[test]
    fn what_a_file_states_goes_before_its_headings_and_those_before_its_first_line() {
        let text = "Ministry\n스마트도시 종합계획\n".to_owned();
        let page = ExtractedPage {
            marks: vec![Mark {
                role: Role::Heading { level: 1 },
                from: 9,
                until: text.len() - 1,
            }],
            text,
            ..ExtractedPage::default()
        };
        let mut extracted = Extracted {
            pages: vec![page],
            ..Extracted::default()
        };
        let title = |extracted: &Extracted| {
            let described = document("a/plan.pdf", None, extracted.clone());
            let winner = Description::winner(&described.assertions, &Field::Title).cloned();
            winner.map(|found| (found.value, found.rule)).unwrap()
        };
        let stated = |title: &str, rule: &str| (title.to_owned(), rule.to_owned());
        assert_eq!(
            title(&extracted),
            stated("스마트도시 종합계획", "first-heading")
        );
        extracted.metadata.push(Metadatum {
            key: "core/title".to_owned(),
            value: "Smart City Plan".to_owned(),
        });
        assert_eq!(
            title(&extracted),
            stated("Smart City Plan", "office-properties")
        );
    }

    #[test]
    fn a_language_that_the_text_contradicts_is_set_aside() {
        let text =
            "스마트도시는 도시의 경쟁력과 삶의 질의 향상을 위하여 건설된 도시이다. ".repeat(9);
        let extracted = Extracted {
            pages: vec![ExtractedPage {
                text,
                ..ExtractedPage::default()
            }],
            metadata: vec![Metadatum {
                key: "PDF/Lang".to_owned(),
                value: "en-US".to_owned(),
            }],
            ..Extracted::default()
        };
        let described = document("plan.pdf", None, extracted);
        let language = Description::resolve(&described.assertions).language;
        assert_eq!(language.as_deref(), Some("ko"));
    }
}
