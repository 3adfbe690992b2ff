//! The fonts of a file: what each character code draws, how wide that is, and what it means.
//!
//! What holds: a font is loaded once, and each of its codes looked up once, however often it is
//! drawn.
//!
//! Where a font does not say what a glyph means there are two fallbacks, in this order. An
//! embedded CJK font without `ToUnicode` still names its character collection: code → CID by the
//! font's `Encoding`, CID → Unicode by the collection's `Adobe-*-UCS2` table. Any other embedded
//! font may have a `cmap` of its own, from Unicode to glyphs: it is read backwards.
//!
//! Not here: recognising glyphs by their shape.
//!
//! Source: ISO 32000-2, 9.6 and 9.7 (fonts), 9.10.2; Adobe Technical Notes 5078 to 5094.

use std::collections::HashMap;
use std::sync::Arc;

use hayro_font::hayro_cmap::{BfString, CMap, CMapName, CidFamily};
use hayro_font::{
    CMapResolverFn, Font, FontCache, FontGlyph, FontQuery, FontResolverFn, OutlineGlyph,
    StandardFont,
};
use hayro_syntax::Pdf;
use hayro_syntax::object::{Array, Dict, Name, Object, Stream, String as PdfString};
use kurbo::Vec2;

use super::cmaps;
use super::sign::Sign;

/// A font among those of one file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct FontId(usize);

/// What one character code of a font draws; lengths in thousandths of the font's size.
#[derive(Clone, Debug)]
pub(super) struct Character {
    /// Its meaning, if one was found.
    pub(super) text: Option<Sign>,
    /// Where it begins beside the place it is drawn at, as in vertical writing.
    pub(super) origin: Vec2,
    pub(super) width: f64,
    /// How far it is to the next one, along the line.
    pub(super) advance: f32,
}

/// The fonts of one file that were used so far.
pub(super) struct Fonts<'a> {
    pdf: &'a Pdf,
    cache: FontCache<'a>,
    resolve_font: FontResolverFn,
    resolve_cmap: CMapResolverFn,
    fonts: Vec<Used<'a>>,
    /// By where the font's dictionary stands in memory, which it does as long as the file.
    known: HashMap<(usize, usize), Option<FontId>>,
    /// What is shown where a file names no font that can be used.
    substitute: Option<Option<FontId>>,
    /// By the name a font goes by; `None` where two fonts of one name disagree.
    collections: Option<HashMap<String, Option<Collection>>>,
    /// By the key of the font's data.
    inverted: HashMap<u128, HashMap<u32, char>>,
}

/// A font, and what is known of its codes.
struct Used<'a> {
    font: Font<'a>,
    is_substitute: bool,
    is_horizontal: bool,
    /// Whether it is bold by what it says of its weight, or by its name; known with its first glyph.
    is_bold: Option<bool>,
    /// By the upper and the lower byte of a code: its place in `characters`, plus 1.
    places: Vec<Option<Box<[u32; 256]>>>,
    characters: Vec<Character>,
    /// The last one asked for of those with longer codes, of which hardly any font has one.
    long: Option<(u32, Character)>,
}

impl<'a> Fonts<'a> {
    pub(super) fn new(pdf: &'a Pdf) -> Self {
        Self {
            pdf,
            cache: FontCache::new(),
            resolve_font: Arc::new(|query| {
                Some(match query {
                    FontQuery::Standard(font) => font.get_font_data(),
                    FontQuery::Fallback(query) => query.pick_standard_font().get_font_data(),
                })
            }),
            resolve_cmap: Arc::new(cmaps::resolve),
            fonts: Vec::new(),
            known: HashMap::new(),
            substitute: None,
            collections: None,
            inverted: HashMap::new(),
        }
    }

    /// The font that a dictionary describes; the substitute if it cannot be used.
    pub(super) fn font(&mut self, dict: &Dict<'a>) -> Option<FontId> {
        let data = dict.data();
        let key = (data.as_ptr().addr(), data.len());
        if let Some(known) = self.known.get(&key) {
            return *known;
        }
        let font = self
            .cache
            .font(dict, &self.resolve_font, &self.resolve_cmap);
        let id = match font {
            Some(font) => Some(self.add(font, false)),
            None => self.substitute(),
        };
        self.known.insert(key, id);
        id
    }

    /// The font that readers take where none is named: Helvetica.
    pub(super) fn substitute(&mut self) -> Option<FontId> {
        if let Some(known) = self.substitute {
            return known;
        }
        let font = self
            .cache
            .standard_font(StandardFont::Helvetica, &self.resolve_font);
        let id = font.map(|font| self.add(font, true));
        *self.substitute.insert(id)
    }

    fn add(&mut self, font: Font<'a>, is_substitute: bool) -> FontId {
        self.fonts.push(Used {
            is_horizontal: font.is_horizontal(),
            font,
            is_substitute,
            is_bold: None,
            places: Vec::new(),
            characters: Vec::new(),
            long: None,
        });
        FontId(self.fonts.len() - 1)
    }

    /// Whether text runs from left to right in a font, rather than from top to bottom.
    pub(super) fn is_horizontal(&self, id: FontId) -> bool {
        self.fonts.get(id.0).is_none_or(|used| used.is_horizontal)
    }

    /// Whether a font is bold, as far as its glyphs drawn so far say.
    pub(super) fn is_bold(&self, id: FontId) -> bool {
        self.fonts.get(id.0).and_then(|used| used.is_bold) == Some(true)
    }

    /// Whether a string means anything in a font: in the substitute only plain letters do.
    pub(super) fn can_show(&self, id: FontId, string: &[u8]) -> bool {
        let used = self.fonts.get(id.0);
        used.is_some_and(|used| !used.is_substitute || string.is_ascii())
    }

    /// The code that begins at `at`, and its length in bytes.
    pub(super) fn code_at(&self, id: FontId, string: &[u8], at: usize) -> Option<(u32, usize)> {
        let (code, length) = self.fonts.get(id.0)?.font.read_code(string, at);
        Some((code, length.max(1)))
    }

    /// What a code draws.
    pub(super) fn character(&mut self, id: FontId, code: u32) -> Option<&Character> {
        let known = self.fonts.get(id.0)?.place(code);
        let place = match known {
            Some(place) => place,
            None => {
                let character = self.look_up(id, code)?;
                self.fonts.get_mut(id.0)?.keep(code, character)
            }
        };
        let used = self.fonts.get(id.0)?;
        match place {
            Place::Long => used.long.as_ref().map(|(_, character)| character),
            Place::At(at) => used.characters.get(at),
        }
    }

    fn look_up(&mut self, id: FontId, code: u32) -> Option<Character> {
        let used = self.fonts.get(id.0)?;
        let font = used.font.clone();
        let glyph = font.map_code(code);
        let drawn = font.glyph(glyph, code);
        let width = match &drawn {
            FontGlyph::Outline(outline) => outline.advance_width(),
            FontGlyph::Type3(glyph) => Some(glyph.advance_width()),
        };
        if let (None, FontGlyph::Outline(outline)) = (used.is_bold, &drawn) {
            let is_bold = is_bold(outline);
            self.fonts.get_mut(id.0)?.is_bold = Some(is_bold);
        }
        let advance = font.code_advance(code);
        let along = if font.is_horizontal() {
            advance.x
        } else {
            advance.y
        };
        #[expect(clippy::cast_possible_truncation, reason = "it was made of an f32")]
        let advance = along as f32;
        Some(Character {
            text: self.text_of(&drawn),
            origin: font.origin_displacement(code),
            // Half of its size is a usual width.
            width: f64::from(width.unwrap_or(500.0)) * font.glyph_stretch(glyph, code),
            advance,
        })
    }

    /// The text of a glyph; `None` where it has no meaning.
    fn text_of(&mut self, glyph: &FontGlyph<'_>) -> Option<Sign> {
        let stated = match glyph {
            FontGlyph::Outline(outline) => outline.as_unicode(),
            FontGlyph::Type3(glyph) => glyph.as_unicode(),
        };
        let stated = stated.map(|stated| match stated {
            BfString::Char(c) => Sign::One(c),
            BfString::String(text) => Sign::from(text),
        });
        let is_meant = |c: char| c.is_whitespace() || !c.is_control();
        let is_useful = |c: char| is_meant(c) && !matches!(c, '\u{e000}'..='\u{f8ff}' | '\u{fffd}');
        let stated = stated.filter(|stated| 0 < stated.len());
        if let Some(stated) = &stated
            && stated.chars().all(is_useful)
        {
            return Some(stated.clone());
        }
        let found = match glyph {
            FontGlyph::Outline(outline) => self.meaning(outline),
            FontGlyph::Type3(_) => None,
        };
        if let Some(found) = found {
            return Some(found.into());
        }
        if let Some(stated) = stated.filter(|stated| stated.chars().all(is_meant)) {
            return Some(stated);
        }
        match glyph {
            // What shows nothing means a blank.
            FontGlyph::Outline(outline) if outline.outline().is_empty() => Some(Sign::One(' ')),
            _ => None,
        }
    }

    /// The text of a glyph that its font states none, or none that is any use, for.
    fn meaning(&mut self, glyph: &OutlineGlyph) -> Option<String> {
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

/// Where a character is kept.
#[derive(Clone, Copy)]
enum Place {
    At(usize),
    Long,
}

impl Used<'_> {
    fn place(&self, code: u32) -> Option<Place> {
        let Some((upper, lower)) = halves(code) else {
            let is_last = self.long.as_ref().is_some_and(|(last, _)| *last == code);
            return is_last.then_some(Place::Long);
        };
        let place = *self.places.get(upper)?.as_ref()?.get(lower)?;
        Some(Place::At((place as usize).checked_sub(1)?))
    }

    fn keep(&mut self, code: u32, character: Character) -> Place {
        let Some((upper, lower)) = halves(code) else {
            self.long = Some((code, character));
            return Place::Long;
        };
        if self.places.len() <= upper {
            self.places.resize_with(upper + 1, || None);
        }
        self.characters.push(character);
        let at = self.characters.len() - 1;
        let places = self.places.get_mut(upper);
        let places = places.map(|places| places.get_or_insert_with(|| Box::new([0; 256])));
        if let Some(place) = places.and_then(|places| places.get_mut(lower)) {
            *place = u32::try_from(self.characters.len()).unwrap_or(0);
        }
        Place::At(at)
    }
}

/// The bytes of a code that has no more than two.
fn halves(code: u32) -> Option<(usize, usize)> {
    let [upper, lower] = u16::try_from(code).ok()?.to_be_bytes();
    Some((upper.into(), lower.into()))
}

/// How the codes of one CJK font become Unicode.
struct Collection {
    family: CidFamily,
    encoding: CMap,
    ucs2: CMap,
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
