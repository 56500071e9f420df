//! What shows how far an action is: documents, recurring proofs, monthly figures, decisions.

use jiff::civil::Date;
use office::instant::Instant;

/// A document, or an address, that proves an action; its versions are rows of their own.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Document {
    /// Id.
    pub id: String,
    /// The action it proves.
    pub leaf_id: String,
    /// Number of this version, from 1.
    pub number: i64,
    /// What it is called.
    pub title: String,
    /// From when on it is good, which is not when it was put here.
    pub effective_on: Date,
    /// The last day on which it is good, if it ends.
    pub expires_on: Option<Date>,
    /// Where it is to be read, when it is not kept here.
    pub url: String,
    /// The file kept here.
    pub file_id: Option<String>,
    /// What is to be said of it.
    pub note: String,
    /// When it was put here.
    pub added_at: Instant,
    /// By whom.
    pub added_by: String,
    /// The version that took its place.
    pub replaced_by: Option<String>,
}

impl Document {
    /// Whether it proves anything on a day.
    pub fn is_good_on(&self, day: Date) -> bool {
        self.effective_on <= day && self.expires_on.is_none_or(|last| day <= last)
    }
}

/// How often something must be proven.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Cadence {
    /// Once, by the last day.
    Once,
    /// Every office day.
    Day,
    /// Every week.
    Week,
    /// Every month.
    Month,
    /// Every three months.
    Quarter,
    /// Every six months.
    Half,
    /// Every year.
    Year,
    /// After each occasion that is entered: a course, a visit, a drill.
    Event,
}

foundation::codes!(Cadence {
    Once = "once",
    Day = "day",
    Week = "week",
    Month = "month",
    Quarter = "quarter",
    Half = "half",
    Year = "year",
    Event = "event",
});

impl Cadence {
    /// Whether it comes more than once a year.
    pub const fn is_often(self) -> bool {
        !matches!(self, Cadence::Once | Cadence::Year)
    }

    /// Whether the days after a turn are counted as office days; else all count, and a last one on which
    /// offices are closed moves to the next on which they are open.
    pub const fn counts_office_days(self) -> bool {
        matches!(self, Cadence::Day | Cadence::Week | Cadence::Event)
    }
}

/// Something that happened and after which a task asks for a proof.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Occasion {
    /// The turn it makes: `2026-03-05`, and `2026-03-05-2` for a second of that day.
    pub period: String,
    /// When it was.
    pub held_on: Date,
    /// What it was.
    pub title: String,
}

/// Something to be done and proven again and again.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Task {
    /// Id.
    pub id: String,
    /// The action it belongs to.
    pub leaf_id: String,
    /// What is to be done.
    pub title: String,
    /// How often.
    pub cadence: Cadence,
    /// Days after the end of a turn within which it may still be proven.
    pub grace_days: i64,
    /// The first day on which it is asked.
    pub starts_on: Date,
    /// The last.
    pub ends_on: Date,
    /// The day since when it is asked no more; what was proven stays, and what was not proven by then stays missing.
    pub ended_on: Option<Date>,
    /// The obligation of the ready list it is; empty when it was made up here.
    pub obligation: String,
    /// What happened so far, for a task asked after each occasion.
    pub occasions: Vec<Occasion>,
}

impl Task {
    /// Whether it is asked no more.
    pub fn is_ended(&self) -> bool {
        self.ended_on.is_some()
    }

    /// Whether it was asked no more on a day.
    pub fn was_ended(&self, day: Date) -> bool {
        self.ended_on.is_some_and(|ended| ended <= day)
    }
}

/// The proof of one turn of a task.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Proof {
    /// The task.
    pub task_id: String,
    /// The turn: `2026-03-05`, `2026-W10`, `2026-03`, `2026-Q1`, `2026-H1`, `2026`, `once`.
    pub period: String,
    /// When it was done.
    pub done_on: Date,
    /// What was done.
    pub note: String,
    /// Where it is to be seen.
    pub url: String,
    /// The file kept here.
    pub file_id: Option<String>,
    /// Who proved it.
    pub proven_by: String,
    /// When it was put here.
    pub proven_at: Instant,
}

/// A document or proof that was taken back, as far as it is still told.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Withdrawn {
    /// When it was put there, which is its place among the numbers of the evidence.
    pub added_at: Instant,
    /// Its id, or its turn.
    pub code: String,
    /// When it was taken back.
    pub withdrawn_at: Instant,
}

/// A month of an action as reported (管考).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Month {
    /// The action.
    pub leaf_id: String,
    /// The month: `2026-03`.
    pub month: String,
    /// The number, where somebody types it.
    pub actual: Option<i64>,
    /// Why it is behind.
    pub reason: String,
    /// What is done about it.
    pub remedy: String,
}

/// A meeting of the centre.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Meeting {
    /// Id.
    pub id: String,
    /// When.
    pub held_on: Date,
    /// What it was called.
    pub title: String,
    /// What was said.
    pub minutes: String,
    /// Who entered it, as account.
    pub added_by: String,
}

/// A decision of a meeting, followed until it is carried out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Decision {
    /// Id.
    pub id: String,
    /// The meeting.
    pub meeting_id: String,
    /// The action it is about, by its line.
    pub line_id: Option<String>,
    /// What was decided.
    pub decision: String,
    /// Who carries it out.
    pub owner_id: String,
    /// By when.
    pub due_on: Date,
    /// When it was carried out.
    pub done_on: Option<Date>,
    /// What came of it.
    pub outcome: String,
}

/// The month of a day, as it is kept.
pub fn month_of(day: Date) -> String {
    day.strftime("%Y-%m").to_string()
}

/// The last day of a kept month.
pub fn last_of(month: &str) -> Option<Date> {
    format!("{month}-01").parse::<Date>().ok().map(Date::last_of_month)
}
