//! `regesta status`: the archive in numbers, its runs, and what readers of documents are confined by.

use regesta_index::{Archive, Counts, Outcome, RunSummary};
use regesta_ingest::Confinement;
use serde::Serialize;

use super::screen::{Screen, plain};
use super::{ArchiveDir, Done, Error};

/// Show the archive in numbers, and what was done to it
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    #[command(flatten)]
    archive: ArchiveDir,
    /// Print as JSON
    #[arg(long)]
    json: bool,
}

#[derive(Serialize)]
struct Body {
    #[serde(flatten)]
    counts: Counts,
    runs: Vec<RunSummary>,
    /// Of this machine, not of the archive.
    confinement: Confinement,
}

/// Runs the subcommand.
pub(super) fn run(args: &Args) -> Result<Done, Error> {
    let archive = Archive::open(args.archive.path())?;
    let body = Body {
        counts: archive.catalogue().counts()?,
        runs: archive.catalogue().runs()?,
        confinement: regesta_ingest::confinement(&std::env::current_exe()?)?,
    };
    let mut screen = Screen::new();
    if args.json {
        screen.json(&body)?
    } else {
        print(&mut screen, &body)?
    }
    screen.finish()?;
    Ok(Done::All)
}

fn print(screen: &mut Screen, body: &Body) -> Result<(), Error> {
    let counts = &body.counts;
    screen.counts([
        ("documents", counts.documents),
        ("pages", counts.pages),
        ("pages without text", counts.pages_without_text),
        ("pages recognised by machine", counts.pages_recognised),
        (
            "pages with text that is not reliable",
            counts.pages_not_reliable,
        ),
        ("bytes of text", counts.text_bytes),
        ("bytes of originals", counts.original_bytes),
    ])?;
    screen.line("")?;
    screen.line(&screen.bold("documents by how reading them went"))?;
    let counted = |outcomes: &std::collections::BTreeMap<Outcome, u64>| -> Vec<(&str, u64)> {
        Outcome::ALL
            .iter()
            .filter_map(|outcome| Some((outcome.name(), *outcomes.get(outcome)?)))
            .collect()
    };
    screen.counts(counted(&counts.outcomes))?;
    screen.line("")?;
    screen.line(&body.confinement.to_string())?;
    for run in &body.runs {
        let ended = run
            .finished_at
            .map_or_else(|| "interrupted".to_owned(), |at| at.to_rfc3339());
        screen.line("")?;
        screen.line(&screen.bold(&format!("run {}", run.run)))?;
        screen.line(&format!("{} to {ended}", run.started_at.to_rfc3339()))?;
        screen.line(&plain(&run.offered.join(", ")))?;
        screen.counts(counted(&run.outcomes))?;
    }
    Ok(())
}
