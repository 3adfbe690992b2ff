//! What all citations of a document are made from.

use regesta_index::{Description, DocumentId, Endpoint, PolicyDate, vocabulary};
use regesta_queries::ArchiveState;

/// A document as it is cited.
#[derive(Clone, Debug)]
pub(crate) struct Reference {
    /// A key that is the document's own: jurisdiction, year and the beginning of its id.
    pub(super) key: String,
    pub(super) id: DocumentId,
    pub(super) title: String,
    /// Type slug, empty if not stated.
    pub(super) kind: String,
    /// Authors, or else who issued it; as they are written, in order.
    pub(super) authors: Vec<String>,
    pub(super) issuer: Option<String>,
    pub(super) issued: Option<PolicyDate>,
    pub(super) number: Option<String>,
    /// English names of its jurisdictions.
    pub(super) jurisdiction: Vec<String>,
    pub(super) language: Option<String>,
    /// Where it was found, if that is an address; else its page in the archive, if that has one.
    pub(super) url: Option<String>,
    pub(super) licence: Option<String>,
    /// Which document of which state of the archive is cited.
    pub(super) note: String,
}

impl Reference {
    /// For a document of the service at `base`, if there is one.
    pub(crate) fn new(
        id: DocumentId,
        about: &Description,
        archive: &ArchiveState,
        base: Option<&str>,
    ) -> Self {
        let authors: Vec<String> = about
            .author
            .iter()
            .flat_map(|authors| authors.split(';'))
            .map(one_line)
            .filter(|author| !author.is_empty())
            .collect();
        let issuer = about.issuer.as_deref().map(one_line);
        // A law is adopted on one day and takes effect on another; it is cited by the first.
        let issued = about.adopted.filter(|_| is_law(about)).or(about.published);
        let digits: String = id.to_string().chars().take(10).collect();
        let country = about.country.first().map_or("xx", String::as_str);
        let year = issued.and_then(|date| date.earliest());
        let year = year.map_or_else(|| "nd".to_owned(), |day| day.format("%Y").to_string());
        let found = about.source.as_deref().filter(|source| is_address(source));
        Self {
            key: format!("{}{year}-{digits}", country.to_lowercase()),
            id,
            title: one_line(&about.title),
            kind: about.kind.clone().unwrap_or_default(),
            authors: match authors.as_slice() {
                [] => issuer.clone().into_iter().collect(),
                _ => authors,
            },
            issuer,
            issued,
            number: about.number.as_deref().map(one_line),
            jurisdiction: about
                .country
                .iter()
                .map(|code| vocabulary::jurisdiction_label(code))
                .collect(),
            language: about.language.clone(),
            url: found
                .map(one_line)
                .or_else(|| base.map(|base| format!("{base}/documents/{id}"))),
            licence: about.licence.as_deref().map(one_line),
            note: format!(
                "Document {id}, archive generation {}, event {}",
                archive.generation, archive.event
            ),
        }
    }

    /// The first and the last year of a decade or century; any other date is itself.
    pub(super) fn ends(endpoint: Endpoint) -> Vec<Endpoint> {
        match endpoint {
            Endpoint::Decade(year) => vec![Endpoint::Year(year), Endpoint::Year(year + 9)],
            Endpoint::Century(year) => vec![Endpoint::Year(year), Endpoint::Year(year + 99)],
            other => vec![other],
        }
    }

    /// Year, month and day of a date, as far as it is known.
    pub(super) fn parts(endpoint: Endpoint) -> Vec<u32> {
        let first = Self::ends(endpoint).first().copied();
        let text = first.unwrap_or(endpoint).to_string();
        text.split('-')
            .filter_map(|part| part.parse().ok())
            .collect()
    }
}

fn is_law(about: &Description) -> bool {
    let laws = ["law", "decree", "rule", "ordinance"];
    about
        .kind
        .as_deref()
        .is_some_and(|kind| laws.contains(&kind))
}

fn is_address(source: &str) -> bool {
    let known = source.starts_with("https://") || source.starts_with("http://");
    known && !source.contains(char::is_whitespace)
}

/// Text on one line, without control characters.
pub(super) fn one_line(text: &str) -> String {
    let clean: String = text
        .chars()
        .map(|c| if c.is_control() { ' ' } else { c })
        .collect();
    clean.split_whitespace().collect::<Vec<_>>().join(" ")
}
