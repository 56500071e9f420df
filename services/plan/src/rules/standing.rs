//! How an action stands on a day: its number against its schedule, its proofs, what is missing.

use jiff::civil::{Date, date};
use office::calendar::Calendar;

use super::cadence::{Turn, turns};
use crate::model::progress::{Document, Month, Proof, Task, last_of, month_of};
use crate::model::{Gauge, Text};

/// From which share of the schedule a light is green or yellow, in percent.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Thresholds {
    /// Green from here.
    pub green: i64,
    /// Yellow from here; red below.
    pub yellow: i64,
}

/// The light of an action (燈號).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Light {
    /// In time and proven.
    Green,
    /// A little behind, or a proof is missing.
    Yellow,
    /// Far behind.
    Red,
}

foundation::codes!(Light { Green = "green", Yellow = "yellow", Red = "red" });

/// What is missing on a day.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Gap {
    /// Nobody is in charge.
    NoWindow,
    /// Nobody stands in for who is in charge.
    NoDeputy,
    /// No service of this house counts its number any more.
    NotCounted,
    /// Nothing shows that it is done: no number, no document, no recurring proof.
    NoEvidence,
    /// A document is no longer good, or not yet: title.
    NotGood(String),
    /// A turn of a task is not proven: task, turn.
    Unproven(String, Turn),
    /// Many turns of a task are not proven: task, how many, the newest of them.
    UnprovenMany(String, usize, Turn),
    /// The number of a month was not typed: `2026-03`.
    NotReported(String),
    /// The month is red, and nobody said why and what is done: `2026-03`.
    Unexplained(String),
    /// The number is behind its schedule: actual and due.
    Behind(i64, i64),
}

/// Everything that is known of an action.
#[derive(Debug, Clone, Copy)]
pub struct Known<'a> {
    /// Its words.
    pub text: &'a Text,
    /// Whether somebody is in charge.
    pub has_owner: bool,
    /// Whether somebody stands in for them.
    pub has_deputy: bool,
    /// The current version of each document.
    pub documents: &'a [Document],
    /// What is to be proven again and again.
    pub tasks: &'a [Task],
    /// The proofs of these tasks.
    pub proofs: &'a [Proof],
    /// The months as reported.
    pub months: &'a [Month],
    /// The number of its measure up to the reporting day, when it has one.
    pub measured: Option<i64>,
    /// Whether some service counts its measure.
    pub is_counted: bool,
    /// The office calendar, by which the last days of turns are found.
    pub calendar: &'a Calendar,
    /// The last day of its plan: what is good on that day is good for good.
    pub until: Date,
}

/// How an action stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Standing {
    /// The number reached by the reporting day.
    pub actual: Option<i64>,
    /// What the schedule asks by then.
    pub due: Option<i64>,
    /// The light.
    pub light: Light,
    /// What is missing.
    pub gaps: Vec<Gap>,
}

/// The day the figures of today are about: the end of the last month that is over, within the year.
pub fn reporting_day(year: i16, today: Date) -> Date {
    let before = if today == today.last_of_month() {
        today
    } else {
        today.first_of_month().yesterday().unwrap_or(today)
    };
    before.min(date(year, 12, 31))
}

/// What the schedule asks by a day: an even share of the days that have passed, or all of a level.
pub fn due_by(text: &Text, year: i16, day: Date) -> Option<i64> {
    let target = text.wanted(year)?;
    let (first, last) = (text.starts_on.max(date(year, 1, 1)), text.ends_on.min(date(year, 12, 31)));
    if day < first || last < first {
        return None;
    }
    if text.gauge() != Gauge::Sum || day >= last {
        return Some(target);
    }
    let days = |from: Date, to: Date| i64::from((to - from).get_days()) + 1;
    Some(target.saturating_mul(days(first, day)) / days(first, last))
}

/// The number typed by a day: the sum of the months, or the newest.
pub fn typed_by(text: &Text, months: &[Month], year: i16, day: Date) -> Option<i64> {
    let mut known: Vec<(&str, i64)> = months
        .iter()
        .filter(|m| last_of(&m.month).is_some_and(|last| last.year() == year && last <= day))
        .filter_map(|m| Some((m.month.as_str(), m.actual?)))
        .collect();
    known.sort_unstable();
    text.gauge().total(&known.into_iter().map(|(_, number)| number).collect::<Vec<_>>())
}

/// The number reached by the reporting day: what its measure counts, or what was typed. Before the first month
/// of the year is over there is none; that of the year before is another plan's.
pub fn actual_by(
    text: &Text,
    (months, measured): (&[Month], Option<i64>),
    year: i16,
    reported: Date,
) -> Option<i64> {
    if text.measure.is_empty() {
        return typed_by(text, months, year, reported);
    }
    measured.filter(|_| reported.year() == year)
}

/// The light of a number against its schedule; of what may not be more than that, the other way round.
pub fn light(gauge: Gauge, actual: i64, due: i64, rule: Thresholds) -> Light {
    let reached = |percent: i64| match gauge {
        Gauge::Ceiling => due.saturating_mul(100) >= actual.saturating_mul(percent),
        Gauge::Sum | Gauge::Level => actual.saturating_mul(100) >= due.saturating_mul(percent),
    };
    if reached(rule.green) {
        Light::Green
    } else if reached(rule.yellow) {
        Light::Yellow
    } else {
        Light::Red
    }
}

/// The turns of an action that must be proven by a day and are not, with the task's words. What was done after the day
/// proves nothing on it.
pub fn unproven(known: &Known<'_>, day: Date) -> Vec<(String, Turn)> {
    let is_proven = |task: &Task, turn: &Turn| {
        known.proofs.iter().any(|p| p.task_id == task.id && p.period == turn.code && p.done_on <= day)
    };
    known
        .tasks
        .iter()
        .filter(|task| !task.was_ended(day))
        .flat_map(|task| turns(task, known.calendar).into_iter().map(move |turn| (task, turn)))
        .filter(|(task, turn)| turn.due_on < day && !is_proven(task, turn))
        .map(|(task, turn)| (task.title.clone(), turn))
        .collect()
}

/// So many turns of one task are said one by one; more are said as a number.
const TURNS_SAID: usize = 3;

/// What is missing by a day for want of proofs.
fn unproven_gaps(known: &Known<'_>, day: Date) -> Vec<Gap> {
    let mut gaps = Vec::new();
    for task in known.tasks {
        let alone = Known { tasks: std::slice::from_ref(task), ..*known };
        let mut missing = unproven(&alone, day);
        match missing.pop() {
            Some((task, newest)) if missing.len() >= TURNS_SAID => {
                gaps.push(Gap::UnprovenMany(task, missing.len() + 1, newest));
            }
            newest => {
                gaps.extend(missing.into_iter().chain(newest).map(|(task, turn)| Gap::Unproven(task, turn)));
            }
        }
    }
    gaps
}

/// How an action stands on a day; `reported` is the reporting day its number is about.
pub fn standing(known: &Known<'_>, year: i16, (day, reported): (Date, Date), rule: Thresholds) -> Standing {
    let text = known.text;
    let due = due_by(text, year, reported);
    let is_measured = !text.measure.is_empty();
    let actual = actual_by(text, (known.months, known.measured), year, reported);
    let number = match (actual, due) {
        (Some(actual), Some(due)) => Some((light(text.gauge(), actual, due, rule), actual, due)),
        _ => None,
    };
    let mut gaps = Vec::new();
    if !known.has_owner {
        gaps.push(Gap::NoWindow);
    } else if !known.has_deputy {
        gaps.push(Gap::NoDeputy);
    }
    if is_measured && !known.is_counted {
        gaps.push(Gap::NotCounted);
    }
    if text.measures().next().is_none()
        && known.documents.is_empty()
        && known.tasks.iter().all(|task| task.was_ended(day))
        && known.proofs.iter().all(|proof| proof.done_on > day)
        && known.months.iter().all(|month| month.month > month_of(day))
    {
        gaps.push(Gap::NoEvidence);
    }
    let judged = day.min(known.until);
    gaps.extend(
        known.documents.iter().filter(|d| !d.is_good_on(judged)).map(|d| Gap::NotGood(d.title.clone())),
    );
    gaps.extend(unproven_gaps(known, day));
    // Of a month that is not over nothing is reported yet, and no reason is asked.
    let over = reporting_day(year, reported);
    let month = month_of(over);
    let said = known.months.iter().find(|m| m.month == month);
    if due.is_some() && over.year() == year && !is_measured && said.is_none_or(|m| m.actual.is_none()) {
        gaps.push(Gap::NotReported(month.clone()));
    }
    if let Some((light, actual, due)) = number {
        if light != Light::Green {
            gaps.push(Gap::Behind(actual, due));
        }
        let is_over = reported == over;
        if light == Light::Red && is_over && said.is_none_or(|m| m.reason.is_empty() || m.remedy.is_empty()) {
            gaps.push(Gap::Unexplained(month));
        }
    }
    let light = number.map_or(Light::Green, |(light, ..)| light);
    let light = if gaps.is_empty() { light } else { light.max(Light::Yellow) };
    Standing { actual, due, light, gaps }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Target;
    use crate::model::progress::Cadence;
    use office::instant::Instant;

    const RULE: Thresholds = Thresholds { green: 100, yellow: 80 };

    fn text(target: Option<i64>, gauge: &str) -> Text {
        Text {
            code: "1.1".into(),
            area: "甲".into(),
            strategy: "乙".into(),
            action: "丙".into(),
            units: vec!["promotion".into()],
            indicator: String::new(),
            unit: "count".into(),
            gauge: gauge.into(),
            counted_in: String::new(),
            measure: String::new(),
            also: vec![],
            starts_on: date(2026, 1, 1),
            ends_on: date(2026, 12, 31),
            legal_basis: String::new(),
            targets: vec![Target { year: 2026, target, milestone: String::new() }],
        }
    }

    fn month(month: &str, actual: i64) -> Month {
        let (reason, remedy) = (String::new(), String::new());
        Month { leaf_id: "l".into(), month: month.into(), actual: Some(actual), reason, remedy }
    }

    static NO_CALENDAR: std::sync::LazyLock<Calendar> = std::sync::LazyLock::new(Calendar::new);

    fn known<'a>(
        text: &'a Text,
        documents: &'a [Document],
        tasks: &'a [Task],
        months: &'a [Month],
    ) -> Known<'a> {
        let until = date(2026, 12, 31);
        let calendar = &NO_CALENDAR;
        Known {
            text,
            has_owner: true,
            has_deputy: true,
            documents,
            tasks,
            proofs: &[],
            months,
            measured: None,
            is_counted: true,
            calendar,
            until,
        }
    }

    fn document(effective_on: Date, expires_on: Option<Date>) -> Document {
        Document {
            id: "d".into(),
            leaf_id: "l".into(),
            number: 1,
            title: "認證".into(),
            effective_on,
            expires_on,
            url: String::new(),
            file_id: None,
            note: String::new(),
            added_at: Instant::MIN,
            added_by: String::new(),
            replaced_by: None,
        }
    }

    #[test]
    fn z8_whoever_is_in_charge_has_a_stand_in_or_the_light_is_amber() {
        let text = text(None, "sum");
        let documents = [document(date(2026, 1, 1), None)];
        let known = known(&text, &documents, &[], &[]);
        let on = date(2026, 3, 31);
        let of = |known| {
            let standing = standing(&known, 2026, (on, on), RULE);
            (standing.light, standing.gaps)
        };
        assert_eq!(of(known), (Light::Green, vec![]));
        assert_eq!(of(Known { has_deputy: false, ..known }), (Light::Yellow, vec![Gap::NoDeputy]));
        let nobody = Known { has_owner: false, has_deputy: false, ..known };
        assert_eq!(of(nobody), (Light::Yellow, vec![Gap::NoWindow]));
    }

    #[test]
    fn a_number_no_service_counts_any_more_is_missed() {
        let text = Text { measure: "courses.gone".into(), ..text(Some(365), "sum") };
        let on = date(2026, 3, 31);
        let gaps = |is_counted| {
            let known = Known { is_counted, ..known(&text, &[], &[], &[]) };
            standing(&known, 2026, (on, on), RULE).gaps
        };
        assert_eq!((gaps(false), gaps(true)), (vec![Gap::NotCounted], vec![]));
    }

    #[test]
    fn a_month_that_is_not_over_is_not_asked_on_a_reporting_day_within_it() {
        let (text, months) = (text(Some(365), "sum"), [month("2026-09", 273)]);
        let documents = [document(date(2026, 1, 1), None)];
        let known = known(&text, &documents, &[], &months);
        let on = |day| standing(&known, 2026, (day, day), RULE).gaps;
        assert!(!on(date(2026, 10, 15)).iter().any(|gap| matches!(gap, Gap::NotReported(_))));
        assert!(on(date(2026, 10, 31)).contains(&Gap::NotReported("2026-10".into())));
        let measured = Text { measure: "courses.seats".into(), ..text.clone() };
        let known = Known { text: &measured, measured: Some(1), ..known };
        let on = |day| standing(&known, 2026, (day, day), RULE).gaps;
        assert_eq!(on(date(2026, 2, 15)), [Gap::Behind(1, 46)]);
        assert_eq!(on(date(2026, 2, 28)), [Gap::Behind(1, 59), Gap::Unexplained("2026-02".into())]);
        let known = Known { text: &text, measured: None, ..known };
        let on = |day| standing(&known, 2026, (day, day), RULE).gaps;
        assert!(!on(date(2026, 1, 15)).iter().any(|gap| matches!(gap, Gap::NotReported(_))));
    }

    #[test]
    fn x1_a_light_is_given_by_the_rule_of_the_book() {
        assert_eq!(
            [120, 100, 99, 80, 79, 0].map(|n| light(Gauge::Sum, n, 100, RULE)),
            [Light::Green, Light::Green, Light::Yellow, Light::Yellow, Light::Red, Light::Red]
        );
        assert_eq!(light(Gauge::Sum, 79, 100, Thresholds { green: 90, yellow: 70 }), Light::Yellow);
        assert_eq!(light(Gauge::Level, 0, 0, RULE), Light::Green);
        // The less the better: no more than 10 % of no-shows.
        assert_eq!(
            [0, 500, 1000, 1001, 1250, 1251, 4000].map(|n| light(Gauge::Ceiling, n, 1000, RULE)),
            [Light::Green, Light::Green, Light::Green, Light::Yellow, Light::Yellow, Light::Red, Light::Red]
        );
    }

    #[test]
    fn the_schedule_is_an_even_share_of_the_days_or_the_whole_level() {
        let sum = text(Some(365), "sum");
        assert_eq!(due_by(&sum, 2026, date(2026, 1, 31)), Some(31));
        assert_eq!(due_by(&sum, 2026, date(2026, 12, 31)), Some(365));
        assert_eq!(due_by(&text(Some(80), "level"), 2026, date(2026, 3, 31)), Some(80));
        assert_eq!(due_by(&sum, 2026, date(2025, 12, 31)), None);
        assert_eq!(due_by(&text(None, "sum"), 2026, date(2026, 3, 31)), None);
        assert_eq!(reporting_day(2026, date(2026, 11, 23)), date(2026, 10, 31));
        assert_eq!(reporting_day(2026, date(2026, 11, 30)), date(2026, 11, 30));
        assert_eq!(reporting_day(2026, date(2027, 3, 1)), date(2026, 12, 31));
    }

    #[test]
    fn months_add_up_or_the_newest_counts() {
        let months = [month("2026-02", 20), month("2026-01", 10), month("2026-05", 9), month("2025-12", 99)];
        assert_eq!(typed_by(&text(None, "sum"), &months, 2026, date(2026, 3, 31)), Some(30));
        assert_eq!(typed_by(&text(None, "level"), &months, 2026, date(2026, 6, 30)), Some(9));
        assert_eq!(typed_by(&text(None, "sum"), &months, 2027, date(2027, 6, 30)), None);
    }

    #[test]
    fn e2_e3_a_document_is_good_from_its_own_day_until_it_expires() {
        let text = text(None, "sum");
        let documents = [document(date(2026, 3, 1), Some(date(2026, 8, 31)))];
        let on = |day: Date| standing(&known(&text, &documents, &[], &[]), 2026, (day, day), RULE);
        assert_eq!(on(date(2026, 3, 1)).light, Light::Green);
        assert_eq!(on(date(2026, 8, 31)).gaps, []);
        for day in [date(2026, 2, 28), date(2026, 9, 1)] {
            assert_eq!((on(day).light, on(day).gaps), (Light::Yellow, vec![Gap::NotGood("認證".into())]));
        }
    }

    #[test]
    fn e5_a_missing_proof_turns_an_action_amber() {
        let text = text(None, "sum");
        let tasks = [Task {
            id: "t".into(),
            leaf_id: "l".into(),
            title: "連結檢查".into(),
            cadence: Cadence::Month,
            grace_days: 5,
            starts_on: date(2026, 1, 1),
            ends_on: date(2026, 12, 31),
            ended_on: None,
            obligation: String::new(),
            occasions: Vec::new(),
        }];
        let proof = Proof {
            task_id: "t".into(),
            period: "2026-01".into(),
            done_on: date(2026, 2, 1),
            note: String::new(),
            url: String::new(),
            file_id: None,
            proven_by: String::new(),
            proven_at: Instant::MIN,
        };
        let proofs = [proof];
        let known = Known { proofs: &proofs, ..known(&text, &[], &tasks, &[]) };
        let on = |day: Date| standing(&known, 2026, (day, day), RULE);
        assert_eq!(on(date(2026, 3, 5)).light, Light::Green, "February may be proven until 5 March");
        let late = on(date(2026, 3, 6));
        assert_eq!(late.light, Light::Yellow);
        assert!(
            matches!(&late.gaps[..], [Gap::Unproven(task, turn)] if task == "連結檢查" && turn.code == "2026-02")
        );
    }

    #[test]
    fn e6_what_was_done_after_the_day_proves_nothing_on_it() {
        let text = text(None, "sum");
        let tasks = [Task {
            id: "t".into(),
            leaf_id: "l".into(),
            title: "連結檢查".into(),
            cadence: Cadence::Month,
            grace_days: 5,
            starts_on: date(2026, 1, 1),
            ends_on: date(2026, 1, 31),
            ended_on: None,
            obligation: String::new(),
            occasions: Vec::new(),
        }];
        let proofs = [Proof {
            task_id: "t".into(),
            period: "2026-01".into(),
            done_on: date(2026, 5, 2),
            note: String::new(),
            url: String::new(),
            file_id: None,
            proven_by: String::new(),
            proven_at: Instant::MIN,
        }];
        let months = [month("2026-05", 1)];
        let all = Known { proofs: &proofs, ..known(&text, &[], &tasks, &months) };
        let gaps = |known: Known<'_>, day: Date| standing(&known, 2026, (day, day), RULE).gaps;
        assert!(matches!(gaps(all, date(2026, 3, 31))[..], [Gap::Unproven(..)]));
        assert_eq!(gaps(all, date(2026, 5, 31)), []);
        // What was ended in June was still asked in May, and not by July.
        let ended = [Task { ended_on: Some(date(2026, 6, 1)), ..tasks[0].clone() }];
        let ended = Known { tasks: &ended, proofs: &[], ..all };
        assert!(gaps(ended, date(2026, 5, 31)).iter().any(|gap| matches!(gap, Gap::Unproven(..))));
        assert!(!gaps(ended, date(2026, 7, 31)).iter().any(|gap| matches!(gap, Gap::Unproven(..))));
        let nothing_asked = Known { tasks: &[], ..all };
        assert_eq!(gaps(nothing_asked, date(2026, 3, 31)), [Gap::NoEvidence]);
        assert_eq!(gaps(nothing_asked, date(2026, 5, 31)), []);
    }

    #[test]
    fn red_asks_for_a_reason_and_a_remedy() {
        let text = text(Some(120), "sum");
        let on = (date(2026, 7, 1), date(2026, 6, 30));
        let mut months = vec![month("2026-06", 30)];
        let red = standing(&known(&text, &[], &[], &months), 2026, on, RULE);
        assert_eq!((red.light, red.actual, red.due), (Light::Red, Some(30), Some(59)));
        assert_eq!(red.gaps, [Gap::Behind(30, 59), Gap::Unexplained("2026-06".into())]);
        months[0].reason = "講師請假".into();
        months[0].remedy = "七月加開".into();
        assert_eq!(standing(&known(&text, &[], &[], &months), 2026, on, RULE).gaps, [Gap::Behind(30, 59)]);
        let silent = standing(&known(&text, &[], &[], &[]), 2026, on, RULE);
        assert_eq!(
            (silent.light, silent.gaps),
            (Light::Yellow, vec![Gap::NoEvidence, Gap::NotReported("2026-06".into())])
        );
    }
}
