//! The one place that names tantivy fields.
//!
//! One tantivy document a document. `body` is one stream of terms: the title's, then every page's,
//! at positions 0, 1, 2…; so each position belongs to the title or to exactly one page.
//!
//! | field | kind | holds |
//! |---|---|---|
//! | `document` | u64, indexed, fast | row of the document in the catalogue |
//! | `title` | terms | the title's terms again, to be weighed on their own |
//! | `body` | terms with positions | the title's, one position without a term, the pages' |
//! | `written` | terms with positions, no lengths | where a term of the body is not the whole word: the folded word, at the term's position |
//! | `bigrams` | terms with positions | syllable pairs of the body's Hangul terms, at their positions |
//! | `country` `topic` `type` `language` | raw, indexed, fast, several | facet values; topics with their ancestors |
//! | `subject` | raw, indexed, fast, several | jurisdictions that it is about |
//! | `year_source` `country_source` | raw, indexed, fast | kind of source of the year and the jurisdictions |
//! | `page_language` | raw, indexed | languages its pages were analysed in |
//! | `work` | raw, indexed, fast | the work it is a version of |
//! | `year` | i64, indexed, fast | year of publication, where certain |
//! | `possible_from` `possible_until` | i64, fast | first and last year of publication, where it is a range or a guess |
//! | `published` `adopted` `valid_from` `valid_until` | i64, fast | days since 1 January 1970 (may be negative) |
//! | `number` | i64, fast | official number, where it is one |
//! | `page_start` | u64, fast, several | position of the first term of each page, in page order |
//! | `checkpoint` | u64, fast, several | for each page in turn: byte of the page's text where its 64th, 128th… term begins |
//! | `terms` | u64, fast | terms in `body` |
//! | `furniture` | u64, fast, several | positions of running heads and page numbers, in order: the first × 2³², and the one after the last |
//! | `slight` | u64, fast, several | pages that say little of what they name, see `evidence.rs`: page × 2³², and the percentage that a match there counts for |
//! | `text` | raw, indexed, fast, several | how far its text can be trusted, see `TextState` |
//!
//! A change here or in the analysis raises [`SCHEMA_VERSION`]: older generations are then rebuilt.

use tantivy::schema::{
    FAST, Field, INDEXED, IndexRecordOption, STRING, Schema, TextFieldIndexing, TextOptions,
};
use tantivy::tokenizer::{Token, TokenStream, Tokenizer, TokenizerManager};

use crate::analysis::ANALYSIS_VERSION;

/// Version of this layout and of the analysis; kept as the beginning of a generation's payload.
pub(crate) const SCHEMA_VERSION: u32 = 5;

/// Terms between two checkpoints of a page.
pub const CHECKPOINT_TERMS: u32 = 64;

const TERMS: &str = "terms";

/// The fields of the index.
#[derive(Clone, Copy, Debug)]
#[expect(
    missing_docs,
    reason = "the table in the file's header says what each holds"
)]
pub struct Fields {
    pub document: Field,
    pub title: Field,
    pub body: Field,
    pub written: Field,
    pub bigrams: Field,
    pub country: Field,
    pub topic: Field,
    pub kind: Field,
    pub language: Field,
    pub page_language: Field,
    pub work: Field,
    pub year: Field,
    pub possible_from: Field,
    pub possible_until: Field,
    pub published: Field,
    pub adopted: Field,
    pub valid_from: Field,
    pub valid_until: Field,
    pub number: Field,
    pub page_start: Field,
    pub checkpoint: Field,
    pub terms: Field,
    pub furniture: Field,
    pub slight: Field,
    pub text: Field,
    pub subject: Field,
    pub year_source: Field,
    pub country_source: Field,
}

/// Builds the schema; always the same.
pub(crate) fn schema() -> (Schema, Fields) {
    let text = |lengths| {
        let indexing = TextFieldIndexing::default()
            .set_tokenizer(TERMS)
            .set_fieldnorms(lengths)
            .set_index_option(IndexRecordOption::WithFreqsAndPositions);
        TextOptions::default().set_indexing_options(indexing)
    };
    let mut schema = Schema::builder();
    let fields = Fields {
        document: schema.add_u64_field("document", INDEXED | FAST),
        title: schema.add_text_field("title", text(true)),
        body: schema.add_text_field("body", text(true)),
        written: schema.add_text_field("written", text(false)),
        bigrams: schema.add_text_field("bigrams", text(true)),
        country: schema.add_text_field("country", STRING | FAST),
        topic: schema.add_text_field("topic", STRING | FAST),
        kind: schema.add_text_field("type", STRING | FAST),
        language: schema.add_text_field("language", STRING | FAST),
        page_language: schema.add_text_field("page_language", STRING),
        work: schema.add_text_field("work", STRING | FAST),
        year: schema.add_i64_field("year", INDEXED | FAST),
        possible_from: schema.add_i64_field("possible_from", FAST),
        possible_until: schema.add_i64_field("possible_until", FAST),
        published: schema.add_i64_field("published", FAST),
        adopted: schema.add_i64_field("adopted", FAST),
        valid_from: schema.add_i64_field("valid_from", FAST),
        valid_until: schema.add_i64_field("valid_until", FAST),
        number: schema.add_i64_field("number", FAST),
        page_start: schema.add_u64_field("page_start", FAST),
        checkpoint: schema.add_u64_field("checkpoint", FAST),
        terms: schema.add_u64_field("terms", FAST),
        furniture: schema.add_u64_field("furniture", FAST),
        slight: schema.add_u64_field("slight", FAST),
        text: schema.add_text_field("text", STRING | FAST),
        subject: schema.add_text_field("subject", STRING | FAST),
        year_source: schema.add_text_field("year_source", STRING | FAST),
        country_source: schema.add_text_field("country_source", STRING | FAST),
    };
    (schema.build(), fields)
}

/// The version of everything that decides what a generation holds.
pub(crate) fn version() -> String {
    format!("{SCHEMA_VERSION}.{ANALYSIS_VERSION}")
}

/// The tokenizers that [`schema`] names.
pub(crate) fn tokenizers() -> TokenizerManager {
    let manager = TokenizerManager::default();
    manager.register(TERMS, Listed);
    manager
}

/// Writes terms in the form that the index reads: a line for each position, tabs between the terms
/// that share one.
///
/// The text is analysed once, by us, page by page in each page's language; tantivy is given the
/// result. A term never holds a line feed or a tab.
#[derive(Default)]
pub(crate) struct Listing(String);

impl Listing {
    /// Adds a position with `terms`, which may be none.
    pub(crate) fn position<'a>(&mut self, terms: impl IntoIterator<Item = &'a str>) {
        let before = self.0.len();
        for term in terms {
            if self.0.len() > before {
                self.0.push('\t');
            }
            self.0.push_str(term);
        }
        self.0.push('\n');
    }

    /// The list as a text.
    pub(crate) fn into_text(self) -> String {
        self.0
    }
}

/// Reads back a list of terms: positions 0, 1, 2….
#[derive(Clone)]
struct Listed;

impl Tokenizer for Listed {
    type TokenStream<'a> = ListedStream<'a>;

    fn token_stream<'a>(&'a mut self, text: &'a str) -> ListedStream<'a> {
        ListedStream {
            rest: text,
            next: 0,
            token: Token::default(),
        }
    }
}

struct ListedStream<'a> {
    rest: &'a str,
    /// Position of what comes next.
    next: usize,
    token: Token,
}

impl TokenStream for ListedStream<'_> {
    fn advance(&mut self) -> bool {
        while let Some(end) = self.rest.find(['\t', '\n']) {
            let (term, rest) = self.rest.split_at(end);
            let ends_position = rest.starts_with('\n');
            self.rest = rest.get(1..).unwrap_or_default();
            let position = self.next;
            self.next += usize::from(ends_position);
            if !term.is_empty() {
                self.token.position = position;
                self.token.text.clear();
                self.token.text.push_str(term);
                return true;
            }
        }
        false
    }

    fn token(&self) -> &Token {
        &self.token
    }

    fn token_mut(&mut self) -> &mut Token {
        &mut self.token
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_list_is_read_back_with_its_positions() {
        let mut listing = Listing::default();
        listing.position(["a"]);
        listing.position([]);
        listing.position(["b", "c"]);
        listing.position([]);
        let text = listing.into_text();
        let mut listed = Listed;
        let mut stream = listed.token_stream(&text);
        let mut found = Vec::new();
        while stream.advance() {
            found.push((stream.token().position, stream.token().text.clone()));
        }
        let expected = [(0, "a"), (2, "b"), (2, "c")];
        assert_eq!(found, expected.map(|(at, term)| (at, term.to_owned())));
    }
}
