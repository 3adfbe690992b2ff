//! Whose policy a document is, and about whom: from who issued it, not from every mention.
//!
//! | rule | evidence | confidence |
//! |---|---|---|
//! | `issuer` | an institution of one jurisdiction in a line of its own at the beginning or end | 0.93; 0.7 at the end |
//! | `government-host` | the host of a government or body, in the same lines | 0.9; 0.6 |
//! | `letterhead` | `Government of X`, `Republic of X`; a country alone on its line | 0.9; 0.65 |
//! | `institutions-named` | most institutions named in the text, five or more, or all of two or more, are of one jurisdiction | 0.7; 0.62 |
//! | `speaks-for` | `on behalf of the Government of X`, `my country, X` | 0.7 |
//! | `code-in-name` | a code such as `KOR` in the file's name, other words not in capitals | 0.8; 0.85 where the text names it |
//! | `places-named` | most cities and provinces named, three or more, are of one country | 0.6 |
//! | `language-of-one-country` | Korean, Japanese, Vietnamese… | 0.5 |
//! | `named-most` | five mentions or more, most of all | 0.45 |
//!
//! Kinds of evidence that agree make each other surer. Where two jurisdictions come near each other,
//! the better one is only likely, and the other is kept as rejected. Other countries in the title, or
//! named very often, are what it is about (`subject_country`).
//!
//! Not here: finding names in a text (`names.rs`), the names themselves (`regesta_index::vocabulary`).

use std::collections::{BTreeMap, HashMap};
use std::ops::Range;

use regesta_index::{Assertion, Field, Page, PageNumber, Provenance, vocabulary};

use super::lines::{Line, Place, asserted};
use super::names::{Finder, Kind, code_in_name, finder, hosts};

/// Languages that are the official one of one country, in the main.
const OF_ONE_COUNTRY: [(&str, &str); 24] = [
    ("ko", "KR"),
    ("ja", "JP"),
    ("vi", "VN"),
    ("th", "TH"),
    ("he", "IL"),
    ("el", "GR"),
    ("pl", "PL"),
    ("hu", "HU"),
    ("fi", "FI"),
    ("da", "DK"),
    ("no", "NO"),
    ("nb", "NO"),
    ("sv", "SE"),
    ("tr", "TR"),
    ("uk", "UA"),
    ("cs", "CZ"),
    ("sk", "SK"),
    ("it", "IT"),
    ("id", "ID"),
    ("bg", "BG"),
    ("ro", "RO"),
    ("lt", "LT"),
    ("lv", "LV"),
    ("et", "EE"),
];
/// A line with more letters beside the name is running text.
const MAX_LETTERS_BESIDE: usize = 40;
/// Lines from the top in which a country alone on its line counts.
const TOP_LINES: usize = 15;
/// Two jurisdictions whose confidence differs by less than this are not told apart for certain.
const MARGIN: f32 = 0.12;
/// Most confidence that evidence in a text can give.
const MOST: f32 = 0.97;
/// Most other countries that a document is about.
const MAX_SUBJECTS: usize = 5;

/// One piece of evidence for a jurisdiction.
struct Evidence {
    rule: &'static str,
    confidence: f32,
    provenance: Provenance,
}

#[derive(Default)]
struct Counts {
    countries: BTreeMap<&'static str, usize>,
    issuers: BTreeMap<&'static str, usize>,
    places: BTreeMap<&'static str, usize>,
    speaks_for: BTreeMap<&'static str, usize>,
    /// Where each was named first.
    first: HashMap<(&'static str, u8), (PageNumber, Range<usize>)>,
}

/// What the document at `path` shows of whose it is and about whom.
pub(super) fn assertions(
    path: &str,
    pages: &[Page],
    lines: &[Line<'_>],
    title: Option<&str>,
    language: Option<&str>,
) -> Vec<Assertion> {
    let finder = finder(language.unwrap_or("en"));
    let counts = count(&finder, pages);
    let mut evidence: BTreeMap<String, Vec<Evidence>> = BTreeMap::new();
    let mut add =
        |code: &str, found: Evidence| evidence.entry(code.to_owned()).or_default().push(found);
    for line in lines {
        of_line(&finder, line, &mut add);
    }
    let page_of = |code: &'static str, kind: Kind| {
        let (page, range) = counts.first.get(&(code, kind as u8))?;
        let page = pages.iter().find(|known| known.number == *page)?;
        Some(asserted(page, range.clone(), Field::Country, String::new(), "", 0.0).provenance)
    };
    let mut most = |counts: &BTreeMap<&'static str, usize>,
                    kind: Kind,
                    least: usize,
                    share: f32,
                    rule: &'static str,
                    confidence: f32| {
        if let Some(code) = prevailing(counts, least, share)
            && let Some(provenance) = page_of(code, kind)
        {
            add(
                code,
                Evidence {
                    rule,
                    confidence,
                    provenance,
                },
            );
        }
    };
    most(
        &counts.issuers,
        Kind::Issuer,
        5,
        0.8,
        "institutions-named",
        0.7,
    );
    most(
        &counts.issuers,
        Kind::Issuer,
        2,
        1.0,
        "institutions-named",
        0.62,
    );
    most(&counts.places, Kind::Place, 3, 0.7, "places-named", 0.6);
    most(&counts.speaks_for, Kind::Country, 1, 0.7, "speaks-for", 0.7);
    most(&counts.countries, Kind::Country, 5, 0.5, "named-most", 0.45);
    if let Some((_, code)) = OF_ONE_COUNTRY
        .iter()
        .find(|(known, _)| Some(*known) == language)
        && let Some(page) = pages
            .iter()
            .find(|page| page.language.as_deref() == language)
    {
        let provenance = Provenance::Text {
            page: page.number,
            range: None,
        };
        add(
            code,
            Evidence {
                rule: "language-of-one-country",
                confidence: 0.5,
                provenance,
            },
        );
    }
    if let Some(code) = code_in_name(path) {
        let is_named = counts.countries.iter().any(|(named, _)| *named == code);
        let confidence = if is_named { 0.85 } else { 0.8 };
        add(
            &code,
            Evidence {
                rule: "code-in-name",
                confidence,
                provenance: Provenance::Name,
            },
        );
    }
    let mut found = decide(evidence);
    let own: Vec<String> = found
        .iter()
        .filter(|found| found.rejected.is_none())
        .map(|found| found.value.clone())
        .collect();
    found.extend(subjects(&finder, pages, &counts, title, &own));
    found
}

/// The best jurisdiction with all its evidence; the others as rejected.
fn decide(evidence: BTreeMap<String, Vec<Evidence>>) -> Vec<Assertion> {
    let mut ranked: Vec<(f32, String, Vec<Evidence>)> = evidence
        .into_iter()
        .map(|(code, mut found)| {
            found.sort_by(|a, b| b.confidence.total_cmp(&a.confidence));
            let mut seen: Vec<&str> = Vec::new();
            found.retain(|found| {
                let is_new = !seen.contains(&found.rule);
                seen.push(found.rule);
                is_new
            });
            // Kinds of evidence err for different reasons: that all are wrong is as likely as the product.
            let doubt: f32 = found.iter().map(|found| 1.0 - found.confidence).product();
            ((1.0 - doubt).min(MOST), code, found)
        })
        .collect();
    ranked.sort_by(|a, b| b.0.total_cmp(&a.0).then_with(|| a.1.cmp(&b.1)));
    let second = ranked.get(1).map_or(0.0, |(sure, ..)| *sure);
    let mut assertions = Vec::new();
    for (place, (sure, code, found)) in ranked.into_iter().enumerate().take(4) {
        let assert = |found: Evidence, confidence: f32, rejected: Option<&str>| Assertion {
            field: Field::Country,
            value: code.clone(),
            provenance: found.provenance,
            rule: found.rule.to_owned(),
            confidence,
            rejected: rejected.map(str::to_owned),
        };
        if place == 0 {
            let sure = if sure < second + MARGIN {
                sure.min(0.65)
            } else {
                sure
            };
            for (order, found) in found.into_iter().enumerate() {
                let confidence = if order == 0 {
                    sure
                } else {
                    found.confidence.min(sure)
                };
                assertions.push(assert(found, confidence, None));
            }
        } else if let Some(first) = found.into_iter().next().filter(|_| 0.6 <= sure) {
            let reason = "named as well, with less to show that the document is its";
            assertions.push(assert(first, 0.0, Some(reason)));
        }
    }
    assertions
}

/// What one line at the beginning or end shows.
fn of_line(finder: &Finder, line: &Line<'_>, add: &mut impl FnMut(&str, Evidence)) {
    let mut give = |code: &str, range: Range<usize>, rule: &'static str, confidence: f32| {
        let provenance = line
            .asserts(&range, Field::Country, String::new(), rule, confidence)
            .provenance;
        add(
            code,
            Evidence {
                rule,
                confidence,
                provenance,
            },
        );
    };
    if line.is_prose {
        return;
    }
    let is_first = line.place == Place::First;
    let all = letters(line.text);
    for (range, code, kind) in finder.find(line.text) {
        let named = line.text.get(range.clone()).unwrap_or_default();
        let is_own_line = all <= letters(named) + MAX_LETTERS_BESIDE;
        let before = line
            .text
            .get(..range.start)
            .unwrap_or_default()
            .trim_end()
            .to_lowercase();
        match kind {
            Kind::Issuer if is_own_line => {
                give(code, range, "issuer", if is_first { 0.93 } else { 0.7 });
            }
            Kind::Country if is_first && is_own_line => {
                let is_state = STATES.iter().any(|state| before.ends_with(state));
                let is_alone = letters(named) == all && line.index < TOP_LINES;
                if is_state {
                    give(code, range, "letterhead", 0.9);
                } else if is_alone {
                    give(code, range, "letterhead", 0.65);
                }
            }
            _ => {}
        }
    }
    for (range, host) in hosts(line.text) {
        if let Some(code) = vocabulary::jurisdiction_of_host(host) {
            let is_own_line = all <= letters(host) + MAX_LETTERS_BESIDE;
            give(
                &code,
                range,
                "government-host",
                if is_first && is_own_line { 0.9 } else { 0.5 },
            );
        }
    }
}

/// Words before a country's name by which a state speaks of itself.
const STATES: [&str; 14] = [
    "government of",
    "government of the",
    "republic of",
    "kingdom of",
    "commonwealth of",
    "state of",
    "parliament of",
    "ministry of foreign affairs of",
    "gouvernement de",
    "république de",
    "gobierno de",
    "república de",
    "governo de",
    "regierung von",
];
/// Words before the name of the country that a speaker speaks for.
const SPEAKERS: [&str; 14] = [
    "on behalf of",
    "on behalf of the",
    "delegation of",
    "delegation of the",
    "my country,",
    "my own country,",
    "government and people of",
    "government and the people of",
    "people and government of",
    "people and the government of",
    "representative of",
    "my country",
    "we in",
    "here in",
];

fn count(finder: &Finder, pages: &[Page]) -> Counts {
    let mut counts = Counts::default();
    for page in pages {
        for (range, code, kind) in finder.find(&page.text) {
            let of = match kind {
                Kind::Country => &mut counts.countries,
                Kind::Issuer => &mut counts.issuers,
                Kind::Place => &mut counts.places,
            };
            *of.entry(code).or_default() += 1;
            if kind == Kind::Country {
                let from = page
                    .text
                    .floor_char_boundary(range.start.saturating_sub(60));
                let before = page
                    .text
                    .get(from..range.start)
                    .unwrap_or_default()
                    .trim_end()
                    .to_lowercase();
                if SPEAKERS.iter().any(|words| before.ends_with(words)) {
                    *counts.speaks_for.entry(code).or_default() += 1;
                }
            }
            counts
                .first
                .entry((code, kind as u8))
                .or_insert((page.number, range));
        }
    }
    counts
}

/// The code that was counted at least `least` times and makes up more than `share` of all.
fn prevailing(
    counts: &BTreeMap<&'static str, usize>,
    least: usize,
    share: f32,
) -> Option<&'static str> {
    let all: usize = counts.values().sum();
    let (code, most) = counts
        .iter()
        .max_by_key(|(code, count)| (**count, std::cmp::Reverse(**code)))?;
    #[expect(
        clippy::cast_precision_loss,
        reason = "a share needs no more than 24 bits"
    )]
    let is_most = share * all as f32 <= *most as f32;
    (least <= *most && is_most).then_some(code)
}

/// The other countries that the title names or the text names very often.
fn subjects(
    finder: &Finder,
    pages: &[Page],
    counts: &Counts,
    title: Option<&str>,
    own: &[String],
) -> Vec<Assertion> {
    let is_other = |code: &str| !own.iter().any(|own| own == code);
    let mut subjects: Vec<(&'static str, &'static str, f32)> = Vec::new();
    for (_, code, kind) in finder.find(title.unwrap_or_default()) {
        let is_known = subjects.iter().any(|(known, ..)| *known == code);
        if kind == Kind::Country && is_other(code) && !own.is_empty() && !is_known {
            subjects.push((code, "title-names-country", 0.85));
        }
    }
    let all: usize = counts.countries.values().sum();
    let mut named: Vec<(&'static str, usize)> = counts
        .countries
        .iter()
        .map(|(code, count)| (*code, *count))
        .collect();
    named.sort_by_key(|(code, count)| (std::cmp::Reverse(*count), *code));
    for (code, count) in named {
        let is_known = subjects.iter().any(|(known, ..)| *known == code);
        if 8 <= count && all <= 4 * count && is_other(code) && !own.is_empty() && !is_known {
            subjects.push((code, "named-often", 0.6));
        }
    }
    subjects.truncate(MAX_SUBJECTS);
    subjects
        .into_iter()
        .filter_map(|(code, rule, confidence)| {
            let (page, range) = counts.first.get(&(code, Kind::Country as u8))?;
            let page = pages.iter().find(|known| known.number == *page)?;
            Some(asserted(
                page,
                range.clone(),
                Field::SubjectCountry,
                code.to_owned(),
                rule,
                confidence,
            ))
        })
        .collect()
}

fn letters(text: &str) -> usize {
    text.chars().filter(|c| c.is_alphabetic()).count()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::describe::lines;

    /// `country=KR certain`, `about=SG likely`, `not JP`, each value once, by the best evidence.
    #[track_caller]
    fn check(path: &str, language: &str, text: &str, expected: &[&str]) {
        let page = Page {
            number: PageNumber::FIRST,
            text: text.to_owned(),
            language: Some(language.to_owned()),
            passages: Vec::new(),
            marks: Vec::new(),
            label: None,
            quality: 1.0,
            is_unread: false,
            recognised: None,
        };
        let pages = [page];
        let title = text.lines().next();
        let mut shown: Vec<String> = Vec::new();
        for found in assertions(path, &pages, &lines::telling(&pages), title, Some(language)) {
            let what = if found.field == Field::Country {
                "country"
            } else {
                "about"
            };
            let line = match found.rejected {
                Some(_) => format!("not {}", found.value),
                None => format!("{what}={} {}", found.value, found.certainty().name()),
            };
            let value = found.value;
            if !shown.iter().any(|known| known.contains(&value)) {
                shown.push(line);
            }
        }
        assert_eq!(shown, expected, "{text}");
    }

    #[test]
    fn the_issuer_says_whose_it_is() {
        check(
            "a.pdf",
            "ko",
            "스마트도시 종합계획\n국토교통부\n",
            &["country=KR certain"],
        );
        check(
            "a.pdf",
            "en",
            "Publication 15\nDepartment of the Treasury\nInternal Revenue Service\n",
            &["country=US certain"],
        );
        check(
            "a.pdf",
            "en",
            "EUROPEAN COMMISSION\nGreen paper\n",
            &["country=EU certain"],
        );
        check(
            "a.pdf",
            "en",
            "National plan\nGovernment of Kenya\n",
            &["country=KE certain"],
        );
        check(
            "a.pdf",
            "ko",
            "이슈와 논점\nwww.nars.go.kr\n",
            &["country=KR certain"],
        );
    }

    #[test]
    fn a_korean_report_on_singapore_is_korean_and_about_singapore() {
        check(
            "a.pdf",
            "ko",
            "싱가포르 스마트네이션 사례 연구\n국토연구원\n싱가포르는 도시국가이다.\n",
            &["country=KR certain", "about=SG likely"],
        );
    }

    #[test]
    fn a_language_alone_is_a_guess() {
        check(
            "a.pdf",
            "ko",
            "설치 안내서\n운영 체제를 설치하는 방법\n",
            &["country=KR guess"],
        );
        check("a.pdf", "en", "Installation guide\n", &[]);
    }

    #[test]
    fn mentions_in_running_text_are_no_issuers() {
        let text = "Trade report\nThe committee met the European Commission last week to talk about tariffs on steel and aluminium goods.\n";
        check("a.pdf", "en", text, &[]);
    }

    #[test]
    fn a_code_in_the_name_that_the_text_names_is_likely() {
        check(
            "ARG_01_1946.txt",
            "en",
            "The Argentina that we know\n",
            &["country=AR likely"],
        );
        check("ARG_01_1946.txt", "en", "Nothing\n", &["country=AR likely"]);
        check("ARG_BRA.txt", "en", "Nothing\n", &[]);
        check("PLAN_AND_BUDGET.txt", "en", "Nothing\n", &[]);
    }

    #[test]
    fn names_inside_words_are_none() {
        check("a.pdf", "en", "Romanian\nOmanian\nIndianapolis\n", &[]);
    }
}
