//! Word documents (DOCX, DOCM, DOTX, DOTM) → pages, or sections.
//!
//! Order: running head of a section, its text with each footnote after the paragraph or table that
//! refers to it, running foot; endnotes at the end. Pages are those that Word laid out and wrote
//! down, where it did (`blocks.rs`). A comment stands where a footnote would, as
//! `[Comment, NAME: …]`: of a draft it is what readers come for.
//!
//! Not here: text of pictures, the values of charts, layout.
//!
//! Format: ECMA-376 part 1 (transitional and strict), 17.

use std::collections::{HashMap, HashSet};

use super::super::{Extracted, Failure};
use super::blocks::{self, Block, Break};
use super::opc::{Opc, by_kind};
use super::{drawing, embedded, properties};
use crate::limits::Limits;
use numbering::Numbering;
use story::{Notes, Section, Shared, Told, tell};
use styles::Styles;

mod math;
mod numbering;
mod story;
mod styles;

/// Reads a Word document.
///
/// # Errors
///
/// - [`Failure::Damaged`] if its main part is missing
/// - else as [`Opc::bytes`]
pub(super) fn read(mut opc: Opc<'_>, limits: &Limits) -> Result<Extracted, Failure> {
    let stated_pages = properties::read(&mut opc)?;
    let main = opc.main_part("word/document.xml")?;
    let Some(text) = opc.text(&main)? else {
        return Err(Failure::damaged(format!("its main part {main} is missing")));
    };
    let relationships = opc.relationships(&main)?;
    let part = |opc: &mut Opc<'_>, kind| match by_kind(&relationships, kind) {
        Some(found) => opc.text(&found.target),
        None => Ok(None),
    };
    let styles = Styles::read(&part(&mut opc, "styles")?.unwrap_or_default());
    let numbering = Numbering::read(&part(&mut opc, "numbering")?.unwrap_or_default());
    let settings = part(&mut opc, "settings")?.unwrap_or_default();
    let mut notes = Notes::default();
    let mut shared = Shared {
        styles: &styles,
        numbering: &numbering,
        notes: &mut notes,
    };

    for kind in ["footnotes", "endnotes", "comments"] {
        if let Some(found) = by_kind(&relationships, kind) {
            let told = tell_part(&mut opc, &found.target, &mut shared)?;
            match kind {
                "footnotes" => shared.notes.footnotes = told.notes,
                "comments" => shared.notes.comments = told.notes,
                _ => shared.notes.endnotes = told.notes,
            }
        }
    }
    let shown = drawing::shown(&mut opc, &relationships)?;
    let told = tell(&text, shown, &mut shared);
    note(&mut opc, &main, &told);

    let mut running = Running {
        targets: relationships
            .iter()
            .map(|r| (r.id.as_str(), r.target.as_str()))
            .collect(),
        has_even_pages: settings.contains("evenAndOddHeaders"),
        seen: HashSet::new(),
    };
    let mut all = sections(&mut opc, told, &mut shared, &mut running)?;
    all.append(&mut shared.notes.at_end);
    match shared.notes.comments.len() {
        0 => {}
        1 => opc
            .warnings
            .push("1 comment on no text that is kept is left out".to_owned()),
        count => opc.warnings.push(format!(
            "{count} comments on no text that is kept are left out"
        )),
    }

    let mut attachments = Vec::new();
    embedded::attachments(&mut opc, &relationships, &mut attachments)?;
    let (paging, pages) = blocks::into_pages(all, stated_pages, limits)?;
    Ok(Extracted {
        paging,
        pages,
        metadata: opc.metadata,
        attachments,
        warnings: opc.warnings,
        ..Extracted::default()
    })
}

/// Reads another part that has text: footnotes, a header.
fn tell_part(opc: &mut Opc<'_>, name: &str, shared: &mut Shared<'_>) -> Result<Told, Failure> {
    let Some(text) = opc.text(name)? else {
        return Ok(Told::default());
    };
    let relationships = opc.relationships(name)?;
    let shown = drawing::shown(opc, &relationships)?;
    let told = tell(&text, shown, shared);
    note(opc, name, &told);
    Ok(told)
}

fn note(opc: &mut Opc<'_>, name: &str, told: &Told) {
    if let Some(damage) = &told.damage {
        opc.warnings
            .push(format!("{name} is read as far as it goes: {damage}"));
    }
    if told.has_hidden_text {
        opc.warnings
            .push("text marked as hidden is left out".to_owned());
    }
}

/// Running heads and feet.
struct Running<'r> {
    /// Parts by the ids that the document calls them by.
    targets: HashMap<&'r str, &'r str>,
    has_even_pages: bool,
    /// Texts that stand in the document already.
    seen: HashSet<String>,
}

/// The text of all sections, each with its running heads before it and its running feet after.
fn sections(
    opc: &mut Opc<'_>,
    mut told: Told,
    shared: &mut Shared<'_>,
    running: &mut Running<'_>,
) -> Result<Vec<Block>, Failure> {
    inherit(&mut told.sections);
    let sections = &told.sections;
    let mut all = Vec::new();
    let mut current = 0;
    if let Some(section) = sections.first() {
        running.write(opc, &section.headers, section, shared, &mut all)?;
    }
    for block in told.blocks {
        let Block::SectionEnd(index) = block else {
            all.push(block);
            continue;
        };
        if let Some(section) = sections.get(index) {
            running.write(opc, &section.footers, section, shared, &mut all)?;
        }
        current = index + 1;
        let Some(next) = sections.get(current) else {
            continue;
        };
        if !next.is_continuous {
            all.push(Block::Break(Break::Stated));
        }
        running.write(opc, &next.headers, next, shared, &mut all)?;
    }
    if let Some(section) = sections.get(current) {
        running.write(opc, &section.footers, section, shared, &mut all)?;
    }
    Ok(all)
}

/// Gives each section the running heads and feet of the one before that it has none of its own for
/// (17.10.1).
fn inherit(sections: &mut [Section]) {
    const KINDS: [&str; 3] = ["default", "first", "even"];
    let mut before: [[Option<String>; 3]; 2] = Default::default();
    for section in sections {
        for (own, before) in [&mut section.headers, &mut section.footers]
            .into_iter()
            .zip(&mut before)
        {
            for (kind, before) in KINDS.into_iter().zip(before) {
                match (own.iter().find(|(own, _)| own == kind), &before) {
                    (Some((_, id)), _) => *before = Some(id.clone()),
                    (None, Some(id)) => own.push((kind.to_owned(), id.clone())),
                    (None, None) => {}
                }
            }
        }
    }
}

impl Running<'_> {
    fn write(
        &mut self,
        opc: &mut Opc<'_>,
        references: &[(String, String)],
        section: &Section,
        shared: &mut Shared<'_>,
        all: &mut Vec<Block>,
    ) -> Result<(), Failure> {
        for (kind, id) in references {
            let is_shown = match kind.as_str() {
                "first" => section.has_title_page,
                "even" => self.has_even_pages,
                _ => true,
            };
            let Some(part) = self.targets.get(id.as_str()).filter(|_| is_shown) else {
                continue;
            };
            if !self.seen.insert((*part).to_owned()) {
                continue;
            }
            let told = tell_part(opc, part, shared)?;
            let text = blocks::lines(&told.blocks);
            if self.seen.insert(text.clone()) {
                all.push(Block::Furniture(text));
            }
        }
        Ok(())
    }
}
