//! The one style sheet, compiled in, under an address that changes with its content; and the icon.

use std::sync::LazyLock;

use regesta_index::DocumentId;

/// The style sheet.
pub(crate) const STYLE: &str = include_str!("static/regesta.css");

/// The icon of the site, SVG.
pub(crate) const ICON: &str = include_str!("static/icon.svg");

static TAG: LazyLock<String> = LazyLock::new(|| {
    DocumentId::of(STYLE.as_bytes())
        .to_string()
        .chars()
        .take(16)
        .collect()
});

/// A name of this very style sheet.
pub(crate) fn style_tag() -> &'static str {
    &TAG
}

/// Where pages find the style sheet; may be cached for ever.
pub(crate) fn style_address() -> String {
    format!("/static/regesta.css?v={}", style_tag())
}
