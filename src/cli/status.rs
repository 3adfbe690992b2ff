//! `regesta status`: the archive in numbers, its runs, and what readers of documents are confined by.

use regesta_index::{Archive, Counts, Coverage, CoveredCountry, Outcome, RunSummary, UNKNOWN};
use regesta_ingest::Confinement;
use serde::Serialize;

use super::screen::{Screen, plain};
use super::{ArchiveDir, Done, Error};

/// The kinds of sources, in the order of their strength; then documents without a value.
const SOURCES: [&str; 7] = [
    "person", "manifest", "sidecar", "file", "text", "name", UNKNOWN,
];

/// Missing years that are shown of a country; `--json` has all of them.
const MAX_MISSING: usize = 12;

/// Show the archive in numbers, and what was done to it
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    #[command(flatten)]
    archive: ArchiveDir,
    /// Print as JSON
    #[arg(long)]
    json: bool,
}

#[derive(Serialize)]
struct Body {
    #[serde(flatten)]
    counts: Counts,
    coverage: Coverage,
    /// Documents that rules of another version have described.
    described_by_other_rules: usize,
    runs: Vec<RunSummary>,
    /// Of this machine, not of the archive.
    confinement: Confinement,
}

/// Runs the subcommand.
pub(super) fn run(args: &Args) -> Result<Done, Error> {
    let archive = Archive::open(args.archive.path())?;
    let body = Body {
        counts: archive.catalogue().counts()?,
        coverage: archive.catalogue().coverage()?,
        described_by_other_rules: archive
            .catalogue()
            .described_by_others(regesta_ingest::RULES_VERSION)?
            .len(),
        runs: archive.catalogue().runs()?,
        confinement: regesta_ingest::confinement(&std::env::current_exe()?)?,
    };
    let mut screen = Screen::new();
    if args.json {
        screen.json(&body)?
    } else {
        print(&mut screen, &body)?
    }
    screen.finish()?;
    Ok(Done::All)
}

fn print(screen: &mut Screen, body: &Body) -> Result<(), Error> {
    let counts = &body.counts;
    screen.counts([
        ("documents", counts.documents),
        ("pages", counts.pages),
        ("pages without text", counts.pages_without_text),
        ("pages recognised by machine", counts.pages_recognised),
        (
            "pages with text that is not reliable",
            counts.pages_not_reliable,
        ),
        ("bytes of text", counts.text_bytes),
        ("bytes of originals", counts.original_bytes),
    ])?;
    screen.line("")?;
    screen.line(&screen.bold("documents by how reading them went"))?;
    let counted = |outcomes: &std::collections::BTreeMap<Outcome, u64>| -> Vec<(&str, u64)> {
        Outcome::ALL
            .iter()
            .filter_map(|outcome| Some((outcome.name(), *outcomes.get(outcome)?)))
            .collect()
    };
    screen.counts(counted(&counts.outcomes))?;
    print_coverage(screen, &body.coverage)?;
    if body.described_by_other_rules > 0 {
        screen.line("")?;
        screen.line(&format!(
            "{} documents were described by other rules than this program's: `regesta describe --again`",
            body.described_by_other_rules
        ))?;
    }
    screen.line("")?;
    screen.line(&body.confinement.to_string())?;
    for run in &body.runs {
        let ended = run
            .finished_at
            .map_or_else(|| "interrupted".to_owned(), |at| at.to_rfc3339());
        screen.line("")?;
        screen.line(&screen.bold(&format!("run {}", run.run)))?;
        screen.line(&format!("{} to {ended}", run.started_at.to_rfc3339()))?;
        screen.line(&plain(&run.offered.join(", ")))?;
        screen.counts(counted(&run.outcomes))?;
    }
    Ok(())
}

/// What there is by country, with the years of which there is nothing; and where values come from.
fn print_coverage(screen: &mut Screen, coverage: &Coverage) -> Result<(), Error> {
    screen.line("")?;
    screen.line(&screen.bold("by country"))?;
    screen.line(&format!(
        "{:9} {:>10} {:>10} {:>12}  years",
        "", "documents", "pages", "without text"
    ))?;
    for country in &coverage.countries {
        let amount = country.amount;
        screen.line(&plain(&format!(
            "{:9} {:>10} {:>10} {:>12}  {}",
            country.country,
            amount.documents,
            amount.pages,
            amount.pages_without_text,
            years(country)
        )))?;
    }
    screen.line("")?;
    screen.line(&screen.bold("documents by where values come from"))?;
    screen.line(&format!(
        "{:16}{}",
        "",
        SOURCES.map(|source| format!("{source:>10}")).concat()
    ))?;
    for (field, by_source) in &coverage.values {
        let count = |source: &str| format!("{:>10}", by_source.get(source).unwrap_or(&0));
        screen.line(&format!("{field:16}{}", SOURCES.map(count).concat()))?;
    }
    Ok(())
}

/// `1990 to 2004, none of 1993 1994; 3 undated`.
fn years(country: &CoveredCountry) -> String {
    let mut dated = country.years.keys().filter(|year| *year != UNKNOWN);
    let mut text = match (dated.next(), dated.next_back()) {
        (Some(first), Some(last)) => format!("{first} to {last}"),
        (Some(only), None) => only.clone(),
        _ => String::new(),
    };
    let missing = &country.missing_years;
    if !missing.is_empty() {
        let shown = missing.iter().take(MAX_MISSING).map(i32::to_string);
        text.push_str(&format!(
            ", none of {}",
            shown.collect::<Vec<_>>().join(" ")
        ));
        if let Some(more @ 1..) = missing.len().checked_sub(MAX_MISSING) {
            text.push_str(&format!(" and {more} more"));
        }
    }
    if let Some(undated) = country.years.get(UNKNOWN) {
        let separator = if text.is_empty() { "" } else { "; " };
        text.push_str(&format!("{separator}{undated} undated"));
    }
    text
}
