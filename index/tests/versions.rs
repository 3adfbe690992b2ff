//! Versions of a work: declared ones are tied and follow each other, others are proposed with why.

#![expect(clippy::unwrap_used, reason = "a test ends where something is wrong")]

use regesta_index::{
    Archive, Assertion, Change, Content, Correction, DocumentId, Field, Offer, Page, PageNumber,
    Paging, Provenance, Record, Writer,
};

/// A document whose text is its name, with what a manifest says of it.
fn offer(name: &str, said: &[(Field, &str)]) -> Offer {
    let page = Page {
        number: PageNumber::FIRST,
        text: name.to_owned(),
        language: Some("en".to_owned()),
        passages: Vec::new(),
        marks: Vec::new(),
        label: None,
        quality: 1.0,
        is_unread: false,
        recognised: None,
    };
    let assertion = |(field, value): &(Field, &str)| Assertion {
        field: field.clone(),
        value: (*value).to_owned(),
        provenance: Provenance::Manifest {
            name: "manifest.csv".to_owned(),
            row: 1,
        },
        rule: "manifest-column".to_owned(),
        confidence: 1.0,
        rejected: None,
    };
    let record = Record {
        id: id(name),
        media_type: "text/plain".to_owned(),
        bytes: name.len() as u64,
        paging: Paging::Pages,
        pages: vec![page],
        outline: Vec::new(),
        assertions: said.iter().map(assertion).collect(),
        warnings: Vec::new(),
        rules: 1,
    };
    Offer {
        path: format!("files/{name}"),
        content: Content::Read {
            record,
            original: name.as_bytes().to_vec(),
            failure: None,
        },
    }
}

fn id(name: &str) -> DocumentId {
    DocumentId::of(name.as_bytes())
}

fn archive_of(offers: &[Offer]) -> (tempfile::TempDir, Writer) {
    let folder = tempfile::tempdir().unwrap();
    let mut writer = Writer::create(folder.path()).unwrap();
    let run = writer.begin(&["r".to_owned()]).unwrap();
    writer.store(&run, offers).unwrap();
    writer.finish(run).unwrap();
    (folder, writer)
}

/// Which of `names` are versions of the first's work, and which may be.
fn versions(writer: &Writer, names: &[&str]) -> (Vec<String>, Vec<String>) {
    let found = writer.catalogue().versions(id(names[0])).unwrap().unwrap();
    let name = |id: DocumentId| {
        let name = names.iter().find(|name| self::id(name) == id);
        (*name.unwrap()).to_owned()
    };
    let tied = found.versions.iter().map(|version| name(version.id));
    let proposed = found.proposed.iter().map(|found| name(found.version.id));
    (tied.collect(), proposed.collect())
}

const REPORT: [(Field, &str); 2] = [(Field::Country, "KR"), (Field::Type, "report")];

fn report(name: &str, title: &str, year: &str) -> Offer {
    let [country, kind] = REPORT;
    offer(
        name,
        &[
            (Field::Title, title),
            (Field::Published, year),
            country,
            kind,
        ],
    )
}

fn correct(writer: &mut Writer, name: &str, change: Change) {
    let correction = Correction {
        id: id(name),
        changes: vec![(Field::Work, change)],
        by: "A. Kim".to_owned(),
        because: "it is".to_owned(),
    };
    assert_eq!(
        writer.correct(&[correction], chrono::Utc::now()).unwrap(),
        [true]
    );
    writer.commit().unwrap();
}

#[test]
fn versions_that_nobody_declared_are_proposed_with_their_evidence_until_a_person_decides() {
    let (_folder, mut writer) = archive_of(&[
        report("2020", "Smart City Report 2020", "2020"),
        report("2019", "Smart City Report 2019", "2019"),
        report("2021", "Smart City Report, 2021", "2021"),
        report("other", "Smart Energy Report 2019", "2019"),
    ]);
    let names = ["2019", "2020", "2021", "other"];
    let (tied, proposed) = versions(&writer, &names);
    assert_eq!(
        (tied, proposed),
        (vec!["2019".into()], vec!["2020".into(), "2021".into()])
    );
    let found = writer.catalogue().versions(id("2019")).unwrap().unwrap();
    let evidence = &found.proposed[0].evidence;
    assert_eq!(
        evidence,
        &["the titles are the same but for years and numbers, so is the country, so is the type"]
    );

    // Accepted for two, refused for the third.
    let work = || Change::Set(vec!["Smart City Report".to_owned()]);
    correct(&mut writer, "2019", work());
    let (_, proposed) = versions(&writer, &["2020", "2019", "2021"]);
    assert_eq!(
        proposed,
        ["2019", "2021"],
        "one that is accepted is still offered to the others"
    );
    correct(&mut writer, "2020", work());
    correct(&mut writer, "2021", Change::Clear);
    let (tied, proposed) = versions(&writer, &names);
    assert_eq!(
        (tied, proposed),
        (vec!["2019".into(), "2020".into()], Vec::new())
    );
    let (tied, proposed) = versions(&writer, &["2021"]);
    assert_eq!((tied, proposed), (vec!["2021".into()], Vec::new()));
    correct(&mut writer, "2021", Change::TakeBack);
    let (_, proposed) = versions(&writer, &names);
    assert_eq!(proposed, ["2021"]);
}

#[test]
fn what_is_said_to_replace_another_may_be_a_version_of_it() {
    let replaces = Field::Custom("replaces".to_owned());
    let (_folder, writer) = archive_of(&[
        offer("old", &[(Field::Title, "Shade Decree")]),
        offer(
            "new",
            &[(Field::Title, "Canopy Act"), (replaces, "files/old")],
        ),
    ]);
    let found = writer.catalogue().versions(id("old")).unwrap().unwrap();
    assert_eq!(found.proposed[0].version.id, id("new"));
    assert_eq!(
        found.proposed[0].evidence,
        ["it is said to replace `files/old`, this document"]
    );
    let found = writer.catalogue().versions(id("new")).unwrap().unwrap();
    assert_eq!(
        found.proposed[0].evidence,
        ["this document is said to replace `files/old`"]
    );
}

/// The statuses of the documents on `day`, by title.
fn statuses(folder: &std::path::Path, day: &str) -> String {
    let snapshot = Archive::open(folder).unwrap().snapshot().unwrap();
    let mut statuses = Vec::new();
    for (segment, reader) in (0..).zip(snapshot.searcher().segment_readers()) {
        for doc in reader.doc_ids_alive() {
            let address = tantivy::DocAddress::new(segment, doc);
            let title = snapshot.shown(address).unwrap().description.title;
            let status = snapshot.status(address, day.parse().unwrap());
            statuses.push(format!("{title} {}", status.name()));
        }
    }
    statuses.sort_unstable();
    statuses.join(", ")
}

#[test]
fn one_version_holds_on_a_day_where_only_publication_is_known() {
    let brochure = |name: &str, year: &str, language: &str| {
        let said = [
            (Field::Title, name),
            (Field::Published, year),
            (Field::Work, "brochure"),
            (Field::Language, language),
        ];
        offer(name, &said)
    };
    let alone = [
        (Field::Title, "alone"),
        (Field::Published, "2018"),
        (Field::Work, "a work of one version"),
    ];
    let (folder, _writer) = archive_of(&[
        brochure("a", "2019", "ko"),
        brochure("b", "2020", "ko"),
        // The translation of the first comes out when the second does.
        brochure("a in English", "2020-03", "en"),
        offer("alone", &alone),
    ]);
    assert_eq!(
        statuses(folder.path(), "2019-06-01"),
        "a in English unknown, a in-force, alone unknown, b upcoming"
    );
    assert_eq!(
        statuses(folder.path(), "2021-01-01"),
        "a in English unknown, a past, alone unknown, b in-force"
    );
}
