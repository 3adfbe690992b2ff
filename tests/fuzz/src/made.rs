//! Small documents of every format, made here: for formats of which no real ones are at hand, and
//! because a short file is read a hundred times while a long one is read once.

use std::io::{Cursor, Write};

use zip::ZipWriter;
use zip::write::SimpleFileOptions;

/// Made documents of `format`.
pub(crate) fn documents(format: &str) -> Vec<Vec<u8>> {
    match format {
        "pdf" => vec![PDF.as_bytes().to_vec()],
        "rtf" => vec![RTF.as_bytes().to_vec()],
        "html" => vec![HTML.as_bytes().to_vec()],
        "md" => vec![MARKDOWN.as_bytes().to_vec()],
        "eml" => vec![MAIL.replace('\n', "\r\n").into_bytes()],
        "txt" => vec![
            "스마트도시 종합계획\n\u{c}Page two\r\n".as_bytes().to_vec(),
            b"\x1b$B%9%^!<%H\x1b(B city\n\xbd\xba\xb8\xb6\xc6\xae\xb5\xb5\xbd\xc3".to_vec(),
            "\u{feff}Plan"
                .encode_utf16()
                .flat_map(u16::to_le_bytes)
                .collect(),
        ],
        "epub" => vec![package(&EPUB)],
        "docx" => vec![package(&DOCX)],
        "pptx" => vec![package(&PPTX)],
        "xlsx" => vec![package(&XLSX)],
        "odt" => vec![open_document("text", ODT)],
        "odp" => vec![open_document("presentation", ODP)],
        "ods" => vec![open_document("spreadsheet", ODS)],
        "zip" => vec![
            package(&[
                ("a.txt", "Plan A"),
                ("b/c.md", "# Plan C\n"),
                ("manifest.csv", "path,country\na.txt,KR\n"),
            ]),
            package(&[("e.zip", "PK\x05\x06"), ("도시.txt", "도시")]),
        ],
        "xls" => xls().into_iter().collect(),
        _ => Vec::new(),
    }
}

fn package(entries: &[(&str, &str)]) -> Vec<u8> {
    let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, content) in entries {
        let options = SimpleFileOptions::default();
        let written = writer
            .start_file(*name, options)
            .map(|()| writer.write_all(content.as_bytes()));
        written
            .expect("memory takes every entry")
            .expect("memory takes every byte");
    }
    writer
        .finish()
        .expect("memory takes a directory")
        .into_inner()
}

fn open_document(kind: &str, content: &str) -> Vec<u8> {
    let media_type = format!("application/vnd.oasis.opendocument.{kind}");
    package(&[
        ("mimetype", &media_type),
        ("content.xml", content),
        ("meta.xml", META),
        ("styles.xml", STYLES),
    ])
}

/// A workbook of BIFF8 records in a compound file.
fn xls() -> Option<Vec<u8>> {
    let record = |kind: u16, body: &[u8]| -> Vec<u8> {
        let length = u16::try_from(body.len()).unwrap_or(0);
        [&kind.to_le_bytes()[..], &length.to_le_bytes()[..], body].concat()
    };
    let bof = |what: u8| record(0x809, &[0, 6, what, 0, 0, 0, 0, 0, 0, 0, 0, 0, 6, 0, 0, 0]);
    let end = record(0x0a, &[]);
    let strings = record(0xfc, b"\x01\0\0\0\x01\0\0\0\x04\0\0Plan");
    let sheet_at = u32::try_from(20 + 4 + 14 + strings.len() + end.len()).ok()?;
    let mut sheet = sheet_at.to_le_bytes().to_vec();
    sheet.extend_from_slice(b"\0\0\x06\0Sheet1");
    let globals = [bof(5), record(0x85, &sheet), strings, end.clone()].concat();
    let cells = [
        bof(0x10),
        record(0x200, &[0, 0, 0, 0, 2, 0, 0, 0, 0, 0, 2, 0, 0, 0]),
        record(0xfd, &[0, 0, 0, 0, 0, 0, 0, 0, 0, 0]),
        record(0x203, &[[1, 0, 1, 0, 0, 0], [0, 0, 0, 0, 0, 0]].concat()),
        end,
    ];
    let mut file =
        cfb::CompoundFile::create_with_version(cfb::Version::V3, Cursor::new(Vec::new())).ok()?;
    let mut stream = file.create_stream("/Workbook").ok()?;
    stream.write_all(&globals).ok()?;
    stream.write_all(&cells.concat()).ok()?;
    drop(stream);
    file.flush().ok()?;
    Some(file.into_inner().into_inner())
}

const PDF: &str = "%PDF-1.7
1 0 obj<</Type/Catalog/Pages 2 0 R/Outlines 6 0 R/PageLabels<</Nums[0<</S/r>>]>>/Lang(en)>>endobj
2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1/MediaBox[0 0 612 792]>>endobj
3 0 obj<</Type/Page/Parent 2 0 R/Contents 4 0 R/Resources<</Font<</F1 5 0 R>>/XObject<</Fm0 8 0 R>>>>>>endobj
4 0 obj<</Length 110>>stream
BT /F1 24 Tf 72 700 Td (National Plan) Tj 0 -30 Td [(for) -250 (smart) -250 (cities)] TJ ET q /Fm0 Do Q EMC    \nendstream endobj
5 0 obj<</Type/Font/Subtype/Type1/BaseFont/Helvetica/Encoding<</Differences[65/A/B 67/Eacute]>>>>endobj
6 0 obj<</First 7 0 R/Last 7 0 R/Count 1>>endobj
7 0 obj<</Title(Chapter)/Parent 6 0 R/Dest[3 0 R/Fit]>>endobj
8 0 obj<</Type/XObject/Subtype/Form/BBox[0 0 99 99]/Resources<</Font<</F1 5 0 R>>>>/Length 40>>stream
BT /F1 9 Tf 10 10 Td (inside a form) Tj ET\nendstream endobj
9 0 obj<</Title(Plan)/CreationDate(D:20190304)>>endobj
trailer<</Root 1 0 R/Info 9 0 R/Size 10>>
startxref
0
%%EOF
";

const RTF: &str = r"{\rtf1\ansi\ansicpg949\deff0{\fonttbl{\f0\fcharset129 Batang;}}{\info{\title Plan}{\creatim\yr2019\mo3\dy4}}
\pard\f0 National plan \'bd\'ba\'b8\'b6\'c6\'ae \u46020?\u49884? {\b bold}\par
\trowd\cellx3000\cellx6000 One\cell Two\cell\row\page Second page{\footnote note}{\header Head}{\*\unknown x}{\pict\wmetafile8 010203}\bin3 abc
{\field{\*\fldinst HYPERLINK a}{\fldrslt link}}\tab\emdash\par}";

const HTML: &str = "<!DOCTYPE html><html lang=ko><head><meta charset=utf-8><title>Plan</title><meta name=date content=2019-03-04></head>
<body><nav><a href=a>Home</a></nav><main><h1>National &amp; plan</h1><p>Text &#xD55C; of it<br>more</p><table><tr><th>A<td>B</table>
<ul><li>one<li>two</ul><pre> code </pre><script>x</script></main><footer>foot</footer></body></html>";

const MARKDOWN: &str = "---\ntitle: Plan\n시행일자: 2019-03-04\ntags: [a, b]\n---\n# Plan\n\nText *of* **it** [link](a \"b\").\n\n| a | b |\n|---|---|\n| 1 | 2 |\n\n> quote\n> - item\n>   1. deeper\n\n```rust\ncode\n```\n<div>html</div>\n[^1]: note\n";

const MAIL: &str = "From: =?utf-8?B?6rmA?= <a@example.org>\nTo: b@example.org\nSubject: =?euc-kr?Q?=BD=BA?= plan\nDate: Mon, 4 Mar 2019 10:00:00 +0900\nMIME-Version: 1.0\nContent-Type: multipart/mixed; boundary=\"x\"\n\n--x\nContent-Type: multipart/alternative; boundary=y\n\n--y\nContent-Type: text/plain; charset=utf-8\nContent-Transfer-Encoding: quoted-printable\n\nPlan =EB=8F=84 text=\n more\n--y\nContent-Type: text/html\n\n<p>Plan</p>\n--y--\n--x\nContent-Type: text/plain; name=\"a.txt\"\nContent-Disposition: attachment; filename*=utf-8''%EB%8F%84.txt\nContent-Transfer-Encoding: base64\n\nUGxhbg==\n--x\nContent-Type: message/rfc822\n\nSubject: inner\n\nInner text\n--x--\n";

const META: &str = "<office:document-meta xmlns:office=\"o\" xmlns:dc=\"d\" xmlns:meta=\"m\"><office:meta><dc:title>Plan</dc:title><dc:date>2019-03-04T00:00:00</dc:date><meta:document-statistic meta:page-count=\"1\"/></office:meta></office:document-meta>";

const STYLES: &str = "<office:document-styles xmlns:office=\"o\" xmlns:style=\"s\" xmlns:text=\"t\"><office:master-styles><style:master-page style:name=\"a\"><style:header><text:p>Head</text:p></style:header></style:master-page></office:master-styles></office:document-styles>";

const ODT: &str = "<office:document-content xmlns:office=\"o\" xmlns:text=\"t\" xmlns:table=\"b\" xmlns:draw=\"d\"><office:body><office:text><text:h text:outline-level=\"1\">Plan</text:h><text:p>Text<text:s text:c=\"2\"/>of<text:tab/>it<text:line-break/><text:soft-page-break/>more<text:note><text:note-body><text:p>note</text:p></text:note-body></text:note></text:p><table:table><table:table-row><table:table-cell table:number-columns-repeated=\"2\"><text:p>A</text:p></table:table-cell></table:table-row></table:table><draw:frame><draw:text-box><text:p>box</text:p></draw:text-box></draw:frame><text:list><text:list-item><text:p>item</text:p></text:list-item></text:list></office:text></office:body></office:document-content>";

const ODP: &str = "<office:document-content xmlns:office=\"o\" xmlns:text=\"t\" xmlns:draw=\"d\" xmlns:presentation=\"p\"><office:body><office:presentation><draw:page draw:name=\"one\"><draw:frame presentation:class=\"title\"><draw:text-box><text:p>Plan</text:p></draw:text-box></draw:frame><presentation:notes><draw:frame><draw:text-box><text:p>note</text:p></draw:text-box></draw:frame></presentation:notes></draw:page></office:presentation></office:body></office:document-content>";

const ODS: &str = "<office:document-content xmlns:office=\"o\" xmlns:text=\"t\" xmlns:table=\"b\"><office:body><office:spreadsheet><table:table table:name=\"Sheet\"><table:table-row table:number-rows-repeated=\"2\"><table:table-cell office:value-type=\"float\" office:value=\"1.5\" table:number-columns-repeated=\"3\"><text:p>1.5</text:p></table:table-cell></table:table-row></table:table></office:spreadsheet></office:body></office:document-content>";

const EPUB: [(&str, &str); 6] = [
    ("mimetype", "application/epub+zip"),
    (
        "META-INF/container.xml",
        "<container><rootfiles><rootfile full-path=\"OEBPS/a.opf\" media-type=\"application/oebps-package+xml\"/></rootfiles></container>",
    ),
    (
        "OEBPS/a.opf",
        "<package><metadata><dc:title xmlns:dc=\"d\">Plan</dc:title><dc:language>en</dc:language><dc:date>2019</dc:date></metadata><manifest><item id=\"a\" href=\"a.xhtml\" media-type=\"application/xhtml+xml\"/><item id=\"n\" href=\"n.ncx\" media-type=\"application/x-dtbncx+xml\"/><item id=\"b\" href=\"b%20b.xhtml\" media-type=\"application/xhtml+xml\"/></manifest><spine toc=\"n\"><itemref idref=\"a\"/><itemref idref=\"b\"/></spine></package>",
    ),
    (
        "OEBPS/a.xhtml",
        "<html xmlns=\"http://www.w3.org/1999/xhtml\"><head><title>One</title></head><body><h1 id=\"h\">One</h1><p>Text &amp; more</p></body></html>",
    ),
    (
        "OEBPS/b b.xhtml",
        "<html><body><h1>Two</h1><table><tr><td>A</td></tr></table></body></html>",
    ),
    (
        "OEBPS/n.ncx",
        "<ncx><navMap><navPoint><navLabel><text>One</text></navLabel><content src=\"a.xhtml#h\"/><navPoint><navLabel><text>Two</text></navLabel><content src=\"b%20b.xhtml\"/></navPoint></navPoint></navMap></ncx>",
    ),
];

const DOCX: [(&str, &str); 7] = [
    (
        "[Content_Types].xml",
        "<Types><Default Extension=\"xml\" ContentType=\"application/xml\"/><Override PartName=\"/word/document.xml\" ContentType=\"application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml\"/></Types>",
    ),
    (
        "_rels/.rels",
        "<Relationships><Relationship Id=\"r1\" Type=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument\" Target=\"word/document.xml\"/></Relationships>",
    ),
    (
        "word/document.xml",
        "<w:document xmlns:w=\"w\" xmlns:r=\"r\" xmlns:mc=\"m\"><w:body><w:p><w:pPr><w:pStyle w:val=\"Heading1\"/></w:pPr><w:r><w:t>Plan</w:t></w:r></w:p><w:p><w:r><w:t xml:space=\"preserve\">Text </w:t><w:tab/><w:footnoteReference w:id=\"2\"/><w:br w:type=\"page\"/><w:t>more</w:t></w:r><w:ins><w:r><w:t>new</w:t></w:r></w:ins><w:del><w:r><w:delText>old</w:delText></w:r></w:del></w:p><w:tbl><w:tr><w:tc><w:p><w:r><w:t>A</w:t></w:r></w:p></w:tc><w:tc><w:tbl><w:tr><w:tc><w:p/></w:tc></w:tr></w:tbl></w:tc></w:tr></w:tbl><mc:AlternateContent><mc:Choice><w:txbxContent><w:p><w:r><w:t>box</w:t></w:r></w:p></w:txbxContent></mc:Choice><mc:Fallback/></mc:AlternateContent><w:sectPr><w:headerReference r:id=\"h1\"/></w:sectPr></w:body></w:document>",
    ),
    (
        "word/_rels/document.xml.rels",
        "<Relationships><Relationship Id=\"h1\" Type=\"header\" Target=\"header1.xml\"/></Relationships>",
    ),
    (
        "word/header1.xml",
        "<w:hdr xmlns:w=\"w\"><w:p><w:r><w:t>Head</w:t></w:r></w:p></w:hdr>",
    ),
    (
        "word/footnotes.xml",
        "<w:footnotes xmlns:w=\"w\"><w:footnote w:id=\"2\"><w:p><w:r><w:t>note</w:t></w:r></w:p></w:footnote></w:footnotes>",
    ),
    (
        "docProps/core.xml",
        "<cp:coreProperties xmlns:cp=\"c\" xmlns:dc=\"d\" xmlns:dcterms=\"t\"><dc:title>Plan</dc:title><dcterms:created>2019-03-04T00:00:00Z</dcterms:created></cp:coreProperties>",
    ),
];

const PPTX: [(&str, &str); 7] = [
    (
        "[Content_Types].xml",
        "<Types><Override PartName=\"/ppt/presentation.xml\" ContentType=\"application/vnd.openxmlformats-officedocument.presentationml.presentation.main+xml\"/></Types>",
    ),
    (
        "_rels/.rels",
        "<Relationships><Relationship Id=\"r1\" Type=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument\" Target=\"ppt/presentation.xml\"/></Relationships>",
    ),
    (
        "ppt/presentation.xml",
        "<p:presentation xmlns:p=\"p\" xmlns:r=\"r\"><p:sldIdLst><p:sldId id=\"256\" r:id=\"r1\"/></p:sldIdLst></p:presentation>",
    ),
    (
        "ppt/_rels/presentation.xml.rels",
        "<Relationships><Relationship Id=\"r1\" Type=\"slide\" Target=\"slides/slide1.xml\"/></Relationships>",
    ),
    (
        "ppt/slides/slide1.xml",
        "<p:sld xmlns:p=\"p\" xmlns:a=\"a\"><p:cSld><p:spTree><p:sp><p:nvSpPr><p:nvPr><p:ph type=\"title\"/></p:nvPr></p:nvSpPr><p:txBody><a:p><a:r><a:t>Plan</a:t></a:r></a:p></p:txBody></p:sp><p:graphicFrame><a:tbl><a:tr><a:tc><a:txBody><a:p><a:r><a:t>A</a:t></a:r></a:p></a:txBody></a:tc></a:tr></a:tbl></p:graphicFrame><p:grpSp><p:sp/></p:grpSp></p:spTree></p:cSld></p:sld>",
    ),
    (
        "ppt/slides/_rels/slide1.xml.rels",
        "<Relationships><Relationship Id=\"r1\" Type=\"notesSlide\" Target=\"../notesSlides/notesSlide1.xml\"/></Relationships>",
    ),
    (
        "ppt/notesSlides/notesSlide1.xml",
        "<p:notes xmlns:p=\"p\" xmlns:a=\"a\"><p:cSld><p:spTree><p:sp><p:txBody><a:p><a:r><a:t>note</a:t></a:r></a:p></p:txBody></p:sp></p:spTree></p:cSld></p:notes>",
    ),
];

const XLSX: [(&str, &str); 7] = [
    (
        "[Content_Types].xml",
        "<Types><Override PartName=\"/xl/workbook.xml\" ContentType=\"application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml\"/></Types>",
    ),
    (
        "_rels/.rels",
        "<Relationships><Relationship Id=\"rId1\" Type=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument\" Target=\"xl/workbook.xml\"/></Relationships>",
    ),
    (
        "xl/workbook.xml",
        "<workbook xmlns:r=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships\"><sheets><sheet name=\"Sheet1\" sheetId=\"1\" r:id=\"rId1\"/></sheets></workbook>",
    ),
    (
        "xl/_rels/workbook.xml.rels",
        "<Relationships><Relationship Id=\"rId1\" Type=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet\" Target=\"worksheets/sheet1.xml\"/><Relationship Id=\"rId2\" Type=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships/sharedStrings\" Target=\"sharedStrings.xml\"/></Relationships>",
    ),
    (
        "xl/sharedStrings.xml",
        "<sst count=\"1\" uniqueCount=\"1\"><si><r><t>Plan</t></r></si></sst>",
    ),
    (
        "xl/styles.xml",
        "<styleSheet><numFmts><numFmt numFmtId=\"164\" formatCode=\"yyyy-mm-dd\"/></numFmts><cellXfs><xf numFmtId=\"0\"/><xf numFmtId=\"164\"/></cellXfs></styleSheet>",
    ),
    (
        "xl/worksheets/sheet1.xml",
        "<worksheet><dimension ref=\"A1:C2\"/><sheetData><row r=\"1\"><c r=\"A1\" t=\"s\"><v>0</v></c><c r=\"B1\" s=\"1\"><v>43528</v></c></row><row r=\"2\"><c r=\"A2\" t=\"inlineStr\"><is><t>inline</t></is></c><c r=\"C2\" t=\"b\"><v>1</v></c><c r=\"D2\"><f>A1</f><v>1.5e3</v></c></row></sheetData><mergeCells><mergeCell ref=\"A1:B2\"/></mergeCells></worksheet>",
    ),
];
