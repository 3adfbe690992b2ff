//! A document taken apart, so that what is inside can be changed, and put together again.
//!
//! Damage to packed bytes hardly ever gets past the unpacker. So a zip's entries and a compound
//! file's streams are unpacked here, changed, and packed again; sometimes the whole is changed too.

use std::io::{Cursor, Read, Write};

use flate2::Compression;
use flate2::read::DeflateDecoder;
use flate2::write::DeflateEncoder;
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, ZipArchive, ZipWriter};

use crate::mutate::{Chance, mutate};

/// Most bytes that are unpacked of one part.
const MAX_PART_BYTES: u64 = 4 << 20;

/// A document in parts.
#[derive(Clone)]
pub(crate) enum Document {
    /// As it is.
    Raw(Vec<u8>),
    /// A zip package.
    Zip(Vec<Part>),
    /// A compound file (MS-CFB), as HWP 5 and XLS are.
    Compound(Vec<Part>),
}

/// An entry or stream.
#[derive(Clone)]
pub(crate) struct Part {
    pub(crate) name: String,
    pub(crate) bytes: Vec<u8>,
    /// Whether it has to be deflated when it is put back (HWP packs its streams itself).
    is_packed: bool,
}

impl Document {
    /// Takes a document apart, as far as its format has parts.
    pub(crate) fn open(bytes: &[u8], format: &str) -> Self {
        let opened = match bytes.get(..4) {
            Some(b"PK\x03\x04") if format != "zip" => unzip(bytes).map(Self::Zip),
            Some(b"\xd0\xcf\x11\xe0") => streams(bytes).map(Self::Compound),
            _ => None,
        };
        opened.unwrap_or_else(|| Self::Raw(bytes.to_vec()))
    }

    /// Puts it together again.
    pub(crate) fn bytes(&self) -> Vec<u8> {
        match self {
            Self::Raw(bytes) => bytes.clone(),
            Self::Zip(parts) => pack_zip(parts).unwrap_or_default(),
            Self::Compound(parts) => pack_compound(parts).unwrap_or_default(),
        }
    }

    /// Its parts; a raw document has none.
    pub(crate) fn parts_mut(&mut self) -> Option<&mut Vec<Part>> {
        match self {
            Self::Raw(_) => None,
            Self::Zip(parts) | Self::Compound(parts) => Some(parts),
        }
    }
}

/// Case `number` of a run, the same for the same seeds.
pub(crate) fn case(seeds: &[Document], format: &str, seed: u64, number: u64) -> Document {
    let mut chance = Chance::of_case(seed, format, number);
    let Some(mut document) = chance.pick(seeds).cloned() else {
        return Document::Raw(Vec::new());
    };
    let other = chance.pick(seeds).cloned();
    let chance = &mut chance;
    match (&mut document, other) {
        (Document::Raw(bytes), Some(Document::Raw(other))) => mutate(bytes, &other, format, chance),
        (Document::Raw(bytes), _) => mutate(bytes, &[], format, chance),
        (Document::Zip(parts) | Document::Compound(parts), other) => {
            let others = match other {
                Some(Document::Zip(parts) | Document::Compound(parts)) => parts,
                _ => Vec::new(),
            };
            mutate_parts(parts, &others, format, chance);
        }
    }
    if matches!(document, Document::Raw(_)) || !chance.once_in(8) {
        return document;
    }
    // The container itself.
    let mut whole = document.bytes();
    mutate(&mut whole, &[], "zip", chance);
    Document::Raw(whole)
}

fn mutate_parts(parts: &mut Vec<Part>, others: &[Part], format: &str, chance: &mut Chance) {
    if chance.once_in(16) && !parts.is_empty() {
        parts.remove(chance.below(parts.len()));
    }
    for _ in 0..=chance.below(2) {
        // Two draws, so that text is hit more often than pictures.
        let mut at = chance.below(parts.len());
        if parts.get(at).is_some_and(|part| !holds_text(&part.name)) {
            at = chance.below(parts.len());
        }
        let Some(part) = parts.get_mut(at) else {
            return;
        };
        let same = others.iter().find(|other| other.name == part.name);
        let other = same.or_else(|| chance.pick(others));
        let other = other
            .map(|other| other.bytes.as_slice())
            .unwrap_or_default();
        mutate(&mut part.bytes, other, format, chance);
    }
}

fn holds_text(name: &str) -> bool {
    let endings = [".xml", ".rels", ".xhtml", ".html", ".opf", ".ncx", ".hpf"];
    endings.iter().any(|ending| name.ends_with(ending))
        || ["BodyText", "DocInfo", "ViewText", "Workbook", "HwpSummary"]
            .iter()
            .any(|start| name.contains(start))
}

fn unzip(bytes: &[u8]) -> Option<Vec<Part>> {
    let mut archive = ZipArchive::new(Cursor::new(bytes)).ok()?;
    let mut parts = Vec::new();
    for at in 0..archive.len() {
        let mut entry = archive.by_index(at).ok()?;
        let name = entry.name().ok()?.into_owned();
        let mut bytes = Vec::new();
        entry
            .by_ref()
            .take(MAX_PART_BYTES)
            .read_to_end(&mut bytes)
            .ok()?;
        parts.push(Part {
            name,
            bytes,
            is_packed: false,
        });
    }
    Some(parts)
}

fn pack_zip(parts: &[Part]) -> Option<Vec<u8>> {
    let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
    // Unpacked, as packing would take most of the time.
    let options = SimpleFileOptions::default().compression_method(CompressionMethod::Stored);
    for part in parts {
        if part.name.ends_with('/') {
            continue;
        }
        // Two parts of one name cannot be written; the first stays.
        if writer.start_file(part.name.as_str(), options).is_ok() {
            writer.write_all(&part.bytes).ok()?;
        }
    }
    Some(writer.finish().ok()?.into_inner())
}

fn streams(bytes: &[u8]) -> Option<Vec<Part>> {
    let mut file = cfb::CompoundFile::open(Cursor::new(bytes)).ok()?;
    let paths: Vec<_> = file
        .walk()
        .filter(|entry| entry.is_stream())
        .map(|entry| entry.path().to_owned())
        .collect();
    let mut parts = Vec::new();
    for path in paths {
        let mut bytes = Vec::new();
        let stream = file.open_stream(&path).ok()?;
        stream.take(MAX_PART_BYTES).read_to_end(&mut bytes).ok()?;
        let mut part = Part {
            name: path.to_str()?.to_owned(),
            bytes,
            is_packed: false,
        };
        if part.name.starts_with("/BodyText/") || part.name == "/DocInfo" {
            let mut unpacked = Vec::new();
            let reader = DeflateDecoder::new(part.bytes.as_slice());
            if reader
                .take(MAX_PART_BYTES)
                .read_to_end(&mut unpacked)
                .is_ok()
            {
                part.bytes = unpacked;
                part.is_packed = true;
            }
        }
        parts.push(part);
    }
    Some(parts)
}

fn pack_compound(parts: &[Part]) -> Option<Vec<u8>> {
    let version = cfb::Version::V3;
    let mut file = cfb::CompoundFile::create_with_version(version, Cursor::new(Vec::new())).ok()?;
    for part in parts {
        let path = std::path::Path::new(&part.name);
        file.create_storage_all(path.parent()?).ok()?;
        let mut stream = file.create_stream(path).ok()?;
        if part.is_packed {
            let mut packer = DeflateEncoder::new(Vec::new(), Compression::fast());
            packer.write_all(&part.bytes).ok()?;
            stream.write_all(&packer.finish().ok()?).ok()?;
        } else {
            stream.write_all(&part.bytes).ok()?;
        }
    }
    file.flush().ok()?;
    Some(file.into_inner().into_inner())
}
