//! Pictures (PNG, JPEG, TIFF) → pages without text, which have to be recognised (OCR).
//!
//! A PNG or JPEG file is one page, a TIFF has one for each of its images, as scanners write them.
//! Only what says how many there are is read here; a picture that turns out to be damaged further
//! in stays on the list of pages without text, with the reason.
//!
//! Not here: drawing them (`ocr/scan.rs`); other pictures, which are seldom scans.

use std::io::Cursor;

use super::{Extracted, ExtractedPage, Failure};
use crate::limits::Limits;

/// Which kind of picture a file is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Format {
    Png,
    Jpeg,
    Tiff,
}

impl Format {
    pub(crate) fn media_type(self) -> &'static str {
        match self {
            Self::Png => "image/png",
            Self::Jpeg => "image/jpeg",
            Self::Tiff => "image/tiff",
        }
    }

    /// The kind that a media type names.
    pub(crate) fn of(media_type: &str) -> Option<Self> {
        [Self::Png, Self::Jpeg, Self::Tiff]
            .into_iter()
            .find(|format| format.media_type() == media_type)
    }
}

/// Reads a picture.
///
/// # Errors
///
/// - [`Failure::Damaged`] if its head cannot be read
/// - [`Failure::OverLimit`] if it has too many pages
pub(super) fn read(bytes: &[u8], format: Format, limits: &Limits) -> Result<Extracted, Failure> {
    let count = match format {
        Format::Png => {
            let head = png::Decoder::new(Cursor::new(bytes)).read_info();
            head.map_err(|error| unreadable(&error))?;
            1
        }
        Format::Jpeg => {
            let mut decoder = zune_jpeg::JpegDecoder::new(Cursor::new(bytes));
            decoder
                .decode_headers()
                .map_err(|error| unreadable(&error))?;
            1
        }
        Format::Tiff => images(bytes, limits)?,
    };
    let page = ExtractedPage {
        is_unread: true,
        ..ExtractedPage::default()
    };
    Ok(Extracted {
        media_type: format.media_type().to_owned(),
        pages: vec![page; count],
        ..Extracted::default()
    })
}

/// How many images a TIFF file has; those after one that cannot be read do not count.
fn images(bytes: &[u8], limits: &Limits) -> Result<usize, Failure> {
    let mut file =
        tiff::decoder::Decoder::new(Cursor::new(bytes)).map_err(|error| unreadable(&error))?;
    let mut count = 1;
    while file.more_images() && file.next_image().is_ok() {
        count += 1;
        if limits.max_pages < count {
            let limit = limits.max_pages;
            return Err(Failure::over(format!(
                "picture has more than {limit} pages, the limit"
            )));
        }
    }
    Ok(count)
}

fn unreadable(error: &dyn std::fmt::Display) -> Failure {
    Failure::damaged(format!("picture cannot be read: {error}"))
}
