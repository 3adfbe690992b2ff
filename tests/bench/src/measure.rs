//! Times, sizes and memory.

use std::error::Error;
use std::path::Path;
use std::time::Instant;

/// Milliseconds that `act` takes, and what it gives.
pub(crate) fn timed<T>(act: impl FnOnce() -> T) -> (f64, T) {
    let started = Instant::now();
    let value = act();
    (started.elapsed().as_secs_f64() * 1e3, value)
}

/// Median and 99th percentile.
pub(crate) fn quantiles(mut times: Vec<f64>) -> [f64; 2] {
    times.sort_by(f64::total_cmp);
    [0.5, 0.99].map(|part| {
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            clippy::cast_precision_loss,
            reason = "an index into a few hundred times"
        )]
        let index = ((times.len().saturating_sub(1)) as f64 * part).round() as usize;
        times.get(index).copied().unwrap_or(f64::NAN)
    })
}

#[expect(clippy::cast_precision_loss, reason = "for people to read")]
pub(crate) fn megabytes(bytes: usize) -> f64 {
    bytes as f64 / 1e6
}

/// Bytes of the files below `folder` that are `counted`, by their name.
pub(crate) fn size_of(folder: &Path, counted: fn(&str) -> bool) -> std::io::Result<usize> {
    let mut bytes = 0;
    for entry in std::fs::read_dir(folder)? {
        let entry = entry?;
        let meta = entry.metadata()?;
        bytes += if meta.is_dir() {
            size_of(&entry.path(), counted)?
        } else if counted(&entry.file_name().to_string_lossy()) {
            usize::try_from(meta.len()).unwrap_or(0)
        } else {
            0
        };
    }
    Ok(bytes)
}

/// Memory of this process in MB: the most it ever had in use, files that are mapped included, and
/// what it has now without those.
pub(crate) fn memory() -> Result<(u64, u64), Box<dyn Error>> {
    let status = std::fs::read_to_string("/proc/self/status")?;
    let of = |name: &str| -> Option<u64> {
        let line = status.lines().find_map(|line| line.strip_prefix(name))?;
        let kilobytes: u64 = line.split_whitespace().next()?.parse().ok()?;
        Some(kilobytes / 1024)
    };
    of("VmHWM:")
        .zip(of("RssAnon:"))
        .ok_or_else(|| "/proc/self/status says nothing of memory".into())
}
