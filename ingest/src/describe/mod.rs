//! What is asserted about a document, each value with its evidence.
//!
//! | evidence | rule | confidence |
//! |---|---|---|
//! | a manifest's row | `manifest-column` | 1.0 |
//! | the file's own metadata | see `file.rs` | 0.1 to 0.9 |
//! | language of most of its text | `language-of-pages` | its share of the text × 0.9 |
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
mod title;
pub(crate) mod value;

use regesta_index::{Assertion, Field, Page, PageNumber, Provenance};

use crate::extract::Extracted;
use crate::source::Row;

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
        }));
    }
    assertions.push(Assertion {
        field: Field::Title,
        value: title::from_name(path),
        provenance: Provenance::Name,
        rule: "file-name".to_owned(),
        confidence: 0.1,
    });
    assertions
}

/// Describes the file at `path` from its manifest row, its own metadata and its text.
pub(crate) fn document(path: &str, row: Option<&Row>, extracted: Extracted) -> Described {
    let mut assertions = outside(path, row);
    let mut warnings = extracted.warnings;
    let file_name = path.rsplit('/').next().unwrap_or(path);
    let (own, notes) = file::assertions(&extracted.metadata, file_name);
    assertions.extend(own);
    warnings.extend(notes);
    let first = extracted
        .pages
        .first()
        .and_then(|page| title::first_line(&page.text));
    assertions
        .extend(first.map(|value| text(Field::Title, value, PageNumber::FIRST, "first-line", 0.4)));

    let guesses: Vec<_> = extracted
        .pages
        .iter()
        .map(|page| (language::guess(&page.text), page.text.len()))
        .collect();
    if let Some((value, share, index)) = language::majority(&guesses) {
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
            })
        });
    Described {
        pages: pages.collect(),
        assertions,
        warnings,
    }
}

fn text(field: Field, value: String, page: PageNumber, rule: &str, confidence: f32) -> Assertion {
    Assertion {
        field,
        value,
        provenance: Provenance::Text { page },
        rule: rule.to_owned(),
        confidence,
    }
}

/// The number of the page at `index`, from 0.
fn page_number(index: usize) -> Option<PageNumber> {
    u32::try_from(index)
        .ok()?
        .checked_add(1)
        .and_then(PageNumber::new)
}
