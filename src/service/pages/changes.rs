//! `GET /documents/{id}/changes?with=…&page=2`: what changed between two documents, the earlier one first.

use axum::extract::State;
use axum::response::Response;
use chrono::NaiveDate;
use regesta_index::{Entry, Page};

use super::browse::{nothing_here, page_asked};
use super::{Sorry, render};
use crate::service::App;
use crate::service::api::open_entry;
use crate::service::parameters::{Named, Pairs, wrong_id};
use crate::service::problem::Problem;
use crate::service::visit::Visit;
use crate::web::ChangesPage;

/// `GET /documents/{id}/changes?with=…`
pub(in crate::service) async fn changes(
    State(app): State<App>,
    Visit(frame): Visit,
    named: Result<Named, Problem>,
    pairs: Result<Pairs, Problem>,
) -> Result<Response, Sorry> {
    let (Named(id), pairs) = (named?, pairs?);
    let page = page_asked(&pairs)?;
    let other = pairs.last("with").unwrap_or_default().trim().parse();
    let other = other.map_err(|_| wrong_id("with"))?;
    let (left, right, comparison) = app
        .questions
        .ask(move || {
            let side = |id| -> Result<(Entry, Vec<Page>), Problem> {
                Ok((
                    open_entry(&app.archive, id)?,
                    app.archive.catalogue().pages(id)?,
                ))
            };
            let (mut left, mut right) = (side(other)?, side(id)?);
            if begins(&right.0) < begins(&left.0) {
                std::mem::swap(&mut left, &mut right);
            }
            let comparison = regesta_queries::compare(&left.1, &right.1);
            Ok::<_, Problem>((left.0, right.0, comparison))
        })
        .await?;
    let changes = ChangesPage::new(&frame, &left, &right, &comparison, page);
    render(&changes.ok_or_else(nothing_here)?)
}

/// When a version begins to hold, as far as is known.
fn begins(entry: &Entry) -> Option<NaiveDate> {
    let d = &entry.description;
    let first = [d.valid_from, d.adopted, d.published];
    first.into_iter().flatten().find_map(|date| date.earliest())
}
