//! The documents that are asked about: the speeches of a zip, or passages of them.
//!
//! Passages are cut at ends of sentences, taken in an order that mixes the speeches, and gone through
//! as often as it takes. From the second time on one word in four is another, drawn from all words
//! of the speeches (so that frequent ones stay frequent), and year and country are those of other
//! speeches: no passage is a copy of another, in an index as in a compressed store. The same zip gives
//! the same passages, always.

use std::error::Error;
use std::io::Read;
use std::path::Path;

/// Bytes of a passage, up to the end of its sentence.
const PASSAGE_BYTES: usize = 800;

/// Words from which other words are drawn.
const POOL: usize = 1 << 20;

/// One document.
#[derive(Clone, Debug)]
pub(crate) struct Document {
    pub(crate) title: String,
    pub(crate) country: String,
    pub(crate) year: String,
    pub(crate) kind: String,
    pub(crate) text: String,
}

/// Reads every document that the zip's `manifest.csv` names.
pub(crate) fn read(zip: &Path) -> Result<Vec<Document>, Box<dyn Error>> {
    let mut zip = zip::ZipArchive::new(std::fs::File::open(zip)?)?;
    let mut manifest = String::new();
    zip.by_name("manifest.csv")?.read_to_string(&mut manifest)?;
    let mut rows = csv::Reader::from_reader(manifest.as_bytes());
    let headers = rows.headers()?.clone();
    let mut documents = Vec::new();
    for row in rows.records() {
        let row = row?;
        let value = |name: &str| {
            let column = headers.iter().position(|header| header == name);
            column
                .and_then(|column| row.get(column))
                .unwrap_or_default()
                .to_owned()
        };
        let mut bytes = Vec::new();
        zip.by_name(&value("path"))?.read_to_end(&mut bytes)?;
        documents.push(Document {
            title: value("title"),
            country: value("country"),
            year: value("date").chars().take(4).collect(),
            kind: value("type"),
            text: String::from_utf8_lossy(&bytes).into_owned(),
        });
    }
    Ok(documents)
}

/// Passages of `speeches`, without end.
pub(crate) fn passages(speeches: &[Document]) -> impl Iterator<Item = Document> + '_ {
    let mut pieces: Vec<(&Document, &str)> = Vec::new();
    for speech in speeches {
        pieces.extend(pieces_of(&speech.text).map(|piece| (speech, piece)));
    }
    let mut random = Random(1);
    random.shuffle(&mut pieces);
    let pool: Vec<&str> = (0..POOL)
        .filter_map(|_| {
            let (_, piece) = pieces.get(random.below(pieces.len()))?;
            let words = piece.split(' ').count();
            piece.split(' ').nth(random.below(words))
        })
        .collect();
    (0..).map_while(move |number: usize| {
        let (speech, piece) = *pieces.get(number % pieces.len().max(1))?;
        let mut passage = Document {
            title: format!("{}, passage {}", speech.title, number + 1),
            country: speech.country.clone(),
            year: speech.year.clone(),
            kind: speech.kind.clone(),
            text: piece.to_owned(),
        };
        if number >= pieces.len() {
            passage.country = pieces[random.below(pieces.len())].0.country.clone();
            passage.year = pieces[random.below(pieces.len())].0.year.clone();
            passage.text.clear();
            for word in piece.split_inclusive(' ') {
                if random.below(4) > 0 {
                    passage.text.push_str(word);
                } else {
                    passage.text.push_str(pool[random.below(pool.len())]);
                    passage.text.push(' ');
                }
            }
        }
        Some(passage)
    })
}

/// Cuts a text at ends of sentences.
fn pieces_of(mut text: &str) -> impl Iterator<Item = &str> {
    std::iter::from_fn(move || {
        if text.is_empty() {
            return None;
        }
        let least = text.ceil_char_boundary(PASSAGE_BYTES);
        let end = text
            .get(least..)
            .and_then(|rest| rest.find(". "))
            .map_or(text.len(), |at| least + at + 2);
        let (piece, rest) = text.split_at(end);
        text = rest;
        Some(piece.trim())
    })
    .filter(|piece| !piece.is_empty())
}

/// SplitMix64 (Steele, Lea and Flood, 2014): the same numbers on every machine and in every version.
struct Random(u64);

impl Random {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    /// A number from 0 to `end` - 1; 0 if there is none.
    fn below(&mut self, end: usize) -> usize {
        let wide = u128::from(self.next()) * end as u128;
        usize::try_from(wide >> 64).unwrap_or(0)
    }

    fn shuffle<T>(&mut self, list: &mut [T]) {
        for last in (1..list.len()).rev() {
            list.swap(last, self.below(last + 1));
        }
    }
}
