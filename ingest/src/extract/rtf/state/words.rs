//! Control words that are characters, properties of text and paragraphs, or layout.

use super::super::charset::{ANSI, Charset};
use super::{Group, Reader};

impl Reader {
    /// Writes the character that a word stands for; `false` if it stands for none.
    pub(super) fn character(&mut self, word: &str, number: Option<i32>) -> bool {
        let text = match word {
            "u" => {
                self.unicode(number.unwrap_or(0));
                self.to_skip = self.group().fallback;
                return true;
            }
            "line" | "lbr" => "\n",
            "tab" => "\t",
            "emdash" => "\u{2014}",
            "endash" => "\u{2013}",
            "emspace" => "\u{2003}",
            "enspace" => "\u{2002}",
            "qmspace" => "\u{2005}",
            "bullet" => "\u{2022}",
            "lquote" => "\u{2018}",
            "rquote" => "\u{2019}",
            "ldblquote" => "\u{201c}",
            "rdblquote" => "\u{201d}",
            "zwj" => "\u{200d}",
            "zwnj" => "\u{200c}",
            "zwbo" => "\u{200b}",
            "ltrmark" => "\u{200e}",
            "rtlmark" => "\u{200f}",
            _ => return false,
        };
        self.push(text);
        true
    }

    /// Takes a property of text or paragraph; `false` if the word is none.
    pub(super) fn property(&mut self, word: &str, number: Option<i32>) -> bool {
        let default_font = self.default_font;
        let Some(group) = self.groups.last_mut() else {
            return true;
        };
        match word {
            "f" => group.font = number.unwrap_or(0),
            "uc" => {
                group.fallback = number
                    .and_then(|number| u32::try_from(number).ok())
                    .unwrap_or(1)
            }
            "v" => group.is_hidden = number != Some(0),
            "deleted" => group.is_deleted = number != Some(0),
            "plain" => {
                group.font = default_font;
                group.is_hidden = false;
                group.is_deleted = false;
            }
            "pard" => {
                group.heading = None;
                group.is_in_table = false;
            }
            "intbl" => group.is_in_table = true,
            "outlinelevel" => {
                // 9 is body text.
                group.heading = number
                    .and_then(|number| u8::try_from(number).ok())
                    .filter(|level| *level < 9)
                    .map(|level| level + 1);
            }
            "deff" => {
                self.default_font = number.unwrap_or(0);
                group.font = self.default_font;
            }
            "ansicpg" => {
                if let Some(page) = number.and_then(Charset::of_code_page) {
                    self.code_page = page;
                }
            }
            "mac" => self.code_page = Charset::of_code_page(10_000).unwrap_or(ANSI),
            "pc" | "pca" => self.code_page = Charset::Dos,
            _ => return false,
        }
        true
    }

    pub(super) fn layout(&mut self, word: &str) {
        let Group {
            heading,
            is_in_table,
            ..
        } = self.group();
        match word {
            "par" => self.end_paragraph(),
            "cell" => self.writer.end_cell(),
            "row" => self.writer.end_row(),
            "nestcell" => self.writer.end_nested("\t"),
            "nestrow" => self.writer.end_nested("\n"),
            "page" | "softpage" => self.writer.page_break(heading, is_in_table),
            "sect" => {
                self.writer.end_paragraph(heading, false);
                self.writer.break_before_next();
            }
            "sbknone" | "sbkcol" => self.writer.no_break_before_next(),
            "pagebb" if !is_in_table => self.writer.break_before_next(),
            _ => {}
        }
    }

    /// Writes a character given by its number, or half of one.
    fn unicode(&mut self, number: i32) {
        // The specification has signed 16-bit numbers; some programs write what does not fit.
        let number = u32::try_from(number)
            .unwrap_or_else(|_| u32::try_from(number + 0x1_0000).unwrap_or(0xfffd));
        let c = match (u16::try_from(number), self.high_surrogate.take()) {
            (Ok(high @ 0xd800..=0xdbff), _) => {
                self.high_surrogate = Some(high);
                return;
            }
            (Ok(low @ 0xdc00..=0xdfff), Some(high)) => {
                char::decode_utf16([high, low]).next().and_then(Result::ok)
            }
            _ => char::from_u32(number),
        };
        let c = match c.unwrap_or('\u{fffd}') {
            // What Word has for bullets, in the fonts Symbol and Wingdings.
            '\u{f0b7}' | '\u{f06c}' | '\u{f09f}' => '\u{2022}',
            '\u{f0a7}' | '\u{f06e}' => '\u{25aa}',
            '\u{f0d8}' => '\u{27a2}',
            '\u{f0fc}' => '\u{2713}',
            '\u{f0e0}' => '\u{2192}',
            c => c,
        };
        self.push(c.encode_utf8(&mut [0; 4]));
    }
}
