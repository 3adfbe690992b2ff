//! What an answer is made of; its JSON is the wire format of `/api/v1/search` and `search --json`.

use regesta_index::{DocumentId, PageNumber, Paging, PolicyDate, Snapshot, Status};
use serde::Serialize;

use crate::Message;
use crate::few::Few;
use crate::offer::Suggestion;
use crate::since::Since;
use crate::synonyms::AlsoSearched;

/// One window of the documents that match a request, with the counts of all of them.
#[derive(Clone, Debug, Default, Serialize)]
pub struct Answer {
    /// What was understood: the query's canonical text, empty when browsing.
    pub query: String,
    /// Documents that match query and filters, exactly.
    pub total: u64,
    /// Documents outside a filter by year that may be of these years: their date is a range or a guess.
    pub possible: u64,
    /// Time the answer took, in milliseconds.
    pub took_ms: u64,
    /// The state of the archive that was asked.
    pub archive: ArchiveState,
    /// The day for which statuses hold.
    pub as_of: chrono::NaiveDate,
    /// What the reader should know: words left out because nothing matched all, and the like. Plain sentences.
    pub notices: Vec<Message>,
    /// Other words for what was typed that are searched too, or that the request switches off; in
    /// the order of the query.
    pub also_searched: Vec<AlsoSearched>,
    /// Other requests that may be meant.
    pub suggestions: Vec<Suggestion>,
    /// Help, where few documents were found.
    pub few: Option<Few>,
    /// The documents of the window, in order.
    pub hits: Vec<Hit>,
    /// Counts for every value of every facet.
    pub facets: Facets,
    /// The result beside that of an earlier state, where the request names one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub since: Option<Since>,
}

/// The state of an archive that an answer comes from.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct ArchiveState {
    /// Name of the index generation.
    pub generation: String,
    /// Number of the last event of the catalogue that the answer takes account of.
    pub event: i64,
}

impl ArchiveState {
    /// The state that `snapshot` is of.
    #[must_use]
    pub fn of(snapshot: &Snapshot) -> Self {
        Self {
            generation: snapshot.generation().to_owned(),
            event: snapshot.event(),
        }
    }
}

/// One document of an answer.
#[derive(Clone, Debug, Serialize)]
pub struct Hit {
    /// Its identity.
    pub id: DocumentId,
    /// Its title.
    pub title: String,
    /// Relevance; 0 when browsing. Comparable only within one answer.
    pub score: f32,
    /// Jurisdiction codes.
    pub country: Vec<String>,
    /// Publication date, as precise as known.
    pub published: Option<PolicyDate>,
    /// Year of publication.
    pub year: Option<i32>,
    /// Type slug.
    #[serde(rename = "type")]
    pub kind: Option<String>,
    /// Language subtag.
    pub language: Option<String>,
    /// Topic slugs.
    pub topics: Vec<String>,
    /// Status on [`Answer::as_of`].
    pub status: Status,
    /// Pages in the file.
    pub page_count: u32,
    /// What its pages are in the file that a reader opens.
    pub paging: Paging,
    /// Pages on which something of the query stands.
    pub matching_pages: u32,
    /// The best pages (at most three), best first.
    pub pages: Vec<PageHit>,
}

/// One page of a hit.
#[derive(Clone, Debug, Serialize)]
pub struct PageHit {
    /// Its number in the file.
    pub page: PageNumber,
    /// What the file calls the page, where that is not its number.
    pub label: Option<String>,
    /// The heading under which the best match on it stands, on this page or one before.
    pub heading: Option<String>,
    /// Relevance of the page alone.
    pub score: f32,
    /// The part of the page to show.
    pub snippet: Snippet,
}

/// A piece of a page's text, with what matched in it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Snippet {
    /// Plain text, white space folded.
    pub text: String,
    /// Half-open ranges of `text` in characters (Unicode scalar values), in order, not overlapping.
    pub highlights: Vec<(usize, usize)>,
}

/// Counts of documents by facet; each ignores the facet's own selection.
#[derive(Clone, Debug, Default, Serialize)]
pub struct Facets {
    /// By jurisdiction, most first.
    pub country: Vec<FacetCount>,
    /// By year, in order, `unknown` last.
    pub year: Vec<FacetCount>,
    /// By topic, most first.
    pub topic: Vec<FacetCount>,
    /// By type, most first.
    #[serde(rename = "type")]
    pub kind: Vec<FacetCount>,
    /// By language, most first.
    pub language: Vec<FacetCount>,
    /// By how far the text can be trusted, most first.
    pub text: Vec<FacetCount>,
    /// By jurisdiction that they are about, most first.
    pub subject: Vec<FacetCount>,
    /// By kind of source of the year, most first.
    pub year_source: Vec<FacetCount>,
    /// By kind of source of the jurisdictions, most first.
    pub country_source: Vec<FacetCount>,
    /// By status, in the order of [`Status::ALL`].
    pub status: Vec<FacetCount>,
}

/// One value of a facet.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct FacetCount {
    /// The value as it is used in a filter; `unknown` where documents state none.
    pub value: String,
    /// Its name for people, in English.
    pub label: String,
    /// Documents with it.
    pub count: u64,
    /// Whether the request filters by it.
    pub selected: bool,
}
