//! Small files that ask for the world: each is made here, and made again the same every time.

use std::io::{Cursor, Write};

use flate2::Compression;
use flate2::write::{DeflateEncoder, ZlibEncoder};
use zip::ZipWriter;
use zip::write::SimpleFileOptions;

/// Every bomb, with the name it is offered by.
pub(crate) fn all() -> Vec<(String, Vec<u8>)> {
    let mut bombs = Vec::new();
    for (name, bytes) in [
        pdfs(),
        archives(),
        packages(),
        compounds(),
        texts(),
        pictures(),
    ]
    .concat()
    {
        assert!(
            bytes.len() < 24 << 20,
            "{name} is no small file: {}",
            bytes.len()
        );
        bombs.push((name, bytes));
    }
    bombs
}

type Bombs = Vec<(String, Vec<u8>)>;

fn named(name: &str, bytes: Vec<u8>) -> (String, Vec<u8>) {
    (name.to_owned(), bytes)
}

/// `times` copies of `piece`, deflated with a zlib header.
fn deflated(piece: &[u8], times: usize) -> Vec<u8> {
    let mut packer = ZlibEncoder::new(Vec::new(), Compression::fast());
    repeat(piece, times, &mut packer);
    packer.finish().unwrap()
}

fn repeat(piece: &[u8], times: usize, output: &mut impl Write) {
    let together = (1 << 16) / piece.len().max(1) + 1;
    let block = piece.repeat(together);
    for _ in 0..times / together {
        output.write_all(&block).unwrap();
    }
    output.write_all(&piece.repeat(times % together)).unwrap();
}

/// A PDF of these objects, numbered from 1, with a right cross-reference table; 1 is the catalogue.
fn pdf<T: AsRef<[u8]>>(objects: &[T]) -> Vec<u8> {
    let mut bytes = b"%PDF-1.7\n".to_vec();
    let mut places = Vec::new();
    for (number, object) in (1..).zip(objects) {
        places.push(bytes.len());
        bytes.extend(format!("{number} 0 obj\n").bytes());
        bytes.extend(object.as_ref());
        bytes.extend(b"\nendobj\n");
    }
    let table = bytes.len();
    bytes.extend(format!("xref\n0 {}\n0000000000 65535 f \n", objects.len() + 1).bytes());
    for place in places {
        bytes.extend(format!("{place:010} 00000 n \n").bytes());
    }
    let size = objects.len() + 1;
    bytes
        .extend(format!("trailer<</Root 1 0 R/Size {size}>>\nstartxref\n{table}\n%%EOF\n").bytes());
    bytes
}

const CATALOGUE: &str = "<</Type/Catalog/Pages 2 0 R>>";
const PAGES: &str = "<</Type/Pages/Kids[3 0 R]/Count 1/MediaBox[0 0 612 792]>>";
const FONT: &str = "<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>";

fn stream(dictionary: &str, content: &[u8]) -> Vec<u8> {
    let head = format!("<<{dictionary}/Length {}>>stream\n", content.len());
    [head.as_bytes(), content, b"\nendstream"].concat()
}

/// A PDF of one page with `content`, and the resources and objects (from 6) given; 5 is a font.
fn page(content: Vec<u8>, resources: &str, objects: &[Vec<u8>]) -> Vec<u8> {
    let page = format!(
        "<</Type/Page/Parent 2 0 R/Contents 4 0 R/Resources<</Font<</F1 5 0 R>>{resources}>>>>"
    );
    let mut all = vec![
        CATALOGUE.into(),
        PAGES.into(),
        page.into_bytes(),
        content,
        FONT.into(),
    ];
    all.extend_from_slice(objects);
    pdf(&all)
}

fn pdfs() -> Bombs {
    let flate = "/Filter/FlateDecode";
    let content = |bytes: &[u8]| stream("", bytes);
    let twice = deflated(&deflated(b" ", 520 << 20), 1);
    let forms: Vec<Vec<u8>> = (0..16)
        .map(|level| {
            let next = level + 7;
            let resources = format!("/Type/XObject/Subtype/Form/BBox[0 0 9 9]/Resources<</Font<</F1 5 0 R>>/XObject<</Fm {next} 0 R>>>>");
            stream(&resources, "/Fm Do ".repeat(16).as_bytes())
        })
        .chain([stream("/Type/XObject/Subtype/Form/BBox[0 0 9 9]/Resources<</Font<</F1 5 0 R>>>>", b"BT /F1 9 Tf (x) Tj ET")])
        .collect();
    let itself = stream(
        "/Type/XObject/Subtype/Form/BBox[0 0 9 9]/Resources<</XObject<</Fm 6 0 R>>>>",
        b"/Fm Do /Fm Do",
    );
    let many = 100_000;
    let mut pages: Vec<String> = vec![CATALOGUE.into(), String::new()];
    let mut kids = String::new();
    for at in 0..many {
        pages.push("<</Type/Page/Parent 2 0 R>>".to_owned());
        kids.push_str(&format!("{} 0 R ", at + 3));
    }
    pages[1] = format!("<</Type/Pages/Kids[{kids}]/Count {many}/MediaBox[0 0 9 9]>>");
    let deep_pages: Vec<String> = [CATALOGUE.to_owned()]
        .into_iter()
        .chain((2..20_000).map(|at| {
            format!(
                "<</Type/Pages/Kids[{} 0 R]/Count 1/Parent {} 0 R>>",
                at + 1,
                at - 1
            )
        }))
        .collect();
    let fan_pages: Vec<String> = [CATALOGUE.to_owned()]
        .into_iter()
        .chain((2..40).map(|at| {
            format!(
                "<</Type/Pages/Kids[{0} 0 R {0} 0 R {0} 0 R]/Count 9999999>>",
                at + 1
            )
        }))
        .chain(["<</Type/Page>>".to_owned()])
        .collect();
    let outline = |item: &str| {
        pdf(&[
            "<</Type/Catalog/Pages 2 0 R/Outlines 6 0 R>>",
            PAGES,
            "<</Type/Page/Parent 2 0 R/Contents 4 0 R>>",
            "<</Length 0>>stream\n\nendstream",
            FONT,
            "<</First 7 0 R/Last 7 0 R/Count 1>>",
            item,
        ])
    };
    let names = pdf(&[
        "<</Type/Catalog/Pages 2 0 R/Names<</EmbeddedFiles 6 0 R>>>>",
        PAGES,
        "<</Type/Page/Parent 2 0 R>>",
        "null",
        FONT,
        "<</Kids[6 0 R 6 0 R 6 0 R]>>",
    ]);
    let objects: String = (10..30_000)
        .map(|number| format!("{number} {} ", (number - 10) * 2))
        .collect();
    let object_stream = [objects.as_bytes(), &b"1 ".repeat(30_000)].concat();
    let object_streams: Vec<Vec<u8>> = (0..64)
        .map(|_| {
            let dictionary = format!(
                "/Type/ObjStm/N 29990/First {}/Filter/FlateDecode",
                objects.len()
            );
            stream(&dictionary, &deflated(&object_stream, 1))
        })
        .chain([stream(
            "/Type/ObjStm/N 999999999/First 10/Filter/FlateDecode",
            &deflated(b"9 0 ", 100 << 20),
        )])
        .collect();
    let cmap = |lines: &str| {
        let font = b"<</Type/Font/Subtype/Type0/BaseFont/A/Encoding/Identity-H/DescendantFonts[7 0 R]/ToUnicode 8 0 R>>".to_vec();
        let descendant = b"<</Type/Font/Subtype/CIDFontType2/BaseFont/A/CIDSystemInfo<</Registry(Adobe)/Ordering(Identity)/Supplement 0>>/W[0 4294967295 500]/DW 1000>>".to_vec();
        page(
            content(b"BT /F2 9 Tf <00410042> Tj ET"),
            "/Font<</F2 6 0 R/F1 5 0 R>>",
            &[
                font,
                descendant,
                stream(flate, &deflated(lines.as_bytes(), 2000)),
            ],
        )
    };
    let widths = |encoding: &str, widths: &str| {
        let font = format!(
            "<</Type/Font/Subtype/Type0/BaseFont/A/Encoding/{encoding}/DescendantFonts[7 0 R]>>"
        );
        let descendant = format!(
            "<</Type/Font/Subtype/CIDFontType2/BaseFont/A/CIDSystemInfo<</Registry(Adobe)/Ordering(Japan1)/Supplement 0>>/DW 1000{widths}>>"
        );
        page(
            content(b"BT /F2 9 Tf <00410042> Tj ET"),
            "/Font<</F2 6 0 R/F1 5 0 R>>",
            &[font.into_bytes(), descendant.into_bytes()],
        )
    };
    let columns = "/Filter/FlateDecode/DecodeParms<</Predictor 2/Columns 700000000/Colors 4/BitsPerComponent 16>>";
    let image = |filter: &str, data: &[u8]| {
        let dictionary = format!(
            "/Type/XObject/Subtype/Image/Width 100000/Height 100000/BitsPerComponent 8/ColorSpace/DeviceRGB/Filter/{filter}"
        );
        page(
            content(b"q 600 0 0 700 0 0 cm /Im Do Q"),
            "/XObject<</Im 6 0 R>>",
            &[stream(&dictionary, data)],
        )
    };
    let lzw = [&[0x80, 0x0b, 0x60, 0x50][..], &[0x55; 300_000][..]].concat();
    let jbig2 = b"\0\0\0\0\x30\0\x01\0\0\0\x13\0\x01\x86\xa0\0\x01\x86\xa0\0\0\0\0\0\0\0\0\0\0\0"
        .repeat(50);
    let jpeg = b"\xff\xd8\xff\xc0\0\x11\x08\xff\xff\xff\xff\x03\x01\x22\0\x02\x11\x01\x03\x11\x01\xff\xda\0\x0c\x03\x01\0\x02\x11\x03\x11\0\x3f\0\xff\xd9";
    vec![
        named("pdf flate.pdf", page(stream("/Filter[/FlateDecode/FlateDecode]", &twice), "", &[])),
        named("pdf columns.pdf", page(stream(columns, &deflated(b"q ", 20)), "", &[])),
        named("pdf widths.pdf", widths("Identity-H", "/W[0 2000000000 5]")),
        named("pdf vertical widths.pdf", widths("Identity-V", "/W2[0 2000000000 5 5 5]")),
        named("pdf operators.pdf", page(stream(flate, &deflated(b"q ", 100 << 20)), "", &[])),
        named("pdf text operators.pdf", page(stream(flate, &deflated(b"BT /F1 9 Tf (a) Tj ET ", 12 << 20)), "", &[])),
        named("pdf strings.pdf", page(stream(flate, &deflated(b"(", 64 << 20)), "", &[])),
        named("pdf arrays in content.pdf", page(stream(flate, &deflated(b"[", 8 << 20)), "", &[])),
        named("pdf dictionaries in content.pdf", page(stream(flate, &deflated(b"/A <<", 4 << 20)), "", &[])),
        named("pdf forms.pdf", page(content(b"/Fm Do"), "/XObject<</Fm 6 0 R>>", &forms)),
        named("pdf form in itself.pdf", page(content(b"/Fm Do"), "/XObject<</Fm 6 0 R>>", &[itself])),
        named("pdf arrays.pdf", page(content(b""), &format!("/X {}1{}", "[".repeat(500_000), "]".repeat(500_000)), &[])),
        named("pdf arrays open.pdf", page(content(b""), &format!("/X {}", "[".repeat(1_000_000)), &[])),
        named("pdf dictionaries.pdf", page(content(b""), &"/X <<".repeat(300_000), &[])),
        named("pdf pages in a loop.pdf", pdf(&[CATALOGUE, "<</Type/Pages/Kids[2 0 R 3 0 R 2 0 R]/Count 3/Parent 2 0 R>>", "<</Type/Pages/Kids[2 0 R 3 0 R]/Parent 3 0 R/Count 2>>"])),
        named("pdf pages deep.pdf", pdf(&deep_pages)),
        named("pdf pages fan.pdf", pdf(&fan_pages)),
        named("pdf 100000 pages.pdf", pdf(&pages)),
        named("pdf object streams.pdf", page(content(b"BT /F1 9 Tf (a) Tj ET"), "", &object_streams)),
        named("pdf outline loop.pdf", outline("<</Title(a)/Parent 6 0 R/Next 7 0 R/First 7 0 R/Dest[3 0 R/Fit]>>")),
        named("pdf outline up.pdf", outline("<</Title(a)/Parent 6 0 R/First 6 0 R>>")),
        named("pdf names loop.pdf", names),
        named("pdf cmap range.pdf", cmap("1 beginbfrange <0000> <ffffffff> <0041> endbfrange ")),
        named("pdf cmap arrays.pdf", cmap("1 beginbfrange <0000> <ffff> [<0041> <0042>] endbfrange 1 begincidrange <00000000> <ffffffff> 0 endcidrange ")),
        named("pdf predictor.pdf", page(stream("/Filter/FlateDecode/DecodeParms<</Predictor 15/Columns 2147483647/Colors 255/BitsPerComponent 16>>", &deflated(b"\x02a", 1 << 16)), "", &[])),
        named("pdf previous table.pdf", [&page(content(b""), "", &[])[..], b"trailer<</Root 1 0 R/Size 9/Prev 9>>\nstartxref\n9\n%%EOF"].concat()),
        named("pdf image lzw.pdf", image("LZWDecode", &lzw)),
        named("pdf image jbig2.pdf", image("JBIG2Decode", &jbig2)),
        named("pdf image jpeg.pdf", image("DCTDecode", jpeg)),
        named("pdf image flate.pdf", image("FlateDecode", &deflated(b"\0", 100 << 20))),
        named("pdf runs.pdf", page(stream("/Filter[/RunLengthDecode/RunLengthDecode/ASCIIHexDecode]", &b"81".repeat(500_000)), "", &[])),
        named("pdf huge numbers.pdf", page(content(&b"BT /F1 1e30 Tf 1e38 0 0 1e38 1e38 1e38 Tm [(a) -1e38 (b)] TJ 9999999999999999999 Tc (c) Tj ET ".repeat(20_000)), "", &[])),
        named("pdf scattered letters.pdf", page(content(&(0..150_000_u64).map(|at| format!("BT /F1 {} Tf 1 0 0 1 {} {} Tm (a) Tj ET\n", 1 + at % 90, at * 7919 % 612, at * 104_729 % 792)).collect::<String>().into_bytes()), "", &[])),
    ]
}

fn zip<T: AsRef<[u8]>>(entries: &[(&str, T)]) -> Vec<u8> {
    let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
    let options = SimpleFileOptions::default().compression_level(Some(9));
    for (name, bytes) in entries {
        writer.start_file(*name, options).unwrap();
        writer.write_all(bytes.as_ref()).unwrap();
    }
    writer.finish().unwrap().into_inner()
}

/// A zip with one entry of `times` copies of `piece`, streamed.
fn zip_of(name: &str, piece: &[u8], times: usize) -> Vec<u8> {
    let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
    let options = SimpleFileOptions::default().compression_level(Some(9));
    writer.start_file(name, options).unwrap();
    repeat(piece, times, &mut writer);
    writer.finish().unwrap().into_inner()
}

fn archives() -> Bombs {
    let mut nested = zip_of("zeros.txt", b"0", 9 << 20);
    for level in 0..5 {
        let names: Vec<String> = (0..16).map(|at| format!("{level}-{at}.zip")).collect();
        let entries: Vec<(&str, &[u8])> = names
            .iter()
            .map(|name| (name.as_str(), nested.as_slice()))
            .collect();
        nested = zip(&entries);
    }
    // One entry of 8 MB, listed a thousand times under other names.
    let one = zip(&[("0000.txt", vec![b' '; 8 << 20])]);
    let directory = one
        .windows(4)
        .rposition(|bytes| bytes == b"PK\x01\x02")
        .unwrap();
    let end = one
        .windows(4)
        .rposition(|bytes| bytes == b"PK\x05\x06")
        .unwrap();
    let header = &one[directory..end];
    let mut overlapping = one[..directory].to_vec();
    for at in 0..1000 {
        let mut header = header.to_vec();
        header[46..50].copy_from_slice(format!("{at:04}").as_bytes());
        overlapping.extend(header);
    }
    let mut tail = one[end..].to_vec();
    tail[8..10].copy_from_slice(&1000_u16.to_le_bytes());
    tail[10..12].copy_from_slice(&1000_u16.to_le_bytes());
    tail[12..16].copy_from_slice(&u32::try_from(header.len() * 1000).unwrap().to_le_bytes());
    overlapping.extend(tail);
    let names: Vec<String> = (0..60_000).map(|at| format!("../../{at}")).collect();
    let many: Vec<(&str, &str)> = names.iter().map(|name| (name.as_str(), "")).collect();
    vec![
        named("zip bomb.zip", zip_of("bomb.txt", b"\0", 300 << 20)),
        named("zip nested.zip", nested),
        named("zip overlapping.zip", overlapping),
        named("zip cut.zip", one[..one.len() / 2].to_vec()),
        named("zip many outside.docx", zip(&many)),
    ]
}

/// The same XML in the main part of a package of every kind.
fn in_every_package(what: &str, main: &[u8]) -> Bombs {
    let word = (
        "word/document.xml",
        "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml",
    );
    let slides = (
        "ppt/slides/slide1.xml",
        "application/vnd.openxmlformats-officedocument.presentationml.slide+xml",
    );
    let sheets = (
        "xl/worksheets/sheet1.xml",
        "application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml",
    );
    let mut bombs = Vec::new();
    for (ending, (part, content_type), root) in [
        ("docx", word, "word/document.xml"),
        ("pptx", slides, "ppt/presentation.xml"),
        ("xlsx", sheets, "xl/workbook.xml"),
    ] {
        let types = format!(
            "<Types><Override PartName=\"/{part}\" ContentType=\"{content_type}\"/></Types>"
        );
        let relations = format!(
            "<Relationships><Relationship Id=\"r1\" Type=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument\" Target=\"{root}\"/></Relationships>"
        );
        let inner = "<Relationships><Relationship Id=\"r1\" Type=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships/slide\" Target=\"slides/slide1.xml\"/><Relationship Id=\"r2\" Type=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet\" Target=\"worksheets/sheet1.xml\"/></Relationships>";
        let mut entries: Vec<(&str, &[u8])> = vec![
            ("[Content_Types].xml", types.as_bytes()),
            ("_rels/.rels", relations.as_bytes()),
            (part, main),
        ];
        match ending {
            "pptx" => entries.extend([
                ("ppt/presentation.xml", &b"<p:presentation xmlns:p=\"p\" xmlns:r=\"r\"><p:sldIdLst><p:sldId id=\"256\" r:id=\"r1\"/></p:sldIdLst></p:presentation>"[..]),
                ("ppt/_rels/presentation.xml.rels", inner.as_bytes()),
            ]),
            "xlsx" => entries.extend([
                ("xl/workbook.xml", &b"<workbook xmlns:r=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships\"><sheets><sheet name=\"a\" sheetId=\"1\" r:id=\"r2\"/></sheets></workbook>"[..]),
                ("xl/_rels/workbook.xml.rels", inner.as_bytes()),
            ]),
            _ => {}
        }
        bombs.push(named(&format!("{ending} {what}.{ending}"), zip(&entries)));
    }
    for (ending, kind) in [
        ("odt", "text"),
        ("odp", "presentation"),
        ("ods", "spreadsheet"),
    ] {
        let media_type = format!("application/vnd.oasis.opendocument.{kind}");
        bombs.push(named(
            &format!("{ending} {what}.{ending}"),
            zip(&[("mimetype", media_type.as_bytes()), ("content.xml", main)]),
        ));
    }
    let hpf: &[u8] = b"<opf:package xmlns:opf=\"o\"><opf:manifest><opf:item id=\"s\" href=\"Contents/section0.xml\" media-type=\"application/xml\"/></opf:manifest><opf:spine><opf:itemref idref=\"s\"/></opf:spine></opf:package>";
    bombs.push(named(
        &format!("hwpx {what}.hwpx"),
        zip(&[
            ("mimetype", &b"application/hwp+zip"[..]),
            ("Contents/content.hpf", hpf),
            ("Contents/section0.xml", main),
        ]),
    ));
    let container: &[u8] =
        b"<container><rootfiles><rootfile full-path=\"a.opf\"/></rootfiles></container>";
    let opf: &[u8] = b"<package><manifest><item id=\"a\" href=\"a.xhtml\" media-type=\"application/xhtml+xml\"/></manifest><spine><itemref idref=\"a\"/></spine></package>";
    bombs.push(named(
        &format!("epub {what}.epub"),
        zip(&[
            ("mimetype", &b"application/epub+zip"[..]),
            ("META-INF/container.xml", container),
            ("a.opf", opf),
            ("a.xhtml", main),
        ]),
    ));
    bombs
}

fn packages() -> Bombs {
    let entities: String = (1..10)
        .map(|at| {
            format!(
                "<!ENTITY e{at} \"{}\">",
                format!("&e{};", at - 1).repeat(10)
            )
        })
        .collect();
    let laughs = format!(
        "<?xml version=\"1.0\"?><!DOCTYPE a [<!ENTITY e0 \"ha\">{entities}]><w:document><w:body><w:p><w:r><w:t>&e9;</w:t></w:r></w:p></w:body></w:document>"
    );
    let attributes: String = (0..80_000).map(|at| format!(" a{at}=\"{at}\"")).collect();
    let attributes = format!(
        "<w:document><w:body><w:p{attributes}><w:r><w:t>text</w:t></w:r></w:p></w:body></w:document>"
    );
    let nest = |open: &str, close: &str| {
        format!(
            "<a>{}text{}</a>",
            open.repeat(100_000),
            close.repeat(100_000)
        )
    };
    let mut bombs = in_every_package("entities", laughs.as_bytes());
    bombs.extend(in_every_package("attributes", attributes.as_bytes()));
    bombs.extend(in_every_package(
        "nesting",
        nest("<w:tbl><w:tr><w:tc><w:p>", "</w:p></w:tc></w:tr></w:tbl>").as_bytes(),
    ));
    bombs.extend(in_every_package(
        "nesting open",
        "<text:p><text:span><a:p><hp:tbl><table:table>"
            .repeat(50_000)
            .as_bytes(),
    ));
    bombs.extend(in_every_package(
        "unpacks to much",
        &b"<w:p><w:r><w:t>text</w:t></w:r></w:p>".repeat(2 << 20),
    ));
    let repeated = "<office:document-content><office:body><office:spreadsheet><table:table><table:table-row table:number-rows-repeated=\"1048576\"><table:table-cell table:number-columns-repeated=\"16384\" office:value-type=\"string\"><text:p>x<text:s text:c=\"2147483647\"/></text:p></table:table-cell></table:table-row></table:table></office:spreadsheet></office:body></office:document-content>";
    bombs.extend(in_every_package("repeated cells", repeated.as_bytes()));
    let far = "<worksheet><dimension ref=\"A1:XFD1048576\"/><sheetData><row r=\"1\"><c r=\"A1\"><v>1</v></c></row><row r=\"1048576\"><c r=\"XFD1048576\"><v>2</v></c></row></sheetData></worksheet>";
    bombs.extend(in_every_package("far cells", far.as_bytes()));
    bombs
}

fn deflated_raw(piece: &[u8], times: usize) -> Vec<u8> {
    let mut packer = DeflateEncoder::new(Vec::new(), Compression::fast());
    repeat(piece, times, &mut packer);
    packer.finish().unwrap()
}

fn compound(streams: &[(&str, &[u8])]) -> Vec<u8> {
    let mut file =
        cfb::CompoundFile::create_with_version(cfb::Version::V3, Cursor::new(Vec::new())).unwrap();
    for (path, bytes) in streams {
        let path = std::path::Path::new(path);
        file.create_storage_all(path.parent().unwrap()).unwrap();
        file.create_stream(path).unwrap().write_all(bytes).unwrap();
    }
    file.flush().unwrap();
    file.into_inner().into_inner()
}

/// A HWP 5 file whose only section is `section`, which is deflated already.
fn hwp(section: &[u8]) -> Vec<u8> {
    let mut header = b"HWP Document File".to_vec();
    header.resize(32, 0);
    // Version 5.0.3.0, compressed.
    header.extend([0, 3, 0, 5, 1, 0, 0, 0]);
    header.resize(256, 0);
    compound(&[
        ("/FileHeader", &header),
        ("/DocInfo", &deflated_raw(b"", 0)),
        ("/BodyText/Section0", section),
    ])
}

fn compounds() -> Bombs {
    let record = |tag: u32, level: u32, body: &[u8]| -> Vec<u8> {
        let size = u32::try_from(body.len()).unwrap();
        [&(tag | level << 10 | size << 20).to_le_bytes()[..], body].concat()
    };
    let paragraph = record(66, 0, &[0; 22]);
    let text = record(67, 1, &[65, 0, 66, 0]);
    let huge = [
        &(67_u32 | 0xfff << 20).to_le_bytes()[..],
        &0xffff_fff0_u32.to_le_bytes()[..],
    ]
    .concat();
    let deep: Vec<u8> = (0..100_000_u32)
        .flat_map(|at| record(66 + at % 12, at.min(1023), &[0x20, b'l', b'b', b't']))
        .collect();
    let good = hwp(&deflated_raw(
        &[paragraph.clone(), text.clone()].concat(),
        2000,
    ));
    // The allocation table, whose first sector the header names, made to lead in a circle.
    let table = 512 * (1 + usize::from(good[76]));
    let circle = |good: &[u8]| {
        let table = 512 * (1 + usize::from(good[76]));
        let mut circle = good.to_vec();
        for at in (table..table + 512).step_by(4) {
            let own = u32::try_from((at - table) / 4).unwrap();
            circle[at..at + 4].copy_from_slice(&(own ^ 1).to_le_bytes());
        }
        circle
    };
    let office = |stream: &str| circle(&compound(&[(stream, &[9; 20_000])]));
    let mut itself = good.clone();
    for at in (table..table + 512).step_by(4) {
        let own = u32::try_from((at - table) / 4).unwrap();
        if itself[at + 3] != 0xff {
            itself[at..at + 4].copy_from_slice(&own.to_le_bytes());
        }
    }
    // The chain of further tables, and the directory, lead back to their start.
    let mut chain = good.clone();
    chain[68..72].copy_from_slice(&1_u32.to_le_bytes());
    chain[72..76].copy_from_slice(&0x00ff_ffff_u32.to_le_bytes());
    let mut siblings = good.clone();
    let directory = 512 * (1 + usize::from(good[48]));
    for entry in (directory..directory + 512).step_by(128) {
        siblings[entry + 68..entry + 72].copy_from_slice(&1_u32.to_le_bytes());
        siblings[entry + 72..entry + 76].copy_from_slice(&1_u32.to_le_bytes());
    }
    vec![
        named(
            "hwp unpacks to much.hwp",
            hwp(&deflated_raw(b"\0", 520 << 20)),
        ),
        named(
            "hwp many paragraphs.hwp",
            hwp(&deflated_raw(&[paragraph.clone(), text].concat(), 3 << 20)),
        ),
        named(
            "hwp record without end.hwp",
            hwp(&deflated_raw(&[paragraph, huge].concat(), 1)),
        ),
        named("hwp deep.hwp", hwp(&deflated_raw(&deep, 1))),
        named("cfb circle.hwp", circle(&good)),
        named("cfb circle.xls", office("/Workbook")),
        named("cfb circle.doc", office("/WordDocument")),
        named("cfb sector in itself.hwp", itself),
        named("cfb table chain.hwp", chain),
        named("cfb directory loop.hwp", siblings),
    ]
}

fn texts() -> Bombs {
    let many = |piece: &str, times: usize| piece.repeat(times).into_bytes();
    let attributes: String = (0..80_000).map(|at| format!(" a{at}={at}")).collect();
    let aliases: String = (1..10)
        .map(|at| format!("a{at}: &a{at} [{}]\n", format!("*a{},", at - 1).repeat(9)))
        .collect();
    let multipart: String = (0..10_000)
        .map(|at| format!("Content-Type: multipart/mixed; boundary=b{at}\r\n\r\n--b{at}\r\n"))
        .collect();
    let messages = "Content-Type: message/rfc822\r\n\r\n".repeat(10_000);
    let mail = |rest: &str| {
        format!("From: a@example.org\r\nTo: b@example.org\r\nSubject: a\r\nDate: Mon, 4 Mar 2019 10:00:00 +0900\r\nMIME-Version: 1.0\r\n{rest}").into_bytes()
    };
    let rtf = |rest: String| format!("{{\\rtf1\\ansi {rest}").into_bytes();
    let html = |rest: String| format!("<!DOCTYPE html><html><body>{rest}").into_bytes();
    vec![
        named("rtf groups.rtf", rtf("{".repeat(100_000))),
        named(
            "rtf groups closed.rtf",
            rtf(format!(
                "{}a{}",
                "{\\b ".repeat(100_000),
                "}".repeat(100_001)
            )),
        ),
        named("rtf binary.rtf", rtf("\\bin2147483647 a".repeat(10_000))),
        named(
            "rtf skip.rtf",
            rtf("\\uc2147483647\\u44032 ?".repeat(10_000)),
        ),
        named(
            "rtf tables.rtf",
            rtf("\\trowd\\itap99999\\cell\\nestcell\\row".repeat(50_000)),
        ),
        named("rtf pages.rtf", rtf("a\\page ".repeat(200_000))),
        named("html nesting.html", html("<div>".repeat(100_000))),
        named("html bold.html", html("<b><p>".repeat(100_000))),
        named("html tables.html", html("<table><tr><td>".repeat(100_000))),
        named("html lists.html", html("<ul><li>".repeat(100_000))),
        named("html links.html", html("<a href=x>".repeat(100_000))),
        named("html templates.html", html("<template>".repeat(100_000))),
        named(
            "html foreign.html",
            html("<svg><desc><math><mtext>".repeat(30_000)),
        ),
        named("html select.html", html("<select><option>".repeat(100_000))),
        named("html attributes.html", html(format!("<p{attributes}>text"))),
        named(
            "html many attributes.html",
            html("<p a b c d e f g h>".repeat(200_000)),
        ),
        named("html broken.html", html("</p>".repeat(1_000_000))),
        named(
            "html formatting.html",
            html("<b><i><u><s><em><font><nobr></b></i>".repeat(3_000)),
        ),
        named(
            "html entities.html",
            html("&lt;&#x10ffff;&notit;".repeat(500_000)),
        ),
        named("md quotes.md", many("> ", 100_000)),
        named("md brackets.md", many("[", 500_000)),
        named("md links.md", many("[a](", 200_000)),
        named("md emphasis.md", many("*a _b ", 200_000)),
        named("md stars.md", many("a**b", 500_000)),
        named(
            "md backticks.md",
            (1..2000)
                .map(|at| format!("e{} ", "`".repeat(at)))
                .collect::<String>()
                .into_bytes(),
        ),
        named(
            "md lists.md",
            (0..2000)
                .map(|at| format!("{}- a\n", " ".repeat(2 * at)))
                .collect::<String>()
                .into_bytes(),
        ),
        named(
            "md table.md",
            format!(
                "|{}\n|{}\n{}",
                "a|".repeat(10_000),
                "-|".repeat(10_000),
                "|a\n".repeat(10_000)
            )
            .into_bytes(),
        ),
        named(
            "md references.md",
            (0..100_000)
                .map(|at| format!("[{at}]: x\n[{at}] "))
                .collect::<String>()
                .into_bytes(),
        ),
        named("md markup.md", many("<div><b>", 200_000)),
        named("md comments.md", many("<!-- <?x ", 200_000)),
        named(
            "yaml deep.md",
            format!("---\na: {}\n---\n# Plan\n\nText\n", "[".repeat(100_000)).into_bytes(),
        ),
        named(
            "yaml maps.md",
            format!("---\n{}\n---\n# Plan\n", "{a: ".repeat(100_000)).into_bytes(),
        ),
        named(
            "yaml indented.md",
            format!(
                "---\n{}\n---\n# Plan\n",
                (0..3000)
                    .map(|at| format!("{}a:\n", " ".repeat(at)))
                    .collect::<String>()
            )
            .into_bytes(),
        ),
        named(
            "yaml aliases.md",
            format!("---\na0: &a0 [x, x]\n{aliases}---\n# Plan\n\nText\n").into_bytes(),
        ),
        named("json deep.json", many("[", 1_000_000)),
        named(
            "json maps.md",
            format!("---\n{}\n---\n# Plan\n", "{\"a\":".repeat(100_000)).into_bytes(),
        ),
        named("mail multipart.eml", mail(&multipart)),
        named("mail messages.eml", mail(&messages)),
        named("mail headers.eml", mail(&"X-A: b\r\n".repeat(500_000))),
        named(
            "mail words.eml",
            mail(&format!(
                "Subject: {}\r\n\r\ntext",
                "=?utf-8?Q?=EB=8F=84?= ".repeat(100_000)
            )),
        ),
        named(
            "mail comments.eml",
            mail(&format!("Cc: {}\r\n\r\ntext", "(".repeat(500_000))),
        ),
        named(
            "mail parts.eml",
            mail(&format!(
                "Content-Type: multipart/mixed; boundary=b\r\n\r\n{}",
                "--b\r\nContent-Disposition: attachment; filename=a.txt\r\n\r\na\r\n"
                    .repeat(100_000)
            )),
        ),
        named("text long.txt", many("policy ", 3 << 20)),
        named("text one line.txt", many("a", 19 << 20)),
        named("text pages.txt", many("a\u{c}", 100_000)),
        named("text marks.txt", many("a\u{300}\u{301}", 1 << 20)),
        named("text escapes.txt", many("\u{1b}$B%9\u{1b}(B", 500_000)),
        named("text nothing.txt", vec![0; 1 << 20]),
    ]
}

fn pictures() -> Bombs {
    vec![
        named(
            "picture.png",
            b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\x7f\xff\xff\xff\x7f\xff\xff\xff\x10\x06\0\0\0".to_vec(),
        ),
        named(
            "picture.jpg",
            b"\xff\xd8\xff\xc0\0\x11\x08\xff\xff\xff\xff\x03\x01\x22\0\x02\x11\x01".to_vec(),
        ),
        named(
            "picture.tif",
            b"II*\0\x08\0\0\0\xff\xff\0\x01\x04\0\xff\xff\xff\xff".to_vec(),
        ),
    ]
}
