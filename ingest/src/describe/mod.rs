//! What is asserted about a document, each value with its evidence.
//!
//! | evidence | rule | confidence |
//! |---|---|---|
//! | a manifest's row | `manifest-column` | 1.0 |
//! | a file beside it | `sidecar` | 1.0 |
//! | the file's own metadata | see `file.rs` | 0.1 to 0.9 |
//! | language of most of its text | `language-of-pages` | its share of the text × 0.95 |
//! | first heading of the highest level on the first pages as title | `first-heading` | 0.5 |
//! | first line of page 1 as title | `first-line` | 0.4 |
//! | file name as title | `file-name` | 0.1 |
//! | dates, jurisdictions, types and topics that the text shows | see `dates`, `country.rs`, `subject.rs` | |
//!
//! Pure: values in, values out. A value is certain (0.9 and more) only by evidence that is hardly
//! ever wrong; `tests/describe` measures how often. What was considered and refused is kept with the
//! reason.
//!
//! Not here: which assertion wins (`regesta_index::Description::resolve`).

mod country;
mod cues;
mod dates;
mod file;
mod frequent_words;
mod language;
mod lines;
mod names;
mod passages;
mod stated;
mod subject;
mod title;
pub(crate) mod value;

pub use stated::{stated_field, stated_values};

use chrono::NaiveDate;
use regesta_index::{Assertion, Description, Field, Page, PageNumber, Provenance};

use crate::extract::Extracted;
use crate::source::Row;

/// Raised whenever the rules or the built-in vocabularies give other values: what is kept can then be
/// described anew without reading the files again.
pub const RULES_VERSION: u32 = 3;

/// The share of a document's text in one language that leaves no doubt of it.
const CLEAR_SHARE: f32 = 0.8;

/// What is known of a document once its text is there.
#[derive(Debug, PartialEq)]
pub(crate) struct Described {
    /// Its pages, each with its language, and its passages in others.
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
    assertions.push(by_name(path));
    assertions
}

/// The title that the file's name gives.
fn by_name(path: &str) -> Assertion {
    Assertion {
        field: Field::Title,
        value: title::from_name(path),
        provenance: Provenance::Name,
        rule: "file-name".to_owned(),
        confidence: 0.1,
        rejected: None,
    }
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
    language::of_page(text, language::guess(text), stated)
}

/// Describes the file at `path` from its manifest row, its own metadata and its text.
///
/// Nothing was published after `today`.
pub(crate) fn document(
    path: &str,
    row: Option<&Row>,
    extracted: Extracted,
    today: NaiveDate,
) -> Described {
    let mut assertions = outside(path, row);
    let mut warnings = extracted.warnings;
    let file_name = path.rsplit('/').next().unwrap_or(path);
    let (own, notes) = file::assertions(&extracted.metadata, file_name);
    assertions.extend(own);
    warnings.extend(notes);
    let pages = extracted.pages.into_iter().enumerate();
    let mut pages: Vec<Page> = pages
        .filter_map(|(index, page)| {
            Some(Page {
                number: page_number(index)?,
                text: page.text,
                language: None,
                passages: Vec::new(),
                marks: page.marks,
                label: page.label,
                quality: page.quality,
                is_unread: page.is_unread,
                recognised: None,
            })
        })
        .collect();
    from_text(path, &mut pages, &mut assertions, today);
    Described {
        pages,
        assertions,
        warnings,
    }
}

/// Describes anew a document that is kept, by the rules of today: what its text and its name say.
///
/// `path` is the name under which it was offered, `stated` what others than its text and name say:
/// it is heeded and not repeated.
pub(crate) fn again(
    path: &str,
    pages: &[Page],
    stated: &[Assertion],
    today: NaiveDate,
) -> Described {
    let mut assertions = stated.to_vec();
    assertions.push(by_name(path));
    let mut pages = pages.to_vec();
    from_text(path, &mut pages, &mut assertions, today);
    Described {
        pages,
        assertions: assertions.split_off(stated.len()),
        warnings: Vec::new(),
    }
}

/// Adds what the text says to `assertions`, and sets the language of each page and its passages.
fn from_text(path: &str, pages: &mut [Page], assertions: &mut Vec<Assertion>, today: NaiveDate) {
    let heading = title::first_heading(pages);
    assertions.extend(heading.and_then(|(index, range, value)| {
        let page = pages.get(index)?;
        Some(lines::asserted(
            page,
            range,
            Field::Title,
            value,
            "first-heading",
            0.5,
        ))
    }));
    let first = pages
        .first()
        .and_then(|page| title::first_line(page).map(|found| (page, found)));
    assertions.extend(first.map(|(page, (range, value))| {
        lines::asserted(page, range, Field::Title, value, "first-line", 0.4)
    }));

    let guesses = language::of_pages(pages);
    if let Some((value, share, index)) = language::majority(&guesses) {
        if CLEAR_SHARE <= share {
            set_aside_language(assertions, &value);
        }
        assertions.extend(page_number(index).map(|page| Assertion {
            field: Field::Language,
            value,
            provenance: Provenance::Text { page, range: None },
            rule: "language-of-pages".to_owned(),
            confidence: 0.95 * share,
            rejected: None,
        }));
    }
    let stated = Description::winner(assertions, &Field::Language).map(|found| found.value.clone());
    for (page, (guess, _)) in pages.iter_mut().zip(guesses) {
        page.language = language::of_page(&page.text, guess, stated.as_deref());
        passages::mark(page);
    }

    let lines = lines::telling(pages);
    let created = assertions.iter().find(|found| file::is_day_made(found));
    let dates = dates::assertions(path, pages, &lines, created, today);
    assertions.extend(dates);
    let title = Description::winner(assertions, &Field::Title).map(|found| found.value.clone());
    let countries = country::assertions(path, pages, &lines, title.as_deref(), stated.as_deref());
    assertions.extend(countries);
    assertions.extend(subject::assertions(pages, &lines, title.as_deref()));
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
    use regesta_index::{Mark, Role};

    fn today() -> NaiveDate {
        NaiveDate::from_ymd_opt(2026, 6, 1).unwrap()
    }

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
            let described = document("a/plan.pdf", None, extracted.clone(), today());
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
        let described = document("plan.pdf", None, extracted, today());
        let language = Description::resolve(&described.assertions).language;
        assert_eq!(language.as_deref(), Some("ko"));
    }
}
