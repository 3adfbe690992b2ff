//! What the fuzzer found: every file here once ended its reader, and must never do so again.
//!
//! The files in `fuzz_cases/` are mutations of the documents that `tests/fuzz/src/made.rs` makes, as
//! small as the fuzzer could get them; what was larger is built here.
//!
//! Faults of `calamine` 0.38.0, by place. It takes lengths and offsets out of a file and slices with
//! them unseen; sums overflow (in a release build they wrap).
//!
//! | place | what happens | file |
//! |---|---|---|
//! | `utils.rs:38`, `:43`, `:48` | a record shorter than the number read from it: slice out of range | `utils-NN.xls` |
//! | `xls.rs:633` | a sheet that begins after the end of the stream: slice out of range | `xls-633.xls` |
//! | `xls.rs:665`, `:666` | a sheet whose last row or column is before its first: subtraction overflows | `xls-66N.xls` |
//! | `xls.rs:667` | memory is taken for all cells of the size that a sheet states: gigabytes of 2,560 bytes | `huge-dimensions.xls` |
//! | `xls.rs:772` | a cell's record without a column: slice out of range | `xls-772.xls` |
//! | `xls.rs:804`, `:815` | the record of a sheet's name is short: index out of bounds | `xls-8NN.xls` |
//! | `xls.rs:838` | the record of a defined name is short: index out of bounds | built here |
//! | `xls.rs:1531` | a formula longer than its record: slice out of range | built here |
//! | `xlsx/mod.rs:366` | memory is taken for the shared strings that are announced: 1 GB of 361 bytes | `announced-strings.xlsx` |
//! | `xlsx/mod.rs:3048`, `:3049` | a range whose end is before its beginning: subtraction overflows | `xlsx-NNNN.xlsx` |
//! | `xlsx/mod.rs:3097`, `:3112` | a row or column number of many digits: multiplication overflows | `xlsx-NNNN.xlsx` |
//!
//! Faults of `hayro-syntax` 0.9.0 and `hayro-font` 0.5.0. They end at a worker's limits, with the
//! outcome `over-limit`, and not before; so no such file stands here, where they would be read without
//! limits, but among the bombs (`hostile/bombs.rs`).
//!
//! | place | what happens | the part of a file that does it |
//! |---|---|---|
//! | `lzw_flate.rs:709`, predictor 2 | memory is taken for a row as wide as a stream states: gigabytes of 350 bytes | `/DecodeParms<</Predictor 2/Columns 700000000/Colors 4/BitsPerComponent 16>>` |
//! | `cid.rs:439`, `:465` | an entry is made for every code of a range of widths | `/W[0 2000000000 5]`, `/W2[0 2000000000 5 5 5]` |
//!
//! Ours: memory was taken for nearly 16 million cells that a sheet stated (`large-dimensions.xls`), or
//! stated where only its reader looked (`hidden-dimensions.xls`);
//! cells repeated in repeated cells took memory with the power of their depth (OpenDocument);
//! breaks of pages counted for nothing, and what a cut file left open was not counted at all.

#![expect(clippy::unwrap_used, reason = "a test ends where something is wrong")]

use std::fs;
use std::io::{Cursor, Write as _};
use std::path::{Path, PathBuf};

use regesta_ingest::{Extracted, Failure, Limits, extract};

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fuzz_cases")
}

fn read(bytes: &[u8], name: &str) -> Result<Extracted, Failure> {
    extract(bytes, name, &Limits::STANDARD)
}

/// Reads a file of the folder: what it is refused for, `""` if it is read.
fn refused(name: &str) -> String {
    let bytes = fs::read(folder().join(name)).unwrap();
    match read(&bytes, name) {
        Ok(_) => String::new(),
        Err(Failure::Damaged { reason }) => reason,
        Err(other) => panic!("{name}: {other:?}"),
    }
}

/// A workbook whose globals have `records`, and a sheet.
fn workbook(records: &[(u16, &[u8])]) -> Vec<u8> {
    let mut globals = Vec::new();
    let begin: &[u8] = &[0, 6, 5, 0, 0, 0, 0, 0, 0, 0, 0, 0, 6, 0, 0, 0];
    for (number, data) in [(0x809, begin)]
        .iter()
        .chain(records)
        .chain(&[(0x0a, &[][..])])
    {
        globals.extend(number.to_le_bytes());
        globals.extend(u16::try_from(data.len()).unwrap().to_le_bytes());
        globals.extend_from_slice(data);
    }
    let mut file = cfb::CompoundFile::create(Cursor::new(Vec::new())).unwrap();
    let mut stream = file.create_stream("/Workbook").unwrap();
    stream.write_all(&globals).unwrap();
    drop(stream);
    file.flush().unwrap();
    file.into_inner().into_inner()
}

fn open_document(content: &str) -> Vec<u8> {
    let mut package = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for (name, text) in [
        ("mimetype", "application/vnd.oasis.opendocument.text"),
        ("content.xml", content),
    ] {
        let stored = zip::write::SimpleFileOptions::default()
            .compression_method(zip::CompressionMethod::Stored);
        package.start_file(name, stored).unwrap();
        package.write_all(text.as_bytes()).unwrap();
    }
    package.finish().unwrap().into_inner()
}

#[test]
fn every_file_that_broke_a_reader_is_read_or_damaged() {
    let mut names: Vec<String> = fs::read_dir(folder())
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    names.sort();
    for name in &names {
        refused(name);
    }
    assert!(14 < names.len(), "{names:?}");
}

#[test]
fn a_panic_of_the_workbook_reader_is_told_in_words() {
    // The same in a development and a release build: slices and indices, no overflow.
    for name in ["utils-43.xls", "xls-633.xls", "xls-804.xls", "xls-772.xls"] {
        let reason = refused(name);
        assert!(
            reason.starts_with("the workbook's reader failed: "),
            "{name}: {reason}"
        );
    }
    // A defined name of one byte, and one whose formula is said to have 4,096 bytes.
    let long = [0, 0, 0, 1, 0, 16, 0, 0, 0, 0, 0, 0, 0, 0, 0, b'A'];
    for data in [&[0_u8][..], &long] {
        let failure = read(&workbook(&[(0x18, data)]), "a.xls").unwrap_err();
        let reason = failure.to_string();
        assert!(
            reason.starts_with("the workbook's reader failed: "),
            "{reason}"
        );
    }
}

#[test]
fn memory_that_a_workbook_announces_is_not_taken() {
    let reason = refused("announced-strings.xlsx");
    assert!(
        reason.starts_with("workbook announces 47483647 shared strings"),
        "{reason}"
    );
    // Its cells are short too; that is found with no memory taken for it before.
    let reason = refused("huge-dimensions.xls");
    assert!(
        reason.contains("expected at least 14, found 12"),
        "{reason}"
    );
    // The sizes of sheets say nothing that its cells do not: without them it is read.
    for name in ["xls-665.xls", "xls-666.xls"] {
        assert_eq!(refused(name), "", "{name}");
    }
}

#[test]
fn tables_in_repeated_cells_of_tables_are_over_the_limit_even_where_the_file_is_cut() {
    let cell = "<table:table><table:table-row table:number-rows-repeated=\"60\">\
        <table:table-cell table:number-columns-repeated=\"60\">";
    let start = "<office:document-content><office:body><office:text>";
    for inner in [
        "<text:p>a</text:p>",
        "<text:p>a<text:soft-page-break/>b</text:p>",
    ] {
        let cut = format!("{start}{}{inner}", cell.repeat(30));
        let end = "</table:table-cell></table:table-row></table:table>".repeat(30);
        let whole = format!("{cut}{end}</office:text></office:body></office:document-content>");
        for content in [cut, whole] {
            let failure = read(&open_document(&content), "a.odt").unwrap_err();
            assert!(matches!(failure, Failure::OverLimit { .. }), "{failure}");
        }
    }
}
