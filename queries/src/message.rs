//! Sentences for people, in English, each with a name by which an interface says it in another language.
//!
//! What holds: a name always stands for the same sentence with the same values; the English text is
//! written where the sentence is made. A sentence without a name is said in English alone.
//!
//! Not here: the other languages.

use std::fmt;

use serde::{Serialize, Serializer};

/// A sentence for people.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Message {
    name: &'static str,
    /// The sentence, with `{key}` for each value.
    english: &'static str,
    values: Vec<(&'static str, Value)>,
}

/// What a sentence has in it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Value {
    /// Said as it is.
    Text(String),
    /// A sentence of its own, to be said in the same language.
    Message(Message),
}

impl Message {
    /// The sentence `english`, in which `{key}` stands for the value `key`, under this name.
    #[must_use]
    pub fn new(name: &'static str, english: &'static str) -> Self {
        Self {
            name,
            english,
            values: Vec::new(),
        }
    }

    /// Adds a value.
    #[must_use]
    pub fn with(mut self, key: &'static str, value: impl ToString) -> Self {
        self.values.push((key, Value::Text(value.to_string())));
        self
    }

    /// Adds a sentence as a value.
    #[must_use]
    pub fn telling(mut self, key: &'static str, message: Self) -> Self {
        self.values.push((key, Value::Message(message)));
        self
    }

    /// Its name; empty if it is said in English alone.
    #[must_use]
    pub fn name(&self) -> &'static str {
        self.name
    }

    /// Its values, by their keys.
    #[must_use]
    pub fn values(&self) -> &[(&'static str, Value)] {
        &self.values
    }
}

impl From<&'static str> for Message {
    /// A sentence that is said in English alone.
    fn from(english: &'static str) -> Self {
        Self::new("", english)
    }
}

impl From<String> for Message {
    /// A sentence that is said in English alone.
    fn from(text: String) -> Self {
        Self::from("{text}").with("text", text)
    }
}

impl fmt::Display for Message {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut rest = self.english;
        while let Some((before, after)) = rest.split_once('{') {
            f.write_str(before)?;
            let Some((key, after)) = after.split_once('}') else {
                break;
            };
            match self.values.iter().find(|(known, _)| *known == key) {
                Some((_, Value::Text(text))) => f.write_str(text)?,
                Some((_, Value::Message(message))) => message.fmt(f)?,
                None => write!(f, "{{{key}}}")?,
            }
            rest = after;
        }
        f.write_str(rest)
    }
}

/// On the wire it is its English text.
impl Serialize for Message {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl PartialEq<&str> for Message {
    fn eq(&self, text: &&str) -> bool {
        let english = self.to_string();
        english == *text
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_stand_in_their_places() {
        let inner = Message::new("inner", "“{word}” was left out").with("word", "{city}");
        let outer = Message::new("outer", "{term}: {notice}. {other}");
        let outer = outer.with("term", "a b").telling("notice", inner);
        assert_eq!(outer, "a b: “{city}” was left out. {other}");
        assert_eq!(Message::from("{ as it is".to_owned()), "{ as it is");
    }
}
