//! From a request to its answer: the walk through the parts of this crate.

use std::sync::Arc;
use std::time::Instant;

use chrono::NaiveDate;
use regesta_index::{Facet, OutlineEntry, PageNumber, Paging, Snapshot, Status, UNKNOWN};

use crate::answer::{Answer, ArchiveState, FacetCount, Facets, Hit};
use crate::facets::{Candidate, Filters, Matches, Order, browse, collect};
use crate::leaf::Detail;
use crate::pages::{Ranked, located, with_terms};
use crate::plan::{Plan, Reading, engine};
use crate::rank::by_best_page;
use crate::since::since;
use crate::synonyms::Synonyms;
use crate::{
    Error, Message, Parsed, Query, Request, Sort, excerpt, few, offer, possible, spelling,
};

/// Documents that are ranked by their best page.
///
/// 200 of 10,952 speeches cost less than a tenth of a millisecond (findings.md); what comes after keeps
/// the order of the whole document's score.
pub(crate) const CANDIDATES: usize = 200;

/// Most pages that are shown of a hit.
const PAGES_SHOWN: usize = 3;

/// A request that was run: what its answer is made from.
pub(crate) struct Found {
    /// What was understood.
    pub(crate) parsed: Parsed,
    /// The day statuses hold for.
    pub(crate) as_of: NaiveDate,
    pub(crate) filters: Filters,
    pub(crate) order: Order,
    pub(crate) synonyms: Synonyms,
    pub(crate) plan: Plan,
    pub(crate) matches: Matches,
}

/// Answers `request` from `snapshot`; `today` is the day statuses hold for unless it names another.
///
/// # Errors
///
/// - [`Error::Request`] if the query text is not one that can be answered
/// - [`Error::Archive`] if the index or catalogue cannot be read
pub fn search(
    snapshot: &Arc<Snapshot>,
    request: &Request,
    today: NaiveDate,
) -> Result<Answer, Error> {
    let started = Instant::now();
    let window = match request.limit {
        0 => 0,
        limit => request.offset.saturating_add(limit),
    };
    let found = find(snapshot, request, today, window)?;
    let (few, suggestions) = match request.limit {
        // Who wants counts alone wants no help.
        0 => (None, Vec::new()),
        _ => {
            let mut suggestions = offer::filters(snapshot, request, &found, today)?;
            suggestions.extend(spelling::suggest(snapshot, request, &found, today)?);
            (few::help(snapshot, request, &found, today)?, suggestions)
        }
    };
    let shown = shown(snapshot, &found, request)?;
    found.plan.work.check()?;
    let hits = shown
        .iter()
        .map(|document| hit(snapshot, document, found.as_of));
    Ok(Answer {
        query: found.parsed.query.to_string(),
        total: found.matches.total,
        possible: found.matches.possible,
        archive: ArchiveState::of(snapshot),
        as_of: found.as_of,
        notices: found.notices(),
        also_searched: found.synonyms.list,
        suggestions,
        few,
        hits: hits.collect::<Result<_, _>>()?,
        facets: facets(snapshot, &found.filters, request, &found.matches),
        since: since(snapshot, request, today)?,
        took_ms: u64::try_from(started.elapsed().as_millis()).unwrap_or(u64::MAX),
    })
}

/// Runs `request` for its first `window` documents; less literally where nothing matches as asked.
pub(crate) fn find(
    snapshot: &Arc<Snapshot>,
    request: &Request,
    today: NaiveDate,
    window: usize,
) -> Result<Found, Error> {
    let parsed = request.parsed()?;
    let as_of = parsed.as_of.unwrap_or(today);
    let filters = Filters::new(snapshot, request);
    let order = match request.sort {
        Sort::Relevance if parsed.query == Query::All => Order::Day(Sort::Newest),
        Sort::Relevance => Order::Score,
        sort => Order::Day(sort),
    };
    let wanted = match (order, window) {
        (_, 0) => 0,
        (Order::Score, window) => window.max(CANDIDATES),
        (_, window) => window,
    };
    let browses =
        parsed.query == Query::All && filters.is_empty() && order == Order::Day(Sort::Newest);
    let run = |plan: &Plan| {
        if browses {
            return Ok(browse(snapshot, as_of, wanted));
        }
        let matches = collect(
            snapshot,
            plan.engine.as_ref(),
            &filters,
            as_of,
            order,
            wanted,
        );
        plan.work.check()?;
        matches.map_err(engine)
    };
    let synonyms = Synonyms::find(snapshot, request, &parsed.query)?;
    let mut plan = Plan::new(snapshot, &parsed.query, &synonyms, Reading::AsAsked)?;
    let mut matches = run(&plan)?;
    for reading in Reading::ALL.into_iter().skip(1) {
        if matches.matched > 0 {
            break;
        }
        let other = Plan::new(snapshot, &parsed.query, &synonyms, reading)?;
        // A query that is not taken otherwise has just found nothing.
        if other.is_other {
            matches = run(&other)?;
            plan = other;
        }
    }
    matches.possible += possible::count(snapshot, request, &parsed.query, as_of)?;
    Ok(Found {
        parsed,
        as_of,
        filters,
        order,
        synonyms,
        plan,
        matches,
    })
}

/// Counts what `request` finds, taken as it is asked.
pub(crate) fn count(
    snapshot: &Arc<Snapshot>,
    request: &Request,
    today: NaiveDate,
) -> Result<u64, Error> {
    let parsed = request.parsed()?;
    let as_of = parsed.as_of.unwrap_or(today);
    let filters = Filters::new(snapshot, request);
    let synonyms = Synonyms::find(snapshot, request, &parsed.query)?;
    let plan = Plan::new(snapshot, &parsed.query, &synonyms, Reading::AsAsked)?;
    let order = Order::Day(Sort::Newest);
    let matches = collect(snapshot, plan.engine.as_ref(), &filters, as_of, order, 0);
    plan.work.check()?;
    Ok(matches.map_err(engine)?.total)
}

/// Says how many documents a filter by year leaves out that may be of these years.
fn may_be_of_years(count: u64) -> Option<Message> {
    Some(match count {
        0 => return None,
        1 => Message::new(
            "possible-one",
            "1 more document may be of these years: the date is a range, or only a guess.",
        ),
        more => Message::new(
            "possible-more",
            "{count} more documents may be of these years: the date is a range, or only a guess.",
        )
        .with("count", more),
    })
}

impl Found {
    /// What the reader should know: what was read otherwise than typed, and less literally.
    pub(crate) fn notices(&self) -> Vec<Message> {
        let mut notices = self.parsed.notices.clone();
        if self.synonyms.is_cut {
            notices.push(Message::new(
                "synonyms-cut",
                "There are more synonyms of these words than one question may have; not all of them are searched.",
            ));
        }
        notices.extend(may_be_of_years(self.matches.possible));
        if self.matches.matched == 0 {
            return notices;
        }
        for word in &self.plan.partial {
            let message = Message::new(
                "word-within",
                "No document has “{word}” as a word; it is searched for within longer words.",
            );
            notices.push(message.with("word", word));
        }
        for word in &self.plan.unknown {
            let message = Message::new(
                "word-left-out",
                "No document has “{word}”; it was left out.",
            );
            notices.push(message.with("word", word));
        }
        if self.plan.is_question {
            notices.push(Message::new(
                "as-question",
                "Taken as a question: documents with enough of its words are shown, the best first.",
            ));
        }
        if self.plan.any {
            notices.push(Message::new(
                "some-words",
                "No document has all of these words; those with some of them are shown.",
            ));
        }
        notices
    }
}

/// The documents of the request's window, with their matching pages.
fn shown(snapshot: &Snapshot, found: &Found, request: &Request) -> Result<Vec<Ranked>, Error> {
    let best = &found.matches.best;
    let (from, until) = (request.offset, request.offset.saturating_add(request.limit));
    let window = |best: &[Candidate]| {
        best.get(from.min(best.len())..until.min(best.len()))
            .unwrap_or_default()
            .to_vec()
    };
    if found.order != Order::Score || CANDIDATES <= from {
        return located(snapshot, &found.plan, &window(best), Detail::Terms).map_err(engine);
    }
    let (first, rest) = best.split_at(best.len().min(CANDIDATES));
    let mut shown = by_best_page(snapshot, &found.plan, first).map_err(engine)?;
    let behind = rest.get(..until.saturating_sub(CANDIDATES).min(rest.len()));
    let behind = behind.unwrap_or_default();
    shown.extend(located(snapshot, &found.plan, behind, Detail::Starts).map_err(engine)?);
    shown.truncate(until);
    let mut shown = shown.split_off(from.min(shown.len()));
    with_terms(snapshot, &found.plan, &mut shown).map_err(engine)?;
    Ok(shown)
}

/// All documents that were collected, in the order they are shown: the first by their best pages.
pub(crate) fn ordered(snapshot: &Snapshot, found: &Found) -> Result<Vec<Candidate>, Error> {
    let best = &found.matches.best;
    if found.order != Order::Score {
        return Ok(best.clone());
    }
    let (first, rest) = best.split_at(best.len().min(CANDIDATES));
    let ranked = by_best_page(snapshot, &found.plan, first).map_err(engine)?;
    let mut ordered: Vec<Candidate> = ranked
        .into_iter()
        .map(|document| document.candidate)
        .collect();
    ordered.extend_from_slice(rest);
    Ok(ordered)
}

pub(crate) fn hit(snapshot: &Snapshot, document: &Ranked, as_of: NaiveDate) -> Result<Hit, Error> {
    let about = snapshot.shown(document.candidate.address)?;
    let mut pages = Vec::new();
    for page in document.pages.iter().take(PAGES_SHOWN) {
        pages.push(excerpt::of_page(snapshot, document, *page)?);
    }
    // A slide or a sheet begins anew; the heading of the one before says nothing of it.
    let flows = !matches!(about.paging, Paging::Slides | Paging::Sheets);
    if flows && pages.iter().any(|page| page.heading.is_none()) {
        let outline = snapshot.outline(document.candidate.address)?;
        for page in pages.iter_mut().filter(|page| page.heading.is_none()) {
            page.heading = heading_before(&outline, page.page);
        }
    }
    if pages.is_empty() {
        pages.extend(excerpt::beginning(snapshot, document)?);
    }
    let year = about.description.year();
    Ok(Hit {
        id: about.id,
        title: about.description.title,
        score: document.candidate.score,
        country: about.description.country,
        published: about.description.published,
        year,
        kind: about.description.kind,
        language: about.description.language,
        topics: about.description.topics,
        status: snapshot.status(document.candidate.address, as_of),
        page_count: about.page_count,
        paging: about.paging,
        matching_pages: u32::try_from(document.pages.len()).unwrap_or(u32::MAX),
        pages,
    })
}

/// The last heading before `page`, going by the table of contents.
fn heading_before(outline: &[OutlineEntry], page: PageNumber) -> Option<String> {
    let before = outline.iter().filter(|entry| entry.page < page);
    // Of entries for one page, the last; a table of contents may go back, to an annex for example.
    let last = before.max_by_key(|entry| entry.page);
    last.map(|entry| entry.title.clone())
}

fn facets(snapshot: &Snapshot, filters: &Filters, request: &Request, matches: &Matches) -> Facets {
    let of = |facet: Facet| {
        let column = snapshot.facet(facet);
        let counts = matches
            .counts
            .get(facet as usize)
            .map(Vec::as_slice)
            .unwrap_or_default();
        let mut listed: Vec<FacetCount> = Vec::new();
        let named = column.values().iter().zip(column.labels());
        for (ordinal, ((value, label), count)) in (0..).zip(named.zip(counts)) {
            let selected = filters.selects(facet, ordinal);
            if *count > 0 || selected {
                listed.push(FacetCount {
                    value: value.clone(),
                    label: label.clone(),
                    count: *count,
                    selected,
                });
            }
        }
        match facet {
            // In order of year, those without one last.
            Facet::Year => listed.sort_by(|a, b| {
                (a.value == UNKNOWN, &a.value).cmp(&(b.value == UNKNOWN, &b.value))
            }),
            _ => listed.sort_by(|a, b| b.count.cmp(&a.count).then_with(|| a.value.cmp(&b.value))),
        }
        listed
    };
    let statuses = Status::ALL
        .iter()
        .zip(&matches.statuses)
        .map(|(status, count)| FacetCount {
            value: status.name().to_owned(),
            label: status_label(*status).to_owned(),
            count: *count,
            selected: request.status.contains(status),
        });
    Facets {
        country: of(Facet::Country),
        year: of(Facet::Year),
        topic: of(Facet::Topic),
        kind: of(Facet::Type),
        language: of(Facet::Language),
        text: of(Facet::Text),
        subject: of(Facet::Subject),
        year_source: of(Facet::YearSource),
        country_source: of(Facet::CountrySource),
        status: statuses
            .filter(|count| count.count > 0 || count.selected)
            .collect(),
    }
}

fn status_label(status: Status) -> &'static str {
    match status {
        Status::Upcoming => "Upcoming",
        Status::InForce => "In force",
        Status::Past => "Past",
        Status::Unknown => "Not stated",
    }
}
