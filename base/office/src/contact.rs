//! Who may open a matter: whoever knows its reference and how its holder can be reached (R43).

use crate::digits::half_width;
use crate::email::Email;
use crate::phone::Phone;

/// Digits of the telephone that must be told at least.
pub const DIGITS_MIN: usize = 3;

/// Whether what was typed is the contact of a matter: the e-mail address, the telephone, or its
/// last digits (three or more). Nothing when what was typed can be no contact at all.
pub fn fits(typed: &str, phone: &str, email: &str) -> Option<bool> {
    let typed = half_width(typed);
    let typed = typed.trim();
    if typed.contains('@') {
        let asked = Email::parse(typed).ok()?;
        return Some(Email::parse(email).is_ok_and(|known| known.matching_key() == asked.matching_key()));
    }
    let is_sign = |c: char| c.is_whitespace() || matches!(c, '-' | '+' | '(' | ')' | '.' | '/');
    if !typed.chars().all(|c| c.is_ascii_digit() || is_sign(c)) {
        return None;
    }
    let digits: String = typed.chars().filter(char::is_ascii_digit).collect();
    if digits.len() < DIGITS_MIN {
        return None;
    }
    let whole = Phone::parse(typed).is_ok_and(|asked| asked.e164() == phone);
    let known: String = phone.chars().filter(char::is_ascii_digit).collect();
    Some(!known.is_empty() && (whole || known.ends_with(&digits)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn r43_a_matter_opens_with_the_last_digits_or_the_address() {
        let (phone, email) = ("+886912345678", "ming@test.example");
        for right in ["678", "５６７８", "0912-345-678", "+886 912 345 678", "Ming@TEST.example"] {
            assert_eq!(fits(right, phone, email), Some(true), "{right}");
        }
        for wrong in ["679", "0912345679", "ming@test.org"] {
            assert_eq!(fits(wrong, phone, email), Some(false), "{wrong}");
        }
        for neither in ["", "78", "王小明", "a@", "' or 1=1 --"] {
            assert_eq!(fits(neither, phone, email), None, "{neither}");
        }
        assert_eq!((fits("678", "", email), fits("a@b.tw", phone, "")), (Some(false), Some(false)));
    }
}
