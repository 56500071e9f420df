//! Office hours (辦公時間): one or more periods a day, as with a break at noon; nobody is reminded outside them.

use jiff::civil::Time;

/// Most periods of a day.
const PERIODS_MAX: usize = 4;

/// The periods of an office day, the earliest first.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct OfficeHours(Vec<(Time, Time)>);

impl OfficeHours {
    /// Reads `08:00-12:00 13:30-17:30`; nothing when it is not such, or periods end before they begin or overlap.
    pub fn parse(text: &str) -> Option<OfficeHours> {
        let text = crate::digits::half_width(text);
        let parts = text.split([' ', ',', '、', '\u{3000}']).filter(|part| !part.is_empty());
        let mut periods = parts.map(period).collect::<Option<Vec<_>>>()?;
        periods.sort();
        let apart = periods.windows(2).all(|pair| matches!(pair, [one, next] if one.1 <= next.0));
        let fits = apart && (1..=PERIODS_MAX).contains(&periods.len());
        fits.then_some(OfficeHours(periods))
    }

    /// When the office opens; nothing where no period was read.
    pub fn opens(&self) -> Option<Time> {
        self.0.first().map(|(from, _)| *from)
    }

    /// Whether the office is open at a time; it no longer is at the end of a period.
    pub fn holds(&self, time: Time) -> bool {
        self.0.iter().any(|(from, to)| *from <= time && time < *to)
    }
}

fn period(text: &str) -> Option<(Time, Time)> {
    let (from, to) = text.split_once(['-', '–', '~', '～'])?;
    let (from, to) = (Time::strptime("%H:%M", from).ok()?, Time::strptime("%H:%M", to).ok()?);
    (from < to).then_some((from, to))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use jiff::civil::time;

    #[test]
    fn c7_several_periods_a_day_with_a_break_between_them() {
        let hours = OfficeHours::parse("13:30-17:30、０8:00-12:00").unwrap();
        let open = |hour, minute| hours.holds(time(hour, minute, 0, 0));
        assert_eq!(hours.opens(), Some(time(8, 0, 0, 0)));
        assert!(open(8, 0) && open(11, 59) && open(13, 30) && open(17, 29));
        assert!(!open(7, 59) && !open(12, 0) && !open(13, 29) && !open(17, 30) && !open(0, 0));
    }

    #[test]
    fn what_is_no_period_is_not_taken() {
        for wrong in ["", "8", "12:00-08:00", "08:00-12:00 11:00-17:00", "08:00-25:00", "08:00", "a-b"] {
            assert_eq!(OfficeHours::parse(wrong), None, "{wrong}");
        }
        assert_eq!(OfficeHours::parse("08:00-09:00 09:00-10:00 10:00-11:00 11:00-12:00 13:00-14:00"), None);
    }
}
