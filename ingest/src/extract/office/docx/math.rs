//! Formulas of Office Math in one line: `(a+b)/2`, `x^2`, `∑_i^n`.
//!
//! Format: ECMA-376 part 1, 22.1.

use super::super::super::xml::Element;

/// Most brackets open within one another that are written.
const MAX_BRACKETS: usize = 100;

/// The formula being read.
#[derive(Debug, Default)]
pub(super) struct Math {
    brackets: Vec<Brackets>,
    /// Whether the operator of an n-ary sum has been named.
    nary: Option<String>,
}

#[derive(Debug)]
struct Brackets {
    depth: usize,
    open: String,
    close: String,
    is_open: bool,
}

impl Math {
    /// What stands before the content of `element`, which opens at `depth`.
    pub(super) fn open(&mut self, depth: usize, element: &Element) -> String {
        let value = || element.attribute("val").unwrap_or_default().to_owned();
        match element.name.as_str() {
            "d" if self.brackets.len() < MAX_BRACKETS => self.brackets.push(Brackets {
                depth,
                open: "(".to_owned(),
                close: ")".to_owned(),
                is_open: false,
            }),
            "begChr" => {
                if let Some(brackets) = self.brackets.last_mut() {
                    brackets.open = value();
                }
            }
            "endChr" => {
                if let Some(brackets) = self.brackets.last_mut() {
                    brackets.close = value();
                }
            }
            "e" => {
                let mut text = self.nary.take().unwrap_or_default();
                if let Some(brackets) = self.brackets.last_mut()
                    && !std::mem::replace(&mut brackets.is_open, true)
                {
                    text.push_str(&brackets.open);
                }
                return text;
            }
            "nary" => self.nary = Some("∫".to_owned()),
            "chr" if self.nary.is_some() => self.nary = Some(value()),
            "rad" => return "√".to_owned(),
            "sub" => return self.nary.take().unwrap_or_default() + "_",
            "sup" => return self.nary.take().unwrap_or_default() + "^",
            _ => {}
        }
        String::new()
    }

    /// What stands after the content of the element called `name`, which opened at `depth`.
    pub(super) fn close(&mut self, depth: usize, name: &str) -> String {
        match name {
            "num" => "/".to_owned(),
            "d" => match self.brackets.pop_if(|brackets| depth <= brackets.depth) {
                Some(brackets) if brackets.is_open => brackets.close,
                _ => String::new(),
            },
            _ => String::new(),
        }
    }
}
