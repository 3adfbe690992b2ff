//! Presentations (PPTX, PPSX, POTX and those with macros) → slides.
//!
//! A slide is a page: its title, its other shapes in reading order (`shapes.rs`), then the speaker's
//! notes after a line that says so. A shape that states no place has that of the placeholder it fills
//! on the slide's layout or master. Hidden slides are kept.
//!
//! Not here: what layouts and masters print on every slide, comments, animations.
//!
//! Format: ECMA-376 part 1 (transitional and strict), 19 and 21.

use std::collections::HashMap;

use regesta_index::Paging;

use super::super::{Extracted, Failure};
use super::blocks::Block;
use super::opc::{Opc, Relationship, by_kind};
use super::shapes::{self, Area, Purpose, Shape};
use super::{drawing, embedded, properties};
use crate::limits::Limits;
use slide::Slide;

mod slide;

/// Reads a presentation.
///
/// # Errors
///
/// - [`Failure::Damaged`] if its main part is missing and there is no slide either
/// - [`Failure::OverLimit`] if it has too many slides; else as [`Opc::bytes`]
pub(super) fn read(mut opc: Opc<'_>, limits: &Limits) -> Result<Extracted, Failure> {
    properties::read(&mut opc)?;
    let names = slide_names(&mut opc)?;
    if limits.max_pages < names.len() {
        let (found, limit) = (names.len(), limits.max_pages);
        return Err(Failure::over(format!(
            "document has {found} slides, limit is {limit}"
        )));
    }
    let mut pages = Vec::new();
    let mut attachments = Vec::new();
    let mut masters = Masters::default();
    for (number, name) in (1..).zip(&names) {
        let Some(text) = opc.text(name)? else {
            opc.warnings.push(format!("slide {number} is missing"));
            pages.push(shapes::page(Vec::new(), &[]));
            continue;
        };
        let relationships = opc.relationships(name)?;
        let shown = drawing::shown(&mut opc, &relationships)?;
        let mut slide = slide::read(&text, shown);
        note(&mut opc, number, &slide);
        masters.place(&mut opc, &relationships, &mut slide.shapes)?;
        let notes = notes(&mut opc, &relationships)?;
        embedded::attachments(&mut opc, &relationships, &mut attachments)?;
        pages.push(shapes::page(slide.shapes, &notes));
    }
    Ok(Extracted {
        paging: Paging::Slides,
        pages,
        metadata: opc.metadata,
        attachments,
        warnings: opc.warnings,
        ..Extracted::default()
    })
}

/// The shapes of a drawing on a sheet, which is made as a slide is.
pub(super) fn shapes(text: &str, shown: drawing::Shown) -> Vec<Shape> {
    slide::read(text, shown).shapes
}

/// The parts of the slides, in the order in which they are shown.
fn slide_names(opc: &mut Opc<'_>) -> Result<Vec<String>, Failure> {
    let main = opc.main_part("ppt/presentation.xml")?;
    let relationships = opc.relationships(&main)?;
    let text = opc.text(&main)?;
    let ids = slide::ids(text.as_deref().unwrap_or_default());
    let targets: HashMap<&str, &str> = relationships
        .iter()
        .map(|r| (r.id.as_str(), r.target.as_str()))
        .collect();
    let stated = ids.iter().filter_map(|id| targets.get(id.as_str()));
    let mut names: Vec<String> = stated.map(|name| (*name).to_owned()).collect();
    if names.is_empty() {
        let number = |name: &str| -> Option<u32> {
            let file = name.strip_prefix("ppt/slides/slide")?;
            file.strip_suffix(".xml")?.parse().ok()
        };
        names = opc.names().to_vec();
        names.retain(|name| number(name).is_some());
        names.sort_by_key(|name| number(name));
        if text.is_none() && names.is_empty() {
            return Err(Failure::damaged(format!("its main part {main} is missing")));
        }
        if !names.is_empty() {
            opc.warnings
                .push("the order of the slides is not stated; it is that of their numbers".into());
        }
    }
    Ok(names)
}

fn note(opc: &mut Opc<'_>, number: u32, slide: &Slide) {
    if slide.is_hidden {
        opc.warnings.push(format!("slide {number} is hidden"));
    }
    if let Some(damage) = &slide.damage {
        opc.warnings.push(format!(
            "slide {number} is read as far as it goes: {damage}"
        ));
    }
}

fn notes(opc: &mut Opc<'_>, relationships: &[Relationship]) -> Result<Vec<Block>, Failure> {
    let Some(part) = by_kind(relationships, "notesSlide") else {
        return Ok(Vec::new());
    };
    let Some(text) = opc.text(&part.target)? else {
        return Ok(Vec::new());
    };
    let page = slide::read(&text, HashMap::new());
    let shapes = page.shapes.into_iter();
    let is_notes = |shape: &Shape| match &shape.placeholder {
        Some((kind, _)) => kind == "body",
        None => true,
    };
    Ok(shapes.filter(is_notes).flat_map(|s| s.blocks).collect())
}

/// The places of the placeholders on layouts and masters, by the part's name.
#[derive(Default)]
struct Masters {
    places: HashMap<String, Vec<Shape>>,
    above: HashMap<String, Option<String>>,
}

impl Masters {
    /// Gives the shapes of a slide that state no place the place of their placeholder.
    fn place(
        &mut self,
        opc: &mut Opc<'_>,
        relationships: &[Relationship],
        shapes: &mut [Shape],
    ) -> Result<(), Failure> {
        let mut part = by_kind(relationships, "slideLayout").map(|r| r.target.clone());
        // The layout, then its master.
        for _ in 0..2 {
            let Some(name) = part.take() else {
                break;
            };
            self.load(opc, &name)?;
            let places = self.places.get(&name).map(Vec::as_slice);
            for shape in shapes.iter_mut().filter(|shape| shape.area.is_none()) {
                shape.area = place_of(shape, places.unwrap_or_default());
            }
            part = self.above.get(&name).cloned().flatten();
        }
        Ok(())
    }

    fn load(&mut self, opc: &mut Opc<'_>, name: &str) -> Result<(), Failure> {
        if self.places.contains_key(name) {
            return Ok(());
        }
        let text = opc.text(name)?.unwrap_or_default();
        let mut shapes = slide::read(&text, HashMap::new()).shapes;
        shapes.retain(|shape| shape.placeholder.is_some() && shape.area.is_some());
        let relationships = opc.relationships(name)?;
        let above = by_kind(&relationships, "slideMaster").map(|r| r.target.clone());
        self.places.insert(name.to_owned(), shapes);
        self.above.insert(name.to_owned(), above);
        Ok(())
    }
}

fn place_of(shape: &Shape, places: &[Shape]) -> Option<Area> {
    let (kind, index) = shape.placeholder.as_ref()?;
    let by_index = places.iter().find(|place| {
        let found = place.placeholder.as_ref();
        index.is_some() && found.is_some_and(|(_, other)| other == index)
    });
    let by_purpose = || {
        let mut same = places.iter().filter(|place| place.purpose == shape.purpose);
        same.find(|place| {
            let found = place.placeholder.as_ref();
            shape.purpose == Purpose::Title || found.is_some_and(|(other, _)| other == kind)
        })
    };
    by_index.or_else(by_purpose)?.area
}
