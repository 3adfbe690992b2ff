//! What broke a reader: confirmed in a worker process, made smaller, kept.
//!
//! ```text
//! target/fuzz/findings/FORMAT-HASH.FORMAT   the smallest file found
//! target/fuzz/findings/FORMAT-HASH.txt      what it does, and of which case it was made
//! ```

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::fs;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Mutex;
use std::time::Duration;

use regesta_ingest::{Extracted, Failure, Limits, Reply, WorkerInput, extract_in_worker};

use crate::case::Document;

/// Most times a worker is started to make one file smaller.
const MAX_TRIES: usize = 300;
/// The same for a file that takes all the time there is.
const MAX_SLOW_TRIES: usize = 24;

/// Everything found in a run.
pub(crate) struct Findings {
    folder: PathBuf,
    program: PathBuf,
    seed: u64,
    kept: Mutex<BTreeMap<(String, String), Kept>>,
}

struct Kept {
    times: u64,
    bytes: usize,
}

/// The limits of a worker while fuzzing: those of an ingest but for time, which a busy machine has
/// less of, and a mutated file of a megabyte needs less of.
pub(crate) fn limits() -> Limits {
    Limits {
        max_worker_cpu_seconds: 20,
        max_worker_wall: Duration::from_secs(120),
        ..Limits::STANDARD
    }
}

/// The name of a failure in tallies.
pub(crate) fn failure_kind(failure: &Failure) -> &'static str {
    match failure {
        Failure::Encrypted => "encrypted",
        Failure::Unsupported { .. } => "unsupported",
        Failure::Damaged { .. } => "damaged",
        Failure::OverLimit { .. } => "over-limit",
    }
}

/// A promise of `extract` that does not hold, if any.
pub(crate) fn promise_broken(extracted: &Extracted) -> Option<&'static str> {
    let limits = Limits::STANDARD;
    let pages = &extracted.pages;
    let text: usize = pages.iter().map(|page| page.text.len()).sum();
    if limits.max_pages < pages.len() || limits.max_text_bytes < text {
        return Some("more pages or text than the limit");
    }
    for page in pages {
        let mut end = 0;
        for mark in &page.marks {
            if mark.from < end || page.text.get(mark.from..mark.until).is_none() {
                return Some("marks that do not lie in their text");
            }
            end = mark.until;
        }
        let is_unclean = |c: char| c.is_control() && !matches!(c, '\n' | '\t');
        if page.text.contains(is_unclean) {
            return Some("control characters in the text");
        }
        if !(0.0..=1.0).contains(&page.quality) {
            return Some("a quality that is not from 0 to 1");
        }
    }
    let last = u32::try_from(pages.len()).unwrap_or(u32::MAX);
    if extracted
        .outline
        .iter()
        .any(|entry| last < entry.page.get())
    {
        return Some("an outline entry beyond the last page");
    }
    None
}

impl Findings {
    pub(crate) fn new(out: &Path, seed: u64) -> io::Result<Self> {
        let folder = out.join("findings");
        fs::create_dir_all(&folder)?;
        Ok(Self {
            folder,
            program: std::env::current_exe()?,
            seed,
            kept: Mutex::default(),
        })
    }

    /// Has a suspected case read as in earnest and keeps it if it breaks there too; gives the kind
    /// of its end. `seen` is what the batch process saw of it, if it lived to tell.
    pub(crate) fn examine(
        &self,
        format: &str,
        number: u64,
        document: &Document,
        seen: Option<&str>,
    ) -> String {
        let Some(how) = self.how(format, &document.bytes(), &limits()) else {
            return "not confirmed".to_owned();
        };
        // The batch process knows where a panic was.
        let key = match seen {
            Some(seen) if how.starts_with("crash: panicked") => format!("crash: {seen}"),
            _ => how.clone(),
        };
        self.keep(format, number, &key, document);
        how.split(':').next().unwrap_or_default().to_owned()
    }

    /// Counts a finding; keeps it if it is the first of its kind or the smallest.
    pub(crate) fn keep(&self, format: &str, number: u64, key: &str, document: &Document) {
        let known = (format.to_owned(), without_numbers(key));
        let bytes = document.bytes();
        let is_first = {
            let Ok(mut kept) = self.kept.lock() else {
                return;
            };
            match kept.get_mut(&known) {
                Some(kept) => {
                    kept.times += 1;
                    if kept.bytes <= bytes.len() {
                        return;
                    }
                    kept.bytes = bytes.len();
                    false
                }
                None => {
                    let new = Kept {
                        times: 1,
                        bytes: bytes.len(),
                    };
                    kept.insert(known.clone(), new);
                    true
                }
            }
        };
        self.write(format, number, key, &known.1, &bytes);
        if is_first && format != "zip" {
            println!("{format}, case {number}: {key}");
            let smaller = self.smaller(format, document).bytes();
            if let Ok(mut kept) = self.kept.lock()
                && let Some(kept) = kept.get_mut(&known)
                && smaller.len() < kept.bytes
            {
                kept.bytes = smaller.len();
                self.write(format, number, key, &known.1, &smaller);
            }
        }
    }

    pub(crate) fn is_empty(&self) -> bool {
        let Ok(kept) = self.kept.lock() else {
            return false;
        };
        // More memory than the limit is what a bomb asks for, and a true outcome.
        kept.keys().all(|(_, key)| key == OVER_MEMORY)
    }

    /// One line for each finding.
    pub(crate) fn report(&self) -> String {
        let mut report = String::new();
        let Ok(kept) = self.kept.lock() else {
            return report;
        };
        for ((format, key), finding) in &*kept {
            let file = file_name(format, key);
            let _ = writeln!(
                report,
                "{} times {format}: {key} ({file}, {} bytes)",
                finding.times, finding.bytes
            );
        }
        if kept.is_empty() {
            report.push_str("nothing broke\n");
        }
        report
    }

    /// How reading `bytes` breaks in a worker process; `None` if it does not.
    fn how(&self, format: &str, bytes: &[u8], limits: &Limits) -> Option<String> {
        let name = format!("case.{format}");
        match extract_in_worker(&self.program, WorkerInput::Bytes(bytes), &name, limits).ok()? {
            Reply::Extracted(extracted) => {
                promise_broken(&extracted).map(|promise| format!("broken promise: {promise}"))
            }
            Reply::Failed(Failure::OverLimit { reason }) if reason.contains("bytes of memory") => {
                Some(OVER_MEMORY.to_owned())
            }
            Reply::Failed(_) => None,
            Reply::TimedOut(_) => Some("time-out".to_owned()),
            Reply::Crashed(how) => Some(format!("crash: {how}")),
        }
    }

    /// The smallest document found that breaks in the same way: parts are left out, then halves,
    /// quarters… of what is left.
    fn smaller(&self, format: &str, document: &Document) -> Document {
        let mut best = document.clone();
        let mut limits = limits();
        let Some(wanted) = self
            .how(format, &best.bytes(), &limits)
            .map(|how| without_numbers(&how))
        else {
            return best;
        };
        let mut tries = MAX_TRIES;
        if wanted == "time-out" {
            tries = MAX_SLOW_TRIES;
            limits.max_worker_cpu_seconds = 5;
        }
        let mut still = |smaller: &Document| {
            tries = tries.saturating_sub(1);
            tries != 0
                && self
                    .how(format, &smaller.bytes(), &limits)
                    .map(|how| without_numbers(&how))
                    .as_ref()
                    == Some(&wanted)
        };
        let mut at = 0;
        while best.parts_mut().is_some_and(|parts| at < parts.len()) {
            let mut fewer = best.clone();
            fewer.parts_mut().map(|parts| parts.remove(at));
            if still(&fewer) { best = fewer } else { at += 1 }
        }
        let count = best.parts_mut().map_or(1, |parts| parts.len());
        for at in 0..count {
            let mut size = bytes_of(&mut best, at).len() / 2;
            while 0 < size {
                let mut from = 0;
                while from < bytes_of(&mut best, at).len() {
                    let mut shorter = best.clone();
                    let bytes = bytes_of(&mut shorter, at);
                    let until = (from + size).min(bytes.len());
                    bytes.drain(from..until);
                    if still(&shorter) {
                        best = shorter
                    } else {
                        from += size
                    }
                }
                size /= 2;
            }
        }
        best
    }

    fn write(&self, format: &str, number: u64, key: &str, known: &str, bytes: &[u8]) {
        let file = self.folder.join(file_name(format, known));
        let text = format!(
            "{key}\nmade of case {number} of {format}, seed {}; {} bytes\n",
            self.seed,
            bytes.len()
        );
        // What cannot be written is still in the report.
        let _ = fs::write(&file, bytes);
        let _ = fs::write(file.with_extension("txt"), text);
    }
}

/// How more memory than the limit is called.
const OVER_MEMORY: &str = "over-memory";

/// The bytes of part `at`, or of a raw document.
fn bytes_of(document: &mut Document, at: usize) -> &mut Vec<u8> {
    match document {
        Document::Raw(bytes) => bytes,
        Document::Zip(parts) | Document::Compound(parts) => {
            &mut parts
                .get_mut(at)
                .expect("a part that was counted is there")
                .bytes
        }
    }
}

fn file_name(format: &str, key: &str) -> String {
    let mut hasher = DefaultHasher::new();
    key.hash(&mut hasher);
    format!("{format}-{:08x}.{format}", hasher.finish() >> 32)
}

/// A text with every number as `#`, so that like faults are one finding; of a place in a file the
/// line stays.
fn without_numbers(text: &str) -> String {
    let (place, message) = match text.split_once(".rs:") {
        Some((file, rest)) => {
            let line: String = rest.chars().take_while(char::is_ascii_digit).collect();
            (
                format!("{file}.rs:{line}"),
                rest.trim_start_matches(|c: char| c.is_ascii_digit()),
            )
        }
        None => (String::new(), text),
    };
    let mut plain = place;
    for c in message.chars().take(200) {
        if !c.is_ascii_digit() {
            plain.push(c);
        } else if !plain.ends_with('#') {
            plain.push('#');
        }
    }
    plain
}
