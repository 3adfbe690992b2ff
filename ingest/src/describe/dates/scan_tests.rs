//! What is found in lines of real documents and of the forms that the scanner's grammar names.

use super::*;

/// A line and what is found in it: dates plain, `period:`, `fiscal:`, `number:`, `refused: reason`.
#[track_caller]
fn check(line: &str, expected: &[&str]) {
    let shown: Vec<String> = scan(line)
        .into_iter()
        .map(|found| match found.reading {
            Reading::Date(date) => date.to_string(),
            Reading::Period(date) => format!("period: {date}"),
            Reading::Fiscal(date) => format!("fiscal: {date}"),
            Reading::Numbered(year) => format!("number: {year}"),
            Reading::Refused(why, _) => format!("refused: {why}"),
        })
        .collect();
    assert_eq!(shown, expected, "{line}");
}

#[test]
fn numeric_dates_with_the_year_first_are_read() {
    check("2018. 1. 29", &["2018-01-29"]);
    check("발행일2018.01.29.(월)", &["2018-01-29"]);
    check("2018-01-29T09:00", &["2018-01-29"]);
    check("2018/1/29", &["2018-01-29"]);
    check("2018. 10.", &["2018-10"]);
    check("2018.10", &["2018-10"]);
    check("（2018．1．29）", &["2018-01-29"]);
}

#[test]
fn korean_units_are_read() {
    check("2019년 10월", &["2019-10"]);
    check("2020년 4월 2일", &["2020-04-02"]);
    check("2019년10월24일부터 시행한다", &["2019-10-24"]);
    check("2019년 업무계획", &["2019"]);
    check("2019년 12월말 기준", &["2019-12"]);
}

#[test]
fn eras_and_ideographs_are_read() {
    check("令和2年4月1日", &["2020-04-01"]);
    check("令和元年五月一日", &["2019-05-01"]);
    check("平成三十年四月", &["2018-04"]);
    check("２０１８年４月１日", &["2018-04-01"]);
    check("二〇二〇年三月十日起施行", &["2020-03-10"]);
    check("中華民國109年6月1日", &["2020-06-01"]);
}

#[test]
fn european_languages_are_read() {
    check("29 January 2018", &["2018-01-29"]);
    check("Monday, January 29, 2018", &["2018-01-29"]);
    check("24th Nov 2014", &["2014-11-24"]);
    check("Dec. 12th, 2015", &["2015-12-12"]);
    check("le 1er mars 2019", &["2019-03-01"]);
    check("Janvier 2021", &["2021-01"]);
    check("27 de noviembre de 2014", &["2014-11-27"]);
    check("enero de 2018", &["2018-01"]);
    check("Berlin, den 29. Januar 2018", &["2018-01-29"]);
    check("18 de março de 2011", &["2011-03-18"]);
    check("1º de março de 2019", &["2019-03-01"]);
    check("Effective Date: 13 May 2013", &["2013-05-13"]);
    check("Jun/2013", &["2013-06"]);
    check("it may 2018 or march 2019", &["2018", "2019"]);
}

#[test]
fn day_first_digits_are_read_where_they_have_one_reading() {
    check("Fecha: 28/11/2012", &["2012-11-28"]);
    check("11/28/2012", &["2012-11-28"]);
    check("05/05/2018", &["2018-05-05"]);
    check("29.01.2018", &["2018-01-29"]);
    check("3.4.2018", &["2018-04-03"]);
}

#[test]
fn an_apostrophe_makes_two_digits_a_year() {
    check("'18.01.29", &["2018-01-29"]);
    check("(‘18. 1.)", &["2018-01"]);
    check("’98.12.1", &["1998-12-01"]);
}

#[test]
fn periods_are_no_dates() {
    check("('19~'23)", &["period: 2019/2023"]);
    check("2024~2028", &["period: 2024/2028"]);
    check("(2024~'28)", &["period: 2024/2028"]);
    check("2019년 ~ 2023년", &["period: 2019/2023"]);
    check("2010–2020", &["period: 2010/2020"]);
    check("2019/2023", &["period: 2019/2023"]);
    check("2024~28", &["period: 2024/2028"]);
    check("1997-2007", &["period: 1997/2007"]);
}

#[test]
fn fiscal_and_school_years_are_told_apart() {
    check("FY2018", &["fiscal: 2018"]);
    check("fiscal year 2018", &["fiscal: 2018"]);
    check("2018년도 예산", &["fiscal: 2018"]);
    check("令和2年度", &["fiscal: 2020"]);
    check("2026학년도", &["fiscal: 2026"]);
    check("DURING 2012-13", &["fiscal: 2012/2013"]);
    check("2011/2012 CROPS", &["period: 2011/2012"]);
}

#[test]
fn what_is_not_certain_is_refused_with_the_reason() {
    check(
        "03/04/2018",
        &["refused: day and month cannot be told apart"],
    );
    check("2018. 2. 30", &["refused: there is no such day"]);
    check("2018.13.1", &["refused: there is no such day"]);
    check("31/12/13", &["refused: a year of two digits may be a day"]);
    check("18.01.29", &["refused: a year of two digits may be a day"]);
    check(
        "December 2021.08.23, XNUMX",
        &["refused: a month's name stands beside a date in digits"],
    );
    check("2018.1.29.5", &["refused: part of a longer number"]);
    check("2009-10", &["refused: a month or two years in a row"]);
    check("2018.1.29-31", &["refused: several days"]);
}

#[test]
fn official_numbers_are_no_dates() {
    check("공고 제2023-745호", &["number: 2023"]);
    check("No. 2018-12", &["number: 2018"]);
    check("제2018호", &["refused: an official number"]);
    check("No. 49 (2024.4.1)", &["2024-04-01"]);
}

#[test]
fn numbers_that_are_no_dates_are_none() {
    for line in [
        "",
        "10,952 speeches",
        "(408) 252-3000, ext. 61200",
        "1.2.10",
        "12:30",
        "192.168.1.1",
        "v2018",
        "v2.2018",
        "10-P-0154",
        "ISBN 978-89-6073-345-6",
        "02-2018-1234",
        "50%",
        "제16388호",
        "XNUMX",
    ] {
        check(line, &[]);
    }
}

#[test]
fn a_found_date_stands_where_it_says() {
    let line = "시행일은 2019년10월24일부터, published 29 January 2018.";
    let found: Vec<&str> = scan(line)
        .into_iter()
        .map(|found| &line[found.range])
        .collect();
    assert_eq!(found, ["2019년10월24일", "29 January 2018"]);
}

mod properties {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        /// A text without a digit or an ideographic year has no date.
        #[test]
        fn no_date_where_there_is_no_number(line in "[A-Za-z가-힣ぁ-ん .,/~()-]{0,80}") {
            prop_assert_eq!(scan(&line), Vec::new());
        }

        /// Amounts, codes and sections hold no day or month.
        #[test]
        fn no_day_in_numbers_of_other_shapes(a in 0_u32..1000, b in 200_u32..1000, c in 0_u32..10) {
            for line in [format!("{a},{b}"), format!("{a}.{b}"), format!("{c}.{c}"), format!("${a}.{c}"), format!("{c}-{b}-{a:04}1")] {
                let has_date = scan(&line).iter().any(|found| matches!(found.reading, Reading::Date(_) | Reading::Period(_)));
                prop_assert!(!has_date, "{}: {:?}", line, scan(&line));
            }
        }

        /// Anything at all: no panic, and ranges lie in the line, in order.
        #[test]
        fn ranges_lie_in_the_line(line in "[0-9'~./年月日년월일a-z令和 -]{0,60}") {
            let mut end = 0;
            for found in scan(&line) {
                prop_assert!(end <= found.range.start && found.range.start <= found.range.end);
                prop_assert!(line.get(found.range.clone()).is_some(), "{:?}", found);
                end = found.range.end;
            }
        }

        /// Every day is found again in every form that has one reading.
        #[test]
        fn a_day_is_read_in_every_form(number in 0_i64..73_000) {
            let day = NaiveDate::from_ymd_opt(1950, 1, 1).unwrap() + chrono::Days::new(number as u64);
            let expected = Reading::Date(day.into());
            for form in ["%Y. %-m. %-d.", "%Y-%m-%d", "%Y/%m/%d", "%Y년 %-m월 %-d일", "%Y年%-m月%-d日", "%-d %B %Y", "%B %-d, %Y", "%d.%m.%Y"] {
                let line = day.format(form).to_string();
                let found: Vec<Reading> = scan(&line).into_iter().map(|found| found.reading).collect();
                prop_assert_eq!(&found, &vec![expected.clone()], "{}", line);
            }
        }
    }
}
