//! The main journeys with the keyboard alone: what has the focus is all a reader goes by.

use crate::chromium::{Browser, ENTER, Scripts, TAB};
use crate::site::Site;

/// Most steps to what a reader looks for.
const MAX_STEPS: usize = 120;

/// Goes on with Tab until what has the focus matches `selector`; every stop on the way can be seen.
#[track_caller]
fn tab_to(browser: &Browser, selector: &str) {
    for _ in 0..MAX_STEPS {
        browser.press(TAB);
        let script = format!(
            "const at = document.activeElement;
             const outline = getComputedStyle(at).outlineStyle;
             return [at.matches({selector:?}), outline !== 'none' || at === document.body, at.outerHTML.slice(0, 200)]"
        );
        let at = browser.run(&script);
        assert_eq!(at[1], true, "the focus cannot be seen: {}", at[2]);
        if at[0] == true {
            return;
        }
    }
    panic!("no {selector} with the keyboard at {}", browser.address());
}

#[test]
fn a_citizen_finds_a_page_with_the_keyboard_alone() {
    let site = Site::start();
    let browser = Browser::start(Scripts::Blocked);
    browser.open(&site.address);
    tab_to(&browser, "a.skip");
    browser.press(ENTER);
    browser.arrive("#main");
    tab_to(&browser, "input[name=q]");
    browser.press("climate");
    browser.press(ENTER);
    browser.arrive("/search?q=climate");
    browser.find("#total");
    tab_to(&browser, "article.hit .leaves a");
    browser.press(ENTER);
    browser.arrive("/pages/");
    browser.find("#text mark");
    tab_to(&browser, "nav.turn a");
    browser.press(ENTER);
    browser.arrive("/pages/");
}

#[test]
fn a_researcher_filters_with_the_keyboard_alone() {
    let site = Site::start();
    let browser = Browser::start(Scripts::Blocked);
    browser.resize(360);
    browser.open(&site.at("/search?q=climate"));
    tab_to(&browser, "details.filters > summary");
    browser.press(ENTER);
    tab_to(&browser, "input[name=country]");
    browser.press(" ");
    tab_to(&browser, "details.filters > button");
    browser.press(ENTER);
    browser.arrive("country=");
    browser.find("nav.applied a");
    tab_to(&browser, "nav.applied a");
    browser.press(ENTER);
    browser.find("body:not(:has(nav.applied)) #total");
}

#[test]
fn an_archivist_asks_why_with_the_keyboard_alone() {
    let site = Site::start();
    let browser = Browser::start(Scripts::Blocked);
    let law = site.document("%EC%8A%A4%EB%A7%88%ED%8A%B8%EB%8F%84%EC%8B%9C");
    browser.open(&site.at(&format!("/documents/{law}")));
    tab_to(&browser, "details.why > summary");
    browser.press(ENTER);
    let why = browser.find("details.why[open]").text();
    assert!(why.contains("Rule:") && why.contains("Taken."), "{why}");
}
