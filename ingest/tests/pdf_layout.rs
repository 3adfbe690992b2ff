//! The layout of PDF pages as a reader sees it: order, rows, line ends, headings, furniture.
//!
//! What is expected was read off the pages themselves (or is the known text of a made file).

use std::path::{Path, PathBuf};

use regesta_index::Role;
use regesta_ingest::{Extracted, ExtractedPage, Limits, extract};

/// Reads a file of the corpus, which is beside the checkout or where `REGESTA_CORPUS` says.
fn read(file: &str) -> Option<Extracted> {
    let path = corpus(file)?;
    let bytes = std::fs::read(&path).expect("a file of the corpus is readable");
    Some(extract(&bytes, file, &Limits::STANDARD).expect("a file of the corpus is read"))
}

fn corpus(file: &str) -> Option<PathBuf> {
    let beside = || Path::new(env!("CARGO_MANIFEST_DIR")).join("../../shared/corpus");
    let path = std::env::var_os("REGESTA_CORPUS")
        .map_or_else(beside, PathBuf::from)
        .join(file);
    if !path.is_file() {
        eprintln!("left out: no {}", path.display());
        return None;
    }
    Some(path)
}

fn headings(page: &ExtractedPage) -> Vec<(u8, &str)> {
    let heading = |mark: &regesta_index::Mark| match mark.role {
        Role::Heading { level } => Some((level, page.text.get(mark.from..mark.until)?)),
        Role::Furniture => None,
    };
    page.marks.iter().filter_map(heading).collect()
}

fn furniture(page: &ExtractedPage) -> Vec<&str> {
    let furniture = |mark: &&regesta_index::Mark| mark.role == Role::Furniture;
    page.marks
        .iter()
        .filter(furniture)
        .filter_map(|mark| page.text.get(mark.from..mark.until))
        .collect()
}

#[track_caller]
fn check_holds(page: &ExtractedPage, expected: &str) {
    assert!(
        page.text.contains(expected),
        "{expected:?} is not in:\n{}",
        page.text
    );
}

#[test]
fn a_grid_of_cards_is_read_card_by_card() {
    for file in ["wp_trifold", "wp_3col", "wp_2col", "wp_rot"] {
        let Some(extracted) = read(&format!("made-pdf/{file}.pdf")) else {
            return;
        };
        let path = corpus(&format!("made-pdf/{file}.txt")).unwrap();
        let letters =
            |text: &str| -> String { text.chars().filter(|c| c.is_alphanumeric()).collect() };
        let found: String = extracted
            .pages
            .iter()
            .map(|page| letters(&page.text))
            .collect();
        let expected = letters(&std::fs::read_to_string(path).unwrap());
        assert!(found == expected, "{file}: {found}");
    }
}

#[test]
fn type_set_wide_keeps_its_words() {
    let Some(extracted) = read("made-pdf/wp_trifold.pdf") else {
        return;
    };
    assert_eq!(
        headings(&extracted.pages[0]).first(),
        Some(&(1, "복지제도 한눈에"))
    );
}

#[test]
fn a_table_is_read_row_by_row_with_tabs() {
    let Some(extracted) = read("made-pdf/wp_table.pdf") else {
        return;
    };
    check_holds(
        &extracted.pages[0],
        "사업명\t예산\t내용\t시행\n사업1\t120백만원\t재난적의료비 지원 제도는 가구\t2026.2.\n",
    );
}

#[test]
fn figures_stay_with_what_they_are_of_however_long_its_name() {
    let Some(extracted) = read("documents/camelot/budget.pdf") else {
        return;
    };
    for row in [
        "MINISTRY OF AGRICULTURE\t28130.48\t67.52\t28198.00\t2863.09\t1.85\t2864.94\t31062.94\n",
        "21. Defence Pensions\t...\t...\t...\t51000.00\t...\t51000.00\t51000.00\t81-81\n",
    ] {
        check_holds(&extracted.pages[0], row);
    }
}

#[test]
fn cells_of_several_lines_stay_whole_in_their_row() {
    let Some(extracted) = read("documents/docling/normal_4pages.pdf") else {
        return;
    };
    check_holds(
        &extracted.pages[1],
        "\n대상 질병\t◦ (6종) 콜레라, 장티푸스, 파라티푸스, 세균성이질, 장출혈성대장균감염증, A형간염\t",
    );
}

#[test]
fn columns_are_read_one_after_the_other_where_their_gutters_are_narrow() {
    let Some(extracted) = read("documents/pdfplumber/federal-register-2020-17221.pdf") else {
        return;
    };
    let page = &extracted.pages[0];
    check_holds(
        page,
        "by any of the following\nmethods:\n• Federal eRulemaking Portal: Go to\n",
    );
    check_holds(page, "on this proposed AD by September 21,\n2020.\n");
}

#[test]
fn a_large_first_letter_belongs_to_its_word_and_raised_numbers_to_theirs() {
    let Some(extracted) = read("documents/tabula/labor.pdf") else {
        return;
    };
    let page = &extracted.pages[0];
    check_holds(
        page,
        "This release of the Bureau of Labor\nStatistics (BLS) projections, which\nare published",
    );
    check_holds(page, "\nDecember 2007.1 The characteristics and\n");
}

#[test]
fn hyphens_at_line_ends_go_and_those_of_words_stay() {
    let Some(extracted) = read("documents/tabula/labor.pdf") else {
        return;
    };
    let page = &extracted.pages[0];
    check_holds(page, "are usually understood only in retrospect");
    check_holds(page, "includes self-employed people");
}

#[test]
fn korean_words_broken_between_syllables_become_whole() {
    let Some(extracted) = read("documents/docling/normal_4pages.pdf") else {
        return;
    };
    let page = &extracted.pages[0];
    // As it is printed: 질/병으로 and 급/격성 are broken, 대하여/보험실무상 are two words.
    check_holds(page, "과연 질병으로 보아야 할지");
    check_holds(page, "“급격성, 우연성, 외래성”");
    check_holds(page, "대하여 보험실무상");
}

#[test]
fn korean_words_that_end_with_their_line_stay_apart() {
    let Some(extracted) = read("documents/debian_docs/install-guide/ko/install.ko.pdf") else {
        return;
    };
    let text: String = extracted
        .pages
        .iter()
        .map(|page| page.text.as_str())
        .collect();
    // Printed with a space before the next line's first word, and in the middle of a word.
    assert!(text.contains("이 문서에서 필요한 부분만 읽어도\n됩니다."));
    assert!(text.contains("데비안에 익숙해지기 위해 도움이되는 자료를 소개합니다."));
    // Broken as 있/습니다, 있습/니다 and 있습니/다 all over the manual.
    for broken in ["있\n습니다", "있습\n니다", "있습니\n다"] {
        assert!(!text.contains(broken), "{broken:?}");
    }
}

#[test]
fn numbered_titles_of_a_report_are_its_headings() {
    let Some(extracted) = read("made-pdf/wp_2col.pdf") else {
        return;
    };
    let found = headings(&extracted.pages[0]);
    assert_eq!(found.first(), Some(&(1, "2026년 주요 정책 안내")));
    let numbers: Vec<(u8, &str)> = found
        .iter()
        .skip(1)
        .filter_map(|(level, title)| Some((*level, title.split_once(". ")?.0)))
        .collect();
    assert_eq!(
        numbers,
        [
            (2, "1"),
            (2, "2"),
            (2, "3"),
            (2, "4"),
            (2, "5"),
            (2, "6"),
            (2, "7")
        ]
    );
}

#[test]
fn sections_of_a_manual_are_headings_by_level() {
    let Some(extracted) = read("documents/debian_docs/debian-policy/policy.pdf") else {
        return;
    };
    let level = |title: &str| {
        extracted
            .pages
            .iter()
            .flat_map(headings)
            .find(|(_, found)| *found == title)
            .map(|(level, _)| level)
    };
    let section = level("5.6 List of fields").unwrap();
    assert_eq!(level("5.5 Debian changes files – .changes"), Some(section));
    assert_eq!(level("5.6.1 Source"), Some(section + 1));
    assert_eq!(level("5.6.11 Standards-Version"), Some(section + 1));
}

#[test]
fn running_heads_and_page_numbers_are_furniture_and_stay_in_the_text() {
    let Some(extracted) = read("documents/debian_docs/debian-policy/policy.pdf") else {
        return;
    };
    let page_of = |part: &str| {
        extracted
            .pages
            .iter()
            .find(|page| furniture(page).iter().any(|found| found.starts_with(part)))
            .map(furniture)
    };
    let head = "Debian Policy Manual, Release 4.6.2.0";
    assert_eq!(
        page_of("34\t"),
        Some(vec![head, "34\tChapter 5. Control files and their fields"])
    );
    assert_eq!(
        page_of("5.6. List of fields\t35"),
        Some(vec![head, "5.6. List of fields\t35"])
    );
    // Front matter is numbered in roman numerals.
    assert_eq!(page_of("iii"), Some(vec!["iii"]));
    assert!(
        extracted
            .pages
            .iter()
            .all(|page| furniture(page).len() <= 3)
    );
}

#[test]
fn a_repeated_report_title_is_furniture_on_every_page() {
    let Some(extracted) = read("documents/tabula/us-020.pdf") else {
        return;
    };
    for page in &extracted.pages {
        assert!(
            furniture(page).contains(&"HIGHLIGHTS FROM PIRLS 2011"),
            "{}",
            page.text
        );
    }
}

#[test]
fn a_single_page_has_no_furniture() {
    for file in ["wp_trifold", "wp_table", "wp_rot"] {
        let Some(extracted) = read(&format!("made-pdf/{file}.pdf")) else {
            return;
        };
        assert!(
            extracted
                .pages
                .iter()
                .all(|page| furniture(page).is_empty())
        );
    }
}
