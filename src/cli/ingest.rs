//! `regesta ingest`: takes files into the archive and reports what became of each.

use std::collections::BTreeMap;
use std::num::NonZeroUsize;
use std::path::{Path, PathBuf};

use regesta_index::{Archive, Outcome, OutcomeFilter, OutcomeRow, Writer};
use regesta_ingest::{Limits, Options, Progress, Report, Wall};
use serde::Serialize;

use super::progress::Bar;
use super::screen::{Screen, plain};
use super::{ArchiveDir, Done, Error};

/// Lines shown of a list that may be long; `--json` has all of them.
const MAX_LINES: usize = 20;

/// Take documents into the archive: files, folders and zip archives
///
/// The archive is made if there is none. Every file gets exactly one outcome; a file that cannot
/// be read stops nothing. An interrupted run is taken up again by the same command.
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// Files, folders and zip archives to take in
    #[arg(value_name = "PATH", required = true)]
    paths: Vec<PathBuf>,
    /// Describe the files by this CSV or JSONL file, beside any found among them
    #[arg(long, value_name = "FILE")]
    manifest: Option<PathBuf>,
    /// Say what would happen, and change nothing
    #[arg(long)]
    dry_run: bool,
    /// Recognise the text of scanned pages afterwards (see `regesta ocr`)
    #[arg(long, conflicts_with = "dry_run")]
    ocr: bool,
    /// Read so many files at a time [default: number of processors]
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
    run: Option<i64>,
    resumed: bool,
    dry_run: bool,
    offered: u64,
    outcomes: BTreeMap<Outcome, u64>,
    rows_without_file: Vec<Row>,
    files_without_row: Vec<String>,
    manifest_problems: Vec<Problem>,
    links_not_followed: Vec<String>,
    failures: Vec<Failure>,
    text_bytes: u64,
    took_ms: u64,
}

#[derive(Debug, Serialize)]
struct Row {
    manifest: String,
    row: u32,
    path: String,
}

#[derive(Debug, Serialize)]
struct Problem {
    manifest: String,
    row: Option<u32>,
    problem: String,
}

/// A file whose text did not get in.
#[derive(Debug, Serialize)]
struct Failure {
    path: String,
    outcome: Outcome,
    reason: Option<String>,
}

/// Passes progress on to a bar and keeps the failures, for a run whose outcomes are kept nowhere.
struct Watch<'a> {
    bar: &'a mut Bar,
    failures: Vec<Failure>,
}

impl Progress for Watch<'_> {
    fn found(&mut self, files: u64, all: bool) {
        self.bar.found(files, all);
    }

    fn finished(&mut self, path: &str, outcome: Outcome, reason: Option<&str>) {
        self.bar.finished(path, outcome, reason);
        if outcome.is_failure() {
            self.failures.push(Failure {
                path: path.to_owned(),
                outcome,
                reason: reason.map(str::to_owned),
            });
        }
    }
}

/// Runs the subcommand.
pub(super) fn run(args: &Args) -> Result<Done, Error> {
    let options = options(args.manifest.clone(), args.jobs)?;
    if args.dry_run {
        return report(
            &would_take_in(args.archive.path(), &args.paths, &options)?,
            args.json,
        );
    }
    let mut writer = open_or_create(args.archive.path())?;
    warn_of_missing_walls(&options.worker_program)?;
    let report = take_in(&mut writer, &args.paths, &options)?;
    // First: what follows may fail, and the report must not be lost with it.
    let done = tell(&writer, report, args.json)?;
    let settings = Archive::open(args.archive.path())?.settings().ocr.clone();
    if !args.ocr && !settings.after_ingest {
        return Ok(done);
    }
    let recognised = super::ocr::recognise(&mut writer, settings.languages, args.jobs)?;
    Ok(done.and(super::ocr::tell(&recognised, args.json)?))
}

/// How files are read: by this very program, within the standard limits.
pub(super) fn options(
    manifest: Option<PathBuf>,
    jobs: Option<NonZeroUsize>,
) -> Result<Options, Error> {
    let one = NonZeroUsize::MIN;
    Ok(Options {
        manifest,
        limits: Limits::STANDARD,
        worker_program: std::env::current_exe()?,
        jobs: jobs.unwrap_or_else(|| std::thread::available_parallelism().unwrap_or(one)),
        only: None,
    })
}

/// Says on standard error what does not confine the readers of documents on this machine, if
/// anything does not.
fn warn_of_missing_walls(worker_program: &Path) -> Result<(), Error> {
    let confinement = regesta_ingest::confinement(worker_program)?;
    if [confinement.seccomp, confinement.landlock].contains(&Wall::Missing) {
        eprintln!("warning: {confinement}");
    }
    Ok(())
}

/// Opens the archive in `dir` for writing; makes one if there is none.
pub(super) fn open_or_create(dir: &Path) -> Result<Writer, Error> {
    match Writer::open(dir) {
        Err(regesta_index::Error::NoArchive(_)) => Ok(Writer::create(dir)?),
        opened => Ok(opened?),
    }
}

/// Takes `paths` into the archive, with a bar to watch it by.
pub(super) fn take_in(
    writer: &mut Writer,
    paths: &[PathBuf],
    options: &Options,
) -> Result<Report, Error> {
    Ok(regesta_ingest::ingest(
        writer,
        paths,
        options,
        &mut Bar::new("files"),
    )?)
}

/// Prints what became of a run that has ended.
pub(super) fn tell(writer: &Writer, report: Report, json: bool) -> Result<Done, Error> {
    // From the catalogue and not from the progress: a resumed run reports its first part too, and a
    // file that is unchanged since its text could not be read has still failed.
    let failed = OutcomeFilter {
        failed: true,
        run: report.run,
    };
    let rows = writer.catalogue().outcomes(&failed)?;
    self::report(
        &body(report, rows.into_iter().map(Failure::from).collect()),
        json,
    )
}

fn would_take_in(dir: &Path, paths: &[PathBuf], options: &Options) -> Result<Body, Error> {
    let archive = match Archive::open(dir) {
        Ok(archive) => Some(archive),
        Err(regesta_index::Error::NoArchive(_)) => None,
        Err(error) => return Err(error.into()),
    };
    let known = |id| {
        let entry = archive
            .as_ref()
            .and_then(|archive| archive.catalogue().entry(id).ok().flatten());
        entry.is_some_and(|entry| !entry.outcome.is_failure())
    };
    let mut watch = Watch {
        bar: &mut Bar::new("files"),
        failures: Vec::new(),
    };
    let report = regesta_ingest::dry_run(&known, paths, options, &mut watch)?;
    Ok(body(report, watch.failures))
}

fn body(report: Report, failures: Vec<Failure>) -> Body {
    let row = |row: regesta_ingest::RowWithoutFile| Row {
        manifest: row.manifest,
        row: row.row,
        path: row.path,
    };
    let problem = |problem: regesta_ingest::ManifestProblem| Problem {
        manifest: problem.manifest,
        row: problem.row,
        problem: problem.problem,
    };
    Body {
        dry_run: report.run.is_none(),
        run: report.run,
        resumed: report.resumed,
        offered: report.offered,
        outcomes: report.outcomes,
        rows_without_file: report.rows_without_file.into_iter().map(row).collect(),
        files_without_row: report.files_without_row,
        manifest_problems: report.manifest_problems.into_iter().map(problem).collect(),
        links_not_followed: report.links_not_followed,
        failures,
        text_bytes: report.text_bytes,
        took_ms: u64::try_from(report.took.as_millis()).unwrap_or(u64::MAX),
    }
}

fn report(body: &Body, json: bool) -> Result<Done, Error> {
    let mut screen = Screen::new();
    if json {
        screen.json(body)?
    } else {
        print(&mut screen, body)?
    }
    screen.finish()?;
    Ok(if body.failures.is_empty() {
        Done::All
    } else {
        Done::NotAll
    })
}

fn print(screen: &mut Screen, body: &Body) -> Result<(), Error> {
    if body.resumed {
        screen.line("went on with the run that was interrupted")?;
    }
    if body.dry_run {
        screen.line("nothing was changed; this is what would happen")?;
    }
    let counted = Outcome::ALL
        .iter()
        .filter_map(|outcome| Some((outcome.name(), *body.outcomes.get(outcome)?)));
    screen.counts(
        counted
            .filter(|(_, count)| *count != 0)
            .chain([("offered", body.offered)]),
    )?;
    list(
        screen,
        "rows without a file",
        &body.rows_without_file,
        |row| format!("{}, row {}: {}", row.manifest, row.row, row.path),
    )?;
    list(
        screen,
        "files without a row",
        &body.files_without_row,
        Clone::clone,
    )?;
    list(
        screen,
        "in manifests",
        &body.manifest_problems,
        |problem| match problem.row {
            Some(row) => format!("{}, row {row}: {}", problem.manifest, problem.problem),
            None => format!("{}: {}", problem.manifest, problem.problem),
        },
    )?;
    list(
        screen,
        "links not followed",
        &body.links_not_followed,
        Clone::clone,
    )?;
    list(screen, "failed", &body.failures, |failure| {
        let reason = failure.reason.as_deref().unwrap_or("no reason is known");
        format!("{}: {}: {reason}", failure.outcome.name(), failure.path)
    })
}

/// A heading with the count, then the first lines.
fn list<T>(
    screen: &mut Screen,
    heading: &str,
    all: &[T],
    line: impl Fn(&T) -> String,
) -> Result<(), Error> {
    if all.is_empty() {
        return Ok(());
    }
    screen.line("")?;
    screen.line(&screen.bold(&format!("{heading}: {}", all.len())))?;
    for one in all.iter().take(MAX_LINES) {
        screen.line(&format!("  {}", plain(&line(one))))?;
    }
    match all.len().checked_sub(MAX_LINES) {
        Some(more @ 1..) => screen.line(&format!("  and {more} more (all with --json)")),
        _ => Ok(()),
    }
}

impl From<OutcomeRow> for Failure {
    fn from(row: OutcomeRow) -> Self {
        Self {
            path: row.path,
            outcome: row.outcome,
            reason: row.reason,
        }
    }
}
