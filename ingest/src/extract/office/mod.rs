//! Office files: Word documents, presentations, workbooks, OpenDocument.
//!
//! Which reader reads a file is decided by its media type (`sniff.rs`); what they share is here beside
//! them: the parts of a package (`opc.rs`), blocks of text on their way to pages (`blocks.rs`), shapes
//! on their way to reading order (`shapes.rs`), list numbers, symbol fonts, properties, objects inside.

use super::{Extracted, Failure};
use crate::limits::Limits;
use opc::Opc;

mod blocks;
mod docx;
mod drawing;
mod embedded;
mod numerals;
mod odf;
mod opc;
mod paragraph;
mod pptx;
mod properties;
mod shapes;
mod sheets;
mod symbols;

/// Reads a file of the family that `media_type` names.
///
/// # Errors
///
/// Every variant of [`Failure`].
pub(super) fn read(bytes: &[u8], media_type: &str, limits: &Limits) -> Result<Extracted, Failure> {
    let is = |words: &[&str]| words.iter().any(|word| media_type.contains(word));
    let mut extracted = if is(&["opendocument"]) {
        odf::read(bytes, media_type, limits)?
    } else if is(&["ms-excel", "spreadsheetml"]) {
        sheets::read(bytes, limits)?
    } else if is(&["presentationml", "ms-powerpoint"]) {
        pptx::read(Opc::open(bytes, limits)?, limits)?
    } else {
        docx::read(Opc::open(bytes, limits)?, limits)?
    };
    extracted.media_type = media_type.to_owned();
    extracted.warnings.dedup();
    Ok(extracted)
}
