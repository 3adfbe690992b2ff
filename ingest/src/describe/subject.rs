//! What kind of document it is and what it is about, by the cues of the vocabularies.
//!
//! | rule | evidence | confidence |
//! |---|---|---|
//! | `cues-of-type` | cues in the title and headings of the first page, on the first page, in the text; the better one of two by a clear margin | 0.4 to 0.93 |
//! | `mostly-figures` | no cue, and the first pages have more numbers than words: statistics | 0.65 |
//! | `cues-of-topic` | cues in the text and, five times, in the title; how often counts by its logarithm | 0.4 to 0.85 |
//!
//! Not here: finding cues in a text (`cues.rs`), the cues themselves (`regesta_index::vocabulary`, or the
//! archive's own files).

use std::collections::BTreeMap;
use std::ops::Range;

use regesta_index::vocabulary;
use regesta_index::{Assertion, Field, Page, PageNumber};

use super::cues::{Cue, Finder, Where, finder};
use super::lines::{Line, Place, asserted};

/// Score of cues from which a type is taken.
const MIN_TYPE: f32 = 4.0;
/// Score of cues from which a topic is taken.
const MIN_TOPIC: f32 = 6.0;
/// A topic with less than this share of the best one's score is not what the document is about.
const TOPIC_SHARE: f32 = 0.35;
/// Most topics of one document.
const MAX_TOPICS: usize = 5;
/// What a cue in the title is worth, compared with one in the text.
const TITLE: f32 = 5.0;
/// Most of one cue's occurrences in the text that count for a type.
const MAX_OCCURRENCES: f32 = 4.0;
/// The type of a document that is mostly figures.
const STATISTICS: &str = "statistics";
/// Pages from the first whose figures are counted.
const FIGURE_PAGES: usize = 3;
/// Fewer numbers than this are no table of figures.
const MIN_NUMBERS: usize = 60;
/// Lines from the top in which a heading stands.
const TITLE_LINES: usize = 6;

/// Score of one entry, and where its best cue stands.
#[derive(Default)]
struct Score {
    sum: f32,
    in_title: f32,
    best: f32,
    evidence: Option<(PageNumber, Range<usize>)>,
}

/// What the cues in the document say of its type and topics.
pub(super) fn assertions(
    pages: &[Page],
    lines: &[Line<'_>],
    title: Option<&str>,
) -> Vec<Assertion> {
    let finder = finder();
    let mut types: BTreeMap<usize, Score> = BTreeMap::new();
    let mut topics: BTreeMap<usize, Score> = BTreeMap::new();
    // A first line of prose is no title, whatever stands for one.
    let is_first_line = |title: &str| {
        let first = lines.iter().find(|line| !line.is_furniture);
        first.is_some_and(|line| {
            line.is_prose && line.text.trim().starts_with(title.trim_end_matches('…'))
        })
    };
    if let Some(title) = title.filter(|title| !is_first_line(title)) {
        of_title(&finder, title, None, &mut types, &mut topics);
    }
    // A cue on the first page counts once: a table repeats its words.
    let mut seen: Vec<*const Cue> = Vec::new();
    for line in lines.iter().filter(|line| line.place == Place::First) {
        if line.is_prose {
            continue;
        }
        let is_heading = line.is_heading || line.index < TITLE_LINES;
        if is_heading {
            of_title(&finder, line.text, Some(line), &mut types, &mut topics);
        }
        for (range, cue) in finder.find(line.text) {
            if cue.stands == Where::Head && !seen.contains(&std::ptr::from_ref(cue)) {
                seen.push(std::ptr::from_ref(cue));
                let score = types.entry(cue.entry).or_default();
                score.add(cue.weight, || {
                    Some((
                        line.page.number,
                        line.from + range.start..line.from + range.end,
                    ))
                });
            }
        }
    }
    of_text(&finder, pages, &mut types, &mut topics);
    let mut found = Vec::new();
    let kind = kind(&finder, pages, types);
    if kind.is_empty() {
        found.extend(figures(pages));
    }
    found.extend(kind);
    found.extend(about(&finder, pages, topics));
    found
}

/// Adds the cues in a title; each heading counts once for an entry, by its best cue.
fn of_title(
    finder: &Finder,
    title: &str,
    line: Option<&Line<'_>>,
    types: &mut BTreeMap<usize, Score>,
    topics: &mut BTreeMap<usize, Score>,
) {
    let end = title.trim_end().len();
    for (range, cue) in finder.find(title) {
        let evidence = || {
            line.map(|line| {
                (
                    line.page.number,
                    line.from + range.start..line.from + range.end,
                )
            })
        };
        match cue.stands {
            Where::TitleEnd if !title.get(range.end..end).is_some_and(is_end) => {}
            Where::Title | Where::TitleEnd => {
                let score = types.entry(cue.entry).or_default();
                let more = (cue.weight - score.in_title).max(0.0);
                score.in_title += more;
                score.add(more, evidence);
            }
            // A word that shows little shows no more in a title.
            Where::Topic if cue.weight < 2.0 => {}
            Where::Topic => {
                let score = topics.entry(cue.entry).or_default();
                let more = (cue.weight * TITLE - score.in_title).max(0.0);
                score.in_title += more;
                score.add(more, evidence);
            }
            Where::Head | Where::Text => {}
        }
    }
}

/// Whether what follows the last word of a title is a bracket or a version, and no further word.
fn is_end(rest: &str) -> bool {
    let rest = rest.trim_start();
    rest.is_empty() || rest.starts_with(['(', '[', '（', '<', '〔', '-', '–', '안'])
}

fn of_text(
    finder: &Finder,
    pages: &[Page],
    types: &mut BTreeMap<usize, Score>,
    topics: &mut BTreeMap<usize, Score>,
) {
    let mut counts: BTreeMap<(usize, usize), (f32, PageNumber, Range<usize>)> = BTreeMap::new();
    for page in pages {
        for (range, pattern) in finder.patterns(&page.text) {
            for (index, cue) in finder.meanings(pattern).iter().enumerate() {
                if matches!(cue.stands, Where::Text | Where::Topic) {
                    counts
                        .entry((pattern, index))
                        .or_insert_with(|| (0.0, page.number, range.clone()))
                        .0 += 1.0;
                }
            }
        }
    }
    for ((pattern, index), (count, page, range)) in counts {
        let Some(cue) = finder.meanings(pattern).get(index) else {
            continue;
        };
        let evidence = || Some((page, range));
        if cue.stands == Where::Topic {
            topics
                .entry(cue.entry)
                .or_default()
                .add(cue.weight * (1.0 + count).ln(), evidence);
        } else {
            types
                .entry(cue.entry)
                .or_default()
                .add(cue.weight * count.min(MAX_OCCURRENCES) / 2.0, evidence);
        }
    }
}

/// The type with the best cues; the next one as rejected where it comes near.
fn kind(finder: &Finder, pages: &[Page], types: BTreeMap<usize, Score>) -> Vec<Assertion> {
    let slug = |entry: usize| finder.slug(entry);
    let mut ranked: Vec<(usize, Score)> = types.into_iter().collect();
    ranked.sort_by(|a, b| b.1.sum.total_cmp(&a.1.sum).then(a.0.cmp(&b.0)));
    // A narrower type says all that the broader one says.
    if let [(first, a), (second, b), ..] = ranked.as_slice()
        && vocabulary::type_ancestors(&slug(*second)).contains(&slug(*first))
        && a.sum < b.sum + 2.0
    {
        ranked.swap(0, 1);
    }
    let Some((entry, best)) = ranked.first() else {
        return Vec::new();
    };
    let mine = slug(*entry);
    let related = |other: &str| {
        other == mine
            || vocabulary::type_ancestors(&mine)
                .iter()
                .any(|known| known == other)
            || vocabulary::type_ancestors(other).contains(&mine)
    };
    let rival = ranked
        .iter()
        .skip(1)
        .find(|(entry, _)| !related(&slug(*entry)));
    let second = rival.map_or(0.0, |(_, score)| score.sum);
    if best.sum < MIN_TYPE {
        return Vec::new();
    }
    let margin = best.sum - second;
    // Only a cue that stands for the type alone makes it certain.
    let confidence = if 6.0 <= best.best && 9.0 <= best.sum && 5.0 <= margin {
        0.93
    } else if 6.0 <= best.sum && 3.0 <= margin {
        0.8
    } else if 5.0 <= best.sum && 1.0 <= margin {
        0.65
    } else {
        0.4
    };
    let mut found =
        vec![best.asserts(pages, Field::Type, mine.clone(), "cues-of-type", confidence)];
    if let Some((entry, score)) = rival.filter(|(_, score)| MIN_TYPE <= score.sum && margin < 3.0) {
        found.push(Assertion {
            rejected: Some(format!("cues of it are weaker than those of `{mine}`")),
            ..score.asserts(pages, Field::Type, slug(*entry), "cues-of-type", 0.0)
        });
    }
    found
}

/// That a document is statistics, where it is mostly figures and nothing says what else it is.
fn figures(pages: &[Page]) -> Option<Assertion> {
    // An archive may have types of its own.
    vocabulary::types()
        .entries()
        .find(|(slug, _)| *slug == STATISTICS)?;
    let first = pages.iter().find(|page| page.has_text())?;
    let (mut numbers, mut words) = (0, 0);
    for page in pages.iter().take(FIGURE_PAGES) {
        for word in page.text.split_whitespace() {
            let letters = word.chars().filter(|c| c.is_alphabetic()).count();
            words += usize::from(1 < letters);
            numbers += usize::from(letters == 0 && word.contains(|c: char| c.is_ascii_digit()));
        }
    }
    (MIN_NUMBERS <= numbers && words < numbers).then(|| Assertion {
        field: Field::Type,
        value: STATISTICS.to_owned(),
        provenance: regesta_index::Provenance::Text {
            page: first.number,
            range: None,
        },
        rule: "mostly-figures".to_owned(),
        confidence: 0.65,
        rejected: None,
    })
}

/// The topics whose cues are strong, and not far behind the strongest.
fn about(finder: &Finder, pages: &[Page], topics: BTreeMap<usize, Score>) -> Vec<Assertion> {
    let mut ranked: Vec<(usize, Score)> = topics
        .into_iter()
        .filter(|(_, score)| MIN_TOPIC <= score.sum)
        .collect();
    ranked.sort_by(|a, b| b.1.sum.total_cmp(&a.1.sum).then(a.0.cmp(&b.0)));
    let best = ranked.first().map_or(0.0, |(_, score)| score.sum);
    ranked
        .into_iter()
        .take_while(|(_, score)| best * TOPIC_SHARE <= score.sum)
        .take(MAX_TOPICS)
        .map(|(entry, score)| {
            let confidence = if TITLE * 3.0 <= score.in_title {
                0.85
            } else if 2.0 * MIN_TOPIC <= score.sum {
                0.7
            } else {
                0.5
            };
            let slug = finder.slug(entry);
            score.asserts(pages, Field::Topic, slug, "cues-of-topic", confidence)
        })
        .collect()
}

impl Score {
    fn add(&mut self, weight: f32, evidence: impl FnOnce() -> Option<(PageNumber, Range<usize>)>) {
        self.sum += weight;
        if self.best < weight
            && let Some(found) = evidence()
        {
            self.best = weight;
            self.evidence = Some(found);
        }
    }

    fn asserts(
        &self,
        pages: &[Page],
        field: Field,
        value: String,
        rule: &str,
        confidence: f32,
    ) -> Assertion {
        let first = pages.first().map_or(PageNumber::FIRST, |page| page.number);
        let (number, range) = match &self.evidence {
            Some((number, range)) => (*number, Some(range.clone())),
            None => (first, None),
        };
        let page = pages.iter().find(|page| page.number == number);
        match (page, range) {
            (Some(page), Some(range)) => asserted(page, range, field, value, rule, confidence),
            _ => Assertion {
                field,
                value,
                provenance: regesta_index::Provenance::Text {
                    page: number,
                    range: None,
                },
                rule: rule.to_owned(),
                confidence,
                rejected: None,
            },
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::describe::lines;

    #[track_caller]
    fn check(text: &str, kind: Option<&str>, topics: &[&str]) {
        let page = Page {
            number: PageNumber::FIRST,
            text: text.to_owned(),
            language: None,
            passages: Vec::new(),
            marks: Vec::new(),
            label: None,
            quality: 1.0,
            is_unread: false,
            recognised: None,
        };
        let pages = [page];
        let title = text.lines().next();
        let found = assertions(&pages, &lines::telling(&pages), title);
        let values = |field: Field| -> Vec<&str> {
            let taken = found
                .iter()
                .filter(|found| found.field == field && found.rejected.is_none());
            taken.map(|found| found.value.as_str()).collect()
        };
        assert_eq!(values(Field::Type), Vec::from_iter(kind), "{text}");
        assert_eq!(values(Field::Topic), topics, "{text}");
    }

    #[test]
    fn a_page_of_figures_is_statistics_where_nothing_says_what_else_it_is() {
        let rows = "Thane\t1 234\t56.7\t89.0\t12\t3.4\n".repeat(20);
        check(&rows, Some("statistics"), &[]);
        check(&format!("Ledger\n{}", "word ".repeat(400)), None, &[]);
        check(&format!("Annual report 2018\n{rows}"), Some("report"), &[]);
    }

    #[test]
    fn titles_say_what_kind_of_document_it_is() {
        check(
            "스마트도시 조성 및 산업진흥 등에 관한 법률\n",
            Some("law"),
            &["smart-city"],
        );
        check(
            "스마트도시 조성 및 산업진흥 등에 관한 법률 시행령\n",
            Some("decree"),
            &["smart-city"],
        );
        check(
            "제3차 스마트도시 종합계획('19~'23)\n",
            Some("plan"),
            &["smart-city"],
        );
        check(
            "보도자료\n한국형발사체 명칭 누리\n",
            Some("press-release"),
            &["space"],
        );
        check(
            "시설관리원 용역업체 선정 입찰공고\n",
            Some("procurement-notice"),
            &["procurement"],
        );
        check(
            "Plan directeur de transport actif\n",
            Some("plan"),
            &["active-transport"],
        );
    }

    #[test]
    fn a_text_without_cues_is_of_no_type_and_no_topic() {
        check("", None, &[]);
        check("Lorem ipsum dolor sit amet\n", None, &[]);
        check("The reporter went exploring\n", None, &[]);
    }

    #[test]
    fn a_word_in_passing_is_no_topic() {
        check(
            "Annual meeting of the club\nThe bus stopped near a hospital.\n",
            None,
            &[],
        );
    }
}
