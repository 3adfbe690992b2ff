//! How it is found: from question to answer.
//!
//! A question is text ([`parse`]) or parameters ([`Request`]); an [`Answer`] is a plain value that
//! names no engine and can be written as JSON as it is.
//!
//! Not here: reading files, the catalogue, HTTP, HTML.

mod answer;
mod bm25;
mod compare;
mod condition;
mod definitions;
mod difference;
mod enough;
mod excerpt;
mod explain;
mod export;
mod facets;
mod few;
mod highlight;
mod leaf;
mod lexicon;
mod matching;
mod message;
mod newest;
mod offer;
mod pages;
mod plan;
mod possible;
mod query;
mod question;
mod rank;
mod related;
mod request;
mod search;
mod similar;
mod since;
mod snippet;
mod spelling;
mod suggest;
mod synonyms;
mod syntax;
mod trends;
mod versions;
mod work;
mod year;

pub use answer::{Answer, ArchiveState, FacetCount, Facets, Hit, PageHit, Snippet};
pub use compare::{ComparedUnit, Comparison, Part, PartChange, compare};
pub use definitions::{Definition, DefinitionSource, Definitions, Difference, definitions};
pub use difference::{Change, ChangeKind, difference};
pub use explain::{Basis, Explanation, FilterCheck, ScorePart, explain};
pub use export::{FullHit, Whole, whole};
pub use few::{Few, Unsearchable, Without, WordCount};
pub use highlight::highlight;
pub use leaf::PartKind;
pub use matching::matching_pages;
pub use message::{Message, Value};
pub use newest::{Changed, Newest, newest};
pub use offer::{Suggestion, SuggestionKind};
pub use query::{Field, Query};
pub use related::{Citing, Like, Related, RelatedDocument, related};
pub use request::{InvalidKind, InvalidRequest, Request, Sort};
pub use search::search;
pub use since::{At, Now, Permalink, ShortHit, Since, Then, permalink};
pub use suggest::{Suggestions, TermSuggestion, TitleSuggestion, ValueSuggestion, suggest};
pub use synonyms::AlsoSearched;
pub use syntax::{Operator, Parsed, SyntaxError, operators, parse};
pub use trends::{
    FirstUse, Total, TotalOfCountry, TotalOfYear, Totals, Trend, Trends, Usage, UsageOfCountry,
    UsageOfYear, trends,
};
pub use versions::{VersionOnDay, VersionsOnDay, on_day};
pub use year::{InvalidYear, YearRange};

/// Why a question got no answer.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// The archive could not be read.
    #[error(transparent)]
    Archive(#[from] regesta_index::Error),
    /// The request is not one that can be answered.
    #[error(transparent)]
    Request(#[from] InvalidRequest),
}
