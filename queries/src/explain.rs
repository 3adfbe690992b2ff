//! Why a document stands where it stands: what matched where, and what that added to its score.
//!
//! The shares come from where the score is made (`rank.rs`), so they add up to the score that the
//! answer shows. A document that does not match is explained too: what it lacks.

use std::sync::Arc;

use chrono::NaiveDate;
use regesta_index::{DocumentId, Facet, PageNumber, Snapshot};
use serde::Serialize;
use tantivy::query::{EnableScoring, Query as Engine};
use tantivy::{DocAddress, DocSet, Score};

use crate::facets::{Candidate, Order};
use crate::leaf::{Detail, Leaf, LeafQuery, PartKind};
use crate::pages::{Ranked, located};
use crate::plan::{Plan, engine};
use crate::rank::{Of, by_best_page, shares};
use crate::request::DEEPEST;
use crate::search::{CANDIDATES, Found, find};
use crate::{Error, Message, Request, Sort};

/// Most pages that are listed for a word.
const MAX_PAGES: usize = 100;

/// Why one document stands where it stands in the answer to a request.
#[derive(Clone, Debug, Serialize)]
pub struct Explanation {
    /// The document.
    pub id: DocumentId,
    /// Its title.
    pub title: String,
    /// What was understood: the query's canonical text.
    pub query: String,
    /// Whether it matches the query and passes all filters.
    pub matches: bool,
    /// Its place in the answer, from 1; `None` if it does not match or stands too far behind.
    pub position: Option<usize>,
    /// Documents in the answer.
    pub total: u64,
    /// Order of the answer: `relevance`, `newest` or `oldest`.
    pub order: &'static str,
    /// What its place goes by.
    pub basis: Basis,
    /// The score that the answer shows, which the parts add up to.
    pub score: f32,
    /// The page that counts, where the basis is one.
    pub best_page: Option<PageNumber>,
    /// Every word and phrase of the query and what it added, in the order of the query.
    pub parts: Vec<ScorePart>,
    /// The filters of the request.
    pub filters: Vec<FilterCheck>,
    /// The same in plain sentences.
    pub sentences: Vec<Message>,
}

/// What the place of a document in an answer goes by.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Basis {
    /// Its best page, its title, and what helps.
    BestPage,
    /// The document as a whole: it is not among the first candidates.
    WholeDocument,
    /// Its date of publication.
    Date,
}

/// What one word or phrase has to do with the score.
#[derive(Clone, Debug, Serialize)]
pub struct ScorePart {
    /// What was looked for.
    pub text: String,
    /// What it is in the query.
    pub kind: PartKind,
    /// What was asked for, where this is another word for it.
    pub synonym_of: Option<String>,
    /// Documents that hold it; `None` for phrases, which are not counted beforehand.
    pub documents: Option<u64>,
    /// Times it stands in the title.
    pub in_title: u32,
    /// Times it stands on pages.
    pub in_text: u32,
    /// The pages it stands on and how often, in page order; at most 100.
    pub pages: Vec<(PageNumber, u32)>,
    /// What its places on the best page add.
    pub page_score: f32,
    /// What its places in the title add.
    pub title_score: f32,
    /// All it adds to the document's score.
    pub score: f32,
    /// Whether it counts; not where another word for the same thing counts more.
    pub counts: bool,
}

/// Whether a document passes one filter.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct FilterCheck {
    /// Name of the parameter.
    pub parameter: String,
    /// The values asked for, any of which is enough.
    pub asked: Vec<String>,
    /// The document's own values.
    pub has: Vec<String>,
    /// Whether it passes.
    pub passes: bool,
}

/// Explains the place of document `id` in the answer to `request`, which [`search`](crate::search)
/// gives; `None` if no such document can be found at all.
///
/// # Errors
///
/// As [`search`](crate::search).
pub fn explain(
    snapshot: &Arc<Snapshot>,
    request: &Request,
    id: DocumentId,
    today: NaiveDate,
) -> Result<Option<Explanation>, Error> {
    let Some(address) = snapshot.find(id)? else {
        return Ok(None);
    };
    let found = find(snapshot, request, today, DEEPEST)?;
    let filters = checks(snapshot, request, &found, address);
    let matched = holds(snapshot, found.plan.engine.as_ref(), address).map_err(engine)?;
    let mut best = found.matches.best.clone();
    if found.order == Order::Score {
        let ranked = best.get(..CANDIDATES.min(best.len())).unwrap_or_default();
        let ranked = by_best_page(snapshot, &found.plan, ranked).map_err(engine)?;
        let ranked = ranked.into_iter().map(|document| document.candidate);
        best.splice(..ranked.len(), ranked);
    }
    let place = best.iter().position(|other| other.address == address);
    let candidate = place.and_then(|place| best.get(place).copied());
    let candidate = candidate.unwrap_or(Candidate {
        address,
        row: snapshot.row(address).unwrap_or(0),
        score: 0.0,
    });
    let basis = match (found.order, place) {
        (Order::Score, Some(place)) if place < CANDIDATES => Basis::BestPage,
        (Order::Score, _) => Basis::WholeDocument,
        (Order::Day(_), _) => Basis::Date,
    };
    let one = located(
        snapshot,
        &found.plan,
        std::slice::from_ref(&candidate),
        Detail::Starts,
    )
    .map_err(engine)?;
    let document = one.first();
    let mut parts = Vec::new();
    for (index, leaf) in found.plan.leaves.iter().enumerate() {
        parts.push(part(snapshot, &found.plan, document, index, leaf)?);
    }
    for helper in &found.plan.helpers {
        parts.push(bare(snapshot, helper)?);
    }
    let matches = matched && filters.iter().all(|filter| filter.passes);
    match basis {
        _ if !matches => {}
        Basis::BestPage => {
            let leaves = found.plan.leaves.len();
            for share in shares(snapshot, &found.plan, &candidate).map_err(engine)? {
                let (part, of_page, of_title) = match share.of {
                    Of::Page(leaf) => (leaf, share.score, 0.0),
                    Of::Title(leaf) => (leaf, 0.0, share.score),
                    Of::Helper(helper) => (leaves + helper, 0.0, 0.0),
                };
                if let Some(part) = parts.get_mut(part) {
                    part.page_score += of_page;
                    part.title_score += of_title;
                    part.score += share.score;
                }
            }
        }
        Basis::WholeDocument => {
            for (part, score) in parts.iter_mut().zip(whole(snapshot, &found.plan, address)?) {
                part.score = score;
            }
        }
        Basis::Date => {}
    }
    for part in &mut parts {
        part.counts = part.score > 0.0;
    }
    // Pairs that are not in the document say nothing.
    let leaves = found.plan.leaves.len();
    let mut index = 0;
    parts.retain(|part| {
        index += 1;
        index <= leaves || part.score > 0.0
    });
    found.plan.work.check()?;
    let mut explanation = Explanation {
        id,
        title: snapshot.shown(address)?.description.title,
        query: found.parsed.query.to_string(),
        matches,
        position: place.map(|place| place + 1),
        total: found.matches.total,
        order: match found.order {
            Order::Score => Sort::Relevance.name(),
            Order::Day(sort) => match sort {
                Sort::Relevance => Sort::Newest.name(),
                sort => sort.name(),
            },
        },
        basis,
        score: match place {
            Some(_) => candidate.score,
            None => parts.iter().map(|part| part.score).sum(),
        },
        best_page: document
            .filter(|_| basis == Basis::BestPage)
            .and_then(|document| document.pages.first().map(|(page, _)| *page)),
        parts,
        filters,
        sentences: Vec::new(),
    };
    explanation.sentences = sentences(&explanation);
    Ok(Some(explanation))
}

/// Whether `engine` matches the document.
fn holds(snapshot: &Snapshot, engine: &dyn Engine, address: DocAddress) -> tantivy::Result<bool> {
    let searcher = snapshot.searcher();
    let weight = engine.weight(EnableScoring::enabled_from_searcher(searcher))?;
    let mut scorer = weight.scorer(searcher.segment_reader(address.segment_ord), 1.0)?;
    let doc = address.doc_id;
    Ok(scorer.doc() <= doc && (scorer.doc() == doc || scorer.seek(doc) == doc))
}

/// The scores of all leaves and helpers for the document as a whole, as the engine gives them.
fn whole(snapshot: &Snapshot, plan: &Plan, address: DocAddress) -> Result<Vec<Score>, Error> {
    let searcher = snapshot.searcher();
    let reader = searcher.segment_reader(address.segment_ord);
    let score = |leaf: &Arc<Leaf>| -> tantivy::Result<Score> {
        let weight =
            LeafQuery(leaf.clone()).weight(EnableScoring::enabled_from_searcher(searcher))?;
        let mut scorer = weight.scorer(reader, 1.0)?;
        let doc = address.doc_id;
        let is_there = scorer.doc() <= doc && (scorer.doc() == doc || scorer.seek(doc) == doc);
        Ok(if is_there { scorer.score() } else { 0.0 })
    };
    let scores: tantivy::Result<Vec<Score>> = plan.leaves.iter().map(score).collect();
    let helped: tantivy::Result<Vec<Score>> = plan.helpers.iter().map(score).collect();
    let mut scores = plan.counted(&scores.map_err(engine)?);
    scores.extend(helped.map_err(engine)?);
    Ok(scores)
}

/// A leaf or helper, with nothing said of the document yet.
fn bare(snapshot: &Snapshot, leaf: &Leaf) -> Result<ScorePart, Error> {
    let documents = match leaf.parts.as_slice() {
        [word] => {
            let searcher = snapshot.searcher();
            Some(Leaf::document_frequency(searcher, word, searcher.num_docs()).map_err(engine)?)
        }
        _ => None,
    };
    Ok(ScorePart {
        text: leaf.text.clone(),
        kind: leaf.kind,
        synonym_of: None,
        documents,
        in_title: 0,
        in_text: 0,
        pages: Vec::new(),
        page_score: 0.0,
        title_score: 0.0,
        score: 0.0,
        counts: false,
    })
}

/// One of the plan's leaves and where it stands in the document.
fn part(
    snapshot: &Snapshot,
    plan: &Plan,
    document: Option<&Ranked>,
    index: usize,
    leaf: &Leaf,
) -> Result<ScorePart, Error> {
    let mut part = bare(snapshot, leaf)?;
    let concept = plan
        .concepts
        .iter()
        .find(|concept| concept.others.contains(&index));
    part.synonym_of = concept.map(|concept| {
        let asked = concept
            .asked
            .iter()
            .filter_map(|leaf| plan.leaves.get(*leaf));
        let texts: Vec<&str> = asked.map(|leaf| leaf.text.as_str()).collect();
        texts.join(" ")
    });
    let Some((document, places)) =
        document.and_then(|document| Some((document, document.places.get(index)?)))
    else {
        return Ok(part);
    };
    for start in &places.starts {
        match document.layout.page_at(*start) {
            None => part.in_title += 1,
            Some(page) => {
                part.in_text += 1;
                let listed = part.pages.len();
                match part.pages.last_mut() {
                    Some((last, count)) if *last == page => *count += 1,
                    _ if listed < MAX_PAGES => part.pages.push((page, 1)),
                    _ => {}
                }
            }
        }
    }
    Ok(part)
}

/// Holds the document against every filter of the request.
fn checks(
    snapshot: &Snapshot,
    request: &Request,
    found: &Found,
    address: DocAddress,
) -> Vec<FilterCheck> {
    let mut checks = Vec::new();
    let asked = |parameter: &str| -> Vec<String> {
        let pairs = request.to_pairs().into_iter();
        pairs
            .filter_map(|(name, value)| (name == parameter).then_some(value))
            .collect()
    };
    for facet in Facet::ALL {
        let Some(passes) = found.filters.passes(facet, address) else {
            continue;
        };
        let column = snapshot.facet(facet);
        let has = column.of(address).iter();
        let has = has.filter_map(|ordinal| column.values().get(*ordinal as usize).cloned());
        let parameter = Request::parameter(facet);
        checks.push(FilterCheck {
            parameter: parameter.to_owned(),
            asked: asked(parameter),
            has: has.collect(),
            passes,
        });
    }
    if !request.status.is_empty() {
        let status = snapshot.status(address, found.as_of);
        checks.push(FilterCheck {
            parameter: "status".to_owned(),
            asked: asked("status"),
            has: vec![status.name().to_owned()],
            passes: request.status.contains(&status),
        });
    }
    checks
}

fn sentences(explanation: &Explanation) -> Vec<Message> {
    let mut sentences = vec![place(explanation)];
    for part in &explanation.parts {
        let times = part.in_text + part.in_title;
        let sentence = match (part.kind, times) {
            (PartKind::Pairs, _) => continue,
            (_, 0) if part.synonym_of.is_some() => continue,
            (_, 0) => Message::new("word-absent", "“{text}” does not stand in it."),
            (_, 1) => Message::new("word-once", "“{text}”{of} stands in it once."),
            (_, times) => Message::new(
                "word-times",
                "“{text}”{of} stands in it {times} times, {pages}.",
            )
            .with("times", times)
            .telling("pages", pages(part.pages.len())),
        };
        let sentence = sentence.with("text", &part.text);
        sentences.push(match &part.synonym_of {
            Some(asked) => sentence.telling(
                "of",
                Message::new("word-for", ", another word for “{asked}”,").with("asked", asked),
            ),
            None => sentence.with("of", ""),
        });
    }
    for filter in explanation.filters.iter().filter(|filter| !filter.passes) {
        sentences.push(
            Message::new(
                "filter-failed",
                "It does not pass the filter `{name}`: it has {has}.",
            )
            .with("name", &filter.parameter)
            .with("has", filter.has.join(", ")),
        );
    }
    sentences
}

fn place(explanation: &Explanation) -> Message {
    let Some(position) = explanation.position else {
        return if explanation.matches {
            Message::new(
                "place-behind",
                "It matches, but stands after the first {deepest} documents.",
            )
            .with("deepest", DEEPEST)
        } else {
            Message::new("place-none", "It is not in this answer.")
        };
    };
    let by = match (explanation.basis, explanation.best_page) {
        (Basis::BestPage, Some(page)) => Message::new(
            "by-best-page",
            "by what stands on its best page, page {page}, and in its title",
        )
        .with("page", page),
        (Basis::BestPage, None) => Message::new("by-title", "by what stands in its title"),
        (Basis::WholeDocument, _) => Message::new(
            "by-whole",
            "by the document as a whole, since it is not among the first {first}",
        )
        .with("first", CANDIDATES),
        (Basis::Date, _) => Message::new("by-date", "by date of publication, {order} first")
            .with("order", explanation.order),
    };
    Message::new("place", "It is number {position} of {total}, {by}.")
        .with("position", position)
        .with("total", explanation.total)
        .telling("by", by)
}

fn pages(pages: usize) -> Message {
    match pages {
        0 => Message::new("on-title", "in its title"),
        1 => Message::new("on-page", "on 1 page"),
        MAX_PAGES => {
            Message::new("on-pages-or-more", "on {pages} pages or more").with("pages", MAX_PAGES)
        }
        pages => Message::new("on-pages", "on {pages} pages").with("pages", pages),
    }
}
