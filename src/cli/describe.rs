//! `regesta describe`: a person says what a document's metadata are, or takes it back; in bulk from
//! a table; and newer rules describe again what older ones did.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use regesta_index::{Archive, Change, Correction, DocumentId, Field, Writer};
use regesta_ingest::{stated_field, stated_values};
use serde::Serialize;

use super::progress::Bar;
use super::screen::{Screen, complain, plain};
use super::{ArchiveDir, Done, Error, show};

/// Corrections made in one transaction.
const BATCH: usize = 1_000;

/// Correct what is known of documents, or describe them anew
///
/// What a person says wins over everything else, is kept with who, when and why, and can be taken
/// back. `regesta show ID --why` shows it beside what it was said against.
///
/// A table (--from) has the columns `document` (an id, or a name under which the document was
/// offered), `field`, `value` and `because`; and `act`, if it is to say `clear` or `take-back` in
/// place of `set`. Values of a field that takes several stand with `;` between.
#[derive(Debug, clap::Args)]
#[command(group = clap::ArgGroup::new("what").required(true).multiple(false))]
pub(super) struct Args {
    /// Id of the document, or at least its first 6 digits
    #[arg(value_name = "ID", group = "what", requires = "because")]
    id: Option<String>,
    /// It has this value, and no other; several with `;` between
    #[arg(long, value_name = "FIELD=VALUE", requires = "id")]
    set: Vec<String>,
    /// It has no value, whatever else may say so
    #[arg(long, value_name = "FIELD", requires = "id")]
    clear: Vec<String>,
    /// Take back what persons said of it
    #[arg(long, value_name = "FIELD", requires = "id")]
    take_back: Vec<String>,
    /// Why
    #[arg(long, value_name = "TEXT")]
    because: Option<String>,
    /// Make the corrections in this CSV file
    #[arg(long, value_name = "FILE", group = "what")]
    from: Option<PathBuf>,
    /// Describe anew, from the text that is kept, what rules of another version have described
    #[arg(long, group = "what")]
    again: bool,
    /// Who says so
    #[arg(long, value_name = "NAME", env = "USER")]
    by: Option<String>,
    #[command(flatten)]
    archive: ArchiveDir,
    /// Print as JSON
    #[arg(long)]
    json: bool,
}

/// What was done, as it is printed with `--json`.
#[derive(Debug, Default, Serialize)]
struct Body {
    /// Documents that were corrected.
    corrected: usize,
    /// What was not done.
    refused: Vec<Refused>,
}

/// A row of a table that was not done.
#[derive(Debug, Serialize)]
struct Refused {
    /// From 1, the header not counted.
    row: usize,
    reason: String,
}

/// What was described anew, as it is printed with `--json`.
#[derive(Debug, Serialize)]
struct Again {
    described: u64,
    changed: u64,
}

/// A row of the table.
#[derive(Debug, serde::Deserialize)]
struct Row {
    #[serde(alias = "id", alias = "path")]
    document: String,
    field: String,
    #[serde(default)]
    value: String,
    #[serde(default)]
    because: String,
    #[serde(default)]
    act: String,
}

/// Runs the subcommand.
pub(super) fn run(args: &Args) -> Result<Done, Error> {
    let dir = args.archive.path();
    if args.again {
        return again(dir, args.json);
    }
    let by = args.by.as_deref().map(str::trim).unwrap_or_default();
    if by.is_empty() {
        return Err(refuse("--by", "say who says so"));
    }
    match (&args.id, &args.from) {
        (Some(id), _) => one(args, dir, id, by),
        (_, Some(table)) => many(args, dir, table, by),
        _ => Ok(Done::NotAll),
    }
}

fn one(args: &Args, dir: &Path, id: &str, by: &str) -> Result<Done, Error> {
    let mut changes = BTreeMap::new();
    let mut put = |argument: &str, field: Field, change: Change| {
        let said = format!("{field} is said twice");
        match changes.insert(field, change) {
            None => Ok(()),
            Some(_) => Err(refuse(argument, &said)),
        }
    };
    for set in &args.set {
        let (name, value) = set
            .split_once('=')
            .ok_or_else(|| refuse("--set", "takes FIELD=VALUE"))?;
        let (field, change) = change(name, value, "set").map_err(|why| refuse("--set", &why))?;
        put("--set", field, change)?;
    }
    for (argument, act, names) in [
        ("--clear", "clear", &args.clear),
        ("--take-back", "take-back", &args.take_back),
    ] {
        for name in names {
            let (field, change) = change(name, "", act).map_err(|why| refuse(argument, &why))?;
            put(argument, field, change)?;
        }
    }
    if changes.is_empty() {
        return Err(refuse("--set", "say what is so, or --clear or --take-back"));
    }
    let because = args.because.as_deref().unwrap_or_default().trim();
    if because.is_empty() {
        return Err(refuse("--because", "say why"));
    }
    let archive = Archive::open(dir)?;
    let Some(entry) = show::find(&archive, id)? else {
        complain(&format!("no document {id}"));
        return Ok(Done::NotAll);
    };
    let correction = Correction {
        id: entry.id,
        changes: changes.into_iter().collect(),
        by: by.to_owned(),
        because: because.to_owned(),
    };
    drop(archive);
    let mut writer = Writer::open(dir)?;
    writer.correct(&[correction], chrono::Utc::now())?;
    writer.close()?;
    let body = Body {
        corrected: 1,
        ..Body::default()
    };
    tell(&body, args.json)
}

fn many(args: &Args, dir: &Path, table: &Path, by: &str) -> Result<Done, Error> {
    let file = |source| Error::File {
        act: "read",
        path: table.to_owned(),
        source,
    };
    let text = std::fs::read_to_string(table).map_err(file)?;
    let archive = Archive::open(dir)?;
    let mut body = Body::default();
    // Rows of one document for one reason are one correction.
    let mut corrections: Vec<Correction> = Vec::new();
    let text = text.trim_start_matches('\u{feff}');
    let mut reader = csv::ReaderBuilder::new()
        .trim(csv::Trim::All)
        .flexible(true)
        .from_reader(text.as_bytes());
    for (row, record) in (1..).zip(reader.deserialize::<Row>()) {
        let read = record
            .map_err(|error| error.to_string())
            .and_then(|record| correction(&archive, &record, args.because.as_deref(), by));
        match read {
            Ok(correction) => join(&mut corrections, correction),
            Err(reason) => body.refused.push(Refused { row, reason }),
        }
    }
    drop(archive);
    if !corrections.is_empty() {
        let mut writer = Writer::open(dir)?;
        for batch in corrections.chunks(BATCH) {
            writer.correct(batch, chrono::Utc::now())?;
        }
        writer.close()?;
    }
    let mut documents: Vec<DocumentId> = corrections.iter().map(|made| made.id).collect();
    documents.sort_unstable();
    documents.dedup();
    body.corrected = documents.len();
    tell(&body, args.json)
}

/// Adds a correction of one field to the one before, if it is the same person's of the same
/// document for the same reason.
fn join(corrections: &mut Vec<Correction>, one: Correction) {
    if let Some(last) = corrections.last_mut()
        && last.id == one.id
        && last.because == one.because
        && let Some((field, _)) = one.changes.first()
        && !last.changes.iter().any(|(known, _)| known == field)
    {
        last.changes.extend(one.changes);
    } else {
        corrections.push(one);
    }
}

fn correction(
    archive: &Archive,
    row: &Row,
    because: Option<&str>,
    by: &str,
) -> Result<Correction, String> {
    let change = change(&row.field, &row.value, &row.act)?;
    let because = if row.because.is_empty() {
        because.unwrap_or_default().trim()
    } else {
        &row.because
    };
    if because.is_empty() {
        return Err("does not say why (column `because`, or --because for all)".to_owned());
    }
    Ok(Correction {
        id: document(archive, &row.document)?,
        changes: vec![change],
        by: by.to_owned(),
        because: because.to_owned(),
    })
}

/// The document that has this id, or was offered under this name.
fn document(archive: &Archive, named: &str) -> Result<DocumentId, String> {
    let catalogue = archive.catalogue();
    let digits = 6 <= named.len() && named.bytes().all(|b| b.is_ascii_hexdigit());
    let mut found = Vec::new();
    if digits {
        found = catalogue
            .find(named, 2)
            .map_err(|error| error.to_string())?;
    }
    if found.is_empty() {
        found = catalogue.named(named).map_err(|error| error.to_string())?;
    }
    match found.as_slice() {
        [] => Err(format!("there is no document `{named}`")),
        [id] => Ok(*id),
        _ => Err(format!(
            "`{named}` stands for several documents: give the id of one"
        )),
    }
}

/// What is said of which field.
pub(super) fn change(name: &str, value: &str, act: &str) -> Result<(Field, Change), String> {
    let field = stated_field(name)?;
    let change = match act.trim().to_ascii_lowercase().as_str() {
        "" | "set" if value.trim().is_empty() => {
            return Err(format!(
                "{field} has no value; say `clear` if there is none, `take-back` to go back"
            ));
        }
        "" | "set" => Change::Set(stated_values(&field, value)?),
        "clear" if field == Field::Title => {
            return Err("title cannot be cleared: a document has one".to_owned());
        }
        "clear" => Change::Clear,
        "take-back" => Change::TakeBack,
        other => return Err(format!("act takes set, clear or take-back, not `{other}`")),
    };
    Ok((field, change))
}

fn again(dir: &Path, json: bool) -> Result<Done, Error> {
    let mut writer = Writer::open(dir)?;
    let bar = Bar::new("documents");
    let report = regesta_ingest::redescribe(&mut writer, &mut |done, total| bar.at(done, total))?;
    writer.close()?;
    drop(bar);
    let again = Again {
        described: report.described,
        changed: report.changed,
    };
    let mut screen = Screen::new();
    if json {
        screen.json(&again)?;
    } else {
        screen.counts([
            ("described anew", again.described),
            ("with something else", again.changed),
        ])?;
    }
    screen.finish()?;
    Ok(Done::All)
}

fn tell(body: &Body, json: bool) -> Result<Done, Error> {
    let mut screen = Screen::new();
    if json {
        screen.json(body)?;
    } else {
        screen.counts([
            ("documents corrected", body.corrected as u64),
            ("rows refused", body.refused.len() as u64),
        ])?;
        for refused in &body.refused {
            screen.line(&plain(&format!("row {}: {}", refused.row, refused.reason)))?;
        }
    }
    screen.finish()?;
    Ok(if body.refused.is_empty() {
        Done::All
    } else {
        Done::NotAll
    })
}

fn refuse(argument: &str, message: &str) -> Error {
    Error::Argument {
        argument: argument.to_owned(),
        message: message.to_owned(),
    }
}
