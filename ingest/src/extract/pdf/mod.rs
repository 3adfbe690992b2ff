//! Turns the bytes of one PDF file into pages of plain text.
//!
//! What holds: page numbers are those of the file a reader opens; a page that cannot be read, and
//! a page without text (a scan), stays, empty. A panic while one page is interpreted costs that
//! page, with a warning; one while the outline, labels, metadata or attachments are read costs
//! those.
//!
//! Not here: OCR; the structure tree of tagged files; XFA forms; protection against endless or
//! unbounded interpretation (`worker`).
//!
//! Format: ISO 32000-2, read by `hayro-syntax`, its fonts by `hayro-font`; `lopdf` repairs
//! containers that hayro cannot open and reads the dates of the document information.

use std::panic::{AssertUnwindSafe, catch_unwind};

use hayro_syntax::Pdf;
use kurbo::Rect;

use self::content::Walk;
use self::fonts::Fonts;
use self::glyphs::{Collector, Seen};
use self::layers::Layers;
use self::layout::PageBlocks;
use self::rules::Rules;
use self::structure::Structure;
use super::{Extracted, Failure};
use crate::limits::Limits;

mod actual_text;
mod attachments;
mod bidi;
mod cmaps;
mod container;
mod content;
mod document;
mod fields;
mod fonts;
mod furniture;
mod glyphs;
mod graphics;
mod gutters;
mod headings;
mod labels;
mod layers;
mod layout;
mod ligatures;
mod line_ends;
mod lines;
mod outline;
mod reliability;
mod repeats;
mod rules;
mod sign;
mod streams;
mod structure;
mod vertical;
mod xmp;

/// Opens a PDF file, repaired where needed.
pub(crate) fn open(bytes: &[u8], limits: &Limits) -> Result<Pdf, Failure> {
    container::open(bytes, limits).map(|(pdf, _)| pdf)
}

/// Reads a PDF file.
pub(super) fn read(bytes: &[u8], limits: &Limits) -> Result<Extracted, Failure> {
    let (pdf, mut warnings) = container::open(bytes, limits)?;
    let pdf = container::with_whole_ligatures(pdf, bytes, limits);
    let count = pdf.pages().len();
    if limits.max_pages < count {
        return Err(Failure::over(format!(
            "document has {count} pages, limit is {}",
            limits.max_pages
        )));
    }
    let file = Structure::of(&pdf);
    let mut pages = Vec::with_capacity(count);
    let mut reader = PageReader::new(&file, limits.max_text_bytes);
    let mut text_bytes = 0;
    // What was drawn on each page; `None` for one that could not be read.
    let mut seen = Vec::with_capacity(count);
    for index in 0..count {
        let (page, drawn) = match reader.read(index) {
            Ok((page, drawn)) => (page, Some(drawn)),
            Err(reason) => {
                warnings.push(format!("page {}: {reason}", index + 1));
                (PageBlocks::default(), None)
            }
        };
        text_bytes += page.len();
        seen.push(drawn);
        if limits.max_text_bytes < text_bytes {
            let limit = limits.max_text_bytes;
            return Err(Failure::over(format!(
                "text has more than {limit} bytes, the limit"
            )));
        }
        pages.push(page);
    }
    let mut pages = document::write(pages);
    let mut unreliable = Vec::new();
    for ((number, page), seen) in (1..).zip(&mut pages).zip(seen) {
        match seen {
            Some(seen) if !reliability::judge(page, seen) => unreliable.push(number),
            Some(_) => {}
            None => page.is_unread = true,
        }
    }
    reader.warn(&unreliable, &mut warnings);
    let mut extracted = Extracted {
        media_type: "application/pdf".to_owned(),
        pages,
        warnings,
        ..Extracted::default()
    };
    read_structure(&file, bytes, limits, &mut extracted);
    Ok(extracted)
}

/// Reads what stands outside the pages; what fails costs no more than itself.
fn read_structure(file: &Structure<'_>, bytes: &[u8], limits: &Limits, extracted: &mut Extracted) {
    fn part<T: Default>(name: &str, warnings: &mut Vec<String>, read: impl FnOnce() -> T) -> T {
        catch_unwind(AssertUnwindSafe(read)).unwrap_or_else(|_| {
            warnings.push(format!("reading its {name} failed"));
            T::default()
        })
    }
    let warnings = &mut extracted.warnings;
    extracted.metadata = part("document information", warnings, || {
        container::information(bytes, file)
    });
    let (metadata, warning) = part("XMP metadata", warnings, || xmp::read(file));
    extracted.metadata.extend(metadata);
    warnings.extend(warning);
    extracted.outline = part("outline", warnings, || outline::read(file));
    let labels = part("page labels", warnings, || labels::read(file));
    for (page, label) in extracted.pages.iter_mut().zip(labels) {
        page.label = label;
    }
    let (attachments, left) = part("attachments", warnings, || attachments::read(file, limits));
    extracted.attachments = attachments;
    warnings.extend(left);
}

/// Interprets the pages of one file, one after the other.
struct PageReader<'f, 'a> {
    file: &'f Structure<'a>,
    fonts: Fonts<'a>,
    max_text_bytes: usize,
    all: Seen,
}

impl<'f, 'a> PageReader<'f, 'a> {
    fn new(file: &'f Structure<'a>, max_text_bytes: usize) -> Self {
        Self {
            file,
            fonts: Fonts::new(file.pdf),
            max_text_bytes,
            all: Seen::default(),
        }
    }

    /// Reads the page at `index`, from 0; the error says in plain words what went wrong.
    fn read(&mut self, index: usize) -> Result<(PageBlocks, Seen), String> {
        let pdf = self.file.pdf;
        let fonts = &mut self.fonts;
        let outcome = catch_unwind(AssertUnwindSafe(|| {
            let Some(page) = pdf.pages().get(index) else {
                return (Vec::new(), Rules::default(), Seen::default());
            };
            let shown = page.intersected_crop_box();
            let shown = Rect::new(shown.x0, shown.y0, shown.x1, shown.y1);
            let collector = Collector::new(shown, self.max_text_bytes);
            let layers = Layers::of(&self.file.catalogue);
            let collector = Walk::new(fonts, layers, collector).page(page);
            let (mut glyphs, rules, seen) = collector.end();
            glyphs.extend(fields::read(self.file, index));
            (glyphs, rules, seen)
        }));
        match outcome {
            Ok((glyphs, rules, seen)) => {
                self.all.known += seen.known;
                self.all.unknown += seen.unknown;
                catch_unwind(|| layout::blocks(glyphs, &rules))
                    .map(|page| (page, seen))
                    .map_err(|_| "ordering its text failed".to_owned())
            }
            Err(_) => {
                // Whatever the panic left half done must not reach the next page.
                self.fonts = Fonts::new(pdf);
                Err("reading it failed".to_owned())
            }
        }
    }

    /// Says what of the text could not be read; `unreliable` are the pages whose text was left out.
    fn warn(&self, unreliable: &[usize], warnings: &mut Vec<String>) {
        let Seen { known, unknown, .. } = self.all;
        if 0 < unknown {
            let all = known + unknown;
            warnings.push(format!(
                "{unknown} of {all} characters have no known meaning in their fonts"
            ));
        }
        if !unreliable.is_empty() {
            let pages = if unreliable.len() == 1 {
                "page"
            } else {
                "pages"
            };
            let listed = reliability::listed(unreliable);
            warnings.push(format!(
                "{pages} {listed}: text not reliable, left out; it has to be recognised (OCR)"
            ));
        }
    }
}
