//! A watched folder: what is put there is taken in when it is complete, and not before.

use std::io::{BufRead, BufReader, Write};
use std::process::{ChildStdout, Command, Stdio};
use std::time::Duration;

use serde_json::Value;

use crate::desk::Desk;

/// The next outcome that is printed: name and outcome.
fn next(lines: &mut BufReader<ChildStdout>) -> (String, String) {
    let mut line = String::new();
    lines.read_line(&mut line).unwrap();
    let said: Value = serde_json::from_str(&line).unwrap_or_else(|error| panic!("{error}: {line}"));
    let text = |name: &str| said[name].as_str().unwrap().to_owned();
    (text("path"), text("outcome"))
}

#[test]
fn a_file_is_taken_in_when_it_is_complete() {
    let desk = Desk::empty();
    desk.write("in/first.txt", "There at the start.");
    let mut watch = Command::new(env!("CARGO_BIN_EXE_regesta"))
        .args(["watch", "in", "--every", "1", "--settle", "2", "--json"])
        .current_dir(desk.dir.path())
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let mut lines = BufReader::new(watch.stdout.take().unwrap());
    let added = |path: &str| (path.to_owned(), "added".to_owned());
    assert_eq!(next(&mut lines), added("in/first.txt"));

    // One that grows for longer than it takes to settle, and one with a name of what is unfinished.
    desk.write("in/late.txt.part", "Half of");
    desk.write("in/sub/growing.txt", "");
    let path = desk.dir.path().join("in/sub/growing.txt");
    let mut growing = std::fs::File::options().append(true).open(&path).unwrap();
    let mut text = String::new();
    for line in 0..8 {
        let line = format!("Line {line} of a growing file.\n");
        growing.write_all(line.as_bytes()).unwrap();
        text.push_str(&line);
        // The folder is looked at every second: this is what the test is about.
        std::thread::sleep(Duration::from_millis(600));
    }
    drop(growing);
    assert_eq!(next(&mut lines), added("in/sub/growing.txt"));

    // Renamed, it is complete; between two outcomes the archive is not locked.
    let part = desk.dir.path().join("in/late.txt.part");
    std::fs::write(&part, "All of it.").unwrap();
    std::fs::rename(&part, desk.dir.path().join("in/late.txt")).unwrap();
    assert_eq!(next(&mut lines), added("in/late.txt"));

    // What comes to be said of a file beside it is taken up, though the file is as it was.
    desk.write("in/first.txt.json", r#"{"country": "KR"}"#);
    let updated = ("in/first.txt".to_owned(), "updated".to_owned());
    assert_eq!(next(&mut lines), updated);

    let pid = watch.id().to_string();
    let told = Command::new("kill").args(["-TERM", &pid]).status();
    assert!(told.unwrap().success());
    assert!(watch.wait().unwrap().success());
    // Each was taken in once, whole.
    let counts = desk.json(&["status"]);
    assert_eq!(counts["documents"], 3, "{counts}");
    assert_eq!(desk.total("country:KR"), 1);
    assert_eq!(desk.total("\"line 7 of a growing\""), 1);
    desk.check(&["verify"], 0);
}
