//! The XMP metadata of a PDF file → `XMP/dc:title` and the like.
//!
//! What holds: a list gives one value for each of its entries, in order; of a text in several
//! languages the default one is taken, else the first. Prefixes are those that the standards
//! recommend (all writers use them), `xap` of old ones is `xmp`.
//!
//! Not here: what the values mean (`describe`); structured values, such as a file's history.
//!
//! Source: ISO 16684-1 (XMP), Dublin Core, PRISM.

use super::super::Metadatum;
use super::super::xml::{self, Element, Node, Xml};
use super::structure::Structure;

/// Most bytes of metadata that are read: a packet is a few thousand, one with a thumbnail 60,000.
const MAX_BYTES: usize = 4 << 20;

/// Most values that are taken.
const MAX_VALUES: usize = 500;

/// Bytes of one value after which no more is added to it.
const MAX_BYTES_OF_VALUE: usize = 8_000;

/// Reads the file's XMP packet; the second value says in plain words what is wrong with it.
pub(super) fn read(file: &Structure<'_>) -> (Vec<Metadatum>, Option<String>) {
    let stream = file.object(&file.catalogue, "Metadata");
    let Some(stream) = stream.and_then(|stream| stream.into_stream()) else {
        return (Vec::new(), None);
    };
    let Ok(bytes) = stream.decoded_data() else {
        return (
            Vec::new(),
            Some("its XMP metadata cannot be unpacked".to_owned()),
        );
    };
    let bytes = bytes.get(..bytes.len().min(MAX_BYTES)).unwrap_or_default();
    // XMP is Unicode; a packet in UTF-8 may be damaged, but is in no other encoding.
    if bytes.contains(&0) {
        parse(&xml::decode(bytes))
    } else {
        parse(&String::from_utf8_lossy(bytes))
    }
}

/// A property while it is read.
struct Property {
    key: String,
    /// Open elements inside it.
    depth: usize,
    text: String,
    /// The entries of its list so far; whether one is the text for any language.
    entries: Vec<(bool, String)>,
    is_alternative: bool,
}

impl Property {
    fn new(key: String) -> Self {
        Self {
            key,
            depth: 0,
            text: String::new(),
            entries: Vec::new(),
            is_alternative: false,
        }
    }

    fn open(&mut self, element: &Element) {
        self.depth += 1;
        match (self.depth, element.name.as_str()) {
            (1, "Alt") => self.is_alternative = true,
            (2, "li") => {
                let is_default = element.attribute("xml:lang") == Some("x-default");
                self.entries.push((is_default, String::new()));
            }
            _ => {}
        }
    }

    fn write(&mut self, text: &str) {
        let target = match (self.depth, self.entries.last_mut()) {
            (0, _) => &mut self.text,
            (2, Some((_, entry))) => entry,
            _ => return,
        };
        let left = MAX_BYTES_OF_VALUE.saturating_sub(target.len());
        target.extend(text.chars().take(left));
    }

    fn end(self, metadata: &mut Vec<Metadatum>) {
        let Self { key, text, .. } = self;
        let values: Vec<String> = if self.entries.is_empty() {
            vec![text]
        } else if self.is_alternative {
            let default = self.entries.iter().position(|(is_default, _)| *is_default);
            let chosen = self.entries.into_iter().nth(default.unwrap_or(0));
            chosen.into_iter().map(|(_, text)| text).collect()
        } else {
            self.entries.into_iter().map(|(_, text)| text).collect()
        };
        metadata.extend(values.into_iter().map(|value| Metadatum {
            key: key.clone(),
            value,
        }));
    }
}

fn parse(packet: &str) -> (Vec<Metadatum>, Option<String>) {
    // Some writers leave the rest of the space they took filled with NUL.
    let packet = packet.trim_matches(['\0', '\u{feff}', ' ', '\n', '\r']);
    let mut metadata = Vec::new();
    let mut xml = Xml::new(packet);
    let mut property: Option<Property> = None;
    let mut is_described = false;
    let warning = loop {
        if MAX_VALUES < metadata.len() {
            break Some("it has more XMP metadata than is taken".to_owned());
        }
        match (xml.next(), &mut property) {
            (Ok(Some(Node::Open(element))), Some(property)) => property.open(&element),
            (Ok(Some(Node::Text(text))), Some(property)) => property.write(&text),
            (Ok(Some(Node::Close(_))), Some(open)) => {
                if let Some(depth) = open.depth.checked_sub(1) {
                    open.depth = depth;
                } else if let Some(property) = property.take() {
                    property.end(&mut metadata);
                }
            }
            (Ok(Some(Node::Open(element))), None) => {
                if element.name == "Description" {
                    is_described = true;
                    metadata.extend(element.attributes().filter_map(|(name, value)| {
                        Some(Metadatum {
                            key: key(name)?,
                            value: value.chars().take(MAX_BYTES_OF_VALUE).collect(),
                        })
                    }));
                } else if is_described {
                    property = Some(Property::new(key(&element.qualified()).unwrap_or_default()));
                }
            }
            (Ok(Some(Node::Close(name))), None) => is_described &= name != "Description",
            (Ok(Some(Node::Text(_))), None) => {}
            (Ok(None), _) => break None,
            (Err(reason), _) => break Some(format!("its XMP metadata: {reason}")),
        }
    };
    metadata.truncate(MAX_VALUES);
    metadata.retain(|metadatum| !metadatum.key.is_empty() && !metadatum.value.trim().is_empty());
    (metadata, warning)
}

/// The key of a property whose name says something about the document.
fn key(qualified: &str) -> Option<String> {
    let (prefix, name) = qualified.split_once(':')?;
    let prefix = if prefix == "xap" { "xmp" } else { prefix };
    let is_wanted = match prefix {
        "dc" => name != "format",
        "xmp" => ["CreateDate", "ModifyDate", "CreatorTool"].contains(&name),
        "dcterms" | "pdf" | "pdfaid" | "pdfuaid" | "prism" | "xmpRights" => true,
        _ => false,
    };
    (is_wanted && name.len() <= 100).then(|| format!("XMP/{prefix}:{name}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(description: &str, expected: &[&str]) {
        let packet = format!(
            "<?xpacket begin='\u{feff}'?><x:xmpmeta xmlns:x='adobe:ns:meta/'><rdf:RDF>{description}</rdf:RDF></x:xmpmeta>"
        );
        let (metadata, warning) = parse(&packet);
        let found: Vec<String> = metadata
            .iter()
            .map(|metadatum| format!("{}={}", metadatum.key, metadatum.value))
            .collect();
        assert_eq!(found, expected);
        assert_eq!(warning, None);
    }

    #[test]
    fn a_text_is_taken_in_its_default_language() {
        check(
            "<rdf:Description><dc:title><rdf:Alt><rdf:li xml:lang='en'>Plan</rdf:li>\
             <rdf:li xml:lang='x-default'>종합계획 &amp; 실행</rdf:li></rdf:Alt></dc:title></rdf:Description>",
            &["XMP/dc:title=종합계획 & 실행"],
        );
    }

    #[test]
    fn a_list_gives_a_value_for_each_entry() {
        check(
            "<rdf:Description><dc:creator><rdf:Seq><rdf:li>국토교통부</rdf:li><rdf:li>LH</rdf:li></rdf:Seq></dc:creator>\
             <xap:CreateDate>2019-07-01T09:00:00+09:00</xap:CreateDate></rdf:Description>",
            &[
                "XMP/dc:creator=국토교통부",
                "XMP/dc:creator=LH",
                "XMP/xmp:CreateDate=2019-07-01T09:00:00+09:00",
            ],
        );
    }

    #[test]
    fn attributes_state_values_and_histories_do_not() {
        check(
            "<rdf:Description pdf:Keywords='smart' dc:format='application/pdf' rdf:about=''>\
             <xmpMM:History><rdf:Seq><rdf:li><rdf:Description dc:title='no'/></rdf:li></rdf:Seq></xmpMM:History>\
             <dc:language><rdf:Bag><rdf:li>ko</rdf:li></rdf:Bag></dc:language></rdf:Description>",
            &["XMP/pdf:Keywords=smart", "XMP/dc:language=ko"],
        );
    }

    #[test]
    fn damage_keeps_what_stood_before_it() {
        let (metadata, warning) =
            parse("<rdf:Description><dc:date>2019</dc:date><dc:title><broken <");
        assert_eq!(metadata.len(), 1);
        assert!(warning.is_some());
    }
}
