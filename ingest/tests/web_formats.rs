//! RTF, EPUB, e-mail, HTML and text in every encoding, from file to pages.
//!
//! Small files are made here; what is expected of them is what was put in. Real documents are
//! compared with what is read from their source in another way.

use std::io::Write;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use encoding_rs::Encoding;
use regesta_index::{Paging, Role};
use regesta_ingest::{Extracted, Failure, Limits, extract};
use unicode_normalization::UnicodeNormalization;

/// A folder of the corpus, which is beside the checkout or where `REGESTA_CORPUS` says.
fn corpus(folder: &str) -> Option<PathBuf> {
    let beside = || Path::new(env!("CARGO_MANIFEST_DIR")).join("../../shared/corpus");
    let path = std::env::var_os("REGESTA_CORPUS")
        .map_or_else(beside, PathBuf::from)
        .join(folder);
    if !path.is_dir() {
        eprintln!("left out: no {}", path.display());
        return None;
    }
    Some(path)
}

fn read(bytes: &[u8], name: &str) -> Extracted {
    extract(bytes, name, &Limits::STANDARD).unwrap_or_else(|failure| panic!("{name}: {failure}"))
}

fn text_of(extracted: &Extracted) -> String {
    let texts: Vec<&str> = extracted
        .pages
        .iter()
        .map(|page| page.text.as_str())
        .collect();
    texts.join("\n")
}

fn value<'a>(extracted: &'a Extracted, key: &str) -> Option<&'a str> {
    let found = extracted
        .metadata
        .iter()
        .find(|metadatum| metadatum.key == key);
    found.map(|metadatum| metadatum.value.as_str())
}

fn letters(text: &str) -> String {
    text.nfkc().filter(|c| c.is_alphanumeric()).collect()
}

// Encodings.

/// Johab, by the arithmetic of KS X 1001 annex 3; what it does not have is left out.
fn johab(text: &str) -> Vec<u8> {
    const MEDIALS: [u16; 21] = [
        3, 4, 5, 6, 7, 10, 11, 12, 13, 14, 15, 18, 19, 20, 21, 22, 23, 26, 27, 28, 29,
    ];
    let mut bytes = Vec::new();
    for c in text.chars() {
        if c.is_ascii() {
            bytes.push(c as u8);
        } else if ('가'..='힣').contains(&c) {
            let index = c as u16 - 0xac00;
            let last = index % 28 + if 16 < index % 28 { 2 } else { 1 };
            let pair = 0x8000
                | (index / 588 + 2) << 10
                | MEDIALS[usize::from(index / 28 % 21)] << 5
                | last;
            bytes.extend(pair.to_be_bytes());
        } else {
            let c = c.to_string();
            let (wansung, _, is_unmapped) = encoding_rs::EUC_KR.encode(&c);
            let (false, [row, column]) = (is_unmapped, wansung.as_ref()) else {
                continue;
            };
            let (row, column) = (row - 0xa1, column - 0xa1);
            // Rows 1 to 12 from 0xD9, rows 42 to 93 from 0xE0, two to a first byte.
            let (first, half) = match row {
                0..=11 => (0xd9 + row / 2, row % 2),
                41..=92 => (0xe0 + (row - 41) / 2, (row - 41) % 2),
                _ => continue,
            };
            let column = column + 94 * half;
            bytes.extend([first, column + if column < 0x4e { 0x31 } else { 0x43 }]);
        }
    }
    bytes
}

fn iso_2022_kr(text: &str) -> Vec<u8> {
    let mut bytes = b"\x1b$)C".to_vec();
    for run in text.split_inclusive('\n') {
        let mut is_out = false;
        for byte in encoding_rs::EUC_KR.encode(run).0.iter() {
            if byte.is_ascii() == is_out {
                bytes.push(if is_out { 0x0f } else { 0x0e });
                is_out = !is_out;
            }
            bytes.push(byte & 0x7f);
        }
    }
    bytes
}

/// Every form of `text` that it can be kept in: the name of the encoding and the bytes.
fn encoded(text: &str, legacy: &[&'static Encoding]) -> Vec<(String, Vec<u8>)> {
    let wide16 = |to: fn(u16) -> [u8; 2]| text.encode_utf16().flat_map(to).collect::<Vec<u8>>();
    let wide32 = |to: fn(u32) -> [u8; 4]| {
        text.chars()
            .map(u32::from)
            .flat_map(to)
            .collect::<Vec<u8>>()
    };
    let mut forms = vec![
        ("UTF-8".to_owned(), text.as_bytes().to_vec()),
        ("UTF-16LE".to_owned(), wide16(u16::to_le_bytes)),
        ("UTF-16BE".to_owned(), wide16(u16::to_be_bytes)),
        ("UTF-32LE".to_owned(), wide32(u32::to_le_bytes)),
        ("UTF-32BE".to_owned(), wide32(u32::to_be_bytes)),
    ];
    for encoding in legacy {
        let (bytes, _, is_unmapped) = encoding.encode(text);
        assert!(!is_unmapped, "{} has not all of {text}", encoding.name());
        forms.push((encoding.name().to_owned(), bytes.into_owned()));
    }
    if legacy.contains(&encoding_rs::EUC_KR) {
        forms.push(("Johab".to_owned(), johab(text)));
        forms.push(("ISO-2022-KR".to_owned(), iso_2022_kr(text)));
    }
    forms
}

#[track_caller]
fn check_encodings(text: &str, legacy: &[&'static Encoding]) {
    for (encoding, bytes) in encoded(text, legacy) {
        let extracted = read(&bytes, "a.txt");
        assert_eq!(letters(&text_of(&extracted)), letters(text), "{encoding}");
    }
}

#[test]
fn a_paragraph_is_read_in_every_encoding_of_its_language() {
    use encoding_rs as e;
    check_encodings(
        "제1조(목적) 이 법은 스마트도시의 효율적인 조성, 관리·운영 및 산업진흥 등에 관한 사항을 규정하여 \
         도시의 경쟁력을 제고하고 지속가능한 발전을 촉진함으로써 國民의 삶의 질 향상에 이바지함을 목적으로 한다.",
        &[e::EUC_KR],
    );
    check_encodings(
        "第一条　この法律は、都市の計画的な整備及び開発に関し必要な事項を定めることにより、デジタル社会の形成を図る。",
        &[e::SHIFT_JIS, e::EUC_JP, e::ISO_2022_JP],
    );
    check_encodings(
        "为了促进智慧城市建设，提高公共服务水平，根据国家有关规定，制定本办法。",
        &[e::GB18030, e::GBK],
    );
    check_encodings(
        "為促進智慧城市之發展，提升國民生活品質，特制定本法。",
        &[e::BIG5],
    );
    check_encodings(
        "Стратегия определяет цели и задачи развития умных городов на период до 2030 года.",
        &[e::WINDOWS_1251, e::KOI8_R, e::ISO_8859_5],
    );
    check_encodings(
        "Η εθνική στρατηγική για τις έξυπνες πόλεις αποσκοπεί στη βελτίωση.",
        &[e::WINDOWS_1253, e::ISO_8859_7],
    );
    check_encodings(
        "La stratégie nationale a été adoptée à l'unanimité.",
        &[e::WINDOWS_1252],
    );
    check_encodings(
        "Rada Ministrów przyjęła strategię rozwoju społeczno-gospodarczego kraju.",
        &[e::WINDOWS_1250, e::ISO_8859_2],
    );
}

#[test]
fn every_paragraph_of_korean_law_is_read_in_every_korean_encoding() {
    let Some(folder) = corpus("smart-city-kr") else {
        return;
    };
    let mut paths: Vec<PathBuf> = std::fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .collect();
    paths.sort();
    let mut checked = 0;
    for path in paths
        .iter()
        .filter(|path| path.extension().is_some_and(|ending| ending == "md"))
        .step_by(12)
    {
        let source = std::fs::read_to_string(path).unwrap();
        let body = source.splitn(3, "---\n").nth(2).unwrap();
        // Of characters only those that Korean encodings have.
        let is_there = |c: &char| !encoding_rs::EUC_KR.encode(c.encode_utf8(&mut [0; 4])).2;
        let body: String = body.chars().filter(is_there).collect();
        let paragraphs = body
            .split("\n\n")
            .filter(|text| 20 <= letters(text).len() / 3);
        for text in std::iter::once(body.as_str()).chain(paragraphs) {
            // Half-width signs of code page 949 that Johab lacks would differ.
            let text: String = text
                .chars()
                .filter(|c| c.is_ascii() || c.is_alphabetic())
                .collect();
            check_encodings(&text, &[encoding_rs::EUC_KR]);
            checked += 1;
        }
    }
    eprintln!("{checked} texts");
    assert!(100 < checked);
}

// HTML.

#[test]
fn the_main_content_of_a_government_page_is_found_and_what_is_on_every_page_is_not_part_of_it() {
    let links: String = (0..12)
        .map(|n| format!("<li><a href='/{n}'>메뉴 {n}</a></li>"))
        .collect();
    let body = "스마트도시 종합계획은 도시의 경쟁력을 높이기 위한 계획이다. ".repeat(20);
    let page = format!(
        "<html lang=ko><title>계획 | 국토교통부</title><body>\
         <div id=cookie-banner>We use cookies <button>OK</button></div>\
         <div id=skip_nav><a href='#c'>본문 바로가기</a></div>\
         <div class=gnb><ul>{links}</ul></div>\
         <div id=content><h2>제3차 스마트도시 종합계획</h2><div class=breadcrumb><a href=/>홈</a> 정책</div><p>{body}</p></div>\
         <div id=footer>(30103) 세종특별자치시 도움6로 11</div></body></html>"
    );
    let extracted = read(page.as_bytes(), "a.html");
    let page = &extracted.pages[0];
    let furniture: Vec<&str> = page
        .marks
        .iter()
        .filter(|mark| mark.role == Role::Furniture)
        .map(|mark| &page.text[mark.from..mark.until])
        .collect();
    assert!(
        furniture.iter().any(|text| text.contains("메뉴 3")),
        "{furniture:?}"
    );
    assert!(
        furniture.iter().any(|text| text.contains("세종")),
        "{furniture:?}"
    );
    assert!(
        !furniture.iter().any(|text| text.contains("경쟁력")),
        "{furniture:?}"
    );
    assert!(!page.text.contains("cookies"));
    assert!(page.text.contains("경쟁력"));
    let headings: Vec<&str> = extracted
        .outline
        .iter()
        .map(|entry| entry.title.as_str())
        .collect();
    assert_eq!(headings, ["제3차 스마트도시 종합계획"]);
    assert_eq!(value(&extracted, "html/lang"), Some("ko"));
}

#[test]
fn a_page_that_is_a_list_of_links_keeps_them() {
    let links: String = (0..50)
        .map(|n| format!("<li><a href='/{n}'>Act No. {n} of 2019</a></li>"))
        .collect();
    let extracted = read(
        format!("<html><body><ul class=nav>{links}</ul></body></html>").as_bytes(),
        "a.html",
    );
    assert_eq!(text_of(&extracted).matches("Act No.").count(), 50);
}

#[test]
fn hostile_html_takes_time_in_proportion_to_its_size() {
    let n = 100_000;
    let attributes: String = (0..80_000).map(|n| format!(" a{n}='{n}'")).collect();
    let pages = [
        format!("{}end", "<div>".repeat(n)),
        format!("{}end", "<b>".repeat(n)),
        format!("{}end", "<table><tr><td>".repeat(n / 3)),
        format!("<p{attributes}>end"),
        format!(
            "{}end",
            (0..n / 10)
                .map(|n| format!("<a href={n}><i class=x{n}><p>"))
                .collect::<String>()
        ),
        format!("{}end", "<!--".repeat(n)),
        format!("{}end", "<script>".repeat(n)),
        format!("{}end", "<ruby><rt>".repeat(n / 10)),
        format!("{}end", "<svg><g>".repeat(n / 8)),
    ];
    for (number, page) in pages.iter().enumerate() {
        let begin = Instant::now();
        let extracted = read(page.as_bytes(), "a.html");
        let took = begin.elapsed();
        eprintln!("page {number}: {} bytes, {took:?}", page.len());
        assert!(text_of(&extracted).contains("end"), "page {number}");
        assert!(took < Duration::from_secs(10), "page {number}: {took:?}");
    }
}

/// The text between the tags of `<p>`, `<li>`, headings and cells: no tree, no rules.
fn paragraphs_of(html: &str) -> Vec<String> {
    let mut found = Vec::new();
    for part in html.split("<p>").skip(1) {
        let Some((inner, _)) = part.split_once("</p>") else {
            continue;
        };
        let mut text = String::new();
        let mut is_tag = false;
        for c in inner.chars() {
            match c {
                '<' => is_tag = true,
                '>' => is_tag = false,
                c if !is_tag => text.push(c),
                _ => {}
            }
        }
        let text = ["&lt;", "&gt;", "&quot;", "&nbsp;", "&amp;"]
            .iter()
            .zip(["<", ">", "\"", "\u{a0}", "&"])
            .fold(text, |text, (entity, c)| text.replace(entity, c));
        found.push(letters(&text));
    }
    found.retain(|text| 20 < text.len() && !text.contains('&'));
    found
}

#[test]
fn no_paragraph_of_a_real_page_is_lost() {
    let Some(folder) = corpus("documents/debian_docs/install-guide") else {
        return;
    };
    let (mut files, mut paragraphs, mut around) = (0, 0, 0);
    for language in std::fs::read_dir(folder).unwrap() {
        for entry in std::fs::read_dir(language.unwrap().path()).unwrap() {
            let path = entry.unwrap().path();
            let name = path.to_string_lossy();
            if !name.ends_with(".html") {
                continue;
            }
            let source = std::fs::read_to_string(&path).unwrap();
            let extracted = read(source.as_bytes(), &name);
            let pages = extracted.pages.iter().map(|page| page.text.as_str());
            let text = letters(&pages.collect::<String>());
            for paragraph in paragraphs_of(&source) {
                assert!(text.contains(&paragraph), "{name}: {paragraph}");
                paragraphs += 1;
            }
            // What DocBook writes around every page is no part of it: its foot ends with the title of
            // the next one, as contents may too.
            let next = source
                .split_once("<link rel=\"next\"")
                .and_then(|(_, next)| next.split_once("title=\"")?.1.split_once('"'))
                .map(|(title, _)| letters(title));
            if let Some(next) = next.filter(|_| !source.contains("class=\"toc\"")) {
                assert!(!text.ends_with(&next), "{name}: {next}");
                around += 1;
            }
            files += 1;
        }
    }
    eprintln!("{paragraphs} paragraphs in {files} pages");
    assert!(30 < files && 300 < paragraphs && 10 < around);
}

// EPUB.

fn zip(entries: &[(&str, &[u8])]) -> Vec<u8> {
    let mut writer = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    for (name, bytes) in entries {
        let options = zip::write::SimpleFileOptions::default();
        let begun = writer.start_file(*name, options);
        begun.expect("names differ and are short");
        writer.write_all(bytes).expect("memory takes every byte");
    }
    let zip = writer.finish().expect("memory takes every byte");
    zip.into_inner()
}

const CONTAINER: &[u8] =
    b"<container><rootfiles><rootfile full-path=\"OEBPS/book.opf\"/></rootfiles></container>";
const BOOK: &str = "<?xml version='1.0'?><package xmlns:dc='x' version='3.0'><metadata><dc:title>Plan &amp; goals</dc:title>\
    <dc:creator>Ministry</dc:creator><dc:language>ko</dc:language><dc:date>2019-03-07</dc:date>\
    <dc:identifier id='i'>urn:isbn:1</dc:identifier><meta property='dcterms:modified'>2020-01-01T00:00:00Z</meta></metadata>\
    <manifest><item id='n' href='nav.xhtml' media-type='application/xhtml+xml' properties='nav'/>\
    <item id='a' href='text/a%20b.xhtml' media-type='application/xhtml+xml'/><item id='b' href='b.xhtml' media-type='application/xhtml+xml'/>\
    <item id='c' href='gone.xhtml' media-type='application/xhtml+xml'/></manifest>\
    <spine><itemref idref='b'/><itemref idref='c'/><itemref idref='a'/></spine></package>";
const NAV: &[u8] = "<html><body><nav epub:type='toc'><ol><li><a href='b.xhtml'>서론</a></li><li><a href='text/a%20b.xhtml#x'>본론</a></li></ol></nav></body></html>".as_bytes();

fn book(more: &[(&str, &[u8])]) -> Vec<u8> {
    let long = format!(
        "<?xml version='1.0'?><html><head><title/></head><body><h1>본론</h1><p>{}</p><aside>note</aside></body></html>",
        "word ".repeat(4_000)
    );
    let mut entries: Vec<(&str, &[u8])> = vec![
        ("mimetype", b"application/epub+zip"),
        ("META-INF/container.xml", CONTAINER),
        ("OEBPS/book.opf", BOOK.as_bytes()),
        ("OEBPS/nav.xhtml", NAV),
        (
            "OEBPS/b.xhtml",
            "<html><body><a id='x'/><h1>서론</h1><p>첫째 장</p></body></html>".as_bytes(),
        ),
        ("OEBPS/text/a b.xhtml", long.as_bytes()),
    ];
    entries.extend_from_slice(more);
    zip(&entries)
}

#[test]
fn a_book_has_its_chapters_as_pages_in_reading_order() {
    let extracted = read(&book(&[]), "a.epub");
    assert_eq!(
        (extracted.media_type.as_str(), extracted.paging),
        ("application/epub+zip", Paging::Chapters)
    );
    assert_eq!(extracted.pages.len(), 3);
    assert_eq!(extracted.pages[0].text, "서론\n\n첫째 장\n");
    assert_eq!(extracted.pages[1].text, "");
    assert_eq!(extracted.warnings, ["chapter OEBPS/gone.xhtml is missing"]);
    assert_eq!(extracted.pages[2].text.matches("word").count(), 4_000);
    assert!(extracted.pages[2].text.ends_with("note\n"));
    let outline: Vec<(&str, u32)> = extracted
        .outline
        .iter()
        .map(|entry| (entry.title.as_str(), entry.page.get()))
        .collect();
    assert_eq!(outline, [("서론", 1), ("본론", 3)]);
    let metadata: Vec<(&str, &str)> = extracted
        .metadata
        .iter()
        .map(|m| (m.key.as_str(), m.value.as_str()))
        .collect();
    assert_eq!(
        metadata,
        [
            ("epub/dc:title", "Plan & goals"),
            ("epub/dc:creator", "Ministry"),
            ("epub/dc:language", "ko"),
            ("epub/dc:date", "2019-03-07"),
            ("epub/dc:identifier", "urn:isbn:1"),
            ("epub/dcterms:modified", "2020-01-01T00:00:00Z"),
        ]
    );
}

#[test]
fn a_chapter_that_is_a_picture_is_a_document_inside_the_book() {
    let gone = "<item id='c' href='gone.xhtml' media-type='application/xhtml+xml'/>";
    let picture = "<item id='c' href='map.png' media-type='image/png'/>";
    assert!(BOOK.contains(gone));
    let png = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR";
    let bytes = zip(&[
        ("mimetype", b"application/epub+zip" as &[u8]),
        ("META-INF/container.xml", CONTAINER),
        ("OEBPS/book.opf", BOOK.replace(gone, picture).as_bytes()),
        ("OEBPS/b.xhtml", b"<p>First</p>"),
        ("OEBPS/text/a b.xhtml", b"<p>Last</p>"),
        ("OEBPS/map.png", png),
    ]);
    let extracted = read(&bytes, "a.epub");
    let pages: Vec<(&str, bool)> = extracted
        .pages
        .iter()
        .map(|page| (page.text.trim(), page.is_unread))
        .collect();
    assert_eq!(pages, [("First", false), ("", false), ("Last", false)]);
    let inside: Vec<(&str, &[u8])> = extracted
        .attachments
        .iter()
        .map(|inside| (inside.name.as_str(), inside.bytes.as_slice()))
        .collect();
    assert_eq!(inside, [("OEBPS/map.png", png.as_slice())]);
}

#[test]
fn a_book_is_locked_if_its_chapters_are_encrypted_not_if_its_fonts_are_hidden() {
    let encryption = |method: &str, path: &str| {
        format!(
            "<encryption><enc:EncryptedData><enc:EncryptionMethod Algorithm='{method}'/>\
             <enc:CipherData><enc:CipherReference URI='{path}'/></enc:CipherData></enc:EncryptedData></encryption>"
        )
    };
    let fonts = encryption("http://www.idpf.org/2008/embedding", "OEBPS/font.otf");
    assert_eq!(
        read(
            &book(&[("META-INF/encryption.xml", fonts.as_bytes())]),
            "a.epub"
        )
        .pages
        .len(),
        3
    );
    let locked = encryption(
        "http://www.w3.org/2001/04/xmlenc#aes128-cbc",
        "OEBPS/b.xhtml",
    );
    let bytes = book(&[("META-INF/encryption.xml", locked.as_bytes())]);
    assert_eq!(
        extract(&bytes, "a.epub", &Limits::STANDARD),
        Err(Failure::Encrypted)
    );
}

// E-mail.

fn base64(bytes: &[u8]) -> String {
    const LETTERS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let mut text = String::new();
    for chunk in bytes.chunks(3) {
        let bits = chunk
            .iter()
            .fold(0_u32, |bits, byte| bits << 8 | u32::from(*byte))
            << (8 * (3 - chunk.len()));
        for place in 0..4 {
            let is_padding = chunk.len() < place;
            let letter = LETTERS[(bits >> (18 - 6 * place) & 63) as usize];
            text.push(if is_padding { '=' } else { char::from(letter) });
        }
    }
    text
}

#[test]
fn a_message_has_its_text_its_headers_and_its_attachments() {
    let (korean, _, _) = encoding_rs::EUC_KR.encode("스마트도시 계획을 첨부합니다.");
    let subject = base64("제3차 계획".as_bytes());
    let inner = "Message-ID: <1@x>\r\nFrom: x@y\r\nSubject: inner\r\n\r\nInner text.\r\n";
    let mail = format!(
        "Received: from a\r\nFrom: =?utf-8?B?{}?= <kim@molit.go.kr>\r\nTo: Lee <lee@x.kr>, park@x.kr\r\n\
         Subject: =?UTF-8?B?{subject}?=\r\nDate: Thu, 07 Mar 2019 10:20:30 +0900\r\nMIME-Version: 1.0\r\n\
         Content-Type: multipart/mixed; boundary=\"o\"\r\n\r\npreamble\r\n--o\r\n\
         Content-Type: multipart/alternative; boundary=\"i\"\r\n\r\n--i\r\n\
         Content-Type: text/plain; charset=euc-kr\r\nContent-Transfer-Encoding: base64\r\n\r\n{}\r\n--i\r\n\
         Content-Type: text/html\r\n\r\n<p>the same in HTML</p>\r\n--i--\r\n--o\r\n\
         Content-Type: application/pdf; name=\"plan.pdf\"\r\nContent-Disposition: attachment; filename*=UTF-8''%EA%B3%84%ED%9A%8D.pdf\r\n\
         Content-Transfer-Encoding: base64\r\n\r\n{}\r\n--o\r\nContent-Type: message/rfc822\r\n\r\n{inner}\r\n--o--\r\n",
        base64("김".as_bytes()),
        base64(&korean),
        base64(b"%PDF-1.4 x"),
    );
    let extracted = read(mail.as_bytes(), "a.txt");
    assert_eq!(extracted.media_type, "message/rfc822");
    assert_eq!(text_of(&extracted), "스마트도시 계획을 첨부합니다.\n");
    assert_eq!(value(&extracted, "mail/subject"), Some("제3차 계획"));
    assert_eq!(value(&extracted, "mail/from"), Some("김 <kim@molit.go.kr>"));
    assert_eq!(
        value(&extracted, "mail/to"),
        Some("Lee <lee@x.kr>, park@x.kr")
    );
    assert_eq!(
        value(&extracted, "mail/date"),
        Some("2019-03-07T10:20:30+09:00")
    );
    let attachments: Vec<(&str, &[u8])> = extracted
        .attachments
        .iter()
        .map(|a| (a.name.as_str(), a.bytes.as_slice()))
        .collect();
    assert_eq!(
        attachments,
        [
            ("계획.pdf", &b"%PDF-1.4 x"[..]),
            ("part-4.eml", inner.as_bytes())
        ]
    );
}

#[test]
fn a_message_says_its_text_in_any_encoding_declared_or_not() {
    let text = "都市計画の基本方針を別紙のとおり定めたので通知します。";
    for encoding in [
        encoding_rs::ISO_2022_JP,
        encoding_rs::SHIFT_JIS,
        encoding_rs::EUC_JP,
    ] {
        for declared in [
            format!("Content-Type: text/plain; charset={}\n", encoding.name()),
            String::new(),
        ] {
            let head = format!("Message-ID: <1@x>\nFrom: a@b\nSubject: x\n{declared}\n");
            let mail = [head.as_bytes(), &encoding.encode(text).0].concat();
            assert_eq!(
                text_of(&read(&mail, "a.eml")).trim(),
                text,
                "{} {declared}",
                encoding.name()
            );
        }
    }
    let html = "Message-ID: <1@x>\nFrom: a@b\nSubject: x\nContent-Type: text/html; charset=gb18030\nContent-Transfer-Encoding: quoted-printable\n\n<h1>=B3=C7=CA=D0</h1>";
    let extracted = read(html.as_bytes(), "a.eml");
    assert_eq!(text_of(&extracted), "城市\n");
    assert_eq!(extracted.outline.len(), 1);
}

#[test]
fn messages_nested_without_end_are_attachments_one_within_the_other() {
    let level = "Message-ID: <1@x>\nFrom: a@b\nSubject: x\nContent-Type: message/rfc822\n\n";
    let mail = level.repeat(20_000);
    let extracted = read(mail.as_bytes(), "a.eml");
    assert_eq!(extracted.attachments.len(), 1);
    assert_eq!(
        extracted.attachments[0].bytes.len(),
        mail.len() - level.len()
    );
    let parts: String = (0..5_000)
        .map(|n| format!("Content-Type: multipart/mixed; boundary=b{n}\n\n--b{n}\n"))
        .collect();
    let mail = format!("Message-ID: <1@x>\nFrom: a@b\nSubject: x\n{parts}end");
    assert_eq!(read(mail.as_bytes(), "a.eml").warnings.len(), 1);
}

#[test]
fn a_mailbox_has_a_message_for_each_and_a_list_of_them() {
    let mailbox = b"From a@b Mon Jan  1 00:00:00 2018\nFrom: a@b\nSubject: One\n\nx\n\nFrom c@d Tue Jan  2 00:00:00 2018\nFrom: c@d\nSubject: Two\n\ny\n";
    let extracted = read(mailbox, "inbox");
    assert_eq!(text_of(&extracted), "1. One\n2. Two\n");
    assert_eq!(extracted.attachments.len(), 2);
}

#[test]
fn an_encrypted_message_is_locked() {
    let mail = b"Message-ID: <1@x>\nFrom: a@b\nSubject: x\nContent-Type: multipart/encrypted; boundary=b\n\n--b\n\nx\n--b--\n";
    assert_eq!(
        extract(mail, "a.eml", &Limits::STANDARD),
        Err(Failure::Encrypted)
    );
}

// RTF.

#[test]
fn an_rtf_file_is_known_by_its_bytes_and_read() {
    let file = b"{\\rtf1\\ansi\\ansicpg949{\\info{\\title \\'b0\\'e8\\'c8\\'b9}}{\\fonttbl{\\f0\\fcharset129 Batang;}}\
                 \\f0\\pard \\'bd\\'ba\\'b8\\'b6\\'c6\\'ae\\'b5\\'b5\\'bd\\'c3\\par}";
    let extracted = read(file, "a.doc");
    assert_eq!(
        (extracted.media_type.as_str(), text_of(&extracted).as_str()),
        ("application/rtf", "스마트도시\n")
    );
    assert_eq!(value(&extracted, "rtf/title"), Some("계획"));
}

#[test]
fn hostile_rtf_takes_time_in_proportion_to_its_size() {
    let n = 100_000;
    let files = [
        format!("{{\\rtf1 end{}", "{".repeat(n)),
        format!("{{\\rtf1 {}end", "{\\footnote ".repeat(n)),
        format!("{{\\rtf1 {}end}}", "\\trowd\\intbl a\\cell ".repeat(n)),
        format!(
            "{{\\rtf1 {}end}}",
            (0..n)
                .map(|n| format!("{{\\header {n}}}"))
                .collect::<String>()
        ),
        format!(
            "{{\\rtf1{{\\fonttbl {}}}end}}",
            (0..n)
                .map(|n| format!("\\f{n}\\fcharset129"))
                .collect::<String>()
        ),
    ];
    for (number, file) in files.iter().enumerate() {
        let begin = Instant::now();
        let extracted = read(file.as_bytes(), "a.rtf");
        let took = begin.elapsed();
        eprintln!("file {number}: {} bytes, {took:?}", file.len());
        assert!(text_of(&extracted).contains("end"), "file {number}");
        assert!(took < Duration::from_secs(10), "file {number}: {took:?}");
    }
}

// Sections.

#[test]
fn every_word_of_a_speech_is_in_one_of_its_sections() {
    let Some(folder) = corpus("") else {
        return;
    };
    let Ok(file) = std::fs::File::open(folder.join("un-general-debate.zip")) else {
        return;
    };
    let mut archive = zip::ZipArchive::new(file).unwrap();
    for index in (0..archive.len()).step_by(500) {
        let mut entry = archive.by_index(index).unwrap();
        if !entry.name().unwrap().ends_with(".txt") {
            continue;
        }
        let mut source = Vec::new();
        std::io::Read::read_to_end(&mut entry, &mut source).unwrap();
        let extracted = read(&source, "a.txt");
        let source = String::from_utf8_lossy(&source);
        let words = |text: &str| {
            text.split_whitespace()
                .map(str::to_owned)
                .collect::<Vec<_>>()
        };
        let found = words(&text_of(&extracted));
        assert_eq!(
            found,
            words(source.trim_start_matches('\u{feff}')),
            "{index}"
        );
        let longest = extracted
            .pages
            .iter()
            .map(|page| page.text.chars().count())
            .max();
        assert!(longest < Some(10_000), "{longest:?}");
    }
}
