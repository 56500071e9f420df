//! References: what people read out on the telephone to name their matter.

use std::fmt;

/// Crockford's alphabet: no I, L, O, U.
const ALPHABET: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";

/// Eight random characters (40 bits) and a check character: `K7Q2-9XMP-4`.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Reference(String);

/// Why a text is no reference.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum NotAReference {
    /// It has not nine letters and digits.
    #[error("a reference has nine letters and digits")]
    Length,
    /// A sign that no reference contains.
    #[error("a reference has only letters and digits")]
    Sign,
    /// The check character does not fit: a typing mistake.
    #[error("the check character does not fit")]
    Check,
}

impl Reference {
    /// The reference of 40 random bits; higher bits are not used.
    pub fn from_bits(bits: u64) -> Reference {
        let digits: Vec<u8> = (0..8).rev().map(|i| (bits >> (5 * i) & 31) as u8).collect();
        let mut text: String = digits.iter().map(|d| letter(*d)).collect();
        text.push(letter(check(&digits)));
        Reference(text)
    }

    /// Reads what was typed: case, dashes, spaces and full-width signs do not matter, O is 0, I and
    /// L are 1.
    ///
    /// # Errors
    /// [`NotAReference`] says what is wrong.
    pub fn parse(typed: &str) -> Result<Reference, NotAReference> {
        let mut digits = Vec::new();
        for c in crate::digits::half_width(typed).chars().filter(|c| !c.is_whitespace() && *c != '-') {
            let c = match c.to_ascii_uppercase() {
                'O' => '0',
                'I' | 'L' => '1',
                c => c,
            };
            let digit = ALPHABET.iter().position(|a| char::from(*a) == c).ok_or(NotAReference::Sign)?;
            digits.push(u8::try_from(digit).map_err(|_| NotAReference::Sign)?);
        }
        let [first @ .., last] = digits.as_slice() else { return Err(NotAReference::Length) };
        if first.len() != 8 {
            return Err(NotAReference::Length);
        }
        if check(first) != *last {
            return Err(NotAReference::Check);
        }
        Ok(Reference(digits.iter().map(|d| letter(*d)).collect()))
    }

    /// As kept: nine characters without dashes.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

fn letter(digit: u8) -> char {
    ALPHABET.get(usize::from(digit)).map_or('0', |c| char::from(*c))
}

/// A weighted sum with odd weights modulo 31, shown as one of 31 letters: any one wrong character
/// and any two neighbours swapped are found.
fn check(digits: &[u8]) -> u8 {
    let sum: u32 = digits.iter().zip(2..).map(|(d, weight)| u32::from(*d) * weight).sum();
    (sum % 31) as u8
}

impl fmt::Display for Reference {
    /// In groups, as people read it: `K7Q2-9XMP-4`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let part = |from: usize, to: usize| self.0.get(from..to).unwrap_or_default();
        write!(f, "{}-{}-{}", part(0, 4), part(4, 8), part(8, 9))
    }
}
