//! What is asked: words, pairs, phrases and alternatives of political speech, each with a filter.

/// Words that most speakers use in some years: every query finds something under every filter.
pub(crate) const WORDS: [&str; 24] = [
    "climate",
    "nuclear",
    "women",
    "terrorism",
    "children",
    "disarmament",
    "sovereignty",
    "refugees",
    "education",
    "democracy",
    "debt",
    "trade",
    "health",
    "poverty",
    "energy",
    "water",
    "drugs",
    "weapons",
    "justice",
    "growth",
    "aid",
    "science",
    "treaty",
    "hunger",
];

const PHRASES: [&str; 8] = [
    "climate change",
    "nuclear weapons",
    "human rights",
    "sustainable development",
    "security council",
    "middle east",
    "international law",
    "developing countries",
];

const COUNTRIES: [&str; 6] = ["US", "FR", "IN", "BR", "ZA", "JP"];

/// One question, in words that both engines are asked in.
#[derive(Clone, Debug)]
pub(crate) struct Question {
    pub(crate) text: String,
    pub(crate) country: &'static str,
}

/// A way of asking: its name, and the query made of the words from a place in the list on.
type Kind = (&'static str, fn(usize) -> String);

const KINDS: [Kind; 4] = [
    ("term", |at| word(at).to_owned()),
    ("two terms", |at| format!("{} {}", word(at), word(at + 1))),
    ("phrase", |at| {
        format!("\"{}\"", PHRASES[at % PHRASES.len()])
    }),
    ("OR of three", |at| {
        format!("{} OR {} OR {}", word(at), word(at + 1), word(at + 2))
    }),
];

/// The questions of every kind, with the kind's name.
pub(crate) fn questions() -> Vec<(&'static str, Vec<Question>)> {
    let asked = |query: fn(usize) -> String| {
        (0..WORDS.len()).map(move |at| Question {
            text: query(at),
            country: COUNTRIES[at % COUNTRIES.len()],
        })
    };
    KINDS
        .iter()
        .map(|(name, query)| (*name, asked(*query).collect()))
        .collect()
}

fn word(at: usize) -> &'static str {
    WORDS[at % WORDS.len()]
}
