//! `regesta outcomes`: what became of every file, and a second try for those that failed.

use std::fs;
use std::io;
use std::path::{Component, Path, PathBuf};

use regesta_index::{
    Archive, DocumentId, OutcomeFilter, OutcomeRow, PageNumber, UnreadPages, Writer,
};

use super::screen::{Screen, complain, plain};
use super::{ArchiveDir, Done, Error, ingest};

/// List what became of every file that was offered, or read again what failed
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// Only files whose text is not in
    #[arg(long)]
    failed: bool,
    /// Pages that show something which their text does not hold, to be recognised: scans, and text
    /// that cannot be relied on
    #[arg(long, conflicts_with_all = ["failed", "run", "retry"])]
    no_text: bool,
    /// Only this run [default: the last outcome of every file]
    #[arg(long, value_name = "N")]
    run: Option<i64>,
    /// Read again what failed, from the originals kept
    #[arg(long, conflicts_with_all = ["failed", "run"])]
    retry: bool,
    #[command(flatten)]
    archive: ArchiveDir,
    /// Print as JSON, one line for each file
    #[arg(long)]
    json: bool,
}

/// Runs the subcommand.
pub(super) fn run(args: &Args) -> Result<Done, Error> {
    if args.retry {
        return retry(args);
    }
    if args.no_text {
        return no_text(args);
    }
    let filter = OutcomeFilter {
        failed: args.failed,
        run: args.run,
    };
    let rows = Archive::open(args.archive.path())?
        .catalogue()
        .outcomes(&filter)?;
    let mut screen = Screen::new();
    for row in &rows {
        if args.json {
            screen.json(row)?
        } else {
            print(&mut screen, row)?
        }
    }
    screen.finish()?;
    Ok(if rows.is_empty() {
        Done::NotAll
    } else {
        Done::All
    })
}

/// Lists the pages without reliable text, document by document.
fn no_text(args: &Args) -> Result<Done, Error> {
    let documents = Archive::open(args.archive.path())?
        .catalogue()
        .unread_pages()?;
    let mut screen = Screen::new();
    for document in &documents {
        if args.json {
            screen.json(document)?
        } else {
            print_pages(&mut screen, document)?
        }
    }
    screen.finish()?;
    Ok(if documents.is_empty() {
        Done::NotAll
    } else {
        Done::All
    })
}

/// Lays the originals of what failed out in a folder, under the names they were offered by, and
/// takes that folder in: what was asserted about them before stays with them.
fn retry(args: &Args) -> Result<Done, Error> {
    let mut writer = Writer::open(args.archive.path())?;
    let failed = writer.retry()?;
    if failed.is_empty() {
        complain("nothing failed that could be read again");
        return Ok(Done::All);
    }
    let folder = tempfile::tempdir()?;
    for (id, _) in &failed {
        if let Err(error) = lay_out(&writer, *id, folder.path()) {
            complain(&format!("document {id} cannot be read again: {error}"));
        }
    }
    let offered: Result<Vec<PathBuf>, io::Error> = fs::read_dir(folder.path())?
        .map(|root| Ok(root?.path()))
        .collect();
    let report = ingest::take_in(&mut writer, &offered?, &ingest::options(None, None)?)?;
    ingest::tell(&writer, report, args.json)
}

fn lay_out(writer: &Writer, id: DocumentId, folder: &Path) -> Result<(), Error> {
    let original = writer.originals().read(id)?;
    let names = writer
        .catalogue()
        .entry(id)?
        .map(|entry| entry.names)
        .unwrap_or_default();
    // The id itself always is a free name, should the others be taken or no file names here.
    for name in names.into_iter().chain([id.to_string()]) {
        let name = Path::new(&name);
        let inside = name
            .components()
            .all(|part| matches!(part, Component::Normal(_)));
        if inside && write_new(&folder.join(name), &original).is_ok() {
            return Ok(());
        }
    }
    Err(Error::File {
        act: "write into",
        path: folder.to_owned(),
        source: io::ErrorKind::AlreadyExists.into(),
    })
}

fn write_new(path: &Path, bytes: &[u8]) -> io::Result<()> {
    path.parent().map_or(Ok(()), fs::create_dir_all)?;
    io::Write::write_all(&mut fs::File::create_new(path)?, bytes)
}

fn print(screen: &mut Screen, row: &OutcomeRow) -> Result<(), Error> {
    let reason = row
        .reason
        .as_ref()
        .map(|reason| format!(": {reason}"))
        .unwrap_or_default();
    screen.line(&plain(&format!(
        "{:>4}  {:11}  {}{reason}",
        row.run,
        row.outcome.name(),
        row.path
    )))
}

fn print_pages(screen: &mut Screen, document: &UnreadPages) -> Result<(), Error> {
    let id = document.id.to_string();
    let short = id.get(..12).unwrap_or(&id);
    for (pages, why) in [
        (&document.without_text, "no text"),
        (&document.not_reliable, "not reliable"),
    ] {
        if pages.is_empty() {
            continue;
        }
        let (pages, name) = (ranges(pages), &document.name);
        screen.line(&plain(&format!("{short}  {why:12}  {name}: {pages}")))?;
    }
    Ok(())
}

/// Page numbers in order, as `1-3, 7`.
fn ranges(pages: &[PageNumber]) -> String {
    let follows = |a: &PageNumber, b: &PageNumber| a.get().checked_add(1) == Some(b.get());
    let runs = pages.chunk_by(follows).map(|run| match run {
        [first, .., last] => format!("{first}-{last}"),
        [only] => only.to_string(),
        [] => String::new(),
    });
    runs.collect::<Vec<_>>().join(", ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pages_are_listed_as_ranges() {
        let pages: Vec<_> = [1, 2, 3, 7, 9, 10]
            .into_iter()
            .filter_map(PageNumber::new)
            .collect();
        assert_eq!(ranges(&pages), "1-3, 7, 9-10");
        assert_eq!(ranges(&[]), "");
    }
}
