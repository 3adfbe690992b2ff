//! Text for pages that have none: drawn, cut into blocks, and read by Tesseract (OCR).
//!
//! The pages that need it are on a list in the catalogue; each is stored as soon as it is read, so
//! a run that is stopped goes on where it was. A page that cannot be read stays on the list, with
//! the reason in the report; one that holds nothing to read is taken off it.
//!
//! ```text
//! list ──► draw (worker process) ──► blocks ──► tesseract ──► text, confidence ──► store
//! ```
//!
//! Not here: whether a page's own text can be trusted (`extract/quality.rs`), formats without pages.

pub(crate) mod picture;
mod queue;
pub(crate) mod scan;
mod tesseract;

pub use queue::{FailedPage, OcrError, OcrOptions, OcrReport, recognise};
use tesseract::Recognised;
pub(crate) use tesseract::become_tesseract;

use std::io;
use std::path::Path;

use crate::limits::Limits;
use crate::worker::{WorkerInput, render_in_worker};

/// A page as it was read by machine.
struct RecognisedPage {
    /// Plain text, lines ended by `\n`; empty for a page without letters.
    text: String,
    /// How sure Tesseract is of its characters, on average, from 0 to 1; 0 for a page without text.
    confidence: f32,
}

/// From this confidence on, and with so many characters, a page is the right way up.
const UPRIGHT: (f32, u32) = (0.6, 10);

/// Reads one page, from 1, of a PDF file or picture; the inner error says in plain words why it could not be.
///
/// A page that makes no sense upright was scanned lying on its side or upside down: it is turned,
/// and the first reading that makes sense is taken. `models` are Tesseract's names of
/// languages, joined by `+`.
///
/// # Errors
///
/// Only if this side cannot work: no memory files, `program` cannot be started.
fn recognise_page(
    program: &Path,
    file: &[u8],
    page: u32,
    models: &str,
    limits: &Limits,
) -> io::Result<Result<RecognisedPage, String>> {
    let mut best = Recognised::default();
    for quarters in [0, 1, 3, 2] {
        let read = match read_turned(program, file, page, quarters, models, limits)? {
            Ok(Some(read)) => read,
            // A white page.
            Ok(None) => break,
            // What was read the right way up is not lost because lying on its side it takes too long.
            Err(_) if 0 < best.chars => break,
            Err(reason) => return Ok(Err(reason)),
        };
        if is_better(&read, &best) {
            best = read;
        }
        if is_upright(&best) {
            break;
        }
    }
    Ok(Ok(RecognisedPage {
        confidence: best.confidence(),
        text: best.text,
    }))
}

/// Reads a page turned to the right by `quarters`; `None` if there is nothing on it.
fn read_turned(
    program: &Path,
    file: &[u8],
    page: u32,
    quarters: u8,
    models: &str,
    limits: &Limits,
) -> io::Result<Result<Option<Recognised>, String>> {
    let input = WorkerInput::Bytes(file);
    let drawn = match render_in_worker(program, input, page, quarters, limits)? {
        Ok(drawn) => drawn,
        Err(reason) => return Ok(Err(reason)),
    };
    let mut read = Recognised::default();
    for block in &drawn.blocks {
        match tesseract::read(program, block, drawn.dpi, models, limits)? {
            Ok(part) => read.append(&part),
            Err(reason) => return Ok(Err(reason)),
        }
    }
    Ok(Ok((!drawn.blocks.is_empty()).then_some(read)))
}

fn is_upright(read: &Recognised) -> bool {
    UPRIGHT.0 <= read.confidence() && UPRIGHT.1 <= read.chars
}

/// Whether a turned reading takes the place of the best so far: it makes sense, or, where there is
/// nothing yet, it is something. Much noise is no better than a few letters that are certain.
fn is_better(read: &Recognised, best: &Recognised) -> bool {
    is_upright(read) || best.chars == 0 && 0 < read.chars
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(chars: u16, confidence: f32) -> Recognised {
        Recognised {
            text: "x".repeat(usize::from(chars)),
            chars: u32::from(chars),
            certain: f32::from(chars) * confidence,
        }
    }

    #[test]
    fn noise_does_not_take_the_place_of_a_few_certain_letters() {
        assert!(!is_better(&read(40, 0.26), &read(8, 0.95)));
        assert!(is_better(&read(40, 0.9), &read(30, 0.3)));
        assert!(is_better(&read(4, 0.5), &Recognised::default()));
        assert!(!is_better(&Recognised::default(), &Recognised::default()));
    }
}
