//! Where a term stands in a text: by the analysis of the text's own language, as in the index.

use std::ops::Range;

use regesta_index::analysis::{self, Languages, QueryToken, query_tokens};

/// A term of a text: which tokens of which forms it is, and its bytes.
type Met = (Vec<(usize, usize)>, Range<usize>);

/// Characters that a place may have more than the term: those of a plural or a case. What is longer
/// is another word of the same stem: `peaceful` is not `peace`.
const ENDING_CHARS: usize = 2;

/// A term in all its forms, ready to be looked for in texts.
pub(super) struct Term {
    /// Most characters of a place.
    max_chars: usize,
    forms: Vec<Vec<QueryToken>>,
    /// Form by form, whether its text ends in a particle that is no part of the term.
    with_particle: Vec<bool>,
}

impl Term {
    /// The first of `forms` is the term itself, the others have the particle 란 at the end.
    pub(super) fn new(forms: &[String], languages: &[String]) -> Self {
        Self {
            max_chars: forms.first().map_or(0, |form| form.chars().count()) + ENDING_CHARS,
            forms: forms
                .iter()
                .map(|form| query_tokens(form, languages))
                .collect(),
            with_particle: (0..forms.len()).map(|index| index > 0).collect(),
        }
    }

    /// Bytes of `text` where the term stands, in order.
    pub(super) fn places<'l>(
        &self,
        text: &str,
        languages: impl Into<Languages<'l>>,
    ) -> Vec<Range<usize>> {
        let mut tokens: Vec<Met> = Vec::new();
        analysis::tokens(text, languages, |term, bytes| {
            let mut stands_for = Vec::new();
            for (form, wanted) in self.forms.iter().enumerate() {
                for (index, token) in wanted.iter().enumerate() {
                    let is_it = if token.prefix {
                        token.terms.iter().any(|known| term.starts_with(known))
                    } else {
                        token.terms.iter().any(|known| known == term)
                    };
                    if is_it {
                        stands_for.push((form, index));
                    }
                }
            }
            tokens.push((stands_for, bytes));
        });
        let mut places = Vec::new();
        for (start, (stands_for, bytes)) in tokens.iter().enumerate() {
            let forms = self.forms.iter().zip(&self.with_particle).enumerate();
            for (form, (wanted, with_particle)) in forms {
                if !stands_for.contains(&(form, 0)) {
                    continue;
                }
                let rest = wanted.iter().enumerate().map(|(index, token)| {
                    let (there, bytes) = tokens.get(start + token.position as usize)?;
                    there.contains(&(form, index)).then_some(bytes.end)
                });
                let Some(ends) = rest.collect::<Option<Vec<usize>>>() else {
                    continue;
                };
                let end = ends.last().copied().unwrap_or(bytes.end);
                let particle = if *with_particle { "란".len() } else { 0 };
                places.push(bytes.start..end.saturating_sub(particle).max(bytes.start));
            }
        }
        places.dedup_by_key(|place| place.start);
        places.retain(|place| {
            let found = text.get(place.clone()).unwrap_or_default();
            found.chars().count() <= self.max_chars
        });
        places
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(forms: &[&str], text: &str, language: &str, expected: &[&str]) {
        let forms: Vec<String> = forms.iter().map(|form| (*form).to_owned()).collect();
        let term = Term::new(&forms, &["en".to_owned(), "ko".to_owned(), "zh".to_owned()]);
        let places = term.places(text, Some(language));
        let found: Vec<&str> = places.into_iter().map(|place| &text[place]).collect();
        assert_eq!(found, expected, "{forms:?} in {text}");
    }

    #[test]
    fn a_term_is_found_in_its_forms() {
        check(
            &["smart city"],
            "Smart Cities, a smart-city and a smart, big city.",
            "en",
            &["Smart Cities", "smart-city"],
        );
        check(&["peace"], "Peace by peaceful means.", "en", &["Peace"]);
        check(
            &["智慧城市"],
            "本条例所称智慧城市，是指",
            "zh",
            &["智慧城市"],
        );
    }

    #[test]
    fn korean_particles_are_no_part_of_it() {
        check(
            &["스마트도시", "스마트도시란"],
            "스마트도시란 \"스마트도시\"란 스마트도시를 스마트도시서비스란",
            "ko",
            &["스마트도시", "스마트도시", "스마트도시"],
        );
    }
}
