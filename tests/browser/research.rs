//! What researchers come for: taking documents along, links that last, the words that were asked for,
//! works with their versions, originals beside their text; and words that are offered while they type.

use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};

use crate::chromium::{Browser, ENTER, Scripts};
use crate::site::Site;

/// A picture of 64 by 32 pixels in grey, white above and black below, as a TIFF file without any
/// compression: its header, eight entries and the pixels in one strip.
fn tiff() -> Vec<u8> {
    let (width, height): (u16, u16) = (64, 32);
    let pixels: Vec<u8> = (0..height)
        .flat_map(|row| vec![if row < height / 2 { 255 } else { 0 }; usize::from(width)])
        .collect();
    let mut bytes = b"II*\0\x08\0\0\0".to_vec();
    let entries: [(u16, u32); 8] = [
        (256, width.into()),
        (257, height.into()),
        (258, 8),
        (259, 1),
        (262, 1),
        (273, 8 + 2 + 8 * 12 + 4),
        (278, height.into()),
        (279, pixels.len() as u32),
    ];
    bytes.extend((entries.len() as u16).to_le_bytes());
    for (tag, value) in entries {
        bytes.extend(tag.to_le_bytes());
        // One value of 32 bits.
        bytes.extend(4_u16.to_le_bytes());
        bytes.extend(1_u32.to_le_bytes());
        bytes.extend(value.to_le_bytes());
    }
    bytes.extend(0_u32.to_le_bytes());
    bytes.extend(pixels);
    bytes
}

fn ids(site: &Site, query: &str) -> Vec<String> {
    let (_, answer) = site.get(&format!("/api/v1/search?{query}"));
    let answer: serde_json::Value = serde_json::from_str(&answer).unwrap();
    let hits = answer["hits"].as_array().unwrap().iter();
    hits.map(|hit| hit["id"].as_str().unwrap().to_owned())
        .collect()
}

/// Where the pictures of the page that is open are shown, with their real width and height.
fn pictures(browser: &Browser) -> serde_json::Value {
    browser.wait_for(
        "const done = arguments[arguments.length - 1];
         const pictures = [...document.querySelectorAll('img')];
         Promise.all(pictures.map((picture) => picture.decode())).then(
             () => done(pictures.map((picture) => [picture.naturalWidth, picture.naturalHeight])),
             (error) => done(String(error)));",
    )
}

#[test]
fn a_researcher_takes_the_chosen_documents_along() {
    let site = Site::start();
    let browser = Browser::start(Scripts::Blocked);
    browser.open(&site.at("/search?q=climate"));
    let hidden = "return getComputedStyle(document.getElementById('take')).display";
    assert_eq!(browser.run(hidden), "none", "before anything is chosen");
    let boxes = browser.all("article.hit input[name=id]");
    let [first, .., last] = boxes.as_slice() else {
        panic!("several documents on climate");
    };
    for (choice, place) in [(first, 0), (last, -1)] {
        // The bar at the foot of the window may cover what is just in sight.
        browser.run(&format!(
            "[...document.querySelectorAll('.pick')].at({place}).scrollIntoView({{ block: 'center' }})"
        ));
        choice.click();
    }
    assert_ne!(browser.run(hidden), "none");
    // A file is no page that the browser would open; what the form asks for is asked for here.
    let asked = browser.run(
        "const form = document.getElementById('take');
         const button = form.querySelector('[formaction$=\".bib\"]');
         const pairs = new URLSearchParams(new FormData(form, button));
         return button.getAttribute('formaction') + '?' + pairs",
    );
    let (status, citations) = site.get(asked.as_str().unwrap());
    assert_eq!(status, 200, "{asked}: {citations}");
    let cited = citations.matches("\n@").count() + usize::from(citations.starts_with('@'));
    assert_eq!(cited, 2, "{asked}: {citations}");
    for id in [first, last].map(|choice| choice.value()) {
        assert!(citations.contains(&id), "{id} in {citations}");
    }
}

#[test]
fn a_researcher_sees_what_was_asked_for_on_every_page() {
    let site = Site::start();
    let browser = Browser::start(Scripts::Blocked);
    // Without synonyms; with them, the older word is marked too.
    let word = "%EC%8A%A4%EB%A7%88%ED%8A%B8%EB%8F%84%EC%8B%9C";
    let marked = |query: &str| {
        browser.open(&site.at(&format!("/search?q={word}%20lang:ko{query}")));
        let page = browser.find("article.hit .leaves a");
        let href = page.attribute("href").unwrap();
        browser.open(&site.at(&href));
        let marks = browser.all("#text mark");
        let marks: Vec<String> = marks.iter().map(super::chromium::Element::text).collect();
        assert!(!marks.is_empty(), "{href}");
        (href, marks)
    };
    let (href, marks) = marked("&exact=true");
    assert!(href.contains("exact=true"), "{href}");
    assert!(marks.iter().all(|mark| mark == "스마트도시"), "{marks:?}");
    let (href, _) = marked("");
    assert!(!href.contains("exact"), "{href}");

    // The place that a value is from.
    let law = site.document(word);
    browser.open(&site.at(&format!("/documents/{law}")));
    let evidence = browser.find("details.why a[href*='evidence=']");
    let href = evidence.attribute("href").unwrap();
    browser.open(&site.at(&href));
    assert_eq!(browser.all("#text mark").len(), 1, "{href}");
    let place = href.split("evidence=").nth(1).unwrap();
    let (from, until) = place.split('#').next().unwrap().split_once('-').unwrap();
    let length = until.parse::<usize>().unwrap() - from.parse::<usize>().unwrap();
    let marked = browser.run("return document.querySelector('#evidence').textContent");
    assert_eq!(marked.as_str().unwrap().chars().count(), length, "{href}");
}

#[test]
fn a_permanent_link_tells_then_and_today() {
    let site = Site::start();
    let browser = Browser::start(Scripts::Blocked);
    browser.open(&site.at("/search?q=climate"));
    browser.find("a[href^='/permalink']").click();
    browser.arrive("at=");
    let since = browser.find("section[aria-labelledby=since]").text();
    assert!(since.contains("Today they are the same."), "{since}");
}

#[test]
fn a_work_is_found_with_its_versions() {
    let site = Site::start();
    let browser = Browser::start(Scripts::Blocked);
    browser.open(&site.at("/browse"));
    browser
        .find("section[aria-labelledby=shelf-work] .values a")
        .click();
    browser.arrive("/browse/work/");
    let versions = browser.all("tbody a[href^='/documents/']:not([href*=changes])");
    let changes = browser.all("tbody a[href*='/changes?with=']");
    assert!(2 < versions.len(), "{}", browser.address());
    assert_eq!(changes.len() + 1, versions.len());
    let (_, listed) = site.get("/sitemap.xml");
    assert!(listed.contains("/browse/work/"), "{listed}");
}

#[test]
fn an_original_is_shown_beside_its_text_where_it_can_be() {
    let folder = tempfile::tempdir().unwrap();
    let samples = Site::start();
    let pdf = samples.document("%22air%20toxics%22");
    let (_, drawn) = samples.bytes(&format!("/documents/{pdf}/pages/1/picture"));
    assert!(drawn.starts_with(b"\x89PNG"), "{} bytes", drawn.len());
    std::fs::write(folder.path().join("drawn.png"), &drawn).unwrap();
    std::fs::write(folder.path().join("scan.tif"), tiff()).unwrap();
    std::fs::write(folder.path().join("note.md"), "# Note\n\nA city.\n").unwrap();
    let site = Site::of(&[folder.path().to_owned()]);
    let browser = Browser::start(Scripts::Blocked);
    let mut shown = Vec::new();
    for id in ids(&site, "text=none") {
        browser.open(&site.at(&format!("/documents/{id}/pages/1?original=beside")));
        shown.push(pictures(&browser));
        assert_eq!(browser.console_errors(), Vec::<String>::new());
    }
    assert_eq!(shown.len(), 2, "{shown:?}");
    // The scan is small and drawn larger; the drawn page is A4 or Letter, upright.
    for picture in &shown {
        let (width, height) = (picture[0][0].as_u64(), picture[0][1].as_u64());
        assert!(Some(63) < width && Some(31) < height, "{shown:?}");
    }
    let [note] = &ids(&site, "q=city")[..] else {
        panic!("one note")
    };
    browser.open(&site.at(&format!("/documents/{note}/pages/1")));
    let page = browser.find("article.page").text();
    assert!(page.contains("Markdown has no pages"), "{page}");
    let (status, _) = site.bytes(&format!("/documents/{note}/pages/1/picture"));
    assert_eq!(status, 404);
}

#[test]
fn words_are_offered_while_a_question_is_typed() {
    let site = Site::start();
    let browser = Browser::start(Scripts::Run);
    browser.open(&site.address);
    browser.find("input[name=q][list]").enter("climat");
    let offered = browser.find("datalist option[value='climate']");
    assert_eq!(offered.attribute("value").as_deref(), Some("climate"));
    // Six keys in a row are not six requests.
    let asked = browser.run(
        "return performance.getEntriesByType('resource').filter((entry) => entry.name.includes('/suggest?')).length",
    );
    assert!(asked.as_u64() < Some(6), "{asked} requests");
    browser.press(ENTER);
    browser.arrive("q=climat");
    assert_eq!(browser.console_errors(), Vec::<String>::new());

    // Hostile words stay text.
    let typed = utf8_percent_encode("\"><img src=x>", NON_ALPHANUMERIC);
    browser.open(&site.at(&format!("/search?q={typed}")));
    browser.find("input[name=q]").enter(" city");
    browser.find("datalist option");
    assert!(browser.all("main img, header img").is_empty());

    let without = Browser::start(Scripts::Blocked);
    without.open(&site.address);
    without.find("input[name=q]:not([list])").enter("climat");
    assert!(without.all("datalist").is_empty());
    without.press(ENTER);
    without.arrive("q=climat");
}
