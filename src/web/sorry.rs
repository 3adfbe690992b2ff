//! The page that says why there is no answer.

use askama::Template;

/// Why a request got no answer, and what to do.
#[derive(Debug, Template)]
#[template(path = "sorry.html")]
pub(crate) struct SorryPage<'a> {
    /// The reason in a few words.
    pub(crate) title: &'a str,
    /// What to change.
    pub(crate) detail: &'a str,
    /// What was asked, to be corrected.
    pub(crate) query: &'a str,
}
