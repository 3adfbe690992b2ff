//! Plain text of any encoding → pages.
//!
//! The encoding is found in this order, first match wins: byte-order mark; ISO-2022-JP escapes;
//! the pattern of NUL bytes (UTF-16 without mark); valid UTF-8; UTF-8 with a few bad bytes; what
//! chardetng finds most likely. A form feed is a page break; one at the end makes no extra page.
//!
//! Not here: UTF-32, ISO-2022-KR and Johab, which nobody offers any more.
//!
//! Source: WHATWG Encoding Standard, by `encoding_rs`.

use chardetng::{EncodingDetector, Iso2022JpDetection, Utf8Detection};
use encoding_rs::{Encoding, ISO_2022_JP, UTF_8, UTF_16BE, UTF_16LE};

use super::{Extracted, ExtractedPage, Metadatum};

/// Reads a plain text file; `media_type` is what its name says it is.
pub(super) fn read(bytes: &[u8], media_type: &str) -> Extracted {
    let decoded = decode(bytes, None);
    let mut pages: Vec<ExtractedPage> = decoded
        .text
        .split('\u{c}')
        .map(|text| ExtractedPage {
            text: text.to_owned(),
        })
        .collect();
    if 1 < pages.len() && pages.last().is_some_and(|page| page.text.trim().is_empty()) {
        pages.pop();
    }
    Extracted {
        media_type: media_type.to_owned(),
        pages,
        metadata: vec![decoded.metadatum()],
        warnings: decoded.warning().into_iter().collect(),
    }
}

/// Text, and the encoding it was found to be in.
pub(super) struct Decoded {
    pub(super) text: String,
    pub(super) encoding: &'static Encoding,
    is_lossy: bool,
}

impl Decoded {
    pub(super) fn metadatum(&self) -> Metadatum {
        Metadatum {
            key: "text/encoding".to_owned(),
            value: self.encoding.name().to_owned(),
        }
    }

    pub(super) fn warning(&self) -> Option<String> {
        let name = self.encoding.name();
        self.is_lossy
            .then(|| format!("some bytes are not valid {name} and are shown as \u{fffd}"))
    }
}

/// Decodes `bytes`; `declared` is the encoding a document names itself, which loses against a
/// byte-order mark and against bytes that are valid UTF-8 beyond ASCII.
pub(super) fn decode(bytes: &[u8], declared: Option<&'static Encoding>) -> Decoded {
    if let Some((encoding, mark)) = Encoding::for_bom(bytes) {
        return with(encoding, bytes.get(mark..).unwrap_or_default());
    }
    if is_iso_2022_jp(bytes) {
        return with(ISO_2022_JP, bytes);
    }
    if let Some(encoding) = utf16_by_nuls(bytes) {
        return with(encoding, bytes);
    }
    match std::str::from_utf8(bytes) {
        Ok(text) if declared.is_none() || !text.is_ascii() => return with(UTF_8, bytes),
        Err(_) if declared.is_none_or(|encoding| encoding == UTF_8) && is_mostly_utf8(bytes) => {
            return with(UTF_8, bytes);
        }
        _ => {}
    }
    if let Some(encoding) = declared {
        let decoded = with(encoding, bytes);
        if !decoded.is_lossy {
            return decoded;
        }
    }
    let mut detector = EncodingDetector::new(Iso2022JpDetection::Deny);
    detector.feed(bytes, true);
    with(detector.guess(None, Utf8Detection::Deny), bytes)
}

fn with(encoding: &'static Encoding, bytes: &[u8]) -> Decoded {
    let (text, is_lossy) = encoding.decode_without_bom_handling(bytes);
    Decoded {
        text: text.into_owned(),
        encoding,
        is_lossy,
    }
}

fn is_iso_2022_jp(bytes: &[u8]) -> bool {
    let escapes: [&[u8]; 4] = [b"\x1b$B", b"\x1b$@", b"\x1b(J", b"\x1b(I"];
    bytes.is_ascii() && bytes.windows(3).any(|window| escapes.contains(&window))
}

/// UTF-16 without a mark: NUL bytes at every other place only (Latin letters, spaces, digits).
pub(crate) fn utf16_by_nuls(bytes: &[u8]) -> Option<&'static Encoding> {
    let sample = bytes.get(..bytes.len().min(1 << 16)).unwrap_or_default();
    let (mut even, mut odd) = (0_usize, 0_usize);
    for pair in sample.chunks_exact(2) {
        even += usize::from(pair.first() == Some(&0));
        odd += usize::from(pair.last() == Some(&0));
    }
    // Korean prose has a space or a line end in at least every twentieth character; and some
    // Hangul end in a zero byte themselves (가 is U+AC00), so the other places need not be free.
    let enough = (sample.len() / 40).max(1);
    let encoding = match (even, odd) {
        (even, odd) if enough <= odd && even * 3 <= odd => UTF_16LE,
        (even, odd) if enough <= even && odd * 3 <= even => UTF_16BE,
        _ => return None,
    };
    // Bytes of no text have unpaired surrogates sooner or later.
    let whole = sample.get(..sample.len() & !1).unwrap_or_default();
    let is_cut = whole.len() < bytes.len();
    let (_, is_lossy) = encoding.decode_without_bom_handling(whole);
    (is_cut || !is_lossy).then_some(encoding)
}

/// Text with far more well-formed multi-byte characters than bad bytes: a damaged UTF-8 file.
fn is_mostly_utf8(bytes: &[u8]) -> bool {
    let (mut good, mut bad) = (0_usize, 0_usize);
    for chunk in bytes.utf8_chunks() {
        good += chunk.valid().chars().filter(|c| !c.is_ascii()).count();
        bad += usize::from(!chunk.invalid().is_empty());
    }
    bad * 20 < good
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(bytes: &[u8], encoding: &str, text: &str) {
        let decoded = decode(bytes, None);
        assert_eq!(
            (decoded.encoding.name(), decoded.text.as_str()),
            (encoding, text)
        );
    }

    const LAW: &str = "이 법은 유비쿼터스도시의 효율적인 건설 및 관리 등에 관한 사항을 규정하여 \
                       도시의 경쟁력을 향상시키고 지속가능한 발전을 촉진함을 목적으로 한다.";

    #[test]
    fn utf8_with_and_without_mark() {
        check("스마트도시".as_bytes(), "UTF-8", "스마트도시");
        check("\u{feff}스마트도시".as_bytes(), "UTF-8", "스마트도시");
    }

    #[test]
    fn utf16_of_both_orders_with_and_without_mark() {
        let le: Vec<u8> = LAW.encode_utf16().flat_map(u16::to_le_bytes).collect();
        let be: Vec<u8> = LAW.encode_utf16().flat_map(u16::to_be_bytes).collect();
        check(&le, "UTF-16LE", LAW);
        check(&be, "UTF-16BE", LAW);
        check(&[b"\xff\xfe", le.as_slice()].concat(), "UTF-16LE", LAW);
        check(&[b"\xfe\xff", be.as_slice()].concat(), "UTF-16BE", LAW);
    }

    #[test]
    fn korean_code_page_949() {
        let (bytes, _, unmapped) = encoding_rs::EUC_KR.encode(LAW);
        assert!(!unmapped);
        check(&bytes, "EUC-KR", LAW);
    }

    #[test]
    fn japanese_shift_jis_and_iso_2022_jp() {
        let text = "この法律は、都市の計画的な整備及び開発に関し必要な事項を定める。";
        check(&encoding_rs::SHIFT_JIS.encode(text).0, "Shift_JIS", text);
        check(&ISO_2022_JP.encode(text).0, "ISO-2022-JP", text);
    }

    #[test]
    fn latin_1_with_accents() {
        let text = "La stratégie nationale relative à la société numérique a été adoptée.";
        check(
            &encoding_rs::WINDOWS_1252.encode(text).0,
            "windows-1252",
            text,
        );
    }

    #[test]
    fn utf8_with_one_bad_byte_stays_utf8_and_says_so() {
        let bytes = [LAW.as_bytes(), b"\xff"].concat();
        let decoded = decode(&bytes, None);
        assert_eq!(decoded.encoding, UTF_8);
        assert!(decoded.warning().is_some());
    }

    #[test]
    fn a_form_feed_is_a_page_break_and_a_last_one_makes_no_page() {
        let pages = read(b"one\n\x0ctwo\n\x0c\n", "text/plain").pages;
        let texts: Vec<&str> = pages.iter().map(|page| page.text.as_str()).collect();
        assert_eq!(texts, ["one\n", "two\n"]);
    }

    #[test]
    fn an_empty_page_between_form_feeds_stays() {
        assert_eq!(read(b"one\x0c\x0cthree", "text/plain").pages.len(), 3);
    }
}
