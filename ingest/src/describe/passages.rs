//! Passages of a page in another language than the page's: a summary, a quotation, a translation beside it.
//!
//! A page is cut into stretches of one script, and those into blocks of whole sentences of at least
//! [`MIN_CHARS`] characters. A block in the page's script is taken to be in the page's language while
//! it has that language's commonest words; only others are looked at closely, so that a page in one
//! language costs next to nothing. What is less than a block, or not sure, is in the page's language.
//!
//! Not here: the language of the page (`language.rs`), what becomes of a passage (`regesta_index`'s
//! analysis).

use std::collections::BTreeMap;
use std::ops::Range;

use regesta_index::{Page, Passage};
use unicode_script::{Script, UnicodeScript};

use super::{frequent_words, language};

/// Fewest characters of a passage.
const MIN_CHARS: usize = 200;
/// Most bytes without an end of line or sentence; longer ones are cut at a blank.
const MAX_UNIT_BYTES: usize = 600;

/// The scripts that one language may be written in together.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Writing {
    /// Hangul, Han and Kana.
    EastAsian,
    Other(Script),
}

/// Finds the passages of a page whose language is known; a page that is mostly in another language is in
/// that one.
///
/// A page in Korean, Japanese or Chinese stays so: commands and addresses in Latin letters stand in between.
pub(crate) fn mark(page: &mut Page) {
    let Some(language) = page.language.clone() else {
        page.passages = Vec::new();
        return;
    };
    page.passages = find(&page.text, &language);
    if ["ko", "ja", "zh"].contains(&language.as_str()) {
        return;
    }
    let mut bytes: BTreeMap<&str, usize> = BTreeMap::new();
    for passage in &page.passages {
        *bytes.entry(&passage.language).or_default() += passage.until - passage.from;
    }
    let most = bytes.into_iter().max_by_key(|(_, bytes)| *bytes);
    if let Some((other, _)) = most.filter(|(_, bytes)| page.text.len() < 2 * bytes) {
        let other = other.to_owned();
        page.passages = find(&page.text, &other);
        page.language = Some(other);
    }
}

/// The passages of `text`, a page in `language`, that are in others; in order, without overlap.
fn find(text: &str, language: &str) -> Vec<Passage> {
    let mut passages: Vec<Passage> = Vec::new();
    for (units, writing) in stretches(text) {
        for block in blocks(text, &units) {
            let part = text.get(block.clone()).unwrap_or_default();
            let Some(found) = of_block(part, writing, language) else {
                continue;
            };
            match passages.last_mut() {
                Some(last) if last.until == block.start && last.language == found => {
                    last.until = block.end;
                }
                _ => passages.push(Passage {
                    from: block.start,
                    until: block.end,
                    language: found,
                }),
            }
        }
    }
    passages
}

/// The language of a block where that is certainly not the page's.
fn of_block(text: &str, writing: Writing, page: &str) -> Option<String> {
    let has_letters_of_it = matches!(writing, Writing::Other(Script::Latin | Script::Cyrillic));
    let is_short = text.chars().nth(MIN_CHARS - 1).is_none();
    if is_short || has_letters_of_it && frequent_words::are_of(text, page) {
        return None;
    }
    let found = language::guess(text)?;
    (!found.is(page) && found.is_rather_than(page, text)).then(|| found.into_language())
}

/// The text cut where its script changes, each part as its sentences and their script: they follow one
/// another from the beginning to the end.
fn stretches(text: &str) -> Vec<(Vec<Range<usize>>, Writing)> {
    let mut stretches: Vec<(Vec<Range<usize>>, Writing)> = Vec::new();
    let mut before = Vec::new();
    for unit in units(text) {
        let writing = text.get(unit.clone()).and_then(writing_of);
        match (stretches.last_mut(), writing) {
            // Figures and blank lines belong to what stands before them.
            (Some((units, last)), writing) if writing.is_none_or(|writing| writing == *last) => {
                units.push(unit);
            }
            (_, Some(writing)) => {
                before.push(unit);
                stretches.push((std::mem::take(&mut before), writing));
            }
            (_, None) => before.push(unit),
        }
    }
    stretches
}

/// Lines, and the sentences in long ones.
fn units(text: &str) -> impl Iterator<Item = Range<usize>> + '_ {
    let mut from = 0;
    std::iter::from_fn(move || {
        let rest = text.get(from..).filter(|rest| !rest.is_empty())?;
        let line = rest.find('\n').map_or(rest.len(), |at| at + 1);
        let length = sentence_end(rest.get(..line)?).unwrap_or(line);
        let unit = from..from + length;
        from = unit.end;
        Some(unit)
    })
}

/// Where the first sentence of a line ends, or the line must be cut; `None` at its own end.
fn sentence_end(line: &str) -> Option<usize> {
    let bytes = line.trim_end().as_bytes();
    let mut last_blank = None;
    for (at, byte) in bytes.iter().enumerate() {
        let after = match byte {
            b' ' | b'\t' => {
                last_blank = Some(at + 1);
                continue;
            }
            b'.' | b'!' | b'?' if bytes.get(at + 1).is_some_and(u8::is_ascii_whitespace) => at + 1,
            // 。, ！, ？
            0xE3 if bytes.get(at..at + 3) == Some(&[0xE3, 0x80, 0x82]) => at + 3,
            0xEF if matches!(bytes.get(at..at + 3), Some([0xEF, 0xBC, 0x81 | 0x9F])) => at + 3,
            _ if MAX_UNIT_BYTES <= at && last_blank.is_some() => return last_blank,
            _ => continue,
        };
        if after < bytes.len() {
            return Some(after);
        }
    }
    None
}

/// The writing of most letters; `None` without three letters.
fn writing_of(text: &str) -> Option<Writing> {
    let mut counts: Vec<(Writing, usize)> = Vec::new();
    let mut ascii = 0;
    for c in text.chars() {
        if c.is_ascii_alphabetic() {
            ascii += 2;
            continue;
        }
        if c.is_ascii() || !c.is_alphabetic() {
            continue;
        }
        // A syllable or ideograph says what two to three letters say.
        let (writing, weight) = match c.script() {
            Script::Hangul | Script::Han | Script::Hiragana | Script::Katakana => {
                (Writing::EastAsian, 5)
            }
            Script::Common | Script::Inherited => continue,
            script => (Writing::Other(script), 2),
        };
        match counts.iter_mut().find(|(known, _)| *known == writing) {
            Some((_, count)) => *count += weight,
            None => counts.push((writing, weight)),
        }
    }
    let latin = Writing::Other(Script::Latin);
    match counts.iter_mut().find(|(known, _)| *known == latin) {
        Some((_, count)) => *count += ascii,
        None => counts.push((latin, ascii)),
    }
    let (writing, most) = counts.into_iter().max_by_key(|(_, count)| *count)?;
    (6 <= most).then_some(writing)
}

/// The sentences of a stretch put together to blocks of at least [`MIN_CHARS`] characters; what is left
/// over belongs to the last.
fn blocks(text: &str, units: &[Range<usize>]) -> Vec<Range<usize>> {
    let mut blocks: Vec<Range<usize>> = Vec::new();
    let (mut from, mut chars) = (units.first().map_or(0, |unit| unit.start), 0);
    for unit in units {
        chars += text.get(unit.clone()).unwrap_or_default().chars().count();
        if MIN_CHARS <= chars {
            blocks.push(from..unit.end);
            (from, chars) = (unit.end, 0);
        }
    }
    let end = units.last().map_or(from, |unit| unit.end);
    match blocks.last_mut() {
        Some(last) => last.end = end,
        None => blocks.push(from..end),
    }
    blocks
}

#[cfg(test)]
mod tests {
    use super::*;

    const ENGLISH: &str = "The policy measures that governments adopt for their cities are published every year, and the \
        plans of the districts follow them. This summary says what was decided, by whom and when, and which of \
        the measures have been carried out so far. ";
    const FRENCH: &str = "Les mesures que les gouvernements adoptent pour leurs villes sont publiées chaque année, et les \
        plans des quartiers les suivent. Ce résumé dit ce qui a été décidé, par qui et quand, et lesquelles des \
        mesures ont été mises en œuvre. ";
    const POLISH: &str = "Środki, które rządy przyjmują dla swoich miast, są publikowane co roku, a plany dzielnic z nich \
        wynikają. To streszczenie mówi, co zostało postanowione, przez kogo i kiedy oraz które ze środków \
        zostały dotychczas wdrożone w życie. ";
    const KOREAN: &str = "이 법은 도시의 경쟁력을 향상시키고 지속가능한 발전을 촉진함으로써 국민의 삶의 질 향상과 국가 균형발전에 \
        이바지함을 목적으로 한다. 이 법에서 사용하는 용어의 뜻은 다음과 같다. 스마트도시란 건설·정보통신기술 등을 융·복합하여 \
        건설된 도시기반시설을 바탕으로 다양한 도시서비스를 제공하는 지속가능한 도시를 말한다. 국가와 지방자치단체는 이에 필요한 \
        시책을 수립하여야 한다. 그 밖에 필요한 사항은 대통령령으로 정한다. ";

    /// Passages as `language: their text`, in a page in `language`.
    #[track_caller]
    fn check(language: &str, parts: &[&str], expected: &[(&str, &str)]) {
        let text = parts.concat();
        let found = find(&text, language);
        let shown: Vec<(&str, &str)> = found
            .iter()
            .map(|found| {
                (
                    found.language.as_str(),
                    text[found.from..found.until].trim(),
                )
            })
            .collect();
        assert_eq!(shown, expected);
    }

    #[test]
    fn a_page_in_one_language_has_no_passages() {
        check("en", &[ENGLISH, ENGLISH, ENGLISH], &[]);
        check("fr", &[FRENCH, FRENCH], &[]);
        check("pl", &[POLISH, POLISH], &[]);
        check("ko", &[KOREAN, KOREAN], &[]);
        check("en", &[""], &[]);
    }

    #[test]
    fn a_summary_in_another_language_is_a_passage() {
        check(
            "fr",
            &[FRENCH, "\n\nSummary\n", ENGLISH, "\n\n", FRENCH],
            &[("en", format!("Summary\n{}", ENGLISH.trim()).as_str())],
        );
    }

    #[test]
    fn a_change_of_script_begins_a_passage_within_a_line_too() {
        check("ko", &[KOREAN, FRENCH, KOREAN], &[("fr", FRENCH.trim())]);
        check("en", &[ENGLISH, KOREAN, ENGLISH], &[("ko", KOREAN.trim())]);
    }

    #[test]
    fn names_quotations_and_titles_are_no_passages() {
        let names =
            "Smart City Act (Ministry of Land, Infrastructure and Transport, Republic of Korea) ";
        check("ko", &[KOREAN, names, KOREAN], &[]);
        let quotation = "« Les mesures que les gouvernements adoptent » ";
        check("en", &[ENGLISH, quotation, ENGLISH], &[]);
        let figures = "1 234.5 2 345.6 3 456.7 4 567.8\n".repeat(20);
        check("en", &[ENGLISH, &figures, ENGLISH], &[]);
    }
}
