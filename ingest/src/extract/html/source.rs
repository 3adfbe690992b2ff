//! HTML as written → HTML that a tree builder reads in linear time: bounded in depth and attributes.
//!
//! html5ever takes time in the square of the nesting, of the attributes of one tag, and of
//! formatting elements left open. So before it sees a page: tags nested deeper than [`MAX_DEPTH`]
//! go (their text stays, blocks as line ends), formatting elements become plain spans, attributes
//! that no one here asks for go, and so do comments, scripts and styles. Every `<` of the result is
//! that of a tag written here.
//!
//! With `is_xml`, `<div/>` is an empty element and CDATA is text, as in EPUB and XHTML.
//!
//! Source: WHATWG HTML, section 13.2.5 (tokenisation).

/// Most elements open at once in what is written.
const MAX_DEPTH: usize = 256;
/// Most elements open at once that are kept account of.
const MAX_OPEN: usize = 1_024;
/// Most attributes of one tag that are looked at.
const MAX_ATTRIBUTES: usize = 200;
/// Most bytes of one attribute's value.
const MAX_VALUE_BYTES: usize = 10_000;
/// Most scripts of linked data that are kept, and most bytes of one.
const MAX_DATA: usize = 20;
const MAX_DATA_BYTES: usize = 1 << 20;

/// Elements without content.
const VOID: &str = " area base br col embed hr img input link meta param source track wbr ";
/// Elements that say how text looks, not what it is.
const FORMATTING: &str = " a b big code em font i nobr s small span strike strong tt u acronym \
    abbr bdi bdo blink cite del dfn ins kbd mark q samp sub sup var ";
/// Elements whose end follows from what comes next, so that they cannot nest by themselves.
const SELF_ENDING: &str =
    " html head body p li dt dd tr td th thead tbody tfoot caption colgroup option ";
/// Elements whose content is text up to their end tag and is never shown.
const RAW: [&str; 5] = ["script", "style", "iframe", "noembed", "object"];
/// Attributes that decide what is written or that become metadata.
const ATTRIBUTES: &str = " id class role hidden lang xml:lang name property itemprop content \
    http-equiv datetime pubdate aria-level rel charset ";

/// A page that is safe to parse.
#[derive(Debug, Default)]
pub(super) struct Source {
    /// The HTML.
    pub(super) html: String,
    /// Its scripts of type `application/ld+json`, as they stand.
    pub(super) linked_data: Vec<String>,
}

/// Rewrites a page.
pub(super) fn bounded(text: &str, is_xml: bool) -> Source {
    let mut scanner = Scanner {
        rest: text,
        is_xml: is_xml
            || text
                .trim_start_matches('\u{feff}')
                .trim_start()
                .starts_with("<?xml"),
        source: Source::default(),
        open: Vec::new(),
        emitted: 0,
        unended: Vec::new(),
    };
    scanner.source.html.reserve(text.len());
    scanner.run();
    scanner.source
}

struct Scanner<'a> {
    rest: &'a str,
    is_xml: bool,
    source: Source,
    /// Names of the elements that are open, and whether their tags were written.
    open: Vec<(&'a str, bool)>,
    emitted: usize,
    /// Ends that were looked for in vain, so that no one looks again.
    unended: Vec<&'static str>,
}

impl<'a> Scanner<'a> {
    fn run(&mut self) {
        while let Some(at) = self.rest.find('<') {
            let (before, rest) = self.rest.split_at(at);
            self.source.html.push_str(before);
            self.rest = rest;
            let after = rest.get(1..).unwrap_or_default();
            match after.bytes().next() {
                Some(b'!') => self.declaration(after),
                Some(b'?') => self.skip_to(">"),
                Some(b'/')
                    if after.strip_prefix('/').is_some_and(|name| {
                        name.starts_with(|c: char| c.is_ascii_alphabetic())
                    }) =>
                {
                    self.end();
                }
                Some(b'/') => self.skip_to(">"),
                Some(byte) if byte.is_ascii_alphabetic() => self.start(),
                _ => {
                    self.source.html.push_str("&lt;");
                    self.rest = after;
                }
            }
        }
        let rest = std::mem::take(&mut self.rest);
        self.source.html.push_str(rest);
    }

    fn declaration(&mut self, after: &'a str) {
        if let Some(comment) = after.strip_prefix("!--") {
            if let Some(rest) = comment
                .strip_prefix('>')
                .or_else(|| comment.strip_prefix("->"))
            {
                self.rest = rest;
            } else {
                self.skip_to("-->");
            }
            return;
        }
        if let Some(data) = after.strip_prefix("![CDATA[").filter(|_| self.is_xml)
            && let Some((data, rest)) = data.split_once("]]>")
        {
            escape(data, &mut self.source.html);
            self.rest = rest;
            return;
        }
        self.skip_to(">");
    }

    /// Goes on after `end`; where there is none, after the next `>`, and where there is none of
    /// those either, after the tag's first characters: a tag without end costs no text.
    fn skip_to(&mut self, end: &'static str) {
        for end in [end, ">"] {
            if self.unended.contains(&end) {
                continue;
            }
            if let Some((_, rest)) = self.rest.split_once(end) {
                self.rest = rest;
                return;
            }
            self.unended.push(end);
        }
        self.rest = self.rest.trim_start_matches(['<', '!', '-', '?', '/']);
    }

    fn end(&mut self) {
        let name = name_of(self.rest.get(2..).unwrap_or_default());
        self.skip_to(">");
        let lower = name.to_ascii_lowercase();
        if is_in(SELF_ENDING, &lower) || matches!(lower.as_str(), "br") {
            self.write_end(&lower);
            return;
        }
        let Some(at) = self
            .open
            .iter()
            .rposition(|(open, _)| open.eq_ignore_ascii_case(name))
        else {
            return;
        };
        let closed = self.open.split_off(at);
        self.emitted -= closed.iter().filter(|(_, is_emitted)| *is_emitted).count();
        if closed.first().is_some_and(|(_, is_emitted)| *is_emitted) {
            self.write_end(written_name(&lower));
        } else if !is_in(FORMATTING, &lower) {
            self.source.html.push_str("<br>");
        }
    }

    fn start(&mut self) {
        let name = name_of(self.rest.get(1..).unwrap_or_default());
        let lower = name.to_ascii_lowercase();
        self.rest = self.rest.get(1 + name.len()..).unwrap_or_default();
        let (mut attributes, is_closed) = self.attributes(&lower);
        if lower == "template" {
            attributes.push_str(" hidden=\"\"");
        }
        let is_void = is_in(VOID, &lower);
        if matches!(lower.as_str(), "frameset" | "frame" | "noframes") {
            return;
        }
        if let Some(raw) = RAW.into_iter().find(|raw| *raw == lower) {
            if !(is_closed && self.is_xml) {
                self.raw(raw, &attributes);
            }
            return;
        }
        if matches!(lower.as_str(), "title" | "textarea" | "xmp") {
            if !(is_closed && self.is_xml) {
                self.text_element(&lower, &attributes);
            }
            return;
        }
        if is_void || is_in(SELF_ENDING, &lower) {
            self.write_start(&lower, &attributes);
            if is_closed && self.is_xml && !is_void {
                self.write_end(&lower);
            }
            return;
        }
        if is_closed && self.is_xml {
            // An empty element says nothing but where a block ends.
            if !is_in(FORMATTING, &lower) {
                self.write_start(&lower, &attributes);
                self.write_end(&lower);
            }
            return;
        }
        let is_formatting = is_in(FORMATTING, &lower);
        let is_needed = !is_formatting || !attributes.is_empty();
        let is_emitted = is_needed && self.emitted < MAX_DEPTH && self.open.len() < MAX_OPEN;
        if self.open.len() < MAX_OPEN {
            self.open.push((name, is_emitted));
            self.emitted += usize::from(is_emitted);
        }
        if is_emitted {
            self.write_start(written_name(&lower), &attributes);
        } else if !is_formatting {
            self.source.html.push_str("<br>");
        }
    }

    /// Skips an element whose content is no HTML, keeping linked data.
    fn raw(&mut self, name: &'static str, attributes: &str) {
        if name == "object" {
            // What it holds is HTML, for browsers that cannot show the object.
            if self.emitted < MAX_DEPTH && self.open.len() < MAX_OPEN {
                self.open.push(("object", true));
                self.emitted += 1;
                self.write_start("div", " hidden=\"\"");
            }
            return;
        }
        let Some(content) = self.content(name) else {
            return;
        };
        let kept = &mut self.source.linked_data;
        if attributes.contains("ld+json")
            && kept.len() < MAX_DATA
            && content.len() <= MAX_DATA_BYTES
        {
            kept.push(content.to_owned());
        }
    }

    /// Writes an element whose content is text up to its end tag.
    fn text_element(&mut self, name: &str, attributes: &str) {
        let known = ["title", "textarea", "xmp"]
            .into_iter()
            .find(|known| *known == name);
        let Some(content) = known.and_then(|name| self.content(name)) else {
            return;
        };
        let name = if name == "xmp" { "pre" } else { name };
        self.write_start(name, attributes);
        if name == "pre" {
            escape(content, &mut self.source.html);
        } else {
            self.source.html.push_str(&content.replace('<', "&lt;"));
        }
        self.write_end(name);
    }

    /// The text up to the end tag of `name`, and goes on after it; `None` if there is no end tag.
    fn content(&mut self, name: &'static str) -> Option<&'a str> {
        if self.unended.contains(&name) {
            return None;
        }
        let mut from = 0;
        while let Some(at) = self.rest.get(from..).and_then(|rest| rest.find("</")) {
            let (content, end) = self.rest.split_at(from + at);
            if name_of(end.get(2..).unwrap_or_default()).eq_ignore_ascii_case(name) {
                self.rest = end;
                self.skip_to(">");
                return Some(content);
            }
            from += at + 2;
        }
        self.unended.push(name);
        None
    }

    /// Reads attributes up to the end of the tag: those that are kept, as they are to be written,
    /// and whether the tag closes itself.
    fn attributes(&mut self, element: &str) -> (String, bool) {
        let mut kept = String::new();
        let mut seen = 0;
        loop {
            let rest = self
                .rest
                .trim_start_matches(|c: char| c.is_ascii_whitespace());
            if let Some(after) = rest.strip_prefix('>') {
                self.rest = after;
                return (kept, false);
            }
            if let Some(after) = rest.strip_prefix("/>") {
                self.rest = after;
                return (kept, true);
            }
            let Some(first) = rest.chars().next() else {
                self.rest = "";
                return (kept, false);
            };
            let from = first.len_utf8();
            let name_end = rest
                .get(from..)
                .and_then(|rest| {
                    rest.find(|c: char| c.is_ascii_whitespace() || matches!(c, '=' | '>' | '/'))
                })
                .map_or(rest.len(), |end| from + end);
            let (name, rest) = rest.split_at(name_end);
            let (value, rest) = value(rest);
            self.rest = rest;
            seen += 1;
            if seen <= MAX_ATTRIBUTES {
                keep(element, &name.to_ascii_lowercase(), value, &mut kept);
            }
        }
    }

    fn write_start(&mut self, name: &str, attributes: &str) {
        let html = &mut self.source.html;
        html.push('<');
        html.push_str(name);
        html.push_str(attributes);
        html.push('>');
    }

    fn write_end(&mut self, name: &str) {
        let html = &mut self.source.html;
        html.push_str("</");
        html.push_str(name);
        html.push('>');
    }
}

/// The value after an attribute's name, if there is one, and what follows it.
fn value(rest: &str) -> (&str, &str) {
    let is_space = |c: char| c.is_ascii_whitespace();
    let Some(after) = rest.trim_start_matches(is_space).strip_prefix('=') else {
        return ("", rest);
    };
    let after = after.trim_start_matches(is_space);
    for quote in ['"', '\''] {
        if let Some(quoted) = after.strip_prefix(quote) {
            return quoted.split_once(quote).unwrap_or((quoted, ""));
        }
    }
    let end = after
        .find(|c: char| is_space(c) || c == '>')
        .unwrap_or(after.len());
    after.split_at(end)
}

/// Writes an attribute to `kept` if it matters.
fn keep(element: &str, name: &str, value: &str, kept: &mut String) {
    let (name, value) = match name {
        "style" if !hides(value) => return,
        "style" => ("hidden", ""),
        // Only that there is a link matters, but of a canonical address also which.
        "href" if element == "link" => ("href", value),
        "href" => ("href", ""),
        "type" if value.to_ascii_lowercase().contains("ld+json") => ("type", "ld+json"),
        _ if is_in(ATTRIBUTES, name) => (name, value),
        _ => return,
    };
    let is_formatting = is_in(FORMATTING, element);
    if is_formatting && !matches!(name, "href" | "hidden" | "role" | "aria-level" | "itemprop") {
        return;
    }
    if MAX_VALUE_BYTES < value.len() {
        return;
    }
    kept.push(' ');
    kept.push_str(name);
    kept.push_str("=\"");
    kept.push_str(&value.replace('"', "&quot;").replace('<', "&lt;"));
    kept.push('"');
}

/// Whether a style says that an element is not shown.
fn hides(style: &str) -> bool {
    let style: String = style
        .chars()
        .filter(|c| !c.is_whitespace())
        .take(MAX_VALUE_BYTES)
        .collect::<String>()
        .to_ascii_lowercase();
    style.contains("display:none") || style.contains("visibility:hidden")
}

/// What an element is called in what is written: nothing there may be a formatting element.
fn written_name(name: &str) -> &str {
    match name {
        _ if is_in(FORMATTING, name) => "span",
        "object" | "template" => "div",
        "plaintext" | "listing" => "pre",
        other => other,
    }
}

fn name_of(text: &str) -> &str {
    let end = text
        .find(|c: char| c.is_ascii_whitespace() || matches!(c, '/' | '>' | '<' | '"'))
        .unwrap_or(text.len());
    text.get(..end).unwrap_or_default()
}

fn is_in(list: &str, name: &str) -> bool {
    !name.is_empty() && list.split_ascii_whitespace().any(|listed| listed == name)
}

fn escape(text: &str, html: &mut String) {
    html.push_str(&text.replace('&', "&amp;").replace('<', "&lt;"));
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, expected: &str) {
        assert_eq!(bounded(text, false).html, expected, "{text}");
    }

    #[test]
    fn what_says_nothing_of_the_text_goes() {
        check(
            "<!doctype html><!-- <p> --><p style='color:red' onclick=\"a>b\">a <b>b</b> &lt; c < d</p>",
            "<p>a b &lt; c &lt; d</p>",
        );
        check("<script>if (a<b) '</p>'</script>x<style>y</style>", "x");
        check(
            "<span style='display: NONE'>x</span>",
            "<span hidden=\"\">x</span>",
        );
        check("<title>a <b> c</title>", "<title>a &lt;b> c</title>");
    }

    #[test]
    fn nesting_is_bounded_and_text_stays() {
        let text = format!("{}x{}", "<div>".repeat(100_000), "</div>".repeat(100_000));
        let html = bounded(&text, false).html;
        assert_eq!(html.matches("<div>").count(), MAX_DEPTH);
        assert_eq!(html.matches("</div>").count(), MAX_DEPTH);
        assert!(html.contains('x'));
    }

    #[test]
    fn an_attribute_among_eighty_thousand_costs_nothing() {
        let many: String = (0..80_000).map(|n| format!(" a{n}=1")).collect();
        check(&format!("<p id=x{many}>y</p>"), "<p id=\"x\">y</p>");
    }

    #[test]
    fn empty_elements_of_xml_do_not_swallow_what_follows() {
        let html = bounded(
            "<?xml version='1.0'?><title/><div/><a id='x'/>b<![CDATA[<c>]]>",
            false,
        )
        .html;
        assert_eq!(html, "<div></div>b&lt;c>");
    }

    #[test]
    fn linked_data_is_kept_apart() {
        let source = bounded("<script type='application/ld+json'>{}</script>a", false);
        assert_eq!(
            (source.html.as_str(), source.linked_data.as_slice()),
            ("a", &["{}".to_owned()][..])
        );
    }

    #[test]
    fn ends_that_are_missing_cost_their_tag_only() {
        check("a<!-- b <p>c", "ac");
        check("a<script>b", "ab");
    }
}
