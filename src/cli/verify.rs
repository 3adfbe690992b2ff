//! `regesta verify`: whether everything on disk is what was written there.

use regesta_index::Archive;

use super::progress::Bar;
use super::screen::{Screen, plain};
use super::{ArchiveDir, Done, Error};

/// Check every original, the catalogue and the index against their checksums and each other
///
/// Faults are listed, and the exit code is then 2.
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    #[command(flatten)]
    archive: ArchiveDir,
    /// Print as JSON
    #[arg(long)]
    json: bool,
}

/// Runs the subcommand.
pub(super) fn run(args: &Args) -> Result<Done, Error> {
    let archive = Archive::open(args.archive.path())?;
    let bar = Bar::new("originals");
    let found = archive.verify(&mut |done, total| bar.at(done, total))?;
    drop(bar);
    let mut screen = Screen::new();
    if args.json {
        screen.json(&found)?;
    } else {
        screen.counts([
            ("originals", found.originals),
            ("index files", found.index_files),
            ("documents", found.documents),
            ("faults", found.faults.len() as u64),
        ])?;
        found
            .faults
            .iter()
            .try_for_each(|fault| screen.line(&plain(fault)))?;
    }
    screen.finish()?;
    Ok(if found.faults.is_empty() {
        Done::All
    } else {
        Done::Faulty
    })
}
