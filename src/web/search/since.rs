//! A permanent link's answer then and today: what came to it, and what left it.

use regesta_queries::{Request, ShortHit, Since};

use super::Link;
use crate::web::links;
use crate::web::locale::{Locale, Said};

/// Most documents of each kind on the page; all of them are in the answer as JSON.
const SHOWN: usize = 50;

/// The answer then and today.
#[derive(Debug)]
pub(super) struct Before {
    pub(super) sentence: String,
    /// The question of today alone.
    pub(super) leave: String,
    pub(super) groups: Vec<Group>,
}

/// Documents that came, that left, or of which it is not certain.
#[derive(Debug)]
pub(super) struct Group {
    pub(super) heading: String,
    pub(super) documents: Vec<(Link, String)>,
    pub(super) more: Option<String>,
}

pub(super) fn before(locale: &Locale, request: &Request, since: &Since) -> Before {
    let group = |key: &str, total: u64, listed: &[ShortHit]| {
        let more = total.saturating_sub(listed.len().min(SHOWN) as u64);
        (total > 0).then(|| Group {
            heading: locale.counted(key, total),
            documents: listed
                .iter()
                .take(SHOWN)
                .map(|hit| document(locale, hit))
                .collect(),
            more: (more > 0).then(|| locale.counted("since-more", more)),
        })
    };
    let groups = [
        group("since-added", since.added_total, &since.added),
        group("since-removed", since.removed_total, &since.removed),
        group("since-uncertain", since.uncertain_total, &since.uncertain),
    ];
    let today = Request {
        at: None,
        ..request.clone()
    };
    Before {
        sentence: sentence(locale, since),
        leave: links::address("/search", &today.to_pairs()),
        groups: groups.into_iter().flatten().collect(),
    }
}

/// "On 3 May 2026 the answer had 12 documents; today it has 14."
fn sentence(locale: &Locale, since: &Since) -> String {
    let day = locale.day(since.then.at.date_naive());
    let now = locale.counted("documents", since.now.total);
    let then = since.then.total.map_or_else(
        || locale.say("since-unknown"),
        |total| locale.counted("documents", total),
    );
    let is_same = since.is_exact && since.added_total == 0 && since.removed_total == 0;
    let key = match (is_same, since.is_exact) {
        (true, _) => "since-same",
        (_, true) => "since-changed",
        (_, false) => "since-unsure",
    };
    let said = [
        ("day", Said::Text(&day)),
        ("then", Said::Text(&then)),
        ("now", Said::Text(&now)),
    ];
    // What has not changed is said once.
    locale.say_with(
        key,
        said.get(..if is_same { 2 } else { 3 }).unwrap_or(&said),
    )
}

fn document(locale: &Locale, hit: &ShortHit) -> (Link, String) {
    let countries = hit.country.iter().map(|code| locale.country(code));
    let published = hit.published.map(|date| locale.date(date));
    let facts: Vec<String> = countries.take(3).chain(published).collect();
    let link = Link {
        text: hit.title.clone(),
        href: links::document(hit.id, &[]),
    };
    (link, facts.join(" · "))
}
