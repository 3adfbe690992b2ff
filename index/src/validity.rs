//! From when until when each document is valid, its later versions considered.
//!
//! A version of a work is replaced on the first day of the version that becomes valid next, so when
//! a document is valid depends on the others: it is worked out once a snapshot.

use std::collections::HashMap;

use tantivy::columnar::Column;
use tantivy::{DocAddress, Searcher, TantivyError};

use crate::Error;
use crate::schema::Fields;

/// Days since 1970 for one document; the extremes stand for "not stated".
#[derive(Clone, Copy, Debug)]
pub(crate) struct Days {
    pub(crate) published: i32,
    pub(crate) valid_from: i32,
    pub(crate) valid_until: i32,
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
        let number = column(fields.number)?;
        let works = reader
            .fast_fields()
            .str(searcher.schema().get_field_name(fields.work))?;
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
            };
            of_segment.push(days);
            let work = works
                .as_ref()
                .and_then(|works| Some((works, works.term_ords(doc).next()?)));
            if let Some((works, ordinal)) =
                work.filter(|_| days.valid_from != i32::MIN && !reader.is_deleted(doc))
            {
                let mut name = String::new();
                works
                    .ord_to_str(ordinal, &mut name)
                    .map_err(TantivyError::from)?;
                versions.entry(name).or_default().push(Version {
                    valid_from: days.valid_from,
                    adopted: day(&adopted, doc, i32::MIN),
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
        for (these, next) in of_versions.iter().zip(of_versions.iter().skip(1)) {
            let Some(until) = next.first().map(|version| version.valid_from) else {
                continue;
            };
            for version in *these {
                let of_segment: Option<&mut Vec<Days>> =
                    all.get_mut(version.address.segment_ord as usize);
                let days =
                    of_segment.and_then(|days| days.get_mut(version.address.doc_id as usize));
                if let Some(days) = days {
                    days.valid_until = days.valid_until.min(until);
                }
            }
        }
    }
    Ok(all)
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
