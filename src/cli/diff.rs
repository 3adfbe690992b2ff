//! `regesta diff`: what changed from one document to another.

use regesta_index::Archive;
use regesta_queries::{ChangeKind, Comparison, Part, PartChange};

use super::screen::{Screen, complain, plain};
use super::{ArchiveDir, Done, Error, show};

/// Show what changed from one document to another, such as two versions of a law
///
/// Laws are compared article by article, other documents paragraph by paragraph, and what differs
/// word by word: [-taken out-]{+put in+}.
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// Id of the older document, or at least its first 6 digits
    #[arg(value_name = "OLD")]
    old: String,
    /// Id of the newer one
    #[arg(value_name = "NEW")]
    new: String,
    #[command(flatten)]
    archive: ArchiveDir,
    /// Print as JSON
    #[arg(long)]
    json: bool,
}

/// Runs the subcommand.
pub(super) fn run(args: &Args) -> Result<Done, Error> {
    let archive = Archive::open(args.archive.path())?;
    let mut texts = Vec::new();
    for id in [&args.old, &args.new] {
        let found = show::find(&archive, id)?;
        let Some(entry) = found.filter(|entry| entry.withdrawn.is_none()) else {
            complain(&format!("no document {id}"));
            return Ok(Done::NotAll);
        };
        texts.push(archive.catalogue().pages(entry.id)?);
    }
    let [old, new] = texts.as_slice() else {
        return Ok(Done::NotAll);
    };
    let comparison = regesta_queries::compare(old, new);
    let mut screen = Screen::new();
    if args.json {
        screen.json(&comparison)?;
    } else {
        print(&mut screen, &comparison)?;
    }
    screen.finish()?;
    Ok(Done::All)
}

fn print(screen: &mut Screen, comparison: &Comparison) -> Result<(), Error> {
    screen.counts([
        ("the same", comparison.equal as u64),
        ("changed", comparison.changed as u64),
        ("taken out", comparison.removed as u64),
        ("put in", comparison.added as u64),
    ])?;
    for part in &comparison.parts {
        print_part(screen, part)?;
    }
    if comparison.left_out > 0 {
        let left_out = format!("and {} more (all counted above)", comparison.left_out);
        screen.line(&left_out)?;
    }
    let mut notices = comparison.notices.iter();
    notices.try_for_each(|notice| screen.line(&notice.to_string()))
}

fn print_part(screen: &mut Screen, part: &Part) -> Result<(), Error> {
    if part.kind == PartChange::Equal {
        return Ok(());
    }
    screen.line("")?;
    let page = part.right_page.or(part.left_page);
    if let Some(page) = page {
        let heading = part.heading.as_deref().unwrap_or_default();
        let place = format!("page {page}  {heading}");
        screen.line(&screen.bold(plain(&place).trim_end()))?;
    }
    let changes = part.changes.iter().map(|change| match change.kind {
        ChangeKind::Equal => change.text.clone(),
        ChangeKind::Removed => format!("[-{}-]", change.text),
        ChangeKind::Added => format!("{{+{}+}}", change.text),
    });
    screen.line(&plain(&changes.collect::<String>()))
}
