//! Questions and answers through the public interface, over small archives made here.

#![expect(clippy::unwrap_used, reason = "a test ends where something is wrong")]

mod made;

use regesta_index::{Content, Field, Mark, Offer, OutlineEntry, PageNumber, Record, Role, Writer};
use regesta_queries::{FacetCount, Request, search};

use made::{Made, Source, archive, ask, made, offer, request, today};

/// Titles of the hits in alphabetical order.
#[track_caller]
fn check(made: &Made, query: &str, expected: &[&str]) {
    let answer = ask(made, &[("q", query), ("limit", "100"), ("exact", "true")]);
    let mut titles: Vec<&str> = answer.hits.iter().map(|hit| hit.title.as_str()).collect();
    titles.sort_unstable();
    assert_eq!(titles, expected, "query: {query}");
    assert_eq!(answer.total, expected.len() as u64, "total of {query}");
}

/// What is highlighted, by page, in the first hit.
#[track_caller]
fn highlighted(made: &Made, query: &str) -> Vec<(u32, Vec<String>)> {
    let answer = ask(made, &[("q", query), ("exact", "true")]);
    let hit = answer.hits.first().expect("a hit");
    let marked = hit.pages.iter().map(|page| {
        let chars: Vec<char> = page.snippet.text.chars().collect();
        let marks = page
            .snippet
            .highlights
            .iter()
            .map(|(from, until)| chars[*from..*until].iter().collect());
        (page.page.get(), marks.collect())
    });
    marked.collect()
}

fn english() -> Made {
    archive(&[
        (
            "apart",
            "en",
            &[
                "Solar power for all.",
                "Nothing here.",
                "A pilot city was chosen.",
            ],
            &[],
        ),
        (
            "near",
            "en",
            &["The city of the pilot has solar panels."],
            &[],
        ),
        ("none", "en", &["Cities and pilots, without the sun."], &[]),
        (
            "break",
            "en",
            &[
                "This page ends with pilot",
                "city begins this one. Résumé of naïve plans.",
            ],
            &[],
        ),
    ])
}

#[test]
fn words_joined_in_a_question_need_not_stand_together() {
    let made = archive(&[
        (
            "measure",
            "en",
            &["The index (CPI) is a measure of corruption."],
            &[],
        ),
        ("years", "zh", &["防守在2000年丢了分。"], &[]),
        ("other", "en", &["Roads and bridges."], &[]),
    ]);
    check(&made, "What says the CPI-measure?", &["measure"]);
    check(&made, "\"CPI-measure\"", &[]);
    check(&made, "2000的防守是什么？", &["years"]);
}

#[test]
fn an_abbreviation_in_capitals_is_no_word_that_asks() {
    let made = archive(&[
        ("health", "en", &["The WHO advises hospitals."], &[]),
        ("roads", "en", &["Roads for those who drive in it."], &[]),
        ("networks", "en", &["IT for hospitals."], &[]),
    ]);
    check(&made, "What did the WHO declare?", &["health", "roads"]);
    check(&made, "what did the who say?", &[]);
    check(&made, "Where is IT?", &["networks", "roads"]);
}

#[test]
fn boolean_logic_is_over_the_whole_document() {
    let made = english();
    check(&made, r#"solar "pilot city""#, &["apart"]);
    check(&made, "solar pilot", &["apart", "near"]);
    check(&made, "solar OR sun", &["apart", "near", "none"]);
    check(&made, "pilot -solar", &["break", "none"]);
    check(&made, "-solar", &["break", "none"]);
    check(&made, "(solar OR sun) -panels", &["apart", "none"]);
}

#[test]
fn words_match_in_every_form_case_and_accent() {
    let made = english();
    check(&made, "CITIES", &["apart", "break", "near", "none"]);
    check(&made, "resume", &["break"]);
    check(&made, "NAÏVE", &["break"]);
}

#[test]
fn phrases_hold_over_page_breaks_and_stand_on_the_page_they_begin_on() {
    let made = english();
    check(&made, r#""pilot city""#, &["apart", "break"]);
    let answer = ask(&made, &[("q", r#""pilot city" resume"#)]);
    let hit = &answer.hits[0];
    assert_eq!((hit.title.as_str(), hit.matching_pages), ("break", 2));
}

#[test]
fn words_near_each_other_may_stand_in_any_order() {
    let made = english();
    check(
        &made,
        r#""pilot city"~3"#,
        &["apart", "break", "near", "none"],
    );
    check(
        &made,
        r#""pilot city"~2"#,
        &["apart", "break", "near", "none"],
    );
    check(&made, r#""pilot city"~1"#, &["apart", "break", "none"]);
    check(&made, r#""solar city"~3"#, &[]);
    check(&made, r#""solar city"~4"#, &["near"]);
}

#[test]
fn prefixes_match_the_beginnings_of_words() {
    let made = english();
    check(&made, "panel*", &["near"]);
    check(&made, "pil*", &["apart", "break", "near", "none"]);
    check(&made, "cities*", &["none"]);
    check(&made, "xyz*", &[]);
}

#[test]
fn the_right_page_is_found_and_highlighted() {
    let made = english();
    assert_eq!(
        highlighted(&made, r#"solar "pilot city""#),
        [
            (1, vec!["Solar".to_owned()]),
            (3, vec!["pilot".to_owned(), "city".to_owned()])
        ],
        "the rarer word's page comes first"
    );
}

#[test]
fn matches_far_into_a_long_page_are_shown() {
    let filler = "Nothing of interest is said in this sentence at all. ".repeat(2000);
    let page = format!("{filler}Here the hydrogen strategy begins. {filler}");
    let made = archive(&[("long", "en", &["First page.", &page, &page], &[])]);
    let answer = ask(&made, &[("q", "hydrogen strategies")]);
    let [second, third] = answer.hits[0].pages.as_slice() else {
        panic!("two pages")
    };
    assert_eq!((second.page.get(), third.page.get()), (2, 3));
    for page in [second, third] {
        assert!(
            page.snippet
                .text
                .contains("Here the hydrogen strategy begins."),
            "{}",
            page.snippet.text
        );
        assert!(page.snippet.text.chars().count() <= 242);
        assert_eq!(page.snippet.highlights.len(), 2);
    }
}

#[test]
fn a_whole_page_is_highlighted_as_its_snippets_are() {
    let made = english();
    let text = "A Pilot city, pilots in cities; the city pilot. Solar!";
    let marked = |query: &str| -> Vec<&str> {
        let request = request(&[("q", query)]);
        let ranges =
            regesta_queries::highlight(&made.snapshot, &request, text, Some("en")).unwrap();
        ranges.into_iter().map(|range| &text[range]).collect()
    };
    assert_eq!(marked("pilot"), ["Pilot", "pilots", "pilot"]);
    assert_eq!(marked("\"pilot city\""), ["Pilot", "city"]);
    assert_eq!(marked("sol* -city title:pilot"), ["Solar"]);
    assert_eq!(marked(""), Vec::<&str>::new());
}

fn korean() -> Made {
    archive(&[
        (
            "법률",
            "ko",
            &[
                "스마트도시를 조성한다.",
                "스마트도시의 산업 진흥에 관한 사항",
            ],
            &[],
        ),
        (
            "옛법",
            "ko",
            &[
                "유비쿼터스도시의 건설 등에 관한 법률",
                "유비쿼터스도시기술을 활용한다",
            ],
            &[],
        ),
        ("英", "zh", &["智慧城市的建设与管理"], &[]),
        ("日", "ja", &["スマートシティの実現"], &[]),
    ])
}

#[test]
fn korean_words_match_with_and_without_particles() {
    let made = korean();
    for query in [
        "스마트도시",
        "스마트도시를",
        "스마트도시의",
        "스마트도시에서",
        "\"스마트도시의 산업\"",
    ] {
        check(&made, query, &["법률"]);
    }
    check(&made, "\"스마트도시 산업\"", &["법률"]);
    check(&made, "유비쿼터스도시", &["옛법"]);
    assert_eq!(
        highlighted(&made, "스마트도시에서"),
        [
            (1, vec!["스마트도시".to_owned()]),
            (2, vec!["스마트도시".to_owned()])
        ]
    );
}

#[test]
fn parts_of_korean_words_are_found_where_no_whole_word_is() {
    let made = korean();
    let answer = ask(&made, &[("q", "도시기술")]);
    assert_eq!((answer.total, answer.hits[0].title.as_str()), (1, "옛법"));
    assert!(
        answer
            .notices
            .iter()
            .any(|notice| notice.to_string().contains("도시기술")),
        "{:?}",
        answer.notices
    );
}

#[test]
fn chinese_and_japanese_are_found_by_any_part() {
    let made = korean();
    check(&made, "智慧城市", &["英"]);
    check(&made, "城市的建设", &["英"]);
    check(&made, "市", &["英"]);
    check(&made, "理", &["英"]);
    check(&made, "シティ", &["日"]);
    check(&made, "\"スマートシティの\"", &["日"]);
    check(&made, "城慧", &[]);
    assert_eq!(highlighted(&made, "建设"), [(1, vec!["建设".to_owned()])]);
}

#[test]
fn fewer_words_are_enough_only_where_nothing_has_all_and_the_answer_says_so() {
    let made = english();
    assert_eq!(ask(&made, &[("q", "solar panels")]).notices, [""; 0]);
    let answer = ask(&made, &[("q", "solar volcano")]);
    assert_eq!(answer.total, 2);
    assert_eq!(
        answer.notices,
        ["No document has “volcano”; it was left out."]
    );
    let answer = ask(&made, &[("q", "panels sun")]);
    assert_eq!(answer.total, 2);
    assert!(
        answer
            .notices
            .iter()
            .any(|notice| notice.to_string().contains("some of them")),
        "{:?}",
        answer.notices
    );
    check(&made, "volcano", &[]);
    check(&made, "\"solar volcano\"", &[]);
}

fn dated() -> Made {
    let kr = (Field::Country, "KR");
    archive(&[
        (
            "a",
            "en",
            &["plan"],
            &[
                kr.clone(),
                (Field::Published, "2018-01-29"),
                (Field::Topic, "x"),
                (Field::Type, "law"),
            ],
        ),
        (
            "b",
            "en",
            &["plan"],
            &[
                kr.clone(),
                (Field::Published, "2018"),
                (Field::Topic, "x"),
                (Field::Topic, "y"),
            ],
        ),
        (
            "c",
            "en",
            &["plan"],
            &[(Field::Country, "JP"), (Field::Published, "2020-05")],
        ),
        (
            "d",
            "ko",
            &["plan"],
            &[kr, (Field::Country, "JP"), (Field::Published, "2019/2023")],
        ),
        ("e", "en", &["other"], &[]),
    ])
}

fn counts(facet: &[FacetCount]) -> Vec<(&str, u64)> {
    facet
        .iter()
        .map(|count| (count.value.as_str(), count.count))
        .collect()
}

#[test]
fn facets_count_documents_and_ignore_their_own_selection() {
    let made = dated();
    let answer = ask(&made, &[("q", "plan"), ("limit", "0")]);
    assert_eq!(counts(&answer.facets.country), [("KR", 3), ("JP", 2)]);
    assert_eq!(
        counts(&answer.facets.year),
        [("2018", 2), ("2020", 1), ("unknown", 1)]
    );
    assert_eq!(
        counts(&answer.facets.topic),
        [("unknown", 2), ("x", 2), ("y", 1)]
    );

    let answer = ask(&made, &[("q", "plan"), ("country", "JP")]);
    assert_eq!(answer.total, 2);
    assert_eq!(counts(&answer.facets.country), [("KR", 3), ("JP", 2)]);
    assert_eq!(counts(&answer.facets.year), [("2020", 1), ("unknown", 1)]);

    let answer = ask(&made, &[("country", "JP"), ("year", "2018")]);
    assert_eq!(answer.total, 0);
    assert_eq!(counts(&answer.facets.country), [("KR", 2), ("JP", 0)]);
    assert_eq!(
        counts(&answer.facets.year),
        [("2018", 0), ("2020", 1), ("unknown", 1)]
    );
}

#[test]
fn what_is_not_stated_can_be_asked_for() {
    let made = dated();
    let titles = |parameters: &[(&str, &str)]| {
        let mut titles: Vec<String> = ask(&made, parameters)
            .hits
            .into_iter()
            .map(|hit| hit.title)
            .collect();
        titles.sort_unstable();
        titles.concat()
    };
    assert_eq!(titles(&[("country", "unknown")]), "e");
    assert_eq!(titles(&[("year", "unknown")]), "de");
    assert_eq!(titles(&[("year", "unknown"), ("year", "2020..")]), "cde");
    assert_eq!(titles(&[("q", "year:unknown country:JP")]), "d");
    assert_eq!(titles(&[("q", "country:KR -year:2018")]), "d");
    assert_eq!(titles(&[("q", "type:law OR lang:ko")]), "ad");
}

#[test]
fn hits_can_be_sorted_by_date_with_undated_ones_last() {
    let made = dated();
    let titles = |sort: &str| -> String {
        ask(&made, &[("sort", sort)])
            .hits
            .into_iter()
            .map(|hit| hit.title)
            .collect()
    };
    assert_eq!(titles("newest"), "cdabe");
    assert_eq!(titles("oldest"), "badce");
    assert_eq!(titles("relevance"), "cdabe", "browsing shows what is new");
}

#[test]
fn windows_follow_each_other_without_gap_or_overlap() {
    let pages: Vec<String> = (0..450)
        .map(|i| format!("report {}", "word ".repeat(i % 37)))
        .collect();
    let names: Vec<String> = (0..450).map(|i| format!("{i:03}")).collect();
    let texts: Vec<[&str; 1]> = pages.iter().map(|page| [page.as_str()]).collect();
    let documents: Vec<Source<'_>> = names
        .iter()
        .zip(&texts)
        .map(|(name, text)| (name.as_str(), "en", text.as_slice(), [].as_slice()))
        .collect();
    let made = archive(&documents);
    let mut seen: Vec<String> = Vec::new();
    for offset in (0..500).step_by(50) {
        let offset = offset.to_string();
        let answer = ask(
            &made,
            &[("q", "report"), ("limit", "50"), ("offset", &offset)],
        );
        assert_eq!(answer.total, 450);
        seen.extend(answer.hits.into_iter().map(|hit| hit.title));
    }
    seen.sort_unstable();
    assert_eq!(seen, names);
}

#[test]
fn a_query_that_asks_for_too_much_work_is_refused_at_once() {
    let page = "the ".repeat(20_000);
    let made = archive(&[("much", "en", &[&page, &page], &[])]);
    let many = "the ".repeat(200);
    let request = Request {
        query: format!("\"{}\"~100", many.trim()),
        ..Request::default()
    };
    let refused = search(&made.snapshot, &request, today())
        .unwrap_err()
        .to_string();
    assert!(refused.contains("too much work"), "{refused}");
    check(&made, "\"the the the\"", &["much"]);
}

#[test]
fn a_phrase_does_not_run_from_the_title_into_the_text() {
    let made = archive(&[("Metro Seoul", "en", &["Metropolitan plan"], &[])]);
    check(&made, "\"metro seoul\"", &["Metro Seoul"]);
    check(&made, "\"seoul metropolitan\"", &[]);
}

#[test]
fn a_word_asked_for_twice_is_found_in_either_order() {
    let made = archive(&[
        ("a", "zh", &["新建城 市城市"], &[]),
        ("b", "en", &["one two one"], &[]),
    ]);
    check(&made, "\"two one one\"~1", &["b"]);
    check(&made, "\"one one one\"~5", &[]);
}

#[test]
fn an_empty_archive_answers() {
    let made = archive(&[]);
    assert_eq!(ask(&made, &[]).total, 0);
    assert_eq!(ask(&made, &[("q", "smart \"city plan\" pre*")]).total, 0);
}

/// Pages with running heads (lines that begin with `|`) and headings (with `#`), as a reader marks
/// them; the signs are no part of the text.
fn marked(name: &str, pages: &[&str], change: impl Fn(&mut Record)) -> Offer {
    let mut offer = offer(&(name, "en", pages, &[]));
    let Content::Read { record, .. } = &mut offer.content else {
        unreachable!()
    };
    for page in &mut record.pages {
        for line in std::mem::take(&mut page.text).split_inclusive('\n') {
            let role = match line.as_bytes().first() {
                Some(b'|') => Some(Role::Furniture),
                Some(b'#') => Some(Role::Heading { level: 1 }),
                _ => None,
            };
            let from = page.text.len();
            page.text
                .push_str(line.get(usize::from(role.is_some())..).unwrap());
            let until = page.text.trim_end().len();
            page.marks
                .extend(role.map(|role| Mark { role, from, until }));
        }
    }
    change(record);
    offer
}

fn archive_of(offers: &[Offer]) -> Made {
    let folder = tempfile::tempdir().unwrap();
    let writer = Writer::create(folder.path()).unwrap();
    made(folder, writer, offers)
}

#[test]
fn what_stands_on_every_page_is_found_but_neither_ranked_nor_shown() {
    let head = "|Water supply report, water board 도시\n";
    let pages = [
        format!("{head}Contents and thanks.\n|Water 1\n"),
        format!("{head}Leaks waste much of the water in old pipes.\n|Water 2\n"),
        format!("{head}Tariffs and meters follow.\n|Water 3\n"),
    ];
    let pages: Vec<&str> = pages.iter().map(String::as_str).collect();
    let made = archive_of(&[
        marked("report", &pages, |_| ()),
        marked("other", &["Trees and parks."], |_| ()),
    ]);
    let answer = ask(&made, &[("q", "water")]);
    let hit = &answer.hits[0];
    assert_eq!((answer.total, hit.matching_pages), (1, 3), "still found");
    let shown: Vec<(u32, &str, usize)> = hit
        .pages
        .iter()
        .map(|page| {
            let snippet = &page.snippet;
            (
                page.page.get(),
                snippet.text.trim(),
                snippet.highlights.len(),
            )
        })
        .collect();
    assert_eq!(
        shown,
        [
            (2, "Leaks waste much of the water in old pipes.", 1),
            (1, "Contents and thanks.", 0),
            (3, "Tariffs and meters follow.", 0),
        ]
    );
    assert!(hit.pages[1].score == 0.0 && hit.pages[0].score > 0.0);
    check(&made, "\"supply report\" board", &["report"]);
    let browsed = ask(&made, &[("q", "title:report")]);
    assert_eq!(
        browsed.hits[0].pages[0].snippet.text.trim(),
        "Contents and thanks."
    );
}

#[test]
fn a_page_hit_says_under_which_heading_it_stands_and_what_the_page_is_called() {
    let pages = [
        "#Goals\nSolar power for all.\n#Measures\nA pilot city was chosen.\n",
        "The pilot goes on, with wind.\n",
    ];
    let made = archive_of(&[marked("plan", &pages, |record| {
        record.pages[1].label = Some("iv".to_owned());
        record.outline = vec![
            OutlineEntry {
                level: 1,
                title: "Goals".to_owned(),
                page: PageNumber::FIRST,
            },
            OutlineEntry {
                level: 1,
                title: "Measures".to_owned(),
                page: PageNumber::FIRST,
            },
        ];
    })]);
    let found = |query: &str| {
        let page = ask(&made, &[("q", query)]).hits[0].pages[0].clone();
        (page.heading, page.label)
    };
    let under = |heading: &str| Some(heading.to_owned());
    assert_eq!(found("solar"), (under("Goals"), None));
    assert_eq!(found("city"), (under("Measures"), None));
    assert_eq!(found("measures"), (under("Measures"), None));
    assert_eq!(found("wind"), (under("Measures"), Some("iv".to_owned())));
    assert_eq!(
        found("title:plan"),
        (None, None),
        "nothing on a page matches"
    );
}

#[test]
fn documents_are_told_apart_by_how_far_their_text_can_be_trusted() {
    let made = archive_of(&[
        marked("good", &["City plans."], |_| ()),
        marked(
            "noisy",
            &["City plans.", "City p\u{fffd}\u{fffd}ns."],
            |record| {
                record.pages[1].quality = 0.7;
            },
        ),
        marked("half scan", &["City plans.", ""], |record| {
            (record.pages[1].quality, record.pages[1].is_unread) = (0.0, true);
        }),
        marked(
            "blank",
            &["City plans, and one page empty.", ""],
            |record| {
                record.pages[1].quality = 0.0;
            },
        ),
        marked("ocr", &["City plans."], |record| {
            (record.pages[0].quality, record.pages[0].recognised) = (0.6, Some(0.6));
        }),
        marked("scan", &[""], |record| {
            (record.pages[0].quality, record.pages[0].is_unread) = (0.0, true);
        }),
    ]);
    check(&made, "text:good", &["blank", "good"]);
    check(&made, "text:doubtful", &["half scan", "noisy", "ocr"]);
    check(&made, "text:recognised", &["ocr"]);
    check(&made, "text:None", &["scan"]);
    check(&made, "city -text:good,doubtful", &[]);
    let answer = ask(&made, &[("q", "city"), ("text", "recognised")]);
    assert_eq!(answer.total, 1);
    let counts: Vec<(&str, &str, u64, bool)> = answer
        .facets
        .text
        .iter()
        .map(|count| (&*count.value, &*count.label, count.count, count.selected))
        .collect();
    assert_eq!(
        counts,
        [
            ("doubtful", "Doubtful in part", 3, false),
            ("good", "Good", 2, false),
            ("recognised", "Recognised by machine", 1, true),
        ]
    );
}

#[test]
fn a_filter_by_year_says_how_many_more_may_be_of_it() {
    let of = |name: &'static str, published: &'static str| -> Source<'static> {
        let dates: &'static [(Field, &'static str)] =
            Box::leak(Box::new([(Field::Published, published)]));
        (name, "en", &["A plan of the city."], dates)
    };
    let made = archive(&[
        of("sure", "2020-05"),
        of("range", "2019/2023"),
        of("about", "2020~"),
        of("open", "2018/.."),
        of("earlier", "2018"),
        of("decade", "199X"),
    ]);
    let answer = ask(&made, &[("q", "city"), ("year", "2020")]);
    assert_eq!((answer.total, answer.possible), (1, 3));
    let said = "3 more documents may be of these years: the date is a range, or only a guess.";
    assert_eq!(answer.notices, [said]);
    let answer = ask(&made, &[("q", "city")]);
    assert_eq!((answer.total, answer.possible), (6, 0));
    // In the query's own words it is the same.
    for query in [
        "city year:2020",
        "year:2020",
        "city (year:2020 OR year:1890)",
    ] {
        let answer = ask(&made, &[("q", query)]);
        assert_eq!((answer.total, answer.possible), (1, 3), "{query}");
        assert_eq!(answer.notices, [said], "{query}");
    }
    for query in ["river year:2020", "city -year:2020", "city OR year:2020"] {
        assert_eq!(ask(&made, &[("q", query)]).possible, 0, "{query}");
    }
}
