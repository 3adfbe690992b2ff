//! How it gets in: from files to records.
//!
//! Data flows one way: walk → hash → (known? skip) → worker process: sniff, extract → describe →
//! store. A bad file is an outcome, never an error.
//!
//! Not here: what is kept and how (`regesta-index`), searching, HTTP.

mod bag;
mod describe;
mod extract;
mod limits;
mod ocr;
mod run;
mod sniff;
mod source;
mod worker;

pub use bag::{BagError, Bagged, write_bag};
pub use describe::{RULES_VERSION, stated_field, stated_values};
pub use extract::{Attachment, Extracted, ExtractedPage, Failure, Metadatum, extract};
pub use limits::Limits;
pub use ocr::{FailedPage, OcrError, OcrOptions, OcrReport, recognise};
pub use run::{Error, Options, Progress, Redescribed, Report, dry_run, ingest, redescribe};
pub use source::{ManifestProblem, RowWithoutFile};
pub use worker::{
    Confinement, Entry, Reply, UnpackVerdict, Unpacked, Wall, WorkerInput, confinement,
    draw_in_worker, extract_in_worker, run_worker, run_worker_with, unpack_in_worker,
};
