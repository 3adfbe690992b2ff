//! E-mail (EML, mbox) → the text of the message; what is attached to it is documents of their own.
//!
//! What holds: plain text is preferred to HTML where a message has both; no part is lost: what is
//! not the message's text is an attachment, messages inside it too, whatever their depth. Parts are
//! taken apart here without recursion; the library reads their headers.
//!
//! Metadata: `mail/subject`, `mail/from`, `mail/to`, `mail/cc`, `mail/date` (RFC 3339),
//! `mail/message-id`.
//!
//! Not here: signatures, encrypted messages (they are locked), TNEF, uuencode.
//!
//! Sources: RFC 5322, RFC 2045 to 2049, RFC 3676 (format=flowed), RFC 4155 (mbox); by `mail-parser`.

mod part;

use std::collections::HashSet;

use mail_parser::{Address, Message, MessageParser};

use self::part::{Place, head, parts};
use super::flow::Flow;
use super::{Attachment, Extracted, ExtractedPage, Failure, Metadatum, html, text};

/// Reads a message.
///
/// # Errors
///
/// - [`Failure::Damaged`] if it has no headers
/// - [`Failure::Encrypted`] if it is encrypted
pub(super) fn read(bytes: &[u8]) -> Result<Extracted, Failure> {
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    let mut warnings = Vec::new();
    let parser = MessageParser::default();
    let message = parser
        .parse_headers(head(bytes).0)
        .ok_or_else(|| Failure::damaged("message has no headers"))?;
    let parts = parts(bytes, &mut warnings)?;
    let plain: HashSet<usize> = parts
        .iter()
        .filter(|part| part.media_type() == "text/plain" && part.is_inline() && !part.is_empty())
        .filter_map(|part| part.alternative)
        .collect();
    let mut flow = Flow::default();
    let mut attachments = Vec::new();
    for (number, part) in (1..).zip(&parts) {
        match part.place(&plain) {
            Place::Text => text::paragraphs(&part.text(&mut warnings), &mut flow),
            Place::Html => html::message(&part.decoded(&mut warnings), part.charset(), &mut flow),
            Place::Attachment => attachments.push(part.attachment(number, &mut warnings)),
            Place::Left => {}
        }
    }
    let (paging, pages) = flow.finish();
    Ok(Extracted {
        media_type: "message/rfc822".to_owned(),
        paging,
        pages,
        metadata: headers(&message),
        attachments,
        warnings,
        ..Extracted::default()
    })
}

/// Reads a mailbox: each message is an attachment, the page lists them.
pub(super) fn read_mailbox(bytes: &[u8]) -> Extracted {
    let parser = MessageParser::default();
    let mut attachments = Vec::new();
    let mut list = String::new();
    for (number, message) in (1..).zip(messages(bytes)) {
        let subject = parser
            .parse_headers(head(&message).0)
            .map(|parsed| headers(&parsed))
            .unwrap_or_default()
            .into_iter()
            .find(|metadatum| metadatum.key == "mail/subject")
            .map(|metadatum| metadatum.value)
            .unwrap_or_default();
        list.push_str(&format!("{number}. {subject}\n"));
        attachments.push(Attachment {
            name: format!("message-{number:05}.eml"),
            size: message.len() as u64,
            bytes: message,
        });
    }
    Extracted {
        media_type: "application/mbox".to_owned(),
        pages: vec![ExtractedPage::plain(&list)],
        attachments,
        ..Extracted::default()
    }
}

/// The messages of a mailbox, without their `From ` lines and the `>` that guards such lines.
fn messages(bytes: &[u8]) -> Vec<Vec<u8>> {
    let mut messages: Vec<Vec<u8>> = Vec::new();
    let mut is_after_empty = true;
    for line in bytes.split_inclusive(|byte| *byte == b'\n') {
        if is_after_empty && line.starts_with(b"From ") {
            messages.push(Vec::new());
        } else if let Some(message) = messages.last_mut() {
            let unguarded = line.strip_prefix(b">").filter(|line| {
                let past = line.iter().take_while(|byte| **byte == b'>').count();
                line.get(past..)
                    .is_some_and(|line| line.starts_with(b"From "))
            });
            message.extend_from_slice(unguarded.unwrap_or(line));
        }
        is_after_empty = matches!(line, b"\n" | b"\r\n");
    }
    messages
}

/// What a message's headers say.
fn headers(message: &Message<'_>) -> Vec<Metadatum> {
    let mut metadata = Vec::new();
    let mut push = |key: &str, value: String| {
        if !value.trim().is_empty() {
            metadata.push(Metadatum {
                key: format!("mail/{key}"),
                value,
            });
        }
    };
    push("subject", subject(message));
    for (key, address) in [
        ("from", message.from()),
        ("to", message.to()),
        ("cc", message.cc()),
    ] {
        push(key, address.map(addresses).unwrap_or_default());
    }
    if let Some(date) = message.date().filter(|date| date.is_valid()) {
        push("date", date.to_rfc3339());
    }
    push(
        "message-id",
        message.message_id().unwrap_or_default().to_owned(),
    );
    metadata
}

/// The subject, also where it is written in an encoding that it does not name.
fn subject(message: &Message<'_>) -> String {
    let header = message
        .headers()
        .iter()
        .rev()
        .find(|header| header.name.as_str().eq_ignore_ascii_case("subject"));
    let raw = header.and_then(|header| {
        let (from, until) = (header.offset_start as usize, header.offset_end as usize);
        message.raw_message().get(from..until)
    });
    match raw {
        Some(raw) if !raw.is_ascii() && std::str::from_utf8(raw).is_err() => {
            text::decode(raw, None).text
        }
        _ => message.subject().unwrap_or_default().to_owned(),
    }
}

fn addresses(address: &Address<'_>) -> String {
    let written: Vec<String> = address
        .iter()
        .filter_map(|address| match (address.name(), address.address()) {
            (Some(name), Some(address)) => Some(format!("{name} <{address}>")),
            (Some(one), None) | (None, Some(one)) => Some(one.to_owned()),
            (None, None) => None,
        })
        .collect();
    written.join(", ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_mailbox_is_split_where_a_from_line_follows_an_empty_one() {
        let mailbox = b"From a@b Mon\nSubject: 1\n\nx\nFrom here\n>From there\n\nFrom c@d Tue\nSubject: 2\n\n";
        assert_eq!(
            messages(mailbox),
            [
                &b"Subject: 1\n\nx\nFrom here\nFrom there\n\n"[..],
                b"Subject: 2\n\n"
            ]
        );
    }
}
