//! Figures: counted by the store, one row for each kind of case in a period.

use foundation::db::{Conn, DbResult};
use foundation::measures::Period;
use foundation::{params, sql};

/// Cases that are alike in all that is counted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Group {
    /// Code of the kind.
    pub kind: String,
    /// Code of the nature.
    pub nature: String,
    /// Code of the topic.
    pub topic: String,
    /// Code of the district.
    pub district: String,
    /// Code of the channel.
    pub channel: String,
    /// Code of the tone of an opinion; a petition has none.
    pub tone: String,
    /// Month of receipt, `2026-11`.
    pub month: String,
    /// Code of the state.
    pub state: String,
    /// Whether it was extended.
    pub extended: bool,
    /// Whether work on it ended in time; nothing while it goes on, or when it was taken back.
    pub in_time: Option<bool>,
    /// How many.
    pub count: i64,
    /// Days from receipt to the answer, of those that were answered.
    pub days: i64,
}

/// The cases that were received in a period.
///
/// # Errors
/// Any database error.
pub fn list(conn: &mut Conn, period: Period) -> DbResult<Vec<Group>> {
    conn.rows(
        sql!(
            "select kind, nature, topic, district, channel, substr(received_on, 1, 7), state,
                    case when extensions > 0 then 1 else 0 end, in_time, count(*),
                    cast(coalesce(sum(days_taken), 0) as bigint), tone
             from petitions_case where received_on >= $1 and received_on <= $2
             and state not in ('confirming', 'draft', 'discarded')
             group by kind, nature, topic, district, channel, substr(received_on, 1, 7), state,
             case when extensions > 0 then 1 else 0 end, in_time, tone"
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
            extended: r.get::<i64>(7)? > 0,
            in_time: r.get(8)?,
            count: r.get(9)?,
            days: r.get(10)?,
            tone: r.get(11)?,
        })
    })
    .collect()
}

/// What petitioners said afterwards about cases received in a period: month, whether it is solved,
/// satisfaction with the outcome, with the handling, and how many.
///
/// # Errors
/// Any database error.
pub fn list_answers(conn: &mut Conn, period: Period) -> DbResult<Vec<([String; 4], i64)>> {
    conn.rows(
        sql!(
            "select substr(c.received_on, 1, 7), a.solved, a.satisfaction, a.handling, count(*)
             from petitions_answer a join petitions_case c on c.id = a.case_id
             where c.received_on >= $1 and c.received_on <= $2
             group by substr(c.received_on, 1, 7), a.solved, a.satisfaction, a.handling"
        ),
        params![period.from, period.to],
    )?
    .iter()
    .map(|r| Ok(([r.get(0)?, r.get(1)?, r.get(2)?, r.get(3)?], r.get(4)?)))
    .collect()
}
