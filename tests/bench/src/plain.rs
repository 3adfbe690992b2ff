//! Plain tantivy, as one would first write it: the yardstick.

use std::error::Error;
use std::io::Read;
use std::path::Path;

use tantivy::aggregation::AggregationCollector;
use tantivy::aggregation::agg_req::Aggregations;
use tantivy::collector::{Count, TopDocs};
use tantivy::query::{BooleanQuery, Occur, PhraseQuery, Query, TermQuery};
use tantivy::schema::{FAST, Field, IndexRecordOption, STORED, STRING, Schema, TEXT, Value};
use tantivy::snippet::SnippetGenerator;
use tantivy::{Index, Searcher, TantivyDocument, Term, doc};

/// One document of the zip.
pub(crate) struct Document {
    pub(crate) title: String,
    pub(crate) country: String,
    pub(crate) year: String,
    pub(crate) kind: String,
    pub(crate) text: String,
}

/// Reads every document that the zip's `manifest.csv` names.
pub(crate) fn read(zip: &Path) -> Result<Vec<Document>, Box<dyn Error>> {
    let mut zip = zip::ZipArchive::new(std::fs::File::open(zip)?)?;
    let mut manifest = String::new();
    zip.by_name("manifest.csv")?.read_to_string(&mut manifest)?;
    let mut rows = csv::Reader::from_reader(manifest.as_bytes());
    let headers = rows.headers()?.clone();
    let mut documents = Vec::new();
    for row in rows.records() {
        let row = row?;
        let value = |name: &str| {
            let column = headers.iter().position(|header| header == name);
            column
                .and_then(|column| row.get(column))
                .unwrap_or_default()
                .to_owned()
        };
        let mut bytes = Vec::new();
        zip.by_name(&value("path"))?.read_to_end(&mut bytes)?;
        documents.push(Document {
            title: value("title"),
            country: value("country"),
            year: value("date").chars().take(4).collect(),
            kind: value("type"),
            text: String::from_utf8_lossy(&bytes).into_owned(),
        });
    }
    Ok(documents)
}

/// An index with stored text, three string columns and tantivy's default tokenizer.
pub(crate) struct Plain {
    searcher: Searcher,
    body: Field,
    country: Field,
}

impl Plain {
    pub(crate) fn build(folder: &Path, documents: &[Document]) -> Result<Self, Box<dyn Error>> {
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
                title => document.title.as_str(),
                body => document.text.as_str(),
                country => document.country.as_str(),
                year => document.year.as_str(),
                kind => document.kind.as_str(),
            ))?;
        }
        writer.commit()?;
        writer.wait_merging_threads()?;
        Ok(Self {
            searcher: index.reader()?.searcher(),
            body,
            country,
        })
    }

    /// Ten hits with snippets, the count and three aggregations; gives the count.
    pub(crate) fn answer(&self, text: &str, country: &str) -> Result<usize, Box<dyn Error>> {
        let filter: Box<dyn Query> = Box::new(TermQuery::new(
            Term::from_field_text(self.country, country),
            IndexRecordOption::Basic,
        ));
        let words = self.words(text);
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

/// One terms aggregation for each column.
fn aggregations<const N: usize>(columns: [&str; N]) -> Result<Aggregations, Box<dyn Error>> {
    let one =
        |column: &str| format!(r#""{column}": {{"terms": {{"field": "{column}", "size": 1000}}}}"#);
    let text = format!("{{{}}}", columns.map(one).join(","));
    Ok(serde_json::from_str(&text)?)
}
