//! OpenDocument files (ODT, ODP, ODS, ODG, their templates, and all of them flat) → pages.
//!
//! A text has the pages that its program laid out, where it wrote them down (`blocks.rs`); of a
//! presentation or drawing each `draw:page` is a page, of a workbook each table. Cells have the text
//! that is shown, which the file states beside the value.
//!
//! Not here: comments, deleted text, text of pictures.
//!
//! Format: OASIS ODF 1.3 part 3; part 2 (packages).

use std::collections::HashMap;

use regesta_index::{OutlineEntry, PageNumber, Paging};

use super::super::xml;
use super::super::{Attachment, Extracted, Failure};
use super::blocks::{self, Block};
use super::opc::Opc;
use super::{embedded, properties};
use crate::limits::Limits;
use styles::Styles;
use text::{Body, Objects, tell};

mod lists;
mod shape;
mod styles;
mod text;

/// Most objects in a document (formulas, charts) that are looked at.
const MAX_OBJECTS: usize = 500;

/// Reads an OpenDocument file, a package or a flat one.
///
/// # Errors
///
/// - [`Failure::Damaged`] if its content is missing
/// - [`Failure::OverLimit`] if it has too many pages or too much text; else as [`Opc::bytes`]
pub(super) fn read(bytes: &[u8], media_type: &str, limits: &Limits) -> Result<Extracted, Failure> {
    let mut extracted = Extracted::default();
    let (content, styles, meta, objects);
    if bytes.starts_with(b"PK") {
        let mut opc = Opc::open(bytes, limits)?;
        let Some(text) = opc.text("content.xml")? else {
            return Err(Failure::damaged("its part content.xml is missing"));
        };
        content = text;
        styles = opc.text("styles.xml")?.unwrap_or_default();
        meta = opc.text("meta.xml")?.unwrap_or_default();
        objects = read_objects(&mut opc, limits, &mut extracted.attachments)?;
        extracted.warnings = opc.warnings;
    } else {
        content = xml::decode(bytes);
        styles = String::new();
        meta = content.clone();
        objects = Objects::new();
    }
    let stated_pages = properties::read_open_document(&meta, &mut extracted.metadata);
    drop(meta);

    let mut all_styles = Styles::default();
    all_styles.read(&styles);
    all_styles.read(&content);
    let masters = tell(&styles, &all_styles, Objects::new(), limits)?;
    let told = tell(&content, &all_styles, objects, limits)?;
    if let Some(damage) = &told.damage {
        let warning = format!("its content is read as far as it goes: {damage}");
        extracted.warnings.push(warning);
    }
    extracted.warnings.extend(told.warnings.iter().cloned());
    match told.body {
        Body::Text => {
            let all = [
                masters.headers,
                told.headers,
                told.blocks,
                told.at_end,
                masters.footers,
                told.footers,
            ];
            (extracted.paging, extracted.pages) =
                blocks::into_pages(all.concat(), stated_pages, limits)?;
        }
        Body::Pages if media_type.contains("graphics") => extracted.pages = told.pages,
        Body::Pages => {
            extracted.paging = Paging::Slides;
            extracted.pages = told.pages;
        }
        Body::Sheets => {
            extracted.paging = Paging::Sheets;
            extracted.outline = outline(told.pages.iter().map(|page| page.label.as_deref()));
            extracted.pages = told.pages;
        }
    }
    Ok(extracted)
}

/// A table of contents of the sheets of a workbook.
pub(super) fn outline<'a>(labels: impl Iterator<Item = Option<&'a str>>) -> Vec<OutlineEntry> {
    let entry = |(number, label): (u32, Option<&str>)| {
        Some(OutlineEntry {
            level: 1,
            title: label?.to_owned(),
            page: PageNumber::new(number)?,
        })
    };
    (1..).zip(labels).filter_map(entry).collect()
}

/// The texts of formulas and charts, by the folders they are in; documents of other programs become
/// attachments.
fn read_objects(
    opc: &mut Opc<'_>,
    limits: &Limits,
    attachments: &mut Vec<Attachment>,
) -> Result<Objects, Failure> {
    let mut objects = HashMap::new();
    let names = opc.names().to_vec();
    for name in names {
        if MAX_OBJECTS <= objects.len() + attachments.len() {
            opc.warnings.push(format!(
                "objects in it beyond the first {MAX_OBJECTS} are left out"
            ));
            break;
        }
        match name.strip_suffix("/content.xml") {
            Some(folder) if !folder.contains('/') => {
                let text = opc.text(&name)?.unwrap_or_default();
                let mut styles = Styles::default();
                styles.read(&text);
                let told = tell(&text, &styles, Objects::new(), limits)?;
                let mut found = told.blocks;
                let pages = told.pages.into_iter().map(|page| Block::Text(page.text));
                found.extend(pages);
                objects.insert(folder.to_owned(), found);
            }
            None if name.starts_with("Object ") && !name.contains('/') => {
                if let Some(bytes) = opc.bytes(&name)? {
                    attachments.extend(embedded::attachment(&name, bytes));
                }
            }
            _ => {}
        }
    }
    Ok(objects)
}
