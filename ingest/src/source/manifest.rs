//! Reads a manifest: a table that says what is known of each file, as CSV or JSON Lines.
//!
//! ```text
//! CSV    first record: column names; then one record a file. Separator `,` `;` or tab (the one
//!        under which the header has a column `path`); RFC 4180 quotes; CRLF, LF; BOM.
//! JSONL  one object a line with the same names as keys; values are texts, numbers, true/false,
//!        null, or lists of these.
//! text   UTF-8 or UTF-16 by byte-order mark, else UTF-8, else CP949 (EUC-KR) if that gives
//!        Korean, else what chardetng takes it for
//! ```
//!
//! `path` says which file, relative to the manifest's folder. `/` and `\` are alike, `./` is
//! dropped, and names are compared in Unicode normal form C. What a row gets wrong is reported
//! with its number and costs that row or value, never the rest. Of two rows for one path the
//! later wins, and this is reported too.
//!
//! Not here: finding manifests and files (`mod.rs`).

use std::collections::HashMap;
use std::sync::Arc;

use regesta_index::Field;
use unicode_normalization::UnicodeNormalization;

use super::sidecar::Sidecar;
use crate::describe::value;

/// One manifest, read.
#[derive(Debug, Default)]
pub(crate) struct Manifest {
    /// Rows by the path they name, in the form of [`key`].
    pub(crate) rows: HashMap<String, Arc<Row>>,
    /// What is wrong with it.
    pub(crate) problems: Vec<ManifestProblem>,
}

/// What one row says of its file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Row {
    /// The manifest's name as offered.
    pub(crate) manifest: Arc<str>,
    /// From 1, the header not counted; in JSON Lines the line.
    pub(crate) number: u32,
    /// The path as it stands in the row.
    pub(crate) path: String,
    /// Fields and values in normal form, in the order of the columns.
    pub(crate) values: Vec<(Field, String)>,
    /// What files beside the document say of it.
    pub(crate) sidecars: Vec<Sidecar>,
}

impl Row {
    /// The row of a file that no manifest names, for what sidecars say of it.
    pub(super) fn of_sidecars(path: &str, sidecars: Vec<Sidecar>) -> Self {
        Self {
            manifest: Arc::from(""),
            number: 0,
            path: path.to_owned(),
            values: Vec::new(),
            sidecars,
        }
    }
}

/// Something wrong in a manifest, which costs a value, a row or the whole manifest but not the run.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ManifestProblem {
    /// The manifest's name as offered.
    pub manifest: String,
    /// The row, from 1, the header not counted; `None` if it is the manifest as a whole.
    pub row: Option<u32>,
    /// What is wrong, and what was done about it.
    pub problem: String,
}

/// Whether a file of this name describes the files beside and below it.
pub(crate) fn is_manifest(file_name: &str) -> bool {
    NAMES.contains(&file_name)
}

/// The names under which manifests are found, in the order they are read.
pub(crate) const NAMES: [&str; 2] = ["manifest.csv", "manifest.jsonl"];

/// The form in which paths are compared: `/` between parts, no empty or `.` parts, NFC.
pub(crate) fn key(path: &str) -> String {
    let parts = path
        .split(['/', '\\'])
        .filter(|part| !matches!(*part, "" | "."));
    let mut key = String::with_capacity(path.len());
    for part in parts {
        if !key.is_empty() {
            key.push('/');
        }
        if part.is_ascii() {
            key.push_str(part);
        } else {
            key.extend(part.nfc());
        }
    }
    key
}

/// Reads the manifest called `name` (its ending tells CSV from JSON Lines) from its `bytes`.
pub(crate) fn parse(name: &str, bytes: &[u8]) -> Manifest {
    let mut reading = Reading {
        name: Arc::from(name),
        manifest: Manifest::default(),
    };
    let text = reading.decode(bytes);
    let ending = name
        .rsplit('.')
        .next()
        .unwrap_or_default()
        .to_ascii_lowercase();
    match ending.as_str() {
        "jsonl" | "ndjson" => reading.json_lines(&text),
        _ => reading.csv(&text),
    }
    reading.manifest
}

struct Reading {
    name: Arc<str>,
    manifest: Manifest,
}

impl Reading {
    fn problem(&mut self, row: Option<u32>, problem: String) {
        self.manifest.problems.push(ManifestProblem {
            manifest: self.name.to_string(),
            row,
            problem,
        });
    }

    fn decode<'a>(&mut self, bytes: &'a [u8]) -> std::borrow::Cow<'a, str> {
        if let Some((encoding, mark)) = encoding_rs::Encoding::for_bom(bytes) {
            return encoding
                .decode_without_bom_handling(bytes.get(mark..).unwrap_or_default())
                .0;
        }
        if let Ok(text) = std::str::from_utf8(bytes) {
            return text.into();
        }
        let korean = encoding_rs::EUC_KR.decode_without_bom_handling_and_without_replacement(bytes);
        if let Some(text) = korean.filter(|text| is_mostly_hangul(text)) {
            return text;
        }
        let mut detector = chardetng::EncodingDetector::new(chardetng::Iso2022JpDetection::Deny);
        detector.feed(bytes, true);
        let encoding = detector.guess(None, chardetng::Utf8Detection::Deny);
        self.problem(
            None,
            format!(
                "is not UTF-8; read as {}: check accented letters",
                encoding.name()
            ),
        );
        encoding.decode_without_bom_handling(bytes).0
    }

    fn csv(&mut self, text: &str) {
        let Some(delimiter) = delimiter(text) else {
            return self.problem(
                None,
                "has no column `path`: nothing in it is used".to_owned(),
            );
        };
        let mut reader = csv::ReaderBuilder::new()
            .delimiter(delimiter)
            .from_reader(text.as_bytes());
        let columns: Vec<String> = match reader.headers() {
            Ok(header) => header.iter().map(str::to_owned).collect(),
            Err(error) => return self.problem(None, format!("has no readable header: {error}")),
        };
        for (number, record) in (1..).zip(reader.into_records()) {
            let record = match record {
                Ok(record) => record,
                Err(error) => {
                    self.problem(Some(number), unequal(&error));
                    continue;
                }
            };
            if record.iter().all(|cell| cell.trim().is_empty()) {
                continue;
            }
            self.row(
                number,
                columns
                    .iter()
                    .map(String::as_str)
                    .zip(record.iter().map(str::to_owned)),
            );
        }
    }

    fn json_lines(&mut self, text: &str) {
        for (number, line) in (1..).zip(text.lines()) {
            if line.trim().is_empty() {
                continue;
            }
            let object: serde_json::Map<String, serde_json::Value> =
                match serde_json::from_str(line) {
                    Ok(object) => object,
                    Err(error) => {
                        self.problem(
                            Some(number),
                            format!("is not a JSON object ({error}); left out"),
                        );
                        continue;
                    }
                };
            let mut cells = Vec::with_capacity(object.len());
            for (key, value) in &object {
                match json_text(value) {
                    Some(text) => cells.push((key.as_str(), text)),
                    None => {
                        self.problem(Some(number), format!("`{key}` holds an object; left out"))
                    }
                }
            }
            self.row(number, cells.into_iter());
        }
    }

    /// Takes one row in: `cells` are column names and texts.
    fn row<'a>(&mut self, number: u32, cells: impl Iterator<Item = (&'a str, String)>) {
        let mut path = String::new();
        let mut values = Vec::new();
        let mut notes = Vec::new();
        for (column, text) in cells {
            if is_path(column) {
                path = text;
            } else if let Some(field) = value::field(column) {
                notes.extend(value::read(&field, &text, &mut values));
            }
        }
        let key = key(path.trim());
        if key.is_empty() {
            return self.problem(Some(number), "names no path; left out".to_owned());
        }
        for note in notes {
            self.problem(Some(number), note);
        }
        let row = Row {
            manifest: Arc::clone(&self.name),
            number,
            path: path.trim().to_owned(),
            values,
            sidecars: Vec::new(),
        };
        if let Some(earlier) = self.manifest.rows.insert(key, Arc::new(row)) {
            self.problem(
                Some(number),
                format!(
                    "names `{}` as row {} does; this one counts",
                    earlier.path, earlier.number
                ),
            );
        }
    }
}

fn is_path(column: &str) -> bool {
    value::clean(column).eq_ignore_ascii_case("path")
}

/// The separator under which the first record has a column `path`.
fn delimiter(text: &str) -> Option<u8> {
    [b',', b';', b'\t'].into_iter().find(|delimiter| {
        let mut reader = csv::ReaderBuilder::new()
            .delimiter(*delimiter)
            .from_reader(text.as_bytes());
        reader
            .headers()
            .is_ok_and(|header| header.iter().any(is_path))
    })
}

/// A record that cannot be split into the header's columns, in words.
fn unequal(error: &csv::Error) -> String {
    match error.kind() {
        csv::ErrorKind::UnequalLengths {
            expected_len, len, ..
        } => {
            format!("has {len} columns where the header has {expected_len}; left out")
        }
        _ => format!("cannot be read ({error}); left out"),
    }
}

/// A JSON value as the text that a CSV cell would hold; lists are joined with `; `.
pub(super) fn json_text(value: &serde_json::Value) -> Option<String> {
    use serde_json::Value;
    match value {
        Value::Null => Some(String::new()),
        Value::String(text) => Some(text.clone()),
        Value::Bool(_) | Value::Number(_) => Some(value.to_string()),
        Value::Array(list) => {
            let parts: Option<Vec<String>> = list
                .iter()
                .filter(|part| !part.is_array())
                .map(json_text)
                .collect();
            parts
                .filter(|parts| parts.len() == list.len())
                .map(|parts| parts.join("; "))
        }
        Value::Object(_) => None,
    }
}

/// Whether most characters outside ASCII are Hangul syllables: the sign that CP949 was right.
fn is_mostly_hangul(text: &str) -> bool {
    let (mut hangul, mut other) = (0_usize, 0_usize);
    for c in text.chars().filter(|c| !c.is_ascii()) {
        match c {
            '가'..='힣' => hangul += 1,
            _ => other += 1,
        }
    }
    other < hangul
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Rows as `number path: field=value, …` in order of number, then problems as `row N: …`.
    #[track_caller]
    fn check(name: &str, bytes: &[u8], expected: &[&str]) {
        let manifest = parse(name, bytes);
        let mut rows: Vec<(&String, &Arc<Row>)> = manifest.rows.iter().collect();
        rows.sort_by_key(|(_, row)| row.number);
        let values = |row: &Row| {
            let values = row
                .values
                .iter()
                .map(|(field, value)| format!("{field}={value}"));
            values.collect::<Vec<_>>().join(", ")
        };
        let rows = rows
            .iter()
            .map(|(key, row)| format!("{} {key}: {}", row.number, values(row)));
        let problems = manifest.problems.iter().map(|found| match found.row {
            Some(row) => format!("row {row}: {}", found.problem),
            None => format!("manifest: {}", found.problem),
        });
        assert_eq!(rows.chain(problems).collect::<Vec<_>>(), expected);
    }

    #[test]
    fn columns_become_fields_in_their_normal_form() {
        check(
            "manifest.csv",
            "Path,Title,Country,Date,valid from,Language,Type,Topics,Budget\n\
             a.pdf,\"Plan, the third\",South Korea;jp,2018.1.29,2018-03,ko-KR,law,Smart City; climate change,12\n"
                .as_bytes(),
            &["1 a.pdf: title=Plan, the third, country=KR, country=JP, published=2018-01-29, \
               valid_from=2018-03, language=ko, type=law, topic=smart-city, topic=climate-change, \
               custom:Budget=12"],
        );
    }

    #[test]
    fn marks_line_ends_and_separators_of_spreadsheets_are_taken() {
        let row = ["1 a.pdf: title=Plan"];
        check(
            "manifest.csv",
            b"\xEF\xBB\xBFpath,title\r\na.pdf,Plan\r\n",
            &row,
        );
        check("manifest.csv", b"title;path\nPlan;a.pdf", &row);
        check("manifest.csv", b"path\ttitle\na.pdf\tPlan\n\n", &row);
        check("manifest.csv", b"path,title\na.pdf,Plan\n,\n", &row);
    }

    #[test]
    fn korean_spreadsheets_in_cp949_are_read() {
        let (bytes, ..) = encoding_rs::EUC_KR.encode("path,title\n계획.pdf,스마트도시 종합계획\n");
        check(
            "manifest.csv",
            &bytes,
            &["1 계획.pdf: title=스마트도시 종합계획"],
        );
    }

    #[test]
    fn other_encodings_are_guessed_and_this_is_said() {
        let (bytes, ..) = encoding_rs::WINDOWS_1252
            .encode("path,title\na.pdf,Política pública de ordenación de la nación\n");
        check(
            "manifest.csv",
            &bytes,
            &[
                "1 a.pdf: title=Política pública de ordenación de la nación",
                "manifest: is not UTF-8; read as windows-1252: check accented letters",
            ],
        );
    }

    #[test]
    fn a_bad_row_costs_only_itself() {
        check(
            "manifest.csv",
            b"path,title\na.pdf,Plan\nb.pdf,Plan, with a comma\n,No path\nc.pdf,Law\n",
            &[
                "1 a.pdf: title=Plan",
                "4 c.pdf: title=Law",
                "row 2: has 3 columns where the header has 2; left out",
                "row 3: names no path; left out",
            ],
        );
    }

    #[test]
    fn what_cannot_be_read_is_kept_aside_and_reported() {
        check(
            "manifest.csv",
            b"path,date,country\na.pdf,01/02/2018,Freedonia\n",
            &[
                "1 a.pdf: custom:published (unread)=01/02/2018, custom:country (unread)=Freedonia",
                "row 1: published `01/02/2018` is not understood; kept as `published (unread)`",
                "row 1: country `Freedonia` is not understood; kept as `country (unread)`",
            ],
        );
    }

    #[test]
    fn of_two_rows_for_one_file_the_later_counts() {
        check(
            "manifest.csv",
            b"path,title\n./a\\b.pdf,First\na/b.pdf,Second\n",
            &[
                "2 a/b.pdf: title=Second",
                "row 2: names `./a\\b.pdf` as row 1 does; this one counts",
            ],
        );
    }

    #[test]
    fn json_lines_have_the_same_keys_and_lists() {
        check(
            "manifest.jsonl",
            "{\"path\": \"a.pdf\", \"country\": [\"KR\", \"US\"], \"date\": 2018, \"draft\": true, \"title\": null}\n\
             \n[1]\n{\"path\": \"b.pdf\", \"x\": {}}\n"
                .as_bytes(),
            &[
                "1 a.pdf: country=KR, country=US, published=2018, custom:draft=true",
                "4 b.pdf: ",
                "row 3: is not a JSON object (invalid type: sequence, expected a map at line 1 column 0); left out",
                "row 4: `x` holds an object; left out",
            ],
        );
    }

    #[test]
    fn a_manifest_without_paths_is_not_used() {
        check(
            "manifest.csv",
            b"file,title\na.pdf,Plan\n",
            &["manifest: has no column `path`: nothing in it is used"],
        );
        check(
            "manifest.csv",
            b"",
            &["manifest: has no column `path`: nothing in it is used"],
        );
    }

    #[test]
    fn decomposed_hangul_names_the_same_file() {
        assert_eq!(key("\u{1100}\u{1161}.pdf"), key("./가.pdf"));
        assert_eq!(key("a//b/./c"), "a/b/c");
    }
}
