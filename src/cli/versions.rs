//! `regesta versions`: the versions of a document's work, and what may be some.

use regesta_index::{Archive, PolicyDate, Version};
use regesta_queries::VersionsOnDay;

use super::screen::{Screen, complain, plain};
use super::{ArchiveDir, Done, Error, show};

/// Digits of an id that are shown.
const SHOWN_DIGITS: usize = 12;

/// List the versions of a document's work, and what may be versions too
///
/// What may be is proposed with its evidence, and ties nothing until you say so: `regesta describe
/// ID --set work=NAME` for each, or `--clear work` for a document that is a version of nothing.
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// Id of the document, or at least its first 6 digits
    #[arg(value_name = "ID")]
    id: String,
    /// The day for which statuses hold [default: today]
    #[arg(long, value_name = "DAY")]
    as_of: Option<chrono::NaiveDate>,
    #[command(flatten)]
    archive: ArchiveDir,
    /// Print as JSON
    #[arg(long)]
    json: bool,
}

/// Runs the subcommand.
pub(super) fn run(args: &Args) -> Result<Done, Error> {
    let archive = Archive::open(args.archive.path())?;
    let found = show::find(&archive, &args.id)?;
    let Some(entry) = found.filter(|entry| entry.withdrawn.is_none()) else {
        complain(&format!("no document {}", args.id));
        return Ok(Done::NotAll);
    };
    let today = chrono::Local::now().date_naive();
    let Some(versions) = archive.catalogue().versions(entry.id)? else {
        return Ok(Done::NotAll);
    };
    let snapshot = archive.snapshot()?;
    let as_of = args.as_of.unwrap_or(today);
    let found = regesta_queries::on_day(&snapshot, entry.id, versions, as_of)?;
    let mut screen = Screen::new();
    if args.json {
        screen.json(&found)?;
    } else {
        print(&mut screen, &found)?;
    }
    screen.finish()?;
    Ok(if found.versions.len() + found.proposed.len() > 1 {
        Done::All
    } else {
        Done::NotAll
    })
}

fn print(screen: &mut Screen, found: &VersionsOnDay) -> Result<(), Error> {
    let work = found
        .work
        .as_deref()
        .unwrap_or("not said to be of any work");
    screen.line(&screen.bold(&plain(work)))?;
    for of_work in &found.versions {
        let mark = if of_work.version.id == found.id {
            "*"
        } else {
            " "
        };
        let line = version(&of_work.version);
        screen.line(&plain(&format!(
            "{mark} {:9} {line}",
            of_work.status.name()
        )))?;
    }
    if found.proposed.is_empty() {
        return Ok(());
    }
    screen.line("")?;
    screen.line(&screen.bold("may be versions too"))?;
    for proposal in &found.proposed {
        let line = version(&proposal.version);
        let evidence = proposal.evidence.join("; ");
        screen.line(&plain(&format!("? {line}: {evidence}")))?;
    }
    screen.line("say so with `regesta describe ID --set work=NAME --because WHY`")
}

fn version(version: &Version) -> String {
    let dates = [version.valid_from, version.adopted, version.published];
    let date = dates.into_iter().flatten().next();
    let date = date.map_or_else(|| "undated".to_owned(), |date: PolicyDate| date.to_string());
    let id: String = version.id.to_string().chars().take(SHOWN_DIGITS).collect();
    let number = version
        .number
        .as_ref()
        .map(|number| format!(", no. {number}"));
    let language = version.language.as_deref().unwrap_or("-");
    format!(
        "{date:10} {id} {language:2} {}{}",
        version.title,
        number.unwrap_or_default()
    )
}
