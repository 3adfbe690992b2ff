//! The parts of an Office file and how they refer to one another.
//!
//! What holds: a part that cannot be read costs that part, with a warning; a reference leads to a
//! part of the same package or nowhere; no reference is followed from here, so a loop costs nothing.
//!
//! Format: Open Packaging Conventions, ECMA-376 part 2; the kinds of reference of the transitional
//! and the strict form differ in everything but their last word, which is all that is looked at.

use super::super::package::{Package, Unpacked};
use super::super::xml::{self, Node, Xml};
use super::super::{Failure, Metadatum};
use crate::limits::Limits;

/// Most references of one part that are looked at.
const MAX_RELATIONSHIPS: usize = 20_000;

/// An Office file: its package, and what went wrong with its parts so far.
pub(super) struct Opc<'a> {
    package: Package<'a>,
    names: Vec<String>,
    pub(super) warnings: Vec<String>,
    pub(super) metadata: Vec<Metadatum>,
}

/// A reference from one part to another.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Relationship {
    /// By what the part calls it: `rId7`.
    pub(super) id: String,
    /// The last word of its kind: `slide`, `header`, `oleObject`.
    pub(super) kind: String,
    /// Full name of the part that it leads to, without a leading slash.
    pub(super) target: String,
}

impl<'a> Opc<'a> {
    pub(super) fn open(bytes: &'a [u8], limits: &'a Limits) -> Result<Self, Failure> {
        let package = Package::open(bytes, limits)?;
        let names = package.names();
        Ok(Self {
            package,
            names,
            warnings: Vec::new(),
            metadata: Vec::new(),
        })
    }

    /// The names of all parts.
    pub(super) fn names(&self) -> &[String] {
        &self.names
    }

    /// The bytes of a part; `None` if there is none of that name or nothing of it can be unpacked.
    ///
    /// # Errors
    ///
    /// - [`Failure::Encrypted`], [`Failure::OverLimit`]
    pub(super) fn bytes(&mut self, name: &str) -> Result<Option<Vec<u8>>, Failure> {
        let found = match self.package.salvage(name) {
            // Programs that do not care about case write files that do not.
            Ok(None) => match self.names.iter().find(|n| n.eq_ignore_ascii_case(name)) {
                Some(other) => self.package.salvage(&other.clone()),
                None => Ok(None),
            },
            found => found,
        };
        match found {
            Ok(Some(Unpacked { bytes, damage })) => {
                self.warnings.extend(damage);
                Ok(Some(bytes))
            }
            Ok(None) => Ok(None),
            Err(Failure::Damaged { reason }) => {
                self.warnings.push(reason);
                Ok(None)
            }
            Err(failure) => Err(failure),
        }
    }

    /// The text of an XML part.
    ///
    /// # Errors
    ///
    /// As [`Opc::bytes`].
    pub(super) fn text(&mut self, name: &str) -> Result<Option<String>, Failure> {
        let bytes = self.bytes(name)?;
        Ok(bytes.map(|bytes| xml::decode(&bytes)))
    }

    /// The references of the part called `name`, `""` for the package itself, inside the package.
    ///
    /// # Errors
    ///
    /// As [`Opc::bytes`].
    pub(super) fn relationships(&mut self, name: &str) -> Result<Vec<Relationship>, Failure> {
        let (folder, file) = name.rsplit_once('/').unwrap_or(("", name));
        let slash = if folder.is_empty() { "" } else { "/" };
        let Some(text) = self.text(&format!("{folder}{slash}_rels/{file}.rels"))? else {
            return Ok(Vec::new());
        };
        let mut found = Vec::new();
        let mut xml = Xml::new(&text);
        while found.len() < MAX_RELATIONSHIPS {
            match xml.next() {
                Ok(Some(Node::Open(element))) if element.name == "Relationship" => {
                    let is_external = element.attribute("TargetMode") == Some("External");
                    let (Some(id), Some(kind), Some(target), false) = (
                        element.attribute("Id"),
                        element.attribute("Type"),
                        element.attribute("Target"),
                        is_external,
                    ) else {
                        continue;
                    };
                    found.push(Relationship {
                        id: id.to_owned(),
                        kind: kind.rsplit('/').next().unwrap_or(kind).to_owned(),
                        target: resolve(folder, target),
                    });
                }
                Ok(Some(_)) => {}
                Ok(None) => break,
                Err(damage) => {
                    self.warnings
                        .push(format!("references of {name}: {damage}"));
                    break;
                }
            }
        }
        Ok(found)
    }

    /// Name of the part that the file is about; `usual` where the file does not say.
    ///
    /// # Errors
    ///
    /// As [`Opc::bytes`].
    pub(super) fn main_part(&mut self, usual: &str) -> Result<String, Failure> {
        let relationships = self.relationships("")?;
        let main = relationships.iter().find(|r| r.kind == "officeDocument");
        Ok(main.map_or_else(|| usual.to_owned(), |main| main.target.clone()))
    }
}

/// The part that a reference out of a part in `folder` leads to.
fn resolve(folder: &str, target: &str) -> String {
    let target = target.split('#').next().unwrap_or(target);
    let mut path: Vec<&str> = match target.strip_prefix('/') {
        Some(_) => Vec::new(),
        None => folder.split('/').filter(|s| !s.is_empty()).collect(),
    };
    for step in target.split(['/', '\\']) {
        match step {
            "" | "." => {}
            ".." => {
                path.pop();
            }
            step => path.push(step),
        }
    }
    path.join("/")
}

/// The target of the reference called `id`.
pub(super) fn by_id<'r>(relationships: &'r [Relationship], id: &str) -> Option<&'r Relationship> {
    relationships.iter().find(|r| r.id == id)
}

/// The target of the first reference of a kind.
pub(super) fn by_kind<'r>(
    relationships: &'r [Relationship],
    kind: &str,
) -> Option<&'r Relationship> {
    relationships.iter().find(|r| r.kind == kind)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_reference_is_relative_to_the_folder_of_its_part_or_to_the_package() {
        assert_eq!(resolve("ppt/slides", "../media/a.png"), "ppt/media/a.png");
        assert_eq!(resolve("word", "styles.xml"), "word/styles.xml");
        assert_eq!(resolve("word", "/word/./styles.xml"), "word/styles.xml");
        assert_eq!(resolve("", "../../../etc/passwd"), "etc/passwd");
    }
}
