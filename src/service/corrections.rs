//! What is said of a document, and by whom; and corrections by those who bear a token.
//!
//! ```text
//! GET   /api/v1/documents/{id}/assertions    all that is and was said of it
//! POST  /api/v1/documents/{id}/assertions    Authorization: Bearer TOKEN
//!       {"set": {FIELD: VALUE | [VALUE, …]}, "clear": [FIELD, …], "take_back": [FIELD, …],
//!        "because": TEXT}
//! ```
//!
//! The answer to both is what is said now. The archive's lock is held only while the correction is
//! written; where another process writes, or another correction is being made, the answer is 503
//! and nothing was changed. A body is bounded in bytes and time, and is not read before the token
//! was seen.
//!
//! Not here: who bears a token (`editors.rs`), what a correction is (`regesta_index::Correction`).

use std::collections::BTreeMap;
use std::sync::Arc;

use axum::Json;
use axum::body::{Body, to_bytes};
use axum::extract::{Request, State};
use regesta_index::{Archive, Change, Claim, Correction, DocumentId, Field, Writer};
use regesta_ingest::{stated_field, stated_values};
use serde::{Deserialize, Serialize};
use tokio::time::timeout;

use super::App;
use super::api::open_entry;
use super::bounds::{BODY_TIMEOUT, MAX_CORRECTED_FIELDS, MAX_CORRECTION_BYTES};
use super::parameters::Named;
use super::problem::Problem;

/// All that is and was said of a document.
#[derive(Serialize)]
pub(super) struct Said {
    id: DocumentId,
    assertions: Vec<Claim>,
}

/// A correction as it is sent.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Asked {
    #[serde(default)]
    set: BTreeMap<String, Values>,
    #[serde(default)]
    clear: Vec<String>,
    #[serde(default)]
    take_back: Vec<String>,
    because: String,
}

#[derive(Deserialize)]
#[serde(untagged)]
enum Values {
    One(String),
    Several(Vec<String>),
}

/// `GET /api/v1/documents/{id}/assertions`
pub(super) async fn said(State(app): State<App>, Named(id): Named) -> Result<Json<Said>, Problem> {
    let said = app.questions.ask(move || all_said(&app.archive, id));
    Ok(Json(said.await?))
}

/// `POST /api/v1/documents/{id}/assertions`
pub(super) async fn correct(
    State(app): State<App>,
    Named(id): Named,
    request: Request,
) -> Result<Json<Said>, Problem> {
    let by = app.editors.person(request.headers())?.to_owned();
    let asked = asked(request.into_body()).await?;
    let because = asked.because.trim().to_owned();
    if because.is_empty() {
        return Err(Problem::bad_value("because", "because: say why."));
    }
    let changes = changes(asked)?;
    let correction = Correction {
        id,
        changes,
        by,
        because,
    };
    // One at a time, and those that would wait are sent away.
    let turn = Arc::clone(&app.correcting)
        .try_lock_owned()
        .map_err(|_| Problem::being_written())?;
    let corrected = tokio::task::spawn_blocking(move || {
        let _turn = turn;
        open_entry(&app.archive, id)?;
        write(&app.archive, correction)?;
        all_said(&app.archive, id)
    });
    Ok(Json(corrected.await.map_err(Problem::internal)??))
}

fn all_said(archive: &Archive, id: DocumentId) -> Result<Said, Problem> {
    open_entry(archive, id)?;
    let assertions = archive.catalogue().claims(id)?;
    Ok(Said { id, assertions })
}

fn write(archive: &Archive, correction: Correction) -> Result<(), Problem> {
    let mut writer = match Writer::open(archive.root()) {
        Err(regesta_index::Error::Locked(_)) => return Err(Problem::being_written()),
        opened => opened?,
    };
    writer.correct(&[correction], chrono::Utc::now())?;
    Ok(writer.close()?)
}

async fn asked(body: Body) -> Result<Asked, Problem> {
    let read = timeout(BODY_TIMEOUT, to_bytes(body, MAX_CORRECTION_BYTES));
    let bytes = read
        .await
        .map_err(|_| Problem::body_too_slow())?
        .map_err(|_| Problem::body_too_large())?;
    serde_json::from_slice(&bytes)
        .map_err(|error| Problem::bad_value("body", format!("The body is no correction: {error}.")))
}

fn changes(asked: Asked) -> Result<Vec<(Field, Change)>, Problem> {
    let mut changes: BTreeMap<Field, Change> = BTreeMap::new();
    let refuse = |name: &str, why: String| {
        let name = name.chars().take(100).collect::<String>();
        Problem::bad_value(&name, format!("{why}."))
    };
    let mut put = |name: &str, change: &dyn Fn(&Field) -> Result<Change, String>| {
        let field = stated_field(name).map_err(|why| refuse(name, why))?;
        let change = change(&field).map_err(|why| refuse(name, why))?;
        match changes.insert(field, change) {
            None => Ok(()),
            Some(_) => Err(refuse(name, format!("{name} is said twice"))),
        }
    };
    for (name, values) in &asked.set {
        put(name, &|field| set(field, values))?;
    }
    for name in &asked.clear {
        put(name, &|field| match field {
            Field::Title => Err("title cannot be cleared: a document has one".to_owned()),
            _ => Ok(Change::Clear),
        })?;
    }
    for name in &asked.take_back {
        put(name, &|_| Ok(Change::TakeBack))?;
    }
    match changes.len() {
        0 => Err(Problem::bad_value(
            "set",
            "Nothing is said: give set, clear or take_back.",
        )),
        1..=MAX_CORRECTED_FIELDS => Ok(changes.into_iter().collect()),
        _ => Err(Problem::bad_value(
            "set",
            format!("At most {MAX_CORRECTED_FIELDS} fields at once."),
        )),
    }
}

fn set(field: &Field, values: &Values) -> Result<Change, String> {
    let several = match values {
        Values::One(value) => std::slice::from_ref(value),
        Values::Several(_) if !field.is_multiple() => {
            return Err(format!("{field} takes one value"));
        }
        Values::Several(values) => values,
    };
    let mut all = Vec::new();
    for value in several {
        all.extend(stated_values(field, value)?);
    }
    if all.is_empty() {
        return Err(format!("{field} has no value; say clear if there is none"));
    }
    all.dedup();
    Ok(Change::Set(all))
}
