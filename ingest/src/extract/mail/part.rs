//! A message taken apart: its parts, what each is for, and the bytes it stands for.
//!
//! No recursion, and no more than a given number of parts: time and memory are linear in the file.
//!
//! Sources: RFC 2045, RFC 2046 (multipart), RFC 3676 (format=flowed).

use std::collections::HashSet;

use encoding_rs::Encoding;
use mail_parser::decoders::base64::base64_decode;
use mail_parser::decoders::quoted_printable::quoted_printable_decode;
use mail_parser::{ContentType, Message, MessageParser, MimeHeaders};

use super::super::{Attachment, Failure, text};

/// Most levels of parts within parts.
const MAX_DEPTH: usize = 32;
/// Most parts of a message.
const MAX_PARTS: usize = 10_000;

/// A part without parts of its own.
pub(super) struct Part<'a> {
    /// Its headers alone.
    message: Option<Message<'a>>,
    /// What follows its headers, as it stands.
    body: &'a [u8],
    /// The innermost `multipart/alternative` that it stands in.
    pub(super) alternative: Option<usize>,
    /// Whether parts here are messages unless they say otherwise (`multipart/digest`).
    is_in_digest: bool,
}

pub(super) enum Place {
    Text,
    Html,
    Attachment,
    /// Another form of what is already text, or a picture in the text.
    Left,
}

/// Takes a message apart.
pub(super) fn parts<'a>(
    bytes: &'a [u8],
    warnings: &mut Vec<String>,
) -> Result<Vec<Part<'a>>, Failure> {
    let parser = MessageParser::default();
    let mut parts = Vec::new();
    let mut alternatives = 0;
    // What is still to be taken apart, the first last: bytes, depth, alternative, digest.
    let mut open: Vec<(&'a [u8], usize, Option<usize>, bool)> = vec![(bytes, 0, None, false)];
    while let Some((bytes, depth, alternative, is_in_digest)) = open.pop() {
        if MAX_PARTS <= parts.len() {
            warnings.push(format!(
                "message has more than {MAX_PARTS} parts; the rest is left out"
            ));
            break;
        }
        let (head, body) = head(bytes);
        let message = parser.parse_headers(head);
        let kind = message.as_ref().and_then(|message| message.content_type());
        let is_multipart = kind.is_some_and(|kind| kind.ctype().eq_ignore_ascii_case("multipart"));
        if kind.is_some_and(is_encrypted) && depth == 0 {
            return Err(Failure::Encrypted);
        }
        let boundary = kind
            .and_then(|kind| kind.attribute("boundary"))
            .filter(|_| is_multipart);
        if let Some(boundary) = boundary.filter(|boundary| !boundary.is_empty()) {
            if MAX_DEPTH <= depth {
                warnings.push("parts are nested too deep; the deepest are left out".to_owned());
                continue;
            }
            let subtype = kind
                .and_then(ContentType::subtype)
                .unwrap_or_default()
                .to_ascii_lowercase();
            let mut alternative = alternative;
            if subtype == "alternative" {
                alternatives += 1;
                alternative = Some(alternatives);
            }
            let inner = split(body, boundary.as_bytes());
            if !inner.is_empty() {
                let is_digest = subtype == "digest";
                open.extend(
                    inner
                        .into_iter()
                        .rev()
                        .map(|part| (part, depth + 1, alternative, is_digest)),
                );
                continue;
            }
            warnings.push("a part ends before its own parts begin".to_owned());
        }
        parts.push(Part {
            message,
            body,
            alternative,
            is_in_digest,
        });
    }
    Ok(parts)
}

fn is_encrypted(kind: &ContentType<'_>) -> bool {
    let subtype = kind.subtype().unwrap_or_default().to_ascii_lowercase();
    let smime = kind.attribute("smime-type").unwrap_or_default();
    kind.ctype().eq_ignore_ascii_case("multipart") && subtype == "encrypted"
        || subtype.ends_with("pkcs7-mime") && smime.eq_ignore_ascii_case("enveloped-data")
}

/// Headers, with the empty line that ends them, and what follows.
pub(super) fn head(bytes: &[u8]) -> (&[u8], &[u8]) {
    let mut at = 0;
    for line in bytes.split_inclusive(|byte| *byte == b'\n') {
        at += line.len();
        if matches!(line, b"\n" | b"\r\n") {
            break;
        }
    }
    bytes.split_at_checked(at).unwrap_or((bytes, &[]))
}

/// The parts between lines of `--boundary`; what stands before the first and after the last is no part.
fn split<'a>(body: &'a [u8], boundary: &[u8]) -> Vec<&'a [u8]> {
    let mut parts = Vec::new();
    let mut from: Option<usize> = None;
    let mut at = 0;
    for line in body.split_inclusive(|byte| *byte == b'\n') {
        let start = at;
        at += line.len();
        let Some(after) = line
            .strip_prefix(b"--")
            .and_then(|line| line.strip_prefix(boundary))
        else {
            continue;
        };
        let is_last = after.starts_with(b"--");
        if !is_last && !after.iter().all(u8::is_ascii_whitespace) {
            continue;
        }
        if let Some(part) = from.and_then(|from| body.get(from..start)) {
            // The line end before the boundary belongs to the boundary.
            let part = part.strip_suffix(b"\n").unwrap_or(part);
            parts.push(part.strip_suffix(b"\r").unwrap_or(part));
        }
        from = (!is_last).then_some(at);
        if is_last {
            break;
        }
    }
    // A message that was cut off still has its last part.
    if let Some(part) = from
        .and_then(|from| body.get(from..))
        .filter(|part| !part.is_empty())
    {
        parts.push(part);
    }
    parts
}

impl Part<'_> {
    fn kind(&self) -> Option<&ContentType<'_>> {
        self.message.as_ref()?.content_type()
    }

    /// Its media type, in lower case.
    pub(super) fn media_type(&self) -> String {
        let default = if self.is_in_digest {
            "message/rfc822"
        } else {
            "text/plain"
        };
        let Some(kind) = self.kind() else {
            return default.to_owned();
        };
        match kind.subtype() {
            Some(subtype) => format!("{}/{subtype}", kind.ctype()).to_ascii_lowercase(),
            None if kind.ctype().eq_ignore_ascii_case("text") => default.to_owned(),
            None => "application/octet-stream".to_owned(),
        }
    }

    fn name(&self) -> Option<&str> {
        self.message.as_ref()?.attachment_name()
    }

    pub(super) fn charset(&self) -> Option<&'static Encoding> {
        let label = self.kind()?.attribute("charset")?;
        // ISO-2022-KR and what is no encoding of the Web are found by the bytes.
        Encoding::for_label_no_replacement(label.as_bytes())
    }

    fn is_attached(&self) -> bool {
        let disposition = self
            .message
            .as_ref()
            .and_then(|message| message.content_disposition());
        disposition.is_some_and(|kind| kind.ctype().eq_ignore_ascii_case("attachment"))
    }

    /// Whether it is meant to be read with the message, not saved.
    pub(super) fn is_inline(&self) -> bool {
        !self.is_attached() && self.name().is_none()
    }

    pub(super) fn is_empty(&self) -> bool {
        self.body.iter().all(u8::is_ascii_whitespace)
    }

    /// Where it belongs; `plain` are the alternatives of which one is plain text.
    pub(super) fn place(&self, plain: &HashSet<usize>) -> Place {
        let media_type = self.media_type();
        let is_image = media_type.starts_with("image/");
        match media_type.as_str() {
            "text/plain" if self.is_inline() => Place::Text,
            "text/html" if self.is_inline() => {
                let has_plain = self
                    .alternative
                    .is_some_and(|number| plain.contains(&number));
                if has_plain { Place::Left } else { Place::Html }
            }
            _ if self.is_empty() => Place::Left,
            _ if is_image && !self.is_attached() && self.is_referred_to() => Place::Left,
            _ => Place::Attachment,
        }
    }

    /// Whether the text shows it: it has an address of its own.
    fn is_referred_to(&self) -> bool {
        self.message
            .as_ref()
            .and_then(|message| message.content_id())
            .is_some()
    }

    /// The bytes that it stands for.
    pub(super) fn decoded(&self, warnings: &mut Vec<String>) -> Vec<u8> {
        let encoding = self
            .message
            .as_ref()
            .and_then(|message| message.content_transfer_encoding())
            .unwrap_or_default()
            .trim()
            .to_ascii_lowercase();
        let decoded = match encoding.as_str() {
            "base64" => base64_decode(self.body),
            "quoted-printable" => quoted_printable_decode(self.body),
            _ => return self.body.to_vec(),
        };
        decoded.unwrap_or_else(|| {
            warnings.push(format!(
                "a part is not valid {encoding} and is kept as it stands"
            ));
            self.body.to_vec()
        })
    }

    pub(super) fn text(&self, warnings: &mut Vec<String>) -> String {
        let decoded = text::decode(&self.decoded(warnings), self.charset());
        warnings.extend(decoded.warning());
        let parameter = |name: &str| self.kind().and_then(|kind| kind.attribute(name));
        if parameter("format").is_some_and(|format| format.eq_ignore_ascii_case("flowed")) {
            let deletes = parameter("delsp").is_some_and(|value| value.eq_ignore_ascii_case("yes"));
            return unflowed(&decoded.text, deletes);
        }
        decoded.text
    }

    pub(super) fn attachment(&self, number: usize, warnings: &mut Vec<String>) -> Attachment {
        let media_type = self.media_type();
        let bytes = self.decoded(warnings);
        let name = self.name().map(str::trim).filter(|name| !name.is_empty());
        let name = name.map_or_else(
            || format!("part-{number}.{}", ending(&media_type)),
            str::to_owned,
        );
        Attachment {
            name,
            size: bytes.len() as u64,
            bytes,
        }
    }
}

fn ending(media_type: &str) -> &str {
    match media_type {
        "message/rfc822" | "message/global" => "eml",
        "text/html" => "html",
        "text/calendar" => "ics",
        "text/csv" => "csv",
        "text/rtf" | "application/rtf" => "rtf",
        "application/pdf" => "pdf",
        "image/png" => "png",
        "image/jpeg" => "jpg",
        _ if media_type.starts_with("text/") || media_type.starts_with("message/") => "txt",
        _ => "bin",
    }
}

/// Joins lines that end with a space to the next (RFC 3676); quoted lines stay as they are.
fn unflowed(text: &str, deletes_space: bool) -> String {
    let mut joined = String::with_capacity(text.len());
    let mut is_open = false;
    for line in text.lines() {
        let is_quoted = line.starts_with('>');
        if is_open && is_quoted {
            joined.push('\n');
        }
        let line = line.strip_prefix(' ').unwrap_or(line);
        is_open = line.ends_with(' ') && line != "-- " && !is_quoted;
        if is_open && deletes_space {
            joined.push_str(line.strip_suffix(' ').unwrap_or(line));
        } else {
            joined.push_str(line);
        }
        if !is_open {
            joined.push('\n');
        }
    }
    joined
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn flowed_lines_are_joined() {
        assert_eq!(
            unflowed("a \nb\n> c \n> d\n-- \ne", false),
            "a b\n> c \n> d\n-- \ne\n"
        );
        assert_eq!(unflowed("도 \n시", true), "도시\n");
    }

    #[test]
    fn parts_stand_between_boundaries_only() {
        let body = b"preamble\r\n--x\r\n\r\none\r\n--xy\r\n--x\r\ntwo\r\n--x--\r\nepilogue";
        assert_eq!(split(body, b"x"), [&b"\r\none\r\n--xy"[..], b"two"]);
        assert_eq!(split(b"--x\ncut off", b"x"), [b"cut off"]);
    }
}
