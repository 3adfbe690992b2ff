//! One word or phrase of a query, looked up in the index.
//!
//! A [`Leaf`] is a list of [`Part`]s with their distances; each part matches any of a set of terms and
//! counts as one term. A word is a leaf of one part; `smart city`~3 is two parts and a slop.
//! Positions are those of the document's stream of terms, so a phrase may run over a page break.
//!
//! Not here: which terms a word stands for (`plan.rs`), scores of pages (`rank.rs`).

use std::sync::Arc;

use serde::Serialize;
use tantivy::fieldnorm::FieldNormReader;
use tantivy::postings::{Postings, SegmentPostings};
use tantivy::query::{EmptyScorer, EnableScoring, Explanation, Query, Scorer, Weight};
use tantivy::schema::{Field, IndexRecordOption};
use tantivy::{
    DocId, DocSet, InvertedIndexReader, Score, Searcher, SegmentReader, TERMINATED, Term,
};

use crate::bm25::Bm25;
use crate::work::Work;

/// What a part of a query is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum PartKind {
    /// A word in any of its forms.
    Word,
    /// The beginning of a word.
    Beginning,
    /// Words that differ in a few letters.
    Similar,
    /// Words in this order.
    Phrase,
    /// Words near each other.
    Near,
    /// A part of longer words.
    WithinWords,
    /// Another word for what was asked, from the glossary.
    Synonym,
    /// Two syllables of a Korean word: they help ranking.
    Pairs,
}

/// A word or phrase, ready to be looked up.
#[derive(Debug)]
pub(crate) struct Leaf {
    /// What it was made from, as asked.
    pub(crate) text: String,
    /// What it is in the query.
    pub(crate) kind: PartKind,
    /// The field whose lengths its scores go by; its terms may be of others with the same positions.
    pub(crate) field: Field,
    /// What stands for each of its words, in order; never empty.
    pub(crate) parts: Vec<Part>,
    /// How many other terms may stand between the parts, which may then come in any order.
    pub(crate) slop: Option<u32>,
    /// Its score for a document of given length and frequency.
    pub(crate) bm25: Bm25,
    /// Whether each of its parts stands in some document.
    pub(crate) is_known: bool,
    /// What the score counts for: 1 for words, less for what only helps ranking.
    pub(crate) weight: Score,
    /// What the search it belongs to has cost so far.
    pub(crate) work: Arc<Work>,
}

/// One place of a leaf: any of these terms, as one term.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Part {
    /// Every term of the index that it stands for.
    pub(crate) terms: Vec<Term>,
    /// Its distance from the first part, in terms.
    pub(crate) offset: u32,
    /// Terms that begin with what it asks for: two for a pair of characters without spaces, each of
    /// which begins a term of its own.
    pub(crate) width: u32,
}

/// What is asked of the places of a leaf.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Detail {
    /// Where each match begins.
    Starts,
    /// Every term of every match as well.
    Terms,
}

/// Where a leaf stands in one document.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Places {
    /// Position of the first term of each match, ascending.
    pub(crate) starts: Vec<u32>,
    /// Positions of all terms of all matches, ascending.
    pub(crate) terms: Vec<u32>,
}

impl Leaf {
    /// Number of documents that hold a part, never more than `documents`; of terms in common
    /// it counts too many, which only makes the part seem a little more frequent.
    pub(crate) fn document_frequency(
        searcher: &Searcher,
        part: &Part,
        documents: u64,
    ) -> tantivy::Result<u64> {
        let mut frequency = 0;
        for term in &part.terms {
            frequency += searcher.doc_freq(term)?;
        }
        Ok(frequency.min(documents))
    }

    /// Finds where the leaf stands in each of `docs`, which are ascending, in one pass over its postings.
    pub(crate) fn places(
        &self,
        reader: &SegmentReader,
        docs: &[DocId],
        detail: Detail,
    ) -> tantivy::Result<Vec<Places>> {
        let mut places = vec![Places::default(); docs.len()];
        if self
            .parts
            .iter()
            .any(|part| MERGED_TERMS < part.terms.len())
        {
            self.places_by_term(reader, docs, detail, &mut places)?;
            return Ok(places);
        }
        let option = IndexRecordOption::WithFreqsAndPositions;
        let Some(mut unions) = self.unions(reader, option)? else {
            return Ok(places);
        };
        let mut lists = vec![Vec::new(); unions.len()];
        for (doc, found) in docs.iter().zip(&mut places) {
            let all = unions
                .iter_mut()
                .all(|union| union.doc() <= *doc && union.seek(*doc) == *doc);
            if !all {
                continue;
            }
            let terms = (detail == Detail::Terms).then_some(&mut found.terms);
            if !self.align(&mut unions, &mut lists, terms, &mut found.starts) {
                break;
            }
            found.terms.sort_unstable();
            found.terms.dedup();
        }
        Ok(places)
    }

    /// Does what [`Leaf::places`] does, one term after the other: of thousands of terms, most are in few
    /// of the documents, and looking at all of them at every document costs many times more.
    fn places_by_term(
        &self,
        reader: &SegmentReader,
        docs: &[DocId],
        detail: Detail,
        places: &mut [Places],
    ) -> tantivy::Result<()> {
        let mut of_parts = Vec::with_capacity(self.parts.len());
        for part in &self.parts {
            of_parts.push(self.positions_by_term(reader, part, docs)?);
        }
        for (index, found) in places.iter_mut().enumerate() {
            let lists = of_parts.iter_mut().filter_map(|lists| lists.get_mut(index));
            let lists: Vec<Vec<u32>> = lists.map(std::mem::take).collect();
            if lists.iter().any(Vec::is_empty) {
                continue;
            }
            let positions = lists.iter().map(Vec::len).sum();
            if !self.work.spend(self.steps(positions)) {
                break;
            }
            let terms = (detail == Detail::Terms).then_some(&mut found.terms);
            self.align_lists(&lists, terms, &mut found.starts);
            found.terms.sort_unstable();
            found.terms.dedup();
        }
        Ok(())
    }

    /// Positions of a part in each of `docs`, ascending; empty where it does not stand.
    fn positions_by_term(
        &self,
        reader: &SegmentReader,
        part: &Part,
        docs: &[DocId],
    ) -> tantivy::Result<Vec<Vec<u32>>> {
        let mut lists: Vec<Vec<u32>> = vec![Vec::new(); docs.len()];
        let mut opened = Opened::of(reader);
        for term in &part.terms {
            let option = IndexRecordOption::WithFreqsAndPositions;
            let Some(mut postings) = opened.postings(term, option)? else {
                continue;
            };
            let (mut at, mut looked_at) = (0, 1);
            while let (Some(wanted), Some(list)) = (docs.get(at), lists.get_mut(at)) {
                if postings.doc() < *wanted {
                    postings.seek(*wanted);
                }
                if postings.doc() == *wanted {
                    let before = list.len();
                    postings.append_positions_with_offset(0, list);
                    looked_at += list.len() - before;
                    at += 1;
                    continue;
                }
                let rest = docs.get(at..).unwrap_or_default();
                at += rest.partition_point(|doc| *doc < postings.doc());
            }
            if !self.work.spend(looked_at) {
                break;
            }
        }
        for list in &mut lists {
            list.sort_unstable();
            // A word stands there in two forms if the beginning of both is asked for.
            list.dedup();
        }
        Ok(lists)
    }

    /// Scores the leaf for each of `docs`, which are ascending, as [`LeafQuery`] does.
    pub(crate) fn scores(
        &self,
        reader: &SegmentReader,
        docs: &[DocId],
    ) -> tantivy::Result<Vec<Score>> {
        let mut scores = vec![0.0; docs.len()];
        let option = IndexRecordOption::WithFreqs;
        let Some(mut unions) = self.unions(reader, option)? else {
            return Ok(scores);
        };
        let norms = reader.get_fieldnorms_reader(self.field)?;
        if let [word] = unions.as_mut_slice() {
            for (doc, score) in docs.iter().zip(&mut scores) {
                if word.doc() <= *doc && word.seek(*doc) == *doc {
                    *score = self.weight * self.bm25.score(word.frequency(), norms.fieldnorm(*doc));
                }
            }
        }
        Ok(scores)
    }

    /// The postings of every part; `None` if some part has none in this segment.
    fn unions(
        &self,
        reader: &SegmentReader,
        option: IndexRecordOption,
    ) -> tantivy::Result<Option<Vec<Union>>> {
        let mut unions = Vec::with_capacity(self.parts.len());
        for part in &self.parts {
            let union = Union::open(reader, &part.terms, option, &self.work)?;
            if union.doc() == TERMINATED {
                return Ok(None);
            }
            unions.push(union);
        }
        Ok(Some(unions))
    }

    /// Finds the matches in the document that all `unions` stand on; false if the search has to stop.
    ///
    /// Their first positions go to `starts`; if wanted, the positions of all their terms to `terms`.
    fn align(
        &self,
        unions: &mut [Union],
        lists: &mut [Vec<u32>],
        terms: Option<&mut Vec<u32>>,
        starts: &mut Vec<u32>,
    ) -> bool {
        if !self.read(unions, lists) {
            return false;
        }
        self.align_lists(lists, terms, starts);
        true
    }

    /// Reads the positions of every part in the present document; false if the search has to stop.
    fn read(&self, unions: &mut [Union], lists: &mut [Vec<u32>]) -> bool {
        let mut positions = 0;
        for (union, list) in unions.iter_mut().zip(lists.iter_mut()) {
            union.positions(list);
            positions += list.len() + union.postings.len();
        }
        self.work.spend(self.steps(positions))
    }

    /// What comparing so many positions of all parts costs.
    fn steps(&self, positions: usize) -> usize {
        // Words near each other are compared all with all at every step.
        let near = self.slop.map_or(1, |_| self.parts.len());
        positions * near
    }

    /// The same for positions that are given: those of each part, ascending.
    pub(crate) fn align_lists(
        &self,
        lists: &[Vec<u32>],
        terms: Option<&mut Vec<u32>>,
        starts: &mut Vec<u32>,
    ) {
        let Some(slop) = self.slop else {
            let before = starts.len();
            self.adjacent(lists, |start| {
                starts.push(start);
                true
            });
            if let (Some(terms), Some(found)) = (terms, starts.get(before..)) {
                terms.extend(self.terms_at(found));
            }
            return;
        };
        near(&self.parts, lists, slop, terms, starts);
    }

    /// Terms from where it begins to its end; the parts of one that is near may lie further apart.
    pub(crate) fn width(&self) -> u32 {
        let ends = self.parts.iter().map(|part| part.offset + part.width);
        ends.max().unwrap_or(1)
    }

    /// Positions of all terms of matches that begin at `starts`, where the parts follow each other.
    pub(crate) fn terms_at<'a>(&'a self, starts: &'a [u32]) -> impl Iterator<Item = u32> + 'a {
        let offsets = self
            .parts
            .iter()
            .flat_map(|part| part.offset..part.offset + part.width);
        starts
            .iter()
            .flat_map(move |start| offsets.clone().map(move |offset| start + offset))
    }

    /// Whether the parts stand as asked anywhere, going by the positions of each.
    fn stands(&self, lists: &[Vec<u32>], starts: &mut Vec<u32>) -> bool {
        match self.slop {
            None => {
                let mut stands = false;
                self.adjacent(lists, |_| {
                    stands = true;
                    false
                });
                stands
            }
            Some(slop) => {
                starts.clear();
                near(&self.parts, lists, slop, None, starts);
                !starts.is_empty()
            }
        }
    }

    /// Gives the first position of every match of parts that follow each other, until `found` says false.
    fn adjacent(&self, lists: &[Vec<u32>], mut found: impl FnMut(u32) -> bool) {
        let (Some((first, rest)), Some(parts)) = (lists.split_first(), self.parts.get(1..)) else {
            return;
        };
        if let ([second], [part]) = (rest, parts) {
            // Two words, the most frequent case: both lists in step.
            let mut second = second.iter().copied().peekable();
            for start in first {
                let wanted = start + part.offset;
                while second.next_if(|position| *position < wanted).is_some() {}
                match second.peek() {
                    Some(position) if *position == wanted => {
                        if !found(*start) {
                            return;
                        }
                    }
                    Some(_) => {}
                    None => return,
                }
            }
            return;
        }
        let mut heads = vec![0; rest.len()];
        'starts: for start in first {
            for ((list, head), part) in rest.iter().zip(&mut heads).zip(parts) {
                let wanted = start + part.offset;
                while list.get(*head).is_some_and(|position| *position < wanted) {
                    *head += 1;
                }
                match list.get(*head) {
                    Some(position) if *position == wanted => {}
                    Some(_) => continue 'starts,
                    None => return,
                }
            }
            if !found(*start) {
                return;
            }
        }
    }
}

/// Finds the smallest stretches that hold a position of every list, with at most `slop` terms between.
fn near(
    parts: &[Part],
    lists: &[Vec<u32>],
    slop: u32,
    mut terms: Option<&mut Vec<u32>>,
    starts: &mut Vec<u32>,
) {
    let mut heads = vec![0; lists.len()];
    let places = u32::try_from(lists.len()).unwrap_or(u32::MAX);
    loop {
        let mut current: Vec<(u32, usize)> = Vec::with_capacity(lists.len());
        for (part, (list, head)) in lists.iter().zip(&heads).enumerate() {
            match list.get(*head) {
                Some(position) => current.push((*position, part)),
                None => return,
            }
        }
        current.sort_unstable();
        let (Some((from, behind)), Some((to, _))) = (current.first(), current.last()) else {
            return;
        };
        let distinct = current
            .iter()
            .zip(current.iter().skip(1))
            .all(|(a, b)| a.0 != b.0);
        if distinct && to - from < slop.saturating_add(places) {
            starts.push(*from);
            if let Some(terms) = terms.as_deref_mut() {
                terms.extend(current.iter().flat_map(|(position, part)| {
                    let width = parts.get(*part).map_or(1, |part| part.width);
                    *position..position + width
                }));
            }
        }
        // Of two parts on one position (a word asked for twice) the later moves on, or the other
        // where the later cannot.
        let can_move = |part: &usize| {
            let next = heads.get(*part).map(|head| head + 1);
            next.zip(lists.get(*part))
                .is_some_and(|(next, list)| next < list.len())
        };
        let twins = current.iter().zip(current.iter().skip(1));
        let twin =
            twins.filter(|(a, b)| a.0 == b.0).map(
                |((_, one), (_, other))| {
                    if can_move(other) { *other } else { *one }
                },
            );
        let moved = twin.into_iter().next().unwrap_or(*behind);
        if let Some(head) = heads.get_mut(moved) {
            *head += 1;
        }
    }
}

/// The dictionary of the field that was asked for last: opening one has a cost.
struct Opened<'a> {
    reader: &'a SegmentReader,
    last: Option<(Field, Arc<InvertedIndexReader>)>,
}

impl<'a> Opened<'a> {
    fn of(reader: &'a SegmentReader) -> Self {
        Self { reader, last: None }
    }

    fn postings(
        &mut self,
        term: &Term,
        option: IndexRecordOption,
    ) -> tantivy::Result<Option<SegmentPostings>> {
        let known = self.last.take().filter(|(field, _)| *field == term.field());
        let (_, inverted) = match known {
            Some(known) => self.last.insert(known),
            None => {
                let inverted = self.reader.inverted_index(term.field())?;
                self.last.insert((term.field(), inverted))
            }
        };
        Ok(inverted.read_postings(term, option)?)
    }
}

/// Terms from which on they are read one after the other beforehand, not side by side.
const MERGED_TERMS: usize = 8;

/// The postings of several terms as those of one.
struct Union {
    postings: Vec<SegmentPostings>,
    /// Documents and frequencies, ascending, in place of many postings.
    merged: Vec<(DocId, u32)>,
    /// Where in `merged` we stand.
    at: usize,
    doc: DocId,
}

impl Union {
    fn open(
        reader: &SegmentReader,
        terms: &[Term],
        option: IndexRecordOption,
        work: &Work,
    ) -> tantivy::Result<Self> {
        let mut union = Self {
            postings: Vec::new(),
            merged: Vec::new(),
            at: 0,
            doc: TERMINATED,
        };
        let merge = MERGED_TERMS < terms.len() && !option.has_positions();
        if !merge {
            union.postings.reserve(terms.len());
        }
        let mut opened = Opened::of(reader);
        for term in terms {
            let Some(mut postings) = opened.postings(term, option)? else {
                continue;
            };
            if !merge {
                union.postings.push(postings);
                continue;
            }
            if !work.spend(postings.doc_freq() as usize) {
                break;
            }
            while postings.doc() != TERMINATED {
                union.merged.push((postings.doc(), postings.term_freq()));
                postings.advance();
            }
        }
        union.merged.sort_unstable();
        union.merged.dedup_by(|next, kept| {
            let same = next.0 == kept.0;
            if same {
                kept.1 += next.1;
            }
            same
        });
        union.settle();
        Ok(union)
    }

    fn settle(&mut self) -> DocId {
        let merged = self.merged.get(self.at).map(|(doc, _)| *doc);
        let least = || self.postings.iter().map(DocSet::doc).min();
        self.doc = merged.or_else(least).unwrap_or(TERMINATED);
        self.doc
    }

    /// Goes to the first document from `target` on, by the postings of all terms.
    fn move_to(&mut self, target: DocId) -> DocId {
        self.doc = TERMINATED;
        let mut at = 0;
        while let Some(postings) = self.postings.get_mut(at) {
            let doc = match postings.doc() {
                doc if target <= doc => doc,
                doc if doc + 1 == target => postings.advance(),
                _ => postings.seek(target),
            };
            if doc == TERMINATED {
                // Terms at an end would be looked at for every document to come; postings are large,
                // and their order does not matter.
                self.postings.swap_remove(at);
            } else {
                self.doc = self.doc.min(doc);
                at += 1;
            }
        }
        self.doc
    }

    fn end(&mut self) {
        self.postings.clear();
        self.merged.clear();
        self.doc = TERMINATED;
    }

    fn frequency(&self) -> u32 {
        if let Some((_, frequency)) = self.merged.get(self.at) {
            return *frequency;
        }
        let here = self
            .postings
            .iter()
            .filter(|postings| postings.doc() == self.doc);
        here.map(Postings::term_freq).sum()
    }

    fn positions(&mut self, positions: &mut Vec<u32>) {
        positions.clear();
        let doc = self.doc;
        let mut forms = 0;
        for postings in self
            .postings
            .iter_mut()
            .filter(|postings| postings.doc() == doc)
        {
            postings.append_positions_with_offset(0, positions);
            forms += 1;
        }
        if forms > 1 {
            positions.sort_unstable();
            // A word stands there in two forms if the beginning of both is asked for.
            positions.dedup();
        }
    }
}

impl DocSet for Union {
    fn advance(&mut self) -> DocId {
        if !self.merged.is_empty() {
            self.at += 1;
            return self.settle();
        }
        if let [single] = self.postings.as_mut_slice() {
            self.doc = single.advance();
            return self.doc;
        }
        self.move_to(self.doc.saturating_add(1))
    }

    fn seek(&mut self, target: DocId) -> DocId {
        if !self.merged.is_empty() {
            let rest = self.merged.get(self.at..).unwrap_or_default();
            self.at += rest.partition_point(|(doc, _)| *doc < target);
            return self.settle();
        }
        self.move_to(target)
    }

    fn doc(&self) -> DocId {
        self.doc
    }

    fn size_hint(&self) -> u32 {
        let merged = u32::try_from(self.merged.len()).unwrap_or(u32::MAX);
        let most = self.postings.iter().map(DocSet::size_hint).max();
        most.unwrap_or(merged)
    }
}

/// A leaf as a query of tantivy's.
#[derive(Clone, Debug)]
pub(crate) struct LeafQuery(pub(crate) Arc<Leaf>);

impl Query for LeafQuery {
    fn weight(&self, _: EnableScoring<'_>) -> tantivy::Result<Box<dyn Weight>> {
        Ok(Box::new(LeafWeight(self.0.clone())))
    }
}

struct LeafWeight(Arc<Leaf>);

impl Weight for LeafWeight {
    fn scorer(&self, reader: &SegmentReader, boost: Score) -> tantivy::Result<Box<dyn Scorer>> {
        let leaf = self.0.clone();
        let phrase = leaf.parts.len() > 1;
        let option = if phrase {
            IndexRecordOption::WithFreqsAndPositions
        } else {
            IndexRecordOption::WithFreqs
        };
        let Some(unions) = leaf.unions(reader, option)? else {
            return Ok(Box::new(EmptyScorer));
        };
        let norms = reader.get_fieldnorms_reader(leaf.field)?;
        let lists = vec![Vec::new(); unions.len()];
        let boost = boost * leaf.weight;
        let mut scorer = LeafScorer {
            leaf,
            unions,
            norms,
            lists,
            starts: Vec::new(),
            boost,
        };
        if phrase {
            let first = scorer
                .unions
                .iter()
                .map(DocSet::doc)
                .max()
                .unwrap_or(TERMINATED);
            scorer.meet(first);
        }
        Ok(Box::new(scorer))
    }

    fn explain(&self, _: &SegmentReader, _: DocId) -> tantivy::Result<Explanation> {
        Ok(Explanation::new("a word or phrase", 0.0))
    }
}

struct LeafScorer {
    leaf: Arc<Leaf>,
    unions: Vec<Union>,
    norms: FieldNormReader,
    lists: Vec<Vec<u32>>,
    starts: Vec<u32>,
    boost: Score,
}

impl LeafScorer {
    /// Goes to the first document from `target` on in which the parts stand as asked.
    fn meet(&mut self, mut target: DocId) -> DocId {
        loop {
            for union in &mut self.unions {
                if union.doc() < target {
                    target = union.seek(target);
                } else {
                    target = union.doc();
                }
                if target == TERMINATED {
                    break;
                }
            }
            if target == TERMINATED {
                self.end();
                return TERMINATED;
            }
            if self.unions.iter().all(|union| union.doc() == target) {
                if !self.leaf.read(&mut self.unions, &mut self.lists) {
                    self.end();
                    return TERMINATED;
                }
                // How often, is asked only of what is scored.
                if self.leaf.stands(&self.lists, &mut self.starts) {
                    return target;
                }
                target += 1;
            }
        }
    }

    fn end(&mut self) {
        self.unions.iter_mut().for_each(Union::end);
    }
}

impl DocSet for LeafScorer {
    fn advance(&mut self) -> DocId {
        match self.unions.as_mut_slice() {
            [word] => word.advance(),
            _ => match self.doc() {
                TERMINATED => TERMINATED,
                doc => self.meet(doc + 1),
            },
        }
    }

    fn seek(&mut self, target: DocId) -> DocId {
        match self.unions.as_mut_slice() {
            [word] => word.seek(target),
            _ => self.meet(target),
        }
    }

    fn doc(&self) -> DocId {
        self.unions.first().map_or(TERMINATED, Union::doc)
    }

    fn size_hint(&self) -> u32 {
        self.unions.iter().map(Union::size_hint).min().unwrap_or(0)
    }
}

impl Scorer for LeafScorer {
    fn score(&mut self) -> Score {
        let frequency = match self.unions.as_slice() {
            [word] => word.frequency(),
            _ => {
                self.starts.clear();
                self.leaf.align_lists(&self.lists, None, &mut self.starts);
                u32::try_from(self.starts.len()).unwrap_or(u32::MAX)
            }
        };
        let length = self.norms.fieldnorm(self.doc());
        self.boost * self.leaf.bm25.score(frequency, length)
    }
}
