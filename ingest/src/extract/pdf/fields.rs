//! Text of a page that its viewer writes by itself: fields of forms and free text without an
//! appearance in the file. (Where there is one, it is drawn like everything else.)
//!
//! What holds: what is hidden and what is a password stays unread; each line of a value is one
//! line in its box, from the top.
//!
//! Not here: XFA forms.
//!
//! Source: ISO 32000-2, 12.5.6.6 (free text), 12.7.4 and 12.7.5 (fields).

use hayro_syntax::object::{Array, Dict, Object, Rect};

use super::container::text_string;
use super::glyphs::Glyph;
use super::structure::Structure;

/// Bits of an annotation's flags: hidden, not to be seen.
const UNSEEN: i64 = 1 << 1 | 1 << 5;
/// Bit of a text field's flags.
const PASSWORD: i64 = 1 << 13;
/// Most annotations of a page that are looked at.
const MAX_ANNOTATIONS: usize = 5_000;
/// Most fields above a field, from which it inherits.
const MAX_PARENTS: usize = 16;
/// Most bytes of one value.
const MAX_BYTES: usize = 64 << 10;
/// Words of a page after which no further field is read: far more than a page can show.
const MAX_WORDS: usize = 50_000;
/// Height of a line where the box does not say otherwise.
const SIZE: f64 = 10.0;

/// The text that a viewer writes on the page at `index`, in the order of its annotations.
pub(super) fn read(file: &Structure<'_>, index: usize) -> Vec<Glyph> {
    let mut glyphs = Vec::new();
    let Some(page) = file.pdf.pages().get(index) else {
        return glyphs;
    };
    let annotations = file.object(page.raw(), "Annots");
    let annotations = annotations.and_then(Object::into_array);
    for annotation in annotations
        .iter()
        .flat_map(Array::raw_iter)
        .take(MAX_ANNOTATIONS)
    {
        let annotation = file.resolve(annotation).and_then(Object::into_dict);
        if MAX_WORDS < glyphs.len() {
            break;
        }
        if let Some(annotation) = annotation
            && let Some(value) = value(file, &annotation)
            && let Some(place) = annotation.get::<Rect>("Rect")
        {
            write(&value, place, &mut glyphs);
        }
    }
    glyphs
}

/// The text of an annotation that has to be written; `None` if there is none.
fn value<'a>(file: &Structure<'a>, annotation: &Dict<'a>) -> Option<String> {
    if annotation.contains_key("AP") {
        return None;
    }
    let number = |dict: &Dict<'a>, key| Some(file.object(dict, key)?.into_number()?.as_i64());
    if number(annotation, "F").unwrap_or(0) & UNSEEN != 0 {
        return None;
    }
    let kind = file.object(annotation, "Subtype")?.into_name()?;
    let value = match kind.as_ref() {
        b"FreeText" => file.object(annotation, "Contents")?,
        b"Widget" => {
            let kind = inherited(file, annotation, "FT")?.into_name()?;
            let flags = inherited(file, annotation, "Ff").and_then(Object::into_number);
            let is_secret = flags.is_some_and(|flags| flags.as_i64() & PASSWORD != 0);
            let is_text = kind.as_ref() == b"Tx" && !is_secret;
            if !is_text && kind.as_ref() != b"Ch" {
                return None;
            }
            inherited(file, annotation, "V")?
        }
        _ => return None,
    };
    let bytes = match &value {
        Object::String(text) => text.as_bytes().to_vec(),
        Object::Stream(stream) => stream.decoded_data().ok()?.into_owned(),
        _ => return None,
    };
    Some(text_string(bytes.get(..bytes.len().min(MAX_BYTES))?))
}

fn inherited<'a>(file: &Structure<'a>, field: &Dict<'a>, key: &str) -> Option<Object<'a>> {
    let mut field = field.clone();
    for _ in 0..MAX_PARENTS {
        if let Some(value) = file.object(&field, key) {
            return Some(value);
        }
        field = file.dict(&field, "Parent")?;
    }
    None
}

/// Writes the words of `value` into its box.
fn write(value: &str, place: Rect, glyphs: &mut Vec<Glyph>) {
    let lines: Vec<&str> = value.split(['\r', '\n']).collect();
    let height = (place.y1 - place.y0).abs();
    #[expect(clippy::cast_precision_loss, reason = "lines of one value")]
    let size = (height / lines.len() as f64).clamp(1.0, SIZE);
    let mut y = place.y1 - size;
    for line in lines {
        let mut x0 = place.x0;
        for word in line.split_whitespace() {
            #[expect(clippy::cast_precision_loss, reason = "characters of one word")]
            let x1 = x0 + 0.5 * size * word.chars().count() as f64;
            let glyph = |text: &str, x0, x1| Glyph {
                text: text.into(),
                x0,
                x1,
                y,
                size,
                rotation: 0,
                is_vertical: false,
                is_bold: false,
            };
            glyphs.push(glyph(word, x0, x1));
            glyphs.push(glyph(" ", x1, x1 + 0.3 * size));
            x0 = x1 + 0.3 * size;
        }
        y -= 1.2 * size;
    }
}
