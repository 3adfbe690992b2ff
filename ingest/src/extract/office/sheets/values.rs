//! Values of cells → text.
//!
//! Dates are ISO 8601; numbers have the 15 digits that a workbook has at most; what is formatted in
//! per cent is shown so.
//!
//! Format: ECMA-376 part 1, 18.8.31 (number format codes).

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

/// A cell's value as the format `code` shows it, where that is in per cent.
pub(super) fn shown_in<'v>(value: &'v DataRef<'_>, code: Option<&str>) -> Cow<'v, str> {
    #[expect(
        clippy::cast_precision_loss,
        reason = "shown with fewer digits than it keeps"
    )]
    let number = match value {
        DataRef::Float(number) => *number,
        DataRef::Int(number) => *number as f64,
        _ => return shown(value),
    };
    match code.and_then(decimals_in_per_cent) {
        Some(decimals) if number.abs() < 1e12 => per_cent(number, decimals).into(),
        _ => shown(value),
    }
}

/// How many decimals a format code in per cent shows at least and at most; `None` for other codes.
fn decimals_in_per_cent(code: &str) -> Option<(usize, usize)> {
    let (mut least, mut most, mut is_after_point, mut is_per_cent) = (0, 0, false, false);
    let (mut is_quoted, mut is_escaped) = (false, false);
    for c in code.chars() {
        match c {
            _ if std::mem::take(&mut is_escaped) => {}
            '"' => is_quoted = !is_quoted,
            _ if is_quoted => {}
            // What stands after these is shown as it is, or only its width.
            '\\' | '_' | '*' => is_escaped = true,
            // Positive numbers come first; the others have the same decimals.
            ';' => break,
            '.' => is_after_point = true,
            '0' | '#' | '?' if is_after_point => {
                most += 1;
                least = if c == '0' { most } else { least };
            }
            '%' if is_per_cent => return None,
            '%' => is_per_cent = true,
            _ => {}
        }
    }
    is_per_cent.then_some((least, most))
}

fn per_cent(number: f64, (least, most): (usize, usize)) -> String {
    // No workbook has more digits.
    let most = most.min(15);
    let mut shown = format!("{:.most$}", 100.0 * number);
    let optional = most.saturating_sub(least);
    for _ in 0..optional {
        if shown.ends_with('0') {
            shown.pop();
        }
    }
    if shown.ends_with('.') {
        shown.pop();
    }
    shown.push('%');
    shown
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
    fn shares_are_shown_in_per_cent_as_their_format_says() {
        let shown =
            |number: f64, code: &str| shown_in(&DataRef::Float(number), Some(code)).into_owned();
        assert_eq!(shown(0.125, "0.0%"), "12.5%");
        assert_eq!(shown(0.126, "0%"), "13%");
        assert_eq!(shown(0.5, "0.00%"), "50.00%");
        assert_eq!(shown(0.5, "0.##%"), "50%");
        assert_eq!(shown(-0.031, "#,##0.0%;[Red]-0.0%"), "-3.1%");
        assert_eq!(shown(0.5, "0.0\"%\""), "0.5");
        assert_eq!(shown(0.5, "0.0\\%"), "0.5");
        assert_eq!(shown(0.5, "General"), "0.5");
        let text = DataRef::SharedString("half");
        assert_eq!(shown_in(&text, Some("0%")), "half");
    }

    #[test]
    fn durations_are_hours() {
        assert_eq!(duration(1.5), "36:00:00");
    }
}
