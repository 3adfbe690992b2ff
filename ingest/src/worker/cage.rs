//! What a worker takes from itself before it reads a byte: resources, files, system calls.
//!
//! Three walls, each of which holds if another falls:
//!
//! - resource limits: memory, size of files, number of files, no core dumps, no new processes
//! - landlock: no path may be opened or changed, no TCP, no abstract socket or signal outside
//! - seccomp: of the system calls only those in [`ALLOWED`] and [`CONDITIONAL`]. Those in
//!   [`REFUSED`] fail with EACCES, as libraries try them and do without; any other ends the process
//!   with SIGSYS. What is left is memory, and reading and writing what is open.
//!
//! What holds: nothing here can be taken back, and all threads are in. Where the kernel lacks a wall
//! the others stand, and [`Confinement`] says so.
//!
//! Not here: namespaces, and who may see what of the machine's load or clock.
//!
//! Sources: landlock(7), seccomp(2); the calls that glibc and Rust's standard library make for
//! memory, threads, panics and stack overflows.

use std::collections::BTreeMap;
use std::fmt;
use std::io;

use landlock::{ABI, Access, AccessFs, AccessNet, Ruleset, RulesetAttr, RulesetStatus, Scope};
use rustix::process::{Resource, Rlimit};
use serde::{Deserialize, Serialize};

use super::filter::{self, Action, Bits, Condition};
use crate::limits::Limits;

/// Whether a wall stands on this machine.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Wall {
    /// All that this program asks for.
    Whole,
    /// The kernel knows a part of it.
    Partial,
    /// The kernel lacks it, or whoever started this program forbids it.
    Missing,
}

/// What keeps the processes that read documents from everything but their document.
///
/// Printed as one sentence in plain words.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Confinement {
    /// Landlock: no files, no network.
    pub landlock: Wall,
    /// Seccomp: no system calls but those for memory and open files.
    pub seccomp: Wall,
}

impl fmt::Display for Confinement {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match (self.seccomp, self.landlock) {
            (Wall::Missing, Wall::Missing) => {
                "readers of documents are confined by resource limits alone: neither seccomp nor \
                 landlock works here, so a hostile document that takes over its reader could open \
                 files, reach the network and start processes"
            }
            (Wall::Missing, _) => {
                "readers of documents cannot open files (landlock), but seccomp does not work \
                 here: one that a hostile document takes over could reach the network and start \
                 processes"
            }
            (_, Wall::Missing) => {
                "readers of documents cannot open files, reach the network or start processes \
                 (seccomp; landlock, the second wall, does not work here)"
            }
            (_, _) => {
                "readers of documents cannot open files, reach the network or start processes \
                 (seccomp and landlock)"
            }
        })
    }
}

/// What a worker is for; more work needs more system calls.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Job {
    /// One document, by a thread that is there already.
    Extract,
    /// The entries of an archive, each of which is given CPU time.
    Unpack,
}

/// Lowers this process's resource limits.
pub(super) fn limit(limits: &Limits) -> io::Result<()> {
    lower(Resource::As, limits.max_worker_memory_bytes)?;
    lower(Resource::Fsize, limits.max_reply_bytes)?;
    lower(Resource::Core, 0)?;
    // Standard streams, landlock's rule set for a moment, and a few for the system's own libraries.
    lower(Resource::Nofile, 8)
}

fn lower(resource: Resource, most: u64) -> io::Result<()> {
    let most = Some(most);
    let limit = Rlimit {
        current: most,
        maximum: most,
    };
    Ok(rustix::process::setrlimit(resource, limit)?)
}

/// Closes the file system and the network to this thread and those that it starts later.
pub(super) fn close_files() -> Wall {
    // The newest whose rights mean "everything" to us; an older kernel takes the part it knows.
    let abi = ABI::V6;
    let status = Ruleset::default()
        .handle_access(AccessFs::from_all(abi))
        .and_then(|rules| rules.handle_access(AccessNet::from_all(abi)))
        .and_then(|rules| rules.scope(Scope::from_all(abi)))
        .and_then(Ruleset::create)
        .and_then(landlock::RulesetCreated::restrict_self);
    match status.map(|status| status.ruleset) {
        Ok(RulesetStatus::FullyEnforced) => Wall::Whole,
        Ok(RulesetStatus::PartiallyEnforced) => Wall::Partial,
        Ok(RulesetStatus::NotEnforced) | Err(_) => Wall::Missing,
    }
}

/// Forbids new processes and threads, and all system calls but a few, to all threads there are.
pub(super) fn close_calls(job: Job) -> Wall {
    // Where seccomp is missing this is what is left; it does not bind root.
    let no_processes = lower(Resource::Nproc, 0);
    let applied = filter::program(&actions(job))
        .is_some_and(|filter| seccompiler::apply_filter_all_threads(&filter).is_ok());
    if applied && no_processes.is_ok() {
        Wall::Whole
    } else {
        Wall::Missing
    }
}

/// What becomes of every system call that does not end the process.
fn actions(job: Job) -> BTreeMap<u32, Action> {
    let mut actions = BTreeMap::new();
    let mut put = |call: i64, action| {
        if let Ok(number) = u32::try_from(call) {
            actions.insert(number, action);
        }
    };
    for call in REFUSED.iter().chain(REFUSED_OF_OLD) {
        put(*call, Action::Refuse);
    }
    for call in ALLOWED {
        put(*call, Action::Allow);
    }
    for (call, conditions) in CONDITIONAL {
        put(*call, Action::AllowIf(conditions));
    }
    // A signal to itself is how a process aborts.
    put(libc::SYS_tgkill, Action::AllowIfFirstIs(std::process::id()));
    if job == Job::Unpack {
        put(libc::SYS_prlimit64, Action::AllowIf(&[OWN_CPU_TIME]));
    }
    actions
}

/// The limit on this process's own CPU time: RLIMIT_CPU is 0 on every architecture of Linux.
const OWN_CPU_TIME: Condition = &[is(0, 0), is(1, 0)];

/// Memory that is not to be executed.
const NOT_EXECUTABLE: Condition = &[Bits {
    argument: 2,
    mask: libc::PROT_EXEC as u32,
    value: 0,
}];

const fn is(argument: u8, value: i32) -> Bits {
    Bits {
        argument,
        mask: u32::MAX,
        value: value as u32,
    }
}

/// Calls that a reader may make with any arguments.
const ALLOWED: &[i64] = &[
    // What is open: the document, the answer, the complaints.
    libc::SYS_read,
    libc::SYS_readv,
    libc::SYS_pread64,
    libc::SYS_write,
    libc::SYS_writev,
    libc::SYS_lseek,
    libc::SYS_close,
    // Memory.
    libc::SYS_brk,
    libc::SYS_munmap,
    libc::SYS_mremap,
    libc::SYS_madvise,
    // The threads there are: waiting for each other, starting up, ending.
    libc::SYS_futex,
    libc::SYS_sched_yield,
    libc::SYS_sched_getaffinity,
    libc::SYS_set_robust_list,
    libc::SYS_rseq,
    libc::SYS_gettid,
    libc::SYS_getpid,
    libc::SYS_exit,
    libc::SYS_exit_group,
    // Signals to this process: stack overflow, abort.
    libc::SYS_sigaltstack,
    libc::SYS_rt_sigprocmask,
    libc::SYS_rt_sigreturn,
    libc::SYS_restart_syscall,
    // Time and chance.
    libc::SYS_clock_gettime,
    libc::SYS_clock_nanosleep,
    libc::SYS_nanosleep,
    libc::SYS_gettimeofday,
    libc::SYS_getrandom,
];

/// Calls that a reader may make with some arguments; one match is enough.
const CONDITIONAL: &[(i64, &[Condition])] = &[
    (libc::SYS_mmap, &[NOT_EXECUTABLE]),
    (libc::SYS_mprotect, &[NOT_EXECUTABLE]),
    // Asking what a file is open for.
    (
        libc::SYS_fcntl,
        &[&[is(1, libc::F_GETFD)], &[is(1, libc::F_GETFL)]],
    ),
    // The handlers that abort and Rust's stack guard reset; not that of the limit on CPU time.
    (
        libc::SYS_rt_sigaction,
        &[
            &[is(0, libc::SIGSEGV)],
            &[is(0, libc::SIGBUS)],
            &[is(0, libc::SIGABRT)],
        ],
    ),
];

/// Calls that fail: libraries make them on their way and do without.
const REFUSED: &[i64] = &[
    libc::SYS_openat,
    libc::SYS_openat2,
    libc::SYS_newfstatat,
    libc::SYS_fstat,
    libc::SYS_statx,
    libc::SYS_faccessat,
    libc::SYS_faccessat2,
    libc::SYS_readlinkat,
    libc::SYS_getcwd,
    libc::SYS_ioctl,
    libc::SYS_prctl,
    libc::SYS_seccomp,
    libc::SYS_prlimit64,
    libc::SYS_getrusage,
    libc::SYS_sysinfo,
    libc::SYS_uname,
    libc::SYS_membarrier,
];

/// The same under the names that only x86 has.
#[cfg(target_arch = "x86_64")]
const REFUSED_OF_OLD: &[i64] = &[
    libc::SYS_open,
    libc::SYS_stat,
    libc::SYS_lstat,
    libc::SYS_access,
    libc::SYS_readlink,
    libc::SYS_getrlimit,
    libc::SYS_setrlimit,
];
/// The same under the names that only x86 has.
#[cfg(not(target_arch = "x86_64"))]
const REFUSED_OF_OLD: &[i64] = &[];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_filter_compiles_for_both_jobs() {
        for job in [Job::Extract, Job::Unpack] {
            assert!(filter::program(&actions(job)).is_some());
        }
    }

    #[test]
    fn what_is_missing_is_said() {
        let say = |landlock, seccomp| Confinement { landlock, seccomp }.to_string();
        assert!(say(Wall::Whole, Wall::Whole).ends_with("(seccomp and landlock)"));
        assert!(
            say(Wall::Missing, Wall::Whole).contains("landlock, the second wall, does not work")
        );
        assert!(say(Wall::Whole, Wall::Missing).contains("seccomp does not work here"));
        assert!(say(Wall::Missing, Wall::Missing).contains("resource limits alone"));
    }
}
