//! Judges answers to questions with known right answers, by the way a user's question takes: passages
//! are taken into an archive, the question is asked as it stands, the hits are what counts.
//!
//! Every set is asked twice: with each passage as a document, and with the passages of one title as
//! the pages of one document. Of each, figures for two halves of the questions: *tuned on* (the
//! first, third…) may be used to choose weights, *held out* may not.
//!
//! Not here: reading files of any format, filters, speed.

#![expect(clippy::print_stdout, reason = "a program for the terminal")]

mod collection;
mod measures;
mod sets;

use std::collections::{BTreeMap, BTreeSet};
use std::error::Error;
use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use collection::{Collection, Found, Grouping, right_titles};
use measures::Measures;
use sets::Set;

/// Least nDCG@10 of the whole of a set, each passage a document.
const FLOORS: [(&str, f64); 6] = [
    ("korquad1_dev", 0.955),
    ("xquad_en", 0.970),
    ("xquad_de", 0.945),
    ("xquad_es", 0.963),
    ("xquad_zh", 0.965),
    ("cranfield", 0.375),
];

/// Least share of questions for which the first document, and the first page, is the right one;
/// passages of one title as one document.
const GROUPED_FLOORS: [(&str, f64, f64); 1] = [("korquad1_dev", 0.96, 0.90)];

struct Wanted {
    sets: Vec<PathBuf>,
    depth: usize,
    /// Whether only the questions that may be tuned on are asked.
    tuning: bool,
    out: Option<PathBuf>,
}

fn main() -> ExitCode {
    match wanted().and_then(|wanted| run(&wanted)) {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::from(1),
        Err(error) => {
            eprintln!("evaluate: {error}");
            ExitCode::from(2)
        }
    }
}

fn wanted() -> Result<Wanted, Box<dyn Error>> {
    let usage = "usage: evaluate FOLDER-OF-SETS [SET…] [--depth N] [--tuning] [--out FOLDER]";
    let mut arguments = std::env::args().skip(1);
    let folder = PathBuf::from(arguments.next().ok_or(usage)?);
    let mut wanted = Wanted {
        sets: Vec::new(),
        depth: 100,
        tuning: false,
        out: None,
    };
    while let Some(argument) = arguments.next() {
        match argument.as_str() {
            "--tuning" => wanted.tuning = true,
            "--depth" => wanted.depth = arguments.next().ok_or(usage)?.parse()?,
            "--out" => wanted.out = Some(arguments.next().ok_or(usage)?.into()),
            name if name.starts_with('-') => return Err(usage.into()),
            name => wanted.sets.push(folder.join(name)),
        }
    }
    if wanted.sets.is_empty() {
        for entry in std::fs::read_dir(&folder)? {
            let path = entry?.path();
            if path.is_dir() {
                wanted.sets.push(path);
            }
        }
        wanted.sets.sort();
    }
    Ok(wanted)
}

/// Judges every set; false if a figure is under its floor.
fn run(wanted: &Wanted) -> Result<bool, Box<dyn Error>> {
    let mut is_well = true;
    let mut under = String::new();
    for folder in &wanted.sets {
        let mut set = sets::read(folder)?;
        if wanted.tuning {
            let mut index = 0;
            set.questions.retain(|_| {
                index += 1;
                index % 2 == 1
            });
        }
        println!(
            "{}: {} passages, {} questions",
            set.name,
            set.passages.len(),
            set.questions.len()
        );
        println!(
            "  {:<46} {:>7} {:>7} {:>7} {:>7} {:>7}",
            "", "nDCG@10", "R@10", "R@100", "MRR", "first"
        );
        let single = asked(&set, Grouping::Passages, wanted)?;
        let documents = report(
            "each passage a document",
            &set,
            &single,
            &set.right,
            |found| &found.documents,
        );
        if let Some((_, floor)) = FLOORS.iter().find(|(name, _)| *name == set.name) {
            is_well &= at_least(&mut under, &set.name, "nDCG@10", documents.ndcg10, *floor);
        }
        let grouped = asked(&set, Grouping::Titles, wanted)?;
        let titles = right_titles(&set);
        let documents = report(
            "titles as documents: documents",
            &set,
            &grouped,
            &titles,
            |found| &found.documents,
        );
        let pages = report(
            "titles as documents: pages",
            &set,
            &grouped,
            &set.right,
            |found| &found.pages,
        );
        if let Some((_, document, page)) =
            GROUPED_FLOORS.iter().find(|(name, _, _)| *name == set.name)
        {
            is_well &= at_least(
                &mut under,
                &set.name,
                "right document first",
                documents.first,
                *document,
            );
            is_well &= at_least(
                &mut under,
                &set.name,
                "right page first",
                pages.first,
                *page,
            );
        }
    }
    print!("{under}");
    Ok(is_well)
}

fn at_least(under: &mut String, set: &str, what: &str, found: f64, floor: f64) -> bool {
    if found < floor {
        let _ = writeln!(
            under,
            "{set}: {what} is {found:.4}, under its floor {floor}"
        );
    }
    floor <= found
}

/// Asks every question of a set; what was found, in the order of the questions.
fn asked(set: &Set, grouping: Grouping, wanted: &Wanted) -> Result<Vec<Found>, Box<dyn Error>> {
    let collection = Collection::new(set, grouping)?;
    let half = set.questions.len().div_ceil(2);
    let answers: Vec<Result<Vec<_>, String>> = std::thread::scope(|scope| {
        let parts: Vec<_> = set
            .questions
            .chunks(half)
            .map(|part| {
                let collection = &collection;
                scope.spawn(move || {
                    let ask = |question: &sets::Question| {
                        let found = collection.ask(&question.text, wanted.depth);
                        found.map_err(|error| format!("{}: {error}", question.id))
                    };
                    part.iter().map(ask).collect()
                })
            })
            .collect();
        let join = |part: std::thread::ScopedJoinHandle<'_, _>| match part.join() {
            Ok(found) => found,
            Err(panic) => std::panic::resume_unwind(panic),
        };
        parts.into_iter().map(join).collect()
    });
    let mut all = Vec::new();
    let (mut refused, mut totals) = (0, 0);
    for answer in answers {
        for found in answer? {
            match found {
                Ok(found) => {
                    totals += found.total;
                    all.push(found);
                }
                // A question that the query language refuses has found nothing.
                Err(error) => {
                    refused += 1;
                    if refused == 1 {
                        println!("  refused: {error}");
                    }
                    all.push(Found::default());
                }
            }
        }
    }
    let documents = match grouping {
        Grouping::Passages => set.passages.len(),
        Grouping::Titles => set
            .passages
            .iter()
            .map(|passage| &passage.title)
            .collect::<BTreeSet<_>>()
            .len(),
    };
    println!(
        "  {documents} documents, index {:.2} of the text; {refused} questions refused; documents found: {} on average",
        ratio(collection.index_bytes, collection.text_bytes),
        totals / set.questions.len() as u64,
    );
    if let Some(folder) = &wanted.out {
        std::fs::create_dir_all(folder)?;
        let name = |kind: &str| folder.join(format!("{}.{kind}.run", set.name));
        match grouping {
            Grouping::Passages => {
                write_run(&name("passages"), set, &all, |found| &found.documents)?
            }
            Grouping::Titles => {
                write_run(&name("titles"), set, &all, |found| &found.documents)?;
                write_run(&name("pages"), set, &all, |found| &found.pages)?;
            }
        }
    }
    Ok(all)
}

#[expect(clippy::cast_precision_loss, reason = "for people to read")]
fn ratio(part: u64, whole: u64) -> f64 {
    part as f64 / whole.max(1) as f64
}

/// Prints the measures of both halves and of all; gives those of all.
fn report(
    what: &str,
    set: &Set,
    all: &[Found],
    right: &BTreeMap<String, BTreeSet<String>>,
    ranked: fn(&Found) -> &Vec<(String, f32)>,
) -> Measures {
    let mut sums = [Measures::default(); 2];
    let mut counts = [0; 2];
    for (index, (question, found)) in set.questions.iter().zip(all).enumerate() {
        let ids: Vec<&str> = ranked(found).iter().map(|(id, _)| id.as_str()).collect();
        if let Some(right) = right.get(&question.id) {
            sums[index % 2].add(Measures::of(&ids, right));
            counts[index % 2] += 1;
        }
    }
    let [tuned, held] = sums;
    let mut whole = tuned;
    whole.add(held);
    let whole = whole.mean(counts[0] + counts[1]);
    for (name, mean) in [
        ("tuned on", tuned.mean(counts[0])),
        ("held out", held.mean(counts[1])),
        ("all", whole),
    ] {
        println!(
            "  {:<46} {:>7.4} {:>7.4} {:>7.4} {:>7.4} {:>7.4}",
            format!("{what}, {name}"),
            mean.ndcg10,
            mean.recall10,
            mean.recall100,
            mean.reciprocal,
            mean.first
        );
    }
    whole
}

/// Writes `question Q0 document rank score run`, one line for each document found.
fn write_run(
    path: &Path,
    set: &Set,
    all: &[Found],
    ranked: fn(&Found) -> &Vec<(String, f32)>,
) -> Result<(), Box<dyn Error>> {
    let mut text = String::new();
    for (question, found) in set.questions.iter().zip(all) {
        for (rank, (id, score)) in (1..).zip(ranked(found)) {
            writeln!(text, "{} Q0 {id} {rank} {score} regesta", question.id)?;
        }
    }
    std::fs::write(path, text).map_err(|error| format!("{}: {error}", path.display()))?;
    Ok(())
}
