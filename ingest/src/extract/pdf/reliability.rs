//! Whether the text of a page is what stands on it.
//!
//! A page is unread, and worth recognising (OCR), if
//!
//! 1. its text is mostly noise, or most of its glyphs have no meaning: then the text is left out,
//!    so that it is neither found nor shown; or
//! 2. it has no letter or digit, but a picture or drawing; or
//! 3. it has hardly any letters, and pictures cover most of it: a scan with a stamp or a number.
//!
//! A blank page is none of these.
//!
//! Not here: what noise is (`quality.rs`).

use std::fmt::Write;

use super::super::{ExtractedPage, quality};
use super::glyphs::Seen;

/// Quality below which text is worse than none. Pages of the corpus stand above 0.9 or have no
/// meaning at all.
const LEAST_QUALITY: f32 = 0.5;

/// Part of a page from which a picture may hold text: a line of print on A4 covers 1 %.
const LEAST_PICTURE: f64 = 0.01;

/// Corners and curves of a few letters drawn as lines; a frame or a coloured area has fewer.
const LEAST_STROKES: usize = 40;

/// Part of a page that a scan covers at least.
const SCAN: f64 = 0.75;

/// Letters and digits of a stamp or page number on a scan, at most.
const MAX_STAMP: usize = 20;

/// Judges the text of one page by what was drawn there; false where it had to be left out.
pub(super) fn judge(page: &mut ExtractedPage, seen: Seen) -> bool {
    let quality = quality::with_unknown(&page.text, seen.known, seen.unknown);
    let letters = page.text.chars().filter(|c| c.is_alphanumeric());
    let letters = letters.take(MAX_STAMP + 1).count();
    let is_noise = quality.is_some_and(|quality| quality < LEAST_QUALITY);
    if is_noise {
        page.text.clear();
        page.marks.clear();
    }
    let is_drawn = LEAST_PICTURE <= seen.pictured || LEAST_STROKES <= seen.strokes;
    page.is_unread =
        is_noise || letters == 0 && is_drawn || letters <= MAX_STAMP && SCAN <= seen.pictured;
    page.quality = quality.filter(|_| !is_noise && 0 < letters).unwrap_or(0.0);
    !is_noise
}

/// Writes page numbers, which are sorted, as a reader would: `3, 5 to 9`.
pub(super) fn listed(pages: &[usize]) -> String {
    let mut list = String::new();
    let mut rest = pages;
    while let Some((first, _)) = rest.split_first() {
        let numbers = rest.iter().zip(*first..);
        let count = numbers.take_while(|(page, number)| *page == number).count();
        let (run, later) = rest.split_at(count);
        let comma = if list.is_empty() { "" } else { ", " };
        // Writing to a string does not fail.
        let _ = match run.last() {
            Some(last) if first != last => write!(list, "{comma}{first} to {last}"),
            _ => write!(list, "{comma}{first}"),
        };
        rest = later;
    }
    list
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, seen: Seen, is_kept: bool, is_unread: bool) {
        let mut page = ExtractedPage::plain(text);
        assert_eq!(judge(&mut page, seen), is_kept, "{text}");
        assert_eq!(page.is_unread, is_unread, "{text}");
        assert_eq!(page.text.is_empty(), !is_kept || text.is_empty());
    }

    fn seen(known: usize, unknown: usize, pictured: f64, strokes: usize) -> Seen {
        Seen {
            known,
            unknown,
            pictured,
            strokes,
        }
    }

    #[test]
    fn pages_of_text_are_read_with_pictures_or_without() {
        check("Smart city plan", seen(13, 0, 0.0, 0), true, false);
        check(
            "The plan of the smart city of Sejong",
            seen(29, 1, 0.9, 999),
            true,
            false,
        );
    }

    #[test]
    fn glyphs_without_meaning_make_a_page_unread() {
        check("1 2", seen(2, 300, 0.0, 0), false, true);
        check("", seen(0, 300, 0.0, 0), false, true);
    }

    #[test]
    fn scans_and_drawings_are_unread_and_blank_pages_are_not() {
        check("", seen(0, 0, 0.95, 0), true, true);
        check("", seen(0, 0, 0.0, 400), true, true);
        check("– 12 –", seen(4, 0, 0.95, 0), true, true);
        check("", seen(0, 0, 0.001, 5), true, false);
    }

    #[test]
    fn page_numbers_are_listed_in_runs() {
        assert_eq!(listed(&[3, 5, 6, 7, 9]), "3, 5 to 7, 9");
        assert_eq!(listed(&[]), "");
    }
}
