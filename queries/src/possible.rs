//! How many documents `year:` in a query leaves out that may be of these years: the date is a range, or
//! only a guess. Of the filter by year they are counted in the pass of the search itself.
//!
//! Counted is a condition that all of the query is under, not one in a group or before which a `-` stands.

use std::sync::Arc;

use chrono::NaiveDate;
use regesta_index::Snapshot;

use crate::facets::{Filters, Order, collect};
use crate::plan::{Plan, Reading, engine};
use crate::query::{Field, Query};
use crate::synonyms::Synonyms;
use crate::year::YearRange;
use crate::{Error, Request, Sort};

/// Counts them for `query`, that of `request`; 0 where it has no such condition.
pub(crate) fn count(
    snapshot: &Arc<Snapshot>,
    request: &Request,
    query: &Query,
    as_of: NaiveDate,
) -> Result<u64, Error> {
    let Some((rest, years)) = apart(query).filter(|_| request.year.is_empty()) else {
        return Ok(0);
    };
    let request = Request {
        year: years,
        ..request.clone()
    };
    let filters = Filters::new(snapshot, &request);
    let synonyms = Synonyms::find(snapshot, &request, &rest)?;
    let plan = Plan::new(snapshot, &rest, &synonyms, Reading::AsAsked)?;
    let order = Order::Day(Sort::Newest);
    let matches = collect(snapshot, plan.engine.as_ref(), &filters, as_of, order, 0);
    plan.work.check()?;
    Ok(matches.map_err(engine)?.possible)
}

/// The query without its condition on years, and the years, if it has exactly one such condition.
fn apart(query: &Query) -> Option<(Query, Vec<YearRange>)> {
    let parts = match query {
        Query::And(parts) => parts.as_slice(),
        other => std::slice::from_ref(other),
    };
    let mut conditions = parts.iter().filter_map(years);
    let years_asked = conditions.next().filter(|_| conditions.next().is_none())?;
    let rest = parts.iter().filter(|part| years(part).is_none()).cloned();
    Some((Query::and(rest), years_asked))
}

/// The years of a condition that is of nothing else.
fn years(part: &Query) -> Option<Vec<YearRange>> {
    match part {
        Query::Field(Field::Year(range)) => Some(vec![*range]),
        Query::Or(parts) => {
            let each: Option<Vec<_>> = parts.iter().map(years).collect();
            Some(each?.concat())
        }
        _ => None,
    }
}
