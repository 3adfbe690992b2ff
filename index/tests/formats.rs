//! An archive that an older version of the program made is read by this one, with nothing lost.
//!
//! `format-2/` is a real one: three documents, offered three times with a manifest that changed in
//! between, by the last version of the program that wrote format 2. Its index is left out, as it is
//! derived.

#![expect(clippy::unwrap_used, reason = "a test ends where something is wrong")]

use std::path::Path;

use regesta_index::{Archive, Claim, DocumentId, Error, Writer};

const DOCUMENTS: [&str; 3] = ["act.md", "flood.txt", "plan.md"];

fn made_by_format_2() -> (tempfile::TempDir, Vec<DocumentId>) {
    let made = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/format-2");
    let folder = tempfile::tempdir().unwrap();
    let packed = std::fs::read(made.join("catalogue.sqlite.zst")).unwrap();
    let catalogue = zstd::bulk::decompress(&packed, 1 << 20).unwrap();
    std::fs::write(folder.path().join("catalogue.sqlite"), catalogue).unwrap();
    let mut ids = Vec::new();
    for name in DOCUMENTS {
        let bytes = std::fs::read(made.join(name)).unwrap();
        let id = DocumentId::of(&bytes);
        let shelf = folder.path().join("originals").join(&id.to_string()[..2]);
        std::fs::create_dir_all(&shelf).unwrap();
        std::fs::write(shelf.join(id.to_string()), bytes).unwrap();
        ids.push(id);
    }
    (folder, ids)
}

/// Values and whether they hold, of one field and kind of source, in the order they were said.
fn said(claims: &[Claim], field: &str, kind: &str) -> Vec<(String, bool)> {
    let claims = claims.iter().filter(|claim| {
        claim.assertion.field.to_string() == field && claim.assertion.provenance.kind() == kind
    });
    claims
        .map(|claim| (claim.assertion.value.clone(), claim.ended_at.is_none()))
        .collect()
}

#[test]
fn format_2_is_brought_up_to_date_by_its_writer_and_nothing_is_lost() {
    let (folder, ids) = made_by_format_2();
    let error = Archive::open(folder.path()).unwrap_err();
    assert!(matches!(error, Error::TooOld { found: 2, known: 4 }));

    Writer::open(folder.path()).unwrap().close().unwrap();
    let archive = Archive::open(folder.path()).unwrap();
    let faults = archive.verify(&mut |_, _| ()).unwrap().faults;
    assert_eq!(faults, Vec::<String>::new());

    let claims = archive.catalogue().claims(ids[0]).unwrap();
    let owned = |values: &[(&str, bool)]| -> Vec<(String, bool)> {
        let values = values.iter();
        values
            .map(|(value, holds)| ((*value).to_owned(), *holds))
            .collect()
    };
    // What the manifest said in three runs: only the last holds.
    assert_eq!(
        said(&claims, "country", "manifest"),
        owned(&[("FR", false), ("ES", false), ("FR", true)])
    );
    assert_eq!(
        said(&claims, "topic", "manifest"),
        owned(&[
            ("climate-change", false),
            ("energy", true),
            ("climate-change", true)
        ])
    );
    assert_eq!(
        said(&claims, "title", "file"),
        owned(&[("Shade Act", true), ("Shade Act", true)])
    );
    let entry = archive.catalogue().entry(ids[0]).unwrap().unwrap();
    assert_eq!(entry.description.country, ["FR"]);
    assert_eq!(entry.description.topics, ["climate-change", "energy"]);
    assert_eq!(entry.description.work.as_deref(), Some("shade-act"));
    let evidence = &entry.description.evidence[&"country".into()];
    assert_eq!(evidence.source, "manifest");
    assert_eq!(archive.snapshot().unwrap().searcher().num_docs(), 3);

    // Opened once more, it stays as it is.
    drop(Writer::open(folder.path()).unwrap());
    assert_eq!(archive.catalogue().claims(ids[0]).unwrap(), claims);
}
