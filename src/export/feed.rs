//! What is new in a search, as a feed that readers of news subscribe to.
//!
//! Format: Atom, RFC 4287, written by `atom_syndication`; further entries by RFC 5005 (`rel="next"`).
//! The id of an entry is the document's SHA-256: the same in every feed of every archive.

use atom_syndication::{Category, Entry, Feed, Generator, Link, Person, Text};
use regesta_index::vocabulary;
use regesta_queries::{Changed, Newest, Request};

use super::Error;
use super::reference::one_line;
use crate::web;

/// The feed of `request`, whose answer is `newest`, at the service `base`.
pub(crate) fn feed(
    title: &str,
    base: &str,
    path: &str,
    request: &Request,
    newest: &Newest,
) -> Result<String, Error> {
    let link = |rel: &str, path: &str, kind: &str, request: &Request| Link {
        href: format!("{base}{}", web::address(path, &request.to_pairs())),
        rel: rel.to_owned(),
        mime_type: Some(kind.to_owned()),
        ..Link::default()
    };
    let search = Request {
        limit: Request::default().limit,
        offset: 0,
        ..request.clone()
    };
    let mut links = vec![
        link("self", path, "application/atom+xml", request),
        link("alternate", "/search", "text/html", &search),
    ];
    let next = Request {
        offset: request.offset + request.limit,
        ..request.clone()
    };
    if (next.offset as u64) < newest.total {
        links.push(link("next", path, "application/atom+xml", &next));
    }
    let asked = if newest.query.is_empty() {
        "all documents".to_owned()
    } else {
        one_line(&newest.query)
    };
    // A feed of nothing has not changed since time began to be counted.
    let updated = newest.documents.first().map(|document| document.changed_at);
    let feed = Feed {
        title: Text::plain(format!("{}: {asked}", one_line(title))),
        id: format!("{base}{}", web::address("/search", &search.to_pairs())),
        updated: updated.unwrap_or_default().fixed_offset(),
        authors: vec![Person {
            name: one_line(title),
            ..Person::default()
        }],
        generator: Some(Generator {
            value: "Regesta".to_owned(),
            version: Some(env!("CARGO_PKG_VERSION").to_owned()),
            uri: None,
        }),
        subtitle: Some(Text::plain(format!(
            "{} documents, archive generation {}, event {}",
            newest.total, newest.archive.generation, newest.archive.event
        ))),
        links,
        entries: newest
            .documents
            .iter()
            .map(|document| entry(base, document))
            .collect(),
        ..Feed::default()
    };
    let bytes = feed.write_to(Vec::new())?;
    Ok(String::from_utf8_lossy(&bytes).into_owned())
}

fn entry(base: &str, document: &Changed) -> Entry {
    let about = &document.description;
    let mut facts: Vec<String> = about
        .country
        .iter()
        .map(|code| vocabulary::jurisdiction_label(code))
        .collect();
    facts.extend(about.published.map(|date| date.to_string()));
    facts.extend(about.kind.as_deref().map(vocabulary::type_label));
    facts.extend(about.language.as_deref().map(vocabulary::language_label));
    let categories = about.topics.iter().map(|topic| Category {
        term: topic.clone(),
        label: Some(vocabulary::topic_label(topic)),
        scheme: None,
    });
    Entry {
        title: Text::plain(one_line(&about.title)),
        id: format!("urn:sha256:{}", document.id),
        updated: document.changed_at.fixed_offset(),
        published: Some(document.added_at.fixed_offset()),
        authors: about
            .author
            .iter()
            .chain(&about.issuer)
            .take(1)
            .map(|name| Person {
                name: one_line(name),
                ..Person::default()
            })
            .collect(),
        categories: categories.collect(),
        links: vec![Link {
            href: format!("{base}/documents/{}", document.id),
            rel: "alternate".to_owned(),
            mime_type: Some("text/html".to_owned()),
            ..Link::default()
        }],
        rights: about
            .licence
            .as_deref()
            .map(|licence| Text::plain(one_line(licence))),
        summary: Some(Text::plain(one_line(&facts.join(" · ")))),
        ..Entry::default()
    }
}
