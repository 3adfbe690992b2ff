//! How a date stands on its line: alone, at the end of a title, beside a copyright sign, in a table.
//!
//! Not here: what it is the date of (`cue.rs`), and what follows from it (`mod.rs`).

use std::ops::Range;

use super::super::lines::Line;

/// Most characters of a name between a copyright sign and its year.
const MAX_HOLDER_CHARS: usize = 60;
/// Most characters of a running head or foot.
const MAX_HEAD_CHARS: usize = 80;
/// Most parts that it, or a title, has side by side.
const MAX_HEAD_CELLS: usize = 2;

/// Whether a date stands in a note such as `<개정 2017.3.21, 2018.8.14>`.
pub(super) fn is_amendment_note(before: &str) -> bool {
    let open = before.rfind(['<', '〈', '[']);
    open.and_then(|open| before.get(open..))
        .is_some_and(|note| {
            !note.contains(['>', '〉', ']'])
                && ["개정", "신설", "삭제", "改正", "전문", "본조"]
                    .iter()
                    .any(|word| note.contains(word))
        })
}

pub(super) fn is_plan(line: &str) -> bool {
    const PLANS: [&str; 18] = [
        "계획",
        "전략",
        "로드맵",
        "대책",
        "방안",
        "plan",
        "strateg",
        "roadmap",
        "programme",
        "agenda",
        "framework",
        "計画",
        "戦略",
        "规划",
        "規劃",
        "estrategia",
        "stratégie",
        "programm",
    ];
    let lower = line.to_lowercase();
    PLANS.iter().any(|plan| lower.contains(plan))
}

/// Whether the date stands beside a copyright sign, in its cell of a table where there are cells:
/// `© OECD 2018`, `Copyright (c) 2013-2021 A. Kim`, `2018 ©`.
pub(super) fn is_of_copyright(line: &str, range: &Range<usize>) -> bool {
    let (before, after) = cell(line, range);
    let before = before.to_lowercase();
    let signs = ["©", "copyright", "(c)"];
    let sign = signs
        .iter()
        .filter_map(|sign| Some(before.rfind(sign)? + sign.len()))
        .max();
    let is_near = |at: usize| {
        before
            .get(at..)
            .is_some_and(|between| between.chars().count() <= MAX_HOLDER_CHARS)
    };
    sign.is_some_and(is_near)
        || after
            .trim_start_matches([' ', '.', ',', ')'])
            .starts_with('©')
}

/// A line of a gazette or journal: `Federal Register / Vol. 85, No. 152 / Thursday, August 6, 2020`.
pub(super) fn is_journal_head(line: &Line<'_>) -> bool {
    let lower = line.text.to_lowercase();
    let has_issue = [
        "vol.", "volume ", "no.", "nr.", "nº", "n°", "issue ", "第", "제", "통권",
    ]
    .iter()
    .any(|word| lower.contains(word));
    let has_volume = [
        "vol.", "volume ", "통권", "巻", "register", "journal", "gazette", "관보", "官報",
        "bulletin", "boletín", "diário",
    ]
    .iter()
    .any(|word| lower.contains(word));
    (line.is_furniture || line.index < 6)
        && has_issue
        && has_volume
        && line.text.chars().count() < 160
}

pub(super) fn letters(text: &str) -> usize {
    text.chars().filter(|c| c.is_alphabetic()).count()
}

pub(super) fn is_blank(text: &str) -> bool {
    !text.chars().any(char::is_alphanumeric)
}

/// What stands before and after the date in its cell of a table; the line, where there are no cells.
fn cell<'a>(line: &'a str, range: &Range<usize>) -> (&'a str, &'a str) {
    let before = line.get(..range.start).unwrap_or_default();
    let after = line.get(range.end..).unwrap_or_default();
    (
        before.rsplit(['\t', '|']).next().unwrap_or_default(),
        after.split(['\t', '|']).next().unwrap_or_default(),
    )
}

/// Whether a short line ends with the date: `Rapport final Janvier 2021`, `제공 표준 (2023.5.18.)`.
pub(super) fn ends_with(line: &str, range: &Range<usize>) -> bool {
    let after = line.get(range.end..).unwrap_or_default();
    let before = line.get(..range.start).unwrap_or_default();
    is_blank(after)
        && line.chars().count() <= 80
        && !before.ends_with(['~', '-', '–'])
        && ![
            "on", "by", "of", "to", "from", "until", "in", "du", "le", "de", "am", "bis", "vom",
            "and",
        ]
        .contains(
            &before
                .split_whitespace()
                .next_back()
                .unwrap_or_default()
                .to_lowercase()
                .as_str(),
        )
}

/// Whether a journal is named with its year and number: `The EFSA Journal 2009 – 223`, `EFSA Journal (2009) 223`.
pub(super) fn is_journal_year(line: &Line<'_>, range: &Range<usize>) -> bool {
    let (before, after) = cell(line.text, range);
    let before = before.trim_end_matches([' ', '(', ',']).to_lowercase();
    let is_named = ["journal", "gazette", "bulletin", "boletín", "관보", "官報"]
        .iter()
        .any(|name| before.ends_with(name));
    let number = after.trim_start_matches([' ', ')', ',', ':', '-', '–', '—', ';']);
    is_named
        && (line.is_furniture || !is_row(line.text) && line.text.chars().count() <= MAX_HEAD_CHARS)
        && number.len() < after.len()
        && number.starts_with(|c: char| c.is_ascii_digit())
}

/// Whether a line is a row of a table, and no title or running head.
pub(super) fn is_row(line: &str) -> bool {
    MAX_HEAD_CELLS < line.split(['\t', '|']).count()
}

/// Whether the date stands in a row of figures: another cell of the row has a number.
pub(super) fn is_in_row(line: &str, range: &Range<usize>) -> bool {
    let mut from = 0;
    line.split(['\t', '|']).any(|cell| {
        let of_date = from <= range.start && range.start < from + cell.len().max(1);
        from += cell.len() + 1;
        !of_date && cell.contains(|c: char| c.is_ascii_digit())
    })
}

/// Whether the line holds nothing but the date: a weekday, a time of day, or a place before it
/// (`Paris, le`, `Berlin, den`), aside.
pub(super) fn is_alone(line: &str, range: &Range<usize>) -> bool {
    const WEEKDAYS: [&str; 21] = [
        "monday",
        "tuesday",
        "wednesday",
        "thursday",
        "friday",
        "saturday",
        "sunday",
        "월요일",
        "화요일",
        "수요일",
        "목요일",
        "금요일",
        "토요일",
        "일요일",
        "월",
        "화",
        "수",
        "목",
        "금",
        "토",
        "일",
    ];
    let (before, after) = cell(line, range);
    let after = without_time(after);
    let word = |text: &str| -> String {
        text.chars()
            .filter(|c| c.is_alphanumeric() || *c == ' ')
            .collect::<String>()
            .trim()
            .to_lowercase()
    };
    let (first, last) = (word(before), word(after));
    let is_nothing = |text: &str| text.is_empty() || WEEKDAYS.contains(&text);
    let trimmed = before.trim();
    let is_place = trimmed.chars().count() <= 24
        && trimmed.chars().next().is_some_and(char::is_uppercase)
        && !trimmed.chars().any(|c| c.is_ascii_digit())
        && (trimmed.ends_with(',')
            || trimmed.ends_with(", le")
            || trimmed.ends_with(", den")
            || trimmed.ends_with(", a"));
    is_nothing(&last) && (is_nothing(&first) || is_place)
}

/// What follows a date without the time of day: `at 11:51 AM`, `09:14`, `09시 14분`.
fn without_time(after: &str) -> &str {
    let rest = after.trim_start_matches([' ', ',', 'T', '-', '–']);
    let rest = rest.strip_prefix("at ").unwrap_or(rest);
    let is_time = |c: char| {
        c.is_ascii_digit() || matches!(c, ':' | ' ' | '.' | '시' | '분' | '초' | '時' | '分' | '秒')
    };
    let length = rest.find(|c| !is_time(c)).unwrap_or(rest.len());
    let (time, rest) = rest.split_at(length);
    if !time.contains([':', '시', '時']) || !time.starts_with(|c: char| c.is_ascii_digit()) {
        return after;
    }
    let ends = [
        "AM", "PM", "a.m.", "p.m.", "am", "pm", "GMT", "UTC", "Z", "KST", "ET", "EST", "EDT",
        "CET", "CEST",
    ];
    ends.iter().fold(rest.trim_start(), |rest, end| {
        rest.strip_prefix(end).unwrap_or(rest).trim_start()
    })
}
