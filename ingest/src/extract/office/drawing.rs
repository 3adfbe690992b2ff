//! Text of charts and diagrams, which stand in parts of their own.
//!
//! Of a chart: its titles, the names of its series and its categories; a value is a picture of a
//! number, not text. Of a diagram (SmartArt): the text of its nodes in the order of the model.
//!
//! Formats: ECMA-376 part 1, 21.2 (charts), 21.4 (diagrams); MS-ODRAWXML 2.24 (chartEx).

use std::collections::{HashMap, HashSet};

use super::super::xml::{Node, Xml};
use super::super::{Failure, html, text};
use super::blocks::Block;
use super::opc::{Opc, Relationship};

/// Texts of the parts that a part shows in its own text, by the id of the reference.
pub(super) type Shown = HashMap<String, Vec<Block>>;

/// Reads what a part shows of other parts: charts, diagrams, files taken in whole (HTML, text).
///
/// # Errors
///
/// As [`Opc::bytes`].
pub(super) fn shown(opc: &mut Opc<'_>, relationships: &[Relationship]) -> Result<Shown, Failure> {
    let mut shown = Shown::new();
    for relationship in relationships {
        let name = relationship.target.as_str();
        let blocks = match relationship.kind.as_str() {
            "chart" | "chartEx" => opc.text(name)?.map(|text| chart(&text)),
            "diagramData" => opc.text(name)?.map(|text| diagram(&text)),
            "aFChunk" => opc.bytes(name)?.map(|bytes| chunk(name, &bytes)),
            _ => continue,
        };
        if blocks.is_none() {
            opc.warnings.push(format!("{name} is missing"));
        }
        shown.insert(relationship.id.clone(), blocks.unwrap_or_default());
    }
    Ok(shown)
}

/// A file taken in as it is (`altChunk`): an HTML page or plain text.
fn chunk(name: &str, bytes: &[u8]) -> Vec<Block> {
    let ending = name.rsplit('.').next().unwrap_or_default();
    let pages = match ending.to_ascii_lowercase().as_str() {
        "html" | "htm" | "xhtml" | "mht" => html::read(bytes).pages,
        "txt" => text::read(bytes, "text/plain").pages,
        _ => return Vec::new(),
    };
    let blocks = pages.into_iter().map(|page| Block::Text(page.text));
    blocks.collect()
}

fn chart(text: &str) -> Vec<Block> {
    let mut lines = Vec::new();
    let mut seen = HashSet::new();
    let (mut line, mut is_text, mut is_value) = (String::new(), false, false);
    let mut xml = Xml::new(text);
    while let Ok(Some(node)) = xml.next() {
        match node {
            Node::Open(element) => match element.name.as_str() {
                "t" | "v" | "pt" | "txData" => is_text = !is_value,
                "val" | "xVal" | "yVal" | "bubbleSize" | "numCache" | "numDim" | "f" => {
                    is_value = true;
                }
                _ => {}
            },
            Node::Text(text) if is_text => line.push_str(&text),
            Node::Text(_) => {}
            Node::Close(name) => {
                match name.as_str() {
                    "t" => is_text = false,
                    "val" | "xVal" | "yVal" | "bubbleSize" | "numCache" | "numDim" | "f" => {
                        is_value = false;
                    }
                    _ => {}
                }
                if matches!(name.as_str(), "p" | "v" | "pt") {
                    is_text = false;
                    let line = std::mem::take(&mut line).trim().to_owned();
                    // Every series repeats the categories.
                    if !line.is_empty() && seen.insert(line.clone()) {
                        lines.push(line);
                    }
                }
            }
        }
    }
    block(&lines)
}

fn diagram(text: &str) -> Vec<Block> {
    let (mut lines, mut line, mut is_text) = (Vec::new(), String::new(), false);
    let mut xml = Xml::new(text);
    let mut depth = 0_usize;
    while let Ok(Some(node)) = xml.next() {
        match node {
            // `dgm:t` holds paragraphs, `a:t` text.
            Node::Open(element) if element.name == "t" => {
                depth += 1;
                is_text = true;
            }
            Node::Open(element) if element.name == "br" => line.push('\n'),
            Node::Open(_) => {}
            Node::Text(text) if is_text => line.push_str(&text),
            Node::Text(_) => {}
            Node::Close(name) if name == "t" => {
                depth = depth.saturating_sub(1);
                is_text = 0 < depth;
            }
            Node::Close(name) if name == "p" => {
                let line = std::mem::take(&mut line);
                if !line.trim().is_empty() {
                    lines.push(line.trim().to_owned());
                }
            }
            Node::Close(_) => {}
        }
    }
    block(&lines)
}

fn block(lines: &[String]) -> Vec<Block> {
    if lines.is_empty() {
        return Vec::new();
    }
    vec![Block::Text(lines.join("\n"))]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_chart_gives_its_titles_series_and_categories_once() {
        let series = |name: &str| {
            format!(
                "<c:ser><c:tx><c:strRef><c:f>A!$B$1</c:f><c:strCache><c:pt><c:v>{name}</c:v>\
                 </c:pt></c:strCache></c:strRef></c:tx><c:cat><c:strRef><c:strCache><c:pt idx=\"0\">\
                 <c:v>Seoul</c:v></c:pt></c:strCache></c:strRef></c:cat><c:val><c:numRef>\
                 <c:numCache><c:pt><c:v>4.5</c:v></c:pt></c:numCache></c:numRef></c:val></c:ser>"
            )
        };
        let text = format!(
            "<c:chart><c:title><c:tx><c:rich><a:p><a:r><a:t>Spending </a:t></a:r><a:r><a:t>2020\
             </a:t></a:r></a:p></c:rich></c:tx></c:title>{}{}</c:chart>",
            series("Plan"),
            series("Actual")
        );
        assert_eq!(
            chart(&text),
            [Block::Text("Spending 2020\nPlan\nSeoul\nActual".into())]
        );
    }

    #[test]
    fn a_diagram_gives_the_text_of_its_nodes() {
        let text = "<dgm:pt><dgm:t><a:bodyPr/><a:p><a:r><a:t>Plan</a:t></a:r></a:p></dgm:t>\
                    </dgm:pt><dgm:pt type=\"pres\"/><dgm:pt><dgm:t><a:p><a:r><a:t>Do</a:t></a:r>\
                    </a:p></dgm:t></dgm:pt>";
        assert_eq!(diagram(text), [Block::Text("Plan\nDo".into())]);
    }
}
