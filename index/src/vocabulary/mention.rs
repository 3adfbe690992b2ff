//! The words by which a text shows whose it is: names of jurisdictions, their institutions, places and hosts.
//!
//! Names of countries are CLDR's in the language of the text; `issuers.csv` holds institutions that
//! belong to one jurisdiction alone, and cities and provinces; `domains.csv` the domains of bodies and
//! of governments that do not follow the pattern `gov.XX`. Names that are common words are left out
//! (수단 is Sudan, and "means").
//!
//! Not here: what a mention counts for (`regesta-ingest`), codes and labels (`jurisdiction.rs`).

use super::jurisdiction::{self, COUNTRIES, OTHERS};
use super::table;

const ISSUERS: &str = include_str!("issuers.csv");
const DOMAINS: &str = include_str!("domains.csv");

/// Country names that are other words, or parts of them, in running text.
const ALSO_WORDS: [&str; 26] = [
    "수단", "가나", "오만", "이란", "인도", "말리", "차드", "부탄", "기니", "통가", "쿡", "Chad",
    "Georgia", "Jersey", "Guinea", "Niger", "Mali", "Maurice", "Congo", "Man", "Dominica",
    "Ireland", "Korea", "America", "U.S.", "Oman",
];
/// Of those the ones that are no other word in a text of policy.
const NO_OTHER_WORD: [&str; 8] = [
    "Georgia", "Mali", "Niger", "Chad", "Ireland", "Korea", "Oman", "America",
];

/// The kinds of names in `issuers.csv`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mention {
    /// An institution: where a document names it as its own, the jurisdiction is certain.
    Issuer,
    /// A city or province.
    Place,
}

/// The names of countries and former states in `language` (a primary subtag), with their codes.
///
/// English is always among them: texts of every language use English names. Names of one character
/// and common words are left out. Sorted by name, each once.
#[must_use]
pub fn country_names(language: &str) -> Vec<(String, &'static str)> {
    let mut names: Vec<(String, &'static str)> = Vec::new();
    for language in ["en", language] {
        let codes = table::rows::<3>(COUNTRIES).map(|[code, ..]| code);
        names.extend(jurisdiction::cldr_names(codes, language));
    }
    for [code, _, usual] in table::rows(COUNTRIES) {
        names.extend(table::names(usual).map(|name| (name.to_owned(), code)));
    }
    for [code, english, korean, _] in table::rows::<4>(OTHERS).filter(|[code, ..]| code.len() == 2)
    {
        let is_state = code != "EU" && code != "UN" && code != "WB";
        let own = [english, if language == "ko" { korean } else { english }];
        names.extend(
            own.map(|name| (name.to_owned(), code))
                .into_iter()
                .filter(|_| is_state),
        );
    }
    let is_common = |name: &str| ALSO_WORDS.contains(&name) && !NO_OTHER_WORD.contains(&name);
    names.retain(|(name, _)| {
        let chars = name.chars().count();
        let is_latin = name.is_ascii();
        !is_common(name)
            && if is_latin {
                4 <= chars || name == "USA"
            } else {
                2 <= chars
            }
    });
    names.sort_unstable();
    names.dedup_by(|a, b| a.0 == b.0);
    names
}

/// Every institution, or every place, with the code of its jurisdiction.
pub fn mentions(kind: Mention) -> impl Iterator<Item = (&'static str, &'static str)> {
    let wanted = match kind {
        Mention::Issuer => "issuer",
        Mention::Place => "place",
    };
    table::rows::<3>(ISSUERS)
        .filter(move |[_, kind, _]| *kind == wanted)
        .flat_map(|[code, _, names]| table::names(names).map(move |name| (name, code)))
}

/// The jurisdiction whose government or body has the host `host`, such as `www.nars.go.kr`.
#[must_use]
pub fn jurisdiction_of_host(host: &str) -> Option<String> {
    let host = host.to_ascii_lowercase();
    let mut best: Option<(&str, &str)> = None;
    for [code, names] in table::rows(DOMAINS) {
        for domain in table::names(names) {
            let is_within = host
                .strip_suffix(domain)
                .is_some_and(|rest| rest.is_empty() || rest.ends_with('.'));
            if is_within && best.is_none_or(|(known, _)| known.len() < domain.len()) {
                best = Some((domain, code));
            }
        }
    }
    if let Some((_, code)) = best {
        return Some(code.to_owned());
    }
    let mut labels = host.rsplit('.');
    let (country, kind) = (labels.next()?, labels.next()?);
    let is_government = [
        "gov",
        "go",
        "gob",
        "gouv",
        "gub",
        "govt",
        "gob",
        "government",
        "mil",
        "parl",
    ]
    .contains(&kind);
    let code = if country == "uk" { "gb" } else { country };
    (is_government && code.len() == 2).then(|| jurisdiction::jurisdiction(code))?
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn governments_and_bodies_are_told_by_their_hosts() {
        for (host, code) in [
            ("www.nars.go.kr", Some("KR")),
            ("www.irs.gov", Some("US")),
            ("www.ons.gov.uk", Some("GB")),
            ("ec.europa.eu", Some("EU")),
            ("www.economie.gouv.fr", Some("FR")),
            ("www.mlit.go.jp", Some("JP")),
            ("mohua.gov.in", Some("IN")),
            ("example.com", None),
            ("notgov", None),
            ("gov.zz", None),
            ("", None),
        ] {
            assert_eq!(jurisdiction_of_host(host).as_deref(), code, "{host}");
        }
    }

    #[test]
    fn every_institution_and_place_has_a_known_code() {
        for kind in [Mention::Issuer, Mention::Place] {
            assert!(mentions(kind).count() > 100);
            for (name, code) in mentions(kind) {
                assert_eq!(
                    jurisdiction::jurisdiction(code).as_deref(),
                    Some(code),
                    "{name}"
                );
            }
        }
        for [code, _] in table::rows::<2>(DOMAINS) {
            assert_eq!(jurisdiction::jurisdiction(code).as_deref(), Some(code));
        }
    }

    #[test]
    fn countries_have_their_names_in_the_language_of_the_text() {
        let code = |language: &str, name: &str| {
            country_names(language)
                .into_iter()
                .find(|(known, _)| known == name)
                .map(|(_, code)| code)
        };
        for (language, name, expected) in [
            ("ko", "싱가포르", Some("SG")),
            ("ja", "韓国", Some("KR")),
            ("zh", "美国", Some("US")),
            ("fr", "Allemagne", Some("DE")),
            ("es", "Corea del Sur", Some("KR")),
            ("ko", "Singapore", Some("SG")),
            ("en", "Soviet Union", Some("SU")),
            ("ko", "수단", None),
            ("en", "World Bank", None),
        ] {
            assert_eq!(code(language, name), expected, "{language} {name}");
        }
    }
}
