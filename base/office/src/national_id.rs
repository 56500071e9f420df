//! Identity numbers of persons (身分證統一編號, 統一證號) and organisations (統一編號), rule O8.
//!
//! A person's number is asked for in four cases only (D-4) and never shown whole.

use std::fmt;

use crate::digits::half_width;

/// The first letters in the order of their numbers, from 10 on.
const LETTERS: &str = "ABCDEFGHJKLMNPQRSTUVXYWZIO";

/// A valid identity number of a person. `Debug` and `Display` show it masked.
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct NationalId(String);

/// Who has such a number.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Holder {
    /// A citizen.
    Citizen,
    /// A foreign resident, number of the form of 2021.
    Resident,
    /// A foreign resident, number of the form before 2021.
    OldResident,
}

/// Why a text is no identity number.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum NationalIdError {
    /// Not a letter, a letter or digit, and eight digits.
    #[error("an identity number is a letter and nine digits")]
    WrongForm,
    /// The last digit does not fit the others.
    #[error("the check digit does not fit")]
    WrongCheck,
}

impl NationalIdError {
    /// The Fluent key of the message for people.
    pub const fn key(self) -> &'static str {
        match self {
            NationalIdError::WrongForm => "national-id-error-form",
            NationalIdError::WrongCheck => "national-id-error-check",
        }
    }
}

impl NationalId {
    /// Reads a number in any case and width, and checks it.
    ///
    /// # Errors
    /// When it has another form, or its check digit does not fit.
    pub fn parse(text: &str) -> Result<Self, NationalIdError> {
        let number = half_width(text).trim().to_ascii_uppercase();
        let mut chars = number.chars();
        let area = chars.next().and_then(letter_number).ok_or(NationalIdError::WrongForm)?;
        let second = match chars.next() {
            Some(c @ ('1' | '2' | '8' | '9')) => c.to_digit(10),
            Some(c @ 'A'..='D') => letter_number(c).map(|number| number % 10),
            _ => None,
        };
        let rest: Option<Vec<u32>> = chars.map(|c| c.to_digit(10)).collect();
        let (Some(second), Some(rest)) = (second, rest.filter(|rest| rest.len() == 8)) else {
            return Err(NationalIdError::WrongForm);
        };
        let digits = [area / 10, area % 10, second].into_iter().chain(rest);
        let sum: u32 =
            digits.zip([1, 9, 8, 7, 6, 5, 4, 3, 2, 1, 1]).map(|(digit, weight)| digit * weight).sum();
        if sum.is_multiple_of(10) { Ok(NationalId(number)) } else { Err(NationalIdError::WrongCheck) }
    }

    /// The whole number, for the sealed store and the insurance list only.
    pub fn reveal(&self) -> &str {
        &self.0
    }

    /// `A12****789`.
    pub fn masked(&self) -> String {
        self.0.chars().enumerate().map(|(place, c)| if (3..7).contains(&place) { '*' } else { c }).collect()
    }

    /// Who has a number of this form.
    pub fn holder(&self) -> Holder {
        match self.0.as_bytes().get(1) {
            Some(b'1' | b'2') => Holder::Citizen,
            Some(b'8' | b'9') => Holder::Resident,
            _ => Holder::OldResident,
        }
    }
}

impl fmt::Debug for NationalId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "NationalId({})", self.masked())
    }
}

impl fmt::Display for NationalId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.masked())
    }
}

fn letter_number(c: char) -> Option<u32> {
    LETTERS.chars().zip(10..).find(|(letter, _)| *letter == c).map(|(_, number)| number)
}

/// Whether eight digits can be the number of an organisation (統一編號), by the rule of 2023.
///
/// Warn only, never refuse: organisations registered abroad may have others.
pub fn is_organisation_number(text: &str) -> bool {
    let digits: Option<Vec<u32>> = half_width(text).trim().chars().map(|c| c.to_digit(10)).collect();
    let Some(digits) = digits.filter(|digits| digits.len() == 8) else { return false };
    let weighted = digits.iter().zip([1, 2, 1, 2, 1, 2, 4, 1]).map(|(digit, weight)| digit * weight);
    let sum: u32 = weighted.map(|product| product / 10 + product % 10).sum();
    sum.is_multiple_of(5) || (digits.get(6) == Some(&7) && (sum + 1).is_multiple_of(5))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn o8_numbers_of_citizens_and_residents_are_checked() {
        for (number, holder) in [
            ("A123456789", Holder::Citizen),
            ("A800000014", Holder::Resident),
            ("AA00000009", Holder::OldResident),
            (" ａ１２３４５６７８９ ", Holder::Citizen),
        ] {
            assert_eq!(NationalId::parse(number).unwrap().holder(), holder, "{number}");
        }
        assert_eq!(NationalId::parse("A123456788"), Err(NationalIdError::WrongCheck));
        for odd in [
            "",
            "A",
            "A12345678",
            "A1234567890",
            "A323456789",
            "AE00000009",
            "1123456789",
            "A12345678X",
            "王123456789",
        ] {
            assert_eq!(NationalId::parse(odd), Err(NationalIdError::WrongForm), "{odd}");
        }
    }

    #[test]
    fn d4_a_number_is_never_shown_whole() {
        let number = NationalId::parse("A123456789").unwrap();
        assert_eq!(number.to_string(), "A12****789");
        assert_eq!(format!("{number:?}"), "NationalId(A12****789)");
        assert_eq!(number.reveal(), "A123456789");
    }

    #[test]
    fn o8_numbers_of_organisations_follow_the_rule_of_2023() {
        for valid in ["04595252", "12345675", "０４５９５２５２"] {
            assert!(is_organisation_number(valid), "{valid}");
        }
        for invalid in ["04595253", "1234567", "123456755", "abcdefgh"] {
            assert!(!is_organisation_number(invalid), "{invalid}");
        }
    }
}
