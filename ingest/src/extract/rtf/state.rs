//! What an RTF file's control words mean: destinations, fonts, paragraphs.

mod words;

use std::collections::HashMap;

use super::super::Metadatum;
use super::super::flow::Flow;
use super::charset::{self, ANSI, Charset};
use super::token::{Token, tokens};
use super::write::{Aside, Writer};

/// Levels of nested groups whose state is kept apart; deeper ones share the last.
pub(super) const MAX_DEPTH: usize = 4_096;
/// Most fonts of a document.
const MAX_FONTS: usize = 10_000;

/// Destinations that hold no text of the document.
const NO_TEXT: &str = " colortbl stylesheet pict objdata themedata colorschememapping latentstyles \
    datastore xmlnstbl rsidtbl generator listtable listoverridetable revtbl filetbl template fldinst \
    bkmkstart bkmkend annotation atnid atnauthor atndate atnref atnicn atntime atnparent atrfstart \
    atrfend shprslt sp nonshppict nonesttables background pn pnseclvl objclass objname \
    objalias objsect objtime datafield userprops docvar xe tc tcn rxe txe private passwordhash mmathPr \
    pgptbl falt panose fontemb ftnsep ftnsepc ftncn aftnsep aftnsepc aftncn formfield ";
/// Destinations marked as optional (`\*`) that hold such text.
const OPTIONAL_TEXT: &str =
    " shpinst do moMath moMathPara pntext listtext fldrslt shpgrp nesttableprops ";
/// Parts of the `\info` group that are text, and those that are times.
const INFO: [&str; 9] = [
    "title", "subject", "author", "manager", "company", "operator", "category", "keywords",
    "doccomm",
];
const TIMES: [&str; 4] = ["creatim", "revtim", "printim", "buptim"];
/// Parts of a time, in order.
const TIME_PARTS: [&str; 6] = ["yr", "mo", "dy", "hr", "min", "sec"];

/// A document as read.
pub(super) struct Written {
    pub(super) flow: Flow,
    pub(super) metadata: Vec<Metadatum>,
    pub(super) warnings: Vec<String>,
}

/// Where text goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Destination {
    Body,
    Nowhere,
    Fonts,
    Info,
    InfoText(&'static str),
    InfoTime(&'static str),
}

/// The state of a group.
#[derive(Clone, Copy)]
struct Group {
    destination: Destination,
    font: i32,
    /// Characters that follow a `\u` for readers that do not know it.
    fallback: u32,
    is_hidden: bool,
    is_deleted: bool,
    heading: Option<u8>,
    is_in_table: bool,
    /// Whether nothing has been read of it yet.
    is_fresh: bool,
    is_optional: bool,
    /// Whether it is a `\upr`, of whose two forms the second, in Unicode, is wanted.
    is_twofold: bool,
    is_aside: bool,
}

impl Group {
    const OUTER: Self = Self {
        destination: Destination::Body,
        font: 0,
        fallback: 1,
        is_hidden: false,
        is_deleted: false,
        heading: None,
        is_in_table: false,
        is_fresh: true,
        is_optional: false,
        is_twofold: false,
        is_aside: false,
    };

    /// The state that a group inside it begins with.
    fn inner(self) -> Self {
        Self {
            destination: if self.is_twofold {
                Destination::Nowhere
            } else {
                self.destination
            },
            is_fresh: true,
            is_optional: false,
            is_twofold: false,
            is_aside: false,
            ..self
        }
    }
}

/// What a font says of its bytes.
#[derive(Clone, Copy)]
enum Font {
    /// Nothing: they are in the document's code page.
    Own,
    /// `\fcharset0`.
    Ansi,
    Stated(Charset),
}

struct Reader {
    groups: Vec<Group>,
    /// The groups open beyond [`MAX_DEPTH`].
    shared_groups: usize,
    is_too_deep: bool,
    code_page: Charset,
    fonts: HashMap<i32, Font>,
    /// The font that the font table is describing.
    listed_font: i32,
    default_font: i32,
    /// Bytes of text not yet decoded.
    run: Vec<u8>,
    /// Fallback characters still to be skipped.
    to_skip: u32,
    high_surrogate: Option<u16>,
    info_text: String,
    time: [i32; 6],
    metadata: Vec<Metadatum>,
    writer: Writer,
}

/// Reads a whole file.
pub(super) fn read(bytes: &[u8]) -> Written {
    let mut reader = Reader {
        groups: Vec::new(),
        shared_groups: 0,
        is_too_deep: false,
        code_page: ANSI,
        fonts: HashMap::new(),
        listed_font: 0,
        default_font: 0,
        run: Vec::new(),
        to_skip: 0,
        high_surrogate: None,
        info_text: String::new(),
        time: [0; 6],
        metadata: Vec::new(),
        writer: Writer::default(),
    };
    let mut is_complete = false;
    for token in tokens(bytes) {
        reader.take(token);
        if reader.groups.is_empty() {
            is_complete = true;
            break;
        }
    }
    reader.flush();
    let mut warnings = Vec::new();
    if !is_complete {
        warnings.push("the file ends before its last group does: something is missing".to_owned());
    }
    if reader.is_too_deep {
        warnings.push(format!(
            "groups are nested more than {MAX_DEPTH} deep; the deepest are read as one"
        ));
    }
    Written {
        flow: reader.writer.finish(),
        metadata: reader.metadata,
        warnings,
    }
}

impl Reader {
    fn group(&self) -> Group {
        self.groups.last().copied().unwrap_or(Group::OUTER)
    }

    fn take(&mut self, token: Token<'_>) {
        match token {
            Token::Byte(byte) => return self.byte(byte),
            Token::Symbol(byte @ (b'{' | b'}' | b'\\')) => return self.byte(byte),
            _ => {}
        }
        self.flush();
        self.to_skip = 0;
        match token {
            Token::Open => self.open(),
            Token::Close => self.close(),
            Token::Symbol(b'*') => {
                if let Some(group) = self.groups.last_mut() {
                    group.is_optional = group.is_fresh;
                }
            }
            Token::Symbol(symbol) => self.symbol(symbol),
            Token::Word(word, number) => self.word(word, number),
            Token::Byte(_) => {}
        }
    }

    fn byte(&mut self, byte: u8) {
        if 0 < self.to_skip {
            self.to_skip -= 1;
            return;
        }
        if let Some(group) = self.groups.last_mut() {
            group.is_fresh = false;
            if matches!(
                group.destination,
                Destination::Body | Destination::InfoText(_)
            ) {
                self.run.push(byte);
            }
        }
    }

    fn open(&mut self) {
        if self.groups.len() < MAX_DEPTH {
            self.groups.push(self.group().inner());
        } else {
            self.shared_groups += 1;
            self.is_too_deep = true;
        }
    }

    fn close(&mut self) {
        if 0 < self.shared_groups {
            self.shared_groups -= 1;
            return;
        }
        let Some(closed) = self.groups.pop() else {
            return;
        };
        if closed.is_aside {
            self.writer.end_aside();
        }
        if closed.destination == self.group().destination {
            return;
        }
        match closed.destination {
            Destination::InfoText(name) => {
                let value = std::mem::take(&mut self.info_text);
                self.state(name, value);
            }
            Destination::InfoTime(name) => {
                let [year, month, day, hour, minute, second] = std::mem::take(&mut self.time);
                if (1..=12).contains(&month)
                    && (1..=31).contains(&day)
                    && (1900..=9999).contains(&year)
                {
                    let value =
                        format!("{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}");
                    self.state(name, value);
                }
            }
            _ => {}
        }
    }

    fn state(&mut self, name: &str, value: String) {
        let key = format!("rtf/{name}");
        if !value.trim().is_empty() && !self.metadata.iter().any(|known| known.key == key) {
            self.metadata.push(Metadatum { key, value });
        }
    }

    fn symbol(&mut self, symbol: u8) {
        match symbol {
            b'~' => self.push("\u{a0}"),
            b'_' => self.push("\u{2011}"),
            b'\r' | b'\n' => self.end_paragraph(),
            b'\t' => self.push("\t"),
            // An optional hyphen, marks of index entries and formulas.
            _ => {}
        }
    }

    fn word(&mut self, word: &str, number: Option<i32>) {
        let group = self.group();
        if let Some(group) = self.groups.last_mut() {
            group.is_fresh = false;
        }
        if (group.is_fresh || group.is_optional) && self.destination(word, group) {
            return;
        }
        match group.destination {
            Destination::Nowhere => {}
            Destination::Fonts => self.font_table(word, number),
            Destination::InfoTime(_) => {
                let part = TIME_PARTS.iter().position(|part| *part == word);
                if let Some(part) = part.and_then(|part| self.time.get_mut(part)) {
                    *part = number.unwrap_or(0).clamp(0, 9_999);
                }
            }
            Destination::Info => {}
            Destination::InfoText(_) if !matches!(word, "u" | "uc" | "f") => {}
            Destination::InfoText(_) | Destination::Body => {
                if !self.character(word, number) && !self.property(word, number) {
                    self.layout(word);
                }
            }
        }
    }

    /// Whether a word at the start of a group says where the group's text goes.
    fn destination(&mut self, word: &str, group: Group) -> bool {
        let outer = self
            .groups
            .len()
            .checked_sub(2)
            .and_then(|at| self.groups.get(at))
            .copied();
        let Some(current) = self.groups.last_mut() else {
            return false;
        };
        current.is_optional = false;
        let aside = match word {
            "header" | "headerl" | "headerr" | "headerf" | "footer" | "footerl" | "footerr"
            | "footerf" => Some(Aside::Furniture),
            "footnote" | "shptxt" | "dptxbxtext" => Some(Aside::Note),
            _ => None,
        };
        if word == "ud" {
            if let Some(outer) = outer.filter(|outer| outer.is_twofold) {
                current.destination = outer.destination;
            }
            return true;
        }
        if group.destination == Destination::Nowhere {
            return true;
        }
        if let Some(aside) = aside {
            current.is_aside = true;
            current.heading = None;
            current.is_in_table = false;
            self.writer.begin_aside(aside);
            return true;
        }
        current.destination = match word {
            "upr" => {
                current.is_twofold = true;
                return true;
            }
            "fonttbl" => Destination::Fonts,
            "info" => Destination::Info,
            _ if group.destination == Destination::Info => {
                let find =
                    |names: &[&'static str]| names.iter().copied().find(|name| *name == word);
                match (find(&INFO), find(&TIMES)) {
                    (Some(name), _) => Destination::InfoText(name),
                    (_, Some(name)) => Destination::InfoTime(name),
                    _ => Destination::Nowhere,
                }
            }
            _ if NO_TEXT.split_ascii_whitespace().any(|known| known == word) => {
                Destination::Nowhere
            }
            _ if group.is_optional => {
                if OPTIONAL_TEXT
                    .split_ascii_whitespace()
                    .any(|known| known == word)
                {
                    return true;
                }
                Destination::Nowhere
            }
            _ => return false,
        };
        true
    }

    fn font_table(&mut self, word: &str, number: Option<i32>) {
        let number = number.unwrap_or(0);
        let font = match word {
            "f" => {
                self.listed_font = number;
                return;
            }
            "fcharset" if number == 0 => Font::Ansi,
            "fcharset" => Charset::of_font(number).map_or(Font::Own, Font::Stated),
            "cpg" => Charset::of_code_page(number).map_or(Font::Own, Font::Stated),
            _ => return,
        };
        if self.fonts.len() < MAX_FONTS {
            self.fonts.insert(self.listed_font, font);
        }
    }

    fn end_paragraph(&mut self) {
        let group = self.group();
        if group.destination == Destination::Body {
            self.writer.end_paragraph(group.heading, group.is_in_table);
        }
    }

    /// Decodes and writes the bytes that are waiting.
    fn flush(&mut self) {
        if self.run.is_empty() {
            return;
        }
        let run = std::mem::take(&mut self.run);
        let font = self
            .fonts
            .get(&self.group().font)
            .copied()
            .unwrap_or(Font::Own);
        let text = match font {
            Font::Ansi if self.code_page != ANSI => charset::decode_ansi(&run, self.code_page),
            Font::Ansi => ANSI.decode(&run),
            Font::Own => self.code_page.decode(&run),
            Font::Stated(charset) => charset.decode(&run),
        };
        self.push(&text);
    }

    fn push(&mut self, text: &str) {
        let group = self.group();
        match group.destination {
            Destination::Body if !group.is_hidden && !group.is_deleted => self.writer.push(text),
            Destination::InfoText(_) => self.info_text.push_str(text),
            _ => {}
        }
    }
}
