//! `regesta serve`: the archive on the network, for people and for machines.

use std::io::{self, Write};
use std::net::SocketAddr;
use std::path::Path;

use regesta_index::Archive;

use super::{ArchiveDir, Done, Error};
use crate::service;

/// Serve the archive: a web site, and an API below /api/v1/
///
/// Prints its address as one line when it is ready, and stops at SIGTERM or Ctrl-C. Put a reverse
/// proxy with TLS before it to serve the public.
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// Address and port to listen on; port 0 for any free one
    #[arg(long, value_name = "ADDRESS", default_value = "127.0.0.1:8080")]
    listen: SocketAddr,
    #[command(flatten)]
    archive: ArchiveDir,
}

/// Runs the subcommand.
pub(super) fn run(args: &Args) -> Result<Done, Error> {
    archive(args.archive.path(), args.listen)
}

/// Serves the archive in `dir` until it is told to stop.
pub(super) fn archive(dir: &Path, listen: SocketAddr) -> Result<Done, Error> {
    log();
    let archive = Archive::open(dir)?;
    let ready = |listening: SocketAddr| {
        let mut out = io::stdout().lock();
        writeln!(out, "http://{listening}/")?;
        out.flush()
    };
    service::serve(archive, listen, ready).map_err(|source| Error::Serve { listen, source })?;
    Ok(Done::All)
}

/// What happens goes to standard error; `RUST_LOG` says how much.
fn log() {
    let filter =
        tracing_subscriber::EnvFilter::try_from_default_env().unwrap_or_else(|_| "info".into());
    // Fails only if logging was set up before, which is as good.
    let _ = tracing_subscriber::fmt()
        .with_env_filter(filter)
        .with_writer(io::stderr)
        .with_ansi(false)
        .try_init();
}
