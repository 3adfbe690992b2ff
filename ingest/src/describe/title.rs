//! Whether a text can serve as a title, and titles where none is stated: first heading, file name.
//!
//! Programs fill in titles that no person meant (`Microsoft Word - 3rd draft.doc`, `untitled`,
//! the file's name): those are no titles. A first line is a weak guess, a file's name the last.
//!
//! Not here: which title wins (`regesta_index::Description::resolve`).

use super::value::clean;

/// Most characters of a title that is guessed.
const MAX_CHARS: usize = 200;
/// Lines from the top of a page in which a heading is looked for.
const MAX_LINES: usize = 10;
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

/// The first line near the top of a page's text that may be a heading.
pub(crate) fn first_line(text: &str) -> Option<String> {
    let lines = text
        .lines()
        .map(clean)
        .filter(|line| !line.is_empty())
        .take(MAX_LINES);
    let mut worded = lines.filter(|line| 1 < line.chars().filter(|c| c.is_alphabetic()).count());
    worded
        .next()
        .map(|line| shorten(line.trim_start_matches(['#', '*', ' '])))
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
            assert_eq!(first_line(text).as_deref(), expected, "{text}")
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
        let title = first_line(&"policy ".repeat(100)).unwrap();
        assert!(
            title.ends_with("policy…") && title.chars().count() <= 201,
            "{title}"
        );
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
