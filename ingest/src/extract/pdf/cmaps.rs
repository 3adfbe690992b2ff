//! The CMaps that files name without holding them: hayro's, and KSC-Johab, which it has not.
//!
//! KSC-Johab is made from Johab itself: code → character → CID of Adobe-Korea1, the last step by
//! `UniKS-UTF16-H`. A code without a character becomes CID 0 (`.notdef`), so that the codes after
//! it are still read in step.
//!
//! Not here: the upright forms of signs in KSC-Johab-V; their text is that of KSC-Johab-H.
//!
//! Source: Adobe Technical Note 5094 (CJKV character collections and CMaps).

use std::fmt::Write as _;
use std::sync::LazyLock;

use hayro_font::hayro_cmap::{CMap, CMapName, load_embedded};

use super::super::johab;

static HORIZONTAL: LazyLock<Vec<u8>> = LazyLock::new(|| ksc_johab("KSC-Johab-H", 0));
static VERTICAL: LazyLock<Vec<u8>> = LazyLock::new(|| ksc_johab("KSC-Johab-V", 1));

/// The data of a CMap by its name.
pub(super) fn resolve(name: CMapName<'_>) -> Option<&'static [u8]> {
    match name {
        CMapName::Custom(b"KSC-Johab-H") => Some(HORIZONTAL.as_slice()),
        CMapName::Custom(b"KSC-Johab-V") => Some(VERTICAL.as_slice()),
        name => load_embedded(name),
    }
}

/// Writes the CMap as a file of its own would be written.
fn ksc_johab(name: &str, writing_mode: u8) -> Vec<u8> {
    let mut written = format!(
        "/CIDSystemInfo 3 dict dup begin /Registry (Adobe) def /Ordering (Korea1) def \
         /Supplement 1 def end def /CMapName /{name} def /WMode {writing_mode} def\n\
         1 begincidrange <20> <7e> 1 endcidrange\n\
         3 beginnotdefrange <8441> <d3fe> 0 <d831> <defe> 0 <e031> <f9fe> 0 endnotdefrange\n\
         begincidchar\n"
    );
    let unicode = load_embedded(CMapName::UniKsUtf16H)
        .and_then(|unicode| CMap::parse(unicode, load_embedded));
    for code in 0x8441..=0xf9fe {
        let cid = johab::decode_pair(code)
            .zip(unicode.as_ref())
            .and_then(|(c, unicode)| unicode.lookup_cid_code(u32::from(c), 2));
        if let Some(cid) = cid {
            // Writing to a string does not fail.
            let _ = writeln!(written, "<{code:04x}> {cid}");
        }
    }
    written.push_str("endcidchar\n");
    written.into_bytes()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(code: u32, bytes: u8, cid: u32) {
        let data = resolve(CMapName::Custom(b"KSC-Johab-H")).unwrap();
        let cmap = CMap::parse(data, resolve).unwrap();
        assert_eq!(cmap.lookup_cid_code(code, bytes), Some(cid), "{code:x}");
    }

    /// The CIDs are those of Adobe's file KSC-Johab-H.
    #[test]
    fn johab_codes_have_the_cids_of_adobe() {
        check(0x20, 1, 1);
        check(0x7e, 1, 95);
        check(0x8861, 2, 1086);
        check(0x8865, 2, 1088);
        check(0x8863, 2, 9333);
        check(0x8866, 2, 9335);
    }

    #[test]
    fn codes_without_a_character_keep_step() {
        check(0x887e, 2, 0);
    }
}
