//! `regesta search`: the same question and the same answer as `GET /api/v1/search`.

use regesta_index::{Archive, Status, vocabulary};
use regesta_queries::{Answer, Explanation, Hit, Request, Snippet};

use super::screen::{Screen, plain};
use super::why::{print_explanation, print_help};
use super::{ArchiveDir, Done, Error};

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
    /// Country or body, by code or English name; `unknown` if not stated
    #[arg(long, value_name = "CODE")]
    country: Vec<String>,
    /// Year or range of years: 2018, 2015..2020, 2015.., or unknown
    #[arg(long, value_name = "YEARS")]
    year: Vec<String>,
    /// Topic
    #[arg(long, value_name = "TOPIC")]
    topic: Vec<String>,
    /// Type of document, such as law or report
    #[arg(long = "type", value_name = "TYPE")]
    kind: Vec<String>,
    /// Language, such as ko or en
    #[arg(long, value_name = "LANG")]
    lang: Vec<String>,
    /// Text: good, doubtful, recognised (by machine) or none
    #[arg(long, value_name = "TEXT")]
    text: Vec<String>,
    /// Country or body that it is about, where that is another than its own
    #[arg(long, value_name = "CODE")]
    subject: Vec<String>,
    /// Where the year comes from: person, manifest, sidecar, file, text, name or unknown
    #[arg(long, value_name = "SOURCE")]
    year_source: Vec<String>,
    /// Where the country comes from
    #[arg(long, value_name = "SOURCE")]
    country_source: Vec<String>,
    /// Status: upcoming, in-force, past or unknown
    #[arg(long, value_name = "STATUS")]
    status: Vec<String>,
    /// Day for which the status holds [default: today]
    #[arg(long, value_name = "DAY")]
    as_of: Option<String>,
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
    #[command(flatten)]
    archive: ArchiveDir,
    /// Print the answer as JSON
    #[arg(long)]
    json: bool,
}

/// Runs the subcommand.
pub(super) fn run(args: &Args) -> Result<Done, Error> {
    let request = Request::from_pairs(args.pairs())?;
    let snapshot = Archive::open(args.archive.path())?.snapshot()?;
    let today = chrono::Local::now().date_naive();
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

impl Args {
    /// The arguments as the API's parameters.
    fn pairs(&self) -> Vec<(String, String)> {
        let lists = [
            ("country", &self.country),
            ("year", &self.year),
            ("topic", &self.topic),
            ("type", &self.kind),
            ("lang", &self.lang),
            ("text", &self.text),
            ("subject", &self.subject),
            ("year_source", &self.year_source),
            ("country_source", &self.country_source),
            ("status", &self.status),
            ("without", &self.without),
        ];
        let single = [
            ("as_of", &self.as_of),
            ("sort", &self.sort),
            ("limit", &self.limit),
            ("offset", &self.offset),
        ];
        let query = ("q".to_owned(), self.query.join(" "));
        let listed = lists
            .into_iter()
            .flat_map(|(name, values)| values.iter().map(move |value| (name, value)));
        let single = single
            .into_iter()
            .filter_map(|(name, value)| Some((name, value.as_ref()?)));
        let named = listed
            .chain(single)
            .map(|(name, value)| (name.to_owned(), value.clone()));
        let exact = self.exact.then(|| ("exact".to_owned(), "true".to_owned()));
        std::iter::once(query).chain(named).chain(exact).collect()
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
        screen.line(&plain(notice))?;
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
fn marked(screen: &Screen, snippet: &Snippet) -> String {
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
