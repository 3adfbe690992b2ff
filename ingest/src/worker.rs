//! The sandboxed worker process that runs `extract`, and its parent side.
//!
//! No byte of a document is parsed in the process that holds the archive: the parent starts
//! `PROGRAM worker extract --name=NAME` (or `worker unpack`, see `unpack.rs`) with an empty
//! environment but for the limits and how memory is kept. One process reads one document: starting one costs about a
//! millisecond, and whatever happens in it costs one document one outcome.
//!
//! Extraction: the document stands in a memory file that is the child's standard input, the answer
//! (`answer.rs`) in one that is its standard output; a third is its standard error. The child goes
//! into its cage (`cage.rs`) before it reads a byte, and dies with the thread that started it. The
//! parent waits no longer than the limit, then kills; it always reaps.
//!
//! A document whose reader crashed or took too long is read once more, as the fault may have been
//! the machine's; what comes of the second time is its outcome. A reader that tried what it must
//! not do is given no second chance.
//!
//! Not here: the child's side (`child.rs`), namespaces.

use std::fs::File;
use std::io::{self, Read, Seek, Write};
use std::os::fd::AsFd;
use std::os::unix::process::ExitStatusExt;
use std::path::Path;
use std::process::{Child, Command, ExitStatus, Stdio};
use std::time::{Duration, Instant};

use rustix::event::{PollFd, PollFlags, Timespec};
use rustix::fs::{MemfdFlags, SealFlags};
use rustix::process::{Pid, PidfdFlags, Signal};

use crate::extract::{Extracted, Failure};
use crate::limits::Limits;

mod answer;
mod cage;
mod child;
mod filter;
mod render;
mod unpack;

pub use cage::{Confinement, Wall};
pub use child::{run_worker, run_worker_with};
pub use render::draw_in_worker;
pub(crate) use render::render_in_worker;
pub use unpack::{Entry, UnpackVerdict, Unpacked, unpack_in_worker};
pub(crate) use unpack::{Wanted, unpack_some_in_worker};

/// The environment variable in which a worker gets its limits, as JSON.
const LIMITS_VARIABLE: &str = "REGESTA_WORKER_LIMITS";

/// How glibc keeps a worker's memory (other systems pass this over): in one heap for all threads,
/// which grows by a megabyte and is given back when the worker ends. Asking the kernel for pieces and
/// giving them back in between costs a twentieth of the time that PDF files take.
const HEAP: &str = "glibc.malloc.arena_max=1:glibc.malloc.top_pad=1048576:\
    glibc.malloc.trim_threshold=536870912:glibc.malloc.mmap_threshold=33554432";

/// Most bytes a worker may complain with; the memory file has no room for more.
const COMPLAINT_BYTES: u64 = 64 << 10;

/// How the parent says that the kernel ended a worker for a forbidden system call.
const FORBIDDEN: &str = "its reader tried what a reader of documents must not do, and was ended";

/// What came back from the worker process for one file.
#[derive(Clone, Debug, PartialEq)]
pub enum Reply {
    /// It was read.
    Extracted(Extracted),
    /// It could not be read, for the reason given.
    Failed(Failure),
    /// The worker took longer than a limit and was killed; the text says which.
    TimedOut(String),
    /// The worker died; the text says how.
    Crashed(String),
}

impl Reply {
    /// Whether reading once more may give something else.
    fn deserves_another_try(&self) -> bool {
        match self {
            Self::Extracted(_) | Self::Failed(_) => false,
            Self::TimedOut(_) => true,
            Self::Crashed(reason) => reason != FORBIDDEN,
        }
    }

    /// The same, where it came of a second try.
    fn of_second_try(self) -> Self {
        let twice = |reason: String| format!("{reason} (tried twice)");
        match self {
            Self::TimedOut(reason) => Self::TimedOut(twice(reason)),
            Self::Crashed(reason) => Self::Crashed(twice(reason)),
            read => read,
        }
    }
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
    /// A file that the worker cannot change.
    pub(crate) fn into_file(self) -> io::Result<File> {
        let mut file = match self {
            Self::File(file) => file,
            Self::Bytes(bytes) => {
                let mut file = memory_file("document")?;
                file.write_all(bytes)?;
                let seals = SealFlags::WRITE | SealFlags::GROW | SealFlags::SHRINK;
                rustix::fs::fcntl_add_seals(&file, seals | SealFlags::SEAL)?;
                file
            }
        };
        file.rewind()?;
        Ok(file)
    }
}

/// Reads one document in a worker process, once more if that fails, and waits for the answer.
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
    let document = input.into_file()?;
    let first = try_extract(program, &document, name, limits)?;
    if !first.deserves_another_try() {
        return Ok(first);
    }
    (&document).rewind()?;
    Ok(try_extract(program, &document, name, limits)?.of_second_try())
}

/// Reads one document in one worker process.
fn try_extract(program: &Path, document: &File, name: &str, limits: &Limits) -> io::Result<Reply> {
    let limits = &limits.for_file(document.metadata()?.len());
    let mut command = command(program, "extract", limits)?;
    command.arg(format!("--name={}", short_name(name)));
    let answer = match answer_of(command, document, limits)? {
        Ok(answer) => answer,
        Err(reply) => return Ok(reply),
    };
    Ok(answer::read(&answer, limits)
        .unwrap_or_else(|error| Reply::Crashed(format!("its answer cannot be read: {error}"))))
}

/// Runs one worker over `document` and gives what it wrote; the inner error is what became of one
/// that did not end well.
fn answer_of(
    mut command: Command,
    document: &File,
    limits: &Limits,
) -> io::Result<Result<Vec<u8>, Reply>> {
    let (mut output, mut complaints) = (memory_file("answer")?, complaints()?);
    command
        .stdin(document.try_clone()?)
        .stdout(output.try_clone()?)
        .stderr(complaints.try_clone()?);
    let mut child = command.spawn()?;
    let Some(status) = wait(&mut child, limits.max_worker_wall)? else {
        return Ok(Err(Reply::TimedOut(too_slow(limits))));
    };
    if !status.success() {
        return Ok(Err(judge(status, &read_start(&mut complaints)?, limits)));
    }
    output.rewind()?;
    let mut answer = Vec::new();
    (&output)
        .take(limits.max_reply_bytes)
        .read_to_end(&mut answer)?;
    // Its memory is worth more to the parse than the file, which nobody reads any more.
    output.set_len(0)?;
    Ok(Ok(answer))
}

/// Finds out what keeps workers from everything but their document, on this machine.
///
/// Starts one that goes into its cage and says so; worth asking once in a run, not for a document.
///
/// # Errors
///
/// If `program` cannot be started, or gives no answer.
pub fn confinement(program: &Path) -> io::Result<Confinement> {
    let mut command = command(program, "confinement", &Limits::STANDARD)?;
    let output = command.stdin(Stdio::null()).output()?;
    if !output.status.success() {
        let why = String::from_utf8_lossy(&output.stderr).trim().to_owned();
        return Err(io::Error::other(format!("{}: {why}", output.status)));
    }
    Ok(serde_json::from_slice(&output.stdout)?)
}

pub(crate) fn memory_file(name: &str) -> io::Result<File> {
    let flags = MemfdFlags::CLOEXEC | MemfdFlags::ALLOW_SEALING;
    Ok(File::from(rustix::fs::memfd_create(name, flags)?))
}

/// A memory file for complaints that cannot grow: a worker may complain without end.
pub(crate) fn complaints() -> io::Result<File> {
    let file = memory_file("complaints")?;
    file.set_len(COMPLAINT_BYTES)?;
    let seals = SealFlags::GROW | SealFlags::SHRINK | SealFlags::SEAL;
    rustix::fs::fcntl_add_seals(&file, seals)?;
    Ok(file)
}

pub(crate) fn command(program: &Path, job: &str, limits: &Limits) -> io::Result<Command> {
    let mut command = Command::new(program);
    command
        .args(["worker", job])
        .env_clear()
        .env("GLIBC_TUNABLES", HEAP)
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
pub(crate) fn wait(child: &mut Child, wall: Duration) -> io::Result<Option<ExitStatus>> {
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

/// The start of what a worker complained of.
pub(crate) fn read_start(complaints: &mut File) -> io::Result<String> {
    complaints.rewind()?;
    let mut bytes = Vec::new();
    complaints.take(4096).read_to_end(&mut bytes)?;
    let text = String::from_utf8_lossy(&bytes);
    // The file has its full size from the start.
    Ok(text.trim_end_matches('\0').to_owned())
}

fn too_slow(limits: &Limits) -> String {
    let seconds = limits.max_worker_wall.as_secs_f32();
    format!("reading it took longer than {seconds} s, the limit")
}

/// Says what became of a worker that did not end well.
fn judge(status: ExitStatus, complaints: &str, limits: &Limits) -> Reply {
    let is = |signal: Signal| status.signal() == Some(signal.as_raw());
    if is(Signal::XCPU) {
        let seconds = limits.max_worker_cpu_seconds;
        return Reply::TimedOut(format!(
            "reading it took more than {seconds} s of CPU time, the limit"
        ));
    }
    if is(Signal::SYS) {
        return Reply::Crashed(FORBIDDEN.to_owned());
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
        // A hostile document chooses these words; a reason is one line that can be read.
        let first: String = first.chars().take(200).collect();
        reason = format!("{reason}: {}", crate::extract::clean_line(&first));
    }
    Reply::Crashed(reason)
}
