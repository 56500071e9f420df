//! Ages (年齡) and the bands in which they are counted (X9); a band is asked for, not a birthday (D-4).

use jiff::civil::Date;

use crate::digits::half_width;
use crate::list::closed_list;
use crate::roc_date;

/// Nobody is older, in years; a birth year before is a slip of typing.
const AGE_MAX: i16 = 130;

closed_list! {
    /// One band of ages in full years.
    pub enum AgeBand in "age-band" {
        /// Before school.
        To5 = "0-5" "0至5歲",
        /// Elementary school.
        To11 = "6-11" "6至11歲",
        /// Junior and senior high school, under age.
        To17 = "12-17" "12至17歲",
        /// Young adults; full age is 18 since 2023 (民法 §12).
        To29 = "18-29" "18至29歲",
        /// Most parents of young children.
        To44 = "30-44" "30至44歲",
        /// Middle age.
        To64 = "45-64" "45至64歲",
        /// 老人 by 老人福利法 §2.
        From65 = "65-plus" "65歲以上",
        /// 不詳: not asked or not answered.
        Unknown = "unknown" "不詳",
    }
}

impl AgeBand {
    /// The band of an age in full years.
    pub const fn of_age(age: u16) -> Self {
        match age {
            0..=5 => AgeBand::To5,
            6..=11 => AgeBand::To11,
            12..=17 => AgeBand::To17,
            18..=29 => AgeBand::To29,
            30..=44 => AgeBand::To44,
            45..=64 => AgeBand::To64,
            _ => AgeBand::From65,
        }
    }

    /// The band on a day of somebody born on `birth_on`; unknown when born later.
    pub fn of_birth_date(birth_on: Date, day: Date) -> Self {
        age_on(birth_on, day).map_or(AgeBand::Unknown, Self::of_age)
    }

    /// The band on a day by the birth year alone: the age reached in that calendar year.
    pub fn of_birth_year(birth_year: i16, day: Date) -> Self {
        u16::try_from(day.year() - birth_year).map_or(AgeBand::Unknown, Self::of_age)
    }
}

/// The age in full years on a day (週年計算法, 民法 §124); none when born later.
///
/// Who was born on 29 February is a year older on 1 March of a common year.
pub fn age_on(birth_on: Date, day: Date) -> Option<u16> {
    let before_birthday = (day.month(), day.day()) < (birth_on.month(), birth_on.day());
    u16::try_from(day.year() - birth_on.year() - i16::from(before_birthday)).ok()
}

/// Why a text is not a birth year.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum BirthYearError {
    /// Neither an ROC nor a Western year.
    #[error("not a year")]
    Unreadable,
    /// In the future, or more than 130 years ago.
    #[error("nobody alive was born in that year")]
    Impossible,
}

impl BirthYearError {
    /// The Fluent key of the message for people.
    pub const fn key(self) -> &'static str {
        match self {
            BirthYearError::Unreadable => "birth-year-error-unreadable",
            BirthYearError::Impossible => "birth-year-error-impossible",
        }
    }
}

/// Reads a birth year as typed, `75`, `民國75年` or `1986`; the answer is Western.
///
/// # Errors
/// When it is no year, or one in which nobody alive on `today` was born.
pub fn parse_birth_year(text: &str, today: Date) -> Result<i16, BirthYearError> {
    let folded = half_width(text);
    let digits =
        folded.trim().trim_start_matches("民國").trim_start_matches("西元").trim_end_matches('年').trim();
    if !(1..=4).contains(&digits.len()) || !digits.bytes().all(|byte| byte.is_ascii_digit()) {
        return Err(BirthYearError::Unreadable);
    }
    let typed: i16 = digits.parse().map_err(|_| BirthYearError::Unreadable)?;
    let year = if digits.len() == 4 { typed } else { roc_date::western_year(typed) };
    let possible = typed > 0 && (today.year() - AGE_MAX..=today.year()).contains(&year);
    if possible { Ok(year) } else { Err(BirthYearError::Impossible) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    #[test]
    fn an_age_is_counted_in_full_years_on_the_course_day() {
        for (birth, day, age) in [
            (date(2014, 11, 22), date(2026, 11, 21), Some(11)),
            (date(2014, 11, 22), date(2026, 11, 22), Some(12)),
            (date(2024, 2, 29), date(2027, 2, 28), Some(2)),
            (date(2024, 2, 29), date(2027, 3, 1), Some(3)),
            (date(2026, 11, 23), date(2026, 11, 22), None),
        ] {
            assert_eq!(age_on(birth, day), age, "{birth} {day}");
        }
    }

    #[test]
    fn x9_every_age_has_one_band() {
        let edges = [(5, 6), (11, 12), (17, 18), (29, 30), (44, 45), (64, 65)];
        for (band, (last, next)) in AgeBand::ALL.iter().zip(edges) {
            assert_eq!(AgeBand::of_age(last), *band);
            assert_ne!(AgeBand::of_age(next), *band);
        }
        assert_eq!(AgeBand::of_age(130), AgeBand::From65);
        assert_eq!(AgeBand::of_birth_year(1986, date(2026, 1, 1)), AgeBand::To44);
        assert_eq!(AgeBand::of_birth_date(date(2030, 1, 1), date(2026, 1, 1)), AgeBand::Unknown);
    }

    #[test]
    fn d4_a_birth_year_is_read_in_both_calendars() {
        let today = date(2026, 11, 22);
        for typed in ["75", "075", "民國75年", "1986", "西元1986年", "１９８６"] {
            assert_eq!(parse_birth_year(typed, today), Ok(1986), "{typed}");
        }
        for odd in ["", "abc", "19866", "-5", "75/1"] {
            assert_eq!(parse_birth_year(odd, today), Err(BirthYearError::Unreadable), "{odd}");
        }
        for never in ["116", "2027", "1880", "0", "0000"] {
            assert_eq!(parse_birth_year(never, today), Err(BirthYearError::Impossible), "{never}");
        }
    }
}
