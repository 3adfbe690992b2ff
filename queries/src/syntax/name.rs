//! The names of fields in a query, as people write and miswrite them: in English, Korean, Chinese and
//! Japanese, one of them canonical.

use crate::Message;

/// The field a value is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Name {
    Title,
    Country,
    Year,
    Topic,
    Type,
    Lang,
    Text,
    Subject,
    YearSource,
    CountrySource,
    AsOf,
}

impl Name {
    /// Every name by which a field is known; the first of each field is the canonical one.
    const KNOWN: [(&'static str, Self); 44] = [
        ("title", Self::Title),
        ("country", Self::Country),
        ("year", Self::Year),
        ("topic", Self::Topic),
        ("type", Self::Type),
        ("lang", Self::Lang),
        ("text", Self::Text),
        ("subject", Self::Subject),
        ("year_source", Self::YearSource),
        ("country_source", Self::CountrySource),
        ("as_of", Self::AsOf),
        ("as-of", Self::AsOf),
        ("intitle", Self::Title),
        ("jurisdiction", Self::Country),
        ("language", Self::Lang),
        ("제목", Self::Title),
        ("국가", Self::Country),
        ("나라", Self::Country),
        ("연도", Self::Year),
        ("년도", Self::Year),
        ("주제", Self::Topic),
        ("종류", Self::Type),
        ("유형", Self::Type),
        ("언어", Self::Lang),
        ("标题", Self::Title),
        ("標題", Self::Title),
        ("国家", Self::Country),
        ("國家", Self::Country),
        ("年份", Self::Year),
        ("主题", Self::Topic),
        ("主題", Self::Topic),
        ("类型", Self::Type),
        ("類型", Self::Type),
        ("语言", Self::Lang),
        ("語言", Self::Lang),
        ("タイトル", Self::Title),
        ("国", Self::Country),
        ("国名", Self::Country),
        ("年", Self::Year),
        ("テーマ", Self::Topic),
        ("種類", Self::Type),
        ("種別", Self::Type),
        ("言語", Self::Lang),
        ("题名", Self::Title),
    ];

    pub(super) fn find(name: &str) -> Option<Self> {
        Self::KNOWN
            .iter()
            .find(|(known, _)| known.eq_ignore_ascii_case(name))
            .map(|(_, field)| *field)
    }

    /// Says what to write in place of a name that is no field's, if that can be known.
    pub(super) fn hint(name: &str) -> Option<Message> {
        Some(match name.to_ascii_lowercase().as_str() {
            // Names that other search engines have a field for.
            "after" | "since" | "from" => years("year:2015.."),
            "before" | "until" | "to" => years("year:..2020"),
            "date" => years("year:2015..2020"),
            "status" => Message::new(
                "hint-status",
                "the status is a filter, not a part of the query",
            ),
            "site" | "inurl" | "filetype" | "author" => {
                Message::new("hint-no-field", "there is no such field")
            }
            "body" => Message::new(
                "hint-everywhere",
                "words without a field are looked for everywhere",
            ),
            _ => Message::new("hint-field", "the field is called `{field}:`")
                .with("field", Self::nearest(name)?.text()),
        })
    }

    /// Gives the field whose name is one slip of the fingers away.
    fn nearest(name: &str) -> Option<Self> {
        let lower = name.to_ascii_lowercase();
        // Of names shorter than three letters, too many are near.
        let is_near = |known: &str| name.len() >= 3 && strsim::osa_distance(&lower, known) == 1;
        Self::KNOWN
            .iter()
            .find(|(known, _)| known.is_ascii() && is_near(known))
            .map(|(_, field)| *field)
    }

    pub(super) fn text(self) -> &'static str {
        Self::KNOWN
            .iter()
            .find(|(_, field)| *field == self)
            .map_or("", |(known, _)| known)
    }

    /// Whether commas separate several values.
    pub(super) fn is_list(self) -> bool {
        !matches!(self, Self::Title | Self::AsOf)
    }
}

fn years(written: &str) -> Message {
    Message::new("hint-years", "years are written `{written}`").with("written", written)
}
