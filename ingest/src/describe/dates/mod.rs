//! The dates of a document, found where documents state them.
//!
//! | rule | evidence | confidence |
//! |---|---|---|
//! | `law-preamble`, `supplementary-provision`, `law-title`, `neutral-citation` | the forms of laws and judgments, see `law.rs` | 0.85 to 0.98 |
//! | `labelled-date` | a word such as `발행일`, `Published`, `Effective date` beside it | 0.95; 0.8 on later pages |
//! | `journal-head` | a day in a line with volume or issue | 0.93 |
//! | `journal-year` | the year and number of a journal in its running head | 0.8 |
//! | `dated` | a day after `Date:` on the first page | 0.8 |
//! | `title-page-date` | a day or month alone on a line of the first page, or after a place; the only one | 0.92 on a title page, else 0.7 |
//! | `date-after-title` | a day or month at the end of a line of the title; the only one | 0.8 |
//! | `official-number` | the year in `제2023-745호` | 0.75 |
//! | `copyright-year` | `© 2018`; a file made in that year | 0.55; 0.7 |
//! | `year-of-refused-date` | the year of `03/04/2018` beside such a word | 0.65 |
//! | `plan-period` | `('19~'23)` in the title of a plan: valid from and until | 0.85 |
//! | `supplementary-provision` | the first of them: number and day by which the law came into being (`custom:enacted_as`) | 0.9 |
//! | `as-adopted` | a law was published in the year of its adoption | 0.7 |
//! | `file-name-…`, `folder-year` | the name, see `name.rs` | 0.4 to 0.8 |
//! | `year-in-title` | may be the year it is about | 0.45 |
//! | `year-in-title`, and the same in the file's name | | 0.7 |
//! | `file-created-and-named` | the year in which the file was made, the latest that the text names | 0.65 |
//! | `file-created` | the day on which the file was made | 0.3 |
//!
//! A date of something else, one that is ambiguous or impossible, a fiscal year, a plan's period: each
//! is kept as a rejected alternative with its reason. Where no line states a date there is none.
//!
//! Not here: dates in running text.

mod calendar;
mod cue;
mod law;
mod name;
mod place;
mod scan;
mod stated;
mod token;

use std::collections::BTreeSet;
use std::ops::Range;

use chrono::NaiveDate;
use regesta_index::{Assertion, Endpoint, Field, Page, PolicyDate};

use self::cue::Role;
use self::law::What;
use self::place::{
    ends_with, is_alone, is_amendment_note, is_blank, is_in_row, is_journal_head, is_journal_year,
    is_of_copyright, is_plan, is_row, letters,
};
use self::scan::{Reading, scan};
pub(super) use self::stated::lenient;
use super::lines::{Line, Place, asserted};

/// Rule of a publication that is guessed from the day on which the file was made.
pub(super) const FILE_CREATED: &str = "file-created";
/// The same, where the text names the year of that day.
pub(super) const FILE_CREATED_AND_NAMED: &str = "file-created-and-named";
/// The field of the number and day by which a law came into being: that of all its versions.
const ENACTED_AS: &str = "enacted_as";
/// Most rejected alternatives of one document.
const MAX_REJECTED: usize = 8;
/// A first page with fewer characters is a title page.
const TITLE_PAGE_CHARS: usize = 900;
/// Pages from the end in which a law's supplementary provisions are looked for.
const LAW_PAGES: usize = 40;
/// Lines from the top in which a date alone in its cell of a table may be the document's.
const CELL_LINES: usize = 10;
/// So many days of publication are a list.
const LISTED_DAYS: usize = 3;
/// Lines from the top that may hold the title.
const TITLE_LINES: usize = 8;

/// What is said of the dates of the document at `path`: by its `lines` and its name.
///
/// `created` is the day on which the file was made, as it says itself; nothing was published after
/// `today`.
pub(super) fn assertions(
    path: &str,
    pages: &[Page],
    lines: &[Line<'_>],
    created: Option<&Assertion>,
    today: NaiveDate,
) -> Vec<Assertion> {
    let mut found = Findings::default();
    let mut before: Option<&Line<'_>> = None;
    for line in lines {
        let label = before.filter(|before| std::ptr::eq(before.page, line.page));
        found.line(line, label);
        before = Some(line);
    }
    found.lists();
    found.alone(pages);
    found.laws(pages);
    found.assertions.extend(name::assertions(path));
    found.refuse_future(today);
    found.settle();
    found.agree(created);
    if !found.has(Field::Published) {
        found
            .assertions
            .extend(created.map(|created| found.as_created(created, lines)));
    }
    found.rejected.truncate(MAX_REJECTED);
    found.assertions.append(&mut found.rejected);
    found.assertions
}

#[derive(Default)]
struct Findings {
    assertions: Vec<Assertion>,
    rejected: Vec<Assertion>,
    /// Dates alone on their line of the first page.
    alone: Vec<Assertion>,
    /// Dates at the end of a line of the title.
    after_title: Vec<Assertion>,
    /// The title of a plan was seen with its period.
    has_period: bool,
}

impl Findings {
    fn has(&self, field: Field) -> bool {
        self.assertions
            .iter()
            .any(|found| found.field == field && 0.6 <= found.confidence)
    }

    fn reject(&mut self, line: &Line<'_>, range: &Range<usize>, reason: &str) {
        let written = line.text.get(range.clone()).unwrap_or_default().to_owned();
        let is_known = self.rejected.iter().any(|known| known.value == written);
        if !is_known {
            self.rejected.push(Assertion {
                rejected: Some(reason.to_owned()),
                ..line.asserts(range, Field::Published, written, "date-in-text", 0.0)
            });
        }
    }

    fn line(&mut self, line: &Line<'_>, above: Option<&Line<'_>>) {
        if let Some((year, range)) =
            law::citation(line.text).filter(|_| line.place == Place::First && line.index < 10)
        {
            let value = year.to_string();
            self.assertions.push(line.asserts(
                &range,
                Field::Published,
                value,
                "neutral-citation",
                0.93,
            ));
            return;
        }
        let is_title = line.place == Place::First
            && line.index < TITLE_LINES
            && !line.is_furniture
            && !line.is_prose
            && !is_row(line.text);
        if line.place == Place::First
            && line.index < 15
            && let Some(law::Stated {
                what: What::Adopted(date),
                rule,
                range,
                confidence,
            }) = law::title(line.text)
        {
            self.assertions.push(line.asserts(
                &range,
                Field::Adopted,
                date.to_string(),
                rule,
                confidence,
            ));
            self.assertions.push(line.asserts(
                &range,
                Field::Published,
                date.to_string(),
                "as-adopted",
                0.7,
            ));
        }
        for found in scan(line.text) {
            let range = found.range;
            let before = line.text.get(..range.start).unwrap_or_default();
            let after = line.text.get(range.end..).unwrap_or_default();
            if is_amendment_note(before) {
                continue;
            }
            if before.trim_end().ends_with(['~', '～'])
                || after.trim_start().starts_with(['~', '～'])
            {
                if is_title {
                    self.reject(line, &range, "an end of a range of days");
                }
                continue;
            }
            let labelled = || {
                above
                    .filter(|_| is_blank(before))
                    .and_then(|above| cue::label(above.text))
            };
            let role = || cue::role(before, after).or_else(labelled);
            match found.reading {
                Reading::Date(date) => self.date(line, &range, date, role, is_title),
                Reading::Period(PolicyDate::Interval(_, Some(last)))
                    if is_of_copyright(line.text, &range) =>
                {
                    let found = line.asserts(
                        &range,
                        Field::Published,
                        last.to_string(),
                        "copyright-year",
                        0.55,
                    );
                    self.assertions.push(found);
                }
                Reading::Period(period) => {
                    if is_title && is_plan(line.text) && !self.has_period {
                        self.period(line, &range, period);
                    }
                    if is_title || role() == Some(Role::Published) {
                        self.reject(line, &range, "a period, not when it was published");
                    }
                }
                Reading::Fiscal(_) if is_title || role().is_some() => {
                    self.reject(
                        line,
                        &range,
                        "a fiscal or school year, not when it was published",
                    );
                }
                Reading::Numbered(year) if line.place == Place::First && line.index < 25 => {
                    let value = year.to_string();
                    self.assertions.push(line.asserts(
                        &range,
                        Field::Published,
                        value,
                        "official-number",
                        0.75,
                    ));
                }
                Reading::Refused(why, year) => {
                    if why == scan::OFFICIAL_NUMBER {
                        continue;
                    }
                    let role = role();
                    let is_own = role == Some(Role::Published);
                    if is_own || (line.place == Place::First && role.is_none()) {
                        self.reject(line, &range, why);
                    }
                    if let Some(year) = year.filter(|_| is_own) {
                        let value = year.to_string();
                        self.assertions.push(line.asserts(
                            &range,
                            Field::Published,
                            value,
                            "year-of-refused-date",
                            0.65,
                        ));
                    }
                }
                Reading::Fiscal(_) | Reading::Numbered(_) => {}
            }
        }
    }

    fn date(
        &mut self,
        line: &Line<'_>,
        range: &Range<usize>,
        date: PolicyDate,
        role: impl FnOnce() -> Option<Role>,
        is_title: bool,
    ) {
        let is_year = matches!(date, PolicyDate::At(Endpoint::Year(_)));
        let sure = match line.place {
            Place::First => 0.95,
            Place::After | Place::Last => 0.8,
        };
        let sure = if is_year { sure - 0.15 } else { sure };
        let value = date.to_string();
        // In a sentence it may be the date of anything.
        if line.is_prose && !is_of_copyright(line.text, range) && !is_journal_head(line) {
            if !is_year && line.place == Place::First {
                self.reject(
                    line,
                    range,
                    "named in a sentence, not stated for the document",
                );
            }
            return;
        }
        let field = match role() {
            Some(Role::Published) => Field::Published,
            Some(Role::Dated) if !is_year && line.place == Place::First => {
                let found = line.asserts(range, Field::Published, value, "dated", 0.8);
                return self.assertions.push(found);
            }
            Some(Role::Dated) => return,
            Some(Role::Adopted) => Field::Adopted,
            Some(Role::ValidFrom) => Field::ValidFrom,
            Some(Role::ValidUntil) => Field::ValidUntil,
            Some(Role::Other(word)) => {
                if !is_year && line.place == Place::First {
                    self.reject(
                        line,
                        range,
                        &format!("the date of something else: `{word}`"),
                    );
                }
                return;
            }
            None => return self.without_cue(line, range, date, is_title),
        };
        self.assertions
            .push(line.asserts(range, field, value, "labelled-date", sure));
    }

    fn without_cue(
        &mut self,
        line: &Line<'_>,
        range: &Range<usize>,
        date: PolicyDate,
        is_title: bool,
    ) {
        let value = date.to_string();
        let is_year = matches!(date, PolicyDate::At(Endpoint::Year(_)));
        // Numbers before that are other numbers, where nothing says that they are years.
        if date.year().is_some_and(|year| year < 1900) {
            return;
        }
        let published = |rule: &str, confidence: f32| {
            line.asserts(range, Field::Published, value.clone(), rule, confidence)
        };
        if is_of_copyright(line.text, range) {
            self.assertions.push(published("copyright-year", 0.55));
        } else if is_year && is_journal_year(line, range) {
            self.assertions.push(published("journal-year", 0.8));
        } else if !is_year && is_journal_head(line) {
            self.assertions.push(published("journal-head", 0.93));
        } else if line.place == Place::First
            && is_alone(line.text, range)
            && (line.index < CELL_LINES || !line.text.contains('\t'))
            && (line.is_furniture || !is_in_row(line.text, range))
        {
            if !is_year {
                self.alone.push(published("title-page-date", 0.7));
            } else if is_title {
                self.assertions.push(published("year-in-title", 0.45));
            }
        } else if !is_year && is_title && ends_with(line.text, range) {
            self.after_title.push(published("date-after-title", 0.8));
        } else if is_year && is_title && letters(line.text) <= 120 {
            self.assertions.push(published("year-in-title", 0.45));
        } else if !is_year && line.place == Place::First {
            self.reject(line, range, "nothing says what it is the date of");
        }
    }

    fn period(&mut self, line: &Line<'_>, range: &Range<usize>, period: PolicyDate) {
        let PolicyDate::Interval(Some(first), Some(last)) = period else {
            return;
        };
        self.has_period = true;
        for (field, end) in [(Field::ValidFrom, first), (Field::ValidUntil, last)] {
            self.assertions
                .push(line.asserts(range, field, end.to_string(), "plan-period", 0.85));
        }
    }

    /// Several days that are each said to be of a publication are those of other documents, in a list.
    fn lists(&mut self) {
        let is_listed = |found: &Assertion| {
            found.field == Field::Published
                && ["labelled-date", "dated"].contains(&found.rule.as_str())
        };
        let listed = self.assertions.iter().filter(|found| is_listed(found));
        let days: BTreeSet<&str> = listed.map(|found| found.value.as_str()).collect();
        if days.len() < LISTED_DAYS {
            return;
        }
        for found in self.assertions.iter_mut().filter(|found| is_listed(found)) {
            found.rejected = Some("one of several in a list of other documents".to_owned());
            found.confidence = 0.0;
        }
    }

    /// Of dates alone on their line only one can be the document's: with several none is certain.
    fn alone(&mut self, pages: &[Page]) {
        let first = pages.iter().find(|page| page.has_text());
        let is_title_page =
            first.is_some_and(|page| page.text.chars().nth(TITLE_PAGE_CHARS).is_none());
        let mut values: Vec<&str> = self
            .alone
            .iter()
            .map(|found| found.value.as_str())
            .collect();
        values.sort_unstable();
        values.dedup();
        let confidence = match (values.len(), is_title_page) {
            (1, true) => 0.92,
            (1, false) => 0.7,
            (_, true) => 0.5,
            _ => 0.4,
        };
        if LISTED_DAYS <= values.len() {
            for found in self.alone.drain(..).take(LISTED_DAYS) {
                self.rejected.push(Assertion {
                    rejected: Some("one of several dates, each alone on its line".to_owned()),
                    confidence: 0.0,
                    ..found
                });
            }
        }
        for found in self.alone.drain(..) {
            self.assertions.push(Assertion {
                confidence,
                ..found
            });
        }
        if let [_] = self.after_title.as_slice() {
            self.assertions.append(&mut self.after_title);
        }
    }

    fn laws(&mut self, pages: &[Page]) {
        let Some(first) = pages.iter().find(|page| page.has_text()) else {
            return;
        };
        let is_korean = |page: &&Page| page.language.as_deref().is_none_or(|known| known == "ko");
        let mut korean = pages.iter().filter(is_korean);
        let origin = korean.find_map(|page| Some((page, law::origin(&page.text)?)));
        if let Some((page, stated)) = origin {
            self.law(page, vec![stated]);
        }
        let head = first
            .text
            .get(..first.text.floor_char_boundary(2_000))
            .unwrap_or_default();
        let stated = law::preamble(head);
        let is_stated = stated
            .iter()
            .any(|stated| matches!(stated.what, What::Promulgated(_)));
        self.law(first, stated);
        if is_stated {
            return;
        }
        // The provisions may run over pages: the last page with a promulgation has the latest.
        for page in pages.iter().rev().filter(is_korean).take(LAW_PAGES) {
            let stated = law::supplementary(&page.text);
            if !stated.is_empty() {
                return self.law(page, stated);
            }
        }
    }

    fn law(&mut self, page: &Page, stated: Vec<law::Stated>) {
        for law::Stated {
            what,
            rule,
            range,
            confidence,
        } in stated
        {
            let mut assert = |field: Field, value: String| {
                let found = asserted(page, range.clone(), field, value, rule, confidence);
                self.assertions.push(found);
            };
            match what {
                What::Promulgated(day) => {
                    assert(Field::Adopted, day.to_string());
                    assert(Field::Published, day.to_string());
                }
                What::Adopted(date) => assert(Field::Adopted, date.to_string()),
                What::ValidFrom(day) => assert(Field::ValidFrom, day.to_string()),
                What::Number(number) => assert(Field::Number, number),
                What::Origin(law) => assert(Field::Custom(ENACTED_AS.to_owned()), law),
            }
        }
    }

    /// What was published cannot be of a day to come: it is the date of something else.
    fn refuse_future(&mut self, today: NaiveDate) {
        let is_future = |found: &Assertion| {
            let date: Option<PolicyDate> = found.value.parse().ok();
            let first = date.and_then(|date| date.earliest());
            found.field == Field::Published
                && found.rejected.is_none()
                && first.is_some_and(|first| today < first)
        };
        for found in self.assertions.iter_mut().filter(|found| is_future(found)) {
            found.rejected = Some("a day to come, so it was not published then".to_owned());
            found.confidence = 0.0;
        }
        // A number in a title that may be a year is worth no word.
        self.assertions
            .retain(|found| found.rejected.is_none() || found.rule != "year-in-title");
    }

    /// A year in the title and in the file's name is likely the document's: they were written apart. So is
    /// the year of a copyright in which the file was made.
    fn agree(&mut self, created: Option<&Assertion>) {
        let made = created.and_then(|created| created.value.get(..4));
        for found in &mut self.assertions {
            if found.rule == "copyright-year" && made == Some(&found.value) {
                found.confidence = 0.7;
            }
        }
        let of = |rule: &str| {
            let found = self.assertions.iter().find(|found| found.rule == rule);
            found.map(|found| found.value.clone())
        };
        let (Some(title), Some(name)) = (of("year-in-title"), of("file-name-year")) else {
            return;
        };
        for found in &mut self.assertions {
            if title == name && found.rule == "year-in-title" && found.value == title {
                found.confidence = 0.7;
            }
        }
    }

    /// That it was published when its file was made: a guess, unless the text names that year.
    fn as_created(&self, created: &Assertion, lines: &[Line<'_>]) -> Assertion {
        let guess = Assertion {
            field: Field::Published,
            rule: FILE_CREATED.to_owned(),
            confidence: 0.3,
            ..created.clone()
        };
        let year = created
            .value
            .parse()
            .ok()
            .and_then(|date: PolicyDate| date.year());
        let Some(year) = year else {
            return guess;
        };
        // A day in a row of a table may be of any year; a text that names a later year is about years to
        // come.
        let named = lines.iter().flat_map(|line| {
            scan(line.text)
                .into_iter()
                .filter_map(|found| match found.reading {
                    Reading::Date(date @ PolicyDate::At(Endpoint::Year(_))) => date.year(),
                    Reading::Date(date) if !is_in_row(line.text, &found.range) => date.year(),
                    _ => None,
                })
        });
        if named.max() != Some(year) {
            return guess;
        }
        Assertion {
            value: year.to_string(),
            rule: FILE_CREATED_AND_NAMED.to_owned(),
            confidence: 0.65,
            ..guess
        }
    }

    /// Where lines that are certain disagree, none of them is: the first stays the better one.
    fn settle(&mut self) {
        for field in [
            Field::Published,
            Field::Adopted,
            Field::ValidFrom,
            Field::ValidUntil,
        ] {
            let certain = |found: &Assertion| found.field == field && 0.9 <= found.confidence;
            let dates: Vec<PolicyDate> = self
                .assertions
                .iter()
                .filter(|found| certain(found))
                .filter_map(|found| found.value.parse().ok())
                .collect();
            let is_within = |a: &PolicyDate, b: &PolicyDate| {
                b.earliest() <= a.earliest() && a.latest() <= b.latest()
            };
            let agree = dates
                .iter()
                .all(|a| dates.iter().all(|b| is_within(a, b) || is_within(b, a)));
            if agree {
                continue;
            }
            let mut confidence = 0.8;
            for found in self
                .assertions
                .iter_mut()
                .filter(|found| found.field == field && 0.9 <= found.confidence)
            {
                found.confidence = confidence;
                confidence = 0.7;
            }
        }
    }
}

#[cfg(test)]
#[path = "rules_tests.rs"]
mod tests;
