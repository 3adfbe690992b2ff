//! Addresses within the site.

use std::fmt::Write;

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use regesta_index::{DocumentId, PageNumber};
use regesta_queries::Request;

/// `unreserved` of RFC 3986, section 2.3, and the comma and colon that ranges and queries use.
const ESCAPED: &AsciiSet = &NON_ALPHANUMERIC
    .remove(b'-')
    .remove(b'.')
    .remove(b'_')
    .remove(b'~')
    .remove(b',')
    .remove(b':');

/// `path` with `pairs` as parameters, in their order.
pub(crate) fn address(path: &str, pairs: &[(String, String)]) -> String {
    let mut address = path.to_owned();
    for (at, (name, value)) in pairs.iter().enumerate() {
        let mark = if at == 0 { '?' } else { '&' };
        let (name, value) = (
            utf8_percent_encode(name, ESCAPED),
            utf8_percent_encode(value, ESCAPED),
        );
        // Writing to a string cannot fail.
        let _ = write!(address, "{mark}{name}={value}");
    }
    address
}

/// The page about a document, come to by a question (see [`asked`]), or by none.
pub(super) fn document(id: DocumentId, asked: &[(String, String)]) -> String {
    address(&format!("/documents/{id}"), asked)
}

/// The text of one page, come to by a question, or by none.
pub(crate) fn page(id: DocumentId, number: PageNumber, asked: &[(String, String)]) -> String {
    address(&format!("/documents/{id}/pages/{number}"), asked)
}

/// A search that has one filter.
pub(super) fn browse(name: &str, value: &str) -> String {
    address("/search", &[(name.to_owned(), value.to_owned())])
}

/// The plain list of the documents whose `facet` is `value`.
pub(super) fn list(facet: &str, value: &str) -> String {
    format!("/browse/{facet}/{}", utf8_percent_encode(value, ESCAPED))
}

/// What of `request` decides which words are marked, as parameters; nothing if it has no words.
pub(crate) fn asked(request: &Request) -> Vec<(String, String)> {
    if request.query.trim().is_empty() {
        return Vec::new();
    }
    let words = Request {
        query: request.query.clone(),
        without: request.without.clone(),
        exact: request.exact,
        ..Request::default()
    };
    words.to_pairs()
}

/// The question that is nothing but `words`, as a parameter.
pub(super) fn words(words: &str) -> Vec<(String, String)> {
    vec![("q".to_owned(), words.to_owned())]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(value: &str, expected: &str) {
        assert_eq!(
            address("/search", &[("q".to_owned(), value.to_owned())]),
            expected
        );
    }

    #[test]
    fn what_has_a_meaning_in_addresses_or_markup_is_escaped() {
        check("a&b=c#d?e+f%", "/search?q=a%26b%3Dc%23d%3Fe%2Bf%25");
        check("\"><script>", "/search?q=%22%3E%3Cscript%3E");
        check("스마트", "/search?q=%EC%8A%A4%EB%A7%88%ED%8A%B8");
    }
}
