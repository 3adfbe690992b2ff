//! Versions of one work: those that are said to be, and those that may be.
//!
//! What is said (`work`, by a person, a manifest, a file) ties documents. What may be is proposed
//! with its evidence and ties nothing until a person says so: `regesta describe ID --set work=…`,
//! or `--clear work` for a document that is a version of nothing, which proposes nothing any more.
//!
//! Not here: what titles have in common (`work.rs`), on which day which version holds
//! (`validity.rs`).

use std::collections::BTreeMap;

use rusqlite::{Connection, OptionalExtension, Row, params};
use serde::Serialize;

use super::{Catalogue, json, parsed};
use crate::{Description, DocumentId, Error, Field, PolicyDate, work};

/// Most versions, and most proposals, that are given of one work.
pub const MAX_VERSIONS: usize = 500;

/// What belongs to the same work as a document, and what may.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Versions {
    /// The work; `None` if nobody says of which the document is a version.
    pub work: Option<String>,
    /// Its versions, the document itself among them, at most [`MAX_VERSIONS`]; in the order in
    /// which they begin to hold, those without a date last.
    pub versions: Vec<Version>,
    /// Documents that may be versions too, at most [`MAX_VERSIONS`], in the same order.
    pub proposed: Vec<Proposal>,
}

/// One version of a work.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Version {
    /// The document.
    pub id: DocumentId,
    /// Its title.
    pub title: String,
    /// BCP 47 primary language subtag.
    pub language: Option<String>,
    /// Type slug.
    #[serde(rename = "type")]
    pub kind: Option<String>,
    /// Official number.
    pub number: Option<String>,
    /// When it was published.
    pub published: Option<PolicyDate>,
    /// When it was adopted.
    pub adopted: Option<PolicyDate>,
    /// First day of validity, as stated.
    pub valid_from: Option<PolicyDate>,
    /// First day after validity, as stated.
    pub valid_until: Option<PolicyDate>,
    /// Pages in the file.
    pub page_count: u32,
}

/// A work of which versions are kept.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Work {
    /// What stands for it in every version.
    pub name: String,
    /// The title of the version that was kept last.
    pub title: String,
    /// How many versions of it are kept.
    pub versions: u64,
}

/// A document that may be a version, and why.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Proposal {
    /// The document.
    #[serde(flatten)]
    pub version: Version,
    /// The work it is said to be a version of, if it is.
    pub work: Option<String>,
    /// What speaks for it: sentences.
    pub evidence: Vec<String>,
}

/// A document with what decides whether it is a version.
#[derive(Clone)]
struct Known {
    id: DocumentId,
    description: Description,
    page_count: u32,
    key: Option<String>,
}

/// The columns of [`Known`].
const KNOWN: &str = "d.id, d.description, d.page_count, d.work_key";

impl Catalogue {
    /// What belongs to the same work as the document `id`, and what may; `None` if it was never kept.
    pub fn versions(&self, id: DocumentId) -> Result<Option<Versions>, Error> {
        self.read(|connection| {
            let sql = format!("SELECT {KNOWN} FROM documents d WHERE d.id = ?1");
            let own = connection
                .prepare_cached(&sql)?
                .query_row([id.to_string()], known)
                .optional()?;
            own.map(|own| versions(connection, own)).transpose()
        })
    }

    /// Every work that a kept document is said to be a version of, in the order of their names.
    pub fn works(&self) -> Result<Vec<Work>, Error> {
        self.read(|connection| {
            // The other columns are those of the row with the greatest number.
            let sql = "SELECT json_extract(description, '$.work') AS work, count(*),
                              json_extract(description, '$.title'), max(row)
                       FROM documents
                       WHERE work IS NOT NULL AND withdrawn IS NULL GROUP BY work ORDER BY work";
            let mut statement = connection.prepare_cached(sql)?;
            let works = statement.query_map([], |row| {
                Ok(Work {
                    name: row.get(0)?,
                    versions: row.get::<_, i64>(1)?.unsigned_abs(),
                    title: row.get(2)?,
                })
            })?;
            Ok(works.collect::<Result<_, _>>()?)
        })
    }

    /// The versions of a work, at most [`MAX_VERSIONS`], in the order in which they begin to hold,
    /// those without a date last; none if no document is said to be one.
    pub fn versions_of(&self, work: &str) -> Result<Vec<Version>, Error> {
        self.read(|connection| Ok(in_order(of_work(connection, work)?)))
    }
}

fn of_work(connection: &Connection, work: &str) -> Result<Vec<Known>, Error> {
    documents(
        connection,
        "json_extract(d.description, '$.work') = ?1",
        work,
    )
}

fn in_order(mut versions: Vec<Known>) -> Vec<Version> {
    versions.sort_by_cached_key(order);
    versions.into_iter().map(Known::into_version).collect()
}

fn versions(connection: &Connection, own: Known) -> Result<Versions, Error> {
    let work = own.description.work.clone();
    let versions = match &work {
        Some(work) => of_work(connection, work)?,
        None => vec![own.clone()],
    };
    let proposed = proposals(connection, &own)?;
    Ok(Versions {
        work,
        versions: in_order(versions),
        proposed,
    })
}

fn proposals(connection: &Connection, own: &Known) -> Result<Vec<Proposal>, Error> {
    if is_refused(&own.description) {
        return Ok(Vec::new());
    }
    let mut found: BTreeMap<DocumentId, (Known, Vec<String>)> = BTreeMap::new();
    let mut add = |known: Known, evidence: String| {
        let work = (&own.description.work, &known.description.work);
        let is_tied = matches!(work, (Some(_), Some(_)));
        if known.id != own.id && !is_tied && !is_refused(&known.description) {
            let id = known.id;
            let entry = found.entry(id).or_insert_with(|| (known, Vec::new()));
            entry.1.push(evidence);
        }
    };
    if let Some(key) = &own.key {
        let others = documents(connection, "d.work_key = ?1", key)?;
        let may_be = |other: &Known| work::may_be_versions(&own.description, &other.description);
        for other in others.into_iter().filter(may_be) {
            let evidence = same_title(&own.description, &other.description);
            add(other, evidence);
        }
    }
    if let Some(law) = work::enacted_as(&own.description) {
        for other in documents(connection, ENACTED, law)? {
            if work::differ(&own.description, &other.description) {
                let mut evidence = format!("both were enacted as no. {law}, as they say");
                if other.description.title != own.description.title {
                    evidence.push_str("; the titles differ");
                }
                add(other, evidence);
            }
        }
    }
    for named in replaced(&own.description) {
        for other in documents(connection, NAMED, named)? {
            add(other, format!("this document is said to replace `{named}`"));
        }
    }
    for (other, named) in replacing(connection, own.id)? {
        add(
            other,
            format!("it is said to replace `{named}`, this document"),
        );
    }
    let mut found: Vec<_> = found.into_values().collect();
    found.sort_by_cached_key(|(known, _)| order(known));
    let proposal = |(known, evidence): (Known, Vec<String>)| Proposal {
        work: known.description.work.clone(),
        version: known.into_version(),
        evidence,
    };
    Ok(found.into_iter().map(proposal).collect())
}

/// A law by the promulgation by which it came into being.
const ENACTED: &str = "d.row IN (SELECT document FROM assertions
    WHERE field = 'custom:enacted_as' AND value = ?1 AND ended IS NULL AND rejected IS NULL)";

/// A document by its id or a name under which it was offered.
const NAMED: &str = "d.id = ?1 OR d.row IN (SELECT document FROM names WHERE path = ?1)";

fn documents(connection: &Connection, which: &str, value: &str) -> Result<Vec<Known>, Error> {
    let sql = format!(
        "SELECT {KNOWN} FROM documents d
         WHERE ({which}) AND d.withdrawn IS NULL ORDER BY d.row LIMIT {MAX_VERSIONS}"
    );
    let mut statement = connection.prepare_cached(&sql)?;
    let found = statement.query_map([value], known)?;
    Ok(found.collect::<Result<_, _>>()?)
}

/// The documents that are said to replace the document `id`, each with how it is named there.
fn replacing(connection: &Connection, id: DocumentId) -> Result<Vec<(Known, String)>, Error> {
    let sql = format!(
        "SELECT {KNOWN}, a.value FROM assertions a JOIN documents d ON d.row = a.document
         WHERE a.field = 'custom:replaces' AND a.ended IS NULL AND d.withdrawn IS NULL
           AND a.value IN (SELECT ?1 UNION SELECT path FROM names WHERE document =
                           (SELECT row FROM documents WHERE id = ?1))
         ORDER BY d.row LIMIT {MAX_VERSIONS}"
    );
    let mut statement = connection.prepare_cached(&sql)?;
    let found = statement.query_map(params![id.to_string()], |row| {
        Ok((known(row)?, row.get::<_, String>(4)?))
    })?;
    Ok(found.collect::<Result<_, _>>()?)
}

fn replaced(about: &Description) -> impl Iterator<Item = &str> {
    let replaces = about.custom.iter().filter(|(name, _)| name == "replaces");
    replaces.map(|(_, value)| value.as_str())
}

/// Whether a person says that the document is a version of nothing.
fn is_refused(about: &Description) -> bool {
    about.work.is_none() && about.evidence.contains_key(&Field::Work)
}

fn same_title(one: &Description, other: &Description) -> String {
    let mut evidence = "the titles are the same but for years and numbers".to_owned();
    let shared = [
        (!one.country.is_empty(), "country"),
        (one.kind.is_some(), "type"),
        (one.issuer.is_some() && one.issuer == other.issuer, "issuer"),
    ];
    for (_, name) in shared.iter().filter(|(is_shared, _)| *is_shared) {
        evidence.push_str(", so is the ");
        evidence.push_str(name);
    }
    if one.language != other.language {
        evidence.push_str("; the languages differ");
    }
    evidence
}

/// What decides on the order: the first day it may hold, then the number.
fn order(known: &Known) -> (bool, Option<chrono::NaiveDate>, Option<i64>, String) {
    let about = &known.description;
    let dates = [about.valid_from, about.adopted, about.published];
    let first = dates.iter().flatten().find_map(PolicyDate::earliest);
    let number = about.number.as_ref().and_then(|number| number.parse().ok());
    (first.is_none(), first, number, about.title.clone())
}

fn known(row: &Row<'_>) -> rusqlite::Result<Known> {
    Ok(Known {
        id: parsed(row, 0)?,
        description: json(row, 1)?,
        page_count: row.get(2)?,
        key: row.get(3)?,
    })
}

impl Known {
    fn into_version(self) -> Version {
        let about = self.description;
        Version {
            id: self.id,
            title: about.title,
            language: about.language,
            kind: about.kind,
            number: about.number,
            published: about.published,
            adopted: about.adopted,
            valid_from: about.valid_from,
            valid_until: about.valid_until,
            page_count: self.page_count,
        }
    }
}
