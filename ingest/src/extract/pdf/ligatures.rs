//! Ligatures whose `ToUnicode` gives only the last of their letters.
//!
//! Ghostscript writes such files: the glyph `/T_h` is said to mean `h`, `/fi` to mean `i`, and a
//! search for "The first" finds nothing. The names in the font's `Encoding` know all letters.
//!
//! What holds: only a code whose name is several letters, and whose stated text is the last one
//! of them, gets the text of its name; every other code keeps its own.
//!
//! Source: Adobe Glyph List Specification, 2 (the mapping of names); ISO 32000-2, 9.10.3.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::fmt::Write as _;

use hayro_font::hayro_cmap::{BfString, CMap};
use hayro_syntax::Pdf;
use hayro_syntax::object::{Array, Dict, MaybeRef, Object, ObjectIdentifier, Stream};

use super::cmaps;

/// Most fonts that are looked at.
const MAX_FONTS: usize = 5_000;

/// `ToUnicode` streams as they should be, by their object.
pub(super) type Mended = BTreeMap<ObjectIdentifier, Vec<u8>>;

/// Finds the `ToUnicode` streams that cut ligatures, among the fonts that pages name.
pub(super) fn mended(pdf: &Pdf) -> Mended {
    let mut mended = Mended::new();
    let mut seen = HashSet::new();
    for page in pdf.pages().iter() {
        let fonts = &page.resources().fonts;
        if fonts.obj_id().is_some_and(|id| !seen.insert(id)) {
            continue;
        }
        for (name, font) in fonts.entries() {
            let id = match font {
                MaybeRef::Ref(reference) => ObjectIdentifier::from(reference),
                MaybeRef::NotRef(_) => continue,
            };
            if MAX_FONTS < seen.len() || !seen.insert(id) {
                continue;
            }
            let font = fonts.get::<Dict<'_>>(name.as_ref());
            if let Some((id, stream)) = font.and_then(|font| of_font(&font)) {
                mended.insert(id, stream);
            }
        }
    }
    mended
}

/// The `ToUnicode` stream of a font as it should be, if it cuts ligatures.
fn of_font(font: &Dict<'_>) -> Option<(ObjectIdentifier, Vec<u8>)> {
    let id = ObjectIdentifier::from(font.get_ref("ToUnicode")?);
    let names = ligatures(&font.get::<Dict<'_>>("Encoding")?.get("Differences")?);
    if names.is_empty() {
        return None;
    }
    let stated = font.get::<Stream<'_>>("ToUnicode")?.decoded().ok()?;
    let stated = CMap::parse(&stated, cmaps::resolve)?;
    let mut texts: Vec<(u8, String)> = Vec::new();
    let mut is_cut = false;
    for code in 0..=u8::MAX {
        let text = match stated.lookup_bf_string(u32::from(code)) {
            Some(BfString::Char(c)) => c.to_string(),
            Some(BfString::String(text)) => text,
            None => continue,
        };
        let name = names.get(&code);
        let whole = name.filter(|name| text.chars().count() == 1 && name.ends_with(&text));
        is_cut |= whole.is_some();
        texts.push((code, whole.cloned().unwrap_or(text)));
    }
    is_cut.then(|| (id, written(&texts)))
}

/// The codes whose names are several letters, with these.
fn ligatures(differences: &Array<'_>) -> HashMap<u8, String> {
    let mut found = HashMap::new();
    let mut code = 0_i64;
    for object in differences.iter::<Object<'_>>() {
        match object {
            Object::Number(number) => code = number.as_i64(),
            Object::Name(name) => {
                if let (Ok(code), Some(letters)) = (u8::try_from(code), letters(name.as_str())) {
                    found.insert(code, letters);
                }
                code = code.saturating_add(1);
            }
            _ => {}
        }
    }
    found
}

/// The letters of a glyph's name that is a ligature of at least two.
fn letters(name: &str) -> Option<String> {
    let base = name.split('.').next()?;
    if let "ff" | "fi" | "fl" | "ffi" | "ffl" = base {
        return Some(base.to_owned());
    }
    let mut letters = String::new();
    for part in base.split('_') {
        // The name of an ASCII letter is that letter.
        let is_letter = part.len() == 1 && part.bytes().all(|byte| byte.is_ascii_alphabetic());
        if !is_letter && !matches!(part, "ff" | "fi" | "fl" | "ffi" | "ffl") {
            return None;
        }
        letters.push_str(part);
    }
    (1 < letters.len()).then_some(letters)
}

fn written(texts: &[(u8, String)]) -> Vec<u8> {
    let mut written = "/CIDInit /ProcSet findresource begin 12 dict begin begincmap\n\
        /CMapType 2 def 1 begincodespacerange <00> <ff> endcodespacerange\n"
        .to_owned();
    // A section has at most a hundred entries.
    for section in texts.chunks(100) {
        let _ = writeln!(written, "{} beginbfchar", section.len());
        for (code, text) in section {
            let _ = write!(written, "<{code:02x}> <");
            for unit in text.encode_utf16() {
                let _ = write!(written, "{unit:04x}");
            }
            written.push_str(">\n");
        }
        written.push_str("endbfchar\n");
    }
    written.push_str("endcmap CMapName currentdict /CMap defineresource pop end end\n");
    written.into_bytes()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(name: &str, expected: Option<&str>) {
        assert_eq!(letters(name).as_deref(), expected, "{name}");
    }

    #[test]
    fn names_of_ligatures_are_their_letters() {
        check("fi", Some("fi"));
        check("ffl", Some("ffl"));
        check("f_f_i", Some("ffi"));
        check("T_h", Some("Th"));
        check("f_f_i.alt", Some("ffi"));
        check("ffi_t", Some("ffit"));
    }

    #[test]
    fn other_names_are_none() {
        for name in [
            "f",
            "five",
            "a_b2",
            "_",
            "",
            ".notdef",
            "uni00660069",
            "f_hyphen",
        ] {
            check(name, None);
        }
    }
}
