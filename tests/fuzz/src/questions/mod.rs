//! Asks an archive made questions until the time is up: no panic, no fault of the archive, no broken
//! promise of an answer, none that takes longer than anybody waits.
//!
//! A question is text of the query language, right or nearly right, often with bytes changed
//! (`grammar.rs`), and parameters with and without sense. It is put to everything that takes one
//! (`asking.rs`); now and then to a running service, byte by byte (`service.rs`).
//!
//! What holds: question n is the same for the same seed and the same archive. How long an answer took
//! is told by the clock and by the processor time of the thread that gave it; the second decides, since
//! machines have other work as well. The question that is being asked stands in `last-question.txt`,
//! should the process end with it.

mod asking;
mod grammar;
mod service;

use std::collections::BTreeMap;
use std::fs;
use std::io::Write as _;
use std::panic;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::Mutex;
use std::time::{Duration, Instant};

use regesta_index::Archive;

use crate::mutate::Chance;
use asking::{Asking, Ending};
use grammar::Grammar;

/// Longest processor time that an answer may take.
const LONGEST: Duration = Duration::from_secs(2);

/// Of so many questions one goes to the service.
const SERVED: usize = 8;

/// Most findings of one kind that are kept.
const MOST_KEPT: usize = 20;

/// Where the last panic was: the hook tells, `catch_unwind` does not.
static PANICKED: Mutex<String> = Mutex::new(String::new());

/// What is asked for on the command line.
struct Wanted {
    time: Duration,
    seed: u64,
    archive: PathBuf,
    service: Option<String>,
    out: PathBuf,
}

/// What became of the questions.
#[derive(Default)]
pub(crate) struct Report {
    endings: BTreeMap<String, u64>,
    /// By the clock and by the processor, the slowest answer and its question.
    slowest: [(Duration, String); 2],
    /// Those given by the service, by the clock alone.
    slowest_served: (Duration, String),
    findings: Vec<String>,
}

/// Runs what the arguments say.
pub(crate) fn run(arguments: &[&str]) -> ExitCode {
    let fuzzed = wanted(arguments).and_then(|wanted| fuzz(&wanted));
    match fuzzed {
        Ok(report) => {
            print!("{report}");
            ExitCode::from(u8::from(!report.findings.is_empty()))
        }
        Err(error) => crate::complain(&error),
    }
}

fn wanted(arguments: &[&str]) -> Result<Wanted, String> {
    let mut wanted = Wanted {
        time: Duration::from_secs(60),
        seed: 1,
        archive: PathBuf::from("archive"),
        service: None,
        out: PathBuf::from("target/fuzz"),
    };
    let mut left = arguments.iter().copied();
    while let Some(argument) = left.next() {
        let mut value = || left.next().ok_or(format!("{argument} needs a value"));
        match argument {
            "--seed" => wanted.seed = crate::number(value()?)?,
            "--archive" => wanted.archive = value()?.into(),
            "--service" => wanted.service = Some(value()?.to_owned()),
            "--out" => wanted.out = value()?.into(),
            seconds => wanted.time = Duration::from_secs(crate::number(seconds)?),
        }
    }
    Ok(wanted)
}

fn fuzz(wanted: &Wanted) -> Result<Report, String> {
    let told = |error: std::io::Error| error.to_string();
    fs::create_dir_all(&wanted.out).map_err(told)?;
    let archive = Archive::open(&wanted.archive).map_err(|error| error.to_string())?;
    let snapshot = archive.snapshot().map_err(|error| error.to_string())?;
    let asking = Asking::new(snapshot).map_err(|error| error.to_string())?;
    let last = wanted.out.join("last-question.txt");
    let mut report = Report::default();
    tell_panics();
    let began = Instant::now();
    let mut number = 0;
    while began.elapsed() < wanted.time {
        number += 1;
        let mut chance = Chance::of_case(wanted.seed, "questions", number);
        if let Some(service) = wanted.service.as_ref().filter(|_| chance.once_in(SERVED)) {
            let target = service::target(&asking, &mut chance);
            fs::write(&last, &target).map_err(told)?;
            report.serve(service, &target);
            continue;
        }
        ask(&asking, &mut chance, Some(&last), &mut report)?;
    }
    let summary = format!(
        "questions, seed {}, {} s\n{report}\n",
        wanted.seed,
        began.elapsed().as_secs()
    );
    let file = fs::File::options()
        .create(true)
        .append(true)
        .open(wanted.out.join("summary.txt"));
    file.and_then(|mut file| file.write_all(summary.as_bytes()))
        .map_err(told)?;
    Ok(report)
}

/// Has panics say where they are, in [`PANICKED`] and nowhere else.
fn tell_panics() {
    panic::set_hook(Box::new(|panicked| {
        if let Ok(mut last) = PANICKED.lock() {
            *last = panicked.to_string();
        }
    }));
}

/// Asks one question in this process.
fn ask(
    asking: &Asking,
    chance: &mut Chance,
    last: Option<&Path>,
    report: &mut Report,
) -> Result<(), String> {
    let question = asking.question(chance);
    if let Some(last) = last {
        fs::write(last, question.to_string()).map_err(|error| error.to_string())?;
    }
    asking.longest();
    let ending = panic::catch_unwind(panic::AssertUnwindSafe(|| asking.ask(&question)));
    let ending = ending.unwrap_or_else(|_| {
        let panicked = PANICKED.lock().map(|last| last.clone());
        Ending::Broken(format!("panic: {}", panicked.unwrap_or_default()))
    });
    report.count(
        question.of(),
        &question.to_string(),
        ending,
        asking.longest(),
    );
    Ok(())
}

impl Report {
    fn count(&mut self, of: &str, question: &str, ending: Ending, took: [Duration; 2]) {
        let kind = match &ending {
            Ending::Answered => "answered",
            Ending::Refused => "refused",
            Ending::Broken(_) => "broken",
        };
        *self.endings.entry(format!("{of}: {kind}")).or_default() += 1;
        for (slowest, took) in self.slowest.iter_mut().zip(took) {
            if slowest.0 < took {
                *slowest = (took, question.to_owned());
            }
        }
        if let Ending::Broken(why) = ending {
            self.find(&format!("{why}\n    {question}"));
        }
        if LONGEST < took[1] {
            self.find(&format!("{:.1} s\n    {question}", took[1].as_secs_f64()));
        }
    }

    fn serve(&mut self, address: &str, target: &[u8]) {
        let began = Instant::now();
        let answered = service::get(address, target);
        let took = began.elapsed();
        let question = String::from_utf8_lossy(target).into_owned();
        let kind = match answered {
            Ok(status) => {
                if 500 <= status && status != 503 {
                    self.find(&format!("the service says {status}\n    {question}"));
                }
                format!("service: {status}")
            }
            Err(error) => {
                self.find(&format!(
                    "no answer of the service: {error}\n    {question}"
                ));
                "service: no answer".to_owned()
            }
        };
        *self.endings.entry(kind).or_default() += 1;
        if self.slowest_served.0 < took {
            self.slowest_served = (took, question);
        }
    }

    fn find(&mut self, finding: &str) {
        if self.findings.len() < MOST_KEPT {
            self.findings.push(finding.to_owned());
        }
    }
}

impl std::fmt::Display for Report {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let all: u64 = self.endings.values().sum();
        writeln!(f, "{all} questions")?;
        for (ending, count) in &self.endings {
            writeln!(f, "  {ending} {count}")?;
        }
        let slowest = ["clock", "processor"].iter().zip(&self.slowest);
        for (by, (took, question)) in slowest {
            writeln!(
                f,
                "slowest by the {by}: {} ms\n    {question}",
                took.as_millis()
            )?;
        }
        let (took, question) = &self.slowest_served;
        if !question.is_empty() {
            writeln!(
                f,
                "slowest of the service, by the clock: {} ms\n    {question}",
                took.as_millis()
            )?;
        }
        match self.findings.as_slice() {
            [] => writeln!(f, "nothing broke"),
            findings => {
                writeln!(
                    f,
                    "{} findings (at most {MOST_KEPT} are kept):",
                    findings.len()
                )?;
                findings
                    .iter()
                    .try_for_each(|finding| writeln!(f, "  {finding}"))
            }
        }
    }
}

#[cfg(test)]
#[path = "../../../../queries/tests/made/mod.rs"]
#[expect(dead_code, reason = "made for the tests of queries")]
mod made;

#[cfg(test)]
mod tests {
    use super::*;

    /// A short run over the Korean laws of the samples and some texts of other scripts.
    #[test]
    fn two_thousand_questions_break_nothing() {
        let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
        let mut texts = Vec::new();
        for (name, language) in [
            ("samples/smart-city-kr/act-2017-01-17-no14532.md", "ko"),
            ("samples/smart-city-kr/act-2019-04-23-no16388.md", "ko"),
            ("samples/README.md", "en"),
            ("queries/tests/rights/ar.txt", "ar"),
            ("queries/tests/rights/ja.txt", "ja"),
            ("queries/tests/rights/th.txt", "th"),
            ("queries/tests/rights/zh.txt", "zh"),
        ] {
            let text = fs::read_to_string(root.join(name)).expect("the samples are there");
            texts.push((name, language, text));
        }
        let pages: Vec<Vec<&str>> = texts
            .iter()
            .map(|(_, _, text)| text.split("\n\n").collect())
            .collect();
        let sources: Vec<made::Source<'_>> = texts
            .iter()
            .zip(&pages)
            .map(|((name, language, _), pages)| (*name, *language, pages.as_slice(), [].as_slice()))
            .collect();
        let made = made::archive(&sources);
        let asking = Asking::new(made.snapshot.clone()).expect("the archive can be read");
        let mut report = Report::default();
        for number in 0..2_000 {
            let mut chance = Chance::of_case(1, "questions", number);
            ask(&asking, &mut chance, None, &mut report).expect("nothing is written");
        }
        // How long answers took is not asserted: other tests run beside this one.
        report.findings.retain(|finding| !finding.contains(" s\n"));
        assert!(report.findings.is_empty(), "{report}");
    }
}
