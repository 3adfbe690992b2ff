//! Debian's Chromium, driven through its own driver.
//!
//! Each value has its own driver and its own empty profile, so that tests may run side by side and
//! leave nothing behind. The flags keep the browser off the network and let it run as root.
//!
//! The few commands that the tests need are sent as the standard writes them, JSON over HTTP: the
//! client crates for it turn on features of `serde_json` that the shipped binary does not have, and
//! tests must run against what is shipped.
//!
//! Protocol: W3C WebDriver; the console (`/se/log`) is Chromium's addition to it.

use std::io::{BufRead, BufReader, Read};
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdout, Command, Stdio};
use std::time::{Duration, Instant};

use serde_json::{Value, json};
use tempfile::TempDir;

/// The key under which the standard wraps the id of an element.
const ELEMENT: &str = "element-6066-11e4-a52e-4f735466cecf";
/// The Enter key, as the standard spells it.
pub(crate) const ENTER: &str = "\u{E007}";
/// The Tab key.
pub(crate) const TAB: &str = "\u{E004}";
/// How long an element may take to appear, and a command to be answered.
const PATIENCE: Duration = Duration::from_secs(20);

/// What becomes of the scripts of a page.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Scripts {
    /// They run.
    Run,
    /// They do not, as if the reader had switched JavaScript off.
    Blocked,
}

/// A browser with one window.
pub(crate) struct Browser {
    agent: ureq::Agent,
    /// Address of the session at the driver, without a slash at the end.
    session: String,
    // Ended in this order once the session is closed.
    _driver: Driver,
    _profile: TempDir,
}

/// An element of the page that is open; stale once another page opens.
pub(crate) struct Element<'a> {
    browser: &'a Browser,
    id: String,
}

/// The process that turns WebDriver requests into the browser's own.
struct Driver {
    process: Child,
    // Kept open: a driver whose output is closed may end.
    output: BufReader<ChildStdout>,
}

impl Drop for Driver {
    fn drop(&mut self) {
        // It may have ended by itself; then there is nothing to stop.
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

impl Browser {
    /// Opens a browser and makes sure that it treats scripts as asked.
    pub(crate) fn start(scripts: Scripts) -> Self {
        let (driver, address) = start_driver();
        let profile = tempfile::tempdir().unwrap();
        let config = ureq::Agent::config_builder()
            .proxy(None)
            .http_status_as_error(false)
            .timeout_global(Some(PATIENCE));
        let agent = ureq::Agent::from(config.build());
        let opened = post(
            &agent,
            &format!("{address}/session"),
            &capabilities(scripts, profile.path()),
        );
        let id = opened["sessionId"]
            .as_str()
            .unwrap_or_else(|| panic!("no session: {opened}"));
        let session = format!("{address}/session/{id}");
        let browser = Self {
            agent,
            session,
            _driver: driver,
            _profile: profile,
        };
        browser.check_scripts(scripts);
        browser
    }

    /// Opens the page at `address`.
    pub(crate) fn open(&self, address: &str) {
        self.post("/url", &json!({ "url": address }));
    }

    /// Gives the page so many pixels of width, as a device would.
    pub(crate) fn resize(&self, width: u32) {
        let size =
            json!({ "width": width, "height": 900, "deviceScaleFactor": 1, "mobile": false });
        let command = json!({ "cmd": "Emulation.setDeviceMetricsOverride", "params": size });
        self.post("/goog/cdp/execute", &command);
    }

    /// What `script`, the body of a function, returns; the driver runs it even where the page's own
    /// scripts are blocked.
    pub(crate) fn run(&self, script: &str) -> Value {
        self.post("/execute/sync", &json!({ "script": script, "args": [] }))
    }

    /// What `script` gives to its last argument, a function.
    pub(crate) fn wait_for(&self, script: &str) -> Value {
        self.post("/execute/async", &json!({ "script": script, "args": [] }))
    }

    /// Presses keys where the focus is.
    pub(crate) fn press(&self, keys: &str) {
        self.active().enter(keys);
    }

    /// The element that has the focus.
    pub(crate) fn active(&self) -> Element<'_> {
        Element {
            browser: self,
            id: text(&self.get("/element/active")[ELEMENT]),
        }
    }

    /// Goes back to the page before.
    pub(crate) fn back(&self) {
        self.post("/back", &json!({}));
    }

    /// The address of the page that is open.
    pub(crate) fn address(&self) -> String {
        text(&self.get("/url"))
    }

    /// Its title.
    pub(crate) fn title(&self) -> String {
        text(&self.get("/title"))
    }

    /// Its document as it stands now, as HTML.
    pub(crate) fn source(&self) -> String {
        text(&self.get("/source"))
    }

    /// Every element that the CSS selector matches, now.
    pub(crate) fn all(&self, selector: &str) -> Vec<Element<'_>> {
        let found = self.post(
            "/elements",
            &json!({ "using": "css selector", "value": selector }),
        );
        let elements = found
            .as_array()
            .unwrap_or_else(|| panic!("no list: {found}"));
        elements
            .iter()
            .map(|element| Element {
                browser: self,
                id: text(&element[ELEMENT]),
            })
            .collect()
    }

    /// Waits until the address holds `part`: a click is answered before the next page is there.
    #[track_caller]
    pub(crate) fn arrive(&self, part: &str) {
        let started = Instant::now();
        while !self.address().contains(part) {
            assert!(
                started.elapsed() < PATIENCE,
                "no {part} in {}",
                self.address()
            );
            std::thread::yield_now();
        }
    }

    /// The first element that the CSS selector matches, waiting for it to appear.
    #[track_caller]
    pub(crate) fn find(&self, selector: &str) -> Element<'_> {
        let started = Instant::now();
        loop {
            if let Some(element) = self.all(selector).into_iter().next() {
                return element;
            }
            assert!(
                started.elapsed() < PATIENCE,
                "no {selector} at {}\n{}",
                self.address(),
                self.source()
            );
            std::thread::yield_now();
        }
    }

    /// Messages of the console since the last call that say something went wrong.
    pub(crate) fn console_errors(&self) -> Vec<String> {
        let entries = self.post("/se/log", &json!({ "type": "browser" }));
        let entries = entries
            .as_array()
            .unwrap_or_else(|| panic!("no log: {entries}"));
        let severe = entries.iter().filter(|entry| entry["level"] == "SEVERE");
        severe.map(|entry| text(&entry["message"])).collect()
    }

    /// Without this, a preference that a new Chromium no longer knows would make both tests one.
    fn check_scripts(&self, scripts: Scripts) {
        self.open("data:text/html,<p id=p>Blocked</p><script>p.textContent='Run'</script>");
        assert_eq!(
            self.find("p").text(),
            format!("{scripts:?}"),
            "what the browser does with scripts"
        );
    }

    fn get(&self, path: &str) -> Value {
        answer(
            self.agent.get(format!("{}{path}", self.session)).call(),
            path,
        )
    }

    fn post(&self, path: &str, body: &Value) -> Value {
        post(&self.agent, &format!("{}{path}", self.session), body)
    }
}

impl Drop for Browser {
    fn drop(&mut self) {
        // Closes the browser; if it has crashed, the driver is stopped all the same.
        let _ = self.agent.delete(&self.session).call();
    }
}

impl Element<'_> {
    /// Its text as a reader sees it.
    pub(crate) fn text(&self) -> String {
        text(&self.get("/text"))
    }

    /// The value of an attribute as written in the page; `None` if it has none.
    pub(crate) fn attribute(&self, name: &str) -> Option<String> {
        self.get(&format!("/attribute/{name}"))
            .as_str()
            .map(str::to_owned)
    }

    /// What stands in a field now.
    pub(crate) fn value(&self) -> String {
        text(&self.get("/property/value"))
    }

    /// Whether a box is ticked.
    pub(crate) fn is_selected(&self) -> bool {
        self.get("/selected") == true
    }

    /// Clicks it, as a reader would: it must be in sight and nothing may lie over it.
    pub(crate) fn click(&self) {
        self.post("/click", &json!({}));
    }

    /// Empties a field.
    pub(crate) fn clear(&self) {
        self.post("/clear", &json!({}));
    }

    /// Types into a field.
    pub(crate) fn enter(&self, keys: &str) {
        self.post("/value", &json!({ "text": keys }));
    }

    fn get(&self, path: &str) -> Value {
        self.browser.get(&format!("/element/{}{path}", self.id))
    }

    fn post(&self, path: &str, body: &Value) -> Value {
        self.browser
            .post(&format!("/element/{}{path}", self.id), body)
    }
}

fn post(agent: &ureq::Agent, address: &str, body: &Value) -> Value {
    answer(agent.post(address).send_json(body), address)
}

/// The value that the driver answered with; an error of the driver fails the test with its words.
fn answer(response: Result<ureq::http::Response<ureq::Body>, ureq::Error>, asked: &str) -> Value {
    let mut response = response.unwrap_or_else(|error| panic!("{asked}: {error}"));
    let mut body: Value = response
        .body_mut()
        .read_json()
        .unwrap_or_else(|error| panic!("{asked}: {error}"));
    let value = body["value"].take();
    assert!(
        response.status().is_success(),
        "{asked}: {}: {}",
        value["error"],
        value["message"]
    );
    value
}

fn text(value: &Value) -> String {
    value
        .as_str()
        .unwrap_or_else(|| panic!("not text: {value}"))
        .to_owned()
}

fn capabilities(scripts: Scripts, profile: &Path) -> Value {
    // 1 is "allow" and 2 is "block" among Chromium's content settings.
    let javascript = match scripts {
        Scripts::Run => 1,
        Scripts::Blocked => 2,
    };
    json!({ "capabilities": { "alwaysMatch": {
        "browserName": "chrome",
        "goog:loggingPrefs": { "browser": "ALL" },
        "goog:chromeOptions": {
            "binary": installed("chromium"),
            "prefs": { "profile.managed_default_content_settings.javascript": javascript },
            "args": [
                "--headless",
                "--no-sandbox",
                "--disable-gpu",
                "--disable-dev-shm-usage",
                "--disable-quic",
                "--no-first-run",
                "--no-proxy-server",
                "--disable-background-networking",
                "--disable-component-update",
                "--disable-sync",
                format!("--user-data-dir={}", profile.display()),
            ],
        },
    } } })
}

/// Starts the driver on a free port; gives its address.
fn start_driver() -> (Driver, String) {
    let mut command = Command::new(installed("chromedriver"));
    let mut process = command
        .arg("--port=0")
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let output = BufReader::new(process.stdout.take().unwrap());
    let mut driver = Driver { process, output };
    let address = driver
        .output
        .by_ref()
        .lines()
        .map_while(Result::ok)
        .find_map(|line| {
            let (_, port) = line.split_once("started successfully on port ")?;
            Some(format!("http://127.0.0.1:{}", port.trim_end_matches('.')))
        });
    (driver, address.expect("chromedriver says its port"))
}

fn installed(program: &str) -> PathBuf {
    let path = std::env::var_os("PATH").unwrap_or_default();
    let found = std::env::split_paths(&path)
        .map(|folder| folder.join(program))
        .find(|file| file.is_file());
    found.unwrap_or_else(|| {
        panic!("{program} is not installed: run tests/run, or `apt-get install chromium chromium-driver`")
    })
}
