//! Who a policy belongs to: countries, states that are gone, and international bodies.
//!
//! A code is two letters for a country (ISO 3166-1, and XK for Kosovo), the last two-letter code
//! of a former state, or the usual short name of a body. AU is Australia, so the African Union
//! is AFRICAN-UNION; no body has a code that is a country's.
//!
//! Not here: regions, provinces and cities.
//!
//! Source: ISO 3166-1 and 3166-3; names from CLDR by `icu_experimental`; `countries.csv`
//! adds usual names, `jurisdictions.csv` holds what ISO 3166-1 does not have.

use std::collections::HashMap;
use std::sync::LazyLock;

use icu_experimental::displaynames::multi::RegionDisplayNames;
use icu_experimental::displaynames::{DisplayNamesOptions, Style};
use icu_locale_core::Locale;
use icu_locale_core::subtags::Region;

use super::language::OWN_NAMES;
use super::table;

pub(super) const COUNTRIES: &str = include_str!("countries.csv");
pub(super) const OTHERS: &str = include_str!("jurisdictions.csv");

/// Finds the code of a jurisdiction by code (`KR`, `kr`, `KOR`) or English or Korean name (`South Korea`).
#[must_use]
pub fn jurisdiction(text: &str) -> Option<String> {
    static CODES: LazyLock<HashMap<String, &'static str>> = LazyLock::new(codes_by_name);
    let slug = table::slug(text);
    let plain = slug.strip_prefix("the-").unwrap_or(&slug);
    CODES.get(plain).map(|&code| code.to_owned())
}

/// Finds the code of a jurisdiction as [`jurisdiction`] does, or by its name in any of 40 languages
/// (`Corée du Sud`, 韩国) where that name is nobody else's.
#[must_use]
pub fn jurisdiction_in_any_language(text: &str) -> Option<String> {
    static CODES: LazyLock<HashMap<String, Option<&'static str>>> =
        LazyLock::new(codes_in_all_languages);
    let elsewhere = || {
        CODES
            .get(&table::slug(text))
            .copied()
            .flatten()
            .map(str::to_owned)
    };
    jurisdiction(text).or_else(elsewhere)
}

/// Codes by names in all languages; `None` for a name of several.
fn codes_in_all_languages() -> HashMap<String, Option<&'static str>> {
    let mut codes: HashMap<String, Option<&'static str>> = HashMap::new();
    for language in OWN_NAMES {
        for names in [None, Some(Style::Short)]
            .into_iter()
            .filter_map(|style| cldr(language, style))
        {
            for [code, ..] in table::rows::<3>(COUNTRIES) {
                let slug = of(&names, code)
                    .map(|name| table::slug(&name))
                    .unwrap_or_default();
                // Without their accents, the shortest names in Latin letters are words (Ý is "y").
                if slug.is_empty() || slug.len() <= 3 && slug.is_ascii() {
                    continue;
                }
                codes
                    .entry(slug)
                    .and_modify(|known| *known = known.filter(|known| *known == code))
                    .or_insert(Some(code));
            }
        }
    }
    codes
}

/// The English name of a jurisdiction code; the code itself where none is known.
#[must_use]
pub fn jurisdiction_label(code: &str) -> String {
    jurisdiction_label_in(code, "en")
}

/// The name of a jurisdiction code in a language (`ko`); the English one where there is none.
#[must_use]
pub fn jurisdiction_label_in(code: &str, language: &str) -> String {
    for [other, english, korean, _] in table::rows(OTHERS) {
        if code == other {
            return if language == "ko" { korean } else { english }.to_owned();
        }
    }
    let in_language = cldr(language, None).and_then(|names| of(&names, code));
    let in_english = || cldr("en", None).and_then(|names| of(&names, code));
    in_language
        .or_else(in_english)
        .unwrap_or_else(|| code.to_owned())
}

/// Every code that has a name, countries first, each group in the order of its table.
#[must_use]
pub fn jurisdictions() -> Vec<&'static str> {
    let countries = table::rows::<3>(COUNTRIES).map(|[code, ..]| code);
    let others = table::rows::<4>(OTHERS).map(|[code, ..]| code);
    countries.chain(others).collect()
}

/// CLDR's names of countries in `language`; those that it has none of are left out.
pub(super) fn cldr_names<'a>(
    codes: impl Iterator<Item = &'a str>,
    language: &str,
) -> Vec<(String, &'a str)> {
    let Some(names) = cldr(language, None) else {
        return Vec::new();
    };
    codes
        .filter_map(|code| Some((of(&names, code)?, code)))
        .collect()
}

fn codes_by_name() -> HashMap<String, &'static str> {
    let cldr: Vec<_> = [("en", None), ("en", Some(Style::Short)), ("ko", None)]
        .into_iter()
        .filter_map(|(language, style)| cldr(language, style))
        .collect();
    let mut codes = HashMap::new();
    let mut add = |name: &str, code| {
        let slug = table::slug(name);
        codes
            .entry(slug.strip_prefix("the-").unwrap_or(&slug).to_owned())
            .or_insert(code);
    };
    for [code, alpha3, names] in table::rows(COUNTRIES) {
        [code, alpha3]
            .into_iter()
            .chain(table::names(names))
            .for_each(|name| add(name, code));
    }
    for [code, english, korean, names] in table::rows(OTHERS) {
        let names = table::names(names).chain([code, english, korean]);
        names.for_each(|name| add(name, code));
    }
    for [code, ..] in table::rows::<3>(COUNTRIES) {
        cldr.iter()
            .filter_map(|names| of(names, code))
            .for_each(|name| add(&name, code));
    }
    codes
}

fn cldr(language: &str, style: Option<Style>) -> Option<RegionDisplayNames> {
    let locale: Locale = language.parse().ok()?;
    let mut options = DisplayNamesOptions::default();
    options.style = style;
    RegionDisplayNames::try_new(locale.into(), options).ok()
}

fn of(names: &RegionDisplayNames, code: &str) -> Option<String> {
    names.of(code.parse::<Region>().ok()?).map(str::to_owned)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(texts: &[&str], expected: &str) {
        for text in texts {
            assert_eq!(jurisdiction(text).as_deref(), Some(expected), "{text}");
        }
    }

    #[test]
    fn countries_are_found_by_code_and_name() {
        check(
            &[
                "KR",
                "kr",
                "KOR",
                "South Korea",
                "Korea",
                "Republic of Korea",
                "대한민국",
            ],
            "KR",
        );
        check(
            &[
                "US",
                "USA",
                "U.S.A.",
                "United States",
                "the United States of America",
            ],
            "US",
        );
        check(&["GB", "UK", "United Kingdom"], "GB");
        check(
            &["CI", "Côte d’Ivoire", "cote d'ivoire", "Ivory Coast"],
            "CI",
        );
        check(
            &[
                "BA",
                "Bosnia and Herzegovina",
                "Bosnia & Herzegovina",
                "Bosnia",
            ],
            "BA",
        );
        check(&["TR", "Türkiye", "Turkey"], "TR");
        check(
            &["CD", "Congo - Kinshasa", "Democratic Republic of the Congo"],
            "CD",
        );
        check(&["AU", "Australia"], "AU");
    }

    #[test]
    fn names_in_other_languages_are_found_where_they_are_asked_for() {
        for text in [
            "KR",
            "Korea",
            "대한민국",
            "Corée du Sud",
            "Südkorea",
            "Corea del Sur",
            "韩国",
            "韓国",
            "Республика Корея",
            "كوريا الجنوبية",
        ] {
            assert_eq!(
                jurisdiction_in_any_language(text).as_deref(),
                Some("KR"),
                "{text}"
            );
        }
        assert_eq!(jurisdiction("Corée du Sud"), None);
        for text in ["y", "city", "duc", "도시", "plan"] {
            assert_eq!(jurisdiction_in_any_language(text), None, "{text}");
        }
    }

    #[test]
    fn former_states_and_bodies_are_found() {
        check(&["SU", "USSR"], "SU");
        check(&["DD", "German Democratic Republic"], "DD");
        check(&["eu", "European Union"], "EU");
        check(&["World Bank"], "WB");
        check(&["African Union"], "AFRICAN-UNION");
    }

    #[test]
    fn other_texts_are_not() {
        for text in ["", "QQ", "Atlantis", "Seoul"] {
            assert_eq!(jurisdiction(text), None, "{text}");
        }
    }

    #[test]
    fn every_code_finds_itself_and_has_a_label() {
        for code in jurisdictions() {
            assert_eq!(jurisdiction(code).as_deref(), Some(code));
            let label = jurisdiction_label(code);
            assert_eq!(jurisdiction(&label).as_deref(), Some(code), "{label}");
        }
    }

    #[test]
    fn labels_are_in_the_language_asked_for() {
        assert_eq!(jurisdiction_label("KR"), "South Korea");
        assert_eq!(jurisdiction_label("YD"), "South Yemen");
        assert_eq!(jurisdiction_label_in("KR", "ko"), "대한민국");
        assert_eq!(jurisdiction_label_in("EU", "ko"), "유럽 연합");
        assert_eq!(
            jurisdiction_label_in("KR", "no such language"),
            "South Korea"
        );
        assert_eq!(jurisdiction_label("nowhere"), "nowhere");
    }

    #[test]
    fn every_country_of_the_general_debate_is_known() {
        // The 200 values of `country` in the manifest of the UN speeches.
        let codes = "AD AE AF AG AL AM AO AR AT AU AZ BA BB BD BE BF BG BH BI BJ BN BO BR BS BT BW \
            BY BZ CA CD CF CG CH CI CL CM CN CO CR CS CU CV CY CZ DD DE DJ DK DM DO DZ EC \
            EE EG ER ES ET EU FI FJ FM FR GA GB GD GE GH GM GN GQ GR GT GW GY HN HR HT HU \
            ID IE IL IN IQ IR IS IT JM JO JP KE KG KH KI KM KN KP KR KW KZ LA LB LC LI LK \
            LR LS LT LU LV LY MA MC MD ME MG MH MK ML MM MN MR MT MU MV MW MX MY MZ NA NE \
            NG NI NL NO NP NR NZ OM PA PE PG PH PK PL PS PT PW PY QA RO RS RU RW SA SB SC \
            SD SE SG SI SK SL SM SN SO SR SS ST SV SY SZ TD TG TH TJ TL TM TN TO TR TT TV \
            TZ UA UG US UY UZ VA VC VE VN VU WS YD YE YU ZA ZM ZW";
        assert_eq!(codes.split(' ').count(), 200);
        for code in codes.split(' ') {
            check(&[code], code);
        }
    }
}
