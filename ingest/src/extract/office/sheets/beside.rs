//! What an XLSX sheet has beside its cells: running head and foot, text boxes, charts.
//!
//! Format: ECMA-376 part 1, 18.3.1.46 (running heads), 20.5 (drawings on sheets).

use std::collections::HashMap;

use super::super::super::Failure;
use super::super::super::xml::{Node, Xml};
use super::super::opc::{Opc, by_id, by_kind};
use super::super::{blocks, drawing, pptx, shapes};

/// What a sheet has beside its cells.
#[derive(Debug, Default)]
pub(super) struct Beside {
    pub(super) header: String,
    pub(super) footer: String,
    pub(super) drawn: String,
}

/// What the sheets have beside their cells, by their names.
pub(super) fn beside(opc: &mut Opc<'_>) -> Result<HashMap<String, Beside>, Failure> {
    let mut found = HashMap::new();
    let main = opc.main_part("xl/workbook.xml")?;
    let Some(text) = opc.text(&main)?.filter(|_| main.ends_with(".xml")) else {
        return Ok(found);
    };
    let workbook = opc.relationships(&main)?;
    let mut xml = Xml::new(&text);
    while let Ok(Some(node)) = xml.next() {
        let Node::Open(element) = node else {
            continue;
        };
        let id = element
            .attribute("r:id")
            .filter(|_| element.name == "sheet");
        let Some(sheet) = id.and_then(|id| by_id(&workbook, id)) else {
            continue;
        };
        let name = element.attribute("name").unwrap_or_default().to_owned();
        if found.contains_key(&name) {
            continue;
        }
        let mut beside = Beside::default();
        if let Some(text) = opc.text(&sheet.target)? {
            running(&text, &mut beside);
        }
        let relationships = opc.relationships(&sheet.target)?;
        if let Some(drawing) = by_kind(&relationships, "drawing")
            && let Some(text) = opc.text(&drawing.target)?
        {
            let relationships = opc.relationships(&drawing.target)?;
            let shown = drawing::shown(opc, &relationships)?;
            let shapes = pptx::shapes(&text, shown);
            beside.drawn = blocks::lines(&shapes::group(None, shapes).blocks);
        }
        found.insert(name, beside);
    }
    Ok(found)
}

/// Reads the running head and foot, which stand at the end of a sheet's part.
fn running(text: &str, beside: &mut Beside) {
    let Some((_, text)) = text.rsplit_once("<headerFooter") else {
        return;
    };
    let text = format!("<headerFooter{text}");
    let mut xml = Xml::new(&text);
    let mut line = String::new();
    while let Ok(Some(node)) = xml.next() {
        match node {
            Node::Open(_) => line.clear(),
            Node::Text(text) => line.push_str(&text),
            Node::Close(name) if name == "oddHeader" => beside.header = without_codes(&line),
            Node::Close(name) if name == "oddFooter" => beside.footer = without_codes(&line),
            Node::Close(name) if name == "headerFooter" => break,
            Node::Close(_) => {}
        }
    }
}

/// The text of a running head without its codes: `&C&"Arial,Bold"&14Budget &P` (ECMA-376 part 1,
/// 18.3.1.46).
fn without_codes(text: &str) -> String {
    let mut plain = String::new();
    let mut rest = text.chars();
    while let Some(c) = rest.next() {
        if c != '&' {
            plain.push(c);
            continue;
        }
        match rest.next() {
            Some('&') => plain.push('&'),
            Some('L' | 'C' | 'R') => plain.push('\n'),
            Some('"') => while rest.next().is_some_and(|c| c != '"') {},
            Some('K') => {
                rest.nth(5);
            }
            Some(c) if c.is_ascii_digit() => {
                let after = rest
                    .as_str()
                    .trim_start_matches(|c: char| c.is_ascii_digit());
                rest = after.chars();
            }
            _ => {}
        }
    }
    plain
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn running_heads_lose_their_codes() {
        assert_eq!(
            without_codes("&L&\"Arial,Bold\"&14Budget && Plan&C&K00FF00Page &P"),
            "\nBudget & Plan\nPage "
        );
    }
}
