//! Office files made here, one feature each, and those of the corpus beside their own XML.

#![expect(clippy::unwrap_used, reason = "a test ends where something is wrong")]

use std::io::{Cursor, Write};
use std::path::{Path, PathBuf};

use regesta_index::{Paging, Role};
use regesta_ingest::{Extracted, Failure, Limits, extract};
use zip::ZipWriter;
use zip::write::SimpleFileOptions;

const W: &str = r#"xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships" xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape" xmlns:v="urn:schemas-microsoft-com:vml""#;
const P: &str = r#"xmlns:p="http://schemas.openxmlformats.org/presentationml/2006/main" xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships""#;
const ODF: &str = r#"xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0" xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0" xmlns:draw="urn:oasis:names:tc:opendocument:xmlns:drawing:1.0" xmlns:style="urn:oasis:names:tc:opendocument:xmlns:style:1.0" xmlns:fo="urn:oasis:names:tc:opendocument:xmlns:xsl-fo-compatible:1.0" xmlns:svg="urn:oasis:names:tc:opendocument:xmlns:svg-compatible:1.0" xmlns:presentation="urn:oasis:names:tc:opendocument:xmlns:presentation:1.0" xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:meta="urn:oasis:names:tc:opendocument:xmlns:meta:1.0""#;

fn packed(parts: &[(&str, &[u8])]) -> Vec<u8> {
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, bytes) in parts {
        zip.start_file(*name, SimpleFileOptions::default()).unwrap();
        zip.write_all(bytes).unwrap();
    }
    zip.finish().unwrap().into_inner()
}

/// References of a part: id, last word of the kind, target.
fn references(references: &[(&str, &str, &str)]) -> String {
    let kinds = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
    let each = references.iter().map(|(id, kind, target)| {
        format!(r#"<Relationship Id="{id}" Type="{kinds}/{kind}" Target="{target}"/>"#)
    });
    format!(
        "<Relationships>{}</Relationships>",
        each.collect::<String>()
    )
}

fn read(bytes: &[u8]) -> Extracted {
    extract(bytes, "file", &Limits::STANDARD).unwrap()
}

/// A Word document with this body and these parts beside it (name in `word/`, kind, content).
fn word(body: &str, parts: &[(&str, &str, &str)]) -> Vec<u8> {
    let document = format!("<w:document {W}><w:body>{body}</w:body></w:document>");
    let listed: Vec<(&str, &str, &str)> = parts
        .iter()
        .map(|(name, kind, _)| (*name, *kind, *name))
        .collect();
    let references = references(&listed);
    let names: Vec<String> = parts.iter().map(|(n, ..)| format!("word/{n}")).collect();
    let mut all: Vec<(&str, &[u8])> = vec![
        ("word/document.xml", document.as_bytes()),
        ("word/_rels/document.xml.rels", references.as_bytes()),
    ];
    for (name, (_, _, content)) in names.iter().zip(parts) {
        all.push((name, content.as_bytes()));
    }
    packed(&all)
}

fn text_of(extracted: &Extracted) -> String {
    let texts: Vec<&str> = extracted.pages.iter().map(|p| p.text.as_str()).collect();
    texts.join("--\n")
}

/// The text of a Word document with this body, without the empty lines between paragraphs.
#[track_caller]
fn check_word(body: &str, expected: &str) {
    check_word_with(body, &[], expected);
}

#[track_caller]
fn check_word_with(body: &str, parts: &[(&str, &str, &str)], expected: &str) {
    let extracted = read(&word(body, parts));
    assert_eq!(text_of(&extracted).replace("\n\n", "\n"), expected);
}

fn marked(extracted: &Extracted, wanted: impl Fn(Role) -> bool) -> Vec<&str> {
    let pages = extracted.pages.iter();
    pages
        .flat_map(|page| {
            let marks = page.marks.iter().filter(|mark| wanted(mark.role));
            marks.map(|mark| &page.text[mark.from..mark.until])
        })
        .collect()
}

fn p(text: &str) -> String {
    format!("<w:p><w:r><w:t>{text}</w:t></w:r></w:p>")
}

#[test]
fn word_paragraphs_keep_tabs_breaks_hyphens_and_links() {
    check_word(
        "<w:p><w:pPr><w:tabs><w:tab w:val=\"left\"/></w:tabs></w:pPr><w:r><w:t xml:space=\"preserve\">스마트 \
         </w:t><w:t>도시</w:t><w:tab/><w:t>a</w:t><w:br/><w:t>b</w:t><w:noBreakHyphen/><w:t>c</w:t></w:r>\
         <w:hyperlink r:id=\"x\"><w:r><w:t>!</w:t></w:r></w:hyperlink></w:p>",
        "스마트 도시\ta\nb-c!\n",
    );
}

#[test]
fn a_comment_follows_its_paragraph_with_its_author() {
    let body = format!(
        "<w:p><w:r><w:t>Article 1</w:t></w:r><w:r><w:commentReference w:id=\"7\"/></w:r></w:p>{}",
        p("Article 2")
    );
    let comments = format!(
        "<w:comments {W}><w:comment w:id=\"7\" w:author=\"A. Kim\">{}{}</w:comment></w:comments>",
        p("too vague;"),
        p("see Annex")
    );
    check_word_with(
        &body,
        &[("comments.xml", "comments", &comments)],
        "Article 1\n[Comment, A. Kim: too vague;\nsee Annex]\nArticle 2\n",
    );
    let extracted = read(&word(&p("a"), &[("comments.xml", "comments", &comments)]));
    assert_eq!(
        extracted.warnings,
        ["1 comment on no text that is kept is left out"]
    );
}

#[test]
fn a_section_takes_the_running_heads_that_it_lacks_from_the_one_before() {
    let header = |text: &str| format!("<w:hdr {W}>{}</w:hdr>", p(text));
    let body = format!(
        "{}<w:p><w:pPr><w:sectPr><w:headerReference w:type=\"default\" r:id=\"h1.xml\"/>\
         <w:headerReference w:type=\"first\" r:id=\"h2.xml\"/></w:sectPr></w:pPr></w:p>\
         {}<w:sectPr><w:type w:val=\"continuous\"/><w:titlePg/></w:sectPr>",
        p("one"),
        p("two")
    );
    check_word_with(
        &body,
        &[
            ("h1.xml", "header", &header("Plan")),
            ("h2.xml", "header", &header("First page of a part")),
        ],
        "Plan\none\nFirst page of a part\ntwo\n",
    );
}

#[test]
fn word_tables_are_rows_of_cells_and_merged_cells_stand_once() {
    let cell = |properties: &str, text: &str| {
        format!("<w:tc><w:tcPr>{properties}</w:tcPr>{}</w:tc>", p(text))
    };
    let rows = [
        [cell(r#"<w:gridSpan w:val="2"/>"#, "head"), cell("", "x")].concat(),
        [
            cell(r#"<w:vMerge w:val="restart"/>"#, "tall"),
            cell("", "b"),
        ]
        .concat(),
        [cell("<w:vMerge/>", ""), cell("", "c")].concat(),
    ];
    let rows: String = rows
        .iter()
        .map(|row| format!("<w:tr>{row}</w:tr>"))
        .collect();
    check_word(
        &format!("<w:tbl><w:tblPr/>{rows}</w:tbl>"),
        "head\tx\ntall\tb\n\tc\n",
    );
}

#[test]
fn a_text_box_stands_once() {
    let content = format!("<w:txbxContent>{}</w:txbxContent>", p("in the box"));
    check_word(
        &format!(
            "<w:p><w:r><w:t>around</w:t></w:r><w:r><mc:AlternateContent><mc:Choice Requires=\"wps\">\
             <w:drawing><wps:txbx>{content}</wps:txbx></w:drawing></mc:Choice><mc:Fallback><w:pict>\
             <v:textbox>{content}</v:textbox></w:pict></mc:Fallback></mc:AlternateContent></w:r></w:p>{}",
            p("after")
        ),
        "around\nin the box\nafter\n",
    );
}

#[test]
fn inserted_text_is_kept_and_deleted_moved_and_hidden_text_left_out() {
    let bytes = word(
        "<w:p><w:ins><w:r><w:t>new </w:t></w:r></w:ins><w:del><w:r><w:delText>old</w:delText></w:r></w:del>\
         <w:moveFrom><w:r><w:t>from</w:t></w:r></w:moveFrom><w:moveTo><w:r><w:t>to</w:t></w:r></w:moveTo>\
         <w:r><w:rPr><w:vanish/></w:rPr><w:t>secret</w:t></w:r><w:r><w:t>.</w:t></w:r></w:p>\
         <w:tbl><w:tr><w:trPr><w:del/></w:trPr><w:tc><w:p><w:r><w:t>gone</w:t></w:r></w:p></w:tc></w:tr></w:tbl>",
        &[],
    );
    let extracted = read(&bytes);
    assert_eq!(text_of(&extracted), "new to.\n");
    assert_eq!(extracted.warnings, ["text marked as hidden is left out"]);
}

#[test]
fn of_fields_the_result_is_text_and_a_lost_end_costs_one_paragraph() {
    let field = |kind: &str| format!("<w:r><w:fldChar w:fldCharType=\"{kind}\"/></w:r>");
    let run = |text: &str| format!("<w:r><w:t>{text}</w:t></w:r>");
    let (begin, separate, end) = (field("begin"), field("separate"), field("end"));
    check_word(
        &format!(
            "<w:p>{}{begin}<w:r><w:instrText>REF a {begin}</w:instrText></w:r>{}{separate}{}{end}{}</w:p>\
             <w:p>{begin}{}</w:p>{}<w:p><w:fldSimple w:instr=\"PAGE\">{}</w:fldSimple></w:p>",
            run("a"),
            run("code"),
            run("b"),
            run("c"),
            run("lost"),
            p("next"),
            run("7"),
        ),
        "abc\nnext\n7\n",
    );
}

#[test]
fn symbols_ruby_formulas_and_controls_are_text() {
    check_word(
        "<w:p><w:r><w:sym w:font=\"Wingdings\" w:char=\"F0FC\"/><w:t> </w:t></w:r><w:r><w:ruby><w:rubyPr/>\
         <w:rt><w:r><w:t>とし</w:t></w:r></w:rt><w:rubyBase><w:r><w:t>都市</w:t></w:r></w:rubyBase></w:ruby></w:r></w:p>\
         <w:p><m:oMath><m:f><m:num><m:r><m:t>a</m:t></m:r></m:num><m:den><m:d><m:e><m:r><m:t>b+c</m:t></m:r>\
         </m:e></m:d></m:den></m:f></m:oMath></w:p>\
         <w:sdt><w:sdtPr><w:alias w:val=\"x\"/></w:sdtPr><w:sdtContent><w:p><w:r><w:t>control</w:t></w:r></w:p>\
         </w:sdtContent></w:sdt>",
        "✓ 都市(とし)\na/(b+c)\ncontrol\n",
    );
}

#[test]
fn lists_have_the_numbers_that_a_reader_sees() {
    let numbering = r#"<w:numbering><w:abstractNum w:abstractNumId="3">
        <w:lvl w:ilvl="0"><w:start w:val="1"/><w:numFmt w:val="decimal"/><w:lvlText w:val="제%1조"/></w:lvl>
        <w:lvl w:ilvl="1"><w:start w:val="1"/><w:numFmt w:val="ganada"/><w:lvlText w:val="%2."/></w:lvl>
        </w:abstractNum><w:num w:numId="5"><w:abstractNumId w:val="3"/></w:num></w:numbering>"#;
    let item = |level: u8, text: &str| {
        format!(
            "<w:p><w:pPr><w:numPr><w:ilvl w:val=\"{level}\"/><w:numId w:val=\"5\"/></w:numPr></w:pPr>\
             <w:r><w:t>{text}</w:t></w:r></w:p>"
        )
    };
    let body: String = [(0, "목적"), (1, "a"), (1, "b"), (0, "정의"), (1, "c")]
        .iter()
        .map(|(level, text)| item(*level, text))
        .collect();
    check_word_with(
        &body,
        &[("numbering.xml", "numbering", numbering)],
        "제1조 목적\n가. a\n나. b\n제2조 정의\n가. c\n",
    );
}

#[test]
fn headings_are_marked_by_style_and_level() {
    let styles = r#"<w:styles><w:style w:type="paragraph" w:styleId="1"><w:name w:val="heading 1"/></w:style>
        <w:style w:type="paragraph" w:styleId="x"><w:name w:val="Article"/><w:basedOn w:val="1"/>
        <w:pPr><w:outlineLvl w:val="1"/></w:pPr></w:style></w:styles>"#;
    let styled = |style: &str, text: &str| {
        format!(
            "<w:p><w:pPr><w:pStyle w:val=\"{style}\"/></w:pPr><w:r><w:t>{text}</w:t></w:r></w:p>"
        )
    };
    let body = [styled("1", "Chapter"), styled("x", "Article"), p("text")].concat();
    let extracted = read(&word(&body, &[("styles.xml", "styles", styles)]));
    let outline: Vec<(u8, &str)> = extracted
        .outline
        .iter()
        .map(|entry| (entry.level, entry.title.as_str()))
        .collect();
    assert_eq!(outline, [(1, "Chapter"), (2, "Article")]);
}

#[test]
fn footnotes_follow_their_paragraph_and_endnotes_the_text() {
    let notes = |kind: &str, text: &str| {
        format!(
            "<w:{kind}s><w:{kind} w:id=\"2\">{}</w:{kind}></w:{kind}s>",
            p(text)
        )
    };
    check_word_with(
        &[
            "<w:p><w:r><w:t>one</w:t></w:r><w:r><w:endnoteReference w:id=\"2\"/></w:r>\
             <w:r><w:footnoteReference w:id=\"2\"/></w:r></w:p>",
            &p("two"),
        ]
        .concat(),
        &[
            (
                "footnotes.xml",
                "footnotes",
                &notes("footnote", " at the foot"),
            ),
            ("endnotes.xml", "endnotes", &notes("endnote", "at the end")),
        ],
        "one\n1) at the foot\ntwo\ni) at the end\n",
    );
}

#[test]
fn running_heads_stand_once_for_each_section_and_are_marked() {
    let header = |text: &str| format!("<w:hdr {W}>{}</w:hdr>", p(text));
    let section = |id: &str| {
        format!("<w:sectPr><w:headerReference w:type=\"default\" r:id=\"{id}\"/></w:sectPr>")
    };
    let body = [
        p("first"),
        format!("<w:p><w:pPr>{}</w:pPr></w:p>", section("h1.xml")),
        p("second"),
        section("h2.xml"),
    ]
    .concat();
    let extracted = read(&word(
        &body,
        &[
            ("h1.xml", "header", &header("Plan 2020")),
            ("h2.xml", "header", &header("Annex")),
        ],
    ));
    assert_eq!(
        text_of(&extracted),
        "Plan 2020\n\nfirst\n--\nAnnex\n\nsecond\n"
    );
    assert_eq!(extracted.paging, Paging::Pages);
    assert_eq!(
        marked(&extracted, |role| role == Role::Furniture),
        ["Plan 2020", "Annex"]
    );
}

#[test]
fn pages_that_word_laid_out_are_the_pages() {
    let body = "<w:p><w:r><w:t>one</w:t></w:r></w:p><w:p><w:r><w:br w:type=\"page\"/></w:r></w:p>\
                <w:p><w:r><w:lastRenderedPageBreak/><w:t>two, </w:t></w:r><w:r><w:lastRenderedPageBreak/>\
                <w:t>three</w:t></w:r></w:p><w:p><w:pPr><w:pageBreakBefore/></w:pPr><w:r>\
                <w:lastRenderedPageBreak/><w:t>four</w:t></w:r></w:p>";
    let extracted = read(&word(body, &[]));
    assert_eq!(extracted.paging, Paging::Pages);
    assert_eq!(text_of(&extracted), "one\n--\ntwo,\n--\nthree\n--\nfour\n");
}

#[test]
fn the_strict_form_is_read_too() {
    let strict = "http://purl.oclc.org/ooxml/officeDocument/relationships";
    let root = format!(
        r#"<Relationships><Relationship Id="a" Type="{strict}/officeDocument" Target="/main.xml"/><Relationship Id="b" Type="{strict}/extendedProperties" Target="app.xml"/></Relationships>"#
    );
    let types = r#"<Types><Override PartName="/main.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/></Types>"#;
    let body = format!(
        "<w:document xmlns:w=\"http://purl.oclc.org/ooxml/wordprocessingml/main\"><w:body>{}</w:body></w:document>",
        p("strict")
    );
    let extracted = read(&packed(&[
        ("[Content_Types].xml", types.as_bytes()),
        ("_rels/.rels", root.as_bytes()),
        ("main.xml", body.as_bytes()),
        (
            "app.xml",
            b"<Properties><Company>MOLIT</Company></Properties>",
        ),
    ]));
    assert_eq!(text_of(&extracted), "strict\n");
    assert_eq!(value(&extracted, "app/company"), Some("MOLIT"));
}

fn value<'e>(extracted: &'e Extracted, key: &str) -> Option<&'e str> {
    let mut metadata = extracted.metadata.iter();
    metadata.find(|m| m.key == key).map(|m| m.value.as_str())
}

#[test]
fn properties_are_metadata() {
    let core = r#"<cp:coreProperties xmlns:dc="d" xmlns:cp="c" xmlns:dcterms="t"><dc:title>스마트도시 계획</dc:title><dc:creator>국토교통부</dc:creator><dcterms:created>2020-01-02T03:04:05Z</dcterms:created><dc:language>ko-KR</dc:language><cp:keywords/></cp:coreProperties>"#;
    let custom = r#"<Properties xmlns:vt="v"><property name="Number"><vt:lpwstr>2020-7</vt:lpwstr></property></Properties>"#;
    let document = format!("<w:document {W}><w:body/></w:document>");
    let extracted = read(&packed(&[
        ("word/document.xml", document.as_bytes()),
        ("docProps/core.xml", core.as_bytes()),
        ("docProps/custom.xml", custom.as_bytes()),
    ]));
    let found: Vec<(&str, &str)> = extracted
        .metadata
        .iter()
        .map(|m| (m.key.as_str(), m.value.as_str()))
        .collect();
    assert_eq!(
        found,
        [
            ("core/title", "스마트도시 계획"),
            ("core/creator", "국토교통부"),
            ("core/created", "2020-01-02T03:04:05Z"),
            ("core/language", "ko-KR"),
            ("custom/Number", "2020-7"),
        ]
    );
}

#[test]
fn documents_inside_become_attachments() {
    let inside = word(&p("inside"), &[]);
    let document = format!("<w:document {W}><w:body>{}</w:body></w:document>", p("x"));
    let references = references(&[("a", "package", "embeddings/Plan.docx")]);
    let extracted = read(&packed(&[
        ("word/document.xml", document.as_bytes()),
        ("word/_rels/document.xml.rels", references.as_bytes()),
        ("word/embeddings/Plan.docx", &inside),
    ]));
    let found: Vec<(&str, String)> = extracted
        .attachments
        .iter()
        .map(|a| (a.name.as_str(), text_of(&read(&a.bytes))))
        .collect();
    assert_eq!(found, [("Plan.docx", "inside\n".to_owned())]);
}

#[test]
fn a_damaged_document_is_read_as_far_as_it_goes() {
    let mut bytes = word(&[p("kept"), "<w:p><w:r><w:t>cut</w:".into()].concat(), &[]);
    let extracted = read(&bytes);
    assert!(text_of(&extracted).starts_with("kept\n"));
    // The sum over the part no longer agrees with it.
    let at = bytes.windows(4).rposition(|w| w == b"PK\x01\x02").unwrap();
    let first = bytes.windows(4).position(|w| w == b"PK\x01\x02").unwrap();
    assert!(first <= at);
    bytes[first + 16] ^= 0xff;
    let extracted = read(&bytes);
    assert!(text_of(&extracted).starts_with("kept\n"));
    assert!(!extracted.warnings.is_empty());
}

/// A presentation with these slides: its shapes, its attributes, its notes.
fn presentation(slides: &[(&str, &str, &str)]) -> Vec<u8> {
    let mut parts: Vec<(String, String)> = Vec::new();
    let mut ids = String::new();
    let mut listed = Vec::new();
    for (index, (shapes, attributes, notes)) in slides.iter().enumerate() {
        // The order of the slides is not that of their names.
        let number = slides.len() - index;
        ids.push_str(&format!("<p:sldId id=\"{index}\" r:id=\"r{number}\"/>"));
        listed.push((format!("r{number}"), format!("slides/slide{number}.xml")));
        let tree = |shapes: &str| format!("<p:cSld><p:spTree>{shapes}</p:spTree></p:cSld>");
        parts.push((
            format!("ppt/slides/slide{number}.xml"),
            format!("<p:sld {P} {attributes}>{}</p:sld>", tree(shapes)),
        ));
        if !notes.is_empty() {
            let target = format!("../notesSlides/n{number}.xml");
            parts.push((
                format!("ppt/slides/_rels/slide{number}.xml.rels"),
                references(&[("n", "notesSlide", &target)]),
            ));
            let body = shape("<p:ph type=\"body\"/>", None, notes);
            let number_shape = shape("<p:ph type=\"sldNum\"/>", None, "99");
            parts.push((
                format!("ppt/notesSlides/n{number}.xml"),
                format!("<p:notes {P}>{}</p:notes>", tree(&(body + &number_shape))),
            ));
        }
    }
    let listed: Vec<(&str, &str, &str)> = listed
        .iter()
        .map(|(id, target)| (id.as_str(), "slide", target.as_str()))
        .collect();
    parts.push((
        "ppt/presentation.xml".into(),
        format!("<p:presentation {P}><p:sldIdLst>{ids}</p:sldIdLst></p:presentation>"),
    ));
    parts.push((
        "ppt/_rels/presentation.xml.rels".into(),
        references(&listed),
    ));
    let parts: Vec<(&str, &[u8])> = parts
        .iter()
        .map(|(name, text)| (name.as_str(), text.as_bytes()))
        .collect();
    packed(&parts)
}

fn shape(placeholder: &str, at: Option<(i64, i64)>, text: &str) -> String {
    let place = at.map_or_else(String::new, |(x, y)| {
        format!("<a:xfrm><a:off x=\"{x}\" y=\"{y}\"/><a:ext cx=\"40\" cy=\"40\"/></a:xfrm>")
    });
    format!(
        "<p:sp><p:nvSpPr><p:nvPr>{placeholder}</p:nvPr></p:nvSpPr><p:spPr>{place}</p:spPr><p:txBody>\
         <a:p><a:r><a:t>{text}</a:t></a:r></a:p></p:txBody></p:sp>"
    )
}

#[test]
fn slides_come_in_the_stated_order_with_title_shapes_and_notes() {
    let first = [
        shape("", Some((0, 100)), "below"),
        shape("", Some((0, 10)), "above"),
        shape("<p:ph type=\"ftr\"/>", Some((0, 0)), "Ministry"),
        shape("<p:ph type=\"title\"/>", Some((0, 500)), "Smart City"),
    ]
    .concat();
    let second = shape("", None, "hidden one");
    let bytes = presentation(&[(&first, "", "say this"), (&second, "show=\"0\"", "")]);
    let extracted = read(&bytes);
    assert_eq!(extracted.paging, Paging::Slides);
    assert_eq!(
        text_of(&extracted).replace("\n\n", "\n"),
        "Smart City\nabove\nbelow\nMinistry\nNotes\nsay this\n--\nhidden one\n"
    );
    assert_eq!(
        marked(&extracted, |role| role == Role::Furniture),
        ["Ministry", "Notes"]
    );
    assert_eq!(extracted.outline.len(), 1);
    assert_eq!(extracted.warnings, ["slide 2 is hidden"]);
}

#[test]
fn a_shape_stands_where_its_layout_says_and_charts_and_diagrams_are_text() {
    let tree =
        |shapes: &str| format!("<p:sld {P}><p:cSld><p:spTree>{shapes}</p:spTree></p:cSld></p:sld>");
    let graphic = |inside: &str, y: u32| {
        format!(
            "<p:graphicFrame><p:xfrm><a:off x=\"0\" y=\"{y}\"/><a:ext cx=\"9\" cy=\"9\"/></p:xfrm>{inside}</p:graphicFrame>"
        )
    };
    let slide = [
        graphic("<c:chart r:id=\"c\"/>", 900),
        graphic("<dgm:relIds r:dm=\"d\"/>", 300),
        shape("<p:ph type=\"body\" idx=\"7\"/>", None, "placed"),
        shape("", Some((0, 100)), "first"),
    ]
    .concat();
    let layout = shape("<p:ph type=\"body\" idx=\"7\"/>", Some((0, 600)), "prompt");
    let paragraph = |text: &str| format!("<a:p><a:r><a:t>{text}</a:t></a:r></a:p>");
    let main = format!(
        "<p:presentation {P}><p:sldIdLst><p:sldId r:id=\"s\"/></p:sldIdLst></p:presentation>"
    );
    let parts: [(&str, String); 7] = [
        ("ppt/presentation.xml", main),
        (
            "ppt/_rels/presentation.xml.rels",
            references(&[("s", "slide", "s.xml")]),
        ),
        ("ppt/s.xml", tree(&slide)),
        (
            "ppt/_rels/s.xml.rels",
            references(&[
                ("l", "slideLayout", "l.xml"),
                ("c", "chart", "c.xml"),
                ("d", "diagramData", "d.xml"),
            ]),
        ),
        ("ppt/l.xml", tree(&layout)),
        (
            "ppt/c.xml",
            format!(
                "<c:chart><c:title>{}</c:title></c:chart>",
                paragraph("chart")
            ),
        ),
        (
            "ppt/d.xml",
            format!("<dgm:pt><dgm:t>{}</dgm:t></dgm:pt>", paragraph("diagram")),
        ),
    ];
    let parts: Vec<(&str, &[u8])> = parts.iter().map(|(n, t)| (*n, t.as_bytes())).collect();
    let extracted = read(&packed(&parts));
    assert_eq!(
        text_of(&extracted).replace("\n\n", "\n"),
        "first\ndiagram\nplaced\nchart\n"
    );
}

#[test]
fn groups_tables_and_numbered_lines_of_a_slide_are_read() {
    let group = format!(
        "<p:grpSp><p:grpSpPr><a:xfrm><a:off x=\"0\" y=\"0\"/><a:ext cx=\"90\" cy=\"90\"/></a:xfrm></p:grpSpPr>{}{}</p:grpSp>",
        shape("", Some((0, 1000)), "b"),
        shape("", Some((0, 900)), "a"),
    );
    let cell = |attributes: &str, text: &str| {
        format!(
            "<a:tc {attributes}><a:txBody><a:p><a:r><a:t>{text}</a:t></a:r></a:p></a:txBody></a:tc>"
        )
    };
    let table = format!(
        "<p:graphicFrame><p:xfrm><a:off x=\"0\" y=\"200\"/><a:ext cx=\"90\" cy=\"50\"/></p:xfrm><a:tbl><a:tr>{}{}{}</a:tr></a:tbl></p:graphicFrame>",
        cell("gridSpan=\"2\"", "x"),
        cell("hMerge=\"1\"", ""),
        cell("", "y"),
    );
    let line = |text: &str| {
        format!(
            "<a:p><a:pPr><a:buAutoNum type=\"alphaLcParenR\"/></a:pPr><a:r><a:t>{text}</a:t></a:r></a:p>"
        )
    };
    let list = format!(
        "<p:sp><p:spPr><a:xfrm><a:off x=\"0\" y=\"300\"/><a:ext cx=\"90\" cy=\"50\"/></a:xfrm></p:spPr><p:txBody>{}{}</p:txBody></p:sp>",
        line("one"),
        line("two"),
    );
    let extracted = read(&presentation(&[(
        [list, table, group].concat().as_str(),
        "",
        "",
    )]));
    assert_eq!(
        text_of(&extracted).replace("\n\n", "\n"),
        "a\nb\nx\t\ty\na) one\nb) two\n"
    );
}

/// A workbook with these sheets: name, attributes, rows.
fn workbook(sheets: &[(&str, &str, &str)]) -> Vec<u8> {
    let s = r#"xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships""#;
    let mut list = String::new();
    let mut parts = Vec::new();
    let mut listed = vec![("s".to_owned(), "styles".to_owned(), "styles.xml".to_owned())];
    for (index, (name, attributes, rows)) in sheets.iter().enumerate() {
        list.push_str(&format!(
            "<sheet name=\"{name}\" sheetId=\"{}\" r:id=\"r{index}\" {attributes}/>",
            index + 1
        ));
        let target = format!("worksheets/sheet{index}.xml");
        parts.push((
            format!("xl/{target}"),
            format!("<worksheet {s}><sheetData>{rows}</sheetData><headerFooter><oddFooter>&amp;CBudget &amp;P</oddFooter></headerFooter></worksheet>"),
        ));
        listed.push((format!("r{index}"), "worksheet".into(), target));
    }
    let listed: Vec<(&str, &str, &str)> = listed
        .iter()
        .map(|(a, b, c)| (a.as_str(), b.as_str(), c.as_str()))
        .collect();
    parts.push((
        "xl/workbook.xml".into(),
        format!("<workbook {s}><sheets>{list}</sheets></workbook>"),
    ));
    parts.push(("xl/_rels/workbook.xml.rels".into(), references(&listed)));
    let main = references(&[("w", "officeDocument", "xl/workbook.xml")]);
    parts.push(("_rels/.rels".into(), main));
    parts.push((
        "xl/styles.xml".into(),
        format!("<styleSheet {s}><cellXfs><xf numFmtId=\"0\"/><xf numFmtId=\"14\"/></cellXfs></styleSheet>"),
    ));
    let parts: Vec<(&str, &[u8])> = parts
        .iter()
        .map(|(name, text)| (name.as_str(), text.as_bytes()))
        .collect();
    packed(&parts)
}

#[test]
fn sheets_are_pages_of_rows_with_dates_and_numbers() {
    let rows = r#"<row r="1"><c r="A1" t="inlineStr"><is><t>사업명</t></is></c><c r="C1" t="inlineStr"><is><t>two
lines</t></is></c></row><row r="4"><c r="A4" s="1"><v>43830</v></c><c r="B4"><v>0.30000000000000004</v></c><c r="C4" t="b"><v>1</v></c><c r="D4" t="e"><v>#N/A</v></c></row>"#;
    let hidden = r#"<row r="1"><c r="A1"><v>7</v></c></row>"#;
    let extracted = read(&workbook(&[
        ("예산", "", rows),
        ("Old", "state=\"hidden\"", hidden),
    ]));
    assert_eq!(extracted.paging, Paging::Sheets);
    assert_eq!(
        text_of(&extracted),
        "사업명\t\ttwo lines\n\n2019-12-31\t0.3\tTRUE\t#N/A\n\nBudget\n--\n7\n\nBudget\n"
    );
    let labels: Vec<Option<&str>> = extracted.pages.iter().map(|p| p.label.as_deref()).collect();
    assert_eq!(labels, [Some("예산"), Some("Old")]);
    assert_eq!(extracted.warnings, ["sheet Old is hidden"]);
}

#[test]
fn a_cell_in_the_farthest_corner_costs_nothing() {
    let rows = r#"<row r="1"><c r="A1"><v>1</v></c></row><row r="1048576"><c r="XFD1048576"><v>2</v></c></row>"#;
    let sheets: Vec<(String, &str)> = (0..50).map(|n| (format!("s{n}"), rows)).collect();
    let sheets: Vec<(&str, &str, &str)> = sheets
        .iter()
        .map(|(name, rows)| (name.as_str(), "", *rows))
        .collect();
    let extracted = read(&workbook(&sheets));
    assert_eq!(extracted.pages.len(), 50);
    assert!(extracted.pages.iter().all(|page| page.text.contains('2')));
}

/// A workbook of the old kind: for each sheet the places of its cells, which hold 2.5; `locked` is
/// the content of the record that says how it is encrypted.
fn old_workbook(sheets: &[&[(u16, u16)]], locked: &[u8]) -> Vec<u8> {
    let record = |number: u16, data: &[u8]| {
        let length = u16::try_from(data.len()).unwrap();
        [&number.to_le_bytes(), &length.to_le_bytes(), data].concat()
    };
    let begin = |kind: u16| {
        let head = [0x0600, kind, 0x0dbb, 0x07cc]
            .map(u16::to_le_bytes)
            .concat();
        record(0x0809, &[head, vec![0; 8]].concat())
    };
    let end = record(0x000a, &[]);
    let bodies: Vec<Vec<u8>> = sheets
        .iter()
        .map(|cells| {
            let cells = cells.iter().map(|(row, column)| {
                let place = [row.to_le_bytes(), column.to_le_bytes(), [0, 0]].concat();
                record(0x0203, &[&place, 2.5_f64.to_le_bytes().as_slice()].concat())
            });
            [
                begin(0x0010),
                cells.collect::<Vec<_>>().concat(),
                end.clone(),
            ]
            .concat()
        })
        .collect();
    let mut head = begin(0x0005);
    if !locked.is_empty() {
        head.extend(record(0x002f, locked));
    }
    // Each entry has 4 bytes before it and 10 of its own.
    let mut at = head.len() + sheets.len() * 14 + end.len();
    for (index, body) in bodies.iter().enumerate() {
        let start = u32::try_from(at).unwrap().to_le_bytes();
        let name = [b'A' + u8::try_from(index).unwrap(), b'1'];
        head.extend(record(
            0x0085,
            &[start.as_slice(), &[0, 0, 2, 0], &name].concat(),
        ));
        at += body.len();
    }
    let stream = [head, end, bodies.concat()].concat();
    let mut file = cfb::CompoundFile::create(Cursor::new(Vec::new())).unwrap();
    file.create_stream("/Workbook")
        .unwrap()
        .write_all(&stream)
        .unwrap();
    file.into_inner().into_inner()
}

#[test]
fn a_workbook_of_the_old_kind_is_read_and_a_lock_and_a_vast_sheet_are_recognised() {
    let extracted = read(&old_workbook(&[&[(0, 0), (2, 1)], &[]], &[]));
    assert_eq!(text_of(&extracted), "2.5\n\n\t2.5\n--\n");
    assert_eq!(extracted.pages[0].label.as_deref(), Some("A1"));

    let failure = extract(
        &old_workbook(&[&[(0, 0)]], &[1, 0]),
        "a.xls",
        &Limits::STANDARD,
    );
    assert_eq!(failure.unwrap_err(), Failure::Encrypted);

    let corners: &[(u16, u16)] = &[(0, 0), (65_535, 255)];
    let failure = extract(
        &old_workbook(&[corners, corners], &[]),
        "a.xls",
        &Limits::STANDARD,
    );
    let failure = failure.unwrap_err();
    assert!(matches!(failure, Failure::OverLimit { .. }), "{failure}");
}

/// An OpenDocument file with this content, and automatic styles.
fn open_document(kind: &str, styles: &str, body: &str) -> Vec<u8> {
    let content = format!(
        "<office:document-content {ODF}><office:automatic-styles>{styles}</office:automatic-styles>\
         <office:body>{body}</office:body></office:document-content>"
    );
    let master = format!(
        "<office:document-styles {ODF}><office:master-styles><style:master-page style:name=\"Standard\">\
         <style:header><text:p>Head</text:p></style:header></style:master-page></office:master-styles>\
         </office:document-styles>"
    );
    let meta = format!(
        "<office:document-meta {ODF}><office:meta><dc:title>T</dc:title><meta:creation-date>2020-01-02\
         </meta:creation-date></office:meta></office:document-meta>"
    );
    let mimetype = format!("application/vnd.oasis.opendocument.{kind}");
    packed(&[
        ("mimetype", mimetype.as_bytes()),
        ("content.xml", content.as_bytes()),
        ("styles.xml", master.as_bytes()),
        ("meta.xml", meta.as_bytes()),
    ])
}

#[test]
fn open_document_text_keeps_lists_notes_tables_boxes_and_headings() {
    let styles = r#"<text:list-style style:name="L"><text:list-level-style-number text:level="1" style:num-format="1" style:num-suffix="."/><text:list-level-style-number text:level="2" style:num-format="a" style:num-suffix=")" text:display-levels="1"/></text:list-style>"#;
    let body = r#"<office:text><text:tracked-changes><text:changed-region><text:deletion><text:p>gone</text:p></text:deletion></text:changed-region></text:tracked-changes>
        <text:h text:outline-level="2">Aims</text:h>
        <text:p>a<text:s text:c="3"/>b<text:tab/>c<text:line-break/>d  e<text:note text:note-class="footnote"><text:note-citation>1</text:note-citation><text:note-body><text:p>below</text:p></text:note-body></text:note><office:annotation><text:p>comment</text:p></office:annotation></text:p>
        <text:list text:style-name="L"><text:list-item><text:p>one</text:p><text:list><text:list-item><text:p>inner</text:p></text:list-item></text:list></text:list-item><text:list-item><text:p>two</text:p><text:p>more</text:p></text:list-item></text:list>
        <text:list text:style-name="L" text:continue-numbering="true"><text:list-item><text:p>three</text:p></text:list-item></text:list>
        <table:table><table:table-row><table:table-cell table:number-columns-spanned="2"><text:p>x</text:p></table:table-cell><table:covered-table-cell/><table:table-cell><text:p>y</text:p></table:table-cell></table:table-row></table:table>
        <text:p>around<draw:frame><draw:text-box><text:p>box</text:p></draw:text-box><svg:title>alt</svg:title></draw:frame></text:p>
        <text:p><text:ruby><text:ruby-base>都市</text:ruby-base><text:ruby-text>とし</text:ruby-text></text:ruby></text:p></office:text>"#;
    let extracted = read(&open_document("text", styles, body));
    assert_eq!(
        text_of(&extracted).replace("\n\n", "\n"),
        "Head\nAims\na   b\tc\nd e\n1) below\n1. one\na) inner\n2. two\nmore\n3. three\nx\t\ty\naround\nbox\n都市(とし)\n"
    );
    assert_eq!(marked(&extracted, |role| role == Role::Furniture), ["Head"]);
    assert_eq!(
        marked(&extracted, |role| role == Role::Heading { level: 2 }),
        ["Aims"]
    );
    assert_eq!(value(&extracted, "meta/title"), Some("T"));
    assert_eq!(value(&extracted, "meta/creation-date"), Some("2020-01-02"));
}

#[test]
fn open_document_pages_are_those_stated_and_laid_out() {
    let styles = r#"<style:style style:name="P1" style:family="paragraph"><style:paragraph-properties fo:break-before="page"/></style:style>"#;
    let body = r#"<office:text><text:p>one <text:soft-page-break/>two</text:p><text:p text:style-name="P1">three</text:p></office:text>"#;
    let extracted = read(&open_document("text-template", styles, body));
    assert_eq!(extracted.paging, Paging::Pages);
    assert_eq!(text_of(&extracted), "Head\n\none\n--\ntwo\n--\nthree\n");
}

#[test]
fn open_document_slides_and_sheets_are_pages() {
    let slides = r#"<office:presentation><draw:page><draw:frame svg:x="1cm" svg:y="9cm" svg:width="5cm" svg:height="1cm"><draw:text-box><text:p>below</text:p></draw:text-box></draw:frame><draw:custom-shape svg:x="1cm" svg:y="1in" svg:width="5cm" svg:height="1cm"><text:p>above</text:p></draw:custom-shape><draw:frame presentation:class="title"><draw:text-box><text:p>Title</text:p></draw:text-box></draw:frame><presentation:notes><draw:frame presentation:class="notes"><draw:text-box><text:p>note</text:p></draw:text-box></draw:frame></presentation:notes></draw:page></office:presentation>"#;
    let extracted = read(&open_document("presentation", "", slides));
    assert_eq!(extracted.paging, Paging::Slides);
    assert_eq!(
        text_of(&extracted).replace("\n\n", "\n"),
        "Title\nabove\nbelow\nNotes\nnote\n"
    );
    let sheets = r#"<office:spreadsheet><table:table table:name="예산"><table:table-row table:number-rows-repeated="1048000"><table:table-cell table:number-columns-repeated="16384"/></table:table-row><table:table-row><table:table-cell office:value-type="date" office:date-value="2020-01-02"><text:p>2020년</text:p></table:table-cell><table:table-cell table:number-columns-repeated="2"><text:p>x</text:p></table:table-cell><table:table-cell office:value="3"/></table:table-row></table:table></office:spreadsheet>"#;
    let extracted = read(&open_document("spreadsheet", "", sheets));
    assert_eq!(extracted.paging, Paging::Sheets);
    assert_eq!(text_of(&extracted), "2020년\tx\tx\t3\n");
    assert_eq!(extracted.outline[0].title, "예산");
}

#[test]
fn a_flat_open_document_is_read() {
    let text = format!(
        "<?xml version=\"1.0\"?>\n<office:document {ODF} office:mimetype=\"application/vnd.oasis.opendocument.text\">\
         <office:meta><dc:title>Flat</dc:title></office:meta><office:body><office:text><text:p>text</text:p>\
         </office:text></office:body></office:document>"
    );
    let extracted = read(text.as_bytes());
    assert_eq!(text_of(&extracted), "text\n");
    assert_eq!(value(&extracted, "meta/title"), Some("Flat"));
}

#[test]
fn nesting_of_any_depth_is_bounded() {
    let deep = |open: &str, close: &str, inside: &str, times: usize| {
        [open.repeat(times), inside.to_owned(), close.repeat(times)].concat()
    };
    let table = deep(
        "<w:tbl><w:tr><w:tc>",
        "</w:tc></w:tr></w:tbl>",
        &p("deep"),
        100_000,
    );
    assert!(text_of(&read(&word(&table, &[]))).contains("deep"));
    let box_in_box = deep(
        "<w:p><w:r><w:txbxContent>",
        "</w:txbxContent></w:r></w:p>",
        &p("deep"),
        50_000,
    );
    assert!(text_of(&read(&word(&box_in_box, &[]))).contains("deep"));
    let any = deep("<w:x>", "</w:x>", &p("deep"), 100_000);
    assert!(text_of(&read(&word(&any, &[]))).contains("deep"));
    let choice = deep(
        "<mc:AlternateContent><mc:Choice>",
        "</mc:Choice></mc:AlternateContent>",
        "",
        50_000,
    );
    assert!(text_of(&read(&word(&(choice + &p("deep")), &[]))).contains("deep"));

    let group = deep("<p:grpSp>", "</p:grpSp>", &shape("", None, "deep"), 10_000);
    assert!(text_of(&read(&presentation(&[(&group, "", "")]))).contains("deep"));

    let list = deep(
        "<text:list><text:list-item>",
        "</text:list-item></text:list>",
        "<text:p>deep</text:p>",
        50_000,
    );
    let body = format!("<office:text>{list}</office:text>");
    assert!(text_of(&read(&open_document("text", "", &body))).contains("deep"));
    let group = deep(
        "<draw:g>",
        "</draw:g>",
        "<draw:rect><text:p>deep</text:p></draw:rect>",
        10_000,
    );
    let body = format!("<office:presentation><draw:page>{group}</draw:page></office:presentation>");
    assert!(text_of(&read(&open_document("presentation", "", &body))).contains("deep"));
}

#[test]
fn many_attributes_shapes_and_references_are_bounded() {
    let attributes: String = (0..80_000).map(|n| format!(" w:a{n}=\"x\"")).collect();
    let body = format!("<w:p{attributes}><w:r><w:t>text</w:t></w:r></w:p>");
    check_word(&body, "text\n");

    let shapes: String = (0..20_000).map(|n| shape("", Some((0, n)), "x")).collect();
    let extracted = read(&presentation(&[(&shapes, "", "")]));
    assert_eq!(extracted.pages[0].text.matches('x').count(), 20_000);

    // A part that refers to itself as its header, its notes and its chart.
    let document = format!(
        "<w:document {W}><w:body><w:p><w:r><w:t>loop</w:t><c:chart r:id=\"c\"/></w:r></w:p><w:sectPr>\
         <w:headerReference r:id=\"h\"/><w:footerReference r:id=\"h\"/></w:sectPr></w:body></w:document>"
    );
    let itself = references(&[
        ("h", "header", "document.xml"),
        ("c", "chart", "document.xml"),
        ("f", "footnotes", "document.xml"),
        ("s", "styles", "document.xml"),
    ]);
    let extracted = read(&packed(&[
        ("word/document.xml", document.as_bytes()),
        ("word/_rels/document.xml.rels", itself.as_bytes()),
    ]));
    assert!(extracted.pages[0].text.contains("loop"));
}

#[test]
fn a_bomb_is_over_the_limit() {
    let bomb = vec![b' '; 30 << 20];
    let document = format!("<w:document {W}><w:body/></w:document>");
    let header = references(&[("h", "styles", "styles.xml")]);
    let bytes = packed(&[
        ("word/document.xml", document.as_bytes()),
        ("word/_rels/document.xml.rels", header.as_bytes()),
        ("word/styles.xml", &bomb),
    ]);
    let failure = extract(&bytes, "a.docx", &Limits::STANDARD).unwrap_err();
    assert!(matches!(failure, Failure::OverLimit { .. }), "{failure}");

    let mut bytes = workbook(&[("s", "", "")]);
    let mut zip = ZipWriter::new_append(Cursor::new(std::mem::take(&mut bytes))).unwrap();
    zip.start_file("xl/sharedStrings.xml", SimpleFileOptions::default())
        .unwrap();
    zip.write_all(&bomb).unwrap();
    let bytes = zip.finish().unwrap().into_inner();
    let failure = extract(&bytes, "a.xlsx", &Limits::STANDARD).unwrap_err();
    assert!(matches!(failure, Failure::OverLimit { .. }), "{failure}");

    // Five cells of a megabyte, each shown as often as a cell may be.
    let cell = format!(
        "<table:table-cell table:number-columns-repeated=\"60\"><text:p>{}</text:p></table:table-cell>",
        "word ".repeat(200_000)
    );
    let body = format!(
        "<office:spreadsheet><table:table><table:table-row>{}</table:table-row></table:table></office:spreadsheet>",
        cell.repeat(5)
    );
    let bytes = open_document("spreadsheet", "", &body);
    let failure = extract(&bytes, "a.ods", &Limits::STANDARD).unwrap_err();
    assert!(matches!(failure, Failure::OverLimit { .. }), "{failure}");
}

/// Files of the corpus with one of these endings.
fn corpus(endings: &[&str]) -> Vec<PathBuf> {
    let beside = || Path::new(env!("CARGO_MANIFEST_DIR")).join("../../shared/corpus");
    let folder = std::env::var_os("REGESTA_CORPUS")
        .map_or_else(beside, PathBuf::from)
        .join("documents");
    let Ok(folders) = std::fs::read_dir(&folder) else {
        eprintln!("left out: no {}", folder.display());
        return Vec::new();
    };
    let mut found = Vec::new();
    for folder in folders.flatten().filter(|entry| entry.path().is_dir()) {
        for entry in std::fs::read_dir(folder.path()).unwrap().flatten() {
            let path = entry.path();
            let ending = path
                .extension()
                .and_then(|e| e.to_str())
                .unwrap_or_default();
            if endings.contains(&ending) {
                found.push(path);
            }
        }
    }
    found.sort();
    found
}

fn part(bytes: &[u8], name: &str) -> Option<String> {
    use std::io::Read;
    let mut zip = zip::ZipArchive::new(Cursor::new(bytes)).ok()?;
    let mut text = String::new();
    zip.by_name(name).ok()?.read_to_string(&mut text).ok()?;
    Some(text)
}

/// The letters and digits of a text, which lists and notes may stand between.
fn letters(text: &str) -> Vec<char> {
    text.chars().filter(|c| c.is_alphanumeric()).collect()
}

/// The texts between `<open …>` and `close`, by plain search.
fn between<'t>(text: &'t str, open: &str, close: &str) -> Vec<&'t str> {
    let mut found = Vec::new();
    for piece in text.split(open).skip(1) {
        // `<w:t` also begins `<w:tbl`.
        if !piece.starts_with(['>', ' ']) {
            continue;
        }
        let Some((_, rest)) = piece.split_once('>') else {
            continue;
        };
        if let Some((inside, _)) = rest.split_once(close) {
            found.push(inside);
        }
    }
    found
}

#[test]
fn every_word_of_a_real_document_is_found_in_order() {
    let mut files = 0;
    for path in corpus(&["docx"]) {
        let bytes = std::fs::read(&path).unwrap();
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        let Some(document) = part(&bytes, "word/document.xml") else {
            continue;
        };
        let extracted = extract(&bytes, &name, &Limits::STANDARD).unwrap();
        // Alternatives say the same twice, fields may nest: those files are looked at by eye.
        if document.contains("AlternateContent") || document.contains("fldChar") {
            continue;
        }
        let found = letters(&text_of(&extracted));
        let mut rest = found.as_slice();
        for piece in between(&document, "<w:t", "</w:t>") {
            let piece = piece
                .replace("&amp;", "&")
                .replace("&lt;", "<")
                .replace("&gt;", ">");
            for letter in letters(&piece) {
                let at = rest.iter().position(|c| *c == letter);
                let at = at.unwrap_or_else(|| panic!("{name}: {letter} of {piece:?} is lost"));
                rest = &rest[at + 1..];
            }
        }
        files += 1;
    }
    eprintln!("{files} documents");
}

#[test]
fn every_real_office_file_is_read_without_a_failure() {
    for path in corpus(&["docx", "pptx", "odt", "odp"]) {
        let bytes = std::fs::read(&path).unwrap();
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        let extracted = extract(&bytes, &name, &Limits::STANDARD);
        let extracted = extracted.unwrap_or_else(|failure| panic!("{name}: {failure}"));
        assert!(!extracted.pages.is_empty(), "{name}");
    }
}
