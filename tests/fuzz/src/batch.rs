//! Many cases in one process, for speed, and the watch over it.
//!
//! The batch process tells before a case which it is, and after it how it ended, one line each:
//!
//! ```text
//! lines = { "at" SP number LF ( "was" SP kind LF | "panic" SP where-and-what LF | "broken" SP what LF ) }
//! ```
//!
//! It runs under the memory limit of a worker, so that what would end a worker ends it too.

use std::fs;
use std::io::{BufRead, BufReader, Write};
use std::path::Path;
use std::process::{Child, Command, ExitCode, Stdio};
use std::sync::Mutex;
use std::sync::mpsc::{self, RecvTimeoutError};
use std::time::{Duration, Instant};

use regesta_ingest::{Limits, UnpackVerdict, WorkerInput, extract, unpack_in_worker};
use rustix::process::{Resource, Rlimit};

use crate::Tally;
use crate::case::{Document, case};
use crate::cpu;
use crate::finding::{Findings, failure_kind, promise_broken};

/// How long a batch process may be silent before its case is suspected; far above any honest case.
const PATIENCE: Duration = Duration::from_secs(30);

/// Stack of a reader, as in a worker.
const STACK_BYTES: usize = 64 << 20;

/// Address space that a batch process has for its seeds, beyond what a worker has.
const SEED_BYTES: u64 = 256 << 20;

/// Where the last panic was, and what it said.
static PANIC: Mutex<String> = Mutex::new(String::new());

/// One format's time with a batch process.
pub(crate) struct Turn<'a> {
    pub(crate) format: &'static str,
    pub(crate) seed: u64,
    /// Number of the first case.
    pub(crate) from: u64,
    pub(crate) time: Duration,
    /// The folder of prepared seeds.
    pub(crate) prepared: &'a Path,
}

/// Reads the seeds of a format, as `seeds::prepare` has left them.
pub(crate) fn load(format: &str, prepared: &Path) -> Vec<Document> {
    let mut paths: Vec<_> = fs::read_dir(prepared.join(format))
        .into_iter()
        .flatten()
        .filter_map(|entry| Some(entry.ok()?.path()))
        .collect();
    paths.sort();
    paths
        .iter()
        .filter_map(|path| Some(Document::open(&fs::read(path).ok()?, format)))
        .collect()
}

/// The batch process: reads cases from number `from` on until its time is up.
pub(crate) fn serve(
    format: &str,
    seed: u64,
    from: u64,
    time: Duration,
    prepared: &Path,
) -> ExitCode {
    let most = Some(Limits::STANDARD.max_worker_memory_bytes + SEED_BYTES);
    let limit = Rlimit {
        current: most,
        maximum: most,
    };
    if rustix::process::setrlimit(Resource::As, limit).is_err() {
        return ExitCode::FAILURE;
    }
    std::panic::set_hook(Box::new(|panic| {
        if let Ok(mut last) = PANIC.lock() {
            *last = panic.to_string().replace('\n', " ");
        }
    }));
    let seeds = load(format, prepared);
    let name = format!("case.{format}");
    let until = Instant::now() + time;
    let mut output = std::io::stdout().lock();
    let mut number = from;
    let mut line = format!("at {number}\n");
    while Instant::now() < until && output.write_all(line.as_bytes()).is_ok() {
        let bytes = case(&seeds, format, seed, number).bytes();
        let name = name.clone();
        let reading = std::thread::Builder::new()
            .stack_size(STACK_BYTES)
            .spawn(move || extract(&bytes, &name, &Limits::STANDARD));
        let end = match reading.map(std::thread::JoinHandle::join) {
            Ok(Ok(Ok(extracted))) => match promise_broken(&extracted) {
                None => "was read".to_owned(),
                Some(promise) => format!("broken {promise}"),
            },
            Ok(Ok(Err(failure))) => format!("was {}", failure_kind(&failure)),
            Ok(Err(_)) => format!(
                "panic {}",
                PANIC.lock().map(|last| last.clone()).unwrap_or_default()
            ),
            Err(_) => return ExitCode::FAILURE,
        };
        number += 1;
        line = format!("{end}\nat {number}\n");
    }
    // Without the case that was not begun.
    let end = line.lines().next().unwrap_or_default();
    let ended = output.write_all(format!("{end}\n").as_bytes());
    if ended.is_ok() {
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    }
}

/// Has the cases of a turn read, and what breaks looked into.
pub(crate) fn supervise(turn: &Turn<'_>, findings: &Findings) -> Tally {
    let mut tally = Tally::default();
    let began = Instant::now();
    let seeds = load(turn.format, turn.prepared);
    if seeds.is_empty() {
        return tally;
    }
    if turn.format == "zip" {
        unpack(turn, &seeds, findings, &mut tally);
        tally.busy = began.elapsed();
        return tally;
    }
    let mut from = turn.from;
    while let Some(left) = turn.time.checked_sub(began.elapsed()) {
        let watched = Instant::now();
        let suspect = watch(turn, from, left, &seeds, findings, &mut tally);
        tally.busy += watched.elapsed();
        let Some(suspect) = suspect else { break };
        let document = case(&seeds, turn.format, turn.seed, suspect);
        let kind = findings.examine(turn.format, suspect, &document, None);
        tally.count(&kind);
        from = suspect + 1;
    }
    tally
}

/// Watches over one batch process; gives the case that it died or hung at.
fn watch(
    turn: &Turn<'_>,
    from: u64,
    time: Duration,
    seeds: &[Document],
    findings: &Findings,
    tally: &mut Tally,
) -> Option<u64> {
    let mut child = start(turn, from, time)?;
    let output = BufReader::new(child.stdout.take()?);
    let (sender, lines) = mpsc::channel();
    let reader = std::thread::spawn(move || {
        for line in output.lines() {
            let Ok(line) = line else { return };
            if sender.send(line).is_err() {
                return;
            }
        }
    });
    let mut at = None;
    loop {
        match lines.recv_timeout(PATIENCE) {
            Ok(line) => match line.split_once(' ') {
                Some(("at", number)) => at = number.parse().ok(),
                Some((verb, what)) => {
                    let number = at.take();
                    if verb == "was" {
                        tally.count(what);
                    } else if let Some(number) = number {
                        let document = case(seeds, turn.format, turn.seed, number);
                        tally.count(&findings.examine(turn.format, number, &document, Some(what)));
                    }
                }
                None => {}
            },
            Err(RecvTimeoutError::Disconnected) => break,
            Err(RecvTimeoutError::Timeout) => {
                let _ = child.kill();
                break;
            }
        }
    }
    let _ = reader.join();
    tally.spend(cpu::of_process(child.id()));
    let _ = child.wait();
    at
}

fn start(turn: &Turn<'_>, from: u64, time: Duration) -> Option<Child> {
    Command::new(std::env::current_exe().ok()?)
        .args([
            "batch",
            turn.format,
            &turn.seed.to_string(),
            &from.to_string(),
        ])
        .arg(time.as_millis().to_string())
        .arg(turn.prepared)
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .ok()
}

/// The archives of a turn, each unpacked by a worker process of its own.
fn unpack(turn: &Turn<'_>, seeds: &[Document], findings: &Findings, tally: &mut Tally) {
    let Ok(program) = std::env::current_exe() else {
        return;
    };
    let began = Instant::now();
    let mut number = turn.from;
    while began.elapsed() < turn.time {
        let document = case(seeds, turn.format, turn.seed, number);
        let bytes = document.bytes();
        let limits = crate::finding::limits();
        let Ok(mut unpacked) = unpack_in_worker(&program, WorkerInput::Bytes(&bytes), &limits)
        else {
            return;
        };
        let _ = unpacked.by_ref().count();
        let kind = match unpacked.verdict() {
            Some(UnpackVerdict::Done) => "read",
            Some(UnpackVerdict::Failed(failure)) => failure_kind(failure),
            Some(UnpackVerdict::TimedOut) => {
                findings.keep(turn.format, number, "time-out", &document);
                "time-out"
            }
            Some(UnpackVerdict::Crashed(how)) => {
                findings.keep(turn.format, number, &format!("crash: {how}"), &document);
                "crash"
            }
            None => "no verdict",
        };
        tally.count(kind);
        number += 1;
    }
}
