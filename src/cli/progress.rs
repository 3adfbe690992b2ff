//! Progress of long work, on standard error and only if that is a terminal.

use indicatif::{ProgressBar, ProgressStyle};
use regesta_index::Outcome;

/// A bar that counts up to a total which may still grow.
#[derive(Debug)]
pub(super) struct Bar(ProgressBar);

impl Bar {
    /// Shows a bar that counts `what`, such as `files`.
    pub(super) fn new(what: &str) -> Self {
        // indicatif draws on standard error, and draws nothing if that is not a terminal.
        let bar = ProgressBar::new(0);
        let template = format!(
            "{{bar:32}} {{human_pos}} of {{human_len}} {what}, {{per_sec}}, {{eta}} left {{msg}}"
        );
        if let Ok(style) = ProgressStyle::with_template(&template) {
            bar.set_style(style);
        }
        Self(bar)
    }

    /// So much is done of so much.
    pub(super) fn at(&self, done: u64, total: u64) {
        self.0.set_length(total);
        self.0.set_position(done);
    }
}

impl Drop for Bar {
    fn drop(&mut self) {
        self.0.finish_and_clear();
    }
}

impl regesta_ingest::Progress for Bar {
    fn found(&mut self, files: u64, all: bool) {
        self.0.set_length(files);
        self.0.set_message(if all { "" } else { "(still looking)" });
    }

    fn finished(&mut self, _path: &str, _outcome: Outcome, _reason: Option<&str>) {
        self.0.inc(1);
    }
}
