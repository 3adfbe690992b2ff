//! `regesta show`: one document, or the text of one of its pages.

use regesta_index::{
    Archive, Assertion, Claim, DocumentId, Entry, PageNumber, Passage, Provenance,
};
use serde::Serialize;

use super::screen::{Screen, complain, plain};
use super::{ArchiveDir, Done, Error, related};

/// Fewest digits of an id that stand for it.
const MIN_PREFIX: usize = 6;

/// Show one document: what is known of it and why, or the text of a page
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// Id of the document, or at least its first 6 digits
    #[arg(value_name = "ID")]
    id: String,
    /// Print the text of this page
    #[arg(long, value_name = "N")]
    page: Option<u32>,
    /// Say where each value comes from
    #[arg(long)]
    why: bool,
    /// List documents that say the like, and those that cite it
    #[arg(long, conflicts_with_all = ["page", "why"])]
    related: bool,
    #[command(flatten)]
    archive: ArchiveDir,
    /// Print as JSON
    #[arg(long)]
    json: bool,
}

/// A document as the API gives it.
#[derive(Serialize)]
struct Described<'a> {
    #[serde(flatten)]
    entry: &'a Entry,
    assertions: &'a [Claim],
}

/// A page as the API gives it.
#[derive(Serialize)]
struct PageBody<'a> {
    id: DocumentId,
    page: PageNumber,
    page_count: u32,
    language: Option<&'a str>,
    /// Parts of `text` in other languages, as bytes.
    passages: &'a [Passage],
    text: &'a str,
}

/// Runs the subcommand.
pub(super) fn run(args: &Args) -> Result<Done, Error> {
    let archive = Archive::open(args.archive.path())?;
    let Some(entry) = find(&archive, &args.id)? else {
        complain(&format!("no document {}", args.id));
        return Ok(Done::NotAll);
    };
    let mut screen = Screen::new();
    let done = match args.page {
        _ if args.related => related::print(&mut screen, &archive, &entry, args.json)?,
        Some(number) => print_page(&mut screen, &archive, &entry, number, args.json)?,
        None => {
            let assertions = archive.catalogue().claims(entry.id)?;
            if args.json {
                screen.json(&Described {
                    entry: &entry,
                    assertions: &assertions,
                })?;
            } else {
                print(&mut screen, &entry)?;
                if args.why {
                    print_why(&mut screen, &archive, &entry, assertions)?;
                }
            }
            Done::All
        }
    };
    screen.finish()?;
    Ok(done)
}

/// The one document whose id begins with `prefix`.
pub(super) fn find(archive: &Archive, prefix: &str) -> Result<Option<Entry>, Error> {
    let refuse = |message: &str| Error::Argument {
        argument: "ID".to_owned(),
        message: message.to_owned(),
    };
    let prefix = prefix.to_ascii_lowercase();
    let digits =
        (MIN_PREFIX..=64).contains(&prefix.len()) && prefix.bytes().all(|b| b.is_ascii_hexdigit());
    if !digits {
        return Err(refuse("takes 6 to 64 hexadecimal digits"));
    }
    match archive.catalogue().find(&prefix, 2)?.as_slice() {
        [] => Ok(None),
        [id] => Ok(archive.catalogue().entry(*id)?),
        _ => Err(refuse(
            "several documents begin with these digits, give more of them",
        )),
    }
}

fn print_page(
    screen: &mut Screen,
    archive: &Archive,
    entry: &Entry,
    number: u32,
    json: bool,
) -> Result<Done, Error> {
    let page = match PageNumber::new(number) {
        Some(number) if entry.withdrawn.is_none() => archive.catalogue().page(entry.id, number)?,
        _ => None,
    };
    let Some(page) = page else {
        complain(&format!(
            "no page {number}: the document has {} pages",
            entry.page_count
        ));
        return Ok(Done::NotAll);
    };
    if json {
        let (id, page_count, language) = (entry.id, entry.page_count, page.language.as_deref());
        screen.json(&PageBody {
            id,
            page: page.number,
            page_count,
            language,
            passages: &page.passages,
            text: &page.text,
        })?;
    } else {
        screen.line(&plain(&page.text))?;
    }
    Ok(Done::All)
}

fn print(screen: &mut Screen, entry: &Entry) -> Result<(), Error> {
    let described = &entry.description;
    screen.line(&screen.bold(&plain(&described.title)))?;
    let date = |date: Option<regesta_index::PolicyDate>| date.map(|date| date.to_string());
    let list = |values: &[String]| (!values.is_empty()).then(|| values.join(", "));
    let rows = [
        ("id", Some(entry.id.to_string())),
        ("country", list(&described.country)),
        ("about", list(&described.subject_country)),
        ("published", date(described.published)),
        ("adopted", date(described.adopted)),
        ("valid from", date(described.valid_from)),
        ("valid until", date(described.valid_until)),
        ("type", described.kind.clone()),
        ("language", described.language.clone()),
        ("topics", list(&described.topics)),
        ("work", described.work.clone()),
        ("number", described.number.clone()),
        ("issuer", described.issuer.clone()),
        ("author", described.author.clone()),
        ("licence", described.licence.clone()),
        ("source", described.source.clone()),
        ("pages", Some(entry.page_count.to_string())),
        (
            "file",
            Some(format!("{} bytes, {}", entry.bytes, entry.media_type)),
        ),
        ("offered as", list(&entry.names)),
        ("added", Some(entry.added_at.to_rfc3339())),
        ("outcome", Some(entry.outcome.name().to_owned())),
        ("reason", entry.reason.clone()),
        ("withdrawn", entry.withdrawn.clone()),
    ];
    for (name, value) in rows
        .into_iter()
        .filter_map(|(name, value)| Some((name, value?)))
    {
        screen.line(&format!("{name:12}  {}", plain(&value)))?;
    }
    for (name, value) in &described.custom {
        screen.line(&format!("{:12}  {}", plain(name), plain(value)))?;
    }
    for warning in &entry.warnings {
        screen.line(&format!("{:12}  {}", "warning", plain(warning)))?;
    }
    Ok(())
}

/// Prints what every value rests on, field by field: what counts first, history last.
fn print_why(
    screen: &mut Screen,
    archive: &Archive,
    entry: &Entry,
    mut claims: Vec<Claim>,
) -> Result<(), Error> {
    claims.sort_by_key(|claim| {
        let assertion = &claim.assertion;
        let rank = (claim.ended_at, !claim.wins, assertion.rejected.is_some());
        (assertion.field.clone(), rank)
    });
    for of_field in claims.chunk_by(|a, b| a.assertion.field == b.assertion.field) {
        let Some(first) = of_field.first() else {
            continue;
        };
        screen.line("")?;
        screen.line(&screen.bold(&plain(&first.assertion.field.to_string())))?;
        for claim in of_field {
            let Assertion {
                value,
                rule,
                confidence,
                rejected,
                ..
            } = &claim.assertion;
            let value = if value.is_empty() { "none" } else { value };
            let mark = if claim.wins { "*" } else { " " };
            let mut line = format!(
                "{mark} {value}  {}, by {rule} ({confidence:.2})",
                source(archive, entry, &claim.assertion.provenance)?
            );
            if let Some(reason) = rejected {
                line.push_str(&format!("; not taken: {reason}"));
            }
            if claim.assertion.provenance.kind() == "person" {
                line.push_str(&format!("; since {}", claim.made_at.format("%F %R UTC")));
            }
            if let Some(ended) = claim.ended_at {
                line.push_str(&format!("; until {}", ended.format("%F %R UTC")));
            }
            screen.line(&plain(&line))?;
        }
    }
    Ok(())
}

/// Where a value comes from, in words, with the words of the text that it was read from.
fn source(archive: &Archive, entry: &Entry, provenance: &Provenance) -> Result<String, Error> {
    Ok(match provenance {
        Provenance::Person { name, because } => {
            let because = because.as_ref().map(|why| format!(": {why}"));
            format!("said by {name}{}", because.unwrap_or_default())
        }
        Provenance::Manifest { name, row } => format!("manifest {name}, row {row}"),
        Provenance::Sidecar { name } => format!("sidecar {name}"),
        Provenance::File { key } => format!("the file itself, {key}"),
        Provenance::Name => "the file's name".to_owned(),
        Provenance::Text { page, range } => {
            let text = match range {
                Some(_) => archive.catalogue().page(entry.id, *page)?,
                None => None,
            };
            let words = range.and_then(|range| {
                let words = range.slice(&text.as_ref()?.text)?;
                let words = words.split_whitespace().collect::<Vec<_>>().join(" ");
                let of = format!(", characters {} to {}", range.from, range.until);
                Some(format!("{of}: “{words}”"))
            });
            format!("text of page {page}{}", words.unwrap_or_default())
        }
    })
}
