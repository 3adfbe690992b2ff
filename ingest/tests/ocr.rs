//! Scanned pages, from the list to text that can be found, with real worker processes and Tesseract.
//!
//! The scan is made here: known text is set in two columns, drawn at 200 dots per inch with noise,
//! and put into a PDF file as a picture. This test is its own worker (see `run.rs`).

#![expect(
    clippy::unwrap_used,
    reason = "a test without a harness is a test all the same"
)]

use std::num::NonZeroUsize;
use std::panic::catch_unwind;
use std::path::Path;
use std::process::{Command, ExitCode};

use hayro::hayro_interpret::InterpreterSettings;
use hayro::vello_cpu::color::palette::css::WHITE;
use hayro::{PixmapSettings, RenderCache, RenderSettings};
use lopdf::content::{Content, Operation};
use lopdf::{Document, Object, ObjectId, Stream, dictionary};
use regesta_index::{Entry, OutcomeFilter, OutcomeRow, Page, Writer};
use regesta_ingest::{
    Limits, OcrOptions, OcrReport, Options, Progress, ingest, recognise, run_worker,
};
use tempfile::TempDir;

const LEFT: [&str; 6] = [
    "The council adopted its first plan",
    "for public transport in the spring.",
    "Buses will run every ten minutes,",
    "and every stop will show the time",
    "at which the next bus arrives. The",
    "plan holds for five years.",
];
const RIGHT: [&str; 6] = [
    "Energy is the second chapter: street",
    "lamps are changed for lamps that need",
    "a third of the power. Heat from the",
    "data centre warms the public baths.",
    "A report on what was saved will be",
    "published at the end of each year.",
];

const TESTS: [(&str, fn()); 4] = [
    (
        "a scanned page is read column by column and taken off the list",
        a_scanned_page_is_read_column_by_column_and_taken_off_the_list,
    ),
    (
        "pictures are documents of pages to be recognised",
        pictures_are_documents_of_pages_to_be_recognised,
    ),
    (
        "what was recognised survives reading again and rebuilding",
        what_was_recognised_survives_reading_again_and_rebuilding,
    ),
    (
        "a language that is not installed stops it before anything is read",
        a_language_that_is_not_installed_stops_it_before_anything_is_read,
    ),
];

fn main() -> ExitCode {
    if std::env::args().nth(1).as_deref() == Some("worker") {
        return run_worker(&Limits::STANDARD);
    }
    if Command::new("tesseract").arg("--version").output().is_err() {
        eprintln!("left out: Tesseract is not installed");
        return ExitCode::SUCCESS;
    }
    let mut failed = 0;
    for (name, test) in TESTS {
        let passed = catch_unwind(test).is_ok();
        eprintln!("test {name} ... {}", if passed { "ok" } else { "FAILED" });
        failed += u32::from(!passed);
    }
    if failed == 0 {
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    }
}

/// A PDF file of one page with `content` and `resources`.
fn pdf(content: Vec<Operation>, resources: impl FnOnce(&mut Document) -> Object) -> Vec<u8> {
    let mut document = Document::with_version("1.5");
    let resources = resources(&mut document);
    let content = Content {
        operations: content,
    };
    let content: ObjectId =
        document.add_object(Stream::new(dictionary! {}, content.encode().unwrap()));
    let pages = document.new_object_id();
    let page = document.add_object(dictionary! {
        "Type" => "Page", "Parent" => pages, "Contents" => content, "Resources" => resources,
        "MediaBox" => vec![0.into(), 0.into(), 595.into(), 842.into()],
    });
    document.set_object(
        pages,
        dictionary! { "Type" => "Pages", "Kids" => vec![page.into()], "Count" => 1 },
    );
    let catalog = document.add_object(dictionary! { "Type" => "Catalog", "Pages" => pages });
    document.trailer.set("Root", catalog);
    let mut bytes = Vec::new();
    document.save_to(&mut bytes).unwrap();
    bytes
}

/// The two columns as text that a PDF reader finds.
fn printed() -> Vec<u8> {
    let mut operations = vec![
        Operation::new("BT", vec![]),
        Operation::new("Tf", vec!["F1".into(), 12.into()]),
        Operation::new("TL", vec![16.into()]),
    ];
    for (x, lines) in [(60, LEFT), (320, RIGHT)] {
        operations.push(Operation::new(
            "Tm",
            vec![1.into(), 0.into(), 0.into(), 1.into(), x.into(), 700.into()],
        ));
        for line in lines {
            let text = Object::string_literal(line);
            operations.push(Operation::new("Tj", vec![text]));
            operations.push(Operation::new("T*", vec![]));
        }
    }
    operations.push(Operation::new("ET", vec![]));
    pdf(operations, |document| {
        let font = document.add_object(dictionary! {
            "Type" => "Font", "Subtype" => "Type1", "BaseFont" => "Helvetica",
        });
        dictionary! { "Font" => dictionary! { "F1" => font } }.into()
    })
}

/// The same page as a scanner gives it: width, height and grey of a picture.
fn picture() -> (u32, u32, Vec<u8>) {
    let source = hayro::hayro_syntax::Pdf::new(printed()).unwrap();
    let scale = 200.0 / 72.0;
    let settings = PixmapSettings {
        x_scale: scale,
        y_scale: scale,
        bg_color: WHITE,
    };
    let pixmap = hayro::render(
        source.pages().first().unwrap(),
        &RenderCache::new(),
        &InterpreterSettings::default(),
        &RenderSettings::default(),
        &settings,
    );
    // Paper is not quite white, and not quite even.
    let grey: Vec<u8> = pixmap
        .data_as_u8_slice()
        .chunks_exact(4)
        .enumerate()
        .map(|(at, pixel)| pixel[1].saturating_sub(u8::try_from(at * 7919 % 23).unwrap()))
        .collect();
    (pixmap.width().into(), pixmap.height().into(), grey)
}

/// The picture as the one page of a PDF file.
fn scanned() -> Vec<u8> {
    let (width, height, grey) = picture();
    let (width, height) = (i64::from(width), i64::from(height));
    let draw = vec![
        Operation::new(
            "cm",
            vec![
                595.into(),
                0.into(),
                0.into(),
                842.into(),
                0.into(),
                0.into(),
            ],
        ),
        Operation::new("Do", vec!["Scan".into()]),
    ];
    pdf(draw, |document| {
        let picture = document.add_object(Stream::new(
            dictionary! {
                "Type" => "XObject", "Subtype" => "Image", "Width" => width, "Height" => height,
                "ColorSpace" => "DeviceGray", "BitsPerComponent" => 8,
            },
            grey,
        ));
        dictionary! { "XObject" => dictionary! { "Scan" => picture } }.into()
    })
}

struct Silent;

impl Progress for Silent {
    fn found(&mut self, _: u64, _: bool) {}
    fn finished(&mut self, _: &str, _: regesta_index::Outcome, _: Option<&str>) {}
}

/// An archive with one scan, and the folder it was offered from.
fn archive_with_a_scan() -> (TempDir, Writer) {
    let root = tempfile::tempdir().unwrap();
    let offered = root.path().join("offered");
    std::fs::create_dir(&offered).unwrap();
    std::fs::write(offered.join("scan.pdf"), scanned()).unwrap();
    let mut writer = Writer::create(&root.path().join("archive")).unwrap();
    take_in(&mut writer, &offered);
    (root, writer)
}

fn take_in(writer: &mut Writer, folder: &Path) {
    let options = Options {
        manifest: None,
        limits: Limits::STANDARD,
        worker_program: std::env::current_exe().unwrap(),
        jobs: NonZeroUsize::MIN,
        only: None,
    };
    ingest(writer, &[folder.to_owned()], &options, &mut Silent).unwrap();
}

fn options(models: &[&str]) -> OcrOptions {
    OcrOptions {
        worker_program: std::env::current_exe().unwrap(),
        limits: Limits::STANDARD,
        models: models.iter().map(|model| (*model).to_owned()).collect(),
        jobs: NonZeroUsize::new(2).unwrap(),
    }
}

fn read_all(writer: &mut Writer) -> OcrReport {
    recognise(writer, &options(&["eng"]), &mut |_, _| {}).unwrap()
}

fn the_document(writer: &Writer) -> (Entry, Page) {
    let id = regesta_index::DocumentId::of(&scanned());
    let entry = writer.catalogue().entry(id).unwrap().unwrap();
    let page = writer
        .catalogue()
        .page(id, regesta_index::PageNumber::FIRST);
    (entry, page.unwrap().unwrap())
}

fn words(text: &str) -> Vec<&str> {
    text.split_whitespace().collect()
}

fn a_scanned_page_is_read_column_by_column_and_taken_off_the_list() {
    let (_root, mut writer) = archive_with_a_scan();
    let (entry, page) = the_document(&writer);
    assert_eq!((entry.outcome.name(), page.text.as_str()), ("no-text", ""));
    assert_eq!(writer.catalogue().unread_pages().unwrap().len(), 1);

    let report = read_all(&mut writer);
    assert_eq!((report.listed, report.recognised), (1, 1), "{report:?}");
    let (entry, page) = the_document(&writer);
    assert_eq!(entry.outcome.name(), "added");
    let expected = [LEFT.join(" "), RIGHT.join(" ")].join(" ");
    assert_eq!(words(&page.text), words(&expected));
    assert!(page.recognised.unwrap() > 0.8, "{:?}", page.recognised);
    assert_eq!(page.language.as_deref(), Some("en"));
    assert_eq!(entry.description.language.as_deref(), Some("en"));
    assert!(writer.catalogue().unread_pages().unwrap().is_empty());
    assert_eq!(read_all(&mut writer), OcrReport::default());
}

/// The picture as a PNG file.
fn png_file() -> Vec<u8> {
    let (width, height, grey) = picture();
    let mut bytes = Vec::new();
    let mut encoder = png::Encoder::new(&mut bytes, width, height);
    encoder.set_color(png::ColorType::Grayscale);
    let mut writer = encoder.write_header().unwrap();
    writer.write_image_data(&grey).unwrap();
    writer.finish().unwrap();
    bytes
}

/// A TIFF file with the picture twice: in grey, and in black and white, white being 0.
fn tiff_file() -> Vec<u8> {
    let (width, height, grey) = picture();
    let rows = grey.chunks_exact(width as usize);
    let packed: Vec<u8> = rows
        .flat_map(|row| row.chunks(8))
        .map(|pixels| {
            let bit = |(at, pixel): (usize, &u8)| u8::from(*pixel < 128) << (7 - at);
            pixels.iter().enumerate().map(bit).sum()
        })
        .collect();
    let mut bytes = b"II*\0\x08\0\0\0".to_vec();
    // An image's directory stands before its pixels: 9 entries of 12 bytes.
    for (bits, white, pixels, is_last) in [(8, 1, &grey, false), (1, 0, &packed, true)] {
        let length = u32::try_from(pixels.len()).unwrap();
        let at = u32::try_from(bytes.len()).unwrap() + 2 + 9 * 12 + 4;
        bytes.extend(9_u16.to_le_bytes());
        for (tag, value) in [
            (256_u16, width),
            (257, height),
            (258, bits),
            (259, 1),
            (262, white),
            (273, at),
            (277, 1),
            (278, height),
            (279, length),
        ] {
            bytes.extend(tag.to_le_bytes());
            bytes.extend(4_u16.to_le_bytes());
            bytes.extend(1_u32.to_le_bytes());
            bytes.extend(value.to_le_bytes());
        }
        let next = if is_last { 0 } else { at + length };
        bytes.extend(next.to_le_bytes());
        bytes.extend_from_slice(pixels);
    }
    bytes
}

fn pictures_are_documents_of_pages_to_be_recognised() {
    let root = tempfile::tempdir().unwrap();
    let offered = root.path().join("offered");
    std::fs::create_dir(&offered).unwrap();
    let (png, tiff) = (png_file(), tiff_file());
    std::fs::write(offered.join("scan.png"), &png).unwrap();
    std::fs::write(offered.join("scans.tif"), &tiff).unwrap();
    let mut writer = Writer::create(&root.path().join("archive")).unwrap();
    take_in(&mut writer, &offered);
    let outcomes = |writer: &Writer| -> Vec<String> {
        let outcomes = writer.catalogue().outcomes(&OutcomeFilter::default());
        let line = |row: OutcomeRow| {
            let reason = row.reason.unwrap_or_default();
            format!("{} {} {reason}", row.path, row.outcome.name())
        };
        outcomes.unwrap().into_iter().map(line).collect()
    };
    assert_eq!(
        outcomes(&writer),
        [
            "offered/scan.png no-text its one page has no text: needs OCR",
            "offered/scans.tif no-text none of the 2 pages has text: needs OCR",
        ]
    );
    let report = read_all(&mut writer);
    assert_eq!((report.listed, report.recognised), (3, 3), "{report:?}");
    let expected = [LEFT.join(" "), RIGHT.join(" ")].join(" ");
    for (file, pages) in [(&png, 1), (&tiff, 2)] {
        let id = regesta_index::DocumentId::of(file);
        for number in 1..=pages {
            let number = regesta_index::PageNumber::new(number).unwrap();
            let page = writer.catalogue().page(id, number).unwrap().unwrap();
            assert_eq!(words(&page.text), words(&expected), "page {number}");
        }
    }
    // What was said of them when they were taken in holds no longer.
    assert_eq!(
        outcomes(&writer),
        ["offered/scan.png added ", "offered/scans.tif added "]
    );
}

fn what_was_recognised_survives_reading_again_and_rebuilding() {
    let (root, mut writer) = archive_with_a_scan();
    read_all(&mut writer);
    let before = the_document(&writer).1;
    take_in(&mut writer, &root.path().join("offered"));
    assert_eq!(the_document(&writer).1, before);
    writer.rebuild(&mut |_, _| {}).unwrap();
    assert_eq!(the_document(&writer).1, before);
    assert!(before.text.contains("public transport"));
}

fn a_language_that_is_not_installed_stops_it_before_anything_is_read() {
    let (_root, mut writer) = archive_with_a_scan();
    let error = recognise(&mut writer, &options(&["tlh"]), &mut |_, _| {}).unwrap_err();
    assert_eq!(error.to_string(), "Tesseract has no language `tlh` here");
    assert_eq!(writer.catalogue().unread_pages().unwrap().len(), 1);
}
