//! `regesta rebuild`: the index anew, from the catalogue alone.

use regesta_index::Writer;

use super::progress::Bar;
use super::{ArchiveDir, Done, Error};

/// Build the search index anew from the catalogue, beside the old one, and switch to it
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    #[command(flatten)]
    archive: ArchiveDir,
}

/// Runs the subcommand.
pub(super) fn run(args: &Args) -> Result<Done, Error> {
    let bar = Bar::new("documents");
    Writer::open(args.archive.path())?.rebuild(&mut |done, total| bar.at(done, total))?;
    Ok(Done::All)
}
