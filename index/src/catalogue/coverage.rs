//! What an archive covers: by country, year and type, with what is missing beside what is there.
//!
//! A document of several countries counts for each, so that the cells of the grid may add up to more
//! than the archive holds; the totals do not. Withdrawn documents count nowhere.
//!
//! Not here: how a run went (`RunSummary`), counts for a query (`regesta-queries`).

use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;

use super::{Catalogue, json, size};
use crate::{Description, Error, Field, UNKNOWN};

/// Documents by where the value of a field comes from; [`UNKNOWN`] where there is none.
pub type BySource = BTreeMap<String, u64>;

/// Fields of which a cell of the grid says where their values come from.
const OF_CELLS: [Field; 4] = [
    Field::Country,
    Field::Published,
    Field::Type,
    Field::Language,
];

/// Fields of which the archive as a whole says where their values come from.
const OF_ALL: [Field; 12] = [
    Field::Title,
    Field::Country,
    Field::SubjectCountry,
    Field::Published,
    Field::Adopted,
    Field::ValidFrom,
    Field::ValidUntil,
    Field::Language,
    Field::Type,
    Field::Topic,
    Field::Work,
    Field::Issuer,
];

/// What an archive covers.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Coverage {
    /// All of it.
    pub total: Amount,
    /// By country, year and type, in this order; `unknown` last of each.
    pub grid: Vec<Cell>,
    /// By country alone, with the years that are missing.
    pub countries: Vec<CoveredCountry>,
    /// For each field, documents by where its value comes from.
    pub values: BTreeMap<String, BySource>,
}

/// So much.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Amount {
    /// Documents.
    pub documents: u64,
    /// Their pages.
    pub pages: u64,
    /// Pages without any text.
    pub pages_without_text: u64,
    /// Documents of which no page has text: scans, damaged, locked.
    pub documents_without_text: u64,
}

/// What there is of one country, year and type.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Cell {
    /// Jurisdiction code, or `unknown`.
    pub country: String,
    /// Year of publication where certain, or `unknown`.
    pub year: String,
    /// Type slug, or `unknown`.
    #[serde(rename = "type")]
    pub kind: String,
    /// So much.
    #[serde(flatten)]
    pub amount: Amount,
    /// For country, published, type and language, documents by where the value comes from.
    pub values: BTreeMap<String, BySource>,
}

/// What there is of one country.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct CoveredCountry {
    /// Jurisdiction code, or `unknown`.
    pub country: String,
    /// So much.
    #[serde(flatten)]
    pub amount: Amount,
    /// Documents by year, `unknown` among them.
    pub years: BTreeMap<String, u64>,
    /// Years between the first and the last of which there is nothing.
    pub missing_years: Vec<i32>,
}

/// A document as it counts.
struct Counted {
    description: Description,
    amount: Amount,
}

impl Catalogue {
    /// What the archive covers.
    pub fn coverage(&self) -> Result<Coverage, Error> {
        self.read(|connection| {
            let sql = "SELECT description, page_count, empty_pages, text_bytes FROM documents
                       WHERE withdrawn IS NULL";
            let mut statement = connection.prepare_cached(sql)?;
            let mut rows = statement.query([])?;
            let mut grid = BTreeMap::new();
            let mut coverage = Coverage::default();
            while let Some(row) = rows.next()? {
                let counted = Counted {
                    description: json(row, 0)?,
                    amount: Amount {
                        documents: 1,
                        pages: size(row, 1)?,
                        pages_without_text: size(row, 2)?,
                        documents_without_text: u64::from(size(row, 3)? == 0),
                    },
                };
                count(&counted, &mut grid, &mut coverage);
            }
            coverage.grid = grid.into_values().collect();
            coverage.countries = countries(&coverage.grid);
            Ok(coverage)
        })
    }
}

/// Country, year and type, each with `unknown` last.
type Place = [(bool, String); 3];

fn count(counted: &Counted, grid: &mut BTreeMap<Place, Cell>, coverage: &mut Coverage) {
    let about = &counted.description;
    coverage.total.add(counted.amount);
    for field in &OF_ALL {
        add_source(&mut coverage.values, about, field);
    }
    let unknown = || UNKNOWN.to_owned();
    let year = about
        .year()
        .map_or_else(unknown, |year| format!("{year:04}"));
    let kind = about.kind.clone().unwrap_or_else(unknown);
    let countries = match about.country.as_slice() {
        [] => vec![unknown()],
        countries => countries.to_vec(),
    };
    for country in countries {
        let place = [&country, &year, &kind].map(|value| (value == UNKNOWN, value.clone()));
        let cell = grid.entry(place).or_insert_with(|| Cell {
            country,
            year: year.clone(),
            kind: kind.clone(),
            amount: Amount::default(),
            values: BTreeMap::new(),
        });
        cell.amount.add(counted.amount);
        for field in &OF_CELLS {
            add_source(&mut cell.values, about, field);
        }
    }
}

fn add_source(values: &mut BTreeMap<String, BySource>, about: &Description, field: &Field) {
    let source = about.evidence.get(field);
    let source = source.map_or(UNKNOWN, |evidence| evidence.source.as_str());
    let by_source = values.entry(field.to_string()).or_default();
    *by_source.entry(source.to_owned()).or_default() += 1;
}

/// Gathers the cells of each country.
fn countries(grid: &[Cell]) -> Vec<CoveredCountry> {
    let mut countries: Vec<CoveredCountry> = Vec::new();
    for cell in grid {
        let last = countries.pop_if(|last| last.country == cell.country);
        let mut country = last.unwrap_or_else(|| CoveredCountry {
            country: cell.country.clone(),
            amount: Amount::default(),
            years: BTreeMap::new(),
            missing_years: Vec::new(),
        });
        country.amount.add(cell.amount);
        *country.years.entry(cell.year.clone()).or_default() += cell.amount.documents;
        countries.push(country);
    }
    for country in &mut countries {
        let years = country.years.keys().filter_map(|year| year.parse().ok());
        let years: BTreeSet<i32> = years.collect();
        if let (Some(first), Some(last)) = (years.first(), years.last()) {
            country.missing_years = (*first..*last)
                .filter(|year| !years.contains(year))
                .collect();
        }
    }
    countries
}

impl Amount {
    fn add(&mut self, other: Self) {
        self.documents += other.documents;
        self.pages += other.pages;
        self.pages_without_text += other.pages_without_text;
        self.documents_without_text += other.documents_without_text;
    }
}
