//! The difference between two texts, word by word.
//!
//! Words: UAX #29, by `similar`. Runs of one kind are one change. White space is compared as it
//! stands.

use serde::Serialize;
use similar::{ChangeTag, TextDiff};

/// What becomes of a piece of text.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum ChangeKind {
    /// Stands in both.
    Equal,
    /// Stands in the left text alone.
    Removed,
    /// Stands in the right text alone.
    Added,
}

/// A piece of text that stays, goes or comes.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Change {
    /// Which of the three.
    pub kind: ChangeKind,
    /// The text.
    pub text: String,
}

/// Gives the pieces that lead from `left` to `right`, in order.
///
/// The texts of what is equal or removed make up `left`, those of what is equal or added `right`.
#[must_use]
pub fn difference(left: &str, right: &str) -> Vec<Change> {
    let mut changes: Vec<Change> = Vec::new();
    for change in TextDiff::from_unicode_words(left, right).iter_all_changes() {
        let kind = match change.tag() {
            ChangeTag::Equal => ChangeKind::Equal,
            ChangeTag::Delete => ChangeKind::Removed,
            ChangeTag::Insert => ChangeKind::Added,
        };
        match changes.last_mut() {
            Some(last) if last.kind == kind => last.text.push_str(change.value()),
            _ => changes.push(Change {
                kind,
                text: change.value().to_owned(),
            }),
        }
    }
    changes
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[track_caller]
    fn check(left: &str, right: &str, expected: &str) {
        let written = |change: &Change| match change.kind {
            ChangeKind::Equal => change.text.clone(),
            ChangeKind::Removed => format!("[-{}-]", change.text),
            ChangeKind::Added => format!("[+{}+]", change.text),
        };
        let actual: String = difference(left, right).iter().map(written).collect();
        assert_eq!(actual, expected, "{left} / {right}");
    }

    #[test]
    fn words_come_and_go_as_a_whole() {
        check(
            "a smart city",
            "a clever city",
            "a [-smart-][+clever+] city",
        );
        check(
            "스마트도시를 말한다",
            "스마트시티를 말한다",
            "[-스마트도시를-][+스마트시티를+] 말한다",
        );
        check("same", "same", "same");
        check("", "new", "[+new+]");
    }

    proptest! {
        #[test]
        fn both_texts_are_made_up_of_the_changes(left in ".{0,60}", right in ".{0,60}") {
            let changes = difference(&left, &right);
            let without = |kind| {
                let kept = changes.iter().filter(|change| change.kind != kind);
                kept.map(|change| change.text.as_str()).collect::<String>()
            };
            prop_assert_eq!(without(ChangeKind::Added), left);
            prop_assert_eq!(without(ChangeKind::Removed), right);
        }
    }
}
