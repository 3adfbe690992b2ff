//! A query as a value: engine-neutral, with a canonical text.
//!
//! The text of a value that [`parse`](crate::parse) gave, or that was built by the functions
//! here, is read back as the same value: what was understood can be shown, linked and typed again.
//! Those values are in normal form: no `And` in an `And` and no `Or` in an `Or`, at least two parts
//! in each, and `Not` only in an `And` that also has something to take away from ([`Query::All`] if
//! nothing else).
//!
//! Not here: analysis. Words are kept as typed, in NFC; which terms they stand for is the plan's.

use std::fmt;

use crate::year::YearRange;

/// What a document must hold to match.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Query {
    /// Every document.
    All,
    /// A word, without white space; analysis may find several terms in it, or none.
    Word(String),
    /// The beginning of a word, without the `*`; not empty.
    Prefix(String),
    /// Words that differ from one by a few letters.
    Similar {
        /// The word, without white space.
        word: String,
        /// Most letters that may be missing, too many, wrong or swapped: 1 or 2. A Hangul syllable
        /// counts as its letters (jamo).
        letters: u8,
    },
    /// Words in this order, next to each other.
    Phrase {
        /// The words, one space between them, never empty.
        text: String,
        /// How many words apart they may stand, in any order; next to each other if `None`.
        slop: Option<u32>,
    },
    /// A condition on one field.
    Field(Field),
    /// All of them.
    And(Vec<Query>),
    /// Any of them.
    Or(Vec<Query>),
    /// Everything else.
    Not(Box<Query>),
}

/// A condition on one field of a document.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Field {
    /// Stands in the title: a [`Query::Word`], [`Query::Prefix`], [`Query::Similar`] or
    /// [`Query::Phrase`], nothing else.
    Title(Box<Query>),
    /// Has this jurisdiction: a code, or as typed where none is known for it; `unknown` for none.
    Country(String),
    /// Was published in these years.
    Year(YearRange),
    /// Has this topic: a slug; `unknown` for none.
    Topic(String),
    /// Is of this type: a slug; `unknown` for none.
    Type(String),
    /// Is in this language: a subtag in lower case; `unknown` for none.
    Language(String),
    /// Has text that can be trusted so far: `good`, `doubtful`, `recognised` or `none`.
    Text(String),
    /// Is about this jurisdiction, another than its own: as [`Field::Country`].
    Subject(String),
    /// Its year comes from this kind of source: `text`, `manifest`…; `unknown` for none.
    YearSource(String),
    /// Its jurisdictions come from this kind of source.
    CountrySource(String),
}

impl Query {
    /// Matches what all `parts` match; everything if there are none.
    #[must_use]
    pub fn and(parts: impl IntoIterator<Item = Self>) -> Self {
        let mut flat = Vec::new();
        for part in parts {
            match part {
                Self::All => {}
                Self::And(inner) => {
                    flat.extend(inner.into_iter().filter(|part| *part != Self::All))
                }
                part => flat.push(part),
            }
        }
        if flat.iter().all(|part| matches!(part, Self::Not(_))) {
            flat.insert(0, Self::All);
        }
        if flat.len() == 1 {
            flat.swap_remove(0)
        } else {
            Self::And(flat)
        }
    }

    /// Matches what any of `parts` matches; everything if there are none.
    #[must_use]
    pub fn or(parts: impl IntoIterator<Item = Self>) -> Self {
        let mut flat = Vec::new();
        for part in parts {
            match part {
                Self::All => return Self::All,
                Self::Or(inner) => flat.extend(inner),
                part @ Self::Not(_) => flat.push(Self::and([part])),
                part => flat.push(part),
            }
        }
        match flat.len() {
            0 => Self::All,
            1 => flat.swap_remove(0),
            _ => Self::Or(flat),
        }
    }

    /// Matches what `query` does not; to be put in [`Query::and`].
    #[must_use]
    pub fn negate(query: Self) -> Self {
        match query {
            Self::Not(inner) => *inner,
            Self::And(parts) => match <[Self; 2]>::try_from(parts) {
                Ok([Self::All, Self::Not(inner)]) => *inner,
                Ok(parts) => Self::Not(Box::new(Self::And(parts.into()))),
                Err(parts) => Self::Not(Box::new(Self::And(parts))),
            },
            query => Self::Not(Box::new(query)),
        }
    }

    /// Gives how deep parentheses nest in the canonical text.
    pub(crate) fn depth(&self) -> usize {
        match self {
            Self::And(parts) | Self::Or(parts) => {
                let grouped = |part: &Self| part.depth() + usize::from(part.is_compound());
                parts.iter().map(grouped).max().unwrap_or(0)
            }
            Self::Not(inner) => inner.depth() + usize::from(inner.is_compound()),
            Self::All
            | Self::Word(_)
            | Self::Prefix(_)
            | Self::Similar { .. }
            | Self::Phrase { .. }
            | Self::Field(_) => 0,
        }
    }

    /// Whether its text needs parentheses inside another query's.
    fn is_compound(&self) -> bool {
        match self {
            Self::And(_) => true,
            Self::Or(parts) => parts
                .iter()
                .zip(parts.iter().skip(1))
                .any(|(a, b)| !is_list(a, b)),
            _ => false,
        }
    }

    fn write_grouped(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.is_compound() {
            write!(f, "({self})")
        } else {
            write!(f, "{self}")
        }
    }
}

impl Field {
    /// The name before the colon.
    fn name(&self) -> &'static str {
        match self {
            Self::Title(_) => "title",
            Self::Country(_) => "country",
            Self::Year(_) => "year",
            Self::Topic(_) => "topic",
            Self::Type(_) => "type",
            Self::Language(_) => "lang",
            Self::Text(_) => "text",
            Self::Subject(_) => "subject",
            Self::YearSource(_) => "year_source",
            Self::CountrySource(_) => "country_source",
        }
    }

    fn write_value(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Title(query) => write!(f, "{query}"),
            Self::Year(years) => write!(f, "{years}"),
            Self::Country(text)
            | Self::Topic(text)
            | Self::Type(text)
            | Self::Language(text)
            | Self::Text(text)
            | Self::Subject(text)
            | Self::YearSource(text)
            | Self::CountrySource(text) => {
                let plain = |c: char| c.is_alphanumeric() || "-_./:".contains(c);
                if text.chars().all(plain) {
                    f.write_str(text)
                } else {
                    write!(f, "\"{text}\"")
                }
            }
        }
    }
}

/// Whether two alternatives can be written as one list, such as `country:KR,JP`.
fn is_list(a: &Query, b: &Query) -> bool {
    match (a, b) {
        (Query::Field(a), Query::Field(b)) => a.name() == b.name() && !matches!(a, Field::Title(_)),
        _ => false,
    }
}

impl fmt::Display for Query {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::All => Ok(()),
            Self::Word(text) => f.write_str(text),
            Self::Prefix(text) => write!(f, "{text}*"),
            Self::Similar { word, letters } => write!(f, "{word}~{letters}"),
            Self::Phrase { text, slop: None } => write!(f, "\"{text}\""),
            Self::Phrase {
                text,
                slop: Some(words),
            } => write!(f, "\"{text}\"~{words}"),
            Self::Field(field) => {
                write!(f, "{}:", field.name())?;
                field.write_value(f)
            }
            Self::And(parts) => {
                let mut between = "";
                for part in parts.iter().filter(|part| **part != Self::All) {
                    f.write_str(between)?;
                    part.write_grouped(f)?;
                    between = " ";
                }
                Ok(())
            }
            Self::Or(parts) => {
                let mut before: Option<&Self> = None;
                for part in parts {
                    match (before, part) {
                        (Some(before), Self::Field(field)) if is_list(before, part) => {
                            f.write_str(",")?;
                            field.write_value(f)?;
                        }
                        (Some(_), part) => {
                            f.write_str(" OR ")?;
                            part.write_grouped(f)?;
                        }
                        (None, part) => part.write_grouped(f)?,
                    }
                    before = Some(part);
                }
                Ok(())
            }
            Self::Not(query) => {
                f.write_str("-")?;
                query.write_grouped(f)
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn word(text: &str) -> Query {
        Query::Word(text.to_owned())
    }

    fn country(code: &str) -> Query {
        Query::Field(Field::Country(code.to_owned()))
    }

    #[track_caller]
    fn check(query: &Query, expected: &str) {
        assert_eq!(query.to_string(), expected);
    }

    #[test]
    fn all_of_is_juxtaposition_and_groups_any_of() {
        let either = Query::or([word("a"), word("b")]);
        check(&Query::and([either.clone(), word("c")]), "(a OR b) c");
        check(
            &Query::or([Query::and([word("a"), word("b")]), word("c")]),
            "(a b) OR c",
        );
        check(
            &Query::and([word("c"), Query::negate(either)]),
            "c -(a OR b)",
        );
    }

    #[test]
    fn nested_parts_are_flattened() {
        let inner = Query::and([word("a"), Query::negate(word("b"))]);
        assert_eq!(
            Query::and([inner, word("c")]),
            Query::And(vec![word("a"), Query::Not(Box::new(word("b"))), word("c")])
        );
        assert_eq!(
            Query::or([word("a"), Query::or([word("b")])]),
            Query::Or(vec![word("a"), word("b")])
        );
    }

    #[test]
    fn negatives_alone_are_taken_from_all_documents() {
        let without = Query::and([Query::negate(word("a"))]);
        assert_eq!(
            without,
            Query::And(vec![Query::All, Query::Not(Box::new(word("a")))])
        );
        check(&without, "-a");
        assert_eq!(Query::negate(without.clone()), word("a"));
        assert_eq!(
            Query::and([without, word("b")]),
            Query::And(vec![Query::Not(Box::new(word("a"))), word("b")])
        );
    }

    #[test]
    fn values_of_one_field_are_a_list() {
        let list = Query::or([country("KR"), country("JP")]);
        check(&Query::and([word("a"), list.clone()]), "a country:KR,JP");
        check(
            &Query::and([word("a"), Query::negate(list.clone())]),
            "a -country:KR,JP",
        );
        check(&Query::or([word("a"), list]), "a OR country:KR,JP");
        check(&country("South Korea"), "country:\"South Korea\"");
    }
}
