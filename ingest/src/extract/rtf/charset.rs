//! Which encoding the bytes of a font are in.
//!
//! Sources: RTF Specification 1.9.1, `\fcharset` and `\ansicpg`; Windows code page identifiers.

use encoding_rs::Encoding;
use mail_parser::decoders::charsets::map::charset_decoder;

use super::super::johab;

/// An encoding of bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Charset {
    Web(&'static Encoding),
    Johab,
    /// Code pages 437 and 850 of DOS; the letters of Western Europe are the same in both.
    Dos,
}

/// ANSI, which is what the document's own code page is unless it says otherwise.
pub(super) const ANSI: Charset = Charset::Web(encoding_rs::WINDOWS_1252);

impl Charset {
    /// The encoding of a Windows code page; `None` for one that is not known.
    pub(super) fn of_code_page(page: i32) -> Option<Self> {
        use encoding_rs as e;
        Some(Self::Web(match page {
            437 | 850 | 858 => return Some(Self::Dos),
            1361 => return Some(Self::Johab),
            866 => e::IBM866,
            874 => e::WINDOWS_874,
            932 => e::SHIFT_JIS,
            936 | 54936 => e::GB18030,
            949 | 51949 => e::EUC_KR,
            950 => e::BIG5,
            1250 => e::WINDOWS_1250,
            1251 => e::WINDOWS_1251,
            1252 | 0 => e::WINDOWS_1252,
            1253 => e::WINDOWS_1253,
            1254 => e::WINDOWS_1254,
            1255 => e::WINDOWS_1255,
            1256 => e::WINDOWS_1256,
            1257 => e::WINDOWS_1257,
            1258 => e::WINDOWS_1258,
            10000 => e::MACINTOSH,
            10007 => e::X_MAC_CYRILLIC,
            20866 => e::KOI8_R,
            65001 => e::UTF_8,
            _ => return None,
        }))
    }

    /// The encoding of a font's `\fcharset`; `None` where that is the document's own.
    pub(super) fn of_font(number: i32) -> Option<Self> {
        let page = match number {
            2 => 1252,
            77 => 10000,
            128 => 932,
            129 => 949,
            130 => 1361,
            134 => 936,
            136 => 950,
            161 => 1253,
            162 => 1254,
            163 => 1258,
            177 => 1255,
            178..=180 => 1256,
            186 => 1257,
            204 => 1251,
            222 => 874,
            238 => 1250,
            254 | 255 => 850,
            _ => return None,
        };
        Self::of_code_page(page)
    }

    /// Decodes a run of bytes; what is not valid becomes U+FFFD.
    pub(super) fn decode(self, bytes: &[u8]) -> String {
        match self {
            Self::Web(encoding) => encoding.decode_without_bom_handling(bytes).0.into_owned(),
            Self::Johab => johab::decode(bytes).0,
            Self::Dos => match charset_decoder(b"cp850") {
                Some(decode) => decode(bytes),
                None => ANSI.decode(bytes),
            },
        }
    }
}

/// Decodes a run in a font that says it is ANSI, in a document whose code page `own` is another:
/// many programs mean their own code page, Word means Western. A byte beyond ASCII that touches an
/// ASCII letter, or that is not valid in `own`, is Western.
pub(super) fn decode_ansi(bytes: &[u8], own: Charset) -> String {
    let touches = bytes.windows(2).any(|pair| match pair {
        [a, b] => {
            a.is_ascii_alphabetic() && 0x80 <= *b && *b != 0xa0
                || 0xc0 <= *a && b.is_ascii_lowercase()
        }
        _ => false,
    });
    let is_wide = matches!(own, Charset::Johab)
        || matches!(own, Charset::Web(encoding) if !encoding.is_single_byte());
    let decoded = own.decode(bytes);
    if decoded.contains('\u{fffd}') || touches && !is_wide {
        return ANSI.decode(bytes);
    }
    decoded
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_font_that_says_ansi_is_read_by_what_its_bytes_make() {
        let own = |page| Charset::of_code_page(page).unwrap();
        assert_eq!(decode_ansi(b"\xcf\xeb\xe0\xed", own(1251)), "План");
        assert_eq!(decode_ansi(b"caf\xe9", own(1251)), "café");
        assert_eq!(decode_ansi(b"\xb5\xb5\xbd\xc3", own(949)), "도시");
        assert_eq!(decode_ansi(b"na\xefve ", own(949)), "naïve ");
    }

    #[test]
    fn code_pages_of_dos_are_known() {
        assert_eq!(
            Charset::of_code_page(437).unwrap().decode(b"\x82t\x82"),
            "été"
        );
    }
}
