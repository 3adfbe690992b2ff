//! Puts one question to what takes questions, and holds the answer to its promises.
//!
//! Not here: what is asked (`grammar.rs`).

use std::cell::Cell;
use std::sync::Arc;
use std::time::{Duration, Instant};

use chrono::NaiveDate;
use regesta_index::{DocumentId, Snapshot};
use regesta_queries::{
    Answer, Error, Request, definitions, explain, highlight, matching_pages, newest, parse,
    permalink, related, search, suggest, trends, whole,
};

use rustix::time::{ClockId, clock_gettime};

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
    /// The longest that one call took for the present question, by the clock and by the processor.
    longest: Cell<[Duration; 2]>,
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
            longest: Cell::default(),
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

    /// The longest that one call took since this was asked last.
    pub(crate) fn longest(&self) -> [Duration; 2] {
        self.longest.take()
    }

    fn timed<T>(&self, call: impl FnOnce() -> T) -> T {
        let (began, before) = (Instant::now(), processor_time());
        let answer = call();
        let took = [began.elapsed(), processor_time().saturating_sub(before)];
        let longest = self.longest.get();
        let longer = |at: usize| longest[at].max(took[at]);
        self.longest.set([longer(0), longer(1)]);
        answer
    }

    fn find(&self, request: &Request) -> Result<Answer, Error> {
        self.timed(|| search(&self.snapshot, request, self.today))
    }

    fn answer(&self, question: &Question) -> Result<(), Wrong> {
        let (snapshot, today) = (&self.snapshot, self.today);
        let typed = question.pairs.first().map_or("", |(_, text)| text.as_str());
        if question.of == Of::Suggest {
            self.timed(|| suggest(snapshot, typed, 8))?;
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
                let found = self.find(&request)?;
                let hit = found.hits.first();
                let id = hit.map_or(document, |hit| hit.id);
                let told = self.timed(|| explain(snapshot, &request, id, today))?;
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
                self.timed(|| matching_pages(snapshot, &request, document))?;
                for text in self.texts.iter().skip(question.document).take(3) {
                    for mark in self.timed(|| highlight(snapshot, &request, text, Some("ko")))? {
                        if text.get(mark.clone()).is_none_or(str::is_empty) {
                            return broken(format!("marks {mark:?}"));
                        }
                    }
                }
            }
            (Of::Trends, _) => {
                let terms: Vec<String> = typed.split('|').map(str::to_owned).collect();
                let filters = without_text(&request);
                self.timed(|| trends(snapshot, &terms, &filters, today))?;
            }
            (Of::Definitions, _) => {
                self.timed(|| definitions(snapshot, typed, &[], &without_text(&request), today))?;
            }
            (Of::Export, _) => {
                self.timed(|| whole(snapshot, &request, today))?;
            }
            (Of::Newest, _) => {
                self.timed(|| newest(snapshot, &request, today))?;
            }
            (Of::Permalink, _) => {
                self.timed(|| permalink(snapshot, &request, today))?;
            }
            (Of::Related, Some(document)) => {
                self.timed(|| related(snapshot, document, today))?;
            }
            (Of::Suggest | Of::Explain | Of::Marks | Of::Related, _) => {}
        }
        Ok(())
    }

    fn search(&self, request: &Request) -> Result<(), Wrong> {
        let answer = self.find(request)?;
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
            let total = self.find(&meant)?.total;
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
            let total = self.find(&less)?.total;
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

/// Processor time of this thread.
fn processor_time() -> Duration {
    let time = clock_gettime(ClockId::ThreadCPUTime);
    let (seconds, nanos) = (u64::try_from(time.tv_sec), u32::try_from(time.tv_nsec));
    Duration::new(seconds.unwrap_or(0), nanos.unwrap_or(0))
}

fn broken(why: String) -> Result<(), Wrong> {
    Err(Wrong::Promise(why))
}
