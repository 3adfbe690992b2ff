//! `regesta trends`: the same question and the same answer as `GET /api/v1/trends`.

use regesta_index::Archive;
use regesta_queries::{Request, Trend, Trends, Usage, UsageOfCountry};

use super::filters::Filters;
use super::screen::{Screen, plain};
use super::search::marked;
use super::{ArchiveDir, Done, Error};

/// Jurisdictions that are printed for people; `--json` has all of them.
const MAX_COUNTRIES: usize = 20;

/// Follow up to five terms through the years and the countries
///
/// Counts documents and pages with each term by year of publication, as a number and as a share of
/// all documents of the year, and shows each country's first use. A term is a query of its own:
/// quote a phrase twice, as in '"smart city"'.
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// Terms, each a word, a phrase or another query
    #[arg(value_name = "TERM", required = true)]
    terms: Vec<String>,
    #[command(flatten)]
    filters: Filters,
    #[command(flatten)]
    archive: ArchiveDir,
    /// Print the answer as JSON
    #[arg(long)]
    json: bool,
}

/// Runs the subcommand.
pub(super) fn run(args: &Args) -> Result<Done, Error> {
    let request = Request::from_pairs(args.filters.pairs())?;
    let snapshot = Archive::open(args.archive.path())?.snapshot()?;
    let today = chrono::Local::now().date_naive();
    let trends = regesta_queries::trends(&snapshot, &args.terms, &request, today)?;
    let mut screen = Screen::new();
    if args.json {
        screen.json(&trends)?;
    } else {
        print(&mut screen, &trends)?;
    }
    screen.finish()?;
    let used = |trend: &Trend| trend.usage.documents > 0;
    Ok(if trends.terms.iter().any(used) {
        Done::All
    } else {
        Done::NotAll
    })
}

fn print(screen: &mut Screen, trends: &Trends) -> Result<(), Error> {
    for notice in &trends.notices {
        screen.line(&plain(&notice.to_string()))?;
    }
    for trend in &trends.terms {
        print_term(screen, trends, trend)?;
    }
    Ok(())
}

fn print_term(screen: &mut Screen, trends: &Trends, trend: &Trend) -> Result<(), Error> {
    screen.line("")?;
    let term = screen.bold(&plain(&trend.query));
    let Usage {
        documents,
        pages,
        occurrences,
        ..
    } = trend.usage;
    let (all, all_pages) = (trends.totals.documents, trends.totals.pages);
    screen.line(&format!(
        "{term}: {documents} of {all} documents, {pages} of {all_pages} pages, {occurrences} times"
    ))?;
    if trend.title_only > 0 {
        screen.line(&format!(
            "{} more have it in the title alone and are not counted",
            trend.title_only
        ))?;
    }
    screen.line("year     documents  share    pages  share    times")?;
    for (year, total) in trend.years.iter().zip(&trends.totals.years) {
        screen.line(&row(
            &year.year.to_string(),
            year.usage,
            total.total.documents,
        ))?;
    }
    let undated = trends.totals.unknown_year;
    if undated.documents > 0 {
        screen.line(&row("unknown", trend.unknown_year, undated.documents))?;
    }
    for country in trend.countries.iter().take(MAX_COUNTRIES) {
        print_country(screen, country)?;
    }
    if MAX_COUNTRIES < trend.countries.len() {
        let more = trend.countries.len() - MAX_COUNTRIES;
        screen.line(&format!("and {more} more; --json has all"))?;
    }
    Ok(())
}

fn row(year: &str, usage: Usage, documents: u64) -> String {
    let per_cent = |share: f64| format!("{:.1} %", 100.0 * share);
    format!(
        "{year:7}  {:>9}  {:>7}  {:>5}  {:>7}  {:>5}",
        format!("{}/{documents}", usage.documents),
        per_cent(usage.share),
        usage.pages,
        per_cent(usage.page_share),
        usage.occurrences
    )
}

fn print_country(screen: &mut Screen, country: &UsageOfCountry) -> Result<(), Error> {
    let name = screen.bold(&plain(&country.label));
    let documents = country.usage.documents;
    let Some(first) = &country.first else {
        return screen.line(&format!(
            "{name}: {documents} documents, none with a certain year"
        ));
    };
    let date = first.published.map(|date| date.to_string());
    let id: String = first.id.to_string().chars().take(12).collect();
    screen.line(&format!(
        "{name}: {documents} documents, first {} in {} ({id})",
        date.unwrap_or_default(),
        plain(&first.title)
    ))?;
    screen.line(&format!(
        "  p. {}: {}",
        first.page,
        marked(screen, &first.snippet)
    ))
}
