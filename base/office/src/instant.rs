//! A moment, kept in UTC and shown in Taipei.

use std::fmt;

use jiff::civil::{Date, DateTime};
use jiff::tz::{self, TimeZone};
use jiff::{SignedDuration, Timestamp};

/// A moment with microseconds. Its text has a fixed width (`2026-11-22T03:04:05.123456Z`), so that
/// it sorts as text.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Instant(Timestamp);

/// Taipei is eight hours ahead of UTC the whole year.
fn taipei() -> TimeZone {
    TimeZone::fixed(tz::offset(8))
}

impl Instant {
    /// Microseconds since 1970; what does not fit becomes the earliest or latest moment.
    pub fn from_micros(micros: i64) -> Instant {
        let edge = if micros < 0 { Timestamp::MIN } else { Timestamp::MAX };
        Instant(Timestamp::from_microsecond(micros).unwrap_or(edge))
    }

    /// Microseconds since 1970.
    pub fn micros(self) -> i64 {
        self.0.as_microsecond()
    }

    /// Reads `2026-11-22T03:04:05.123456Z`, or any other RFC 3339 text.
    pub fn parse(text: &str) -> Option<Instant> {
        text.parse().ok().map(|t: Timestamp| Instant::from_micros(t.as_microsecond()))
    }

    /// This many seconds later (or earlier, when negative).
    #[must_use]
    pub fn plus_seconds(self, seconds: i64) -> Instant {
        let edge = if seconds < 0 { Timestamp::MIN } else { Timestamp::MAX };
        Instant(self.0.checked_add(SignedDuration::from_secs(seconds)).unwrap_or(edge))
    }

    /// Seconds from `earlier` to this moment; negative when it is later.
    pub fn seconds_since(self, earlier: Instant) -> i64 {
        self.0.as_second() - earlier.0.as_second()
    }

    /// Date and time in Taipei.
    pub fn taipei(self) -> DateTime {
        self.0.to_zoned(taipei()).datetime()
    }

    /// The day in Taipei.
    pub fn date(self) -> Date {
        self.taipei().date()
    }

    /// The moment of a date and time in Taipei.
    pub fn from_taipei(at: DateTime) -> Option<Instant> {
        at.to_zoned(taipei()).ok().map(|z| Instant::from_micros(z.timestamp().as_microsecond()))
    }

    /// The first moment of a day in Taipei.
    pub fn start_of(day: Date) -> Option<Instant> {
        Instant::from_taipei(day.at(0, 0, 0, 0))
    }

    /// Reads the value of a date-and-time field (`2026-11-22T09:30`), meant in Taipei.
    pub fn parse_field(text: &str) -> Option<Instant> {
        text.trim().parse::<DateTime>().ok().and_then(Instant::from_taipei)
    }

    /// The value of a date-and-time field, in Taipei.
    pub fn field(self) -> String {
        self.taipei().strftime("%Y-%m-%dT%H:%M").to_string()
    }

    /// The same as a jiff timestamp.
    pub fn timestamp(self) -> Timestamp {
        self.0
    }
}

impl fmt::Display for Instant {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.0.strftime("%Y-%m-%dT%H:%M:%S.%6fZ"))
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

    #[test]
    fn its_text_has_a_fixed_width_and_reads_back() {
        let at = Instant::from_micros(1_763_780_645_000_001);
        assert_eq!(at.to_string(), "2025-11-22T03:04:05.000001Z");
        assert_eq!(Instant::parse(&at.to_string()), Some(at));
        assert_eq!(Instant::from_micros(0).to_string(), "1970-01-01T00:00:00.000000Z");
    }

    #[test]
    fn it_is_shown_in_taipei() {
        let at = Instant::parse("2026-11-22T16:30:00Z").unwrap();
        assert_eq!(at.date().to_string(), "2026-11-23");
        assert_eq!(at.field(), "2026-11-23T00:30");
        assert_eq!(Instant::parse_field("2026-11-23T00:30"), Some(at));
    }
}
