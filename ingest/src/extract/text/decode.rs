//! Bytes of any encoding → text, and the name of the encoding.
//!
//! The encoding is found in this order, first match wins: byte-order mark; escape sequences
//! (ISO-2022-JP, -KR, -CN); UTF-32 and UTF-16 without mark (`wide.rs`); valid UTF-8; UTF-8 with a
//! few bad bytes; what the document declares; Johab, where its syllables are the ones that Korean
//! is full of; what chardetng finds most likely.
//!
//! Not here: UTF-7, EBCDIC, code pages of DOS but Johab.
//!
//! Sources: WHATWG Encoding Standard, by `encoding_rs`; RFC 1557 (ISO-2022-KR), RFC 1922 (-CN).

use chardetng::{EncodingDetector, Iso2022JpDetection, Utf8Detection};
use encoding_rs::{
    EUC_KR, Encoding, GB18030, GBK, ISO_2022_JP, ISO_8859_15, UTF_8, UTF_16BE, UTF_16LE,
    WINDOWS_1250, WINDOWS_1252,
};

use super::super::{Metadatum, johab};
use super::wide::{self, Wide};

/// Syllables that make up more than half of any Korean prose.
const COMMON_SYLLABLES: &str = "이다의는에을가고한로하지를도기사은인대시자서리정어나아수일해제그부장으보\
    있들전과스주상공원동구계여관방성조용국등적규법행안경발개위라면할것만화산업지역건설";

/// Text, and the encoding it was found to be in.
pub(in super::super) struct Decoded {
    pub(in super::super) text: String,
    /// The encoding, or the one of the WHATWG standard for the same characters.
    pub(in super::super) encoding: &'static Encoding,
    name: &'static str,
    is_lossy: bool,
}

impl Decoded {
    pub(in super::super) fn metadatum(&self) -> Metadatum {
        Metadatum {
            key: "text/encoding".to_owned(),
            value: self.name.to_owned(),
        }
    }

    pub(in super::super) fn warning(&self) -> Option<String> {
        let name = self.name;
        self.is_lossy
            .then(|| format!("some bytes are not valid {name} and are shown as \u{fffd}"))
    }
}

/// Decodes `bytes`; `declared` is the encoding a document names itself, which loses against a
/// byte-order mark and against bytes that are valid UTF-8 beyond ASCII.
pub(in super::super) fn decode(bytes: &[u8], declared: Option<&'static Encoding>) -> Decoded {
    if let Some(decoded) = by_mark(bytes) {
        return decoded;
    }
    if bytes.contains(&0x1b) && bytes.is_ascii() {
        if is_iso_2022_jp(bytes) {
            return with(ISO_2022_JP, bytes);
        }
        if is_shifted(bytes) {
            return shifted(bytes);
        }
    }
    if let Some(wide) = wide::find(bytes) {
        return with_wide(wide, bytes);
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
    if let Some(decoded) = by_syllables(bytes) {
        return decoded;
    }
    let mut detector = EncodingDetector::new(Iso2022JpDetection::Deny);
    detector.feed(bytes, true);
    let found = detector.guess(None, Utf8Detection::Deny);
    // Of windows-1250, only what is French with œ or €.
    let is_western = found == WINDOWS_1252 || found == WINDOWS_1250 && is_french(bytes);
    if is_western && is_latin_9(bytes) {
        return with(ISO_8859_15, bytes);
    }
    with(found, bytes)
}

/// The first characters of a file, as far as its kind may depend on them.
pub(crate) fn start(bytes: &[u8]) -> String {
    let head = bytes.get(..bytes.len().min(4_096)).unwrap_or_default();
    let is_marked = head.starts_with(b"\xff\xfe") || head.starts_with(b"\xfe\xff");
    if is_marked || is_wide(head) {
        decode(head, None).text
    } else {
        String::from_utf8_lossy(head)
            .trim_start_matches('\u{feff}')
            .to_owned()
    }
}

/// Whether bytes are UTF-16 or UTF-32 without a mark.
pub(crate) fn is_wide(bytes: &[u8]) -> bool {
    wide::find(bytes).is_some()
}

/// Whether bytes are ISO-2022-KR or -CN, whose shifts are control characters.
pub(crate) fn is_shifted(bytes: &[u8]) -> bool {
    let head = bytes.get(..bytes.len().min(1 << 16)).unwrap_or_default();
    head.contains(&0x0e)
        && head
            .windows(4)
            .any(|window| matches!(window, b"\x1b$)C" | b"\x1b$)A"))
}

fn with(encoding: &'static Encoding, bytes: &[u8]) -> Decoded {
    let (text, is_lossy) = encoding.decode_without_bom_handling(bytes);
    Decoded {
        text: text.into_owned(),
        encoding,
        name: encoding.name(),
        is_lossy,
    }
}

fn with_wide(wide: Wide, bytes: &[u8]) -> Decoded {
    let name = match wide {
        Wide::Utf16Le => return with(UTF_16LE, bytes),
        Wide::Utf16Be => return with(UTF_16BE, bytes),
        Wide::Utf32Le => "UTF-32LE",
        Wide::Utf32Be => "UTF-32BE",
    };
    let mut is_lossy = !bytes.len().is_multiple_of(4);
    let text = wide::utf32(bytes, wide)
        .map(|c| {
            is_lossy |= c.is_none();
            c.unwrap_or('\u{fffd}')
        })
        .collect();
    Decoded {
        text,
        encoding: UTF_8,
        name,
        is_lossy,
    }
}

fn by_mark(bytes: &[u8]) -> Option<Decoded> {
    // The mark of UTF-32 begins like that of UTF-16; no text begins with a NUL.
    if let Some(rest) = bytes.strip_prefix(b"\xff\xfe\0\0") {
        return Some(with_wide(Wide::Utf32Le, rest));
    }
    if let Some(rest) = bytes.strip_prefix(b"\0\0\xfe\xff") {
        return Some(with_wide(Wide::Utf32Be, rest));
    }
    if let Some(rest) = bytes.strip_prefix(b"\x84\x31\x95\x33") {
        return Some(with(GB18030, rest));
    }
    let (encoding, mark) = Encoding::for_bom(bytes)?;
    Some(with(encoding, bytes.get(mark..).unwrap_or_default()))
}

fn is_iso_2022_jp(bytes: &[u8]) -> bool {
    let escapes: [&[u8]; 4] = [b"\x1b$B", b"\x1b$@", b"\x1b(J", b"\x1b(I"];
    bytes.windows(3).any(|window| escapes.contains(&window))
}

/// ISO-2022-KR and -CN: between the shifts SO and SI, pairs of 7-bit bytes; a line end shifts back.
fn shifted(bytes: &[u8]) -> Decoded {
    let is_korean = bytes.windows(4).any(|window| window == b"\x1b$)C");
    let mut eight_bit = Vec::with_capacity(bytes.len());
    let mut is_out = false;
    let mut rest = bytes;
    while let [first, after @ ..] = rest {
        rest = after;
        match first {
            0x0e => is_out = true,
            0x0f => is_out = false,
            0x1b if matches!(after, [b'$', b')', ..]) => rest = after.get(3..).unwrap_or_default(),
            b'\n' | b'\r' => {
                is_out = false;
                eight_bit.push(*first);
            }
            0x21..=0x7e if is_out => eight_bit.push(first | 0x80),
            _ => eight_bit.push(*first),
        }
    }
    let decoded = with(if is_korean { EUC_KR } else { GBK }, &eight_bit);
    Decoded {
        name: if is_korean {
            "ISO-2022-KR"
        } else {
            "ISO-2022-CN"
        },
        ..decoded
    }
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

/// Johab, if its reading makes Korean, and a better one than that of code page 949.
fn by_syllables(bytes: &[u8]) -> Option<Decoded> {
    let (text, bad) = johab::decode(bytes);
    let johab = korean(&text);
    if johab.syllables < 2 || johab.syllables < bad * 50 || johab.common * 10 < johab.syllables * 3
    {
        return None;
    }
    let windows = with(EUC_KR, bytes);
    let other = korean(&windows.text);
    // Both as shares of all syllables, by cross multiplication.
    let is_better = other.common * johab.syllables < johab.common * other.syllables.max(1);
    (windows.is_lossy || is_better).then_some(Decoded {
        text,
        encoding: EUC_KR,
        name: "Johab",
        is_lossy: 0 < bad,
    })
}

struct Korean {
    syllables: usize,
    common: usize,
}

fn korean(text: &str) -> Korean {
    let mut korean = Korean {
        syllables: 0,
        common: 0,
    };
    // Enough for any evidence.
    let syllables = text.chars().filter(|c| ('가'..='힣').contains(c));
    for syllable in syllables.take(20_000) {
        korean.syllables += 1;
        korean.common += usize::from(COMMON_SYLLABLES.contains(syllable));
    }
    korean
}

/// Whether what would be `½` or `¤` in windows-1252 stands where ISO 8859-15 has a letter or `€`.
fn is_latin_9(bytes: &[u8]) -> bool {
    if bytes.iter().any(|byte| matches!(byte, 0x80..=0x9f)) {
        return false;
    }
    let is_letter = |byte: u8| byte.is_ascii_alphabetic() || 0xc0 <= byte;
    let mut found = false;
    for window in bytes.windows(3) {
        let [before, byte, after] = window else {
            continue;
        };
        let stands_in_word = is_letter(*before) || is_letter(*after);
        found |= match byte {
            // Œ œ Š š Ž ž Ÿ, else ¼ ½ ¦ ¨ ´ ¸ ¾.
            0xbc | 0xbd | 0xa6 | 0xa8 | 0xb4 | 0xb8 | 0xbe => {
                is_letter(*after) && (is_letter(*before) || matches!(byte, 0xbc | 0xa6 | 0xb4))
            }
            0xa4 => !stands_in_word && (before.is_ascii_digit() || *before == b' '),
            _ => false,
        };
    }
    found
}

/// Whether all that is beyond ASCII is what French has in ISO 8859-15.
fn is_french(bytes: &[u8]) -> bool {
    const FRENCH: &[u8] =
        b"\xa0\xa4\xab\xb0\xb7\xbb\xbc\xbd\xc0\xc2\xc7\xc8\xc9\xca\xcb\xce\xcf\xd4\xd9\xdb\
        \xe0\xe2\xe7\xe8\xe9\xea\xeb\xee\xef\xf4\xf9\xfb\xfc";
    bytes
        .iter()
        .all(|byte| byte.is_ascii() || FRENCH.contains(byte))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(bytes: &[u8], encoding: &str, text: &str) {
        let decoded = decode(bytes, None);
        assert_eq!((decoded.name, decoded.text.as_str()), (encoding, text));
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
        let japanese = "都市計画の基本方針を定める。";
        let page = "<html><body><p class=\"summary\">都市計画の基本方針</p></body></html>";
        for text in [LAW, japanese, page, "Smart city", "Стратегия развития"] {
            let le: Vec<u8> = text.encode_utf16().flat_map(u16::to_le_bytes).collect();
            let be: Vec<u8> = text.encode_utf16().flat_map(u16::to_be_bytes).collect();
            check(&le, "UTF-16LE", text);
            check(&be, "UTF-16BE", text);
            check(&[b"\xff\xfe", le.as_slice()].concat(), "UTF-16LE", text);
            check(&[b"\xfe\xff", be.as_slice()].concat(), "UTF-16BE", text);
        }
    }

    #[test]
    fn utf32_of_both_orders_with_and_without_mark() {
        let le: Vec<u8> = LAW
            .chars()
            .flat_map(|c| u32::from(c).to_le_bytes())
            .collect();
        let be: Vec<u8> = LAW
            .chars()
            .flat_map(|c| u32::from(c).to_be_bytes())
            .collect();
        check(&le, "UTF-32LE", LAW);
        check(&be, "UTF-32BE", LAW);
        check(&[b"\xff\xfe\0\0", le.as_slice()].concat(), "UTF-32LE", LAW);
        check(&[b"\0\0\xfe\xff", be.as_slice()].concat(), "UTF-32BE", LAW);
    }

    #[test]
    fn binary_data_is_not_wide_text() {
        assert!(!is_wide(b"\x01\x02\x03\x04\x80\x90"));
        assert!(!is_wide(&(0..=255_u8).collect::<Vec<_>>()));
        assert!(!is_wide(b"\x7fELF\x02\x01\x01\0\0\0\0\0\0\0\0\0\x03\0>\0"));
    }

    #[test]
    fn korean_code_page_949_and_johab() {
        let (bytes, _, unmapped) = EUC_KR.encode(LAW);
        assert!(!unmapped);
        check(&bytes, "EUC-KR", LAW);
        // "도시의 경쟁력", by Python's codec `johab`.
        let bytes = b"\x95\xa1\xaf\xa1\xb7\x81 \x89w\xb8\x97\x9db";
        check(bytes, "Johab", "도시의 경쟁력");
    }

    #[test]
    fn iso_2022_kr_shifts_in_and_out() {
        // "\u{1b}$)C", then 한국 shifted out.
        check(
            b"\x1b$)CKorea: \x0eGQ19\x0f!\n",
            "ISO-2022-KR",
            "Korea: 한국!\n",
        );
    }

    #[test]
    fn japanese_shift_jis_and_iso_2022_jp() {
        let text = "この法律は、都市の計画的な整備及び開発に関し必要な事項を定める。";
        check(&encoding_rs::SHIFT_JIS.encode(text).0, "Shift_JIS", text);
        check(&ISO_2022_JP.encode(text).0, "ISO-2022-JP", text);
    }

    #[test]
    fn latin_1_with_accents_and_latin_9_with_its_own_letters() {
        let text = "La stratégie nationale relative à la société numérique a été adoptée.";
        check(&WINDOWS_1252.encode(text).0, "windows-1252", text);
        let text = "Le cœur de la stratégie coûte 3 € par sœur.";
        check(&ISO_8859_15.encode(text).0, "ISO-8859-15", text);
    }

    #[test]
    fn utf8_with_one_bad_byte_stays_utf8_and_says_so() {
        let bytes = [LAW.as_bytes(), b"\xff"].concat();
        let decoded = decode(&bytes, None);
        assert_eq!(decoded.name, "UTF-8");
        assert!(decoded.warning().is_some());
    }
}
