//! How much memory this process and all below it take at most, together.
//!
//! Sampled: proportional set size of every process (shared pages count once), and memory files, which
//! are in nobody's set. A peak shorter than a sample may be missed.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::os::unix::fs::MetadataExt;
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::thread::JoinHandle;
use std::time::Duration;

/// Watches from its making until it is asked.
pub(crate) struct Watch {
    peak: Arc<AtomicU64>,
    over: Arc<AtomicBool>,
    thread: JoinHandle<()>,
}

impl Watch {
    pub(crate) fn new() -> Self {
        let (peak, over) = (
            Arc::new(AtomicU64::new(0)),
            Arc::new(AtomicBool::new(false)),
        );
        let thread = std::thread::spawn({
            let (peak, over) = (Arc::clone(&peak), Arc::clone(&over));
            move || {
                while !over.load(Ordering::Relaxed) {
                    peak.fetch_max(sample(), Ordering::Relaxed);
                    std::thread::park_timeout(Duration::from_millis(20));
                }
            }
        });
        Self { peak, over, thread }
    }

    /// The most bytes seen.
    pub(crate) fn peak_bytes(self) -> u64 {
        self.over.store(true, Ordering::Relaxed);
        self.thread.thread().unpark();
        self.thread.join().unwrap();
        self.peak.load(Ordering::Relaxed)
    }
}

fn sample() -> u64 {
    let mut memory_files = BTreeMap::new();
    let mut bytes = 0;
    for process in family() {
        let folder = Path::new("/proc").join(process.to_string());
        bytes += set_size(&folder);
        for file in fs::read_dir(folder.join("fd"))
            .into_iter()
            .flatten()
            .flatten()
        {
            let is_memory = fs::read_link(file.path())
                .is_ok_and(|target| target.to_string_lossy().starts_with("/memfd:"));
            if is_memory && let Ok(file) = fs::metadata(file.path()) {
                memory_files.insert(file.ino(), file.blocks() * 512);
            }
        }
    }
    bytes + memory_files.values().sum::<u64>()
}

/// This process and all that it and its children have started.
fn family() -> BTreeSet<u32> {
    let mut parents = BTreeMap::new();
    for entry in fs::read_dir("/proc").into_iter().flatten().flatten() {
        let process = entry.file_name().to_string_lossy().parse::<u32>();
        let stat = fs::read_to_string(entry.path().join("stat"));
        // The name, in brackets, may hold anything; the parent is the second field after it.
        if let (Ok(process), Ok(stat)) = (process, stat)
            && let Some((_, fields)) = stat.rsplit_once(')')
            && let Some(Ok(parent)) = fields.split_whitespace().nth(1).map(str::parse::<u32>)
        {
            parents.insert(process, parent);
        }
    }
    let mut family = BTreeSet::from([std::process::id()]);
    loop {
        let children: Vec<u32> = parents
            .iter()
            .filter(|(child, parent)| family.contains(parent) && !family.contains(child))
            .map(|(child, _)| *child)
            .collect();
        if children.is_empty() {
            return family;
        }
        family.extend(children);
    }
}

fn set_size(process: &Path) -> u64 {
    let sizes = fs::read_to_string(process.join("smaps_rollup")).unwrap_or_default();
    let line = sizes.lines().find_map(|line| line.strip_prefix("Pss:"));
    let kilobytes = line.and_then(|line| line.split_whitespace().next()?.parse::<u64>().ok());
    kilobytes.unwrap_or(0) << 10
}
