//! A HWP 3 document → pages.
//!
//! ```text
//! 0     30 bytes of signature
//! 30    128 bytes: the document's settings; u16 at 96: password; u8 at 124: packed; u16 at 126: n
//! 158   9 strings of 56 characters: title, subject, author, date, two of keywords, three of others
//! 1166  n bytes of blocks
//!       packed from here (raw deflate), if it says so:
//!       7 lists of fonts: u16 count, 40 bytes each
//!       styles: u16 count, 238 bytes each
//!       a list of paragraphs, ended by an empty one
//! paragraph: 43 bytes: u8 has the shape of the one before, u16 characters, u16 lines, u8 has shapes
//!            for each character, …; 187 bytes of shape; 14 a line; shapes; then the characters
//! character: u16; below 32 a control, with more behind it
//! ```
//!
//! What holds: a control that cannot be made out ends the text, with a warning; lists inside one
//! another are followed to a depth of [`MAX_DEPTH`].
//!
//! Not here: dates that are filled in when printed; text on drawings other than text boxes.
//!
//! Source: "한글 문서 파일 구조 3.0" (Hancom).

use super::container::inflate;
use super::johab;
use super::layout::Line;
use super::records::{u16_at, u32_at};
use super::story::{Part, Place, Story};
use super::{MEDIA_TYPE, container::Unpacked};
use crate::extract::{Extracted, Failure, Metadatum};
use crate::limits::Limits;

const SETTINGS: usize = 30;
const SUMMARY: usize = SETTINGS + 128;
const STRING_BYTES: usize = 56 * 2;
const STRINGS: usize = 9;
/// Most lists of paragraphs inside one another.
const MAX_DEPTH: usize = 24;

const FONT_LISTS: usize = 7;
const FONT_BYTES: usize = 40;
const CHARACTER_SHAPE_BYTES: usize = 31;
const PARAGRAPH_SHAPE_BYTES: usize = 187;
const STYLE_BYTES: usize = 20 + CHARACTER_SHAPE_BYTES + PARAGRAPH_SHAPE_BYTES;
const LINE_BYTES: usize = 14;
const CELL_BYTES: usize = 27;
/// Bytes of a box's, a picture's and a line's settings.
const BOX_BYTES: usize = 84;
const PICTURE_BYTES: usize = 348;

/// Reads a HWP 3 document.
///
/// # Errors
///
/// - [`Failure::Encrypted`] if a password is needed
/// - [`Failure::Damaged`] if there is no text that can be read
/// - [`Failure::OverLimit`]
pub(in crate::extract) fn read(bytes: &[u8], limits: &Limits) -> Result<Extracted, Failure> {
    let settings = bytes.get(SETTINGS..SUMMARY).unwrap_or_default();
    let (Some(password), Some(is_packed), Some(blocks)) = (
        u16_at(settings, 96),
        settings.get(124),
        u16_at(settings, 126),
    ) else {
        return Err(Failure::damaged("HWP 3 document is cut off"));
    };
    if password != 0 {
        return Err(Failure::Encrypted);
    }
    let body = SUMMARY + STRINGS * STRING_BYTES + usize::from(blocks);
    let body = bytes.get(body..).unwrap_or_default();
    let mut warnings = Vec::new();
    let text = if *is_packed == 0 {
        body.to_vec()
    } else {
        let Unpacked { bytes, is_cut } = inflate("text", body, limits, 0)?;
        if is_cut {
            warnings.push("text is damaged: its end cannot be unpacked".to_owned());
        }
        bytes
    };
    let mut story = Story::new(limits);
    story.begin_section();
    let mut reader = Reader {
        data: &text,
        at: 0,
        story: &mut story,
        line: 0,
    };
    let told = reader.skip_tables().and_then(|()| reader.list(0));
    if told.is_none() {
        if story.is_empty() {
            return Err(Failure::damaged(
                "HWP 3 document holds no text that can be read",
            ));
        }
        story.close_all();
        warnings.push("text ends where the document cannot be made out any more".to_owned());
    }
    let (paging, pages) = story.finish(&mut warnings)?;
    Ok(Extracted {
        media_type: MEDIA_TYPE.to_owned(),
        paging,
        pages,
        metadata: summary(bytes),
        warnings,
        ..Extracted::default()
    })
}

fn summary(bytes: &[u8]) -> Vec<Metadatum> {
    const KEYS: [&str; STRINGS] = [
        "HWP/Title",
        "HWP/Subject",
        "HWP/Author",
        "HWP/Date",
        "HWP/Keywords",
        "HWP/Keywords",
        "HWP/Comments",
        "HWP/Comments",
        "HWP/Comments",
    ];
    let strings = bytes.get(SUMMARY..).unwrap_or_default();
    let value = |string| johab::string(string).trim().to_owned();
    KEYS.iter()
        .zip(strings.chunks_exact(STRING_BYTES))
        .map(|(key, string)| Metadatum {
            key: (*key).to_owned(),
            value: value(string),
        })
        .filter(|metadatum| !metadatum.value.is_empty())
        .collect()
}

/// Reads on; `None` where the data ends or makes no sense.
struct Reader<'a> {
    data: &'a [u8],
    at: usize,
    story: &'a mut Story,
    /// Lines seen since the page began.
    line: i32,
}

impl<'a> Reader<'a> {
    fn take(&mut self, count: usize) -> Option<&'a [u8]> {
        let until = self.at.checked_add(count)?;
        let taken = self.data.get(self.at..until)?;
        self.at = until;
        Some(taken)
    }

    fn u8(&mut self) -> Option<u8> {
        self.take(1)?.first().copied()
    }

    fn u16(&mut self) -> Option<u16> {
        u16_at(self.take(2)?, 0)
    }

    fn u32(&mut self) -> Option<usize> {
        usize::try_from(u32_at(self.take(4)?, 0)?).ok()
    }

    /// Skips the fonts and the styles.
    fn skip_tables(&mut self) -> Option<()> {
        for _ in 0..FONT_LISTS {
            let count = usize::from(self.u16()?);
            self.take(count * FONT_BYTES)?;
        }
        let count = usize::from(self.u16()?);
        self.take(count * STYLE_BYTES)?;
        Some(())
    }

    /// Tells a list of paragraphs.
    fn list(&mut self, depth: usize) -> Option<()> {
        if MAX_DEPTH < depth {
            return None;
        }
        loop {
            let has_same_shape = self.u8()? != 0;
            let characters = self.u16()?;
            let lines = usize::from(self.u16()?);
            let has_shapes = self.u8()? != 0;
            // Flags, the style's number, and the shape of most characters.
            self.take(1 + 4 + 1 + CHARACTER_SHAPE_BYTES)?;
            if 0 < characters && !has_same_shape {
                self.take(PARAGRAPH_SHAPE_BYTES)?;
            }
            let lines = self.take(lines * LINE_BYTES)?;
            if characters == 0 {
                return Some(());
            }
            if has_shapes {
                for _ in 0..characters {
                    if self.u8()? == 0 {
                        self.take(CHARACTER_SHAPE_BYTES)?;
                    }
                }
            }
            self.story.open_paragraph(None, false);
            if depth == 0 {
                let lines = self.lines(lines);
                self.story.lines(lines);
            }
            self.characters(characters, depth)?;
            self.story.close_paragraph();
            if self.story.is_over() {
                return Some(());
            }
        }
    }

    fn lines(&mut self, lines: &[u8]) -> Vec<Line> {
        let line = |line: &[u8]| {
            let at = u32::from(u16_at(line, 0)?);
            // The last number: bit 15 says that it is one, bit 0 that a page begins.
            let flags = u16_at(line, 12)?;
            self.line = if flags & 0x8001 == 0x8001 {
                0
            } else {
                self.line.saturating_add(1)
            };
            Some(Line { at, top: self.line })
        };
        lines.chunks_exact(LINE_BYTES).filter_map(line).collect()
    }

    /// Tells the characters of a paragraph; a control counts as so many as its width.
    fn characters(&mut self, count: u16, depth: usize) -> Option<()> {
        let mut text = String::new();
        let mut seen = 0_u16;
        while seen < count {
            let code = self.u16()?;
            let mut width = 1;
            match code {
                13 => break,
                0 => {}
                32.. => johab::push(code, &mut text),
                _ => {
                    self.story.text(&text);
                    text.clear();
                    width = self.control(code, depth)?;
                    self.story.control(u32::from(width));
                }
            }
            seen = seen.saturating_add(width);
        }
        self.story.text(&text);
        Some(())
    }

    /// Tells a control, of which the code is read; returns its width in characters.
    fn control(&mut self, code: u16, depth: usize) -> Option<u16> {
        match code {
            // Blocks of any length: reserved ones, fields, bookmarks, references.
            1..=6 | 12 | 27 | 29 => {
                let length = self.u32()?;
                self.again(code)?;
                self.take(length)?;
                Some(4)
            }
            7 => self.skip(80, code, 42),
            8 => self.skip(92, code, 48),
            9 => {
                self.story.text("\t");
                self.skip(4, code, 4)
            }
            10 => self.text_box(depth),
            11 => self.picture(depth),
            14 => {
                self.skip(4, code, 4)?;
                self.take(BOX_BYTES)?;
                Some(4)
            }
            15 => self.part(code, 8, Part::Hidden, depth),
            16 => {
                self.skip(4, code, 4)?;
                let settings = self.take(10)?;
                let is_foot = settings.get(8).is_some_and(|kind| *kind != 0);
                let part = if is_foot { Part::Foot } else { Part::Head };
                self.told(part, depth)
            }
            17 => self.part(code, 14, Part::Note, depth),
            18..=21 => self.skip(4, code, 4),
            22 => self.skip(20, code, 12),
            23 => {
                let composed = self.take(6)?;
                self.story.text(&johab::string(composed));
                self.again(code)?;
                Some(5)
            }
            24 => {
                self.story.text("-");
                self.skip(2, code, 3)
            }
            25 => self.skip(2, code, 3),
            26 => self.skip(242, code, 123),
            28 => {
                let settings = self.take(60)?;
                // A level from 0, of seven.
                if let Some(level) = settings.get(3).filter(|level| **level < 7) {
                    self.story.heading(level + 1);
                }
                self.again(code)?;
                Some(32)
            }
            30 | 31 => {
                self.story.text(" ");
                self.skip(0, code, 2)
            }
            _ => None,
        }
    }

    /// The code stands at both ends of a control.
    fn again(&mut self, code: u16) -> Option<()> {
        (self.u16()? == code).then_some(())
    }

    fn skip(&mut self, bytes: usize, code: u16, width: u16) -> Option<u16> {
        self.take(bytes)?;
        self.again(code)?;
        Some(width)
    }

    fn part(&mut self, code: u16, settings: usize, part: Part, depth: usize) -> Option<u16> {
        self.skip(4, code, 4)?;
        self.take(settings)?;
        self.told(part, depth)
    }

    fn told(&mut self, part: Part, depth: usize) -> Option<u16> {
        self.story.open_list(part);
        self.list(depth + 1)?;
        self.story.close_list();
        Some(4)
    }

    /// A table, a text box, a formula or a button.
    fn text_box(&mut self, depth: usize) -> Option<u16> {
        self.skip(4, 10, 4)?;
        let settings = self.take(BOX_BYTES)?;
        let is_table = u16_at(settings, 78)? == 0;
        let count = usize::from(u16_at(settings, 80)?);
        let cells = self.take(count * CELL_BYTES)?;
        // Like a character, or else floating.
        let is_within = settings.get(8) == Some(&0);
        self.story.open_object(if is_within {
            Place::Within
        } else {
            Place::After
        });
        for cell in cells.chunks_exact(CELL_BYTES) {
            let part = if is_table {
                Part::Cell {
                    row: u16_at(cell, 6)?.into(),
                    column: u16_at(cell, 4)?.into(),
                }
            } else {
                Part::Box
            };
            self.told(part, depth)?;
        }
        self.told(Part::Caption { is_above: false }, depth)?;
        self.story.close_object();
        Some(4)
    }

    fn picture(&mut self, depth: usize) -> Option<u16> {
        self.skip(4, 11, 4)?;
        let settings = self.take(PICTURE_BYTES)?;
        let drawing = self.take(usize::try_from(u32_at(settings, 0)?).ok()?)?;
        self.story.open_object(Place::After);
        if settings.get(74) == Some(&3) {
            let mut inner = Reader {
                data: drawing,
                at: 0,
                story: self.story,
                line: 0,
            };
            // What cannot be made out of a drawing costs its text only.
            let _ = inner.drawing(depth);
        }
        self.told(Part::Caption { is_above: false }, depth)?;
        self.story.close_object();
        Some(4)
    }

    /// The text boxes of a drawing.
    fn drawing(&mut self, depth: usize) -> Option<()> {
        const TEXT_BOX: u16 = 6;
        let header = self.u32()?;
        self.take(header)?;
        // The one that begins, its children, and those after it.
        let mut left = 1_usize;
        while 0 < left {
            left -= 1;
            let size = self.u32()?;
            let common = self.take(size)?;
            let (kind, links) = (u16_at(common, 0)?, u16_at(common, 2)?);
            left += usize::from(links & 1) + usize::from(links >> 1 & 1);
            let size = self.u32()?;
            self.take(size)?;
            let size = self.u32()?;
            if kind != TEXT_BOX {
                self.take(size)?;
                continue;
            }
            self.told(Part::Box, depth)?;
        }
        Some(())
    }
}
