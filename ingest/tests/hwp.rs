//! Documents of the Hangul word processor, measured against walks over their files that know nothing
//! of the reader: the records PARA_TEXT of HWP 5 and the elements `t` of HWPX, in the file's order.
//!
//! A walk sees every letter but not what is read first, so letters and words are compared, not order.

#![expect(clippy::unwrap_used, reason = "a test that cannot read its file fails")]

use std::collections::HashMap;
use std::hash::Hash;
use std::io::{Cursor, Read};
use std::path::{Path, PathBuf};

use regesta_ingest::{Extracted, Limits, extract};
use unicode_normalization::UnicodeNormalization;

/// The documents of these endings in the corpus, which is beside the checkout or where
/// `REGESTA_CORPUS` says.
fn documents(ending: &str) -> Vec<PathBuf> {
    let beside = || Path::new(env!("CARGO_MANIFEST_DIR")).join("../../shared/corpus");
    let root = std::env::var_os("REGESTA_CORPUS").map_or_else(beside, PathBuf::from);
    let mut found = Vec::new();
    for folder in ["hwpjs", "hwplib", "hwpxlib"] {
        let folder = root.join("documents").join(folder);
        let Ok(entries) = std::fs::read_dir(&folder) else {
            eprintln!("left out: no {}", folder.display());
            continue;
        };
        let paths = entries.map(|entry| entry.unwrap().path());
        found.extend(paths.filter(|path| path.extension().is_some_and(|e| e == ending)));
    }
    found.sort();
    found
}

fn read(path: &Path) -> (Vec<u8>, Extracted) {
    let bytes = std::fs::read(path).unwrap();
    let name = path.file_name().unwrap().to_string_lossy();
    let extracted = extract(&bytes, &name, &Limits::STANDARD)
        .unwrap_or_else(|failure| panic!("{name}: {failure}"));
    if let Ok(folder) = std::env::var("KEEP_TEXT") {
        let mut text = format!("{:?}\n{:#?}\n", extracted.paging, extracted.metadata);
        for page in &extracted.pages {
            text += &format!("──── {:?}\n{}", page.marks, page.text);
        }
        text += &format!("{:?}\n", extracted.warnings);
        std::fs::write(Path::new(&folder).join(format!("{name}.txt")), text).unwrap();
    }
    (bytes, extracted)
}

fn text_of(extracted: &Extracted) -> String {
    let pages: Vec<&str> = extracted
        .pages
        .iter()
        .map(|page| page.text.as_str())
        .collect();
    pages.join("\n")
}

fn letters(text: &str) -> Vec<char> {
    text.nfkc().filter(|c| c.is_alphanumeric()).collect()
}

fn words(text: &str) -> Vec<String> {
    let text: String = text.nfkc().collect();
    text.split(|c: char| !c.is_alphanumeric())
        .filter(|word| !word.is_empty())
        .map(str::to_owned)
        .collect()
}

fn common<T: Eq + Hash>(found: &[T], expected: &[T]) -> usize {
    let mut left: HashMap<&T, usize> = HashMap::new();
    for item in expected {
        *left.entry(item).or_default() += 1;
    }
    let is_left = |item: &&T| match left.get_mut(*item) {
        Some(count) if 0 < *count => {
            *count -= 1;
            true
        }
        _ => false,
    };
    found.iter().filter(is_left).count()
}

fn f1<T: Eq + Hash>(found: &[T], expected: &[T]) -> f64 {
    if found.is_empty() && expected.is_empty() {
        return 1.0;
    }
    2.0 * common(found, expected) as f64 / (found.len() + expected.len()) as f64
}

/// Holds the reader to a walk over each file: F1 of letters and of words.
fn measure(ending: &str, count: usize, walk: fn(&[u8]) -> Option<String>) {
    let (mut all_letters, mut all_words) = (Vec::new(), Vec::new());
    for path in documents(ending) {
        let (bytes, extracted) = read(&path);
        // Its lines are numbered by their shapes, which a walk over text does not see.
        if path.file_stem().is_some_and(|stem| stem == "lists") {
            continue;
        }
        let Some(expected) = walk(&bytes) else {
            continue;
        };
        let found = text_of(&extracted);
        let of_letters = f1(&letters(&found), &letters(&expected));
        let of_words = f1(&words(&found), &words(&expected));
        let name = path.file_name().unwrap().to_string_lossy();
        eprintln!("{name:50} {of_letters:.4} {of_words:.4}");
        all_letters.push(of_letters);
        all_words.push(of_words);
    }
    if all_letters.is_empty() {
        return;
    }
    let mean = |all: &[f64]| all.iter().sum::<f64>() / all.len() as f64;
    let (of_letters, of_words) = (mean(&all_letters), mean(&all_words));
    eprintln!(
        "mean of {}: {of_letters:.4} {of_words:.4}",
        all_letters.len()
    );
    assert_eq!(all_letters.len(), count);
    assert!(0.995 <= of_letters, "letters {of_letters}");
    assert!(0.99 <= of_words, "words {of_words}");
}

/// The text of every record PARA_TEXT and EQEDIT, and automatic numbers; `None` for a document for
/// distribution.
fn walk_hwp(bytes: &[u8]) -> Option<String> {
    let mut file = cfb::CompoundFile::open(Cursor::new(bytes)).unwrap();
    let mut stream = |path: &str| {
        let mut bytes = Vec::new();
        file.open_stream(path)
            .ok()?
            .read_to_end(&mut bytes)
            .unwrap();
        Some(bytes)
    };
    let properties = stream("FileHeader").unwrap()[36];
    if properties & 4 != 0 {
        return None;
    }
    let mut text = String::new();
    for number in 0.. {
        let Some(packed) = stream(&format!("BodyText/Section{number}")) else {
            break;
        };
        let mut section = Vec::new();
        if properties & 1 != 0 {
            let mut inflate = flate2::read::DeflateDecoder::new(packed.as_slice());
            inflate.read_to_end(&mut section).unwrap();
        } else {
            section = packed;
        }
        walk_section(&section, &mut text);
    }
    Some(text)
}

fn walk_section(section: &[u8], text: &mut String) {
    let word = |at: usize| u32::from_le_bytes(section[at..at + 4].try_into().unwrap());
    let mut at = 0;
    while at < section.len() {
        let header = word(at);
        let mut size = (header >> 20) as usize;
        at += 4;
        if size == 0xfff {
            size = word(at) as usize;
            at += 4;
        }
        let data = &section[at..at + size];
        at += size;
        let units: Vec<u16> = data
            .chunks_exact(2)
            .map(|unit| u16::from_le_bytes([unit[0], unit[1]]))
            .collect();
        match header & 0x3ff {
            67 => walk_text(&units, text),
            88 => {
                let script = &units[3..3 + usize::from(units[2])];
                *text += &format!("\n{}\n", String::from_utf16_lossy(script));
            }
            // The number of a note or caption, not of a page.
            71 if data.starts_with(b"onta") && data[4] & 0xf != 0 => {
                *text += &format!("\n{}\n", units[4]);
            }
            _ => {}
        }
    }
}

fn walk_text(units: &[u16], text: &mut String) {
    let mut plain = Vec::new();
    let mut at = 0;
    while at < units.len() {
        match units[at] {
            10 | 13 | 30 | 31 => plain.push(u16::from(b'\n')),
            0 | 24..=29 => {}
            9 => {
                plain.push(u16::from(b'\n'));
                at += 7;
            }
            1..=23 => at += 7,
            unit => plain.push(unit),
        }
        at += 1;
    }
    *text += &String::from_utf16_lossy(&plain);
    text.push('\n');
}

/// What stands in the elements `t` and `script` of every section.
fn walk_hwpx(bytes: &[u8]) -> Option<String> {
    let mut package = zip::ZipArchive::new(Cursor::new(bytes)).unwrap();
    let mut text = String::new();
    for number in 0.. {
        let Ok(mut entry) = package.by_name(&format!("Contents/section{number}.xml")) else {
            break;
        };
        let mut xml = String::new();
        entry.read_to_string(&mut xml).unwrap();
        let (mut is_text, mut is_hidden) = (false, false);
        for piece in xml.split('<').skip(1) {
            let (tag, after) = piece.split_once('>').unwrap();
            let name = tag.split([' ', '/']).find(|name| !name.is_empty()).unwrap();
            let is_end = tag.starts_with('/');
            match name {
                "hp:t" | "hp:script" => is_text = !is_end && !tag.ends_with('/'),
                "hp:p" | "hp:tab" | "hp:lineBreak" | "hp:nbSpace" | "hp:fwSpace" => text += "\n",
                "hp:hiddenComment" => is_hidden = !is_end,
                "hp:autoNum" if !tag.contains("numType=\"PAGE\"") && tag.contains("num=\"") => {
                    let number = tag.split("num=\"").nth(1).unwrap();
                    text += &format!("\n{}\n", number.split('"').next().unwrap());
                }
                _ => {}
            }
            if is_text && !is_hidden {
                let plain = [
                    ("&lt;", "<"),
                    ("&gt;", ">"),
                    ("&quot;", "\""),
                    ("&amp;", "&"),
                ]
                .iter()
                .fold(after.to_owned(), |text, (from, to)| text.replace(from, to));
                text += &plain;
            }
        }
    }
    Some(text)
}

#[test]
fn hwp_documents_hold_the_text_of_their_records() {
    measure("hwp", 24, walk_hwp);
}

#[test]
fn hwpx_documents_hold_the_text_of_their_elements() {
    measure("hwpx", 26, walk_hwpx);
}

/// Lines of the numbered lists say in their own text which number they have (`3-2-1`), so the
/// number put before them can be read off.
#[test]
fn numbers_before_paragraphs_are_those_the_lists_give() {
    let found: Vec<PathBuf> = documents("hwp")
        .into_iter()
        .chain(documents("hwpx"))
        .collect();
    for path in found
        .iter()
        .filter(|path| path.file_stem().is_some_and(|stem| stem == "lists"))
    {
        let (_, extracted) = read(path);
        let text = text_of(&extracted);
        let lines: Vec<&str> = text.lines().filter(|line| !line.is_empty()).collect();
        let numbered = |heads: [&str; 3]| {
            let [first, second, third] = heads.map(|head| head.split(' ').collect::<Vec<_>>());
            [
                format!("{} 1", first[0]),
                format!("{} 2", first[1]),
                format!("{} 2-1", second[0]),
                format!("{} 3", first[2]),
                format!("{} 3-1", second[0]),
                format!("{} 3-2", second[1]),
                format!("{} 3-2-1", third[0]),
                format!("{} 3-2-2", third[1]),
                format!("{} 3-2-3", third[2]),
                format!("{} 4", first[3]),
            ]
        };
        // As `header.xml` of the HWPX file writes the three lists.
        let roman = numbered(["I. II. III. IV.", "A. B.", "1. 2. 3."]);
        let digits = numbered(["1. 2. 3. 4.", "가. 나.", "1) 2) 3)"]);
        let chapters = numbered([
            "제1장 제2장 제3장 제4장",
            "제1절 제2절",
            "제1항 제2항 제3항",
        ]);
        let after = |title: &str| {
            let at = lines.iter().position(|line| *line == title).unwrap();
            lines[at + 1..].to_vec()
        };
        assert_eq!(after("문단번호")[..10], digits, "{}", path.display());
        assert_eq!(
            after("문단번호 두 번째 (번호 이어짐)")[..2],
            ["5. 5", "가. 5-1"]
        );
        assert_eq!(after("문단번호 세 번째 (새 번호)")[..10], roman);
        assert_eq!(after("개요")[..10], digits);
        assert_eq!(after("개요 세 번째 (새 번호)")[..10], chapters);
    }
}

#[test]
fn a_document_for_distribution_holds_what_its_preview_shows() {
    for path in documents("hwp") {
        let (bytes, extracted) = read(&path);
        let mut file = cfb::CompoundFile::open(Cursor::new(bytes)).unwrap();
        let mut stream = |path: &str| {
            let mut bytes = Vec::new();
            file.open_stream(path)
                .unwrap()
                .read_to_end(&mut bytes)
                .unwrap();
            bytes
        };
        if stream("FileHeader")[36] & 4 == 0 {
            continue;
        }
        let units: Vec<u16> = stream("PrvText")
            .chunks_exact(2)
            .map(|unit| u16::from_le_bytes([unit[0], unit[1]]))
            .collect();
        let preview = words(&String::from_utf16_lossy(&units));
        let found = words(&text_of(&extracted));
        assert!(100 < preview.len());
        // The preview is cut off within its last word.
        assert!(preview.len() <= common(&found, &preview) + 1);
        assert!(!text_of(&extracted).contains("배포용"));
    }
}

mod made {
    //! Documents made for one case each.

    use std::io::{Cursor, Write};

    use regesta_index::{Paging, Role};
    use regesta_ingest::{Extracted, Failure, Limits, extract};

    fn deflated(bytes: &[u8]) -> Vec<u8> {
        let level = flate2::Compression::best();
        let mut packed = flate2::write::DeflateEncoder::new(Vec::new(), level);
        packed.write_all(bytes).unwrap();
        packed.finish().unwrap()
    }

    fn compound(streams: &[(&str, &[u8])]) -> Vec<u8> {
        let mut file = cfb::CompoundFile::create(Cursor::new(Vec::new())).unwrap();
        for (path, bytes) in streams {
            if let Some((storage, _)) = path.split_once('/') {
                file.create_storage_all(storage).unwrap();
            }
            file.create_stream(path).unwrap().write_all(bytes).unwrap();
        }
        file.flush().unwrap();
        file.into_inner().into_inner()
    }

    fn header(properties: u8) -> Vec<u8> {
        let mut header = b"HWP Document File".to_vec();
        header.resize(36, 0);
        header.push(properties);
        header.resize(256, 0);
        header
    }

    /// A HWP 5 document of one section, not packed.
    fn hwp(section: &[u8]) -> Vec<u8> {
        compound(&[("FileHeader", &header(0)), ("BodyText/Section0", section)])
    }

    fn record(tag: u32, level: u32, data: &[u8]) -> Vec<u8> {
        let size = u32::try_from(data.len()).unwrap();
        let mut record = (tag | level << 10 | size.min(0xfff) << 20)
            .to_le_bytes()
            .to_vec();
        if 0xfff <= size {
            record.extend(size.to_le_bytes());
        }
        record.extend(data);
        record
    }

    /// A paragraph; `¶` begins a page, `◇` is a control.
    fn paragraph(level: u32, text: &str) -> Vec<u8> {
        let mut shape = [0; 22];
        shape[11] = if text.starts_with('¶') { 4 } else { 0 };
        let mut units: Vec<u16> = Vec::new();
        for c in text.trim_start_matches('¶').chars() {
            match c {
                '◇' => units.extend([11, 0, 0, 0, 0, 0, 0, 11]),
                c => units.extend(c.encode_utf16(&mut [0; 2]).iter()),
            }
        }
        units.push(13);
        let units: Vec<u8> = units.iter().flat_map(|unit| unit.to_le_bytes()).collect();
        [record(66, level, &shape), record(67, level + 1, &units)].concat()
    }

    fn control(level: u32, id: &str, data: &[u8]) -> Vec<u8> {
        let id: Vec<u8> = id.bytes().rev().collect();
        record(71, level, &[&id, data].concat())
    }

    fn cell(level: u32, row: u8, column: u8) -> Vec<u8> {
        let mut data = [0; 40];
        data[8] = column;
        data[10] = row;
        record(72, level, &data)
    }

    fn hwpx(parts: &[(&str, &str)]) -> Vec<u8> {
        let mut package = zip::ZipWriter::new(Cursor::new(Vec::new()));
        let options = zip::write::SimpleFileOptions::default();
        let mut add = |name: &str, text: &[u8]| {
            package.start_file(name, options).unwrap();
            package.write_all(text).unwrap();
        };
        add("mimetype", b"application/hwp+zip");
        for (name, text) in parts {
            add(name, text.as_bytes());
        }
        package.finish().unwrap().into_inner()
    }

    fn section(paragraphs: &str) -> Vec<u8> {
        let text = format!("<hs:sec xmlns:hs='s' xmlns:hp='p'>{paragraphs}</hs:sec>");
        hwpx(&[("Contents/section0.xml", &text)])
    }

    fn read(bytes: &[u8]) -> Result<Extracted, Failure> {
        extract(bytes, "plan.hwp", &Limits::STANDARD)
    }

    #[track_caller]
    fn check(bytes: &[u8], expected: &[&str]) -> Extracted {
        let extracted = read(bytes).unwrap();
        let pages: Vec<&str> = extracted
            .pages
            .iter()
            .map(|page| page.text.trim_end())
            .collect();
        assert_eq!(pages, expected);
        extracted
    }

    #[test]
    fn a_table_in_hwp_is_read_row_by_row_with_its_caption_and_notes() {
        let mut caption = [0; 12];
        caption[8] = 2;
        let mut number = [0; 12];
        // A number of a table: 3.
        (number[0], number[4]) = (4, 3);
        let section = [
            paragraph(0, "앞◇뒤"),
            control(1, "tbl ", &[1, 0, 0, 0]),
            record(72, 2, &caption),
            paragraph(2, "표 ◇ 예산"),
            control(3, "atno", &number),
            record(77, 2, &[0; 8]),
            cell(2, 1, 0),
            paragraph(2, "교통"),
            cell(2, 0, 0),
            paragraph(2, "사업◇"),
            control(3, "fn  ", &[]),
            record(72, 4, &[0; 8]),
            paragraph(4, "각주"),
            cell(2, 0, 1),
            paragraph(2, "예산"),
            cell(2, 1, 1),
            paragraph(2, "300"),
            paragraph(0, "다음"),
        ]
        .concat();
        check(
            &hwp(&section),
            &["앞\n\n표 3 예산\n\n사업\t예산\n교통\t300\n\n뒤\n\n각주\n\n다음"],
        );
    }

    #[test]
    fn heads_and_feet_of_hwp_are_furniture_and_stated_breaks_are_pages() {
        let list = record(72, 2, &[0; 8]);
        let section = [
            paragraph(0, "◇◇◇하나"),
            control(1, "head", &[]),
            list.clone(),
            paragraph(2, "종합계획"),
            control(1, "foot", &[]),
            list.clone(),
            paragraph(2, "국토교통부"),
            control(1, "tcmt", &[]),
            list,
            paragraph(2, "비밀"),
            paragraph(0, "¶둘"),
        ]
        .concat();
        let extracted = check(&hwp(&section), &["종합계획\n\n하나\n\n국토교통부", "둘"]);
        assert_eq!(extracted.paging, Paging::Pages);
        let first = &extracted.pages[0];
        let furniture: Vec<&str> = first
            .marks
            .iter()
            .filter(|mark| mark.role == Role::Furniture)
            .map(|mark| &first.text[mark.from..mark.until])
            .collect();
        assert_eq!(furniture, ["종합계획", "국토교통부"]);
        assert_eq!(
            extracted.warnings,
            ["1 hidden comments are left out, as the document asks"]
        );
    }

    #[test]
    fn a_section_begins_one_page_even_if_its_paragraph_does_too() {
        let [first, second] = ["¶하나", "¶둘"].map(|text| paragraph(0, text));
        let bytes = compound(&[
            ("FileHeader", &header(0)),
            ("BodyText/Section0", &first),
            ("BodyText/Section1", &second),
        ]);
        check(&bytes, &["하나", "둘"]);
        // A document whose sections are lost is no empty document.
        let bytes = compound(&[("FileHeader", &header(0)), ("DocInfo", &[])]);
        assert!(matches!(read(&bytes), Err(Failure::Damaged { .. })));
        assert!(matches!(read(&hwpx(&[])), Err(Failure::Damaged { .. })));
        check(&hwp(&paragraph(0, "")), &[""]);
    }

    #[test]
    fn text_on_drawings_in_groups_and_formulas_and_ruby_is_read() {
        let mut formula = vec![0; 4];
        formula.extend([3, 0, b'x', 0, b'^', 0, b'2', 0]);
        let mut ruby = vec![2, 0];
        ruby.extend("漢字".encode_utf16().flat_map(u16::to_le_bytes));
        ruby.extend([2, 0]);
        ruby.extend("한자".encode_utf16().flat_map(u16::to_le_bytes));
        let section = [
            paragraph(0, "◇값 ◇이다 ◇"),
            control(1, "gso ", &[0; 42]),
            record(76, 2, &[0; 100]),
            record(76, 3, &[0; 100]),
            record(72, 4, &[0; 8]),
            paragraph(4, "상자"),
            control(1, "eqed", &[0; 42]),
            record(88, 2, &formula),
            control(1, "tdut", &ruby),
        ]
        .concat();
        check(&hwp(&section), &["값 x^2 이다 漢字(한자)\n\n상자"]);
    }

    #[test]
    fn what_a_password_or_a_certificate_locks_is_encrypted() {
        for properties in [2, 16] {
            let streams: [(&str, &[u8]); 2] = [
                ("FileHeader", &header(properties)),
                ("BodyText/Section0", b"\x01\x02"),
            ];
            assert_eq!(read(&compound(&streams)), Err(Failure::Encrypted));
        }
        let manifest = "<m><file-entry><encryption-data/></file-entry></m>";
        let parts = [("META-INF/manifest.xml", manifest)];
        assert_eq!(read(&hwpx(&parts)), Err(Failure::Encrypted));
    }

    #[test]
    fn a_damaged_section_costs_its_end_and_a_lost_text_leaves_the_preview() {
        let text = paragraph(0, &"스마트도시 ".repeat(400));
        let packed = deflated(&[text, paragraph(0, "끝")].concat());
        let cut = &packed[..packed.len() - 8];
        let streams: [(&str, &[u8]); 2] = [("FileHeader", &header(1)), ("BodyText/Section0", cut)];
        let extracted = read(&compound(&streams)).unwrap();
        assert!(extracted.pages[0].text.starts_with("스마트도시 스마트도시"));
        assert_eq!(extracted.warnings.len(), 1, "{:?}", extracted.warnings);

        let preview: Vec<u8> = "미리보기"
            .encode_utf16()
            .flat_map(u16::to_le_bytes)
            .collect();
        let streams: [(&str, &[u8]); 3] = [
            ("FileHeader", &header(1)),
            ("BodyText/Section0", &[0xff; 100]),
            ("PrvText", &preview),
        ];
        let extracted = check(&compound(&streams), &["미리보기"]);
        assert!(
            extracted
                .warnings
                .iter()
                .any(|w| w.contains("preview only"))
        );
        assert!(matches!(
            read(&compound(&streams[..2])),
            Err(Failure::Damaged { .. })
        ));
    }

    #[test]
    fn a_bomb_is_over_the_limit() {
        let packed = deflated(&vec![0; 64 << 20]);
        let streams: [(&str, &[u8]); 2] =
            [("FileHeader", &header(1)), ("BodyText/Section0", &packed)];
        assert!(matches!(
            read(&compound(&streams)),
            Err(Failure::OverLimit { .. })
        ));
    }

    #[test]
    fn numbers_of_any_length_before_paragraphs_count_as_text() {
        let head = "<hh:paraPr id='0'><hh:heading type='NUMBER' idRef='1' level='0'/></hh:paraPr>";
        let format = "가".repeat(1 << 20);
        let header = format!(
            "<hh:head xmlns:hh='h'><hh:numbering id='1'><hh:paraHead level='1'>{format}\
             </hh:paraHead></hh:numbering>{head}</hh:head>"
        );
        let paragraphs = "<p paraPrIDRef='0'><run><t>x</t></run></p>".repeat(100_000);
        let bytes = hwpx(&[
            ("Contents/header.xml", &header),
            ("Contents/section0.xml", &format!("<sec>{paragraphs}</sec>")),
        ]);
        assert!(matches!(read(&bytes), Err(Failure::OverLimit { .. })));
    }

    #[test]
    fn tables_ten_thousand_deep_keep_their_text() {
        let open = "<hp:p><hp:run><hp:tbl><hp:tr><hp:tc><hp:subList>".repeat(10_000);
        let extracted = read(&section(&format!("{open}<hp:p><hp:t>바닥</hp:t></hp:p>"))).unwrap();
        assert_eq!(extracted.pages[0].text.trim(), "바닥");

        // As deep as levels go in HWP.
        let mut deep = Vec::new();
        for level in (0..1020).step_by(2) {
            deep.extend(paragraph(level, "◇"));
            deep.extend(control(level + 1, "tbl ", &[0; 42]));
            deep.extend(record(77, level + 2, &[0; 8]));
            deep.extend(cell(level + 2, 0, 0));
        }
        deep.extend(paragraph(1020, "바닥"));
        let extracted = read(&hwp(&deep)).unwrap();
        assert_eq!(extracted.pages[0].text.trim(), "바닥");
    }

    #[test]
    fn a_chain_of_sectors_that_runs_into_itself_is_damaged() {
        let bytes = hwp(&paragraph(0, &"긴 글 ".repeat(20_000)));
        // The first sector after the header is the table of sectors.
        let table = u32::from_le_bytes(bytes[76..80].try_into().unwrap()) as usize;
        let table = (table + 1) * (1 << bytes[30]);
        let mut refused = 0;
        for at in (table + 16..table + 160).step_by(4) {
            let mut looped = bytes.clone();
            looped[at..at + 4].copy_from_slice(&5_u32.to_le_bytes());
            refused += usize::from(matches!(read(&looped), Err(Failure::Damaged { .. })));
        }
        assert!(30 <= refused, "{refused}");
    }

    #[test]
    fn a_file_cut_off_before_its_directory_is_damaged() {
        let bytes = hwp(&paragraph(0, "글"));
        let sector = u32::from_le_bytes(bytes[48..52].try_into().unwrap()) as usize;
        let directory = (sector + 1) << bytes[30];
        for length in [600, directory, directory + 100] {
            match read(&bytes[..length]) {
                Err(Failure::Damaged { reason }) => assert!(reason.contains("cut off"), "{reason}"),
                other => panic!("{length} bytes: {other:?}"),
            }
        }
    }

    #[test]
    fn hwpx_parts_are_read_in_the_order_of_the_spine() {
        let content = "<opf:package xmlns:opf='o'><opf:metadata><opf:title>계획</opf:title>\
            <opf:meta name='creator' content='text'>국토교통부</opf:meta>\
            <opf:meta name='CreatedDate' content='text'>2014-02-11T02:24:40Z</opf:meta>\
            <opf:meta name='subject' content='text'/></opf:metadata><opf:manifest>\
            <opf:item id='a' href='Contents/section0.xml'/>\
            <opf:item id='b' href='Contents/section1.xml'/></opf:manifest>\
            <opf:spine><opf:itemref idref='b'/><opf:itemref idref='a'/></opf:spine></opf:package>";
        let text = |text: &str| format!("<sec><p><run><t>{text}</t></run></p></sec>");
        let bytes = hwpx(&[
            ("Contents/content.hpf", content),
            ("Contents/section0.xml", &text("뒤")),
            ("Contents/section1.xml", &text("앞")),
        ]);
        let extracted = check(&bytes, &["앞", "뒤"]);
        let metadata: Vec<(&str, &str)> = extracted
            .metadata
            .iter()
            .map(|m| (m.key.as_str(), m.value.as_str()))
            .collect();
        assert_eq!(
            metadata,
            [
                ("HWP/Title", "계획"),
                ("HWP/Author", "국토교통부"),
                ("HWP/Created", "2014-02-11T02:24:40Z")
            ]
        );
    }

    #[test]
    fn hwpx_controls_are_read_where_a_reader_sees_them() {
        let bytes = section(
            "<hp:p><hp:run><hp:ctrl><hp:header><hp:subList><hp:p><hp:run><hp:t>머리</hp:t></hp:run>\
             </hp:p></hp:subList></hp:header></hp:ctrl><hp:t>가<hp:tab/>나<hp:lineBreak/>다\
             <hp:deleteBegin/>버림<hp:deleteEnd/></hp:t><hp:ctrl><hp:footNote><hp:subList><hp:p>\
             <hp:run><hp:ctrl><hp:autoNum num='2' numType='FOOTNOTE'><hp:autoNumFormat type='DIGIT' \
             suffixChar=')'/></hp:autoNum></hp:ctrl><hp:t> 주</hp:t></hp:run></hp:p></hp:subList>\
             </hp:footNote></hp:ctrl><hp:t>라</hp:t><hp:rect><hp:shapeComment>그림입니다\
             </hp:shapeComment><hp:drawText><hp:subList><hp:p><hp:run><hp:t>상자</hp:t></hp:run></hp:p>\
             </hp:subList></hp:drawText></hp:rect><hp:dutmal><hp:mainText>漢字</hp:mainText>\
             <hp:subText>한자</hp:subText></hp:dutmal><hp:compose composeText='㊞'/></hp:run></hp:p>\
             <hp:p pageBreak='1'><hp:run><hp:t>둘째</hp:t></hp:run></hp:p>",
        );
        check(
            &bytes,
            &["머리\n\n가\t나\n다라漢字(한자)㊞\n\n상자\n\n2) 주", "둘째"],
        );
    }

    #[test]
    fn lines_as_last_laid_out_show_the_pages() {
        let paragraph = |text: &str, lines: &[(u32, u32)]| {
            let lines: String = lines
                .iter()
                .map(|(at, top)| format!("<hp:lineseg textpos='{at}' vertpos='{top}'/>"))
                .collect();
            format!("<hp:p><hp:run><hp:t>{text}</hp:t></hp:run>{lines}</hp:p>")
        };
        let text = paragraph("하나", &[(0, 0)])
            + &paragraph("둘과 셋은 다음 쪽에 있다", &[(0, 60_000), (3, 0)])
            + &paragraph("넷", &[(0, 1600)]);
        check(
            &section(&text),
            &["하나\n\n둘과", "셋은 다음 쪽에 있다\n\n넷"],
        );
        // A paragraph whose lines are not written down: where pages begin is not known.
        let text = text + &paragraph("다섯", &[]);
        let whole = "하나\n\n둘과 셋은 다음 쪽에 있다\n\n넷\n\n다섯";
        assert_eq!(check(&section(&text), &[whole]).paging, Paging::Sections);
    }

    #[test]
    fn documents_embedded_in_a_document_are_attachments() {
        let inner = compound(&[("Package", b"%PDF-1.7 report")]);
        let object = [
            &u32::try_from(inner.len()).unwrap().to_le_bytes(),
            inner.as_slice(),
        ]
        .concat();
        let bytes = compound(&[
            ("FileHeader", &header(0)),
            ("BodyText/Section0", &paragraph(0, "본문")),
            ("BinData/BIN0001.OLE", &deflated(&object)),
            ("BinData/BIN0002.png", b"\x89PNG\r\n\x1a\n"),
        ]);
        let extracted = check(&bytes, &["본문"]);
        let found: Vec<(&str, &[u8])> = extracted
            .attachments
            .iter()
            .map(|a| (a.name.as_str(), a.bytes.as_slice()))
            .collect();
        assert_eq!(found, [("BIN0001.OLE", b"%PDF-1.7 report".as_slice())]);
    }

    #[test]
    fn hwpml_is_read_like_hwpx() {
        let text = "<?xml version='1.0'?><HWPML Version='2.8'><HEAD><DOCSUMMARY><TITLE>계획</TITLE>\
            </DOCSUMMARY></HEAD><BODY><SECTION><P><TEXT><CHAR>앞<TAB/>뒤</CHAR><TABLE><ROW><CELL>\
            <PARALIST><P><TEXT><CHAR>가</CHAR></TEXT></P></PARALIST></CELL><CELL><PARALIST><P><TEXT>\
            <CHAR>나</CHAR></TEXT></P></PARALIST></CELL></ROW></TABLE></TEXT></P>\
            <P PageBreak='true'><TEXT><CHAR>둘</CHAR></TEXT></P></SECTION></BODY></HWPML>";
        let extracted = check(text.as_bytes(), &["앞\t뒤\n\n가\t나", "둘"]);
        assert_eq!(extracted.metadata[0].value, "계획");
    }

    /// A HWP 3 document with this text after its styles.
    fn hwp3(text: &[u8], is_packed: bool) -> Vec<u8> {
        let mut bytes = b"HWP Document File V3.00 \x1a\x01\x02\x03\x04\x05".to_vec();
        bytes.resize(30 + 128, 0);
        bytes[30 + 124] = u8::from(is_packed);
        // Title: 한글.
        bytes.extend([0x65, 0xd0, 0x69, 0x8b]);
        bytes.resize(30 + 128 + 1008, 0);
        let tables = [0_u8; 16];
        let text = [&tables, text].concat();
        bytes.extend(if is_packed { deflated(&text) } else { text });
        bytes
    }

    fn paragraph3(units: &[u16]) -> Vec<u8> {
        let count = u16::try_from(units.len()).unwrap();
        let mut bytes = vec![0];
        bytes.extend(count.to_le_bytes());
        bytes.resize(43 + if count == 0 { 0 } else { 187 }, 0);
        bytes.extend(units.iter().flat_map(|unit| unit.to_le_bytes()));
        bytes
    }

    #[test]
    fn hwp3_text_tables_and_notes_are_read() {
        let end = paragraph3(&[]);
        // 한 0xd065, 글 0x8b69; a tab is four units wide.
        let first = [0xd065, 0x8b69, 9, 0, 0, 9, u16::from(b'A'), 13];
        let mut table = vec![0; 84];
        (table[78], table[80]) = (0, 2);
        let mut cells = vec![0; 54];
        // The second cell stands left of the first.
        cells[4] = 9;
        let note: Vec<u8> = [&[17_u8, 0, 0, 0, 0, 0, 17, 0], [0; 14].as_slice()].concat();
        let holder = |control: &[u8], lists: &[Vec<u8>]| {
            let mut bytes = paragraph3(&[0; 5]);
            bytes.truncate(43 + 187);
            [&bytes, control, &lists.concat(), &13_u16.to_le_bytes()].concat()
        };
        let table = [&[10_u8, 0, 0, 0, 0, 0, 10, 0], table.as_slice(), &cells].concat();
        let list = |units: &[u16]| [paragraph3(units), end.clone()].concat();
        let text = [
            paragraph3(&first),
            holder(
                &table,
                &[
                    list(&[u16::from(b'2'), 13]),
                    list(&[u16::from(b'1'), 13]),
                    end.clone(),
                ],
            ),
            holder(&note, &[list(&[0xd065, 13])]),
            paragraph3(&[0x8b69, 13]),
            end.clone(),
        ]
        .concat();
        for is_packed in [false, true] {
            let bytes = hwp3(&text, is_packed);
            let extracted = check(&bytes, &["한글\tA\n\n1\t2\n\n한\n\n글"]);
            assert_eq!(extracted.metadata[0].value, "한글");
            assert_eq!(extracted.warnings, Vec::<String>::new());
        }
        let cut = hwp3(&text[..text.len() - 60], false);
        assert_eq!(read(&cut).unwrap().warnings.len(), 1);
        let mut locked = hwp3(&text, false);
        locked[30 + 96] = 1;
        assert_eq!(read(&locked), Err(Failure::Encrypted));
    }

    /// Whatever is changed in a document, reading it ends, and without a panic.
    #[test]
    fn changed_bytes_do_no_harm() {
        let table = [
            paragraph(0, "앞◇뒤"),
            control(1, "tbl ", &[1; 46]),
            record(77, 2, &[0; 8]),
            cell(2, 0, 0),
            paragraph(2, "셀"),
        ]
        .concat();
        let lists = [paragraph3(&[0xd065, 9, 0, 0, 9, 13]), paragraph3(&[])].concat();
        let xml = "<hp:p><hp:run><hp:tbl><hp:tr><hp:tc><hp:t>가</hp:t></hp:tc></hp:tr></hp:tbl></hp:run></hp:p>";
        // The generator of Microsoft's C library, so that every run is the same.
        let mut state = 1_u32;
        let mut random = move |below: usize| {
            state = state.wrapping_mul(214_013).wrapping_add(2_531_011);
            (state >> 8) as usize % below
        };
        for bytes in [hwp(&table), hwp3(&lists, false), section(xml)] {
            for _ in 0..700 {
                let mut changed = bytes.clone();
                for _ in 0..=random(4) {
                    let at = random(changed.len());
                    changed[at] = u8::try_from(random(256)).unwrap();
                }
                let _ = read(&changed);
            }
        }
    }
}
