//! `regesta demo`: from nothing to a working archive in the browser, with the samples.

use std::net::{Ipv4Addr, SocketAddr};
use std::path::{Path, PathBuf};

use super::screen::complain;
use super::{Done, Error, ingest, serve};

/// Where the demonstration is kept, below the current folder.
const DEMO_ARCHIVE: &str = "./demo-archive";

/// Show what this is: take in the sample documents, serve them, print the address
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// Port to serve on; 0 for any free one
    #[arg(long, value_name = "PORT", default_value_t = 8080)]
    port: u16,
}

/// Runs the subcommand.
pub(super) fn run(args: &Args) -> Result<Done, Error> {
    let dir = Path::new(DEMO_ARCHIVE);
    let options = ingest::options(None, None)?;
    let mut writer = ingest::open_or_create(dir)?;
    let report = ingest::take_in(&mut writer, &collections(&samples()?)?, &options)?;
    drop(writer);
    let failed: u64 = report
        .outcomes
        .iter()
        .filter(|(outcome, _)| outcome.is_failure())
        .map(|(_, count)| count)
        .sum();
    complain(&format!(
        "{} sample documents in {DEMO_ARCHIVE}, {failed} failed",
        report.offered
    ));
    serve::archive(dir, SocketAddr::from((Ipv4Addr::LOCALHOST, args.port)))
}

/// The sample collections: every folder and zip among the samples, in order of name.
fn collections(samples: &Path) -> Result<Vec<PathBuf>, Error> {
    let mut found = Vec::new();
    for entry in std::fs::read_dir(samples)
        .map_err(|_| Error::NoSamples)?
        .flatten()
    {
        let path = entry.path();
        if path.is_dir() || path.extension().is_some_and(|ending| ending == "zip") {
            found.push(path);
        }
    }
    found.sort_unstable();
    Ok(found)
}

/// The samples here, or where this program was built.
fn samples() -> Result<PathBuf, Error> {
    let built_at = Path::new(env!("CARGO_MANIFEST_DIR")).join("samples");
    [PathBuf::from("samples"), built_at]
        .into_iter()
        .find(|folder| folder.is_dir())
        .ok_or(Error::NoSamples)
}
