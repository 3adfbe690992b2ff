//! The plain values of an archive: documents, their pages, and what is asserted about them.
//!
//! Values only: nothing here reads a file, asks the clock or knows how it is stored. A document
//! *is* its bytes: its identity is their SHA-256, so the same file offered twice is one document.
//! Metadata is asserted, never assumed: a value always comes with its source and rule, and
//! which one wins is said in `description.rs`.
//!
//! Not here: how assertions are found (`regesta-ingest`), how they are kept (`catalogue.rs`).

use std::fmt;
use std::num::NonZeroU32;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use crate::analysis::Languages;

/// The SHA-256 of a document's original bytes: its identity for ever.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct DocumentId([u8; 32]);

impl DocumentId {
    /// Computes the identity of `bytes`, the whole file.
    #[must_use]
    pub fn of(bytes: &[u8]) -> Self {
        use sha2::Digest;
        Self(sha2::Sha256::digest(bytes).into())
    }
}

impl fmt::Display for DocumentId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|byte| write!(f, "{byte:02x}"))
    }
}

impl fmt::Debug for DocumentId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

/// The text is not 64 hexadecimal digits.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("a document id is 64 hexadecimal digits")]
pub struct InvalidDocumentId;

impl FromStr for DocumentId {
    type Err = InvalidDocumentId;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let mut id = [0; 32];
        if text.len() != 64 || !text.is_ascii() {
            return Err(InvalidDocumentId);
        }
        for (byte, pair) in id.iter_mut().zip(text.as_bytes().chunks_exact(2)) {
            let digit = |c: u8| char::from(c).to_digit(16).ok_or(InvalidDocumentId);
            *byte = match pair {
                [high, low] => u8::try_from(digit(*high)? * 16 + digit(*low)?)
                    .map_err(|_| InvalidDocumentId)?,
                _ => return Err(InvalidDocumentId),
            };
        }
        Ok(Self(id))
    }
}

impl Serialize for DocumentId {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for DocumentId {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer)?
            .parse()
            .map_err(serde::de::Error::custom)
    }
}

/// The number of a page in the file a reader opens, from 1.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct PageNumber(NonZeroU32);

impl PageNumber {
    /// The first page.
    pub const FIRST: Self = Self(NonZeroU32::MIN);

    /// Makes a page number; `None` for 0.
    #[must_use]
    pub fn new(number: u32) -> Option<Self> {
        NonZeroU32::new(number).map(Self)
    }

    /// The number, from 1.
    #[must_use]
    pub fn get(self) -> u32 {
        self.0.get()
    }
}

impl fmt::Display for PageNumber {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

/// One page: its plain text, what is known of it, and the language it is analysed in.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Page {
    /// Its number in the file; the pages of a document are numbered 1, 2, 3… without gaps.
    pub number: PageNumber,
    /// Plain text in reading order; lines end with `\n`; empty for a page without text (a scan).
    pub text: String,
    /// BCP 47 primary language subtag (`ko`, `en`); `None` where it is not known.
    pub language: Option<String>,
    /// Parts of `text` in another language than the page's; sorted, without overlap.
    pub passages: Vec<Passage>,
    /// Headings, running heads and page numbers in `text`; sorted, without overlap.
    pub marks: Vec<Mark>,
    /// What the file calls the page, where that is not its number: `iv`, `A-3`, a sheet's name.
    pub label: Option<String>,
    /// How far the text can be trusted, from 0 (none, or noise) to 1.
    pub quality: f32,
    /// Whether there is something to see on the page that its text does not hold.
    pub is_unread: bool,
    /// How sure the machine was that recognised the text in a picture of the page (OCR), from 0 to
    /// 1; `None` for text that stands in the file.
    pub recognised: Option<f32>,
}

impl Page {
    /// The least quality of text that is shown and ranked without a warning.
    ///
    /// One character of five that is noise spoils most words of a page.
    pub const GOOD_QUALITY: f32 = 0.8;

    /// In which language each part of its text is analysed.
    #[must_use]
    pub fn languages(&self) -> Languages<'_> {
        Languages::new(self.language.as_deref(), &self.passages)
    }

    /// Whether the page has a letter or digit: something that can be found.
    #[must_use]
    pub fn has_text(&self) -> bool {
        has_text(&self.text)
    }

    /// The page after a machine has read its picture.
    ///
    /// What stands in the file is never lost: it comes first. Where nothing was recognised, the page
    /// is as it was, but unread no more.
    pub(crate) fn with_recognised(&self, recognised: &Recognised) -> Self {
        let before = Self {
            is_unread: false,
            ..self.clone()
        };
        if !has_text(&recognised.text) {
            return before;
        }
        let mut text = String::new();
        let mut marks = Vec::new();
        if self.has_text() {
            text = format!("{}\n", self.text);
            marks.clone_from(&self.marks);
        }
        let start = text.len();
        text.push_str(&recognised.text);
        marks.extend(recognised.marks.iter().map(|mark| Mark {
            from: start + mark.from,
            until: start + mark.until,
            ..*mark
        }));
        Self {
            text,
            marks,
            language: recognised.language.clone(),
            quality: recognised.confidence,
            recognised: Some(recognised.confidence),
            ..before
        }
    }
}

fn has_text(text: &str) -> bool {
    text.chars().any(char::is_alphanumeric)
}

/// What a machine recognised in the picture of a page (OCR).
#[derive(Clone, Debug, PartialEq)]
pub struct Recognised {
    /// Plain text in reading order, lines ended by `\n`; empty if nothing was recognised.
    pub text: String,
    /// Headings and furniture in `text`; sorted, without overlap.
    pub marks: Vec<Mark>,
    /// BCP 47 primary language subtag; `None` where it is not known.
    pub language: Option<String>,
    /// How sure the machine is, from 0 to 1; becomes the page's quality too.
    pub confidence: f32,
}

/// What a part of a page's text is, where it is not running text.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(tag = "role", rename_all = "kebab-case")]
pub enum Role {
    /// A heading; `level` is 1 for the highest.
    Heading {
        /// From 1 to 9.
        level: u8,
    },
    /// What stands on every page: a running head or foot, a page number. Kept, but no part of what
    /// the page says: it is left out of the ranking of pages and out of snippets.
    Furniture,
}

/// A part of a page's text with a role of its own.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Mark {
    /// What it is.
    #[serde(flatten)]
    pub role: Role,
    /// First byte of it in the page's text.
    pub from: usize,
    /// The byte after it; on a character boundary, like `from`.
    pub until: usize,
}

/// A part of a page's text in another language than the page's.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Passage {
    /// First byte of it in the page's text.
    pub from: usize,
    /// The byte after it; on a character boundary, like `from`.
    pub until: usize,
    /// BCP 47 primary language subtag.
    pub language: String,
}

/// What the pages of a document are in the file that a reader opens.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Paging {
    /// The file's own pages.
    #[default]
    Pages,
    /// Slides of a presentation.
    Slides,
    /// Sheets of a workbook.
    Sheets,
    /// Chapters of a book.
    Chapters,
    /// The format has no pages: sections of readable length, cut by us, always the same for the
    /// same file.
    Sections,
}

impl Paging {
    const NAMED: [(&'static str, Self); 5] = [
        ("pages", Self::Pages),
        ("slides", Self::Slides),
        ("sheets", Self::Sheets),
        ("chapters", Self::Chapters),
        ("sections", Self::Sections),
    ];

    /// Its name in JSON and the catalogue: `pages`.
    #[must_use]
    pub fn name(self) -> &'static str {
        let named = Self::NAMED.iter().find(|(_, paging)| *paging == self);
        named.map_or("", |(name, _)| name)
    }
}

impl FromStr for Paging {
    type Err = ();

    fn from_str(name: &str) -> Result<Self, ()> {
        let named = Self::NAMED.iter().find(|(known, _)| *known == name);
        named.map(|(_, paging)| *paging).ok_or(())
    }
}

/// An entry of a document's table of contents.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct OutlineEntry {
    /// 1 for the highest.
    pub level: u8,
    /// Its words, on one line.
    pub title: String,
    /// The page it leads to.
    pub page: PageNumber,
}

/// What a value says something about.
///
/// The text form (`valid_from`, `custom:budget`) is the name in manifests, the catalogue and JSON.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Field {
    /// Title of the document.
    Title,
    /// Jurisdiction whose policy this is: ISO 3166-1 alpha-2, or the code of a body such as `EU`. Several.
    Country,
    /// Jurisdiction that it is about, where that is another than the one whose policy it is. Several.
    SubjectCountry,
    /// Day, month, year or range of publication.
    Published,
    /// Day on which a law or plan was adopted.
    Adopted,
    /// First day on which it is valid.
    ValidFrom,
    /// First day on which it is valid no more.
    ValidUntil,
    /// BCP 47 primary language subtag of the document as a whole.
    Language,
    /// Kind of document: a slug such as `law`, `plan`, `report`.
    Type,
    /// Topic: a slug of the topic vocabulary such as `smart-city`. Several.
    Topic,
    /// The work of which this document is one version.
    Work,
    /// Official number (of a law, a resolution).
    Number,
    /// Who issued it.
    Issuer,
    /// Licence or copyright statement.
    Licence,
    /// Where it was found: an address or citation.
    Source,
    /// Author, as the file itself states it.
    Author,
    /// The document inside which this one was found: its [`DocumentId`]. Several.
    PartOf,
    /// A column of a manifest that the archive has no meaning for, under its own name.
    Custom(String),
}

impl Field {
    const NAMED: [(&'static str, Self); 17] = [
        ("title", Self::Title),
        ("country", Self::Country),
        ("subject_country", Self::SubjectCountry),
        ("published", Self::Published),
        ("adopted", Self::Adopted),
        ("valid_from", Self::ValidFrom),
        ("valid_until", Self::ValidUntil),
        ("language", Self::Language),
        ("type", Self::Type),
        ("topic", Self::Topic),
        ("work", Self::Work),
        ("number", Self::Number),
        ("issuer", Self::Issuer),
        ("licence", Self::Licence),
        ("source", Self::Source),
        ("author", Self::Author),
        ("part_of", Self::PartOf),
    ];

    /// Whether a document may have several values of it.
    #[must_use]
    pub fn is_multiple(&self) -> bool {
        matches!(
            self,
            Self::Country | Self::SubjectCountry | Self::Topic | Self::PartOf
        )
    }
}

impl fmt::Display for Field {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Custom(name) => write!(f, "custom:{name}"),
            named => {
                let name = Self::NAMED
                    .iter()
                    .find(|(_, field)| field == named)
                    .map_or("", |(name, _)| name);
                f.write_str(name)
            }
        }
    }
}

impl From<&str> for Field {
    fn from(name: &str) -> Self {
        let named = Self::NAMED
            .iter()
            .find(|(known, _)| *known == name)
            .map(|(_, field)| field.clone());
        named.unwrap_or_else(|| {
            Self::Custom(name.strip_prefix("custom:").unwrap_or(name).to_owned())
        })
    }
}

impl Serialize for Field {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Field {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Ok(Self::from(String::deserialize(deserializer)?.as_str()))
    }
}

/// A part of a page's text, counted in characters (Unicode scalar values), not bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct CharRange {
    /// First character of it, from 0.
    pub from: u32,
    /// The character after it.
    pub until: u32,
}

impl CharRange {
    /// The range of `bytes` in `text`; `None` if they are not on character boundaries of it.
    #[must_use]
    pub fn of(text: &str, bytes: std::ops::Range<usize>) -> Option<Self> {
        let before = text.get(..bytes.start)?.chars().count();
        let within = text.get(bytes)?.chars().count();
        let from = u32::try_from(before).ok()?;
        let until = from.checked_add(u32::try_from(within).ok()?)?;
        Some(Self { from, until })
    }

    /// The part of `text` that is meant; `None` if the text is shorter.
    #[must_use]
    pub fn slice(self, text: &str) -> Option<&str> {
        let at = |chars: u32| {
            let mut ends = text.char_indices().map(|(at, _)| at).chain([text.len()]);
            ends.nth(usize::try_from(chars).ok()?)
        };
        text.get(at(self.from)?..at(self.until)?)
    }
}

/// Where an asserted value comes from, strongest first: the order decides which assertion wins.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "kebab-case")]
pub enum Provenance {
    /// A person's correction.
    Person {
        /// Who said so.
        name: String,
        /// Why.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        because: Option<String>,
    },
    /// A row of a manifest.
    Manifest {
        /// The manifest's name, as offered.
        name: String,
        /// Its row, from 1, the header not counted.
        row: u32,
    },
    /// A file beside the document that describes it.
    Sidecar {
        /// The sidecar's name, as offered.
        name: String,
    },
    /// What the file says of itself: PDF information, HTML `<meta>`, front matter.
    File {
        /// The key in the file, such as `Info/Title`.
        key: String,
    },
    /// The text of a page.
    Text {
        /// The page.
        page: PageNumber,
        /// Where on the page the evidence stands; `None` where it is the page as a whole.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        range: Option<CharRange>,
    },
    /// The file's name or folder.
    Name,
}

impl Provenance {
    /// The kind's name, as in JSON: `manifest`, `file`, …
    #[must_use]
    pub fn kind(&self) -> &'static str {
        match self {
            Self::Person { .. } => "person",
            Self::Manifest { .. } => "manifest",
            Self::Sidecar { .. } => "sidecar",
            Self::File { .. } => "file",
            Self::Text { .. } => "text",
            Self::Name => "name",
        }
    }

    /// The name for people, in English, of a kind of source: `file` is `The file itself`. A kind that
    /// is none is given back.
    #[must_use]
    pub fn label(kind: &str) -> &str {
        match kind {
            "person" => "A person",
            "manifest" => "A manifest",
            "sidecar" => "A sidecar file",
            "file" => "The file itself",
            "text" => "Its text",
            "name" => "Its name",
            other => other,
        }
    }

    /// Whether somebody said so who has seen the document, and not the document itself.
    pub(crate) fn is_from_outside(&self) -> bool {
        matches!(
            self,
            Self::Person { .. } | Self::Manifest { .. } | Self::Sidecar { .. }
        )
    }

    /// Higher wins over lower.
    pub(crate) fn strength(&self) -> u8 {
        match self {
            Self::Person { .. } => 5,
            Self::Manifest { .. } => 4,
            Self::Sidecar { .. } => 3,
            Self::File { .. } => 2,
            Self::Text { .. } => 1,
            Self::Name => 0,
        }
    }
}

/// One value of one field, and why we believe it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Assertion {
    /// What it is a value of.
    pub field: Field,
    /// The value in its normal form: a code, an EDTF date, plain text.
    pub value: String,
    /// Where it comes from.
    pub provenance: Provenance,
    /// The rule that made it, such as `manifest-column` or `first-heading`.
    pub rule: String,
    /// How sure the rule is, from 0 (a guess) to 1 (certain); see [`Certainty`].
    pub confidence: f32,
    /// Why the value is not taken, in plain words (`day and month cannot be told apart`); `None` for
    /// a value that may win. What was looked at and refused stays visible, with its reason.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rejected: Option<String>,
}

impl Assertion {
    /// The class of its confidence.
    #[must_use]
    pub fn certainty(&self) -> Certainty {
        Certainty::of(self.confidence)
    }
}

/// How sure a value is, in three classes that readers can tell apart.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Certainty {
    /// Better than nothing; shown as a guess. Confidence below 0.6.
    Guess,
    /// Right as a rule. From 0.6.
    Likely,
    /// As good as stated: at most 2 in 100 may be wrong, which the evaluation checks. From 0.9.
    Certain,
}

impl Certainty {
    /// The class of a confidence from 0 to 1.
    #[must_use]
    pub fn of(confidence: f32) -> Self {
        if 0.9 <= confidence {
            Self::Certain
        } else if 0.6 <= confidence {
            Self::Likely
        } else {
            Self::Guess
        }
    }

    /// Its name in JSON and on pages: `certain`, `likely`, `guess`.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Certain => "certain",
            Self::Likely => "likely",
            Self::Guess => "guess",
        }
    }
}

/// A document as it is offered for keeping: identity, pages, and everything asserted about it.
#[derive(Clone, Debug, PartialEq)]
pub struct Record {
    /// SHA-256 of the original bytes.
    pub id: DocumentId,
    /// Media type found by its content, such as `application/pdf`.
    pub media_type: String,
    /// Size of the original in bytes.
    pub bytes: u64,
    /// What its pages are in the file that a reader opens.
    pub paging: Paging,
    /// Every page, in order, numbered from 1.
    pub pages: Vec<Page>,
    /// Its table of contents, in order; empty if there is none.
    pub outline: Vec<OutlineEntry>,
    /// Everything that is said about it, in no order.
    pub assertions: Vec<Assertion>,
    /// What extraction could not do, in plain words.
    pub warnings: Vec<String>,
    /// Version of the rules by which its text was described; 0 if it was not.
    pub rules: u32,
}

#[cfg(test)]
mod tests {
    use super::*;

    fn page(text: &str) -> Page {
        Page {
            number: PageNumber::FIRST,
            text: text.to_owned(),
            language: None,
            passages: Vec::new(),
            marks: Vec::new(),
            label: None,
            quality: 1.0,
            is_unread: true,
            recognised: None,
        }
    }

    #[track_caller]
    fn check(before: &str, recognised: &str, expected: (&str, Option<f32>)) {
        let mark = Mark {
            role: Role::Furniture,
            from: 0,
            until: 1,
        };
        let recognised = Recognised {
            text: recognised.to_owned(),
            marks: vec![mark; usize::from(!recognised.is_empty())],
            language: Some("en".to_owned()),
            confidence: 0.9,
        };
        let after = page(before).with_recognised(&recognised);
        assert_eq!((after.text.as_str(), after.recognised), expected);
        assert!(!after.is_unread);
        for mark in &after.marks {
            let marked = after.text.get(mark.from..mark.until);
            assert_eq!(marked, recognised.text.get(..1), "{}", after.text);
        }
    }

    #[test]
    fn a_range_counts_characters_and_finds_them_again() {
        let text = "발행일 2018. 1. 29";
        let bytes = text.find("2018").unwrap()..text.len();
        let range = CharRange::of(text, bytes).unwrap();
        assert_eq!((range.from, range.until), (4, 15));
        assert_eq!(range.slice(text), Some("2018. 1. 29"));
        assert_eq!(range.slice("발행일 2018"), None);
        assert_eq!(CharRange::of(text, 1..3), None);
        assert_eq!(CharRange::of(text, 0..99), None);
    }

    #[test]
    fn evidence_kept_before_ranges_were_is_read() {
        let before: Provenance = serde_json::from_str(r#"{"kind":"text","page":3}"#).unwrap();
        let page = PageNumber::new(3).unwrap();
        assert_eq!(before, Provenance::Text { page, range: None });
        let range = Some(CharRange { from: 4, until: 15 });
        let now = serde_json::to_string(&Provenance::Text { page, range }).unwrap();
        assert_eq!(
            now,
            r#"{"kind":"text","page":3,"range":{"from":4,"until":15}}"#
        );
        assert_eq!(
            serde_json::from_str::<Provenance>(&now).unwrap(),
            Provenance::Text { page, range }
        );
    }

    #[test]
    fn what_is_recognised_never_costs_what_stands_in_the_file() {
        check("", "Bus stop\n", ("Bus stop\n", Some(0.9)));
        check(
            "Plan 2019\n",
            "Bus stop\n",
            ("Plan 2019\n\nBus stop\n", Some(0.9)),
        );
        check("Plan 2019\n", "", ("Plan 2019\n", None));
        check("", "", ("", None));
    }
}
