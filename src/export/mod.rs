//! Whole results and single documents in the formats that other programs read.
//!
//! A [`Writer`] is given the hits of a result in parts and gives text in parts, so that a result of
//! any length passes through a bounded memory. What is written says which state of the archive it
//! comes from.
//!
//! Not here: which documents, and where the text goes.

mod bibtex;
mod csl;
mod feed;
mod reference;
mod ris;
mod table;

use regesta_queries::{FullHit, Whole};
use serde_json::json;

pub(crate) use feed::feed;
pub(crate) use reference::Reference;

/// A format of an export.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
pub(crate) enum Format {
    /// A table: comma-separated values
    Csv,
    /// A JSON object a line
    Jsonl,
    /// One JSON object with all hits
    Json,
    /// Citations for BibTeX
    Bibtex,
    /// Citations for reference managers
    Ris,
    /// Citations for CSL processors
    Csl,
}

/// Why something could not be written.
#[derive(Debug, thiserror::Error)]
pub(crate) enum Error {
    /// A value cannot be written as JSON.
    #[error(transparent)]
    Json(#[from] serde_json::Error),
    /// A row cannot be written as CSV.
    #[error(transparent)]
    Csv(#[from] csv::Error),
    /// A citation cannot be written as BibTeX.
    #[error("citation cannot be written as BibTeX: {0}")]
    Bibtex(String),
    /// The feed cannot be written.
    #[error(transparent)]
    Feed(#[from] atom_syndication::Error),
}

impl Format {
    /// Every format.
    pub(crate) const ALL: [Self; 6] = [
        Self::Csv,
        Self::Jsonl,
        Self::Json,
        Self::Bibtex,
        Self::Ris,
        Self::Csl,
    ];

    /// The end of its addresses and file names, without the first full stop.
    pub(crate) fn extension(self) -> &'static str {
        match self {
            Self::Csv => "csv",
            Self::Jsonl => "jsonl",
            Self::Json => "json",
            Self::Bibtex => "bib",
            Self::Ris => "ris",
            Self::Csl => "csl.json",
        }
    }

    /// Its media type.
    pub(crate) fn media_type(self) -> &'static str {
        match self {
            Self::Csv => "text/csv; charset=utf-8; header=present",
            Self::Jsonl => "application/jsonl; charset=utf-8",
            Self::Json => "application/json",
            Self::Bibtex => "application/x-bibtex; charset=utf-8",
            Self::Ris => "application/x-research-info-systems; charset=utf-8",
            Self::Csl => "application/vnd.citationstyles.csl+json",
        }
    }

    /// Whether it is made of citations.
    pub(crate) fn cites(self) -> bool {
        !matches!(self, Self::Csv | Self::Jsonl | Self::Json)
    }
}

/// Writes one result in one format.
#[derive(Debug)]
pub(crate) struct Writer {
    format: Format,
    /// Address of the service, without a slash at the end; `None` on the command line.
    base: Option<String>,
    with_pages: bool,
    is_first: bool,
}

impl Writer {
    /// For a result in `format`; addresses of documents begin with `base`.
    pub(crate) fn new(format: Format, base: Option<String>, with_pages: bool) -> Self {
        Self {
            format,
            base,
            with_pages,
            is_first: true,
        }
    }

    /// What stands before the first hit.
    pub(crate) fn begin(&self, whole: &Whole) -> Result<String, Error> {
        let state = whole.archive();
        let said = format!(
            "{} documents, archive generation {}, event {}",
            whole.len(),
            state.generation,
            state.event
        );
        Ok(match self.format {
            Format::Csv => table::head(self.with_pages)?,
            Format::Jsonl | Format::Ris => String::new(),
            Format::Json => {
                let head = json!({
                    "query": whole.query(),
                    "total": whole.len(),
                    "as_of": whole.as_of(),
                    "archive": state,
                    "notices": whole.notices(),
                });
                let head = head.to_string();
                format!("{},\"hits\":[", head.strip_suffix('}').unwrap_or(&head))
            }
            Format::Bibtex => format!("% {said}\n"),
            Format::Csl => "[".to_owned(),
        })
    }

    /// The next hits.
    pub(crate) fn hits(&mut self, hits: &[FullHit]) -> Result<String, Error> {
        let mut text = String::new();
        for hit in hits {
            if !std::mem::take(&mut self.is_first)
                && matches!(self.format, Format::Json | Format::Csl)
            {
                text.push(',');
            }
            match self.format {
                Format::Csv => text.push_str(&table::row(hit, self.with_pages)?),
                Format::Json => text.push_str(&serde_json::to_string(hit)?),
                Format::Jsonl => {
                    text.push_str(&serde_json::to_string(hit)?);
                    text.push('\n');
                }
                cited => {
                    let reference = Reference::new(
                        hit.id,
                        &hit.description,
                        &hit.archive,
                        self.base.as_deref(),
                    );
                    text.push_str(&cite(cited, &reference)?);
                }
            }
        }
        Ok(text)
    }

    /// What stands after the last hit.
    pub(crate) fn end(&self) -> &'static str {
        match self.format {
            Format::Json => "]}\n",
            Format::Csl => "]\n",
            _ => "",
        }
    }
}

/// One document cited in `format`, without what stands around a list.
fn cite(format: Format, reference: &Reference) -> Result<String, Error> {
    match format {
        Format::Bibtex => bibtex::entry(reference),
        Format::Ris => Ok(ris::entry(reference)),
        _ => Ok(serde_json::to_string(&csl::item(reference))?),
    }
}

/// One document cited in `format`, as a file of its own.
pub(crate) fn citation(format: Format, reference: &Reference) -> Result<String, Error> {
    let cited = cite(format, reference)?;
    Ok(match format {
        Format::Csl => format!("[{cited}]\n"),
        _ => cited,
    })
}
