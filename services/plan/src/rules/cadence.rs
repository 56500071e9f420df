//! The turns of a task: when each begins, ends, and has to be proven at the latest.

use jiff::civil::{Date, date};
use jiff::{Span, ToSpan};

use crate::model::progress::{Cadence, Task};

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

/// All turns of a task, in order. A turn that the task's own days cut short still counts.
pub fn turns(task: &Task) -> Vec<Turn> {
    let due = |to: Date| to.checked_add(Span::new().days(task.grace_days)).unwrap_or(to);
    if task.cadence == Cadence::Once {
        let (from, to) = (task.starts_on, task.ends_on);
        return vec![Turn { code: "once".into(), from, to, due_on: due(to) }];
    }
    let months = task.cadence.months();
    let start_month = (task.starts_on.month() - 1) / months * months + 1;
    let (mut at, mut turns) = (date(task.starts_on.year(), start_month, 1), Vec::new());
    while at <= task.ends_on && turns.len() < 200 {
        let Ok(next) = at.checked_add(months.months()) else { break };
        let to = next.yesterday().unwrap_or(at);
        let code = match task.cadence {
            Cadence::Month => format!("{}-{:02}", at.year(), at.month()),
            Cadence::Quarter => format!("{}-Q{}", at.year(), (at.month() - 1) / 3 + 1),
            Cadence::Half => format!("{}-H{}", at.year(), (at.month() - 1) / 6 + 1),
            Cadence::Year | Cadence::Once => at.year().to_string(),
        };
        turns.push(Turn {
            code,
            from: at.max(task.starts_on),
            to: to.min(task.ends_on),
            due_on: due(to.min(task.ends_on)),
        });
        at = next;
    }
    turns
}

#[cfg(test)]
mod tests {
    use super::*;

    fn task(cadence: Cadence, from: Date, to: Date) -> Task {
        Task {
            id: "t".into(),
            leaf_id: "l".into(),
            title: "檢查連結".into(),
            cadence,
            grace_days: 5,
            starts_on: from,
            ends_on: to,
            ended: false,
        }
    }

    #[test]
    fn e5_every_turn_of_a_task_has_a_day_by_which_it_must_be_proven() {
        let year = (date(2026, 1, 1), date(2026, 12, 31));
        let codes = |cadence| -> Vec<String> {
            turns(&task(cadence, year.0, year.1)).into_iter().map(|t| t.code).collect()
        };
        assert_eq!(codes(Cadence::Month).len(), 12);
        assert_eq!(codes(Cadence::Quarter), ["2026-Q1", "2026-Q2", "2026-Q3", "2026-Q4"]);
        assert_eq!(codes(Cadence::Half), ["2026-H1", "2026-H2"]);
        assert_eq!((codes(Cadence::Year), codes(Cadence::Once)), (vec!["2026".into()], vec!["once".into()]));
        let first = turns(&task(Cadence::Quarter, date(2026, 2, 10), date(2026, 5, 20)));
        assert_eq!(
            (first[0].from, first[0].to, first[0].due_on),
            (date(2026, 2, 10), date(2026, 3, 31), date(2026, 4, 5))
        );
        assert_eq!((first.len(), first[1].to), (2, date(2026, 5, 20)));
    }
}
