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
//! | `bigrams` | terms | syllable pairs of the body's Hangul terms |
//! | `country` `topic` `type` `language` | raw, indexed, fast, several | facet values; topics with their ancestors |
//! | `page_language` | raw, indexed | languages its pages were analysed in |
//! | `work` | raw, indexed, fast | the work it is a version of |
//! | `year` | i64, indexed, fast | year of publication, where certain |
//! | `published` `adopted` `valid_from` `valid_until` | i64, fast | days since 1 January 1970 (may be negative) |
//! | `number` | i64, fast | official number, where it is one |
//! | `page_start` | u64, fast, several | position of the first term of each page, in page order |
//! | `checkpoint` | u64, fast, several | for each page in turn: byte of the page's text where its 64th, 128th… term begins |
//! | `terms` | u64, fast | terms in `body` |
//! | `furniture` | u64, fast, several | positions of running heads and page numbers, in order: the first × 2³², and the one after the last |
//! | `text` | raw, indexed, fast, several | how far its text can be trusted, see `TextState` |
//!
//! A change here or in the analysis raises [`SCHEMA_VERSION`]: older generations are then rebuilt.

use tantivy::schema::{
    FAST, Field, INDEXED, IndexRecordOption, STRING, Schema, TextFieldIndexing, TextOptions,
};
use tantivy::tokenizer::{Token, TokenStream, Tokenizer, TokenizerManager};

use crate::analysis::ANALYSIS_VERSION;

/// Version of this layout and of the analysis; kept as the beginning of a generation's payload.
pub(crate) const SCHEMA_VERSION: u32 = 2;

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
    pub bigrams: Field,
    pub country: Field,
    pub topic: Field,
    pub kind: Field,
    pub language: Field,
    pub page_language: Field,
    pub work: Field,
    pub year: Field,
    pub published: Field,
    pub adopted: Field,
    pub valid_from: Field,
    pub valid_until: Field,
    pub number: Field,
    pub page_start: Field,
    pub checkpoint: Field,
    pub terms: Field,
    pub furniture: Field,
    pub text: Field,
}

/// Builds the schema; always the same.
pub(crate) fn schema() -> (Schema, Fields) {
    let text = |record| {
        let indexing = TextFieldIndexing::default()
            .set_tokenizer(TERMS)
            .set_index_option(record);
        TextOptions::default().set_indexing_options(indexing)
    };
    let mut schema = Schema::builder();
    let fields = Fields {
        document: schema.add_u64_field("document", INDEXED | FAST),
        title: schema.add_text_field("title", text(IndexRecordOption::WithFreqsAndPositions)),
        body: schema.add_text_field("body", text(IndexRecordOption::WithFreqsAndPositions)),
        bigrams: schema.add_text_field("bigrams", text(IndexRecordOption::WithFreqs)),
        country: schema.add_text_field("country", STRING | FAST),
        topic: schema.add_text_field("topic", STRING | FAST),
        kind: schema.add_text_field("type", STRING | FAST),
        language: schema.add_text_field("language", STRING | FAST),
        page_language: schema.add_text_field("page_language", STRING),
        work: schema.add_text_field("work", STRING | FAST),
        year: schema.add_i64_field("year", INDEXED | FAST),
        published: schema.add_i64_field("published", FAST),
        adopted: schema.add_i64_field("adopted", FAST),
        valid_from: schema.add_i64_field("valid_from", FAST),
        valid_until: schema.add_i64_field("valid_until", FAST),
        number: schema.add_i64_field("number", FAST),
        page_start: schema.add_u64_field("page_start", FAST),
        checkpoint: schema.add_u64_field("checkpoint", FAST),
        terms: schema.add_u64_field("terms", FAST),
        furniture: schema.add_u64_field("furniture", FAST),
        text: schema.add_text_field("text", STRING | FAST),
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

/// Writes terms in the form that the index reads: each followed by a line feed.
///
/// The text is analysed once, by us, page by page in each page's language; tantivy is given the
/// result. A term never holds a line feed.
pub(crate) fn list_term(list: &mut String, term: &str) {
    list.push_str(term);
    list.push('\n');
}

/// Leaves a position without a term.
pub(crate) fn list_gap(list: &mut String) {
    list.push('\n');
}

/// Reads back a list of terms: positions 0, 1, 2….
#[derive(Clone)]
struct Listed;

impl Tokenizer for Listed {
    type TokenStream<'a> = ListedStream<'a>;

    fn token_stream<'a>(&'a mut self, text: &'a str) -> ListedStream<'a> {
        ListedStream {
            terms: text.split_terminator('\n'),
            token: Token::default(),
        }
    }
}

struct ListedStream<'a> {
    terms: std::str::SplitTerminator<'a, char>,
    token: Token,
}

impl TokenStream for ListedStream<'_> {
    fn advance(&mut self) -> bool {
        for term in self.terms.by_ref() {
            // `Token::default()` starts at usize::MAX, so that the first term is at 0.
            self.token.position = self.token.position.wrapping_add(1);
            if !term.is_empty() {
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
