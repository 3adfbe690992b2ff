//! What documents state of their dates: heads and imprints as real documents have them.

use super::*;
use crate::describe::lines;
use chrono::NaiveDate;
use regesta_index::PageNumber;

const TODAY: NaiveDate = NaiveDate::from_ymd_opt(2026, 6, 1).unwrap();

/// Pages of text → `field=value certainty rule`, rejected ones as `value: reason`.
fn described(path: &str, pages: &[&str]) -> Vec<String> {
    let pages: Vec<Page> = pages
        .iter()
        .zip(1..)
        .map(|(text, number)| Page {
            number: PageNumber::new(number).unwrap(),
            text: (*text).to_owned(),
            language: None,
            passages: Vec::new(),
            marks: Vec::new(),
            label: None,
            quality: 1.0,
            is_unread: false,
            recognised: None,
        })
        .collect();
    assertions(path, &pages, &lines::telling(&pages), None, TODAY)
        .iter()
        .map(|found| match &found.rejected {
            Some(why) => format!("{}: {why}", found.value),
            None => format!(
                "{}={} {} {}",
                found.field,
                found.value,
                found.certainty().name(),
                found.rule
            ),
        })
        .collect()
}

#[track_caller]
fn check(text: &str, expected: &[&str]) {
    assert_eq!(described("a.pdf", &[text]), expected, "{text}");
}

#[test]
fn a_label_says_when_it_was_published() {
    check(
        "제1695호\n발행일 2020년 4월 2일\n발행처 국회입법조사처\n이슈와 논점\n2020.1.1. 관련 규정이 변경되어 적용됨에 따라",
        &[
            "published=2020-04-02 certain labelled-date",
            "2020.1.1: nothing says what it is the date of",
        ],
    );
    check(
        "Date of publication\n29 January 2018\n",
        &["published=2018-01-29 certain labelled-date"],
    );
    check(
        "Effective Date: 13 May 2013\n",
        &["valid_from=2013-05-13 certain labelled-date"],
    );
}

#[test]
fn a_title_page_bears_its_date() {
    check(
        "Plan directeur de transport actif\nRapport final\nJanvier 2021\n",
        &["published=2021-01 certain title-page-date"],
    );
    check(
        "공공데이터 제공 표준 (2023.5.18.)\n",
        &["published=2023-05-18 likely date-after-title"],
    );
    check(
        "Report\tApril 6, 2016\n",
        &["published=2016-04-06 certain title-page-date"],
    );
    check(
        "Copyright © 2013-2021 A. Kim\n",
        &["published=2021 guess copyright-year"],
    );
    check(
        "Seoul, 29 January 2018\nPlan of cities\n",
        &["published=2018-01-29 certain title-page-date"],
    );
}

#[test]
fn of_two_dates_alone_none_is_certain() {
    let found = described("a.pdf", &["Minutes\n29 January 2018\n30 January 2018\n"]);
    assert!(
        found.iter().all(|found| found.contains(" guess ")),
        "{found:?}"
    );
}

#[test]
fn a_plan_period_is_its_validity_and_no_publication() {
    check(
        "제3차 스마트도시 종합계획('19~'23)\n국토교통부\n",
        &[
            "valid_from=2019 likely plan-period",
            "valid_until=2023 likely plan-period",
            "'19~'23: a period, not when it was published",
        ],
    );
}

#[test]
fn a_fiscal_year_is_no_publication() {
    check(
        "2018년도 예산 개요\n",
        &["2018년: a fiscal or school year, not when it was published"],
    );
}

#[test]
fn what_is_ambiguous_gives_its_year_and_the_reason() {
    check(
        "Published: 03/04/2018\n",
        &[
            "published=2018 likely year-of-refused-date",
            "03/04/2018: day and month cannot be told apart",
        ],
    );
    check(
        "December 2021.08.23, XNUMX\n",
        &["December 2021: a month's name stands beside a date in digits"],
    );
}

#[test]
fn dates_of_something_else_are_none_of_the_documents() {
    check(
        "접수기간: 2018. 1. 29.까지\n",
        &["2018. 1. 29: the date of something else: `접수기간`"],
    );
    check("이 규정을 정비한다. <개정 2017.3.21, 2018.8.14>\n", &[]);
}

#[test]
fn a_range_of_days_is_no_publication() {
    check(
        "공고 제 2024-08호\n시설관리원 용역 입찰공고\n계약기간 : 2025년 1월 1일 ~ 2025년 12월 31일\n",
        &[
            "published=2024 likely official-number",
            "2025년 1월 1일: an end of a range of days",
            "2025년 12월 31일: an end of a range of days",
        ],
    );
}

#[test]
fn no_date_where_the_text_has_none() {
    check(
        "Ministry of Land\nSmart City Plan\nOffice hours 9-18, call 02-2018-1234, room 2.10\n",
        &[],
    );
    check(
        "City Works Pty Ltd\nSt Leonards NSW 2065\nVision 2050\n",
        &[],
    );
    check("", &[]);
}

#[test]
fn a_journal_is_of_the_day_in_its_head() {
    check(
        "Federal Register / Vol. 85, No. 152 / Thursday, August 6, 2020 / Proposed Rules\nComments close on October 5, 2020.\n",
        &[
            "published=2020-08-06 certain journal-head",
            "October 5, 2020: named in a sentence, not stated for the document",
        ],
    );
}

#[test]
fn running_text_of_later_pages_says_nothing() {
    let long = "2019. 1. 1.\n".repeat(40);
    let middle = "On 29 January 2018 the council met.\n";
    let found = described("a.pdf", &["Plan\n", middle, middle, &long, middle]);
    assert_eq!(found, Vec::<String>::new());
}

/// Each of these had a date that was another's: the case and where it was seen.
#[test]
fn a_date_of_other_documents_is_none_of_this_one() {
    // samples/README.md: a table of files, whose cells name journals and copyrights.
    let table = "File\tWhat\tWhy it may be here\n\
                 eu-zoonoses-*.pdf\tEFSA and ECDC, The EFSA Journal (2009) 223\t© EFSA and ECDC. Reproduction is authorised\n";
    check(
        &format!("Samples\nDocuments that show what the archive is for\n{table}"),
        &[],
    );
    let markdown = table.replace('\t', " | ");
    check(
        &format!("Samples\nDocuments that show what the archive is for\n{markdown}"),
        &[],
    );
    // A page that lists publications.
    check(
        "Publications\nPublished: 3 May 2019\nPublished: 4 June 2019\nPublished: 5 July 2019\n",
        &[
            "2019-05-03: one of several in a list of other documents",
            "2019-06-04: one of several in a list of other documents",
            "2019-07-05: one of several in a list of other documents",
        ],
    );
    // An invoice list (camelot/issue_288.pdf) and a statement of account (pdfminer/2b.pdf).
    check(
        "Name\tNr.\tFällig\nForster, Mark\t111111111\t01.01.2025\n",
        &["01.01.2025: nothing says what it is the date of"],
    );
    check(
        "Booked\tText\tAmount\n01/14/2016\tTransfer\t1,406,164.00\n",
        &["01/14/2016: nothing says what it is the date of"],
    );
    // Numbered paragraphs of a speech (KHM_36_1981, IRQ_36_1981), and one cut within a date (GTM_54_1999).
    check(
        "144.\tThe leaders of Hanoi pretend to hold a dialogue and now declare that they support the Kuala Lumpur Declaration, published on 27 November 1971 at the conclusion of a meeting of ministers for foreign affairs of ASEAN nations.\n",
        &["27 November 1971: named in a sentence, not stated for the document"],
    );
    check(
        "years of changes, many of which Guatemalans could not\nimagine when we signed the peace accords on 29\nDecember 1996.\n",
        &["December 1996: named in a sentence, not stated for the document"],
    );
}

#[test]
fn a_date_with_its_time_or_after_a_plain_label_is_the_documents() {
    check(
        "State Approaches to Obesity\nSaturday, September 21, 2013 at 11:51 AM\n",
        &["published=2013-09-21 certain title-page-date"],
    );
    check(
        "Votación Nominal\nActa 2 Fecha: 28/11/2012 Hora: 20:12\n",
        &["published=2012-11-28 likely dated"],
    );
    check(
        "Memorandum\nDate: 29 January 2018\n",
        &["published=2018-01-29 likely dated"],
    );
    check(
        "Expiry date: 29 January 2018\n",
        &["valid_until=2018-01-29 certain labelled-date"],
    );
    check(
        "Birth date: 29 January 2018\n",
        &["29 January 2018: the date of something else: `birth date`"],
    );
}

#[test]
fn a_journal_is_of_the_year_in_its_running_head() {
    check(
        "182 The EFSA Journal 2009 – 223\tSpecific zoonoses\n",
        &["published=2009 likely journal-year"],
    );
    check(
        "The Journal of 2009\n",
        &["published=2009 guess year-in-title"],
    );
}
