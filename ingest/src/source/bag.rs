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
//! What `fetch.txt` lists is fetched by nobody: a bag that lacks such a file is incomplete, and the file's
//! outcome says where it is to be had. What `bag-info.txt` says of the content is said of every file
//! carried; when and by whom the bag was packed is not.
//!
//! Not here: bags in bags (the inner is carried as it is).
//!
//! Format: RFC 8493, by the crates `sha2`, `sha1` and `md-5`; no library for bags is kept up.

use std::collections::BTreeMap;

use md5::Md5;
use sha1::Sha1;
use sha2::{Digest, Sha256, Sha512};

use regesta_index::Field;

use super::manifest::key;
use super::sidecar::Sidecar;
use crate::describe::value;

/// Most values that are taken from one bag's information.
const MAX_VALUES: usize = 50;

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

/// The file that lists what is to be fetched.
pub(super) const FETCH: &str = "fetch.txt";
/// The file that describes the bag.
pub(super) const INFO: &str = "bag-info.txt";

/// Labels of `bag-info.txt` that say something of what is carried (RFC 8493, section 2.2.2).
const SAYS_SOMETHING: [&str; 6] = [
    "Source-Organization",
    "External-Description",
    "External-Identifier",
    "Internal-Sender-Identifier",
    "Internal-Sender-Description",
    "Bag-Group-Identifier",
];

/// The names of the files about a bag that are read.
pub(super) fn about() -> impl Iterator<Item = &'static str> {
    let manifests = MANIFESTS.iter().map(|(name, _)| *name);
    [DECLARATION, FETCH, INFO].into_iter().chain(manifests)
}

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
    /// Where what must be fetched is to be had, by [`key`].
    fetched: BTreeMap<String, String>,
    /// What it says of what it carries.
    info: Option<Sidecar>,
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
            fetched: BTreeMap::new(),
            info: None,
        }
    }

    /// Takes in the file `name` about the bag; gives what is wrong in it.
    pub(super) fn read_about(&mut self, name: &str, bytes: &[u8]) -> Vec<String> {
        match name {
            FETCH => self.read_fetch(bytes),
            INFO => {
                self.read_info(bytes);
                Vec::new()
            }
            _ => {
                let manifest = MANIFESTS.iter().find(|(known, _)| *known == name);
                manifest.map_or_else(Vec::new, |(_, algorithm)| self.read(*algorithm, bytes))
            }
        }
    }

    /// Takes in lines of address, length and path.
    fn read_fetch(&mut self, bytes: &[u8]) -> Vec<String> {
        let text = String::from_utf8_lossy(bytes);
        let mut problems = Vec::new();
        for (number, line) in (1..).zip(text.trim_start_matches('\u{feff}').lines()) {
            let mut parts = line.trim().splitn(3, [' ', '\t']);
            let (Some(address), Some(_), Some(path)) = (parts.next(), parts.next(), parts.next())
            else {
                if !line.trim().is_empty() {
                    problems.push(format!(
                        "line {number} has no address, length and path; left out"
                    ));
                }
                continue;
            };
            let path = decode(path.trim_start());
            self.fetched.insert(key(&path), value::clean(address));
        }
        problems
    }

    /// Takes in `Label: value` lines, which go on on lines that begin with a blank.
    fn read_info(&mut self, bytes: &[u8]) {
        let text = String::from_utf8_lossy(bytes);
        let mut said: Vec<(String, String)> = Vec::new();
        for line in text.trim_start_matches('\u{feff}').lines() {
            if line.starts_with([' ', '\t']) {
                if let Some((_, value)) = said.last_mut() {
                    value.push(' ');
                    value.push_str(line.trim());
                }
            } else if let Some((label, value)) = line.split_once(':') {
                said.push((label.trim().to_owned(), value.trim().to_owned()));
            }
        }
        // A bag that this program wrote carries what is known of each file.
        let is_own = |(label, value): &(String, String)| {
            label.eq_ignore_ascii_case("Bag-Software-Agent")
                && value.to_lowercase().starts_with("regesta")
        };
        if said.iter().any(is_own) {
            return;
        }
        let values = said.into_iter().filter_map(|(label, text)| {
            let known = SAYS_SOMETHING
                .iter()
                .find(|known| known.eq_ignore_ascii_case(&label))?;
            let field = Field::Custom(known.to_lowercase().replace('-', "_"));
            let text = value::clean(&text);
            (!text.is_empty()).then_some((field, text))
        });
        let values: Vec<_> = values.take(MAX_VALUES).collect();
        self.info = (!values.is_empty()).then(|| Sidecar {
            name: format!("{}/{INFO}", self.folder),
            values,
        });
    }

    /// What the bag says of the file at the catalogue path `path`, which it carries.
    pub(super) fn says_of(&self, path: &str) -> Option<&Sidecar> {
        let inside = path.strip_prefix(&self.folder)?.strip_prefix('/')?;
        self.info.as_ref().filter(|_| inside.starts_with("data/"))
    }

    /// Takes in a manifest; gives what is wrong in it. Of two that name a file the first counts.
    fn read(&mut self, algorithm: Algorithm, bytes: &[u8]) -> Vec<String> {
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

    /// What it should carry and the walk has not met: catalogue paths, and why each is not there.
    pub(super) fn missing(self) -> impl Iterator<Item = (String, String)> {
        let (folder, fetched) = (self.folder, self.fetched);
        self.expected.into_iter().map(move |(key, (path, _))| {
            let reason = match fetched.get(&key) {
                Some(address) => format!(
                    "the bag is incomplete: it must be fetched from {address} (fetch.txt), and nothing is \
                     fetched here"
                ),
                None => "the bag's manifest names it, and it is not there".to_owned(),
            };
            (format!("{folder}/{path}"), reason)
        })
    }
}

/// What was found of bags in a zip, whose entries come in any order.
#[derive(Debug, Default)]
pub(super) struct Bags {
    /// Folders with a declaration.
    declared: Vec<String>,
    /// Files about bags, by folder and name.
    about: Vec<(String, String, Vec<u8>)>,
}

impl Bags {
    /// Notes the file `name` in `folder`, a catalogue path: one of those [`about`] bags.
    pub(super) fn add(&mut self, folder: String, name: &str, bytes: Vec<u8>) {
        if name == DECLARATION {
            self.declared.push(folder);
        } else {
            self.about.push((folder, name.to_owned(), bytes));
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
            // The strongest manifest first.
            for name in about() {
                let found = self.about.iter();
                for (_, _, bytes) in found.filter(|(of, which, _)| *of == folder && which == name) {
                    problems.extend(bag.read_about(name, bytes));
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
    fn what_a_bag_says_of_its_content_is_said_of_every_file() {
        let mut bag = Bag::new("in/bag", 1);
        let info = "Source-Organization: City\n  of Seoul\nBagging-Date: 2019-03-01\n\
                    External-Description: Plans: drafts\nContact-Email: a@b.kr\nPayload-Oxum: 1.1\n";
        assert_eq!(bag.read_about(INFO, info.as_bytes()), Vec::<String>::new());
        let said = bag.says_of("in/bag/data/a.txt").unwrap();
        let shown: Vec<String> = said
            .values
            .iter()
            .map(|(field, value)| format!("{field}={value}"))
            .collect();
        assert_eq!(
            shown,
            [
                "custom:source_organization=City of Seoul",
                "custom:external_description=Plans: drafts"
            ]
        );
        assert_eq!(bag.says_of("in/bag/bagit.txt"), None);
        assert_eq!(bag.says_of("in/other/data/a.txt"), None);
        // What this program packed carries a manifest that says more.
        bag.info = None;
        bag.read_about(
            INFO,
            b"Source-Organization: x\nBag-Software-Agent: Regesta 0.1\n",
        );
        assert_eq!(bag.says_of("in/bag/data/a.txt"), None);
    }

    #[test]
    fn what_must_be_fetched_says_from_where() {
        let mut bag = Bag::new("bag", 1);
        bag.read_about("manifest-md5.txt", b"ab  data/a.txt\ncd  data/b c.txt\n");
        let fetch = "https://example.org/b 12 data/b c.txt\nnonsense\n";
        assert_eq!(bag.read_about(FETCH, fetch.as_bytes()).len(), 1);
        let missing: Vec<(String, String)> = bag.missing().collect();
        assert!(missing[0].1.contains("not there"), "{missing:?}");
        assert!(
            missing[1].1.contains("https://example.org/b"),
            "{missing:?}"
        );
        assert_eq!(missing[1].0, "bag/data/b c.txt");
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
            [(
                "in/bag/data/50% off.txt".to_owned(),
                "the bag's manifest names it, and it is not there".to_owned()
            )]
        );
    }
}
