//! Pages in the catalogue: as rows, both ways, and what can be asked about them.

use std::cell::RefCell;

use rusqlite::{Connection, OptionalExtension, Row, params};
use zstd::bulk::Decompressor;

use super::{Catalogue, PageNote, UnreadPages, parsed, size, unreadable};
use crate::disk::io_error;
use crate::{DocumentId, Error, Page, PageNumber};

/// zstd's own default: most of the gain at most of the speed.
const COMPRESSION_LEVEL: i32 = 3;

/// What [`read`] reads, in its order.
pub(super) const COLUMNS: &str =
    "p.number, p.language, p.passages, p.label, p.quality, p.unread, p.recognised, p.marks, p.bytes,
     p.text";

impl Catalogue {
    /// One page with its text, or `None`.
    pub fn page(&self, id: DocumentId, number: PageNumber) -> Result<Option<Page>, Error> {
        let found = self.read(|connection| {
            let sql = format!(
                "SELECT {} FROM pages p JOIN documents d ON d.row = p.document
                 WHERE d.id = ?1 AND p.number = ?2",
                COLUMNS
            );
            let mut statement = connection.prepare_cached(&sql)?;
            Ok(statement
                .query_row(params![id.to_string(), number.get()], read)
                .optional()?)
        })?;
        found.transpose()
    }

    /// Every page of a document with its text, in order; empty if it was never kept.
    pub fn pages(&self, id: DocumentId) -> Result<Vec<Page>, Error> {
        self.read(|connection| {
            let row = super::row_of(connection, id)?;
            row.map_or(Ok(Vec::new()), |row| of_document(connection, row))
        })
    }

    /// What is known of every page of a document beside its text, in order.
    pub fn page_notes(&self, id: DocumentId) -> Result<Vec<PageNote>, Error> {
        self.read(|connection| {
            let sql = "SELECT number, label, quality, unread, recognised, bytes FROM pages
                       WHERE document = (SELECT row FROM documents WHERE id = ?1) ORDER BY number";
            let mut statement = connection.prepare_cached(sql)?;
            let notes = statement.query_map([id.to_string()], |row| {
                Ok(PageNote {
                    page: PageNumber::new(row.get(0)?).unwrap_or(PageNumber::FIRST),
                    label: row.get(1)?,
                    quality: row.get(2)?,
                    is_unread: row.get(3)?,
                    recognised: row.get(4)?,
                    bytes: size(row, 5)?,
                })
            })?;
            Ok(notes.collect::<Result<_, _>>()?)
        })
    }

    /// What is left to be recognised, in the order in which the documents were kept.
    ///
    /// Documents that were withdrawn are not among them.
    pub fn unread_pages(&self) -> Result<Vec<UnreadPages>, Error> {
        self.read(|connection| {
            let sql = "SELECT d.id, d.media_type,
                              ifnull((SELECT min(path) FROM names WHERE document = d.row), d.id),
                              p.number, p.bytes > 0
                       FROM pages p JOIN documents d ON d.row = p.document
                       WHERE p.unread = 1 AND d.withdrawn IS NULL
                       ORDER BY p.document, p.number";
            let mut statement = connection.prepare_cached(sql)?;
            let mut rows = statement.query([])?;
            let mut all: Vec<UnreadPages> = Vec::new();
            while let Some(row) = rows.next()? {
                let id = parsed(row, 0)?;
                let Some(number) = PageNumber::new(row.get(3)?) else {
                    continue;
                };
                let mut document = match all.pop_if(|last| last.id == id) {
                    Some(last) => last,
                    None => UnreadPages {
                        id,
                        media_type: row.get(1)?,
                        name: row.get(2)?,
                        without_text: Vec::new(),
                        not_reliable: Vec::new(),
                    },
                };
                if row.get(4)? {
                    document.not_reliable.push(number);
                } else {
                    document.without_text.push(number);
                }
                all.push(document);
            }
            Ok(all)
        })
    }
}

/// Reads [`COLUMNS`].
pub(super) fn read(row: &Row<'_>) -> rusqlite::Result<Result<Page, Error>> {
    let bytes = usize::try_from(row.get::<_, i64>(8)?).unwrap_or(0);
    let page = Page {
        number: PageNumber::new(row.get(0)?).unwrap_or(PageNumber::FIRST),
        text: String::new(),
        language: row.get(1)?,
        passages: list(row, 2)?,
        marks: list(row, 7)?,
        label: row.get(3)?,
        quality: row.get(4)?,
        is_unread: row.get(5)?,
        recognised: row.get(6)?,
    };
    let text = decompress(row.get_ref(9)?.as_blob()?, bytes);
    Ok(text.map(|text| Page { text, ..page }))
}

/// Reads what [`list_json`] wrote.
fn list<T: serde::de::DeserializeOwned>(row: &Row<'_>, column: usize) -> rusqlite::Result<Vec<T>> {
    match row.get_ref(column)?.as_str_or_null()? {
        Some(json) => serde_json::from_str(json).map_err(|error| unreadable(column, error)),
        None => Ok(Vec::new()),
    }
}

/// All pages of the document in `row`, in order.
pub(super) fn of_document(connection: &Connection, row: i64) -> Result<Vec<Page>, Error> {
    let sql = format!("SELECT {COLUMNS} FROM pages p WHERE document = ?1 ORDER BY number");
    let mut statement = connection.prepare_cached(&sql)?;
    let pages = statement.query_map([row], read)?;
    pages.map(|page| page?).collect()
}

/// Writes `pages` of the document in `row`, each in the place of the one with its number.
pub(super) fn write(connection: &Connection, row: i64, pages: &[Page]) -> Result<(), Error> {
    let sql = "INSERT OR REPLACE INTO pages
                   (document, number, language, passages, label, quality, unread, recognised, marks,
                    bytes, text)
               VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11)";
    let mut statement = connection.prepare_cached(sql)?;
    for page in pages {
        let text = zstd::bulk::compress(page.text.as_bytes(), COMPRESSION_LEVEL)
            .map_err(io_error("compress a page for", "catalogue.sqlite".as_ref()))?;
        statement.execute(params![
            row,
            page.number.get(),
            page.language,
            list_json(&page.passages),
            page.label,
            page.quality,
            page.is_unread,
            page.recognised,
            list_json(&page.marks),
            i64::try_from(page.text.len()).unwrap_or(i64::MAX),
            text,
        ])?;
    }
    Ok(())
}

/// A list as JSON; `None` where there is nothing in it.
pub(super) fn list_json<T: serde::Serialize>(list: &[T]) -> Option<String> {
    (!list.is_empty()).then(|| serde_json::to_string(list).unwrap_or_default())
}

thread_local! {
    /// Making one takes longer than unpacking a page.
    static UNPACKER: RefCell<Option<Decompressor<'static>>> = const { RefCell::new(None) };
}

/// Unpacks the text of a page, which has `bytes` bytes.
pub(super) fn decompress(blob: &[u8], bytes: usize) -> Result<String, Error> {
    let damaged = |what: String| Error::Damaged {
        path: "catalogue.sqlite".into(),
        what,
    };
    let unpack = |unpacker: &mut Option<Decompressor<'static>>| match unpacker {
        Some(unpacker) => unpacker.decompress(blob, bytes),
        none => none.insert(Decompressor::new()?).decompress(blob, bytes),
    };
    let text = UNPACKER
        .with_borrow_mut(unpack)
        .map_err(|error| damaged(format!("the text of a page cannot be unpacked: {error}")))?;
    String::from_utf8(text).map_err(|_| damaged("the text of a page is not UTF-8".to_owned()))
}
