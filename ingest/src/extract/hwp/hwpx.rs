//! A HWPX document: a package of XML → pages.
//!
//! ```text
//! Contents/content.hpf      metadata, the list of parts, and their order
//! Contents/header.xml       styles
//! Contents/sectionN.xml     the text
//! Contents/masterpageN.xml  what stands behind every page
//! BinData/…                 pictures and embedded objects
//! META-INF/manifest.xml     which parts are enciphered
//! ```
//!
//! Source: KS X 6101 (OWPML); OPF 2.0 for `content.hpf`.

use std::collections::{HashMap, HashSet};

use super::characters::{number_shape, readable};
use super::container::number;
use super::numbers::{Counter, Head, Level};
use super::owpml;
use super::story::Story;
use super::styles::{self, Styles};
use super::{attachment, attachments, tell_preview};
use crate::extract::package::Package;
use crate::extract::xml::{Element, Node, Xml, decode};
use crate::extract::{Attachment, Extracted, Failure, Metadatum};
use crate::limits::Limits;

const MEDIA_TYPE: &str = "application/hwp+zip";
/// Most styles and shapes that are remembered.
const MAX_STYLES: usize = 1 << 16;

/// Reads a HWPX document.
///
/// # Errors
///
/// - [`Failure::Encrypted`] if its parts are enciphered
/// - [`Failure::Damaged`] if the package cannot be read, or holds no text that can be
/// - [`Failure::OverLimit`]
pub(in crate::extract) fn read(bytes: &[u8], limits: &Limits) -> Result<Extracted, Failure> {
    let mut package = Package::open(bytes, limits)?;
    let mut warnings = Vec::new();
    if let Some(manifest) = part(&mut package, "META-INF/manifest.xml", &mut warnings)?
        && manifest.contains("encryption-data")
    {
        return Err(Failure::Encrypted);
    }
    let content = part(&mut package, "Contents/content.hpf", &mut warnings)?;
    let content = Content::of(&content.unwrap_or_default(), &mut warnings);
    let mut styles = Styles::default();
    if let Some(header) = part(&mut package, "Contents/header.xml", &mut warnings)? {
        read_styles(&header, &mut styles, &mut warnings);
    }

    let mut counter = Counter::new(&styles.lists);
    let mut story = Story::new(limits);
    let texts = content.texts(&package.names());
    if texts.is_empty() {
        warnings.push("HWPX document has no sections".to_owned());
    }
    for name in texts {
        match part(&mut package, &name, &mut warnings)? {
            Some(text) => {
                owpml::tell(
                    &text,
                    &name,
                    &styles,
                    &mut counter,
                    &mut story,
                    &mut warnings,
                );
            }
            None => warnings.push(format!("{name} is not in the package")),
        }
        if story.is_over() {
            break;
        }
    }
    if story.is_empty() {
        preview(&mut package, &mut story, &mut warnings)?;
    }
    let attachments = embedded(&mut package, limits, &mut warnings)?;
    let (paging, pages) = story.finish(&mut warnings)?;
    Ok(Extracted {
        media_type: MEDIA_TYPE.to_owned(),
        paging,
        pages,
        metadata: content.metadata,
        attachments,
        warnings,
        ..Extracted::default()
    })
}

/// A part as text; a part that cannot be unpacked gives a warning.
fn part(
    package: &mut Package<'_>,
    name: &str,
    warnings: &mut Vec<String>,
) -> Result<Option<String>, Failure> {
    match package.read(name) {
        Ok(bytes) => Ok(bytes.map(|bytes| decode(&bytes))),
        Err(Failure::Damaged { reason }) => {
            warnings.push(reason);
            Ok(None)
        }
        Err(failure) => Err(failure),
    }
}

/// Tells the preview of a document whose text cannot be read.
fn preview(
    package: &mut Package<'_>,
    story: &mut Story,
    warnings: &mut Vec<String>,
) -> Result<(), Failure> {
    if warnings.is_empty() {
        return Ok(());
    }
    let text = part(package, "Preview/PrvText.txt", warnings)?.unwrap_or_default();
    tell_preview(&text, story, warnings)
}

fn embedded(
    package: &mut Package<'_>,
    limits: &Limits,
    warnings: &mut Vec<String>,
) -> Result<Vec<Attachment>, Failure> {
    let mut found = Vec::new();
    for path in package.names() {
        let Some(name) = path.strip_prefix("BinData/") else {
            continue;
        };
        if name.is_empty() || attachments::is_picture(name) {
            continue;
        }
        match package.read(&path) {
            Ok(Some(bytes)) if attachments::is_object(name) => {
                found.extend(attachments::object(name, bytes, limits));
            }
            Ok(Some(bytes)) => found.extend(attachment(name, bytes)),
            Ok(None) => {}
            Err(Failure::Damaged { reason }) => warnings.push(reason),
            Err(failure) => return Err(failure),
        }
    }
    Ok(found)
}

/// What `content.hpf` says.
#[derive(Debug, Default)]
struct Content {
    metadata: Vec<Metadatum>,
    hrefs: HashMap<String, String>,
    spine: Vec<String>,
}

impl Content {
    fn of(text: &str, warnings: &mut Vec<String>) -> Self {
        let mut found = Self::default();
        let mut xml = Xml::new(text);
        let mut key: Option<&'static str> = None;
        let mut value = String::new();
        loop {
            match xml.next() {
                Ok(Some(Node::Open(element))) => {
                    key = key_of(&element).or(key);
                    let attribute = |name| element.attribute(name).unwrap_or_default().to_owned();
                    match element.name.as_str() {
                        "item" => {
                            found.hrefs.insert(attribute("id"), attribute("href"));
                        }
                        "itemref" => found.spine.push(attribute("idref")),
                        _ => {}
                    }
                }
                Ok(Some(Node::Text(text))) if key.is_some() => value.push_str(&text),
                Ok(Some(Node::Close(_))) => {
                    let value = std::mem::take(&mut value);
                    if let Some(key) = key.take()
                        && !value.trim().is_empty()
                    {
                        found.metadata.push(Metadatum {
                            key: key.to_owned(),
                            value,
                        });
                    }
                }
                Ok(Some(Node::Text(_))) => {}
                Ok(None) => return found,
                Err(error) => {
                    warnings.push(format!("Contents/content.hpf: {error}"));
                    return found;
                }
            }
        }
    }

    /// The parts that hold text, in order: what stands behind the pages, then the sections.
    fn texts(&self, names: &[String]) -> Vec<String> {
        let in_package: HashSet<&str> = names.iter().map(String::as_str).collect();
        let found = |href: &String| {
            let beside = format!("Contents/{href}");
            [href.as_str(), &beside]
                .into_iter()
                .find(|name| in_package.contains(name))
                .map(str::to_owned)
        };
        let is = |name: &str, kind: &str| {
            let file = name.rsplit('/').next().unwrap_or_default().to_lowercase();
            file.starts_with(kind) && file.ends_with(".xml")
        };
        let mut texts: Vec<String> = self.hrefs.values().filter_map(found).collect();
        texts.retain(|name| is(name, "masterpage"));
        texts.sort();
        let hrefs = self.spine.iter().filter_map(|id| self.hrefs.get(id));
        let mut sections: Vec<String> = hrefs.filter_map(found).collect();
        let mut seen = HashSet::new();
        sections.retain(|name| is(name, "section") && seen.insert(name.clone()));
        if sections.is_empty() {
            sections = names.to_vec();
            sections.retain(|name| name.starts_with("Contents/") && is(name, "section"));
            sections.sort_by_key(|name| number(name.trim_end_matches(".xml")));
        }
        texts.extend(sections);
        texts
    }
}

/// The key of the metadata that an element holds.
fn key_of(element: &Element) -> Option<&'static str> {
    Some(match (element.name.as_str(), element.attribute("name")) {
        ("title", _) => "HWP/Title",
        ("language", _) => "HWP/Language",
        ("meta", Some("creator")) => "HWP/Author",
        ("meta", Some("subject")) => "HWP/Subject",
        ("meta", Some("description")) => "HWP/Comments",
        ("meta", Some("keyword")) => "HWP/Keywords",
        ("meta", Some("lastsaveby")) => "HWP/LastSavedBy",
        ("meta", Some("CreatedDate")) => "HWP/Created",
        ("meta", Some("ModifiedDate")) => "HWP/Modified",
        ("meta", Some("date")) => "HWP/Date",
        _ => return None,
    })
}

/// Reads `header.xml`.
fn read_styles(header: &str, styles: &mut Styles, warnings: &mut Vec<String>) {
    let mut xml = Xml::new(header);
    let mut shape = None;
    let mut numbering = None;
    let mut format: Option<(usize, Level)> = None;
    loop {
        match xml.next() {
            Ok(Some(Node::Open(element))) => {
                let id = || element.attribute("id").and_then(|id| id.parse().ok());
                match element.name.as_str() {
                    "paraPr" => shape = id(),
                    "heading" => {
                        if let Some(head) = head(&element) {
                            set(&mut styles.shapes, shape, head);
                        }
                    }
                    "style" if element.attribute("type") != Some("CHAR") => {
                        let level = ["name", "engName"]
                            .iter()
                            .filter_map(|name| element.attribute(name))
                            .find_map(styles::level);
                        set(&mut styles.styles, id(), level);
                    }
                    // Numbered from 1.
                    "numbering" => numbering = id().and_then(|id: usize| id.checked_sub(1)),
                    "bullet" => {
                        let bullet = readable(element.attribute("char").unwrap_or_default());
                        let place = id().and_then(|id: usize| id.checked_sub(1));
                        set(&mut styles.lists.bullets, place, bullet);
                    }
                    "paraHead" => format = Some(level(&element)),
                    _ => {}
                }
            }
            Ok(Some(Node::Text(text))) => {
                if let Some((_, level)) = &mut format {
                    level.format.push_str(&readable(&text));
                }
            }
            Ok(Some(Node::Close(name))) => {
                if name == "numbering" {
                    numbering = None;
                }
                if name == "paraHead"
                    && let (Some((at, level)), Some(numbering)) = (format.take(), numbering)
                {
                    let numberings = &mut styles.lists.numberings;
                    if let Some(levels) = slot(numberings, numbering) {
                        set(levels, Some(at), level);
                    }
                }
            }
            Ok(None) => return,
            Err(error) => {
                warnings.push(format!("Contents/header.xml: {error}"));
                return;
            }
        }
    }
}

fn head(heading: &Element) -> Option<Head> {
    let number = |name| heading.attribute(name)?.parse::<u16>().ok();
    let level = || u8::try_from(number("level").unwrap_or_default().min(9)).unwrap_or_default();
    Some(match heading.attribute("type")? {
        "OUTLINE" => Head::Outline { level: level() },
        "NUMBER" => Head::Number {
            list: number("idRef")?,
            level: level(),
        },
        "BULLET" => Head::Bullet {
            bullet: number("idRef")?,
        },
        _ => return None,
    })
}

/// The place of a level in its list, from 0, and how it is written, but for the format.
fn level(element: &Element) -> (usize, Level) {
    let number = |name| {
        let text = element.attribute(name)?;
        text.parse().ok()
    };
    let level = Level {
        format: String::new(),
        shape: number_shape(element.attribute("numFormat").unwrap_or_default()),
        start: number("start").unwrap_or(1),
    };
    let place = number("level").unwrap_or(1).saturating_sub(1).min(9);
    (usize::try_from(place).unwrap_or_default(), level)
}

fn set<T: Clone + Default>(known: &mut Vec<T>, id: Option<usize>, value: T) {
    if let Some(known) = id.and_then(|id| slot(known, id)) {
        *known = value;
    }
}

/// The place `id` of a list that grows as far as needed; `None` beyond what is remembered.
fn slot<T: Clone + Default>(known: &mut Vec<T>, id: usize) -> Option<&mut T> {
    if id < MAX_STYLES && known.len() <= id {
        known.resize(id + 1, T::default());
    }
    known.get_mut(id)
}
