//! Names for people, in their language: of facets and their values, of pages, of where a value is from.

use regesta_index::{PageNumber, Paging, Provenance, vocabulary};

use super::locale::{Locale, Said};

/// The parameters that filter, in the order they are shown.
pub(super) const FILTERS: [&str; 10] = [
    "country",
    "year",
    "topic",
    "type",
    "lang",
    "text",
    "status",
    "subject",
    "year_source",
    "country_source",
];

/// Filters for those who look closely: shown only where there is something to choose between.
pub(super) const CLOSE_FILTERS: [&str; 3] = ["subject", "year_source", "country_source"];

/// The name of the facet that parameter `name` filters by.
pub(super) fn facet(locale: &Locale, name: &str) -> String {
    locale.say(&format!("facet-{}", name.replace('_', "-")))
}

/// The name of a facet's value: `KR` is South Korea.
pub(super) fn value(locale: &Locale, facet: &str, value: &str) -> String {
    match facet {
        _ if value == "unknown" => locale.say("not-stated"),
        "country" | "subject" => locale.country(value),
        "year_source" | "country_source" => known(locale, "origin", value),
        "year" => years(locale, value),
        "topic" => vocabulary::topic_label_in(value, locale.tag()),
        "type" => vocabulary::type_label_in(value, locale.tag()),
        "lang" => vocabulary::language_label_in(value, locale.tag()),
        "text" | "status" => known(locale, facet, value),
        _ => value.to_owned(),
    }
}

/// A value of a closed list; what is not in it was typed by someone and is shown as it is.
fn known(locale: &Locale, facet: &str, value: &str) -> String {
    let key = format!("{facet}-{value}");
    let said = locale.say(&key);
    if said == key { value.to_owned() } else { said }
}

/// What one page is called in a document of this paging.
pub(super) fn one(locale: &Locale, paging: Paging) -> String {
    locale.say(&format!("paging-{}-one", paging.name()))
}

/// "12 pages", "3 slides".
pub(super) fn pages(locale: &Locale, paging: Paging, count: u64) -> String {
    locale.counted(&format!("paging-{}", paging.name()), count)
}

/// "Page 6", "Slide 6"; "Page iv (6)" where the file calls it so.
pub(super) fn page(
    locale: &Locale,
    paging: Paging,
    number: PageNumber,
    label: Option<&str>,
) -> String {
    let number = number.to_string();
    let label = label
        .map(str::trim)
        .filter(|label| !label.is_empty() && *label != number);
    let shown = label.map_or_else(|| number.clone(), |label| format!("{label} ({number})"));
    locale.say_with(
        &format!("paging-{}-numbered", paging.name()),
        &[("page", Said::Text(&shown))],
    )
}

/// Where a value comes from, in words.
pub(super) fn source(locale: &Locale, paging: Paging, provenance: &Provenance) -> String {
    let with = |key: &str, name: &str| locale.say_with(key, &[("name", Said::Text(name))]);
    match provenance {
        Provenance::Person { name, .. } => with("source-person", name),
        Provenance::Manifest { name, row } => locale.say_with(
            "source-manifest",
            &[
                ("name", Said::Text(name)),
                ("row", Said::Text(&row.to_string())),
            ],
        ),
        Provenance::Sidecar { name } => with("source-sidecar", name),
        Provenance::File { key } => with("source-file", key),
        Provenance::Text { page, range } => match range {
            None => with("source-text", &self::page(locale, paging, *page, None)),
            Some(range) => locale.say_with(
                "source-text-range",
                &[
                    ("name", Said::Text(&self::page(locale, paging, *page, None))),
                    (
                        "from",
                        Said::Text(&locale.number(u64::from(range.from) + 1)),
                    ),
                    ("until", Said::Text(&locale.number(range.until.into()))),
                ],
            ),
        },
        Provenance::Name => locale.say("source-name"),
    }
}

fn years(locale: &Locale, range: &str) -> String {
    let end = |year: &'_ str| (!year.is_empty()).then(|| year.to_owned());
    match range.split_once("..") {
        Some((from, until)) => locale.range(end(from).as_deref(), end(until).as_deref()),
        None => range.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn english() -> &'static Locale {
        Locale::complete()
    }

    #[test]
    fn pages_are_called_what_they_are() {
        let six = PageNumber::new(6).expect("six");
        let called = |paging, label| page(english(), paging, six, label);
        assert_eq!(called(Paging::Pages, None), "Page 6");
        assert_eq!(called(Paging::Pages, Some("iv")), "Page iv (6)");
        assert_eq!(called(Paging::Pages, Some("6")), "Page 6");
        assert_eq!(called(Paging::Sheets, Some("Budget")), "Sheet Budget (6)");
        let korean = Locale::named("ko").expect("Korean");
        assert_eq!(page(korean, Paging::Pages, six, None), "6쪽");
    }

    #[test]
    fn values_are_said_in_words() {
        let said = ["2018", "2015..2020", "2015..", "..2020", "unknown"]
            .map(|year| value(english(), "year", year));
        assert_eq!(
            said,
            [
                "2018",
                "2015 to 2020",
                "from 2015",
                "until 2020",
                "Not stated"
            ]
        );
        assert_eq!(value(english(), "status", "in-force"), "In force");
        assert_eq!(value(english(), "text", "<b>"), "<b>");
    }
}
