//! What persons say of documents: it wins, is kept with who, when and why, and is not lost.

#![expect(clippy::unwrap_used, reason = "a test ends where something is wrong")]

use std::path::Path;

use chrono::{DateTime, Utc};
use regesta_index::{
    Archive, Assertion, Change, Claim, Content, Correction, DescribedAgain, Description,
    DocumentId, Field, Offer, Page, PageNumber, Paging, Passage, Provenance, Record, Writer,
};

const TEXT: &str = "Shade for every street.";

fn from(provenance: Provenance, field: Field, value: &str) -> Assertion {
    Assertion {
        field,
        value: value.to_owned(),
        provenance,
        rule: "test".to_owned(),
        confidence: 1.0,
        rejected: None,
    }
}

fn manifest(field: Field, value: &str) -> Assertion {
    let name = "manifest.csv".to_owned();
    from(Provenance::Manifest { name, row: 1 }, field, value)
}

fn text(field: Field, value: &str) -> Assertion {
    let page = PageNumber::FIRST;
    from(Provenance::Text { page, range: None }, field, value)
}

fn id() -> DocumentId {
    DocumentId::of(TEXT.as_bytes())
}

fn offer(assertions: Vec<Assertion>) -> Offer {
    let page = Page {
        number: PageNumber::FIRST,
        text: TEXT.to_owned(),
        language: Some("en".to_owned()),
        passages: Vec::new(),
        marks: Vec::new(),
        label: None,
        quality: 1.0,
        is_unread: false,
        recognised: None,
    };
    let record = Record {
        id: id(),
        media_type: "text/plain".to_owned(),
        bytes: TEXT.len() as u64,
        paging: Paging::Pages,
        pages: vec![page],
        outline: Vec::new(),
        assertions,
        warnings: Vec::new(),
        rules: 1,
    };
    let original = TEXT.as_bytes().to_vec();
    Offer {
        path: "shade.txt".to_owned(),
        content: Content::Read {
            record,
            original,
            failure: None,
        },
    }
}

fn ingest(writer: &mut Writer, assertions: Vec<Assertion>) {
    let run = writer.begin(&["r".to_owned()]).unwrap();
    writer.store(&run, &[offer(assertions)]).unwrap();
    writer.finish(run).unwrap();
}

fn day() -> DateTime<Utc> {
    "2026-11-27T10:00:00Z".parse().unwrap()
}

fn correct(writer: &mut Writer, because: &str, changes: &[(Field, Change)]) {
    let correction = Correction {
        id: id(),
        changes: changes.to_vec(),
        by: "A. Kim".to_owned(),
        because: because.to_owned(),
    };
    assert_eq!(writer.correct(&[correction], day()).unwrap(), [true]);
    writer.commit().unwrap();
}

fn set(values: &[&str]) -> Change {
    Change::Set(values.iter().map(|value| (*value).to_owned()).collect())
}

fn description(root: &Path) -> Description {
    let archive = Archive::open(root).unwrap();
    archive
        .catalogue()
        .entry(id())
        .unwrap()
        .unwrap()
        .description
}

fn persons(root: &Path) -> Vec<Claim> {
    let claims = Archive::open(root).unwrap().catalogue().claims(id());
    let claims = claims.unwrap().into_iter();
    claims
        .filter(|claim| claim.assertion.provenance.kind() == "person")
        .collect()
}

fn faults(root: &Path) -> Vec<String> {
    let archive = Archive::open(root).unwrap();
    archive.verify(&mut |_, _| ()).unwrap().faults
}

/// How many documents of the index have `country`.
fn found(root: &Path, country: &str) -> u64 {
    let snapshot = Archive::open(root).unwrap().snapshot().unwrap();
    let term = tantivy::Term::from_field_text(snapshot.fields().country, country);
    snapshot.searcher().doc_freq(&term).unwrap()
}

fn archive_of(assertions: Vec<Assertion>) -> (tempfile::TempDir, Writer) {
    let folder = tempfile::tempdir().unwrap();
    let mut writer = Writer::create(folder.path()).unwrap();
    ingest(&mut writer, assertions);
    (folder, writer)
}

#[test]
fn a_persons_assertion_beats_all_others_and_is_kept_with_who_when_and_why() {
    let (folder, mut writer) = archive_of(vec![
        manifest(Field::Country, "FR"),
        text(Field::Country, "ES"),
    ]);
    correct(
        &mut writer,
        "the ministry is Korean",
        &[(Field::Country, set(&["JP", "KR"]))],
    );
    assert_eq!(description(folder.path()).country, ["JP", "KR"]);
    let said = persons(folder.path());
    assert_eq!(said.len(), 2);
    for claim in &said {
        let because = Some("the ministry is Korean".to_owned());
        let name = "A. Kim".to_owned();
        assert_eq!(
            claim.assertion.provenance,
            Provenance::Person { name, because }
        );
        assert_eq!(
            (claim.made_at, claim.ended_at, claim.wins),
            (day(), None, true)
        );
    }
    // What it was said against stays to be seen, and loses.
    let claims = Archive::open(folder.path())
        .unwrap()
        .catalogue()
        .claims(id())
        .unwrap();
    let lost: Vec<&str> = claims
        .iter()
        .filter(|claim| !claim.wins && claim.ended_at.is_none())
        .map(|claim| claim.assertion.value.as_str())
        .collect();
    assert_eq!(lost, ["FR", "ES"]);
    assert_eq!(
        (found(folder.path(), "KR"), found(folder.path(), "FR")),
        (1, 0)
    );
}

#[test]
fn a_correction_can_be_corrected_and_taken_back() {
    let (folder, mut writer) = archive_of(vec![manifest(Field::Country, "FR")]);
    correct(&mut writer, "a slip", &[(Field::Country, set(&["JP"]))]);
    correct(&mut writer, "not Japan", &[(Field::Country, set(&["KR"]))]);
    assert_eq!(description(folder.path()).country, ["KR"]);
    correct(
        &mut writer,
        "all wrong",
        &[(Field::Country, Change::TakeBack)],
    );
    assert_eq!(description(folder.path()).country, ["FR"]);
    let history: Vec<(String, bool)> = persons(folder.path())
        .into_iter()
        .map(|claim| (claim.assertion.value, claim.ended_at.is_some()))
        .collect();
    assert_eq!(history, [("JP".to_owned(), true), ("KR".to_owned(), true)]);
    assert_eq!(faults(folder.path()), Vec::<String>::new());
}

#[test]
fn a_person_can_say_that_there_is_no_value() {
    let (folder, mut writer) = archive_of(vec![
        manifest(Field::Country, "FR"),
        manifest(Field::Published, "2019"),
    ]);
    let clear = [
        (Field::Country, Change::Clear),
        (Field::Published, Change::Clear),
    ];
    correct(&mut writer, "nobody knows", &clear);
    let about = description(folder.path());
    assert_eq!((about.country.len(), about.published), (0, None));
    assert_eq!(about.evidence[&Field::Published].source, "person");
    assert_eq!(found(folder.path(), "FR"), 0);
}

#[test]
fn a_correction_survives_being_offered_again_and_the_rebuild_of_the_index() {
    let (folder, mut writer) = archive_of(vec![manifest(Field::Country, "FR")]);
    correct(&mut writer, "it is", &[(Field::Country, set(&["KR"]))]);
    ingest(&mut writer, vec![manifest(Field::Country, "ES")]);
    assert_eq!(description(folder.path()).country, ["KR"]);
    writer.rebuild(&mut |_, _| ()).unwrap();
    drop(writer);
    assert_eq!(
        (found(folder.path(), "KR"), found(folder.path(), "ES")),
        (1, 0)
    );
    let mut writer = Writer::open(folder.path()).unwrap();
    ingest(&mut writer, vec![manifest(Field::Country, "FR")]);
    writer.close().unwrap();
    assert_eq!(description(folder.path()).country, ["KR"]);
    assert_eq!(faults(folder.path()), Vec::<String>::new());
}

#[test]
fn a_correction_survives_newer_rules_which_replace_what_older_ones_said() {
    let (folder, mut writer) = archive_of(vec![
        text(Field::Country, "FR"),
        text(Field::Type, "plan"),
        manifest(Field::Issuer, "City"),
    ]);
    correct(&mut writer, "it is", &[(Field::Country, set(&["KR"]))]);
    assert_eq!(writer.catalogue().described_by_others(1).unwrap(), []);
    let left = writer.catalogue().described_by_others(2).unwrap();
    assert_eq!(left, [(id(), "shade.txt".to_owned())]);
    let summary = Passage {
        from: 0,
        until: 4,
        language: "en".to_owned(),
    };
    let again = DescribedAgain {
        id: id(),
        path: "shade.txt".to_owned(),
        rules: 2,
        assertions: vec![text(Field::Country, "ES"), text(Field::Language, "fr")],
        languages: vec![(Some("fr".to_owned()), vec![summary.clone()])],
    };
    assert!(writer.describe_again(&again, day()).unwrap());
    assert_eq!(writer.catalogue().described_by_others(2).unwrap(), []);
    let about = description(folder.path());
    assert_eq!(about.country, ["KR"]);
    assert_eq!((about.kind, about.language.as_deref()), (None, Some("fr")));
    assert_eq!(about.issuer.as_deref(), Some("City"));
    let page = writer
        .catalogue()
        .page(id(), PageNumber::FIRST)
        .unwrap()
        .unwrap();
    assert_eq!(page.language.as_deref(), Some("fr"));
    assert_eq!(page.passages, [summary]);
    // The same again is nothing new.
    assert!(!writer.describe_again(&again, day()).unwrap());
    writer.close().unwrap();
    assert_eq!(faults(folder.path()), Vec::<String>::new());
}

#[test]
fn of_a_document_that_was_never_kept_nothing_is_said() {
    let (_folder, mut writer) = archive_of(Vec::new());
    let correction = Correction {
        id: DocumentId::of(b"nothing"),
        changes: vec![(Field::Country, set(&["KR"]))],
        by: "A. Kim".to_owned(),
        because: "so".to_owned(),
    };
    assert_eq!(writer.correct(&[correction], day()).unwrap(), [false]);
}

#[test]
fn verify_confirms_the_chain_and_finds_what_was_changed_behind_it() {
    let (folder, mut writer) = archive_of(vec![manifest(Field::Country, "FR")]);
    correct(&mut writer, "it is", &[(Field::Country, set(&["KR"]))]);
    writer.close().unwrap();
    assert_eq!(faults(folder.path()), Vec::<String>::new());
    let catalogue = folder.path().join("catalogue.sqlite");
    for (act, expected) in [
        (
            "UPDATE assertions SET value = 'US' WHERE kind = 'person'",
            "what persons said of `country`",
        ),
        (
            "DELETE FROM assertions WHERE kind = 'person'",
            "what persons said of `country`",
        ),
        (
            "UPDATE events SET detail = replace(detail, 'KR', 'US') WHERE kind = 'corrected'",
            "was changed",
        ),
        (
            "DELETE FROM events WHERE kind = 'corrected'",
            "the last events",
        ),
    ] {
        let whole = std::fs::read(&catalogue).unwrap();
        let database = rusqlite::Connection::open(&catalogue).unwrap();
        database.pragma_update(None, "foreign_keys", false).unwrap();
        assert!(database.execute(act, []).unwrap() > 0, "{act}");
        database.close().unwrap();
        let found = faults(folder.path());
        assert!(
            found.iter().any(|fault| fault.contains(expected)),
            "{act}: {found:?}"
        );
        for log in ["catalogue.sqlite-wal", "catalogue.sqlite-shm"] {
            let _ = std::fs::remove_file(folder.path().join(log));
        }
        std::fs::write(&catalogue, whole).unwrap();
    }
    assert_eq!(faults(folder.path()), Vec::<String>::new());
}
