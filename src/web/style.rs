//! The style sheet and the one script, compiled in, each under an address that changes with its
//! content; and the icon.

use std::sync::LazyLock;

use regesta_index::DocumentId;

/// A file that pages refer to; may be cached for ever.
#[derive(Debug)]
pub(crate) struct Asset {
    path: &'static str,
    /// What it is.
    pub(crate) media_type: &'static str,
    /// Its content.
    pub(crate) text: &'static str,
    tag: LazyLock<String>,
}

/// The style sheet.
pub(crate) static STYLE: Asset = Asset {
    path: "/static/regesta.css",
    media_type: "text/css; charset=utf-8",
    text: include_str!("static/regesta.css"),
    tag: LazyLock::new(|| tag(STYLE.text)),
};

/// What offers words while a question is typed.
pub(crate) static SCRIPT: Asset = Asset {
    path: "/static/suggest.js",
    media_type: "text/javascript; charset=utf-8",
    text: include_str!("static/suggest.js"),
    tag: LazyLock::new(|| tag(SCRIPT.text)),
};

/// The icon of the site, SVG.
pub(crate) const ICON: &str = include_str!("static/icon.svg");

impl Asset {
    /// A name of this very content.
    pub(crate) fn tag(&self) -> &str {
        &self.tag
    }

    /// Where pages find it.
    pub(crate) fn address(&self) -> String {
        format!("{}?v={}", self.path, self.tag())
    }
}

fn tag(text: &str) -> String {
    let id = DocumentId::of(text.as_bytes()).to_string();
    id.chars().take(16).collect()
}
