//! `GET /help` and `GET /about`: pages that say the same whatever the archive holds.

use axum::response::Response;

use super::{Sorry, render};
use crate::service::visit::Visit;
use crate::web::{AboutPage, HelpPage};

/// `GET /help`
pub(in crate::service) async fn help(Visit(frame): Visit) -> Result<Response, Sorry> {
    render(&HelpPage::new(&frame))
}

/// `GET /about`
pub(in crate::service) async fn about(Visit(frame): Visit) -> Result<Response, Sorry> {
    render(&AboutPage::new(&frame))
}
