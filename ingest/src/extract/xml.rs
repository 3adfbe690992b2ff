//! XML → elements and text, one after the other, for the readers of formats made of XML.
//!
//! What holds: only the five predefined entities and character references are resolved, so nothing
//! expands; names come without their namespace prefix; an element without content opens and closes;
//! damage ends the stream with an error after all that was well before it.
//!
//! Source: XML 1.0, by `quick-xml`.

use encoding_rs::Encoding;
use quick_xml::Reader;
use quick_xml::XmlVersion;
use quick_xml::escape::resolve_predefined_entity;
use quick_xml::events::attributes::Attribute;
use quick_xml::events::{BytesRef, BytesStart, Event};

use super::text;

/// Most attributes of one element that are looked at.
const MAX_ATTRIBUTES: usize = 1_000;

/// A part of an XML document.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Node {
    /// An element begins.
    Open(Element),
    /// Text between tags, references resolved; may come in several parts.
    Text(String),
    /// The element of this local name ends.
    Close(String),
}

/// The start of an element.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Element {
    /// Name without prefix.
    pub(crate) name: String,
    prefix: Option<String>,
    attributes: Vec<(String, String)>,
}

impl Element {
    /// The value of the attribute called `name`, with its prefix if it is given with one
    /// (`r:id`), else of the first with that local name.
    pub(super) fn attribute(&self, name: &str) -> Option<&str> {
        let is_local = !name.contains(':');
        let found = self.attributes.iter().find(|(key, _)| {
            key == name || is_local && key.rsplit(':').next().is_some_and(|local| local == name)
        });
        found.map(|(_, value)| value.as_str())
    }

    /// All attributes: names with their prefixes, and values.
    pub(super) fn attributes(&self) -> impl Iterator<Item = (&str, &str)> {
        let attributes = self.attributes.iter();
        attributes.map(|(name, value)| (name.as_str(), value.as_str()))
    }

    /// Name with its prefix, as it stands there: `dc:title`.
    pub(super) fn qualified(&self) -> String {
        match &self.prefix {
            Some(prefix) => format!("{prefix}:{}", self.name),
            None => self.name.clone(),
        }
    }
}

/// Decodes an XML file: by its byte-order mark, its declaration, else as UTF-8.
pub(super) fn decode(bytes: &[u8]) -> String {
    let head = bytes.get(..bytes.len().min(200)).unwrap_or_default();
    let head = String::from_utf8_lossy(head);
    let declared = head
        .split_once("encoding=")
        .filter(|_| head.trim_start_matches('\u{feff}').starts_with("<?xml"))
        .and_then(|(_, rest)| {
            let quote = rest.chars().next()?;
            rest.get(1..)?.split(quote).next()
        })
        .and_then(|label| Encoding::for_label(label.as_bytes()))
        // A declaration that can be read so far is not in UTF-16, whatever it says.
        .filter(|encoding| encoding.is_ascii_compatible());
    text::decode(bytes, declared).text
}

/// Reads a document part by part.
pub(crate) struct Xml<'a> {
    reader: Reader<&'a [u8]>,
}

impl<'a> Xml<'a> {
    /// Starts at the beginning of `text`.
    pub(crate) fn new(text: &'a str) -> Self {
        let mut reader = Reader::from_reader(text.as_bytes());
        let config = reader.config_mut();
        config.expand_empty_elements = true;
        // A document that a careless program wrote is still worth reading.
        config.check_end_names = false;
        config.allow_unmatched_ends = true;
        config.allow_dangling_amp = true;
        Self { reader }
    }

    /// The next part; `None` at the end.
    ///
    /// # Errors
    ///
    /// In plain words, where the document is not XML any more.
    pub(crate) fn next(&mut self) -> Result<Option<Node>, String> {
        loop {
            let event = self
                .reader
                .read_event()
                .map_err(|error| format!("XML is damaged: {error}"))?;
            return Ok(Some(match event {
                Event::Start(start) => Node::Open(element(&start)),
                Event::End(end) => Node::Close(local(end.local_name().as_ref())),
                Event::Text(text) => Node::Text(text.xml10_content().into_owned()),
                Event::CData(text) => Node::Text(text.xml10_content().into_owned()),
                Event::GeneralRef(reference) => match resolve(&reference) {
                    Some(text) => Node::Text(text),
                    None => continue,
                },
                Event::Eof => return Ok(None),
                _ => continue,
            }));
        }
    }
}

fn local(name: &str) -> String {
    name.to_owned()
}

fn element(start: &BytesStart<'_>) -> Element {
    let value = |attribute: &Attribute<'_>| {
        attribute
            .normalized_value(XmlVersion::Implicit1_0)
            .map_or_else(|_| attribute.value.to_string(), |value| value.into_owned())
    };
    let mut attributes = start.attributes();
    // Looking for doubles is quadratic.
    attributes.with_checks(false);
    Element {
        name: local(start.local_name().as_ref()),
        prefix: start
            .name()
            .prefix()
            .map(|prefix| prefix.as_ref().to_owned()),
        attributes: attributes
            .take(MAX_ATTRIBUTES)
            .flatten()
            .map(|attribute| (attribute.key.as_ref().to_owned(), value(&attribute)))
            .collect(),
    }
}

fn resolve(reference: &BytesRef<'_>) -> Option<String> {
    if let Ok(Some(c)) = reference.resolve_char_ref() {
        return Some(c.to_string());
    }
    resolve_predefined_entity(&reference.xml10_content()).map(str::to_owned)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn written(text: &str) -> String {
        let mut xml = Xml::new(text);
        let mut written = String::new();
        loop {
            match xml.next() {
                Ok(Some(Node::Open(element))) => {
                    let id = element.attribute("id").unwrap_or_default();
                    written.push_str(&format!("<{} {id}>", element.name));
                }
                Ok(Some(Node::Text(text))) => written.push_str(&text),
                Ok(Some(Node::Close(name))) => written.push_str(&format!("</{name}>")),
                Ok(None) => return written,
                Err(error) => return written + &error,
            }
        }
    }

    #[test]
    fn prefixes_go_references_are_resolved_and_empty_elements_close() {
        assert_eq!(
            written(r#"<w:p r:id="a&amp;b">x&lt;&#xac00;<![CDATA[<y>]]><w:br/></w:p>"#),
            "<p a&b>x<가<y><br ></br></p>"
        );
    }

    #[test]
    fn entities_of_a_document_are_not_expanded() {
        let bomb = r#"<!DOCTYPE a [<!ENTITY b "boom"><!ENTITY c "&b;&b;">]><a>&c;.</a>"#;
        assert_eq!(written(bomb), "<a >.</a>");
    }

    #[test]
    fn the_declared_encoding_is_used() {
        let (bytes, _, _) =
            encoding_rs::EUC_KR.encode("<?xml version=\"1.0\" encoding=\"euc-kr\"?><a>가</a>");
        assert!(decode(&bytes).ends_with("<a>가</a>"));
    }
}
