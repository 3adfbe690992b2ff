//! A search then and today: which documents came to its result and which left it.
//!
//! A permanent link carries [`At`]: the event of the catalogue at which it was made, how many
//! documents were found, and a fingerprint of them. Nothing is stored for it. The result at that
//! event is worked out anew from today's: documents that were kept later were not in it, documents
//! that have not changed were in it if they are today, and of those that changed since, the
//! fingerprint says which were (`fingerprint.rs`). The number found this way is proved by the
//! fingerprint: the odds of a wrong result that passes are one in 2⁶⁴.
//!
//! Where no result passes, what can be said is said and marked as not exact: so it is when more
//! documents changed than can be told apart, when a query has come to mean other terms because the
//! archive holds a new language or is analysed by a newer program, and for a link without a
//! fingerprint over documents that changed.
//!
//! Not here: titles and texts as they were; only whether a document was found.

mod fingerprint;

use std::collections::HashSet;
use std::fmt;
use std::str::FromStr;
use std::sync::Arc;

use chrono::{DateTime, NaiveDate, Utc};
use regesta_index::{DocumentId, PolicyDate, Snapshot};
use serde::Serialize;

use crate::request::{bad, shown};
use crate::{Error, InvalidRequest, Message, Request, Whole, whole};
use fingerprint::{Fingerprint, Found};

/// Most documents that are listed of those that came, and of those that left.
const MAX_LISTED: usize = 1_000;

/// The state of an archive that a permanent link is about, and what was found then.
///
/// Its text is `EVENT` or `EVENT-DOCUMENTS-FINGERPRINT`, such as `1234-37-00f1e2d3c4b5a697`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct At {
    /// The number of an event of the catalogue.
    pub event: i64,
    /// How many documents were found, and their fingerprint.
    pub(crate) found: Option<Found>,
}

/// A search then and today.
#[derive(Clone, Debug, Serialize)]
pub struct Since {
    /// The search then.
    pub then: Then,
    /// The search today.
    pub now: Now,
    /// Whether it is certain what was found then.
    pub is_exact: bool,
    /// All of this in a sentence or two.
    pub notice: String,
    /// Documents that came to the result.
    pub added_total: u64,
    /// The first thousand of them.
    pub added: Vec<ShortHit>,
    /// Documents that left the result.
    pub removed_total: u64,
    /// The first thousand of them.
    pub removed: Vec<ShortHit>,
    /// Documents of which it is not certain whether they were in the result; none if it is exact.
    pub uncertain_total: u64,
    /// The first thousand of them.
    pub uncertain: Vec<ShortHit>,
}

/// A search at an event.
#[derive(Clone, Debug, Serialize)]
pub struct Then {
    /// The event.
    pub event: i64,
    /// When it happened.
    pub at: DateTime<Utc>,
    /// Documents that were found, if that is known.
    pub total: Option<u64>,
}

/// A search in the state that is searched now.
#[derive(Clone, Debug, Serialize)]
pub struct Now {
    /// The last event.
    pub event: i64,
    /// Documents that are found.
    pub total: u64,
}

/// One document, short.
#[derive(Clone, Debug, Serialize)]
pub struct ShortHit {
    /// Its identity.
    pub id: DocumentId,
    /// Its title today.
    pub title: String,
    /// Jurisdiction codes.
    pub country: Vec<String>,
    /// Publication date, as precise as known.
    pub published: Option<PolicyDate>,
}

/// What a permanent link to a search is made of.
#[derive(Clone, Debug, Serialize)]
pub struct Permalink {
    /// The state and result that the link remembers.
    pub at: String,
    /// Documents found.
    pub total: u64,
    /// The state of the archive.
    pub archive: crate::ArchiveState,
    /// The request's parameters in canonical form, with `at`, and with `as_of` where the result
    /// depends on the day.
    pub parameters: Vec<(String, String)>,
}

/// Makes a permanent link to `request` as it is answered now.
///
/// # Errors
///
/// As [`search`](crate::search).
pub fn permalink(
    snapshot: &Arc<Snapshot>,
    request: &Request,
    today: NaiveDate,
) -> Result<Permalink, Error> {
    let result = whole(snapshot, request, today)?;
    let at = At {
        event: snapshot.event(),
        found: Some(Found::of(result.rows())),
    };
    let kept = Request {
        at: Some(at),
        as_of: (!request.status.is_empty())
            .then(|| result.as_of())
            .or(request.as_of),
        ..request.clone()
    };
    Ok(Permalink {
        at: at.to_string(),
        total: result.len() as u64,
        archive: result.archive(),
        parameters: kept.to_pairs(),
    })
}

/// Compares `request` as it is answered now with the state that it names, if it names one.
pub(crate) fn since(
    snapshot: &Arc<Snapshot>,
    request: &Request,
    today: NaiveDate,
) -> Result<Option<Since>, Error> {
    let Some(at) = request.at else {
        return Ok(None);
    };
    let changes = snapshot.changes_since(at.event)?;
    let Some(changes) = changes.filter(|_| at.event <= snapshot.event()) else {
        return Err(bad(
            "at",
            Message::new(
                "state-ahead",
                "names a state that this archive has not reached; was the link made with another?",
            ),
        )
        .into());
    };
    let result = whole(snapshot, request, today)?;
    let mut doubtful: HashSet<u64> = changes.changed.iter().copied().collect();
    if !request.status.is_empty() {
        // When a version is in force depends on the others.
        let touched = snapshot.versions_touched_since(at.event)?;
        doubtful.extend(touched.into_iter().filter(|row| *row <= changes.last_row));
    }
    let older = result.rows().filter(|row| *row <= changes.last_row);
    let (mut sure, mut maybe) = (Fingerprint::default(), Vec::new());
    let mut here: HashSet<u64> = HashSet::new();
    for row in older {
        if doubtful.contains(&row) {
            here.insert(row);
        } else {
            sure.add(row);
        }
    }
    maybe.extend(doubtful.iter().copied());
    maybe.sort_unstable();
    let then = match at.found {
        Some(found) => found.members(sure, &maybe, |row| here.contains(&row)),
        None if maybe.is_empty() => Some(HashSet::new()),
        None => None,
    };
    let new = result.rows().filter(|row| *row > changes.last_row);
    let mut added: Vec<u64> = new.collect();
    let (mut removed, mut uncertain) = (Vec::new(), Vec::new());
    match &then {
        Some(members) => {
            added.extend(
                result
                    .rows()
                    .filter(|row| here.contains(row) && !members.contains(row)),
            );
            removed.extend(members.iter().filter(|row| !here.contains(row)));
            removed.sort_unstable();
        }
        None => uncertain.clone_from(&maybe),
    }
    let total = at.found.map(|found| found.documents);
    let total = total.or(then.as_ref().map(|_| sure.documents));
    let notice = notice(
        total,
        &result,
        [&added, &removed, &uncertain],
        then.is_some(),
    );
    Ok(Some(Since {
        then: Then {
            event: at.event,
            at: changes.at,
            total,
        },
        now: Now {
            event: snapshot.event(),
            total: result.len() as u64,
        },
        is_exact: then.is_some(),
        notice,
        added_total: added.len() as u64,
        added: listed(snapshot, &added)?,
        removed_total: removed.len() as u64,
        removed: listed(snapshot, &removed)?,
        uncertain_total: uncertain.len() as u64,
        uncertain: listed(snapshot, &uncertain)?,
    }))
}

fn notice(
    then: Option<u64>,
    result: &Whole,
    [added, removed, uncertain]: [&Vec<u64>; 3],
    is_exact: bool,
) -> String {
    let documents = |count: u64| match count {
        1 => "1 document".to_owned(),
        count => format!("{count} documents"),
    };
    let today = result.len();
    let was = then.map_or_else(
        || "Then an unknown number of documents".to_owned(),
        |count| format!("Then {}", documents(count)),
    );
    if is_exact {
        let (added, removed) = (added.len(), removed.len());
        return match (added, removed) {
            (0, 0) => format!("{was}, today the same."),
            _ => format!("{was}, today {today}: +{added} −{removed}."),
        };
    }
    let left = match uncertain.len() {
        0 => "which of the others changed their place cannot be told".to_owned(),
        count => format!("of {} it is not certain", documents(count as u64)),
    };
    format!(
        "{was}, today {today}. {} came to the archive since; {left}.",
        documents(added.len() as u64)
    )
}

fn listed(snapshot: &Snapshot, rows: &[u64]) -> Result<Vec<ShortHit>, Error> {
    let mut hits = Vec::new();
    for row in rows.iter().take(MAX_LISTED) {
        hits.extend(snapshot.shown_in(*row)?.map(|about| ShortHit {
            id: about.id,
            title: about.description.title,
            country: about.description.country,
            published: about.description.published,
        }));
    }
    Ok(hits)
}

impl fmt::Display for At {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.event)?;
        match &self.found {
            Some(found) => write!(f, "-{}-{:016x}", found.documents, found.sum),
            None => Ok(()),
        }
    }
}

impl FromStr for At {
    type Err = InvalidRequest;

    fn from_str(text: &str) -> Result<Self, InvalidRequest> {
        let refuse = || {
            let message = Message::new(
                "takes-state",
                "takes the number of an event, or what a permanent link has there, not `{text}`",
            );
            bad("at", message.with("text", shown(text)))
        };
        let digits = |part: &str| !part.is_empty() && part.bytes().all(|b| b.is_ascii_digit());
        let mut parts = text.trim().split('-');
        let event = parts.next().filter(|part| digits(part));
        let event = event
            .and_then(|part| part.parse().ok())
            .ok_or_else(refuse)?;
        let found = match (parts.next(), parts.next(), parts.next()) {
            (None, None, None) => None,
            (Some(documents), Some(sum), None) if digits(documents) && sum.len() == 16 => {
                Some(Found {
                    documents: documents.parse().map_err(|_| refuse())?,
                    sum: u64::from_str_radix(sum, 16).map_err(|_| refuse())?,
                })
            }
            _ => return Err(refuse()),
        };
        Ok(Self { event, found })
    }
}
