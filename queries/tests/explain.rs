//! Explanations through the public interface: they must say what the answer says.

#![expect(clippy::unwrap_used, reason = "a test ends where something is wrong")]

mod made;

use regesta_index::Field;
use regesta_queries::{Basis, Explanation, explain};

use made::{Made, Source, archive, ask, request, today};

fn plans() -> Made {
    let kr = (Field::Country, "KR");
    archive(&[
        (
            "Smart city plan",
            "en",
            &["Nothing here.", "A smart city, a plan, and a smart grid."],
            std::slice::from_ref(&kr),
        ),
        ("Other", "en", &["The city has a plan."], &[]),
        (
            "스마트도시 계획",
            "ko",
            &["스마트도시를 조성한다.", "도시 계획 smart city plan"],
            std::slice::from_ref(&kr),
        ),
    ])
}

fn explained(made: &Made, parameters: &[(&str, &str)], title: &str) -> Explanation {
    let everything = ask(made, &[("limit", "100")]);
    let id = everything
        .hits
        .iter()
        .find(|hit| hit.title == title)
        .unwrap()
        .id;
    explain(&made.snapshot, &request(parameters), id, today())
        .unwrap()
        .unwrap()
}

/// Every hit's explanation adds up to the score shown and has its place.
#[track_caller]
fn check_adds_up(made: &Made, parameters: &[(&str, &str)]) {
    let answer = ask(made, parameters);
    assert!(!answer.hits.is_empty(), "{parameters:?}");
    for (place, hit) in answer.hits.iter().enumerate() {
        let explanation = explain(&made.snapshot, &request(parameters), hit.id, today())
            .unwrap()
            .unwrap();
        let sum: f32 = explanation.parts.iter().map(|part| part.score).sum();
        assert_eq!(explanation.score, hit.score, "{parameters:?}");
        assert!(
            (sum - hit.score).abs() <= 1e-4 * hit.score.max(1.0),
            "{parameters:?}: {sum} for {}, {:?}",
            hit.score,
            explanation.parts
        );
        assert_eq!(explanation.position, Some(place + 1));
        assert_eq!(explanation.total, answer.total);
        assert!(explanation.matches);
    }
}

#[test]
fn parts_add_up_to_the_score_that_is_shown() {
    let made = plans();
    for query in [
        "smart city plan",
        "city",
        "\"smart city\" OR plan",
        "\"city smart\"~3",
        "스마트도시",
        "스마트도시 계획",
        "pla*",
        "city -grid",
        "smart volcano",
        "마트도시",
    ] {
        check_adds_up(&made, &[("q", query)]);
        check_adds_up(&made, &[("q", query), ("sort", "newest")]);
    }
    check_adds_up(&made, &[]);
}

#[test]
fn parts_add_up_beyond_the_documents_that_are_ranked_by_their_best_page() {
    let texts: Vec<String> = (0..230)
        .map(|i| format!("report {}", "word ".repeat(i % 37)))
        .collect();
    let names: Vec<String> = (0..230).map(|i| format!("{i:03}")).collect();
    let pages: Vec<[&str; 1]> = texts.iter().map(|text| [text.as_str()]).collect();
    let documents: Vec<Source<'_>> = names
        .iter()
        .zip(&pages)
        .map(|(name, pages)| (name.as_str(), "en", pages.as_slice(), [].as_slice()))
        .collect();
    let made = archive(&documents);
    let answer = ask(&made, &[("q", "report"), ("limit", "5"), ("offset", "210")]);
    for (place, hit) in answer.hits.iter().enumerate() {
        let explanation = explain(
            &made.snapshot,
            &request(&[("q", "report")]),
            hit.id,
            today(),
        )
        .unwrap()
        .unwrap();
        let sum: f32 = explanation.parts.iter().map(|part| part.score).sum();
        assert_eq!(explanation.basis, Basis::WholeDocument);
        assert_eq!(explanation.position, Some(211 + place));
        assert!((sum - hit.score).abs() < 1e-4, "{sum} {}", hit.score);
    }
}

#[test]
fn places_are_counted_by_page() {
    let made = plans();
    let explanation = explained(&made, &[("q", "smart plan")], "Smart city plan");
    let places: Vec<String> = explanation
        .parts
        .iter()
        .map(|part| {
            let pages: Vec<String> = part
                .pages
                .iter()
                .map(|(page, times)| format!("{times} on {page}"))
                .collect();
            let (title, pages) = (part.in_title, pages.join(", "));
            format!("{}: {title} in the title, {pages}", part.text)
        })
        .collect();
    assert_eq!(
        places,
        [
            "smart: 1 in the title, 2 on 2",
            "plan: 1 in the title, 1 on 2"
        ]
    );
    assert_eq!(explanation.best_page.map(|page| page.get()), Some(2));
}

#[test]
fn a_document_that_is_not_in_the_answer_is_told_why() {
    let made = plans();
    let explanation = explained(
        &made,
        &[("q", "smart city"), ("country", "KR"), ("country", "JP")],
        "Other",
    );
    assert!(!explanation.matches);
    assert_eq!((explanation.position, explanation.score), (None, 0.0));
    let filter = &explanation.filters[0];
    assert_eq!(
        (
            &*filter.parameter,
            &*filter.asked.join(","),
            &*filter.has.join(",")
        ),
        ("country", "JP,KR", "unknown")
    );
    assert_eq!(
        explanation.sentences,
        [
            "It is not in this answer.",
            "“smart” does not stand in it.",
            "“city” stands in it once.",
            "It does not pass the filter `country`: it has unknown.",
        ]
    );
    let nobody = regesta_index::DocumentId::of(b"no such document");
    let none = explain(&made.snapshot, &request(&[("q", "smart")]), nobody, today());
    assert!(none.unwrap().is_none());
}
