//! How much a page says of what it names: less in a table of contents, a list of references, or
//! under a heading that stands alone.
//!
//! Such pages hold the words of a question close together and in few terms, so BM25 puts them before
//! the page that answers. A match on them counts, for a lower share; the page is found as before.
//! Judged by the shape of its lines, in any language.
//!
//! Not here: running heads and page numbers (marks of the page), ranking.

/// A match in a table of contents counts for this share, in per cent.
const CONTENTS: u32 = 40;
/// A match in a list of references.
const REFERENCES: u32 = 60;
/// A match on a page that holds a heading alone.
const HEADING: u32 = 50;

/// Fewest lines of a kind by which a page is judged.
const FEWEST_LINES: usize = 5;
/// Most characters of a page that is a heading alone, and most lines.
const HEADING_CHARS: usize = 100;
const HEADING_LINES: usize = 3;

/// Gives the share for which a match on a page counts, in per cent, where it is not all.
pub(crate) fn percent(text: &str) -> Option<u32> {
    let lines: Vec<&str> = text
        .lines()
        .map(str::trim)
        .filter(|line| !line.is_empty())
        .collect();
    if is_contents(&lines) {
        return Some(CONTENTS);
    }
    if is_heading(&lines) {
        return Some(HEADING);
    }
    is_references(&lines).then_some(REFERENCES)
}

/// A few words without the end of a sentence.
fn is_heading(lines: &[&str]) -> bool {
    let chars: usize = lines.iter().map(|line| line.chars().count()).sum();
    let ends = |line: &&str| line.contains(['.', '!', '?', '。', '！', '？', '।', '؟', ';']);
    (1..=HEADING_CHARS).contains(&chars) && lines.len() <= HEADING_LINES && !lines.iter().any(ends)
}

/// Lines that end in a page number, after leaders or in ascending order.
fn is_contents(lines: &[&str]) -> bool {
    let mut led = 0;
    let mut numbers: Vec<u32> = Vec::new();
    for line in lines {
        let Some((before, number)) = page_number(line) else {
            continue;
        };
        led += usize::from(has_leaders(before));
        numbers.extend(number);
    }
    if FEWEST_LINES <= led && lines.len() <= 3 * led {
        return true;
    }
    let pairs = numbers.iter().zip(numbers.iter().skip(1));
    let (ascending, all) = pairs.fold((0, 0), |(ascending, all), (a, b)| {
        (ascending + usize::from(a <= b), all + 1)
    });
    let different = numbers.first() < numbers.last();
    // Tables end in numbers too, but rarely in order.
    FEWEST_LINES < numbers.len()
        && lines.len() * 2 <= numbers.len() * 3
        && all * 9 <= ascending * 10
        && different
}

/// What stands before the number that ends a line, and the number if it is one of digits.
fn page_number(line: &str) -> Option<(&str, Option<u32>)> {
    let start = line
        .char_indices()
        .rev()
        .take_while(|(_, c)| c.is_ascii_alphanumeric())
        .last()?
        .0;
    let (before, number) = line.split_at(start);
    let begins_apart = before.ends_with(|c: char| c.is_whitespace() || is_leader(c));
    if !begins_apart || !before.contains(char::is_alphabetic) {
        return None;
    }
    if number.len() <= 4 && number.bytes().all(|byte| byte.is_ascii_digit()) {
        return Some((before, number.parse().ok()));
    }
    let is_roman = number
        .bytes()
        .all(|byte| b"ivxlc".contains(&byte.to_ascii_lowercase()));
    (is_roman && number.len() <= 6 && has_leaders(before)).then_some((before, None))
}

fn is_leader(c: char) -> bool {
    matches!(
        c,
        '.' | '·' | '…' | '‥' | '․' | '_' | '-' | '⋯' | '・' | 'ㆍ'
    )
}

fn has_leaders(before: &str) -> bool {
    let tail = before.chars().rev().filter(|c| !c.is_whitespace());
    let leaders: usize = tail
        .take_while(|c| is_leader(*c))
        .map(|c| if matches!(c, '…' | '⋯') { 3 } else { 1 })
        .sum();
    leaders >= 3
}

/// Many signs of cited works: numbers in brackets, years in brackets, pages, addresses.
fn is_references(lines: &[&str]) -> bool {
    let mut signs = 0;
    let mut chars = 0;
    for line in lines {
        chars += line.chars().count();
        signs += signs_of(line);
    }
    // A cited work takes about 150 characters and shows two signs or more; prose shows few.
    2 * FEWEST_LINES <= signs && chars <= signs * 110
}

fn signs_of(line: &str) -> usize {
    let numbered = line.strip_prefix('[').is_some_and(|rest| {
        let digits = rest.bytes().take_while(u8::is_ascii_digit).count();
        (1..=3).contains(&digits) && rest.get(digits..).is_some_and(|rest| rest.starts_with(']'))
    });
    let named = [
        "http://",
        "https://",
        "doi",
        "et al",
        " pp. ",
        "Vol. ",
        " vol. ",
        " No. ",
        "ISBN",
        "ISSN",
        "「",
        "『",
        "Retrieved",
        "Available at",
    ];
    let found = named.iter().filter(|sign| line.contains(**sign)).count();
    usize::from(numbered) + found + bracketed_years(line)
}

/// Years in brackets: `(2019)`, `(2019a)`, `(2019.`, `(2019,`.
fn bracketed_years(line: &str) -> usize {
    line.match_indices(['(', '（'])
        .filter(|(at, bracket)| {
            let rest = line.get(at + bracket.len()..).unwrap_or_default();
            let year = rest.get(..4).unwrap_or_default();
            let is_year = (year.starts_with("19") || year.starts_with("20"))
                && year.bytes().all(|byte| byte.is_ascii_digit());
            let next = rest.get(4..).and_then(|rest| rest.chars().next());
            is_year && next.is_some_and(|c| matches!(c, ')' | '）' | ',' | '.' | 'a'..='e'))
        })
        .count()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, expected: Option<u32>) {
        assert_eq!(percent(text), expected, "{text}");
    }

    #[test]
    fn tables_of_contents_count_less() {
        check(
            "Contents\n1 Introduction ........ 3\n2 Smart city services ........ 12\n\
             3 Data hub .............. 20\n4 Budget ........ 31\nAnnex ........ xii",
            Some(CONTENTS),
        );
        check(
            "목차\n제1장 총칙 ······ 1\n제2장 스마트도시계획 ······ 5\n제3장 사업 ··· 9\n\
             제4장 지원 ····· 14\n부칙 ······ 20",
            Some(CONTENTS),
        );
        check(
            "Preface 1\nWhat a smart city is 4\nWho pays for it 9\nThree pilots 15\nWhat was learned 22\nAnnex 30",
            Some(CONTENTS),
        );
    }

    #[test]
    fn tables_and_prose_are_whole() {
        check(
            "Population of cities\nSeoul 9733\nBusan 3404\nIncheon 2954\nDaegu 2438\nDaejeon 1475\nGwangju 1456",
            None,
        );
        check(
            "In 2019 the council adopted its plan (2019). It names five aims, and pays for each of them \
             in the years to come, as the law of 2017 provides.",
            None,
        );
    }

    #[test]
    fn lists_of_references_count_less() {
        check(
            "References\n[1] Kim, J. (2019). Smart cities in Korea. Cities 89, pp. 12-20. doi:10.1016/x\n\
             [2] Lee, S. et al. (2020). U-City. Vol. 3, pp. 1-9.\n[3] OECD (2018). Report. https://oecd.org/x\n\
             [4] Park, H. (2021). Data hubs. https://example.org\n[5] UN (2016). Habitat III. pp. 3-4.",
            Some(REFERENCES),
        );
    }

    #[test]
    fn headings_alone_count_less() {
        check("Part II\nSmart City Services", Some(HEADING));
        check("제2장 스마트도시계획", Some(HEADING));
        check("Smart cities are here.", None);
        check("", None);
    }
}
