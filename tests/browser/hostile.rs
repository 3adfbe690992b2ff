//! What strangers write never runs and never breaks a page: 500 hostile strings in titles, metadata,
//! text and questions.

use std::fmt::Write as _;

use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};

use crate::chromium::{Browser, Scripts};
use crate::site::Site;

/// What is tried, each in [`WRAPS`].
const SEEDS: [&str; 25] = [
    "<script>hostile=1</script>",
    "</title><script>hostile=1</script>",
    "</script><script>hostile=1</script>",
    "<img src=x onerror=hostile=1>",
    "<svg onload=hostile=1>",
    "\" onmouseover=\"hostile=1\" autofocus onfocus=\"hostile=1",
    "' onfocus='hostile=1' autofocus='",
    "javascript:hostile=1",
    "data:text/html,<script>hostile=1</script>",
    "<a href=javascript:hostile=1>x</a>",
    "<style>*{display:none}</style>",
    "<!--",
    "]]>",
    "<base href=//evil.example/>",
    "<meta http-equiv=refresh content=0;url=//evil.example>",
    "<iframe srcdoc=x></iframe>",
    "{{ 7 * 7 }}{% raw %}",
    "&lt;script&gt;&#60;script&#62;&#x3c;script",
    "\u{202e}gpj.exe\u{202c}\u{2066}x\u{2069}",
    "\u{0000}\u{0007}\u{001b}[31m\u{007f}\u{0085}",
    "a\u{0300}\u{0301}\u{0302}\u{0303}\u{0304}\u{0305}\u{0306}\u{0307}\u{0308}",
    "\u{feff}\u{200b}\u{200d}\u{fffd}\u{fffe}",
    "{ $number } \u{2068}x\u{2069} {\"\"}",
    "%3Cscript%3E%00%ff",
    "../../../etc/passwd\r\nSet-Cookie: hostile=1",
];

/// How each is written: twenty ways.
const WRAPS: [(&str, &str); 20] = [
    ("", ""),
    ("plan ", ""),
    ("", " plan"),
    ("\"", "\""),
    ("'", "'"),
    ("<", ">"),
    ("((", "))"),
    ("title:", ""),
    ("country:", ""),
    ("-", "*"),
    ("\u{202e}", ""),
    ("가나다", "라마바"),
    ("漢字", "かな"),
    ("عربي ", " עברית"),
    ("x\u{0000}", "\u{0000}y"),
    ("🏛️", "🗳️"),
    ("\\", "\\"),
    ("\n\n", "\t"),
    ("OR ", " OR"),
    ("\u{1d504}", "\u{fdfd}"),
];

fn strings() -> Vec<String> {
    let of = |seed: &&str| WRAPS.map(|(before, after)| format!("{before}{seed}{after}"));
    let mut all: Vec<String> = SEEDS.iter().flat_map(of).collect();
    // Very long words, of letters and of what is no letter.
    for (at, c) in ['w', '가', '\u{0301}', '<', '"'].into_iter().enumerate() {
        let long: String = std::iter::repeat_n(c, 1_500).collect();
        if let Some(place) = all.get_mut(at * 20 + 2) {
            *place = long;
        }
    }
    assert_eq!(all.len(), 500);
    all
}

/// Documents whose title, metadata and text are the strings, five in each.
fn write(folder: &std::path::Path, strings: &[String]) {
    let mut manifest = String::new();
    for (number, five) in strings.chunks_exact(5).enumerate() {
        let name = format!("{number}.txt");
        let [title, issuer, topic, custom, text] = five else {
            continue;
        };
        let mut bytes = format!("city {text}\n\n{title}\n").into_bytes();
        // Broken UTF-8: a first byte without its second, and one that never is.
        bytes.extend(b"\xc3 \xff \xed\xa0\x80\n");
        std::fs::write(folder.join(&name), bytes).unwrap();
        let row = serde_json::json!({
            "path": name, "title": title, "issuer": issuer, "topics": topic, "remark": custom,
            "country": "KR", "date": "2020", "language": "en",
        });
        writeln!(manifest, "{row}").unwrap();
    }
    std::fs::write(folder.join("manifest.jsonl"), manifest).unwrap();
}

/// The page that is open runs nothing strange and is whole.
#[track_caller]
fn check(browser: &Browser, asked: &str) {
    let state = browser.run(
        "return { ran: typeof hostile, h1: document.querySelectorAll('h1').length,
                  boxes: document.querySelectorAll('form[action=\"/search\"] input[name=q]').length,
                  foot: !!document.querySelector('body > footer.site'),
                  over: document.documentElement.scrollWidth - document.documentElement.clientWidth,
                  strangers: document.querySelectorAll('main :is(iframe, img, base, meta, style)').length
                           + document.querySelectorAll('script:not([type=\"application/ld+json\"], [src^=\"/static/\"])').length,
                  data: [...document.querySelectorAll('script:not([src])')].every((s) => JSON.parse(s.textContent)) }",
    );
    let whole = serde_json::json!({
        "ran": "undefined", "h1": 1, "boxes": 1, "foot": true, "over": 0, "strangers": 0, "data": true,
    });
    assert_eq!(state, whole, "{asked:?} at {}", browser.address());
    assert_eq!(browser.console_errors(), Vec::<String>::new(), "{asked:?}");
}

#[test]
fn five_hundred_hostile_strings_run_nothing_and_break_no_page() {
    let strings = strings();
    let folder = tempfile::tempdir().unwrap();
    let offered = folder.path().join("hostile");
    std::fs::create_dir(&offered).unwrap();
    write(&offered, &strings);
    let site = Site::of(&[offered]);
    let browser = Browser::start(Scripts::Run);
    browser.resize(360);

    let (_, answer) = site.get("/api/v1/search?limit=100");
    let answer: serde_json::Value = serde_json::from_str(&answer).unwrap();
    assert_eq!(answer["total"], 100);
    let mut read = 0;
    for hit in answer["hits"].as_array().unwrap() {
        let id = hit["id"].as_str().unwrap();
        // A text that is noise as a whole is kept without pages.
        let has_pages = hit["page_count"] != 0;
        read += u32::from(has_pages);
        let page = has_pages.then(|| format!("/documents/{id}/pages/1?q=city"));
        for path in [Some(format!("/documents/{id}?q=city")), page]
            .into_iter()
            .flatten()
        {
            browser.open(&site.at(&path));
            check(&browser, hit["title"].as_str().unwrap());
        }
    }
    // Control characters and broken letters make noise of a quarter of them.
    assert!(60 < read, "{read} of 100 texts were read");
    for path in [
        "/",
        "/browse",
        "/browse/topic",
        "/browse/country/KR",
        "/coverage",
    ] {
        browser.open(&site.at(path));
        check(&browser, path);
    }
    for path in ["/search?q=city&limit=100", "/search?country=KR"] {
        browser.open(&site.at(path));
        check(&browser, path);
    }
    for (number, string) in strings.iter().enumerate() {
        let asked = utf8_percent_encode(string, NON_ALPHANUMERIC);
        let path = format!("/search?q={asked}&topic={asked}");
        let (status, html) = site.get(&path);
        assert!(matches!(status, 200 | 400), "{status}: {string:?}");
        assert!(html.trim_end().ends_with("</html>"), "{string:?}");
        // All are asked; every fifth is also looked at.
        if number % 5 == 0 && status == 200 {
            browser.open(&site.at(&path));
            check(&browser, string);
        }
    }
}
