//! Reference numbers (報名編號, 案號): what people read out, type and photograph to name their matter.
//!
//! Eight random symbols of Crockford's base 32 (40 bits) and one check symbol, a weighted sum over GF(32):
//! one wrong symbol, or any two exchanged, are always noticed. (A sum modulo 31 would take 0 for Z.)

use std::fmt;
use std::str::FromStr;

use crate::digits::{half_width_char, is_dash, is_invisible, turns_direction};

/// Crockford's alphabet: no I, L, O, U.
const ALPHABET: &str = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
/// Symbols that carry the number, without the check symbol.
const LENGTH: usize = 8;

/// A reference number, valid by construction: `K7Q2-9XMP-4`.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Reference(String);

/// Why a text is no reference.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum NotAReference {
    /// Nothing was typed.
    #[error("the reference is empty")]
    Empty,
    /// It has not nine letters and digits, but so many.
    #[error("a reference has nine letters and digits, this one has {0}")]
    Length(usize),
    /// A sign that no reference contains.
    #[error("no reference contains {0:?}")]
    Sign(char),
    /// The check character does not fit: a slip of reading or typing.
    #[error("the check character does not fit")]
    Check,
}

impl NotAReference {
    /// The Fluent key of the message for people.
    pub const fn key(self) -> &'static str {
        match self {
            NotAReference::Empty => "reference-error-empty",
            NotAReference::Length(_) => "reference-error-length",
            NotAReference::Sign(_) => "reference-error-sign",
            NotAReference::Check => "reference-error-check",
        }
    }
}

impl Reference {
    /// The reference of 40 random bits; higher bits are not used.
    pub fn from_bits(bits: u64) -> Reference {
        let digits: Vec<u8> = (0..LENGTH).rev().map(|place| ((bits >> (5 * place)) & 31) as u8).collect();
        Reference(digits.iter().copied().chain([check(&digits)]).map(symbol).collect())
    }

    /// Reads what people type or paste: lower case, spaces, dashes, full width, what cannot be seen, O for 0, I or L
    /// for 1.
    ///
    /// # Errors
    /// [`NotAReference`] says what is wrong.
    pub fn parse(typed: &str) -> Result<Reference, NotAReference> {
        let mut digits = Vec::with_capacity(LENGTH + 1);
        let is_said =
            |c: &char| !(c.is_whitespace() || is_dash(*c) || is_invisible(*c) || turns_direction(*c));
        for c in typed.chars().map(half_width_char).filter(is_said) {
            digits.push(digit(c).ok_or(NotAReference::Sign(c))?);
        }
        match digits.as_slice() {
            [] => Err(NotAReference::Empty),
            [number @ .., last] if number.len() == LENGTH => {
                let fits = check(number) == *last;
                fits.then(|| Reference(digits.iter().copied().map(symbol).collect()))
                    .ok_or(NotAReference::Check)
            }
            other => Err(NotAReference::Length(other.len())),
        }
    }

    /// As kept: nine characters without dashes.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// The check digit of eight digits.
fn check(digits: &[u8]) -> u8 {
    double(digits.iter().fold(0, |sum, digit| double(sum) ^ digit))
}

/// Multiplication by α in GF(32) with x⁵ + x² + 1.
const fn double(digit: u8) -> u8 {
    let doubled = digit << 1;
    if doubled & 32 == 0 { doubled } else { (doubled ^ 0b10_0101) & 31 }
}

fn digit(typed: char) -> Option<u8> {
    let upper = match typed.to_ascii_uppercase() {
        'O' => '0',
        'I' | 'L' => '1',
        other => other,
    };
    ALPHABET.chars().position(|symbol| symbol == upper).and_then(|place| u8::try_from(place).ok())
}

fn symbol(digit: u8) -> char {
    ALPHABET.as_bytes().get(usize::from(digit)).map_or('0', |byte| char::from(*byte))
}

impl fmt::Display for Reference {
    /// In groups, as people read it: `K7Q2-9XMP-4`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let part = |from: usize, to: usize| self.0.get(from..to).unwrap_or_default();
        write!(f, "{}-{}-{}", part(0, 4), part(4, 8), part(8, 9))
    }
}

impl FromStr for Reference {
    type Err = NotAReference;
    fn from_str(text: &str) -> Result<Self, NotAReference> {
        Reference::parse(text)
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::indexing_slicing)]
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_reference_is_read_as_people_type_it() {
        let reference = Reference::from_bits(0x12_3456_789A);
        let text = reference.to_string();
        assert_eq!(text.len(), 11);
        assert_eq!((text.as_bytes()[4], text.as_bytes()[9]), (b'-', b'-'));
        let wide: String = text.chars().map(|c| char::from_u32(c as u32 + 0xFEE0).unwrap()).collect();
        let loose = text.replace('-', " ").to_lowercase().replace('0', "o").replace('1', "l");
        let pasted = format!("\u{202D}{text}\u{202C}\u{200B}");
        for typed in [text.clone(), wide, loose, pasted, text.replace('-', "")] {
            assert_eq!(Reference::parse(&typed), Ok(reference.clone()), "{typed}");
        }
    }

    #[test]
    fn a_text_that_is_no_reference_is_refused_with_the_reason() {
        assert_eq!(Reference::parse(" - "), Err(NotAReference::Empty));
        assert_eq!(Reference::parse("K7Q2-9XMP-U"), Err(NotAReference::Sign('U')));
        assert_eq!(Reference::parse("K7Q2'9XMP"), Err(NotAReference::Sign('\'')));
        assert_eq!(Reference::parse("K7Q2-9XM"), Err(NotAReference::Length(7)));
    }

    proptest! {
        #[test]
        fn a_reference_reads_back(bits: u64) {
            let reference = Reference::from_bits(bits);
            prop_assert_eq!(reference.to_string().parse(), Ok(reference));
        }

        #[test]
        fn one_wrong_symbol_is_noticed(bits: u64, place in 0usize..9, other in 0usize..32) {
            let mut symbols: Vec<char> = Reference::from_bits(bits).to_string().replace('-', "").chars().collect();
            let wrong = ALPHABET.chars().nth(other).unwrap();
            prop_assume!(symbols[place] != wrong);
            symbols[place] = wrong;
            prop_assert_eq!(Reference::parse(&symbols.iter().collect::<String>()), Err(NotAReference::Check));
        }

        #[test]
        fn two_exchanged_symbols_are_noticed(bits: u64, a in 0usize..9, b in 0usize..9) {
            let mut symbols: Vec<char> = Reference::from_bits(bits).to_string().replace('-', "").chars().collect();
            prop_assume!(symbols[a] != symbols[b]);
            symbols.swap(a, b);
            prop_assert_eq!(Reference::parse(&symbols.iter().collect::<String>()), Err(NotAReference::Check));
        }
    }
}
