//! `regesta definitions`: the same question and the same answer as `GET /api/v1/definitions`.

use regesta_index::{Archive, vocabulary};
use regesta_queries::{ChangeKind, Definition, DefinitionSource, Definitions, Difference, Request};

use super::filters::Filters;
use super::screen::{Screen, plain};
use super::search::marked;
use super::{ArchiveDir, Done, Error};

/// Sources of a definition that are printed for people; `--json` has all of them.
const MAX_SOURCES: usize = 5;

/// List the sentences that define a term, with who says so and since when
///
/// The same sentence in several documents is listed once, with its sources. Two definitions are
/// compared word by word by their keys, which stand before them.
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// The term: a word or several
    #[arg(value_name = "TERM", required = true)]
    term: Vec<String>,
    /// Compare the definitions with these two keys
    #[arg(long, value_names = ["KEY", "KEY"], num_args = 2)]
    compare: Vec<String>,
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
    let term = args.term.join(" ");
    let found = regesta_queries::definitions(&snapshot, &term, &args.compare, &request, today)?;
    let mut screen = Screen::new();
    if args.json {
        screen.json(&found)?;
    } else {
        print(&mut screen, &found)?;
    }
    screen.finish()?;
    Ok(if found.definitions.is_empty() {
        Done::NotAll
    } else {
        Done::All
    })
}

fn print(screen: &mut Screen, found: &Definitions) -> Result<(), Error> {
    let count = screen.bold(&format!("{} definitions", found.definitions.len()));
    screen.line(&format!(
        "{count} of {}; {} documents have it, {} pages were read",
        plain(&found.term),
        found.documents,
        found.pages_read
    ))?;
    for notice in &found.notices {
        screen.line(&plain(&notice.to_string()))?;
    }
    if let Some(difference) = &found.difference {
        return print_difference(screen, difference);
    }
    let mut definitions = found.definitions.iter();
    definitions.try_for_each(|definition| print_definition(screen, definition))
}

fn print_definition(screen: &mut Screen, definition: &Definition) -> Result<(), Error> {
    screen.line("")?;
    let sentence = marked(screen, &definition.sentence);
    screen.line(&format!("{}  {sentence}", definition.key))?;
    for source in definition.sources.iter().take(MAX_SOURCES) {
        screen.line(&format!("  {}", plain(&source_line(source))))?;
    }
    if MAX_SOURCES < definition.sources.len() {
        let more = definition.sources.len() - MAX_SOURCES;
        screen.line(&format!("  and {more} more; --json has all"))?;
    }
    Ok(())
}

fn source_line(source: &DefinitionSource) -> String {
    let countries = source.country.iter();
    let mut facts: Vec<String> = countries
        .map(|code| vocabulary::jurisdiction_label(code))
        .collect();
    facts.extend(source.published.map(|date| date.to_string()));
    facts.push(format!("{}, p. {}", source.title, source.page));
    facts.push(source.id.to_string().chars().take(12).collect());
    facts.join(" · ")
}

fn print_difference(screen: &mut Screen, difference: &Difference) -> Result<(), Error> {
    let mut line = String::new();
    for change in &difference.changes {
        let text = plain(&change.text);
        match change.kind {
            ChangeKind::Equal => line.push_str(&text),
            ChangeKind::Removed => line.push_str(&format!("[-{text}-]")),
            ChangeKind::Added => line.push_str(&screen.bold(&format!("[+{text}+]"))),
        }
    }
    screen.line(&line)
}
