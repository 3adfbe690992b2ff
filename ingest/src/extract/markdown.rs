//! Markdown, with or without YAML front matter → sections of plain text.
//!
//! What holds: no text of the author is lost. Marks of Markdown go, HTML tags go, but `<개정
//! 2009.5.22>`, which only looks like a tag, stays. Lists keep their numbers, tables are written
//! row by row with a tab between cells.
//!
//! Not here: front matter in TOML; what the keys mean (`describe`).
//!
//! Source: CommonMark 0.31 with tables, footnotes and strikethrough, by `pulldown-cmark`.

use pulldown_cmark::{CodeBlockKind, Event, HeadingLevel, Options, Parser, Tag, TagEnd};
use serde_norway::Value;

use super::flow::Flow;
use super::{Extracted, Metadatum, text};

/// Elements of HTML: only these are taken for tags inside Markdown.
const ELEMENTS: &str = " a abbr address article aside audio b base bdi bdo big blockquote body br \
    button canvas caption center cite code col colgroup data datalist dd del details dfn dialog dir \
    div dl dt em embed fieldset figcaption figure font footer form frame frameset h1 h2 h3 h4 h5 h6 \
    head header hgroup hr html i iframe img input ins kbd label legend li link main map mark menu \
    meta meter nav nobr noscript object ol optgroup option output p param picture pre progress q rp \
    rt ruby s samp script section select small source span strike strong style sub summary sup svg \
    table tbody td template textarea tfoot th thead time title tr track tt u ul var video wbr ";

/// Reads a Markdown file.
pub(super) fn read(bytes: &[u8]) -> Extracted {
    let decoded = text::decode(bytes, None);
    let mut warnings: Vec<String> = decoded.warning().into_iter().collect();
    let mut metadata = Vec::new();
    let source = decoded.text.as_str();
    let mut body = source;
    if let Some((front, rest)) = front_matter(source) {
        match serde_norway::from_str::<Value>(front) {
            Ok(Value::Mapping(mapping)) => {
                body = rest;
                flatten("front-matter", &Value::Mapping(mapping), &mut metadata);
            }
            Ok(Value::Null) => body = rest,
            // A rule, a paragraph, a rule: not front matter after all.
            Ok(_) => {}
            Err(error) => warnings.push(format!(
                "front matter is not valid YAML and is kept as text: {error}"
            )),
        }
    }
    let mut writer = Writer::default();
    let options =
        Options::ENABLE_TABLES | Options::ENABLE_FOOTNOTES | Options::ENABLE_STRIKETHROUGH;
    for event in Parser::new_ext(body, options) {
        writer.write(event);
    }
    writer.end_block();
    if let Some(title) = writer.title.filter(|title| !title.trim().is_empty()) {
        metadata.push(Metadatum {
            key: "markdown/title".to_owned(),
            value: title,
        });
    }
    metadata.push(decoded.metadatum());
    let (paging, pages) = writer.flow.finish();
    Extracted {
        media_type: "text/markdown".to_owned(),
        paging,
        pages,
        metadata,
        warnings,
        ..Extracted::default()
    }
}

/// Splits a leading block between `---` lines off.
fn front_matter(source: &str) -> Option<(&str, &str)> {
    let rest = source.strip_prefix("---")?;
    let rest = rest
        .strip_prefix("\r\n")
        .or_else(|| rest.strip_prefix('\n'))?;
    let mut at = 0;
    for line in rest.split_inclusive('\n') {
        if matches!(line.trim_end(), "---" | "...") {
            return Some((rest.get(..at)?, rest.get(at + line.len()..)?));
        }
        at += line.len();
    }
    None
}

/// Turns YAML into `KEY/SUBKEY` with scalar values; lists of scalars are joined by `; `.
///
/// The parser allows no more than 128 levels, so this recursion is bounded.
fn flatten(key: &str, value: &Value, metadata: &mut Vec<Metadatum>) {
    match value {
        Value::Mapping(mapping) => {
            for (name, value) in mapping {
                if let Some(name) = scalar(name) {
                    flatten(&format!("{key}/{name}"), value, metadata);
                }
            }
        }
        Value::Sequence(values) => {
            let scalars: Vec<String> = values.iter().filter_map(scalar).collect();
            if !scalars.is_empty() {
                metadata.push(Metadatum {
                    key: key.to_owned(),
                    value: scalars.join("; "),
                });
            }
            for value in values.iter().filter(|value| scalar(value).is_none()) {
                flatten(key, value, metadata);
            }
        }
        Value::Tagged(tagged) => flatten(key, &tagged.value, metadata),
        other => {
            if let Some(value) = scalar(other) {
                metadata.push(Metadatum {
                    key: key.to_owned(),
                    value,
                });
            }
        }
    }
}

fn scalar(value: &Value) -> Option<String> {
    match value {
        Value::Bool(value) => Some(value.to_string()),
        Value::Number(value) => Some(value.to_string()),
        Value::String(value) => Some(value.clone()),
        _ => None,
    }
}

/// Writes the events of a Markdown document as plain text.
#[derive(Default)]
struct Writer {
    flow: Flow,
    /// What is written since the last block outside all lists ended.
    text: String,
    /// The level of the heading that is being written.
    heading: Option<u8>,
    /// The next number of each open list; `None` for a list of bullets.
    lists: Vec<Option<u64>>,
    title: Option<String>,
    is_in_title: bool,
    is_in_indented_code: bool,
    is_first_cell: bool,
    /// The name of the raw element (`script`, `style`) whose content is being dropped.
    raw_element: Option<&'static str>,
}

impl Writer {
    fn write(&mut self, event: Event<'_>) {
        match event {
            Event::Start(tag) => self.start(&tag),
            Event::End(tag) => self.end(tag),
            Event::Text(text) if self.is_in_indented_code => {
                let text = unescape(&text);
                self.push(&text);
            }
            Event::Text(text)
            | Event::Code(text)
            | Event::InlineMath(text)
            | Event::DisplayMath(text) => {
                self.push(&text);
            }
            Event::Html(html) | Event::InlineHtml(html) => self.push_html(&html),
            Event::SoftBreak | Event::HardBreak => self.push("\n"),
            Event::Rule => self.end_block(),
            Event::FootnoteReference(name) => self.push(&format!("[{name}]")),
            Event::TaskListMarker(_) => {}
        }
    }

    fn start(&mut self, tag: &Tag<'_>) {
        match tag {
            Tag::Heading { level, .. } => {
                self.end_block();
                self.heading = self.lists.is_empty().then(|| rank(*level));
                self.is_in_title = self.title.is_none();
            }
            Tag::Paragraph | Tag::BlockQuote(_) | Tag::Table(_) | Tag::HtmlBlock => self.end_line(),
            Tag::CodeBlock(kind) => {
                self.end_line();
                self.is_in_indented_code = matches!(kind, CodeBlockKind::Indented);
            }
            Tag::List(first) => {
                self.end_line();
                self.lists.push(*first);
            }
            Tag::Item => {
                self.end_line();
                match self.lists.last_mut() {
                    Some(Some(number)) => {
                        let mark = format!("{number}. ");
                        *number = number.saturating_add(1);
                        self.push(&mark);
                    }
                    _ => self.push("- "),
                }
            }
            Tag::TableHead | Tag::TableRow => {
                self.end_line();
                self.is_first_cell = true;
            }
            Tag::TableCell => {
                if !self.is_first_cell {
                    self.push("\t");
                }
                self.is_first_cell = false;
            }
            Tag::FootnoteDefinition(name) => {
                self.end_line();
                self.push(&format!("[{name}] "));
            }
            _ => {}
        }
    }

    fn end(&mut self, tag: TagEnd) {
        match tag {
            TagEnd::Heading(_) | TagEnd::Paragraph | TagEnd::Table => {
                self.is_in_title = false;
                self.end_block();
                self.heading = None;
            }
            TagEnd::List(_) => {
                self.lists.pop();
                self.end_block();
            }
            TagEnd::CodeBlock => {
                self.is_in_indented_code = false;
                self.end_block();
            }
            TagEnd::Item
            | TagEnd::TableRow
            | TagEnd::TableHead
            | TagEnd::HtmlBlock
            | TagEnd::BlockQuote(_) => {
                self.end_line();
            }
            _ => {}
        }
    }

    fn push(&mut self, text: &str) {
        if self.raw_element.is_some() {
            return;
        }
        if self.is_in_title {
            self.title.get_or_insert_default().push_str(text);
        }
        self.text.push_str(text);
    }

    fn end_line(&mut self) {
        // "1. " has just been written: its paragraph goes on in the same line.
        let is_fresh = self.text.is_empty()
            || self.text.ends_with('\n')
            || self.text.lines().next_back().is_some_and(is_only_a_mark);
        if !is_fresh {
            self.text.push('\n');
        }
    }

    fn end_block(&mut self) {
        self.end_line();
        if !self.lists.is_empty() {
            return;
        }
        let text = std::mem::take(&mut self.text);
        match self.heading {
            Some(level) => self.flow.heading(level, text),
            None => self.flow.paragraph(text),
        }
    }

    /// Writes what is left of HTML without its tags.
    fn push_html(&mut self, html: &str) {
        let mut rest = html;
        while let Some(at) = rest.find('<') {
            let (before, tag) = rest.split_at(at);
            self.push(&decode_entities(before));
            if let Some(comment) = tag.strip_prefix("<!--") {
                let Some(end) = comment.find("-->") else {
                    return;
                };
                rest = comment.get(end + 3..).unwrap_or_default();
                continue;
            }
            let end = tag.find('>').map_or(tag.len(), |end| end + 1);
            let (tag, after) = tag.split_at(end);
            rest = after;
            let name = tag.trim_start_matches('<').trim_start_matches('/');
            let name: String = name
                .chars()
                .take_while(char::is_ascii_alphanumeric)
                .collect();
            let name = name.to_ascii_lowercase();
            if name.is_empty() || !ELEMENTS.contains(&format!(" {name} ")) {
                if !tag.starts_with("<!") && !tag.starts_with("<?") {
                    self.push(tag);
                }
                continue;
            }
            self.pass_tag(&name, tag.starts_with("</"));
        }
        self.push(&decode_entities(rest));
    }

    fn pass_tag(&mut self, name: &str, is_end: bool) {
        if let Some(raw) = ["script", "style", "template"]
            .into_iter()
            .find(|raw| *raw == name)
        {
            self.raw_element = (!is_end).then_some(raw);
        }
        match name {
            "td" | "th" if is_end => self.push("\t"),
            "br" | "p" | "div" | "tr" | "li" | "table" | "h1" | "h2" | "h3" | "h4" | "h5"
            | "h6" => self.end_line(),
            _ => {}
        }
    }
}

fn rank(level: HeadingLevel) -> u8 {
    match level {
        HeadingLevel::H1 => 1,
        HeadingLevel::H2 => 2,
        HeadingLevel::H3 => 3,
        HeadingLevel::H4 => 4,
        HeadingLevel::H5 => 5,
        HeadingLevel::H6 => 6,
    }
}

fn is_only_a_mark(line: &str) -> bool {
    line == "- "
        || line
            .strip_suffix(". ")
            .is_some_and(|n| !n.is_empty() && n.bytes().all(|b| b.is_ascii_digit()))
}

fn decode_entities(text: &str) -> String {
    let named = [
        ("&lt;", "<"),
        ("&gt;", ">"),
        ("&nbsp;", "\u{a0}"),
        ("&quot;", "\""),
        ("&amp;", "&"),
    ];
    named
        .iter()
        .fold(text.to_owned(), |text, (entity, character)| {
            text.replace(entity, character)
        })
}

/// Takes the backslash off `1\.`: documents indent their items by four spaces without meaning code.
fn unescape(text: &str) -> String {
    let mut unescaped = String::with_capacity(text.len());
    let mut characters = text.chars().peekable();
    while let Some(c) = characters.next() {
        let is_escape = c == '\\' && characters.peek().is_some_and(char::is_ascii_punctuation);
        if !is_escape {
            unescaped.push(c);
        } else if let Some(escaped) = characters.next() {
            unescaped.push(escaped);
        }
    }
    unescaped
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(source: &str, expected: &str) {
        let extracted = read(source.as_bytes());
        assert_eq!(
            super::super::clean::clean_page(&extracted.pages[0].text),
            expected,
            "{source}"
        );
    }

    #[test]
    fn marks_go_and_text_stays() {
        check(
            "# 제1장 총칙\n\n**①** 국토 *교통*부[장관](https://x.kr)은 `code`",
            "제1장 총칙\n\n① 국토 교통부장관은 code\n",
        );
    }

    #[test]
    fn what_only_looks_like_a_tag_stays() {
        check(
            "뜻은 다음과 같다. <개정 2009.5.22>",
            "뜻은 다음과 같다. <개정 2009.5.22>\n",
        );
        check(
            "see <Article 3> and <b>bold</b>",
            "see <Article 3> and bold\n",
        );
        check("<신설 2015.12.29>\n\n본문", "<신설 2015.12.29>\n\n본문\n");
    }

    #[test]
    fn escaped_numbers_are_unescaped_even_where_indented_like_code() {
        check(
            "가\n\n  1\\. 나\n    가\\. 다\n\n      가\\. 라",
            "가\n\n1. 나\n가\\. 다\n\n  가. 라\n"
                .replace("가\\. 다", "가. 다")
                .as_str(),
        );
    }

    #[test]
    fn lists_keep_their_numbers() {
        check("3. a\n4. b\n   - c\n", "3. a\n4. b\n- c\n");
        check("1. a\n\n2. b\n", "1. a\n2. b\n");
    }

    #[test]
    fn tables_are_written_row_by_row() {
        check("| a | b |\n|---|---|\n| 1 | 2 |\n", "a\tb\n1\t2\n");
    }

    #[test]
    fn headings_are_marks_and_begin_sections() {
        let long = "말 ".repeat(2_000);
        let pages = read(format!("# 제1장\n\n{long}\n\n### 제1조\n\n끝").as_bytes()).pages;
        let marked: Vec<(regesta_index::Role, &str)> = pages
            .iter()
            .flat_map(|page| {
                page.marks
                    .iter()
                    .map(|mark| (mark.role, &page.text[mark.from..mark.until]))
            })
            .collect();
        let level = |level| regesta_index::Role::Heading { level };
        assert_eq!(marked, [(level(1), "제1장"), (level(3), "제1조")]);
        assert_eq!(pages.len(), 2);
        assert!(pages[1].text.starts_with("제1조\n"));
    }

    #[test]
    fn scripts_and_comments_go() {
        check(
            "a\n\n<script>alert(1)</script>\n\n<!-- hidden -->\n\nb",
            "a\n\nb\n",
        );
    }

    #[test]
    fn front_matter_becomes_metadata() {
        let extracted = read(
            "---\n제목: 법률\n소관부처:\n- 국토교통부\n- 환경부\n첨부파일: []\n---\n# 제목 하나\n"
                .as_bytes(),
        );
        let found: Vec<(&str, &str)> = extracted
            .metadata
            .iter()
            .map(|m| (m.key.as_str(), m.value.as_str()))
            .collect();
        assert_eq!(
            found,
            [
                ("front-matter/제목", "법률"),
                ("front-matter/소관부처", "국토교통부; 환경부"),
                ("markdown/title", "제목 하나"),
                ("text/encoding", "UTF-8"),
            ]
        );
    }

    #[test]
    fn broken_front_matter_is_kept_as_text_and_reported() {
        let extracted = read(b"---\na: [\n---\nbody\n");
        assert!(extracted.pages[0].text.contains("a: ["));
        assert_eq!(extracted.warnings.len(), 1);
    }
}
