//! Documents related to one: those that say the like, and those that cite it.
//!
//! Alike: the words that say most of the document (how often it has them, how rare they are) are
//! asked for together; how much of the document's own score another one has is their likeness.
//! Citing: the exact title, where it is long enough to be nobody else's, or the official number with
//! the words that numbers of its type are written with (법률 제16388호, without the 호 that particles
//! change), in a text, not in a title.
//! Other versions of the same work are left out of both.
//!
//! Not here: versions of a work (the catalogue has them), citations without title or number. A title
//! that begins a longer one (a law's, in that of its decree) is found there too.

use std::collections::HashMap;
use std::sync::Arc;

use chrono::NaiveDate;
use regesta_index::analysis::{Analyser, Languages, fold, query_tokens};
use regesta_index::{Description, DocumentId, PageNumber, Snapshot, Status};
use serde::Serialize;
use tantivy::collector::TopDocs;
use tantivy::query::{BooleanQuery, Occur, Query as Engine};
use tantivy::{DocAddress, Score, Term};

use crate::bm25::{Bm25, idf};
use crate::facets::Candidate;
use crate::leaf::{Detail, Leaf, LeafQuery, Part, PartKind};
use crate::pages::located;
use crate::plan::{Plan, Reading, engine};
use crate::synonyms::Synonyms;
use crate::work::Work;
use crate::{Error, PageHit, Query, excerpt};

/// Bytes of the document's text that are read for the words that say most of it.
const READ_BYTES: usize = 200_000;
/// Different words whose rarity is looked up, the most frequent first.
const WEIGHED_WORDS: usize = 400;
/// Words that are asked for.
const ASKED_WORDS: usize = 25;
/// Postings that asking for them may cost.
const MAX_POSTINGS: u64 = 1_000_000;
/// Documents that are listed of each kind.
const LISTED: usize = 10;
/// Candidates among which those of the same work are passed over.
const CANDIDATES: usize = 200;
/// Least likeness that is listed: below it, documents share a few words by chance.
const LEAST_LIKENESS: f32 = 0.12;
/// Fewest terms of a title that is taken for a citation where it stands in a text.
const TITLE_TERMS: usize = 3;
/// Pages that are shown of a citing document.
const PAGES_SHOWN: usize = 2;

/// Documents related to one.
#[derive(Clone, Debug, Serialize)]
pub struct Related {
    /// The document.
    pub id: DocumentId,
    /// Documents that say the like, most alike first; at most ten.
    pub like: Vec<Like>,
    /// What a citation was taken to be: the title, and numbers as they are written. Empty if the
    /// document has nothing by which it could be cited for certain.
    pub cited_as: Vec<String>,
    /// Documents that cite this one, best page first; at most ten.
    pub cited_by: Vec<Citing>,
    /// Whether more cite it than are listed.
    pub more_cite_it: bool,
}

/// A document that says the like.
#[derive(Clone, Debug, Serialize)]
pub struct Like {
    /// What it is.
    #[serde(flatten)]
    pub document: RelatedDocument,
    /// How much of what the document says this one says too, from 0 to 1.
    pub likeness: f32,
    /// The words they share that say most, as the document writes them; at most five.
    pub words: Vec<String>,
}

/// A document that cites another.
#[derive(Clone, Debug, Serialize)]
pub struct Citing {
    /// What it is.
    #[serde(flatten)]
    pub document: RelatedDocument,
    /// What it cites it by: the title or a number.
    pub by: Vec<String>,
    /// Pages on which it does.
    pub citing_pages: u32,
    /// The best of these pages; at most two.
    pub pages: Vec<PageHit>,
}

/// What is said of a related document.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct RelatedDocument {
    /// Its identity.
    pub id: DocumentId,
    /// Its title.
    pub title: String,
    /// Jurisdiction codes.
    pub country: Vec<String>,
    /// Year of publication.
    pub year: Option<i32>,
    /// Type slug.
    #[serde(rename = "type")]
    pub kind: Option<String>,
    /// Language subtag.
    pub language: Option<String>,
    /// Status today.
    pub status: Status,
}

/// Finds what is related to document `id`; `None` if no such document can be found.
///
/// # Errors
///
/// [`Error::Archive`] if the index or catalogue cannot be read.
pub fn related(
    snapshot: &Arc<Snapshot>,
    id: DocumentId,
    today: NaiveDate,
) -> Result<Option<Related>, Error> {
    let Some(address) = snapshot.find(id)? else {
        return Ok(None);
    };
    let own = snapshot.shown(address)?.description;
    let about = About {
        snapshot,
        address,
        work: own.work.clone(),
        today,
    };
    let cited_as = cited_as(&about, &own);
    let (cited_by, more_cite_it) = about.cited_by(&cited_as)?;
    Ok(Some(Related {
        id,
        like: about.like(&own)?,
        cited_as,
        cited_by,
        more_cite_it,
    }))
}

/// The document that others are related to.
struct About<'a> {
    snapshot: &'a Arc<Snapshot>,
    address: DocAddress,
    work: Option<String>,
    today: NaiveDate,
}

/// A word that says much of the document.
struct Telling {
    /// As the document writes it.
    written: String,
    leaf: Arc<Leaf>,
}

impl About<'_> {
    /// What is shown of another document; `None` if it is this one or of the same work.
    fn other(&self, address: DocAddress) -> Result<Option<RelatedDocument>, Error> {
        if address == self.address {
            return Ok(None);
        }
        let shown = self.snapshot.shown(address)?;
        let described = shown.description;
        if self.work.is_some() && described.work == self.work {
            return Ok(None);
        }
        Ok(Some(RelatedDocument {
            id: shown.id,
            year: described.year(),
            title: described.title,
            country: described.country,
            kind: described.kind,
            language: described.language,
            status: self.snapshot.status(address, self.today),
        }))
    }

    fn like(&self, own: &Description) -> Result<Vec<Like>, Error> {
        let telling = self.telling(own)?;
        if telling.is_empty() {
            return Ok(Vec::new());
        }
        let clauses: Vec<(Occur, Box<dyn Engine>)> = telling
            .iter()
            .map(|word| {
                let leaf: Box<dyn Engine> = Box::new(LeafQuery(word.leaf.clone()));
                (Occur::Should, leaf)
            })
            .collect();
        let searcher = self.snapshot.searcher();
        let best = searcher
            .search(
                &BooleanQuery::new(clauses),
                &TopDocs::with_limit(CANDIDATES).order_by_score(),
            )
            .map_err(engine)?;
        let shares = |address: DocAddress| -> Result<Vec<Score>, Error> {
            let reader = searcher.segment_reader(address.segment_ord);
            let scores = telling.iter().map(|word| {
                let scores = word.leaf.scores(reader, &[address.doc_id]);
                scores.map(|scores| scores.into_iter().sum())
            });
            scores.collect::<tantivy::Result<_>>().map_err(engine)
        };
        let whole: Score = shares(self.address)?.iter().sum();
        let mut like = Vec::new();
        for (score, address) in best {
            let likeness = (score / whole.max(Score::MIN_POSITIVE)).min(1.0);
            if like.len() == LISTED || likeness < LEAST_LIKENESS {
                break;
            }
            let Some(document) = self.other(address)? else {
                continue;
            };
            let mut shared: Vec<(Score, &str)> = shares(address)?
                .into_iter()
                .zip(telling.iter().map(|word| word.written.as_str()))
                .filter(|(score, _)| *score > 0.0)
                .collect();
            shared.sort_by(|a, b| b.0.total_cmp(&a.0));
            like.push(Like {
                document,
                likeness,
                words: shared
                    .iter()
                    .take(5)
                    .map(|(_, word)| (*word).to_owned())
                    .collect(),
            });
        }
        Ok(like)
    }

    /// The words that say most of the document, most first.
    fn telling(&self, own: &Description) -> Result<Vec<Telling>, Error> {
        let snapshot = self.snapshot;
        // For each term, how often it stands, and how it is written first.
        let mut counts: HashMap<String, (u32, String)> = HashMap::new();
        let mut analyser = Analyser::new();
        let mut count = |text: &str, languages: Languages<'_>, times: u32| {
            analyser.tokens(text, languages, |term, bytes| {
                let is_word =
                    term.chars().nth(1).is_some() && term.chars().any(char::is_alphabetic);
                if is_word {
                    let written = || text.get(bytes).unwrap_or_default().to_lowercase();
                    let entry = counts.entry(term.to_owned());
                    entry.or_insert_with(|| (0, written())).0 += times;
                }
            });
        };
        count(&own.title, own.language.as_deref().into(), 2);
        let pages = snapshot.layout(self.address).page_count();
        let mut read = 0;
        for number in 1..=u32::try_from(pages).unwrap_or(u32::MAX) {
            if READ_BYTES < read {
                break;
            }
            let Some(page) = PageNumber::new(number)
                .map(|number| snapshot.page(self.address, number))
                .transpose()?
                .flatten()
            else {
                continue;
            };
            read += page.text.len();
            count(&page.text, page.languages(), 1);
        }
        let mut frequent: Vec<(String, (u32, String))> = counts.into_iter().collect();
        frequent.sort_by(|a, b| b.1.0.cmp(&a.1.0).then_with(|| a.0.cmp(&b.0)));
        frequent.truncate(WEIGHED_WORDS);

        let field = snapshot.fields().body;
        let searcher = snapshot.searcher();
        let documents = searcher.num_docs();
        let mut weighed: Vec<(Score, u64, Term, String)> = Vec::new();
        for (term, (times, written)) in frequent {
            let term = Term::from_field_text(field, &term);
            let with = searcher.doc_freq(&term).map_err(engine)?;
            // What nobody else says finds nobody; what half of all say tells nothing.
            if with < 2 || documents < 2 * with && documents > 4 {
                continue;
            }
            let weight = (1.0 + (times as Score).ln()) * idf(with, documents);
            weighed.push((weight, with, term, written));
        }
        weighed.sort_by(|a, b| b.0.total_cmp(&a.0).then_with(|| a.3.cmp(&b.3)));
        let most = weighed.first().map_or(1.0, |(weight, ..)| *weight);
        let mut postings = 0;
        let mut telling = Vec::new();
        for (weight, with, term, written) in weighed.into_iter().take(ASKED_WORDS) {
            postings += with;
            if MAX_POSTINGS < postings {
                break;
            }
            let leaf = Leaf {
                text: written.clone(),
                kind: PartKind::Word,
                field,
                parts: vec![Part {
                    terms: vec![term],
                    offset: 0,
                    width: 1,
                }],
                slop: None,
                bm25: Bm25::new(idf(with, documents), snapshot.average_terms(field)),
                is_known: true,
                weight: weight / most,
                work: Arc::new(Work::default()),
            };
            telling.push(Telling {
                written,
                leaf: Arc::new(leaf),
            });
        }
        Ok(telling)
    }

    fn cited_by(&self, cited_as: &[String]) -> Result<(Vec<Citing>, bool), Error> {
        let mut citing = Vec::new();
        if cited_as.is_empty() {
            return Ok((citing, false));
        }
        let phrases = cited_as.iter().map(|text| Query::Phrase {
            text: text.clone(),
            slop: None,
        });
        let none = Synonyms::default();
        let plan = Plan::new(self.snapshot, &Query::or(phrases), &none, Reading::AsAsked)?;
        let best = self.snapshot.searcher().search(
            plan.engine.as_ref(),
            &TopDocs::with_limit(CANDIDATES).order_by_score(),
        );
        plan.work.check()?;
        let candidates: Vec<Candidate> = best
            .map_err(engine)?
            .into_iter()
            .map(|(score, address)| Candidate {
                address,
                row: self.snapshot.row(address).unwrap_or(0),
                score,
            })
            .collect();
        let mut documents =
            located(self.snapshot, &plan, &candidates, Detail::Terms).map_err(engine)?;
        let best_page = |pages: &[(PageNumber, Score)]| pages.first().map_or(0.0, |page| page.1);
        documents.sort_by(|a, b| best_page(&b.pages).total_cmp(&best_page(&a.pages)));
        for ranked in documents {
            // In a title alone, it is another document of the same name.
            if ranked.pages.is_empty() {
                continue;
            }
            let Some(document) = self.other(ranked.candidate.address)? else {
                continue;
            };
            if citing.len() == LISTED {
                return Ok((citing, true));
            }
            let title = ranked.layout.title_terms();
            let in_text = plan
                .leaves
                .iter()
                .zip(&ranked.places)
                .filter(|(_, places)| places.starts.last().is_some_and(|start| title < *start));
            let by = in_text.map(|(leaf, _)| leaf.text.clone()).collect();
            let mut pages = Vec::new();
            for page in ranked.pages.iter().take(PAGES_SHOWN) {
                pages.push(excerpt::of_page(self.snapshot, &ranked, *page)?);
            }
            citing.push(Citing {
                document,
                by,
                citing_pages: u32::try_from(ranked.pages.len()).unwrap_or(u32::MAX),
                pages,
            });
        }
        Ok((citing, false))
    }
}

/// What a text says that cites the document for certain.
fn cited_as(about: &About<'_>, own: &Description) -> Vec<String> {
    let mut cited = Vec::new();
    let words: Vec<&str> = own.title.split_whitespace().collect();
    let title = words.join(" ");
    if query_tokens(&title, about.snapshot.languages()).len() >= TITLE_TERMS {
        cited.push(title);
    }
    let Some(number) = own.number.as_deref().map(str::trim) else {
        return cited;
    };
    // A decree is often listed as a law; its title says what it is.
    let ends = |ending: &str| own.title.trim_end().ends_with(ending);
    let forms: &[&str] = match own.kind.as_deref() {
        _ if ends("시행령") => &["대통령령 제{}"],
        _ if ends("시행규칙") => &[],
        Some("law") => &["법률 제{}", "Act No. {}", "Law No. {}"],
        Some("decree") => &["대통령령 제{}", "Presidential Decree No. {}", "政令第{}"],
        _ => &[],
    };
    let has_digits = number.chars().any(|c| c.is_ascii_digit());
    if has_digits {
        cited.extend(forms.iter().map(|form| form.replace("{}", number)));
    }
    // Numbers such as A/RES/70/1 and 2016/679 are nobody else's, whatever stands before them.
    let parts = fold(number);
    let parts = parts
        .split(|c: char| !c.is_alphanumeric())
        .filter(|part| !part.is_empty());
    if has_digits && number.len() >= 6 && parts.count() >= 2 && !number.contains(' ') {
        cited.push(number.to_owned());
    }
    cited
}
