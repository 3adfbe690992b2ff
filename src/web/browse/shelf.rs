//! The values on one shelf from A to Z: page by page, each letter leading to its own.

use std::collections::BTreeMap;

use askama::Template;
use regesta_index::Work;
use regesta_queries::Facets;

use super::{Value, counts, value};
use crate::web::frame::Frame;
use crate::web::links;

/// Values on a page of a shelf.
const SHELF_PAGE: usize = 400;

/// One shelf.
#[derive(Debug, Template)]
#[template(path = "shelf.html")]
pub(crate) struct ShelfPage<'a> {
    frame: &'a Frame,
    query: &'static str,
    heading: String,
    canonical: String,
    /// Initial letters, each with where its group is.
    initials: Vec<(String, String)>,
    groups: Vec<Group>,
    unknown: Option<Value>,
    previous: Option<String>,
    next: Option<String>,
}

#[derive(Debug)]
struct Group {
    id: String,
    initial: String,
    values: Vec<Value>,
}

impl<'a> ShelfPage<'a> {
    /// Lays out page `page`, from 1, of the values of `facet`: by their first letter, or years by decade,
    /// newest first.
    pub(crate) fn new(frame: &'a Frame, facet: &'static str, facets: &Facets, page: usize) -> Self {
        let locale = frame.locale;
        let (unknown, stated): (Vec<_>, Vec<_>) = counts(facet, facets)
            .iter()
            .partition(|count| count.value == "unknown");
        let mut groups: BTreeMap<String, Vec<Value>> = BTreeMap::new();
        for count in stated {
            let value = value(locale, facet, count);
            let initial = if facet == "year" {
                decade(&count.value)
            } else {
                initial(&value.label)
            };
            groups.entry(initial).or_default().push(value);
        }
        let mut groups = in_order(groups);
        if facet == "year" {
            groups.reverse();
            groups.iter_mut().for_each(|(_, values)| values.reverse());
        }
        let path = format!("/browse/{facet}");
        let heading = locale.say(&format!("browse-{facet}"));
        let unknown = unknown.first().filter(|_| page == 1);
        Self {
            unknown: unknown.map(|count| value(locale, facet, count)),
            ..Self::laid_out(frame, heading, &path, groups, page)
        }
    }

    /// Lays out page `page`, from 1, of the works, by their first letter.
    pub(crate) fn works(frame: &'a Frame, works: &[Work], page: usize) -> Self {
        let locale = frame.locale;
        let mut groups: BTreeMap<String, Vec<Value>> = BTreeMap::new();
        for work in works {
            let group = groups.entry(initial(&work.title)).or_default();
            group.push(super::work(locale, work));
        }
        let (heading, groups) = (locale.say("browse-work"), in_order(groups));
        Self::laid_out(frame, heading, "/browse/work", groups, page)
    }

    /// Lays out page `page` of `groups`, which are in order.
    fn laid_out(
        frame: &'a Frame,
        heading: String,
        path: &str,
        groups: Vec<(String, Vec<Value>)>,
        page: usize,
    ) -> Self {
        let at = |page: usize| {
            let pairs = (page > 1).then(|| ("page".to_owned(), page.to_string()));
            links::address(path, pairs.as_slice())
        };
        let window = (page - 1).saturating_mul(SHELF_PAGE)..page.saturating_mul(SHELF_PAGE);
        let (mut before, mut initials, mut shown) = (0, Vec::new(), Vec::new());
        for (number, (initial, values)) in groups.into_iter().enumerate() {
            let id = format!("g{}", number + 1);
            let of = before / SHELF_PAGE + 1;
            let place = if of == page { String::new() } else { at(of) };
            initials.push((initial.clone(), format!("{place}#{id}")));
            let own = (before..).zip(values);
            let own = own.inspect(|_| before += 1);
            let values: Vec<Value> = own
                .filter(|(place, _)| window.contains(place))
                .map(|(_, value)| value)
                .collect();
            if !values.is_empty() {
                shown.push(Group {
                    id,
                    initial,
                    values,
                });
            }
        }
        Self {
            frame,
            query: "",
            heading,
            canonical: frame.absolute(&at(page)),
            initials,
            groups: shown,
            unknown: None,
            previous: (page > 1).then(|| at(page - 1)),
            next: (window.end < before).then(|| at(page + 1)),
        }
    }

    /// Whether there is nothing on this page of the shelf.
    pub(crate) fn is_empty(&self) -> bool {
        self.groups.is_empty()
    }
}

/// Groups by their letters, and the values of each by their labels.
fn in_order(groups: BTreeMap<String, Vec<Value>>) -> Vec<(String, Vec<Value>)> {
    let mut groups: Vec<(String, Vec<Value>)> = groups.into_iter().collect();
    for (_, values) in &mut groups {
        values.sort_by(|a, b| a.label.cmp(&b.label));
    }
    groups
}

fn decade(year: &str) -> String {
    let year: i32 = year.parse().unwrap_or(0);
    format!(
        "{:04}–{:04}",
        year - year.rem_euclid(10),
        year - year.rem_euclid(10) + 9
    )
}

/// The letter that a label is filed under: without accents, of Hangul its first consonant.
fn initial(label: &str) -> String {
    // Initial consonants of syllables in the order of Unicode (The Unicode Standard, 3.12); tense
    // ones are filed under the plain.
    const CONSONANTS: [char; 19] = [
        'ㄱ', 'ㄱ', 'ㄴ', 'ㄷ', 'ㄷ', 'ㄹ', 'ㅁ', 'ㅂ', 'ㅂ', 'ㅅ', 'ㅅ', 'ㅇ', 'ㅈ', 'ㅈ', 'ㅊ',
        'ㅋ', 'ㅌ', 'ㅍ', 'ㅎ',
    ];
    let folded = regesta_index::analysis::fold(label);
    let original = label.chars().find(|c| c.is_alphanumeric());
    let Some(first) = original else {
        return "#".to_owned();
    };
    let code = u32::from(first);
    if (0xAC00..=0xD7A3).contains(&code) {
        let consonant = CONSONANTS.get(((code - 0xAC00) / 588) as usize);
        return consonant.map(char::to_string).unwrap_or_default();
    }
    let first = folded
        .chars()
        .find(|c| c.is_alphanumeric())
        .unwrap_or(first);
    first.to_uppercase().collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::web::{Locale, Look};

    #[test]
    fn labels_are_filed_under_their_first_letter() {
        let filed = ["Åland", "côte", "대한민국", "까치", "(x)", "…"].map(initial);
        assert_eq!(filed, ["A", "C", "ㄷ", "ㄱ", "X", "#"]);
        assert_eq!(decade("1946"), "1940–1949");
    }

    #[test]
    fn a_long_shelf_has_pages_and_each_letter_leads_to_its_own() {
        let work = |number: usize| Work {
            name: number.to_string(),
            title: format!("{}{number:04}", if number < 500 { 'A' } else { 'B' }),
            versions: 1,
        };
        let works: Vec<Work> = (0..900).map(work).collect();
        let frame = Frame {
            locale: Locale::complete(),
            look: Look::Auto,
            title: String::new(),
            site: String::new(),
            path: String::new(),
            pairs: Vec::new(),
        };
        let page = |number| {
            let page = ShelfPage::works(&frame, &works, number);
            let values = page.groups.iter().map(|group| group.values.len());
            (page.initials, values.collect::<Vec<_>>(), page.next)
        };
        let to = |a: &str, b: &str| {
            [("A", a), ("B", b)].map(|(letter, href)| (letter.to_owned(), href.to_owned()))
        };
        let second = Some("/browse/work?page=2".to_owned());
        assert_eq!(
            page(1),
            (
                to("#g1", "/browse/work?page=2#g2").into(),
                vec![400],
                second
            )
        );
        let third = Some("/browse/work?page=3".to_owned());
        assert_eq!(
            page(2),
            (to("/browse/work#g1", "#g2").into(), vec![100, 300], third)
        );
        assert_eq!(page(3).1, [100]);
        assert!(ShelfPage::works(&frame, &works, 4).is_empty());
        let none = ShelfPage::works(&frame, &[], 1).render();
        assert!(none.is_ok_and(|html| html.contains("No document belongs here yet.")));
    }
}
