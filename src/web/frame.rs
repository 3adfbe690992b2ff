//! What stands around every page: whose site it is, the reader's language and look, where we are.
//!
//! A reader chooses language and look by a parameter (`ui`, `look`), which is kept in a cookie; an
//! address without them serves everybody, each in their own form.
//!
//! Not here: reading the request (`service::visit`).

use super::links;
use super::locale::{self, Locale};

/// Light or dark.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum Look {
    /// As the reader's system has it.
    #[default]
    Auto,
    /// Dark ink on light paper.
    Light,
    /// Light ink on dark paper.
    Dark,
}

impl Look {
    const ALL: [Self; 3] = [Self::Auto, Self::Light, Self::Dark];

    /// Its name in addresses and markup.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Auto => "auto",
            Self::Light => "light",
            Self::Dark => "dark",
        }
    }

    /// The look with this name.
    pub(crate) fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|look| look.name() == name)
    }
}

/// What stands around a page.
#[derive(Clone, Debug)]
pub(crate) struct Frame {
    /// The language of the page.
    pub(crate) locale: &'static Locale,
    /// Light or dark.
    pub(crate) look: Look,
    /// The archive's name.
    pub(crate) title: String,
    /// Scheme and host, without a slash at the end.
    pub(crate) site: String,
    /// Path of the page.
    pub(crate) path: String,
    /// Its parameters without `ui` and `look`.
    pub(crate) pairs: Vec<(String, String)>,
}

/// A choice of language or look, as a link.
#[derive(Debug)]
pub(crate) struct Choice {
    /// Its tag or name.
    pub(crate) name: &'static str,
    /// What the reader sees.
    pub(crate) label: String,
    /// The same page so.
    pub(crate) href: String,
    /// Whether it is in force.
    pub(crate) is_chosen: bool,
}

impl Frame {
    /// The message `key`.
    pub(crate) fn t(&self, key: &str) -> String {
        self.locale.say(key)
    }

    /// The tag of the page's language.
    pub(crate) fn lang(&self) -> &'static str {
        self.locale.tag()
    }

    /// A full address within the site.
    pub(crate) fn absolute(&self, path: &str) -> String {
        format!("{}{path}", self.site)
    }

    /// The main parts of the site: path and name.
    pub(crate) fn navigation(&self) -> Vec<(&'static str, String)> {
        [
            ("/search", "nav-search"),
            ("/browse", "nav-browse"),
            ("/trends", "nav-trends"),
            ("/compare", "nav-compare"),
            ("/coverage", "nav-coverage"),
            ("/help", "nav-help"),
        ]
        .into_iter()
        .map(|(path, key)| (path, self.t(key)))
        .collect()
    }

    /// The languages to choose from.
    pub(crate) fn languages(&self) -> Vec<Choice> {
        let option = |locale: &'static Locale| Choice {
            name: locale.tag(),
            label: locale.own_name(),
            href: self.with("ui", locale.tag()),
            is_chosen: locale.tag() == self.locale.tag(),
        };
        locale::all().iter().map(option).collect()
    }

    /// The looks to choose from.
    pub(crate) fn looks(&self) -> Vec<Choice> {
        let option = |look: Look| Choice {
            name: look.name(),
            label: self.locale.say(&format!("look-{}", look.name())),
            href: self.with("look", look.name()),
            is_chosen: look == self.look,
        };
        Look::ALL.into_iter().map(option).collect()
    }

    fn with(&self, name: &str, value: &str) -> String {
        let mut pairs = self.pairs.clone();
        pairs.push((name.to_owned(), value.to_owned()));
        links::address(&self.path, &pairs)
    }

    /// The look that the reader has chosen, if it is not the system's.
    pub(crate) fn chosen_look(&self) -> Option<&'static str> {
        (self.look != Look::Auto).then(|| self.look.name())
    }

    /// Whether the page is, or lies below, `path`: for the navigation.
    pub(crate) fn is_at(&self, path: &str) -> bool {
        let below = self.path.strip_prefix(path);
        below.is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
    }

    /// What Chromium and others colour their own parts by.
    pub(crate) fn color_scheme(&self) -> &'static str {
        match self.look {
            Look::Auto => "light dark",
            Look::Light => "light",
            Look::Dark => "dark",
        }
    }
}
