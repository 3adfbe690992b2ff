//! Makes texts of the query language, and parameters: right ones, nearly right ones, and others.
//!
//! Everything follows from the random numbers given. Words come from the archive, so that questions
//! find something.

use crate::mutate::Chance;

/// Most characters of a made text; a query may have 2,000.
const MAX_CHARS: usize = 2_100;

/// Words that mean something, beside those of the archive.
const WORDS: &[&str] = &[
    "smart",
    "city",
    "cities",
    "ctiy",
    "스마트도시",
    "스마트도씨를",
    "도시",
    "유비쿼터스도시",
    "U-City",
    "법률",
    "제2조",
    "智慧城市",
    "国",
    "都市計画",
    "データ",
    "ｽﾏｰﾄ",
    "เมือง",
    "ก",
    "المدينة",
    "ال",
    "Korea",
    "한국",
    "韩国",
    "KR",
    "2018",
    "2018년",
    "café",
    "ÉDUCATION",
    "the",
    "a",
    "what",
    "무엇",
    "의",
    "㎡",
    "①",
    "½",
    "İstanbul",
    "straße",
    "covid-19",
    "don't",
    "l'eau",
    "C++",
    ".NET",
    "e\u{301}",
    "ᄒ\u{1161}\u{11ab}",
    "ㅅ",
    "😀",
    "\u{200b}",
    "\u{ad}",
    "\u{202e}",
    "unknown",
    "NOT",
    "AND",
    "OR",
    "NEAR/3",
    "null",
    "ﷺ",
];

const FIELDS: &[&str] = &[
    "title:",
    "country:",
    "topic:",
    "type:",
    "lang:",
    "text:",
    "subject:",
    "year:",
    "year_source:",
    "country_source:",
    "as_of:",
    "국가:",
    "제목:",
    "년:",
    "年:",
    "国:",
    "titel:",
    "TITLE:",
    "http:",
    ":",
];

const VALUES: &[&str] = &[
    "KR",
    "KR,JP",
    "대한민국",
    "EU",
    "unknown",
    "smart-city",
    "law",
    "ko",
    "good",
    "SG",
    "2015..2020",
    "2015..",
    "..2020",
    "2018",
    ">=2015",
    "2015년",
    "9999..0",
    "-1",
    "99999999999999999999",
    "person",
    "2019-03-01",
    "2019-02-30",
    ",,,",
    "*",
    "\"",
    "",
];

const SIGNS: &[&str] = &[
    " ", " ", " ", " OR ", " AND ", " NOT ", " -", "-", "(", ")", "\"", "“", "”", "„", "«", "»",
    "「", "」", "《", "‘", "’", "*", "~", "~1", "~2", "~3", "\"~5", "\"~100", "\"~101", ":", ",",
    "..", "?", "？", "&&", "||", "+", "\\", "\0", "\n", "　",
];

/// Names of parameters, with values that they may take.
const PARAMETERS: &[(&str, &[&str])] = &[
    (
        "country",
        &["KR", "GB,US", "unknown", "Korea", "XX", "%", "ㄱ"],
    ),
    (
        "year",
        &[
            "2017",
            "2015..2020",
            "..2000",
            "unknown",
            "0",
            "-5",
            "1e9",
            "20182018",
        ],
    ),
    (
        "topic",
        &[
            "smart-city",
            "urban-development",
            "unknown",
            "…",
            "Smart City",
        ],
    ),
    ("type", &["law", "report", "unknown", "speech,law"]),
    ("lang", &["ko", "en", "unknown", "zz", "한국어"]),
    ("text", &["good", "doubtful", "recognised", "none", "bad"]),
    ("subject", &["SG", "unknown"]),
    ("year_source", &["manifest", "person", "unknown", "nobody"]),
    ("country_source", &["text", "name", "unknown"]),
    (
        "status",
        &["in-force", "past", "upcoming", "unknown", "dead"],
    ),
    (
        "as_of",
        &[
            "2019-03-01",
            "0001-01-01",
            "9999-12-31",
            "2019-02-30",
            "today",
        ],
    ),
    ("sort", &["relevance", "newest", "oldest", "best"]),
    (
        "limit",
        &[
            "0",
            "1",
            "3",
            "10",
            "100",
            "101",
            "-1",
            "99999999999999999999",
        ],
    ),
    ("offset", &["0", "1", "99", "200", "9999", "10000", "10001"]),
    ("without", &["smart city", "U-City", "스마트시티", ""]),
    ("exact", &["true", "false", "maybe"]),
    (
        "at",
        &["1", "5", "1-7-00f1e2d3c4b5a697", "999999", "-1", "1-1-1-1"],
    ),
    ("nonsense", &["1"]),
];

/// What questions are made from.
#[derive(Debug)]
pub(crate) struct Grammar {
    /// Words of the archive.
    pub(crate) words: Vec<String>,
}

impl Grammar {
    /// A text: by the grammar, of pieces, or of many of one piece; a third of them with bytes changed.
    pub(crate) fn text(&self, chance: &mut Chance) -> String {
        let mut text = String::new();
        match chance.below(12) {
            0..=5 => self.query(chance, 4, &mut text),
            6..=8 => {
                for _ in 0..chance.below(24) {
                    match chance.below(5) {
                        0 => text.push_str(pick(SIGNS, chance)),
                        1 => text.push_str(pick(FIELDS, chance)),
                        2 => text.push_str(pick(VALUES, chance)),
                        _ => self.word(chance, &mut text),
                    }
                    text.push_str(pick(SIGNS, chance));
                }
            }
            9 => {
                // As many as a query may have, and more.
                let joined = pick(
                    &[" ", " OR ", " -", "* ", "~2 ", "* OR ", " title:"],
                    chance,
                );
                for _ in 0..chance.below(230) {
                    self.word(chance, &mut text);
                    text.push_str(joined);
                }
            }
            10 => {
                let piece = match chance.below(3) {
                    0 => pick(SIGNS, chance),
                    1 => pick(FIELDS, chance),
                    _ => pick(WORDS, chance),
                };
                text = piece.repeat(1 + chance.below(400));
            }
            _ => {
                // One word, or a phrase of many that stand close to each other.
                let mut word = String::new();
                self.word(chance, &mut word);
                let times = 1 + chance.below(60);
                text = match chance.below(4) {
                    0 => word.repeat(times),
                    1 => format!(
                        "\"{}\"~{}",
                        format!("{word} ").repeat(times),
                        chance.below(101)
                    ),
                    2 => format!("\"{}\"", format!("{word} ").repeat(times)),
                    _ => word.chars().take(1 + chance.below(2)).collect::<String>() + "*",
                };
            }
        }
        if chance.once_in(3) {
            text = changed(text, chance);
        }
        text.chars().take(MAX_CHARS).collect()
    }

    /// A query by the grammar, `deep` levels of parentheses at most.
    fn query(&self, chance: &mut Chance, deep: usize, text: &mut String) {
        for part in 0..=chance.below(4) {
            if part > 0 {
                text.push_str(pick(&[" ", " ", " ", " AND ", " OR "], chance));
            }
            if chance.once_in(6) {
                text.push_str(pick(&["-", "NOT "], chance));
            }
            match chance.below(10) {
                0 if deep > 0 => {
                    text.push('(');
                    self.query(chance, deep - 1, text);
                    text.push(')');
                }
                1 | 2 => {
                    text.push('"');
                    for _ in 0..=chance.below(4) {
                        self.word(chance, text);
                        text.push(' ');
                    }
                    text.push('"');
                    if chance.once_in(3) {
                        text.push_str(&format!("~{}", chance.below(20)));
                    }
                }
                3 => {
                    text.push_str(pick(FIELDS, chance));
                    match chance.below(3) {
                        0 => text.push_str(pick(VALUES, chance)),
                        1 if deep > 0 => {
                            text.push('(');
                            self.query(chance, deep - 1, text);
                            text.push(')');
                        }
                        _ => self.word(chance, text),
                    }
                }
                4 => {
                    let mut word = String::new();
                    self.word(chance, &mut word);
                    let letters = chance.below(word.chars().count() + 1);
                    text.extend(word.chars().take(letters.max(1)));
                    text.push('*');
                }
                5 => {
                    self.word(chance, text);
                    text.push_str(pick(&["~", "~1", "~2"], chance));
                }
                _ => self.word(chance, text),
            }
        }
        if chance.once_in(8) {
            text.push('?');
        }
    }

    fn word(&self, chance: &mut Chance, text: &mut String) {
        match chance.pick(&self.words) {
            Some(word) if !chance.once_in(4) => text.push_str(word),
            _ => text.push_str(pick(WORDS, chance)),
        }
    }

    /// Parameters of a request, with and without sense.
    pub(crate) fn pairs(&self, chance: &mut Chance) -> Vec<(String, String)> {
        let mut pairs = vec![("q".to_owned(), self.text(chance))];
        if chance.once_in(2) {
            for _ in 0..chance.below(6) {
                let Some((name, values)) = chance.pick(PARAMETERS) else {
                    continue;
                };
                let mut value = pick(values, chance).to_owned();
                if chance.once_in(12) {
                    value = changed(value, chance);
                } else if chance.once_in(60) {
                    value = format!("{value},").repeat(chance.below(300));
                }
                pairs.push(((*name).to_owned(), value));
            }
        }
        pairs
    }
}

fn pick<'a>(of: &[&'a str], chance: &mut Chance) -> &'a str {
    chance.pick(of).copied().unwrap_or_default()
}

/// The text with some bytes changed, taken away, doubled or put in.
fn changed(text: String, chance: &mut Chance) -> String {
    let mut bytes = text.into_bytes();
    for _ in 0..=chance.below(4) {
        let at = chance.below(bytes.len() + 1);
        match chance.below(4) {
            0 => {
                let new = chance.next().to_le_bytes()[0];
                if let Some(byte) = bytes.get_mut(at) {
                    *byte = new;
                }
            }
            1 if at < bytes.len() => {
                bytes.remove(at);
            }
            2 => {
                let sign = pick(SIGNS, chance).bytes();
                bytes.splice(at..at, sign);
            }
            _ => {
                let until = (at + chance.below(40)).min(bytes.len());
                let again = bytes.get(at..until).unwrap_or_default().to_vec();
                bytes.splice(at..at, again);
            }
        }
    }
    String::from_utf8_lossy(&bytes).into_owned()
}
