//! RTF → pages or sections of plain text, and what the file says of itself.
//!
//! What holds: tables are written row by row with a tab between cells; running heads and feet are
//! furniture, once each; notes and text boxes follow the paragraph that they belong to; of a field
//! its result is kept. Groups may nest without end: their state is kept for the first
//! [`state::MAX_DEPTH`] levels. Time and memory are linear in the file.
//!
//! Metadata: `rtf/title`, `rtf/author`, `rtf/subject`… of the `\info` group; `rtf/creatim`,
//! `rtf/revtim` as dates of ISO 8601.
//!
//! Not here: pictures, objects, comments, text that a revision deleted or that is hidden.
//!
//! Source: Microsoft RTF Specification 1.9.1.

mod charset;
mod state;
mod token;
mod write;

use super::{Extracted, Failure};

/// Reads an RTF file.
///
/// # Errors
///
/// [`Failure::Damaged`] if it does not begin as one.
pub(super) fn read(bytes: &[u8]) -> Result<Extracted, Failure> {
    if !bytes.starts_with(b"{\\rtf") {
        return Err(Failure::damaged("does not begin with {\\rtf"));
    }
    let written = state::read(bytes);
    let (paging, pages) = written.flow.finish();
    Ok(Extracted {
        media_type: "application/rtf".to_owned(),
        paging,
        pages,
        metadata: written.metadata,
        warnings: written.warnings,
        ..Extracted::default()
    })
}

#[cfg(test)]
mod tests {
    use regesta_index::{Paging, Role};

    use super::*;

    #[track_caller]
    fn check(body: &[u8], expected: &str) {
        let file = [b"{\\rtf1\\ansi\\ansicpg1252\\deff0", body, b"}"].concat();
        let extracted = read(&file).unwrap();
        let texts: Vec<&str> = extracted
            .pages
            .iter()
            .map(|page| page.text.as_str())
            .collect();
        assert_eq!(
            texts.join("\x0c"),
            expected,
            "{}",
            String::from_utf8_lossy(body)
        );
    }

    #[test]
    fn paragraphs_lines_and_symbols() {
        check(
            b" One\\line two\\par \\ldblquote Three\\rdblquote\\~\\endash  x\\_y\\-z \\{\\\\\\}\r\n\\par",
            "One\ntwo\n\n\u{201c}Three\u{201d}\u{a0}\u{2013} x\u{2011}yz {\\}\n",
        );
    }

    #[test]
    fn unicode_with_the_right_number_of_fallback_characters() {
        check(
            b"\\uc1\\u44032?\\u-10916\\'3f{\\uc2\\u45908??}\\uc0\\u8212 x",
            "가한더\u{2014}x\n",
        );
        // A pair of surrogates is one character.
        check(b"\\u-10179?\\u-8704?", "\u{1f600}\n");
    }

    #[test]
    fn each_font_has_its_code_page_and_a_character_may_span_two_escapes() {
        let fonts = b"{\\fonttbl{\\f0\\fcharset0 Arial;}{\\f1\\fcharset129 Batang;}{\\f2\\fcharset128 Mincho;}\
                      {\\f3\\fcharset204 Times Cyr;}{\\f4\\fcharset161 Greek;}{\\f5\\fcharset134 SimSun;}{\\f6\\fcharset130 Johab;}}";
        let body = b"\\f0 caf\\'e9 {\\f1 \\'b5\\'b5\\'bd\\'c3} {\\f2 \\'93s\\'8e\\'73} {\\f3 \\'c3\\'ee\\'f0\\'ee\\'e4} \
                     {\\f4 \\'d0\\'fc\\'eb\\'e7} {\\f5 \\'b3\\'c7\\'ca\\'d0} {\\f6 \\'95\\'a1\\'af\\'a1}";
        check(
            &[&fonts[..], body].concat(),
            "café 도시 都市 Город Πόλη 城市 도시\n",
        );
    }

    #[test]
    fn the_code_page_of_the_document_holds_where_a_font_names_none() {
        let file =
            b"{\\rtf1\\ansi\\ansicpg949{\\fonttbl{\\f0\\fnil Gulim;}}\\f0 \\'b5\\'b5\\'bd\\'c3}";
        assert_eq!(read(file).unwrap().pages[0].text, "도시\n");
    }

    #[test]
    fn tables_are_written_row_by_row() {
        check(
            b"before\\par\\trowd\\intbl Year\\cell GDP\\cell\\row\\trowd\\intbl 2018\\cell 1.5\\par percent\\cell\\row\\pard after\\par",
            "before\n\nYear\tGDP\n2018\t1.5 percent\n\nafter\n",
        );
    }

    #[test]
    fn a_table_in_a_cell_keeps_its_rows() {
        check(
            b"\\trowd\\pard\\intbl\\itap2 a\\nestcell{\\nonesttables\\par}b\\nestcell{\\nonesttables\\par}\
              {\\*\\nesttableprops\\trowd\\cellx1\\nestrow}{\\nonesttables\\par}c\\nestcell d\\nestcell\
              {\\*\\nesttableprops\\trowd\\nestrow}\\pard\\intbl\\itap1\\cell right\\cell\\row\\pard end\\par",
            "a\tb\nc\td\nright\n\nend\n",
        );
    }

    #[test]
    fn destinations_that_are_no_text_are_skipped() {
        check(
            b"{\\fonttbl{\\f0 Arial;}}{\\colortbl;\\red0;}{\\stylesheet{\\s0 Normal;}}{\\*\\generator X;}a\
              {\\pict\\pngblip 89504e47}{\\object{\\*\\objdata 0105}{\\result shown}}\
              {\\field{\\*\\fldinst HYPERLINK x}{\\fldrslt  link}}{\\v hidden}{\\deleted gone}{\\*\\unknown no}b",
            "ashown linkb\n",
        );
    }

    #[test]
    fn binary_data_is_skipped_by_its_length() {
        check(b"a{\\pict\\bin5 }}}{\\}b", "ab\n");
    }

    #[test]
    fn page_breaks_heads_notes_and_headings() {
        let file = b"{\\rtf1{\\header Ministry\\par}{\\info{\\title A \\u44032?}{\\author B}{\\creatim\\yr2019\\mo3\\dy7\\hr1\\min2}}\
                     \\pard\\outlinelevel0 Goals\\par\\pard Text{\\footnote Note.}\\par\\page Next\\par}";
        let extracted = read(file).unwrap();
        assert_eq!(extracted.paging, Paging::Pages);
        assert_eq!(
            extracted.pages[0].text,
            "Ministry\n\nGoals\n\nText\n\nNote.\n"
        );
        assert_eq!(extracted.pages[1].text, "Next\n");
        let roles: Vec<Role> = extracted.pages[0]
            .marks
            .iter()
            .map(|mark| mark.role)
            .collect();
        assert_eq!(roles, [Role::Furniture, Role::Heading { level: 1 }]);
        let metadata: Vec<(&str, &str)> = extracted
            .metadata
            .iter()
            .map(|m| (m.key.as_str(), m.value.as_str()))
            .collect();
        assert_eq!(
            metadata,
            [
                ("rtf/title", "A 가"),
                ("rtf/author", "B"),
                ("rtf/creatim", "2019-03-07T01:02:00")
            ]
        );
    }

    #[test]
    fn list_labels_and_text_boxes_are_kept() {
        check(
            b"{\\listtext 1.\\tab}first\\par{\\shp{\\*\\shpinst{\\sp{\\sn x}{\\sv 1}}{\\shptxt boxed\\par}}{\\shprslt old}}second\\par",
            "1.\tfirst\n\nsecond\n\nboxed\n",
        );
    }

    #[test]
    fn a_hundred_thousand_groups_cost_no_stack() {
        let file = [
            b"{\\rtf1 a".as_slice(),
            &b"{\\b ".repeat(100_000),
            b"b",
            &b"}".repeat(100_000),
            b" c}",
        ]
        .concat();
        let extracted = read(&file).unwrap();
        assert_eq!(extracted.pages[0].text, "ab c\n");
        assert_eq!(extracted.warnings.len(), 1);
    }

    #[test]
    fn a_file_that_ends_too_early_keeps_its_text_and_says_so() {
        let extracted = read(b"{\\rtf1 text {\\b bold").unwrap();
        assert_eq!(extracted.pages[0].text, "text bold\n");
        assert_eq!(extracted.warnings.len(), 1);
    }
}
