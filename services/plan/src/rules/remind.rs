//! Who is to be told what today: some days before and again shortly before, then weekly, and monthly for figures.

use jiff::civil::Date;

use super::cadence::{Turn, turns};
use super::obligation::Obligation;
use super::standing::{Gap, Known, Standing};
use crate::model::Plan;
use crate::model::progress::{Cadence, Decision, Document, last_of};

/// What somebody is told of.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum About {
    /// A document ends on this day, or ended: title, day.
    Document(String, Date),
    /// A turn of a task is due, or was: task, turn, day.
    Turn(String, String, Date),
    /// Something is missing.
    Gap(Gap),
    /// A decision is due, or was: words, day.
    Decision(String, Date),
    /// What came of an adopted proposal is to be looked at, or was: title, day.
    Review(String, Date),
}

/// How many days before something ends people are told, and told once more.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Before {
    /// The first time.
    pub first: i64,
    /// The second; never before the first.
    pub again: i64,
}

impl Before {
    /// As a centre sets it.
    pub fn of(first: i64, again: i64) -> Before {
        Before { first, again: again.min(first) }
    }
}

/// One reason to write to somebody, told once per step.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reminder {
    /// What it is about, for good.
    pub subject: String,
    /// Which telling of it this is.
    pub step: String,
    /// Whether the time is over: then the stand-in is told too.
    pub is_late: bool,
    /// What is told.
    pub about: About,
}

/// The step of something that ends on a day: nothing while there is more time than people want to know before.
fn step(today: Date, last: Date, before: Before) -> Option<(String, bool)> {
    let left = i64::from((last - today).get_days());
    if left < 0 {
        Some((week(today), true))
    } else if left <= before.again {
        Some(("one".into(), false))
    } else if left <= before.first {
        Some(("seven".into(), false))
    } else {
        None
    }
}

/// The step of a month that is over: told in the week after it, then every week.
fn step_after(today: Date, last: Date) -> Option<(String, bool)> {
    match (today - last).get_days() {
        ..=0 => None,
        1..=7 => Some(("month".into(), false)),
        _ => Some((week(today), true)),
    }
}

/// For how many days after its last one a plan is still worked on: proofs and numbers of December come in.
const DAYS_AFTER: i32 = 60;

/// Whether anybody is reminded of a plan: while it runs, and shortly after.
pub fn is_worked_on(plan: &Plan, today: Date) -> bool {
    plan.year <= today.year() && (today - plan.last_day()).get_days() <= DAYS_AFTER
}

/// The week of a day, so that what is overdue is told once a week.
fn week(today: Date) -> String {
    let iso = today.iso_week_date();
    format!("over-{}-W{:02}", iso.year(), iso.week())
}

fn reminder(subject: String, (step, is_late): (String, bool), about: About) -> Reminder {
    Reminder { subject, step, is_late, about }
}

fn document(today: Date, document: &Document, before: Before) -> Option<Reminder> {
    let last = document.expires_on?;
    let about = About::Document(document.title.clone(), last);
    Some(reminder(format!("document/{}", document.id), step(today, last, before)?, about))
}

/// What is to be told of an action; `leaf` is its id.
pub fn of_leaf(
    leaf: &str,
    known: &Known<'_>,
    standing: &Standing,
    (today, before): (Date, Before),
) -> Vec<Reminder> {
    // What ends after the plan is not asked by it.
    let is_asked =
        |d: &&Document| today <= known.until || d.expires_on.is_some_and(|last| last < known.until);
    let documents = known.documents.iter().filter(is_asked);
    let mut told: Vec<Reminder> = documents.filter_map(|d| document(today, d, before)).collect();
    for task in known.tasks.iter().filter(|task| !task.is_ended()) {
        let is_proven =
            |turn: &Turn| known.proofs.iter().any(|p| p.task_id == task.id && p.period == turn.code);
        // What has not begun cannot be proven yet.
        let open = || turns(task, known.calendar).into_iter().filter(|t| t.from <= today && !is_proven(t));
        if matches!(task.cadence, Cadence::Day | Cadence::Week) {
            // Told once a week, and only when something was missed: nobody wants a letter every day.
            if let Some(turn) = open().rfind(|turn| turn.due_on < today) {
                let about = About::Turn(task.title.clone(), turn.code, turn.due_on);
                told.push(reminder(format!("turn/{}", task.id), (week(today), true), about));
            }
            continue;
        }
        for turn in open() {
            let early = || {
                let alert = Obligation::find(&task.obligation)?.alert(today, (turn.from, turn.due_on))?;
                Some((format!("early-{alert}"), false))
            };
            let Some(step) = step(today, turn.due_on, before).or_else(early) else { continue };
            let about = About::Turn(task.title.clone(), turn.code.clone(), turn.due_on);
            told.push(reminder(format!("turn/{}/{}", task.id, turn.code), step, about));
        }
    }
    for gap in &standing.gaps {
        let (Gap::NotReported(month) | Gap::Unexplained(month)) = gap else { continue };
        let kind = if matches!(gap, Gap::NotReported(_)) { "month" } else { "reason" };
        let Some(step) = last_of(month).and_then(|last| step_after(today, last)) else { continue };
        told.push(reminder(format!("{kind}/{leaf}/{month}"), step, About::Gap(gap.clone())));
    }
    told
}

/// What is to be told of an open decision.
pub fn of_decision(decision: &Decision, (today, before): (Date, Before)) -> Option<Reminder> {
    if decision.done_on.is_some() {
        return None;
    }
    let about = About::Decision(decision.decision.clone(), decision.due_on);
    Some(reminder(format!("decision/{}", decision.id), step(today, decision.due_on, before)?, about))
}

/// What is to be told of an adopted proposal, of which by a day is to be seen what came.
pub fn of_review(id: &str, title: &str, day: Date, (today, before): (Date, Before)) -> Option<Reminder> {
    let about = About::Review(title.to_owned(), day);
    Some(reminder(format!("idea/{id}"), step(today, day, before)?, about))
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    #[test]
    fn a_month_is_asked_when_it_is_over_and_late_after_a_week() {
        let on = |month: i8, day: i8| step_after(date(2026, month, day), date(2026, 10, 31));
        assert_eq!(on(10, 31), None, "the month is not over");
        for day in [1, 7] {
            assert_eq!(on(11, day), Some(("month".into(), false)), "{day}");
        }
        assert_eq!(on(11, 8).map(|(_, late)| late), Some(true));
        assert_eq!(on(11, 30).map(|(_, late)| late), Some(true));
    }

    #[test]
    fn e3_e9_one_is_told_seven_days_and_one_day_before_and_then_every_week() {
        let last = date(2026, 11, 30);
        let on = |day: Date| step(day, last, Before { first: 7, again: 1 });
        assert_eq!(on(date(2026, 11, 22)), None);
        for day in 23..=28 {
            assert_eq!(on(date(2026, 11, day)), Some(("seven".into(), false)), "{day}");
        }
        assert_eq!(on(date(2026, 11, 29)), Some(("one".into(), false)));
        assert_eq!(on(last), Some(("one".into(), false)));
        assert_eq!(on(date(2026, 12, 1)), on(date(2026, 12, 6)));
        assert_ne!(on(date(2026, 12, 1)), on(date(2026, 12, 7)));
        assert_eq!(on(date(2026, 12, 1)).map(|(_, late)| late), Some(true));
        // A second time before the first is none: people are told once.
        let on = |day: Date| step(day, last, Before::of(7, 10));
        assert_eq!(on(date(2026, 11, 22)), None);
        for day in 23..=30 {
            assert_eq!(on(date(2026, 11, day)), Some(("one".into(), false)), "{day}");
        }
        // A centre may want to know earlier.
        let on = |day: Date| step(day, last, Before { first: 30, again: 10 });
        assert_eq!(on(date(2026, 10, 30)), None);
        assert_eq!(on(date(2026, 10, 31)), Some(("seven".into(), false)));
        assert_eq!(on(date(2026, 11, 20)), Some(("one".into(), false)));
    }
}
