//! Who may correct metadata through the service: each by a token of their own.
//!
//! Tokens stand in the archive's `regesta.toml` under `[corrections.tokens]`, a name and its token
//! each, or one in the environment as `REGESTA_TOKEN=NAME:TOKEN`. Without any, corrections through
//! the service are off. The name is what a correction is kept under: nobody says who they are
//! themselves.
//!
//! Tokens are compared in a time that does not tell how much of one was right (`subtle`); one that
//! could be guessed is refused when the service starts.

use std::collections::BTreeMap;

use axum::http::{HeaderMap, header};
use regesta_index::Token;
use subtle::ConstantTimeEq;

use super::problem::Problem;

/// The environment variable that holds one name and token.
const VARIABLE: &str = "REGESTA_TOKEN";

/// Fewest characters of a token: 32 hexadecimal digits are 128 bits.
const MIN_TOKEN_CHARS: usize = 32;

/// Those who may correct.
#[derive(Clone, Debug)]
pub(super) struct Editors(BTreeMap<String, Token>);

impl Editors {
    /// Takes those of the archive's settings, and the one of the environment.
    ///
    /// # Errors
    ///
    /// A sentence that says what is wrong with a name or a token.
    pub(super) fn new(mut tokens: BTreeMap<String, Token>) -> Result<Self, String> {
        if let Ok(named) = std::env::var(VARIABLE) {
            let (name, token) = named
                .split_once(':')
                .ok_or_else(|| format!("{VARIABLE} takes NAME:TOKEN"))?;
            tokens.insert(name.to_owned(), Token::new(token));
        }
        for (name, token) in &tokens {
            if name.trim().is_empty() {
                return Err("a token for corrections has no name".to_owned());
            }
            if token.secret().chars().count() < MIN_TOKEN_CHARS {
                return Err(format!(
                    "the token of `{name}` is shorter than {MIN_TOKEN_CHARS} characters: \
                     make one with `openssl rand -hex 32`"
                ));
            }
        }
        Ok(Self(tokens))
    }

    /// The name of the person whose token `headers` bear.
    pub(super) fn person(&self, headers: &HeaderMap) -> Result<&str, Problem> {
        if self.0.is_empty() {
            return Err(Problem::forbidden(
                "Corrections through the service are off: no token is set for this archive.",
            ));
        }
        let given = headers
            .get(header::AUTHORIZATION)
            .and_then(|value| value.to_str().ok())
            .and_then(|value| value.split_once(' '))
            .filter(|(scheme, _)| scheme.eq_ignore_ascii_case("bearer"))
            .map(|(_, token)| token.trim().as_bytes())
            .unwrap_or_default();
        let mut person = None;
        // All are compared, whichever it is.
        for (name, token) in &self.0 {
            if bool::from(token.secret().as_bytes().ct_eq(given)) {
                person = Some(name.as_str());
            }
        }
        person.ok_or_else(Problem::no_token)
    }
}

#[cfg(test)]
mod tests {
    use axum::http::HeaderValue;

    use super::*;

    const TOKEN: &str = "0123456789abcdef0123456789abcdef";

    fn editors() -> Editors {
        let tokens = [("A. Kim".to_owned(), Token::new(TOKEN))];
        Editors::new(tokens.into()).unwrap_or_else(|error| panic!("{error}"))
    }

    #[track_caller]
    fn check(editors: &Editors, authorization: Option<&str>, expected: Result<&str, u16>) {
        let mut headers = HeaderMap::new();
        if let Some(value) = authorization {
            let value = HeaderValue::from_str(value).unwrap_or_else(|error| panic!("{error}"));
            headers.insert(header::AUTHORIZATION, value);
        }
        let person = editors.person(&headers);
        assert_eq!(
            person.map_err(|problem| problem.status().as_u16()),
            expected
        );
    }

    #[test]
    fn only_the_whole_token_says_who_it_is() {
        let editors = editors();
        check(&editors, Some(&format!("Bearer {TOKEN}")), Ok("A. Kim"));
        check(&editors, Some(&format!("bearer  {TOKEN}")), Ok("A. Kim"));
        check(&editors, Some(&format!("Basic {TOKEN}")), Err(401));
        check(&editors, Some(&format!("Bearer {}", &TOKEN[1..])), Err(401));
        check(&editors, Some("Bearer "), Err(401));
        check(&editors, Some(TOKEN), Err(401));
        check(&editors, None, Err(401));
    }

    #[test]
    fn without_tokens_nobody_may() {
        let none = Editors(BTreeMap::new());
        check(&none, Some(&format!("Bearer {TOKEN}")), Err(403));
        check(&none, Some("Bearer "), Err(403));
    }

    #[test]
    fn a_token_that_can_be_guessed_is_refused() {
        let tokens = [("A. Kim".to_owned(), Token::new("secret"))];
        let refused = Editors::new(tokens.into()).map(drop).unwrap_err();
        assert!(refused.contains("A. Kim") && !refused.contains("secret"));
    }
}
