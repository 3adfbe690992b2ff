//! Which layers (optional content) of a file are shown when it is opened.
//!
//! What holds: what is inside hidden content is hidden, whatever its own layer says.
//!
//! Not here: visibility expressions (`VE`); layers that only printing or zooming shows.
//!
//! Source: ISO 32000-2, 8.11 (optional content).

use std::collections::HashSet;

use hayro_syntax::object::{Array, Dict, Name, ObjectIdentifier};

/// The layers of a file, and in which marked content a walk over it is.
pub(super) struct Layers {
    hidden: HashSet<ObjectIdentifier>,
    /// Of the marked content that is open: whether it is shown.
    open: Vec<bool>,
}

impl Layers {
    /// The layers of the file with this catalogue, before anything is walked.
    pub(super) fn of(catalogue: &Dict<'_>) -> Self {
        Self {
            hidden: hidden(catalogue).unwrap_or_default(),
            open: Vec::new(),
        }
    }

    pub(super) fn is_shown(&self) -> bool {
        self.open.last().copied().unwrap_or(true)
    }

    /// How much marked content is open.
    pub(super) fn depth(&self) -> usize {
        self.open.len()
    }

    /// Closes marked content until so much is open.
    pub(super) fn close_to(&mut self, depth: usize) {
        self.open.truncate(depth);
    }

    /// Marked content begins that belongs to no layer.
    pub(super) fn begin(&mut self) {
        self.open.push(self.is_shown());
    }

    /// Marked content begins that belongs to what `owner` has under `key`, if it is a layer or a
    /// choice of layers.
    pub(super) fn begin_at(&mut self, owner: &Dict<'_>, key: &[u8]) {
        let layer = owner.get::<Dict<'_>>(key).unwrap_or_default();
        let kind = layer.get::<Name<'_>>("Type");
        let is_shown = match owner.get_ref(key) {
            _ if kind.is_some_and(|kind| kind.as_ref() == b"OCMD") => self.shows_choice(&layer),
            Some(reference) => !self.hidden.contains(&reference.into()),
            None => self.shows_choice(&layer),
        };
        self.open.push(self.is_shown() && is_shown);
    }

    pub(super) fn end(&mut self) {
        self.open.pop();
    }

    fn shows_choice(&self, choice: &Dict<'_>) -> bool {
        let mut layers: Vec<ObjectIdentifier> = Vec::new();
        if let Some(several) = choice.get::<Array<'_>>("OCGs") {
            layers.extend(references(&several));
        } else if let Some(one) = choice.get_ref("OCGs") {
            layers.push(one.into());
        }
        let mut is_hidden = layers.iter().map(|layer| self.hidden.contains(layer));
        if layers.is_empty() {
            return true;
        }
        match choice.get::<Name<'_>>("P").as_deref() {
            Some(b"AllOn") => !is_hidden.any(|hidden| hidden),
            Some(b"AnyOff") => is_hidden.any(|hidden| hidden),
            Some(b"AllOff") => is_hidden.all(|hidden| hidden),
            _ => is_hidden.any(|hidden| !hidden),
        }
    }
}

fn hidden(catalogue: &Dict<'_>) -> Option<HashSet<ObjectIdentifier>> {
    let properties = catalogue.get::<Dict<'_>>("OCProperties")?;
    let state = properties.get::<Dict<'_>>("D")?;
    let listed = |dict: &Dict<'_>, key| {
        let list = dict.get::<Array<'_>>(key);
        list.as_ref().map(references).unwrap_or_default()
    };
    let mut hidden = HashSet::new();
    let base = state.get::<Name<'_>>("BaseState");
    if base.is_some_and(|base| base.as_ref() == b"OFF") {
        hidden.extend(listed(&properties, "OCGs"));
    }
    for shown in listed(&state, "ON") {
        hidden.remove(&shown);
    }
    hidden.extend(listed(&state, "OFF"));
    Some(hidden)
}

fn references(list: &Array<'_>) -> Vec<ObjectIdentifier> {
    let items = list.raw_iter();
    items
        .filter_map(|item| Some(item.as_obj_ref()?.into()))
        .collect()
}
