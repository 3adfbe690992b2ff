//! A served archive of the samples, for as long as a test needs it.
//!
//! The command line alone is used, as a reader of the README would: ingest, then serve on a port
//! that the system chooses. Everything is gone when the value is dropped.

use std::io::{BufRead, BufReader, Read};
use std::path::{Path, PathBuf};
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
        let samples = Path::new(env!("CARGO_MANIFEST_DIR")).join("samples");
        let collections = ["smart-city-kr", "un-speeches.zip", "documents"];
        Self::of(&collections.map(|collection| samples.join(collection)))
    }

    /// Ingests `collections` into a new archive and serves it.
    pub(crate) fn of(collections: &[PathBuf]) -> Self {
        let archive = tempfile::tempdir().unwrap();
        for collection in collections {
            let mut ingest = regesta("ingest", archive.path());
            let output = ingest.arg(collection).output().unwrap();
            let said = String::from_utf8_lossy(&output.stderr);
            // 1 is "some files could not be read", which a test of such files expects.
            assert!(
                matches!(output.status.code(), Some(0 | 1)),
                "ingest {}: {}\n{said}",
                collection.display(),
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

impl Site {
    /// The address of `path` here.
    pub(crate) fn at(&self, path: &str) -> String {
        format!("{}{}", self.address.trim_end_matches('/'), path)
    }

    /// The body of the answer to `path`, as text, with its status.
    pub(crate) fn get(&self, path: &str) -> (u16, String) {
        let (status, body) = self.bytes(path);
        (status, String::from_utf8(body).unwrap())
    }

    /// The body of the answer to `path`, as it is, with its status.
    pub(crate) fn bytes(&self, path: &str) -> (u16, Vec<u8>) {
        let config = ureq::Agent::config_builder()
            .proxy(None)
            .http_status_as_error(false);
        let agent = ureq::Agent::from(config.build());
        let mut response = agent.get(self.at(path)).call().unwrap();
        let status = response.status().as_u16();
        (status, response.body_mut().read_to_vec().unwrap())
    }

    /// The first document that answers `query`.
    pub(crate) fn document(&self, query: &str) -> String {
        let (_, answer) = self.get(&format!("/api/v1/search?limit=1&q={query}"));
        let answer: serde_json::Value = serde_json::from_str(&answer).unwrap();
        answer["hits"][0]["id"].as_str().unwrap().to_owned()
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
