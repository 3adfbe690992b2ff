//! The files inside a PDF file: attached to it, collected in it (a portfolio), or pinned to a page.
//!
//! What holds: each embedded stream is taken once; together they have no more bytes than the limit;
//! what is left where it is, is said.
//!
//! Source: ISO 32000-2, 7.11.3 and 7.11.4 (file specifications, embedded files), 12.5.6.15 (file
//! attachment annotations), 14.13 (associated files).

use std::collections::HashSet;

use hayro_syntax::object::{Array, Dict, Object, ObjectIdentifier, Stream};

use super::super::Attachment;
use super::structure::Structure;
use crate::limits::Limits;

/// Most files that are taken out of one.
const MAX_FILES: usize = 1_000;

/// Most annotations of all pages that are looked at.
const MAX_ANNOTATIONS: usize = 200_000;

/// The files inside `file`, in the order of its list of names, then of its pages; and what could
/// not be taken out, in plain words.
pub(super) fn read(file: &Structure<'_>, limits: &Limits) -> (Vec<Attachment>, Vec<String>) {
    let mut taken = Taken {
        left: limits.max_attachment_bytes,
        seen: HashSet::new(),
        attachments: Vec::new(),
        warnings: Vec::new(),
    };
    let names = file.dict(&file.catalogue, "Names");
    if let Some(tree) = names.and_then(|names| file.dict(&names, "EmbeddedFiles")) {
        for (name, specification) in file.entries(tree, "Names") {
            let name = file.text(name);
            if let Some(specification) = file.resolve(specification).and_then(Object::into_dict) {
                taken.take(file, &specification, name.unwrap_or_default());
            }
        }
    }
    let associated = file.object(&file.catalogue, "AF");
    let associated = associated.and_then(Object::into_array);
    for specification in associated.iter().flat_map(Array::raw_iter) {
        if let Some(specification) = file.resolve(specification).and_then(Object::into_dict) {
            taken.take(file, &specification, String::new());
        }
    }
    let mut looked_at = 0_usize;
    for page in file.pdf.pages().iter() {
        let annotations = file.object(page.raw(), "Annots");
        let annotations = annotations.and_then(Object::into_array);
        for annotation in annotations.iter().flat_map(Array::raw_iter) {
            looked_at += 1;
            if MAX_ANNOTATIONS < looked_at {
                return taken.end();
            }
            let Some(annotation) = file.resolve(annotation).and_then(Object::into_dict) else {
                continue;
            };
            let kind = file.object(&annotation, "Subtype");
            let kind = kind.and_then(Object::into_name);
            if kind.is_some_and(|kind| kind.as_ref() == b"FileAttachment")
                && let Some(specification) = file.dict(&annotation, "FS")
            {
                taken.take(file, &specification, String::new());
            }
        }
    }
    taken.end()
}

/// What was taken out so far.
struct Taken {
    /// Bytes that may still be taken.
    left: u64,
    seen: HashSet<ObjectIdentifier>,
    attachments: Vec<Attachment>,
    warnings: Vec<String>,
}

impl Taken {
    /// Takes the file that `specification` embeds; `key` is its name where that states none.
    fn take<'a>(&mut self, file: &Structure<'a>, specification: &Dict<'a>, key: String) {
        let Some(stream) = embedded(file, specification) else {
            // A link to a file elsewhere embeds nothing.
            return;
        };
        if !self.seen.insert(stream.obj_id()) {
            return;
        }
        let stated = ["UF", "F", "Unix", "DOS", "Mac"]
            .into_iter()
            .find_map(|key| file.text_at(specification, key));
        let name = stated.filter(|name| !name.trim().is_empty()).unwrap_or(key);
        let name = match name.rsplit(['/', '\\']).next() {
            Some(name) if !name.trim().is_empty() => name.to_owned(),
            _ => format!("attachment {}", self.attachments.len() + 1),
        };
        if MAX_FILES <= self.attachments.len() {
            self.refuse(&name, "there are too many of them");
            return;
        }
        let parameters = file.dict(stream.dict(), "Params");
        let size = parameters.and_then(|parameters| file.object(&parameters, "Size"));
        let size = size.and_then(Object::into_number).map(|size| size.as_i64());
        if size.and_then(|size| u64::try_from(size).ok()) > Some(self.left) {
            self.refuse(&name, "it is larger than the limit");
            return;
        }
        let Ok(bytes) = stream.decoded() else {
            self.refuse(&name, "it is damaged");
            return;
        };
        let Some(left) = self.left.checked_sub(bytes.len() as u64) else {
            self.refuse(&name, "it is larger than the limit");
            return;
        };
        self.left = left;
        self.attachments.push(Attachment {
            name,
            size: bytes.len() as u64,
            bytes: bytes.into_owned(),
        });
    }

    fn refuse(&mut self, name: &str, reason: &str) {
        // One complaint for each file that is left; no more than there are files taken at most.
        if self.warnings.len() < MAX_FILES {
            self.warnings
                .push(format!("{name} inside it is left where it is: {reason}"));
        }
    }

    fn end(self) -> (Vec<Attachment>, Vec<String>) {
        (self.attachments, self.warnings)
    }
}

fn embedded<'a>(file: &Structure<'a>, specification: &Dict<'a>) -> Option<Stream<'a>> {
    let streams = file.dict(specification, "EF")?;
    ["UF", "F", "Unix", "DOS", "Mac"]
        .into_iter()
        .find_map(|key| file.object(&streams, key)?.into_stream())
}
