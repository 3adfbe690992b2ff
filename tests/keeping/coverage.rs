//! What an archive covers, and where its values come from.

use serde_json::json;

use crate::desk::{Desk, Service};

fn covered() -> Desk {
    let desk = Desk::empty();
    desk.write("files/a.txt", "One page.");
    desk.write("files/b.txt", "First.\u{c}Second.");
    desk.write("files/c.txt", "Third.");
    desk.write("files/d.txt", "");
    desk.write(
        "files/manifest.csv",
        "path,country,date,type\na.txt,KR,2015,plan\nb.txt,KR;JP,2019,plan\nc.txt,,,\nd.txt,KR,2015,plan\n",
    );
    desk.check(&["ingest", "files"], 1);
    desk
}

#[test]
fn the_grid_shows_what_there_is_and_what_is_missing() {
    let desk = covered();
    let coverage = &desk.json(&["status"])["coverage"];
    let cells = coverage["grid"].as_array().unwrap().iter().map(|cell| {
        json!([
            cell["country"],
            cell["year"],
            cell["type"],
            cell["documents"],
            cell["pages"]
        ])
    });
    let cells: Vec<_> = cells.collect();
    assert_eq!(
        cells,
        [
            json!(["JP", "2019", "plan", 1, 2]),
            json!(["KR", "2015", "plan", 2, 1]),
            json!(["KR", "2019", "plan", 1, 2]),
            json!(["unknown", "unknown", "unknown", 1, 1]),
        ]
    );
    assert_eq!(coverage["total"]["documents"], 4);
    assert_eq!(coverage["total"]["documents_without_text"], 1);
    let korea = &coverage["countries"][1];
    assert_eq!(korea["missing_years"], json!([2016, 2017, 2018]));
    let years = &coverage["values"]["published"];
    assert_eq!(years, &json!({ "manifest": 3, "unknown": 1 }));
    let text = desk.check(&["status"], 0);
    assert!(
        text.contains("2015 to 2019, none of 2016 2017 2018"),
        "{text}"
    );

    let service = Service::start(desk.dir.path());
    assert_eq!(&service.get("/api/v1/coverage"), coverage);
}

#[test]
fn filters_ask_where_a_value_comes_from() {
    let desk = covered();
    let a = desk.id("\"one page\"");
    let set = [
        "describe",
        &a,
        "--set",
        "published=2016",
        "--because",
        "the imprint",
    ];
    desk.check(&set, 0);
    assert_eq!(desk.total("year_source:person"), 1);
    assert_eq!(desk.total("year_source:manifest"), 2);
    assert_eq!(desk.total("year_source:unknown"), 1);
    assert_eq!(
        desk.total("country_source:manifest year_source:person,manifest"),
        3
    );
    let answer = desk.json(&["search", "", "--year-source", "person"]);
    assert_eq!(answer["total"], 1);
    let facet = answer["facets"]["year_source"].as_array().unwrap();
    let manifest = facet
        .iter()
        .find(|count| count["value"] == "manifest")
        .unwrap();
    assert_eq!(
        (&manifest["count"], &manifest["label"]),
        (&json!(2), &json!("A manifest"))
    );
    let service = Service::start(desk.dir.path());
    let found = service.get("/api/v1/search?year_source=person&country=KR");
    assert_eq!(found["total"], 1);
    desk.check(&["search", "", "--year-source", "rumour"], 2);
}

#[test]
fn a_subject_is_a_filter_of_its_own() {
    let desk = covered();
    let a = desk.id("\"one page\"");
    let set = [
        "describe",
        &a,
        "--set",
        "subject_country=Singapore",
        "--because",
        "it says so",
    ];
    desk.check(&set, 0);
    assert_eq!((desk.total("subject:SG"), desk.total("country:SG")), (1, 0));
    assert_eq!(desk.total("country:KR subject:Singapore"), 1);
}
