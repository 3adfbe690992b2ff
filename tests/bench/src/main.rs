//! Times Regesta beside plain tantivy on the same documents, in the same run.
//!
//! Ingest: the `regesta` binary over a zip with a manifest, as a whole process; its peak memory is
//! that of the largest single process. Answers: both engines in this process, one thread, each query
//! in turn by one and then the other, after one round that is not counted.
//!
//! A full answer of Regesta has ten hits with best pages and snippets, the total, six facets each
//! ignoring its own filter, and one filter. Plain tantivy gives ten hits with its own snippets, the
//! count, three terms aggregations, and the same filter as a clause.
//!
//! Not here: assertions. A timing is reported, never tested.

mod plain;

use std::error::Error;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::{Duration, Instant};

use chrono::NaiveDate;
use nix::sys::resource::{UsageWho, getrusage};
use regesta_index::Archive;
use regesta_queries::{Request, search, suggest};

/// Counted rounds over the queries of one kind.
const ROUNDS: usize = 15;

/// Words that most speakers use in some years: every query finds something under every filter.
const WORDS: [&str; 24] = [
    "climate",
    "nuclear",
    "women",
    "terrorism",
    "children",
    "disarmament",
    "sovereignty",
    "refugees",
    "education",
    "democracy",
    "debt",
    "trade",
    "health",
    "poverty",
    "energy",
    "water",
    "drugs",
    "weapons",
    "justice",
    "growth",
    "aid",
    "science",
    "treaty",
    "hunger",
];

const PHRASES: [&str; 8] = [
    "climate change",
    "nuclear weapons",
    "human rights",
    "sustainable development",
    "security council",
    "middle east",
    "international law",
    "developing countries",
];

const COUNTRIES: [&str; 6] = ["US", "FR", "IN", "BR", "ZA", "JP"];

/// One way of asking: its name, and the query made of the words from a place in the list on.
type Kind = (&'static str, fn(usize) -> String);

const KINDS: [Kind; 4] = [
    ("term", |at| word(at).to_owned()),
    ("two terms", |at| format!("{} {}", word(at), word(at + 1))),
    ("phrase", |at| {
        format!("\"{}\"", PHRASES[at % PHRASES.len()])
    }),
    ("OR of three", |at| {
        format!("{} OR {} OR {}", word(at), word(at + 1), word(at + 2))
    }),
];

fn word(at: usize) -> &'static str {
    WORDS[at % WORDS.len()]
}

fn main() -> Result<(), Box<dyn Error>> {
    let mut arguments = std::env::args_os().skip(1).map(PathBuf::from);
    let (Some(program), Some(zip)) = (arguments.next(), arguments.next()) else {
        return Err("usage: regesta-bench REGESTA ZIP".into());
    };
    let folder = tempfile::tempdir()?;
    let archive = folder.path().join("archive");
    let texts = plain::read(&zip)?;
    let text_bytes: usize = texts.iter().map(|document| document.text.len()).sum();
    report(&format!(
        "{} documents, {:.1} MB of text",
        texts.len(),
        megabytes(text_bytes)
    ));

    let took = ingest(&program, &zip, &archive)?;
    let peak = getrusage(UsageWho::RUSAGE_CHILDREN)?.max_rss() / 1024;
    report(&format!(
        "ingest: {:.1} s, {:.1} MB/s of text, peak memory {peak} MB in one process",
        took.as_secs_f64(),
        megabytes(text_bytes) / took.as_secs_f64()
    ));
    let index = size_of(&archive.join("index"))?;
    report(&format!(
        "index: {:.2} of the text",
        megabytes(index) / megabytes(text_bytes)
    ));

    let started = Instant::now();
    let beside = plain::Plain::build(&folder.path().join("plain"), &texts)?;
    let plain_rate = megabytes(text_bytes) / started.elapsed().as_secs_f64();
    report(&format!(
        "plain tantivy: indexes {plain_rate:.1} MB/s of text that is already in memory"
    ));
    drop(texts);

    let snapshot = Archive::open(&archive)?.snapshot()?;
    let today = NaiveDate::from_ymd_opt(2026, 1, 1).ok_or("a date")?;
    report(
        "full answer, one filter, ms      Regesta p50    p99    plain p50    p99    ratio p50   p99",
    );
    for (name, query) in KINDS {
        let (mut ours, mut theirs) = (Vec::new(), Vec::new());
        for round in 0..=ROUNDS {
            for at in 0..WORDS.len() {
                let text = query(at);
                let country = COUNTRIES[at % COUNTRIES.len()];
                let request = Request {
                    query: text.clone(),
                    country: vec![country.to_owned()],
                    ..Request::default()
                };
                let (mine, answer) = timed(|| search(&snapshot, &request, today));
                let (plain, found) = timed(|| beside.answer(&text, country));
                let (answer, found) = (answer?, found?);
                if answer.hits.is_empty() || found == 0 {
                    return Err(
                        format!("{text} in {country} finds nothing: no fair question").into(),
                    );
                }
                if round > 0 {
                    ours.push(mine);
                    theirs.push(plain);
                }
            }
        }
        let [a50, a99] = quantiles(ours);
        let [b50, b99] = quantiles(theirs);
        report(&format!(
            "{name:<32} {a50:>10.2} {a99:>6.2}   {b50:>10.2} {b99:>6.2}   {:>10.2} {:>5.2}",
            a50 / b50,
            a99 / b99
        ));
    }
    let mut typing = Vec::new();
    for round in 0..=ROUNDS {
        for word in WORDS {
            for end in 1..=word.len() {
                let typed = word.get(..end).unwrap_or(word);
                let (took, suggestions) = timed(|| suggest(&snapshot, typed, 8));
                suggestions?;
                if round > 0 {
                    typing.push(took);
                }
            }
        }
    }
    let [half, most] = quantiles(typing);
    report(&format!(
        "suggestions at every key of {} words, ms: p50 {half:.2}, p99 {most:.2}",
        WORDS.len()
    ));
    Ok(())
}

fn ingest(program: &Path, zip: &Path, archive: &Path) -> Result<Duration, Box<dyn Error>> {
    let started = Instant::now();
    let output = Command::new(program)
        .arg("ingest")
        .arg(zip)
        .arg("--archive")
        .arg(archive)
        .output()?;
    if !output.status.success() {
        return Err(String::from_utf8_lossy(&output.stderr).into_owned().into());
    }
    Ok(started.elapsed())
}

fn timed<T>(act: impl FnOnce() -> T) -> (f64, T) {
    let started = Instant::now();
    let value = act();
    (started.elapsed().as_secs_f64() * 1e3, value)
}

/// Median and 99th percentile.
fn quantiles(mut times: Vec<f64>) -> [f64; 2] {
    times.sort_by(f64::total_cmp);
    [0.5, 0.99].map(|part| {
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            clippy::cast_precision_loss,
            reason = "an index into a few hundred times"
        )]
        let index = ((times.len().saturating_sub(1)) as f64 * part).round() as usize;
        times.get(index).copied().unwrap_or(f64::NAN)
    })
}

#[expect(clippy::cast_precision_loss, reason = "for people to read")]
fn megabytes(bytes: usize) -> f64 {
    bytes as f64 / 1e6
}

fn size_of(folder: &Path) -> std::io::Result<usize> {
    let mut bytes = 0;
    for entry in std::fs::read_dir(folder)? {
        let entry = entry?;
        let meta = entry.metadata()?;
        bytes += if meta.is_dir() {
            size_of(&entry.path())?
        } else {
            usize::try_from(meta.len()).unwrap_or(0)
        };
    }
    Ok(bytes)
}

#[expect(
    clippy::print_stdout,
    reason = "the report is what this program is for"
)]
fn report(line: &str) {
    println!("{line}");
}
