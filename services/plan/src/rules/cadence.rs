//! The turns of a task: when each begins, ends, and has to be proven at the latest.

use jiff::civil::{Date, Weekday, date};
use jiff::{Span, ToSpan};
use office::calendar::Calendar;

use crate::model::progress::{Cadence, Occasion, Task};

/// One turn.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Turn {
    /// Its name.
    pub code: String,
    /// First day.
    pub from: Date,
    /// Last day.
    pub to: Date,
    /// The last day on which its proof is in time.
    pub due_on: Date,
}

/// The most turns a task has: those of a daily one over the years of the longest plans.
const TURNS_MAX: usize = 1500;

/// Whether offices work on a day; where the calendar does not reach, on Monday to Friday.
fn is_office_day(calendar: &Calendar, day: Date) -> bool {
    calendar
        .is_office_day(day)
        .unwrap_or_else(|_| !matches!(day.weekday(), Weekday::Saturday | Weekday::Sunday))
}

/// So many office days later.
fn office_days_after(calendar: &Calendar, day: Date, days: i64) -> Date {
    let (mut at, mut left) = (day, days);
    while left > 0 {
        let Ok(next) = at.tomorrow() else { break };
        at = next;
        left -= i64::from(is_office_day(calendar, at));
    }
    at
}

/// The last day on which the proof of a turn is in time. A last day on which offices are closed moves to the
/// next on which they work, as far as the calendar reaches.
fn due(calendar: &Calendar, task: &Task, to: Date) -> Date {
    if task.cadence.counts_office_days() {
        return office_days_after(calendar, to, task.grace_days);
    }
    let last = to.checked_add(Span::new().days(task.grace_days)).unwrap_or(to);
    calendar.office_day_from(last).unwrap_or(last)
}

/// All turns of a task, in order. A turn that the task's own days cut short still counts.
pub fn turns(task: &Task, calendar: &Calendar) -> Vec<Turn> {
    let turn = |code: String, from: Date, to: Date| {
        let (from, to) = (from.max(task.starts_on), to.min(task.ends_on));
        Turn { code, from, to, due_on: due(calendar, task, to) }
    };
    if task.cadence == Cadence::Once {
        return vec![turn("once".into(), task.starts_on, task.ends_on)];
    }
    if task.cadence == Cadence::Event {
        let of = |o: &Occasion| {
            let due_on = due(calendar, task, o.held_on);
            Turn { code: o.period.clone(), from: o.held_on, to: o.held_on, due_on }
        };
        return task.occasions.iter().map(of).collect();
    }
    let (mut at, mut turns) = (begin(task.cadence, task.starts_on), Vec::new());
    while at <= task.ends_on && turns.len() < TURNS_MAX {
        let Ok(next) = at.checked_add(length(task.cadence)) else { break };
        if task.cadence != Cadence::Day || is_office_day(calendar, at) {
            turns.push(turn(code(task.cadence, at), at, next.yesterday().unwrap_or(at)));
        }
        at = next;
    }
    turns
}

/// How long a turn is.
fn length(cadence: Cadence) -> Span {
    match cadence {
        Cadence::Day => 1.day(),
        Cadence::Week => 1.week(),
        Cadence::Month => 1.month(),
        Cadence::Quarter => 3.months(),
        Cadence::Half => 6.months(),
        Cadence::Year | Cadence::Once | Cadence::Event => 1.year(),
    }
}

/// The first day of the turn in which a day is.
fn begin(cadence: Cadence, day: Date) -> Date {
    let months = match cadence {
        Cadence::Day => return day,
        Cadence::Week => return monday_of(day),
        Cadence::Month => 1,
        Cadence::Quarter => 3,
        Cadence::Half => 6,
        Cadence::Year | Cadence::Once | Cadence::Event => 12,
    };
    date(day.year(), (day.month() - 1) / months * months + 1, 1)
}

/// The Monday of the week of a day.
fn monday_of(day: Date) -> Date {
    let days = i64::from(day.weekday().to_monday_zero_offset());
    day.checked_sub(Span::new().days(days)).unwrap_or(day)
}

/// The name of the turn that begins on a day.
fn code(cadence: Cadence, at: Date) -> String {
    match cadence {
        Cadence::Day => at.to_string(),
        Cadence::Week => {
            let week = at.iso_week_date();
            format!("{}-W{:02}", week.year(), week.week())
        }
        Cadence::Month => format!("{}-{:02}", at.year(), at.month()),
        Cadence::Quarter => format!("{}-Q{}", at.year(), (at.month() - 1) / 3 + 1),
        Cadence::Half => format!("{}-H{}", at.year(), (at.month() - 1) / 6 + 1),
        Cadence::Year | Cadence::Once | Cadence::Event => at.year().to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use office::calendar::{Day, YearSheet};

    fn task(cadence: Cadence, from: Date, to: Date) -> Task {
        Task {
            id: "t".into(),
            leaf_id: "l".into(),
            title: "檢查連結".into(),
            cadence,
            grace_days: 5,
            starts_on: from,
            ends_on: to,
            ended_on: None,
            obligation: String::new(),
            occasions: Vec::new(),
        }
    }

    /// 2026 with its Saturdays, Sundays and one holiday, Monday 6 April, off.
    fn calendar() -> Calendar {
        let mut days = Vec::new();
        let mut at = date(2026, 1, 1);
        while at.year() == 2026 {
            let off = matches!(at.weekday(), Weekday::Saturday | Weekday::Sunday) || at == date(2026, 4, 6);
            days.push(Day { date: at, off, note: String::new() });
            at = at.tomorrow().unwrap();
        }
        let mut calendar = Calendar::new();
        calendar.add(YearSheet::from_days(days).unwrap());
        calendar
    }

    #[test]
    fn e5_a_day_on_which_offices_are_closed_is_no_turn_and_no_last_day() {
        let year = (date(2026, 4, 1), date(2026, 4, 30));
        let quarter = task(Cadence::Quarter, date(2026, 1, 1), date(2026, 3, 31));
        assert_eq!(turns(&quarter, &calendar())[0].due_on, date(2026, 4, 7), "Sunday, and a holiday");
        let daily = Task { grace_days: 0, ..task(Cadence::Day, year.0, year.1) };
        let codes: Vec<String> = turns(&daily, &calendar()).into_iter().map(|t| t.code).collect();
        assert_eq!((codes.len(), codes[2].as_str(), codes[3].as_str()), (21, "2026-04-03", "2026-04-07"));
        let weekly = turns(&Task { grace_days: 1, ..task(Cadence::Week, year.0, year.1) }, &calendar());
        assert_eq!(
            (weekly[0].code.as_str(), weekly[0].from, weekly[0].to),
            ("2026-W14", date(2026, 4, 1), date(2026, 4, 5))
        );
        assert_eq!(weekly[0].due_on, date(2026, 4, 7));
        assert_eq!(weekly.len(), 5);
    }

    #[test]
    fn e5_an_occasion_asks_for_its_proof_some_office_days_later() {
        let visit =
            Occasion { period: "2026-04-02".into(), held_on: date(2026, 4, 2), title: "參訪".into() };
        let mut task = task(Cadence::Event, date(2026, 1, 1), date(2026, 12, 31));
        assert_eq!(turns(&task, &calendar()), []);
        task.occasions.push(visit);
        let turn = turns(&task, &calendar()).remove(0);
        assert_eq!((turn.code.as_str(), turn.due_on), ("2026-04-02", date(2026, 4, 10)));
    }

    #[test]
    fn e5_every_turn_of_a_task_has_a_day_by_which_it_must_be_proven() {
        let year = (date(2026, 1, 1), date(2026, 12, 31));
        let codes = |cadence| -> Vec<String> {
            turns(&task(cadence, year.0, year.1), &Calendar::new()).into_iter().map(|t| t.code).collect()
        };
        assert_eq!(codes(Cadence::Month).len(), 12);
        assert_eq!(codes(Cadence::Quarter), ["2026-Q1", "2026-Q2", "2026-Q3", "2026-Q4"]);
        assert_eq!(codes(Cadence::Half), ["2026-H1", "2026-H2"]);
        assert_eq!((codes(Cadence::Year), codes(Cadence::Once)), (vec!["2026".into()], vec!["once".into()]));
        let first = turns(&task(Cadence::Quarter, date(2026, 2, 10), date(2026, 5, 20)), &Calendar::new());
        assert_eq!(
            (first[0].from, first[0].to, first[0].due_on),
            (date(2026, 2, 10), date(2026, 3, 31), date(2026, 4, 5))
        );
        assert_eq!((first.len(), first[1].to), (2, date(2026, 5, 20)));
    }
}
