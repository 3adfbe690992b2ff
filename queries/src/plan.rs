//! Query → what tantivy runs, and what ranking and highlighting look for.
//!
//! A word is analysed in every language the archive holds and matches any of the resulting terms,
//! counted as one. What analysis parts into several terms (`covid-19`, 智慧城市) is a phrase. A word of which
//! analysis leaves nothing is passed over. Syllable pairs of Hangul words are looked up beside
//! them at weight 0.3: they help ranking and never decide what matches.
//!
//! What was asked and other words for it (`synonyms.rs`) are one concept: a document needs one of
//! them, and the best of them counts. A synonym is never rarer than what was asked, and weighs so
//! little that, in texts of one length, no number of its places is worth more than one of what was
//! asked: what was typed goes first.
//!
//! Of a question in words, documents match that hold enough of it (`question.rs`, `enough.rs`). Where
//! nothing matches as asked, [`Reading`] says what is asked instead.
//!
//! Not here: the order of the answer (`rank.rs`), filters (`facets.rs`).

use std::collections::BTreeSet;
use std::ops::Range;
use std::sync::Arc;

use regesta_index::analysis::{QueryToken, hangul_bigrams, query_tokens};
use regesta_index::{Facet, Snapshot, UNKNOWN, vocabulary};
use tantivy::query::{
    AllQuery, BooleanQuery, DisjunctionMaxQuery, EnableScoring, Occur, Query as Engine,
};
use tantivy::schema::Field as IndexField;
use tantivy::{Score, TERMINATED, TantivyError, Term};
use unicode_normalization::char::is_combining_mark;

use crate::bm25::{Bm25, K1, idf};
use crate::condition::Condition;
use crate::enough::Enough;
use crate::leaf::{Leaf, LeafQuery, Part, PartKind};
use crate::question::{asks, capitals_tell, is_abbreviation, is_question};
use crate::request::{InvalidKind, InvalidRequest, shown};
use crate::similar::Similar;
use crate::synonyms::{Synonyms, Unit};
use crate::work::Work;
use crate::{Error, Field, Message, Query, Request, YearRange};

/// Weight of the syllable pairs (findings.md, "Analysis": the best of the rules measured).
const BIGRAM_WEIGHT: f32 = 0.3;

/// Weight of synonyms: BM25 gives endless places of a word k1 + 1 times what it gives to one, in a
/// text of average length.
const SYNONYM_WEIGHT: Score = 1.0 / (K1 + 1.0);

/// Share of a question that a document must hold, each word worth its rarity: the most that loses
/// nothing against any share at all (tests/relevance/README.md).
const ENOUGH: Score = 0.15;

/// Most terms of the index that the open words of one query may stand for.
const MAX_EXPANSION: usize = 16_384;

/// Most similar words of one query: each takes a walk through the index's dictionary.
const MAX_SIMILAR: usize = 8;

/// Most words that are looked for within longer ones: each takes a look at every Hangul term.
const MAX_PARTIAL: usize = 8;

/// How literally a query is taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Reading {
    /// As asked.
    AsAsked,
    /// Hangul words that no document holds may be parts of longer words.
    PartsOfWords,
    /// Words that no document holds are left out.
    KnownWords,
    /// Any of the words is enough, and any two characters of a long run without spaces.
    AnyWord,
}

impl Reading {
    /// Every reading, the most literal first.
    pub(crate) const ALL: [Self; 4] = [
        Self::AsAsked,
        Self::PartsOfWords,
        Self::KnownWords,
        Self::AnyWord,
    ];
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
    /// Words that no document has, which were left out.
    pub(crate) unknown: Vec<String>,
    /// Whether documents with only some of the words match.
    pub(crate) any: bool,
    /// Whether enough of a question is enough.
    pub(crate) is_question: bool,
    /// Whether it asks for something else than the reading before.
    pub(crate) is_other: bool,
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
    /// Prepares `query` with its `synonyms`, which may be none.
    ///
    /// # Errors
    ///
    /// - [`Error::Request`] if an open word stands for too many terms
    /// - [`Error::Archive`] if the index cannot be read
    pub(crate) fn new(
        snapshot: &Arc<Snapshot>,
        query: &Query,
        synonyms: &Synonyms,
        reading: Reading,
    ) -> Result<Self, Error> {
        let searcher = snapshot.searcher();
        let mut planning = Planning {
            snapshot,
            synonyms,
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
            unknown: BTreeSet::new(),
            expanded: 0,
            similar: 0,
            work: Arc::default(),
        };
        let is_question = is_question(query);
        let any = reading == Reading::AnyWord && has_alternatives(query);
        let parts = match query {
            Query::And(parts) => parts.as_slice(),
            query => std::slice::from_ref(query),
        };
        let engine = if any {
            planning.enough(parts, 0.0)?
        } else if is_question {
            planning.enough(parts, ENOUGH)?
        } else {
            planning
                .node(query, true)?
                .unwrap_or_else(|| Box::new(AllQuery))
        };
        let Planning {
            leaves,
            concepts,
            helpers,
            partial,
            unknown,
            work,
            ..
        } = planning;
        let is_other = match reading {
            Reading::AsAsked => true,
            Reading::PartsOfWords => !partial.is_empty(),
            Reading::KnownWords => !is_question && !unknown.is_empty() && !leaves.is_empty(),
            Reading::AnyWord => any && !leaves.is_empty(),
        };
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
            is_other,
            partial: partial.into_iter().collect(),
            unknown: unknown.into_iter().collect(),
            any,
            is_question: is_question && !any,
            work,
        })
    }

    /// Prepares the query of `request` in the reading that a search goes by: the first that some
    /// document matches.
    ///
    /// # Errors
    ///
    /// As [`Plan::new`], and if the query cannot be read.
    pub(crate) fn as_searched(snapshot: &Arc<Snapshot>, request: &Request) -> Result<Self, Error> {
        let query = request.parsed()?.query;
        let synonyms = Synonyms::find(snapshot, request, &query)?;
        for reading in Reading::ALL {
            let plan = Self::new(snapshot, &query, &synonyms, reading)?;
            if plan.is_other && plan.matches_something(snapshot).map_err(engine)? {
                return Ok(plan);
            }
        }
        Self::new(snapshot, &query, &synonyms, Reading::AsAsked)
    }

    /// Whether some document matches, whatever the filters.
    fn matches_something(&self, snapshot: &Snapshot) -> tantivy::Result<bool> {
        let searcher = snapshot.searcher();
        let weight = self
            .engine
            .weight(EnableScoring::enabled_from_searcher(searcher))?;
        for reader in searcher.segment_readers() {
            let alive = reader.alive_bitset();
            let mut scorer = weight.scorer(reader, 1.0)?;
            while scorer.doc() != TERMINATED {
                let doc = scorer.doc();
                if alive.is_none_or(|alive| alive.is_alive(doc)) {
                    return Ok(true);
                }
                scorer.advance();
            }
        }
        Ok(false)
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

/// What may differ from a word as typed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Open {
    /// Nothing.
    No,
    /// It may go on.
    End,
    /// So many of its letters.
    Letters(u8),
}

/// Whether taking `query` less literally may find more: it asks for several things at once.
pub(crate) fn has_alternatives(query: &Query) -> bool {
    let positive = |part: &&Query| {
        matches!(
            part,
            Query::Word(_)
                | Query::Prefix(_)
                | Query::Similar { .. }
                | Query::Phrase { .. }
                | Query::Or(_)
        )
    };
    match query {
        Query::And(parts) => parts.iter().filter(positive).count() > 0,
        Query::Word(_) => true,
        _ => false,
    }
}

fn boxed(leaf: &Arc<Leaf>) -> Box<dyn Engine> {
    Box::new(LeafQuery(leaf.clone()))
}

struct Planning<'a> {
    snapshot: &'a Arc<Snapshot>,
    synonyms: &'a Synonyms,
    reading: Reading,
    documents: u64,
    leaves: Vec<Arc<Leaf>>,
    concepts: Vec<Concept>,
    helpers: Vec<Arc<Leaf>>,
    partial: BTreeSet<String>,
    unknown: BTreeSet<String>,
    /// Terms that open words stand for, of all words so far.
    expanded: usize,
    /// Similar words so far.
    similar: usize,
    work: Arc<Work>,
}

type Node = Option<Box<dyn Engine>>;

impl Planning<'_> {
    /// The engine's query for `query`; `None` if analysis leaves nothing of it.
    fn node(&mut self, query: &Query, positive: bool) -> Result<Node, Error> {
        let body = self.snapshot.fields().body;
        Ok(match query {
            Query::All => Some(Box::new(AllQuery)),
            Query::Word(_) if positive => {
                let mut nodes = Vec::new();
                let synonyms = self.synonyms;
                for unit in synonyms.units(std::slice::from_ref(query)) {
                    nodes.extend(self.unit(&unit, Occur::Must)?);
                }
                nodes.pop()
            }
            Query::Word(_) | Query::Prefix(_) | Query::Similar { .. } | Query::Phrase { .. } => {
                self.words(query, body, positive)?
            }
            Query::Field(Field::Title(words)) => {
                self.words(words, self.snapshot.fields().title, false)?
            }
            Query::Field(field) => Some(Box::new(self.condition(field))),
            Query::And(parts) => {
                let mut clauses = Vec::new();
                if positive {
                    let synonyms = self.synonyms;
                    for unit in synonyms.units(parts) {
                        let occur = match unit.asked {
                            [Query::Not(_)] => Occur::MustNot,
                            _ => Occur::Must,
                        };
                        clauses.extend(self.unit(&unit, Occur::Must)?.map(|node| (occur, node)));
                    }
                    return Ok(combined(clauses));
                }
                for part in parts {
                    let (occur, part) = match part {
                        Query::Not(inner) => (Occur::MustNot, inner.as_ref()),
                        part => (Occur::Must, part),
                    };
                    clauses.extend(self.node(part, false)?.map(|node| (occur, node)));
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

    /// At least a `share` of the words among `parts`, each worth its rarity, and all of their conditions.
    ///
    /// Words that only ask are passed over, where there are others.
    fn enough(&mut self, parts: &[Query], share: Score) -> Result<Box<dyn Engine>, Error> {
        let mut clauses = Vec::new();
        let mut words: Vec<(Box<dyn Engine>, Score)> = Vec::new();
        let languages = self.snapshot.languages();
        let (mut naming, mut asking) = (Vec::new(), Vec::new());
        let capitals_tell = capitals_tell(parts);
        for part in parts {
            match part {
                Query::Word(text) => {
                    let tokens = query_tokens(text, languages);
                    let only_asks = |token: &QueryToken| {
                        let typed = text.get(token.bytes.clone()).unwrap_or_default();
                        let asks =
                            asks(&token.written) || token.terms.iter().any(|term| asks(term));
                        // The character left over beside a number (2000年) stands for too many words.
                        let is_rest = token.prefix && tokens.len() > 1;
                        (asks && !(capitals_tell && is_abbreviation(typed))) || is_rest
                    };
                    // What is joined without a space (CPI-Maßstab, a run of Chinese) is as many words as
                    // it has terms: that they stand together is worth something, and not required.
                    for token in &tokens {
                        let word = match tokens.as_slice() {
                            [_] => part.clone(),
                            _ => Query::Word(token.written.clone()),
                        };
                        match only_asks(token) {
                            true => asking.push(word),
                            false => naming.push(word),
                        }
                    }
                }
                Query::Prefix(_) | Query::Similar { .. } | Query::Phrase { .. } | Query::Or(_) => {
                    naming.push(part.clone())
                }
                Query::Not(inner) => {
                    clauses.extend(self.node(inner, false)?.map(|node| (Occur::MustNot, node)));
                }
                part => clauses.extend(self.node(part, true)?.map(|node| (Occur::Must, node))),
            }
        }
        let synonyms = self.synonyms;
        let asked = if naming.is_empty() { asking } else { naming };
        for unit in synonyms.units(&asked) {
            let first = self.leaves.len();
            if let Some(node) = self.unit(&unit, Occur::Should)? {
                let made = self.leaves.get(first..).unwrap_or_default();
                let known = made.iter().filter(|leaf| leaf.is_known);
                let known = known.filter(|leaf| leaf.kind != PartKind::Synonym);
                words.push((node, known.map(|leaf| leaf.bm25.idf()).sum()));
            }
        }
        if !words.is_empty() {
            let all: Score = words.iter().map(|(_, worth)| worth).sum();
            clauses.push((
                Occur::Must,
                Box::new(Enough {
                    parts: words,
                    least: share * all,
                }),
            ));
        }
        Ok(combined(clauses).unwrap_or_else(|| Box::new(AllQuery)))
    }

    /// One thing that is asked for, with the other words for it; of `Not`, what it excludes.
    ///
    /// `together` says whether of several words all are needed.
    fn unit(&mut self, unit: &Unit<'_>, together: Occur) -> Result<Node, Error> {
        let from = self.leaves.len();
        let body = self.snapshot.fields().body;
        let mut asked = Vec::new();
        for part in unit.asked {
            let node = match part {
                Query::Not(inner) => self.node(inner, false)?,
                Query::Word(_) => self.words(part, body, true)?,
                part => self.node(part, true)?,
            };
            asked.extend(node.map(|node| (together, node)));
        }
        if unit.others.is_empty() {
            return Ok(combined(asked));
        }
        let asked_leaves: Vec<usize> = (from..self.leaves.len()).collect();
        let rarity = self
            .leaves
            .iter()
            .skip(from)
            .map(|leaf| leaf.bm25.idf())
            .sum();
        let mut nodes: Vec<Box<dyn Engine>> = combined(asked).into_iter().collect();
        let mut others = Vec::new();
        for other in unit.others {
            if let Some(leaf) = self.synonym(other, rarity)? {
                nodes.push(boxed(&leaf));
                others.push(self.leaves.len());
                self.leaves.push(leaf);
            }
        }
        self.concepts.push(Concept {
            asked: asked_leaves,
            others,
        });
        Ok(match nodes.len() {
            0 | 1 => nodes.pop(),
            _ => Some(Box::new(DisjunctionMaxQuery::new(nodes))),
        })
    }

    /// Another word for what is as rare as `rarity`: a phrase.
    fn synonym(&mut self, text: &str, rarity: Score) -> Result<Option<Arc<Leaf>>, Error> {
        let field = self.snapshot.fields().body;
        let tokens = query_tokens(text, self.snapshot.languages());
        let Some(first) = tokens.first().map(|token| token.position) else {
            return Ok(None);
        };
        let mut parts = Vec::new();
        for token in &tokens {
            parts.push(Part {
                terms: self.terms(text, token, field, Open::No)?,
                offset: token.position - first,
                width: 1 + u32::from(token.pair),
            });
        }
        let mut leaf = self.leaf(
            (text, PartKind::Synonym),
            field,
            parts,
            None,
            SYNONYM_WEIGHT,
        )?;
        leaf.bm25 = leaf.bm25.at_most(rarity);
        Ok(Some(Arc::new(leaf)))
    }

    /// A word, prefix or phrase in `field`.
    fn words(&mut self, query: &Query, field: IndexField, positive: bool) -> Result<Node, Error> {
        let (text, slop, mut kind, open) = match query {
            Query::Word(text) => (text, None, PartKind::Word, Open::No),
            Query::Prefix(text) => (text, None, PartKind::Beginning, Open::End),
            Query::Similar { word, letters } => {
                self.similar += 1;
                if MAX_SIMILAR < self.similar {
                    let message = Message::new(
                        "too-many-similar",
                        "takes at most {most} words with `~`: write some of them exactly",
                    );
                    return Err(refused(message.with("most", MAX_SIMILAR)));
                }
                (word, None, PartKind::Similar, Open::Letters(*letters))
            }
            Query::Phrase { text, slop } => match slop {
                None => (text, None, PartKind::Phrase, Open::No),
                Some(words) => (text, Some(*words), PartKind::Near, Open::No),
            },
            _ => return Ok(None),
        };
        let tokens = query_tokens(text, self.snapshot.languages());
        let Some(first) = tokens.first().map(|token| token.position) else {
            return Ok(None);
        };
        let mut parts = Vec::new();
        let last = tokens.len() - 1;
        for (index, token) in tokens.iter().enumerate() {
            // Only the last word ends anywhere.
            let ends = open == Open::End && index != last;
            let open = if ends { Open::No } else { open };
            let terms = self.terms(text, token, field, open)?;
            parts.push(Part {
                terms,
                offset: token.position - first,
                width: 1 + u32::from(token.pair),
            });
        }
        if let [part] = parts.as_mut_slice()
            && Reading::PartsOfWords <= self.reading
            && open == Open::No
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
        if positive && !leaf.is_known && Reading::KnownWords <= self.reading {
            self.unknown.insert(text.clone());
            return Ok(None);
        }
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
        let mut is_known = true;
        for part in &parts {
            let frequency =
                Leaf::document_frequency(searcher, part, self.documents).map_err(engine)?;
            rarity += idf(frequency, self.documents);
            is_known &= frequency > 0;
        }
        let bm25 = Bm25::new(rarity, self.snapshot.average_terms(field));
        Ok(Leaf {
            text: text.to_owned(),
            kind,
            field,
            parts,
            slop,
            bm25,
            is_known,
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
                    width: 1,
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
        open: Open,
    ) -> Result<Vec<Term>, Error> {
        let plain = || {
            token
                .terms
                .iter()
                .map(|term| Term::from_field_text(field, term))
        };
        if let Open::Letters(letters) = open
            && !token.prefix
        {
            let mut found: BTreeSet<Term> = plain().collect();
            let fields = self.snapshot.fields();
            if field == fields.body {
                self.similar_to(fields.written, &token.written, letters, &mut found)?;
            }
            // Hangul is without its particles there; a title has stems alone.
            for word in std::iter::once(&token.written).chain(&token.terms) {
                if field == fields.title || is_hangul(word) || *word == token.written {
                    self.similar_to(field, word, letters, &mut found)?;
                }
            }
            return self.bounded(found, text);
        }
        if open != Open::End && !token.prefix {
            return Ok(plain().collect());
        }
        // A term that begins so belongs to words that do, for stems that do not begin their words are
        // marked; a word that is longer than its term stands in the other field.
        let written = self.snapshot.fields().written;
        let other = (field == self.snapshot.fields().body).then_some(written);
        let start = token.written.as_bytes();
        let until = [start, &[0xff]].concat();
        // A character is not the same with a vowel sign or tone mark on it; what ำ and ຳ stand for
        // begins with a mark, but follows.
        let wanted = |term: &str| {
            let rest = term.get(start.len()..).unwrap_or_default();
            let follows = ["\u{e4d}\u{e32}", "\u{ecd}\u{eb2}"];
            open == Open::End
                || !rest.starts_with(is_combining_mark)
                || follows.iter().any(|vowel| rest.starts_with(vowel))
        };
        let mut found = BTreeSet::new();
        for field in [Some(field), other].into_iter().flatten() {
            self.scan(field, start..&until, wanted, &mut found)?;
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
        let message = Message::new(
            "too-many-meant",
            "more than {most} words are meant by `{text}` and the like: type more of the word",
        );
        let message = message.with("most", MAX_EXPANSION);
        Err(refused(message.with("text", shown(text))))
    }

    /// Collects the terms that are similar to a word; stops when there are too many.
    fn similar_to(
        &self,
        field: IndexField,
        word: &str,
        letters: u8,
        found: &mut BTreeSet<Term>,
    ) -> Result<(), Error> {
        let Some(similar) = Similar::to(word, letters) else {
            return Ok(());
        };
        let mut walk = || -> tantivy::Result<()> {
            for reader in self.snapshot.searcher().segment_readers() {
                let inverted = reader.inverted_index(field)?;
                let mut stream = inverted.terms().search(&similar).into_stream()?;
                while found.len() <= MAX_EXPANSION && stream.advance() {
                    let term = String::from_utf8_lossy(stream.key());
                    // A marked term is a stem, one letter longer than it looks.
                    if term.starts_with('~') == word.starts_with('~') {
                        found.insert(Term::from_field_text(field, &term));
                    }
                }
            }
            Ok(())
        };
        walk().map_err(engine)
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

fn refused(message: Message) -> Error {
    Error::Request(InvalidRequest {
        parameter: "q".to_owned(),
        message,
        kind: InvalidKind::BadValue,
    })
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
