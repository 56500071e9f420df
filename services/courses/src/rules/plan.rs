//! Planning a course: the order of its times, whether two things meet, the dates of a series.

use jiff::SignedDuration;
use jiff::civil::Date;
use office::instant::Instant;

use crate::model::CourseStatus;

/// Sessions of one course, and dates of one series, at most.
pub const DATES_MAX: usize = 60;
/// A session is no longer than this many seconds: two days, for camps that stay overnight.
const SESSION_SECONDS_MAX: i64 = 48 * 3600;

/// From when to when.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Span {
    /// Start.
    pub starts_at: Instant,
    /// End; not part of it.
    pub ends_at: Instant,
}

impl Span {
    /// Whether two things cannot be held in one room; touching is no clash.
    pub fn meets(self, other: Span) -> bool {
        self.starts_at < other.ends_at && other.starts_at < self.ends_at
    }

    /// The same so many days later.
    #[must_use]
    pub fn moved(self, days: i64) -> Span {
        Span { starts_at: moved(self.starts_at, days), ends_at: moved(self.ends_at, days) }
    }
}

/// The same time of day so many days later (Taiwan has no summer time).
pub fn moved(at: Instant, days: i64) -> Instant {
    at.plus_seconds(days.saturating_mul(24 * 3600))
}

/// A day so many days later; the last day there is when it does not exist.
pub fn moved_day(day: Date, days: i64) -> Date {
    day.checked_add(SignedDuration::from_hours(days.saturating_mul(24))).unwrap_or(Date::MAX)
}

/// Days from one day to another.
pub fn days_between(from: Date, to: Date) -> i64 {
    from.duration_until(to).as_hours() / 24
}

/// What must fit together when a course is planned.
#[derive(Debug, Clone, Copy)]
pub struct Plan {
    /// Registration opens.
    pub opens_at: Instant,
    /// Registration closes.
    pub closes_at: Instant,
    /// Until when a party may change or cancel by itself.
    pub change_until: Instant,
    /// First start to last end.
    pub held: Span,
    /// Seats of the room.
    pub capacity: i64,
    /// Largest party.
    pub party_max: i64,
    /// Persons needed; 0 for none.
    pub minimum: i64,
    /// The day on which the minimum is looked at.
    pub minimum_on: Option<Date>,
}

/// What does not fit: the field it is said at, and the key of the words.
pub fn mistakes(plan: &Plan) -> Vec<(&'static str, &'static str)> {
    let mut wrong = Vec::new();
    if plan.closes_at <= plan.opens_at {
        wrong.push(("closes_at", "plan-closes-before-opens"));
    } else if plan.closes_at > plan.held.ends_at {
        wrong.push(("closes_at", "plan-closes-after-end"));
    }
    if plan.change_until > plan.held.ends_at {
        wrong.push(("change_until", "plan-change-after-end"));
    }
    if plan.party_max > plan.capacity {
        wrong.push(("party_max", "plan-party-over-capacity"));
    }
    if plan.minimum > plan.capacity {
        wrong.push(("minimum", "plan-minimum-over-capacity"));
    }
    match (plan.minimum > 0, plan.minimum_on) {
        (true, None) => wrong.push(("minimum_on", "plan-minimum-day-missing")),
        (true, Some(day)) if day > plan.held.starts_at.date() => {
            wrong.push(("minimum_on", "plan-minimum-day-late"));
        }
        (true, Some(day)) if day < plan.opens_at.date() => {
            wrong.push(("minimum_on", "plan-minimum-day-early"));
        }
        _ => {}
    }
    wrong
}

/// What is wrong with one session among the others of its course.
pub fn session_mistake(session: Span, others: &[Span]) -> Option<(&'static str, &'static str)> {
    let seconds = session.ends_at.seconds_since(session.starts_at);
    if seconds <= 0 {
        return Some(("ends_at", "plan-ends-before-starts"));
    }
    if seconds > SESSION_SECONDS_MAX {
        return Some(("ends_at", "plan-session-too-long"));
    }
    others.iter().any(|other| session.meets(*other)).then_some(("starts_at", "plan-sessions-meet"))
}

/// `count` days, `weeks` weeks apart, beginning with `first`.
pub fn weekly(first: Date, weeks: i64, count: i64) -> Vec<Date> {
    (0..count).take(DATES_MAX).map(|n| moved_day(first, 7 * weeks * n)).collect()
}

/// Reads days, one per line or parted by commas, ISO or ROC; the first text that is none.
///
/// # Errors
/// The text that is no day.
pub fn read_days(text: &str) -> Result<Vec<Date>, String> {
    let parts = text.split(['\n', ',', '，', '、', ';']).map(str::trim).filter(|part| !part.is_empty());
    let mut days = parts
        .map(|part| office::roc_date::parse(part).map_err(|_| part.to_owned()))
        .collect::<Result<Vec<Date>, String>>()?;
    days.sort_unstable();
    days.dedup();
    Ok(days)
}

/// Whether the day has come on which too few persons call for a decision (R06).
pub fn falls_short(
    status: CourseStatus,
    minimum: i64,
    minimum_on: Option<Date>,
    confirmed: i64,
    starts_at: Instant,
    now: Instant,
) -> bool {
    status == CourseStatus::Published
        && confirmed < minimum
        && now < starts_at
        && minimum_on.is_some_and(|day| now.date() >= day)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    fn at(text: &str) -> Instant {
        Instant::parse_field(text).unwrap()
    }

    fn span(from: &str, to: &str) -> Span {
        Span { starts_at: at(from), ends_at: at(to) }
    }

    fn plan() -> Plan {
        Plan {
            opens_at: at("2026-11-01 09:00"),
            closes_at: at("2026-12-01 17:00"),
            change_until: at("2026-12-02 17:00"),
            held: span("2026-12-05 09:00", "2026-12-19 12:00"),
            capacity: 30,
            party_max: 6,
            minimum: 10,
            minimum_on: Some("2026-11-28".parse().unwrap()),
        }
    }

    #[test]
    fn r1_the_times_of_a_course_come_in_their_order() {
        assert_eq!(mistakes(&plan()), []);
        let wrong = |change: fn(&mut Plan)| {
            let mut plan = plan();
            change(&mut plan);
            mistakes(&plan)
        };
        assert_eq!(wrong(|p| p.closes_at = p.opens_at), [("closes_at", "plan-closes-before-opens")]);
        assert_eq!(
            wrong(|p| p.closes_at = p.held.ends_at.plus_seconds(1)),
            [("closes_at", "plan-closes-after-end")]
        );
        assert_eq!(
            wrong(|p| p.change_until = p.held.ends_at.plus_seconds(1)),
            [("change_until", "plan-change-after-end")]
        );
        assert_eq!(wrong(|p| p.party_max = 31), [("party_max", "plan-party-over-capacity")]);
        assert_eq!(wrong(|p| p.minimum = 31), [("minimum", "plan-minimum-over-capacity")]);
    }

    #[test]
    fn r06_a_minimum_has_a_day_between_opening_and_start() {
        let on =
            |day: Option<&str>| mistakes(&Plan { minimum_on: day.map(|d| d.parse().unwrap()), ..plan() });
        assert_eq!(on(None), [("minimum_on", "plan-minimum-day-missing")]);
        assert_eq!(on(Some("2026-12-06")), [("minimum_on", "plan-minimum-day-late")]);
        assert_eq!(on(Some("2026-10-31")), [("minimum_on", "plan-minimum-day-early")]);
        assert_eq!(on(Some("2026-12-05")), []);
        assert_eq!(mistakes(&Plan { minimum: 0, minimum_on: None, ..plan() }), []);
    }

    #[test]
    fn r06_a_course_falls_short_from_its_day_until_it_starts() {
        let day = Some("2026-11-28".parse().unwrap());
        let short =
            |status, confirmed, now| falls_short(status, 10, day, confirmed, at("2026-12-05 09:00"), at(now));
        assert!(!short(CourseStatus::Published, 9, "2026-11-27 23:59"));
        assert!(short(CourseStatus::Published, 9, "2026-11-28 00:00"));
        assert!(!short(CourseStatus::Published, 10, "2026-11-28 00:00"));
        assert!(!short(CourseStatus::Published, 9, "2026-12-05 09:00"));
        assert!(!short(CourseStatus::Cancelled, 9, "2026-11-28 00:00"));
    }

    #[test]
    fn r57_what_touches_does_not_clash() {
        let morning = span("2026-12-05 09:00", "2026-12-05 12:00");
        assert!(!morning.meets(span("2026-12-05 12:00", "2026-12-05 15:00")));
        assert!(morning.meets(span("2026-12-05 11:59", "2026-12-05 15:00")));
        assert!(morning.meets(span("2026-12-05 10:00", "2026-12-05 10:30")));
        assert!(morning.meets(morning));
    }

    #[test]
    fn a_session_ends_after_it_starts_and_meets_no_other() {
        let others = [span("2026-12-05 09:00", "2026-12-05 12:00")];
        let said = |from, to| session_mistake(span(from, to), &others).map(|(_, key)| key);
        assert_eq!(said("2026-12-05 12:00", "2026-12-05 15:00"), None);
        assert_eq!(said("2026-12-05 12:00", "2026-12-05 12:00"), Some("plan-ends-before-starts"));
        assert_eq!(said("2026-12-06 12:00", "2026-12-09 12:00"), Some("plan-session-too-long"));
        assert_eq!(said("2026-12-05 11:00", "2026-12-05 15:00"), Some("plan-sessions-meet"));
    }

    #[test]
    fn r56_the_dates_of_a_series_follow_a_weekly_rule_or_a_list() {
        let first: Date = "2026-12-26".parse().unwrap();
        let days: Vec<String> = weekly(first, 2, 3).iter().map(Date::to_string).collect();
        assert_eq!(days, ["2026-12-26", "2027-01-09", "2027-01-23"]);
        assert_eq!(weekly(first, 1, 1_000_000).len(), DATES_MAX);
        let listed = read_days("2027-01-09\n115/12/26， 2027-01-09").unwrap();
        assert_eq!(listed.iter().map(Date::to_string).collect::<Vec<_>>(), ["2026-12-26", "2027-01-09"]);
        assert_eq!(read_days("2027-01-09\nsoon"), Err("soon".into()));
        assert_eq!(days_between(first, "2027-01-09".parse().unwrap()), 14);
        assert_eq!(moved(at("2026-12-26 09:30"), 14), at("2027-01-09 09:30"));
    }
}
