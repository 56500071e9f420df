//! The clock of a case: when it is due, shown day by day, and when somebody is warned.

use jiff::ToSpan;
use jiff::civil::Date;
use office::calendar::Calendar;
use office::deadline::{Count, DayMode, Step, count_pausing};

use crate::model::Clock;

/// No limit is longer by law (行政院及所屬各機關處理人民陳情案件要點): a longer one needs an extension.
pub const DAYS_MAX: i64 = 30;

/// Who is waited for while the clock stands still.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Awaited {
    /// 陳情人: asked for more (補正).
    Petitioner,
    /// 其他機關: asked about the matter.
    Agency,
}
foundation::codes!(Awaited { Petitioner = "petitioner", Agency = "agency" });

impl Awaited {
    /// Key of the rule that says whether the clock stands still meanwhile.
    pub fn rule(self) -> &'static str {
        match self {
            Awaited::Petitioner => "petitions.supplement_clock",
            Awaited::Agency => "petitions.agency_clock",
        }
    }
}

/// From one day until another the clock stood still; still does without an end.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Stop {
    /// The first day that does not count.
    pub from: Date,
    /// The last one.
    pub to: Option<Date>,
    /// Who was waited for.
    pub awaited: Awaited,
}

impl Stop {
    /// Whether a day lies in it; one without an end reaches until today.
    pub fn holds(&self, day: Date, today: Date) -> bool {
        self.from <= day && day <= self.to.unwrap_or(today)
    }

    /// Whether it has a day at all: what is answered on the next day has none.
    pub fn is_empty(&self) -> bool {
        self.to.is_some_and(|to| to < self.from)
    }
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
    /// Days that would have counted, on which the clock stood still.
    pub stopped_days: i64,
}

impl Due {
    /// Whether the limit ended on a Saturday: it runs to the morning of the due day only (行政程序法 §48).
    pub fn morning_only(&self) -> bool {
        self.more.as_ref().or(self.sum.as_ref()).is_some_and(|count| count.morning_only)
    }

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
fn end(
    calendar: &Calendar,
    from: Date,
    mode: DayMode,
    length: i64,
    still: &dyn Fn(Date) -> bool,
) -> (Date, Option<Count>) {
    let counted = count_pausing(calendar, from, mode, days(length), still).ok();
    (counted.as_ref().map_or_else(|| plain_end(from, length, still), |counted| counted.due_on), counted)
}

fn plain_end(from: Date, length: i64, still: &dyn Fn(Date) -> bool) -> Date {
    let (mut day, mut left) = (from, length.clamp(0, 10_000));
    while left > 0 && day < Date::MAX {
        day = day.saturating_add(1.day());
        left -= i64::from(!still(day));
    }
    day
}

/// Days of a mode after `from`, up to and with `to`, that are such as `is` says.
fn days_such(calendar: &Calendar, from: Date, to: Date, mode: DayMode, is: impl Fn(Date) -> bool) -> i64 {
    let mut found = 0;
    let mut day = from;
    while day < to {
        day = day.saturating_add(1.day());
        let counts = mode == DayMode::Cal || calendar.is_office_day(day).unwrap_or(true);
        found += i64::from(counts && is(day));
    }
    found
}

/// Days of a mode after `from`, up to and with `to`.
pub fn days_between(calendar: &Calendar, from: Date, to: Date, mode: DayMode) -> i64 {
    days_such(calendar, from, to, mode, |_| true)
}

/// Days of a mode in a stop, as far as it reaches today and inside the limit.
pub fn days_of(calendar: &Calendar, clock: &Clock, stop: &Stop, due_on: Date, today: Date) -> i64 {
    let holds = |day| stop.holds(day, today);
    days_such(calendar, clock.counts_from, due_on, clock.mode, holds)
}

/// Whether the clock stands still: somebody is waited for since before the limit ended.
pub fn stands_still(stops: &[Stop], due_on: Date) -> bool {
    stops.iter().any(|stop| stop.to.is_none() && stop.from <= due_on)
}

/// Two ends of a limit: of its own days, and with what it was extended by.
type Ends = (Date, Option<Count>, Option<Count>);

fn ends(calendar: &Calendar, clock: &Clock, mode: DayMode, stops: &[Stop], today: Date) -> Ends {
    let still = |day: Date| stops.iter().any(|stop| stop.holds(day, today));
    let (first, sum) = end(calendar, clock.counts_from, mode, clock.days, &still);
    if clock.extended_days == 0 {
        return (first, sum, None);
    }
    let (last, more) = end(calendar, first, mode, clock.extended_days, &still);
    (last, sum, more)
}

/// The last of so many office days after `from`.
pub fn office_days_after(calendar: &Calendar, from: Date, days: i64) -> Date {
    end(calendar, from, DayMode::Work, days, &|_| false).0
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
    let (on, sum, more) = ends(calendar, clock, clock.mode, stops, today);
    let (other_on, ..) = ends(calendar, clock, other, stops, today);
    let still = |day: Date| stops.iter().any(|stop| stop.holds(day, today));
    let stopped_days = days_such(calendar, clock.counts_from, on, clock.mode, still);
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
/// the shares that have passed of the limit by the count that ends earlier. While the clock stands still there is
/// none.
pub fn warning(
    calendar: &Calendar,
    clock: &Clock,
    stops: &[Stop],
    due_on: Date,
    warn_on: Date,
    today: Date,
) -> i64 {
    if stands_still(stops, due_on) {
        return 0;
    }
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
    let runs = |day: Date| !stops.iter().any(|stop| stop.holds(day, today));
    let days = |to| days_such(calendar, clock.counts_from, to, DayMode::Work, runs);
    let (whole, passed) = (days(warn_on).max(1), days(today));
    match passed * 100 / whole {
        80.. => 80,
        50.. => 50,
        _ => 0,
    }
}

/// The strongest warning that holds when a limit moved and this level is due now: what was said of the earlier end
/// is said again.
pub fn warned_still(warned: i64, level: i64) -> i64 {
    if level < warned { (level - 1).max(0) } else { warned }
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
        Clock {
            received_on,
            counts_from: received_on,
            mode,
            calendar: String::new(),
            days,
            extended_days: 0,
            stops: false,
            rules: String::new(),
        }
    }

    fn waited(from: Date, to: Option<Date>) -> Stop {
        Stop { from, to, awaited: Awaited::Petitioner }
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
        let stop = waited(date(2026, 9, 23), Some(date(2026, 9, 24)));
        let calendar = calendar(&HOLIDAYS);
        let stopped = due(&calendar, &clock(6, DayMode::Work), &[stop], date(2026, 9, 30));
        assert_eq!((stopped.on, stopped.stopped_days), (date(2026, 10, 5), 2));
        let running = Stop { to: None, ..stop };
        let later = due(&calendar, &clock(6, DayMode::Work), &[running], date(2026, 9, 29));
        assert_eq!(later.stopped_days, 3, "23, 24 and 29 September");
    }

    #[test]
    fn c6_a_day_on_which_two_are_waited_for_is_added_once() {
        let petitioner = waited(date(2026, 9, 23), Some(date(2026, 9, 24)));
        let agency = Stop { awaited: Awaited::Agency, ..waited(date(2026, 9, 24), Some(date(2026, 9, 29))) };
        let calendar = calendar(&HOLIDAYS);
        let due = due(&calendar, &clock(6, DayMode::Work), &[petitioner, agency], date(2026, 10, 1));
        assert_eq!((due.on, due.stopped_days), (date(2026, 10, 6), 3));
        assert_eq!(steps(&due).iter().filter(|step| step.still && !step.off).count(), 3);
    }

    #[test]
    fn c6_a_limit_that_is_over_is_not_moved_by_waiting_afterwards() {
        let (calendar, clock, today) = (calendar(&HOLIDAYS), clock(6, DayMode::Work), date(2026, 10, 14));
        let late = waited(date(2026, 10, 2), None);
        let due = due(&calendar, &clock, &[late], today);
        assert_eq!((due.on, due.stopped_days), (date(2026, 10, 1), 0));
        assert_eq!(warning(&calendar, &clock, &[late], due.on, due.warn_on(), today), OVER);
    }

    #[test]
    fn c6_a_stop_after_an_extension_moves_the_days_it_added() {
        let (calendar, extended) =
            (calendar(&HOLIDAYS), Clock { extended_days: 5, ..clock(6, DayMode::Work) });
        let stop = waited(date(2026, 10, 5), Some(date(2026, 10, 6)));
        let due = due(&calendar, &extended, &[stop], date(2026, 10, 12));
        assert_eq!(
            (due.on, due.stopped_days),
            (date(2026, 10, 13), 2),
            "the 8th, two days more, the 9th off"
        );
    }

    #[test]
    fn c6_nobody_is_warned_while_the_clock_stands_still_nor_earlier_afterwards() {
        let (calendar, clock) = (calendar(&HOLIDAYS), clock(6, DayMode::Work));
        let (asked, today) = (date(2026, 9, 23), date(2026, 10, 6));
        let level = |stop: Stop| {
            let due = due(&calendar, &clock, &[stop], today);
            warning(&calendar, &clock, &[stop], due.on, due.warn_on(), today)
        };
        assert_eq!(level(waited(asked, None)), 0);
        assert_eq!(level(waited(asked, Some(date(2026, 10, 5)))), 0, "two of six days have passed");
    }

    #[test]
    fn p9_warnings_come_at_half_at_four_fifths_and_one_day_before_either_end() {
        let (calendar, clock) = (calendar(&HOLIDAYS), clock(30, DayMode::Work));
        let due = due(&calendar, &clock, &[], date(2026, 9, 21));
        let at = |day: Date| warning(&calendar, &clock, &[], due.on, due.warn_on(), day);
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
        let clock = Clock { counts_from: date(2027, 3, 1), ..clock(6, DayMode::Work) };
        assert_eq!(due(&calendar(&[]), &clock, &[], date(2027, 3, 1)).on, date(2027, 3, 7));
    }
}
