//! Whether a text can serve as a title, and titles where none is stated: first heading, file name.
//!
//! Programs fill in titles that no person meant (`Microsoft Word - 3rd draft.doc`, `untitled`,
//! the file's name): those are no titles. A first line is a weak guess, a file's name the last.
//!
//! Not here: which title wins (`regesta_index::Description::resolve`).

use std::ops::Range;

use regesta_index::{Page, Role};

use super::value::clean;

/// Most characters of a title that is guessed.
const MAX_CHARS: usize = 200;
/// Lines from the top of a page in which a heading is looked for.
const MAX_LINES: usize = 10;
/// Pages from the first on which a heading may be the title: a cover, its back, a title page.
const TITLE_PAGES: usize = 3;
/// What programs write where nobody stated a title.
const FILLERS: [&str; 16] = [
    "untitled",
    "untitled document",
    "document",
    "document1",
    "doc1",
    "no title",
    "none",
    "title",
    "presentation1",
    "powerpoint presentation",
    "slide 1",
    "book1",
    "무제",
    "제목 없음",
    "無題",
    "无标题",
];

/// Whether `text` looks like a title that a person meant.
pub(crate) fn is_meant(text: &str, file_name: &str) -> bool {
    let text = clean(text).to_lowercase();
    let file_name = clean(file_name).to_lowercase();
    let letters = text.chars().filter(|c| c.is_alphabetic()).count();
    let is_name = text == file_name || text == stem(&file_name);
    1 < letters
        && !is_name
        && !is_file_name(&text)
        && !FILLERS.contains(&text.as_str())
        && !text.starts_with("microsoft word - ")
        && !text.starts_with("microsoft powerpoint - ")
        && !text.starts_with("file://")
        && !text.contains(":\\")
}

/// The first heading of the highest level on the first pages: the index of its page, its bytes there.
pub(crate) fn first_heading(pages: &[Page]) -> Option<(usize, Range<usize>, String)> {
    let mut best: Option<(u8, usize, Range<usize>, String)> = None;
    for (index, page) in pages.iter().take(TITLE_PAGES).enumerate() {
        for mark in &page.marks {
            let Role::Heading { level } = mark.role else {
                continue;
            };
            if best.as_ref().is_some_and(|(best, ..)| *best <= level) {
                continue;
            }
            let text = clean(page.text.get(mark.from..mark.until).unwrap_or_default());
            if 1 < text.chars().filter(|c| c.is_alphabetic()).count() {
                best = Some((level, index, mark.from..mark.until, shorten(&text)));
            }
        }
    }
    best.map(|(_, index, range, text)| (index, range, text))
}

/// The first line near the top of a page that may be a heading; running heads and page numbers
/// are none. Its bytes in the page's text, and its words.
pub(crate) fn first_line(page: &Page) -> Option<(Range<usize>, String)> {
    let mut furniture = page
        .marks
        .iter()
        .filter(|mark| mark.role == Role::Furniture)
        .peekable();
    let mut from = 0;
    let mut seen = 0;
    for line in page.text.split_inclusive('\n') {
        let start = from;
        from += line.len();
        while furniture.next_if(|mark| mark.until <= start).is_some() {}
        if furniture.peek().is_some_and(|mark| mark.from <= start) {
            continue;
        }
        let text = clean(line);
        if text.is_empty() {
            continue;
        }
        if 1 < text.chars().filter(|c| c.is_alphabetic()).count() {
            let range = start..start + line.trim_end().len();
            return Some((range, shorten(text.trim_start_matches(['#', '*', ' ']))));
        }
        seen += 1;
        if seen == MAX_LINES {
            break;
        }
    }
    None
}

/// The file's name without its folders and ending, `_` read as a blank.
pub(crate) fn from_name(path: &str) -> String {
    let name = path.rsplit('/').next().unwrap_or(path);
    let title = clean(&stem(name).replace('_', " "));
    if title.is_empty() {
        path.to_owned()
    } else {
        title
    }
}

/// Whether `text` is one word with an ending such as `.indd`, or any words with one of an office file.
fn is_file_name(text: &str) -> bool {
    const OFFICE: [&str; 10] = [
        "pdf", "doc", "docx", "rtf", "odt", "hwp", "hwpx", "ppt", "pptx", "xls",
    ];
    let Some((name, ending)) = text.rsplit_once('.') else {
        return false;
    };
    let is_ending =
        (2..=8).contains(&ending.len()) && ending.bytes().all(|b| b.is_ascii_alphabetic());
    OFFICE.contains(&ending) || (is_ending && !name.contains(' '))
}

fn stem(name: &str) -> &str {
    match name.rsplit_once('.') {
        Some((stem, _)) if !stem.is_empty() => stem,
        _ => name,
    }
}

/// Cut at a word's end where it is longer than a title is.
fn shorten(line: &str) -> String {
    let Some((end, _)) = line.char_indices().nth(MAX_CHARS) else {
        return line.to_owned();
    };
    let head = line.get(..end).unwrap_or(line);
    let head = head.rsplit_once(' ').map_or(head, |(words, _)| words);
    format!("{head}…")
}

#[cfg(test)]
mod tests {
    use super::*;
    use regesta_index::{Mark, PageNumber};

    fn of_text(text: &str) -> Page {
        Page {
            number: PageNumber::FIRST,
            text: text.to_owned(),
            language: None,
            passages: Vec::new(),
            marks: Vec::new(),
            label: None,
            quality: 1.0,
            is_unread: false,
            recognised: None,
        }
    }

    #[test]
    fn what_a_program_filled_in_is_no_title() {
        for text in [
            "",
            "  ",
            "-",
            "2018",
            "untitled",
            "Untitled ",
            "Microsoft Word - plan_final(3).doc",
            "report.indd",
            "IBM-PDFs.graffle",
            "final version 3.hwp",
            "C:\\Users\\kim\\plan",
            "smart-city",
            "Smart-City.PDF",
            "제목 없음",
        ] {
            assert!(!is_meant(text, "smart-city.pdf"), "{text}");
        }
    }

    #[test]
    fn what_a_person_wrote_is_a_title() {
        for text in [
            "Smart City Act",
            "스마트도시 종합계획",
            "Plan 2.0",
            "No. 5 of 2018",
            "Report on Smart-City",
        ] {
            assert!(is_meant(text, "smart-city.pdf"), "{text}");
        }
    }

    #[test]
    fn the_first_line_with_words_is_the_heading() {
        let check = |text: &str, expected: Option<&str>| {
            let found = first_line(&of_text(text)).map(|(_, line)| line);
            assert_eq!(found.as_deref(), expected, "{text}")
        };
        check(
            "\n\n - 1 -\n  Third   Plan \nfor cities",
            Some("Third Plan"),
        );
        check("# 스마트도시 법\n", Some("스마트도시 법"));
        check("1\n2\n3\n", None);
        check("", None);
    }

    #[test]
    fn a_long_first_line_is_cut_at_a_word() {
        let (_, title) = first_line(&of_text(&"policy ".repeat(100))).unwrap();
        assert!(
            title.ends_with("policy…") && title.chars().count() <= 201,
            "{title}"
        );
    }

    /// A page of lines, each with its role.
    fn page(lines: &[(Option<Role>, &str)]) -> Page {
        let mut page = of_text("");
        for (role, line) in lines {
            let from = page.text.len();
            page.text.push_str(line);
            let until = page.text.len();
            page.text.push('\n');
            page.marks
                .extend(role.map(|role| Mark { role, from, until }));
        }
        page
    }

    #[test]
    fn a_running_head_is_no_title() {
        let page = page(&[
            (Some(Role::Furniture), "Ministry of Land | Annual Report"),
            (None, "Plan for Cities"),
            (Some(Role::Furniture), "12"),
        ]);
        let (range, line) = first_line(&page).unwrap();
        assert_eq!(
            (page.text.get(range), line.as_str()),
            (Some("Plan for Cities"), "Plan for Cities")
        );
    }

    #[test]
    fn the_highest_heading_of_the_first_pages_is_a_title() {
        let heading = |level| Some(Role::Heading { level });
        let pages = [
            page(&[(heading(2), "Notice"), (heading(1), "2019")]),
            page(&[(heading(1), "Third Plan"), (heading(1), "Goals")]),
            page(&[]),
            page(&[(heading(1), "Measures")]),
        ];
        let title = |pages: &[Page]| first_heading(pages).map(|(index, _, title)| (index, title));
        assert_eq!(title(&pages), Some((1, "Third Plan".to_owned())));
        assert_eq!(title(&pages[2..3]), None);
    }

    #[test]
    fn a_file_name_is_the_last_resort() {
        let check = |path: &str, expected: &str| assert_eq!(from_name(path), expected);
        check("laws/2018/Smart_City_Act.v2.pdf", "Smart City Act.v2");
        check(".pdf", ".pdf");
        check("a.zip/계획.hwp", "계획");
        check("___.txt", "___.txt");
    }
}
