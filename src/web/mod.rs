//! What the pages say: plain values → HTML. One script offers words while a question is typed; all
//! works without it.
//!
//! Each file makes one page from a request and an answer; the templates in `templates/` only lay
//! it out. All text is escaped by askama. Only what is a template of ours itself (a chart), and JSON
//! written by `linked_data.rs`, is marked as safe.
//!
//! Not here: addresses that are served and their headers (`service`).

mod browse;
mod changes;
mod chart;
mod coverage;
mod definitions;
mod document;
mod explain;
mod frame;
mod home;
mod linked_data;
mod links;
mod locale;
mod machines;
mod marks;
mod names;
mod page;
mod prose;
mod search;
mod sorry;
mod style;
mod trends;
mod work;

pub(crate) use browse::{BrowsePage, ListPage, SHELVES, ShelfPage};
pub(crate) use changes::ChangesPage;
pub(crate) use coverage::CoveragePage;
pub(crate) use definitions::ComparePage;
pub(crate) use document::{Around, DocumentPage, Validity};
pub(crate) use explain::ExplainPage;
pub(crate) use frame::{Frame, Look};
pub(crate) use home::{Held, Holdings, HomePage};
pub(crate) use links::{address, asked, page};
pub(crate) use locale::{Locale, Said, Told};
pub(crate) use machines::{OpenSearch, Sitemap};
pub(crate) use page::{Found, PagePage, can_be_drawn, is_picture};
pub(crate) use prose::{AboutPage, HelpPage};
pub(crate) use search::SearchPage;
pub(crate) use sorry::SorryPage;
pub(crate) use style::{Asset, ICON, SCRIPT, STYLE};
pub(crate) use trends::TrendsPage;
pub(crate) use work::{Series, WorkPage};
