//! The bookmarks of a PDF file → the document's table of contents.
//!
//! What holds: entries stand in the order a reader sees; an entry that leads to no page takes that
//! of its first child, and is left out where it has none.
//!
//! Not here: bookmarks that lead to other files or to places of the structure tree.
//!
//! Source: ISO 32000-2, 12.3.2 (destinations), 12.3.3 (outline).

use std::collections::{HashMap, HashSet};

use hayro_syntax::object::{Array, Dict, MaybeRef, ObjRef, Object};
use regesta_index::{OutlineEntry, PageNumber};

use super::structure::Structure;

/// Most entries that are taken. The longest outlines of laws and budgets have a few thousand.
const MAX_ENTRIES: usize = 10_000;

/// Lowest level that is told apart; what is below stands on it.
const MAX_LEVEL: u8 = 9;

/// Where named places are, by their names.
type Named = HashMap<Vec<u8>, PageNumber>;

/// Reads the outline; empty where the file has none.
pub(super) fn read(file: &Structure<'_>) -> Vec<OutlineEntry> {
    let root = file.dict(&file.catalogue, "Outlines");
    let Some(first) = root.and_then(|root| root.get_ref("First")) else {
        return Vec::new();
    };
    let mut named = None;
    let mut entries: Vec<(u8, String, Option<PageNumber>)> = Vec::new();
    let mut seen = HashSet::new();
    let mut waiting: Vec<(ObjRef, u8)> = vec![(first, 1)];
    while let Some((reference, level)) = waiting.pop() {
        if MAX_ENTRIES <= entries.len() || !seen.insert(reference) {
            continue;
        }
        let Some(item) = file.pdf.xref().get::<Dict<'_>>(reference.into()) else {
            continue;
        };
        let title = file.text_at(&item, "Title");
        let page = destination(file, &item, &mut named);
        entries.push((level, title.unwrap_or_default(), page));
        waiting.extend(item.get_ref("Next").map(|next| (next, level)));
        let below = level.saturating_add(1).min(MAX_LEVEL);
        waiting.extend(item.get_ref("First").map(|first| (first, below)));
    }
    let mut following: Option<(u8, PageNumber)> = None;
    for (level, _, page) in entries.iter_mut().rev() {
        let of_child = following.filter(|(other, _)| *level < *other);
        *page = page.or(of_child.map(|(_, page)| page));
        following = page.map(|page| (*level, page));
    }
    let entries = entries.into_iter();
    entries
        .filter_map(|(level, title, page)| {
            let page = page?;
            Some(OutlineEntry { level, title, page })
        })
        .collect()
}

/// The page that a bookmark leads to, by its destination or its action.
fn destination<'a>(
    file: &Structure<'a>,
    item: &Dict<'a>,
    named: &mut Option<Named>,
) -> Option<PageNumber> {
    let place = file.object(item, "Dest").or_else(|| {
        let action = file.dict(item, "A")?;
        let kind = file.object(&action, "S")?.into_name()?;
        if kind.as_ref() != b"GoTo" {
            return None;
        }
        file.object(&action, "D")
    })?;
    let name = match place {
        Object::Name(name) => name.as_ref().to_vec(),
        Object::String(name) => name.as_bytes().to_vec(),
        place => return explicit(file, place),
    };
    let named = named.get_or_insert_with(|| names(file));
    named.get(&name).copied()
}

/// The page of `[page /XYZ …]`, or of a dictionary that holds such an array.
fn explicit<'a>(file: &Structure<'a>, place: Object<'a>) -> Option<PageNumber> {
    let place: Array<'a> = match place {
        Object::Array(place) => place,
        Object::Dict(place) => file.object(&place, "D")?.into_array()?,
        _ => return None,
    };
    match place.raw_iter().next()? {
        MaybeRef::Ref(page) => file.page(page),
        // Against the standard but not rare: a page's index instead of the page.
        MaybeRef::NotRef(Object::Number(index)) => file.page_at(index.as_i64()),
        MaybeRef::NotRef(_) => None,
    }
}

/// The named destinations of the file: of PDF 1.1 (a dictionary) and later (a name tree).
fn names(file: &Structure<'_>) -> Named {
    let mut named = Named::new();
    let tree = file.dict(&file.catalogue, "Names");
    if let Some(tree) = tree.and_then(|names| file.dict(&names, "Dests")) {
        for (name, place) in file.entries(tree, "Names") {
            // Names stand in the tree itself.
            let MaybeRef::NotRef(Object::String(name)) = name else {
                continue;
            };
            let Some(place) = file.resolve(place) else {
                continue;
            };
            if let Some(page) = explicit(file, place) {
                named.entry(name.as_bytes().to_vec()).or_insert(page);
            }
        }
    }
    if let Some(old) = file.dict(&file.catalogue, "Dests") {
        for (name, place) in old.entries() {
            let place = file.resolve(place);
            if let Some(page) = place.and_then(|place| explicit(file, place)) {
                named.entry(name.as_ref().to_vec()).or_insert(page);
            }
        }
    }
    named
}
