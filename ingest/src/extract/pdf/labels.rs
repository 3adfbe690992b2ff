//! What a PDF file calls its pages: `iv`, `A-3`.
//!
//! What holds: a label that is the page's number is none.
//!
//! Source: ISO 32000-2, 12.4.2 (page labels).

use hayro_syntax::object::{MaybeRef, Object};

use super::super::clean_line;
use super::super::roman::roman;
use super::structure::Structure;

/// Most characters of a label's prefix.
const MAX_PREFIX: usize = 40;

/// The labels from one page on.
struct Range {
    from: usize,
    style: Option<u8>,
    prefix: String,
    first: i64,
}

/// The labels of all pages, in order; empty where the file states none.
pub(super) fn read(file: &Structure<'_>) -> Vec<Option<String>> {
    let Some(root) = file.dict(&file.catalogue, "PageLabels") else {
        return Vec::new();
    };
    let mut ranges = Vec::new();
    for (from, range) in file.entries(root, "Nums") {
        // Numbers stand in the tree itself.
        let MaybeRef::NotRef(Object::Number(from)) = from else {
            continue;
        };
        let Ok(from) = usize::try_from(from.as_i64()) else {
            continue;
        };
        let Some(range) = file.resolve(range).and_then(|range| range.into_dict()) else {
            continue;
        };
        let style = file.object(&range, "S").and_then(|style| style.into_name());
        let prefix = file.text_at(&range, "P");
        let first = file.object(&range, "St").and_then(|st| st.into_number());
        ranges.push(Range {
            from,
            style: style.and_then(|style| style.as_ref().first().copied()),
            prefix: prefix
                .unwrap_or_default()
                .chars()
                .take(MAX_PREFIX)
                .collect(),
            first: first.map_or(1, |first| first.as_i64()),
        });
    }
    ranges.sort_by_key(|range| range.from);
    let mut labels = Vec::new();
    let mut later = ranges.iter().peekable();
    let mut current: Option<&Range> = None;
    for index in 0..file.pdf.pages().len() {
        while let Some(range) = later.next_if(|range| range.from <= index) {
            current = Some(range);
        }
        let label = current.map(|range| clean_line(&label(range, index)));
        let number = index.saturating_add(1).to_string();
        labels.push(label.filter(|label| !label.is_empty() && *label != number));
    }
    labels
}

fn label(range: &Range, index: usize) -> String {
    let step = i64::try_from(index.saturating_sub(range.from)).unwrap_or(i64::MAX);
    let number = range.first.saturating_add(step);
    let number = match range.style {
        Some(b'D') => number.to_string(),
        Some(b'R') => numeral(number).unwrap_or_else(|| number.to_string()),
        Some(b'r') => numeral(number).map_or_else(|| number.to_string(), |n| n.to_lowercase()),
        Some(b'A') => letters(number).unwrap_or_else(|| number.to_string()),
        Some(b'a') => letters(number).map_or_else(|| number.to_string(), |n| n.to_lowercase()),
        _ => String::new(),
    };
    format!("{}{number}", range.prefix)
}

fn numeral(number: i64) -> Option<String> {
    roman(u32::try_from(number).ok()?)
}

/// A to Z, then AA to ZZ, and so on, as far as such labels can be meant.
fn letters(number: i64) -> Option<String> {
    let index = u32::try_from(number.checked_sub(1)?).ok()?;
    let letter = char::from_u32(u32::from(b'A') + index % 26)?;
    let times = usize::try_from(index / 26).ok()?.checked_add(1)?;
    (times <= 20).then(|| std::iter::repeat_n(letter, times).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(style: Option<u8>, prefix: &str, first: i64, index: usize, expected: &str) {
        let range = Range {
            from: 0,
            style,
            prefix: prefix.to_owned(),
            first,
        };
        assert_eq!(label(&range, index), expected);
    }

    #[test]
    fn labels_count_in_every_style() {
        check(Some(b'D'), "", 1, 4, "5");
        check(Some(b'r'), "", 1, 3, "iv");
        check(Some(b'R'), "", 1999, 0, "MCMXCIX");
        check(Some(b'A'), "", 1, 27, "BB");
        check(Some(b'a'), "", 1, 25, "z");
        check(Some(b'D'), "A-", 8, 0, "A-8");
        check(None, "Cover", 1, 3, "Cover");
    }

    #[test]
    fn numbers_that_no_style_can_write_are_decimal() {
        check(Some(b'R'), "", 0, 0, "0");
        check(Some(b'r'), "", i64::MAX, 5, "9223372036854775807");
        check(Some(b'a'), "", 100_000, 0, "100000");
    }
}
