//! The page that says why there is no answer.

use askama::Template;

use super::frame::Frame;
use super::locale::Told;

/// Why a request got no answer, and what to do.
#[derive(Debug, Template)]
#[template(path = "sorry.html")]
pub(crate) struct SorryPage<'a> {
    /// What stands around it.
    pub(crate) frame: &'a Frame,
    /// The reason in a few words.
    pub(crate) title: String,
    /// What to change.
    pub(crate) detail: Told,
    /// What was asked, to be corrected.
    pub(crate) query: &'a str,
}
