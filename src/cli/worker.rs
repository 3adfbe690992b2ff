//! `regesta worker`: the sandboxed process that reads one document. Started by ourselves only.

use std::ffi::OsString;

use regesta_ingest::Limits;

use super::{Done, Error};

/// Read one document, or the entries of one archive, within limits
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// The job and its arguments, which the worker reads itself
    #[arg(trailing_var_arg = true, allow_hyphen_values = true)]
    job: Vec<OsString>,
}

/// Runs the subcommand.
pub(super) fn run(_: &Args) -> Result<Done, Error> {
    Ok(Done::Worker(regesta_ingest::run_worker(&Limits::STANDARD)))
}
