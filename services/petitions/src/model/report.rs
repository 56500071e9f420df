//! The analysis of a period as it stood on a day (處理要點第 15 點), and what is to be improved.

use foundation::codes;
use jiff::civil::Date;
use office::instant::Instant;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// One line of an analysis: cases that are alike in one thing.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Row {
    /// Code of what they are alike in.
    pub code: String,
    /// How many came.
    pub count: i64,
    /// On how many petitions work ended.
    pub done: i64,
    /// Of those, in time.
    pub in_time: i64,
    /// How many petitions were answered.
    pub answered: i64,
    /// Days those took together.
    pub days: i64,
    /// How many were extended.
    pub extended: i64,
}

/// Cases divided by one thing.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Division {
    /// What they are divided by.
    pub by: String,
    /// The parts; they make up the whole.
    pub rows: Vec<Row>,
}

/// What petitioners said about cases of a month.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Said {
    /// The month of receipt.
    pub month: String,
    /// How many said something.
    pub count: i64,
    /// Whose matter is solved, by code.
    pub solved: BTreeMap<String, i64>,
    /// Satisfaction with the outcome, by code.
    pub outcome: BTreeMap<String, i64>,
    /// Satisfaction with the handling, by code.
    pub handling: BTreeMap<String, i64>,
}

/// The figures of a period. What an older program did not count is empty.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Figures {
    /// All cases.
    pub whole: Row,
    /// How many came in the same period of the year before.
    pub before: i64,
    /// The whole divided by each thing.
    pub divisions: Vec<Division>,
    /// How many petitions were answered within how many days.
    pub taken: Vec<(String, i64)>,
    /// What petitioners said afterwards.
    pub said: Vec<Said>,
    /// Codes of topics that were asked about often.
    pub often: Vec<String>,
    /// Names of the topics as they were then, in the languages of the house.
    pub topics: BTreeMap<String, [String; 2]>,
}

/// An analysis that was frozen.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Report {
    /// Id.
    pub id: String,
    /// What it is called.
    pub title: String,
    /// The first day of the period.
    pub from: Date,
    /// The last one.
    pub to: Date,
    /// As of when the figures stand.
    pub frozen_at: Instant,
    /// Who froze it.
    pub frozen_by: String,
    /// What somebody reads out of it.
    pub findings: String,
    /// On which day it was reported to a meeting of the staff.
    pub meeting_on: Option<Date>,
    /// What the meeting decided.
    pub decision: String,
    /// The figures.
    pub figures: Figures,
}

/// How far an improvement is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Progress {
    /// 提案
    Proposed,
    /// 列管: a meeting agreed.
    Agreed,
    /// 完成
    Done,
    /// 不採行
    Dropped,
}
codes!(Progress { Proposed = "proposed", Agreed = "agreed", Done = "done", Dropped = "dropped" });

impl Progress {
    /// Whether it may come next; the same again is no step, and what is over stays so.
    pub fn may_become(self, next: Progress) -> bool {
        match self {
            Progress::Proposed => next != Progress::Proposed,
            Progress::Agreed => matches!(next, Progress::Done | Progress::Dropped),
            Progress::Done | Progress::Dropped => false,
        }
    }

    /// Whether something is still to be done.
    pub fn is_open(self) -> bool {
        matches!(self, Progress::Proposed | Progress::Agreed)
    }
}

/// What is to be improved, by whom, until when, and what came of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Improvement {
    /// Id.
    pub id: String,
    /// The report it comes of.
    pub report_id: String,
    /// What.
    pub what: String,
    /// Staff id of who does it.
    pub handler: String,
    /// Until when.
    pub due_on: Date,
    /// How far it is.
    pub progress: Progress,
    /// What came of it, or why it is dropped.
    pub result: String,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn p15_an_improvement_goes_from_proposal_to_result_and_not_back() {
        let ways = |from: Progress| Progress::ALL.iter().filter(|next| from.may_become(**next)).count();
        assert_eq!(Progress::ALL.iter().map(|from| ways(*from)).collect::<Vec<_>>(), [3, 2, 0, 0]);
        assert!(!Progress::Agreed.may_become(Progress::Proposed));
    }
}
