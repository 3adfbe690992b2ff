//! What helps to find the right words: what may be meant, what each part of a question costs, what may
//! be being typed, and what is related to a document.

#![expect(clippy::unwrap_used, reason = "a test ends where something is wrong")]

mod made;

use regesta_index::Field;
use regesta_queries::{Answer, Related, SuggestionKind, matching_pages, related, search, suggest};

use made::{Made, Source, archive, ask, made, offer, request, today};

const KR: (Field, &str) = (Field::Country, "KR");

fn policies() -> Made {
    let lists: [&[(Field, &str)]; 5] = [
        &[
            KR,
            (Field::Published, "2018-01-29"),
            (Field::Topic, "smart-city"),
        ],
        &[KR, (Field::Published, "2019")],
        &[(Field::Country, "FR"), (Field::Published, "2018-05")],
        &[(Field::Country, "JP")],
        &[],
    ];
    let documents: Vec<Source<'_>> = vec![
        (
            "스마트도시 계획",
            "ko",
            &["스마트도시를 조성하고 교통을 개선한다."],
            lists[0],
        ),
        (
            "Housing policy",
            "en",
            &["Housing policies for growing cities."],
            lists[1],
        ),
        (
            "Politique de la ville",
            "fr",
            &["L’éducation et la ville."],
            lists[2],
        ),
        (
            "Transport",
            "en",
            &["Transport policies, and education for cities."],
            lists[3],
        ),
        ("Empty", "en", &[""], lists[4]),
    ];
    archive(&documents)
}

/// Kind, text, words and number of documents of each suggestion.
fn suggested(answer: &Answer) -> Vec<String> {
    let shown = answer.suggestions.iter().map(|suggestion| {
        let kind = match suggestion.kind {
            SuggestionKind::Country => "country",
            SuggestionKind::Year => "year",
            SuggestionKind::Spelling => "spelling",
        };
        let (text, words, total) = (
            &suggestion.text,
            suggestion.words.join(" "),
            suggestion.total,
        );
        format!("{kind}: {text} for {words} ({total})")
    });
    shown.collect()
}

/// Follows a suggestion: it finds what it says.
#[track_caller]
fn check_total(made: &Made, pairs: &[(String, String)], total: u64) {
    let pairs: Vec<(&str, &str)> = pairs
        .iter()
        .map(|(name, value)| (&**name, &**value))
        .collect();
    assert_eq!(ask(made, &pairs).total, total, "{pairs:?}");
}

#[test]
fn names_of_countries_in_any_language_are_offered_as_filters() {
    let made = policies();
    for name in [
        "Korea",
        "한국",
        "한국의",
        "KR",
        "Corée du Sud",
        "韩国",
        "South Korea",
    ] {
        let answer = ask(&made, &[("q", &format!("policies {name}"))]);
        assert_eq!(
            suggested(&answer),
            [format!("country: South Korea for {name} (1)")],
            "{name}"
        );
        let suggestion = &answer.suggestions[0];
        assert_eq!(
            suggestion.request,
            [
                ("q".to_owned(), "policies".to_owned()),
                ("country".to_owned(), "KR".to_owned()),
            ]
        );
        check_total(&made, &suggestion.request, suggestion.total);
    }
}

#[test]
fn what_would_find_nothing_is_not_offered() {
    let made = policies();
    for query in [
        "policies Brazil",
        "transport France",
        "policies kr",
        "\"Korea\"",
        "-Korea",
    ] {
        assert_eq!(suggested(&ask(&made, &[("q", query)])), [""; 0], "{query}");
    }
    assert_eq!(
        suggested(&ask(&made, &[("q", "Korea"), ("country", "FR")])),
        [""; 0],
        "there is a filter already"
    );
}

#[test]
fn years_are_offered_as_filters() {
    let made = policies();
    let answer = ask(&made, &[("q", "ville 2018")]);
    assert_eq!(suggested(&answer), ["year: 2018 for 2018 (1)"]);
    assert_eq!(suggested(&ask(&made, &[("q", "도시 2018년")])), [""; 0]);
    assert_eq!(suggested(&ask(&made, &[("q", "ville 1999")])), [""; 0]);
}

#[test]
fn another_spelling_is_suggested_if_it_finds_more() {
    let made = policies();
    let check = |query: &str, expected: &[&str]| {
        let answer = ask(&made, &[("q", query)]);
        assert_eq!(suggested(&answer), expected, "{query}");
        for suggestion in &answer.suggestions {
            check_total(&made, &suggestion.request, suggestion.total);
        }
    };
    check("polcies", &["spelling: policies for polcies (2)"]);
    check(
        "houssing polcies",
        &["spelling: housing policies for houssing polcies (1)"],
    );
    check("스마트도씨", &["spelling: 스마트도시 for 스마트도씨 (1)"]);
    check(
        "스마트도씨를 교툥",
        &["spelling: 스마트도시 교통 for 스마트도씨를 교툥 (1)"],
    );
    check(
        "educaton -transport",
        &["spelling: education -transport for educaton (1)"],
    );
    check("policies", &[]);
    check("\"polcies\"", &[]);
    check("xyzzyx", &[]);
    check("housing transprot", &[]);
}

#[test]
fn few_results_say_what_each_part_costs() {
    let made = policies();
    let answer = ask(
        &made,
        &[
            ("q", "policies transport"),
            ("country", "KR"),
            ("year", "2018"),
        ],
    );
    assert_eq!(answer.total, 0);
    let few = answer.few.unwrap();
    let words: Vec<(&str, u64)> = few
        .words
        .iter()
        .map(|word| (&*word.text, word.documents))
        .collect();
    assert_eq!(words, [("policies", 2), ("transport", 1)]);
    let without: Vec<(&str, &str, u64)> = few
        .without_filter
        .iter()
        .map(|without| (&*without.parameter, &*without.label, without.total))
        .collect();
    assert_eq!(
        without,
        [("country", "South Korea", 0), ("year", "2018", 0)]
    );
    assert_eq!((few.unsearchable.documents, few.unsearchable.pages), (1, 1));

    let answer = ask(&made, &[("q", "policies transport"), ("country", "KR")]);
    let few = answer.few.unwrap();
    assert_eq!(few.without_filter[0].total, 1);
    check_total(&made, &few.without_filter[0].request, 1);
    let without: Vec<(&str, u64)> = few
        .without_word
        .iter()
        .map(|without| (&*without.label, without.total))
        .collect();
    assert_eq!(without, [("transport", 1)]);
    check_total(&made, &few.without_word[0].request, 1);
}

#[test]
fn without_a_filter_is_counted_as_literally_as_the_answer_is_taken() {
    let made = archive(&[
        ("Lines", "en", &["The tram to the harbour."], &[KR]),
        (
            "Roads",
            "en",
            &["A bus every hour."],
            &[(Field::Country, "FR")],
        ),
    ]);
    // No document has both words: those with one of them are shown.
    let answer = ask(&made, &[("q", "tram bus"), ("country", "KR")]);
    assert_eq!(answer.total, 1);
    let few = answer.few.unwrap();
    assert_eq!(few.without_filter[0].total, 2);
    check_total(&made, &few.without_filter[0].request, 2);
}

#[test]
fn the_pages_that_match_are_those_of_the_answer_for_questions_too() {
    let pages = ["智慧城市的建设与管理。", "没有。", "城市数据。"];
    let made = archive(&[("报告", "zh", &pages, &[])]);
    let asked = request(&[("q", "韩国智慧城市在首尔的规划")]);
    let hits = search(&made.snapshot, &asked, today()).unwrap().hits;
    assert_eq!(hits[0].matching_pages, 2);
    let pages = matching_pages(&made.snapshot, &asked, hits[0].id).unwrap();
    let pages: Vec<u32> = pages.iter().map(|page| page.get()).collect();
    assert_eq!(pages, [1, 3]);
}

#[test]
fn where_enough_is_found_there_is_no_help() {
    let made = policies();
    assert_eq!(ask(&made, &[]).few, None);
    let many: Vec<Source<'_>> = ["a", "b", "c", "d"]
        .iter()
        .map(|name| (*name, "en", &["water"][..], &[][..]))
        .collect();
    let made = archive(&many);
    assert_eq!(ask(&made, &[("q", "water")]).few, None);
    assert!(ask(&made, &[("q", "water -title:a")]).few.is_some());
    assert_eq!(ask(&made, &[("q", "wine"), ("limit", "0")]).few, None);
}

#[test]
fn words_are_suggested_as_they_are_written() {
    let made = policies();
    let terms = |text: &str| -> Vec<String> {
        let suggestions = suggest(&made.snapshot, text, 8).unwrap();
        let shown = suggestions.terms.iter();
        shown
            .map(|term| format!("{} {}", term.query, term.documents))
            .collect()
    };
    assert_eq!(terms("citie"), ["cities 2"]);
    assert_eq!(
        terms("housing poli"),
        [
            "housing policies 2",
            "housing policy 1",
            "housing politique 1"
        ]
    );
    assert_eq!(terms("스마ㅌ"), ["스마트도시 1"]);
    assert_eq!(terms("교"), ["교통 1"]);
    let [education] = &terms("-educa")[..] else {
        panic!("one word, with or without its accent")
    };
    assert!(education.ends_with("ducation 2"), "{education}");
    assert_eq!(terms(""), [""; 0]);
    assert_eq!(terms("xyz"), [""; 0]);
}

#[test]
fn one_letter_suggests_the_most_frequent_of_all_words_that_begin_so() {
    // More words of each beginning than are looked at for a key; the frequent ones come last.
    let coda = |number: usize| {
        let letter = |place: u32| char::from(b'a' + (number / 26_usize.pow(place) % 26) as u8);
        [letter(1), letter(0)].iter().collect::<String>()
    };
    let latin: Vec<String> = (0..600).map(|n| format!("ca{}q", coda(n))).collect();
    let hangul: Vec<String> = (0..600)
        .filter_map(|n| char::from_u32(0xac00 + 28 * n))
        .map(|syllable| format!("사{syllable}"))
        .collect();
    let text = format!("{} {}", latin.join(" "), hangul.join(" "));
    let made = archive(&[
        ("1", "xx", &[&text], &[]),
        ("2", "xx", &["cyz 사힣 수도"], &[]),
        ("3", "xx", &["cyz cazzy 사힣 수도"], &[]),
        ("4", "xx", &["cyz 수도"], &[]),
    ]);
    let terms = |text: &str, limit: usize| -> Vec<String> {
        let suggestions = suggest(&made.snapshot, text, limit).unwrap();
        let shown = suggestions.terms.iter();
        shown
            .map(|term| format!("{} {}", term.text, term.documents))
            .collect()
    };
    assert_eq!(terms("c", 4), ["cyz 3", "caaaq 1", "caabq 1", "caacq 1"]);
    assert_eq!(terms("ca", 2), ["caaaq 1", "caabq 1"]);
    assert_eq!(terms("cy", 2), ["cyz 3"]);
    assert_eq!(terms("ㅅ", 2), ["수도 3", "사힣 2"]);
    assert_eq!(terms("사", 1), ["사힣 2"]);
    assert_eq!(terms("c", 20).len(), 20);
}

#[test]
fn titles_and_filters_are_suggested() {
    let made = policies();
    let suggestions = suggest(&made.snapshot, "hous", 8).unwrap();
    let titles: Vec<&str> = suggestions
        .titles
        .iter()
        .map(|title| &*title.title)
        .collect();
    assert_eq!(titles, ["Housing policy"]);
    let titled = suggest(&made.snapshot, "politique de la v", 8)
        .unwrap()
        .titles;
    assert_eq!(titled[0].title, "Politique de la ville");
    let values = |text: &str| -> Vec<String> {
        let values = suggest(&made.snapshot, text, 8).unwrap().values.into_iter();
        values
            .map(|value| format!("{}:{} {}", value.parameter, value.value, value.label))
            .collect()
    };
    assert_eq!(values("south ko"), ["country:KR South Korea"]);
    assert_eq!(values("대한민국"), ["country:KR South Korea"]);
    assert_eq!(values("plans for smart"), ["topic:smart-city Smart city"]);
    assert_eq!(values("country:fr"), ["country:FR France"]);
    assert_eq!(values("fr"), ["country:FR France", "lang:fr French"]);
    assert_eq!(suggest(&made.snapshot, "c", 1).unwrap().terms.len(), 1);
}

#[test]
fn hostile_beginnings_are_answered() {
    let made = policies();
    for text in [
        "\"",
        "(((",
        "*",
        "~",
        "-",
        ":",
        "a*",
        "\u{0}\u{202e}",
        "ㅏ",
        "ㅋㅋㅋ",
        "title:",
        "é\u{301}",
    ] {
        suggest(&made.snapshot, text, 8).unwrap();
        suggest(&made.snapshot, &format!("smart {text}"), 8).unwrap();
    }
    suggest(&made.snapshot, &"가 ".repeat(100_000), 8).unwrap();
}

/// A law in two versions, its decree, a plan that names it, and a document on something else.
fn laws() -> (Made, Vec<regesta_index::DocumentId>) {
    let act = "스마트도시 조성 및 산업진흥 등에 관한 법률";
    let law = |number| {
        vec![
            (Field::Title, act),
            (Field::Work, "act"),
            (Field::Type, "law"),
            (Field::Number, number),
        ]
    };
    let (old, new) = (law("15732"), law("16388"));
    let decree = [
        (Field::Title, "스마트도시법 시행령"),
        (Field::Type, "decree"),
    ];
    const TEXT: &str = "스마트도시 기반시설을 조성하고 산업을 진흥하며 통합플랫폼을 보급한다.";
    let documents: Vec<Source<'_>> = vec![
        ("old.md", "ko", &[TEXT, "부칙 <법률 제16388호>"], &old),
        ("new.md", "ko", &[TEXT, "스마트도시 기반시설의 관리"], &new),
        (
            "decree.md",
            "ko",
            &[
                "이 영은 「스마트도시 조성 및 산업진흥 등에 관한 법률」에서 위임된 사항",
                "부칙 법률 제16388호의 시행에 따라",
            ],
            &decree,
        ),
        (
            "plan",
            "ko",
            &["스마트도시 기반시설과 통합플랫폼을 산업으로 진흥하는 계획"],
            &[],
        ),
        ("other", "en", &["Fisheries and forests."], &[]),
        ("forest", "en", &["Forests and fisheries, again."], &[]),
    ];
    let offers: Vec<_> = documents.iter().map(offer).collect();
    let ids = offers
        .iter()
        .map(|offer| match &offer.content {
            regesta_index::Content::Read { record, .. } => record.id,
            _ => unreachable!("made so"),
        })
        .collect();
    let folder = tempfile::tempdir().unwrap();
    let writer = regesta_index::Writer::create(folder.path()).unwrap();
    (made(folder, writer, &offers), ids)
}

fn find(made: &Made, id: regesta_index::DocumentId) -> Related {
    related(&made.snapshot, id, today()).unwrap().unwrap()
}

#[test]
fn documents_that_cite_by_title_or_number_are_found_and_versions_left_out() {
    let (made, ids) = laws();
    let related = find(&made, ids[1]);
    assert!(related.cited_as.contains(&"법률 제16388".to_owned()));
    let [decree] = related.cited_by.as_slice() else {
        panic!("{:?}", related.cited_by)
    };
    assert_eq!(decree.document.id, ids[2]);
    assert_eq!(
        decree.by,
        ["스마트도시 조성 및 산업진흥 등에 관한 법률", "법률 제16388"]
    );
    let pages: Vec<u32> = decree.pages.iter().map(|page| page.page.get()).collect();
    assert_eq!((decree.citing_pages, pages.len()), (2, 2));
    assert!(
        decree
            .pages
            .iter()
            .all(|page| !page.snippet.highlights.is_empty())
    );
    assert_eq!(find(&made, ids[4]).cited_by.len(), 0);
}

#[test]
fn documents_that_say_the_like_are_found_with_their_words() {
    let (made, ids) = laws();
    let like = find(&made, ids[1]).like;
    assert!(
        like.iter().all(|like| like.document.id != ids[0]),
        "another version"
    );
    let plan = like.iter().find(|like| like.document.id == ids[3]).unwrap();
    assert!(
        plan.words.contains(&"통합플랫폼".to_owned()),
        "{:?}",
        plan.words
    );
    assert!(plan.likeness > 0.12 && plan.likeness <= 1.0);
    assert!(
        like.windows(2)
            .all(|pair| pair[0].likeness >= pair[1].likeness)
    );
    let like = find(&made, ids[4]).like;
    let alike: Vec<_> = like.iter().map(|like| like.document.id).collect();
    assert_eq!(alike, [ids[5]]);
    let nobody = regesta_index::DocumentId::of(b"nobody");
    assert!(related(&made.snapshot, nobody, today()).unwrap().is_none());
}

#[test]
fn every_way_to_write_a_question_can_be_explained_and_highlighted() {
    let (made, ids) = laws();
    for operator in regesta_queries::operators() {
        let request = request(&[("q", operator.example)]);
        regesta_queries::explain(&made.snapshot, &request, ids[0], today()).unwrap();
        regesta_queries::highlight(&made.snapshot, &request, "스마트도시", Some("ko")).unwrap();
    }
}
