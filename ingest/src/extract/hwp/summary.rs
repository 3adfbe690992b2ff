//! What a HWP 5 document says of itself: the property set `\x05HwpSummaryInformation`.
//!
//! ```text
//! 0:  u16 0xFFFE, then 26 bytes, u32 number of sets, 16 bytes, u32 offset of the first set
//! set: u32 bytes, u32 number of properties, for each: u32 name, u32 offset from the set
//! property: u32 type, value
//! ```
//!
//! Source: MS-OLEPS; names from "한글 문서 파일 형식 5.0", "문서 요약".

use super::records::{i32_at, u32_at, utf16};
use crate::extract::Metadatum;

/// Most properties that are looked at.
const MAX_PROPERTIES: usize = 100;
/// Seconds from 1601, where file times begin, to 1970.
const FILETIME_EPOCH: i64 = 11_644_473_600;

const NAMES: [(u32, &str); 9] = [
    (2, "HWP/Title"),
    (3, "HWP/Subject"),
    (4, "HWP/Author"),
    (5, "HWP/Keywords"),
    (6, "HWP/Comments"),
    (8, "HWP/LastSavedBy"),
    (12, "HWP/Created"),
    (13, "HWP/Modified"),
    // As the writer set it, in words.
    (20, "HWP/Date"),
];

/// Reads the property set `stream`; what cannot be read is left out.
pub(super) fn read(stream: &[u8]) -> Vec<Metadatum> {
    let Some(set) = u32_at(stream, 44)
        .and_then(|from| usize::try_from(from).ok())
        .and_then(|from| stream.get(from..))
    else {
        return Vec::new();
    };
    let count = u32_at(set, 4).and_then(|count| usize::try_from(count).ok());
    let mut found = Vec::new();
    for index in 0..count.unwrap_or_default().min(MAX_PROPERTIES) {
        let at = 8 + index * 8;
        let (Some(name), Some(offset)) = (u32_at(set, at), u32_at(set, at + 4)) else {
            break;
        };
        let key = NAMES.iter().find(|(known, _)| *known == name);
        let property = usize::try_from(offset).ok().and_then(|at| set.get(at..));
        if let (Some((_, key)), Some(value)) = (key, property.and_then(value)) {
            found.push(Metadatum {
                key: (*key).to_owned(),
                value,
            });
        }
    }
    found
}

fn value(property: &[u8]) -> Option<String> {
    match u32_at(property, 0)? {
        // VT_LPWSTR: number of UTF-16 units, with the closing NUL.
        31 => {
            let units = usize::try_from(u32_at(property, 4)?).ok()?;
            let text = property.get(8..)?;
            let bytes = units.saturating_mul(2).min(text.len());
            Some(utf16(text.get(..bytes)?))
        }
        // VT_FILETIME
        64 => {
            let low = u64::from(u32_at(property, 4)?);
            let high = u64::from(u32_at(property, 8)?);
            instant(high << 32 | low)
        }
        // VT_I4
        3 => i32_at(property, 4).map(|number| number.to_string()),
        _ => None,
    }
}

/// A file time (units of 100 ns since 1601, UTC) as RFC 3339; `None` for one that was never set.
fn instant(filetime: u64) -> Option<String> {
    let seconds = i64::try_from(filetime / 10_000_000).ok()? - FILETIME_EPOCH;
    // Nobody wrote with Hangul before 1989.
    if !(599_616_000..=253_402_300_799).contains(&seconds) {
        return None;
    }
    let (days, clock) = (seconds.div_euclid(86_400), seconds.rem_euclid(86_400));
    // Days to a date of the Gregorian calendar: Howard Hinnant, "chrono-Compatible Low-Level Date
    // Algorithms". Years begin in March there.
    let days = days + 719_468;
    let era = days.div_euclid(146_097);
    let day_of_era = days.rem_euclid(146_097);
    let year_of_era =
        (day_of_era - day_of_era / 1_460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
    let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let shifted = (5 * day_of_year + 2) / 153;
    let day = day_of_year - (153 * shifted + 2) / 5 + 1;
    let month = if shifted < 10 {
        shifted + 3
    } else {
        shifted - 9
    };
    let year = year_of_era + era * 400 + i64::from(month <= 2);
    let (hour, minute, second) = (clock / 3_600, clock / 60 % 60, clock % 60);
    Some(format!(
        "{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}Z"
    ))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn file_times_become_instants() {
        // 2014-02-11T02:24:40Z is 1392085480 in Unix time.
        let filetime = (1_392_085_480 + 11_644_473_600_u64) * 10_000_000;
        assert_eq!(instant(filetime).as_deref(), Some("2014-02-11T02:24:40Z"));
        assert_eq!(instant(0), None);
        assert_eq!(instant(u64::MAX), None);
    }

    #[test]
    fn a_broken_property_set_gives_nothing() {
        assert_eq!(read(&[]), []);
        let mut stream = vec![0; 44];
        stream.extend(48_u32.to_le_bytes());
        stream.extend([0xff; 32]);
        assert_eq!(read(&stream), []);
    }
}
