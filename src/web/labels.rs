//! Names for people: of facets, of their values, of numbers.

use regesta_index::{PageNumber, Paging, Status, TextState, vocabulary};

/// The name of the facet that parameter `name` filters by; `None` if it is no filter.
pub(super) fn facet(name: &str) -> Option<&'static str> {
    Some(match name {
        "country" => "Country",
        "year" => "Year",
        "topic" => "Topic",
        "type" => "Type",
        "lang" => "Language",
        "text" => "Text",
        "status" => "Status",
        _ => return None,
    })
}

/// The name of a facet's value: `KR` is South Korea.
pub(super) fn value(name: &str, value: &str) -> String {
    match name {
        _ if value == "unknown" => "Not stated".to_owned(),
        "country" => vocabulary::jurisdiction_label(value),
        "year" => years(value),
        "topic" => vocabulary::topic_label(value),
        "type" => vocabulary::type_label(value),
        "lang" => vocabulary::language_label(value),
        "text" => value
            .parse::<TextState>()
            .map_or_else(|()| value.to_owned(), |state| state.label().to_owned()),
        "status" => value
            .parse()
            .map_or_else(|()| value.to_owned(), |known| status(known).to_owned()),
        _ => value.to_owned(),
    }
}

/// What one page, and several, are called in a document of this paging.
pub(super) fn paged(paging: Paging) -> (&'static str, &'static str) {
    match paging {
        Paging::Pages => ("page", "pages"),
        Paging::Slides => ("slide", "slides"),
        Paging::Sheets => ("sheet", "sheets"),
        Paging::Chapters => ("chapter", "chapters"),
        Paging::Sections => ("section", "sections"),
    }
}

/// "Page 6", "Slide 6"; "Page iv (6)" where the file calls it so.
pub(super) fn page(paging: Paging, number: PageNumber, label: Option<&str>) -> String {
    let (one, _) = paged(paging);
    let mut letters = one.chars();
    let first = letters.next().map(|c| c.to_ascii_uppercase());
    let word: String = first.into_iter().chain(letters).collect();
    let number = number.to_string();
    match label
        .map(str::trim)
        .filter(|label| !label.is_empty() && *label != number)
    {
        Some(label) => format!("{word} {label} ({number})"),
        None => format!("{word} {number}"),
    }
}

/// A share of 1 in per cent, as people say it.
pub(super) fn per_cent(share: f32) -> String {
    format!("{:.0} %", 100.0 * share.clamp(0.0, 1.0))
}

/// A status in words.
pub(super) fn status(status: Status) -> &'static str {
    match status {
        Status::Upcoming => "upcoming",
        Status::InForce => "in force",
        Status::Past => "past",
        Status::Unknown => "status not stated",
    }
}

/// A number with its thousands apart: 10,952.
pub(super) fn number(number: u64) -> String {
    let digits = number.to_string();
    let mut grouped = String::new();
    for (at, digit) in digits.char_indices() {
        if at != 0 && (digits.len() - at).is_multiple_of(3) {
            grouped.push(',');
        }
        grouped.push(digit);
    }
    grouped
}

/// "1 document", "10,952 documents".
pub(super) fn counted(count: u64, one: &str, many: &str) -> String {
    if count == 1 {
        format!("1 {one}")
    } else {
        format!("{} {many}", number(count))
    }
}

fn years(range: &str) -> String {
    match range.split_once("..") {
        Some((from, "")) => format!("{from} or later"),
        Some(("", until)) => format!("{until} or earlier"),
        Some((from, until)) => format!("{from} to {until}"),
        None => range.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn thousands_are_set_apart() {
        let shown: Vec<String> = [0, 999, 1000, 10_952, 1_040_000].map(number).into();
        assert_eq!(shown, ["0", "999", "1,000", "10,952", "1,040,000"]);
    }

    #[test]
    fn pages_are_called_what_they_are() {
        let six = PageNumber::new(6).expect("six");
        let called = |paging, label| page(paging, six, label);
        assert_eq!(called(Paging::Pages, None), "Page 6");
        assert_eq!(called(Paging::Pages, Some("iv")), "Page iv (6)");
        assert_eq!(called(Paging::Pages, Some("6")), "Page 6");
        assert_eq!(called(Paging::Sheets, Some("Budget")), "Sheet Budget (6)");
        assert_eq!(per_cent(0.866), "87 %");
    }

    #[test]
    fn years_are_said_in_words() {
        let said =
            ["2018", "2015..2020", "2015..", "..2020", "unknown"].map(|year| value("year", year));
        assert_eq!(
            said,
            [
                "2018",
                "2015 to 2020",
                "2015 or later",
                "2020 or earlier",
                "Not stated"
            ]
        );
    }
}
