//! Checks a whole archive: every original, the catalogue, the index, and that they agree.
//!
//! Reads only; may run beside a writer, but then reports what that writer has not yet committed.

use std::collections::BTreeSet;

use serde::Serialize;

use crate::archive::Layout;
use crate::generation;
use crate::{Archive, Error};

/// What was checked, and what is wrong.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Verification {
    /// Originals whose bytes were checked.
    pub originals: u64,
    /// Index files whose bytes were checked.
    pub index_files: u64,
    /// Documents that catalogue and index were compared for.
    pub documents: u64,
    /// What is wrong: one sentence each that names the file or document.
    pub faults: Vec<String>,
}

impl Archive {
    /// Checks originals, catalogue and index against their checksums and each other.
    ///
    /// `progress` is told originals done and originals in all.
    ///
    /// # Errors
    ///
    /// If the catalogue cannot be read at all; what is merely wrong is a fault of the result.
    pub fn verify(&self, progress: &mut dyn FnMut(u64, u64)) -> Result<Verification, Error> {
        let mut found = Verification {
            faults: self.catalogue().verify()?,
            ..Verification::default()
        };
        let documents = self.catalogue().documents()?;
        found.documents = documents.len() as u64;
        let known: BTreeSet<_> = documents.iter().map(|(_, id)| *id).collect();
        for id in &known {
            match self.originals().read(*id) {
                Ok(_) => found.originals += 1,
                Err(error) => {
                    let remedy = "offer the file again";
                    found
                        .faults
                        .push(format!("{}: {remedy}", with_cause(&error)));
                }
            }
            progress(found.originals, found.documents);
        }
        for original in self.originals().all()? {
            match original {
                Ok(id) if self.catalogue().entry(id)?.is_none() => {
                    found
                        .faults
                        .push(format!("original {id} is not in the catalogue"));
                }
                Ok(_) => {}
                Err(path) => found
                    .faults
                    .push(format!("{} does not belong here", path.display())),
            }
        }
        self.verify_index(&documents.iter().map(|(row, _)| *row).collect(), &mut found)?;
        Ok(found)
    }

    fn verify_index(&self, rows: &BTreeSet<u64>, found: &mut Verification) -> Result<(), Error> {
        let index = Layout::new(self.root()).index();
        if let Some(name) = generation::current(&index)? {
            let (files, faults) = generation::verify(&index.join(name))?;
            found.index_files = files;
            found.faults.extend(faults);
        }
        let snapshot = match self.snapshot() {
            Ok(snapshot) => snapshot,
            Err(error) => {
                found.faults.push(with_cause(&error));
                return Ok(());
            }
        };
        if snapshot.event() < self.catalogue().last_change()? {
            let lags = "the index lags behind the catalogue: the next ingest brings it up";
            found.faults.push(lags.to_owned());
            return Ok(());
        }
        let indexed = snapshot.rows();
        if indexed.len() as u64 != snapshot.searcher().num_docs() {
            found
                .faults
                .push("the index holds a document twice: run `regesta rebuild`".to_owned());
        }
        for row in rows.difference(&indexed) {
            found.faults.push(format!(
                "document row {row} is not in the index: run `regesta rebuild`"
            ));
        }
        for row in indexed.difference(rows) {
            found.faults.push(format!(
                "index holds row {row}, the catalogue does not: run `regesta rebuild`"
            ));
        }
        Ok(())
    }
}

fn with_cause(error: &Error) -> String {
    let cause = std::error::Error::source(error).map(|cause| format!(": {cause}"));
    format!("{error}{}", cause.unwrap_or_default())
}
