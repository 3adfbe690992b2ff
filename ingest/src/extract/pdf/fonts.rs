//! What a glyph means whose font does not say so, and whether it is bold.
//!
//! Two fallbacks, in this order. An embedded CJK font without `ToUnicode` still names its
//! character collection: code → CID by the font's `Encoding`, CID → Unicode by the collection's
//! `Adobe-*-UCS2` table. Any other embedded font may have a `cmap` of its own, from Unicode to
//! glyphs: it is read backwards.
//!
//! Not here: recognising glyphs by their shape.
//!
//! Source: ISO 32000-2, 9.7 (composite fonts) and 9.10.2; Adobe Technical Notes 5078 to 5094.

use std::collections::HashMap;

use hayro_interpret::font::{GlyphIdentifier, OutlineGlyph};
use hayro_interpret::hayro_cmap::{BfString, CMap, CMapName, CidFamily};
use hayro_syntax::Pdf;
use hayro_syntax::object::{Array, Dict, Name, Object, Stream, String as PdfString};

use super::cmaps;

/// The fallbacks of one file, made when the first glyph needs them.
pub(super) struct Fonts<'a> {
    pdf: &'a Pdf,
    /// By the name a font goes by; `None` where two fonts of one name disagree.
    collections: Option<HashMap<String, Option<Collection>>>,
    /// By the key of the font's data.
    inverted: HashMap<u128, HashMap<u32, char>>,
    /// Of the glyphs that began a piece of text so far: whether their fonts are bold.
    bold: HashMap<GlyphIdentifier, bool>,
}

/// How the codes of one CJK font become Unicode.
struct Collection {
    family: CidFamily,
    encoding: CMap,
    ucs2: CMap,
}

impl<'a> Fonts<'a> {
    pub(super) fn new(pdf: &'a Pdf) -> Self {
        Self {
            pdf,
            collections: None,
            inverted: HashMap::new(),
            bold: HashMap::new(),
        }
    }

    /// Whether a glyph's font is bold by what it says of its weight, or by its name.
    pub(super) fn is_bold(&mut self, glyph: &OutlineGlyph) -> bool {
        // Asking the font costs more than the rest of what is done with a glyph.
        *self
            .bold
            .entry(glyph.identifier())
            .or_insert_with(|| is_bold(glyph))
    }

    /// The text of a glyph that its font states none, or none that is any use, for.
    pub(super) fn meaning(&mut self, glyph: &OutlineGlyph) -> Option<String> {
        let font = glyph.font_data()?;
        if let Some(name) = &font.postscript_name {
            let collections = self
                .collections
                .get_or_insert_with(|| collections(self.pdf));
            if let Some(Some(collection)) = collections.get(name)
                && let Some(text) = collection.lookup(glyph.char_code())
            {
                return Some(text);
            }
        }
        let inverted = self
            .inverted
            .entry(font.cache_key)
            .or_insert_with(|| invert((*font.data).as_ref()));
        inverted
            .get(&glyph.glyph_id().to_u32())
            .map(char::to_string)
    }
}

impl Collection {
    fn lookup(&self, code: u32) -> Option<String> {
        let cid = (1..=4).find_map(|length| self.encoding.lookup_cid_code(code, length))?;
        match self.ucs2.lookup_bf_string(cid)? {
            BfString::Char(c) => Some(c.to_string()),
            BfString::String(text) => Some(text),
        }
    }

    fn of(font: &Dict<'_>) -> Option<Self> {
        let descendant = font
            .get::<Array<'_>>("DescendantFonts")?
            .iter::<Dict<'_>>()
            .next()?;
        let system = descendant.get::<Dict<'_>>("CIDSystemInfo")?;
        let (registry, ordering) = (
            system.get::<PdfString<'_>>("Registry")?,
            system.get::<PdfString<'_>>("Ordering")?,
        );
        let family = CidFamily::from_registry_ordering(registry.as_bytes(), ordering.as_bytes());
        let ucs2 = CMap::parse(cmaps::resolve(family.ucs2_cmap()?)?, cmaps::resolve)?;
        let encoding = if let Some(stream) = font.get::<Stream<'_>>("Encoding") {
            CMap::parse(&stream.decoded().ok()?, cmaps::resolve)?
        } else {
            let name = font.get::<Name<'_>>("Encoding")?;
            match CMapName::from_bytes(name.as_ref()) {
                CMapName::IdentityH => CMap::identity_h(),
                CMapName::IdentityV => CMap::identity_v(),
                name => CMap::parse(cmaps::resolve(name)?, cmaps::resolve)?,
            }
        };
        Some(Self {
            family,
            encoding,
            ucs2,
        })
    }
}

/// Finds every composite font of the file that has a CJK collection but no `ToUnicode`.
fn collections(pdf: &Pdf) -> HashMap<String, Option<Collection>> {
    let mut found: HashMap<String, Option<Collection>> = HashMap::new();
    for object in pdf.objects() {
        let Object::Dict(font) = object else { continue };
        let is_composite = font
            .get::<Name<'_>>("Subtype")
            .is_some_and(|name| name.as_ref() == b"Type0");
        if !is_composite || font.contains_key("ToUnicode") {
            continue;
        }
        let Some(collection) = Collection::of(&font) else {
            continue;
        };
        let Some(name) = font.get::<Name<'_>>("BaseFont") else {
            continue;
        };
        let name = without_subset_tag(name.as_str()).to_owned();
        found
            .entry(name)
            .and_modify(|known| {
                let agrees = known.as_ref().is_some_and(|known| {
                    known.family == collection.family
                        && known.encoding.metadata().name == collection.encoding.metadata().name
                });
                if !agrees {
                    *known = None;
                }
            })
            .or_insert(Some(collection));
    }
    found
}

/// Takes `ABCDEF+` off the name of a font of which only some glyphs are embedded.
fn without_subset_tag(name: &str) -> &str {
    match name.split_once('+') {
        Some((tag, rest))
            if tag.len() == 6 && tag.bytes().all(|byte| byte.is_ascii_uppercase()) =>
        {
            rest
        }
        _ => name,
    }
}

fn is_bold(glyph: &OutlineGlyph) -> bool {
    glyph.font_data().is_some_and(|font| {
        let name = font
            .postscript_name
            .unwrap_or_default()
            .to_ascii_lowercase();
        font.weight.is_some_and(|weight| 600 <= weight)
            || ["bold", "black", "heavy"]
                .iter()
                .any(|word| name.contains(word))
    })
}

/// Reads the `cmap` of an embedded font backwards: glyph → character.
fn invert(font: &[u8]) -> HashMap<u32, char> {
    let mut inverted = HashMap::new();
    let Ok(face) = ttf_parser::Face::parse(font, 0) else {
        return inverted;
    };
    let Some(cmap) = face.tables().cmap else {
        return inverted;
    };
    for table in cmap
        .subtables
        .into_iter()
        .filter(ttf_parser::cmap::Subtable::is_unicode)
    {
        table.codepoints(|code| {
            if let (Some(glyph), Some(c)) = (table.glyph_index(code), char::from_u32(code)) {
                inverted.entry(u32::from(glyph.0)).or_insert(c);
            }
        });
    }
    inverted
}
