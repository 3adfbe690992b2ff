//! How large a workbook is, found before its reader takes memory for it.
//!
//! That reader (`calamine`) believes what a file announces: the size of a sheet in XLS, the number of
//! shared strings in XLSX. A size that cannot be is set to nothing, as it says nothing of the cells.
//!
//! Format: MS-XLS 2.1.4: records of a number, a length and data; those of cells begin with row and
//! column. ECMA-376 part 1, 18.4.9 (shared strings).

use std::collections::BTreeMap;
use std::io::{Cursor, Read, Seek, SeekFrom, Write};

use super::super::super::Failure;

/// Most cells, used or not, in the rectangles that the sheets of one file fill: about 1 GB laid out.
const MAX_CELLS: u64 = 16 << 20;

/// Cells of the size that a sheet states beyond which the statement is passed over: what it is worth is
/// memory taken beforehand, 40 bytes a cell.
const MAX_STATED_CELLS: u64 = 1 << 20;

/// Shared strings that are announced although the file has no room for them: about 25 MB taken.
const MAX_FREE_STRINGS: usize = 1 << 20;

const BEGIN: u16 = 0x0809;
const END: u16 = 0x000a;
/// The name of a sheet, and where it begins.
const SHEET: u16 = 0x0085;
/// The rows and columns that a sheet says it has.
const DIMENSIONS: u16 = 0x0200;
/// Formula, old label, shared label, number, old string, value, several values, error.
const CELLS: [u16; 8] = [
    0x0006, 0x0204, 0x00fd, 0x0203, 0x00d6, 0x027e, 0x00bd, 0x0205,
];

/// Looks at every record of the workbook; gives the file with what cannot be set right, where
/// there is any such.
///
/// # Errors
///
/// - [`Failure::Damaged`] if there is no workbook in it
/// - [`Failure::OverLimit`] if its sheets are too large
pub(super) fn check(bytes: &[u8]) -> Result<Option<Vec<u8>>, Failure> {
    let damaged =
        |error: std::io::Error| Failure::damaged(format!("workbook cannot be read: {error}"));
    let mut file = cfb::CompoundFile::open(Cursor::new(bytes)).map_err(damaged)?;
    let path = ["/Workbook", "/Book"];
    let path = path.into_iter().find(|path| file.is_stream(path));
    let Some(path) = path else {
        return Err(Failure::damaged("it has no workbook inside"));
    };
    let mut records = Vec::new();
    let stream = file.open_stream(path).map_err(damaged)?;
    let most = bytes.len() as u64;
    stream
        .take(most)
        .read_to_end(&mut records)
        .map_err(damaged)?;

    // A sheet may be said to begin inside another record; its reader goes there.
    let sheets = sheets(&records);
    let by_sheet = sheets.values().map(|sheet| cells(sheet));
    let found = cells(&records).max(by_sheet.fold(0, u64::saturating_add));
    if MAX_CELLS < found {
        return Err(Failure::over(format!(
            "sheets span {found} cells, limit is {MAX_CELLS}"
        )));
    }
    let mut wrong = wrong_dimensions(&records, 0);
    for (at, sheet) in sheets {
        wrong.extend(wrong_dimensions(sheet, at));
    }
    if wrong.is_empty() {
        return Ok(None);
    }
    let mut mended = cfb::CompoundFile::open(Cursor::new(bytes.to_vec())).map_err(damaged)?;
    let mut stream = mended.open_stream(path).map_err(damaged)?;
    for (at, length) in wrong {
        stream.seek(SeekFrom::Start(at)).map_err(damaged)?;
        stream.write_all(&vec![0; length]).map_err(damaged)?;
    }
    stream.flush().map_err(damaged)?;
    drop(stream);
    Ok(Some(mended.into_inner().into_inner()))
}

/// Looks at what a part of a workbook in XML announces.
///
/// # Errors
///
/// - [`Failure::Damaged`] if it cannot be true, and would take much memory if it were
pub(super) fn check_announced(part: &[u8]) -> Result<(), Failure> {
    let text = String::from_utf8_lossy(part);
    for after in text.split("uniqueCount").skip(1) {
        let digits = after.bytes().skip_while(|byte| !byte.is_ascii_digit());
        let digits = digits.take_while(u8::is_ascii_digit);
        let count = digits.fold(0_usize, |count, digit| {
            count
                .saturating_mul(10)
                .saturating_add(usize::from(digit - b'0'))
        });
        if part.len().max(MAX_FREE_STRINGS) < count {
            return Err(Failure::damaged(format!(
                "workbook announces {count} shared strings, which it has no room for"
            )));
        }
    }
    Ok(())
}

/// The sheets that `records` name: where each begins, and its records to its end.
fn sheets(records: &[u8]) -> BTreeMap<usize, &[u8]> {
    let mut sheets = BTreeMap::new();
    let mut rest = records;
    while let Some((number, data, after)) = record(rest) {
        rest = after;
        let place = data.first_chunk().map(|place| u32::from_le_bytes(*place));
        let at = place.and_then(|place| usize::try_from(place).ok());
        if let (SHEET, Some(at)) = (number, at)
            && let Some(sheet) = records.get(at..)
        {
            sheets.entry(at).or_insert_with(|| until_end(sheet));
        }
    }
    sheets
}

/// The records of a sheet that begins here, with what is embedded in it.
fn until_end(records: &[u8]) -> &[u8] {
    let mut depth = 0_u32;
    let mut rest = records;
    while let Some((number, _, after)) = record(rest) {
        rest = after;
        match number {
            BEGIN => depth = depth.saturating_add(1),
            END if depth <= 1 => break,
            END => depth -= 1,
            _ => {}
        }
    }
    let length = records.len().saturating_sub(rest.len());
    records.get(..length).unwrap_or_default()
}

/// Where in `records`, which begin at `start`, a sheet states a size that is none or too large, and
/// how many bytes that is.
fn wrong_dimensions(records: &[u8], start: usize) -> Vec<(u64, usize)> {
    let mut wrong = Vec::new();
    let mut at = start.saturating_add(4);
    let mut rest = records;
    while let Some((number, data, after)) = record(rest) {
        let word = |at: usize| {
            let bytes = data.get(at..at + 2).and_then(|bytes| bytes.first_chunk());
            u64::from(bytes.map_or(0, |bytes| u16::from_le_bytes(*bytes)))
        };
        let double = |at| word(at) | word(at + 2) << 16;
        // First row, the one after the last, first column, the one after the last.
        let (top, bottom, left, right) = match data.len() {
            10 => (word(0), word(2), word(4), word(6)),
            _ => (double(0), double(4), word(8), word(10)),
        };
        let left = if 255 < left || right < left { 0 } else { left };
        let is_stated = number == DIMENSIONS && bottom != 0 && right != 0;
        let has_area = top < bottom && left < right;
        let area = bottom.saturating_sub(top) * right.saturating_sub(left);
        if is_stated && (!has_area || MAX_STATED_CELLS < area) {
            wrong.push((at as u64, data.len()));
        }
        at = at.saturating_add(4).saturating_add(data.len());
        rest = after;
    }
    wrong
}

/// The first of `records`: its number and data, and what comes after it.
fn record(records: &[u8]) -> Option<(u16, &[u8], &[u8])> {
    let (&[a, b, c, d], after) = records.split_first_chunk()?;
    let [number, length] = [[a, b], [c, d]].map(u16::from_le_bytes);
    let (data, after) = after.split_at(usize::from(length).min(after.len()));
    Some((number, data, after))
}

fn cells(records: &[u8]) -> u64 {
    let mut total = 0_u64;
    let mut sheet: Option<(u64, u64, u64, u64)> = None;
    let mut rest = records;
    while let Some((number, data, after)) = record(rest) {
        let word = |at: usize| {
            let bytes = data.get(at..at.checked_add(2)?)?.first_chunk()?;
            Some(u16::from_le_bytes(*bytes))
        };
        rest = after;
        if number == BEGIN {
            total = total.saturating_add(area(sheet.take()));
        }
        if !CELLS.contains(&number) {
            continue;
        }
        let (Some(row), Some(column)) = (word(0), word(2)) else {
            continue;
        };
        let (row, column) = (u64::from(row), u64::from(column));
        // Several values in a row end with the number of their last column.
        let last = match number {
            0x00bd => word(data.len().saturating_sub(2)).map_or(column, u64::from),
            _ => column,
        };
        let (top, bottom, left, right) = sheet.unwrap_or((row, row, column, last));
        sheet = Some((
            top.min(row),
            bottom.max(row),
            left.min(column),
            right.max(last),
        ));
    }
    total.saturating_add(area(sheet))
}

fn area(sheet: Option<(u64, u64, u64, u64)>) -> u64 {
    sheet.map_or(0, |(top, bottom, left, right)| {
        (bottom - top + 1).saturating_mul((right + 1).saturating_sub(left))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn number(row: u16, column: u16) -> Vec<u8> {
        let mut record = vec![3, 2, 14, 0];
        record.extend(row.to_le_bytes());
        record.extend(column.to_le_bytes());
        record.extend([0; 10]);
        record
    }

    #[test]
    fn the_rectangles_of_all_sheets_are_added_up() {
        let sheet = [vec![9, 8, 0, 0], number(0, 0), number(9, 4)].concat();
        assert_eq!(cells(&[sheet.clone(), sheet].concat()), 100);
        assert_eq!(cells(&number(65_535, 255)), 1);
        assert_eq!(cells(&[9, 8, 255, 255, 1]), 0);
    }

    #[test]
    fn a_sheet_that_begins_inside_another_record_is_looked_at() {
        let size = [0, 2, 14, 0, 0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 1, 0, 0, 0];
        let sheet = [&[9, 8, 0, 0][..], &size, &[10, 0, 0, 0]].concat();
        // The sheet is the data of a record that means nothing.
        let hidden = [&[0xff, 0xee, 26, 0][..], &sheet].concat();
        let named = [&[0x85, 0, 4, 0][..], &12_u32.to_le_bytes(), &hidden].concat();
        assert_eq!(wrong_dimensions(&named, 0), []);
        let sheets = sheets(&named);
        assert_eq!(sheets.get(&12), Some(&sheet.as_slice()));
        assert_eq!(wrong_dimensions(&sheet, 12), [(20, 14)]);
    }

    /// Found by mutation, just under the limit of cells that are there (`large-dimensions.xls`).
    #[test]
    fn a_size_for_which_much_memory_would_be_taken_is_passed_over() {
        let stated = |rows: u32| {
            let mut record = vec![0, 2, 14, 0, 0, 0, 0, 0];
            record.extend(rows.to_le_bytes());
            record.extend([0, 0, 1, 0, 0, 0]);
            wrong_dimensions(&record, 0)
        };
        assert_eq!(stated(65_536), []);
        assert_eq!(stated(16_776_961), [(4, 14)]);
    }
}
