//! Writing results: plain text or JSON to standard output, complaints to standard error.

use std::io::{self, BufWriter, IsTerminal, StdoutLock, Write};

use serde::Serialize;

use super::Error;

/// Standard output, with bold text if a person reads it.
#[derive(Debug)]
pub(super) struct Screen {
    out: BufWriter<StdoutLock<'static>>,
    bold: bool,
}

impl Screen {
    /// Takes standard output.
    pub(super) fn new() -> Self {
        let stdout = io::stdout();
        let bold = stdout.is_terminal() && std::env::var_os("NO_COLOR").is_none();
        Self {
            out: BufWriter::new(stdout.lock()),
            bold,
        }
    }

    /// Writes one line.
    pub(super) fn line(&mut self, text: &str) -> Result<(), Error> {
        Ok(writeln!(self.out, "{text}")?)
    }

    /// Writes `text` as it is.
    pub(super) fn text(&mut self, text: &str) -> Result<(), Error> {
        Ok(self.out.write_all(text.as_bytes())?)
    }

    /// Writes `value` as one line of JSON.
    pub(super) fn json(&mut self, value: &impl Serialize) -> Result<(), Error> {
        serde_json::to_writer(&mut self.out, value)?;
        self.line("")
    }

    /// `text` in bold, if that can be shown.
    pub(super) fn bold(&self, text: &str) -> String {
        if self.bold {
            format!("\u{1b}[1m{text}\u{1b}[0m")
        } else {
            text.to_owned()
        }
    }

    /// Writes rows of a name and a number, numbers aligned.
    pub(super) fn counts<'a>(
        &mut self,
        rows: impl IntoIterator<Item = (&'a str, u64)>,
    ) -> Result<(), Error> {
        let rows: Vec<(&str, u64)> = rows.into_iter().collect();
        let width = rows
            .iter()
            .map(|(name, _)| name.chars().count())
            .max()
            .unwrap_or_default();
        rows.iter()
            .try_for_each(|(name, count)| self.line(&format!("{name:width$}  {count:>10}")))
    }

    /// Sends everything on its way; a result that was not written is an error.
    pub(super) fn finish(mut self) -> Result<(), Error> {
        Ok(self.out.flush()?)
    }
}

/// Writes one line to standard error. If even that fails there is nobody to tell.
pub(super) fn complain(text: &str) {
    let _ = writeln!(io::stderr(), "{text}");
}

/// Text from documents as a terminal may show it: no control characters.
pub(super) fn plain(text: &str) -> String {
    text.chars()
        .map(|c| {
            if c.is_control() && c != '\n' && c != '\t' {
                '\u{fffd}'
            } else {
                c
            }
        })
        .collect()
}
