//! The winning values of a document's metadata, and the one place that says which assertion wins.

use chrono::Datelike;
use serde::{Deserialize, Serialize};

use crate::{Assertion, DocumentId, Field, PolicyDate};

/// The winning values of a document's metadata.
///
/// A missing value is `None` or empty and is shown as "not stated".
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Description {
    /// Title; never empty once resolved from a document with a file name.
    pub title: String,
    /// Jurisdiction codes, sorted.
    pub country: Vec<String>,
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
}

impl Description {
    /// Chooses the winning values among `assertions`.
    ///
    /// A stronger provenance wins (see [`Provenance`]), then the higher confidence, then the later
    /// in the slice. Of a field with several values, all values of the winning provenance count.
    /// A date that does not parse is passed over.
    #[must_use]
    pub fn resolve(assertions: &[Assertion]) -> Self {
        let one = |field: &Field| Self::winner(assertions, field).map(|found| found.value.clone());
        let date = |field: &Field| {
            let dated: Vec<Assertion> = assertions
                .iter()
                .filter(|a| a.field == *field && a.value.parse::<PolicyDate>().is_ok())
                .cloned()
                .collect();
            Self::winner(&dated, field).and_then(|found| found.value.parse().ok())
        };
        let many = |field: &Field| {
            let Some(best) = Self::winner(assertions, field) else {
                return Vec::new();
            };
            let same = |a: &&Assertion| {
                a.field == *field && a.provenance.strength() == best.provenance.strength()
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
        let mut custom: Vec<Field> = assertions
            .iter()
            .filter(|a| matches!(a.field, Field::Custom(_)))
            .map(|a| a.field.clone())
            .collect();
        custom.sort_unstable();
        custom.dedup();
        Self {
            title: one(&Field::Title).unwrap_or_default(),
            country: many(&Field::Country),
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
            custom: custom
                .iter()
                .filter_map(|field| match field {
                    Field::Custom(name) => Some((name.clone(), one(field)?)),
                    _ => None,
                })
                .collect(),
        }
    }

    /// The assertion of `field` that wins, if there is any.
    #[must_use]
    pub fn winner<'a>(assertions: &'a [Assertion], field: &Field) -> Option<&'a Assertion> {
        assertions
            .iter()
            .filter(|a| a.field == *field)
            .max_by(|a, b| {
                let strength = |x: &Assertion| x.provenance.strength();
                strength(a)
                    .cmp(&strength(b))
                    .then(a.confidence.total_cmp(&b.confidence))
            })
    }

    /// The calendar year of publication, where the date leaves no doubt of it.
    #[must_use]
    pub fn year(&self) -> Option<i32> {
        let published = self.published.as_ref()?;
        let (first, last) = (published.earliest()?.year(), published.latest()?.year());
        (first == last).then_some(first)
    }
}
