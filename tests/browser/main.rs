//! A reader's way through the site in a real browser, with JavaScript and without.
//!
//! The site must work the same either way, so both tests walk the same way, and every page on it is
//! held to the same rules: a title, a language, one first heading, one search box, nothing on the
//! console. Without a browser the tests fail; they are never skipped (`tests/run` installs one).
//!
//! Not here: how pages look, and whether the answers are right.

#![expect(clippy::unwrap_used, reason = "a test may panic")]

mod checks;
mod chromium;
mod hostile;
mod keyboard;
mod research;
mod site;

use chromium::{Browser, ENTER, Scripts};
use site::Site;

/// What a reader types that must never be run.
const SCRIPT: &str = "<script>document.title=1</script>";

const KENYA: &str = "input[name=country][value=KE]";

#[test]
fn a_reader_finds_a_page_with_javascript() {
    journey(Scripts::Run);
}

#[test]
fn a_reader_finds_a_page_without_javascript() {
    journey(Scripts::Blocked);
}

fn journey(scripts: Scripts) {
    let site = Site::start();
    let browser = Browser::start(scripts);
    browser.open(&site.address);
    check_page(&browser);

    search(&browser, "climate");
    let found = total(&browser);
    assert!(1 < found, "speeches on climate: {found}");
    let results = browser.address();
    assert!(
        results.contains("/search?") && results.contains("q=climate"),
        "{results}"
    );

    opens_the_page_of_a_hit(&browser);
    browser.back();
    browser.find("article.hit");
    assert_eq!(browser.address(), results);
    assert_eq!(total(&browser), found);

    filters_by_country(&browser, found);

    browser.open(&site.address);
    finds_korean_words(&browser);

    browser.open(&site.address);
    shows_what_is_typed(&browser);
}

/// A page hit opens that page, with the word marked in its text.
fn opens_the_page_of_a_hit(browser: &Browser) {
    let link = browser.find("article.hit a[href*='/pages/']");
    let target = link.attribute("href").unwrap();
    link.click();
    browser.arrive(target.split(['?', '#']).next().unwrap());
    let word = browser.find("main :not(article.hit) > mark").text();
    assert!(word.to_lowercase().starts_with("climat"), "marked: {word}");
    check_page(browser);
}

/// A filter leaves exactly as many documents as its label promised.
fn filters_by_country(browser: &Browser, found: u64) {
    // The list of countries is long; those further down are folded.
    for folded in browser.all(&format!("details:not([open]):has({KENYA}) > summary")) {
        folded.click();
    }
    let promised = number(&browser.find(&format!("label:has({KENYA})")).text());
    assert!(
        0 < promised && promised < found,
        "{promised} of {found} are Kenya's"
    );
    browser.find(KENYA).click();
    let apply = browser
        .all("form button, form input[type=submit]")
        .into_iter();
    let mut apply = apply.filter(|button| button.text() == "Apply" || button.value() == "Apply");
    apply.next_back().expect("there is a button Apply").click();
    browser.arrive("country=KE");
    assert_eq!(total(browser), promised);
    for hit in browser.all("article.hit") {
        assert!(hit.text().contains("Kenya"), "not Kenya's: {}", hit.text());
    }
    assert!(
        browser.find(KENYA).is_selected(),
        "the filter is shown as set"
    );
    check_page(browser);
}

/// Every version of the act and of the decree says its own name, in twelve files.
fn finds_korean_words(browser: &Browser) {
    // Other words for it are searched too, in other languages; the samples have those in one speech.
    search(browser, "스마트도시 lang:ko");
    assert_eq!(total(browser), 12);
    assert_eq!(browser.find("article.hit mark").text(), "스마트도시");
    browser.find("article.hit :is(h2, h3) a").click();
    let heading = browser.find("body:not(:has(article.hit)) h1").text();
    assert!(heading.contains("스마트도시 조성"), "{heading}");
    assert!(
        browser.address().contains("/documents/"),
        "{}",
        browser.address()
    );
    check_page(browser);
}

/// What is typed is shown, not run.
fn shows_what_is_typed(browser: &Browser) {
    search(browser, SCRIPT);
    assert_eq!(browser.find("input[name=q]").value(), SCRIPT);
    assert_ne!(browser.title(), "1");
    assert!(
        !browser.source().contains(SCRIPT),
        "the typed tag is in the page as a tag"
    );
}

/// Types `query` into the search box of the page that is open and sends it.
fn search(browser: &Browser, query: &str) {
    let field = browser.find("form[action='/search'] input[name=q]");
    field.clear();
    field.enter(query);
    field.enter(ENTER);
    browser.arrive("/search?q=");
    browser.find("#total");
    check_page(browser);
}

/// Holds the page that is open to the rules that all pages keep.
#[track_caller]
fn check_page(browser: &Browser) {
    let at = browser.address();
    assert!(!browser.title().trim().is_empty(), "no title: {at}");
    let language = browser.find("html").attribute("lang");
    assert_eq!(
        language.as_deref(),
        Some("en"),
        "language of the page: {at}"
    );
    assert_eq!(browser.all("h1").len(), 1, "first headings: {at}");
    let fields = browser.all("form[action='/search'] input[name=q]");
    assert_eq!(fields.len(), 1, "search boxes: {at}");
    assert_eq!(
        browser.console_errors(),
        Vec::<String>::new(),
        "console: {at}"
    );
}

/// How many documents the page says were found.
#[track_caller]
fn total(browser: &Browser) -> u64 {
    number(&browser.find("#total").text())
}

/// The first number in `text`, such as 1204 in "1,204 documents".
#[track_caller]
fn number(text: &str) -> u64 {
    let first = text.chars().skip_while(|c| !c.is_ascii_digit());
    let digits: String = first
        .take_while(|c| c.is_ascii_digit() || *c == ',')
        .filter(char::is_ascii_digit)
        .collect();
    digits
        .parse()
        .unwrap_or_else(|_| panic!("no number in {text:?}"))
}
