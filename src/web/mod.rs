//! What the pages say: plain values → HTML, without scripts.
//!
//! Each file makes one page from a request and an answer; the templates in `templates/` only lay
//! it out. All text is escaped by askama; nothing here is marked as safe.
//!
//! Not here: addresses that are served and their headers (`service`).

mod document;
mod home;
mod labels;
mod links;
mod marks;
mod page;
mod search;
mod sorry;
mod style;

pub(crate) use document::{Around, DocumentPage};
pub(crate) use home::HomePage;
pub(crate) use links::address;
pub(crate) use page::PagePage;
pub(crate) use search::SearchPage;
pub(crate) use sorry::SorryPage;
pub(crate) use style::{ICON, STYLE, style_address, style_tag};
