//! Documents related to one, for people and as `GET /api/v1/documents/{id}/related` gives them.

use regesta_index::{Archive, Entry};
use regesta_queries::RelatedDocument;

use super::screen::{Screen, complain, plain};
use super::{Done, Error};

/// Prints the documents related to one.
pub(super) fn print(
    screen: &mut Screen,
    archive: &Archive,
    entry: &Entry,
    json: bool,
) -> Result<Done, Error> {
    let today = chrono::Local::now().date_naive();
    let found = regesta_queries::related(&archive.snapshot()?, entry.id, today)?;
    let Some(related) = found else {
        complain("the document has no text that can be searched");
        return Ok(Done::NotAll);
    };
    if json {
        screen.json(&related)?;
    } else {
        let facts = |document: &RelatedDocument| {
            let year = document.year.map(|year| format!(", {year}"));
            let id: String = document.id.to_string().chars().take(12).collect();
            format!("{}{} · {id}", document.title, year.unwrap_or_default())
        };
        for like in &related.like {
            let (share, words) = (like.likeness * 100.0, like.words.join(", "));
            let line = format!("like {share:.0} %  {} ({words})", facts(&like.document));
            screen.line(&plain(&line))?;
        }
        for citing in &related.cited_by {
            let pages: Vec<String> = citing
                .pages
                .iter()
                .map(|page| page.page.to_string())
                .collect();
            let (by, pages) = (citing.by.join(", "), pages.join(", "));
            let line = format!("cited by  {}: “{by}”, p. {pages}", facts(&citing.document));
            screen.line(&plain(&line))?;
        }
        if related.more_cite_it {
            screen.line("more documents cite it")?;
        }
    }
    let nothing = related.like.is_empty() && related.cited_by.is_empty();
    Ok(if nothing { Done::NotAll } else { Done::All })
}
