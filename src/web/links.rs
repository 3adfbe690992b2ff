//! Addresses within the site.

use std::fmt::Write;

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use regesta_index::{DocumentId, PageNumber};

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

/// The page about a document, come to by the question `query`.
pub(super) fn document(id: DocumentId, query: &str) -> String {
    address(&format!("/documents/{id}"), &asked(query))
}

/// The text of one page, come to by the question `query`.
pub(super) fn page(id: DocumentId, number: PageNumber, query: &str) -> String {
    address(&format!("/documents/{id}/pages/{number}"), &asked(query))
}

/// A search that has one filter.
pub(super) fn browse(name: &str, value: &str) -> String {
    address("/search", &[(name.to_owned(), value.to_owned())])
}

/// The plain list of the documents whose `facet` is `value`.
pub(super) fn list(facet: &str, value: &str) -> String {
    format!("/browse/{facet}/{}", utf8_percent_encode(value, ESCAPED))
}

/// The question as a parameter; nothing if nothing was asked.
pub(super) fn asked(query: &str) -> Vec<(String, String)> {
    if query.trim().is_empty() {
        Vec::new()
    } else {
        vec![("q".to_owned(), query.to_owned())]
    }
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
