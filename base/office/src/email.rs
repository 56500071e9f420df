//! E-mail addresses: a check for slips of typing, not a proof; only a message that arrives proves one.

use std::fmt;

use crate::digits::{half_width_char, is_invisible, turns_direction};

/// Longest address in bytes (RFC 5321 §4.5.3.1, with the RFC 3696 erratum).
const BYTES_MAX: usize = 254;

/// An address that looks like one; the domain is kept in lower case.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Email(String);

/// Why a text is not an e-mail address.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum EmailError {
    /// Nothing was typed.
    #[error("the address is empty")]
    Empty,
    /// Not one `@` with something before and after it.
    #[error("an address has one @ with a name before it and a domain after it")]
    NoAt,
    /// A blank, a sign or a letter that addresses do not have.
    #[error("the character {0:?} has no place in an address")]
    UnknownCharacter(char),
    /// The part after `@` is not a domain such as `example.org`.
    #[error("the part after @ is not a domain")]
    BadDomain,
    /// Longer than mail allows.
    #[error("the address is too long")]
    TooLong,
}

impl EmailError {
    /// The Fluent key of the message for people.
    pub const fn key(&self) -> &'static str {
        match self {
            EmailError::Empty => "email-error-empty",
            EmailError::NoAt => "email-error-no-at",
            EmailError::UnknownCharacter(_) => "email-error-character",
            EmailError::BadDomain => "email-error-domain",
            EmailError::TooLong => "email-error-too-long",
        }
    }
}

impl Email {
    /// Trims, makes full-width letters half-width and the domain lower case; what cannot be seen does not matter.
    pub fn parse(text: &str) -> Result<Self, EmailError> {
        let seen = text.chars().filter(|c| !is_invisible(*c) && !turns_direction(*c));
        let folded: String = seen.map(half_width_char).collect();
        let typed = folded.trim();
        if typed.is_empty() {
            return Err(EmailError::Empty);
        }
        if typed.len() > BYTES_MAX {
            return Err(EmailError::TooLong);
        }
        let (name, domain) = typed.split_once('@').ok_or(EmailError::NoAt)?;
        if name.is_empty() || domain.is_empty() || domain.contains('@') {
            return Err(EmailError::NoAt);
        }
        let allowed = |c: &char| c.is_ascii_alphanumeric() || "!#$%&'*+-/=?^_`{|}~.".contains(*c);
        if let Some(odd) = name.chars().chain(domain.chars()).find(|c| !allowed(c)) {
            return Err(EmailError::UnknownCharacter(odd));
        }
        if name.len() > 64 {
            return Err(EmailError::TooLong);
        }
        if name.starts_with('.') || name.ends_with('.') || name.contains("..") {
            return Err(EmailError::UnknownCharacter('.'));
        }
        if is_domain(domain) {
            Ok(Email(format!("{name}@{}", domain.to_lowercase())))
        } else {
            Err(EmailError::BadDomain)
        }
    }

    /// The address.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The text, without a copy.
    pub fn into_string(self) -> String {
        self.0
    }

    /// Equal for addresses that reach the same box in practice: all in lower case.
    pub fn matching_key(&self) -> String {
        self.0.to_lowercase()
    }

    /// The address with most of its name hidden, for screens that others see: `w***@example.org`.
    pub fn masked(&self) -> String {
        let (name, domain) = self.0.split_once('@').unwrap_or((&self.0, ""));
        format!("{}***@{domain}", name.chars().next().unwrap_or('*'))
    }
}

impl fmt::Display for Email {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

fn is_domain(domain: &str) -> bool {
    let label = |label: &str| {
        (1..=63).contains(&label.len())
            && !label.starts_with('-')
            && !label.ends_with('-')
            && label.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-')
    };
    let top = domain.rsplit('.').next().unwrap_or_default();
    domain.contains('.')
        && domain.split('.').all(label)
        && top.len() >= 2
        && !top.bytes().all(|b| b.is_ascii_digit())
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn an_address_is_tidied() {
        for (typed, kept) in [
            (" Wang.Ming+class@Example.ORG ", "Wang.Ming+class@example.org"),
            ("ｗａｎｇ＠example.org", "wang@example.org"),
            ("\u{200E}wang@example.org\u{200B}", "wang@example.org"),
            ("a@mail.kcg.gov.tw", "a@mail.kcg.gov.tw"),
        ] {
            assert_eq!(Email::parse(typed).unwrap().as_str(), kept);
        }
        assert_eq!(Email::parse("wang@example.org").unwrap().masked(), "w***@example.org");
    }

    #[test]
    fn what_is_no_address_is_refused_with_the_reason() {
        for (typed, why) in [
            ("", EmailError::Empty),
            ("wang", EmailError::NoAt),
            ("@example.org", EmailError::NoAt),
            ("a@b@example.org", EmailError::NoAt),
            ("wang ming@example.org", EmailError::UnknownCharacter(' ')),
            ("wang,@example.org", EmailError::UnknownCharacter(',')),
            ("a@example.org\nBcc:x", EmailError::UnknownCharacter('\n')),
            ("wang..m@example.org", EmailError::UnknownCharacter('.')),
            ("wang@example", EmailError::BadDomain),
            ("wang@example..org", EmailError::BadDomain),
            ("wang@1.2.3.4", EmailError::BadDomain),
        ] {
            assert_eq!(Email::parse(typed), Err(why), "{typed}");
        }
        assert_eq!(Email::parse(&format!("{}@example.org", "a".repeat(65))), Err(EmailError::TooLong));
    }
}
