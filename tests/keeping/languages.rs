//! Pages in more than one language.

use serde_json::json;

use crate::desk::{Desk, Service};

const FRENCH: &str = "Les mesures que les gouvernements adoptent pour leurs quartiers sont publiées chaque année, et les \
    plans des communes les suivent. Ce résumé dit ce qui a été décidé, par qui et quand, et lesquelles des \
    mesures ont été mises en œuvre.";
const ENGLISH: &str = "The measures that governments adopt for their cities are published every year, and the plans of \
    the districts follow them. This summary says what was decided, by whom and when, and which of the \
    policies have been carried out so far.";

#[test]
fn a_passage_in_another_language_is_found_by_the_words_of_that_language() {
    let desk = Desk::empty();
    let text = format!("Plan des quartiers\n\n{FRENCH}\n\n{ENGLISH}\n\n{FRENCH}\n");
    desk.write("files/plan.txt", &text);
    desk.check(&["ingest", "files"], 0);
    // `city` and `cities` have one stem in English, and in French two.
    let id = desk.id("city");
    assert_eq!(desk.total("lang:fr"), 1, "the document is French");
    assert_eq!(desk.total("\"their city are published\""), 1);
    let page = desk.json(&["show", &id, "--page", "1"]);
    assert_eq!(page["language"], "fr");
    let passages = page["passages"].as_array().unwrap();
    let [passage] = passages.as_slice() else {
        panic!("{passages:?}");
    };
    let part = |name: &str| usize::try_from(passage[name].as_u64().unwrap()).unwrap();
    let shown = page["text"].as_str().unwrap();
    assert_eq!(passage["language"], "en");
    assert_eq!(shown[part("from")..part("until")].trim(), ENGLISH);

    // What is marked and quoted is analysed as what was found.
    let service = Service::start(desk.dir.path());
    let answer = service.get("/api/v1/search?q=policy");
    let snippet = &answer["hits"][0]["pages"][0]["snippet"];
    assert!(
        snippet["text"].as_str().unwrap().contains("policies"),
        "{answer}"
    );
    assert_ne!(snippet["highlights"], json!([]), "{snippet}");

    desk.check(&["verify"], 0);
    desk.check(&["rebuild"], 0);
    assert_eq!(desk.total("city"), 1);
}
