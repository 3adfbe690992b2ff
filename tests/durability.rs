//! What was acknowledged stays: `kill -9` in the middle of an ingest, and a disk that fills up.
//!
//! The real program over real documents (`samples/`), killed at moments that differ from run to run
//! on purpose; the seed is printed, so that a failure can be had again.

#![expect(
    clippy::unwrap_used,
    clippy::print_stdout,
    reason = "a test ends where something is wrong, and prints what it needs to be repeated"
)]

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output, Stdio};
use std::time::Duration;

use regesta_index::{Archive, Outcome, OutcomeFilter};
use serde_json::Value;

/// Kills that must have hit a running ingest.
const KILLS: u32 = 50;

const QUESTIONS: [&[&str]; 6] = [
    &[],
    &["climate change"],
    &["\"climate change\" cities", "--country", "FR"],
    &["스마트도시", "--as-of", "2019-03-01"],
    &["urban OR rural -war", "--sort", "newest"],
    &["arrest*", "--year", "..2015"],
];

fn samples() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("samples")
}

fn regesta() -> Command {
    Command::new(env!("CARGO_BIN_EXE_regesta"))
}

fn ingest(archive: &Path) -> Command {
    let mut command = regesta();
    command
        .arg("ingest")
        .arg(samples())
        .arg("--archive")
        .arg(archive)
        .arg("--json");
    command.stdout(Stdio::null()).stderr(Stdio::piped());
    command
}

#[track_caller]
fn succeeded(output: &Output) {
    let errors = String::from_utf8_lossy(&output.stderr);
    assert!(
        matches!(output.status.code(), Some(0 | 1)),
        "{:?}: {errors}",
        output.status
    );
}

/// Every path with its outcome in the run that is not finished, or the last one.
fn acknowledged(archive: &Path) -> BTreeMap<String, Outcome> {
    let Ok(archive) = Archive::open(archive) else {
        return BTreeMap::new();
    };
    let rows = archive
        .catalogue()
        .outcomes(&OutcomeFilter::default())
        .unwrap();
    rows.into_iter()
        .map(|row| (row.path, row.outcome))
        .collect()
}

/// The answers to [`QUESTIONS`], without the time they took.
fn answers(archive: &Path) -> Vec<Value> {
    let answer = |question: &&[&str]| {
        let mut command = regesta();
        let output = command
            .arg("search")
            .args(*question)
            .args(["--limit", "50", "--json", "--archive"])
            .arg(archive);
        let output = output.output().unwrap();
        succeeded(&output);
        let mut answer: Value = serde_json::from_slice(&output.stdout).unwrap();
        // An archive that was taken up again has seen more events.
        for of_this_run in ["took_ms", "archive"] {
            answer.as_object_mut().unwrap().remove(of_this_run).unwrap();
        }
        answer
    };
    QUESTIONS.iter().map(answer).collect()
}

#[track_caller]
fn intact(archive: &Path) {
    let output = regesta()
        .args(["verify", "--archive"])
        .arg(archive)
        .output()
        .unwrap();
    let said = String::from_utf8_lossy(&output.stdout) + String::from_utf8_lossy(&output.stderr);
    assert_eq!(output.status.code(), Some(0), "{said}");
}

/// Numbers that look random: a linear congruential generator (Knuth, MMIX).
struct Random(u64);

impl Random {
    fn seeded() -> Self {
        let now = std::time::SystemTime::now()
            .duration_since(std::time::UNIX_EPOCH)
            .unwrap();
        println!("seed {}", now.as_micros());
        Self(u64::try_from(now.as_micros()).unwrap())
    }

    fn below(&mut self, bound: u64) -> u64 {
        self.0 = self
            .0
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % bound
    }
}

/// Waits at most `moment`; true if the process still ran and was killed.
fn killed_after(child: &mut Child, moment: Duration) -> bool {
    let until = std::time::Instant::now() + moment;
    while std::time::Instant::now() < until {
        if child.try_wait().unwrap().is_some() {
            return false;
        }
        std::thread::yield_now();
    }
    let running = child.try_wait().unwrap().is_none();
    child.kill().unwrap();
    child.wait().unwrap();
    running
}

#[test]
fn fifty_kills_lose_nothing_and_leave_the_same_answers() {
    let folder = tempfile::tempdir().unwrap();
    let undisturbed = folder.path().join("undisturbed");
    let started = std::time::Instant::now();
    succeeded(&ingest(&undisturbed).output().unwrap());
    let whole = u64::try_from(started.elapsed().as_micros()).unwrap();
    let expected = answers(&undisturbed);
    let outcomes = acknowledged(&undisturbed);

    let mut random = Random::seeded();
    let (mut kills, mut round) = (0, 0);
    while kills < KILLS {
        round += 1;
        let archive = folder.path().join(format!("killed-{round}"));
        let mut safe: BTreeMap<String, Outcome> = BTreeMap::new();
        // Some kills an archive, so that runs are taken up again more than once.
        for _ in 0..5 {
            let mut child = ingest(&archive).spawn().unwrap();
            let hit = killed_after(&mut child, Duration::from_micros(random.below(whole)));
            kills += u32::from(hit);
            let now = acknowledged(&archive);
            for (path, outcome) in &safe {
                // A run that had ended before the kill is followed by one that finds no change.
                let kept = now.get(path);
                assert!(
                    kept == Some(outcome) || kept == Some(&Outcome::Unchanged),
                    "{path} was {outcome:?} before the kill and is {kept:?}"
                );
            }
            safe = now;
            if !hit {
                break;
            }
        }
        succeeded(&ingest(&archive).output().unwrap());
        intact(&archive);
        // Where a run had finished before the kill, the next one finds its documents unchanged.
        let now: BTreeSet<String> = acknowledged(&archive).into_keys().collect();
        assert_eq!(now, outcomes.keys().cloned().collect());
        assert_eq!(
            answers(&archive),
            expected,
            "after kills of archive {round}"
        );
    }
}

/// Runs a shell script that may mount a disk of its own: `$1` is a folder for it, `$2` the program,
/// `$3` what is offered. A user and mount namespace makes that possible without privilege.
fn on_own_disk(script: &str, disk: &Path, offered: &Path) -> Output {
    Command::new("unshare")
        .args(["--user", "--map-root-user", "--mount"])
        .args(["sh", "-c", script, "sh"])
        .arg(disk)
        .arg(env!("CARGO_BIN_EXE_regesta"))
        .arg(offered)
        .output()
        .unwrap()
}

#[test]
fn a_full_disk_stops_with_a_clear_error_and_goes_on_when_there_is_room() {
    let folder = tempfile::tempdir().unwrap();
    let script = r#"
        set -eu
        mount -t tmpfs -o size=24m tmpfs "$1"
        head -c 20m /dev/zero > "$1/ballast"
        code=0; "$2" ingest "$3" --archive "$1/archive" > /dev/null 2> "$1/../errors" || code=$?
        echo "full: $code"
        "$2" search climate --archive "$1/archive" --limit 0 --json > /dev/null || true
        rm "$1/ballast"
        code=0; "$2" ingest "$3" --archive "$1/archive" > /dev/null || code=$?
        echo "room: $code"
        "$2" verify --archive "$1/archive" > /dev/null && echo "intact"
        "$2" search climate --archive "$1/archive" --limit 0 --json
    "#;
    let disk = folder.path().join("disk");
    std::fs::create_dir(&disk).unwrap();
    let output = on_own_disk(script, &disk, &samples());
    let said = String::from_utf8_lossy(&output.stdout);
    let complaint = String::from_utf8_lossy(&output.stderr);
    let mut lines = said.lines();
    assert_eq!(lines.next(), Some("full: 2"), "{said}{complaint}");
    assert!(
        matches!(lines.next(), Some("room: 0" | "room: 1")),
        "{said}{complaint}"
    );
    assert_eq!(lines.next(), Some("intact"), "{said}{complaint}");
    let errors = std::fs::read_to_string(folder.path().join("errors")).unwrap();
    assert!(
        errors.contains("full") || errors.contains("space"),
        "{errors}"
    );

    let undisturbed = folder.path().join("undisturbed");
    succeeded(&ingest(&undisturbed).output().unwrap());
    let total = |text: &[u8]| serde_json::from_slice::<Value>(text).unwrap()["total"].clone();
    let output = regesta()
        .args(["search", "climate", "--limit", "0", "--json", "--archive"])
        .arg(&undisturbed)
        .output();
    let rest: String = lines.collect::<Vec<_>>().join("\n");
    assert_eq!(total(rest.as_bytes()), total(&output.unwrap().stdout));
}

#[test]
fn a_read_only_disk_is_enough_to_search() {
    let folder = tempfile::tempdir().unwrap();
    let script = r#"
        set -eu
        mount -t tmpfs tmpfs "$1"
        "$2" ingest "$3" --archive "$1/archive" > /dev/null
        mount -o remount,ro tmpfs "$1"
        if touch "$1/archive/LOCK" 2> /dev/null; then echo "not read-only"; fi
        "$2" search climate --archive "$1/archive" --limit 0 --json
        "$2" verify --archive "$1/archive" > /dev/null
    "#;
    let speeches = samples().join("un-speeches.zip");
    let output = on_own_disk(script, folder.path(), &speeches);
    succeeded(&output);
    let answer: Value = serde_json::from_slice(&output.stdout).unwrap();
    assert!(answer["total"].as_u64().unwrap() > 0, "{answer}");
}
