//! Unpacks a zip archive in a worker process, entry by entry.
//!
//! The archive is the child's standard input (a file, so that it can seek), the entries stream
//! through a pipe. Grammar of the stream, each header one line of JSON:
//!
//! ```text
//! stream = { entry } end
//! entry  = {"path": text, "size": n, "failure": null or Failure} LF, n bytes
//! end    = {"end": null or Failure} LF
//! ```
//!
//! What holds: a path is a name, never followed on disk; `/`, `.` and `..` parts are taken out of
//! it. One bad entry costs that entry. The parent gives up on a child that is silent for longer
//! than the limit while the parent waits for it; it never reads more than a header allows.
//!
//! Not here: other kinds of archive, passwords, archives in archives, symbolic links.
//!
//! Format: PKWARE APPNOTE 6.3.10, by the crate `zip`.

use std::collections::HashSet;
use std::fs::File;
use std::io::{self, BufRead, BufReader, Read, Write};
use std::path::Path;
use std::process::{Child, ChildStdout, Stdio};
use std::time::{Duration, Instant};

use chardetng::{EncodingDetector, Iso2022JpDetection, Utf8Detection};
use encoding_rs::{BIG5, EUC_JP, EUC_KR, Encoding, GBK, SHIFT_JIS};
use serde::{Deserialize, Serialize};
use zip::ZipArchive;
use zip::result::ZipError;

use super::cage::{self, Job};
use super::child::{allow_cpu_time, standard_input};
use super::{Reply, WorkerInput, complaints, is_ready, judge, read_start};
use crate::extract::Failure;
use crate::limits::Limits;

/// Longest header line: a path has at most 65,535 bytes, each at most six in JSON.
const MAX_HEADER_BYTES: u64 = 512 << 10;

/// The argument that names a file to be unpacked, where not all are.
const ONLY: &str = "--only=";
/// The argument that names an ending of files to be unpacked that are called as another file before it.
const BESIDE: &str = "--beside=";

/// Which files of an archive are unpacked, in any folder of it: all, if nothing is named.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Wanted<'a> {
    /// Those of these names.
    pub(crate) names: &'a [&'a str],
    /// Those called as another file of the archive, and a dot and one of these: `a.pdf.json` beside `a.pdf`.
    pub(crate) beside: &'a [&'a str],
}

/// How the unpacking of an archive ended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum UnpackVerdict {
    /// Every entry was offered.
    Done,
    /// The archive as a whole could not be read, or not to its end.
    Failed(Failure),
    /// The worker was silent for longer than the limit and was killed.
    TimedOut,
    /// The worker died; the text says how.
    Crashed(String),
}

/// A path, and the bytes of its file or why there are none.
pub type Entry = (String, Result<Vec<u8>, Failure>);

#[derive(Serialize, Deserialize)]
struct EntryHeader {
    path: String,
    size: u64,
    failure: Option<Failure>,
}

#[derive(Serialize, Deserialize)]
struct End {
    end: Option<Failure>,
}

#[derive(Deserialize)]
#[serde(untagged)]
enum Header {
    Entry(EntryHeader),
    End(End),
}

/// The entries of an archive that a worker process is unpacking, in the archive's order.
///
/// Each is a path, cleaned of everything that could lead out of a folder, and its bytes or why
/// there are none. Directories are left out. After `None`, [`Unpacked::verdict`] says how it ended.
#[derive(Debug)]
pub struct Unpacked {
    child: Child,
    output: BufReader<Patient>,
    complaints: File,
    limits: Limits,
    /// Entries offered so far; the worker's own count is not believed.
    offered: usize,
    verdict: Option<UnpackVerdict>,
}

/// Starts a worker process that unpacks `archive`.
///
/// # Errors
///
/// Only if this side cannot work: no memory files, `program` cannot be started.
pub fn unpack_in_worker(
    program: &Path,
    archive: WorkerInput<'_>,
    limits: &Limits,
) -> io::Result<Unpacked> {
    unpack_some_in_worker(program, archive, Wanted::default(), limits)
}

/// Starts a worker process that unpacks of `archive` what is `wanted`.
///
/// # Errors
///
/// As [`unpack_in_worker`].
pub(crate) fn unpack_some_in_worker(
    program: &Path,
    archive: WorkerInput<'_>,
    wanted: Wanted<'_>,
    limits: &Limits,
) -> io::Result<Unpacked> {
    let complaints = complaints()?;
    let mut command = super::command(program, "unpack", limits)?;
    command.args(wanted.names.iter().map(|name| format!("{ONLY}{name}")));
    command.args(
        wanted
            .beside
            .iter()
            .map(|ending| format!("{BESIDE}{ending}")),
    );
    command
        .stdin(archive.into_file()?)
        .stdout(Stdio::piped())
        .stderr(complaints.try_clone()?);
    let mut child = command.spawn()?;
    let pipe = child
        .stdout
        .take()
        .ok_or_else(|| io::Error::other("no pipe from the worker"))?;
    let output = BufReader::with_capacity(
        1 << 16,
        Patient {
            pipe,
            patience: limits.max_worker_wall,
        },
    );
    Ok(Unpacked {
        child,
        output,
        complaints,
        limits: *limits,
        offered: 0,
        verdict: None,
    })
}

impl Wanted<'_> {
    /// Whether the file at `path` is one of them; `all` are the paths of the archive.
    fn wants(&self, path: &str, all: &HashSet<String>) -> bool {
        let name = path.rsplit('/').next().unwrap_or_default();
        let is_beside = |ending: &&str| {
            let described = path
                .strip_suffix(*ending)
                .and_then(|path| path.strip_suffix('.'));
            described.is_some_and(|described| all.contains(described))
        };
        self.names.is_empty() && self.beside.is_empty()
            || self.names.contains(&name)
            || self.beside.iter().any(is_beside)
    }
}

impl Unpacked {
    /// How the unpacking ended; `None` while there may be more entries.
    #[must_use]
    pub fn verdict(&self) -> Option<&UnpackVerdict> {
        self.verdict.as_ref()
    }

    fn entry(&mut self) -> io::Result<Option<Entry>> {
        let mut line = Vec::new();
        (&mut self.output)
            .take(MAX_HEADER_BYTES)
            .read_until(b'\n', &mut line)?;
        let header = match serde_json::from_slice(&line)? {
            Header::Entry(header) => header,
            Header::End(End { end }) => {
                self.verdict = Some(end.map_or(UnpackVerdict::Done, UnpackVerdict::Failed));
                return Ok(None);
            }
        };
        self.offered += 1;
        if self.limits.max_file_bytes < header.size
            || self.limits.max_archive_entries < self.offered
        {
            return Err(io::ErrorKind::InvalidData.into());
        }
        let mut bytes = Vec::new();
        let read = (&mut self.output)
            .take(header.size)
            .read_to_end(&mut bytes)?;
        if read as u64 != header.size {
            return Err(io::ErrorKind::UnexpectedEof.into());
        }
        Ok(Some((header.path, header.failure.map_or(Ok(bytes), Err))))
    }

    /// Ends the child and finds out why its stream broke off.
    fn give_up(&mut self, error: &io::Error) -> UnpackVerdict {
        if error.kind() == io::ErrorKind::TimedOut {
            let _ = self.child.kill();
            let _ = self.child.wait();
            return UnpackVerdict::TimedOut;
        }
        // The stream ended, so the child is ending too; but not if it only closed its output.
        let status = super::wait(&mut self.child, Duration::from_secs(1));
        let complaints = read_start(&mut self.complaints).unwrap_or_default();
        match status {
            Ok(Some(status)) if !status.success() => match judge(status, &complaints, &self.limits)
            {
                Reply::Failed(failure) => UnpackVerdict::Failed(failure),
                Reply::TimedOut(_) => UnpackVerdict::TimedOut,
                Reply::Crashed(reason) => UnpackVerdict::Crashed(reason),
                Reply::Extracted(_) => {
                    UnpackVerdict::Crashed("answered a question not asked".to_owned())
                }
            },
            _ => UnpackVerdict::Crashed(format!("its answer cannot be read: {error}")),
        }
    }
}

impl Iterator for Unpacked {
    type Item = Entry;

    fn next(&mut self) -> Option<Self::Item> {
        if self.verdict.is_some() {
            return None;
        }
        match self.entry() {
            Ok(entry) => entry,
            Err(error) => {
                self.verdict = Some(self.give_up(&error));
                None
            }
        }
    }
}

impl Drop for Unpacked {
    fn drop(&mut self) {
        // It may have ended long ago; then both do nothing.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// A pipe that is waited for no longer than its patience.
#[derive(Debug)]
struct Patient {
    pipe: ChildStdout,
    patience: Duration,
}

impl Read for Patient {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        if is_ready(&self.pipe, Instant::now() + self.patience)? {
            self.pipe.read(buffer)
        } else {
            Err(io::ErrorKind::TimedOut.into())
        }
    }
}

/// The child's side: writes the entries of the archive on standard input that `arguments` ask for
/// to standard output.
pub(super) fn serve(arguments: &[String], limits: &Limits) -> io::Result<()> {
    let of = |prefix: &'static str| -> Vec<&str> {
        let named = arguments
            .iter()
            .filter_map(|argument| argument.strip_prefix(prefix));
        named.collect()
    };
    let (names, beside) = (of(ONLY), of(BESIDE));
    let wanted = Wanted {
        names: &names,
        beside: &beside,
    };
    cage::limit(limits)?;
    let input = standard_input()?;
    let archive_bytes = input.metadata()?.len();
    cage::close_files();
    cage::close_calls(Job::Unpack);
    let mut output = io::BufWriter::with_capacity(1 << 16, io::stdout().lock());
    let input = BufReader::new(input);
    let end = write_entries(input, archive_bytes, wanted, limits, &mut output)?.err();
    write_line(&mut output, &End { end })?;
    output.flush()
}

fn write_line(output: &mut impl Write, header: &impl Serialize) -> io::Result<()> {
    serde_json::to_writer(&mut *output, header)?;
    output.write_all(b"\n")
}

/// Writes every entry; the outer error is one of writing, the inner one of the archive.
fn write_entries(
    input: BufReader<File>,
    archive_bytes: u64,
    wanted: Wanted<'_>,
    limits: &Limits,
    output: &mut impl Write,
) -> io::Result<Result<(), Failure>> {
    let mut archive = match ZipArchive::new(input) {
        Ok(archive) => archive,
        Err(error) => {
            return Ok(Err(Failure::damaged(format!(
                "zip archive cannot be opened: {error}"
            ))));
        }
    };
    let count = archive.len();
    if limits.max_archive_entries < count {
        let limit = limits.max_archive_entries;
        return Ok(Err(Failure::over(format!(
            "archive has {count} entries, limit is {limit}"
        ))));
    }
    let encoding = name_encoding(archive.file_names_raw());
    let mut all = HashSet::new();
    if !wanted.beside.is_empty() {
        for index in 0..count {
            let entry = archive
                .by_index_raw(index)
                .ok()
                .filter(|entry| !entry.is_dir());
            let path = |raw: &[u8], name: Option<&str>| path_of(raw, name, encoding);
            all.extend(entry.map(|entry| path(entry.name_raw(), entry.name().ok().as_deref())));
        }
    }
    let mut paths = HashSet::with_capacity(count);
    let mut packed_bytes = 0_u64;
    for index in 0..count {
        allow_cpu_time(limits.max_worker_cpu_seconds)?;
        let (path, mut content) = match archive.by_index_raw(index) {
            Ok(entry) if entry.is_dir() => continue,
            Ok(entry) => {
                packed_bytes = packed_bytes.saturating_add(entry.compressed_size());
                let path = path_of(entry.name_raw(), entry.name().ok().as_deref(), encoding);
                (path, check(&entry, limits))
            }
            Err(error) => (format!("entry {}", index + 1), Err(damage(&error))),
        };
        if !wanted.wants(&path, &all) {
            continue;
        }
        if archive_bytes < packed_bytes {
            // Entries that share bytes make a bomb out of a few kilobytes.
            return Ok(Err(Failure::damaged("archive's entries overlap")));
        }
        if !paths.insert(path.clone()) {
            content = content.and(Err(Failure::damaged(
                "archive has an earlier entry of the same name",
            )));
        }
        let content = content.and_then(|()| read_entry(&mut archive, index, limits));
        let bytes = content.as_deref().unwrap_or_default();
        let header = EntryHeader {
            path,
            size: bytes.len() as u64,
            failure: content.as_ref().err().cloned(),
        };
        write_line(output, &header)?;
        output.write_all(bytes)?;
    }
    Ok(Ok(()))
}

/// What can be said against an entry before it is unpacked.
fn check<R: Read>(entry: &zip::read::ZipFile<'_, R>, limits: &Limits) -> Result<(), Failure> {
    if entry.encrypted() {
        return Err(Failure::Encrypted);
    }
    if entry.is_symlink() {
        return Err(Failure::Unsupported {
            media_type: "inode/symlink".to_owned(),
        });
    }
    is_within(entry.size(), entry.compressed_size(), limits)
}

fn is_within(bytes: u64, packed: u64, limits: &Limits) -> Result<(), Failure> {
    if limits.max_file_bytes < bytes {
        let limit = limits.max_file_bytes;
        return Err(Failure::over(format!(
            "file has {bytes} bytes, limit is {limit}"
        )));
    }
    let most = packed
        .saturating_mul(limits.max_entry_ratio)
        .max(limits.free_entry_bytes);
    if most < bytes {
        let ratio = limits.max_entry_ratio;
        return Err(Failure::over(format!(
            "file unpacks to more than {ratio} times its packed size"
        )));
    }
    Ok(())
}

fn read_entry(
    archive: &mut ZipArchive<BufReader<File>>,
    index: usize,
    limits: &Limits,
) -> Result<Vec<u8>, Failure> {
    let entry = archive.by_index(index).map_err(|error| damage(&error))?;
    let (announced, packed) = (entry.size(), entry.compressed_size());
    let mut bytes = Vec::new();
    // An entry may hold more than it announces.
    let most = packed
        .saturating_mul(limits.max_entry_ratio)
        .max(limits.free_entry_bytes);
    let most = most.min(limits.max_file_bytes).max(announced);
    entry
        .take(most.saturating_add(1))
        .read_to_end(&mut bytes)
        .map_err(|error| Failure::damaged(format!("zip entry cannot be unpacked: {error}")))?;
    is_within(bytes.len() as u64, packed, limits)?;
    Ok(bytes)
}

fn damage(error: &ZipError) -> Failure {
    match error {
        ZipError::InvalidPassword => Failure::Encrypted,
        ZipError::UnsupportedArchive(ZipError::PASSWORD_REQUIRED) => Failure::Encrypted,
        ZipError::UnsupportedArchive(_) => Failure::Unsupported {
            media_type: "application/zip; compression=unknown".to_owned(),
        },
        ZipError::CompressionMethodNotSupported(method) => Failure::Unsupported {
            media_type: format!("application/zip; compression={method}"),
        },
        other => Failure::damaged(format!("zip entry cannot be unpacked: {other}")),
    }
}

/// The encoding of names that are not UTF-8, judged by all of them together: one is too short.
fn name_encoding<'a>(names: impl Iterator<Item = &'a [u8]>) -> Option<&'static Encoding> {
    let mut detector = EncodingDetector::new(Iso2022JpDetection::Deny);
    let mut is_needed = false;
    for name in names.filter(|name| std::str::from_utf8(name).is_err()) {
        detector.feed(name, false);
        detector.feed(b"\n", false);
        is_needed = true;
    }
    detector.feed(b"", true);
    let encoding = detector.guess(None, Utf8Detection::Deny);
    // Western names were written by DOS and Windows in code page 437, which is the standard's own.
    (is_needed && [EUC_KR, SHIFT_JIS, GBK, BIG5, EUC_JP].contains(&encoding)).then_some(encoding)
}

/// An entry's name as text; `by_standard` is what the zip standard makes of it.
fn path_of(raw: &[u8], by_standard: Option<&str>, encoding: Option<&'static Encoding>) -> String {
    let decoded = match (std::str::from_utf8(raw), encoding) {
        (Ok(name), _) => name.to_owned(),
        (Err(_), Some(encoding)) => encoding.decode_without_bom_handling(raw).0.into_owned(),
        (Err(_), None) => {
            by_standard.map_or_else(|| String::from_utf8_lossy(raw).into_owned(), str::to_owned)
        }
    };
    let parts: Vec<String> = decoded
        .split(['/', '\\'])
        .map(crate::extract::clean_line)
        .filter(|part| !matches!(part.as_str(), "" | "." | ".."))
        .collect();
    if parts.is_empty() {
        "unnamed".to_owned()
    } else {
        parts.join("/")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check_path(raw: &[u8], expected: &str) {
        let encoding = name_encoding(std::iter::once(raw));
        assert_eq!(path_of(raw, None, encoding), expected);
    }

    #[test]
    fn no_path_leads_out_of_a_folder() {
        check_path(b"../../etc/passwd", "etc/passwd");
        check_path(b"/a/./b//c.txt", "a/b/c.txt");
        check_path(b"..\\a\\b.txt", "a/b.txt");
        check_path(b"a\0\x1b/b", "a/b");
        check_path(b"..", "unnamed");
    }

    #[test]
    fn korean_names_of_code_page_949_are_found() {
        check_path(
            &EUC_KR.encode("스마트도시/종합계획 보고서.hwp").0,
            "스마트도시/종합계획 보고서.hwp",
        );
        check_path("스마트도시.txt".as_bytes(), "스마트도시.txt");
    }
}
