//! Files to offer, an archive to take them in, and what became of each.

use std::collections::BTreeMap;
use std::num::NonZeroUsize;
use std::path::PathBuf;

use regesta_index::{Outcome, OutcomeFilter, PageNumber, Writer};
use regesta_ingest::{Limits, Options, Progress, Report, ingest};
use tempfile::TempDir;

/// What became of each file, by its path: outcome, and the reason of a failure.
pub(crate) type Outcomes = BTreeMap<String, (Outcome, String)>;

pub(crate) struct Place {
    root: TempDir,
    options: Options,
}

struct Silent;

impl Progress for Silent {
    fn found(&mut self, _: u64, _: bool) {}
    fn finished(&mut self, _: &str, _: Outcome, _: Option<&str>) {}
}

impl Place {
    /// An empty archive; documents are read two at a time, each within `limits`.
    pub(crate) fn new(limits: Limits) -> Self {
        let root = tempfile::tempdir().unwrap();
        drop(Writer::create(&root.path().join("archive")).unwrap());
        let options = Options {
            manifest: None,
            limits,
            worker_program: std::env::current_exe().unwrap(),
            jobs: NonZeroUsize::new(2).unwrap(),
            only: None,
        };
        Self { root, options }
    }

    /// Where `path` is on disk.
    pub(crate) fn path(&self, path: &str) -> PathBuf {
        self.root.path().join(path)
    }

    /// Lays out a file to be offered.
    pub(crate) fn put(&self, path: &str, bytes: &[u8]) {
        let file = self.path("in").join(path);
        std::fs::create_dir_all(file.parent().unwrap()).unwrap();
        std::fs::write(file, bytes).unwrap();
    }

    /// Takes all in; every file has one outcome.
    #[track_caller]
    pub(crate) fn ingest(&self) -> Report {
        let mut writer = self.writer();
        let report = ingest(&mut writer, &[self.path("in")], &self.options, &mut Silent).unwrap();
        assert_eq!(report.outcomes.values().sum::<u64>(), report.offered);
        report
    }

    /// The outcomes of run `run`.
    pub(crate) fn outcomes(&self, run: Option<i64>) -> Outcomes {
        let filter = OutcomeFilter { failed: false, run };
        let rows = self.writer().catalogue().outcomes(&filter).unwrap();
        rows.into_iter()
            .map(|row| {
                let path = row.path.strip_prefix("in/").unwrap_or(&row.path).to_owned();
                (path, (row.outcome, row.reason.unwrap_or_default()))
            })
            .collect()
    }

    /// Paths of the documents of which a page holds `word`.
    pub(crate) fn documents_with(&self, word: &str) -> Vec<String> {
        let writer = self.writer();
        let filter = OutcomeFilter {
            failed: false,
            run: None,
        };
        let mut rows = writer.catalogue().outcomes(&filter).unwrap();
        rows.retain(|row| {
            let numbers = (1..).map_while(PageNumber::new);
            let pages =
                numbers.map_while(|number| writer.catalogue().page(row.id?, number).unwrap());
            pages.into_iter().any(|page| page.text.contains(word))
        });
        rows.into_iter().map(|row| row.path).collect()
    }

    fn writer(&self) -> Writer {
        Writer::open(&self.root.path().join("archive")).unwrap()
    }
}
