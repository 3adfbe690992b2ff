//! What is a question in words, and which of its words ask rather than name.
//!
//! A question is a text of words alone that ends in a question mark, or is too long to be a list of
//! what every document must hold. Of a question, a document need not hold every word, and the words
//! that only ask (`how many`, 무엇, 什么) are not looked for.
//!
//! Not here: how much of a question is enough (`plan.rs`).

use crate::Query;

/// More words than this are a question, with or without a question mark.
const MOST_WORDS: usize = 6;

/// Words that ask, folded; of Korean words without particles and endings.
const ASKING: &[&str] = &[
    // English
    "what",
    "what's",
    "which",
    "who",
    "whom",
    "whose",
    "when",
    "where",
    "why",
    "how",
    "many",
    "much",
    "did",
    "does",
    "do",
    "is",
    "are",
    "was",
    "were",
    "has",
    "have",
    "had",
    "can",
    "the",
    "a",
    "an",
    "of",
    "in",
    "to",
    "and",
    "for",
    "on",
    "by",
    "at",
    "with",
    "from",
    "as",
    "that",
    "it",
    "its",
    "be",
    "been",
    "or",
    // German
    "wer",
    "wen",
    "wem",
    "wessen",
    "wann",
    "wo",
    "warum",
    "wieso",
    "weshalb",
    "wie",
    "viel",
    "viele",
    "welche",
    "welcher",
    "welches",
    "welchem",
    "welchen",
    "wohin",
    "woher",
    "wofur",
    "womit",
    "wodurch",
    "worauf",
    "woran",
    "der",
    "die",
    "das",
    "den",
    "dem",
    "des",
    "ein",
    "eine",
    "einer",
    "eines",
    "einem",
    "einen",
    "und",
    "ist",
    "sind",
    "war",
    "waren",
    "wurde",
    "wurden",
    "hat",
    "hatte",
    "haben",
    "von",
    "vom",
    "im",
    "zu",
    "zum",
    "zur",
    "mit",
    "auf",
    "fur",
    "bei",
    "sich",
    // Spanish
    "que",
    "cual",
    "cuales",
    "quien",
    "quienes",
    "cuando",
    "donde",
    "adonde",
    "cuanto",
    "cuanta",
    "cuantos",
    "cuantas",
    "como",
    "el",
    "la",
    "los",
    "las",
    "un",
    "una",
    "unos",
    "unas",
    "de",
    "del",
    "al",
    "en",
    "y",
    "o",
    "a",
    "con",
    "por",
    "para",
    "se",
    "su",
    "sus",
    "es",
    "son",
    "fue",
    "fueron",
    "era",
    "eran",
    "ha",
    "han",
    // French
    "quel",
    "quelle",
    "quels",
    "quelles",
    "qui",
    "quand",
    "ou",
    "pourquoi",
    "comment",
    "combien",
    "le",
    "les",
    "des",
    "du",
    "une",
    "et",
    "est",
    "sont",
    "dans",
    "sur",
    "pour",
    "par",
    "au",
    "aux",
    // Korean
    "무엇",
    "뭐",
    "무슨",
    "어디",
    "어딘",
    "어느",
    "어떤",
    "어떻게",
    "누구",
    "누",
    "언제",
    "얼마",
    "몇",
    "왜",
    "어떠",
    "어떤가",
    "누군",
    "뭔",
    // Chinese and Japanese, pairs of characters
    "什么",
    "甚麼",
    "什麼",
    "哪个",
    "哪個",
    "哪些",
    "哪里",
    "哪裡",
    "哪年",
    "哪一",
    "哪种",
    "哪位",
    "谁",
    "誰",
    "多少",
    "几个",
    "幾個",
    "如何",
    "为何",
    "為何",
    "何时",
    "何時",
    "何处",
    "怎么",
    "怎麼",
    "怎样",
    "是谁",
    "是誰",
    "是什",
    "何か",
    "どこ",
    "いつ",
    "なぜ",
    "どの",
    "だれ",
    "いく",
    "ですか",
    "すか",
];

/// Whether a word or pair of characters, folded, asks rather than names.
pub(crate) fn asks(term: &str) -> bool {
    ASKING.contains(&term)
}

/// Whether a word as it was typed is an abbreviation (WHO, IT, US): it names, whatever it spells.
pub(crate) fn is_abbreviation(typed: &str) -> bool {
    typed.chars().count() > 1 && typed.chars().all(char::is_uppercase)
}

/// Whether capitals among `parts` say anything: not all words are written in them.
pub(crate) fn capitals_tell(parts: &[Query]) -> bool {
    parts.iter().any(|part| match part {
        Query::Word(text) => text.chars().any(|c| c.is_alphabetic() && !c.is_uppercase()),
        _ => false,
    })
}

/// Whether `query` is a question: words alone, beside conditions and what is excluded.
pub(crate) fn is_question(query: &Query) -> bool {
    let parts = match query {
        Query::And(parts) => parts.as_slice(),
        query => std::slice::from_ref(query),
    };
    let is_plain = |part: &Query| {
        matches!(
            part,
            Query::Word(_) | Query::Field(_) | Query::Not(_) | Query::All
        )
    };
    let mut words = parts.iter().filter_map(|part| match part {
        Query::Word(text) => Some(text.as_str()),
        _ => None,
    });
    let count = words.clone().count();
    let ends = |text: &str| {
        let text = text.trim_end_matches(|c: char| "\"'”’»)]".contains(c));
        text.ends_with(['?', '？', '؟', '՞', ';']) && text.chars().any(char::is_alphanumeric)
    };
    parts.iter().all(is_plain) && (MOST_WORDS < count || words.next_back().is_some_and(ends))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, expected: bool) {
        let query = crate::parse(text).map(|parsed| parsed.query);
        assert_eq!(query.as_ref().map(is_question), Ok(expected), "{text}");
    }

    #[test]
    fn a_question_ends_in_its_mark_or_is_long() {
        check("smart city", false);
        check("who pays for a smart city?", true);
        check("who pays for a smart city? country:KR", true);
        check("스마트도시의 정의는 무엇인가?", true);
        check("黑豹队的防守丢了多少分？", true);
        check("city plans water energy housing transport", false);
        check("city plans water energy housing transport waste", true);
    }

    #[test]
    fn a_question_with_operators_is_taken_as_it_is_written() {
        check("\"smart city\" pays?", false);
        check("smart OR clever city?", false);
    }
}
