//! Times Regesta beside plain tantivy on the same documents, in the same run.
//!
//! Ingest: the `regesta` binary over a zip with a manifest, as a whole process; its peak memory is
//! that of the largest single process. Passages (`--million`) are written directly, as records.
//! Answers: both engines in this process, one thread, each question in turn by one and then the
//! other, after one round that is not counted; then two threads, one engine after the other. Memory of
//! answering: each engine in a process of its own that does nothing else.
//!
//! A full answer of Regesta has ten hits with best pages and snippets, the total, all facets each
//! ignoring its own filter, and one filter. Plain tantivy gives ten hits with its own snippets, the
//! count, three terms aggregations, and the same filter as a clause.
//!
//! Not here: assertions. A timing is reported, never tested.

mod corpus;
mod measure;
mod ours;
mod plain;
mod questions;

use std::cell::Cell;
use std::error::Error;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Instant;

use clap::{Parser, ValueEnum};
use nix::sys::resource::{UsageWho, getrusage};
use regesta_queries::{Request, search, suggest};

use crate::corpus::Document;
use crate::measure::{megabytes, memory, quantiles, size_of, timed};
use crate::ours::Ours;
use crate::plain::Plain;
use crate::questions::{Question, WORDS, questions};

/// Counted rounds over the questions of one kind.
const ROUNDS: usize = 15;

/// Rounds over all questions that each of two clients makes.
const CLIENT_ROUNDS: usize = 4;

/// Times Regesta beside plain tantivy on the same documents
#[derive(Debug, Parser)]
struct Args {
    /// The `regesta` binary
    program: PathBuf,
    /// A zip of texts with `manifest.csv`
    zip: PathBuf,
    /// Write 1,000,000 varied passages of the texts instead of taking in the texts
    #[arg(long)]
    million: bool,
    /// So many passages instead of 1,000,000
    #[arg(long, value_name = "NUMBER", conflicts_with = "million")]
    passages: Option<usize>,
    /// Keep what is built in this folder, and use what an earlier run has built there
    #[arg(long, value_name = "FOLDER")]
    r#in: Option<PathBuf>,
    /// Only build
    #[arg(long, requires = "in")]
    build: bool,
    /// Ask one engine alone, over what is built, and print the memory it took: for profiles
    #[arg(long, requires = "in", value_name = "ENGINE")]
    alone: Option<Engine>,
    /// Only questions of this kind, with --alone
    #[arg(long, requires = "alone", value_name = "KIND")]
    kind: Option<String>,
    /// Rounds over the questions, with --alone
    #[arg(
        long,
        requires = "alone",
        value_name = "NUMBER",
        default_value_t = 1,
        hide_default_value = true
    )]
    rounds: usize,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Engine {
    Regesta,
    Plain,
}

/// What is built where.
struct Places {
    archive: PathBuf,
    plain: PathBuf,
    /// Written at the end: documents, and bytes of their text.
    complete: PathBuf,
}

impl Places {
    fn new(folder: &Path) -> Self {
        Self {
            archive: folder.join("archive"),
            plain: folder.join("plain"),
            complete: folder.join("complete"),
        }
    }

    /// Bytes of text, if all is built.
    fn built(&self) -> Option<usize> {
        let text = std::fs::read_to_string(&self.complete).ok()?;
        text.split_whitespace().nth(1)?.parse().ok()
    }
}

fn main() -> Result<(), Box<dyn Error>> {
    let args = Args::parse();
    // /tmp is in memory on many machines.
    let temporary = tempfile::tempdir_in("/var/tmp")?;
    let folder = args.r#in.as_deref().unwrap_or(temporary.path());
    std::fs::create_dir_all(folder)?;
    let places = Places::new(folder);
    if let Some(engine) = args.alone {
        return alone(engine, &places, &args);
    }
    let text_bytes = match places.built() {
        Some(bytes) => bytes,
        None => build(&args, &places)?,
    };
    if args.build {
        return Ok(());
    }
    sizes(&places, text_bytes)?;
    let (ours, plain) = (Ours::open(&places.archive)?, Plain::open(&places.plain)?);
    in_turn(&ours, &plain)?;
    by_two_clients(&ours, &plain)?;
    landing_page(&ours)?;
    typing(&ours)?;
    drop((ours, plain));
    for engine in ["regesta", "plain"] {
        let output = Command::new(std::env::current_exe()?)
            .args([&args.program, &args.zip])
            .arg("--in")
            .arg(folder)
            .args(["--alone", engine])
            .output()?;
        if !output.status.success() {
            return Err(String::from_utf8_lossy(&output.stderr).into_owned().into());
        }
        report(String::from_utf8_lossy(&output.stdout).trim_end());
    }
    Ok(())
}

/// Builds both sides; gives the bytes of their text.
fn build(args: &Args, places: &Places) -> Result<usize, Box<dyn Error>> {
    for folder in [&places.archive, &places.plain] {
        if folder.exists() {
            std::fs::remove_dir_all(folder)?;
        }
    }
    let speeches = corpus::read(&args.zip)?;
    let wanted = match args.passages {
        Some(passages) => Some(passages),
        None => args.million.then_some(1_000_000),
    };
    let (count, bytes) = match wanted {
        Some(passages) => build_passages(&speeches, passages, places)?,
        None => build_speeches(args, speeches, places)?,
    };
    std::fs::write(&places.complete, format!("{count} {bytes}\n"))?;
    Ok(bytes)
}

fn build_speeches(
    args: &Args,
    speeches: Vec<Document>,
    places: &Places,
) -> Result<(usize, usize), Box<dyn Error>> {
    let (count, bytes) = counted(speeches.iter());
    report(&format!(
        "{count} documents, {:.1} MB of text",
        megabytes(bytes)
    ));
    let started = Instant::now();
    ours::ingest(&args.program, &args.zip, &places.archive)?;
    let took = started.elapsed().as_secs_f64();
    let peak = getrusage(UsageWho::RUSAGE_CHILDREN)?.max_rss() / 1024;
    report(&format!(
        "ingest: {took:.1} s, {:.1} MB/s of text, peak memory {peak} MB in one process",
        megabytes(bytes) / took
    ));
    let started = Instant::now();
    plain::write(&places.plain, speeches.into_iter())?;
    report(&format!(
        "plain tantivy: indexes {:.1} MB/s of text that is already in memory",
        megabytes(bytes) / started.elapsed().as_secs_f64()
    ));
    Ok((count, bytes))
}

fn build_passages(
    speeches: &[Document],
    passages: usize,
    places: &Places,
) -> Result<(usize, usize), Box<dyn Error>> {
    let bytes = Cell::new(0);
    let made = || {
        let counted = |passage: &Document| bytes.set(bytes.get() + passage.text.len());
        bytes.set(0);
        corpus::passages(speeches).take(passages).inspect(counted)
    };
    let (started, before) = (Instant::now(), processor_seconds()?);
    ours::write(&places.archive, made())?;
    report(&format!(
        "{passages} passages, {:.1} MB of text, stored and indexed: {:.0} s, {:.0} s of processor time",
        megabytes(bytes.get()),
        started.elapsed().as_secs_f64(),
        processor_seconds()? - before
    ));
    let (started, before) = (Instant::now(), processor_seconds()?);
    plain::write(&places.plain, made())?;
    report(&format!(
        "plain tantivy: indexed in {:.0} s, {:.0} s of processor time",
        started.elapsed().as_secs_f64(),
        processor_seconds()? - before
    ));
    Ok((passages, bytes.get()))
}

fn counted<'a>(documents: impl Iterator<Item = &'a Document>) -> (usize, usize) {
    documents.fold((0, 0), |(count, bytes), document| {
        (count + 1, bytes + document.text.len())
    })
}

fn processor_seconds() -> Result<f64, Box<dyn Error>> {
    let usage = getrusage(UsageWho::RUSAGE_SELF)?;
    let seconds = |time: nix::sys::time::TimeVal| {
        std::time::Duration::from_micros(
            u64::try_from(time.tv_sec() * 1_000_000 + time.tv_usec()).unwrap_or(0),
        )
        .as_secs_f64()
    };
    Ok(seconds(usage.user_time()) + seconds(usage.system_time()))
}

fn sizes(places: &Places, text_bytes: usize) -> Result<(), Box<dyn Error>> {
    let of_text = |bytes: usize| megabytes(bytes) / megabytes(text_bytes);
    let stored = |name: &str| name.ends_with(".store");
    let index = size_of(&places.archive.join("index"), |_| true)?;
    let plain = size_of(&places.plain, |_| true)?;
    let plain_text = size_of(&places.plain, stored)?;
    report(&format!(
        "index: {:.2} of the text; plain tantivy {:.2} without the texts it stores, {:.2} with them",
        of_text(index),
        of_text(plain - plain_text),
        of_text(plain)
    ));
    Ok(())
}

/// Times both engines, question by question.
fn in_turn(ours: &Ours, plain: &Plain) -> Result<(), Box<dyn Error>> {
    report(
        "full answer, one filter, ms      Regesta p50    p99    plain p50    p99    ratio p50   p99",
    );
    for (name, questions) in questions() {
        let (mut mine, mut theirs) = (Vec::new(), Vec::new());
        for round in 0..=ROUNDS {
            for question in &questions {
                let (my_time, answer) = timed(|| ours.answer(question));
                let (their_time, found) = timed(|| plain.answer(question));
                if answer? == 0 || found? == 0 {
                    return Err(format!("{question:?} finds nothing: no fair question").into());
                }
                if round > 0 {
                    mine.push(my_time);
                    theirs.push(their_time);
                }
            }
        }
        let [a50, a99] = quantiles(mine);
        let [b50, b99] = quantiles(theirs);
        report(&format!(
            "{name:<32} {a50:>10.2} {a99:>6.2}   {b50:>10.2} {b99:>6.2}   {:>10.2} {:>5.2}",
            a50 / b50,
            a99 / b99
        ));
    }
    Ok(())
}

/// Times two clients that ask all questions at once, each beginning elsewhere.
fn by_two_clients(ours: &Ours, plain: &Plain) -> Result<(), Box<dyn Error>> {
    let all: Vec<Question> = questions().into_iter().flat_map(|(_, all)| all).collect();
    let mine = throughput(&all, |question| ours.answer(question).is_ok())?;
    let theirs = throughput(&all, |question| plain.answer(question).is_ok())?;
    report(&format!(
        "two clients: Regesta {mine:.0} full answers a second, plain tantivy {theirs:.0}"
    ));
    Ok(())
}

#[expect(clippy::cast_precision_loss, reason = "for people to read")]
fn throughput(
    questions: &[Question],
    answer: impl Fn(&Question) -> bool + Sync,
) -> Result<f64, Box<dyn Error>> {
    let client = |from: usize| {
        let asked = questions.iter().cycle().skip(from);
        asked.take(CLIENT_ROUNDS * questions.len()).all(&answer)
    };
    let (took, all_answered) = timed(|| {
        std::thread::scope(|scope| {
            let clients = [0, questions.len() / 2].map(|from| scope.spawn(move || client(from)));
            clients
                .into_iter()
                .all(|client| client.join().unwrap_or(false))
        })
    });
    if !all_answered {
        return Err("a question of two clients was not answered".into());
    }
    let answers = 2 * CLIENT_ROUNDS * questions.len();
    Ok(answers as f64 / took * 1e3)
}

/// Times the counts of the first page, which are known beforehand, and the newest documents.
fn landing_page(ours: &Ours) -> Result<(), Box<dyn Error>> {
    let [counts, newest] = [0, 10].map(|limit| Request {
        limit,
        ..Request::default()
    });
    for (name, request) in [
        ("counts of the first page", counts),
        ("the newest ten, with counts", newest),
    ] {
        let mut times = Vec::new();
        for _ in 0..500 {
            let (took, answer) = timed(|| search(&ours.snapshot, &request, ours.today));
            answer?;
            times.push(took);
        }
        let first = times.first().copied().unwrap_or(f64::NAN);
        let [half, most] = quantiles(times);
        report(&format!(
            "{name}, ms: p50 {half:.3}, p99 {most:.3}; the first time {first:.3}"
        ));
    }
    Ok(())
}

/// Times suggestions at every key.
fn typing(ours: &Ours) -> Result<(), Box<dyn Error>> {
    let (mut first_letters, mut all) = (Vec::new(), Vec::new());
    for round in 0..=ROUNDS {
        for word in WORDS {
            for end in 1..=word.len() {
                let typed = word.get(..end).unwrap_or(word);
                let (took, suggestions) = timed(|| suggest(&ours.snapshot, typed, 8));
                suggestions?;
                if round > 0 {
                    all.push(took);
                    first_letters.extend((end == 1).then_some(took));
                }
            }
        }
    }
    let [half, most] = quantiles(all);
    let [half_of_first, most_of_first] = quantiles(first_letters);
    report(&format!(
        "suggestions at every key of {} words, ms: p50 {half:.2}, p99 {most:.2}; at the first letter \
         {half_of_first:.2} and {most_of_first:.2}",
        WORDS.len()
    ));
    Ok(())
}

/// Asks one engine everything and reports the memory of this process.
fn alone(engine: Engine, places: &Places, args: &Args) -> Result<(), Box<dyn Error>> {
    let wanted = |name: &str| args.kind.as_deref().is_none_or(|kind| kind == name);
    let asked: Vec<Question> = questions()
        .into_iter()
        .filter(|(name, _)| wanted(name))
        .flat_map(|(_, questions)| questions)
        .collect();
    let all = || asked.iter().cycle().take(args.rounds * asked.len());
    let name = match engine {
        Engine::Regesta => {
            let ours = Ours::open(&places.archive)?;
            for question in all() {
                ours.answer(question)?;
            }
            "Regesta"
        }
        Engine::Plain => {
            let plain = Plain::open(&places.plain)?;
            for question in all() {
                plain.answer(question)?;
            }
            "plain tantivy"
        }
    };
    let (peak, own) = memory()?;
    report(&format!(
        "memory of answering, {name}: peak {peak} MB with the files that are mapped, {own} MB without"
    ));
    Ok(())
}

#[expect(
    clippy::print_stdout,
    reason = "the report is what this program is for"
)]
fn report(line: &str) {
    println!("{line}");
}
