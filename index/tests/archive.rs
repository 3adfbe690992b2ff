//! The archive through its public face: what is stored is found again, whatever happens.

#![expect(clippy::unwrap_used, reason = "a test ends where something is wrong")]

use std::path::Path;

use regesta_index::{
    Archive, Assertion, Content, DocumentId, Error, Field, Mark, Offer, Outcome, OutcomeFilter,
    OutlineEntry, Page, PageNumber, Paging, Provenance, Recognised, Record, Role, UnreadPages,
    Writer,
};

fn assertion(field: Field, value: &str) -> Assertion {
    Assertion {
        field,
        value: value.to_owned(),
        provenance: Provenance::Manifest {
            name: "manifest.csv".to_owned(),
            row: 1,
        },
        rule: "manifest-column".to_owned(),
        confidence: 1.0,
        rejected: None,
    }
}

fn document(path: &str, pages: &[&str], metadata: &[(Field, &str)]) -> Offer {
    let original = pages.join("\u{c}").into_bytes();
    let page = |(number, text): (u32, &&str)| Page {
        number: PageNumber::new(number).unwrap(),
        text: (*text).to_owned(),
        language: Some("en".to_owned()),
        passages: Vec::new(),
        marks: Vec::new(),
        label: None,
        quality: 1.0,
        is_unread: false,
        recognised: None,
    };
    let record = Record {
        id: DocumentId::of(&original),
        media_type: "text/plain".to_owned(),
        bytes: original.len() as u64,
        paging: Paging::Pages,
        outline: Vec::new(),
        pages: (1..).zip(pages).map(page).collect(),
        assertions: metadata
            .iter()
            .map(|(field, value)| assertion(field.clone(), value))
            .collect(),
        warnings: Vec::new(),
        rules: 0,
    };
    Offer {
        path: path.to_owned(),
        content: Content::Read {
            record,
            original,
            failure: None,
        },
    }
}

fn id(offer: &Offer) -> DocumentId {
    match &offer.content {
        Content::Read { record, .. } => record.id,
        _ => panic!("no document"),
    }
}

/// Offers `batch` in a run of its own.
fn ingest(writer: &mut Writer, name: &str, batch: &[Offer]) -> Vec<Outcome> {
    let run = writer.begin(&[name.to_owned()]).unwrap();
    let outcomes = writer.store(&run, batch).unwrap();
    writer.finish(run).unwrap();
    outcomes
}

fn found(root: &Path) -> u64 {
    Archive::open(root)
        .unwrap()
        .snapshot()
        .unwrap()
        .searcher()
        .num_docs()
}

fn faults(root: &Path) -> Vec<String> {
    Archive::open(root)
        .unwrap()
        .verify(&mut |_, _| ())
        .unwrap()
        .faults
}

#[test]
fn what_is_stored_is_read_back_whole() {
    let folder = tempfile::tempdir().unwrap();
    let offer = document(
        "a.txt",
        &["one page", "", "도시"],
        &[(Field::Title, "A"), (Field::Country, "KR")],
    );
    let id = id(&offer);
    let mut writer = Writer::create(folder.path()).unwrap();
    assert_eq!(
        ingest(&mut writer, "a", std::slice::from_ref(&offer)),
        [Outcome::Added]
    );

    let archive = Archive::open(folder.path()).unwrap();
    let entry = archive.catalogue().entry(id).unwrap().unwrap();
    assert_eq!(entry.names, ["a.txt"]);
    assert_eq!((entry.page_count, entry.outcome), (3, Outcome::Added));
    assert_eq!(
        (entry.description.title.as_str(), entry.description.country),
        ("A", vec!["KR".to_owned()])
    );
    let page = archive
        .catalogue()
        .page(id, PageNumber::new(3).unwrap())
        .unwrap()
        .unwrap();
    assert_eq!(page.text, "도시");
    assert_eq!(
        archive.originals().read(id).unwrap(),
        "one page\u{c}\u{c}도시".as_bytes()
    );
    assert_eq!(
        archive.catalogue().find(&id.to_string()[..7], 9).unwrap(),
        [id]
    );
    assert_eq!(archive.catalogue().counts().unwrap().pages_without_text, 1);
    assert_eq!(found(folder.path()), 1);
    drop(archive);
    drop(writer);
    let log = folder.path().join("catalogue.sqlite-wal");
    assert!(
        !log.exists(),
        "a closed archive keeps its catalogue in one file"
    );
    assert_eq!(faults(folder.path()), Vec::<String>::new());
}

#[test]
fn offering_the_same_again_changes_nothing_and_new_assertions_update() {
    let folder = tempfile::tempdir().unwrap();
    let mut writer = Writer::create(folder.path()).unwrap();
    let first = document(
        "a.txt",
        &["text"],
        &[
            (Field::Title, "A"),
            (Field::Topic, "x"),
            (Field::Topic, "y"),
        ],
    );
    let known = |metadata: &[(Field, &str)], path: &str| Offer {
        path: path.to_owned(),
        content: Content::Known {
            id: id(&first),
            assertions: metadata
                .iter()
                .map(|(field, value)| assertion(field.clone(), value))
                .collect(),
        },
    };
    let same = [
        (Field::Title, "A"),
        (Field::Topic, "x"),
        (Field::Topic, "y"),
    ];
    assert_eq!(
        ingest(&mut writer, "r", std::slice::from_ref(&first)),
        [Outcome::Added]
    );
    assert_eq!(
        ingest(&mut writer, "r", std::slice::from_ref(&first)),
        [Outcome::Unchanged]
    );
    assert_eq!(
        ingest(&mut writer, "r", &[known(&same, "a.txt")]),
        [Outcome::Unchanged]
    );
    let corrected = [(Field::Title, "A"), (Field::Topic, "z")];
    assert_eq!(
        ingest(&mut writer, "r", &[known(&corrected, "a.txt")]),
        [Outcome::Updated]
    );
    assert_eq!(
        ingest(&mut writer, "r", &[known(&corrected, "a.txt")]),
        [Outcome::Unchanged]
    );

    let entry = writer.catalogue().entry(id(&first)).unwrap().unwrap();
    assert_eq!(entry.description.topics, ["z"]);
    // What was asserted before stays visible.
    assert_eq!(writer.catalogue().assertions(id(&first)).unwrap().len(), 2);
    assert_eq!(writer.catalogue().claims(id(&first)).unwrap().len(), 4);
    assert_eq!(found(folder.path()), 1);
}

#[test]
fn two_files_with_the_same_bytes_are_one_document() {
    let folder = tempfile::tempdir().unwrap();
    let mut writer = Writer::create(folder.path()).unwrap();
    let batch = [
        document("a.txt", &["text"], &[(Field::Title, "A")]),
        document("b.txt", &["text"], &[(Field::Title, "B")]),
    ];
    assert_eq!(
        ingest(&mut writer, "r", &batch),
        [Outcome::Added, Outcome::Duplicate]
    );
    assert_eq!(
        ingest(&mut writer, "r", &batch),
        [Outcome::Unchanged, Outcome::Duplicate]
    );
    let entry = writer.catalogue().entry(id(&batch[0])).unwrap().unwrap();
    assert_eq!(entry.names, ["a.txt", "b.txt"]);
}

#[test]
fn an_unfinished_run_over_the_same_paths_is_gone_on_with() {
    let folder = tempfile::tempdir().unwrap();
    let offer = document("a.txt", &["text"], &[]);
    let mut writer = Writer::create(folder.path()).unwrap();
    let run = writer.begin(&["r".to_owned()]).unwrap();
    writer.store(&run, std::slice::from_ref(&offer)).unwrap();
    // Killed here: stored, neither committed to the index nor finished.
    drop(writer);

    let mut writer = Writer::open(folder.path()).unwrap();
    assert_eq!(found(folder.path()), 1, "opening replays");
    let again = writer.begin(&["r".to_owned()]).unwrap();
    assert_eq!((again.number, again.resumed), (run.number, true));
    let of_this_run = OutcomeFilter {
        failed: false,
        run: Some(again.number),
    };
    let done = writer.catalogue().outcomes(&of_this_run).unwrap();
    let done: Vec<_> = done.iter().map(|row| (row.path.as_str(), row.id)).collect();
    assert_eq!(done, [("a.txt", Some(id(&offer)))], "and no other path");
    assert!(!writer.begin(&["other".to_owned()]).unwrap().resumed);
}

#[test]
fn failures_are_listed_until_reading_again_succeeds() {
    let folder = tempfile::tempdir().unwrap();
    let mut writer = Writer::create(folder.path()).unwrap();
    let readable = document("a.hwp", &["text"], &[(Field::Title, "A")]);
    let Content::Read {
        mut record,
        original,
        ..
    } = readable.content.clone()
    else {
        unreachable!()
    };
    record.pages.clear();
    let failure = Some((
        Outcome::Unsupported,
        "no reader for application/x-hwp yet".to_owned(),
    ));
    let failing = Offer {
        path: "a.hwp".to_owned(),
        content: Content::Read {
            record,
            original,
            failure,
        },
    };
    let unread = Offer {
        path: "big.pdf".to_owned(),
        content: Content::Unread {
            outcome: Outcome::OverLimit,
            reason: "too big".to_owned(),
        },
    };
    let batch = [failing.clone(), unread.clone()];
    let failed = OutcomeFilter {
        failed: true,
        run: None,
    };

    assert_eq!(
        ingest(&mut writer, "r", &batch),
        [Outcome::Unsupported, Outcome::OverLimit]
    );
    assert_eq!(
        ingest(&mut writer, "r", &batch),
        [Outcome::Unchanged, Outcome::OverLimit]
    );
    let listed = writer.catalogue().outcomes(&failed).unwrap();
    let listed: Vec<_> = listed
        .iter()
        .map(|row| (row.path.as_str(), row.outcome))
        .collect();
    assert_eq!(
        listed,
        [
            ("a.hwp", Outcome::Unsupported),
            ("big.pdf", Outcome::OverLimit)
        ]
    );

    assert!(writer.knows(id(&readable)).unwrap());
    assert_eq!(
        writer.retry().unwrap(),
        [(id(&readable), Outcome::Unsupported)]
    );
    assert!(!writer.knows(id(&readable)).unwrap());
    assert_eq!(
        ingest(&mut writer, "r", &[readable.clone(), unread]),
        [Outcome::Updated, Outcome::OverLimit]
    );
    let listed = writer.catalogue().outcomes(&failed).unwrap();
    assert_eq!(
        listed
            .iter()
            .map(|row| row.path.as_str())
            .collect::<Vec<_>>(),
        ["big.pdf"]
    );
    assert_eq!(found(folder.path()), 1, "reading again replaces");
}

#[test]
fn only_one_writer_at_a_time() {
    let folder = tempfile::tempdir().unwrap();
    let writer = Writer::create(folder.path()).unwrap();
    assert!(matches!(Writer::open(folder.path()), Err(Error::Locked(_))));
    assert_eq!(found(folder.path()), 0, "readers do not wait");
    drop(writer);
    assert!(Writer::open(folder.path()).is_ok());
}

#[test]
fn a_folder_with_other_things_does_not_become_an_archive() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("thesis.doc"), "mine").unwrap();
    assert!(matches!(
        Writer::create(folder.path()),
        Err(Error::NotEmpty(_))
    ));
    assert!(matches!(
        Archive::open(folder.path()),
        Err(Error::NoArchive(_))
    ));
}

#[test]
fn a_creation_that_was_killed_is_no_hindrance_but_originals_are_never_written_over() {
    let folder = tempfile::tempdir().unwrap();
    for name in ["originals/tmp", "index"] {
        std::fs::create_dir_all(folder.path().join(name)).unwrap();
    }
    for name in [
        "LOCK",
        "catalogue.sqlite.new",
        "catalogue.sqlite.new-journal",
    ] {
        std::fs::write(folder.path().join(name), "half").unwrap();
    }
    drop(Writer::create(folder.path()).unwrap());
    assert_eq!(faults(folder.path()), Vec::<String>::new());

    let mut writer = Writer::open(folder.path()).unwrap();
    ingest(&mut writer, "a", &[document("a.txt", &["one"], &[])]);
    drop(writer);
    std::fs::remove_file(folder.path().join("catalogue.sqlite")).unwrap();
    for log in ["catalogue.sqlite-wal", "catalogue.sqlite-shm"] {
        let _ = std::fs::remove_file(folder.path().join(log));
    }
    assert!(matches!(
        Writer::create(folder.path()),
        Err(Error::NotEmpty(_))
    ));
}

#[test]
fn a_snapshot_stays_as_it_was_and_the_next_one_is_new() {
    let folder = tempfile::tempdir().unwrap();
    let mut writer = Writer::create(folder.path()).unwrap();
    let archive = Archive::open(folder.path()).unwrap();
    ingest(&mut writer, "a", &[document("a.txt", &["one"], &[])]);
    let before = archive.snapshot().unwrap();
    ingest(&mut writer, "b", &[document("b.txt", &["two"], &[])]);
    let after = archive.snapshot().unwrap();
    assert_eq!(
        (before.searcher().num_docs(), after.searcher().num_docs()),
        (1, 2)
    );
    writer.rebuild(&mut |_, _| ()).unwrap();
    let rebuilt = archive.snapshot().unwrap();
    assert_eq!(
        (before.searcher().num_docs(), rebuilt.searcher().num_docs()),
        (1, 2)
    );
    assert_ne!(after.generation(), rebuilt.generation());
}

#[test]
fn a_lost_or_damaged_index_is_made_again() {
    let folder = tempfile::tempdir().unwrap();
    let mut writer = Writer::create(folder.path()).unwrap();
    ingest(
        &mut writer,
        "a",
        &[
            document("a.txt", &["one"], &[]),
            document("b.txt", &["two"], &[]),
        ],
    );
    drop(writer);
    let index = folder.path().join("index");
    let current = std::fs::read_to_string(index.join("CURRENT")).unwrap();
    let meta = index.join(current.trim()).join("meta.json");

    let text = std::fs::read_to_string(&meta).unwrap();
    std::fs::write(
        &meta,
        text.replace("\"max_doc\": 1", "\"max_doc\": 2")
            .replace("opstamp", "opstanp"),
    )
    .unwrap();
    assert!(
        Archive::open(folder.path()).unwrap().snapshot().is_err(),
        "a changed meta.json is seen"
    );
    assert!(!faults(folder.path()).is_empty());
    drop(Writer::open(folder.path()).unwrap());
    assert_eq!((found(folder.path()), faults(folder.path())), (2, vec![]));

    std::fs::remove_dir_all(&index).unwrap();
    drop(Writer::open(folder.path()).unwrap());
    assert_eq!((found(folder.path()), faults(folder.path())), (2, vec![]));
}

#[test]
fn files_that_merges_leave_behind_are_no_damage() {
    let folder = tempfile::tempdir().unwrap();
    let mut writer = Writer::create(folder.path()).unwrap();
    for round in 0..12 {
        let text = format!("document {round}");
        let title = format!("title {round}");
        let batch = [
            document("same.txt", &["same"], &[(Field::Title, &title)]),
            document("new.txt", &[&text], &[]),
        ];
        ingest(&mut writer, "r", &batch);
    }
    writer.rebuild(&mut |_, _| ()).unwrap();
    ingest(
        &mut writer,
        "r",
        &[document("same.txt", &["same"], &[(Field::Title, "last")])],
    );
    drop(writer);
    assert_eq!((found(folder.path()), faults(folder.path())), (13, vec![]));
}

#[test]
fn an_original_that_was_lost_is_kept_again_when_it_is_offered() {
    let folder = tempfile::tempdir().unwrap();
    let mut writer = Writer::create(folder.path()).unwrap();
    let offer = document("a.txt", &["one"], &[]);
    ingest(&mut writer, "a", std::slice::from_ref(&offer));
    std::fs::remove_file(writer.originals().path(id(&offer))).unwrap();
    assert!(!writer.knows(id(&offer)).unwrap());
    ingest(&mut writer, "a", std::slice::from_ref(&offer));
    drop(writer);
    assert_eq!(faults(folder.path()), Vec::<String>::new());
}

#[test]
fn verify_names_every_kind_of_damage() {
    let folder = tempfile::tempdir().unwrap();
    let mut writer = Writer::create(folder.path()).unwrap();
    let offer = document("a.txt", &["one"], &[]);
    ingest(&mut writer, "a", std::slice::from_ref(&offer));
    drop(writer);
    let original = Archive::open(folder.path())
        .unwrap()
        .originals()
        .path(id(&offer));
    std::fs::write(&original, "changed").unwrap();
    let database = rusqlite::Connection::open(folder.path().join("catalogue.sqlite")).unwrap();
    let sql = "SELECT seq FROM events WHERE kind = 'kept'";
    let kept: i64 = database.query_row(sql, [], |row| row.get(0)).unwrap();
    database
        .execute("UPDATE events SET detail = '{}' WHERE kind = 'kept'", [])
        .unwrap();
    drop(database);

    let faults = faults(folder.path());
    assert_eq!(faults.len(), 2, "{faults:?}");
    assert!(
        faults
            .iter()
            .any(|fault| fault.contains(&format!("event {kept}"))),
        "{faults:?}"
    );
    assert!(
        faults
            .iter()
            .any(|fault| fault.contains(&id(&offer).to_string())),
        "{faults:?}"
    );
}

#[test]
fn versions_of_a_work_follow_each_other() {
    let folder = tempfile::tempdir().unwrap();
    let mut writer = Writer::create(folder.path()).unwrap();
    // Adopted in another order than they become valid; two become valid on the same day.
    let version = |name: &str, adopted: &str, from: &str, number: &str| {
        let metadata = [
            (Field::Title, name),
            (Field::Work, "act"),
            (Field::Adopted, adopted),
            (Field::ValidFrom, from),
            (Field::Number, number),
        ];
        document(name, &[name], &metadata)
    };
    let batch = [
        version("first", "2017-01-17", "2018-01-18", "1"),
        version("second", "2020-12-29", "2021-12-30", "4"),
        version("third", "2020-06-09", "2020-12-10", "2"),
        version("fourth", "2020-06-09", "2020-12-10", "3"),
    ];
    ingest(&mut writer, "r", &batch);
    let snapshot = Archive::open(folder.path()).unwrap().snapshot().unwrap();
    let status = |day: &str| {
        let mut statuses: Vec<String> = Vec::new();
        for (segment, reader) in (0..).zip(snapshot.searcher().segment_readers()) {
            for doc in reader.doc_ids_alive() {
                let address = tantivy::DocAddress::new(segment, doc);
                let title = snapshot.shown(address).unwrap().description.title;
                statuses.push(format!(
                    "{title} {}",
                    snapshot.status(address, day.parse().unwrap()).name()
                ));
            }
        }
        statuses.sort_unstable();
        statuses.join(", ")
    };
    assert_eq!(
        status("2018-01-17"),
        "first upcoming, fourth upcoming, second upcoming, third upcoming"
    );
    assert_eq!(
        status("2018-01-18"),
        "first in-force, fourth upcoming, second upcoming, third upcoming"
    );
    assert_eq!(
        status("2020-12-10"),
        "first past, fourth in-force, second upcoming, third past"
    );
    assert_eq!(
        status("2022-01-01"),
        "first past, fourth past, second in-force, third past"
    );
}

/// A document of two pages: a scan without text, and a page with marks.
fn marked(path: &str) -> Offer {
    let mut offer = document(path, &["", "Plan\nFirst.\n12\n"], &[(Field::Title, "A")]);
    if let Content::Read { record, .. } = &mut offer.content {
        record.paging = Paging::Slides;
        record.outline = vec![OutlineEntry {
            level: 1,
            title: "Plan".to_owned(),
            page: PageNumber::new(2).unwrap(),
        }];
        let [scan, page] = record.pages.as_mut_slice() else {
            unreachable!()
        };
        (scan.quality, scan.is_unread) = (0.0, true);
        page.label = Some("iv".to_owned());
        page.quality = 0.75;
        page.marks = vec![
            Mark {
                role: Role::Heading { level: 1 },
                from: 0,
                until: 4,
            },
            Mark {
                role: Role::Furniture,
                from: 12,
                until: 14,
            },
        ];
    }
    offer
}

/// What the recogniser said of a page.
fn recognised(text: &str) -> Recognised {
    Recognised {
        text: text.to_owned(),
        marks: Vec::new(),
        language: Some("ko".to_owned()),
        confidence: 0.75,
    }
}

#[test]
fn what_is_known_of_pages_is_kept() {
    let folder = tempfile::tempdir().unwrap();
    let mut writer = Writer::create(folder.path()).unwrap();
    let offer = marked("a.pdf");
    ingest(&mut writer, "r", std::slice::from_ref(&offer));
    let Content::Read { record, .. } = &offer.content else {
        unreachable!()
    };
    let catalogue = writer.catalogue();
    assert_eq!(catalogue.pages(record.id).unwrap(), record.pages);
    let second = catalogue
        .page(record.id, PageNumber::new(2).unwrap())
        .unwrap();
    assert_eq!(second.as_ref(), record.pages.get(1));
    let entry = catalogue.entry(record.id).unwrap().unwrap();
    assert_eq!(
        (entry.paging, &entry.outline),
        (Paging::Slides, &record.outline)
    );
    let counts = catalogue.counts().unwrap();
    assert_eq!(
        (
            counts.pages_without_text,
            counts.pages_recognised,
            counts.pages_not_reliable
        ),
        (1, 0, 1)
    );
    let unread = catalogue.unread_pages().unwrap();
    assert_eq!(unread.len(), 1);
    assert_eq!(
        (
            unread[0].id,
            unread[0].name.as_str(),
            unread[0].pages(),
            &unread[0].not_reliable
        ),
        (record.id, "a.pdf", vec![PageNumber::FIRST], &vec![])
    );
}

#[test]
fn what_a_machine_recognised_is_kept_found_and_not_lost_by_reading_again() {
    let folder = tempfile::tempdir().unwrap();
    let mut writer = Writer::create(folder.path()).unwrap();
    let mut scan = document("scan.pdf", &["", ""], &[]);
    let Content::Read {
        record, failure, ..
    } = &mut scan.content
    else {
        unreachable!()
    };
    for page in &mut record.pages {
        (page.quality, page.is_unread) = (0.0, true);
    }
    *failure = Some((Outcome::NoText, "needs OCR".to_owned()));
    let (id, now) = (record.id, chrono::Utc::now());
    ingest(&mut writer, "r", std::slice::from_ref(&scan));
    // Marked to be read again before it is recognised.
    assert_eq!(writer.retry().unwrap(), [(id, Outcome::NoText)]);

    let two = PageNumber::new(2).unwrap();
    let three = PageNumber::new(3).unwrap();
    assert!(
        writer
            .recognised(id, two, &recognised("스마트도시\n"), now)
            .unwrap()
    );
    assert!(!writer.recognised(id, three, &recognised("x"), now).unwrap());
    writer.commit().unwrap();
    let check = |writer: &Writer| {
        let catalogue = writer.catalogue();
        let page = catalogue.page(id, two).unwrap().unwrap();
        assert_eq!(
            (
                page.text.as_str(),
                page.language.as_deref(),
                page.recognised
            ),
            ("스마트도시\n", Some("ko"), Some(0.75))
        );
        assert!(!page.is_unread && page.quality == 0.75);
        let entry = catalogue.entry(id).unwrap().unwrap();
        assert_eq!((entry.outcome, entry.reason), (Outcome::Added, None));
        let counts = catalogue.counts().unwrap();
        assert_eq!(
            (
                counts.pages_without_text,
                counts.pages_recognised,
                counts.text_bytes
            ),
            (1, 1, 16)
        );
        let left = catalogue.unread_pages().unwrap();
        let left: Vec<_> = left.iter().flat_map(UnreadPages::pages).collect();
        assert_eq!(left, [PageNumber::FIRST]);
    };
    check(&writer);
    let snapshot = Archive::open(folder.path()).unwrap().snapshot().unwrap();
    assert_eq!(snapshot.languages(), ["ko"], "found in its language");
    drop(snapshot);

    assert_eq!(
        ingest(&mut writer, "again", std::slice::from_ref(&scan)),
        [Outcome::Updated]
    );
    check(&writer);
    drop(writer);
    assert_eq!(faults(folder.path()), Vec::<String>::new());
}

/// Makes of an archive what format 1 had: the columns of later formats are taken out.
fn turn_back_to_format_1(root: &Path) {
    let database = rusqlite::Connection::open(root.join("catalogue.sqlite")).unwrap();
    database
        .execute_batch(
            "DROP INDEX pages_unread; DROP INDEX pages_recognised; DROP INDEX pages_doubtful;
             DROP INDEX assertions_part_of; DROP INDEX assertions_enacted; DROP INDEX documents_work; DROP INDEX documents_work_key;
             DROP INDEX assertions_replaces; DROP INDEX assertions_persons; DROP INDEX names_path;
             ALTER TABLE assertions DROP COLUMN ended;
             ALTER TABLE documents DROP COLUMN rules; ALTER TABLE documents DROP COLUMN work_key;
             ALTER TABLE pages DROP COLUMN label; ALTER TABLE pages DROP COLUMN quality;
             ALTER TABLE pages DROP COLUMN unread; ALTER TABLE pages DROP COLUMN recognised;
             ALTER TABLE pages DROP COLUMN marks; ALTER TABLE pages DROP COLUMN passages;
             ALTER TABLE assertions DROP COLUMN rejected;
             ALTER TABLE documents DROP COLUMN paging; ALTER TABLE documents DROP COLUMN outline;
             UPDATE documents SET media_type = 'application/pdf';
             UPDATE archive SET value = '1' WHERE key = 'format';",
        )
        .unwrap();
}

#[test]
fn an_archive_of_format_1_is_brought_up_to_date_by_its_writer() {
    let folder = tempfile::tempdir().unwrap();
    let mut writer = Writer::create(folder.path()).unwrap();
    let offer = marked("a.pdf");
    ingest(&mut writer, "r", std::slice::from_ref(&offer));
    drop(writer);
    turn_back_to_format_1(folder.path());

    let error = Archive::open(folder.path()).unwrap_err();
    assert!(matches!(error, Error::TooOld { found: 1, known: 4 }));
    assert!(error.to_string().contains("regesta rebuild"), "{error}");

    let mut writer = Writer::open(folder.path()).unwrap();
    let pages = writer.catalogue().pages(id(&offer)).unwrap();
    let known: Vec<_> = pages
        .iter()
        .map(|page| (page.text.as_str(), page.quality, page.is_unread))
        .collect();
    assert_eq!(known, [("", 0.0, true), ("Plan\nFirst.\n12\n", 1.0, false)]);
    assert_eq!(
        ingest(&mut writer, "r", std::slice::from_ref(&offer)),
        [Outcome::Unchanged]
    );
    drop(writer);
    assert_eq!(faults(folder.path()), Vec::<String>::new());
    let database = rusqlite::Connection::open(folder.path().join("catalogue.sqlite")).unwrap();
    let sql = "SELECT detail FROM events WHERE kind = 'migrated'";
    let detail: String = database.query_row(sql, [], |row| row.get(0)).unwrap();
    assert_eq!(detail, r#"{"from":1,"to":4}"#);
    drop(Writer::open(folder.path()).unwrap());
}
