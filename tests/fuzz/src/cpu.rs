//! CPU time of processes, as the kernel tells it in `/proc` (proc_pid_stat(5)).
//!
//! A process that has ended is still told of until it is waited for.

use std::fs;
use std::time::Duration;

/// Clock ticks of a second; the same on every Linux that runs this (`USER_HZ`).
const TICKS: u64 = 100;

/// CPU time of a process itself; none if there is no such process.
pub(crate) fn of_process(id: u32) -> Duration {
    // Of fields 14 and 15, its own; the first after the name is field 3.
    ticks(&format!("/proc/{id}/stat"), [11, 12])
}

/// CPU time of all processes that this one has started and waited for.
pub(crate) fn of_children() -> Duration {
    ticks("/proc/self/stat", [13, 14])
}

fn ticks(path: &str, fields: [usize; 2]) -> Duration {
    let stat = fs::read_to_string(path).unwrap_or_default();
    // The name may hold blanks and parentheses.
    let after = stat.rsplit_once(')').map_or("", |(_, after)| after);
    let values: Vec<&str> = after.split_ascii_whitespace().collect();
    let ticks = fields
        .into_iter()
        .filter_map(|field| values.get(field)?.parse::<u64>().ok())
        .sum::<u64>();
    Duration::from_millis(ticks * 1000 / TICKS)
}
