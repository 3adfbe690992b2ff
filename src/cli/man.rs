//! `regesta man`: the manual, as roff.

use std::io::Write;
use std::path::PathBuf;

use clap::CommandFactory;

use super::{Cli, Done, Error};

/// Print the manual page, or write one for each subcommand into a folder
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// Write regesta.1, regesta-search.1 and so on into this folder
    #[arg(long, value_name = "DIR")]
    to: Option<PathBuf>,
}

/// Runs the subcommand.
pub(super) fn run(args: &Args) -> Result<Done, Error> {
    match &args.to {
        Some(dir) => {
            let failed = |source| Error::File {
                act: "write into",
                path: dir.clone(),
                source,
            };
            std::fs::create_dir_all(dir)
                .and_then(|()| clap_mangen::generate_to(Cli::command(), dir))
                .map_err(failed)?;
        }
        None => {
            let mut page = Vec::new();
            clap_mangen::Man::new(Cli::command()).render(&mut page)?;
            std::io::stdout().lock().write_all(&page)?;
        }
    }
    Ok(Done::All)
}
