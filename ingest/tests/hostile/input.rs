//! Documents that are bombs, offered in a folder beside good ones.

use std::time::{Duration, Instant};

use regesta_index::Outcome;
use regesta_ingest::Limits;

use crate::bombs;
use crate::memory::Watch;
use crate::place::Place;

pub(crate) const TESTS: [(&str, fn()); 2] = [
    (
        "bombs cost nobody but themselves",
        bombs_cost_nobody_but_themselves,
    ),
    ("a large honest file is read", a_large_honest_file_is_read),
];

/// Bombs that have one true outcome, whatever readers there are.
const CERTAIN: [(&str, Outcome, &str); 8] = [
    (
        "zip bomb.zip/bomb.txt",
        Outcome::OverLimit,
        "file has 314572800 bytes, limit is 209715200",
    ),
    (
        "zip overlapping.zip",
        Outcome::Damaged,
        "archive's entries overlap",
    ),
    ("text long.txt", Outcome::OverLimit, "text has"),
    (
        "text nothing.txt",
        Outcome::Damaged,
        "nothing but zero bytes",
    ),
    (
        "pdf 100000 pages.pdf",
        Outcome::OverLimit,
        "100000 pages, limit is 20000",
    ),
    // Memory that hayro takes as a file states it; see `fuzz_cases.rs`.
    ("pdf columns.pdf", Outcome::OverLimit, "bytes of memory"),
    ("pdf widths.pdf", Outcome::OverLimit, "bytes of memory"),
    (
        "pdf vertical widths.pdf",
        Outcome::OverLimit,
        "bytes of memory",
    ),
];

/// Less time than in earnest, so that this ends today.
fn limits() -> Limits {
    Limits {
        max_worker_cpu_seconds: 5,
        max_worker_wall: Duration::from_secs(30),
        ..Limits::STANDARD
    }
}

fn bombs_cost_nobody_but_themselves() {
    let place = Place::new(limits());
    let began = Instant::now();
    for (name, bytes) in bombs::all() {
        place.put(&format!("bombs/{name}"), &bytes);
    }
    for number in 0..40 {
        place.put(
            &format!("good/{number}.md"),
            format!("# Plan {number}\n\nGood text.\n").as_bytes(),
        );
    }
    eprintln!("  made in {:?}", began.elapsed());
    let watch = Watch::new();
    let report = place.ingest();
    let peak = watch.peak_bytes();
    let outcomes = place.outcomes(report.run);
    for (path, (outcome, reason)) in outcomes
        .iter()
        .filter(|(path, _)| path.starts_with("bombs/"))
    {
        eprintln!(
            "  {path}: {}: {}",
            outcome.name(),
            reason.chars().take(150).collect::<String>()
        );
    }
    eprintln!(
        "{} files in {:?}, at most {} MB",
        report.offered,
        report.took,
        peak >> 20
    );
    for (path, expected, words) in CERTAIN {
        let (outcome, reason) = &outcomes[&format!("bombs/{path}")];
        assert_eq!(*outcome, expected, "{path}: {reason}");
        assert!(reason.contains(words), "{path}: {reason}");
    }
    let crashed: Vec<_> = outcomes
        .iter()
        .filter(|(_, (outcome, _))| *outcome == Outcome::Crashed)
        .collect();
    assert!(crashed.is_empty(), "{crashed:#?}");
    for (path, (outcome, reason)) in &outcomes {
        assert!(
            !outcome.is_failure() || !reason.is_empty(),
            "{path}: {}",
            outcome.name()
        );
        let is_good = path.starts_with("good/");
        assert!(
            !is_good || *outcome == Outcome::Added,
            "{path}: {}",
            outcome.name()
        );
    }
    assert!(peak < 1 << 30, "{peak} bytes");
}

/// A PDF of 150 MB, most of it one picture, as scanners make them.
fn a_large_honest_file_is_read() {
    let picture = vec![0x55_u8; 150 << 20];
    let mut bytes = b"%PDF-1.4\n".to_vec();
    let mut places = Vec::new();
    let mut object = |bytes: &mut Vec<u8>, parts: &[&[u8]]| {
        places.push(bytes.len());
        bytes.extend(format!("{} 0 obj\n", places.len()).bytes());
        for part in parts {
            bytes.extend(*part);
        }
        bytes.extend(b"\nendobj\n");
    };
    object(&mut bytes, &[b"<</Type/Catalog/Pages 2 0 R>>"]);
    object(
        &mut bytes,
        &[b"<</Type/Pages/Kids[3 0 R]/Count 1/MediaBox[0 0 612 792]>>"],
    );
    object(&mut bytes, &[b"<</Type/Page/Parent 2 0 R/Contents 4 0 R/Resources<</Font<</F1 5 0 R>>/XObject<</Im 6 0 R>>>>>>"]);
    let content = b"q 600 0 0 700 0 0 cm /Im Do Q BT /F1 12 Tf 72 700 Td (National plan) Tj ET";
    object(
        &mut bytes,
        &[
            format!("<</Length {}>>stream\n", content.len()).as_bytes(),
            content,
            b"\nendstream",
        ],
    );
    object(
        &mut bytes,
        &[b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>"],
    );
    let image = format!(
        "<</Type/XObject/Subtype/Image/Width 12800/Height 12288/BitsPerComponent 8/ColorSpace/DeviceGray/Length {}>>stream\n",
        picture.len()
    );
    object(&mut bytes, &[image.as_bytes(), &picture, b"\nendstream"]);
    drop(picture);
    let table = bytes.len();
    bytes.extend(format!("xref\n0 {}\n0000000000 65535 f \n", places.len() + 1).bytes());
    for place in &places {
        bytes.extend(format!("{place:010} 00000 n \n").bytes());
    }
    bytes.extend(
        format!(
            "trailer<</Root 1 0 R/Size {}>>\nstartxref\n{table}\n%%EOF\n",
            places.len() + 1
        )
        .bytes(),
    );

    let place = Place::new(Limits::STANDARD);
    place.put("scan.pdf", &bytes);
    drop(bytes);
    let report = place.ingest();
    let outcomes = place.outcomes(report.run);
    assert_eq!(outcomes["scan.pdf"].0, Outcome::Added, "{outcomes:?}");
    assert_eq!(place.documents_with("National plan"), ["in/scan.pdf"]);
}
