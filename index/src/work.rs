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
