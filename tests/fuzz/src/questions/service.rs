//! Questions to a running service, over HTTP/1.1, with bytes that no browser would send.
//!
//! Format: RFC 9112; percent-encoding as forms do it, at times wrong on purpose.

use std::fmt::Write as _;
use std::io::{self, Read as _, Write as _};
use std::net::TcpStream;
use std::time::Duration;

use super::asking::Asking;
use crate::mutate::Chance;

/// Longest wait for an answer: the service lets a question wait for its turn too.
const WAIT: Duration = Duration::from_secs(30);

/// Addresses that take a question.
const PATHS: &[&str] = &[
    "/search",
    "/search",
    "/search",
    "/api/v1/search",
    "/api/v1/search",
    "/api/v1/facets",
    "/api/v1/suggest",
    "/api/v1/permalink",
    "/permalink",
    "/search.csv",
    "/search.ris",
    "/search.atom",
    "/api/v1/search.jsonl",
];

/// Addresses about a document.
const OF_DOCUMENT: &[&str] = &[
    "/documents/ID",
    "/documents/ID/pages/1",
    "/explain",
    "/api/v1/explain",
];

/// Addresses that take terms.
const OF_TERMS: &[&str] = &["/trends", "/api/v1/trends", "/api/v1/definitions"];

/// The target of one request: path and query.
pub(crate) fn target(asking: &Asking, chance: &mut Chance) -> Vec<u8> {
    let mut pairs = asking.grammar.pairs(chance);
    let id = chance.pick(&asking.documents).map(ToString::to_string);
    let id = id.unwrap_or_default();
    let path = match chance.below(8) {
        0 | 1 => {
            pairs.push(("id".to_owned(), id.clone()));
            chance.pick(OF_DOCUMENT)
        }
        2 => {
            if let Some(first) = pairs.first_mut() {
                first.0 = "term".to_owned();
            }
            chance.pick(OF_TERMS)
        }
        _ => chance.pick(PATHS),
    };
    let path = path.copied().unwrap_or("/search").replace("ID", &id);
    let mut target = path;
    for (index, (name, value)) in pairs.iter().enumerate() {
        target.push(if index == 0 { '?' } else { '&' });
        target.push_str(name);
        target.push('=');
        for byte in value.bytes() {
            let _ = match byte {
                b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'.' | b'-' | b'_' => {
                    write!(target, "{}", char::from(byte))
                }
                b' ' => write!(target, "+"),
                byte => write!(target, "%{byte:02X}"),
            };
        }
    }
    let mut target = target.into_bytes();
    if chance.once_in(6) {
        // Half a percent sign, bytes that are no UTF-8, a name without a value.
        for _ in 0..=chance.below(3) {
            let at = 1 + chance.below(target.len());
            let wrong: &[u8] = chance
                .pick(&[&b"%"[..], b"%FF", b"%C3", b"&", b"=", b"%00", b"#", b"%zz"])
                .copied()
                .unwrap_or_default();
            target.splice(
                at.min(target.len())..at.min(target.len()),
                wrong.iter().copied(),
            );
        }
    }
    target
}

/// Sends the request and reads the whole answer; gives its status.
pub(crate) fn get(address: &str, target: &[u8]) -> io::Result<u16> {
    let mut stream = TcpStream::connect(address)?;
    stream.set_read_timeout(Some(WAIT))?;
    let request = [
        b"GET ",
        target,
        b" HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n",
    ]
    .concat();
    stream.write_all(&request)?;
    let mut answer = Vec::new();
    stream.read_to_end(&mut answer)?;
    let line = String::from_utf8_lossy(answer.get(..12).unwrap_or_default());
    let status = line
        .strip_prefix("HTTP/1.1 ")
        .and_then(|status| status.parse().ok());
    status.ok_or_else(|| io::Error::other(format!("answer begins with {line:?}")))
}
