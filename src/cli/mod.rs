//! The command line: one file per subcommand, results to standard output, all else to standard error.
//!
//! `--json` prints one object per line with the names that the service's answers use.

mod bag;
mod completions;
mod definitions;
mod demo;
mod describe;
mod diff;
mod error;
mod extract;
mod filters;
mod ingest;
mod man;
mod ocr;
mod outcomes;
mod progress;
mod rebuild;
mod related;
mod screen;
mod search;
mod serve;
mod show;
mod status;
mod suggest;
mod trends;
mod verify;
mod versions;
mod watch;
mod why;

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::{Parser, Subcommand};

pub(crate) use error::Error;

/// Keep an archive of public policy and search its full text
#[derive(Debug, Parser)]
#[command(
    name = "regesta",
    version,
    propagate_version = true,
    disable_help_subcommand = true
)]
pub(crate) struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    Demo(demo::Args),
    Ingest(ingest::Args),
    Watch(watch::Args),
    Bag(bag::Args),
    Extract(extract::Args),
    Search(Box<search::Args>),
    Suggest(suggest::Args),
    Trends(Box<trends::Args>),
    Definitions(Box<definitions::Args>),
    Show(show::Args),
    Versions(versions::Args),
    Diff(diff::Args),
    Describe(describe::Args),
    Status(status::Args),
    Outcomes(outcomes::Args),
    Ocr(ocr::Args),
    Verify(verify::Args),
    Rebuild(rebuild::Args),
    Serve(serve::Args),
    Completions(completions::Args),
    Man(man::Args),
}

/// Which archive a command is about.
#[derive(Debug, clap::Args)]
struct ArchiveDir {
    /// Folder of the archive
    #[arg(long = "archive", value_name = "DIR", default_value = "./archive")]
    dir: PathBuf,
}

/// How a command ended that did not fail.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Done {
    /// Everything was done, or something was found.
    All,
    /// Nothing was found, or some files failed.
    NotAll,
    /// The archive has faults.
    Faulty,
}

impl Done {
    /// Both were done: the worse of two ends.
    fn and(self, other: Self) -> Self {
        match (self, other) {
            (Self::All, other) => other,
            (first, _) => first,
        }
    }
}

impl Cli {
    /// Runs the subcommand.
    pub(crate) fn run(self) -> Result<Done, Error> {
        match self.command {
            Command::Demo(args) => demo::run(&args),
            Command::Ingest(args) => ingest::run(&args),
            Command::Watch(args) => watch::run(&args),
            Command::Bag(args) => bag::run(&args),
            Command::Extract(args) => extract::run(&args),
            Command::Search(args) => search::run(&args),
            Command::Suggest(args) => suggest::run(&args),
            Command::Trends(args) => trends::run(&args),
            Command::Definitions(args) => definitions::run(&args),
            Command::Show(args) => show::run(&args),
            Command::Describe(args) => describe::run(&args),
            Command::Versions(args) => versions::run(&args),
            Command::Diff(args) => diff::run(&args),
            Command::Status(args) => status::run(&args),
            Command::Outcomes(args) => outcomes::run(&args),
            Command::Ocr(args) => ocr::run(&args),
            Command::Verify(args) => verify::run(&args),
            Command::Rebuild(args) => rebuild::run(&args),
            Command::Serve(args) => serve::run(&args),
            Command::Completions(args) => completions::run(&args),
            Command::Man(args) => man::run(&args),
        }
    }
}

impl ArchiveDir {
    fn path(&self) -> &Path {
        &self.dir
    }
}

impl From<Done> for ExitCode {
    fn from(done: Done) -> Self {
        match done {
            Done::All => Self::SUCCESS,
            Done::NotAll => Self::from(1),
            Done::Faulty => Self::from(2),
        }
    }
}

/// Prints what is wrong with the arguments, or the help that was asked for.
pub(crate) fn usage(usage: &clap::Error) -> ExitCode {
    // Nothing can be done about a closed standard output or error here.
    let _ = usage.print();
    if usage.use_stderr() {
        ExitCode::from(2)
    } else {
        ExitCode::SUCCESS
    }
}

/// Prints `error`, its causes and what to do about it to standard error.
pub(crate) fn report(error: &Error) {
    let causes = std::iter::successors(std::error::Error::source(error), |cause| cause.source());
    let mut text = error.to_string();
    for cause in causes.map(ToString::to_string) {
        // A transparent error has the same words as its cause.
        if !text.ends_with(&cause) {
            text.push_str(": ");
            text.push_str(&cause);
        }
    }
    screen::complain(&format!("error: {text}"));
    if let Some(hint) = error.hint() {
        screen::complain(&format!("hint: {hint}"));
    }
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory;

    use super::*;

    #[test]
    fn arguments_are_consistent() {
        Cli::command().debug_assert();
    }
}
