//! A folder of documents, an archive beside it, the program, and a service over it.

use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Child, Command, Output, Stdio};

use serde_json::Value;

/// A folder of two documents with a manifest, and an archive beside it.
pub(crate) struct Desk {
    pub(crate) dir: tempfile::TempDir,
}

impl Desk {
    /// Two small documents with a manifest, taken in.
    pub(crate) fn new() -> Self {
        let desk = Self::empty();
        desk.write("files/heat.md", "# Heat Plan\n\nShade for every street.\n");
        desk.write("files/flood.txt", "Flood levels rise in the city.\n");
        desk.write(
            "files/manifest.csv",
            "path,title,country,date\nheat.md,Heat Plan,FR,2019\nflood.txt,Flood Report,NL,2003\n",
        );
        desk.check(&["ingest", "files"], 0);
        desk
    }

    /// A folder with nothing in it.
    pub(crate) fn empty() -> Self {
        Self {
            dir: tempfile::tempdir().unwrap(),
        }
    }

    pub(crate) fn write(&self, name: &str, text: &str) {
        let file = self.dir.path().join(name);
        std::fs::create_dir_all(file.parent().unwrap()).unwrap();
        std::fs::write(file, text).unwrap();
    }

    pub(crate) fn run(&self, arguments: &[&str]) -> Output {
        Command::new(env!("CARGO_BIN_EXE_regesta"))
            .args(arguments)
            .env("USER", "A. Kim")
            .current_dir(self.dir.path())
            .stdin(Stdio::null())
            .output()
            .unwrap()
    }

    /// Runs and gives standard output and error; the exit code must be `code`.
    #[track_caller]
    pub(crate) fn check(&self, arguments: &[&str], code: i32) -> String {
        let output = self.run(arguments);
        let said = [output.stdout, output.stderr].concat();
        let said = String::from_utf8(said).unwrap();
        assert_eq!(output.status.code(), Some(code), "{arguments:?}\n{said}");
        said
    }

    #[track_caller]
    pub(crate) fn json(&self, arguments: &[&str]) -> Value {
        let output = self.run(&[arguments, &["--json"]].concat());
        serde_json::from_slice(&output.stdout).unwrap()
    }

    /// The id of the one document that `query` finds.
    #[track_caller]
    pub(crate) fn id(&self, query: &str) -> String {
        let answer = self.json(&["search", query]);
        assert_eq!(answer["total"], 1, "{query}");
        answer["hits"][0]["id"].as_str().unwrap().to_owned()
    }

    pub(crate) fn total(&self, query: &str) -> u64 {
        self.json(&["search", query])["total"].as_u64().unwrap()
    }

    pub(crate) fn archive(&self) -> std::path::PathBuf {
        self.dir.path().join("archive")
    }
}

/// A service that ends with the test.
pub(crate) struct Service {
    child: Child,
    address: String,
}

impl Service {
    pub(crate) fn start(dir: &Path) -> Self {
        let mut child = Command::new(env!("CARGO_BIN_EXE_regesta"))
            .args(["serve", "--listen", "127.0.0.1:0"])
            .env_remove("REGESTA_TOKEN")
            .current_dir(dir)
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let mut line = String::new();
        BufReader::new(child.stdout.take().unwrap())
            .read_line(&mut line)
            .unwrap();
        let address = line.trim().trim_end_matches('/').to_owned();
        Self { child, address }
    }

    /// Posts `body` to the assertions of `id`; gives status and answer.
    pub(crate) fn correct(&self, id: &str, token: Option<&str>, body: &str) -> (u16, Value) {
        let agent: ureq::Agent = ureq::Agent::config_builder()
            .http_status_as_error(false)
            .build()
            .into();
        let address = format!("{}/api/v1/documents/{id}/assertions", self.address);
        let mut request = agent
            .post(address)
            .header("content-type", "application/json");
        if let Some(token) = token {
            request = request.header("authorization", format!("Bearer {token}"));
        }
        let mut response = request.send(body).unwrap();
        let status = response.status().as_u16();
        let body = response.body_mut().read_to_vec().unwrap();
        (status, serde_json::from_slice(&body).unwrap_or_default())
    }

    pub(crate) fn get(&self, path: &str) -> Value {
        let mut response = ureq::get(format!("{}{path}", self.address)).call().unwrap();
        response.body_mut().read_json().unwrap()
    }
}

impl Drop for Service {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
