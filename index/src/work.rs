//! Which documents may be versions of one work, going by what is known of each on its own.
//!
//! Two documents may be, if their titles are the same but for years, dates and ordinal numbers and
//! they are of the same jurisdictions and kind: `제3차 스마트도시 종합계획('19~'23)` and `제4차
//! 스마트도시 종합계획(2024~2028)`, `Annual Report 2019` and `Annual Report 2020` of one issuer. That
//! is a proposal, never more; a person or a manifest says what is.
//!
//! The key is `JURISDICTIONS|TYPE|ISSUER|TITLE`: codes with `,` between, and the title as words in
//! lower case without numbers.
//!
//! Not here: looking documents up by it (`catalogue/versions.rs`), when versions are valid
//! (`validity.rs`).

use unicode_normalization::UnicodeNormalization;

use crate::Description;

/// Fewest letters of a title that says which work it is; less is `Annex` or `Report`.
const MIN_LETTERS: usize = 8;

/// Types of which every document stands alone, however alike the titles are.
const SINGULAR: [&str; 4] = ["speech", "news", "form", "procurement"];

/// Words that number a version and are no part of a work's name.
const NUMBERING: [&str; 14] = [
    "no", "nr", "vol", "volume", "edition", "ed", "version", "rev", "revised", "amended", "st",
    "nd", "rd", "th",
];

/// What the versions of one work have in common; `None` if too little is known to tell.
///
/// Without a jurisdiction or an issuer nothing is proposed: too many reports are called the same.
pub(crate) fn key(about: &Description) -> Option<String> {
    let kind = about.kind.as_deref().unwrap_or_default();
    let issuer = about.issuer.as_deref().map(words).unwrap_or_default();
    if SINGULAR.contains(&kind) || about.country.is_empty() && issuer.is_empty() {
        return None;
    }
    let title = words(&about.title);
    let letters = title.chars().filter(|c| c.is_alphabetic()).count();
    // A Hangul syllable or a Chinese character says as much as two or three letters.
    let dense = title.chars().filter(|c| u32::from(*c) >= 0x3000).count();
    if letters + dense < MIN_LETTERS {
        return None;
    }
    Some(format!(
        "{}|{kind}|{issuer}|{title}",
        about.country.join(",")
    ))
}

/// Whether two documents with the same [`key`] may be versions of one work and not parts of a series:
/// what differs in their titles are years, editions and the like (`2019`, `제3차`, `2nd edition`), not
/// mere numbers (`us-006`); and where nothing differs, their dates, numbers or languages do.
pub(crate) fn may_be_versions(one: &Description, other: &Description) -> bool {
    let (of_one, of_other) = (numbers(&one.title), numbers(&other.title));
    let only_in = |these: &[Number], those: &[Number]| {
        let missing = |number: &&Number| !those.iter().any(|other| other.digits == number.digits);
        these.iter().filter(missing).cloned().collect::<Vec<_>>()
    };
    let mut differing = only_in(&of_one, &of_other);
    differing.extend(only_in(&of_other, &of_one));
    if differing.is_empty() {
        return differ(one, other);
    }
    differing.iter().all(|number| number.is_version)
}

/// Whether dates, number or language tell two documents apart, as versions of one work are.
pub(crate) fn differ(one: &Description, other: &Description) -> bool {
    one.published != other.published
        || one.adopted != other.adopted
        || one.valid_from != other.valid_from
        || one.number != other.number
        || one.language != other.language
}

/// By what promulgation a law came into being, where it says so: its versions have that in common,
/// whatever they are called.
pub(crate) fn enacted_as(about: &Description) -> Option<&str> {
    let known = about.custom.iter().find(|(name, _)| name == "enacted_as");
    known.map(|(_, value)| value.as_str())
}

/// A number in a title.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Number {
    digits: String,
    /// Whether it tells versions apart: a year, an edition.
    is_version: bool,
}

fn numbers(title: &str) -> Vec<Number> {
    let title: Vec<char> = title.nfkc().flat_map(char::to_lowercase).collect();
    let mut numbers = Vec::new();
    let mut rest = title.as_slice();
    let mut before = String::new();
    while let Some(c) = rest.first() {
        let count = rest.iter().take_while(|c| c.is_ascii_digit()).count();
        if count == 0 {
            before.push(*c);
            rest = rest.get(1..).unwrap_or_default();
            continue;
        }
        let (digits, after) = rest.split_at(count);
        let digits: String = digits.iter().collect();
        let after: String = after.iter().take(2).collect();
        let is_year = match digits.parse::<u32>() {
            Ok(year) if digits.len() == 4 => (1900..=2100).contains(&year),
            _ => digits.len() == 2 && before.ends_with(['\'', '’', '‘']),
        };
        let is_counted = COUNTERS.iter().any(|counter| after.starts_with(counter));
        let word = before.trim_end_matches([' ', '.']);
        let is_named = word.ends_with('제')
            || NUMBERING.iter().any(|name| {
                let rest = word.strip_suffix(name);
                rest.is_some_and(|rest| !rest.ends_with(char::is_alphanumeric))
            });
        numbers.push(Number {
            digits,
            is_version: is_year || is_counted || is_named,
        });
        before.clear();
        rest = rest.get(count..).unwrap_or_default();
    }
    numbers
}

/// What follows the number of an edition, a term or a year.
const COUNTERS: [&str; 15] = [
    "차", "판", "기", "회", "호", "년", "次", "版", "期", "号", "年", "st", "nd", "rd", "th",
];

/// The words of a title in lower case, without digits and what goes with them.
fn words(title: &str) -> String {
    let folded: String = title.nfkc().flat_map(char::to_lowercase).collect();
    let mut words: Vec<String> = Vec::new();
    for word in folded.split(|c: char| !c.is_alphanumeric()) {
        let digits = word.chars().filter(char::is_ascii_digit).count();
        let rest: String = word.chars().filter(|c| !c.is_ascii_digit()).collect();
        let is_number = digits > 0 && rest.chars().count() <= 2;
        if rest.is_empty() || is_number || NUMBERING.contains(&rest.as_str()) {
            continue;
        }
        words.push(rest);
    }
    words.join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(titles: [&str; 2], same: bool) {
        let about = |title: &str| Description {
            title: title.to_owned(),
            country: vec!["KR".to_owned()],
            kind: Some("plan".to_owned()),
            ..Description::default()
        };
        let [one, other] = titles.map(|title| key(&about(title)));
        assert!(one.is_some(), "{titles:?}");
        assert_eq!(one == other, same, "{one:?} {other:?}");
    }

    #[test]
    fn titles_that_differ_in_years_and_numbers_alone_may_be_one_work() {
        check(
            [
                "제3차 스마트도시 종합계획('19~'23)",
                "제4차 스마트도시 종합계획(2024~2028)",
            ],
            true,
        );
        check(
            ["Annual Report 2019", "Annual report, 2nd edition, 2020"],
            true,
        );
        check(
            ["2019년 스마트도시 시행계획", "2020년도 스마트도시 시행계획"],
            true,
        );
        check(["스마트도시 종합계획", "스마트도시 시행계획"], false);
        check(["Smart City Plan Seoul", "Smart City Plan Busan"], false);
    }

    #[track_caller]
    fn check_series(titles: [&str; 2], may_be: bool) {
        let about = |title: &str| Description {
            title: title.to_owned(),
            ..Description::default()
        };
        let [one, other] = titles.map(about);
        assert_eq!(may_be_versions(&one, &other), may_be, "{titles:?}");
    }

    #[test]
    fn a_series_of_numbered_parts_is_no_work() {
        check_series(["Annual Report 2019", "Annual Report 2020"], true);
        check_series(
            [
                "제3차 스마트도시 종합계획('19~'23)",
                "제4차 스마트도시 종합계획(2024~2028)",
            ],
            true,
        );
        check_series(["Handbook, 2nd edition", "Handbook, 3rd edition"], true);
        check_series(["Handbook No. 3", "Handbook No. 4"], true);
        // Each wrong proposal that was seen.
        check_series(
            [
                "ICDAR-2013 US federal publication excerpt us-006.pdf",
                "ICDAR-2013 US federal publication excerpt us-007.pdf",
            ],
            false,
        );
        check_series(
            ["statistical table: lines", "statistical table: lines_2"],
            false,
        );
        // The same title twice, and nothing that tells one from the other.
        check_series(["Smart City Act", "Smart City Act"], false);
    }

    #[test]
    fn what_says_too_little_is_no_work() {
        let about = Description {
            title: "Annex 3".to_owned(),
            country: vec!["KR".to_owned()],
            ..Description::default()
        };
        assert_eq!(key(&about), None);
        let nobodys = Description {
            title: "Annual Report 2019".to_owned(),
            ..Description::default()
        };
        assert_eq!(key(&nobodys), None);
        let speech = Description {
            title: "Statement at the General Debate 2019".to_owned(),
            country: vec!["KE".to_owned()],
            kind: Some("speech".to_owned()),
            ..Description::default()
        };
        assert_eq!(key(&speech), None);
    }
}
