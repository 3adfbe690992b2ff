//! Glyphs in the order they were drawn → pieces of one line each → lines.
//!
//! A piece is text on one baseline without a wide gap: a word, a cell, a line of prose. A space
//! is put where glyphs stand apart, whether or not the file has one there. Small raised or lowered
//! signs beside a piece belong to it.

use super::bidi;
use super::glyphs::Glyph;
use super::sign::Sign;

/// Text on one baseline.
#[derive(Clone, Debug)]
pub(super) struct Piece {
    /// As it is seen, from left to right.
    pub(super) text: String,
    /// Where its ink begins and ends; blanks at its end are left out.
    pub(super) x0: f64,
    pub(super) x1: f64,
    pub(super) y: f64,
    pub(super) size: f64,
    /// Letters of its own size, and those of another with their baseline and size.
    main: usize,
    others: (usize, f64, f64),
    /// Bytes of `text` in bold type.
    bold_bytes: usize,
    /// The gaps, in parts of their size, that [`GAP`] stands for in `text`.
    gaps: Vec<f64>,
    /// Whether the file has a blank before it.
    begins_blank: bool,
    /// Where it ends with the blanks after it, if the file has any there.
    blank_until: Option<f64>,
}

/// One line of a page as it is read, and where it stands.
#[derive(Clone, Debug)]
pub(super) struct Line {
    /// In the order of reading, tabs between cells; never blank.
    pub(super) text: String,
    pub(super) x0: f64,
    pub(super) x1: f64,
    /// Its baseline, growing upwards.
    pub(super) y: f64,
    pub(super) size: f64,
    pub(super) is_bold: bool,
    /// Whether the file has a space before its first word, and after its last.
    pub(super) begins_blank: bool,
    pub(super) ends_blank: bool,
    /// Whether it may be read on into the next line: neither a table row nor vertical.
    pub(super) is_prose: bool,
    /// Whether it reaches the right margin of the lines around it.
    pub(super) is_full: bool,
    pub(super) place: Place,
    pub(super) role: Role,
}

/// Where a line goes in the text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Place {
    /// On a line of its own.
    Line,
    /// Into the first cell of a table row that has more.
    FirstCell,
    /// Into the next cell of the row.
    NextCell,
    /// Into the same cell as the line before.
    SameCell,
}

/// What a line is, found over all pages of a document.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Role {
    Text,
    /// A heading of a level from 1.
    Heading(u8),
    /// A running head, a running foot or a page number.
    Furniture,
}

/// Gap between glyphs, in parts of their size, from which a space is put.
pub(super) const SPACE: f64 = 0.18;

/// Gap from which a new piece begins.
const PIECE: f64 = 0.8;

/// A gap between glyphs of one piece without a space in the file.
const GAP: char = '\u{1}';

/// Gap from which a new cell begins.
const CELL: f64 = 1.5;

/// Joins glyphs that follow each other on one line.
pub(super) fn pieces(glyphs: &[Glyph]) -> Vec<Piece> {
    let mut pieces: Vec<Piece> = Vec::new();
    let mut blank: Option<&Glyph> = None;
    for glyph in glyphs {
        let is_blank = glyph.text.is_blank();
        let joined = pieces
            .last_mut()
            .is_some_and(|piece| piece.take(glyph, is_blank));
        if !joined && !is_blank {
            let mut piece = Piece::of(glyph);
            piece.begins_blank = blank.is_some_and(|blank| {
                (blank.y - glyph.y).abs() < 0.3 * glyph.size
                    && (glyph.x0 - blank.x1).abs() < 0.5 * glyph.size
            });
            pieces.push(piece);
        }
        blank = (!joined && is_blank).then_some(glyph);
    }
    pieces
}

impl Piece {
    fn of(glyph: &Glyph) -> Self {
        let mut text = String::new();
        write_seen(&glyph.text, &mut text);
        Self {
            bold_bytes: if glyph.is_bold { text.len() } else { 0 },
            text,
            x0: glyph.x0,
            x1: glyph.x1,
            y: glyph.y,
            size: glyph.size,
            main: 1,
            others: (0, glyph.y, glyph.size),
            gaps: Vec::new(),
            begins_blank: false,
            blank_until: None,
        }
    }

    /// Adds a glyph to the end if it belongs there.
    fn take(&mut self, glyph: &Glyph, is_blank: bool) -> bool {
        let size = self.size.max(glyph.size);
        let end = self.blank_until.unwrap_or(self.x1);
        let gap = glyph.x0 - end;
        // Letters set from right to left each begin a piece, to be sorted later.
        let most_back = if glyph.text.is_right_to_left() {
            0.15
        } else {
            0.5
        };
        let is_near = -most_back * size < gap && glyph.x0 - self.x1 < PIECE * size;
        let rise = glyph.y - self.y;
        if !is_near || !(rise.abs() < 0.3 * size || self.is_script(glyph, gap, rise)) {
            return false;
        }
        if is_blank {
            if !self.text.ends_with(' ') {
                self.text.push(' ');
            }
            self.blank_until = Some(glyph.x1.clamp(end, end + 0.4 * size));
            return true;
        }
        // A raised sign stands a little apart from its word.
        let least = if rise.abs() < 0.1 * size {
            self.size.min(glyph.size)
        } else {
            size
        };
        if SPACE * least < gap && !self.text.ends_with(' ') {
            self.text.push(GAP);
            self.gaps.push(gap / size);
        }
        self.bold_bytes += if glyph.is_bold { glyph.text.len() } else { 0 };
        write_seen(&glyph.text, &mut self.text);
        self.x1 = self.x1.max(glyph.x1);
        self.x0 = self.x0.min(glyph.x0);
        if rise.abs() < 0.1 * size && 0.8 * size < self.size.min(glyph.size) {
            self.main += 1;
            self.size = size;
        } else {
            self.others = (self.others.0 + 1, glyph.y, glyph.size);
        }
        // A piece is as high and as large as most of it: a number raised before it, or a large
        // first letter, is not.
        if self.main < self.others.0 {
            let (count, y, size) = self.others;
            self.others = (self.main, self.y, self.size);
            (self.main, self.y, self.size) = (count, y, size);
        }
        self.blank_until = None;
        true
    }

    /// Writes its text with a space for each gap wider than `letter_gap`.
    fn write(&self, letter_gap: f64, text: &mut String) {
        let mut parts = self.text.split(GAP);
        text.push_str(parts.next().unwrap_or_default());
        let mut gaps = self.gaps.iter();
        for part in parts {
            if gaps.next().is_some_and(|gap| letter_gap < *gap) {
                text.push(' ');
            }
            text.push_str(part);
        }
    }

    /// Whether nearly all of it is in bold type.
    pub(super) fn is_bold(&self) -> bool {
        is_bold(&self.text, self.bold_bytes)
    }

    /// Whether one of the two is a small sign raised or lowered beside the other.
    fn is_script(&self, glyph: &Glyph, gap: f64, rise: f64) -> bool {
        let (small, large) = (self.size.min(glyph.size), self.size.max(glyph.size));
        // Above the larger one's baseline, whichever of the two comes first.
        let rise = if glyph.size < self.size { rise } else { -rise };
        small < 0.8 * large && gap < 0.3 * large && -0.35 * large < rise && rise < 0.65 * large
    }
}

/// The widest gap inside the words of a line: 0 but for type that is set wide, letter by letter,
/// which keeps only the spaces of the file and gaps wider than those between its letters.
fn letter_gap(pieces: &[&Piece]) -> f64 {
    let mut gaps: Vec<f64> = pieces
        .iter()
        .flat_map(|piece| piece.gaps.iter().copied())
        .collect();
    let is_letter = |c: &char| !c.is_whitespace() && *c != GAP;
    let mut signs = pieces.iter().flat_map(|piece| piece.text.chars());
    if gaps.len() < 3 || signs.any(char::is_numeric) {
        return 0.0;
    }
    let count = |piece: &&Piece| piece.text.chars().filter(is_letter).count();
    let blanks = |piece: &&Piece| piece.text.matches(' ').count();
    let letters: usize = pieces.iter().map(count).sum();
    let blanks: usize = pieces.iter().map(blanks).sum();
    gaps.sort_by(f64::total_cmp);
    let usual = gaps.get(gaps.len() / 2).copied().unwrap_or(0.0);
    if gaps.len() + blanks + pieces.len() + 1 < letters || 0.5 < usual {
        return 0.0;
    }
    1.6 * usual
}

fn is_bold(text: &str, bold_bytes: usize) -> bool {
    let inked = text.chars().filter(|c| !c.is_whitespace() && *c != GAP);
    9 * inked.map(char::len_utf8).sum::<usize>() <= 10 * bold_bytes
}

/// Writes the text of a glyph as it is seen, from left to right: a ligature is turned like its line.
fn write_seen(sign: &Sign, text: &mut String) {
    if sign.is_right_to_left() {
        text.extend(sign.chars().rev());
    } else {
        sign.write(text);
    }
}

/// Writes pieces that belong to one block, line by line from the top.
pub(super) fn write(mut pieces: Vec<&Piece>, lines: &mut Vec<Line>) {
    pieces.sort_by(|a, b| b.y.total_cmp(&a.y));
    let mut rest = pieces.as_mut_slice();
    while let Some(first) = rest.first() {
        let (y, mut size) = (first.y, first.size);
        let on_line = rest
            .iter()
            .skip(1)
            .take_while(|piece| {
                let is_same = (y - piece.y).abs() < 0.45 * size.min(piece.size).max(0.5 * size);
                size = size.max(if is_same { piece.size } else { 0.0 });
                is_same
            })
            .count();
        let (line, below) = rest.split_at_mut(on_line + 1);
        lines.extend(line_of(line));
        rest = below;
    }
}

/// Writes the cells of one table row, each of which may have several lines.
pub(super) fn write_row(cells: Vec<Vec<&Piece>>, lines: &mut Vec<Line>) {
    let row = lines.len();
    for cell in cells {
        let first = lines.len();
        write(cell, lines);
        for (at, line) in lines.iter_mut().enumerate().skip(first) {
            line.place = match at {
                _ if at == row => Place::FirstCell,
                _ if at == first => Place::NextCell,
                _ => Place::SameCell,
            };
        }
    }
}

fn line_of(pieces: &mut [&Piece]) -> Option<Line> {
    pieces.sort_by(|a, b| a.x0.total_cmp(&b.x0));
    let (first, last) = (pieces.first()?, pieces.last()?);
    let mut line = Line {
        text: String::new(),
        x0: first.x0,
        x1: last.x1,
        y: first.y,
        size: 0.0,
        is_bold: false,
        begins_blank: first.begins_blank,
        ends_blank: last.blank_until.is_some(),
        is_prose: true,
        is_full: false,
        place: Place::Line,
        role: Role::Text,
    };
    let letter_gap = letter_gap(pieces);
    let mut before: Option<&Piece> = None;
    let (mut bold_bytes, mut longest) = (0, 0);
    for piece in pieces.iter() {
        if let Some(before) = before {
            let gap = piece.x0 - before.x1;
            let size = piece.size.min(before.size);
            if CELL * before.size.max(piece.size) < gap {
                line.text.truncate(line.text.trim_end().len());
                line.text.push('\t');
                line.is_prose = false;
            } else if SPACE * size < gap && !line.text.ends_with(' ') {
                line.text.push(' ');
            }
        }
        piece.write(letter_gap, &mut line.text);
        line.x1 = line.x1.max(piece.x1);
        bold_bytes += piece.bold_bytes;
        if longest < piece.text.len() {
            // The line is as large as most of its text, not as its largest sign.
            longest = piece.text.len();
            (line.size, line.y) = (piece.size, piece.y);
        }
        before = Some(piece);
    }
    line.is_bold = is_bold(&line.text, bold_bytes);
    if line.text.chars().any(bidi::is_right_to_left) {
        line.text = bidi::logical(&line.text);
    }
    line.text.truncate(line.text.trim_end().len());
    let blank = line.text.len() - line.text.trim_start().len();
    line.text.drain(..blank);
    (!line.text.is_empty()).then_some(line)
}
