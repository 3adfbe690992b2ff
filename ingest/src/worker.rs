//! The sandboxed worker process that runs `extract`, and its parent side.
//!
//! No byte of a document is parsed in the process that holds the archive: the parent starts
//! `PROGRAM worker extract --name=NAME` (or `worker unpack`, see `unpack.rs`) with an empty
//! environment but for the limits. One process reads one document: starting one costs about a
//! millisecond, and whatever happens in it costs one document one outcome.
//!
//! Extraction: the document stands in a memory file that is the child's standard input, the answer
//! (one JSON value, [`Answer`]) in one that is its standard output; a third is its standard error.
//! The child lowers its own limits (memory, CPU time, size of files, open files, no core dumps)
//! before it reads a byte, and dies with the thread that started it. The parent waits no longer
//! than the limit, then kills; it always reaps.
//!
//! Not here: namespaces, seccomp, landlock.

use std::ffi::OsString;
use std::fs::File;
use std::io::{self, Read, Seek, Write};
use std::os::fd::AsFd;
use std::os::unix::process::ExitStatusExt;
use std::path::Path;
use std::process::{Child, Command, ExitCode, ExitStatus};
use std::time::{Duration, Instant};

use rustix::event::{PollFd, PollFlags, Timespec};
use rustix::fs::MemfdFlags;
use rustix::process::{Pid, PidfdFlags, Resource, Rlimit, Signal};
use serde::{Deserialize, Serialize};

use crate::extract::{self, Extracted, Failure};
use crate::limits::Limits;

mod unpack;

pub(crate) use unpack::unpack_named_in_worker;
pub use unpack::{Entry, UnpackVerdict, Unpacked, unpack_in_worker};

/// The environment variable in which a worker gets its limits, as JSON.
const LIMITS_VARIABLE: &str = "REGESTA_WORKER_LIMITS";

/// Stack of the thread that extracts: parsers of nested formats are recursive.
const STACK_BYTES: usize = 64 << 20;

/// What came back from the worker process for one file.
#[derive(Clone, Debug, PartialEq)]
pub enum Reply {
    /// It was read.
    Extracted(Extracted),
    /// It could not be read, for the reason given.
    Failed(Failure),
    /// The worker took longer than the limit and was killed.
    TimedOut,
    /// The worker died; the text says how.
    Crashed(String),
}

/// What a worker is given to read.
#[derive(Debug)]
pub enum WorkerInput<'a> {
    /// Bytes, copied once into a memory file.
    Bytes(&'a [u8]),
    /// An open file, read from its start; its offset is moved.
    File(File),
}

impl WorkerInput<'_> {
    fn into_file(self) -> io::Result<File> {
        let mut file = match self {
            Self::File(file) => file,
            Self::Bytes(bytes) => {
                let mut file = memory_file("document")?;
                file.write_all(bytes)?;
                file
            }
        };
        file.rewind()?;
        Ok(file)
    }
}

/// What a worker that did not die writes to its standard output.
#[derive(Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
enum Answer {
    Extracted(Extracted),
    Failed(Failure),
    Panicked(String),
}

/// Reads one document in a worker process and waits for the answer.
///
/// `program` is the executable whose `worker` subcommand calls [`run_worker`]; `name` is the
/// document's name, of which only the ending matters.
///
/// # Errors
///
/// Only if this side cannot work: no memory files, `program` cannot be started. Whatever happens
/// to the document is a [`Reply`].
pub fn extract_in_worker(
    program: &Path,
    input: WorkerInput<'_>,
    name: &str,
    limits: &Limits,
) -> io::Result<Reply> {
    let (mut output, mut complaints) = (memory_file("answer")?, memory_file("complaints")?);
    let mut command = command(program, "extract", limits)?;
    command.arg(format!("--name={}", short_name(name)));
    command
        .stdin(input.into_file()?)
        .stdout(output.try_clone()?)
        .stderr(complaints.try_clone()?);
    let mut child = command.spawn()?;
    let Some(status) = wait(&mut child, limits.max_worker_wall)? else {
        return Ok(Reply::TimedOut);
    };

    if !status.success() {
        return Ok(judge(status, &read_start(&mut complaints)?, limits));
    }
    output.rewind()?;
    let mut answer = Vec::new();
    output
        .take(limits.max_reply_bytes)
        .read_to_end(&mut answer)?;
    Ok(match serde_json::from_slice(&answer) {
        Ok(Answer::Extracted(extracted)) => Reply::Extracted(extracted),
        Ok(Answer::Failed(failure)) => Reply::Failed(failure),
        Ok(Answer::Panicked(message)) => Reply::Crashed(format!("panicked: {message}")),
        Err(error) => Reply::Crashed(format!("its answer cannot be read: {error}")),
    })
}

/// Runs the worker's side: called by the hidden subcommand `worker` in the child process.
///
/// The job and the document's name are read from this process's own arguments. `limits` hold
/// unless the parent has passed others, which it always does.
pub fn run_worker(limits: &Limits) -> ExitCode {
    run_worker_with(limits, extract::extract)
}

/// Like [`run_worker`], with another function in the place of [`extract`](crate::extract()).
///
/// For tests of what happens to a worker that misbehaves.
#[doc(hidden)]
pub fn run_worker_with(
    limits: &Limits,
    work: fn(&[u8], &str, &Limits) -> Result<Extracted, Failure>,
) -> ExitCode {
    let given = std::env::var(LIMITS_VARIABLE)
        .ok()
        .and_then(|json| serde_json::from_str(&json).ok());
    let limits: Limits = given.unwrap_or(*limits);
    let arguments: Vec<String> = std::env::args_os()
        .skip(1)
        .map(OsString::into_string)
        .map(Result::unwrap_or_default)
        .collect();
    let outcome = if arguments.iter().any(|argument| argument == "unpack") {
        confine(&limits).and_then(|()| unpack::serve(&arguments, &limits))
    } else {
        let name = arguments
            .iter()
            .find_map(|argument| argument.strip_prefix("--name="))
            .unwrap_or_default();
        confine(&limits).and_then(|()| serve(name.to_owned(), limits, work))
    };
    match outcome {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("worker cannot work: {error}");
            ExitCode::FAILURE
        }
    }
}

/// The child's side of one extraction.
fn serve(
    name: String,
    limits: Limits,
    work: fn(&[u8], &str, &Limits) -> Result<Extracted, Failure>,
) -> io::Result<()> {
    // A parent that dies has nobody left to kill its workers.
    rustix::process::set_parent_process_death_signal(Some(Signal::KILL))?;
    allow_cpu_time(limits.max_worker_cpu_seconds)?;
    let mut bytes = Vec::new();
    // One byte more than the limit is enough for `extract` to refuse the file.
    let mut input = standard_input()?.take(limits.max_file_bytes.saturating_add(1));
    input.read_to_end(&mut bytes)?;
    let extraction = std::thread::Builder::new()
        .stack_size(STACK_BYTES)
        .spawn(move || work(&bytes, &name, &limits))?;
    let answer = match extraction.join() {
        Ok(Ok(extracted)) => Answer::Extracted(extracted),
        Ok(Err(failure)) => Answer::Failed(failure),
        Err(panic) => Answer::Panicked(panic_message(&*panic)),
    };
    let mut output = io::BufWriter::new(io::stdout().lock());
    serde_json::to_writer(&mut output, &answer)?;
    output.flush()
}

fn panic_message(panic: &(dyn std::any::Any + Send)) -> String {
    let text = panic.downcast_ref::<&str>().map(|text| (*text).to_owned());
    text.or_else(|| panic.downcast_ref::<String>().cloned())
        .unwrap_or_else(|| "without a message".to_owned())
}

/// Lowers this process's limits; they cannot be raised again.
fn confine(limits: &Limits) -> io::Result<()> {
    let set = |resource, soft: u64, hard: u64| {
        rustix::process::setrlimit(
            resource,
            Rlimit {
                current: Some(soft),
                maximum: Some(hard),
            },
        )
    };
    set(
        Resource::As,
        limits.max_worker_memory_bytes,
        limits.max_worker_memory_bytes,
    )?;
    set(
        Resource::Fsize,
        limits.max_reply_bytes,
        limits.max_reply_bytes,
    )?;
    set(Resource::Core, 0, 0)?;
    // Standard streams, and a few that the system's own libraries may open.
    set(Resource::Nofile, 16, 16)?;
    Ok(())
}

/// Allows this process to go on for `seconds` of CPU time; then SIGXCPU ends it.
///
/// Only the soft limit: an archive is given new time for every entry.
fn allow_cpu_time(seconds: u64) -> io::Result<()> {
    let maximum = rustix::process::getrlimit(Resource::Cpu).maximum;
    let used = rustix::time::clock_gettime(rustix::time::ClockId::ProcessCPUTime).tv_sec;
    let until = u64::try_from(used)
        .unwrap_or(0)
        .saturating_add(seconds.max(1));
    let current = Some(maximum.map_or(until, |maximum| until.min(maximum)));
    Ok(rustix::process::setrlimit(
        Resource::Cpu,
        Rlimit { current, maximum },
    )?)
}

/// This process's standard input as a file, without any buffer in between.
fn standard_input() -> io::Result<File> {
    let mut file = File::from(io::stdin().as_fd().try_clone_to_owned()?);
    file.rewind()?;
    Ok(file)
}

fn memory_file(name: &str) -> io::Result<File> {
    Ok(File::from(rustix::fs::memfd_create(
        name,
        MemfdFlags::CLOEXEC,
    )?))
}

fn command(program: &Path, job: &str, limits: &Limits) -> io::Result<Command> {
    let mut command = Command::new(program);
    command
        .args(["worker", job])
        .env_clear()
        .env(LIMITS_VARIABLE, serde_json::to_string(limits)?);
    Ok(command)
}

/// The last part of a name, without NUL, short enough for an argument; its ending is kept.
fn short_name(name: &str) -> String {
    let file = name.rsplit('/').next().unwrap_or(name);
    let kept: Vec<char> = file
        .chars()
        .filter(|c| *c != '\0')
        .rev()
        .take(100)
        .collect();
    kept.into_iter().rev().collect()
}

/// Waits until the child ends; kills it after `wall` and gives `None`. Always reaps it.
fn wait(child: &mut Child, wall: Duration) -> io::Result<Option<ExitStatus>> {
    let until = Instant::now() + wall;
    let pid = i32::try_from(child.id()).ok().and_then(Pid::from_raw);
    let pidfd =
        rustix::process::pidfd_open(pid.ok_or(io::ErrorKind::InvalidData)?, PidfdFlags::empty());
    let ended = match &pidfd {
        Ok(pidfd) => is_ready(pidfd, until),
        Err(error) => Err((*error).into()),
    };
    if !matches!(ended, Ok(true)) {
        child.kill()?;
    }
    let status = child.wait()?;
    ended.map(|ended| ended.then_some(status))
}

/// Waits until there is something to read from `file`, or it has ended; false at the time `until`.
fn is_ready(file: &impl AsFd, until: Instant) -> io::Result<bool> {
    loop {
        let left = until.saturating_duration_since(Instant::now());
        let timeout = Timespec::try_from(left).map_err(io::Error::other)?;
        match rustix::event::poll(&mut [PollFd::new(file, PollFlags::IN)], Some(&timeout)) {
            Ok(0) if left.is_zero() => return Ok(false),
            Ok(0) | Err(rustix::io::Errno::INTR) => {}
            Ok(_) => return Ok(true),
            Err(error) => return Err(error.into()),
        }
    }
}

/// The start of what a worker complained of; a hostile document may make it complain at length.
fn read_start(complaints: &mut File) -> io::Result<String> {
    complaints.rewind()?;
    let mut bytes = Vec::new();
    complaints.take(4096).read_to_end(&mut bytes)?;
    Ok(String::from_utf8_lossy(&bytes).into_owned())
}

/// Says what became of a worker that did not end well.
fn judge(status: ExitStatus, complaints: &str, limits: &Limits) -> Reply {
    let is = |signal: Signal| status.signal() == Some(signal.as_raw());
    if is(Signal::XCPU) {
        return Reply::TimedOut;
    }
    if is(Signal::XFSZ) {
        let limit = limits.max_reply_bytes;
        return Reply::Failed(Failure::over(format!(
            "what was read takes more than {limit} bytes, the limit"
        )));
    }
    if complaints.contains("memory allocation of") {
        let limit = limits.max_worker_memory_bytes;
        return Reply::Failed(Failure::over(format!(
            "reading it takes more than {limit} bytes of memory, the limit"
        )));
    }
    if complaints.contains("has overflowed its stack") {
        return Reply::Crashed("stack overflow".to_owned());
    }
    let first = complaints
        .lines()
        .find(|line| !line.trim().is_empty())
        .unwrap_or_default();
    let mut reason = match (status.signal(), status.code()) {
        (Some(signal), _) => format!("ended by signal {signal}"),
        (None, Some(code)) => format!("ended with exit code {code}"),
        (None, None) => "ended".to_owned(),
    };
    if !first.is_empty() {
        reason = format!("{reason}: {first}");
    }
    Reply::Crashed(reason)
}
