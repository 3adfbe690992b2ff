//! The forms in which laws state their dates and numbers.
//!
//! ```text
//! preamble      = "[시행 2019. 4. 23.]" "[법률 제16388호, 2019. 4. 23., 일부개정]"       Korea, Ministry of Government Legislation
//! supplementary = "부칙 <제16388호,2019.4.23>" … "이 법은 공포 후 6개월이 경과한 날부터 시행한다."
//! title         = "Loi n° 2018-12 du 1er mars 2019", "Ley 27/2014, de 27 de noviembre", "Gesetz vom 29. Januar 2018",
//!                 "Regulation (EU) 2016/679 … of 27 April 2016", "Lei nº 12.527, de 18 de novembro de 2011"
//! citation      = "[2001] IESC 63"                                                     neutral citation of a judgment
//! ```
//!
//! The first supplementary provision is that of the law as it was enacted: all versions of a law have it,
//! whatever they are called (유비쿼터스도시의 건설 등에 관한 법률 became 스마트도시 조성 및 산업진흥 등에 관한
//! 법률 in 2017). A consolidated Korean law ends with the supplementary provisions of all its amendments: the latest
//! is that of the version. It says from when it holds, often counted from promulgation: "공포 후 6개월이
//! 경과한 날" is the day after the last of six months.

use std::ops::Range;

use chrono::{Days, Months, NaiveDate};
use regesta_index::{Endpoint, PolicyDate};

use super::scan::{Reading, scan};

/// Rule of what the supplementary provisions state.
const SUPPLEMENTARY: &str = "supplementary-provision";

/// A date or number that a law states of itself.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Stated {
    pub(super) what: What,
    pub(super) rule: &'static str,
    /// Where it stands in the text, in bytes.
    pub(super) range: Range<usize>,
    pub(super) confidence: f32,
}

/// The head of a supplementary provision.
struct Provision {
    day: NaiveDate,
    range: Range<usize>,
    number: Option<(String, Range<usize>)>,
    /// Whether no other law made the amendment.
    is_own: bool,
    /// Where its text begins.
    after: usize,
}

#[derive(Clone, Debug, PartialEq)]
pub(super) enum What {
    Promulgated(NaiveDate),
    Adopted(PolicyDate),
    ValidFrom(NaiveDate),
    Number(String),
    /// Number and day of the promulgation by which the law came into being.
    Origin(String),
}

/// What the head of a text, `[시행 …] [법률 제…호, …]`, says.
pub(super) fn preamble(text: &str) -> Vec<Stated> {
    let mut stated = Vec::new();
    let mut from = 0;
    while let Some(open) = text.get(from..).and_then(|rest| rest.find('[')) {
        let open = from + open + 1;
        let Some(length) = text.get(open..).and_then(|rest| rest.find(']')) else {
            break;
        };
        let inside = text.get(open..open + length).unwrap_or_default();
        from = open + length;
        // A bracket of prose is no preamble.
        if 120 < inside.len() {
            continue;
        }
        let rule = "law-preamble";
        if inside.trim_start().starts_with("시행") {
            stated.extend(days(inside, open).next().map(|(day, range)| Stated {
                what: What::ValidFrom(day),
                rule,
                range,
                confidence: 0.98,
            }));
        } else if let Some((number, at)) = korean_number(inside) {
            stated.extend(days(inside, open).next().map(|(day, range)| Stated {
                what: What::Promulgated(day),
                rule,
                range,
                confidence: 0.98,
            }));
            stated.push(Stated {
                what: What::Number(number),
                rule,
                range: open + at.start..open + at.end,
                confidence: 0.95,
            });
        }
    }
    stated
}

/// The promulgation, number and first day of validity in the latest supplementary provision of `text`.
pub(super) fn supplementary(text: &str) -> Vec<Stated> {
    let rule = SUPPLEMENTARY;
    let mut latest: Option<Provision> = None;
    let mut is_shared = false;
    for provision in provisions(text) {
        let known = latest.as_ref().map(|known| known.day);
        if known.is_none_or(|known| known <= provision.day) {
            is_shared = known == Some(provision.day);
            latest = Some(provision);
        }
    }
    let Some(Provision {
        day,
        range,
        number,
        after,
        ..
    }) = latest
    else {
        return Vec::new();
    };
    // Of two laws of one day it is not said which made this version.
    let confidence = if is_shared { 0.85 } else { 0.93 };
    let mut stated = vec![Stated {
        what: What::Promulgated(day),
        rule,
        range,
        confidence: 0.93,
    }];
    stated.extend(number.filter(|_| !is_shared).map(|(number, range)| Stated {
        what: What::Number(number),
        rule,
        range,
        confidence,
    }));
    let rest = text.get(after..).unwrap_or_default();
    let provision = rest
        .find("부칙")
        .map_or(rest, |end| rest.get(..end).unwrap_or(rest));
    stated.extend(enforcement(provision, day).map(|(day, at)| Stated {
        what: What::ValidFrom(day),
        rule,
        range: after + at.start..after + at.end,
        confidence: confidence - 0.03,
    }));
    stated
}

/// The number and day of the first supplementary provision in `text`, if that is the law's own.
pub(super) fn origin(text: &str) -> Option<Stated> {
    let first = provisions(text).next().filter(|first| first.is_own)?;
    let (number, range) = first.number?;
    Some(Stated {
        what: What::Origin(format!("{number} ({})", first.day)),
        rule: SUPPLEMENTARY,
        range: range.start..range.end.max(first.range.end),
        confidence: 0.9,
    })
}

/// The heads of the supplementary provisions in `text`, in order.
fn provisions(text: &str) -> impl Iterator<Item = Provision> + '_ {
    let mut from = 0;
    std::iter::from_fn(move || {
        loop {
            let at = from + text.get(from..)?.find("부칙")? + "부칙".len();
            from = at;
            if let Some(found) = text.get(at..).and_then(|rest| provision(rest, at)) {
                return Some(found);
            }
        }
    })
}

/// The head of the provision that begins with `rest`, at the byte `at` of its text.
fn provision(rest: &str, at: usize) -> Option<Provision> {
    // An amendment by another law has that law's name: `부칙(정부조직법) <제11690호,2013.3.23>`.
    let named = rest.trim_start().strip_prefix(['(', '（']);
    let name = named
        .and_then(|named| named.split_once([')', '）']))
        .map_or("", |(name, _)| name);
    let open = rest
        .find(['<', '〈'])
        .filter(|open| *open <= 4 + "（）".len() + name.len() && name.chars().count() <= 80)?;
    let close = rest
        .find(['>', '〉'])
        .filter(|close| (open..open + 120).contains(close))?;
    let inside = rest.get(open..close)?;
    let (day, range) = days(inside, at + open).next()?;
    let number = korean_number(inside)
        .map(|(number, within)| (number, at + open + within.start..at + open + within.end));
    Some(Provision {
        day,
        range,
        number,
        is_own: named.is_none(),
        after: at + close,
    })
}

/// From when a provision promulgated on `day` holds, and where it says so.
fn enforcement(provision: &str, day: NaiveDate) -> Option<(NaiveDate, Range<usize>)> {
    let end = provision.find("부터 시행")?;
    let head = provision.get(..end)?;
    // The sentence begins `이 법은`, `이 영은`, `이 규칙은`.
    let from = ["이 법은", "이 영은", "이 규칙은", "이 법률은"]
        .iter()
        .filter_map(|begin| head.rfind(begin).map(|at| at + begin.len()))
        .max()?;
    let clause = head.get(from..)?;
    let range = from..end + "부터 시행".len();
    if clause.chars().count() > 60 {
        return None;
    }
    let counted = clause.trim();
    if counted.contains("공포한 날") {
        return Some((day, range));
    }
    if let Some(after) = counted.strip_prefix("공포 후") {
        let digits: String = after
            .trim_start()
            .chars()
            .take_while(char::is_ascii_digit)
            .collect();
        let count: u32 = digits.parse().ok().filter(|count| *count < 1000)?;
        let unit = after.trim_start().get(digits.len()..)?.trim_start();
        let last = if unit.starts_with("개월") {
            day.checked_add_months(Months::new(count))?
        } else if unit.starts_with('년') {
            day.checked_add_months(Months::new(count.checked_mul(12)?))?
        } else if unit.starts_with('일') {
            day.checked_add_days(Days::new(u64::from(count)))?
        } else {
            return None;
        };
        // Civil Code, arts. 157 and 160: the first day does not count, the period ends with the day
        // before that of the same number; it is over on the day after.
        return unit
            .contains("경과한 날")
            .then_some((last.succ_opt()?, range));
    }
    let (stated, _) = days(clause, 0).next()?;
    (clause.trim_end().ends_with('일')).then_some((stated, range))
}

/// `제16388호` in `text`: the number, and where it stands.
pub(super) fn korean_number(text: &str) -> Option<(String, Range<usize>)> {
    let mut from = 0;
    while let Some(at) = text.get(from..)?.find('제') {
        let at = from + at;
        let digits = at + '제'.len_utf8();
        let length = text.get(digits..)?.find(|c: char| !c.is_ascii_digit())?;
        from = digits;
        if 0 < length && text.get(digits + length..)?.starts_with('호') {
            let number = text.get(digits..digits + length)?.trim_start_matches('0');
            return Some((number.to_owned(), at..digits + length + '호'.len_utf8()));
        }
    }
    None
}

/// The adoption that the title of a law names, in `line`, the title.
pub(super) fn title(line: &str) -> Option<Stated> {
    const LAWS: [&str; 29] = [
        "loi ",
        "loi n",
        "décret",
        "arrêté",
        "ordonnance",
        "ley ",
        "ley n",
        "real decreto",
        "decreto",
        "lei n",
        "lei complementar",
        "portaria",
        "resolución",
        "gesetz",
        "verordnung",
        "regulation (e",
        "directive (e",
        "directive 2",
        "directive 1",
        "commission regulation",
        "council regulation",
        "commission decision",
        "council decision",
        "council directive",
        "commission directive",
        "decision no",
        "decision (e",
        "royal decree",
        "commission delegated",
    ];
    const OF: [&str; 6] = [" du ", " de ", " vom ", " of ", " del ", " le "];
    let lower = line.trim_start().to_lowercase();
    if !LAWS.iter().any(|law| lower.starts_with(law)) || 600 < line.len() {
        return None;
    }
    if let Some((date, range)) = spanish(line) {
        return Some(Stated {
            what: What::Adopted(date),
            rule: "law-title",
            range,
            confidence: 0.9,
        });
    }
    // The first date after "of" is that of the law itself; others are of the laws it amends.
    scan(line).into_iter().find_map(|found| {
        let Reading::Date(date @ PolicyDate::At(Endpoint::Day(_))) = found.reading else {
            return None;
        };
        let before = line.get(..found.range.start)?.to_lowercase();
        OF.iter().any(|of| before.ends_with(of)).then_some(Stated {
            what: What::Adopted(date),
            rule: "law-title",
            range: found.range,
            confidence: 0.9,
        })
    })
}

/// `Ley 27/2014, de 27 de noviembre`: the year stands in the number.
fn spanish(line: &str) -> Option<(PolicyDate, Range<usize>)> {
    let (before, after) = line.split_once(", de ")?;
    let year = before.rsplit_once('/')?.1;
    let day = after.split([',', '.', ';', '(']).next()?.trim_end();
    let is_year = year.len() == 4 && year.bytes().all(|b| b.is_ascii_digit());
    let stated = format!("{day} de {year}");
    let date = scan(&stated).into_iter().next().filter(|_| is_year)?;
    let from = before.len() + ", de ".len();
    match date.reading {
        Reading::Date(date @ PolicyDate::At(Endpoint::Day(_))) => {
            Some((date, from..from + day.len()))
        }
        _ => None,
    }
}

/// The year of a neutral citation, `[2001] IESC 63`, alone on its line.
pub(super) fn citation(line: &str) -> Option<(i32, Range<usize>)> {
    let trimmed = line.trim();
    let from = line.find(trimmed)?;
    let rest = trimmed.strip_prefix('[')?;
    let (year, rest) = rest.split_once(']')?;
    let mut words = rest.split_whitespace();
    let (court, number) = (words.next()?, words.next()?);
    let is_court = (2..=8).contains(&court.len()) && court.bytes().all(|b| b.is_ascii_uppercase());
    let is_number = number.bytes().all(|b| b.is_ascii_digit()) || words.next().is_some();
    let year = year
        .parse()
        .ok()
        .filter(|year| (1900..2200).contains(year))?;
    (is_court && is_number && trimmed.len() < 40).then_some((year, from..from + trimmed.len()))
}

/// The days in `text`, which begins at `offset` of a longer one.
fn days(text: &str, offset: usize) -> impl Iterator<Item = (NaiveDate, Range<usize>)> {
    scan(text)
        .into_iter()
        .filter_map(move |found| match found.reading {
            Reading::Date(PolicyDate::At(Endpoint::Day(day))) => {
                Some((day, offset + found.range.start..offset + found.range.end))
            }
            _ => None,
        })
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What is stated, as `what=value`.
    #[track_caller]
    fn check(stated: &[Stated], text: &str, expected: &[&str]) {
        let shown: Vec<String> = stated
            .iter()
            .map(|found| {
                assert!(text.get(found.range.clone()).is_some(), "{found:?}");
                match &found.what {
                    What::Promulgated(day) => format!("promulgated={day}"),
                    What::Adopted(date) => format!("adopted={date}"),
                    What::ValidFrom(day) => format!("valid_from={day}"),
                    What::Number(number) => format!("number={number}"),
                    What::Origin(law) => format!("enacted as {law}"),
                }
            })
            .collect();
        assert_eq!(shown, expected, "{text}");
    }

    #[test]
    fn a_korean_preamble_states_validity_number_and_promulgation() {
        let text = "스마트도시법\n[시행 2019. 10. 24.] [법률 제16388호, 2019. 4. 23., 일부개정]\n국토교통부";
        check(
            &preamble(text),
            text,
            &[
                "valid_from=2019-10-24",
                "promulgated=2019-04-23",
                "number=16388",
            ],
        );
        check(&preamble("[별표 1] 2019. 4. 23. 기준"), "", &[]);
    }

    #[test]
    fn the_first_supplementary_provision_is_that_of_the_law_as_it_was_enacted() {
        let text = "부칙\n\n부칙 <제9052호,2008.3.28>\n①(시행일) 이 법은 공포 후 6개월이 경과한 날부터 시행한다.\n\n\
                    부칙(공유재산 및 물품 관리법) <제9174호,2008.12.26>\n부칙 <제14718호,2017.3.21>";
        let first: Vec<Stated> = origin(text).into_iter().collect();
        check(&first, text, &["enacted as 9052 (2008-03-28)"]);
        // One that another law made says nothing of the law it stands in.
        assert_eq!(origin("부칙(정부조직법) <제11690호,2013.3.23>"), None);
        assert_eq!(origin("부칙 제6조에 따라"), None);
    }

    #[test]
    fn the_latest_supplementary_provision_is_that_of_the_version() {
        let text = "부칙 <제15732호,2018.8.14>\n\n제1조(시행일) 이 법은 공포 후 6개월이 경과한 날부터 시행한다.\n\n\
                    부칙 <제16388호,2019.4.23>\n\n이 법은 공포 후 6개월이 경과한 날부터 시행한다. 다만, 제3조의 개정규정은 공포한 날부터 시행한다.";
        let by_another = "부칙 <제15116호,2017.11.28>\n이 법은 공포한 날부터 시행한다.\n\n\
                          부칙(물환경보전법) <제14532호,2017.1.17>\n제1조(시행일) 이 법은 공포 후 1년이 경과한 날부터 시행한다.";
        check(
            &supplementary(by_another),
            by_another,
            &[
                "promulgated=2017-11-28",
                "number=15116",
                "valid_from=2017-11-28",
            ],
        );
        let by_another = &by_another[by_another.find("부칙(").unwrap()..];
        check(
            &supplementary(by_another),
            by_another,
            &[
                "promulgated=2017-01-17",
                "number=14532",
                "valid_from=2018-01-18",
            ],
        );
        check(
            &supplementary(text),
            text,
            &[
                "promulgated=2019-04-23",
                "number=16388",
                "valid_from=2019-10-24",
            ],
        );
    }

    #[test]
    fn enforcement_is_counted_as_the_civil_code_does() {
        let from = |provision: &str| {
            let day = NaiveDate::from_ymd_opt(2020, 2, 25).unwrap();
            enforcement(provision, day).map(|(day, _)| day.to_string())
        };
        let is = |day: &str| Some(day.to_owned());
        assert_eq!(from("이 영은 공포한 날부터 시행한다."), is("2020-02-25"));
        assert_eq!(
            from("이 법은 공포 후 3개월이 경과한 날부터 시행한다."),
            is("2020-05-26")
        );
        assert_eq!(
            from("이 법은 공포 후 1년이 경과한 날부터 시행한다."),
            is("2021-02-26")
        );
        assert_eq!(
            from("이 영은 2020년 2월 27일부터 시행한다."),
            is("2020-02-27")
        );
        assert_eq!(from("이 법은 대통령령으로 정하는 날부터 시행한다."), None);
        assert_eq!(from(""), None);
    }

    #[test]
    fn the_title_of_a_law_names_its_adoption() {
        let adopted = |line: &str| match title(line).map(|stated| stated.what) {
            Some(What::Adopted(date)) => Some(date.to_string()),
            _ => None,
        };
        let is = |day: &str| Some(day.to_owned());
        assert_eq!(
            adopted("Loi n° 2018-12 du 1er mars 2019 relative aux villes"),
            is("2019-03-01")
        );
        assert_eq!(
            adopted("Ley 27/2014, de 27 de noviembre, del Impuesto"),
            is("2014-11-27")
        );
        assert_eq!(
            adopted("Gesetz zur Förderung vom 29. Januar 2018"),
            is("2018-01-29")
        );
        assert_eq!(
            adopted("LEI Nº 12.527, DE 18 DE NOVEMBRO DE 2011"),
            is("2011-11-18")
        );
        let regulation = "REGULATION (EU) 2016/679 OF THE EUROPEAN PARLIAMENT AND OF THE COUNCIL of 27 April 2016";
        assert_eq!(adopted(regulation), is("2016-04-27"));
        assert_eq!(adopted("Regulation of markets since 29 January 2018"), None);
    }

    #[test]
    fn a_neutral_citation_states_its_year() {
        assert_eq!(
            citation("   [2001] IESC 63").map(|(year, _)| year),
            Some(2001)
        );
        assert_eq!(
            citation("[2001] EWHC 12 (Admin)").map(|(year, _)| year),
            Some(2001)
        );
        assert_eq!(citation("[2001] See the annex"), None);
    }
}
