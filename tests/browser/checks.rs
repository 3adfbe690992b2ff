//! Every page of the site in every state: accessible, within its width, valid, and small.
//!
//! States are chosen so that every two of width, language and look meet. The checkers come from npm
//! (`tests/run` installs them into the target folder): axe-core for accessibility, html-validate for
//! the rules of the HTML standard.

use std::path::{Path, PathBuf};
use std::process::Command;

use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};

use crate::chromium::{Browser, Scripts};
use crate::site::Site;

/// Width in pixels, language and look.
const STATES: [(u32, &str, &str); 6] = [
    (360, "ko", "dark"),
    (360, "en", "light"),
    (768, "ko", "light"),
    (768, "en", "dark"),
    (1440, "ko", "dark"),
    (1440, "en", "light"),
];

/// Most bytes of a page, before compression and without pictures.
const MAX_PAGE_BYTES: usize = 100_000;

/// Opens all that is folded, chooses a document and gives what axe finds: one line each.
const AXE: &str = "
    const done = arguments[arguments.length - 1];
    document.querySelectorAll('details').forEach((details) => details.open = true);
    document.querySelector('.pick input')?.click();
    axe.run({ resultTypes: ['violations'] }).then(
        (found) => done(found.violations.map((v) => `${v.id}: ${v.nodes[0].html}`)),
        (error) => done([String(error)]));";

/// Every kind of page, with a path that shows it.
fn pages(site: &Site) -> Vec<String> {
    let law = site.document("%EC%8A%A4%EB%A7%88%ED%8A%B8%EB%8F%84%EC%8B%9C");
    let other = site.document("%22air%20toxics%22");
    let versions = site.get(&format!("/api/v1/documents/{law}/versions")).1;
    let versions: serde_json::Value = serde_json::from_str(&versions).unwrap();
    let work = versions["work"].as_str().unwrap();
    let versions = versions["versions"].as_array().unwrap().iter();
    let mut versions = versions.map(|version| version["id"].as_str().unwrap());
    let before = versions.find(|id| **id != law).unwrap().to_owned();
    let last = versions.rfind(|id| **id != law).unwrap().to_owned();
    let work = utf8_percent_encode(work, NON_ALPHANUMERIC);
    let fixed = [
        "/",
        "/search",
        "/search?q=climate",
        "/search?q=climate&country=KE&year=1990..2020&status=unknown",
        "/search?q=zyzzyva&country=KR",
        "/search?q=%22never%20closed",
        "/browse",
        "/browse/country",
        "/browse/year",
        "/browse/country/KR",
        "/browse/work",
        "/search?q=climate&year=1990..2000",
        "/permalink?q=climate",
        "/coverage",
        "/trends?term=climate&term=poverty",
        "/trends?term=climate&term=poverty&term=war&term=peace&term=city",
        "/trends",
        "/compare?term=%EC%8A%A4%EB%A7%88%ED%8A%B8%EB%8F%84%EC%8B%9C",
        "/compare",
        "/help",
        "/about",
        "/nowhere",
    ];
    let mut pages: Vec<String> = fixed.map(str::to_owned).into();
    pages.extend([
        format!("/documents/{law}?q=%EC%8A%A4%EB%A7%88%ED%8A%B8"),
        format!("/documents/{law}/pages/2?q=%EC%8A%A4%EB%A7%88%ED%8A%B8"),
        format!("/explain?id={law}&q=%EC%8A%A4%EB%A7%88%ED%8A%B8"),
        format!("/documents/{law}/changes?with={before}"),
        format!("/documents/{law}/changes?with={last}"),
        format!("/documents/{other}"),
        format!("/browse/work/{work}"),
        format!("/documents/{law}/pages/1?evidence=3-12"),
        format!("/documents/{other}/pages/1?q=air&original=beside"),
    ]);
    pages
}

fn with(path: &str, ui: &str, look: &str) -> String {
    let mark = if path.contains('?') { '&' } else { '?' };
    format!("{path}{mark}ui={ui}&look={look}")
}

/// Where `tests/run` has put what npm has.
fn tools() -> PathBuf {
    let target = std::env::var_os("CARGO_TARGET_DIR").map(PathBuf::from);
    let target = target.unwrap_or_else(|| Path::new(env!("CARGO_MANIFEST_DIR")).join("target"));
    let tools = target.join("browser/node_modules");
    assert!(
        tools.join("axe-core").is_dir() && tools.join("html-validate").is_dir(),
        "the checkers are not in {}: run tests/run, or see there how they are installed",
        tools.display()
    );
    tools
}

#[test]
fn every_page_is_accessible_and_fits_in_every_state() {
    let site = Site::start();
    let browser = Browser::start(Scripts::Run);
    let axe = std::fs::read_to_string(tools().join("axe-core/axe.min.js")).unwrap();
    let mut wrong = Vec::new();
    for path in pages(&site) {
        for (width, ui, look) in STATES {
            browser.resize(width);
            browser.open(&site.at(&with(&path, ui, look)));
            assert_eq!(browser.find("html").attribute("lang").as_deref(), Some(ui));
            let at = format!("{path} at {width} px, {ui}, {look}");
            let over = browser.run(
                "const page = document.documentElement; return page.scrollWidth - page.clientWidth",
            );
            if over.as_i64() != Some(0) {
                wrong.push(format!("{at}: {over} px too wide"));
            }
            browser.run(&axe);
            let found = browser.wait_for(AXE);
            wrong.extend(
                found
                    .as_array()
                    .unwrap()
                    .iter()
                    .map(|found| format!("{at}: {found}")),
            );
            // What a page is refused by its own policy stands on the console; a page that is not
            // found is noted there too, and is meant to be.
            let errors = browser.console_errors().into_iter();
            wrong.extend(
                errors
                    .filter(|error| !error.contains("the server responded with a status of 4"))
                    .map(|error| format!("{at}: console: {error}")),
            );
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn every_page_is_valid_and_small() {
    let site = Site::start();
    let folder = tempfile::tempdir().unwrap();
    let mut wrong = Vec::new();
    for (number, path) in pages(&site).iter().enumerate() {
        for ui in ["en", "ko"] {
            let (_, html) = site.get(&with(path, ui, "auto"));
            if MAX_PAGE_BYTES < html.len() {
                wrong.push(format!("{path}: {} bytes", html.len()));
            }
            let name = format!("{number:02}-{ui}.html");
            // The checker's report names the file; the file names the page.
            std::fs::write(folder.path().join(name), format!("{html}<!-- {path} -->\n")).unwrap();
        }
    }
    let config = r#"{ "root": true, "extends": ["html-validate:standard"] }"#;
    std::fs::write(folder.path().join(".htmlvalidate.json"), config).unwrap();
    let checked = Command::new("node")
        .arg(tools().join("html-validate/bin/html-validate.js"))
        .args(["--formatter", "text"])
        .arg(folder.path().join("*.html"))
        .output()
        .unwrap();
    let found = String::from_utf8_lossy(&checked.stdout);
    if !checked.status.success() {
        wrong.push(format!(
            "{found}{}",
            String::from_utf8_lossy(&checked.stderr)
        ));
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
