//! What a PDF file holds besides plain text on its pages, and whether its text is text.
//!
//! The files are made here, object by object; and the corpus is read where it is at hand. What is
//! expected of the corpus was read with pikepdf and qpdf.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use lopdf::encryption::crypt_filters::{Aes128CryptFilter, Aes256CryptFilter, CryptFilter};
use lopdf::{
    Dictionary, Document, EncryptionState, EncryptionVersion, Object, ObjectId, Permissions,
    Stream, StringFormat, dictionary,
};
use regesta_ingest::{Extracted, Failure, Limits, extract};

/// A PDF file while it is made.
struct File {
    document: Document,
    tree: ObjectId,
    pages: Vec<ObjectId>,
    catalogue: Dictionary,
}

impl File {
    fn new() -> Self {
        let mut document = Document::with_version("1.7");
        let tree = document.new_object_id();
        Self {
            document,
            tree,
            pages: Vec::new(),
            catalogue: dictionary! { "Type" => "Catalog", "Pages" => tree },
        }
    }

    fn add(&mut self, object: impl Into<Object>) -> ObjectId {
        self.document.add_object(object)
    }

    /// A page of 600 by 800 with the font F1; `extra` resources and `entries` of its own.
    fn page(&mut self, content: &str, extra: Dictionary, entries: Dictionary) -> ObjectId {
        let font = self
            .add(dictionary! { "Type" => "Font", "Subtype" => "Type1", "BaseFont" => "Helvetica" });
        let content = self.add(Stream::new(Dictionary::new(), content.as_bytes().to_vec()));
        let mut resources = dictionary! { "Font" => dictionary! { "F1" => font } };
        for (name, entry) in extra {
            resources.set(name, entry);
        }
        let mut page = dictionary! {
            "Type" => "Page",
            "Parent" => self.tree,
            "MediaBox" => vec![0.into(), 0.into(), 600.into(), 800.into()],
            "Contents" => content,
            "Resources" => resources,
        };
        for (name, entry) in entries {
            page.set(name, entry);
        }
        let page = self.add(page);
        self.pages.push(page);
        page
    }

    fn plain_page(&mut self, text: &str) -> ObjectId {
        self.page(&shown(text, 700), Dictionary::new(), Dictionary::new())
    }

    fn finish(mut self) -> Document {
        let kids: Vec<Object> = self.pages.iter().map(|page| (*page).into()).collect();
        let tree = dictionary! { "Type" => "Pages", "Count" => kids.len() as i64, "Kids" => kids };
        self.document.set_object(self.tree, tree);
        let catalogue = self.document.add_object(self.catalogue);
        self.document.trailer.set("Root", catalogue);
        let id = Object::String(b"0123456789abcdef".to_vec(), StringFormat::Literal);
        self.document.trailer.set("ID", vec![id.clone(), id]);
        self.document
    }

    fn read(self) -> Extracted {
        read(&bytes(self.finish()))
    }
}

fn bytes(mut document: Document) -> Vec<u8> {
    let mut bytes = Vec::new();
    document.save_to(&mut bytes).expect("memory takes it");
    bytes
}

fn read(bytes: &[u8]) -> Extracted {
    extract(bytes, "a.pdf", &Limits::STANDARD).expect("a file that can be read")
}

/// The operators that show a line at height `y`.
fn shown(text: &str, y: i32) -> String {
    format!("BT /F1 12 Tf 1 0 0 1 50 {y} Tm ({text}) Tj ET\n")
}

fn literal(text: &str) -> Object {
    Object::string_literal(text)
}

/// A text string in UTF-16 with its mark.
fn utf16(text: &str) -> Object {
    let mut bytes = vec![0xfe, 0xff];
    bytes.extend(text.encode_utf16().flat_map(u16::to_be_bytes));
    Object::String(bytes, StringFormat::Hexadecimal)
}

/// The outline as `level title page`.
fn outline(extracted: &Extracted) -> Vec<String> {
    let entries = extracted.outline.iter();
    entries
        .map(|entry| format!("{} {} {}", entry.level, entry.title, entry.page))
        .collect()
}

fn values<'a>(extracted: &'a Extracted, key: &str) -> Vec<&'a str> {
    let metadata = extracted.metadata.iter();
    metadata
        .filter(|metadatum| metadatum.key == key)
        .map(|metadatum| metadatum.value.as_str())
        .collect()
}

fn texts(extracted: &Extracted) -> Vec<&str> {
    extracted.pages.iter().map(|p| p.text.trim()).collect()
}

#[test]
fn bookmarks_lead_to_pages_by_every_kind_of_destination() {
    let mut file = File::new();
    let pages: Vec<ObjectId> = (1..=4)
        .map(|number| file.plain_page(&format!("Page {number}")))
        .collect();
    let place = |page: ObjectId| -> Object { vec![page.into(), "XYZ".into()].into() };
    let names = dictionary! { "Names" => vec![literal("chapter 2"), place(pages[2])] };
    let leaf = file.add(names);
    let tree = dictionary! { "Kids" => vec![leaf.into()] };
    let [root, part, first, second, last] = [0; 5].map(|_| file.document.new_object_id());
    let set = |file: &mut File, id, entries| file.document.set_object(id, entries);
    set(&mut file, root, dictionary! { "First" => part });
    // A part that leads nowhere itself.
    let title = utf16("제1부 총칙");
    set(
        &mut file,
        part,
        dictionary! { "Title" => title, "First" => first, "Next" => last },
    );
    let action = dictionary! { "S" => "GoTo", "D" => place(pages[1]) };
    set(
        &mut file,
        first,
        dictionary! { "Title" => literal("Chapter 1"), "A" => action, "Next" => second },
    );
    // The list of chapters goes on in a circle.
    set(
        &mut file,
        second,
        dictionary! { "Title" => literal("Chapter 2"), "Dest" => literal("chapter 2"), "Next" => first },
    );
    set(
        &mut file,
        last,
        dictionary! { "Title" => literal("Annex"), "Dest" => vec![3.into(), "Fit".into()], "Next" => part },
    );
    file.catalogue.set("Outlines", root);
    file.catalogue.set("Names", dictionary! { "Dests" => tree });
    assert_eq!(
        outline(&file.read()),
        [
            "1 제1부 총칙 2",
            "2 Chapter 1 2",
            "2 Chapter 2 3",
            "1 Annex 4"
        ]
    );
}

#[test]
fn page_labels_are_kept_where_they_are_not_the_number() {
    let mut file = File::new();
    for _ in 0..6 {
        file.plain_page("text");
    }
    let ranges: Vec<Object> = vec![
        0.into(),
        dictionary! { "P" => literal("Cover") }.into(),
        1.into(),
        dictionary! { "S" => "r", "St" => 3 }.into(),
        3.into(),
        dictionary! { "S" => "D", "St" => 4 }.into(),
        5.into(),
        dictionary! { "S" => "D", "P" => utf16("부록 A-") }.into(),
    ];
    let labels = file.add(dictionary! { "Nums" => ranges });
    file.catalogue.set("PageLabels", labels);
    let extracted = file.read();
    let labels: Vec<Option<&str>> = extracted.pages.iter().map(|p| p.label.as_deref()).collect();
    assert_eq!(
        labels,
        [
            Some("Cover"),
            Some("iii"),
            Some("iv"),
            None,
            None,
            Some("부록 A-1")
        ]
    );
}

#[test]
fn files_inside_are_taken_out_once() {
    let mut file = File::new();
    let embed = |file: &mut File, name: &str, content: &[u8]| {
        let stream = file.add(Stream::new(
            dictionary! { "Type" => "EmbeddedFile" },
            content.to_vec(),
        ));
        file.add(dictionary! { "Type" => "Filespec", "UF" => utf16(name), "EF" => dictionary! { "F" => stream } })
    };
    let table = embed(&mut file, "표 1.csv", "연도,예산\n2019,7\n".as_bytes());
    let note = embed(&mut file, "C:\\work\\note.txt", b"note");
    let link = file.add(dictionary! { "Type" => "Filespec", "F" => literal("elsewhere.pdf") });
    let names = vec![
        literal("a"),
        table.into(),
        literal("b"),
        table.into(),
        literal("c"),
        link.into(),
    ];
    let names = dictionary! { "EmbeddedFiles" => dictionary! { "Names" => names } };
    file.catalogue.set("Names", names);
    let pin = dictionary! {
        "Type" => "Annot", "Subtype" => "FileAttachment", "FS" => note,
        "Rect" => vec![0.into(), 0.into(), 20.into(), 20.into()],
    };
    let pin = file.add(pin);
    file.page(
        &shown("See the attachment", 700),
        Dictionary::new(),
        dictionary! { "Annots" => vec![pin.into()] },
    );
    let extracted = file.read();
    let attachments: Vec<(&str, &[u8])> = extracted
        .attachments
        .iter()
        .map(|attachment| (attachment.name.as_str(), attachment.bytes.as_slice()))
        .collect();
    assert_eq!(
        attachments,
        [
            ("표 1.csv", "연도,예산\n2019,7\n".as_bytes()),
            ("note.txt", b"note")
        ]
    );
}

#[test]
fn a_file_inside_that_is_over_the_limit_is_left_and_said() {
    let mut file = File::new();
    file.plain_page("text");
    let stream = file.add(Stream::new(Dictionary::new(), vec![b'x'; 2000]));
    let specification =
        dictionary! { "F" => literal("big.bin"), "EF" => dictionary! { "F" => stream } };
    let names = dictionary! { "Names" => vec![literal("big.bin"), specification.into()] };
    file.catalogue
        .set("Names", dictionary! { "EmbeddedFiles" => names });
    let limits = Limits {
        max_attachment_bytes: 1000,
        ..Limits::STANDARD
    };
    let extracted = extract(&bytes(file.finish()), "a.pdf", &limits).unwrap();
    assert_eq!(extracted.attachments, []);
    assert_eq!(
        extracted.warnings,
        ["big.bin inside it is left where it is: it is larger than the limit"]
    );
}

#[test]
fn the_file_states_its_language_and_metadata() {
    let mut file = File::new();
    file.plain_page("text");
    file.catalogue.set("Lang", literal("ko-KR"));
    let packet = "<?xpacket begin='\u{feff}' id='W5M0MpCehiHzreSzNTczkc9d'?>\
        <x:xmpmeta xmlns:x='adobe:ns:meta/'><rdf:RDF xmlns:rdf='http://www.w3.org/1999/02/22-rdf-syntax-ns#'>\
        <rdf:Description rdf:about='' xmlns:dc='http://purl.org/dc/elements/1.1/'>\
        <dc:title><rdf:Alt><rdf:li xml:lang='x-default'>제3차 스마트도시 종합계획</rdf:li></rdf:Alt></dc:title>\
        <dc:creator><rdf:Seq><rdf:li>국토교통부</rdf:li></rdf:Seq></dc:creator>\
        <dc:language><rdf:Bag><rdf:li>ko</rdf:li><rdf:li>en</rdf:li></rdf:Bag></dc:language>\
        </rdf:Description></rdf:RDF></x:xmpmeta><?xpacket end='w'?>";
    let metadata = Stream::new(
        dictionary! { "Type" => "Metadata", "Subtype" => "XML" },
        packet.as_bytes().to_vec(),
    );
    let metadata = file.add(metadata);
    file.catalogue.set("Metadata", metadata);
    let mut document = file.finish();
    let information = document.add_object(dictionary! {
        "Title" => utf16("종합계획"),
        "CreationDate" => literal("D:20190701093000+09'00'"),
    });
    document.trailer.set("Info", information);
    let extracted = read(&bytes(document));
    assert_eq!(values(&extracted, "PDF/Lang"), ["ko-KR"]);
    assert_eq!(
        values(&extracted, "XMP/dc:title"),
        ["제3차 스마트도시 종합계획"]
    );
    assert_eq!(values(&extracted, "XMP/dc:creator"), ["국토교통부"]);
    assert_eq!(values(&extracted, "XMP/dc:language"), ["ko", "en"]);
    assert_eq!(values(&extracted, "Info/Title"), ["종합계획"]);
    assert_eq!(
        values(&extracted, "Info/CreationDate"),
        ["D:20190701093000+09'00'"]
    );
}

#[test]
fn stated_text_replaces_what_is_drawn() {
    let mut file = File::new();
    let content = "BT /F1 12 Tf 1 0 0 1 50 700 Tm (The ) Tj \
        /Span << /ActualText (office) >> BDC (o) Tj (\\177) Tj (ce) Tj EMC \
        ( of ) Tj /Span << /ActualText (S) >> BDC (S) Tj EMC (ejong) Tj \
        /Artifact << /ActualText () >> BDC (xxx) Tj EMC ET\n\
        /Figure << /ActualText (LOGO) >> BDC 50 500 60 20 re f EMC\n\
        /Span << /ActualText (nothing drawn) >> BDC EMC\n";
    file.page(content, Dictionary::new(), Dictionary::new());
    assert_eq!(texts(&file.read()), ["The office of Sejong\nLOGO"]);
}

/// A page that shows `content` in a font of its own, N.
fn page_in(font: Dictionary, content: &str) -> File {
    let mut file = File::new();
    let font = file.add(font);
    let named = dictionary! { "Font" => dictionary! { "N" => font } };
    file.page(content, named, Dictionary::new());
    file
}

#[test]
fn ligatures_stated_by_their_last_letter_are_whole() {
    let mut file = File::new();
    // The codes of `i` and of three ligatures, as Ghostscript writes them.
    let stated = file.add(Stream::new(
        Dictionary::new(),
        b"begincmap 4 beginbfchar <1c> <0069> <1e> <0069> <1f> <0068> <69> <0069> endbfchar \
          1 beginbfrange <61> <68> <0061> endbfrange endcmap"
            .to_vec(),
    ));
    let differences: Vec<Object> = [
        28.into(),
        "fi".into(),
        30.into(),
        "ffi".into(),
        "T_h".into(),
    ]
    .into_iter()
    .chain([105.into(), "i".into()])
    .collect();
    let font = file.add(dictionary! {
        "Type" => "Font", "Subtype" => "Type1", "BaseFont" => "ABCDEF+Minion",
        "Encoding" => dictionary! { "Type" => "Encoding", "Differences" => differences },
        "ToUnicode" => stated,
    });
    let named = dictionary! { "Font" => dictionary! { "F1" => font } };
    let content = "BT /F1 12 Tf 50 700 Td (\\037e \\034bed \\036e i) Tj ET";
    file.page(
        content,
        Dictionary::new(),
        dictionary! { "Resources" => named },
    );
    let text = texts(&file.read()).concat().replace(' ', "");
    assert_eq!(text, "Thefibedffiei");
}

#[test]
fn johab_codes_are_read_where_no_font_is_embedded() {
    let system = dictionary! {
        "Registry" => literal("Adobe"), "Ordering" => literal("Korea1"), "Supplement" => 1,
    };
    let descendant = dictionary! {
        "Type" => "Font", "Subtype" => "CIDFontType0", "BaseFont" => "HYSMyeongJo-Medium",
        "CIDSystemInfo" => system,
    };
    let font = dictionary! {
        "Type" => "Font", "Subtype" => "Type0", "BaseFont" => "HYSMyeongJo-Medium-KSC-Johab-H",
        "Encoding" => "KSC-Johab-H", "DescendantFonts" => vec![descendant.into()],
    };
    // 한글 in code page 1361.
    let file = page_in(font, "BT /N 12 Tf 50 700 Td <d0658b69> Tj ET");
    assert_eq!(texts(&file.read()), ["한글"]);
}

#[test]
fn a_file_that_lost_every_end_of_a_stream_is_read_with_a_warning() {
    let mut file = File::new();
    file.plain_page("Smart city");
    let whole = bytes(file.finish());
    let mut damaged = Vec::new();
    let mut rest = whole.as_slice();
    while let Some(at) = rest.windows(9).position(|part| part == b"endstream") {
        damaged.extend_from_slice(&rest[..at]);
        rest = &rest[at + 9..];
    }
    damaged.extend_from_slice(rest);
    let extracted = read(&damaged);
    assert_eq!(texts(&extracted), ["Smart city"]);
    assert_eq!(
        extracted.warnings,
        ["the file is damaged and was repaired before reading"]
    );
}

#[test]
fn slanted_text_is_one_line() {
    let mut file = File::new();
    let slanted = "BT /F1 40 Tf 0.7071 0.7071 -0.7071 0.7071 100 200 Tm (NOT FOR RELEASE) Tj ET\n";
    let content = format!("{slanted}{}", shown("The plan begins here.", 700));
    file.page(&content, Dictionary::new(), Dictionary::new());
    assert_eq!(
        texts(&file.read()),
        ["The plan begins here.\nNOT FOR RELEASE"]
    );
}

#[test]
fn layers_that_are_hidden_at_first_are_left_out() {
    let mut file = File::new();
    let [seen, hidden] = ["Seen", "Hidden"]
        .map(|name| file.add(dictionary! { "Type" => "OCG", "Name" => literal(name) }));
    let content = format!(
        "/OC /A BDC {} EMC /OC /B BDC {} EMC",
        shown("Seen", 700),
        shown("Hidden", 600)
    );
    let layers = dictionary! { "Properties" => dictionary! { "A" => seen, "B" => hidden } };
    file.page(&content, layers, Dictionary::new());
    let properties = dictionary! {
        "OCGs" => vec![seen.into(), hidden.into()],
        "D" => dictionary! { "OFF" => vec![hidden.into()] },
    };
    file.catalogue.set("OCProperties", properties);
    assert_eq!(texts(&file.read()), ["Seen"]);
}

#[test]
fn forms_inside_forms_are_read() {
    let mut file = File::new();
    let font =
        file.add(dictionary! { "Type" => "Font", "Subtype" => "Type1", "BaseFont" => "Helvetica" });
    let form = |resources: Dictionary, content: String| {
        let entries = dictionary! {
            "Type" => "XObject", "Subtype" => "Form", "Resources" => resources,
            "BBox" => vec![0.into(), 0.into(), 600.into(), 800.into()],
        };
        Stream::new(entries, content.into_bytes())
    };
    let inner = form(
        dictionary! { "Font" => dictionary! { "F1" => font } },
        shown("Inside", 600),
    );
    let inner = file.add(inner);
    let outer = form(
        dictionary! { "XObject" => dictionary! { "X" => inner } },
        "/X Do".to_owned(),
    );
    let outer = file.add(outer);
    let forms = dictionary! { "XObject" => dictionary! { "X" => outer } };
    file.page(
        &format!("{}/X Do", shown("Outside", 700)),
        forms,
        Dictionary::new(),
    );
    assert_eq!(texts(&file.read()), ["Outside\nInside"]);
}

#[test]
fn fields_and_notes_without_appearance_are_read_and_secrets_are_not() {
    let mut file = File::new();
    let place =
        |y: i64| -> Object { vec![50.into(), y.into(), 300.into(), (y + 20).into()].into() };
    let parent = file.add(dictionary! { "FT" => "Tx", "V" => utf16("세종특별자치시") });
    let annotations: Vec<Dictionary> = vec![
        dictionary! { "Subtype" => "Widget", "Parent" => parent, "Rect" => place(600) },
        dictionary! { "Subtype" => "FreeText", "Contents" => literal("A free note"), "Rect" => place(500) },
        dictionary! { "Subtype" => "Widget", "FT" => "Tx", "V" => literal("secret"), "Ff" => 1 << 13, "Rect" => place(400) },
        dictionary! { "Subtype" => "Widget", "FT" => "Tx", "V" => literal("hidden"), "F" => 2, "Rect" => place(300) },
        dictionary! { "Subtype" => "Text", "Contents" => literal("a comment"), "Rect" => place(200) },
    ];
    let annotations: Vec<Object> = annotations
        .into_iter()
        .map(|annotation| file.add(annotation).into())
        .collect();
    file.page(
        &shown("Name of the city:", 640),
        Dictionary::new(),
        dictionary! { "Annots" => annotations },
    );
    assert_eq!(
        texts(&file.read()),
        ["Name of the city:\n세종특별자치시\nA free note"]
    );
}

/// A font whose glyphs are drawn on the page, with names that say nothing.
fn nameless_font(file: &mut File) -> ObjectId {
    let glyph = file.add(Stream::new(
        Dictionary::new(),
        b"600 0 d0 0 0 500 700 re f".to_vec(),
    ));
    let differences: Vec<Object> = vec![97.into(), "g1".into(), "g2".into(), "g3".into()];
    let font = dictionary! {
        "Type" => "Font", "Subtype" => "Type3",
        "FontBBox" => vec![0.into(), 0.into(), 600.into(), 700.into()],
        "FontMatrix" => vec![0.001.into(), 0.into(), 0.into(), 0.001.into(), 0.into(), 0.into()],
        "CharProcs" => dictionary! { "g1" => glyph, "g2" => glyph, "g3" => glyph },
        "Encoding" => dictionary! { "Type" => "Encoding", "Differences" => differences },
        "FirstChar" => 97, "LastChar" => 99,
        "Widths" => vec![600.into(), 600.into(), 600.into()],
    };
    file.add(font)
}

#[test]
fn a_page_in_a_font_without_meaning_is_unread_and_named() {
    let mut file = File::new();
    let font = nameless_font(&mut file);
    for _ in 0..2 {
        let nameless = dictionary! { "Font" => dictionary! { "N" => font } };
        let content = "BT /N 12 Tf 1 0 0 1 50 700 Tm (abcabcabc) Tj 0 -20 Td (cabcab) Tj ET";
        file.page(content, nameless, Dictionary::new());
    }
    file.plain_page("A page of text");
    let extracted = file.read();
    assert_eq!(texts(&extracted), ["", "", "A page of text"]);
    let unread: Vec<bool> = extracted.pages.iter().map(|page| page.is_unread).collect();
    assert_eq!(unread, [true, true, false]);
    assert_eq!(
        extracted.warnings,
        [
            "30 of 41 characters have no known meaning in their fonts",
            "pages 1 to 2: text not reliable, left out; it has to be recognised (OCR)"
        ]
    );
}

#[test]
fn a_page_of_noise_is_left_out() {
    let mut file = File::new();
    // Bytes of EUC-KR in a font that says they are Latin-1.
    let (korean, ..) = encoding_rs::EUC_KR.encode("스마트도시 종합계획을 다음과 같이 고시한다");
    let octal: String = korean.iter().map(|byte| format!("\\{byte:03o}")).collect();
    let font = file.add(dictionary! {
        "Type" => "Font", "Subtype" => "Type1", "BaseFont" => "Helvetica", "Encoding" => "WinAnsiEncoding",
    });
    let fonts = dictionary! { "Font" => dictionary! { "F1" => font } };
    file.page(&shown(&octal, 700), fonts, Dictionary::new());
    let extracted = file.read();
    assert_eq!(texts(&extracted), [""]);
    assert!(extracted.pages[0].is_unread);
    assert_eq!(
        extracted.warnings,
        ["page 1: text not reliable, left out; it has to be recognised (OCR)"]
    );
}

#[test]
fn pictures_of_pages_are_unread_and_blank_pages_are_not() {
    let mut file = File::new();
    let image = dictionary! {
        "Type" => "XObject", "Subtype" => "Image", "Width" => 2, "Height" => 2,
        "ColorSpace" => "DeviceGray", "BitsPerComponent" => 8,
    };
    let image = file.add(Stream::new(image, vec![0, 255, 255, 0]));
    let images = || dictionary! { "XObject" => dictionary! { "I" => image } };
    let none = Dictionary::new;
    let letters = "0 g ".to_owned() + &"10 10 m 20 20 30 5 40 40 c 50 10 l h f ".repeat(20);
    file.page("q 600 0 0 800 0 0 cm /I Do Q", images(), none());
    let scan = format!("q 600 0 0 800 0 0 cm /I Do Q {}", shown("12", 20));
    file.page(&scan, images(), none());
    file.page(&letters, none(), none());
    file.page("", none(), none());
    file.page("1 g 0 0 600 800 re f", none(), none());
    file.page("q 8 0 0 8 300 400 cm /I Do Q", images(), none());
    let extracted = file.read();
    let unread: Vec<bool> = extracted.pages.iter().map(|page| page.is_unread).collect();
    assert_eq!(unread, [true, true, true, false, false, false]);
    assert_eq!(texts(&extracted), ["", "12", "", "", "", ""]);
}

/// The same document, locked in every way; a password of the owner, none of the reader.
#[test]
fn files_that_open_without_a_password_are_read() {
    let lock = |user: &str, kind: &str| {
        let mut file = File::new();
        file.plain_page("Smart city plan");
        file.catalogue.set("Lang", literal("en"));
        let mut document = file.finish();
        let aes128: Arc<dyn CryptFilter> = Arc::new(Aes128CryptFilter);
        let aes256: Arc<dyn CryptFilter> = Arc::new(Aes256CryptFilter);
        let filters = |filter| BTreeMap::from([(b"StdCF".to_vec(), filter)]);
        let (owner_password, permissions) = ("owner", Permissions::all());
        let version = match kind {
            "RC4, 40 bits" => EncryptionVersion::V1 {
                document: &document,
                owner_password,
                user_password: user,
                permissions,
            },
            "RC4, 128 bits" => EncryptionVersion::V2 {
                document: &document,
                owner_password,
                user_password: user,
                key_length: 128,
                permissions,
            },
            "AES, 128 bits" => EncryptionVersion::V4 {
                document: &document,
                encrypt_metadata: true,
                crypt_filters: filters(aes128),
                stream_filter: b"StdCF".to_vec(),
                string_filter: b"StdCF".to_vec(),
                owner_password,
                user_password: user,
                permissions,
            },
            _ => EncryptionVersion::V5 {
                encrypt_metadata: true,
                crypt_filters: filters(aes256),
                file_encryption_key: &[7; 32],
                stream_filter: b"StdCF".to_vec(),
                string_filter: b"StdCF".to_vec(),
                owner_password,
                user_password: user,
                permissions,
            },
        };
        let state = EncryptionState::try_from(version).unwrap();
        document.encrypt(&state).unwrap();
        bytes(document)
    };
    for kind in [
        "RC4, 40 bits",
        "RC4, 128 bits",
        "AES, 128 bits",
        "AES, 256 bits",
    ] {
        let extracted = read(&lock("", kind));
        assert_eq!(texts(&extracted), ["Smart city plan"], "{kind}");
        assert_eq!(values(&extracted, "PDF/Lang"), ["en"], "{kind}");
        assert_eq!(
            extract(&lock("reader", kind), "a.pdf", &Limits::STANDARD),
            Err(Failure::Encrypted),
            "{kind}"
        );
    }
}

/// A file of the corpus, which is beside the checkout or where `REGESTA_CORPUS` says.
fn of_corpus(path: &str) -> Option<Vec<u8>> {
    let beside = || Path::new(env!("CARGO_MANIFEST_DIR")).join("../../shared/corpus");
    let corpus = std::env::var_os("REGESTA_CORPUS").map_or_else(beside, PathBuf::from);
    if !corpus.is_dir() {
        eprintln!("left out: no {}", corpus.display());
        return None;
    }
    Some(std::fs::read(corpus.join(path)).expect("a file of the corpus"))
}

#[test]
fn a_real_manual_has_its_outline_and_labels() {
    let Some(bytes) = of_corpus("documents/debian_docs/debian-policy/policy.pdf") else {
        return;
    };
    let extracted = read(&bytes);
    assert_eq!(extracted.outline.len(), 339);
    assert_eq!(
        outline(&extracted)[..3],
        [
            "1 About this manual 13",
            "2 Scope 13",
            "2 New versions of this document 14"
        ]
    );
    let labels: Vec<Option<&str>> = extracted.pages.iter().map(|p| p.label.as_deref()).collect();
    assert_eq!(labels[..4], [None, None, Some("i"), Some("ii")]);
    assert_eq!(labels[10], Some("1"));
}

#[test]
fn real_attachments_are_taken_out() {
    for (path, expected) in [
        (
            "documents/tika/testPDFPackage.pdf",
            vec![("PDF1.pdf", 35_964), ("PDF2.pdf", 35_961)],
        ),
        (
            "documents/tika/testPDF_childAttachments.pdf",
            vec![
                ("Press Quality(1).joboptions", 15_005),
                ("Unit10.doc", 61_440),
            ],
        ),
        (
            "documents/tika/testPDFFileEmbInAnnotation_noContents.pdf",
            vec![("Excel.xlsx", 9_518)],
        ),
    ] {
        let Some(bytes) = of_corpus(path) else { return };
        let extracted = read(&bytes);
        let found = extracted.attachments.iter();
        let found: Vec<(&str, u64)> = found.map(|a| (a.name.as_str(), a.size)).collect();
        assert_eq!(found, expected, "{path}");
    }
}

#[test]
fn real_scans_are_unread() {
    for path in [
        "documents/docling/nemotron_multipage.pdf",
        "documents/docling/ocr_test_rotated_90.pdf",
        "documents/paperless/barcode-fax-image.pdf",
        "documents/pdfminer/pdf-with-jbig2.pdf",
        "documents/pypdf_samples/imagemagick-CCITTFaxDecode.pdf",
    ] {
        let Some(bytes) = of_corpus(path) else { return };
        let extracted = read(&bytes);
        assert!(extracted.pages.iter().all(|page| page.is_unread), "{path}");
    }
}

/// Of the files made with known text every page is good, in every script and encoding.
#[test]
fn good_pages_have_a_quality_of_nearly_one() {
    for name in [
        "h_uhc",
        "ja_rksj",
        "ja_unijis_v",
        "zh_b5",
        "zh_gbk",
        "v_uniks",
        "wp_table",
        "enc_aes256",
        "no_tounicode",
    ] {
        let Some(bytes) = of_corpus(&format!("made-pdf/{name}.pdf")) else {
            return;
        };
        for page in read(&bytes).pages {
            assert!(0.99 <= page.quality, "{name}: {}", page.quality);
            assert!(!page.is_unread, "{name}");
        }
    }
}

/// One long text that everything in the file leads to; lists that lead back to themselves.
#[test]
fn hostile_lists_end_and_cost_no_more_than_their_size() {
    let mut file = File::new();
    let page = file.plain_page("text");
    let long = file.add(Object::string_literal(vec![b'x'; 1 << 20]));
    let root = file.document.new_object_id();
    let items: Vec<ObjectId> = (0..300).map(|_| file.document.new_object_id()).collect();
    for (at, item) in items.iter().enumerate() {
        let next = items[(at + 1) % items.len()];
        let place: Vec<Object> = vec![page.into()];
        let item_of =
            dictionary! { "Title" => long, "First" => next, "Next" => root, "Dest" => place };
        file.document.set_object(*item, item_of);
    }
    file.document
        .set_object(root, dictionary! { "First" => items[0] });
    file.catalogue.set("Outlines", root);
    let tree = file.document.new_object_id();
    let names: Vec<Object> = (0..300).flat_map(|_| [long.into(), page.into()]).collect();
    file.document.set_object(
        tree,
        dictionary! { "Kids" => vec![tree.into(), tree.into()], "Names" => names.clone(), "Nums" => names },
    );
    file.catalogue.set(
        "Names",
        dictionary! { "Dests" => tree, "EmbeddedFiles" => tree },
    );
    file.catalogue.set("PageLabels", tree);
    let extracted = file.read();
    assert_eq!(texts(&extracted), ["text"]);
    assert_eq!(extracted.outline.len(), 300);
    assert!(
        extracted
            .outline
            .iter()
            .all(|e| e.title.len() <= 4096 && e.level <= 9)
    );
    assert_eq!(extracted.attachments, []);
}
