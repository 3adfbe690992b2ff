//! `regesta extract`: what would be read from one file, without an archive.
//!
//! The file is read where an ingest would read it: in a worker process, within the same limits.

use std::fs::File;
use std::path::{Path, PathBuf};

use regesta_index::{Mark, Outcome, OutlineEntry, Paging};
use regesta_ingest::{
    Attachment, Extracted, ExtractedPage, Failure, Limits, Metadatum, Reply, WorkerInput,
};
use serde::Serialize;

use super::screen::{Screen, plain};
use super::{Done, Error};

/// Show what would be read from one file
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// The file
    #[arg(value_name = "FILE")]
    file: PathBuf,
    /// Print as JSON
    #[arg(long)]
    json: bool,
}

/// What was read, as it is printed.
#[derive(Debug, Serialize)]
struct Body {
    title: String,
    media_type: String,
    metadata: Vec<Metadatum>,
    paging: Paging,
    pages: Vec<PageBody>,
    outline: Vec<OutlineEntry>,
    attachments: Vec<Attachment>,
    outcome: Outcome,
    #[serde(skip_serializing_if = "Option::is_none")]
    reason: Option<String>,
    warnings: Vec<String>,
}

#[derive(Debug, Serialize)]
struct PageBody {
    page: u32,
    label: Option<String>,
    text: String,
    marks: Vec<Mark>,
    quality: f32,
    is_unread: bool,
}

/// Runs the subcommand.
pub(super) fn run(args: &Args) -> Result<Done, Error> {
    let failed = |source| Error::File {
        act: "read",
        path: args.file.clone(),
        source,
    };
    let kind = std::fs::metadata(&args.file).map_err(failed)?;
    if kind.is_dir() {
        return Err(failed(std::io::ErrorKind::IsADirectory.into()));
    }
    if !kind.is_file() {
        // Opening a pipe would wait for ever.
        return Err(failed(std::io::Error::other("not a regular file")));
    }
    let file = File::open(&args.file).map_err(failed)?;
    let name = args.file.file_name().unwrap_or_default().to_string_lossy();
    let program = std::env::current_exe()?;
    let reply = regesta_ingest::extract_in_worker(
        &program,
        WorkerInput::File(file),
        &name,
        &Limits::STANDARD,
    )?;
    let body = body(reply, &args.file);
    let mut screen = Screen::new();
    if args.json {
        screen.json(&body)?
    } else {
        print(&mut screen, &body)?
    }
    screen.finish()?;
    Ok(if body.outcome.is_failure() {
        Done::NotAll
    } else {
        Done::All
    })
}

fn body(reply: Reply, file: &Path) -> Body {
    let (extracted, outcome, reason) = match reply {
        Reply::Extracted(extracted) if is_blank(&extracted.pages) => (
            extracted,
            Outcome::NoText,
            Some("no page has text".to_owned()),
        ),
        Reply::Extracted(extracted) => (extracted, Outcome::Added, None),
        Reply::Failed(failure) => (
            Extracted::default(),
            outcome(&failure),
            Some(failure.to_string()),
        ),
        Reply::TimedOut(how) => (Extracted::default(), Outcome::TimedOut, Some(how)),
        Reply::Crashed(how) => (Extracted::default(), Outcome::Crashed, Some(how)),
    };
    let number = |at: usize| u32::try_from(at + 1).unwrap_or(u32::MAX);
    let page = |(at, page): (usize, ExtractedPage)| PageBody {
        page: number(at),
        label: page.label,
        text: page.text,
        marks: page.marks,
        quality: page.quality,
        is_unread: page.is_unread,
    };
    Body {
        title: title(&extracted.metadata, file),
        media_type: extracted.media_type,
        paging: extracted.paging,
        outline: extracted.outline,
        attachments: extracted.attachments,
        pages: extracted.pages.into_iter().enumerate().map(page).collect(),
        metadata: extracted.metadata,
        outcome,
        reason,
        warnings: extracted.warnings,
    }
}

fn outcome(failure: &Failure) -> Outcome {
    match failure {
        Failure::Encrypted => Outcome::Encrypted,
        Failure::Unsupported { .. } => Outcome::Unsupported,
        Failure::Damaged { .. } => Outcome::Damaged,
        Failure::OverLimit { .. } => Outcome::OverLimit,
    }
}

fn is_blank(pages: &[ExtractedPage]) -> bool {
    !pages
        .iter()
        .any(|page| page.text.chars().any(char::is_alphanumeric))
}

/// The title that the file states, or its name.
fn title(metadata: &[Metadatum], file: &Path) -> String {
    let is_title = |key: &str| {
        let last = key
            .rsplit(['/', '.', ':'])
            .next()
            .unwrap_or_default()
            .to_lowercase();
        // The subject of a letter is its title; that of a PDF file is something else.
        last == "title" || last == "제목" || key == "mail/subject"
    };
    let stated = metadata
        .iter()
        .find(|stated| is_title(&stated.key) && !stated.value.trim().is_empty());
    let name = || {
        file.file_stem()
            .unwrap_or_default()
            .to_string_lossy()
            .into_owned()
    };
    stated.map_or_else(name, |stated| stated.value.clone())
}

/// What a reader calls one page.
fn page_word(paging: Paging) -> &'static str {
    match paging {
        Paging::Pages => "page",
        Paging::Slides => "slide",
        Paging::Sheets => "sheet",
        Paging::Chapters => "chapter",
        Paging::Sections => "section",
    }
}

fn print(screen: &mut Screen, body: &Body) -> Result<(), Error> {
    screen.line(&screen.bold(&plain(&body.title)))?;
    let reason = body
        .reason
        .as_ref()
        .map(|reason| format!(": {reason}"))
        .unwrap_or_default();
    screen.line(&plain(&format!("{}{reason}", body.outcome.name())))?;
    for stated in &body.metadata {
        screen.line(&plain(&format!("{}: {}", stated.key, stated.value)))?;
    }
    for warning in &body.warnings {
        screen.line(&plain(&format!("warning: {warning}")))?;
    }
    for attachment in &body.attachments {
        let Attachment { name, size, .. } = attachment;
        screen.line(&plain(&format!("inside it: {name} ({size} bytes)")))?;
    }
    let kind = page_word(body.paging);
    for page in &body.pages {
        screen.line("")?;
        let label = page
            .label
            .as_ref()
            .map(|label| format!(" ({label})"))
            .unwrap_or_default();
        screen.line(&screen.bold(&plain(&format!("{kind} {}{label}", page.page))))?;
        screen.line(&plain(&page.text))?;
    }
    Ok(())
}
