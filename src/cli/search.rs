//! `regesta search`: the same question and the same answer as `GET /api/v1/search`.

use std::ops::Range;

use regesta_index::{Archive, Status, vocabulary};
use regesta_queries::{Answer, Explanation, Hit, Permalink, Request, Since, Snippet, Whole};

use super::filters::Filters;
use super::screen::{Screen, complain, plain};
use super::why::{print_explanation, print_help};
use super::{ArchiveDir, Done, Error};
use crate::export::{Format, Writer};
use crate::web;

/// Values of each facet that are printed for people; `--json` has all of them.
const MAX_FACET_VALUES: usize = 8;

/// Search the full text, with the same filters as the API
///
/// Filters may be given more than once: any of the values is enough. Without a query, all
/// documents match.
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// What to look for; see the query language in the reference
    #[arg(value_name = "QUERY", num_args = 0..)]
    query: Vec<String>,
    #[command(flatten)]
    filters: Filters,
    /// Order: relevance, newest or oldest
    #[arg(long, value_name = "ORDER")]
    sort: Option<String>,
    /// Most documents to list; 0 for counts alone
    #[arg(long, value_name = "N")]
    limit: Option<String>,
    /// Documents to pass over first
    #[arg(long, value_name = "N")]
    offset: Option<String>,
    /// Synonym that is not to be searched, as the answer names it
    #[arg(long, value_name = "WORDS")]
    without: Vec<String>,
    /// Search what is typed alone, without synonyms
    #[arg(long)]
    exact: bool,
    /// Say why each document stands where it stands
    #[arg(long)]
    explain: bool,
    /// Compare with an earlier state of the archive: what a permanent link has there
    #[arg(long, value_name = "STATE")]
    at: Option<String>,
    #[command(flatten)]
    archive: ArchiveDir,
    /// Print the answer as JSON
    #[arg(long)]
    json: bool,
    /// Write the documents of the answer in this format
    #[arg(long, value_name = "FORMAT", conflicts_with = "json")]
    format: Option<Format>,
    /// With --format: write all documents that match, not one window of them
    #[arg(long, requires = "format", conflicts_with_all = ["limit", "offset"])]
    all: bool,
    /// With --format csv, jsonl or json: write the best pages of each document too
    #[arg(long, requires = "format")]
    pages: bool,
    /// Print a permanent link instead: where it is opened, it says what has changed since
    #[arg(long, conflicts_with_all = ["json", "format"])]
    permalink: bool,
}

/// Runs the subcommand.
pub(super) fn run(args: &Args) -> Result<Done, Error> {
    let request = Request::from_pairs(args.pairs())?;
    let snapshot = Archive::open(args.archive.path())?.snapshot()?;
    let today = chrono::Local::now().date_naive();
    if args.permalink {
        return print_permalink(&regesta_queries::permalink(&snapshot, &request, today)?);
    }
    if let Some(format) = args.format {
        let whole = regesta_queries::whole(&snapshot, &request, today)?;
        let window = if args.all {
            0..whole.len()
        } else {
            request.offset..request.offset.saturating_add(request.limit)
        };
        return export(
            &whole,
            window,
            Writer::new(format, None, args.pages),
            args.pages,
        );
    }
    let answer = regesta_queries::search(&snapshot, &request, today)?;
    let mut explanations = Vec::new();
    for hit in answer.hits.iter().filter(|_| args.explain) {
        explanations.extend(regesta_queries::explain(
            &snapshot, &request, hit.id, today,
        )?);
    }
    let mut screen = Screen::new();
    if args.json {
        screen.json(&answer)?;
        for explanation in &explanations {
            screen.json(explanation)?;
        }
    } else {
        print(&mut screen, &answer, &explanations)?;
    }
    screen.finish()?;
    Ok(if answer.total == 0 {
        Done::NotAll
    } else {
        Done::All
    })
}

/// Documents that are read at once for an export.
const PART: usize = 100;

/// Writes the documents of `window`, a part at a time.
fn export(
    whole: &Whole,
    window: Range<usize>,
    mut writer: Writer,
    with_pages: bool,
) -> Result<Done, Error> {
    let mut screen = Screen::new();
    screen.text(&writer.begin(whole)?)?;
    let window = window.start..window.end.min(whole.len());
    for from in window.clone().step_by(PART) {
        let part = from..window.end.min(from + PART);
        screen.text(&writer.hits(&whole.hits(part, with_pages)?)?)?;
    }
    screen.text(writer.end())?;
    screen.finish()?;
    for notice in whole.notices() {
        complain(&plain(&notice.to_string()));
    }
    Ok(if whole.is_empty() {
        Done::NotAll
    } else {
        Done::All
    })
}

fn print_permalink(link: &Permalink) -> Result<Done, Error> {
    let mut screen = Screen::new();
    screen.line(&web::address("/search", &link.parameters))?;
    screen.finish()?;
    Ok(Done::All)
}

impl Args {
    /// The arguments as the API's parameters.
    fn pairs(&self) -> Vec<(String, String)> {
        let single = [
            ("sort", &self.sort),
            ("limit", &self.limit),
            ("offset", &self.offset),
            ("at", &self.at),
        ];
        let query = ("q".to_owned(), self.query.join(" "));
        let single = single
            .into_iter()
            .filter_map(|(name, value)| Some((name.to_owned(), value.clone()?)));
        let without = self.without.iter();
        let without = without.map(|words| ("without".to_owned(), words.clone()));
        let exact = self.exact.then(|| ("exact".to_owned(), "true".to_owned()));
        std::iter::once(query)
            .chain(self.filters.pairs())
            .chain(single)
            .chain(without)
            .chain(exact)
            .collect()
    }
}

fn print(screen: &mut Screen, answer: &Answer, explanations: &[Explanation]) -> Result<(), Error> {
    let documents = if answer.total == 1 {
        "document"
    } else {
        "documents"
    };
    let total = screen.bold(&format!("{} {documents}", answer.total));
    let understood = if answer.query.is_empty() {
        String::new()
    } else {
        format!(" match {}", plain(&answer.query))
    };
    screen.line(&format!("{total}{understood}"))?;
    for notice in &answer.notices {
        screen.line(&plain(&notice.to_string()))?;
    }
    if let Some(since) = &answer.since {
        print_since(screen, since)?;
    }
    print_help(screen, answer)?;
    for hit in &answer.hits {
        print_hit(screen, hit)?;
        if let Some(explanation) = explanations.iter().find(|found| found.id == hit.id) {
            print_explanation(screen, explanation)?;
        }
    }
    print_facets(screen, answer)
}

fn print_since(screen: &mut Screen, since: &Since) -> Result<(), Error> {
    screen.line(&plain(&since.notice))?;
    let lists = [
        ('+', &since.added),
        ('−', &since.removed),
        ('?', &since.uncertain),
    ];
    for (sign, hits) in lists {
        for hit in hits {
            let id: String = hit.id.to_string().chars().take(12).collect();
            screen.line(&format!("  {sign} {id}  {}", plain(&hit.title)))?;
        }
    }
    Ok(())
}

fn print_hit(screen: &mut Screen, hit: &Hit) -> Result<(), Error> {
    screen.line("")?;
    screen.line(&screen.bold(&plain(&hit.title)))?;
    let mut facts: Vec<String> = hit
        .country
        .iter()
        .map(|code| vocabulary::jurisdiction_label(code))
        .collect();
    facts.extend(hit.published.map(|date| date.to_string()));
    facts.extend(hit.kind.as_deref().map(vocabulary::type_label));
    facts.extend(hit.language.as_deref().map(vocabulary::language_label));
    facts.extend((hit.status != Status::Unknown).then(|| hit.status.name().to_owned()));
    let id: String = hit.id.to_string().chars().take(12).collect();
    facts.push(id);
    screen.line(&format!("  {}", plain(&facts.join(" · "))))?;
    for page in &hit.pages {
        let snippet = marked(screen, &page.snippet);
        let heading = page.heading.as_deref().map(plain).unwrap_or_default();
        let heading = if heading.is_empty() {
            heading
        } else {
            format!(" ({heading})")
        };
        screen.line(&format!("  p. {}{heading}: {snippet}", page.page))?;
    }
    Ok(())
}

/// The snippet on one line, with what matched in bold.
pub(super) fn marked(screen: &Screen, snippet: &Snippet) -> String {
    let text: Vec<char> = plain(&snippet.text)
        .replace(['\n', '\t'], " ")
        .chars()
        .collect();
    let part = |from: usize, until: usize| {
        text.get(from..until)
            .map(String::from_iter)
            .unwrap_or_default()
    };
    let mut line = String::new();
    let mut done = 0;
    for &(from, until) in &snippet.highlights {
        line.push_str(&part(done, from));
        line.push_str(&screen.bold(&part(from, until)));
        done = until;
    }
    line.push_str(&part(done, text.len()));
    line
}

fn print_facets(screen: &mut Screen, answer: &Answer) -> Result<(), Error> {
    let facets = &answer.facets;
    let named = [
        ("country", &facets.country),
        ("year", &facets.year),
        ("topic", &facets.topic),
        ("type", &facets.kind),
        ("language", &facets.language),
        ("text", &facets.text),
        ("status", &facets.status),
    ];
    screen.line("")?;
    for (name, counts) in named {
        let shown = counts
            .iter()
            .filter(|count| count.count != 0)
            .take(MAX_FACET_VALUES);
        let shown: Vec<String> = shown
            .map(|count| format!("{} {}", plain(&count.label), count.count))
            .collect();
        let more = if MAX_FACET_VALUES < counts.len() {
            ", …"
        } else {
            ""
        };
        if !shown.is_empty() {
            screen.line(&format!("{name:8}  {}{more}", shown.join(", ")))?;
        }
    }
    Ok(())
}
