//! Telephone numbers (電話): read as people type them, kept as E.164, shown as Taiwan writes them (rule O7).

use std::fmt;
use std::str::FromStr;

use crate::digits::{half_width, is_dash, is_invisible, turns_direction};

/// Area codes with the possible numbers of digits after them, longest code first
/// (電信號碼計畫; rule O7). Taichung (04) has eight digits, Changhua (04) seven.
const AREAS: &[(&str, &[usize])] = &[
    ("0826", &[5]),
    ("0836", &[5]),
    ("037", &[6]),
    ("049", &[7]),
    ("082", &[6]),
    ("089", &[6]),
    ("02", &[8]),
    ("03", &[7]),
    ("04", &[7, 8]),
    ("05", &[7]),
    ("06", &[7]),
    ("07", &[7]),
    ("08", &[7]),
];
/// Words and signs that people put before an extension.
const EXTENSION_MARKS: &[&str] = &["分機", "轉", "ext.", "ext", "#", "x"];
/// Longest extension in digits.
const EXTENSION_DIGITS_MAX: usize = 6;

/// A number that can be dialled from anywhere.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Phone {
    e164: String,
    extension: Option<String>,
}

/// Of which kind a number is; a message can be sent to a mobile only.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PhoneKind {
    /// 手機.
    Mobile,
    /// 市話.
    Landline,
    /// 網路電話, 070.
    Internet,
    /// A number of another country.
    Foreign,
}

/// Why a text is not a telephone number.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum PhoneError {
    /// Nothing was typed.
    #[error("the number is empty")]
    Empty,
    /// A character that has no place in a number.
    #[error("the character {0:?} has no place in a number")]
    UnknownCharacter(char),
    /// A number without area code, such as 345-6789.
    #[error("the area code is missing")]
    NoAreaCode,
    /// A seven-digit national service number such as 412-8185, which is nobody's own line.
    #[error("this is a national service number, not a line of a person")]
    NationalService,
    /// Too many or too few digits for its area code or for a mobile.
    #[error("this number has too many or too few digits")]
    WrongLength,
    /// Begins with digits that no line in Taiwan has.
    #[error("no line begins with these digits")]
    UnknownPrefix,
    /// The extension is not one to six digits.
    #[error("the extension is not a number of at most {EXTENSION_DIGITS_MAX} digits")]
    BadExtension,
}

impl PhoneError {
    /// The Fluent key of the message for people.
    pub const fn key(&self) -> &'static str {
        match self {
            PhoneError::Empty => "phone-error-empty",
            PhoneError::UnknownCharacter(_) => "phone-error-character",
            PhoneError::NoAreaCode => "phone-error-area-code",
            PhoneError::NationalService => "phone-error-national",
            PhoneError::WrongLength => "phone-error-length",
            PhoneError::UnknownPrefix => "phone-error-prefix",
            PhoneError::BadExtension => "phone-error-extension",
        }
    }
}

impl Phone {
    /// Reads a mobile (`0912-345-678`), a landline with area code (`(07) 215-7480 #12`) or a foreign number
    /// (`+81 …`); full-width digits, spaces, dashes, dots, brackets and what cannot be seen do not matter.
    pub fn parse(text: &str) -> Result<Self, PhoneError> {
        Self::parse_in(text, None)
    }

    /// Like [`Phone::parse`], but a number without area code is taken as one of the given area (`"07"`).
    pub fn parse_in(text: &str, area: Option<&str>) -> Result<Self, PhoneError> {
        let typed: String = text.chars().filter(|c| !is_invisible(*c) && !turns_direction(*c)).collect();
        let folded = half_width(&typed).to_lowercase();
        let (number, extension) = split_extension(folded.trim())?;
        let mut digits = String::with_capacity(number.len());
        let mut international = false;
        for c in number.chars() {
            match c {
                '0'..='9' => digits.push(c),
                '+' if digits.is_empty() => international = true,
                c if c.is_whitespace() || is_dash(c) || matches!(c, '(' | ')' | '.' | '/') => {}
                c => return Err(PhoneError::UnknownCharacter(c)),
            }
        }
        if digits.is_empty() {
            return Err(PhoneError::Empty);
        }
        let e164 = if international { international_e164(&digits)? } else { domestic_e164(&digits, area)? };
        Ok(Phone { e164, extension })
    }

    /// `+886912345678`: for dialling and for finding the same person again. Without the extension.
    pub fn e164(&self) -> &str {
        &self.e164
    }

    /// The digits after `#`, if any.
    pub fn extension(&self) -> Option<&str> {
        self.extension.as_deref()
    }

    /// Of which kind the number is.
    pub fn kind(&self) -> PhoneKind {
        match self.e164.strip_prefix("+886") {
            Some(rest) if rest.starts_with('9') => PhoneKind::Mobile,
            Some(rest) if rest.starts_with("70") && rest.len() == 10 => PhoneKind::Internet,
            Some(_) => PhoneKind::Landline,
            None => PhoneKind::Foreign,
        }
    }

    /// The last `count` digits, with which a resident proves to be the contact of a registration.
    pub fn last_digits(&self, count: usize) -> &str {
        let from = self.e164.len().saturating_sub(count).max(1);
        self.e164.get(from..).unwrap_or_default()
    }

    /// As Taiwan writes it: `0912-345-678`, `07-215-7480 #12`, `02-2345-6789`; foreign numbers as E.164.
    pub fn display(&self) -> String {
        let shown = match self.e164.strip_prefix("+886") {
            None => self.e164.clone(),
            Some(rest) => group(&format!("0{rest}")),
        };
        match &self.extension {
            None => shown,
            Some(extension) => format!("{shown} #{extension}"),
        }
    }

    /// The number with all but its last three digits hidden, for screens that others see: `09*****678`.
    pub fn masked(&self) -> String {
        let national =
            self.e164.strip_prefix("+886").map_or_else(|| self.e164.clone(), |rest| format!("0{rest}"));
        let shown_from = national.len().saturating_sub(3);
        let hide = |(place, c)| if place < 2 || place >= shown_from { c } else { '*' };
        national.chars().enumerate().map(hide).collect()
    }
}

impl fmt::Display for Phone {
    /// The form kept in databases, `+88672157480` or `+88672157480#12`; [`Phone::parse`] reads it back.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.e164)?;
        self.extension.as_ref().map_or(Ok(()), |extension| write!(f, "#{extension}"))
    }
}

impl FromStr for Phone {
    type Err = PhoneError;
    fn from_str(text: &str) -> Result<Self, PhoneError> {
        Phone::parse(text)
    }
}

fn split_extension(text: &str) -> Result<(&str, Option<String>), PhoneError> {
    let Some((number, typed)) = EXTENSION_MARKS.iter().find_map(|mark| text.split_once(mark)) else {
        return Ok((text, None));
    };
    let digits: String = typed.chars().filter(|c| !c.is_whitespace() && *c != ':').collect();
    let fits =
        (1..=EXTENSION_DIGITS_MAX).contains(&digits.len()) && digits.bytes().all(|b| b.is_ascii_digit());
    if fits { Ok((number, Some(digits))) } else { Err(PhoneError::BadExtension) }
}

fn international_e164(digits: &str) -> Result<String, PhoneError> {
    if let Some(rest) = digits.strip_prefix("886") {
        // Many write +886 (0)912…; the zero is dropped.
        return domestic_e164(&format!("0{}", rest.strip_prefix('0').unwrap_or(rest)), None);
    }
    // E.164: country code and number together have at most 15 digits.
    if digits.starts_with('0') {
        Err(PhoneError::UnknownPrefix)
    } else if (8..=15).contains(&digits.len()) {
        Ok(format!("+{digits}"))
    } else {
        Err(PhoneError::WrongLength)
    }
}

fn domestic_e164(digits: &str, area: Option<&str>) -> Result<String, PhoneError> {
    // 002 is the usual exchange code for calls abroad; 00886… is seen in exported address books.
    if let Some(rest) = digits.strip_prefix("002").or_else(|| digits.strip_prefix("00")) {
        return international_e164(rest);
    }
    let Some(national) = digits.strip_prefix('0') else {
        return match area {
            _ if digits.starts_with("886") && digits.len() >= 11 => international_e164(digits),
            _ if digits.starts_with("412") && digits.len() == 7 => Err(PhoneError::NationalService),
            Some(area) => domestic_e164(&format!("{area}{digits}"), None),
            None if (5..=8).contains(&digits.len()) => Err(PhoneError::NoAreaCode),
            None => Err(PhoneError::UnknownPrefix),
        };
    };
    let fits = if digits.starts_with("09") {
        digits.len() == 10
    } else if digits.starts_with("070") && digits.len() > 9 {
        digits.len() == 11
    } else {
        let (code, lengths) =
            AREAS.iter().find(|(code, _)| digits.starts_with(code)).ok_or(PhoneError::UnknownPrefix)?;
        lengths.contains(&(digits.len() - code.len()))
    };
    if fits { Ok(format!("+886{national}")) } else { Err(PhoneError::WrongLength) }
}

/// Puts dashes: mobiles 4-3-3, others after the area code and before the last four digits.
fn group(national: &str) -> String {
    let split = |code: usize| {
        let last = national.len().saturating_sub(4).max(code);
        let parts = [national.get(..code), national.get(code..last), national.get(last..)];
        let parts: Vec<&str> = parts.into_iter().flatten().filter(|part| !part.is_empty()).collect();
        parts.join("-")
    };
    if national.starts_with("09") {
        let parts = [national.get(..4), national.get(4..7), national.get(7..)];
        return parts.into_iter().flatten().collect::<Vec<_>>().join("-");
    }
    if national.starts_with("070") && national.len() == 11 {
        return split(3);
    }
    let code = AREAS.iter().find(|(code, _)| national.starts_with(code)).map_or(2, |(code, _)| code.len());
    split(code)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::panic)]
    use super::*;

    #[test]
    fn o7_a_number_is_read_kept_and_shown() {
        for (typed, kept, shown) in [
            ("0912345678", "+886912345678", "0912-345-678"),
            ("０９１２－３４５　６７８", "+886912345678", "0912-345-678"),
            // As the address book of a telephone copies it.
            ("\u{202D}0912-345-678\u{202C}", "+886912345678", "0912-345-678"),
            ("+886 912 345 678", "+886912345678", "0912-345-678"),
            ("+886(0)912-345-678", "+886912345678", "0912-345-678"),
            ("886912345678", "+886912345678", "0912-345-678"),
            ("(07) 215-7480", "+88672157480", "07-215-7480"),
            ("07-2157480#12", "+88672157480#12", "07-215-7480 #12"),
            ("07-2157480 分機 12", "+88672157480#12", "07-215-7480 #12"),
            ("07-2157480轉12", "+88672157480#12", "07-215-7480 #12"),
            ("07-2157480 ext. 12", "+88672157480#12", "07-215-7480 #12"),
            ("02-23456789", "+886223456789", "02-2345-6789"),
            ("04-22289111", "+886422289111", "04-2228-9111"),
            ("04-7222151", "+88647222151", "04-722-2151"),
            ("037-322150", "+88637322150", "037-32-2150"),
            ("049-2222106", "+886492222106", "049-222-2106"),
            ("082-325640", "+88682325640", "082-32-5640"),
            ("0826-66520", "+88682666520", "0826-6-6520"),
            ("0836-25131", "+88683625131", "0836-2-5131"),
            ("089-326141", "+88689326141", "089-32-6141"),
            ("08-7320415", "+88687320415", "08-732-0415"),
            ("070-1010-1234", "+8867010101234", "070-1010-1234"),
            ("+81 3-1234-5678", "+81312345678", "+81312345678"),
        ] {
            let phone = Phone::parse(typed).unwrap_or_else(|why| panic!("{typed}: {why}"));
            assert_eq!((phone.to_string().as_str(), phone.display().as_str()), (kept, shown), "{typed}");
            assert_eq!(Phone::parse(kept).unwrap(), phone);
        }
    }

    #[test]
    fn o7_what_is_no_number_is_refused_with_the_reason() {
        for (typed, why) in [
            (" ", PhoneError::Empty),
            ("#12", PhoneError::Empty),
            ("091234567", PhoneError::WrongLength),
            ("09123456789", PhoneError::WrongLength),
            ("07-21574801", PhoneError::WrongLength),
            ("2157480", PhoneError::NoAreaCode),
            ("412-8185", PhoneError::NationalService),
            ("0112345678", PhoneError::UnknownPrefix),
            ("0912-345-67a", PhoneError::UnknownCharacter('a')),
            ("07-2157480#", PhoneError::BadExtension),
            ("07-2157480#1234567", PhoneError::BadExtension),
            ("+81 1", PhoneError::WrongLength),
            ("13912345678901", PhoneError::UnknownPrefix),
        ] {
            assert_eq!(Phone::parse(typed), Err(why), "{typed}");
        }
    }

    #[test]
    fn o7_the_centre_supplies_the_area_code_at_the_counter() {
        assert_eq!(Phone::parse_in("2157480", Some("07")).unwrap().e164(), "+88672157480");
        assert_eq!(Phone::parse_in("4128185", Some("07")), Err(PhoneError::NationalService));
        assert_eq!(Phone::parse("07-4128185").unwrap().kind(), PhoneKind::Landline);
    }

    #[test]
    fn last_digits_prove_the_contact_and_a_mask_hides_the_rest() {
        let phone = Phone::parse("0912-345-678").unwrap();
        assert_eq!(phone.last_digits(4), "5678");
        assert_eq!(phone.last_digits(99), "886912345678");
        assert_eq!(phone.masked(), "09*****678");
        assert_eq!(phone.kind(), PhoneKind::Mobile);
    }
}
