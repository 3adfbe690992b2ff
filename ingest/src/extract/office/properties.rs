//! What an Office or OpenDocument file says of itself: title, author, dates, language.
//!
//! | part | keys |
//! |---|---|
//! | `docProps/core.xml` (Dublin Core, ECMA-376 part 2) | `core/title`, `core/creator`, `core/created`, `core/language`… |
//! | `docProps/app.xml` | `app/application`, `app/company`, `app/manager`, `app/pages` |
//! | `docProps/custom.xml` | `custom/NAME` |
//! | `meta.xml` (ODF 1.3 part 3, 4) | `meta/title`, `meta/creator`, `meta/creation-date`…, `meta/user-defined/NAME` |

use super::super::xml::{Element, Node, Xml};
use super::super::{Failure, Metadatum};
use super::opc::{Opc, by_kind};

/// Most values of its own that one part may bring.
const MAX_VALUES: usize = 500;
/// Most bytes of one value.
const MAX_VALUE_BYTES: usize = 10_000;

/// Reads the properties of an OOXML file into `opc.metadata`; gives the number of pages it says it has.
///
/// # Errors
///
/// As [`Opc::bytes`].
pub(super) fn read(opc: &mut Opc<'_>) -> Result<Option<usize>, Failure> {
    let relationships = opc.relationships("")?;
    let mut pages = None;
    for (kind, usual) in [
        ("core-properties", "docProps/core.xml"),
        ("extended-properties", "docProps/app.xml"),
        ("custom-properties", "docProps/custom.xml"),
    ] {
        // The strict form says `extendedProperties`.
        let strict = kind.replace("-p", "P");
        let found = by_kind(&relationships, kind).or_else(|| by_kind(&relationships, &strict));
        let part = found.map_or_else(|| usual.to_owned(), |r| r.target.clone());
        let Some(text) = opc.text(&part)? else {
            continue;
        };
        for (element, value) in leaves(&text) {
            let key = match kind {
                "core-properties" => format!("core/{}", element.name),
                "extended-properties" => {
                    if element.name == "Pages" {
                        pages = value.trim().parse().ok();
                    }
                    if !["Application", "Company", "Manager", "Pages"]
                        .contains(&element.name.as_str())
                    {
                        continue;
                    }
                    format!("app/{}", element.name.to_lowercase())
                }
                _ => format!("custom/{}", element.attribute("name").unwrap_or_default()),
            };
            opc.metadata.push(Metadatum { key, value });
        }
    }
    Ok(pages)
}

/// Reads the `meta.xml` of an OpenDocument file, or what stands in its place in a flat one; gives the
/// number of pages it says it has.
pub(super) fn read_open_document(text: &str, metadata: &mut Vec<Metadatum>) -> Option<usize> {
    const KNOWN: [&str; 12] = [
        "title",
        "subject",
        "description",
        "keyword",
        "creator",
        "initial-creator",
        "creation-date",
        "date",
        "language",
        "generator",
        "publisher",
        "user-defined",
    ];
    let start = text.find("<office:meta").unwrap_or(0);
    let text = text.get(start..).unwrap_or_default();
    let end = text.find("</office:meta>").unwrap_or(text.len());
    let text = text.get(..end).unwrap_or_default();
    for (element, value) in leaves(text) {
        let name = element.name.as_str();
        if !KNOWN.contains(&name) {
            continue;
        }
        let key = match element.attribute("name") {
            Some(own) if name == "user-defined" => format!("meta/user-defined/{own}"),
            _ => format!("meta/{name}"),
        };
        metadata.push(Metadatum { key, value });
    }
    let (_, statistic) = text.split_once("<meta:document-statistic")?;
    let (statistic, _) = statistic.split_once('>')?;
    let (_, count) = statistic.split_once("meta:page-count=\"")?;
    count.split('"').next()?.parse().ok()
}

/// The texts of the elements without elements inside, each with the element, or for the values of
/// custom properties with the one around it, which has the name.
fn leaves(text: &str) -> Vec<(Element, String)> {
    let mut found = Vec::new();
    let mut xml = Xml::new(text);
    let mut open: Option<Element> = None;
    let mut named: Option<Element> = None;
    let mut value = String::new();
    while let Ok(Some(node)) = xml.next() {
        match node {
            Node::Open(element) => {
                if element.name == "property" {
                    named = Some(element.clone());
                }
                open = Some(element);
                value.clear();
            }
            Node::Text(part) if open.is_some() && value.len() < MAX_VALUE_BYTES => {
                value.push_str(&part);
            }
            Node::Text(_) => {}
            Node::Close(name) => {
                if let Some(element) = open.take().filter(|element| element.name == name)
                    && !value.trim().is_empty()
                {
                    let element = named.take().unwrap_or(element);
                    found.push((element, std::mem::take(&mut value)));
                }
            }
        }
        if MAX_VALUES <= found.len() {
            break;
        }
    }
    found
}
