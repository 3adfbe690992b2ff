//! What a page says to machines that read pages: JSON-LD.
//!
//! `<` is written as an escape of JSON, so that nothing in it can end the element it stands in.
//!
//! Vocabulary: schema.org.

use regesta_index::{Entry, PolicyDate};
use serde_json::{Map, Value, json};

use super::frame::Frame;

/// Of the site as a whole.
pub(super) fn site(frame: &Frame) -> String {
    written(&json!({
        "@context": "https://schema.org",
        "@type": "WebSite",
        "name": frame.title,
        "url": frame.absolute("/"),
        "description": frame.t("site-description"),
        "inLanguage": super::locale::all().iter().map(|locale| locale.tag()).collect::<Vec<_>>(),
        "potentialAction": {
            "@type": "SearchAction",
            "target": format!("{}?q={{query}}", frame.absolute("/search")),
            "query-input": "required name=query",
        },
    }))
}

/// Of one document: what is known of it, nothing that is not.
pub(super) fn document(frame: &Frame, entry: &Entry) -> String {
    let d = &entry.description;
    let address = frame.absolute(&super::links::document(entry.id, &[]));
    let file = json!({
        "@type": "MediaObject",
        "contentUrl": format!("{address}/original"),
        "encodingFormat": entry.media_type,
        "contentSize": entry.bytes.to_string(),
        "sha256": entry.id,
    });
    let date = |date: Option<PolicyDate>| date.map(|date| json!(date));
    let text = |text: &Option<String>| text.as_ref().map(|text| json!(text));
    let named = |kind: &str, name: &Option<String>| {
        name.as_ref()
            .map(|name| json!({ "@type": kind, "name": name }))
    };
    let countries: Vec<Value> = d
        .country
        .iter()
        .map(|code| json!({ "@type": "AdministrativeArea", "identifier": code, "name": frame.locale.country(code) }))
        .collect();
    let is_law = matches!(
        d.kind.as_deref(),
        Some("law" | "decree" | "rule" | "ordinance")
    );
    let members = [
        ("@context", Some(json!("https://schema.org"))),
        (
            "@type",
            Some(json!(if is_law {
                "Legislation"
            } else {
                "DigitalDocument"
            })),
        ),
        ("name", Some(json!(d.title))),
        ("url", Some(json!(address))),
        (
            "identifier",
            Some(json!(format!("urn:sha256:{}", entry.id))),
        ),
        ("inLanguage", text(&d.language)),
        ("datePublished", date(d.published)),
        ("legislationDate", date(d.adopted).filter(|_| is_law)),
        (
            "legislationDateOfApplicability",
            date(d.valid_from).filter(|_| is_law),
        ),
        (
            "spatialCoverage",
            (!countries.is_empty()).then(|| json!(countries)),
        ),
        ("publisher", named("Organization", &d.issuer)),
        ("author", named("Person", &d.author)),
        ("license", text(&d.licence)),
        ("isBasedOn", text(&d.source)),
        ("encoding", entry.withdrawn.is_none().then_some(file)),
    ];
    let members = members
        .into_iter()
        .filter_map(|(name, value)| Some((name.to_owned(), value?)));
    written(&Value::Object(members.collect::<Map<_, _>>()))
}

/// JSON that can stand in a script element.
pub(super) fn written(value: &Value) -> String {
    value.to_string().replace('<', "\\u003c")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_ends_the_element_it_stands_in() {
        let text = written(&json!({ "name": "</script><script>alert(1)</script>" }));
        assert!(!text.contains('<'), "{text}");
        let read: Value = serde_json::from_str(&text).expect("JSON");
        assert_eq!(read["name"], "</script><script>alert(1)</script>");
    }
}
