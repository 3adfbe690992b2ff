//! Whatever is asked of an archive is answered or refused with a sentence: no panic, and every
//! explanation adds up. `PROPTEST_CASES` says how many questions are made.

#![expect(clippy::unwrap_used, reason = "a test ends where something is wrong")]

mod made;

use std::sync::LazyLock;

use proptest::prelude::*;
use regesta_index::Field;
use regesta_queries::{Error, Request, explain, highlight, related, search, suggest};

use made::{Made, archive, today};

static MADE: LazyLock<Made> = LazyLock::new(|| {
    archive(&[
        (
            "스마트도시 조성 및 산업진흥 등에 관한 법률",
            "ko",
            &[
                "스마트도시를 조성하고 관리한다. U-City 2018",
                "유비쿼터스도시의 건설, smart city",
            ],
            &[
                (Field::Country, "KR"),
                (Field::Type, "law"),
                (Field::Number, "16388"),
                (Field::Published, "2018-01-29"),
            ],
        ),
        (
            "Smart city plan",
            "en",
            &[
                "Smart cities of Korea, and a smart grid.",
                "",
                "Nothing of the kind; café.",
            ],
            &[(Field::Country, "GB"), (Field::Topic, "smart-city")],
        ),
        ("智慧城市", "zh", &["智慧城市的建设与管理，韩国。"], &[]),
        (
            "المدينة",
            "ar",
            &["المدينة الذكية في كوريا"],
            &[(Field::Published, "2018")],
        ),
    ])
});

fn questions() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        4 => prop::sample::select(vec![
            "smart", "city", "cities", "ctiy", "스마트도시", "스마트도씨", "도시를", "유비쿼터스도시", "U-City",
            "智慧", "城市", "المدينة", "Korea", "한국", "韩国", "KR", "2018", "2018년", "café", "grid", "법률",
            "smart city", "ㅅ", "의", "a", "제", "16388",
        ])
        .prop_map(str::to_owned),
        3 => prop::sample::select(vec![
            " ", " ", " OR ", " AND ", " NOT ", " -", "(", ")", "\"", "“", "*", "~1", "~2", "\"~3", ":",
            "title:", "country:", "year:", "type:", "국가:", ",", "..", "‘", "’", "「", "」", "unknown", "[",
        ])
        .prop_map(str::to_owned),
        1 => any::<char>().prop_map(String::from),
    ];
    proptest::collection::vec(piece, 0..14).prop_map(|pieces| pieces.concat())
}

/// A refusal is one of the question; the archive itself is never at fault.
fn refused(error: &Error) -> bool {
    matches!(error, Error::Request(_))
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_question_is_answered_or_refused(query in questions(), country in any::<bool>(), exact in any::<bool>()) {
        let made = &*MADE;
        let request = Request {
            query: query.clone(),
            country: if country { vec!["KR".to_owned()] } else { Vec::new() },
            exact,
            limit: 3,
            ..Request::default()
        };
        match search(&made.snapshot, &request, today()) {
            Err(error) => prop_assert!(refused(&error), "{query}: {error}"),
            Ok(answer) => {
                for hit in &answer.hits {
                    let explanation = explain(&made.snapshot, &request, hit.id, today()).unwrap().unwrap();
                    let sum: f32 = explanation.parts.iter().map(|part| part.score).sum();
                    prop_assert!(explanation.matches, "{query}");
                    if answer.query.is_empty() {
                        continue;
                    }
                    prop_assert!((sum - hit.score).abs() <= 1e-3 * hit.score.max(1.0), "{query}: {sum} {}", hit.score);
                }
                for suggestion in &answer.suggestions {
                    prop_assert!(suggestion.total > 0, "{query}");
                    let meant = Request::from_pairs(suggestion.request.clone()).unwrap();
                    let total = search(&made.snapshot, &meant, today()).unwrap().total;
                    prop_assert_eq!(total, suggestion.total, "{}: {:?}", &query, suggestion);
                }
                for also in &answer.also_searched {
                    prop_assert!(Request::from_pairs(also.request.clone()).is_ok());
                }
            }
        }
        let marked = highlight(&made.snapshot, &request, "스마트도시 smart city 智慧城市", Some("ko"));
        prop_assert!(marked.as_ref().map_or_else(refused, |_| true), "{query}");
        prop_assert!(suggest(&made.snapshot, &query, 5).is_ok(), "{query}");
    }
}

#[test]
fn every_document_has_what_is_related_to_it() {
    let made = &*MADE;
    for hit in search(&made.snapshot, &Request::default(), today())
        .unwrap()
        .hits
    {
        let related = related(&made.snapshot, hit.id, today()).unwrap().unwrap();
        assert!(related.like.iter().all(|like| like.document.id != hit.id));
    }
}
