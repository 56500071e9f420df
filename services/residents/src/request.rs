//! Requests about one's own data (當事人請求, 個人資料保護法 §3, §10–§13): kinds, states, time limits.

use foundation::codes;
use foundation::db::{Conn, DbResult};
use foundation::{calendar, rules};
use jiff::ToSpan;
use jiff::civil::Date;
use office::deadline::{DayMode, count};

use crate::model::Illegal;

/// What is asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// To see or get what the page does not hold, such as papers (查詢、閱覽、複製).
    Access,
    /// To correct or complete (補充、更正).
    Correction,
    /// To stop collecting, processing or using (停止蒐集、處理或利用).
    Stop,
    /// To delete (刪除).
    Deletion,
}

/// Where a request stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum State {
    /// Received; the limit runs.
    Open,
    /// The limit was extended once, with a reason in writing.
    Extended,
    /// Done.
    Granted,
    /// Refused, with a reason in writing.
    Refused,
    /// Taken back by the resident.
    Withdrawn,
}

/// What can happen to a request.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Event {
    /// The limit is extended.
    Extend,
    /// It is done.
    Grant,
    /// It is refused.
    Refuse,
    /// The resident takes it back.
    Withdraw,
}

codes!(Kind { Access = "access", Correction = "correction", Stop = "stop", Deletion = "deletion" });
codes!(State {
    Open = "open",
    Extended = "extended",
    Granted = "granted",
    Refused = "refused",
    Withdrawn = "withdrawn",
});

impl State {
    /// The one transition function of requests.
    ///
    /// # Errors
    /// [`Illegal`] when the event cannot happen in this state.
    pub fn after(self, event: Event) -> Result<State, Illegal> {
        match (self, event) {
            (State::Open, Event::Extend) => Ok(State::Extended),
            (State::Open | State::Extended, Event::Grant) => Ok(State::Granted),
            (State::Open | State::Extended, Event::Refuse) => Ok(State::Refused),
            (State::Open | State::Extended, Event::Withdraw) => Ok(State::Withdrawn),
            _ => Err(Illegal),
        }
    }

    /// Whether the limit runs.
    pub fn is_open(self) -> bool {
        matches!(self, State::Open | State::Extended)
    }
}

impl Kind {
    /// Keys of the rules that set the limit and its extension.
    const fn rules(self) -> (&'static str, &'static str) {
        match self {
            Kind::Access => ("privacy.access_days", "privacy.access_more_days"),
            _ => ("privacy.correction_days", "privacy.correction_more_days"),
        }
    }
}

/// A request.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Request {
    /// Id.
    pub id: String,
    /// Whose.
    pub resident_id: String,
    /// E-mail of the resident; hidden once everything was deleted.
    pub email: String,
    /// Language to write in.
    pub language: String,
    /// What is asked for.
    pub kind: Kind,
    /// In own words.
    pub wish: String,
    /// Where it stands.
    pub state: State,
    /// The day of receipt.
    pub received_on: Date,
    /// Name of the version of the rule it is counted by.
    pub rule: String,
    /// The last day of the limit.
    pub due_on: Date,
    /// Why the limit was extended.
    pub extended_why: Option<String>,
    /// Why it was decided so.
    pub reason: Option<String>,
    /// Records erased and kept by a deletion.
    pub erased: Option<i64>,
    /// See `erased`.
    pub kept: Option<i64>,
}

/// The last day of a limit set by a rule, counted on the office calendar (行政程序法 §48), and the
/// version of the rule.
///
/// # Errors
/// Any database error.
pub fn due(conn: &mut Conn, key: &str, from: Date) -> DbResult<(Date, String)> {
    let rule = rules::rule_on(conn, key, from)?;
    let days = rule.as_ref().and_then(|rule| rule.integer()).unwrap_or_default();
    let version = rule.map(|rule| rule.version().as_str().to_owned()).unwrap_or_default();
    let short = u16::try_from(days).unwrap_or(u16::MAX);
    let counted = count(&calendar::load(conn)?, from, DayMode::Cal, short);
    // Where the calendar of that year is not imported yet, the plain day is the safe side.
    let plain = from.saturating_add(days.days());
    Ok((counted.map_or(plain, |c| c.due_on), version))
}

/// The limit of a new request.
///
/// # Errors
/// Any database error.
pub fn due_of(conn: &mut Conn, kind: Kind, received_on: Date) -> DbResult<(Date, String)> {
    due(conn, kind.rules().0, received_on)
}

/// The limit of a request once it is extended: from the end of the first one.
///
/// # Errors
/// Any database error.
pub fn extended(conn: &mut Conn, request: &Request) -> DbResult<Date> {
    Ok(due(conn, request.kind.rules().1, request.due_on)?.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn d3_a_request_is_extended_once_and_decided_once() {
        assert_eq!(State::Open.after(Event::Extend), Ok(State::Extended));
        assert_eq!(State::Extended.after(Event::Extend), Err(Illegal));
        for event in [Event::Grant, Event::Refuse, Event::Withdraw] {
            let Ok(ended) = State::Extended.after(event) else { unreachable!() };
            assert!(!ended.is_open());
            for again in [Event::Extend, Event::Grant, Event::Refuse, Event::Withdraw] {
                assert_eq!(ended.after(again), Err(Illegal));
            }
        }
    }
}
