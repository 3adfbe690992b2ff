//! The vocabularies' tables and how a value is looked up in them.
//!
//! A table is a header line, then one line a value: cells parted by `,`, several names in the last
//! cell by `;`. No quoting: no cell holds a comma.

use crate::analysis::fold;

/// Gives the cells of every line below the header; missing cells are empty.
pub(super) fn rows<const CELLS: usize>(
    table: &'static str,
) -> impl Iterator<Item = [&'static str; CELLS]> {
    table
        .lines()
        .skip(1)
        .filter(|line| !line.is_empty())
        .map(|line| {
            let mut cells = line.splitn(CELLS, ',');
            std::array::from_fn(|_| cells.next().unwrap_or_default())
        })
}

/// Gives the names in one cell.
pub(super) fn names(cell: &'static str) -> impl Iterator<Item = &'static str> {
    cell.split(';').filter(|name| !name.is_empty())
}

/// Gives letters and digits of a text, folded, with `-` between words: the same for every way to write a name.
pub(super) fn slug(text: &str) -> String {
    let mut slug = String::new();
    for c in fold(&text.replace('&', " and ").replace(['\'', '’', '.'], "")).chars() {
        let mark = unicode_normalization::char::is_combining_mark(c);
        if c.is_alphanumeric() || mark && !slug.is_empty() {
            slug.push(c);
        } else if !slug.is_empty() && !slug.ends_with('-') {
            slug.push('-');
        }
    }
    slug.truncate(slug.trim_end_matches('-').len());
    slug
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, expected: &str) {
        assert_eq!(slug(text), expected, "{text}");
    }

    #[test]
    fn a_slug_has_no_case_accents_or_punctuation() {
        check(" Côte d’Ivoire ", "cote-divoire");
        check("Bosnia & Herzegovina", "bosnia-and-herzegovina");
        check("U.S. statistics", "us-statistics");
        check("스마트도시 계획", "스마트도시-계획");
        check("--", "");
    }

    #[test]
    fn no_table_has_a_comma_too_many() {
        for (table, cells) in [
            (include_str!("countries.csv"), 3),
            (include_str!("jurisdictions.csv"), 4),
            (include_str!("languages.csv"), 2),
        ] {
            for line in table.lines() {
                assert_eq!(line.split(',').count(), cells, "{line}");
            }
        }
    }
}
