//! Words for the same thing, in many languages: plain text files that anybody can write.
//!
//! ```text
//! file   = { line }                           UTF-8; `#` begins a comment
//! line   = names [ "=>" names ]               one thing; without "=>" each name stands for all others,
//!                                             with it those on the left are also looked for by those on the right
//! names  = name { ";" name }
//! name   = [ language ":" ] words             language: a subtag such as `ko`
//! ```
//!
//! A name is known again in every form that the analysis of its language takes for the same: `Smart
//! Cities` is `smart city`. The starter glossary is read first, then every `*.txt` in the archive's
//! folder `glossary`, in order of their names. A name in several lines stands for all of them.
//!
//! Not here: where synonyms are used and what they count (`queries`).

use std::collections::HashMap;
use std::fs;
use std::io;
use std::path::Path;

use crate::Error;
use crate::analysis::tokens;
use crate::disk::io_error;

const STARTER: &str = include_str!("starter.txt");

/// Most bytes of one file.
const MAX_BYTES: u64 = 16 << 20;
/// Most names on one line: each costs a query that uses them a look-up.
const MAX_NAMES: usize = 50;
/// Most characters of a name.
const MAX_NAME_CHARS: usize = 100;
/// Language of names that state none; it decides how they are stemmed.
const DEFAULT_LANGUAGE: &str = "en";

/// One name of a thing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Name {
    /// The words, as written in the glossary.
    pub text: String,
    /// Language subtag, if the glossary states one.
    pub language: Option<String>,
}

/// Which names stand for which.
#[derive(Debug, Default)]
pub struct Glossary {
    names: Vec<Name>,
    /// For every form of a name, the names (by index) that stand for it, in the order of the files.
    others: HashMap<String, Vec<usize>>,
    /// Languages in which names are written.
    languages: Vec<String>,
    most_words: usize,
}

impl Glossary {
    /// Reads the glossary of the archive in folder `root`, after the starter if that is wanted.
    ///
    /// # Errors
    ///
    /// - [`Error::Glossary`] if a file is not one
    /// - [`Error::Io`] if a file cannot be read
    pub(crate) fn load(root: &Path, with_starter: bool) -> Result<Self, Error> {
        let mut glossary = Self::default();
        if with_starter {
            let path = Path::new("the starter glossary");
            glossary.read(path, STARTER)?;
        }
        let folder = root.join("glossary");
        let listed = match fs::read_dir(&folder) {
            Ok(listed) => listed,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(glossary),
            Err(error) => return Err(io_error("list", &folder)(error)),
        };
        let mut paths = Vec::new();
        for entry in listed {
            let path = entry.map_err(io_error("list", &folder))?.path();
            if path.extension().is_some_and(|extension| extension == "txt") {
                paths.push(path);
            }
        }
        paths.sort_unstable();
        for path in paths {
            let bytes = fs::metadata(&path).map_err(io_error("read", &path))?.len();
            if MAX_BYTES < bytes {
                return Err(wrong(&path, 1, "file is larger than 16 MiB"));
            }
            let bytes = fs::read(&path).map_err(io_error("read", &path))?;
            let text = String::from_utf8(bytes)
                .map_err(|_| wrong(&path, 1, "file is not UTF-8: save it as UTF-8"))?;
            glossary.read(&path, &text)?;
        }
        Ok(glossary)
    }

    /// The other names of what `words` name, as written, each once; empty if they name nothing.
    #[must_use]
    pub fn others(&self, words: &str) -> Vec<&Name> {
        let mut found: Vec<&Name> = Vec::new();
        for form in self.forms(words) {
            let others = self.others.get(&form).map_or(&[][..], Vec::as_slice);
            for name in others.iter().filter_map(|index| self.names.get(*index)) {
                if found.iter().all(|known| known.text != name.text) {
                    found.push(name);
                }
            }
        }
        found
    }

    /// The most words, parted by spaces, that a name has.
    #[must_use]
    pub fn most_words(&self) -> usize {
        self.most_words
    }

    /// Every form that `words` have in the languages of the glossary.
    fn forms(&self, words: &str) -> Vec<String> {
        let mut forms: Vec<String> = Vec::new();
        for language in &self.languages {
            let form = form(words, language);
            if !form.is_empty() && !forms.contains(&form) {
                forms.push(form);
            }
        }
        forms
    }

    fn read(&mut self, path: &Path, text: &str) -> Result<(), Error> {
        let text = text.strip_prefix('\u{feff}').unwrap_or(text);
        for (number, line) in (1..).zip(text.lines()) {
            let line = line.split('#').next().unwrap_or_default().trim();
            if line.is_empty() {
                continue;
            }
            let wrong = |what: &str| wrong(path, number, what);
            let (left, right) = match line.split_once("=>") {
                Some((_, right)) if right.contains("=>") => {
                    return Err(wrong("a line has one `=>` at most"));
                }
                Some((left, right)) => (left, Some(right)),
                None => (line, None),
            };
            let left = self.names(left).map_err(wrong)?;
            let right = right
                .map(|right| self.names(right))
                .transpose()
                .map_err(wrong)?;
            if right.is_none() && left.len() == 1 {
                return Err(wrong(
                    "a line needs two names, with `;` or `=>` between them",
                ));
            }
            for name in &left {
                let Some(Name { text, language }) = self.names.get(*name) else {
                    continue;
                };
                let language = language.as_deref().unwrap_or(DEFAULT_LANGUAGE);
                let others = self.others.entry(form(text, language)).or_default();
                let stand_for = right.as_ref().unwrap_or(&left);
                others.extend(stand_for.iter().filter(|other| *other != name));
            }
        }
        Ok(())
    }

    /// Reads the names on one side of a line.
    fn names(&mut self, text: &str) -> Result<Vec<usize>, &'static str> {
        let mut found = Vec::new();
        for name in text
            .split(';')
            .map(str::trim)
            .filter(|name| !name.is_empty())
        {
            let (language, words) = match name.split_once(':') {
                Some((tag, words)) if is_subtag(tag.trim()) => {
                    (Some(tag.trim().to_ascii_lowercase()), words.trim())
                }
                _ => (None, name),
            };
            if words.chars().nth(MAX_NAME_CHARS).is_some() {
                return Err("a name has at most 100 characters");
            }
            let own = language.as_deref().unwrap_or(DEFAULT_LANGUAGE);
            if form(words, own).is_empty() {
                return Err("a name has no letters or digits");
            }
            if found.len() == MAX_NAMES {
                return Err("a line has at most 50 names");
            }
            if !self.languages.iter().any(|known| known == own) {
                self.languages.push(own.to_owned());
            }
            self.most_words = self.most_words.max(words.split_whitespace().count());
            found.push(self.names.len());
            self.names.push(Name {
                text: words.split_whitespace().collect::<Vec<_>>().join(" "),
                language,
            });
        }
        if found.is_empty() {
            return Err("names are missing beside `=>`");
        }
        Ok(found)
    }
}

/// The terms of `words` as the index would hold them in a text of `language`.
fn form(words: &str, language: &str) -> String {
    let mut form = String::new();
    tokens(words, Some(language), |term, _| {
        if !form.is_empty() {
            form.push(' ');
        }
        // A stem is the same one whether it begins its word or not.
        form.push_str(term.trim_start_matches('~'));
    });
    form
}

fn is_subtag(text: &str) -> bool {
    matches!(text.len(), 2 | 3) && text.bytes().all(|b| b.is_ascii_alphabetic())
}

fn wrong(path: &Path, line: usize, what: &str) -> Error {
    Error::Glossary {
        path: path.to_owned(),
        line,
        what: what.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Result<Glossary, String> {
        let mut glossary = Glossary::default();
        glossary
            .read(Path::new("own.txt"), text)
            .map(|()| glossary)
            .map_err(|error| error.to_string())
    }

    #[track_caller]
    fn check(text: &str, words: &str, expected: &[&str]) {
        let glossary = read(text).expect("a glossary");
        let others: Vec<&str> = glossary
            .others(words)
            .into_iter()
            .map(|name| name.text.as_str())
            .collect();
        assert_eq!(others, expected, "{words}");
    }

    #[track_caller]
    fn check_wrong(text: &str, expected: &str) {
        assert_eq!(read(text).map(|_| ()), Err(expected.to_owned()));
    }

    const CITIES: &str = "\u{feff}# Cities\nsmart city; ko: 스마트도시; ko:스마트시티\n\nU-City ; ko: 유비쿼터스도시 # old\n";

    #[test]
    fn every_name_of_a_line_stands_for_the_others() {
        check(CITIES, "smart city", &["스마트도시", "스마트시티"]);
        check(CITIES, "스마트시티", &["smart city", "스마트도시"]);
        check(CITIES, "유비쿼터스도시", &["U-City"]);
        check(CITIES, "grid", &[]);
        check(CITIES, "", &[]);
    }

    #[test]
    fn names_are_known_in_all_their_forms() {
        check(CITIES, "Smart Cities", &["스마트도시", "스마트시티"]);
        check(CITIES, "스마트도시를", &["smart city", "스마트시티"]);
        check(CITIES, "u city", &["유비쿼터스도시"]);
        check("es: ciudades; fr: villes", "ciudad", &["villes"]);
    }

    #[test]
    fn an_arrow_leads_one_way() {
        check(
            "AI => artificial intelligence",
            "ai",
            &["artificial intelligence"],
        );
        check(
            "AI => artificial intelligence",
            "artificial intelligence",
            &[],
        );
    }

    #[test]
    fn a_name_in_several_lines_stands_for_all() {
        check("a; b\nb; c", "b", &["a", "c"]);
        check("a; b\nb; c", "a", &["b"]);
    }

    #[test]
    fn mistakes_name_the_line_and_what_to_do() {
        check_wrong(
            "a; b\nalone",
            "own.txt, line 2: a line needs two names, with `;` or `=>` between them",
        );
        check_wrong("a =>", "own.txt, line 1: names are missing beside `=>`");
        check_wrong("a; …", "own.txt, line 1: a name has no letters or digits");
        check_wrong(
            "a => b => c",
            "own.txt, line 1: a line has one `=>` at most",
        );
    }

    #[test]
    fn the_starter_is_a_glossary() {
        let starter = read(STARTER).expect("a glossary");
        let others = |words| -> Vec<&str> {
            let others = starter.others(words).into_iter();
            others.map(|name| name.text.as_str()).collect()
        };
        assert!(others("스마트도시").contains(&"smart city"));
        assert!(others("스마트도시").contains(&"스마트시티"));
        assert!(others("유비쿼터스도시").contains(&"U-City"));
        assert!(others("유비쿼터스도시").contains(&"스마트도시"));
        assert_eq!(others("city"), Vec::<&str>::new());
        assert_eq!(others("its"), Vec::<&str>::new());
    }
}
