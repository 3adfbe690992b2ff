//! Cuts the text of a document into what is compared: articles, or paragraphs.
//!
//! ```text
//! article    a line that begins with its number, and all lines up to the next
//!            제3조 · 제3조의2 · 第三条 · Article 3 · Art. 3 · Artikel 3 · Artículo 3 · Section 3 · § 3
//! provision  a line that begins with 부칙 or 附則: its articles are counted anew
//! paragraph  a line that is not blank
//! ```
//!
//! White space is folded: how a text is broken into lines within an article changes nothing.

use regesta_index::{Page, PageNumber, Role};

/// Fewest articles that make a law.
const MIN_ARTICLES: usize = 3;

/// Words before the number of an article, in lower case.
const ARTICLE_WORDS: [&str; 11] = [
    "article",
    "art.",
    "art",
    "artikel",
    "artículo",
    "articulo",
    "artigo",
    "section",
    "sec.",
    "§",
    "clause",
];

/// A part of a text that is compared as a whole.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Unit {
    /// What is the same in the other text, if it is in both.
    pub(super) key: String,
    /// The first line of an article.
    pub(super) heading: Option<String>,
    /// Its text: lines with single blanks between words.
    pub(super) text: String,
    /// The page on which it begins.
    pub(super) page: PageNumber,
}

/// Every line that is not blank, with its page; running heads and page numbers left out.
fn lines(pages: &[Page]) -> Vec<(PageNumber, String)> {
    let mut lines = Vec::new();
    for page in pages {
        let mut text = String::with_capacity(page.text.len());
        let mut from = 0;
        let furniture = page
            .marks
            .iter()
            .filter(|mark| mark.role == Role::Furniture);
        for mark in furniture {
            text.push_str(page.text.get(from..mark.from).unwrap_or_default());
            from = from.max(mark.until);
        }
        text.push_str(page.text.get(from..).unwrap_or_default());
        for line in text.lines() {
            let words: Vec<&str> = line.split_whitespace().collect();
            if !words.is_empty() {
                lines.push((page.number, words.join(" ")));
            }
        }
    }
    lines
}

/// The paragraphs of a text.
pub(super) fn paragraphs(pages: &[Page]) -> Vec<Unit> {
    let lines = lines(pages).into_iter();
    let unit = |(page, text): (PageNumber, String)| Unit {
        key: text.clone(),
        heading: None,
        text,
        page,
    };
    lines.map(unit).collect()
}

/// The articles of a law, what stands before the first as one; `None` if it is no law.
pub(super) fn articles(pages: &[Page]) -> Option<Vec<Unit>> {
    let mut units: Vec<Unit> = Vec::new();
    let mut provision = String::new();
    let mut count = 0;
    for (page, line) in lines(pages) {
        let begins_provision = is_provision(&line);
        let article = article(&line);
        if begins_provision {
            provision.clone_from(&line);
        }
        count += usize::from(article.is_some());
        if !begins_provision
            && article.is_none()
            && let Some(last) = units.last_mut()
        {
            last.text.push('\n');
            last.text.push_str(&line);
            continue;
        }
        units.push(Unit {
            key: format!("{provision}\n{}", article.unwrap_or_default()),
            heading: (begins_provision || count > 0).then(|| line.clone()),
            text: line,
            page,
        });
    }
    (MIN_ARTICLES <= count).then_some(units)
}

/// Whether a line begins the supplementary provisions of an amendment.
fn is_provision(line: &str) -> bool {
    let rest = ["부칙", "부 칙", "附則", "附则"]
        .iter()
        .find_map(|word| line.strip_prefix(word));
    rest.is_some_and(|rest| rest.is_empty() || rest.starts_with([' ', '<', '(', '（', '〈']))
}

/// The number of the article that a line begins.
fn article(line: &str) -> Option<String> {
    if let Some(rest) = line.strip_prefix('제').or_else(|| line.strip_prefix('第')) {
        let is_number = |c: &char| c.is_ascii_digit() || "〇一二三四五六七八九十百千".contains(*c);
        let number: String = rest.chars().take_while(is_number).collect();
        let rest = rest.get(number.len()..)?;
        let rest = ['조', '条', '條']
            .iter()
            .find_map(|sign| rest.strip_prefix(*sign))?;
        if number.is_empty() {
            return None;
        }
        // 제3조의2; in running text 제3조에 따라, 제3조제1항.
        let branch = rest
            .strip_prefix(['의', 'の', '之'])
            .map(|branch| branch.chars().take_while(is_number).collect::<String>());
        let branch = branch.filter(|branch| !branch.is_empty());
        let after = match &branch {
            Some(branch) => rest.chars().nth(1 + branch.chars().count()),
            None => rest.chars().next(),
        };
        let ends = after.is_none_or(|c| " (（[【<:.".contains(c) || c == '\u{3000}');
        return ends.then(|| format!("{number}-{}", branch.unwrap_or_default()));
    }
    let lower = line.to_lowercase();
    let rest = ARTICLE_WORDS.iter().find_map(|word| {
        let rest = lower.strip_prefix(word)?;
        rest.strip_prefix(' ')
            .or_else(|| (*word == "§").then_some(rest))
    })?;
    let number: String = rest
        .chars()
        .take_while(|c| c.is_ascii_alphanumeric() || *c == '-')
        .collect();
    let after = rest.chars().nth(number.chars().count());
    let is_number = number.starts_with(|c: char| c.is_ascii_digit())
        || number.chars().all(|c| "ivxlc".contains(c)) && !number.is_empty();
    let ends = after.is_none_or(|c| " .:(–—".contains(c));
    // "Article 3 of the Act says" is a sentence, not a heading.
    let next = rest.get(number.len()..).unwrap_or_default().trim_start();
    let goes_on = ["of ", "and ", "to ", "der ", "de ", "du ", "del ", "da "]
        .iter()
        .any(|word| next.starts_with(word));
    (is_number && ends && !goes_on).then_some(number)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(line: &str, expected: Option<&str>) {
        assert_eq!(article(line).as_deref(), expected, "{line}");
    }

    #[test]
    fn a_line_that_begins_an_article_is_told_from_one_that_names_it() {
        check("제1조 (목적)", Some("1-"));
        check("제2조의3(계획의 수립)", Some("2-3"));
        check("제10조", Some("10-"));
        check("제3조에 따라 정한다", None);
        check("제3조제1항에 따라", None);
        check("제3조의2에 따라", None);
        check("제3장 총칙", None);
        check("第三条 この法律は", Some("三-"));
        check("Article 3 – Scope", Some("3"));
        check("Article 3 of the Act applies", None);
        check("Art. 12 Ziele", Some("12"));
        check("Section IV. Funds", Some("iv"));
        check("§ 5 Absatz", Some("5"));
        check("Articles are many", None);
        check("Section one", None);
        check("", None);
    }

    #[test]
    fn a_text_with_few_articles_is_no_law() {
        let page = Page {
            number: PageNumber::FIRST,
            text: "Article 1\nA.\nArticle 2\nB.\n".to_owned(),
            language: None,
            passages: Vec::new(),
            marks: Vec::new(),
            label: None,
            quality: 1.0,
            is_unread: false,
            recognised: None,
        };
        assert_eq!(articles(std::slice::from_ref(&page)), None);
        assert_eq!(paragraphs(&[page]).len(), 4);
    }
}
