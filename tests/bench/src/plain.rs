//! Plain tantivy, as one would first write it: the yardstick.

use std::error::Error;
use std::path::Path;

use tantivy::aggregation::AggregationCollector;
use tantivy::aggregation::agg_req::Aggregations;
use tantivy::collector::{Count, TopDocs};
use tantivy::query::{BooleanQuery, Occur, PhraseQuery, Query, TermQuery};
use tantivy::schema::{FAST, Field, IndexRecordOption, STORED, STRING, Schema, TEXT, Value};
use tantivy::snippet::SnippetGenerator;
use tantivy::{Index, Searcher, TantivyDocument, Term, doc};

use crate::corpus::Document;
use crate::questions::Question;

/// An index with stored text, three string columns and tantivy's default tokenizer.
pub(crate) struct Plain {
    searcher: Searcher,
    body: Field,
    country: Field,
}

impl Plain {
    pub(crate) fn open(folder: &Path) -> Result<Self, Box<dyn Error>> {
        let index = Index::open_in_dir(folder)?;
        let schema = index.schema();
        Ok(Self {
            searcher: index.reader()?.searcher(),
            body: schema.get_field("body")?,
            country: schema.get_field("country")?,
        })
    }

    /// Ten hits with snippets, the count and three aggregations; gives the count.
    pub(crate) fn answer(&self, question: &Question) -> Result<usize, Box<dyn Error>> {
        let filter: Box<dyn Query> = Box::new(TermQuery::new(
            Term::from_field_text(self.country, question.country),
            IndexRecordOption::Basic,
        ));
        let words = self.words(&question.text);
        let query = BooleanQuery::new(vec![(Occur::Must, words), (Occur::Must, filter)]);
        let requested = aggregations(["country", "year", "type"])?;
        let collectors = (
            TopDocs::with_limit(10).order_by_score(),
            Count,
            AggregationCollector::from_aggs(requested, Default::default()),
        );
        let (top, count, _) = self.searcher.search(&query, &collectors)?;
        let snippets = SnippetGenerator::create(&self.searcher, &query, self.body)?;
        let mut shown = 0;
        for (_, address) in top {
            let document: TantivyDocument = self.searcher.doc(address)?;
            let text = document
                .get_first(self.body)
                .and_then(|value| value.as_str())
                .unwrap_or_default();
            shown += snippets.snippet(text).fragment().len();
        }
        std::hint::black_box(shown);
        Ok(count)
    }

    fn words(&self, text: &str) -> Box<dyn Query> {
        let term = |word: &str| Term::from_field_text(self.body, &word.to_lowercase());
        if let Some(phrase) = text
            .strip_prefix('"')
            .and_then(|text| text.strip_suffix('"'))
        {
            return Box::new(PhraseQuery::new(phrase.split(' ').map(term).collect()));
        }
        let or = text.contains(" OR ");
        let words = text.split(if or { " OR " } else { " " });
        let occur = if or { Occur::Should } else { Occur::Must };
        let clauses = words.map(|word| {
            let query: Box<dyn Query> =
                Box::new(TermQuery::new(term(word), IndexRecordOption::WithFreqs));
            (occur, query)
        });
        Box::new(BooleanQuery::new(clauses.collect()))
    }
}

/// Indexes `documents` in a new folder.
pub(crate) fn write(
    folder: &Path,
    documents: impl Iterator<Item = Document>,
) -> Result<(), Box<dyn Error>> {
    std::fs::create_dir(folder)?;
    let mut schema = Schema::builder();
    let title = schema.add_text_field("title", TEXT | STORED);
    let body = schema.add_text_field("body", TEXT | STORED);
    let country = schema.add_text_field("country", STRING | FAST);
    let year = schema.add_text_field("year", STRING | FAST);
    let kind = schema.add_text_field("type", STRING | FAST);
    let index = Index::create_in_dir(folder, schema.build())?;
    let mut writer = index.writer_with_num_threads(2, 200_000_000)?;
    for document in documents {
        writer.add_document(doc!(
            title => document.title,
            body => document.text,
            country => document.country,
            year => document.year,
            kind => document.kind,
        ))?;
    }
    writer.commit()?;
    Ok(writer.wait_merging_threads()?)
}

/// One terms aggregation for each column.
fn aggregations<const N: usize>(columns: [&str; N]) -> Result<Aggregations, Box<dyn Error>> {
    let one =
        |column: &str| format!(r#""{column}": {{"terms": {{"field": "{column}", "size": 1000}}}}"#);
    let text = format!("{{{}}}", columns.map(one).join(","));
    Ok(serde_json::from_str(&text)?)
}
