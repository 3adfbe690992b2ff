//! Mutates real documents of every format and has them read, until the time is up.
//!
//! ```text
//! this process ── slices of a format ──► batch process: mutate, extract, tell (thousands a second)
//!       │                                     └ dies or hangs: the case it was at is suspected
//!       └── suspect ──► worker process, as in earnest ──► confirmed: made smaller, kept
//! ```
//!
//! What holds: case n of a format is the same bytes for the same seed and the same files; a finding
//! is one only if a real worker process breaks on it too; nothing here asserts a time. A panic is a
//! finding, and so are an abort, a stack overflow, a forbidden system call, more time or memory
//! than the limits, and an answer that breaks a promise of `extract`.
//!
//! Not here: coverage feedback. cargo-fuzz would give it, but needs nightly Rust and runs inside
//! one process, which most of the faults sought here would end.

#![expect(clippy::print_stdout, reason = "a program for the terminal")]

mod batch;
mod case;
mod cpu;
mod finding;
mod made;
mod mutate;
mod questions;
mod seeds;

use std::collections::BTreeMap;
use std::fs;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::Mutex;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

use finding::Findings;
use regesta_ingest::Limits;

/// Longest time a batch process works on one format before the next has its turn.
const SLICE: Duration = Duration::from_secs(10);
/// Case numbers of one slice; more than any machine reads in that time.
const SLICE_CASES: u64 = 1_000_000;

/// The formats, by the ending of their names.
const FORMATS: [&str; 17] = [
    "pdf", "hwp", "hwpx", "docx", "pptx", "xlsx", "xls", "ods", "odt", "odp", "rtf", "epub",
    "html", "md", "eml", "txt", "zip",
];

/// Formats that have more turns than one in a round: the largest readers, of the least trusted files.
const MORE_TURNS: [&str; 6] = ["pdf", "hwp", "pdf", "hwpx", "docx", "pdf"];

/// What is asked for on the command line.
struct Wanted {
    time: Duration,
    formats: Vec<&'static str>,
    seed: u64,
    jobs: usize,
    folders: Vec<PathBuf>,
    out: PathBuf,
}

/// What became of the cases of one format.
#[derive(Clone, Default)]
pub(crate) struct Tally {
    /// Cases by how reading them ended: `read`, `damaged`…
    cases: BTreeMap<String, u64>,
    busy: Duration,
    /// CPU time of the batch processes; none for archives, which workers unpack.
    cpu: Duration,
}

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    match arguments.split_first() {
        Some((&"worker", _)) => regesta_ingest::run_worker(&Limits::STANDARD),
        Some((&"batch", [format, seed, from, millis, prepared])) => {
            let number = |text: &str| text.parse().unwrap_or(0);
            let time = Duration::from_millis(number(millis));
            batch::serve(
                format,
                number(seed),
                number(from),
                time,
                Path::new(prepared),
            )
        }
        Some((&"questions", arguments)) => questions::run(arguments),
        _ => match wanted(&arguments) {
            Ok(wanted) => run(&wanted).unwrap_or_else(|error| complain(&error.to_string())),
            Err(error) => complain(&error),
        },
    }
}

fn complain(error: &str) -> ExitCode {
    eprintln!("fuzz: {error}");
    ExitCode::from(2)
}

fn number(text: &str) -> Result<u64, String> {
    text.parse().map_err(|_| format!("{text} is no number"))
}

fn wanted(arguments: &[&str]) -> Result<Wanted, String> {
    let mut wanted = Wanted {
        time: Duration::from_secs(60),
        formats: FORMATS.to_vec(),
        seed: 1,
        jobs: 2,
        folders: Vec::new(),
        out: PathBuf::from("target/fuzz"),
    };
    let mut left = arguments.iter().copied();
    while let Some(argument) = left.next() {
        let mut value = || left.next().ok_or(format!("{argument} needs a value"));
        match argument {
            "--seed" => wanted.seed = number(value()?)?,
            "--jobs" => wanted.jobs = usize::try_from(number(value()?)?.clamp(1, 64)).unwrap_or(1),
            "--samples" | "--corpus" => wanted.folders.push(value()?.into()),
            "--out" => wanted.out = value()?.into(),
            "--without" => {
                let without = value()?;
                wanted.formats.retain(|format| *format != without);
            }
            text => match FORMATS.into_iter().find(|format| *format == text) {
                Some(format) => wanted.formats = vec![format],
                None => wanted.time = Duration::from_secs(number(text)?),
            },
        }
    }
    Ok(wanted)
}

fn run(wanted: &Wanted) -> std::io::Result<ExitCode> {
    fs::create_dir_all(&wanted.out)?;
    let prepared = tempfile::tempdir()?;
    for format in &wanted.formats {
        let count = seeds::prepare(format, &wanted.folders, prepared.path())?;
        println!("{format}: {count} seeds");
    }
    let findings = Findings::new(&wanted.out, wanted.seed)?;
    let tallies: Mutex<BTreeMap<&str, Tally>> = Mutex::default();
    let more = MORE_TURNS
        .into_iter()
        .filter(|format| 1 < wanted.formats.len() && wanted.formats.contains(format));
    let turns: Vec<&str> = wanted.formats.iter().copied().chain(more).collect();
    // In a short run every format has its turns too.
    let jobs = u32::try_from(wanted.jobs).unwrap_or(1);
    let count = u32::try_from(turns.len()).unwrap_or(1);
    let longest = (wanted.time * jobs / count / 2).clamp(Duration::from_secs(1), SLICE);
    let slices = AtomicU64::new(0);
    let until = Instant::now() + wanted.time;
    let began = Instant::now();
    println!("seed {}, {} at a time", wanted.seed, wanted.jobs);
    std::thread::scope(|scope| {
        for _ in 0..wanted.jobs {
            scope.spawn(|| {
                loop {
                    let left = until.saturating_duration_since(Instant::now());
                    if left.is_zero() {
                        return;
                    }
                    let slice = slices.fetch_add(1, Ordering::Relaxed);
                    let place = usize::try_from(slice).unwrap_or(0) % turns.len();
                    let Some(format) = turns.get(place).copied() else {
                        return;
                    };
                    let turn = batch::Turn {
                        format,
                        seed: wanted.seed,
                        from: slice * SLICE_CASES,
                        time: left.min(longest),
                        prepared: prepared.path(),
                    };
                    let tally = batch::supervise(&turn, &findings);
                    if let Ok(mut tallies) = tallies.lock() {
                        tallies.entry(format).or_default().add(tally);
                    }
                }
            });
        }
    });
    let mut report = format!(
        "seed {}, {} s, {} at a time\n",
        wanted.seed,
        began.elapsed().as_secs(),
        wanted.jobs
    );
    let tallies = tallies.into_inner().unwrap_or_default();
    for (format, tally) in &tallies {
        report.push_str(&tally.line(format));
    }
    let known = tallies.values().map(|tally| tally.cpu).sum();
    let all = cpu::of_children();
    let rest = all.saturating_sub(known);
    report.push_str(&format!(
        "{:.1} CPU-minutes, {:.1} of them for unpacking archives and for looking into what broke\n",
        minutes(all),
        minutes(rest)
    ));
    report.push_str(&findings.report());
    print!("{report}");
    let mut summary = fs::File::options()
        .create(true)
        .append(true)
        .open(wanted.out.join("summary.txt"))?;
    writeln!(summary, "{report}")?;
    Ok(ExitCode::from(u8::from(!findings.is_empty())))
}

impl Tally {
    pub(crate) fn count(&mut self, kind: &str) {
        *self.cases.entry(kind.to_owned()).or_default() += 1;
    }

    pub(crate) fn spend(&mut self, cpu: Duration) {
        self.cpu += cpu;
    }

    fn add(&mut self, other: Self) {
        for (kind, count) in other.cases {
            *self.cases.entry(kind).or_default() += count;
        }
        self.busy += other.busy;
        self.cpu += other.cpu;
    }

    fn line(&self, format: &str) -> String {
        let all: u64 = self.cases.values().sum();
        let rate = all as f64 / self.busy.as_secs_f64().max(0.001);
        let kinds: Vec<String> = self
            .cases
            .iter()
            .map(|(kind, count)| format!("{kind} {count}"))
            .collect();
        format!(
            "{format:5} {all:8} cases, {rate:6.0}/s, {:5.1} CPU-minutes: {}\n",
            minutes(self.cpu),
            kinds.join(", ")
        )
    }
}

fn minutes(time: Duration) -> f64 {
    time.as_secs_f64() / 60.0
}
