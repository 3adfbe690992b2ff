//! `regesta ocr`: recognises the text of pages that have none, or none that can be relied on.

use std::num::NonZeroUsize;

use regesta_index::{Archive, Writer};
use regesta_ingest::{OcrOptions, OcrReport};
use serde::Serialize;

use super::progress::Bar;
use super::screen::{Screen, plain};
use super::{ArchiveDir, Done, Error, ingest};

/// Lines shown of the pages that could not be read; `--json` has all of them.
const MAX_LINES: usize = 20;

/// Recognise the text of scanned pages with Tesseract
///
/// Every page on the list (`regesta outcomes --no-text`) is drawn, read and stored; a run that is
/// stopped goes on where it was. Text that a machine recognised is marked as such wherever it is
/// shown. Needs Tesseract (Debian: tesseract-ocr, tesseract-ocr-kor, …).
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// Tesseract's languages for documents whose language is not known, such as kor+eng [default:
    /// those of the archive's settings]
    #[arg(long, value_name = "LANGUAGES", value_delimiter = '+')]
    languages: Vec<String>,
    /// Read so many pages at a time [default: number of processors]
    #[arg(long, value_name = "N")]
    jobs: Option<NonZeroUsize>,
    #[command(flatten)]
    archive: ArchiveDir,
    /// Print the report as JSON
    #[arg(long)]
    json: bool,
}

/// The report as it is printed with `--json`.
#[derive(Debug, Serialize)]
struct Body {
    listed: usize,
    recognised: usize,
    blank: usize,
    failed: Vec<Failed>,
}

#[derive(Debug, Serialize)]
struct Failed {
    path: String,
    page: u32,
    reason: String,
}

/// Runs the subcommand.
pub(super) fn run(args: &Args) -> Result<Done, Error> {
    let mut writer = Writer::open(args.archive.path())?;
    let languages = if args.languages.is_empty() {
        let archive = Archive::open(args.archive.path())?;
        archive.settings().ocr.languages.clone()
    } else {
        args.languages.clone()
    };
    let report = recognise(&mut writer, languages, args.jobs)?;
    tell(&report, args.json)
}

/// Recognises the pages on the list, with a bar to watch it by.
pub(super) fn recognise(
    writer: &mut Writer,
    languages: Vec<String>,
    jobs: Option<NonZeroUsize>,
) -> Result<OcrReport, Error> {
    let options = ingest::options(None, jobs)?;
    let options = OcrOptions {
        worker_program: options.worker_program,
        limits: options.limits,
        jobs: options.jobs,
        models: languages,
    };
    let bar = Bar::new("pages");
    let mut progress = |done: usize, total: usize| bar.at(done as u64, total as u64);
    Ok(regesta_ingest::recognise(writer, &options, &mut progress)?)
}

/// Prints what became of the pages.
pub(super) fn tell(report: &OcrReport, json: bool) -> Result<Done, Error> {
    let mut screen = Screen::new();
    if json {
        screen.json(&body(report))?
    } else {
        print(&mut screen, report)?
    }
    screen.finish()?;
    Ok(if report.failed.is_empty() {
        Done::All
    } else {
        Done::NotAll
    })
}

fn body(report: &OcrReport) -> Body {
    let failed = report.failed.iter().map(|failed| Failed {
        path: failed.name.clone(),
        page: failed.page.get(),
        reason: failed.reason.clone(),
    });
    Body {
        listed: report.listed,
        recognised: report.recognised,
        blank: report.blank,
        failed: failed.collect(),
    }
}

fn print(screen: &mut Screen, report: &OcrReport) -> Result<(), Error> {
    let counts = [
        ("pages recognised", report.recognised),
        ("with nothing to read", report.blank),
        ("could not be read", report.failed.len()),
        ("on the list", report.listed),
    ];
    screen.counts(counts.into_iter().map(|(name, count)| (name, count as u64)))?;
    for failed in report.failed.iter().take(MAX_LINES) {
        let line = format!("  {}, page {}: {}", failed.name, failed.page, failed.reason);
        screen.line(&plain(&line))?;
    }
    match report.failed.len().checked_sub(MAX_LINES) {
        Some(more @ 1..) => screen.line(&format!("  and {more} more (all with --json)")),
        _ => Ok(()),
    }
}
