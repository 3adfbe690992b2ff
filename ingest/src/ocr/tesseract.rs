//! Tesseract as a process: a picture of text in, words with their confidence out.
//!
//! Its input is a picture that we drew, its output a table (TSV). It is started through a worker of
//! our own, which lowers its limits before it becomes Tesseract, runs on one thread, and is killed
//! when it takes too long.
//!
//! Source: Tesseract 5, `tesseract(1)`; Debian's packages `tesseract-ocr`, `tesseract-ocr-kor`, ….

use std::collections::BTreeSet;
use std::io::{self, Read, Seek};
use std::os::unix::process::CommandExt;
use std::path::Path;
use std::process::Command;
use std::time::Duration;

use crate::limits::Limits;
use crate::worker::{WorkerInput, command, complaints, memory_file, read_start, wait};

/// Longest that one block of a page may take. Measured: an A4 page of Korean takes 4 s.
const MAX_WALL: Duration = Duration::from_secs(120);
/// Lines of less confidence than this, of 100, are pictures taken for letters.
const MIN_LINE_CONFIDENCE: f32 = 25.0;

/// Tesseract's own names of the languages that documents are known to be in.
const MODELS: [(&str, &str); 24] = [
    ("ar", "ara"),
    ("cs", "ces"),
    ("de", "deu"),
    ("el", "ell"),
    ("en", "eng"),
    ("es", "spa"),
    ("fi", "fin"),
    ("fr", "fra"),
    ("he", "heb"),
    ("hi", "hin"),
    ("hu", "hun"),
    ("id", "ind"),
    ("it", "ita"),
    ("ja", "jpn"),
    ("ko", "kor"),
    ("nl", "nld"),
    ("pl", "pol"),
    ("pt", "por"),
    ("ru", "rus"),
    ("sv", "swe"),
    ("th", "tha"),
    ("tr", "tur"),
    ("vi", "vie"),
    ("zh", "chi_sim"),
];

/// Tesseract's name of a language, given as a BCP 47 primary subtag.
pub(super) fn model_of(language: &str) -> Option<&'static str> {
    MODELS
        .iter()
        .find(|(subtag, _)| *subtag == language)
        .map(|(_, model)| *model)
}

/// The models that are installed; `None` if Tesseract is not.
pub(super) fn installed() -> Option<BTreeSet<String>> {
    let output = Command::new("tesseract")
        .arg("--list-langs")
        .output()
        .ok()?;
    let listed = String::from_utf8_lossy(&output.stdout).into_owned();
    let models = listed.lines().skip(1).map(str::trim);
    Some(
        models
            .filter(|model| !model.is_empty() && *model != "osd")
            .map(str::to_owned)
            .collect(),
    )
}

/// Text that was recognised.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Recognised {
    /// Lines; an empty one between paragraphs.
    pub(super) text: String,
    /// Number of characters.
    pub(super) chars: u32,
    /// Sum over all characters of their word's confidence, from 0 to 1 each.
    pub(super) certain: f32,
}

impl Recognised {
    /// Adds the next block of the page.
    pub(super) fn append(&mut self, block: &Self) {
        if !self.text.is_empty() && !block.text.is_empty() {
            self.text.push('\n');
        }
        self.text.push_str(&block.text);
        self.chars += block.chars;
        self.certain += block.certain;
    }

    /// The confidence of a character on average, from 0 to 1; 0 if there is none.
    pub(super) fn confidence(&self) -> f32 {
        #[expect(clippy::cast_precision_loss, reason = "characters of one page")]
        let chars = self.chars.max(1) as f32;
        self.certain / chars
    }
}

/// Reads a picture, a PNG file of one block of text; the inner error says why it could not be read.
///
/// `models` are Tesseract's names of languages, joined by `+`.
///
/// # Errors
///
/// Only if this side cannot work: no memory files, `program` cannot be started.
pub(super) fn read(
    program: &Path,
    picture: &[u8],
    dpi: u32,
    models: &str,
    limits: &Limits,
) -> io::Result<Result<Recognised, String>> {
    let (mut output, mut complaints) = (memory_file("table")?, complaints()?);
    let mut command = command(program, "recognise", limits)?;
    for variable in ["PATH", "TESSDATA_PREFIX"] {
        if let Some(value) = std::env::var_os(variable) {
            command.env(variable, value);
        }
    }
    command
        .env("OMP_THREAD_LIMIT", "1")
        .arg(format!("{MODELS_ARGUMENT}{models}"))
        .arg(format!("{DPI_ARGUMENT}{dpi}"))
        .stdin(WorkerInput::Bytes(picture).into_file()?)
        .stdout(output.try_clone()?)
        .stderr(complaints.try_clone()?);
    let mut child = command.spawn()?;
    let Some(status) = wait(&mut child, MAX_WALL)? else {
        return Ok(Err("recognising it took longer than the limit".to_owned()));
    };
    if !status.success() {
        let complaint = read_start(&mut complaints)?;
        let first = complaint.lines().next().unwrap_or_default();
        return Ok(Err(format!("tesseract failed ({status}): {first}")));
    }
    output.rewind()?;
    let mut table = Vec::new();
    output
        .take(limits.max_reply_bytes)
        .read_to_end(&mut table)?;
    Ok(Ok(parse(&String::from_utf8_lossy(&table))))
}

const MODELS_ARGUMENT: &str = "--models=";
const DPI_ARGUMENT: &str = "--dpi=";

/// The child's side: becomes Tesseract; what comes back is why it could not.
pub(crate) fn become_tesseract(arguments: &[String]) -> io::Error {
    let value = |name: &str| {
        arguments
            .iter()
            .find_map(|argument| argument.strip_prefix(name))
    };
    Command::new("tesseract")
        .args(["stdin", "stdout"])
        .args(["-l", value(MODELS_ARGUMENT).unwrap_or("eng")])
        .args(["--dpi", value(DPI_ARGUMENT).unwrap_or("300")])
        // A single column of text of any sizes: the columns are cut already.
        .args(["--psm", "4", "tsv"])
        .exec()
}

/// Reads Tesseract's table: `level page block paragraph line word left top width height confidence text`.
fn parse(table: &str) -> Recognised {
    let mut lines: Vec<Line> = Vec::new();
    for row in table.lines().skip(1) {
        let cells: Vec<&str> = row.split('\t').collect();
        let [
            _,
            page,
            block,
            paragraph,
            line,
            _,
            _,
            _,
            _,
            _,
            confidence,
            text,
        ] = cells.as_slice()
        else {
            continue;
        };
        let (Ok(confidence), text) = (confidence.parse::<f32>(), text.trim()) else {
            continue;
        };
        if confidence < 0.0 || text.is_empty() {
            continue;
        }
        let place = [*page, *block, *paragraph, *line].map(|number| number.parse().unwrap_or(0));
        if lines.last().is_none_or(|last| last.place != place) {
            lines.push(Line {
                place,
                ..Line::default()
            });
        }
        if let Some(last) = lines.last_mut() {
            last.word(text, confidence);
        }
    }
    let mut all = Recognised::default();
    let mut before: Option<[u32; 4]> = None;
    for line in lines.into_iter().filter(Line::is_text) {
        let paragraph = |place: [u32; 4]| [place[0], place[1], place[2]];
        if before.is_some_and(|before| paragraph(before) != paragraph(line.place)) {
            all.text.push('\n');
        }
        before = Some(line.place);
        all.text.push_str(&line.text);
        all.text.push('\n');
        all.chars += line.chars;
        all.certain += line.certain / 100.0;
    }
    all
}

#[derive(Default)]
struct Line {
    /// Page, block, paragraph and line, as numbered by Tesseract.
    place: [u32; 4],
    text: String,
    chars: u32,
    /// Sum over all characters of their word's confidence, from 0 to 100 each.
    certain: f32,
}

impl Line {
    fn word(&mut self, text: &str, confidence: f32) {
        if !self.text.is_empty() {
            self.text.push(' ');
        }
        self.text.push_str(text);
        for _ in text.chars() {
            self.chars += 1;
            self.certain += confidence;
        }
    }

    fn is_text(&self) -> bool {
        #[expect(clippy::cast_precision_loss, reason = "characters of one line")]
        let chars = self.chars as f32;
        self.text.chars().any(char::is_alphanumeric) && MIN_LINE_CONFIDENCE * chars <= self.certain
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_become_lines_and_pictures_taken_for_letters_are_left_out() {
        let table = "level\tpage_num\tblock_num\tpar_num\tline_num\tword_num\tleft\ttop\twidth\theight\tconf\ttext\n\
            1\t1\t0\t0\t0\t0\t0\t0\t9\t9\t-1\t\n\
            5\t1\t1\t1\t1\t1\t0\t0\t9\t9\t96.5\t스마트\n\
            5\t1\t1\t1\t1\t2\t0\t0\t9\t9\t93.5\t도시는\n\
            5\t1\t1\t1\t2\t1\t0\t0\t9\t9\t90\tcity\n\
            5\t1\t1\t2\t1\t1\t0\t0\t9\t9\t12\t|:~a\n\
            5\t1\t2\t1\t1\t1\t0\t0\t9\t9\t80\tend\n";
        let read = parse(table);
        assert_eq!(read.text, "스마트 도시는\ncity\n\nend\n");
        assert_eq!(read.chars, 13);
        // (3 × 96.5 + 3 × 93.5 + 4 × 90 + 3 × 80) / 100
        assert!((read.certain - 11.7).abs() < 0.001, "{}", read.certain);
    }
}
