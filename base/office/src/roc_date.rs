//! Dates in the calendar of the Republic of China (民國紀年; year = Western year − 1911), rule X7.
//!
//! Databases and the API keep ISO 8601; these forms are for eyes and for what people type.

use jiff::civil::{Date, Time, Weekday};

use crate::digits::{half_width, is_dash};

/// Western year = ROC year + 1911.
const EPOCH: i16 = 1911;

/// Why a text is not a date.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum RocDateError {
    /// Nothing was typed.
    #[error("the date is empty")]
    Empty,
    /// Neither `115年11月22日`, `115/11/22`, `1151122` nor `2026-11-22`.
    #[error("not a date: {0:?}")]
    Unreadable(String),
    /// Year `000` does not exist; the first year is 1.
    #[error("there is no year 0")]
    YearZero,
    /// A month or day that does not exist, such as the 13th month or 29 February of a common year.
    #[error("there is no such day: {0:?}")]
    NoSuchDay(String),
}

impl RocDateError {
    /// The Fluent key of the message for people.
    pub const fn key(&self) -> &'static str {
        match self {
            RocDateError::Empty => "date-error-empty",
            RocDateError::Unreadable(_) => "date-error-unreadable",
            RocDateError::YearZero => "date-error-year-zero",
            RocDateError::NoSuchDay(_) => "date-error-no-such-day",
        }
    }
}

/// The ROC year of a Western year; years before 1912 count backwards from 0 and below.
pub const fn roc_year(western: i16) -> i16 {
    western - EPOCH
}

/// The Western year of an ROC year.
pub const fn western_year(roc: i16) -> i16 {
    roc + EPOCH
}

/// The year as written: `115`, and `民國前1` for 1911 and before.
fn year_text(date: Date) -> String {
    match roc_year(date.year()) {
        year if year >= 1 => year.to_string(),
        before => format!("民國前{}", 1 - before),
    }
}

/// `115年11月22日`.
pub fn long(date: Date) -> String {
    format!("{}年{}月{}日", year_text(date), date.month(), date.day())
}

/// `115年11月22日（日）`.
pub fn long_with_weekday(date: Date) -> String {
    format!("{}（{}）", long(date), weekday(date.weekday()))
}

/// `115/11/22`, months and days with two digits.
pub fn slashed(date: Date) -> String {
    format!("{}/{:02}/{:02}", year_text(date), date.month(), date.day())
}

/// `1151122`; the year has three digits, so `0991231`.
pub fn compact(date: Date) -> String {
    format!("{:03}{:02}{:02}", roc_year(date.year()), date.month(), date.day())
}

/// `22 Nov 2026`, for the English pages.
pub fn english(date: Date) -> String {
    date.strftime("%-d %b %Y").to_string()
}

/// `Sun 22 Nov 2026`.
pub fn english_with_weekday(date: Date) -> String {
    date.strftime("%a %-d %b %Y").to_string()
}

/// The one character that official calendars write: 一 to 六, and 日 for Sunday.
pub const fn weekday(weekday: Weekday) -> char {
    match weekday {
        Weekday::Monday => '一',
        Weekday::Tuesday => '二',
        Weekday::Wednesday => '三',
        Weekday::Thursday => '四',
        Weekday::Friday => '五',
        Weekday::Saturday => '六',
        Weekday::Sunday => '日',
    }
}

/// `上午9:30`, `下午2:00`; noon is 中午12:00.
pub fn clock(time: Time) -> String {
    let (part, hour) = match time.hour() {
        0 => ("凌晨", 12),
        hour @ 1..=5 => ("凌晨", hour),
        hour @ 6..=11 => ("上午", hour),
        12 => ("中午", 12),
        hour @ 13..=17 => ("下午", hour - 12),
        hour => ("晚上", hour - 12),
    };
    format!("{part}{hour}:{:02}", time.minute())
}

/// `09:30`, `14:00`.
pub fn clock_24(time: Time) -> String {
    format!("{:02}:{:02}", time.hour(), time.minute())
}

/// `9:30 am`, `2:00 pm`, for the English pages.
pub fn english_clock(time: Time) -> String {
    let half = if time.hour() < 12 { "am" } else { "pm" };
    let hour = match time.hour() % 12 {
        0 => 12,
        hour => hour,
    };
    format!("{hour}:{:02} {half}", time.minute())
}

/// The fiscal year (年度) as an ROC year: the calendar year.
pub fn fiscal_year(date: Date) -> i16 {
    roc_year(date.year())
}

/// The school year (學年度) as an ROC year: from 1 August to 31 July, named after its beginning.
pub fn school_year(date: Date) -> i16 {
    if date.month() >= 8 { roc_year(date.year()) } else { roc_year(date.year()) - 1 }
}

/// The Western year of a year as people write it: `1978`, `67`, `民國67年`, `民67`, `67年次`, `西元1978`; what is below 1000 is one
/// of the Republic, and there was none below 1.
pub fn parse_year(text: &str) -> Option<i64> {
    let text = half_width(text.trim());
    let text = text.trim_start_matches("西元");
    let year =
        text.trim_start_matches('民').trim_start_matches('國').trim_end_matches('次').trim_end_matches('年');
    let year = year.trim().parse::<i64>().ok().filter(|year| *year > 0)?;
    Some(if year < 1000 { year + i64::from(EPOCH) } else { year })
}

/// Reads `115年11月22日`, `115/11/22`, `115-11-22`, `115.11.22`, `1151122`, and the Western
/// `2026-11-22`, `2026/11/22`, `20261122`; full-width digits, spaces and a leading 民國 do not matter.
pub fn parse(text: &str) -> Result<Date, RocDateError> {
    let folded: String = half_width(text).chars().filter(|c| !c.is_whitespace()).collect();
    let body = folded.trim_start_matches("中華").trim_start_matches("民國").trim_start_matches("西元");
    if body.is_empty() {
        return Err(RocDateError::Empty);
    }
    let unreadable = || RocDateError::Unreadable(text.to_owned());
    let (year, month, day) = split(body).ok_or_else(unreadable)?;
    if !all_digits(&[year, month, day]) {
        return Err(unreadable());
    }
    let western = match (year.len(), year.parse::<i16>().map_err(|_| unreadable())?) {
        (_, 0) => return Err(RocDateError::YearZero),
        (1..=3, roc) => western_year(roc),
        (4, western) => western,
        _ => return Err(unreadable()),
    };
    let (month, day) = (month.parse().map_err(|_| unreadable())?, day.parse().map_err(|_| unreadable())?);
    Date::new(western, month, day).map_err(|_| RocDateError::NoSuchDay(text.to_owned()))
}

/// Year, month and day, from either the separated or the compact form.
fn split(body: &str) -> Option<(&str, &str, &str)> {
    if body.bytes().all(|byte| byte.is_ascii_digit()) {
        let year_len = body.len().checked_sub(4).filter(|len| (2..=4).contains(len))?;
        let (year, rest) = body.split_at_checked(year_len)?;
        let (month, day) = rest.split_at_checked(2)?;
        return Some((year, month, day));
    }
    let body = body.strip_suffix('日').unwrap_or(body);
    let mut parts = body.split(|c: char| matches!(c, '年' | '月' | '/' | '.') || is_dash(c));
    match (parts.next(), parts.next(), parts.next(), parts.next()) {
        (Some(year), Some(month), Some(day), None) => Some((year, month, day)),
        _ => None,
    }
}

fn all_digits(parts: &[&str]) -> bool {
    parts.iter().all(|part| !part.is_empty() && part.len() <= 4 && part.bytes().all(|b| b.is_ascii_digit()))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use jiff::civil::{date, time};
    use proptest::prelude::*;

    #[test]
    fn a_year_is_read_as_people_in_taiwan_write_it() {
        for typed in [
            "78",
            "078",
            "７８",
            "民國78年",
            "民78",
            "78年次",
            "民國 78 年次",
            "1989",
            "1989年",
            "西元1989年",
        ] {
            assert_eq!(parse_year(typed), Some(1989), "{typed}");
        }
        for typed in ["", "0", "-5", "民國0年", "1989/5/3", "七八"] {
            assert_eq!(parse_year(typed), None, "{typed}");
        }
    }

    #[test]
    fn x7_a_date_is_shown_in_every_form() {
        let day = date(2026, 11, 22);
        assert_eq!(long(day), "115年11月22日");
        assert_eq!(long_with_weekday(day), "115年11月22日（日）");
        assert_eq!(slashed(day), "115/11/22");
        assert_eq!(slashed(date(2026, 3, 4)), "115/03/04");
        assert_eq!(compact(day), "1151122");
        assert_eq!(compact(date(2010, 1, 2)), "0990102");
        assert_eq!(english(day), "22 Nov 2026");
        assert_eq!(english_with_weekday(date(2026, 3, 4)), "Wed 4 Mar 2026");
        assert_eq!(long(date(1911, 10, 10)), "民國前1年10月10日");
    }

    #[test]
    fn x7_a_time_is_shown_in_both_ways() {
        for (hour, minute, word, plain, english) in [
            (9, 30, "上午9:30", "09:30", "9:30 am"),
            (14, 0, "下午2:00", "14:00", "2:00 pm"),
            (12, 5, "中午12:05", "12:05", "12:05 pm"),
            (0, 0, "凌晨12:00", "00:00", "12:00 am"),
            (19, 0, "晚上7:00", "19:00", "7:00 pm"),
        ] {
            let time = time(hour, minute, 0, 0);
            assert_eq!(clock(time), word);
            assert_eq!(clock_24(time), plain);
            assert_eq!(english_clock(time), english);
        }
    }

    #[test]
    fn x7_every_usual_way_of_writing_a_date_is_read() {
        for typed in [
            "115年11月22日",
            "民國115年11月22日",
            "中華民國 115 年 11 月 22 日",
            "115/11/22",
            "115-11-22",
            "115.11.22",
            "1151122",
            "１１５／１１／２２",
            "１１５年１１月２２日",
            "2026-11-22",
            "2026/11/22",
            "20261122",
            " 115/11/22 ",
        ] {
            assert_eq!(parse(typed), Ok(date(2026, 11, 22)), "{typed}");
        }
        assert_eq!(parse("990102"), Ok(date(2010, 1, 2)));
        assert_eq!(parse("0990102"), Ok(date(2010, 1, 2)));
        assert_eq!(parse("115/3/4"), Ok(date(2026, 3, 4)));
        assert_eq!(parse("1130229"), Ok(date(2024, 2, 29)));
    }

    #[test]
    fn x7_what_is_no_date_is_refused_with_the_reason() {
        assert_eq!(parse("  "), Err(RocDateError::Empty));
        assert_eq!(parse("民國"), Err(RocDateError::Empty));
        assert_eq!(parse("000/11/22"), Err(RocDateError::YearZero));
        assert_eq!(parse("0001122"), Err(RocDateError::YearZero));
        for none in ["115/13/01", "115/02/29", "1150229", "115年2月29日", "115/00/10", "115/11/31"] {
            assert!(matches!(parse(none), Err(RocDateError::NoSuchDay(_))), "{none}");
        }
        for odd in [
            "11/22",
            "115/11",
            "115/11/22/1",
            "115//22",
            "11年",
            "+115/1/1",
            "115/1/-1",
            "明天",
            "12345",
            "115/11/222222",
        ] {
            assert!(matches!(parse(odd), Err(RocDateError::Unreadable(_))), "{odd}");
        }
    }

    #[test]
    fn x7_the_school_year_begins_on_the_first_of_august() {
        assert_eq!(school_year(date(2026, 7, 31)), 114);
        assert_eq!(school_year(date(2026, 8, 1)), 115);
        assert_eq!(school_year(date(2027, 7, 31)), 115);
        assert_eq!(fiscal_year(date(2026, 12, 31)), 115);
    }

    proptest! {
        #[test]
        fn x7_every_form_of_a_date_reads_back(days in 0i32..360_000) {
            let day = date(1912, 1, 1).checked_add(jiff::Span::new().days(days)).unwrap();
            prop_assert_eq!(parse(&long(day)), Ok(day));
            prop_assert_eq!(parse(&slashed(day)), Ok(day));
            prop_assert_eq!(parse(&compact(day)), Ok(day));
            prop_assert_eq!(parse(&day.to_string()), Ok(day));
        }
    }
}
