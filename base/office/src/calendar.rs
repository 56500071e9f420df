//! The office calendar (政府行政機關辦公日曆表): which days offices work, imported year by year.
//!
//! Never computed from the statute: the yearly file of the Directorate-General of Personnel Administration
//! (行政院人事行政總處) alone says which days are off and which Saturdays are worked (rules X4, X5). A file
//! that is not exactly as published is refused with the reason, for a wrong day moves legal time limits.

use std::collections::BTreeMap;
use std::fmt;

use jiff::ToSpan;
use jiff::civil::{Date, Weekday};

use crate::roc_date::weekday;

/// The first line of every published file.
pub const HEADER: &str = "西元日期,星期,是否放假,備註";
/// A year of days takes some 7 kB; a file above this is something else.
const BYTES_MAX: usize = 256 * 1024;
const BOM: &[u8] = b"\xEF\xBB\xBF";

/// One day of the calendar.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Day {
    /// The day.
    pub date: Date,
    /// Whether offices are closed (是否放假 = 2).
    pub off: bool,
    /// The remark (備註), such as 中秋節, 補假 or 補行上班; often empty.
    pub note: String,
}

impl Day {
    /// A Saturday or Sunday on which offices work (補行上班).
    pub fn is_make_up(&self) -> bool {
        !self.off && is_weekend(self.date)
    }

    /// A Monday to Friday on which offices are closed.
    pub fn is_weekday_holiday(&self) -> bool {
        self.off && !is_weekend(self.date)
    }
}

/// Every day of one year, complete and in order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct YearSheet {
    year: i16,
    days: Vec<Day>,
    has_bom: bool,
}

/// The encoding that a file which is not UTF-8 seems to have; it is named, never silently guessed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Encoding {
    /// Big5, as files of older years have.
    Big5,
    /// UTF-16, as spreadsheets write "Unicode text".
    Utf16,
    /// None that is known here.
    Unknown,
}

impl fmt::Display for Encoding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Encoding::Big5 => "Big5",
            Encoding::Utf16 => "UTF-16",
            Encoding::Unknown => "?",
        })
    }
}

/// Why a calendar file is refused. Lines are counted from 1, the header included.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum CalendarRefusal {
    /// No bytes, or no day below the header.
    #[error("the file is empty")]
    Empty,
    /// Far larger than a year of days.
    #[error("the file is too large for a calendar ({0} bytes)")]
    TooLarge(usize),
    /// A web page was saved in place of the file.
    #[error("this is a web page (HTML), not a CSV file")]
    Html,
    /// Not UTF-8; convert the file, then import it again.
    #[error("the file is not UTF-8, it seems to be {0}")]
    NotUtf8(Encoding),
    /// The first line differs from [`HEADER`].
    #[error("the first line must be {HEADER:?}, not {0:?}")]
    WrongHeader(String),
    /// Not four fields.
    #[error("line {line}: {fields} fields instead of 4")]
    WrongFields {
        /// Where.
        line: usize,
        /// How many fields there are.
        fields: usize,
    },
    /// Not an existing day written `YYYYMMDD`.
    #[error("line {line}: {found:?} is not a day written YYYYMMDD")]
    BadDate {
        /// Where.
        line: usize,
        /// What stands there.
        found: String,
    },
    /// A day of another year.
    #[error("line {line}: {found} is not in the year {expected}")]
    WrongYear {
        /// Where.
        line: usize,
        /// The day that stands there.
        found: Date,
        /// The year the file should hold.
        expected: i16,
    },
    /// The weekday does not fit the date.
    #[error("line {line}: {date} is {right}, not {found:?}")]
    WrongWeekday {
        /// Where.
        line: usize,
        /// The day.
        date: Date,
        /// What stands there.
        found: String,
        /// What should stand there.
        right: char,
    },
    /// 是否放假 is neither `0` nor `2`.
    #[error("line {line}: the flag must be 0 or 2, not {found:?}")]
    OtherFlag {
        /// Where.
        line: usize,
        /// What stands there.
        found: String,
    },
    /// A day stands twice.
    #[error("{0} stands twice")]
    Duplicate(Date),
    /// A day of the year is missing.
    #[error("{0} is missing")]
    MissingDay(Date),
}

impl CalendarRefusal {
    /// The Fluent key of the message for people.
    pub const fn key(&self) -> &'static str {
        match self {
            CalendarRefusal::Empty => "calendar-refusal-empty",
            CalendarRefusal::TooLarge(_) => "calendar-refusal-too-large",
            CalendarRefusal::Html => "calendar-refusal-html",
            CalendarRefusal::NotUtf8(_) => "calendar-refusal-not-utf8",
            CalendarRefusal::WrongHeader(_) => "calendar-refusal-header",
            CalendarRefusal::WrongFields { .. } => "calendar-refusal-fields",
            CalendarRefusal::BadDate { .. } => "calendar-refusal-date",
            CalendarRefusal::WrongYear { .. } => "calendar-refusal-year",
            CalendarRefusal::WrongWeekday { .. } => "calendar-refusal-weekday",
            CalendarRefusal::OtherFlag { .. } => "calendar-refusal-flag",
            CalendarRefusal::Duplicate(_) => "calendar-refusal-duplicate",
            CalendarRefusal::MissingDay(_) => "calendar-refusal-missing",
        }
    }

    /// What the message names: `line` and `found`, where there are such.
    pub fn args(&self) -> Vec<(&'static str, String)> {
        let at = |line: &usize, found: String| vec![("line", line.to_string()), ("found", found)];
        match self {
            CalendarRefusal::Empty | CalendarRefusal::Html => Vec::new(),
            CalendarRefusal::TooLarge(bytes) => vec![("found", bytes.to_string())],
            CalendarRefusal::NotUtf8(encoding) => vec![("found", encoding.to_string())],
            CalendarRefusal::WrongHeader(found) => vec![("found", found.clone())],
            CalendarRefusal::WrongFields { line, fields } => at(line, fields.to_string()),
            CalendarRefusal::BadDate { line, found } | CalendarRefusal::OtherFlag { line, found } => {
                at(line, found.clone())
            }
            CalendarRefusal::WrongYear { line, found, .. } => at(line, found.to_string()),
            CalendarRefusal::WrongWeekday { line, found, .. } => at(line, found.clone()),
            CalendarRefusal::Duplicate(date) | CalendarRefusal::MissingDay(date) => {
                vec![("found", date.to_string())]
            }
        }
    }
}

impl YearSheet {
    /// Reads a published file. `year` is the year it should hold; without one, that of its first day.
    ///
    /// # Errors
    /// [`CalendarRefusal`] names the first thing that is not as published.
    pub fn parse(file: &[u8], year: Option<i16>) -> Result<Self, CalendarRefusal> {
        let (text, has_bom) = decode(file)?;
        let mut lines =
            text.lines().enumerate().map(|(place, line)| (place + 1, line.trim_end_matches('\r')));
        match lines.next() {
            None => return Err(CalendarRefusal::Empty),
            Some((_, header)) if header != HEADER => {
                return Err(CalendarRefusal::WrongHeader(header.chars().take(60).collect()));
            }
            Some(_) => {}
        }
        let mut expected = year;
        let mut days = Vec::with_capacity(366);
        for (line, row) in lines.filter(|(_, row)| !row.trim().is_empty()) {
            let day = parse_row(line, row)?;
            let expected = *expected.get_or_insert(day.date.year());
            if day.date.year() != expected {
                return Err(CalendarRefusal::WrongYear { line, found: day.date, expected });
            }
            days.push(day);
        }
        let mut sheet = Self::from_days(days)?;
        sheet.has_bom = has_bom;
        Ok(sheet)
    }

    /// A year from its days in any order, as a database gives them back.
    ///
    /// # Errors
    /// When they are not exactly every day of one year.
    pub fn from_days(mut days: Vec<Day>) -> Result<Self, CalendarRefusal> {
        days.sort_by_key(|day| day.date);
        let year = days.first().ok_or(CalendarRefusal::Empty)?.date.year();
        let mut expected = Date::new(year, 1, 1).map_err(|_| CalendarRefusal::Empty)?;
        for day in &days {
            match day.date {
                found if found.year() != year => {
                    return Err(CalendarRefusal::WrongYear { line: 0, found, expected: year });
                }
                found if found < expected => return Err(CalendarRefusal::Duplicate(found)),
                found if found > expected => return Err(CalendarRefusal::MissingDay(expected)),
                found => expected = found.saturating_add(1.day()),
            }
        }
        if expected.year() == year {
            return Err(CalendarRefusal::MissingDay(expected));
        }
        Ok(YearSheet { year, days, has_bom: true })
    }

    /// The Western year.
    pub fn year(&self) -> i16 {
        self.year
    }

    /// The days, from 1 January to 31 December.
    pub fn days(&self) -> &[Day] {
        &self.days
    }

    /// Whether the file began with the byte-order mark that published files have; where it is missing, the
    /// importer is told that the file was saved again by someone.
    pub fn has_bom(&self) -> bool {
        self.has_bom
    }

    /// How many days offices are closed.
    pub fn days_off(&self) -> usize {
        self.days.iter().filter(|day| day.off).count()
    }
}

fn decode(file: &[u8]) -> Result<(&str, bool), CalendarRefusal> {
    if file.len() > BYTES_MAX {
        return Err(CalendarRefusal::TooLarge(file.len()));
    }
    if file.starts_with(b"\xFF\xFE") || file.starts_with(b"\xFE\xFF") {
        return Err(CalendarRefusal::NotUtf8(Encoding::Utf16));
    }
    let (body, has_bom) = file.strip_prefix(BOM).map_or((file, false), |body| (body, true));
    if looks_like_html(body) {
        return Err(CalendarRefusal::Html);
    }
    let suspect = || if is_big5(body) { Encoding::Big5 } else { Encoding::Unknown };
    let text = std::str::from_utf8(body).map_err(|_| CalendarRefusal::NotUtf8(suspect()))?;
    if text.trim().is_empty() { Err(CalendarRefusal::Empty) } else { Ok((text, has_bom)) }
}

fn looks_like_html(body: &[u8]) -> bool {
    let beginning = body.get(..1_024).unwrap_or(body).to_ascii_lowercase();
    let has = |mark: &[u8]| beginning.windows(mark.len()).any(|part| part == mark);
    body.trim_ascii_start().starts_with(b"<") || has(b"<html") || has(b"<!doctype")
}

/// Whether every byte above ASCII begins a pair that Big5 allows.
fn is_big5(body: &[u8]) -> bool {
    let mut bytes = body.iter();
    while let Some(first) = bytes.next() {
        let fits = match first {
            0..=0x7F => true,
            0x81..=0xFE => matches!(bytes.next(), Some(0x40..=0x7E | 0xA1..=0xFE)),
            _ => false,
        };
        if !fits {
            return false;
        }
    }
    true
}

fn parse_row(line: usize, row: &str) -> Result<Day, CalendarRefusal> {
    let fields: Vec<&str> = row.splitn(4, ',').collect();
    let [date_text, weekday_text, flag, note] = fields.as_slice() else {
        return Err(CalendarRefusal::WrongFields { line, fields: fields.len() });
    };
    let bad_date = || CalendarRefusal::BadDate { line, found: (*date_text).to_owned() };
    if date_text.len() != 8 || !date_text.bytes().all(|byte| byte.is_ascii_digit()) {
        return Err(bad_date());
    }
    let date = Date::strptime("%Y%m%d", date_text).map_err(|_| bad_date())?;
    let right = weekday(date.weekday());
    if !weekday_text.chars().eq([right]) {
        return Err(CalendarRefusal::WrongWeekday { line, date, found: (*weekday_text).to_owned(), right });
    }
    let off = match *flag {
        "0" => false,
        "2" => true,
        found => return Err(CalendarRefusal::OtherFlag { line, found: found.to_owned() }),
    };
    Ok(Day { date, off, note: note.trim().trim_matches('"').to_owned() })
}

fn is_weekend(date: Date) -> bool {
    matches!(date.weekday(), Weekday::Saturday | Weekday::Sunday)
}

/// The calendar does not hold this day; the year has to be imported first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the calendar does not reach {0}; import the year {year}", year = .0.year())]
pub struct Unreached(pub Date);

impl Unreached {
    /// The Fluent key of the message for people; its argument is `found`.
    pub const fn key(self) -> &'static str {
        "calendar-unreached-error"
    }
}

/// Several years of office days.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Calendar {
    years: BTreeMap<i16, YearSheet>,
}

impl Calendar {
    /// A calendar that holds no year yet.
    pub fn new() -> Self {
        Self::default()
    }

    /// Takes a year in; a revised sheet replaces the earlier one, which is given back.
    pub fn add(&mut self, sheet: YearSheet) -> Option<YearSheet> {
        self.years.insert(sheet.year, sheet)
    }

    /// The years held, in order.
    pub fn years(&self) -> impl Iterator<Item = &YearSheet> {
        self.years.values()
    }

    /// What the calendar says of a day.
    ///
    /// # Errors
    /// When its year was never imported.
    pub fn day(&self, date: Date) -> Result<&Day, Unreached> {
        let place = usize::try_from(date.day_of_year() - 1).unwrap_or(usize::MAX);
        self.years.get(&date.year()).and_then(|sheet| sheet.days.get(place)).ok_or(Unreached(date))
    }

    /// Whether offices work on this day.
    ///
    /// # Errors
    /// When its year was never imported.
    pub fn is_office_day(&self, date: Date) -> Result<bool, Unreached> {
        self.day(date).map(|day| !day.off)
    }

    /// This day if offices work on it, else the next one on which they do.
    ///
    /// # Errors
    /// When the calendar ends before.
    pub fn office_day_from(&self, date: Date) -> Result<Date, Unreached> {
        let mut date = date;
        while !self.is_office_day(date)? {
            date = date.saturating_add(1.day());
        }
        Ok(date)
    }
}

/// The code of the office calendar, on which a centre works itself and limits are counted unless their rule
/// says otherwise.
pub const OFFICE: &str = "office";

/// Whether a text can be the code of a calendar: 1 to 30 small letters and hyphens.
pub fn is_calendar_code(text: &str) -> bool {
    (1..=30).contains(&text.len()) && text.bytes().all(|b| b.is_ascii_lowercase() || b == b'-')
}

/// The calendars of a centre by their codes: the office calendar, and those it keeps beside it, such as that of
/// the schools.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Calendars {
    office: Calendar,
    named: BTreeMap<String, Calendar>,
}

impl Calendars {
    /// Takes a calendar in, in place of what was known under its code.
    pub fn add(&mut self, code: &str, calendar: Calendar) {
        match code {
            OFFICE => self.office = calendar,
            code => drop(self.named.insert(code.to_owned(), calendar)),
        }
    }

    /// The calendar of this code; the office calendar where there is none.
    pub fn of(&self, code: &str) -> &Calendar {
        self.named.get(code).unwrap_or(&self.office)
    }
}

#[cfg(test)]
#[path = "calendar_tests.rs"]
mod tests;
#[cfg(test)]
pub(crate) use tests::calendar_2026;
