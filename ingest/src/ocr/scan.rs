//! A file that is a picture (PNG, JPEG, TIFF) → one of its pages in grey, as large as Tesseract
//! likes it.
//!
//! What holds: a picture has at most [`MAX_PIXELS`], seen before memory is taken for it; it is made
//! larger or smaller by whole numbers only, which blurs no letter.
//!
//! Not here: pages of PDF files (`worker/render.rs`); JPEG inside TIFF.

use std::io::Cursor;

use tiff::ColorType;
use tiff::decoder::{Decoder, DecodingResult, Limits as TiffLimits};
use tiff::tags::Tag;
use zune_core::colorspace::ColorSpace;
use zune_core::options::DecoderOptions;

use super::picture::{DPI, Grey};
use crate::extract::{Failure, PictureFormat};

/// Most pixels of a picture: an A3 page at 600 dots per inch has 70 million.
const MAX_PIXELS: usize = 72_000_000;

/// Most bytes of a picture while it is read.
const MAX_BYTES: usize = 216_000_000;

/// Dots per inch that a scan may well have; what else a file states is no measure of paper.
const LIKELY_DPI: std::ops::RangeInclusive<f32> = 70.0..=1300.0;

/// The longer side of A4 in inches: what a scan without any measure is taken for.
const LONG_SIDE: f32 = 11.7;

/// A page as it stands in a picture.
struct Scan {
    picture: Grey,
    /// What the file states.
    dpi: Option<f32>,
}

/// Draws page `number`, from 1, of a picture; and at how many dots per inch.
///
/// # Errors
///
/// - [`Failure::Damaged`] if it cannot be read, or is written in a way that is not known here
/// - [`Failure::OverLimit`] if it is too large
pub(crate) fn draw(
    bytes: &[u8],
    format: PictureFormat,
    number: usize,
) -> Result<(Grey, f32), Failure> {
    let Scan { picture, dpi } = match format {
        PictureFormat::Png => png(bytes)?,
        PictureFormat::Jpeg => jpeg(bytes)?,
        PictureFormat::Tiff => tiff(bytes, number)?,
    };
    #[expect(clippy::cast_precision_loss, reason = "at most 72 million")]
    let side = picture.width.max(picture.height) as f32;
    let dpi = dpi
        .filter(|dpi| LIKELY_DPI.contains(dpi))
        .unwrap_or_else(|| (side / LONG_SIDE).clamp(*LIKELY_DPI.start(), 600.0));
    if dpi <= 0.6 * DPI {
        return Ok((doubled(&picture)?, 2.0 * dpi));
    }
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "from 0 to 4"
    )]
    let parts = (dpi / DPI).round() as usize;
    Ok(match parts {
        0 | 1 => (picture, dpi),
        #[expect(clippy::cast_precision_loss, reason = "at most 4")]
        parts => (reduced(&picture, parts), dpi / parts as f32),
    })
}

fn unreadable(error: &dyn std::fmt::Display) -> Failure {
    Failure::damaged(format!("picture cannot be read: {error}"))
}

fn within(width: usize, height: usize) -> Result<(), Failure> {
    let pixels = width.saturating_mul(height);
    if MAX_PIXELS < pixels {
        return Err(Failure::over(format!(
            "picture has {pixels} pixels, limit is {MAX_PIXELS}"
        )));
    }
    Ok(())
}

/// A picture of samples of `channels` bytes a pixel: grey, grey and alpha, colours, these and alpha.
fn grey(width: usize, height: usize, samples: Vec<u8>, channels: usize) -> Result<Grey, Failure> {
    let pixels: Vec<u8> = match channels {
        1 => samples,
        2 => samples.chunks_exact(2).map(|p| on_white(p, 1)).collect(),
        3 => samples.chunks_exact(3).map(luma).collect(),
        _ => samples.chunks_exact(4).map(|p| on_white(p, 3)).collect(),
    };
    if pixels.len() < width.saturating_mul(height) || pixels.is_empty() {
        return Err(Failure::damaged("picture is cut short"));
    }
    Ok(Grey {
        width,
        height,
        pixels,
    })
}

/// Grey of a pixel, by the weights of ITU-R BT.601 in 256ths.
pub(crate) fn luma(pixel: &[u8]) -> u8 {
    let weighted: u32 = pixel
        .iter()
        .zip([77, 150, 29])
        .map(|(value, weight)| u32::from(*value) * weight)
        .sum();
    u8::try_from(weighted >> 8).unwrap_or(u8::MAX)
}

/// Grey of a pixel with as many colours as said and its cover after them, on white paper.
fn on_white(pixel: &[u8], colours: usize) -> u8 {
    let (colours, alpha) = pixel.split_at(colours.min(pixel.len()));
    let value = match colours {
        [value] => *value,
        colours => luma(colours),
    };
    let alpha = u32::from(alpha.first().copied().unwrap_or(u8::MAX));
    let mixed = (u32::from(value) * alpha + 255 * (255 - alpha)) / 255;
    u8::try_from(mixed).unwrap_or(u8::MAX)
}

fn png(bytes: &[u8]) -> Result<Scan, Failure> {
    let mut decoder = png::Decoder::new(Cursor::new(bytes));
    decoder.set_transformations(png::Transformations::EXPAND | png::Transformations::STRIP_16);
    let mut reader = decoder.read_info().map_err(|error| unreadable(&error))?;
    let info = reader.info();
    let dpi = info
        .pixel_dims
        .filter(|dims| dims.unit == png::Unit::Meter)
        .and_then(|dims| u16::try_from(dims.xppu).ok())
        .map(|per_metre| f32::from(per_metre) * 0.0254);
    let (width, height) = (info.width as usize, info.height as usize);
    within(width, height)?;
    let size = reader
        .output_buffer_size()
        .filter(|size| *size <= 4 * MAX_PIXELS);
    let mut samples = vec![0; size.ok_or_else(|| Failure::over("picture is too large"))?];
    let frame = reader
        .next_frame(&mut samples)
        .map_err(|error| unreadable(&error))?;
    let channels = frame.color_type.samples();
    Ok(Scan {
        picture: grey(width, height, samples, channels)?,
        dpi,
    })
}

fn jpeg(bytes: &[u8]) -> Result<Scan, Failure> {
    let options = |colours| {
        DecoderOptions::default()
            .set_max_width(usize::from(u16::MAX))
            .set_max_height(usize::from(u16::MAX))
            .jpeg_set_out_colorspace(colours)
    };
    let decode = |colours| {
        let mut decoder =
            zune_jpeg::JpegDecoder::new_with_options(Cursor::new(bytes), options(colours));
        decoder
            .decode_headers()
            .map_err(|error| unreadable(&error))?;
        let (width, height) = decoder
            .dimensions()
            .ok_or_else(|| Failure::damaged("picture has no size"))?;
        within(width, height)?;
        let samples = decoder.decode().map_err(|error| unreadable(&error))?;
        Ok((width, height, samples))
    };
    // Some files hold colours from which this reader makes no grey.
    let ((width, height, samples), channels) = match decode(ColorSpace::Luma) {
        Ok(read) => (read, 1),
        Err(Failure::OverLimit { reason }) => return Err(Failure::OverLimit { reason }),
        Err(_) => (decode(ColorSpace::RGB)?, 3),
    };
    Ok(Scan {
        picture: grey(width, height, samples, channels)?,
        dpi: jfif_dpi(bytes),
    })
}

/// The dots per inch that the first segment of a JPEG file states (JFIF 1.02).
fn jfif_dpi(bytes: &[u8]) -> Option<f32> {
    let head = bytes.get(2..18)?;
    let rest = head.strip_prefix(b"\xff\xe0")?;
    let [unit, high, low] = *rest
        .strip_prefix(rest.get(..2)?)?
        .strip_prefix(b"JFIF\0")?
        .get(2..5)?
    else {
        return None;
    };
    let density = f32::from(u16::from_be_bytes([high, low]));
    match unit {
        1 => Some(density),
        2 => Some(2.54 * density),
        _ => None,
    }
}

fn tiff(bytes: &[u8], number: usize) -> Result<Scan, Failure> {
    let mut limits = TiffLimits::default();
    limits.decoding_buffer_size = MAX_BYTES;
    limits.intermediate_buffer_size = MAX_BYTES;
    let mut file = Decoder::new(Cursor::new(bytes))
        .map_err(|error| unreadable(&error))?
        .with_limits(limits);
    file.seek_to_image(number.saturating_sub(1))
        .map_err(|error| unreadable(&error))?;
    let (width, height) = file.dimensions().map_err(|error| unreadable(&error))?;
    let (width, height) = (width as usize, height as usize);
    within(width, height)?;
    let colours = file.colortype().map_err(|error| unreadable(&error))?;
    let unit = file.find_tag_unsigned::<u16>(Tag::ResolutionUnit);
    let dpi = file
        .get_tag_f32(Tag::XResolution)
        .ok()
        .map(|dots| match unit {
            Ok(Some(3)) => 2.54 * dots,
            _ => dots,
        });
    let samples = match file.read_image().map_err(|error| unreadable(&error))? {
        DecodingResult::U8(samples) => samples,
        DecodingResult::U16(samples) => samples
            .into_iter()
            .map(|sample| u8::try_from(sample >> 8).unwrap_or(u8::MAX))
            .collect(),
        _ => return Err(Failure::damaged("picture has pixels of an unusual kind")),
    };
    let (samples, channels) = match colours {
        ColorType::Gray(bits @ (1 | 2 | 4)) => (spread(&samples, width, bits), 1),
        ColorType::Gray(_) => (samples, 1),
        ColorType::GrayA(_) => (samples, 2),
        ColorType::RGB(8 | 16) => (samples, 3),
        ColorType::RGBA(8 | 16) => (samples, 4),
        other => {
            return Err(Failure::damaged(format!(
                "picture has colours of an unusual kind ({other:?})"
            )));
        }
    };
    Ok(Scan {
        picture: grey(width, height, samples, channels)?,
        dpi,
    })
}

/// Pixels of less than a byte, rows filled up to whole bytes → one byte a pixel.
fn spread(packed: &[u8], width: usize, bits: u8) -> Vec<u8> {
    let bits = usize::from(bits.clamp(1, 8));
    let most = (1_u16 << bits) - 1;
    let row_bytes = (width * bits).div_ceil(8).max(1);
    let mut pixels = Vec::with_capacity(packed.len().saturating_mul(8 / bits));
    for row in packed.chunks(row_bytes) {
        for at in 0..width {
            let byte = row.get(at * bits / 8).copied().unwrap_or(u8::MAX);
            let shift = 8 - bits - at * bits % 8;
            let value = (u16::from(byte) >> shift) & most;
            pixels.push(u8::try_from(value * 255 / most).unwrap_or(u8::MAX));
        }
    }
    pixels
}

/// The picture with squares of `parts` by `parts` pixels made one.
pub(crate) fn reduced(picture: &Grey, parts: usize) -> Grey {
    let (width, height) = (picture.width / parts, picture.height / parts);
    let mut pixels = Vec::with_capacity(width * height);
    for rows in picture.pixels.chunks_exact(picture.width.max(1) * parts) {
        let mut sums = vec![0_usize; width];
        for row in rows.chunks_exact(picture.width.max(1)) {
            for (sum, square) in sums.iter_mut().zip(row.chunks_exact(parts)) {
                *sum += square
                    .iter()
                    .map(|pixel| usize::from(*pixel))
                    .sum::<usize>();
            }
        }
        let mean = |sum: &usize| u8::try_from(sum / (parts * parts)).unwrap_or(u8::MAX);
        pixels.extend(sums.iter().map(mean));
    }
    Grey {
        width,
        height: pixels.len() / width.max(1),
        pixels,
    }
}

/// The picture twice as wide and high, with the mean between neighbours.
fn doubled(picture: &Grey) -> Result<Grey, Failure> {
    let (width, height) = (2 * picture.width, 2 * picture.height);
    within(width, height)?;
    let mean = |a: u8, b: u8| a.midpoint(b);
    let wide: Vec<Vec<u8>> = picture
        .pixels
        .chunks_exact(picture.width.max(1))
        .map(|row| {
            let next = row.iter().skip(1).chain(row.last());
            row.iter()
                .zip(next)
                .flat_map(|(pixel, next)| [*pixel, mean(*pixel, *next)])
                .collect()
        })
        .collect();
    let mut pixels = Vec::with_capacity(width * height);
    for (row, next) in wide.iter().zip(wide.iter().skip(1).chain(wide.last())) {
        pixels.extend_from_slice(row);
        pixels.extend(row.iter().zip(next).map(|(a, b)| mean(*a, *b)));
    }
    Ok(Grey {
        width,
        height,
        pixels,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn picture(width: usize, pixels: &[u8]) -> Grey {
        Grey {
            width,
            height: pixels.len() / width,
            pixels: pixels.to_vec(),
        }
    }

    #[test]
    fn pixels_of_one_bit_are_spread_row_by_row() {
        assert_eq!(
            spread(&[0b1010_0000, 0b0100_0000], 3, 1),
            [255, 0, 255, 0, 255, 0]
        );
        assert_eq!(spread(&[0b0001_1011], 4, 2), [0, 85, 170, 255]);
    }

    #[test]
    fn what_is_seen_through_is_white() {
        assert_eq!(on_white(&[0, 255], 1), 0);
        assert_eq!(on_white(&[0, 0], 1), 255);
        assert_eq!(on_white(&[0, 0, 0, 0], 3), 255);
    }

    #[test]
    fn pictures_are_reduced_and_doubled_whole() {
        let small = reduced(
            &picture(4, &[0, 0, 9, 9, 0, 4, 9, 9, 1, 1, 1, 1, 1, 1, 1, 1]),
            2,
        );
        assert_eq!(
            (small.width, small.height, small.pixels),
            (2, 2, vec![1, 9, 1, 1])
        );
        let large = doubled(&picture(2, &[0, 10])).unwrap();
        assert_eq!(
            (large.width, large.height, large.pixels),
            (4, 2, vec![0, 5, 10, 10, 0, 5, 10, 10])
        );
    }

    #[test]
    fn a_jpeg_states_its_dots() {
        let head = |unit| {
            [
                b"\xff\xd8\xff\xe0\0\x10JFIF\0\x01\x02".as_slice(),
                &[unit, 0, 118, 0, 118, 0, 0],
            ]
            .concat()
        };
        assert_eq!(jfif_dpi(&head(1)), Some(118.0));
        assert_eq!(jfif_dpi(&head(2)), Some(2.54 * 118.0));
        assert_eq!(jfif_dpi(&head(0)), None);
        assert_eq!(jfif_dpi(b"\xff\xd8\xff\xdb"), None);
    }
}
