//! Counts documents, pages and places by the ordinals of years and jurisdictions.
//!
//! What matches is looked up in parts, so that the memory does not grow with it.

use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

use chrono::NaiveDate;
use regesta_index::{Facet, PageNumber, Snapshot};
use tantivy::query::EnableScoring;
use tantivy::{DocAddress, TERMINATED};

use super::Usage;
use crate::facets::{Candidate, Filters};
use crate::leaf::Detail;
use crate::pages::{Ranked, located};
use crate::plan::{Plan, Reading, engine};
use crate::synonyms::Synonyms;
use crate::{Error, Query};

/// Documents whose places are looked up at once.
const CHUNK: usize = 4_096;

/// Documents, pages and occurrences while they are counted.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Count {
    pub(super) documents: u64,
    pub(super) pages: u64,
    pub(super) occurrences: u64,
}

impl Count {
    fn add(&mut self, other: Self) {
        self.documents += other.documents;
        self.pages += other.pages;
        self.occurrences += other.occurrences;
    }

    #[expect(
        clippy::cast_precision_loss,
        reason = "a share needs no more precision"
    )]
    pub(super) fn among(self, all: Option<&Self>) -> Usage {
        let share = |part: u64, of: u64| {
            if of == 0 {
                0.0
            } else {
                part as f64 / of as f64
            }
        };
        let all = all.copied().unwrap_or_default();
        Usage {
            documents: self.documents,
            pages: self.pages,
            occurrences: self.occurrences,
            share: share(self.documents, all.documents),
            page_share: share(self.pages, all.pages),
        }
    }
}

/// The first document of a jurisdiction: day, row, where, and its first page.
pub(super) type First = (i32, u64, DocAddress, PageNumber);

/// Counts by the ordinals of years and jurisdictions; 0 is "not stated".
#[derive(Debug, Default)]
pub(super) struct Counted {
    pub(super) all: Count,
    pub(super) title_only: u64,
    pub(super) of_years: BTreeMap<u32, Count>,
    pub(super) of_countries: BTreeMap<u32, Count>,
    pub(super) of_both: BTreeMap<(u32, u32), Count>,
    pub(super) first: HashMap<u32, First>,
    pub(super) plan: Option<Plan>,
}

impl Counted {
    /// Counts every document that passes the filters.
    pub(super) fn all(snapshot: &Snapshot, filters: &Filters, as_of: NaiveDate) -> Self {
        let mut counted = Self::default();
        for (segment, reader) in (0..).zip(snapshot.searcher().segment_readers()) {
            for doc in reader.doc_ids_alive() {
                let address = DocAddress::new(segment, doc);
                if filters.pass(address, snapshot.status(address, as_of)) {
                    let count = Count {
                        documents: 1,
                        pages: snapshot.page_count(address),
                        occurrences: 0,
                    };
                    counted.add(snapshot, address, count);
                }
            }
        }
        counted
    }

    /// Counts the documents that match `query` and pass the filters.
    pub(super) fn of(
        snapshot: &Arc<Snapshot>,
        query: &Query,
        filters: &Filters,
        as_of: NaiveDate,
    ) -> Result<Self, Error> {
        let plan = Plan::new(snapshot, query, &Synonyms::default(), Reading::AsAsked)?;
        let mut counted = Self::default();
        let searcher = snapshot.searcher();
        let weight = plan
            .engine
            .weight(EnableScoring::disabled_from_searcher(searcher))
            .map_err(engine)?;
        let mut chunk = Vec::with_capacity(CHUNK);
        for (segment, reader) in (0..).zip(searcher.segment_readers()) {
            let alive = reader.alive_bitset();
            let mut scorer = weight.scorer(reader, 1.0).map_err(engine)?;
            let mut doc = scorer.doc();
            while doc != TERMINATED {
                let address = DocAddress::new(segment, doc);
                let is_alive = alive.is_none_or(|alive| alive.is_alive(doc));
                if is_alive && filters.pass(address, snapshot.status(address, as_of)) {
                    chunk.push(Candidate {
                        address,
                        row: snapshot.row(address).unwrap_or(0),
                        score: 0.0,
                    });
                }
                if chunk.len() == CHUNK {
                    counted.take(snapshot, &plan, &chunk)?;
                    chunk.clear();
                }
                doc = scorer.advance();
            }
            plan.work.check()?;
        }
        counted.take(snapshot, &plan, &chunk)?;
        counted.plan = Some(plan);
        Ok(counted)
    }

    /// Counts the places of a plan in some documents.
    fn take(&mut self, snapshot: &Snapshot, plan: &Plan, chunk: &[Candidate]) -> Result<(), Error> {
        let ranked = located(snapshot, plan, chunk, Detail::Starts).map_err(engine)?;
        plan.work.check()?;
        for (candidate, document) in chunk.iter().zip(&ranked) {
            let page = first_page(document);
            if page.is_none() && !plan.leaves.is_empty() {
                self.title_only += 1;
                continue;
            }
            let title = document.layout.title_terms();
            let on_pages = document.places.iter().map(|places| {
                places.starts.len() - places.starts.partition_point(|start| *start < title)
            });
            let count = Count {
                documents: 1,
                pages: document.pages.len() as u64,
                occurrences: on_pages.sum::<usize>() as u64,
            };
            self.add(snapshot, candidate.address, count);
            let (Some(page), Some(day)) = (page, snapshot.published(candidate.address)) else {
                continue;
            };
            if year_of(snapshot, candidate.address) == 0 {
                continue;
            }
            let here: First = (day, candidate.row, candidate.address, page);
            for country in snapshot.facet(Facet::Country).of(candidate.address) {
                let first = self.first.entry(*country).or_insert(here);
                if (here.0, here.1) < (first.0, first.1) {
                    *first = here;
                }
            }
        }
        Ok(())
    }

    fn add(&mut self, snapshot: &Snapshot, address: DocAddress, count: Count) {
        let year = year_of(snapshot, address);
        self.all.add(count);
        self.of_years.entry(year).or_default().add(count);
        for country in snapshot.facet(Facet::Country).of(address) {
            self.of_countries.entry(*country).or_default().add(count);
            self.of_both.entry((*country, year)).or_default().add(count);
        }
    }
}

fn year_of(snapshot: &Snapshot, address: DocAddress) -> u32 {
    let years = snapshot.facet(Facet::Year).of(address);
    years.first().copied().unwrap_or(0)
}

/// The first page with something that is not on every page; of nothing else, the first page at all.
fn first_page(document: &Ranked) -> Option<PageNumber> {
    let pages = || document.pages.iter();
    let telling = pages().filter(|(_, score)| *score > 0.0);
    telling
        .map(|(page, _)| *page)
        .min()
        .or_else(|| pages().map(|(page, _)| *page).min())
}
