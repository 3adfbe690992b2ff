//! The winning values of a document's metadata, and the one place that says which assertion wins.

use std::collections::BTreeMap;

use chrono::Datelike;
use serde::{Deserialize, Serialize};

use crate::{Assertion, Certainty, DocumentId, Field, PolicyDate};

/// The winning values of a document's metadata.
///
/// A missing value is `None` or empty and is shown as "not stated".
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Description {
    /// Title; never empty once resolved from a document with a file name.
    pub title: String,
    /// Jurisdiction codes, sorted: whose policy it is.
    pub country: Vec<String>,
    /// Jurisdiction codes, sorted: which others it is about.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub subject_country: Vec<String>,
    /// When it was published.
    pub published: Option<PolicyDate>,
    /// When it was adopted.
    pub adopted: Option<PolicyDate>,
    /// First day of validity.
    pub valid_from: Option<PolicyDate>,
    /// First day after validity.
    pub valid_until: Option<PolicyDate>,
    /// BCP 47 primary language subtag.
    pub language: Option<String>,
    /// Type slug.
    #[serde(rename = "type")]
    pub kind: Option<String>,
    /// Topic slugs, sorted.
    pub topics: Vec<String>,
    /// The work of which it is a version.
    pub work: Option<String>,
    /// Official number.
    pub number: Option<String>,
    /// Who issued it.
    pub issuer: Option<String>,
    /// Licence.
    pub licence: Option<String>,
    /// Where it was found.
    pub source: Option<String>,
    /// Author.
    pub author: Option<String>,
    /// The documents inside which it was found, sorted.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub part_of: Vec<DocumentId>,
    /// Columns without a meaning of their own, by name, sorted.
    pub custom: Vec<(String, String)>,
    /// Where the value of each field comes from; of a field without one only where a person says
    /// that there is none.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub evidence: BTreeMap<Field, Evidence>,
}

/// Where a winning value comes from; the assertion itself has more.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Evidence {
    /// The kind of source: `person`, `manifest`, `sidecar`, `file`, `text` or `name`.
    pub source: String,
    /// How sure the rule is, from 0 to 1.
    pub confidence: f32,
}

impl Description {
    /// Chooses the winning values among `assertions`.
    ///
    /// What is said from outside wins over what the document says: a person over a manifest over a
    /// sidecar. Within the document what is certain wins over what is likely, and that over a guess;
    /// in each of the first two the file's own word over its text, and that over its name; then the
    /// higher confidence, then the later in the slice. Of a field with several values, all values of
    /// the winner's provenance and certainty count. A date that does not parse and a value that was
    /// rejected are passed over. A winner that is empty says that there is no value.
    #[must_use]
    pub fn resolve(assertions: &[Assertion]) -> Self {
        let one = |field: &Field| {
            let found = Self::winner(assertions, field)?;
            (!found.value.is_empty()).then(|| found.value.clone())
        };
        let date = |field: &Field| one(field).and_then(|value| value.parse().ok());
        let many = |field: &Field| {
            let Some(best) = Self::winner(assertions, field) else {
                return Vec::new();
            };
            let same = |a: &&Assertion| {
                a.field == *field && may_win(a) && rank(a) == rank(best) && !a.value.is_empty()
            };
            let mut values: Vec<String> = assertions
                .iter()
                .filter(same)
                .map(|a| a.value.clone())
                .collect();
            values.sort_unstable();
            values.dedup();
            values
        };
        let mut fields: Vec<&Field> = assertions.iter().map(|a| &a.field).collect();
        fields.sort_unstable();
        fields.dedup();
        let evidence = |field: &&Field| {
            let winner = Self::winner(assertions, field)?;
            let evidence = Evidence {
                source: winner.provenance.kind().to_owned(),
                confidence: winner.confidence,
            };
            Some(((*field).clone(), evidence))
        };
        Self {
            title: one(&Field::Title).unwrap_or_default(),
            country: many(&Field::Country),
            subject_country: many(&Field::SubjectCountry),
            published: date(&Field::Published),
            adopted: date(&Field::Adopted),
            valid_from: date(&Field::ValidFrom),
            valid_until: date(&Field::ValidUntil),
            language: one(&Field::Language),
            kind: one(&Field::Type),
            topics: many(&Field::Topic),
            work: one(&Field::Work),
            number: one(&Field::Number),
            issuer: one(&Field::Issuer),
            licence: one(&Field::Licence),
            source: one(&Field::Source),
            author: one(&Field::Author),
            part_of: many(&Field::PartOf)
                .iter()
                .filter_map(|id| id.parse().ok())
                .collect(),
            custom: fields
                .iter()
                .filter_map(|field| match field {
                    Field::Custom(name) => Some((name.clone(), one(field)?)),
                    _ => None,
                })
                .collect(),
            evidence: fields.iter().filter_map(evidence).collect(),
        }
    }

    /// The assertion of `field` that wins, if there is any.
    #[must_use]
    pub fn winner<'a>(assertions: &'a [Assertion], field: &Field) -> Option<&'a Assertion> {
        assertions
            .iter()
            .filter(|a| a.field == *field && may_win(a))
            .max_by(|a, b| {
                rank(a)
                    .cmp(&rank(b))
                    .then(a.confidence.total_cmp(&b.confidence))
            })
    }

    /// Whether `assertion`, one of `assertions`, is among those that win.
    #[must_use]
    pub fn wins(assertion: &Assertion, assertions: &[Assertion]) -> bool {
        let Some(winner) = Self::winner(assertions, &assertion.field) else {
            return false;
        };
        let is_one_of_several =
            assertion.field.is_multiple() && may_win(assertion) && rank(winner) == rank(assertion);
        std::ptr::eq(winner, assertion) || is_one_of_several
    }

    /// Whether the winning value of `field` is only a guess: shown as one, and no ground for a filter.
    #[must_use]
    pub fn is_guess(&self, field: &Field) -> bool {
        let evidence = self.evidence.get(field);
        evidence.is_some_and(|found| Certainty::of(found.confidence) == Certainty::Guess)
    }

    /// The first and last year in which it may have been published, where that is not one year for
    /// certain: a range, or a guess.
    #[must_use]
    pub fn possible_years(&self) -> Option<(i32, i32)> {
        let published = self.published.as_ref().filter(|_| self.year().is_none())?;
        let first = published.earliest().map_or(i32::MIN, |day| day.year());
        let last = published.latest().map_or(i32::MAX, |day| day.year());
        Some((first, last))
    }

    /// The calendar year of publication, where the date leaves no doubt of it and is no guess.
    #[must_use]
    pub fn year(&self) -> Option<i32> {
        let published = self.published.as_ref()?;
        if self.is_guess(&Field::Published) {
            return None;
        }
        published.year()
    }
}

/// Whether an assertion may win.
fn may_win(assertion: &Assertion) -> bool {
    let is_date = matches!(
        assertion.field,
        Field::Published | Field::Adopted | Field::ValidFrom | Field::ValidUntil
    );
    let can_be_read =
        !is_date || assertion.value.is_empty() || assertion.value.parse::<PolicyDate>().is_ok();
    assertion.rejected.is_none() && can_be_read
}

/// What decides before confidence does: the higher wins.
fn rank(assertion: &Assertion) -> (u8, Certainty, u8) {
    let strength = assertion.provenance.strength();
    if assertion.provenance.is_from_outside() {
        return (strength, Certainty::Certain, 0);
    }
    match assertion.certainty() {
        // Of guesses the surer one wins, whoever makes it.
        Certainty::Guess => (0, Certainty::Guess, 0),
        surer => (0, surer, strength),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{PageNumber, Provenance};

    fn asserted(field: Field, value: &str, provenance: Provenance, confidence: f32) -> Assertion {
        Assertion {
            field,
            value: value.to_owned(),
            provenance,
            rule: "test".to_owned(),
            confidence,
            rejected: None,
        }
    }

    fn text(value: &str, confidence: f32) -> Assertion {
        let page = PageNumber::FIRST;
        let provenance = Provenance::Text { page, range: None };
        asserted(Field::Country, value, provenance, confidence)
    }

    fn file(value: &str, confidence: f32) -> Assertion {
        let key = "core/company".to_owned();
        asserted(Field::Country, value, Provenance::File { key }, confidence)
    }

    #[track_caller]
    fn check(assertions: &[Assertion], expected: &[&str]) {
        assert_eq!(Description::resolve(assertions).country, expected);
        let winning = assertions.iter();
        let winning = winning.filter(|found| Description::wins(found, assertions));
        let mut winning: Vec<&str> = winning.map(|found| found.value.as_str()).collect();
        winning.sort_unstable();
        assert_eq!(winning, expected);
    }

    #[test]
    fn what_is_surer_wins_and_then_the_files_own_word() {
        check(&[file("US", 0.3), text("KR", 0.95)], &["KR"]);
        check(&[file("US", 0.7), text("KR", 0.95)], &["KR"]);
        check(&[file("US", 0.7), text("KR", 0.8)], &["US"]);
        check(&[file("US", 0.3), text("KR", 0.4)], &["KR", "US"]);
    }

    #[test]
    fn of_several_values_the_less_sure_never_join() {
        check(&[text("KR", 0.95), text("JP", 0.3)], &["KR"]);
        check(&[text("KR", 0.8), text("JP", 0.7)], &["JP", "KR"]);
        check(&[text("KR", 0.95), text("JP", 0.7)], &["KR"]);
        check(&[text("KR", 0.4), text("JP", 0.3)], &["JP", "KR"]);
    }

    #[test]
    fn a_persons_guess_beats_all() {
        let name = "A. Kim".to_owned();
        let person = asserted(
            Field::Country,
            "SG",
            Provenance::Person {
                name,
                because: None,
            },
            0.1,
        );
        check(&[person, text("KR", 1.0), file("US", 1.0)], &["SG"]);
    }

    #[test]
    fn a_guess_of_the_year_is_possible_and_not_certain() {
        let years = |value: &str, confidence: f32| {
            let found = asserted(Field::Published, value, Provenance::Name, confidence);
            let described = Description::resolve(&[found]);
            (described.year(), described.possible_years())
        };
        assert_eq!(years("2018-03", 0.7), (Some(2018), None));
        assert_eq!(years("2018-03", 0.3), (None, Some((2018, 2018))));
        assert_eq!(years("2019/2023", 0.7), (None, Some((2019, 2023))));
        assert_eq!(years("2018~", 0.7), (None, Some((2018, 2018))));
        assert_eq!(years("199X", 0.7), (None, Some((1990, 1999))));
    }

    #[test]
    fn what_was_rejected_never_wins() {
        let rejected = Assertion {
            rejected: Some("named once, in passing".to_owned()),
            ..text("JP", 1.0)
        };
        check(std::slice::from_ref(&rejected), &[]);
        check(&[rejected, text("KR", 0.3)], &["KR"]);
    }
}
