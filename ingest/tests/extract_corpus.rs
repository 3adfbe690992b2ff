//! Extraction measured against known text and over real documents.
//!
//! The scores are those of the corpus's own measurements: F1 of the letters and digits, F1 of the
//! words, and how far their order agrees (1 − insertions and deletions ÷ length), all after NFKC.
//! The floors stand a little under what was measured; a change that loses text fails here.

use std::collections::HashMap;
use std::hash::Hash;
use std::path::{Path, PathBuf};

use regesta_ingest::{Extracted, Limits, extract};
use unicode_normalization::UnicodeNormalization;

/// Character F1, word F1, order.
#[derive(Clone, Copy, Debug)]
struct Score {
    characters: f64,
    words: f64,
    order: f64,
}

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

fn text_of(extracted: &Extracted) -> String {
    extracted
        .pages
        .iter()
        .map(|page| page.text.as_str())
        .collect::<Vec<_>>()
        .join("\n")
}

fn letters(text: &str) -> Vec<char> {
    text.nfkc().filter(|c| c.is_alphanumeric()).collect()
}

fn words(text: &str) -> Vec<String> {
    let text: String = text.nfkc().filter(|c| *c != '\u{ad}').collect();
    text.split(|c: char| !c.is_alphanumeric())
        .filter(|w| !w.is_empty())
        .map(str::to_owned)
        .collect()
}

fn f1<T: Eq + Hash>(found: &[T], expected: &[T]) -> f64 {
    let mut left: HashMap<&T, usize> = HashMap::new();
    for item in expected {
        *left.entry(item).or_default() += 1;
    }
    let mut common = 0;
    for item in found {
        if let Some(count) = left.get_mut(item).filter(|count| 0 < **count) {
            *count -= 1;
            common += 1;
        }
    }
    if found.is_empty() && expected.is_empty() {
        return 1.0;
    }
    f64::from(2 * common) / (found.len() + expected.len()) as f64
}

/// 2 × longest common subsequence ÷ sum of lengths (Myers' O(ND) algorithm).
fn order(found: &[char], expected: &[char]) -> f64 {
    let total = found.len() + expected.len();
    if total == 0 {
        return 1.0;
    }
    let (n, m) = (found.len() as isize, expected.len() as isize);
    let at = |k: isize| (k + total as isize + 1) as usize;
    let mut furthest = vec![0_isize; 2 * total + 3];
    for edits in 0..=total as isize {
        for k in (-edits..=edits).step_by(2) {
            let down = k == -edits || (k != edits && furthest[at(k - 1)] < furthest[at(k + 1)]);
            let mut x = if down {
                furthest[at(k + 1)]
            } else {
                furthest[at(k - 1)] + 1
            };
            while x < n
                && 0 <= x - k
                && x - k < m
                && found[x as usize] == expected[(x - k) as usize]
            {
                x += 1;
            }
            furthest[at(k)] = x;
            if n <= x && m <= x - k {
                return 1.0 - edits as f64 / total as f64;
            }
        }
    }
    0.0
}

fn score(found: &str, expected: &str) -> Score {
    let (found_letters, expected_letters) = (letters(found), letters(expected));
    Score {
        characters: f1(&found_letters, &expected_letters),
        words: f1(&words(found), &words(expected)),
        order: order(&found_letters, &expected_letters),
    }
}

#[test]
fn the_scores_themselves_are_right() {
    let close = |a: f64, b: f64| (a - b).abs() < 1e-9;
    assert!(close(order(&letters("abcd"), &letters("abcd")), 1.0));
    // One deletion and one insertion of eight characters.
    assert!(close(order(&letters("abcd"), &letters("bcda")), 0.75));
    assert!(close(order(&letters("ab"), &letters("cd")), 0.0));
    assert!(close(f1(&words("a b b"), &words("b c")), 0.4));
}

#[test]
fn made_pdfs_hold_their_known_text() {
    let Some(folder) = corpus("made-pdf") else {
        return;
    };
    let mut scores = Vec::new();
    let mut paths: Vec<PathBuf> = std::fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .collect();
    paths.sort();
    for path in paths
        .iter()
        .filter(|path| path.extension().is_some_and(|ending| ending == "pdf"))
    {
        let name = path.file_name().unwrap().to_string_lossy();
        let expected = std::fs::read_to_string(path.with_extension("txt")).unwrap();
        let found = match extract(&std::fs::read(path).unwrap(), &name, &Limits::STANDARD) {
            Ok(extracted) => text_of(&extracted),
            Err(failure) => {
                eprintln!("{name}: {failure}");
                String::new()
            }
        };
        let score = score(&found, &expected);
        let percent = |value: f64| value * 100.0;
        let Score {
            characters,
            words,
            order,
        } = score;
        eprintln!(
            "{name:20} {:6.1} {:6.1} {:6.1}",
            percent(characters),
            percent(words),
            percent(order)
        );
        if let Ok(folder) = std::env::var("KEEP_TEXT") {
            std::fs::write(Path::new(&folder).join(format!("{name}.txt")), &found).unwrap();
        }
        scores.push(score);
    }
    let mean =
        |value: fn(&Score) -> f64| scores.iter().map(value).sum::<f64>() / scores.len() as f64;
    let (characters, words, order) = (mean(|s| s.characters), mean(|s| s.words), mean(|s| s.order));
    eprintln!(
        "mean of {}: characters {characters:.4}, words {words:.4}, order {order:.4}",
        scores.len()
    );
    assert_eq!(scores.len(), 29);
    assert!(0.999 <= characters, "characters {characters}");
    assert!(0.98 <= words, "words {words}");
    assert!(0.998 <= order, "order {order}");
}

#[test]
fn no_letter_of_the_law_is_lost() {
    let Some(folder) = corpus("smart-city-kr") else {
        return;
    };
    let mut files = 0;
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.extension().is_none_or(|ending| ending != "md") {
            continue;
        }
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        let source = std::fs::read_to_string(&path).unwrap();
        let body = source.splitn(3, "---\n").nth(2).unwrap();
        let extracted = extract(source.as_bytes(), &name, &Limits::STANDARD).unwrap();
        let (found, expected) = (letters(&text_of(&extracted)), letters(body));
        let first = found.iter().zip(&expected).position(|(a, b)| a != b);
        let around = |text: &[char]| -> String {
            let at = first
                .unwrap_or(found.len().min(expected.len()))
                .saturating_sub(10);
            text.iter().skip(at).take(40).collect()
        };
        assert!(
            found == expected,
            "{name}: {:?} instead of {:?}",
            around(&found),
            around(&expected)
        );
        assert!(
            !text_of(&extracted).contains('\\'),
            "{name} keeps a backslash"
        );
        let value = |key: &str| {
            extracted
                .metadata
                .iter()
                .find(|m| m.key == key)
                .map(|m| m.value.as_str())
        };
        assert_eq!(
            value("front-matter/제목"),
            value("markdown/title"),
            "{name}"
        );
        assert!(value("front-matter/시행일자").is_some(), "{name}");
        files += 1;
    }
    assert_eq!(files, 48);
}
