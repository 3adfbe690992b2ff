//! The worker's side: goes into its cage, reads one document, answers.
//!
//! What holds: no byte of the document is looked at before the cage is shut, and the thread that
//! extracts shuts it for all, so that no thread can be started after.
//!
//! Not here: unpacking archives (`unpack.rs`), what the cage is made of (`cage.rs`).

use std::ffi::OsString;
use std::fs::File;
use std::io::{self, Read, Seek};
use std::os::fd::AsFd;
use std::process::ExitCode;

use rustix::process::{Resource, Rlimit, Signal};

use super::answer::{self, Answer};
use super::cage::{self, Confinement, Job};
use super::{LIMITS_VARIABLE, render, unpack};
use crate::extract::{self, Extracted, Failure};
use crate::limits::Limits;
use crate::ocr;

/// Stack of the thread that extracts: parsers of nested formats are recursive.
const STACK_BYTES: usize = 64 << 20;

/// What a worker does with a document.
type Work = fn(&[u8], &str, &Limits) -> Result<Extracted, Failure>;

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
pub fn run_worker_with(limits: &Limits, work: Work) -> ExitCode {
    let given = std::env::var(LIMITS_VARIABLE)
        .ok()
        .and_then(|json| serde_json::from_str(&json).ok());
    let limits: Limits = given.unwrap_or(*limits);
    let arguments: Vec<String> = std::env::args_os()
        .skip(2)
        .map(OsString::into_string)
        .map(Result::unwrap_or_default)
        .collect();
    let outcome = match arguments.split_first() {
        Some((job, rest)) if job == "extract" => {
            let name = rest.iter().find_map(|rest| rest.strip_prefix("--name="));
            serve(name.unwrap_or_default().to_owned(), limits, work)
        }
        Some((job, rest)) if job == "unpack" => unpack::serve(rest, &limits),
        Some((job, rest)) if job == "render" => render::serve(rest, limits),
        Some((job, rest)) if job == "recognise" => cage::limit(&limits)
            .and_then(|()| allow_cpu_time(limits.max_worker_cpu_seconds))
            .and_then(|()| Err(ocr::become_tesseract(rest))),
        Some((job, _)) if job == "confinement" => show_confinement(&limits),
        _ => Err(io::Error::other("it was given no job that it knows")),
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
fn serve(name: String, limits: Limits, work: Work) -> io::Result<()> {
    let answer = match caged(&limits, move |bytes| work(bytes, &name, &limits))? {
        Ok(Ok(extracted)) => Answer::Extracted(extracted),
        Ok(Err(failure)) => Answer::Failed(failure),
        Err(panic) => Answer::Panicked(panic),
    };
    let mut output = io::BufWriter::new(io::stdout().lock());
    answer::write(&answer, &mut output)
}

/// Does `work` with the document on standard input, in the cage; the inner error is a panic's message.
pub(super) fn caged<T: Send + 'static>(
    limits: &Limits,
    work: impl FnOnce(&[u8]) -> T + Send + 'static,
) -> io::Result<Result<T, String>> {
    // A parent that dies has nobody left to kill its workers.
    rustix::process::set_parent_process_death_signal(Some(Signal::KILL))?;
    cage::limit(limits)?;
    allow_cpu_time(limits.max_worker_cpu_seconds)?;
    // One byte more than the limit is enough to refuse the file.
    let most = limits.max_file_bytes.saturating_add(1);
    let input = standard_input()?;
    let size = usize::try_from(input.metadata()?.len().min(most)).unwrap_or(usize::MAX);
    cage::close_files();
    let worker =
        std::thread::Builder::new()
            .stack_size(STACK_BYTES)
            .spawn(move || -> io::Result<_> {
                // By this thread for both, as handing over costs more on a busy machine than reading.
                cage::close_calls(Job::Extract);
                let mut bytes = Vec::with_capacity(size.saturating_add(1));
                input.take(most).read_to_end(&mut bytes)?;
                Ok(work(&bytes))
            })?;
    match worker.join() {
        Ok(done) => done.map(Ok),
        Err(panic) => Ok(Err(panic_message(&*panic))),
    }
}

/// Goes into the cage and writes how much of it there is.
fn show_confinement(limits: &Limits) -> io::Result<()> {
    cage::limit(limits)?;
    let confinement = Confinement {
        landlock: cage::close_files(),
        seccomp: cage::close_calls(Job::Extract),
    };
    Ok(serde_json::to_writer(io::stdout().lock(), &confinement)?)
}

fn panic_message(panic: &(dyn std::any::Any + Send)) -> String {
    let text = panic.downcast_ref::<&str>().map(|text| (*text).to_owned());
    text.or_else(|| panic.downcast_ref::<String>().cloned())
        .unwrap_or_else(|| "without a message".to_owned())
}

/// Allows this process to go on for `seconds` of CPU time; then SIGXCPU ends it.
///
/// Only the soft limit: an archive is given new time for every entry.
pub(super) fn allow_cpu_time(seconds: u64) -> io::Result<()> {
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
pub(super) fn standard_input() -> io::Result<File> {
    let mut file = File::from(io::stdin().as_fd().try_clone_to_owned()?);
    file.rewind()?;
    Ok(file)
}
