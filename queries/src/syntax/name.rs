//! The names of fields in a query, as people write and miswrite them.

/// The field a value is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Name {
    Title,
    Country,
    Year,
    Topic,
    Type,
    Lang,
    Text,
    Subject,
    YearSource,
    CountrySource,
    AsOf,
}

impl Name {
    const KNOWN: [(&'static str, Self); 13] = [
        ("title", Self::Title),
        ("country", Self::Country),
        ("year", Self::Year),
        ("topic", Self::Topic),
        ("type", Self::Type),
        ("lang", Self::Lang),
        ("language", Self::Lang),
        ("text", Self::Text),
        ("subject", Self::Subject),
        ("year_source", Self::YearSource),
        ("country_source", Self::CountrySource),
        ("as_of", Self::AsOf),
        ("as-of", Self::AsOf),
    ];

    pub(super) fn find(name: &str) -> Option<Self> {
        Self::KNOWN
            .iter()
            .find(|(known, _)| known.eq_ignore_ascii_case(name))
            .map(|(_, field)| *field)
    }

    /// Gives the field whose name is one slip of the fingers away.
    pub(super) fn nearest(name: &str) -> Option<Self> {
        let lower = name.to_ascii_lowercase();
        // Of names shorter than three letters, too many are near.
        let is_near = |known: &str| name.len() >= 3 && strsim::osa_distance(&lower, known) == 1;
        Self::KNOWN
            .iter()
            .find(|(known, _)| is_near(known))
            .map(|(_, field)| *field)
    }

    pub(super) fn text(self) -> &'static str {
        Self::KNOWN
            .iter()
            .find(|(_, field)| *field == self)
            .map_or("", |(known, _)| known)
    }

    /// Whether commas separate several values.
    pub(super) fn is_list(self) -> bool {
        !matches!(self, Self::Title | Self::AsOf)
    }
}
