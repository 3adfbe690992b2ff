//! What stands around an answer for people: what was also searched, what may be meant, what each part
//! of a query costs, and why a document stands where it stands.

use regesta_queries::{Answer, Explanation, SuggestionKind};

use super::Error;
use super::screen::{Screen, plain};

/// Prints what was also searched and what may be meant.
pub(super) fn print_help(screen: &mut Screen, answer: &Answer) -> Result<(), Error> {
    let also: Vec<&str> = answer
        .also_searched
        .iter()
        .filter(|also| also.on)
        .map(|also| also.term.as_str())
        .collect();
    if !also.is_empty() {
        let line = format!("also searched: {} (--exact: not)", also.join(", "));
        screen.line(&plain(&line))?;
    }
    for suggestion in &answer.suggestions {
        let (text, total) = (&suggestion.text, suggestion.total);
        screen.line(&plain(&match suggestion.kind {
            SuggestionKind::Spelling => format!("did you mean: {text} ({total})"),
            SuggestionKind::Country | SuggestionKind::Year => {
                let name = suggestion.parameter.as_deref().unwrap_or_default();
                let value = suggestion.value.as_deref().unwrap_or_default();
                let words = suggestion.words.join(" ");
                format!("filter by {text}? --{name} {value} in place of “{words}” ({total})")
            }
        }))?;
    }
    let Some(few) = &answer.few else {
        return Ok(());
    };
    for word in &few.words {
        screen.line(&plain(&format!("{}: {} alone", word.text, word.documents)))?;
    }
    for without in few.without_filter.iter().chain(&few.without_word) {
        let line = format!("without {}: {}", without.label, without.total);
        screen.line(&plain(&line))?;
    }
    let (documents, pages) = (few.unsearchable.documents, few.unsearchable.pages);
    if pages > 0 || documents > 0 {
        screen.line(&format!(
            "without text, so never found: {documents} documents, {pages} pages"
        ))?;
    }
    Ok(())
}

/// Prints why a document stands where it stands.
pub(super) fn print_explanation(
    screen: &mut Screen,
    explanation: &Explanation,
) -> Result<(), Error> {
    screen.line(&plain(&format!("  score {:.3}", explanation.score)))?;
    for part in &explanation.parts {
        let kind = serde_json::to_value(part.kind)?;
        let kind = kind.as_str().unwrap_or_default();
        let mut line = format!("    {:.3}  {} ({kind})", part.score, part.text);
        if part.page_score > 0.0 || part.title_score > 0.0 {
            let (page, title) = (part.page_score, part.title_score);
            line.push_str(&format!(", page {page:.3} + title {title:.3}"));
        }
        let times = part.in_title + part.in_text;
        if times > 0 {
            line.push_str(&format!(", {times} times"));
        }
        screen.line(&plain(&line))?;
    }
    for sentence in &explanation.sentences {
        screen.line(&plain(&format!("    {sentence}")))?;
    }
    Ok(())
}
