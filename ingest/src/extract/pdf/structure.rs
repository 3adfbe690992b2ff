//! The catalogue of a PDF file, and how its references are followed without loop or end.
//!
//! What holds: every reference is followed from the file's table, never through the object that
//! names it, so that a chain of ten thousand costs no more than its length; nothing is visited
//! twice in one tree; a walk ends after a fixed number of steps.
//!
//! Source: ISO 32000-2, 7.7.2 (catalogue), 7.9.6 (name trees), 7.9.7 (number trees).

use std::cell::RefCell;
use std::collections::{HashMap, HashSet};

use hayro_syntax::Pdf;
use hayro_syntax::object::{Array, Dict, MaybeRef, ObjRef, Object, ObjectIdentifier};
use regesta_index::PageNumber;

use super::container::short_string;

/// Most nodes of one name tree or number tree.
const MAX_NODES: usize = 20_000;

/// Most entries of one such tree.
const MAX_ENTRIES: usize = 200_000;

/// What stands in a file outside its pages.
pub(super) struct Structure<'a> {
    pub(super) pdf: &'a Pdf,
    /// The dictionary from which everything else is reached; empty where the file has none.
    pub(super) catalogue: Dict<'a>,
    numbers: HashMap<ObjectIdentifier, PageNumber>,
    /// Names and titles that were read by reference.
    texts: RefCell<HashMap<ObjRef, Option<String>>>,
}

impl<'a> Structure<'a> {
    pub(super) fn of(pdf: &'a Pdf) -> Self {
        let numbers = (1..).zip(pdf.pages().iter());
        Self {
            pdf,
            catalogue: pdf.xref().get(pdf.xref().root_id()).unwrap_or_default(),
            numbers: numbers
                .filter_map(|(number, page)| Some((page.raw().obj_id()?, PageNumber::new(number)?)))
                .collect(),
            texts: RefCell::default(),
        }
    }

    /// The page that a reference leads to.
    pub(super) fn page(&self, page: ObjRef) -> Option<PageNumber> {
        self.numbers.get(&page.into()).copied()
    }

    /// The page at an index from 0.
    pub(super) fn page_at(&self, index: i64) -> Option<PageNumber> {
        let index = usize::try_from(index).ok()?;
        let number = u32::try_from(index).ok()?.checked_add(1)?;
        (index < self.pdf.pages().len())
            .then(|| PageNumber::new(number))
            .flatten()
    }

    /// The object itself, or the one that the reference leads to.
    pub(super) fn resolve(&self, object: MaybeRef<Object<'a>>) -> Option<Object<'a>> {
        match object {
            MaybeRef::Ref(reference) => self.pdf.xref().get(reference.into()),
            MaybeRef::NotRef(object) => Some(object),
        }
    }

    /// A name or title. Many may lead to one long text: it is read once.
    pub(super) fn text(&self, object: MaybeRef<Object<'a>>) -> Option<String> {
        let text = |object: Object<'a>| Some(short_string(object.into_string()?.as_bytes()));
        match object {
            MaybeRef::NotRef(object) => text(object),
            MaybeRef::Ref(reference) => {
                if let Some(known) = self.texts.borrow().get(&reference) {
                    return known.clone();
                }
                let read = self.pdf.xref().get(reference.into()).and_then(text);
                self.texts.borrow_mut().insert(reference, read.clone());
                read
            }
        }
    }

    /// The name or title under `key`.
    pub(super) fn text_at(&self, parent: &Dict<'a>, key: &str) -> Option<String> {
        self.text(parent.get_raw::<Object<'a>>(key)?)
    }

    /// The object under `key`.
    pub(super) fn object(&self, parent: &Dict<'a>, key: &str) -> Option<Object<'a>> {
        self.resolve(parent.get_raw::<Object<'a>>(key)?)
    }

    /// The dictionary under `key`.
    pub(super) fn dict(&self, parent: &Dict<'a>, key: &str) -> Option<Dict<'a>> {
        self.object(parent, key)?.into_dict()
    }

    /// The keys and values of a name tree (`leaf` is `Names`) or a number tree (`Nums`), in order;
    /// not yet followed, since many may lead to one long text.
    pub(super) fn entries(
        &self,
        root: Dict<'a>,
        leaf: &str,
    ) -> Vec<(MaybeRef<Object<'a>>, MaybeRef<Object<'a>>)> {
        let mut entries = Vec::new();
        let mut seen = HashSet::new();
        let mut nodes = vec![root];
        while let Some(node) = nodes.pop() {
            if node.obj_id().is_some_and(|id| !seen.insert(id)) || MAX_NODES < seen.len() {
                continue;
            }
            let leaves = self.object(&node, leaf).and_then(Object::into_array);
            let mut items = leaves.iter().flat_map(Array::raw_iter);
            while let (Some(key), Some(value)) = (items.next(), items.next()) {
                if MAX_ENTRIES <= entries.len() {
                    return entries;
                }
                entries.push((key, value));
            }
            let kids = self.object(&node, "Kids").and_then(Object::into_array);
            let left = MAX_NODES.saturating_sub(nodes.len());
            let kids = kids.iter().flat_map(Array::raw_iter).take(left);
            let first = nodes.len();
            nodes.extend(kids.filter_map(|kid| self.resolve(kid)?.into_dict()));
            if let Some(kids) = nodes.get_mut(first..) {
                kids.reverse();
            }
        }
        entries
    }
}
