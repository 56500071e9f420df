//! The table of delegated authority (分層負責明細表): at which level what is decided, and who that is.

use jiff::civil::Date;

use crate::model::{ProposalKind, Refusal};

/// What is decided, as the table names it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Task {
    /// 答復
    Reply,
    /// 保密案件之答復
    SecretReply,
    /// 展期
    Extension,
    /// 不予處理
    Leave,
}
foundation::codes!(Task {
    Reply = "reply",
    SecretReply = "secret-reply",
    Extension = "extension",
    Leave = "leave",
});

impl Task {
    /// The task of a proposal.
    pub fn of(kind: ProposalKind, confidential: bool) -> Task {
        match kind {
            ProposalKind::Reply if confidential => Task::SecretReply,
            ProposalKind::Reply => Task::Reply,
            ProposalKind::Extension => Task::Extension,
            ProposalKind::Leave => Task::Leave,
        }
    }

    /// The level until the centre says otherwise.
    pub fn usual_level(self) -> i64 {
        match self {
            Task::Reply | Task::Extension => HEAD,
            Task::SecretReply | Task::Leave => DIRECTOR,
        }
    }
}

/// 第1層: the director.
pub const DIRECTOR: i64 = 1;
/// 第2層: the head of the section, or who stands in.
pub const HEAD: i64 = 2;
/// 第3層: a colleague of the section.
pub const COLLEAGUE: i64 = 3;

/// A line of the table from a day on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Line {
    /// What is decided.
    pub task: Task,
    /// At which level.
    pub level: i64,
    /// From which day on.
    pub from: Date,
    /// By which decision.
    pub source: String,
}

/// The level that holds on a day.
pub fn level_on(lines: &[Line], task: Task, day: Date) -> i64 {
    let holding = lines.iter().filter(|line| line.task == task && line.from <= day);
    holding.max_by_key(|line| line.from).map_or(task.usual_level(), |line| line.level)
}

/// Who wants to decide.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Decider<'a> {
    /// Staff id.
    pub id: &'a str,
    /// Section.
    pub section: &'a str,
    /// Whether this is the director.
    pub is_director: bool,
    /// Whether this is the head of the section of the case today.
    pub is_head: bool,
    /// Whether this person works on petitions at all.
    pub handles: bool,
}

/// Whether somebody may decide what `drafter` proposed in a section.
///
/// # Errors
/// Nobody decides about a draft of their own; else the level says who.
pub fn may_decide(decider: Decider<'_>, level: i64, section: &str, drafter: &str) -> Result<(), Refusal> {
    if decider.id == drafter {
        return Err(Refusal::OwnDraft);
    }
    let may = match level {
        DIRECTOR => decider.is_director,
        HEAD => decider.is_director || decider.is_head,
        _ => decider.is_director || decider.is_head || (decider.handles && decider.section == section),
    };
    if may { Ok(()) } else { Err(Refusal::NotYours) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    fn decider(id: &str) -> Decider<'_> {
        Decider { id, section: "promotion", is_director: false, is_head: false, handles: true }
    }

    #[test]
    fn s12_nobody_decides_about_an_own_draft_at_any_level() {
        for level in [DIRECTOR, HEAD, COLLEAGUE] {
            let chief = Decider { is_director: true, is_head: true, ..decider("a") };
            assert_eq!(may_decide(chief, level, "promotion", "a"), Err(Refusal::OwnDraft));
            assert_eq!(may_decide(chief, level, "promotion", "b"), Ok(()));
        }
    }

    #[test]
    fn s12_the_level_says_who_decides() {
        let head = Decider { is_head: true, ..decider("a") };
        assert_eq!(may_decide(head, DIRECTOR, "promotion", "b"), Err(Refusal::NotYours));
        assert_eq!(may_decide(head, HEAD, "promotion", "b"), Ok(()));
        assert_eq!(may_decide(decider("a"), HEAD, "promotion", "b"), Err(Refusal::NotYours));
        assert_eq!(may_decide(decider("a"), COLLEAGUE, "promotion", "b"), Ok(()));
        assert_eq!(may_decide(decider("a"), COLLEAGUE, "counselling", "b"), Err(Refusal::NotYours));
    }

    #[test]
    fn s12_a_version_of_the_table_holds_from_its_day_on() {
        let line = |level, from| Line { task: Task::Reply, level, from, source: String::new() };
        let lines = [line(DIRECTOR, date(2026, 3, 1)), line(COLLEAGUE, date(2026, 9, 1))];
        for (day, level) in [
            (date(2026, 2, 28), HEAD),
            (date(2026, 3, 1), DIRECTOR),
            (date(2026, 8, 31), DIRECTOR),
            (date(2026, 9, 1), COLLEAGUE),
        ] {
            assert_eq!(level_on(&lines, Task::Reply, day), level, "{day}");
        }
        assert_eq!(level_on(&lines, Task::Leave, date(2026, 9, 1)), DIRECTOR);
    }
}
