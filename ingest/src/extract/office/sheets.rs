//! Workbooks (XLSX, XLSM, XLSB, XLS and their templates) → sheets.
//!
//! A sheet is a page with its name as label: a line for each row that has something in it, tabs
//! between cells. Dates are written in ISO 8601; shares in per cent (XLSX) as they are seen; other
//! numbers with their value, not in their format. Of merged cells the text stands once, as in the file. Hidden sheets are kept. Text boxes, charts,
//! running heads and feet of a sheet follow its cells (XLSX).
//!
//! What holds: memory grows with the cells that are used, never with the area they lie in. For XLS,
//! whose reader lays sheets out as full rectangles, the area is bounded before it starts. A panic of
//! the reader costs the sheet that it was at, or the file where it had not come to the sheets yet.
//!
//! Not here: formulas, number formats but those, comments. OpenDocument workbooks are read by `odf.rs`.
//!
//! Formats: ECMA-376 part 1, 18; MS-XLSB; MS-XLS; read by `calamine`.

use std::any::Any;
use std::io::Cursor;
use std::panic::{AssertUnwindSafe, catch_unwind};

use calamine::{Reader, SheetType, SheetVisible, Xls, XlsError, Xlsb, Xlsx};
use regesta_index::Paging;

use super::super::page::PageBuilder;
use super::super::{Extracted, Failure, Metadatum};
use super::odf;
use super::opc::Opc;
use super::{embedded, properties};
use crate::limits::Limits;
use beside::{Beside, beside};
use rows::Rows;
use values::{by_reference, shown, shown_in};

mod area;
mod beside;
mod rows;
mod values;

/// Reads a workbook.
///
/// # Errors
///
/// Every variant of [`Failure`] but `Unsupported`.
pub(super) fn read(bytes: &[u8], limits: &Limits) -> Result<Extracted, Failure> {
    let mut extracted = if bytes.starts_with(b"PK") {
        package(bytes, limits)?
    } else {
        xls(bytes, limits)?
    };
    extracted.paging = Paging::Sheets;
    let labels = extracted.pages.iter().map(|page| page.label.as_deref());
    extracted.outline = odf::outline(labels);
    Ok(extracted)
}

/// A sheet while it is read.
struct Sheet {
    name: String,
    is_hidden: bool,
    rows: Rows,
    damage: Option<String>,
}

impl Sheet {
    fn new(sheet: &calamine::Sheet) -> Self {
        Self {
            name: sheet.name.clone(),
            is_hidden: sheet.visible != SheetVisible::Visible,
            rows: Rows::default(),
            damage: None,
        }
    }
}

fn package(bytes: &[u8], limits: &Limits) -> Result<Extracted, Failure> {
    let mut opc = Opc::open(bytes, limits)?;
    properties::read(&mut opc)?;
    let mut beside = beside(&mut opc)?;
    // The reader below unpacks without a bound what has been shown here to be within it.
    for name in opc.names().to_vec() {
        if name.starts_with("xl/") && (name.ends_with(".xml") || name.ends_with(".bin")) {
            let part = opc.bytes(&name)?;
            area::check_announced(&part.unwrap_or_default())?;
        }
    }
    // What is wrong with parts is said below, by sheet.
    opc.warnings.clear();

    let has_binary_sheets = opc.names().iter().any(|name| name == "xl/workbook.bin");
    let sheets = if has_binary_sheets {
        sheets::<Xlsb<_>>(bytes, limits)?
    } else {
        sheets::<Xlsx<_>>(bytes, limits)?
    };
    let mut extracted = Extracted {
        metadata: std::mem::take(&mut opc.metadata),
        ..Extracted::default()
    };
    for sheet in sheets {
        let beside = beside.remove(&sheet.name).unwrap_or_default();
        add(&mut extracted, sheet, &beside);
    }
    let mut warnings = std::mem::take(&mut opc.warnings);
    extracted.warnings.append(&mut warnings);
    let main = opc.main_part("xl/workbook.xml")?;
    let workbook = opc.relationships(&main)?;
    for sheet in workbook.iter().filter(|r| r.kind == "worksheet") {
        let relationships = opc.relationships(&sheet.target)?;
        embedded::attachments(&mut opc, &relationships, &mut extracted.attachments)?;
    }
    Ok(extracted)
}

/// A workbook of which calamine gives one cell after the other.
trait CellByCell<'b>: Reader<Cursor<&'b [u8]>, Error: std::fmt::Display> {
    /// Gives `take` every cell of a sheet: its row, its column, and what is seen in it. The inner
    /// value says what is wrong with a sheet that cannot be read to its end.
    fn each_cell(&mut self, sheet: &str, take: Take<'_>) -> Result<Option<String>, Failure>;
}

type Take<'t> = &'t mut dyn FnMut(u32, u32, &str) -> Result<(), Failure>;

impl<'b> CellByCell<'b> for Xlsx<Cursor<&'b [u8]>> {
    fn each_cell(&mut self, sheet: &str, take: Take<'_>) -> Result<Option<String>, Failure> {
        let mut cells = match self.worksheet_cells_reader(sheet) {
            Ok(cells) => cells,
            Err(error) => return Ok(Some(error.to_string())),
        };
        loop {
            match cells.next_cell_with_style_id() {
                Ok(Some((cell, style))) => {
                    let (row, column) = cell.get_position();
                    let style = cells.styles().get(style);
                    let format = style.and_then(|style| style.number_format.as_ref());
                    let code = format.map(|format| format.format_code.as_str());
                    take(row, column, &shown_in(cell.get_value(), code))?;
                }
                Ok(None) => return Ok(None),
                Err(error) => return Ok(Some(error.to_string())),
            }
        }
    }
}

impl<'b> CellByCell<'b> for Xlsb<Cursor<&'b [u8]>> {
    fn each_cell(&mut self, sheet: &str, take: Take<'_>) -> Result<Option<String>, Failure> {
        let mut cells = match self.worksheet_cells_reader(sheet) {
            Ok(cells) => cells,
            Err(error) => return Ok(Some(error.to_string())),
        };
        loop {
            match cells.next_cell() {
                Ok(Some(cell)) => {
                    let (row, column) = cell.get_position();
                    take(row, column, &shown(cell.get_value()))?;
                }
                Ok(None) => return Ok(None),
                Err(error) => return Ok(Some(error.to_string())),
            }
        }
    }
}

fn sheets<'b, Book: CellByCell<'b>>(
    bytes: &'b [u8],
    limits: &Limits,
) -> Result<Vec<Sheet>, Failure> {
    let mut book = caught(|| Book::new(Cursor::new(bytes)).map_err(|error| unreadable(&error)))?;
    let (mut sheets, mut total) = (Vec::new(), 0);
    for found in listed(book.sheets_metadata(), limits)? {
        let mut sheet = Sheet::new(&found);
        if found.typ == SheetType::WorkSheet {
            keep_on(&mut sheet, |sheet| {
                let rows = &mut sheet.rows;
                sheet.damage = book.each_cell(&found.name, &mut |row, column, text| {
                    rows.cell(row, column, text);
                    within(total + rows.len(), limits)
                })?;
                Ok(())
            })?;
        }
        total += sheet.rows.len();
        sheets.push(sheet);
    }
    Ok(sheets)
}

fn xls(bytes: &[u8], limits: &Limits) -> Result<Extracted, Failure> {
    let mut book = caught(|| {
        let mended = area::check(bytes)?;
        let bytes = mended.unwrap_or_else(|| bytes.to_vec());
        Xls::new(Cursor::new(bytes)).map_err(|error| match error {
            XlsError::Password => Failure::Encrypted,
            error => unreadable(&error),
        })
    })?;
    let mut extracted = Extracted::default();
    let properties = caught(|| {
        book.workbook_properties()
            .map_err(|error| unreadable(&error))
    });
    if let Ok(properties) = properties {
        let known = [
            ("core/title", properties.title),
            ("core/subject", properties.subject),
            ("core/creator", properties.creator),
            ("core/keywords", properties.keywords),
            ("core/description", properties.description),
            ("core/category", properties.category),
            ("core/created", properties.created),
            ("core/modified", properties.modified),
            ("app/company", properties.company),
            ("app/manager", properties.manager),
            ("app/application", properties.application),
        ];
        let stated = known.into_iter().filter_map(|(key, value)| {
            Some(Metadatum {
                key: key.to_owned(),
                value: value?,
            })
        });
        extracted.metadata.extend(stated);
    }
    let mut total = 0;
    for found in listed(book.sheets_metadata(), limits)? {
        let mut sheet = Sheet::new(&found);
        keep_on(&mut sheet, |sheet| {
            match book.worksheet_range(&found.name) {
                Ok(range) => {
                    let (top, left) = range.start().unwrap_or_default();
                    for (row, column, value) in range.used_cells() {
                        let row = u32::try_from(row).unwrap_or(u32::MAX).saturating_add(top);
                        let column = u32::try_from(column).unwrap_or(u32::MAX);
                        let value = by_reference(value);
                        sheet
                            .rows
                            .cell(row, column.saturating_add(left), &shown(&value));
                        within(total + sheet.rows.len(), limits)?;
                    }
                }
                // Charts and macros have no cells.
                Err(_) if found.typ != SheetType::WorkSheet => {}
                Err(error) => sheet.damage = Some(error.to_string()),
            }
            Ok(())
        })?;
        total += sheet.rows.len();
        add(&mut extracted, sheet, &Beside::default());
    }
    Ok(extracted)
}

/// Does what the library is needed for; a panic of it makes the file a damaged one.
fn caught<T>(read: impl FnOnce() -> Result<T, Failure>) -> Result<T, Failure> {
    catch_unwind(AssertUnwindSafe(read))
        .unwrap_or_else(|panic| Err(Failure::damaged(failed(&*panic))))
}

/// Reads a sheet; what was read of it before a panic of the library stays.
fn keep_on(
    sheet: &mut Sheet,
    read: impl FnOnce(&mut Sheet) -> Result<(), Failure>,
) -> Result<(), Failure> {
    let read = catch_unwind(AssertUnwindSafe(|| read(sheet)));
    read.unwrap_or_else(|panic| {
        sheet.damage = Some(failed(&*panic));
        Ok(())
    })
}

fn failed(panic: &(dyn Any + Send)) -> String {
    let message = panic.downcast_ref::<String>().map(String::as_str);
    let message = message.or_else(|| panic.downcast_ref::<&str>().copied());
    let message = message.unwrap_or("without a message");
    format!("the workbook's reader failed: {message}")
}

fn add(extracted: &mut Extracted, sheet: Sheet, beside: &Beside) {
    let name = &sheet.name;
    if sheet.is_hidden {
        extracted.warnings.push(format!("sheet {name} is hidden"));
    }
    if let Some(damage) = &sheet.damage {
        let warning = format!("sheet {name} is read as far as it goes: {damage}");
        extracted.warnings.push(warning);
    }
    let mut page = PageBuilder::default();
    page.furniture(&beside.header);
    page.text(&sheet.rows.finish());
    page.gap();
    page.text(&beside.drawn);
    page.furniture(&beside.footer);
    let mut page = page.finish();
    page.label = Some(sheet.name);
    extracted.pages.push(page);
}

fn unreadable(error: &dyn std::fmt::Display) -> Failure {
    Failure::damaged(format!("workbook cannot be read: {error}"))
}

/// The sheets of a workbook, if there are not too many.
fn listed(sheets: &[calamine::Sheet], limits: &Limits) -> Result<Vec<calamine::Sheet>, Failure> {
    let (found, limit) = (sheets.len(), limits.max_pages);
    if limit < found {
        return Err(Failure::over(format!(
            "document has {found} sheets, limit is {limit}"
        )));
    }
    Ok(sheets.to_vec())
}

fn within(text_bytes: usize, limits: &Limits) -> Result<(), Failure> {
    let limit = limits.max_text_bytes;
    if limit < text_bytes {
        return Err(Failure::over(format!(
            "text has more than {limit} bytes, the limit"
        )));
    }
    Ok(())
}
