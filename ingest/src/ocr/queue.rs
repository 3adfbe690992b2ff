//! The queue: every page on the list is read and stored, on several threads.

use std::collections::BTreeSet;
use std::num::NonZeroUsize;
use std::path::PathBuf;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, PoisonError, mpsc};
use std::thread;
use std::time::{Duration, Instant};

use chrono::Utc;
use regesta_index::{DocumentId, Originals, PageNumber, Recognised, Writer};

use super::{RecognisedPage, recognise_page, tesseract};
use crate::describe;
use crate::extract::{ExtractedPage, PictureFormat};
use crate::limits::Limits;
use crate::run::describe_anew;

/// After so much time, what is stored is made searchable.
const COMMIT_INTERVAL: Duration = Duration::from_secs(30);

/// How pages are recognised.
#[derive(Clone, Debug)]
pub struct OcrOptions {
    /// The program whose hidden `worker` subcommand draws pages: usually this program itself.
    pub worker_program: PathBuf,
    /// What one page may cost.
    pub limits: Limits,
    /// Tesseract's names of languages (`kor`, `eng`) for documents whose language is not known; it
    /// comes before these where it is.
    pub models: Vec<String>,
    /// How many pages are read at a time.
    pub jobs: NonZeroUsize,
}

/// What became of the pages on the list.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct OcrReport {
    /// Pages that were on the list.
    pub listed: usize,
    /// Pages with text now.
    pub recognised: usize,
    /// Pages on which there is nothing to read; they are off the list.
    pub blank: usize,
    /// Pages that could not be read, which stay on the list.
    pub failed: Vec<FailedPage>,
}

/// A page that could not be read by machine.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FailedPage {
    /// The first of the names under which its document was offered.
    pub name: String,
    /// The page.
    pub page: PageNumber,
    /// Why, in plain words.
    pub reason: String,
}

/// Why pages could not be recognised.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum OcrError {
    /// The archive could not be read or written.
    #[error(transparent)]
    Archive(#[from] regesta_index::Error),
    /// There is no program `tesseract`.
    #[error("Tesseract, which reads pictures of text, is not installed")]
    NoTesseract,
    /// A language was asked for that Tesseract has not learnt here.
    #[error("Tesseract has no language `{model}` here")]
    NoModel {
        /// Tesseract's name of it.
        model: String,
        /// The languages that it has.
        installed: Vec<String>,
    },
    /// The program that draws pages cannot be run.
    #[error("cannot run {}", .program.display())]
    Worker {
        /// The program.
        program: PathBuf,
        /// What the system says.
        source: std::io::Error,
    },
}

/// A page on the list.
struct Task {
    id: DocumentId,
    name: String,
    page: PageNumber,
    /// The document's language, where it is known.
    language: Option<String>,
    /// Tesseract's languages for it, joined by `+`; or why there are none.
    models: Result<String, String>,
}

/// Recognises every page on the archive's list; `progress` is told pages done and pages in all.
///
/// Each page is stored when it is read: a run that is stopped goes on where it was. When this
/// returns, documents of which text was recognised are described by it (title, language…), and
/// everything is searchable.
///
/// # Errors
///
/// - [`OcrError::NoTesseract`], [`OcrError::NoModel`] before anything is read
/// - [`OcrError::Archive`], [`OcrError::Worker`] at any time; what was stored stays
pub fn recognise(
    writer: &mut Writer,
    options: &OcrOptions,
    progress: &mut dyn FnMut(usize, usize),
) -> Result<OcrReport, OcrError> {
    let installed = tesseract::installed().ok_or(OcrError::NoTesseract)?;
    if let Some(model) = options
        .models
        .iter()
        .find(|model| !installed.contains(*model))
    {
        return Err(OcrError::NoModel {
            model: model.clone(),
            installed: installed.into_iter().collect(),
        });
    }
    let tasks = tasks(writer, options, &installed)?;
    let mut report = OcrReport {
        listed: tasks.len(),
        ..OcrReport::default()
    };
    let originals = Kept {
        originals: writer.originals().clone(),
        last: Mutex::new(None),
    };
    let next = AtomicUsize::new(0);
    let (sender, results) = mpsc::channel();
    let outcome = thread::scope(|scope| {
        for _ in 0..options.jobs.get() {
            let (sender, tasks, next, originals) = (sender.clone(), &tasks, &next, &originals);
            scope.spawn(move || {
                while let Some(task) = tasks.get(next.fetch_add(1, Ordering::Relaxed)) {
                    // Nobody listens any more after an error.
                    if sender.send((task, read(task, originals, options))).is_err() {
                        break;
                    }
                }
            });
        }
        drop(sender);
        let mut committed_at = Instant::now();
        for (done, (task, read)) in (1..).zip(results) {
            store(writer, task, read?, &mut report)?;
            progress(done, tasks.len());
            if COMMIT_INTERVAL <= committed_at.elapsed() {
                writer.commit()?;
                committed_at = Instant::now();
            }
        }
        Ok::<(), OcrError>(())
    });
    outcome?;
    describe_recognised(writer, &tasks)?;
    writer.commit()?;
    Ok(report)
}

/// Describes the documents of the list by what was recognised of them: storing a page marks its
/// document as one that is not yet described.
fn describe_recognised(writer: &mut Writer, tasks: &[Task]) -> Result<(), OcrError> {
    let listed: BTreeSet<DocumentId> = tasks.iter().map(|task| task.id).collect();
    let waiting = writer
        .catalogue()
        .described_by_others(describe::RULES_VERSION)?;
    for (id, path) in waiting {
        if listed.contains(&id) {
            describe_anew(writer, id, path)?;
        }
    }
    Ok(())
}

/// The pages on the list, each with what to read it with.
fn tasks(
    writer: &Writer,
    options: &OcrOptions,
    installed: &BTreeSet<String>,
) -> Result<Vec<Task>, OcrError> {
    let mut tasks = Vec::new();
    let list = writer.catalogue().unread_pages()?;
    // Only the pages of these can be drawn.
    for unread in list
        .into_iter()
        .filter(|unread| is_drawn(&unread.media_type))
    {
        let entry = writer.catalogue().entry(unread.id)?;
        let language = entry.and_then(|entry| entry.description.language);
        let models = models(language.as_deref(), &options.models, installed);
        tasks.extend(unread.pages().into_iter().map(|page| Task {
            id: unread.id,
            name: unread.name.clone(),
            page,
            language: language.clone(),
            models: models.clone(),
        }));
    }
    Ok(tasks)
}

fn is_drawn(media_type: &str) -> bool {
    media_type == "application/pdf" || PictureFormat::of(media_type).is_some()
}

/// Tesseract's languages for a document: its own first, then those asked for.
fn models(
    language: Option<&str>,
    asked: &[String],
    installed: &BTreeSet<String>,
) -> Result<String, String> {
    let mut models: Vec<&str> = Vec::new();
    if let Some(own) = language.and_then(tesseract::model_of) {
        if !installed.contains(own) {
            return Err(format!(
                "Tesseract has not learnt its language here: install `tesseract-ocr-{}`",
                own.replace('_', "-")
            ));
        }
        models.push(own);
    }
    for model in asked {
        if !models.contains(&model.as_str()) {
            models.push(model);
        }
    }
    Ok(models.join("+"))
}

/// The originals; the one read last is kept, as its other pages come next.
struct Kept {
    originals: Originals,
    last: Mutex<Option<(DocumentId, Arc<Vec<u8>>)>>,
}

impl Kept {
    fn read(&self, id: DocumentId) -> Result<Arc<Vec<u8>>, regesta_index::Error> {
        let mut last = self.last.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some((known, bytes)) = last.as_ref()
            && *known == id
        {
            return Ok(Arc::clone(bytes));
        }
        let bytes = Arc::new(self.originals.read(id)?);
        *last = Some((id, Arc::clone(&bytes)));
        Ok(bytes)
    }
}

/// Reads one page; the inner error says why it cannot be read.
fn read(
    task: &Task,
    originals: &Kept,
    options: &OcrOptions,
) -> Result<Result<RecognisedPage, String>, OcrError> {
    let models = match &task.models {
        Ok(models) => models,
        Err(reason) => return Ok(Err(reason.clone())),
    };
    // One original that is lost must not cost the others their text; `verify` tells of it too.
    let bytes = match originals.read(task.id) {
        Ok(bytes) => bytes,
        Err(error) => return Ok(Err(format!("its original cannot be read: {error}"))),
    };
    let program = &options.worker_program;
    recognise_page(program, &bytes, task.page.get(), models, &options.limits).map_err(|source| {
        OcrError::Worker {
            program: program.clone(),
            source,
        }
    })
}

fn store(
    writer: &mut Writer,
    task: &Task,
    read: Result<RecognisedPage, String>,
    report: &mut OcrReport,
) -> Result<(), OcrError> {
    let read = match read {
        Ok(read) => read,
        Err(reason) => {
            report.failed.push(FailedPage {
                name: task.name.clone(),
                page: task.page,
                reason,
            });
            return Ok(());
        }
    };
    let page = ExtractedPage::plain(&read.text);
    let recognised = Recognised {
        language: describe::language_of_page(&page.text, task.language.as_deref()),
        text: page.text,
        marks: page.marks,
        confidence: read.confidence,
    };
    if recognised.text.chars().any(char::is_alphanumeric) {
        report.recognised += 1;
    } else {
        report.blank += 1;
    }
    writer.recognised(task.id, task.page, &recognised, Utc::now())?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_document_is_read_in_its_own_language_first() {
        let installed = ["eng", "kor"].map(str::to_owned).into();
        let asked = ["kor", "eng"].map(str::to_owned);
        let models = |language| models(language, &asked, &installed);
        assert_eq!(models(None), Ok("kor+eng".to_owned()));
        assert_eq!(models(Some("en")), Ok("eng+kor".to_owned()));
        assert_eq!(
            models(Some("zh")),
            Err(
                "Tesseract has not learnt its language here: install `tesseract-ocr-chi-sim`"
                    .to_owned()
            )
        );
        assert_eq!(models(Some("xx")), Ok("kor+eng".to_owned()));
    }
}
