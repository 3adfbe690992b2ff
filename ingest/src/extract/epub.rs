//! EPUB → chapters of plain text in reading order, table of contents, metadata.
//!
//! What holds: a chapter is a page; a chapter that is missing or cannot be read stays, empty, with
//! a warning. One that is a picture becomes a document inside the book, where OCR can read it. A book whose chapters are encrypted is locked; one that only hides its fonts is not.
//!
//! Metadata: `epub/dc:title`, `epub/dc:creator`… as often as they stand there; a date that is not
//! that of publication has its event behind it (`epub/dc:date/modification`).
//!
//! Not here: scripts, drawings (SVG) as chapters, page lists.
//!
//! Sources: EPUB 3.3; OPF 2.0.1 (NCX); OCF 3.0 (encryption.xml).

use std::collections::HashMap;

use regesta_index::{OutlineEntry, PageNumber, Paging};

use super::package::Package;
use super::xml::{self, Element, Node, Xml};
use super::{Attachment, Extracted, ExtractedPage, Failure, Metadatum, html};
use crate::limits::Limits;
use crate::sniff;

/// What a book may say of itself (Dublin Core).
const DUBLIN_CORE: [&str; 15] = [
    "title",
    "creator",
    "subject",
    "description",
    "publisher",
    "contributor",
    "date",
    "type",
    "format",
    "identifier",
    "source",
    "language",
    "relation",
    "coverage",
    "rights",
];
/// Ways to hide fonts, which lock no text (EPUB 3.3, section 4.4; Adobe's own).
const FONT_HIDING: [&str; 2] = [
    "http://www.idpf.org/2008/embedding",
    "http://ns.adobe.com/pdf/enc#RC",
];
/// Most levels of a table of contents.
const MAX_LEVEL: u8 = 9;

/// Reads a book.
///
/// # Errors
///
/// - [`Failure::Encrypted`] if its chapters are encrypted
/// - [`Failure::Damaged`] if the container or the book's own description cannot be read
/// - [`Failure::OverLimit`] as soon as it unpacks to too much
pub(super) fn read(bytes: &[u8], limits: &Limits) -> Result<Extracted, Failure> {
    let mut package = Package::open(bytes, limits)?;
    let description = description_path(&mut package)?;
    let source = package
        .read(&description)?
        .ok_or_else(|| Failure::damaged(format!("book has no {description}")))?;
    let mut warnings = Vec::new();
    let mut book = Book::of(&xml::decode(&source), &description, &mut warnings);
    if book.spine.is_empty() {
        return Err(Failure::damaged("book names no chapters"));
    }
    let locked = encrypted(&mut package)?;
    if book
        .spine
        .iter()
        .any(|chapter| locked.contains(&chapter.path))
    {
        return Err(Failure::Encrypted);
    }
    let mut pages = Vec::with_capacity(book.spine.len());
    let mut attachments = Vec::new();
    let mut numbers: HashMap<String, PageNumber> = HashMap::new();
    for (number, chapter) in (1..).zip(&book.spine) {
        if let Some(number) = PageNumber::new(number) {
            numbers.entry(chapter.path.clone()).or_insert(number);
        }
        let source = chapter_source(&mut package, chapter, &mut warnings)?;
        match source {
            Some(source) if chapter.is_text => pages.push(html::chapter(&source)),
            source => {
                pages.push(ExtractedPage::default());
                attachments.extend(source.and_then(|bytes| picture(chapter, bytes)));
            }
        }
    }
    let outline = match book.contents.take() {
        Some(contents) => match package.read(&contents) {
            Ok(Some(source)) => outline(&xml::decode(&source), &contents, &numbers),
            Err(failure @ Failure::OverLimit { .. }) => return Err(failure),
            _ => {
                warnings.push(format!("table of contents {contents} cannot be read"));
                Vec::new()
            }
        },
        None => Vec::new(),
    };
    Ok(Extracted {
        media_type: "application/epub+zip".to_owned(),
        paging: Paging::Chapters,
        pages,
        outline,
        metadata: book.metadata,
        attachments,
        warnings,
    })
}

/// The bytes of a chapter; `None`, with a warning, if it cannot be read.
fn chapter_source(
    package: &mut Package<'_>,
    chapter: &Chapter,
    warnings: &mut Vec<String>,
) -> Result<Option<Vec<u8>>, Failure> {
    match package.read(&chapter.path) {
        Ok(Some(source)) => return Ok(Some(source)),
        Err(failure @ Failure::OverLimit { .. }) => return Err(failure),
        Ok(None) => warnings.push(format!("chapter {} is missing", chapter.path)),
        Err(failure) => warnings.push(failure.to_string()),
    }
    Ok(None)
}

/// A chapter that is a picture of a page, as a document of its own.
fn picture(chapter: &Chapter, bytes: Vec<u8>) -> Option<Attachment> {
    let kind = sniff::sniff(&bytes, &chapter.path).ok()?;
    matches!(kind, sniff::Kind::Picture(_)).then(|| Attachment {
        name: chapter.path.clone(),
        size: bytes.len() as u64,
        bytes,
    })
}

/// Where the book's description is: what the container says, else the first `.opf` there is.
fn description_path(package: &mut Package<'_>) -> Result<String, Failure> {
    if let Some(container) = package.read("META-INF/container.xml")? {
        let text = xml::decode(&container);
        let mut xml = Xml::new(&text);
        while let Ok(Some(node)) = xml.next() {
            if let Node::Open(element) = node
                && element.name == "rootfile"
                && let Some(path) = element.attribute("full-path")
            {
                return Ok(resolve("", path));
            }
        }
    }
    let mut names = package.names().into_iter();
    names
        .find(|name| name.to_ascii_lowercase().ends_with(".opf"))
        .ok_or_else(|| Failure::damaged("book does not say where its description is"))
}

/// The paths of all entries that are encrypted, but for hidden fonts.
fn encrypted(package: &mut Package<'_>) -> Result<Vec<String>, Failure> {
    let Some(source) = package.read("META-INF/encryption.xml")? else {
        return Ok(Vec::new());
    };
    let text = xml::decode(&source);
    let mut xml = Xml::new(&text);
    let mut paths = Vec::new();
    let mut hides_font = false;
    while let Ok(Some(node)) = xml.next() {
        let Node::Open(element) = node else {
            continue;
        };
        match element.name.as_str() {
            "EncryptedData" => hides_font = false,
            "EncryptionMethod" => {
                let method = element.attribute("Algorithm").unwrap_or_default();
                hides_font = FONT_HIDING.contains(&method);
            }
            "CipherReference" if !hides_font => {
                paths.extend(element.attribute("URI").map(|path| resolve("", path)));
            }
            _ => {}
        }
    }
    Ok(paths)
}

/// A chapter, as the reading order names it.
struct Chapter {
    path: String,
    is_text: bool,
}

/// A book's description (OPF).
struct Book {
    metadata: Vec<Metadatum>,
    spine: Vec<Chapter>,
    /// The path of the navigation document, else of the NCX.
    contents: Option<String>,
}

impl Book {
    fn of(text: &str, path: &str, warnings: &mut Vec<String>) -> Self {
        let mut metadata = Vec::new();
        let mut items: HashMap<String, Chapter> = HashMap::new();
        let mut order: Vec<String> = Vec::new();
        let (mut navigation, mut ncx) = (None, None);
        let mut value: Option<(String, String)> = None;
        let mut xml = Xml::new(text);
        loop {
            match xml.next() {
                Ok(Some(Node::Open(element))) => match element.name.as_str() {
                    "item" => {
                        let href = element.attribute("href").unwrap_or_default();
                        let media_type = element.attribute("media-type").unwrap_or_default();
                        let path = resolve(path, href);
                        let properties = element.attribute("properties").unwrap_or_default();
                        if properties
                            .split_ascii_whitespace()
                            .any(|property| property == "nav")
                        {
                            navigation = Some(path.clone());
                        }
                        if media_type == "application/x-dtbncx+xml" {
                            ncx = Some(path.clone());
                        }
                        let is_text =
                            media_type.contains("html") || media_type == "text/x-oeb1-document";
                        let id = element.attribute("id").unwrap_or_default().to_owned();
                        items.insert(id, Chapter { path, is_text });
                    }
                    "itemref" => order.extend(element.attribute("idref").map(str::to_owned)),
                    _ => value = key(&element).map(|key| (key, String::new())),
                },
                Ok(Some(Node::Text(text))) => {
                    if let Some((_, value)) = &mut value {
                        value.push_str(&text);
                    }
                }
                Ok(Some(Node::Close(_))) => {
                    if let Some((key, value)) = value.take() {
                        metadata.push(Metadatum { key, value });
                    }
                }
                Ok(None) => break,
                Err(error) => {
                    warnings.push(format!("{path}: {error}"));
                    break;
                }
            }
        }
        let mut spine = Vec::with_capacity(order.len());
        for id in order {
            match items.get(&id) {
                Some(Chapter { path, is_text }) => spine.push(Chapter {
                    path: path.clone(),
                    is_text: *is_text,
                }),
                None => warnings.push(format!("chapter {id} is named but not listed")),
            }
        }
        Self {
            metadata,
            spine,
            contents: navigation.or(ncx),
        }
    }
}

/// The key of an element that says something of the book.
fn key(element: &Element) -> Option<String> {
    let name = element.name.as_str();
    if name == "meta" {
        let property = element.attribute("property")?;
        return (property == "dcterms:modified").then(|| format!("epub/{property}"));
    }
    DUBLIN_CORE.contains(&name).then(|| {
        let event = element
            .attribute("event")
            .filter(|event| *event != "publication");
        match event {
            Some(event) if name == "date" => format!("epub/dc:date/{event}"),
            _ => format!("epub/dc:{name}"),
        }
    })
}

/// Reads a table of contents: a navigation document (EPUB 3) or an NCX (EPUB 2).
fn outline(text: &str, path: &str, numbers: &HashMap<String, PageNumber>) -> Vec<OutlineEntry> {
    let mut entries = Vec::new();
    let mut xml = Xml::new(text);
    let mut level = 0_u8;
    // In a navigation document, only within the `nav` that is the table of contents.
    let (mut is_nav, mut is_within) = (false, false);
    let mut title = String::new();
    let mut target: Option<String> = None;
    let mut is_title = false;
    let mut push = |level: u8, title: &str, target: Option<String>| {
        let page = target.and_then(|target| numbers.get(&resolve(path, &target)).copied());
        if let Some(page) = page {
            entries.push(OutlineEntry {
                level: level.clamp(1, MAX_LEVEL),
                title: title.to_owned(),
                page,
            });
        }
    };
    while let Ok(Some(node)) = xml.next() {
        match node {
            Node::Open(element) => match element.name.as_str() {
                "nav" => {
                    is_nav = true;
                    let kind = element.attribute("epub:type").unwrap_or("toc");
                    is_within = kind.split_ascii_whitespace().any(|kind| kind == "toc");
                }
                "navMap" => is_within = true,
                "ol" | "navPoint" if is_within => level = level.saturating_add(1),
                "a" if is_within && is_nav => {
                    target = element.attribute("href").map(str::to_owned);
                    title.clear();
                    is_title = true;
                }
                "text" if is_within => {
                    title.clear();
                    is_title = true;
                }
                "content" if is_within && !is_nav => {
                    push(level, &title, element.attribute("src").map(str::to_owned));
                }
                _ => {}
            },
            Node::Text(text) if is_title => title.push_str(&text),
            Node::Text(_) => {}
            Node::Close(name) => match name.as_str() {
                "nav" | "navMap" => is_within = false,
                "ol" | "navPoint" if is_within => level = level.saturating_sub(1),
                "a" if is_title => {
                    push(level, &title, target.take());
                    is_title = false;
                }
                "text" => is_title = false,
                _ => {}
            },
        }
    }
    entries
}

/// The entry that `href` means in the entry `from`, without its fragment.
fn resolve(from: &str, href: &str) -> String {
    let href = href.split(['#', '?']).next().unwrap_or_default();
    let href = percent_decoded(href);
    let mut parts: Vec<&str> = match from.rsplit_once('/') {
        Some((folder, _)) if !href.starts_with('/') => folder.split('/').collect(),
        _ => Vec::new(),
    };
    for part in href.split('/') {
        match part {
            "" | "." => {}
            ".." => {
                parts.pop();
            }
            part => parts.push(part),
        }
    }
    parts.join("/")
}

fn percent_decoded(text: &str) -> String {
    let mut decoded = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let [first, after @ ..] = rest {
        let digit = |at: usize| {
            after
                .get(at)
                .and_then(|byte| char::from(*byte).to_digit(16))
        };
        if let (b'%', Some(high), Some(low)) = (first, digit(0), digit(1)) {
            decoded.push(u8::try_from(high * 16 + low).unwrap_or_default());
            rest = after.get(2..).unwrap_or_default();
        } else {
            decoded.push(*first);
            rest = after;
        }
    }
    String::from_utf8_lossy(&decoded).into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_are_resolved_against_the_file_that_names_them() {
        assert_eq!(
            resolve("OEBPS/content.opf", "text/a%20b.xhtml#x"),
            "OEBPS/text/a b.xhtml"
        );
        assert_eq!(
            resolve("OEBPS/nav/toc.xhtml", "../text/./a.xhtml"),
            "OEBPS/text/a.xhtml"
        );
        assert_eq!(resolve("content.opf", "../../a.xhtml"), "a.xhtml");
        assert_eq!(resolve("OEBPS/content.opf", "/a.xhtml"), "a.xhtml");
    }

    #[test]
    fn both_kinds_of_contents_give_levels_and_pages() {
        let page = |number| PageNumber::new(number).unwrap();
        let numbers: HashMap<String, PageNumber> = [
            ("t/a.xhtml".to_owned(), page(1)),
            ("t/b.xhtml".to_owned(), page(2)),
        ]
        .into();
        let nav = "<html><nav epub:type='toc'><ol><li><a href='a.xhtml'>A <b>&amp;</b> a</a><ol><li>\
                   <a href='b.xhtml#s'>B</a></li></ol></li></ol></nav>\
                   <nav epub:type='page-list'><ol><li><a href='a.xhtml'>1</a></li></ol></nav></html>";
        let ncx = "<ncx><docTitle><text>Book</text></docTitle><navMap><navPoint><navLabel><text>A &amp; a</text></navLabel>\
                   <content src='a.xhtml'/><navPoint><navLabel><text>B</text></navLabel>\
                   <content src='b.xhtml#s'/></navPoint></navPoint></navMap></ncx>";
        for source in [nav, ncx] {
            let entries = outline(source, "t/toc", &numbers);
            let found: Vec<(u8, &str, u32)> = entries
                .iter()
                .map(|entry| (entry.level, entry.title.as_str(), entry.page.get()))
                .collect();
            assert_eq!(found, [(1, "A & a", 1), (2, "B", 2)]);
        }
    }
}
