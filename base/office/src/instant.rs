//! Points in time, kept in UTC and shown in Taipei time (臺北時間, UTC+8, no summer time; rule X7).

use std::fmt;
use std::ops::{Add, Sub};
use std::str::FromStr;
use std::time::Duration;

use jiff::Timestamp;
use jiff::civil::{Date, DateTime, Time};
use jiff::tz::Offset;

use crate::digits::half_width;

/// A minute.
pub const MINUTE: Duration = Duration::from_secs(60);
/// An hour.
pub const HOUR: Duration = Duration::from_secs(3_600);
/// A day of 24 hours; Taiwan has no others.
pub const DAY: Duration = Duration::from_secs(86_400);

/// The fixed offset of Taiwan. A constant, so that no time-zone database is needed.
const TAIPEI: Offset = Offset::constant(8);

/// A moment with microseconds, between the years 1 and 9998.
///
/// Its text `2026-11-22T03:04:05.123456Z` always has 27 characters, so texts sort as moments do.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Instant(Timestamp);

/// The text is no moment, or one out of range.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not a date and time")]
pub struct NotAnInstant;

impl NotAnInstant {
    /// The Fluent key of the message for people.
    pub const fn key(self) -> &'static str {
        "instant-error"
    }
}

impl Instant {
    /// The earliest moment, `0001-01-01T00:00:00.000000Z`.
    pub const MIN: Instant = Instant(Timestamp::constant(-62_135_596_800, 0));
    /// The latest moment, `9998-12-31T23:59:59.000000Z`.
    pub const MAX: Instant = Instant(Timestamp::constant(253_370_764_799, 0));

    /// Microseconds since 1970; what does not fit becomes the earliest or latest moment.
    pub fn from_micros(micros: i64) -> Instant {
        match Timestamp::from_microsecond(micros) {
            Ok(timestamp) => Instant(timestamp).clamp(Self::MIN, Self::MAX),
            Err(_) if micros < 0 => Self::MIN,
            Err(_) => Self::MAX,
        }
    }

    /// Whole seconds since 1970; what does not fit becomes the earliest or latest moment.
    pub fn from_seconds(seconds: i64) -> Instant {
        Self::from_micros(seconds.saturating_mul(1_000_000))
    }

    /// Microseconds since 1970.
    pub fn micros(self) -> i64 {
        self.0.as_microsecond()
    }

    /// Reads `2026-11-22T03:04:05.123456Z`, or any other RFC 3339 text; finer fractions are cut off.
    pub fn parse(text: &str) -> Option<Instant> {
        let timestamp: Timestamp = text.parse().ok()?;
        let fits = (Self::MIN.0..=Self::MAX.0).contains(&timestamp);
        fits.then(|| Instant::from_micros(timestamp.as_microsecond()))
    }

    /// This many seconds later (or earlier, when negative); the ends of the range are not passed.
    #[must_use]
    pub fn plus_seconds(self, seconds: i64) -> Instant {
        Self::from_micros(self.micros().saturating_add(seconds.saturating_mul(1_000_000)))
    }

    /// Whole seconds from `earlier` to this moment, rounded down; negative when `earlier` is later.
    pub fn seconds_since(self, earlier: Instant) -> i64 {
        (self.micros() - earlier.micros()).div_euclid(1_000_000)
    }

    /// Date and time in Taipei.
    pub fn taipei(self) -> DateTime {
        TAIPEI.to_datetime(self.0)
    }

    /// The day in Taipei.
    pub fn date(self) -> Date {
        self.taipei().date()
    }

    /// The time of day in Taipei.
    pub fn time(self) -> Time {
        self.taipei().time()
    }

    /// The moment of a date and time in Taipei.
    pub fn from_taipei(at: DateTime) -> Option<Instant> {
        let timestamp = TAIPEI.to_timestamp(at).ok()?;
        let fits = (Self::MIN.0..=Self::MAX.0).contains(&timestamp);
        fits.then(|| Instant::from_micros(timestamp.as_microsecond()))
    }

    /// The first moment of a day in Taipei.
    pub fn start_of(day: Date) -> Option<Instant> {
        Instant::from_taipei(day.at(0, 0, 0, 0))
    }

    /// Reads the value of a date-and-time field (`2026-11-22T09:30`), meant in Taipei.
    ///
    /// A space instead of `T`, seconds and full-width digits do not matter; the time must be there.
    pub fn parse_field(text: &str) -> Option<Instant> {
        let folded = half_width(text);
        let typed = folded.trim();
        typed.contains(':').then(|| typed.parse::<DateTime>().ok()).flatten().and_then(Instant::from_taipei)
    }

    /// The value of a date-and-time field, in Taipei.
    pub fn field(self) -> String {
        self.taipei().strftime("%Y-%m-%dT%H:%M").to_string()
    }

    /// RFC 3339 with the offset of Taipei (`2026-11-22T11:04:05+08:00`), as the API and feeds write it.
    pub fn rfc3339(self) -> String {
        self.taipei().strftime("%Y-%m-%dT%H:%M:%S+08:00").to_string()
    }

    /// `Sun, 22 Nov 2026 03:04:05 GMT`, as HTTP headers write it.
    pub fn http_date(self) -> String {
        self.0.strftime("%a, %d %b %Y %H:%M:%S GMT").to_string()
    }

    /// The same as a jiff timestamp.
    pub fn timestamp(self) -> Timestamp {
        self.0
    }
}

impl Add<Duration> for Instant {
    type Output = Instant;
    fn add(self, by: Duration) -> Instant {
        let by = i64::try_from(by.as_micros()).unwrap_or(i64::MAX);
        Instant::from_micros(self.micros().saturating_add(by))
    }
}

impl Sub<Duration> for Instant {
    type Output = Instant;
    fn sub(self, by: Duration) -> Instant {
        let by = i64::try_from(by.as_micros()).unwrap_or(i64::MAX);
        Instant::from_micros(self.micros().saturating_sub(by))
    }
}

impl fmt::Display for Instant {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.0.strftime("%Y-%m-%dT%H:%M:%S.%6fZ"))
    }
}

impl FromStr for Instant {
    type Err = NotAnInstant;
    fn from_str(text: &str) -> Result<Self, NotAnInstant> {
        Instant::parse(text).ok_or(NotAnInstant)
    }
}

impl From<Timestamp> for Instant {
    fn from(at: Timestamp) -> Instant {
        Instant::from_micros(at.as_microsecond())
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn x7_moments_are_fixed_width_utc_text_and_taipei_is_eight_hours_ahead() {
        let at = Instant::parse("2026-11-22T03:04:05.123456Z").unwrap();
        assert_eq!(at.to_string(), "2026-11-22T03:04:05.123456Z");
        assert_eq!(at.taipei().to_string(), "2026-11-22T11:04:05.123456");
        assert_eq!(at.rfc3339(), "2026-11-22T11:04:05+08:00");
        assert_eq!(at.http_date(), "Sun, 22 Nov 2026 03:04:05 GMT");
        assert_eq!(Instant::from_micros(0).to_string(), "1970-01-01T00:00:00.000000Z");
        let whole: Instant = "2026-11-22T11:04:05+08:00".parse().unwrap();
        assert_eq!(whole.to_string(), "2026-11-22T03:04:05.000000Z");
    }

    #[test]
    fn x7_the_day_changes_at_taipei_midnight() {
        let late = Instant::parse("2026-11-21T15:59:59Z").unwrap();
        assert_eq!(late.date().to_string(), "2026-11-21");
        let next = late + Duration::from_secs(1);
        assert_eq!(next.date().to_string(), "2026-11-22");
        assert_eq!(Instant::start_of(next.date()), Some(next));
        assert_eq!(next.seconds_since(late), 1);
        assert_eq!(late.seconds_since(next), -1);
        assert_eq!(next - Duration::from_secs(1), late);
    }

    #[test]
    fn a_date_and_time_field_round_trips_in_taipei_time() {
        let at = Instant::parse_field("2026-11-22T09:30").unwrap();
        assert_eq!(at.to_string(), "2026-11-22T01:30:00.000000Z");
        assert_eq!(at.field(), "2026-11-22T09:30");
        assert_eq!(Instant::parse_field(" ２０２６-11-22 09:30 "), Some(at));
        for bad in ["", "2026-11-22", "2026-02-29T09:30", "2026-11-22T25:00", "九點"] {
            assert_eq!(Instant::parse_field(bad), None, "{bad}");
        }
    }

    #[test]
    fn a_moment_out_of_range_is_clamped_or_refused() {
        assert_eq!(Instant::from_micros(i64::MAX), Instant::MAX);
        assert_eq!(Instant::MIN.plus_seconds(-1), Instant::MIN);
        assert_eq!(Instant::MAX + DAY, Instant::MAX);
        assert_eq!(Instant::MAX.to_string(), "9998-12-31T23:59:59.000000Z");
        assert_eq!(Instant::MIN.to_string(), "0001-01-01T00:00:00.000000Z");
        assert_eq!(Instant::parse("9999-06-01T00:00:00Z"), None);
    }

    proptest! {
        #[test]
        fn texts_sort_as_moments_do_and_read_back(a in -60_000_000_000_000_000i64..250_000_000_000_000_000, b in -60_000_000_000_000_000i64..250_000_000_000_000_000) {
            let (a, b) = (Instant::from_micros(a), Instant::from_micros(b));
            prop_assert_eq!(a.to_string().cmp(&b.to_string()), a.cmp(&b));
            prop_assert_eq!(Instant::parse(&a.to_string()), Some(a));
        }
    }
}
