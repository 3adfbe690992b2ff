//! A served archive of the samples, for as long as a test needs it.
//!
//! The command line alone is used, as a reader of the README would: ingest, then serve on a port
//! that the system chooses. Everything is gone when the value is dropped.

use std::io::{BufRead, BufReader, Read};
use std::path::Path;
use std::process::{Child, ChildStdout, Command, Stdio};

use tempfile::TempDir;

/// The running service.
pub(crate) struct Site {
    /// Where it answers: `http://127.0.0.1:…/`.
    pub(crate) address: String,
    server: Child,
    // Kept open: the service may go on printing.
    _output: BufReader<ChildStdout>,
    _archive: TempDir,
}

impl Site {
    /// Ingests the samples into a new archive and serves it.
    pub(crate) fn start() -> Self {
        let archive = tempfile::tempdir().unwrap();
        let samples = Path::new(env!("CARGO_MANIFEST_DIR")).join("samples");
        for collection in ["smart-city-kr", "un-speeches.zip", "documents"] {
            let mut ingest = regesta("ingest", archive.path());
            let output = ingest.arg(samples.join(collection)).output().unwrap();
            let said = String::from_utf8_lossy(&output.stderr);
            assert!(
                output.status.success(),
                "ingest {collection}: {}\n{said}",
                output.status
            );
        }

        let mut serve = regesta("serve", archive.path());
        let mut server = serve
            .args(["--listen", "127.0.0.1:0"])
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let mut output = BufReader::new(server.stdout.take().unwrap());
        let address = output.by_ref().lines().find_map(|line| {
            let line = line.ok()?;
            Some(
                line.get(line.find("http://")?..)?
                    .split_whitespace()
                    .next()?
                    .to_owned(),
            )
        });
        let Some(address) = address else {
            panic!(
                "regesta serve ended without an address: {:?}",
                server.wait()
            );
        };
        Self {
            address,
            server,
            _output: output,
            _archive: archive,
        }
    }
}

impl Drop for Site {
    fn drop(&mut self) {
        // It may have ended by itself; then there is nothing to stop.
        let _ = self.server.kill();
        let _ = self.server.wait();
    }
}

fn regesta(subcommand: &str, archive: &Path) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_regesta"));
    command
        .arg(subcommand)
        .arg("--archive")
        .arg(archive)
        .stdin(Stdio::null());
    command
}
