//! Puts one question to what takes questions, and holds the answer to its promises.
//!
//! Not here: what is asked (`grammar.rs`).

use std::sync::Arc;

use chrono::NaiveDate;
use regesta_index::{DocumentId, Snapshot};
use regesta_queries::{
    Error, Request, definitions, explain, highlight, matching_pages, newest, parse, permalink,
    related, search, suggest, trends, whole,
};

use super::Grammar;
use crate::mutate::Chance;

/// Documents that words are taken from.
const READ: usize = 100;

/// What became of a question.
pub(crate) enum Ending {
    Answered,
    Refused,
    /// What is wrong.
    Broken(String),
}

/// Who takes a question.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Of {
    Search,
    Explain,
    Marks,
    Suggest,
    Trends,
    Definitions,
    Export,
    Newest,
    Permalink,
    Related,
}

/// A question and who is to answer it.
pub(crate) struct Question {
    of: Of,
    /// The document that it is about, by its place among those that are known.
    document: usize,
    pairs: Vec<(String, String)>,
}

impl Question {
    /// The name of who takes it.
    pub(crate) fn of(&self) -> &'static str {
        match self.of {
            Of::Search => "search",
            Of::Explain => "explain",
            Of::Marks => "marks",
            Of::Suggest => "suggest",
            Of::Trends => "trends",
            Of::Definitions => "definitions",
            Of::Export => "export",
            Of::Newest => "newest",
            Of::Permalink => "permalink",
            Of::Related => "related",
        }
    }
}

impl std::fmt::Display for Question {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{} {:?}", self.of(), self.pairs)
    }
}

/// An archive that is asked.
pub(crate) struct Asking {
    snapshot: Arc<Snapshot>,
    pub(crate) grammar: Grammar,
    pub(crate) documents: Vec<DocumentId>,
    /// Texts of pages, for marks.
    texts: Vec<String>,
    today: NaiveDate,
}

impl Asking {
    /// Takes words and documents from the first of the archive.
    pub(crate) fn new(snapshot: Arc<Snapshot>) -> Result<Self, Error> {
        let today = NaiveDate::from_ymd_opt(2026, 1, 1).unwrap_or_default();
        let everything = Request {
            limit: READ,
            ..Request::default()
        };
        let hits = search(&snapshot, &everything, today)?.hits;
        let texts: Vec<String> = hits
            .iter()
            .flat_map(|hit| &hit.pages)
            .map(|page| page.snippet.text.clone())
            .collect();
        let mut words: Vec<String> = Vec::new();
        for text in hits.iter().map(|hit| &hit.title).chain(&texts) {
            words.extend(text.split_whitespace().map(str::to_owned));
        }
        words.sort_unstable();
        words.dedup();
        Ok(Self {
            snapshot,
            grammar: Grammar { words },
            documents: hits.iter().map(|hit| hit.id).collect(),
            texts,
            today,
        })
    }

    pub(crate) fn question(&self, chance: &mut Chance) -> Question {
        let of = match chance.below(40) {
            0..=19 => Of::Search,
            20..=23 => Of::Explain,
            24..=28 => Of::Marks,
            29..=31 => Of::Suggest,
            32..=33 => Of::Trends,
            34..=35 => Of::Definitions,
            36 => Of::Export,
            37 => Of::Newest,
            38 => Of::Permalink,
            _ => Of::Related,
        };
        Question {
            of,
            document: chance.below(self.documents.len()),
            pairs: self.grammar.pairs(chance),
        }
    }

    pub(crate) fn ask(&self, question: &Question) -> Ending {
        match self.answer(question) {
            Ok(()) => Ending::Answered,
            Err(Wrong::Refused) => Ending::Refused,
            Err(Wrong::Promise(why)) => Ending::Broken(why),
        }
    }

    fn answer(&self, question: &Question) -> Result<(), Wrong> {
        let (snapshot, today) = (&self.snapshot, self.today);
        let typed = question.pairs.first().map_or("", |(_, text)| text.as_str());
        if question.of == Of::Suggest {
            suggest(snapshot, typed, 8)?;
            return Ok(());
        }
        let request = Request::from_pairs(question.pairs.clone()).map_err(|_| Wrong::Refused)?;
        let again = Request::from_pairs(request.to_pairs());
        if again.as_ref() != Ok(&request) {
            return broken(format!("reads back as {again:?}"));
        }
        if let Ok(parsed) = parse(&request.query) {
            let canonical = parsed.query.to_string();
            let again = parse(&canonical).map(|again| again.query);
            if again != Ok(parsed.query) {
                return broken(format!("canonical text `{canonical}` reads as {again:?}"));
            }
        }
        let document = self.documents.get(question.document).copied();
        match (question.of, document) {
            (Of::Search, _) => self.search(&request)?,
            (Of::Explain, Some(document)) => {
                let found = search(snapshot, &request, today)?;
                let hit = found.hits.first();
                let id = hit.map_or(document, |hit| hit.id);
                let told = explain(snapshot, &request, id, today)?;
                if let (Some(hit), Some(told)) = (hit, told) {
                    let sum: f32 = told.parts.iter().map(|part| part.score).sum();
                    let is_sum = (sum - hit.score).abs() <= 1e-3 * hit.score.max(1.0);
                    if !told.matches
                        || !found.query.is_empty() && told.order == "relevance" && !is_sum
                    {
                        return broken(format!("explained as {sum}, scored {}", hit.score));
                    }
                }
            }
            (Of::Marks, Some(document)) => {
                matching_pages(snapshot, &request, document)?;
                for text in self.texts.iter().skip(question.document).take(3) {
                    for mark in highlight(snapshot, &request, text, Some("ko"))? {
                        if text.get(mark.clone()).is_none_or(str::is_empty) {
                            return broken(format!("marks {mark:?}"));
                        }
                    }
                }
            }
            (Of::Trends, _) => {
                let terms: Vec<String> = typed.split('|').map(str::to_owned).collect();
                let filters = without_text(&request);
                trends(snapshot, &terms, &filters, today)?;
            }
            (Of::Definitions, _) => {
                definitions(snapshot, typed, &[], &without_text(&request), today)?;
            }
            (Of::Export, _) => {
                whole(snapshot, &request, today)?;
            }
            (Of::Newest, _) => {
                newest(snapshot, &request, today)?;
            }
            (Of::Permalink, _) => {
                permalink(snapshot, &request, today)?;
            }
            (Of::Related, Some(document)) => {
                related(snapshot, document, today)?;
            }
            (Of::Suggest | Of::Explain | Of::Marks | Of::Related, _) => {}
        }
        Ok(())
    }

    fn search(&self, request: &Request) -> Result<(), Wrong> {
        let answer = search(&self.snapshot, request, self.today)?;
        if request.limit < answer.hits.len() || answer.total < answer.hits.len() as u64 {
            return broken(format!("{} hits of {}", answer.hits.len(), answer.total));
        }
        for snippet in answer.hits.iter().flat_map(|hit| &hit.pages) {
            let length = snippet.snippet.text.chars().count();
            let marks = &snippet.snippet.highlights;
            if marks
                .iter()
                .any(|(from, until)| until <= from || length < *until)
            {
                return broken(format!("highlights {marks:?} of {length}"));
            }
        }
        for suggestion in &answer.suggestions {
            let meant = Request::from_pairs(suggestion.request.clone());
            let meant = meant.map_err(|error| Wrong::Promise(format!("suggests {error}")))?;
            let total = search(&self.snapshot, &meant, self.today)?.total;
            if total != suggestion.total || total == 0 {
                return broken(format!(
                    "suggests {} documents, finds {total}",
                    suggestion.total
                ));
            }
        }
        for without in answer.few.iter().flat_map(|few| &few.without_filter) {
            let less = Request::from_pairs(without.request.clone());
            let less = less.map_err(|error| Wrong::Promise(format!("offers {error}")))?;
            let total = search(&self.snapshot, &less, self.today)?.total;
            if total != without.total {
                return broken(format!(
                    "{} without {}, finds {total}",
                    without.total, without.label
                ));
            }
        }
        Ok(())
    }
}

/// The filters alone: the terms are asked beside them.
fn without_text(request: &Request) -> Request {
    Request {
        query: String::new(),
        ..request.clone()
    }
}

enum Wrong {
    Refused,
    Promise(String),
}

impl From<Error> for Wrong {
    fn from(error: Error) -> Self {
        match error {
            Error::Request(_) => Self::Refused,
            error => Self::Promise(format!("fault of the archive: {error}")),
        }
    }
}

fn broken(why: String) -> Result<(), Wrong> {
    Err(Wrong::Promise(why))
}
