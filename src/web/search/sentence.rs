//! What was asked, as it was understood, in one sentence.

use regesta_queries::{Answer, Request};

use crate::web::locale::{Locale, Said};
use crate::web::names;

/// "Documents that match city · Country: South Korea · Status: In force on 1 March 2019"
pub(super) fn asked(locale: &Locale, request: &Request, answer: &Answer) -> String {
    let pairs = request.to_pairs();
    let either = locale.say("sentence-or");
    let mut parts = vec![match answer.query.as_str() {
        "" => locale.say("sentence-all"),
        understood => locale.say_with("sentence-match", &[("query", Said::Text(understood))]),
    }];
    for name in names::FILTERS {
        let of = pairs.iter().filter(|(known, _)| known == name);
        let values: Vec<String> = of
            .map(|(name, value)| names::value(locale, name, value))
            .collect();
        if values.is_empty() {
            continue;
        }
        let facet = names::facet(locale, name);
        let values = values.join(&either);
        let day = locale.day(answer.as_of);
        let variables = [
            ("facet", Said::Text(&facet)),
            ("values", Said::Text(&values)),
            ("day", Said::Text(&day)),
        ];
        parts.push(if name == "status" {
            locale.say_with("sentence-status", &variables)
        } else {
            locale.say_with("sentence-filter", &variables[..2])
        });
    }
    parts.join(" · ")
}
