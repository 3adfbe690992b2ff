//! A BagIt bag: which of its files are documents, and what their bytes must be.
//!
//! A folder with a file `bagit.txt` is a bag. The files below `data/` are what it carries; all others
//! (`bag-info.txt`, manifests, `metadata/`) are about the bag and no documents. Every file carried has
//! a checksum in a manifest `manifest-ALGORITHM.txt`; one that is not as it says, is missing, or has
//! none, is an outcome of its own, and the rest is taken in.
//!
//! ```text
//! manifest = { checksum, blanks, path, LF or CRLF }       path: CR, LF and % as %0D, %0A, %25
//! ```
//!
//! Not here: fetching what `fetch.txt` lists, bags in bags (the inner is carried as it is).
//!
//! Format: RFC 8493, by the crates `sha2`, `sha1` and `md-5`; no library for bags is kept up.

use std::collections::BTreeMap;

use md5::Md5;
use sha1::Sha1;
use sha2::{Digest, Sha256, Sha512};

use super::manifest::key;

/// The name of the file that makes a folder a bag.
pub(super) const DECLARATION: &str = "bagit.txt";

/// Why a file that a bag carries is not taken in where no manifest has its checksum.
pub(super) const NOT_NAMED: &str = "no manifest of the bag that it is in has its checksum";

/// The manifests that are read, the strongest first.
pub(super) const MANIFESTS: [(&str, Algorithm); 4] = [
    ("manifest-sha512.txt", Algorithm::Sha512),
    ("manifest-sha256.txt", Algorithm::Sha256),
    ("manifest-sha1.txt", Algorithm::Sha1),
    ("manifest-md5.txt", Algorithm::Md5),
];

/// How a checksum is made.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Algorithm {
    Sha512,
    Sha256,
    Sha1,
    Md5,
}

/// What the bytes of a file must be.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Checksum {
    algorithm: Algorithm,
    /// Hexadecimal, in lower case.
    value: String,
}

impl Checksum {
    /// Says in words how `bytes` are others than expected, if they are.
    pub(crate) fn differs(&self, bytes: &[u8]) -> Option<String> {
        let (name, found) = match self.algorithm {
            Algorithm::Sha512 => ("SHA-512", hexadecimal(&Sha512::digest(bytes))),
            Algorithm::Sha256 => ("SHA-256", hexadecimal(&Sha256::digest(bytes))),
            Algorithm::Sha1 => ("SHA-1", hexadecimal(&Sha1::digest(bytes))),
            Algorithm::Md5 => ("MD5", hexadecimal(&Md5::digest(bytes))),
        };
        let expected = &self.value;
        (found != *expected)
            .then(|| format!("its {name} is {found}, the bag's manifest says {expected}"))
    }
}

fn hexadecimal(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// A bag that the walk is in.
#[derive(Debug)]
pub(super) struct Bag {
    /// Catalogue path of its folder.
    pub(super) folder: String,
    /// Depth of that folder in the walk.
    pub(super) depth: usize,
    /// What it carries and the walk has not met yet: by [`key`], path and checksum.
    expected: BTreeMap<String, (String, Checksum)>,
}

/// What a file in a bag is.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Carried {
    /// It is about the bag.
    Tag,
    /// It must have this checksum.
    Document(Checksum),
    /// No manifest names it.
    Unknown,
}

impl Bag {
    pub(super) fn new(folder: &str, depth: usize) -> Self {
        Self {
            folder: folder.to_owned(),
            depth,
            expected: BTreeMap::new(),
        }
    }

    /// Takes in a manifest; gives what is wrong in it. Of two that name a file the first counts.
    pub(super) fn read(&mut self, algorithm: Algorithm, bytes: &[u8]) -> Vec<String> {
        let text = String::from_utf8_lossy(bytes);
        let mut problems = Vec::new();
        for (number, line) in (1..).zip(text.trim_start_matches('\u{feff}').lines()) {
            if line.trim().is_empty() {
                continue;
            }
            let Some((value, path)) = line.split_once([' ', '\t']) else {
                problems.push(format!("line {number} has no path; left out"));
                continue;
            };
            // md5sum and its kin write `*` before the name of a file read as binary.
            let path = path.trim_start_matches([' ', '\t', '*']);
            let path = decode(path.strip_prefix("./").unwrap_or(path));
            if !path.starts_with("data/") || path.split('/').any(|part| part == "..") {
                problems.push(format!(
                    "line {number} names `{path}`, which is not below data/"
                ));
                continue;
            }
            let value = value.to_ascii_lowercase();
            let checksum = Checksum { algorithm, value };
            let entry = self.expected.entry(key(&path));
            entry.or_insert((path, checksum));
        }
        problems
    }

    /// What the file at the catalogue path `path` is; `None` if it is not in this bag.
    pub(super) fn carries(&mut self, path: &str) -> Option<Carried> {
        let inside = path.strip_prefix(&self.folder)?.strip_prefix('/')?;
        if !inside.starts_with("data/") {
            return Some(Carried::Tag);
        }
        Some(match self.expected.remove(&key(inside)) {
            Some((_, checksum)) => Carried::Document(checksum),
            None => Carried::Unknown,
        })
    }

    /// Why the file at the catalogue path `path`, which says something of others, is not used: its
    /// `bytes` are not those that this bag carries.
    pub(super) fn distrusts(&self, path: &str, bytes: &[u8]) -> Option<String> {
        let inside = path.strip_prefix(&self.folder)?.strip_prefix('/')?;
        let (_, checksum) = self.expected.get(&key(inside))?;
        let how = checksum.differs(bytes)?;
        Some(format!("{how}; nothing in it is used"))
    }

    /// What it should carry and the walk has not met: catalogue paths.
    pub(super) fn missing(self) -> impl Iterator<Item = String> {
        let folder = self.folder;
        let paths = self.expected.into_values();
        paths.map(move |(path, _)| format!("{folder}/{path}"))
    }
}

/// What was found of bags in a zip, whose entries come in any order.
#[derive(Debug, Default)]
pub(super) struct Bags {
    /// Folders with a declaration.
    declared: Vec<String>,
    /// Manifests, by folder.
    manifests: Vec<(String, Algorithm, Vec<u8>)>,
}

impl Bags {
    /// Notes the file `name` in `folder`, a catalogue path: a declaration or a manifest.
    pub(super) fn add(&mut self, folder: String, name: &str, bytes: Vec<u8>) {
        let manifest = MANIFESTS.iter().find(|(known, _)| *known == name);
        match manifest {
            Some((_, algorithm)) => self.manifests.push((folder, *algorithm, bytes)),
            None => self.declared.push(folder),
        }
    }

    /// The bags, none of them inside another, each with what is wrong in its manifests.
    pub(super) fn open(self, depth: usize) -> Vec<(Bag, Vec<String>)> {
        let mut bags: Vec<(Bag, Vec<String>)> = Vec::new();
        let mut folders = self.declared;
        folders.sort_unstable();
        for folder in folders {
            let is_inside = |(around, _): &(Bag, Vec<String>)| {
                let rest = folder.strip_prefix(&around.folder);
                rest.is_some_and(|rest| rest.starts_with('/'))
            };
            if bags.iter().any(is_inside) {
                continue;
            }
            let mut bag = Bag::new(&folder, depth);
            let mut problems = Vec::new();
            for (_, algorithm) in MANIFESTS {
                let found = self.manifests.iter();
                let found = found.filter(|(of, which, _)| *of == folder && *which == algorithm);
                for (_, _, bytes) in found {
                    problems.extend(bag.read(algorithm, bytes));
                }
            }
            bags.push((bag, problems));
        }
        bags
    }
}

/// Undoes the escapes of RFC 8493, section 2.1.3.
fn decode(path: &str) -> String {
    path.replace("%0D", "\r")
        .replace("%0d", "\r")
        .replace("%0A", "\n")
        .replace("%0a", "\n")
        .replace("%25", "%")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn checksums_are_those_of_the_standard_tools() {
        // printf abc | md5sum, sha1sum, sha256sum, sha512sum
        for (algorithm, value) in [
            (Algorithm::Md5, "900150983cd24fb0d6963f7d28e17f72"),
            (Algorithm::Sha1, "a9993e364706816aba3e25717850c26c9cd0d89d"),
            (
                Algorithm::Sha256,
                "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad",
            ),
            (
                Algorithm::Sha512,
                "ddaf35a193617abacc417349ae20413112e6fa4e89a97ea20a9eeee64b55d39a2192992a274fc1a8\
                 36ba3c23a3feebbd454d4423643ce80e2a9ac94fa54ca49f",
            ),
        ] {
            let value = value.to_owned();
            let checksum = Checksum { algorithm, value };
            assert_eq!(checksum.differs(b"abc"), None);
            assert!(checksum.differs(b"abd").is_some());
        }
    }

    #[test]
    fn a_manifest_names_what_is_carried() {
        let mut bag = Bag::new("in/bag", 1);
        let manifest = "ABCD  data/a.txt\r\n12 *data/50%25 off.txt\n\n34 ../x\nno-path\n";
        let problems = bag.read(Algorithm::Md5, manifest.as_bytes());
        assert_eq!(problems.len(), 2, "{problems:?}");
        assert_eq!(bag.carries("in/other.txt"), None);
        assert_eq!(bag.carries("in/bag/bag-info.txt"), Some(Carried::Tag));
        assert_eq!(bag.carries("in/bag/data/b.txt"), Some(Carried::Unknown));
        let Some(Carried::Document(checksum)) = bag.carries("in/bag/data/a.txt") else {
            panic!("not carried");
        };
        assert_eq!(checksum.value, "abcd");
        assert_eq!(
            bag.missing().collect::<Vec<_>>(),
            ["in/bag/data/50% off.txt"]
        );
    }
}
