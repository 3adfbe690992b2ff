//! Reads what a person states of a document: the name of a field and its value.
//!
//! Stricter than a manifest: a person is there to be asked again, so a value that its field cannot
//! take is refused, and so is a name that no field has unless it is meant (`custom:budget`).
//!
//! Not here: reading one value (`value.rs`), keeping it (`regesta-index`).

use regesta_index::Field;

use super::value;

/// Most characters of one value.
const MAX_VALUE_CHARS: usize = 2_000;

/// The field that `name` stands for, in any of the spellings a manifest takes.
///
/// # Errors
///
/// A sentence that says what it takes, if no field has that name.
pub fn stated_field(name: &str) -> Result<Field, String> {
    let custom = name.trim().strip_prefix("custom:").map(value::clean);
    if let Some(name) = custom.filter(|name| !name.is_empty()) {
        return Ok(Field::Custom(name));
    }
    match value::field(name) {
        Some(Field::Custom(name)) => Err(format!(
            "there is no field `{name}`; a column of your own is `custom:{name}`"
        )),
        Some(field) => Ok(field),
        None => Err("names no field".to_owned()),
    }
}

/// The values in normal form that `text` gives to `field`; at least one. Of a field that takes
/// several, `;` stands between them.
///
/// # Errors
///
/// A sentence that says why `text` is no value of the field.
pub fn stated_values(field: &Field, text: &str) -> Result<Vec<String>, String> {
    if text.chars().nth(MAX_VALUE_CHARS).is_some() {
        return Err(format!("{field} is longer than 2,000 characters"));
    }
    if *field == Field::PartOf {
        return Err("part_of is what was found, and cannot be stated".to_owned());
    }
    let mut values = Vec::new();
    value::read(field, text, &mut values);
    if values.is_empty() {
        return Err(format!("{field} has no value"));
    }
    if values.iter().any(|(read, _)| read != field) {
        return Err(format!(
            "`{}` is not understood as {field}",
            value::clean(text)
        ));
    }
    Ok(values.into_iter().map(|(_, value)| value).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(name: &str, text: &str, expected: &str) {
        let stated = stated_field(name).and_then(|field| {
            let values = stated_values(&field, text)?;
            Ok(format!("{field}={}", values.join("+")))
        });
        assert_eq!(stated.unwrap_or_else(|refused| refused), expected);
    }

    #[test]
    fn what_is_understood_is_brought_into_its_normal_form() {
        check("country", "Korea, Republic of; jp", "country=KR+JP");
        check("Date", "2018. 1. 29", "published=2018-01-29");
        check("custom:budget", "3 billion", "custom:budget=3 billion");
    }

    #[test]
    fn what_is_not_is_refused() {
        check(
            "contry",
            "KR",
            "there is no field `contry`; a column of your own is `custom:contry`",
        );
        check(
            "country",
            "Atlantis",
            "`Atlantis` is not understood as country",
        );
        check("published", "soon", "`soon` is not understood as published");
        check("title", " ", "title has no value");
        check(
            "part_of",
            "x",
            "there is no field `part_of`; a column of your own is `custom:part_of`",
        );
    }
}
