//! A result as a table: RFC 4180, written by `csv`.
//!
//! UTF-8 with a byte-order mark, without which spreadsheets take Hangul for Latin letters. Several
//! values of one cell stand with `; ` between. Cells come from strangers' documents: one that a
//! spreadsheet would take for a formula begins with an apostrophe (OWASP, CSV injection).

use regesta_index::PolicyDate;
use regesta_queries::FullHit;

use super::Error;

const COLUMNS: [&str; 25] = [
    "position",
    "id",
    "title",
    "country",
    "published",
    "year",
    "adopted",
    "valid_from",
    "valid_until",
    "status",
    "type",
    "language",
    "topics",
    "work",
    "number",
    "issuer",
    "author",
    "licence",
    "source",
    "custom",
    "page_count",
    "paging",
    "matching_pages",
    "archive_generation",
    "archive_event",
];

/// Columns of the best pages, where they are asked for.
const OF_PAGES: [&str; 2] = ["best_pages", "snippet"];

/// The names of the columns, after the byte-order mark.
pub(super) fn head(with_pages: bool) -> Result<String, Error> {
    let more: &[&str] = if with_pages { &OF_PAGES } else { &[] };
    let names = COLUMNS.iter().chain(more).map(|name| (*name).to_owned());
    Ok(format!("\u{feff}{}", record(names)?))
}

/// The row of one document.
pub(super) fn row(hit: &FullHit, with_pages: bool) -> Result<String, Error> {
    let about = &hit.description;
    let date = |date: Option<PolicyDate>| date.map_or_else(String::new, |date| date.to_string());
    let text = |text: &Option<String>| guarded(text.as_deref().unwrap_or_default());
    let list = |values: &[String]| guarded(&values.join("; "));
    let custom: Vec<String> = about
        .custom
        .iter()
        .map(|(name, value)| format!("{name}={value}"))
        .collect();
    let mut cells = vec![
        hit.position.to_string(),
        hit.id.to_string(),
        guarded(&about.title),
        list(&about.country),
        date(about.published),
        hit.year.map_or_else(String::new, |year| year.to_string()),
        date(about.adopted),
        date(about.valid_from),
        date(about.valid_until),
        hit.status.name().to_owned(),
        text(&about.kind),
        text(&about.language),
        list(&about.topics),
        text(&about.work),
        text(&about.number),
        text(&about.issuer),
        text(&about.author),
        text(&about.licence),
        text(&about.source),
        list(&custom),
        hit.page_count.to_string(),
        hit.paging.name().to_owned(),
        hit.matching_pages.to_string(),
        hit.archive.generation.clone(),
        hit.archive.event.to_string(),
    ];
    if with_pages {
        let pages = hit.pages.as_deref().unwrap_or_default();
        let numbers: Vec<String> = pages.iter().map(|page| page.page.to_string()).collect();
        cells.push(list(&numbers));
        cells.push(guarded(
            pages.first().map_or("", |page| page.snippet.text.as_str()),
        ));
    }
    record(cells)
}

/// The cell, which no spreadsheet takes for a formula.
fn guarded(cell: &str) -> String {
    if cell.starts_with(['=', '+', '-', '@', '\t', '\r', '\n', '＝', '＋', '－', '＠']) {
        format!("'{cell}")
    } else {
        cell.to_owned()
    }
}

fn record(cells: impl IntoIterator<Item = String>) -> Result<String, Error> {
    let mut writer = csv::WriterBuilder::new()
        .terminator(csv::Terminator::CRLF)
        .from_writer(Vec::new());
    writer.write_record(cells)?;
    let bytes = writer
        .into_inner()
        .map_err(|error| csv::Error::from(error.into_error()))?;
    Ok(String::from_utf8_lossy(&bytes).into_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_cell_is_a_formula() {
        for cell in ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "＝1"] {
            assert_eq!(guarded(cell), format!("'{cell}"));
        }
        assert_eq!(guarded("Act no. 1 = law"), "Act no. 1 = law");
    }
}
