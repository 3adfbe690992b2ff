//! Turns the bytes of one PDF file into pages of plain text.
//!
//! What holds: page numbers are those of the file a reader opens; a page that cannot be read, and
//! a page without text (a scan), stays, empty. A panic while one page is interpreted costs that
//! page, with a warning.
//!
//! Not here: OCR; the structure tree of tagged files; forms filled in without appearances;
//! protection against endless or unbounded interpretation (`worker`).
//!
//! Format: ISO 32000-2, read by `hayro-syntax`, drawn by `hayro-interpret`; `lopdf` reads the
//! document information and repairs containers that hayro cannot open.

use std::panic::{AssertUnwindSafe, catch_unwind};

use hayro_interpret::{
    Context, InterpreterCache, InterpreterSettings, RenderContent, interpret_page,
};
use hayro_syntax::Pdf;
use kurbo::{Affine, Rect};

use self::fonts::Fonts;
use self::glyphs::Collector;
use super::{Extracted, ExtractedPage, Failure};
use crate::limits::Limits;

mod bidi;
mod container;
mod fonts;
mod glyphs;
mod layout;
mod lines;

/// Reads a PDF file.
pub(super) fn read(bytes: &[u8], limits: &Limits) -> Result<Extracted, Failure> {
    let (pdf, mut warnings) = container::open(bytes, limits)?;
    let metadata = container::information(bytes, &pdf);
    let count = pdf.pages().len();
    if limits.max_pages < count {
        return Err(Failure::over(format!(
            "document has {count} pages, limit is {}",
            limits.max_pages
        )));
    }
    let mut pages = Vec::with_capacity(count);
    let mut reader = PageReader::new(&pdf, limits.max_text_bytes);
    let mut text_bytes = 0;
    for index in 0..count {
        let text = match reader.read(index) {
            Ok(text) => text,
            Err(reason) => {
                warnings.push(format!("page {}: {reason}", index + 1));
                String::new()
            }
        };
        text_bytes += text.len();
        if limits.max_text_bytes < text_bytes {
            let limit = limits.max_text_bytes;
            return Err(Failure::over(format!(
                "text has more than {limit} bytes, the limit"
            )));
        }
        pages.push(ExtractedPage { text });
    }
    if 0 < reader.unknown_glyphs {
        let (unknown, all) = (reader.unknown_glyphs, reader.glyphs);
        warnings.push(format!(
            "{unknown} of {all} characters have no known meaning in their fonts"
        ));
    }
    Ok(Extracted {
        media_type: "application/pdf".to_owned(),
        pages,
        metadata,
        warnings,
    })
}

/// Interprets the pages of one file, one after the other.
struct PageReader<'a> {
    pdf: &'a Pdf,
    cache: InterpreterCache<'a>,
    fonts: Fonts<'a>,
    max_text_bytes: usize,
    glyphs: usize,
    unknown_glyphs: usize,
}

impl<'a> PageReader<'a> {
    fn new(pdf: &'a Pdf, max_text_bytes: usize) -> Self {
        let fonts = Fonts::new(pdf);
        Self {
            pdf,
            cache: InterpreterCache::new(),
            fonts,
            max_text_bytes,
            glyphs: 0,
            unknown_glyphs: 0,
        }
    }

    /// Reads the page at `index`, from 0; the error says in plain words what went wrong.
    fn read(&mut self, index: usize) -> Result<String, String> {
        let mut collector = Collector::new(&mut self.fonts, self.max_text_bytes);
        let (pdf, cache) = (self.pdf, &self.cache);
        let outcome = catch_unwind(AssertUnwindSafe(|| {
            let Some(page) = pdf.pages().get(index) else {
                return;
            };
            // Text outside the page's box counts too: nothing is clipped.
            let everything = Rect::new(-1e6, -1e6, 1e6, 1e6);
            let settings = InterpreterSettings {
                render_content: RenderContent::all(),
                ..Default::default()
            };
            let mut context =
                Context::new(Affine::IDENTITY, everything, cache, pdf.xref(), settings);
            interpret_page(page, &mut context, &mut collector);
        }));
        let (glyphs, unknown) = (collector.glyphs, collector.unknown_count);
        self.unknown_glyphs += unknown;
        self.glyphs += unknown + glyphs.len();
        if outcome.is_err() {
            // Whatever the panic left half done in the cache must not reach the next page.
            self.cache = InterpreterCache::new();
            return Err("reading it failed".to_owned());
        }
        catch_unwind(|| layout::text(glyphs)).map_err(|_| "ordering its text failed".to_owned())
    }
}
