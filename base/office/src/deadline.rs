//! Time limits in days (期限), counted on the office calendar, with the sum kept day by day.
//!
//! Source: Administrative Procedure Act (行政程序法) §48: the day of receipt is not counted; a period that
//! ends on a day off ends on the next office day. A Saturday end means the following Monday *morning*, so
//! such a count says so. Rules X3 and X6.

use std::fmt;

use jiff::ToSpan;
use jiff::civil::{Date, Weekday};

use crate::calendar::{Calendar, Unreached};
use crate::list::closed_list;
use crate::roc_date::weekday;

/// The longest limit that is counted day by day; longer ones are set in months or years.
pub const DAYS_MAX: u16 = 1_000;

closed_list! {
    /// How days are counted; which one holds for a case is said by its rule.
    pub enum DayMode in "day-mode" {
        /// 工作日: office days only.
        Work = "work" "工作日",
        /// 日曆日: every day; an end on a day off moves to the next office day.
        Cal = "cal" "日曆日",
    }
}

/// One line of the sum.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Step {
    /// The day.
    pub date: Date,
    /// Which day of the limit it is; none for a day that is passed over and for the day rolled to.
    pub ordinal: Option<u16>,
    /// Whether offices are closed.
    pub off: bool,
    /// Whether the clock stood still.
    pub still: bool,
    /// The calendar's remark, such as 中秋節.
    pub note: String,
}

/// A counted limit: the last day and the sum that leads to it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Count {
    /// How days were counted.
    pub mode: DayMode,
    /// The day of receipt, not counted itself.
    pub received_on: Date,
    /// Length of the limit in days.
    pub days: u16,
    /// The last day of the limit, always an office day.
    pub due_on: Date,
    /// The limit ended on a Saturday: by §48 it runs to the *morning* of the due day only.
    pub morning_only: bool,
    /// Every day from the one after receipt to the due day.
    pub steps: Vec<Step>,
}

/// Why a limit cannot be counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum DeadlineError {
    /// Zero days, or more than [`DAYS_MAX`].
    #[error("a limit has 1 to {DAYS_MAX} days, not {0}")]
    OutOfRange(u16),
    /// The calendar ends before the limit does.
    #[error(transparent)]
    Unreached(#[from] Unreached),
}

impl DeadlineError {
    /// The Fluent key of the message for people; its argument is `found`.
    pub const fn key(self) -> &'static str {
        match self {
            DeadlineError::OutOfRange(_) => "deadline-error-range",
            DeadlineError::Unreached(why) => why.key(),
        }
    }
}

/// Counts a limit of `days` days from the day of receipt.
///
/// # Errors
/// When the calendar does not hold every day of the sum, or the length is out of range.
pub fn count(
    calendar: &Calendar,
    received_on: Date,
    mode: DayMode,
    days: u16,
) -> Result<Count, DeadlineError> {
    count_pausing(calendar, received_on, mode, days, |_| false)
}

/// The same, where a day does not count on which the clock stands still. A limit that has ended is not moved by
/// what comes after it.
///
/// # Errors
/// As [`count`].
pub fn count_pausing(
    calendar: &Calendar,
    received_on: Date,
    mode: DayMode,
    days: u16,
    stands_still: impl Fn(Date) -> bool,
) -> Result<Count, DeadlineError> {
    if !(1..=DAYS_MAX).contains(&days) {
        return Err(DeadlineError::OutOfRange(days));
    }
    let mut steps: Vec<Step> = Vec::with_capacity(usize::from(days) * 2);
    let mut counted = 0;
    let mut date = received_on;
    let mut morning_only = false;
    loop {
        date = date.saturating_add(1.day());
        let day = calendar.day(date)?;
        let still = counted < days && stands_still(date);
        let counts = counted < days && !still && (mode == DayMode::Cal || !day.off);
        counted += u16::from(counts);
        let (ordinal, note) = (counts.then_some(counted), day.note.clone());
        steps.push(Step { date, ordinal, off: day.off, still, note });
        if counted == days {
            if !day.off {
                return Ok(Count { mode, received_on, days, due_on: date, morning_only, steps });
            }
            morning_only |= counts && date.weekday() == Weekday::Saturday;
        }
    }
}

impl fmt::Display for Count {
    /// The sum, one line a day: `2026-09-22 二 1`, `2026-09-25 五 - 中秋節`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for step in &self.steps {
            let ordinal = step.ordinal.map_or_else(|| "-".to_owned(), |ordinal| ordinal.to_string());
            let line = format!("{} {} {ordinal} {}", step.date, weekday(step.date.weekday()), step.note);
            writeln!(f, "{}", line.trim_end())?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use crate::calendar::{Calendars, Day, OFFICE, YearSheet, calendar_2026};
    use jiff::civil::date;
    use proptest::prelude::*;

    fn due(from: Date, mode: DayMode, days: u16) -> String {
        count(&calendar_2026(), from, mode, days).unwrap().due_on.strftime("%m-%d").to_string()
    }

    #[test]
    fn x6_office_days_from_2026_09_21() {
        let vectors = [(1, "09-22"), (3, "09-24"), (6, "10-01"), (7, "10-02"), (14, "10-14"), (30, "11-06")];
        for (days, right) in vectors {
            assert_eq!(due(date(2026, 9, 21), DayMode::Work, days), right, "WORK {days}");
        }
    }

    #[test]
    fn x6_calendar_days_roll_to_the_next_office_day() {
        for (days, right) in [(7, "09-29"), (10, "10-01"), (15, "10-06"), (30, "10-21")] {
            assert_eq!(due(date(2026, 9, 21), DayMode::Cal, days), right, "CAL {days}");
        }
        assert_eq!(due(date(2026, 11, 7), DayMode::Cal, 7), "11-16");
        assert_eq!(due(date(2026, 9, 10), DayMode::Cal, 15), "09-29");
    }

    #[test]
    fn x3_the_sum_is_kept_day_by_day() {
        let sum = count(&calendar_2026(), date(2026, 9, 21), DayMode::Work, 6).unwrap();
        assert_eq!(sum.steps.iter().filter_map(|step| step.ordinal).collect::<Vec<_>>(), [1, 2, 3, 4, 5, 6]);
        assert_eq!(
            sum.to_string(),
            "2026-09-22 二 1\n2026-09-23 三 2\n2026-09-24 四 3\n2026-09-25 五 - 中秋節\n2026-09-26 六 -\n\
             2026-09-27 日 -\n2026-09-28 一 - 孔子誕辰紀念日/教師節\n2026-09-29 二 4\n2026-09-30 三 5\n\
             2026-10-01 四 6\n"
        );
    }

    #[test]
    fn c6_days_on_which_the_clock_stands_still_do_not_count_and_move_nothing_after_the_end() {
        let still = |from: Date, to: Date| move |day: Date| from <= day && day <= to;
        let sum = |from, to| {
            count_pausing(&calendar_2026(), date(2026, 9, 21), DayMode::Work, 6, still(from, to)).unwrap()
        };
        let paused = sum(date(2026, 9, 23), date(2026, 9, 29));
        assert_eq!(paused.due_on, date(2026, 10, 6));
        assert_eq!(paused.steps.iter().filter(|step| step.still && !step.off).count(), 3);
        assert_eq!(sum(date(2026, 10, 2), date(2026, 10, 20)).due_on, date(2026, 10, 1));
    }

    #[test]
    fn x3_a_saturday_end_runs_to_the_next_morning_only() {
        let sum = count(&calendar_2026(), date(2026, 11, 7), DayMode::Cal, 7).unwrap();
        assert!(sum.morning_only);
        let sunday = count(&calendar_2026(), date(2026, 11, 7), DayMode::Cal, 8).unwrap();
        assert_eq!((sunday.due_on, sunday.morning_only), (date(2026, 11, 16), false));
        assert!(!count(&calendar_2026(), date(2026, 9, 21), DayMode::Cal, 7).unwrap().morning_only);
    }

    #[test]
    fn x3_a_calendar_that_does_not_reach_is_an_error() {
        let late = count(&calendar_2026(), date(2026, 12, 28), DayMode::Work, 5);
        assert_eq!(late, Err(DeadlineError::Unreached(Unreached(date(2027, 1, 1)))));
        let roll = count(&calendar_2026(), date(2026, 12, 30), DayMode::Cal, 2);
        assert_eq!(roll, Err(DeadlineError::Unreached(Unreached(date(2027, 1, 1)))));
        assert_eq!(
            count(&calendar_2026(), date(2026, 1, 5), DayMode::Cal, 0),
            Err(DeadlineError::OutOfRange(0))
        );
    }

    proptest! {
        #[test]
        fn c4_a_limit_is_counted_on_its_own_calendar_and_on_no_other(from in 0i16..200, days in 1u16..40, closed in 0i16..320) {
            let mut calendars = Calendars::default();
            let (office, closed) = (calendar_2026(), date(2026, 1, 1).checked_add(i64::from(closed).days()).unwrap());
            calendars.add(OFFICE, office.clone());
            let mut school = Calendar::new();
            let days_of_schools = office.years().flat_map(|sheet| sheet.days().to_vec()).map(|day| Day { off: day.off || day.date == closed, ..day });
            school.add(YearSheet::from_days(days_of_schools.collect()).unwrap());
            calendars.add("school", school);
            let start = date(2026, 1, 1).checked_add(i64::from(from).days()).unwrap();
            for mode in DayMode::ALL {
                let sum = |code: &str| count(calendars.of(code), start, *mode, days).unwrap();
                prop_assert_eq!(sum(OFFICE), count(&office, start, *mode, days).unwrap());
                prop_assert_eq!(sum("none"), sum(OFFICE));
                prop_assert!(sum("school").due_on >= sum(OFFICE).due_on);
                let counts = sum("school").steps.iter().any(|step| step.date == closed && step.ordinal.is_some());
                prop_assert!(*mode == DayMode::Cal || !counts);
            }
        }

        #[test]
        fn x3_a_longer_limit_or_a_later_receipt_never_ends_earlier(from in 0i16..200, later in 0i16..30, days in 1u16..40, more in 0u16..20) {
            let calendar = calendar_2026();
            let start = date(2026, 1, 1).checked_add(i64::from(from).days()).unwrap();
            let after = start.checked_add(i64::from(later).days()).unwrap();
            for mode in DayMode::ALL {
                let base = count(&calendar, start, *mode, days).unwrap();
                prop_assert!(base.due_on > start);
                prop_assert!(calendar.is_office_day(base.due_on).unwrap());
                prop_assert!(count(&calendar, start, *mode, days + more).unwrap().due_on >= base.due_on);
                prop_assert!(count(&calendar, after, *mode, days).unwrap().due_on >= base.due_on);
            }
            let work = count(&calendar, start, DayMode::Work, days).unwrap().due_on;
            prop_assert!(work >= count(&calendar, start, DayMode::Cal, days).unwrap().due_on);
        }
    }
}
