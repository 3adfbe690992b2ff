//! `regesta suggest`: what may be being typed, as `GET /api/v1/suggest` says it.

use regesta_index::Archive;

use super::screen::{Screen, plain};
use super::{ArchiveDir, Done, Error};

/// Suggest words, titles and filters that go on from what is typed
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// The beginning of a question
    #[arg(value_name = "TEXT", required = true, num_args = 1..)]
    text: Vec<String>,
    /// Most suggestions of each kind, up to 20
    #[arg(long, value_name = "N", default_value_t = 8, value_parser = clap::value_parser!(u8).range(1..=20))]
    limit: u8,
    #[command(flatten)]
    archive: ArchiveDir,
    /// Print as JSON
    #[arg(long)]
    json: bool,
}

/// Runs the subcommand.
pub(super) fn run(args: &Args) -> Result<Done, Error> {
    let snapshot = Archive::open(args.archive.path())?.snapshot()?;
    let text = args.text.join(" ");
    let suggestions = regesta_queries::suggest(&snapshot, &text, usize::from(args.limit))?;
    let mut screen = Screen::new();
    if args.json {
        screen.json(&suggestions)?;
    } else {
        for term in &suggestions.terms {
            let documents = if term.documents == 1 {
                "document"
            } else {
                "documents"
            };
            let line = format!("{}  {} {documents}", term.query, term.documents);
            screen.line(&plain(&line))?;
        }
        for title in &suggestions.titles {
            let id: String = title.id.to_string().chars().take(12).collect();
            screen.line(&plain(&format!("title  {} · {id}", title.title)))?;
        }
        for value in &suggestions.values {
            let (name, value, label) = (&value.parameter, &value.value, &value.label);
            screen.line(&plain(&format!("{name}  {label} ({name}:{value})")))?;
        }
    }
    screen.finish()?;
    let nothing = suggestions.terms.is_empty()
        && suggestions.titles.is_empty()
        && suggestions.values.is_empty();
    Ok(if nothing { Done::NotAll } else { Done::All })
}
