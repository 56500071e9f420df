//! Names of persons (姓名) as they are typed: Chinese, indigenous and foreign, real or nick-name (D-4).

use std::fmt;

use crate::digits::{half_width_char, is_blank, is_invisible, turns_direction};

/// Longest name in characters; indigenous and foreign names on Taiwanese papers stay well below.
pub const CHARS_MAX: usize = 60;

/// A name with its spaces in order and nothing invisible in it.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct PersonName(String);

/// Why a text cannot stand as a name.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum PersonNameError {
    /// Nothing was typed.
    #[error("the name is empty")]
    Empty,
    /// More than [`CHARS_MAX`] characters.
    #[error("the name has {0} characters, at most {CHARS_MAX} are possible")]
    TooLong(usize),
    /// A control character, or one that turns the direction of writing.
    #[error("the name holds a character that cannot be shown")]
    Unprintable,
}

impl PersonNameError {
    /// The Fluent key of the message for people.
    pub const fn key(&self) -> &'static str {
        match self {
            PersonNameError::Empty => "name-error-empty",
            PersonNameError::TooLong(_) => "name-error-too-long",
            PersonNameError::Unprintable => "name-error-unprintable",
        }
    }
}

impl PersonName {
    /// Trims, makes each run of spaces one space and full-width letters half-width. Marks of direction around the
    /// name go, as telephones copy them along; within it they are refused.
    pub fn parse(text: &str) -> Result<Self, PersonNameError> {
        let mut name = String::with_capacity(text.len());
        let typed = text.trim_matches(|c: char| is_blank(c) || turns_direction(c));
        for c in typed.chars().map(half_width_char).filter(|c| !is_invisible(*c)) {
            if c.is_whitespace() {
                if !name.is_empty() && !name.ends_with(' ') {
                    name.push(' ');
                }
            } else if c.is_control() || turns_direction(c) {
                return Err(PersonNameError::Unprintable);
            } else {
                name.push(c);
            }
        }
        name.truncate(name.trim_end().len());
        match name.chars().count() {
            0 => Err(PersonNameError::Empty),
            chars if chars > CHARS_MAX => Err(PersonNameError::TooLong(chars)),
            _ => Ok(PersonName(name)),
        }
    }

    /// The name as shown.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The text, without a copy.
    pub fn into_string(self) -> String {
        self.0
    }

    /// Equal for names that differ only in case, spaces, dots and 台/臺: to find the same person twice (R32).
    pub fn matching_key(&self) -> String {
        self.0
            .chars()
            .filter(|c| !c.is_whitespace() && !is_name_dot(*c))
            .map(|c| if c == '台' { '臺' } else { c })
            .flat_map(char::to_lowercase)
            .collect()
    }

    /// The name with its middle hidden, for lists that others see: 王小明 → 王○明, 王明 → 王○.
    pub fn masked(&self) -> String {
        let last = self.0.chars().count() - 1;
        let hide = |place: usize| place > 0 && (place < last || last == 1);
        self.0.chars().enumerate().map(|(place, c)| if hide(place) && c != ' ' { '○' } else { c }).collect()
    }
}

impl fmt::Display for PersonName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// The dots between the parts of indigenous and foreign names, of which there are many look-alikes.
fn is_name_dot(c: char) -> bool {
    matches!(c, '.' | '·' | '‧' | '・' | '•' | '･')
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn d4_a_name_is_tidied_and_kept_as_written() {
        for (typed, kept) in [
            ("　王 小明 ", "王 小明"),
            ("Ｎｇｕｙễn　 Thị\tHoa", "Nguyễn Thị Hoa"),
            ("瓦歷斯‧諾幹", "瓦歷斯‧諾幹"),
            ("\u{FEFF}陳\u{200B}美", "陳美"),
            ("\u{202D}陳美\u{202C} ", "陳美"),
            ("O'Brien-林", "O'Brien-林"),
        ] {
            assert_eq!(PersonName::parse(typed).unwrap().as_str(), kept);
        }
    }

    #[test]
    fn d4_a_name_that_cannot_stand_is_refused_with_the_reason() {
        assert_eq!(PersonName::parse(" 　"), Err(PersonNameError::Empty));
        assert_eq!(PersonName::parse("王\u{0}明"), Err(PersonNameError::Unprintable));
        assert_eq!(PersonName::parse("王\u{202E}明"), Err(PersonNameError::Unprintable));
        assert_eq!(PersonName::parse(&"王".repeat(61)), Err(PersonNameError::TooLong(61)));
        assert!(PersonName::parse(&"王".repeat(60)).is_ok());
    }

    #[test]
    fn r32_the_same_name_written_differently_matches() {
        let key = |text| PersonName::parse(text).unwrap().matching_key();
        assert_eq!(key("瓦歷斯‧諾幹"), key("瓦歷斯・諾幹"));
        assert_eq!(key("台生"), key("臺 生"));
        assert_eq!(key("Nguyen THI"), key("nguyen thi"));
    }

    #[test]
    fn a_masked_name_hides_its_middle() {
        for (name, masked) in
            [("王小明", "王○明"), ("王明", "王○"), ("歐陽小明", "歐○○明"), ("王", "王"), ("Al Bo", "A○ ○o")]
        {
            assert_eq!(PersonName::parse(name).unwrap().masked(), masked);
        }
    }
}
