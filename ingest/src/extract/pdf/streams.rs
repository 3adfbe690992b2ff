//! Puts back the `endstream` of every stream of a file that lost them all.
//!
//! Readers find a stream's end by its length and the keyword after it, or by the keyword alone; in
//! a file without any they find no stream. The next `endobj` is the end then.
//!
//! Format: ISO 32000-2, 7.3.8 (stream objects).

/// The bytes with `endstream` before the `endobj` of each stream; `None` where they need none.
pub(super) fn with_ends(bytes: &[u8]) -> Option<Vec<u8>> {
    if find(bytes, b"endstream").is_some() {
        return None;
    }
    let mut mended: Option<Vec<u8>> = None;
    let mut rest = bytes;
    while let Some((before, content)) = split_after(rest, b"stream") {
        let Some(end) = find(content, b"endobj") else {
            break;
        };
        let (content, after) = content.split_at_checked(end)?;
        let mended = mended.get_or_insert_with(|| Vec::with_capacity(bytes.len() + 1024));
        mended.extend_from_slice(before);
        mended.extend_from_slice(content);
        mended.extend_from_slice(b"\nendstream\n");
        rest = after;
    }
    let mut mended = mended?;
    mended.extend_from_slice(rest);
    Some(mended)
}

/// Splits after the first `word`.
fn split_after<'b>(bytes: &'b [u8], word: &[u8]) -> Option<(&'b [u8], &'b [u8])> {
    bytes.split_at_checked(find(bytes, word)?.checked_add(word.len())?)
}

fn find(bytes: &[u8], word: &[u8]) -> Option<usize> {
    bytes.windows(word.len()).position(|part| part == word)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_stream_gets_its_end() {
        let file =
            b"1 0 obj <<>> stream\nq Q\nendobj 2 0 obj 7 endobj 3 0 obj <<>> stream\nBT\nendobj";
        let mended = b"1 0 obj <<>> stream\nq Q\n\nendstream\nendobj 2 0 obj 7 endobj \
            3 0 obj <<>> stream\nBT\n\nendstream\nendobj";
        assert_eq!(with_ends(file).as_deref(), Some(mended.as_slice()));
    }

    #[test]
    fn a_file_with_any_end_is_left_alone() {
        assert_eq!(
            with_ends(b"stream q endstream endobj stream Q endobj"),
            None
        );
        assert_eq!(with_ends(b"no PDF file at all"), None);
    }
}
