//! Other words for the same thing, through the public interface: the starter glossary and one of an
//! archive's own.

#![expect(clippy::unwrap_used, reason = "a test ends where something is wrong")]

mod made;

use regesta_index::{Archive, Writer};
use regesta_queries::{Answer, search};

use made::{Source, archive, ask, made, offer, request, today};

const CITIES: [Source<'_>; 5] = [
    (
        "act",
        "ko",
        &["스마트도시를 조성한다.", "유비쿼터스도시를 고친 것."],
        &[],
    ),
    (
        "old act",
        "ko",
        &["유비쿼터스도시의 건설 등에 관한 법률"],
        &[],
    ),
    (
        "plan",
        "en",
        &["Smart cities, smart cities and smart cities again."],
        &[],
    ),
    ("grid", "en", &["A smart grid for the city."], &[]),
    ("brochure", "en", &["The U-City of Hwaseong."], &[]),
];

/// Titles in order of relevance.
fn titles(answer: &Answer) -> Vec<&str> {
    answer.hits.iter().map(|hit| hit.title.as_str()).collect()
}

fn sorted(answer: &Answer) -> Vec<&str> {
    let mut titles = titles(answer);
    titles.sort_unstable();
    titles
}

/// What is also searched, `-` before what is switched off.
fn also(answer: &Answer) -> Vec<String> {
    let shown = answer.also_searched.iter().map(|also| {
        let off = if also.on { "" } else { "-" };
        format!("{} = {off}{}", also.typed, also.term)
    });
    shown.collect()
}

fn marks(answer: &Answer) -> Vec<String> {
    let pages = answer.hits.iter().flat_map(|hit| &hit.pages);
    let marked = pages.flat_map(|page| {
        let chars: Vec<char> = page.snippet.text.chars().collect();
        page.snippet
            .highlights
            .iter()
            .map(move |(from, until)| chars[*from..*until].iter().collect::<String>())
            .collect::<Vec<_>>()
    });
    marked.collect()
}

#[test]
fn other_words_are_found_and_said() {
    let made = archive(&CITIES);
    let answer = ask(&made, &[("q", "스마트도시")]);
    assert_eq!(sorted(&answer), ["act", "brochure", "old act", "plan"]);
    assert_eq!(
        also(&answer),
        [
            "스마트도시 = smart city",
            "스마트도시 = U-City",
            "스마트도시 = 유비쿼터스도시",
        ]
    );
    let marked = marks(&answer);
    for word in [
        "스마트도시",
        "유비쿼터스도시",
        "Smart",
        "cities",
        "U",
        "City",
    ] {
        assert!(
            marked.iter().any(|mark| mark == word),
            "{word} in {marked:?}"
        );
    }
    assert_eq!(ask(&made, &[("q", "grid")]).also_searched, []);
}

#[test]
fn what_was_typed_goes_first_however_often_a_synonym_stands() {
    let made = archive(&CITIES);
    assert_eq!(titles(&ask(&made, &[("q", "스마트도시")]))[0], "act");
    assert_eq!(titles(&ask(&made, &[("q", "u-city")]))[0], "brochure");
    assert_eq!(
        titles(&ask(&made, &[("q", "smart city")]))[..2],
        ["plan", "grid"]
    );
    let with = ask(&made, &[("q", "스마트도시")]);
    let exact = ask(&made, &[("q", "스마트도시"), ("exact", "true")]);
    assert_eq!(with.hits[0].score, exact.hits[0].score, "they count once");
}

#[test]
fn words_side_by_side_are_one_name() {
    let made = archive(&CITIES);
    let answer = ask(&made, &[("q", "smart city")]);
    assert_eq!(
        also(&answer),
        [
            "smart city = 스마트도시",
            "smart city = U-City",
            "smart city = 유비쿼터스도시",
        ]
    );
    assert_eq!(
        sorted(&ask(&made, &[("q", "smart city hwaseong")])),
        ["brochure"],
        "the other words are still needed"
    );
    assert_eq!(sorted(&ask(&made, &[("q", "smart cities -grid")])).len(), 4);
    assert_eq!(also(&ask(&made, &[("q", "city smart")])), [""; 0]);
    assert_eq!(
        also(&ask(&made, &[("q", "grid OR (u-city hwaseong)")])).len(),
        3
    );
}

#[test]
fn phrases_titles_and_what_is_excluded_stay_as_typed() {
    let made = archive(&CITIES);
    assert_eq!(sorted(&ask(&made, &[("q", "\"smart city\"")])), ["plan"]);
    assert_eq!(sorted(&ask(&made, &[("q", "\"스마트도시\"")])), ["act"]);
    assert_eq!(
        sorted(&ask(&made, &[("q", "유비쿼터스도시 -스마트도시")])),
        ["brochure", "old act", "plan"]
    );
    for query in [
        "\"스마트도시\"",
        "스마트도*",
        "스마트도시~1",
        "title:스마트도시",
    ] {
        assert_eq!(ask(&made, &[("q", query)]).also_searched, [], "{query}");
    }
}

#[test]
fn each_can_be_switched_off_and_on_again() {
    let made = archive(&CITIES);
    let answer = ask(&made, &[("q", "스마트도시"), ("offset", "1")]);
    let off = answer.also_searched[0].request.clone();
    assert_eq!(
        off,
        [
            ("q".to_owned(), "스마트도시".to_owned()),
            ("without".to_owned(), "smart city".to_owned()),
        ]
    );
    let pairs: Vec<(&str, &str)> = off
        .iter()
        .map(|(name, value)| (&**name, &**value))
        .collect();
    let answer = ask(&made, &pairs);
    assert_eq!(sorted(&answer), ["act", "brochure", "old act"]);
    assert_eq!(
        also(&answer),
        [
            "스마트도시 = -smart city",
            "스마트도시 = U-City",
            "스마트도시 = 유비쿼터스도시",
        ]
    );
    assert_eq!(
        answer.also_searched[0].request,
        [("q".to_owned(), "스마트도시".to_owned())]
    );
    let answer = ask(&made, &[("q", "스마트도시"), ("exact", "true")]);
    assert_eq!((sorted(&answer), also(&answer)), (vec!["act"], vec![]));
}

#[test]
fn a_page_marks_what_the_search_found() {
    let made = archive(&CITIES);
    let text = "A Smart City was a U-City; 스마트도시는 city smart.";
    let marked = |parameters: &[(&str, &str)]| -> Vec<&str> {
        let request = request(parameters);
        let ranges = regesta_queries::highlight(&made.snapshot, &request, text, Some("en"));
        ranges
            .unwrap()
            .into_iter()
            .map(|range| &text[range])
            .collect()
    };
    assert_eq!(
        marked(&[("q", "스마트도시")]),
        ["Smart", "City", "U", "City", "스마트도시"]
    );
    assert_eq!(
        marked(&[("q", "스마트도시"), ("without", "U-City")]),
        ["Smart", "City", "스마트도시"]
    );
    assert_eq!(
        marked(&[("q", "스마트도시"), ("exact", "true")]),
        ["스마트도시"]
    );
    assert_eq!(marked(&[("q", "\"smart city\"")]), ["Smart", "City"]);
}

#[test]
fn an_archive_has_its_own_glossary_and_may_leave_out_the_starter() {
    let folder = tempfile::tempdir().unwrap();
    let root = folder.path().to_owned();
    let writer = Writer::create(&root).unwrap();
    let offers: Vec<_> = CITIES.iter().map(offer).collect();
    let _made = made(folder, writer, &offers);
    std::fs::create_dir(root.join("glossary")).unwrap();
    let write = |text: &str| std::fs::write(root.join("glossary/own.txt"), text).unwrap();
    let ask = |query: &str| {
        let snapshot = Archive::open(&root).unwrap().snapshot().unwrap();
        let answer = search(&snapshot, &request(&[("q", query)]), today()).unwrap();
        also(&answer)
    };
    write("grid => power network; u-city\n");
    assert_eq!(
        ask("grid"),
        ["grid = u-city"],
        "what the archive does not hold is not said"
    );
    assert_eq!(ask("스마트도시").len(), 3);
    let settings = std::fs::read_to_string(root.join("regesta.toml")).unwrap();
    assert!(settings.contains("starter = true"), "{settings}");
    let settings = settings.replace("starter = true", "starter = false");
    std::fs::write(root.join("regesta.toml"), settings).unwrap();
    assert_eq!(ask("스마트도시"), [""; 0]);
    write("grid; network\nlonely\n");
    let mistake = Archive::open(&root).unwrap_err().to_string();
    assert!(
        mistake.ends_with("own.txt, line 2: a line needs two names, with `;` or `=>` between them"),
        "{mistake}"
    );
}

#[test]
fn similar_words_are_found_in_every_script() {
    let made = archive(&CITIES);
    let exact = |query: &str| ask(&made, &[("q", query)]);
    assert_eq!(sorted(&exact("gird~1")), ["grid"]);
    assert_eq!(sorted(&exact("gird")), [""; 0]);
    // The word that is similar is "cities", as it is written.
    assert_eq!(sorted(&exact("citeis~1")), ["plan"]);
    assert_eq!(sorted(&exact("스마트도씨~1")), ["act"]);
    assert_eq!(sorted(&exact("유비쿼타스도시~1")), ["act", "old act"]);
    let answer = exact("gird~1");
    assert_eq!(marks(&answer), ["grid"]);
    let many = "aa~1 ".repeat(9);
    let refused = search(&made.snapshot, &request(&[("q", &many)]), today()).unwrap_err();
    assert!(
        refused.to_string().contains("at most 8 words with `~`"),
        "{refused}"
    );
}
