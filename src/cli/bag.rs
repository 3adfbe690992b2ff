//! `regesta bag`: documents with their metadata as a BagIt bag, for others to keep.

use std::path::PathBuf;
use std::sync::Arc;

use regesta_index::{Archive, DocumentId, Snapshot};
use regesta_queries::Request;
use serde::Serialize;

use super::progress::Bar;
use super::screen::Screen;
use super::{ArchiveDir, Done, Error};

/// Documents asked for at a time.
const WINDOW: usize = 100;

/// Write documents with their metadata as a BagIt bag (RFC 8493)
///
/// All of the archive, or what a query finds: the query language has every filter
/// (`country:KR year:2015..2020`). `regesta ingest BAG` reads one, and checks every checksum.
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// Folder of the bag, which is made
    #[arg(value_name = "BAG")]
    bag: PathBuf,
    /// Only what this query finds
    #[arg(long, value_name = "QUERY")]
    query: Option<String>,
    #[command(flatten)]
    archive: ArchiveDir,
    /// Print as JSON
    #[arg(long)]
    json: bool,
}

#[derive(Serialize)]
struct Body {
    documents: u64,
    bytes: u64,
}

/// Runs the subcommand.
pub(super) fn run(args: &Args) -> Result<Done, Error> {
    let archive = Archive::open(args.archive.path())?;
    let ids = match &args.query {
        Some(query) => found(&archive.snapshot()?, query)?,
        None => archive.catalogue().ids()?,
    };
    let bar = Bar::new("documents");
    let now = chrono::Utc::now();
    let bagged = regesta_ingest::write_bag(&archive, &ids, &args.bag, now, &mut |done, total| {
        bar.at(done, total);
    })?;
    drop(bar);
    let mut screen = Screen::new();
    if args.json {
        screen.json(&Body {
            documents: bagged.documents,
            bytes: bagged.bytes,
        })?;
    } else {
        screen.counts([
            ("documents", bagged.documents),
            ("bytes of originals", bagged.bytes),
        ])?;
    }
    screen.finish()?;
    Ok(if bagged.documents == 0 {
        Done::NotAll
    } else {
        Done::All
    })
}

/// Every document that `query` finds.
fn found(snapshot: &Arc<Snapshot>, query: &str) -> Result<Vec<DocumentId>, Error> {
    let today = chrono::Local::now().date_naive();
    let mut ids = Vec::new();
    loop {
        let pairs = [
            ("q", query.to_owned()),
            ("sort", "oldest".to_owned()),
            ("limit", WINDOW.to_string()),
            ("offset", ids.len().to_string()),
        ];
        let pairs = pairs.map(|(name, value)| (name.to_owned(), value));
        // Beyond the largest offset this is an error that says so: nothing is left out unsaid.
        let request = Request::from_pairs(pairs)?;
        let answer = regesta_queries::search(snapshot, &request, today)?;
        ids.extend(answer.hits.iter().map(|hit| hit.id));
        if answer.hits.is_empty() || answer.total <= ids.len() as u64 {
            return Ok(ids);
        }
    }
}
