//! Worker processes that behave and that do not, and archives that are bombs.
//!
//! This test is its own worker: started with `worker` as its first argument it runs the worker's
//! side, with a function that misbehaves for some names. So it has no test harness of its own.

#![expect(
    clippy::unwrap_used,
    reason = "a test without the harness is not seen as one"
)]

use std::io::{Cursor, Write};
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::time::{Duration, Instant};

use regesta_ingest::{
    Extracted, Failure, Limits, Reply, UnpackVerdict, WorkerInput, extract, extract_in_worker,
    run_worker_with, unpack_in_worker,
};
use zip::write::SimpleFileOptions;

const TESTS: [(&str, fn()); 15] = [
    ("a document is read", a_document_is_read),
    (
        "a failure comes back as it is",
        a_failure_comes_back_as_it_is,
    ),
    (
        "a panic is a crash with its message",
        a_panic_is_a_crash_with_its_message,
    ),
    (
        "an abort is a crash with its signal",
        an_abort_is_a_crash_with_its_signal,
    ),
    ("a stack overflow is a crash", a_stack_overflow_is_a_crash),
    (
        "an endless loop is ended by the wall clock",
        an_endless_loop_is_ended_by_the_wall_clock,
    ),
    (
        "an endless loop is ended by CPU time",
        an_endless_loop_is_ended_by_cpu_time,
    ),
    (
        "too much memory is over a limit",
        too_much_memory_is_over_a_limit,
    ),
    (
        "too long an answer is over a limit",
        too_long_an_answer_is_over_a_limit,
    ),
    (
        "an archive is unpacked in its order",
        an_archive_is_unpacked_in_its_order,
    ),
    (
        "bad entries cost only themselves",
        bad_entries_cost_only_themselves,
    ),
    ("a bomb is over a limit", a_bomb_is_over_a_limit),
    (
        "too many entries are over a limit",
        too_many_entries_are_over_a_limit,
    ),
    (
        "ten thousand speeches stream through",
        ten_thousand_speeches_stream_through,
    ),
    (
        "every real document has an outcome",
        every_real_document_has_an_outcome,
    ),
];

fn main() -> ExitCode {
    if std::env::args().nth(1).as_deref() == Some("worker") {
        return run_worker_with(&Limits::STANDARD, misbehave);
    }
    let mut failed = 0;
    for (name, test) in TESTS {
        let outcome = std::panic::catch_unwind(test);
        eprintln!(
            "test {name} ... {}",
            if outcome.is_ok() { "ok" } else { "FAILED" }
        );
        failed += u32::from(outcome.is_err());
    }
    if failed == 0 {
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    }
}

/// The worker's work: what `extract` does, but for names that ask for trouble.
fn misbehave(bytes: &[u8], name: &str, limits: &Limits) -> Result<Extracted, Failure> {
    match name {
        "panic" => panic!("no such glyph"),
        "abort" => std::process::abort(),
        "overflow" => {
            eprintln!("{}", recurse(bytes.len() as u64));
            extract(bytes, name, limits)
        }
        "loop" => loop {
            std::hint::spin_loop();
        },
        "memory" => {
            let mut hoard: Vec<Vec<u8>> = Vec::new();
            loop {
                hoard.push(vec![1; 1 << 20]);
            }
        }
        "answer" => {
            let mut extracted = Extracted::default();
            extracted
                .warnings
                .push("x".repeat(usize::try_from(limits.max_reply_bytes).unwrap() + 1));
            Ok(extracted)
        }
        _ => extract(bytes, name, limits),
    }
}

#[expect(unconditional_recursion, reason = "it is to overflow the stack")]
fn recurse(depth: u64) -> u64 {
    std::hint::black_box(recurse(std::hint::black_box(depth + 1))) + 1
}

/// Where the corpus is: beside the checkout, or where `REGESTA_CORPUS` says.
fn corpus() -> PathBuf {
    let beside = || Path::new(env!("CARGO_MANIFEST_DIR")).join("../../shared/corpus");
    std::env::var_os("REGESTA_CORPUS").map_or_else(beside, PathBuf::from)
}

fn program() -> PathBuf {
    std::env::current_exe().unwrap()
}

/// Limits that a test reaches in a moment.
fn small() -> Limits {
    Limits {
        max_worker_memory_bytes: 512 << 20,
        max_worker_cpu_seconds: 20,
        max_worker_wall: Duration::from_secs(20),
        max_reply_bytes: 1 << 20,
        ..Limits::STANDARD
    }
}

#[track_caller]
fn reply(name: &str, limits: &Limits) -> Reply {
    extract_in_worker(&program(), WorkerInput::Bytes(b"Smart city"), name, limits).unwrap()
}

fn a_document_is_read() {
    let Reply::Extracted(extracted) = reply("a.txt", &small()) else {
        panic!("not read")
    };
    assert_eq!(
        extracted,
        extract(b"Smart city", "a.txt", &small()).unwrap()
    );
    assert_eq!(extracted.pages[0].text, "Smart city\n");
}

fn a_failure_comes_back_as_it_is() {
    let expected = Failure::Damaged {
        reason: "named as a PDF file, but it holds plain text".to_owned(),
    };
    assert_eq!(reply("a.pdf", &small()), Reply::Failed(expected));
}

fn a_panic_is_a_crash_with_its_message() {
    assert_eq!(
        reply("panic", &small()),
        Reply::Crashed("panicked: no such glyph (tried twice)".to_owned())
    );
}

fn an_abort_is_a_crash_with_its_signal() {
    assert_eq!(
        reply("abort", &small()),
        Reply::Crashed("ended by signal 6 (tried twice)".to_owned())
    );
}

fn a_stack_overflow_is_a_crash() {
    assert_eq!(
        reply("overflow", &small()),
        Reply::Crashed("stack overflow (tried twice)".to_owned())
    );
}

fn an_endless_loop_is_ended_by_the_wall_clock() {
    let started = Instant::now();
    let limits = Limits {
        max_worker_wall: Duration::from_millis(200),
        ..small()
    };
    let reason = "reading it took longer than 0.2 s, the limit (tried twice)".to_owned();
    assert_eq!(reply("loop", &limits), Reply::TimedOut(reason));
    assert!(started.elapsed() < Duration::from_secs(10));
}

fn an_endless_loop_is_ended_by_cpu_time() {
    let limits = Limits {
        max_worker_cpu_seconds: 1,
        ..small()
    };
    let reason = "reading it took more than 1 s of CPU time, the limit (tried twice)".to_owned();
    assert_eq!(reply("loop", &limits), Reply::TimedOut(reason));
}

fn too_much_memory_is_over_a_limit() {
    let reason = "reading it takes more than 536870912 bytes of memory, the limit".to_owned();
    assert_eq!(
        reply("memory", &small()),
        Reply::Failed(Failure::OverLimit { reason })
    );
}

fn too_long_an_answer_is_over_a_limit() {
    let reason = "what was read takes more than 1048576 bytes, the limit".to_owned();
    assert_eq!(
        reply("answer", &small()),
        Reply::Failed(Failure::OverLimit { reason })
    );
}

type Entries = Vec<(String, Result<Vec<u8>, Failure>)>;

#[track_caller]
fn unpack(archive: &[u8], limits: &Limits) -> (Entries, UnpackVerdict) {
    let mut unpacked = unpack_in_worker(&program(), WorkerInput::Bytes(archive), limits).unwrap();
    let entries: Entries = unpacked.by_ref().collect();
    (entries, unpacked.verdict().unwrap().clone())
}

fn archive(entries: &[(&str, &[u8])]) -> Vec<u8> {
    let mut writer = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for (name, bytes) in entries {
        if name.ends_with('/') {
            writer
                .add_directory(*name, SimpleFileOptions::default())
                .unwrap();
        } else {
            writer
                .start_file(*name, SimpleFileOptions::default())
                .unwrap();
            writer.write_all(bytes).unwrap();
        }
    }
    writer.finish().unwrap().into_inner()
}

fn an_archive_is_unpacked_in_its_order() {
    let bytes = archive(&[
        ("b/", b""),
        ("b/2.txt", b"two"),
        ("../a.txt", b""),
        ("도시.txt", "도시\n{}\n".as_bytes()),
    ]);
    let expected: Entries = vec![
        ("b/2.txt".to_owned(), Ok(b"two".to_vec())),
        ("a.txt".to_owned(), Ok(Vec::new())),
        ("도시.txt".to_owned(), Ok("도시\n{}\n".into())),
    ];
    assert_eq!(unpack(&bytes, &small()), (expected, UnpackVerdict::Done));
    let (entries, verdict) = unpack(b"PK\x03\x04 and nothing more", &small());
    assert!(entries.is_empty());
    assert!(
        matches!(verdict, UnpackVerdict::Failed(Failure::Damaged { .. })),
        "{verdict:?}"
    );
}

fn bad_entries_cost_only_themselves() {
    let mut bytes = archive(&[
        ("1.txt", b"first entry"),
        ("2.txt", b"second entry"),
        ("3.txt", b"third"),
    ]);
    // The content is too short to be packed, so it stands there as it is.
    let at = bytes
        .windows(12)
        .position(|window| window == b"second entry");
    if let Some(at) = at {
        bytes[at] = b'S';
    } else {
        // Deflated: break its CRC in the central directory (offset 16 of the second header).
        let headers: Vec<usize> = bytes
            .windows(4)
            .enumerate()
            .filter(|(_, w)| *w == b"PK\x01\x02")
            .map(|(at, _)| at)
            .collect();
        bytes[headers[1] + 16] ^= 0xff;
    }
    let (entries, verdict) = unpack(&bytes, &small());
    assert_eq!(verdict, UnpackVerdict::Done);
    assert_eq!(entries[0].1, Ok(b"first entry".to_vec()));
    assert!(
        matches!(&entries[1].1, Err(Failure::Damaged { .. })),
        "{:?}",
        entries[1]
    );
    assert_eq!(entries[2].1, Ok(b"third".to_vec()));
}

fn a_bomb_is_over_a_limit() {
    let bytes = archive(&[("bomb", &vec![0; 12 << 20]), ("good.txt", b"good")]);
    assert!(bytes.len() < 100_000, "{}", bytes.len());
    let (entries, verdict) = unpack(&bytes, &small());
    assert_eq!(verdict, UnpackVerdict::Done);
    let reason = "file unpacks to more than 1000 times its packed size".to_owned();
    assert_eq!(entries[0].1, Err(Failure::OverLimit { reason }));
    assert_eq!(entries[1].1, Ok(b"good".to_vec()));
}

fn too_many_entries_are_over_a_limit() {
    let bytes = archive(&[("1", b""), ("2", b""), ("3", b"")]);
    let reason = "archive has 3 entries, limit is 2".to_owned();
    let limits = Limits {
        max_archive_entries: 2,
        ..small()
    };
    assert_eq!(
        unpack(&bytes, &limits),
        (
            Vec::new(),
            UnpackVerdict::Failed(Failure::OverLimit { reason })
        )
    );
}

fn ten_thousand_speeches_stream_through() {
    let path = corpus().join("un-general-debate.zip");
    let Ok(file) = std::fs::File::open(&path) else {
        eprintln!("left out: no {}", path.display());
        return;
    };
    let started = Instant::now();
    let mut unpacked =
        unpack_in_worker(&program(), WorkerInput::File(file), &Limits::STANDARD).unwrap();
    let (mut files, mut bytes) = (0, 0);
    for (path, content) in unpacked.by_ref() {
        bytes += content
            .unwrap_or_else(|failure| panic!("{path}: {failure}"))
            .len();
        files += 1;
    }
    eprintln!("{files} files, {bytes} bytes in {:?}", started.elapsed());
    assert_eq!(unpacked.verdict(), Some(&UnpackVerdict::Done));
    // 10,952 speeches and their manifest, as the corpus says.
    assert_eq!(files, 10_953);
}

fn every_real_document_has_an_outcome() {
    let folder = corpus().join("documents");
    let Ok(manifest) = std::fs::read_to_string(folder.join("manifest.csv")) else {
        eprintln!("left out: no {}", folder.display());
        return;
    };
    let mut reader = csv::Reader::from_reader(manifest.as_bytes());
    let mut outcomes: Vec<(String, String)> = Vec::new();
    for row in reader.records() {
        let path = row.unwrap()[0].to_owned();
        let started = Instant::now();
        let file = std::fs::File::open(folder.join(&path)).unwrap();
        let reply = extract_in_worker(
            &program(),
            WorkerInput::File(file),
            &path,
            &Limits::STANDARD,
        )
        .unwrap();
        let outcome = match reply {
            Reply::Extracted(extracted) => {
                keep_text(&path, &extracted);
                let is_blank = extracted.pages.iter().all(|page| page.text.is_empty());
                let warnings = extracted.warnings.join("; ");
                format!("{} {warnings}", if is_blank { "no text" } else { "text" })
            }
            Reply::Failed(failure) => failure.to_string(),
            other => panic!("{path}: {other:?}"),
        };
        assert!(
            started.elapsed() < Duration::from_secs(60),
            "{path} took {:?}",
            started.elapsed()
        );
        eprintln!("{:5} ms  {path}: {outcome}", started.elapsed().as_millis());
        outcomes.push((path, outcome));
    }
    let count = |start: &str| {
        outcomes
            .iter()
            .filter(|(_, outcome)| outcome.starts_with(start))
            .count()
    };
    let kinds = [
        "text",
        "no text",
        "no reader",
        "locked",
        "file is empty",
        "named as",
        "not a readable",
        "PDF file",
    ];
    let counts: Vec<(&str, usize)> = kinds.iter().map(|kind| (*kind, count(kind))).collect();
    eprintln!("{counts:?}");
    assert_eq!(outcomes.len(), 315);
    let of = |path: &str| {
        outcomes
            .iter()
            .find(|(known, _)| known == path)
            .map(|(_, outcome)| outcome.as_str())
    };
    // Each of these pdftotext refuses with "Incorrect password".
    for path in [
        "camelot/health_protected.pdf",
        "pypdf_samples/libreoffice-writer-password.pdf",
        "tabula/encrypted.pdf",
    ] {
        assert_eq!(of(path), Some("locked by a password"), "{path}");
    }
}

/// Keeps the text of real documents for a comparison by hand, where `KEEP_TEXT` names a folder.
fn keep_text(path: &str, extracted: &Extracted) {
    let Ok(folder) = std::env::var("KEEP_TEXT") else {
        return;
    };
    let text: Vec<&str> = extracted
        .pages
        .iter()
        .map(|page| page.text.as_str())
        .collect();
    let path = Path::new(&folder).join(format!("{}.txt", path.replace('/', "_")));
    std::fs::write(path, text.join("\u{c}")).unwrap();
}
