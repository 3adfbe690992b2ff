//! A whole question: query, filters, day, order and window, with every bound enforced.
//!
//! ```text
//! q        text of the query language, see `syntax.rs`
//! country  code or English name, or `unknown`      topic, type  slug, or `unknown`
//! lang     subtag, or `unknown`                    status       upcoming | in-force | past | unknown
//! text     good | doubtful | recognised | none
//! subject  code or English name of a jurisdiction that is written about, or `unknown`
//! year_source, country_source  person | manifest | sidecar | file | text | name | unknown
//! year     2018 | 2015..2020 | 2015.. | ..2020 | unknown
//! as_of    2019-03-01                              sort         relevance | newest | oldest
//! limit    0 to 100, 10 if absent                  offset       0 to 10,000, 0 if absent
//! without  a synonym that is not searched          exact        true: no synonyms are searched
//! at       1234 | 1234-37-00f1e2d3c4b5a697: an earlier state of the archive to compare with
//! ```
//!
//! Values of a filter are alternatives: a parameter repeated, or commas inside one; `without` may
//! be repeated, each with one synonym. Parameters
//! without a value are as good as absent, because forms send them. Whatever
//! [`Request::from_pairs`] takes, [`Request::to_pairs`] writes in one canonical form that reads
//! back as an equal request: filters are normalised, sorted and without repetition.
//!
//! Not here: percent-encoding, and whether a code or slug is one that the archive holds.

use chrono::NaiveDate;
use regesta_index::{Endpoint, Facet, PolicyDate, Status, TextState, vocabulary};
use unicode_normalization::UnicodeNormalization;

use crate::Message;
use crate::since::At;
use crate::syntax::{self, Parsed, SyntaxError};
use crate::year::{InvalidYear, YearRange};

/// Most hits one answer gives.
const MAX_LIMIT: usize = 100;
/// Hits given if nothing is said.
const DEFAULT_LIMIT: usize = 10;
/// Most hits that can be passed over; deeper is for exports, not for pages of hits.
const MAX_OFFSET: usize = 10_000;
/// Deepest that an answer can reach.
pub(crate) const DEEPEST: usize = MAX_OFFSET + MAX_LIMIT;
/// Most characters of one parameter's value.
const MAX_VALUE_CHARS: usize = 2_000;
/// Most values of one filter.
const MAX_VALUES: usize = 100;

const KNOWN: &str = "q, country, year, topic, type, lang, text, subject, year_source, \
                     country_source, status, as_of, sort, limit, offset, without, exact, at";

/// A question to an archive.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Request {
    /// The query text as typed; empty to browse.
    pub query: String,
    /// Jurisdiction codes, any of them; `unknown` for those without.
    pub country: Vec<String>,
    /// Years, any of them.
    pub year: Vec<YearRange>,
    /// Topic slugs.
    pub topic: Vec<String>,
    /// Type slugs.
    pub kind: Vec<String>,
    /// Language subtags.
    pub language: Vec<String>,
    /// How far the text can be trusted, by name.
    pub text: Vec<String>,
    /// Codes of jurisdictions that are written about; `unknown` for those about their own.
    pub subject: Vec<String>,
    /// Kinds of source that the year comes from; `unknown` for those without.
    pub year_source: Vec<String>,
    /// Kinds of source that the jurisdictions come from; `unknown` for those without.
    pub country_source: Vec<String>,
    /// Statuses.
    pub status: Vec<Status>,
    /// The day statuses hold for; today if `None`.
    pub as_of: Option<NaiveDate>,
    /// Order of the hits.
    pub sort: Sort,
    /// Most hits to give, 0 for counts alone.
    pub limit: usize,
    /// Hits to pass over first.
    pub offset: usize,
    /// Synonyms that are not searched, as the glossary writes them.
    pub without: Vec<String>,
    /// Whether only what was typed is searched, without synonyms.
    pub exact: bool,
    /// An earlier state of the archive to compare the result with.
    pub at: Option<At>,
}

/// Order of hits.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Sort {
    /// Best first; newest first when browsing.
    #[default]
    Relevance,
    /// Latest publication first, undated last.
    Newest,
    /// Earliest publication first, undated last.
    Oldest,
}

/// A parameter that cannot be taken, and what it takes.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{parameter}: {message}")]
pub struct InvalidRequest {
    /// The parameter's name, such as `year`.
    pub parameter: String,
    /// What is wrong and what it takes.
    pub message: Message,
    /// Which of the two can be wrong.
    pub kind: InvalidKind,
}

/// What is wrong with a parameter.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum InvalidKind {
    /// There is no parameter of this name.
    UnknownParameter,
    /// The parameter does not take this value, or takes only one.
    BadValue,
}

impl Default for Request {
    /// Browses: the first ten of all documents.
    fn default() -> Self {
        Self {
            query: String::new(),
            country: Vec::new(),
            year: Vec::new(),
            topic: Vec::new(),
            kind: Vec::new(),
            language: Vec::new(),
            text: Vec::new(),
            subject: Vec::new(),
            year_source: Vec::new(),
            country_source: Vec::new(),
            status: Vec::new(),
            as_of: None,
            sort: Sort::default(),
            limit: DEFAULT_LIMIT,
            offset: 0,
            without: Vec::new(),
            exact: false,
            at: None,
        }
    }
}

impl Request {
    /// Reads a request from parameters, decoded, in any order.
    ///
    /// The query text is kept as typed and not read yet: see [`Request::parsed`].
    ///
    /// # Errors
    ///
    /// [`InvalidRequest`] for the first parameter that is unknown, given twice where it takes one
    /// value, or has a value that it does not take.
    pub fn from_pairs(
        pairs: impl IntoIterator<Item = (String, String)>,
    ) -> Result<Self, InvalidRequest> {
        let mut request = Self::default();
        let mut seen: Vec<&'static str> = Vec::new();
        for (name, value) in pairs {
            if value.chars().nth(MAX_VALUE_CHARS).is_some() {
                return Err(bad(
                    &shown(&name),
                    Message::new("value-too-long", "is longer than 2,000 characters"),
                ));
            }
            let value = value.as_str();
            let mut once = |name: &'static str| {
                if value.trim().is_empty() {
                    return Ok(false);
                }
                if seen.contains(&name) {
                    return Err(bad(
                        name,
                        Message::new("takes-one", "takes one value, but was given more"),
                    ));
                }
                seen.push(name);
                Ok(true)
            };
            match name.as_str() {
                "q" if once("q")? => request.query = value.to_owned(),
                "as_of" if once("as_of")? => {
                    request.as_of = Some(day(value).ok_or_else(|| not_a_day(value))?)
                }
                "sort" if once("sort")? => request.sort = sort(value.trim())?,
                "limit" if once("limit")? => {
                    request.limit = count("limit", value.trim(), MAX_LIMIT)?
                }
                "offset" if once("offset")? => {
                    request.offset = count("offset", value.trim(), MAX_OFFSET)?
                }
                "exact" if once("exact")? => request.exact = truth("exact", value.trim())?,
                "at" if once("at")? => request.at = Some(value.parse()?),
                "q" | "as_of" | "sort" | "limit" | "offset" | "exact" | "at" => {}
                "without" => add_whole(&mut request.without, "without", value)?,
                "country" => add(&mut request.country, "country", value, |text| {
                    Ok(country(text))
                })?,
                "year" => add(&mut request.year, "year", value, year)?,
                "topic" => add(&mut request.topic, "topic", value, |text| Ok(topic(text)))?,
                "type" => add(&mut request.kind, "type", value, |text| Ok(kind(text)))?,
                "lang" => add(&mut request.language, "lang", value, |text| {
                    Ok(language(text))
                })?,
                "text" => add(&mut request.text, "text", value, |text| {
                    text_state(text).map_err(|message| bad("text", message))
                })?,
                "subject" => add(&mut request.subject, "subject", value, |text| {
                    Ok(country(text))
                })?,
                "year_source" => add(&mut request.year_source, "year_source", value, |text| {
                    source_kind(text).map_err(|message| bad("year_source", message))
                })?,
                "country_source" => add(
                    &mut request.country_source,
                    "country_source",
                    value,
                    |text| source_kind(text).map_err(|message| bad("country_source", message)),
                )?,
                "status" => add(&mut request.status, "status", value, status)?,
                unknown => {
                    return Err(InvalidRequest {
                        parameter: shown(unknown),
                        message: Message::new(
                            "no-parameter",
                            "there is no such parameter; known are {known}",
                        )
                        .with("known", KNOWN),
                        kind: InvalidKind::UnknownParameter,
                    });
                }
            }
        }
        Ok(request)
    }

    /// Writes the parameters that read back as an equal request, always in the same order.
    ///
    /// Without those that say what holds anyway; a value of a filter each.
    #[must_use]
    pub fn to_pairs(&self) -> Vec<(String, String)> {
        let mut pairs = Vec::new();
        let mut put = |name: &str, value: String| pairs.push((name.to_owned(), value));
        if !self.query.trim().is_empty() {
            put("q", self.query.clone());
        }
        sorted(&self.country)
            .into_iter()
            .for_each(|value| put("country", value));
        sorted(&self.year)
            .into_iter()
            .for_each(|years| put("year", years.to_string()));
        sorted(&self.topic)
            .into_iter()
            .for_each(|value| put("topic", value));
        sorted(&self.kind)
            .into_iter()
            .for_each(|value| put("type", value));
        sorted(&self.language)
            .into_iter()
            .for_each(|value| put("lang", value));
        sorted(&self.text)
            .into_iter()
            .for_each(|value| put("text", value));
        for (name, values) in [
            ("subject", &self.subject),
            ("year_source", &self.year_source),
            ("country_source", &self.country_source),
        ] {
            sorted(values)
                .into_iter()
                .for_each(|value| put(name, value));
        }
        sorted(&self.status)
            .into_iter()
            .for_each(|status| put("status", status.name().to_owned()));
        if let Some(day) = self.as_of {
            put("as_of", PolicyDate::from(day).to_string());
        }
        if self.sort != Sort::default() {
            put("sort", self.sort.name().to_owned());
        }
        if self.limit != DEFAULT_LIMIT {
            put("limit", self.limit.to_string());
        }
        if self.offset != 0 {
            put("offset", self.offset.to_string());
        }
        sorted(&self.without)
            .into_iter()
            .for_each(|value| put("without", value));
        if self.exact {
            put("exact", "true".to_owned());
        }
        if let Some(at) = self.at {
            put("at", at.to_string());
        }
        pairs
    }

    /// The parameter that filters by `facet`.
    #[must_use]
    pub fn parameter(facet: Facet) -> &'static str {
        match facet {
            Facet::Country => "country",
            Facet::Year => "year",
            Facet::Topic => "topic",
            Facet::Type => "type",
            Facet::Language => "lang",
            Facet::Text => "text",
            Facet::Subject => "subject",
            Facet::YearSource => "year_source",
            Facet::CountrySource => "country_source",
        }
    }

    /// Reads the query text; its `as_of` is the request's own, where the request has one.
    ///
    /// # Errors
    ///
    /// [`InvalidRequest`] about `q` if it is not a query.
    pub fn parsed(&self) -> Result<Parsed, InvalidRequest> {
        let mut parsed = syntax::parse(&self.query)?;
        parsed.as_of = self.as_of.or(parsed.as_of);
        Ok(parsed)
    }
}

impl Sort {
    /// Every order, in the order they are shown.
    pub const ALL: [Self; 3] = [Self::Relevance, Self::Newest, Self::Oldest];

    /// Its name in parameters: `newest`.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Relevance => "relevance",
            Self::Newest => "newest",
            Self::Oldest => "oldest",
        }
    }
}

impl From<SyntaxError> for InvalidRequest {
    fn from(error: SyntaxError) -> Self {
        bad(
            "q",
            Message::new("wrong-at", "{wrong} at character {at}")
                .telling("wrong", error.message)
                .with("at", error.at + 1),
        )
    }
}

/// Gives the code of a jurisdiction, or the text itself where it has none: it will find nothing.
pub(crate) fn country(text: &str) -> String {
    let text = text.trim();
    if text.eq_ignore_ascii_case("unknown") {
        return "unknown".to_owned();
    }
    if let Some(code) = vocabulary::jurisdiction_in_any_language(text) {
        return code;
    }
    // The longest codes are those of subdivisions and bodies (`KR-11`, `UNESCO`).
    let code = text.len() <= 8 && text.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-');
    if code {
        text.to_ascii_uppercase()
    } else {
        text.nfc().collect()
    }
}

/// Gives the topic slug that `text` is meant to be: `Smart City` is `smart-city`.
pub(crate) fn topic(text: &str) -> String {
    slug_or_typed(vocabulary::topic_slug(text), text)
}

/// Gives the type slug that `text` is meant to be.
pub(crate) fn kind(text: &str) -> String {
    slug_or_typed(vocabulary::type_slug(text), text)
}

/// A text without letters or digits has no slug; it is kept, so that it finds nothing.
fn slug_or_typed(slug: String, text: &str) -> String {
    let typed = || text.trim().to_lowercase().nfc().collect();
    if slug.is_empty() { typed() } else { slug }
}

/// Gives the language subtag that `text` is meant to be.
pub(crate) fn language(text: &str) -> String {
    let own = || text.trim().to_lowercase().nfc().collect();
    vocabulary::language_subtag(text).unwrap_or_else(own)
}

/// Gives the name of a state of text as it is meant; the error says which there are.
pub(crate) fn text_state(text: &str) -> Result<String, Message> {
    one_of(&TextState::ALL.map(TextState::name), text)
}

/// The kinds of source of a value, and `unknown`.
const SOURCES: [&str; 7] = [
    "person", "manifest", "sidecar", "file", "text", "name", "unknown",
];

/// Gives the kind of source that `text` is meant to be; the error says which there are.
pub(crate) fn source_kind(text: &str) -> Result<String, Message> {
    one_of(&SOURCES, text)
}

fn one_of(known: &[&str], text: &str) -> Result<String, Message> {
    let name: String = text.trim().to_lowercase().nfc().collect();
    if known.contains(&name.as_str()) {
        return Ok(name);
    }
    let message = Message::new("takes-of", "takes {known}, not `{text}`");
    let message = message.with("known", known.join(", "));
    Err(message.with("text", shown(text)))
}

/// Reads a calendar day such as `2019-03-01`.
pub(crate) fn day(text: &str) -> Option<NaiveDate> {
    match text.trim().parse() {
        Ok(Endpoint::Day(day)) => Some(day),
        _ => None,
    }
}

/// Adds the values that a filter's parameter lists; `values` stays sorted.
fn add<T: Ord>(
    values: &mut Vec<T>,
    name: &'static str,
    list: &str,
    read: impl Fn(&str) -> Result<T, InvalidRequest>,
) -> Result<(), InvalidRequest> {
    for text in list
        .split(',')
        .map(str::trim)
        .filter(|text| !text.is_empty())
    {
        let value = read(text)?;
        let Err(place) = values.binary_search(&value) else {
            continue;
        };
        if values.len() == MAX_VALUES {
            return Err(bad(name, too_many()));
        }
        values.insert(place, value);
    }
    Ok(())
}

/// Adds a value that may have commas in it; `values` stays sorted.
fn add_whole(
    values: &mut Vec<String>,
    name: &'static str,
    text: &str,
) -> Result<(), InvalidRequest> {
    let words: Vec<&str> = text.split_whitespace().collect();
    let value: String = words.join(" ").nfc().collect();
    match values.binary_search(&value) {
        Err(_) if values.len() == MAX_VALUES => Err(bad(name, too_many())),
        Err(place) if !value.is_empty() => {
            values.insert(place, value);
            Ok(())
        }
        _ => Ok(()),
    }
}

fn truth(name: &'static str, text: &str) -> Result<bool, InvalidRequest> {
    match text {
        "true" => Ok(true),
        "false" => Ok(false),
        _ => {
            let message = Message::new("takes-truth", "takes true or false, not `{text}`");
            Err(bad(name, message.with("text", shown(text))))
        }
    }
}

fn year(text: &str) -> Result<YearRange, InvalidRequest> {
    text.parse()
        .map_err(|error: InvalidYear| bad("year", error.into()))
}

fn status(text: &str) -> Result<Status, InvalidRequest> {
    let refuse = |()| {
        let message = Message::new(
            "takes-status",
            "takes upcoming, in-force, past or unknown, not `{text}`",
        );
        bad("status", message.with("text", shown(text)))
    };
    text.to_ascii_lowercase().parse().map_err(refuse)
}

fn sort(text: &str) -> Result<Sort, InvalidRequest> {
    let found = Sort::ALL
        .into_iter()
        .find(|sort| sort.name().eq_ignore_ascii_case(text));
    found.ok_or_else(|| {
        let message = Message::new(
            "takes-order",
            "takes relevance, newest or oldest, not `{text}`",
        );
        bad("sort", message.with("text", shown(text)))
    })
}

fn count(name: &'static str, text: &str, most: usize) -> Result<usize, InvalidRequest> {
    if !text.bytes().all(|b| b.is_ascii_digit()) {
        let message = Message::new(
            "takes-number",
            "takes a whole number from 0 to {most}, not `{text}`",
        );
        return Err(bad(
            name,
            message.with("most", most).with("text", shown(text)),
        ));
    }
    // Digits that do not fit a number are too many of whatever they count.
    match text.parse::<usize>() {
        Ok(count) if count <= most => Ok(count),
        _ => {
            let message = Message::new("takes-at-most", "takes at most {most}, not {text}");
            Err(bad(
                name,
                message.with("most", most).with("text", shown(text)),
            ))
        }
    }
}

fn not_a_day(text: &str) -> InvalidRequest {
    let message = Message::new("takes-day", "takes a day such as 2019-03-01, not `{text}`");
    bad("as_of", message.with("text", shown(text)))
}

fn too_many() -> Message {
    Message::new("too-many-values", "takes at most 100 values")
}

pub(crate) fn bad(parameter: &str, message: Message) -> InvalidRequest {
    InvalidRequest {
        parameter: parameter.to_owned(),
        message,
        kind: InvalidKind::BadValue,
    }
}

/// Gives the beginning of a stranger's text in a form that can stand in a message.
pub(crate) fn shown(text: &str) -> String {
    let mut short: String = text
        .chars()
        .filter(|c| !syntax::is_invisible(*c))
        .take(40)
        .collect();
    if text.chars().nth(40).is_some() {
        short.push('…');
    }
    short
}

fn sorted<T: Ord + Clone>(values: &[T]) -> Vec<T> {
    let mut values = values.to_vec();
    values.sort_unstable();
    values.dedup();
    values
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn read(parameters: &[(&str, &str)]) -> Result<Request, InvalidRequest> {
        Request::from_pairs(
            parameters
                .iter()
                .map(|(name, value)| ((*name).to_owned(), (*value).to_owned())),
        )
    }

    /// Checks the canonical parameters, or the error.
    #[track_caller]
    fn check(parameters: &[(&str, &str)], expected: &str) {
        let actual = read(parameters).map_or_else(
            |error| format!("{:?} {error}", error.kind),
            |request| {
                let pairs: Vec<String> = request
                    .to_pairs()
                    .iter()
                    .map(|(name, value)| format!("{name}={value}"))
                    .collect();
                pairs.join("&")
            },
        );
        assert_eq!(actual, expected, "parameters: {parameters:?}");
    }

    #[test]
    fn nothing_asked_is_browsing() {
        check(&[], "");
        assert_eq!(read(&[]), Ok(Request::default()));
    }

    #[test]
    fn parameters_without_a_value_are_absent() {
        check(
            &[
                ("q", ""),
                ("q", " "),
                ("country", ""),
                ("year", " , "),
                ("limit", ""),
                ("as_of", ""),
            ],
            "",
        );
        check(&[("q", ""), ("q", "smart city")], "q=smart city");
    }

    #[test]
    fn repeated_filters_and_commas_are_alternatives_in_one_order() {
        check(
            &[
                ("country", "KR,JP"),
                ("country", "EU"),
                ("country", "KR"),
                ("topic", "Smart City"),
            ],
            "country=EU&country=JP&country=KR&topic=smart-city",
        );
        check(
            &[("type", "Law"), ("lang", "KO,en"), ("type", "plan")],
            "type=law&type=plan&lang=en&lang=ko",
        );
        check(
            &[("status", "past,in-force")],
            "status=in-force&status=past",
        );
    }

    #[test]
    fn codes_without_a_jurisdiction_are_kept() {
        check(
            &[("country", "q9x"), ("country", "Unknown")],
            "country=Q9X&country=unknown",
        );
        check(&[("country", "No Such Land")], "country=No Such Land");
    }

    #[test]
    fn years_are_single_ranges_or_unknown() {
        check(&[("year", "2018")], "year=2018");
        check(&[("year", "2015..2020, 2022")], "year=2015..2020&year=2022");
        check(
            &[("year", "2015.."), ("year", "..1999")],
            "year=..1999&year=2015..",
        );
        check(
            &[("year", "2015-2020"), ("year", "2015~2020")],
            "year=2015..2020",
        );
        check(
            &[("year", "unknown"), ("year", "２０１８")],
            "year=2018&year=unknown",
        );
        check(&[("year", "1..9999")], "year=1..9999");
    }

    #[test]
    fn what_is_no_year_is_an_error_that_says_what_is() {
        for text in [
            "..",
            "0",
            "10000",
            "-5",
            "20x8",
            "2020..2015",
            "2015..2016..2017",
            "+2018",
            "2018-",
        ] {
            check(
                &[("year", text)],
                &format!(
                    "BadValue year: takes a year such as 2018, a range such as 2015..2020, 2015.. or ..2020, \
                     or `unknown`, not `{text}`"
                ),
            );
        }
    }

    #[test]
    fn a_day_is_exact() {
        check(&[("as_of", "2020-02-29")], "as_of=2020-02-29");
        for text in [
            "2019-02-29",
            "2019-3-1",
            "2019",
            "2019-03",
            "today",
            "2019-03-01T00:00",
        ] {
            check(
                &[("as_of", text)],
                &format!("BadValue as_of: takes a day such as 2019-03-01, not `{text}`"),
            );
        }
    }

    #[test]
    fn the_window_is_bounded() {
        check(
            &[("limit", "100"), ("offset", "10000")],
            "limit=100&offset=10000",
        );
        check(&[("limit", "0")], "limit=0");
        check(
            &[("limit", "10"), ("offset", "0"), ("sort", "relevance")],
            "",
        );
        check(
            &[("limit", "101")],
            "BadValue limit: takes at most 100, not 101",
        );
        check(
            &[("limit", "99999999999")],
            "BadValue limit: takes at most 100, not 99999999999",
        );
        check(
            &[("limit", &"9".repeat(50))],
            &format!("BadValue limit: takes at most 100, not {}…", "9".repeat(40)),
        );
        check(
            &[("limit", "-1")],
            "BadValue limit: takes a whole number from 0 to 100, not `-1`",
        );
        check(
            &[("offset", "10001")],
            "BadValue offset: takes at most 10000, not 10001",
        );
    }

    #[test]
    fn single_values_are_given_once() {
        check(
            &[("q", "a"), ("q", "b")],
            "BadValue q: takes one value, but was given more",
        );
        check(
            &[("limit", "5"), ("limit", "5")],
            "BadValue limit: takes one value, but was given more",
        );
    }

    #[test]
    fn names_that_are_no_parameter_are_told_apart() {
        check(
            &[("page", "2")],
            "UnknownParameter page: there is no such parameter; known are q, country, year, topic, type, lang, \
             text, subject, year_source, country_source, status, as_of, sort, limit, offset, \
             without, exact, at",
        );
    }

    #[test]
    fn other_words_for_status_and_order_are_refused() {
        check(
            &[("status", "valid")],
            "BadValue status: takes upcoming, in-force, past or unknown, not `valid`",
        );
        check(
            &[("text", "blurred")],
            "BadValue text: takes good, doubtful, recognised, none, not `blurred`",
        );
        check(
            &[("sort", "date")],
            "BadValue sort: takes relevance, newest or oldest, not `date`",
        );
        check(&[("sort", "newest")], "sort=newest");
    }

    #[test]
    fn synonyms_are_switched_off_one_by_one_or_all() {
        check(
            &[
                ("without", "smart  city"),
                ("without", "U-City"),
                ("without", "smart city"),
                ("exact", "true"),
            ],
            "without=U-City&without=smart city&exact=true",
        );
        check(&[("exact", "false"), ("without", " ")], "");
        check(
            &[("without", "Ministry of Land, Infrastructure and Transport")],
            "without=Ministry of Land, Infrastructure and Transport",
        );
        check(
            &[("exact", "yes")],
            "BadValue exact: takes true or false, not `yes`",
        );
    }

    #[test]
    fn size_is_bounded() {
        check(
            &[("q", &"가".repeat(2_000))],
            &format!("q={}", "가".repeat(2_000)),
        );
        check(
            &[("q", &"가".repeat(2_001))],
            "BadValue q: is longer than 2,000 characters",
        );
        let topics: Vec<String> = (0..101).map(|n| format!("t{n}")).collect();
        let pairs: Vec<(&str, &str)> = topics
            .iter()
            .map(|topic| ("topic", topic.as_str()))
            .collect();
        assert!(read(&pairs[..100]).is_ok());
        check(&pairs, "BadValue topic: takes at most 100 values");
    }

    #[test]
    fn the_parameter_as_of_goes_before_the_query_s() {
        let as_of = |parameters| {
            read(parameters)
                .unwrap()
                .parsed()
                .unwrap()
                .as_of
                .map(|day| day.to_string())
        };
        assert_eq!(
            as_of(&[("q", "a as_of:2019-03-01")]).as_deref(),
            Some("2019-03-01")
        );
        assert_eq!(
            as_of(&[("q", "a as_of:2019-03-01"), ("as_of", "2020-01-01")]).as_deref(),
            Some("2020-01-01")
        );
        assert_eq!(as_of(&[("q", "a")]), None);
    }

    #[test]
    fn a_wrong_query_is_an_error_of_q() {
        let error = read(&[("q", "net s*t")]).unwrap().parsed().unwrap_err();
        assert!(
            error.to_string().starts_with("q: only the end of a word"),
            "{error}"
        );
    }

    fn parameter() -> impl Strategy<Value = (String, String)> {
        let years = "[0-9]{1,4}|[0-9]{1,4}\\.\\.[0-9]{1,4}|[0-9]{4}\\.\\.|unknown";
        let text = prop_oneof![
            any::<String>(),
            "[a-zA-Zİß가-힣ᄀ-ᇿ\u{300}-\u{310},_ -]{0,12}"
        ];
        prop_oneof![
            (Just("q"), text.clone().boxed()),
            (
                prop::sample::select(vec!["country", "topic", "type", "lang", "text", "without"]),
                text.boxed()
            ),
            (Just("year"), years.boxed()),
            (Just("status"), "(past|in-force|unknown|,){1,3}".boxed()),
            (Just("as_of"), "20[0-9]{2}-[01][0-9]-[0-3][0-9]".boxed()),
            (Just("sort"), "(newest|oldest|relevance)".boxed()),
            (Just("exact"), "(true|false)".boxed()),
            (
                prop::sample::select(vec!["limit", "offset"]),
                "[0-9]{1,3}".boxed()
            ),
        ]
        .prop_map(|(name, value)| (name.to_owned(), value))
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(1024))]

        #[test]
        fn canonical_parameters_read_back_as_the_same_request(
            pairs in proptest::collection::vec(parameter(), 0..8),
        ) {
            // One parameter of each single-valued name, so that most requests are valid.
            let mut names = Vec::new();
            let once = |(name, _): &(String, String)| {
                let first = !names.contains(name);
                names.push(name.clone());
                first || !["q", "as_of", "sort", "limit", "offset", "exact"].contains(&name.as_str())
            };
            let pairs: Vec<_> = pairs.into_iter().filter(once).collect();
            if let Ok(request) = Request::from_pairs(pairs) {
                let pairs = request.to_pairs();
                let again = Request::from_pairs(pairs.clone());
                prop_assert_eq!(again.as_ref(), Ok(&request));
                prop_assert_eq!(again.map(|request| request.to_pairs()), Ok(pairs));
            }
        }

        #[test]
        fn no_parameters_panic(pairs in proptest::collection::vec((any::<String>(), any::<String>()), 0..4)) {
            let _ = Request::from_pairs(pairs);
        }
    }
}
