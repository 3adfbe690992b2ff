//! HTML → sections of plain text with their headings, and what the page says of itself.
//!
//! What a browser does not show is dropped, and so is navigation around what the page is about
//! (`shape.rs`). No recursion, and no time in the square of anything: `source.rs` bounds the page
//! before it is parsed.
//!
//! Metadata: `html/title`, `html/lang`, `html/canonical`; `meta/NAME` of every `<meta>`, with
//! `meta/content-language`; `time/published` of a `<time>` that says so, `time/datetime` of others;
//! `json-ld/datePublished` and other values of linked data (schema.org).
//!
//! Not here: styles from style sheets, scripts, frames.
//!
//! Source: WHATWG HTML, by `scraper` (html5ever).

mod shape;
mod source;
mod write;

use ego_tree::iter::Edge;
use encoding_rs::Encoding;
use scraper::{ElementRef, Html};

use self::shape::Shape;
use self::source::Source;
use super::flow::Flow;
use super::{Extracted, ExtractedPage, Metadatum, text};

/// Elements that a browser does not show.
const UNSHOWN: [&str; 7] = [
    "head", "script", "style", "template", "noscript", "iframe", "object",
];

/// Values of linked data that say something of the document.
const LINKED_DATA: [&str; 9] = [
    "headline",
    "datePublished",
    "dateCreated",
    "dateModified",
    "inLanguage",
    "legislationIdentifier",
    "legislationDate",
    "legislationDateVersion",
    "legislationPassedBy",
];

/// Reads an HTML file.
pub(super) fn read(bytes: &[u8]) -> Extracted {
    let decoded = text::decode(bytes, declared_encoding(bytes));
    let source = source::bounded(&decoded.text, false);
    let html = Html::parse_document(&source.html);
    let mut metadata = head(&html);
    linked_data(&source, &mut metadata);
    metadata.push(decoded.metadatum());
    let mut flow = Flow::default();
    write::write(&html, &Shape::of(&html), &mut flow);
    let (paging, pages) = flow.finish();
    Extracted {
        media_type: "text/html".to_owned(),
        paging,
        pages,
        metadata,
        warnings: decoded.warning().into_iter().collect(),
        ..Extracted::default()
    }
}

/// Reads a chapter of a book, which is one page and has no site around it.
pub(super) fn chapter(bytes: &[u8]) -> ExtractedPage {
    let decoded = text::decode(bytes, declared_encoding(bytes));
    let mut flow = Flow::default();
    let html = Html::parse_document(&source::bounded(&decoded.text, true).html);
    write::write(&html, &Shape::plain(&html), &mut flow);
    flow.into_page()
}

/// Adds the whole of a page that has no site around it: an e-mail.
pub(super) fn message(bytes: &[u8], declared: Option<&'static Encoding>, flow: &mut Flow) {
    let decoded = text::decode(bytes, declared.or_else(|| declared_encoding(bytes)));
    let html = Html::parse_document(&source::bounded(&decoded.text, false).html);
    write::write(&html, &Shape::plain(&html), flow);
}

/// The encoding named by `charset=` in the first 1024 bytes, where the standard looks for it.
fn declared_encoding(bytes: &[u8]) -> Option<&'static Encoding> {
    let head = bytes.get(..bytes.len().min(1024))?.to_ascii_lowercase();
    let at = head.windows(7).position(|window| window == b"charset")?;
    let rest = head.get(at + 7..)?;
    let label: Vec<u8> = rest
        .iter()
        .copied()
        .skip_while(|byte| matches!(byte, b' ' | b'=' | b'"' | b'\''))
        .take_while(|byte| {
            byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b':' | b'.')
        })
        .collect();
    Encoding::for_label(&label)
}

/// Title, language and `<meta>` of a page.
fn head(html: &Html) -> Vec<Metadatum> {
    let mut metadata: Vec<Metadatum> = Vec::new();
    let mut has_title = false;
    let mut times = 0;
    let mut in_picture = 0_usize;
    for edge in html.tree.root().traverse() {
        let (node, is_open) = match edge {
            Edge::Open(node) => (node, true),
            Edge::Close(node) => (node, false),
        };
        let Some(element) = ElementRef::wrap(node) else {
            continue;
        };
        match (element.value().name(), is_open) {
            ("svg", true) => in_picture += 1,
            ("svg", false) => in_picture = in_picture.saturating_sub(1),
            ("title", true) if !has_title && in_picture == 0 => {
                has_title = true;
                push(
                    &mut metadata,
                    "html/title",
                    &element.text().collect::<String>(),
                );
            }
            ("html", true) => {
                let language = element
                    .value()
                    .attr("lang")
                    .or_else(|| element.value().attr("xml:lang"));
                push(&mut metadata, "html/lang", language.unwrap_or_default());
            }
            ("meta", true) => {
                let name = ["name", "property", "itemprop"]
                    .iter()
                    .find_map(|name| element.value().attr(name))
                    .or_else(|| {
                        let equivalent = element.value().attr("http-equiv")?;
                        (equivalent.trim().eq_ignore_ascii_case("content-language"))
                            .then_some("content-language")
                    });
                if let (Some(name), Some(content)) = (name, element.value().attr("content")) {
                    push(
                        &mut metadata,
                        &format!("meta/{}", name.trim().to_lowercase()),
                        content,
                    );
                }
            }
            ("link", true) if element.value().attr("rel") == Some("canonical") => {
                let address = element.value().attr("href").unwrap_or_default();
                push(&mut metadata, "html/canonical", address);
            }
            // A page with more is a list of other pages.
            ("time", true) if times < MAX_TIMES => {
                times += 1;
                let value = element.value();
                let is_published = value.attr("pubdate").is_some()
                    || value.attr("itemprop") == Some("datePublished");
                let key = if is_published {
                    "time/published"
                } else {
                    "time/datetime"
                };
                push(
                    &mut metadata,
                    key,
                    value.attr("datetime").unwrap_or_default(),
                );
            }
            _ => {}
        }
    }
    metadata
}

/// Most `<time>` elements that are looked at.
const MAX_TIMES: usize = 10;

/// Adds the values of a page's linked data (JSON-LD) that are known; the first of each.
fn linked_data(source: &Source, metadata: &mut Vec<Metadatum>) {
    for script in &source.linked_data {
        let Ok(value) = serde_json::from_str::<serde_json::Value>(script.trim()) else {
            continue;
        };
        let mut open = vec![&value];
        while let Some(value) = open.pop() {
            match value {
                serde_json::Value::Array(values) => open.extend(values.iter().rev()),
                serde_json::Value::Object(members) => {
                    for name in LINKED_DATA {
                        let key = format!("json-ld/{name}");
                        let is_known = metadata.iter().any(|known| known.key == key);
                        if let Some(serde_json::Value::String(value)) = members.get(name)
                            && !is_known
                        {
                            push(metadata, &key, value);
                        }
                    }
                    // What else it holds (authors, pictures) is about other things.
                    open.extend(members.get("@graph"));
                    open.extend(members.get("mainEntity"));
                }
                _ => {}
            }
        }
    }
}

fn push(metadata: &mut Vec<Metadatum>, key: &str, value: &str) {
    // No page has a reason for more; a hostile one would fill the catalogue.
    const MAX_METADATA: usize = 500;
    if metadata.len() < MAX_METADATA && !value.trim().is_empty() {
        metadata.push(Metadatum {
            key: key.to_owned(),
            value: value.to_owned(),
        });
    }
}

fn is_unshown(element: &scraper::node::Element) -> bool {
    UNSHOWN.contains(&element.name()) || element.attr("hidden").is_some()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(source: &str, expected: &str) {
        let extracted = read(source.as_bytes());
        assert_eq!(
            super::super::clean::clean_page(&extracted.pages[0].text),
            expected,
            "{source}"
        );
    }

    #[test]
    fn blocks_become_lines_and_white_space_collapses() {
        check(
            "<h1>A  plan</h1><p>one\n two<br>three <b>f</b>our</p><div>five</div>",
            "A plan\n\none two\nthree four\n\nfive\n",
        );
    }

    #[test]
    fn tables_are_written_row_by_row() {
        check(
            "<table><tr><th>Year</th><th>GDP</th></tr><tr><td><p>2018</p></td><td> 1.5 <br>%</td></tr></table>",
            "Year\tGDP\n2018\t1.5 %\n",
        );
    }

    #[test]
    fn a_table_that_lays_the_page_out_keeps_its_paragraphs() {
        check(
            "<table><tr><td><h2>T</h2><p>a</p><p>b</p></td></tr></table>",
            "T\n\na\n\nb\n",
        );
    }

    #[test]
    fn what_is_not_shown_is_dropped() {
        check(
            "<p>a</p><script>x</script><style>y</style><p hidden>b</p><p style='display: none'>c</p>",
            "a\n",
        );
    }

    #[test]
    fn surroundings_go_only_where_the_content_is_marked() {
        check(
            "<nav>menu</nav><main><header>Head</header>text</main><footer>foot</footer>",
            "Head\ntext\n",
        );
        check(
            "<nav>menu</nav><p>text</p><footer>foot</footer>",
            "menu\n\ntext\n\nfoot\n",
        );
    }

    #[test]
    fn preformatted_text_keeps_its_lines() {
        check("<pre>a\n  b</pre>", "a\n  b\n");
    }

    #[test]
    fn head_becomes_metadata() {
        let extracted = read(
            b"<html lang=ko><head><title> A &amp; B </title><meta name=DC.Date content=2018-01-29>\
              <meta property='article:published_time' content=2018><svg><title>no</title></svg>",
        );
        let found: Vec<(&str, &str)> = extracted
            .metadata
            .iter()
            .map(|m| (m.key.as_str(), m.value.trim()))
            .collect();
        assert_eq!(
            found,
            [
                ("html/lang", "ko"),
                ("html/title", "A & B"),
                ("meta/dc.date", "2018-01-29"),
                ("meta/article:published_time", "2018"),
                ("text/encoding", "UTF-8"),
            ]
        );
    }

    #[test]
    fn dates_and_language_are_found_wherever_a_page_states_them() {
        let extracted = read(
            b"<meta http-equiv=Content-Language content=fr><link rel=canonical href='https://x.fr/a'>\
              <script type='application/ld+json'>{\"@graph\": [{\"datePublished\": \"2021-03-04\", \
              \"author\": {\"headline\": \"no\"}}]}</script><p>a<time pubdate datetime=2021-03-05>b</time>\
              <time datetime=2020>c</time>",
        );
        let found: Vec<(&str, &str)> = extracted
            .metadata
            .iter()
            .map(|m| (m.key.as_str(), m.value.as_str()))
            .collect();
        assert_eq!(
            found,
            [
                ("meta/content-language", "fr"),
                ("html/canonical", "https://x.fr/a"),
                ("time/published", "2021-03-05"),
                ("time/datetime", "2020"),
                ("json-ld/datePublished", "2021-03-04"),
                ("text/encoding", "UTF-8"),
            ]
        );
    }

    #[test]
    fn headings_are_marks() {
        let page = read(
            b"<h1>Plan</h1><p>a</p><h3>Part <b>1</b></h3><div role=heading aria-level=4>x</div>",
        )
        .pages
        .remove(0);
        let marked: Vec<(regesta_index::Role, &str)> = page
            .marks
            .iter()
            .map(|mark| (mark.role, &page.text[mark.from..mark.until]))
            .collect();
        let level = |level| regesta_index::Role::Heading { level };
        assert_eq!(
            marked,
            [(level(1), "Plan"), (level(3), "Part 1"), (level(4), "x")]
        );
    }

    #[test]
    fn the_declared_encoding_is_used() {
        let (body, _, _) = encoding_rs::EUC_KR.encode("<meta charset='euc-kr'><p>도시</p>");
        assert_eq!(read(&body).pages[0].text.trim(), "도시");
    }

    #[test]
    fn utf8_bytes_win_over_a_wrong_declaration() {
        check("<meta charset=iso-8859-1><p>도시</p>", "도시\n");
    }

    #[test]
    fn deep_nesting_does_not_overflow_the_stack() {
        let source = format!("{}end", "<b>".repeat(20_000));
        check(&source, "end\n");
    }
}
