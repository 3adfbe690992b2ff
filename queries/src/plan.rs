//! Query → what tantivy runs, and what ranking and highlighting look for.
//!
//! A word is analysed in every language the archive holds and matches any of the resulting terms,
//! counted as one. What analysis parts into several terms (`covid-19`, 智慧城市) is a phrase. A word of which
//! analysis leaves nothing is passed over. Syllable pairs of Hangul words are looked up beside
//! them at weight 0.3: they help ranking and never decide what matches.
//!
//! Where nothing matches as asked, [`Reading`] says what is asked instead.
//!
//! Not here: the order of the answer (`rank.rs`), filters (`facets.rs`).

use std::collections::BTreeSet;
use std::ops::Range;
use std::sync::Arc;

use regesta_index::analysis::{QueryToken, hangul_bigrams, query_tokens};
use regesta_index::{Facet, Snapshot, UNKNOWN, vocabulary};
use tantivy::query::{AllQuery, BooleanQuery, Occur, Query as Engine};
use tantivy::schema::Field as IndexField;
use tantivy::{Score, TantivyError, Term};

use crate::bm25::{Bm25, idf};
use crate::condition::Condition;
use crate::leaf::{Leaf, LeafQuery, Part, PartKind};
use crate::request::{InvalidKind, InvalidRequest, shown};
use crate::work::Work;
use crate::{Error, Field, Query, YearRange};

/// Weight of the syllable pairs (findings.md, "Analysis": the best of the rules measured).
const BIGRAM_WEIGHT: f32 = 0.3;

/// Most terms of the index that the open words of one query may stand for.
const MAX_EXPANSION: usize = 16_384;

/// Most words that are looked for within longer ones: each takes a look at every Hangul term.
const MAX_PARTIAL: usize = 8;

/// How literally a query is taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Reading {
    /// As asked.
    AsAsked,
    /// Hangul words that no document holds may be parts of longer words.
    PartsOfWords,
    /// Any of the words is enough.
    AnyWord,
}

/// A query, ready to be run on one snapshot.
#[derive(Debug)]
pub(crate) struct Plan {
    /// Decides which documents match, and scores them.
    pub(crate) engine: Box<dyn Engine>,
    /// The words and phrases that are looked for, not those that are excluded.
    pub(crate) leaves: Vec<Arc<Leaf>>,
    /// Which of the leaves mean the same thing; others stand for themselves.
    pub(crate) concepts: Vec<Concept>,
    /// What only helps ranking.
    pub(crate) helpers: Vec<Arc<Leaf>>,
    /// Words that were read as parts of longer ones.
    pub(crate) partial: Vec<String>,
    /// Whether documents with only some of the words match.
    pub(crate) any: bool,
    /// What running it has cost so far.
    pub(crate) work: Arc<Work>,
}

/// Leaves that mean the same thing, by their index: they count once.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Concept {
    /// What was asked for; its scores add up.
    pub(crate) asked: Vec<usize>,
    /// Other ways to say it; the best of them counts, if it is better than what was asked for.
    pub(crate) others: Vec<usize>,
}

impl Concept {
    /// Of a score for each of the plan's leaves, the index of what counts in this concept's place.
    pub(crate) fn counted(&self, scores: &[Score]) -> Vec<usize> {
        let of = |leaf: &usize| scores.get(*leaf).copied().unwrap_or(0.0);
        let asked: Score = self.asked.iter().map(of).sum();
        let best = self.others.iter().max_by(|a, b| of(a).total_cmp(&of(b)));
        match best {
            Some(best) if asked < of(best) => vec![*best],
            _ => self.asked.clone(),
        }
    }
}

impl Plan {
    /// Prepares `query`.
    ///
    /// # Errors
    ///
    /// - [`Error::Request`] if an open word stands for too many terms
    /// - [`Error::Archive`] if the index cannot be read
    pub(crate) fn new(
        snapshot: &Arc<Snapshot>,
        query: &Query,
        reading: Reading,
    ) -> Result<Self, Error> {
        let searcher = snapshot.searcher();
        let mut planning = Planning {
            snapshot,
            reading,
            documents: searcher
                .segment_readers()
                .iter()
                .map(|reader| u64::from(reader.max_doc()))
                .sum(),
            leaves: Vec::new(),
            concepts: Vec::new(),
            helpers: Vec::new(),
            partial: BTreeSet::new(),
            expanded: 0,
            work: Arc::default(),
        };
        let any = reading == Reading::AnyWord;
        let engine = match query {
            Query::And(parts) if any => planning.any(parts)?,
            query => planning
                .node(query, true)?
                .unwrap_or_else(|| Box::new(AllQuery)),
        };
        let Planning {
            leaves,
            concepts,
            helpers,
            partial,
            work,
            ..
        } = planning;
        let mut clauses = vec![(Occur::Must, engine)];
        clauses.extend(
            helpers
                .iter()
                .map(|leaf: &Arc<Leaf>| (Occur::Should, boxed(leaf))),
        );
        let engine: Box<dyn Engine> = match clauses.len() {
            1 => clauses.swap_remove(0).1,
            _ => Box::new(BooleanQuery::new(clauses)),
        };
        Ok(Self {
            engine,
            leaves,
            concepts,
            helpers,
            partial: partial.into_iter().collect(),
            any,
            work,
        })
    }

    /// Sets to 0 what does not count of a score for each of the leaves: what another leaf of the same
    /// concept has said already.
    pub(crate) fn counted(&self, scores: &[Score]) -> Vec<Score> {
        let mut counted = scores.to_vec();
        for concept in &self.concepts {
            let counts = concept.counted(scores);
            for leaf in concept.asked.iter().chain(&concept.others) {
                if let Some(score) = counted.get_mut(*leaf).filter(|_| !counts.contains(leaf)) {
                    *score = 0.0;
                }
            }
        }
        counted
    }

    /// Adds up a score for each of the leaves; leaves of one concept count once.
    pub(crate) fn total(&self, scores: &[Score]) -> Score {
        if self.concepts.is_empty() {
            return scores.iter().sum();
        }
        self.counted(scores).iter().sum()
    }
}

/// Whether taking `query` less literally may find more: it asks for several things at once.
pub(crate) fn has_alternatives(query: &Query) -> bool {
    let positive = |part: &&Query| {
        matches!(
            part,
            Query::Word(_) | Query::Prefix(_) | Query::Phrase { .. } | Query::Or(_)
        )
    };
    matches!(query, Query::And(parts) if parts.iter().filter(positive).count() > 1)
}

fn boxed(leaf: &Arc<Leaf>) -> Box<dyn Engine> {
    Box::new(LeafQuery(leaf.clone()))
}

struct Planning<'a> {
    snapshot: &'a Arc<Snapshot>,
    reading: Reading,
    documents: u64,
    leaves: Vec<Arc<Leaf>>,
    concepts: Vec<Concept>,
    helpers: Vec<Arc<Leaf>>,
    partial: BTreeSet<String>,
    /// Terms that open words stand for, of all words so far.
    expanded: usize,
    work: Arc<Work>,
}

type Node = Option<Box<dyn Engine>>;

impl Planning<'_> {
    /// The engine's query for `query`; `None` if analysis leaves nothing of it.
    fn node(&mut self, query: &Query, positive: bool) -> Result<Node, Error> {
        let body = self.snapshot.fields().body;
        Ok(match query {
            Query::All => Some(Box::new(AllQuery)),
            Query::Word(_) | Query::Prefix(_) | Query::Phrase { .. } => {
                self.words(query, body, positive)?
            }
            Query::Field(Field::Title(words)) => {
                self.words(words, self.snapshot.fields().title, false)?
            }
            Query::Field(field) => Some(Box::new(self.condition(field))),
            Query::And(parts) => {
                let mut clauses = Vec::new();
                for part in parts {
                    let (occur, part, positive) = match part {
                        Query::Not(inner) => (Occur::MustNot, inner.as_ref(), false),
                        part => (Occur::Must, part, positive),
                    };
                    clauses.extend(self.node(part, positive)?.map(|node| (occur, node)));
                }
                combined(clauses)
            }
            Query::Or(parts) => {
                let mut clauses = Vec::new();
                for part in parts {
                    clauses.extend(self.node(part, positive)?.map(|node| (Occur::Should, node)));
                }
                combined(clauses)
            }
            Query::Not(inner) => self
                .node(inner, false)?
                .and_then(|node| combined(vec![(Occur::MustNot, node)])),
        })
    }

    /// Any of the words among `parts`, and all of their conditions.
    fn any(&mut self, parts: &[Query]) -> Result<Box<dyn Engine>, Error> {
        let mut words = Vec::new();
        let mut clauses = Vec::new();
        for part in parts {
            match part {
                Query::Word(_) | Query::Prefix(_) | Query::Phrase { .. } | Query::Or(_) => {
                    words.extend(self.node(part, true)?.map(|node| (Occur::Should, node)));
                }
                Query::Not(inner) => {
                    clauses.extend(self.node(inner, false)?.map(|node| (Occur::MustNot, node)));
                }
                part => clauses.extend(self.node(part, true)?.map(|node| (Occur::Must, node))),
            }
        }
        clauses.extend(combined(words).map(|node| (Occur::Must, node)));
        Ok(combined(clauses).unwrap_or_else(|| Box::new(AllQuery)))
    }

    /// A word, prefix or phrase in `field`.
    fn words(&mut self, query: &Query, field: IndexField, positive: bool) -> Result<Node, Error> {
        let (text, slop, mut kind) = match query {
            Query::Word(text) => (text, None, PartKind::Word),
            Query::Prefix(text) => (text, None, PartKind::Beginning),
            Query::Phrase { text, slop } => match slop {
                None => (text, None, PartKind::Phrase),
                Some(words) => (text, Some(*words), PartKind::Near),
            },
            _ => return Ok(None),
        };
        let open = kind == PartKind::Beginning;
        let tokens = query_tokens(text, self.snapshot.languages());
        let Some(first) = tokens.first().map(|token| token.position) else {
            return Ok(None);
        };
        let mut parts = Vec::new();
        let last = tokens.len() - 1;
        for (index, token) in tokens.iter().enumerate() {
            let terms = self.terms(text, token, field, open && index == last)?;
            parts.push(Part {
                terms,
                offset: token.position - first,
            });
        }
        if let [part] = parts.as_mut_slice()
            && Reading::PartsOfWords <= self.reading
            && !open
            && self.partial.len() < MAX_PARTIAL
            && part
                .terms
                .iter()
                .all(|term| term.value().as_str().is_some_and(is_hangul))
            && Leaf::document_frequency(self.snapshot.searcher(), part, self.documents)
                .map_err(engine)?
                == 0
        {
            part.terms = self.longer_words(&part.terms, field)?;
            kind = PartKind::WithinWords;
            self.partial.insert(text.clone());
        }
        let leaf = Arc::new(self.leaf((text, kind), field, parts, slop, 1.0)?);
        let node = boxed(&leaf);
        if positive {
            self.helpers(&tokens)?;
            self.leaves.push(leaf);
        }
        Ok(Some(node))
    }

    fn leaf(
        &self,
        (text, kind): (&str, PartKind),
        field: IndexField,
        parts: Vec<Part>,
        slop: Option<u32>,
        weight: f32,
    ) -> Result<Leaf, Error> {
        let searcher = self.snapshot.searcher();
        let mut rarity = 0.0;
        for part in &parts {
            let frequency =
                Leaf::document_frequency(searcher, part, self.documents).map_err(engine)?;
            rarity += idf(frequency, self.documents);
        }
        let bm25 = Bm25::new(rarity, self.snapshot.average_terms(field));
        Ok(Leaf {
            text: text.to_owned(),
            kind,
            field,
            parts,
            slop,
            bm25,
            weight,
            work: self.work.clone(),
        })
    }

    /// Adds the syllable pairs of Hangul words.
    fn helpers(&mut self, tokens: &[QueryToken]) -> Result<(), Error> {
        let field = self.snapshot.fields().bigrams;
        for term in tokens.iter().flat_map(|token| &token.terms) {
            for pair in hangul_bigrams(term) {
                let part = Part {
                    terms: vec![Term::from_field_text(field, pair)],
                    offset: 0,
                };
                if self
                    .helpers
                    .iter()
                    .all(|helper| !helper.parts.contains(&part))
                {
                    let leaf = self.leaf(
                        (pair, PartKind::Pairs),
                        field,
                        vec![part],
                        None,
                        BIGRAM_WEIGHT,
                    )?;
                    self.helpers.push(Arc::new(leaf));
                }
            }
        }
        Ok(())
    }

    /// Every term of the index that one token stands for.
    fn terms(
        &mut self,
        text: &str,
        token: &QueryToken,
        field: IndexField,
        open: bool,
    ) -> Result<Vec<Term>, Error> {
        let plain = || {
            token
                .terms
                .iter()
                .map(|term| Term::from_field_text(field, term))
        };
        if !open && !token.prefix {
            return Ok(plain().collect());
        }
        // A term that begins so belongs to words that do, for stems that do not begin their words are
        // marked; a word that is longer than its term stands in the other field.
        let written = self.snapshot.fields().written;
        let other = (field == self.snapshot.fields().body).then_some(written);
        let start = token.written.as_bytes();
        let until = [start, &[0xff]].concat();
        let mut found = BTreeSet::new();
        for field in [Some(field), other].into_iter().flatten() {
            self.scan(field, start..&until, |_| true, &mut found)?;
        }
        self.bounded(found, text)
    }

    /// Every Hangul word of the index that holds one of `words`.
    fn longer_words(&mut self, words: &[Term], field: IndexField) -> Result<Vec<Term>, Error> {
        let mut found = BTreeSet::new();
        let mut text = String::new();
        // Hangul syllables follow each other, in UTF-8 too: U+AC00 to U+D7A3.
        let hangul = "\u{ac00}".as_bytes().."\u{d7a4}".as_bytes();
        for word in words {
            text = word.value().as_str().unwrap_or_default().to_owned();
            let holds = |term: &str| term.contains(&text) && is_hangul(term);
            self.scan(field, hangul.clone(), holds, &mut found)?;
        }
        self.bounded(found, &text)
    }

    /// Counts the terms that an open word stands for; too many in one query are refused.
    fn bounded(&mut self, terms: BTreeSet<Term>, text: &str) -> Result<Vec<Term>, Error> {
        self.expanded += terms.len();
        if self.expanded <= MAX_EXPANSION {
            return Ok(terms.into_iter().collect());
        }
        Err(Error::Request(InvalidRequest {
            parameter: "q".to_owned(),
            message: format!(
                "more than {MAX_EXPANSION} words are meant by `{}` and the like: type more of the word",
                shown(text)
            ),
            kind: InvalidKind::BadValue,
        }))
    }

    /// Collects the terms within `bounds` that are `wanted`; stops when there are too many.
    fn scan(
        &self,
        field: IndexField,
        bounds: Range<&[u8]>,
        wanted: impl Fn(&str) -> bool,
        found: &mut BTreeSet<Term>,
    ) -> Result<(), Error> {
        let mut scan = || -> tantivy::Result<()> {
            for reader in self.snapshot.searcher().segment_readers() {
                let inverted = reader.inverted_index(field)?;
                let terms = inverted.terms().range();
                let mut stream = terms.ge(bounds.start).lt(bounds.end).into_stream()?;
                while found.len() <= MAX_EXPANSION && stream.advance() {
                    let term = String::from_utf8_lossy(stream.key());
                    if wanted(&term) {
                        found.insert(Term::from_field_text(field, &term));
                    }
                }
            }
            Ok(())
        };
        scan().map_err(engine)
    }

    fn condition(&self, field: &Field) -> Condition {
        let (facet, values): (Facet, Vec<String>) = match field {
            Field::Country(code) => (
                Facet::Country,
                vec![vocabulary::jurisdiction(code).unwrap_or_else(|| code.clone())],
            ),
            Field::Topic(slug) => (Facet::Topic, vec![slug.clone()]),
            Field::Type(slug) => (Facet::Type, vec![slug.clone()]),
            Field::Language(subtag) => (Facet::Language, vec![subtag.clone()]),
            Field::Text(state) => (Facet::Text, vec![state.clone()]),
            Field::Subject(code) => (Facet::Subject, vec![code.clone()]),
            Field::YearSource(kind) => (Facet::YearSource, vec![kind.clone()]),
            Field::CountrySource(kind) => (Facet::CountrySource, vec![kind.clone()]),
            Field::Year(YearRange::Unknown) => (Facet::Year, vec![UNKNOWN.to_owned()]),
            Field::Year(years) => return Condition::years(self.snapshot, &[*years]),
            // Titles are words and never come here.
            Field::Title(_) => (Facet::Type, Vec::new()),
        };
        Condition::values(self.snapshot, facet, &values)
    }
}

/// Puts clauses together; `None` if there are none.
fn combined(mut clauses: Vec<(Occur, Box<dyn Engine>)>) -> Node {
    if clauses.iter().all(|(occur, _)| *occur == Occur::MustNot) && !clauses.is_empty() {
        clauses.push((Occur::Must, Box::new(AllQuery)));
    }
    match clauses.len() {
        0 => None,
        1 => Some(clauses.swap_remove(0).1),
        _ => Some(Box::new(BooleanQuery::new(clauses))),
    }
}

fn is_hangul(term: &str) -> bool {
    !term.is_empty() && term.chars().all(|c| ('\u{ac00}'..='\u{d7a3}').contains(&c))
}

/// A failure of the engine is one of the archive.
pub(crate) fn engine(error: TantivyError) -> Error {
    Error::Archive(error.into())
}
