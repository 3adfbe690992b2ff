//! What a worker writes to its standard output, and how much of it the parent believes.
//!
//! ```text
//! answer = JSON of Answer { bytes of an attachment }
//! ```
//!
//! What holds: a worker that a hostile document has taken over can lie about its document, but its
//! answer costs the parent no more memory than an honest one, and what it says keeps the rules that
//! the rest of the program builds on (marks lie in their text, limits are kept).
//!
//! Not here: whether the text is what the document says.

use std::io::{self, Write};

use serde::{Deserialize, Serialize};

use super::Reply;
use crate::extract::{Extracted, ExtractedPage, Failure};
use crate::limits::Limits;

/// Most values that the JSON of an answer may hold: each costs the parent up to 80 bytes, however
/// short it is. 20,000 pages with a mark on every other line of 40 hold about 2 million.
const MAX_VALUES: usize = 4_000_000;

/// What a worker that did not die writes to its standard output.
#[derive(Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(super) enum Answer {
    Extracted(Extracted),
    Failed(Failure),
    Panicked(String),
}

/// Writes an answer: JSON, then the bytes of each attachment.
pub(super) fn write(answer: &Answer, output: &mut impl Write) -> io::Result<()> {
    serde_json::to_writer(&mut *output, answer)?;
    if let Answer::Extracted(extracted) = answer {
        for attachment in &extracted.attachments {
            output.write_all(&attachment.bytes)?;
        }
    }
    output.flush()
}

/// Reads what [`write`] wrote.
///
/// # Errors
///
/// If it is anything else: cut short, longer than it says, over a limit.
pub(super) fn read(bytes: &[u8], limits: &Limits) -> io::Result<Reply> {
    if MAX_VALUES < count_values(bytes) {
        return Err(io::Error::other("it has too many parts"));
    }
    let mut json = serde_json::Deserializer::from_slice(bytes).into_iter();
    let answer = json
        .next()
        .ok_or_else(|| io::Error::other("there is none"))??;
    let mut rest = bytes.get(json.byte_offset()..).unwrap_or_default();
    let reply = match answer {
        Answer::Extracted(mut extracted) => {
            for attachment in &mut extracted.attachments {
                let size = usize::try_from(attachment.size).unwrap_or(usize::MAX);
                let (content, after) = rest
                    .split_at_checked(size)
                    .ok_or(io::ErrorKind::UnexpectedEof)?;
                attachment.bytes = content.to_vec();
                rest = after;
            }
            check(&extracted, limits).map_err(io::Error::other)?;
            Reply::Extracted(extracted)
        }
        Answer::Failed(failure) => Reply::Failed(failure),
        Answer::Panicked(message) => Reply::Crashed(format!("panicked: {message}")),
    };
    if rest.is_empty() {
        Ok(reply)
    } else {
        Err(io::Error::other("it goes on after its end"))
    }
}

/// Values in the first JSON value of `bytes`, counted by what separates them.
fn count_values(bytes: &[u8]) -> usize {
    let (mut count, mut depth) = (0_usize, 0_usize);
    let (mut in_text, mut escaped) = (false, false);
    for byte in bytes {
        if in_text {
            in_text = escaped || *byte != b'"';
            escaped = !escaped && *byte == b'\\';
            continue;
        }
        match byte {
            b'"' => in_text = true,
            b',' | b':' => count += 1,
            b'{' | b'[' => {
                count += 1;
                depth += 1;
            }
            b'}' | b']' => {
                depth = depth.saturating_sub(1);
                if depth == 0 {
                    break;
                }
            }
            _ => {}
        }
    }
    count
}

/// The rules that `extract` keeps and the program relies on.
fn check(extracted: &Extracted, limits: &Limits) -> Result<(), &'static str> {
    let text: usize = extracted.pages.iter().map(|page| page.text.len()).sum();
    let attached = extracted
        .attachments
        .iter()
        .fold(0_u64, |sum, attachment| sum.saturating_add(attachment.size));
    if limits.max_pages < extracted.pages.len()
        || limits.max_text_bytes < text
        || limits.max_attachment_bytes < attached
    {
        return Err("it goes over a limit that it should have kept");
    }
    if extracted.pages.iter().all(marks_are_sound) {
        Ok(())
    } else {
        Err("its marks do not lie in its text")
    }
}

/// Whether marks are sorted, do not overlap, and lie on character boundaries of their text.
fn marks_are_sound(page: &ExtractedPage) -> bool {
    let mut end = 0;
    page.marks.iter().all(|mark| {
        let sound = end <= mark.from && page.text.get(mark.from..mark.until).is_some();
        end = mark.until;
        sound
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::extract::Attachment;

    #[track_caller]
    fn check(bytes: &[u8], expected: &str) {
        let actual = match read(bytes, &Limits::STANDARD) {
            Ok(reply) => format!("{reply:?}"),
            Err(error) => error.to_string(),
        };
        assert!(actual.starts_with(expected), "{actual}");
    }

    #[test]
    fn what_is_written_is_read() {
        let attachment = Attachment {
            name: "a.txt".to_owned(),
            size: 4,
            bytes: b"{\"[,".to_vec(),
        };
        let extracted = Extracted {
            attachments: vec![attachment],
            warnings: vec!["\\\"{".to_owned()],
            ..Extracted::default()
        };
        let mut bytes = Vec::new();
        write(&Answer::Extracted(extracted.clone()), &mut bytes).unwrap();
        assert_eq!(
            read(&bytes, &Limits::STANDARD).unwrap(),
            Reply::Extracted(extracted)
        );
        bytes.pop();
        check(&bytes, "unexpected end of file");
    }

    #[test]
    fn nothing_else_is_believed() {
        check(b"", "there is none");
        check(b"{\"panicked\": \"a\"", "EOF while parsing");
        check(b"{\"panicked\": \"a\"}", "Crashed(\"panicked: a\")");
        check(b"{\"panicked\": \"a\"}{}", "it goes on after its end");
        let page = |page: &str| {
            format!(
                "{{\"extracted\":{{\"media_type\":\"\",\"pages\":[{page}],\"metadata\":[],\"warnings\":[]}}}}"
            )
        };
        check(page("{}").as_bytes(), "Extracted");
        check(
            page(
                "{\"text\":\"\u{e9}\",\"marks\":[{\"role\":\"furniture\",\"from\":1,\"until\":2}]}",
            )
            .as_bytes(),
            "its marks do not lie in its text",
        );
        let many = "{},".repeat(20_000);
        check(
            page(&format!("{many}{{}}")).as_bytes(),
            "it goes over a limit",
        );
        let many = "0,".repeat(MAX_VALUES);
        check(
            page(&format!("{{\"marks\":[{{\"x\":[{many}0]}}]}}")).as_bytes(),
            "it has too many parts",
        );
    }

    #[test]
    fn text_holds_no_values() {
        assert_eq!(count_values(b"{\"a\":[1,2,\",,,[\\\"{\"]},,,,"), 5);
    }
}
