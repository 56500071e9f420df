//! Meetings and what they decided.

use foundation::db::{Conn, DbResult, Row};
use foundation::{params, row, sql};
use jiff::civil::Date;
use office::instant::Instant;

use crate::model::progress::{Decision, Meeting};

fn decision(r: &Row) -> DbResult<Decision> {
    Ok(Decision {
        id: r.get(0)?,
        meeting_id: r.get(1)?,
        line_id: r.get(2)?,
        decision: r.get(3)?,
        owner_id: r.get(4)?,
        due_on: r.get(5)?,
        done_on: r.get(6)?,
        outcome: r.get(7)?,
    })
}

/// Adds a meeting with its decisions.
///
/// # Errors
/// Any database error.
pub fn add(
    conn: &mut Conn,
    meeting: &Meeting,
    decisions: &[Decision],
    by: &str,
    now: Instant,
) -> DbResult<()> {
    conn.execute(
        sql!(
            "insert into plan_meeting (id, held_on, title, minutes, added_at, added_by)
             values ($1, $2, $3, $4, $5, $6)"
        ),
        params![meeting.id, meeting.held_on, meeting.title, meeting.minutes, now, by],
    )?;
    add_decisions(conn, decisions)
}

/// Adds decisions.
///
/// # Errors
/// Any database error.
pub fn add_decisions(conn: &mut Conn, decisions: &[Decision]) -> DbResult<()> {
    let rows: Vec<Vec<_>> = decisions
        .iter()
        .map(|d| {
            row![
                &d.id,
                &d.meeting_id,
                &d.line_id,
                &d.decision,
                &d.owner_id,
                &d.due_on,
                &d.done_on,
                &d.outcome
            ]
        })
        .collect();
    conn.insert_many(
        sql!(
            "insert into plan_decision (id, meeting_id, line_id, decision, owner_id, due_on, done_on, outcome)
             values ($1, $2, $3, $4, $5, $6, $7, $8)"
        ),
        &rows,
    )?;
    Ok(())
}

/// The newest meetings, at most 100.
///
/// # Errors
/// Any database error.
pub fn list(conn: &mut Conn) -> DbResult<Vec<Meeting>> {
    conn.rows(
        sql!("select id, held_on, title, minutes from plan_meeting order by held_on desc, id desc limit 100"),
        &[],
    )?
    .iter()
    .map(|r| Ok(Meeting { id: r.get(0)?, held_on: r.get(1)?, title: r.get(2)?, minutes: r.get(3)? }))
    .collect()
}

/// The decisions of these meetings, and every open one, by the day they are due.
///
/// # Errors
/// Any database error.
pub fn list_decisions(conn: &mut Conn, meetings: &[String]) -> DbResult<Vec<Decision>> {
    conn.rows(
        sql!(
            "select id, meeting_id, line_id, decision, owner_id, due_on, done_on, outcome from plan_decision
             where meeting_id = any($1) or done_on is null order by due_on, id limit 1000"
        ),
        params![*meetings],
    )?
    .iter()
    .map(decision)
    .collect()
}

/// A decision.
///
/// # Errors
/// Any database error.
pub fn find_decision(conn: &mut Conn, id: &str) -> DbResult<Option<Decision>> {
    conn.first(
        sql!(
            "select id, meeting_id, line_id, decision, owner_id, due_on, done_on, outcome from plan_decision
             where id = $1"
        ),
        params![id],
    )?
    .as_ref()
    .map(decision)
    .transpose()
}

/// Notes that a decision was carried out; says whether it was open.
///
/// # Errors
/// Any database error.
pub fn carry_out(conn: &mut Conn, id: &str, done_on: Date, outcome: &str) -> DbResult<bool> {
    let touched = conn.execute(
        sql!("update plan_decision set done_on = $2, outcome = $3 where id = $1 and done_on is null"),
        params![id, done_on, outcome],
    )?;
    Ok(touched > 0)
}
