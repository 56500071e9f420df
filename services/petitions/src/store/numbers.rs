//! Figures: counted by the store, one row for each kind of case in a period. Of whole months they are kept.

use foundation::db::{Conn, DbResult};
use foundation::measures::Period;
use foundation::{params, sql};
use serde::{Deserialize, Serialize};

pub use super::months::{keep, list, list_answers, list_stale};

/// Cases that are alike in all that is counted. Where it is kept its fields have short names: there are many.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Group {
    /// Code of the kind.
    #[serde(rename = "k")]
    pub kind: String,
    /// Code of the nature.
    #[serde(rename = "n")]
    pub nature: String,
    /// Code of the topic.
    #[serde(rename = "t")]
    pub topic: String,
    /// Code of the district.
    #[serde(rename = "d")]
    pub district: String,
    /// Code of the channel.
    #[serde(rename = "c")]
    pub channel: String,
    /// Code of the tone of an opinion; a petition has none.
    #[serde(rename = "o")]
    pub tone: String,
    /// Month of receipt, `2026-11`.
    #[serde(rename = "m")]
    pub month: String,
    /// Code of the state.
    #[serde(rename = "s")]
    pub state: String,
    /// Whether it was extended.
    #[serde(rename = "e")]
    pub extended: bool,
    /// Whether work on it ended in time; nothing while it goes on, or when it was taken back.
    #[serde(rename = "i")]
    pub in_time: Option<bool>,
    /// Whether it was answered, by itself or with the case it was merged into.
    #[serde(rename = "r")]
    pub answered: bool,
    /// How many.
    #[serde(rename = "q")]
    pub count: i64,
    /// Days from receipt to the answer, of those that were answered.
    #[serde(rename = "a")]
    pub days: i64,
}

/// Whether it is solved and how satisfied somebody is with outcome and handling, after the month of receipt; and how
/// many said so.
pub type Said = ([String; 4], i64);

/// Counts the cases that were received in a period.
///
/// # Errors
/// Any database error.
pub(super) fn count(conn: &mut Conn, period: Period) -> DbResult<Vec<Group>> {
    conn.rows(
        sql!(
            "select kind, nature, topic, district, channel, month, state, extended, in_time, count(*),
                    cast(coalesce(sum(days_taken), 0) as bigint), tone, answered
             from (
                select kind, nature, topic, district, channel, substr(received_on, 1, 7) as month,
                       case when outcome = '' then state else outcome end as state, tone,
                       extensions > 0 as extended, in_time, days_taken, replied_at is not null as answered
                from petitions_case where received_on >= $1 and received_on <= $2
                and state not in ('confirming', 'draft', 'discarded') and outcome <> 'discarded'
                union all
                select kind, nature, topic, district, channel, substr(received_on, 1, 7), state, tone, extended,
                       in_time, days_taken, answered
                from petitions_past where received_on >= $1 and received_on <= $2) counted
             group by kind, nature, topic, district, channel, month, state, extended, in_time, tone, answered"
        ),
        params![period.from, period.to],
    )?
    .iter()
    .map(|r| {
        Ok(Group {
            kind: r.get(0)?,
            nature: r.get(1)?,
            topic: r.get(2)?,
            district: r.get(3)?,
            channel: r.get(4)?,
            month: r.get(5)?,
            state: r.get(6)?,
            extended: r.get(7)?,
            in_time: r.get(8)?,
            count: r.get(9)?,
            days: r.get(10)?,
            tone: r.get(11)?,
            answered: r.get(12)?,
        })
    })
    .collect()
}

/// Counts what petitioners said afterwards about cases received in a period.
///
/// # Errors
/// Any database error.
pub(super) fn count_answers(conn: &mut Conn, period: Period) -> DbResult<Vec<Said>> {
    conn.rows(
        sql!(
            "select month, solved, satisfaction, handling, count(*)
             from (
                select substr(c.received_on, 1, 7) as month, a.solved, a.satisfaction, a.handling
                from petitions_answer a join petitions_case c on c.id = a.case_id
                where c.received_on >= $1 and c.received_on <= $2
                union all
                select substr(received_on, 1, 7), solved, satisfaction, handling from petitions_past
                where received_on >= $1 and received_on <= $2 and solved is not null) said
             group by month, solved, satisfaction, handling"
        ),
        params![period.from, period.to],
    )?
    .iter()
    .map(|r| Ok(([r.get(0)?, r.get(1)?, r.get(2)?, r.get(3)?], r.get(4)?)))
    .collect()
}
