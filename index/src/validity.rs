//! From when until when each document is valid, its later versions considered.
//!
//! A version of a work is replaced on the first day of the version that becomes valid next, so when
//! a document is valid depends on the others: it is worked out once a snapshot.
//!
//! A version that does not say from when it is valid begins with its adoption; one that does not say
//! that either (yearly brochures, reports) with its publication, and is then replaced by the next one
//! in its own language, as translations come later. A document that is no version among several
//! begins only where it says so.

use std::collections::HashMap;

use tantivy::columnar::{Column, StrColumn};
use tantivy::{DocAddress, DocId, Searcher, TantivyError};

use crate::Error;
use crate::schema::Fields;

/// Days since 1970 for one document; the extremes stand for "not stated".
#[derive(Clone, Copy, Debug)]
pub(crate) struct Days {
    pub(crate) published: i32,
    pub(crate) valid_from: i32,
    pub(crate) valid_until: i32,
    /// First and last year of publication where it is not one for certain; the first after the last
    /// where there is nothing to say.
    pub(crate) possible_years: (i32, i32),
}

/// Reads the days of every document, and lets each version of a work end where the next begins.
pub(crate) fn days(searcher: &Searcher, fields: &Fields) -> Result<Vec<Vec<Days>>, Error> {
    let mut all = Vec::new();
    let mut versions: HashMap<String, Vec<Version>> = HashMap::new();
    for (segment, reader) in (0..).zip(searcher.segment_readers()) {
        let column = |field| {
            reader
                .fast_fields()
                .i64(searcher.schema().get_field_name(field))
        };
        let (published, adopted) = (column(fields.published)?, column(fields.adopted)?);
        let (from, until) = (column(fields.valid_from)?, column(fields.valid_until)?);
        let (first, last) = (
            column(fields.possible_from)?,
            column(fields.possible_until)?,
        );
        let number = column(fields.number)?;
        let text = |field| {
            reader
                .fast_fields()
                .str(searcher.schema().get_field_name(field))
        };
        let (works, languages) = (text(fields.work)?, text(fields.language)?);
        let day = |column: &Column<i64>, doc, none: i32| {
            column
                .first(doc)
                .and_then(|day| i32::try_from(day).ok())
                .unwrap_or(none)
        };
        let mut of_segment = Vec::new();
        for doc in 0..reader.max_doc() {
            let days = Days {
                published: day(&published, doc, i32::MIN),
                valid_from: day(&from, doc, i32::MIN),
                valid_until: day(&until, doc, i32::MAX),
                possible_years: (day(&first, doc, i32::MAX), day(&last, doc, i32::MIN)),
            };
            of_segment.push(days);
            let adopted = day(&adopted, doc, i32::MIN);
            let stated = [days.valid_from, adopted];
            let stated = stated.into_iter().find(|day| *day != i32::MIN);
            let from = stated.unwrap_or(days.published);
            if from != i32::MIN && !reader.is_deleted(doc) {
                let Some(mut series) = first_text(&works, doc)? else {
                    continue;
                };
                if stated.is_none() {
                    series.push('\n');
                    series.push_str(&first_text(&languages, doc)?.unwrap_or_default());
                }
                versions.entry(series).or_default().push(Version {
                    valid_from: from,
                    adopted,
                    number: number.first(doc).unwrap_or(i64::MIN),
                    address: DocAddress::new(segment, doc),
                });
            }
        }
        all.push(of_segment);
    }
    for of_work in versions.values_mut() {
        of_work.sort_unstable();
        // Several files of one version (a translation, another format) hold together.
        let of_versions: Vec<&[Version]> = of_work.chunk_by(Version::is_same).collect();
        if of_versions.len() < 2 {
            continue;
        }
        let next = of_versions.iter().skip(1).map(|next| next.first());
        let ends = next.map(|next| next.map(|version| version.valid_from));
        for (these, until) in of_versions.iter().zip(ends.chain([None])) {
            for version in *these {
                let of_segment: Option<&mut Vec<Days>> =
                    all.get_mut(version.address.segment_ord as usize);
                let days =
                    of_segment.and_then(|days| days.get_mut(version.address.doc_id as usize));
                if let Some(days) = days {
                    days.valid_from = version.valid_from;
                    days.valid_until = days.valid_until.min(until.unwrap_or(i32::MAX));
                }
            }
        }
    }
    Ok(all)
}

/// The first value of a document.
fn first_text(column: &Option<StrColumn>, doc: DocId) -> Result<Option<String>, Error> {
    let found = column
        .as_ref()
        .and_then(|column| Some((column, column.term_ords(doc).next()?)));
    let Some((column, ordinal)) = found else {
        return Ok(None);
    };
    let mut text = String::new();
    column
        .ord_to_str(ordinal, &mut text)
        .map_err(TantivyError::from)?;
    Ok(Some(text))
}

/// A version of a work; the order says which replaces which. Of two that become valid on one day,
/// the one adopted later holds, then the one with the higher number.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Version {
    valid_from: i32,
    adopted: i32,
    number: i64,
    address: DocAddress,
}

impl Version {
    fn is_same(&self, other: &Self) -> bool {
        let version = |v: &Self| (v.valid_from, v.adopted, v.number);
        version(self) == version(other)
    }
}
