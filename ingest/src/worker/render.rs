//! The worker that draws one page of a PDF file or picture, and its parent side.
//!
//! The answer is a line of JSON ([`Header`]), then PNG files, one after the other: for a machine that
//! reads, the blocks of the page in grey, in reading order (`ocr/picture.rs`); for a person, the page
//! as a whole, a PDF's in its colours.
//!
//! Not here: reading what is on them (`ocr`).

use std::io::{self, Write};
use std::path::Path;

use hayro::hayro_interpret::InterpreterSettings;
use hayro::vello_cpu::Pixmap;
use hayro::vello_cpu::color::palette::css::WHITE;
use hayro::{PixmapSettings, RenderCache, RenderSettings};
use hayro_syntax::Pdf;
use regesta_index::PageNumber;
use serde::{Deserialize, Serialize};

use super::child::caged;
use super::{Reply, WorkerInput, answer_of};
use crate::extract::{self, Failure};
use crate::limits::Limits;
use crate::ocr::picture::{DPI, Grey};
use crate::ocr::scan;
use crate::sniff::{Kind, sniff};

/// The argument that says which page, from 1.
const PAGE: &str = "--page=";
/// The argument that says by how many quarters it is turned to the right.
const TURN: &str = "--turn=";
/// The argument that says that a person looks at it.
const FOR_EYES: &str = "--for-eyes";
/// Dots per inch for a person: an A4 page is 1,000 pixels wide.
const EYES_DPI: f32 = 120.0;
/// Most pixels of a side of a scan for a person.
const EYES_SIDE: usize = 1_800;
/// Most pixels of a page: an A3 page at 300 dots per inch has 17 million. A larger one is drawn smaller.
const MAX_PIXELS: f32 = 24e6;
/// Most pixels of a side: what the renderer can count to, with room to spare.
const MAX_SIDE: f32 = 16_000.0;
/// Points (1/72 inch) in an inch.
const POINTS: f32 = 72.0;

#[derive(Serialize, Deserialize)]
struct Header {
    /// Bytes of each picture that follows.
    blocks: Vec<u64>,
    /// Dots per inch of all of them.
    dpi: u32,
    failure: Option<Failure>,
}

/// A page, drawn.
#[derive(Debug)]
pub(crate) struct Drawn {
    /// Its blocks in reading order, PNG files in grey; none for a white page.
    pub(crate) blocks: Vec<Vec<u8>>,
    /// Dots per inch of all of them.
    pub(crate) dpi: u32,
}

/// Draws a page in a worker process, turned to the right by `quarters`; the inner error says in plain words why there is no picture.
///
/// # Errors
///
/// Only if this side cannot work: no memory files, `program` cannot be started.
pub(crate) fn render_in_worker(
    program: &Path,
    input: WorkerInput<'_>,
    page: u32,
    quarters: u8,
    limits: &Limits,
) -> io::Result<Result<Drawn, String>> {
    let arguments = [format!("{PAGE}{page}"), format!("{TURN}{quarters}")];
    drawn_in_worker(program, input, &arguments, limits)
}

/// Draws a page of a PDF file or of a picture for a person to look at: one PNG file. The inner error
/// says in plain words why there is none.
///
/// # Errors
///
/// Only if this side cannot work: no memory files, `program` cannot be started.
pub fn draw_in_worker(
    program: &Path,
    input: WorkerInput<'_>,
    page: PageNumber,
    limits: &Limits,
) -> io::Result<Result<Vec<u8>, String>> {
    let arguments = [format!("{PAGE}{page}"), FOR_EYES.to_owned()];
    let drawn = drawn_in_worker(program, input, &arguments, limits)?;
    Ok(drawn.and_then(|drawn| {
        let first = drawn.blocks.into_iter().next();
        first.ok_or_else(|| "the worker gave no picture".to_owned())
    }))
}

fn drawn_in_worker(
    program: &Path,
    input: WorkerInput<'_>,
    arguments: &[String],
    limits: &Limits,
) -> io::Result<Result<Drawn, String>> {
    let document = input.into_file()?;
    let limits = &limits.for_file(document.metadata()?.len());
    let mut command = super::command(program, "render", limits)?;
    command.args(arguments);
    Ok(match answer_of(command, &document, limits)? {
        Ok(answer) => read_answer(&answer)
            .unwrap_or_else(|error| Err(format!("its picture cannot be read: {error}"))),
        Err(Reply::Failed(failure)) => Err(failure.to_string()),
        Err(Reply::TimedOut(reason)) => Err(reason),
        Err(Reply::Crashed(how)) => Err(format!("drawing it failed: {how}")),
        Err(Reply::Extracted(_)) => Err("the worker answered a question not asked".to_owned()),
    })
}

fn read_answer(answer: &[u8]) -> io::Result<Result<Drawn, String>> {
    let mut json = serde_json::Deserializer::from_slice(answer).into_iter();
    let header: Header = json.next().ok_or(io::ErrorKind::UnexpectedEof)??;
    if let Some(failure) = header.failure {
        return Ok(Err(failure.to_string()));
    }
    // The line's end.
    let mut rest = answer.get(json.byte_offset() + 1..).unwrap_or_default();
    let mut blocks = Vec::new();
    for size in header.blocks {
        let size = usize::try_from(size).unwrap_or(usize::MAX);
        let (block, after) = rest
            .split_at_checked(size)
            .ok_or(io::ErrorKind::UnexpectedEof)?;
        blocks.push(block.to_vec());
        rest = after;
    }
    Ok(Ok(Drawn {
        blocks,
        dpi: header.dpi,
    }))
}

/// The child's side.
pub(super) fn serve(arguments: &[String], limits: Limits) -> io::Result<()> {
    let value = |name: &str| {
        let given = arguments
            .iter()
            .find_map(|argument| argument.strip_prefix(name));
        given.and_then(|value| value.parse::<usize>().ok())
    };
    let page = value(PAGE).unwrap_or(1);
    let quarters = value(TURN)
        .and_then(|quarters| u8::try_from(quarters).ok())
        .unwrap_or(0);
    let for_eyes = arguments.iter().any(|argument| argument == FOR_EYES);
    let drawn = caged(&limits, move |bytes| {
        if for_eyes {
            draw_for_eyes(bytes, page, &limits)
        } else {
            draw(bytes, page, quarters, &limits)
        }
    })?;
    let drawn = drawn
        .unwrap_or_else(|panic| Err(Failure::damaged(format!("drawing it panicked: {panic}"))));
    let mut output = io::BufWriter::new(io::stdout().lock());
    write_answer(drawn, &mut output)
}

fn write_answer(drawn: Result<Drawn, Failure>, output: &mut impl Write) -> io::Result<()> {
    let (blocks, dpi, failure) = match drawn {
        Ok(drawn) => (drawn.blocks, drawn.dpi, None),
        Err(failure) => (Vec::new(), 0, Some(failure)),
    };
    let header = Header {
        blocks: blocks.iter().map(|block| block.len() as u64).collect(),
        dpi,
        failure,
    };
    serde_json::to_writer(&mut *output, &header)?;
    output.write_all(b"\n")?;
    for block in &blocks {
        output.write_all(block)?;
    }
    output.flush()
}

/// Draws page `number`, from 1, in grey, turns it to the right by `quarters`, and cuts it into blocks.
fn draw(bytes: &[u8], number: usize, quarters: u8, limits: &Limits) -> Result<Drawn, Failure> {
    let (grey, dpi) = match sniff(bytes, "")? {
        Kind::Picture(format) => scan::draw(bytes, format, number)?,
        _ => draw_pdf(bytes, number, limits)?,
    };
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "at most 1300"
    )]
    let dpi = dpi.round() as u32;
    let blocks = grey
        .turned(quarters)
        .blocks()
        .iter()
        .map(|block| png_in_grey(block, dpi))
        .collect::<Result<_, _>>()?;
    Ok(Drawn { blocks, dpi })
}

/// Draws page `number`, from 1, as a whole.
fn draw_for_eyes(bytes: &[u8], number: usize, limits: &Limits) -> Result<Drawn, Failure> {
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "120"
    )]
    let dpi = EYES_DPI as u32;
    let picture = match sniff(bytes, "")? {
        Kind::Picture(format) => {
            let (scan, _) = scan::draw(bytes, format, number)?;
            let parts = scan.width.max(scan.height).div_ceil(EYES_SIDE);
            let shown = if parts > 1 {
                scan::reduced(&scan, parts)
            } else {
                scan
            };
            png_in_grey(&shown, dpi)?
        }
        _ => {
            let (pixmap, _) = pixmap(bytes, number, EYES_DPI, limits)?;
            let pixels = pixmap.data_as_u8_slice().chunks_exact(4);
            // On white paper nothing shines through.
            let colours: Vec<u8> = pixels
                .flat_map(|pixel| pixel.iter().take(3).copied())
                .collect();
            let (width, height) = (pixmap.width().into(), pixmap.height().into());
            png(width, height, png::ColorType::Rgb, &colours, dpi)?
        }
    };
    Ok(Drawn {
        blocks: vec![picture],
        dpi,
    })
}

/// Draws a page of a PDF file in grey, and says at how many dots per inch.
fn draw_pdf(bytes: &[u8], number: usize, limits: &Limits) -> Result<(Grey, f32), Failure> {
    let (pixmap, dpi) = pixmap(bytes, number, DPI, limits)?;
    let pixels = pixmap.data_as_u8_slice().chunks_exact(4);
    let grey = Grey {
        width: usize::from(pixmap.width()),
        height: usize::from(pixmap.height()),
        pixels: pixels.map(scan::luma).collect(),
    };
    Ok((grey, dpi))
}

/// Draws a page of a PDF file, at most at `dpi`, and says at how many dots per inch.
fn pixmap(
    bytes: &[u8],
    number: usize,
    dpi: f32,
    limits: &Limits,
) -> Result<(Pixmap, f32), Failure> {
    let pdf: Pdf = extract::open_pdf(bytes, limits)?;
    let pages = pdf.pages();
    let page = number
        .checked_sub(1)
        .and_then(|index| pages.get(index))
        .ok_or_else(|| Failure::damaged(format!("there is no page {number}")))?;
    let (width, height) = page.render_dimensions();
    let area = (width * height).max(1.0);
    let scale = (dpi / POINTS)
        .min((MAX_PIXELS / area).sqrt())
        .min(MAX_SIDE / width.max(height).max(1.0));
    let pixmap = hayro::render(
        page,
        &RenderCache::new(),
        &InterpreterSettings::default(),
        &RenderSettings::default(),
        &PixmapSettings {
            x_scale: scale,
            y_scale: scale,
            bg_color: WHITE,
        },
    );
    Ok((pixmap, scale * POINTS))
}

fn png_in_grey(picture: &Grey, dpi: u32) -> Result<Vec<u8>, Failure> {
    let side = |pixels: usize| u32::try_from(pixels).unwrap_or(u32::MAX);
    let (width, height) = (side(picture.width), side(picture.height));
    png(
        width,
        height,
        png::ColorType::Grayscale,
        &picture.pixels,
        dpi,
    )
}

fn png(
    width: u32,
    height: u32,
    colours: png::ColorType,
    pixels: &[u8],
    dpi: u32,
) -> Result<Vec<u8>, Failure> {
    encoded(width, height, colours, pixels, dpi)
        .map_err(|error| Failure::damaged(format!("picture cannot be written: {error}")))
}

fn encoded(
    width: u32,
    height: u32,
    colours: png::ColorType,
    pixels: &[u8],
    dpi: u32,
) -> Result<Vec<u8>, png::EncodingError> {
    let mut bytes = Vec::new();
    let mut encoder = png::Encoder::new(&mut bytes, width, height);
    encoder.set_color(colours);
    encoder.set_depth(png::BitDepth::Eight);
    encoder.set_compression(png::Compression::Fast);
    // 39.37 inches are a metre.
    let per_metre = dpi.saturating_mul(3937) / 100;
    encoder.set_pixel_dims(Some(png::PixelDimensions {
        xppu: per_metre,
        yppu: per_metre,
        unit: png::Unit::Meter,
    }));
    let mut writer = encoder.write_header()?;
    writer.write_image_data(pixels)?;
    writer.finish()?;
    Ok(bytes)
}
