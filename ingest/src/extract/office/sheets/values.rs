//! Values of cells → text.
//!
//! Dates are ISO 8601; numbers have the 15 digits that a workbook has at most.

use std::borrow::Cow;

use calamine::{Data, DataRef};

pub(super) fn by_reference(value: &Data) -> DataRef<'_> {
    match value {
        Data::String(text) => DataRef::SharedString(text),
        Data::Int(number) => DataRef::Int(*number),
        Data::Float(number) => DataRef::Float(*number),
        Data::Bool(value) => DataRef::Bool(*value),
        Data::DateTime(time) => DataRef::DateTime(*time),
        Data::DateTimeIso(text) => DataRef::DateTimeIso(text.clone()),
        Data::DurationIso(text) => DataRef::DurationIso(text.clone()),
        Data::Error(error) => DataRef::Error(error.clone()),
        Data::Empty => DataRef::Empty,
    }
}

/// A cell's value in words.
pub(super) fn shown<'v>(value: &'v DataRef<'_>) -> Cow<'v, str> {
    match value {
        DataRef::Int(number) => number.to_string().into(),
        DataRef::Float(number) => float(*number).into(),
        DataRef::String(text) | DataRef::DateTimeIso(text) | DataRef::DurationIso(text) => {
            text.into()
        }
        DataRef::SharedString(text) => (*text).into(),
        DataRef::Bool(true) => "TRUE".into(),
        DataRef::Bool(false) => "FALSE".into(),
        DataRef::DateTime(time) if time.is_duration() => duration(time.as_f64()).into(),
        DataRef::DateTime(time) => {
            let (year, month, day, hour, minute, second, _) = time.to_ymd_hms_milli();
            let date = format!("{year:04}-{month:02}-{day:02}");
            let clock = match second {
                0 => format!("{hour:02}:{minute:02}"),
                _ => format!("{hour:02}:{minute:02}:{second:02}"),
            };
            let days = time.as_f64();
            // Less than a day is a time of day; a whole number of days is a date.
            if (0.0..1.0).contains(&days) {
                clock.into()
            } else if (hour, minute, second) == (0, 0, 0) {
                date.into()
            } else {
                format!("{date} {clock}").into()
            }
        }
        DataRef::Error(error) => error.to_string().into(),
        DataRef::Empty => "".into(),
    }
}

/// A number with the 15 digits that a workbook has at most.
fn float(number: f64) -> String {
    let rounded: f64 = format!("{number:.14e}").parse().unwrap_or(number);
    let size = rounded.abs();
    if size != 0.0 && !(1e-9..1e21).contains(&size) {
        return format!("{rounded:E}");
    }
    // Minus zero is zero.
    (rounded + 0.0).to_string()
}

/// A number of days as hours, minutes and seconds.
fn duration(days: f64) -> String {
    let sign = if days < 0.0 { "-" } else { "" };
    // A number too large becomes the largest.
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "the cast saturates"
    )]
    let seconds = (days.abs() * 86_400.0).round() as u64;
    let (hours, minutes, seconds) = (seconds / 3600, seconds / 60 % 60, seconds % 60);
    format!("{sign}{hours}:{minutes:02}:{seconds:02}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_have_the_digits_that_matter() {
        let shown: Vec<String> = [0.1 + 0.2, 3.0, -2.5, 1e300, 123_456_789.0, -0.0]
            .into_iter()
            .map(float)
            .collect();
        assert_eq!(shown, ["0.3", "3", "-2.5", "1E300", "123456789", "0"]);
    }

    #[test]
    fn durations_are_hours() {
        assert_eq!(duration(1.5), "36:00:00");
    }
}
