//! Who is to be told what today: seven days and one day before, then weekly, and monthly for figures.

use jiff::civil::Date;

use super::cadence::turns;
use super::standing::{Gap, Known, Standing};
use crate::model::progress::{Decision, Document};

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

/// The step of something that ends on a day: nothing while there is more than a week.
fn step(today: Date, last: Date) -> Option<(String, bool)> {
    let left = (last - today).get_days();
    match left {
        8.. => None,
        2..=7 => Some(("seven".into(), false)),
        0..=1 => Some(("one".into(), false)),
        _ => Some((week(today), true)),
    }
}

/// The week of a day, so that what is overdue is told once a week.
fn week(today: Date) -> String {
    let iso = today.iso_week_date();
    format!("over-{}-W{:02}", iso.year(), iso.week())
}

fn reminder(subject: String, (step, is_late): (String, bool), about: About) -> Reminder {
    Reminder { subject, step, is_late, about }
}

fn document(today: Date, document: &Document) -> Option<Reminder> {
    let last = document.expires_on?;
    let about = About::Document(document.title.clone(), last);
    Some(reminder(format!("document/{}", document.id), step(today, last)?, about))
}

/// What is to be told of an action; `leaf` is its id.
pub fn of_leaf(leaf: &str, known: &Known<'_>, standing: &Standing, today: Date) -> Vec<Reminder> {
    let mut told: Vec<Reminder> = known.documents.iter().filter_map(|d| document(today, d)).collect();
    for task in known.tasks {
        for turn in turns(task) {
            let is_proven = known.proofs.iter().any(|p| p.task_id == task.id && p.period == turn.code);
            // What has not begun cannot be proven yet.
            if is_proven || turn.from > today {
                continue;
            }
            let Some(step) = step(today, turn.due_on) else { continue };
            let about = About::Turn(task.title.clone(), turn.code.clone(), turn.due_on);
            told.push(reminder(format!("turn/{}/{}", task.id, turn.code), step, about));
        }
    }
    for gap in &standing.gaps {
        let (Gap::NotReported(month) | Gap::Unexplained(month)) = gap else { continue };
        let kind = if matches!(gap, Gap::NotReported(_)) { "month" } else { "reason" };
        // Told when the month is over, and weekly from its second week on.
        let step = if today.day() <= 7 { ("month".into(), false) } else { (week(today), true) };
        told.push(reminder(format!("{kind}/{leaf}/{month}"), step, About::Gap(gap.clone())));
    }
    told
}

/// What is to be told of an open decision.
pub fn of_decision(decision: &Decision, today: Date) -> Option<Reminder> {
    if decision.done_on.is_some() {
        return None;
    }
    let about = About::Decision(decision.decision.clone(), decision.due_on);
    Some(reminder(format!("decision/{}", decision.id), step(today, decision.due_on)?, about))
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    #[test]
    fn e3_e9_one_is_told_seven_days_and_one_day_before_and_then_every_week() {
        let last = date(2026, 11, 30);
        let on = |day: Date| step(day, last);
        assert_eq!(on(date(2026, 11, 22)), None);
        for day in 23..=28 {
            assert_eq!(on(date(2026, 11, day)), Some(("seven".into(), false)), "{day}");
        }
        assert_eq!(on(date(2026, 11, 29)), Some(("one".into(), false)));
        assert_eq!(on(last), Some(("one".into(), false)));
        assert_eq!(on(date(2026, 12, 1)), on(date(2026, 12, 6)));
        assert_ne!(on(date(2026, 12, 1)), on(date(2026, 12, 7)));
        assert_eq!(on(date(2026, 12, 1)).map(|(_, late)| late), Some(true));
    }
}
