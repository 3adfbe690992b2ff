//! Workers that do what a document which has taken over its reader would do.

use std::fs;
use std::hint::black_box;
use std::io::{Read, Write};
use std::net::{TcpListener, TcpStream, UdpSocket};
use std::os::fd::AsFd;
use std::os::unix::fs::PermissionsExt;
use std::os::unix::net::UnixStream;
use std::os::unix::process::CommandExt;
use std::path::Path;
use std::process::Command;
use std::time::Duration;

use regesta_index::Outcome;
use regesta_ingest::{
    Extracted, ExtractedPage, Failure, Limits, Reply, Wall, WorkerInput, confinement, extract,
    extract_in_worker,
};
use rustix::process::{Pid, PidfdFlags, Resource, Rlimit};

use crate::memory::Watch;
use crate::place::Place;

pub(crate) const TESTS: [(&str, fn()); 5] = [
    (
        "this machine confines readers wholly",
        this_machine_confines_readers_wholly,
    ),
    (
        "whatever a reader tries, the run goes on",
        whatever_a_reader_tries_the_run_goes_on,
    ),
    ("an accident is forgiven once", an_accident_is_forgiven_once),
    (
        "a forbidden act is not forgiven",
        a_forbidden_act_is_not_forgiven,
    ),
    (
        "a document is the same at the second try",
        a_document_is_the_same_at_the_second_try,
    ),
];

/// How a behaviour ends.
enum End {
    /// Like this, for a reason that holds these words.
    As(Outcome, &'static str),
    /// It got nothing, and the document is read.
    Harmless,
}

use End::{As, Harmless};

const FORBIDDEN: End = As(
    Outcome::Crashed,
    "tried what a reader of documents must not do",
);

/// Every behaviour: the name of the document that brings it about, and how it ends.
const BEHAVIOURS: [(&str, End); 32] = [
    ("starts a process", FORBIDDEN),
    ("starts processes without end", FORBIDDEN),
    ("becomes another program", FORBIDDEN),
    ("starts a thread", FORBIDDEN),
    ("connects to a TCP port", FORBIDDEN),
    ("opens a UDP port", FORBIDDEN),
    ("opens a unix socket", FORBIDDEN),
    ("writes outside", Harmless),
    ("reads the password file", Harmless),
    ("lists a folder", Harmless),
    ("opens its parent's memory", Harmless),
    ("deletes a file", FORBIDDEN),
    ("signals its parent", FORBIDDEN),
    ("takes hold of its parent", FORBIDDEN),
    (
        "raises its limits",
        As(Outcome::OverLimit, "bytes of memory, the limit"),
    ),
    (
        "sleeps for ever",
        As(
            Outcome::TimedOut,
            "longer than 5 s, the limit (tried twice)",
        ),
    ),
    (
        "works for ever",
        As(Outcome::TimedOut, "the limit (tried twice)"),
    ),
    (
        "hoards memory",
        As(Outcome::OverLimit, "bytes of memory, the limit"),
    ),
    (
        "asks for 10 GB",
        As(Outcome::OverLimit, "bytes of memory, the limit"),
    ),
    (
        "floods its output",
        As(Outcome::OverLimit, "what was read takes more than"),
    ),
    (
        "floods its complaints",
        As(Outcome::Crashed, "(tried twice)"),
    ),
    ("opens many files", FORBIDDEN),
    ("changes its document", Harmless),
    ("cuts its document short", FORBIDDEN),
    ("copies its output", FORBIDDEN),
    (
        "dies in mid-reply",
        As(Outcome::Crashed, "ended by signal 6 (tried twice)"),
    ),
    (
        "leaves in mid-reply",
        As(
            Outcome::Crashed,
            "its answer cannot be read: EOF while parsing",
        ),
    ),
    (
        "leaves without a word",
        As(Outcome::Crashed, "its answer cannot be read: there is none"),
    ),
    (
        "replies garbage",
        As(
            Outcome::Crashed,
            "its answer cannot be read: expected value",
        ),
    ),
    (
        "replies twice",
        As(
            Outcome::Crashed,
            "its answer cannot be read: it goes on after its end",
        ),
    ),
    (
        "replies with a bomb",
        As(
            Outcome::Crashed,
            "its answer cannot be read: it has too many parts",
        ),
    ),
    (
        "overflows its stack",
        As(Outcome::Crashed, "stack overflow (tried twice)"),
    ),
];

/// The worker's work: what `extract` does, but for names that ask for trouble.
///
/// Where something is refused, the document is read all the same; what was got goes into its text.
pub(crate) fn misbehave(bytes: &[u8], name: &str, limits: &Limits) -> Result<Extracted, Failure> {
    let name = name.strip_suffix(".txt").unwrap_or(name);
    let told = String::from_utf8_lossy(bytes).into_owned();
    // The document tells where the outside is: `key=value` words after its name.
    let outside = |key: &str| {
        let found = told
            .split_whitespace()
            .find_map(|word| word.strip_prefix(key)?.strip_prefix('='));
        found.unwrap_or_default().to_owned()
    };
    let gains = match name {
        "starts a process" => Command::new("/bin/true").status().is_ok(),
        "starts processes without end" => loop {
            let _ = black_box(Command::new("/proc/self/exe").arg("worker").spawn());
        },
        "becomes another program" => Command::new("/bin/true").exec().raw_os_error().is_none(),
        "starts a thread" => loop {
            std::thread::spawn(|| std::thread::sleep(Duration::from_secs(9)));
        },
        "connects to a TCP port" => TcpStream::connect(outside("tcp")).is_ok(),
        "opens a UDP port" => UdpSocket::bind("127.0.0.1:0").is_ok(),
        "opens a unix socket" => UnixStream::pair().is_ok(),
        "writes outside" => fs::write(Path::new(&outside("folder")).join("loot"), "loot").is_ok(),
        "reads the password file" => fs::read("/etc/passwd").is_ok(),
        "lists a folder" => fs::read_dir(outside("folder")).is_ok(),
        "opens its parent's memory" => {
            let file = format!("/proc/{}/mem", outside("parent"));
            fs::OpenOptions::new()
                .read(true)
                .write(true)
                .open(file)
                .is_ok()
        }
        "deletes a file" => fs::remove_file(Path::new(&outside("folder")).join("keep")).is_ok(),
        "signals its parent" => {
            rustix::process::test_kill_process(parent(&outside("parent"))).is_ok()
        }
        "takes hold of its parent" => {
            rustix::process::pidfd_open(parent(&outside("parent")), PidfdFlags::empty()).is_ok()
        }
        "raises its limits" => {
            let limit = Rlimit {
                current: None,
                maximum: None,
            };
            let _ = rustix::process::setrlimit(Resource::As, limit);
            hoard()
        }
        "hoards memory" => hoard(),
        "sleeps for ever" => loop {
            std::thread::sleep(Duration::from_secs(1));
        },
        "works for ever" => loop {
            std::hint::spin_loop();
        },
        "asks for 10 GB" => black_box(vec![1_u8; 10 << 30]).is_empty(),
        "floods its output" => loop {
            let _ = std::io::stdout().write_all(&[b'x'; 1 << 16]);
        },
        "floods its complaints" => loop {
            eprintln!("{}", "complaint ".repeat(1000));
        },
        "opens many files" => {
            let input = std::io::stdin();
            let copies: Vec<_> = (0..1000)
                .map(|_| input.as_fd().try_clone_to_owned())
                .collect();
            copies.iter().all(Result::is_ok)
        }
        "changes its document" => {
            let input = std::io::stdin();
            rustix::io::write(input.as_fd(), b"changed").is_ok()
        }
        "cuts its document short" => rustix::fs::ftruncate(std::io::stdin().as_fd(), 0).is_ok(),
        "copies its output" => rustix::io::dup(std::io::stdout().as_fd()).is_ok(),
        "dies in mid-reply" => {
            say(b"{\"extracted\":{\"pages\":[");
            std::process::abort()
        }
        "leaves in mid-reply" => {
            say(b"{\"extracted\":{\"pages\":[");
            std::process::exit(0)
        }
        "leaves without a word" => std::process::exit(0),
        "replies garbage" => {
            say(&bytes.iter().map(|byte| byte ^ 0xaa).collect::<Vec<u8>>());
            std::process::exit(0)
        }
        "replies twice" => {
            let answer = b"{\"panicked\":\"a\"}";
            say(&[&answer[..], answer].concat());
            std::process::exit(0)
        }
        "replies with a bomb" => {
            say(b"{\"extracted\":{\"media_type\":\"\",\"pages\":[");
            say(&b"{},".repeat(16 << 20));
            std::process::exit(0)
        }
        "overflows its stack" => recurse(bytes.len() as u64) == 0,
        _ => return extract(bytes, "a.txt", limits),
    };
    let mut extracted = extract(bytes, "a.txt", limits)?;
    if gains {
        extracted.pages.push(ExtractedPage {
            text: "GAINED\n".to_owned(),
            ..ExtractedPage::default()
        });
    }
    Ok(extracted)
}

fn say(bytes: &[u8]) {
    let mut output = std::io::stdout().lock();
    output
        .write_all(bytes)
        .and_then(|()| output.flush())
        .unwrap();
}

fn parent(number: &str) -> Pid {
    Pid::from_raw(number.parse().unwrap()).unwrap()
}

fn hoard() -> bool {
    let mut hoard: Vec<Vec<u8>> = Vec::new();
    loop {
        hoard.push(vec![1; 1 << 20]);
    }
}

#[expect(unconditional_recursion, reason = "it is to overflow the stack")]
fn recurse(depth: u64) -> u64 {
    black_box(recurse(black_box(depth + 1))) + 1
}

fn limits() -> Limits {
    Limits {
        max_worker_cpu_seconds: 2,
        max_worker_wall: Duration::from_secs(5),
        ..Limits::STANDARD
    }
}

fn whatever_a_reader_tries_the_run_goes_on() {
    let place = Place::new(limits());
    let folder = place.path("outside");
    fs::create_dir(&folder).unwrap();
    fs::write(folder.join("keep"), "keep").unwrap();
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    listener.set_nonblocking(true).unwrap();
    let told = format!(
        "tcp={} folder={} parent={}",
        listener.local_addr().unwrap(),
        folder.display(),
        std::process::id()
    );
    for (number, (name, _)) in BEHAVIOURS.iter().enumerate() {
        place.put(&format!("{name}.txt"), format!("{name} {told}").as_bytes());
        place.put(
            &format!("good/{number}.txt"),
            format!("Plan number {number}").as_bytes(),
        );
    }
    let watch = Watch::new();
    let report = place.ingest();
    let peak = watch.peak_bytes();
    eprintln!(
        "{} files in {:?}, at most {} MB",
        report.offered,
        report.took,
        peak >> 20
    );
    let outcomes = place.outcomes(report.run);
    for (name, _) in &BEHAVIOURS {
        let (outcome, reason) = &outcomes[&format!("{name}.txt")];
        eprintln!("  {name}: {}: {reason}", outcome.name());
    }
    for (name, end) in &BEHAVIOURS {
        let (outcome, reason) = &outcomes[&format!("{name}.txt")];
        match end {
            As(expected, words) => {
                assert_eq!(outcome, expected, "{name}: {reason}");
                assert!(reason.contains(words), "{name}: {reason}");
            }
            Harmless => assert_eq!(*outcome, Outcome::Added, "{name}: {reason}"),
        }
    }
    for number in 0..BEHAVIOURS.len() {
        assert_eq!(outcomes[&format!("good/{number}.txt")].0, Outcome::Added);
    }
    // Nothing got out, and nothing was got.
    assert!(listener.accept().is_err(), "somebody connected");
    let left: Vec<_> = fs::read_dir(&folder)
        .unwrap()
        .map(|entry| entry.unwrap().file_name())
        .collect();
    assert_eq!(left, ["keep"]);
    let gained = place.documents_with("GAINED");
    assert_eq!(gained, Vec::<String>::new());
    assert!(peak < 1 << 30, "{peak} bytes");

    // What failed is not tried again unless somebody asks for it.
    let again = place.ingest();
    assert_eq!(
        again.outcomes.keys().collect::<Vec<_>>(),
        [&Outcome::Unchanged]
    );
}

fn this_machine_confines_readers_wholly() {
    let confinement = confinement(&std::env::current_exe().unwrap()).unwrap();
    eprintln!("  {confinement}");
    // Landlock may be a version that knows less, which is said; but both must be there.
    assert_eq!(confinement.seccomp, Wall::Whole);
    assert_ne!(confinement.landlock, Wall::Missing);
}

/// A program that runs the shell commands `before`, then reads as this one does.
fn program_after(place: &Place, before: &str) -> std::path::PathBuf {
    let path = place.path("program");
    let this = std::env::current_exe().unwrap();
    let folder = place.path("");
    let script = format!(
        "#!/bin/sh\ncd '{}' || exit 1\n{before}\nexec '{}' \"$@\"\n",
        folder.display(),
        this.display()
    );
    fs::write(&path, script).unwrap();
    fs::set_permissions(&path, fs::Permissions::from_mode(0o755)).unwrap();
    path
}

fn tries(place: &Place) -> usize {
    fs::read(place.path("tries")).map_or(0, |tries| tries.len())
}

#[track_caller]
fn read(place: &Place, before: &str, name: &str) -> Reply {
    let program = program_after(place, before);
    extract_in_worker(&program, WorkerInput::Bytes(b"Smart city"), name, &limits()).unwrap()
}

fn an_accident_is_forgiven_once() {
    let place = Place::new(limits());
    let once = "printf x >> tries; [ $(wc -c < tries) = 1 ] && kill -9 $$";
    let reply = read(&place, once, "a.txt");
    assert!(matches!(reply, Reply::Extracted(_)), "{reply:?}");
    assert_eq!(tries(&place), 2);

    let place = Place::new(limits());
    let reply = read(&place, "printf x >> tries; kill -9 $$", "a.txt");
    assert_eq!(
        reply,
        Reply::Crashed("ended by signal 9 (tried twice)".to_owned())
    );
    assert_eq!(tries(&place), 2);

    // A slow machine is an accident too.
    let place = Place::new(limits());
    let reply = read(
        &place,
        "printf x >> tries; [ $(wc -c < tries) = 1 ] && exec sleep 60",
        "a.txt",
    );
    assert!(matches!(reply, Reply::Extracted(_)), "{reply:?}");
}

fn a_forbidden_act_is_not_forgiven() {
    let place = Place::new(limits());
    let reply = read(&place, "printf x >> tries", "starts a process.txt");
    let Reply::Crashed(reason) = reply else {
        panic!("{reply:?}")
    };
    assert!(!reason.contains("twice"), "{reason}");
    assert_eq!(tries(&place), 1);
}

fn a_document_is_the_same_at_the_second_try() {
    let place = Place::new(limits());
    let spoil =
        "printf x >> tries\nif [ $(wc -c < tries) = 1 ]; then printf spoilt >&0; kill -9 $$; fi";
    let Reply::Extracted(extracted) = read(&place, spoil, "a.txt") else {
        panic!("not read")
    };
    assert_eq!(extracted.pages[0].text, "Smart city\n");
    let mut kept = String::new();
    fs::File::open(place.path("tries"))
        .unwrap()
        .read_to_string(&mut kept)
        .unwrap();
    assert_eq!(kept, "xx");
}
