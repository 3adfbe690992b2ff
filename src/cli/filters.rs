//! The filters that every command about many documents takes.

/// Filters; of one of them any of the values is enough.
#[derive(Debug, clap::Args)]
pub(super) struct Filters {
    /// Country or body, by code or English name; `unknown` if not stated
    #[arg(long, value_name = "CODE")]
    country: Vec<String>,
    /// Year or range of years: 2018, 2015..2020, 2015.., or unknown
    #[arg(long, value_name = "YEARS")]
    year: Vec<String>,
    /// Topic
    #[arg(long, value_name = "TOPIC")]
    topic: Vec<String>,
    /// Type of document, such as law or report
    #[arg(long = "type", value_name = "TYPE")]
    kind: Vec<String>,
    /// Language, such as ko or en
    #[arg(long, value_name = "LANG")]
    lang: Vec<String>,
    /// Text: good, doubtful, recognised (by machine) or none
    #[arg(long, value_name = "TEXT")]
    text: Vec<String>,
    /// Country or body that it is about, where that is another than its own
    #[arg(long, value_name = "CODE")]
    subject: Vec<String>,
    /// Where the year comes from: person, manifest, sidecar, file, text, name or unknown
    #[arg(long, value_name = "SOURCE")]
    year_source: Vec<String>,
    /// Where the country comes from
    #[arg(long, value_name = "SOURCE")]
    country_source: Vec<String>,
    /// Status: upcoming, in-force, past or unknown
    #[arg(long, value_name = "STATUS")]
    status: Vec<String>,
    /// Day for which the status holds [default: today]
    #[arg(long, value_name = "DAY")]
    as_of: Option<String>,
}

impl Filters {
    /// The filters as the API's parameters.
    pub(super) fn pairs(&self) -> Vec<(String, String)> {
        let lists = [
            ("country", &self.country),
            ("year", &self.year),
            ("topic", &self.topic),
            ("type", &self.kind),
            ("lang", &self.lang),
            ("text", &self.text),
            ("subject", &self.subject),
            ("year_source", &self.year_source),
            ("country_source", &self.country_source),
            ("status", &self.status),
        ];
        let listed = lists
            .into_iter()
            .flat_map(|(name, values)| values.iter().map(move |value| (name, value)));
        listed
            .chain(self.as_of.iter().map(|day| ("as_of", day)))
            .map(|(name, value)| (name.to_owned(), value.clone()))
            .collect()
    }
}
