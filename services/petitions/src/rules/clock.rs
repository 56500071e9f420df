//! The clock of a case: when it is due, shown day by day, and when somebody is warned.

use jiff::ToSpan;
use jiff::civil::Date;
use office::calendar::Calendar;
use office::deadline::{Count, DayMode, Step, count};

use crate::model::Clock;

/// No limit is longer by law (行政院及所屬各機關處理人民陳情案件要點): a longer one needs an extension.
pub const DAYS_MAX: i64 = 30;

/// From one day until another the clock stood still; still does without an end.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Stop {
    /// The first day that does not count.
    pub from: Date,
    /// The last one.
    pub to: Option<Date>,
}

/// When a case is due.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Due {
    /// The last day of the limit.
    pub on: Date,
    /// The last day if days were counted the other way.
    pub other_on: Date,
    /// The sum of the limit, where the calendar reaches that far.
    pub sum: Option<Count>,
    /// The sum of the extensions.
    pub more: Option<Count>,
    /// Days that do not count because the clock stood still.
    pub stopped_days: i64,
}

impl Due {
    /// The earlier of the two ends: whoever keeps it is right either way.
    pub fn warn_on(&self) -> Date {
        self.on.min(self.other_on)
    }
}

fn days(number: i64) -> u16 {
    u16::try_from(number).unwrap_or(u16::MAX)
}

/// The last day of a limit. Where the calendar of that year is not imported yet, the plain day is the
/// safe side.
fn end(calendar: &Calendar, from: Date, mode: DayMode, length: i64) -> (Date, Option<Count>) {
    let counted = count(calendar, from, mode, days(length)).ok();
    let plain = || from.saturating_add(length.clamp(0, 10_000).days());
    (counted.as_ref().map_or_else(plain, |counted| counted.due_on), counted)
}

/// Days of a mode after `from`, up to and with `to`.
pub fn days_between(calendar: &Calendar, from: Date, to: Date, mode: DayMode) -> i64 {
    let mut found = 0;
    let mut day = from;
    while day < to {
        day = day.saturating_add(1.day());
        let counts = mode == DayMode::Cal || calendar.is_office_day(day).unwrap_or(true);
        found += i64::from(counts);
    }
    found
}

fn stopped(calendar: &Calendar, clock: &Clock, mode: DayMode, stops: &[Stop], today: Date) -> i64 {
    let days = |stop: &Stop| {
        let before = stop.from.saturating_sub(1.day()).max(clock.received_on);
        days_between(calendar, before, stop.to.unwrap_or(today), mode)
    };
    stops.iter().map(days).sum()
}

fn ends(
    calendar: &Calendar,
    clock: &Clock,
    mode: DayMode,
    stops: &[Stop],
    today: Date,
) -> (Date, Option<Count>, Option<Count>, i64) {
    let still = stopped(calendar, clock, mode, stops, today);
    let (first, sum) = end(calendar, clock.received_on, mode, clock.days + still);
    if clock.extended_days == 0 {
        return (first, sum, None, still);
    }
    let (last, more) = end(calendar, first, mode, clock.extended_days);
    (last, sum, more, still)
}

/// Whether a day is the first office day of its week.
pub fn opens_week(calendar: &Calendar, day: Date) -> bool {
    let before = i64::from(day.weekday().to_monday_zero_offset());
    let is_office = |day| calendar.is_office_day(day).unwrap_or(true);
    is_office(day) && !(1..=before).any(|days| is_office(day.saturating_sub(days.days())))
}

/// When a case is due, counted both ways.
pub fn due(calendar: &Calendar, clock: &Clock, stops: &[Stop], today: Date) -> Due {
    let other = match clock.mode {
        DayMode::Work => DayMode::Cal,
        DayMode::Cal => DayMode::Work,
    };
    let (on, sum, more, stopped_days) = ends(calendar, clock, clock.mode, stops, today);
    let (other_on, ..) = ends(calendar, clock, other, stops, today);
    Due { on, other_on, sum, more, stopped_days }
}

/// The lines of a sum, with those of its extensions.
pub fn steps(due: &Due) -> Vec<&Step> {
    due.sum.iter().chain(&due.more).flat_map(|count| &count.steps).collect()
}

/// One office day is left by the count that ends earlier.
pub const EARLIER: i64 = 90;
/// One office day of the limit is left.
pub const LAST_DAY: i64 = 99;
/// The limit is over.
pub const OVER: i64 = 100;

/// The strongest warning that is due today: 0, 50, 80, [`EARLIER`], [`LAST_DAY`] or [`OVER`]. The first two are
/// the shares that have passed of the limit by the count that ends earlier.
pub fn warning(calendar: &Calendar, clock: &Clock, due_on: Date, warn_on: Date, today: Date) -> i64 {
    if today > due_on {
        return OVER;
    }
    let left = |end| days_between(calendar, today, end, DayMode::Work);
    if left(due_on) <= 1 {
        return LAST_DAY;
    }
    if left(warn_on) <= 1 {
        return EARLIER;
    }
    let whole = days_between(calendar, clock.received_on, warn_on, DayMode::Work).max(1);
    let passed = days_between(calendar, clock.received_on, today, DayMode::Work);
    match passed * 100 / whole {
        80.. => 80,
        50.. => 50,
        _ => 0,
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use jiff::civil::date;
    use office::calendar::{Day, YearSheet};

    /// 2026 with weekends and these days off.
    fn calendar(off: &[Date]) -> Calendar {
        let mut day = date(2026, 1, 1);
        let mut days = Vec::new();
        while day.year() == 2026 {
            let weekend =
                matches!(day.weekday(), jiff::civil::Weekday::Saturday | jiff::civil::Weekday::Sunday);
            days.push(Day { date: day, off: weekend || off.contains(&day), note: String::new() });
            day = day.tomorrow().unwrap();
        }
        let mut calendar = Calendar::new();
        calendar.add(YearSheet::from_days(days).unwrap());
        calendar
    }

    fn clock(days: i64, mode: DayMode) -> Clock {
        let received_on = date(2026, 9, 21);
        Clock { received_on, mode, days, extended_days: 0, stops: false, rules: String::new() }
    }

    const HOLIDAYS: [Date; 4] = [date(2026, 9, 25), date(2026, 9, 28), date(2026, 10, 9), date(2026, 10, 26)];

    #[test]
    fn p8_both_counts_are_made_and_the_earlier_one_is_warned_of() {
        let due = due(&calendar(&HOLIDAYS), &clock(30, DayMode::Work), &[], date(2026, 9, 21));
        assert_eq!((due.on, due.other_on), (date(2026, 11, 6), date(2026, 10, 21)));
        assert_eq!(due.warn_on(), date(2026, 10, 21));
        let turned = super::due(&calendar(&HOLIDAYS), &clock(30, DayMode::Cal), &[], date(2026, 9, 21));
        assert_eq!((turned.on, turned.warn_on()), (due.other_on, due.warn_on()));
    }

    #[test]
    fn c2_the_sum_leads_day_by_day_from_the_day_after_receipt_to_the_due_day() {
        let due = due(&calendar(&HOLIDAYS), &clock(6, DayMode::Work), &[], date(2026, 9, 21));
        let ordinals: Vec<_> = steps(&due).iter().filter_map(|step| step.ordinal).collect();
        assert_eq!((due.on, ordinals), (date(2026, 10, 1), vec![1, 2, 3, 4, 5, 6]));
        assert_eq!(steps(&due).first().unwrap().date, date(2026, 9, 22));
    }

    #[test]
    fn c3_a_typhoon_day_moves_the_due_day_by_one() {
        let mut off = HOLIDAYS.to_vec();
        off.push(date(2026, 9, 30));
        let due = due(&calendar(&off), &clock(6, DayMode::Work), &[], date(2026, 9, 21));
        assert_eq!(due.on, date(2026, 10, 2));
    }

    #[test]
    fn c5_an_extension_is_counted_from_the_day_that_was_due() {
        let extended = Clock { extended_days: 5, ..clock(6, DayMode::Work) };
        let due = due(&calendar(&HOLIDAYS), &extended, &[], date(2026, 9, 21));
        assert_eq!((due.on, due.more.unwrap().days), (date(2026, 10, 8), 5));
    }

    #[test]
    fn c6_days_on_which_the_clock_stood_still_are_added() {
        let stop = Stop { from: date(2026, 9, 23), to: Some(date(2026, 9, 24)) };
        let calendar = calendar(&HOLIDAYS);
        let stopped = due(&calendar, &clock(6, DayMode::Work), &[stop], date(2026, 9, 30));
        assert_eq!((stopped.on, stopped.stopped_days), (date(2026, 10, 5), 2));
        let running = Stop { to: None, ..stop };
        let later = due(&calendar, &clock(6, DayMode::Work), &[running], date(2026, 9, 29));
        assert_eq!(later.stopped_days, 3, "23, 24 and 29 September");
    }

    #[test]
    fn p9_warnings_come_at_half_at_four_fifths_and_one_day_before_either_end() {
        let (calendar, clock) = (calendar(&HOLIDAYS), clock(30, DayMode::Work));
        let due = due(&calendar, &clock, &[], date(2026, 9, 21));
        let at = |day: Date| warning(&calendar, &clock, due.on, due.warn_on(), day);
        assert_eq!(at(date(2026, 9, 22)), 0);
        assert_eq!(at(date(2026, 10, 8)), 50);
        assert_eq!(at(date(2026, 10, 16)), 80);
        assert_eq!(at(date(2026, 10, 20)), EARLIER);
        assert_eq!(at(due.warn_on()), EARLIER);
        assert_eq!(at(date(2026, 10, 22)), EARLIER, "nothing is over while the limit runs");
        assert_eq!(at(date(2026, 11, 4)), EARLIER);
        assert_eq!(at(date(2026, 11, 5)), LAST_DAY);
        assert_eq!(at(due.on), LAST_DAY);
        assert_eq!(at(date(2026, 11, 7)), OVER);
    }

    #[test]
    fn p9_the_week_begins_on_its_first_office_day() {
        let calendar = calendar(&HOLIDAYS);
        let first = |day| opens_week(&calendar, date(2026, 9, day));
        assert!(first(21) && !first(22), "an ordinary Monday");
        assert!(!first(28) && first(29) && !first(30), "Monday the 28th is a holiday");
    }

    #[test]
    fn a_year_without_calendar_counts_plain_days() {
        let clock = Clock { received_on: date(2027, 3, 1), ..clock(6, DayMode::Work) };
        assert_eq!(due(&calendar(&[]), &clock, &[], date(2027, 3, 1)).on, date(2027, 3, 7));
    }
}
