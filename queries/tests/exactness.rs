//! Phrases and beginnings of words against a reader who goes through the page texts: the same
//! documents, the same pages, the same counts, the same marks, for questions drawn at random from the
//! texts. No difference is allowed.
//!
//! What "matches" means to a reader is defined in `reader/mod.rs`. Texts: Korean laws and English
//! speeches of samples/, the Universal Declaration of Human Rights in Arabic, Chinese, Japanese and
//! Thai, and what the corpus has, where there is one: passages in Korean, Chinese, German, Spanish and
//! English, manuals in Japanese and Korean, texts made for CJK fonts.
//!
//! `REGESTA_SEED` draws other questions, `REGESTA_QUESTIONS` more of them; a failure says the seed.

#![expect(clippy::unwrap_used, reason = "a test ends where something is wrong")]

mod made;
mod random;
mod reader;

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::io::Read as _;
use std::ops::Range;
use std::path::{Path, PathBuf};

use made::{Made, Source, archive, ask, offer, request, today};
use random::Random;
use reader::{OnPage, Pages, Reader, Wanted, found};
use regesta_index::{Content, DocumentId, PageNumber};
use regesta_queries::{Hit, Snippet, explain, highlight, matching_pages, search};
use unicode_normalization::UnicodeNormalization;

/// Most differences that are told.
const MOST_TOLD: usize = 10;

/// Title, language and pages of a document.
type Text = (String, &'static str, Vec<String>);

impl Random {
    /// One of `of`; nothing if there are none.
    fn one<'a, T>(&mut self, of: &'a [T]) -> Option<&'a T> {
        of.get(self.below(of.len()))
    }
}

fn seed() -> u64 {
    let seed = std::env::var("REGESTA_SEED").ok();
    seed.map_or(20_261_127, |seed| seed.parse().unwrap())
}

fn questions(usually: usize) -> usize {
    let wanted = std::env::var("REGESTA_QUESTIONS").ok();
    wanted.map_or(usually, |wanted| wanted.parse().unwrap())
}

/// A document, beside its words as the reader sees them.
struct Document {
    id: DocumentId,
    language: &'static str,
    /// The title, then every page.
    texts: Vec<String>,
    words: Pages,
}

/// An archive of some texts, and the texts.
struct Library {
    made: Made,
    documents: Vec<Document>,
    languages: Vec<&'static str>,
    reader: Reader,
}

impl Library {
    fn of(texts: &[Text]) -> Self {
        assert!(texts.len() <= 100, "one answer must show all documents");
        let mut reader = Reader::default();
        let pages: Vec<Vec<&str>> = texts
            .iter()
            .map(|(_, _, pages)| pages.iter().map(String::as_str).collect())
            .collect();
        let sources: Vec<Source<'_>> = texts
            .iter()
            .zip(&pages)
            .map(|((title, language, _), pages)| {
                (title.as_str(), *language, pages.as_slice(), [].as_slice())
            })
            .collect();
        let mut documents = Vec::new();
        for (source, (title, language, pages)) in sources.iter().zip(texts) {
            let Content::Read { record, .. } = offer(source).content else {
                panic!("{title} is not read");
            };
            let texts: Vec<String> = std::iter::once(title).chain(pages).cloned().collect();
            documents.push(Document {
                id: record.id,
                language,
                words: texts
                    .iter()
                    .map(|text| reader.words(text, language))
                    .collect(),
                texts,
            });
        }
        let languages: BTreeSet<&'static str> = texts.iter().map(|text| text.1).collect();
        Self {
            made: archive(&sources),
            documents,
            languages: languages.into_iter().collect(),
            reader,
        }
    }

    /// A question as it is typed, without quotation marks or `*`: some words in a row of a random page.
    fn draw(&self, random: &mut Random, is_open: bool) -> Option<String> {
        let document = random.one(&self.documents)?;
        let page = random.below(document.texts.len());
        let (text, words) = (&document.texts[page], &document.words[page]);
        let from = random.below(words.len());
        let first = words.get(from)?;
        let is_unspaced = first.touches || words.get(from + 1).is_some_and(|next| next.touches);
        if !is_open {
            let most = if is_unspaced { 8 } else { 5 };
            let until = (from + random.below(most)).min(words.len() - 1);
            return Some(text[first.bytes.start..words[until].bytes.end].to_owned());
        }
        if is_unspaced {
            let until = from + random.below(4);
            let here = words
                .get(from..=until.min(words.len() - 1))?
                .iter()
                .enumerate();
            let here = here.take_while(|(index, word)| *index == 0 || word.touches);
            return Some(here.map(|(_, word)| word.key.as_str()).collect());
        }
        let letters = first.key.chars().count();
        let start: String = first.key.chars().take(1 + random.below(letters)).collect();
        let before = from.checked_sub(1).and_then(|before| words.get(before));
        Some(match before {
            // Words that a hyphen joins are parted as well.
            Some(before) if random.below(6) == 0 => format!("{}-{start}", before.key),
            _ => start,
        })
    }

    /// A question, and what the reader is to look for.
    fn question(&mut self, random: &mut Random, is_open: bool) -> Option<(String, Vec<Wanted>)> {
        let mut typed = self.draw(random, is_open)?;
        if !is_open && random.below(8) == 0 {
            // Words that hardly stand together anywhere.
            let other = self.draw(random, false)?;
            typed = format!("{typed} {other}");
        }
        // What ends a phrase or is an operator in a word.
        typed = typed.replace(['"', '“', '”', '„', '‟', '〝', '〞', '〟', '*', '~'], " ");
        typed = match random.below(8) {
            0 => typed.to_uppercase(),
            1 => typed.nfd().collect(),
            2 => typed.nfc().collect(),
            _ => typed,
        };
        let wanted = self.reader.wanted(&typed, is_open, &self.languages);
        if wanted.is_empty() || is_open && typed.contains(char::is_whitespace) {
            return None;
        }
        let question = if is_open {
            format!("{typed}*")
        } else {
            format!("\"{typed}\"")
        };
        Some((question, wanted))
    }

    /// Holds the answer to one question against what the reader finds; says what differs.
    fn compare(&self, question: &str, wanted: &[Wanted], random: &mut Random) -> String {
        let mut differing = String::new();
        let asked = request(&[("q", question), ("limit", "100")]);
        let answer = search(&self.made.snapshot, &asked, today()).unwrap();
        let mut total = 0;
        let mut looked_at = 0;
        for document in &self.documents {
            let title = &document.texts[0];
            let expected = found(&document.words, wanted);
            let matches = expected.iter().any(|page| page.count > 0);
            total += u64::from(matches);
            let hit = answer.hits.iter().find(|hit| hit.id == document.id);
            if hit.is_some() != matches {
                let _ = writeln!(differing, "“{title}” should match: {matches}");
            }
            let Some(hit) = hit.filter(|_| matches) else {
                continue;
            };
            self.compare_pages(document, hit, &expected, &mut differing);
            // The rest costs a search each.
            if looked_at < 3 || random.below(10) == 0 {
                looked_at += 1;
                let pages = matching_pages(&self.made.snapshot, &asked, document.id).unwrap();
                let expected_pages = numbers(&expected);
                if pages != expected_pages {
                    let _ = writeln!(differing, "“{title}” has {pages:?}, not {expected_pages:?}");
                }
                let told = explain(&self.made.snapshot, &asked, document.id, today());
                let told = told.unwrap().unwrap();
                let count = |page: &PageNumber| expected[page.get() as usize].count;
                let counts = expected_pages.iter().map(|page| (*page, count(page)));
                let counts: Vec<(PageNumber, u32)> = counts.take(100).collect();
                let part = &told.parts[0];
                if part.pages != counts || part.in_title != expected[0].count {
                    let told = (&part.pages, part.in_title);
                    let _ = writeln!(differing, "“{title}” counts {told:?}, not {counts:?}");
                }
                for number in 1..expected.len() {
                    if expected[number].count == 0 && random.below(20) > 0 {
                        continue;
                    }
                    let text = &document.texts[number];
                    let language = Some(document.language);
                    let marks = highlight(&self.made.snapshot, &asked, text, language).unwrap();
                    if marks != expected[number].marks {
                        let of = |marks: &[Range<usize>]| -> Vec<String> {
                            marks
                                .iter()
                                .map(|mark| text[mark.clone()].to_owned())
                                .collect()
                        };
                        let (marks, expected) = (of(&marks), of(&expected[number].marks));
                        let _ = writeln!(
                            differing,
                            "“{title}” page {number} marks {marks:?}, not {expected:?}"
                        );
                    }
                }
            }
        }
        if answer.total != total {
            let _ = writeln!(differing, "total {}, not {total}", answer.total);
        }
        differing
    }

    fn compare_pages(
        &self,
        document: &Document,
        hit: &Hit,
        expected: &[OnPage],
        differing: &mut String,
    ) {
        let title = &document.texts[0];
        let pages = numbers(expected);
        if hit.matching_pages as usize != pages.len() {
            let (found, pages) = (hit.matching_pages, pages.len());
            let _ = writeln!(differing, "“{title}” matches on {found} pages, not {pages}");
        }
        let shown: BTreeSet<PageNumber> = hit.pages.iter().map(|page| page.page).collect();
        // Where none matches, the first with text is shown.
        if !pages.is_empty() && !shown.iter().all(|page| pages.contains(page)) {
            let _ = writeln!(differing, "“{title}” shows {shown:?}, found are {pages:?}");
        }
        for page in &hit.pages {
            let number = page.page.get() as usize;
            let text = &document.texts[number];
            if !is_cut_from(&page.snippet, text, &expected[number].shown) {
                let snippet = &page.snippet;
                let _ = writeln!(differing, "“{title}” page {number} shows {snippet:?}");
            }
        }
    }
}

/// The pages on which something begins.
fn numbers(expected: &[OnPage]) -> Vec<PageNumber> {
    let pages = (0..).zip(expected).skip(1);
    let pages = pages.filter(|(_, page)| page.count > 0);
    pages
        .filter_map(|(number, _)| PageNumber::new(number))
        .collect()
}

/// Whether a snippet is a part of a page, with exactly what is marked there highlighted.
fn is_cut_from(snippet: &Snippet, page: &str, marks: &[Range<usize>]) -> bool {
    // White space is one space, and what cannot be seen is left out.
    let mut shown: Vec<(char, usize)> = Vec::new();
    for (at, c) in page.char_indices() {
        if c.is_whitespace() {
            if shown.last().is_some_and(|(last, _)| *last != ' ') {
                shown.push((' ', at));
            }
        } else if !c.is_control()
            && !matches!(
                c,
                '\u{ad}' | '\u{61c}' | '\u{200b}' | '\u{200e}' | '\u{200f}' | '\u{feff}'
            )
            && !matches!(c, '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{206f}')
        {
            shown.push((c, at));
        }
    }
    let text: Vec<char> = snippet.text.chars().collect();
    let is_sign = |c: Option<&char>| usize::from(c == Some(&'…'));
    // A page may itself have the sign of omission there.
    for lead in [is_sign(text.first()), 0] {
        for tail in [is_sign(text.last()), 0] {
            let Some(cut) = text.get(lead..text.len().saturating_sub(tail)) else {
                continue;
            };
            if cut.is_empty() {
                return snippet.highlights.is_empty();
            }
            let places = shown.windows(cut.len());
            let places = places.filter(|place| place.iter().map(|(c, _)| c).eq(cut));
            for place in places {
                let mut expected: Vec<(usize, usize)> = Vec::new();
                for (index, (c, byte)) in place.iter().enumerate() {
                    let mark = marks.iter().find(|mark| mark.contains(byte));
                    let is_inside = mark.is_some_and(|mark| {
                        *c != ' '
                            || place
                                .get(index + 1)
                                .is_some_and(|(_, next)| mark.contains(next))
                    });
                    match expected.last_mut() {
                        _ if !is_inside => {}
                        Some(last) if last.1 == index + lead => last.1 += 1,
                        _ => expected.push((index + lead, index + lead + 1)),
                    }
                }
                if expected == snippet.highlights {
                    return true;
                }
            }
        }
    }
    false
}

/// Asks random questions until something differs too often.
#[track_caller]
fn check(name: &str, texts: &[Text], wanted: usize) {
    let seed = seed();
    let mut random = Random(seed);
    let mut library = Library::of(texts);
    let (mut told, mut differing) = (String::new(), 0);
    let (mut asked, mut drawn, mut found_some) = (0, 0, 0);
    let many = questions(wanted);
    while asked < many && differing < MOST_TOLD {
        drawn += 1;
        assert!(drawn < 50 * many + 1000, "{name}: nothing can be drawn");
        let is_open = random.below(5) < 2;
        let Some((question, wanted)) = library.question(&mut random, is_open) else {
            continue;
        };
        asked += 1;
        let difference = library.compare(&question, &wanted, &mut random);
        let some = library.documents.iter();
        found_some += usize::from(some.take(5).any(|document| {
            found(&document.words, &wanted)
                .iter()
                .any(|page| page.count > 0)
        }));
        if !difference.is_empty() {
            differing += 1;
            let lines: Vec<&str> = difference.lines().take(3).collect();
            let _ = writeln!(told, "{question}\n{}", lines.join("\n"));
        }
    }
    assert!(
        differing == 0,
        "{name}, REGESTA_SEED={seed}, {differing} of {asked} questions:\n{told}"
    );
    assert!(found_some > 0, "{name}: no question found anything");
}

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..")
}

/// The corpus beside the checkout, or where `REGESTA_CORPUS` says.
fn corpus() -> Option<PathBuf> {
    let beside = || root().join("../shared/corpus");
    let folder = std::env::var_os("REGESTA_CORPUS").map_or_else(beside, PathBuf::from);
    if folder.is_dir() {
        return Some(folder);
    }
    eprintln!("left out: no corpus at {}", folder.display());
    None
}

fn files(folder: &Path, extension: &str) -> Vec<PathBuf> {
    let entries = std::fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path());
    let mut files: Vec<PathBuf> = entries
        .filter(|path| path.extension().is_some_and(|is| is == extension))
        .collect();
    files.sort();
    files
}

fn name(path: &Path) -> String {
    path.file_stem().unwrap().to_string_lossy().into_owned()
}

/// Korean laws: an article a page.
fn laws() -> Vec<Text> {
    let read = |path: &PathBuf| {
        let text = std::fs::read_to_string(path).unwrap();
        let pages = text.split("\n##### ").map(str::to_owned).collect();
        (
            format!("스마트도시 조성 및 산업진흥 등에 관한 법률 {}", name(path)),
            "ko",
            pages,
        )
    };
    files(&root().join("samples/smart-city-kr"), "md")
        .iter()
        .map(read)
        .collect()
}

/// Some English speeches: a few paragraphs a page.
fn speeches(most: usize) -> Vec<Text> {
    let file = std::fs::File::open(root().join("samples/un-speeches.zip")).unwrap();
    let mut zip = zip::ZipArchive::new(file).unwrap();
    let mut speeches = Vec::new();
    for index in 0..zip.len() {
        let mut entry = zip.by_index(index).unwrap();
        let title = entry.name().unwrap().into_owned();
        if !title.ends_with(".txt") || speeches.len() == most {
            continue;
        }
        let mut text = String::new();
        entry.read_to_string(&mut text).unwrap();
        let paragraphs: Vec<&str> = text.lines().collect();
        let pages = paragraphs.chunks(8).map(|page| page.join("\n")).collect();
        speeches.push((title, "en", pages));
    }
    speeches
}

/// The Universal Declaration of Human Rights: an article a page, some articles a document.
fn rights(language: &'static str) -> Vec<Text> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("tests/rights/{language}.txt"));
    let text = std::fs::read_to_string(path).unwrap();
    let articles: Vec<String> = text.split("\n\n").map(str::to_owned).collect();
    let parts = articles.chunks(4);
    let title = |part: &[String]| part[0].lines().next().unwrap().to_owned();
    parts
        .map(|part| (title(part), language, part.to_vec()))
        .collect()
}

/// Passages of one title as the pages of a document, of the first hundred titles.
fn passages(folder: &Path, language: &'static str) -> Vec<Text> {
    let text = std::fs::read_to_string(folder.join("corpus.jsonl")).unwrap();
    let mut texts: Vec<Text> = Vec::new();
    for line in text.lines() {
        let passage: serde_json::Value = serde_json::from_str(line).unwrap();
        let of = |name: &str| passage[name].as_str().unwrap().to_owned();
        match texts.iter_mut().find(|text| text.0 == of("title")) {
            Some(text) => text.2.push(of("text")),
            None => texts.push((of("title"), language, vec![of("text")])),
        }
    }
    texts.truncate(100);
    texts
}

/// Files of HTML, without what is in angle brackets: some lines a page.
fn manuals(folder: &Path, language: &'static str) -> Vec<Text> {
    let read = |path: &PathBuf| {
        let html = std::fs::read_to_string(path).unwrap();
        let mut text = String::new();
        for part in html.split('<') {
            text.push_str(part.split_once('>').map_or(part, |(_, text)| text));
        }
        let lines: Vec<&str> = text
            .lines()
            .filter(|line| !line.trim().is_empty())
            .collect();
        let pages = lines.chunks(12).map(|page| page.join("\n")).collect();
        (format!("{language} {}", name(path)), language, pages)
    };
    files(folder, "html").iter().take(60).map(read).collect()
}

/// Texts that were made into PDF files: a paragraph a page.
fn made_for_fonts(folder: &Path) -> Vec<Text> {
    let read = |path: &PathBuf| {
        let name = name(path);
        let language = match name.get(..2) {
            Some("ja") => "ja",
            Some("zh") => "zh",
            Some("wp") => "en",
            _ => "ko",
        };
        let text = std::fs::read_to_string(path).unwrap();
        let pages = text.split("\n\n").map(str::to_owned).collect();
        (name, language, pages)
    };
    files(folder, "txt").iter().map(read).collect()
}

#[test]
fn korean_laws_are_found_as_by_eye() {
    check("laws", &laws(), 400);
}

#[test]
fn english_speeches_are_found_as_by_eye() {
    check("speeches", &speeches(30), 300);
}

#[test]
fn arabic_is_found_as_by_eye() {
    check("ar", &rights("ar"), 600);
}

#[test]
fn scripts_without_spaces_are_found_as_by_eye() {
    for language in ["zh", "ja", "th"] {
        check(language, &rights(language), 500);
    }
}

#[test]
fn languages_in_one_archive_are_found_as_by_eye() {
    let mut texts = speeches(5);
    texts.extend(laws().into_iter().take(3));
    for language in ["ar", "ja", "th", "zh"] {
        texts.extend(rights(language));
    }
    check("all", &texts, 400);
}

#[test]
fn passages_of_the_corpus_are_found_as_by_eye() {
    let Some(corpus) = corpus() else {
        return;
    };
    for (set, language) in [
        ("korquad1_dev", "ko"),
        ("xquad_zh", "zh"),
        ("xquad_de", "de"),
        ("xquad_es", "es"),
        ("xquad_en", "en"),
    ] {
        check(
            set,
            &passages(&corpus.join("retrieval").join(set), language),
            200,
        );
    }
}

#[test]
fn manuals_of_the_corpus_are_found_as_by_eye() {
    let Some(corpus) = corpus() else {
        return;
    };
    let guide = corpus.join("documents/debian_docs/install-guide");
    check("manuals in ja", &manuals(&guide.join("ja"), "ja"), 250);
    check("manuals in ko", &manuals(&guide.join("ko"), "ko"), 250);
    check("made-pdf", &made_for_fonts(&corpus.join("made-pdf")), 250);
}

/// Phrases and beginnings, joined by operators: the same documents.
#[test]
fn operators_join_what_is_found_by_eye() {
    let seed = seed();
    let mut random = Random(seed);
    let mut texts = rights("ja");
    texts.extend(rights("ar"));
    texts.extend(speeches(5));
    let mut library = Library::of(&texts);
    let mut asked = 0;
    while asked < questions(300) {
        let of = |library: &mut Library, random: &mut Random| {
            let is_open = random.below(2) == 0;
            library.question(random, is_open)
        };
        let (Some(one), Some(other)) =
            (of(&mut library, &mut random), of(&mut library, &mut random))
        else {
            continue;
        };
        let (sign, holds): (&str, fn(bool, bool) -> bool) = match random.below(3) {
            0 => (" ", |one, other| one && other),
            1 => (" OR ", |one, other| one || other),
            _ => (" -", |one, other| one && !other),
        };
        let matches = |document: &Document, wanted: &[Wanted]| {
            found(&document.words, wanted)
                .iter()
                .any(|page| page.count > 0)
        };
        let expected: BTreeSet<DocumentId> = library
            .documents
            .iter()
            .filter(|document| holds(matches(document, &one.1), matches(document, &other.1)))
            .map(|document| document.id)
            .collect();
        // Where nothing matches as asked, less is asked for.
        if expected.is_empty() {
            continue;
        }
        asked += 1;
        let question = format!("{}{sign}{}", one.0, other.0);
        let answer = ask(&library.made, &[("q", &question), ("limit", "100")]);
        let ids: BTreeSet<DocumentId> = answer.hits.iter().map(|hit| hit.id).collect();
        assert_eq!(ids, expected, "{question}, REGESTA_SEED={seed}");
        assert_eq!(
            answer.total,
            expected.len() as u64,
            "{question}, REGESTA_SEED={seed}"
        );
    }
}
